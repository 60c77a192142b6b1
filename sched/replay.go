package sched

import (
	"fmt"
	"math/bits"
)

// Replay runs body once, under a schedule that a report or a failure gave.
// The same string gives the same trace, byte for byte. The error is a
// *[Failure] if the execution violates a property, and otherwise says what in
// the schedule does not fit the body.
func Replay(schedule string, opt Options, body func(w *World)) (*Trace, error) {
	segments, err := parseSchedule(schedule)
	if err != nil {
		return nil, err
	}
	return runOnce(opt, body, func(w *World) error {
		for i, g := range segments {
			if err := w.runSegment(g, opt.maxSteps()); err != nil {
				if f, ok := err.(*Failure); ok {
					return f
				}
				return fmt.Errorf("sched: schedule segment %d, %q: %w", i+1, g, err)
			}
		}
		for set := w.runnable(); set != 0; set = w.runnable() {
			t := w.tasks[bits.TrailingZeros32(set)]
			for !t.done && t.ready() {
				if err := w.traced(t, opt.maxSteps()); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Run runs body once, under a schedule that choose makes up as it goes: it
// gets the names of the tasks that can run, in the order in which they were
// started, and returns the number of one. A generator of random values fits
// in its place. The trace has the schedule string for Replay.
func Run(opt Options, choose func(runnable []string) int, body func(w *World)) (*Trace, error) {
	return runOnce(opt, body, func(w *World) error {
		for {
			var tasks []*Task
			var names []string
			for _, t := range w.tasks[1:] {
				if !t.done && t.ready() {
					tasks, names = append(tasks, t), append(names, t.name)
				}
			}
			if len(tasks) == 0 {
				return nil
			}
			if err := w.traced(tasks[choose(names)], opt.maxSteps()); err != nil {
				return err
			}
		}
	})
}

// runOnce runs body in a fresh world and lets drive choose the schedule.
func runOnce(opt Options, body func(*World), drive func(*World) error) (*Trace, error) {
	w := &World{pool: &pool{}}
	defer w.pool.close()
	defer w.exited(opt)
	w.reset(opt.Grain)
	w.looks = opt.Before
	w.tracing = true
	w.trace = &Trace{}
	body(w)
	for _, t := range w.tasks[1:] {
		w.trace.Tasks = append(w.trace.Tasks, t.name)
	}
	w.trace.Shown = w.shown()
	w.start()
	defer w.abandon()
	if t, c := w.crashed(); c != nil {
		return w.trace, w.panicked(t, c)
	}
	err := drive(w)
	w.trace.Schedule = w.schedule()
	if err != nil {
		return w.trace, err
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
		return w.trace, &Failure{Messages: w.failures, Schedule: w.trace.Schedule, Trace: w.trace}
	}
	return w.trace, nil
}

// panicked is the failure of an execution that a task ended with a panic.
func (w *World) panicked(t *Task, c *crash) *Failure {
	what := fmt.Sprintf("task %s panicked: %v", t.name, c.value)
	if c.exited {
		what = fmt.Sprintf("task %s ended its goroutine, as testing.T.FailNow does", t.name)
	}
	return &Failure{
		Messages: []string{what + "\n" + c.stack},
		Schedule: w.schedule(), Trace: w.trace, Panic: c.value,
	}
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
			return fmt.Errorf("%s", t.wait())
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
	call := t.calls // of the step that t stands before; running it may begin the next
	w.step(t.id)
	e := len(w.events) - 1
	st := Step{Task: t.name, Name: w.events[e].step, Call: call}
	for _, f := range w.footprint(e) {
		st.Touched = append(st.Touched, f.a.String()+" "+w.describe(f.cell))
	}
	if w.watch != nil {
		st.State = w.watch()
	}
	st.After, st.Shown, st.Blocked = w.causes(), w.shown(), w.waits()
	w.trace.Steps = append(w.trace.Steps, st)
	if c := t.co.crash; c != nil {
		return w.panicked(t, c)
	}
	return nil
}
