package sched

import "sync"

// A Mutex is a lock of the kernel that may sleep or spin: in plain mode a
// sync.Mutex, in explored mode a step that only runs when nobody holds it.
// The zero Mutex is free.
type Mutex struct {
	mu sync.Mutex
	c  cell
}

// Lock takes the mutex. In explored mode it always begins a step, and a task
// whose next step is the Lock of a held mutex is not runnable.
func (m *Mutex) Lock(t *Task) {
	if t == nil {
		m.mu.Lock()
		return
	}
	t.lock(m)
}

// Unlock frees the mutex, which t must hold.
func (m *Mutex) Unlock(t *Task) {
	if t == nil {
		m.mu.Unlock()
		return
	}
	t.unlock(m)
}

func (t *Task) lock(m *Mutex) {
	if t.idle() {
		return
	}
	if m.c.id == 0 {
		panic("sched: task " + t.name + " locks a mutex that nobody owns: the constructor of its object must call Own")
	}
	t.begin(want{kind: acquire, cell: m.c.id})
	in := t.w.info(m.c.id)
	if in.owner != 0 {
		panic("sched: task " + t.name + " runs although " + t.w.describe(m.c.id) + " is held")
	}
	in.owner = t.id
	t.record(m.c.id, acquire)
}

func (t *Task) unlock(m *Mutex) {
	if t.idle() {
		return
	}
	if m.c.id == 0 {
		panic("sched: task " + t.name + " unlocks a mutex that nobody owns: the constructor of its object must call Own")
	}
	in := t.w.info(m.c.id)
	if in.owner != t.id {
		panic("sched: task " + t.name + " unlocks " + t.w.describe(m.c.id) + ", which it does not hold")
	}
	if t.next != "" {
		t.begin(want{})
	}
	in.owner = 0
	t.record(m.c.id, release)
}
