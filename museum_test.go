package boundif_test

import (
	"strings"
	"testing"

	"boundif/internal/museum"
)

// TestMuseum finds each bug of the museum where it is, replays the shortest
// schedule, and does not find it where it is not. The executions until it was
// found and those of the search that finds nothing are golden counts.
func TestMuseum(t *testing.T) {
	golden := map[string]struct {
		first, of, after int // after: classes where it is gone, 0 if it is nowhere
		message          string
	}{
		"rename":         {2, 10, 1, "P1"},
		"live-rename":    {2, 10, 1, "P1"},
		"equal-scores":   {1, 8, 8, "UDP-03"},
		"udp-deaf":       {1, 1, 1, "RH-02"},
		"udp-connect":    {4, 10, 22, "RH-06"},
		"udp-disconnect": {2, 9, 0, "RH-06"},
		"stale-route":    {2, 6, 0, "P8"},
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
