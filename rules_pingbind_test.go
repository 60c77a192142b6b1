package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// pingBind is section 3 as far as it is about ping sockets.
var pingBind = []rule{{
	id:      "WR-01-ping",
	because: "bind() of a ping socket to a link-local address takes the scope for the device, for anybody (WR-02); it wants the scope said (WR-03), checks before it writes (WR-04), refuses multicast (WR-06), looks a scope up even where it means nothing, and a stale bound device even for :: (WR-08)",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		step := func(label string, on int, addr string) {
			q := s.Root.Ping6(label).On(on)
			q.By(s.Proc(plane.None)).Bind(addr)
			q.Device()
			q.Shut()
		}
		step("scope", 0, "[fe80::a%a0]:500")
		step("another scope", b0, "[fe80::a%a0]:500")
		step("no scope", 0, "[fe80::a]:500")
		step("no scope, bound", a0, "[fe80::a]:500")
		step("stale scope", a0, "[fe80::a%4242]:500")
		step("other device's", a0, "[fe80::a%b0]:500")
		step("not ours", b0, "[fe80::77%a0]:500")
		step("link multicast", 0, "[ff02::5%a0]:500")
		step("multicast", 0, "[ff05::5]:500")
		step("mapped", 0, "[::ffff:10.1.0.1]:500")
		step("global", b0, "[fd01::1%a0]:500")
		step("global, no scope", b0, "[fd01::1]:500")
		step("global, stale scope", b0, "[fd01::1%4242]:500")
		step("loopback", b0, "[::1]:500")
		step("loopback on lo", 1, "[::1]:500")
		step("wildcard", b0, "[::]:500")
		step("stale, wildcard", 4242, "[::]:500")
		step("stale, global", 4242, "[fd01::1]:500")
		step("stale, scope", 4242, "[fe80::a%a0]:500")
	},
	want: `
nobody: scope bind [fe80::a%a0]:500 = ok
scope device = 2, "a0"
nobody: another scope bind [fe80::a%a0]:500 = ok
another scope device = 2, "a0"
nobody: no scope bind [fe80::a]:500 = EINVAL
no scope device = 0, ""
nobody: no scope, bound bind [fe80::a]:500 = EINVAL
no scope, bound device = 2, "a0"
nobody: stale scope bind [fe80::a%4242]:500 = ENODEV
stale scope device = 2, "a0"
nobody: other device's bind [fe80::a%b0]:500 = EADDRNOTAVAIL
other device's device = 2, "a0"
nobody: not ours bind [fe80::77%a0]:500 = EADDRNOTAVAIL
not ours device = 3, "b0"
nobody: link multicast bind [ff02::5%a0]:500 = EINVAL
link multicast device = 0, ""
nobody: multicast bind [ff05::5]:500 = EINVAL
multicast device = 0, ""
nobody: mapped bind [::ffff:10.1.0.1]:500 = EINVAL
mapped device = 0, ""
nobody: global bind [fd01::1%a0]:500 = ok
global device = 3, "b0"
nobody: global, no scope bind [fd01::1]:500 = ok
global, no scope device = 3, "b0"
nobody: global, stale scope bind [fd01::1%4242]:500 = ENODEV
global, stale scope device = 3, "b0"
nobody: loopback bind [::1]:500 = EADDRNOTAVAIL
loopback device = 3, "b0"
nobody: loopback on lo bind [::1]:500 = ok
loopback on lo device = 1, "lo"
nobody: wildcard bind [::]:500 = ok
wildcard device = 3, "b0"
nobody: stale, wildcard bind [::]:500 = ENODEV
stale, wildcard device = 4242, ENODEV
nobody: stale, global bind [fd01::1]:500 = ENODEV
stale, global device = 4242, ENODEV
nobody: stale, scope bind [fe80::a%a0]:500 = ok
stale, scope device = 2, "a0"
`,
	older: older{{emu.Linux(5, 18), `
nobody: scope bind [fe80::a%a0]:500 = ok
scope device = 2, "a0"
nobody: another scope bind [fe80::a%a0]:500 = ok
another scope device = 2, "a0"
nobody: no scope bind [fe80::a]:500 = EINVAL
no scope device = 0, ""
nobody: no scope, bound bind [fe80::a]:500 = EINVAL
no scope, bound device = 2, "a0"
nobody: stale scope bind [fe80::a%4242]:500 = ENODEV
stale scope device = 2, "a0"
nobody: other device's bind [fe80::a%b0]:500 = EADDRNOTAVAIL
other device's device = 2, "a0"
nobody: not ours bind [fe80::77%a0]:500 = EADDRNOTAVAIL
not ours device = 3, "b0"
nobody: link multicast bind [ff02::5%a0]:500 = EINVAL
link multicast device = 0, ""
nobody: multicast bind [ff05::5]:500 = EINVAL
multicast device = 0, ""
nobody: mapped bind [::ffff:10.1.0.1]:500 = EINVAL
mapped device = 0, ""
nobody: global bind [fd01::1%a0]:500 = ok
global device = 3, "b0"
nobody: global, no scope bind [fd01::1]:500 = ok
global, no scope device = 3, "b0"
nobody: global, stale scope bind [fd01::1%4242]:500 = ENODEV
global, stale scope device = 3, "b0"
nobody: loopback bind [::1]:500 = ok
loopback device = 3, "b0"
nobody: loopback on lo bind [::1]:500 = ok
loopback on lo device = 1, "lo"
nobody: wildcard bind [::]:500 = ok
wildcard device = 3, "b0"
nobody: stale, wildcard bind [::]:500 = ok
stale, wildcard device = 4242, ENODEV
nobody: stale, global bind [fd01::1]:500 = ok
stale, global device = 4242, ENODEV
nobody: stale, scope bind [fe80::a%a0]:500 = ok
stale, scope device = 2, "a0"
`}},
}, {
	id:      "WR-08-ping",
	because: "an IPv4 ping socket does not compare the address with its device; broadcast and multicast addresses are refused",
	program: func(s *plane.Script) {
		_, b0 := pingAB(s)
		for _, on := range []int{b0, 4242} {
			for _, addr := range []string{"10.1.0.1:500", "0.0.0.0:500", "10.1.0.77:500", "10.1.0.255:500", "255.255.255.255:500", "224.0.0.5:500"} {
				p := s.Root.Ping("p").On(on)
				p.Bind(addr)
				p.Addr()
				p.Shut()
			}
		}
		s.Root.Ping("p").BindUnspec()
		s.Root.Ping("p").Bind("[::1]:500")
		s.Root.Ping6("q").Bind("10.1.0.1:500")
	},
	want: `
p bind 10.1.0.1:500 = ok
p getsockname = 10.1.0.1:500
p bind 0.0.0.0:500 = ok
p getsockname = 0.0.0.0:500
p bind 10.1.0.77:500 = EADDRNOTAVAIL
p getsockname = 0.0.0.0:0
p bind 10.1.0.255:500 = EADDRNOTAVAIL
p getsockname = 0.0.0.0:0
p bind 255.255.255.255:500 = EADDRNOTAVAIL
p getsockname = 0.0.0.0:0
p bind 224.0.0.5:500 = EADDRNOTAVAIL
p getsockname = 0.0.0.0:0
p bind 10.1.0.1:500 = ok
p getsockname = 10.1.0.1:500
p bind 0.0.0.0:500 = ok
p getsockname = 0.0.0.0:500
p bind 10.1.0.77:500 = EADDRNOTAVAIL
p getsockname = 0.0.0.0:0
p bind 10.1.0.255:500 = EADDRNOTAVAIL
p getsockname = 0.0.0.0:0
p bind 255.255.255.255:500 = EADDRNOTAVAIL
p getsockname = 0.0.0.0:0
p bind 224.0.0.5:500 = EADDRNOTAVAIL
p getsockname = 0.0.0.0:0
p bind AF_UNSPEC = ok
p bind [::1]:500 = EAFNOSUPPORT
q bind 10.1.0.1:500 = EINVAL
`,
}, {
	id:      "WR-09-ping",
	because: "a second bind() of a ping socket is EINVAL, and yet has written the device; EADDRINUSE, and only that, puts the old one back",
	program: func(s *plane.Script) {
		a0, _ := pingAB(s)
		q := s.Root.Ping6("q").On(a0)
		q.Bind("[fe80::a%a0]:500")
		q.Device()
		q.Bind("[fe80::b%b0]:501")
		q.Device()
		q.Addr()
		q.Bind("[fe80::77%a0]:501")
		q.Device()
		q.Bind("[fd01::1]:501")
		q.Device()
		taken := s.Root.Ping6("taken").FlagAt(emu.SOL_SOCKET, emu.SO_REUSEADDR, 0)
		taken.Bind("[::]:600")
		other := s.Root.Ping6("other").On(a0)
		other.Bind("[fe80::b%b0]:600")
		other.Device()
		other.Addr()
		other.Bind("[fe80::b%b0]:601")
		other.Device()
		p := s.Root.Ping("p").At("10.1.0.1:700")
		p.Bind("10.2.0.1:701")
		p.Bind("10.1.0.77:701")
		p.Addr()
	},
	want: `
q bind [fe80::a%a0]:500 = ok
q device = 2, "a0"
q bind [fe80::b%b0]:501 = EINVAL
q device = 3, "b0"
q getsockname = [fe80::a%3]:500
q bind [fe80::77%a0]:501 = EADDRNOTAVAIL
q device = 3, "b0"
q bind [fd01::1]:501 = EINVAL
q device = 3, "b0"
taken bind [::]:600 = ok
other bind [fe80::b%b0]:600 = EADDRINUSE
other device = 2, "a0"
other getsockname = [::]:0
other bind [fe80::b%b0]:601 = ok
other device = 3, "b0"
p bind 10.2.0.1:701 = EINVAL
p bind 10.1.0.77:701 = EADDRNOTAVAIL
p getsockname = 10.1.0.1:700
`,
}, {
	id:      "WR-15-ping",
	because: "connect() of a ping socket with a scope id is that of UDP",
	program: func(s *plane.Script) {
		_, b0 := pingAB(s)
		step := func(q *plane.Socket, addr string) {
			q.Connect(addr)
			q.Device()
		}
		q := s.Root.Ping6("q").At("[::]:500")
		step(q, "[fe80::2]:0")
		step(q, "[fe80::2%a0]:0")
		q.Addr()
		step(q, "[fe80::2%b0]:0")
		step(q, "[fd02::2]:0")
		step(s.Root.Ping6("stale"), "[fe80::2%4242]:0")
		step(s.Root.Ping6("bound").On(b0), "[fe80::2]:0")
		step(s.Root.Ping6("multicast"), "[ff02::1%a0]:0")
	},
	want: `
q connect [fe80::2]:0 = EINVAL
q device = 0, ""
q connect [fe80::2%a0]:0 = ok
q device = 2, "a0"
q getsockname = [fe80::a%2]:500
q connect [fe80::2%b0]:0 = EINVAL
q device = 2, "a0"
q connect [fd02::2]:0 = ENETUNREACH
q device = 2, "a0"
stale connect [fe80::2%4242]:0 = ENETUNREACH
stale device = 4242, ENODEV
bound connect [fe80::2]:0 = ok
bound device = 3, "b0"
multicast connect [ff02::1%a0]:0 = ok
multicast device = 2, "a0"
`,
}, {
	id:      "WR-20-ping",
	because: "connect(AF_UNSPEC) unbinds a ping socket for anybody; an identifier and an address that bind() fixed stay (WR-21, WR-22), and it still gets its replies",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		nobody := s.Proc(plane.None)
		p, q := s.Root.Ping("p").On(a0).At("0.0.0.0:500"), s.Root.Ping6("q").On(a0).At("[fd09::9]:500")
		reply(s, b0, 500, p)
		for _, mine := range []*plane.Socket{p, q} {
			a := mine.By(nobody)
			a.SetIndex(0)
			a.Disconnect()
			mine.Device()
			mine.Addr()
		}
		reply(s, b0, 500, p)
		s.ArriveEchoReply(b0, "fd02::2", "fd09::9", 500, q)
		p.Connect("10.1.0.2:0")
		p.Addr()
		p.Disconnect()
		p.Addr()
		p.Send("")
		reply(s, a0, 500, p)
		free := s.Root.Ping("automatic").On(a0).To("10.1.0.1:0")
		free.Disconnect()
		free.Addr()
		free.Device()
		free.Send("10.1.0.1:0")
		free.Recv()
		free6 := s.Root.Ping6("automatic6").On(a0).To("[fd01::1]:0")
		free6.Disconnect()
		free6.Addr()
		free6.Send("[fd01::1]:0")
		free6.Recv()
	},
	want: `
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: nobody
nobody: p set BINDTOIFINDEX 0 = EPERM
nobody: p connect AF_UNSPEC = ok
p device = 0, ""
p getsockname = 0.0.0.0:500
nobody: q set BINDTOIFINDEX 0 = EPERM
nobody: q connect AF_UNSPEC = ok
q device = 0, ""
q getsockname = [fd09::9]:500
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: p
fd02::2 > fd09::9 ICMPv6 echo reply via b0: q
p connect 10.1.0.2:0 = ok
p getsockname = 10.1.0.1:500
p connect AF_UNSPEC = ok
p getsockname = 0.0.0.0:500
p send = EDESTADDRREQ
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: p
automatic connect AF_UNSPEC = ok
automatic getsockname = 0.0.0.0:0
automatic device = 0, ""
automatic send to 10.1.0.1:0 = ok
automatic recv = from 10.1.0.1:0
automatic6 connect AF_UNSPEC = ok
automatic6 getsockname = [::]:0
automatic6 send to [fd01::1]:0 = ok
automatic6 recv = from [fd01::1]:0
`,
}}
