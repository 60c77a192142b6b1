package boundif_test

import (
	"boundif/internal/plane"
)

// tcpRequests is sections 3.4 and 4.6, of what becomes of a SYN.
var tcpRequests = []rule{{
	id:      "WR-30",
	because: "a connection is bound to what its listener was bound to when the SYN came, also if that is nothing",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		u := s.Root.TCP("u").At("0.0.0.0:7001").Listening()
		shake(s, a0, tcpPeer, tcpS)
		c := l.Accept("c")
		c.Device()
		c.Addr()
		c.Peer()
		shake(s, b0, "10.2.0.2:5000", "10.9.9.9:7001")
		u.Accept("d").Device()
		u.Device()
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c device = 2, "a0"
c getsockname = 10.9.9.9:7000
c getpeername = 10.1.0.2:5000
10.2.0.2:5000 > 10.9.9.9:7001 TCP SYN via b0
10.2.0.2:5000 > 10.9.9.9:7001 TCP ACK via b0
u accept = from 10.2.0.2:5000
d device = 0, ""
u device = 0, ""
`,
}, {
	id:      "WR-30-moved",
	because: "a listener that moves between SYN and ACK: the request keeps the device of the SYN, and answers and hears on that",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		s.Left()
		s.ArriveTCP(a0, "S", tcpPeer, tcpS)
		l.SetIndex(b0)
		s.Left(a0, b0)
		s.ArriveTCP(a0, "S", tcpPeer, tcpS)
		s.Left(a0, b0)
		s.ArriveTCP(a0, "A", tcpPeer, tcpS)
		s.Left(a0, b0)
		c := l.Accept("c")
		c.Device()
		s.ArriveTCP(a0, "PA", tcpPeer, tcpS, c)
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
l set BINDTOIFINDEX 3 = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP SYN ACK
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP SYN ACK
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
left: nothing
l accept = from 10.1.0.2:5000
c device = 2, "a0"
10.1.0.2:5000 > 10.9.9.9:7000 TCP PSH ACK via a0: c
`,
}, {
	id:      "WR-30-other-device",
	because: "the ACK must come by the device of the request; on another it is for the listener, if for anybody, and reset",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		s.Left()
		s.ArriveTCP(a0, "S", tcpPeer, tcpS)
		s.Left(a0, b0)
		s.ArriveTCP(b0, "A", tcpPeer, tcpS)
		s.Left(a0, b0)
		l.Accept("c")
		s.ArriveTCP(a0, "A", tcpPeer, tcpS)
		s.Left(a0, b0)
		l.Accept("c")
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP SYN ACK
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via b0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST
l accept = EAGAIN
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
left: nothing
l accept = from 10.1.0.2:5000
`,
}, {
	id:      "WR-31",
	because: "a change of the listener's device does not reach connections that wait for accept()",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		shake(s, a0, tcpPeer, tcpS)
		l.SetIndex(b0)
		shake(s, b0, "10.2.0.2:5000", tcpS)
		l.SetIndex(0)
		shake(s, b0, "10.2.0.2:5001", tcpS)
		l.SetIndex(a0)
		l.Accept("c").Device()
		l.Accept("d").Device()
		l.Accept("e").Device()
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l set BINDTOIFINDEX 3 = ok
10.2.0.2:5000 > 10.9.9.9:7000 TCP SYN via b0
10.2.0.2:5000 > 10.9.9.9:7000 TCP ACK via b0
l set BINDTOIFINDEX 0 = ok
10.2.0.2:5001 > 10.9.9.9:7000 TCP SYN via b0
10.2.0.2:5001 > 10.9.9.9:7000 TCP ACK via b0
l set BINDTOIFINDEX 2 = ok
l accept = from 10.1.0.2:5000
c device = 2, "a0"
l accept = from 10.2.0.2:5000
d device = 3, "b0"
l accept = from 10.2.0.2:5001
e device = 0, ""
`,
}, {
	id:      "WR-32",
	because: "a connection of an unbound listener with a link-local peer is bound to the device that the peer is on; with a global one to none",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP6("l").At(tcpAny6).Listening()
		s.Left()
		shake(s, b0, tcpLocal, "[fe80::b]:7000")
		s.Left(a0, b0)
		c := l.Accept("c")
		c.Device()
		c.Addr()
		c.Peer()
		shake(s, a0, tcpPeer6, tcpS6)
		l.Accept("d").Device()
		shake(s, a0, tcpLocal, tcpS6)
		l.Accept("e").Device()
		l.Device()
	},
	want: `
[fe80::2]:5000 > [fe80::b]:7000 TCP SYN via b0
[fe80::2]:5000 > [fe80::b]:7000 TCP ACK via b0
left: b0 [fe80::b]:7000 > [fe80::2]:5000 TCP SYN ACK
l accept = from [fe80::2%3]:5000
c device = 3, "b0"
c getsockname = [fe80::b%3]:7000
c getpeername = [fe80::2%3]:5000
[fd01::2]:5000 > [fd09::9]:7000 TCP SYN via a0
[fd01::2]:5000 > [fd09::9]:7000 TCP ACK via a0
l accept = from [fd01::2]:5000
d device = 0, ""
[fe80::2]:5000 > [fd09::9]:7000 TCP SYN via a0
[fe80::2]:5000 > [fd09::9]:7000 TCP ACK via a0
l accept = from [fe80::2%2]:5000
e device = 2, "a0"
l device = 0, ""
`,
}, {
	id:      "WR-33",
	because: "a connection can be bound anew, and its listener does not notice",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		shake(s, a0, tcpPeer, tcpS)
		c := l.Accept("c")
		c.SetIndex(b0)
		c.Device()
		l.Device()
		shake(s, a0, "10.1.0.2:5001", tcpS)
		l.Accept("d").Device()
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c set BINDTOIFINDEX 3 = ok
c device = 3, "b0"
l device = 2, "a0"
10.1.0.2:5001 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5001 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5001
d device = 2, "a0"
`,
}, {
	id:      "WR-34",
	because: "a listener bound to an index without device refuses everybody",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.TCP("l").On(4242).At(tcpAny).Listening()
		s.Left()
		s.ArriveTCP(a0, "S", tcpPeer, tcpS)
		s.Left(a0, b0)
		s.Root.TCP("c").Connect("10.9.9.9:7000")
		s.Root.TCP("c").Connect("10.1.0.1:7000")
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST ACK
c connect 10.9.9.9:7000 = ECONNREFUSED
c connect 10.1.0.1:7000 = ECONNREFUSED
`,
}, {
	id: "WR-35",
	because: "a connection made from a SYN cookie is bound to what its listener is bound to when the ACK comes, " +
		"and the listener must be there for both",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Sysctl("net/ipv4/tcp_syncookies", "2")
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		shake(s, a0, tcpPeer, tcpS)
		l.Accept("c").Device()
		l.SetIndex(0)
		s.ArriveTCP(a0, "S", "10.1.0.2:5001", tcpS)
		l.SetIndex(a0)
		s.ArriveTCP(a0, "A", "10.1.0.2:5001", tcpS)
		l.Accept("d").Device()
		s.ArriveTCP(a0, "S", "10.1.0.2:5002", tcpS)
		l.SetIndex(b0)
		s.Left()
		s.ArriveTCP(a0, "A", "10.1.0.2:5002", tcpS)
		s.Left(a0, b0)
		l.Accept("e")
		l.SetIndex(0)
		s.ArriveTCP(a0, "A", "10.1.0.2:5002", tcpS)
		l.Accept("e").Device()
		six := s.Root.TCP6("six").At("[::]:7001").Listening()
		shake(s, a0, tcpLocal, "[fe80::a]:7001")
		six.Accept("f").Device()
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c device = 2, "a0"
l set BINDTOIFINDEX 0 = ok
10.1.0.2:5001 > 10.9.9.9:7000 TCP SYN via a0
l set BINDTOIFINDEX 2 = ok
10.1.0.2:5001 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5001
d device = 2, "a0"
10.1.0.2:5002 > 10.9.9.9:7000 TCP SYN via a0
l set BINDTOIFINDEX 3 = ok
10.1.0.2:5002 > 10.9.9.9:7000 TCP ACK via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5002 TCP RST
l accept = EAGAIN
l set BINDTOIFINDEX 0 = ok
10.1.0.2:5002 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5002
e device = 0, ""
[fe80::2]:5000 > [fe80::a]:7001 TCP SYN via a0
[fe80::2]:5000 > [fe80::a]:7001 TCP ACK via a0
six accept = from [fe80::2%2]:5000
f device = 2, "a0"
`,
}, {
	id:      "WR-36",
	because: "a connection that waits for accept() is there also when its listener is bound to an index without device",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		shake(s, a0, tcpPeer, tcpS)
		l.SetIndex(4242)
		c := l.Accept("c")
		c.Device()
		s.ArriveTCP(a0, "PA", tcpPeer, tcpS, c)
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l set BINDTOIFINDEX 4242 = ok
l accept = from 10.1.0.2:5000
c device = 2, "a0"
10.1.0.2:5000 > 10.9.9.9:7000 TCP PSH ACK via a0: c
`,
}, {
	id:      "TCP-request-close",
	because: "a listener that is closed takes its requests and connections with it: the peers are reset",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").At(tcpAny).Listening()
		shake(s, a0, tcpPeer, tcpS)
		s.ArriveTCP(a0, "S", "10.1.0.2:5001", tcpS)
		s.Left()
		l.Close()
		s.Left(a0, b0)
		s.ArriveTCP(a0, "A", "10.1.0.2:5001", tcpS)
		s.Left(a0, b0)
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
10.1.0.2:5001 > 10.9.9.9:7000 TCP SYN via a0
l close = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST ACK
10.1.0.2:5001 > 10.9.9.9:7000 TCP ACK via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5001 TCP RST
`,
}, {
	id:      "TCP-accept-reset",
	because: "accept() also gives a connection that has been reset meanwhile",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		shake(s, a0, tcpPeer, tcpS)
		s.ArriveTCP(a0, "R", tcpPeer, tcpS)
		c := l.Accept("c")
		c.Device()
		c.Peer()
		c.Recv()
		c.Recv()
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP RST via a0
l accept = from 10.1.0.2:5000
c device = 2, "a0"
c getpeername = ENOTCONN
c recv = ECONNRESET
c recv = end
`,
}, {
	id:      "TCP-request-reset",
	because: "a reset ends a request: what comes then is for the listener, and reset",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").At(tcpAny).Listening()
		s.ArriveTCP(a0, "S", tcpPeer, tcpS)
		s.Left()
		s.ArriveTCP(a0, "R", tcpPeer, tcpS)
		s.ArriveTCP(a0, "A", tcpPeer, tcpS)
		s.Left(a0, b0)
		l.Accept("c")
		s.ArriveTCP(a0, "R", "10.1.0.2:5001", tcpS)
		s.ArriveTCP(a0, "F", "10.1.0.2:5002", tcpS)
		s.ArriveTCP(a0, "A", "10.1.0.2:5003", tcpS)
		s.Left(a0, b0)
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP RST via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST
l accept = EAGAIN
10.1.0.2:5001 > 10.9.9.9:7000 TCP RST via a0
10.1.0.2:5002 > 10.9.9.9:7000 TCP FIN via a0
10.1.0.2:5003 > 10.9.9.9:7000 TCP ACK via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5003 TCP RST
`,
}}
