package sched

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"
)

// Own gives every Var, Ptr, Mutex and List inside *p its identity. The
// constructor of each object of the model calls it once, before anybody else
// can reach p; label is what traces call the object ("sock", "net_device").
// In plain mode it does nothing.
//
// Own looks at the fields of T and of the structs and arrays inside it, not
// behind its pointers.
func Own[T any](t *Task, label string, p *T) {
	if t != nil {
		t.own(label, unsafe.Pointer(p), reflect.TypeFor[T]())
	}
}

// object is one owned object: its cells are numbered first, first+1, ...
type object struct {
	label  string
	number int // counts the objects of that label and creator, from 1
	first  uint32
	plan   *plan
	base   unsafe.Pointer // nil if there is no plan
}

// plan says where the cells of a type are.
type plan struct {
	offsets []uintptr
	fields  []string
	kinds   []string // the types that they are part of: "Var", "Ptr", "Mutex"
}

var plans sync.Map // reflect.Type -> *plan; a pure function of the type

func planOf(typ reflect.Type) *plan {
	if p, ok := plans.Load(typ); ok {
		return p.(*plan)
	}
	p := &plan{}
	p.walk(typ, 0, "")
	plans.Store(typ, p)
	return p
}

var cellType = reflect.TypeFor[cell]()

func (p *plan) walk(typ reflect.Type, off uintptr, path string) {
	switch {
	case typ == cellType:
		p.offsets = append(p.offsets, off)
		p.fields = append(p.fields, path)
	case typ.Kind() == reflect.Struct:
		for f := range typ.Fields() {
			name := path
			if f.Type == cellType {
				p.kinds = append(p.kinds, kindOf(typ))
			}
			if !f.Anonymous && f.Type != cellType {
				if name != "" {
					name += "."
				}
				name += f.Name
			}
			p.walk(f.Type, off+f.Offset, name)
		}
	case typ.Kind() == reflect.Array:
		for i := range typ.Len() {
			p.walk(typ.Elem(), off+uintptr(i)*typ.Elem().Size(), fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

func (t *Task) own(label string, base unsafe.Pointer, typ reflect.Type) {
	p := planOf(typ)
	first := t.w.newCells(t.id, label, p, base, len(p.offsets))
	for i, off := range p.offsets {
		(*cell)(unsafe.Add(base, off)).id = uint32(t.id)<<spaceBits | first + uint32(i)
	}
}

// newCells numbers n cells of a new object and returns the first number.
func (w *World) newCells(space int, label string, p *plan, base unsafe.Pointer, n int) uint32 {
	cells := w.cells[space]
	if len(cells) == 0 {
		cells = append(cells, info{}) // number 0 stays "not owned"
	}
	first := uint32(len(cells))
	if len(cells)+n >= 1<<spaceBits {
		panic("sched: more than a million cells in one explored world")
	}
	for range n {
		if len(cells) < cap(cells) { // reuse the reads slice of an earlier execution
			cells = cells[:len(cells)+1]
			in := &cells[len(cells)-1]
			*in = info{reads: in.reads[:0]}
		} else {
			cells = append(cells, info{})
		}
	}
	w.cells[space] = cells
	number := 1
	for i := len(w.objects[space]) - 1; i >= 0; i-- {
		if o := &w.objects[space][i]; o.label == label {
			number = o.number + 1
			break
		}
	}
	w.objects[space] = append(w.objects[space], object{label, number, first, p, base})
	return first
}
