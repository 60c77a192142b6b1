package sched

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// ways are the ways to search by states, which must all find the same ends.
var ways = []struct {
	name string
	opt  Options
}{
	{"private steps first", Options{}},
	{"private steps first, exact states", Options{Exact: true}},
	{"private steps first, cells only", Options{CellsOnly: true}},
	{"every state", Options{EveryState: true}},
	{"every state, exact, counted", Options{Exact: true, Count: true}},
}

// byStates is what a Stateful search finds, in the terms of search.
func byStates(opt Options, body func(*World)) found {
	f := found{endings: map[string]bool{}}
	opt.Search = Stateful
	x := newExplorer(opt, body)
	x.each = func(w *World) {
		ending := w.outcome
		if w.runs() {
			ending += "; " + w.blocked()
		}
		f.endings[ending] = true
	}
	f.report, f.err = x.run()
	f.stopped, f.schedules = x.stopped, f.report.Schedules
	return f
}

// agree compares every Stateful search with another search: "" if they find
// the same ends and verdicts.
func agree(want found, body func(*World)) string {
	for _, way := range ways {
		got := byStates(way.opt, body)
		switch {
		case !maps.Equal(got.endings, want.endings):
			return fmt.Sprintf("%s: the executions end in %q, want %q", way.name, slices.Sorted(maps.Keys(got.endings)), slices.Sorted(maps.Keys(want.endings)))
		case (got.err == nil) != (want.err == nil):
			return fmt.Sprintf("%s: error %v, want %v", way.name, got.err, want.err)
		case got.schedules != nil && want.schedules != nil && got.schedules.Cmp(want.schedules) != 0:
			return fmt.Sprintf("%s: %v schedules, want %v", way.name, got.schedules, want.schedules)
		}
		for _, o := range got.report.Outcomes {
			if o.Ends == 0 {
				return fmt.Sprintf("%s: outcome %s has no final state", way.name, o.Label)
			}
		}
	}
	return ""
}

// TestRandomStates compares the two ways to be exhaustive on random programs:
// the ends, the deadlocks, the verdicts, and the number of schedules, which
// one search sums up over classes and the other over paths between states.
func TestRandomStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProgram(t, 14)
		want := search(DPOR, Options{MaxRuns: 3000}, p.body)
		if want.stopped != nil {
			t.Skip(want.stopped)
		}
		if d := agree(want, p.body); d != "" {
			t.Fatalf("by states against source-DPOR: %s\nprogram:%v", d, p)
		}
	})
}

// TestRandomStatesFull has the definition, every schedule, in DPOR's place.
func TestRandomStatesFull(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProgram(t, 8)
		want := search(Full, Options{MaxRuns: 1000}, p.body)
		if want.stopped != nil {
			t.Skip(want.stopped)
		}
		if d := agree(want, p.body); d != "" {
			t.Fatalf("by states against every schedule: %s\nprogram:%v", d, p)
		}
	})
}

// TestStates counts by hand.
func TestStates(t *testing.T) {
	for _, c := range []struct {
		name, why string
		tasks     []string
		opt       Options
		states    int
		ends      int
	}{
		{"nothing", "a world without tasks has one state", nil, Options{EveryState: true}, 1, 1},
		{"one task", "one more state than steps", []string{"load v0; load v0"}, Options{EveryState: true}, 3, 1},
		{"grid", "2 steps beside 2 steps on other cells: 3 x 3 states", []string{"store v0; store v0", "store v1; store v1"}, Options{EveryState: true}, 9, 1},
		{"grid, private", "all steps are private: one state", []string{"store v0; store v0", "store v1; store v1"}, Options{}, 1, 1},
		{"readers, private", "a read is private beside reads", []string{"load v0; load v0", "load v0; load v0"}, Options{}, 1, 1},
		{"two writers", "the last has the last word: 1 + 2 + 2", []string{"store v0", "store v0"}, Options{EveryState: true}, 5, 2},
		{"read and write", "the reader remembers what it saw", []string{"load v0", "store v0"}, Options{EveryState: true}, 5, 2},
		{"mutex, cells only", "who was first leaves no trace: 3 x 3 states but the one where both hold it",
			[]string{"lock m0; unlock m0", "lock m0; unlock m0"}, Options{EveryState: true, CellsOnly: true}, 8, 1},
		{"mutex", "what it protects may depend on who was first, and so may what the second does",
			[]string{"lock m0; unlock m0", "lock m0; unlock m0"}, Options{EveryState: true}, 9, 2},
		{"guarded", "under the mutex all steps are private: the start, and the ends by who was first, with a choice before each lock",
			[]string{"lock m0; load v0; store v0; unlock m0", "lock m0; load v0; store v0; unlock m0"}, Options{}, 3, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, exact := range []bool{false, true} {
				c.opt.Exact = exact
				got := byStates(c.opt, prog(c.tasks...).body)
				if got.err != nil {
					t.Fatal(got.err)
				}
				if r := got.report; r.States != c.states || r.Ends != c.ends || !r.Complete {
					t.Errorf("%s: %d states and %d ends, complete: %v; want %d and %d (exact states: %v)",
						c.why, r.States, r.Ends, r.Complete, c.states, c.ends, exact)
				}
			}
		})
	}
}

// TestStatesOfSearches has programs on which DPOR or this search once failed.
func TestStatesOfSearches(t *testing.T) {
	for _, tasks := range [][]string{
		{"lock m0; store v0; +unlock m0", "lock m0; +load v0; unlock m0"},
		{"load v0", "load v0; +store v0", "store v0; load v0; +skip; +load v1", "store v1"},
		{"load v0; lock m0; +load v0", "load v0; lock m0", "load v0", "store v0"},
		{"lock m0; lock m1; unlock m1; unlock m0", "lock m1; lock m0; unlock m0; unlock m1"},
		{"rlock; +load v0; load v0; +runlock; rlock; +load v0; load v0; +runlock", "sync; +store v0"},
	} {
		p := prog(tasks...)
		if d := agree(search(Full, Options{}, p.body), p.body); d != "" {
			t.Errorf("%s\nprogram:%v", d, p)
		}
	}
}
