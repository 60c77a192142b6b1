package boundif_test

import (
	"fmt"
	"strings"
	"testing"

	"boundif/emu"
	"boundif/internal/museum"
	"boundif/netdev"
)

// TestMuseum finds each bug of the museum where it is, replays the shortest
// schedule, and does not find it where it is not. The executions until it was
// found and those of the search that finds nothing are golden counts.
func TestMuseum(t *testing.T) {
	golden := map[string]struct {
		first, of, after int // after: classes where it is gone, 0 if it is nowhere
		message          string
	}{
		"rename":           {2, 10, 1, "P1"},
		"live-rename":      {2, 10, 1, "P1"},
		"equal-scores":     {1, 8, 8, "UDP-03"},
		"equal-scores-tcp": {1, 12, 12, "TCP-09"},
		"udp-deaf":         {1, 1, 1, "RH-02"},
		"udp-connect":      {4, 10, 22, "RH-06"},
		"udp-disconnect":   {2, 9, 0, "RH-06"},
		"udp-reconnect":    {2, 2, 2, "UDP-18"},
		"reuseport-order":  {1, 8, 8, "RPT-05"},
		"reuseport-rebind": {2, 3, 0, "RPT-02"},
		"reuseport-window": {2, 3, 0, "RH-04"},
		"tcp-moved":        {2, 2, 0, "TCP-07"},
		"vrf-packets":      {1, 4, 4, "RX-01"},
		"vrf-unbound":      {1, 8, 8, "L3-20"},
		"vrf-leak":         {1, 28, 0, "L3-03"},
		"vrf-leak-table":   {1, 29, 10, "L3-03"},
		"ping-slave":       {1, 2, 2, "PNG-04"},
		"tcp-bucket":       {1, 2, 0, "L3-25"},
		"stale-route":      {2, 6, 0, "P8"},
	}
	for i := range museum.Exhibits {
		e := &museum.Exhibits[i]
		t.Run(e.Name, func(t *testing.T) {
			want, ok := golden[e.Name]
			r, err := e.Explore()
			if err != nil || !ok {
				t.Fatalf("golden counts: %v, error %v", ok, err)
			}
			if !r.Found {
				t.Fatalf("%s: not found on Linux %s in %d executions", e.Title, e.Found.Release, r.Of)
			}
			if !r.Clean {
				t.Fatalf("%s: not gone on Linux %s:\n%v", e.Title, e.Gone.Release, r.After)
			}
			after := 0
			if r.Gone != nil {
				after = r.Gone.Classes
			}
			if r.First != want.first || r.Of != want.of || after != want.after {
				t.Errorf("found by execution %d of %d, %d classes after the fix; want %d of %d, %d", r.First, r.Of, after, want.first, want.of, want.after)
			}
			trace, err := e.Replay(r.Bad.Schedule)
			if err == nil || trace.String() != r.Bad.Trace.String() || !strings.Contains(err.Error(), want.message) {
				t.Errorf("the shortest schedule, %s, replays to %v", r.Bad.Schedule, err)
			}
		})
	}
}

// TestMuseumReleases explores the program of each exhibit on every release: the
// bug is in those that the exhibit names, and in no other. Up to 5.5 what
// udp-disconnect shows is udp-deaf.
func TestMuseumReleases(t *testing.T) {
	want := map[string]string{
		"rename": "5.1 to 6.18", "live-rename": "6.2 to 6.18", "equal-scores": "5.1 to 5.14", "equal-scores-tcp": "5.1 to 5.14",
		"udp-deaf": "5.1 to 5.5", "udp-connect": "5.1 to 6.13", "udp-disconnect": "5.1 to 6.18", "udp-reconnect": "6.13 to 6.18",
		"reuseport-order": "5.1 to 6.18", "reuseport-rebind": "5.1 to 6.18", "reuseport-window": "5.1 to 6.18", "tcp-moved": "5.1 to 6.18",
		"vrf-packets": "5.1 to 6.18", "vrf-unbound": "5.1 to 6.18", "vrf-leak": "5.1 to 6.18", "vrf-leak-table": "6.13 to 6.18", "ping-slave": "5.1 to 5.16",
		"tcp-bucket": "5.1 to 6.18", "stale-route": "5.1 to 6.18",
	}
	var releases []emu.Release
	for r := netdev.Oldest; r != (emu.Release{Major: 6, Minor: 19}); r.Minor++ {
		if r == (emu.Release{Major: 5, Minor: 20}) { // 5.19 was the last
			r = emu.Release{Major: 6}
		}
		releases = append(releases, r)
	}
	for i := range museum.Exhibits {
		e := &museum.Exhibits[i]
		var have []emu.Release
		whole := true
		for n, r := range releases {
			there := *e
			there.Found.Release, there.Gone = r, nil
			result, err := there.Explore()
			if err != nil {
				t.Fatal(err)
			}
			if result.Found {
				whole = whole && (have == nil || have[len(have)-1] == releases[n-1])
				have = append(have, r)
			}
		}
		if have == nil || !whole {
			t.Errorf("%s: the releases that have it are %v", e.Name, have)
		} else if got := fmt.Sprintf("%s to %s", have[0], have[len(have)-1]); got != want[e.Name] {
			t.Errorf("%s: the releases that have it are %s, want %s", e.Name, got, want[e.Name])
		}
	}
}
