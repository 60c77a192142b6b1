package linear

import (
	"testing"

	"boundif/emu"
)

// TestClassesStandForSchedules compares the exploration by classes, in which
// calls leave marks, with every schedule of the unmarked program, in which they
// leave none: see marks. Each history of the latter must be one of the former;
// each of the former must be one of the latter that has perhaps been told of
// fewer pairs that one call came before the other.
func TestClassesStandForSchedules(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short, and this runs every schedule of three programs")
	}
	t.Parallel()
	for _, row := range []struct {
		what    string
		spec    Spec
		program Program
		bad     bool
	}{
		{"the name call, one operation", Spec{}, observed, true},
		{"two readers of a rename", Spec{}, tasks(task("r1", resolve("eth0"), resolve("lan0")), task("udev", rename(Eth0, "lan0"))), true},
		{"index calls", Spec{}, tasks(task("daemon", bindIndex(0, Eth0)), task("reader", get(0), get(0))), false},
	} {
		t.Run(row.what, func(t *testing.T) {
			marked, plain := newDecision(row.program, row.spec), newDecision(row.program, row.spec)
			v, err := marked.explore(byClass)
			if err != nil {
				t.Fatal(err)
			}
			w, err := plain.explore(bySchedule, emu.EverySchedule())
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d classes, %d histories; %d schedules, %d histories", v.Executions, v.Histories, w.Executions, w.Histories)
			if (v.Bad > 0) != row.bad || (w.Bad > 0) != row.bad {
				t.Errorf("%d bad histories by class and %d by schedule, want some: %t", v.Bad, w.Bad, row.bad)
			}
			for id := range plain.verdicts {
				if _, ok := marked.verdicts[id]; !ok {
					t.Errorf("no class has this history, %b:\n%s", id.order, id.results)
				}
			}
			for id := range marked.verdicts {
				invented := true
				for other := range plain.verdicts {
					if other.results == id.results && id.order.within(other.order) {
						invented = false
					}
				}
				if invented {
					t.Errorf("no schedule has this history, %b:\n%s", id.order, id.results)
				}
			}
		})
	}
}
