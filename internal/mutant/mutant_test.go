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

// TestCompile breaks this very package in two ways.
func TestCompile(t *testing.T) {
	Require(t)
	b := Compile(t, "internal/mutant", []Fault{
		{"internal/mutant/mutant.go", []Edit{{"	return strings.TrimSpace(line)\n", "	return line\n"}}},
		{"internal/mutant/combine.go", []Edit{{"	return strconv.Itoa(fault + 1)\n", "	return strconv.Itoa(fault)\n"}}},
	})
	for _, test := range []string{"TestFailed", "TestCombine"} {
		b.Run(None, test).MustPass(t, test)
	}
	b.Run(0, "TestFailed").MustKill(t, "TestFailed", "want")
	b.Run(0, "TestCombine").MustPass(t, "TestCombine")
	b.Run(1, "TestCombine").MustKill(t, "TestCombine", "want")
	if r := b.Run(None, "Test"); r.Err != nil || !strings.Contains(r.Output, "no tests to run") {
		t.Errorf("the first part of a pattern must match whole names: %v\n%s", r.Err, r.Output)
	}
}

// TestCombine: what becomes of a file.
func TestCombine(t *testing.T) {
	const source = `package p

// F adds.
func (x *T) F(a int, rest ...int) int { return a + 1 }

func g() { a(); b() }
`
	got, room, err := combine("p.go", source, []Fault{
		{"q.go", []Edit{{"something", "else"}}},
		{"p.go", []Edit{{"a + 1", "a"}}},
		{"p.go", []Edit{{"a + 1", "2"}, {" b()", ""}}},
	})
	const want = `package p

// F adds.
func (x *T) F(a int, rest ...int) int {
	switch faulty {
	case "2":
		return x.F_fault2(a, rest...)
	case "3":
		return x.F_fault3(a, rest...)
	default:
		return x.F_asis(a, rest...)
	}
	panic(0)
}

func (x *T) F_asis(a int, rest ...int) int { return a + 1 }

func (x *T) F_fault2(a int, rest ...int) int { return a }

func (x *T) F_fault3(a int, rest ...int) int { return 2 }

func g() {
	switch faulty {
	case "3":
		g_fault3()
	default:
		g_asis()
	}
}

func g_asis() { a(); b() }

func g_fault3() { a(); }
`
	if err != nil || room != "p" || got != want {
		t.Errorf("package %s, error %v, got\n%s\nwant\n%s", room, err, got, want)
	}
	for _, edit := range []Edit{{"c()", ""}, {"a", "b"}, {"func g()", "func"}, {"F adds", "F does"}} {
		if _, _, err := combine("p.go", source, []Fault{{"p.go", []Edit{edit}}}); err == nil {
			t.Errorf("%q: no error", edit)
		}
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
