package drift

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"boundif/emu"
	"boundif/internal/plane"
)

// A Race is a program with a part that two tasks run at the same time.
type Race struct {
	Before Program
	Tasks  [2]Program
	After  Program
}

func (r Race) String() string {
	return fmt.Sprintf("%s-- one task\n%s-- another\n%s-- then\n%s", r.Before, r.Tasks[0], r.Tasks[1], r.After)
}

// calm is the verbs that tasks of a race are made of: they leave what a machine
// keeps of its devices and sockets as it is.
var calm = []string{
	"bindtoifindex", "bindtoifindex", "bindtoifindex", "bindtodevice", "bindtodevice", "bindtodevice", "unbind",
	"rename", "rename", "rename", "rename-by-name", "altname", "no-altname", "del", "up", "down", "address",
	"bind", "bind", "connect", "connect", "disconnect", "flag", "device", "getsockname",
}

// RaceOf is the race that a seed stands for: each task makes one or two calls.
func RaceOf(seed int) Race {
	rng := rand.New(rand.NewPCG(uint64(seed), 1))
	part := func(n int) (p Program) {
		for range 1 + rng.IntN(n) {
			o := Op{Verb: calm[rng.IntN(len(calm))]}
			for _, k := range verbs[o.Verb].args {
				values := k.values[:min(len(k.values), 4)] // the tasks shall meet
				if slices.Equal(k.values, socketArg.values) {
					values = []string{"s1", "s1", "s2"}
				}
				o.Args = append(o.Args, values[rng.IntN(len(values))])
			}
			p = append(p, o)
		}
		return p
	}
	return Race{
		Before: append(slices.Clone(beginnings[1]), begin("flag s1 REUSEADDR 1\nflag s2 REUSEADDR 1")...),
		Tasks:  [2]Program{part(2), part(2)},
		After:  begin("device s1\ndevice s2\ngetsockname s1\narrive d1 10.1.0.2:5000>10.9.9.9:7000\narrive d2 10.1.0.2:5000>10.9.9.9:7000\nname-of d1\nindex-of a0\nindex-of b0"),
	}
}

// outcome is what both tasks and the rest were answered.
func outcome(tasks [2][]string, after []string) string {
	return fmt.Sprintf("%s | %s | %s", strings.Join(tasks[0], ", "), strings.Join(tasks[1], ", "), strings.Join(after, ", "))
}

// Explored is every outcome that the model can have: all interleavings of all
// steps. ok is false if there are more than limit executions to be made.
func (r Race) Explored(release emu.Release, limit int) (outcomes []string, ok bool, err error) {
	report, err := emu.Search(func(k *emu.Kernel) {
		m, err := newMachine(plane.ModelOf(k))
		if err == nil {
			_, err = m.run(r.Before)
		}
		if err != nil {
			k.Errorf("before the race: %v", err)
			return
		}
		var answers [2][]string
		for i, name := range []string{"one", "other"} {
			k.Go(name, func() {
				got, err := m.run(r.Tasks[i])
				if err != nil {
					k.Errorf("%v", err)
				}
				answers[i] = got
			})
		}
		k.Finally(func() {
			after, err := m.run(r.After)
			if err != nil {
				k.Errorf("after the race: %v", err)
			}
			k.Outcome(outcome(answers, after))
		})
	}, emu.On(release), emu.MaxRuns(limit))
	if report != nil && !report.Complete {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	for _, o := range report.Outcomes {
		outcomes = append(outcomes, o.Label)
	}
	return outcomes, true, nil
}

// Free runs the race on a plane with real threads, once.
func (r Race) Free(pl plane.Plane) (string, error) {
	m, err := newMachine(pl)
	if err != nil {
		return "", err
	}
	if _, err := m.run(r.Before); err != nil {
		return "", err
	}
	for _, p := range r.Tasks { // what makes a process, or passes a descriptor to it, does it now
		for _, o := range p {
			if len(o.Args) > 1 && (o.Args[0] == "nobody" || o.Args[0] == "other") {
				m.as(o.Args[0])
				m.sock(o.Args[1], o.Args[0])
			}
		}
	}
	var answers [2][]string
	var errs [2]error
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range r.Tasks {
		group.Go(func() {
			<-start
			answers[i], errs[i] = m.run(r.Tasks[i])
		})
	}
	close(start)
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return "", err
		}
	}
	after, err := m.run(r.After)
	return outcome(answers, after), err
}

// Forced runs the calls of the race one after the other, in the order that says
// for each call which task makes it.
func (r Race) Forced(pl plane.Plane, order []int) (string, error) {
	m, err := newMachine(pl)
	if err != nil {
		return "", err
	}
	if _, err := m.run(r.Before); err != nil {
		return "", err
	}
	var answers [2][]string
	for _, task := range order {
		got, err := m.do(r.Tasks[task][len(answers[task])])
		if err != nil {
			return "", err
		}
		answers[task] = append(answers[task], got)
	}
	after, err := m.run(r.After)
	return outcome(answers, after), err
}

// Orders is every order of the calls of the race.
func (r Race) Orders() (orders [][]int) {
	var extend func(order []int, left [2]int)
	extend = func(order []int, left [2]int) {
		if left == [2]int{} {
			orders = append(orders, slices.Clone(order))
			return
		}
		for task := range left {
			if left[task] > 0 {
				rest := left
				rest[task]--
				extend(append(order, task), rest)
			}
		}
	}
	extend(nil, [2]int{len(r.Tasks[0]), len(r.Tasks[1])})
	return orders
}

// Happens is what comes out of the race on a real kernel: with whole calls in
// every order, and with threads running free, so often.
func (r Race) Happens(open func() (plane.Plane, error), rounds int) (outcomes []string, err error) {
	try := func(run func(plane.Plane) (string, error)) error {
		pl, err := open()
		if err != nil {
			return err
		}
		defer pl.Close()
		got, err := run(pl)
		if err == nil && !slices.Contains(outcomes, got) {
			outcomes = append(outcomes, got)
		}
		return err
	}
	for _, order := range r.Orders() {
		if err := try(func(pl plane.Plane) (string, error) { return r.Forced(pl, order) }); err != nil {
			return nil, err
		}
	}
	for range rounds {
		if err := try(r.Free); err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}
