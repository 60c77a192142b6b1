package emu

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"boundif/netdev"
	"boundif/sched"
)

// TB is what Explore and Replay need of *testing.T, *testing.B, *testing.F or
// *rapid.T.
type TB interface {
	Helper()
	Name() string
	Logf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// An Option changes how Explore, Search and Replay work.
type Option func(*config)

type config struct {
	release Release
	picture string // file to write
	*test
	sched.Options
}

// On runs the body on another release than the newest.
func On(r Release) Option { return func(c *config) { c.release = r } }

// WholeCalls makes every system call one step.
func WholeCalls() Option { return func(c *config) { c.Grain = sched.Calls } }

// EverySchedule runs each schedule instead of one per class.
func EverySchedule() Option { return func(c *config) { c.Options.Search = sched.Full } }

// ByStates searches by states instead of classes; see [sched.Stateful].
func ByStates() Option { return func(c *config) { c.Options.Search = sched.Stateful } }

// Count counts the schedules behind the classes, exactly.
func Count() Option { return func(c *config) { c.Options.Count = true } }

// Witness finds the shortest schedule of each outcome.
func Witness() Option { return func(c *config) { c.Options.Witness = true } }

// Each calls fn with the schedule and the outcome of every execution.
func Each(fn func(schedule, outcome string)) Option { return func(c *config) { c.Options.Each = fn } }

// MaxRuns gives up, with an error, after so many executions.
func MaxRuns(n int) Option { return func(c *config) { c.Options.MaxRuns = n } }

func configure(opts []Option) config {
	c := config{release: netdev.Newest, test: &test{}}
	for _, o := range opts {
		o(&c)
	}
	return c
}

// replay is the options that a replay needs, as arguments that follow others.
func (c config) replay() (args string) {
	if c.release != netdev.Newest {
		args += fmt.Sprintf(", emu.On(emu.Linux(%d, %d))", c.release.Major, c.release.Minor)
	}
	if c.Grain == sched.Calls {
		args += ", emu.WholeCalls()"
	}
	return args
}

// Search runs body, on a fresh kernel each time, once per class of equivalent
// interleavings of the tasks that it starts with Kernel.Go. See
// [sched.Explore], whose report and errors it returns.
func Search(body func(k *Kernel), opts ...Option) (*sched.Report, error) {
	c := configure(opts)
	defer c.attend()()
	report, err := sched.Explore(c.Options, c.body(body))
	return report, c.settle(err)
}

// ReplaySchedule runs body once, under a schedule that Search or Explore
// printed. See [sched.Replay].
func ReplaySchedule(schedule string, body func(k *Kernel), opts ...Option) (*sched.Trace, error) {
	c := configure(opts)
	defer c.attend()()
	trace, err := sched.Replay(schedule, c.Options, c.body(body))
	return trace, c.settle(err)
}

// Run runs body once, under a schedule that choose makes up as it goes; see
// [sched.Run].
func Run(choose func(runnable []string) int, body func(k *Kernel), opts ...Option) (*sched.Trace, error) {
	c := configure(opts)
	defer c.attend()()
	trace, err := sched.Run(c.Options, choose, c.body(body))
	return trace, c.settle(err)
}

func (c config) body(body func(k *Kernel)) func(*sched.World) {
	return func(w *sched.World) { body(newKernel(c.release, w)) }
}

// Explore is Search for tests: if an execution violates a property the test
// fails with the rule, the trace, and the line that replays it.
func Explore(tb TB, body func(k *Kernel), opts ...Option) *sched.Report {
	tb.Helper()
	report, err := Search(body, slices.Concat(opts, []Option{For(tb)})...)
	check(tb, err, opts)
	if report.Sample != nil {
		tb.Logf("%s", report.Coverage())
	}
	return report
}

// Replay is ReplaySchedule for tests. It logs the trace.
func Replay(tb TB, schedule string, body func(k *Kernel), opts ...Option) *sched.Trace {
	tb.Helper()
	trace, err := ReplaySchedule(schedule, body, slices.Concat(opts, []Option{For(tb)})...)
	check(tb, err, opts)
	where := ""
	if err == nil { // or check has drawn the failure
		where = configure(opts).draw(tb.Name(), trace, nil)
	}
	tb.Logf("\n%s%s", trace, where)
	return trace
}

func check(tb TB, err error, opts []Option) {
	tb.Helper()
	var f *sched.Failure
	switch {
	case err == nil:
	case errors.As(err, &f):
		c := configure(opts)
		tb.Fatalf("%s%s\n\nTo replay it, put this in place of the exploration:\n\n\t%s\n\nand run:\n\n\tgo test -run '^%s$'",
			f.Error(), c.draw(tb.Name(), f.Trace, f), c.replayLine(f.Schedule), regexp.QuoteMeta(tb.Name()))
	default:
		tb.Fatalf("%v", err)
	}
}

// Go starts a task of an exploration: fn is interleaved with the other tasks,
// step by step. It must be deterministic and use nothing of the outside but
// this kernel.
func (k *Kernel) Go(name string, fn func()) {
	k.explored("Go").Go(name, func(*sched.Task) { fn() })
}

// Finally adds a function that judges an execution when all tasks have ended.
func (k *Kernel) Finally(fn func()) {
	k.explored("Finally").Finally(func(*sched.Task) { fn() })
}

// Errorf says that the execution violates a property. Name the rule.
func (k *Kernel) Errorf(format string, args ...any) { k.explored("Errorf").Errorf(format, args...) }

// Outcome names the outcome of the execution, for the report.
func (k *Kernel) Outcome(label string) { k.explored("Outcome").Outcome(label) }

// Watch sets what a replay shows beside each step; see [sched.World.Watch].
func (k *Kernel) Watch(fn func() string) {
	k.explored("Watch").Watch(fn)
	k.scene.watch = fn
}

// Observe sets a function that is called after every step, with the names of
// task and step; see [sched.World.Observe].
func (k *Kernel) Observe(fn func(task, step string)) { k.explored("Observe").Observe(fn) }

func (k *Kernel) explored(method string) *sched.World {
	if k.world == nil {
		panic(fmt.Sprintf("emu: Kernel.%s is for the body of Explore, Search or Replay", method))
	}
	return k.world
}
