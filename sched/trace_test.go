package sched

import (
	"strings"
	"testing"
)

// callers have calls with and without steps, and results.
func callers(w *World) {
	s := &state{}
	Own(w.Setup(), "state", s)
	w.Go("dhcp", func(t *Task) {
		t.Call("bind")
		s.x.Store(t.At("bind.store"), 1)
		s.x.Load(t.At("bind.check"))
		t.Result("bind(3, eth0)", "0")
		t.Call("getpid")
		t.Result("getpid()", "7")
	})
	w.Go("udev", func(t *Task) {
		t.Call("rename")
		s.x.Store(t.At("rename.store"), 2)
		t.Result("rename(eth0, wan)", "EBUSY")
	})
	w.Watch(func() string { return "x=" + sprint(s.x.Load(nil)) })
	w.Finally(func(t *Task) { w.Outcome("x=" + sprint(s.x.Load(t))) })
}

func TestTraceString(t *testing.T) {
	for _, c := range []struct {
		why, schedule string
		opt           Options
		want          string
	}{
		{"calls stand above their steps, results below; the state only where it changes", "v1:dhcp=bind.store,udev,dhcp", Options{}, `
      dhcp           udev
      bind(3, eth0)
   1    bind.store                     | x=1
                     rename(eth0, wan)
   2                   rename.store    | x=2
                     = EBUSY
   3    bind.check
      = 0
      getpid()
      = 7
`},
		{"whole calls as steps", "v1:dhcp=bind,udev,dhcp", Options{Grain: Calls}, `
      dhcp           udev
      bind(3, eth0)
   1    bind                           | x=1
      = 0
                     rename(eth0, wan)
   2                   rename          | x=2
                     = EBUSY
      getpid()
   3    getpid
      = 7
`},
	} {
		trace, err := Replay(c.schedule, c.opt, callers)
		if err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		if got := trace.String(); got != strings.TrimPrefix(c.want, "\n") {
			t.Errorf("%s:\n%swant:%s", c.why, got, c.want)
		}
	}
}

// TestGrain: the same program has fewer classes when whole calls are steps.
func TestGrain(t *testing.T) {
	for _, c := range []struct {
		why     string
		grain   Grain
		classes int
		labels  string
	}{
		{"3 places for the rename among the steps of the bind, one of which is at its end", Steps, 3, "[x=1 x=2]"},
		{"the rename before or after the bind", Calls, 2, "[x=1 x=2]"},
	} {
		r, err := Explore(Options{Grain: c.grain}, callers)
		if err != nil || r.Classes != c.classes || sprint(labels(r)) != c.labels {
			t.Errorf("%s: %d classes, outcomes %v, error %v", c.why, r.Classes, labels(r), err)
		}
	}
}

// TestGrainLocks: in whole calls, locks are taken and freed within a step.
func TestGrainLocks(t *testing.T) {
	call := func(t *Task, s *state) {
		for range 2 {
			t.Call("call")
			s.a.Lock(t.At("a"))
			s.b.Lock(t.At("b"))
			s.x.Store(t.At("x"), s.x.Load(t)+1)
			s.b.Unlock(t)
			s.a.Unlock(t)
		}
	}
	for _, search := range []Search{DPOR, SleepSets, Full} {
		r, err := Explore(Options{Grain: Calls, Search: search}, with(call, call))
		if err != nil || r.Classes != 6 || sprint(labels(r)) != "[x=4 y=0]" {
			t.Errorf("%s: two times two calls come in 6 orders, not %d; outcomes %v, error %v", names[search], r.Classes, labels(r), err)
		}
	}
}

// TestTooLarge: what is too large to be counted is not, and its witness is the
// execution as it ran.
func TestTooLarge(t *testing.T) {
	steps := func(n int) func(*Task, *state) {
		return func(t *Task, s *state) {
			for range n {
				s.x.Load(t.At("load"))
			}
		}
	}
	for _, c := range []struct {
		why   string
		tasks int
		each  int
	}{
		{"more cuts than memory should hold", 6, 20},
		{"more schedules than 2^128", 3, 100},
	} {
		var fns []func(*Task, *state)
		for range c.tasks {
			fns = append(fns, steps(c.each))
		}
		body := with(fns...)
		r, err := Explore(Options{Count: true, Witness: true}, body)
		if err != nil || r.Classes != 1 || r.Schedules != nil {
			t.Errorf("%s: %d classes of %v schedules, error %v", c.why, r.Classes, r.Schedules, err)
			continue
		}
		o := r.Outcomes[0]
		if trace, err := Replay(o.Witness, Options{}, body); err != nil || switches(trace) != o.Switches || o.Switches != c.tasks-1 {
			t.Errorf("%s: the witness %s has %d switches, error %v", c.why, o.Witness, o.Switches, err)
		}
	}
}
