package udp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// lookup finds the one socket that gets a unicast packet
// (__udp4_lib_lookup):
//
//  1. the chain of the destination's address and port
//  2. if nothing there matches, the chain of the wildcard address and that
//     port: a specific address wins over a bound device (UDP-04)
//  3. since Linux 6.14, if nothing there matches either, the chain of the port
//     alone, for a socket that connect() has given the address already but has
//     not moved to its chain yet (udp4_lib_lookup1; RH-08). A socket of the
//     wildcard address never wins there, so that one on its way back to that
//     chain, by connect() with AF_UNSPEC, is still missed (UDP-19)
//
// Within a chain the highest score wins, and of equals the newest (UDP-05).
func (tb *table) lookup(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	if k.Protocol != IPPROTO_UDP {
		return found
	}
	t.At("udp.lookup.slot").RCULock()
	defer t.RCUUnlock()
	sl := tb.slot(t, uint32(k.Dst.Port()))
	if sl == nil {
		return found
	}
	key := packet{
		saddr: sock.FromAddr(k.Src.Addr()), sport: uint32(k.Src.Port()),
		daddr: sock.FromAddr(k.Dst.Addr()), dport: uint32(k.Dst.Port()),
		dif: k.Dif, preferBound: tb.inet.Net.Release().Has(netdev.BoundPreferred),
	}
	s := sl.best(t, key.daddr, &key)
	if s == nil {
		s = sl.best(t, 0, &key)
	}
	if s == nil && tb.inet.Net.Release().Has(netdev.PortOnlyFallback) {
		s = best(t.At("udp.lookup.port"), &sl.socks, key.daddr, &key)
	}
	if s != nil {
		found = append(found, s)
	}
	return found
}

// packet is a Key with IPv4 addresses as numbers.
type packet struct {
	saddr, sport, daddr, dport uint32
	dif                        int32
	preferBound                bool
}

// best walks the chain of an address (udp4_lib_lookup2).
func (sl *slot) best(t *sched.Task, addr uint32, k *packet) *sock.Sock {
	c := sl.chain(t.At("udp.lookup.chain"), addr)
	if c == nil {
		return nil
	}
	return best(t.At("udp.lookup.first"), &c.socks, addr, k)
}

// best walks a chain. The caller has announced the step that begins it.
func best(t *sched.Task, socks *sched.List[sock.Sock], addr uint32, k *packet) (best *sock.Sock) {
	high := -1
	for n := socks.First(t); n != nil; n = n.Next(t) {
		if sc := score(t.At("udp.lookup.score"), n.Val, addr, k); sc > high {
			best, high = n.Val, sc
		}
	}
	return best
}

// score is compute_score of IPv4: -1 if the packet is not for the socket,
// otherwise 2, and 4 each for a connected peer address, a connected peer port
// and, since Linux 5.15, a bound device (TCP-09).
func score(t *sched.Task, s *sock.Sock, addr uint32, k *packet) int {
	if s.RcvSaddr.Load(t) != addr {
		return -1
	}
	sc := 2
	if peer := s.Daddr.Load(t); peer != 0 {
		if peer != k.saddr {
			return -1
		}
		sc += 4
	}
	if port := s.Dport.Load(t); port != 0 {
		if port != k.sport {
			return -1
		}
		sc += 4
	}
	match, bound := s.BoundDevMatch(t, k.dif)
	if !match || s.Num.Load(t) != k.dport {
		return -1
	}
	if bound && k.preferBound {
		sc += 4
	}
	return sc
}
