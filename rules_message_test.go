package boundif_test

import (
	"encoding/binary"
	"fmt"
	"strings"

	"boundif/emu"
	"boundif/internal/plane"
)

// control is a control message whose length field says n more than it has.
func control(level, kind, n int, data ...byte) []byte {
	b := binary.NativeEndian.AppendUint64(nil, uint64(16+len(data)+n))
	b = binary.NativeEndian.AppendUint32(b, uint32(level))
	b = binary.NativeEndian.AppendUint32(b, uint32(kind))
	b = append(b, data...)
	return append(b, make([]byte, -len(b)&7)...)
}

// zeros is n bytes of 0, and mapped the address ::ffff:0.0.0.0 without device.
func zeros(n int) []byte { return make([]byte, n) }

var mappedAny = append(append(zeros(10), 0xff, 0xff), zeros(8)...)

// messages is what sendmsg(), recvmsg() and sysctls make of their arguments.
var messages = []rule{{
	id:      "OUT-20-control",
	because: "which control messages sendmsg() takes: those of another level count for nothing, unless malformed",
	program: func(s *plane.Script) {
		s.Lo()
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		for _, c := range []struct {
			what string
			oob  []byte
		}{
			{"15 bytes", zeros(15)},
			{"length 0", zeros(16)},
			{"length 15", control(77, 1, -1)},
			{"too long", control(77, 1, 8)},
			{"other level", control(77, 1, 0)},
			{"two, the second cut", append(control(77, 1, 0), zeros(15)...)},
			{"two, the second too long", append(control(77, 1, 0), control(77, 1, 1)...)},
			{"SCM_RIGHTS", control(emu.SOL_SOCKET, 1, 0)},
			{"SOL_SOCKET 99", control(emu.SOL_SOCKET, 99, 0)},
			{"IP 99", control(emu.IPPROTO_IP, 99, 0)},
			{"IP_PKTINFO 11", control(emu.IPPROTO_IP, emu.IP_PKTINFO, 0, zeros(11)...)},
			{"IP_PKTINFO 12", control(emu.IPPROTO_IP, emu.IP_PKTINFO, 0, zeros(12)...)},
			{"IP_PKTINFO 13", control(emu.IPPROTO_IP, emu.IP_PKTINFO, 0, zeros(13)...)},
			{"IP_PKTINFO to device 4242", control(emu.IPPROTO_IP, emu.IP_PKTINFO, 0, append([]byte{0x92, 0x10}, zeros(10)...)...)},
			{"IP_TTL 0", control(emu.IPPROTO_IP, 2, 0, zeros(4)...)},
			{"IP_TTL 1", control(emu.IPPROTO_IP, 2, 0, plane.Word(1)...)},
			{"IP_TTL of 1 byte", control(emu.IPPROTO_IP, 2, 0, 1)},
			{"IP_TOS", control(emu.IPPROTO_IP, emu.IP_TOS, 0, zeros(4)...)},
			{"IP_TOS 256", control(emu.IPPROTO_IP, emu.IP_TOS, 0, plane.Word(256)...)},
			{"IP_TOS of 1 byte", control(emu.IPPROTO_IP, emu.IP_TOS, 0, 1)},
			{"IP_TOS of 2 bytes", control(emu.IPPROTO_IP, emu.IP_TOS, 0, 1, 0)},
			{"IPv6 99", control(emu.IPPROTO_IPV6, 99, 0)},
			{"IPV6_PKTINFO 19", control(emu.IPPROTO_IPV6, emu.IPV6_PKTINFO, 0, zeros(19)...)},
			{"IPV6_PKTINFO 20", control(emu.IPPROTO_IPV6, emu.IPV6_PKTINFO, 0, zeros(20)...)},
			{"IPV6_PKTINFO 21", control(emu.IPPROTO_IPV6, emu.IPV6_PKTINFO, 0, zeros(21)...)},
			{"IPV6_PKTINFO ::ffff:0", control(emu.IPPROTO_IPV6, emu.IPV6_PKTINFO, 0, mappedAny...)},
			{"IPV6_2292PKTINFO", control(emu.IPPROTO_IPV6, 2, 0, zeros(20)...)},
			{"IPV6_HOPLIMIT -1", control(emu.IPPROTO_IPV6, 52, 0, plane.Word(-1)...)},
			{"IPV6_HOPLIMIT 256", control(emu.IPPROTO_IPV6, 52, 0, plane.Word(256)...)},
			{"IPV6_TCLASS of 1 byte", control(emu.IPPROTO_IPV6, 67, 0, 1)},
			{"IPV6_DONTFRAG 2", control(emu.IPPROTO_IPV6, 62, 0, plane.Word(2)...)},
		} {
			var line []string
			for _, k := range append(kinds, kind{"UDPv6 to IPv4", emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_UDP}) {
				if k.typ == emu.SOCK_STREAM {
					continue
				}
				to := "127.0.0.1:0"
				switch {
				case k.name == "UDPv6 to IPv4":
					to = "[::ffff:127.0.0.1]:7000"
				case k.name == "UDPv6":
					to = "[::1]:7000"
				case k.domain == emu.AF_INET6:
					to = "[::1]:0"
				case k.name == "UDP":
					to = "127.0.0.1:7000"
				}
				a := s.Root.Socket(k.name, k.domain, k.typ, k.protocol)
				err := s.Root.Sys().Sendmsg(a.Number(), payload(k), c.oob, emu.SockaddrRaw(s.Bytes(to)), 0)
				line = append(line, k.name+" "+plane.Result(err))
				a.Shut()
			}
			s.Say("%s: %s", c.what, strings.Join(line, ", "))
		}
	},
	want: `
15 bytes: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
length 0: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 EINVAL
length 15: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 EINVAL
too long: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 EINVAL
other level: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
two, the second cut: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
two, the second too long: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 EINVAL
SCM_RIGHTS: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
SOL_SOCKET 99: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 EINVAL
IP 99: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 EINVAL
IP_PKTINFO 11: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 EINVAL
IP_PKTINFO 12: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
IP_PKTINFO 13: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 EINVAL
IP_PKTINFO to device 4242: UDP ENODEV, raw ENODEV, ping ENODEV, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ENODEV
IP_TTL 0: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 EINVAL
IP_TTL 1: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
IP_TTL of 1 byte: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 EINVAL
IP_TOS: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
IP_TOS 256: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 EINVAL
IP_TOS of 1 byte: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
IP_TOS of 2 bytes: UDP EINVAL, raw EINVAL, ping EINVAL, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 EINVAL
IPv6 99: UDP ok, raw ok, ping ok, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 ok
IPV6_PKTINFO 19: UDP ok, raw ok, ping ok, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 EINVAL
IPV6_PKTINFO 20: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 EINVAL
IPV6_PKTINFO 21: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 EINVAL
IPV6_PKTINFO ::ffff:0: UDP ok, raw ok, ping ok, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 ok
IPV6_2292PKTINFO: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
IPV6_HOPLIMIT -1: UDP ok, raw ok, ping ok, UDPv6 ok, rawv6 ok, pingv6 ok, UDPv6 to IPv4 ok
IPV6_HOPLIMIT 256: UDP ok, raw ok, ping ok, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 ok
IPV6_TCLASS of 1 byte: UDP ok, raw ok, ping ok, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 ok
IPV6_DONTFRAG 2: UDP ok, raw ok, ping ok, UDPv6 EINVAL, rawv6 EINVAL, pingv6 EINVAL, UDPv6 to IPv4 ok
`,
}, {
	id:      "OUT-20-control-order",
	because: "a bad address is noticed before a bad control message, and that before the route; all give the socket a port",
	program: func(s *plane.Script) {
		s.Lo()
		bad := control(emu.IPPROTO_IP, 99, 0)
		for _, to := range []string{"", "10.77.0.1:7000", "127.0.0.1:0"} {
			a := s.Root.UDP("a")
			var sa emu.Sockaddr
			if to != "" {
				sa = emu.SockaddrRaw(s.Bytes(to))
			}
			s.Say("to %q: %s", to, plane.Result(s.Root.Sys().Sendmsg(a.Number(), nil, bad, sa, 0)))
			a.Addr()
		}
	},
	want: `
to "": EDESTADDRREQ
a getsockname = 0.0.0.0:auto
to "10.77.0.1:7000": EINVAL
a getsockname = 0.0.0.0:auto
to "127.0.0.1:0": EINVAL
a getsockname = 0.0.0.0:auto
`,
}, {
	id:      "UDP-33-control",
	because: "a control message that does not fit is cut, and the flags say so",
	program: func(s *plane.Script) {
		ab6(s)
		for _, to := range []string{"10.1.0.1:7000", "[fd01::1]:7000"} {
			a, any := s.Root.UDP("a"), any7000
			if to[0] == '[' {
				a, any = s.Root.UDP6("a"), "[::]:7000"
			}
			a.WantInfo().At(any)
			sender := s.Root.Socket("sender", map[bool]int{true: emu.AF_INET6, false: emu.AF_INET}[to[0] == '['], emu.SOCK_DGRAM, 0)
			for _, n := range []int{0, 15, 16, 17, 27, 28, 31, 32, 35, 36, 39, 40, 64} {
				sender.Send(to)
				oob := zeros(n)
				got, oobn, flags, _, err := s.Root.Sys().Recvmsg(a.Number(), zeros(3), oob, emu.MSG_DONTWAIT)
				size := uint64(0)
				if oobn >= 16 {
					size = binary.NativeEndian.Uint64(oob)
				}
				s.Say("%d bytes: %s, %d, control %d, length %d, flags %#x", n, plane.Result(err), got, oobn, size, flags)
			}
			a.Shut()
		}
	},
	want: `
sender send to 10.1.0.1:7000 = ok
0 bytes: ok, 3, control 0, length 0, flags 0x28
sender send to 10.1.0.1:7000 = ok
15 bytes: ok, 3, control 0, length 0, flags 0x28
sender send to 10.1.0.1:7000 = ok
16 bytes: ok, 3, control 16, length 16, flags 0x28
sender send to 10.1.0.1:7000 = ok
17 bytes: ok, 3, control 17, length 17, flags 0x28
sender send to 10.1.0.1:7000 = ok
27 bytes: ok, 3, control 27, length 27, flags 0x28
sender send to 10.1.0.1:7000 = ok
28 bytes: ok, 3, control 28, length 28, flags 0x20
sender send to 10.1.0.1:7000 = ok
31 bytes: ok, 3, control 31, length 28, flags 0x20
sender send to 10.1.0.1:7000 = ok
32 bytes: ok, 3, control 32, length 28, flags 0x20
sender send to 10.1.0.1:7000 = ok
35 bytes: ok, 3, control 32, length 28, flags 0x20
sender send to 10.1.0.1:7000 = ok
36 bytes: ok, 3, control 32, length 28, flags 0x20
sender send to 10.1.0.1:7000 = ok
39 bytes: ok, 3, control 32, length 28, flags 0x20
sender send to 10.1.0.1:7000 = ok
40 bytes: ok, 3, control 32, length 28, flags 0x20
sender send to 10.1.0.1:7000 = ok
64 bytes: ok, 3, control 32, length 28, flags 0x20
sender send to [fd01::1]:7000 = ok
0 bytes: ok, 3, control 0, length 0, flags 0x28
sender send to [fd01::1]:7000 = ok
15 bytes: ok, 3, control 0, length 0, flags 0x28
sender send to [fd01::1]:7000 = ok
16 bytes: ok, 3, control 16, length 16, flags 0x28
sender send to [fd01::1]:7000 = ok
17 bytes: ok, 3, control 17, length 17, flags 0x28
sender send to [fd01::1]:7000 = ok
27 bytes: ok, 3, control 27, length 27, flags 0x28
sender send to [fd01::1]:7000 = ok
28 bytes: ok, 3, control 28, length 28, flags 0x28
sender send to [fd01::1]:7000 = ok
31 bytes: ok, 3, control 31, length 31, flags 0x28
sender send to [fd01::1]:7000 = ok
32 bytes: ok, 3, control 32, length 32, flags 0x28
sender send to [fd01::1]:7000 = ok
35 bytes: ok, 3, control 35, length 35, flags 0x28
sender send to [fd01::1]:7000 = ok
36 bytes: ok, 3, control 36, length 36, flags 0x20
sender send to [fd01::1]:7000 = ok
39 bytes: ok, 3, control 39, length 36, flags 0x20
sender send to [fd01::1]:7000 = ok
40 bytes: ok, 3, control 40, length 36, flags 0x20
sender send to [fd01::1]:7000 = ok
64 bytes: ok, 3, control 40, length 36, flags 0x20
`,
}, {
	id:      "UDP-08-flags",
	because: "MSG_PEEK leaves the packet where it is; MSG_TRUNC tells its whole length",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.UDP("a").At(any7000)
		s.Inject("10.1.0.2:5000", a0, s7000)
		recv := func(size, flags int) {
			b := zeros(size)
			n, _, got, _, err := s.Root.Sys().Recvmsg(a.Number(), b, nil, flags|emu.MSG_DONTWAIT)
			s.Say("%d bytes, flags %#x: %s, %d, %q, flags %#x", size, flags, plane.Result(err), n, b, got)
		}
		recv(3, emu.MSG_PEEK)
		recv(3, emu.MSG_PEEK|emu.MSG_TRUNC)
		recv(5, emu.MSG_PEEK)
		recv(0, emu.MSG_PEEK)
		recv(0, 0)
		recv(3, emu.MSG_PEEK)
		s.Inject("10.1.0.2:5000", a0, s7000)
		n, _, err := s.Root.Sys().Recvfrom(a.Number(), zeros(2), emu.MSG_TRUNC)
		s.Say("recvfrom: %d, %s", n, plane.Result(err))
	},
	want: `
3 bytes, flags 0x2: ok, 3, "hel", flags 0x20
3 bytes, flags 0x22: ok, 5, "hel", flags 0x20
5 bytes, flags 0x2: ok, 5, "hello", flags 0x0
0 bytes, flags 0x2: ok, 0, "", flags 0x20
0 bytes, flags 0x0: ok, 0, "", flags 0x20
3 bytes, flags 0x2: EAGAIN, 0, "\x00\x00\x00", flags 0x0
recvfrom: 5, ok
`,
}, {
	id:      "TCP-01-flags",
	because: "MSG_PEEK leaves the bytes of a stream where they are; MSG_TRUNC drops them unread; nobody is named",
	program: func(s *plane.Script) {
		s.Lo()
		listener := s.Root.TCP("listener").At("127.0.0.1:7000").Listening()
		a := s.Root.TCP("a").To("127.0.0.1:7000")
		b := listener.Accept("b")
		a.Send("")
		b.Recv()
		a.Send("")
		recv := func(size, flags int) {
			buf := zeros(size)
			n, oobn, got, from, err := s.Root.Sys().Recvmsg(b.Number(), buf, zeros(20), flags|emu.MSG_DONTWAIT)
			s.Say("%d bytes, flags %#x: %s, %d, %q, %d, flags %#x, from %v", size, flags, plane.Result(err), n, buf, oobn, got, from)
		}
		recv(3, emu.MSG_PEEK)
		recv(9, emu.MSG_PEEK)
		recv(2, emu.MSG_TRUNC)
		recv(0, 0)
		recv(9, emu.MSG_PEEK|emu.MSG_TRUNC)
		recv(9, 0)
		recv(9, emu.MSG_PEEK)
		recv(9, emu.MSG_ERRQUEUE)
		a.Shutdown(emu.SHUT_WR)
		b.Recv()
		recv(9, emu.MSG_PEEK)
	},
	want: `
listener accept = from 127.0.0.1:auto
a send = ok
b recv = "hello"
a send = ok
3 bytes, flags 0x2: ok, 3, "hel", 0, flags 0x0, from <nil>
9 bytes, flags 0x2: ok, 5, "hello\x00\x00\x00\x00", 0, flags 0x0, from <nil>
2 bytes, flags 0x20: ok, 2, "\x00\x00", 0, flags 0x0, from <nil>
0 bytes, flags 0x0: ok, 0, "", 0, flags 0x0, from <nil>
9 bytes, flags 0x22: ok, 3, "\x00\x00\x00\x00\x00\x00\x00\x00\x00", 0, flags 0x0, from <nil>
9 bytes, flags 0x0: ok, 3, "llo\x00\x00\x00\x00\x00\x00", 0, flags 0x0, from <nil>
9 bytes, flags 0x2: EAGAIN, 0, "\x00\x00\x00\x00\x00\x00\x00\x00\x00", 0, flags 0x0, from <nil>
9 bytes, flags 0x2000: EAGAIN, 0, "\x00\x00\x00\x00\x00\x00\x00\x00\x00", 0, flags 0x0, from <nil>
a shutdown 1 = ok
b recv = end
9 bytes, flags 0x2: ok, 0, "\x00\x00\x00\x00\x00\x00\x00\x00\x00", 0, flags 0x0, from <nil>
`,
}, {
	id:      "L3-40-sysctl",
	because: "what may be written to the sysctls that sockets ask for",
	program: func(s *plane.Script) {
		user := s.Proc(plane.None)
		for _, c := range []struct {
			name   string
			values []string
		}{
			{"net/ipv4/tcp_l3mdev_accept", []string{"0", "1", "2"}},
			{"net/ipv4/udp_l3mdev_accept", []string{"1", "2", "0"}},
			{"net/ipv4/raw_l3mdev_accept", []string{"1", "2"}},
			{"net/ipv4/udp_early_demux", []string{"255", "256", "-1", "0x1", "010", "08", "+1", " 1", "1 x", "1x", "1,2", "", "x", "00000000000000000000000000000000001", "1"}},
			{"net/ipv4/tcp_early_demux", []string{"1"}},
			{"net/ipv4/ip_early_demux", []string{"1"}},
			{"net/ipv6/bindv6only", []string{"255", "256", "0"}},
			{"net/ipv4/ip_local_port_range", []string{"4000 5000", "5000 4000", "1023 5000", "1024 65535", "1024 65536", "0 1", "6000", "x 7000", "6000 x", "6000 7000 x", "6000,7000"}},
			{"net/ipv4/ping_group_range", []string{"0 0", "0", "-1 0", "0 4294967295", "0 x", "x"}},
			{"net/ipv4/nosuch", []string{"1"}},
			{"net/../net/ipv4/udp_early_demux", []string{"1"}},
		} {
			var line []string
			for _, v := range c.values {
				line = append(line, fmt.Sprintf("%q %s", v, plane.Result(s.Root.Sys().Sysctl(c.name, v))))
			}
			s.Say("%s: %s; as a user %s", c.name, strings.Join(line, ", "), plane.Result(user.Sys().Sysctl(c.name, c.values[0])))
		}
	},
	want: `
net/ipv4/tcp_l3mdev_accept: "0" ok, "1" ok, "2" EINVAL; as a user ok
net/ipv4/udp_l3mdev_accept: "1" ok, "2" EINVAL, "0" ok; as a user ok
net/ipv4/raw_l3mdev_accept: "1" ok, "2" EINVAL; as a user ok
net/ipv4/udp_early_demux: "255" ok, "256" EINVAL, "-1" EINVAL, "0x1" ok, "010" ok, "08" EINVAL, "+1" EINVAL, " 1" ok, "1 x" ok, "1x" EINVAL, "1,2" EINVAL, "" EINVAL, "x" EINVAL, "00000000000000000000000000000000001" EINVAL, "1" ok; as a user ok
net/ipv4/tcp_early_demux: "1" ok; as a user ok
net/ipv4/ip_early_demux: "1" ok; as a user ok
net/ipv6/bindv6only: "255" ok, "256" EINVAL, "0" ok; as a user ok
net/ipv4/ip_local_port_range: "4000 5000" ok, "5000 4000" EINVAL, "1023 5000" EINVAL, "1024 65535" ok, "1024 65536" EINVAL, "0 1" EINVAL, "6000" ok, "x 7000" EINVAL, "6000 x" EINVAL, "6000 7000 x" ok, "6000,7000" EINVAL; as a user ok
net/ipv4/ping_group_range: "0 0" ok, "0" ok, "-1 0" EINVAL, "0 4294967295" EINVAL, "0 x" EINVAL, "x" EINVAL; as a user ok
net/ipv4/nosuch: "1" ENOENT; as a user ENOENT
net/../net/ipv4/udp_early_demux: "1" ENOENT; as a user ENOENT
`,
}}
