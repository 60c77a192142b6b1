package tcp

import (
	"encoding/binary"
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// tuple is the two ends of a connection. Addresses are without zone, and an
// IPv4 address is one however it is written.
type tuple struct{ local, remote netip.AddrPort }

// hash is inet_ehashfn and inet6_ehashfn, without the kernel's secret.
func (tu *tuple) hash() uint32 {
	h := uint32(2166136261) // FNV-1a
	add := func(a netip.AddrPort) {
		b := a.Addr().As16()
		for i := 0; i < 16; i += 4 {
			h = (h ^ binary.BigEndian.Uint32(b[i:])) * 16777619
		}
		h = (h ^ uint32(a.Port())) * 16777619
	}
	add(tu.local)
	add(tu.remote)
	h ^= h >> 15 // the upper bits choose the member of a group, the lower are mixed best
	h *= 0x85ebca6b
	return h ^ h>>13
}

// conns is 32 chains of connections.
type conns struct{ chains [32]connChain }

// connChain is the entries of some hashes, the newest first (struct
// inet_ehash_bucket). All tuples of one hash share a chain.
type connChain struct {
	lock    sched.Mutex
	entries sched.List[entry]
	made    uint32 // entries so far: the next initial sequence number; under lock
}

// entry is a connection, or what stands for one before or after it: exactly
// one of the three is not nil. It does not change; a socket that is hashed
// again gets another.
type entry struct {
	tuple
	node  sched.Node[entry]
	chain *connChain

	sk  *sock.Sock
	req *request
	tw  *timewait
}

// dev is the device that packets must have arrived on; of a socket the one
// that it is bound to now (OUT-45, TCP-20). What it was in between, when nothing
// arrived, makes no difference (TCP-21, TCP-22).
func (e *entry) dev(t *sched.Task) int32 {
	switch {
	case e.sk != nil:
		return e.sk.BoundDevIf(t)
	case e.req != nil:
		return e.req.dev
	}
	return e.tw.dev
}

// conns is the chain of a hash, nil if nothing was ever in it or its
// neighbours.
func (tb *table) conns(t *sched.Task, hash uint32) *connChain {
	p := tb.established[hash>>5&63].Load(t)
	if p == nil {
		return nil
	}
	return &p.chains[hash&31]
}

// makeConns is conns, but makes it.
func (tb *table) makeConns(t *sched.Task, hash uint32) *connChain {
	if c := tb.conns(t.At("tcp.conns"), hash); c != nil {
		return c
	}
	tb.grow.Lock(t.At("tcp.conns.make"))
	defer tb.grow.Unlock(t)
	return &made(t, "tcp_ehash", &tb.established[hash>>5&63]).chains[hash&31]
}

// matches is inet_match and inet6_match: the same ends, and a device that fits.
// Here always tcp_l3mdev_accept counts (RX-03).
func (tb *table) matches(t *sched.Task, e *entry, tu *tuple, dif, sdif int32) bool {
	return e.tuple == *tu && tb.deviceFits(t, e.dev(t), dif, sdif)
}

// deviceFits is inet_sk_bound_dev_eq (RX-01).
func (tb *table) deviceFits(t *sched.Task, dev, dif, sdif int32) bool {
	if dev == 0 {
		return sdif == 0 || tb.l3mdevAccept(t)
	}
	return dev == dif || dev == sdif
}

// find is the first entry of the chain that matches (__inet_lookup_established):
// none is preferred (TCP-32). The caller has announced a step.
func (tb *table) find(t *sched.Task, c *connChain, tu *tuple, dif, sdif int32) *entry {
	for n := c.entries.First(t); n != nil; n = n.Next(t) {
		if tb.matches(t, n.Val, tu, dif, sdif) {
			return n.Val
		}
	}
	return nil
}

// unique is __inet_check_established and then the insertion: connect() may
// have the 4-tuple if no entry would get what arrives on the device that the
// socket is bound to. That is asymmetric: an unbound entry would, whatever the
// device, and a bound one would not get what arrives on none (TCP-30, TCP-31). A
// socket with a port of its own takes the place of a TIME_WAIT entry, if the
// segments of that had time stamps (tcp_twsk_unique).
func (tb *table) unique(t *sched.Task, e *entry) (isn uint32, err error) {
	hash := e.hash()
	dif := e.sk.BoundDevIf(t.At("tcp.connect.device"))
	sdif := tb.inet.Net.L3Master(t, dif)
	c := tb.makeConns(t, hash)
	c.lock.Lock(t.At("tcp.hash.lock"))
	defer func() { c.lock.Unlock(t.At("tcp.hash.unlock")) }()
	old := tb.find(t.At("tcp.hash.check"), c, &e.tuple, dif, sdif)
	if old != nil && (old.tw == nil || !old.tw.stamps || e.sk.Num.Load(t) == 0) {
		return 0, netdev.EADDRNOTAVAIL
	}
	c.add(t.At("tcp.hash.add"), e)
	if old != nil {
		old.node.Del(t)
		tb.release(t, old)
	}
	return c.isn(hash), nil
}

func (c *connChain) add(t *sched.Task, e *entry) {
	e.chain, e.node.Val = c, e
	c.entries.AddHead(t, &e.node)
}

func (c *connChain) isn(hash uint32) uint32 {
	c.made++
	return hash + c.made<<20
}

// newEntry is an entry that is in no chain yet.
func newEntry(t *sched.Task, tu tuple) *entry {
	e := &entry{tuple: tu}
	sched.Own(t, "tcp_ehash_node", e)
	return e
}

// drop takes an entry out of its chain and reports whether it was in it
// (inet_unhash, inet_csk_reqsk_queue_drop).
func (e *entry) drop(t *sched.Task) bool {
	c := e.chain
	c.lock.Lock(t.At("tcp.unhash.lock"))
	defer func() { c.lock.Unlock(t.At("tcp.unhash.unlock")) }()
	was := e.node.Listed()
	e.node.Del(t.At("tcp.unhash.hash"))
	return was
}
