package boundif_test

import (
	"fmt"

	"boundif/emu"
	"boundif/internal/plane"
)

// tcpRed is tcpAB with a VRF named red, which a0 is in and b0 is not.
func tcpRed(s *plane.Script) (a0, b0, red int) {
	a0, b0 = tcpAB(s)
	red = s.VRF("red", 10)
	s.Enslave(a0, red)
	s.Root.Addr(a0, "fd01::1/64") // enslaving takes IPv6 addresses
	s.Root.Addr(a0, "fe80::a/64")
	return a0, b0, red
}

// take accepts a connection and says what it is bound to.
func take(l *plane.Socket) *plane.Socket {
	c := l.Accept("c")
	if c != nil {
		c.Device()
	}
	return c
}

// redS is an address of a0, in red.
const (
	redS  = "10.1.0.1:7000"
	redS6 = "[fd01::1]:7000"
)

// tcpVRF is section 9 for TCP.
var tcpVRF = []rule{{
	id:      "L3-10",
	because: "an unbound listener takes connections of a VRF only with tcp_l3mdev_accept, and then they are bound to the VRF; one bound to the VRF or to a slave takes them in any case, and hands its device on",
	program: func(s *plane.Script) {
		a0, b0, red := tcpRed(s)
		l := s.Root.TCP("unbound").At(tcpAny).Listening()
		s.Left()
		s.ArriveTCP(a0, "S", tcpPeer, redS)
		s.Left(a0, b0)
		s.Sysctl("net/ipv4/tcp_l3mdev_accept", "1")
		shake(s, a0, "10.1.0.2:5001", redS)
		s.Left(a0, b0)
		take(l)
		shake(s, b0, "10.2.0.2:5001", "10.2.0.1:7000")
		take(l)
		l.Shut()
		s.Sysctl("net/ipv4/tcp_l3mdev_accept", "0")
		for i, dev := range []int{red, a0, b0} {
			port := 7001 + i
			l = s.Root.TCP("bound").On(dev).At(fmt.Sprintf("0.0.0.0:%d", port)).Listening()
			l.Device()
			shake(s, a0, "10.1.0.2:5002", fmt.Sprintf("10.1.0.1:%d", port))
			take(l)
			s.Left(a0, b0)
		}
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP RST ACK
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5001 > 10.1.0.1:7000 TCP ACK via a0
left: a0 10.1.0.1:7000 > 10.1.0.2:5001 TCP SYN ACK
unbound accept = from 10.1.0.2:5001
c device = 4, "red"
10.2.0.2:5001 > 10.2.0.1:7000 TCP SYN via b0
10.2.0.2:5001 > 10.2.0.1:7000 TCP ACK via b0
unbound accept = from 10.2.0.2:5001
c device = 0, ""
bound device = 4, "red"
10.1.0.2:5002 > 10.1.0.1:7001 TCP SYN via a0
10.1.0.2:5002 > 10.1.0.1:7001 TCP ACK via a0
bound accept = from 10.1.0.2:5002
c device = 4, "red"
left: a0 10.1.0.1:7001 > 10.1.0.2:5002 TCP SYN ACK, b0 10.2.0.1:7000 > 10.2.0.2:5001 TCP SYN ACK
bound device = 2, "a0"
10.1.0.2:5002 > 10.1.0.1:7002 TCP SYN via a0
10.1.0.2:5002 > 10.1.0.1:7002 TCP ACK via a0
bound accept = from 10.1.0.2:5002
c device = 2, "a0"
left: a0 10.1.0.1:7002 > 10.1.0.2:5002 TCP SYN ACK
bound device = 3, "b0"
10.1.0.2:5002 > 10.1.0.1:7003 TCP SYN via a0
10.1.0.2:5002 > 10.1.0.1:7003 TCP ACK via a0
bound accept = EAGAIN
left: a0 10.1.0.1:7003 > 10.1.0.2:5002 TCP RST ACK, a0 10.1.0.1:7003 > 10.1.0.2:5002 TCP RST
`,
}, {
	id:      "L3-10-6",
	because: "the same for IPv6",
	program: func(s *plane.Script) {
		a0, b0, red := tcpRed(s)
		l := s.Root.TCP6("unbound").At(tcpAny6).Listening()
		s.Left()
		s.ArriveTCP(a0, "S", tcpPeer6, redS6)
		s.Left(a0, b0)
		s.Sysctl("net/ipv4/tcp_l3mdev_accept", "1")
		shake(s, a0, "[fd01::2]:5001", redS6)
		take(l)
		l.Shut()
		s.Sysctl("net/ipv4/tcp_l3mdev_accept", "0")
		for i, dev := range []int{red, a0} {
			port := 7001 + i
			l = s.Root.TCP6("bound").On(dev).At(fmt.Sprintf("[::]:%d", port)).Listening()
			shake(s, a0, "[fd01::2]:5002", fmt.Sprintf("[fd01::1]:%d", port))
			take(l)
		}
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
[fd01::2]:5000 > [fd01::1]:7000 TCP SYN via a0
left: a0 [fd01::1]:7000 > [fd01::2]:5000 TCP RST ACK
[fd01::2]:5001 > [fd01::1]:7000 TCP SYN via a0
[fd01::2]:5001 > [fd01::1]:7000 TCP ACK via a0
unbound accept = from [fd01::2]:5001
c device = 4, "red"
[fd01::2]:5002 > [fd01::1]:7001 TCP SYN via a0
[fd01::2]:5002 > [fd01::1]:7001 TCP ACK via a0
bound accept = from [fd01::2]:5002
c device = 4, "red"
[fd01::2]:5002 > [fd01::1]:7002 TCP SYN via a0
[fd01::2]:5002 > [fd01::1]:7002 TCP ACK via a0
bound accept = from [fd01::2]:5002
c device = 2, "a0"
`,
}, {
	id:      "L3-11",
	because: "a connection with a link-local peer is bound to the device that the peer is on, though its listener is bound to the VRF",
	program: func(s *plane.Script) {
		a0, b0, red := tcpRed(s)
		l := s.Root.TCP6("red").On(red).At(tcpAny6).Listening()
		s.Left()
		shake(s, a0, tcpLocal, "[fe80::a]:7000")
		s.Left(a0, b0)
		if c := take(l); c != nil {
			c.Peer()
		}
		l.Shut()
		s.Sysctl("net/ipv4/tcp_l3mdev_accept", "1")
		l = s.Root.TCP6("unbound").At(tcpAny6).Listening()
		shake(s, a0, "[fe80::2]:5001", "[fe80::a]:7000")
		take(l)
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
[fe80::2]:5000 > [fe80::a]:7000 TCP SYN via a0
[fe80::2]:5000 > [fe80::a]:7000 TCP ACK via a0
left: a0 [fe80::a]:7000 > [fe80::2]:5000 TCP SYN ACK
red accept = from [fe80::2%2]:5000
c device = 2, "a0"
c getpeername = [fe80::2%2]:5000
[fe80::2]:5001 > [fe80::a]:7000 TCP SYN via a0
[fe80::2]:5001 > [fe80::a]:7000 TCP ACK via a0
unbound accept = from [fe80::2%2]:5001
c device = 2, "a0"
`,
}, {
	id:      "L3-20-tcp",
	because: "without tcp_l3mdev_accept the ports of a VRF are others than those of no VRF; with it they are the same, and devices overlap as always",
	program: func(s *plane.Script) {
		a0, b0, red := tcpRed(s)
		bind := func(label string, dev int, addr string) *plane.Socket {
			c := s.Root.TCP(label).On(dev)
			c.Bind(addr)
			return c
		}
		u := bind("unbound", 0, tcpAny)
		r := bind("red", red, tcpAny)
		a := bind("a0", a0, tcpAny)
		bind("b0", b0, tcpAny)
		bind("red again", red, tcpAny)
		for _, c := range []*plane.Socket{u, r, a} {
			c.Shut()
		}
		s.Sysctl("net/ipv4/tcp_l3mdev_accept", "1")
		u = bind("unbound", 0, tcpAny)
		bind("red", red, tcpAny)
		bind("a0", a0, tcpAny)
		u.Shut()
		bind("red", red, tcpAny)
		bind("a0", a0, tcpAny)
		bind("b0", b0, tcpAny)
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
unbound bind 0.0.0.0:7000 = ok
red bind 0.0.0.0:7000 = ok
a0 bind 0.0.0.0:7000 = ok
b0 bind 0.0.0.0:7000 = EADDRINUSE
red again bind 0.0.0.0:7000 = EADDRINUSE
unbound bind 0.0.0.0:7000 = ok
red bind 0.0.0.0:7000 = EADDRINUSE
a0 bind 0.0.0.0:7000 = EADDRINUSE
red bind 0.0.0.0:7000 = ok
a0 bind 0.0.0.0:7000 = ok
b0 bind 0.0.0.0:7000 = ok
`,
}, {
	id:      "L3-30-tcp",
	because: "a socket of a VRF can have the addresses of the VRF only, and one of none those of no VRF",
	program: func(s *plane.Script) {
		a0, b0, red := tcpRed(s)
		for _, dev := range []int{red, a0, b0, 0} {
			for _, addr := range []string{"10.1.0.1:7000", "10.2.0.1:7000", "127.0.0.1:7000"} {
				c := s.Root.TCP("IPv4").On(dev)
				c.Device()
				c.Bind(addr)
				c.Shut()
			}
			for _, addr := range []string{"[fd01::1]:7000", "[fd02::1]:7000", "[::1]:7000", "[::ffff:10.1.0.1]:7000"} {
				c := s.Root.TCP6("IPv6").On(dev)
				c.Bind(addr)
				c.Shut()
			}
		}
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
IPv4 device = 4, "red"
IPv4 bind 10.1.0.1:7000 = ok
IPv4 device = 4, "red"
IPv4 bind 10.2.0.1:7000 = EADDRNOTAVAIL
IPv4 device = 4, "red"
IPv4 bind 127.0.0.1:7000 = EADDRNOTAVAIL
IPv6 bind [fd01::1]:7000 = ok
IPv6 bind [fd02::1]:7000 = EADDRNOTAVAIL
IPv6 bind [::1]:7000 = EADDRNOTAVAIL
IPv6 bind [::ffff:10.1.0.1]:7000 = ok
IPv4 device = 2, "a0"
IPv4 bind 10.1.0.1:7000 = ok
IPv4 device = 2, "a0"
IPv4 bind 10.2.0.1:7000 = EADDRNOTAVAIL
IPv4 device = 2, "a0"
IPv4 bind 127.0.0.1:7000 = EADDRNOTAVAIL
IPv6 bind [fd01::1]:7000 = ok
IPv6 bind [fd02::1]:7000 = EADDRNOTAVAIL
IPv6 bind [::1]:7000 = EADDRNOTAVAIL
IPv6 bind [::ffff:10.1.0.1]:7000 = ok
IPv4 device = 3, "b0"
IPv4 bind 10.1.0.1:7000 = EADDRNOTAVAIL
IPv4 device = 3, "b0"
IPv4 bind 10.2.0.1:7000 = ok
IPv4 device = 3, "b0"
IPv4 bind 127.0.0.1:7000 = ok
IPv6 bind [fd01::1]:7000 = EADDRNOTAVAIL
IPv6 bind [fd02::1]:7000 = ok
IPv6 bind [::1]:7000 = EADDRNOTAVAIL
IPv6 bind [::ffff:10.1.0.1]:7000 = EADDRNOTAVAIL
IPv4 device = 0, ""
IPv4 bind 10.1.0.1:7000 = EADDRNOTAVAIL
IPv4 device = 0, ""
IPv4 bind 10.2.0.1:7000 = ok
IPv4 device = 0, ""
IPv4 bind 127.0.0.1:7000 = ok
IPv6 bind [fd01::1]:7000 = EADDRNOTAVAIL
IPv6 bind [fd02::1]:7000 = ok
IPv6 bind [::1]:7000 = ok
IPv6 bind [::ffff:10.1.0.1]:7000 = EADDRNOTAVAIL
`,
}, {
	id:      "L3-31-tcp",
	because: "connect() with the scope id of a slave takes the place of a binding to its VRF, but not the reverse",
	program: func(s *plane.Script) {
		a0, _, red := tcpRed(s)
		c := s.Root.TCP6("red").On(red)
		c.Connect("[fe80::2%a0]:80")
		c.Device()
		d := s.Root.TCP6("a0").On(a0)
		d.Connect("[fe80::2%red]:80")
		d.Device()
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
red connect [fe80::2%a0]:80 = EINPROGRESS
red device = 2, "a0"
a0 connect [fe80::2%red]:80 = EINVAL
a0 device = 2, "a0"
`,
}, {
	id: "TCP-30-vrf",
	because: "a 4-tuple that a connection of the VRF has is not to be had on a slave; one of an unbound connection is to be had in the VRF, " +
		"unless tcp_l3mdev_accept is on",
	program: func(s *plane.Script) {
		a0 := s.Link("a0", "10.1.0.1/24")
		dial := func(label string, dev int, port string) {
			c := s.Root.TCP(label).Flag(emu.SO_REUSEADDR).On(dev)
			c.Bind("10.1.0.1:" + port)
			c.Connect("10.1.0.2:80")
		}
		dial("unbound", 0, "6000")
		dial("unbound", 0, "6001")
		red := s.VRF("red", 10)
		s.Enslave(a0, red)
		dial("red after unbound", red, "6000")
		dial("a0 after red", a0, "6000")
		s.Sysctl("net/ipv4/tcp_l3mdev_accept", "1")
		dial("red after unbound, accept", red, "6001")
	},
	want: `
unbound bind 10.1.0.1:6000 = ok
unbound connect 10.1.0.2:80 = EINPROGRESS
unbound bind 10.1.0.1:6001 = ok
unbound connect 10.1.0.2:80 = EINPROGRESS
red after unbound bind 10.1.0.1:6000 = ok
red after unbound connect 10.1.0.2:80 = EINPROGRESS
a0 after red bind 10.1.0.1:6000 = ok
a0 after red connect 10.1.0.2:80 = EADDRNOTAVAIL
red after unbound, accept bind 10.1.0.1:6001 = ok
red after unbound, accept connect 10.1.0.2:80 = EADDRNOTAVAIL
`,
}, {
	id:      "OUT-49-vrf",
	because: "a reset of nobody's leaves by the VRF that the segment came by",
	program: func(s *plane.Script) {
		a0, b0, _ := tcpRed(s)
		s.Left()
		s.ArriveTCP(a0, "S", tcpPeer, redS)
		s.Left(a0, b0)
		s.ArriveTCP(a0, "S", tcpPeer6, redS6)
		s.Left(a0, b0)
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP RST ACK
[fd01::2]:5000 > [fd01::1]:7000 TCP SYN via a0
left: a0 [fd01::1]:7000 > [fd01::2]:5000 TCP RST ACK
`,
}, {
	id:      "L3-50-tcp",
	because: "a device that leaves its VRF takes its connections from what is bound to the VRF to what is bound to none",
	program: func(s *plane.Script) {
		a0, b0, red := tcpRed(s)
		r := s.Root.TCP("red").On(red).At(tcpAny).Listening()
		u := s.Root.TCP("unbound").At(tcpAny).Listening()
		shake(s, a0, tcpPeer, redS)
		c := take(r)
		take(u)
		s.Root.Enslave(a0, 0)
		s.Left()
		s.ArriveTCP(a0, "PA", tcpPeer, redS, c)
		s.Left(a0, b0)
		shake(s, a0, "10.1.0.2:5001", redS)
		take(r)
		take(u)
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
red accept = from 10.1.0.2:5000
c device = 4, "red"
unbound accept = EAGAIN
enslave 2 to 0 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP PSH ACK via a0: nobody
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP RST
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5001 > 10.1.0.1:7000 TCP ACK via a0
red accept = EAGAIN
unbound accept = from 10.1.0.2:5001
c device = 0, ""
`,
}, {
	id:      "L3-10-local",
	because: "a connection within a VRF arrives by the slave that has the address, and by the VRF",
	program: func(s *plane.Script) {
		a0, _, red := tcpRed(s)
		for i, dev := range []int{red, a0} {
			for j, from := range []string{"", "[fd01::1]:0", "[fe80::a%a0]:0"} {
				port := 7000 + 10*i + j
				l := s.Root.TCP6("listener").On(dev).At(fmt.Sprintf("[::]:%d", port)).Listening()
				l.Device()
				c := s.Root.TCP6([]string{"from anywhere", "global", "link-local"}[j]).On(a0)
				if from != "" {
					c.At(from)
				}
				c.Connect(fmt.Sprintf("[fd01::1]:%d", port))
				c.Addr()
				take(l)
			}
			port := 7050 + i
			l := s.Root.TCP("listener").On(dev).At(fmt.Sprintf("0.0.0.0:%d", port)).Listening()
			s.Root.TCP("IPv4").On(red).Connect(fmt.Sprintf("10.1.0.1:%d", port))
			take(l)
			s.Root.TCP("IPv4").On(a0).Connect(fmt.Sprintf("10.1.0.1:%d", port))
			take(l)
			s.Root.TCP("IPv4").Connect(fmt.Sprintf("10.1.0.1:%d", port))
		}
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
listener device = 4, "red"
from anywhere connect [fd01::1]:7000 = ok
from anywhere getsockname = [fd01::1]:auto
listener accept = from [fd01::1]:auto
c device = 4, "red"
listener device = 4, "red"
global connect [fd01::1]:7001 = ok
global getsockname = [fd01::1]:auto
listener accept = from [fd01::1]:auto
c device = 4, "red"
listener device = 4, "red"
link-local connect [fd01::1]:7002 = ok
link-local getsockname = [fe80::a%2]:auto
listener accept = from [fe80::a%2]:auto
c device = 2, "a0"
IPv4 connect 10.1.0.1:7050 = ok
listener accept = from 10.1.0.1:auto
c device = 4, "red"
IPv4 connect 10.1.0.1:7050 = ok
listener accept = from 10.1.0.1:auto
c device = 4, "red"
IPv4 connect 10.1.0.1:7050 = ENETUNREACH
listener device = 2, "a0"
from anywhere connect [fd01::1]:7010 = ok
from anywhere getsockname = [fd01::1]:auto
listener accept = from [fd01::1]:auto
c device = 2, "a0"
listener device = 2, "a0"
global connect [fd01::1]:7011 = ok
global getsockname = [fd01::1]:auto
listener accept = from [fd01::1]:auto
c device = 2, "a0"
listener device = 2, "a0"
link-local connect [fd01::1]:7012 = ok
link-local getsockname = [fe80::a%2]:auto
listener accept = from [fe80::a%2]:auto
c device = 2, "a0"
IPv4 connect 10.1.0.1:7051 = ok
listener accept = from 10.1.0.1:auto
c device = 2, "a0"
IPv4 connect 10.1.0.1:7051 = ok
listener accept = from 10.1.0.1:auto
c device = 2, "a0"
IPv4 connect 10.1.0.1:7051 = ENETUNREACH
`,
}, {
	id: "L3-25",
	because: "a socket that has moved into a VRF, or out of one, after bind() still has its port in the old domain: listen() takes it in the new one, too, " +
		"and the kernel warns of what it takes for impossible, once for each table, of which there are two since 6.1 (BND-42); none of it can be told from outside but by who conflicts",
	program: func(s *plane.Script) {
		a0, _, red := tcpRed(s)
		s.Warned()
		moved := func(label string, from, to int, addr string) *plane.Socket {
			c := s.Root.TCP(label).On(from).At(addr)
			c.SetIndex(to)
			c.Listen(1)
			s.Warned()
			return c
		}
		u := moved("unbound to red", 0, red, tcpAny)
		moved("red to unbound", red, 0, "0.0.0.0:7001")
		moved("a0 to red", a0, red, "0.0.0.0:7002")
		shake(s, a0, tcpPeer, redS)
		take(u)
		s.Root.TCP("another of red").On(red).Bind("0.0.0.0:7000")
		s.Root.TCP("another unbound").Bind("0.0.0.0:7000")
		u.SetIndex(0)
		s.Root.TCP("another unbound").Bind("0.0.0.0:7000")
		u.Close()
		s.Root.TCP("another unbound").Bind("0.0.0.0:7000")
		s.Sysctl("net/ipv4/tcp_l3mdev_accept", "1")
		moved("unbound to red, accept", 0, red, "0.0.0.0:7003")
	},
	want: `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
unbound to red set BINDTOIFINDEX 4 = ok
unbound to red listen 1 = ok
warnings: 2
red to unbound set BINDTOIFINDEX 0 = ok
red to unbound listen 1 = ok
warnings: 2
a0 to red set BINDTOIFINDEX 4 = ok
a0 to red listen 1 = ok
warnings: 0
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
unbound to red accept = from 10.1.0.2:5000
c device = 4, "red"
another of red bind 0.0.0.0:7000 = ok
another unbound bind 0.0.0.0:7000 = EADDRINUSE
unbound to red set BINDTOIFINDEX 0 = ok
another unbound bind 0.0.0.0:7000 = EADDRINUSE
unbound to red close = ok
another unbound bind 0.0.0.0:7000 = EADDRINUSE
unbound to red, accept set BINDTOIFINDEX 4 = ok
unbound to red, accept listen 1 = ok
warnings: 0
`,
	older: older{{emu.Linux(6, 1), `
address 2 fd01::1/64 = ok
address 2 fe80::a/64 = ok
unbound to red set BINDTOIFINDEX 4 = ok
unbound to red listen 1 = ok
warnings: 1
red to unbound set BINDTOIFINDEX 0 = ok
red to unbound listen 1 = ok
warnings: 1
a0 to red set BINDTOIFINDEX 4 = ok
a0 to red listen 1 = ok
warnings: 0
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
unbound to red accept = from 10.1.0.2:5000
c device = 4, "red"
another of red bind 0.0.0.0:7000 = ok
another unbound bind 0.0.0.0:7000 = EADDRINUSE
unbound to red set BINDTOIFINDEX 0 = ok
another unbound bind 0.0.0.0:7000 = EADDRINUSE
unbound to red close = ok
another unbound bind 0.0.0.0:7000 = EADDRINUSE
unbound to red, accept set BINDTOIFINDEX 4 = ok
unbound to red, accept listen 1 = ok
warnings: 0
`}},
}}
