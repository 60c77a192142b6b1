package sched

import (
	"fmt"
	"iter"
	"runtime"
	"strings"
)

// A carrier is a coroutine that runs the functions of tasks, one after the
// other. Carriers are pooled for a whole exploration: creating one costs more
// than many switches.
type carrier struct {
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool

	fn    func()
	kill  bool // unwind: the execution has been abandoned
	crash *crash
}

// killed unwinds a task of an abandoned execution.
type killed struct{}

// crash is a panic that left a task's function, or the end of its goroutine.
type crash struct {
	value  any
	exited bool
	stack  string
}

func newCarrier() *carrier {
	c := &carrier{}
	c.next, c.stop = iter.Pull(func(yield func(struct{}) bool) {
		c.yield = yield
		for yield(struct{}{}) {
			c.run()
		}
	})
	c.next() // up to the first yield: idle
	return c
}

func (c *carrier) run() {
	returned := false
	defer func() {
		c.fn = nil
		switch v := recover().(type) {
		case nil:
			if !returned {
				c.crash = &crash{exited: true, stack: stack()}
			}
		case killed:
		default:
			c.crash = &crash{value: v, stack: stack()}
		}
	}()
	if !c.kill {
		c.fn()
	}
	returned = true
}

// stack is what a task's function had called when it panicked: without the
// addresses and goroutine numbers of debug.Stack, so that the same failure
// prints the same text.
func stack() string {
	pcs := make([]uintptr, 100)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var b strings.Builder
	for inRuntime := true; ; {
		f, more := frames.Next()
		if !more || strings.HasSuffix(f.Function, "sched.(*carrier).run") {
			return b.String()
		}
		if inRuntime = inRuntime && strings.HasPrefix(f.Function, "runtime."); !inRuntime {
			fmt.Fprintf(&b, "\t%s\n\t\t%s:%d\n", f.Function, f.File, f.Line)
		}
	}
}

// resume runs the carrier until its function yields or returns, and reports
// whether it returned.
func (c *carrier) resume() (returned bool) {
	c.next()
	return c.fn == nil
}

// pool hands out carriers.
type pool struct{ all, free []*carrier }

func (p *pool) get(fn func()) *carrier {
	var c *carrier
	if n := len(p.free); n > 0 {
		c, p.free = p.free[n-1], p.free[:n-1]
	} else {
		c = newCarrier()
		p.all = append(p.all, c)
	}
	c.fn, c.kill, c.crash = fn, false, nil
	return c
}

// put takes a carrier back, unwinding its function if that is under way.
func (p *pool) put(c *carrier) {
	if c.fn != nil {
		c.kill = true
		c.resume()
	}
	p.free = append(p.free, c)
}

func (p *pool) close() {
	for _, c := range p.all {
		c.kill = true
		c.stop()
	}
	p.all, p.free = nil, nil
}
