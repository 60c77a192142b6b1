package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// routes is section 6.5 and what of 6.3 is about routes that a socket has cached.
var routes = []rule{{
	id:      "OUT-12",
	because: "a connected socket fails while its device is down and works again when it is up",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.UDP("bound").On(a0).To("10.1.0.2:9")
		b := s.Root.UDP("unbound").To("10.1.0.2:9")
		a.Send("")
		b.Send("")
		s.Root.Down(a0)
		a.Send("")
		b.Send("")
		s.Root.Up(a0)
		a.Send("")
		b.Send("")
	},
	want: `
bound send = ok
unbound send = ok
down 2 = ok
bound send = ENETUNREACH
unbound send = ENETUNREACH
up 2 = ok
bound send = ok
unbound send = ok
`,
}, {
	id:      "OUT-40",
	because: "a set resets the cached route: a connected socket sends the next packet by the new device, with its old source",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		s.Left()
		a := s.Root.UDP("a").At(any7000)
		a.Connect("10.1.0.2:9")
		for _, i := range []int{a0, b0, 0} {
			a.SetIndex(i)
			a.Send("")
			s.Left(a0, b0)
		}
		a.Addr()
	},
	want: `
a connect 10.1.0.2:9 = ok
a set BINDTOIFINDEX 2 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
a set BINDTOIFINDEX 3 = ok
a send = ok
left: b0 10.1.0.1:7000 > 10.1.0.2:9
a set BINDTOIFINDEX 0 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
a getsockname = 10.1.0.1:7000
`,
}, {
	id:      "OUT-42",
	because: "connected, then bound to a stale index: ENODEV",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.UDP("a").To("10.1.0.2:9")
		a.Send("")
		a.SetIndex(4242)
		a.Send("")
		a.Send("10.1.0.2:9")
		a.SetIndex(a0)
		a.Send("")
	},
	want: `
a send = ok
a set BINDTOIFINDEX 4242 = ok
a send = ENODEV
a send to 10.1.0.2:9 = ENODEV
a set BINDTOIFINDEX 2 = ok
a send = ok
`,
}, {
	id:      "OUT-50",
	because: "bound to an index of the future: ENODEV, then ENETUNREACH while the device is down, then success, without any address",
	program: func(s *plane.Script) {
		s.Lo()
		d := s.Index(7)
		a := s.Root.UDP("a").On(d)
		a.Send("10.1.0.2:9")
		s.Root.Add("a0", d)
		a.Send("10.1.0.2:9")
		s.Root.Up(d)
		a.Send("10.1.0.2:9")
	},
	want: `
a send to 10.1.0.2:9 = ENODEV
add "a0" as 7 = 7
a send to 10.1.0.2:9 = ENETUNREACH
up 7 = ok
a send to 10.1.0.2:9 = ok
`,
}, {
	id:      "OUT-51",
	because: "device deleted: a connected socket's source is gone first (ENETUNREACH), an unconnected one has no device (ENODEV); an impostor revives both",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a, b := s.Root.UDP("connected").On(a0).To("10.1.0.2:9"), s.Root.UDP("unconnected").On(a0)
		a.Send("")
		b.Send("10.1.0.2:9")
		s.Root.Del(a0)
		a.Send("")
		b.Send("10.1.0.2:9")
		s.Root.Add("impostor", a0)
		s.Root.Addr(a0, "10.1.0.1/24")
		s.Root.Up(a0)
		a.Send("")
		b.Send("10.1.0.2:9")
		a.Device()
	},
	want: `
connected send = ok
unconnected send to 10.1.0.2:9 = ok
delete 2 = ok
connected send = ENETUNREACH
unconnected send to 10.1.0.2:9 = ENODEV
add "impostor" as 2 = 2
address 2 10.1.0.1/24 = ok
up 2 = ok
connected send = ok
unconnected send to 10.1.0.2:9 = ok
connected device = 2, "impostor"
`,
}, {
	id:      "OUT-53",
	because: "renaming the device under a connected socket changes nothing but the name it tells; before 6.2 it is refused (REG-10)",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		s.Left()
		a := s.Root.UDP("a").On(a0).At(any7000).To("10.1.0.2:9")
		s.Root.Rename(a0, "a1")
		a.Send("")
		s.Left(a0)
		a.Device()
	},
	want: `
rename 2 "a1" = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
a device = 2, "a1"
`,
	older: older{{emu.Linux(6, 2), `
rename 2 "a1" = EBUSY
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
a device = 2, "a0"
`}},
}, {
	id:      "OUT-errors-port",
	because: "port 0 is refused as a destination of sendto, but not as that of connect",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		s.Left()
		a := s.Root.UDP("a").At(any7000)
		a.Send("10.1.0.2:0")
		a.Connect("10.1.0.2:0")
		a.Send("")
		s.Left(a0)
	},
	want: `
a send to 10.1.0.2:0 = EINVAL
a connect 10.1.0.2:0 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:0
`,
}, {
	id:      "OUT-errors",
	because: "send looks at the peer before everything else, connect at the route",
	program: func(s *plane.Script) {
		s.Lo()
		for _, a := range []*plane.Socket{s.Root.UDP("udp"), s.Root.Raw("raw", 200)} {
			a.Send("")
			a.Send("127.0.0.1:0")
			a.Send("10.1.0.2:9")
			a.Connect("10.1.0.2:9")
			a.Connect("0.0.0.0:9")
			a.Send("")
		}
	},
	want: `
udp send = EDESTADDRREQ
udp send to 127.0.0.1:0 = EINVAL
udp send to 10.1.0.2:9 = ENETUNREACH
udp connect 10.1.0.2:9 = ENETUNREACH
udp connect 0.0.0.0:9 = ok
udp send = ok
raw send = EDESTADDRREQ
raw send to 127.0.0.1:0 = ok
raw send to 10.1.0.2:9 = ENETUNREACH
raw connect 10.1.0.2:9 = ENETUNREACH
raw connect 0.0.0.0:9 = ok
raw send = ok
`,
}}
