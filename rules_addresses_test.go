package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// addresses is which addresses devices can have, what comes and goes with them,
// and which of them packets are sent from: of sections 3.1, 4.4, 6.1 and 6.3.
var addresses = []rule{{
	id:      "OUT-10-address",
	because: "an address of a device that is down is an own one, of both families; the routes to its network come with the device",
	program: func(s *plane.Script) {
		s.Lo()
		a0 := s.DownLink("a0", "10.1.0.1/24", "fd01::1/64")
		s.Left()
		u, u6 := s.Root.UDP("u").At("10.1.0.1:7000"), s.Root.UDP6("u").At("[fd01::1]:7000")
		for range 2 {
			u.Send("10.1.0.5:9")
			u6.Send("[fd01::5]:9")
			s.Root.Up(a0)
		}
		s.Left(a0)
	},
	want: `
u send to 10.1.0.5:9 = ENETUNREACH
u send to [fd01::5]:9 = ENETUNREACH
up 2 = ok
u send to 10.1.0.5:9 = ok
u send to [fd01::5]:9 = ok
up 2 = ok
left: a0 10.1.0.1:7000 > 10.1.0.5:9, a0 [fd01::1]:7000 > [fd01::5]:9
`,
}, {
	id:      "OUT-06-deleted",
	because: "what goes with an address: its network, the other addresses of that network, IPv4 routes with it as source, and with the last one all IPv4 routes of the device. Before 6.6 IPv6 routes by other devices kept it as their source",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		a0, b0 := r.devs["a0"], r.devs["b0"]
		s.Root.Addr(a0, "10.1.0.2/24")
		s.Root.Addr(a0, "10.5.0.1/24")
		s.Root.Addr(a0, "fd01::2/64")
		r.add("10.3.0.0/24 dev b0 src 10.1.0.1", "fd03::/64 dev b0 src fd01::1")
		s.Left()
		r.send("10.3.0.5:9", "[fd03::5]:9")
		s.Root.AddrDel(a0, "10.1.0.1/25")
		s.Root.AddrDel(b0, "10.1.0.1/24")
		s.Root.AddrDel(4242, "10.1.0.1/24")
		s.Root.AddrDel(a0, "fd01::1/65")
		s.Root.AddrDel(a0, "10.1.0.1/24")
		s.Root.AddrDel(a0, "10.1.0.2/24")
		s.Root.AddrDel(a0, "fd01::1/64")
		r.send("10.3.0.5:9", "[fd03::5]:9", "10.1.0.5:9", "[fd01::5]:9")
		r.add("10.6.0.0/24 via 10.5.0.9", "fd06::/64 via fd01::9")
		s.Root.AddrDel(a0, "fd01::2/64")
		r.send("10.6.0.5:9", "[fd06::5]:9")
		s.Root.AddrDel(a0, "10.5.0.1/24")
		r.send("10.6.0.5:9")
	},
	want: `
address 2 10.1.0.2/24 = ok
address 2 10.5.0.1/24 = ok
address 2 fd01::2/64 = ok
route 10.3.0.0/24 dev 3 src 10.1.0.1 = ok
route fd03::/64 dev 3 src fd01::1 = ok
u send to 10.3.0.5:9 = ok
u send to [fd03::5]:9 = ok
left: b0 10.1.0.1:7000 > 10.3.0.5:9, b0 [fd01::1]:7001 > [fd03::5]:9
delete address 2 10.1.0.1/25 = EADDRNOTAVAIL
delete address 3 10.1.0.1/24 = EADDRNOTAVAIL
delete address 4242 10.1.0.1/24 = ENODEV
delete address 2 fd01::1/65 = EADDRNOTAVAIL
delete address 2 10.1.0.1/24 = ok
delete address 2 10.1.0.2/24 = EADDRNOTAVAIL
delete address 2 fd01::1/64 = ok
u send to 10.3.0.5:9 = ENETUNREACH
u send to [fd03::5]:9 = ok
u send to 10.1.0.5:9 = ENETUNREACH
u send to [fd01::5]:9 = ok
left: a0 [fd01::2]:7001 > [fd01::5]:9, b0 [fd02::1]:7001 > [fd03::5]:9
route 10.6.0.0/24 via 10.5.0.9 = ok
route fd06::/64 via fd01::9 = ok
delete address 2 fd01::2/64 = ok
u send to 10.6.0.5:9 = ok
u send to [fd06::5]:9 = ok
left: a0 10.5.0.1:7000 > 10.6.0.5:9, a0 [fd02::1]:7001 > [fd06::5]:9
delete address 2 10.5.0.1/24 = ok
u send to 10.6.0.5:9 = ENETUNREACH
left: nothing
`,
	older: older{{emu.Linux(6, 6), `
address 2 10.1.0.2/24 = ok
address 2 10.5.0.1/24 = ok
address 2 fd01::2/64 = ok
route 10.3.0.0/24 dev 3 src 10.1.0.1 = ok
route fd03::/64 dev 3 src fd01::1 = ok
u send to 10.3.0.5:9 = ok
u send to [fd03::5]:9 = ok
left: b0 10.1.0.1:7000 > 10.3.0.5:9, b0 [fd01::1]:7001 > [fd03::5]:9
delete address 2 10.1.0.1/25 = EADDRNOTAVAIL
delete address 3 10.1.0.1/24 = EADDRNOTAVAIL
delete address 4242 10.1.0.1/24 = ENODEV
delete address 2 fd01::1/65 = EADDRNOTAVAIL
delete address 2 10.1.0.1/24 = ok
delete address 2 10.1.0.2/24 = EADDRNOTAVAIL
delete address 2 fd01::1/64 = ok
u send to 10.3.0.5:9 = ENETUNREACH
u send to [fd03::5]:9 = ok
u send to 10.1.0.5:9 = ENETUNREACH
u send to [fd01::5]:9 = ok
left: a0 [fd01::2]:7001 > [fd01::5]:9, b0 [fd01::1]:7001 > [fd03::5]:9
route 10.6.0.0/24 via 10.5.0.9 = ok
route fd06::/64 via fd01::9 = ok
delete address 2 fd01::2/64 = ok
u send to 10.6.0.5:9 = ok
u send to [fd06::5]:9 = ok
left: a0 10.5.0.1:7000 > 10.6.0.5:9, a0 [fd02::1]:7001 > [fd06::5]:9
delete address 2 10.5.0.1/24 = ok
u send to 10.6.0.5:9 = ENETUNREACH
left: nothing
`}},
}, {
	id:      "OUT-06-addresses",
	because: "addresses that are refused, and those that come without a network",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		a0 := r.devs["a0"]
		for _, p := range []string{"10.1.0.1/24", "10.1.0.1/16", "10.1.0.1/16", "0.0.0.0/24", "fd01::1/64", "fd01::1/80", "::1/128", "::/64", "ff02::5/64", "fe80::1/64", "::ffff:1.2.3.4/128"} {
			s.Root.Addr(a0, p)
		}
		s.Root.Addr(4242, "fd01::1/64")
		s.Root.Addr(1, "127.0.0.5/8")
		s.Root.Addr(1, "127.0.0.5/9")
		s.Root.Addr(1, "::1/128")
		s.Root.Addr(r.devs["b0"], "fd01::1/64")
	},
	want: `
address 2 10.1.0.1/24 = EEXIST
address 2 10.1.0.1/16 = ok
address 2 10.1.0.1/16 = EEXIST
address 2 0.0.0.0/24 = ok
address 2 fd01::1/64 = EEXIST
address 2 fd01::1/80 = EEXIST
address 2 ::1/128 = EADDRNOTAVAIL
address 2 ::/64 = EADDRNOTAVAIL
address 2 ff02::5/64 = EADDRNOTAVAIL
address 2 fe80::1/64 = ok
address 2 ::ffff:1.2.3.4/128 = ok
address 4242 fd01::1/64 = ENODEV
address 1 127.0.0.5/8 = EINVAL
address 1 127.0.0.5/9 = ok
address 1 ::1/128 = EEXIST
address 3 fd01::1/64 = ok
`,
}, {
	id:      "OUT-06-choice",
	because: "IPv6 chooses a source by scope, then by device, kind and common prefix; of equal ones the newest. One for the link must be the device's",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		a0 := r.devs["a0"]
		r.add("2001:db8::/32 dev a0", "fec0::/16 dev a0", "2002::/16 dev a0")
		connect := func(dsts ...string) {
			for _, dst := range dsts {
				a := s.Root.UDP6("a")
				a.Connect(dst)
				a.Addr()
				a.Shut()
			}
		}
		connect("[2001:db8::9]:9", "[fe80::9%a0]:9", "[ff02::9%a0]:9", "[::1]:9", "[fd01::1]:9", "[fd02::1]:9")
		for _, p := range []string{"fe80::1/64", "fec0::1/64", "2001:db8:1::1/48", "2001:db8:2::1/48", "2002::1/48", "fd01::2/64"} {
			s.Root.Addr(a0, p)
		}
		connect("[2001:db8:1::9]:9", "[2001:db8:2::9]:9", "[2001:db8:3::9]:9", "[2002::9]:9", "[fd01::9]:9", "[fe80::9%a0]:9", "[fec0::9]:9", "[ff02::9%a0]:9", "[ff05::9%a0]:9", "[ff0e::9%a0]:9")
	},
	want: `
route 2001:db8::/32 dev 2 = ok
route fec0::/16 dev 2 = ok
route 2002::/16 dev 2 = ok
a connect [2001:db8::9]:9 = ok
a getsockname = [fd01::1]:auto
a connect [fe80::9%a0]:9 = ENETUNREACH
a getsockname = [::]:auto
a connect [ff02::9%a0]:9 = ok
a getsockname = [fd01::1]:auto
a connect [::1]:9 = ok
a getsockname = [::1]:auto
a connect [fd01::1]:9 = ok
a getsockname = [fd01::1]:auto
a connect [fd02::1]:9 = ok
a getsockname = [fd02::1]:auto
address 2 fe80::1/64 = ok
address 2 fec0::1/64 = ok
address 2 2001:db8:1::1/48 = ok
address 2 2001:db8:2::1/48 = ok
address 2 2002::1/48 = ok
address 2 fd01::2/64 = ok
a connect [2001:db8:1::9]:9 = ok
a getsockname = [2001:db8:1::1]:auto
a connect [2001:db8:2::9]:9 = ok
a getsockname = [2001:db8:2::1]:auto
a connect [2001:db8:3::9]:9 = ok
a getsockname = [2001:db8:2::1]:auto
a connect [2002::9]:9 = ok
a getsockname = [2002::1]:auto
a connect [fd01::9]:9 = ok
a getsockname = [fd01::2]:auto
a connect [fe80::9%a0]:9 = ok
a getsockname = [fe80::1%2]:auto
a connect [fec0::9]:9 = ok
a getsockname = [fec0::1]:auto
a connect [ff02::9%a0]:9 = ok
a getsockname = [fe80::1%2]:auto
a connect [ff05::9%a0]:9 = ok
a getsockname = [fec0::1]:auto
a connect [ff0e::9%a0]:9 = ok
a getsockname = [2001:db8:2::1]:auto
`,
}, {
	id:      "OUT-06-source",
	because: "127.0.0.1 is a source on lo alone; to another address of lo's network it sends from 127.0.0.1; to 0.0.0.0 from and to the own address",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		s.Root.UDP("a").At("127.0.0.1:7000").Send("10.1.0.5:9")
		s.Root.UDP("a").On(a0).At("127.0.0.1:7001").Send("127.0.0.1:9")
		for _, dst := range []string{"127.1.2.3:9", "0.0.0.0:9", "10.9.9.9:9", "10.1.0.1:9"} {
			b := s.Root.UDP("b")
			b.Connect(dst)
			b.Addr()
			b = s.Root.UDP("bound").On(a0)
			b.Connect(dst)
			b.Addr()
		}
		s.Root.Addr(a0, "10.1.0.2/24")
		b := s.Root.UDP("secondary")
		b.Connect("10.1.0.2:9")
		b.Addr()
	},
	want: `
a send to 10.1.0.5:9 = EINVAL
a send to 127.0.0.1:9 = EINVAL
b connect 127.1.2.3:9 = ok
b getsockname = 127.0.0.1:auto
bound connect 127.1.2.3:9 = ok
bound getsockname = 10.1.0.1:auto
b connect 0.0.0.0:9 = ok
b getsockname = 127.0.0.1:auto
bound connect 0.0.0.0:9 = ok
bound getsockname = 10.1.0.1:auto
b connect 10.9.9.9:9 = ok
b getsockname = 10.9.9.9:auto
bound connect 10.9.9.9:9 = ok
bound getsockname = 10.1.0.1:auto
b connect 10.1.0.1:9 = ok
b getsockname = 10.1.0.1:auto
bound connect 10.1.0.1:9 = ok
bound getsockname = 10.1.0.1:auto
address 2 10.1.0.2/24 = ok
secondary connect 10.1.0.2:9 = ok
secondary getsockname = 10.1.0.1:auto
`,
}, {
	id:      "WR-12-fresh",
	because: "before the first IPv4 address of a namespace there is no table that says that an address is not its own, and any can be bound, though not be sent from; IPv6 is not like that",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		a.Bind("10.77.0.1:7000")
		a.Addr()
		s.Root.UDP6("a6").Bind("[fd77::1]:7000")
		s.Lo()
		s.Root.UDP("b").Bind("10.77.0.1:7001")
	},
	want: `
a bind 10.77.0.1:7000 = ok
a getsockname = 10.77.0.1:7000
a6 bind [fd77::1]:7000 = EADDRNOTAVAIL
b bind 10.77.0.1:7001 = EADDRNOTAVAIL
`,
}, {
	id:      "UDP-31-six",
	because: "IPv6 bound to a device reaches no own address of another one, nor ::1, nor from lo theirs; unbound it reaches all",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		for _, dev := range []string{"", "lo", "a0", "b0"} {
			a := s.Root.UDP6("on " + dev).On(r.devs[dev])
			for _, dst := range []string{"[::1]:9", "[fd01::1]:9", "[fd02::1]:9", "[fd09::9]:9"} {
				a.Connect(dst)
			}
		}
	},
	want: `
on  connect [::1]:9 = ok
on  connect [fd01::1]:9 = ok
on  connect [fd02::1]:9 = ok
on  connect [fd09::9]:9 = ok
on lo connect [::1]:9 = ok
on lo connect [fd01::1]:9 = ENETUNREACH
on lo connect [fd02::1]:9 = ENETUNREACH
on lo connect [fd09::9]:9 = ok
on a0 connect [::1]:9 = ENETUNREACH
on a0 connect [fd01::1]:9 = ok
on a0 connect [fd02::1]:9 = ENETUNREACH
on a0 connect [fd09::9]:9 = ENETUNREACH
on b0 connect [::1]:9 = ENETUNREACH
on b0 connect [fd01::1]:9 = ENETUNREACH
on b0 connect [fd02::1]:9 = ok
on b0 connect [fd09::9]:9 = ENETUNREACH
`,
}}
