package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const root = "../.."

func committed(t *testing.T) (map[string]*citation, confirmed) {
	t.Helper()
	b, err := os.ReadFile("confirmed.txt")
	if err != nil {
		t.Fatal(err)
	}
	c, err := readConfirmed(string(b))
	if err != nil {
		t.Fatal(err)
	}
	found, err := scan(root)
	if err != nil {
		t.Fatal(err)
	}
	return found, c
}

// TestPage: the page and the list of what kernels confirmed are what would be
// written now.
func TestPage(t *testing.T) {
	found, c := committed(t)
	for path, want := range map[string][]byte{
		"confirmed.txt":           []byte(c.String()),
		filepath.Join(root, page): write(found, c),
	} {
		have, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(have), "\n"), strings.Split(string(want), "\n")); diff != "" {
			t.Errorf("%s is out of date: go run ./internal/ledger -update (-have +want)\n%s", path, diff)
		}
	}
}

// TestNoGaps: each rule has code, a test and a kernel, or a reason.
func TestNoGaps(t *testing.T) {
	found, c := committed(t)
	for _, gap := range gaps(found, c) {
		t.Error(gap)
	}
}

// TestReasons: a reason belongs to a rule, and is needed.
func TestReasons(t *testing.T) {
	found, c := committed(t)
	for name, reasons := range map[string]map[string]string{"out": out, "unasked": unasked} {
		for id, why := range reasons {
			if !known[id] || !strings.HasSuffix(why, ".") {
				t.Errorf("%s[%q]: want a rule, and a sentence: %q", name, id, why)
			}
		}
	}
	for id := range unasked {
		if f := found[id]; f != nil && len(f.kernels(c)) > 0 {
			t.Errorf("unasked[%q]: Linux %s was asked", id, f.kernels(c))
		}
	}
}

// TestConfirmedRows: what kernels confirmed are rows that exist.
func TestConfirmedRows(t *testing.T) {
	found, c := committed(t)
	exist := map[string]bool{}
	for _, r := range allRows(t) {
		exist[r] = true
	}
	for _, f := range found {
		for _, r := range f.rows {
			if !exist[r.name] {
				t.Errorf("row %q is cited and does not exist", r.name)
			}
		}
	}
	for name := range c {
		if !exist[name] {
			t.Errorf("confirmed.txt has %q, which is no row: it was renamed or removed", name)
		}
	}
}

// allRows is the names in the source, also of rows that no rule cites.
func allRows(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob(root + "/rules_*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(files, filepath.Join(root, exhibits)) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if _, call, ok := strings.Cut(line, `asked("`); ok {
				name, _, _ := strings.Cut(call, `"`)
				names = append(names, name)
			}
			key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			if i := strings.LastIndexAny(key, "{ "); i >= 0 {
				key = key[i+1:]
			}
			if key == "id" || key == "Name" {
				names = append(names, strings.Trim(strings.TrimSpace(value), `",`))
			}
		}
	}
	return names
}

func TestCitations(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"a socket (UDP-04).", []string{"UDP-04"}},
		{"OPT-0A, OPT-00", []string{"OPT-0A", "OPT-00"}},
		{"OPT-01 to OPT-03", []string{"OPT-01", "OPT-02", "OPT-03"}},
		{"OPT-06 to\nOPT-08", []string{"OPT-06", "OPT-07", "OPT-08"}},
		{"REG-50..53", []string{"REG-50", "REG-51", "REG-52", "REG-53"}},
		{"REG-56..REG-58", []string{"REG-56", "REG-57", "REG-58"}},
		{"UDP-33 to 41", []string{"UDP-33", "UDP-40", "UDP-41"}},                  // there is none in between
		{"UDP-05 to UDP-03", nil},                                                 // backwards
		{"TCP-01 to UDP-02", []string{"TCP-01"}},                                  // the second begins another rule
		{"UDP-99, XYZ-01, UDP-1, udp-04, NUDP-04, UDP-04-v6", []string{"UDP-04"}}, // the last names a row
		{"L3-20 and RX-02", []string{"L3-20", "RX-02"}},
	} {
		if got := citations(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestIDs(t *testing.T) {
	if len(rules) != 304 || len(known) != len(rules) {
		t.Errorf("%d rules, %d ids, want 304", len(rules), len(known))
	}
	for _, r := range rules {
		if !strings.Contains("VDUR", r.mark) || len(r.mark) != 1 || r.section == "" {
			t.Errorf("%+v: want a mark and a section", r)
		}
	}
}

const log = `=== RUN   TestRules
    sock_test.go:65: the live kernel is Linux 6.12
    --- PASS: TestRules/UDP-04 (0.00s)
        --- PASS: TestRules/UDP-04/model-5.1 (0.00s)
        --- PASS: TestRules/UDP-04/live (0.00s)
        --- SKIP: TestRules/L3-01/live (0.00s)
        --- FAIL: TestRules/UDP-05/live (0.00s)
    rules_gaps_test.go:133: RACE-10: seen in 5 of 26 trials
    live_test.go:45: stale-route: seen in 10 of 20 trials
    live_test.go:45: udp-connect: seen in 0 of 20 trials
`

func TestLog(t *testing.T) {
	c, err := readConfirmed("# of before\nUDP-05 6.1 6.12\nL3-01 6.12\nudp-connect 6.12\n\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.log(log); err != nil {
		t.Fatal(err)
	}
	want := "RACE-10 6.12\nUDP-04 6.12\nUDP-05 6.1\nstale-route 6.12\nudp-connect 6.12\n"
	_, got, _ := strings.Cut(c.String(), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if err := c.log("--- PASS: TestRules/UDP-04/live (0.00s)"); err == nil {
		t.Error("a log that does not say its kernel was taken")
	}
	if _, err := readConfirmed("UDP-04"); err == nil {
		t.Error("a row without a release was taken")
	}
}

func TestReleases(t *testing.T) {
	c := confirmed{}
	for _, release := range []string{"6.18", "6.2", "5.15", "6.12"} {
		c.add("UDP-04", release)
	}
	if got, want := c.releases("UDP-04"), []string{"5.15", "6.2", "6.12", "6.18"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// module is a small one with the parts that are looked at.
func module(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, text := range map[string]string{
		"a/a.go":                          "package a\n\n// F obeys UDP-04.\nfunc F() {}\n\n// T is RX-01.\ntype T int\n\nconst (\n\t// A is UDP-05.\n\tA = 1\n\tB = \"UDP-06\"\n)\n",
		"a/a_test.go":                     "package a\n\n// TestF is UDP-04.\nfunc TestF() {}\n",
		"a/testdata/x.go":                 "package x // UDP-07\n",
		"internal/ledger/out.go":          "package main // UDP-08\n",
		"internal/ledger/confirmed.txt":   "UDP-04 6.1\n",
		"docs/ledger.md":                  "",
		"rules_x_test.go":                 "package p\n\nvar x = []rule{{id: \"UDP-04\", because: \"of \" + \"UDP-09 | UDP-10\"}, {id: \"UDP-11\"}}\nvar y = []chance{{id: \"RACE-10\", because: \"b\", trial: f}}\nvar z = asked(\"UDP-15\", \"b\", true, s)\n",
		"internal/museum/exhibits.go":     "package museum\n\nvar e = []Exhibit{{Name: \"n\", Title: \"T\", Ledger: \"UDP-12\", Live: true}, {Name: \"m\", Ledger: \"UDP-13\"}}\n",
		"internal/museum/exhibits_doc.md": "UDP-14",
	} {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestScan(t *testing.T) {
	found, err := scan(module(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		id     string
		code   string
		checks string
	}{
		{"UDP-04", "a/a.go: F", "TestRules/UDP-04; a/a_test.go: TestF"},
		{"RX-01", "a/a.go: T", ""},
		{"UDP-05", "a/a.go: A", ""},
		{"UDP-06", "a/a.go: B", ""},
		{"UDP-07", "", ""},
		{"UDP-08", "", ""},
		{"UDP-09", "", "TestRules/UDP-04"},
		{"UDP-11", "", ""},
		{"RACE-10", "", "TestWindows/RACE-10"},
		{"UDP-12", "", "museum: n"},
		{"UDP-13", "", ""},
		{"UDP-14", "", ""},
		{"UDP-15", "", "TestRules/UDP-15"},
	} {
		f := found[tt.id]
		if code, checks := short(f.code, 9), short(f.checks(), 9); code != tt.code || checks != tt.checks {
			t.Errorf("%s: code %q, checks %q, want %q, %q", tt.id, code, checks, tt.code, tt.checks)
		}
	}
	if _, err := scan(filepath.Join(root, "no such folder")); err == nil {
		t.Error("a folder that does not exist was read")
	}
}

func TestWrite(t *testing.T) {
	found, err := scan(module(t))
	if err != nil {
		t.Fatal(err)
	}
	got := string(write(found, confirmed{"UDP-04": {"6.1": true}, "RACE-10": {"6.18": true}}))
	for _, want := range []string{
		"\n| UDP-04 | V | of UDP-09 \\| UDP-10 | a/a.go: F | TestRules/UDP-04; a/a_test.go: TestF | 6.1 |\n",
		"\n| UDP-07 | V |  |  |  |  |\n",
		"\n| RACE-10 | V | b |  | TestWindows/RACE-10 | 6.18 |\n",
		"\n| UDP-12 | V | T. |  | museum: n |  |\n",
		"\n| RX-43 | R | **Not here:** SCTP is not modelled. |  |  |  |\n",
		"\n| RACE-20 | V | **No kernel:** ",
		"\n304 rules: 4 cited where they are coded, 6 where they are tested, 4 asked of a kernel; ",
		"\n## 1.1. Numbers and entry points\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
	all := gaps(found, confirmed{"UDP-04": {"6.1": true}})
	for _, want := range []string{"UDP-05 V: no test, no kernel", "UDP-07 V: no code, no test, no kernel", "RX-01 R: no test"} {
		if !slices.Contains(all, want) {
			t.Errorf("the gaps lack %q: %q", want, all)
		}
	}
	if slices.ContainsFunc(all, func(s string) bool { return strings.HasPrefix(s, "UDP-04 ") || strings.HasPrefix(s, "OPT-60 ") }) {
		t.Errorf("these are no gaps: %q", all)
	}
}

// TestOwn: of several rows the one called like the rule tells what it is, else
// one of the table of rules.
func TestOwn(t *testing.T) {
	museum, cites, own := row{"n", "", "museum: n"}, row{"UDP-05", "", "TestRules/UDP-05"}, row{"UDP-04", "", "TestRules/UDP-04"}
	for _, tt := range []struct {
		rows []row
		want row
	}{
		{[]row{museum, cites, own}, own},
		{[]row{museum, cites}, cites},
		{[]row{museum}, museum},
	} {
		if got := (&citation{rows: tt.rows}).own("UDP-04"); got != tt.want {
			t.Errorf("of %v: %v, want %v", tt.rows, got, tt.want)
		}
	}
}

// TestRun: a page that is broken is noticed, and written anew with -update,
// from logs, too.
func TestRun(t *testing.T) {
	dir := module(t)
	path, logPath := filepath.Join(dir, page), filepath.Join(dir, "log")
	if err := os.WriteFile(logPath, []byte(log), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(io.Discard, dir, false, nil); err == nil || !strings.Contains(err.Error(), "out of date") {
		t.Errorf("an empty page: %v", err)
	}
	if err := run(io.Discard, dir, true, []string{logPath}); err != nil {
		t.Fatal(err)
	}
	if err := run(io.Discard, dir, false, nil); err != nil {
		t.Errorf("the page that was just written: %v", err)
	}
	text, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(text, []byte("| 6.1, 6.12 |")) {
		t.Errorf("UDP-04 passed on two releases, and the page does not say so: %v", err)
	}
	if err := os.WriteFile(path, bytes.Replace(text, []byte("6.12"), []byte("6.13"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(io.Discard, dir, false, nil); err == nil {
		t.Error("a page with another release was taken")
	}
	for _, logs := range [][]string{{path}, {filepath.Join(dir, "no such log")}} {
		if err := run(io.Discard, dir, true, logs); err == nil {
			t.Errorf("%v was taken for a log", logs)
		}
	}
	for path, text := range map[string]string{"a/b.go": "no Go", "internal/ledger/confirmed.txt": "UDP-04"} {
		dir := module(t)
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := run(io.Discard, dir, true, nil); err == nil || !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("a broken %s: %v", path, err)
		}
	}
	if err := run(io.Discard, filepath.Join(dir, "docs"), false, nil); err == nil {
		t.Error("a folder that is no module was taken")
	}
}
