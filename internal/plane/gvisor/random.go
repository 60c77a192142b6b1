package gvisor

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"boundif/internal/drift"
	"boundif/internal/plane"
	"boundif/netdev"
)

// A Campaign is what random programs came to.
type Campaign struct {
	Operations int            // drawn
	Compared   int            // of which netstack and Linux gave the same answer: up to the first difference of each program
	Met        map[string]int // how often each known difference was met
	Unnamed    []string       // what has no name: the seed, the program, both answers
}

// Random asks both the programs of seeds first, first+1, ... A program ends at
// its first difference, for the two are not in the same state from there on.
// The difference is made as small as it gets, and explained: see [Case].
func Random(first, programs int) (*Campaign, error) {
	c := &Campaign{Met: map[string]int{}}
	unnamed, errs := make([]string, programs), make([]error, programs)
	var mu sync.Mutex
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for i := w; i < programs; i += workers {
				p := Seeded(first + i)
				same, names, d, err := judge(p)
				if err != nil {
					errs[i] = fmt.Errorf("seed %d: %w\n%s", first+i, err, p)
					continue
				}
				mu.Lock()
				c.Operations, c.Compared = c.Operations+len(p), c.Compared+same
				for _, name := range names {
					c.Met[name]++
				}
				mu.Unlock()
				if d != nil && names == nil {
					unnamed[i] = fmt.Sprintf("seed %d:\n%s", first+i, d)
				}
			}
		})
	}
	group.Wait()
	c.Unnamed = slices.DeleteFunc(unnamed, func(s string) bool { return s == "" })
	return c, errors.Join(errs...)
}

// judge compares, shrinks and explains.
func judge(p drift.Program) (same int, names []string, d *Difference, err error) {
	if d, same, err = compare(p); d == nil || err != nil {
		return same, nil, nil, err
	}
	if d, err = d.shrink(); err == nil {
		names, err = d.explain()
	}
	return same, names, d, err
}

// A Difference is the smallest program whose last operation netstack and Linux
// answer differently, and nothing before it.
type Difference struct {
	Program       drift.Program
	Answers       []string // before the last
	Linux, GVisor string
}

// String is the program, the answers and, of the last operation, both.
func (d *Difference) String() string {
	var b strings.Builder
	for i, a := range d.Answers {
		fmt.Fprintf(&b, "  %-40s %s\n", d.Program[i], a)
	}
	last := d.Program[len(d.Program)-1]
	fmt.Fprintf(&b, "! %-40s Linux:  %s\n! %-40s gVisor: %s\n", last, d.Linux, last, d.GVisor)
	return b.String()
}

// secrets is how many boots of Linux are asked which member of a group of
// SO_REUSEPORT gets a packet: see [drift.Agrees].
const secrets = 64

// compare asks both. What they differ in first, if they do, is the end of the
// difference; of several boots of Linux the one that goes with netstack longest
// counts. same is how many operations had the same answer.
func compare(p drift.Program) (d *Difference, same int, err error) {
	n := New(netdev.Newest)
	defer n.Close()
	gvisor, err := p.Run(n)
	if err != nil {
		return nil, 0, fmt.Errorf("gVisor: %w", err)
	}
	for secret := range uint32(secrets) {
		linux, err := ask(p, secret)
		if err != nil {
			return nil, 0, err
		}
		at := 0
		for at < len(p) && linux[at] == gvisor[at] {
			at++
		}
		if at == len(p) {
			return nil, at, nil
		}
		if end := (question{program: p, answers: linux}).chance(); end <= at {
			return nil, end, nil
		}
		if d == nil || at > same {
			d, same = &Difference{p[:at+1], gvisor[:at], linux[at], gvisor[at]}, at
		}
		if !sharing(p) {
			break
		}
	}
	return d, same, nil
}

// chance is the number of the first operation that netstack answers by chance,
// and that of operations if there is none.
func (q question) chance() int {
	w := newSight()
	for i, o := range q.program {
		if w.byChance(o) {
			return i
		}
		w.read(o, q.answers[i])
	}
	return len(q.program)
}

func ask(p drift.Program, secret uint32) ([]string, error) {
	m := plane.ModelSharing(netdev.Newest, secret)
	defer m.Close()
	return p.Run(m)
}

// shrink leaves out operations as long as the last one goes on to have the same
// two answers, so that one difference does not become another.
func (d *Difference) shrink() (*Difference, error) {
	for size := len(d.Program) / 2; size > 0; {
		smaller := false
		for end := len(d.Program) - 1; end >= size; end-- {
			p := slices.Delete(slices.Clone(d.Program), end-size, end)
			less, same, err := compare(p)
			if err != nil {
				return d, err
			}
			if less != nil && same == len(p)-1 && less.Linux == d.Linux && less.GVisor == d.GVisor {
				d, smaller = less, true
				end = min(end, len(d.Program))
			}
		}
		if !smaller || size > len(d.Program)/2 {
			size /= 2
		}
	}
	return d, nil
}
