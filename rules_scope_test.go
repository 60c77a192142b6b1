package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// scopeIDs is what addresses with a scope id do to the bound device: sections
// 3.1 and 3.2 of the ledger, and OBS-10.
var scopeIDs = []rule{{
	id:      "WR-01",
	because: "bind() to a link-local address with a scope id binds the socket to that device, for anybody",
	program: func(s *plane.Script) {
		rawAB(s)
		nobody := s.Proc(plane.None)
		for _, a := range []*plane.Socket{nobody.UDP6("udp"), nobody.TCP6("tcp"), s.Root.Raw6("raw", 200)} {
			a.Bind("[fe80::a%a0]:7000")
			a.Device()
			a.Addr()
		}
	},
	want: `
nobody: udp bind [fe80::a%a0]:7000 = ok
nobody: udp device = 2, "a0"
nobody: udp getsockname = [fe80::a%2]:7000
nobody: tcp bind [fe80::a%a0]:7000 = ok
nobody: tcp device = 2, "a0"
nobody: tcp getsockname = [fe80::a%2]:7000
raw bind [fe80::a%a0]:7000 = ok
raw device = 2, "a0"
raw getsockname = [fe80::a%2]:200
`,
}, {
	id:      "WR-02",
	because: "it overrides another binding without a capability, also one that root made (WR-60, RACE-18)",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		nobody := s.Proc(plane.None)
		for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.TCP6("tcp"), s.Root.Raw6("raw", 200)} {
			a.On(b0)
			a = a.By(nobody)
			a.SetIndex(0)
			a.Bind("[fe80::a%a0]:7000")
			a.Device()
		}
	},
	want: `
nobody: udp set BINDTOIFINDEX 0 = EPERM
nobody: udp bind [fe80::a%a0]:7000 = ok
nobody: udp device = 2, "a0"
nobody: tcp set BINDTOIFINDEX 0 = EPERM
nobody: tcp bind [fe80::a%a0]:7000 = ok
nobody: tcp device = 2, "a0"
nobody: raw set BINDTOIFINDEX 0 = EPERM
nobody: raw bind [fe80::a%a0]:7000 = ok
nobody: raw device = 2, "a0"
`,
}, {
	id:      "WR-03",
	because: "without a scope id the binding counts; without both the bind is refused",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.TCP6("tcp"), s.Root.Raw6("raw", 200)} {
			a.Bind("[fe80::a]:7000")
			a.Device()
			a.On(b0).Bind("[fe80::a]:7000")
			a.On(a0).Bind("[fe80::a]:7000")
			a.Device()
			a.Addr()
		}
	},
	want: `
udp bind [fe80::a]:7000 = EINVAL
udp device = 0, ""
udp bind [fe80::a]:7000 = EADDRNOTAVAIL
udp bind [fe80::a]:7000 = ok
udp device = 2, "a0"
udp getsockname = [fe80::a%2]:7000
tcp bind [fe80::a]:7000 = EINVAL
tcp device = 0, ""
tcp bind [fe80::a]:7000 = EADDRNOTAVAIL
tcp bind [fe80::a]:7000 = ok
tcp device = 2, "a0"
tcp getsockname = [fe80::a%2]:7000
raw bind [fe80::a]:7000 = EINVAL
raw device = 0, ""
raw bind [fe80::a]:7000 = EADDRNOTAVAIL
raw bind [fe80::a]:7000 = ok
raw device = 2, "a0"
raw getsockname = [fe80::a%2]:200
`,
}, {
	id:      "WR-04",
	because: "the scope id is written before the checks and stays if the bind fails: no such device, not the device's address",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.TCP6("tcp"), s.Root.Raw6("raw", 200)} {
			a.On(b0)
			a.Bind("[fe80::a%4242]:7000")
			a.Device()
			a.Bind("[fe80::b%a0]:7000")
			a.Device()
			a.Addr()
		}
		nobody := s.Proc(plane.None)
		a := s.Root.UDP6("udp of root").On(b0).By(nobody)
		a.Bind("[fe80::a%4242]:7000")
		a.Device()
	},
	want: `
udp bind [fe80::a%4242]:7000 = ENODEV
udp device = 4242, ENODEV
udp bind [fe80::b%a0]:7000 = EADDRNOTAVAIL
udp device = 2, "a0"
udp getsockname = [::]:0
tcp bind [fe80::a%4242]:7000 = ENODEV
tcp device = 4242, ENODEV
tcp bind [fe80::b%a0]:7000 = EADDRNOTAVAIL
tcp device = 2, "a0"
tcp getsockname = [::]:0
raw bind [fe80::a%4242]:7000 = ENODEV
raw device = 4242, ENODEV
raw bind [fe80::b%a0]:7000 = EADDRNOTAVAIL
raw device = 2, "a0"
raw getsockname = [::]:200
nobody: udp of root bind [fe80::a%4242]:7000 = ENODEV
nobody: udp of root device = 4242, ENODEV
`,
}, {
	id:      "WR-05",
	because: "the scope id of other addresses is ignored",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		for _, addr := range []string{"[fd01::1%a0]:7000", "[::%a0]:7000", "[ff05::1%a0]:7000", "[fd01::1%4242]:7000"} {
			a, b := s.Root.UDP6("unbound"), s.Root.UDP6("bound").On(b0)
			a.Bind(addr)
			a.Device()
			b.Flag(emu.SO_REUSEADDR)
			b.Bind(addr)
			b.Device()
			a.Shut()
			b.Shut()
		}
	},
	want: `
unbound bind [fd01::1%a0]:7000 = ok
unbound device = 0, ""
bound bind [fd01::1%a0]:7000 = EADDRINUSE
bound device = 3, "b0"
unbound bind [::%a0]:7000 = ok
unbound device = 0, ""
bound bind [::%a0]:7000 = EADDRINUSE
bound device = 3, "b0"
unbound bind [ff05::1%a0]:7000 = ok
unbound device = 0, ""
bound bind [ff05::1%a0]:7000 = EADDRINUSE
bound device = 3, "b0"
unbound bind [fd01::1%4242]:7000 = ok
unbound device = 0, ""
bound bind [fd01::1%4242]:7000 = EADDRINUSE
bound device = 3, "b0"
`,
}, {
	id:      "WR-06",
	because: "multicast: a scope of the interface or the link needs a device and writes it, a wider one does not; a stream refuses all",
	program: func(s *plane.Script) {
		rawAB(s)
		for _, addr := range []string{"[ff02::9%a0]:7000", "[ff01::9%a0]:7000", "[ff02::9]:7000", "[ff05::9%a0]:7000", "[ff02::9%4242]:7000"} {
			u, r, c := s.Root.UDP6("udp"), s.Root.Raw6("raw", 200), s.Root.TCP6("tcp")
			for _, a := range []*plane.Socket{u, r, c} {
				a.Bind(addr)
				a.Device()
				a.Addr()
				a.Shut()
			}
		}
	},
	want: `
udp bind [ff02::9%a0]:7000 = ok
udp device = 2, "a0"
udp getsockname = [ff02::9%2]:7000
raw bind [ff02::9%a0]:7000 = ok
raw device = 2, "a0"
raw getsockname = [ff02::9%2]:200
tcp bind [ff02::9%a0]:7000 = EINVAL
tcp device = 0, ""
tcp getsockname = [::]:0
udp bind [ff01::9%a0]:7000 = ok
udp device = 2, "a0"
udp getsockname = [ff01::9%2]:7000
raw bind [ff01::9%a0]:7000 = ok
raw device = 2, "a0"
raw getsockname = [ff01::9%2]:200
tcp bind [ff01::9%a0]:7000 = EINVAL
tcp device = 0, ""
tcp getsockname = [::]:0
udp bind [ff02::9]:7000 = EINVAL
udp device = 0, ""
udp getsockname = [::]:0
raw bind [ff02::9]:7000 = EINVAL
raw device = 0, ""
raw getsockname = [::]:200
tcp bind [ff02::9]:7000 = EINVAL
tcp device = 0, ""
tcp getsockname = [::]:0
udp bind [ff05::9%a0]:7000 = ok
udp device = 0, ""
udp getsockname = [ff05::9]:7000
raw bind [ff05::9%a0]:7000 = ok
raw device = 0, ""
raw getsockname = [ff05::9]:200
tcp bind [ff05::9%a0]:7000 = EINVAL
tcp device = 0, ""
tcp getsockname = [::]:0
udp bind [ff02::9%4242]:7000 = ENODEV
udp device = 4242, ENODEV
udp getsockname = [::]:0
raw bind [ff02::9%4242]:7000 = ENODEV
raw device = 4242, ENODEV
raw getsockname = [::]:200
tcp bind [ff02::9%4242]:7000 = EINVAL
tcp device = 0, ""
tcp getsockname = [::]:0
`,
}, {
	id:      "WR-07",
	because: "an address of 24 to 27 bytes has no scope id; a shorter one is refused, whatever its family",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		full := s.Bytes("[fe80::a%a0]:7000")
		for _, n := range []int{28, 27, 24, 23, 2, 0} {
			a := s.Root.UDP6("udp")
			a.BindBytes(full[:n], "a part of [fe80::a%a0]:7000")
			a.Device()
			a.Shut()
			b := s.Root.UDP6("udp on a0").On(a0)
			b.BindBytes(full[:n], "a part of [fe80::a%a0]:7000")
			b.Shut()
		}
		a := s.Root.UDP6("udp")
		a.Bind("10.1.0.1:7000")
		a.BindBytes(append(s.Bytes("10.1.0.1:7000"), make([]byte, 12)...), "10.1.0.1:7000 and 12 bytes more")
	},
	want: `
udp bind a part of [fe80::a%a0]:7000 = ok
udp device = 2, "a0"
udp on a0 bind a part of [fe80::a%a0]:7000 = ok
udp bind a part of [fe80::a%a0]:7000 = EINVAL
udp device = 0, ""
udp on a0 bind a part of [fe80::a%a0]:7000 = ok
udp bind a part of [fe80::a%a0]:7000 = EINVAL
udp device = 0, ""
udp on a0 bind a part of [fe80::a%a0]:7000 = ok
udp bind a part of [fe80::a%a0]:7000 = EINVAL
udp device = 0, ""
udp on a0 bind a part of [fe80::a%a0]:7000 = EINVAL
udp bind a part of [fe80::a%a0]:7000 = EINVAL
udp device = 0, ""
udp on a0 bind a part of [fe80::a%a0]:7000 = EINVAL
udp bind a part of [fe80::a%a0]:7000 = EINVAL
udp device = 0, ""
udp on a0 bind a part of [fe80::a%a0]:7000 = EINVAL
udp bind 10.1.0.1:7000 = EINVAL
udp bind 10.1.0.1:7000 and 12 bytes more = EAFNOSUPPORT
`,
}, {
	id:      "WR-08",
	because: "a socket that is bound to an index without device cannot bind to an IPv6 address, but to the wildcard and to any IPv4 address",
	program: func(s *plane.Script) {
		rawAB(s)
		u, c, r := s.Root.UDP6("udp"), s.Root.TCP6("tcp"), s.Root.Raw6("raw", 200)
		for _, a := range []*plane.Socket{u, c, r} {
			a.On(4242)
			a.Bind("[fd01::1]:7000")
			a.Bind("[::1]:7000")
			a.Bind("[::ffff:10.1.0.1]:7000")
			a.Bind("[::]:7000")
		}
		v := s.Root.UDP("IPv4").On(4242)
		v.Bind("10.1.0.1:7001")
	},
	want: `
udp bind [fd01::1]:7000 = ENODEV
udp bind [::1]:7000 = ENODEV
udp bind [::ffff:10.1.0.1]:7000 = ENODEV
udp bind [::]:7000 = ok
tcp bind [fd01::1]:7000 = ENODEV
tcp bind [::1]:7000 = ENODEV
tcp bind [::ffff:10.1.0.1]:7000 = ENODEV
tcp bind [::]:7000 = ok
raw bind [fd01::1]:7000 = ENODEV
raw bind [::1]:7000 = ENODEV
raw bind [::ffff:10.1.0.1]:7000 = EADDRNOTAVAIL
raw bind [::]:7000 = ok
IPv4 bind 10.1.0.1:7001 = ok
`,
}, {
	id:      "WR-09",
	because: "a second bind() is refused before the scope id is looked at, except for a raw socket",
	program: func(s *plane.Script) {
		rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.TCP6("tcp"), s.Root.Raw6("raw", 200)} {
			a.Bind("[fe80::a%a0]:7000")
			a.Bind("[fe80::b%b0]:7000")
			a.Device()
		}
	},
	want: `
udp bind [fe80::a%a0]:7000 = ok
udp bind [fe80::b%b0]:7000 = EINVAL
udp device = 2, "a0"
tcp bind [fe80::a%a0]:7000 = ok
tcp bind [fe80::b%b0]:7000 = EINVAL
tcp device = 2, "a0"
raw bind [fe80::a%a0]:7000 = ok
raw bind [fe80::b%b0]:7000 = ok
raw device = 3, "b0"
`,
}, {
	id:      "WR-10",
	because: "a bind that fails because of a conflict leaves the device, too",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		s.Root.UDP6("first").At("[fe80::b%b0]:7000")
		s.Root.TCP6("first").At("[fe80::b%b0]:7000")
		for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.TCP6("tcp")} {
			a.On(a0)
			a.Bind("[fe80::b%b0]:7000")
			a.Device()
			a.Addr()
			a.GetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY)
		}
	},
	want: `
udp bind [fe80::b%b0]:7000 = EADDRINUSE
udp device = 3, "b0"
udp getsockname = [::]:0
udp get IPV6_V6ONLY = 0
tcp bind [fe80::b%b0]:7000 = EADDRINUSE
tcp device = 3, "b0"
tcp getsockname = [::]:0
tcp get IPV6_V6ONLY = 0
`,
}, {
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
	id:      "WR-15",
	because: "connect() to a link-local peer writes the device if the socket has none or has that one; else it is refused; without a scope id the binding counts",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		for _, at := range []int{0, a0, b0} {
			for _, addr := range []string{"[fe80::2%a0]:9", "[fe80::2]:9"} {
				for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.Raw6("raw", 200)} {
					a.SetIndex(at)
					a.Connect(addr)
					a.Device()
					a.Addr()
					a.Peer()
					a.Shut()
				}
			}
		}
	},
	want: `
udp set BINDTOIFINDEX 0 = ok
udp connect [fe80::2%a0]:9 = ok
udp device = 2, "a0"
udp getsockname = [fe80::a%2]:auto
udp getpeername = [fe80::2%2]:9
raw set BINDTOIFINDEX 0 = ok
raw connect [fe80::2%a0]:9 = ok
raw device = 2, "a0"
raw getsockname = [fe80::a%2]:200
raw getpeername = [fe80::2%2]:9
udp set BINDTOIFINDEX 0 = ok
udp connect [fe80::2]:9 = EINVAL
udp device = 0, ""
udp getsockname = [::]:auto
udp getpeername = ENOTCONN
raw set BINDTOIFINDEX 0 = ok
raw connect [fe80::2]:9 = EINVAL
raw device = 0, ""
raw getsockname = [::]:200
raw getpeername = ENOTCONN
udp set BINDTOIFINDEX 2 = ok
udp connect [fe80::2%a0]:9 = ok
udp device = 2, "a0"
udp getsockname = [fe80::a%2]:auto
udp getpeername = [fe80::2%2]:9
raw set BINDTOIFINDEX 2 = ok
raw connect [fe80::2%a0]:9 = ok
raw device = 2, "a0"
raw getsockname = [fe80::a%2]:200
raw getpeername = [fe80::2%2]:9
udp set BINDTOIFINDEX 2 = ok
udp connect [fe80::2]:9 = ok
udp device = 2, "a0"
udp getsockname = [fe80::a%2]:auto
udp getpeername = [fe80::2%2]:9
raw set BINDTOIFINDEX 2 = ok
raw connect [fe80::2]:9 = ok
raw device = 2, "a0"
raw getsockname = [fe80::a%2]:200
raw getpeername = [fe80::2%2]:9
udp set BINDTOIFINDEX 3 = ok
udp connect [fe80::2%a0]:9 = EINVAL
udp device = 3, "b0"
udp getsockname = [::]:auto
udp getpeername = ENOTCONN
raw set BINDTOIFINDEX 3 = ok
raw connect [fe80::2%a0]:9 = EINVAL
raw device = 3, "b0"
raw getsockname = [::]:200
raw getpeername = ENOTCONN
udp set BINDTOIFINDEX 3 = ok
udp connect [fe80::2]:9 = ok
udp device = 3, "b0"
udp getsockname = [fe80::b%3]:auto
udp getpeername = [fe80::2%3]:9
raw set BINDTOIFINDEX 3 = ok
raw connect [fe80::2]:9 = ok
raw device = 3, "b0"
raw getsockname = [fe80::b%3]:200
raw getpeername = [fe80::2%3]:9
`,
}, {
	id:      "WR-16",
	because: "the device is written before the route is looked for: a stale one stays",
	program: func(s *plane.Script) {
		rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.Raw6("raw", 200)} {
			a.Connect("[fe80::2%4242]:9")
			a.Device()
			a.Peer()
			a.Connect("[fd01::2]:9")
			a.Connect("[::1]:9")
			a.Disconnect()
			a.Device()
			a.Connect("[fd01::2]:9")
			a.Addr()
		}
	},
	want: `
udp connect [fe80::2%4242]:9 = ENETUNREACH
udp device = 4242, ENODEV
udp getpeername = ENOTCONN
udp connect [fd01::2]:9 = ENETUNREACH
udp connect [::1]:9 = ENETUNREACH
udp connect AF_UNSPEC = ok
udp device = 0, ""
udp connect [fd01::2]:9 = ok
udp getsockname = [fd01::1]:auto
raw connect [fe80::2%4242]:9 = ENETUNREACH
raw device = 4242, ENODEV
raw getpeername = ENOTCONN
raw connect [fd01::2]:9 = ENETUNREACH
raw connect [::1]:9 = ENETUNREACH
raw connect AF_UNSPEC = ok
raw device = 0, ""
raw connect [fd01::2]:9 = ok
raw getsockname = [fd01::1]:0
`,
}, {
	id:      "WR-17",
	because: "connect() ignores the scope id of other peers",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		for _, addr := range []string{"[fd01::2%b0]:9", "[fd01::2%4242]:9", "[::1%a0]:9", "[::%a0]:9", "[::ffff:10.1.0.2%4242]:9"} {
			a, b := s.Root.UDP6("unbound"), s.Root.UDP6("bound").On(b0)
			a.Connect(addr)
			a.Device()
			a.Peer()
			b.Connect(addr)
			b.Device()
		}
	},
	want: `
unbound connect [fd01::2%b0]:9 = ok
unbound device = 0, ""
unbound getpeername = [fd01::2]:9
bound connect [fd01::2%b0]:9 = ENETUNREACH
bound device = 3, "b0"
unbound connect [fd01::2%4242]:9 = ok
unbound device = 0, ""
unbound getpeername = [fd01::2]:9
bound connect [fd01::2%4242]:9 = ENETUNREACH
bound device = 3, "b0"
unbound connect [::1%a0]:9 = ok
unbound device = 0, ""
unbound getpeername = [::1]:9
bound connect [::1%a0]:9 = ENETUNREACH
bound device = 3, "b0"
unbound connect [::%a0]:9 = ok
unbound device = 0, ""
unbound getpeername = [::1]:9
bound connect [::%a0]:9 = ENETUNREACH
bound device = 3, "b0"
unbound connect [::ffff:10.1.0.2%4242]:9 = ok
unbound device = 0, ""
unbound getpeername = [::ffff:10.1.0.2]:9
bound connect [::ffff:10.1.0.2%4242]:9 = ok
bound device = 3, "b0"
`,
}, {
	id:      "WR-18",
	because: "a multicast peer of the link writes its scope id, else the device of IPV6_MULTICAST_IF; a wider one writes nothing",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		for _, addr := range []string{"[ff02::1%a0]:9", "[ff02::1]:9", "[ff05::1%a0]:9", "[ff05::1]:9", "[ff01::1]:9"} {
			for _, via := range []int{0, b0} {
				for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.Raw6("raw", 200)} {
					a.MulticastIf(via)
					a.Connect(addr)
					a.Device()
					a.Addr()
					a.Peer()
				}
			}
		}
		a := s.Root.UDP6("bound").On(a0)
		a.MulticastIf(a0)
		a.Connect("[ff02::1%b0]:9")
		a.Connect("[ff02::1]:9")
		a.Device()
	},
	want: `
udp set IPV6_MULTICAST_IF 0 = ok
udp connect [ff02::1%a0]:9 = ok
udp device = 2, "a0"
udp getsockname = [fe80::a%2]:auto
udp getpeername = [ff02::1%2]:9
raw set IPV6_MULTICAST_IF 0 = ok
raw connect [ff02::1%a0]:9 = ok
raw device = 2, "a0"
raw getsockname = [fe80::a%2]:200
raw getpeername = [ff02::1%2]:9
udp set IPV6_MULTICAST_IF 3 = ok
udp connect [ff02::1%a0]:9 = ok
udp device = 2, "a0"
udp getsockname = [fe80::a%2]:auto
udp getpeername = [ff02::1%2]:9
raw set IPV6_MULTICAST_IF 3 = ok
raw connect [ff02::1%a0]:9 = ok
raw device = 2, "a0"
raw getsockname = [fe80::a%2]:200
raw getpeername = [ff02::1%2]:9
udp set IPV6_MULTICAST_IF 0 = ok
udp connect [ff02::1]:9 = EINVAL
udp device = 0, ""
udp getsockname = [::]:auto
udp getpeername = ENOTCONN
raw set IPV6_MULTICAST_IF 0 = ok
raw connect [ff02::1]:9 = EINVAL
raw device = 0, ""
raw getsockname = [::]:200
raw getpeername = ENOTCONN
udp set IPV6_MULTICAST_IF 3 = ok
udp connect [ff02::1]:9 = ok
udp device = 3, "b0"
udp getsockname = [fe80::b%3]:auto
udp getpeername = [ff02::1%3]:9
raw set IPV6_MULTICAST_IF 3 = ok
raw connect [ff02::1]:9 = ok
raw device = 3, "b0"
raw getsockname = [fe80::b%3]:200
raw getpeername = [ff02::1%3]:9
udp set IPV6_MULTICAST_IF 0 = ok
udp connect [ff05::1%a0]:9 = ok
udp device = 0, ""
udp getsockname = [fd01::1]:auto
udp getpeername = [ff05::1]:9
raw set IPV6_MULTICAST_IF 0 = ok
raw connect [ff05::1%a0]:9 = ok
raw device = 0, ""
raw getsockname = [fd01::1]:200
raw getpeername = [ff05::1]:9
udp set IPV6_MULTICAST_IF 3 = ok
udp connect [ff05::1%a0]:9 = ok
udp device = 0, ""
udp getsockname = [fd02::1]:auto
udp getpeername = [ff05::1]:9
raw set IPV6_MULTICAST_IF 3 = ok
raw connect [ff05::1%a0]:9 = ok
raw device = 0, ""
raw getsockname = [fd02::1]:200
raw getpeername = [ff05::1]:9
udp set IPV6_MULTICAST_IF 0 = ok
udp connect [ff05::1]:9 = ok
udp device = 0, ""
udp getsockname = [fd01::1]:auto
udp getpeername = [ff05::1]:9
raw set IPV6_MULTICAST_IF 0 = ok
raw connect [ff05::1]:9 = ok
raw device = 0, ""
raw getsockname = [fd01::1]:200
raw getpeername = [ff05::1]:9
udp set IPV6_MULTICAST_IF 3 = ok
udp connect [ff05::1]:9 = ok
udp device = 0, ""
udp getsockname = [fd02::1]:auto
udp getpeername = [ff05::1]:9
raw set IPV6_MULTICAST_IF 3 = ok
raw connect [ff05::1]:9 = ok
raw device = 0, ""
raw getsockname = [fd02::1]:200
raw getpeername = [ff05::1]:9
udp set IPV6_MULTICAST_IF 0 = ok
udp connect [ff01::1]:9 = EINVAL
udp device = 0, ""
udp getsockname = [::]:auto
udp getpeername = ENOTCONN
raw set IPV6_MULTICAST_IF 0 = ok
raw connect [ff01::1]:9 = EINVAL
raw device = 0, ""
raw getsockname = [::]:200
raw getpeername = ENOTCONN
udp set IPV6_MULTICAST_IF 3 = ok
udp connect [ff01::1]:9 = ok
udp device = 3, "b0"
udp getsockname = [fe80::b%3]:auto
udp getpeername = [ff01::1%3]:9
raw set IPV6_MULTICAST_IF 3 = ok
raw connect [ff01::1]:9 = ok
raw device = 3, "b0"
raw getsockname = [fe80::b%3]:200
raw getpeername = [ff01::1%3]:9
bound set IPV6_MULTICAST_IF 2 = ok
bound connect [ff02::1%b0]:9 = EINVAL
bound connect [ff02::1]:9 = ok
bound device = 2, "a0"
`,
}, {
	id:      "WR-19",
	because: "bound to a device that has no route to the peer: connect() fails and the binding stays",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.Raw6("raw", 200)} {
			a.On(b0)
			a.Connect("[fd01::2]:9")
			a.Device()
			a.Peer()
			a.Addr()
		}
	},
	want: `
udp connect [fd01::2]:9 = ENETUNREACH
udp device = 3, "b0"
udp getpeername = ENOTCONN
udp getsockname = [::]:auto
raw connect [fd01::2]:9 = ENETUNREACH
raw device = 3, "b0"
raw getpeername = ENOTCONN
raw getsockname = [::]:200
`,
}, {
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
}, {
	id:      "WR-15-mapped",
	because: "an IPv4 peer of an IPv6 socket: in IPv6 form, as an IPv4 address, the wildcard of both, and not for a socket of IPv6 only",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		for _, addr := range []string{"[::ffff:10.1.0.2]:9", "10.1.0.2:9", "[::]:9", "[::ffff:0.0.0.0]:9", "0.0.0.0:9"} {
			plain, only := s.Root.UDP6("plain"), s.Root.UDP6("IPv6 only").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1)
			four, six, on := s.Root.UDP6("at IPv4").At("[::ffff:10.2.0.1]:0"), s.Root.UDP6("at IPv6").At("[fd01::1]:0"), s.Root.UDP6("on b0").On(b0)
			for _, a := range []*plane.Socket{plain, only, four, six, on} {
				a.Connect(addr)
				a.Addr()
				a.Peer()
			}
		}
		four := s.Root.UDP6("at IPv4").At("[::ffff:10.2.0.1]:0")
		four.Connect("[fd01::2]:9")
		four.Connect("[2001:db8::1]:9")
		four.Send("[fd01::2]:9")
		four.Send("[2001:db8::1]:9")
		four.Send("[::]:9")
		again := s.Root.UDP6("again").To("[fd01::2]:9")
		again.Connect("[::ffff:10.1.0.2]:9")
		again.Addr()
		again.Peer()
		back := s.Root.UDP6("back").To("[::ffff:10.1.0.2]:9")
		back.Connect("[fd01::2]:9")
		back.Addr()
		back.Peer()
	},
	want: `
plain connect [::ffff:10.1.0.2]:9 = ok
plain getsockname = [::ffff:10.1.0.1]:auto
plain getpeername = [::ffff:10.1.0.2]:9
IPv6 only connect [::ffff:10.1.0.2]:9 = ENETUNREACH
IPv6 only getsockname = [::]:auto
IPv6 only getpeername = ENOTCONN
at IPv4 connect [::ffff:10.1.0.2]:9 = ok
at IPv4 getsockname = [::ffff:10.2.0.1]:auto
at IPv4 getpeername = [::ffff:10.1.0.2]:9
at IPv6 connect [::ffff:10.1.0.2]:9 = ENETUNREACH
at IPv6 getsockname = [fd01::1]:auto
at IPv6 getpeername = ENOTCONN
on b0 connect [::ffff:10.1.0.2]:9 = ok
on b0 getsockname = [::ffff:10.2.0.1]:auto
on b0 getpeername = [::ffff:10.1.0.2]:9
plain connect 10.1.0.2:9 = ok
plain getsockname = [::ffff:10.1.0.1]:auto
plain getpeername = [::ffff:10.1.0.2]:9
IPv6 only connect 10.1.0.2:9 = EAFNOSUPPORT
IPv6 only getsockname = [::]:auto
IPv6 only getpeername = ENOTCONN
at IPv4 connect 10.1.0.2:9 = ok
at IPv4 getsockname = [::ffff:10.2.0.1]:auto
at IPv4 getpeername = [::ffff:10.1.0.2]:9
at IPv6 connect 10.1.0.2:9 = EAFNOSUPPORT
at IPv6 getsockname = [fd01::1]:auto
at IPv6 getpeername = ENOTCONN
on b0 connect 10.1.0.2:9 = ok
on b0 getsockname = [::ffff:10.2.0.1]:auto
on b0 getpeername = [::ffff:10.1.0.2]:9
plain connect [::]:9 = ok
plain getsockname = [::1]:auto
plain getpeername = [::1]:9
IPv6 only connect [::]:9 = ok
IPv6 only getsockname = [::1]:auto
IPv6 only getpeername = [::1]:9
at IPv4 connect [::]:9 = ok
at IPv4 getsockname = [::ffff:10.2.0.1]:auto
at IPv4 getpeername = [::ffff:127.0.0.1]:9
at IPv6 connect [::]:9 = ok
at IPv6 getsockname = [fd01::1]:auto
at IPv6 getpeername = [::1]:9
on b0 connect [::]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
on b0 getpeername = ENOTCONN
plain connect [::ffff:0.0.0.0]:9 = ok
plain getsockname = [::ffff:127.0.0.1]:auto
plain getpeername = [::ffff:127.0.0.1]:9
IPv6 only connect [::ffff:0.0.0.0]:9 = ENETUNREACH
IPv6 only getsockname = [::]:auto
IPv6 only getpeername = ENOTCONN
at IPv4 connect [::ffff:0.0.0.0]:9 = ok
at IPv4 getsockname = [::ffff:10.2.0.1]:auto
at IPv4 getpeername = [::ffff:10.2.0.1]:9
at IPv6 connect [::ffff:0.0.0.0]:9 = ENETUNREACH
at IPv6 getsockname = [fd01::1]:auto
at IPv6 getpeername = ENOTCONN
on b0 connect [::ffff:0.0.0.0]:9 = ok
on b0 getsockname = [::ffff:10.2.0.1]:auto
on b0 getpeername = [::ffff:10.2.0.1]:9
plain connect 0.0.0.0:9 = ok
plain getsockname = [::ffff:127.0.0.1]:auto
plain getpeername = [::ffff:127.0.0.1]:9
IPv6 only connect 0.0.0.0:9 = EAFNOSUPPORT
IPv6 only getsockname = [::]:auto
IPv6 only getpeername = ENOTCONN
at IPv4 connect 0.0.0.0:9 = ok
at IPv4 getsockname = [::ffff:10.2.0.1]:auto
at IPv4 getpeername = [::ffff:10.2.0.1]:9
at IPv6 connect 0.0.0.0:9 = EAFNOSUPPORT
at IPv6 getsockname = [fd01::1]:auto
at IPv6 getpeername = ENOTCONN
on b0 connect 0.0.0.0:9 = ok
on b0 getsockname = [::ffff:10.2.0.1]:auto
on b0 getpeername = [::ffff:10.2.0.1]:9
at IPv4 connect [fd01::2]:9 = EAFNOSUPPORT
at IPv4 connect [2001:db8::1]:9 = ENETUNREACH
at IPv4 send to [fd01::2]:9 = EAFNOSUPPORT
at IPv4 send to [2001:db8::1]:9 = ENETUNREACH
at IPv4 send to [::]:9 = ok
again connect [::ffff:10.1.0.2]:9 = ok
again getsockname = [fd01::1]:auto
again getpeername = [::ffff:10.1.0.2]:9
back connect [fd01::2]:9 = EAFNOSUPPORT
back getsockname = [::ffff:10.1.0.1]:auto
back getpeername = [::ffff:10.1.0.2]:9
`,
}, {
	id:      "OBS-10",
	because: "the scope id of getsockname() and getpeername() is the device of this moment",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		a := s.Root.UDP6("a")
		a.Bind("[fe80::a%a0]:7000")
		a.Connect("[fe80::2%a0]:9")
		for _, i := range []int{b0, 4242, 0} {
			a.Addr()
			a.Peer()
			a.SetIndex(i)
		}
		a.Addr()
		a.Peer()
		g := s.Root.UDP6("global").On(b0).At("[fd02::1]:7000").To("[fd02::2]:9")
		g.Addr()
		g.Peer()
		m := s.Root.UDP6("group").At("[ff02::5%b0]:7001")
		m.Addr()
	},
	want: `
a bind [fe80::a%a0]:7000 = ok
a connect [fe80::2%a0]:9 = ok
a getsockname = [fe80::a%2]:7000
a getpeername = [fe80::2%2]:9
a set BINDTOIFINDEX 3 = ok
a getsockname = [fe80::a%3]:7000
a getpeername = [fe80::2%3]:9
a set BINDTOIFINDEX 4242 = ok
a getsockname = [fe80::a%4242]:7000
a getpeername = [fe80::2%4242]:9
a set BINDTOIFINDEX 0 = ok
a getsockname = [fe80::a]:7000
a getpeername = [fe80::2]:9
global getsockname = [fd02::1]:7000
global getpeername = [fd02::2]:9
group getsockname = [ff02::5%3]:7001
`,
}, {
	id:      "OUT-23",
	because: "the scope id of a destination beats the binding, and a connected peer; where none is needed it is ignored",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		u, r := s.Root.UDP6("udp").At("[::]:7000"), s.Root.Raw6("raw", 17)
		for _, a := range []*plane.Socket{u, r} {
			a.SetIndex(a0)
			for _, addr := range []string{"[fe80::2%b0]:9", "[fe80::2]:9", "[ff02::5%b0]:9", "[fd01::2%b0]:9", "[fd02::2%b0]:9", "[fe80::2%4242]:9"} {
				if a == r {
					addr = addr[:len(addr)-1] + "0"
				}
				a.Send(addr)
				if a == u {
					s.Left(a0, b0)
				}
			}
			a.Connect("[fe80::2]:0")
			a.Send("[fe80::2%b0]:17")
			a.Device()
		}
		s.Root.Del(b0)
		free := s.Root.UDP6("unbound").At("[::]:7001")
		free.Send("[fe80::2]:9")
		s.Left(a0)
		free.Connect("[fe80::2]:9")
	},
	want: `
udp set BINDTOIFINDEX 2 = ok
udp send to [fe80::2%b0]:9 = ok
left: b0 [fe80::b]:7000 > [fe80::2]:9
udp send to [fe80::2]:9 = ok
left: a0 [fe80::a]:7000 > [fe80::2]:9
udp send to [ff02::5%b0]:9 = ok
left: b0 [fe80::b]:7000 > [ff02::5]:9
udp send to [fd01::2%b0]:9 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
udp send to [fd02::2%b0]:9 = ENETUNREACH
left: nothing
udp send to [fe80::2%4242]:9 = ENETUNREACH
left: nothing
udp connect [fe80::2]:0 = ok
udp send to [fe80::2%b0]:17 = ok
udp device = 2, "a0"
raw set BINDTOIFINDEX 2 = ok
raw send to [fe80::2%b0]:0 = ok
raw send to [fe80::2]:0 = ok
raw send to [ff02::5%b0]:0 = ok
raw send to [fd01::2%b0]:0 = ok
raw send to [fd02::2%b0]:0 = ENETUNREACH
raw send to [fe80::2%4242]:0 = ENETUNREACH
raw connect [fe80::2]:0 = ok
raw send to [fe80::2%b0]:17 = ok
raw device = 2, "a0"
delete 3 = ok
unbound send to [fe80::2]:9 = ok
left: a0 fe80::a > fe80::2 protocol 17 malformed, a0 fd01::1 > fd01::2 protocol 17 malformed, a0 [fe80::a]:7001 > [fe80::2]:9
unbound connect [fe80::2]:9 = EINVAL
`,
}, {
	id:      "OBS-10-recv",
	because: "a link-local sender is told with the device that its packet came by, an IPv4 one in IPv6 form",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		u := s.Root.UDP6("u").At("[::]:7000")
		for _, i := range []int{a0, b0} {
			s.Inject("[fe80::7]:9", i, "[fd01::1]:7000")
			u.Recv()
		}
		s.Inject("10.1.0.2:9", a0, "10.1.0.1:7000")
		u.Recv()
		tx := s.Root.UDP6("tx").At("[fe80::a%a0]:7001")
		tx.Send("[fe80::a%a0]:7000")
		u.Recv()
	},
	want: `
u recv = from [fe80::7%2]:9
u recv = from [fe80::7%3]:9
u recv = from [::ffff:10.1.0.2]:9
tx send to [fe80::a%a0]:7000 = ok
u recv = from [fe80::a%2]:7001
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
	id:      "L3-31",
	because: "a socket that is bound to a VRF may connect to a link-local peer by a slave, and is bound to that afterwards; the other way round it may not",
	program: func(s *plane.Script) {
		red, a0, b0 := redAB(s)
		for _, at := range []int{red, a0, b0} {
			for _, addr := range []string{"[fe80::2%a0]:9", "[fe80::2%red]:9", "[fe80::2]:9"} {
				a := s.Root.UDP6("a")
				a.SetIndex(at)
				a.Connect(addr)
				a.Device()
				a.Addr()
			}
		}
	},
	want: `
up 3 = ok
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
a set BINDTOIFINDEX 2 = ok
a connect [fe80::2%a0]:9 = ok
a device = 3, "a0"
a getsockname = [fe80::a%3]:auto
a set BINDTOIFINDEX 2 = ok
a connect [fe80::2%red]:9 = ENETUNREACH
a device = 2, "red"
a getsockname = [::]:auto
a set BINDTOIFINDEX 2 = ok
a connect [fe80::2]:9 = ENETUNREACH
a device = 2, "red"
a getsockname = [::]:auto
a set BINDTOIFINDEX 3 = ok
a connect [fe80::2%a0]:9 = ok
a device = 3, "a0"
a getsockname = [fe80::a%3]:auto
a set BINDTOIFINDEX 3 = ok
a connect [fe80::2%red]:9 = EINVAL
a device = 3, "a0"
a getsockname = [::]:auto
a set BINDTOIFINDEX 3 = ok
a connect [fe80::2]:9 = ok
a device = 3, "a0"
a getsockname = [fe80::a%3]:auto
a set BINDTOIFINDEX 4 = ok
a connect [fe80::2%a0]:9 = EINVAL
a device = 4, "b0"
a getsockname = [::]:auto
a set BINDTOIFINDEX 4 = ok
a connect [fe80::2%red]:9 = EINVAL
a device = 4, "b0"
a getsockname = [::]:auto
a set BINDTOIFINDEX 4 = ok
a connect [fe80::2]:9 = ok
a device = 4, "b0"
a getsockname = [fe80::b%4]:auto
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
}, {
	id:      "L3-30-recv",
	because: "the scope id of a sender is the VRF, not the slave that its packet came by",
	program: func(s *plane.Script) {
		red, a0, _ := redAB(s)
		a := s.Root.UDP6("a").On(red).At("[::]:7000")
		s.Inject("[fe80::7]:9", a0, "[fd01::1]:7000")
		a.Recv()
		s.Inject("[fe80::7]:9", a0, "[fe80::a]:7000")
		a.Recv()
	},
	want: `
up 3 = ok
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
a recv = from [fe80::7%2]:9
a recv = from [fe80::7%2]:9
`,
}}

// redAB is rawAB with a0 in the VRF red.
func redAB(s *plane.Script) (red, a0, b0 int) {
	s.Lo("10.9.9.9/32", "fd09::9/128")
	red = s.VRF("red", 10)
	a0 = s.DownLink("a0")
	s.Enslave(a0, red)
	s.Root.Up(a0)
	for _, prefix := range []string{"10.1.0.1/24", "fd01::1/64", "fe80::a/64"} {
		s.Root.Addr(a0, prefix)
	}
	return red, a0, s.Link("b0", "10.2.0.1/24", "fd02::1/64", "fe80::b/64")
}
