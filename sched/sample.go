package sched

import (
	"fmt"
	"hash/fnv"
	"math/big"
	"math/bits"
)

// A Bound makes Explore see less than everything, for scenarios that are too
// big to exhaust: [Walk], [PCT] or [Preemptions]. A search under a Bound proves
// nothing about what it leaves out, and [Report.Coverage] says how much that is.
//
// Walk and PCT draw as many schedules as they are told, whatever
// [Options].MaxRuns says. They have a generator of their own: the same seed
// gives the same schedules on every machine.
type Bound interface {
	String() string // what to ask for again: "random walk, seed 7"

	// sampler draws schedules, in so many executions; nil if the bound is one
	// for the search.
	sampler() (s sampler, executions int)
}

// A sampler makes up schedules as they go.
type sampler interface {
	begin(w *World)                       // an execution begins
	choose(w *World, runnable uint32) int // the task that takes the next step
	end(w *World)                         // it has ended
	report(s *Sample)                     // all have
}

// A Sample says how a search under a [Bound] went.
type Sample struct {
	Bound     string
	Schedules int // different ones that were executed
	Steps     int // of the longest execution

	// Estimate is how many schedules there are in all, by Knuth's estimator,
	// nil if there is no estimate; Error is its standard error, as a share of
	// it. Estimates of a few executions can be far off in spite of it.
	Estimate *big.Int
	Error    float64

	// Chance is the least probability with which one execution of PCT meets a
	// bug of its depth, if no execution has more than Steps steps.
	Chance float64
	Tasks  int
}

// sample runs the executions that b draws.
func (x *explorer) sample(s sampler, executions int) error {
	drawn := map[[16]byte][16]byte{} // schedule -> class, as fingerprints
	x.fraction = func() float64 { return float64(x.report.Executions) / float64(executions) }
	defer s.report(x.report.Sample)
	for x.report.Executions < executions {
		x.report.Executions++
		if err := x.draw(s, drawn); err != nil {
			return err
		}
		if x.report.Executions < executions && x.halt() {
			break
		}
	}
	return nil
}

// draw runs one execution. If its schedule has been drawn before there is
// nothing to judge, but much to compare.
func (x *explorer) draw(s sampler, drawn map[[16]byte][16]byte) error {
	w, sample := &x.w, x.report.Sample
	w.setup(x.opt, x.body)
	defer w.abandon()
	s.begin(w)
	steps := 0
	for ; ; steps++ {
		if t, c := w.crashed(); c != nil {
			f := w.panicked(t, c)
			f.Execution = x.report.Executions
			return f
		}
		runnable := w.runnable()
		if runnable == 0 {
			break
		}
		if steps == x.opt.maxSteps() {
			return w.tooLong(steps)
		}
		w.step(s.choose(w, runnable))
	}
	sample.Tasks, sample.Steps = len(w.tasks)-1, max(sample.Steps, steps)
	s.end(w)
	schedule, class := w.fingerprints()
	if before, again := drawn[schedule]; again {
		if before != class {
			return x.nondeterministic(steps-1, "the steps did other things")
		}
		return nil
	}
	drawn[schedule] = class
	sample.Schedules++
	return x.complete()
}

// tooLong is the error of an execution that does not end.
func (w *World) tooLong(steps int) error {
	e := w.events[steps]
	return fmt.Errorf("sched: an execution of more than %d steps (last: task %s, step %s): nothing is proved",
		steps, w.tasks[e.task].name, e.step)
}

// fingerprints names the execution's schedule and its class, in 128 bits each.
func (w *World) fingerprints() (schedule, class [16]byte) {
	h := fnv.New128a()
	for _, e := range w.events[1:] {
		h.Write([]byte{byte(e.task)})
	}
	h.Sum(schedule[:0])
	h.Reset()
	h.Write([]byte(w.signature()))
	h.Sum(class[:0])
	return schedule, class
}

// rng is splitmix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
// Generators", OOPSLA 2014): five lines that are the same everywhere.
type rng uint64

func (r *rng) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1. For the n of this package it is as good as
// uniform.
func (r *rng) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}
