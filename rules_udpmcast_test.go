package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

const (
	group     = "239.1.1.1"
	group7000 = "239.1.1.1:7000"
	all7000   = "255.255.255.255:7000"
	group6    = "ff05::77"
	group6to  = "[ff05::77]:7000"
)

// crowd is a socket on a0, one on b0 and one on none, which share the port.
func crowd(open func(string) *plane.Socket, a0, b0 int, at string) []*plane.Socket {
	return []*plane.Socket{
		open("a").Flag(emu.SO_REUSEADDR).On(a0).At(at),
		open("b").Flag(emu.SO_REUSEADDR).On(b0).At(at),
		open("u").Flag(emu.SO_REUSEADDR).At(at),
	}
}

// multicasts is sections 4.3 and 4.5 about errors.
var multicasts = []rule{{
	id:      "UDP-20",
	because: "every socket of the port that matches the device gets a copy of multicast; all are for the port without membership of their own, once the host is a member there (UDP-21)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		socks := crowd(s.Root.UDP, a0, b0, any7000)
		s.Arrive(a0, group7000, socks...)
		j := s.Root.UDP("j")
		j.Join(group, a0)
		s.Arrive(a0, group7000, socks...)
		s.Arrive(b0, group7000, socks...)
		s.Arrive(1, group7000, socks...)
		j.Join(group, b0)
		s.Arrive(b0, group7000, socks...)
		j.Leave(group, a0)
		s.Arrive(a0, group7000, socks...)
		j.Shut()
		s.Arrive(b0, group7000, socks...)
	},
	want: `
to 239.1.1.1:7000 via a0: nobody
j set IP_ADD_MEMBERSHIP 239.1.1.1 2 = ok
to 239.1.1.1:7000 via a0: a, u
to 239.1.1.1:7000 via b0: nobody
to 239.1.1.1:7000 via lo: nobody
j set IP_ADD_MEMBERSHIP 239.1.1.1 3 = ok
to 239.1.1.1:7000 via b0: b, u
j set IP_DROP_MEMBERSHIP 239.1.1.1 2 = ok
to 239.1.1.1:7000 via a0: nobody
to 239.1.1.1:7000 via b0: nobody
`,
}, {
	id:      "UDP-20-v6",
	because: "the same for IPv6",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		socks := crowd(s.Root.UDP6, a0, b0, any7000v6)
		s.ArriveFrom("[fd01::2]:5000", a0, group6to, socks...)
		j := s.Root.UDP6("j")
		j.Join(group6, a0)
		s.ArriveFrom("[fd01::2]:5000", a0, group6to, socks...)
		s.ArriveFrom("[fd02::2]:5000", b0, group6to, socks...)
		j.Join(group6, b0)
		s.ArriveFrom("[fd02::2]:5000", b0, group6to, socks...)
		j.Leave(group6, a0)
		s.ArriveFrom("[fd01::2]:5000", a0, group6to, socks...)
		j.Shut()
		s.ArriveFrom("[fd02::2]:5000", b0, group6to, socks...)
	},
	want: `
to [ff05::77]:7000 via a0: nobody
j set IPV6_JOIN_GROUP ff05::77 2 = ok
to [ff05::77]:7000 via a0: a, u
to [ff05::77]:7000 via b0: nobody
j set IPV6_JOIN_GROUP ff05::77 3 = ok
to [ff05::77]:7000 via b0: b, u
j set IPV6_LEAVE_GROUP ff05::77 2 = ok
to [ff05::77]:7000 via a0: nobody
to [ff05::77]:7000 via b0: nobody
`,
}, {
	id:      "UDP-21",
	because: "a socket that has cleared IP_MULTICAST_ALL gets only what it has joined on the device of the packet; of IPv6 the device of the membership does not matter",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		j := s.Root.UDP("j")
		j.Join(group, a0)
		j.Join(group, b0)
		x := s.Root.UDP("x").FlagAt(emu.IPPROTO_IP, emu.IP_MULTICAST_ALL, 0).At(any7000)
		s.Arrive(a0, group7000, x)
		x.Join(group, b0)
		s.Arrive(a0, group7000, x)
		s.Arrive(b0, group7000, x)
		x.SetIndex(a0)
		s.Arrive(a0, group7000, x)
		s.Arrive(b0, group7000, x)
		j6 := s.Root.UDP6("j6")
		j6.Join(group6, a0)
		j6.Join(group6, b0)
		y := s.Root.UDP6("y").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_ALL, 0).At("[::]:7001")
		s.ArriveFrom("[fd01::2]:5000", a0, "[ff05::77]:7001", y)
		y.Join(group6, b0)
		s.ArriveFrom("[fd01::2]:5000", a0, "[ff05::77]:7001", y)
		s.ArriveFrom("[fd02::2]:5000", b0, "[ff05::77]:7001", y)
	},
	want: `
j set IP_ADD_MEMBERSHIP 239.1.1.1 2 = ok
j set IP_ADD_MEMBERSHIP 239.1.1.1 3 = ok
to 239.1.1.1:7000 via a0: nobody
x set IP_ADD_MEMBERSHIP 239.1.1.1 3 = ok
to 239.1.1.1:7000 via a0: nobody
to 239.1.1.1:7000 via b0: x
x set BINDTOIFINDEX 2 = ok
to 239.1.1.1:7000 via a0: nobody
to 239.1.1.1:7000 via b0: nobody
j6 set IPV6_JOIN_GROUP ff05::77 2 = ok
j6 set IPV6_JOIN_GROUP ff05::77 3 = ok
to [ff05::77]:7001 via a0: nobody
y set IPV6_JOIN_GROUP ff05::77 3 = ok
to [ff05::77]:7001 via a0: y
to [ff05::77]:7001 via b0: y
`,
}, {
	id:      "UDP-22",
	because: "bound to a0 and joined on b0: nothing arrives that is for both",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		x := s.Root.UDP("x").On(a0).At(any7000)
		x.Join(group, b0)
		s.Arrive(a0, group7000, x)
		s.Arrive(b0, group7000, x)
		x.SetIndex(b0)
		s.Arrive(b0, group7000, x)
		y := s.Root.UDP6("y").On(a0).At(any7000v6)
		y.Join(group6, b0)
		s.ArriveFrom("[fd01::2]:5000", a0, group6to, y)
		s.ArriveFrom("[fd02::2]:5000", b0, group6to, y)
	},
	want: `
x set IP_ADD_MEMBERSHIP 239.1.1.1 3 = ok
to 239.1.1.1:7000 via a0: nobody
to 239.1.1.1:7000 via b0: nobody
x set BINDTOIFINDEX 3 = ok
to 239.1.1.1:7000 via b0: x
y set IPV6_JOIN_GROUP ff05::77 3 = ok
to [ff05::77]:7000 via a0: nobody
to [ff05::77]:7000 via b0: nobody
`,
}, {
	id:      "UDP-20-match",
	because: "address, peer and port count as for unicast: a socket of another address or peer gets no copy, one that is bound to the group does; a dual-stack socket is born with IP_MULTICAST_ALL off",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		j := s.Root.UDP("j")
		j.Join(group, a0)
		open := func(name, at string) *plane.Socket { return s.Root.UDP(name).Flag(emu.SO_REUSEADDR).At(at) }
		w := open("wildcard", any7000)
		g := open("group", group7000)
		o := open("other address", s7000)
		og := open("other group", "239.1.1.2:7000")
		p := open("peer", any7000).To(peer5000)
		q := open("group and peer", group7000)
		q.Connect(peer5000)
		r := open("group and other peer", group7000).To("10.1.0.2:5001")
		d := s.Root.UDP6("dual").Flag(emu.SO_REUSEADDR).At(any7000v6)
		only := s.Root.UDP6("only").Flag(emu.SO_REUSEADDR).FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1).At(any7000v6)
		s.Arrive(a0, group7000, w, g, o, og, p, q, r, d, only)
		s.Arrive(a0, "239.1.1.1:7001", w, g, o, og, p, q, r, d, only)
	},
	want: `
j set IP_ADD_MEMBERSHIP 239.1.1.1 2 = ok
group and peer connect 10.1.0.2:5000 = ok
to 239.1.1.1:7000 via a0: wildcard, group, group and peer
to 239.1.1.1:7001 via a0: nobody
`,
}, {
	id:      "UDP-20-hosts",
	because: "every host is in 224.0.0.1 and ff02::1 on each of its devices",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		socks := crowd(s.Root.UDP, a0, b0, any7000)
		s.Arrive(a0, "224.0.0.1:7000", socks...)
		s.Arrive(b0, "224.0.0.1:7000", socks...)
		s.Arrive(a0, "224.0.0.2:7000", socks...)
		for _, x := range socks {
			x.Shut()
		}
		socks = crowd(s.Root.UDP6, a0, b0, any7000v6)
		s.ArriveFrom("[fd01::2]:5000", a0, "[ff02::1]:7000", socks...)
		s.ArriveFrom("[fd02::2]:5000", b0, "[ff02::1]:7000", socks...)
		s.ArriveFrom("[fd01::2]:5000", a0, "[ff02::2]:7000", socks...)
	},
	want: `
to 224.0.0.1:7000 via a0: a, u
to 224.0.0.1:7000 via b0: b, u
to 224.0.0.2:7000 via a0: nobody
to [ff02::1]:7000 via a0: a, u
to [ff02::1]:7000 via b0: b, u
to [ff02::2]:7000 via a0: nobody
`,
}, {
	id:      "UDP-23",
	because: "a broadcast goes to all that match, too, and devices filter it: 255.255.255.255, and the broadcast address of a link by whatever device it arrives",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		socks := crowd(s.Root.UDP, a0, b0, any7000)
		for _, via := range []int{a0, b0} {
			s.Arrive(via, all7000, socks...)
			s.Arrive(via, "10.1.0.255:7000", socks...)
		}
		p := s.Root.UDP("p").Flag(emu.SO_REUSEADDR).At("10.1.0.255:7000")
		o := s.Root.UDP("o").Flag(emu.SO_REUSEADDR).At("10.1.0.1:7000")
		s.Arrive(a0, "10.1.0.255:7000", append(socks, p, o)...)
		s.Arrive(a0, all7000, append(socks, p, o)...)
	},
	want: `
to 255.255.255.255:7000 via a0: a, u
to 10.1.0.255:7000 via a0: a, u
to 255.255.255.255:7000 via b0: b, u
to 10.1.0.255:7000 via b0: b, u
to 10.1.0.255:7000 via a0: a, u, p
to 255.255.255.255:7000 via a0: a, u
`,
}, {
	id:      "UDP-20-reuseport",
	because: "groups of SO_REUSEPORT do not divide multicast: each member gets its copy",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		j := s.Root.UDP("j")
		j.Join(group, a0)
		x := s.Root.UDP("x").Flag(emu.SO_REUSEPORT).On(a0).At(any7000)
		y := s.Root.UDP("y").Flag(emu.SO_REUSEPORT).On(a0).At(any7000)
		s.Arrive(a0, group7000, x, y)
		s.Arrive(a0, all7000, x, y)
	},
	want: `
j set IP_ADD_MEMBERSHIP 239.1.1.1 2 = ok
to 239.1.1.1:7000 via a0: x, y
to 255.255.255.255:7000 via a0: x, y
`,
}, {
	id:      "UDP-25",
	because: "the same with more than ten sockets on the port, where the kernel walks other chains",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		j := s.Root.UDP("j")
		j.Join(group, a0)
		for i := range 12 {
			s.Root.UDP("filler").On(1000 + i).At(any7000)
		}
		x := s.Root.UDP("x").On(a0).At(any7000)
		g := s.Root.UDP("g").Flag(emu.SO_REUSEADDR).On(b0).At(group7000)
		x.Flag(emu.SO_REUSEADDR)
		g.SetIndex(a0)
		s.Arrive(a0, group7000, x, g)
		s.Arrive(b0, group7000, x, g)
		s.Arrive(a0, all7000, x, g)
	},
	want: `
j set IP_ADD_MEMBERSHIP 239.1.1.1 2 = ok
g set BINDTOIFINDEX 2 = ok
to 239.1.1.1:7000 via a0: x, g
to 239.1.1.1:7000 via b0: nobody
to 255.255.255.255:7000 via a0: x
`,
}, {
	id:      "UDP-24",
	because: "multicast that the host sends comes back as if it had arrived on the device that it left by",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		j := s.Root.UDP("j")
		j.Join(group, a0)
		socks := crowd(s.Root.UDP, a0, b0, any7000)
		lo := s.Root.UDP("lo").Flag(emu.SO_REUSEADDR).On(1).At(any7000)
		x := s.Root.UDP("x").On(a0)
		x.Send(group7000)
		s.Got(append(socks, lo)...)
		j6 := s.Root.UDP6("j6")
		j6.Join(group6, a0)
		socks = append(crowd(s.Root.UDP6, a0, b0, "[::]:7001"), s.Root.UDP6("lo").Flag(emu.SO_REUSEADDR).On(1).At("[::]:7001"))
		y := s.Root.UDP6("y").On(a0)
		y.Send("[ff05::77]:7001")
		s.Got(socks...)
	},
	want: `
j set IP_ADD_MEMBERSHIP 239.1.1.1 2 = ok
x send to 239.1.1.1:7000 = ok
got it: a, u
j6 set IPV6_JOIN_GROUP ff05::77 2 = ok
y send to [ff05::77]:7001 = ok
got it: a, u
`,
}, {
	id:      "UDP-40",
	because: "an ICMP error about a datagram is for the connected socket of its device, whose next call gives it, once; an unconnected socket is told nothing",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		a := s.Root.UDP("a").On(a0).At("10.1.0.1:7000").To(peer5000)
		a.Send("")
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", peer5000)
		a.Send("")
		a.Send("")
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", peer5000)
		a.Recv()
		a.Recv()
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", peer5000)
		a.Error()
		a.Error()
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", "10.1.0.2:5001")
		a.Error()
		u := s.Root.UDP("u").On(a0).At("10.1.0.1:7001")
		u.Send(peer5000)
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7001", peer5000)
		u.Error()
	},
	want: `
a send = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a send = ECONNREFUSED
a send = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a recv = ECONNREFUSED
a recv = EAGAIN
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a error = ECONNREFUSED
a error = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5001 UDP) via a0
a error = ok
u send to 10.1.0.2:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7001 > 10.1.0.2:5000 UDP) via a0
u error = ok
`,
}, {
	id:      "UDP-41",
	because: "an error that arrives on another device is for nobody that is bound, and for a socket without device",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		a := s.Root.UDP("a").On(a0).At("10.1.0.1:7000").To(peer5000)
		a.Send("")
		s.ArriveUnreachable(b0, "10.2.0.2", "10.1.0.1:7000", peer5000)
		a.Error()
		a.SetIndex(b0)
		s.ArriveUnreachable(b0, "10.2.0.2", "10.1.0.1:7000", peer5000)
		a.Error()
		a.SetIndex(0)
		s.ArriveUnreachable(b0, "10.2.0.2", "10.1.0.1:7000", peer5000)
		a.Error()
	},
	want: `
a send = ok
10.2.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via b0
a error = ok
a set BINDTOIFINDEX 3 = ok
10.2.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via b0
a error = ECONNREFUSED
a set BINDTOIFINDEX 0 = ok
10.2.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via b0
a error = ECONNREFUSED
`,
}, {
	id:      "UDP-41-v6",
	because: "the same for IPv6",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		a := s.Root.UDP6("a").On(a0).At("[fd01::1]:7000").To("[fd01::2]:5000")
		a.Send("")
		s.ArriveUnreachable(b0, "fd02::2", "[fd01::1]:7000", "[fd01::2]:5000")
		a.Error()
		s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:7000", "[fd01::2]:5000")
		a.Send("")
		a.SetIndex(0)
		s.ArriveUnreachable(b0, "fd02::2", "[fd01::1]:7000", "[fd01::2]:5000")
		a.Recv()
	},
	want: `
a send = ok
fd02::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP) via b0
a error = ok
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP) via a0
a send = ECONNREFUSED
a set BINDTOIFINDEX 0 = ok
fd02::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP) via b0
a recv = ECONNREFUSED
`,
}, {
	id:      "UDP-41-choice",
	because: "the lookup is that of packets: of two connected sockets the one bound to the device of the error is told, and it may be told of what the other sent",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		a := s.Root.UDP("a").On(a0).At("10.9.9.9:7000").To(peer5000)
		b := s.Root.UDP("b").On(b0).At("10.9.9.9:7000").To(peer5000)
		s.ArriveUnreachable(a0, "10.1.0.2", "10.9.9.9:7000", peer5000)
		a.Error()
		b.Error()
		s.ArriveUnreachable(b0, "10.1.0.2", "10.9.9.9:7000", peer5000)
		a.Error()
		b.Error()
	},
	want: `
10.1.0.2 > 10.9.9.9 ICMP port unreachable (10.9.9.9:7000 > 10.1.0.2:5000 UDP) via a0
a error = ECONNREFUSED
b error = ok
10.1.0.2 > 10.9.9.9 ICMP port unreachable (10.9.9.9:7000 > 10.1.0.2:5000 UDP) via b0
a error = ok
b error = ECONNREFUSED
`,
}, {
	id:      "UDP-40-local",
	because: "a port of this host that nobody has: the error arrives on lo, as IPv4 sees it, whatever address it was; IPv6 takes the device of the address",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		for _, dev := range []int{0, 1, a0} {
			a := s.Root.UDP("a").On(dev).At("10.1.0.1:7000").To("10.1.0.1:9")
			a.Send("")
			a.Error()
			a.Shut()
			b := s.Root.UDP6("b").On(dev)
			if b.TryBind("[fd01::1]:7000") != nil {
				continue
			}
			b.Connect("[fd01::1]:9")
			b.Send("")
			b.Error()
			b.Shut()
		}
	},
	want: `
a send = ok
a error = ECONNREFUSED
b connect [fd01::1]:9 = ok
b send = ok
b error = ECONNREFUSED
a send = ok
a error = ECONNREFUSED
b connect [fd01::1]:9 = ENETUNREACH
b send = EDESTADDRREQ
b error = ok
a send = ok
a error = ok
b connect [fd01::1]:9 = ok
b send = ok
b error = ECONNREFUSED
`,
}, {
	id:      "UDP-43",
	because: "a packet for a port whose only socket is on another device is answered as if there were none; a broadcast or multicast never is",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		a := s.Root.UDP("a").On(a0).At(any7000)
		s.ArriveFrom("10.2.0.2:5000", b0, "10.2.0.1:7000", a)
		s.Left(a0, b0)
		s.ArriveFrom("10.1.0.2:5000", a0, "10.1.0.1:7000", a)
		s.Left(a0, b0)
		s.ArriveFrom("10.2.0.2:5000", b0, "224.0.0.1:7000", a)
		s.ArriveFrom("10.2.0.2:5000", b0, all7000, a)
		s.Left(a0, b0)
		b := s.Root.UDP6("b").On(a0).At("[::]:7001")
		s.ArriveFrom("[fd02::2]:5000", b0, "[fd02::1]:7001", b)
		s.Left(a0, b0)
		s.ArriveFrom("[fd02::2]:5000", b0, "[ff02::1]:7001", b)
		s.Left(a0, b0)
	},
	want: `
to 10.2.0.1:7000 via b0: nobody
left: b0 10.2.0.1 > 10.2.0.2 ICMP port unreachable (10.2.0.2:5000 > 10.2.0.1:7000 UDP)
to 10.1.0.1:7000 via a0: a
left: nothing
to 224.0.0.1:7000 via b0: nobody
to 255.255.255.255:7000 via b0: nobody
left: nothing
to [fd02::1]:7001 via b0: nobody
left: b0 fd02::1 > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fd02::1]:7001 UDP)
to [ff02::1]:7001 via b0: nobody
left: nothing
`,
}}
