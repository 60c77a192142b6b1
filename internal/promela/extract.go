package promela

import (
	"fmt"
	"slices"

	"boundif/sched"
)

// history is what a task has seen: a node of the tree of all that it can do.
type history struct {
	step  string
	edges []*edge
	done  bool
}

// edge is one way to take the step of a history.
type edge struct {
	did []sched.Access
	to  *history
}

// recorder follows an exploration and grows a tree for each task.
type recorder struct {
	roots []*history
	at    []*history // by task: where this execution stands
	cells map[uint32]*found
	ended map[string][][]value // final values by outcome
	err   error
}

// found is a cell that a task has touched.
type found struct {
	number uint32
	name   string
	mutex  bool
	init   uint32
	now    uint32
	by     []bool // by task
}

// value is the final value of a cell, if it changed.
type value struct{ cell, v uint32 }

// Extract explores body and returns its tasks as automata. The error says
// what cannot be exported, or why the exploration failed; a violated property
// is no error here.
func Extract(body func(*sched.World)) (*Program, error) {
	r := &recorder{cells: map[uint32]*found{}, ended: map[string][][]value{}}
	opt := sched.Options{Each: func(_, outcome string) { r.end(outcome) }}
	report, err := sched.Explore(opt, func(w *sched.World) {
		r.begin()
		body(w)
		w.Inspect(func(s *sched.Taken) { r.step(w, s) })
	})
	if _, violated := err.(*sched.Failure); err != nil && !violated {
		return nil, err
	}
	if r.err != nil {
		return nil, r.err
	}
	return r.program(report.Tasks)
}

func (r *recorder) begin() {
	copy(r.at, r.roots)
	for _, f := range r.cells {
		f.now = f.init
	}
}

// step walks the tree of the task along what it did, growing it where that is
// new.
func (r *recorder) step(w *sched.World, s *sched.Taken) {
	for len(r.roots) <= s.Task {
		h := &history{}
		r.roots, r.at = append(r.roots, h), append(r.at, h)
	}
	h := r.at[s.Task]
	if h.step == "" {
		h.step = s.Step
	}
	if h.step != s.Step && r.err == nil {
		r.err = fmt.Errorf("promela: the body is nondeterministic: a task took step %s, and after the same history %s", h.step, s.Step)
	}
	for _, a := range s.Accesses {
		r.touch(w, a, s.Task)
	}
	for _, e := range h.edges {
		if slices.EqualFunc(e.did, s.Accesses, alike) {
			r.at[s.Task] = e.to
			return
		}
	}
	e := &edge{slices.Clone(s.Accesses), &history{done: s.Last}}
	h.edges = append(h.edges, e)
	r.at[s.Task] = e.to
}

// alike reports whether two accesses are the same to the task that makes them:
// what it overwrites it does not see.
func alike(a, b sched.Access) bool {
	return a.Cell == b.Cell && a.Do == b.Do && a.Is == b.Is
}

// touch takes note of the cell of an access.
func (r *recorder) touch(w *sched.World, a sched.Access, task int) {
	f := r.cells[a.Cell]
	if f == nil {
		name, kind, ofBody := w.Cell(a.Cell)
		f = &found{number: a.Cell, name: name, mutex: kind == "Mutex", init: a.Was}
		r.cells[a.Cell] = f
		switch {
		case r.err != nil:
		case kind == "":
			r.err = fmt.Errorf("promela: a read-side section spans steps (%s): only Var and Mutex can be exported", name)
		case kind != "Var" && kind != "Mutex":
			r.err = fmt.Errorf("promela: %s is a %s: only Var and Mutex can be exported", name, kind)
		case !ofBody:
			r.err = fmt.Errorf("promela: %s is created by a task: only what the body creates can be exported", name)
		}
	}
	for len(f.by) <= task {
		f.by = append(f.by, false)
	}
	f.by[task] = true
	f.now = a.Is
}

// end files the final values of an execution under its outcome.
func (r *recorder) end(outcome string) {
	var final []value
	for _, f := range r.cells {
		if f.now != f.init {
			final = append(final, value{f.number, f.now})
		}
	}
	slices.SortFunc(final, func(a, b value) int { return int(a.cell) - int(b.cell) })
	for _, have := range r.ended[outcome] {
		if slices.Equal(have, final) {
			return
		}
	}
	r.ended[outcome] = append(r.ended[outcome], final)
}
