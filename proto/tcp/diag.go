package tcp

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// dump is inet_diag_dump_icsk: listeners; since Linux 6.8, sockets that have a
// port and nothing else; and what is among the connections.
func (tb *table) dump(t *sched.Task) (all []sock.Diag) {
	for i := range tb.dirs {
		d := tb.dirs[i].Load(t.At("tcp.diag.directory"))
		if d == nil {
			continue
		}
		for j := range d.pages {
			p := d.pages[j].Load(t)
			if p == nil {
				continue
			}
			for k := range p.slots {
				if sl := p.slots[k].Load(t); sl != nil {
					all = tb.dumpSlot(t, sl, all)
				}
			}
		}
	}
	for i := range tb.established {
		conns := tb.established[i].Load(t.At("tcp.diag.conns"))
		if conns == nil {
			continue
		}
		for j := range conns.chains {
			all = conns.chains[j].dump(t, all)
		}
	}
	return all
}

// dumpSlot lists who has the port and is not connected.
func (tb *table) dumpSlot(t *sched.Task, sl *slot, all []sock.Diag) []sock.Diag {
	sl.listen.Lock(t.At("tcp.diag.listeners"))
	all = sl.any.dump(t, all)
	for c := sl.others.Load(t); c != nil; c = c.next.Load(t) {
		all = c.dump(t, all)
	}
	sl.listen.Unlock(t)
	if !tb.has(netdev.BoundInactive) {
		return all
	}
	sl.bind.Lock(t.At("tcp.diag.bound"))
	defer sl.bind.Unlock(t)
	for _, b := range sl.buckets {
		for _, a := range b.addrs {
			for _, o := range a.owners {
				if o.sk == nil || !of(t, o.sk).in(t, CLOSE) {
					continue
				}
				d := diagOf(t, o.sk)
				d.State = sock.TCP_BOUND_INACTIVE
				all = append(all, d)
			}
		}
	}
	return all
}

func (c *chain) dump(t *sched.Task, all []sock.Diag) []sock.Diag {
	for n := c.socks.First(t); n != nil; n = n.Next(t) {
		all = append(all, diagOf(t, n.Val))
	}
	return all
}

func (c *connChain) dump(t *sched.Task, all []sock.Diag) []sock.Diag {
	if c.entries.First(t.At("tcp.diag.chain")) == nil {
		return all
	}
	c.lock.Lock(t.At("tcp.diag.lock"))
	defer func() { c.lock.Unlock(t.At("tcp.diag.unlock")) }()
	for n := c.entries.First(t); n != nil; n = n.Next(t) {
		all = append(all, n.Val.diag(t))
	}
	return all
}

// dumpOne is inet_diag_find_one_icsk: a connection, or what stands for one, or a
// listener.
func (tb *table) dumpOne(t *sched.Task, k *sock.Key) (d sock.Diag, ok bool) {
	switch e, l := tb.search(t, k); {
	case l != nil:
		return diagOf(t, l), true
	case e == nil:
		return d, false
	default:
		if d = e.diag(t); d.Sock == nil {
			d.Abort = func(t *sched.Task) error { return tb.abort(t, e) }
		}
		return d, true
	}
}

// diagOf is inet_sk_diag_fill.
func diagOf(t *sched.Task, s *sock.Sock) sock.Diag {
	d := s.Diag(t)
	d.State = State(t, s)
	return d
}

// diag is what is told of an entry. A request and a TIME_WAIT entry have the
// device that they were made with, whatever became of the listener's or of the
// connection's since (inet_req_diag_fill, inet_twsk_diag_fill; OBS-05).
func (e *entry) diag(t *sched.Task) (d sock.Diag) {
	if e.sk != nil {
		return diagOf(t, e.sk)
	}
	d.ID.Device = int(e.dev(t.At("tcp.diag.entry")))
	if e.req != nil {
		d.Family, d.State = e.req.listener.sk.Family(), SYN_RECV
	} else {
		d.Family, d.State = e.tw.local.family, int(e.tw.substate.Load(t))
	}
	d.ID.Src, d.ID.Dst = inFamily(d.Family, e.local), inFamily(d.Family, e.remote)
	return d
}

// inFamily is an address as a socket of the family has it.
func inFamily(family int, a netip.AddrPort) netip.AddrPort {
	if family == sock.AF_INET6 {
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr().As16()), a.Port())
	}
	return a
}

// destroy is tcp_abort: the peer gets a reset, the owner an error. A listener
// stops to listen.
func (tb *table) destroy(t *sched.Task, s *sock.Sock, errno netdev.Errno) error {
	s.Lock(t)
	defer s.Unlock(t)
	c := of(t, s)
	switch c.state.Load(t.At("tcp.abort.state")) {
	case CLOSE:
		return netdev.ENOENT
	case LISTEN:
		tb.setClosed(t, c)
		tb.stopListening(t, c)
	case ESTABLISHED, SYN_RECV, CLOSE_WAIT, FIN_WAIT1, FIN_WAIT2:
		c.abort(t, s) // tcp_need_reset
	}
	s.SetError(t, errno)
	tb.finish(t, c)
	return nil
}

// abort is tcp_abort for what stands for a connection: there is nobody to tell.
func (tb *table) abort(t *sched.Task, e *entry) error {
	switch {
	case e.req != nil:
		e.dropRequest(t)
	case tb.has(netdev.TimeWaitAbort):
		tb.expire(t, e)
	default:
		return netdev.EOPNOTSUPP
	}
	return nil
}
