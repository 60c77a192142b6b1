package tcp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// input is tcp_v4_rcv and tcp_v6_rcv: it looks for who the segment is for and
// lets that one act on it. A segment for nobody is answered by a reset
// (TCP-01), and so is a SYN for a listener on an index without device (WR-34).
//
// What was found can be gone before it is asked. Linux looks again in some of
// these cases; in others the segment is lost, and the peer sends it again. Here
// nobody would, so that it is looked for again in all of them.
func (tb *table) input(t *sched.Task, k *sock.Key, p *netdev.Packet, found []*sock.Sock) []*sock.Sock {
	if k.Protocol != IPPROTO_TCP || k.Kind != netdev.Local {
		return found
	}
	for {
		s, done := tb.offer(t, k, p)
		if s != nil {
			found = append(found, s)
		}
		if done {
			return found
		}
	}
}

// offer lets who gets the segment act on it; a socket comes back, too, if it is
// one. done is false if it was gone.
func (tb *table) offer(t *sched.Task, k *sock.Key, p *netdev.Packet) (s *sock.Sock, done bool) {
	e, l := tb.search(t, k)
	switch {
	case l != nil:
		if !tb.toListener(t, l, k, p) {
			return nil, false
		}
		return l, true
	case e == nil:
		tb.reset(t, k, p, 0, nil)
		return nil, true
	case e.tw != nil:
		return nil, tb.toTimewait(t, e, k, p)
	case e.req != nil:
		return tb.toRequest(t, e, k, p)
	case !tb.toConnection(t, e.sk, k, p):
		return nil, false
	}
	return e.sk, true
}

// search finds the entry or the listener of a segment.
func (tb *table) search(t *sched.Task, k *sock.Key) (*entry, *sock.Sock) {
	t.At("tcp.lookup").RCULock()
	defer t.RCUUnlock()
	tu := tuple{local: k.Dst, remote: k.Src}
	if e := tb.lookupEstablished(t, &tu, k, nil); e != nil {
		return e, nil
	}
	return nil, tb.lookupListener(t, &tu, k, nil)
}

// toListener is tcp_rcv_state_process in state LISTEN, without the socket's
// lock. What acknowledges something is for a connection that does not exist: it
// is reset, by the listener's device (OUT-49). It reports whether the listener
// was still one.
func (tb *table) toListener(t *sched.Task, s *sock.Sock, k *sock.Key, p *netdev.Packet) bool {
	const flags = netdev.SYN | netdev.ACK | netdev.RST | netdev.FIN
	l := of(t, s)
	if !l.in(t.At("tcp.rcv.listener"), LISTEN) {
		return false
	}
	switch {
	case p.TCP.Flags&flags == netdev.SYN:
		tb.request(t, l, k, p)
	case p.TCP.Flags&(netdev.SYN|netdev.RST|netdev.ACK) == netdev.ACK:
		if e := tb.fromCookie(t, l, k, p); e != nil {
			tb.complete(t, e, k, p)
			break
		}
		fallthrough
	case p.TCP.Flags&netdev.ACK != 0:
		tb.reset(t, k, p, s.BoundDevIf(t.At("tcp.reset.device")), nil)
	}
	return true
}

// toRequest lets a segment act on a request. done is false if the request is
// gone and the segment may be for somebody else.
func (tb *table) toRequest(t *sched.Task, e *entry, k *sock.Key, p *netdev.Packet) (s *sock.Sock, done bool) {
	l := e.req.listener
	if !l.in(t.At("tcp.request.listener"), LISTEN) {
		e.dropRequest(t)
		return nil, false
	}
	switch tb.check(t, e, k, p) {
	case forListener:
		return l.sk, tb.toListener(t, l.sk, k, p)
	case forConnection:
		return tb.complete(t, e, k, p)
	}
	return l.sk, true
}

// complete makes the connection of a request and hands it the segment, which
// may carry data (tcp_child_process).
func (tb *table) complete(t *sched.Task, e *entry, k *sock.Key, p *netdev.Packet) (s *sock.Sock, done bool) {
	child, gone := tb.child(t, e, k)
	if child == nil {
		return nil, !gone
	}
	if !child.in(t, CLOSE) {
		tb.receive(t, child, k, p)
	}
	if child.shut&sendShutdown != 0 {
		tb.sendFin(t, child)
	}
	child.sk.Unlock(t)
	return child.sk, true
}

// toConnection lets a segment act on a connection, when its lock is free
// (tcp_v4_do_rcv). It reports whether that is still one.
func (tb *table) toConnection(t *sched.Task, s *sock.Sock, k *sock.Key, p *netdev.Packet) bool {
	s.Lock(t)
	defer s.Unlock(t)
	c := of(t, s)
	if c.in(t.At("tcp.rcv.check"), CLOSE, LISTEN) {
		return false
	}
	tb.receive(t, c, k, p)
	return true
}

// icmpError is tcp_v4_err and tcp_v6_err: an error about a segment that this
// host has sent, if that is one on its way. While there is no answer to a SYN,
// it ends the attempt. Later it is a hint that time may confirm, and time does
// not pass here: it is for a socket with IP_RECVERR, or for who asks with
// SO_ERROR. Nothing is made of a packet that was too big.
func (tb *table) icmpError(t *sched.Task, k *sock.Key, errno netdev.Errno, icmp *netdev.Packet) {
	key, seq := *k, icmp.Err.TCP.Seq
	if k.Dst.Addr().Is4() {
		key.Sdif = 0
	}
	e, _ := tb.search(t, &key)
	switch {
	case e == nil || errno == netdev.EMSGSIZE:
	case e.req != nil:
		if seq == e.req.iss && hostUnreachable(icmp) {
			e.dropRequest(t) // tcp_req_err
		}
	case e.sk != nil:
		e.sk.Lock(t)
		defer e.sk.Unlock(t)
		of(t, e.sk).hint(t, seq, k, errno, icmp)
	}
}

// hint is what an ICMP error means for a connection.
func (c *conn) hint(t *sched.Task, seq uint32, k *sock.Key, errno netdev.Errno, icmp *netdev.Packet) {
	switch st := &c.stream; {
	case before(seq, st.unread) || before(st.next, seq):
	case c.in(t.At("tcp.err.state"), SYN_SENT):
		if c.sk.RecvErrFor(t, icmp) {
			c.sk.QueueError(t, k, errno, icmp, k.Src, nil)
		} else {
			c.sk.SetError(t, errno)
		}
		c.tb.finish(t, c)
	case c.sk.RecvErrFor(t, icmp):
		c.sk.SetError(t, errno)
	default:
		c.soft.Store(t, uint32(errno))
	}
}

// hostUnreachable reports whether the error is about the host or the way to it.
func hostUnreachable(icmp *netdev.Packet) bool {
	if icmp.Dst.Addr().Is6() {
		return sock.FatalICMP(icmp)
	}
	return icmp.ICMP.Type != 3 || icmp.ICMP.Code < 2
}
