package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/netdev"
)

// pingAB is rawAB, with ping sockets for everybody.
func pingAB(s *plane.Script) (a0, b0 int) {
	a0, b0 = rawAB(s)
	s.Sysctl("net/ipv4/ping_group_range", "0 0")
	return a0, b0
}

func addrPort(a string) netip.AddrPort { return netip.AddrPortFrom(netip.MustParseAddr(a), 0) }

// reply lets an echo reply from 10.1.0.2 to 10.9.9.9 arrive and says who got it.
func reply(s *plane.Script, index, id int, sockets ...*plane.Socket) {
	s.ArriveEchoReply(index, "10.1.0.2", "10.9.9.9", id, sockets...)
}

// ping is what the ledger says of ping sockets.
var ping = []rule{{
	id:      "PNG-01",
	because: "the first match in the chain gets the reply, newest first: a bound socket is not preferred to an unbound one, nor an unbound sender to a bound socket with its identifier",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		u := s.Root.Ping("unbound").At("0.0.0.0:500")
		a := s.Root.Ping("a").On(a0).At("0.0.0.0:500")
		b := s.Root.Ping("b").On(b0).At("0.0.0.0:500")
		all := []*plane.Socket{u, a, b}
		reply(s, a0, 500, all...)
		reply(s, b0, 500, all...)
		reply(s, a0, 501, all...)
		reply(s, a0, 564, all...)
		u.Send("10.1.0.1:0")
		s.Got(all...)
		u.Send("127.0.0.1:0")
		s.Got(all...)
		a.SetIndex(b0)
		reply(s, a0, 500, all...)
		reply(s, b0, 500, all...)
		b.SetIndex(4242)
		reply(s, b0, 500, all...)
		b.SetIndex(0)
		reply(s, a0, 500, all...)
		b.Shut()
		reply(s, a0, 500, u, a)
	},
	want: `
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: a
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: b
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: nobody
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: nobody
unbound send to 10.1.0.1:0 = ok
got it: a
unbound send to 127.0.0.1:0 = ok
got it: unbound
a set BINDTOIFINDEX 3 = ok
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: unbound
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: b
b set BINDTOIFINDEX 4242 = ok
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: a
b set BINDTOIFINDEX 0 = ok
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: b
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: unbound
`,
	older: older{{emu.Linux(5, 17), `
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: a
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: b
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: nobody
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: nobody
unbound send to 10.1.0.1:0 = ok
got it: unbound
unbound send to 127.0.0.1:0 = ok
got it: unbound
a set BINDTOIFINDEX 3 = ok
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: unbound
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: b
b set BINDTOIFINDEX 4242 = ok
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: a
b set BINDTOIFINDEX 0 = ok
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: b
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: unbound
`}},
}, {
	id:      "PNG-01-address",
	because: "a socket has its own address or the wildcard; its peer does not count, nor does an address count for more",
	program: func(s *plane.Script) {
		a0, _ := pingAB(s)
		at := s.Root.Ping("at S").At("10.9.9.9:500")
		to := s.Root.Ping("to somebody else").At("0.0.0.0:501").To("10.1.0.3:0")
		wild := s.Root.Ping("wildcard").At("0.0.0.0:500")
		all := []*plane.Socket{at, wild, to}
		reply(s, a0, 500, all...)
		wild.Shut()
		all = []*plane.Socket{at, to}
		reply(s, a0, 500, all...)
		s.ArriveEchoReply(a0, "10.1.0.2", "10.1.0.1", 500, all...)
		s.ArriveEchoReply(a0, "10.1.0.2", "10.1.0.1", 501, all...)
		s.ArriveEchoReply(a0, "10.1.0.2", "10.9.9.9", 501, all...)
		s.ArriveEcho(a0, "10.1.0.2", "10.9.9.9", 500, all...)
	},
	want: `
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: wildcard
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: at S
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: nobody
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: to somebody else
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: nobody
10.1.0.2 > 10.9.9.9 ICMP echo request via a0: nobody
`,
}, {
	id:      "PNG-01-v6",
	because: "the same with IPv6; the two families have their identifiers in common, and their replies not",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		u := s.Root.Ping6("unbound").At("[::]:500")
		a := s.Root.Ping6("a").On(a0).At("[::]:500")
		b := s.Root.Ping6("b").On(b0).At("[::]:500")
		four := s.Root.Ping("IPv4").At("0.0.0.0:500")
		all := []*plane.Socket{u, a, b, four}
		for _, dev := range []int{a0, b0} {
			s.ArriveEchoReply(dev, "fd01::2", "fd09::9", 500, all...)
			reply(s, dev, 500, all...)
		}
		at := s.Root.Ping6("at S").At("[fd09::9]:500")
		all = append(all, at)
		s.ArriveEchoReply(a0, "fd01::2", "fd09::9", 500, all...)
		s.ArriveEchoReply(a0, "fd01::2", "fd01::1", 500, all...)
		u.Send("[::1]:0")
		s.Got(all...)
		u.Send("[fd02::1]:0")
		s.Got(all...)
	},
	want: `
fd01::2 > fd09::9 ICMPv6 echo reply via a0: a
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: IPv4
fd01::2 > fd09::9 ICMPv6 echo reply via b0: b
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: IPv4
fd01::2 > fd09::9 ICMPv6 echo reply via a0: at S
fd01::2 > fd01::1 ICMPv6 echo reply via a0: a
unbound send to [::1]:0 = ok
got it: unbound
unbound send to [fd02::1]:0 = ok
got it: b
`,
	older: older{{emu.Linux(5, 17), `
fd01::2 > fd09::9 ICMPv6 echo reply via a0: a
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: IPv4
fd01::2 > fd09::9 ICMPv6 echo reply via b0: b
10.1.0.2 > 10.9.9.9 ICMP echo reply via b0: IPv4
fd01::2 > fd09::9 ICMPv6 echo reply via a0: at S
fd01::2 > fd01::1 ICMPv6 echo reply via a0: a
unbound send to [::1]:0 = ok
got it: unbound
unbound send to [fd02::1]:0 = ok
got it: unbound
`}},
}, {
	id:      "PNG-02",
	because: "the newest unbound socket steals the replies of an older bound one",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		a := s.Root.Ping("a").On(a0).At("0.0.0.0:500")
		thief := s.Root.Ping("thief").At("0.0.0.0:500")
		a.Send("10.1.0.1:0")
		s.Got(a, thief)
		reply(s, a0, 500, a, thief)
		thief.SetIndex(b0)
		reply(s, a0, 500, a, thief)
		a6 := s.Root.Ping6("a6").On(a0).At("[::]:600")
		thief6 := s.Root.Ping6("thief6").At("[::]:600")
		a6.Send("[fd01::1]:0")
		s.Got(a6, thief6)
	},
	want: `
a send to 10.1.0.1:0 = ok
got it: thief
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: thief
thief set BINDTOIFINDEX 3 = ok
10.1.0.2 > 10.9.9.9 ICMP echo reply via a0: a
a6 send to [fd01::1]:0 = ok
got it: thief6
`,
}, {
	id:      "PNG-03",
	because: "ping sockets are born with SO_REUSEADDR, so that they share identifiers, on whatever devices; without it on one of the two they do not, and then devices, addresses and families do not count (BND-50)",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		a := s.Root.Ping("a").On(a0)
		a.GetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR)
		a.Bind("0.0.0.0:500")
		b := s.Root.Ping("b").On(b0)
		b.Bind("0.0.0.0:500")
		b.SetIndex(a0)
		s.Root.Ping("c").On(a0).Bind("0.0.0.0:500")
		clear := func(a *plane.Socket) *plane.Socket { return a.FlagAt(emu.SOL_SOCKET, emu.SO_REUSEADDR, 0) }
		clear(s.Root.Ping("first, cleared")).On(a0).Bind("10.1.0.1:600")
		s.Root.Ping("on b").On(b0).Bind("10.2.0.1:600")
		s.Root.Ping6("IPv6").Bind("[::]:600")
		s.Root.Ping("another").Bind("0.0.0.0:601")
		s.Root.Ping("with").On(a0).Bind("0.0.0.0:700")
		clear(s.Root.Ping("second, cleared")).On(b0).Bind("0.0.0.0:700")
		clear(s.Root.Ping6("second, cleared, IPv6")).Bind("[::]:700")
		late := s.Root.Ping("cleared afterwards").At("0.0.0.0:800")
		clear(late)
		s.Root.Ping("e").Bind("0.0.0.0:800")
		late.Shut()
		s.Root.Ping("f").Bind("0.0.0.0:800")
	},
	want: `
a get REUSEADDR = 1
a bind 0.0.0.0:500 = ok
b bind 0.0.0.0:500 = ok
b set BINDTOIFINDEX 2 = ok
c bind 0.0.0.0:500 = ok
first, cleared bind 10.1.0.1:600 = ok
on b bind 10.2.0.1:600 = EADDRINUSE
IPv6 bind [::]:600 = EADDRINUSE
another bind 0.0.0.0:601 = ok
with bind 0.0.0.0:700 = ok
second, cleared bind 0.0.0.0:700 = EADDRINUSE
second, cleared, IPv6 bind [::]:700 = EADDRINUSE
e bind 0.0.0.0:800 = EADDRINUSE
f bind 0.0.0.0:800 = ok
`,
}, {
	id:      "PNG-04",
	because: "a ping socket bound to a slave of a VRF or to the VRF gets the replies that come by it, an unbound one without asking any sysctl",
	program: func(s *plane.Script) {
		red := s.VRF("red", 10)
		a0, b0 := s.Link("a0"), s.Link("b0", "10.2.0.1/24", "fd02::1/64")
		s.Lo()
		s.Enslave(a0, red)
		s.Root.Addr(a0, "10.1.0.1/24")
		s.Root.Addr(a0, "fd01::1/64")
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		for _, dev := range []int{red, a0, b0, 0} {
			p, q := s.Root.Ping("v4").On(dev).At("0.0.0.0:500"), s.Root.Ping6("v6").On(dev).At("[::]:500")
			s.ArriveEchoReply(a0, "10.1.0.2", "10.1.0.1", 500, p)
			s.ArriveEchoReply(a0, "fd01::2", "fd01::1", 500, q)
			s.ArriveEchoReply(b0, "10.2.0.2", "10.2.0.1", 500, p)
			p.Shut()
			q.Shut()
		}
		for _, dev := range []int{red, a0, b0, 0} {
			p, q := s.Root.Ping("v4").On(dev), s.Root.Ping6("v6").On(dev)
			p.Bind("10.1.0.1:0")
			q.Bind("[fd01::1]:0")
			p.Shut()
			q.Shut()
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: v4
fd01::2 > fd01::1 ICMPv6 echo reply via a0: v6
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: nobody
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: v4
fd01::2 > fd01::1 ICMPv6 echo reply via a0: v6
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: nobody
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: nobody
fd01::2 > fd01::1 ICMPv6 echo reply via a0: nobody
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: v4
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: v4
fd01::2 > fd01::1 ICMPv6 echo reply via a0: v6
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: v4
v4 bind 10.1.0.1:0 = ok
v6 bind [fd01::1]:0 = ok
v4 bind 10.1.0.1:0 = ok
v6 bind [fd01::1]:0 = ok
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
`,
	older: older{{emu.Linux(5, 17), `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: v4
fd01::2 > fd01::1 ICMPv6 echo reply via a0: v6
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: nobody
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: nobody
fd01::2 > fd01::1 ICMPv6 echo reply via a0: nobody
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: nobody
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: nobody
fd01::2 > fd01::1 ICMPv6 echo reply via a0: nobody
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: v4
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: v4
fd01::2 > fd01::1 ICMPv6 echo reply via a0: v6
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: v4
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
`}, {emu.Linux(5, 18), `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: v4
fd01::2 > fd01::1 ICMPv6 echo reply via a0: v6
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: nobody
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: v4
fd01::2 > fd01::1 ICMPv6 echo reply via a0: v6
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: nobody
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: nobody
fd01::2 > fd01::1 ICMPv6 echo reply via a0: nobody
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: v4
10.1.0.2 > 10.1.0.1 ICMP echo reply via a0: v4
fd01::2 > fd01::1 ICMPv6 echo reply via a0: v6
10.2.0.2 > 10.2.0.1 ICMP echo reply via b0: v4
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
v4 bind 10.1.0.1:0 = EADDRNOTAVAIL
v6 bind [fd01::1]:0 = EADDRNOTAVAIL
`}},
}, {
	id:      "PNG-group",
	because: "net.ipv4.ping_group_range says by group who may have ping sockets; capabilities do not help, and nobody may from the start",
	program: func(s *plane.Script) {
		open := func() {
			s.Root.Open(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP)
			s.Root.Open(emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_ICMPV6)
			s.Proc(plane.None).Open(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP)
		}
		open()
		for _, groups := range []string{"0 0"} {
			s.Root.Sysctl("net/ipv4/ping_group_range", groups)
			open()
		}
		s.Root.Open(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMPV6)
		s.Root.Open(emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_ICMP)
	},
	want: `
socket 2, 2, 1 = EACCES
socket 10, 2, 58 = EACCES
nobody: socket 2, 2, 1 = EACCES
sysctl net/ipv4/ping_group_range 0 0 = ok
socket 2, 2, 1 = ok
socket 10, 2, 58 = ok
nobody: socket 2, 2, 1 = ok
socket 2, 2, 58 = EPROTONOSUPPORT
socket 10, 2, 1 = EPROTONOSUPPORT
`,
}, {
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
automatic send to 127.0.0.1:0 = ok
automatic recv = from 127.0.0.1:0
`,
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
