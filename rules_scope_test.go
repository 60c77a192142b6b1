package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// scopeIDs is the scope ids of IPv6 in the addresses that calls tell, and in those that
// are sent to: OBS-10 and OUT-23; and IPv4 addresses in IPv6 form.
var scopeIDs = []rule{{
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
}, {
	id:      "OUT-23",
	because: "the scope id of a destination beats the binding, and a connected peer; where none is needed it is ignored",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
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
