package abstract

import (
	"slices"
	"testing"

	"boundif/sched"
)

// goldenStates is the column of the golden counts that SPIN agrees with.
// Rows that are slow are left out with -short, and those of tens of millions
// of states are for BenchmarkEveryState alone.
var goldenStates = []struct {
	Config
	states int
	slow   bool
}{
	{Config{1, 0, 1, false, true, false}, 40, false},
	{Config{1, 1, 1, false, true, false}, 200, false},
	{Config{1, 1, 1, false, false, false}, 650, false},
	{Config{1, 1, 1, true, false, false}, 485, false},
	{Config{1, 1, 2, false, false, false}, 7_175, false},
	{Config{2, 2, 1, false, false, false}, 35_150, false},
	{Config{2, 2, 1, true, false, false}, 10_502, false},
	{Config{2, 2, 2, false, false, false}, 437_225, false},
	{Config{2, 2, 1, false, false, true}, 327_825, false},
	{Config{3, 3, 1, true, false, false}, 200_318, false},
	{Config{3, 3, 1, false, false, false}, 2_021_750, true},
	{Config{3, 3, 2, false, false, false}, 27_285_125, true},
	{Config{3, 2, 2, false, false, true}, 45_485_275, true},
}

// everyState is the search that the golden counts are stated for.
var everyState = sched.Options{Search: sched.Stateful, EveryState: true, CellsOnly: true}

func TestGoldenStates(t *testing.T) {
	for _, g := range goldenStates {
		if g.states > 10_000_000 {
			continue
		}
		t.Run(g.String(), func(t *testing.T) {
			if g.slow && testing.Short() {
				t.Skip("slow")
			}
			t.Parallel()
			r, err := sched.Explore(everyState, g.Body)
			if err != nil {
				t.Fatal(err)
			}
			if r.States != g.states {
				t.Errorf("%d states, want %d", r.States, g.states)
			}
		})
	}
}

// TestStatesAgree: the two ways to be exhaustive find the same outcomes, and
// the same number of schedules where it is counted. With private steps first
// the search sees a small part of the states, and all that can come of them.
func TestStatesAgree(t *testing.T) {
	for _, g := range golden {
		t.Run(g.String(), func(t *testing.T) {
			if g.slow || g.classes > 3000 {
				t.Skip("slow")
			}
			t.Parallel()
			want, err := sched.Explore(sched.Options{}, g.Body)
			if err != nil {
				t.Fatal(err)
			}
			options := []sched.Options{{}, {CellsOnly: true}, {Exact: true}}
			if g.ByName+g.ByIndex+g.Renamers <= 3 {
				options = append(options, sched.Options{CellsOnly: true, Count: true})
			}
			for _, opt := range options {
				opt.Search = sched.Stateful
				got, err := sched.Explore(opt, g.Body)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(labels(got), labels(want)) {
					t.Errorf("outcomes %q, by DPOR %q", labels(got), labels(want))
				}
				if opt.Count && g.schedules != "" && got.Schedules.String() != g.schedules {
					t.Errorf("%v schedules, want %s", got.Schedules, g.schedules)
				}
			}
		})
	}
}

func labels(r *sched.Report) (out []string) {
	for _, o := range r.Outcomes {
		out = append(out, o.Label)
	}
	return out
}

// BenchmarkEveryState is the golden counts, the largest included.
func BenchmarkEveryState(b *testing.B) { benchmark(b, everyState, true) }

// BenchmarkPrivateFirst is what a search needs to see of them.
func BenchmarkPrivateFirst(b *testing.B) {
	benchmark(b, sched.Options{Search: sched.Stateful, CellsOnly: true}, false)
}

func benchmark(b *testing.B, opt sched.Options, golden bool) {
	for _, g := range goldenStates {
		b.Run(g.String(), func(b *testing.B) {
			var r *sched.Report
			for b.Loop() {
				var err error
				if r, err = sched.Explore(opt, g.Body); err != nil {
					b.Fatal(err)
				}
				if golden && r.States != g.states {
					b.Fatalf("%d states, want %d", r.States, g.states)
				}
			}
			b.ReportMetric(float64(r.States), "states")
			b.ReportMetric(float64(r.Executions), "executions")
		})
	}
}
