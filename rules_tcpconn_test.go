package boundif_test

import (
	"boundif/emu"
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

// accepted is a connection of a listener on port 7000 with tcpPeer, by a0.
func accepted(s *plane.Script, a0, dev int) *plane.Socket {
	l := s.Root.TCP("l").On(dev).At(tcpAny).Listening()
	shake(s, a0, tcpPeer, tcpS)
	c := l.Accept("c")
	s.Left()
	return c
}

// tcpEstablished is section 4.6 and parts of 6.5, of connections.
var tcpEstablished = []rule{{
	id:      "TCP-20",
	because: "a connection that was moved to b0 is not there for what arrives on a0: its peer is reset, and it sees nothing",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := accepted(s, a0, 0)
		c.SetIndex(b0)
		s.ArriveTCP(a0, "PA", tcpPeer, tcpS, c)
		s.Left(a0, b0)
		c.Recv()
		c.Error()
		s.ArriveTCP(b0, "PA", tcpPeer, tcpS, c)
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP PSH ACK via a0: nobody
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST
c recv = EAGAIN
c error = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP PSH ACK via b0: nobody
`,
}, {
	id:      "TCP-21",
	because: "to be bound to the device that it uses changes nothing for a connection",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := accepted(s, a0, 0)
		c.SetIndex(a0)
		s.ArriveTCP(a0, "PA", tcpPeer, tcpS, c)
		c.Send("")
		s.Left(a0, b0)
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c set BINDTOIFINDEX 2 = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP PSH ACK via a0: c
c send = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP ACK, a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP PSH ACK
`,
}, {
	id:      "TCP-22",
	because: "a connection that was away and came back before its peer spoke has noticed nothing",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := accepted(s, a0, a0)
		c.SetIndex(b0)
		c.SetIndex(4242)
		c.SetIndex(a0)
		s.ArriveTCP(a0, "PA", tcpPeer, tcpS, c)
		s.Left(a0, b0)
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c set BINDTOIFINDEX 3 = ok
c set BINDTOIFINDEX 4242 = ok
c set BINDTOIFINDEX 2 = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP PSH ACK via a0: c
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP ACK
`,
}, {
	id:      "TCP-23",
	because: "on an index without device a connection is lost for its peer, and may go on sending into nothing (OUT-44)",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := accepted(s, a0, a0)
		c.SetIndex(4242)
		c.Send("")
		s.Left(a0, b0)
		c.Error()
		s.ArriveTCP(a0, "PA", tcpPeer, tcpS, c)
		s.Left(a0, b0)
		c.Send("")
		c.Peer()
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c set BINDTOIFINDEX 4242 = ok
c send = ok
left: nothing
c error = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP PSH ACK via a0: nobody
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST
c send = ok
c getpeername = 10.1.0.2:5000
`,
}, {
	id: "OUT-43",
	because: "a connection moved to b0 sends by b0, with the address that it has; what the peer answers, on a0, " +
		"finds nobody there and is reset, of which the connection hears nothing (OUT-45)",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := dialled(s, a0)
		c.SetIndex(b0)
		c.Send("")
		s.Left(a0, b0)
		s.ArriveTCP(a0, "A", "10.1.0.2:80", "10.1.0.1:6000")
		s.Left(a0, b0)
		c.Error()
		c.Send("")
		s.Left(a0, b0)
		c.SetIndex(a0)
		s.ArriveTCP(a0, "PA", "10.1.0.2:80", "10.1.0.1:6000", c)
	},
	want: `
c connect 10.1.0.2:80 = EINPROGRESS
10.1.0.2:80 > 10.1.0.1:6000 TCP SYN ACK via a0
left: a0 10.1.0.1:6000 > 10.1.0.2:80 TCP SYN, a0 10.1.0.1:6000 > 10.1.0.2:80 TCP ACK
c getpeername = 10.1.0.2:80
c set BINDTOIFINDEX 3 = ok
c send = ok
left: b0 10.1.0.1:6000 > 10.1.0.2:80 TCP PSH ACK
10.1.0.2:80 > 10.1.0.1:6000 TCP ACK via a0
left: a0 10.1.0.1:6000 > 10.1.0.2:80 TCP RST
c error = ok
c send = ok
left: nothing
c set BINDTOIFINDEX 2 = ok
10.1.0.2:80 > 10.1.0.1:6000 TCP PSH ACK via a0: c
`,
}, {
	id:      "OUT-43-6",
	because: "IPv6 finds no way by b0: nothing leaves, and send() says nothing of it",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := s.Root.TCP6("c").At("[fd01::1]:6000")
		s.Left()
		c.Connect("[fd01::2]:80")
		s.ArriveTCP(a0, "SA", "[fd01::2]:80", "[fd01::1]:6000")
		s.Left(a0, b0)
		c.SetIndex(b0)
		c.Send("")
		s.Left(a0, b0)
		c.Error()
	},
	want: `
c connect [fd01::2]:80 = EINPROGRESS
[fd01::2]:80 > [fd01::1]:6000 TCP SYN ACK via a0
left: a0 [fd01::1]:6000 > [fd01::2]:80 TCP SYN, a0 [fd01::1]:6000 > [fd01::2]:80 TCP ACK
c set BINDTOIFINDEX 3 = ok
c send = ok
left: nothing
c error = ENETUNREACH
`,
}, {
	id:      "OUT-46-answer",
	because: "a socket that waits for an answer and was moved hears it on its new device only",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := s.Root.TCP("c").On(a0).At("0.0.0.0:6000")
		s.Left()
		c.Connect("10.1.0.2:80")
		s.Left(a0, b0)
		c.SetIndex(b0)
		s.ArriveTCP(a0, "SA", "10.1.0.2:80", "10.1.0.1:6000")
		s.Left(a0, b0)
		c.Connect("10.1.0.2:80")
		c.Peer()
		s.ArriveTCP(b0, "SA", "10.1.0.2:80", "10.1.0.1:6000")
		s.Left(a0, b0)
		c.Connect("10.1.0.2:80")
		c.Connect("10.1.0.2:80")
		c.Peer()
	},
	want: `
c connect 10.1.0.2:80 = EINPROGRESS
left: a0 10.1.0.1:6000 > 10.1.0.2:80 TCP SYN
c set BINDTOIFINDEX 3 = ok
10.1.0.2:80 > 10.1.0.1:6000 TCP SYN ACK via a0
left: a0 10.1.0.1:6000 > 10.1.0.2:80 TCP RST
c connect 10.1.0.2:80 = EALREADY
c getpeername = ENOTCONN
10.1.0.2:80 > 10.1.0.1:6000 TCP SYN ACK via b0
left: b0 10.1.0.1:6000 > 10.1.0.2:80 TCP ACK
c connect 10.1.0.2:80 = ok
c connect 10.1.0.2:80 = EISCONN
c getpeername = 10.1.0.2:80
`,
}, {
	id:      "OUT-46",
	because: "what is sent again leaves by the device that the socket is bound to now, with the address that it had: a SYN, and data",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := s.Root.TCP("c").On(a0).At("0.0.0.0:6000")
		s.Left()
		c.Connect("10.1.0.2:80")
		s.Left(a0, b0)
		c.SetIndex(b0)
		s.Retransmit(c)
		s.Left(a0, b0)
		s.ArriveTCP(b0, "SA", "10.1.0.2:80", "10.1.0.1:6000")
		s.Left(a0, b0)
		d := s.Root.TCP("d").At("10.1.0.1:6001")
		d.Connect("10.1.0.2:80")
		s.ArriveTCP(a0, "SA", "10.1.0.2:80", "10.1.0.1:6001")
		d.Send("")
		d.SetIndex(b0)
		s.Left(a0, b0)
		s.Retransmit(d)
		s.Left(a0, b0)
	},
	want: `
c connect 10.1.0.2:80 = EINPROGRESS
left: a0 10.1.0.1:6000 > 10.1.0.2:80 TCP SYN
c set BINDTOIFINDEX 3 = ok
left: b0 10.1.0.1:6000 > 10.1.0.2:80 TCP SYN
10.1.0.2:80 > 10.1.0.1:6000 TCP SYN ACK via b0
left: b0 10.1.0.1:6000 > 10.1.0.2:80 TCP ACK
d connect 10.1.0.2:80 = EINPROGRESS
10.1.0.2:80 > 10.1.0.1:6001 TCP SYN ACK via a0
d send = ok
d set BINDTOIFINDEX 3 = ok
left: a0 10.1.0.1:6001 > 10.1.0.2:80 TCP SYN, a0 10.1.0.1:6001 > 10.1.0.2:80 TCP ACK, a0 10.1.0.1:6001 > 10.1.0.2:80 TCP PSH ACK
left: b0 10.1.0.1:6001 > 10.1.0.2:80 TCP PSH ACK
`,
}, {
	id:      "OUT-49",
	because: "a reset of nobody's goes where the peer is routed to, whatever device the segment came by, and by the bound device if a listener's",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Left()
		s.ArriveTCP(b0, "S", tcpPeer, tcpS)
		s.Left(a0, b0)
		s.ArriveTCP(b0, "A", "10.1.0.2:5001", tcpS)
		s.Left(a0, b0)
		s.ArriveTCP(b0, "R", "10.1.0.2:5002", tcpS)
		s.ArriveTCP(b0, "S", "10.8.8.8:5002", tcpS)
		s.Left(a0, b0)
		s.Root.TCP("l").On(b0).At(tcpAny).Listening()
		s.ArriveTCP(b0, "A", "10.1.0.2:5003", tcpS)
		s.Left(a0, b0)
		s.ArriveTCP(b0, "S", tcpLocal, "[fe80::b]:7001")
		s.ArriveTCP(a0, "S", tcpLocal, "[fe80::a]:7001")
		s.Left(a0, b0)
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via b0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST ACK
10.1.0.2:5001 > 10.9.9.9:7000 TCP ACK via b0
left: a0 10.9.9.9:7000 > 10.1.0.2:5001 TCP RST
10.1.0.2:5002 > 10.9.9.9:7000 TCP RST via b0
10.8.8.8:5002 > 10.9.9.9:7000 TCP SYN via b0
left: nothing
10.1.0.2:5003 > 10.9.9.9:7000 TCP ACK via b0
left: b0 10.9.9.9:7000 > 10.1.0.2:5003 TCP RST
[fe80::2]:5000 > [fe80::b]:7001 TCP SYN via b0
[fe80::2]:5000 > [fe80::a]:7001 TCP SYN via a0
left: a0 [fe80::a]:7001 > [fe80::2]:5000 TCP RST ACK, b0 [fe80::b]:7001 > [fe80::2]:5000 TCP RST ACK
`,
}, {
	id:      "TCP-30",
	because: "a 4-tuple may be had on two devices, and unbound beside bound, but not bound beside unbound",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		dial := func(label string, first, second int, port string) {
			s.Root.TCP("first").Flag(emu.SO_REUSEADDR).On(first).At("10.1.0.1:" + port).Connect("10.1.0.2:80")
			c := s.Root.TCP(label).Flag(emu.SO_REUSEADDR).On(second).At("10.1.0.1:" + port)
			c.Connect("10.1.0.2:80")
			c.Addr()
		}
		dial("unbound after a0", a0, 0, "6000")
		dial("a0 after unbound", 0, a0, "6001")
		dial("a0 after a0", a0, a0, "6002")
		dial("b0 after a0", a0, b0, "6003")
		dial("unbound after unbound", 0, 0, "6004")
		dial("stale after a0", a0, 4242, "6005")
	},
	want: `
first connect 10.1.0.2:80 = EINPROGRESS
unbound after a0 connect 10.1.0.2:80 = EINPROGRESS
unbound after a0 getsockname = 10.1.0.1:6000
first connect 10.1.0.2:80 = EINPROGRESS
a0 after unbound connect 10.1.0.2:80 = EADDRNOTAVAIL
a0 after unbound getsockname = 10.1.0.1:6001
first connect 10.1.0.2:80 = EINPROGRESS
a0 after a0 connect 10.1.0.2:80 = EADDRNOTAVAIL
a0 after a0 getsockname = 10.1.0.1:6002
first connect 10.1.0.2:80 = EINPROGRESS
b0 after a0 connect 10.1.0.2:80 = EINPROGRESS
b0 after a0 getsockname = 10.1.0.1:6003
first connect 10.1.0.2:80 = EINPROGRESS
unbound after unbound connect 10.1.0.2:80 = EADDRNOTAVAIL
unbound after unbound getsockname = 10.1.0.1:6004
first connect 10.1.0.2:80 = EINPROGRESS
stale after a0 connect 10.1.0.2:80 = ENODEV
stale after a0 getsockname = 10.1.0.1:6005
`,
}, {
	id:      "TCP-31",
	because: "what counts is the device that the other socket is bound to now",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		a := s.Root.TCP("a").Flag(emu.SO_REUSEADDR).On(a0).At("10.1.0.1:6000")
		a.Connect("10.1.0.2:80")
		a.SetIndex(0)
		c := s.Root.TCP("c").Flag(emu.SO_REUSEADDR).On(a0).At("10.1.0.1:6000")
		c.Connect("10.1.0.2:80")
		a.SetIndex(a0)
		c.Connect("10.1.0.2:80")
		c.SetIndex(0)
		c.Connect("10.1.0.2:80")
	},
	want: `
a connect 10.1.0.2:80 = EINPROGRESS
a set BINDTOIFINDEX 0 = ok
c connect 10.1.0.2:80 = EADDRNOTAVAIL
a set BINDTOIFINDEX 2 = ok
c connect 10.1.0.2:80 = EADDRNOTAVAIL
c set BINDTOIFINDEX 0 = ok
c connect 10.1.0.2:80 = EINPROGRESS
`,
}, {
	id:      "TCP-32",
	because: "of two connections of one 4-tuple that both match, the newest gets everything: none is preferred",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		dial := func(label string, dev int) *plane.Socket {
			c := s.Root.TCP(label).Flag(emu.SO_REUSEADDR).On(dev).At("10.1.0.1:6000")
			c.Connect("10.1.0.2:80")
			return c
		}
		s.Left()
		a := dial("a0", a0)
		u := dial("unbound", 0)
		s.ArriveTCP(a0, "SA", "10.1.0.2:80", "10.1.0.1:6000")
		a.Peer()
		u.Peer()
		u.SetIndex(4242)
		s.ArriveTCP(a0, "A", "10.1.0.2:80", "10.1.0.1:6000")
		s.Left(a0)
	},
	want: `
a0 connect 10.1.0.2:80 = EINPROGRESS
unbound connect 10.1.0.2:80 = EINPROGRESS
10.1.0.2:80 > 10.1.0.1:6000 TCP SYN ACK via a0
a0 getpeername = ENOTCONN
unbound getpeername = 10.1.0.2:80
unbound set BINDTOIFINDEX 4242 = ok
10.1.0.2:80 > 10.1.0.1:6000 TCP ACK via a0
left: a0 10.1.0.1:6000 > 10.1.0.2:80 TCP SYN, a0 10.1.0.1:6000 > 10.1.0.2:80 TCP SYN, a0 10.1.0.1:6000 > 10.1.0.2:80 TCP ACK, a0 10.1.0.1:6000 > 10.1.0.2:80 TCP RST
`,
}, {
	id: "OBS-05",
	because: "a TIME_WAIT entry keeps the device that the connection died with, whatever becomes of the socket: " +
		"on another the peer's FIN finds nobody",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := accepted(s, a0, a0)
		c.Shutdown(emu.SHUT_WR)
		s.ArriveTCP(a0, "A", tcpPeer, tcpS)
		s.ArriveTCP(a0, "FA", tcpPeer, tcpS)
		s.Left(a0, b0)
		c.SetIndex(b0)
		s.ArriveTCP(a0, "FA", tcpPeer, tcpS)
		s.Left(a0, b0)
		s.ArriveTCP(b0, "FA", tcpPeer, tcpS)
		s.Left(a0, b0)
		c.Recv()
		c.Peer()
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c shutdown 1 = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP FIN ACK via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP FIN ACK, a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP ACK
c set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP FIN ACK via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP ACK
10.1.0.2:5000 > 10.9.9.9:7000 TCP FIN ACK via b0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST
c recv = end
c getpeername = ENOTCONN
`,
}}

// dialled is a connection from port 6000 to 10.1.0.2:80, unbound; a0 is its way.
func dialled(s *plane.Script, a0 int) *plane.Socket {
	c := s.Root.TCP("c").At("10.1.0.1:6000")
	s.Left()
	c.Connect("10.1.0.2:80")
	s.ArriveTCP(a0, "SA", "10.1.0.2:80", "10.1.0.1:6000")
	s.Left(a0)
	c.Peer()
	return c
}

// tcpICMP is section 4.5 for TCP.
var tcpICMP = []rule{{
	id:      "TCP-icmp",
	because: "an ICMP error ends a connect() that waits, if it came by the bound device; for a connection it is only what SO_ERROR tells",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Left()
		c := s.Root.TCP("c").On(a0).At("10.1.0.1:6000")
		c.Connect("10.1.0.2:80")
		s.ArriveTCPUnreachable(b0, "10.1.0.2", "10.1.0.1:6000", "10.1.0.2:80")
		c.Connect("10.1.0.2:80")
		s.ArriveTCPUnreachable(a0, "10.1.0.2", "10.1.0.1:6000", "10.1.0.2:80")
		c.Connect("10.1.0.2:80")
		d := s.Root.TCP("d").At("10.1.0.1:6001")
		d.Connect("10.1.0.2:80")
		s.ArriveTCP(a0, "SA", "10.1.0.2:80", "10.1.0.1:6001")
		d.Send("")
		s.Left(a0)
		s.ArriveTCPUnreachable(b0, "10.1.0.2", "10.1.0.1:6001", "10.1.0.2:80")
		d.Send("")
		d.Recv()
		d.Error()
		d.Error()
	},
	want: `
c connect 10.1.0.2:80 = EINPROGRESS
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:6000 > 10.1.0.2:80 TCP SYN) via b0
c connect 10.1.0.2:80 = EALREADY
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:6000 > 10.1.0.2:80 TCP SYN) via a0
c connect 10.1.0.2:80 = ECONNREFUSED
d connect 10.1.0.2:80 = EINPROGRESS
10.1.0.2:80 > 10.1.0.1:6001 TCP SYN ACK via a0
d send = ok
left: a0 10.1.0.1:6000 > 10.1.0.2:80 TCP SYN, a0 10.1.0.1:6001 > 10.1.0.2:80 TCP SYN, a0 10.1.0.1:6001 > 10.1.0.2:80 TCP ACK, a0 10.1.0.1:6001 > 10.1.0.2:80 TCP PSH ACK
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:6001 > 10.1.0.2:80 TCP SYN) via b0
d send = ok
d recv = EAGAIN
d error = ECONNREFUSED
d error = ok
`,
}}

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
	id:      "TCP-calls",
	because: "what calls say that do not fit the state of the socket",
	program: func(s *plane.Script) {
		tcpAB(s)
		u := s.Root.TCP("u")
		u.Send("")
		u.Recv()
		u.Peer()
		u.Accept("c")
		u.Shutdown(emu.SHUT_WR)
		u.GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		u.Connect("127.0.0.1:9")
		u.Error()
		u.Connect("127.0.0.1:9")
		l := s.Root.TCP("l").At(tcpAny).Listening()
		l.GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		l.Send("")
		l.Recv()
		l.Peer()
		l.Connect("127.0.0.1:9")
		l.Bind("0.0.0.0:7001")
		l.Accept("c")
		c := s.Root.TCP("c")
		c.Connect("127.0.0.1:7000")
		c.Listen(1)
		c.Bind("0.0.0.0:7001")
		c.Recv()
		c.Connect("127.0.0.1:7000")
		l.Shutdown(emu.SHUT_WR)
		l.GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		l.Shutdown(emu.SHUT_RD)
		l.GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		c.Recv()
		c.Recv()
		c.Send("")
	},
	want: `
u send = EPIPE
u recv = ENOTCONN
u getpeername = ENOTCONN
u accept = EINVAL
u shutdown 1 = ENOTCONN
u get ACCEPTCONN = 0
u connect 127.0.0.1:9 = ECONNREFUSED
u error = ok
u connect 127.0.0.1:9 = ECONNREFUSED
l get ACCEPTCONN = 1
l send = EPIPE
l recv = ENOTCONN
l getpeername = ENOTCONN
l connect 127.0.0.1:9 = EISCONN
l bind 0.0.0.0:7001 = EINVAL
l accept = EAGAIN
c connect 127.0.0.1:7000 = ok
c listen 1 = EINVAL
c bind 0.0.0.0:7001 = EINVAL
c recv = EAGAIN
c connect 127.0.0.1:7000 = EISCONN
l shutdown 1 = ok
l get ACCEPTCONN = 1
l shutdown 0 = ok
l get ACCEPTCONN = 0
c recv = ECONNRESET
c recv = end
c send = EPIPE
`,
}, {
	id:      "TCP-end",
	because: "the ways in which a connection ends",
	program: func(s *plane.Script) {
		tcpAB(s)
		l := s.Root.TCP("l").At(tcpAny).Listening()
		pair := func() (c, d *plane.Socket) {
			c = s.Root.TCP("c").To("127.0.0.1:7000")
			return c, l.Accept("d")
		}
		c, d := pair()
		c.Send("")
		c.Shutdown(emu.SHUT_WR)
		d.Recv()
		d.Recv()
		d.Send("")
		c.Recv()
		c.Recv()
		c.Send("")
		d.Close()
		c.Recv()
		c.Peer()
		c.Shutdown(emu.SHUT_WR)
		c, d = pair()
		d.Send("")
		c.Close()
		d.Recv()
		d.Send("")
		d.Peer()
		c, d = pair()
		c.Shutdown(emu.SHUT_RD)
		c.Recv()
		d.Send("")
		c.Recv()
		c.Recv()
		c, d = pair()
		c.Shutdown(emu.SHUT_RDWR)
		d.Shutdown(emu.SHUT_RDWR)
		d.Recv()
		c.Shut()
		d.Shut()
		s.Root.TCP("self").At("127.0.0.1:7002").Connect("127.0.0.1:7003")
	},
	want: `
l accept = from 127.0.0.1:auto
c send = ok
c shutdown 1 = ok
d recv = "hello"
d recv = end
d send = ok
c recv = "hello"
c recv = EAGAIN
c send = EPIPE
d close = ok
c recv = end
c getpeername = ENOTCONN
c shutdown 1 = ENOTCONN
l accept = from 127.0.0.1:auto
d send = ok
c close = ok
d recv = ECONNRESET
d send = EPIPE
d getpeername = ENOTCONN
l accept = from 127.0.0.1:auto
c shutdown 0 = ok
c recv = end
d send = ok
c recv = "hello"
c recv = end
l accept = from 127.0.0.1:auto
c shutdown 2 = ok
d shutdown 2 = ok
d recv = end
self connect 127.0.0.1:7003 = ECONNREFUSED
`,
}, {
	id:      "TCP-self",
	because: "a socket can be connected to itself, and two SYNs can cross: the device counts as ever",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		c := s.Root.TCP("self").At("127.0.0.1:7002")
		c.Connect("127.0.0.1:7002")
		c.Peer()
		c.Send("")
		c.Recv()
		c.Close()
		d := s.Root.TCP("crossed").On(a0).At("10.1.0.1:6000")
		s.Left()
		d.Connect("10.1.0.2:80")
		s.ArriveTCP(b0, "S", "10.1.0.2:80", "10.1.0.1:6000")
		s.ArriveTCP(a0, "S", "10.1.0.2:80", "10.1.0.1:6000")
		s.Left(a0, b0)
		d.Send("")
		s.ArriveTCP(a0, "A", "10.1.0.2:80", "10.1.0.1:6000")
		s.Left(a0, b0)
		d.Connect("10.1.0.2:80")
		d.Peer()
	},
	want: `
self connect 127.0.0.1:7002 = ok
self getpeername = 127.0.0.1:7002
self send = ok
self recv = "hello"
self close = ok
crossed connect 10.1.0.2:80 = EINPROGRESS
10.1.0.2:80 > 10.1.0.1:6000 TCP SYN via b0
10.1.0.2:80 > 10.1.0.1:6000 TCP SYN via a0
left: a0 10.1.0.1:6000 > 10.1.0.2:80 TCP SYN, a0 10.1.0.1:6000 > 10.1.0.2:80 TCP RST ACK, a0 10.1.0.1:6000 > 10.1.0.2:80 TCP SYN ACK
crossed send = EAGAIN
10.1.0.2:80 > 10.1.0.1:6000 TCP ACK via a0
left: nothing
crossed connect 10.1.0.2:80 = ok
crossed getpeername = 10.1.0.2:80
`,
}, {
	id:      "TCP-timewait",
	because: "a TIME_WAIT entry has its port: bind() conflicts with it as with its socket, and listen() does not",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		die := func(flag int, port string) {
			l := s.Root.TCP("l").On(a0)
			if flag != 0 {
				l.Flag(flag)
			}
			l.At("0.0.0.0:" + port).Listening()
			c := s.Root.TCP("c").To("10.1.0.1:" + port)
			d := l.Accept("d")
			d.Shut()
			c.Shut()
			l.Shut()
		}
		die(0, "7000")
		s.Root.TCP("same device").On(a0).Bind("0.0.0.0:7000")
		s.Root.TCP("same device, REUSEADDR").Flag(emu.SO_REUSEADDR).On(a0).Bind("0.0.0.0:7000")
		s.Root.TCP("another device").On(b0).Bind("0.0.0.0:7000")
		s.Root.TCP("another address").On(a0).Bind("10.9.9.9:7000")
		die(emu.SO_REUSEADDR, "7001")
		s.Root.TCP("same device").On(a0).Bind("0.0.0.0:7001")
		n := s.Root.TCP("same device, REUSEADDR").Flag(emu.SO_REUSEADDR).On(a0)
		n.Bind("0.0.0.0:7001")
		n.Listen(1)
		die(emu.SO_REUSEPORT, "7002")
		s.Root.TCP("same device, REUSEPORT").Flag(emu.SO_REUSEPORT).On(a0).Bind("0.0.0.0:7002")
	},
	want: `
l accept = from 10.1.0.1:auto
same device bind 0.0.0.0:7000 = EADDRINUSE
same device, REUSEADDR bind 0.0.0.0:7000 = EADDRINUSE
another device bind 0.0.0.0:7000 = ok
another address bind 10.9.9.9:7000 = ok
l accept = from 10.1.0.1:auto
same device bind 0.0.0.0:7001 = EADDRINUSE
same device, REUSEADDR bind 0.0.0.0:7001 = ok
same device, REUSEADDR listen 1 = ok
l accept = from 10.1.0.1:auto
same device, REUSEPORT bind 0.0.0.0:7002 = ok
`,
}}
