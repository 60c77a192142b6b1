package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// Protocol numbers and types of ICMP and ICMPv6 messages.
const (
	protoICMP   = 1
	protoICMPv6 = 58

	icmpEchoReply    = 0
	icmpUnreachable  = 3
	icmpEcho         = 8
	icmpTimeExceeded = 11
	icmpParameter    = 12

	icmpv6Unreachable  = 1
	icmpv6TooBig       = 2
	icmpv6TimeExceeded = 3
	icmpv6Parameter    = 4
	icmpv6Echo         = 128
	icmpv6EchoReply    = 129
)

func icmpProtocol(number uint8, family int) bool {
	return family == AF_INET && number == protoICMP || family == AF_INET6 && number == protoICMPv6
}

// icmp is what the host itself does with a message, after raw and ping sockets
// had theirs (icmp_rcv, icmpv6_rcv): it answers echo requests and tells
// protocols about errors, those to a broadcast or an IPv4 group excepted.
func (i *Inet) icmp(t *sched.Task, k *Key, p netdev.Packet) {
	v6 := p.Dst.Addr().Is6()
	switch m := p.ICMP; {
	case !v6 && m.Type == icmpEcho && k.Kind == netdev.Local:
		i.reply(t, k, p, p.Dst.Addr(), netdev.ICMP{Type: icmpEchoReply, ID: m.ID, Seq: m.Seq}, nil)
	case v6 && m.Type == icmpv6Echo:
		i.reply(t, k, p, p.Dst.Addr(), netdev.ICMP{Type: icmpv6EchoReply, ID: m.ID, Seq: m.Seq}, nil)
	case p.Err != nil && (v6 || !k.ToMany()):
		i.icmpError(t, k, &p)
	}
}

// icmpError tells the protocol of the packet that was lost, and the raw ones
// (icmp_unreach, icmpv6_notify; UDP-40). IPv4 takes the device that the message
// came by, "lo" for one of this host, IPv6 the owner of the address.
func (i *Inet) icmpError(t *sched.Task, k *Key, p *netdev.Packet) {
	errno, _ := icmpErrno(p)
	if errno == 0 || p.Err.Src.Addr().Is6() != p.Dst.Addr().Is6() {
		return
	}
	family := AF_INET
	if p.Dst.Addr().Is6() {
		family = AF_INET6
	}
	lost := Key{Protocol: p.Err.Protocol, Src: p.Err.Dst, Dst: p.Err.Src, Kind: k.Kind, Dif: k.Dif, Sdif: k.Sdif, Dev: k.Dev}
	if icmpProtocol(lost.Protocol, family) {
		lost.Dst = netip.AddrPortFrom(lost.Dst.Addr(), p.Err.ICMP.ID)
	}
	for _, proto := range i.protos {
		if proto.Err != nil && proto.family() == family && (proto.Number == 0 || proto.Number == lost.Protocol) {
			proto.Err(t, &lost, errno, p)
		}
	}
}

// icmpErrno is the error that a message means, 0 if none, and whether a socket
// gets it that did not ask for all errors by IP_RECVERR (icmp_err_convert,
// icmpv6_err_convert).
func icmpErrno(p *netdev.Packet) (e netdev.Errno, fatal bool) {
	code := int(p.ICMP.Code)
	if p.Dst.Addr().Is6() {
		switch p.ICMP.Type {
		case icmpv6Unreachable:
			if code < len(unreachable6) {
				return unreachable6[code], code == 1 || code >= 4
			}
			return netdev.EPROTO, true
		case icmpv6TooBig:
			return netdev.EMSGSIZE, false
		case icmpv6TimeExceeded:
			return netdev.EHOSTUNREACH, false
		case icmpv6Parameter:
			return netdev.EPROTO, true
		}
		return 0, false
	}
	switch p.ICMP.Type {
	case icmpUnreachable:
		if code < len(unreachable4) {
			return unreachable4[code].errno, unreachable4[code].fatal
		}
	case icmpTimeExceeded:
		return netdev.EHOSTUNREACH, false
	case icmpParameter:
		return netdev.EPROTO, true
	}
	return 0, false
}

// unreachable6 is by the code of ICMPv6 "destination unreachable".
var unreachable6 = [...]netdev.Errno{
	netdev.ENETUNREACH, netdev.EACCES, netdev.EHOSTUNREACH, netdev.EHOSTUNREACH, netdev.ECONNREFUSED, netdev.EACCES, netdev.EACCES,
}

// unreachable4 is by the code of ICMP "destination unreachable".
var unreachable4 = [...]struct {
	errno netdev.Errno
	fatal bool
}{
	{netdev.ENETUNREACH, false},  // network
	{netdev.EHOSTUNREACH, false}, // host
	{netdev.ENOPROTOOPT, true},   // protocol
	{netdev.ECONNREFUSED, true},  // port
	{netdev.EMSGSIZE, false},     // too big
	{netdev.EOPNOTSUPP, false},   // source route
	{netdev.ENETUNREACH, true},   // network unknown
	{netdev.EHOSTDOWN, true},     // host unknown
	{netdev.Errno(64), true},     // source isolated: ENONET, which few systems have
	{netdev.ENETUNREACH, true},   // network prohibited
	{netdev.EHOSTUNREACH, true},  // host prohibited
	{netdev.ENETUNREACH, false},  // network, for this type of service
	{netdev.EHOSTUNREACH, false}, // host, for this type of service
	{netdev.EHOSTUNREACH, true},  // filtered
	{netdev.EHOSTUNREACH, true},  // precedence violation
	{netdev.EHOSTUNREACH, true},  // precedence cut off
}

// FatalICMP reports whether an ICMP error is for a connected socket that has not
// set IP_RECVERR or IPV6_RECVERR.
func FatalICMP(icmp *netdev.Packet) bool {
	_, fatal := icmpErrno(icmp)
	return fatal
}

// Unreachable answers a packet that no socket of its port takes (icmp_send,
// icmpv6_send; UDP-43).
func (i *Inet) Unreachable(t *sched.Task, k *Key, p netdev.Packet) {
	m := netdev.ICMP{Type: icmpUnreachable, Code: 3}
	if p.Dst.Addr().Is6() {
		m = netdev.ICMP{Type: icmpv6Unreachable, Code: 4}
	}
	if a := p.Src.Addr(); a.IsMulticast() || a.IsUnspecified() {
		return
	}
	src := p.Dst.Addr()
	if dev := i.Net.ByIndex(t, k.Sdif); k.Sdif != 0 && src.Is6() && i.Net.AddrType(t, src, k.Dif) != netdev.Local {
		src = netip.Addr{} // the VRF does not have it (ipv6_chk_addr)
		if dev != nil && !k.Looped {
			src = dev.SourceFor(t, p.Src.Addr())
		}
	}
	i.reply(t, k, p, src, m, &p)
}

// noRoute answers an IPv6 packet for an address that is not the host's and to
// which it would not know a way (ip6_pkt_discard), from an address of the device
// that it arrived on, if that has a fitting one.
func (i *Inet) noRoute(t *sched.Task, k *Key, dev *netdev.Device, p netdev.Packet) {
	src, dst := p.Src.Addr(), p.Dst.Addr()
	if dst.IsMulticast() || dst.IsLoopback() || src.IsLoopback() || src.IsMulticast() || src.IsUnspecified() {
		return
	}
	if icmpProtocol(p.Protocol, AF_INET6) && p.Err != nil {
		return // errors are not answered
	}
	if NeedsScope(src) && k.Sdif != 0 {
		return // the VRF, by which it would be answered, has no link (icmp6_dev)
	}
	i.reply(t, k, p, dev.SourceFor(t, src), netdev.ICMP{Type: icmpv6Unreachable}, &p)
}

// reply sends a message to where a packet came from, from the address that is
// given, if that is one. It leaves by whatever device the routes say, but stays in the VRF, and
// on the link if the peer's address is good only there (icmp_reply, icmp_route_lookup,
// icmpv6_echo_reply).
func (i *Inet) reply(t *sched.Task, k *Key, p netdev.Packet, src netip.Addr, m netdev.ICMP, about *netdev.Packet) {
	peer := p.Src.Addr()
	if src.IsMulticast() {
		src = netip.Addr{}
	}
	oif, look := i.Net.L3Master(t, k.Dif), i.Net.RouteOutput
	if peer.Is4() && k.Dev != 0 {
		oif = i.Net.L3Master(t, k.Dev)
	}
	echo := about == nil && peer.Is6() && !peer.IsLoopback()
	if echo {
		look = i.Net.RoutePrefer // icmpv6_echo_reply asks for the device of the request, always
	}
	if NeedsScope(peer) || echo {
		oif = k.Dif
		if k.Sdif != 0 {
			oif = k.Sdif
			if owner, err := i.Net.RouteOutput(t, p.Dst.Addr(), p.Dst.Addr(), k.Dif); err == nil && owner.Local {
				oif = owner.Index // if that is the VRF, no link-local peer is answered: it has no link
			}
		} else if owner, err := i.Net.RouteOutput(t, p.Dst.Addr(), netip.Addr{}, 0); err == nil && owner.Local && k.Dif == i.Net.Loopback().Index(t) {
			oif = owner.Index // what arrives on lo counts as the owner's (icmp6_dev)
		}
	}
	r, err := look(t, peer, src, oif)
	if err != nil {
		return
	}
	answer := netdev.Packet{
		Protocol: protoICMP, Src: netip.AddrPortFrom(r.Src, 0), Dst: netip.AddrPortFrom(r.Dst, 0),
		ICMP: m, Err: about,
	}
	if peer.Is6() {
		answer.Protocol = protoICMPv6
	}
	if about == nil {
		answer.Payload = p.Payload
	}
	i.Output(t, r, answer)
}
