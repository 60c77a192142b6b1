package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// multicastIfs is what IP_MULTICAST_IF and IPV6_MULTICAST_IF do: OUT-32 and OUT-33,
// in VRFs L3-33.
var multicastIfs = []rule{{
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
		a0, b0 := heardAB(s)
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
