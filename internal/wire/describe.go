package wire

import (
	"fmt"
	"strings"

	"gvisor.dev/gvisor/pkg/tcpip/header"

	"boundif/netdev"
)

// Describe is the packet in one line, for traces and transcripts:
//
//	10.1.0.2:5000 > 10.1.0.1:7000
//	10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN ACK
//	10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP)
//	10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite
//	10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite, coverage 8
//	10.1.0.2 > 10.1.0.1 protocol 89
//	10.1.0.2 > 10.1.0.1 protocol 17 malformed
//
// UDP goes without saying.
func Describe(p *netdev.Packet) string {
	if p.Protocol == protocolUDP && !p.Malformed {
		return p.Src.String() + " > " + p.Dst.String()
	}
	return describe(p)
}

func describe(p *netdev.Packet) string {
	switch is4 := p.Src.Addr().Is4(); {
	case p.Malformed:
		return fmt.Sprintf("%v > %v protocol %d malformed", p.Src.Addr(), p.Dst.Addr(), p.Protocol)
	case p.Protocol == protocolUDP:
		return fmt.Sprintf("%v > %v UDP", p.Src, p.Dst)
	case p.Protocol == protocolUDPLite:
		return fmt.Sprintf("%v > %v UDP-Lite%s", p.Src, p.Dst, coverage(p))
	case p.Protocol == protocolTCP:
		return fmt.Sprintf("%v > %v TCP%s", p.Src, p.Dst, tcpFlags(p.TCP.Flags))
	case p.Protocol == protocolICMP && is4:
		return fmt.Sprintf("%v > %v ICMP %s", p.Src.Addr(), p.Dst.Addr(), message(p, names4[:]))
	case p.Protocol == protocolICMPv6 && !is4:
		return fmt.Sprintf("%v > %v ICMPv6 %s", p.Src.Addr(), p.Dst.Addr(), message(p, names6[:]))
	}
	return fmt.Sprintf("%v > %v protocol %d", p.Src.Addr(), p.Dst.Addr(), p.Protocol)
}

// coverage is what the checksum of a UDP-Lite packet is of, unless its sender
// says that it is of this many bytes, which is all.
func coverage(p *netdev.Packet) string {
	if int(p.Coverage) == header.UDPMinimumSize+len(p.Payload) {
		return ""
	}
	return fmt.Sprintf(", coverage %d", p.Coverage)
}

func tcpFlags(flags uint8) string {
	s := ""
	for i, name := range [...]string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"} {
		if flags&(1<<i) != 0 {
			s += " " + name
		}
	}
	return s
}

// icmpName is a type and code in words; code -1 is any.
type icmpName struct {
	kind, code int
	words      string
}

var names4 = [...]icmpName{
	{0, -1, "echo reply"}, {8, -1, "echo request"},
	{3, 0, "net unreachable"}, {3, 1, "host unreachable"}, {3, 2, "protocol unreachable"},
	{3, 3, "port unreachable"}, {3, 4, "fragmentation needed"}, {3, 5, "source route failed"},
	{3, 9, "net prohibited"}, {3, 10, "host prohibited"}, {3, 13, "administratively prohibited"},
	{4, -1, "source quench"}, {5, -1, "redirect"},
	{11, -1, "time exceeded"}, {12, -1, "parameter problem"},
}

var names6 = [...]icmpName{
	{128, -1, "echo request"}, {129, -1, "echo reply"},
	{1, 0, "no route"}, {1, 1, "administratively prohibited"}, {1, 2, "beyond scope of source address"},
	{1, 3, "address unreachable"}, {1, 4, "port unreachable"},
	{2, -1, "packet too big"}, {3, -1, "time exceeded"}, {4, -1, "parameter problem"},
	{133, -1, "router solicitation"}, {134, -1, "router advertisement"},
	{135, -1, "neighbour solicitation"}, {136, -1, "neighbour advertisement"}, {137, -1, "redirect"},
}

// message is the type, the code and what an error is about.
func message(p *netdev.Packet, names []icmpName) string {
	var b strings.Builder
	for _, n := range names {
		if n.kind == int(p.ICMP.Type) && (n.code < 0 || n.code == int(p.ICMP.Code)) {
			b.WriteString(n.words)
			break
		}
	}
	if b.Len() == 0 {
		fmt.Fprintf(&b, "type %d code %d", p.ICMP.Type, p.ICMP.Code)
	}
	if p.Err != nil {
		fmt.Fprintf(&b, " (%s)", describe(p.Err))
	}
	return b.String()
}
