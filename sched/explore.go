package sched

import (
	"fmt"
	"math/big"
	"math/bits"
)

// Search is a way to be exhaustive.
type Search int

const (
	// DPOR runs one execution per Mazurkiewicz class: source-DPOR with sleep
	// sets (Abdulla et al., JACM 2017).
	DPOR Search = iota
	// SleepSets tries every runnable task everywhere and prunes by sleep sets
	// alone (Godefroid 1996): the same classes, more work, less to go wrong.
	SleepSets
	// Full runs every schedule.
	Full
	// Stateful visits every state once, however it is reached, and runs one
	// execution for each final state: independent of the others, faster when
	// many classes meet, without classes, schedules and shortest witnesses.
	Stateful
)

// Options says how to explore. The zero Options is right for most uses.
type Options struct {
	Search   Search
	Grain    Grain
	Count    bool                           // count the schedules behind the classes, exactly
	Witness  bool                           // find the shortest schedule of each outcome
	Each     func(schedule, outcome string) // called with every complete execution
	MaxRuns  int                            // give up after so many executions; 0 means 1,000,000
	MaxSteps int                            // longest execution; 0 means 100,000 steps
	Bound    Bound                          // see less than everything: Walk, PCT or Preemptions

	// For a Stateful search. EveryState leaves out the reduction, which takes
	// steps at once that nobody can conflict with: then Report.States is the
	// number of all states. CellsOnly says that mutexes protect nothing but
	// cells: without it, who held a mutex before, and what those tasks had
	// seen, is taken for part of what it protects, as it is in real code.
	// Exact remembers states, not fingerprints of 128 bits.
	EveryState, CellsOnly, Exact bool

	// Stop is asked between two executions whether to give up: the way to a
	// deadline or to Ctrl-C. Progress is told there how far the search has come.
	Stop     func() bool
	Progress func(Progress)

	// Before is called before each step of each execution, replays included,
	// with its number from 1, as traces show it. It runs where the step will:
	// in a debugger, the stack below it is the task's. It must only look. A call
	// with 0 and no step comes before a task runs up to its first step.
	Before func(n int, task, step string)

	// Exited is called when a task ends its goroutine instead of returning, by
	// runtime.Goexit as testing.T.FailNow does. Goexit then ends the goroutine
	// of the caller too; the failure, without a trace, says how it came there.
	Exited func(*Failure)
}

func (o Options) maxRuns() int {
	if o.MaxRuns > 0 {
		return o.MaxRuns
	}
	return 1_000_000
}

func (o Options) maxSteps() int {
	if o.MaxSteps > 0 {
		return o.MaxSteps
	}
	return 100_000
}

// node is one choice on the path that the search stands on.
type node struct {
	choice    int
	runnable  uint32    // tasks that could run here
	backtrack uint32    // tasks to try here
	sleep     uint32    // tasks whose step here would only repeat a class
	tried     uint32    // tasks whose step here has been explored
	varying   uint32    // sleepers whose step has also had another footprint
	feet      [][]touch // by task: footprint of a sleeping task's next step
	step      string    // what choice did, to detect nondeterminism
	foot      []touch
	preempted int // preemptions before it, under the Bound Preemptions
}

type explorer struct {
	w        World
	opt      Options
	body     func(*World)
	pool     pool
	nodes    []node
	scratch  []int
	varied   int // nodes of the path with varying sleepers
	report   *Report
	failure  *Failure
	stopped  error           // the search was given up
	fraction func() float64  // how much of it is done
	seen     map[string]bool // classes, for Full
	each     func(*World)    // sees every complete execution; for tests
}

// Explore runs body once per class of equivalent interleavings of the tasks
// that it starts, until none is left. The error is a *[Failure] when an
// execution deadlocks or violates a property, the shortest that was found;
// other errors say why the search could not finish, and then nothing has
// been proved. The report is valid in each case for what was covered.
//
// body and its tasks must be deterministic: no clock, no randomness, no map
// order, no goroutines or channels of their own.
func Explore(opt Options, body func(w *World)) (*Report, error) {
	return newExplorer(opt, body).run()
}

func newExplorer(opt Options, body func(*World)) *explorer {
	x := &explorer{opt: opt, body: body, report: newReport()}
	x.w.pool = &x.pool
	x.fraction = x.done
	if opt.Bound != nil {
		x.opt.Search = Full
	}
	return x
}

func (x *explorer) run() (*Report, error) {
	defer x.pool.close()
	defer x.report.finish()
	defer x.w.exited(x.opt)
	if err := x.search(); err != nil {
		return x.report, err
	}
	if x.failure != nil {
		x.failure.rerun(x.opt, x.body)
		return x.report, x.failure
	}
	return x.report, x.stopped
}

// search runs the executions, until there are no more or it is stopped.
func (x *explorer) search() error {
	if x.opt.Search == Stateful {
		return newStateful(x).search()
	}
	sample := &Sample{}
	if b := x.opt.Bound; b != nil {
		sample.Bound = b.String()
		x.report.Sample = sample
		if s, executions := b.sampler(); s != nil {
			return x.sample(s, executions)
		}
	}
	for runs := 1; ; runs++ {
		x.report.Executions = runs
		if err := x.execute(); err != nil {
			return err
		}
		sample.Schedules, sample.Steps = runs, max(sample.Steps, len(x.nodes))
		if !x.backtrack() {
			if runs == 1 && x.failure == nil {
				if err := x.twice(); err != nil {
					return err
				}
			}
			x.report.Complete = true
			return nil
		}
		if runs == x.opt.maxRuns() {
			x.stop()
			return nil
		}
		if x.halt() {
			return nil
		}
	}
}

// setup runs the body in an empty world.
func (w *World) setup(opt Options, body func(*World)) {
	w.reset(opt.Grain)
	w.looks = opt.Before
	body(w)
	w.start()
}

// execute replays the path and extends it to a whole execution.
func (x *explorer) execute() error {
	w := &x.w
	w.setup(x.opt, x.body)
	defer w.abandon()
	fresh := len(x.nodes) // the last choice of the path is new, and all that follow
	last := 0
	for d := 0; ; d++ {
		if t, c := w.crashed(); c != nil {
			f := w.panicked(t, c)
			f.Execution = x.report.Executions
			return f
		}
		runnable := w.runnable()
		if d == x.opt.maxSteps() && runnable != 0 {
			return w.tooLong(d)
		}
		if d == len(x.nodes) {
			if runnable == 0 {
				break
			}
			if !x.push(runnable, last) {
				x.report.Redundant++
				x.racesOfBlocked()
				return nil
			}
		}
		n := &x.nodes[d]
		if n.runnable != runnable {
			return x.nondeterministic(d, "other tasks can run")
		}
		last = n.choice
		step := w.tasks[last].step
		w.step(last)
		e := len(w.events) - 1
		if d >= fresh-1 {
			n.step, n.foot = step, append(n.foot[:0:0], w.footprint(e)...)
			if x.opt.Search == DPOR {
				x.races(e)
				x.varies(e)
				x.wakes(e)
			}
		} else if step != n.step {
			return x.nondeterministic(d, fmt.Sprintf("task %s did %s, now %s", w.tasks[last].name, n.step, step))
		} else if !same(n.foot, w.footprint(e)) {
			return x.nondeterministic(d, fmt.Sprintf("task %s touches other cells in %s", w.tasks[last].name, step))
		}
	}
	return x.complete()
}

// push adds a node for the state reached and chooses where to go first. It
// returns false if everything here would repeat a class.
func (x *explorer) push(runnable uint32, last int) bool {
	n := node{runnable: runnable, feet: x.spareFeet()}
	if d := len(x.nodes); d > 0 && x.opt.Search != Full {
		p := &x.nodes[d-1]
		for set := p.sleep; set != 0; set &= set - 1 {
			if q := bits.TrailingZeros32(set); !dependent(p.feet[q], p.foot) {
				n.sleep |= 1 << q
				n.feet[q] = p.feet[q]
			}
		}
	}
	awake := runnable &^ n.sleep
	if awake == 0 {
		return false
	}
	n.choice = bits.TrailingZeros32(awake)
	if awake>>last&1 != 0 && last != 0 {
		n.choice = last // fewer context switches in the first execution
	}
	n.backtrack = 1 << n.choice
	if x.opt.Search != DPOR {
		n.backtrack = runnable
	}
	x.nodes = append(x.nodes, n)
	if b, bounded := x.opt.Bound.(preemptions); bounded {
		b.limit(x.nodes)
	}
	return true
}

// spareFeet is the memory of the last node that stood at this depth.
func (x *explorer) spareFeet() [][]touch {
	if d := len(x.nodes); d < cap(x.nodes) {
		if feet := x.nodes[:d+1][d].feet; len(feet) == len(x.w.tasks) {
			clear(feet)
			return feet
		}
	}
	return make([][]touch, len(x.w.tasks))
}

// backtrack moves the path to the next choice to try; false if none is left.
func (x *explorer) backtrack() bool {
	for len(x.nodes) > 0 {
		n := &x.nodes[len(x.nodes)-1]
		n.sleep |= 1 << n.choice
		n.tried |= 1 << n.choice
		n.feet[n.choice] = n.foot
		if todo := n.backtrack & n.runnable &^ n.sleep; todo != 0 {
			n.choice = bits.TrailingZeros32(todo)
			return true
		}
		if n.varying != 0 {
			x.varied--
		}
		x.nodes = x.nodes[:len(x.nodes)-1]
	}
	return false
}

// complete judges an execution in which no task can go on.
func (x *explorer) complete() error {
	w := &x.w
	deadlock := ""
	for _, t := range w.tasks[1:] {
		if !t.done {
			deadlock = w.blocked()
			x.racesOfBlocked()
			break
		}
	}
	w.finish()
	if x.each != nil {
		x.each(w)
	}
	if x.opt.Each != nil {
		x.opt.Each(w.schedule(), w.outcome)
	}
	if deadlock != "" {
		w.failures = append([]string{deadlock}, w.failures...)
	}
	if x.opt.Search == Full {
		if x.seen == nil {
			x.seen = map[string]bool{}
		}
		sig := w.signature()
		first := !x.seen[sig]
		x.seen[sig] = true
		x.report.add(w, first, big.NewInt(1))
		if !first {
			return nil
		}
	} else {
		var count *big.Int
		if x.opt.Count {
			count = w.extensions()
		}
		x.report.add(w, true, count)
	}
	if x.opt.Witness {
		x.report.witness(w)
	}
	if len(w.failures) > 0 {
		x.failure = shorter(x.failure, w, x.report.Executions)
	}
	return nil
}

func (x *explorer) nondeterministic(d int, what string) error {
	return fmt.Errorf("sched: the body is nondeterministic: at step %d, after the same schedule, %s (look for a clock, randomness, map order, goroutines, or state kept between runs): nothing is proved",
		d+1, what)
}

func same(f, g []touch) bool {
	if len(f) != len(g) {
		return false
	}
	for i := range f {
		if f[i] != g[i] {
			return false
		}
	}
	return true
}
