package prototest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"boundif/sched"
	"boundif/sock"
)

// A concurrent is one execution of a history with tasks.
type concurrent struct {
	*world
	history history
	ms      [][]moment // by tick: the sockets after so many steps
	lookups []*looked
	marks   []*counter
	looking []bool // by task: it does nothing but lookups
	broken  []*finding
}

// counter is shared state of the kit's own, so that searches tell schedules
// apart in which an operation has ended before another begins from those in
// which it has not. Without it the two could be one class.
type counter struct{ ended sched.Var[uint32] }

// A looked is a lookup of a task.
type looked struct {
	span
	op    op
	key   query
	found []*sock.Sock
}

// body is the body of the exploration of a history.
func (c *config) body(h history) func(sw *sched.World) {
	return func(sw *sched.World) {
		e := &concurrent{history: h}
		e.world = newWorld(sw.Setup(), c, h.second())
		for _, o := range h.setup {
			if e.wrong(o) != nil {
				continue
			}
			f := e.begin(sw.Setup(), o)
			e.end(f, e.do(sw.Setup(), o))
			e.tick++ // so that each is later than the one before
		}
		e.flying = nil
		e.explored(sw, e.fail)
		e.ms = append(make([][]moment, e.tick), e.moments(0))
		for i, ops := range h.tasks {
			e.task(taskNames[i], ops)
		}
		sw.Observe(e.observe)
		sw.Inspect(e.inspect)
		sw.Watch(e.sockets)
		sw.Finally(func(*sched.Task) {
			e.judgeAll()
			if len(e.broken) > 0 {
				sw.Errorf("%s", e.broken[0])
			}
		})
	}
}

func (h history) second() bool {
	return slices.ContainsFunc(h.setup, func(o op) bool { return o.second })
}

// judgeAll judges what has been done and found.
func (e *concurrent) judgeAll() {
	for _, f := range e.flying {
		if e.alone(f) {
			if broken := e.judge(f); broken != nil {
				e.fail(broken)
			}
		}
	}
	for _, l := range e.lookups {
		if broken := e.interval(l); broken != nil {
			e.fail(broken)
		}
	}
}

// fail takes note of a broken rule. That Rehash is called without the lock
// explains all others.
func (e *concurrent) fail(f *finding) {
	if f.rule == rehashUnlocked {
		e.broken = []*finding{f}
	}
	e.broken = append(e.broken, f)
}

// alone reports whether the operation has ended, and no other on its socket
// was under way meanwhile.
func (e *concurrent) alone(f *flight) bool {
	return f.to != forever && !slices.ContainsFunc(e.flying, func(g *flight) bool {
		return g != f && g.h == f.h && g.from <= f.to && f.from <= g.to
	})
}

// task starts a task that does the operations.
func (e *concurrent) task(name string, ops []op) {
	mark := &counter{}
	sched.Own(e.sw.Setup(), "prototest", mark)
	e.marks = append(e.marks, mark)
	e.looking = append(e.looking, !slices.ContainsFunc(ops, func(o op) bool { return o.verb != "lookup" }))
	e.sw.Go(name, func(t *sched.Task) {
		for i, o := range ops {
			t.Call(o.String())
			t.At("prototest.call")
			for _, m := range e.marks {
				m.ended.Load(t)
			}
			result := "done"
			if o.verb == "lookup" {
				result = e.look(t, o)
			} else if err := e.wrong(o); err != nil {
				result = err.Error()
			} else {
				f := e.begin(t, o)
				err := e.do(t, o)
				e.end(f, err)
				if err != nil {
					result = err.Error()
				}
			}
			mark.ended.Store(t, uint32(i+1)) // in the last step of the operation
			t.Result(o.String(), result)
		}
	})
}

// look is a lookup by a task.
func (e *concurrent) look(t *sched.Task, o op) string {
	l := &looked{op: o, span: span{from: e.tick}}
	l.key.Key = sock.Key{Protocol: uint8(e.c.numbers[0]), Src: o.addr, Dst: o.dst, Dif: o.index}
	found, f := e.lookup(t, &l.key, nil)
	l.found, l.to = found, e.tick
	if f != nil {
		e.fail(f)
	}
	e.lookups = append(e.lookups, l)
	return e.names(found)
}

func (e *concurrent) names(socks []*sock.Sock) string {
	if len(socks) == 0 {
		return "nobody"
	}
	var names []string
	for _, s := range socks {
		names = append(names, fmt.Sprintf("socket %d", e.index(s)))
	}
	return strings.Join(names, ", ")
}

// observe is called after every step. A task that has just freed a socket's
// lock leaves it as its fields say, if no other socket is under way.
func (e *concurrent) observe(task, step string) {
	e.tick++
	e.ms = append(e.ms, e.moments(0))
	f := e.under[task]
	if f == nil || f.h == nil {
		return
	}
	switch step {
	case "sock.lock":
		e.held[f.h] = task
	case "sock.unlock":
		delete(e.held, f.h)
		if len(e.held) == 0 && len(e.broken) == 0 {
			if broken := e.sweep(nil); broken != nil {
				if !explains(broken.rule) {
					broken = found(halfBound, "when %q has freed the lock, %s", f.op, broken.detail)
				}
				e.fail(broken)
			}
		}
	}
}

// explains reports whether the rule says more than that a socket hangs in the
// wrong place.
func explains(r *rule) bool {
	return r == closedFound || r == namespaceLeak || r == badAppend || r == explainDiffers
}

// inspect looks at the footprints of lookups.
func (e *concurrent) inspect(step *sched.Taken) {
	if !e.looking[step.Task] {
		return
	}
	for _, a := range step.Accesses {
		name, kind, _ := e.sw.Cell(a.Cell)
		switch {
		case kind == "" || strings.HasPrefix(name, "prototest#"):
		case a.Do == "acquire" || a.Do == "release":
			e.fail(found(lookupLocks, "in step %s the lookup touches the lock %s", step.Step, name))
		case a.Do == "write":
			e.fail(found(lookupWrites, "in step %s the lookup writes %s", step.Step, name))
		}
	}
}

// explore runs every schedule of the history.
func (c *config) explore(h history) (f *finding, failure *sched.Failure, err error) {
	report, err := sched.Explore(sched.Options{MaxRuns: maxRuns}, c.body(h))
	c.explored += report.Executions
	if errors.As(err, &failure) {
		return c.read(failure), failure, nil
	}
	return nil, nil, err
}

// maxRuns is how many executions an exploration may take.
const maxRuns = 100_000

// read is the finding in the failure of an execution.
func (c *config) read(failure *sched.Failure) *finding {
	for _, m := range failure.Messages {
		if strings.HasPrefix(m, "deadlock: ") {
			return found(deadlock, "%s", m)
		}
		for _, r := range rules {
			if rest, ok := strings.CutPrefix(m, r.id+": "); ok {
				return found(r, "%s", rest)
			}
		}
	}
	return found(panics, "%s", strings.Join(failure.Messages, "\n"))
}
