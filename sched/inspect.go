package sched

import (
	"reflect"
	"strings"
	"unsafe"
)

// A Taken is one step that was taken, with the values that it met: what a
// tool needs to write a task down as an automaton.
type Taken struct {
	Task     int    // in order of World.Go, from 0
	Step     string // its name
	Accesses []Access
	Last     bool // the task has ended with it
}

// An Access is one access of a step, in the order in which the step made them.
type Access struct {
	Cell    uint32 // a number that is the same in every execution; World.Cell names it
	Do      string // "read", "write", "acquire", "release" or "await"
	Was, Is uint32 // before and after: the value of a Var, 1 for a held Mutex, else 0
}

// Inspect sets a function that is called after every step, in explorations
// and replays. What it gets is valid until it returns. It must only look.
func (w *World) Inspect(fn func(*Taken)) { w.inspect = &inspector{w: w, fn: fn} }

// Cell describes a cell that an Access names: the name that traces give it,
// the type that it is part of ("Var", "Ptr", "Mutex"; "" for the marks of
// RCU readers), and whether the body created it, not a task.
func (w *World) Cell(number uint32) (name, kind string, ofBody bool) {
	if o, i := w.object(number); o.plan != nil {
		kind = o.plan.kinds[i]
	}
	return w.describe(number), kind, number>>spaceBits == 0
}

// inspector gathers the accesses of the step under way.
type inspector struct {
	w     *World
	fn    func(*Taken)
	taken Taken
}

// touch is called before a Var changes, and after a Mutex has.
func (in *inspector) touch(c uint32, a access) {
	in.settle()
	x := Access{Cell: c, Do: a.String()}
	switch a {
	case acquire:
		x.Is = 1
	case release:
		x.Was = 1
	default:
		x.Was = in.value(c)
		x.Is = x.Was
	}
	in.taken.Accesses = append(in.taken.Accesses, x)
}

// settle reads what the newest access, if it was a write, has stored.
func (in *inspector) settle() {
	if n := len(in.taken.Accesses); n > 0 {
		if x := &in.taken.Accesses[n-1]; x.Do == write.String() {
			x.Is = in.value(x.Cell)
		}
	}
}

// value is what a Var holds; 0 for anything else.
func (in *inspector) value(c uint32) uint32 {
	o, i := in.w.object(c)
	if o.plan == nil || o.plan.kinds[i] != "Var" {
		return 0
	}
	const back = unsafe.Offsetof(Var[uint32]{}.c) - unsafe.Offsetof(Var[uint32]{}.v)
	return (*Var[uint32])(unsafe.Add(o.base, o.plan.offsets[i]-back)).v.Load()
}

// end reports the step of t that has just been taken.
func (in *inspector) end(t *Task, step string) {
	in.settle()
	in.taken.Task, in.taken.Step, in.taken.Last = t.id-1, step, t.done
	in.fn(&in.taken)
	in.taken.Accesses = in.taken.Accesses[:0]
}

// kindOf is the name of a type of this package without its parameters.
func kindOf(typ reflect.Type) string {
	name, _, _ := strings.Cut(typ.Name(), "[")
	return name
}
