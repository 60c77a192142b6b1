package udp

import (
	"boundif/sched"
	"boundif/sock"
)

// table is where the UDP sockets of one namespace hang (struct udp_table), of
// IPv4 and of IPv6, each in two chains: that of its port and that of its port
// and local address. The kernel hashes ports and addresses into a fixed number
// of chains; here each has a chain of its own, which nobody can tell from
// outside. What is made once, stays.
type table struct {
	features
	inet   *sock.Inet
	number uint8 // IPPROTO_UDP or IPPROTO_UDPLITE

	hint  sched.Var[uint32] // where the search for a free port begins
	order sched.Var[uint32] // newest place in the table of 4-tuples
	grow  sched.Mutex       // for adding directories and pages
	dirs  [64]sched.Ptr[directory]
}

// directory has the slots of 1024 consecutive ports.
type directory struct{ pages [128]sched.Ptr[page] }

// page has the slots of 8 consecutive ports. They lie in it, so that a lookup
// follows no pointer from there to the first socket. Each is a cache line, and a
// page no larger than what Go keeps without a header.
type page struct{ slots [8]slot }

// slot is one port (struct udp_hslot). The lock covers all chains.
type slot struct {
	lock   sched.Mutex
	length int32                 // of wild; under the lock
	socks  sched.List[sock.Sock] // all of the port: for bind conflicts
	wild   sched.List[sock.Sock] // of the wildcard address (udp_table.hash2), the newest first
	others sched.Ptr[chain]      // of other addresses
}

// chain is the sockets of one port and one local address. The wildcard's has
// only its index here.
type chain struct {
	key    uint32                // see chainKey6
	length int32                 // of socks; under the slot's lock
	socks  sched.List[sock.Sock] // the newest first
	index  sched.Ptr[index]      // once it is long
	next   sched.Ptr[chain]
}

// slot is the slot of a port, nil if no socket was ever bound to one near it.
func (tb *table) slot(t *sched.Task, port uint32) *slot {
	if d := tb.dirs[port>>10].Load(t); d != nil {
		if p := d.pages[port>>3&127].Load(t); p != nil {
			return &p.slots[port&7]
		}
	}
	return nil
}

// makeSlot is slot, but makes it. The caller has announced a step.
func (tb *table) makeSlot(t *sched.Task, port uint32) *slot {
	if sl := tb.slot(t, port); sl != nil {
		return sl
	}
	tb.grow.Lock(t.At("udp.slot.make"))
	defer tb.grow.Unlock(t)
	d := made(t, "udp_directory", &tb.dirs[port>>10])
	p := made(t, "udp_page", &d.pages[port>>3&127])
	return &p.slots[port&7]
}

// made is what p points to; it is made if there is nothing.
func made[T any](t *sched.Task, label string, p *sched.Ptr[T]) *T {
	v := p.Load(t)
	if v == nil {
		v = new(T)
		sched.Own(t, label, v)
		p.Store(t, v)
	}
	return v
}

// chain is the chain of a key that is not the wildcard's, or the wildcard's
// index, nil if there is none.
func (sl *slot) chain(t *sched.Task, key uint32) *chain {
	for c := sl.others.Load(t); c != nil; c = c.next.Load(t) {
		if c.key == key {
			return c
		}
	}
	return nil
}

// makeChain is chain, but makes it. The caller holds the slot's lock.
func (sl *slot) makeChain(t *sched.Task, key uint32) *chain {
	if c := sl.chain(t, key); c != nil {
		return c
	}
	c := &chain{key: key}
	sched.Own(t, "udp_hslot2", c)
	c.next.Store(t, sl.others.Load(t))
	sl.others.Store(t, c)
	return c
}

// spot is the chain of a key, for those who change it under the slot's lock.
type spot struct {
	sl     *slot
	key    uint32
	list   *sched.List[sock.Sock]
	length *int32
}

// spot finds the chain of a key, or makes it.
func (sl *slot) spot(t *sched.Task, key uint32) spot {
	if key == 0 {
		return spot{sl, 0, &sl.wild, &sl.length}
	}
	c := sl.makeChain(t, key)
	return spot{sl, key, &c.socks, &c.length}
}

func add(t *sched.Task, l *sched.List[sock.Sock], n *sched.Node[sock.Sock], last bool) {
	if last {
		l.AddTail(t, n)
	} else {
		l.AddHead(t, n)
	}
}
