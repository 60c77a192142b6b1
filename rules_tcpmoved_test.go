package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

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
