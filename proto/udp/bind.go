package udp

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// bind is inet_bind for UDP.
func (tb *table) bind(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	return sock.InetBind(t, s, local, tb.getPort)
}

// bind6 is inet6_bind for UDP. No address asks for a port alone
// (inet_autobind).
func (tb *table) bind6(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	if !local.Addr().IsValid() {
		return tb.getPort(t, s, 0)
	}
	return sock.Inet6Bind(t, s, local, tb.getPort)
}

// getPort is udp_lib_get_port: it finds a port, 0 asking for a free one
// (BND-20), and hangs the socket into both chains. The kernel starts its search
// for a free port at random; here it starts after the last one given out.
func (tb *table) getPort(t *sched.Task, s *sock.Sock, port uint32) error {
	if port != 0 {
		return tb.claim(t, s, port, false)
	}
	first, last := s.PortRange(t)
	if last < first {
		return netdev.EADDRINUSE
	}
	count := last - first + 1
	from := tb.hint.Load(t.At("udp.autobind.hint"))
	for i := range count {
		next := (from + i) % count
		if tb.claim(t, s, first+next, true) == nil {
			tb.hint.Store(t.At("udp.autobind.hint"), next+1)
			return nil
		}
	}
	return netdev.EADDRINUSE
}

// claim hangs the socket at a port, which auto says nobody asked for, unless that
// conflicts. The head of a chain
// is its newest socket, except that sockets of IPv6 with SO_REUSEPORT go to the
// end (sk_add_node_rcu): of those, the oldest is found first.
func (tb *table) claim(t *sched.Task, s *sock.Sock, port uint32, auto bool) error {
	key := chainKey(t.At("udp.slot"), s)
	sl := tb.makeSlot(t, port)
	sl.lock.Lock(t.At("udp.bind.lock"))
	defer func() { sl.lock.Unlock(t.At("udp.bind.unlock")) }()
	if conflict(t.At("udp.bind.conflict"), sl, s, auto) || !sl.join(t, s) {
		return netdev.EADDRINUSE
	}
	s.Num.Store(t.At("udp.bind.num"), port)
	last := s.Family() == sock.AF_INET6 && s.ReusePort(t)
	add(t.At("udp.bind.hash"), &sl.socks, &s.Node, last)
	sp := sl.spot(t.At("udp.bind.chain"), key)
	s.PortaddrHash.Store(t, key)
	sp.opens(t)
	add(t.At("udp.bind.hash2"), sp.list, &s.PortaddrNode, last)
	sp.linked(t, s, last)
	return nil
}

// conflict is udp_lib_lport_inuse: another socket of the port stands in the
// way if the two do not both set SO_REUSEADDR, their devices overlap, their
// addresses overlap, and they are not both SO_REUSEPORT of one user (BND-01
// to BND-04, BND-41). It compares devices as they are now (BND-11); changing a
// device later is never refused (BND-10), and VRFs make no difference (BND-43). With more than ten sockets on the port the
// kernel asks the chains of the two addresses only, to the same end (BND-30).
func conflict(t *sched.Task, sl *slot, s *sock.Sock, auto bool) bool {
	if sl.length > longChain && s.BoundDevIf(t) != 0 && !s.ReusePort(t) {
		return sl.conflictIndexed(t, s)
	}
	return conflictAmong(t, &sl.socks, s, auto)
}

// conflictAmong is conflict with the sockets of one chain. For a port that was
// asked for the kernel looks no further than to the first socket that overlaps.
func conflictAmong(t *sched.Task, l *sched.List[sock.Sock], s *sock.Sock, auto bool) bool {
	for n := l.First(t); n != nil; n = n.Next(t) {
		if o := n.Val; o != nil && inTheWay(t, s, o) {
			share := s.ReusePort(t) && mayShare(t, s, o)
			if !share || !auto {
				return !share
			}
		}
	}
	return false
}

// inTheWay reports whether two sockets overlap and do not both say that others
// may have their port.
func inTheWay(t *sched.Task, s, o *sock.Sock) bool {
	return o != s && !(s.ReuseAddr(t) && o.ReuseAddr(t)) &&
		sock.DevicesOverlap(s.BoundDevIf(t), o.BoundDevIf(t)) && sock.RcvSaddrEqual(t, s, o, true)
}

// mayShare reports whether a socket that overlaps with one of SO_REUSEPORT may
// go into a group with it.
func mayShare(t *sched.Task, s, o *sock.Sock) bool {
	return o.ReusePort(t) && s.Group(t) == nil && s.UID() == o.UID()
}

// conflictIndexed is conflict of a bound socket without SO_REUSEPORT on a port
// whose wildcard chain has an index: the order of the others does not matter
// then, and of that chain only the sockets of its device and the unbound ones.
func (sl *slot) conflictIndexed(t *sched.Task, s *sock.Sock) bool {
	x := sl.index(t, 0)
	for _, dev := range [2]int32{0, s.BoundDevIf(t)} {
		for e := x.newest(t, dev); e != nil; e = of(t, e.next.Load(t), dev) {
			if inTheWay(t, s, e.sock) {
				return true
			}
		}
	}
	for c := sl.others.Load(t); c != nil; c = c.next.Load(t) {
		if conflictAmong(t, &c.socks, s, false) {
			return true
		}
	}
	return false
}

// join puts a socket with SO_REUSEPORT into the group of the first socket of
// the port that has the same family, address, device and user, or into one of
// its own (udp_reuseport_add_sock; RPT-01). Devices are compared now and never
// again: a socket that is bound to its device after bind() is in no group with
// the others there (RPT-07). It reports whether that could be done. The caller
// holds the slot's lock and has announced a step.
func (sl *slot) join(t *sched.Task, s *sock.Sock) bool {
	if !s.ReusePort(t) {
		return true
	}
	wildcard := anywhere(t, s)
	for n := sl.socks.First(t); n != nil; n = n.Next(t) {
		o := n.Val
		if o != s && o.Family() == s.Family() && o.V6Only(t) == s.V6Only(t) &&
			o.BoundDevIf(t) == s.BoundDevIf(t) && o.ReusePort(t) && o.UID() == s.UID() &&
			sock.RcvSaddrEqual(t, s, o, false) {
			return s.JoinGroup(t, o, wildcard) == nil
		}
	}
	s.NewGroup(t, wildcard)
	return true
}

// anywhere reports whether the socket has the wildcard address
// (inet_rcv_saddr_any).
func anywhere(t *sched.Task, s *sock.Sock) bool {
	if s.Family() == sock.AF_INET6 {
		return s.RcvSaddr6(t).IsUnspecified()
	}
	return s.RcvSaddr.Load(t) == 0
}

// unhash takes the socket out of its group and all chains (udp_lib_unhash).
func (tb *table) unhash(t *sched.Task, s *sock.Sock) {
	port := s.Num.Load(t.At("udp.unhash.check"))
	if port == 0 {
		return
	}
	sl := tb.slot(t, port)
	sl.lock.Lock(t.At("udp.unhash.lock"))
	defer func() { sl.lock.Unlock(t.At("udp.unhash.unlock")) }()
	s.LeaveGroup(t)
	s.Node.Del(t.At("udp.unhash.hash"))
	s.Num.Store(t.At("udp.unhash.num"), 0)
	s.PortaddrNode.Del(t.At("udp.unhash.hash2"))
	sl.spot(t, s.PortaddrHash.Load(t)).unlinked(t, s)
	s.SetPlace(t, nil)
}
