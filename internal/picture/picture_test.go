package picture_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"boundif/internal/picture"
	"boundif/sched"
)

// TestSelfContained: the page names nothing outside of itself, forbids the
// browser to load anything, and hostile text stays inside its quotes.
func TestSelfContained(t *testing.T) {
	var page, again bytes.Buffer
	for _, b := range []*bytes.Buffer{&page, &again} {
		if err := picture.Write(b, hostileText, append(racePictures(t), hostile(t))...); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(page.Bytes(), again.Bytes()) {
		t.Error("the same pictures make different pages")
	}
	text := page.String()
	for _, outside := range []string{`\ssrc=`, `<link`, `@import`, `url\([^#]`, `https?://[^w]`, `https?://www\.[^w]`, `https?://www\.w3\.org/[^2]`, `fetch\(`, `XMLHttpRequest`, `import\(`} {
		for _, found := range regexp.MustCompile(outside).FindAllStringIndex(text, -1) {
			context := text[max(0, found[0]-40):min(len(text), found[1]+40)]
			if !strings.Contains(context, "&lt;img") && !strings.Contains(context, `\u003cimg`) {
				t.Errorf("the page reaches outside: %q", context)
			}
		}
	}
	if !strings.Contains(text, `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"`) {
		t.Error("the page does not forbid loading")
	}
	if n := strings.Count(strings.ToLower(text), "<script"); n != 2 {
		t.Errorf("%d script elements, want the data and the program", n)
	}
	if n := strings.Count(strings.ToLower(text), "</script"); n != 2 {
		t.Errorf("%d ends of scripts, want 2", n)
	}
	if kb := len(text) >> 10; kb > 120 {
		t.Errorf("the page has %d KB: something large got in", kb)
	}
}

// TestOpen: a page opens where the trace went wrong.
func TestOpen(t *testing.T) {
	tr := func(steps int, calls ...sched.Call) *sched.Trace {
		return &sched.Trace{Steps: make([]sched.Step, steps), Calls: calls}
	}
	for _, row := range []struct {
		why   string
		trace *sched.Trace
		want  int
	}{
		{"a trace without steps has nothing to open on", tr(0), 0},
		{"nothing failed: the end", tr(9, sched.Call{Result: "0", Last: 3}), 9},
		{"the last step of the call that failed", tr(9, sched.Call{Result: "0", Last: 1}, sched.Call{Result: "-1 ENODEV", Last: 3}), 4},
		{"the first of two", tr(9, sched.Call{Result: "-1 EPERM", Last: 3}, sched.Call{Result: "-1 ENODEV", Last: 5}), 4},
		{"a call that fails after the trace was cut off", tr(3, sched.Call{Result: "-1 EPERM", Last: 3}), 3},
	} {
		if got := picture.Open(row.trace); got != row.want {
			t.Errorf("%s: step %d, want %d", row.why, got, row.want)
		}
	}
}
