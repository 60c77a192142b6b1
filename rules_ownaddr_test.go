package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// ownAddrs is which addresses a bound socket may have: WR-11 and WR-12, in VRFs
// L3-30.
var ownAddrs = []rule{{
	id:      "WR-11",
	because: "a global address of another device may be bound, ::1 and link-local ones must be the bound device's",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		for _, at := range []int{0, 1, a0, b0} {
			for _, addr := range []string{"[fd01::1]:7000", "[fd09::9]:7000", "[::1]:7000", "[fe80::a]:7000", "[fd01::7]:7000"} {
				a := s.Root.UDP6("a")
				a.SetIndex(at)
				a.Bind(addr)
				a.Shut()
			}
		}
	},
	want: `
a set BINDTOIFINDEX 0 = ok
a bind [fd01::1]:7000 = ok
a set BINDTOIFINDEX 0 = ok
a bind [fd09::9]:7000 = ok
a set BINDTOIFINDEX 0 = ok
a bind [::1]:7000 = ok
a set BINDTOIFINDEX 0 = ok
a bind [fe80::a]:7000 = EINVAL
a set BINDTOIFINDEX 0 = ok
a bind [fd01::7]:7000 = EADDRNOTAVAIL
a set BINDTOIFINDEX 1 = ok
a bind [fd01::1]:7000 = ok
a set BINDTOIFINDEX 1 = ok
a bind [fd09::9]:7000 = ok
a set BINDTOIFINDEX 1 = ok
a bind [::1]:7000 = ok
a set BINDTOIFINDEX 1 = ok
a bind [fe80::a]:7000 = EADDRNOTAVAIL
a set BINDTOIFINDEX 1 = ok
a bind [fd01::7]:7000 = EADDRNOTAVAIL
a set BINDTOIFINDEX 2 = ok
a bind [fd01::1]:7000 = ok
a set BINDTOIFINDEX 2 = ok
a bind [fd09::9]:7000 = ok
a set BINDTOIFINDEX 2 = ok
a bind [::1]:7000 = EADDRNOTAVAIL
a set BINDTOIFINDEX 2 = ok
a bind [fe80::a]:7000 = ok
a set BINDTOIFINDEX 2 = ok
a bind [fd01::7]:7000 = EADDRNOTAVAIL
a set BINDTOIFINDEX 3 = ok
a bind [fd01::1]:7000 = ok
a set BINDTOIFINDEX 3 = ok
a bind [fd09::9]:7000 = ok
a set BINDTOIFINDEX 3 = ok
a bind [::1]:7000 = EADDRNOTAVAIL
a set BINDTOIFINDEX 3 = ok
a bind [fe80::a]:7000 = EADDRNOTAVAIL
a set BINDTOIFINDEX 3 = ok
a bind [fd01::7]:7000 = EADDRNOTAVAIL
`,
}, {
	id:      "WR-12-mapped",
	because: "IPv4 never compares the address with the bound device; an IPv4 address of an IPv6 socket needs one that exists, and a socket that is not of IPv6 only",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		for _, at := range []int{0, b0, 4242} {
			for _, addr := range []string{"[::ffff:10.1.0.1]:7000", "[::ffff:127.0.0.1]:7000", "[::ffff:10.1.0.7]:7000", "[::ffff:0.0.0.0]:7000"} {
				a, only := s.Root.UDP6("a"), s.Root.UDP6("IPv6 only").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1)
				a.SetIndex(at)
				only.SetIndex(at)
				a.Bind(addr)
				a.Addr()
				only.Bind(addr)
				a.Shut()
				only.Shut()
			}
			a := s.Root.UDP("IPv4")
			a.SetIndex(at)
			a.Bind("10.1.0.1:7000")
			a.Shut()
		}
	},
	want: `
a set BINDTOIFINDEX 0 = ok
IPv6 only set BINDTOIFINDEX 0 = ok
a bind [::ffff:10.1.0.1]:7000 = ok
a getsockname = [::ffff:10.1.0.1]:7000
IPv6 only bind [::ffff:10.1.0.1]:7000 = EINVAL
a set BINDTOIFINDEX 0 = ok
IPv6 only set BINDTOIFINDEX 0 = ok
a bind [::ffff:127.0.0.1]:7000 = ok
a getsockname = [::ffff:127.0.0.1]:7000
IPv6 only bind [::ffff:127.0.0.1]:7000 = EINVAL
a set BINDTOIFINDEX 0 = ok
IPv6 only set BINDTOIFINDEX 0 = ok
a bind [::ffff:10.1.0.7]:7000 = EADDRNOTAVAIL
a getsockname = [::]:0
IPv6 only bind [::ffff:10.1.0.7]:7000 = EINVAL
a set BINDTOIFINDEX 0 = ok
IPv6 only set BINDTOIFINDEX 0 = ok
a bind [::ffff:0.0.0.0]:7000 = ok
a getsockname = [::ffff:0.0.0.0]:7000
IPv6 only bind [::ffff:0.0.0.0]:7000 = EINVAL
IPv4 set BINDTOIFINDEX 0 = ok
IPv4 bind 10.1.0.1:7000 = ok
a set BINDTOIFINDEX 3 = ok
IPv6 only set BINDTOIFINDEX 3 = ok
a bind [::ffff:10.1.0.1]:7000 = ok
a getsockname = [::ffff:10.1.0.1]:7000
IPv6 only bind [::ffff:10.1.0.1]:7000 = EINVAL
a set BINDTOIFINDEX 3 = ok
IPv6 only set BINDTOIFINDEX 3 = ok
a bind [::ffff:127.0.0.1]:7000 = ok
a getsockname = [::ffff:127.0.0.1]:7000
IPv6 only bind [::ffff:127.0.0.1]:7000 = EINVAL
a set BINDTOIFINDEX 3 = ok
IPv6 only set BINDTOIFINDEX 3 = ok
a bind [::ffff:10.1.0.7]:7000 = EADDRNOTAVAIL
a getsockname = [::]:0
IPv6 only bind [::ffff:10.1.0.7]:7000 = EINVAL
a set BINDTOIFINDEX 3 = ok
IPv6 only set BINDTOIFINDEX 3 = ok
a bind [::ffff:0.0.0.0]:7000 = ok
a getsockname = [::ffff:0.0.0.0]:7000
IPv6 only bind [::ffff:0.0.0.0]:7000 = EINVAL
IPv4 set BINDTOIFINDEX 3 = ok
IPv4 bind 10.1.0.1:7000 = ok
a set BINDTOIFINDEX 4242 = ok
IPv6 only set BINDTOIFINDEX 4242 = ok
a bind [::ffff:10.1.0.1]:7000 = ENODEV
a getsockname = [::]:0
IPv6 only bind [::ffff:10.1.0.1]:7000 = EINVAL
a set BINDTOIFINDEX 4242 = ok
IPv6 only set BINDTOIFINDEX 4242 = ok
a bind [::ffff:127.0.0.1]:7000 = ENODEV
a getsockname = [::]:0
IPv6 only bind [::ffff:127.0.0.1]:7000 = EINVAL
a set BINDTOIFINDEX 4242 = ok
IPv6 only set BINDTOIFINDEX 4242 = ok
a bind [::ffff:10.1.0.7]:7000 = ENODEV
a getsockname = [::]:0
IPv6 only bind [::ffff:10.1.0.7]:7000 = EINVAL
a set BINDTOIFINDEX 4242 = ok
IPv6 only set BINDTOIFINDEX 4242 = ok
a bind [::ffff:0.0.0.0]:7000 = ENODEV
a getsockname = [::]:0
IPv6 only bind [::ffff:0.0.0.0]:7000 = EINVAL
IPv4 set BINDTOIFINDEX 4242 = ok
IPv4 bind 10.1.0.1:7000 = ok
`,
}, {
	id:      "WR-12-v6only",
	because: "bind() to an IPv6 address makes the socket one of IPv6 only; to the wildcard or an IPv4 address it does not, nor does connect()",
	program: func(s *plane.Script) {
		rawAB(s)
		for _, addr := range []string{"[fd01::1]:0", "[::]:0", "[::ffff:10.1.0.1]:0", "[ff05::1]:0"} {
			a := s.Root.UDP6("a")
			a.GetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY)
			a.SetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 0)
			a.Bind(addr)
			a.GetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY)
			a.SetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1)
		}
		a := s.Root.UDP6("a").To("[fd01::2]:9")
		a.GetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY)
		a.GetInt(emu.SOL_SOCKET, emu.SO_DOMAIN)
		s.Sysctl("net/ipv6/bindv6only", "1")
		b := s.Root.UDP6("b")
		b.GetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY)
	},
	want: `
a get IPV6_V6ONLY = 0
a set IPV6_V6ONLY 0 = ok
a bind [fd01::1]:0 = ok
a get IPV6_V6ONLY = 1
a set IPV6_V6ONLY 1 = EINVAL
a get IPV6_V6ONLY = 0
a set IPV6_V6ONLY 0 = ok
a bind [::]:0 = ok
a get IPV6_V6ONLY = 0
a set IPV6_V6ONLY 1 = EINVAL
a get IPV6_V6ONLY = 0
a set IPV6_V6ONLY 0 = ok
a bind [::ffff:10.1.0.1]:0 = ok
a get IPV6_V6ONLY = 0
a set IPV6_V6ONLY 1 = EINVAL
a get IPV6_V6ONLY = 0
a set IPV6_V6ONLY 0 = ok
a bind [ff05::1]:0 = ok
a get IPV6_V6ONLY = 1
a set IPV6_V6ONLY 1 = EINVAL
a get IPV6_V6ONLY = 0
a get DOMAIN = 10
b get IPV6_V6ONLY = 1
`,
}, {
	id:      "L3-30",
	because: "a socket that is bound to a VRF or a slave may have the VRF's addresses only, any other socket none of them; ::1 is outside, and so are IPv4 addresses in IPv6 form",
	program: func(s *plane.Script) {
		red, a0, b0 := redAB(s)
		for _, at := range []int{0, red, a0, b0, 1} {
			for _, addr := range []string{"[fd01::1]:7000", "[fd02::1]:7000", "[::1]:7000", "[::]:7000", "[fe80::a]:7000", "[::ffff:10.1.0.1]:7000", "[::ffff:10.2.0.1]:7000"} {
				a := s.Root.UDP6("IPv6")
				a.SetIndex(at)
				a.Bind(addr)
				a.Shut()
			}
			for _, addr := range []string{"10.1.0.1:7000", "10.2.0.1:7000", "127.0.0.1:7000", "10.1.0.255:7000"} {
				a := s.Root.UDP("IPv4")
				a.SetIndex(at)
				a.Bind(addr)
				a.Shut()
			}
		}
	},
	want: `
up 3 = ok
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
IPv6 set BINDTOIFINDEX 0 = ok
IPv6 bind [fd01::1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 0 = ok
IPv6 bind [fd02::1]:7000 = ok
IPv6 set BINDTOIFINDEX 0 = ok
IPv6 bind [::1]:7000 = ok
IPv6 set BINDTOIFINDEX 0 = ok
IPv6 bind [::]:7000 = ok
IPv6 set BINDTOIFINDEX 0 = ok
IPv6 bind [fe80::a]:7000 = EINVAL
IPv6 set BINDTOIFINDEX 0 = ok
IPv6 bind [::ffff:10.1.0.1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 0 = ok
IPv6 bind [::ffff:10.2.0.1]:7000 = ok
IPv4 set BINDTOIFINDEX 0 = ok
IPv4 bind 10.1.0.1:7000 = EADDRNOTAVAIL
IPv4 set BINDTOIFINDEX 0 = ok
IPv4 bind 10.2.0.1:7000 = ok
IPv4 set BINDTOIFINDEX 0 = ok
IPv4 bind 127.0.0.1:7000 = ok
IPv4 set BINDTOIFINDEX 0 = ok
IPv4 bind 10.1.0.255:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 2 = ok
IPv6 bind [fd01::1]:7000 = ok
IPv6 set BINDTOIFINDEX 2 = ok
IPv6 bind [fd02::1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 2 = ok
IPv6 bind [::1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 2 = ok
IPv6 bind [::]:7000 = ok
IPv6 set BINDTOIFINDEX 2 = ok
IPv6 bind [fe80::a]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 2 = ok
IPv6 bind [::ffff:10.1.0.1]:7000 = ok
IPv6 set BINDTOIFINDEX 2 = ok
IPv6 bind [::ffff:10.2.0.1]:7000 = EADDRNOTAVAIL
IPv4 set BINDTOIFINDEX 2 = ok
IPv4 bind 10.1.0.1:7000 = ok
IPv4 set BINDTOIFINDEX 2 = ok
IPv4 bind 10.2.0.1:7000 = EADDRNOTAVAIL
IPv4 set BINDTOIFINDEX 2 = ok
IPv4 bind 127.0.0.1:7000 = EADDRNOTAVAIL
IPv4 set BINDTOIFINDEX 2 = ok
IPv4 bind 10.1.0.255:7000 = ok
IPv6 set BINDTOIFINDEX 3 = ok
IPv6 bind [fd01::1]:7000 = ok
IPv6 set BINDTOIFINDEX 3 = ok
IPv6 bind [fd02::1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 3 = ok
IPv6 bind [::1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 3 = ok
IPv6 bind [::]:7000 = ok
IPv6 set BINDTOIFINDEX 3 = ok
IPv6 bind [fe80::a]:7000 = ok
IPv6 set BINDTOIFINDEX 3 = ok
IPv6 bind [::ffff:10.1.0.1]:7000 = ok
IPv6 set BINDTOIFINDEX 3 = ok
IPv6 bind [::ffff:10.2.0.1]:7000 = EADDRNOTAVAIL
IPv4 set BINDTOIFINDEX 3 = ok
IPv4 bind 10.1.0.1:7000 = ok
IPv4 set BINDTOIFINDEX 3 = ok
IPv4 bind 10.2.0.1:7000 = EADDRNOTAVAIL
IPv4 set BINDTOIFINDEX 3 = ok
IPv4 bind 127.0.0.1:7000 = EADDRNOTAVAIL
IPv4 set BINDTOIFINDEX 3 = ok
IPv4 bind 10.1.0.255:7000 = ok
IPv6 set BINDTOIFINDEX 4 = ok
IPv6 bind [fd01::1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 4 = ok
IPv6 bind [fd02::1]:7000 = ok
IPv6 set BINDTOIFINDEX 4 = ok
IPv6 bind [::1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 4 = ok
IPv6 bind [::]:7000 = ok
IPv6 set BINDTOIFINDEX 4 = ok
IPv6 bind [fe80::a]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 4 = ok
IPv6 bind [::ffff:10.1.0.1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 4 = ok
IPv6 bind [::ffff:10.2.0.1]:7000 = ok
IPv4 set BINDTOIFINDEX 4 = ok
IPv4 bind 10.1.0.1:7000 = EADDRNOTAVAIL
IPv4 set BINDTOIFINDEX 4 = ok
IPv4 bind 10.2.0.1:7000 = ok
IPv4 set BINDTOIFINDEX 4 = ok
IPv4 bind 127.0.0.1:7000 = ok
IPv4 set BINDTOIFINDEX 4 = ok
IPv4 bind 10.1.0.255:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 1 = ok
IPv6 bind [fd01::1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 1 = ok
IPv6 bind [fd02::1]:7000 = ok
IPv6 set BINDTOIFINDEX 1 = ok
IPv6 bind [::1]:7000 = ok
IPv6 set BINDTOIFINDEX 1 = ok
IPv6 bind [::]:7000 = ok
IPv6 set BINDTOIFINDEX 1 = ok
IPv6 bind [fe80::a]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 1 = ok
IPv6 bind [::ffff:10.1.0.1]:7000 = EADDRNOTAVAIL
IPv6 set BINDTOIFINDEX 1 = ok
IPv6 bind [::ffff:10.2.0.1]:7000 = ok
IPv4 set BINDTOIFINDEX 1 = ok
IPv4 bind 10.1.0.1:7000 = EADDRNOTAVAIL
IPv4 set BINDTOIFINDEX 1 = ok
IPv4 bind 10.2.0.1:7000 = ok
IPv4 set BINDTOIFINDEX 1 = ok
IPv4 bind 127.0.0.1:7000 = ok
IPv4 set BINDTOIFINDEX 1 = ok
IPv4 bind 10.1.0.255:7000 = EADDRNOTAVAIL
`,
}, {
	id:      "L3-30-fresh",
	because: "a VRF has its table from the start: an address that nobody has is refused, also before the first one of the namespace",
	program: func(s *plane.Script) {
		red := s.VRF("red", 10)
		for _, at := range []int{red, 0} {
			for _, addr := range []string{"10.9.9.9:7000", "224.0.0.9:7000", "255.255.255.255:7000"} {
				a := s.Root.UDP("a")
				a.SetIndex(at)
				a.Bind(addr)
				a.Shut()
			}
		}
	},
	want: `
a set BINDTOIFINDEX 2 = ok
a bind 10.9.9.9:7000 = EADDRNOTAVAIL
a set BINDTOIFINDEX 2 = ok
a bind 224.0.0.9:7000 = ok
a set BINDTOIFINDEX 2 = ok
a bind 255.255.255.255:7000 = ok
a set BINDTOIFINDEX 0 = ok
a bind 10.9.9.9:7000 = ok
a set BINDTOIFINDEX 0 = ok
a bind 224.0.0.9:7000 = ok
a set BINDTOIFINDEX 0 = ok
a bind 255.255.255.255:7000 = ok
`,
}}
