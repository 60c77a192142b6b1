package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// disconnects6 is connect() of IPv6 to no address: WR-20 to WR-25.
var disconnects6 = []rule{{
	id:      "WR-20-v6",
	because: "connect(AF_UNSPEC) takes the device, and the address that connect() chose",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		nobody := s.Proc(plane.None)
		u, r := s.Root.UDP6("udp").On(a0).By(nobody), s.Root.Raw6("raw", 200).On(a0).By(nobody)
		for _, a := range []*plane.Socket{u, r} {
			a.Disconnect()
			a.Device()
			a.Connect("[fd01::2]:9")
			a.Addr()
			a.Disconnect()
			a.Device()
			a.Addr()
			a.Peer()
		}
		for _, addr := range []string{"[fd01::1]:7000", "[::]:7001", "[fd01::1]:0", "[fe80::a%a0]:7002", "[::ffff:10.1.0.1]:7003"} {
			a := s.Root.UDP6("bound")
			a.Bind(addr)
			a.Disconnect()
			a.Addr()
			a.Device()
			a.GetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY)
		}
	},
	want: `
nobody: udp connect AF_UNSPEC = ok
nobody: udp device = 0, ""
nobody: udp connect [fd01::2]:9 = ok
nobody: udp getsockname = [fd01::1]:auto
nobody: udp connect AF_UNSPEC = ok
nobody: udp device = 0, ""
nobody: udp getsockname = [::]:0
nobody: udp getpeername = ENOTCONN
nobody: raw connect AF_UNSPEC = ok
nobody: raw device = 0, ""
nobody: raw connect [fd01::2]:9 = ok
nobody: raw getsockname = [fd01::1]:0
nobody: raw connect AF_UNSPEC = ok
nobody: raw device = 0, ""
nobody: raw getsockname = [::]:0
nobody: raw getpeername = ENOTCONN
bound bind [fd01::1]:7000 = ok
bound connect AF_UNSPEC = ok
bound getsockname = [fd01::1]:7000
bound device = 0, ""
bound get IPV6_V6ONLY = 1
bound bind [::]:7001 = ok
bound connect AF_UNSPEC = ok
bound getsockname = [::]:7001
bound device = 0, ""
bound get IPV6_V6ONLY = 0
bound bind [fd01::1]:0 = ok
bound connect AF_UNSPEC = ok
bound getsockname = [fd01::1]:0
bound device = 0, ""
bound get IPV6_V6ONLY = 1
bound bind [fe80::a%a0]:7002 = ok
bound connect AF_UNSPEC = ok
bound getsockname = [fe80::a]:7002
bound device = 0, ""
bound get IPV6_V6ONLY = 1
bound bind [::ffff:10.1.0.1]:7003 = ok
bound connect AF_UNSPEC = ok
bound getsockname = [::ffff:10.1.0.1]:7003
bound device = 0, ""
bound get IPV6_V6ONLY = 0
`,
}, {
	id:      "WR-20-peer",
	because: "of a socket of IPv6 connect(AF_UNSPEC) forgets the peer's port, and not its address: packets from other addresses go on missing it",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		a := s.Root.UDP6("a").At("[fd01::1]:7000").To("[fd01::2]:9")
		a.Disconnect()
		a.Peer()
		s.ArriveFrom("[fd01::3]:9", a0, "[fd01::1]:7000", a)
		s.ArriveFrom("[fd01::2]:10", a0, "[fd01::1]:7000", a)
		b := s.Root.UDP6("b").At("[::ffff:10.1.0.1]:7000").To("[::ffff:10.1.0.2]:9")
		b.Disconnect()
		s.ArriveFrom("10.1.0.3:9", a0, "10.1.0.1:7000", b)
	},
	want: `
a connect AF_UNSPEC = ok
a getpeername = ENOTCONN
to [fd01::1]:7000 via a0: nobody
to [fd01::1]:7000 via a0: a
b connect AF_UNSPEC = ok
to 10.1.0.1:7000 via a0: b
`,
}, {
	id:      "WR-23-v6",
	because: "two bytes of an address are enough to disconnect",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		for _, n := range []int{28, 16, 2, 1, 0} {
			a := s.Root.UDP6("a").On(a0)
			a.ConnectBytes(make([]byte, n), "zeros")
			a.Device()
		}
		full := s.Bytes("[fe80::2%a0]:9")
		for _, n := range []int{28, 27, 24, 23} {
			a, b := s.Root.UDP6("a"), s.Root.UDP6("on a0").On(a0)
			a.ConnectBytes(full[:n], "a part of [fe80::2%a0]:9")
			a.Device()
			b.ConnectBytes(full[:n], "a part of [fe80::2%a0]:9")
		}
	},
	want: `
a connect zeros = ok
a device = 0, ""
a connect zeros = ok
a device = 0, ""
a connect zeros = ok
a device = 0, ""
a connect zeros = EINVAL
a device = 2, "a0"
a connect zeros = EINVAL
a device = 2, "a0"
a connect a part of [fe80::2%a0]:9 = ok
a device = 2, "a0"
on a0 connect a part of [fe80::2%a0]:9 = ok
a connect a part of [fe80::2%a0]:9 = EINVAL
a device = 0, ""
on a0 connect a part of [fe80::2%a0]:9 = ok
a connect a part of [fe80::2%a0]:9 = EINVAL
a device = 0, ""
on a0 connect a part of [fe80::2%a0]:9 = ok
a connect a part of [fe80::2%a0]:9 = EINVAL
a device = 0, ""
on a0 connect a part of [fe80::2%a0]:9 = EINVAL
`,
}, {
	id:      "WR-25",
	because: "a device that connect() wrote stays and stands in the way of later ones, until connect(AF_UNSPEC)",
	program: func(s *plane.Script) {
		rawAB(s)
		a := s.Root.UDP6("a")
		a.Connect("[fe80::2%a0]:9")
		a.Connect("[fd02::2]:9")
		a.Connect("[fe80::2%b0]:9")
		a.Device()
		a.Peer()
		a.Disconnect()
		a.Connect("[fd02::2]:9")
		a.Connect("[fe80::2%b0]:9")
		a.Device()
		a.Addr()
	},
	want: `
a connect [fe80::2%a0]:9 = ok
a connect [fd02::2]:9 = ENETUNREACH
a connect [fe80::2%b0]:9 = EINVAL
a device = 2, "a0"
a getpeername = [fe80::2%2]:9
a connect AF_UNSPEC = ok
a connect [fd02::2]:9 = ok
a connect [fe80::2%b0]:9 = ok
a device = 3, "b0"
a getsockname = [fd02::1]:auto
`,
}}
