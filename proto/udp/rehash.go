package udp

import (
	"boundif/sched"
	"boundif/sock"
)

// rehash is udp_lib_rehash (RH-04, RH-05): it takes the socket out of its group
// of SO_REUSEPORT, moves it to the chain of its local address, if it hangs in
// another, and puts its place in the table of 4-tuples right.
//
// The bound device is no part of where a UDP socket hangs, so after a change of
// device there is nothing to move. The group it leaves all the same, be the
// device the old one, and nothing brings it back (RPT-02 to RPT-04), except that
// another socket which is bound later may join it (RPT-08). Its place among the
// equals of its chain it keeps (UDP-06). connect(AF_UNSPEC) comes here as well,
// if bind() chose the port and not the address (RPT-09, WR-26). That a change of
// device calls this at all is since Linux 5.0 (RH-03); what can be seen of it is
// RH-07.
//
// Between the change of the address and the end of this, a lookup by address
// finds the socket in neither chain (RH-06); since Linux 6.14 a lookup by the
// port alone makes up for that, unless the new address is the wildcard
// (UDP-19).
func (tb *table) rehash(t *sched.Task, s *sock.Sock) {
	port := s.Num.Load(t.At("udp.rehash.check"))
	if port == 0 {
		return
	}
	key := chainKey(t, s)
	tb.replace(t, s)
	sl, old := tb.slot(t, port), s.PortaddrHash.Load(t)
	if old == key && sl.index(t, old) == nil && s.Group(t) == nil {
		return
	}
	sl.lock.Lock(t.At("udp.rehash.lock"))
	defer func() { sl.lock.Unlock(t.At("udp.rehash.unlock")) }()
	s.LeaveGroup(t)
	if old == key {
		if x := sl.index(t, key); x != nil {
			x.refile(t, s)
		}
		return
	}
	sp := sl.spot(t.At("udp.rehash.chain"), key)
	s.PortaddrHash.Store(t, key)
	s.PortaddrNode.Del(t.At("udp.rehash.unhash"))
	sl.spot(t, old).unlinked(t, s)
	sp.opens(t)
	sp.list.AddHead(t.At("udp.rehash.hash"), &s.PortaddrNode)
	sp.linked(t, s, false)
}

// place hangs a socket that has been connected into the table of 4-tuples
// (udp4_hash4, udp6_hash4, udp_lib_hash4; since Linux 6.13), out of its group
// (RPT-12). One that hangs there already stays where it is, although its peer
// is another now (UDP-18).
//
// The kernel does it under the lock of the port, in steps of its own after
// connect(); here it is part of connect's last step.
func (tb *table) place(t *sched.Task, s *sock.Sock) {
	port := s.Num.Load(t)
	if !tb.fourTuple || port == 0 || anywhere(t, s) || s.Place(t) != nil {
		return
	}
	if s.Group(t) != nil {
		sl := tb.slot(t, port)
		sl.lock.Lock(t.At("udp.place.lock"))
		s.LeaveGroup(t)
		sl.lock.Unlock(t.At("udp.place.unlock"))
	}
	tb.putAt(t, s, tupleOf(t, s))
}

// replace moves a socket that hangs in the table of 4-tuples to the chain of
// its present one (udp_rehash4; RH-05), and out of the table if its local
// address is the wildcard again (udp_unhash4).
func (tb *table) replace(t *sched.Task, s *sock.Sock) {
	p := s.Place(t)
	if p == nil {
		return
	}
	if anywhere(t, s) {
		s.SetPlace(t, nil)
	} else if tuple := tupleOf(t, s); tuple != p.Tuple {
		tb.putAt(t, s, tuple)
	}
}

// putAt hangs a socket at the head of a chain of the table of 4-tuples. Two
// goroutines that do it at once may get one number; then the order of their
// sockets in the chain of the address decides.
func (tb *table) putAt(t *sched.Task, s *sock.Sock, tuple uint64) {
	order := tb.order.Load(t) + 1
	tb.order.Store(t, order)
	s.SetPlace(t, &sock.Place{Tuple: tuple, Order: order})
}

// tupleOf is the hash of the socket's own 4-tuple: that of the packets which
// its peer sends to it.
func tupleOf(t *sched.Task, s *sock.Sock) uint64 {
	port, peerPort := s.Num.Load(t), s.Dport.Load(t)
	if s.Family() == sock.AF_INET6 {
		if local := s.RcvSaddr6(t); !local.Is4In6() {
			return hash6(local, s.Daddr6(t), port, peerPort)
		}
	}
	return hash4(s.RcvSaddr.Load(t), s.Daddr.Load(t), port, peerPort)
}
