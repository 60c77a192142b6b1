package sched

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// An execution stands for its class: all schedules that order conflicting
// steps as it does, which are the linear extensions of its happens-before
// relation. They are walked here as a graph of cuts: how many steps of each
// task have run.
type cuts struct {
	w      *World
	events [][]int // by task: its events in order
	stride []int   // by task: weight of its count in the number of a cut
	total  int
}

// maxCuts bounds the memory that a walk over the cuts may take.
const maxCuts = 1 << 22

// cuts prepares the walk; total is 0 if there are too many cuts.
func (w *World) cuts() *cuts {
	n := len(w.tasks) - 1
	c := &cuts{w: w, events: make([][]int, n), stride: make([]int, n), total: 1}
	for i := 1; i < len(w.events); i++ {
		k := w.events[i].task - 1
		c.events[k] = append(c.events[k], i)
	}
	for k := range n {
		c.stride[k] = c.total
		c.total *= len(c.events[k]) + 1
		if c.total > maxCuts {
			c.total = 0
			return c
		}
	}
	return c
}

// done is how many steps of task k have run at cut.
func (c *cuts) done(cut, k int) int { return cut / c.stride[k] % (len(c.events[k]) + 1) }

// next is the event that task k could run at cut, 0 if none.
func (c *cuts) next(cut, k int) int {
	have := c.done(cut, k)
	if have == len(c.events[k]) {
		return 0
	}
	e := c.events[k][have]
	for o, v := range c.w.clock(e) {
		if o != k && int(v) > c.done(cut, o) {
			return 0
		}
	}
	return e
}

// extensions counts the schedules in the class of the execution; nil if that
// is beyond 2^128 or there are more than maxCuts cuts.
func (w *World) extensions() *big.Int {
	c := w.cuts()
	if c.total == 0 {
		return nil
	}
	type u128 struct{ hi, lo uint64 }
	paths := make([]u128, c.total)
	paths[0].lo = 1
	for cut, p := range paths {
		if p == (u128{}) {
			continue
		}
		for k := range c.events {
			if c.next(cut, k) == 0 {
				continue
			}
			to := &paths[cut+c.stride[k]]
			var carry uint64
			to.lo, carry = bits.Add64(to.lo, p.lo, 0)
			if to.hi, carry = bits.Add64(to.hi, p.hi, carry); carry != 0 {
				return nil
			}
		}
	}
	end := paths[c.total-1]
	n := new(big.Int).SetUint64(end.hi)
	return n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(end.lo))
}

// length measures a schedule: context switches first, then the steps before
// the last of them, after which one task runs on to its end.
type length struct{ switches, lead int32 }

func (a length) less(b length) bool {
	return a.switches < b.switches || a.switches == b.switches && a.lead < b.lead
}

// then is the length when task k runs next, after steps many of which the
// latest was task last's.
func (a length) then(steps, last, k int) length {
	if steps == 0 || last == k {
		return a
	}
	return length{a.switches + 1, int32(steps)}
}

// shortest is the order of the events that is the shortest schedule in the
// class. If there are too many cuts it is the order of the execution itself.
func (w *World) shortest() (order []int, size length) {
	c := w.cuts()
	n := len(c.events)
	if c.total == 0 || n == 0 {
		return w.asRun()
	}
	none := length{switches: 1 << 30}
	sizes := make([]length, c.total*n) // by cut and the task that ran last
	for i := n; i < len(sizes); i++ {
		sizes[i] = none
	}
	for cut := range c.total {
		steps := c.steps(cut)
		for last := range n {
			have := sizes[cut*n+last]
			if have == none {
				continue
			}
			for k := range n {
				if c.next(cut, k) == 0 {
					continue
				}
				to := &sizes[(cut+c.stride[k])*n+k]
				if price := have.then(steps, last, k); price.less(*to) {
					*to = price
				}
			}
		}
	}
	return c.trackBack(sizes)
}

// trackBack reads the shortest order off the sizes, from its end.
func (c *cuts) trackBack(sizes []length) (order []int, size length) {
	n := len(c.events)
	cut, last := c.total-1, 0
	for k := range n {
		if sizes[cut*n+k].less(sizes[cut*n+last]) {
			last = k
		}
	}
	size = sizes[cut*n+last]
	order = make([]int, len(c.w.events)-1)
	for at := len(order) - 1; at >= 0; at-- {
		have := sizes[cut*n+last]
		cut -= c.stride[last]
		order[at] = c.next(cut, last)
		for k := range n {
			if (cut == 0 || c.done(cut, k) > 0) && sizes[cut*n+k].then(at, k, last) == have {
				last = k
				break
			}
		}
	}
	return order, size
}

// steps is how many steps have run at cut.
func (c *cuts) steps(cut int) (sum int) {
	for k := range c.events {
		sum += c.done(cut, k)
	}
	return sum
}

// asRun is the order in which the execution ran.
func (w *World) asRun() (order []int, size length) {
	for i := 1; i < len(w.events); i++ {
		if i > 1 {
			size = size.then(i-1, w.events[i-1].task, w.events[i].task)
		}
		order = append(order, i)
	}
	return order, size
}

// signature is the same for two executions if and only if they belong to one
// class: every event, by task and number, with its clock.
func (w *World) signature() string {
	var b []byte
	for k, events := range w.cuts().events {
		b = binary.AppendUvarint(b, uint64(k))
		for _, e := range events {
			b = append(b, w.events[e].step...)
			b = append(b, 0)
			for _, v := range w.clock(e) {
				b = binary.AppendUvarint(b, uint64(v))
			}
		}
	}
	return string(b)
}
