package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// unicastIfs is what IP_UNICAST_IF and IPV6_UNICAST_IF do: OUT-30 and OUT-31.
var unicastIfs = []rule{{
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
		a0, b0 := heardAB(s)
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
		a0, b0 := heardAB(s)
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
}}
