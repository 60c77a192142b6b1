package udp

import (
	"net/netip"

	"boundif/sched"
	"boundif/sock"
)

// A verdict is what a lookup thinks of a socket: a score and what it is made of,
// or a reason why the packet is not for it. It is one word, as lookups make one
// for each socket that they look at.
type verdict uint32

const (
	isConnected verdict = 1 << (8 + iota) // the packet comes from its peer
	hasPeer                               // the same; or from the address of the last one, of IPv6
	isBound                               // to the device of the packet
	isExact                               // inet_match: address and port of both ends, and the device
	isRefused                             // the low byte is the reason, else the score
)

func refuse(why reason) verdict { return isRefused | verdict(why) }

// score is -1 if the packet is not for the socket.
func (v verdict) score() int {
	if v&isRefused != 0 {
		return -1
	}
	return int(v & 0xff)
}

// A reason is why a packet is not for a socket.
type reason uint8

const (
	otherFamily reason = iota
	onlyIPv6
	otherAddress
	otherPeer
	otherPeerPort
	otherDevice
	fromVRF
	otherPort
	notMember
)

// score is compute_score of the packet's family, and inet_match or inet6_match
// beside it: they ask the same fields.
//
// An IPv4 packet gives 2, or 1 to a socket of IPv6, and 4 each for a connected
// address, a connected port and, since Linux 5.15, a bound device (UDP-03, TCP-09). An
// IPv6 packet gives 1 for each of these (UDP-09). So a peer counts for more than
// a device (UDP-10). A packet of another device is refused, whoever is connected
// (UDP-01, UDP-02, UDP-12), by the device that the socket has at that moment
// (UDP-07, UDP-14).
//
// The second differs in one point: whether an unbound socket is one for packets
// of a VRF it has from tcp_l3mdev_accept, not from udp_l3mdev_accept. So early
// demux and the table of 4-tuples give packets to connected sockets that the
// scores refuse (RX-03, L3-01, L3-03).
func (q *query) score(t *sched.Task, s *sock.Sock, st stage) (v verdict) {
	if q.v6 {
		v = q.addresses6(t, s, st)
	} else {
		v = q.addresses(t, s, st)
	}
	if v&isRefused != 0 {
		return v
	}
	match, bound := s.BoundDevMatch(t, q.dif, q.sdif, q.accept)
	exact := match
	if q.sdif != 0 && v&isExact != 0 {
		exact, _ = s.BoundDevMatch(t, q.dif, q.sdif, q.tcpAccept)
	}
	if !exact {
		v &^= isExact
	}
	switch {
	case !match && !bound && v&isExact == 0:
		return refuse(fromVRF)
	case !match && v&isExact == 0:
		return refuse(otherDevice)
	case s.Num.Load(t) != q.dport:
		return refuse(otherPort)
	case !match:
		return refuse(fromVRF) | isExact
	case st == everywhere && !q.wanted(t, s):
		return refuse(notMember)
	case bound && q.tb.preferBound:
		v += q.unit() | isBound
	}
	return v
}

// unit is what a match counts.
func (q *query) unit() verdict {
	if q.v6 {
		return 1
	}
	return 4
}

// addresses scores the ends of an IPv4 packet.
func (q *query) addresses(t *sched.Task, s *sock.Sock, st stage) (v verdict) {
	switch addr := s.RcvSaddr.Load(t); {
	case st == ofWildcard && addr != 0:
		return refuse(otherAddress)
	case st == everywhere && addr == 0:
	case st != ofWildcard && addr != q.daddr:
		return refuse(otherAddress)
	}
	v = 2
	peer := s.Daddr.Load(t)
	if peer != 0 {
		if peer != q.saddr {
			return refuse(otherPeer)
		}
		v += 4 | isConnected | hasPeer
	}
	port := s.Dport.Load(t)
	if port != 0 {
		if port != q.sport {
			return refuse(otherPeerPort)
		}
		v += 4
	}
	if s.Family() == sock.AF_INET6 {
		if s.V6Only(t) {
			return refuse(onlyIPv6)
		}
		v--
	}
	if peer != 0 && port == q.sport {
		v |= isExact
	}
	return v
}

// addresses6 scores the ends of an IPv6 packet.
func (q *query) addresses6(t *sched.Task, s *sock.Sock, st stage) (v verdict) {
	if s.Family() != sock.AF_INET6 {
		return refuse(otherFamily)
	}
	x := s.Ext(t)
	switch addr := x.RcvSaddr6.Load(t); {
	case st == ofWildcard && addr != nil:
		return refuse(otherAddress)
	case st == everywhere && addr == nil:
	case st != ofWildcard && !is(addr, q.daddr6):
		return refuse(otherAddress)
	}
	port := s.Dport.Load(t)
	if port != 0 {
		if port != q.sport {
			return refuse(otherPeerPort)
		}
		v++
	}
	if peer := x.Daddr6.Load(t); peer != nil {
		if *peer != q.saddr6 {
			return refuse(otherPeer)
		}
		v++
		v |= hasPeer
		if s.HasPeer(t) { // disconnecting leaves the address
			v |= isConnected
			if port == q.sport {
				v |= isExact
			}
		}
	}
	return v
}

// is reports whether p points to a; nil is the wildcard.
func is(p *netip.Addr, a netip.Addr) bool {
	if p == nil {
		return a.IsUnspecified()
	}
	return *p == a
}

// wanted is ip_mc_sf_allow and inet6_mc_check: whether the socket takes packets
// of the group, as a member, or as one that takes those of all groups that this
// host is in (UDP-21).
func (q *query) wanted(t *sched.Task, s *sock.Sock) bool {
	if q.v6 {
		return s.WantsMulticast(t, q.daddr6, q.dif, q.sdif)
	}
	if q.daddr>>28 != 14 {
		return true // broadcast
	}
	return s.WantsMulticast(t, sock.ToAddr(q.daddr), q.dif, q.sdif)
}
