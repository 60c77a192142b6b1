package boundif_test

import (
	"boundif/internal/plane"
)

// rawBind is section 3 and L3-30 as far as they are about raw sockets.
var rawBind = []rule{{
	id:      "RAW-03-bind",
	because: "rawv6_bind: the scope of a link-local address becomes the device, before anything is checked (WR-01, WR-02, WR-04); a raw socket may be bound again, and again writes (WR-09); without scope the device is the scope (WR-03)",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		r := s.Root.Raw6("r", 200)
		step := func(addr string) {
			r.Bind(addr)
			r.Device()
			r.Addr()
		}
		step("[fe80::a]:0")
		step("[fe80::a%a0]:0")
		step("[fe80::b%b0]:0")
		step("[fe80::a%b0]:0")
		step("[fe80::b%4242]:0")
		step("[::]:0")
		step("[fd01::1]:0")
		r.SetIndex(b0)
		step("[fd01::1]:0")
		step("[fd01::1%a0]:0")
		step("[fe80::b]:0")
		step("[fe80::a]:0")
		step("[::1]:0")
		step("[fd01::77]:0")
		step("[::ffff:10.1.0.1]:0")
		step("[ff02::5%a0]:0")
		step("[ff01::5%b0]:0")
		step("[ff05::5%a0]:0")
		r.SetIndex(a0)
		step("[ff02::5]:0")
		s.Left()
		r.Send("[fd01::2]:0")
		s.Left(a0, b0)
	},
	want: `
r bind [fe80::a]:0 = EINVAL
r device = 0, ""
r getsockname = [::]:200
r bind [fe80::a%a0]:0 = ok
r device = 2, "a0"
r getsockname = [fe80::a%2]:200
r bind [fe80::b%b0]:0 = ok
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [fe80::a%b0]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [fe80::b%4242]:0 = ENODEV
r device = 4242, ENODEV
r getsockname = [fe80::b%4242]:200
r bind [::]:0 = ok
r device = 4242, ENODEV
r getsockname = [::]:200
r bind [fd01::1]:0 = ENODEV
r device = 4242, ENODEV
r getsockname = [::]:200
r set BINDTOIFINDEX 3 = ok
r bind [fd01::1]:0 = ok
r device = 3, "b0"
r getsockname = [fd01::1]:200
r bind [fd01::1%a0]:0 = ok
r device = 3, "b0"
r getsockname = [fd01::1]:200
r bind [fe80::b]:0 = ok
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [fe80::a]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [::1]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [fd01::77]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [::ffff:10.1.0.1]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [ff02::5%a0]:0 = ok
r device = 2, "a0"
r getsockname = [ff02::5%2]:200
r bind [ff01::5%b0]:0 = ok
r device = 3, "b0"
r getsockname = [ff01::5%3]:200
r bind [ff05::5%a0]:0 = ok
r device = 3, "b0"
r getsockname = [ff05::5]:200
r set BINDTOIFINDEX 2 = ok
r bind [ff02::5]:0 = ok
r device = 2, "a0"
r getsockname = [ff02::5%2]:200
r send to [fd01::2]:0 = ok
left: a0 fe80::b > fd01::2 protocol 200
`,
}, {
	id:      "WR-02-raw",
	because: "anybody moves a raw socket that root has bound, by an address with a scope",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		mine := s.Root.Raw6("r", 200).On(b0)
		r := mine.By(s.Proc(plane.None))
		r.SetIndex(0)
		r.Bind("[fe80::a%a0]:0")
		mine.Device()
		r.Bind("[fe80::a%4242]:0")
		mine.Device()
	},
	want: `
nobody: r set BINDTOIFINDEX 0 = EPERM
nobody: r bind [fe80::a%a0]:0 = ok
r device = 2, "a0"
nobody: r bind [fe80::a%4242]:0 = ENODEV
r device = 4242, ENODEV
`,
}, {
	id:      "WR-09-raw",
	because: "a raw socket may be bound again unless it is connected, which the ledger does not say",
	program: func(s *plane.Script) {
		rawAB(s)
		r := s.Root.Raw("v4", 200)
		for _, addr := range []string{"10.1.0.1:0", "10.2.0.1:0", "0.0.0.0:0", "10.1.0.77:0"} {
			r.Bind(addr)
		}
		r.Connect("10.1.0.2:0")
		r.Bind("10.1.0.1:0")
		r.Bind("0.0.0.0:0")
		r.Addr()
		r.Disconnect()
		r.Bind("10.1.0.1:0")
		q := s.Root.Raw6("v6", 200)
		q.Bind("[fd01::1]:0")
		q.Bind("[fd02::1]:0")
		q.Connect("[fd01::2]:0")
		q.Bind("[fd01::1]:0")
		q.Bind("[fe80::a%a0]:0")
		q.Device()
		q.Disconnect()
		q.Bind("[fd01::1]:0")
	},
	want: `
v4 bind 10.1.0.1:0 = ok
v4 bind 10.2.0.1:0 = ok
v4 bind 0.0.0.0:0 = ok
v4 bind 10.1.0.77:0 = EADDRNOTAVAIL
v4 connect 10.1.0.2:0 = ok
v4 bind 10.1.0.1:0 = EINVAL
v4 bind 0.0.0.0:0 = EINVAL
v4 getsockname = 10.1.0.1:200
v4 connect AF_UNSPEC = ok
v4 bind 10.1.0.1:0 = ok
v6 bind [fd01::1]:0 = ok
v6 bind [fd02::1]:0 = ok
v6 connect [fd01::2]:0 = ok
v6 bind [fd01::1]:0 = EINVAL
v6 bind [fe80::a%a0]:0 = EINVAL
v6 device = 0, ""
v6 connect AF_UNSPEC = ok
v6 bind [fd01::1]:0 = ok
`,
}, {
	id:      "WR-15-raw",
	because: "connect() with a scope binds a raw socket, and refuses another device than the bound one; a failure leaves the device",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		step := func(r *plane.Socket, addr string) {
			r.Connect(addr)
			r.Device()
		}
		r := s.Root.Raw6("r", 200)
		step(r, "[fe80::2]:0")
		step(r, "[fe80::2%a0]:0")
		r.Addr()
		r.Peer()
		step(r, "[fe80::2%b0]:0")
		step(r, "[fe80::2]:0")
		step(r, "[fd02::2]:0")
		step(s.Root.Raw6("stale", 200), "[fe80::2%4242]:0")
		step(s.Root.Raw6("global", 200).On(b0), "[fd02::2%a0]:7")
		step(s.Root.Raw6("multicast", 200), "[ff02::1%a0]:0")
		step(s.Root.Raw6("wide multicast", 200), "[ff05::1%a0]:0")
		step(s.Root.Raw6("mapped", 200).On(a0), "[::ffff:10.1.0.2]:0")
		step(s.Root.Raw6("v4", 200), "10.1.0.2:0")
		step(s.Root.Raw("v6", 200), "[fd01::2]:0")
	},
	want: `
r connect [fe80::2]:0 = EINVAL
r device = 0, ""
r connect [fe80::2%a0]:0 = ok
r device = 2, "a0"
r getsockname = [fe80::a%2]:200
r getpeername = ENOTCONN
r connect [fe80::2%b0]:0 = EINVAL
r device = 2, "a0"
r connect [fe80::2]:0 = ok
r device = 2, "a0"
r connect [fd02::2]:0 = ENETUNREACH
r device = 2, "a0"
stale connect [fe80::2%4242]:0 = ENETUNREACH
stale device = 4242, ENODEV
global connect [fd02::2%a0]:7 = ok
global device = 3, "b0"
multicast connect [ff02::1%a0]:0 = ok
multicast device = 2, "a0"
wide multicast connect [ff05::1%a0]:0 = ok
wide multicast device = 0, ""
mapped connect [::ffff:10.1.0.2]:0 = ok
mapped device = 2, "a0"
v4 connect 10.1.0.2:0 = EAFNOSUPPORT
v4 device = 0, ""
v6 connect [fd01::2]:0 = EAFNOSUPPORT
v6 device = 0, ""
`,
}, {
	id:      "WR-20-raw6",
	because: "connect(AF_UNSPEC) unbinds a raw socket of IPv6 for anybody, takes its address and makes it deaf, even if it is bound again (RAW-02, WR-22)",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		mine := s.Root.Raw6("r", 17).At("[fd09::9]:0").On(a0)
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", mine)
		r := mine.By(s.Proc(plane.None))
		r.SetIndex(0)
		r.Disconnect()
		mine.Device()
		mine.Addr()
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", mine)
		mine.Bind("[fd09::9]:0")
		mine.Addr()
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", mine)
		mine.Send("")
		mine.Connect("[fd01::2]:0")
		mine.Addr()
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", mine)
		mine.Send("")
	},
	want: `
to [fd09::9]:7000 via a0: r
nobody: r set BINDTOIFINDEX 0 = EPERM
nobody: r connect AF_UNSPEC = ok
r device = 0, ""
r getsockname = [::]:0
to [fd09::9]:7000 via a0: nobody
r bind [fd09::9]:0 = ok
r getsockname = [fd09::9]:0
to [fd09::9]:7000 via a0: nobody
r send = EDESTADDRREQ
r connect [fd01::2]:0 = ok
r getsockname = [fd09::9]:0
to [fd09::9]:7000 via a0: nobody
r send = ok
`,
}, {
	id:      "L3-30-raw",
	because: "raw and ping sockets bound to a VRF or to a device of it have the addresses of the VRF, others do not; a scope of the VRF's device is within the VRF (L3-31, L3-32), and IPv4 guesses no link there (L3-34)",
	program: func(s *plane.Script) {
		red := s.VRF("red", 10)
		a0, b0 := s.Link("a0"), s.Link("b0", "10.2.0.1/24", "fd02::1/64", "fe80::b/64")
		s.Lo()
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		s.Enslave(a0, red)
		s.Root.Addr(a0, "10.1.0.1/24")
		s.Root.Addr(a0, "fd01::1/64")
		s.Root.Addr(a0, "fe80::a/64")
		for _, dev := range []int{red, a0, b0, 0} {
			r, r6 := s.Root.Raw("raw", 200).On(dev), s.Root.Raw6("raw6", 200).On(dev)
			for _, addr := range []string{"10.1.0.1:0", "10.2.0.1:0", "127.0.0.1:0"} {
				r.Bind(addr)
			}
			for _, addr := range []string{"[fd01::1]:0", "[fd02::1]:0", "[::1]:0", "[fe80::a]:0"} {
				r6.Bind(addr)
			}
		}
		for _, dev := range []int{red, a0} {
			q, r6, p := s.Root.Ping6("ping6").On(dev).At("[::]:500"), s.Root.Raw6("raw6", 33).On(dev), s.Root.Ping("ping").On(dev)
			for _, a := range []*plane.Socket{q, r6} {
				for _, to := range []string{"[fe80::2%a0]:0", "[fe80::2%red]:0", "[fd01::2]:0"} {
					a.Send(to)
				}
				a.SendVia("[fd01::2]:0", "", a0)
				a.SendVia("[fd01::2]:0", "", b0)
				a.Connect("[fe80::2%a0]:0")
				a.Device()
			}
			p.Send("10.1.0.2:0")
			p.Send("10.7.7.7:0")
			q.Shut()
		}
		s.Root.Ping("ping").On(b0).Send("10.7.7.7:0")
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
raw bind 10.1.0.1:0 = ok
raw bind 10.2.0.1:0 = EADDRNOTAVAIL
raw bind 127.0.0.1:0 = EADDRNOTAVAIL
raw6 bind [fd01::1]:0 = ok
raw6 bind [fd02::1]:0 = EADDRNOTAVAIL
raw6 bind [::1]:0 = EADDRNOTAVAIL
raw6 bind [fe80::a]:0 = EADDRNOTAVAIL
raw bind 10.1.0.1:0 = ok
raw bind 10.2.0.1:0 = EADDRNOTAVAIL
raw bind 127.0.0.1:0 = EADDRNOTAVAIL
raw6 bind [fd01::1]:0 = ok
raw6 bind [fd02::1]:0 = EADDRNOTAVAIL
raw6 bind [::1]:0 = EADDRNOTAVAIL
raw6 bind [fe80::a]:0 = ok
raw bind 10.1.0.1:0 = EADDRNOTAVAIL
raw bind 10.2.0.1:0 = ok
raw bind 127.0.0.1:0 = ok
raw6 bind [fd01::1]:0 = EADDRNOTAVAIL
raw6 bind [fd02::1]:0 = ok
raw6 bind [::1]:0 = EADDRNOTAVAIL
raw6 bind [fe80::a]:0 = EADDRNOTAVAIL
raw bind 10.1.0.1:0 = EADDRNOTAVAIL
raw bind 10.2.0.1:0 = ok
raw bind 127.0.0.1:0 = ok
raw6 bind [fd01::1]:0 = EADDRNOTAVAIL
raw6 bind [fd02::1]:0 = ok
raw6 bind [::1]:0 = ok
raw6 bind [fe80::a]:0 = EINVAL
ping6 send to [fe80::2%a0]:0 = ok
ping6 send to [fe80::2%red]:0 = ENETUNREACH
ping6 send to [fd01::2]:0 = ok
ping6 send to [fd01::2]:0, info any 3 = ok
ping6 send to [fd01::2]:0, info any 4 = EINVAL
ping6 connect [fe80::2%a0]:0 = ok
ping6 device = 3, "a0"
raw6 send to [fe80::2%a0]:0 = ok
raw6 send to [fe80::2%red]:0 = ENETUNREACH
raw6 send to [fd01::2]:0 = ok
raw6 send to [fd01::2]:0, info any 3 = ok
raw6 send to [fd01::2]:0, info any 4 = EINVAL
raw6 connect [fe80::2%a0]:0 = ok
raw6 device = 3, "a0"
ping send to 10.1.0.2:0 = ok
ping send to 10.7.7.7:0 = ENETUNREACH
ping6 send to [fe80::2%a0]:0 = ok
ping6 send to [fe80::2%red]:0 = EINVAL
ping6 send to [fd01::2]:0 = ok
ping6 send to [fd01::2]:0, info any 3 = ok
ping6 send to [fd01::2]:0, info any 4 = EINVAL
ping6 connect [fe80::2%a0]:0 = ok
ping6 device = 3, "a0"
raw6 send to [fe80::2%a0]:0 = ok
raw6 send to [fe80::2%red]:0 = ENETUNREACH
raw6 send to [fd01::2]:0 = ok
raw6 send to [fd01::2]:0, info any 3 = ok
raw6 send to [fd01::2]:0, info any 4 = EINVAL
raw6 connect [fe80::2%a0]:0 = ok
raw6 device = 3, "a0"
ping send to 10.1.0.2:0 = ok
ping send to 10.7.7.7:0 = ENETUNREACH
ping send to 10.7.7.7:0 = ok
`,
}}
