package wire

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"boundif/netdev"
)

// packet is a packet between two addresses with ports, or without.
func packet(protocol uint8, src, dst, payload string) netdev.Packet {
	p := netdev.Packet{Protocol: protocol, Src: addrPort(src), Dst: addrPort(dst)}
	if payload != "" {
		p.Payload = []byte(payload)
	}
	return p
}

func addrPort(s string) netip.AddrPort {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.AddrPortFrom(a, 0)
	}
	return netip.MustParseAddrPort(s)
}

func with(p netdev.Packet, change func(p *netdev.Packet)) netdev.Packet {
	change(&p)
	return p
}

var samples = []struct {
	p    netdev.Packet
	want string // as Describe puts it
}{
	{packet(17, "10.1.0.2:5000", "10.9.9.9:7000", "hello"), "10.1.0.2:5000 > 10.9.9.9:7000"},
	{packet(17, "10.1.0.2:5000", "10.9.9.9:7000", ""), "10.1.0.2:5000 > 10.9.9.9:7000"},
	{packet(17, "[fe80::1]:5000", "[fe80::2]:7000", "odd"), "[fe80::1]:5000 > [fe80::2]:7000"},
	{packet(17, "[::ffff:10.1.0.2]:5000", "[::ffff:10.1.0.1]:7000", "mapped"), "[::ffff:10.1.0.2]:5000 > [::ffff:10.1.0.1]:7000"},
	{with(packet(6, "10.1.0.2:5000", "10.9.9.9:80", ""), func(p *netdev.Packet) {
		p.TCP = netdev.TCP{Seq: 1 << 31, Ack: 7, Flags: netdev.SYN | netdev.ACK, Window: 65535}
	}), "10.1.0.2:5000 > 10.9.9.9:80 TCP SYN ACK"},
	{with(packet(6, "[2001:db8::1]:5000", "[2001:db8::2]:80", "GET"), func(p *netdev.Packet) {
		p.TCP = netdev.TCP{Seq: 8, Flags: 0xff}
	}), "[2001:db8::1]:5000 > [2001:db8::2]:80 TCP FIN SYN RST PSH ACK URG ECE CWR"},
	{with(packet(1, "10.1.0.2", "10.9.9.9", "ping"), func(p *netdev.Packet) {
		p.ICMP = netdev.ICMP{Type: 8, ID: 77, Seq: 3}
	}), "10.1.0.2 > 10.9.9.9 ICMP echo request"},
	{with(packet(58, "fe80::1", "fe80::2", "pong"), func(p *netdev.Packet) {
		p.ICMP = netdev.ICMP{Type: 129, ID: 77, Seq: 3}
	}), "fe80::1 > fe80::2 ICMPv6 echo reply"},
	{with(packet(1, "10.1.0.2", "10.9.9.9", ""), func(p *netdev.Packet) {
		p.ICMP = netdev.ICMP{Type: 3, Code: 3}
		q := packet(17, "10.1.0.1:7000", "10.1.0.2:5000", "hello")
		p.Err = &q
	}), "10.1.0.2 > 10.9.9.9 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP)"},
	{with(packet(1, "10.1.0.2", "10.9.9.9", ""), func(p *netdev.Packet) {
		p.ICMP = netdev.ICMP{Type: 3, Code: 4, Info: 1400}
		q := packet(6, "10.1.0.1:7000", "10.1.0.2:80", "hello")
		q.TCP = netdev.TCP{Seq: 5, Ack: 6, Flags: netdev.ACK, Window: 9}
		p.Err = &q
	}), "10.1.0.2 > 10.9.9.9 ICMP fragmentation needed (10.1.0.1:7000 > 10.1.0.2:80 TCP ACK)"},
	{with(packet(1, "10.1.0.2", "10.9.9.9", ""), func(p *netdev.Packet) {
		p.ICMP = netdev.ICMP{Type: 11}
		q := packet(1, "10.1.0.1", "10.1.0.2", "hello")
		q.ICMP = netdev.ICMP{Type: 8, ID: 4, Seq: 5}
		p.Err = &q
	}), "10.1.0.2 > 10.9.9.9 ICMP time exceeded (10.1.0.1 > 10.1.0.2 ICMP echo request)"},
	{with(packet(1, "10.1.0.2", "10.9.9.9", "stamps"), func(p *netdev.Packet) {
		p.ICMP = netdev.ICMP{Type: 13, Info: 1<<16 | 2}
	}), "10.1.0.2 > 10.9.9.9 ICMP type 13 code 0"},
	{with(packet(58, "fe80::1", "fe80::2", ""), func(p *netdev.Packet) {
		p.ICMP = netdev.ICMP{Type: 2, Info: 1280}
		q := packet(17, "[fe80::2]:7000", "[fe80::1]:5000", strings.Repeat("x", 1184))
		p.Err = &q
	}), "fe80::1 > fe80::2 ICMPv6 packet too big ([fe80::2]:7000 > [fe80::1]:5000 UDP)"},
	{with(packet(58, "fe80::1", "fe80::2", "\xfe\x80 target"), func(p *netdev.Packet) {
		p.ICMP = netdev.ICMP{Type: 135}
	}), "fe80::1 > fe80::2 ICMPv6 neighbour solicitation"},
	{packet(89, "10.1.0.2", "10.9.9.9", "ospf"), "10.1.0.2 > 10.9.9.9 protocol 89"},
	{packet(58, "10.1.0.2", "10.9.9.9", "no ICMPv6 in IPv4"), "10.1.0.2 > 10.9.9.9 protocol 58"},
	{packet(1, "fe80::1", "fe80::2", "no ICMP in IPv6"), "fe80::1 > fe80::2 protocol 1"},
	{packet(59, "fe80::1", "fe80::2", ""), "fe80::1 > fe80::2 protocol 59"},
	{litePacket("10.1.0.2:5000", "10.9.9.9:7000", 9), "10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite, coverage 9"},
}

func same(a, b netdev.Packet) string {
	return cmp.Diff(a, b, cmpopts.EquateComparable(netip.AddrPort{}), cmpopts.EquateEmpty())
}

func TestRoundTrip(t *testing.T) {
	for _, tt := range samples {
		b := Build(&tt.p)
		got, err := Parse(b)
		if err != nil {
			t.Errorf("%s: %v", tt.want, err)
			continue
		}
		if diff := same(tt.p, got); diff != "" {
			t.Errorf("%s (-built +read):\n%s", tt.want, diff)
		}
		if got := Describe(&tt.p); got != tt.want {
			t.Errorf("Describe: %q, want %q", got, tt.want)
		}
		if got, err := Parse(append(b, 0, 1, 2)); err != nil || same(tt.p, got) != "" {
			t.Errorf("%s: bytes behind the packet: %v, %v", tt.want, got, err)
		}
		if got := AppendBuild([]byte("before"), &tt.p); string(got) != "before"+string(b) {
			t.Errorf("%s: AppendBuild and Build differ", tt.want)
		}
		got, err = ParseFrame(BuildFrame(MAC{1}, MAC{2}, &tt.p))
		if diff := same(tt.p, got); diff != "" || err != nil {
			t.Errorf("%s in a frame: %v (-built +read):\n%s", tt.want, err, diff)
		}
	}
}

// TestEveryBit: the IPv4 header, and what a transport header covers, is under
// a checksum. One changed bit is noticed, or the packet reads as another.
func TestEveryBit(t *testing.T) {
	for _, tt := range samples {
		b := Build(&tt.p)
		for i := range len(b) * 8 {
			b[i/8] ^= 1 << (i % 8)
			if got, err := Parse(b); err == nil && same(tt.p, got) == "" && b[0]>>4 == 4 {
				if tt.p.Protocol != 6 { // the reserved bits of TCP are summed up too
					t.Errorf("%s: bit %d is not looked at", tt.want, i)
				}
			}
			b[i/8] ^= 1 << (i % 8)
		}
	}
}

func TestZeroChecksum(t *testing.T) {
	// 10.1.0.2 to 10.9.9.9 with ports that make the sum 0.
	p := packet(17, "10.1.0.2:5000", "10.9.9.9:7000", "\x00\x00")
	b := Build(&p)
	p.Payload = []byte{b[26], b[27]}
	b = Build(&p)
	if b[26] != 0xff || b[27] != 0xff {
		t.Errorf("a sum of 0 is written as %x: 0 says that there is none", b[26:28])
	}
	if _, err := Parse(b); err != nil {
		t.Error(err)
	}
}

func TestReasons(t *testing.T) {
	seen := map[string]bool{}
	for r := Reason(1); r < Reasons; r++ {
		if s := r.String(); s == "" || seen[s] || r.Error() != "dropped: "+s {
			t.Errorf("reason %d is called %q", r, s)
		}
		seen[r.String()] = true
	}
	if Reason(0).String() != "reason 0" || Reason(200).Error() != "dropped: reason 200" {
		t.Errorf("unknown reasons: %v, %v", Reason(0), Reason(200))
	}
}

func TestMisuse(t *testing.T) {
	for name, p := range map[string]netdev.Packet{
		"no addresses":  {},
		"two families":  packet(17, "10.1.0.1:1", "[::1]:1", ""),
		"too long":      packet(17, "10.1.0.1:1", "10.1.0.2:1", strings.Repeat("x", 65508)),
		"too long, too": packet(17, "[::1]:1", "[::1]:1", strings.Repeat("x", 65528)),
	} {
		func() {
			defer func() {
				if s, ok := recover().(string); !ok || !strings.HasPrefix(s, "wire: ") {
					t.Errorf("%s: the panic is %v", name, s)
				}
			}()
			Build(&p)
			t.Errorf("%s: no panic", name)
		}()
	}
	for _, p := range []netdev.Packet{
		packet(17, "10.1.0.1:1", "10.1.0.2:1", strings.Repeat("x", 65507)),
		packet(17, "[::1]:1", "[::1]:1", strings.Repeat("x", 65527)),
	} {
		if got, err := Parse(Build(&p)); err != nil || !bytes.Equal(got.Payload, p.Payload) {
			t.Errorf("the longest packet: %v", err)
		}
	}
}

// TestNoAllocation: UDP is read, and written into a buffer, without any.
func TestNoAllocation(t *testing.T) {
	for _, tt := range []netdev.Packet{samples[0].p, samples[2].p} {
		b, buf := Build(&tt), make([]byte, 0, 200)
		if n := testing.AllocsPerRun(100, func() {
			if _, err := Parse(b); err != nil {
				t.Error(err)
			}
			AppendBuild(buf, &tt)
		}); n != 0 {
			t.Errorf("%s: %v allocations", Describe(&tt), n)
		}
	}
}
