package boundif_test

import (
	"boundif/internal/plane"
)

// scopeConnects is what connect() to an address with a scope id does to the bound
// device: WR-15 to WR-19, in VRFs L3-31.
var scopeConnects = []rule{{
	id:      "WR-15",
	because: "connect() to a link-local peer writes the device if the socket has none or has that one; else it is refused; without a scope id the binding counts",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		for _, at := range []int{0, a0, b0} {
			for _, addr := range []string{"[fe80::2%a0]:9", "[fe80::2]:9"} {
				for _, a := range connecters(s) {
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
		for _, a := range connecters(s) {
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
				for _, a := range connecters(s) {
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
		for _, a := range connecters(s) {
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
}}
