package promela

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"boundif/sched"
)

// program turns the trees into automata.
func (r *recorder) program(tasks []string) (*Program, error) {
	p := &Program{}
	number := r.number(p)
	for i, name := range tasks {
		m := &merger{number: number, places: map[string]int{}}
		if i < len(r.roots) && len(r.roots[i].edges) > 0 {
			m.place(r.roots[i])
		} else { // a task without a step
			m.place(&history{done: true})
		}
		if m.err != nil {
			return nil, fmt.Errorf("promela: task %s: %w", name, m.err)
		}
		p.Tasks = append(p.Tasks, Task{From: name, Places: m.fromStart()})
	}
	for label, finals := range r.ended {
		o := Outcome{Label: label}
		for _, f := range finals {
			o.Finals = append(o.Finals, p.final(f, number))
		}
		slices.SortFunc(o.Finals, slices.Compare)
		p.Outcomes = append(p.Outcomes, o)
	}
	slices.SortFunc(p.Outcomes, func(a, b Outcome) int { return strings.Compare(a.Label, b.Label) })
	p.bounds()
	p.name()
	return p, nil
}

// number fills in the cells, and returns their numbers in the program.
func (r *recorder) number(p *Program) map[uint32]int {
	var cells []*found
	for _, f := range r.cells {
		cells = append(cells, f)
	}
	slices.SortFunc(cells, func(a, b *found) int { return cmp.Compare(a.number, b.number) })
	number := map[uint32]int{}
	for i, f := range cells {
		number[f.number] = i
		owner := slices.Index(f.by, true)
		if slices.Contains(f.by[owner+1:], true) {
			owner = -1
		}
		p.Cells = append(p.Cells, Cell{From: f.name, Mutex: f.mutex, Init: int32(f.init), Owner: owner})
	}
	return number
}

// final is the value of every cell.
func (p *Program) final(changed []value, number map[uint32]int) []int32 {
	out := make([]int32, len(p.Cells))
	for i, c := range p.Cells {
		out[i] = c.Init
	}
	for _, x := range changed {
		out[number[x.cell]] = int32(x.v)
	}
	return out
}

// bounds finds the range of each cell.
func (p *Program) bounds() {
	for i := range p.Cells {
		c := &p.Cells[i]
		c.Min, c.Max = c.Init, c.Init
	}
	for _, t := range p.Tasks {
		for _, at := range t.Places {
			for _, m := range at.Moves {
				for _, s := range m.Set {
					c := &p.Cells[s.Cell]
					c.Min, c.Max = min(c.Min, s.V), max(c.Max, s.V)
				}
			}
		}
	}
}

// merger makes one place of all histories after which a task does the same.
type merger struct {
	number map[uint32]int
	places map[string]int // by all that can be seen of a place
	list   []Place
	err    error
}

// place is the number of the place that h leads to.
func (m *merger) place(h *history) int {
	at := Place{Step: h.step, Done: h.done}
	for _, e := range h.edges {
		when, set := m.effect(e.did)
		at.add(when, set, m.place(e.to))
	}
	if err := at.check(); err != nil && m.err == nil {
		m.err = err
	}
	for i := range at.Moves {
		slices.SortFunc(at.Moves[i].When, compareValues)
	}
	slices.SortFunc(at.Moves, func(a, b Move) int { return slices.CompareFunc(a.When, b.When, compareValues) })
	key := fmt.Sprint(at)
	i, known := m.places[key]
	if !known {
		i = len(m.list)
		m.places[key] = i
		m.list = append(m.list, at)
	}
	return i
}

// effect sums up the accesses of a step: what it read of the state before it,
// and what it leaves changed.
func (m *merger) effect(did []sched.Access) (when, set []Value) {
	now := map[int]int32{}
	var order []int
	know := func(c int, v int32) {
		if _, known := now[c]; !known {
			when = append(when, Value{c, v})
			order, now[c] = append(order, c), v
		}
	}
	for _, a := range did {
		c := m.number[a.Cell]
		switch a.Do {
		case "read":
			know(c, int32(a.Was))
		case "acquire":
			know(c, 0)
			now[c] = 1
		default:
			if _, known := now[c]; !known {
				order = append(order, c)
			}
			now[c] = int32(a.Is)
		}
	}
	for _, c := range order {
		if !slices.Contains(when, Value{c, now[c]}) {
			set = append(set, Value{c, now[c]})
		}
	}
	byCell := func(a, b Value) int { return a.Cell - b.Cell }
	slices.SortFunc(when, byCell)
	slices.SortFunc(set, byCell)
	return when, set
}

// add gives the place a move, or another condition to one that it has.
func (at *Place) add(when, set []Value, to int) {
	for i := range at.Moves {
		m := &at.Moves[i]
		if m.To != to || !slices.Equal(m.Set, set) {
			continue
		}
		if !slices.ContainsFunc(m.When, func(w []Value) bool { return slices.Equal(w, when) }) {
			m.When = append(m.When, when)
		}
		return
	}
	at.Moves = append(at.Moves, Move{[][]Value{when}, set, to})
}

// check makes sure that what the task read decides what it does.
func (at *Place) check() error {
	for i, m := range at.Moves {
		for _, o := range at.Moves[:i] {
			for _, a := range m.When {
				for _, b := range o.When {
					if !exclude(a, b) {
						return fmt.Errorf("the body is nondeterministic: two ways to take step %s after the same history", at.Step)
					}
				}
			}
		}
	}
	return nil
}

// exclude reports whether some cell has different values in a and b.
func exclude(a, b []Value) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Cell == y.Cell && x.V != y.V {
				return true
			}
		}
	}
	return false
}

func compareValues(a, b []Value) int {
	return slices.CompareFunc(a, b, func(x, y Value) int {
		return cmp.Or(cmp.Compare(x.Cell, y.Cell), cmp.Compare(x.V, y.V))
	})
}

// fromStart is the places in the order in which a walk from the start, the
// place found last, comes to them.
func (m *merger) fromStart() []Place {
	number := map[int]int{}
	var order []int
	var walk func(int)
	walk = func(i int) {
		if _, seen := number[i]; seen {
			return
		}
		number[i] = len(order)
		order = append(order, i)
		for _, mv := range m.list[i].Moves {
			walk(mv.To)
		}
	}
	walk(len(m.list) - 1)
	var out []Place
	for _, i := range order {
		at := m.list[i]
		for k := range at.Moves {
			at.Moves[k].To = number[at.Moves[k].To]
		}
		out = append(out, at)
	}
	return out
}
