package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"boundif/internal/museum"
)

// TestMuseumHTML writes the page in each way and looks for what it must show.
func TestMuseumHTML(t *testing.T) {
	hurry(t)
	for _, row := range []struct {
		why      string
		args     []string
		has, not []string
		says     string // on standard output
	}{
		{"the shortest schedule of one exhibit", []string{"vrf-leak-table"},
			[]string{"<title>The same without early demux, by the table of connected sockets, on the model of Linux 6.18</title>", `"title":"vrf-leak-table"`, `"bad":true`,
				"museum --replay v1:server,packet vrf-leak-table", "L3-03: a socket that is in no VRF", "Up to 6.12 it was enough"},
			[]string{"ping-slave"}, "The pictures are in "},
		{"of two exhibits", []string{"rename", "ping-slave"},
			[]string{"<title>The museum of bugs around bound devices</title>", `"title":"rename"`, `"title":"ping-slave"`}, nil, "The pictures are in "},
		{"beside JSON, which stays as it is", []string{"--json", "ping-slave"}, []string{`"title":"ping-slave"`}, nil, `"all_as_the_museum_says": true`},
		{"a schedule", []string{"--replay", "v1:reply,ping", "ping-slave"}, []string{`"bad":false`, "museum --replay v1:reply,ping ping-slave"},
			[]string{"PNG-04: "}, "the property holds"},
		{"a schedule that breaks the property", []string{"--replay", "v1:ping,reply", "ping-slave"}, []string{`"bad":true`, "PNG-04: the echo reply"}, nil, "PNG-04"},
	} {
		file := filepath.Join(t.TempDir(), "page.html")
		code, stdout, stderr := command(append([]string{"museum", "--html", file}, row.args...)...)
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
	missing := filepath.Join(t.TempDir(), "no", "such", "folder.html")
	for _, args := range [][]string{{"ping-slave"}, {"--replay", "v1:reply,ping", "ping-slave"}} {
		code, stdout, stderr := command(append([]string{"museum", "--html", missing}, args...)...)
		if code != 1 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "--html: open "+missing) {
			t.Errorf("a folder that is not there, %q: exit status %d: %s%s", args, code, stderr, stdout)
		}
	}
}

// TestMuseumHTMLOpens: the picture opens where it gets interesting.
func TestMuseumHTMLOpens(t *testing.T) {
	for _, row := range []struct{ exhibit, why, step string }{
		{"rename", "the call that fails", ""},
		{"udp-deaf", "one task, and no call fails: the end", ""},
		{"reuseport-window", "the last step before the packet comes in between", "sock.bind.store"},
		{"stale-route", "the last step before the other task", "udp.send.device"},
	} {
		e := museum.Find(row.exhibit)
		r, err := e.Explore()
		if err != nil {
			t.Fatal(err)
		}
		p, got := exhibitPicture(e, r.Bad.Trace, nil), ""
		if p.Step > 0 {
			got = p.Trace.Steps[p.Step-1].Name
		}
		if got != row.step {
			t.Errorf("%s, %s: opens on %q, want %q", row.exhibit, row.why, got, row.step)
		}
	}
}
