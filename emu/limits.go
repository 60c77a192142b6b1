package emu

import "boundif/sched"

// RandomWalk draws schedules by a random walk instead of searching, for
// bodies that are too big to exhaust; see [sched.Walk]. Explore logs how much
// was seen; it proves nothing.
func RandomWalk(seed uint64, executions int) Option {
	return func(c *config) { c.Bound = sched.Walk(seed, executions) }
}

// PCT draws schedules by random priorities, with a guarantee for bugs of a
// depth; see [sched.PCT]. Explore logs how much was seen; it proves nothing.
func PCT(seed uint64, executions, depth int) Option {
	return func(c *config) { c.Bound = sched.PCT(seed, executions, depth) }
}

// Preemptions runs every schedule with at most n preemptions; see
// [sched.Preemptions]. It proves nothing about the others.
func Preemptions(n int) Option { return func(c *config) { c.Bound = sched.Preemptions(n) } }

// Until gives up, with an error, as soon as stop, asked between executions,
// says so.
func Until(stop func() bool) Option { return func(c *config) { c.Stop = stop } }

// Progress calls fn between executions, with how far the search has come.
func Progress(fn func(sched.Progress)) Option { return func(c *config) { c.Options.Progress = fn } }

// Before calls fn before the n-th step of an execution, counting from 1 as
// traces do, on the goroutine and stack of the task that takes the step. With
// runtime.Breakpoint as fn a debugger stops there:
//
//	emu.Replay(t, "v1:...", body, emu.Before(7, runtime.Breakpoint))
//
// A replay that is over before is an error.
func Before(n int, fn func()) Option {
	return func(c *config) {
		state := c.test
		state.before = n
		c.Options.Before = func(at int, _, _ string) {
			if at == n {
				state.before = 0
				fn()
			}
		}
	}
}
