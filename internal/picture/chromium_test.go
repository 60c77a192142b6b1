package picture_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"boundif/internal/picture"
	"boundif/sched"
)

// report is what testdata/selftest.js saw.
type report struct {
	Error    string
	Pwned    bool
	Elements int // that only markup from a trace could have made
	Colours  struct{ System, Toggled, Back string }
	Pictures []seen
}

// seen is what it saw of one picture.
type seen struct {
	Tab                             string
	Opened, Home, Beyond, BackThree stand
	End, Reopened, Dragged, Clicked stand
	Scrubbed                        []stand
	InSight, Handled, Focused, Left bool
	Wrong, Locks, Waits, Arrows     int
	Unlabelled                      int
	Steps, Calls, Results, Notes    []string
	States                          []map[string]map[string]*string
}

// stand is where the page stands: by the scrub bar, by the lanes, and what
// the panel's title says.
type stand struct {
	Scrub, Current int
	Title          string
}

// browser finds Chromium. Where there is none the test is skipped; in CI there
// must be one.
func browser(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const reason = "no chromium to show the page: Debian's package is chromium"
	if os.Getenv("CI") == "true" && runtime.GOOS == "linux" {
		t.Fatal(reason)
	}
	t.Skip("skipped: " + reason)
	return ""
}

// use opens the page in a browser whose system colours are dark or light, and
// lets the self-test use it.
func use(t *testing.T, page []byte, dark bool) report {
	t.Helper()
	path := browser(t)
	dir, err := os.MkdirTemp("", "boundif-page-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir) // the browser's last processes may still write: what they leave is no failure
	test, err := os.ReadFile("testdata/selftest.js")
	if err != nil {
		t.Fatal(err)
	}
	page = bytes.Replace(page, []byte("</body>"), fmt.Appendf(nil, "<script>\n%s</script>\n</body>", test), 1)
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, page, 0o666); err != nil {
		t.Fatal(err)
	}
	scheme := "1"
	if dark {
		scheme = "0"
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-dev-shm-usage", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--enable-logging=stderr", "--window-size=1280,800", "--blink-settings=preferredColorScheme="+scheme,
		"--virtual-time-budget=10000", "--dump-dom", "file://"+filepath.ToSlash(file))
	cmd.Env = append(os.Environ(), "HOME="+dir)
	cmd.WaitDelay = 5 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("the page complains: %s", line)
		}
	}
	_, rest, _ := strings.Cut(stdout.String(), `<pre id="selftest">[[`)
	text, _, found := strings.Cut(rest, "]]</pre>")
	if !found {
		t.Fatalf("the self-test left no report\n%s", &stderr)
	}
	var r report
	plain, err := url.PathUnescape(text)
	if err == nil {
		err = json.Unmarshal([]byte(plain), &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	if r.Error != "" {
		t.Fatalf("the self-test broke: %s", r.Error)
	}
	return r
}

// TestInTheBrowser shows real and hostile traces in Chromium, goes through
// every step by keyboard, scrub bar and mouse, and compares what stands there
// with the traces.
func TestInTheBrowser(t *testing.T) {
	pictures := append(racePictures(t), waiting(t), hostile(t))
	var page bytes.Buffer
	if err := picture.Write(&page, hostileText, pictures...); err != nil {
		t.Fatal(err)
	}
	light, dark := use(t, page.Bytes(), false), use(t, page.Bytes(), true)
	if c := light.Colours; c.System == c.Toggled || c.System != c.Back || dark.Colours.System != c.Toggled || dark.Colours.Toggled != c.System {
		t.Errorf("colours: the system's, after the first toggle and the second\nlight %+v\ndark  %+v", light.Colours, dark.Colours)
	}
	if light.Pwned || light.Elements != 0 {
		t.Errorf("text of a trace became markup: script ran %v, %d elements", light.Pwned, light.Elements)
	}
	if len(light.Pictures) != len(pictures) {
		t.Fatalf("%d tabs, want %d", len(light.Pictures), len(pictures))
	}
	for i, p := range pictures {
		light.Pictures[i].compare(t, p)
	}
	if w := light.Pictures[len(pictures)-2]; w.Waits != 3 || w.Locks != 2 {
		t.Errorf("%d waits and %d locks are drawn, want 3 and 2: the writer for the reader, the others for each other", w.Waits, w.Locks)
	}
}

// compare judges one tab: where it opens, where keys, scrub bar and mouse lead,
// and what it shows there.
func (got seen) compare(t *testing.T, p picture.Picture) {
	t.Helper()
	tr := p.Trace
	n, at, wrong := len(tr.Steps), cmp.Or(p.Step, picture.Open(tr)), 0
	if p.Bad && p.Title != "waiting" { // a deadlock has no step that went wrong
		wrong = at
	}
	place := func(step int) stand {
		if step == 0 {
			return stand{0, 0, "Before the first step"}
		}
		return stand{step, step, tr.Steps[step-1].Name}
	}
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"where it opens", got.Opened, place(at)},
		{"that step is in sight", got.InSight, true},
		{"the tab", got.Tab, p.Title + tr.Outcome},
		{"after Home", got.Home, place(0)},
		{"beyond the end", got.Beyond, place(n)},
		{"three back", got.BackThree, place(n - 3)},
		{"after End, on the scrub bar", got.End, place(n)},
		{"after w", got.Reopened, place(at)},
		{"scrub bar at 1", got.Dragged, place(1)},
		{"a click on step 2", got.Clicked, place(2)},
		{"the clicked step has the focus", got.Focused, true},
		{"keys are taken", got.Handled, true},
		{"other keys are taken", got.Left, false},
		{"controls without a label", got.Unlabelled, 0},
		{"the step marked as wrong", got.Wrong, wrong},
		{"arrows", got.Arrows, arrows(tr)},
		{"steps", len(got.Steps), n},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %s: got %v, want %v", label(p), c.what, c.got, c.want)
		}
	}
	compareState(t, label(p)+": state at the start", got.States[0], tr.Shown)
	for k, st := range tr.Steps {
		if got.Steps[k] != st.Name || got.Scrubbed[k] != place(k+1) {
			t.Errorf("%s: step %d is called %q, and stepping there leads to %v", label(p), k+1, got.Steps[k], got.Scrubbed[k])
		}
		compareState(t, fmt.Sprintf("%s: state after step %d", label(p), k+1), got.States[k+1], st.Shown)
	}
	for _, c := range tr.Calls { // their text is broken into lines
		if !slices.ContainsFunc(got.Calls, func(s string) bool { return plain(s) == plain(c.Text) }) {
			t.Errorf("%s: no box says %q, but %q", label(p), c.Text, got.Calls)
		}
		if !slices.Contains(got.Results, "= "+c.Result) {
			t.Errorf("%s: no box ends in %q", label(p), c.Result)
		}
	}
	for _, note := range p.Notes {
		if !slices.Contains(got.Notes, note) {
			t.Errorf("%s: the note %q is not there", label(p), note)
		}
	}
}

func plain(s string) string { return strings.ReplaceAll(s, " ", "") }

func arrows(tr *sched.Trace) (n int) {
	for _, st := range tr.Steps {
		n += len(st.After)
	}
	return n
}

// compareState compares tables with fields; a row without a value is one that
// other steps have.
func compareState(t *testing.T, where string, got map[string]map[string]*string, want []sched.Field) {
	t.Helper()
	values := 0
	for _, rows := range got {
		for _, v := range rows {
			if v != nil {
				values++
			}
		}
	}
	for _, f := range want {
		if v := got[f.Group][f.Name]; v == nil || *v != f.Value {
			t.Errorf("%s: %s %s is not %q", where, f.Group, f.Name, f.Value)
		}
	}
	if values != len(want) {
		t.Errorf("%s: %d values, want %d", where, values, len(want))
	}
}
