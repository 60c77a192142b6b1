package sched

import "testing"

// TestTwice has bodies with one class that differ from run to run: no second
// execution of the search would notice.
func TestTwice(t *testing.T) {
	for _, c := range []struct {
		why  string
		body func(run int, w *World)
		want string // "" is no complaint
	}{
		{"the same each time", func(_ int, w *World) { with(func(t *Task, s *state) { s.x.Store(t.At("x"), 1) })(w) }, ""},
		{"nothing to do", func(int, *World) {}, ""},
		{"another step", func(run int, w *World) {
			with(func(t *Task, s *state) { s.x.Store(t.At("step"+sprint(run)), 1) })(w)
		}, "task t0 did step1, now step2"},
		{"another cell, as with the order of a map", func(run int, w *World) {
			with(func(t *Task, s *state) {
				if run == 1 {
					s.x.Store(t.At("store"), 1)
				} else {
					s.y.Store(t.At("store"), 1)
				}
			})(w)
		}, "at step 1, after the same schedule, task t0 touches other cells in store"},
		{"a step more", func(run int, w *World) {
			with(func(t *Task, s *state) {
				for range run {
					s.x.Store(t.At("store"), 1)
				}
			})(w)
		}, "other tasks can run"},
		{"a step less", func(run int, w *World) {
			with(func(t *Task, s *state) {
				if run == 1 {
					s.x.Store(t.At("store"), 1)
				}
			})(w)
		}, "other tasks can run"},
		{"another result of the same steps, as with a clock", func(run int, w *World) {
			with(func(t *Task, s *state) { s.x.Store(t.At("store"), uint32(run)) })(w)
		}, `the outcome was "x=1 y=0" and is "x=2 y=0"`},
		{"a failure", func(run int, w *World) {
			w.Finally(func(*Task) {
				if run == 2 {
					w.Errorf("late")
				}
			})
		}, "there is a failure: late"},
		{"a panic", func(run int, w *World) {
			with(func(t *Task, s *state) {
				s.x.Store(t.At("store"), 1)
				if run == 2 {
					panic("late")
				}
			})(w)
		}, "a task panicked: late"},
	} {
		run := 0
		r, err := Explore(Options{}, func(w *World) { run++; c.body(run, w) })
		if run != 2 {
			t.Errorf("%s: %d runs", c.why, run)
		}
		switch {
		case c.want == "" && (err != nil || !r.Complete):
			t.Errorf("%s: %v", c.why, err)
		case c.want != "" && (err == nil || r.Complete):
			t.Errorf("%s: no error, want %q", c.why, c.want)
		case err != nil:
			contains(t, c.why, err.Error(), c.want, "nondeterministic", "nothing is proved")
		}
	}
}
