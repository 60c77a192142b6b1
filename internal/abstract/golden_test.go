package abstract

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"boundif/sched"
)

// The table of golden counts. The classes of the atomic rows agree with
// Nidhugg's and GenMC's. The schedules of 1/1/2, 2/2/1 shared atomic and 2/2/2
// atomic have no other source than this explorer: they are here so that a
// change is seen.
var golden = []struct {
	Config
	classes   int
	schedules string // "" is not counted
	slow      bool   // left out with -short
}{
	{Config{1, 0, 1, false, true, false}, 3, "44", false},
	{Config{1, 1, 1, false, true, false}, 3, "20673", false},
	{Config{1, 1, 1, false, false, false}, 4, "20708145", false},
	{Config{1, 1, 1, true, false, false}, 6, "987949", false},
	{Config{1, 1, 2, false, false, false}, 100, "44026844220", false},
	{Config{2, 2, 1, false, false, false}, 16, "23666938155037800", false},
	{Config{2, 2, 1, true, false, false}, 152, "53087623704", false},
	{Config{2, 2, 1, true, true, false}, 122, "1960940", false},
	{Config{2, 2, 2, false, true, false}, 180, "978112093744800", false},
	{Config{2, 2, 2, false, false, false}, 500, "1291851062988804077760", false},
	{Config{3, 3, 1, false, false, false}, 64, "", false},
	{Config{3, 3, 2, false, true, false}, 540, "", false},
	{Config{3, 3, 2, false, false, false}, 2500, "", false},
	{Config{3, 3, 1, true, true, false}, 7350, "", true},
	{Config{5, 5, 1, false, true, false}, 243, "", false},
	{Config{5, 5, 1, false, false, false}, 1024, "", false},
	{Config{7, 7, 1, false, true, false}, 2187, "", true},
	{Config{9, 0, 1, false, true, false}, 19683, "", true},
}

func TestGolden(t *testing.T) {
	for _, g := range golden {
		t.Run(g.String(), func(t *testing.T) {
			if g.slow && testing.Short() {
				t.Skip("slow")
			}
			t.Parallel()
			r, err := sched.Explore(sched.Options{Count: g.schedules != ""}, g.Body)
			if err != nil {
				t.Fatal(err)
			}
			if r.Classes != g.classes {
				t.Errorf("%d classes, want %d", r.Classes, g.classes)
			}
			if g.schedules != "" && r.Schedules.String() != g.schedules {
				t.Errorf("%v schedules, want %s", r.Schedules, g.schedules)
			}
			sum := 0
			for _, o := range r.Outcomes {
				sum += o.Classes
			}
			if sum != r.Classes {
				t.Errorf("the outcomes have %d classes together, the report %d", sum, r.Classes)
			}
		})
	}
}

// TestSearches: sleep sets alone find the same classes and outcomes, with
// less to go wrong; the full search is the definition.
func TestSearches(t *testing.T) {
	for _, c := range []struct {
		Config
		full bool
	}{
		{Config{1, 0, 1, false, true, false}, true},
		{Config{1, 1, 1, false, true, false}, true},
		{Config{0, 2, 1, true, true, false}, true},
		{Config{2, 0, 1, true, true, false}, false},
		{Config{1, 1, 1, false, false, false}, false},
		{Config{1, 1, 1, true, false, false}, false},
		{Config{2, 2, 1, true, true, false}, false},
		{Config{2, 1, 1, true, false, false}, false},
		{Config{1, 0, 2, false, true, false}, false},
		{Config{1, 0, 2, false, false, false}, false},
	} {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			want, err := sched.Explore(sched.Options{Count: true}, c.Body)
			if err != nil {
				t.Fatal(err)
			}
			others := []sched.Search{sched.SleepSets}
			if c.full {
				others = append(others, sched.Full)
			}
			for _, s := range others {
				got, err := sched.Explore(sched.Options{Search: s, Count: true}, c.Body)
				if err != nil {
					t.Fatal(err)
				}
				if got.Classes != want.Classes || got.Schedules.Cmp(want.Schedules) != 0 {
					t.Errorf("search %d: %d classes of %v schedules, source-DPOR found %d of %v",
						s, got.Classes, got.Schedules, want.Classes, want.Schedules)
				}
				if !slices.EqualFunc(got.Outcomes, want.Outcomes, sameOutcome) {
					t.Errorf("search %d: outcomes %v, source-DPOR found %v", s, got.Outcomes, want.Outcomes)
				}
			}
		})
	}
}

func sameOutcome(a, b sched.Outcome) bool {
	return a.Label == b.Label && a.Classes == b.Classes && a.Schedules.Cmp(b.Schedules) == 0
}

// TestDisjoint: binding by index shares nothing with a rename, so that any
// number of renamers leaves one class for each order of the renames alone.
func TestDisjoint(t *testing.T) {
	for _, renamers := range []int{1, 2} {
		alone, err := sched.Explore(sched.Options{}, Config{0, 0, renamers, false, false, false}.Body)
		if err != nil {
			t.Fatal(err)
		}
		r, err := sched.Explore(sched.Options{}, Config{0, 3, renamers, false, false, false}.Body)
		if err != nil {
			t.Fatal(err)
		}
		if r.Classes != alone.Classes {
			t.Errorf("%d renamers make %d classes, and with 3 binds by index %d", renamers, alone.Classes, r.Classes)
		}
		if cells := r.Shared("index0", "rename0"); cells != nil {
			t.Errorf("a bind by index and a rename share %q", cells)
		}
	}
	r, err := sched.Explore(sched.Options{}, Config{1, 0, 1, false, false, false}.Body)
	if err != nil {
		t.Fatal(err)
	}
	if cells := r.Shared("name0", "rename0"); !slices.Equal(cells, []string{"name#1.dev"}) {
		t.Errorf("a bind by name and a rename share %q, want the entry of the name alone", cells)
	}
}

// TestWitness: the shortest ways to go wrong by name.
func TestWitness(t *testing.T) {
	c := Config{1, 0, 1, false, false, false}
	r, err := sched.Explore(sched.Options{Witness: true, Count: true}, c.Body)
	if err != nil {
		t.Fatal(err)
	}
	total := new(big.Int)
	for _, want := range []struct {
		why, label string
		switches   int
		parts      []string
	}{
		{"bound to the device meant: nobody interferes", "1 0 ", 1, nil},
		{"bound to the other device: two renames come first", "2 0 ", 1, nil},
		{"ENODEV: between the two halves of a rename", "0 -1 ", 2, []string{"rename0=unlist"}},
	} {
		i := slices.IndexFunc(r.Outcomes, func(o sched.Outcome) bool { return o.Label == want.label })
		if i < 0 {
			t.Errorf("%s: outcome %q is missing from %v", want.why, want.label, r.Outcomes)
			continue
		}
		o := r.Outcomes[i]
		total.Add(total, o.Schedules)
		trace, err := sched.Replay(o.Witness, sched.Options{}, c.Body)
		if err != nil || trace.Outcome != o.Label {
			t.Errorf("%s: %s ends in %q, error %v", want.why, o.Witness, trace.Outcome, err)
		}
		if o.Switches > want.switches {
			t.Errorf("%s: %s has %d switches, want at most %d", want.why, o.Witness, o.Switches, want.switches)
		}
		for _, p := range want.parts {
			if !strings.Contains(o.Witness, p) {
				t.Errorf("%s: %q is missing from %s", want.why, p, o.Witness)
			}
		}
	}
	if total.Cmp(r.Schedules) != 0 {
		t.Errorf("the three outcomes have %v schedules of %v", total, r.Schedules)
	}
}
