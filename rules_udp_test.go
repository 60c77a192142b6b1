package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// ab prepares what most rules of delivery start from: S, which is 10.9.9.9,
// belongs to lo, so that a packet for it can arrive on each of a0 and b0.
func ab(s *plane.Script) (a0, b0 int) {
	s.Lo("10.9.9.9/32")
	return s.Link("a0", "10.1.0.1/24"), s.Link("b0", "10.2.0.1/24")
}

const (
	any7000 = "0.0.0.0:7000"
	s7000   = "10.9.9.9:7000"
)

// delivery is section 4.2.
var delivery = []rule{{
	id:      "UDP-01",
	because: "a socket bound to a0 gets what arrives on a0 and nothing else",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a := s.Root.UDP("a").On(a0).At(any7000)
		s.Arrive(a0, s7000, a)
		s.Arrive(b0, s7000, a)
		s.Arrive(1, s7000, a)
		s.Arrive(b0, "10.1.0.1:7000", a)
		s.Arrive(a0, "10.1.0.1:7000", a)
		s.Arrive(a0, "10.9.9.9:7001", a)
		s.Arrive(a0, "10.7.7.7:7000", a)
	},
	want: `
to 10.9.9.9:7000 via a0: a
to 10.9.9.9:7000 via b0: nobody
to 10.9.9.9:7000 via lo: nobody
to 10.1.0.1:7000 via b0: nobody
to 10.1.0.1:7000 via a0: a
to 10.9.9.9:7001 via a0: nobody
to 10.7.7.7:7000 via a0: nobody
`,
}, {
	id:      "UDP-02",
	because: "sockets of two devices share a port and split its traffic",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a := s.Root.UDP("a").On(a0).At(any7000)
		b := s.Root.UDP("b").On(b0).At(any7000)
		s.Arrive(a0, s7000, a, b)
		s.Arrive(b0, s7000, a, b)
		s.Arrive(1, s7000, a, b)
	},
	want: `
to 10.9.9.9:7000 via a0: a
to 10.9.9.9:7000 via b0: b
to 10.9.9.9:7000 via lo: nobody
`,
}, {
	id:      "UDP-03",
	because: "at one address, a bound socket is preferred to an unbound one, whichever came first; not before 5.15 (TCP-09)",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		u := s.Root.UDP("unbound").Flag(emu.SO_REUSEADDR).At(any7000)
		a := s.Root.UDP("bound").Flag(emu.SO_REUSEADDR).On(a0).At(any7000)
		s.Arrive(a0, s7000, a, u)
		s.Arrive(b0, s7000, a, u)
		a = s.Root.UDP("bound").Flag(emu.SO_REUSEADDR).On(a0).At("0.0.0.0:7001")
		u = s.Root.UDP("unbound").Flag(emu.SO_REUSEADDR).At("0.0.0.0:7001")
		s.Arrive(a0, "10.9.9.9:7001", a, u)
		s.Arrive(b0, "10.9.9.9:7001", a, u)
	},
	want: `
to 10.9.9.9:7000 via a0: bound
to 10.9.9.9:7000 via b0: unbound
to 10.9.9.9:7001 via a0: bound
to 10.9.9.9:7001 via b0: unbound
`,
	older: older{{emu.Linux(5, 15), `
to 10.9.9.9:7000 via a0: bound
to 10.9.9.9:7000 via b0: unbound
to 10.9.9.9:7001 via a0: unbound
to 10.9.9.9:7001 via b0: unbound
`}},
}, {
	id:      "UDP-04",
	because: "a specific address without device wins over the wildcard with device",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.UDP("wildcard bound").Flag(emu.SO_REUSEADDR).On(a0).At(any7000)
		b := s.Root.UDP("specific").Flag(emu.SO_REUSEADDR).At(s7000)
		s.Arrive(a0, s7000, a, b)
		s.Arrive(a0, "10.1.0.1:7000", a, b)
	},
	want: `
to 10.9.9.9:7000 via a0: specific
to 10.1.0.1:7000 via a0: wildcard bound
`,
}, {
	id:      "UDP-05",
	because: "of equals the newest gets everything",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.UDP("old").Flag(emu.SO_REUSEADDR).On(a0).At(any7000)
		b := s.Root.UDP("new").Flag(emu.SO_REUSEADDR).On(a0).At(any7000)
		s.Arrive(a0, s7000, a, b)
		s.Arrive(a0, s7000, a, b)
		b.Close()
		s.Arrive(a0, s7000, a)
	},
	want: `
to 10.9.9.9:7000 via a0: new
to 10.9.9.9:7000 via a0: new
new close = ok
to 10.9.9.9:7000 via a0: old
`,
}, {
	id:      "UDP-06",
	because: "setting the same device again does not make a socket newer",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.UDP("old").Flag(emu.SO_REUSEADDR).On(a0).At(any7000)
		b := s.Root.UDP("new").Flag(emu.SO_REUSEADDR).On(a0).At(any7000)
		a.SetIndex(a0)
		s.Arrive(a0, s7000, a, b)
	},
	want: `
old set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: new
`,
}, {
	id:      "UDP-07",
	because: "a change of device after bind() counts from the next packet on",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a := s.Root.UDP("a").On(a0).At(any7000)
		for _, i := range []int{a0, b0, 0, 4242} {
			a.SetIndex(i)
			s.Arrive(a0, s7000, a)
			s.Arrive(b0, s7000, a)
		}
	},
	want: `
a set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: a
to 10.9.9.9:7000 via b0: nobody
a set BINDTOIFINDEX 3 = ok
to 10.9.9.9:7000 via a0: nobody
to 10.9.9.9:7000 via b0: a
a set BINDTOIFINDEX 0 = ok
to 10.9.9.9:7000 via a0: a
to 10.9.9.9:7000 via b0: a
a set BINDTOIFINDEX 4242 = ok
to 10.9.9.9:7000 via a0: nobody
to 10.9.9.9:7000 via b0: nobody
`,
}, {
	id:      "UDP-08",
	because: "packets that are queued stay readable after a change of device",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a := s.Root.UDP("a").On(a0).At(any7000)
		s.Inject("10.1.0.2:5000", a0, s7000)
		a.SetIndex(b0)
		a.Recv()
		a.Recv()
	},
	want: `
a set BINDTOIFINDEX 3 = ok
a recv = from 10.1.0.2:5000
a recv = EAGAIN
`,
}, {
	id:      "UDP-10",
	because: "a connected socket without device wins over an unconnected one with device",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.UDP("bound").Flag(emu.SO_REUSEADDR).On(a0).At(s7000)
		b := s.Root.UDP("connected").Flag(emu.SO_REUSEADDR).At(s7000).To("10.1.0.2:5000")
		s.Arrive(a0, s7000, a, b)
		s.ArriveFrom("10.1.0.2:5001", a0, s7000, a, b)
		s.ArriveFrom("10.1.0.3:5000", a0, s7000, a, b)
		c := s.Root.UDP("connected first").Flag(emu.SO_REUSEADDR).At("10.9.9.9:7001").To("10.1.0.2:5000")
		d := s.Root.UDP("bound second").Flag(emu.SO_REUSEADDR).On(a0).At("10.9.9.9:7001")
		s.Arrive(a0, "10.9.9.9:7001", c, d)
	},
	want: `
to 10.9.9.9:7000 via a0: connected
to 10.9.9.9:7000 via a0: bound
to 10.9.9.9:7000 via a0: bound
to 10.9.9.9:7001 via a0: connected first
`,
}, {
	id:      "UDP-12",
	because: "two sockets of one port connected to one peer over two devices split by device",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a := s.Root.UDP("a").On(a0).At(s7000).To("10.1.0.2:5000")
		b := s.Root.UDP("b").On(b0).At(s7000).To("10.1.0.2:5000")
		s.Arrive(a0, s7000, a, b)
		s.Arrive(b0, s7000, a, b)
	},
	want: `
to 10.9.9.9:7000 via a0: a
to 10.9.9.9:7000 via b0: b
`,
}, {
	id:      "UDP-13",
	because: "connecting a wildcard socket gives it the source address of the route on its device",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a := s.Root.UDP("a").At(any7000).On(b0)
		a.Connect("10.1.0.2:5000")
		a.Addr()
		s.Arrive(b0, "10.2.0.1:7000", a)
		s.Arrive(b0, s7000, a)
		b := s.Root.UDP("b").At("0.0.0.0:7001")
		b.Connect("10.1.0.2:5000")
		b.Addr()
		s.Arrive(a0, "10.1.0.1:7001", b)
	},
	want: `
a connect 10.1.0.2:5000 = ok
a getsockname = 10.2.0.1:7000
to 10.2.0.1:7000 via b0: a
to 10.9.9.9:7000 via b0: nobody
b connect 10.1.0.2:5000 = ok
b getsockname = 10.1.0.1:7001
to 10.1.0.1:7001 via a0: b
`,
}, {
	id:      "UDP-14",
	because: "a connected socket follows its device at once, too",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a := s.Root.UDP("a").On(a0).At(s7000).To("10.1.0.2:5000")
		for _, i := range []int{a0, b0, 0} {
			a.SetIndex(i)
			s.Arrive(a0, s7000, a)
			s.Arrive(b0, s7000, a)
		}
	},
	want: `
a set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: a
to 10.9.9.9:7000 via b0: nobody
a set BINDTOIFINDEX 3 = ok
to 10.9.9.9:7000 via a0: nobody
to 10.9.9.9:7000 via b0: a
a set BINDTOIFINDEX 0 = ok
to 10.9.9.9:7000 via a0: a
to 10.9.9.9:7000 via b0: a
`,
}, {
	id:      "UDP-15",
	because: "what a connected socket of a0 does not get goes to the unbound wildcard",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a := s.Root.UDP("connected").Flag(emu.SO_REUSEADDR).On(a0).At(s7000).To("10.1.0.2:5000")
		u := s.Root.UDP("wildcard").Flag(emu.SO_REUSEADDR).At(any7000)
		s.Arrive(a0, s7000, a, u)
		s.Arrive(b0, s7000, a, u)
		s.ArriveFrom("10.1.0.2:5001", a0, s7000, a, u)
	},
	want: `
to 10.9.9.9:7000 via a0: connected
to 10.9.9.9:7000 via b0: wildcard
to 10.9.9.9:7000 via a0: wildcard
`,
}}
