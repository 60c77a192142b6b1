package wire

import (
	"encoding/binary"

	"gvisor.dev/gvisor/pkg/tcpip/header"

	"boundif/netdev"
)

// isEcho and isError tell what follows the first 4 bytes of an ICMP message.
func isEcho(kind uint8, is4 bool) bool {
	if is4 {
		return kind == uint8(header.ICMPv4Echo) || kind == uint8(header.ICMPv4EchoReply)
	}
	return kind == uint8(header.ICMPv6EchoRequest) || kind == uint8(header.ICMPv6EchoReply)
}

func isError(kind uint8, is4 bool) bool {
	if !is4 {
		return kind < 128 // ICMPV6_INFOMSG_MASK
	}
	switch header.ICMPv4Type(kind) {
	case header.ICMPv4DstUnreachable, header.ICMPv4SrcQuench, header.ICMPv4Redirect,
		header.ICMPv4TimeExceeded, header.ICMPv4ParamProblem:
		return true
	}
	return false
}

// limit is how long an ICMP error may be, the IP header included (icmp_send,
// icmp6_send).
func limit(is4 bool) int {
	if is4 {
		return 576
	}
	return header.IPv6MinimumMTU
}

// parseICMP reads a message of at least 8 bytes.
func parseICMP(p *netdev.Packet, b []byte, is4 bool) Reason {
	setICMP(p, b, is4)
	if !isError(b[0], is4) {
		setPayload(p, b[8:])
		return 0
	}
	quote := b[8:]
	var err Reason
	if is4 {
		quote = quote[:min(len(quote), limit(true)-header.IPv4MinimumSize-8)]
		p.Err, err = quoted4(quote)
	} else {
		quote = quote[:min(len(quote), limit(false)-header.IPv6MinimumSize-8)]
		p.Err, err = quoted6(quote)
	}
	return err
}

// setICMP reads the first 8 bytes.
func setICMP(p *netdev.Packet, b []byte, is4 bool) {
	p.ICMP = netdev.ICMP{Type: b[0], Code: b[1]}
	if isEcho(b[0], is4) {
		p.ICMP.ID, p.ICMP.Seq = binary.BigEndian.Uint16(b[4:]), binary.BigEndian.Uint16(b[6:])
	} else {
		p.ICMP.Info = binary.BigEndian.Uint32(b[4:])
	}
}

// quoted4 reads the packet that an ICMP error is about. Of it there are an IP
// header and 8 bytes at least; neither version nor checksums are looked at.
func quoted4(b []byte) (*netdev.Packet, Reason) {
	if len(b) < header.IPv4MinimumSize {
		return nil, BadQuote
	}
	ip := header.IPv4(b)
	head, total := int(ip.HeaderLength()), int(ip.TotalLength())
	if head < header.IPv4MinimumSize || len(b) < head+8 {
		return nil, BadQuote
	}
	if total >= head+8 && total < len(b) {
		b = b[:total]
	}
	q := &netdev.Packet{Protocol: ip.Protocol()}
	setAddrs4(q, b)
	quotedTransport(q, b[head:], true)
	return q, 0
}

// quoted6 is quoted4 for IPv6 (icmpv6_notify, ipv6_skip_exthdr).
func quoted6(b []byte) (*netdev.Packet, Reason) {
	if len(b) < header.IPv6MinimumSize {
		return nil, BadQuote
	}
	ip := header.IPv6(b)
	q := &netdev.Packet{}
	setAddrs6(q, b)
	rest := b[header.IPv6MinimumSize:]
	if n := int(ip.PayloadLength()); n >= 8 && n < len(rest) {
		rest = rest[:n]
	}
	next := ip.NextHeader()
	for {
		n := 0
		switch next {
		case hopByHop, routing, destination:
			n = 8
			if len(rest) > 1 {
				n += 8 * int(rest[1])
			}
		case authentic:
			n = 8
			if len(rest) > 1 {
				n = 4 * (int(rest[1]) + 2)
			}
		case fragment:
			n = 8
			if len(rest) >= 4 && binary.BigEndian.Uint16(rest[2:])&^7 != 0 {
				return nil, BadQuote // not the first fragment: no transport header
			}
		}
		if len(rest) < max(n, 8) {
			return nil, BadQuote
		}
		if n == 0 {
			break
		}
		next, rest = rest[0], rest[n:]
	}
	q.Protocol = next
	quotedTransport(q, rest, false)
	return q, 0
}

// quotedTransport reads as much of a transport header as there is, which is 8
// bytes at least. An ICMP error in it is not followed further.
func quotedTransport(q *netdev.Packet, b []byte, is4 bool) {
	switch {
	case q.Protocol == protocolUDP:
		setPorts(q, b)
		setPayload(q, b[header.UDPMinimumSize:])
	case q.Protocol == protocolUDPLite:
		q.Coverage = header.UDP(b).Length()
		setPorts(q, b)
		setPayload(q, b[header.UDPMinimumSize:])
	case q.Protocol == protocolTCP:
		setPorts(q, b)
		var whole [header.TCPMinimumSize]byte
		n := copy(whole[:], b)
		setTCP(q, whole[:])
		if head := int(header.TCP(whole[:]).DataOffset()); n == len(whole) && head >= n && head <= len(b) {
			setPayload(q, b[head:])
		}
	case q.Protocol == protocolICMP && is4, q.Protocol == protocolICMPv6 && !is4:
		setICMP(q, b, is4)
		setPayload(q, b[8:])
	default:
		setPayload(q, b)
	}
}
