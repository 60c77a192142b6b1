package sched

import "math/bits"

// The papers know what a step touches before it runs: one access of one
// variable. A step here may make several, and what it reads first decides
// what it touches next; a task that stands before a Lock may never get to
// show what follows in that step. Source-DPOR is then incomplete. Take
//
//	a: x = 1        b: if x == 0 { read y }, in one step        c: y = 1
//
// where b sleeps, its step having been explored before, when a runs and then
// b, which now leaves y alone, and then c. No race between b and c is left to
// tell that c, b, a is another class: b's race with c was found while b could
// still see x == 0, and charged to the node where b had been awake.
//
// So whenever a task that sleeps at a node takes its step after all with
// another footprint, or is blocked to the end, the node remembers that, and
// each event of the executions below it that conflicts with the footprint
// that the sleeper had is treated as a race with the sleeper at that node.
//
// This part is ours. It is kept honest by comparing classes with those of the
// full search on random programs whose steps vary in this way.

// varies finds the nodes at which e's task slept with another footprint than
// e's.
func (x *explorer) varies(e int) {
	w := &x.w
	ev := &w.events[e]
	bit := uint32(1) << ev.task
	for d := int(ev.prev); d < e-1; d++ {
		n := &x.nodes[d]
		if n.sleep&^n.varying&bit != 0 && !same(n.feet[ev.task], w.footprint(e)) {
			if n.varying == 0 {
				x.varied++
			}
			n.varying |= bit
			for g := d + 2; g < e; g++ {
				x.wake(d, ev.task, g)
			}
		}
	}
}

// wakes treats e as a race with the varying sleepers above it.
func (x *explorer) wakes(e int) {
	if x.varied == 0 {
		return
	}
	for d := range x.nodes[:e-1] {
		for set := x.nodes[d].varying; set != 0; set &= set - 1 {
			x.wake(d, bits.TrailingZeros32(set), e)
		}
	}
}

// wake makes node d try event g before the step of its sleeper q, if the two
// conflict. What is ordered after the event that the node chose need not come
// first there.
func (x *explorer) wake(d, q, g int) {
	w := &x.w
	if w.events[g].task != q && !w.before(d+1, g) && dependent(x.nodes[d].feet[q], w.footprint(g)) {
		x.try(d+1, g)
	}
}
