package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/netdev"
)

// unreachables is what the host answers when nobody takes a packet, and who is
// told of such an answer.
var unreachables = []rule{{
	id:      "UDP-43-route",
	because: "an IPv6 packet for an address that is not the host's is answered by no route, if the host has none, from an address of the device that it came by; if it has one, it forwards nothing and says nothing. Errors, groups, ::1 and link-local addresses are not answered, nor is anything of IPv4 (ip6_pkt_discard, ip6_forward)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		for _, dst := range []string{"[fd77::1]:7000", "[fd02::77]:7000", "[fd01::77]:7000", "[fe80::77]:7000", "[ff02::77]:7000", "[::1]:7000", "10.77.0.1:7000"} {
			for _, via := range []int{a0, b0} {
				s.Arrive(via, dst)
				s.Left(a0, b0)
			}
		}
		for _, src := range []string{"[fd77::2]:5000", "[fe80::2]:5000", "[::1]:5000", "[::]:5000", "[fd02::2]:5000"} {
			s.ArriveFrom(src, b0, "[fd77::1]:7000")
			s.Left(a0, b0)
		}
		s.ArriveUnreachable(a0, "fd01::2", "[fd77::1]:7000", "[fd01::2]:9")
		s.Left(a0, b0)
		s.ArriveEcho(a0, "[fd01::2]:0", "[fd77::1]:0", 7)
		s.Left(a0, b0)
	},
	want: `
to [fd77::1]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 no route ([fd01::2]:5000 > [fd77::1]:7000 UDP)
to [fd77::1]:7000 via b0: nobody
left: a0 fd02::1 > fd01::2 ICMPv6 no route ([fd01::2]:5000 > [fd77::1]:7000 UDP)
to [fd02::77]:7000 via a0: nobody
left: nothing
to [fd02::77]:7000 via b0: nobody
left: nothing
to [fd01::77]:7000 via a0: nobody
left: nothing
to [fd01::77]:7000 via b0: nobody
left: nothing
to [fe80::77]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 no route ([fd01::2]:5000 > [fe80::77]:7000 UDP)
to [fe80::77]:7000 via b0: nobody
left: a0 fd02::1 > fd01::2 ICMPv6 no route ([fd01::2]:5000 > [fe80::77]:7000 UDP)
to [ff02::77]:7000 via a0: nobody
left: nothing
to [ff02::77]:7000 via b0: nobody
left: nothing
to [::1]:7000 via a0: nobody
left: nothing
to [::1]:7000 via b0: nobody
left: nothing
to 10.77.0.1:7000 via a0: nobody
left: nothing
to 10.77.0.1:7000 via b0: nobody
left: nothing
to [fd77::1]:7000 via b0: nobody
left: nothing
to [fd77::1]:7000 via b0: nobody
left: nothing
to [fd77::1]:7000 via b0: nobody
left: nothing
to [fd77::1]:7000 via b0: nobody
left: nothing
to [fd77::1]:7000 via b0: nobody
left: b0 fd02::1 > fd02::2 ICMPv6 no route ([fd02::2]:5000 > [fd77::1]:7000 UDP)
fd01::2 > fd77::1 ICMPv6 port unreachable ([fd77::1]:7000 > [fd01::2]:9 UDP) via a0
left: nothing
fd01::2 > fd77::1 ICMPv6 echo request via a0
left: a0 fd01::1 > fd01::2 ICMPv6 no route (fd01::2 > fd77::1 ICMPv6 echo request)
`,
}, {
	id:      "UDP-43-source",
	because: "a port unreachable comes from the address that the packet was for, also if that is another device's, and goes where the sender is routed to, of both families (icmp_send, icmpv6_send)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		for _, dst := range []string{"10.1.0.1:7000", "10.2.0.1:7000", "10.9.9.9:7000", "[fd01::1]:7000", "[fd02::1]:7000", "[fd09::9]:7000"} {
			for _, via := range []int{a0, b0} {
				s.Arrive(via, dst)
				s.Left(a0, b0)
			}
		}
	},
	want: `
to 10.1.0.1:7000 via a0: nobody
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7000 UDP)
to 10.1.0.1:7000 via b0: nobody
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7000 UDP)
to 10.2.0.1:7000 via a0: nobody
left: a0 10.2.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.2.0.1:7000 UDP)
to 10.2.0.1:7000 via b0: nobody
left: a0 10.2.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.2.0.1:7000 UDP)
to 10.9.9.9:7000 via a0: nobody
left: a0 10.9.9.9 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.9.9.9:7000 UDP)
to 10.9.9.9:7000 via b0: nobody
left: a0 10.9.9.9 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.9.9.9:7000 UDP)
to [fd01::1]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7000 UDP)
to [fd01::1]:7000 via b0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7000 UDP)
to [fd02::1]:7000 via a0: nobody
left: a0 fd02::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd02::1]:7000 UDP)
to [fd02::1]:7000 via b0: nobody
left: a0 fd02::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd02::1]:7000 UDP)
to [fd09::9]:7000 via a0: nobody
left: a0 fd09::9 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd09::9]:7000 UDP)
to [fd09::9]:7000 via b0: nobody
left: a0 fd09::9 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd09::9]:7000 UDP)
`,
}, {
	id:      "UDP-43-link",
	because: "in a VRF a packet for a link-local address is answered from an address that the route chooses, as the VRF does not have that one; nothing is answered on the link of a VRF, which has none (icmp6_dev, ipv6_chk_addr)",
	program: func(s *plane.Script) {
		a0, b0, _ := vrf(s)
		s.Root.Addr(a0, "fe80::a/64")
		s.Root.Addr(b0, "fe80::b/64")
		s.Left()
		for _, via := range []int{a0, b0} {
			local := map[int]string{a0: "[fe80::a]:7000", b0: "[fe80::b]:7000"}[via]
			for _, c := range [][2]string{
				{"[fd01::2]:5000", local}, {"[fd02::2]:5000", local}, {"[fe80::2]:5000", local},
				{"[fe80::2]:5000", "[fd01::1]:7000"}, {"[fe80::2]:5000", "[fd02::1]:7000"}, {"[fe80::2]:5000", "[fd77::1]:7000"},
				{"[fd01::2]:5000", "[fd77::1]:7000"}, {"[fd02::2]:5000", "[fd77::1]:7000"},
				{"[fd01::2]:5000", "[fd01::1]:7000"}, {"[fd01::2]:5000", "[fd02::1]:7000"}, {"[fd02::2]:5000", "[fd02::1]:7000"}, {"[fd02::2]:5000", "[fd01::1]:7000"},
			} {
				s.ArriveFrom(c[0], via, c[1])
				s.Left(a0, b0)
			}
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
address 4 fe80::b/64 = ok
to [fe80::a]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fe80::a]:7000 UDP)
to [fe80::a]:7000 via a0: nobody
left: b0 fd01::1 > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fe80::a]:7000 UDP)
to [fe80::a]:7000 via a0: nobody
left: a0 fe80::a > fe80::2 ICMPv6 port unreachable ([fe80::2]:5000 > [fe80::a]:7000 UDP)
to [fd01::1]:7000 via a0: nobody
left: a0 fd01::1 > fe80::2 ICMPv6 port unreachable ([fe80::2]:5000 > [fd01::1]:7000 UDP)
to [fd02::1]:7000 via a0: nobody
left: b0 fe80::a > fe80::2 ICMPv6 port unreachable ([fe80::2]:5000 > [fd02::1]:7000 UDP)
to [fd77::1]:7000 via a0: nobody
left: nothing
to [fd77::1]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 no route ([fd01::2]:5000 > [fd77::1]:7000 UDP)
to [fd77::1]:7000 via a0: nobody
left: b0 fd01::1 > fd02::2 ICMPv6 no route ([fd02::2]:5000 > [fd77::1]:7000 UDP)
to [fd01::1]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7000 UDP)
to [fd02::1]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd02::1]:7000 UDP)
to [fd02::1]:7000 via a0: nobody
left: b0 fd01::1 > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fd02::1]:7000 UDP)
to [fd01::1]:7000 via a0: nobody
left: b0 fd01::1 > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fd01::1]:7000 UDP)
to [fe80::b]:7000 via b0: nobody
left: nothing
to [fe80::b]:7000 via b0: nobody
left: b0 fe80::b > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fe80::b]:7000 UDP)
to [fe80::b]:7000 via b0: nobody
left: b0 fe80::b > fe80::2 ICMPv6 port unreachable ([fe80::2]:5000 > [fe80::b]:7000 UDP)
to [fd01::1]:7000 via b0: nobody
left: b0 fe80::b > fe80::2 ICMPv6 no route ([fe80::2]:5000 > [fd01::1]:7000 UDP)
to [fd02::1]:7000 via b0: nobody
left: b0 fd02::1 > fe80::2 ICMPv6 port unreachable ([fe80::2]:5000 > [fd02::1]:7000 UDP)
to [fd77::1]:7000 via b0: nobody
left: b0 fe80::b > fe80::2 ICMPv6 no route ([fe80::2]:5000 > [fd77::1]:7000 UDP)
to [fd77::1]:7000 via b0: nobody
left: nothing
to [fd77::1]:7000 via b0: nobody
left: b0 fd02::1 > fd02::2 ICMPv6 no route ([fd02::2]:5000 > [fd77::1]:7000 UDP)
to [fd01::1]:7000 via b0: nobody
left: nothing
to [fd02::1]:7000 via b0: nobody
left: nothing
to [fd02::1]:7000 via b0: nobody
left: b0 fd02::1 > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fd02::1]:7000 UDP)
to [fd01::1]:7000 via b0: nobody
left: b0 fd02::1 > fd02::2 ICMPv6 no route ([fd02::2]:5000 > [fd01::1]:7000 UDP)
`,
}, {
	id:      "UDP-41-many",
	because: "an ICMP error that is sent to a broadcast address or to a group of IPv4 is told to nobody; to a group of IPv6 it is (icmp_rcv, icmpv6_rcv)",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		a := s.Root.UDP("a").At("10.1.0.1:7000").To(peer5000)
		a6 := s.Root.UDP6("a6").At("[fd01::1]:7000").To("[fd01::2]:5000")
		for _, dst := range []string{"10.1.0.1:0", "10.1.0.255:0", "255.255.255.255:0", "224.0.0.1:0"} {
			s.ArrivePacket(a0, unreachable(peer5000, dst, "10.1.0.1:7000"))
			a.Error()
		}
		for _, dst := range []string{"[fd01::1]:0", "[ff02::1]:0"} {
			s.ArrivePacket(a0, unreachable("[fd01::2]:5000", dst, "[fd01::1]:7000"))
			a6.Error()
		}
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a error = ECONNREFUSED
10.1.0.2 > 10.1.0.255 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a error = ok
10.1.0.2 > 255.255.255.255 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a error = ok
10.1.0.2 > 224.0.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a error = ok
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP) via a0
a6 error = ECONNREFUSED
fd01::2 > ff02::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP) via a0
a6 error = ECONNREFUSED
`,
}, {
	id:      "UDP-41-about",
	because: "an ICMP error about a packet that went to a broadcast address or a group is for the socket that has this as its peer",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		for _, dst := range []string{"10.1.0.255:5000", "255.255.255.255:5000", "224.1.2.3:5000"} {
			for _, dev := range []int{0, a0, b0} {
				a := s.Root.UDP("a").Flag(emu.SO_BROADCAST).At("10.1.0.1:7000").On(dev)
				a.Connect(dst)
				s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", dst)
				a.Error()
				a.Shut()
			}
		}
		a := s.Root.UDP6("a6").At("[fd01::1]:7000").On(a0).To("[ff02::123]:5000")
		s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:7000", "[ff02::123]:5000")
		a.Error()
	},
	want: `
a connect 10.1.0.255:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.255:5000 UDP) via a0
a error = ECONNREFUSED
a connect 10.1.0.255:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.255:5000 UDP) via a0
a error = ECONNREFUSED
a connect 10.1.0.255:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.255:5000 UDP) via a0
a error = ok
a connect 255.255.255.255:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 255.255.255.255:5000 UDP) via a0
a error = ECONNREFUSED
a connect 255.255.255.255:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 255.255.255.255:5000 UDP) via a0
a error = ECONNREFUSED
a connect 255.255.255.255:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 255.255.255.255:5000 UDP) via a0
a error = ok
a connect 224.1.2.3:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 224.1.2.3:5000 UDP) via a0
a error = ECONNREFUSED
a connect 224.1.2.3:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 224.1.2.3:5000 UDP) via a0
a error = ECONNREFUSED
a connect 224.1.2.3:5000 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 224.1.2.3:5000 UDP) via a0
a error = ok
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [ff02::123]:5000 UDP) via a0
a6 error = ECONNREFUSED
`,
}, {
	id:      "RAW-err-local",
	because: "an error of this host itself comes by lo, as IPv4 sees it: a raw socket on the device that owns the address is not told, one on lo is; of IPv6 it is the other way round (raw_icmp_error asks skb->dev)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		for _, dev := range []int{0, 1, a0, b0} {
			r, u := s.Root.Raw("raw", 17).To("10.1.0.1:0").On(dev), s.Root.UDP("u").At("10.1.0.1:6000")
			u.Send("10.1.0.1:9")
			r.Error()
			r.Shut()
			u.Shut()
			r, u = s.Root.Raw6("raw6", 17).To("[fd01::1]:0").On(dev), s.Root.UDP6("u6").At("[fd01::1]:6000")
			u.Send("[fd01::1]:9")
			r.Error()
			r.Shut()
			u.Shut()
		}
	},
	want: `
u send to 10.1.0.1:9 = ok
raw error = ECONNREFUSED
u6 send to [fd01::1]:9 = ok
raw6 error = ECONNREFUSED
u send to 10.1.0.1:9 = ok
raw error = ECONNREFUSED
u6 send to [fd01::1]:9 = ok
raw6 error = ok
u send to 10.1.0.1:9 = ok
raw error = ok
u6 send to [fd01::1]:9 = ok
raw6 error = ECONNREFUSED
u send to 10.1.0.1:9 = ok
raw error = ok
u6 send to [fd01::1]:9 = ok
raw6 error = ok
`,
}, {
	id:      "UDP-43-owner",
	because: "what arrives on a slave of a VRF for an address of another device is answered as if it had arrived there: an echo request and a link-local sender get their answer by that device, or none if it is the VRF, which has no link, or lo; a link-local address of another device is not the host's here (icmp6_dev, icmpv6_echo_reply)",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		for dev, prefix := range map[int]string{a0: "fe80::a/64", b0: "fe80::b/64", red: "fd05::1/64", 1: "fd09::9/128"} {
			check(s.Root.Sys().AddrAdd(dev, netip.MustParsePrefix(prefix)))
		}
		s.Left()
		for _, src := range []string{"[fd01::2]:5000", "[fd02::2]:5000", "[fe80::2]:5000"} {
			for _, dst := range []string{"[fd01::1]:7000", "[fd02::1]:7000", "[fd05::1]:7000", "[fd09::9]:7000", "[fe80::b]:7000", "[fe80::77]:7000"} {
				s.ArriveEcho(a0, src, dst, 7)
				s.Left(a0, b0)
				s.ArriveFrom(src, a0, dst)
				s.Left(a0, b0)
			}
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
fd01::2 > fd01::1 ICMPv6 echo request via a0
left: a0 fd01::1 > fd01::2 ICMPv6 echo reply
to [fd01::1]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7000 UDP)
fd01::2 > fd02::1 ICMPv6 echo request via a0
left: nothing
to [fd02::1]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd02::1]:7000 UDP)
fd01::2 > fd05::1 ICMPv6 echo request via a0
left: a0 fd05::1 > fd01::2 ICMPv6 echo reply
to [fd05::1]:7000 via a0: nobody
left: a0 fd05::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd05::1]:7000 UDP)
fd01::2 > fd09::9 ICMPv6 echo request via a0
left: nothing
to [fd09::9]:7000 via a0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd09::9]:7000 UDP)
fd01::2 > fe80::b ICMPv6 echo request via a0
left: nothing
to [fe80::b]:7000 via a0: nobody
left: nothing
fd01::2 > fe80::77 ICMPv6 echo request via a0
left: nothing
to [fe80::77]:7000 via a0: nobody
left: nothing
fd02::2 > fd01::1 ICMPv6 echo request via a0
left: b0 fd01::1 > fd02::2 ICMPv6 echo reply
to [fd01::1]:7000 via a0: nobody
left: b0 fd01::1 > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fd01::1]:7000 UDP)
fd02::2 > fd02::1 ICMPv6 echo request via a0
left: b0 fd02::1 > fd02::2 ICMPv6 echo reply
to [fd02::1]:7000 via a0: nobody
left: b0 fd01::1 > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fd02::1]:7000 UDP)
fd02::2 > fd05::1 ICMPv6 echo request via a0
left: b0 fd05::1 > fd02::2 ICMPv6 echo reply
to [fd05::1]:7000 via a0: nobody
left: b0 fd05::1 > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fd05::1]:7000 UDP)
fd02::2 > fd09::9 ICMPv6 echo request via a0
left: b0 fd09::9 > fd02::2 ICMPv6 echo reply
to [fd09::9]:7000 via a0: nobody
left: b0 fd01::1 > fd02::2 ICMPv6 port unreachable ([fd02::2]:5000 > [fd09::9]:7000 UDP)
fd02::2 > fe80::b ICMPv6 echo request via a0
left: nothing
to [fe80::b]:7000 via a0: nobody
left: nothing
fd02::2 > fe80::77 ICMPv6 echo request via a0
left: nothing
to [fe80::77]:7000 via a0: nobody
left: nothing
fe80::2 > fd01::1 ICMPv6 echo request via a0
left: a0 fd01::1 > fe80::2 ICMPv6 echo reply
to [fd01::1]:7000 via a0: nobody
left: a0 fd01::1 > fe80::2 ICMPv6 port unreachable ([fe80::2]:5000 > [fd01::1]:7000 UDP)
fe80::2 > fd02::1 ICMPv6 echo request via a0
left: b0 fd02::1 > fe80::2 ICMPv6 echo reply
to [fd02::1]:7000 via a0: nobody
left: b0 fe80::a > fe80::2 ICMPv6 port unreachable ([fe80::2]:5000 > [fd02::1]:7000 UDP)
fe80::2 > fd05::1 ICMPv6 echo request via a0
left: nothing
to [fd05::1]:7000 via a0: nobody
left: nothing
fe80::2 > fd09::9 ICMPv6 echo request via a0
left: nothing
to [fd09::9]:7000 via a0: nobody
left: nothing
fe80::2 > fe80::b ICMPv6 echo request via a0
left: nothing
to [fe80::b]:7000 via a0: nobody
left: nothing
fe80::2 > fe80::77 ICMPv6 echo request via a0
left: nothing
to [fe80::77]:7000 via a0: nobody
left: nothing
`,
}}

// unreachable is an ICMP message to dst: nobody has the port of by, to which a UDP
// packet went from about.
func unreachable(by, dst, about string) netdev.Packet {
	at := netip.MustParseAddrPort
	p := netdev.Packet{
		Protocol: emu.IPPROTO_ICMP, ICMP: netdev.ICMP{Type: 3, Code: 3}, Src: netip.AddrPortFrom(at(by).Addr(), 0), Dst: at(dst),
		Err: &netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: at(about), Dst: at(by), Payload: []byte("hello")},
	}
	if p.Src.Addr().Is6() {
		p.Protocol, p.ICMP = emu.IPPROTO_ICMPV6, netdev.ICMP{Type: 1, Code: 4}
	}
	return p
}
