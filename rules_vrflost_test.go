package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
)

// vrfLost is what a VRF does to what goes through it.
var vrfLost = []rule{{
	id:      "L3-34-lost",
	because: "a VRF that is down loses what goes through it, to other hosts and to its own addresses, without an error; what stays on the link gets through, and so does what arrives (vrf_ip_out_redirect, vrf_ip6_out_redirect)",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		s.Root.Addr(a0, "fe80::a/64")
		s.Left()
		in := s.Root.UDP("in").On(red).At(any7000)
		in6 := s.Root.UDP6("in6").On(red).FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1).At("[::]:7000")
		step := func() {
			for _, dev := range []int{red, a0} {
				u, u6 := s.Root.UDP("u").On(dev).Flag(emu.SO_BROADCAST), s.Root.UDP6("u6").On(dev)
				for _, dst := range []string{"10.1.0.2:9", "10.1.0.1:7000", "10.1.0.255:7000", "255.255.255.255:7000", "224.0.0.5:9"} {
					u.Send(dst)
				}
				s.Left(a0, b0, red)
				s.Got(in)
				for _, dst := range []string{"[fd01::2]:9", "[fd01::1]:7000", "[fe80::2%a0]:9", "[fe80::a%a0]:7000", "[ff02::5%a0]:9"} {
					u6.Send(dst)
				}
				s.Left(a0, b0, red)
				s.Got(in6)
			}
			s.Arrive(a0, "10.1.0.1:7000", in)
			s.Arrive(a0, "[fd01::1]:7000", in6)
			s.Arrive(a0, "10.1.0.1:7001")
			s.Arrive(a0, "[fd01::1]:7001")
			s.Left(a0, b0, red)
		}
		step()
		s.Root.Down(red)
		step()
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
u send to 10.1.0.2:9 = ok
u send to 10.1.0.1:7000 = ok
u send to 10.1.0.255:7000 = ok
u send to 255.255.255.255:7000 = ok
u send to 224.0.0.5:9 = ENETUNREACH
left: a0 10.1.0.1:auto > 10.1.0.2:9, a0 10.1.0.1:auto > 10.1.0.255:7000, a0 10.1.0.1:auto > 255.255.255.255:7000
got it: in, in again, in again, in again
u6 send to [fd01::2]:9 = ok
u6 send to [fd01::1]:7000 = ok
u6 send to [fe80::2%a0]:9 = ok
u6 send to [fe80::a%a0]:7000 = ok
u6 send to [ff02::5%a0]:9 = ok
left: a0 [fd01::1]:auto > [fd01::2]:9, a0 [fe80::a]:auto > [fe80::2]:9, a0 [fe80::a]:auto > [ff02::5]:9
got it: in6
u send to 10.1.0.2:9 = ok
u send to 10.1.0.1:7000 = ok
u send to 10.1.0.255:7000 = ok
u send to 255.255.255.255:7000 = ok
u send to 224.0.0.5:9 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9, a0 10.1.0.1:auto > 10.1.0.255:7000, a0 10.1.0.1:auto > 255.255.255.255:7000, a0 10.1.0.1:auto > 224.0.0.5:9
got it: in, in again, in again
u6 send to [fd01::2]:9 = ok
u6 send to [fd01::1]:7000 = ok
u6 send to [fe80::2%a0]:9 = ok
u6 send to [fe80::a%a0]:7000 = ok
u6 send to [ff02::5%a0]:9 = ok
left: a0 [fd01::1]:auto > [fd01::2]:9, a0 [fe80::a]:auto > [fe80::2]:9, a0 [fe80::a]:auto > [ff02::5]:9
got it: in6
to 10.1.0.1:7000 via a0: in
to [fd01::1]:7000 via a0: in6
to 10.1.0.1:7001 via a0: nobody
to [fd01::1]:7001 via a0: nobody
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7001 UDP), a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7001 UDP)
down 2 = ok
u send to 10.1.0.2:9 = ENETUNREACH
u send to 10.1.0.1:7000 = ENETUNREACH
u send to 10.1.0.255:7000 = ENETUNREACH
u send to 255.255.255.255:7000 = ENETUNREACH
u send to 224.0.0.5:9 = ENETUNREACH
left: nothing
got it: nobody
u6 send to [fd01::2]:9 = ok
u6 send to [fd01::1]:7000 = ok
u6 send to [fe80::2%a0]:9 = ok
u6 send to [fe80::a%a0]:7000 = ok
u6 send to [ff02::5%a0]:9 = ok
left: a0 [fe80::a]:auto > [fe80::2]:9, a0 [fe80::a]:auto > [ff02::5]:9
got it: nobody
u send to 10.1.0.2:9 = ok
u send to 10.1.0.1:7000 = ok
u send to 10.1.0.255:7000 = ok
u send to 255.255.255.255:7000 = ok
u send to 224.0.0.5:9 = ok
left: a0 10.1.0.1:auto > 255.255.255.255:7000, a0 10.1.0.1:auto > 224.0.0.5:9
got it: in
u6 send to [fd01::2]:9 = ok
u6 send to [fd01::1]:7000 = ok
u6 send to [fe80::2%a0]:9 = ok
u6 send to [fe80::a%a0]:7000 = ok
u6 send to [ff02::5%a0]:9 = ok
left: a0 [fe80::a]:auto > [fe80::2]:9, a0 [fe80::a]:auto > [ff02::5]:9
got it: nobody
to 10.1.0.1:7000 via a0: in
to [fd01::1]:7000 via a0: in6
to 10.1.0.1:7001 via a0: nobody
to [fd01::1]:7001 via a0: nobody
left: nothing
`,
}, {
	id:      "UDP-24-vrf",
	because: "what a socket on a VRF sends to 255.255.255.255 comes back twice, on the VRF and on the slave that it leaves by; a packet to a group comes back if the VRF is in it, and not for the sake of the slave (ip_mc_output, sk_mc_loop)",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		s.Root.Addr(a0, "fe80::a/64")
		s.Left()
		in, in6 := s.Root.UDP("on red").On(red).At(any7000), s.Root.UDP6("on red").On(red).At("[::]:7001")
		on, on6 := s.Root.UDP("on a0").On(a0).At(any7000), s.Root.UDP6("on a0").On(a0).At("[::]:7001")
		for _, from := range []int{red, a0} {
			u, u6 := s.Root.UDP("u").On(from).Flag(emu.SO_BROADCAST), s.Root.UDP6("u6").On(from)
			u.MulticastIf(from)
			u.Send("10.1.0.255:7000")
			s.Got(in, on)
			u.Send("255.255.255.255:7000")
			s.Got(in, on)
			for _, member := range []int{0, red, a0} {
				g, g6 := s.Root.UDP("g"), s.Root.UDP6("g6")
				if member != 0 {
					g.Join("224.0.0.5", member)
					g6.Join("ff02::5", member)
				}
				u.Send("224.0.0.5:7000")
				s.Got(in, on)
				u6.Send("[ff02::5]:7001")
				s.Got(in6, on6)
				g.Shut()
				g6.Shut()
			}
			s.Left(a0, b0, red)
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
u set IP_MULTICAST_IF 2 = ok
u send to 10.1.0.255:7000 = ok
got it: on red, on a0
u send to 255.255.255.255:7000 = ok
got it: on red, on red again, on a0
u send to 224.0.0.5:7000 = ok
got it: nobody
u6 send to [ff02::5]:7001 = ENETUNREACH
got it: nobody
g set IP_ADD_MEMBERSHIP 224.0.0.5 2 = ok
g6 set IPV6_JOIN_GROUP ff02::5 2 = ok
u send to 224.0.0.5:7000 = ok
got it: on red
u6 send to [ff02::5]:7001 = ENETUNREACH
got it: nobody
g set IP_ADD_MEMBERSHIP 224.0.0.5 3 = ok
g6 set IPV6_JOIN_GROUP ff02::5 3 = ok
u send to 224.0.0.5:7000 = ok
got it: nobody
u6 send to [ff02::5]:7001 = ENETUNREACH
got it: nobody
left: a0 10.1.0.1:auto > 10.1.0.255:7000, a0 10.1.0.1:auto > 255.255.255.255:7000, a0 10.1.0.1:auto > 224.0.0.5:7000, a0 10.1.0.1:auto > 224.0.0.5:7000, a0 10.1.0.1:auto > 224.0.0.5:7000
u set IP_MULTICAST_IF 3 = ok
u send to 10.1.0.255:7000 = ok
got it: on red, on a0
u send to 255.255.255.255:7000 = ok
got it: on red, on a0
u send to 224.0.0.5:7000 = ok
got it: nobody
u6 send to [ff02::5]:7001 = ok
got it: nobody
g set IP_ADD_MEMBERSHIP 224.0.0.5 2 = ok
g6 set IPV6_JOIN_GROUP ff02::5 2 = ok
u send to 224.0.0.5:7000 = ok
got it: nobody
u6 send to [ff02::5]:7001 = ok
got it: nobody
g set IP_ADD_MEMBERSHIP 224.0.0.5 3 = ok
g6 set IPV6_JOIN_GROUP ff02::5 3 = ok
u send to 224.0.0.5:7000 = ok
got it: on red, on a0
u6 send to [ff02::5]:7001 = ok
got it: on red, on a0
left: a0 10.1.0.1:auto > 10.1.0.255:7000, a0 10.1.0.1:auto > 255.255.255.255:7000, a0 10.1.0.1:auto > 224.0.0.5:7000, a0 [fe80::a]:auto > [ff02::5]:7001, a0 10.1.0.1:auto > 224.0.0.5:7000, a0 [fe80::a]:auto > [ff02::5]:7001, a0 10.1.0.1:auto > 224.0.0.5:7000, a0 [fe80::a]:auto > [ff02::5]:7001
`,
}, {
	id:      "UDP-24-own",
	because: "what a socket on a VRF sends to everybody, or to a group that the VRF is in, from an address of the VRF itself, does not leave, and comes back twice on the VRF (vrf_local_xmit)",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		check(s.Root.Sys().AddrAdd(red, netip.MustParsePrefix("10.5.0.1/24")))
		s.Left()
		in, on := s.Root.UDP("on red").On(red).At(any7000), s.Root.UDP("on a0").On(a0).At(any7000)
		u := s.Root.UDP("u").On(red).Flag(emu.SO_BROADCAST)
		u.MulticastIf(red)
		for _, dst := range []string{"255.255.255.255:7000", "10.5.0.255:7000", "10.1.0.255:7000", "224.0.0.5:7000"} {
			u.Send(dst)
			s.Got(in, on)
		}
		in.Join("224.0.0.5", red)
		u.Send("224.0.0.5:7000")
		s.Got(in, on)
		in.Join("224.0.0.5", a0)
		u.Send("224.0.0.5:7000")
		s.Got(in, on)
		w := s.Root.UDP("w").On(red).At("10.1.0.1:0").Flag(emu.SO_BROADCAST)
		w.Send("255.255.255.255:7000")
		s.Got(in, on)
		s.Left(a0, b0, red)
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
u set IP_MULTICAST_IF 2 = ok
u send to 255.255.255.255:7000 = ok
got it: on red, on red again
u send to 10.5.0.255:7000 = ok
got it: on red, on red again
u send to 10.1.0.255:7000 = ok
got it: on red, on a0
u send to 224.0.0.5:7000 = ok
got it: nobody
on red set IP_ADD_MEMBERSHIP 224.0.0.5 2 = ok
u send to 224.0.0.5:7000 = ok
got it: on red, on red again
on red set IP_ADD_MEMBERSHIP 224.0.0.5 3 = ok
u send to 224.0.0.5:7000 = ok
got it: on red, on red again
w send to 255.255.255.255:7000 = ok
got it: on red, on red again, on a0
left: a0 10.1.0.1:auto > 10.1.0.255:7000, a0 10.1.0.1:auto > 255.255.255.255:7000
`,
}}
