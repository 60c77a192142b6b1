package sched_test

import (
	"fmt"

	"boundif/sched"
)

// counter is a shared object. Own gives its variable an identity.
type counter struct{ n sched.Var[uint32] }

func newCounter(t *sched.Task) *counter {
	c := &counter{}
	sched.Own(t, "counter", c)
	return c
}

// Increment forgets that it is not alone.
func (c *counter) Increment(t *sched.Task) {
	n := c.n.Load(t.At("load"))
	c.n.Store(t.At("store"), n+1)
}

// lostUpdate is the program to explore: two tasks, one counter.
func lostUpdate(w *sched.World) {
	c := newCounter(w.Setup())
	w.Go("left", c.Increment)
	w.Go("right", c.Increment)
	w.Watch(func() string { return fmt.Sprintf("n=%d", c.n.Load(nil)) })
	w.Finally(func(t *sched.Task) { w.Outcome(fmt.Sprintf("n=%d", c.n.Load(t))) })
}

func ExampleExplore() {
	report, err := sched.Explore(sched.Options{Count: true, Witness: true}, lostUpdate)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(report.Classes, "classes,", report.Schedules, "schedules")
	for _, o := range report.Outcomes {
		fmt.Println(o.Label, o.Schedules, o.Witness)
	}
	// Output:
	// 4 classes, 6 schedules
	// n=1 4 v1:left=load,right,left
	// n=2 2 v1:left,right
}

func ExampleReplay() {
	trace, err := sched.Replay("v1:left=load,right,left", sched.Options{}, lostUpdate)
	fmt.Print(trace)
	fmt.Println(trace.Outcome, err)
	// Output:
	//       left     right
	//    1    load           | n=0
	//    2             load
	//    3             store | n=1
	//    4    store
	// n=1 <nil>
}

// A property that does not hold ends the search with the shortest schedule
// that breaks it.
func ExampleWorld_Errorf() {
	_, err := sched.Explore(sched.Options{}, func(w *sched.World) {
		c := newCounter(w.Setup())
		w.Go("left", c.Increment)
		w.Go("right", c.Increment)
		w.Finally(func(t *sched.Task) {
			if n := c.n.Load(t); n != 2 {
				w.Errorf("two increments gave %d", n)
			}
		})
	})
	fmt.Println(err)
	// Output:
	// two increments gave 1
	//       left     right
	//    1    load
	//    2             load
	//    3             store
	//    4    store
	//
	// schedule: v1:left=load,right,left
}

// In plain mode the same code is for ordinary goroutines.
func ExampleTask_At() {
	var t *sched.Task
	c := newCounter(t)
	c.Increment(t)
	fmt.Println(c.n.Load(t))
	// Output: 1
}
