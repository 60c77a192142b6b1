package sched

import (
	"strings"
	"testing"
)

func TestDeadlock(t *testing.T) {
	for _, c := range []struct {
		why  string
		body func(*World)
		want []string
	}{
		{"two locks in both orders: each task's pending step and the owner of what it waits for",
			with(
				func(t *Task, s *state) {
					s.a.Lock(t.At("first.a"))
					s.b.Lock(t.At("first.b"))
					s.b.Unlock(t)
					s.a.Unlock(t)
				},
				func(t *Task, s *state) {
					s.b.Lock(t.At("second.b"))
					s.a.Lock(t.At("second.a"))
					s.a.Unlock(t)
					s.b.Unlock(t)
				}),
			[]string{"deadlock:", "task t0 stands before first.b, state#1.b is held by t1;", "task t1 stands before second.a, state#1.a is held by t0"}},
		{"a lock that its owner takes again",
			with(func(t *Task, s *state) {
				s.a.Lock(t.At("once"))
				s.a.Lock(t.At("twice"))
			}),
			[]string{"task t0 stands before twice, state#1.a is held by t0"}},
		{"a task that ends without freeing",
			with(func(t *Task, s *state) { s.a.Lock(t.At("lock")) },
				func(t *Task, s *state) { s.a.Lock(t.At("lock")); s.a.Unlock(t) }),
			[]string{"task t1 stands before lock, state#1.a is held by t0"}},
		{"a read-side section that never ends",
			with(func(t *Task, s *state) { t.At("rcu").RCULock(); s.x.Load(t); s.x.Load(t.At("more")) },
				func(t *Task, s *state) { t.At("sync").RCUSync() }),
			[]string{"task t1 stands before sync and waits for readers"}},
	} {
		f := explore(t, c.why, c.body)
		contains(t, c.why, f.Messages[0], c.want...)
		if f.Trace == nil || !strings.Contains(f.Error(), "schedule: v1:") {
			t.Errorf("%s: the failure has no trace or no schedule: %v", c.why, f)
		}
		_, err := Replay(f.Schedule, Options{}, c.body)
		if err == nil || !strings.Contains(err.Error(), f.Messages[0]) {
			t.Errorf("%s: the replay of %s gives %v", c.why, f.Schedule, err)
		}
	}
}

// TestMisuse pins that wrong use of the types panics with a sentence that
// names the task and the cure.
func TestMisuse(t *testing.T) {
	var stray state // nobody calls Own
	for _, c := range []struct {
		why  string
		task func(t *Task, s *state)
		want string
	}{
		{"unlock of a free mutex", func(t *Task, s *state) { s.a.Unlock(t.At("u")) }, "task t0 unlocks state#1.a, which it does not hold"},
		{"unlock twice", func(t *Task, s *state) { s.a.Lock(t.At("l")); s.a.Unlock(t); s.a.Unlock(t) }, "which it does not hold"},
		{"unowned variable", func(t *Task, s *state) { stray.x.Load(t.At("l")) }, "touches a cell that nobody owns: the constructor of its object must call Own"},
		{"unowned pointer", func(t *Task, s *state) { stray.p.Store(t.At("l"), nil) }, "touches a cell that nobody owns"},
		{"lock of an unowned mutex", func(t *Task, s *state) { stray.a.Lock(t.At("l")) }, "locks a mutex that nobody owns"},
		{"unlock of an unowned mutex", func(t *Task, s *state) { stray.a.Unlock(t.At("l")) }, "unlocks a mutex that nobody owns"},
		{"access before the first step", func(t *Task, s *state) { s.x.Load(t) }, "touches shared state before its first step: announce one with At"},
		{"end of a section that was not opened", func(t *Task, s *state) { t.RCUUnlock() }, "closes a read-side section that it has not opened"},
		{"grace period within a section", func(t *Task, s *state) { t.At("r").RCULock(); t.At("s").RCUSync() }, "waits for readers inside a read-side section"},
		{"call within a section", func(t *Task, s *state) { t.At("r").RCULock(); s.x.Load(t); t.Call("bind") }, "begins a call inside a read-side section"},
		{"step name that schedules cannot hold", func(t *Task, s *state) { s.x.Load(t.At("a=b")) }, `step name "a=b"`},
	} {
		opt := Options{}
		if strings.HasPrefix(c.why, "call") {
			opt.Grain = Calls
		}
		_, err := Explore(opt, with(c.task))
		f, ok := err.(*Failure)
		if !ok || f.Panic == nil {
			t.Errorf("%s: error %v, want a Failure with Panic", c.why, err)
			continue
		}
		contains(t, c.why, f.Messages[0], "task t0", c.want)
	}
}

// TestUnlockByOther: the owner is a task, not just a state.
func TestUnlockByOther(t *testing.T) {
	f := explore(t, "a mutex that another task holds", with(
		func(t *Task, s *state) { s.a.Lock(t.At("lock")) },
		func(t *Task, s *state) {
			if s.x.Load(t.At("look")); true {
				s.a.Unlock(t.At("unlock"))
			}
		}))
	contains(t, "a mutex that another task holds", f.Messages[0], "task t1 unlocks state#1.a, which it does not hold")
}

// TestTaskOfOther: a task is for its own function only.
func TestTaskOfOther(t *testing.T) {
	var leaked *Task
	f := explore(t, "t0's task in t1's hands", with(
		func(t *Task, s *state) { leaked = t; s.x.Load(t.At("one")) },
		func(t *Task, s *state) { s.y.Load(t.At("two")); s.y.Load(leaked.At("three")) }))
	contains(t, "t0's task in t1's hands", f.Messages[0], "task t0 is used while t1 runs")
}

func TestWorldMisuse(t *testing.T) {
	for _, c := range []struct {
		why  string
		body func(*World)
		want string
	}{
		{"bad name", func(w *World) { w.Go("a b", func(*Task) {}) }, `task name "a b"`},
		{"no name", func(w *World) { w.Go("", func(*Task) {}) }, `task name ""`},
		{"name twice", func(w *World) { w.Go("a", func(*Task) {}); w.Go("a", func(*Task) {}) }, `two tasks named "a"`},
		{"too many tasks", func(w *World) {
			for i := range maxTasks + 1 {
				w.Go("t"+sprint(i), func(*Task) {})
			}
		}, "more than 30 tasks"},
	} {
		func() {
			defer func() { contains(t, c.why, sprint(recover()), c.want) }()
			Explore(Options{}, c.body)
		}()
	}
	if _, err := Explore(Options{}, func(w *World) {
		for i := range maxTasks {
			w.Go("t"+sprint(i), func(*Task) {})
		}
	}); err != nil {
		t.Errorf("%d tasks are allowed: %v", maxTasks, err)
	}
	f := explore(t, "Go within a task", func(w *World) { w.Go("a", func(*Task) { w.Go("b", func(*Task) {}) }) })
	contains(t, "Go within a task", f.Messages[0], "Go is for the body")
}
