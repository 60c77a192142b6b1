package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
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

// ping is who gets a reply among ping sockets, and who may have one.
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
}}
