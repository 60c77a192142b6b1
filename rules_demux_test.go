package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// late switches early demux off: lookups alone decide.
func late(s *plane.Script) { s.Sysctl("net/ipv4/ip_early_demux", "0") }

const peer5000 = "10.1.0.2:5000"

// twins are two sockets of one address and port that are connected to one
// peer: ca is bound to a0, cu to none.
func twins(s *plane.Script, a0 int, caFirst, caConnectsFirst bool) (ca, cu *plane.Socket) {
	open := func(name string, index int) *plane.Socket {
		return s.Root.UDP(name).Flag(emu.SO_REUSEADDR).On(index).At(s7000)
	}
	if caFirst {
		ca, cu = open("ca", a0), open("cu", 0)
	} else {
		cu = open("cu", 0)
		ca = open("ca", a0)
	}
	if caConnectsFirst {
		ca.To(peer5000)
		cu.To(peer5000)
	} else {
		cu.To(peer5000)
		ca.To(peer5000)
	}
	return ca, cu
}

// demux is the part of section 4.2 about connected sockets.
var demux = []rule{{
	id:      "UDP-11",
	because: "of two sockets connected to one peer, with early demux: the head of the chain, which is the newer one, whatever they are bound to and whoever connected last",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		for _, c := range []struct{ first, connects bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
			ca, cu := twins(s, a0, c.first, c.connects)
			s.Arrive(a0, s7000, ca, cu)
			s.Arrive(b0, s7000, ca, cu)
			ca.Shut()
			cu.Shut()
		}
	},
	want: `
to 10.9.9.9:7000 via a0: cu
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: cu
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
`,
}, {
	id:      "UDP-11-late",
	because: "without early demux: the one that connected last, by the table of 4-tuples that looks at no score; before 6.13 the bound one, by its score, and before 5.15 the newer",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		late(s)
		for _, c := range []struct{ first, connects bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
			ca, cu := twins(s, a0, c.first, c.connects)
			s.Arrive(a0, s7000, ca, cu)
			s.Arrive(b0, s7000, ca, cu)
			ca.Shut()
			cu.Shut()
		}
	},
	want: `
to 10.9.9.9:7000 via a0: cu
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: cu
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
`,
	older: older{{emu.Linux(5, 15), `
to 10.9.9.9:7000 via a0: cu
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: cu
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
`}, {emu.Linux(6, 13), `
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via b0: cu
`}},
}, {
	id:      "UDP-11-udp",
	because: "udp_early_demux alone switches it off for UDP",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		s.Sysctl("net/ipv4/udp_early_demux", "0")
		ca, cu := twins(s, a0, false, true)
		s.Arrive(a0, s7000, ca, cu)
	},
	want: `
to 10.9.9.9:7000 via a0: cu
`,
	older: older{{emu.Linux(6, 13), `
to 10.9.9.9:7000 via a0: ca
`}},
}, {
	id:      "UDP-11-local",
	because: "what this host sends to itself has a route already, and no early demux: as without",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		open := func(name string, index int) *plane.Socket {
			return s.Root.UDP(name).Flag(emu.SO_REUSEADDR).On(index).At("10.1.0.1:7000")
		}
		x := s.Root.UDP("x").At("10.1.0.1:5000")
		cu := open("cu", 0).To("10.1.0.1:5000")
		ca := open("ca", a0)
		ca.Connect("10.1.0.1:5000")
		x.Send("10.1.0.1:7000")
		s.Got(ca, cu)
		cu.Connect("10.1.0.1:5000")
		x.Send("10.1.0.1:7000")
		s.Got(ca, cu)
	},
	want: `
ca connect 10.1.0.1:5000 = ok
x send to 10.1.0.1:7000 = ok
got it: ca
cu connect 10.1.0.1:5000 = ok
x send to 10.1.0.1:7000 = ok
got it: ca
`,
}, {
	id:      "UDP-11-six",
	because: "the same for IPv6, whose switches are those of IPv4",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		for _, sysctl := range []string{"1", "0"} {
			s.Sysctl("net/ipv4/ip_early_demux", sysctl)
			for range 2 {
				ca := s.Root.UDP6("ca").Flag(emu.SO_REUSEADDR).On(a0).At(s7000v6)
				cu := s.Root.UDP6("cu").Flag(emu.SO_REUSEADDR).At(s7000v6)
				cu.Connect("[fd01::2]:5000")
				ca.Connect("[fd01::2]:5000")
				s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, ca, cu)
				cu.Connect("[fd01::2]:5000")
				s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, ca, cu)
				ca.Shut()
				cu.Shut()
			}
		}
	},
	want: `
cu connect [fd01::2]:5000 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: ca
cu connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: ca
cu connect [fd01::2]:5000 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: ca
cu connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: ca
`,
	older: older{{emu.Linux(5, 15), `
cu connect [fd01::2]:5000 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
cu connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
`}},
}, {
	id:      "UDP-16",
	because: "a connected socket follows its device without early demux as well",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		late(s)
		a := s.Root.UDP("a").On(a0).At(s7000).To(peer5000)
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
	id:      "UDP-17",
	because: "a connected socket that is bound elsewhere leaves the packet to an unconnected one of its address",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		for _, sysctl := range []string{"1", "0"} {
			s.Sysctl("net/ipv4/ip_early_demux", sysctl)
			c := s.Root.UDP("connected").Flag(emu.SO_REUSEADDR).On(b0).At(s7000).To(peer5000)
			u := s.Root.UDP("unconnected").Flag(emu.SO_REUSEADDR).At(s7000)
			s.Arrive(a0, s7000, c, u)
			s.Arrive(b0, s7000, c, u)
			c.Shut()
			u.Shut()
		}
	},
	want: `
to 10.9.9.9:7000 via a0: unconnected
to 10.9.9.9:7000 via b0: connected
to 10.9.9.9:7000 via a0: unconnected
to 10.9.9.9:7000 via b0: connected
`,
}, {
	id:      "UDP-18",
	because: "a naive model finds ca, which is connected to the sender and bound to the device of the packet, as releases before 6.13 do. But ca was connected to another peer first, and its second connect() leaves it in the chain of the first 4-tuple: cu is found, and ca only when it is bound to its device once more, which rehashes it (RH-05)",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		late(s)
		cu := s.Root.UDP("cu").Flag(emu.SO_REUSEADDR).At(s7000).To(peer5000)
		ca := s.Root.UDP("ca").Flag(emu.SO_REUSEADDR).On(a0).At(s7000)
		ca.Connect("10.1.0.77:1")
		ca.Connect(peer5000)
		s.Arrive(a0, s7000, ca, cu)
		ca.SetIndex(a0)
		s.Arrive(a0, s7000, ca, cu)
		ca.Connect("10.1.0.77:1")
		ca.Disconnect()
		ca.SetIndex(a0)
		ca.Connect(peer5000)
		cu.SetIndex(0)
		s.Arrive(a0, s7000, ca, cu)
	},
	want: `
ca connect 10.1.0.77:1 = ok
ca connect 10.1.0.2:5000 = ok
to 10.9.9.9:7000 via a0: cu
ca set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: ca
ca connect 10.1.0.77:1 = ok
ca connect AF_UNSPEC = ok
ca set BINDTOIFINDEX 2 = ok
ca connect 10.1.0.2:5000 = ok
cu set BINDTOIFINDEX 0 = ok
to 10.9.9.9:7000 via a0: cu
`,
	older: older{{emu.Linux(6, 13), `
ca connect 10.1.0.77:1 = ok
ca connect 10.1.0.2:5000 = ok
to 10.9.9.9:7000 via a0: ca
ca set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: ca
ca connect 10.1.0.77:1 = ok
ca connect AF_UNSPEC = ok
ca set BINDTOIFINDEX 2 = ok
ca connect 10.1.0.2:5000 = ok
cu set BINDTOIFINDEX 0 = ok
to 10.9.9.9:7000 via a0: ca
`}},
}, {
	id:      "UDP-18-unspec",
	because: "AF_UNSPEC between two connects does not help a socket of an explicit address; one whose address came from connect() gets a new place, as the address itself changes",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		late(s)
		cu := s.Root.UDP("cu").Flag(emu.SO_REUSEADDR).At("10.1.0.1:7000").To(peer5000)
		ca := s.Root.UDP("ca").Flag(emu.SO_REUSEADDR).At("10.1.0.1:7000")
		ca.Connect("10.1.0.77:1")
		ca.Disconnect()
		ca.Connect(peer5000)
		s.Arrive(a0, "10.1.0.1:7000", ca, cu)
		ca.Shut()
		ca = s.Root.UDP("ca").Flag(emu.SO_REUSEADDR).At(any7000)
		ca.Connect("10.1.0.77:1")
		ca.Disconnect()
		ca.Connect(peer5000)
		s.Arrive(a0, "10.1.0.1:7000", ca, cu)
	},
	want: `
ca connect 10.1.0.77:1 = ok
ca connect AF_UNSPEC = ok
ca connect 10.1.0.2:5000 = ok
to 10.1.0.1:7000 via a0: cu
ca connect 10.1.0.77:1 = ok
ca connect AF_UNSPEC = ok
ca connect 10.1.0.2:5000 = ok
to 10.1.0.1:7000 via a0: ca
`,
	older: older{{emu.Linux(6, 13), `
ca connect 10.1.0.77:1 = ok
ca connect AF_UNSPEC = ok
ca connect 10.1.0.2:5000 = ok
to 10.1.0.1:7000 via a0: ca
ca connect 10.1.0.77:1 = ok
ca connect AF_UNSPEC = ok
ca connect 10.1.0.2:5000 = ok
to 10.1.0.1:7000 via a0: ca
`}},
}, {
	id:      "UDP-18-alone",
	because: "without a rival, a socket in the wrong chain is found all the same, by its score",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		late(s)
		ca := s.Root.UDP("ca").On(a0).At(s7000)
		ca.Connect("10.1.0.77:1")
		ca.Connect(peer5000)
		s.Arrive(a0, s7000, ca)
		s.ArriveFrom("10.1.0.77:1", a0, s7000, ca)
	},
	want: `
ca connect 10.1.0.77:1 = ok
ca connect 10.1.0.2:5000 = ok
to 10.9.9.9:7000 via a0: ca
to 10.9.9.9:7000 via a0: nobody
`,
}, {
	id:      "UDP-05-cpu",
	because: "a socket that got a packet while it was connected has the number of the processor in it from then on, and one point more for packets of that processor: it beats a newer equal, also when it is connected no more",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		for _, before := range []bool{false, true} {
			old := s.Root.UDP("old").Flag(emu.SO_REUSEADDR).At(any7000)
			old.Connect(peer5000)
			if before {
				s.Arrive(a0, "10.1.0.1:7000", old)
			}
			old.Disconnect()
			young := s.Root.UDP("new").Flag(emu.SO_REUSEADDR).At(any7000)
			bound := s.Root.UDP("bound").Flag(emu.SO_REUSEADDR).On(a0)
			s.Arrive(a0, s7000, old, young)
			bound.Bind(any7000)
			s.Arrive(a0, s7000, old, young, bound)
			old.Shut()
			young.Shut()
			bound.Shut()
		}
		dual := s.Root.UDP6("dual").Flag(emu.SO_REUSEADDR).At(any7000v6)
		dual.Connect("[::ffff:10.1.0.2]:5000")
		s.Arrive(a0, "10.1.0.1:7000", dual)
		dual.Disconnect()
		four := s.Root.UDP("four").Flag(emu.SO_REUSEADDR).At(any7000)
		s.Arrive(a0, s7000, dual, four)
		six := s.Root.UDP6("six").Flag(emu.SO_REUSEADDR).At(any7000v6)
		s.Arrive(a0, s7000, dual, six)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, dual, six)
	},
	want: `
old connect 10.1.0.2:5000 = ok
old connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: new
bound bind 0.0.0.0:7000 = ok
to 10.9.9.9:7000 via a0: bound
old connect 10.1.0.2:5000 = ok
to 10.1.0.1:7000 via a0: old
old connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: old
bound bind 0.0.0.0:7000 = ok
to 10.9.9.9:7000 via a0: bound
dual connect [::ffff:10.1.0.2]:5000 = ok
to 10.1.0.1:7000 via a0: dual
dual connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: four
to 10.9.9.9:7000 via a0: nobody
to [fd09::9]:7000 via a0: six
`,
	older: older{{emu.Linux(5, 6), `
old connect 10.1.0.2:5000 = ok
old connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: new
bound bind 0.0.0.0:7000 = ok
to 10.9.9.9:7000 via a0: bound
old connect 10.1.0.2:5000 = ok
to 10.1.0.1:7000 via a0: old
old connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: new
bound bind 0.0.0.0:7000 = ok
to 10.9.9.9:7000 via a0: bound
dual connect [::ffff:10.1.0.2]:5000 = ok
to 10.1.0.1:7000 via a0: dual
dual connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: four
to 10.9.9.9:7000 via a0: nobody
to [fd09::9]:7000 via a0: six
`}, {emu.Linux(5, 15), `
old connect 10.1.0.2:5000 = ok
old connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: new
bound bind 0.0.0.0:7000 = ok
to 10.9.9.9:7000 via a0: bound
old connect 10.1.0.2:5000 = ok
to 10.1.0.1:7000 via a0: old
old connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: old
bound bind 0.0.0.0:7000 = ok
to 10.9.9.9:7000 via a0: old
dual connect [::ffff:10.1.0.2]:5000 = ok
to 10.1.0.1:7000 via a0: dual
dual connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: four
to 10.9.9.9:7000 via a0: nobody
to [fd09::9]:7000 via a0: six
`}},
}, {
	id:      "RPT-12",
	because: "a member that connects leaves the group, since 6.13: when it disconnects again it is not among those who divide. Before, it is",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			s1 := m.add("s1", 0, f.to)
			m.add("s2", 0, f.to)
			m.add("s3", 0, f.to)
			s1.Connect(f.peer + "4999")
			s1.Disconnect()
			m.flows("a0", a0)
			m.close()
		})
	},
	want: `
v4 s1 connect 10.1.0.2:4999 = ok
v4 s1 connect AF_UNSPEC = ok
v4: flows via a0: s2 gets some, s3 gets some
v6 s1 connect [fd01::2]:4999 = ok
v6 s1 connect AF_UNSPEC = ok
v6: flows via a0: s1 gets all
`,
	older: older{{emu.Linux(6, 13), `
v4 s1 connect 10.1.0.2:4999 = ok
v4 s1 connect AF_UNSPEC = ok
v4: flows via a0: s1 gets some, s2 gets some, s3 gets some
v6 s1 connect [fd01::2]:4999 = ok
v6 s1 connect AF_UNSPEC = ok
v6: flows via a0: s1 gets some, s2 gets some, s3 gets some
`}},
}}
