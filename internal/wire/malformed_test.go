package wire

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"
)

// TestMalformed: what a transport refuses comes back for raw sockets.
func TestMalformed(t *testing.T) {
	for _, i := range []int{0, 2, 4, 5, 6, 7} {
		b := Build(&samples[i].p)
		b[len(b)-1] ^= 1
		p, err := Parse(b)
		head := 20
		if b[0]>>4 == 6 {
			head = 40
		}
		if err == nil || !p.Malformed || p.Protocol != samples[i].p.Protocol || p.Src.Port() != 0 || !bytes.Equal(p.Payload, b[head:]) {
			t.Errorf("%s: %+v, %v", samples[i].want, p, err)
		}
		if !bytes.Equal(Build(&p)[head:], b[head:]) {
			t.Errorf("%s: written differently", samples[i].want)
		}
		if got, want := Describe(&p), " malformed"; !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s", samples[i].want, got)
		}
	}
	ping, ping6 := Build(&samples[6].p), Build(&samples[7].p)
	for _, tt := range []struct {
		b    []byte
		want bool
		why  string
	}{
		{sum4(put(ping, 2, 0, 27)), false, "raw sockets of ICMP want 8 bytes"},
		{put(ping6, 4, 0, 4), true, "those of ICMPv6 want 4"},
		{put(ping6, 4, 0, 3), false, "and not 3"},
	} {
		if p, err := Parse(tt.b); err != ICMPLength || p.Malformed != tt.want {
			t.Errorf("%s: %+v, %v", tt.why, p, err)
		}
	}
	if p, err := ParseTransport(1, netip.MustParseAddr("10.1.0.1"), netip.MustParseAddr("10.1.0.2"), []byte{8}); err != ICMPLength || !p.Malformed {
		t.Errorf("a byte of ICMP: %+v, %v", p, err)
	}
	if p, err := Parse(make([]byte, 20)); err != BadHeader || p.Malformed {
		t.Errorf("a bad IP header: %+v, %v", p, err)
	}
}

func TestParseTransport(t *testing.T) {
	for _, tt := range samples {
		b := Build(&tt.p)
		head := 20
		if b[0]>>4 == 6 {
			head = 40
		}
		got, err := ParseTransport(tt.p.Protocol, tt.p.Src.Addr(), tt.p.Dst.Addr(), b[head:])
		if diff := same(tt.p, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-built +read):\n%s", tt.want, err, diff)
		}
	}
	p, err := ParseTransport(17, netip.MustParseAddr("::1"), netip.MustParseAddr("::1"), []byte{1, 2, 3})
	if err != UDPLength || !p.Malformed || p.Protocol != 17 || len(p.Payload) != 3 {
		t.Errorf("3 bytes of UDP: %+v, %v", p, err)
	}
}

func TestFrames(t *testing.T) {
	frame := BuildFrame(MAC{2, 0, 0, 0, 0, 1}, MAC{2, 0, 0, 0, 0, 2}, &samples[0].p)
	if want := "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x08\x00\x45"; !strings.HasPrefix(string(frame), want) {
		t.Errorf("frame % x", frame)
	}
	for _, tt := range []struct {
		b    []byte
		want Reason
		why  string
	}{
		{frame[:13], FrameTooShort, "half an Ethernet header"},
		{frame[:14], TooShort, "and nothing behind it"},
		{put(frame, 12, 8, 6), UnknownProtocol, "ARP"},
		{put(frame, 12, 0x86, 0xdd), BadHeader, "IPv4 that says it is IPv6"},
	} {
		if _, err := ParseFrame(tt.b); err != tt.want {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.want)
		}
	}
	if frame := BuildFrame(MAC{}, MAC{}, &samples[2].p); frame[12] != 0x86 || frame[13] != 0xdd {
		t.Errorf("IPv6 in a frame: % x", frame)
	}
}
