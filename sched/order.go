package sched

// order computes the vector clock of event e from the accesses of its step:
// the happens-before relation of the execution.
func (w *World) order(e int) {
	n := len(w.tasks) - 1
	from := len(w.clocks)
	ev := &w.events[e]
	if ev.prev != 0 {
		w.clocks = append(w.clocks, w.clock(int(ev.prev))...)
	} else {
		for range n {
			w.clocks = append(w.clocks, 0)
		}
	}
	clock := w.clocks[from:]
	clock[ev.task-1] = ev.seq
	w.preds = w.preds[:0]
	for _, f := range w.footprint(e) {
		in := w.info(f.cell)
		switch f.a {
		case read:
			w.after(in.lastWrite, race)
			in.reads = append(in.reads, int32(e))
		case write, acquire:
			how := race
			if in.lastFree > in.lastWrite {
				how = rival
			}
			w.after(in.lastWrite, how)
			w.after(in.lastFree, enabler)
			for _, r := range in.reads {
				w.after(r, race)
			}
			in.reads = in.reads[:0]
			in.lastWrite = int32(e)
		case release:
			in.lastFree = int32(e) // its own task's acquire comes before it
		}
	}
	for _, end := range w.awaited {
		w.after(end, enabler)
	}
	w.awaited = w.awaited[:0]
	for _, p := range w.preds {
		for k, v := range w.clock(p.event) {
			clock[k] = max(clock[k], v)
		}
	}
}

// pred is an earlier event that the newest one is ordered after directly.
type pred struct {
	event int
	how   relation
}

// relation is why an event is ordered after an earlier one.
type relation uint8

const (
	race    relation = iota // they conflict
	rival                   // they take the same mutex, which has been freed in between
	enabler                 // the later one was blocked until the earlier one
)

func (w *World) after(i int32, how relation) {
	if i != 0 {
		w.preds = append(w.preds, pred{int(i), how})
	}
}

// before reports whether event a happened before event b.
func (w *World) before(a, b int) bool {
	ev := w.events[a]
	return w.clock(b)[ev.task-1] >= ev.seq
}
