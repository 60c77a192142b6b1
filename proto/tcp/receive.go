package tcp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// stream is the bytes of a connection on their way, and their numbers.
type stream struct {
	unread   uint32    // first number that the peer has not acknowledged (snd_una)
	next     uint32    // of what is sent next (snd_nxt)
	unacked  []segment // sent, and not acknowledged
	small    uint32    // end of the last small segment (snd_sml)
	waiting  []byte    // not sent yet
	received uint32    // number that the peer is expected to send (rcv_nxt)
	in       []byte    // arrived, for recv()
	ahead    []segment // arrived too early, in order
	stamps   bool      // both ends put time stamps into segments: the peer is of this host
}

// receive is tcp_rcv_state_process and tcp_rcv_established. The caller holds
// the lock of the socket.
func (tb *table) receive(t *sched.Task, c *conn, k *sock.Key, p *netdev.Packet) {
	if c.in(t.At("tcp.rcv.state"), SYN_SENT) {
		tb.synSent(t, c, k, p)
		return
	}
	if !tb.valid(t, c, p) || !tb.acked(t, c, p) {
		return
	}
	seg := segmentOf(p)
	switch c.state.Load(t) {
	case CLOSE:
		return
	case CLOSE_WAIT, CLOSING, LAST_ACK:
		if !before(seg.seq, c.stream.received) {
			return // after its FIN the peer has nothing to say
		}
		fallthrough
	case FIN_WAIT1, FIN_WAIT2:
		if c.shut&rcvShutdown != 0 && len(seg.data) > 0 && before(c.stream.received, seg.seq+uint32(len(seg.data))) {
			// Nobody will ever read this.
			tb.reset(t, k, p, c.sk.BoundDevIf(t.At("tcp.reset.device")), c.sk)
			tb.broken(t, c)
			return
		}
	}
	if seg.end() != seg.seq {
		tb.text(t, c, seg)
	}
}

// valid is tcp_validate_incoming: the segment fits into the window, and is no
// reset and no SYN. A reset counts only if it is exactly the next; others are
// challenged.
func (tb *table) valid(t *sched.Task, c *conn, p *netdev.Packet) bool {
	h, seg := p.TCP, segmentOf(p)
	switch {
	case before(seg.end(), c.stream.received) || !before(seg.seq, c.stream.received+window):
		if h.Flags&netdev.RST == 0 {
			c.ack(t)
		}
	case h.Flags&netdev.RST != 0:
		if h.Seq == c.stream.received {
			tb.broken(t, c)
		} else {
			c.ack(t)
		}
	case h.Flags&netdev.SYN != 0:
		c.ack(t)
	default:
		return h.Flags&netdev.ACK != 0
	}
	return false
}

// broken is tcp_reset: the peer has no such connection.
func (tb *table) broken(t *sched.Task, c *conn) {
	switch c.state.Load(t.At("tcp.rcv.reset")) {
	case SYN_SENT:
		c.sk.SetError(t, netdev.ECONNREFUSED)
	case CLOSE_WAIT:
		c.sk.SetError(t, netdev.EPIPE)
	default:
		c.sk.SetError(t, netdev.ECONNRESET)
	}
	tb.finish(t, c)
}

// finish is tcp_done: nothing will be sent or arrive any more.
func (tb *table) finish(t *sched.Task, c *conn) {
	c.stream.unacked, c.stream.waiting, c.stream.ahead = nil, nil, nil
	tb.setClosed(t, c)
	c.shut = rcvShutdown | sendShutdown
	if c.orphan {
		tb.putPort(t, c) // inet_csk_destroy_sock
	}
}

// acked is tcp_ack: what the peer has acknowledged need not be kept. It
// reports whether the segment is to be looked at further.
func (tb *table) acked(t *sched.Task, c *conn, p *netdev.Packet) bool {
	ack := p.TCP.Ack
	if before(c.stream.next, ack) {
		c.ack(t)
		return false
	}
	if !before(c.stream.unread, ack) {
		return true
	}
	c.stream.unread = ack
	for len(c.stream.unacked) > 0 && !before(ack, c.stream.unacked[0].end()) {
		c.stream.unacked = c.stream.unacked[1:]
	}
	c.soft.Store(t.At("tcp.rcv.ack"), 0)
	c.flush(t, false)
	if len(c.stream.unacked) > 0 {
		return true
	}
	switch c.state.Load(t.At("tcp.rcv.acked")) {
	case SYN_RECV:
		c.state.Store(t, ESTABLISHED)
		if c.shut&sendShutdown != 0 {
			tb.sendFin(t, c) // which shutdown() has put off
		}
	case FIN_WAIT1:
		c.state.Store(t, FIN_WAIT2)
		if c.orphan && p.TCP.Flags&netdev.FIN == 0 {
			tb.linger(t, c, FIN_WAIT2)
		}
	case CLOSING:
		tb.linger(t, c, TIME_WAIT)
	case LAST_ACK:
		tb.finish(t, c)
	}
	return true
}

// text takes in data and the peer's FIN, in their order
// (tcp_data_queue, tcp_fin).
func (tb *table) text(t *sched.Task, c *conn, seg segment) {
	st := &c.stream
	st.early(seg)
	fin := false
	for len(st.ahead) > 0 && !before(st.received, st.ahead[0].seq) {
		seg = st.ahead[0]
		st.ahead = st.ahead[1:]
		if !before(st.received, seg.end()) {
			continue // all of it has come before
		}
		if skip := st.received - seg.seq; skip < uint32(len(seg.data)) {
			st.in = append(st.in, seg.data[skip:]...)
		}
		st.received = seg.end()
		fin = fin || seg.flags&netdev.FIN != 0
	}
	c.ack(t)
	if fin {
		tb.fin(t, c)
	}
}

// early sorts a segment into what has arrived too early.
func (st *stream) early(seg segment) {
	at := len(st.ahead)
	for at > 0 && before(seg.seq, st.ahead[at-1].seq) {
		at--
	}
	st.ahead = append(st.ahead[:at:at], append([]segment{seg}, st.ahead[at:]...)...)
}

// fin is tcp_fin: the peer sends no more.
func (tb *table) fin(t *sched.Task, c *conn) {
	c.shut |= rcvShutdown
	c.done = true
	c.stream.ahead = nil
	switch c.state.Load(t.At("tcp.rcv.fin")) {
	case ESTABLISHED:
		c.state.Store(t, CLOSE_WAIT)
	case FIN_WAIT1:
		c.state.Store(t, CLOSING)
	case FIN_WAIT2:
		tb.linger(t, c, TIME_WAIT)
	}
}

// synSent is tcp_rcv_synsent_state_process: what answers the SYN. An
// acknowledgment of something else is reset, and a reset that acknowledges
// nothing does not count.
func (tb *table) synSent(t *sched.Task, c *conn, k *sock.Key, p *netdev.Packet) {
	h := p.TCP
	switch {
	case h.Flags&(netdev.SYN|netdev.RST|netdev.ACK) == netdev.SYN:
		// The two SYNs have crossed, or it is the socket's own (simultaneous open).
		c.stream.received, c.stream.stamps = h.Seq+1, k.Looped
		c.state.Store(t.At("tcp.rcv.crossed"), SYN_RECV)
		c.resend(t, &c.stream.unacked[0])
		return
	case h.Flags&netdev.ACK == 0:
		return
	case h.Ack != c.stream.next:
		tb.reset(t, k, p, c.sk.BoundDevIf(t.At("tcp.reset.device")), c.sk)
		return
	case h.Flags&netdev.RST != 0:
		tb.broken(t, c)
		return
	case h.Flags&netdev.SYN == 0:
		return
	}
	c.stream.unread, c.stream.unacked = h.Ack, nil
	c.stream.received, c.stream.stamps = h.Seq+1, k.Looped
	c.state.Store(t.At("tcp.rcv.established"), ESTABLISHED)
	c.ack(t)
}
