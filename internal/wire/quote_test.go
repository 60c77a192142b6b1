package wire

import (
	"strings"
	"testing"

	"boundif/netdev"
)

// TestQuotes: an error about a long packet quotes its beginning.
func TestQuotes(t *testing.T) {
	for _, tt := range []struct {
		q    netdev.Packet
		kind uint8
		size int // of the ICMP packet
		left int // payload of the quote
	}{
		{packet(17, "10.1.0.1:7000", "10.1.0.2:5000", strings.Repeat("x", 65507)), 3, 576, 576 - 28 - 28},
		{packet(17, "10.1.0.1:7000", "10.1.0.2:5000", "x"), 3, 57, 1},
		{packet(6, "10.1.0.1:7000", "10.1.0.2:5000", strings.Repeat("x", 600)), 3, 576, 576 - 28 - 40},
		{packet(17, "[fe80::1]:7000", "[fe80::2]:5000", strings.Repeat("x", 2000)), 1, 1280, 1280 - 48 - 48},
	} {
		p := netdev.Packet{Protocol: 1, Src: tt.q.Dst, Dst: tt.q.Src, ICMP: netdev.ICMP{Type: tt.kind}, Err: &tt.q}
		if tt.q.Src.Addr().Is6() {
			p.Protocol = 58
		}
		b := Build(&p)
		got, err := Parse(b)
		if err != nil || len(b) != tt.size || got.Err == nil || len(got.Err.Payload) != tt.left {
			t.Errorf("%s: %d bytes, quote %v, %v", Describe(&p), len(b), got.Err, err)
		}
	}
	// Errors about errors do not nest.
	inner := samples[8].p
	p := netdev.Packet{Protocol: 1, Src: inner.Dst, Dst: inner.Src, ICMP: netdev.ICMP{Type: 11}, Err: &inner}
	got, err := Parse(Build(&p))
	if err != nil || got.Err == nil || got.Err.Err != nil || got.Err.ICMP != inner.ICMP || len(got.Err.Payload) == 0 {
		t.Errorf("an error about an error: %+v, %v", got.Err, err)
	}
}

// TestQuotesInShortSupply: 8 bytes of a TCP header are its ports and number;
// headers between IPv6 and the transport are passed over.
func TestQuotesInShortSupply(t *testing.T) {
	tcp := packet(6, "10.1.0.1:7000", "10.1.0.2:80", "data")
	tcp.TCP = netdev.TCP{Seq: 5, Ack: 6, Flags: netdev.ACK, Window: 9}
	p := netdev.Packet{Protocol: 1, Src: tcp.Dst, Dst: tcp.Src, ICMP: netdev.ICMP{Type: 3, Code: 3}, Err: &tcp}
	b := Build(&p)[:28+28]
	b[3] = byte(len(b))
	got, err := Parse(sum4(sumICMP(b)))
	if err != nil || got.Err.Src != tcp.Src || got.Err.Dst != tcp.Dst || got.Err.TCP != (netdev.TCP{Seq: 5}) || got.Err.Payload != nil {
		t.Errorf("8 bytes of TCP: %+v, %v", got.Err, err)
	}
	ports := []byte{0x1b, 0x58, 0x13, 0x88, 0, 8, 0, 0}
	for _, tt := range []struct {
		next uint8
		body []byte
		ok   bool
		why  string
	}{
		{hopByHop, []byte{17, 0, 1, 4, 0, 0, 0, 0}, true, "hop-by-hop options"},
		{destination, []byte{routing, 0, 1, 4, 0, 0, 0, 0, 17, 0, 0, 1, 0, 0, 0, 0}, true, "two headers"},
		{authentic, []byte{17, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, true, "authentication counts in words"},
		{fragment, []byte{17, 0, 0, 1, 0, 0, 0, 0}, true, "the first fragment"},
		{fragment, []byte{17, 0, 0, 8, 0, 0, 0, 0}, false, "the second"},
		{hopByHop, []byte{17, 9, 1, 4, 0, 0, 0, 0}, false, "a header beyond the end"},
	} {
		q := ipv6(tt.next, append(tt.body, ports...)...)
		outer := ipv6(protocolICMPv6, append(make([]byte, 8), q...)...)
		outer[40] = 1
		got, err := Parse(sum6(outer))
		if (err == nil) != tt.ok || tt.ok && (got.Err.Src.Port() != 7000 || got.Err.Dst.Port() != 5000 || got.Err.Protocol != 17) {
			t.Errorf("%s: %+v, %v", tt.why, got.Err, err)
		}
	}
}
