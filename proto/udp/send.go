package udp

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// msgMore is MSG_MORE: more of this datagram follows.
const msgMore = 0x8000

// send is udp_sendmsg, without the socket lock. The bound device is read once,
// at the start. A connected socket takes the cached route if there is one, and
// caches the route that it had to look up: after a change of device that came
// in between, this leaves the old device's route in place (RACE-40), until the
// next change of device or of routes (RACE-41).
func (tb *table) send(t *sched.Task, s *sock.Sock, m sock.Msg) error {
	if len(m.Payload) > 0xffff {
		return netdev.EMSGSIZE
	}
	peer, connected := m.To, !m.To.IsValid()
	if connected {
		daddr := s.Daddr.Load(t.At("udp.send.peer"))
		peer = netip.AddrPortFrom(sock.ToAddr(daddr), uint16(s.Dport.Load(t)))
	} else {
		t.At("udp.send.device")
	}
	switch c := s.Cork(t); {
	case c != nil && c.Packet.Dst.Addr().Is6():
		return netdev.EINVAL
	case c != nil:
		return tb.append(t, s, m)
	case connected && peer.Addr().IsUnspecified():
		return netdev.EDESTADDRREQ
	case peer.Port() == 0 && !connected:
		return netdev.EINVAL
	}
	f, err := s.Flow4(t.At("udp.send.device"), &m, peer.Addr(), connected)
	if err != nil {
		return err
	}
	var r *netdev.Route
	var left *netdev.Packet
	if f.Connected {
		r = s.CachedRoute(t.At("udp.send.dst_check"))
		left = s.CorkFlow(t)
	}
	if r == nil {
		left = nil
		if r, err = s.Route4(t.At("udp.send.route"), f); err != nil {
			return err
		}
		if f.Connected {
			s.SetRoute(t.At("udp.send.dst_set"), r)
		}
	}
	return tb.transmit(t, s, &m, r, peer.Port(), left)
}

// send6 is udpv6_sendmsg: send for IPv6, where the scope id of the destination
// comes before the bound device (OUT-23), and a cached route of another device
// is not taken (OUT-41, OUT-48). What goes to an IPv4 address is IPv4's; to the
// connected peer, too, as if it had been named, and without the cached route.
func (tb *table) send6(t *sched.Task, s *sock.Sock, m sock.Msg) error {
	connected := !m.To.IsValid()
	cork := s.Cork(t.At("udp.send.peer"))
	peer := m.To
	if connected {
		if cork == nil && !s.HasPeer(t) {
			return netdev.EDESTADDRREQ
		}
		peer = netip.AddrPortFrom(s.Daddr6(t), uint16(s.Dport.Load(t)))
	} else if peer.Addr().Is6() && peer.Addr().IsUnspecified() && s.Saddr6(t).Is4In6() {
		peer = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), peer.Port())
	}
	if a := peer.Addr().Unmap(); a.Is4() && !(connected && cork != nil) {
		if s.V6Only(t) {
			return netdev.ENETUNREACH
		}
		m.To = netip.AddrPortFrom(a, peer.Port())
		return tb.send(t, s, m)
	}
	if cork != nil {
		return tb.append(t, s, m)
	}
	if peer.Port() == 0 && !connected {
		return netdev.EINVAL
	}
	f, err := s.Flow6(t.At("udp.send.device"), &m, peer.Addr(), connected)
	if err != nil {
		return err
	}
	var r *netdev.Route
	if f.Connected {
		r = s.CachedRoute6(t.At("udp.send.dst_check"), f)
	}
	if r == nil {
		if r, err = s.Route6(t.At("udp.send.route"), f); err != nil {
			return err
		}
		if f.Connected {
			s.SetRoute(t.At("udp.send.dst_set"), r)
		}
	}
	return tb.transmit(t, s, &m, r, peer.Port(), nil)
}

// transmit sends a datagram along its route, unless an error waits for the
// socket's owner, or begins one that MSG_MORE keeps open.
//
// A connected socket of IPv4 that takes its cached route takes the addresses
// from where connect() has left them, which is where an open datagram has its
// own: after one to another address, left, everything that is sent to the peer
// goes there instead, by the peer's route, until the next connect() (OUT-47).
func (tb *table) transmit(t *sched.Task, s *sock.Sock, m *sock.Msg, r *netdev.Route, port uint16, left *netdev.Packet) error {
	if tooLong(r.Dst, len(m.Payload)) {
		return netdev.EMSGSIZE
	}
	if err := s.SendErr(t); err != nil { // sock_alloc_send_skb
		return err
	}
	p := netdev.Packet{
		Protocol: tb.number,
		Src:      netip.AddrPortFrom(r.Src, uint16(s.Num.Load(t.At("udp.send.port")))),
		Dst:      netip.AddrPortFrom(r.Dst, port),
		Payload:  append([]byte(nil), m.Payload...),
	}
	if m.Flags&msgMore == 0 {
		if left != nil {
			p.Src, p.Dst = netip.AddrPortFrom(left.Src.Addr(), p.Src.Port()), left.Dst
		}
		tb.output(t, s, r, p)
		return nil
	}
	s.Lock(t)
	defer s.Unlock(t)
	if s.Cork(t) != nil {
		return netdev.EINVAL // another thread was quicker
	}
	s.SetCork(t, &sock.Cork{Packet: p, Route: r})
	if p.Dst.Addr().Is4() {
		s.SetCorkFlow(t, &netdev.Packet{Src: p.Src, Dst: p.Dst})
	}
	return nil
}

// append adds to a datagram that MSG_MORE keeps open, and sends it when there
// is no more. Its route is the one that its beginning had: no address and no
// change of device since then is looked at (udp_push_pending_frames; OUT-47).
func (tb *table) append(t *sched.Task, s *sock.Sock, m sock.Msg) error {
	s.Lock(t)
	c := s.Cork(t)
	if c == nil {
		s.Unlock(t)
		return s.Proto().Send(t, s, m) // it has gone in between
	}
	p := c.Packet
	if tooLong(p.Dst.Addr(), len(p.Payload)+len(m.Payload)) {
		s.SetCork(t, nil) // udp_flush_pending_frames
		s.Unlock(t)
		return netdev.EMSGSIZE
	}
	p.Payload = append(append([]byte(nil), p.Payload...), m.Payload...)
	if m.Flags&msgMore != 0 {
		s.SetCork(t, &sock.Cork{Packet: p, Route: c.Route})
		s.Unlock(t)
		return nil
	}
	s.SetCork(t, nil)
	s.Unlock(t)
	tb.output(t, s, c.Route, p)
	return nil
}

// output is udp_send_skb, udp_v6_send_skb.
func (tb *table) output(t *sched.Task, s *sock.Sock, r *netdev.Route, p netdev.Packet) {
	if tb.number == IPPROTO_UDPLITE {
		p.Coverage = sendCoverage(t, s, len(p.Payload))
	}
	s.Output(t, r, &p)
}

// tooLong reports whether no packet to dst can hold a datagram of n bytes
// (__ip_append_data, __ip6_append_data).
func tooLong(dst netip.Addr, n int) bool {
	n += 8 // of the UDP header
	if dst.Is4() {
		n += 20 // the length that IPv4 has is that of the whole packet
	}
	return n > 0xffff
}
