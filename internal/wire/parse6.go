package wire

import (
	"encoding/binary"

	"gvisor.dev/gvisor/pkg/tcpip/header"

	"boundif/netdev"
)

// Next headers of IPv6 that are no transport protocols.
const (
	hopByHop    = 0
	routing     = 43
	fragment    = 44
	authentic   = 51
	destination = 60
)

// parse6 is ip6_rcv_core, ip6_protocol_deliver_rcu and the input function of
// the protocol.
func parse6(p *netdev.Packet, b []byte) Reason {
	if len(b) < header.IPv6MinimumSize {
		return TooShort
	}
	ip := header.IPv6(b)
	setAddrs6(p, b)
	if p.Src.Addr().IsMulticast() {
		return BadSource
	}
	next, rest := ip.NextHeader(), b[header.IPv6MinimumSize:]
	// Length 0 before hop-by-hop options would be a jumbogram's, and all there
	// is counts.
	if n := int(ip.PayloadLength()); n != 0 || next != hopByHop {
		if n > len(rest) {
			return Truncated
		}
		rest = rest[:n]
	}
	if len(rest) > 0xffff {
		return BadHeader
	}
	var reason Reason
	if next == hopByHop {
		if next, rest, reason = options(rest, true); reason != 0 {
			return reason
		}
	}
	for extension := true; extension; {
		switch next {
		case destination:
			next, rest, reason = options(rest, false)
		case routing:
			next, rest, reason = routingHeader(rest)
		case fragment:
			next, rest, reason = atomicFragment(rest)
		default:
			extension = false
		}
		if reason != 0 {
			return reason
		}
	}
	if next == hopByHop {
		return UnknownProtocol // it stands first or not at all
	}
	p.Protocol = next
	reason = parseTransport(p, rest, b[8:40])
	if reason == ICMPLength && len(rest) < 4 {
		p.Malformed = false
	}
	return reason
}

// routingHeader passes over a routing header whose segments have all been
// visited (ipv6_rthdr_rcv). Others ask for forwarding, which is off, as is
// every use of type 3 (RPL) and 4 (segment routing).
func routingHeader(b []byte) (next uint8, rest []byte, reason Reason) {
	if len(b) < 8 || len(b) < 8+8*int(b[1]) {
		return 0, nil, Truncated
	}
	const kind, segmentsLeft = 2, 3
	if b[segmentsLeft] != 0 || b[kind] == 3 || b[kind] == 4 {
		return 0, nil, RoutingHeader
	}
	return b[0], b[8+8*int(b[1]):], 0
}

// atomicFragment passes over the header of a fragment that is the whole packet
// (ipv6_frag_rcv).
func atomicFragment(b []byte) (next uint8, rest []byte, reason Reason) {
	if len(b) < 8 {
		return 0, nil, Truncated
	}
	const reserved = 6
	if binary.BigEndian.Uint16(b[2:])&^reserved != 0 {
		return 0, nil, Fragment
	}
	return b[0], b[8:], 0
}

// Options of IPv6 that Linux knows.
const (
	optionPad1        = 0
	optionPadN        = 1
	optionRouterAlert = 5
	maxOptions        = 8 // max_hbh_opts_number, max_dst_opts_number
	maxPadding        = 7
)

// options passes over hop-by-hop or destination options (ip6_parse_tlv). An
// option that nobody knows says itself whether the packet may go on without it.
func options(b []byte, hop bool) (next uint8, rest []byte, reason Reason) {
	if len(b) < 8 || len(b) < 8+8*int(b[1]) {
		return 0, nil, Truncated
	}
	next, o, rest := b[0], b[2:8+8*int(b[1])], b[8+8*int(b[1]):]
	padding, count := 0, 0
	for len(o) > 0 {
		n := 1
		if o[0] != optionPad1 {
			if len(o) < 2 || len(o) < 2+int(o[1]) {
				return 0, nil, Options
			}
			n = 2 + int(o[1])
		}
		switch kind := o[0]; {
		case kind == optionPad1 || kind == optionPadN:
			if padding += n; padding > maxPadding {
				return 0, nil, Options
			}
			for _, c := range o[min(2, n):n] {
				if c != 0 {
					return 0, nil, Options
				}
			}
			o = o[n:]
			continue
		case hop && kind == optionRouterAlert && n == 4:
		case hop && kind == optionRouterAlert, kind>>6 != 0:
			return 0, nil, Options
		}
		padding = 0
		if count++; count > maxOptions {
			return 0, nil, Options
		}
		o = o[n:]
	}
	return next, rest, 0
}
