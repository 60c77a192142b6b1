package ping

import (
	"strconv"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// lookup finds the socket that gets an echo reply (ping_lookup): the first of
// the chain that matches (PNG-01, PNG-02). The identifier is the port of the
// destination.
func (tb *table) lookup(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	if s := tb.first(t, k); s != nil {
		found = append(found, s)
	}
	return found
}

func (tb *table) first(t *sched.Task, k *sock.Key) *sock.Sock {
	ident := uint32(k.Dst.Port())
	if !isICMP(k) || ident == 0 {
		return nil
	}
	dif, sdif := tb.arrival(k)
	t.At("ping.lookup.first").RCULock()
	defer t.RCUUnlock()
	for n := tb.chain(ident).First(t); n != nil; n = n.Next(t) {
		if match(t.At("ping.lookup.match"), n.Val, k, dif, sdif) == "" {
			return n.Val
		}
	}
	return nil
}

// explain is lookup in words. It stops where lookup does.
func (tb *table) explain(t *sched.Task, k *sock.Key) (all []sock.Candidate) {
	ident := uint32(k.Dst.Port())
	if !isICMP(k) || ident == 0 {
		return nil
	}
	dif, sdif := tb.arrival(k)
	t.At("ping.lookup.first").RCULock()
	defer t.RCUUnlock()
	for n := tb.chain(ident).First(t); n != nil; n = n.Next(t) {
		why := match(t.At("ping.lookup.match"), n.Val, k, dif, sdif)
		c := sock.Candidate{Sock: n.Val, Stage: "chain of identifier " + strconv.Itoa(int(ident)), Score: -1, Reason: why}
		if why == "" {
			c.Score, c.Chosen, c.Reason = 0, true, "the newest that matches: nobody is preferred, and nobody looks further"
			return append(all, c)
		}
		all = append(all, c)
	}
	return all
}

func isICMP(k *sock.Key) bool {
	if k.Dst.Addr().Is4() {
		return k.Protocol == IPPROTO_ICMP
	}
	return k.Protocol == IPPROTO_ICMPV6
}

// arrival is the devices that the packet counts as having arrived on: those of
// the key, as for every other protocol, since Linux 5.17. Before it was the one
// that it came over, which is "lo" if this host sent it, and no VRF's device was
// looked at (PNG-04).
func (tb *table) arrival(k *sock.Key) (dif, sdif int32) {
	if tb.inet.Net.Release().Has(netdev.PingArrival) {
		return k.Dif, k.Sdif
	}
	if k.Dev != 0 {
		return k.Dev, 0
	}
	return k.Dif, 0
}

// match says why the packet is not for the socket, "" if it is: the order is
// that of ping_lookup. The peer does not count.
func match(t *sched.Task, s *sock.Sock, k *sock.Key, dif, sdif int32) string {
	is4 := k.Dst.Addr().Is4()
	switch {
	case s.Num.Load(t) != uint32(k.Dst.Port()):
		return "another identifier, though of this chain"
	case is4 != (s.Family() == sock.AF_INET):
		return "the other family"
	}
	if is4 {
		if local := s.RcvSaddr.Load(t); local != 0 && local != sock.FromAddr(k.Dst.Addr()) {
			return "another local address"
		}
	} else if local := s.RcvSaddr6(t); !local.IsUnspecified() && local != k.Dst.Addr() {
		return "another local address"
	}
	if ok, _ := s.BoundDevMatch(t, dif, sdif, true); !ok {
		return "bound to another device"
	}
	return ""
}
