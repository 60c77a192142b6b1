package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
)

// memberships is who is in a group, on which device: OUT-36, and what comes of it.
var memberships = []rule{{
	id:      "OUT-36",
	because: "a membership without a device is for that of the route to the group; the bound device does not count",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		u, a := s.Root.UDP("u"), s.Root.UDP("a").On(a0)
		for _, p := range []*plane.Socket{u, a} {
			p.Join("239.1.2.3", 0)
			p.Leave("239.1.2.3", 0)
			p.Join("239.1.2.3", b0)
			p.Join("239.1.2.3", b0)
			p.Join("239.1.2.3", a0)
			p.Join("10.1.0.2", a0)
			p.Join("239.1.2.3", 4242)
			p.Leave("239.1.2.3", 4242)
			p.Leave("239.1.2.3", b0)
			p.Leave("239.1.2.3", b0)
			p.Leave("239.1.2.3", 0)
			p.Leave("10.1.0.2", a0)
			p.Leave("224.0.0.1", a0)
		}
		s.Route(emu.Route{Dst: netip.MustParsePrefix("224.0.0.0/4"), Dev: b0})
		a.Join("239.1.2.3", 0)
		a.Leave("239.1.2.3", 0)
		a.Leave("239.1.2.3", 0)
	},
	want: `
u set IP_ADD_MEMBERSHIP 239.1.2.3 0 = ENODEV
u set IP_DROP_MEMBERSHIP 239.1.2.3 0 = ENODEV
u set IP_ADD_MEMBERSHIP 239.1.2.3 3 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.3 3 = EADDRINUSE
u set IP_ADD_MEMBERSHIP 239.1.2.3 2 = ok
u set IP_ADD_MEMBERSHIP 10.1.0.2 2 = EINVAL
u set IP_ADD_MEMBERSHIP 239.1.2.3 4242 = ENODEV
u set IP_DROP_MEMBERSHIP 239.1.2.3 4242 = EADDRNOTAVAIL
u set IP_DROP_MEMBERSHIP 239.1.2.3 3 = ok
u set IP_DROP_MEMBERSHIP 239.1.2.3 3 = EADDRNOTAVAIL
u set IP_DROP_MEMBERSHIP 239.1.2.3 0 = ENODEV
u set IP_DROP_MEMBERSHIP 10.1.0.2 2 = EADDRNOTAVAIL
u set IP_DROP_MEMBERSHIP 224.0.0.1 2 = EADDRNOTAVAIL
a set IP_ADD_MEMBERSHIP 239.1.2.3 0 = ENODEV
a set IP_DROP_MEMBERSHIP 239.1.2.3 0 = ENODEV
a set IP_ADD_MEMBERSHIP 239.1.2.3 3 = ok
a set IP_ADD_MEMBERSHIP 239.1.2.3 3 = EADDRINUSE
a set IP_ADD_MEMBERSHIP 239.1.2.3 2 = ok
a set IP_ADD_MEMBERSHIP 10.1.0.2 2 = EINVAL
a set IP_ADD_MEMBERSHIP 239.1.2.3 4242 = ENODEV
a set IP_DROP_MEMBERSHIP 239.1.2.3 4242 = EADDRNOTAVAIL
a set IP_DROP_MEMBERSHIP 239.1.2.3 3 = ok
a set IP_DROP_MEMBERSHIP 239.1.2.3 3 = EADDRNOTAVAIL
a set IP_DROP_MEMBERSHIP 239.1.2.3 0 = ENODEV
a set IP_DROP_MEMBERSHIP 10.1.0.2 2 = EADDRNOTAVAIL
a set IP_DROP_MEMBERSHIP 224.0.0.1 2 = EADDRNOTAVAIL
a set IP_ADD_MEMBERSHIP 239.1.2.3 0 = ok
a set IP_DROP_MEMBERSHIP 239.1.2.3 0 = ok
a set IP_DROP_MEMBERSHIP 239.1.2.3 0 = EADDRNOTAVAIL
`,
}, {
	id:      "OUT-36-v6",
	because: "the same of IPv6, where every device has a route to groups, and index 0 stands for any membership",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		u, a := s.Root.UDP6("u"), s.Root.UDP6("b").On(b0)
		for _, p := range []*plane.Socket{u, a} {
			p.Join("ff05::5", 0)
			p.Join("ff05::5", 0)
			p.Join("ff05::5", a0)
			p.Join("ff05::5", b0)
			p.Join("ff02::5", a0)
			p.Join("ff02::5", 4242)
			p.Join("fd01::2", a0)
			p.Leave("fd01::2", a0)
			p.Leave("ff05::5", 4242)
			p.Leave("ff05::5", 0)
			p.Leave("ff05::5", 0)
			p.Leave("ff05::5", 0)
			p.Leave("ff02::5", b0)
			p.Leave("ff02::5", a0)
			p.Join("239.1.2.3", a0)
			p.Leave("239.1.2.3", a0)
		}
		s.Root.TCP("t4").Join("239.1.2.3", a0)
		s.Root.TCP6("t6").Join("ff05::5", a0)
	},
	want: `
u set IPV6_JOIN_GROUP ff05::5 0 = ok
u set IPV6_JOIN_GROUP ff05::5 0 = EADDRINUSE
u set IPV6_JOIN_GROUP ff05::5 2 = EADDRINUSE
u set IPV6_JOIN_GROUP ff05::5 3 = ok
u set IPV6_JOIN_GROUP ff02::5 2 = ok
u set IPV6_JOIN_GROUP ff02::5 4242 = ENODEV
u set IPV6_JOIN_GROUP fd01::2 2 = EINVAL
u set IPV6_LEAVE_GROUP fd01::2 2 = EINVAL
u set IPV6_LEAVE_GROUP ff05::5 4242 = EADDRNOTAVAIL
u set IPV6_LEAVE_GROUP ff05::5 0 = ok
u set IPV6_LEAVE_GROUP ff05::5 0 = ok
u set IPV6_LEAVE_GROUP ff05::5 0 = EADDRNOTAVAIL
u set IPV6_LEAVE_GROUP ff02::5 3 = EADDRNOTAVAIL
u set IPV6_LEAVE_GROUP ff02::5 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.3 2 = ok
u set IP_DROP_MEMBERSHIP 239.1.2.3 2 = ok
b set IPV6_JOIN_GROUP ff05::5 0 = ok
b set IPV6_JOIN_GROUP ff05::5 0 = EADDRINUSE
b set IPV6_JOIN_GROUP ff05::5 2 = EADDRINUSE
b set IPV6_JOIN_GROUP ff05::5 3 = ok
b set IPV6_JOIN_GROUP ff02::5 2 = ok
b set IPV6_JOIN_GROUP ff02::5 4242 = ENODEV
b set IPV6_JOIN_GROUP fd01::2 2 = EINVAL
b set IPV6_LEAVE_GROUP fd01::2 2 = EINVAL
b set IPV6_LEAVE_GROUP ff05::5 4242 = EADDRNOTAVAIL
b set IPV6_LEAVE_GROUP ff05::5 0 = ok
b set IPV6_LEAVE_GROUP ff05::5 0 = ok
b set IPV6_LEAVE_GROUP ff05::5 0 = EADDRNOTAVAIL
b set IPV6_LEAVE_GROUP ff02::5 3 = EADDRNOTAVAIL
b set IPV6_LEAVE_GROUP ff02::5 2 = ok
b set IP_ADD_MEMBERSHIP 239.1.2.3 2 = ok
b set IP_DROP_MEMBERSHIP 239.1.2.3 2 = ok
t4 set IP_ADD_MEMBERSHIP 239.1.2.3 2 = EPROTO
t6 set IPV6_JOIN_GROUP ff05::5 2 = EPROTO
`,
}, {
	id:      "OUT-36-limit",
	because: "a socket has at most 20 memberships of IPv4",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		u := s.Root.UDP("u")
		groups := []string{"239.1.2.1", "239.1.2.2", "239.1.2.3", "239.1.2.4", "239.1.2.5", "239.1.2.6", "239.1.2.7", "239.1.2.8", "239.1.2.9", "239.1.2.10", "239.1.2.11"}
		for _, g := range groups {
			u.Join(g, a0)
		}
		for _, g := range groups {
			u.Join(g, 1)
		}
	},
	want: `
u set IP_ADD_MEMBERSHIP 239.1.2.1 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.2 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.3 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.4 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.5 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.6 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.7 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.8 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.9 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.10 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.11 2 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.1 1 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.2 1 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.3 1 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.4 1 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.5 1 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.6 1 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.7 1 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.8 1 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.9 1 = ok
u set IP_ADD_MEMBERSHIP 239.1.2.10 1 = ENOBUFS
u set IP_ADD_MEMBERSHIP 239.1.2.11 1 = ENOBUFS
`,
}, {
	id:      "UDP-24-loop",
	because: "multicast of this host comes back on the device that it leaves by, if that is in the group and the sender's MULTICAST_LOOP is on; a broadcast always does",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		v4, v6 := s.Root.UDP("member").At("0.0.0.0:7000").WantInfo(), s.Root.UDP6("member6").At("[::]:7001").WantInfo()
		v4.Join("239.1.2.3", a0)
		v6.Join("ff05::5", a0)
		tx, tx6 := s.Root.UDP("tx").Flag(emu.SO_BROADCAST), s.Root.UDP6("tx6")
		for _, via := range []int{a0, b0} {
			tx.SetIndex(via)
			tx6.SetIndex(via)
			for _, loop := range []int{1, 0} {
				tx.SetInt(emu.IPPROTO_IP, emu.IP_MULTICAST_LOOP, loop)
				tx6.SetInt(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_LOOP, loop)
				tx.Send("239.1.2.3:7000")
				v4.RecvInfo()
				tx.Send("255.255.255.255:7000")
				v4.RecvInfo()
				tx6.Send("[ff05::5]:7001")
				v6.RecvInfo()
				tx6.Send("[ff02::1]:7001")
				v6.RecvInfo()
			}
		}
	},
	want: `
member set IP_ADD_MEMBERSHIP 239.1.2.3 2 = ok
member6 set IPV6_JOIN_GROUP ff05::5 2 = ok
tx set BINDTOIFINDEX 2 = ok
tx6 set BINDTOIFINDEX 2 = ok
tx set IP_MULTICAST_LOOP 1 = ok
tx6 set IPV6_MULTICAST_LOOP 1 = ok
tx send to 239.1.2.3:7000 = ok
member recv = from 10.1.0.1:auto to 239.1.2.3 (local 10.1.0.1) via a0
tx send to 255.255.255.255:7000 = ok
member recv = from 10.1.0.1:auto to 255.255.255.255 (local 10.1.0.1) via a0
tx6 send to [ff05::5]:7001 = ok
member6 recv = from [fd01::1]:auto to ff05::5 via a0
tx6 send to [ff02::1]:7001 = ok
member6 recv = from [fe80::a%2]:auto to ff02::1 via a0
tx set IP_MULTICAST_LOOP 0 = ok
tx6 set IPV6_MULTICAST_LOOP 0 = ok
tx send to 239.1.2.3:7000 = ok
member recv = EAGAIN
tx send to 255.255.255.255:7000 = ok
member recv = from 10.1.0.1:auto to 255.255.255.255 (local 10.1.0.1) via a0
tx6 send to [ff05::5]:7001 = ok
member6 recv = EAGAIN
tx6 send to [ff02::1]:7001 = ok
member6 recv = EAGAIN
tx set BINDTOIFINDEX 3 = ok
tx6 set BINDTOIFINDEX 3 = ok
tx set IP_MULTICAST_LOOP 1 = ok
tx6 set IPV6_MULTICAST_LOOP 1 = ok
tx send to 239.1.2.3:7000 = ok
member recv = EAGAIN
tx send to 255.255.255.255:7000 = ok
member recv = from 10.2.0.1:auto to 255.255.255.255 (local 10.2.0.1) via b0
tx6 send to [ff05::5]:7001 = ok
member6 recv = EAGAIN
tx6 send to [ff02::1]:7001 = ok
member6 recv = from [fe80::b%3]:auto to ff02::1 via b0
tx set IP_MULTICAST_LOOP 0 = ok
tx6 set IPV6_MULTICAST_LOOP 0 = ok
tx send to 239.1.2.3:7000 = ok
member recv = EAGAIN
tx send to 255.255.255.255:7000 = ok
member recv = from 10.2.0.1:auto to 255.255.255.255 (local 10.2.0.1) via b0
tx6 send to [ff05::5]:7001 = ok
member6 recv = EAGAIN
tx6 send to [ff02::1]:7001 = ok
member6 recv = EAGAIN
`,
}, {
	id:      "UDP-21-all",
	because: "without MULTICAST_ALL a socket gets only the groups that it has joined itself, of IPv4 only on that device",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		member, other := s.Root.UDP("member").Flag(emu.SO_REUSEADDR).At("0.0.0.0:7000"), s.Root.UDP("other").Flag(emu.SO_REUSEADDR).At("0.0.0.0:7000")
		choosy := s.Root.UDP("choosy").Flag(emu.SO_REUSEADDR).At("0.0.0.0:7000").FlagAt(emu.IPPROTO_IP, emu.IP_MULTICAST_ALL, 0)
		member.Join("239.1.2.3", a0)
		member.Join("239.1.2.3", b0)
		choosy.Join("239.1.2.3", b0)
		all := []*plane.Socket{member, other, choosy}
		s.Arrive(a0, "239.1.2.3:7000", all...)
		s.Arrive(b0, "239.1.2.3:7000", all...)
		s.Arrive(b0, "224.0.0.1:7000", all...)
		member6, other6 := s.Root.UDP6("member6").Flag(emu.SO_REUSEADDR).At("[::]:7001"), s.Root.UDP6("other6").Flag(emu.SO_REUSEADDR).At("[::]:7001")
		choosy6 := s.Root.UDP6("choosy6").Flag(emu.SO_REUSEADDR).At("[::]:7001").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_ALL, 0)
		member6.Join("ff05::5", a0)
		member6.Join("ff05::5", b0)
		choosy6.Join("ff05::5", b0)
		all = []*plane.Socket{member6, other6, choosy6}
		s.Arrive(a0, "[ff05::5]:7001", all...)
		s.Arrive(b0, "[ff05::5]:7001", all...)
		s.Arrive(b0, "[ff02::1]:7001", all...)
		member.Close()
		s.Arrive(a0, "239.1.2.3:7000", other, choosy)
		choosy.Close()
		s.Arrive(b0, "239.1.2.3:7000", other)
	},
	want: `
member set IP_ADD_MEMBERSHIP 239.1.2.3 2 = ok
member set IP_ADD_MEMBERSHIP 239.1.2.3 3 = ok
choosy set IP_ADD_MEMBERSHIP 239.1.2.3 3 = ok
to 239.1.2.3:7000 via a0: member, other
to 239.1.2.3:7000 via b0: member, other, choosy
to 224.0.0.1:7000 via b0: member, other
member6 set IPV6_JOIN_GROUP ff05::5 2 = ok
member6 set IPV6_JOIN_GROUP ff05::5 3 = ok
choosy6 set IPV6_JOIN_GROUP ff05::5 3 = ok
to [ff05::5]:7001 via a0: member6, other6, choosy6
to [ff05::5]:7001 via b0: member6, other6, choosy6
to [ff02::1]:7001 via b0: member6, other6
member close = ok
to 239.1.2.3:7000 via a0: nobody
choosy close = ok
to 239.1.2.3:7000 via b0: nobody
`,
}}
