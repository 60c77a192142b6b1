package boundif_test

import (
	"math"

	"boundif/emu"
	"boundif/internal/plane"
)

// indexes is sections 2.3 and 2.4.
var indexes = []rule{{
	id:      "REG-20",
	because: "automatic indexes rise by one and do not come back, whichever way the kernel finds them (REG-23)",
	program: func(s *plane.Script) {
		for range 3 {
			s.Root.Add("d%d", 0)
		}
		s.Root.Del(s.Index(3))
		s.Root.Del(s.Index(4))
		s.Root.Add("d%d", 0)
		s.Root.Del(s.Index(99))
		s.Root.Del(1)
	},
	want: `
add "d%d" = 2
add "d%d" = 3
add "d%d" = 4
delete 3 = ok
delete 4 = ok
add "d%d" = 5
delete 99 = ENODEV
delete 1 = EOPNOTSUPP
`,
}, {
	id:      "REG-21",
	because: "an index may be asked for: a freed one at once, INT_MAX, but not one in use and not a negative one",
	program: func(s *plane.Script) {
		s.DownLink("a")
		b := s.DownLink("b")
		s.DownLink("c")
		s.Root.Del(b)
		s.Proc(plane.NetAdmin).Add("d", b)
		s.Root.Add("e", b)
		s.Root.Add("e", 1)
		s.Root.Add("a", b)
		s.Root.Add("x y", b)
		s.Root.Add("e", math.MaxInt32)
		s.Root.Add("f", 0)
	},
	want: `
delete 3 = ok
net_admin: add "d" as 3 = 3
add "e" as 3 = EEXIST
add "e" as 1 = EEXIST
add "a" as 3 = EEXIST
add "x y" as 3 = EEXIST
add "e" as 2147483647 = 2147483647
add "f" = 5
`,
}, {
	id:      "REG-21-negative",
	because: "a negative index is refused; the text for it is newer than 6.3",
	since:   emu.Linux(6, 5),
	program: func(s *plane.Script) {
		s.Root.Add("a", -1)
		s.Root.Add("a", math.MinInt32)
	},
	want: `
add "a" as -1 = EINVAL
add "a" as -2147483648 = EINVAL
`,
}, {
	id:      "REG-22",
	because: "an index that was asked for does not move the counter, which skips those in use",
	program: func(s *plane.Script) {
		s.Root.Add("a", 0)
		s.Root.Add("b", s.Index(4))
		s.Root.Add("c", s.Index(500))
		s.Root.Add("d", 0)
		s.Root.Add("e", 0)
		s.Root.Add("f", 0)
	},
	want: `
add "a" = 2
add "b" as 4 = 4
add "c" as 500 = 500
add "d" = 3
add "e" = 5
add "f" = 6
`,
}, {
	id:      "REG-40",
	because: "deleting a device does not touch sockets: the index stays and has no name",
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		a := s.Root.UDP("a")
		a.SetName("a0")
		s.Root.Del(d)
		a.Device()
		s.Root.Lookup("a0")
		s.Root.Name(d)
	},
	want: `
a set BINDTODEVICE "a0" = ok
delete 2 = ok
a device = 2, ENODEV
SIOCGIFINDEX "a0" = ENODEV
SIOCGIFNAME 2 = ENODEV
`,
}, {
	id:      "REG-41",
	because: "a new device of the same name does not revive the binding",
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		a := s.Root.UDP("a").On(d)
		s.Root.Del(d)
		s.Root.Add("a0", 0)
		a.Device()
		a.SetName("a0")
		a.Device()
	},
	want: `
delete 2 = ok
add "a0" = 3
a device = 2, ENODEV
a set BINDTODEVICE "a0" = ok
a device = 3, "a0"
`,
}, {
	id:      "REG-42",
	because: "a new device with the same index does: the socket belongs to the impostor",
	program: func(s *plane.Script) {
		s.Lo("10.9.9.9/32")
		d := s.Link("a0")
		a := s.Root.UDP("a").At("0.0.0.0:7000").On(d)
		s.Arrive(d, "10.9.9.9:7000", a)
		s.Root.Del(d)
		s.Root.Add("impostor", d)
		a.Device()
		s.Root.Up(d)
		s.Arrive(d, "10.9.9.9:7000", a)
	},
	want: `
to 10.9.9.9:7000 via a0: a
delete 2 = ok
add "impostor" as 2 = 2
a device = 2, "impostor"
up 2 = ok
to 10.9.9.9:7000 via impostor: a
`,
}, {
	id:      "REG-43",
	because: "binding to an index before the device exists takes effect when it appears",
	program: func(s *plane.Script) {
		s.Lo("10.9.9.9/32")
		b := s.Link("b0")
		d := s.Index(7)
		a := s.Root.UDP("a").At("0.0.0.0:7000")
		a.SetIndex(d)
		a.Device()
		s.Arrive(b, "10.9.9.9:7000", a)
		s.Root.Add("a0", d)
		s.Root.Up(d)
		a.Device()
		s.Arrive(d, "10.9.9.9:7000", a)
		s.Arrive(b, "10.9.9.9:7000", a)
	},
	want: `
a set BINDTOIFINDEX 7 = ok
a device = 7, ENODEV
to 10.9.9.9:7000 via b0: nobody
add "a0" as 7 = 7
up 7 = ok
a device = 7, "a0"
to 10.9.9.9:7000 via a0: a
to 10.9.9.9:7000 via b0: nobody
`,
}}
