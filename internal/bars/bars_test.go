package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const sample = `goos: linux
BenchmarkSetByIndex/boundif 	 1000000	       30.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkSetByIndex/boundif 	 1000000	       50.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkSetByIndex/boundif 	 1000000	       40.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkSetByIndex/linux 	 1000000	       800 ns/op	       0 B/op	       0 allocs/op
BenchmarkLookupParallel 	 1000000	       60 ns/op	       0 B/op	       0 allocs/op
BenchmarkLookupParallel-4 	 1000000	       30 ns/op	       0 B/op	       0 allocs/op
BenchmarkMemory/a-port-each/boundif 	 1	 1 ns/op	 310 B/socket	 5 B/op	 1 allocs/op
PASS
`

func TestParse(t *testing.T) {
	m, err := parse(sample)
	if err != nil {
		t.Fatal(err)
	}
	if got := m["SetByIndex/boundif"]; got != (figure{ns: 40}) {
		t.Errorf("the median is %v", got)
	}
	text := string(write(m, "a machine", 3))
	for _, want := range []string{
		"| setsockopt by index, bound UDP socket | 40 ns | 0 |  | 800 ns (20×) | at most 200 ns; no allocation |",
		"| UDP lookup, four cores | 60 ns | 0 |  |  | **missed**: four cores do 3 times as much as one |",
		"| memory of a bound UDP socket | 310 B | 1 | — |  | **missed**: at most 300 B; a socket, 192 bytes, has",
		"a machine, medians of 3 runs",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("not in the page: %q\n%s", want, text)
		}
	}
	if _, err := parse("PASS\n"); err == nil {
		t.Error("no benchmark, and no error")
	}
	if _, err := parse("BenchmarkX 1 fast ns/op"); err == nil {
		t.Error("no number, and no error")
	}
}

// TestRows: every row is a benchmark that exists, and the page has them all.
func TestRows(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("skipped: the go command is needed to list benchmarks: %v", err)
	}
	cmd := exec.Command(goTool, "test", "-list", "^Benchmark", "./internal/peer")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join("..", "..", page))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if name, _, _ := strings.Cut(r.name, "/"); !strings.Contains(string(out), "Benchmark"+name+"\n") {
			t.Errorf("there is no benchmark %s", name)
		}
		if !strings.Contains(string(text), "\n| "+r.what+" | ") {
			t.Errorf("%s has no row %q: go run ./internal/bars -update", page, r.what)
		}
	}
}
