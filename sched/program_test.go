package sched

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// A program is a small concurrent program as data: what the random tests draw,
// what rapid shrinks, and what a failure prints.
type program struct {
	vars, mutexes int
	tasks         [][]op
}

// An op is one line of a task. at says that it begins a step of its own; an op
// without it joins the step under way. A Lock always begins one.
type op struct {
	do string // load, store, skip, lock, unlock, maybe, rlock, runlock, sync
	on int    // variable or mutex
	at bool
}

func (o op) String() string {
	s := o.do
	switch o.do {
	case "load", "store":
		s += fmt.Sprintf(" v%d", o.on)
	case "lock", "unlock", "maybe":
		s += fmt.Sprintf(" m%d", o.on)
	}
	if !o.at {
		s = "+" + s
	}
	return s
}

func (p program) String() string {
	var b strings.Builder
	for i, ops := range p.tasks {
		fmt.Fprintf(&b, "\n\ttask t%d:", i)
		for _, o := range ops {
			fmt.Fprintf(&b, " %v;", o)
		}
	}
	return b.String()
}

// shared is the state of a program.
type shared struct {
	v [3]Var[uint32]
	m [2]Mutex
}

// body runs the program. Every value that a task stores depends on all that it
// has loaded, and the outcome names the final variables and what each task
// saw: two executions that differ in the order of conflicting steps have a
// good chance to differ in their outcome too.
func (p program) body(w *World) {
	s := &shared{}
	Own(w.Setup(), "s", s)
	saw := make([]uint32, len(p.tasks))
	for i, ops := range p.tasks {
		w.Go(fmt.Sprintf("t%d", i), func(t *Task) { saw[i] = run(t, s, uint32(i+1), ops) })
	}
	w.Finally(func(t *Task) {
		var b strings.Builder
		for i := range p.vars {
			fmt.Fprintf(&b, "v%d=%x ", i, s.v[i].Load(t))
		}
		fmt.Fprintf(&b, "saw %x", saw)
		w.Outcome(b.String())
	})
}

// run is the interpreter. A "skip" leaves out the load or store after it when
// the task has seen an odd value, and a "maybe" is a critical section that is
// only entered then: footprints and steps that depend on data.
func run(t *Task, s *shared, id uint32, ops []op) (saw uint32) {
	for i := 0; i < len(ops); i++ {
		o, step := ops[i], (*Task)(nil)
		if o.do == "skip" {
			if saw%2 == 1 && i+1 < len(ops) && (ops[i+1].do == "load" || ops[i+1].do == "store") {
				i++
			}
			continue
		}
		if step = t; o.at {
			step = t.At(fmt.Sprintf("%s%d", o.do, i))
		}
		switch o.do {
		case "load":
			saw = saw*31 + s.v[o.on].Load(step)
		case "store":
			s.v[o.on].Store(step, saw*17+id*8+uint32(i))
		case "lock":
			s.m[o.on].Lock(step)
		case "unlock":
			s.m[o.on].Unlock(step)
		case "maybe":
			if saw%2 == 1 {
				s.m[o.on].Lock(step)
				s.v[0].Store(t, saw*17+id*8+uint32(i))
				s.m[o.on].Unlock(t)
			}
		case "rlock":
			step.RCULock()
		case "runlock":
			step.RCUUnlock()
		case "sync":
			step.RCUSync()
		}
	}
	return saw
}

// drawProgram draws a program of at most the given number of steps. Tasks may
// lock in any order, so deadlocks are among the programs; a mutex may be held
// at the end.
func drawProgram(t *rapid.T, steps int) program {
	p := program{vars: rapid.IntRange(1, 3).Draw(t, "vars"), mutexes: rapid.IntRange(0, 2).Draw(t, "mutexes")}
	n := rapid.IntRange(2, 4).Draw(t, "tasks")
	for i := range n {
		p.tasks = append(p.tasks, drawTask(t, p, steps/n, i))
	}
	return p
}

func drawTask(t *rapid.T, p program, steps, i int) []op {
	var ops []op
	var held [2]bool
	section, used := false, 0
	for len(ops) < 3*steps {
		kinds := []string{"load", "store", "load", "store", "skip"}
		for m := range p.mutexes {
			if held[m] {
				kinds = append(kinds, fmt.Sprintf("unlock%d", m), fmt.Sprintf("unlock%d", m))
			} else {
				kinds = append(kinds, fmt.Sprintf("lock%d", m), fmt.Sprintf("maybe%d", m))
			}
		}
		if section {
			kinds = append(kinds, "runlock", "runlock")
		} else {
			kinds = append(kinds, "rlock", "sync")
		}
		kinds = append(kinds, "stop")
		kind := rapid.SampledFrom(kinds).Draw(t, fmt.Sprintf("t%d", i))
		if kind == "stop" {
			break
		}
		o := op{do: strings.TrimRight(kind, "012"), on: int(kind[len(kind)-1] - '0')}
		switch o.do {
		case "load", "store":
			o.on = rapid.IntRange(0, p.vars-1).Draw(t, "var")
			o.at = used == 0 || rapid.Bool().Draw(t, "at")
		case "lock", "maybe", "sync":
			o.at = true
		case "unlock":
			o.at = rapid.Bool().Draw(t, "at")
		case "rlock":
			o.at = used > 0 && rapid.Bool().Draw(t, "at")
		case "skip":
			if used == 0 {
				continue
			}
		}
		if o.at {
			if used++; o.do == "sync" {
				used++
			}
			if used > steps {
				break
			}
		}
		switch o.do {
		case "lock":
			held[o.on] = true
		case "unlock":
			held[o.on] = false
		case "rlock":
			section = true
		case "runlock":
			section = false
		}
		ops = append(ops, o)
	}
	for m := range p.mutexes {
		if held[m] && rapid.IntRange(0, 3).Draw(t, "leave it locked") > 0 {
			ops = append(ops, op{do: "unlock", on: m})
		}
	}
	if section {
		ops = append(ops, op{do: "runlock"})
	}
	return ops
}

// prog reads a program as String prints it: one string for each task, ops
// separated by semicolons, a "+" before an op that joins the step under way.
func prog(tasks ...string) program {
	p := program{vars: 3, mutexes: 2}
	for _, text := range tasks {
		var ops []op
		for _, s := range strings.Split(text, ";") {
			s = strings.TrimSpace(s)
			if s == "" {
				continue
			}
			s, joined := strings.CutPrefix(s, "+")
			do, on, _ := strings.Cut(s, " ")
			o := op{do: do, at: !joined}
			if on != "" {
				o.on = int(on[1] - '0')
			}
			ops = append(ops, o)
		}
		p.tasks = append(p.tasks, ops)
	}
	return p
}
