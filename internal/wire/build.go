package wire

import (
	"encoding/binary"
	"fmt"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"

	"boundif/netdev"
)

// hops is the default of net/ipv4/ip_default_ttl and of hop_limit.
const hops = 64

// Build is the packet as bytes. One that is Malformed is its payload behind an
// IP header.
func Build(p *netdev.Packet) []byte { return AppendBuild(make([]byte, 0, room(p)), p) }

// room is enough for all packets but ICMP errors.
func room(p *netdev.Packet) int {
	n := header.IPv6MinimumSize
	if p.Dst.Addr().Is4() {
		n = header.IPv4MinimumSize
	}
	if p.Protocol == protocolTCP {
		return n + header.TCPMinimumSize + len(p.Payload)
	}
	return n + header.UDPMinimumSize + len(p.Payload) // or ICMP's, which is as long
}

// AppendBuild appends the packet to buf, as IPv4 or as IPv6 after the family of
// its addresses. An ICMP error quotes as much of p.Err as Linux would: up to
// 576 bytes in all, 1280 for IPv6. It panics if the addresses are of two
// families, or none, and if the packet is longer than 65,535 bytes.
func AppendBuild(buf []byte, p *netdev.Packet) []byte {
	src, dst := p.Src.Addr(), p.Dst.Addr()
	switch {
	case src.Is4() && dst.Is4():
		return build4(buf, p)
	case src.Is6() && dst.Is6():
		return build6(buf, p)
	}
	panic(fmt.Sprintf("wire: a packet from %v to %v", src, dst))
}

var zeros [header.IPv6MinimumSize]byte

func build4(buf []byte, p *netdev.Packet) []byte {
	at := len(buf)
	buf = append(buf, zeros[:header.IPv4MinimumSize]...)
	src, dst := p.Src.Addr().As4(), p.Dst.Addr().As4()
	copy(buf[at+12:], src[:])
	copy(buf[at+16:], dst[:])
	buf = buildTransport(buf, at, p, true)
	ip := header.IPv4(buf[at:])
	ip[0] = 4<<4 | header.IPv4MinimumSize/4
	ip.SetTotalLength(size(p, len(ip)))
	ip.SetFlagsFragmentOffset(header.IPv4FlagDontFragment, 0)
	ip.SetTTL(hops)
	ip[9] = p.Protocol
	ip.SetChecksum(^ip.CalculateChecksum())
	return buf
}

func build6(buf []byte, p *netdev.Packet) []byte {
	at := len(buf)
	buf = append(buf, zeros[:header.IPv6MinimumSize]...)
	src, dst := p.Src.Addr().As16(), p.Dst.Addr().As16()
	copy(buf[at+8:], src[:])
	copy(buf[at+24:], dst[:])
	buf = buildTransport(buf, at, p, false)
	ip := header.IPv6(buf[at:])
	ip[0] = 6 << 4
	ip.SetPayloadLength(size(p, len(ip)-header.IPv6MinimumSize))
	ip.SetNextHeader(p.Protocol)
	ip.SetHopLimit(hops)
	return buf
}

func size(p *netdev.Packet, n int) uint16 {
	if n > 0xffff {
		panic(fmt.Sprintf("wire: a packet of %d bytes of payload", len(p.Payload)))
	}
	return uint16(n)
}

// buildTransport appends the transport header and the payload of the packet
// whose IP header begins at at and has its addresses already.
func buildTransport(buf []byte, at int, p *netdev.Packet, is4 bool) []byte {
	head, addrs := len(buf), at+8
	if is4 {
		addrs = at + 12
	}
	switch {
	case p.Malformed:
		buf = append(buf, p.Payload...)
	case p.Protocol == protocolUDP:
		buf = append(append(buf, zeros[:header.UDPMinimumSize]...), p.Payload...)
		udp := header.UDP(buf[head:])
		setBothPorts(udp, p)
		udp.SetLength(uint16(len(udp)))
		sum := ^checksum.Checksum(udp, pseudo(buf[addrs:head], protocolUDP, len(udp)))
		if sum == 0 {
			sum = 0xffff // 0 would say that there is none
		}
		udp.SetChecksum(sum)
	case p.Protocol == protocolUDPLite:
		buf = append(append(buf, zeros[:header.UDPMinimumSize]...), p.Payload...)
		udp := header.UDP(buf[head:])
		setBothPorts(udp, p)
		udp.SetLength(p.Coverage)
		part := covered(udp, min(int(p.Coverage), len(udp)))
		sum := ^checksum.Checksum(part, pseudo(buf[addrs:head], protocolUDPLite, len(udp)))
		if sum == 0 {
			sum = 0xffff
		}
		udp.SetChecksum(sum)
	case p.Protocol == protocolTCP:
		buf = append(append(buf, zeros[:header.TCPMinimumSize]...), p.Payload...)
		tcp := header.TCP(buf[head:])
		setBothPorts(header.UDP(tcp), p)
		tcp.SetSequenceNumber(p.TCP.Seq)
		tcp.SetAckNumber(p.TCP.Ack)
		tcp.SetDataOffset(header.TCPMinimumSize)
		tcp.SetFlags(p.TCP.Flags)
		tcp.SetWindowSize(p.TCP.Window)
		tcp.SetChecksum(^checksum.Checksum(tcp, pseudo(buf[addrs:head], protocolTCP, len(tcp))))
	case p.Protocol == protocolICMP && is4:
		buf = appendICMP(buf, at, p, true)
		message := buf[head:]
		header.ICMPv4(message).SetChecksum(^checksum.Checksum(message, 0))
	case p.Protocol == protocolICMPv6 && !is4:
		buf = appendICMP(buf, at, p, false)
		message := buf[head:]
		header.ICMPv6(message).SetChecksum(^checksum.Checksum(message, pseudo(buf[addrs:head], protocolICMPv6, len(message))))
	default:
		buf = append(buf, p.Payload...)
	}
	return buf
}

func setBothPorts(b header.UDP, p *netdev.Packet) {
	b.SetSourcePort(p.Src.Port())
	b.SetDestinationPort(p.Dst.Port())
}

// appendICMP appends a message without its checksum.
func appendICMP(buf []byte, at int, p *netdev.Packet, is4 bool) []byte {
	rest := p.ICMP.Info
	if isEcho(p.ICMP.Type, is4) {
		rest = uint32(p.ICMP.ID)<<16 | uint32(p.ICMP.Seq)
	}
	buf = append(buf, p.ICMP.Type, p.ICMP.Code, 0, 0)
	buf = binary.BigEndian.AppendUint32(buf, rest)
	if !isError(p.ICMP.Type, is4) || p.Err == nil {
		return append(buf, p.Payload...)
	}
	buf = AppendBuild(buf, p.Err)
	return buf[:min(len(buf), at+limit(is4))]
}
