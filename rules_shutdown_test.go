package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// shutdowns is shutdown() of sockets that have no connection.
var shutdowns = []rule{{
	id:      "UDP-13-shutdown",
	because: "shutdown() of a datagram socket without peer says ENOTCONN and does its work all the same: it sends nothing any more. What arrives it goes on to take (inet_shutdown, sock_alloc_send_pskb)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		for _, how := range []int{emu.SHUT_RD, emu.SHUT_WR, emu.SHUT_RDWR} {
			for _, to := range []string{"", peer5000} {
				a := s.Root.UDP("a").At("10.1.0.1:7000")
				if to != "" {
					a.To(to)
				}
				a.Shutdown(how)
				a.Send(peer5000)
				s.Arrive(a0, "10.1.0.1:7000", a)
				a.Error()
				a.Connect(peer5000)
				a.Send("")
				a.SendMore("")
				a.Shut()
			}
			six := s.Root.UDP6("six").At("[::]:7000")
			six.Shutdown(how)
			six.Send("[fd01::2]:5000")
			six.Send("[::ffff:10.1.0.2]:5000")
			six.Shut()
			r := s.Root.Raw("raw", 17)
			r.Shutdown(how)
			r.Send("10.1.0.2:0")
			r.Shut()
			s.Left(a0, b0)
		}
		a := s.Root.UDP("a")
		a.Shutdown(3)
		a.Shutdown(-1)
		s.Root.TCP("tcp").Shutdown(emu.SHUT_RD)
	},
	want: `
a shutdown 0 = ENOTCONN
a send to 10.1.0.2:5000 = ok
to 10.1.0.1:7000 via a0: a
a error = ok
a connect 10.1.0.2:5000 = ok
a send = ok
a send more = ok
a shutdown 0 = ok
a send to 10.1.0.2:5000 = ok
to 10.1.0.1:7000 via a0: a
a error = ok
a connect 10.1.0.2:5000 = ok
a send = ok
a send more = ok
six shutdown 0 = ENOTCONN
six send to [fd01::2]:5000 = ok
six send to [::ffff:10.1.0.2]:5000 = ok
raw shutdown 0 = ENOTCONN
raw send to 10.1.0.2:0 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000, a0 10.1.0.1:7000 > 10.1.0.2:5000, a0 10.1.0.1:7000 > 10.1.0.2:5000, a0 10.1.0.1:7000 > 10.1.0.2:5000, a0 [fd01::1]:7000 > [fd01::2]:5000, a0 10.1.0.1:7000 > 10.1.0.2:5000, a0 10.1.0.1 > 10.1.0.2 protocol 17 malformed
a shutdown 1 = ENOTCONN
a send to 10.1.0.2:5000 = EPIPE
to 10.1.0.1:7000 via a0: a
a error = ok
a connect 10.1.0.2:5000 = ok
a send = EPIPE
a send more = EPIPE
a shutdown 1 = ok
a send to 10.1.0.2:5000 = EPIPE
to 10.1.0.1:7000 via a0: a
a error = ok
a connect 10.1.0.2:5000 = ok
a send = EPIPE
a send more = EPIPE
six shutdown 1 = ENOTCONN
six send to [fd01::2]:5000 = EPIPE
six send to [::ffff:10.1.0.2]:5000 = EPIPE
raw shutdown 1 = ENOTCONN
raw send to 10.1.0.2:0 = ok
left: a0 10.1.0.1 > 10.1.0.2 protocol 17 malformed
a shutdown 2 = ENOTCONN
a send to 10.1.0.2:5000 = EPIPE
to 10.1.0.1:7000 via a0: a
a error = ok
a connect 10.1.0.2:5000 = ok
a send = EPIPE
a send more = EPIPE
a shutdown 2 = ok
a send to 10.1.0.2:5000 = EPIPE
to 10.1.0.1:7000 via a0: a
a error = ok
a connect 10.1.0.2:5000 = ok
a send = EPIPE
a send more = EPIPE
six shutdown 2 = ENOTCONN
six send to [fd01::2]:5000 = EPIPE
six send to [::ffff:10.1.0.2]:5000 = EPIPE
raw shutdown 2 = ENOTCONN
raw send to 10.1.0.2:0 = ok
left: a0 10.1.0.1 > 10.1.0.2 protocol 17 malformed
a shutdown 3 = EINVAL
a shutdown -1 = EINVAL
tcp shutdown 0 = ENOTCONN
`,
}, {
	id:      "UDP-13-shut-order",
	because: "the address, the route and the length of a datagram are looked at before what is shut, and an error that waits is told before",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		a := s.Root.UDP("a").At("10.1.0.1:7000").To(peer5000)
		a.Shutdown(emu.SHUT_WR)
		a.Send("10.7.7.7:9")
		a.Send("10.1.0.2:0")
		a.Send("10.1.0.255:9")
		a.SendBytes("", make([]byte, 65508))
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", peer5000)
		a.Send("")
		a.Send("")
		a.SetIndex(4242)
		a.Send(peer5000)
	},
	want: `
a shutdown 1 = ok
a send to 10.7.7.7:9 = ENETUNREACH
a send to 10.1.0.2:0 = EINVAL
a send to 10.1.0.255:9 = EACCES
a send = EMSGSIZE
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a send = ECONNREFUSED
a send = EPIPE
a set BINDTOIFINDEX 4242 = ok
a send to 10.1.0.2:5000 = ENODEV
`,
}, {
	id:      "TCP-05-shut",
	because: "what a socket has shut before it listens, its connections have shut, too: they send a FIN at once, and nothing else (inet_shutdown, sk_clone_lock)",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		s.Left()
		for _, how := range []int{emu.SHUT_RD, emu.SHUT_WR} {
			l := s.Root.TCP("l").At(any7000)
			l.Shutdown(how)
			l.Listen(5)
			s.ArriveTCP(a0, "S", peer5000, "10.1.0.1:7000")
			s.ArriveTCP(a0, "A", peer5000, "10.1.0.1:7000")
			s.Left(a0)
			c := l.Accept("c")
			c.Send("")
			s.ArriveTCP(a0, "PA", peer5000, "10.1.0.1:7000")
			c.Recv()
			s.Left(a0)
			s.ArriveTCP(a0, "R", peer5000, "10.1.0.1:7000")
			c.Shut()
			l.Shut()
			s.Left()
		}
	},
	want: `
l shutdown 0 = ENOTCONN
l listen 5 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP SYN ACK
l accept = from 10.1.0.2:5000
c send = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP PSH ACK via a0
c recv = "hello"
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP PSH ACK, a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP ACK
10.1.0.2:5000 > 10.1.0.1:7000 TCP RST via a0
left: nothing
l shutdown 1 = ENOTCONN
l listen 5 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP SYN ACK, a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP FIN ACK
l accept = from 10.1.0.2:5000
c send = EPIPE
10.1.0.2:5000 > 10.1.0.1:7000 TCP PSH ACK via a0
c recv = "hello"
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP ACK
10.1.0.2:5000 > 10.1.0.1:7000 TCP RST via a0
left: nothing
`,
}}
