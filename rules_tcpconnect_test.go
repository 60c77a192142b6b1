package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// tcpConnects is sections 3.2 and 6 for TCP.
var tcpConnects = []rule{{
	id:      "OUT-04-tcp",
	because: "connect() on an index without device: ENODEV of IPv4, also to this host, ENETUNREACH of IPv6; the device stays",
	program: func(s *plane.Script) {
		tcpAB(s)
		for _, to := range []string{"10.1.0.2:80", "127.0.0.1:80", "[fd01::2]:80", "[::1]:80", "[::ffff:127.0.0.1]:80"} {
			c := s.Root.TCP("c").On(4242)
			if to[0] == '[' {
				c = s.Root.TCP6("c").On(4242)
			}
			c.Connect(to)
			c.Device()
			c.Addr()
		}
	},
	want: `
c connect 10.1.0.2:80 = ENODEV
c device = 4242, ENODEV
c getsockname = 0.0.0.0:0
c connect 127.0.0.1:80 = ENODEV
c device = 4242, ENODEV
c getsockname = 0.0.0.0:0
c connect [fd01::2]:80 = ENETUNREACH
c device = 4242, ENODEV
c getsockname = [::]:0
c connect [::1]:80 = ENETUNREACH
c device = 4242, ENODEV
c getsockname = [::]:0
c connect [::ffff:127.0.0.1]:80 = ENODEV
c device = 4242, ENODEV
c getsockname = [::]:0
`,
}, {
	id:      "OUT-10-tcp",
	because: "a device that is down: ENETUNREACH",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		s.Root.Down(a0)
		s.Root.TCP("c").On(a0).Connect("10.1.0.2:80")
		s.Root.TCP6("c").On(a0).Connect("[fd01::2]:80")
		s.Root.TCP6("c").Connect("[fe80::2%a0]:80")
		s.Root.TCP("c").Connect("10.1.0.2:80")
	},
	want: `
down 2 = ok
c connect 10.1.0.2:80 = ENETUNREACH
c connect [fd01::2]:80 = ENETUNREACH
c connect [fe80::2%a0]:80 = ENETUNREACH
c connect 10.1.0.2:80 = ENETUNREACH
`,
}, {
	id:      "WR-15-tcp",
	because: "connect() to a link-local address with a scope id binds an unbound socket, and is EINVAL on another device; without, the device of the socket counts",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := s.Root.TCP6("unbound")
		c.Connect("[fe80::2%a0]:80")
		c.Device()
		c.Addr()
		c = s.Root.TCP6("on a0").On(a0)
		c.Connect("[fe80::2%a0]:80")
		c = s.Root.TCP6("on b0").On(b0)
		c.Connect("[fe80::2%a0]:80")
		c.Device()
		c.Connect("[fe80::2]:80")
		c.Device()
		c = s.Root.TCP6("no scope")
		c.Connect("[fe80::2]:80")
		c.Device()
	},
	want: `
unbound connect [fe80::2%a0]:80 = EINPROGRESS
unbound device = 2, "a0"
unbound getsockname = [fe80::a%2]:auto
on a0 connect [fe80::2%a0]:80 = EINPROGRESS
on b0 connect [fe80::2%a0]:80 = EINVAL
on b0 device = 3, "b0"
on b0 connect [fe80::2]:80 = EINPROGRESS
on b0 device = 3, "b0"
no scope connect [fe80::2]:80 = EINVAL
no scope device = 0, ""
`,
}, {
	id:      "WR-16-tcp",
	because: "the scope id is written before the way is looked for, and stays when there is none",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		c := s.Root.TCP6("c")
		c.Connect("[fe80::2%4242]:80")
		c.Device()
		c.Connect("[fe80::2%a0]:80")
		c.SetIndex(a0)
		c.Connect("[fe80::2%a0]:80")
	},
	want: `
c connect [fe80::2%4242]:80 = ENETUNREACH
c device = 4242, ENODEV
c connect [fe80::2%a0]:80 = EINVAL
c set BINDTOIFINDEX 2 = ok
c connect [fe80::2%a0]:80 = EINPROGRESS
`,
}, {
	id:      "WR-17-tcp",
	because: "a global address has no use for a scope id",
	program: func(s *plane.Script) {
		tcpAB(s)
		c := s.Root.TCP6("c")
		c.Connect("[fd01::2%b0]:80")
		c.Device()
		c = s.Root.TCP6("c")
		c.Connect("[fd01::2%4242]:80")
		c.Device()
	},
	want: `
c connect [fd01::2%b0]:80 = EINPROGRESS
c device = 0, ""
c connect [fd01::2%4242]:80 = EINPROGRESS
c device = 0, ""
`,
}, {
	id:      "WR-18-tcp",
	because: "TCP has no multicast and no broadcast: ENETUNREACH, and nothing is written",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		c := s.Root.TCP6("c")
		c.Connect("[ff02::1%a0]:80")
		c.Device()
		c.Bind("[ff02::1%a0]:6000")
		c.Device()
		c = s.Root.TCP("c").On(a0)
		c.Connect("224.0.0.1:80")
		c.Connect("10.1.0.255:80")
		c.Connect("255.255.255.255:80")
	},
	want: `
c connect [ff02::1%a0]:80 = ENETUNREACH
c device = 0, ""
c bind [ff02::1%a0]:6000 = EINVAL
c device = 0, ""
c connect 224.0.0.1:80 = ENETUNREACH
c connect 10.1.0.255:80 = ENETUNREACH
c connect 255.255.255.255:80 = ENETUNREACH
`,
}, {
	id:      "WR-19-tcp",
	because: "IPv6 finds a peer that is on a0 only from there, and IPv4 takes it for a neighbour on b0 (OUT-02, OUT-03)",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := s.Root.TCP6("c").On(b0)
		c.Connect("[fd01::2]:80")
		c.Device()
		s.Left()
		d := s.Root.TCP("d").On(b0)
		d.Connect("10.1.0.2:80")
		d.Addr()
		s.Left(a0, b0)
		s.Root.TCP("e").Connect("10.77.0.1:80")
	},
	want: `
c connect [fd01::2]:80 = ENETUNREACH
c device = 3, "b0"
d connect 10.1.0.2:80 = EINPROGRESS
d getsockname = 10.2.0.1:auto
left: b0 10.2.0.1:auto > 10.1.0.2:80 TCP SYN
e connect 10.77.0.1:80 = ENETUNREACH
`,
}, {
	id:      "WR-20-tcp",
	because: "connect() with AF_UNSPEC leaves a TCP socket its device; the peer is reset",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := accepted(s, a0, a0)
		c.Disconnect()
		s.Left(a0, b0)
		c.Device()
		c.Peer()
		c.Error()
		n := s.Root.TCP("never connected").On(a0)
		n.Disconnect()
		n.Device()
		w := s.Root.TCP("waits").On(b0)
		w.Connect("10.2.0.2:80")
		w.Disconnect()
		w.Device()
		w.Addr()
		s.Left(a0)
		nobody := s.Proc(plane.None)
		c.By(nobody).Disconnect()
		c.By(nobody).SetIndex(b0)
		c.Device()
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c connect AF_UNSPEC = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST ACK
c device = 2, "a0"
c getpeername = ENOTCONN
c error = ECONNRESET
never connected connect AF_UNSPEC = ok
never connected device = 2, "a0"
waits connect 10.2.0.2:80 = EINPROGRESS
waits connect AF_UNSPEC = ok
waits device = 3, "b0"
waits getsockname = 0.0.0.0:auto
left: nothing
nobody: c connect AF_UNSPEC = ok
nobody: c set BINDTOIFINDEX 3 = EPERM
c device = 2, "a0"
`,
}, {
	id:      "WR-24-tcp",
	because: "neither shutdown() nor connect() to another peer touches the device",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		s.Root.TCP("l").At(tcpAny).Listening()
		c := s.Root.TCP("c").On(a0)
		c.Connect("10.1.0.1:7000")
		c.Shutdown(emu.SHUT_RDWR)
		c.Device()
		c.Disconnect()
		c.Connect("10.1.0.1:7000")
		c.Device()
	},
	want: `
c connect 10.1.0.1:7000 = ok
c shutdown 2 = ok
c device = 2, "a0"
c connect AF_UNSPEC = ok
c connect 10.1.0.1:7000 = ok
c device = 2, "a0"
`,
}, {
	id:      "TCP-local",
	because: "a connection within the host arrives by the device that owns the address (UDP-30), and one bound to another device goes out there (OUT-05)",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.TCP("on lo").On(1).At(tcpAny).Listening()
		s.Root.TCP("on a0").On(a0).At(tcpAny).Listening()
		s.Left()
		for _, to := range []string{"127.0.0.1:7000", "10.9.9.9:7000", "10.1.0.1:7000", "10.2.0.1:7000"} {
			c := s.Root.TCP("unbound")
			c.Connect(to)
			c.Shut()
		}
		s.Root.TCP("a0").On(a0).Connect("10.1.0.1:7000")
		s.Root.TCP("b0").On(b0).Connect("10.1.0.1:7000")
		s.Root.TCP("a0").On(a0).Connect("127.0.0.1:7000")
		s.Root.TCP("lo").On(1).Connect("10.1.0.1:7000")
		s.Left(b0)
		s.Root.TCP6("on a0 6").On(a0).At("[::]:7001").Listening()
		s.Root.TCP6("unbound 6").Connect("[fd01::1]:7001")
		s.Root.TCP6("unbound 6").Connect("[::1]:7001")
		s.Root.TCP6("b0 6").On(b0).Connect("[fd01::1]:7001")
	},
	want: `
unbound connect 127.0.0.1:7000 = ok
unbound connect 10.9.9.9:7000 = ok
unbound connect 10.1.0.1:7000 = ok
unbound connect 10.2.0.1:7000 = ECONNREFUSED
a0 connect 10.1.0.1:7000 = ok
b0 connect 10.1.0.1:7000 = EINPROGRESS
a0 connect 127.0.0.1:7000 = EINPROGRESS
lo connect 10.1.0.1:7000 = ok
left: b0 10.2.0.1:auto > 10.1.0.1:7000 TCP SYN
unbound 6 connect [fd01::1]:7001 = ok
unbound 6 connect [::1]:7001 = ECONNREFUSED
b0 6 connect [fd01::1]:7001 = ENETUNREACH
`,
}, {
	id:      "TCP-connect-again",
	because: "a connect() that comes while another one waits, or has ended meanwhile, tells what has become of that one, and does not look at its address",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		s.Left()
		refused := s.Root.TCP("refused").On(a0).At("10.1.0.1:7001")
		refused.Connect("10.1.0.2:9")
		refused.Connect("[fd01::2]:9")
		s.ArriveTCP(a0, "RA", "10.1.0.2:9", "10.1.0.1:7001")
		refused.Connect("[fd01::2]:9")
		refused.Connect("[fd01::2]:9")
		made := s.Root.TCP("made").On(a0).At("10.1.0.1:7002")
		made.Connect("10.1.0.2:9")
		s.ArriveTCP(a0, "SA", "10.1.0.2:9", "10.1.0.1:7002")
		made.Connect("[fd01::2]:9")
		made.Connect("[fd01::2]:9")
		six := s.Root.TCP6("six").On(a0).At("[fd01::1]:7003")
		six.Connect("[fd01::2]:9")
		s.ArriveTCP(a0, "RA", "[fd01::2]:9", "[fd01::1]:7003")
		six.Connect("10.1.0.2:9")
		six.Connect("10.1.0.2:9")
	},
	want: `
refused connect 10.1.0.2:9 = EINPROGRESS
refused connect [fd01::2]:9 = EALREADY
10.1.0.2:9 > 10.1.0.1:7001 TCP RST ACK via a0
refused connect [fd01::2]:9 = ECONNREFUSED
refused connect [fd01::2]:9 = EAFNOSUPPORT
made connect 10.1.0.2:9 = EINPROGRESS
10.1.0.2:9 > 10.1.0.1:7002 TCP SYN ACK via a0
made connect [fd01::2]:9 = ok
made connect [fd01::2]:9 = EISCONN
six connect [fd01::2]:9 = EINPROGRESS
[fd01::2]:9 > [fd01::1]:7003 TCP RST ACK via a0
six connect 10.1.0.2:9 = ECONNREFUSED
six connect 10.1.0.2:9 = EINVAL
`,
}}
