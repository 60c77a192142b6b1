package sched

import "math/bits"

// races finds the events that event e races with: conflicting, not ordered by
// anything else, and able to run in the other order. For each it makes sure
// that the node before the earlier event will also try a task with which the
// reversed order begins. This is the race reversal of source-DPOR: Abdulla,
// Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic
// Partial Order Reduction", JACM 64(4), 2017, algorithm 1 and, for locks,
// section 9.
//
// It must run right after order(e), whose list of direct predecessors it uses.
func (x *explorer) races(e int) {
	w := &x.w
	task := w.events[e].task
	prev := 0 // the task's event before e
	if w.events[e].seq > 1 {
		for prev = e - 1; w.events[prev].task != task; prev-- {
		}
	}
	for _, r := range w.preds {
		if r.race && w.events[r.event].task != task &&
			(prev == 0 || !w.before(r.event, prev)) && x.immediate(r.event, e) {
			x.reverse(r.event, e)
		}
	}
}

// immediate reports whether no third event orders r before e. An event inside
// the critical section that r opened does not count: if e, which takes the
// same mutex, came first, that event would come after it.
func (x *explorer) immediate(r, e int) bool {
	w := &x.w
	end := x.sectionEnd(r)
	for _, g := range w.preds {
		if g.event != r && w.before(r, g.event) &&
			!(w.events[g.event].task == w.events[r].task && g.event <= end) {
			return false
		}
	}
	return true
}

// sectionEnd is the event that frees the mutex which event r acquired, r
// itself if it acquired none.
func (x *explorer) sectionEnd(r int) int {
	w := &x.w
	for _, f := range w.footprint(r) {
		if f.a != acquire {
			continue
		}
		for i := r + 1; i < len(w.events); i++ {
			for _, g := range w.footprint(i) {
				if g.cell == f.cell && g.a == release {
					return i
				}
			}
		}
	}
	return r
}

// reverse adds to the node before r a task that can begin the sequence "all
// that is not ordered after r, then e", unless one is there already.
func (x *explorer) reverse(r, e int) {
	w := &x.w
	var initials, started uint32
	rest := x.scratch[:0]
	consider := func(i int) {
		bit := uint32(1) << w.events[i].task
		if started&bit != 0 {
			return
		}
		started |= bit
		for _, g := range rest {
			if w.before(g, i) {
				return
			}
		}
		initials |= bit
	}
	for i := r + 1; i < e; i++ {
		if !w.before(r, i) {
			consider(i)
			rest = append(rest, i)
		}
	}
	consider(e)
	x.scratch = rest
	n := &x.nodes[r-1]
	if initials&n.backtrack != 0 {
		return
	}
	if initials &= n.runnable; initials == 0 {
		panic("sched: no runnable task begins the reversal of a race")
	}
	n.backtrack |= 1 << bits.TrailingZeros32(initials)
}
