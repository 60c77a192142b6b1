package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// tcpEnds is what calls say in states that do not fit, and how connections end.
var tcpEnds = []rule{{
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
		mustDo(s.Plane.Settle())
		c.Close()
		d.Recv()
		d.Send("")
		d.Peer()
		c, d = pair()
		c.Shutdown(emu.SHUT_RD)
		c.Recv()
		d.Send("")
		mustDo(s.Plane.Settle())
		c.Recv()
		c.Recv()
		c, d = pair()
		c.Shutdown(emu.SHUT_RDWR)
		d.Shutdown(emu.SHUT_RDWR)
		d.Recv()
		c.Shut()
		mustDo(s.Plane.Settle())
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
	id: "TCP-timewait-taken",
	because: "connect() from a port of its own takes the place of a TIME_WAIT entry, if there were time stamps in its segments: " +
		"there are among sockets of Linux, and not in those of these rules",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		s.Left()
		l := s.Root.TCP("l").At(tcpAny).Listening()
		dial := func() *plane.Socket {
			c := s.Root.TCP("c").Flag(emu.SO_REUSEADDR).At("127.0.0.1:6000")
			c.Connect("127.0.0.1:7000")
			return c
		}
		c := dial() // in the first second after boot the kernel's stamp is 0, which is none
		d := l.Accept("d")
		c.Shut()
		mustDo(s.Plane.Settle())
		d.Shut()
		dial()
		e := s.Root.TCP("e").Flag(emu.SO_REUSEADDR).At("10.1.0.1:6001")
		e.Connect("10.1.0.2:80")
		s.ArriveTCP(a0, "SA", "10.1.0.2:80", "10.1.0.1:6001")
		e.Shut()
		s.ArriveTCP(a0, "FA", "10.1.0.2:80", "10.1.0.1:6001")
		s.Root.TCP("f").Flag(emu.SO_REUSEADDR).At("10.1.0.1:6001").Connect("10.1.0.2:80")
	},
	want: `
c connect 127.0.0.1:7000 = ok
l accept = from 127.0.0.1:6000
c connect 127.0.0.1:7000 = ok
e connect 10.1.0.2:80 = EINPROGRESS
10.1.0.2:80 > 10.1.0.1:6001 TCP SYN ACK via a0
10.1.0.2:80 > 10.1.0.1:6001 TCP FIN ACK via a0
f connect 10.1.0.2:80 = EADDRNOTAVAIL
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
			mustDo(s.Plane.Settle())
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
