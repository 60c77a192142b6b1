package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// code cites a rule wherever one can: what its test runs is said there.
const code = `// Package a is UDP-01.
package a

// T is UDP-02.
type T struct{ n int } // UDP-03

// Whole obeys UDP-04.
func Whole(n int) int { return n }

// Part obeys UDP-05 to UDP-07.
func Part(n int) string {
	if n > 9 { // UDP-08
		return "large"
	}
	// Small ones are UDP-09.
	n++
	// Those below five are not asked for (UDP-10).
	if n < 5 {
		n++
	}
	for range n { n-- } // UDP-11
	switch {
	// The first is UDP-12.
	case n > 8:
		n--
	case n > 7: // UDP-13
	default: // UDP-14
		if n == 7 && // UDP-15
			n < 8 {
			return "UDP-16"
		}
	}
	return func() string {
		return "none" // UDP-17
	}()
	// nothing follows (UDP-18)
}

// Never is UDP-04, UDP-19.
func Never() {
	println(
		"UDP-20") // UDP-21
}

var _ = func() { // UDP-22
}

const c = "UDP-23"
`

const codeTest = `package a

import "testing"

func Test(t *testing.T) { // UDP-24
	Whole(1)
	Part(6)
}
`

// TestSites: code that go test runs counts as run, and no other.
func TestSites(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module m\n\ngo 1.26\n", "a/a.go": code, "a/a_test.go": codeTest} {
		put(t, filepath.Join(dir, name), text)
	}
	cover(t, dir, filepath.Join(dir, "p"), "./a")
	text, err := os.ReadFile(filepath.Join(dir, "p"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := readProfile(string(text))
	if err != nil {
		t.Fatal(err)
	}
	found, err := sites(dir, p)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"UDP-01": "none", "UDP-02": "none", "UDP-03": "none", "UDP-23": "none", "UDP-24": "none",
		"UDP-04": "partly", // Whole ran, Never did not
		"UDP-05": "partly", "UDP-06": "partly", "UDP-07": "partly",
		"UDP-08": "not", "UDP-09": "wholly", "UDP-10": "not", "UDP-11": "wholly",
		"UDP-12": "not", "UDP-13": "none", "UDP-14": "partly", "UDP-15": "not", "UDP-16": "not",
		"UDP-17": "wholly", "UDP-18": "partly",
		"UDP-19": "not", "UDP-20": "not", "UDP-21": "not", "UDP-22": "not",
	} {
		if got := extent(found[id]); got != want {
			t.Errorf("%s: %s, want %s: %+v", id, got, want, found[id])
		}
	}
	if s := (site{"a/a.go", 12, "a/a.go: Part", false, false}); len(found["UDP-08"]) != 1 || found["UDP-08"][0] != s {
		t.Errorf("UDP-08: %+v, want %+v", found["UDP-08"], s)
	}
}

// TestReach: the file is written with -update, and what is wrong in it noticed.
func TestReach(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a", "a.go"), "package a\n\n// F is UDP-04.\nfunc F() {\n}\n\n// G is OUT-46.\nfunc G() {\n}\n")
	profile, file := filepath.Join(dir, "p"), filepath.Join(dir, reachedPath)
	put(t, profile, "mode: set\nm/a/a.go:4.10,5.2 0 1\nm/a/a.go:8.10,9.2 0 0\n")
	put(t, file, "")
	if err := reach(io.Discard, dir, profile, false); err == nil || !strings.Contains(err.Error(), "out of date") {
		t.Errorf("an empty file: %v", err)
	}
	var said strings.Builder
	for _, update := range []bool{true, false} {
		said.Reset()
		if err := reach(&said, dir, profile, update); err != nil {
			t.Fatal(err)
		}
	}
	if want := "OUT-46 not: a/a.go:7 a/a.go: G\n"; said.String() != want {
		t.Errorf("it says %q, want %q", &said, want)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nUDP-04 wholly\n", "\nOUT-46 not: " + unreached["OUT-46"] + "\n", "\nUDP-05 none\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("it lacks %q:\n%s", want, text)
		}
	}
	if err := reach(io.Discard, dir, filepath.Join(dir, "no profile"), false); err == nil {
		t.Error("a profile that does not exist was read")
	}
	for _, broken := range []string{"", "m/a/a.go:4.10,5.2 0 1\n", "mode: set\nm/a/a.go:4.10 0 1\n", "mode: set\na.go\n"} {
		put(t, profile, broken)
		if err := reach(io.Discard, dir, profile, false); err == nil {
			t.Errorf("%q is no profile, and was read", broken)
		}
	}
	put(t, profile, "mode: set\nm/a/a.go:4.10,5.2 0 1\n")
	put(t, filepath.Join(dir, "a", "a.go"), "no Go")
	if err := reach(io.Discard, dir, profile, false); err == nil {
		t.Error("what is no Go was read")
	}
	put(t, filepath.Join(dir, "a", "a.go"), "package a\n")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := reach(io.Discard, dir, profile, false); err == nil {
		t.Error("a file that does not exist was read")
	}
}

// TestReached: reached.txt tells what the recorded programs run now.
func TestReached(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the model with coverage")
	}
	profile := filepath.Join(t.TempDir(), "p")
	cover(t, root, profile, "./internal/drift", "-run", "^TestCorpus$", "-coverpkg", "./netdev,./sock,./proto/...,./emu")
	if err := reach(io.Discard, root, profile, false); err != nil {
		t.Error(err)
	}
}

// TestUnreached: each rule whose code does not run has a reason, and no other.
func TestUnreached(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, reachedPath))
	if err != nil {
		t.Fatal(err)
	}
	var want, have strings.Builder
	want.WriteString(reachedHead)
	lines := strings.Split(string(text), "\n")
	for i, r := range rules {
		how := "missing"
		if i+1 < len(lines) {
			_, rest, _ := strings.Cut(lines[i+1], " ")
			how, _, _ = strings.Cut(rest, ":")
		}
		want.WriteString(r.id + " " + how)
		why := unreached[r.id]
		if (how == "not") != strings.HasSuffix(why, ".") || !strings.Contains("wholly partly not none", how) {
			t.Errorf("%s %s: %q", r.id, how, why)
		}
		if why != "" {
			want.WriteString(": " + why)
		}
		want.WriteByte('\n')
	}
	have.Write(text)
	if diff := cmp.Diff(strings.Split(have.String(), "\n"), strings.Split(want.String(), "\n")); diff != "" {
		t.Errorf("(-have +want)\n%s", diff)
	}
	for id := range unreached {
		if !known[id] {
			t.Errorf("there is no rule %s", id)
		}
	}
}

// cover runs tests, and writes their coverage to profile.
func cover(t *testing.T, dir, profile string, args ...string) {
	t.Helper()
	c := exec.Command("go", append([]string{"test", "-count=1", "-coverprofile", profile}, args...)...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", c, err, out)
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
