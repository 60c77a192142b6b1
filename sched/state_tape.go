package sched

import (
	"fmt"
	"unsafe"
)

// A tape follows a real execution through the automata: it learns what they
// do not know yet, and checks what they do.
type tape struct {
	s     *stateful
	task  int   // who takes the step under way, from 0; -1 outside of steps
	p     int32 // where it is
	from  int32 // local that what it does follows
	vals  []uint32
	at    []int32
	locks []uint32                  // by task: the mutexes that it holds
	keeps []int                     // by task: calls of Keep
	names map[unsafe.Pointer]uint32 // pointers seen in this execution -> their values

	write struct { // a change whose value has not been stored yet
		pending bool
		cell    uint32
	}
	wrong string // what the body does otherwise than before
}

// begin starts the tape of a new execution: the tasks stand before their first
// steps.
func (tp *tape) begin() error {
	s, w := tp.s, &tp.s.w
	tp.vals = tp.vals[:0]
	for i := range s.columns {
		tp.vals = append(tp.vals, s.columns[i].first)
	}
	n := len(w.tasks) - 1
	tp.task, tp.wrong, tp.write.pending = -1, "", false
	tp.at, tp.locks, tp.keeps = make([]int32, n), make([]uint32, n), make([]int, n)
	tp.names = map[unsafe.Pointer]uint32{}
	if len(s.start) == 0 {
		for i := range n {
			s.start = append(s.start, s.newLocal(tp, i))
		}
	}
	copy(tp.at, s.start)
	for i, l := range s.start {
		if i >= n || !tp.stands(i, l) {
			return s.nondeterministic(0, "other tasks can run")
		}
	}
	return nil
}

// step runs the next step of task in the world, and follows it.
func (tp *tape) step(task int) error {
	s, w := tp.s, &tp.s.w
	d := len(w.events) - 1
	t := w.tasks[task+1]
	if t.done || !t.ready() {
		return s.nondeterministic(d, "other tasks can run")
	}
	tp.task, tp.from = task, tp.at[task]
	tp.p = s.locals[tp.from].root
	w.step(t.id)
	tp.settle()
	if t, c := w.crashed(); c != nil {
		f := w.panicked(t, c)
		f.Execution = s.report.Executions
		return f
	}
	if tp.wrong == "" {
		tp.stop(task)
	}
	tp.task = -1
	if tp.wrong != "" {
		return s.nondeterministic(d, fmt.Sprintf("task %s %s in step %s", t.name, tp.wrong, w.events[d+1].step))
	}
	return nil
}

// stop ends the step: the task stands before the next.
func (tp *tape) stop(task int) {
	s := tp.s
	if pt := &s.points[tp.p]; pt.op == unknown {
		l := s.newLocal(tp, task)
		s.points[tp.p] = point{op: stops, next: l}
	} else if pt.op != stops || !tp.stands(task, pt.next) {
		tp.wrong = "does something else next"
		return
	}
	l := s.points[tp.p].next
	s.follows(l, tp.from)
	tp.at[task] = l
}

// newLocal is where task stands now.
func (s *stateful) newLocal(tp *tape, task int) int32 {
	t := s.w.tasks[task+1]
	l := local{task: task, done: t.done, step: t.step, want: t.want.kind, root: s.newPoint(), locks: tp.locks[task]}
	switch t.want.kind {
	case acquire:
		l.column = s.column(tp, t.want.cell)
	case await:
		for _, r := range t.want.tasks {
			l.open = append(l.open, held{s.column(tp, r.task.rcu.c.id), s.number(section_, uint64(r.count))})
		}
	}
	s.locals = append(s.locals, l)
	at := int32(len(s.locals) - 1)
	if l.want == acquire {
		s.learns(at, l.column, acquire, l.locks|s.columns[l.column].lock)
	}
	return at
}

// stands reports whether task stands at l.
func (tp *tape) stands(task int, l int32) bool {
	t, is := tp.s.w.tasks[task+1], &tp.s.locals[l]
	if t.done || is.done {
		return t.done == is.done
	}
	return is.task == task && is.step == t.step && is.want == t.want.kind &&
		(is.want != acquire || tp.s.columns[is.column].cell == t.want.cell)
}

// access follows one access of the step under way.
func (tp *tape) access(t *Task, c uint32, a access) {
	tp.settle()
	if tp.wrong != "" || t.id-1 != tp.task {
		return
	}
	s := tp.s
	op := changes
	switch a {
	case read, acquire:
		op = looks
	case await:
		op = awaits
	}
	column := s.column(tp, c)
	lock := s.columns[column].lock
	if s.points[tp.p].op == unknown {
		s.points[tp.p] = point{op: op, a: a, column: column}
		s.learns(tp.from, column, a, tp.locks[tp.task]|lock)
	}
	pt := &s.points[tp.p]
	if pt.op != op || pt.a != a || pt.column != column {
		tp.wrong = "touches other cells"
		return
	}
	switch op {
	case looks:
		if a == read {
			tp.meet(c, tp.vals[column])
		}
		to := s.arm(tp.p, tp.vals[column])
		if to == 0 {
			to = s.newArm(tp.p, tp.vals[column])
		}
		if a == acquire {
			tp.vals[column] = taken | uint32(tp.task)
			tp.locks[tp.task] |= lock
		}
		tp.p = to
	case awaits:
		tp.p = s.next(tp.p)
	case changes:
		if a == release {
			tp.locks[tp.task] &^= lock
		}
		tp.write.pending, tp.write.cell = true, c
	}
}

// next is the point that follows p however things are.
func (s *stateful) next(p int32) int32 {
	if s.points[p].next == 0 {
		to := s.newPoint()
		s.points[p].next = to
	}
	return s.points[p].next
}

// settle finds out what the newest access, if it was a change, has stored.
func (tp *tape) settle() {
	if !tp.write.pending {
		return
	}
	tp.write.pending = false
	s := tp.s
	if s.points[tp.p].next == 0 {
		s.points[tp.p].value = tp.value(tp.write.cell, written, uint64(tp.p))
		s.next(tp.p)
	} else {
		tp.meet(tp.write.cell, s.points[tp.p].value)
	}
	tp.vals[s.points[tp.p].column] = s.points[tp.p].value
	tp.p = s.points[tp.p].next
}

// content is where the value of a cell is kept, nil for a reader's mark.
func (w *World) content(c uint32) (kind string, at unsafe.Pointer) {
	o, i := w.object(c)
	if o.plan == nil {
		return "", nil
	}
	kind = o.plan.kinds[i]
	back := unsafe.Offsetof(Var[uint32]{}.c)
	if kind == "Ptr" {
		back = unsafe.Offsetof(Ptr[int]{}.c)
	}
	return kind, unsafe.Add(o.base, o.plan.offsets[i]-back)
}

// value numbers what a cell holds now. A pointer that has not been seen before
// in this execution is known from now on by where it comes from.
func (tp *tape) value(c uint32, from worthKind, of uint64) uint32 {
	s := tp.s
	switch kind, at := s.w.content(c); kind {
	case "Var":
		return s.number(plain, uint64(*(*uint32)(at)))
	case "Ptr":
		p := *(*unsafe.Pointer)(at)
		if p == nil {
			return s.number(null, 0)
		}
		if tp.names[p] == 0 {
			tp.names[p] = s.number(from, of)
		}
		return tp.names[p]
	case "Mutex":
		if s.opt.CellsOnly || from == given {
			of = 0
		}
		return s.number(free, of)
	}
	for _, t := range s.w.tasks[1:] {
		if t.rcu.c.id == c && t.rcu.published && from != given { // the body opens none
			return s.number(section_, uint64(t.rcu.count))
		}
	}
	return s.number(section_, 0)
}

// meet checks that a cell holds what it should.
func (tp *tape) meet(c, v uint32) {
	switch kind, at := tp.s.w.content(c); kind {
	case "Var":
		if v != 0 && tp.s.number(plain, uint64(*(*uint32)(at))) != v {
			tp.wrong = "meets other values"
		}
	case "Ptr":
		p := *(*unsafe.Pointer)(at)
		if v != 0 && (p == nil) != (v == tp.s.number(null, 0)) {
			tp.wrong = "meets other values"
		}
		if p != nil && v != 0 && tp.names[p] == 0 {
			tp.names[p] = v
		}
	}
}

// column is the column of a cell, which nobody has touched if it is new. What
// a task gave its own cell before anybody else could reach it is not looked
// at: whoever gets there knows the history of that task up to then.
func (s *stateful) column(tp *tape, c uint32) int32 {
	if i, ok := s.columnOf[c]; ok {
		return i
	}
	col := column{cell: c}
	if c>>spaceBits == 0 {
		col.first = tp.value(c, given, uint64(c))
	}
	if kind, _ := s.w.content(c); kind == "Mutex" && s.mutexes < 32 {
		col.lock = 1 << s.mutexes
		s.mutexes++
	}
	i := int32(len(s.columns))
	s.columnOf[c] = i
	s.columns = append(s.columns, col)
	s.vals = append(s.vals, col.first)
	tp.vals = append(tp.vals, col.first)
	return i
}
