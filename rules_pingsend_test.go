package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
	"boundif/netdev"
)

// pingSend is section 6 as far as it is about ping sockets, and what comes back.
var pingSend = []rule{{
	id:      "PNG-send",
	because: "only echo requests go out, under the socket's own identifier, and the reply comes without its IP header",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		p, q := s.Root.Ping("p").At("0.0.0.0:513"), s.Root.Ping6("q").At("[::]:514")
		echo := []byte{8, 0, 0xde, 0xad, 0xbe, 0xef, 0, 7, 'd', 'a', 't', 'a'}
		echo6 := append([]byte{128}, echo[1:]...)
		p.SendBytes("127.0.0.1:0", echo)
		gotBytes(s, "p", p)
		q.SendBytes("[::1]:0", echo6)
		gotBytes(s, "q", q)
		p.Send("10.1.0.1:0")
		p.Recv()
		q.Send("[fe80::b%b0]:0")
		q.Recv()
		for _, first := range [][]byte{{0, 0}, {8, 1}, {13, 0}, {128, 0}} {
			p.SendBytes("127.0.0.1:0", append(first, echo[2:]...))
		}
		p.SendBytes("127.0.0.1:0", echo[:7])
		p.SendBytes("127.0.0.1:0", nil)
		for _, first := range [][]byte{{129, 0}, {128, 1}, {8, 0}} {
			q.SendBytes("[::1]:0", append(first, echo[2:]...))
		}
		p.SendBytes("", echo)
		p.SendBytes("[::1]:0", echo)
		q.SendBytes("", echo6)
		q.SendBytes("127.0.0.1:0", echo6)
		q.SendBytes("[::ffff:127.0.0.1]:0", echo6)
		q.SendBytes("[fe80::2]:0", echo6)
		q.SendBytes("[ff02::1]:0", echo6)
		p.SendBytes("255.255.255.255:0", echo)
		s.Left()
		p.SendBytes("10.1.0.2:0", echo)
		s.Left(a0, b0)
		q.SendBytes("[fd02::2]:0", echo6)
		s.Left(a0, b0)
		p.SendBytes("10.1.0.2:0", append([]byte{42}, echo[1:]...))
		s.Left(a0, b0)
		q.SendBytes("[fd02::2]:0", append([]byte{160}, echo[1:]...))
		s.Left(a0, b0)
		automatic := s.Root.Ping("automatic")
		automatic.Send("127.0.0.1:0")
		automatic.Recv()
	},
	want: `
p send to 127.0.0.1:0 = ok
p read 000025350201000764617461
q send to [::1]:0 = ok
q read 8100a3eb0202000764617461
p send to 10.1.0.1:0 = ok
p recv = from 10.1.0.1:0
q send to [fe80::b%b0]:0 = ok
q recv = from [fe80::b%3]:0
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
q send to [::1]:0 = EINVAL
q send to [::1]:0 = EINVAL
q send to [::1]:0 = EINVAL
p send = EDESTADDRREQ
p send to [::1]:0 = EAFNOSUPPORT
q send = EDESTADDRREQ
q send to 127.0.0.1:0 = EINVAL
q send to [::ffff:127.0.0.1]:0 = EINVAL
q send to [fe80::2]:0 = EINVAL
q send to [ff02::1]:0 = EINVAL
p send to 255.255.255.255:0 = ENETUNREACH
p send to 10.1.0.2:0 = ok
left: a0 10.1.0.1 > 10.1.0.2 ICMP echo request
q send to [fd02::2]:0 = ok
left: b0 fd02::1 > fd02::2 ICMPv6 echo request
p send to 10.1.0.2:0 = ok
left: a0 10.1.0.1 > 10.1.0.2 ICMP type 42 code 0
q send to [fd02::2]:0 = ok
left: b0 fd02::1 > fd02::2 ICMPv6 type 160 code 0
automatic send to 127.0.0.1:0 = ok
automatic recv = from 127.0.0.1:0
`,
	older: older{{emu.Linux(5, 13), `
p send to 127.0.0.1:0 = ok
p read 000025350201000764617461
q send to [::1]:0 = ok
q read 8100a3eb0202000764617461
p send to 10.1.0.1:0 = ok
p recv = from 10.1.0.1:0
q send to [fe80::b%b0]:0 = ok
q recv = from [fe80::b%3]:0
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
p send to 127.0.0.1:0 = EINVAL
q send to [::1]:0 = EINVAL
q send to [::1]:0 = EINVAL
q send to [::1]:0 = EINVAL
p send = EDESTADDRREQ
p send to [::1]:0 = EAFNOSUPPORT
q send = EDESTADDRREQ
q send to 127.0.0.1:0 = EINVAL
q send to [::ffff:127.0.0.1]:0 = EINVAL
q send to [fe80::2]:0 = EINVAL
q send to [ff02::1]:0 = EINVAL
p send to 255.255.255.255:0 = ENETUNREACH
p send to 10.1.0.2:0 = ok
left: a0 10.1.0.1 > 10.1.0.2 ICMP echo request
q send to [fd02::2]:0 = ok
left: b0 fd02::1 > fd02::2 ICMPv6 echo request
p send to 10.1.0.2:0 = EINVAL
left: nothing
q send to [fd02::2]:0 = EINVAL
left: nothing
automatic send to 127.0.0.1:0 = ok
automatic recv = from 127.0.0.1:0
`}},
}, {
	id:      "PNG-connect",
	because: "a connected ping socket keeps its identifier; its address becomes the route's source",
	program: func(s *plane.Script) {
		a0, _ := pingAB(s)
		p, q := s.Root.Ping("p").At("0.0.0.0:500"), s.Root.Ping6("q").At("[::]:500")
		p.Connect("10.1.0.1:0")
		p.Addr()
		p.Peer()
		p.Send("")
		p.Recv()
		p.Connect("10.1.0.2:99")
		p.Addr()
		p.Peer()
		s.ArriveEchoReply(a0, "10.1.0.3", "10.1.0.1", 500, p)
		q.Connect("[fd01::1]:0")
		q.Addr()
		q.Send("")
		q.Recv()
		q.Connect("[::ffff:10.1.0.1]:0")
		q.Connect("10.1.0.1:0")
		p.Connect("[fd01::1]:0")
	},
	want: `
p connect 10.1.0.1:0 = ok
p getsockname = 10.1.0.1:500
p getpeername = ENOTCONN
p send = ok
p recv = from 10.1.0.1:0
p connect 10.1.0.2:99 = ok
p getsockname = 10.1.0.1:500
p getpeername = 10.1.0.2:99
10.1.0.3 > 10.1.0.1 ICMP echo reply via a0: p
q connect [fd01::1]:0 = ok
q getsockname = [fd01::1]:500
q send = ok
q recv = from [fd01::1]:0
q connect [::ffff:10.1.0.1]:0 = ENETUNREACH
q connect 10.1.0.1:0 = EAFNOSUPPORT
p connect [fd01::1]:0 = EAFNOSUPPORT
`,
}, {
	id:      "PNG-connect-any",
	because: "connect() to 0.0.0.0 asks for the route twice, the second time to the own address by the bound device, which 127.0.0.1 may not leave by",
	program: func(s *plane.Script) {
		a0, _ := pingAB(s)
		for _, from := range []string{"127.0.0.1:0", "10.1.0.1:0", "10.2.0.1:0", "0.0.0.0:0"} {
			for _, dev := range []int{0, a0, 1} {
				r, p := s.Root.Raw("raw", 33).On(dev).At(from), s.Root.Ping("ping").On(dev).At(from)
				r.Connect("0.0.0.0:0")
				r.Addr()
				p.Connect("0.0.0.0:0")
				r.Shut()
				p.Shut()
			}
		}
	},
	want: `
raw connect 0.0.0.0:0 = ok
raw getsockname = 127.0.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = EINVAL
raw getsockname = 127.0.0.1:33
ping connect 0.0.0.0:0 = EINVAL
raw connect 0.0.0.0:0 = ok
raw getsockname = 127.0.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = ok
raw getsockname = 10.1.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = ok
raw getsockname = 10.1.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = ok
raw getsockname = 10.1.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = ok
raw getsockname = 10.2.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = ok
raw getsockname = 10.2.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = ok
raw getsockname = 10.2.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = ok
raw getsockname = 127.0.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = ok
raw getsockname = 10.1.0.1:33
ping connect 0.0.0.0:0 = ok
raw connect 0.0.0.0:0 = ok
raw getsockname = 127.0.0.1:33
ping connect 0.0.0.0:0 = ok
`,
}, {
	id:      "PNG-any",
	because: "what the ledger does not say: :: is this host for raw sockets and nobody for ping sockets, which also check the source of IPV6_PKTINFO and then do not use it, so that its device is the only one that will do",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		q, r := s.Root.Ping6("ping").At("[::]:500"), s.Root.Raw6("raw", 33)
		q.Send("[::]:0")
		r.Send("[::]:0")
		s.Got(q, r)
		s.Left()
		for _, a := range []*plane.Socket{q, r} {
			a.SendVia("[fd02::2]:0", "fd02::1", 1)
			s.Left(a0, b0)
			a.SendVia("[fd02::2]:0", "fd01::1", b0)
			s.Left(a0, b0)
			a.SendVia("[fd02::2]:0", "fd02::77", 0)
			a.SendVia("[::ffff:10.1.0.1]:0", "", 0)
		}
	},
	want: `
ping send to [::]:0 = ENETUNREACH
raw send to [::]:0 = ok
got it: raw
ping send to [fd02::2]:0, info fd02::1 1 = ENETUNREACH
left: nothing
ping send to [fd02::2]:0, info fd01::1 3 = ok
left: b0 fd02::1 > fd02::2 ICMPv6 echo request
ping send to [fd02::2]:0, info fd02::77 0 = EINVAL
ping send to [::ffff:10.1.0.1]:0, info any 0 = EINVAL
raw send to [fd02::2]:0, info fd02::1 1 = ok
left: b0 fd02::1 > fd02::2 protocol 33
raw send to [fd02::2]:0, info fd01::1 3 = ok
left: b0 fd01::1 > fd02::2 protocol 33
raw send to [fd02::2]:0, info fd02::77 0 = EINVAL
raw send to [::ffff:10.1.0.1]:0, info any 0 = ENETUNREACH
`,
}, {
	id:      "PNG-answer",
	because: "the kernel answers an echo request of IPv6 by the device that it came by if it was multicast, and has no answer if that leads nowhere; it does not take ::1 from a wire",
	program: func(s *plane.Script) {
		pingAB(s)
		q, in := s.Root.Ping6("ping").At("[::]:500"), s.Root.Raw6("in", 58)
		for _, from := range []string{"[fd01::1]:600", "[::1]:601"} {
			p := s.Root.Ping6("from " + from).At(from)
			for _, to := range []string{"[ff02::1%a0]:0", "[ff02::1%b0]:0", "[fd02::1]:0", "[::1]:0"} {
				p.Send(to)
				s.Got(p, in)
			}
			p.Shut()
		}
		q.Send("[ff02::1%b0]:0")
		s.Got(q, in)
	},
	want: `
from [fd01::1]:600 send to [ff02::1%a0]:0 = ok
got it: from [fd01::1]:600, in, in again
from [fd01::1]:600 send to [ff02::1%b0]:0 = ok
got it: in
from [fd01::1]:600 send to [fd02::1]:0 = ok
got it: from [fd01::1]:600, in, in again
from [fd01::1]:600 send to [::1]:0 = ok
got it: from [fd01::1]:600, in, in again
from [::1]:601 send to [ff02::1%a0]:0 = ok
got it: nobody
from [::1]:601 send to [ff02::1%b0]:0 = ok
got it: nobody
from [::1]:601 send to [fd02::1]:0 = ok
got it: from [::1]:601, in, in again
from [::1]:601 send to [::1]:0 = ok
got it: from [::1]:601, in, in again
ping send to [ff02::1%b0]:0 = ok
got it: ping, in, in again
`,
}, {
	id:      "OUT-04-ping",
	because: "a ping socket whose index no device has: ENODEV with IPv4, ENETUNREACH with IPv6; of a device that is down: ENETUNREACH (OUT-10)",
	program: func(s *plane.Script) {
		pingAB(s)
		down := s.DownLink("down", "10.3.0.1/24")
		for _, index := range []int{4242, down} {
			p, q := s.Root.Ping("p").On(index), s.Root.Ping6("q").On(index)
			for _, to := range []string{"10.1.0.2:0", "127.0.0.1:0"} {
				p.Send(to)
			}
			for _, to := range []string{"[fd01::2]:0", "[::1]:0", "[fe80::2]:0"} {
				q.Send(to)
			}
		}
	},
	want: `
p send to 10.1.0.2:0 = ENODEV
p send to 127.0.0.1:0 = ENODEV
q send to [fd01::2]:0 = ENETUNREACH
q send to [::1]:0 = ENETUNREACH
q send to [fe80::2]:0 = ENETUNREACH
p send to 10.1.0.2:0 = ENETUNREACH
p send to 127.0.0.1:0 = ENETUNREACH
q send to [fd01::2]:0 = ENETUNREACH
q send to [::1]:0 = ENETUNREACH
q send to [fe80::2]:0 = ENETUNREACH
`,
}, {
	id:      "OUT-20-ping",
	because: "IP_PKTINFO replaces the bound device of a ping socket for the request",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		s.Left()
		for _, on := range []int{a0, 4242, 0} {
			p := s.Root.Ping("p").On(on).At("0.0.0.0:500")
			p.SendVia("10.2.0.2:0", "", b0)
			s.Left(a0, b0)
			p.Shut()
		}
	},
	want: `
p send to 10.2.0.2:0, info any 3 = ok
left: b0 10.2.0.1 > 10.2.0.2 ICMP echo request
p send to 10.2.0.2:0, info any 3 = ok
left: b0 10.2.0.1 > 10.2.0.2 ICMP echo request
p send to 10.2.0.2:0, info any 3 = ok
left: b0 10.2.0.1 > 10.2.0.2 ICMP echo request
`,
}, {
	id:      "OUT-23-ping",
	because: "another scope than the bound device is EINVAL for a ping socket; with a global address it is ignored",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		q := s.Root.Ping6("q").On(a0).At("[::]:500")
		s.Left()
		for _, to := range []string{"[fe80::2%b0]:0", "[ff02::1%b0]:0", "[fe80::2%4242]:0"} {
			q.Send(to)
		}
		for _, to := range []string{"[fe80::2%a0]:0", "[fe80::2]:0", "[ff02::1%a0]:0", "[fd01::2%b0]:0", "[fd01::2%4242]:0"} {
			q.Send(to)
			s.Left(a0, b0)
		}
		q.Connect("[fe80::2%a0]:0")
		q.Send("[fe80::2%b0]:0")
		u := s.Root.Ping6("unbound").At("[::]:501")
		u.Send("[fe80::2%b0]:0")
		s.Left(a0, b0)
		u.Send("[fe80::2]:0")
		u.SetDev(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_IF, b0)
		u.Send("[ff02::1]:0")
		s.Left(a0, b0)
	},
	want: `
q send to [fe80::2%b0]:0 = EINVAL
q send to [ff02::1%b0]:0 = EINVAL
q send to [fe80::2%4242]:0 = EINVAL
q send to [fe80::2%a0]:0 = ok
left: a0 fe80::a > fe80::2 ICMPv6 echo request
q send to [fe80::2]:0 = ok
left: a0 fe80::a > fe80::2 ICMPv6 echo request
q send to [ff02::1%a0]:0 = ok
left: a0 fe80::a > ff02::1 ICMPv6 echo request
q send to [fd01::2%b0]:0 = ok
left: a0 fd01::1 > fd01::2 ICMPv6 echo request
q send to [fd01::2%4242]:0 = ok
left: a0 fd01::1 > fd01::2 ICMPv6 echo request
q connect [fe80::2%a0]:0 = ok
q send to [fe80::2%b0]:0 = EINVAL
unbound send to [fe80::2%b0]:0 = ok
left: b0 fe80::b > fe80::2 ICMPv6 echo request
unbound send to [fe80::2]:0 = EINVAL
unbound set IPV6_MULTICAST_IF 3 = ok
unbound send to [ff02::1]:0 = ok
left: b0 fe80::b > ff02::1 ICMPv6 echo request
`,
}, {
	id:      "PNG-err",
	because: "an ICMP error about an echo request is for the socket that its reply would have been for: by the device that it arrived on, if the socket is connected and the error is final",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		lost := func(index int, id uint16, code uint8) {
			s.ArrivePacket(index, netdev.Packet{
				Protocol: emu.IPPROTO_ICMP, Src: addrPort("10.1.0.2"), Dst: addrPort("10.1.0.1"),
				ICMP: netdev.ICMP{Type: 3, Code: code},
				Err: &netdev.Packet{
					Protocol: emu.IPPROTO_ICMP, Src: addrPort("10.1.0.1"), Dst: addrPort("10.1.0.2"),
					ICMP: netdev.ICMP{Type: 8, ID: id, Seq: 1},
				},
			})
		}
		p := s.Root.Ping("connected").At("0.0.0.0:500").To("10.1.0.2:0")
		u := s.Root.Ping("not connected").At("0.0.0.0:501")
		b := s.Root.Ping("on b").On(b0).At("0.0.0.0:502").To("10.1.0.2:0")
		want := s.Root.Ping("with RECVERR").At("0.0.0.0:503").FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		for id := range uint16(4) {
			lost(a0, 500+id, 3)
		}
		for _, a := range []*plane.Socket{p, u, b, want} {
			a.Error()
		}
		want.RecvError()
		want.RecvError()
		lost(a0, 500, 1)
		p.Error()
		lost(a0, 500, 3)
		p.Send("10.1.0.1:0")
		lost(a0, 500, 3)
		p.Recv()
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1 > 10.1.0.2 ICMP echo request) via a0
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1 > 10.1.0.2 ICMP echo request) via a0
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1 > 10.1.0.2 ICMP echo request) via a0
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1 > 10.1.0.2 ICMP echo request) via a0
connected error = ECONNREFUSED
not connected error = ok
on b error = ok
with RECVERR error = ECONNREFUSED
with RECVERR recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.2, to 10.1.0.2:0
with RECVERR recv error = EAGAIN
10.1.0.2 > 10.1.0.1 ICMP host unreachable (10.1.0.1 > 10.1.0.2 ICMP echo request) via a0
connected error = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1 > 10.1.0.2 ICMP echo request) via a0
connected send to 10.1.0.1:0 = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1 > 10.1.0.2 ICMP echo request) via a0
connected recv = ECONNREFUSED
`,
}}
