package main

import (
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"boundif/internal/museum"
	"boundif/internal/museum/live"
)

func TestMuseumUsage(t *testing.T) {
	for _, row := range []struct {
		args string
		code int
		says string // in the one line on stderr, or in stdout for code 0
	}{
		{"museum -h", 0, "--replay SCHEDULE"},
		{"museum --list", 0, "udp-disconnect"},
		{"museum --list rename", 0, "The rename race"},
		{"museum --colour", 2, "flag provided but not defined: -colour"},
		{"museum mona-lisa", 2, `no exhibit "mona-lisa"`},
		{"museum --replay v1:server", 2, "--replay needs the name of one exhibit"},
		{"museum --replay server udp-connect", 2, `want it to begin with "v1:"`},
		{"museum --replay v1:waiter udp-connect", 2, "no such task"},
		{"museum --replay v1:server=no.such.step udp-connect", 2, "segment 1"},
		{"museum --replay v1:server,packet udp-connect", 0, "the property holds"},
		{"museum -on-this-kernel", 2, "is for boundif itself"},
		{"museum --html", 2, "flag needs an argument: -html"},
		{"museum --list --html page.html", 2, "--html has nothing to show of --list"},
	} {
		code, stdout, stderr := command(strings.Fields(row.args)...)
		if code != row.code {
			t.Errorf("boundif %s: exit status %d, want %d", row.args, code, row.code)
		}
		text := stderr
		if row.code == 0 {
			text = stdout
		} else if strings.Count(stderr, "\n") != 1 || stdout != "" {
			t.Errorf("boundif %s: want one line on standard error and no output, got\n%s%s", row.args, stdout, stderr)
		}
		if !strings.Contains(text, row.says) {
			t.Errorf("boundif %s: %q does not say %q", row.args, text, row.says)
		}
	}
}

// hurry looks for the bugs on the running kernel only for a moment.
func hurry(t *testing.T) {
	was := liveLimit
	t.Cleanup(func() { liveLimit = was })
	liveLimit = 100 * time.Millisecond
}

// TestMuseumJSON runs everything; each schedule that it prints can be
// replayed.
func TestMuseumJSON(t *testing.T) {
	hurry(t)
	code, out, stderr := command("museum", "--json")
	var tour tour
	if err := json.Unmarshal([]byte(out), &tour); err != nil || code != 0 || stderr != "" {
		t.Fatalf("exit status %d, standard error %q, %v\n%s", code, stderr, err, out)
	}
	if !tour.Held || len(tour.Exhibits) != len(museum.Exhibits) || len(tour.NotExhibited) == 0 {
		t.Errorf("%d exhibits, held: %v\n%s", len(tour.Exhibits), tour.Held, out)
	}
	if tour.NoLinux != "" {
		if runtime.GOOS == "linux" && os.Getenv("CI") == "true" {
			t.Errorf("CI must ask the running kernel: %s", tour.NoLinux)
		} else {
			t.Logf("the running kernel was not asked: %s", tour.NoLinux)
		}
	}
	for _, x := range tour.Exhibits {
		code, out, stderr := command("museum", "--replay", x.Found.Schedule, x.Name)
		rule, _, _ := strings.Cut(x.Found.Violation, " ")
		if code != 0 || !strings.Contains(out, rule) {
			t.Errorf("%s: the schedule %s replays with exit status %d: %s%s", x.Name, x.Found.Schedule, code, stderr, out)
		}
	}
}

// TestMuseumTable: of several exhibits there is a line for each in the end.
func TestMuseumTable(t *testing.T) {
	code, out, _ := command("museum", "rename", "live-rename")
	for _, want := range []string{
		"exhibit      commit        releases       found by execution  steps  this kernel\n",
		"rename       f5dd3d0c9638  all releases   2 of 10             30     not looked for\n",
		"live-rename  bd039b5ea2a9  6.2 and newer  2 of 10             30     not looked for\n",
	} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("exit status %d, want 0 and the line %q in\n%s", code, want, out)
		}
	}
	if _, one, _ := command("museum", "rename"); strings.Contains(one, "this kernel") {
		t.Errorf("a table of one exhibit:\n%s", one)
	}
	bad := &tour{Exhibits: []exhibitResult{
		{Name: "one", Found: &hallResult{}},
		{Name: "two", Found: &hallResult{First: 1, Executions: 2, Steps: 3}, Gone: &hallResult{Violation: "P1"}, Linux: &live.Count{Seen: 4, Trials: 5}},
	}}
	if out := bad.text(false); !strings.Contains(out, "one      -       -         NOT FOUND                  not looked for\n") ||
		!strings.Contains(out, "two      -       -         NOT GONE            3      seen in 4 of 5 trials\n") {
		t.Errorf("the table of exhibits that are not what they say:\n%s", out)
	}
}

// TestMuseumText looks for what a reader must find, and sees the command fail
// for an exhibit that is not what it says.
func TestMuseumText(t *testing.T) {
	hurry(t)
	e := museum.Find("equal-scores")
	code, out, _ := command("museum", e.Name)
	for _, want := range []string{e.Title, e.Commit, "5.0 to 5.14", "found by execution 1 of 8. UDP-03", "bind(", "holds in all 8 classes", "museum --replay v1:"} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q", want)
		}
	}
	if code != 0 || t.Failed() {
		t.Errorf("exit status %d, output:\n%s", code, out)
	}
	fixed := *e
	defer func() { *e = fixed }()
	e.Found, e.Gone = *fixed.Gone, &fixed.Found
	code, out, _ = command("museum", e.Name)
	for _, want := range []string{"NOT FOUND in 8 executions", "NOT GONE: UDP-03", "AN EXHIBIT IS NOT WHAT IT SAYS"} {
		if code != 1 || !strings.Contains(out, want) {
			t.Errorf("with the halls exchanged: exit status %d, want 1 and %q in\n%s", code, want, out)
		}
	}
}
