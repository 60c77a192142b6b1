package sched

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestSmallestProgram compares the searches on all programs of this package,
// the smallest first, and stops at the first on which they disagree or count
// otherwise than by hand. The table of mutants reads the lines that say which
// that is and after how many executions it was known.
func TestSmallestProgram(t *testing.T) {
	type row struct {
		tasks   []string
		classes int // 0 is not known
	}
	var rows []row
	for _, c := range smallPrograms {
		rows = append(rows, row{c.tasks, c.classes})
	}
	for _, c := range hardPrograms {
		rows = append(rows, row{c.tasks, 0})
	}
	size := func(r row) int { return len(r.tasks) + strings.Count(strings.Join(r.tasks, ";"), ";") }
	slices.SortStableFunc(rows, func(a, b row) int { return size(a) - size(b) })
	for _, r := range rows {
		complaint, after := smallest(prog(r.tasks...), r.classes)
		if complaint != "" {
			t.Fatalf("%s\nscope: %s\nexecutions: %s", complaint, strings.Join(r.tasks, " | "), after)
		}
	}
}

// smallest is searches, one search after the other; after is how many
// executions the one that went wrong made, and how many classes there are.
func smallest(p program, classes int) (complaint, after string) {
	defer func() {
		if v := recover(); v != nil {
			complaint, after = fmt.Sprint("panic: ", v), "a panic"
		}
	}()
	full := search(Full, Options{MaxRuns: 10_000}, p.body)
	if classes != 0 && len(full.classes) != classes {
		return fmt.Sprintf("%d classes, want %d", len(full.classes), classes), fmt.Sprintf("all %d schedules", full.report.Executions)
	}
	for _, s := range []Search{DPOR, SleepSets} {
		got := search(s, Options{MaxRuns: 10_000}, p.body)
		complaint := differ(got, full)
		if complaint == "" && got.twice() {
			complaint = "a class is executed twice"
		}
		if complaint != "" {
			return names[s] + ": " + complaint, fmt.Sprintf("%d, for %d of %d classes", got.report.Executions, len(got.classes), len(full.classes))
		}
	}
	return "", ""
}

// TestShortestWitness compares the witness of each outcome with all schedules
// that end in it: none has fewer context switches.
func TestShortestWitness(t *testing.T) {
	switches := func(schedule string) int { return strings.Count(schedule, ",") }
	for _, c := range smallPrograms {
		body := prog(c.tasks...).body
		fewest := map[string]int{}
		Explore(Options{Search: Full, Each: func(schedule, outcome string) {
			if n, ok := fewest[outcome]; !ok || switches(schedule) < n {
				fewest[outcome] = switches(schedule)
			}
		}}, body)
		r, _ := Explore(Options{Witness: true}, body)
		for _, o := range r.Outcomes {
			if o.Switches != fewest[o.Label] || switches(o.Witness) != o.Switches {
				t.Errorf("%s: outcome %q: the witness %s is said to switch %d times; the fewest are %d",
					c.name, o.Label, o.Witness, o.Switches, fewest[o.Label])
			}
		}
	}
}

// TestFingerprints counts the states of three tasks that have nothing in
// common: 41 to the third power. Were there 2^24 fingerprints only, some
// hundred of those states would be taken for others.
func TestFingerprints(t *testing.T) {
	for _, exact := range []bool{false, true} {
		r, err := Explore(Options{Search: Stateful, EveryState: true, Exact: exact}, func(w *World) {
			s := &shared{}
			Own(w.Setup(), "s", s)
			for i := range s.v {
				w.Go(fmt.Sprintf("t%d", i), func(t *Task) {
					for n := range uint32(40) {
						s.v[i].Store(t.At("store"), n+1)
					}
				})
			}
		})
		if err != nil || r.States != 41*41*41 {
			t.Errorf("%d states, want 68921 (exact states: %v, error %v)", r.States, exact, err)
		}
	}
}
