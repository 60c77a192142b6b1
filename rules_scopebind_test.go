package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// scopeBinds is what bind() to an address with a scope id does to the bound device:
// WR-01 to WR-10.
var scopeBinds = []rule{{
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
		for _, a := range binders(s) {
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
		for _, a := range binders(s) {
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
		for _, a := range binders(s) {
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
		for _, a := range binders(s) {
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
}}

// binders is a socket of each kind that the scope id of its address binds.
func binders(s *plane.Script) []*plane.Socket {
	return []*plane.Socket{s.Root.UDP6("udp"), s.Root.TCP6("tcp"), s.Root.Raw6("raw", 200)}
}

// connecters is those of them that the scope id of a peer binds as well.
func connecters(s *plane.Script) []*plane.Socket {
	return []*plane.Socket{s.Root.UDP6("udp"), s.Root.Raw6("raw", 200)}
}
