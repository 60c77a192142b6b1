package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
)

// astrays is ways that lead nowhere, or back to this host.
var astrays = []rule{{
	id:      "TCP-01-astray",
	because: "a segment that lo brings for an address that is not lo's is not reset, where one of nobody's is, and a listener does not answer it either: the caller goes on waiting (tcp_v4_send_reset and tcp_v4_conn_request want a route that is local)",
	program: func(s *plane.Script) {
		s.Lo("10.9.9.9/32")
		s.Link("a0", "10.1.0.1/24")
		for _, dst := range []string{"10.9.9.9:7000", "10.1.0.1:7000", "10.7.7.7:7000", "10.1.0.2:7000"} {
			a := s.Root.TCP("a").On(1)
			a.Connect(dst)
			a.Error()
			a.Shut()
		}
		l := s.Root.TCP("l").At(any7000).Listening()
		a := s.Root.TCP("a").On(1)
		a.Connect("10.7.7.7:7000")
		l.Accept("c")
	},
	want: `
a connect 10.9.9.9:7000 = ECONNREFUSED
a error = ok
a connect 10.1.0.1:7000 = EINPROGRESS
a error = ok
a connect 10.7.7.7:7000 = EINPROGRESS
a error = ok
a connect 10.1.0.2:7000 = EINPROGRESS
a error = ok
a connect 10.7.7.7:7000 = EINPROGRESS
l accept = EAGAIN
`,
}, {
	id:      "OUT-05-six",
	because: "a socket on lo reaches this host under every address of IPv4, and of IPv6 under its own ones only: what lo brings for another address is dropped, as a host that forwards nothing does (ip6_forward)",
	program: func(s *plane.Script) {
		ab6(s)
		s.Route(emu.Route{Dst: netip.MustParsePrefix("fd77::/16"), Dev: 1})
		s.Route(emu.Route{Dst: netip.MustParsePrefix("10.77.0.0/16"), Dev: 1})
		to := s.Root.UDP("v4").At(any7000)
		to6 := s.Root.UDP6("v6").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1).At("[::]:7000")
		for _, dev := range []int{0, 1} {
			from, from6 := s.Root.UDP("from").On(dev), s.Root.UDP6("from").On(dev)
			for _, dst := range []string{"10.77.0.1:7000", "10.7.7.7:7000"} {
				from.Send(dst)
				s.Got(to, to6)
			}
			for _, dst := range []string{"[fd77::1]:7000", "[fd09::9]:7000"} {
				from6.Send(dst)
				s.Got(to, to6)
			}
		}
	},
	want: `
from send to 10.77.0.1:7000 = ok
got it: v4
from send to 10.7.7.7:7000 = ENETUNREACH
got it: nobody
from send to [fd77::1]:7000 = ok
got it: nobody
from send to [fd09::9]:7000 = ok
got it: v6
from send to 10.77.0.1:7000 = ok
got it: v4
from send to 10.7.7.7:7000 = ok
got it: v4
from send to [fd77::1]:7000 = ok
got it: nobody
from send to [fd09::9]:7000 = ok
got it: v6
`,
}, {
	id:      "UDP-13-unspecified",
	because: "connect() to 0.0.0.0 asks for the route twice, the second time by the device that was wanted and with the addresses of the first answer: then 127.0.0.1 and a device do not go together. To :: it is ::1 (ip_route_connect, __ip6_datagram_connect)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		for _, dev := range []int{0, 1, a0, b0} {
			for _, at := range []string{"0.0.0.0:0", "10.1.0.1:0", "10.9.9.9:0", "127.0.0.1:0"} {
				a := s.Root.UDP("a").On(dev).At(at)
				a.Connect("0.0.0.0:9")
				a.Addr()
				a.Peer()
			}
			for _, at := range []string{"[::]:0", "[fd01::1]:0", "[::ffff:10.1.0.1]:0"} {
				a := s.Root.UDP6("a6").On(dev)
				a.Bind(at)
				a.Connect("[::]:9")
				a.Addr()
				a.Peer()
			}
		}
	},
	want: `
a connect 0.0.0.0:9 = ok
a getsockname = 127.0.0.1:auto
a getpeername = 127.0.0.1:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.1.0.1:auto
a getpeername = 10.1.0.1:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.9.9.9:auto
a getpeername = 10.9.9.9:9
a connect 0.0.0.0:9 = ok
a getsockname = 127.0.0.1:auto
a getpeername = 127.0.0.1:9
a6 bind [::]:0 = ok
a6 connect [::]:9 = ok
a6 getsockname = [::1]:auto
a6 getpeername = [::1]:9
a6 bind [fd01::1]:0 = ok
a6 connect [::]:9 = ok
a6 getsockname = [fd01::1]:auto
a6 getpeername = [::1]:9
a6 bind [::ffff:10.1.0.1]:0 = ok
a6 connect [::]:9 = ok
a6 getsockname = [::ffff:10.1.0.1]:auto
a6 getpeername = [::ffff:127.0.0.1]:9
a connect 0.0.0.0:9 = ok
a getsockname = 127.0.0.1:auto
a getpeername = 127.0.0.1:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.1.0.1:auto
a getpeername = 10.1.0.1:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.9.9.9:auto
a getpeername = 10.9.9.9:9
a connect 0.0.0.0:9 = ok
a getsockname = 127.0.0.1:auto
a getpeername = 127.0.0.1:9
a6 bind [::]:0 = ok
a6 connect [::]:9 = ok
a6 getsockname = [::1]:auto
a6 getpeername = [::1]:9
a6 bind [fd01::1]:0 = ok
a6 connect [::]:9 = ok
a6 getsockname = [fd01::1]:auto
a6 getpeername = [::1]:9
a6 bind [::ffff:10.1.0.1]:0 = ok
a6 connect [::]:9 = ok
a6 getsockname = [::ffff:10.1.0.1]:auto
a6 getpeername = [::ffff:127.0.0.1]:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.1.0.1:auto
a getpeername = 10.1.0.1:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.1.0.1:auto
a getpeername = 10.1.0.1:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.9.9.9:auto
a getpeername = 10.9.9.9:9
a connect 0.0.0.0:9 = EINVAL
a getsockname = 127.0.0.1:auto
a getpeername = ENOTCONN
a6 bind [::]:0 = ok
a6 connect [::]:9 = ENETUNREACH
a6 getsockname = [::]:auto
a6 getpeername = ENOTCONN
a6 bind [fd01::1]:0 = ok
a6 connect [::]:9 = ENETUNREACH
a6 getsockname = [fd01::1]:auto
a6 getpeername = ENOTCONN
a6 bind [::ffff:10.1.0.1]:0 = ok
a6 connect [::]:9 = ok
a6 getsockname = [::ffff:10.1.0.1]:auto
a6 getpeername = [::ffff:127.0.0.1]:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.2.0.1:auto
a getpeername = 10.2.0.1:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.1.0.1:auto
a getpeername = 10.1.0.1:9
a connect 0.0.0.0:9 = ok
a getsockname = 10.9.9.9:auto
a getpeername = 10.9.9.9:9
a connect 0.0.0.0:9 = EINVAL
a getsockname = 127.0.0.1:auto
a getpeername = ENOTCONN
a6 bind [::]:0 = ok
a6 connect [::]:9 = ENETUNREACH
a6 getsockname = [::]:auto
a6 getpeername = ENOTCONN
a6 bind [fd01::1]:0 = ok
a6 connect [::]:9 = ENETUNREACH
a6 getsockname = [fd01::1]:auto
a6 getpeername = ENOTCONN
a6 bind [::ffff:10.1.0.1]:0 = ok
a6 connect [::]:9 = ok
a6 getsockname = [::ffff:10.1.0.1]:auto
a6 getpeername = [::ffff:127.0.0.1]:9
`,
}, {
	id:      "UDP-13-lo-down",
	because: "while lo has never been up there is no way to 0.0.0.0, the second time: 127.0.0.1, which the first answer gave, is nobody's",
	program: func(s *plane.Script) {
		a0 := s.Link("a0", "10.1.0.1/24", "fd01::1/64")
		for _, dev := range []int{0, 1, a0} {
			a := s.Root.UDP("a").On(dev)
			a.Connect("0.0.0.0:9")
			a.Addr()
			b := s.Root.UDP("b").On(dev).At("10.1.0.1:0")
			b.Connect("0.0.0.0:9")
			b.Addr()
			c := s.Root.UDP6("c").On(dev)
			c.Connect("[::]:9")
			c.Addr()
		}
	},
	want: `
a connect 0.0.0.0:9 = ENETUNREACH
a getsockname = 0.0.0.0:auto
b connect 0.0.0.0:9 = ok
b getsockname = 10.1.0.1:auto
c connect [::]:9 = ENETUNREACH
c getsockname = [::]:auto
a connect 0.0.0.0:9 = ENETUNREACH
a getsockname = 0.0.0.0:auto
b connect 0.0.0.0:9 = ENETUNREACH
b getsockname = 10.1.0.1:auto
c connect [::]:9 = ENETUNREACH
c getsockname = [::]:auto
a connect 0.0.0.0:9 = ok
a getsockname = 10.1.0.1:auto
b connect 0.0.0.0:9 = ok
b getsockname = 10.1.0.1:auto
c connect [::]:9 = ENETUNREACH
c getsockname = [::]:auto
`,
}, {
	id:      "UDP-24-down",
	because: "what an address of a device that is down sends by that device is lost, and none of it comes back: the source names the device, and nobody asks whether it is up (ip_route_output_key_hash_rcu, dev_queue_xmit)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		to := s.Root.UDP("to").At(any7000)
		to.Join("224.1.2.3", a0)
		a := s.Root.UDP("a").Flag(emu.SO_BROADCAST).At("10.1.0.1:6000")
		step := func() {
			a.Send("255.255.255.255:7000")
			s.Got(to)
			a.Send("224.1.2.3:7000")
			s.Got(to)
			s.Left(a0, b0)
		}
		step()
		s.Root.Down(a0)
		step()
		s.Root.Up(a0)
		step()
	},
	want: `
to set IP_ADD_MEMBERSHIP 224.1.2.3 2 = ok
a send to 255.255.255.255:7000 = ok
got it: to
a send to 224.1.2.3:7000 = ok
got it: to
left: a0 10.1.0.1:6000 > 255.255.255.255:7000, a0 10.1.0.1:6000 > 224.1.2.3:7000
down 2 = ok
a send to 255.255.255.255:7000 = ok
got it: nobody
a send to 224.1.2.3:7000 = ok
got it: nobody
left: nothing
up 2 = ok
a send to 255.255.255.255:7000 = ok
got it: to
a send to 224.1.2.3:7000 = ok
got it: to
left: a0 10.1.0.1:6000 > 255.255.255.255:7000, a0 10.1.0.1:6000 > 224.1.2.3:7000
`,
}, {
	id:      "TCP-01-loopback",
	because: "::1 hears nothing from the address of a device, not even a reset: the answer to ::1 has to leave by that device, and is lost there. The other way round it works (tcp_v6_send_response, rt6_need_strict)",
	program: func(s *plane.Script) {
		ab6(s)
		for _, c := range [][2]string{{"[::1]:0", "[fd01::1]:7000"}, {"[::1]:0", "[::1]:7000"}, {"[fd01::1]:0", "[::1]:7000"}, {"[fd01::1]:0", "[fd02::1]:7000"}, {"[::1]:0", "[fd09::9]:7000"}} {
			a := s.Root.TCP6("a").At(c[0])
			a.Connect(c[1])
			a.Shut()
		}
		l := s.Root.TCP6("l").At("[::]:7000").Listening()
		s.Root.TCP6("a").At("[::1]:0").Connect("[fd01::1]:7000")
		l.Accept("c")
		u := s.Root.UDP6("u").At("[::1]:0")
		u.Connect("[fd01::1]:9")
		u.Send("")
		u.Error()
	},
	want: `
a connect [fd01::1]:7000 = EINPROGRESS
a connect [::1]:7000 = ECONNREFUSED
a connect [::1]:7000 = ECONNREFUSED
a connect [fd02::1]:7000 = ECONNREFUSED
a connect [fd09::9]:7000 = ECONNREFUSED
a connect [fd01::1]:7000 = ok
l accept = from [::1]:auto
u connect [fd01::1]:9 = ok
u send = ok
u error = ECONNREFUSED
`,
}, {
	id:      "L3-11-local",
	because: "within a VRF, from a link-local address to one of the slave, a connection is bound to the slave, though its listener is bound to the VRF; without listener it is refused",
	program: func(s *plane.Script) {
		a0, _, red := vrf(s)
		s.Root.Addr(a0, "fe80::a/64")
		a := s.Root.TCP6("a").At("[fe80::a%a0]:0")
		a.Connect("[fd01::1]:7000")
		a.Shut()
		l := s.Root.TCP6("l").On(red).At("[::]:7000").Listening()
		b := s.Root.TCP6("b").At("[fe80::a%a0]:0")
		b.Connect("[fd01::1]:7000")
		b.Device()
		if c := l.Accept("c"); c != nil {
			c.Device()
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
a connect [fd01::1]:7000 = ECONNREFUSED
b connect [fd01::1]:7000 = ok
b device = 3, "a0"
l accept = from [fe80::a%3]:auto
c device = 3, "a0"
`,
}, {
	id:      "OUT-43-waits",
	because: "what a connection sends while there is no route waits, and goes when it tries again (tcp_write_xmit, tcp_probe_timer)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		c := s.Root.TCP("c").At("10.1.0.1:7000")
		c.Connect(peer5000)
		s.ArriveTCP(a0, "SA", peer5000, "10.1.0.1:7000")
		s.Left(a0, b0)
		c.SetIndex(4242)
		c.Send("")
		s.Left(a0, b0)
		c.SetIndex(b0)
		s.Retransmit(c)
		s.Left(a0, b0)
	},
	want: `
c connect 10.1.0.2:5000 = EINPROGRESS
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN ACK via a0
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP SYN, a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP ACK
c set BINDTOIFINDEX 4242 = ok
c send = ok
left: nothing
c set BINDTOIFINDEX 3 = ok
left: b0 10.1.0.1:7000 > 10.1.0.2:5000 TCP PSH ACK
`,
}}
