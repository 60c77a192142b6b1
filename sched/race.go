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
// A rival for a mutex need not be ordered directly before e. The mutex was free
// before it, and everything that e then waited for, the rival's whole critical
// section and what other tasks did to let it end, was only in the way because
// the rival was first.
//
// It must run right after order(e), whose list of direct predecessors it uses.
func (x *explorer) races(e int) {
	w := &x.w
	ev := &w.events[e]
	for _, r := range w.preds {
		if r.how == enabler || w.events[r.event].task == ev.task {
			continue
		}
		if ev.prev != 0 && w.before(r.event, int(ev.prev)) {
			continue
		}
		if r.how == rival || w.immediate(r.event) {
			x.try(r.event, e)
		}
	}
}

// racesOfBlocked does for the steps that blocked tasks never got to take what
// races and varies do for an event.
func (x *explorer) racesOfBlocked() {
	w := &x.w
	if x.opt.Search != DPOR {
		return
	}
	for _, t := range w.tasks[1:] {
		if t.done || t.ready() {
			continue
		}
		last, foot, clocks := t.last, len(w.foot), len(w.clocks)
		w.begin(t)
		e := int(t.last)
		if t.want.kind == acquire {
			in := w.info(t.want.cell)
			lastWrite := in.lastWrite
			w.record(t.want.cell, acquire)
			w.order(e)
			x.races(e)
			in.lastWrite = lastWrite
		}
		x.varies(e)
		w.events, w.foot, w.clocks = w.events[:e], w.foot[:foot], w.clocks[:clocks]
		t.last = last
	}
}

// immediate reports whether nothing else orders event r before the newest
// event: no third event, and not that r was what the newest one waited for.
func (w *World) immediate(r int) bool {
	for _, g := range w.preds {
		if g.event == r {
			if g.how == enabler {
				return false
			}
		} else if w.before(r, g.event) {
			return false
		}
	}
	return true
}

// try makes sure that the node before event r will try a task with which this
// sequence can begin: the causes of event e that are not ordered after r, then
// e.
func (x *explorer) try(r, e int) {
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
		if w.before(i, e) && !w.before(r, i) {
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
