package boundif_test

import "boundif/internal/plane"

// output is sections 6.1 and 6.3: errors, devices and source addresses of IPv4.
var output = []rule{{
	id:      "OUT-02",
	because: "bound, routes by other devices do not exist, and a destination without route is assumed to be on the link; unbound it is unreachable",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		s.Left()
		u, a, b := s.Root.UDP("unbound").At(any7000).On(0), s.Root.UDP("a").On(a0).At("0.0.0.0:7001"), s.Root.UDP("b").On(b0).At("0.0.0.0:7002")
		for _, dst := range []string{"10.1.0.2:9", "10.7.7.7:9"} {
			u.Send(dst)
			a.Send(dst)
			b.Send(dst)
			s.Left(a0, b0)
		}
		s.Root.UDP("c").Connect("10.7.7.7:9")
		s.Root.UDP("d").On(b0).Connect("10.7.7.7:9")
	},
	want: `
unbound send to 10.1.0.2:9 = ok
a send to 10.1.0.2:9 = ok
b send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9, a0 10.1.0.1:7001 > 10.1.0.2:9, b0 10.2.0.1:7002 > 10.1.0.2:9
unbound send to 10.7.7.7:9 = ENETUNREACH
a send to 10.7.7.7:9 = ok
b send to 10.7.7.7:9 = ok
left: a0 10.1.0.1:7001 > 10.7.7.7:9, b0 10.2.0.1:7002 > 10.7.7.7:9
c connect 10.7.7.7:9 = ENETUNREACH
d connect 10.7.7.7:9 = ok
`,
}, {
	id:      "OUT-04",
	because: "a stale index: ENODEV from send and connect, even to 127.0.0.1; bind succeeds",
	program: func(s *plane.Script) {
		ab(s)
		for _, a := range []*plane.Socket{s.Root.UDP("udp").On(4242), s.Root.Raw("raw", 200).On(4242)} {
			a.Bind("0.0.0.0:0")
			a.Send("10.1.0.2:9")
			a.Send("127.0.0.1:9")
			a.Connect("10.1.0.2:9")
			a.Connect("127.0.0.1:9")
			a.Send("")
			a.Device()
		}
	},
	want: `
udp bind 0.0.0.0:0 = ok
udp send to 10.1.0.2:9 = ENODEV
udp send to 127.0.0.1:9 = ENODEV
udp connect 10.1.0.2:9 = ENODEV
udp connect 127.0.0.1:9 = ENODEV
udp send = EDESTADDRREQ
udp device = 4242, ENODEV
raw bind 0.0.0.0:0 = ok
raw send to 10.1.0.2:9 = ENODEV
raw send to 127.0.0.1:9 = ENODEV
raw connect 10.1.0.2:9 = ENODEV
raw connect 127.0.0.1:9 = ENODEV
raw send = EDESTADDRREQ
raw device = 4242, ENODEV
`,
}, {
	id:      "OUT-05",
	because: "bound to a0, 127.0.0.1 and own addresses of others are looked for on a0's wire; bound to lo, everything loops, and reaches this host's own sockets whatever the address; the ledger lets it vanish, as it does where no socket listens",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		s.Left()
		a, b, lo := s.Root.UDP("a").On(a0).At("0.0.0.0:7001"), s.Root.UDP("b").On(b0).At("0.0.0.0:7002"), s.Root.UDP("lo").On(1).At("0.0.0.0:7003")
		r := s.Root.UDP("receiver").At(any7000)
		a.Send("127.0.0.1:7000")
		s.Left(a0, b0)
		s.Got(r)
		b.Send("10.1.0.1:7000")
		s.Left(a0, b0)
		s.Got(r)
		lo.Send("10.1.0.2:7000")
		s.Left(a0, b0)
		s.Got(r)
	},
	want: `
a send to 127.0.0.1:7000 = ok
left: a0 10.1.0.1:7001 > 127.0.0.1:7000
got it: nobody
b send to 10.1.0.1:7000 = ok
left: b0 10.2.0.1:7002 > 10.1.0.1:7000
got it: nobody
lo send to 10.1.0.2:7000 = ok
left: nothing
got it: receiver
`,
}, {
	id:      "OUT-06",
	because: "the source is one of the bound device's, else one of another device; one that bind() fixed is kept",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		c0 := s.Link("c0")
		s.Left()
		s.Root.UDP("b").On(b0).At("0.0.0.0:7001").Send("10.7.7.7:9")
		s.Root.UDP("c").On(c0).At("0.0.0.0:7002").Send("10.7.7.7:9")
		s.Root.UDP("fixed").On(b0).At("10.1.0.1:7003").Send("10.7.7.7:9")
		s.Left(a0, b0, c0)
	},
	want: `
b send to 10.7.7.7:9 = ok
c send to 10.7.7.7:9 = ok
fixed send to 10.7.7.7:9 = ok
left: b0 10.2.0.1:7001 > 10.7.7.7:9, b0 10.1.0.1:7003 > 10.7.7.7:9, c0 10.9.9.9:7002 > 10.7.7.7:9
`,
}, {
	id:      "OUT-10",
	because: "a bound device that is down: ENETUNREACH",
	program: func(s *plane.Script) {
		ab(s)
		d := s.DownLink("d0", "10.3.0.1/24")
		for _, a := range []*plane.Socket{s.Root.UDP("udp").On(d), s.Root.Raw("raw", 200).On(d)} {
			a.Send("10.3.0.2:9")
			a.Send("10.1.0.2:9")
			a.Send("10.3.0.1:9")
			a.Connect("10.3.0.2:9")
		}
		u := s.Root.UDP("unbound")
		u.Send("10.3.0.2:9")
		u.Connect("10.3.0.2:9")
	},
	want: `
udp send to 10.3.0.2:9 = ENETUNREACH
udp send to 10.1.0.2:9 = ENETUNREACH
udp send to 10.3.0.1:9 = ENETUNREACH
udp connect 10.3.0.2:9 = ENETUNREACH
raw send to 10.3.0.2:9 = ENETUNREACH
raw send to 10.1.0.2:9 = ENETUNREACH
raw send to 10.3.0.1:9 = ENETUNREACH
raw connect 10.3.0.2:9 = ENETUNREACH
unbound send to 10.3.0.2:9 = ENETUNREACH
unbound connect 10.3.0.2:9 = ENETUNREACH
`,
}, {
	id:      "OUT-11",
	because: "binding to a device that is down succeeds",
	program: func(s *plane.Script) {
		s.DownLink("d0")
		a := s.Root.UDP("a")
		a.SetName("d0")
		a.Bind("0.0.0.0:7000")
		a.Device()
	},
	want: `
a set BINDTODEVICE "d0" = ok
a bind 0.0.0.0:7000 = ok
a device = 2, "d0"
`,
}}
