package sched

import (
	"iter"
	"runtime/debug"
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

// crash is a panic that left a task's function.
type crash struct {
	value any
	stack []byte
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
	defer func() {
		c.fn = nil
		switch v := recover().(type) {
		case nil, killed:
		default:
			c.crash = &crash{v, debug.Stack()}
		}
	}()
	if !c.kill {
		c.fn()
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
