package abstract

import (
	"testing"

	"boundif/sched"
)

func TestX(t *testing.T) {
	for _, c := range []struct{ Config; want int }{
		{Config{1, 0, 1, false, true},3},
		{Config{1, 1, 1, false, true},3},
		{Config{1, 1, 1, false, false},4},
		{Config{1, 1, 1, true, false},6},
		{Config{1, 1, 2, false, false},100},
		{Config{2, 2, 1, false, false},16},
		{Config{2, 2, 1, true, false},152},
		{Config{2, 2, 1, true, true},122},
		{Config{2, 2, 2, false, true},180},
		{Config{2, 2, 2, false, false},500},
		{Config{3, 3, 1, false, false},64},
		{Config{3, 3, 2, false, true},540},
		{Config{3, 3, 2, false, false},2500},
		{Config{5, 5, 1, false, true},243},
		{Config{5, 5, 1, false, false},1024},
		{Config{3, 3, 1, true, true},7350},
	} {
		r, err := sched.Explore(sched.Options{Count: c.ByName<3}, c.Body)
		t.Log(c.Config, r.Classes, c.want, r.Redundant, r.Schedules, err)
	}
}
