package tcp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// request is a connection of which only the SYN has come (struct
// request_sock). It does not change.
type request struct {
	listener *conn
	dev      int32  // ir_iif: what the connection will be bound to
	iss, irs uint32 // initial sequence numbers of this host and of the peer
	stamps   bool   // the SYN had a time stamp
}

// requestDev is inet_request_bound_dev_if: the listener's device at this
// moment; if it has none, and takes connections of every VRF, the VRF that the
// SYN came by (WR-30, WR-37, L3-10). A link-local address means nothing without
// a device: towards such a peer the request is bound to the device of arrival,
// if the listener is unbound or that device is in a VRF (tcp_v6_init_req;
// WR-32, L3-11), the latter not if the SYN was answered by a cookie.
func (tb *table) requestDev(t *sched.Task, s *sock.Sock, k *sock.Key, cookie bool) int32 {
	dev := s.BoundDevIf(t.At("tcp.request.device"))
	if a := k.Src.Addr(); a.Is6() && a.IsLinkLocalUnicast() {
		if on, slave := tb.arrival(t, k); dev == 0 || slave && !cookie {
			return on
		}
	}
	if dev == 0 && tb.l3mdevAccept(t) {
		return tb.inet.Net.L3Master(t, k.Dif)
	}
	return dev
}

// request answers a SYN (tcp_conn_request). It takes no lock of the listener.
// A SYN that finds the accept queue full, or no way back, is lost. One request
// too many is not kept: its SYN-ACK has a number from which the connection can
// be made when it is acknowledged (SYN cookies).
func (tb *table) request(t *sched.Task, l *conn, k *sock.Key, p *netdev.Packet) {
	connections, requests := l.queue.full(t, tb.inet.Net.Release())
	cookies := tb.inet.Sysctl.TCPSyncookies.Load(t)
	cookie := cookies == 2 || requests
	if connections || cookie && cookies == 0 {
		return
	}
	req := &request{listener: l, irs: p.TCP.Seq, dev: tb.requestDev(t, l.sk, k, false), stamps: k.Looped}
	r, err := tb.inet.Net.RouteOutput(t.At("tcp.request.route"), k.Src.Addr(), k.Dst.Addr(), req.dev)
	if err != nil {
		return
	}
	e := newEntry(t, tuple{local: k.Dst, remote: k.Src})
	e.req = req
	if cookie {
		req.iss = e.cookie(req.irs)
	} else if !tb.insertRequest(t, e) {
		return
	}
	tb.inet.Output(t, r, synAck(e))
}

// cookie is the initial sequence number that stands for a request
// (secure_tcp_syn_cookie, without the secret and the time).
func (tu *tuple) cookie(irs uint32) uint32 { return tu.hash()*0x9e3779b1 + irs }

// fromCookie is the request that an acknowledgment of a cookie stands for, nil
// if it is none (cookie_v4_check, cookie_v6_check). The device is that of the
// listener now, not when the SYN came (WR-35).
func (tb *table) fromCookie(t *sched.Task, l *conn, k *sock.Key, p *netdev.Packet) *entry {
	e := &entry{tuple: tuple{local: k.Dst, remote: k.Src}}
	irs, iss := p.TCP.Seq-1, p.TCP.Ack-1
	if tb.inet.Sysctl.TCPSyncookies.Load(t.At("tcp.request.cookie")) == 0 || e.cookie(irs) != iss {
		return nil
	}
	e.req = &request{listener: l, irs: irs, iss: iss, dev: tb.requestDev(t, l.sk, k, true), stamps: k.Looped}
	return e
}

// insertRequest is reqsk_queue_hash_req.
func (tb *table) insertRequest(t *sched.Task, e *entry) bool {
	hash := e.hash()
	c := tb.makeConns(t, hash)
	c.lock.Lock(t.At("tcp.hash.lock"))
	defer func() { c.lock.Unlock(t.At("tcp.hash.unlock")) }()
	if dev := e.req.dev; tb.find(t.At("tcp.hash.check"), c, &e.tuple, dev, dev) != nil {
		return false
	}
	e.req.iss = c.isn(hash)
	c.add(t.At("tcp.hash.add"), e)
	e.req.listener.queue.count(t, 1)
	return true
}

// dropRequest takes a request out of its chain (inet_csk_reqsk_queue_drop).
func (e *entry) dropRequest(t *sched.Task) {
	if e.chain != nil && e.drop(t) {
		e.req.listener.queue.count(t, -1)
	}
}

func synAck(e *entry) netdev.Packet {
	return netdev.Packet{
		Protocol: IPPROTO_TCP, Src: e.local, Dst: e.remote,
		TCP: netdev.TCP{Seq: e.req.iss, Ack: e.req.irs + 1, Flags: netdev.SYN | netdev.ACK, Window: window},
	}
}

// verdict is what check makes of a segment.
type verdict int

const (
	isDone        verdict = iota // nothing is left to do
	forListener                  // it is for the listener
	forConnection                // it completes the connection
)

// check is tcp_check_req: a segment for a request.
//
//   - The SYN again: the SYN-ACK again, by the request's device.
//   - An acknowledgment of another SYN-ACK: it is for the listener.
//   - Out of order: it is told so. A reset in order, or a SYN: the request ends.
//   - The acknowledgment: the connection is complete.
func (tb *table) check(t *sched.Task, e *entry, k *sock.Key, p *netdev.Packet) verdict {
	h, req := p.TCP, e.req
	switch flags := h.Flags & (netdev.SYN | netdev.RST | netdev.ACK); {
	case flags == netdev.SYN && h.Seq == req.irs:
		tb.answer(t, k, req.dev, synAck(e).TCP, nil)
	case flags&netdev.ACK != 0 && h.Ack != req.iss+1:
		return forListener
	case before(h.Seq, req.irs+1) || !before(h.Seq, req.irs+1+window):
		if flags&netdev.RST == 0 {
			tb.answer(t, k, req.dev, netdev.TCP{Seq: req.iss + 1, Ack: req.irs + 1, Flags: netdev.ACK, Window: window}, nil)
		}
	case flags&(netdev.RST|netdev.SYN) != 0:
		e.dropRequest(t)
		if flags&netdev.RST == 0 {
			tb.reset(t, k, p, req.listener.sk.BoundDevIf(t.At("tcp.reset.device")), nil)
		}
	case flags&netdev.ACK != 0:
		return forConnection
	}
	return isDone
}

// child makes the connection of a request (tcp_v4_syn_recv_sock,
// tcp_v6_syn_recv_sock): a copy of the listener with the request's device,
// which it may change on its own from then on (WR-31, WR-33, WR-36). It comes
// back with its lock held, or nil: then there is no room or no way back, and the
// segment is ignored, or the listener or the request is gone.
func (tb *table) child(t *sched.Task, e *entry, k *sock.Key) (c *conn, gone bool) {
	l, req := e.req.listener, e.req
	if full, _ := l.queue.full(t, tb.inet.Net.Release()); full {
		return nil, false
	}
	r, err := tb.inet.Net.RouteOutput(t.At("tcp.child.route"), e.remote.Addr(), e.local.Addr(), req.dev)
	if err != nil {
		return nil, false
	}
	s := l.sk.Clone(t.At("tcp.child"))
	s.Locked = l.sk.Locked &^ sock.PortLocked
	c = tb.newConn(t, s)
	if s.Family() == sock.AF_INET6 {
		s.ComesBy(t, k.Dif)
	}
	s.Lock(t)
	c.tuple, c.progress, c.shut = e.tuple, connectedTo, l.queue.shut
	s.SetBoundDevIf(t.At("tcp.child.device"), req.dev)
	c.setLocal(t, e.local.Addr())
	c.setPeer(t, e.remote)
	s.SetRoute(t, r)
	c.state.Store(t, ESTABLISHED)
	c.stream = stream{unread: req.iss + 1, next: req.iss + 1, received: req.irs + 1, stamps: req.stamps}
	if !tb.inherit(t, l, c) {
		s.Unlock(t)
		e.dropRequest(t)
		return nil, true
	}
	c.entry = newEntry(t, e.tuple)
	c.entry.sk = s
	if !tb.replace(t, c.entry, e) {
		c.entry = nil
		tb.setClosed(t, c)
		s.Unlock(t)
		return nil, true
	}
	if !l.queue.add(t, s) {
		c.abort(t, s)
		tb.setClosed(t, c)
		tb.orphan(t, c)
	}
	return c, false
}

// replace puts a connection in the place of its request, unless that is gone
// (inet_ehash_insert). Between the two steps a lookup finds neither, as on Linux
// before 6.19. A request that was a cookie has no place.
func (tb *table) replace(t *sched.Task, e, req *entry) bool {
	c := req.chain
	if c == nil {
		c = tb.makeConns(t, req.hash())
	}
	c.lock.Lock(t.At("tcp.hash.lock"))
	defer func() { c.lock.Unlock(t.At("tcp.hash.unlock")) }()
	if req.chain == nil {
		if dev := req.req.dev; tb.find(t.At("tcp.hash.check"), c, &req.tuple, dev, dev) != nil {
			return false
		}
	} else {
		if !req.node.Listed() {
			return false
		}
		req.node.Del(t.At("tcp.hash.unhash"))
		req.req.listener.queue.count(t, -1)
	}
	c.add(t.At("tcp.hash.add"), e)
	return true
}

// inherit hangs a connection into the bucket of its listener
// (__inet_inherit_port). It reports whether that still has one.
func (tb *table) inherit(t *sched.Task, l, c *conn) bool {
	port := uint32(c.local.Port())
	sl := tb.slot(t.At("tcp.child.slot"), port)
	sl.bind.Lock(t.At("tcp.bind.lock"))
	defer func() { sl.bind.Unlock(t.At("tcp.bind.unlock")) }()
	o := l.owner
	if o == nil {
		return false
	}
	c.owner = &owner{sk: c.sk}
	o.bucket.add(localOf(t.At("tcp.bind.hash"), c.sk).key(), c.owner)
	c.setPort(t.At("tcp.bind.num"), port)
	return true
}
