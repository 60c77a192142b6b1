package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// binds is what options change about bind() and automatic ports.
var binds = []rule{{
	id:      "WR-12-freebind",
	because: "IP_FREEBIND and IP_TRANSPARENT let a socket have an address that is nobody's, of both families; what needs a device still needs one",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		for _, opt := range []int{emu.IP_FREEBIND, emu.IP_TRANSPARENT} {
			v4, c4, raw := s.Root.UDP("v4"), s.Root.TCP("c4"), s.Root.Raw("raw", 200)
			for _, a := range []*plane.Socket{v4, c4, raw} {
				a.SetInt(emu.IPPROTO_IP, opt, 1)
				a.Bind("192.0.2.1:7000")
				a.Addr()
			}
			v4.Send("10.1.0.2:9")
			v6 := s.Root.UDP6("v6").FlagAt(emu.IPPROTO_IP, opt, 1)
			v6.Bind("[2001:db8::1]:7001")
			v6.Addr()
			v6.Send("[fd01::2]:9")
			s.Left(a0, b0)
			for _, addr := range []string{"[fe80::99]:0", "[fe80::99%a0]:0", "[fe80::99%4242]:0", "[::ffff:192.0.2.1]:0"} {
				l := s.Root.UDP6("link").FlagAt(emu.IPPROTO_IP, opt, 1)
				l.Bind(addr)
				l.Device()
			}
			via := s.Root.UDP6("via").FlagAt(emu.IPPROTO_IP, opt, 1)
			via.SendVia("[fd01::2]:9", "2001:db8::1", 0)
			s.Left(a0, b0)
			v4.Shut()
			c4.Shut()
			v6.Shut()
		}
	},
	want: `
v4 set IP_FREEBIND 1 = ok
v4 bind 192.0.2.1:7000 = ok
v4 getsockname = 192.0.2.1:7000
c4 set IP_FREEBIND 1 = ok
c4 bind 192.0.2.1:7000 = ok
c4 getsockname = 192.0.2.1:7000
raw set IP_FREEBIND 1 = ok
raw bind 192.0.2.1:7000 = ok
raw getsockname = 192.0.2.1:200
v4 send to 10.1.0.2:9 = ENETUNREACH
v6 bind [2001:db8::1]:7001 = ok
v6 getsockname = [2001:db8::1]:7001
v6 send to [fd01::2]:9 = ok
left: a0 [2001:db8::1]:7001 > [fd01::2]:9
link bind [fe80::99]:0 = EINVAL
link device = 0, ""
link bind [fe80::99%a0]:0 = ok
link device = 2, "a0"
link bind [fe80::99%4242]:0 = ENODEV
link device = 4242, ENODEV
link bind [::ffff:192.0.2.1]:0 = ok
link device = 0, ""
via send to [fd01::2]:9, info 2001:db8::1 0 = ok
left: a0 [2001:db8::1]:auto > [fd01::2]:9
v4 set IP_TRANSPARENT 1 = ok
v4 bind 192.0.2.1:7000 = ok
v4 getsockname = 192.0.2.1:7000
c4 set IP_TRANSPARENT 1 = ok
c4 bind 192.0.2.1:7000 = ok
c4 getsockname = 192.0.2.1:7000
raw set IP_TRANSPARENT 1 = ok
raw bind 192.0.2.1:7000 = ok
raw getsockname = 192.0.2.1:200
v4 send to 10.1.0.2:9 = ok
v6 bind [2001:db8::1]:7001 = ok
v6 getsockname = [2001:db8::1]:7001
v6 send to [fd01::2]:9 = ok
left: a0 192.0.2.1:7000 > 10.1.0.2:9, a0 [2001:db8::1]:7001 > [fd01::2]:9
link bind [fe80::99]:0 = EINVAL
link device = 0, ""
link bind [fe80::99%a0]:0 = ok
link device = 2, "a0"
link bind [fe80::99%4242]:0 = ENODEV
link device = 4242, ENODEV
link bind [::ffff:192.0.2.1]:0 = ok
link device = 0, ""
via send to [fd01::2]:9, info 2001:db8::1 0 = ok
left: a0 [2001:db8::1]:auto > [fd01::2]:9
`,
}, {
	id:      "BND-20-range",
	because: "IP_LOCAL_PORT_RANGE narrows the range of the namespace; an end that is outside does not count",
	since:   emu.Linux(6, 1), // mainline 6.3
	program: func(s *plane.Script) {
		rawAB(s)
		s.Sysctl("net/ipv4/ip_local_port_range", "2000 2003")
		for _, r := range []int{2001<<16 | 2001, 2002 << 16, 5000<<16 | 2003, 5000<<16 | 1000, 2000<<16 | 2003, 0} {
			a := s.Root.UDP("a")
			a.SetInt(emu.IPPROTO_IP, emu.IP_LOCAL_PORT_RANGE, r)
			a.GetInt(emu.IPPROTO_IP, emu.IP_LOCAL_PORT_RANGE)
			if r == 2001<<16|2001 || r == 5000<<16|2003 {
				a.Bind("10.1.0.1:0")
				a.Addr()
			}
		}
		b := s.Root.UDP6("b").FlagAt(emu.IPPROTO_IP, emu.IP_LOCAL_PORT_RANGE, 2002<<16|2002)
		b.Bind("[::]:0")
		b.Addr()
		c := s.Root.UDP6("c").FlagAt(emu.IPPROTO_IP, emu.IP_LOCAL_PORT_RANGE, 2002<<16|2002)
		c.Bind("[::]:0")
		c.Send("[::1]:9")
	},
	want: `
a set IP_LOCAL_PORT_RANGE 131139537 = ok
a get IP_LOCAL_PORT_RANGE = 131139537
a bind 10.1.0.1:0 = ok
a getsockname = 10.1.0.1:2001
a set IP_LOCAL_PORT_RANGE 131203072 = ok
a get IP_LOCAL_PORT_RANGE = 131203072
a set IP_LOCAL_PORT_RANGE 327682003 = ok
a get IP_LOCAL_PORT_RANGE = 327682003
a bind 10.1.0.1:0 = ok
a getsockname = 10.1.0.1:2003
a set IP_LOCAL_PORT_RANGE 327681000 = ok
a get IP_LOCAL_PORT_RANGE = 327681000
a set IP_LOCAL_PORT_RANGE 131074003 = EINVAL
a get IP_LOCAL_PORT_RANGE = 0
a set IP_LOCAL_PORT_RANGE 0 = ok
a get IP_LOCAL_PORT_RANGE = 0
b bind [::]:0 = ok
b getsockname = [::]:2002
c bind [::]:0 = EADDRINUSE
c send to [::1]:9 = EAGAIN
`,
}, {
	id:      "BND-21-noport",
	because: "with IP_BIND_ADDRESS_NO_PORT a bind() to port 0 gives no port, so that the socket can be bound again; a send gives one",
	program: func(s *plane.Script) {
		rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDP("v4"), s.Root.TCP("c4")} {
			a.SetInt(emu.IPPROTO_IP, emu.IP_BIND_ADDRESS_NO_PORT, 1)
			a.Bind("10.1.0.1:0")
			a.Addr()
			a.Bind("10.2.0.1:0")
			a.Addr()
			a.Bind("10.1.0.1:7000")
			a.Addr()
			a.Bind("10.1.0.1:7000")
		}
		v6 := s.Root.UDP6("v6").FlagAt(emu.IPPROTO_IP, emu.IP_BIND_ADDRESS_NO_PORT, 1)
		v6.Bind("[fd01::1]:0")
		v6.Addr()
		v6.Bind("[fd02::1]:0")
		v6.Send("[fd02::2]:9")
		v6.Addr()
		v6.Bind("[fd01::1]:0")
		u := s.Root.UDP("u").FlagAt(emu.IPPROTO_IP, emu.IP_BIND_ADDRESS_NO_PORT, 1)
		u.Bind("10.2.0.1:0")
		u.Send("10.2.0.2:9")
		u.Addr()
	},
	want: `
v4 set IP_BIND_ADDRESS_NO_PORT 1 = ok
v4 bind 10.1.0.1:0 = ok
v4 getsockname = 10.1.0.1:0
v4 bind 10.2.0.1:0 = ok
v4 getsockname = 10.2.0.1:0
v4 bind 10.1.0.1:7000 = ok
v4 getsockname = 10.1.0.1:7000
v4 bind 10.1.0.1:7000 = EINVAL
c4 set IP_BIND_ADDRESS_NO_PORT 1 = ok
c4 bind 10.1.0.1:0 = ok
c4 getsockname = 10.1.0.1:0
c4 bind 10.2.0.1:0 = ok
c4 getsockname = 10.2.0.1:0
c4 bind 10.1.0.1:7000 = ok
c4 getsockname = 10.1.0.1:7000
c4 bind 10.1.0.1:7000 = EINVAL
v6 bind [fd01::1]:0 = ok
v6 getsockname = [fd01::1]:0
v6 bind [fd02::1]:0 = ok
v6 send to [fd02::2]:9 = ok
v6 getsockname = [fd02::1]:auto
v6 bind [fd01::1]:0 = EINVAL
u bind 10.2.0.1:0 = ok
u send to 10.2.0.2:9 = ok
u getsockname = 10.2.0.1:auto
`,
}, {
	id:      "WR-21-autobind",
	because: "after connect(AF_UNSPEC) of a socket with an automatic port: the address that bind() fixed stays, and the next send finds a port for it, without asking whether it may have the address",
	program: func(s *plane.Script) {
		rawAB(s)
		a := s.Root.UDP6("a").At("[fe80::a%a0]:0")
		a.Disconnect()
		a.Addr()
		a.Device()
		a.Send("[fd01::2]:9")
		a.Addr()
		b := s.Root.UDP("b").At("10.1.0.1:0")
		b.Disconnect()
		b.Addr()
		b.Send("10.1.0.2:9")
		b.Addr()
	},
	want: `
a connect AF_UNSPEC = ok
a getsockname = [fe80::a]:0
a device = 0, ""
a send to [fd01::2]:9 = ok
a getsockname = [fe80::a]:auto
b connect AF_UNSPEC = ok
b getsockname = 10.1.0.1:0
b send to 10.1.0.2:9 = ok
b getsockname = 10.1.0.1:auto
`,
}}
