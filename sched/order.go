package sched

// order computes the vector clock of event e from the accesses of its step:
// the happens-before relation of the execution.
func (w *World) order(e int) {
	n := len(w.tasks) - 1
	from := len(w.clocks)
	for range n {
		w.clocks = append(w.clocks, 0)
	}
	clock := w.clocks[from:]
	ev := &w.events[e]
	if ev.seq > 1 {
		for i := e - 1; ; i-- {
			if w.events[i].task == ev.task {
				copy(clock, w.clock(i))
				break
			}
		}
	}
	clock[ev.task-1] = ev.seq
	w.preds = w.preds[:0]
	for _, f := range w.footprint(e) {
		in := w.info(f.cell)
		switch f.a {
		case read:
			w.after(in.lastWrite, true)
			in.reads = append(in.reads, int32(e))
		case await:
			w.after(in.lastWrite, false)
		case acquire:
			w.after(in.lastWrite, true)
			w.after(in.lastFree, false)
			in.lastWrite = int32(e)
		case release:
			w.after(in.lastWrite, false)
			in.lastFree = int32(e)
		default:
			w.after(in.lastWrite, true)
			w.after(in.lastFree, false)
			for _, r := range in.reads {
				w.after(r, true)
			}
			in.reads = in.reads[:0]
			in.lastWrite = int32(e)
		}
	}
	for _, p := range w.preds {
		for k, v := range w.clock(p.event) {
			clock[k] = max(clock[k], v)
		}
	}
}

// pred is an earlier event that the newest one is ordered after because of
// one cell. If race is set the two could also have come in the other order.
type pred struct {
	event int
	race  bool
}

func (w *World) after(i int32, race bool) {
	if i != 0 {
		w.preds = append(w.preds, pred{int(i), race})
	}
}

// before reports whether event a happened before event b.
func (w *World) before(a, b int) bool {
	ev := w.events[a]
	return w.clock(b)[ev.task-1] >= ev.seq
}
