package linear

import (
	"fmt"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// A Call is one call of a history. It was made at Begin and had returned at
// End, both included; moments count from 1. Of two calls one came before the
// other if its End is less than the other's Begin, and otherwise they overlap.
type Call struct {
	Client     string
	Op         Op
	Result     Result
	Begin, End int64

	id     int
	client int
}

func (c *Call) String() string { return fmt.Sprintf("%v -> %s", c.Op, c.Op.returned(c.Result)) }

// A History is the calls of one execution.
type History []*Call

// input is what porcupine keeps of an operation: which one of which call.
type input struct {
	call  *Call
	group int
}

// operations splits the calls as the specification says. All operations of a
// call may happen at any moment of it; their order is the specification's
// business.
func (h History) operations(s Spec) []porcupine.Operation {
	var ops []porcupine.Operation
	for _, c := range h {
		for g := range s.operations(c.Op.Kind) {
			ops = append(ops, porcupine.Operation{
				ClientId: c.client, Input: input{c, g}, Output: c.Result, Call: c.Begin, Return: c.End,
			})
		}
	}
	return ops
}

// model is the specification as porcupine takes it.
func (s Spec) model(start state) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return start },
		Step: func(from, in, _ any) (bool, any) {
			st, i := from.(state), in.(input)
			if int(st.done[i.call.id]) != i.group {
				return false, nil
			}
			st.done[i.call.id]++
			for _, part := range s.groups(i.call.Op.Kind)[i.group] {
				if !part(&st, i.call) {
					return false, nil
				}
			}
			return true, st
		},
		DescribeOperation: func(in, _ any) string { return in.(input).String() },
	}
}

func (i input) String() string {
	s := fmt.Sprintf("%s: %v", i.call.Client, i.call)
	if i.group > 0 {
		s += fmt.Sprintf(" (operation %d)", i.group+1)
	}
	return s
}

// explained reports whether the specification explains the history, which
// began in that state.
func (h History) explained(s Spec, start state) bool {
	return porcupine.CheckOperations(s.model(start), h.operations(s))
}

// furthest is the longest order of operations that the specification allows,
// the first in the alphabet if there are several.
func (h History) furthest(s Spec, start state) string {
	model := s.model(start)
	_, info := porcupine.CheckOperationsVerbose(model, h.operations(s), 0)
	best := []string(nil)
	for _, order := range info.PartialLinearizationsOperations()[0] {
		var lines []string
		for _, op := range order {
			lines = append(lines, model.DescribeOperation(op.Input, op.Output))
		}
		if len(lines) > len(best) || len(lines) == len(best) && slices.Compare(lines, best) < 0 {
			best = lines
		}
	}
	return strings.Join(best, "; ")
}

// results is the calls and what they returned.
func (h History) results() string {
	var b strings.Builder
	for _, c := range h {
		fmt.Fprintf(&b, "%s: %v\n", c.Client, c)
	}
	return b.String()
}

// order says which calls came before which: by call, the set of those that had
// returned when it was made.
type order [maxCalls]uint32

func (h History) order() (o order) {
	for i, c := range h {
		for j, earlier := range h {
			if earlier.End < c.Begin {
				o[i] |= 1 << j
			}
		}
	}
	return o
}

// within reports whether all pairs that o orders are ordered in p too.
func (o order) within(p order) bool {
	for i := range o {
		if o[i]&^p[i] != 0 {
			return false
		}
	}
	return true
}

// String lists the calls with a bar for each: when it began and when it ended.
func (h History) String() string {
	moments := map[int64]int{}
	var all []int64
	for _, c := range h {
		all = append(all, c.Begin, c.End)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	for i, m := range all {
		moments[m] = i
	}
	var b strings.Builder
	for _, c := range h {
		from, to := 2*moments[c.Begin], 2*moments[c.End]
		bar := []byte(strings.Repeat(" ", 2*len(all)))
		for i := from; i <= to; i++ {
			bar[i] = '-'
		}
		bar[from], bar[to] = '|', '|'
		fmt.Fprintf(&b, "  %-8s %s %v\n", c.Client, bar, c)
	}
	return b.String()
}
