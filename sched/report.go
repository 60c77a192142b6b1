package sched

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// A Report says what an exploration covered.
type Report struct {
	Classes     int        // Mazurkiewicz classes: each had one complete execution, or more with Full
	Redundant   int        // executions that sleep sets cut off
	Executions  int        // all executions: complete ones and those cut off
	Complete    bool       // the search has come to its end: nothing within its Bound, if any, is left
	States      int        // of a Stateful search: states that were visited
	Transitions int        // of a Stateful search: steps from one to another
	Ends        int        // of a Stateful search: final states; each had one complete execution
	Sample      *Sample    // what a Bound let it see; nil without one
	Schedules   *big.Int   // schedules behind the classes; nil unless counted; those executed, under a Bound
	Outcomes    []Outcome  // as World.Outcome labelled them, in order of label
	Tasks       []string   // in order of World.Go
	touched     [][]access // by cell in places: by task, the strongest access
	places      map[place]int
	cells       []int           // by cell of the body: 1 + its number in places, 0 if it has none yet
	uncounted   map[string]bool // outcomes with an execution whose schedules are too many to count
}

// An Outcome is one row of a report.
type Outcome struct {
	Label     string
	Classes   int
	Ends      int      // final states, of a Stateful search
	Schedules *big.Int // nil unless counted
	Witness   string   // with Options.Witness: the shortest schedule
	Switches  int      // its context switches
	Steps     int      // its steps before the last switch, after which one task runs to its end
}

func newReport() *Report {
	return &Report{places: map[place]int{}, uncounted: map[string]bool{}}
}

func (r *Report) outcome(label string) *Outcome {
	for i := range r.Outcomes {
		if r.Outcomes[i].Label == label {
			return &r.Outcomes[i]
		}
	}
	r.Outcomes = append(r.Outcomes, Outcome{Label: label})
	return &r.Outcomes[len(r.Outcomes)-1]
}

// add takes an execution into account that stands for count schedules (nil:
// unknown) and, if first is set, for a new class.
func (r *Report) add(w *World, first bool, count *big.Int) {
	o := r.outcome(w.outcome)
	if first {
		r.Classes++
		o.Classes++
	}
	if count != nil {
		o.Schedules = sum(o.Schedules, count)
		r.Schedules = sum(r.Schedules, count)
	} else {
		r.uncounted[o.Label] = true
	}
	r.touches(w)
}

// touches takes note of what the execution touched.
func (r *Report) touches(w *World) {
	if r.Tasks == nil {
		for _, t := range w.tasks[1:] {
			r.Tasks = append(r.Tasks, t.name)
		}
	}
	for i := range w.events[1:] {
		for _, f := range w.footprint(i + 1) {
			r.touch(w, f, w.events[i+1].task-1)
		}
	}
}

func (r *Report) touch(w *World, f touch, task int) {
	i := r.number(w, f.cell)
	if f.a == await {
		return // the read that found the section says it already
	}
	if f.a != read || r.touched[i][task] == 0 {
		r.touched[i][task] = f.a
	}
}

// number is a cell's number in places. The cells of the body are the same in
// each execution.
func (r *Report) number(w *World, c uint32) int {
	if int(c) < len(r.cells) && r.cells[c] != 0 {
		return r.cells[c] - 1
	}
	at := w.place(c)
	i, ok := r.places[at]
	if !ok {
		i = len(r.touched)
		r.places[at] = i
		r.touched = append(r.touched, make([]access, len(r.Tasks)))
	}
	if c>>spaceBits == 0 {
		for int(c) >= len(r.cells) {
			r.cells = append(r.cells, 0)
		}
		r.cells[c] = i + 1
	}
	return i
}

func sum(a, b *big.Int) *big.Int {
	if a == nil {
		a = new(big.Int)
	}
	return a.Add(a, b)
}

// witness keeps the execution's shortest schedule if it is the shortest of
// its outcome so far.
func (r *Report) witness(w *World) {
	o := r.outcome(w.outcome)
	order, size := w.shortest()
	if o.Witness == "" || size.less(length{int32(o.Switches), int32(o.Steps)}) {
		o.Witness, o.Switches, o.Steps = w.encode(order), int(size.switches), int(size.lead)
	}
}

func (r *Report) finish() {
	for i := range r.Outcomes {
		if o := &r.Outcomes[i]; r.uncounted[o.Label] { // a part of the sum would be no count
			o.Schedules, r.Schedules = nil, nil
		}
	}
	slices.SortFunc(r.Outcomes, func(a, b Outcome) int { return strings.Compare(a.Label, b.Label) })
}

// Shared lists the cells that tasks a and b both touched, in any execution,
// at least one of them with a change: where the two can influence each other.
// If it is empty every step of a commutes with every step of b.
func (r *Report) Shared(a, b string) []string {
	i, j := slices.Index(r.Tasks, a), slices.Index(r.Tasks, b)
	if i < 0 || j < 0 {
		panic(fmt.Sprintf("sched: Shared(%q, %q): the tasks are %q", a, b, r.Tasks))
	}
	var cells []string
	for at, k := range r.places {
		if x, y := r.touched[k][i], r.touched[k][j]; x != 0 && y != 0 && conflict(x, y) {
			creator := ""
			if at.space != 0 {
				creator = r.Tasks[at.space-1]
			}
			cells = append(cells, at.name(creator))
		}
	}
	slices.Sort(cells)
	return cells
}

// A Failure is an execution that violates a property: the error of Explore
// and of Replay.
type Failure struct {
	Messages []string // what Errorf said; a deadlock or panic comes first
	Schedule string   // what Replay takes
	Trace    *Trace   // of that schedule; nil after a panic
	Panic    any      // value of a panic that left a task

	// Execution is the number, from 1, of the first execution of the search
	// that violated a property: what Report.Executions was then. The failure
	// shown is the shortest, which may have come later. 0 after a replay.
	Execution int

	size length
}

// Error is the messages, the trace and the schedule.
func (f *Failure) Error() string {
	s := strings.Join(f.Messages, "\n")
	if f.Trace != nil {
		s += "\n" + f.Trace.String()
	}
	return s + "\nschedule: " + f.Schedule
}

// shorter is the failure of the execution, or f if that is no longer.
// It is the executions-th of the search.
func shorter(f *Failure, w *World, executions int) *Failure {
	order, size := w.shortest()
	if f != nil && !size.less(f.size) {
		return f
	}
	if f != nil {
		executions = f.Execution
	}
	return &Failure{Messages: w.failures, Schedule: w.encode(order), Execution: executions, size: size}
}

// rerun replays the failure for its trace and for the messages of exactly
// that schedule.
func (f *Failure) rerun(opt Options, body func(*World)) {
	trace, err := Replay(f.Schedule, opt, body)
	f.Trace = trace
	if g, ok := err.(*Failure); ok {
		f.Messages = g.Messages
	} else {
		f.Messages = append(f.Messages, fmt.Sprintf("sched: but the replay gave: %v", err))
	}
}
