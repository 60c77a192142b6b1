package prototest

import (
	"errors"
	"fmt"
	"net/netip"
	"runtime/debug"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"boundif/sched"
)

// sequence does the operations one after the other, in plain mode, and after
// each looks everything up, but for the first of them, if they are known to be
// right. It returns those that could be done, up to the one that broke a rule,
// and that rule. If many are known, the second namespace is spared.
func (c *config) sequence(ops []op, known int) (done []op, broken *finding) {
	defer func() {
		if r := recover(); r != nil {
			broken = found(panics, "%v\n%s", r, debug.Stack())
		}
	}()
	broken = newWorld(nil, c, known < 2).all(nil, ops, known, &done)
	return done, broken
}

// watched is sequence as the only task of an exploration, which knows who
// holds a lock and notices a deadlock, but takes longer.
func (c *config) watched(ops []op, known int) (done []op, broken *finding) {
	_, err := sched.Explore(sched.Options{}, func(sw *sched.World) {
		done, broken = nil, nil
		w := newWorld(sw.Setup(), c, known < 2)
		w.explored(sw, func(f *finding) { broken = f })
		w.mark = &counter{}
		sched.Own(sw.Setup(), "prototest", w.mark)
		sw.Go("history", func(t *sched.Task) {
			if f := w.all(t, ops, known, &done); broken == nil {
				broken = f
			}
		})
	})
	var failure *sched.Failure
	switch {
	case errors.As(err, &failure):
		broken = c.read(failure)
	case err != nil:
		broken = found(nondeterministic, "%v", err)
	}
	return done, broken
}

// all does the operations, as far as they can be done and no rule is broken.
func (w *world) all(t *sched.Task, ops []op, known int, done *[]op) *finding {
	w.c.log = w.c.log[:0]
	for i, o := range ops {
		if w.wrong(o) != nil || o.verb == "lookup" {
			continue
		}
		if w.mark != nil {
			w.mark.ended.Store(t.At("prototest.call"), uint32(len(*done)))
		}
		*done = append(*done, o)
		if f := w.next(t, o, i < known); f != nil {
			return f
		}
	}
	return nil
}

// next does one operation of a sequence and checks everything, but what is
// known.
func (w *world) next(t *sched.Task, o op, known bool) *finding {
	w.tick++
	f := w.begin(t, o)
	err := w.do(t, o)
	w.end(f, err)
	w.flying = w.flying[:0]
	w.c.log = append(w.c.log, outcome{o, err})
	if broken := w.judge(f); broken != nil {
		return broken
	}
	if known {
		return nil
	}
	if broken := w.dump(t); broken != nil {
		return broken
	}
	return w.sweep(f)
}

// An outcome is an operation and what it returned.
type outcome struct {
	op  op
	err error
}

func (o outcome) String() string {
	if o.err != nil {
		return fmt.Sprintf("%s = %v", o.op, o.err)
	}
	return o.op.String()
}

// sequences draws histories. Rapid shrinks one that breaks a rule.
func (c *config) sequences(t testing.TB) (ops []op, broken *finding) {
	draw := rapid.SliceOfN(rapid.Custom(c.drawOp), 1, 20)
	starts := append([][]op{nil}, c.starts()...)
	silent := &recorder{name: t.Name()}
	rapid.Check(silent, func(rt *rapid.T) {
		done, f := c.sequence(
			settle(slices.Concat(rapid.SampledFrom(starts).Draw(rt, "start"), draw.Draw(rt, "history"))), 0)
		if f != nil {
			ops, broken = done, f
			rt.Fatalf("a rule is broken") // always the same words: rapid looks for a smaller history with the same failure
		}
	})
	if broken == nil && silent.failed {
		return nil, found(panics, "rapid: %s", silent.said)
	}
	if broken != nil {
		ops, broken = c.smaller(ops, broken)
	}
	return ops, broken
}

// settle makes drawn operations fit: a socket that they name becomes one that
// is open, and without one they open one. At most three are.
func settle(drawn []op) (ops []op) {
	var live []int
	opened := 0
	for _, o := range drawn {
		switch {
		case o.verb == "rename":
		case o.verb == "open" && len(live) < 3, o.verb != "open" && len(live) == 0:
			if o.verb != "open" {
				o = op{verb: "open"}
			}
			live = append(live, opened)
			opened++
		case o.verb == "open":
			continue
		default:
			i := o.sock % len(live)
			if o.sock = live[i]; o.verb == "close" {
				live = slices.Delete(live, i, i+1)
			}
		}
		ops = append(ops, o)
	}
	return ops
}

// smaller leaves out operations, one at a time, as long as the same rule stays
// broken.
func (c *config) smaller(ops []op, broken *finding) ([]op, *finding) {
	for i := 0; i < len(ops); {
		rest, ok := without(ops, i)
		if done, f := c.sequence(rest, 0); ok && f != nil && f.rule == broken.rule {
			ops, broken, i = done, f, 0
			continue
		}
		i++
	}
	return ops, broken
}

// without is the operations without one. A socket that is not opened must not
// be used, and those after it get the numbers before theirs.
func without(ops []op, i int) (rest []op, ok bool) {
	opened := -1
	if ops[i].verb == "open" {
		opened = 0
		for _, o := range ops[:i] {
			if o.verb == "open" {
				opened++
			}
		}
	}
	for j, o := range ops {
		if j == i {
			continue
		}
		if opened >= 0 && o.verb != "open" && o.verb != "rename" {
			if o.sock == opened {
				continue
			}
			if o.sock > opened {
				o.sock--
			}
		}
		rest = append(rest, o)
	}
	return rest, len(rest) > 0
}

// drawOp draws an operation. Names and numbers are few, so that they meet.
func (c *config) drawOp(t *rapid.T) op {
	var verbs []string
	for _, v := range []string{"open", "open", "bind", "bind", "bind", "device", "device", "name", "connect", "connect",
		"disconnect", "disconnect", "reuseaddr", "reuseaddr", "reuseport", "rename", "close", "listen"} {
		if c.has(v) {
			verbs = append(verbs, v)
		}
	}
	o := op{verb: rapid.SampledFrom(verbs).Draw(t, "verb")}
	if o.verb != "open" && o.verb != "rename" {
		o.sock = rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "socket")
	}
	names := []string{"eth0", "eth1", "lan0"}
	switch o.verb {
	case "open":
		o.second = rapid.IntRange(0, 7).Draw(t, "namespace") == 7
		if len(c.numbers) > 1 {
			o.number = rapid.SampledFrom(c.numbers).Draw(t, "number")
		}
	case "bind":
		addr := rapid.SampledFrom([]netip.Addr{any4, here1, here2, away}).Draw(t, "address")
		o.addr = netip.AddrPortFrom(c.addr(addr), rapid.SampledFrom([]uint16{port, hisPort, 0}).Draw(t, "port"))
	case "connect":
		peer := rapid.SampledFrom([]netip.AddrPort{peer1, peer2, peer1b, netip.AddrPortFrom(away, 68)}).Draw(t, "peer")
		o.addr = c.at(peer.Addr(), peer.Port())
	case "device":
		o.index = rapid.SampledFrom([]int32{eth0, eth1, 0, vrf, stale, -1}).Draw(t, "index")
		o.nobody = rapid.IntRange(0, 3).Draw(t, "who") == 3
	case "name":
		o.name = rapid.SampledFrom(append(names, "", "nil0")).Draw(t, "name")
		o.nobody = rapid.IntRange(0, 3).Draw(t, "who") == 3
	case "rename":
		o.name = rapid.SampledFrom(names).Draw(t, "name")
		o.to = rapid.SampledFrom(names).Draw(t, "to")
	}
	return o
}

// A recorder is a test whose output nobody sees.
type recorder struct {
	testing.TB
	name   string
	failed bool
	said   string
}

func (r *recorder) Helper()             {}
func (r *recorder) Name() string        { return r.name }
func (r *recorder) Log(...any)          {}
func (r *recorder) Logf(string, ...any) {}
func (r *recorder) Errorf(format string, a ...any) {
	r.failed, r.said = true, fmt.Sprintf(format, a...)
}
func (r *recorder) Failed() bool                   { return r.failed }
func (r *recorder) FailNow()                       {}
func (r *recorder) Fail()                          { r.failed = true }
func (r *recorder) Fatalf(format string, a ...any) { r.Errorf(format, a...) }
