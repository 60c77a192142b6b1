package tcp

import (
	"fmt"
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// lookup is __inet_lookup and __inet6_lookup: a connection, else a listener. A
// request is its listener's; nobody has a TIME_WAIT entry.
func (tb *table) lookup(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	if s := tb.owner(t, k, nil); s != nil {
		found = append(found, s)
	}
	return found
}

// explain is lookup, and tells of each socket.
func (tb *table) explain(t *sched.Task, k *sock.Key) []sock.Candidate {
	tr := &trace{t: t}
	s := tb.owner(t, k, tr)
	for i := range tr.seen {
		// The last mention of the socket is the one that decided.
		if tr.seen[len(tr.seen)-1-i].Sock == s && s != nil {
			tr.seen[len(tr.seen)-1-i].Chosen = true
			break
		}
	}
	return tr.seen
}

func (tb *table) owner(t *sched.Task, k *sock.Key, tr *trace) *sock.Sock {
	if k.Protocol != IPPROTO_TCP {
		return nil
	}
	t.At("tcp.lookup").RCULock()
	defer t.RCUUnlock()
	tu := tuple{local: k.Dst, remote: k.Src}
	switch e := tb.lookupEstablished(t, &tu, k, tr); {
	case e == nil:
		return tb.lookupListener(t, &tu, k, tr)
	case e.req != nil:
		return e.req.listener.sk
	default:
		return e.sk
	}
}

// lookupEstablished is __inet_lookup_established and its IPv6 twin.
func (tb *table) lookupEstablished(t *sched.Task, tu *tuple, k *sock.Key, tr *trace) *entry {
	c := tb.conns(t.At("tcp.lookup.established"), tu.hash())
	if c == nil {
		return nil
	}
	if tr != nil {
		tr.connections(tb, c, tu, k)
	}
	return tb.find(t, c, tu, k.Dif, k.Sdif)
}

// lookupListener is __inet_lookup_listener and inet6_lookup_listener, by the
// devices that listeners have at that moment (TCP-02, TCP-05):
//
//  1. the listener that a function in the place of a BPF program names, whatever
//     device it is bound to (UDP-50)
//  2. the chain of the destination's address and port
//  3. if nothing there matches, the chain of the wildcard and that port: a
//     specific address wins over a bound device (TCP-04)
func (tb *table) lookupListener(t *sched.Task, tu *tuple, k *sock.Key, tr *trace) *sock.Sock {
	if s := tb.redirected(t, tu, k, tr); s != nil {
		return s
	}
	sl := tb.slot(t.At("tcp.lookup.slot"), uint32(k.Dst.Port()))
	if sl == nil {
		return nil
	}
	s := sl.best(t, tb, tu, k, k.Dst.Addr(), tr)
	if s == nil {
		s = sl.best(t, tb, tu, k, netip.Addr{}, tr)
	}
	return s
}

// redirected is the listener that SkLookup wants, or the member of its group, nil
// if there is none (inet_lookup_run_sk_lookup).
func (tb *table) redirected(t *sched.Task, tu *tuple, k *sock.Key, tr *trace) *sock.Sock {
	if tb.inet.SkLookup == nil {
		return nil
	}
	s := tb.inet.Redirect(t.At("tcp.lookup.redirect"), k)
	if s == nil {
		return nil
	}
	if tr != nil {
		tr.seen = append(tr.seen, sock.Candidate{Sock: s, Stage: "program", Reason: "is the one that the program names"})
	}
	if s.ReusePort(t) {
		if m := selected(t, s, tu); m != nil {
			if tr != nil {
				tr.member(s, m)
			}
			return m
		}
	}
	return s
}

// best walks the chain of an address, none being the wildcard
// (inet_lhash2_lookup, inet6_lhash2_lookup). The highest score wins, and of
// equals the first. But the first that is better than all before it and has
// SO_REUSEPORT ends the search: its group decides, whatever follows (TCP-03),
// and whatever device the member that it decides for is bound to by now
// (TCP-07).
func (sl *slot) best(t *sched.Task, tb *table, tu *tuple, k *sock.Key, addr netip.Addr, tr *trace) (best *sock.Sock) {
	c := sl.chain(t.At("tcp.lookup.chain"), addr)
	if c == nil {
		return nil
	}
	high := 0
	for n := c.socks.First(t.At("tcp.lookup.first")); n != nil; n = n.Next(t) {
		s := n.Val
		sc := tb.score(t.At("tcp.lookup.score"), s, k, addr)
		if tr != nil {
			tr.listener(tb, s, k, addr, sc, high)
		}
		if sc <= high {
			continue
		}
		if s.ReusePort(t) {
			if member := selected(t, s, tu); member != nil {
				if tr != nil {
					tr.member(s, member)
				}
				return member
			}
		}
		best, high = s, sc
	}
	return best
}

// selected is the member of the socket's group that gets the connection, nil
// if it has no group (inet_lookup_reuseport).
func selected(t *sched.Task, s *sock.Sock, tu *tuple) *sock.Sock {
	g := s.Group(t.At("tcp.lookup.group"))
	if g == nil {
		return nil
	}
	return g.Select(t, tu.hash())
}

// score is compute_score: 0 if the connection is not for the listener. For
// IPv4, a socket of IPv4 has one more than one of IPv6 (TCP-08). A bound device
// counts one since Linux 5.15 (TCP-06, TCP-09).
func (tb *table) score(t *sched.Task, s *sock.Sock, k *sock.Key, addr netip.Addr) int {
	sc := 1
	if k.Dst.Addr().Is4() {
		if s.V6Only(t) || s.RcvSaddr.Load(t) != sock.FromAddr(addr) {
			return 0
		}
		if s.Family() == sock.AF_INET {
			sc++
		}
	} else if s.Family() != sock.AF_INET6 || s.RcvSaddr6(t) != orAny6(addr) {
		return 0
	}
	match, bound := s.BoundDevMatch(t, k.Dif, k.Sdif, tb.l3mdevAccept(t))
	if !match || s.Num.Load(t) != uint32(k.Dst.Port()) {
		return 0
	}
	if bound && tb.has(netdev.BoundPreferred) {
		sc++
	}
	return sc
}

func orAny6(a netip.Addr) netip.Addr {
	if !a.IsValid() {
		return netip.IPv6Unspecified()
	}
	return a
}

// trace is what Explain is told by the lookup.
type trace struct {
	t    *sched.Task
	seen []sock.Candidate
}

// connections tells of the entries of a chain that are of the 4-tuple, up to
// the one that is taken.
func (tr *trace) connections(tb *table, c *connChain, tu *tuple, k *sock.Key) {
	for n := c.entries.First(tr.t); n != nil; n = n.Next(tr.t) {
		e := n.Val
		if e.tuple != *tu {
			continue
		}
		cand := sock.Candidate{Sock: e.sk, Stage: "connections", Score: -1, Reason: "another device"}
		if e.req != nil {
			cand.Sock, cand.Stage = e.req.listener.sk, "requests"
		}
		if e.tw != nil {
			cand.Stage = "TIME_WAIT entries"
		}
		fits := tb.matches(tr.t, e, tu, k.Dif, k.Sdif)
		if fits {
			cand.Score, cand.Reason = 0, "the first that matches"
		}
		tr.seen = append(tr.seen, cand)
		if fits {
			return
		}
	}
}

// listener tells of a listener whose score is sc, high being the best so far.
func (tr *trace) listener(tb *table, s *sock.Sock, k *sock.Key, addr netip.Addr, sc, high int) {
	cand := sock.Candidate{Sock: s, Stage: "listeners of " + addr.String(), Score: sc}
	if !addr.IsValid() {
		cand.Stage = "listeners of the wildcard address"
	}
	dev := s.BoundDevIf(tr.t)
	switch {
	case sc == 0 && !tb.deviceFits(tr.t, dev, k.Dif, k.Sdif):
		cand.Score, cand.Reason = -1, "another device"
	case sc == 0:
		cand.Score, cand.Reason = -1, "another family"
	case sc <= high:
		cand.Reason = fmt.Sprintf("no better than %d", high)
	case dev != 0:
		cand.Reason = fmt.Sprintf("bound to device %d", dev)
	default:
		cand.Reason = "not bound to a device"
	}
	tr.seen = append(tr.seen, cand)
}

// member tells of the member that the group of a listener has chosen.
func (tr *trace) member(s, member *sock.Sock) {
	if s != member {
		tr.seen = append(tr.seen, sock.Candidate{Sock: member, Stage: "group", Reason: "its group's choice for this connection"})
		return
	}
	tr.seen[len(tr.seen)-1].Reason += ", and its group's choice for this connection"
}
