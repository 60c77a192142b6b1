package sched

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestInspect: each step is reported once, with the values that it met.
func TestInspect(t *testing.T) {
	type object struct {
		lock Mutex
		a, b Var[int32]
		p    Ptr[int]
	}
	var got []string
	x := 7
	body := func(w *World) {
		o := &object{}
		Own(w.Setup(), "o", o)
		o.a.Store(w.Setup(), 5)
		w.Go("t", func(t *Task) {
			o.lock.Lock(t.At("lock"))
			o.b.Store(t.At("copy"), o.a.Load(t)+1)
			o.b.Store(t, -1)
			o.b.Load(t)
			o.p.Store(t.At("point"), &x)
			o.lock.Unlock(t.At("unlock"))
		})
		w.Inspect(func(s *Taken) {
			line := fmt.Sprint(s.Task, " ", s.Step)
			for _, a := range s.Accesses {
				name, kind, ofBody := w.Cell(a.Cell)
				line += fmt.Sprintf("; %s %s %s %d->%d %v", a.Do, kind, name, int32(a.Was), int32(a.Is), ofBody)
			}
			if s.Last {
				line += "; end"
			}
			got = append(got, line)
		})
	}
	if _, err := Explore(Options{Search: SleepSets, MaxRuns: 1}, body); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"0 lock; acquire Mutex o#1.lock 0->1 true",
		"0 copy; read Var o#1.a 5->5 true; write Var o#1.b 0->6 true; write Var o#1.b 6->-1 true; read Var o#1.b -1->-1 true",
		"0 point; write Ptr o#1.p 0->0 true",
		"0 unlock; release Mutex o#1.lock 1->0 true; end",
	}
	got = got[:min(len(got), len(want))] // the body may be run again, to look for nondeterminism
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestCountIsWhole: if the schedules of one class are too many to count, the
// report gives no number, not the sum of the others.
func TestCountIsWhole(t *testing.T) {
	type object struct {
		own  [11]Var[int32]
		both Var[int32]
	}
	body := func(w *World) {
		o := &object{}
		Own(w.Setup(), "o", o)
		for i := range len(o.own) {
			w.Go(fmt.Sprintf("t%d", i), func(t *Task) {
				if i == 0 {
					o.both.Store(t.At("first"), 1)
					return
				}
				o.own[i].Store(t.At("one"), 1)
				o.own[i].Store(t.At("two"), 1)
				o.own[i].Store(t.At("three"), 1)
				if i == 1 && o.both.Load(t.At("look")) == 1 { // more steps in one class than in the other
					for range 8 {
						o.own[i].Store(t.At("more"), 1)
					}
				}
			})
		}
		w.Finally(func(t *Task) { w.Outcome(fmt.Sprint(len(w.events) > 36)) })
	}
	r, err := Explore(Options{Count: true}, body)
	if err != nil || len(r.Outcomes) != 2 {
		t.Fatalf("%d outcomes, error %v, want 2", len(r.Outcomes), err)
	}
	if r.Outcomes[0].Schedules == nil {
		t.Error("the class with few steps was not counted: the test has gone blind")
	}
	if r.Outcomes[1].Schedules != nil || r.Schedules != nil {
		t.Errorf("counted %v schedules, and %v in all, of a class with more than %d cuts", r.Outcomes[1].Schedules, r.Schedules, maxCuts)
	}
}
