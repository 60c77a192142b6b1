// Package mutant breaks source text on purpose and sees which tests notice.
//
// A fault is an edit of one file of the module. The file itself stays as it
// is: the go command compiles a test binary with an overlay that has other
// text in the file's place. There, each function that a fault changes stands
// beside its versions with faults, and an environment variable switches one
// of them on: a table of faults is compiled once. The tests of that binary
// must then fail. A test that no fault can make fail tests nothing.
//
// The package is used by three tables: the faults of the kernel code (in the
// root of the module), those of the explorer (sched) and the other kernels of
// the linearizability tests (internal/linear).
package mutant

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An Edit is a text that stands exactly once in its file, and what replaces it.
type Edit [2]string

// A Fault is what is wrong with the mutated code.
type Fault struct {
	File  string // below the root of the module, with slashes
	Edits []Edit // one after the other
}

// Require skips the test where faults cannot be compiled, or with -short.
func Require(tb testing.TB) {
	tb.Helper()
	if testing.Short() {
		tb.Skip("skipped: -short, and this compiles the code once for each mutant")
	}
	if _, err := exec.LookPath("go"); err != nil {
		tb.Skipf("skipped: the go command is needed to compile the mutants: %v", err)
	}
}

// A Binary is the tests of one package, compiled with some faults, of which
// each run switches one on.
type Binary struct{ file, dir string }

// Compile compiles the tests of a package, given by its folder below the root
// of the module, with all the faults beside each other; see combine. It fails
// the test if the text to replace is not there once, so that a table of faults
// follows the code. Files of the package that match one of the patterns are
// left out.
func Compile(tb testing.TB, pkg string, faults []Fault, without ...string) Binary {
	tb.Helper()
	root, dir := Root(tb), tb.TempDir()
	b := Binary{file: filepath.Join(dir, "mutant.exe"), dir: filepath.Join(root, filepath.FromSlash(pkg))}
	replaced := map[string]string{}
	put := func(file, text string) {
		replaced[file] = filepath.Join(dir, fmt.Sprintf("%d.go", len(replaced)))
		if err := os.WriteFile(replaced[file], []byte(text), 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	for _, name := range files(faults) {
		file := filepath.Join(root, filepath.FromSlash(name))
		source, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		text, room, err := combine(name, string(source), faults)
		if err != nil {
			tb.Fatal(err)
		}
		put(file, text)
		if choice := filepath.Join(filepath.Dir(file), "fault_switch.go"); replaced[choice] == "" {
			put(choice, fmt.Sprintf("package %s\n\nimport \"os\"\n\nvar faulty = os.Getenv(%q)\n", room, variable))
		}
	}
	for _, pattern := range without {
		files, err := filepath.Glob(filepath.Join(b.dir, pattern))
		if err != nil || files == nil {
			tb.Fatalf("no file in %q matches %q: %v", pkg, pattern, err)
		}
		for _, name := range files {
			replaced[name] = "" // to the go command the file does not exist
		}
	}
	overlay := filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": replaced})
	if err = errors.Join(err, os.WriteFile(overlay, replace, 0o666)); err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command("go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", b.file, ".")
	cmd.Dir = b.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("the mutants do not compile: %v\n%s", err, out)
	}
	return b
}

// variable is the environment variable that says which fault is switched on.
const variable = "BOUNDIF_FAULT"

// None is no fault: the code as it is.
const None = -1

// Root is the folder of the module that the test belongs to.
func Root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, no := os.Stat(filepath.Join(dir, "go.mod")); no == nil {
			return dir
		}
		if up := filepath.Dir(dir); up == dir {
			err = errors.New("no go.mod above")
		} else {
			dir = up
		}
	}
	tb.Fatal(err)
	return ""
}

// A Result is one run of some tests of a Binary.
type Result struct {
	Output string
	Failed []string // tests that failed, in the order of the output: the outer before the inner
	Err    error    // nil if all passed
}

// Run switches one of the faults on, by its place in what Compile got, and runs
// the tests that match, with -short. The pattern is as for go test -run, but
// its first part matches whole names.
func (b Binary) Run(fault int, pattern string) Result {
	parts := strings.Split(pattern, "/")
	parts[0] = "^(" + parts[0] + ")$"
	cmd := exec.Command(b.file, "-test.short", "-test.timeout=60s", "-test.run", path.Join(parts...))
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), variable+"="+id(fault))
	out, err := cmd.CombinedOutput()
	r := Result{Output: string(out), Err: err}
	for _, m := range failed.FindAllStringSubmatch(r.Output, -1) {
		r.Failed = append(r.Failed, m[1])
	}
	return r
}

var failed = regexp.MustCompile(`(?m)^ *--- FAIL: (\S+)`)

// Value is what the tests said behind a key: the rest of the first line of
// the output that has it, "" if there is none.
func (r Result) Value(key string) string {
	_, rest, _ := strings.Cut(r.Output, key+": ")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}

// Killer is the first test that failed, down to the innermost: "" if none.
func (r Result) Killer() string {
	name := ""
	for _, f := range r.Failed {
		if name != "" && !strings.HasPrefix(f, name+"/") {
			break
		}
		name = f
	}
	return strings.ReplaceAll(name, "_", " ")
}

// MustKill fails the test unless some test of the Result failed and the
// output contains each of says.
func (r Result) MustKill(tb testing.TB, pattern string, says ...string) {
	tb.Helper()
	switch {
	case r.Err == nil:
		tb.Errorf("the mutant survives: %s passes", pattern)
		return
	case len(r.Failed) == 0 && !strings.Contains(r.Output, "panic: "):
		tb.Errorf("%s: no test failed, but: %v\n%s", pattern, r.Err, r.Output)
		return
	}
	for _, want := range says {
		if !strings.Contains(r.Output, want) {
			tb.Errorf("killed, but %s does not say %q:\n%s", pattern, want, r.Output)
		}
	}
}

// MustPass fails the test unless all tests of the Result passed.
func (r Result) MustPass(tb testing.TB, pattern string) {
	tb.Helper()
	if r.Err != nil {
		tb.Errorf("the mutant must not disturb %s: %v\n%s", pattern, r.Err, r.Output)
	}
}
