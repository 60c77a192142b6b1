package boundif_test

import (
	"fmt"

	"boundif/emu"
	"boundif/internal/plane"
)

// tcpAB is ab with IPv6: a0 has 10.1.0.1 and fd01::1, b0 has 10.2.0.1 and
// fd02::1, and S, on lo, is 10.9.9.9 or fd09::9.
func tcpAB(s *plane.Script) (a0, b0 int) {
	s.Lo("10.9.9.9/32", "fd09::9/128")
	return s.Link("a0", "10.1.0.1/24", "fd01::1/64", "fe80::a/64"), s.Link("b0", "10.2.0.1/24", "fd02::1/64", "fe80::b/64")
}

// sharing are the rows of BND-03: options of the first and of the second.
var sharing = []struct {
	name          string
	first, second []int
}{
	{"none", nil, nil},
	{"REUSEADDR first only", []int{emu.SO_REUSEADDR}, nil},
	{"REUSEADDR second only", nil, []int{emu.SO_REUSEADDR}},
	{"REUSEADDR both", []int{emu.SO_REUSEADDR}, []int{emu.SO_REUSEADDR}},
	{"REUSEPORT first only", []int{emu.SO_REUSEPORT}, nil},
	{"REUSEPORT both", []int{emu.SO_REUSEPORT}, []int{emu.SO_REUSEPORT}},
	{"both options, REUSEADDR", []int{emu.SO_REUSEADDR, emu.SO_REUSEPORT}, []int{emu.SO_REUSEADDR}},
	{"both options, REUSEPORT", []int{emu.SO_REUSEADDR, emu.SO_REUSEPORT}, []int{emu.SO_REUSEPORT}},
	{"REUSEADDR, REUSEPORT", []int{emu.SO_REUSEADDR}, []int{emu.SO_REUSEPORT}},
}

// tcpBind is section 5 for TCP.
var tcpBind = []rule{{
	id:      "BND-01-tcp",
	because: "two wildcard sockets of one port conflict if their devices are the same or one has none, be it an index without device",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		for i, devs := range [][2]int{{0, 0}, {0, a0}, {a0, 0}, {a0, a0}, {a0, b0}, {a0, 4242}, {4242, 0}, {4242, 4242}} {
			a, b := s.Root.TCP("first").On(devs[0]), s.Root.TCP("second").On(devs[1])
			a.Bind(fmt.Sprintf("0.0.0.0:%d", 7000+i))
			b.Bind(fmt.Sprintf("0.0.0.0:%d", 7000+i))
		}
	},
	want: `
first bind 0.0.0.0:7000 = ok
second bind 0.0.0.0:7000 = EADDRINUSE
first bind 0.0.0.0:7001 = ok
second bind 0.0.0.0:7001 = EADDRINUSE
first bind 0.0.0.0:7002 = ok
second bind 0.0.0.0:7002 = EADDRINUSE
first bind 0.0.0.0:7003 = ok
second bind 0.0.0.0:7003 = EADDRINUSE
first bind 0.0.0.0:7004 = ok
second bind 0.0.0.0:7004 = ok
first bind 0.0.0.0:7005 = ok
second bind 0.0.0.0:7005 = ok
first bind 0.0.0.0:7006 = ok
second bind 0.0.0.0:7006 = EADDRINUSE
first bind 0.0.0.0:7007 = ok
second bind 0.0.0.0:7007 = EADDRINUSE
`,
}, {
	id:      "BND-02-tcp",
	because: "sockets of two addresses never conflict, a wildcard one conflicts with every address, and the device splits what is the same address",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.TCP("wildcard on a0").On(a0).At("0.0.0.0:7000")
		s.Root.TCP("address").Bind("10.9.9.9:7000")
		s.Root.TCP("address on b0").On(b0).Bind("10.9.9.9:7000")
		s.Root.TCP("on a0").On(a0).At("10.1.0.1:7001")
		s.Root.TCP("on b0").On(b0).Bind("10.1.0.1:7001")
		s.Root.TCP("another address on a0").On(a0).Bind("10.9.9.9:7001")
		s.Root.TCP("wildcard").Bind("0.0.0.0:7001")
		s.Root.TCP("another address").Bind("127.0.0.1:7001")
	},
	want: `
address bind 10.9.9.9:7000 = EADDRINUSE
address on b0 bind 10.9.9.9:7000 = ok
on b0 bind 10.1.0.1:7001 = ok
another address on a0 bind 10.9.9.9:7001 = ok
wildcard bind 0.0.0.0:7001 = EADDRINUSE
another address bind 127.0.0.1:7001 = ok
`,
}, {
	id:      "BND-03-tcp",
	because: "overlapping sockets share a port if both have SO_REUSEADDR, or both SO_REUSEPORT",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		for _, devs := range [][2]int{{a0, a0}, {a0, 0}} {
			for i, row := range sharing {
				addr := fmt.Sprintf("0.0.0.0:%d", 7000+i)
				a, b := s.Root.TCP("first").On(devs[0]), s.Root.TCP(row.name).On(devs[1])
				for _, o := range row.first {
					a.Flag(o)
				}
				for _, o := range row.second {
					b.Flag(o)
				}
				a.At(addr)
				b.Bind(addr)
				a.Shut()
				b.Shut()
			}
		}
	},
	want: `
none bind 0.0.0.0:7000 = EADDRINUSE
REUSEADDR first only bind 0.0.0.0:7001 = EADDRINUSE
REUSEADDR second only bind 0.0.0.0:7002 = EADDRINUSE
REUSEADDR both bind 0.0.0.0:7003 = ok
REUSEPORT first only bind 0.0.0.0:7004 = EADDRINUSE
REUSEPORT both bind 0.0.0.0:7005 = ok
both options, REUSEADDR bind 0.0.0.0:7006 = ok
both options, REUSEPORT bind 0.0.0.0:7007 = ok
REUSEADDR, REUSEPORT bind 0.0.0.0:7008 = EADDRINUSE
none bind 0.0.0.0:7000 = EADDRINUSE
REUSEADDR first only bind 0.0.0.0:7001 = EADDRINUSE
REUSEADDR second only bind 0.0.0.0:7002 = EADDRINUSE
REUSEADDR both bind 0.0.0.0:7003 = ok
REUSEPORT first only bind 0.0.0.0:7004 = EADDRINUSE
REUSEPORT both bind 0.0.0.0:7005 = ok
both options, REUSEADDR bind 0.0.0.0:7006 = ok
both options, REUSEPORT bind 0.0.0.0:7007 = ok
REUSEADDR, REUSEPORT bind 0.0.0.0:7008 = EADDRINUSE
`,
}, {
	id:      "BND-04-tcp",
	because: "the wildcard of IPv6 is that of IPv4, too, unless the socket is for IPv6 only; addresses of the two never conflict",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.TCP6("dual on a0").On(a0).At("[::]:7000")
		s.Root.TCP("IPv4 on b0").On(b0).Bind("0.0.0.0:7000")
		s.Root.TCP("IPv4 on a0").On(a0).Bind("0.0.0.0:7000")
		s.Root.TCP("IPv4").Bind("0.0.0.0:7000")
		s.Root.TCP("IPv4 address on a0").On(a0).Bind("10.1.0.1:7000")
		s.Root.TCP6("IPv6 address on a0").On(a0).Bind("[fd01::1]:7000")
		only := s.Root.TCP6("IPv6 only").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1)
		only.At("[::]:7001")
		s.Root.TCP("IPv4").Bind("0.0.0.0:7001")
		s.Root.TCP6("dual").Bind("[::]:7001")
		s.Root.TCP6("mapped").Bind("[::ffff:10.1.0.1]:7001")
		s.Root.TCP6("IPv6 address").At("[fd01::1]:7002")
		s.Root.TCP("IPv4").Bind("0.0.0.0:7002")
		s.Root.TCP6("dual").Bind("[::]:7002")
		s.Root.TCP("IPv4 address").At("10.1.0.1:7003")
		s.Root.TCP6("mapped").Bind("[::ffff:10.1.0.1]:7003")
		s.Root.TCP6("mapped, another").Bind("[::ffff:10.2.0.1]:7003")
		s.Root.TCP6("dual").Bind("[::]:7003")
		s.Root.TCP6("mapped wildcard").Bind("[::ffff:0.0.0.0]:7003")
		s.Root.TCP6("IPv6 address").Bind("[fd01::1]:7003")
	},
	want: `
IPv4 on b0 bind 0.0.0.0:7000 = ok
IPv4 on a0 bind 0.0.0.0:7000 = EADDRINUSE
IPv4 bind 0.0.0.0:7000 = EADDRINUSE
IPv4 address on a0 bind 10.1.0.1:7000 = EADDRINUSE
IPv6 address on a0 bind [fd01::1]:7000 = EADDRINUSE
IPv4 bind 0.0.0.0:7001 = ok
dual bind [::]:7001 = EADDRINUSE
mapped bind [::ffff:10.1.0.1]:7001 = EADDRINUSE
IPv4 bind 0.0.0.0:7002 = ok
dual bind [::]:7002 = EADDRINUSE
mapped bind [::ffff:10.1.0.1]:7003 = EADDRINUSE
mapped, another bind [::ffff:10.2.0.1]:7003 = ok
dual bind [::]:7003 = EADDRINUSE
mapped wildcard bind [::ffff:0.0.0.0]:7003 = EADDRINUSE
IPv6 address bind [fd01::1]:7003 = ok
`,
}, {
	id:      "BND-05",
	because: "SO_REUSEADDR does not help against a socket that listens, and SO_REUSEPORT does",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("listener").Flag(emu.SO_REUSEADDR).On(a0).At("0.0.0.0:7000")
		l.Listen(1)
		s.Root.TCP("on a0").Flag(emu.SO_REUSEADDR).On(a0).Bind("0.0.0.0:7000")
		s.Root.TCP("unbound").Flag(emu.SO_REUSEADDR).Bind("0.0.0.0:7000")
		s.Root.TCP("on b0").Flag(emu.SO_REUSEADDR).On(b0).Bind("0.0.0.0:7000")
		l = s.Root.TCP("listener").Flag(emu.SO_REUSEPORT).On(a0).At("0.0.0.0:7001")
		l.Listen(1)
		s.Root.TCP("on a0").Flag(emu.SO_REUSEPORT).On(a0).Bind("0.0.0.0:7001")
	},
	want: `
listener listen 1 = ok
on a0 bind 0.0.0.0:7000 = EADDRINUSE
unbound bind 0.0.0.0:7000 = EADDRINUSE
on b0 bind 0.0.0.0:7000 = ok
listener listen 1 = ok
on a0 bind 0.0.0.0:7001 = ok
`,
}, {
	id:      "BND-10-tcp",
	because: "a change of device after bind() is never refused, whatever it makes overlap; the next bind() is",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		a := s.Root.TCP("a").On(a0).At("0.0.0.0:7000")
		b := s.Root.TCP("b").On(b0).At("0.0.0.0:7000")
		a.SetIndex(0)
		b.SetIndex(0)
		s.Root.TCP("third").Bind("0.0.0.0:7000")
		s.Root.TCP("third on a0").On(a0).Bind("0.0.0.0:7000")
		a.SetIndex(a0)
		b.SetIndex(a0)
		s.Root.TCP("third on a0").On(a0).Bind("0.0.0.0:7000")
		s.Root.TCP("third on b0").On(b0).Bind("0.0.0.0:7000")
	},
	want: `
a set BINDTOIFINDEX 0 = ok
b set BINDTOIFINDEX 0 = ok
third bind 0.0.0.0:7000 = EADDRINUSE
third on a0 bind 0.0.0.0:7000 = EADDRINUSE
a set BINDTOIFINDEX 2 = ok
b set BINDTOIFINDEX 2 = ok
third on a0 bind 0.0.0.0:7000 = EADDRINUSE
third on b0 bind 0.0.0.0:7000 = ok
`,
}, {
	id:      "BND-11-tcp",
	because: "bind() compares with the devices that sockets have now, not with those that they were bound with",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		a := s.Root.TCP("a").On(a0).At("0.0.0.0:7000")
		a.SetIndex(b0)
		s.Root.TCP("on b0").On(b0).Bind("0.0.0.0:7000")
		s.Root.TCP("on a0").On(a0).Bind("0.0.0.0:7000")
		u := s.Root.TCP("u").At("0.0.0.0:7001")
		u.SetIndex(a0)
		s.Root.TCP("on b0").On(b0).Bind("0.0.0.0:7001")
	},
	want: `
a set BINDTOIFINDEX 3 = ok
on b0 bind 0.0.0.0:7000 = EADDRINUSE
on a0 bind 0.0.0.0:7000 = ok
u set BINDTOIFINDEX 2 = ok
on b0 bind 0.0.0.0:7001 = ok
`,
}, {
	id:      "BND-12",
	because: "listen() looks for conflicts again: of two that a change of device has made collide neither can listen, with SO_REUSEADDR the first, and apart both",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		a := s.Root.TCP("a").On(a0).At("0.0.0.0:7000")
		b := s.Root.TCP("b").On(b0).At("0.0.0.0:7000")
		b.SetIndex(a0)
		a.Listen(1)
		b.Listen(1)
		a.Addr()
		b.SetIndex(b0)
		a.Listen(1)
		b.Listen(1)
		a = s.Root.TCP("a reuse").Flag(emu.SO_REUSEADDR).On(a0).At("0.0.0.0:7001")
		b = s.Root.TCP("b reuse").Flag(emu.SO_REUSEADDR).On(a0).At("0.0.0.0:7001")
		a.Listen(1)
		b.Listen(1)
		b.SetIndex(b0)
		b.Listen(1)
	},
	want: `
b set BINDTOIFINDEX 2 = ok
a listen 1 = EADDRINUSE
b listen 1 = EADDRINUSE
a getsockname = 0.0.0.0:7000
b set BINDTOIFINDEX 3 = ok
a listen 1 = ok
b listen 1 = ok
a reuse listen 1 = ok
b reuse listen 1 = EADDRINUSE
b reuse set BINDTOIFINDEX 3 = ok
b reuse listen 1 = ok
`,
}, {
	id:      "BND-13",
	because: "listeners that a change of device has made collide go on, and a second listen() finds nothing wrong",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		a := s.Root.TCP("a").On(a0).At("0.0.0.0:7000")
		b := s.Root.TCP("b").On(b0).At("0.0.0.0:7000")
		a.Listen(1)
		b.Listen(1)
		b.SetIndex(a0)
		a.Listen(2)
		b.Listen(2)
		s.Root.TCP("new on b0").On(b0).Bind("0.0.0.0:7000")
		s.Root.TCP("new on a0").On(a0).Bind("0.0.0.0:7000")
	},
	want: `
a listen 1 = ok
b listen 1 = ok
b set BINDTOIFINDEX 2 = ok
a listen 2 = ok
b listen 2 = ok
new on b0 bind 0.0.0.0:7000 = ok
new on a0 bind 0.0.0.0:7000 = EADDRINUSE
`,
}, {
	id:      "BND-20-tcp",
	because: "one automatic port is given out once for each device; SO_REUSEADDR and SO_REUSEPORT do not help",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Sysctl("net/ipv4/ip_local_port_range", "7100 7100")
		for _, p := range []struct {
			label string
			dev   int
		}{{"a0", a0}, {"b0", b0}, {"a0 again", a0}, {"unbound", 0}} {
			a := s.Root.TCP(p.label).On(p.dev)
			a.Bind("0.0.0.0:0")
			a.Addr()
		}
		s.Root.TCP("a0 with both options").On(a0).Flag(emu.SO_REUSEADDR).Flag(emu.SO_REUSEPORT).Bind("0.0.0.0:0")
		s.Sysctl("net/ipv4/ip_local_port_range", "7101 7101")
		s.Root.TCP("unbound").Bind("0.0.0.0:0")
		s.Root.TCP("a0").On(a0).Bind("0.0.0.0:0")
		s.Root.TCP("listens").Listen(1)
		s.Sysctl("net/ipv4/ip_local_port_range", "7102 7104")
		for range 3 {
			s.Root.TCP("of three ports").Bind("0.0.0.0:0")
		}
	},
	want: `
a0 bind 0.0.0.0:0 = ok
a0 getsockname = 0.0.0.0:7100
b0 bind 0.0.0.0:0 = ok
b0 getsockname = 0.0.0.0:7100
a0 again bind 0.0.0.0:0 = EADDRINUSE
a0 again getsockname = 0.0.0.0:0
unbound bind 0.0.0.0:0 = EADDRINUSE
unbound getsockname = 0.0.0.0:0
a0 with both options bind 0.0.0.0:0 = EADDRINUSE
unbound bind 0.0.0.0:0 = ok
a0 bind 0.0.0.0:0 = EADDRINUSE
listens listen 1 = EADDRINUSE
of three ports bind 0.0.0.0:0 = ok
of three ports bind 0.0.0.0:0 = ok
of three ports bind 0.0.0.0:0 = EADDRINUSE
`,
}, {
	id:      "BND-22",
	because: "connect() shares an automatic port among connections to different peers, and by device; one that is used up towards the peer is EADDRNOTAVAIL",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Sysctl("net/ipv4/ip_local_port_range", "7100 7100")
		s.Root.TCP("a0").On(a0).Connect("10.1.0.2:80")
		s.Root.TCP("a0 again").On(a0).Connect("10.1.0.2:80")
		s.Root.TCP("a0, another peer").On(a0).Connect("10.1.0.3:80")
		s.Root.TCP("a0, another port").On(a0).Connect("10.1.0.2:81")
		s.Root.TCP("unbound").Connect("10.1.0.2:80")
		s.Root.TCP("unbound again").Connect("10.1.0.2:80")
		s.Root.TCP("b0").On(b0).Connect("10.1.0.2:80")
	},
	want: `
a0 connect 10.1.0.2:80 = EINPROGRESS
a0 again connect 10.1.0.2:80 = EADDRNOTAVAIL
a0, another peer connect 10.1.0.3:80 = EINPROGRESS
a0, another port connect 10.1.0.2:81 = EINPROGRESS
unbound connect 10.1.0.2:80 = EINPROGRESS
unbound again connect 10.1.0.2:80 = EADDRNOTAVAIL
b0 connect 10.1.0.2:80 = EINPROGRESS
`,
}, {
	id:      "BND-22-bound",
	because: "connect() does not take a port that a socket is bound to; since 6.18 it does when that one is gone and only connections remain",
	program: func(s *plane.Script) {
		tcpAB(s)
		s.Sysctl("net/ipv4/ip_local_port_range", "7100 7100")
		b := s.Root.TCP("bound").At("10.9.9.9:7100")
		s.Root.TCP("a").Connect("10.1.0.2:80")
		b.Shut()
		c := s.Root.TCP("b")
		c.Connect("10.1.0.2:80")
		s.Root.TCP("no option").Bind("0.0.0.0:7100")
		s.Root.TCP("option on one side").Flag(emu.SO_REUSEADDR).Bind("0.0.0.0:7100")
		c.Flag(emu.SO_REUSEADDR)
		b = s.Root.TCP("option on both").Flag(emu.SO_REUSEADDR)
		b.Bind("0.0.0.0:7100")
		s.Root.TCP("another peer").Connect("10.1.0.2:81")
		b.Shut()
		s.Root.TCP("another peer").Connect("10.1.0.2:82")
	},
	want: `
a connect 10.1.0.2:80 = EADDRNOTAVAIL
b connect 10.1.0.2:80 = EINPROGRESS
no option bind 0.0.0.0:7100 = EADDRINUSE
option on one side bind 0.0.0.0:7100 = EADDRINUSE
option on both bind 0.0.0.0:7100 = ok
another peer connect 10.1.0.2:81 = EADDRNOTAVAIL
another peer connect 10.1.0.2:82 = EINPROGRESS
`,
	older: older{{emu.Linux(6, 18), `
a connect 10.1.0.2:80 = EADDRNOTAVAIL
b connect 10.1.0.2:80 = EINPROGRESS
no option bind 0.0.0.0:7100 = EADDRINUSE
option on one side bind 0.0.0.0:7100 = EADDRINUSE
option on both bind 0.0.0.0:7100 = ok
another peer connect 10.1.0.2:81 = EADDRNOTAVAIL
another peer connect 10.1.0.2:82 = EADDRNOTAVAIL
`}},
}, {
	id:      "BND-22-noport",
	because: "with IP_BIND_ADDRESS_NO_PORT bind() gives an address only, and connect() shares the port as if there had been no bind()",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		s.Sysctl("net/ipv4/ip_local_port_range", "7100 7100")
		open := func(label string) *plane.Socket {
			return s.Root.TCP(label).FlagAt(emu.IPPROTO_IP, emu.IP_BIND_ADDRESS_NO_PORT, 1)
		}
		for i, label := range []string{"one", "two", "three"} {
			c := open(label)
			c.Bind("10.1.0.1:0")
			c.Addr()
			c.Connect(fmt.Sprintf("10.1.0.%d:80", 2+i/2))
			c.Addr()
		}
		d := open("on a0").On(a0)
		d.Bind("10.9.9.9:0")
		d.Connect("10.1.0.2:80")
		l := open("listens")
		l.Bind("127.0.0.1:0")
		l.Listen(1)
		s.Root.TCP("without").Bind("10.1.0.1:0")
	},
	want: `
one bind 10.1.0.1:0 = ok
one getsockname = 10.1.0.1:0
one connect 10.1.0.2:80 = EINPROGRESS
one getsockname = 10.1.0.1:7100
two bind 10.1.0.1:0 = ok
two getsockname = 10.1.0.1:0
two connect 10.1.0.2:80 = EADDRNOTAVAIL
two getsockname = 10.1.0.1:0
three bind 10.1.0.1:0 = ok
three getsockname = 10.1.0.1:0
three connect 10.1.0.3:80 = EINPROGRESS
three getsockname = 10.1.0.1:7100
on a0 bind 10.9.9.9:0 = ok
on a0 connect 10.1.0.2:80 = EINPROGRESS
listens bind 127.0.0.1:0 = ok
listens listen 1 = ok
without bind 10.1.0.1:0 = EADDRINUSE
`,
}, {
	id: "BND-41-tcp",
	because: "the bucket of a port remembers that its sockets had SO_REUSEPORT: who resembles the last of them passes without a comparison, " +
		"though they have it no more; SO_REUSEADDR is remembered so until 6.7 only, and before 6.8 no address is compared",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		reuse := func(opt int, addr string) *plane.Socket { return s.Root.TCP(addr).Flag(opt).At(addr) }
		a := reuse(emu.SO_REUSEADDR, "0.0.0.0:7000")
		a.SetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR, 0)
		s.Root.TCP("REUSEADDR").Flag(emu.SO_REUSEADDR).Bind("0.0.0.0:7000")
		for i, addr := range []string{"0.0.0.0", "10.1.0.1", "10.9.9.9"} {
			a = reuse(emu.SO_REUSEPORT, fmt.Sprintf("10.1.0.1:%d", 7001+i))
			a.SetInt(emu.SOL_SOCKET, emu.SO_REUSEPORT, 0)
			s.Root.TCP("REUSEPORT").Flag(emu.SO_REUSEPORT).Bind(fmt.Sprintf("%s:%d", addr, 7001+i))
		}
		a = s.Root.TCP("a").Flag(emu.SO_REUSEPORT).On(a0).At("0.0.0.0:7010")
		a.SetInt(emu.SOL_SOCKET, emu.SO_REUSEPORT, 0)
		s.Root.TCP("b").Flag(emu.SO_REUSEPORT).On(b0).Bind("0.0.0.0:7010")
		s.Root.TCP("c without").On(a0).Bind("0.0.0.0:7010")
		s.Root.TCP("c with").Flag(emu.SO_REUSEPORT).On(a0).Bind("0.0.0.0:7010")
	},
	want: `
0.0.0.0:7000 set REUSEADDR 0 = ok
REUSEADDR bind 0.0.0.0:7000 = EADDRINUSE
10.1.0.1:7001 set REUSEPORT 0 = ok
REUSEPORT bind 0.0.0.0:7001 = EADDRINUSE
10.1.0.1:7002 set REUSEPORT 0 = ok
REUSEPORT bind 10.1.0.1:7002 = ok
10.1.0.1:7003 set REUSEPORT 0 = ok
REUSEPORT bind 10.9.9.9:7003 = ok
a set REUSEPORT 0 = ok
b bind 0.0.0.0:7010 = ok
c without bind 0.0.0.0:7010 = EADDRINUSE
c with bind 0.0.0.0:7010 = ok
`,
	older: older{{emu.Linux(6, 8), `
0.0.0.0:7000 set REUSEADDR 0 = ok
REUSEADDR bind 0.0.0.0:7000 = ok
10.1.0.1:7001 set REUSEPORT 0 = ok
REUSEPORT bind 0.0.0.0:7001 = ok
10.1.0.1:7002 set REUSEPORT 0 = ok
REUSEPORT bind 10.1.0.1:7002 = ok
10.1.0.1:7003 set REUSEPORT 0 = ok
REUSEPORT bind 10.9.9.9:7003 = ok
a set REUSEPORT 0 = ok
b bind 0.0.0.0:7010 = ok
c without bind 0.0.0.0:7010 = EADDRINUSE
c with bind 0.0.0.0:7010 = ok
`}},
}, {
	id:      "WR-04-tcp",
	because: "bind() with a scope id writes the device first, and a failure does not take it back",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		_ = a0
		for _, addr := range []string{"[fe80::a%a0]:7000", "[fe80::a%b0]:7001", "[fe80::a%4242]:7002"} {
			a := s.Root.TCP6("unbound")
			a.Bind(addr)
			a.Device()
			b := s.Root.TCP6("on b0").On(b0)
			b.Bind(addr)
			b.Device()
		}
		c := s.Root.TCP6("c").On(b0)
		c.Bind("[fe80::b]:7003")
		c.Device()
		s.Root.TCP6("unbound").Bind("[fe80::b]:7004")
	},
	want: `
unbound bind [fe80::a%a0]:7000 = ok
unbound device = 2, "a0"
on b0 bind [fe80::a%a0]:7000 = EADDRINUSE
on b0 device = 2, "a0"
unbound bind [fe80::a%b0]:7001 = EADDRNOTAVAIL
unbound device = 3, "b0"
on b0 bind [fe80::a%b0]:7001 = EADDRNOTAVAIL
on b0 device = 3, "b0"
unbound bind [fe80::a%4242]:7002 = ENODEV
unbound device = 4242, ENODEV
on b0 bind [fe80::a%4242]:7002 = ENODEV
on b0 device = 4242, ENODEV
c bind [fe80::b]:7003 = ok
c device = 3, "b0"
unbound bind [fe80::b]:7004 = EINVAL
`,
}, {
	id:      "WR-08-tcp",
	because: "a socket bound to an index without device can take an IPv4 address and the wildcard, but no IPv6 address",
	program: func(s *plane.Script) {
		tcpAB(s)
		s.Root.TCP("IPv4").On(4242).Bind("10.1.0.1:7000")
		s.Root.TCP("IPv4").On(4242).Bind("0.0.0.0:7001")
		s.Root.TCP6("IPv6").On(4242).Bind("[fd01::1]:7002")
		s.Root.TCP6("IPv6").On(4242).Bind("[::]:7003")
		s.Root.TCP6("mapped").On(4242).Bind("[::ffff:10.1.0.1]:7004")
		l := s.Root.TCP6("listener").On(4242)
		l.Listen(1)
	},
	want: `
IPv4 bind 10.1.0.1:7000 = ok
IPv4 bind 0.0.0.0:7001 = ok
IPv6 bind [fd01::1]:7002 = ENODEV
IPv6 bind [::]:7003 = ok
mapped bind [::ffff:10.1.0.1]:7004 = ENODEV
listener listen 1 = ok
`,
}}
