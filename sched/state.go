package sched

import (
	"errors"
	"fmt"
	"math/big"
	"math/bits"
)

// stateful is the search that merges equal states. It shares nothing with the
// others but the world that executes: no order of events, no races, no sleep
// sets.
//
// A state is the value of every cell, who holds which mutex, who is inside
// which read-side section, and the history of every task. A task is run for
// real only when it comes to a point that it has not been at with that
// history; from then on its automaton takes its place. See state_task.go for
// the automaton, state_tape.go for how it is learned, state_private.go for the
// reduction and state_set.go for the fingerprints.
type stateful struct {
	*explorer
	tape tape

	// The automata.
	points   []point // points[0] and arms[0] are unused
	arms     []arm
	locals   []local
	start    []int32 // by task: the local where it begins
	columns  []column
	columnOf map[uint32]int32 // by cell
	worths   map[worth]uint32
	kept     map[string]int32 // what Keep kept -> local
	mutexes  int

	// The state that the search stands on, and the way there.
	vals  []uint32 // by column
	at    []int32  // by task: local
	print print128
	undo  []change
	path  []uint8 // tasks
	stack []frame

	seen      *states
	exact     map[string]struct{} // in its place, for Options.Exact
	ends      *states             // final states that have been judged
	counts    map[print128]u128   // schedules from a state on, for Options.Count
	surprised bool                // a private step was not
	buf       []byte

	ran   []uint8 // the way to where the world stands
	alive bool    // it stands there
	fresh bool    // it has got there by steps that nobody had taken before
}

// frame is a state on the path.
type frame struct {
	todo, all  uint32 // tasks still to try, and all that could run
	undo, path int    // lengths of the logs there
	print      print128
	sum        u128
}

type u128 struct{ hi, lo uint64 }

// add is a+b, and all ones if that is too much.
func (a u128) add(b u128) u128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, over := bits.Add64(a.hi, b.hi, carry)
	if over != 0 || a.full() || b.full() {
		return u128{^uint64(0), ^uint64(0)}
	}
	return u128{hi, lo}
}

func (a u128) full() bool { return a.hi == ^uint64(0) }

func newStateful(x *explorer) *stateful {
	s := &stateful{
		explorer: x, points: make([]point, 1), arms: make([]arm, 1), ends: newStates(),
		columnOf: map[uint32]int32{}, worths: map[worth]uint32{}, kept: map[string]int32{},
	}
	if x.opt.Count {
		s.opt.EveryState = true
	}
	x.fraction = s.done
	s.tape.s = s
	return s
}

// errStopped is the way out of a search that was given up: x.stopped says why.
var errStopped = errors.New("stopped")

func (s *stateful) search() error {
	if s.opt.Witness {
		return errors.New("sched: a Stateful search finds final states, not the shortest schedules to them: use DPOR for Witness")
	}
	s.w.tape = &s.tape
	defer s.abandon()
	for {
		if err := s.pass(); err == errStopped {
			return nil
		} else if err != nil {
			return err
		}
		if !s.surprised {
			break
		}
	}
	s.abandon()
	if s.report.Executions == 1 && s.failure == nil {
		if err := s.twice(); err != nil {
			return err
		}
	}
	s.report.Complete = true
	return nil
}

// reset goes back to the first state and forgets which states were visited;
// the automata stay.
func (s *stateful) reset() error {
	s.seen, s.exact = newStates(), map[string]struct{}{}
	s.surprised, s.report.States, s.report.Transitions = false, 0, 0
	s.stack, s.undo, s.path, s.print = s.stack[:0], s.undo[:0], s.path[:0], print128{}
	if s.opt.Count {
		s.counts = map[print128]u128{}
	}
	if err := s.execute(); err != nil {
		return err
	}
	s.at = append(s.at[:0], s.start...)
	s.vals = s.vals[:0]
	for i := range s.columns {
		s.vals = append(s.vals, s.columns[i].first)
	}
	return nil
}

// pass visits every state.
func (s *stateful) pass() error {
	if err := s.reset(); err != nil {
		return err
	}
	if err := s.arrive(); err != nil {
		return err
	}
	for {
		f := &s.stack[len(s.stack)-1]
		if f.todo == 0 {
			if s.opt.Count {
				s.counts[f.print] = f.sum
			}
			if s.stack = s.stack[:len(s.stack)-1]; len(s.stack) == 0 {
				s.counted(f.sum)
				return nil
			}
			g := &s.stack[len(s.stack)-1]
			g.sum = g.sum.add(f.sum)
			s.retreat(g)
			continue
		}
		task := bits.TrailingZeros32(f.todo)
		f.todo &^= 1 << task
		if s.take(task, false) == unheard {
			if err := s.learn(task); err != nil {
				return err
			}
			if s.take(task, false) != done {
				return s.nondeterministic(len(s.path), "what a task has just done cannot be done again")
			}
		}
		if err := s.arrive(); err != nil {
			return err
		}
	}
}

// retreat goes back to the state of f.
func (s *stateful) retreat(f *frame) {
	s.back(f.undo, f.print)
	s.path = s.path[:f.path]
}

// arrive enters the state that a step has led to, or goes back if it has been
// visited before.
func (s *stateful) arrive() error {
	if err := s.tooLong(); err != nil {
		return err
	}
	if !s.opt.EveryState {
		if err := s.private(); err != nil {
			return err
		}
	}
	if s.report.States%(1<<16) == 1<<16-1 && s.halt() {
		return errStopped
	}
	if !s.add() {
		f := &s.stack[len(s.stack)-1]
		if s.opt.Count {
			f.sum = f.sum.add(s.counts[s.print])
		}
		s.retreat(f)
		return nil
	}
	f := frame{undo: len(s.undo), path: len(s.path), print: s.print}
	for task := range s.at {
		if s.enabled(task) {
			f.all |= 1 << task
		}
	}
	if f.all == 0 {
		f.sum.lo = 1
		if err := s.judge(); err != nil {
			return err
		}
	}
	f.todo = f.all
	s.stack = append(s.stack, f)
	return nil
}

// add reports whether the state is new.
func (s *stateful) add() bool {
	if s.opt.Exact {
		key := s.whole()
		if _, ok := s.exact[key]; ok {
			return false
		}
		s.exact[key] = struct{}{}
	} else if !s.seen.add(s.print) {
		return false
	}
	s.report.States++
	return true
}

func (s *stateful) tooLong() error {
	if d := len(s.path); d > s.opt.maxSteps() {
		l := &s.locals[s.at[s.path[d-1]]]
		return fmt.Errorf("sched: an execution of more than %d steps (last: task %s): nothing is proved", d-1, s.w.tasks[l.task+1].name)
	}
	return nil
}

// counted reports the number of schedules.
func (s *stateful) counted(n u128) {
	if s.opt.Count && !n.full() {
		b := new(big.Int).SetUint64(n.hi)
		s.report.Schedules = b.Lsh(b, 64).Add(b, new(big.Int).SetUint64(n.lo))
	}
}

// done is an estimate of how much of the pass is done; see Progress.Done.
func (s *stateful) done() float64 {
	sum, weight := 0.0, 1.0
	for i := range s.stack {
		f := &s.stack[i]
		all := float64(max(1, bits.OnesCount32(f.all)))
		tried := all - float64(bits.OnesCount32(f.todo)) - 1
		sum += weight * max(0, tried) / all
		weight /= all
	}
	return sum
}
