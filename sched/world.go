package sched

import (
	"fmt"
	"strings"
)

// Grain is how finely the explored driver interleaves.
type Grain int

const (
	Steps Grain = iota // every step that At announces
	Calls              // whole system calls, as Task.Call delimits them
)

// maxTasks is a limit of the bit sets in the explorer.
const maxTasks = 30

// A World is one explored execution: the tasks and everything they share.
// The body of an exploration builds its objects in it, starts tasks with Go
// and says with Finally what must hold when all have ended. A fresh World is
// passed to each run of the body.
type World struct {
	grain   Grain
	tracing bool
	quiet   bool  // outside the tasks: no steps, no records
	current *Task // who runs
	tasks   []*Task
	pool    *pool

	cells   [][]info   // by creating task
	objects [][]object // by creating task

	events []event // events[0] is unused: events count from 1
	foot   []touch // footprints of all events, back to back
	clocks []int32 // vector clocks of all events, back to back
	preds  []pred  // what the newest event was ordered after directly

	awaited []int32 // ends of the read-side sections that the step under way has waited for

	finally  []func(*Task)
	watch    func() string
	show     func() []Field
	observe  func(task, step string)
	inspect  *inspector
	looks    func(n int, task, step string) // Options.Before
	outcome  string
	failures []string
	trace    *Trace
	tape     *tape // of a stateful search
}

// event is one step that was executed.
type event struct {
	task   int
	seq    int32 // the task's how-manieth step, from 1
	prev   int32 // the task's event before it, 0 if none
	step   string
	lo, hi int32 // its part of World.foot
}

// reset empties the world for another execution and keeps its memory.
func (w *World) reset(g Grain) {
	w.grain, w.quiet, w.tracing = g, true, false
	w.tasks = w.tasks[:0]
	w.growSpaces(0)
	w.tasks = append(w.tasks, &Task{w: w, name: "setup"})
	w.current = w.tasks[0]
	w.events = append(w.events[:0], event{})
	w.foot, w.clocks, w.awaited = w.foot[:0], w.clocks[:0], w.awaited[:0]
	w.finally, w.watch, w.show, w.observe, w.inspect, w.outcome, w.failures, w.trace = nil, nil, nil, nil, nil, "", nil, nil
}

// growSpaces makes the (emptied) number space of the cells that task id creates.
func (w *World) growSpaces(id int) {
	if id == len(w.cells) {
		w.cells = append(w.cells, nil)
		w.objects = append(w.objects, nil)
	}
	w.cells[id] = w.cells[id][:0]
	w.objects[id] = w.objects[id][:0]
}

// Current is the task that runs now: the setup task while the body and the
// Finally functions run.
func (w *World) Current() *Task { return w.current }

// Setup is the task of the body and of the Finally functions: what they pass
// to the constructors of objects and to calls that set the scene.
func (w *World) Setup() *Task { return w.tasks[0] }

// Go adds a task. fn runs as one of the interleaved tasks after the body has
// returned; it must reach shared state only through t. Names are part of
// schedule strings: letters, digits, '_' and '-', each used once.
func (w *World) Go(name string, fn func(t *Task)) {
	if w.current != w.tasks[0] || len(w.finally) > 0 && w.quietAfter() {
		panic("sched: Go is for the body of an exploration, not for a task")
	}
	if !validName(name) {
		panic(fmt.Sprintf("sched: task name %q: want letters, digits, '_' or '-'", name))
	}
	for _, o := range w.tasks {
		if o.name == name {
			panic(fmt.Sprintf("sched: two tasks named %q", name))
		}
	}
	if len(w.tasks) > maxTasks {
		panic(fmt.Sprintf("sched: more than %d tasks", maxTasks))
	}
	t := &Task{w: w, id: len(w.tasks), name: name}
	w.growSpaces(t.id)
	t.rcu.c.id = w.newCells(0, "rcu_reader", nil, nil, 1)
	w.tasks = append(w.tasks, t)
	t.co = w.pool.get(func() { fn(t) })
}

// quietAfter reports whether the tasks have already run.
func (w *World) quietAfter() bool { return len(w.events) > 1 }

func validName(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			return false
		}
	}
	return s != ""
}

// Finally adds a function that runs when every task has ended, to judge the
// execution with Errorf or to name its outcome with Outcome.
func (w *World) Finally(fn func(t *Task)) { w.finally = append(w.finally, fn) }

// Watch sets the function that a replay calls after every step, to show the
// state beside the trace. It must only look: pass the nil task to what it
// calls.
func (w *World) Watch(fn func() string) { w.watch = fn }

// Observe sets a function that is called after every step, in explorations
// and replays, to check what must hold all along, with Errorf. It must only
// look: pass the nil task to what it calls.
func (w *World) Observe(fn func(task, step string)) { w.observe = fn }

// Outcome names the outcome of this execution for the report's table.
func (w *World) Outcome(label string) { w.outcome = label }

// Errorf records that this execution violates a property.
func (w *World) Errorf(format string, args ...any) {
	w.failures = append(w.failures, fmt.Sprintf(format, args...))
}

// record adds one access to the footprint of the step under way.
func (w *World) record(c uint32, a access) {
	if w.inspect != nil {
		w.inspect.touch(c, a)
	}
	e := &w.events[len(w.events)-1]
	for i := e.lo; i < e.hi; i++ {
		if f := &w.foot[i]; f.cell == c {
			if f.a != a && f.a != write && a != read {
				if f.a == read {
					f.a = a
				} else {
					f.a = write // lock and unlock in one step change nothing, yet conflict as a change
				}
			}
			return
		}
	}
	w.foot = append(w.foot, touch{c, a})
	e.hi++
}

// footprint is what event i touched.
func (w *World) footprint(i int) []touch { return w.foot[w.events[i].lo:w.events[i].hi] }

// clock is the vector clock of event i: entry k-1 counts the events of task k
// that happened before or at it.
func (w *World) clock(i int) []int32 {
	n := len(w.tasks) - 1
	return w.clocks[(i-1)*n : i*n]
}

// runnable is the set of tasks whose next step can run, bit id.
func (w *World) runnable() uint32 {
	var set uint32
	for _, t := range w.tasks[1:] {
		if !t.done && t.ready() {
			set |= 1 << t.id
		}
	}
	return set
}

func (t *Task) ready() bool {
	switch t.want.kind {
	case acquire:
		return t.w.info(t.want.cell).owner == 0
	case await:
		for _, r := range t.want.tasks {
			if !r.left() {
				return false
			}
		}
	}
	return true
}

// resume runs t up to its next step, or to its end.
func (w *World) resume(t *Task) {
	w.current = t
	t.done = t.co.resume()
	w.current = w.tasks[0]
}

// start runs every task up to its first step.
func (w *World) start() {
	w.quiet = false
	for _, t := range w.tasks[1:] {
		if w.looks != nil {
			w.looks(0, t.name, "")
		}
		w.resume(t)
	}
}

// step runs one step of task id and orders it after what it depends on.
func (w *World) step(id int) {
	t := w.tasks[id]
	w.begin(t)
	w.resume(t)
	e := len(w.events) - 1
	w.order(e)
	if w.inspect != nil {
		w.inspect.end(t, w.events[e].step)
	}
	if w.observe != nil {
		w.observe(t.name, w.events[e].step)
	}
}

// begin adds the event of t's next step, with nothing touched yet.
func (w *World) begin(t *Task) {
	at := int32(len(w.foot))
	seq := w.events[t.last].seq + 1
	w.events = append(w.events, event{t.id, seq, t.last, t.step, at, at})
	t.last = int32(len(w.events) - 1)
}

// finish runs the Finally functions.
func (w *World) finish() {
	w.quiet = true
	for _, fn := range w.finally {
		fn(w.tasks[0])
	}
}

// abandon takes the carriers back, unwinding tasks that have not ended.
func (w *World) abandon() {
	for _, t := range w.tasks[1:] {
		w.current = t
		w.pool.put(t.co)
	}
	w.current = w.tasks[0]
}

// crashed is the first panic that left a task.
func (w *World) crashed() (*Task, *crash) {
	for _, t := range w.tasks[1:] {
		if t.co.crash != nil {
			return t, t.co.crash
		}
	}
	return nil, nil
}

// blocked describes the tasks of a deadlock.
func (w *World) blocked() string {
	var waits []string
	for _, t := range w.tasks[1:] {
		if !t.done {
			waits = append(waits, t.wait())
		}
	}
	return "deadlock: " + strings.Join(waits, "; ")
}

// wait says what a blocked task waits for.
func (t *Task) wait() string {
	s := fmt.Sprintf("task %s stands before %s", t.name, t.step)
	if t.want.kind != acquire {
		return s + " and waits for readers"
	}
	owner := t.w.tasks[t.w.info(t.want.cell).owner]
	return s + fmt.Sprintf(", %s is held by %s", t.w.describe(t.want.cell), owner.name)
}
