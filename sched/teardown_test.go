package sched

import (
	"runtime"
	"strings"
	"sync"
	"testing"
)

// TestTeardown ends explorations in every way there is, with tasks under way,
// and checks that the deferred functions of each started task have run and
// that no goroutine is left.
func TestTeardown(t *testing.T) {
	// Tasks that stand in the middle when somebody else ends it all, one of
	// them blocked on a mutex.
	waiter := func(t *Task, s *state) {
		s.a.Lock(t.At("lock"))
		defer s.a.Unlock(t)
		s.x.Load(t.At("one"))
		s.x.Load(t.At("two"))
	}
	var sub bool // of a Goexit
	for _, c := range []struct {
		why   string
		opt   Options
		task  func(t *Task, s *state)
		body  func(w *World)
		panic string // what the caller of Explore must see
		err   string
	}{
		{why: "a complete search", task: func(t *Task, s *state) { s.x.Store(t.At("x"), 1) }},
		{why: "a panic in a task", task: func(t *Task, s *state) { s.x.Store(t.At("x"), 1); panic("boom") }, err: "task t0 panicked: boom"},
		{why: "a panic before the first step", task: func(t *Task, s *state) { panic("early") }, err: "task t0 panicked: early"},
		{why: "a panic in the body, after Go", task: func(*Task, *state) {}, body: func(*World) { panic("body") }, panic: "body"},
		{why: "a panic in Finally", task: func(*Task, *state) {}, body: func(w *World) { w.Finally(func(*Task) { panic("finally") }) }, panic: "finally"},
		{why: "too many steps", opt: Options{MaxSteps: 3}, task: waiter, err: "more than 3 steps"},
		{why: "too many runs", opt: Options{MaxRuns: 1}, task: func(t *Task, s *state) { s.x.Store(t.At("x"), 1) }, err: "nothing is proved"},
		{why: "a deadlock", task: func(t *Task, s *state) { s.a.Lock(t.At("keep")) }, err: "deadlock"},
		{why: "Goexit in a task", task: func(t *Task, s *state) { s.x.Store(t.At("x"), 1); sub = true; runtime.Goexit() }},
	} {
		before := carriers()
		started, ended := 0, 0
		var err error
		var recovered any
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { // of its own, for Goexit
			defer wg.Done()
			defer func() { recovered = recover() }()
			_, err = Explore(c.opt, func(w *World) {
				counted := func(fn func(t *Task, s *state)) func(t *Task, s *state) {
					return func(t *Task, s *state) {
						started++
						defer func() { ended++ }()
						fn(t, s)
					}
				}
				with(counted(c.task), counted(waiter), counted(waiter))(w)
				if c.body != nil {
					c.body(w)
				}
			})
		}()
		wg.Wait()
		if n := carriers(); n > before {
			t.Errorf("%s: %d goroutines are left", c.why, n-before)
		}
		if started != ended {
			t.Errorf("%s: of %d tasks started %d were unwound", c.why, started, ended)
		}
		if started == 0 && c.panic != "body" {
			t.Errorf("%s: no task was started", c.why)
		}
		if got, _ := recovered.(string); got != c.panic {
			t.Errorf("%s: panic %v, want %q", c.why, recovered, c.panic)
		}
		if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: error %v, want %q", c.why, err, c.err)
		}
	}
	if !sub {
		t.Error("no task called Goexit")
	}
}

// carriers counts the goroutines that run tasks or could.
func carriers() int {
	buf := make([]byte, 1<<20)
	return strings.Count(string(buf[:runtime.Stack(buf, true)]), "sched.newCarrier.func")
}

// TestPanic: a panic in a task is a Failure with its value, its stack and the
// schedule that leads there.
func TestPanic(t *testing.T) {
	type value struct{ n int }
	body := with(
		func(t *Task, s *state) { s.x.Store(t.At("x"), 1) },
		func(t *Task, s *state) {
			if s.x.Load(t.At("look")) == 1 {
				panic(value{7})
			}
		})
	f := explore(t, "a panic", body)
	if f.Panic != (value{7}) {
		t.Errorf("the value of the panic is %v", f.Panic)
	}
	contains(t, "a panic", f.Messages[0], "task t1 panicked: {7}", "TestPanic")
	_, err := Replay(f.Schedule, Options{}, body)
	if g, ok := err.(*Failure); !ok || g.Panic != f.Panic || g.Trace == nil {
		t.Errorf("the replay of %s gives %v", f.Schedule, err)
	}
	if _, err := Replay("v1:t1,t0", Options{}, body); err != nil {
		t.Errorf("the other order: %v", err)
	}
	early := with(func(*Task, *state) { panic("early") })
	if _, err := Replay("v1:", Options{}, early); err == nil {
		t.Error("the replay of a panic before the first step succeeds")
	}
}

// TestUnwindQuietly: deferred functions of abandoned tasks may use sched's
// types; it has no effect, whatever they hold.
func TestUnwindQuietly(t *testing.T) {
	unwound := 0
	f := explore(t, "an abandoned task", with(
		func(t *Task, s *state) {
			defer func() {
				unwound++
				s.b.Lock(t.At("again"))
				s.x.Store(t.At("more"), 9)
				t.RCULock()
				t.RCUUnlock()
				t.At("sync").RCUSync()
				t.Call("none")
				s.b.Unlock(t)
			}()
			s.x.Load(t.At("x"))
			s.a.Lock(t.At("lock"))
			s.x.Load(t.At("y"))
		},
		func(t *Task, s *state) { s.x.Store(t.At("x"), 1); panic("boom") }))
	if contains(t, "an abandoned task", f.Messages[0], "task t1 panicked: boom"); unwound == 0 {
		t.Error("no task was unwound")
	}
}
