package sched

import "fmt"

// Preemptions runs every schedule with at most n preemptions: Musuvathi,
// Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded
// Programs", PLDI 2007. A preemption takes the processor from a task that
// could go on; when a task blocks or ends, going on with another costs
// nothing. Most bugs need two or fewer, and with n fixed the schedules grow
// with a power of the number of steps, not exponentially.
//
// The search under it is the full one, without reduction, whatever
// [Options].Search says. Reduction and bound do not mix: what DPOR or sleep
// sets leave out because another schedule of its class is run is lost if that
// other one has too many preemptions (Coons, Musuvathi, McKinley, "Bounded
// Partial-Order Reduction", OOPSLA 2013).
func Preemptions(n int) Bound {
	if n < 0 {
		panic(fmt.Sprintf("sched: a bound of %d preemptions", n))
	}
	return preemptions(n)
}

type preemptions int

func (b preemptions) String() string {
	if b == 1 {
		return "schedules with at most 1 preemption"
	}
	return fmt.Sprintf("schedules with at most %d preemptions", int(b))
}

func (preemptions) sampler() (sampler, int) { return nil, 0 }

// limit takes from a new node, the newest, what would be a preemption too
// many.
func (b preemptions) limit(nodes []node) {
	d := len(nodes) - 1
	if d == 0 {
		return
	}
	n, p := &nodes[d], &nodes[d-1]
	n.preempted = p.preempted
	if d > 1 && preempts(p, nodes[d-2].choice, p.choice) {
		n.preempted++
	}
	if n.preempted == int(b) && preempts(n, p.choice, -1) {
		n.choice = p.choice
		n.backtrack = 1 << n.choice
	}
}

// preempts reports whether running task next at n takes the processor from
// task last.
func preempts(n *node, last, next int) bool { return next != last && n.runnable>>last&1 != 0 }
