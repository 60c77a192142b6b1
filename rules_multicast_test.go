package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
)

// multicast is what the options of levels IPPROTO_IP and IPPROTO_IPV6 do that
// name a device: OUT-30 to OUT-36, L3-33.
var multicast = []rule{{
	id:      "OUT-30",
	because: "IP_UNICAST_IF and IPV6_UNICAST_IF are not for a bound socket, not even for its own device; 0 always goes, no device is EADDRNOTAVAIL first",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		v4, v6, t4, t6 := s.Root.UDP("v4"), s.Root.UDP6("v6"), s.Root.TCP("t4"), s.Root.TCP6("t6")
		for _, at := range []int{0, a0, 4242} {
			for _, a := range []*plane.Socket{v4, v6, t4, t6} {
				a.SetIndex(at)
				for _, i := range []int{a0, b0, 4242, 0} {
					if a == v4 || a == t4 {
						a.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, i)
						a.GetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF)
					} else {
						a.SetDev(emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF, i)
						a.GetDev(emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF)
						a.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, i)
					}
				}
			}
		}
	},
	want: `
v4 set BINDTOIFINDEX 0 = ok
v4 set IP_UNICAST_IF 2 = ok
v4 get IP_UNICAST_IF = 2
v4 set IP_UNICAST_IF 3 = ok
v4 get IP_UNICAST_IF = 3
v4 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
v4 get IP_UNICAST_IF = 3
v4 set IP_UNICAST_IF 0 = ok
v4 get IP_UNICAST_IF = 0
v6 set BINDTOIFINDEX 0 = ok
v6 set IPV6_UNICAST_IF 2 = ok
v6 get IPV6_UNICAST_IF = 2
v6 set IP_UNICAST_IF 2 = ok
v6 set IPV6_UNICAST_IF 3 = ok
v6 get IPV6_UNICAST_IF = 3
v6 set IP_UNICAST_IF 3 = ok
v6 set IPV6_UNICAST_IF 4242 = EADDRNOTAVAIL
v6 get IPV6_UNICAST_IF = 3
v6 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
v6 set IPV6_UNICAST_IF 0 = ok
v6 get IPV6_UNICAST_IF = 0
v6 set IP_UNICAST_IF 0 = ok
t4 set BINDTOIFINDEX 0 = ok
t4 set IP_UNICAST_IF 2 = ok
t4 get IP_UNICAST_IF = 2
t4 set IP_UNICAST_IF 3 = ok
t4 get IP_UNICAST_IF = 3
t4 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
t4 get IP_UNICAST_IF = 3
t4 set IP_UNICAST_IF 0 = ok
t4 get IP_UNICAST_IF = 0
t6 set BINDTOIFINDEX 0 = ok
t6 set IPV6_UNICAST_IF 2 = ok
t6 get IPV6_UNICAST_IF = 2
t6 set IP_UNICAST_IF 2 = ok
t6 set IPV6_UNICAST_IF 3 = ok
t6 get IPV6_UNICAST_IF = 3
t6 set IP_UNICAST_IF 3 = ok
t6 set IPV6_UNICAST_IF 4242 = EADDRNOTAVAIL
t6 get IPV6_UNICAST_IF = 3
t6 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
t6 set IPV6_UNICAST_IF 0 = ok
t6 get IPV6_UNICAST_IF = 0
t6 set IP_UNICAST_IF 0 = ok
v4 set BINDTOIFINDEX 2 = ok
v4 set IP_UNICAST_IF 2 = EINVAL
v4 get IP_UNICAST_IF = 0
v4 set IP_UNICAST_IF 3 = EINVAL
v4 get IP_UNICAST_IF = 0
v4 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
v4 get IP_UNICAST_IF = 0
v4 set IP_UNICAST_IF 0 = ok
v4 get IP_UNICAST_IF = 0
v6 set BINDTOIFINDEX 2 = ok
v6 set IPV6_UNICAST_IF 2 = EINVAL
v6 get IPV6_UNICAST_IF = 0
v6 set IP_UNICAST_IF 2 = EINVAL
v6 set IPV6_UNICAST_IF 3 = EINVAL
v6 get IPV6_UNICAST_IF = 0
v6 set IP_UNICAST_IF 3 = EINVAL
v6 set IPV6_UNICAST_IF 4242 = EADDRNOTAVAIL
v6 get IPV6_UNICAST_IF = 0
v6 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
v6 set IPV6_UNICAST_IF 0 = ok
v6 get IPV6_UNICAST_IF = 0
v6 set IP_UNICAST_IF 0 = ok
t4 set BINDTOIFINDEX 2 = ok
t4 set IP_UNICAST_IF 2 = EINVAL
t4 get IP_UNICAST_IF = 0
t4 set IP_UNICAST_IF 3 = EINVAL
t4 get IP_UNICAST_IF = 0
t4 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
t4 get IP_UNICAST_IF = 0
t4 set IP_UNICAST_IF 0 = ok
t4 get IP_UNICAST_IF = 0
t6 set BINDTOIFINDEX 2 = ok
t6 set IPV6_UNICAST_IF 2 = EINVAL
t6 get IPV6_UNICAST_IF = 0
t6 set IP_UNICAST_IF 2 = EINVAL
t6 set IPV6_UNICAST_IF 3 = EINVAL
t6 get IPV6_UNICAST_IF = 0
t6 set IP_UNICAST_IF 3 = EINVAL
t6 set IPV6_UNICAST_IF 4242 = EADDRNOTAVAIL
t6 get IPV6_UNICAST_IF = 0
t6 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
t6 set IPV6_UNICAST_IF 0 = ok
t6 get IPV6_UNICAST_IF = 0
t6 set IP_UNICAST_IF 0 = ok
v4 set BINDTOIFINDEX 4242 = ok
v4 set IP_UNICAST_IF 2 = EINVAL
v4 get IP_UNICAST_IF = 0
v4 set IP_UNICAST_IF 3 = EINVAL
v4 get IP_UNICAST_IF = 0
v4 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
v4 get IP_UNICAST_IF = 0
v4 set IP_UNICAST_IF 0 = ok
v4 get IP_UNICAST_IF = 0
v6 set BINDTOIFINDEX 4242 = ok
v6 set IPV6_UNICAST_IF 2 = EINVAL
v6 get IPV6_UNICAST_IF = 0
v6 set IP_UNICAST_IF 2 = EINVAL
v6 set IPV6_UNICAST_IF 3 = EINVAL
v6 get IPV6_UNICAST_IF = 0
v6 set IP_UNICAST_IF 3 = EINVAL
v6 set IPV6_UNICAST_IF 4242 = EADDRNOTAVAIL
v6 get IPV6_UNICAST_IF = 0
v6 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
v6 set IPV6_UNICAST_IF 0 = ok
v6 get IPV6_UNICAST_IF = 0
v6 set IP_UNICAST_IF 0 = ok
t4 set BINDTOIFINDEX 4242 = ok
t4 set IP_UNICAST_IF 2 = EINVAL
t4 get IP_UNICAST_IF = 0
t4 set IP_UNICAST_IF 3 = EINVAL
t4 get IP_UNICAST_IF = 0
t4 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
t4 get IP_UNICAST_IF = 0
t4 set IP_UNICAST_IF 0 = ok
t4 get IP_UNICAST_IF = 0
t6 set BINDTOIFINDEX 4242 = ok
t6 set IPV6_UNICAST_IF 2 = EINVAL
t6 get IPV6_UNICAST_IF = 0
t6 set IP_UNICAST_IF 2 = EINVAL
t6 set IPV6_UNICAST_IF 3 = EINVAL
t6 get IPV6_UNICAST_IF = 0
t6 set IP_UNICAST_IF 3 = EINVAL
t6 set IPV6_UNICAST_IF 4242 = EADDRNOTAVAIL
t6 get IPV6_UNICAST_IF = 0
t6 set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
t6 set IPV6_UNICAST_IF 0 = ok
t6 get IPV6_UNICAST_IF = 0
t6 set IP_UNICAST_IF 0 = ok
`,
}, {
	id:      "OUT-31",
	because: "set before, UNICAST_IF is ignored while the socket is bound; unbound it routes sends and connects, not multicast",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		v4, v6 := s.Root.UDP("v4").At("0.0.0.0:7000"), s.Root.UDP6("v6").At("[::]:7001")
		raw := s.Root.Raw("raw", 200)
		v4.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, b0)
		raw.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, b0)
		v6.SetDev(emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF, b0)
		v4.Send("10.1.0.2:9")
		s.Left(a0, b0)
		v4.Send("192.0.2.1:9")
		s.Left(a0, b0)
		v4.Send("224.0.0.5:9")
		raw.Send("192.0.2.1:0")
		v6.Send("[fd01::2]:9")
		v6.Send("[fe80::2]:9")
		s.Left(a0, b0)
		v6.Send("[ff02::5]:9")
		s.Left(a0, b0)
		v6.Send("[::ffff:10.1.0.2]:9")
		s.Left(a0, b0)
		v6.Connect("[fd01::2]:9")
		v6.Connect("[fd02::2]:9")
		v4.SetIndex(a0)
		v6.SetIndex(a0)
		v4.Send("10.1.0.2:9")
		v6.Send("[fd01::2]:9")
		s.Left(a0, b0)
	},
	want: `
v4 set IP_UNICAST_IF 3 = ok
raw set IP_UNICAST_IF 3 = ok
v6 set IPV6_UNICAST_IF 3 = ok
v4 send to 10.1.0.2:9 = ok
left: b0 10.2.0.1:7000 > 10.1.0.2:9
v4 send to 192.0.2.1:9 = ok
left: b0 10.2.0.1:7000 > 192.0.2.1:9
v4 send to 224.0.0.5:9 = ENETUNREACH
raw send to 192.0.2.1:0 = ok
v6 send to [fd01::2]:9 = ENETUNREACH
v6 send to [fe80::2]:9 = ok
left: b0 10.2.0.1 > 192.0.2.1 protocol 200, b0 [fe80::b]:7001 > [fe80::2]:9
v6 send to [ff02::5]:9 = ok
left: a0 [fe80::a]:7001 > [ff02::5]:9
v6 send to [::ffff:10.1.0.2]:9 = ok
left: a0 10.1.0.1:7001 > 10.1.0.2:9
v6 connect [fd01::2]:9 = ENETUNREACH
v6 connect [fd02::2]:9 = ok
v4 set BINDTOIFINDEX 2 = ok
v6 set BINDTOIFINDEX 2 = ok
v4 send to 10.1.0.2:9 = ok
v6 send to [fd01::2]:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9, a0 [fd02::1]:7001 > [fd01::2]:9
`,
}, {
	id:      "OUT-31-connect",
	because: "connect() of IPv4 looks at IP_UNICAST_IF since 6.1",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		v4 := s.Root.UDP("v4")
		v4.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, b0)
		v4.Connect("10.1.0.2:9")
		v4.Addr()
		v4.Send("")
		s.Left(a0, b0)
	},
	want: `
v4 set IP_UNICAST_IF 3 = ok
v4 connect 10.1.0.2:9 = ok
v4 getsockname = 10.2.0.1:auto
v4 send = ok
left: b0 10.2.0.1:auto > 10.1.0.2:9
`,
	older: older{{emu.Linux(6, 1), `
v4 set IP_UNICAST_IF 3 = ok
v4 connect 10.1.0.2:9 = ok
v4 getsockname = 10.1.0.1:auto
v4 send = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9
`}},
}, {
	id:      "OUT-32",
	because: "IP_MULTICAST_IF and IPV6_MULTICAST_IF must name the bound device if there is one; no such device is EADDRNOTAVAIL, of IPv6 ENODEV",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		v4, v6 := s.Root.UDP("v4"), s.Root.UDP6("v6")
		for _, at := range []int{0, a0, 4242} {
			for _, a := range []*plane.Socket{v4, v6} {
				a.SetIndex(at)
				for _, i := range []int{a0, b0, 4242, 0} {
					a.MulticastIf(i)
				}
			}
			for _, addr := range []string{"10.1.0.1", "10.2.0.1", "10.1.0.7", "127.0.0.1", "0.0.0.0"} {
				v4.MulticastIfAddr(addr)
				v4.GetInt(emu.IPPROTO_IP, emu.IP_MULTICAST_IF)
			}
			v6.GetDev(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_IF)
		}
		s.Root.TCP("t4").MulticastIf(a0)
		s.Root.TCP6("t6").MulticastIf(a0)
	},
	want: `
v4 set BINDTOIFINDEX 0 = ok
v4 set IP_MULTICAST_IF 2 = ok
v4 set IP_MULTICAST_IF 3 = ok
v4 set IP_MULTICAST_IF 4242 = EADDRNOTAVAIL
v4 set IP_MULTICAST_IF 0 = ok
v6 set BINDTOIFINDEX 0 = ok
v6 set IPV6_MULTICAST_IF 2 = ok
v6 set IPV6_MULTICAST_IF 3 = ok
v6 set IPV6_MULTICAST_IF 4242 = ENODEV
v6 set IPV6_MULTICAST_IF 0 = ok
v4 set IP_MULTICAST_IF 10.1.0.1 = ok
v4 get IP_MULTICAST_IF = 16777482
v4 set IP_MULTICAST_IF 10.2.0.1 = ok
v4 get IP_MULTICAST_IF = 16777738
v4 set IP_MULTICAST_IF 10.1.0.7 = EADDRNOTAVAIL
v4 get IP_MULTICAST_IF = 16777738
v4 set IP_MULTICAST_IF 127.0.0.1 = ok
v4 get IP_MULTICAST_IF = 16777343
v4 set IP_MULTICAST_IF 0.0.0.0 = ok
v4 get IP_MULTICAST_IF = 0
v6 get IPV6_MULTICAST_IF = 0
v4 set BINDTOIFINDEX 2 = ok
v4 set IP_MULTICAST_IF 2 = ok
v4 set IP_MULTICAST_IF 3 = EINVAL
v4 set IP_MULTICAST_IF 4242 = EADDRNOTAVAIL
v4 set IP_MULTICAST_IF 0 = ok
v6 set BINDTOIFINDEX 2 = ok
v6 set IPV6_MULTICAST_IF 2 = ok
v6 set IPV6_MULTICAST_IF 3 = EINVAL
v6 set IPV6_MULTICAST_IF 4242 = ENODEV
v6 set IPV6_MULTICAST_IF 0 = ok
v4 set IP_MULTICAST_IF 10.1.0.1 = ok
v4 get IP_MULTICAST_IF = 16777482
v4 set IP_MULTICAST_IF 10.2.0.1 = EINVAL
v4 get IP_MULTICAST_IF = 16777482
v4 set IP_MULTICAST_IF 10.1.0.7 = EADDRNOTAVAIL
v4 get IP_MULTICAST_IF = 16777482
v4 set IP_MULTICAST_IF 127.0.0.1 = EINVAL
v4 get IP_MULTICAST_IF = 16777482
v4 set IP_MULTICAST_IF 0.0.0.0 = ok
v4 get IP_MULTICAST_IF = 0
v6 get IPV6_MULTICAST_IF = 0
v4 set BINDTOIFINDEX 4242 = ok
v4 set IP_MULTICAST_IF 2 = EINVAL
v4 set IP_MULTICAST_IF 3 = EINVAL
v4 set IP_MULTICAST_IF 4242 = EADDRNOTAVAIL
v4 set IP_MULTICAST_IF 0 = ok
v6 set BINDTOIFINDEX 4242 = ok
v6 set IPV6_MULTICAST_IF 2 = EINVAL
v6 set IPV6_MULTICAST_IF 3 = EINVAL
v6 set IPV6_MULTICAST_IF 4242 = ENODEV
v6 set IPV6_MULTICAST_IF 0 = ok
v4 set IP_MULTICAST_IF 10.1.0.1 = EINVAL
v4 get IP_MULTICAST_IF = 0
v4 set IP_MULTICAST_IF 10.2.0.1 = EINVAL
v4 get IP_MULTICAST_IF = 0
v4 set IP_MULTICAST_IF 10.1.0.7 = EADDRNOTAVAIL
v4 get IP_MULTICAST_IF = 0
v4 set IP_MULTICAST_IF 127.0.0.1 = EINVAL
v4 get IP_MULTICAST_IF = 0
v4 set IP_MULTICAST_IF 0.0.0.0 = ok
v4 get IP_MULTICAST_IF = 0
v6 get IPV6_MULTICAST_IF = 0
t4 set IP_MULTICAST_IF 2 = EINVAL
t6 set IPV6_MULTICAST_IF 2 = ENOPROTOOPT
`,
}, {
	id:      "OUT-33",
	because: "multicast leaves by the bound device, else by that of MULTICAST_IF, whose address is the source; a scope id comes before both",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		v4, v6 := s.Root.UDP("v4").At("0.0.0.0:7000"), s.Root.UDP6("v6").At("[::]:7001")
		v4.MulticastIf(b0)
		v6.MulticastIf(b0)
		for _, at := range []int{0, a0, b0} {
			v4.SetIndex(at)
			v6.SetIndex(at)
			for _, to := range []string{"224.0.0.5:9", "239.1.2.3:9"} {
				v4.Send(to)
				s.Left(a0, b0)
			}
			for _, to := range []string{"[ff02::5]:9", "[ff05::5]:9", "[ff02::5%a0]:9"} {
				v6.Send(to)
				s.Left(a0, b0)
			}
		}
		v4.SetIndex(0)
		v4.MulticastIfAddr("10.9.9.9")
		v4.Send("224.0.0.5:9")
		s.Left(a0, b0)
		w := s.Root.UDP("w").At("0.0.0.0:7002")
		w.MulticastIfAddr("10.2.0.1")
		w.Send("224.0.0.5:9")
		s.Left(a0, b0)
		w.SendVia("224.0.0.5:9", "", a0)
		s.Left(a0, b0)
		w.Connect("224.0.0.5:9")
		w.Addr()
		x := s.Root.UDP("x").At("10.9.9.9:7003")
		x.MulticastIf(b0)
		x.Send("224.0.0.5:9")
		s.Left(a0, b0)
		bound := s.Root.UDP("bound").On(a0).To("224.0.0.5:9")
		bound.Addr()
		group := s.Root.UDP("group").At("224.0.0.9:7004")
		group.Addr()
		group.Send("10.1.0.2:9")
		s.Left(a0, b0)
		group.Connect("10.1.0.2:9")
		group.Addr()
	},
	want: `
v4 set IP_MULTICAST_IF 3 = ok
v6 set IPV6_MULTICAST_IF 3 = ok
v4 set BINDTOIFINDEX 0 = ok
v6 set BINDTOIFINDEX 0 = ok
v4 send to 224.0.0.5:9 = ok
left: b0 10.2.0.1:7000 > 224.0.0.5:9
v4 send to 239.1.2.3:9 = ok
left: b0 10.2.0.1:7000 > 239.1.2.3:9
v6 send to [ff02::5]:9 = ok
left: b0 [fe80::b]:7001 > [ff02::5]:9
v6 send to [ff05::5]:9 = ok
left: b0 [fd02::1]:7001 > [ff05::5]:9
v6 send to [ff02::5%a0]:9 = ok
left: a0 [fe80::a]:7001 > [ff02::5]:9
v4 set BINDTOIFINDEX 2 = ok
v6 set BINDTOIFINDEX 2 = ok
v4 send to 224.0.0.5:9 = ok
left: a0 10.1.0.1:7000 > 224.0.0.5:9
v4 send to 239.1.2.3:9 = ok
left: a0 10.1.0.1:7000 > 239.1.2.3:9
v6 send to [ff02::5]:9 = ok
left: a0 [fe80::a]:7001 > [ff02::5]:9
v6 send to [ff05::5]:9 = ok
left: a0 [fd01::1]:7001 > [ff05::5]:9
v6 send to [ff02::5%a0]:9 = ok
left: a0 [fe80::a]:7001 > [ff02::5]:9
v4 set BINDTOIFINDEX 3 = ok
v6 set BINDTOIFINDEX 3 = ok
v4 send to 224.0.0.5:9 = ok
left: b0 10.2.0.1:7000 > 224.0.0.5:9
v4 send to 239.1.2.3:9 = ok
left: b0 10.2.0.1:7000 > 239.1.2.3:9
v6 send to [ff02::5]:9 = ok
left: b0 [fe80::b]:7001 > [ff02::5]:9
v6 send to [ff05::5]:9 = ok
left: b0 [fd02::1]:7001 > [ff05::5]:9
v6 send to [ff02::5%a0]:9 = ok
left: a0 [fe80::a]:7001 > [ff02::5]:9
v4 set BINDTOIFINDEX 0 = ok
v4 set IP_MULTICAST_IF 10.9.9.9 = ok
v4 send to 224.0.0.5:9 = ok
left: nothing
w set IP_MULTICAST_IF 10.2.0.1 = ok
w send to 224.0.0.5:9 = ok
left: b0 10.2.0.1:7002 > 224.0.0.5:9
w send to 224.0.0.5:9, info any 2 = ok
left: a0 10.2.0.1:7002 > 224.0.0.5:9
w connect 224.0.0.5:9 = ok
w getsockname = 10.2.0.1:7002
x set IP_MULTICAST_IF 3 = ok
x send to 224.0.0.5:9 = ok
left: b0 10.9.9.9:7003 > 224.0.0.5:9
bound getsockname = 10.1.0.1:auto
group getsockname = 224.0.0.9:7004
group send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7004 > 10.1.0.2:9
group connect 10.1.0.2:9 = ok
group getsockname = 224.0.0.9:7004
`,
}, {
	id:      "OUT-34",
	because: "255.255.255.255 leaves by the bound device, and needs SO_BROADCAST; unbound there is no route. The broadcast address of another link is an ordinary one on this",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		u, a := s.Root.UDP("u").At("0.0.0.0:7000"), s.Root.UDP("a").On(a0).At("0.0.0.0:7001")
		may, aMay := s.Root.UDP("u broadcast").Flag(emu.SO_BROADCAST).At("0.0.0.0:7002"), s.Root.UDP("a broadcast").Flag(emu.SO_BROADCAST).On(a0).At("0.0.0.0:7003")
		for _, to := range []string{"255.255.255.255:9", "10.1.0.255:9", "10.2.0.255:9"} {
			for _, p := range []*plane.Socket{u, a, may, aMay} {
				p.Send(to)
				s.Left(a0, b0)
			}
		}
		for _, to := range []string{"255.255.255.255:9", "10.1.0.255:9", "10.2.0.255:9"} {
			for _, p := range []*plane.Socket{u, a, may, aMay} {
				p.Connect(to)
				p.Addr()
			}
		}
		s.Root.Raw("raw", 200).Send("10.1.0.255:0")
	},
	want: `
u send to 255.255.255.255:9 = ENETUNREACH
left: nothing
a send to 255.255.255.255:9 = EACCES
left: nothing
u broadcast send to 255.255.255.255:9 = ENETUNREACH
left: nothing
a broadcast send to 255.255.255.255:9 = ok
left: a0 10.1.0.1:7003 > 255.255.255.255:9
u send to 10.1.0.255:9 = EACCES
left: nothing
a send to 10.1.0.255:9 = EACCES
left: nothing
u broadcast send to 10.1.0.255:9 = ok
left: a0 10.1.0.1:7002 > 10.1.0.255:9
a broadcast send to 10.1.0.255:9 = ok
left: a0 10.1.0.1:7003 > 10.1.0.255:9
u send to 10.2.0.255:9 = EACCES
left: nothing
a send to 10.2.0.255:9 = ok
left: a0 10.1.0.1:7001 > 10.2.0.255:9
u broadcast send to 10.2.0.255:9 = ok
left: b0 10.2.0.1:7002 > 10.2.0.255:9
a broadcast send to 10.2.0.255:9 = ok
left: a0 10.1.0.1:7003 > 10.2.0.255:9
u connect 255.255.255.255:9 = ENETUNREACH
u getsockname = 0.0.0.0:7000
a connect 255.255.255.255:9 = EACCES
a getsockname = 0.0.0.0:7001
u broadcast connect 255.255.255.255:9 = ENETUNREACH
u broadcast getsockname = 0.0.0.0:7002
a broadcast connect 255.255.255.255:9 = ok
a broadcast getsockname = 10.1.0.1:7003
u connect 10.1.0.255:9 = EACCES
u getsockname = 0.0.0.0:7000
a connect 10.1.0.255:9 = EACCES
a getsockname = 0.0.0.0:7001
u broadcast connect 10.1.0.255:9 = ok
u broadcast getsockname = 10.1.0.1:7002
a broadcast connect 10.1.0.255:9 = ok
a broadcast getsockname = 10.1.0.1:7003
u connect 10.2.0.255:9 = EACCES
u getsockname = 0.0.0.0:7000
a connect 10.2.0.255:9 = ok
a getsockname = 10.1.0.1:7001
u broadcast connect 10.2.0.255:9 = ok
u broadcast getsockname = 10.1.0.1:7002
a broadcast connect 10.2.0.255:9 = ok
a broadcast getsockname = 10.1.0.1:7003
raw send to 10.1.0.255:0 = EACCES
`,
}, {
	id:      "OUT-34-bind",
	because: "multicast and broadcast addresses may be bound, also by a stream; nothing is sent from them",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		for _, addr := range []string{"224.0.0.9:7000", "10.1.0.255:7000", "255.255.255.255:7000", "10.1.0.0:7000", "192.0.2.1:7000", "239.1.1.1:7000"} {
			a, c := s.Root.UDP("udp"), s.Root.TCP("tcp")
			for _, p := range []*plane.Socket{a, c} {
				p.Bind(addr)
				p.Addr()
			}
			a.Send("10.1.0.2:9")
			s.Left(a0, b0)
			a.Shut()
			c.Shut()
		}
	},
	want: `
udp bind 224.0.0.9:7000 = ok
udp getsockname = 224.0.0.9:7000
tcp bind 224.0.0.9:7000 = ok
tcp getsockname = 224.0.0.9:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 10.1.0.255:7000 = ok
udp getsockname = 10.1.0.255:7000
tcp bind 10.1.0.255:7000 = ok
tcp getsockname = 10.1.0.255:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 255.255.255.255:7000 = ok
udp getsockname = 255.255.255.255:7000
tcp bind 255.255.255.255:7000 = ok
tcp getsockname = 255.255.255.255:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 10.1.0.0:7000 = EADDRNOTAVAIL
udp getsockname = 0.0.0.0:0
tcp bind 10.1.0.0:7000 = EADDRNOTAVAIL
tcp getsockname = 0.0.0.0:0
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9
udp bind 192.0.2.1:7000 = EADDRNOTAVAIL
udp getsockname = 0.0.0.0:0
tcp bind 192.0.2.1:7000 = EADDRNOTAVAIL
tcp getsockname = 0.0.0.0:0
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9
udp bind 239.1.1.1:7000 = ok
udp getsockname = 239.1.1.1:7000
tcp bind 239.1.1.1:7000 = ok
tcp getsockname = 239.1.1.1:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
`,
	older: older{{emu.Linux(5, 14), `
udp bind 224.0.0.9:7000 = ok
udp getsockname = 224.0.0.9:7000
tcp bind 224.0.0.9:7000 = ok
tcp getsockname = 224.0.0.9:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 10.1.0.255:7000 = ok
udp getsockname = 10.1.0.255:7000
tcp bind 10.1.0.255:7000 = ok
tcp getsockname = 10.1.0.255:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 255.255.255.255:7000 = ok
udp getsockname = 255.255.255.255:7000
tcp bind 255.255.255.255:7000 = ok
tcp getsockname = 255.255.255.255:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 10.1.0.0:7000 = ok
udp getsockname = 10.1.0.0:7000
tcp bind 10.1.0.0:7000 = ok
tcp getsockname = 10.1.0.0:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
udp bind 192.0.2.1:7000 = EADDRNOTAVAIL
udp getsockname = 0.0.0.0:0
tcp bind 192.0.2.1:7000 = EADDRNOTAVAIL
tcp getsockname = 0.0.0.0:0
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9
udp bind 239.1.1.1:7000 = ok
udp getsockname = 239.1.1.1:7000
tcp bind 239.1.1.1:7000 = ok
tcp getsockname = 239.1.1.1:7000
udp send to 10.1.0.2:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
`}},
}, {
	id:      "OUT-35",
	because: "unbound multicast without a route: ENETUNREACH of IPv4; IPv6 has a route by each device",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		u := s.Root.UDP("u").At("0.0.0.0:7000")
		u.Send("224.0.0.5:9")
		u.Connect("239.1.2.3:9")
		at := s.Root.UDP("at a").At("10.2.0.1:7001")
		at.Send("224.0.0.5:9")
		s.Left(a0, b0)
		v := s.Root.UDP6("v").At("[::]:7002")
		v.Send("[ff05::5]:9")
		v.Send("[ff02::5]:9")
		s.Left(a0, b0)
	},
	want: `
u send to 224.0.0.5:9 = ENETUNREACH
u connect 239.1.2.3:9 = ENETUNREACH
at a send to 224.0.0.5:9 = ok
left: b0 10.2.0.1:7001 > 224.0.0.5:9
v send to [ff05::5]:9 = ok
v send to [ff02::5]:9 = ok
left: a0 [fd01::1]:7002 > [ff05::5]:9, a0 [fe80::a]:7002 > [ff02::5]:9
`,
}, {
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
	id:      "OUT-30-length",
	because: "what lengths, NULL and odd values of these options give, and reading them",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		u, v, c, r := s.Root.UDP("u"), s.Root.UDP6("v"), s.Root.TCP("c"), s.Root.Raw6("r", 200)
		set := func(a *plane.Socket, level, opt int, val []byte, length int) {
			err := s.Root.Sys().Setsockopt(a.Number(), level, opt, val, length)
			s.Say("set %d %d, %d bytes, length %d = %s", level, opt, len(val), length, plane.Result(err))
		}
		get := func(a *plane.Socket, level, opt, size int) {
			val := make([]byte, size)
			n, err := s.Root.Sys().Getsockopt(a.Number(), level, opt, val, size)
			s.Say("get %d %d = %x, length %d, %s", level, opt, val, n, plane.Result(err))
		}
		for _, opt := range []int{emu.IP_PKTINFO, emu.IP_RECVERR, emu.IP_FREEBIND, emu.IP_TRANSPARENT, emu.IP_BIND_ADDRESS_NO_PORT, emu.IP_MULTICAST_LOOP, emu.IP_MULTICAST_ALL, emu.IP_UNICAST_IF, emu.IP_MULTICAST_IF, emu.IP_ADD_MEMBERSHIP, emu.IP_HDRINCL, 999} {
			for _, n := range []int{0, 1, 3, 4, 5} {
				set(u, emu.IPPROTO_IP, opt, make([]byte, n), n)
			}
			set(u, emu.IPPROTO_IP, opt, nil, 0)
			set(u, emu.IPPROTO_IP, opt, nil, 4)
			set(u, emu.IPPROTO_IP, opt, []byte{2, 0, 0, 0}, 4)
			set(u, emu.IPPROTO_IP, opt, []byte{2, 0, 0, 0}, -1)
			set(u, emu.IPPROTO_IP, opt, []byte{2, 0, 0, 0}, 100)
			set(v, emu.IPPROTO_IP, opt, []byte{1, 0, 0, 0}, 4)
			set(r, emu.IPPROTO_IP, opt, []byte{1, 0, 0, 0}, 4)
			for _, n := range []int{0, 1, 3, 4, 8} {
				get(u, emu.IPPROTO_IP, opt, n)
			}
			get(v, emu.IPPROTO_IP, opt, 4)
			get(r, emu.IPPROTO_IP, opt, 4)
		}
		for _, opt := range []int{emu.IPV6_V6ONLY, emu.IPV6_RECVPKTINFO, emu.IPV6_PKTINFO, emu.IPV6_RECVERR, emu.IPV6_MULTICAST_LOOP, emu.IPV6_MULTICAST_ALL, emu.IPV6_UNICAST_IF, emu.IPV6_MULTICAST_IF, emu.IPV6_JOIN_GROUP, 999} {
			for _, n := range []int{0, 3, 4, 5, 19, 20, 21} {
				set(v, emu.IPPROTO_IPV6, opt, make([]byte, n), n)
			}
			set(v, emu.IPPROTO_IPV6, opt, nil, 4)
			set(v, emu.IPPROTO_IPV6, opt, nil, 20)
			set(v, emu.IPPROTO_IPV6, opt, []byte{2, 0, 0, 0}, 4)
			set(v, emu.IPPROTO_IPV6, opt, []byte{2, 0, 0, 0}, 20)
			set(v, emu.IPPROTO_IPV6, opt, []byte{2, 0, 0}, 4)
			set(u, emu.IPPROTO_IPV6, opt, []byte{1, 0, 0, 0}, 4)
			for _, n := range []int{0, 1, 4, 8} {
				get(v, emu.IPPROTO_IPV6, opt, n)
			}
			get(u, emu.IPPROTO_IPV6, opt, 4)
		}
		for _, a := range []*plane.Socket{u, v, c, r} {
			for _, level := range []int{6, 17, 58, 99, 255} {
				set(a, level, 999, []byte{1, 0, 0, 0}, 4)
				get(a, level, 999, 4)
			}
		}
		for _, n := range []int{3, 4, 7, 8, 11, 12, 13} {
			set(u, emu.IPPROTO_IP, emu.IP_MULTICAST_IF, append([]byte{10, 1, 0, 1, 10, 2, 0, 1}, plane.Word(int32(a0))...), n)
			get(u, emu.IPPROTO_IP, emu.IP_MULTICAST_IF, 4)
		}
		c.GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		c.Listening().GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		v.GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		v.SetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN, 1)
		v.SetInt(emu.SOL_SOCKET, emu.SO_ERROR, 1)
		v.SetInt(emu.SOL_SOCKET, emu.SO_DOMAIN, 1)
		v.Error()
		s.Proc(plane.None).UDP("nobody").SetInt(emu.IPPROTO_IP, emu.IP_TRANSPARENT, 1)
		s.Proc(plane.NetRaw).UDP("net raw").SetInt(emu.IPPROTO_IP, emu.IP_TRANSPARENT, 1)
	},
	want: `
set 0 8, 0 bytes, length 0 = ok
set 0 8, 1 bytes, length 1 = ok
set 0 8, 3 bytes, length 3 = ok
set 0 8, 4 bytes, length 4 = ok
set 0 8, 5 bytes, length 5 = ok
set 0 8, 0 bytes, length 0 = ok
set 0 8, 0 bytes, length 4 = EFAULT
set 0 8, 4 bytes, length 4 = ok
set 0 8, 4 bytes, length -1 = EINVAL
set 0 8, 4 bytes, length 100 = ok
set 0 8, 4 bytes, length 4 = ok
set 0 8, 4 bytes, length 4 = ENOPROTOOPT
get 0 8 = , length 0, ok
get 0 8 = 01, length 1, ok
get 0 8 = 010000, length 1, ok
get 0 8 = 01000000, length 4, ok
get 0 8 = 0100000000000000, length 4, ok
get 0 8 = 01000000, length 4, ok
get 0 8 = 00000000, length 4, ENOPROTOOPT
set 0 11, 0 bytes, length 0 = ok
set 0 11, 1 bytes, length 1 = ok
set 0 11, 3 bytes, length 3 = ok
set 0 11, 4 bytes, length 4 = ok
set 0 11, 5 bytes, length 5 = ok
set 0 11, 0 bytes, length 0 = ok
set 0 11, 0 bytes, length 4 = EFAULT
set 0 11, 4 bytes, length 4 = ok
set 0 11, 4 bytes, length -1 = EINVAL
set 0 11, 4 bytes, length 100 = ok
set 0 11, 4 bytes, length 4 = ok
set 0 11, 4 bytes, length 4 = ENOPROTOOPT
get 0 11 = , length 0, ok
get 0 11 = 01, length 1, ok
get 0 11 = 010000, length 1, ok
get 0 11 = 01000000, length 4, ok
get 0 11 = 0100000000000000, length 4, ok
get 0 11 = 01000000, length 4, ok
get 0 11 = 00000000, length 4, ENOPROTOOPT
set 0 15, 0 bytes, length 0 = EINVAL
set 0 15, 1 bytes, length 1 = ok
set 0 15, 3 bytes, length 3 = ok
set 0 15, 4 bytes, length 4 = ok
set 0 15, 5 bytes, length 5 = ok
set 0 15, 0 bytes, length 0 = EINVAL
set 0 15, 0 bytes, length 4 = EFAULT
set 0 15, 4 bytes, length 4 = ok
set 0 15, 4 bytes, length -1 = EINVAL
set 0 15, 4 bytes, length 100 = ok
set 0 15, 4 bytes, length 4 = ok
set 0 15, 4 bytes, length 4 = ENOPROTOOPT
get 0 15 = , length 0, ok
get 0 15 = 01, length 1, ok
get 0 15 = 010000, length 1, ok
get 0 15 = 01000000, length 4, ok
get 0 15 = 0100000000000000, length 4, ok
get 0 15 = 01000000, length 4, ok
get 0 15 = 00000000, length 4, ENOPROTOOPT
set 0 19, 0 bytes, length 0 = EINVAL
set 0 19, 1 bytes, length 1 = ok
set 0 19, 3 bytes, length 3 = ok
set 0 19, 4 bytes, length 4 = ok
set 0 19, 5 bytes, length 5 = ok
set 0 19, 0 bytes, length 0 = EINVAL
set 0 19, 0 bytes, length 4 = EFAULT
set 0 19, 4 bytes, length 4 = ok
set 0 19, 4 bytes, length -1 = EINVAL
set 0 19, 4 bytes, length 100 = ok
set 0 19, 4 bytes, length 4 = ok
set 0 19, 4 bytes, length 4 = ENOPROTOOPT
get 0 19 = , length 0, ok
get 0 19 = 01, length 1, ok
get 0 19 = 010000, length 1, ok
get 0 19 = 01000000, length 4, ok
get 0 19 = 0100000000000000, length 4, ok
get 0 19 = 01000000, length 4, ok
get 0 19 = 00000000, length 4, ENOPROTOOPT
set 0 24, 0 bytes, length 0 = ok
set 0 24, 1 bytes, length 1 = ok
set 0 24, 3 bytes, length 3 = ok
set 0 24, 4 bytes, length 4 = ok
set 0 24, 5 bytes, length 5 = ok
set 0 24, 0 bytes, length 0 = ok
set 0 24, 0 bytes, length 4 = EFAULT
set 0 24, 4 bytes, length 4 = ok
set 0 24, 4 bytes, length -1 = EINVAL
set 0 24, 4 bytes, length 100 = ok
set 0 24, 4 bytes, length 4 = ok
set 0 24, 4 bytes, length 4 = ENOPROTOOPT
get 0 24 = , length 0, ok
get 0 24 = 01, length 1, ok
get 0 24 = 010000, length 1, ok
get 0 24 = 01000000, length 4, ok
get 0 24 = 0100000000000000, length 4, ok
get 0 24 = 01000000, length 4, ok
get 0 24 = 00000000, length 4, ENOPROTOOPT
set 0 34, 0 bytes, length 0 = EINVAL
set 0 34, 1 bytes, length 1 = ok
set 0 34, 3 bytes, length 3 = ok
set 0 34, 4 bytes, length 4 = ok
set 0 34, 5 bytes, length 5 = ok
set 0 34, 0 bytes, length 0 = EINVAL
set 0 34, 0 bytes, length 4 = EFAULT
set 0 34, 4 bytes, length 4 = ok
set 0 34, 4 bytes, length -1 = EINVAL
set 0 34, 4 bytes, length 100 = ok
set 0 34, 4 bytes, length 4 = ok
set 0 34, 4 bytes, length 4 = ENOPROTOOPT
get 0 34 = , length 0, ok
get 0 34 = 01, length 1, ok
get 0 34 = 010000, length 1, ok
get 0 34 = 01000000, length 4, ok
get 0 34 = 0100000000000000, length 4, ok
get 0 34 = 01000000, length 4, ok
get 0 34 = 00000000, length 4, ENOPROTOOPT
set 0 49, 0 bytes, length 0 = EINVAL
set 0 49, 1 bytes, length 1 = ok
set 0 49, 3 bytes, length 3 = ok
set 0 49, 4 bytes, length 4 = ok
set 0 49, 5 bytes, length 5 = ok
set 0 49, 0 bytes, length 0 = EINVAL
set 0 49, 0 bytes, length 4 = EFAULT
set 0 49, 4 bytes, length 4 = EINVAL
set 0 49, 4 bytes, length -1 = EINVAL
set 0 49, 4 bytes, length 100 = EINVAL
set 0 49, 4 bytes, length 4 = ok
set 0 49, 4 bytes, length 4 = ENOPROTOOPT
get 0 49 = , length 0, ok
get 0 49 = 00, length 1, ok
get 0 49 = 000000, length 1, ok
get 0 49 = 00000000, length 4, ok
get 0 49 = 0000000000000000, length 4, ok
get 0 49 = 01000000, length 4, ok
get 0 49 = 00000000, length 4, ENOPROTOOPT
set 0 50, 0 bytes, length 0 = EINVAL
set 0 50, 1 bytes, length 1 = EINVAL
set 0 50, 3 bytes, length 3 = EINVAL
set 0 50, 4 bytes, length 4 = ok
set 0 50, 5 bytes, length 5 = EINVAL
set 0 50, 0 bytes, length 0 = EINVAL
set 0 50, 0 bytes, length 4 = EFAULT
set 0 50, 4 bytes, length 4 = EADDRNOTAVAIL
set 0 50, 4 bytes, length -1 = EINVAL
set 0 50, 4 bytes, length 100 = EINVAL
set 0 50, 4 bytes, length 4 = EADDRNOTAVAIL
set 0 50, 4 bytes, length 4 = ENOPROTOOPT
get 0 50 = , length 0, ok
get 0 50 = 00, length 1, ok
get 0 50 = 000000, length 1, ok
get 0 50 = 00000000, length 4, ok
get 0 50 = 0000000000000000, length 4, ok
get 0 50 = 00000000, length 4, ok
get 0 50 = 00000000, length 4, ENOPROTOOPT
set 0 32, 0 bytes, length 0 = EINVAL
set 0 32, 1 bytes, length 1 = EINVAL
set 0 32, 3 bytes, length 3 = EINVAL
set 0 32, 4 bytes, length 4 = ok
set 0 32, 5 bytes, length 5 = ok
set 0 32, 0 bytes, length 0 = EINVAL
set 0 32, 0 bytes, length 4 = EFAULT
set 0 32, 4 bytes, length 4 = EADDRNOTAVAIL
set 0 32, 4 bytes, length -1 = EINVAL
set 0 32, 4 bytes, length 100 = EFAULT
set 0 32, 4 bytes, length 4 = EADDRNOTAVAIL
set 0 32, 4 bytes, length 4 = ENOPROTOOPT
get 0 32 = , length 0, ok
get 0 32 = 00, length 1, ok
get 0 32 = 000000, length 3, ok
get 0 32 = 00000000, length 4, ok
get 0 32 = 0000000000000000, length 4, ok
get 0 32 = 00000000, length 4, ok
get 0 32 = 00000000, length 4, ENOPROTOOPT
set 0 35, 0 bytes, length 0 = EINVAL
set 0 35, 1 bytes, length 1 = EINVAL
set 0 35, 3 bytes, length 3 = EINVAL
set 0 35, 4 bytes, length 4 = EINVAL
set 0 35, 5 bytes, length 5 = EINVAL
set 0 35, 0 bytes, length 0 = EINVAL
set 0 35, 0 bytes, length 4 = EINVAL
set 0 35, 4 bytes, length 4 = EINVAL
set 0 35, 4 bytes, length -1 = EINVAL
set 0 35, 4 bytes, length 100 = EFAULT
set 0 35, 4 bytes, length 4 = EINVAL
set 0 35, 4 bytes, length 4 = ENOPROTOOPT
get 0 35 = , length 0, ENOPROTOOPT
get 0 35 = 00, length 1, ENOPROTOOPT
get 0 35 = 000000, length 3, ENOPROTOOPT
get 0 35 = 00000000, length 4, ENOPROTOOPT
get 0 35 = 0000000000000000, length 8, ENOPROTOOPT
get 0 35 = 00000000, length 4, ENOPROTOOPT
get 0 35 = 00000000, length 4, ENOPROTOOPT
set 0 3, 0 bytes, length 0 = ENOPROTOOPT
set 0 3, 1 bytes, length 1 = ENOPROTOOPT
set 0 3, 3 bytes, length 3 = ENOPROTOOPT
set 0 3, 4 bytes, length 4 = ENOPROTOOPT
set 0 3, 5 bytes, length 5 = ENOPROTOOPT
set 0 3, 0 bytes, length 0 = ENOPROTOOPT
set 0 3, 0 bytes, length 4 = EFAULT
set 0 3, 4 bytes, length 4 = ENOPROTOOPT
set 0 3, 4 bytes, length -1 = EINVAL
set 0 3, 4 bytes, length 100 = ENOPROTOOPT
set 0 3, 4 bytes, length 4 = ENOPROTOOPT
set 0 3, 4 bytes, length 4 = ENOPROTOOPT
get 0 3 = , length 0, ok
get 0 3 = 00, length 1, ok
get 0 3 = 000000, length 1, ok
get 0 3 = 00000000, length 4, ok
get 0 3 = 0000000000000000, length 4, ok
get 0 3 = 00000000, length 4, ok
get 0 3 = 00000000, length 4, ENOPROTOOPT
set 0 999, 0 bytes, length 0 = ENOPROTOOPT
set 0 999, 1 bytes, length 1 = ENOPROTOOPT
set 0 999, 3 bytes, length 3 = ENOPROTOOPT
set 0 999, 4 bytes, length 4 = ENOPROTOOPT
set 0 999, 5 bytes, length 5 = ENOPROTOOPT
set 0 999, 0 bytes, length 0 = ENOPROTOOPT
set 0 999, 0 bytes, length 4 = ENOPROTOOPT
set 0 999, 4 bytes, length 4 = ENOPROTOOPT
set 0 999, 4 bytes, length -1 = EINVAL
set 0 999, 4 bytes, length 100 = ENOPROTOOPT
set 0 999, 4 bytes, length 4 = ENOPROTOOPT
set 0 999, 4 bytes, length 4 = ENOPROTOOPT
get 0 999 = , length 0, ENOPROTOOPT
get 0 999 = 00, length 1, ENOPROTOOPT
get 0 999 = 000000, length 3, ENOPROTOOPT
get 0 999 = 00000000, length 4, ENOPROTOOPT
get 0 999 = 0000000000000000, length 8, ENOPROTOOPT
get 0 999 = 00000000, length 4, ENOPROTOOPT
get 0 999 = 00000000, length 4, ENOPROTOOPT
set 41 26, 0 bytes, length 0 = EINVAL
set 41 26, 3 bytes, length 3 = EINVAL
set 41 26, 4 bytes, length 4 = ok
set 41 26, 5 bytes, length 5 = ok
set 41 26, 19 bytes, length 19 = ok
set 41 26, 20 bytes, length 20 = ok
set 41 26, 21 bytes, length 21 = ok
set 41 26, 0 bytes, length 4 = ok
set 41 26, 0 bytes, length 20 = ok
set 41 26, 4 bytes, length 4 = ok
set 41 26, 4 bytes, length 20 = ok
set 41 26, 3 bytes, length 4 = EFAULT
set 41 26, 4 bytes, length 4 = ENOPROTOOPT
get 41 26 = , length 0, ok
get 41 26 = 01, length 1, ok
get 41 26 = 01000000, length 4, ok
get 41 26 = 0100000000000000, length 4, ok
get 41 26 = 00000000, length 4, EOPNOTSUPP
set 41 49, 0 bytes, length 0 = EINVAL
set 41 49, 3 bytes, length 3 = EINVAL
set 41 49, 4 bytes, length 4 = ok
set 41 49, 5 bytes, length 5 = ok
set 41 49, 19 bytes, length 19 = ok
set 41 49, 20 bytes, length 20 = ok
set 41 49, 21 bytes, length 21 = ok
set 41 49, 0 bytes, length 4 = ok
set 41 49, 0 bytes, length 20 = ok
set 41 49, 4 bytes, length 4 = ok
set 41 49, 4 bytes, length 20 = ok
set 41 49, 3 bytes, length 4 = EFAULT
set 41 49, 4 bytes, length 4 = ENOPROTOOPT
get 41 49 = , length 0, ok
get 41 49 = 01, length 1, ok
get 41 49 = 01000000, length 4, ok
get 41 49 = 0100000000000000, length 4, ok
get 41 49 = 00000000, length 4, EOPNOTSUPP
set 41 50, 0 bytes, length 0 = EINVAL
set 41 50, 3 bytes, length 3 = EINVAL
set 41 50, 4 bytes, length 4 = EINVAL
set 41 50, 5 bytes, length 5 = EINVAL
set 41 50, 19 bytes, length 19 = EINVAL
set 41 50, 20 bytes, length 20 = ok
set 41 50, 21 bytes, length 21 = ok
set 41 50, 0 bytes, length 4 = EINVAL
set 41 50, 0 bytes, length 20 = EINVAL
set 41 50, 4 bytes, length 4 = EINVAL
set 41 50, 4 bytes, length 20 = EFAULT
set 41 50, 3 bytes, length 4 = EFAULT
set 41 50, 4 bytes, length 4 = ENOPROTOOPT
get 41 50 = , length 0, ENOPROTOOPT
get 41 50 = 00, length 1, ENOPROTOOPT
get 41 50 = 00000000, length 4, ENOPROTOOPT
get 41 50 = 0000000000000000, length 8, ENOPROTOOPT
get 41 50 = 00000000, length 4, EOPNOTSUPP
set 41 25, 0 bytes, length 0 = EINVAL
set 41 25, 3 bytes, length 3 = EINVAL
set 41 25, 4 bytes, length 4 = ok
set 41 25, 5 bytes, length 5 = ok
set 41 25, 19 bytes, length 19 = ok
set 41 25, 20 bytes, length 20 = ok
set 41 25, 21 bytes, length 21 = ok
set 41 25, 0 bytes, length 4 = ok
set 41 25, 0 bytes, length 20 = ok
set 41 25, 4 bytes, length 4 = ok
set 41 25, 4 bytes, length 20 = ok
set 41 25, 3 bytes, length 4 = EFAULT
set 41 25, 4 bytes, length 4 = ENOPROTOOPT
get 41 25 = , length 0, ok
get 41 25 = 01, length 1, ok
get 41 25 = 01000000, length 4, ok
get 41 25 = 0100000000000000, length 4, ok
get 41 25 = 00000000, length 4, EOPNOTSUPP
set 41 19, 0 bytes, length 0 = EINVAL
set 41 19, 3 bytes, length 3 = EINVAL
set 41 19, 4 bytes, length 4 = ok
set 41 19, 5 bytes, length 5 = ok
set 41 19, 19 bytes, length 19 = ok
set 41 19, 20 bytes, length 20 = ok
set 41 19, 21 bytes, length 21 = ok
set 41 19, 0 bytes, length 4 = ok
set 41 19, 0 bytes, length 20 = ok
set 41 19, 4 bytes, length 4 = EINVAL
set 41 19, 4 bytes, length 20 = EINVAL
set 41 19, 3 bytes, length 4 = EFAULT
set 41 19, 4 bytes, length 4 = ENOPROTOOPT
get 41 19 = , length 0, ok
get 41 19 = 00, length 1, ok
get 41 19 = 00000000, length 4, ok
get 41 19 = 0000000000000000, length 4, ok
get 41 19 = 00000000, length 4, EOPNOTSUPP
set 41 29, 0 bytes, length 0 = EINVAL
set 41 29, 3 bytes, length 3 = EINVAL
set 41 29, 4 bytes, length 4 = ok
set 41 29, 5 bytes, length 5 = ok
set 41 29, 19 bytes, length 19 = ok
set 41 29, 20 bytes, length 20 = ok
set 41 29, 21 bytes, length 21 = ok
set 41 29, 0 bytes, length 4 = ok
set 41 29, 0 bytes, length 20 = ok
set 41 29, 4 bytes, length 4 = ok
set 41 29, 4 bytes, length 20 = ok
set 41 29, 3 bytes, length 4 = EFAULT
set 41 29, 4 bytes, length 4 = ENOPROTOOPT
get 41 29 = , length 0, ok
get 41 29 = 01, length 1, ok
get 41 29 = 01000000, length 4, ok
get 41 29 = 0100000000000000, length 4, ok
get 41 29 = 00000000, length 4, EOPNOTSUPP
set 41 76, 0 bytes, length 0 = EINVAL
set 41 76, 3 bytes, length 3 = EINVAL
set 41 76, 4 bytes, length 4 = ok
set 41 76, 5 bytes, length 5 = EINVAL
set 41 76, 19 bytes, length 19 = EINVAL
set 41 76, 20 bytes, length 20 = EINVAL
set 41 76, 21 bytes, length 21 = EINVAL
set 41 76, 0 bytes, length 4 = ok
set 41 76, 0 bytes, length 20 = EINVAL
set 41 76, 4 bytes, length 4 = EADDRNOTAVAIL
set 41 76, 4 bytes, length 20 = EINVAL
set 41 76, 3 bytes, length 4 = EFAULT
set 41 76, 4 bytes, length 4 = ENOPROTOOPT
get 41 76 = , length 0, ok
get 41 76 = 00, length 1, ok
get 41 76 = 00000000, length 4, ok
get 41 76 = 0000000000000000, length 4, ok
get 41 76 = 00000000, length 4, EOPNOTSUPP
set 41 17, 0 bytes, length 0 = EINVAL
set 41 17, 3 bytes, length 3 = EINVAL
set 41 17, 4 bytes, length 4 = ok
set 41 17, 5 bytes, length 5 = ok
set 41 17, 19 bytes, length 19 = ok
set 41 17, 20 bytes, length 20 = ok
set 41 17, 21 bytes, length 21 = ok
set 41 17, 0 bytes, length 4 = ok
set 41 17, 0 bytes, length 20 = ok
set 41 17, 4 bytes, length 4 = ok
set 41 17, 4 bytes, length 20 = ok
set 41 17, 3 bytes, length 4 = EFAULT
set 41 17, 4 bytes, length 4 = ENOPROTOOPT
get 41 17 = , length 0, ok
get 41 17 = 02, length 1, ok
get 41 17 = 02000000, length 4, ok
get 41 17 = 0200000000000000, length 4, ok
get 41 17 = 00000000, length 4, EOPNOTSUPP
set 41 20, 0 bytes, length 0 = EINVAL
set 41 20, 3 bytes, length 3 = EINVAL
set 41 20, 4 bytes, length 4 = EINVAL
set 41 20, 5 bytes, length 5 = EINVAL
set 41 20, 19 bytes, length 19 = EINVAL
set 41 20, 20 bytes, length 20 = EINVAL
set 41 20, 21 bytes, length 21 = EINVAL
set 41 20, 0 bytes, length 4 = EINVAL
set 41 20, 0 bytes, length 20 = EFAULT
set 41 20, 4 bytes, length 4 = EINVAL
set 41 20, 4 bytes, length 20 = EFAULT
set 41 20, 3 bytes, length 4 = EFAULT
set 41 20, 4 bytes, length 4 = ENOPROTOOPT
get 41 20 = , length 0, ENOPROTOOPT
get 41 20 = 00, length 1, ENOPROTOOPT
get 41 20 = 00000000, length 4, ENOPROTOOPT
get 41 20 = 0000000000000000, length 8, ENOPROTOOPT
get 41 20 = 00000000, length 4, EOPNOTSUPP
set 41 999, 0 bytes, length 0 = ENOPROTOOPT
set 41 999, 3 bytes, length 3 = ENOPROTOOPT
set 41 999, 4 bytes, length 4 = ENOPROTOOPT
set 41 999, 5 bytes, length 5 = ENOPROTOOPT
set 41 999, 19 bytes, length 19 = ENOPROTOOPT
set 41 999, 20 bytes, length 20 = ENOPROTOOPT
set 41 999, 21 bytes, length 21 = ENOPROTOOPT
set 41 999, 0 bytes, length 4 = ENOPROTOOPT
set 41 999, 0 bytes, length 20 = ENOPROTOOPT
set 41 999, 4 bytes, length 4 = ENOPROTOOPT
set 41 999, 4 bytes, length 20 = ENOPROTOOPT
set 41 999, 3 bytes, length 4 = EFAULT
set 41 999, 4 bytes, length 4 = ENOPROTOOPT
get 41 999 = , length 0, ENOPROTOOPT
get 41 999 = 00, length 1, ENOPROTOOPT
get 41 999 = 00000000, length 4, ENOPROTOOPT
get 41 999 = 0000000000000000, length 8, ENOPROTOOPT
get 41 999 = 00000000, length 4, EOPNOTSUPP
set 6 999, 4 bytes, length 4 = ENOPROTOOPT
get 6 999 = 00000000, length 4, EOPNOTSUPP
set 17 999, 4 bytes, length 4 = ENOPROTOOPT
get 17 999 = 00000000, length 4, ENOPROTOOPT
set 58 999, 4 bytes, length 4 = ENOPROTOOPT
get 58 999 = 00000000, length 4, EOPNOTSUPP
set 99 999, 4 bytes, length 4 = ENOPROTOOPT
get 99 999 = 00000000, length 4, EOPNOTSUPP
set 255 999, 4 bytes, length 4 = ENOPROTOOPT
get 255 999 = 00000000, length 4, EOPNOTSUPP
set 6 999, 4 bytes, length 4 = ENOPROTOOPT
get 6 999 = 00000000, length 4, ENOPROTOOPT
set 17 999, 4 bytes, length 4 = ENOPROTOOPT
get 17 999 = 00000000, length 4, ENOPROTOOPT
set 58 999, 4 bytes, length 4 = ENOPROTOOPT
get 58 999 = 00000000, length 4, ENOPROTOOPT
set 99 999, 4 bytes, length 4 = ENOPROTOOPT
get 99 999 = 00000000, length 4, ENOPROTOOPT
set 255 999, 4 bytes, length 4 = ENOPROTOOPT
get 255 999 = 00000000, length 4, ENOPROTOOPT
set 6 999, 4 bytes, length 4 = ENOPROTOOPT
get 6 999 = 00000000, length 4, ENOPROTOOPT
set 17 999, 4 bytes, length 4 = ENOPROTOOPT
get 17 999 = 00000000, length 4, EOPNOTSUPP
set 58 999, 4 bytes, length 4 = ENOPROTOOPT
get 58 999 = 00000000, length 4, EOPNOTSUPP
set 99 999, 4 bytes, length 4 = ENOPROTOOPT
get 99 999 = 00000000, length 4, EOPNOTSUPP
set 255 999, 4 bytes, length 4 = ENOPROTOOPT
get 255 999 = 00000000, length 4, EOPNOTSUPP
set 6 999, 4 bytes, length 4 = ENOPROTOOPT
get 6 999 = 00000000, length 4, ENOPROTOOPT
set 17 999, 4 bytes, length 4 = ENOPROTOOPT
get 17 999 = 00000000, length 4, ENOPROTOOPT
set 58 999, 4 bytes, length 4 = EOPNOTSUPP
get 58 999 = 00000000, length 4, EOPNOTSUPP
set 99 999, 4 bytes, length 4 = ENOPROTOOPT
get 99 999 = 00000000, length 4, ENOPROTOOPT
set 255 999, 4 bytes, length 4 = ENOPROTOOPT
get 255 999 = 00000000, length 4, ENOPROTOOPT
set 0 32, 12 bytes, length 3 = EINVAL
get 0 32 = 00000000, length 4, ok
set 0 32, 12 bytes, length 4 = ok
get 0 32 = 0a010001, length 4, ok
set 0 32, 12 bytes, length 7 = ok
get 0 32 = 0a010001, length 4, ok
set 0 32, 12 bytes, length 8 = ok
get 0 32 = 0a020001, length 4, ok
set 0 32, 12 bytes, length 11 = ok
get 0 32 = 0a020001, length 4, ok
set 0 32, 12 bytes, length 12 = ok
get 0 32 = 0a020001, length 4, ok
set 0 32, 12 bytes, length 13 = ok
get 0 32 = 0a020001, length 4, ok
c get ACCEPTCONN = 0
c get ACCEPTCONN = 1
v get ACCEPTCONN = 0
v set ACCEPTCONN 1 = ENOPROTOOPT
v set ERROR 1 = ENOPROTOOPT
v set DOMAIN 1 = ENOPROTOOPT
v error = ok
nobody: nobody set IP_TRANSPARENT 1 = EPERM
net_raw: net raw set IP_TRANSPARENT 1 = ok
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
}, {
	id:      "L3-33-options",
	because: "bound to a VRF: the IPv4 options may name a slave, and UNICAST_IF the VRF; IPV6_UNICAST_IF may not",
	program: func(s *plane.Script) {
		red, a0, b0 := redAB(s)
		for _, at := range []int{red, a0, 0} {
			v4, v6 := s.Root.UDP("v4"), s.Root.UDP6("v6")
			v4.SetIndex(at)
			v6.SetIndex(at)
			for _, i := range []int{red, a0, b0} {
				v4.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, i)
				v6.SetDev(emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF, i)
				v4.MulticastIf(i)
				v6.MulticastIf(i)
			}
		}
	},
	want: `
up 3 = ok
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
v4 set BINDTOIFINDEX 2 = ok
v6 set BINDTOIFINDEX 2 = ok
v4 set IP_UNICAST_IF 2 = ok
v6 set IPV6_UNICAST_IF 2 = EINVAL
v4 set IP_MULTICAST_IF 2 = ok
v6 set IPV6_MULTICAST_IF 2 = ok
v4 set IP_UNICAST_IF 3 = ok
v6 set IPV6_UNICAST_IF 3 = EINVAL
v4 set IP_MULTICAST_IF 3 = ok
v6 set IPV6_MULTICAST_IF 3 = ok
v4 set IP_UNICAST_IF 4 = EINVAL
v6 set IPV6_UNICAST_IF 4 = EINVAL
v4 set IP_MULTICAST_IF 4 = EINVAL
v6 set IPV6_MULTICAST_IF 4 = EINVAL
v4 set BINDTOIFINDEX 3 = ok
v6 set BINDTOIFINDEX 3 = ok
v4 set IP_UNICAST_IF 2 = EINVAL
v6 set IPV6_UNICAST_IF 2 = EINVAL
v4 set IP_MULTICAST_IF 2 = EINVAL
v6 set IPV6_MULTICAST_IF 2 = EINVAL
v4 set IP_UNICAST_IF 3 = EINVAL
v6 set IPV6_UNICAST_IF 3 = EINVAL
v4 set IP_MULTICAST_IF 3 = ok
v6 set IPV6_MULTICAST_IF 3 = ok
v4 set IP_UNICAST_IF 4 = EINVAL
v6 set IPV6_UNICAST_IF 4 = EINVAL
v4 set IP_MULTICAST_IF 4 = EINVAL
v6 set IPV6_MULTICAST_IF 4 = EINVAL
v4 set BINDTOIFINDEX 0 = ok
v6 set BINDTOIFINDEX 0 = ok
v4 set IP_UNICAST_IF 2 = ok
v6 set IPV6_UNICAST_IF 2 = ok
v4 set IP_MULTICAST_IF 2 = ok
v6 set IPV6_MULTICAST_IF 2 = ok
v4 set IP_UNICAST_IF 3 = ok
v6 set IPV6_UNICAST_IF 3 = ok
v4 set IP_MULTICAST_IF 3 = ok
v6 set IPV6_MULTICAST_IF 3 = ok
v4 set IP_UNICAST_IF 4 = ok
v6 set IPV6_UNICAST_IF 4 = ok
v4 set IP_MULTICAST_IF 4 = ok
v6 set IPV6_MULTICAST_IF 4 = ok
`,
}, {
	id:      "L3-33-send",
	because: "multicast from a socket that is bound to a VRF leaves by the device of MULTICAST_IF, else by the VRF's route",
	program: func(s *plane.Script) {
		red, a0, b0 := redAB(s)
		s.Left()
		v4, v6 := s.Root.UDP("v4").On(red).At("0.0.0.0:7000"), s.Root.UDP6("v6").On(red).At("[::]:7001")
		v4.Send("239.1.2.3:9")
		v6.Send("[ff02::5]:9")
		s.Left(a0, b0)
		v4.MulticastIf(a0)
		v6.MulticastIf(a0)
		v4.Send("239.1.2.3:9")
		s.Left(a0, b0)
		v6.Send("[ff02::5]:9")
		v6.Send("[ff02::5%a0]:9")
		s.Left(a0, b0)
		b := s.Root.UDP("b").On(red).Flag(emu.SO_BROADCAST).At("0.0.0.0:7002")
		b.Send("255.255.255.255:9")
		b.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, a0)
		b.Send("255.255.255.255:9")
		s.Left(a0, b0)
	},
	want: `
up 3 = ok
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
v4 send to 239.1.2.3:9 = ENETUNREACH
v6 send to [ff02::5]:9 = ENETUNREACH
left: nothing
v4 set IP_MULTICAST_IF 3 = ok
v6 set IPV6_MULTICAST_IF 3 = ok
v4 send to 239.1.2.3:9 = ok
left: a0 10.1.0.1:7000 > 239.1.2.3:9
v6 send to [ff02::5]:9 = ENETUNREACH
v6 send to [ff02::5%a0]:9 = ok
left: a0 [fe80::a]:7001 > [ff02::5]:9
b send to 255.255.255.255:9 = ok
b set IP_UNICAST_IF 3 = ok
b send to 255.255.255.255:9 = ok
left: a0 10.1.0.1:7002 > 255.255.255.255:9, a0 10.1.0.1:7002 > 255.255.255.255:9
`,
}}
