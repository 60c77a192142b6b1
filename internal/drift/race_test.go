package drift

import (
	"slices"
	"strings"
	"testing"

	"boundif/internal/plane"
	"boundif/internal/plane/linux"
)

// TestRaces: whatever comes out of a race on the running kernel, with threads
// running free or with whole calls in every order, the explorer says that it
// can.
func TestRaces(t *testing.T) {
	linux.Require(t)
	k, err := Live()
	if err != nil {
		t.Fatal(err)
	}
	races, rounds := 40, 5
	if testing.Short() {
		races = 5
	}
	explored, outcomes, seen := 0, 0, 0
	for seed := range races {
		r := RaceOf(seed)
		possible, ok, err := r.Explored(k.Release(), 20_000)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, r)
		}
		if !ok {
			continue // too many interleavings: nobody can say what is impossible
		}
		explored++
		outcomes += len(possible)
		happened, err := r.Happens(plane.Live, rounds)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, r)
		}
		for _, got := range happened {
			if !slices.Contains(possible, got) {
				t.Errorf("seed %d: Linux did what the model cannot:\n%s\nthe model can do:\n%s\nthe race:\n%s", seed, got, strings.Join(possible, "\n"), r)
			}
		}
		seen += len(happened)
	}
	if explored < races/2 {
		t.Errorf("only %d of %d races were small enough to be explored", explored, races)
	}
	t.Logf("%d races explored, %d outcomes, of which Linux was seen to have %d", explored, outcomes, seen)
}
