package boundif_test

import "boundif/internal/plane"

// local is where packets of this host to itself arrive: RX-02 and section 4.4.
var local = []rule{{
	id:      "RX-02",
	because: "a packet of this host counts as arrived on the device that owns the destination (UDP-30, UDP-31)",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		lo := s.Root.UDP("on lo").On(1).At(any7000)
		a := s.Root.UDP("on a0").On(a0).At(any7000)
		b := s.Root.UDP("on b0").On(b0).At(any7000)
		c := s.Root.UDP("sender")
		for _, dst := range []string{"127.0.0.1:7000", "10.1.0.1:7000", s7000, "127.5.5.5:7000"} {
			c.Send(dst)
			s.Got(lo, a, b)
		}
		d := s.Root.UDP("sender on lo").On(1)
		d.Send("10.1.0.1:7000")
		s.Got(lo, a, b)
		d = s.Root.UDP("sender on a0").On(a0)
		d.Send("10.1.0.1:7000")
		s.Got(lo, a, b)
		d.Send("127.0.0.1:7000")
		s.Got(lo, a, b)
		d = s.Root.UDP("sender on b0").On(b0)
		d.Send("10.1.0.1:7000")
		s.Got(lo, a, b)
	},
	want: `
sender send to 127.0.0.1:7000 = ok
got it: on lo
sender send to 10.1.0.1:7000 = ok
got it: on a0
sender send to 10.9.9.9:7000 = ok
got it: on lo
sender send to 127.5.5.5:7000 = ok
got it: on lo
sender on lo send to 10.1.0.1:7000 = ok
got it: on lo
sender on a0 send to 10.1.0.1:7000 = ok
got it: on a0
sender on a0 send to 127.0.0.1:7000 = ok
got it: nobody
sender on b0 send to 10.1.0.1:7000 = ok
got it: nobody
`,
}, {
	id:      "RX-02-lo-down",
	because: "packets of this host to itself need lo up, whichever device owns the address; otherwise they are lost",
	program: func(s *plane.Script) {
		a0 := s.Link("a0", "10.1.0.1/24")
		a := s.Root.UDP("a").At(any7000)
		b := s.Root.UDP("b")
		b.Send("10.1.0.1:7000")
		s.Got(a)
		b.On(a0).Send("10.1.0.1:7000")
		s.Got(a)
		b.Send("127.0.0.1:7000")
		s.Lo()
		b.Send("10.1.0.1:7000")
		s.Got(a)
		s.Root.Down(1)
		b.On(0).Send("127.0.0.1:7000")
		s.Got(a)
		b.Send("10.1.0.1:7000")
		s.Got(a)
		s.Root.UDP("c").Bind("127.0.0.5:0")
	},
	want: `
b send to 10.1.0.1:7000 = ok
got it: nobody
b send to 10.1.0.1:7000 = ok
got it: nobody
b send to 127.0.0.1:7000 = ok
b send to 10.1.0.1:7000 = ok
got it: a
down 1 = ok
b send to 127.0.0.1:7000 = ok
got it: nobody
b send to 10.1.0.1:7000 = ok
got it: nobody
c bind 127.0.0.5:0 = ok
`,
}}
