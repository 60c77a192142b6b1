package udp

import (
	"boundif/sched"
	"boundif/sock"
)

// longChain is how many sockets a chain has before it gets an index by device.
const longChain = 8

// index is the sockets of a long chain by the device that they are bound to. A
// packet looks at those of its device and at the unbound ones, in the order
// that the chain has, and so finds what a walk along the whole chain would
// have found: the others score nothing. Linux has no such thing; its lookups
// take longer the more sockets of other devices there are on the port.
//
// The chain itself stays as it is, behind a node that holds no socket, which
// leads lookups here. An index is changed under the slot's lock and read
// without. While a socket goes to another device, a lookup that runs at the
// same time may find it on neither.
type index struct {
	mark  sched.Node[sock.Sock] // head of the chain
	first int32                 // order of the newest
	last  int32                 // of the oldest, or of the one that was added last at the end
	dirs  [64]sched.Ptr[shelf]
	filed map[*sock.Sock]*entry // of every socket of the chain; under the slot's lock
}

// shelf is the sockets of 64 consecutive devices.
type shelf struct{ devices [64]sched.Ptr[entry] }

// entry is one socket of a device; devices whose indexes are 4096 apart share a
// list.
type entry struct {
	next  sched.Ptr[entry]
	sock  *sock.Sock
	order int32 // the higher, the nearer to the head of the chain
	dev   int32 // the device that it is filed under
}

// at is the list of a device, nil if there is none yet.
func (x *index) at(t *sched.Task, dev int32) *sched.Ptr[entry] {
	if sh := x.dirs[dev>>6&63].Load(t); sh != nil {
		return &sh.devices[dev&63]
	}
	return nil
}

// of is the first entry of a device at or after e.
func of(t *sched.Task, e *entry, dev int32) *entry {
	for e != nil && e.dev != dev {
		e = e.next.Load(t)
	}
	return e
}

// newest is the first of a device.
func (x *index) newest(t *sched.Task, dev int32) *entry {
	if p := x.at(t, dev); p != nil {
		return of(t, p.Load(t), dev)
	}
	return nil
}

// file puts a socket where its device and its order say.
func (x *index) file(t *sched.Task, s *sock.Sock, order int32) {
	e := &entry{sock: s, order: order, dev: s.BoundDevIf(t)}
	sched.Own(t, "udp_index_entry", e)
	made(t, "udp_index_shelf", &x.dirs[e.dev>>6&63])
	link := x.at(t, e.dev)
	after := link.Load(t)
	for after != nil && after.order > order {
		link = &after.next
		after = link.Load(t)
	}
	e.next.Store(t, after)
	link.Store(t, e)
	x.filed[s] = e
}

// drop takes an entry out, which keeps its link for those who stand on it.
func (x *index) drop(t *sched.Task, e *entry) {
	link := x.at(t, e.dev)
	for link.Load(t) != e {
		link = &link.Load(t).next
	}
	link.Store(t, e.next.Load(t))
}

// refile puts a socket right whose device has changed. Until the old entry is
// gone a lookup may meet it, and refuse it for its device.
func (x *index) refile(t *sched.Task, s *sock.Sock) {
	if e := x.filed[s]; e.dev != s.BoundDevIf(t) {
		x.file(t, s, e.order)
		x.drop(t, e)
	}
}

// refile puts a socket whose device has changed right in the index of its
// chain, if there is one. The caller holds the socket lock.
func (tb *table) refile(t *sched.Task, s *sock.Sock) {
	port := s.Num.Load(t)
	if port == 0 {
		return
	}
	sl, key := tb.slot(t, port), s.PortaddrHash.Load(t)
	if sl.index(t, key) == nil {
		return
	}
	sl.lock.Lock(t.At("udp.refile.lock"))
	if x := sl.index(t, key); x != nil {
		x.refile(t, s)
	}
	sl.lock.Unlock(t.At("udp.refile.unlock"))
}

// index is the index of the chain of a key, nil if it has none.
func (sl *slot) index(t *sched.Task, key uint32) *index {
	if c := sl.chain(t, key); c != nil {
		return c.index.Load(t)
	}
	return nil
}

// index is the index of the chain, nil as long as the chain is short.
func (sp spot) index(t *sched.Task) *index {
	if *sp.length > longChain {
		return sp.sl.index(t, sp.key)
	}
	return nil
}

// opens makes room at the head of the chain: from now to linked, lookups walk
// along it.
func (sp spot) opens(t *sched.Task) {
	if x := sp.index(t); x != nil {
		x.mark.Del(t)
	}
}

// linked says that a socket has been put into the chain, at its head or its
// end.
func (sp spot) linked(t *sched.Task, s *sock.Sock, last bool) {
	x := sp.index(t)
	*sp.length++
	switch {
	case x == nil && *sp.length > longChain:
		x = sp.build(t)
	case x != nil && last:
		x.last--
		x.file(t, s, x.last)
	case x != nil:
		x.first++
		x.file(t, s, x.first)
	}
	if x != nil {
		sp.list.AddHead(t, &x.mark)
	}
}

// unlinked says that a socket has been taken out. A chain that is short again
// loses its index.
func (sp spot) unlinked(t *sched.Task, s *sock.Sock) {
	x := sp.index(t)
	*sp.length--
	if x == nil {
		return
	}
	x.drop(t, x.filed[s])
	delete(x.filed, s)
	if *sp.length == longChain {
		x.mark.Del(t)
		sp.sl.chain(t, sp.key).index.Store(t, nil)
	}
}

// build makes the index of a chain that has become long.
func (sp spot) build(t *sched.Task) *index {
	x := &index{filed: map[*sock.Sock]*entry{}}
	sched.Own(t, "udp_index", x)
	for n := sp.list.First(t); n != nil; n = n.Next(t) {
		x.last--
		x.file(t, n.Val, x.last)
	}
	sp.sl.makeChain(t, sp.key).index.Store(t, x)
	for n := sp.list.First(t); n != nil; n = n.Next(t) {
		x.refile(t, n.Val) // who has changed its device before it could see the index
	}
	return x
}

// cursor goes through the sockets of a chain that a packet has to do with.
type cursor struct {
	node    *sched.Node[sock.Sock]
	head    *sock.Sock // of the whole chain
	indexed bool
	entries [3]*entry // next ones of the packet's devices, and of none
}

// begin is the first socket of a chain, nil if there is none.
func (c *cursor) begin(t *sched.Task, sl *slot, q *query, l *sched.List[sock.Sock], key uint32) *sock.Sock {
	n := l.First(t)
	if n != nil && n.Val == nil {
		x := sl.index(t, key)
		if n = n.Next(t); x != nil && n != nil {
			c.indexed = true
			c.entries = [3]*entry{x.newest(t, q.dif), x.newest(t, 0), nil}
			if q.sdif != 0 {
				c.entries[2] = x.newest(t, q.sdif)
			}
			c.head = n.Val
			return c.pick(t)
		}
	}
	if c.node = n; n != nil {
		c.head = n.Val
	}
	return c.head
}

// next is the socket after the last one, nil at the end.
func (c *cursor) next(t *sched.Task) *sock.Sock {
	if c.indexed {
		return c.pick(t)
	}
	for {
		if c.node = c.node.Next(t); c.node == nil {
			return nil
		}
		if c.node.Val != nil {
			return c.node.Val
		}
	}
}

// pick takes the newest of the next ones.
func (c *cursor) pick(t *sched.Task) *sock.Sock {
	best := -1
	for i, e := range c.entries {
		if e != nil && (best < 0 || e.order > c.entries[best].order) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	e := c.entries[best]
	c.entries[best] = of(t, e.next.Load(t), e.dev)
	return e.sock
}
