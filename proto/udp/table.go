package udp

import (
	"boundif/sched"
	"boundif/sock"
)

// table is where the UDP sockets of one namespace hang (struct udp_table),
// each in two chains: that of its port and that of its port and local
// address. The kernel hashes ports and addresses into a fixed number of
// chains; here each has a chain of its own, which nobody can tell from
// outside. What is made once, stays.
type table struct {
	inet *sock.Inet
	hint sched.Var[uint32] // where the search for a free port begins
	grow sched.Mutex       // for adding directories, pages and slots
	dirs [32]sched.Ptr[directory]
}

// directory has the slots of 2048 consecutive ports.
type directory struct{ pages [32]sched.Ptr[page] }

// page has the slots of 64 consecutive ports.
type page struct{ slots [64]sched.Ptr[slot] }

// slot is one port (struct udp_hslot). The lock covers both kinds of chain.
type slot struct {
	lock  sched.Mutex
	addr  uint32                // of the first chain
	socks sched.List[sock.Sock] // all of the port: for bind conflicts
	first chain                 // by address: for lookups (udp_table.hash2)
}

// chain is the sockets of one port and one local address, the newest first.
type chain struct {
	socks sched.List[sock.Sock]
	next  sched.Ptr[chain2]
}

// chain2 is a chain that is not the port's first.
type chain2 struct {
	chain
	addr uint32
}

// slot is the slot of a port, nil if no socket was ever bound to it.
func (tb *table) slot(t *sched.Task, port uint32) *slot {
	if d := tb.dirs[port>>11].Load(t); d != nil {
		if p := d.pages[port>>6&31].Load(t); p != nil {
			return p.slots[port&63].Load(t)
		}
	}
	return nil
}

// makeSlot is slot, but makes it, with a first chain for addr. The caller has
// announced a step.
func (tb *table) makeSlot(t *sched.Task, port, addr uint32) *slot {
	if sl := tb.slot(t, port); sl != nil {
		return sl
	}
	tb.grow.Lock(t.At("udp.slot.make"))
	defer tb.grow.Unlock(t)
	d := made(t, "udp_directory", &tb.dirs[port>>11])
	p := made(t, "udp_page", &d.pages[port>>6&31])
	sl := p.slots[port&63].Load(t)
	if sl == nil {
		sl = &slot{addr: addr}
		sched.Own(t, "udp_hslot", sl)
		p.slots[port&63].Store(t, sl)
	}
	return sl
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

// chain is the chain of an address, nil if there is none.
func (sl *slot) chain(t *sched.Task, addr uint32) *chain {
	if addr == sl.addr {
		return &sl.first
	}
	for c := sl.first.next.Load(t); c != nil; c = c.next.Load(t) {
		if c.addr == addr {
			return &c.chain
		}
	}
	return nil
}

// makeChain is chain, but makes it. The caller holds the slot's lock.
func (sl *slot) makeChain(t *sched.Task, addr uint32) *chain {
	if c := sl.chain(t, addr); c != nil {
		return c
	}
	c := &chain2{addr: addr}
	sched.Own(t, "udp_hslot2", c)
	c.next.Store(t, sl.first.next.Load(t))
	sl.first.next.Store(t, c)
	return &c.chain
}
