package sched

import "strings"

// A Field is one line of the state that a replay shows: the value of Name,
// in the table that Group names.
type Field struct{ Group, Name, Value string }

// A Wait is a task that cannot run.
type Wait struct {
	Task string
	Step string // that it stands before
	For  string // "sock#1.lock, held by udev" or "readers: by-name"
}

// Show sets the function that a replay calls before the first step and after
// every step, for a picture of the state in fields. It must only look: pass
// the nil task to what it calls. Without it the fields are what Watch shows.
func (w *World) Show(fn func() []Field) { w.show = fn }

// Holder is the name of a mutex, as in footprints, and of the task that holds
// it, "" if nobody does. It is for functions that only look.
func (w *World) Holder(m *Mutex) (mutex, task string) {
	if m.c.id == 0 {
		return "", ""
	}
	if owner := w.info(m.c.id).owner; owner != 0 {
		task = w.tasks[owner].name
	}
	return w.describe(m.c.id), task
}

func (w *World) shown() []Field {
	switch {
	case w.show != nil:
		return w.show()
	case w.watch != nil:
		return []Field{{Group: "state", Value: w.watch()}}
	}
	return nil
}

// causes is the events of other tasks that the newest event is ordered after
// with no third event between them, counted from 0 as the steps of a trace
// are. It must run right after order, whose list of direct predecessors it
// uses.
func (w *World) causes() []int {
	e := len(w.events) - 1
	prev := int(w.events[e].prev)
	implied := func(p int) bool {
		if w.events[p].task == w.events[e].task || prev != 0 && w.before(p, prev) {
			return true
		}
		for _, q := range w.preds {
			if q.event != p && w.before(p, q.event) {
				return true
			}
		}
		return false
	}
	set := map[int]bool{}
	for _, p := range w.preds {
		if !implied(p.event) {
			set[p.event] = true
		}
	}
	var out []int
	for p := 1; p < e && len(out) < len(set); p++ {
		if set[p] {
			out = append(out, p-1)
		}
	}
	return out
}

// waits is the tasks that cannot run now.
func (w *World) waits() []Wait {
	var out []Wait
	for _, t := range w.tasks[1:] {
		if t.done || t.ready() {
			continue
		}
		one := Wait{Task: t.name, Step: t.step}
		if t.want.kind == acquire {
			one.For = w.describe(t.want.cell) + ", held by " + w.tasks[w.info(t.want.cell).owner].name
		} else {
			var readers []string
			for _, r := range t.want.tasks {
				if !r.left() {
					readers = append(readers, r.task.name)
				}
			}
			one.For = "readers: " + strings.Join(readers, ", ")
		}
		out = append(out, one)
	}
	return out
}
