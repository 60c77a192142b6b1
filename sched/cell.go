package sched

import (
	"fmt"
	"sort"
)

// cell is the identity of one piece of shared state. It is the part of a Var,
// Ptr or Mutex that Own numbers; 0 means not owned, as everything in plain
// mode is. The number is (creating task, count), so it is the same in every
// execution, whoever touches the cell first.
type cell struct{ id uint32 }

const spaceBits = 20 // cells that one task may create in one execution: 2^20 - 1

// access is what a step does to a cell.
type access uint8

const (
	read    access = iota + 1
	write          // any change
	acquire        // of a mutex; blocks while it is held
	release        // of a mutex
	await          // for a read-side section to end; commutes with all that can come after
)

func (a access) String() string {
	return [...]string{"?", "read", "write", "acquire", "release", "await"}[a]
}

// touch is one entry of a step's footprint.
type touch struct {
	cell uint32
	a    access
}

// conflict reports whether two accesses to one cell do not commute.
func conflict(a, b access) bool {
	return a != await && b != await && (a != read || b != read)
}

// dependent reports whether two steps have conflicting accesses.
func dependent(f, g []touch) bool {
	for _, x := range f {
		for _, y := range g {
			if x.cell == y.cell && conflict(x.a, y.a) {
				return true
			}
		}
	}
	return false
}

// info is what one execution remembers of a cell: the owner of a mutex and
// the events that later accesses are ordered after. Events count from 1.
type info struct {
	owner     int   // task that holds the mutex, 0 if free
	lastWrite int32 // or last acquire
	lastFree  int32 // last release
	reads     []int32
}

func (w *World) info(c uint32) *info {
	return &w.cells[c>>spaceBits][c&(1<<spaceBits-1)]
}

// place is the name of a cell, in parts: to be compared without being built.
type place struct {
	space  uint32 // the task that created the object
	label  string
	number int
	field  string
}

func (w *World) place(c uint32) place {
	o, i := w.object(c)
	p := place{space: c >> spaceBits, label: o.label, number: o.number}
	if o.plan != nil {
		p.field = o.plan.fields[i]
	}
	return p
}

// object is what c is a cell of, and its how-manieth.
func (w *World) object(c uint32) (o *object, i uint32) {
	n := c & (1<<spaceBits - 1)
	objs := w.objects[c>>spaceBits]
	o = &objs[sort.Search(len(objs), func(i int) bool { return objs[i].first > n })-1]
	return o, n - o.first
}

// describe names a cell for people: "sock#1.boundDevIf".
func (w *World) describe(c uint32) string { return w.place(c).name(w.tasks[c>>spaceBits].name) }

func (p place) name(creator string) string {
	s := fmt.Sprintf("%s#%d", p.label, p.number)
	if p.space != 0 {
		s = creator + "/" + s
	}
	if p.field != "" {
		s += "." + p.field
	}
	return s
}
