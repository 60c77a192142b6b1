package udp

import (
	"boundif/sched"
	"boundif/sock"
)

// A stage is where a lookup looks.
type stage uint8

const (
	ofAddress  stage = iota // the chain of the destination's address and port
	ofWildcard              // the chain of the wildcard address and that port
	ofPort                  // the chain of the port alone
	everywhere              // the chain of the port, for multicast and broadcast
	earlyDemux              // the head of the chain of the address
	fourTuple               // the table of 4-tuples
	inGroup                 // the group of a socket found
	byProgram               // SkLookup
)

// lookup finds the sockets that get a packet: all that match if it is
// multicast or broadcast, else one (__udp4_lib_rcv, __udp6_lib_rcv).
//
// It tells the queue of a connected socket so, by the key.
func (tb *table) lookup(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	return tb.find(t, k, found, nil)
}

// find is lookup, and notes in trace, unless that is nil, what it looks at.
func (tb *table) find(t *sched.Task, k *sock.Key, found []*sock.Sock, trace *[]sock.Candidate) []*sock.Sock {
	if k.Protocol != tb.number {
		return found
	}
	t.At("udp.lookup.slot").RCULock()
	defer t.RCUUnlock()
	sl := tb.slot(t, uint32(k.Dst.Port()))
	if sl == nil && tb.inet.SkLookup == nil {
		return found
	}
	q := query{trace: trace}
	q.ask(t, tb, k)
	var s *sock.Sock
	switch {
	case sl == nil:
	case k.ToMany():
		k.FromPeer = false
		return sl.every(t, &q, found)
	default:
		s = sl.one(t, &q)
	}
	if s = q.redirected(t, k, s); s != nil {
		q.choose(s)
		found = append(found, s)
	}
	k.FromPeer = q.fromPeer
	return found
}

// one finds the socket that gets a unicast packet (__udp4_lib_lookup,
// __udp6_lib_lookup):
//
//  1. the chain of the destination's address and port
//  2. if nothing there matches, the chain of the wildcard address and that
//     port: a specific address wins over a bound device (UDP-04), and what a
//     connected socket refuses can be another's (UDP-15)
//  3. since Linux 6.14, if nothing there matches either, the chain of the port
//     alone, for a socket that connect() has given the address already but has
//     not moved to its chain yet (udp4_lib_lookup1; RH-08). A socket of the
//     wildcard address never wins there, so that one on its way back to that
//     chain, by connect() with AF_UNSPEC, is still missed (UDP-19)
func (sl *slot) one(t *sched.Task, q *query) *sock.Sock {
	s := sl.best(t, q, q.chainOf(), ofAddress)
	if s == nil {
		s = sl.best(t, q, 0, ofWildcard)
	}
	if s == nil && q.tb.portOnly {
		s = q.walk(t.At("udp.lookup.port"), sl, &sl.socks, 0, ofPort)
	}
	return s
}

// redirected is the socket that SkLookup wants in the place of one that is not
// connected, or the member of its group (UDP-50). Linux asks after the chain of the
// address, as what is connected is there. UDP-Lite does not ask.
func (q *query) redirected(t *sched.Task, k *sock.Key, found *sock.Sock) *sock.Sock {
	if q.tb.inet.SkLookup == nil || q.tb.number != IPPROTO_UDP || k.ToMany() || found != nil && found.HasPeer(t) {
		return found
	}
	s := q.tb.inet.Redirect(t.At("udp.lookup.redirect"), k)
	if s == nil {
		return found
	}
	q.by(s, byProgram)
	if m, _ := q.member(t, s); m != nil {
		s = m
	}
	q.fromPeer = false
	return s
}

// best walks the chain of an address (udp4_lib_lookup2, udp6_lib_lookup2).
func (sl *slot) best(t *sched.Task, q *query, key uint32, st stage) *sock.Sock {
	l := &sl.wild
	if key != 0 {
		c := sl.chain(t.At("udp.lookup.chain"), key)
		if c == nil {
			return nil
		}
		l = &c.socks
	}
	return q.walk(t.At("udp.lookup.first"), sl, l, key, st)
}

// walk looks at the sockets of a chain. The caller has announced the step that
// begins it. The highest score wins, and of equals the first (UDP-05), with
// exceptions that are looked for on the same walk:
//
//   - Early demux: the head of the chain of the address, if it is connected to
//     exactly this peer, whatever comes after it (UDP-11).
//   - The table of 4-tuples, since Linux 6.13: of the sockets that hang in the
//     chain of just this 4-tuple there, the newest, whatever their scores
//     (udp4_lib_lookup4; UDP-16). Who hangs there hangs in this chain as well,
//     and if none of them takes it, the scores decide (UDP-17).
//   - The first socket with any score that is in a group of SO_REUSEPORT
//     hands the packet to a member of its group, and the walk is over: a better
//     one that comes after it gets nothing (RPT-05, RPT-06). Only if a member of
//     that group has been connected does the walk go on: that member has a peer,
//     and the others share the rest (RPT-10, RPT-11).
func (q *query) walk(t *sched.Task, sl *slot, l *sched.List[sock.Sock], key uint32, st stage) (best *sock.Sock) {
	var tuple, scored *sock.Sock // the second is who has the score high
	high, order, over := -1, uint32(0), false
	var c cursor
	for s := c.begin(t, sl, q, l, key); s != nil; s = c.next(t) {
		v := q.score(t.At("udp.lookup.score"), s, st)
		if q.trace != nil {
			q.note(s, st, v)
		}
		if v&isExact != 0 && st == ofAddress {
			if s == c.head && q.early(t) {
				q.fromPeer = true
				return q.by(s, earlyDemux)
			}
			if p := q.place(t, s); p > order {
				tuple, order = s, p
			}
		}
		if over || !q.beats(t, s, v.score(), scored, high) {
			continue
		}
		best, scored, high = s, s, v.score()
		q.fromPeer = v&hasPeer != 0
		if st != ofPort && v&isConnected == 0 {
			if m, g := q.member(t, s); m != nil {
				best, over = m, !g.HasConns(t)
			}
		}
		if over && !(q.tb.fourTuple && st == ofAddress) {
			break
		}
	}
	if tuple != nil {
		q.fromPeer = true
		return q.by(tuple, fourTuple)
	}
	return best
}

// beats reports whether a score is higher than the highest so far. One that
// differs by one or not at all is decided by a point that the scores leave out:
// a socket that got a packet while it was connected has one more, as the
// processor that handles this packet handled that one (compute_score:
// sk_incoming_cpu).
func (q *query) beats(t *sched.Task, s *sock.Sock, score int, other *sock.Sock, high int) bool {
	if score < 0 || other == nil || score != high && score != high+1 && score != high-1 {
		return score > high
	}
	return score+s.IncomingCPU(t) > high+other.IncomingCPU(t)
}

// place is the socket's order in the chain of the packet's 4-tuple, 0 if it
// does not hang there.
func (q *query) place(t *sched.Task, s *sock.Sock) uint32 {
	if !q.tb.fourTuple {
		return 0
	}
	if p := s.Place(t); p != nil && p.Tuple == q.hash() {
		return p.Order
	}
	return 0
}

// member is the member of the socket's group that the packet's hash falls on,
// nil if the socket is in no group or all members are connected
// (inet_lookup_reuseport; RPT-01).
func (q *query) member(t *sched.Task, s *sock.Sock) (*sock.Sock, *sock.Group) {
	if !s.ReusePort(t) {
		return nil, nil
	}
	g := s.Group(t)
	if g == nil {
		return nil, nil
	}
	m := g.Select(t, uint32(q.hash()>>32))
	if m != nil {
		q.by(m, inGroup)
	}
	return m, g
}

// every finds all sockets that get a multicast or broadcast packet
// (__udp4_lib_mcast_deliver, __udp6_lib_mcast_deliver; UDP-20, UDP-23). Early
// demux of such packets finds the only one that matches, which is no other.
// With more than ten sockets on the port the kernel walks two chains by
// address in place of the port's, which hold the same sockets (UDP-25).
func (sl *slot) every(t *sched.Task, q *query, found []*sock.Sock) []*sock.Sock {
	for n := sl.socks.First(t.At("udp.lookup.port")); n != nil; n = n.Next(t) {
		s := n.Val
		v := q.score(t.At("udp.lookup.score"), s, everywhere)
		if q.trace != nil {
			q.note(s, everywhere, v)
		}
		if v&isRefused == 0 {
			q.choose(s)
			found = append(found, s)
		}
	}
	return found
}
