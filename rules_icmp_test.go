package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// icmps is what ICMP messages do, in and out: UDP-40, UDP-41, UDP-43.
var icmps = []rule{{
	id:      "UDP-40-calls",
	because: "a port unreachable that arrives on the bound device is told by the next call; connect() and bind() leave it",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDP("v4").On(a0).At("0.0.0.0:7000").To("10.1.0.2:9"), s.Root.UDP6("v6").On(a0).At("[::]:7001").To("[fd01::2]:9")} {
			refuse := func() {
				s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", "10.1.0.2:9")
				s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:7001", "[fd01::2]:9")
			}
			refuse()
			a.Error()
			a.Error()
			refuse()
			a.Send("")
			a.Send("")
			refuse()
			a.Recv()
			a.Recv()
			refuse()
			a.Addr()
			a.SetIndex(a0)
			a.Disconnect()
			a.Error()
		}
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
v4 error = ECONNREFUSED
v4 error = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
v4 send = ECONNREFUSED
v4 send = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
v4 recv = ECONNREFUSED
v4 recv = EAGAIN
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
v4 getsockname = 10.1.0.1:7000
v4 set BINDTOIFINDEX 2 = ok
v4 connect AF_UNSPEC = ok
v4 error = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
v6 error = ECONNREFUSED
v6 error = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
v6 send = ECONNREFUSED
v6 send = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
v6 recv = ECONNREFUSED
v6 recv = EAGAIN
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
v6 getsockname = [fd01::1]:7001
v6 set BINDTOIFINDEX 2 = ok
v6 connect AF_UNSPEC = ok
v6 error = ECONNREFUSED
`,
}, {
	id:      "UDP-41-both",
	because: "one that arrives on another device is lost; a socket that is not bound takes it",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		a, u := s.Root.UDP("a").On(a0).At("10.1.0.1:7000").To("10.1.0.2:9"), s.Root.UDP("u").At("10.1.0.1:7001").To("10.1.0.2:9")
		a6, u6 := s.Root.UDP6("a6").On(a0).At("[fd01::1]:7000").To("[fd01::2]:9"), s.Root.UDP6("u6").At("[fd01::1]:7001").To("[fd01::2]:9")
		for _, via := range []int{b0, a0} {
			s.ArriveUnreachable(via, "10.1.0.2", "10.1.0.1:7000", "10.1.0.2:9")
			s.ArriveUnreachable(via, "10.1.0.2", "10.1.0.1:7001", "10.1.0.2:9")
			s.ArriveUnreachable(via, "fd01::2", "[fd01::1]:7000", "[fd01::2]:9")
			s.ArriveUnreachable(via, "fd01::2", "[fd01::1]:7001", "[fd01::2]:9")
			for _, p := range []*plane.Socket{a, u, a6, u6} {
				p.Error()
			}
		}
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", "10.1.0.2:10")
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", "10.1.0.3:9")
		a.Error()
		a.SetIndex(b0)
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", "10.1.0.2:9")
		a.Error()
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via b0
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7001 > 10.1.0.2:9 UDP) via b0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:9 UDP) via b0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via b0
a error = ok
u error = ECONNREFUSED
a6 error = ok
u6 error = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7001 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
a error = ECONNREFUSED
u error = ECONNREFUSED
a6 error = ECONNREFUSED
u6 error = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:10 UDP) via a0
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.3:9 UDP) via a0
a error = ok
a set BINDTOIFINDEX 3 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
a error = ok
`,
}, {
	id:      "UDP-40-unconnected",
	because: "a socket without a peer is told only if it asked for all errors; an address of another socket is not its own",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		v4, v6 := s.Root.UDP("v4").At("10.1.0.1:7000"), s.Root.UDP6("v6").At("[fd01::1]:7000")
		for range 2 {
			s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", "10.1.0.2:9")
			s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:7000", "[fd01::2]:9")
			v4.Error()
			v6.Error()
			v4.FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
			v6.FlagAt(emu.IPPROTO_IPV6, emu.IPV6_RECVERR, 1)
		}
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:9 UDP) via a0
v4 error = ok
v6 error = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:9 UDP) via a0
v4 error = ECONNREFUSED
v6 error = ECONNREFUSED
`,
}, {
	id:      "UDP-40-owner",
	because: "the error of a packet to this host itself comes by lo, as IPv4 sees it: a socket that is bound to the owner of the address is not told; of IPv6 it is",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		for _, at := range []int{0, 1, a0, b0} {
			for _, to := range []string{"10.1.0.1:9", "127.0.0.1:9", "10.9.9.9:9"} {
				a := s.Root.UDP("v4")
				a.SetIndex(at)
				a.Connect(to)
				a.Send("")
				a.Error()
			}
			for _, to := range []string{"[fd01::1]:9", "[::1]:9", "[fd09::9]:9", "[::ffff:10.1.0.1]:9"} {
				a := s.Root.UDP6("v6")
				a.SetIndex(at)
				a.Connect(to)
				a.Send("")
				a.Error()
			}
		}
	},
	want: `
v4 set BINDTOIFINDEX 0 = ok
v4 connect 10.1.0.1:9 = ok
v4 send = ok
v4 error = ECONNREFUSED
v4 set BINDTOIFINDEX 0 = ok
v4 connect 127.0.0.1:9 = ok
v4 send = ok
v4 error = ECONNREFUSED
v4 set BINDTOIFINDEX 0 = ok
v4 connect 10.9.9.9:9 = ok
v4 send = ok
v4 error = ECONNREFUSED
v6 set BINDTOIFINDEX 0 = ok
v6 connect [fd01::1]:9 = ok
v6 send = ok
v6 error = ECONNREFUSED
v6 set BINDTOIFINDEX 0 = ok
v6 connect [::1]:9 = ok
v6 send = ok
v6 error = ECONNREFUSED
v6 set BINDTOIFINDEX 0 = ok
v6 connect [fd09::9]:9 = ok
v6 send = ok
v6 error = ECONNREFUSED
v6 set BINDTOIFINDEX 0 = ok
v6 connect [::ffff:10.1.0.1]:9 = ok
v6 send = ok
v6 error = ECONNREFUSED
v4 set BINDTOIFINDEX 1 = ok
v4 connect 10.1.0.1:9 = ok
v4 send = ok
v4 error = ECONNREFUSED
v4 set BINDTOIFINDEX 1 = ok
v4 connect 127.0.0.1:9 = ok
v4 send = ok
v4 error = ECONNREFUSED
v4 set BINDTOIFINDEX 1 = ok
v4 connect 10.9.9.9:9 = ok
v4 send = ok
v4 error = ECONNREFUSED
v6 set BINDTOIFINDEX 1 = ok
v6 connect [fd01::1]:9 = ENETUNREACH
v6 send = EDESTADDRREQ
v6 error = ok
v6 set BINDTOIFINDEX 1 = ok
v6 connect [::1]:9 = ok
v6 send = ok
v6 error = ECONNREFUSED
v6 set BINDTOIFINDEX 1 = ok
v6 connect [fd09::9]:9 = ok
v6 send = ok
v6 error = ECONNREFUSED
v6 set BINDTOIFINDEX 1 = ok
v6 connect [::ffff:10.1.0.1]:9 = ok
v6 send = ok
v6 error = ECONNREFUSED
v4 set BINDTOIFINDEX 2 = ok
v4 connect 10.1.0.1:9 = ok
v4 send = ok
v4 error = ok
v4 set BINDTOIFINDEX 2 = ok
v4 connect 127.0.0.1:9 = ok
v4 send = ok
v4 error = ok
v4 set BINDTOIFINDEX 2 = ok
v4 connect 10.9.9.9:9 = ok
v4 send = ok
v4 error = ok
v6 set BINDTOIFINDEX 2 = ok
v6 connect [fd01::1]:9 = ok
v6 send = ok
v6 error = ECONNREFUSED
v6 set BINDTOIFINDEX 2 = ok
v6 connect [::1]:9 = ENETUNREACH
v6 send = EDESTADDRREQ
v6 error = ok
v6 set BINDTOIFINDEX 2 = ok
v6 connect [fd09::9]:9 = ENETUNREACH
v6 send = EDESTADDRREQ
v6 error = ok
v6 set BINDTOIFINDEX 2 = ok
v6 connect [::ffff:10.1.0.1]:9 = ok
v6 send = ok
v6 error = ok
v4 set BINDTOIFINDEX 3 = ok
v4 connect 10.1.0.1:9 = ok
v4 send = ok
v4 error = ok
v4 set BINDTOIFINDEX 3 = ok
v4 connect 127.0.0.1:9 = ok
v4 send = ok
v4 error = ok
v4 set BINDTOIFINDEX 3 = ok
v4 connect 10.9.9.9:9 = ok
v4 send = ok
v4 error = ok
v6 set BINDTOIFINDEX 3 = ok
v6 connect [fd01::1]:9 = ENETUNREACH
v6 send = EDESTADDRREQ
v6 error = ok
v6 set BINDTOIFINDEX 3 = ok
v6 connect [::1]:9 = ENETUNREACH
v6 send = EDESTADDRREQ
v6 error = ok
v6 set BINDTOIFINDEX 3 = ok
v6 connect [fd09::9]:9 = ENETUNREACH
v6 send = EDESTADDRREQ
v6 error = ok
v6 set BINDTOIFINDEX 3 = ok
v6 connect [::ffff:10.1.0.1]:9 = ok
v6 send = ok
v6 error = ok
`,
}, {
	id:      "UDP-43-answer",
	because: "a packet for a port whose only socket is on another device, or for none, is answered by a port unreachable; multicast and broadcast are not, and a raw socket makes no difference",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		a, a6 := s.Root.UDP("a").On(a0).At("0.0.0.0:7000"), s.Root.UDP6("a6").On(a0).At("[::]:7001")
		raw := s.Root.Raw("raw", 17)
		for _, to := range []string{"10.1.0.1:7000", "10.1.0.1:7009", "10.1.0.255:7009", "224.0.0.1:7009", "[fd01::1]:7001", "[fd01::1]:7009", "[fe80::b]:7009", "[ff02::1]:7009"} {
			for _, via := range []int{a0, b0} {
				s.Arrive(via, to, a, a6)
				s.Left(a0, b0)
			}
		}
		s.ArriveFrom("[fe80::2]:9", b0, "[fe80::b]:7009", a6)
		s.Left(a0, b0)
		s.ArriveFrom("10.9.9.7:9", b0, "10.1.0.1:7009", a)
		s.Left(a0, b0)
		s.Arrive(a0, "10.1.0.1:7009", raw)
	},
	want: `
to 10.1.0.1:7000 via a0: a
left: nothing
to 10.1.0.1:7000 via b0: nobody
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7000 UDP)
to 10.1.0.1:7009 via a0: nobody
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7009 UDP)
to 10.1.0.1:7009 via b0: nobody
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7009 UDP)
to 10.1.0.255:7009 via a0: nobody
left: nothing
to 10.1.0.255:7009 via b0: nobody
left: nothing
to 224.0.0.1:7009 via a0: nobody
left: nothing
to 224.0.0.1:7009 via b0: nobody
left: nothing
to [fd01::1]:7001 via a0: a6
left: nothing
to [fd01::1]:7001 via b0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7001 UDP)
to [fd01::1]:7009 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7009 UDP)
to [fd01::1]:7009 via b0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7009 UDP)
to [fe80::b]:7009 via a0: nobody
left: nothing
to [fe80::b]:7009 via b0: nobody
left: a0 fe80::b > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fe80::b]:7009 UDP)
to [ff02::1]:7009 via a0: nobody
left: nothing
to [ff02::1]:7009 via b0: nobody
left: nothing
to [fe80::b]:7009 via b0: nobody
left: b0 fe80::b > fe80::2 ICMPv6 port unreachable ([fe80::2]:9 > [fe80::b]:7009 UDP)
to 10.1.0.1:7009 via b0: nobody
left: nothing
to 10.1.0.1:7009 via a0: raw, raw again, raw again, raw again, raw again, raw again, raw again, raw again, raw again, raw again
`,
}, {
	id:      "UDP-43-echo",
	because: "an echo request to an address of this host is answered, from that address, to IPv4 groups and broadcasts it is not",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		for _, to := range []string{"10.1.0.1", "10.2.0.1", "10.9.9.9", "10.1.0.255", "224.0.0.1", "255.255.255.255"} {
			s.ArriveEcho(a0, "10.1.0.2", to, 7)
			s.Left(a0, b0)
		}
		for _, to := range []string{"fd01::1", "fd02::1", "fe80::a", "ff02::1"} {
			s.ArriveEcho(a0, "fd01::2", to, 7)
			s.Left(a0, b0)
		}
		s.ArriveEcho(a0, "fe80::2", "fe80::a", 7)
		s.Left(a0, b0)
		s.ArriveEcho(b0, "fe80::2", "ff02::1", 7)
		s.Left(a0, b0)
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP echo request via a0
left: a0 10.1.0.1 > 10.1.0.2 ICMP echo reply
10.1.0.2 > 10.2.0.1 ICMP echo request via a0
left: a0 10.2.0.1 > 10.1.0.2 ICMP echo reply
10.1.0.2 > 10.9.9.9 ICMP echo request via a0
left: a0 10.9.9.9 > 10.1.0.2 ICMP echo reply
10.1.0.2 > 10.1.0.255 ICMP echo request via a0
left: nothing
10.1.0.2 > 224.0.0.1 ICMP echo request via a0
left: nothing
10.1.0.2 > 255.255.255.255 ICMP echo request via a0
left: nothing
fd01::2 > fd01::1 ICMPv6 echo request via a0
left: a0 fd01::1 > fd01::2 ICMPv6 echo reply
fd01::2 > fd02::1 ICMPv6 echo request via a0
left: a0 fd02::1 > fd01::2 ICMPv6 echo reply
fd01::2 > fe80::a ICMPv6 echo request via a0
left: a0 fe80::a > fd01::2 ICMPv6 echo reply
fd01::2 > ff02::1 ICMPv6 echo request via a0
left: a0 fd01::1 > fd01::2 ICMPv6 echo reply
fe80::2 > fe80::a ICMPv6 echo request via a0
left: a0 fe80::a > fe80::2 ICMPv6 echo reply
fe80::2 > ff02::1 ICMPv6 echo request via b0
left: b0 fe80::b > fe80::2 ICMPv6 echo reply
`,
}, {
	id:      "L3-40-icmp",
	because: "in a VRF answers stay in it, and errors are for sockets of it",
	program: func(s *plane.Script) {
		red, a0, b0 := redAB(s)
		s.Left()
		s.ArriveEcho(a0, "10.1.0.2", "10.1.0.1", 7)
		s.Left(a0, b0)
		s.ArriveEcho(a0, "fd01::2", "fd01::1", 7)
		s.Left(a0, b0)
		s.ArriveEcho(a0, "fe80::2", "fe80::a", 7)
		s.Left(a0, b0)
		u := s.Root.UDP("unbound").At("0.0.0.0:7000")
		s.Arrive(a0, "10.1.0.1:7000", u)
		s.Left(a0, b0)
		for _, at := range []int{red, a0} {
			a, a6 := s.Root.UDP("a").On(at).At("0.0.0.0:7001").To("10.1.0.2:9"), s.Root.UDP6("a6").On(at).At("[::]:7002").To("[fd01::2]:9")
			s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7001", "10.1.0.2:9")
			s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:7002", "[fd01::2]:9")
			a.Error()
			a6.Error()
			a.Shut()
			a6.Shut()
			b := s.Root.UDP("b").On(at).To("10.1.0.1:9")
			b.Send("")
			b.Error()
		}
	},
	want: `
up 3 = ok
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
10.1.0.2 > 10.1.0.1 ICMP echo request via a0
left: a0 10.1.0.1 > 10.1.0.2 ICMP echo reply
fd01::2 > fd01::1 ICMPv6 echo request via a0
left: a0 fd01::1 > fd01::2 ICMPv6 echo reply
fe80::2 > fe80::a ICMPv6 echo request via a0
left: a0 fe80::a > fe80::2 ICMPv6 echo reply
to 10.1.0.1:7000 via a0: nobody
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7000 UDP)
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7001 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7002 > [fd01::2]:9 UDP) via a0
a error = ECONNREFUSED
a6 error = ECONNREFUSED
b send = ok
b error = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7001 > 10.1.0.2:9 UDP) via a0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7002 > [fd01::2]:9 UDP) via a0
a error = ECONNREFUSED
a6 error = ECONNREFUSED
b send = ok
b error = ok
`,
}, {
	id:      "UDP-40-mapped",
	because: "an error of IPv4 asks a socket of IPv6 for IP_RECVERR, not for IPV6_RECVERR",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		for _, o := range [][2]int{{emu.IPPROTO_IP, emu.IP_RECVERR}, {emu.IPPROTO_IPV6, emu.IPV6_RECVERR}} {
			a := s.Root.UDP6("a").FlagAt(o[0], o[1], 1)
			for _, to := range []string{"[::ffff:10.1.0.1]:9", "10.1.0.1:9", "[fd01::1]:9"} {
				a.Send(to)
				a.Error()
			}
			b := s.Root.UDP6("b").FlagAt(o[0], o[1], 1).At("[::]:7000")
			s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", "10.1.0.2:9")
			b.Error()
			s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:7000", "[fd01::2]:9")
			b.Error()
			b.Shut()
		}
	},
	want: `
a send to [::ffff:10.1.0.1]:9 = ok
a error = ECONNREFUSED
a send to 10.1.0.1:9 = ok
a error = ECONNREFUSED
a send to [fd01::1]:9 = ok
a error = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
b error = ECONNREFUSED
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:9 UDP) via a0
b error = ok
a send to [::ffff:10.1.0.1]:9 = ok
a error = ok
a send to 10.1.0.1:9 = ok
a error = ok
a send to [fd01::1]:9 = ok
a error = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
b error = ok
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:9 UDP) via a0
b error = ECONNREFUSED
`,
}}
