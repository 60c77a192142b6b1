package raw

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// How much the length fields of the two IP headers can say.
const (
	maxPayload4 = 0xffff - header4
	maxPayload6 = 0xffff
)

// send is raw_sendmsg: every packet is routed anew. The port of the address is
// not looked at.
//
// Errors: EMSGSIZE for what no packet holds, EDESTADDRREQ, EFAULT for an ICMP message
// without type and code (raw_probe_proto_opt), those of the route, and with
// IP_HDRINCL EINVAL: see included.
func (tb *table) send(t *sched.Task, s *sock.Sock, m sock.Msg) error {
	if len(m.Payload) > 0xffff {
		return netdev.EMSGSIZE
	}
	dst, connected := m.To.Addr(), !m.To.IsValid()
	if connected {
		daddr := s.Daddr.Load(t.At("raw.send.peer"))
		if daddr == 0 {
			return netdev.EDESTADDRREQ
		}
		dst = sock.ToAddr(daddr)
	}
	f, err := s.Flow4(t.At("raw.route.device"), &m, dst, connected)
	if err != nil {
		return err
	}
	whole := s.HdrIncl(t)
	if len(m.Payload) < 2 && !whole && s.Num.Load(t) == protocolICMP {
		return netdev.EFAULT
	}
	r, err := s.Route4(t.At("raw.route"), f)
	if err != nil {
		return err
	}
	if whole {
		return tb.included(t, s, r, m.Payload)
	}
	protocol := uint8(s.Num.Load(t.At("raw.send.protocol")))
	return tb.push(t, s, &m, r, protocol)
}

// send6 is rawv6_sendmsg. The scope id of the destination beats the bound device
// (OUT-23), and "::" is this host. The port of the address must be the
// protocol's number, or 0; a socket of IPPROTO_RAW may say any there.
//
// Errors as send, and EAFNOSUPPORT, and EINVAL for another protocol.
func (tb *table) send6(t *sched.Task, s *sock.Sock, m sock.Msg) error {
	dst, connected := m.To.Addr(), !m.To.IsValid()
	num := s.Num.Load(t.At("raw.send.protocol"))
	protocol := num
	if connected {
		if !s.HasPeer(t.At("raw.send.peer")) {
			return netdev.EDESTADDRREQ
		}
		dst = s.Daddr6(t)
	} else if port := uint32(m.To.Port()); dst.Is4() {
		return netdev.EAFNOSUPPORT
	} else if port != 0 {
		if port != num && num != protocolRaw || port > 255 {
			return netdev.EINVAL
		}
		protocol = port
	}
	f, err := s.Flow6(t.At("raw.route.device"), &m, dst, connected)
	if err != nil {
		return err
	}
	whole := s.HdrIncl(t)
	if len(m.Payload) < 2 && !whole && protocol == protocolICMPv6 {
		return netdev.EFAULT
	}
	r, err := s.Route6(t.At("raw.route"), f)
	if err != nil {
		return err
	}
	if whole {
		return tb.included6(t, s, r, m.Payload)
	}
	return tb.push(t, s, &m, r, uint8(protocol))
}

// push sends a packet, or a part of one that MSG_MORE keeps open (ip_append_data,
// ip_push_pending_frames). The way is that of the first part (OUT-47). The
// addresses are those of the last, or of IPv6 those of the first. A part that is
// too much ends the packet, and nothing is sent.
func (tb *table) push(t *sched.Task, s *sock.Sock, m *sock.Msg, r *netdev.Route, protocol uint8) error {
	c := &cork{Route: r, Packet: netdev.Packet{
		Src: netip.AddrPortFrom(r.Src, 0), Dst: netip.AddrPortFrom(r.Dst, 0), Payload: m.Payload,
	}}
	more := m.Flags&msgMore != 0
	if !more && s.Cork(t) == nil {
		p, err := c.packet(t, s, protocol)
		if err == nil {
			s.Output(t, r, &p)
		}
		return err
	}
	s.Lock(t)
	defer s.Unlock(t)
	c.join(s.Cork(t.At("raw.send.cork")), s.Family())
	var err error
	if !more {
		var p netdev.Packet
		if p, err = c.packet(t, s, protocol); err == nil {
			s.OutputLater(t, c.Route, p)
		}
	} else if err = c.fits(s.Family()); err == nil {
		s.SetCork(t, (*sock.Cork)(c))
		return nil
	}
	s.SetCork(t, nil)
	return err
}

// msgMore is MSG_MORE: more of this packet follows.
const msgMore = 0x8000

// A cork is what has been collected for a packet.
type cork sock.Cork

// join puts what is open already in front.
func (c *cork) join(open *sock.Cork, family int) {
	before := []byte(nil)
	if open != nil {
		before, c.Route = open.Packet.Payload, open.Route
		if family == sock.AF_INET6 {
			c.Packet.Src, c.Packet.Dst = open.Packet.Src, open.Packet.Dst
		}
	}
	c.Packet.Payload = slices.Concat(before, c.Packet.Payload)
}

// fits refuses with EMSGSIZE what no packet holds.
func (c *cork) fits(family int) error {
	longest := maxPayload4
	if family == sock.AF_INET6 {
		longest = maxPayload6
	}
	if len(c.Packet.Payload) > longest {
		return netdev.EMSGSIZE
	}
	return nil
}

// packet is the packet. What its bytes say need not make sense: only raw sockets
// get it then. The kernel fills in the checksum of ICMPv6.
//
// Errors: EMSGSIZE, EINVAL for no room for that checksum.
func (c *cork) packet(t *sched.Task, s *sock.Sock, protocol uint8) (netdev.Packet, error) {
	if err := c.fits(s.Family()); err != nil {
		return netdev.Packet{}, err
	}
	b, src, dst := c.Packet.Payload, c.Packet.Src.Addr(), c.Packet.Dst.Addr()
	if s.Family() == sock.AF_INET6 && s.Num.Load(t) == protocolICMPv6 {
		switch {
		case len(b) < 4:
			return netdev.Packet{}, netdev.EINVAL
		case len(b) >= 8:
			return summed(src, dst, b), nil
		}
	}
	p, _ := wire.ParseTransport(protocol, src, dst, slices.Clone(b))
	return p, nil
}

// summed is the packet with an ICMPv6 message whose checksum is not looked at:
// it goes out with the right one (rawv6_push_pending_frames).
func summed(src, dst netip.Addr, b []byte) netdev.Packet {
	p := netdev.Packet{
		Protocol: protocolICMPv6, Src: netip.AddrPortFrom(src, 0), Dst: netip.AddrPortFrom(dst, 0),
		ICMP:    netdev.ICMP{Type: b[0], Code: b[1]},
		Payload: b[8:],
	}
	if id, seq := binary.BigEndian.Uint16(b[4:]), binary.BigEndian.Uint16(b[6:]); b[0] == echo6Request || b[0] == echo6Reply {
		p.ICMP.ID, p.ICMP.Seq = id, seq
	} else {
		p.ICMP.Info = uint32(id)<<16 | uint32(seq)
	}
	p, _ = wire.Parse(wire.Build(&p)) // reads what an error quotes
	return p
}

const (
	echo6Request = 128
	echo6Reply   = 129
)

// payload is what recvmsg() gives of an IPv4 packet: all of it, with its IP
// header (raw_rcv).
func payload(p *netdev.Packet) []byte { return wire.Build(p) }

// payload6 is the same for IPv6: what follows the IP headers.
func payload6(p *netdev.Packet) []byte { return wire.Build(p)[header6:] }
