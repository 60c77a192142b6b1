package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"boundif/netdev"
)

// TestHTML writes the page in both ways and looks for what it must show. How
// it behaves in a browser is tested where it is made, in internal/picture.
func TestHTML(t *testing.T) {
	for _, row := range []struct {
		why      string
		args     []string
		has, not []string
		says     string // on standard output
	}{
		{"the bad outcomes, and the index path", []string{"--kernel", "6.12"},
			[]string{"on the model of Linux 6.12", `"outcome":"ENODEV"`, `"outcome":"wrong device"`, `"title":"by-index","outcome":"right device"`,
				"race --kernel 6.12 --replay v1:by-name=netdev.name.get,udev,by-name", "is left out"},
			nil, "The pictures are in "},
		{"beside JSON, which stays as it is", []string{"--json"}, []string{`"outcome":"wrong device"`}, nil, `"theorem_held": true`},
		{"one schedule, whole", []string{"--replay", "v1:udev=netdev.rename.write,by-name,udev"},
			[]string{`"outcome":"ENODEV"`, `rename(2, \"eth1\")`, `"open":7,`}, []string{"wrong device", "by-index", "is left out"}, "Linux 6.18: ENODEV"},
		{"a schedule that ends well", []string{"--replay", "v1:by-name,udev"},
			[]string{`"outcome":"right device","bad":false`}, []string{"ENODEV"}, "right device"},
	} {
		file := filepath.Join(t.TempDir(), "page.html")
		code, stdout, stderr := command(append([]string{"race", "--html", file}, row.args...)...)
		if code != 0 || stderr != "" || !strings.Contains(stdout, row.says) {
			t.Errorf("%s: exit status %d, %s\n%s", row.why, code, stderr, stdout)
		}
		page, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("%s: %v", row.why, err)
			continue
		}
		for _, part := range row.has {
			if !strings.Contains(string(page), part) {
				t.Errorf("%s: the page lacks %q", row.why, part)
			}
		}
		for _, part := range row.not {
			if strings.Contains(string(page), part) {
				t.Errorf("%s: the page has %q", row.why, part)
			}
		}
	}
}

// TestHTMLOpensOnTheLookup: a picture of a bad outcome stands at the lookup
// that went wrong, not at the end.
func TestHTMLOpensOnTheLookup(t *testing.T) {
	r, err := study(netdev.Newest, nil)
	if err != nil {
		t.Fatal(err)
	}
	pictures, err := r.pictures()
	if err != nil || len(pictures) != 3 {
		t.Fatalf("%d pictures, want ENODEV, wrong device and the index path: %v", len(pictures), err)
	}
	for i, want := range []struct {
		step string
		bad  bool
	}{{"sock.bindtodevice.lookup", true}, {"sock.bindtodevice.lookup", true}, {"sock.bind.store", false}} {
		p := pictures[i]
		if p.Step == 0 {
			t.Errorf("%s, %s: opens nowhere in particular", p.Title, p.Trace.Outcome)
			continue
		}
		if got := p.Trace.Steps[p.Step-1].Name; got != want.step || p.Bad != want.bad {
			t.Errorf("%s, %s: opens on %s, bad %v", p.Title, p.Trace.Outcome, got, p.Bad)
		}
	}
	for i, st := range pictures[2].Trace.Steps {
		if len(st.After) > 0 {
			t.Errorf("by index, step %d comes after steps of the other task, %v", i+1, st.After)
		}
	}
}

// TestHTMLRefused: what cannot be written is said in one line. The exit status
// is 2 only where the command line is to blame.
func TestHTMLRefused(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "no", "such", "folder.html")
	for _, row := range []struct {
		why  string
		args []string
		code int
		says string
	}{
		{"a folder that is not there", []string{"--html", missing}, 1, "--html: open " + missing},
		{"the same with a schedule", []string{"--html", missing, "--replay", "v1:by-name,udev"}, 1, "--html: open " + missing},
		{"a file name that is empty", []string{"--html", ""}, 2, "want the name of a file"},
		{"no file name", []string{"--html"}, 2, "flag needs an argument: -html"},
		{"a schedule that does not fit: nothing is written", []string{"--html", missing, "--replay", "v1:by-name,dhcpd"}, 2, "no such task"},
	} {
		code, stdout, stderr := command(append([]string{"race"}, row.args...)...)
		if code != row.code || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, row.says) {
			t.Errorf("%s: exit status %d, want %d, and one line with %q: %s%s", row.why, code, row.code, row.says, stderr, stdout)
		}
	}
}
