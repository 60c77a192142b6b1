package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/wire"
	"boundif/netdev"
)

// lites runs a program with UDP-Lite of each family, on one machine.
func lites(s *plane.Script, program func(f *family)) {
	program(&family{s, "v4", s.Root.UDPLite, any7000, s7000, "10.9.9.9:7001", "10.1.0.2:"})
	program(&family{s, "v6", s.Root.UDPLite6, any7000v6, s7000v6, "[fd09::9]:7001", "[fd01::2]:"})
}

// liteFlows is flows of UDP-Lite packets.
func (m *members) liteFlows(via string, index int) {
	for i := range 64 {
		p := litePacket(m.to, 0)
		p.Src = netip.AddrPortFrom(p.Src.Addr(), uint16(5000+i))
		mustDo(m.s.Plane.Inject(index, wire.Build(&p)))
	}
	m.divided(via)
}

const (
	liteLevel = emu.IPPROTO_UDPLITE
	sendCov   = emu.UDPLITE_SEND_CSCOV
	recvCov   = emu.UDPLITE_RECV_CSCOV
)

// litePacket is a packet that arrives with this field in its header.
func litePacket(dst string, coverage uint16) netdev.Packet {
	p := netdev.Packet{
		Protocol: emu.IPPROTO_UDPLITE, Src: netip.MustParseAddrPort("10.1.0.2:5000"), Dst: netip.MustParseAddrPort(dst),
		Payload: []byte("hello world"), Coverage: coverage,
	}
	if p.Dst.Addr().Is6() {
		p.Src = netip.MustParseAddrPort("[fd01::2]:5000")
	}
	return p
}

// udplite is UDP-Lite: section 4 once more, as far as it is the same, and what is
// not.
var udplite = []rule{{
	id:      "OPT-30-udplite",
	because: "a UDP-Lite socket has the options of a UDP socket",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDPLite("lite"), s.Root.UDPLite6("lite6")} {
			a.Device()
			a.SetName("b0")
			a.Device()
			a.SetIndex(a0)
			a.SetIndex(4242)
			a.Device()
			a.SetIndex(0)
			a.SetName("nope")
			a.Device()
			a.GetInt(emu.SOL_SOCKET, emu.SO_DOMAIN)
			a.GetInt(emu.SOL_SOCKET, emu.SO_TYPE)
			a.GetInt(emu.SOL_SOCKET, emu.SO_PROTOCOL)
			a.GetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR)
		}
		for _, domain := range []int{emu.AF_INET, emu.AF_INET6} {
			for _, typ := range []int{1, 2, 3, 5} {
				s.Root.Open(domain, typ, emu.IPPROTO_UDPLITE)
			}
		}
		nobody := s.Proc(plane.None)
		nobody.Open(emu.AF_INET, emu.SOCK_RAW, emu.IPPROTO_UDPLITE)
		a := nobody.UDPLite("lite")
		a.On(a0)
		a.SetIndex(0)
		a.Disconnect()
		a.Device()
	},
	since: emu.Linux(5, 7),
	want: `
lite device = 0, ""
lite set BINDTODEVICE "b0" = ok
lite device = 3, "b0"
lite set BINDTOIFINDEX 2 = ok
lite set BINDTOIFINDEX 4242 = ok
lite device = 4242, ENODEV
lite set BINDTOIFINDEX 0 = ok
lite set BINDTODEVICE "nope" = ENODEV
lite device = 0, ""
lite get DOMAIN = 2
lite get TYPE = 2
lite get PROTOCOL = 136
lite get REUSEADDR = 0
lite6 device = 0, ""
lite6 set BINDTODEVICE "b0" = ok
lite6 device = 3, "b0"
lite6 set BINDTOIFINDEX 2 = ok
lite6 set BINDTOIFINDEX 4242 = ok
lite6 device = 4242, ENODEV
lite6 set BINDTOIFINDEX 0 = ok
lite6 set BINDTODEVICE "nope" = ENODEV
lite6 device = 0, ""
lite6 get DOMAIN = 10
lite6 get TYPE = 2
lite6 get PROTOCOL = 136
lite6 get REUSEADDR = 0
socket 2, 1, 136 = EPROTONOSUPPORT
socket 2, 2, 136 = ok
socket 2, 3, 136 = ok
socket 2, 5, 136 = ESOCKTNOSUPPORT
socket 10, 1, 136 = EPROTONOSUPPORT
socket 10, 2, 136 = ok
socket 10, 3, 136 = ok
socket 10, 5, 136 = ESOCKTNOSUPPORT
nobody: socket 2, 3, 136 = EPERM
nobody: lite set BINDTOIFINDEX 0 = EPERM
nobody: lite connect AF_UNSPEC = ok
nobody: lite device = 0, ""
`,
}, {
	id:      "OPT-30-udplite-coverage",
	because: "how much a checksum is of is 0 for all, else 8 at least and 65535 at most; UDP has not the options, but can be asked for them; both levels will do",
	program: func(s *plane.Script) {
		for _, a := range []*plane.Socket{s.Root.UDPLite("lite"), s.Root.UDPLite6("lite6"), s.Root.UDP("udp"), s.Root.UDP6("udp6"), s.Root.TCP("tcp"), s.Root.Raw("raw", liteLevel)} {
			for _, level := range []int{liteLevel, 17} {
				for _, opt := range []int{sendCov, recvCov, 99} {
					a.GetInt(level, opt)
					a.SetInt(level, opt, 20)
					a.GetInt(level, opt)
				}
			}
		}
		a := s.Root.UDPLite("lite")
		for _, v := range []int{0, 1, 7, 8, 9, 65535, 65536, -1} {
			for _, opt := range []int{sendCov, recvCov} {
				a.SetInt(liteLevel, opt, v)
				a.GetInt(liteLevel, opt)
			}
		}
		for _, b := range []struct {
			val []byte
			n   int
		}{{[]byte{9, 0, 0}, 3}, {nil, 3}, {nil, 4}, {plane.Word(9)[:2], 4}, {append(plane.Word(9), 1, 2), 6}, {plane.Word(9), -1}} {
			for _, a := range []*plane.Socket{a, s.Root.UDP("udp")} {
				err := s.Root.Sys().Setsockopt(a.Number(), liteLevel, sendCov, b.val, b.n)
				s.Say("%v, %d: %s", b.val, b.n, plane.Result(err))
			}
		}
		a.GetInt(liteLevel, sendCov)
	},
	want: `
lite get UDPLITE_SEND_CSCOV = 0
lite set UDPLITE_SEND_CSCOV 20 = ok
lite get UDPLITE_SEND_CSCOV = 20
lite get UDPLITE_RECV_CSCOV = 0
lite set UDPLITE_RECV_CSCOV 20 = ok
lite get UDPLITE_RECV_CSCOV = 20
lite get (136, 99) = ENOPROTOOPT
lite set (136, 99) 20 = ENOPROTOOPT
lite get (136, 99) = ENOPROTOOPT
lite get (17, 10) = 20
lite set (17, 10) 20 = ok
lite get (17, 10) = 20
lite get (17, 11) = 20
lite set (17, 11) 20 = ok
lite get (17, 11) = 20
lite get (17, 99) = ENOPROTOOPT
lite set (17, 99) 20 = ENOPROTOOPT
lite get (17, 99) = ENOPROTOOPT
lite6 get UDPLITE_SEND_CSCOV = 0
lite6 set UDPLITE_SEND_CSCOV 20 = ok
lite6 get UDPLITE_SEND_CSCOV = 20
lite6 get UDPLITE_RECV_CSCOV = 0
lite6 set UDPLITE_RECV_CSCOV 20 = ok
lite6 get UDPLITE_RECV_CSCOV = 20
lite6 get (136, 99) = ENOPROTOOPT
lite6 set (136, 99) 20 = ENOPROTOOPT
lite6 get (136, 99) = ENOPROTOOPT
lite6 get (17, 10) = 20
lite6 set (17, 10) 20 = ok
lite6 get (17, 10) = 20
lite6 get (17, 11) = 20
lite6 set (17, 11) 20 = ok
lite6 get (17, 11) = 20
lite6 get (17, 99) = ENOPROTOOPT
lite6 set (17, 99) 20 = ENOPROTOOPT
lite6 get (17, 99) = ENOPROTOOPT
udp get UDPLITE_SEND_CSCOV = 0
udp set UDPLITE_SEND_CSCOV 20 = ENOPROTOOPT
udp get UDPLITE_SEND_CSCOV = 0
udp get UDPLITE_RECV_CSCOV = 0
udp set UDPLITE_RECV_CSCOV 20 = ENOPROTOOPT
udp get UDPLITE_RECV_CSCOV = 0
udp get (136, 99) = ENOPROTOOPT
udp set (136, 99) 20 = ENOPROTOOPT
udp get (136, 99) = ENOPROTOOPT
udp get (17, 10) = 0
udp set (17, 10) 20 = ENOPROTOOPT
udp get (17, 10) = 0
udp get (17, 11) = 0
udp set (17, 11) 20 = ENOPROTOOPT
udp get (17, 11) = 0
udp get (17, 99) = ENOPROTOOPT
udp set (17, 99) 20 = ENOPROTOOPT
udp get (17, 99) = ENOPROTOOPT
udp6 get UDPLITE_SEND_CSCOV = 0
udp6 set UDPLITE_SEND_CSCOV 20 = ENOPROTOOPT
udp6 get UDPLITE_SEND_CSCOV = 0
udp6 get UDPLITE_RECV_CSCOV = 0
udp6 set UDPLITE_RECV_CSCOV 20 = ENOPROTOOPT
udp6 get UDPLITE_RECV_CSCOV = 0
udp6 get (136, 99) = ENOPROTOOPT
udp6 set (136, 99) 20 = ENOPROTOOPT
udp6 get (136, 99) = ENOPROTOOPT
udp6 get (17, 10) = 0
udp6 set (17, 10) 20 = ENOPROTOOPT
udp6 get (17, 10) = 0
udp6 get (17, 11) = 0
udp6 set (17, 11) 20 = ENOPROTOOPT
udp6 get (17, 11) = 0
udp6 get (17, 99) = ENOPROTOOPT
udp6 set (17, 99) 20 = ENOPROTOOPT
udp6 get (17, 99) = ENOPROTOOPT
tcp get UDPLITE_SEND_CSCOV = EOPNOTSUPP
tcp set UDPLITE_SEND_CSCOV 20 = ENOPROTOOPT
tcp get UDPLITE_SEND_CSCOV = EOPNOTSUPP
tcp get UDPLITE_RECV_CSCOV = EOPNOTSUPP
tcp set UDPLITE_RECV_CSCOV 20 = ENOPROTOOPT
tcp get UDPLITE_RECV_CSCOV = EOPNOTSUPP
tcp get (136, 99) = EOPNOTSUPP
tcp set (136, 99) 20 = ENOPROTOOPT
tcp get (136, 99) = EOPNOTSUPP
tcp get (17, 10) = EOPNOTSUPP
tcp set (17, 10) 20 = ENOPROTOOPT
tcp get (17, 10) = EOPNOTSUPP
tcp get (17, 11) = EOPNOTSUPP
tcp set (17, 11) 20 = ENOPROTOOPT
tcp get (17, 11) = EOPNOTSUPP
tcp get (17, 99) = EOPNOTSUPP
tcp set (17, 99) 20 = ENOPROTOOPT
tcp get (17, 99) = EOPNOTSUPP
raw get UDPLITE_SEND_CSCOV = EOPNOTSUPP
raw set UDPLITE_SEND_CSCOV 20 = ENOPROTOOPT
raw get UDPLITE_SEND_CSCOV = EOPNOTSUPP
raw get UDPLITE_RECV_CSCOV = EOPNOTSUPP
raw set UDPLITE_RECV_CSCOV 20 = ENOPROTOOPT
raw get UDPLITE_RECV_CSCOV = EOPNOTSUPP
raw get (136, 99) = EOPNOTSUPP
raw set (136, 99) 20 = ENOPROTOOPT
raw get (136, 99) = EOPNOTSUPP
raw get (17, 10) = EOPNOTSUPP
raw set (17, 10) 20 = ENOPROTOOPT
raw get (17, 10) = EOPNOTSUPP
raw get (17, 11) = EOPNOTSUPP
raw set (17, 11) 20 = ENOPROTOOPT
raw get (17, 11) = EOPNOTSUPP
raw get (17, 99) = EOPNOTSUPP
raw set (17, 99) 20 = ENOPROTOOPT
raw get (17, 99) = EOPNOTSUPP
lite set UDPLITE_SEND_CSCOV 0 = ok
lite get UDPLITE_SEND_CSCOV = 0
lite set UDPLITE_RECV_CSCOV 0 = ok
lite get UDPLITE_RECV_CSCOV = 0
lite set UDPLITE_SEND_CSCOV 1 = ok
lite get UDPLITE_SEND_CSCOV = 8
lite set UDPLITE_RECV_CSCOV 1 = ok
lite get UDPLITE_RECV_CSCOV = 8
lite set UDPLITE_SEND_CSCOV 7 = ok
lite get UDPLITE_SEND_CSCOV = 8
lite set UDPLITE_RECV_CSCOV 7 = ok
lite get UDPLITE_RECV_CSCOV = 8
lite set UDPLITE_SEND_CSCOV 8 = ok
lite get UDPLITE_SEND_CSCOV = 8
lite set UDPLITE_RECV_CSCOV 8 = ok
lite get UDPLITE_RECV_CSCOV = 8
lite set UDPLITE_SEND_CSCOV 9 = ok
lite get UDPLITE_SEND_CSCOV = 9
lite set UDPLITE_RECV_CSCOV 9 = ok
lite get UDPLITE_RECV_CSCOV = 9
lite set UDPLITE_SEND_CSCOV 65535 = ok
lite get UDPLITE_SEND_CSCOV = 65535
lite set UDPLITE_RECV_CSCOV 65535 = ok
lite get UDPLITE_RECV_CSCOV = 65535
lite set UDPLITE_SEND_CSCOV 65536 = ok
lite get UDPLITE_SEND_CSCOV = 65535
lite set UDPLITE_RECV_CSCOV 65536 = ok
lite get UDPLITE_RECV_CSCOV = 65535
lite set UDPLITE_SEND_CSCOV -1 = ok
lite get UDPLITE_SEND_CSCOV = 8
lite set UDPLITE_RECV_CSCOV -1 = ok
lite get UDPLITE_RECV_CSCOV = 8
[9 0 0], 3: EINVAL
[9 0 0], 3: EINVAL
[], 3: EINVAL
[], 3: EINVAL
[], 4: EFAULT
[], 4: EFAULT
[9 0], 4: EFAULT
[9 0], 4: EFAULT
[9 0 0 0 1 2], 6: ok
[9 0 0 0 1 2], 6: ENOPROTOOPT
[9 0 0 0], -1: EINVAL
[9 0 0 0], -1: EINVAL
lite get UDPLITE_SEND_CSCOV = 9
`,
}, {
	id:      "OPT-30-udplite-ports",
	because: "the ports of UDP-Lite are not those of UDP, and each gets its own packets; among themselves its sockets conflict as UDP's do (BND-01, BND-03, BND-04, BND-10)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		u, l := s.Root.UDP("udp").At(any7000), s.Root.UDPLite("lite").At(any7000)
		s.Arrive(a0, s7000, u, l)
		s.ArriveLite(a0, s7000, u, l)
		u.Shut()
		l.Shut()
		kinds := []func(*plane.Socket) *plane.Socket{plain, on(a0), on(b0), on(4242)}
		for i, first := range kinds {
			for j, second := range kinds {
				a, b := first(s.Root.UDPLite("first")).At(any7000), second(s.Root.UDPLite("second"))
				s.Say("%d, %d: %s", i, j, plane.Result(b.TryBind(any7000)))
				a.Shut()
				b.Shut()
			}
		}
		v6, v4 := s.Root.UDPLite6("v6").On(a0).At(any7000v6), s.Root.UDPLite("v4")
		v4.Bind(any7000)
		v4.SetIndex(b0)
		v4.Bind(any7000)
		v4.SetIndex(a0)
		third := s.Root.UDPLite("third").On(a0)
		third.Bind(any7000)
		third.SetIndex(b0)
		third.Bind(any7000)
		v6.Addr()
		s.Sysctl("net/ipv4/ip_local_port_range", "40000 40000")
		for _, dev := range []int{a0, b0, a0, 0} {
			s.Root.UDPLite("auto").On(dev).Bind("0.0.0.0:0")
		}
		s.Root.UDP("udp").Bind("0.0.0.0:0")
		s.Root.UDPLite("auto").Connect(peer5000)
	},
	want: `
to 10.9.9.9:7000 via a0: udp
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: lite
0, 0: EADDRINUSE
0, 1: EADDRINUSE
0, 2: EADDRINUSE
0, 3: EADDRINUSE
1, 0: EADDRINUSE
1, 1: EADDRINUSE
1, 2: ok
1, 3: ok
2, 0: EADDRINUSE
2, 1: ok
2, 2: EADDRINUSE
2, 3: ok
3, 0: EADDRINUSE
3, 1: ok
3, 2: ok
3, 3: EADDRINUSE
v4 bind 0.0.0.0:7000 = EADDRINUSE
v4 set BINDTOIFINDEX 3 = ok
v4 bind 0.0.0.0:7000 = ok
v4 set BINDTOIFINDEX 2 = ok
third bind 0.0.0.0:7000 = EADDRINUSE
third set BINDTOIFINDEX 3 = ok
third bind 0.0.0.0:7000 = ok
v6 getsockname = [::]:7000
auto bind 0.0.0.0:0 = ok
auto bind 0.0.0.0:0 = ok
auto bind 0.0.0.0:0 = EADDRINUSE
auto bind 0.0.0.0:0 = EADDRINUSE
udp bind 0.0.0.0:0 = ok
auto connect 10.1.0.2:5000 = EAGAIN
`,
}, {
	id:      "UDP-01-udplite",
	because: "the lookup of UDP-Lite is UDP's: by device, the bound one first, a specific address before that, the newest of equals, and a connected one before all; its device is the present one",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		lites(s, func(f *family) {
			u, a, b := f.open("unbound").Flag(emu.SO_REUSEADDR), f.open("a").Flag(emu.SO_REUSEADDR).On(a0), f.open("b").Flag(emu.SO_REUSEADDR).On(b0)
			all := []*plane.Socket{u, a, b}
			for _, x := range all {
				x.At(f.any)
			}
			stale := f.open("stale").Flag(emu.SO_REUSEADDR).On(4242).At(f.any)
			lo := f.open("lo").Flag(emu.SO_REUSEADDR).On(1).At(f.any)
			all = append(all, stale, lo)
			arrive := func() {
				s.ArriveLite(a0, f.to, all...)
				s.ArriveLite(b0, f.to, all...)
			}
			arrive()
			at := f.open("at S").Flag(emu.SO_REUSEADDR).At(f.to)
			all = append(all, at)
			arrive()
			at.SetIndex(b0)
			arrive()
			a.SetIndex(b0)
			arrive()
			a.SetIndex(0)
			arrive()
			a.To(f.peer + "5000")
			arrive()
			tx := f.open("tx")
			tx.Send(f.to)
			s.Got(all...)
			tx.SetIndex(1)
			tx.Send(f.to)
			s.Got(all...)
			for _, x := range append(all, tx) {
				x.Shut()
			}
		})
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: b
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: at S
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
at S set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
a set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: unbound
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
a set BINDTOIFINDEX 0 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: unbound
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
tx send to 10.9.9.9:7000 = ok
got it: lo
tx set BINDTOIFINDEX 1 = ok
tx send to 10.9.9.9:7000 = ok
got it: lo
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: a
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: b
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: at S
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
at S set BINDTOIFINDEX 3 = ok
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: a
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
a set BINDTOIFINDEX 3 = ok
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: unbound
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
a set BINDTOIFINDEX 0 = ok
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: a
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: unbound
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
tx send to [fd09::9]:7000 = ok
got it: lo
tx set BINDTOIFINDEX 1 = ok
tx send to [fd09::9]:7000 = ok
got it: lo
`,
}, {
	id:      "UDP-09-udplite",
	because: "an IPv4 packet is for a socket of IPv4 before one of both, unless that is bound to the device; a multicast one is for all that are, as in UDP",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		v4, v6 := s.Root.UDPLite("v4").Flag(emu.SO_REUSEADDR).At(any7000), s.Root.UDPLite6("v6").Flag(emu.SO_REUSEADDR).At(any7000v6)
		s.ArriveLite(a0, s7000, v4, v6)
		v6.SetIndex(a0)
		s.ArriveLite(a0, s7000, v4, v6)
		s.ArriveLite(b0, s7000, v4, v6)
		v4.SetIndex(b0)
		s.ArriveLite(b0, s7000, v4, v6)
		u := s.Root.UDPLite("unbound").Flag(emu.SO_REUSEADDR).At(any7000)
		u.Join("224.1.2.3", a0)
		u.Join("224.1.2.3", b0)
		for _, dst := range []string{"224.1.2.3:7000", "10.1.0.255:7000", "255.255.255.255:7000"} {
			s.ArriveLite(a0, dst, v4, v6, u)
			s.ArriveLite(b0, dst, v4, v6, u)
		}
		tx := s.Root.UDPLite("tx").On(a0)
		tx.Send("224.1.2.3:7000")
		s.Got(v4, v6, u)
	},
	since: emu.Linux(5, 15),
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: v4
v6 set BINDTOIFINDEX 2 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: v6
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: v4
v4 set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: v4
unbound set IP_ADD_MEMBERSHIP 224.1.2.3 2 = ok
unbound set IP_ADD_MEMBERSHIP 224.1.2.3 3 = ok
10.1.0.2:5000 > 224.1.2.3:7000 UDP-Lite via a0: unbound
10.1.0.2:5000 > 224.1.2.3:7000 UDP-Lite via b0: v4, unbound
10.1.0.2:5000 > 10.1.0.255:7000 UDP-Lite via a0: v6, unbound
10.1.0.2:5000 > 10.1.0.255:7000 UDP-Lite via b0: v4, unbound
10.1.0.2:5000 > 255.255.255.255:7000 UDP-Lite via a0: v6, unbound
10.1.0.2:5000 > 255.255.255.255:7000 UDP-Lite via b0: v4, unbound
tx send to 224.1.2.3:7000 = ok
got it: unbound
`,
}, {
	id:      "UDP-11-udplite",
	because: "no early demux, and no table of 4-tuples: of two sockets connected to one peer the bound one wins by its score, whoever is newer or connected last",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		lites(s, func(f *family) {
			for _, early := range []string{"1", "0"} {
				s.Sysctl("net/ipv4/ip_early_demux", early)
				for _, c := range []struct{ caFirst, caConnectsLast bool }{{true, false}, {true, true}, {false, false}, {false, true}} {
					var ca, cu *plane.Socket
					open := func(name string, index int) *plane.Socket {
						return f.open(name).Flag(emu.SO_REUSEADDR).On(index).At(f.to)
					}
					if c.caFirst {
						ca, cu = open("ca", a0), open("cu", 0)
					} else {
						cu, ca = open("cu", 0), open("ca", a0)
					}
					peer := f.peer + "5000"
					if c.caConnectsLast {
						cu.To(peer)
						ca.To(f.peer + "6000").To(peer)
					} else {
						ca.To(peer)
						cu.To(peer)
					}
					s.ArriveLite(a0, f.to, ca, cu)
					ca.Shut()
					cu.Shut()
				}
			}
		})
	},
	since: emu.Linux(5, 15),
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
`,
}, {
	id:      "RH-01-udplite",
	because: "UDP-Lite has UDP's rehash hook: connect() moves a socket to the chain of its address, AF_UNSPEC back, and every change of device takes it out of its group (RPT-02, RPT-09)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		lites(s, func(f *family) {
			a := f.open("a").On(a0).At(f.any)
			a.To(f.peer + "5000")
			a.Addr()
			b := f.open("b").Flag(emu.SO_REUSEADDR).On(b0).At(f.any)
			local := map[string]string{"v4": "10.1.0.1:7000", "v6": "[fd01::1]:7000"}[f.name]
			s.ArriveLite(a0, local, a, b)
			s.ArriveLite(b0, local, a, b)
			a.SetIndex(b0)
			s.ArriveLite(b0, local, a, b)
			a.Disconnect()
			a.Device()
			a.Addr()
			s.ArriveLite(a0, local, a, b)
			a.Shut()
			b.Shut()
			m := f.members()
			a1 := m.add("a1", a0, f.any)
			m.add("a2", a0, f.any)
			m.add("a3", a0, f.any)
			m.liteFlows("a0", a0)
			a1.SetIndex(a0)
			m.liteFlows("a0", a0)
			m.close()
		})
	},
	since: emu.Linux(5, 6),
	want: `
a getsockname = 10.1.0.1:7000
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via b0: b
a set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via b0: a
a connect AF_UNSPEC = ok
a device = 0, ""
a getsockname = 0.0.0.0:7000
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
v4: flows via a0: a1 gets some, a2 gets some, a3 gets some
v4 a1 set BINDTOIFINDEX 2 = ok
v4: flows via a0: a2 gets some, a3 gets some
a getsockname = [fd01::1]:7000
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via a0: a
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via b0: b
a set BINDTOIFINDEX 3 = ok
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via b0: a
a connect AF_UNSPEC = ok
a device = 0, ""
a getsockname = [::]:7000
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via a0: a
v6: flows via a0: a1 gets some, a2 gets some, a3 gets some
v6 a1 set BINDTOIFINDEX 2 = ok
v6: flows via a0: a1 gets all
`,
}, {
	id:      "UDP-40-udplite",
	because: "an ICMP error is for the socket that would get the packet, by device and by protocol; a packet for no socket is answered by one",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		lites(s, func(f *family) {
			by := map[string]string{"v4": "10.1.0.2", "v6": "fd01::2"}[f.name]
			local := map[string]string{"v4": "10.1.0.1:7000", "v6": "[fd01::1]:7000"}[f.name]
			a := f.open("a").On(a0).At(local).To(f.peer + "5000")
			udp := map[string]func(string) *plane.Socket{"v4": s.Root.UDP, "v6": s.Root.UDP6}[f.name]("udp").At(local).To(f.peer + "5000")
			s.ArriveLiteUnreachable(b0, by, local, f.peer+"5000")
			a.Error()
			s.ArriveUnreachable(a0, by, local, f.peer+"5000")
			a.Error()
			udp.Error()
			s.ArriveLiteUnreachable(a0, by, local, f.peer+"5000")
			udp.Error()
			a.Recv()
			a.Send("")
			s.Left(a0, b0)
			s.ArriveLite(b0, local, a, udp)
			s.Left(a0, b0)
			s.ArriveLite(a0, f.to7001, a, udp)
			s.Left(a0, b0)
			a.Shut()
			udp.Shut()
		})
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 0) via b0
a error = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a error = ok
udp error = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 0) via a0
udp error = ok
a recv = ECONNREFUSED
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via b0: nobody
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite)
10.1.0.2:5000 > 10.9.9.9:7001 UDP-Lite via a0: nobody
left: a0 10.9.9.9 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.9.9.9:7001 UDP-Lite)
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 0) via b0
a error = ok
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP) via a0
a error = ok
udp error = ECONNREFUSED
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 0) via a0
udp error = ok
a recv = ECONNREFUSED
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via b0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7000 UDP-Lite)
[fd01::2]:5000 > [fd09::9]:7001 UDP-Lite via a0: nobody
left: a0 fd09::9 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd09::9]:7001 UDP-Lite)
`,
}, {
	id:      "OUT-40-udplite",
	because: "a send goes as UDP's does: by the bound device, by the cached route until that changes, by IP_PKTINFO, by the scope id; MSG_MORE keeps the route; a dead index is ENODEV and ENETUNREACH",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		lites(s, func(f *family) {
			c := f.open("c").At(f.any).To(f.peer + "5000")
			c.Send("")
			s.Left(a0, b0)
			c.SetIndex(b0)
			c.Send("")
			s.Left(a0, b0)
			c.SetIndex(4242)
			c.Send("")
			c.SetIndex(0)
			c.SendMore("")
			c.SetIndex(4242)
			c.Send("")
			s.Left(a0, b0)
			u := f.open("u").On(b0)
			u.Send(f.peer + "9")
			s.Left(a0, b0)
			u.SetIndex(4242)
			u.Send(f.peer + "9")
			c.Shut()
			u.Shut()
		})
		six := s.Root.UDPLite6("six").On(a0)
		six.Send("[fe80::99%b0]:9")
		s.Left(a0, b0)
		six.Send("[::ffff:10.1.0.2]:9")
		s.Left(a0, b0)
	},
	want: `
c send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
c set BINDTOIFINDEX 3 = ok
c send = ok
left: b0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
c set BINDTOIFINDEX 4242 = ok
c send = ENODEV
c set BINDTOIFINDEX 0 = ok
c send more = ok
c set BINDTOIFINDEX 4242 = ok
c send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
u send to 10.1.0.2:9 = ok
left: b0 10.2.0.1:auto > 10.1.0.2:9 UDP-Lite
u set BINDTOIFINDEX 4242 = ok
u send to 10.1.0.2:9 = ENODEV
c send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
c set BINDTOIFINDEX 3 = ok
c send = ENETUNREACH
left: nothing
c set BINDTOIFINDEX 4242 = ok
c send = ENETUNREACH
c set BINDTOIFINDEX 0 = ok
c send more = ok
c set BINDTOIFINDEX 4242 = ok
c send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
u send to [fd01::2]:9 = ENETUNREACH
left: nothing
u set BINDTOIFINDEX 4242 = ok
u send to [fd01::2]:9 = ENETUNREACH
six send to [fe80::99%b0]:9 = ok
left: b0 [fe80::b]:auto > [fe80::99]:9 UDP-Lite
six send to [::ffff:10.1.0.2]:9 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9 UDP-Lite
`,
}, {
	id:      "OPT-30-udplite-sent",
	because: "a packet is covered as the sender wants it, by all of it if it is shorter; the length of MSG_MORE's is that of the whole",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		s.Left()
		lites(s, func(f *family) {
			a := f.open("a").At(f.any).To(f.peer + "5000")
			for _, v := range []int{-2, 0, 8, 9, 12, 13, 14, 65535} {
				if v != -2 {
					a.SetInt(liteLevel, sendCov, v)
				}
				a.Send("")
				s.Left(a0)
			}
			a.SetInt(liteLevel, sendCov, 15)
			a.SendMore("")
			a.Send("")
			s.Left(a0)
			a.SendBytes("", nil)
			s.Left(a0)
			a.Shut()
		})
	},
	want: `
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 0 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 0
a set UDPLITE_SEND_CSCOV 8 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 8
a set UDPLITE_SEND_CSCOV 9 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 9
a set UDPLITE_SEND_CSCOV 12 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 12
a set UDPLITE_SEND_CSCOV 13 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 14 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 65535 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 15 = ok
a send more = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 15
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 0 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 0
a set UDPLITE_SEND_CSCOV 8 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 8
a set UDPLITE_SEND_CSCOV 9 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 9
a set UDPLITE_SEND_CSCOV 12 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 12
a set UDPLITE_SEND_CSCOV 13 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 14 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 65535 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 15 = ok
a send more = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 15
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
`,
}, {
	id:      "OPT-30-udplite-received",
	because: "a socket gets packets that are covered in part unless it has said how much that has to be at least; 0 is all. The others are lost, without an answer",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		lites(s, func(f *family) {
			a := f.open("a").At(f.any)
			for _, least := range []int{-2, 0, 8, 12, 18, 19, 20, 65535} {
				if least != -2 {
					a.SetInt(liteLevel, recvCov, least)
				}
				got := []int{}
				for _, coverage := range []int{0, 8, 12, 18, 19} {
					p := litePacket(f.to, uint16(coverage))
					mustDo(s.Plane.Inject(a0, wire.Build(&p)))
					if _, _, err := s.Root.Sys().Recvfrom(a.Number(), make([]byte, 20), emu.MSG_DONTWAIT); err == nil {
						got = append(got, coverage)
					}
				}
				s.Say("%s: of 19 bytes %v", f.name, got)
			}
			s.Left(a0, b0)
			a.Shut()
		})
	},
	want: `
v4: of 19 bytes [0 8 12 18 19]
a set UDPLITE_RECV_CSCOV 0 = ok
v4: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 8 = ok
v4: of 19 bytes [0 8 12 18 19]
a set UDPLITE_RECV_CSCOV 12 = ok
v4: of 19 bytes [0 12 18 19]
a set UDPLITE_RECV_CSCOV 18 = ok
v4: of 19 bytes [0 18 19]
a set UDPLITE_RECV_CSCOV 19 = ok
v4: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 20 = ok
v4: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 65535 = ok
v4: of 19 bytes [0 19]
left: nothing
v6: of 19 bytes [0 8 12 18 19]
a set UDPLITE_RECV_CSCOV 0 = ok
v6: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 8 = ok
v6: of 19 bytes [0 8 12 18 19]
a set UDPLITE_RECV_CSCOV 12 = ok
v6: of 19 bytes [0 12 18 19]
a set UDPLITE_RECV_CSCOV 18 = ok
v6: of 19 bytes [0 18 19]
a set UDPLITE_RECV_CSCOV 19 = ok
v6: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 20 = ok
v6: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 65535 = ok
v6: of 19 bytes [0 19]
left: nothing
`,
}, {
	id:      "OPT-30-udplite-bytes",
	because: "what is dropped unseen: a coverage of less than a header or more than there is, a checksum of 0 or one that is wrong where it covers; where it does not, nobody looks",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		s.Left()
		lites(s, func(f *family) {
			head := map[string]int{"v4": 20, "v6": 40}[f.name]
			a := f.open("a").At(f.any)
			raw := s.Root.Socket("raw", map[string]int{"v4": emu.AF_INET, "v6": emu.AF_INET6}[f.name], emu.SOCK_RAW, liteLevel)
			for _, c := range []struct {
				coverage uint16
				at       int
				bytes    []byte
				what     string
			}{
				{0, 0, nil, "as it is"},
				{0, 4, []byte{0, 7}, "coverage 7"},
				{0, 4, []byte{0, 1}, "coverage 1"},
				{0, 4, []byte{0, 20}, "coverage 20 of 19"},
				{0, 6, []byte{0, 0}, "checksum 0"},
				{8, 6, []byte{0, 0}, "checksum 0, coverage 8"},
				{0, 18, []byte("D"), "another last byte"},
				{19, 18, []byte("D"), "another last byte, coverage 19"},
				{18, 18, []byte("D"), "another last byte, coverage 18"},
				{18, 17, []byte("L"), "another byte before, coverage 18"},
				{8, 8, []byte("HELLO WORLD"), "another payload, coverage 8"},
				{8, 0, []byte{19, 137}, "another source port, coverage 8"},
			} {
				p := litePacket(f.to, c.coverage)
				b := wire.Build(&p)
				copy(b[head+c.at:], c.bytes)
				mustDo(s.Plane.Inject(a0, b))
				read := func(from *plane.Socket) []byte {
					b := make([]byte, 100)
					n, _, _ := s.Root.Sys().Recvfrom(from.Number(), b, emu.MSG_DONTWAIT)
					return b[:max(n, 0)]
				}
				s.Say("%s %s: %q, raw %d bytes", f.name, c.what, read(a), len(read(raw)))
			}
			s.Left(a0)
			a.Shut()
			raw.Shut()
		})
	},
	want: `
v4 as it is: "hello world", raw 39 bytes
v4 coverage 7: "", raw 39 bytes
v4 coverage 1: "", raw 39 bytes
v4 coverage 20 of 19: "", raw 39 bytes
v4 checksum 0: "", raw 39 bytes
v4 checksum 0, coverage 8: "", raw 39 bytes
v4 another last byte: "", raw 39 bytes
v4 another last byte, coverage 19: "", raw 39 bytes
v4 another last byte, coverage 18: "hello worlD", raw 39 bytes
v4 another byte before, coverage 18: "", raw 39 bytes
v4 another payload, coverage 8: "HELLO WORLD", raw 39 bytes
v4 another source port, coverage 8: "", raw 39 bytes
left: nothing
v6 as it is: "hello world", raw 19 bytes
v6 coverage 7: "", raw 19 bytes
v6 coverage 1: "", raw 19 bytes
v6 coverage 20 of 19: "", raw 19 bytes
v6 checksum 0: "", raw 19 bytes
v6 checksum 0, coverage 8: "", raw 19 bytes
v6 another last byte: "", raw 19 bytes
v6 another last byte, coverage 19: "", raw 19 bytes
v6 another last byte, coverage 18: "hello worlD", raw 19 bytes
v6 another byte before, coverage 18: "", raw 19 bytes
v6 another payload, coverage 8: "HELLO WORLD", raw 19 bytes
v6 another source port, coverage 8: "", raw 19 bytes
left: nothing
`,
}, {
	id:      "L3-01-udplite",
	because: "whether an unbound socket is one for packets of a VRF UDP-Lite has from udp_l3mdev_accept, and from nothing else: the leak of UDP's early demux is not there (L3-03)",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		for _, accept := range []string{"0", "1"} {
			s.Sysctl("net/ipv4/udp_l3mdev_accept", accept)
			s.Sysctl("net/ipv4/tcp_l3mdev_accept", map[string]string{"0": "1", "1": "0"}[accept])
			for _, dev := range []int{0, red, a0, b0} {
				a := s.Root.UDPLite("a").On(dev).At(any7000)
				s.ArriveLite(a0, in7000, a)
				a.Shut()
			}
			a := s.Root.UDPLite("connected").On(red).At(in7000).To(peer5000)
			a.SetIndex(0)
			s.ArriveLite(a0, in7000, a)
			a.Shut()
		}
		u, r := s.Root.UDPLite("u").At(any7000), s.Root.UDPLite("r").On(red)
		r.Bind(any7000)
		u.Shut()
		r.Bind(any7000)
		slave := s.Root.UDPLite("slave").On(a0)
		slave.Bind(any7000)
		s.ArriveLite(a0, in7000, r, slave)
	},
	since: emu.Linux(5, 15),
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: nobody
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: nobody
connected set BINDTOIFINDEX 0 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: nobody
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: nobody
connected set BINDTOIFINDEX 0 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: connected
r bind 0.0.0.0:7000 = EADDRINUSE
r bind 0.0.0.0:7000 = ok
slave bind 0.0.0.0:7000 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: slave
`,
}}
