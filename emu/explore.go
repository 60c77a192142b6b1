package emu

import (
	"errors"
	"fmt"
	"regexp"

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
	sched.Options
}

// On runs the body on another release than the newest.
func On(r Release) Option { return func(c *config) { c.release = r } }

// WholeCalls makes every system call one step.
func WholeCalls() Option { return func(c *config) { c.Grain = sched.Calls } }

// EverySchedule runs each schedule instead of one per class.
func EverySchedule() Option { return func(c *config) { c.Options.Search = sched.Full } }

// Count counts the schedules behind the classes, exactly.
func Count() Option { return func(c *config) { c.Options.Count = true } }

// Witness finds the shortest schedule of each outcome.
func Witness() Option { return func(c *config) { c.Options.Witness = true } }

// MaxRuns gives up, with an error, after so many executions.
func MaxRuns(n int) Option { return func(c *config) { c.Options.MaxRuns = n } }

func configure(opts []Option) config {
	c := config{release: Linux(6, 18)}
	for _, o := range opts {
		o(&c)
	}
	return c
}

// Search runs body, on a fresh kernel each time, once per class of equivalent
// interleavings of the tasks that it starts with Kernel.Go. See
// [sched.Explore], whose report and errors it returns.
func Search(body func(k *Kernel), opts ...Option) (*sched.Report, error) {
	c := configure(opts)
	return sched.Explore(c.Options, c.body(body))
}

// ReplaySchedule runs body once, under a schedule that Search or Explore
// printed. See [sched.Replay].
func ReplaySchedule(schedule string, body func(k *Kernel), opts ...Option) (*sched.Trace, error) {
	c := configure(opts)
	return sched.Replay(schedule, c.Options, c.body(body))
}

func (c config) body(body func(k *Kernel)) func(*sched.World) {
	return func(w *sched.World) { body(newKernel(c.release, w)) }
}

// Explore is Search for tests: if an execution violates a property the test
// fails with the rule, the trace, and the line that replays it.
func Explore(tb TB, body func(k *Kernel), opts ...Option) *sched.Report {
	tb.Helper()
	report, err := Search(body, opts...)
	check(tb, err)
	return report
}

// Replay is ReplaySchedule for tests. It logs the trace.
func Replay(tb TB, schedule string, body func(k *Kernel), opts ...Option) *sched.Trace {
	tb.Helper()
	trace, err := ReplaySchedule(schedule, body, opts...)
	check(tb, err)
	tb.Logf("\n%s", trace)
	return trace
}

func check(tb TB, err error) {
	tb.Helper()
	var f *sched.Failure
	switch {
	case err == nil:
	case errors.As(err, &f):
		tb.Fatalf("%s\n\nTo replay it, put this in place of the exploration:\n\n\temu.Replay(t, %q, body)\n\nand run:\n\n\tgo test -run '^%s$'",
			f.Error(), f.Schedule, regexp.QuoteMeta(tb.Name()))
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
func (k *Kernel) Watch(fn func() string) { k.explored("Watch").Watch(fn) }

func (k *Kernel) explored(method string) *sched.World {
	if k.world == nil {
		panic(fmt.Sprintf("emu: Kernel.%s is for the body of Explore, Search or Replay", method))
	}
	return k.world
}
