package sched

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
)

// box is what a mutex protects in real code: memory that is not a cell.
type box struct {
	mu   Mutex
	list []string
	seen Var[uint32]
}

// boxed has tasks that append to a list, and one that copies its first entry
// into a cell.
func boxed(w *World) {
	b := &box{}
	Own(w.Setup(), "box", b)
	for _, name := range []string{"a", "b"} {
		w.Go(name, func(t *Task) {
			b.mu.Lock(t.At("lock"))
			b.list = append(b.list, name)
			b.mu.Unlock(t.At("unlock"))
		})
	}
	w.Go("reader", func(t *Task) {
		b.mu.Lock(t.At("lock"))
		if len(b.list) > 0 {
			b.seen.Store(t.At("store"), uint32(b.list[0][0]))
		}
		b.mu.Unlock(t.At("unlock"))
	})
	w.Finally(func(t *Task) { w.Outcome(fmt.Sprintf("%s %c", strings.Join(b.list, ""), b.seen.Load(t))) })
}

// TestStatesProtected: what a mutex protects need not be a cell.
func TestStatesProtected(t *testing.T) {
	want := labels(search(DPOR, Options{}, boxed).report)
	if got := labels(byStates(Options{}, boxed).report); !slices.Equal(got, want) {
		t.Errorf("the outcomes are %q, by DPOR %q", got, want)
	}
	if got := byStates(Options{CellsOnly: true}, boxed); got.err == nil && slices.Equal(labels(got.report), want) {
		t.Errorf("with CellsOnly, whose promise this body breaks, the outcomes are all there: the test tests nothing")
	}
}

// TestStatesPointers: a pointer is the same if the same task wrote it with the
// same history, and tasks that follow it find what that task had put there.
func TestStatesPointers(t *testing.T) {
	body := func(w *World) {
		s := &state{}
		Own(w.Setup(), "state", s)
		for i, name := range []string{"a", "b"} {
			w.Go(name, func(t *Task) {
				n := i*10 + int(s.x.Load(t.At("load")))
				s.p.Store(t.At("publish"), &n)
			})
		}
		var saw [2]int
		w.Go("reader", func(t *Task) {
			s.x.Store(t.At("store"), 1)
			for i := range saw {
				if p := s.p.Load(t.At("load")); p != nil {
					saw[i] = *p
				}
			}
		})
		w.Finally(func(t *Task) { w.Outcome(fmt.Sprint(saw, *s.p.Load(t))) })
	}
	want := search(DPOR, Options{}, body)
	if d := agree(want, body); d != "" {
		t.Error(d)
	}
}

// TestStatesKeep: what a task may still do is known across a Keep, and two
// histories that keep the same are one.
func TestStatesKeep(t *testing.T) {
	body := with(
		func(t *Task, s *state) {
			x := s.x.Load(t.At("look")) % 2
			t.Keep(x)
			s.y.Store(t.At("tell"), 2+x)
		},
		func(t *Task, s *state) {
			for i := range uint32(4) {
				s.x.Store(t.At("store"), i+s.y.Load(t)*4)
			}
		})
	if d := agree(search(Full, Options{}, body), body); d != "" {
		t.Error(d)
	}
	forgetful := with(func(t *Task, s *state) { s.x.Load(t.At("look")); t.Keep(); s.y.Load(t.At("rest")) },
		func(t *Task, s *state) { s.x.Store(t.At("store"), 1) })
	if got := byStates(Options{EveryState: true}, forgetful).report; got.States != 6 {
		t.Errorf("3 steps of which one looks and forgets make %d states, want 3 x 2", got.States)
	}
}

// TestStatesErrors: what the search cannot do, and what it must notice.
func TestStatesErrors(t *testing.T) {
	store := func(t *Task, s *state) { s.x.Store(t.At("store"), 1) }
	long := func(t *Task, s *state) {
		for range 60 {
			s.x.Load(t.At("load"))
		}
	}
	run := 0
	for _, c := range []struct {
		why  string
		opt  Options
		body func(*World)
		want string
	}{
		{"no shortest schedules", Options{Witness: true}, with(store), "use DPOR"},
		{"executions", Options{MaxRuns: 1}, with(func(t *Task, s *state) { s.x.Load(t.At("load")); s.x.Load(t.At("load")) }, store), "stopped after 1 executions: nothing is proved"},
		{"told to stop", Options{EveryState: true, Stop: func() bool { return true }}, with(long, long, long), "stopped after 1 executions: nothing is proved"},
		{"steps", Options{MaxSteps: 10}, with(func(t *Task, s *state) {
			for {
				s.x.Load(t.At("spin"))
			}
		}), "an execution of more than 10 steps"},
		{"a panic", Options{}, with(store, func(t *Task, s *state) {
			if s.x.Load(t.At("load")) == 1 {
				panic("one")
			}
		}), "task t1 panicked: one"},
		{"another value in another run", Options{}, func(w *World) {
			run++
			with(func(t *Task, s *state) { s.x.Store(t.At("store"), uint32(run)); s.y.Load(t.At("load")) },
				func(t *Task, s *state) { s.y.Store(t.At("store"), 1) })(w)
		}, "nondeterministic"},
		{"Keep of too little", Options{EveryState: true}, with(store, func(t *Task, s *state) {
			x := s.x.Load(t.At("load"))
			t.Keep()
			if x == 1 {
				s.y.Load(t.At("one"))
			} else {
				s.y.Load(t.At("none"))
			}
		}), "nondeterministic"},
	} {
		c.opt.Search = Stateful
		_, err := Explore(c.opt, c.body)
		if err == nil {
			t.Errorf("%s: no error", c.why)
			continue
		}
		contains(t, c.why, err.Error(), c.want)
	}
}

// TestStatesFailure: a failure of an observer and one of Finally come with a
// schedule that replays them.
func TestStatesFailure(t *testing.T) {
	for _, where := range []string{"Observe", "Finally"} {
		body := func(w *World) {
			s := &state{}
			Own(w.Setup(), "state", s)
			w.Go("reader", func(t *Task) {
				if s.x.Load(t.At("load")) == 1 {
					s.y.Store(t.At("bad"), 1)
				}
			})
			w.Go("writer", func(t *Task) { s.x.Store(t.At("store"), 1) })
			check := func() {
				if s.y.Load(nil) == 1 {
					w.Errorf("y is 1")
				}
			}
			if where == "Observe" {
				w.Observe(func(task, step string) { check() })
			} else {
				w.Finally(func(*Task) { check() })
			}
		}
		_, err := Explore(Options{Search: Stateful}, body)
		var f *Failure
		if !errors.As(err, &f) {
			t.Errorf("%s: error %v, want a Failure", where, err)
			continue
		}
		contains(t, where, f.Error(), "y is 1", "bad")
	}
}

// TestStatesCount: the schedules of two tasks of n steps are 2n over n.
func TestStatesCount(t *testing.T) {
	task := func(t *Task, s *state) {
		for range 40 {
			s.x.Load(t.At("load"))
		}
	}
	r, err := Explore(Options{Search: Stateful, Count: true}, with(task, task))
	if err != nil {
		t.Fatal(err)
	}
	if want := new(big.Int).Binomial(80, 40); r.Schedules == nil || r.Schedules.Cmp(want) != 0 || r.States != 41*41 {
		t.Errorf("%v schedules in %d states, want %v in %d", r.Schedules, r.States, want, 41*41)
	}
}
