package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// raw is the part of section 4.7 that is about raw sockets.
var raw = []rule{{
	id:      "RAW-01",
	because: "every raw socket that matches gets a copy, by device; local packets count as on the device that owns the address",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		u, a, b, lo := s.Root.Raw("unbound", 17), s.Root.Raw("a", 17).On(a0), s.Root.Raw("b", 17).On(b0), s.Root.Raw("lo", 17).On(1)
		addr := s.Root.Raw("at S", 17).At("10.9.9.9:0")
		peer := s.Root.Raw("to peer", 17).To("10.1.0.2:0")
		other := s.Root.Raw("other protocol", 33)
		udp := s.Root.UDP("udp").At(any7000)
		all := []*plane.Socket{u, a, b, lo, addr, peer, other, udp}
		s.Arrive(a0, s7000, all...)
		s.Arrive(b0, s7000, all...)
		s.ArriveFrom("10.1.0.3:5000", b0, "10.2.0.1:7000", all...)
		s.Arrive(a0, "10.1.0.1:7000", all...)
		sender := s.Root.UDP("sender")
		sender.Send("10.1.0.1:7000")
		s.Got(all...)
		sender.Send("127.0.0.1:7000")
		s.Got(all...)
		s.Root.Raw("raw sender", 33).Send("10.1.0.1:0")
		s.Got(all...)
	},
	want: `
to 10.9.9.9:7000 via a0: unbound, a, at S, udp
to 10.9.9.9:7000 via b0: unbound, b, at S, udp
to 10.2.0.1:7000 via b0: unbound, b, udp
to 10.1.0.1:7000 via a0: unbound, a, to peer, udp
sender send to 10.1.0.1:7000 = ok
got it: unbound, a, udp
sender send to 127.0.0.1:7000 = ok
got it: unbound, lo, udp
raw sender send to 10.1.0.1:0 = ok
got it: other protocol
`,
}, {
	id:      "RAW-01-recv",
	because: "the sender that a raw socket is told has no port",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.Raw("a", 17)
		s.Inject("10.1.0.2:5000", a0, s7000)
		a.Recv()
		a.Recv()
		a.Addr()
	},
	want: `
a recv = from 10.1.0.2:0
a recv = EAGAIN
a getsockname = 0.0.0.0:17
`,
}, {
	id:      "RAW-02",
	because: "connect(AF_UNSPEC) makes a raw socket deaf for good, even if it is bound again",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.Raw("a", 17)
		s.Arrive(a0, s7000, a)
		a.Disconnect()
		s.Arrive(a0, s7000, a)
		a.Bind("10.9.9.9:0")
		s.Arrive(a0, s7000, a)
		a.Addr()
		a.Connect("10.1.0.2:0")
		s.Arrive(a0, s7000, a)
		a.Send("")
		a.Disconnect()
	},
	want: `
to 10.9.9.9:7000 via a0: a
a connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: nobody
a bind 10.9.9.9:0 = ok
to 10.9.9.9:7000 via a0: nobody
a getsockname = 10.9.9.9:0
a connect 10.1.0.2:0 = ok
to 10.9.9.9:7000 via a0: nobody
a send = ok
a connect AF_UNSPEC = ok
`,
}, {
	id:      "RAW-socket",
	because: "raw sockets need CAP_NET_RAW and a protocol",
	program: func(s *plane.Script) {
		for _, c := range []plane.Caps{plane.None, plane.NetAdmin, plane.NetRaw} {
			p := s.Proc(c)
			p.Open(emu.AF_INET, emu.SOCK_RAW, 17)
			p.Open(emu.AF_INET, emu.SOCK_DGRAM, 0)
		}
		for _, c := range [][3]int{
			{emu.AF_INET, emu.SOCK_RAW, 0}, {emu.AF_INET, emu.SOCK_RAW, 255}, {emu.AF_INET, emu.SOCK_RAW, 300},
			{emu.AF_INET, emu.SOCK_DGRAM, 17}, {emu.AF_INET, emu.SOCK_DGRAM, 6}, {emu.AF_INET, emu.SOCK_DGRAM, -1},
			{emu.AF_INET, 9, 0}, {emu.AF_INET, -1, 0}, {-1, emu.SOCK_DGRAM, 0}, {99, emu.SOCK_DGRAM, 0},
		} {
			s.Root.Open(c[0], c[1], c[2])
		}
	},
	want: `
nobody: socket 2, 3, 17 = EPERM
nobody: socket 2, 2, 0 = ok
net_admin: socket 2, 3, 17 = EPERM
net_admin: socket 2, 2, 0 = ok
net_raw: socket 2, 3, 17 = ok
net_raw: socket 2, 2, 0 = ok
socket 2, 3, 0 = EPROTONOSUPPORT
socket 2, 3, 255 = ok
socket 2, 3, 300 = EINVAL
socket 2, 2, 17 = ok
socket 2, 2, 6 = EPROTONOSUPPORT
socket 2, 2, -1 = EINVAL
socket 2, 9, 0 = ESOCKTNOSUPPORT
socket 2, -1, 0 = EINVAL
socket -1, 2, 0 = EAFNOSUPPORT
socket 99, 2, 0 = EAFNOSUPPORT
`,
}}
