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
	inet  *sock.Inet
	hint  sched.Var[uint32] // where the search for a free port begins
	grow  sched.Mutex       // for adding pages and slots
	pages [pageSize]sched.Ptr[page]
}

const pageSize = 256

// page has the slots of 256 consecutive ports.
type page struct {
	slots [pageSize]sched.Ptr[slot]
}

// slot is one port (struct udp_hslot). The lock covers both kinds of chain.
type slot struct {
	lock   sched.Mutex
	socks  sched.List[sock.Sock] // all of the port: for bind conflicts
	chains sched.List[chain]     // by address: for lookups (udp_table.hash2)
}

// chain is the sockets of one port and one local address, the newest first.
type chain struct {
	addr  uint32
	node  sched.Node[chain]
	socks sched.List[sock.Sock]
}

// slot is the slot of a port, nil if no socket was ever bound to it.
func (tb *table) slot(t *sched.Task, port uint32) *slot {
	if p := tb.pages[port/pageSize].Load(t); p != nil {
		return p.slots[port%pageSize].Load(t)
	}
	return nil
}

// makeSlot is slot, but makes it.
func (tb *table) makeSlot(t *sched.Task, port uint32) *slot {
	if sl := tb.slot(t.At("udp.slot"), port); sl != nil {
		return sl
	}
	tb.grow.Lock(t.At("udp.slot.make"))
	defer tb.grow.Unlock(t)
	p := tb.pages[port/pageSize].Load(t)
	if p == nil {
		p = &page{}
		sched.Own(t, "udp_page", p)
		tb.pages[port/pageSize].Store(t, p)
	}
	sl := p.slots[port%pageSize].Load(t)
	if sl == nil {
		sl = &slot{}
		sched.Own(t, "udp_hslot", sl)
		p.slots[port%pageSize].Store(t, sl)
	}
	return sl
}

// chain is the chain of an address, nil if there is none.
func (sl *slot) chain(t *sched.Task, addr uint32) *chain {
	for n := sl.chains.First(t); n != nil; n = n.Next(t) {
		if n.Val.addr == addr {
			return n.Val
		}
	}
	return nil
}

// makeChain is chain, but makes it. The caller holds the slot's lock.
func (sl *slot) makeChain(t *sched.Task, addr uint32) *chain {
	if c := sl.chain(t, addr); c != nil {
		return c
	}
	c := &chain{addr: addr}
	sched.Own(t, "udp_hslot2", c)
	c.node.Val = c
	sl.chains.AddHead(t, &c.node)
	return c
}
