package boundif_test

import (
	"slices"
	"testing"

	"boundif/emu"
)

// TestStatesRealCode: the search by states finds on the real code what DPOR
// finds, and judges it alike. The two share the steps, and nothing else.
func TestStatesRealCode(t *testing.T) {
	for _, p := range []program{
		{byName: 1},
		{byName: 1, unrelated: true},
		{byName: 1, byIndex: 1, renamers: 1},
		{byName: 1, renamers: 2},
		{byName: 2, byIndex: 2, renamers: 1},
		{byName: 1, byIndex: 1, renamers: 1, shared: true},
		{byName: 2, byIndex: 2, renamers: 1, shared: true},
		{byName: 1, byIndex: 1, renamers: 1, shared: true, keyed: true},
		{byIndex: 3, shared: true, unprivileged: true},
		{byName: 1, byIndex: 1, renamers: 1, hotplug: true},
	} {
		t.Run(p.String(), func(t *testing.T) {
			classes := emu.Explore(t, p.body)
			states := emu.Explore(t, p.body, emu.ByStates())
			if got, want := labels(states), labels(classes); !slices.Equal(got, want) {
				t.Errorf("by states it ends in %q, by classes in %q", got, want)
			}
			if states.Ends > classes.Classes {
				t.Errorf("%d final states in %d classes: executions of one class end in one state", states.Ends, classes.Classes)
			}
		})
	}
}
