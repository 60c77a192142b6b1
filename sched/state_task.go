package sched

// A task is deterministic: what it does next is a function of what it has
// seen. So it is an automaton, which the search learns from real executions
// and then runs in their place.
//
// A point is a place in it between two accesses, and stands for a history of
// the task: everything that its accesses have met so far. A local is a point
// where the task stands between two steps. Histories form a tree, except that
// Task.Keep cuts them short and so joins branches.

// opcode is what a task does at a point.
type opcode uint8

const (
	unknown opcode = iota // nobody has been here yet
	looks                 // meets the value of a cell, and goes on accordingly
	changes               // gives a cell a new value
	awaits                // notes that a reader has left
	keeps                 // forgets most of its history
	stops                 // ends the step
)

type point struct {
	op     opcode
	a      access
	column int32  // that it accesses
	value  uint32 // that it writes
	next   int32  // point; for stops: local; for looks: newest arm
}

// arm is one way to go on after a look.
type arm struct {
	value uint32
	to    int32 // point
	next  int32 // another arm of the same point, 0 if none
}

// local is a task between two steps, or cut short by Keep.
type local struct {
	task int
	done bool
	step string

	want   access // what the step needs before it may run: acquire, await or 0
	column int32  // of the mutex
	open   []held // the sections still to end

	root    int32   // point where the step begins
	locks   uint32  // mutexes that the task holds
	future  []claim // by column: what the task may still do
	parents []int32 // locals with a step that leads here
}

// held is a section that somebody waits for: it is open as long as the column
// has that value.
type held struct {
	column int32
	value  uint32
}

// column is a cell that some task has touched.
type column struct {
	cell  uint32
	first uint32 // value that the body gave it
	lock  uint32 // bit of the mutex; 0 for other cells, and for the 33rd mutex
}

// worth is a value of a cell, before it is numbered.
type worth struct {
	kind worthKind
	of   uint64
}

type worthKind uint8

const (
	plain    worthKind = iota // a number
	null                      // a nil pointer
	given                     // the pointer that the body put into cell of
	written                   // the pointer that is written at point of
	free                      // a mutex released at point of, 0 if never
	section_                  // the task's of-th open read-side section, 0 if none is
)

// taken is the bit of a mutex that is held; the rest is the task.
const taken = 1 << 31

// number makes a worth a value: equal ones get equal numbers.
func (s *stateful) number(kind worthKind, of uint64) uint32 {
	w := worth{kind, of}
	v, ok := s.worths[w]
	if !ok {
		v = uint32(len(s.worths) + 1) // 0 is what a task gave its own cell
		s.worths[w] = v
	}
	return v
}

// arm is where point p leads when it meets value v, 0 if nobody knows.
func (s *stateful) arm(p int32, v uint32) int32 {
	for i := s.points[p].next; i != 0; i = s.arms[i].next {
		if s.arms[i].value == v {
			return s.arms[i].to
		}
	}
	return 0
}

func (s *stateful) newArm(p int32, v uint32) int32 {
	to := s.newPoint()
	s.arms = append(s.arms, arm{v, to, s.points[p].next})
	s.points[p].next = int32(len(s.arms) - 1)
	return to
}

func (s *stateful) newPoint() int32 {
	s.points = append(s.points, point{})
	return int32(len(s.points) - 1)
}

// change is an entry of the undo log: a column, or the complement of a task,
// and what it was.
type change struct {
	at  int32
	was uint32
}

func (s *stateful) set(column int32, v uint32) {
	was := s.vals[column]
	if was == v {
		return
	}
	s.undo = append(s.undo, change{column, was})
	s.print.flip(uint32(column), was, v)
	s.vals[column] = v
}

func (s *stateful) move(task int, to int32) {
	was := s.at[task]
	s.undo = append(s.undo, change{^int32(task), uint32(was)})
	s.print.flip(taken|uint32(task), uint32(was), uint32(to))
	s.at[task] = to
}

// back takes changes back until the log is as long as it was.
func (s *stateful) back(mark int, p print128) {
	for i := len(s.undo) - 1; i >= mark; i-- {
		if c := s.undo[i]; c.at >= 0 {
			s.vals[c.at] = c.was
		} else {
			s.at[^c.at] = int32(c.was)
		}
	}
	s.undo, s.print = s.undo[:mark], p
}

// enabled reports whether task can take its next step.
func (s *stateful) enabled(task int) bool {
	l := &s.locals[s.at[task]]
	switch {
	case l.done:
		return false
	case l.want == acquire:
		return s.vals[l.column]&taken == 0
	}
	for _, h := range l.open {
		if s.vals[h.column] == h.value {
			return false
		}
	}
	return true
}

// verdict is what became of a step.
type verdict uint8

const (
	done    verdict = iota
	unheard         // nobody knows yet what the task does
	refused         // it is not private
)

// take runs the next step of task in the automaton; if private is set, only
// if it is. Otherwise nothing has changed.
func (s *stateful) take(task int, private bool) verdict {
	from := s.at[task]
	p, locks := s.locals[from].root, s.locals[from].locks
	mark, before := len(s.undo), s.print
	for {
		pt := &s.points[p]
		if private && (pt.op == looks || pt.op == changes) && !s.alone(task, pt.column, pt.a, locks) {
			s.back(mark, before)
			return refused
		}
		switch pt.op {
		case unknown:
			s.back(mark, before)
			return unheard
		case looks:
			to := s.arm(p, s.vals[pt.column])
			if to == 0 {
				s.back(mark, before)
				return unheard
			}
			if pt.a == acquire {
				s.set(pt.column, taken|uint32(task))
			}
			p = to
		case changes:
			s.set(pt.column, pt.value)
			p = pt.next
		case awaits, keeps:
			p = pt.next
		case stops:
			s.move(task, pt.next)
			s.path = append(s.path, uint8(task))
			s.report.Transitions++
			return done
		}
	}
}
