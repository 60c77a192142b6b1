package abstract

import (
	"math/big"
	"testing"

	"boundif/sched"
)

// TestEstimate: Knuth's estimate of the number of schedules against the golden
// counts, from some thousands of walks. The seeds are fixed, so a failure is a
// change of the code, not bad luck.
func TestEstimate(t *testing.T) {
	for _, c := range []struct {
		Config
		schedules string
		within    float64 // of them
	}{
		{Config{ByName: 1, Renamers: 1, Atomic: true}, "44", 0.02},
		{Config{ByName: 1, ByIndex: 1, Renamers: 1, Atomic: true}, "20673", 0.02},
		{Config{ByName: 1, ByIndex: 1, Renamers: 1}, "20708145", 0.02},
		{Config{ByName: 1, ByIndex: 1, Renamers: 1, Shared: true}, "987949", 0.15},
		{Config{ByName: 1, ByIndex: 1, Renamers: 2}, "44026844220", 0.05},
		{Config{ByName: 2, ByIndex: 2, Renamers: 1}, "23666938155037800", 0.05},
		{Config{ByName: 2, ByIndex: 2, Renamers: 1, Shared: true}, "53087623704", 0.1}, // by luck: it says itself that it may be 63 % off
	} {
		r, err := sched.Explore(sched.Options{Bound: sched.Walk(1, 2000)}, c.Body)
		if err != nil {
			t.Fatal(err)
		}
		all, _ := new(big.Float).SetString(c.schedules)
		ratio, _ := new(big.Float).Quo(new(big.Float).SetInt(r.Sample.Estimate), all).Float64()
		t.Logf("%s: of %s schedules, %s", c, c.schedules, r.Coverage())
		if off := ratio - 1; max(off, -off) > c.within || max(off, -off) > 3*r.Sample.Error {
			t.Errorf("%s: estimated %v schedules ± %.0f %%, there are %s", c, r.Sample.Estimate, 100*r.Sample.Error, c.schedules)
		}
	}
}

// TestProgress logs how good the estimate of the work done is, at quarters of
// the work.
func TestProgress(t *testing.T) {
	for _, c := range []Config{
		{ByName: 2, ByIndex: 2, Renamers: 1, Shared: true},
		{ByName: 1, ByIndex: 1, Renamers: 2},
		{ByName: 2, ByIndex: 2, Renamers: 2},
		{ByName: 3, ByIndex: 3, Renamers: 2, Atomic: true},
		{ByName: 5, ByIndex: 5, Renamers: 1},
	} {
		var done []float64
		if _, err := sched.Explore(sched.Options{Progress: func(p sched.Progress) { done = append(done, p.Done()) }}, c.Body); err != nil {
			t.Fatal(err)
		}
		n := len(done)
		t.Logf("%s: %d executions; at a quarter %.2f, at half %.2f, at three quarters %.2f", c, n+1, done[n/4], done[n/2], done[3*n/4])
		for i, d := range done {
			if d <= 0 || d >= 1 {
				t.Fatalf("%s: %.3f done after %d of %d executions", c, d, i+1, n+1)
			}
		}
		if d := done[n/2]; d < 0.2 || d > 0.8 {
			t.Errorf("%s: %.2f done at half of the executions", c, d)
		}
	}
}
