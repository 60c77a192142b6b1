package sched

import "sync/atomic"

// A Var is a 32-bit shared variable that is read and written without a lock,
// as the kernel does with READ_ONCE and WRITE_ONCE. The zero Var is 0.
type Var[T ~int32 | ~uint32] struct {
	v atomic.Uint32
	c cell
}

// Load reads the variable: one read of its cell.
func (v *Var[T]) Load(t *Task) T {
	if t != nil {
		t.touch(v.c, read)
	}
	return T(v.v.Load())
}

// Store changes the variable: one write of its cell.
func (v *Var[T]) Store(t *Task, x T) {
	if t != nil {
		t.touch(v.c, write)
	}
	v.v.Store(uint32(x))
}

// A Ptr is a shared pointer, as the kernel reads with rcu_dereference and
// writes with rcu_assign_pointer. What it points to must not change, or must
// itself consist of sched types. The zero Ptr is nil.
type Ptr[T any] struct {
	p atomic.Pointer[T]
	c cell
}

// Load reads the pointer: one read of its cell.
func (p *Ptr[T]) Load(t *Task) *T {
	if t != nil {
		t.touch(p.c, read)
	}
	return p.p.Load()
}

// Store changes the pointer: one write of its cell.
func (p *Ptr[T]) Store(t *Task, x *T) {
	if t != nil {
		t.touch(p.c, write)
	}
	p.p.Store(x)
}
