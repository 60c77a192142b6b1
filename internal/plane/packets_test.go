package plane

import (
	"net/netip"

	"boundif/emu"
	"boundif/netdev"
)

// packets are the sentences about what sockets send and receive.
var packets = []sentence{{
	about: "UDP over IPv6, and where packets came from",
	program: func(s *Script) {
		a0, b0 := two(s)
		u, v := s.Root.UDP6("u").WantInfo().At("[::]:7000"), s.Root.UDP("v").At("10.1.0.1:7001")
		s.Arrive(a0, "[fd01::1]:7000", u, v)
		s.ArriveFrom("[fd02::2]:5000", b0, "[fd02::1]:7000", u)
		s.Inject("[fe80::99]:5000", a0, "[fe80::1]:7000")
		u.RecvInfo()
		s.Inject("[fe80::99]:5000", a0, "[fe80::1]:7000")
		u.Recv()
		s.Inject("10.1.0.2:5000", a0, "10.1.0.1:7001")
		v.RecvInfo()
		v.WantInfo()
		s.Inject("10.1.0.2:5000", a0, "10.1.0.1:7001")
		v.RecvInfo()
		v.RecvInfo()
		u.Send("[fd01::2]:9")
		u.Send("[fe80::99%b0]:9")
		u.Send("[ff02::1%2]:9")
		u.SendBytes("[fd05::1]:9", []byte("more"))
		u.SendVia("[fd01::2]:9", "", b0)
		u.SendVia("[fd01::2]:9", "fd02::1", a0)
		v.SendVia("10.1.0.2:9", "", b0)
		v.SendVia("10.1.0.2:9", "10.2.0.1", 4242)
		s.Left(a0, b0)
		s.Left(a0)
	},
	want: `
to [fd01::1]:7000 via a0: u
to [fd02::1]:7000 via b0: u
u recv = from [fe80::99%2]:5000 to fe80::1 via a0
u recv = from [fe80::99%2]:5000
v recv = from 10.1.0.2:5000, no info
v recv = from 10.1.0.2:5000 to 10.1.0.1 via a0
v recv = EAGAIN
u send to [fd01::2]:9 = ok
u send to [fe80::99%b0]:9 = ok
u send to [ff02::1%2]:9 = ok
u send to [fd05::1]:9 = ENETUNREACH
u send to [fd01::2]:9, info any 3 = ENETUNREACH
u send to [fd01::2]:9, info fd02::1 2 = ok
v send to 10.1.0.2:9, info any 3 = ok
v send to 10.1.0.2:9, info 10.2.0.1 4242 = ENODEV
left: a0 [fd01::1]:7000 > [fd01::2]:9, a0 [fe80::1]:7000 > [ff02::1]:9, a0 [fd02::1]:7000 > [fd01::2]:9, b0 [fe80::2]:7000 > [fe80::99]:9, b0 10.2.0.1:7001 > 10.1.0.2:9
left: nothing
`,
}, {
	about: "scopes, names of both ends, and bytes as addresses",
	program: func(s *Script) {
		two(s)
		w := s.Root.UDP6("w")
		w.Bind("[fe80::1%a0]:7001")
		w.Device()
		w.Addr()
		w.Connect("[fe80::99%b0]:5")
		w.Connect("[fe80::99%a0]:5")
		w.Peer()
		x := s.Root.UDP6("x")
		x.BindBytes(s.Bytes("[fe80::1%a0]:7002")[:24], "fe80::1 without a scope")
		x.BindBytes(s.Bytes("[fe80::1%a0]:7002"), "fe80::1")
		x.ConnectBytes(s.Bytes("[fd01::2]:9"), "fd01::2")
		y := s.Root.UDP("y")
		y.BindBytes(s.Bytes("10.1.0.1:7003")[:8], "8 bytes")
		y.BindBytes(nil, "no bytes")
		y.Peer()
	},
	want: `
w bind [fe80::1%a0]:7001 = ok
w device = 2, "a0"
w getsockname = [fe80::1%2]:7001
w connect [fe80::99%b0]:5 = EINVAL
w connect [fe80::99%a0]:5 = ok
w getpeername = [fe80::99%2]:5
x bind fe80::1 without a scope = EINVAL
x bind fe80::1 = ok
x connect fd01::2 = ok
y bind 8 bytes = EINVAL
y bind no bytes = EINVAL
y getpeername = ENOTCONN
`,
}, {
	about: "errors that arrive",
	program: func(s *Script) {
		a0, _ := two(s)
		u := s.Root.UDP("u").At("10.1.0.1:7001").To("10.1.0.2:5")
		u.Send("")
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7001", "10.1.0.2:5")
		u.Error()
		u.Error()
		v := s.Root.UDP6("v").To("[fd01::2]:5")
		v.Send("")
		s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:auto", "[fd01::2]:5")
		v.Send("")
		s.Inject("10.1.0.2:5000", a0, "10.1.0.1:7002")
		s.Inject("[fd01::2]:5000", a0, "[fd01::1]:7002")
		s.Left(a0)
	},
	want: `
u send = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7001 > 10.1.0.2:5 UDP) via a0
u error = ECONNREFUSED
u error = ok
v send = ok
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:auto > [fd01::2]:5 UDP) via a0
v send = ECONNREFUSED
left: a0 10.1.0.1:7001 > 10.1.0.2:5, a0 [fd01::1]:auto > [fd01::2]:5, a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7002 UDP), a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7002 UDP)
`,
}, {
	about: "the queue of errors",
	program: func(s *Script) {
		a0, _ := two(s)
		u := s.Root.UDP("u").At("10.1.0.1:7001").FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		u.RecvError()
		u.Send("10.1.0.2:9")
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7001", "10.1.0.2:9")
		u.RecvError()
		v := s.Root.UDP6("v").At("[fd01::1]:7001").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_RECVERR, 1)
		s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:7001", "[fd01::2]:9")
		v.RecvError()
	},
	want: `
u recv error = EAGAIN
u send to 10.1.0.2:9 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7001 > 10.1.0.2:9 UDP) via a0
u recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.2, to 10.1.0.2:9
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7001 > [fd01::2]:9 UDP) via a0
v recv error = ECONNREFUSED, ICMPv6 1.4 from fd01::2, to [fd01::2]:9
`,
}, {
	about: "TCP over lo",
	program: func(s *Script) {
		two(s)
		l := s.Root.TCP6("l").At("[fd01::1]:80")
		l.Listen(5)
		l.GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		l.Accept("nobody")
		c := s.Root.TCP6("c")
		c.Connect("[fd01::1]:80")
		child := l.Accept("child")
		child.Addr()
		c.Peer()
		c.Send("")
		child.Recv()
		child.Recv()
		c.Shutdown(emu.SHUT_WR)
		s.Got(child)
		child.Recv()
		s.Root.TCP("d").Connect("10.1.0.1:81")
		m := s.Root.TCP("m").At("10.1.0.1:82").Listening()
		s.Root.TCP("e").To("10.1.0.1:82")
		m.Accept("other").Close()
	},
	want: `
l listen 5 = ok
l get ACCEPTCONN = 1
l accept = EAGAIN
c connect [fd01::1]:80 = ok
l accept = from [fd01::1]:auto
child getsockname = [fd01::1]:80
c getpeername = [fd01::1]:80
c send = ok
child recv = "hello"
child recv = EAGAIN
c shutdown 1 = ok
got it: nobody
child recv = end
d connect 10.1.0.1:81 = ECONNREFUSED
m accept = from 10.1.0.1:auto
other close = ok
`,
}, {
	about: "TCP on the wire",
	program: func(s *Script) {
		a0, _ := two(s)
		l := s.Root.TCP("l").At("10.1.0.1:80").Listening()
		s.ArriveTCP(a0, "S", "10.1.0.2:5000", "10.1.0.1:80")
		l.Accept("early")
		s.ArriveTCP(a0, "A", "10.1.0.2:5000", "10.1.0.1:80")
		child := l.Accept("child")
		s.ArriveTCP(a0, "PA", "10.1.0.2:5000", "10.1.0.1:80", child)
		s.ArriveTCP(a0, "R", "10.1.0.2:5000", "10.1.0.1:80")
		child.Error()
		s.ArriveTCP(a0, "S", "10.1.0.2:5001", "10.1.0.1:81")
		s.Left(a0)
		c := s.Root.TCP("c")
		c.Connect("10.1.0.2:90")
		s.ArriveTCP(a0, "SA", "10.1.0.2:90", "10.1.0.1:auto")
		c.Peer()
		c.Send("")
		s.Left(a0)
		d := s.Root.TCP("d")
		d.Connect("10.1.0.2:91")
		s.ArriveTCP(a0, "RA", "10.1.0.2:91", "10.1.0.1:auto")
		d.Error()
		e := s.Root.TCP("e")
		e.Connect("10.1.0.2:92")
		s.ArriveTCPUnreachable(a0, "10.1.0.2", "10.1.0.1:auto", "10.1.0.2:92")
		e.Error()
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:80 TCP SYN via a0
l accept = EAGAIN
10.1.0.2:5000 > 10.1.0.1:80 TCP ACK via a0
l accept = from 10.1.0.2:5000
10.1.0.2:5000 > 10.1.0.1:80 TCP PSH ACK via a0: child
10.1.0.2:5000 > 10.1.0.1:80 TCP RST via a0
child error = ECONNRESET
10.1.0.2:5001 > 10.1.0.1:81 TCP SYN via a0
left: a0 10.1.0.1:80 > 10.1.0.2:5000 TCP SYN ACK, a0 10.1.0.1:80 > 10.1.0.2:5000 TCP ACK, a0 10.1.0.1:81 > 10.1.0.2:5001 TCP RST ACK
c connect 10.1.0.2:90 = EINPROGRESS
10.1.0.2:90 > 10.1.0.1:auto TCP SYN ACK via a0
c getpeername = 10.1.0.2:90
c send = ok
left: a0 10.1.0.1:auto > 10.1.0.2:90 TCP SYN, a0 10.1.0.1:auto > 10.1.0.2:90 TCP ACK, a0 10.1.0.1:auto > 10.1.0.2:90 TCP PSH ACK
d connect 10.1.0.2:91 = EINPROGRESS
10.1.0.2:91 > 10.1.0.1:auto TCP RST ACK via a0
d error = ECONNREFUSED
e connect 10.1.0.2:92 = EINPROGRESS
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:auto > 10.1.0.2:92 TCP SYN) via a0
e error = ECONNREFUSED
`,
}, {
	about: "echo",
	program: func(s *Script) {
		a0, _ := two(s)
		s.Root.Sysctl("net/ipv4/ping_group_range", "0 0")
		s.Root.Sysctl("net/ipv4/nothing", "0")
		p := s.Root.Ping("p").At("10.1.0.1:77")
		p.Addr()
		o := s.Root.Ping("o").To("10.1.0.2")
		o.Addr()
		p.Send("10.1.0.2")
		s.ArriveEchoReply(a0, "10.1.0.2", "10.1.0.1", 77, p)
		q := s.Root.Ping6("q").At("[fd01::1]:78")
		q.Send("[fd01::2]:0")
		s.ArriveEchoReply(a0, "fd01::2", "fd01::1", 78, q, p)
		s.ArriveEcho(a0, "fd01::2", "fd01::1", 1)
		s.ArriveEcho(a0, "10.1.0.2", "10.1.0.1", 1)
		s.Root.Raw("r", emu.IPPROTO_ICMP).Echo("10.1.0.2")
		s.Root.Raw6("r6", emu.IPPROTO_ICMPV6).Echo("fd01::2")
		s.Left(a0)
		s.Root.Raw6("r7", emu.IPPROTO_ICMPV6).Send("fd01::2")
		s.Left(a0)
		s.ArrivePacket(a0, netdev.Packet{Protocol: 253, Src: netip.MustParseAddrPort("10.1.0.2:0"), Dst: netip.MustParseAddrPort("10.1.0.1:0")},
			s.Root.Raw("any", 253))
	},
	want: `
sysctl net/ipv4/ping_group_range 0 0 = ok
sysctl net/ipv4/nothing 0 = ENOENT
p getsockname = 10.1.0.1:77
o getsockname = 10.1.0.1:auto
p send to 10.1.0.2 = ok
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: p
q send to [fd01::2]:0 = ok
fd01::2 > fd01::1 ICMPv6 echo reply via a0: q
fd01::2 > fd01::1 ICMPv6 echo request via a0
10.1.0.2 > 10.1.0.1 ICMP echo request via a0
r send echo request to 10.1.0.2 = ok
r6 send echo request to fd01::2 = ok
left: a0 10.1.0.1 > 10.1.0.2 ICMP echo request, a0 fd01::1 > fd01::2 ICMPv6 echo request, a0 fd01::1 > fd01::2 ICMPv6 echo reply, a0 10.1.0.1 > 10.1.0.2 ICMP echo reply, a0 10.1.0.1 > 10.1.0.2 ICMP echo request, a0 fd01::1 > fd01::2 ICMPv6 echo request
r7 send to fd01::2 = ok
left: a0 fd01::1 > fd01::2 protocol 58 malformed
10.1.0.2 > 10.1.0.1 protocol 253 via a0: any
`,
}}
