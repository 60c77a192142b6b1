package boundif_test

import (
	"fmt"

	"boundif/emu"
	"boundif/internal/plane"
)

// vrf is ab6 with a0 in a VRF, red, that has S as well; b0 is in none.
func vrf(s *plane.Script) (a0, b0, red int) {
	s.Lo()
	red = s.VRF("red", 10)
	a0, b0 = s.DownLink("a0"), s.Link("b0", "10.2.0.1/24", "fd02::1/64")
	s.Enslave(a0, red)
	s.Root.Sys().LinkSetUp(a0)
	s.Root.Addr(a0, "10.1.0.1/24")
	s.Root.Addr(a0, "fd01::1/64")
	return a0, b0, red
}

const (
	in7000  = "10.1.0.1:7000" // inside red
	out7000 = "10.2.0.1:7000" // outside
)

// udpvrf is section 9 as far as UDP goes.
var udpvrf = []rule{{
	id:      "L3-01",
	because: "a packet by a device of a VRF is for sockets bound to the device or to the VRF, and for unbound ones only with udp_l3mdev_accept",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		families(s, func(f *family) {
			in := map[string]string{"v4": in7000, "v6": "[fd01::1]:7000"}[f.name]
			for _, accept := range []string{"0", "1"} {
				s.Sysctl("net/ipv4/udp_l3mdev_accept", accept)
				for _, c := range []struct {
					name string
					dev  int
				}{{"unbound", 0}, {"red", red}, {"a0", a0}, {"b0", b0}} {
					a := f.open(c.name).On(c.dev).At(f.any)
					s.ArriveFrom(f.peer+"5000", a0, in, a)
					a.Shut()
				}
			}
		})
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
to 10.1.0.1:7000 via a0: nobody
to 10.1.0.1:7000 via a0: red
to 10.1.0.1:7000 via a0: a0
to 10.1.0.1:7000 via a0: nobody
to 10.1.0.1:7000 via a0: unbound
to 10.1.0.1:7000 via a0: red
to 10.1.0.1:7000 via a0: a0
to 10.1.0.1:7000 via a0: nobody
to [fd01::1]:7000 via a0: nobody
to [fd01::1]:7000 via a0: red
to [fd01::1]:7000 via a0: a0
to [fd01::1]:7000 via a0: nobody
to [fd01::1]:7000 via a0: unbound
to [fd01::1]:7000 via a0: red
to [fd01::1]:7000 via a0: a0
to [fd01::1]:7000 via a0: nobody
`,
}, {
	id:      "L3-01-tie",
	because: "bound to the VRF and bound to its device count the same: the newer wins; both beat an unbound one, unless before 5.15",
	program: func(s *plane.Script) {
		a0, _, red := vrf(s)
		s.Sysctl("net/ipv4/udp_l3mdev_accept", "1")
		families(s, func(f *family) {
			in := map[string]string{"v4": in7000, "v6": "[fd01::1]:7000"}[f.name]
			open := func(name string, dev int) *plane.Socket {
				return f.open(name).Flag(emu.SO_REUSEADDR).On(dev).At(f.any)
			}
			for _, order := range []bool{true, false} {
				var x, y *plane.Socket
				if order {
					x, y = open("a0", a0), open("red", red)
				} else {
					x, y = open("red", red), open("a0", a0)
				}
				u := open("unbound", 0)
				s.ArriveFrom(f.peer+"5000", a0, in, x, y, u)
				y.Shut()
				s.ArriveFrom(f.peer+"5000", a0, in, x, u)
				x.Shut()
				s.ArriveFrom(f.peer+"5000", a0, in, u)
				u.Shut()
			}
		})
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
to 10.1.0.1:7000 via a0: red
to 10.1.0.1:7000 via a0: a0
to 10.1.0.1:7000 via a0: unbound
to 10.1.0.1:7000 via a0: a0
to 10.1.0.1:7000 via a0: red
to 10.1.0.1:7000 via a0: unbound
to [fd01::1]:7000 via a0: red
to [fd01::1]:7000 via a0: a0
to [fd01::1]:7000 via a0: unbound
to [fd01::1]:7000 via a0: a0
to [fd01::1]:7000 via a0: red
to [fd01::1]:7000 via a0: unbound
`,
	older: older{{emu.Linux(5, 15), `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
to 10.1.0.1:7000 via a0: unbound
to 10.1.0.1:7000 via a0: unbound
to 10.1.0.1:7000 via a0: unbound
to 10.1.0.1:7000 via a0: unbound
to 10.1.0.1:7000 via a0: unbound
to 10.1.0.1:7000 via a0: unbound
to [fd01::1]:7000 via a0: unbound
to [fd01::1]:7000 via a0: unbound
to [fd01::1]:7000 via a0: unbound
to [fd01::1]:7000 via a0: unbound
to [fd01::1]:7000 via a0: unbound
to [fd01::1]:7000 via a0: unbound
`}},
}, {
	id:      "L3-02",
	because: "a packet from outside the VRF is never for a socket bound to it",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		for _, dev := range []int{red, a0, b0, 0} {
			a := s.Root.UDP("a").On(dev).At(any7000)
			s.ArriveFrom("10.2.0.2:5000", b0, out7000, a)
			s.ArriveFrom("10.1.0.2:5000", a0, in7000, a)
			s.ArriveFrom("10.2.0.2:5000", b0, in7000, a)
			s.ArriveFrom("10.1.0.2:5000", a0, out7000, a)
			a.Shut()
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
to 10.2.0.1:7000 via b0: nobody
to 10.1.0.1:7000 via a0: a
to 10.1.0.1:7000 via b0: nobody
to 10.2.0.1:7000 via a0: a
to 10.2.0.1:7000 via b0: nobody
to 10.1.0.1:7000 via a0: a
to 10.1.0.1:7000 via b0: nobody
to 10.2.0.1:7000 via a0: a
to 10.2.0.1:7000 via b0: a
to 10.1.0.1:7000 via a0: nobody
to 10.1.0.1:7000 via b0: nobody
to 10.2.0.1:7000 via a0: nobody
to 10.2.0.1:7000 via b0: a
to 10.1.0.1:7000 via a0: nobody
to 10.1.0.1:7000 via b0: nobody
to 10.2.0.1:7000 via a0: nobody
`,
}, {
	id:      "L3-03",
	because: "early demux and the table of 4-tuples ask tcp_l3mdev_accept: with that on, a connected unbound UDP socket gets what comes by the VRF, although udp_l3mdev_accept is off; before 6.13 only by early demux",
	program: func(s *plane.Script) {
		a0, b0, _ := vrf(s)
		for _, early := range []string{"1", "0"} {
			s.Sysctl("net/ipv4/ip_early_demux", early)
			for _, accept := range [][2]string{{"0", "0"}, {"0", "1"}, {"1", "0"}, {"1", "1"}} {
				s.Sysctl("net/ipv4/udp_l3mdev_accept", accept[0])
				s.Sysctl("net/ipv4/tcp_l3mdev_accept", accept[1])
				a := s.Root.UDP("connected").At(any7000)
				a.Connect("10.2.0.2:5000")
				s.ArriveFrom("10.2.0.2:5000", a0, out7000, a)
				s.ArriveFrom("10.2.0.2:5000", b0, out7000, a)
				a.Shut()
			}
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: nobody
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: nobody
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
`,
	older: older{{emu.Linux(6, 13), `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: nobody
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: nobody
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: nobody
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
connected connect 10.2.0.2:5000 = ok
to 10.2.0.1:7000 via a0: connected
to 10.2.0.1:7000 via b0: connected
`}},
}, {
	id:      "L3-03-six",
	because: "the same for IPv6, which asks the same switches",
	program: func(s *plane.Script) {
		a0, _, _ := vrf(s)
		s.Root.Addr(a0, "fd02::1/64")
		for _, early := range []string{"1", "0"} {
			s.Sysctl("net/ipv4/ip_early_demux", early)
			for _, accept := range [][2]string{{"0", "0"}, {"0", "1"}, {"1", "0"}, {"1", "1"}} {
				s.Sysctl("net/ipv4/udp_l3mdev_accept", accept[0])
				s.Sysctl("net/ipv4/tcp_l3mdev_accept", accept[1])
				a := s.Root.UDP6("connected").At("[::]:7000")
				a.Connect("[fd02::2]:5000")
				s.ArriveFrom("[fd02::2]:5000", a0, "[fd02::1]:7000", a)
				a.Shut()
			}
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fd02::1/64 = ok
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: nobody
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: nobody
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
`,
	older: older{{emu.Linux(6, 13), `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fd02::1/64 = ok
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: nobody
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: nobody
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: nobody
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
connected connect [fd02::2]:5000 = ok
to [fd02::1]:7000 via a0: connected
`}},
}, {
	id:      "L3-20-udp",
	because: "UDP knows no domains of a VRF in conflicts (BND-43): unbound is in everybody's way, whatever udp_l3mdev_accept says; the VRF and its devices are three devices",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		for _, accept := range []string{"0", "1"} {
			s.Sysctl("net/ipv4/udp_l3mdev_accept", accept)
			for _, c := range []struct {
				what string
				a, b int
			}{
				{"unbound, red", 0, red}, {"red, unbound", red, 0}, {"unbound, a0", 0, a0},
				{"red, a0", red, a0}, {"red, b0", red, b0}, {"red, red", red, red},
			} {
				two(s, accept+" "+c.what, on(c.a)(s.Root.UDP("a")), on(c.b)(s.Root.UDP("b")), any7000, any7000)
				pair6(s, accept+" v6 "+c.what, on(c.a), on(c.b), any7000v6, any7000v6)
			}
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
0 unbound, red: EADDRINUSE
0 v6 unbound, red: EADDRINUSE
0 red, unbound: EADDRINUSE
0 v6 red, unbound: EADDRINUSE
0 unbound, a0: EADDRINUSE
0 v6 unbound, a0: EADDRINUSE
0 red, a0: ok
0 v6 red, a0: ok
0 red, b0: ok
0 v6 red, b0: ok
0 red, red: EADDRINUSE
0 v6 red, red: EADDRINUSE
1 unbound, red: EADDRINUSE
1 v6 unbound, red: EADDRINUSE
1 red, unbound: EADDRINUSE
1 v6 red, unbound: EADDRINUSE
1 unbound, a0: EADDRINUSE
1 v6 unbound, a0: EADDRINUSE
1 red, a0: ok
1 v6 red, a0: ok
1 red, b0: ok
1 v6 red, b0: ok
1 red, red: EADDRINUSE
1 v6 red, red: EADDRINUSE
`,
}, {
	id:      "L3-30-udp",
	because: "a socket of the VRF, or of a device in it, may be bound to addresses of the VRF only, one of outside to those outside only",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		for _, dev := range []int{0, red, a0, b0} {
			for i, at := range []string{"10.1.0.1:%d", "10.2.0.1:%d", "127.0.0.1:%d"} {
				s.Root.UDP("a").On(dev).Bind(fmt.Sprintf(at, 7000+i))
			}
			for i, at := range []string{"[fd01::1]:%d", "[fd02::1]:%d", "[::1]:%d", "[::ffff:10.1.0.1]:%d", "[::ffff:10.2.0.1]:%d"} {
				s.Root.UDP6("a").On(dev).Bind(fmt.Sprintf(at, 7100+i))
			}
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
a bind 10.1.0.1:7000 = EADDRNOTAVAIL
a bind 10.2.0.1:7001 = ok
a bind 127.0.0.1:7002 = ok
a bind [fd01::1]:7100 = EADDRNOTAVAIL
a bind [fd02::1]:7101 = ok
a bind [::1]:7102 = ok
a bind [::ffff:10.1.0.1]:7103 = EADDRNOTAVAIL
a bind [::ffff:10.2.0.1]:7104 = ok
a bind 10.1.0.1:7000 = ok
a bind 10.2.0.1:7001 = EADDRNOTAVAIL
a bind 127.0.0.1:7002 = EADDRNOTAVAIL
a bind [fd01::1]:7100 = ok
a bind [fd02::1]:7101 = EADDRNOTAVAIL
a bind [::1]:7102 = EADDRNOTAVAIL
a bind [::ffff:10.1.0.1]:7103 = ok
a bind [::ffff:10.2.0.1]:7104 = EADDRNOTAVAIL
a bind 10.1.0.1:7000 = ok
a bind 10.2.0.1:7001 = EADDRNOTAVAIL
a bind 127.0.0.1:7002 = EADDRNOTAVAIL
a bind [fd01::1]:7100 = ok
a bind [fd02::1]:7101 = EADDRNOTAVAIL
a bind [::1]:7102 = EADDRNOTAVAIL
a bind [::ffff:10.1.0.1]:7103 = ok
a bind [::ffff:10.2.0.1]:7104 = EADDRNOTAVAIL
a bind 10.1.0.1:7000 = EADDRNOTAVAIL
a bind 10.2.0.1:7001 = EADDRINUSE
a bind 127.0.0.1:7002 = EADDRINUSE
a bind [fd01::1]:7100 = EADDRNOTAVAIL
a bind [fd02::1]:7101 = EADDRINUSE
a bind [::1]:7102 = EADDRNOTAVAIL
a bind [::ffff:10.1.0.1]:7103 = EADDRNOTAVAIL
a bind [::ffff:10.2.0.1]:7104 = EADDRINUSE
`,
}, {
	id:      "L3-31-udp",
	because: "connecting to a scope inside the VRF that the socket is bound to makes it a socket of that device; the reverse is refused",
	program: func(s *plane.Script) {
		a0, _, red := vrf(s)
		s.Root.Addr(a0, "fe80::1/64")
		a := s.Root.UDP6("a").On(red)
		a.Connect("[fe80::2%a0]:5000")
		a.Device()
		b := s.Root.UDP6("b").On(a0)
		b.Connect("[fe80::2%red]:5000")
		b.Device()
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::1/64 = ok
a connect [fe80::2%a0]:5000 = ok
a device = 3, "a0"
b connect [fe80::2%red]:5000 = EINVAL
b device = 3, "a0"
`,
}, {
	id:      "L3-32",
	because: "IPV6_PKTINFO of a socket bound to the VRF may name a device of it, and no other",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		s.Left()
		a := s.Root.UDP6("a").On(red).At("[::]:7000")
		a.SendVia("[fd01::2]:5000", "", a0)
		a.SendVia("[fd01::2]:5000", "", b0)
		a.SendVia("[fd01::2]:5000", "", red)
		s.Left(a0, b0)
		b := s.Root.UDP6("b").On(a0).At("[::]:7001")
		b.SendVia("[fd01::2]:5000", "", red)
		s.Left(a0, b0)
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
a send to [fd01::2]:5000, info any 3 = ok
a send to [fd01::2]:5000, info any 4 = EINVAL
a send to [fd01::2]:5000, info any 2 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000, a0 [fd01::1]:7000 > [fd01::2]:5000
b send to [fd01::2]:5000, info any 2 = EINVAL
left: nothing
`,
}, {
	id:      "L3-33",
	because: "IP_UNICAST_IF of a socket bound to the VRF may name a device of it, IPV6_UNICAST_IF may not",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		a := s.Root.UDP("a").On(red)
		for _, dev := range []int{a0, red, b0} {
			a.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, dev)
		}
		b := s.Root.UDP6("b").On(red)
		for _, dev := range []int{a0, red, b0} {
			b.SetDev(emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF, dev)
		}
		a.MulticastIf(a0)
		a.MulticastIf(b0)
		b.MulticastIf(a0)
		b.MulticastIf(b0)
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
a set IP_UNICAST_IF 3 = ok
a set IP_UNICAST_IF 2 = ok
a set IP_UNICAST_IF 4 = EINVAL
b set IPV6_UNICAST_IF 3 = EINVAL
b set IPV6_UNICAST_IF 2 = EINVAL
b set IPV6_UNICAST_IF 4 = EINVAL
a set IP_MULTICAST_IF 3 = ok
a set IP_MULTICAST_IF 4 = EINVAL
b set IPV6_MULTICAST_IF 3 = ok
b set IPV6_MULTICAST_IF 4 = EINVAL
`,
}, {
	id:      "L3-20-send",
	because: "a socket bound to the VRF sends by its table and is answered: what it sends leaves by a0, and to an address of the VRF it stays inside",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		s.Left()
		r := s.Root.UDP("r").On(red).At(any7000)
		u := s.Root.UDP("u").At("0.0.0.0:7001")
		d := s.Root.UDP("d").On(a0).At("0.0.0.0:7002")
		x := s.Root.UDP("x").On(red)
		x.Send("10.1.0.2:5000")
		s.Left(a0, b0)
		x.Send("10.1.0.1:7000")
		x.Send("10.1.0.1:7002")
		x.Send("10.1.0.1:7001")
		s.Got(r, u, d)
		x.Send("10.2.0.2:5000")
		s.Left(a0, b0)
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
x send to 10.1.0.2:5000 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:5000
x send to 10.1.0.1:7000 = ok
x send to 10.1.0.1:7002 = ok
x send to 10.1.0.1:7001 = ok
got it: r, d
x send to 10.2.0.2:5000 = ok
left: b0 10.1.0.1:auto > 10.2.0.2:5000
`,
}, {
	id:      "L3-41-udp",
	because: "an ICMP error that arrives by the VRF is for sockets of the VRF or of the device",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		for _, dev := range []int{red, a0} {
			a := s.Root.UDP("a").On(dev).At(in7000).To("10.1.0.2:5000")
			s.ArriveUnreachable(a0, "10.1.0.2", in7000, "10.1.0.2:5000")
			a.Error()
			s.ArriveUnreachable(b0, "10.2.0.2", in7000, "10.1.0.2:5000")
			a.Error()
			a.Shut()
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a error = ECONNREFUSED
10.2.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via b0
a error = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a error = ECONNREFUSED
10.2.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via b0
a error = ok
`,
}, {
	id:      "L3-21-udp",
	because: "multicast by a device of the VRF is for sockets of the device or of the VRF",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		j := s.Root.UDP("j")
		j.Join(group, a0)
		socks := append(crowd(s.Root.UDP, a0, b0, any7000), s.Root.UDP("red").Flag(emu.SO_REUSEADDR).On(red).At(any7000))
		s.ArriveFrom("10.1.0.2:5000", a0, group7000, socks...)
		s.ArriveFrom("10.1.0.2:5000", a0, all7000, socks...)
		s.Sysctl("net/ipv4/udp_l3mdev_accept", "1")
		s.ArriveFrom("10.1.0.2:5000", a0, group7000, socks...)
		s.ArriveFrom("10.1.0.2:5000", a0, all7000, socks...)
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
j set IP_ADD_MEMBERSHIP 239.1.1.1 3 = ok
to 239.1.1.1:7000 via a0: a, red
to 255.255.255.255:7000 via a0: a, red
to 239.1.1.1:7000 via a0: a, u, red
to 255.255.255.255:7000 via a0: a, u, red
`,
}, {
	id:      "L3-50-udp",
	because: "the next packet after a0 has left the VRF is for a0's sockets and the unbound ones",
	program: func(s *plane.Script) {
		a0, _, red := vrf(s)
		a := s.Root.UDP("a0").On(a0).At(any7000)
		r := s.Root.UDP("red").On(red).At(any7000)
		s.ArriveFrom("10.1.0.2:5000", a0, in7000, r)
		a.SetIndex(4242)
		s.ArriveFrom("10.1.0.2:5000", a0, in7000, a, r)
		s.Root.Enslave(a0, 0)
		s.ArriveFrom("10.1.0.2:5000", a0, in7000, a, r)
		a.SetIndex(a0)
		s.ArriveFrom("10.1.0.2:5000", a0, in7000, a, r)
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
to 10.1.0.1:7000 via a0: red
a0 set BINDTOIFINDEX 4242 = ok
to 10.1.0.1:7000 via a0: red
enslave 3 to 0 = ok
to 10.1.0.1:7000 via a0: nobody
a0 set BINDTOIFINDEX 3 = ok
to 10.1.0.1:7000 via a0: a0
`,
}}
