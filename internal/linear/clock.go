package linear

import (
	"fmt"

	"boundif/emu"
	"boundif/sched"
)

// A client is a task that makes calls, one after the other.
type client struct {
	number int
	name   string
	calls  []*Call
	told   string // what its NameOf returned last
	over   bool   // it has made all its calls

	returned sched.Var[uint32] // calls that have returned; see marks
	began    int64             // when the call under way was made

	times []int64 // of its steps; see watch
	first []int   // by call: its first step
	last  []int   // and its last
}

// clock gives the calls of a history their Begin and End.
type clock interface {
	begin(c *client)
	end(c *client, call *Call)
	settle()
}

// marks is the clock of an exploration by classes. It makes the order of calls
// in real time a part of the class:
//
//   - before a call there is a step of its own, linear.call, that reads how
//     many calls each other task has returned from;
//   - a return adds one to that count. It announces no step, so it belongs to
//     the last step of the call.
//
// A linear.call and the return of another task's call conflict, so equivalent
// schedules have them in the same order; two linear.calls commute, and so do
// two returns, for their order means nothing to a history. A class therefore
// has one result and one "returned before it was made" for all its schedules,
// hence one verdict.
//
// No history is lost. Take any schedule of the unmarked program and call a
// call's time from its first step to its last, which is the shortest that it
// can be said to have lasted, so that as many pairs as possible are ordered.
// Put each linear.call directly before its first step: this is a schedule of
// the marked program, with the same results and the same order. None is
// invented either: without its linear.calls a schedule of the marked program
// is one of the unmarked, with the same results and perhaps more pairs
// ordered, so if the marked history has no explanation that one has none.
// TestClassesStandForSchedules compares the two by brute force.
//
// moment is not shared state of the model: nothing that a task does depends on
// it.
type marks struct {
	k       *emu.Kernel
	clients []*client
	moment  int64
}

func byClass(k *emu.Kernel, clients []*client) clock {
	for _, c := range clients {
		sched.Own(k.Task(), "linear", c)
	}
	return &marks{k: k, clients: clients}
}

func (m *marks) begin(c *client) {
	t := m.k.Task()
	t.Call("linear.call") // with whole calls as steps this begins it, with steps of the kernel At does
	t.At("linear.call")
	for _, o := range m.clients {
		o.returned.Load(t) // its own among them, so that there is a step even if it is alone
	}
	m.moment++
	c.began = m.moment
}

func (m *marks) end(c *client, call *Call) {
	c.returned.Store(m.k.Task(), uint32(len(c.calls)+1))
	m.moment++
	call.Begin, call.End = c.began, m.moment
}

func (m *marks) settle() {}

// watch is the clock of an exploration of every schedule. It adds nothing to
// the program: a call lasts from its first step to its last.
//
// The kernel reports a step when it is over, and what a task does between two
// calls it does in the last step of the former. So when a call returns, the
// step under way, not yet reported, is its last; and when one is made, that
// step is not its first, but the next one is. Only before the task's first
// call is no step under way.
type watch struct {
	clients []*client
	moment  int64
}

func bySchedule(k *emu.Kernel, clients []*client) clock {
	w := &watch{clients: clients}
	k.Observe(func(task, step string) {
		w.moment++
		for _, c := range clients {
			if c.name == task {
				c.times = append(c.times, w.moment)
			}
		}
	})
	return w
}

func (w *watch) begin(c *client) {
	first := len(c.times)
	if len(c.first) > 0 {
		first++
	}
	c.first = append(c.first, first)
}

func (w *watch) end(c *client, call *Call) {
	if len(c.times) < c.first[len(c.calls)] {
		panic(fmt.Sprintf("linear: %v has no step, so no time", call.Op))
	}
	c.last = append(c.last, len(c.times))
}

func (w *watch) settle() {
	for _, c := range w.clients {
		for i, call := range c.calls {
			call.Begin, call.End = c.times[c.first[i]], c.times[c.last[i]]
		}
	}
}
