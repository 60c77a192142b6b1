package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// broadcasts is what is sent to everybody on a link, and sockets that have such an
// address: OUT-34 and OUT-35.
var broadcasts = []rule{{
	id:      "OUT-34",
	because: "255.255.255.255 leaves by the bound device, and needs SO_BROADCAST; unbound there is no route. The broadcast address of another link is an ordinary one on this",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		u, a := s.Root.UDP("u").At("0.0.0.0:7000"), s.Root.UDP("a").On(a0).At("0.0.0.0:7001")
		may, aMay := s.Root.UDP("u broadcast").Flag(emu.SO_BROADCAST).At("0.0.0.0:7002"), s.Root.UDP("a broadcast").Flag(emu.SO_BROADCAST).On(a0).At("0.0.0.0:7003")
		for _, to := range []string{"255.255.255.255:9", "10.1.0.255:9", "10.2.0.255:9"} {
			for _, p := range []*plane.Socket{u, a, may, aMay} {
				p.Send(to)
				s.Left(a0, b0)
			}
		}
		for _, to := range []string{"255.255.255.255:9", "10.1.0.255:9", "10.2.0.255:9"} {
			for _, p := range []*plane.Socket{u, a, may, aMay} {
				p.Connect(to)
				p.Addr()
			}
		}
		s.Root.Raw("raw", 200).Send("10.1.0.255:0")
	},
	want: `
u send to 255.255.255.255:9 = ENETUNREACH
left: nothing
a send to 255.255.255.255:9 = EACCES
left: nothing
u broadcast send to 255.255.255.255:9 = ENETUNREACH
left: nothing
a broadcast send to 255.255.255.255:9 = ok
left: a0 10.1.0.1:7003 > 255.255.255.255:9
u send to 10.1.0.255:9 = EACCES
left: nothing
a send to 10.1.0.255:9 = EACCES
left: nothing
u broadcast send to 10.1.0.255:9 = ok
left: a0 10.1.0.1:7002 > 10.1.0.255:9
a broadcast send to 10.1.0.255:9 = ok
left: a0 10.1.0.1:7003 > 10.1.0.255:9
u send to 10.2.0.255:9 = EACCES
left: nothing
a send to 10.2.0.255:9 = ok
left: a0 10.1.0.1:7001 > 10.2.0.255:9
u broadcast send to 10.2.0.255:9 = ok
left: b0 10.2.0.1:7002 > 10.2.0.255:9
a broadcast send to 10.2.0.255:9 = ok
left: a0 10.1.0.1:7003 > 10.2.0.255:9
u connect 255.255.255.255:9 = ENETUNREACH
u getsockname = 0.0.0.0:7000
a connect 255.255.255.255:9 = EACCES
a getsockname = 0.0.0.0:7001
u broadcast connect 255.255.255.255:9 = ENETUNREACH
u broadcast getsockname = 0.0.0.0:7002
a broadcast connect 255.255.255.255:9 = ok
a broadcast getsockname = 10.1.0.1:7003
u connect 10.1.0.255:9 = EACCES
u getsockname = 0.0.0.0:7000
a connect 10.1.0.255:9 = EACCES
a getsockname = 0.0.0.0:7001
u broadcast connect 10.1.0.255:9 = ok
u broadcast getsockname = 10.1.0.1:7002
a broadcast connect 10.1.0.255:9 = ok
a broadcast getsockname = 10.1.0.1:7003
u connect 10.2.0.255:9 = EACCES
u getsockname = 0.0.0.0:7000
a connect 10.2.0.255:9 = ok
a getsockname = 10.1.0.1:7001
u broadcast connect 10.2.0.255:9 = ok
u broadcast getsockname = 10.1.0.1:7002
a broadcast connect 10.2.0.255:9 = ok
a broadcast getsockname = 10.1.0.1:7003
raw send to 10.1.0.255:0 = EACCES
`,
}, {
	id:      "OUT-34-bind",
	because: "multicast and broadcast addresses may be bound, also by a stream; nothing is sent from them",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		for _, addr := range []string{"224.0.0.9:7000", "10.1.0.255:7000", "255.255.255.255:7000", "10.1.0.0:7000", "192.0.2.1:7000", "239.1.1.1:7000"} {
			a, c := s.Root.UDP("udp"), s.Root.TCP("tcp")
			for _, p := range []*plane.Socket{a, c} {
				p.Bind(addr)
				p.Addr()
			}
			a.Send("10.1.0.2:9")
			s.Left(a0, b0)
			a.Shut()
			c.Shut()
		}
	},
	want: `
udp bind 224.0.0.9:7000 = ok
udp getsockname = 224.0.0.9:7000
tcp bind 224.0.0.9:7000 = ok
tcp getsockname = 224.0.0.9:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 10.1.0.255:7000 = ok
udp getsockname = 10.1.0.255:7000
tcp bind 10.1.0.255:7000 = ok
tcp getsockname = 10.1.0.255:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 255.255.255.255:7000 = ok
udp getsockname = 255.255.255.255:7000
tcp bind 255.255.255.255:7000 = ok
tcp getsockname = 255.255.255.255:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 10.1.0.0:7000 = EADDRNOTAVAIL
udp getsockname = 0.0.0.0:0
tcp bind 10.1.0.0:7000 = EADDRNOTAVAIL
tcp getsockname = 0.0.0.0:0
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9
udp bind 192.0.2.1:7000 = EADDRNOTAVAIL
udp getsockname = 0.0.0.0:0
tcp bind 192.0.2.1:7000 = EADDRNOTAVAIL
tcp getsockname = 0.0.0.0:0
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9
udp bind 239.1.1.1:7000 = ok
udp getsockname = 239.1.1.1:7000
tcp bind 239.1.1.1:7000 = ok
tcp getsockname = 239.1.1.1:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
`,
	older: older{{emu.Linux(5, 14), `
udp bind 224.0.0.9:7000 = ok
udp getsockname = 224.0.0.9:7000
tcp bind 224.0.0.9:7000 = ok
tcp getsockname = 224.0.0.9:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 10.1.0.255:7000 = ok
udp getsockname = 10.1.0.255:7000
tcp bind 10.1.0.255:7000 = ok
tcp getsockname = 10.1.0.255:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 255.255.255.255:7000 = ok
udp getsockname = 255.255.255.255:7000
tcp bind 255.255.255.255:7000 = ok
tcp getsockname = 255.255.255.255:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 10.1.0.0:7000 = ok
udp getsockname = 10.1.0.0:7000
tcp bind 10.1.0.0:7000 = ok
tcp getsockname = 10.1.0.0:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 192.0.2.1:7000 = EADDRNOTAVAIL
udp getsockname = 0.0.0.0:0
tcp bind 192.0.2.1:7000 = EADDRNOTAVAIL
tcp getsockname = 0.0.0.0:0
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9
udp bind 239.1.1.1:7000 = ok
udp getsockname = 239.1.1.1:7000
tcp bind 239.1.1.1:7000 = ok
tcp getsockname = 239.1.1.1:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
`}},
}, {
	id:      "OUT-35",
	because: "unbound multicast without a route: ENETUNREACH of IPv4; IPv6 has a route by each device",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		u := s.Root.UDP("u").At("0.0.0.0:7000")
		u.Send("224.0.0.5:9")
		u.Connect("239.1.2.3:9")
		at := s.Root.UDP("at a").At("10.2.0.1:7001")
		at.Send("224.0.0.5:9")
		s.Left(a0, b0)
		v := s.Root.UDP6("v").At("[::]:7002")
		v.Send("[ff05::5]:9")
		v.Send("[ff02::5]:9")
		s.Left(a0, b0)
	},
	want: `
u send to 224.0.0.5:9 = ENETUNREACH
u connect 239.1.2.3:9 = ENETUNREACH
at a send to 224.0.0.5:9 = ok
left: b0 10.2.0.1:7001 > 224.0.0.5:9
v send to [ff05::5]:9 = ok
v send to [ff02::5]:9 = ok
left: a0 [fd01::1]:7002 > [ff05::5]:9, a0 [fe80::a]:7002 > [ff02::5]:9
`,
}}
