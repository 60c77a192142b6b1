package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExplain: a specific address without a device wins over the wildcard that
// is bound to the device (UDP-04), and the command says why.
func TestExplain(t *testing.T) {
	_, program, _ := strings.Cut(explainUsage, "one operation in a line:")
	program, _, _ = strings.Cut(program, "d1 is the first")
	file := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(file, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	want := `
  10.1.0.2:5000 > 10.9.9.9:7000
    => s2  chain of the address, score 2: matches: 2
arrive d1 10.1.0.2:5000>10.9.9.9:7000    s2 gets 5 from 10.1.0.2:5000
`
	for _, args := range [][]string{{"explain", file}, {"explain", "-kernel", "6.1", "-"}} {
		var out, errs bytes.Buffer
		if code := run(args, strings.NewReader(program), &out, &errs); code != exitHeld {
			t.Fatalf("%q: status %d: %s", args, code, errs.String())
		}
		for _, line := range strings.Split(strings.TrimSpace(want), "\n") {
			if !strings.Contains(out.String(), strings.TrimSpace(line)) {
				t.Errorf("%q: no %q in\n%s", args, line, out.String())
			}
		}
	}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"explain"}, "want one FILE"},
		{[]string{"explain", "-kernel", "2.4", file}, "release"},
		{[]string{"explain", file + ".not"}, "no such file"},
		{[]string{"explain", "-x", file}, "-x"},
	} {
		var out, errs bytes.Buffer
		if code := run(tt.args, nil, &out, &errs); code == exitHeld || !strings.Contains(errs.String(), tt.says) {
			t.Errorf("%q: status %d, %q; want %q in it", tt.args, code, errs.String(), tt.says)
		}
	}
	var out, errs bytes.Buffer
	if code := run([]string{"explain", "-"}, strings.NewReader("up lo\nfly d1\n"), &out, &errs); code != exitFailed || !strings.Contains(errs.String(), `line 2: "fly d1": there is no operation "fly"`) {
		t.Errorf("a program with a mistake: status %d, %q", code, errs.String())
	}
}
