package sched

import (
	"fmt"
	"strings"
)

// A Task is a thread of execution inside the model: what "current" is in the
// kernel. Every function of the model that touches shared state takes the
// task first.
//
// A nil *Task is the plain mode: the caller is an ordinary goroutine, locks
// and variables are real ones and nothing is recorded. A non-nil Task belongs
// to one execution of a [World], where exactly one task runs at a time.
type Task struct {
	w    *World
	id   int    // 0 is the setup task, the others count from 1
	name string // as given to World.Go

	next   string // step that At announced and no access has begun yet
	step   string // step that the task stands before, or is in
	inStep bool   // the task has begun a step since it started
	calls  int    // system calls begun
	done   bool   // the task's function has returned
	last   int32  // its newest event, 0 if none
	want   want   // what the next step needs before it may run

	rcu section // RCU read-side state

	co *carrier
}

// want is what a task that stands before a step waits for.
type want struct {
	kind  access   // acquire, await, or 0 when nothing can block the step
	cell  uint32   // the mutex, for acquire
	tasks []reader // the read-side sections still to end, for await
}

// At announces that the next access of t begins a new step of that name, and
// returns t so that the announcement can stand inside the access:
//
//	s.boundDevIf.Store(t.At("sock.bind.store"), ifindex)
//
// Accesses without At belong to the step that is already under way. Step
// names are part of the API: schedules, traces and lessons use them. In plain
// mode At does nothing.
func (t *Task) At(step string) *Task {
	if t != nil {
		t.next = step
	}
	return t
}

// Name is the name that was given to [World.Go]; "" for a nil task and
// "setup" outside the tasks.
func (t *Task) Name() string {
	if t == nil {
		return ""
	}
	return t.name
}

// touch records one access. It begins a new step, and so yields to the
// scheduler, when At announced one.
func (t *Task) touch(c cell, a access) {
	if t.idle() {
		return
	}
	if c.id == 0 {
		panic("sched: task " + t.name + " touches a cell that nobody owns: the constructor of its object must call Own")
	}
	if t.next != "" {
		t.begin(want{})
	}
	t.record(c.id, a)
}

// looksAt is touch for a read. It spares the readers of a List an argument,
// which keeps them small enough to be inlined.
//
//go:noinline
func (t *Task) looksAt(c cell) { t.touch(c, read) }

// idle reports whether t's accesses need no record: nobody else runs, or the
// execution is being torn down.
func (t *Task) idle() bool {
	if t.w.quiet {
		return true
	}
	if t != t.w.current {
		panic("sched: task " + t.name + " is used while " + t.w.current.name + " runs")
	}
	return t.co.kill
}

// begin ends the step under way and starts the one that At announced, once
// the scheduler picks this task again.
func (t *Task) begin(w want) {
	if t.co.kill {
		panic(killed{})
	}
	step := t.next
	if step == "" {
		step = "unnamed"
	}
	t.next = ""
	if t.w.grain == Calls && t.inStep {
		return // the whole call is one step; Call has begun it
	}
	if strings.ContainsAny(step, stepDelimiters) {
		panic(fmt.Sprintf("sched: task %s: step name %q: schedules need %q for themselves", t.name, step, stepDelimiters))
	}
	t.publish()
	t.want = w
	t.step = step
	t.pause()
	t.want = want{}
	t.inStep = true
	if t.w.looks != nil {
		t.w.looks(len(t.w.events)-1, t.name, step)
	}
}

// pause hands control back to the scheduler until it picks t again.
func (t *Task) pause() {
	if !t.co.yield(struct{}{}) || t.co.kill {
		panic(killed{})
	}
}

func (t *Task) record(c uint32, a access) {
	if !t.inStep {
		panic("sched: task " + t.name + " touches shared state before its first step: announce one with At")
	}
	t.rcu.used = true
	t.w.record(c, a)
	if t.w.tape != nil {
		t.w.tape.access(t, c, a)
	}
}

// Call tells the scheduler that a system call begins. With [Calls] as grain
// it is the step, and everything up to the next Call belongs to it; with
// [Steps] it only labels the steps that follow, for traces.
func (t *Task) Call(name string) {
	if t == nil || t.idle() {
		return
	}
	t.calls++
	if t.w.grain != Calls {
		return
	}
	if t.rcu.depth > 0 {
		panic("sched: task " + t.name + " begins a call inside a read-side section")
	}
	t.inStep = false
	t.next = name
	t.begin(want{})
}

// Tracing reports whether the execution is a replay, whose trace shows the
// calls that Result describes. It spares everybody else the formatting.
func (t *Task) Tracing() bool { return t != nil && t.w.tracing && !t.w.quiet }

// Result describes the call under way, as strace would: the call with its
// arguments, and what it returned.
func (t *Task) Result(call, result string) {
	if t.Tracing() {
		t.w.trace.Calls = append(t.w.trace.Calls,
			Call{Task: t.name, Number: t.calls, Text: call, Result: result, Last: len(t.w.trace.Steps)})
	}
}
