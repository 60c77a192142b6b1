package tcp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// segmentSize is how many bytes a segment carries: what fits into an Ethernet
// frame with IPv6, whatever the link.
const segmentSize = 1440

// window is what every segment advertises. Nobody looks at it.
const window = 0xffff

// segment is bytes of a stream, or its begin or end.
type segment struct {
	seq   uint32
	flags uint8 // SYN, FIN, PSH
	data  []byte
}

// end is the sequence number that follows.
func (s *segment) end() uint32 {
	end := s.seq + uint32(len(s.data))
	if s.flags&netdev.SYN != 0 {
		end++
	}
	if s.flags&netdev.FIN != 0 {
		end++
	}
	return end
}

// before reports whether a sequence number precedes another; they wrap.
func before(a, b uint32) bool { return int32(a-b) < 0 }

// flush sends what waits, in segments. The last waits on if it is small and a
// small one is on its way already, unless the stream ends with it (Nagle's
// algorithm, as tcp_nagle_check has it).
func (c *conn) flush(t *sched.Task, fin bool) {
	st := &c.stream
	for len(st.waiting) > 0 {
		n := min(len(st.waiting), segmentSize)
		if n < segmentSize && !fin && len(st.unacked) > 0 && before(st.unread, st.small) {
			return
		}
		flags := uint8(0)
		if n == len(st.waiting) {
			flags = netdev.PSH
		}
		if fin && n == len(st.waiting) {
			flags, fin = flags|netdev.FIN, false
		}
		data := st.waiting[:n:n]
		if sent := c.push(t, flags, data); !sent && flags&netdev.FIN == 0 {
			st.next -= uint32(n) // it waits for a route (tcp_write_xmit)
			st.unacked = st.unacked[:len(st.unacked)-1]
			return
		}
		st.waiting = st.waiting[n:]
		if n < segmentSize {
			st.small = st.next
		}
	}
	if fin {
		c.push(t, netdev.FIN, nil)
	}
}

// push adds a segment to the stream and sends it; it is kept until the peer
// acknowledges it. It reports whether there was a route for it.
func (c *conn) push(t *sched.Task, flags uint8, data []byte) (sent bool) {
	seg := segment{seq: c.stream.next, flags: flags, data: data}
	c.stream.next = seg.end()
	c.stream.unacked = append(c.stream.unacked, seg)
	return c.resend(t, &seg)
}

func (c *conn) resend(t *sched.Task, seg *segment) (sent bool) {
	flags := seg.flags
	if !c.in(t, SYN_SENT) {
		flags |= netdev.ACK
	}
	return c.transmit(t, seg.seq, flags, seg.data)
}

// ack sends a segment that acknowledges what has arrived and carries nothing.
func (c *conn) ack(t *sched.Task) { c.transmit(t, c.stream.next, netdev.ACK, nil) }

// transmit is tcp_transmit_skb and __ip_queue_xmit or inet6_csk_xmit: the
// packet takes the cached route if there is one, and else one by the device
// that the socket is bound to now, with the source that the connection has
// (OUT-43). If there is none, nothing is sent; the kernel would try again later.
// Nobody is told (OUT-44, TCP-23), but of IPv6 SO_ERROR tells who asks.
func (c *conn) transmit(t *sched.Task, seq uint32, flags uint8, data []byte) (sent bool) {
	return c.transmitBy(t, c.sk, seq, flags, data)
}

// transmitBy is transmit, but the packet goes out when the lock of another
// socket is free.
func (c *conn) transmitBy(t *sched.Task, holder *sock.Sock, seq uint32, flags uint8, data []byte) (sent bool) {
	p := c.packet(seq, flags, data)
	r := c.sk.CachedRoute(t.At("tcp.xmit.dst_check"))
	if r == nil {
		var err error
		oif := c.sk.BoundDevIf(t.At("tcp.xmit.route"))
		if r, err = c.tb.inet.Net.RouteOutput(t, p.Dst.Addr(), p.Src.Addr(), oif); err != nil {
			if p.Dst.Addr().Is6() {
				c.soft.Store(t, uint32(err.(netdev.Errno)))
			}
			return false
		}
		c.sk.SetRoute(t.At("tcp.xmit.dst_set"), r)
	}
	holder.OutputLater(t, r, p)
	return true
}

// packet is a segment of the connection.
func (c *conn) packet(seq uint32, flags uint8, data []byte) netdev.Packet {
	p := netdev.Packet{
		Protocol: IPPROTO_TCP, Src: c.local, Dst: c.remote, Payload: data,
		TCP: netdev.TCP{Seq: seq, Flags: flags, Window: window},
	}
	if flags&netdev.ACK != 0 {
		p.TCP.Ack = c.stream.received
	}
	return p
}

// abort tells the peer that the connection is gone (tcp_send_active_reset),
// when the lock of holder is free.
func (c *conn) abort(t *sched.Task, holder *sock.Sock) {
	c.transmitBy(t, holder, c.stream.next, netdev.RST|netdev.ACK, nil)
}

// Retransmit sends again what a connection has sent first of what the peer has
// not acknowledged, or what waits for a route, as the kernel does when time has
// passed (tcp_retransmit_timer, tcp_probe_timer; OUT-46). It reports whether
// there was anything.
func Retransmit(t *sched.Task, s *sock.Sock) bool {
	s.Lock(t)
	defer s.Unlock(t)
	c := of(t, s)
	if len(c.stream.unacked) == 0 {
		c.flush(t, false)
		return len(c.stream.unacked) > 0
	}
	seg := c.stream.unacked[0]
	c.resend(t, &seg)
	return true
}

// reply is a segment that answers one without the help of a connection
// (ip_send_unicast_reply, tcp_v6_send_response). dev is the device of what
// answers, 0 if nothing does: then the device of arrival says nothing, except
// for a VRF (OUT-49). To an IPv6 address that is only good on its link, or on
// this host, it is the device of arrival in any case: what ::1 sends to the
// address of another device is not refused but lost.
func (tb *table) reply(t *sched.Task, k *sock.Key, dev int32, h netdev.TCP) (*netdev.Route, netdev.Packet) {
	p := netdev.Packet{Protocol: IPPROTO_TCP, Src: k.Dst, Dst: k.Src, TCP: h}
	t.At("tcp.reply.route")
	if a := k.Src.Addr(); a.Is6() && (a.IsLinkLocalUnicast() || a.IsLoopback()) {
		dev, _ = tb.arrival(t, k) // rt6_need_strict
	} else if dev == 0 && k.Sdif != 0 {
		dev = tb.inet.Net.L3Master(t, k.Dif)
	}
	r, err := tb.inet.Net.RouteOutput(t, p.Dst.Addr(), p.Src.Addr(), dev)
	if err != nil {
		return nil, p
	}
	return r, p
}

// arrival is the device that the packet arrived on, not the VRF of that
// (tcp_v6_iif), and whether there is a VRF (IP6SKB_L3SLAVE). That is the first of
// the two indexes of a packet from the wire, and the second of one of this host.
func (tb *table) arrival(t *sched.Task, k *sock.Key) (dev int32, slave bool) {
	if k.Sdif != 0 && tb.inet.Net.L3Master(t, k.Dif) == k.Dif {
		return k.Sdif, true
	}
	return k.Dif, k.Sdif != 0
}

// reset answers a segment that nobody wants (tcp_v4_send_reset,
// tcp_v6_send_reset). sk, if not nil, is the socket that does not want it; its
// lock is held if locked is set. A reset is not answered, nor is without a socket
// what "lo" brought for an address that it does not have.
func (tb *table) reset(t *sched.Task, k *sock.Key, p *netdev.Packet, dev int32, locked *sock.Sock) {
	if p.TCP.Flags&netdev.RST != 0 || locked == nil && k.Astray {
		return
	}
	h := netdev.TCP{Flags: netdev.RST}
	if p.TCP.Flags&netdev.ACK != 0 {
		h.Seq = p.TCP.Ack
	} else {
		seg := segmentOf(p)
		h.Flags |= netdev.ACK
		h.Ack = seg.end()
	}
	tb.answer(t, k, dev, h, locked)
}

// answer sends a reply now or, if a socket's lock is held, when that is free.
func (tb *table) answer(t *sched.Task, k *sock.Key, dev int32, h netdev.TCP, locked *sock.Sock) {
	r, p := tb.reply(t, k, dev, h)
	switch {
	case r == nil:
	case locked != nil:
		locked.OutputLater(t, r, p)
	default:
		tb.inet.Output(t, r, p)
	}
}

// segmentOf is what a packet brings.
func segmentOf(p *netdev.Packet) segment {
	return segment{p.TCP.Seq, p.TCP.Flags & (netdev.SYN | netdev.FIN | netdev.PSH), p.Payload}
}
