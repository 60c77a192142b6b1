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
		m := &merger{number: number}
		if i < len(r.roots) && len(r.roots[i].edges) > 0 {
			m.grow(r.roots[i], 0)
		} else { // a task without a step
			m.grow(&history{done: true}, 0)
		}
		if m.err != nil {
			return nil, fmt.Errorf("promela: task %s: %w", name, m.err)
		}
		m.reduce()
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

// merger makes one place of histories of one length after which a task stands
// before the same step and does the same from there on, as far as both were
// seen to meet the same values; ends are one place at any length. One history
// can rule out values that another meets: the place has the moves of both. The automaton is an exact quotient of the tree,
// whatever is merged: a history and the values of the cells decide the move,
// and a place that holds the history has that move and no other for them.
type merger struct {
	number map[uint32]int
	nodes  []Place // the tree, and what has become of it
	into   []int   // by node: the node that it was merged into, or itself
	length []int   // by node: steps that lead to it
	undo   []func()
	err    error
}

// grow adds the subtree of h, which length steps lead to, and returns its root.
func (m *merger) grow(h *history, length int) int {
	i := len(m.nodes)
	m.length = append(m.length, length)
	m.nodes = append(m.nodes, Place{Step: h.step, Done: h.done})
	m.into = append(m.into, i)
	var moves []Move
	for _, e := range h.edges {
		when, set := m.effect(e.did)
		moves = append(moves, Move{[][]Value{when}, set, m.grow(e.to, length+1)})
	}
	m.nodes[i].Moves = moves
	if !compatible(moves) && m.err == nil {
		m.err = fmt.Errorf("the body is nondeterministic: two ways to take step %s after the same history", h.step)
	}
	return i
}

// compatible reports whether the values of the cells tell which move it is.
func compatible(moves []Move) bool {
	for i, a := range moves {
		for _, b := range moves[:i] {
			if !exclude(a.When[0], b.When[0]) {
				return false
			}
		}
	}
	return true
}

func (m *merger) find(i int) int {
	for m.into[i] != i {
		i = m.into[i]
	}
	return i
}

// reduce merges every node that can be into the first that takes it.
func (m *merger) reduce() {
	for i := range m.nodes {
		for k := 0; k < i && m.find(i) == i; k++ {
			if m.find(k) == k && !m.merge(k, i) {
				for _, undo := range slices.Backward(m.undo) {
					undo()
				}
			}
			m.undo = m.undo[:0]
		}
	}
}

// merge makes one node of a and b, and of the nodes to which they lead by the
// same values; false if they differ, and then it must be undone.
func (m *merger) merge(a, b int) bool {
	todo := [][2]int{{a, b}}
	for len(todo) > 0 {
		a, b := m.find(todo[0][0]), m.find(todo[0][1])
		todo = todo[1:]
		if a == b {
			continue
		}
		x, y := m.nodes[a], m.nodes[b]
		if x.Step != y.Step || x.Done != y.Done || m.length[a] != m.length[b] && !x.Done {
			return false
		}
		moves := slices.Clip(x.Moves)
		for _, mine := range y.Moves {
			known := false
			for _, other := range x.Moves {
				if exclude(other.When[0], mine.When[0]) {
					continue
				}
				if !slices.Equal(other.Set, mine.Set) {
					return false
				}
				todo = append(todo, [2]int{other.To, mine.To})
				known = known || slices.Equal(other.When[0], mine.When[0])
			}
			if !known {
				moves = append(moves, mine)
			}
		}
		m.undo = append(m.undo, func() { m.nodes[a], m.into[b] = x, b })
		m.nodes[a].Moves, m.into[b] = moves, a
	}
	return true
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

// fromStart is the places in the order in which a walk from the start, node 0,
// comes to them. Moves that differ only in what they read become one.
func (m *merger) fromStart() []Place {
	number := map[int]int{}
	var order []int
	var walk func(int)
	walk = func(i int) {
		i = m.find(i)
		if _, seen := number[i]; seen {
			return
		}
		number[i] = len(order)
		order = append(order, i)
		slices.SortFunc(m.nodes[i].Moves, func(a, b Move) int { return compareValues(a.When[0], b.When[0]) })
		for _, mv := range m.nodes[i].Moves {
			walk(mv.To)
		}
	}
	walk(0)
	var out []Place
	for _, i := range order {
		at := Place{Step: m.nodes[i].Step, Done: m.nodes[i].Done}
		for _, mv := range m.nodes[i].Moves {
			at.add(Move{mv.When, mv.Set, number[m.find(mv.To)]})
		}
		out = append(out, at)
	}
	return out
}

// add gives the place a move, or another condition to one that it has.
func (at *Place) add(mv Move) {
	for i := range at.Moves {
		if m := &at.Moves[i]; m.To == mv.To && slices.Equal(m.Set, mv.Set) {
			m.When = append(m.When, mv.When...)
			return
		}
	}
	at.Moves = append(at.Moves, mv)
}
