package drift

import "testing"

// TestPairs: each order counts for itself, and so does a pair of two of a kind.
func TestPairs(t *testing.T) {
	plain, vrf := 0, 0
	for _, v := range verbs {
		vrf++
		if !v.vrf {
			plain++
		}
	}
	for _, tt := range []struct {
		programs         []string
		next, later, all int
	}{
		{nil, 0, 0, plain * plain},
		{[]string{"up lo"}, 0, 0, plain * plain},
		{[]string{"up lo\ndown lo\nadd a0 0"}, 2, 3, plain * plain},
		{[]string{"up lo\ndown lo", "up lo\ndown lo", "down lo\nup lo"}, 2, 2, plain * plain},
		{[]string{"up lo\nup lo", "vrf red 10"}, 1, 1, vrf * vrf},
	} {
		var ps []Program
		for _, text := range tt.programs {
			ps = append(ps, begin(text))
		}
		if next, later, all := Pairs(ps); next != tt.next || later != tt.later || all != tt.all {
			t.Errorf("%q: %d, %d of %d, want %d, %d of %d", tt.programs, next, later, all, tt.next, tt.later, tt.all)
		}
	}
}
