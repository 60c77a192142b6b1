package mutant

import (
	"os"
	"strings"
	"testing"
)

// tb is a testing.TB that remembers how it failed.
type tb struct {
	testing.TB
	said []string
}

func (t *tb) Helper()                   {}
func (t *tb) Errorf(f string, a ...any) { t.said = append(t.said, f) }

// TestKilled: what counts as killed, and what does not.
func TestKilled(t *testing.T) {
	exit := os.ErrProcessDone
	for _, row := range []struct {
		why  string
		r    Result
		says string
		good bool
	}{
		{"a test failed for the reason given", Result{"--- FAIL: TestX\n P6 broken\n", []string{"TestX"}, exit}, "P6", true},
		{"a test failed for another reason", Result{"--- FAIL: TestX\n typing error\n", []string{"TestX"}, exit}, "P6", false},
		{"everything passed", Result{"PASS\n", nil, nil}, "", false},
		{"the binary could not be run", Result{"no such file\n", nil, exit}, "", false},
		{"a panic ended it", Result{"panic: P6\n", nil, exit}, "P6", true},
	} {
		var fake tb
		row.r.MustKill(&fake, "TestX", row.says)
		if (fake.said == nil) != row.good {
			t.Errorf("%s: said %q", row.why, fake.said)
		}
	}
}

// TestCompile breaks this very package: the pattern of failed tests.
func TestCompile(t *testing.T) {
	Require(t)
	const line = "(?m)^ *--- FAIL: "
	b := Fault{"internal/mutant/mutant.go", []Edit{{line, "(?m)^--- FAULT: "}}}.Compile(t, "internal/mutant")
	b.Run("TestFailed").MustKill(t, "TestFailed", "want")
	b.Run("TestKilled").MustPass(t, "TestKilled")
	if r := b.Run("Test"); r.Err != nil || !strings.Contains(r.Output, "no tests to run") {
		t.Errorf("the first part of a pattern must match whole names: %v\n%s", r.Err, r.Output)
	}
}

// TestFailed reads the names of failed tests off an output.
func TestFailed(t *testing.T) {
	out := "--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/b,_c (0.00s)\n--- PASS: TestD\n"
	got := failed.FindAllStringSubmatch(out, -1)
	if len(got) != 2 || got[0][1] != "TestA" || got[1][1] != "TestA/b,_c" {
		t.Errorf("%q, want TestA and TestA/b,_c", got)
	}
	if v := (Result{Output: "x\n  scope: 1 by name \n"}).Value("scope"); v != "1 by name" {
		t.Errorf("value %q, want %q", v, "1 by name")
	}
}

func TestTable(t *testing.T) {
	table := Table{head: []string{"mutant", "n"}, rows: make([][]string, 3)}
	table.Set(2, "β", "1")
	table.Set(0, "alphabet", "20")
	if got, want := table.String(), "mutant    n\nalphabet  20\nβ         1\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
