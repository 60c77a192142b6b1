package wire

import "strconv"

// A Reason is why a packet was dropped before anybody looked for a socket
// (enum skb_drop_reason, coarser in places and finer in others). It is an
// error, and small, so that drops can be counted by it.
type Reason uint8

// Behind each, the kernel's own.
const (
	TooShort        Reason = iota + 1 // PKT_TOO_SMALL: no room for the IP header
	BadHeader                         // IP_INHDR: version, header length or total length
	Truncated                         // PKT_TOO_SMALL: the header promises more bytes than there are
	IPChecksum                        // IP_CSUM
	BadSource                         // IP_INHDR: IPv6 from a multicast address
	Fragment                          // none: Linux would wait for the others
	Options                           // IP_INHDR: of IPv4; hop-by-hop or destination options of IPv6
	RoutingHeader                     // IP_INHDR: to be forwarded, or of a type that is off
	UDPLength                         // PKT_TOO_SMALL
	UDPChecksum                       // UDP_CSUM
	TCPLength                         // PKT_TOO_SMALL
	TCPChecksum                       // TCP_CSUM
	ICMPLength                        // PKT_TOO_SMALL
	ICMPChecksum                      // ICMP_CSUM
	BadQuote                          // an ICMP error that does not say what it is about
	UnknownProtocol                   // UNHANDLED_PROTO, IP_NOPROTO: neither IPv4 nor IPv6; options where no options are
	FrameTooShort                     // PKT_TOO_SMALL: no room for the Ethernet header

	// Reasons is one more than the highest Reason.
	Reasons
)

var reasons = [Reasons]string{
	TooShort:        "packet too short",
	BadHeader:       "ip header",
	Truncated:       "packet truncated",
	IPChecksum:      "ip header checksum",
	BadSource:       "source address",
	Fragment:        "fragment",
	Options:         "ip options",
	RoutingHeader:   "routing header",
	UDPLength:       "udp length",
	UDPChecksum:     "udp checksum",
	TCPLength:       "tcp length",
	TCPChecksum:     "tcp checksum",
	ICMPLength:      "icmp length",
	ICMPChecksum:    "icmp checksum",
	BadQuote:        "icmp quote",
	UnknownProtocol: "unknown protocol",
	FrameTooShort:   "frame too short",
}

// String is the reason in words, as in "udp checksum".
func (r Reason) String() string {
	if r == 0 || r >= Reasons {
		return "reason " + strconv.Itoa(int(r))
	}
	return reasons[r]
}

func (r Reason) Error() string { return "dropped: " + r.String() }
