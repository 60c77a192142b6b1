package ping

import (
	"encoding/binary"
	"net/netip"

	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// Types of ICMP messages.
const (
	echoRequest     = 8
	extEchoRequest  = 42
	echo6Request    = 128
	extEcho6Request = 160
)

// request reads what the program wants to send (ping_common_sendmsg). The
// identifier in it is not looked at: the socket's own goes out.
//
// Errors: EMSGSIZE beyond 65,535 bytes; EINVAL if it is shorter than the header,
// or anything but an echo request.
func (tb *table) request(b []byte, v4 bool) (netdev.ICMP, error) {
	if len(b) > 0xffff {
		return netdev.ICMP{}, netdev.EMSGSIZE
	}
	if len(b) < header || !tb.supported(b[0], b[1], v4) {
		return netdev.ICMP{}, netdev.EINVAL
	}
	return netdev.ICMP{Type: b[0], Code: b[1], Seq: binary.BigEndian.Uint16(b[6:])}, nil
}

const (
	header  = 8 // bytes of an echo before its payload
	header4 = 20
	header6 = 40
)

// supported is ping_supported: an echo request or, since Linux 5.13, an extended
// one.
func (tb *table) supported(kind, code uint8, v4 bool) bool {
	echo, extended := uint8(echo6Request), uint8(extEcho6Request)
	if v4 {
		echo, extended = echoRequest, extEchoRequest
	}
	return code == 0 && (kind == echo || kind == extended && tb.inet.Net.Release().Has(netdev.ExtendedEcho))
}

// send4 is ping_v4_sendmsg: every request is routed anew.
func (tb *table) send4(t *sched.Task, s *sock.Sock, m sock.Msg) error {
	req, err := tb.request(m.Payload, true)
	if err != nil {
		return err
	}
	dst, connected := m.To.Addr(), !m.To.IsValid()
	if connected {
		daddr := s.Daddr.Load(t.At("ping.send.peer"))
		if daddr == 0 {
			return netdev.EDESTADDRREQ
		}
		dst = sock.ToAddr(daddr)
	}
	f, err := s.Flow4(t.At("ping.send.device"), &m, dst, connected)
	if err != nil {
		return err
	}
	r, err := s.Route4(t, f)
	if err != nil {
		return err
	}
	if len(m.Payload) > 0xffff-header4 {
		return netdev.EMSGSIZE
	}
	return tb.output(t, s, r, IPPROTO_ICMP, req, m.Payload)
}

// send6 is ping_v6_sendmsg. A scope that is not the bound device's is refused,
// where UDP and raw sockets obey it (OUT-23); so is a link-local destination of
// which nobody says the device. The source of a control message must be an
// address of the host, and then nobody looks at it.
func (tb *table) send6(t *sched.Task, s *sock.Sock, m sock.Msg) error {
	req, err := tb.request(m.Payload, false)
	if err != nil {
		return err
	}
	dst, connected := m.To.Addr(), !m.To.IsValid()
	switch {
	case connected:
		if !s.HasPeer(t.At("ping.send.peer")) {
			return netdev.EDESTADDRREQ
		}
		dst = s.Daddr6(t)
	case dst.Is4():
		return netdev.EAFNOSUPPORT
	case dst.Is4In6():
		return netdev.EINVAL
	}
	f, err := s.Flow6(t.At("ping.send.device"), &sock.Msg{}, dst, connected)
	if err == nil {
		err = tb.scope(t, s, f)
	}
	if err == nil && m.PktInfo.Set {
		src := f.Src
		f, err = s.Flow6(t, &m, dst, connected)
		f.Src = src
	}
	if err != nil {
		return err
	}
	if dst.IsUnspecified() {
		f.Dst = dst // for UDP and raw sockets it is this host
	}
	r, err := s.Route6(t, f)
	if err != nil {
		return err
	}
	return tb.output(t, s, r, IPPROTO_ICMPV6, req, m.Payload)
}

// scope is the check of the device that the request would leave by, control
// messages apart: EINVAL if it is neither the bound one nor one of the bound VRF,
// and if there is none where the address means nothing without.
func (tb *table) scope(t *sched.Task, s *sock.Sock, f sock.Flow) error {
	bound := s.BoundDevIf(t)
	switch {
	case f.Oif == 0 && sock.NeedsScope(f.Dst):
		return netdev.EINVAL
	case f.Oif == 0 || bound == 0 || f.Oif == bound || tb.inet.Net.L3Master(t, f.Oif) == bound:
		return nil
	}
	return netdev.EINVAL
}

// output sends the request under the socket's identifier, unless an error waits
// for the socket: that is what the call returns then (ip_append_data).
func (tb *table) output(t *sched.Task, s *sock.Sock, r *netdev.Route, protocol uint8, req netdev.ICMP, b []byte) error {
	s.Lock(t)
	req.ID = uint16(s.Num.Load(t.At("ping.send.id")))
	err := s.SendErr(t)
	s.Unlock(t)
	if err != nil {
		return err
	}
	if req.Type == extEchoRequest || req.Type == extEcho6Request {
		req.Info, req.ID, req.Seq = uint32(req.ID)<<16|uint32(req.Seq), 0, 0
	}
	s.Output(t, r, &netdev.Packet{
		Protocol: protocol,
		Src:      netip.AddrPortFrom(r.Src, 0),
		Dst:      netip.AddrPortFrom(r.Dst, 0),
		ICMP:     req,
		Payload:  append([]byte(nil), b[header:]...),
	})
	return nil
}

// payload4 is what recvmsg() gives: what follows the IP header (ping_recvmsg).
func payload4(p *netdev.Packet) []byte { return wire.Build(p)[header4:] }

// payload6 is the same for IPv6.
func payload6(p *netdev.Packet) []byte { return wire.Build(p)[header6:] }
