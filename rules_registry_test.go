package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// moves is section 2.5, and what of 2.3 has to do with it.
var moves = []rule{{
	id:      "REG-50",
	because: "a device that moves to another namespace keeps its index if that is free there; it arrives down and without addresses",
	program: func(s *plane.Script) {
		a0 := s.Link("a0", "10.1.0.1/24", "fd01::1/64")
		there := s.Elsewhere()
		there.Addr(1, "10.9.9.9/32")
		s.Root.Move(a0, there, "", 0)
		s.Root.Name(a0)
		there.Name(a0)
		there.UDP("v4").Bind("10.1.0.1:7000")
		there.UDP6("v6").Bind("[fd01::1]:7000")
		there.UDP("bound").On(a0).Send("10.1.0.2:9")
		there.Up(a0)
		there.Addr(a0, "10.1.0.1/24")
		there.UDP("bound").On(a0).Send("10.1.0.2:9")
	},
	want: `
elsewhere: address 1 10.9.9.9/32 = ok
move 2 elsewhere = ok
SIOCGIFNAME 2 = ENODEV
elsewhere: SIOCGIFNAME 2 = "a0"
elsewhere: v4 bind 10.1.0.1:7000 = EADDRNOTAVAIL
elsewhere: v6 bind [fd01::1]:7000 = EADDRNOTAVAIL
elsewhere: bound send to 10.1.0.2:9 = ENETUNREACH
elsewhere: up 2 = ok
elsewhere: address 2 10.1.0.1/24 = ok
elsewhere: bound send to 10.1.0.2:9 = ok
`,
}, {
	id:      "REG-51",
	because: "sockets stay behind with the index, which belongs to nothing, also connected ones (OUT-52); there is nothing of the name either",
	program: func(s *plane.Script) {
		a0 := s.Link("a0", "10.1.0.1/24")
		a, c := s.Root.UDP("a").On(a0), s.Root.UDP("connected").On(a0).To("10.1.0.2:9")
		s.Root.Move(a0, s.Elsewhere(), "", 0)
		a.Device()
		s.Root.UDP("b").SetName("a0")
		a.Send("10.1.0.2:9")
		c.Send("")
	},
	want: `
move 2 elsewhere = ok
a device = 2, ENODEV
b set BINDTODEVICE "a0" = ENODEV
a send to 10.1.0.2:9 = ENODEV
connected send = ENETUNREACH
`,
}, {
	id:      "REG-52",
	because: "an index that is taken there is no obstacle: the device gets the next automatic one",
	program: func(s *plane.Script) {
		a0 := s.DownLink("a0")
		there := s.Elsewhere()
		there.Add("x", a0)
		there.Add("y", 77)
		s.Root.Move(a0, there, "", 0)
		there.Lookup("a0")
		there.Add("z", 0)
	},
	want: `
elsewhere: add "x" as 2 = 2
elsewhere: add "y" as 77 = 77
move 2 elsewhere = ok
elsewhere: SIOCGIFINDEX "a0" = 3
elsewhere: add "z" = 4
`,
}, {
	id:      "REG-53",
	because: "a name that is taken there stops the move, unless the request has another one, which may be a template",
	program: func(s *plane.Script) {
		a0, b0 := s.DownLink("a0"), s.DownLink("b0")
		there := s.Elsewhere()
		there.Add("a0", 77)
		there.Add("b0", 78)
		there.Add("lan0", 79)
		s.Root.Move(a0, there, "", 0)
		s.Root.Name(a0)
		for _, name := range []string{"lan0", "a/b", "wan0"} {
			s.Root.Move(a0, there, name, 0)
		}
		there.Lookup("wan0")
		s.Root.Move(b0, there, "lan%d", 0)
		there.Lookup("lan1")
		there.Lookup("lan2")
	},
	want: `
elsewhere: add "a0" as 77 = 77
elsewhere: add "b0" as 78 = 78
elsewhere: add "lan0" as 79 = 79
move 2 elsewhere = EEXIST
SIOCGIFNAME 2 = "a0"
move 2 elsewhere as "lan0" = EEXIST
move 2 elsewhere as "a/b" = EINVAL
move 2 elsewhere as "wan0" = ok
elsewhere: SIOCGIFINDEX "wan0" = 2
move 3 elsewhere as "lan%d" = ok
elsewhere: SIOCGIFINDEX "lan1" = ENODEV
elsewhere: SIOCGIFINDEX "lan2" = 3
`,
}, {
	id:      "REG-54",
	because: "a device can ask for an index there: it gets it if it is free, and does not move if it is not; before 5.13 nobody listens, a row of the model only",
	program: func(s *plane.Script) {
		a0 := s.DownLink("a0")
		there := s.Elsewhere()
		there.Add("x", 77)
		s.Root.Move(a0, there, "", -1)
		s.Root.Move(a0, there, "", 77)
		s.Root.Name(a0)
		s.Root.Move(a0, there, "", 78)
		there.Lookup("a0")
	},
	want: `
elsewhere: add "x" as 77 = 77
move 2 elsewhere as -1 = ERANGE
move 2 elsewhere as 77 = EBUSY
SIOCGIFNAME 2 = "a0"
move 2 elsewhere as 78 = ok
elsewhere: SIOCGIFINDEX "a0" = 78
`,
	older: older{{emu.Linux(5, 13), `
elsewhere: add "x" as 77 = 77
move 2 elsewhere as -1 = ok
move 2 elsewhere as 77 = ENODEV
SIOCGIFNAME 2 = ENODEV
move 2 elsewhere as 78 = ENODEV
elsewhere: SIOCGIFINDEX "a0" = 2
`}},
}, {
	id:      "REG-54-name",
	since:   emu.Linux(5, 13),
	because: "a name that is taken is noticed before an index that is taken",
	program: func(s *plane.Script) {
		a0 := s.DownLink("a0")
		there := s.Elsewhere()
		there.Add("a0", 77)
		s.Root.Move(a0, there, "", 77)
		s.Root.Move(a0, there, "lan0", 77)
		s.Root.Move(a0, there, "lan0", 78)
		there.Name(78)
	},
	want: `
elsewhere: add "a0" as 77 = 77
move 2 elsewhere as 77 = EEXIST
move 2 elsewhere as "lan0" as 77 = EBUSY
move 2 elsewhere as "lan0" as 78 = ok
elsewhere: SIOCGIFNAME 78 = "lan0"
`,
}, {
	id:      "REG-55",
	because: "a name that is not needed renames the device when it has moved; if that fails, it has moved all the same",
	program: func(s *plane.Script) {
		a0, b0 := s.DownLink("a0"), s.DownLink("b0")
		there := s.Elsewhere()
		s.Root.Move(a0, there, "lan0", 0)
		there.Lookup("lan0")
		there.Lookup("a0")
		s.Root.Move(b0, there, "lan0", 0)
		there.Lookup("b0")
		s.Root.Lookup("b0")
	},
	want: `
move 2 elsewhere as "lan0" = ok
elsewhere: SIOCGIFINDEX "lan0" = 2
elsewhere: SIOCGIFINDEX "a0" = ENODEV
move 3 elsewhere as "lan0" = EEXIST
elsewhere: SIOCGIFINDEX "b0" = 3
SIOCGIFINDEX "b0" = ENODEV
`,
}, {
	id:      "REG-56",
	because: "an altname that is taken there stops the move",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		a0 := s.DownLink("a0")
		s.Root.AddAlt(a0, "alt")
		there := s.Elsewhere()
		x := there.Add("alt", 77)
		s.Root.Move(a0, there, "", 0)
		s.Root.Move(a0, there, "lan0", 0)
		s.Root.Name(a0)
		there.Del(x)
		s.Root.Move(a0, there, "", 0)
		there.Lookup("alt")
		s.Root.Lookup("alt")
	},
	want: `
altname 2 "alt" = ok
elsewhere: add "alt" as 77 = 77
move 2 elsewhere = EEXIST
move 2 elsewhere as "lan0" = EEXIST
SIOCGIFNAME 2 = "a0"
elsewhere: delete 77 = ok
move 2 elsewhere = ok
elsewhere: SIOCGIFINDEX "alt" = 2
SIOCGIFINDEX "alt" = ENODEV
`,
}, {
	id:      "REG-57",
	because: "lo does not move",
	program: func(s *plane.Script) {
		there := s.Elsewhere()
		s.Root.Move(1, there, "", 0)
		s.Root.Move(1, there, "lan0", 77)
		s.Root.Move(4242, there, "", 0)
	},
	want: `
move 1 elsewhere = EINVAL
move 1 elsewhere as "lan0" as 77 = EINVAL
move 4242 elsewhere = ENODEV
`,
}, {
	id:      "REG-57-vrf",
	because: "nor does a VRF; its slaves do, and are free then",
	program: func(s *plane.Script) {
		red := s.Root.AddVRF("red", 0, 10)
		a0 := s.DownLink("a0")
		s.Root.Enslave(a0, red)
		there := s.Elsewhere()
		s.Root.Move(red, there, "", 0)
		s.Root.Move(a0, there, "", 77)
		there.Up(77)
		there.Addr(77, "10.1.0.1/24")
		there.UDP("a").Bind("10.1.0.1:7000")
	},
	want: `
add VRF "red" table 10 = 2
enslave 3 to 2 = ok
move 2 elsewhere = EINVAL
move 3 elsewhere as 77 = ok
elsewhere: up 77 = ok
elsewhere: address 77 10.1.0.1/24 = ok
elsewhere: a bind 10.1.0.1:7000 = ok
`,
	older: older{{emu.Linux(5, 13), `
add VRF "red" table 10 = 2
enslave 3 to 2 = ok
move 2 elsewhere = EINVAL
move 3 elsewhere as 77 = ok
elsewhere: up 77 = ENODEV
elsewhere: address 77 10.1.0.1/24 = ENODEV
elsewhere: a bind 10.1.0.1:7000 = ok
`}},
}, {
	id:      "REG-58",
	because: "the index that a device leaves behind is free at once, and whoever gets it gets the sockets that are bound to it (RACE-16)",
	program: func(s *plane.Script) {
		a0 := s.Link("a0", "10.1.0.1/24")
		a := s.Root.UDP("a").On(a0).At(any7000)
		s.Root.Move(a0, s.Elsewhere(), "", 0)
		s.Root.Add("x", a0)
		a.Device()
		s.Root.Up(a0)
		s.Root.Addr(a0, "10.3.0.1/24")
		s.Arrive(a0, "10.3.0.1:7000", a)
	},
	want: `
move 2 elsewhere = ok
add "x" as 2 = 2
a device = 2, "x"
up 2 = ok
address 2 10.3.0.1/24 = ok
to 10.3.0.1:7000 via x: a
`,
}, {
	id:      "REG-59",
	because: "a device that comes back while its index is taken gets a new one; its sockets stay with the squatter (RACE-16)",
	program: func(s *plane.Script) {
		a0 := s.DownLink("a0")
		a := s.Root.UDP("a").On(a0)
		there := s.Elsewhere()
		s.Root.Move(a0, there, "", 0)
		s.Root.Add("squatter", a0)
		there.Move(a0, s.Root, "", 0)
		s.Root.Lookup("a0")
		a.Device()
	},
	want: `
move 2 elsewhere = ok
add "squatter" as 2 = 2
elsewhere: move 2 home = ok
SIOCGIFINDEX "a0" = 3
a device = 2, "squatter"
`,
}, {
	id:      "REG-50-events",
	because: "where a device leaves, and where it arrives, is announced; here it leaves and comes back",
	program: func(s *plane.Script) {
		a0 := s.Link("a0", "10.1.0.1/24")
		there := s.Elsewhere()
		e := s.Events()
		s.Root.Move(a0, there, "", 0)
		e.Say()
		there.Move(a0, s.Root, "", 0)
		e.Say()
		s.Root.Move(a0, s.Root, "lan0", 0)
		e.Say()
	},
	want: `
move 2 elsewhere = ok
events: RTM_NEWLINK 2 a0, RTM_DELLINK 2 a0
elsewhere: move 2 home = ok
events: RTM_NEWLINK 2 a0
move 2 home as "lan0" = ok
events: RTM_NEWLINK 2 lan0
`,
}, {
	id:      "REG-44",
	because: "a device that is deleted takes nothing from sockets but the routes that they have cached: the next send looks for a new one",
	program: func(s *plane.Script) {
		a0, b0 := s.Link("a0", "10.1.0.1/24"), s.Link("b0", "10.2.0.1/24")
		u := s.Root.UDP("unbound").At(any7000)
		u.Connect("10.1.0.2:9")
		u.Send("")
		s.Root.Del(a0)
		u.Send("")
		u.Addr()
		s.Root.Addr(b0, "10.1.0.1/16")
		u.Send("")
		s.Left(b0)
	},
	want: `
unbound connect 10.1.0.2:9 = ok
unbound send = ok
delete 2 = ok
unbound send = ENETUNREACH
unbound getsockname = 10.1.0.1:7000
address 3 10.1.0.1/16 = ok
unbound send = ok
`,
}}
