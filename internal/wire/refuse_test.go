package wire

import (
	"errors"
	"testing"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
)

// sum4 makes the IPv4 header checksum of b right.
func sum4(b []byte) []byte {
	head := int(b[0]&15) * 4
	b[10], b[11] = 0, 0
	checksum.Put(b[10:], ^checksum.Checksum(b[:head], 0))
	return b
}

// sumICMP makes the ICMP checksum of an IPv4 packet without options right.
func sumICMP(b []byte) []byte {
	b[22], b[23] = 0, 0
	checksum.Put(b[22:], ^checksum.Checksum(b[20:], 0))
	return b
}

// put changes bytes of a copy.
func put(b []byte, at int, bytes ...byte) []byte {
	b = append([]byte(nil), b...)
	copy(b[at:], bytes)
	return b
}

func ipv6(next uint8, body ...byte) []byte {
	b := make([]byte, 40, 40+len(body))
	b[0], b[4], b[5], b[6], b[8], b[24] = 6<<4, byte(len(body)>>8), byte(len(body)), next, 0x20, 0x20
	return append(b, body...)
}

func TestRefusals(t *testing.T) {
	u4, u6 := Build(&samples[0].p), Build(&samples[2].p)
	tcp, ping := Build(&samples[4].p), Build(&samples[6].p)
	unreach, ping6 := Build(&samples[8].p), Build(&samples[7].p)
	tooBig := Build(&samples[12].p)
	icmp := func(b []byte) []byte {
		b = append([]byte(nil), b...)
		b[2], b[3] = byte(len(b)>>8), byte(len(b))
		return sum4(sumICMP(b))
	}
	for _, tt := range []struct {
		b    []byte
		want error // nil: accepted
		why  string
	}{
		{nil, TooShort, "nothing"},
		{[]byte{0x45}, TooShort, "one byte"},
		{[]byte{0x60}, TooShort, "one byte of IPv6"},
		{[]byte{0x50}, BadHeader, "version 5"},
		{u4[:19], TooShort, "half a header"},
		{put(u4, 0, 0x44), BadHeader, "a header of 16 bytes"},
		{put(u4, 0, 0x4f)[:40], TooShort, "a header of 60 bytes, of which 40 are there"},
		{put(u4, 10, 0, 0), IPChecksum, "no checksum"},
		{put(u4, 8, 63), IPChecksum, "a hop counted without a new checksum"},
		{sum4(put(u4, 8, 1)), nil, "the last hop"},
		{u4[:len(u4)-1], Truncated, "a byte is missing"},
		{sum4(put(u4, 2, 0, 19)), BadHeader, "a total length less than the header"},
		{sum4(put(u4, 6, 0x20)), Fragment, "more fragments"},
		{sum4(put(u4, 6, 0, 1)), Fragment, "the second fragment"},
		{sum4(put(u4, 6, 0x80)), nil, "the evil bit"},
		{sum4(put(u4, 2, 0, 27)), UDPLength, "7 bytes of UDP"},
		{put(u4, 24, 0, 7), UDPLength, "a UDP length of 7"},
		{put(u4, 24, 0, 14), UDPLength, "one byte more than there is"},
		{put(u4, 24, 0, 12), UDPChecksum, "less than there is, with the sum of all"},
		{put(u4, 26, 0, 0), nil, "no UDP checksum"},
		{put(u4, 26, 1, 2), UDPChecksum, "another UDP checksum"},
		{put(u4, len(u4)-1, 'x'), UDPChecksum, "another payload"},
		{put(u4, 20, 0, 7), UDPChecksum, "another port"},
		{u6[:39], TooShort, "half a header of IPv6"},
		{u6[:len(u6)-1], Truncated, "a byte of IPv6 is missing"},
		{put(u6, 8, 0xff), BadSource, "from a multicast address"},
		{put(u6, 7, 1), nil, "the last hop"},
		{put(u6, 46, 0, 0), UDPChecksum, "IPv6 without a UDP checksum"},
		{put(u6, 44, 0, 0), UDPChecksum, "UDP length 0 is all there is, with the sum of another length"},
		{put(tcp, 32, 0x40), TCPLength, "a TCP header of 16 bytes"},
		{put(tcp, 32, 0x60), TCPLength, "a TCP header longer than the packet"},
		{sum4(put(tcp, 2, 0, 39)), TCPLength, "19 bytes of TCP"},
		{put(tcp, 33, 0), TCPChecksum, "other flags"},
		{sum4(put(ping, 2, 0, 27)), ICMPLength, "7 bytes of ICMP"},
		{put(ping, 20, 0), ICMPChecksum, "another type"},
		{put(ping6, 40, 128), ICMPChecksum, "another type"},
		{put(ping6, 39, 3), ICMPChecksum, "another destination"},
		{put(ping6, 4, 0, 7), ICMPLength, "7 bytes of ICMPv6"},
		{icmp(unreach[:28+19]), BadQuote, "half a quoted header"},
		{icmp(unreach[:28+27]), BadQuote, "7 bytes behind it"},
		{icmp(put(unreach[:28+28], 28, 0x44)), BadQuote, "a quoted header of 16 bytes"},
		{icmp(put(unreach[:28+28], 28, 0x46)), BadQuote, "one with options, and 4 bytes behind it"},
		{icmp(put(unreach[:28+28], 28, 0x65)), nil, "the quoted version is not looked at"},
		{sum6(tooBig[:40+8+39]), BadQuote, "half a quoted header of IPv6"},
		{sum6(tooBig[:40+8+47]), BadQuote, "7 bytes behind it"},
		{sum6(tooBig[:40+8+48]), nil, "8 are enough"},

		{ipv6(253), nil, "a protocol without a header"},
		{ipv6(hopByHop), Truncated, "hop-by-hop options that are not there"},
		{ipv6(hopByHop, 253, 1, 1, 4, 0, 0, 0, 0), Truncated, "16 bytes of them, of which 8 are there"},
		{ipv6(hopByHop, 253, 0, 1, 4, 0, 0, 0, 0), nil, "padding"},
		{ipv6(hopByHop, 253, 0, 0, 0, 0, 0, 0, 0), nil, "padding by single bytes"},
		{ipv6(hopByHop, 253, 0, 1, 5, 0, 0, 0, 0), Options, "padding beyond the end"},
		{ipv6(hopByHop, 253, 0, 1, 3, 0, 0, 0, 1), Options, "an option that is one byte, the last"},
		{ipv6(hopByHop, 253, 0, 1, 4, 0, 0, 0, 9), Options, "padding with something in it"},
		{ipv6(destination, 253, 1, 1, 4, 0, 0, 0, 0, 1, 6, 0, 0, 0, 0, 0, 0), Options, "more than 7 bytes of padding"},
		{ipv6(hopByHop, 253, 0, 5, 2, 0, 0, 1, 0), nil, "router alert"},
		{ipv6(hopByHop, 253, 0, 5, 1, 0, 0, 0, 0), Options, "router alert of 1 byte"},
		{ipv6(destination, 253, 0, 5, 1, 0, 0, 0, 0), nil, "which is unknown to a destination, and may be skipped"},
		{ipv6(destination, 253, 0, 0x3e, 4, 1, 2, 3, 4), nil, "an unknown option that may be skipped"},
		{ipv6(destination, 253, 0, 0x7e, 4, 1, 2, 3, 4), Options, "one that may not"},
		{ipv6(destination, 253, 0, 0xc2, 4, 0, 1, 0, 0), Options, "a jumbo payload"},
		{ipv6(destination, 253, 2, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 1, 4, 0, 0, 0, 0), nil, "8 options"},
		{ipv6(destination, 253, 2, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 1, 2, 0, 0), Options, "9 options"},
		{ipv6(destination, hopByHop, 0, 1, 4, 0, 0, 0, 0), UnknownProtocol, "hop-by-hop options stand first"},
		{ipv6(routing), Truncated, "a routing header that is not there"},
		{ipv6(routing, 253, 0, 0, 0, 0, 0, 0, 0), nil, "one that has arrived"},
		{ipv6(routing, 253, 0, 0, 1, 0, 0, 0, 0), RoutingHeader, "one that has not"},
		{ipv6(routing, 253, 0, 2, 0, 0, 0, 0, 0), nil, "type 2 that has arrived"},
		{ipv6(routing, 253, 0, 3, 0, 0, 0, 0, 0), RoutingHeader, "type 3: RPL is off"},
		{ipv6(routing, 253, 0, 4, 0, 0, 0, 0, 0), RoutingHeader, "type 4: segment routing is off"},
		{ipv6(fragment, 253, 0), Truncated, "half a fragment header"},
		{ipv6(fragment, 253, 0, 0, 0, 0, 0, 0, 1), nil, "a fragment that is the whole"},
		{ipv6(fragment, 253, 0, 0, 1, 0, 0, 0, 1), Fragment, "the first of several"},
		{ipv6(fragment, 253, 0, 0, 8, 0, 0, 0, 1), Fragment, "the second"},
		{ipv6(protocolUDP, 0, 1, 0, 2, 0, 8, 0), UDPLength, "7 bytes of UDP"},
		{append(put(ipv6(hopByHop), 4, 0, 0), 253, 0, 1, 4, 0, 0, 0, 0), nil, "length 0 before hop-by-hop options"},
		{append(put(ipv6(hopByHop), 4, 0, 0), make([]byte, 1<<16)...), BadHeader, "65,536 bytes of it"},
	} {
		if _, err := Parse(tt.b); !errors.Is(err, tt.want) || tt.want == nil && err != nil {
			t.Errorf("%s: %v, want %v\n% x", tt.why, err, tt.want, tt.b[:min(64, len(tt.b))])
		}
	}
}

// TestOptions4: the row of the kernel is RX-bytes4.
func TestOptions4(t *testing.T) {
	for _, tt := range []struct {
		o    []byte
		ok   bool
		what string
	}{
		{[]byte{1, 1, 1, 0}, true, "nothing"},
		{[]byte{0, 7, 7, 7}, true, "nothing, and something behind it"},
		{[]byte{1, 1, 1, 99}, false, "an option without length"},
		{[]byte{99, 1, 1, 1}, false, "an option of 1 byte"},
		{[]byte{99, 5, 1, 1}, false, "an option beyond the end"},
		{[]byte{99, 4, 1, 1}, true, "an unknown option"},
		{[]byte{148, 4, 0, 0}, true, "router alert"},
		{[]byte{148, 3, 0, 0}, false, "router alert of 3 bytes"},
		{[]byte{131, 7, 8, 10, 1, 0, 1, 0}, false, "a loose source route"},
		{[]byte{137, 7, 8, 10, 1, 0, 1, 0}, false, "a strict source route"},
		{[]byte{7, 3, 4, 0}, true, "record route, full"},
		{[]byte{7, 7, 4, 0, 0, 0, 0, 0}, true, "record route, with room"},
		{[]byte{7, 6, 4, 0, 0, 0, 0, 0}, false, "record route, with too little"},
		{[]byte{7, 7, 3, 0, 0, 0, 0, 0}, false, "record route, pointer 3"},
		{[]byte{7, 2, 0, 0}, false, "record route of 2 bytes"},
		{[]byte{7, 3, 4, 7, 3, 4, 0, 0}, false, "record route twice"},
		{[]byte{68, 4, 5, 0}, true, "timestamps, full"},
		{[]byte{68, 4, 5, 0xe0}, true, "14 did not fit"},
		{[]byte{68, 4, 5, 0xf0}, false, "15 did not fit"},
		{[]byte{68, 4, 5, 0xf3}, true, "those of given addresses are not counted"},
		{[]byte{68, 8, 5, 0, 0, 0, 0, 0}, true, "timestamps, with room"},
		{[]byte{68, 7, 5, 0, 0, 0, 0, 0}, false, "timestamps, with too little"},
		{[]byte{68, 8, 4, 0, 0, 0, 0, 0}, false, "timestamps, pointer 4"},
		{[]byte{68, 3, 5, 0}, false, "timestamps of 3 bytes"},
		{[]byte{68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0}, true, "with addresses"},
		{[]byte{68, 8, 5, 1, 0, 0, 0, 0}, false, "with too little room for addresses"},
		{[]byte{68, 8, 5, 3, 0, 0, 0, 0}, false, "and for given ones"},
		{[]byte{68, 8, 5, 2, 0, 0, 0, 0}, true, "of an unknown kind"},
		{[]byte{68, 4, 5, 0, 68, 4, 5, 0}, false, "timestamps twice"},
	} {
		good := Build(&samples[0].p)
		b := append(append(put(good[:20], 0, 0x45+byte(len(tt.o)/4)), tt.o...), good[20:]...)
		b[2], b[3] = 0, byte(len(b))
		if _, err := Parse(sum4(b)); (err == nil) != tt.ok || err != nil && err != Options {
			t.Errorf("%s: %v", tt.what, err)
		}
	}
}

// sum6 makes the length and the checksum of a cut ICMPv6 packet right.
func sum6(b []byte) []byte {
	b = append([]byte(nil), b...)
	n := len(b) - 40
	b[4], b[5], b[42], b[43] = byte(n>>8), byte(n), 0, 0
	checksum.Put(b[42:], ^checksum.Checksum(b[40:], pseudo(b[8:40], protocolICMPv6, n)))
	return b
}
