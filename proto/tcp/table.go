package tcp

import (
	"net/netip"

	"boundif/sched"
	"boundif/sock"
)

// table is where the TCP sockets of one namespace hang, of both families
// (struct inet_hashinfo):
//
//   - each with a port in a bind bucket of that port (bhash, bhash2);
//   - each that listens in the chain of its address and port (lhash2);
//   - each connection, request and TIME_WAIT entry in the chain of its two
//     addresses and ports (ehash).
//
// The kernel hashes ports and addresses of the first two into a fixed number
// of chains; here each has a chain of its own, which nobody can tell from
// outside. What is made once, stays.
type table struct {
	inet *sock.Inet
	hint sched.Var[uint32] // where the search for a free port begins
	grow sched.Mutex       // for adding directories, pages and slots
	dirs [32]sched.Ptr[directory]

	established [64]sched.Ptr[conns] // by the upper bits of the hash
}

// directory has the slots of 2048 consecutive ports.
type directory struct{ pages [32]sched.Ptr[page] }

// page has the slots of 64 consecutive ports.
type page struct{ slots [64]sched.Ptr[slot] }

// slot is one port.
type slot struct {
	bind    sched.Mutex // inet_bind_hashbucket.lock; protects buckets and all in them
	buckets []*bucket   // by l3 domain, the newest first

	listen sched.Mutex // inet_listen_hashbucket.lock, of all addresses
	any    chain       // listeners without address, of both families
	others sched.Ptr[chain]
}

// chain is the listeners of one port and one address, in the order in which
// lookups see them.
type chain struct {
	addr  netip.Addr // an IPv4 address as such, also of an IPv6 socket
	socks sched.List[sock.Sock]
	next  sched.Ptr[chain]
}

// slot is the slot of a port, nil if no socket ever had it.
func (tb *table) slot(t *sched.Task, port uint32) *slot {
	if d := tb.dirs[port>>11].Load(t); d != nil {
		if p := d.pages[port>>6&31].Load(t); p != nil {
			return p.slots[port&63].Load(t)
		}
	}
	return nil
}

// makeSlot is slot, but makes it.
func (tb *table) makeSlot(t *sched.Task, port uint32) *slot {
	if sl := tb.slot(t.At("tcp.slot"), port); sl != nil {
		return sl
	}
	tb.grow.Lock(t.At("tcp.slot.make"))
	defer tb.grow.Unlock(t)
	d := made(t, "tcp_directory", &tb.dirs[port>>11])
	p := made(t, "tcp_page", &d.pages[port>>6&31])
	return made(t, "tcp_slot", &p.slots[port&63])
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

// chain is the chain of an address, none being the wildcard; nil if there is
// none.
func (sl *slot) chain(t *sched.Task, addr netip.Addr) *chain {
	if !addr.IsValid() {
		return &sl.any
	}
	for c := sl.others.Load(t); c != nil; c = c.next.Load(t) {
		if c.addr == addr {
			return c
		}
	}
	return nil
}

// makeChain is chain, but makes it. The caller holds the lock of listeners.
func (sl *slot) makeChain(t *sched.Task, addr netip.Addr) *chain {
	if c := sl.chain(t, addr); c != nil {
		return c
	}
	c := &chain{addr: addr}
	sched.Own(t, "tcp_listen_hashbucket", c)
	c.next.Store(t, sl.others.Load(t))
	sl.others.Store(t, c)
	return c
}

// chainAddr is the address whose chain a listener hangs in: the two wildcards
// share one, and an IPv4 address is one however it is written
// (inet_lhash2_bucket_sk, ipv6_portaddr_hash).
func chainAddr(t *sched.Task, s *sock.Sock) netip.Addr {
	a := localAddr(t, s).Unmap()
	if a.IsUnspecified() {
		return netip.Addr{}
	}
	return a
}

// localAddr is the address that the socket is bound to, in the form of its
// family: an IPv6 socket can have an IPv4 address, written as ::ffff:a.b.c.d.
func localAddr(t *sched.Task, s *sock.Sock) netip.Addr {
	if s.Family() == sock.AF_INET6 {
		return s.RcvSaddr6(t)
	}
	return sock.ToAddr(s.RcvSaddr.Load(t))
}
