package sched

import (
	"fmt"
	"slices"
)

// A search repeats the beginning of one execution in the next, and so notices
// a body that does not do the same twice. If there is one class only there is
// no next: twice runs the execution again and compares everything, so that
// the shortest proofs are not the ones that nothing checks.
func (x *explorer) twice() error {
	w := &x.w
	events, foot := slices.Clone(w.events), slices.Clone(w.foot)
	outcome, failures := w.outcome, w.failures
	w.setup(x.opt, x.body)
	defer w.abandon()
	for d, ev := range events[1:] {
		if ev.task >= len(w.tasks) || w.runnable()>>ev.task&1 == 0 {
			return x.nondeterministic(d, "other tasks can run")
		}
		name := w.tasks[ev.task].name
		if step := w.tasks[ev.task].step; step != ev.step {
			return x.nondeterministic(d, fmt.Sprintf("task %s did %s, now %s", name, ev.step, step))
		}
		w.step(ev.task)
		if !same(foot[ev.lo:ev.hi], w.footprint(d+1)) {
			return x.nondeterministic(d, fmt.Sprintf("task %s touches other cells in %s", name, ev.step))
		}
	}
	if w.runnable() != 0 {
		return x.nondeterministic(len(events)-1, "other tasks can run")
	}
	if _, c := w.crashed(); c != nil {
		return x.nondeterministic(len(events)-1, fmt.Sprintf("a task panicked: %v", c.value))
	}
	w.finish()
	if w.outcome != outcome {
		return x.nondeterministic(len(events)-1, fmt.Sprintf("the outcome was %q and is %q", outcome, w.outcome))
	}
	if len(failures) == 0 && len(w.failures) > 0 {
		return x.nondeterministic(len(events)-1, "there is a failure: "+w.failures[0])
	}
	return nil
}
