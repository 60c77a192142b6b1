package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// udpbinds is section 5 for IPv6 and for automatic ports, and what section 6
// says of connected and of corked sockets.
var udpbinds = []rule{{
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
	id:      "OUT-47-connect",
	because: "connect() gives the open datagram of IPv4 the addresses of the new connection, and leaves it its route: it leaves by a0 for a peer behind b0. IPv6 does not",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		a := s.Root.UDP("a").At(any7000)
		a.SendMore(peer5000)
		a.Connect("10.2.0.2:6000")
		a.Disconnect()
		a.Send("10.1.0.3:9")
		s.Left(a0, b0)
		b := s.Root.UDP6("b").At("[::]:7001")
		b.SendMore("[fd01::2]:5000")
		b.Connect("[fd02::2]:6000")
		b.Send("")
		s.Left(a0, b0)
	},
	want: `
a send more to 10.1.0.2:5000 = ok
a connect 10.2.0.2:6000 = ok
a connect AF_UNSPEC = ok
a send to 10.1.0.3:9 = ok
left: a0 10.2.0.1:7000 > 10.2.0.2:6000
b send more to [fd01::2]:5000 = ok
b connect [fd02::2]:6000 = ok
b send = ok
left: a0 [fd01::1]:7001 > [fd01::2]:5000
`,
}, {
	id:      "OUT-47-failed",
	because: "a connect() that finds no route leaves its address there, too (OUT-47): the first send to the old peer looks its route up and goes right, the second takes that route and goes to the address that could not be connected to",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		a := s.Root.UDP("a")
		a.Connect("10.2.0.2:6000")
		a.Connect("10.7.7.7:5000")
		a.Peer()
		a.Send("")
		s.Left(a0, b0)
		a.Send("")
		s.Left(a0, b0)
		a.Connect("10.2.0.2:6000")
		a.Send("")
		s.Left(a0, b0)
	},
	want: `
a connect 10.2.0.2:6000 = ok
a connect 10.7.7.7:5000 = ENETUNREACH
a getpeername = 10.2.0.2:6000
a send = ok
left: b0 10.2.0.1:auto > 10.2.0.2:6000
a send = ok
left: b0 10.2.0.1:auto > 10.7.7.7:5000
a connect 10.2.0.2:6000 = ok
a send = ok
left: b0 10.2.0.1:auto > 10.2.0.2:6000
`,
}, {
	id:      "OUT-47-left",
	because: "a connected socket of IPv4 has the addresses of its peer where an open datagram has its own: after one to another address, what it sends to its peer goes to that address, by the peer's device, until it connects again; only a datagram that has to look its route up goes right. IPv6 keeps them apart",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		a := s.Root.UDP("a").At("10.9.9.9:7000")
		a.Connect("10.2.0.2:6000")
		a.SendMore(peer5000)
		a.Send("")
		s.Left(a0, b0)
		a.Send("")
		s.Left(a0, b0)
		a.Peer()
		a.SetIndex(0)
		a.Send("")
		s.Left(a0, b0)
		a.Send("")
		s.Left(a0, b0)
		a.Connect("10.2.0.2:6000")
		a.Send("")
		s.Left(a0, b0)
		b := s.Root.UDP6("b").At("[fd09::9]:7001")
		b.Connect("[fd02::2]:6000")
		b.SendMore("[fd01::2]:5000")
		b.Send("")
		b.Send("")
		s.Left(a0, b0)
	},
	want: `
a connect 10.2.0.2:6000 = ok
a send more to 10.1.0.2:5000 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000
a send = ok
left: b0 10.9.9.9:7000 > 10.1.0.2:5000
a getpeername = 10.2.0.2:6000
a set BINDTOIFINDEX 0 = ok
a send = ok
left: b0 10.9.9.9:7000 > 10.2.0.2:6000
a send = ok
left: b0 10.9.9.9:7000 > 10.1.0.2:5000
a connect 10.2.0.2:6000 = ok
a send = ok
left: b0 10.9.9.9:7000 > 10.2.0.2:6000
b connect [fd02::2]:6000 = ok
b send more to [fd01::2]:5000 = ok
b send = ok
b send = ok
left: a0 [fd09::9]:7001 > [fd01::2]:5000, b0 [fd09::9]:7001 > [fd02::2]:6000
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
