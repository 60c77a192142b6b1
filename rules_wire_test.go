package boundif_test

import (
	"encoding/binary"
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/wire"
	"boundif/netdev"
)

// bits changes bytes of a packet.
func bits(b []byte, at int, bytes ...byte) []byte {
	b = append([]byte(nil), b...)
	copy(b[at:], bytes)
	return b
}

// total makes length and checksum of an IPv4 header right.
func total(b []byte, n int) []byte {
	b = bits(b, 2, byte(n>>8), byte(n), b[4], b[5], b[6], b[7], b[8], b[9], 0, 0)
	sum := uint32(0)
	for i := 0; i < int(b[0]&15)*4; i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	sum = sum&0xffff + sum>>16
	binary.BigEndian.PutUint16(b[10:], ^uint16(sum+sum>>16))
	return b
}

// options puts options into an IPv4 packet.
func options(b []byte, o ...byte) []byte {
	head := append(bits(b[:20], 0, 0x45+byte(len(o)/4)), o...)
	return total(append(head, b[20:]...), len(b)+len(o))
}

// headers puts extension headers into an IPv6 packet.
func headers(b []byte, next byte, h ...byte) []byte {
	h[0] = b[6]
	out := append(append(append([]byte(nil), b[:40]...), h...), b[40:]...)
	out[6] = next
	binary.BigEndian.PutUint16(out[4:], uint16(len(out)-40))
	return out
}

// fits is which malformed packets Linux drops, and which of those raw sockets
// still get.
var fits = []rule{{
	id:      "RX-bytes4",
	because: "what is wrong with a packet of IPv4 is noticed before any socket, what is wrong with UDP after the raw ones",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		udp, raw := s.Root.UDP("udp").At(any7000), s.Root.Raw("raw", 17)
		good := wire.Build(&netdev.Packet{
			Protocol: 17, Src: netip.MustParseAddrPort("10.1.0.2:5000"), Dst: netip.MustParseAddrPort(s7000), Payload: []byte("hello"),
		})
		for _, p := range []struct {
			what string
			b    []byte
		}{
			{"good", good},
			{"with a tail", append(bits(good, 0), 1, 2, 3)},
			{"header checksum", bits(good, 10, 0, 0)},
			{"hops without a new checksum", bits(good, 8, 63)},
			{"1 hop left", total(bits(good, 8, 1), 33)},
			{"0 hops left", total(bits(good, 8, 0), 33)},
			{"a header of 16 bytes", total(bits(good, 0, 0x44), 33)},
			{"a byte too few", good[:32]},
			{"total length 19", total(good, 19)},
			{"total length 20", total(good, 20)},
			{"total length 27", total(good, 27)},
			{"total length 28", total(good, 28)},
			{"total length 32", total(good, 32)},
			{"the second fragment", total(bits(good, 6, 0, 1), 33)},
			{"the evil bit", total(bits(good, 6, 0x80), 33)},
			{"options", options(good, 1, 1, 1, 0)},
			{"the end, and something behind it", options(good, 0, 7, 7, 7)},
			{"an option without length", options(good, 1, 1, 1, 99)},
			{"an option of 1 byte", options(good, 99, 1, 1, 1)},
			{"an option beyond the end", options(good, 99, 5, 1, 1)},
			{"an unknown option", options(good, 99, 4, 1, 1)},
			{"a security option", options(good, 130, 4, 1, 1)},
			{"router alert", options(good, 148, 4, 0, 0)},
			{"router alert of 3 bytes", options(good, 148, 3, 0, 0)},
			{"record route, full", options(good, 7, 3, 4, 0)},
			{"record route", options(good, 7, 7, 4, 0, 0, 0, 0, 0)},
			{"record route twice", options(good, 7, 3, 4, 7, 3, 4, 0, 0)},
			{"record route of 2 bytes", options(good, 7, 2, 0, 0)},
			{"record route, pointer 3", options(good, 7, 7, 3, 0, 0, 0, 0, 0)},
			{"record route without room for an address", options(good, 7, 6, 4, 0, 0, 0, 0, 0)},
			{"a loose source route", options(good, 131, 7, 8, 10, 1, 0, 1, 0)},
			{"a strict source route", options(good, 137, 7, 8, 10, 1, 0, 1, 0)},
			{"a source route of 2 bytes", options(good, 131, 2, 0, 0)},
			{"timestamps", options(good, 68, 8, 5, 0, 0, 0, 0, 0)},
			{"timestamps, full", options(good, 68, 4, 5, 0)},
			{"timestamps, overflown", options(good, 68, 4, 5, 0xf0)},
			{"timestamps of 3 bytes", options(good, 68, 3, 5, 0)},
			{"timestamps, pointer 4", options(good, 68, 8, 4, 0, 0, 0, 0, 0)},
			{"timestamps without room", options(good, 68, 7, 5, 0, 0, 0, 0, 0)},
			{"timestamps with addresses", options(good, 68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
			{"timestamps with addresses, without room", options(good, 68, 8, 5, 1, 0, 0, 0, 0)},
			{"timestamps of given addresses", options(good, 68, 12, 5, 3, 10, 1, 0, 1, 0, 0, 0, 0)},
			{"timestamps of given addresses, without room", options(good, 68, 8, 5, 3, 0, 0, 0, 0)},
			{"timestamps of an unknown kind", options(good, 68, 8, 5, 2, 0, 0, 0, 0)},
			{"timestamps twice", options(good, 68, 4, 5, 0, 68, 4, 5, 0)},
			{"UDP length 7", bits(good, 24, 0, 7)},
			{"UDP length 8, its checksum", bits(good, 24, 0, 8)},
			{"UDP length 12, no checksum", bits(good, 24, 0, 12, 0, 0)},
			{"UDP length 14", bits(good, 24, 0, 14)},
			{"no UDP checksum", bits(good, 26, 0, 0)},
			{"UDP checksum", bits(good, 26, 1, 2)},
			{"payload", bits(good, 32, 'x')},
			{"another port", bits(good, 20, 1)},
		} {
			if err := s.Plane.Inject(a0, p.b); err != nil {
				s.Say("%s: %v", p.what, err)
				continue
			}
			s.Say("%s", p.what)
			s.Got(udp, raw)
		}
	},
	want: `
good
got it: udp, raw
with a tail
got it: udp, raw
header checksum
got it: nobody
hops without a new checksum
got it: nobody
1 hop left
got it: udp, raw
0 hops left
got it: udp, raw
a header of 16 bytes
got it: nobody
a byte too few
got it: nobody
total length 19
got it: nobody
total length 20
got it: raw
total length 27
got it: raw
total length 28
got it: raw
total length 32
got it: raw
the second fragment
got it: nobody
the evil bit
got it: udp, raw
options
got it: udp, raw
the end, and something behind it
got it: udp, raw
an option without length
got it: nobody
an option of 1 byte
got it: nobody
an option beyond the end
got it: nobody
an unknown option
got it: udp, raw
a security option
got it: udp, raw
router alert
got it: udp, raw
router alert of 3 bytes
got it: nobody
record route, full
got it: udp, raw
record route
got it: udp, raw
record route twice
got it: nobody
record route of 2 bytes
got it: nobody
record route, pointer 3
got it: nobody
record route without room for an address
got it: nobody
a loose source route
got it: nobody
a strict source route
got it: nobody
a source route of 2 bytes
got it: nobody
timestamps
got it: udp, raw
timestamps, full
got it: udp, raw
timestamps, overflown
got it: nobody
timestamps of 3 bytes
got it: nobody
timestamps, pointer 4
got it: nobody
timestamps without room
got it: nobody
timestamps with addresses
got it: udp, raw
timestamps with addresses, without room
got it: nobody
timestamps of given addresses
got it: udp, raw
timestamps of given addresses, without room
got it: nobody
timestamps of an unknown kind
got it: udp, raw
timestamps twice
got it: nobody
UDP length 7
got it: raw
UDP length 8, its checksum
got it: raw
UDP length 12, no checksum
got it: udp, raw
UDP length 14
got it: raw
no UDP checksum
got it: udp, raw
UDP checksum
got it: raw
payload
got it: raw
another port
got it: raw
`,
}, {
	id:      "RX-sources",
	since:   emu.Linux(5, 14), // before, 10.1.0.0 was a broadcast address (OUT-34-first)
	because: "which senders and destinations Linux does not believe (ip_route_input_slow, ip6_rcv_core)",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		udp, udp6 := s.Root.UDP("udp").At(any7000), s.Root.UDP6("udp6").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1).At("[::]:7000")
		for _, p := range [][2]string{
			{"10.1.0.2:5000", "10.1.0.1:7000"}, {"10.77.0.1:5000", "10.1.0.1:7000"}, {"0.0.0.0:5000", "10.1.0.1:7000"},
			{"127.0.0.1:5000", "10.1.0.1:7000"}, {"224.0.0.1:5000", "10.1.0.1:7000"},
			{"240.0.0.1:5000", "10.1.0.1:7000"}, {"255.255.255.255:5000", "10.1.0.1:7000"}, {"10.1.0.255:5000", "10.1.0.1:7000"},
			{"10.1.0.0:5000", "10.1.0.1:7000"}, {"10.1.0.1:5000", "10.1.0.1:7000"}, {"10.2.0.1:5000", "10.1.0.1:7000"},
			{"10.9.9.9:5000", "10.1.0.1:7000"}, {"10.2.0.2:5000", "10.1.0.1:7000"},
			{"10.1.0.2:5000", "127.0.0.1:7000"}, {"10.1.0.2:5000", "0.0.0.0:7000"}, {"10.1.0.2:5000", "10.1.0.255:7000"},
			{"10.1.0.2:5000", "10.1.0.0:7000"}, {"10.1.0.2:5000", "255.255.255.255:7000"}, {"0.0.0.0:68", "255.255.255.255:7000"},
			{"10.1.0.1:5000", "255.255.255.255:7000"}, {"127.0.0.1:5000", "255.255.255.255:7000"}, {"10.1.0.2:5000", "10.2.0.255:7000"},
			{"10.1.0.2:5000", "224.0.0.1:7000"}, {"0.0.0.0:68", "224.0.0.1:7000"}, {"10.1.0.1:5000", "224.0.0.1:7000"},
			{"10.77.0.1:5000", "224.0.0.1:7000"}, {"127.0.0.1:5000", "224.0.0.1:7000"},
			{"10.1.0.2:5000", "10.2.0.1:7000"}, {"10.1.0.2:5000", "240.0.0.1:7000"},

			{"[fd01::2]:5000", "[fd01::1]:7000"}, {"[fd77::1]:5000", "[fd01::1]:7000"}, {"[::]:5000", "[fd01::1]:7000"},
			{"[::1]:5000", "[fd01::1]:7000"}, {"[fd01::1]:5000", "[fd01::1]:7000"}, {"[fd02::1]:5000", "[fd01::1]:7000"},
			{"[ff02::1]:5000", "[fd01::1]:7000"}, {"[::ffff:10.1.0.2]:5000", "[fd01::1]:7000"},
			{"[fd01::2]:5000", "[::1]:7000"}, {"[fd01::2]:5000", "[::]:7000"}, {"[fd01::2]:5000", "[ff02::1]:7000"},
			{"[fd01::2]:5000", "[ff01::1]:7000"}, {"[fd01::2]:5000", "[ff00::1]:7000"}, {"[fd01::2]:5000", "[fd02::1]:7000"},
			{"[fd01::2]:5000", "[::ffff:10.1.0.1]:7000"}, {"[::ffff:10.1.0.2]:5000", "[::ffff:10.1.0.1]:7000"},
			{"[fe80::2]:5000", "[fd02::1]:7000"}, {"[fd01::2]:5000", "[fd01::]:7000"},
		} {
			b := wire.Build(&netdev.Packet{
				Protocol: 17, Src: netip.MustParseAddrPort(p[0]), Dst: netip.MustParseAddrPort(p[1]), Payload: []byte("hello"),
			})
			if err := s.Plane.Inject(a0, b); err != nil {
				s.Say("%s > %s: %v", p[0], p[1], err)
				continue
			}
			s.Say("%s > %s", p[0], p[1])
			s.Got(udp, udp6)
		}
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000
got it: udp
10.77.0.1:5000 > 10.1.0.1:7000
got it: udp
0.0.0.0:5000 > 10.1.0.1:7000
got it: nobody
127.0.0.1:5000 > 10.1.0.1:7000
got it: nobody
224.0.0.1:5000 > 10.1.0.1:7000
got it: nobody
240.0.0.1:5000 > 10.1.0.1:7000
got it: udp
255.255.255.255:5000 > 10.1.0.1:7000
got it: nobody
10.1.0.255:5000 > 10.1.0.1:7000
got it: udp
10.1.0.0:5000 > 10.1.0.1:7000
got it: udp
10.1.0.1:5000 > 10.1.0.1:7000
got it: udp
10.2.0.1:5000 > 10.1.0.1:7000
got it: udp
10.9.9.9:5000 > 10.1.0.1:7000
got it: udp
10.2.0.2:5000 > 10.1.0.1:7000
got it: udp
10.1.0.2:5000 > 127.0.0.1:7000
got it: nobody
10.1.0.2:5000 > 0.0.0.0:7000
got it: nobody
10.1.0.2:5000 > 10.1.0.255:7000
got it: udp
10.1.0.2:5000 > 10.1.0.0:7000
got it: nobody
10.1.0.2:5000 > 255.255.255.255:7000
got it: udp
0.0.0.0:68 > 255.255.255.255:7000
got it: udp
10.1.0.1:5000 > 255.255.255.255:7000
got it: udp
127.0.0.1:5000 > 255.255.255.255:7000
got it: udp
10.1.0.2:5000 > 10.2.0.255:7000
got it: udp
10.1.0.2:5000 > 224.0.0.1:7000
got it: udp
0.0.0.0:68 > 224.0.0.1:7000
got it: udp
10.1.0.1:5000 > 224.0.0.1:7000
got it: udp
10.77.0.1:5000 > 224.0.0.1:7000
got it: udp
127.0.0.1:5000 > 224.0.0.1:7000
got it: nobody
10.1.0.2:5000 > 10.2.0.1:7000
got it: udp
10.1.0.2:5000 > 240.0.0.1:7000
got it: nobody
[fd01::2]:5000 > [fd01::1]:7000
got it: udp6
[fd77::1]:5000 > [fd01::1]:7000
got it: udp6
[::]:5000 > [fd01::1]:7000
got it: udp6
[::1]:5000 > [fd01::1]:7000
got it: nobody
[fd01::1]:5000 > [fd01::1]:7000
got it: udp6
[fd02::1]:5000 > [fd01::1]:7000
got it: udp6
[ff02::1]:5000 > [fd01::1]:7000
got it: nobody
[::ffff:10.1.0.2]:5000 > [fd01::1]:7000
got it: udp6
[fd01::2]:5000 > [::1]:7000
got it: nobody
[fd01::2]:5000 > [::]:7000
got it: nobody
[fd01::2]:5000 > [ff02::1]:7000
got it: udp6
[fd01::2]:5000 > [ff01::1]:7000
got it: nobody
[fd01::2]:5000 > [ff00::1]:7000
got it: nobody
[fd01::2]:5000 > [fd02::1]:7000
got it: udp6
[fd01::2]:5000 > [::ffff:10.1.0.1]:7000
got it: nobody
[::ffff:10.1.0.2]:5000 > [::ffff:10.1.0.1]:7000
got it: nobody
[fe80::2]:5000 > [fd02::1]:7000
got it: udp6
[fd01::2]:5000 > [fd01::]:7000
got it: nobody
`,
}, {
	id:      "RX-bytes6",
	because: "the same of IPv6, whose extension headers are passed over",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		udp, raw := s.Root.UDP6("udp").At("[::]:7000"), s.Root.Raw6("raw", 17)
		good := wire.Build(&netdev.Packet{
			Protocol: 17, Src: netip.MustParseAddrPort("[fd01::2]:5000"), Dst: netip.MustParseAddrPort(s7000v6), Payload: []byte("hello"),
		})
		for _, p := range []struct {
			what string
			b    []byte
		}{
			{"good", good},
			{"with a tail", append(bits(good, 0), 1, 2, 3)},
			{"0 hops left", bits(good, 7, 0)},
			{"from a group", bits(good, 8, 0xff)},
			{"a byte too few", good[:len(good)-1]},
			{"payload length 7", bits(good, 4, 0, 7)},
			{"payload length 0", bits(good, 4, 0, 0)},
			{"UDP length 0", bits(good, 44, 0, 0)},
			{"UDP length 14", bits(good, 44, 0, 14)},
			{"no UDP checksum", bits(good, 46, 0, 0)},
			{"UDP checksum", bits(good, 46, 1, 2)},
			{"hop-by-hop options", headers(good, 0, 0, 0, 1, 4, 0, 0, 0, 0)},
			{"padding with something in it", headers(good, 0, 0, 0, 1, 4, 0, 0, 0, 1)},
			{"padding beyond the end", headers(good, 0, 0, 0, 1, 5, 0, 0, 0, 0)},
			{"padding of 8 bytes", headers(good, 60, 0, 1, 1, 6, 0, 0, 0, 0, 0, 0, 30, 0, 30, 0, 30, 0)},
			{"padding of 6 and 4 bytes", headers(good, 60, 0, 1, 1, 4, 0, 0, 0, 0, 1, 2, 0, 0, 30, 0, 30, 0)},
			{"router alert", headers(good, 0, 0, 0, 5, 2, 0, 0, 1, 0)},
			{"router alert of 1 byte", headers(good, 0, 0, 0, 5, 1, 0, 0, 0, 0)},
			{"destination options", headers(good, 60, 0, 0, 1, 4, 0, 0, 0, 0)},
			{"an option to be skipped", headers(good, 60, 0, 0, 0x3e, 4, 1, 2, 3, 4)},
			{"an option to be refused", headers(good, 60, 0, 0, 0x7e, 4, 1, 2, 3, 4)},
			{"8 options", headers(good, 60, 0, 2, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 1, 4, 0, 0, 0, 0)},
			{"9 options", headers(good, 60, 0, 2, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 30, 0, 1, 2, 0, 0)},
			{"hop-by-hop options behind others", headers(headers(good, 0, 0, 0, 1, 4, 0, 0, 0, 0), 60, 0, 0, 1, 4, 0, 0, 0, 0)},
			{"a routing header that has arrived", headers(good, 43, 0, 0, 0, 0, 0, 0, 0, 0)},
			{"of an unknown type", headers(good, 43, 0, 0, 77, 0, 0, 0, 0, 0)},
			{"one that has not arrived", headers(good, 43, 0, 0, 0, 1, 0, 0, 0, 0)},
			{"type 4", headers(good, 43, 0, 0, 4, 0, 0, 0, 0, 0)},
			{"a fragment that is the whole", headers(good, 44, 0, 0, 0, 0, 0, 0, 0, 1)},
			{"a fragment", headers(good, 44, 0, 0, 0, 8, 0, 0, 0, 1)},
		} {
			if err := s.Plane.Inject(a0, p.b); err != nil {
				s.Say("%s: %v", p.what, err)
				continue
			}
			s.Say("%s", p.what)
			s.Got(udp, raw)
		}
	},
	want: `
good
got it: udp, raw
with a tail
got it: udp, raw
0 hops left
got it: udp, raw
from a group
got it: nobody
a byte too few
got it: nobody
payload length 7
got it: raw
payload length 0
got it: raw
UDP length 0
got it: raw
UDP length 14
got it: raw
no UDP checksum
got it: raw
UDP checksum
got it: raw
hop-by-hop options
got it: udp, raw
padding with something in it
got it: nobody
padding beyond the end
got it: nobody
padding of 8 bytes
got it: nobody
padding of 6 and 4 bytes
got it: nobody
router alert
got it: udp, raw
router alert of 1 byte
got it: nobody
destination options
got it: udp, raw
an option to be skipped
got it: udp, raw
an option to be refused
got it: nobody
8 options
got it: udp, raw
9 options
got it: nobody
hop-by-hop options behind others
got it: nobody
a routing header that has arrived
got it: udp, raw
of an unknown type
got it: udp, raw
one that has not arrived
got it: nobody
type 4
got it: nobody
a fragment that is the whole
got it: udp, raw
a fragment
got it: nobody
`,
}, {
	id:      "RX-bytes-icmp",
	because: "an ICMP error counts if its checksum is right and it quotes an IP header and 8 bytes",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		s.Left()
		udp, raw := s.Root.UDP("udp").At("10.1.0.1:7000").To("10.1.0.2:5000"), s.Root.Raw("raw", 1)
		about := netdev.Packet{Protocol: 17, Src: netip.MustParseAddrPort("10.1.0.1:7000"), Dst: netip.MustParseAddrPort("10.1.0.2:5000"), Payload: []byte("hello")}
		good := wire.Build(&netdev.Packet{
			Protocol: 1, Src: netip.MustParseAddrPort("10.1.0.2:0"), Dst: netip.MustParseAddrPort("10.1.0.1:0"),
			ICMP: netdev.ICMP{Type: 3, Code: 3}, Err: &about,
		})
		for _, p := range []struct {
			what string
			b    []byte
		}{
			{"good", good},
			{"checksum", bits(good, 22, 1, 2)},
			{"7 bytes", total(good[:27], 27)},
			{"a quote of 19 bytes", icmpSum(total(good[:28+19], 28+19))},
			{"of 27 bytes", icmpSum(total(good[:28+27], 28+27))},
			{"of 28 bytes", icmpSum(total(good[:28+28], 28+28))},
			{"of a header of 16 bytes", icmpSum(bits(good, 28, 0x44))},
			{"of another version", icmpSum(bits(good, 28, 0x65))},
			{"with a bad header checksum", icmpSum(bits(good, 38, 1, 2))},
			{"with a length of 20", icmpSum(bits(good, 30, 0, 20))},
			{"of a fragment", icmpSum(bits(good, 34, 0, 1))},
		} {
			if err := s.Plane.Inject(a0, p.b); err != nil {
				s.Say("%s: %v", p.what, err)
				continue
			}
			s.Say("%s", p.what)
			s.Got(raw)
			udp.Error()
		}
	},
	want: `
good
got it: raw
udp error = ECONNREFUSED
checksum
got it: raw
udp error = ok
7 bytes
got it: nobody
udp error = ok
a quote of 19 bytes
got it: raw
udp error = ok
of 27 bytes
got it: raw
udp error = ok
of 28 bytes
got it: raw
udp error = ECONNREFUSED
of a header of 16 bytes
got it: raw
udp error = ok
of another version
got it: raw
udp error = ECONNREFUSED
with a bad header checksum
got it: raw
udp error = ECONNREFUSED
with a length of 20
got it: raw
udp error = ECONNREFUSED
of a fragment
got it: raw
udp error = ECONNREFUSED
`,
}}

// icmpSum makes the checksum of an ICMP message right.
func icmpSum(b []byte) []byte {
	b = bits(b, 22, 0, 0)
	sum := uint32(0)
	for i := 20; i < len(b); i++ {
		sum += uint32(b[i]) << (8 * ((i + 1) % 2))
	}
	for sum > 0xffff {
		sum = sum&0xffff + sum>>16
	}
	binary.BigEndian.PutUint16(b[22:], ^uint16(sum))
	return b
}
