package sched

import (
	"testing"
)

// TestNondeterministic has bodies that keep state from one run to the next.
// The search must notice and say where: it would prove nothing.
func TestNondeterministic(t *testing.T) {
	for _, c := range []struct {
		why  string
		task func(run int, t *Task, s *state)
		want []string
	}{
		{"another step in the second run", func(run int, t *Task, s *state) {
			s.x.Store(t.At("step"+sprint(run)), 1)
			s.x.Store(t.At("last"), 1)
		}, []string{"at step 1,", "task t0 did step1, now step2"}},
		{"another variable in the second run", func(run int, t *Task, s *state) {
			if run == 1 {
				s.x.Store(t.At("step"), 1)
			} else {
				s.y.Store(t.At("step"), 1)
			}
			s.x.Store(t.At("last"), 1)
		}, []string{"at step 1,", "task t0 touches other cells in step"}},
		{"one access more in the second run", func(run int, t *Task, s *state) {
			s.x.Store(t.At("step"), 1)
			if run > 1 {
				s.y.Load(t)
			}
			s.x.Store(t.At("last"), 1)
		}, []string{"at step 1,", "task t0 touches other cells in step"}},
		{"no step in the second run", func(run int, t *Task, s *state) {
			if run == 1 {
				s.x.Store(t.At("step"), 1)
				s.x.Store(t.At("last"), 1)
			}
		}, []string{"at step 1,", "other tasks can run"}},
	} {
		run := 0
		_, err := Explore(Options{}, func(w *World) {
			run++
			with(func(t *Task, s *state) { c.task(run, t, s) }, func(t *Task, s *state) { s.x.Store(t.At("other"), 2) })(w)
		})
		if err == nil {
			t.Errorf("%s: no error", c.why)
			continue
		}
		if _, ok := err.(*Failure); ok {
			t.Errorf("%s: a Failure instead of a plain error: %v", c.why, err)
		}
		contains(t, c.why, err.Error(), append(c.want, "nondeterministic", "state kept between runs", "nothing is proved")...)
	}
}

// TestFewerTasks: a body that starts fewer tasks in its second run.
func TestFewerTasks(t *testing.T) {
	run := 0
	store := func(t *Task, s *state) { s.x.Store(t.At("store"), 1) }
	_, err := Explore(Options{}, func(w *World) {
		if run++; run == 1 {
			with(store, store, store)(w)
		} else {
			with(store)(w)
		}
	})
	if err == nil {
		t.Fatal("no error")
	}
	contains(t, "fewer tasks", err.Error(), "nondeterministic", "other tasks can run")
}

func TestLimits(t *testing.T) {
	store := func(n int) func(t *Task, s *state) {
		return func(t *Task, s *state) {
			for i := range n {
				s.x.Store(t.At("store"+sprint(i)), uint32(i))
			}
		}
	}
	broken := func(w *World) {
		with(store(2), store(2))(w)
		w.Finally(func(*Task) { w.Errorf("broken") })
	}
	for _, c := range []struct {
		why     string
		opt     Options
		body    func(*World)
		want    string // "" is success
		classes int
	}{
		{"no limit", Options{}, with(store(2), store(2)), "", 6},
		{"as many executions as there are classes", Options{MaxRuns: 6}, with(store(2), store(2)), "", 6},
		{"one too few", Options{MaxRuns: 5}, with(store(2), store(2)), "stopped after 5 executions: nothing is proved", 5},
		{"a failure that was found is one, whatever was left to do", Options{MaxRuns: 5}, broken, "broken", 5},
		{"as many steps as the longest execution has", Options{MaxSteps: 4}, with(store(2), store(2)), "", 6},
		{"one too few", Options{MaxSteps: 3}, with(store(2), store(2)),
			"an execution of more than 3 steps (last: task t1, step store0): nothing is proved", 0},
		{"a task that never ends", Options{MaxSteps: 1000}, with(func(t *Task, s *state) {
			for {
				s.x.Load(t.At("spin"))
			}
		}), "an execution of more than 1000 steps (last: task t0, step spin): nothing is proved", 0},
	} {
		r, err := Explore(c.opt, c.body)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.why, err)
		case c.want != "" && err == nil:
			t.Errorf("%s: no error, want %q", c.why, c.want)
		case err != nil:
			contains(t, c.why, err.Error(), c.want)
		}
		if r.Classes != c.classes {
			t.Errorf("%s: %d classes, want %d", c.why, r.Classes, c.classes)
		}
	}
}

func TestReplayLimit(t *testing.T) {
	body := with(func(t *Task, s *state) { s.x.Load(t.At("one")); s.x.Load(t.At("two")) })
	for limit, ok := range map[int]bool{1: false, 2: true} {
		for _, schedule := range []string{"v1:", "v1:t0"} {
			if _, err := Replay(schedule, Options{MaxSteps: limit}, body); (err == nil) != ok {
				t.Errorf("Replay(%q) with MaxSteps %d: error %v", schedule, limit, err)
			}
		}
	}
}
