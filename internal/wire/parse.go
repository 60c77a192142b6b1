package wire

import (
	"net/netip"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"

	"boundif/netdev"
)

// Protocol numbers that have a header of their own here.
const (
	protocolICMP    = 1
	protocolTCP     = 6
	protocolUDP     = 17
	protocolICMPv6  = 58
	protocolUDPLite = 136
)

// Parse reads an IPv4 or IPv6 packet. The payload of the result is a part of
// b. Every error is a [Reason].
//
// If it is the transport header that is refused, the packet comes back beside
// the error, as Malformed: on Linux raw sockets have got their copies before
// UDP, TCP or ICMP look at theirs (raw_local_deliver). Those of ICMP look
// themselves, at 8 bytes, and those of ICMPv6 at 4 (icmp_filter, icmpv6_filter).
func Parse(b []byte) (p netdev.Packet, err error) {
	var reason Reason
	switch {
	case len(b) == 0:
		reason = TooShort
	case b[0]>>4 == 4:
		reason = parse4(&p, b)
	case b[0]>>4 == 6:
		reason = parse6(&p, b)
	default:
		reason = BadHeader
	}
	err = result(&p, reason)
	return p, err
}

// ParseTransport is Parse of what follows the IP header.
func ParseTransport(protocol uint8, src, dst netip.Addr, b []byte) (p netdev.Packet, err error) {
	p = netdev.Packet{Protocol: protocol, Src: netip.AddrPortFrom(src, 0), Dst: netip.AddrPortFrom(dst, 0)}
	if src.Is4() && dst.Is4() {
		src, dst := src.As4(), dst.As4()
		var addrs [8]byte
		copy(addrs[copy(addrs[:], src[:]):], dst[:])
		err = result(&p, parseTransport(&p, b, addrs[:]))
		return p, err
	}
	from, to := src.As16(), dst.As16()
	var addrs [32]byte
	copy(addrs[copy(addrs[:], from[:]):], to[:])
	err = result(&p, parseTransport(&p, b, addrs[:]))
	return p, err
}

// result is the error for a reason. It leaves of the packet what others may see.
func result(p *netdev.Packet, reason Reason) error {
	if reason == 0 {
		return nil
	}
	if !p.Malformed {
		*p = netdev.Packet{}
	}
	return reason
}

// parse4 is ip_rcv_core, ip_defrag and the input function of the protocol.
func parse4(p *netdev.Packet, b []byte) Reason {
	if len(b) < header.IPv4MinimumSize {
		return TooShort
	}
	ip := header.IPv4(b)
	head, total := int(ip.HeaderLength()), int(ip.TotalLength())
	switch {
	case head < header.IPv4MinimumSize:
		return BadHeader
	case len(b) < head:
		return TooShort
	case checksum.Checksum(b[:head], 0) != 0xffff:
		return IPChecksum
	case len(b) < total:
		return Truncated
	case total < head:
		return BadHeader
	case !options4(b[header.IPv4MinimumSize:head]):
		return Options
	case ip.More() || ip.FragmentOffset() != 0:
		return Fragment
	}
	p.Protocol = ip.Protocol()
	setAddrs4(p, b)
	reason := parseTransport(p, b[head:total], b[12:20])
	if reason == ICMPLength {
		p.Malformed = false
	}
	return reason
}

func setAddrs4(p *netdev.Packet, b []byte) {
	p.Src = netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[12:16])), 0)
	p.Dst = netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[16:20])), 0)
}

func setAddrs6(p *netdev.Packet, b []byte) {
	p.Src = netip.AddrPortFrom(netip.AddrFrom16([16]byte(b[8:24])), 0)
	p.Dst = netip.AddrPortFrom(netip.AddrFrom16([16]byte(b[24:40])), 0)
}

// parseTransport reads what follows the IP headers. addrs is both addresses,
// for the checksum. What is refused is left in p as Malformed.
func parseTransport(p *netdev.Packet, b, addrs []byte) Reason {
	reason := parseHeader(p, b, addrs)
	if reason != 0 {
		*p = netdev.Packet{
			Protocol: p.Protocol, Malformed: true,
			Src: netip.AddrPortFrom(p.Src.Addr(), 0), Dst: netip.AddrPortFrom(p.Dst.Addr(), 0),
		}
		setPayload(p, b)
	}
	return reason
}

func parseHeader(p *netdev.Packet, b, addrs []byte) Reason {
	switch is4 := len(addrs) == 8; {
	case p.Protocol == protocolUDP:
		return parseUDP(p, b, addrs)
	case p.Protocol == protocolUDPLite:
		return parseUDPLite(p, b, addrs)
	case p.Protocol == protocolTCP:
		return parseTCP(p, b, addrs)
	case p.Protocol == protocolICMP && is4:
		if len(b) < header.ICMPv4MinimumSize {
			return ICMPLength
		}
		if checksum.Checksum(b, 0) != 0xffff {
			return ICMPChecksum
		}
		return parseICMP(p, b, true)
	case p.Protocol == protocolICMPv6 && !is4:
		if len(b) < header.ICMPv6MinimumSize {
			return ICMPLength
		}
		if !sumsUp(b, addrs, protocolICMPv6) {
			return ICMPChecksum
		}
		return parseICMP(p, b, false)
	}
	setPayload(p, b)
	return 0
}

// parseUDP is __udp4_lib_rcv and __udp6_lib_rcv: a length that is less than
// what there is cuts the rest off. Checksum 0 is none in IPv4 and illegal in
// IPv6, where length 0 is all that there is.
func parseUDP(p *netdev.Packet, b, addrs []byte) Reason {
	if len(b) < header.UDPMinimumSize {
		return UDPLength
	}
	udp := header.UDP(b)
	n := int(udp.Length())
	if n == 0 && len(addrs) != 8 {
		n = len(b)
	}
	if n < header.UDPMinimumSize || n > len(b) {
		return UDPLength
	}
	b = b[:n]
	if udp.Checksum() == 0 {
		if len(addrs) != 8 {
			return UDPChecksum
		}
	} else if !sumsUp(b, addrs, protocolUDP) {
		return UDPChecksum
	}
	setPorts(p, b)
	setPayload(p, b[header.UDPMinimumSize:])
	return 0
}

// parseUDPLite is the same for UDP-Lite (udplite_checksum_init). In the place of
// the length it has how much the checksum is of, 0 for all, and there is always a
// checksum.
func parseUDPLite(p *netdev.Packet, b, addrs []byte) Reason {
	if len(b) < header.UDPMinimumSize {
		return UDPLength
	}
	udp := header.UDP(b)
	switch n := int(udp.Length()); {
	case n > len(b):
		return UDPLength
	case udp.Checksum() == 0, n != 0 && n < header.UDPMinimumSize:
		return UDPChecksum
	case checksum.Checksum(covered(b, n), pseudo(addrs, protocolUDPLite, len(b))) != 0xffff:
		return UDPChecksum
	}
	p.Coverage = udp.Length()
	setPorts(p, b)
	setPayload(p, b[header.UDPMinimumSize:])
	return 0
}

// covered is the part of a UDP-Lite packet that its checksum is of.
func covered(b []byte, coverage int) []byte {
	if coverage == 0 {
		return b
	}
	return b[:coverage]
}

func parseTCP(p *netdev.Packet, b, addrs []byte) Reason {
	if len(b) < header.TCPMinimumSize {
		return TCPLength
	}
	head := int(header.TCP(b).DataOffset())
	if head < header.TCPMinimumSize || head > len(b) {
		return TCPLength
	}
	if !sumsUp(b, addrs, protocolTCP) {
		return TCPChecksum
	}
	setPorts(p, b)
	setTCP(p, b)
	setPayload(p, b[head:])
	return 0
}

func setTCP(p *netdev.Packet, b []byte) {
	tcp := header.TCP(b)
	p.TCP = netdev.TCP{Seq: tcp.SequenceNumber(), Ack: tcp.AckNumber(), Flags: uint8(tcp.Flags()), Window: tcp.WindowSize()}
}

func setPorts(p *netdev.Packet, b []byte) {
	udp := header.UDP(b) // TCP's ports stand in the same place
	p.Src = netip.AddrPortFrom(p.Src.Addr(), udp.SourcePort())
	p.Dst = netip.AddrPortFrom(p.Dst.Addr(), udp.DestinationPort())
}

func setPayload(p *netdev.Packet, b []byte) {
	if len(b) > 0 {
		p.Payload = b
	}
}

// sumsUp reports whether the checksum in b, over b and the pseudo-header, is
// correct.
func sumsUp(b, addrs []byte, protocol uint8) bool {
	return checksum.Checksum(b, pseudo(addrs, protocol, len(b))) == 0xffff
}

// pseudo is the sum over the pseudo-header.
func pseudo(addrs []byte, protocol uint8, n int) uint16 {
	return checksum.Checksum(addrs, checksum.Combine(uint16(protocol), uint16(n)))
}
