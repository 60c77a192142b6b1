package wire

import (
	"net"
	"testing"

	"boundif/netdev"
)

func litePacket(src, dst string, coverage uint16) netdev.Packet {
	return with(packet(136, src, dst, "hello"), func(p *netdev.Packet) { p.Coverage = coverage })
}

// TestUDPLite: a packet of UDP-Lite reads back as it was, whatever its checksum is
// of, and where that is not looks nobody.
func TestUDPLite(t *testing.T) {
	for _, tt := range []struct {
		coverage uint16
		words    string
	}{{0, ", coverage 0"}, {8, ", coverage 8"}, {12, ", coverage 12"}, {13, ""}} {
		for _, ends := range [][2]string{{"10.1.0.2:5000", "10.9.9.9:7000"}, {"[fd01::2]:5000", "[fd09::9]:7000"}} {
			p := litePacket(ends[0], ends[1], tt.coverage)
			b := Build(&p)
			got, err := Parse(b)
			if diff := same(p, got); diff != "" || err != nil {
				t.Errorf("coverage %d: %v\n%s", tt.coverage, err, diff)
			}
			if want := ends[0] + " > " + ends[1] + " UDP-Lite" + tt.words; Describe(&p) != want {
				t.Errorf("%q, want %q", Describe(&p), want)
			}
			head := len(b) - 13
			for i := range 13 {
				wrong := put(b, head+i, b[head+i]^0x55)
				_, err := Parse(wrong)
				covered := tt.coverage == 0 || i < int(tt.coverage)
				if (err != nil) != covered {
					t.Errorf("coverage %d, byte %d changed: %v", tt.coverage, i, err)
				}
			}
		}
	}
}

// TestUDPLiteRefused: what is dropped before a socket is looked for
// (udplite_checksum_init).
func TestUDPLiteRefused(t *testing.T) {
	p := litePacket("10.1.0.2:5000", "10.9.9.9:7000", 8)
	b := Build(&p)
	for _, tt := range []struct {
		b    []byte
		want Reason
		why  string
	}{
		{sum4(put(b, 2, 0, 27))[:27], UDPLength, "7 bytes"},
		{put(b, 24, 0, 14), UDPLength, "a coverage of more than there is"},
		{put(b, 24, 0, 7), UDPChecksum, "a coverage of less than a header"},
		{put(b, 24, 0, 1), UDPChecksum, "of one byte"},
		{put(b, 26, 0, 0), UDPChecksum, "no checksum"},
		{put(b, 26, b[26], b[27]^1), UDPChecksum, "a wrong one"},
	} {
		got, err := Parse(tt.b)
		if err != tt.want || !got.Malformed || got.Protocol != 136 {
			t.Errorf("%s: %v, malformed %v; want %v", tt.why, err, got.Malformed, tt.want)
		}
	}
}

// TestUDPLiteQuoted: an ICMP error about one.
func TestUDPLiteQuoted(t *testing.T) {
	for _, tt := range []struct {
		protocol       uint8
		src, dst, want string
		icmp           netdev.ICMP
	}{
		{1, "10.1.0.2", "10.9.9.9", "10.1.0.2 > 10.9.9.9 ICMP port unreachable (10.9.9.9:7000 > 10.1.0.2:5000 UDP-Lite, coverage 8)", netdev.ICMP{Type: 3, Code: 3}},
		{58, "fd01::2", "fd09::9", "fd01::2 > fd09::9 ICMPv6 port unreachable ([fd09::9]:7000 > [fd01::2]:5000 UDP-Lite, coverage 8)", netdev.ICMP{Type: 1, Code: 4}},
	} {
		p := packet(tt.protocol, tt.src, tt.dst, "")
		p.ICMP = tt.icmp
		about := litePacket(net.JoinHostPort(tt.dst, "7000"), net.JoinHostPort(tt.src, "5000"), 8)
		p.Err = &about
		got, err := Parse(Build(&p))
		if err != nil || Describe(&got) != tt.want {
			t.Errorf("%v, %s; want %s", err, Describe(&got), tt.want)
		}
		if diff := same(about, *got.Err); diff != "" {
			t.Error(diff)
		}
	}
}

// TestUDPLiteSumsToZero: a sum of 0 is sent as its other form, as 0 is none.
func TestUDPLiteSumsToZero(t *testing.T) {
	p := litePacket("10.1.0.2:5000", "10.9.9.9:7000", 0)
	for a := range 256 {
		for b := range 256 {
			p.Payload = []byte{byte(a), byte(b)}
			built := Build(&p)
			if built[26] == 0 && built[27] == 0 {
				t.Fatalf("payload %v has no checksum", p.Payload)
			}
			if built[26] == 0xff && built[27] == 0xff {
				if _, err := Parse(built); err != nil {
					t.Error(err)
				}
				return
			}
		}
	}
	t.Error("no payload sums up to 0")
}
