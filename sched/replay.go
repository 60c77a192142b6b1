package sched

import (
	"fmt"
	"math/bits"
)

// Replay runs body once, under a schedule that a report or a failure gave.
// The same string gives the same trace, byte for byte. The error is a
// *[Failure] if the execution violates a property, and otherwise says what in
// the schedule does not fit the body.
func Replay(schedule string, opt Options, body func(w *World)) (trace *Trace, err error) {
	segments, err := parseSchedule(schedule)
	if err != nil {
		return nil, err
	}
	w := &World{pool: &pool{}}
	defer w.pool.close()
	w.reset(opt.Grain)
	w.tracing = true
	w.trace = &Trace{}
	body(w)
	for _, t := range w.tasks[1:] {
		w.trace.Tasks = append(w.trace.Tasks, t.name)
	}
	w.start()
	defer w.abandon()
	for i, g := range segments {
		if err := w.runSegment(g, opt.maxSteps()); err != nil {
			return w.trace, fmt.Errorf("sched: schedule segment %d, %q: %w", i+1, g, err)
		}
	}
	for set := w.runnable(); set != 0; set = w.runnable() {
		t := w.tasks[bits.TrailingZeros32(set)]
		for !t.done && t.ready() {
			if err := w.traced(t, opt.maxSteps()); err != nil {
				return w.trace, err
			}
		}
	}
	for _, t := range w.tasks[1:] {
		if !t.done {
			w.failures = append(w.failures, w.blocked())
			break
		}
	}
	w.finish()
	w.trace.Outcome = w.outcome
	if len(w.failures) > 0 {
		return w.trace, &Failure{Messages: w.failures, Schedule: schedule, Trace: w.trace}
	}
	return w.trace, nil
}

// runSegment runs one task as far as the segment says.
func (w *World) runSegment(g segment, limit int) error {
	var t *Task
	for _, o := range w.tasks[1:] {
		if o.name == g.task {
			t = o
		}
	}
	if t == nil {
		return fmt.Errorf("there is no such task, but %q", w.trace.Tasks)
	}
	for seen := 0; ; {
		switch {
		case t.done && g.step == "":
			return nil
		case t.done:
			return fmt.Errorf("the task ended after %d of %d such steps", seen, g.n)
		case !t.ready():
			return fmt.Errorf("%s", w.blocked())
		}
		step := t.step
		if err := w.traced(t, limit); err != nil {
			return err
		}
		if step == g.step {
			if seen++; seen == g.n {
				return nil
			}
		}
	}
}

// traced runs one step and adds it to the trace.
func (w *World) traced(t *Task, limit int) error {
	if len(w.events) > limit {
		return fmt.Errorf("sched: more than %d steps", limit)
	}
	w.step(t.id)
	e := len(w.events) - 1
	st := Step{Task: t.name, Name: w.events[e].step, Call: t.calls}
	for _, f := range w.footprint(e) {
		st.Touched = append(st.Touched, f.a.String()+" "+w.describe(f.cell))
	}
	if w.watch != nil {
		st.State = w.watch()
	}
	w.trace.Steps = append(w.trace.Steps, st)
	if c := t.co.crash; c != nil {
		return &Failure{
			Messages: []string{fmt.Sprintf("task %s panicked: %v\n%s", t.name, c.value, c.stack)},
			Schedule: w.schedule(), Trace: w.trace, Panic: c.value,
		}
	}
	return nil
}
