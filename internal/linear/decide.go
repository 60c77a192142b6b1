package linear

import (
	"errors"
	"fmt"

	"boundif/emu"
	"boundif/sched"
)

// A Verdict is what an exploration of a program decided.
type Verdict struct {
	Executions int // that were run: one per class
	Histories  int // different ones among them
	Bad        int // of these, those that the specification does not explain
	Outcomes   []string
	Witness    *sched.Failure // the shortest schedule of a bad one; nil if there is none
}

// Decide explores the program and holds every execution against the
// specification. An error says that nothing has been decided: the search could
// not finish, or a task did not come to its end.
func (p Program) Decide(s Spec, opts ...emu.Option) (*Verdict, error) {
	d := newDecision(p, s)
	return d.explore(byClass, opts...)
}

// A decision is the exploration of one program, with porcupine's verdicts on
// the histories seen so far. What no client can tell apart is judged once.
type decision struct {
	Program
	spec       Spec
	verdicts   map[identity]bool
	executions int
	stuck      string // a task that did not end
}

// identity is the same for two histories if no client can tell them apart.
type identity struct {
	results string
	order   order
}

func newDecision(p Program, s Spec) *decision {
	return &decision{Program: p, spec: s, verdicts: map[identity]bool{}}
}

func (d *decision) explore(newClock func(*emu.Kernel, []*client) clock, opts ...emu.Option) (*Verdict, error) {
	count := emu.Each(func(string, string) { d.executions++ }) // not called for the replay of a failure
	report, err := emu.Search(d.body(newClock), append(opts, count)...)
	v := &Verdict{Executions: d.executions, Histories: len(d.verdicts)}
	for _, ok := range d.verdicts {
		if !ok {
			v.Bad++
		}
	}
	switch isFailure := errors.As(err, &v.Witness); {
	case d.stuck != "":
		return nil, fmt.Errorf("linear: task %s did not come to its end: %w", d.stuck, err)
	case err != nil && (!isFailure || v.Bad == 0 || v.Witness.Panic != nil):
		return nil, err
	}
	for _, o := range report.Outcomes {
		v.Outcomes = append(v.Outcomes, o.Label)
	}
	return v, nil
}

func (d *decision) body(newClock func(*emu.Kernel, []*client) clock) func(k *emu.Kernel) {
	return func(k *emu.Kernel) {
		r := &run{p: d.Program, k: k, admin: k.Init().Root()}
		r.setUp()
		r.clock = newClock(k, r.clients)
		k.Finally(func() { d.judge(r) })
	}
}

// judge holds one execution against the specification.
func (d *decision) judge(r *run) {
	for _, c := range r.clients {
		if !c.over {
			d.stuck = c.name
			return
		}
	}
	h := r.history()
	id := identity{h.results(), h.order()}
	ok, known := d.verdicts[id]
	if !known {
		ok = h.explained(d.spec, r.start)
		d.verdicts[id] = ok
	}
	if d.Outcome != nil {
		r.k.Outcome(d.Outcome(h))
	}
	if !ok {
		r.k.Errorf("P4 (linearizability): no order of these calls gives these results, if %v\n%s  as far as it goes: %s",
			d.spec, h, h.furthest(d.spec, r.start))
	}
}
