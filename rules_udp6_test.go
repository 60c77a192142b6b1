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
}, {
	id:      "BND-01-v6",
	because: "two wildcards of IPv6 are in each other's way unless they are on two devices",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		for _, c := range []struct {
			what string
			a, b int
		}{
			{"unbound, unbound", 0, 0}, {"unbound, a0", 0, a0}, {"a0, unbound", a0, 0},
			{"unbound, stale", 0, 4242}, {"stale, unbound", 4242, 0},
			{"a0, b0", a0, b0}, {"a0, stale", a0, 4242}, {"a0, a0", a0, a0}, {"stale, stale", 4242, 4242},
		} {
			pair6(s, c.what, on(c.a), on(c.b), any7000v6, any7000v6)
		}
		pair6(s, "a0 wildcard, unbound specific", on(a0), plain, any7000v6, s7000v6)
		pair6(s, "a0, b0, one address", on(a0), on(b0), "[fd01::1]:7000", "[fd01::1]:7000")
		pair6(s, "unbound, two addresses", plain, plain, "[fd01::1]:7000", s7000v6)
	},
	want: `
unbound, unbound: EADDRINUSE
unbound, a0: EADDRINUSE
a0, unbound: EADDRINUSE
unbound, stale: EADDRINUSE
stale, unbound: EADDRINUSE
a0, b0: ok
a0, stale: ok
a0, a0: EADDRINUSE
stale, stale: EADDRINUSE
a0 wildcard, unbound specific: EADDRINUSE
a0, b0, one address: ok
unbound, two addresses: ok
`,
}, {
	id:      "BND-04",
	because: "a dual-stack wildcard is in the way of IPv4 on an overlapping device; one of IPv6 only, or an IPv6 address, is not",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		only := func(a *plane.Socket) *plane.Socket { return a.FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1) }
		devices := []struct {
			what string
			prep func(*plane.Socket) *plane.Socket
		}{{"unbound", plain}, {"a0", on(a0)}, {"b0", on(b0)}}
		for _, at4 := range []string{any7000, s7000} {
			for _, d := range devices {
				mixed(s, "dual a0, "+at4+" "+d.what, on(a0), d.prep, any7000v6, at4)
				mixed(s, "only a0, "+at4+" "+d.what, func(a *plane.Socket) *plane.Socket { return only(a.On(a0)) }, d.prep, any7000v6, at4)
				mixed(s, "specific, "+at4+" "+d.what, plain, d.prep, "[fd01::1]:7000", at4)
				mixed(s, "mapped a0, "+at4+" "+d.what, on(a0), d.prep, "[::ffff:10.9.9.9]:7000", at4)
			}
		}
		pair6(s, "dual, only", plain, only, any7000v6, any7000v6)
		pair6(s, "mapped, dual", plain, plain, "[::ffff:10.9.9.9]:7000", any7000v6)
		pair6(s, "mapped, only", plain, only, "[::ffff:10.9.9.9]:7000", any7000v6)
		pair6(s, "mapped wildcard, dual", plain, plain, "[::ffff:0.0.0.0]:7000", any7000v6)
		pair6(s, "mapped wildcard, only", plain, only, "[::ffff:0.0.0.0]:7000", any7000v6)
		pair6(s, "mapped, specific", plain, plain, "[::ffff:10.9.9.9]:7000", s7000v6)
	},
	want: `
dual a0, 0.0.0.0:7000 unbound: EADDRINUSE
dual a0, 0.0.0.0:7000 unbound, the other way: EADDRINUSE
only a0, 0.0.0.0:7000 unbound: ok
only a0, 0.0.0.0:7000 unbound, the other way: ok
specific, 0.0.0.0:7000 unbound: ok
specific, 0.0.0.0:7000 unbound, the other way: ok
mapped a0, 0.0.0.0:7000 unbound: EADDRINUSE
mapped a0, 0.0.0.0:7000 unbound, the other way: EADDRINUSE
dual a0, 0.0.0.0:7000 a0: EADDRINUSE
dual a0, 0.0.0.0:7000 a0, the other way: EADDRINUSE
only a0, 0.0.0.0:7000 a0: ok
only a0, 0.0.0.0:7000 a0, the other way: ok
specific, 0.0.0.0:7000 a0: ok
specific, 0.0.0.0:7000 a0, the other way: ok
mapped a0, 0.0.0.0:7000 a0: EADDRINUSE
mapped a0, 0.0.0.0:7000 a0, the other way: EADDRINUSE
dual a0, 0.0.0.0:7000 b0: ok
dual a0, 0.0.0.0:7000 b0, the other way: ok
only a0, 0.0.0.0:7000 b0: ok
only a0, 0.0.0.0:7000 b0, the other way: ok
specific, 0.0.0.0:7000 b0: ok
specific, 0.0.0.0:7000 b0, the other way: ok
mapped a0, 0.0.0.0:7000 b0: ok
mapped a0, 0.0.0.0:7000 b0, the other way: ok
dual a0, 10.9.9.9:7000 unbound: EADDRINUSE
dual a0, 10.9.9.9:7000 unbound, the other way: EADDRINUSE
only a0, 10.9.9.9:7000 unbound: ok
only a0, 10.9.9.9:7000 unbound, the other way: ok
specific, 10.9.9.9:7000 unbound: ok
specific, 10.9.9.9:7000 unbound, the other way: ok
mapped a0, 10.9.9.9:7000 unbound: EADDRINUSE
mapped a0, 10.9.9.9:7000 unbound, the other way: EADDRINUSE
dual a0, 10.9.9.9:7000 a0: EADDRINUSE
dual a0, 10.9.9.9:7000 a0, the other way: EADDRINUSE
only a0, 10.9.9.9:7000 a0: ok
only a0, 10.9.9.9:7000 a0, the other way: ok
specific, 10.9.9.9:7000 a0: ok
specific, 10.9.9.9:7000 a0, the other way: ok
mapped a0, 10.9.9.9:7000 a0: EADDRINUSE
mapped a0, 10.9.9.9:7000 a0, the other way: EADDRINUSE
dual a0, 10.9.9.9:7000 b0: ok
dual a0, 10.9.9.9:7000 b0, the other way: ok
only a0, 10.9.9.9:7000 b0: ok
only a0, 10.9.9.9:7000 b0, the other way: ok
specific, 10.9.9.9:7000 b0: ok
specific, 10.9.9.9:7000 b0, the other way: ok
mapped a0, 10.9.9.9:7000 b0: ok
mapped a0, 10.9.9.9:7000 b0, the other way: ok
dual, only: EADDRINUSE
mapped, dual: EADDRINUSE
mapped, only: ok
mapped wildcard, dual: EADDRINUSE
mapped wildcard, only: ok
mapped, specific: ok
`,
}, {
	id:      "BND-10-v6",
	because: "a change of device is never refused, and the next bind sees it (BND-11)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		a := s.Root.UDP6("a").On(a0).At(any7000v6)
		b := s.Root.UDP6("b").On(b0).At(any7000v6)
		b.SetIndex(a0)
		s.Root.UDP6("c").On(a0).Bind(any7000v6)
		s.Root.UDP("c4").On(a0).Bind(any7000)
		s.Root.UDP6("d").On(b0).Bind(any7000v6)
		a.SetIndex(0)
		s.Root.UDP6("e").On(b0).Bind("[::]:7000")
	},
	want: `
b set BINDTOIFINDEX 2 = ok
c bind [::]:7000 = EADDRINUSE
c4 bind 0.0.0.0:7000 = EADDRINUSE
d bind [::]:7000 = ok
a set BINDTOIFINDEX 0 = ok
e bind [::]:7000 = EADDRINUSE
`,
}, {
	id:      "BND-20-v6",
	because: "with a range of one port, each device has it once; IPv6 and IPv4 look at one another",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Sysctl("net/ipv4/ip_local_port_range", "7100 7100")
		for _, c := range []struct {
			name string
			sock *plane.Socket
			at   string
		}{
			{"a0", s.Root.UDP6("a0"), "[::]:0"}, {"a0 again", s.Root.UDP6("a0 again"), "[::]:0"},
			{"b0", s.Root.UDP("b0"), "0.0.0.0:0"}, {"b0 again", s.Root.UDP6("b0 again"), "[::]:0"},
			{"unbound", s.Root.UDP6("unbound"), "[::]:0"},
		} {
			switch c.name[:2] {
			case "a0":
				c.sock.On(a0)
			case "b0":
				c.sock.On(b0)
			}
			c.sock.Bind(c.at)
			c.sock.Addr()
		}
		u := s.Root.UDP6("u")
		u.Connect("[fd01::2]:5000")
		u.Send("[fd01::2]:5000")
	},
	want: `
a0 bind [::]:0 = ok
a0 getsockname = [::]:7100
a0 again bind [::]:0 = EADDRINUSE
a0 again getsockname = [::]:0
b0 bind 0.0.0.0:0 = ok
b0 getsockname = 0.0.0.0:7100
b0 again bind [::]:0 = EADDRINUSE
b0 again getsockname = [::]:0
unbound bind [::]:0 = EADDRINUSE
unbound getsockname = [::]:0
u connect [fd01::2]:5000 = EAGAIN
u send to [fd01::2]:5000 = EAGAIN
`,
}, {
	id:      "OUT-41",
	because: "a connected socket of IPv6 has no route by a device that leads elsewhere, and its old route is not used; it recovers",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		a := s.Root.UDP6("a").On(a0).At("[fd01::1]:7000").To("[fd01::2]:5000")
		a.Send("")
		s.Left(a0, b0)
		for _, i := range []int{b0, 4242, 0, a0} {
			a.SetIndex(i)
			a.Send("")
			s.Left(a0, b0)
		}
		a.Addr()
	},
	want: `
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000
a set BINDTOIFINDEX 3 = ok
a send = ENETUNREACH
left: nothing
a set BINDTOIFINDEX 4242 = ok
a send = ENETUNREACH
left: nothing
a set BINDTOIFINDEX 0 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000
a set BINDTOIFINDEX 2 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000
a getsockname = [fd01::1]:7000
`,
}, {
	id:      "OUT-47",
	because: "a datagram that MSG_MORE keeps open has the route of its first part: neither another device, not even a stale one, nor another address changes it",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		for _, f := range []struct {
			open     func(string) *plane.Socket
			to, away string
		}{{s.Root.UDP, peer5000, "10.2.0.2:6000"}, {s.Root.UDP6, "[fd01::2]:5000", "[fd02::2]:6000"}} {
			a := f.open("a").On(a0)
			a.SendMore(f.to)
			s.Left(a0, b0)
			a.SetIndex(b0)
			a.SendMore(f.away)
			a.SetIndex(4242)
			a.Send(f.away)
			s.Left(a0, b0)
			a.Send(f.to)
			a.Shut()
		}
	},
	want: `
a send more to 10.1.0.2:5000 = ok
left: nothing
a set BINDTOIFINDEX 3 = ok
a send more to 10.2.0.2:6000 = ok
a set BINDTOIFINDEX 4242 = ok
a send to 10.2.0.2:6000 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:5000
a send to 10.1.0.2:5000 = ENODEV
a send more to [fd01::2]:5000 = ok
left: nothing
a set BINDTOIFINDEX 3 = ok
a send more to [fd02::2]:6000 = ok
a set BINDTOIFINDEX 4242 = ok
a send to [fd02::2]:6000 = ok
left: a0 [fd01::1]:auto > [fd01::2]:5000
a send to [fd01::2]:5000 = ENETUNREACH
`,
}, {
	id:      "OUT-47-connected",
	because: "the same of a connected socket; what is open is gone with the socket, and AF_UNSPEC does not touch it",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		a := s.Root.UDP("a").At("10.1.0.1:7000").To(peer5000)
		a.SendMore("")
		a.Disconnect()
		a.SetIndex(b0)
		a.Send("")
		s.Left(a0, b0)
		a.Send("")
		b := s.Root.UDP("b").At("10.1.0.1:7001").To(peer5000)
		b.SendMore("")
		b.Close()
		s.Left(a0, b0)
		c := s.Root.UDP6("c").At("[::]:7002")
		c.SendMore("[::ffff:10.1.0.2]:5000")
		c.Send("[fd01::2]:5000")
		s.Left(a0, b0)
		c.SendMore("[fd01::2]:5000")
		c.Send("[::ffff:10.1.0.2]:5000")
		c.Send("[fd01::2]:5000")
		s.Left(a0, b0)
	},
	want: `
a send more = ok
a connect AF_UNSPEC = ok
a set BINDTOIFINDEX 3 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000
a send = EDESTADDRREQ
b send more = ok
b close = ok
left: nothing
c send more to [::ffff:10.1.0.2]:5000 = ok
c send to [fd01::2]:5000 = ok
left: a0 10.1.0.1:7002 > 10.1.0.2:5000
c send more to [fd01::2]:5000 = ok
c send to [::ffff:10.1.0.2]:5000 = EINVAL
c send to [fd01::2]:5000 = ok
left: a0 [fd01::1]:7002 > [fd01::2]:5000
`,
}, {
	id:      "BND-20",
	because: "with a range of one port, each device has it once, and an unbound socket only if nobody has",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		s.Sysctl("net/ipv4/ip_local_port_range", "7100 7100")
		a := s.Root.UDP("a").On(a0)
		a.Bind("0.0.0.0:0")
		a.Addr()
		b := s.Root.UDP("b").On(b0)
		b.Bind("0.0.0.0:0")
		b.Addr()
		s.Root.UDP("a again").On(a0).Bind("0.0.0.0:0")
		s.Root.UDP("unbound").Bind("0.0.0.0:0")
		a.Close()
		b.Close()
		s.Root.UDP("unbound").Bind("0.0.0.0:0")
		s.Root.UDP("a").On(a0).Bind("0.0.0.0:0")
	},
	want: `
a bind 0.0.0.0:0 = ok
a getsockname = 0.0.0.0:7100
b bind 0.0.0.0:0 = ok
b getsockname = 0.0.0.0:7100
a again bind 0.0.0.0:0 = EADDRINUSE
unbound bind 0.0.0.0:0 = EADDRINUSE
a close = ok
b close = ok
unbound bind 0.0.0.0:0 = ok
a bind 0.0.0.0:0 = EADDRINUSE
`,
}, {
	id:      "BND-21",
	because: "a port that connect() or sendto() cannot find gives EAGAIN",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		s.Sysctl("net/ipv4/ip_local_port_range", "7100 7100")
		s.Root.UDP("u").Bind("0.0.0.0:0")
		a := s.Root.UDP("a").On(a0)
		a.Connect(peer5000)
		a.Send(peer5000)
		s.Root.UDP6("b").Connect("[::ffff:10.1.0.2]:5000")
	},
	want: `
u bind 0.0.0.0:0 = ok
a connect 10.1.0.2:5000 = EAGAIN
a send to 10.1.0.2:5000 = EAGAIN
b connect [::ffff:10.1.0.2]:5000 = EAGAIN
`,
}, {
	id:      "BND-30",
	because: "with more than ten sockets on the port, where the kernel asks other chains, the answers are the same",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		for i := range 12 {
			s.Root.UDP("filler").On(1000 + i).At("10.9.9.9:7000")
		}
		for _, c := range []struct {
			what string
			dev  int
			at   string
		}{
			{"wildcard, unbound", 0, any7000}, {"wildcard, of a filler's device", 1000, any7000}, {"wildcard, a0", a0, any7000},
			{"specific, of a filler's device", 1000, s7000}, {"specific, unbound", 0, s7000}, {"specific, b0", b0, s7000},
			{"another address, of a filler's device", 1000, "10.1.0.1:7000"}, {"another address, unbound", 0, "10.1.0.1:7000"},
		} {
			a := s.Root.UDP("a").On(c.dev)
			s.Say("%s: %s", c.what, plane.Result(a.TryBind(c.at)))
			a.Shut()
		}
		w := s.Root.UDP("w").On(a0).At(any7000)
		for _, dev := range []int{0, a0, b0} {
			a := s.Root.UDP("a").On(dev)
			s.Say("beside a wildcard on a0: %d: %s", dev, plane.Result(a.TryBind("10.1.0.1:7000")))
			a.Shut()
		}
		w.SetIndex(b0)
		s.Arrive(b0, s7000, w)
		s.Arrive(a0, s7000, w)
	},
	want: `
wildcard, unbound: EADDRINUSE
wildcard, of a filler's device: EADDRINUSE
wildcard, a0: ok
specific, of a filler's device: EADDRINUSE
specific, unbound: EADDRINUSE
specific, b0: ok
another address, of a filler's device: ok
another address, unbound: ok
beside a wildcard on a0: 0: EADDRINUSE
beside a wildcard on a0: 2: EADDRINUSE
beside a wildcard on a0: 3: ok
w set BINDTOIFINDEX 3 = ok
to 10.9.9.9:7000 via b0: w
to 10.9.9.9:7000 via a0: nobody
`,
}, {
	id:      "BND-41",
	because: "who may share is asked before who may form a group: one conflict among many is enough, unless a socket that the group can be formed with comes first",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		r1 := s.Root.UDP("r1").Flag(emu.SO_REUSEPORT).On(a0).At(any7000)
		x := s.Root.UDP("x").On(b0).At(any7000)
		x.SetIndex(a0)
		s.Root.UDP("r2").Flag(emu.SO_REUSEPORT).On(a0).Bind(any7000)
		r3 := s.Root.UDP("r3").Flag(emu.SO_REUSEPORT).On(b0).At(any7000)
		r3.SetIndex(a0)
		s.Root.UDP("r4").Flag(emu.SO_REUSEPORT).On(a0).Bind(any7000)
		s.Root.UDP("y").On(a0).Bind(any7000)
		r1.Close()
	},
	want: `
x set BINDTOIFINDEX 2 = ok
r2 bind 0.0.0.0:7000 = EADDRINUSE
r3 set BINDTOIFINDEX 2 = ok
r4 bind 0.0.0.0:7000 = ok
y bind 0.0.0.0:7000 = EADDRINUSE
r1 close = ok
`,
}}

// pair6 is pair of two sockets of IPv6.
func pair6(s *plane.Script, what string, first, second func(*plane.Socket) *plane.Socket, at1, at2 string) {
	two(s, what, first(s.Root.UDP6("a")), second(s.Root.UDP6("b")), at1, at2)
}

// mixed is pair of one of IPv6 and one of IPv4, in both orders.
func mixed(s *plane.Script, what string, six, four func(*plane.Socket) *plane.Socket, at6, at4 string) {
	two(s, what, six(s.Root.UDP6("a")), four(s.Root.UDP("b")), at6, at4)
	two(s, what+", the other way", four(s.Root.UDP("b")), six(s.Root.UDP6("a")), at4, at6)
}

func two(s *plane.Script, what string, a, b *plane.Socket, at1, at2 string) {
	err := a.TryBind(at1)
	if err == nil {
		err = b.TryBind(at2)
	}
	s.Say("%s: %s", what, plane.Result(err))
	a.Shut()
	b.Shut()
}
