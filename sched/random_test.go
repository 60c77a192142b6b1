package sched

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestRandomFull compares the three searches on random programs that are small
// enough to run every schedule.
func TestRandomFull(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProgram(t, 8)
		if full := search(Full, Options{MaxRuns: 3000}, p.body); full.stopped != nil {
			t.Skip(full.stopped)
		}
		if _, complaint := searches(p); complaint != "" {
			t.Fatalf("%s\nprogram:%v", complaint, p)
		}
	})
}

// TestRandomSleepSets compares the two reducing searches on larger ones.
func TestRandomSleepSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProgram(t, 14)
		want := search(SleepSets, Options{MaxRuns: 3000}, p.body)
		if want.stopped != nil {
			t.Skip(want.stopped)
		}
		got := search(DPOR, Options{}, p.body)
		if d := differ(got, want); d != "" {
			t.Fatalf("source-DPOR against sleep sets: %s\nprogram:%v", d, p)
		}
		if got.twice() {
			t.Fatalf("source-DPOR executes a class twice\nprogram:%v", p)
		}
	})
}

// TestRandomRun runs random programs under random schedules: each is the
// schedule of its trace, replays to the same trace, and ends as one of the
// executions of the search did.
func TestRandomRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProgram(t, 12)
		choose := func(runnable []string) int { return rapid.IntRange(0, len(runnable)-1).Draw(t, "task") }
		trace, err := Run(Options{}, choose, p.body)
		again, err2 := Replay(trace.Schedule, Options{}, p.body)
		if trace.String() != again.String() || trace.Outcome != again.Outcome || sprint(err) != sprint(err2) {
			t.Fatalf("schedule %s ran as\n%v%s, error %v\nand replays as\n%v%s, error %v\nprogram:%v",
				trace.Schedule, trace, trace.Outcome, err, again, again.Outcome, err2, p)
		}
		all := search(DPOR, Options{MaxRuns: 3000}, p.body)
		if all.stopped != nil {
			t.Skip(all.stopped)
		}
		found := false
		for ending := range all.endings {
			found = found || strings.HasPrefix(ending, trace.Outcome)
		}
		if !found {
			t.Fatalf("schedule %s ends in %q, which the search missed\nprogram:%v", trace.Schedule, trace.Outcome, p)
		}
	})
}
