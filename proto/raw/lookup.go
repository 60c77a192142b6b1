package raw

import (
	"strconv"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// lookup finds every socket that gets a copy of the packet (raw_v4_input,
// ipv6_raw_deliver; RAW-01, RAW-03).
func (tb *table) lookup(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	t.At("raw.lookup.first").RCULock()
	defer t.RCUUnlock()
	for n := tb.chains[k.Protocol%chains].First(t); n != nil; n = n.Next(t) {
		if tb.match(t.At("raw.lookup.match"), n.Val, k) == "" {
			found = append(found, n.Val)
		}
	}
	return found
}

// explain is lookup in words.
func (tb *table) explain(t *sched.Task, k *sock.Key) (all []sock.Candidate) {
	t.At("raw.lookup.first").RCULock()
	defer t.RCUUnlock()
	stage := "raw sockets of protocol " + strconv.Itoa(int(k.Protocol))
	for n := tb.chains[k.Protocol%chains].First(t); n != nil; n = n.Next(t) {
		c := sock.Candidate{Sock: n.Val, Stage: stage, Score: -1}
		if c.Reason = tb.match(t.At("raw.lookup.match"), n.Val, k); c.Reason == "" {
			c.Score, c.Chosen, c.Reason = 0, true, "every raw socket that matches gets a copy"
		}
		all = append(all, c)
	}
	return all
}

// match says why the packet is not for the socket, "" if it is: the order is
// that of raw_v4_match and, with the device before the addresses, of
// raw_v6_match.
func (tb *table) match(t *sched.Task, s *sock.Sock, k *sock.Key) string {
	if s.Num.Load(t) != uint32(k.Protocol) {
		return "another protocol, though of this chain"
	}
	if s.Family() == sock.AF_INET6 {
		return tb.match6(t, s, k)
	}
	if peer := s.Daddr.Load(t); peer != 0 && peer != sock.FromAddr(k.Src.Addr()) {
		return "connected to somebody else"
	}
	if local := s.RcvSaddr.Load(t); local != 0 && local != sock.FromAddr(k.Dst.Addr()) {
		return "another local address"
	}
	if !tb.onDevice(t, s, k) {
		return otherDevice
	}
	if k.Kind == netdev.Multicast && !s.WantsMulticast(t, k.Dst.Addr(), k.Dif, k.Sdif) {
		return otherGroup
	}
	return ""
}

// match6 differs in multicast. A socket of the wildcard address gets all of it;
// one that has an address gets what its memberships and IPV6_MULTICAST_ALL let
// through, as if it had none (inet6_mc_check).
func (tb *table) match6(t *sched.Task, s *sock.Sock, k *sock.Key) string {
	src, dst := k.Src.Addr(), k.Dst.Addr()
	if !tb.onDevice(t, s, k) {
		return otherDevice
	}
	if peer := s.Daddr6(t); !peer.IsUnspecified() && peer != src {
		return "connected to somebody else"
	}
	if local := s.RcvSaddr6(t); !local.IsUnspecified() && local != dst {
		if !dst.IsMulticast() {
			return "another local address"
		}
		if !s.WantsMulticast(t, dst, k.Dif, k.Sdif) {
			return otherGroup
		}
	}
	return ""
}

const (
	otherDevice = "bound to another device, or to none and raw_l3mdev_accept is off"
	otherGroup  = "no member of the group, and it wants no others"
)

// onDevice is raw_sk_bound_dev_eq. What arrived through a VRF is for unbound
// sockets if net.ipv4.raw_l3mdev_accept says so (RX-03, L3-40), which is asked
// of both families.
func (tb *table) onDevice(t *sched.Task, s *sock.Sock, k *sock.Key) bool {
	accept := k.Sdif == 0 || tb.inet.Sysctl.RawL3mdevAccept.Load(t) != 0
	match, _ := s.BoundDevMatch(t, k.Dif, k.Sdif, accept)
	return match
}
