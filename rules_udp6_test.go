package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

const any7000v6 = "[::]:7000"

// udp6 is section 4.2 for IPv6, and what the families have to do with each
// other.
var udp6 = []rule{{
	id:      "UDP-01-v6",
	because: "a socket bound to a0 gets what arrives on a0 and nothing else",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		a := s.Root.UDP6("a").On(a0).At(any7000v6)
		for _, via := range []int{a0, b0, 1} {
			s.ArriveFrom("[fd01::2]:5000", via, s7000v6, a)
		}
		s.ArriveFrom("[fd01::2]:5000", b0, "[fd01::1]:7000", a)
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd01::1]:7000", a)
	},
	want: `
to [fd09::9]:7000 via a0: a
to [fd09::9]:7000 via b0: nobody
to [fd09::9]:7000 via lo: nobody
to [fd01::1]:7000 via b0: nobody
to [fd01::1]:7000 via a0: a
`,
}, {
	id:      "UDP-03-v6",
	because: "bound beats unbound at one address, in either order of creation; not before 5.15 (TCP-09)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		for _, order := range [][2]string{{"unbound", "bound"}, {"bound", "unbound"}} {
			var socks []*plane.Socket
			for _, name := range order {
				a := s.Root.UDP6(name).Flag(emu.SO_REUSEADDR)
				if name == "bound" {
					a.On(a0)
				}
				socks = append(socks, a.At(any7000v6))
			}
			s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, socks...)
			s.ArriveFrom("[fd01::2]:5000", b0, s7000v6, socks...)
			socks[0].Shut()
			socks[1].Shut()
		}
	},
	want: `
to [fd09::9]:7000 via a0: bound
to [fd09::9]:7000 via b0: unbound
to [fd09::9]:7000 via a0: bound
to [fd09::9]:7000 via b0: unbound
`,
	older: older{{emu.Linux(5, 15), `
to [fd09::9]:7000 via a0: bound
to [fd09::9]:7000 via b0: unbound
to [fd09::9]:7000 via a0: unbound
to [fd09::9]:7000 via b0: unbound
`}},
}, {
	id:      "UDP-04-v6",
	because: "a specific address without device beats the wildcard with device",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		w := s.Root.UDP6("wildcard bound").Flag(emu.SO_REUSEADDR).On(a0).At(any7000v6)
		p := s.Root.UDP6("specific").Flag(emu.SO_REUSEADDR).At(s7000v6)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, w, p)
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd01::1]:7000", w, p)
	},
	want: `
to [fd09::9]:7000 via a0: specific
to [fd01::1]:7000 via a0: wildcard bound
`,
}, {
	id:      "UDP-05-v6",
	because: "of equals the newest gets everything, and setting its device again does not change that (UDP-06)",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		old := s.Root.UDP6("old").Flag(emu.SO_REUSEADDR).On(a0).At(any7000v6)
		young := s.Root.UDP6("new").Flag(emu.SO_REUSEADDR).On(a0).At(any7000v6)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, old, young)
		old.SetIndex(a0)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, old, young)
		young.Close()
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, old)
	},
	want: `
to [fd09::9]:7000 via a0: new
old set BINDTOIFINDEX 2 = ok
to [fd09::9]:7000 via a0: new
new close = ok
to [fd09::9]:7000 via a0: old
`,
}, {
	id:      "UDP-09",
	because: "of an IPv4 packet, an IPv4 socket scores one more than a dual-stack one, and a bound device four: dual stack on a0 beats unbound IPv4, unless before 5.15",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		v4 := s.Root.UDP("v4").Flag(emu.SO_REUSEADDR).At(any7000)
		v6 := s.Root.UDP6("v6").Flag(emu.SO_REUSEADDR).At(any7000v6)
		s.Arrive(a0, s7000, v4, v6)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, v4, v6)
		v6.SetIndex(a0)
		s.Arrive(a0, s7000, v4, v6)
		s.Arrive(b0, s7000, v4, v6)
		s.ArriveFrom("[fd01::2]:5000", b0, s7000v6, v4, v6)
		v4.SetIndex(a0)
		s.Arrive(a0, s7000, v4, v6)
	},
	want: `
to 10.9.9.9:7000 via a0: v4
to [fd09::9]:7000 via a0: v6
v6 set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: v6
to 10.9.9.9:7000 via b0: v4
to [fd09::9]:7000 via b0: nobody
v4 set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: v4
`,
	older: older{{emu.Linux(5, 15), `
to 10.9.9.9:7000 via a0: v4
to [fd09::9]:7000 via a0: v6
v6 set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: v4
to 10.9.9.9:7000 via b0: v4
to [fd09::9]:7000 via b0: nobody
v4 set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: v4
`}},
}, {
	id:      "UDP-09-only",
	because: "a socket of IPv6 only, or of an IPv6 address, gets no IPv4 packet; one of an IPv4 address in IPv6 form gets those alone",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		only := s.Root.UDP6("only").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1).At(any7000v6)
		s.Arrive(a0, s7000, only)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, only)
		only.Shut()
		specific := s.Root.UDP6("specific").At(s7000v6)
		s.Arrive(a0, s7000, specific)
		s.Arrive(a0, "127.0.0.6:7000", specific)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, specific)
		specific.Shut()
		mapped := s.Root.UDP6("mapped").On(a0).At("[::ffff:10.9.9.9]:7000")
		s.Arrive(a0, s7000, mapped)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, mapped)
		v4 := s.Root.UDP("v4").On(a0).Flag(emu.SO_REUSEADDR)
		v4.Bind(s7000)
		mapped.Flag(emu.SO_REUSEADDR)
		v4.Bind(s7000)
		s.Arrive(a0, s7000, v4, mapped)
	},
	want: `
to 10.9.9.9:7000 via a0: nobody
to [fd09::9]:7000 via a0: only
to 10.9.9.9:7000 via a0: nobody
to 127.0.0.6:7000 via a0: nobody
to [fd09::9]:7000 via a0: specific
to 10.9.9.9:7000 via a0: mapped
to [fd09::9]:7000 via a0: nobody
v4 bind 10.9.9.9:7000 = EADDRINUSE
v4 bind 10.9.9.9:7000 = ok
to 10.9.9.9:7000 via a0: v4
`,
}, {
	id:      "UDP-10-v6",
	because: "a connected socket without device beats an unconnected one with device: each of address, port and device counts one",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		b := s.Root.UDP6("bound").Flag(emu.SO_REUSEADDR).On(a0).At(s7000v6)
		c := s.Root.UDP6("connected").Flag(emu.SO_REUSEADDR).At(s7000v6).To("[fd01::2]:5000")
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, b, c)
		s.ArriveFrom("[fd01::2]:5001", a0, s7000v6, b, c)
		s.ArriveFrom("[fd01::3]:5000", a0, s7000v6, b, c)
		c.Disconnect()
		s.ArriveFrom("[fd01::2]:5001", a0, s7000v6, b, c)
		s.ArriveFrom("[fd01::3]:5001", a0, s7000v6, b, c)
		b.Shut()
		s.ArriveFrom("[fd01::2]:5001", a0, s7000v6, c)
		s.ArriveFrom("[fd01::3]:5001", a0, s7000v6, c)
	},
	want: `
to [fd09::9]:7000 via a0: connected
to [fd09::9]:7000 via a0: bound
to [fd09::9]:7000 via a0: bound
connected connect AF_UNSPEC = ok
to [fd09::9]:7000 via a0: connected
to [fd09::9]:7000 via a0: bound
to [fd09::9]:7000 via a0: connected
to [fd09::9]:7000 via a0: nobody
`,
}, {
	id:      "UDP-13-v6",
	because: "connecting a wildcard socket gives it the source address of the route on its device, and the connected one is found there",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		a := s.Root.UDP6("a").At(any7000v6)
		a.Connect("[fd01::2]:5000")
		a.Addr()
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd01::1]:7000", a)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, a)
		a.Disconnect()
		a.Addr()
		s.ArriveFrom("[fd01::2]:5001", a0, s7000v6, a)
		b := s.Root.UDP6("b").On(b0).At("[::]:7001")
		b.Connect("[fd01::2]:5000")
		c := s.Root.UDP6("c").At("[::]:7002")
		c.Connect("[::ffff:10.1.0.2]:5000")
		c.Addr()
		s.Arrive(a0, "10.1.0.1:7002", c)
		s.ArriveFrom("10.1.0.2:5001", a0, "10.1.0.1:7002", c)
		c.Disconnect()
		c.Addr()
		s.ArriveFrom("10.1.0.2:5001", a0, s7000[:len(s7000)-1]+"2", c)
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd01::1]:7002", c)
	},
	want: `
a connect [fd01::2]:5000 = ok
a getsockname = [fd01::1]:7000
to [fd01::1]:7000 via a0: a
to [fd09::9]:7000 via a0: nobody
a connect AF_UNSPEC = ok
a getsockname = [::]:7000
to [fd09::9]:7000 via a0: a
b connect [fd01::2]:5000 = ENETUNREACH
c connect [::ffff:10.1.0.2]:5000 = ok
c getsockname = [::ffff:10.1.0.1]:7002
to 10.1.0.1:7002 via a0: c
to 10.1.0.1:7002 via a0: nobody
c connect AF_UNSPEC = ok
c getsockname = [::]:7002
to 10.9.9.9:7002 via a0: c
to [fd01::1]:7002 via a0: nobody
`,
	older: older{{emu.Linux(5, 6), `
a connect [fd01::2]:5000 = ok
a getsockname = [fd01::1]:7000
to [fd01::1]:7000 via a0: a
to [fd09::9]:7000 via a0: nobody
a connect AF_UNSPEC = ok
a getsockname = [::]:7000
to [fd09::9]:7000 via a0: nobody
b connect [fd01::2]:5000 = ENETUNREACH
c connect [::ffff:10.1.0.2]:5000 = ok
c getsockname = [::ffff:10.1.0.1]:7002
to 10.1.0.1:7002 via a0: c
to 10.1.0.1:7002 via a0: nobody
c connect AF_UNSPEC = ok
c getsockname = [::]:7002
to 10.9.9.9:7002 via a0: nobody
to [fd01::1]:7002 via a0: nobody
`}},
}, {
	id:      "UDP-14-v6",
	because: "a connected socket follows its device at once, with early demux and without",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		for _, early := range []string{"1", "0"} {
			s.Sysctl("net/ipv4/ip_early_demux", early)
			a := s.Root.UDP6("a").On(a0).At(s7000v6).To("[fd01::2]:5000")
			for _, i := range []int{a0, b0, 0} {
				a.SetIndex(i)
				s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, a)
				s.ArriveFrom("[fd01::2]:5000", b0, s7000v6, a)
			}
			a.Shut()
		}
	},
	want: `
a set BINDTOIFINDEX 2 = ok
to [fd09::9]:7000 via a0: a
to [fd09::9]:7000 via b0: nobody
a set BINDTOIFINDEX 3 = ok
to [fd09::9]:7000 via a0: nobody
to [fd09::9]:7000 via b0: a
a set BINDTOIFINDEX 0 = ok
to [fd09::9]:7000 via a0: a
to [fd09::9]:7000 via b0: a
a set BINDTOIFINDEX 2 = ok
to [fd09::9]:7000 via a0: a
to [fd09::9]:7000 via b0: nobody
a set BINDTOIFINDEX 3 = ok
to [fd09::9]:7000 via a0: nobody
to [fd09::9]:7000 via b0: a
a set BINDTOIFINDEX 0 = ok
to [fd09::9]:7000 via a0: a
to [fd09::9]:7000 via b0: a
`,
}, {
	id:      "UDP-18-v6",
	because: "a second connect() of an IPv6 socket leaves it in the old chain of 4-tuples, too; the device set repairs that",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		late(s)
		cu := s.Root.UDP6("cu").Flag(emu.SO_REUSEADDR).At(s7000v6).To("[fd01::2]:5000")
		ca := s.Root.UDP6("ca").Flag(emu.SO_REUSEADDR).On(a0).At(s7000v6)
		ca.Connect("[fd01::77]:1")
		ca.Connect("[fd01::2]:5000")
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, ca, cu)
		ca.SetIndex(a0)
		s.ArriveFrom("[fd01::2]:5000", a0, s7000v6, ca, cu)
		s.Say("mapped:")
		mu := s.Root.UDP6("mu").Flag(emu.SO_REUSEADDR).At("[::ffff:10.9.9.9]:7000").To("[::ffff:10.1.0.2]:5000")
		ma := s.Root.UDP("ma").Flag(emu.SO_REUSEADDR).On(a0).At(s7000).To("10.1.0.77:1").To(peer5000)
		s.Arrive(a0, s7000, ma, mu)
		ma.SetIndex(a0)
		s.Arrive(a0, s7000, ma, mu)
	},
	want: `
ca connect [fd01::77]:1 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: cu
ca set BINDTOIFINDEX 2 = ok
to [fd09::9]:7000 via a0: ca
mapped:
to 10.9.9.9:7000 via a0: mu
ma set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: ma
`,
	older: older{{emu.Linux(6, 13), `
ca connect [fd01::77]:1 = ok
ca connect [fd01::2]:5000 = ok
to [fd09::9]:7000 via a0: ca
ca set BINDTOIFINDEX 2 = ok
to [fd09::9]:7000 via a0: ca
mapped:
to 10.9.9.9:7000 via a0: ma
ma set BINDTOIFINDEX 2 = ok
to 10.9.9.9:7000 via a0: ma
`}},
}}
