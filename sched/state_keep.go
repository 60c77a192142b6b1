package sched

import (
	"encoding/binary"
	"runtime"
)

// Keep says that t's function has no use from here on for anything that t has
// seen before, but for values: the variables of the function that are still
// needed are functions of them. A [Stateful] search then does not tell states
// apart by the rest. It believes what is said, and compares what t does next
// with what it did at the same place with the same values; the other searches
// need no such help and pay no attention.
func (t *Task) Keep(values ...uint32) {
	if t != nil && t.w.tape != nil && !t.idle() {
		t.w.tape.keep(t, values)
	}
}

// keep is Task.Keep: what the task has seen is forgotten, but for values.
func (tp *tape) keep(t *Task, values []uint32) {
	tp.settle()
	if tp.wrong != "" || t.id-1 != tp.task {
		return
	}
	s := tp.s
	tp.keeps[tp.task]++
	key := []byte(t.step)
	for _, n := range []int{tp.task, tp.keeps[tp.task], int(tp.locks[tp.task]), t.rcu.depth, t.rcu.count, len(values)} {
		key = binary.AppendUvarint(key, uint64(n))
	}
	for _, v := range values {
		key = binary.AppendUvarint(key, uint64(v))
	}
	pcs := make([]uintptr, 64)
	for _, pc := range pcs[:runtime.Callers(3, pcs)] {
		key = binary.AppendUvarint(key, uint64(pc))
	}
	l, ok := s.kept[string(key)]
	if !ok {
		s.locals = append(s.locals, local{task: tp.task, step: t.step, root: s.newPoint(), locks: tp.locks[tp.task]})
		l = int32(len(s.locals) - 1)
		s.kept[string(key)] = l
	}
	if s.points[tp.p].op == unknown {
		s.points[tp.p] = point{op: keeps, next: s.locals[l].root}
	} else if s.points[tp.p].op != keeps || s.points[tp.p].next != s.locals[l].root {
		tp.wrong = "keeps something else"
		return
	}
	s.follows(l, tp.from)
	tp.from, tp.p = l, s.locals[l].root
}
