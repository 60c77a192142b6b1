package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// diagOnes is what sock_diag finds by an address and a device, and SOCK_DESTROY.
var diagOnes = []rule{{
	id:      "OBS-06",
	because: "a request for one socket of UDP is a packet that asks who gets it: it goes from the first address to the second, and arrives on the index, be there such a device or not",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.UDP("none").At("0.0.0.0:7000")
		s.Root.UDP("a").On(a0).At("0.0.0.0:7001")
		s.Root.UDP("stale").On(4242).At("0.0.0.0:7001")
		s.Root.UDP("c").On(b0).At("10.2.0.1:7002").To("10.2.0.2:9")
		s.Root.UDP6("six").On(b0).At("[::]:7003")
		for _, device := range []int{0, a0, b0, 4242, -1} {
			s.Root.DiagGet("udp", "10.1.0.2:5000", "10.1.0.1:7000", device)
			s.Root.DiagGet("udp", "10.1.0.2:5000", "10.1.0.1:7001", device)
			s.Root.DiagGet("udp", "10.2.0.2:9", "10.2.0.1:7002", device)
			s.Root.DiagGet("udp", "10.2.0.2:9", "10.2.0.1:7003", device)
		}
		s.Root.DiagGet("udp", "10.2.0.1:7002", "10.2.0.2:9", b0)
		s.Root.DiagGet("udp", "", "0.0.0.0:7000", 0)
		s.Root.DiagGet("udp6", "[fd02::2]:9", "[fd02::1]:7003", b0)
		s.Root.DiagGet("udp6", "[::ffff:10.2.0.2]:9", "[::ffff:10.2.0.1]:7003", b0)
		s.Root.DiagGet("udp6", "[::ffff:10.2.0.2]:9", "[::ffff:10.2.0.1]:7002", b0)
		s.Root.DiagGet("udp6", "", "[::]:7003", 0)
		s.Proc(plane.None).DiagGet("udp", "10.1.0.2:5000", "10.1.0.1:7000", a0)
	},
	want: `
diag udp 10.1.0.2:5000 > 10.1.0.1:7000 on 0 = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp 10.1.0.2:5000 > 10.1.0.1:7001 on 0 = ENOENT
diag udp 10.2.0.2:9 > 10.2.0.1:7002 on 0 = ENOENT
diag udp 10.2.0.2:9 > 10.2.0.1:7003 on 0 = ENOENT
diag udp 10.1.0.2:5000 > 10.1.0.1:7000 on 2 = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp 10.1.0.2:5000 > 10.1.0.1:7001 on 2 = UNCONN 0.0.0.0%a0:7001 0.0.0.0:*, idiag_if 2
diag udp 10.2.0.2:9 > 10.2.0.1:7002 on 2 = ENOENT
diag udp 10.2.0.2:9 > 10.2.0.1:7003 on 2 = ENOENT
diag udp 10.1.0.2:5000 > 10.1.0.1:7000 on 3 = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp 10.1.0.2:5000 > 10.1.0.1:7001 on 3 = ENOENT
diag udp 10.2.0.2:9 > 10.2.0.1:7002 on 3 = ESTAB 10.2.0.1%b0:7002 10.2.0.2:9, idiag_if 3
diag udp 10.2.0.2:9 > 10.2.0.1:7003 on 3 = UNCONN *%b0:7003 *:*, idiag_if 3
diag udp 10.1.0.2:5000 > 10.1.0.1:7000 on 4242 = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp 10.1.0.2:5000 > 10.1.0.1:7001 on 4242 = UNCONN 0.0.0.0%if4242:7001 0.0.0.0:*, idiag_if 4242
diag udp 10.2.0.2:9 > 10.2.0.1:7002 on 4242 = ENOENT
diag udp 10.2.0.2:9 > 10.2.0.1:7003 on 4242 = ENOENT
diag udp 10.1.0.2:5000 > 10.1.0.1:7000 on -1 = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp 10.1.0.2:5000 > 10.1.0.1:7001 on -1 = ENOENT
diag udp 10.2.0.2:9 > 10.2.0.1:7002 on -1 = ENOENT
diag udp 10.2.0.2:9 > 10.2.0.1:7003 on -1 = ENOENT
diag udp 10.2.0.1:7002 > 10.2.0.2:9 on 3 = ENOENT
diag udp  > 0.0.0.0:7000 on 0 = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp6 [fd02::2]:9 > [fd02::1]:7003 on 3 = UNCONN *%b0:7003 *:*, idiag_if 3
diag udp6 [::ffff:10.2.0.2]:9 > [::ffff:10.2.0.1]:7003 on 3 = UNCONN *%b0:7003 *:*, idiag_if 3
diag udp6 [::ffff:10.2.0.2]:9 > [::ffff:10.2.0.1]:7002 on 3 = ENOENT
diag udp6  > [::]:7003 on 0 = ENOENT
nobody: diag udp 10.1.0.2:5000 > 10.1.0.1:7000 on 2 = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
`,
}, {
	id:      "OBS-06-tcp",
	because: "a request for one socket of TCP has the addresses as the socket has them; it finds requests and TIME_WAIT entries too, and a listener for what there is no connection for",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At("0.0.0.0:7000").Listening()
		s.Root.TCP("stale").On(4242).At("0.0.0.0:7000").Listening()
		s.Root.TCP6("six").On(b0).At("[::]:7001").Listening()
		s.Root.TCP("bound").At("0.0.0.0:7002")
		c := handshake(s, l, a0, "10.1.0.2:5000")
		s.ArriveTCP(a0, "S", "10.1.0.2:5001", "10.1.0.1:7000")
		for _, device := range []int{0, a0, b0, 4242} {
			s.Root.DiagGet("tcp", "10.1.0.1:7000", "10.1.0.2:5000", device)
			s.Root.DiagGet("tcp", "10.1.0.1:7000", "10.1.0.2:5001", device)
			s.Root.DiagGet("tcp", "10.1.0.1:7000", "10.1.0.2:5002", device)
			s.Root.DiagGet("tcp", "10.1.0.1:7001", "10.1.0.2:5002", device)
		}
		s.Root.DiagGet("tcp", "10.1.0.2:5000", "10.1.0.1:7000", a0)
		s.Root.DiagGet("tcp", "0.0.0.0:7002", "", 0)
		s.Root.DiagGet("tcp6", "[fd02::1]:7001", "[fd02::2]:9", b0)
		s.Root.DiagGet("tcp6", "[::ffff:10.1.0.1]:7000", "[::ffff:10.1.0.2]:5000", a0)
		c.Shutdown(emu.SHUT_WR)
		s.ArriveTCP(a0, "FA", "10.1.0.2:5000", "10.1.0.1:7000")
		c.SetIndex(b0)
		s.Root.DiagGet("tcp", "10.1.0.1:7000", "10.1.0.2:5000", a0)
		s.Root.DiagGet("tcp", "10.1.0.1:7000", "10.1.0.2:5000", b0)
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
diag tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 0 = ENOENT
diag tcp 10.1.0.1:7000 > 10.1.0.2:5001 on 0 = ENOENT
diag tcp 10.1.0.1:7000 > 10.1.0.2:5002 on 0 = ENOENT
diag tcp 10.1.0.1:7001 > 10.1.0.2:5002 on 0 = ENOENT
diag tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp 10.1.0.1:7000 > 10.1.0.2:5001 on 2 = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
diag tcp 10.1.0.1:7000 > 10.1.0.2:5002 on 2 = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp 10.1.0.1:7001 > 10.1.0.2:5002 on 2 = ENOENT
diag tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 3 = ENOENT
diag tcp 10.1.0.1:7000 > 10.1.0.2:5001 on 3 = ENOENT
diag tcp 10.1.0.1:7000 > 10.1.0.2:5002 on 3 = ENOENT
diag tcp 10.1.0.1:7001 > 10.1.0.2:5002 on 3 = LISTEN *%b0:7001 *:*, idiag_if 3
diag tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 4242 = LISTEN 0.0.0.0%if4242:7000 0.0.0.0:*, idiag_if 4242
diag tcp 10.1.0.1:7000 > 10.1.0.2:5001 on 4242 = LISTEN 0.0.0.0%if4242:7000 0.0.0.0:*, idiag_if 4242
diag tcp 10.1.0.1:7000 > 10.1.0.2:5002 on 4242 = LISTEN 0.0.0.0%if4242:7000 0.0.0.0:*, idiag_if 4242
diag tcp 10.1.0.1:7001 > 10.1.0.2:5002 on 4242 = ENOENT
diag tcp 10.1.0.2:5000 > 10.1.0.1:7000 on 2 = ENOENT
diag tcp 0.0.0.0:7002 >  on 0 = ENOENT
diag tcp6 [fd02::1]:7001 > [fd02::2]:9 on 3 = LISTEN *%b0:7001 *:*, idiag_if 3
diag tcp6 [::ffff:10.1.0.1]:7000 > [::ffff:10.1.0.2]:5000 on 2 = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
c shutdown 1 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP FIN ACK via a0
c set BINDTOIFINDEX 3 = ok
diag tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = TIME-WAIT 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 3 = ENOENT
`,
}, {
	id:      "OBS-06-raw",
	because: "raw sockets, whose port is their protocol number, and whose state a request does not choose; of those that would get the packet the newest is told",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		rawSockets(s, a0, b0)
		s.Root.Diag("raw")
		s.Root.Diag("raw", a0, 4242)
		s.Root.DiagStates("raw", emu.TCP_ESTABLISHED)
		s.Root.DiagPorts("raw", 253, 0, 0)
		s.Root.Diag("raw6")
		s.Root.Diag("raw6", a0)
		s.Root.Raw6("mapped", 17).On(b0).To("[::ffff:10.2.0.2]:9")
		s.Root.DiagGet("raw6:17", "[::ffff:10.2.0.1]:0", "[::ffff:10.2.0.2]:9", b0)
		for _, device := range []int{0, a0, b0, 4242} {
			s.Root.DiagGet("raw:253", "10.1.0.1:0", "10.1.0.2:0", device)
			s.Root.DiagGet("raw:254", "10.1.0.1:0", "10.1.0.2:0", device)
			s.Root.DiagGet("raw:252", "10.2.0.1:0", "10.2.0.2:0", device)
			s.Root.DiagGet("raw6:253", "[fd02::1]:0", "[fd02::2]:0", device)
		}
	},
	want: `
diag raw = ESTAB 10.2.0.1%b0:252 10.2.0.2:*, idiag_if 3
diag raw = UNCONN 0.0.0.0%if4242:254 0.0.0.0:*, idiag_if 4242
diag raw = UNCONN 0.0.0.0:253 0.0.0.0:*, idiag_if 0
diag raw = UNCONN 10.1.0.1%a0:253 0.0.0.0:*, idiag_if 2
diag raw 2 4242 = UNCONN 0.0.0.0%if4242:254 0.0.0.0:*, idiag_if 4242
diag raw 2 4242 = UNCONN 10.1.0.1%a0:253 0.0.0.0:*, idiag_if 2
diag raw in [1] = ESTAB 10.2.0.1%b0:252 10.2.0.2:*, idiag_if 3
diag raw in [1] = UNCONN 0.0.0.0%if4242:254 0.0.0.0:*, idiag_if 4242
diag raw in [1] = UNCONN 0.0.0.0:253 0.0.0.0:*, idiag_if 0
diag raw in [1] = UNCONN 10.1.0.1%a0:253 0.0.0.0:*, idiag_if 2
diag raw with 253, 0, 0 = UNCONN 0.0.0.0:253 0.0.0.0:*, idiag_if 0
diag raw with 253, 0, 0 = UNCONN 10.1.0.1%a0:253 0.0.0.0:*, idiag_if 2
diag raw6 = ESTAB [fe80::a]%a0:254 [fe80::9]:*, idiag_if 2
diag raw6 = UNCONN *%b0:253 *:*, idiag_if 3
diag raw6 2 = ESTAB [fe80::a]%a0:254 [fe80::9]:*, idiag_if 2
diag raw6:17 [::ffff:10.2.0.1]:0 > [::ffff:10.2.0.2]:9 on 3 = ESTAB [::ffff:10.2.0.1]%b0:17 [::ffff:10.2.0.2]:9, idiag_if 3
diag raw:253 10.1.0.1:0 > 10.1.0.2:0 on 0 = UNCONN 0.0.0.0:253 0.0.0.0:*, idiag_if 0
diag raw:254 10.1.0.1:0 > 10.1.0.2:0 on 0 = ENOENT
diag raw:252 10.2.0.1:0 > 10.2.0.2:0 on 0 = ENOENT
diag raw6:253 [fd02::1]:0 > [fd02::2]:0 on 0 = ENOENT
diag raw:253 10.1.0.1:0 > 10.1.0.2:0 on 2 = UNCONN 10.1.0.1%a0:253 0.0.0.0:*, idiag_if 2
diag raw:254 10.1.0.1:0 > 10.1.0.2:0 on 2 = ENOENT
diag raw:252 10.2.0.1:0 > 10.2.0.2:0 on 2 = ENOENT
diag raw6:253 [fd02::1]:0 > [fd02::2]:0 on 2 = ENOENT
diag raw:253 10.1.0.1:0 > 10.1.0.2:0 on 3 = UNCONN 0.0.0.0:253 0.0.0.0:*, idiag_if 0
diag raw:254 10.1.0.1:0 > 10.1.0.2:0 on 3 = ENOENT
diag raw:252 10.2.0.1:0 > 10.2.0.2:0 on 3 = ESTAB 10.2.0.1%b0:252 10.2.0.2:*, idiag_if 3
diag raw6:253 [fd02::1]:0 > [fd02::2]:0 on 3 = UNCONN *%b0:253 *:*, idiag_if 3
diag raw:253 10.1.0.1:0 > 10.1.0.2:0 on 4242 = UNCONN 0.0.0.0:253 0.0.0.0:*, idiag_if 0
diag raw:254 10.1.0.1:0 > 10.1.0.2:0 on 4242 = UNCONN 0.0.0.0%if4242:254 0.0.0.0:*, idiag_if 4242
diag raw:252 10.2.0.1:0 > 10.2.0.2:0 on 4242 = ENOENT
diag raw6:253 [fd02::1]:0 > [fd02::2]:0 on 4242 = ENOENT
`,
}, {
	id:      "OBS-06-destroy-raw",
	because: "SOCK_DESTROY disconnects a raw socket, which so forgets its device, and is in no list any more",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		a, c := rawSockets(s, a0, b0)
		s.Root.Diag("raw", a0, b0)
		s.Root.Destroy("raw:252", "10.2.0.1:0", "10.2.0.2:0", a0)
		s.Root.Destroy("raw:252", "10.2.0.1:0", "10.2.0.2:0", b0)
		c.Device()
		c.Error()
		s.Root.Destroy("raw:253", "10.1.0.1:0", "10.1.0.2:0", a0)
		a.Device()
		s.Root.Diag("raw")
	},
	want: `
diag raw 2 3 = ESTAB 10.2.0.1%b0:252 10.2.0.2:*, idiag_if 3
diag raw 2 3 = UNCONN 10.1.0.1%a0:253 0.0.0.0:*, idiag_if 2
destroy raw:252 10.2.0.1:0 > 10.2.0.2:0 on 2 = ENOENT
destroy raw:252 10.2.0.1:0 > 10.2.0.2:0 on 3 = ok
c device = 0, ""
c error = ECONNABORTED
destroy raw:253 10.1.0.1:0 > 10.1.0.2:0 on 2 = ok
a device = 0, ""
diag raw = UNCONN 0.0.0.0%if4242:254 0.0.0.0:*, idiag_if 4242
diag raw = UNCONN 0.0.0.0:253 0.0.0.0:*, idiag_if 0
`,
}, {
	id:      "OBS-06-destroy-udp",
	because: "SOCK_DESTROY of a UDP socket disconnects it, and with that unbinds it: it goes on to receive, of every device. The addresses are the socket's, the index has to let its lookup through. It needs CAP_NET_ADMIN, of who finds one",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		u := s.Root.UDP("u").On(a0).At("0.0.0.0:7000")
		s.Proc(plane.None).Destroy("udp", "10.1.0.1:7000", "10.1.0.2:5000", a0)
		s.Proc(plane.NetRaw).Destroy("udp", "10.1.0.1:7000", "10.1.0.2:5000", b0)
		s.Root.Destroy("udp", "10.1.0.2:5000", "10.1.0.1:7000", a0)
		s.Root.Destroy("udp", "10.1.0.1:7000", "10.1.0.2:5000", b0)
		u.Device()
		s.Arrive(b0, "10.2.0.1:7000", u)
		s.Proc(plane.NetAdmin).Destroy("udp", "10.1.0.1:7000", "10.1.0.2:5000", a0)
		u.Device()
		u.Addr()
		u.Recv()
		s.Arrive(b0, "10.2.0.1:7000", u)
		s.Root.Diag("udp")
		stale := s.Root.UDP("stale").On(4242).At("0.0.0.0:7001")
		s.Root.Destroy("udp", "0.0.0.0:7001", "0.0.0.0:0", 4242)
		stale.Error()
		stale.Device()
		c := s.Root.UDP("c").On(b0).At("10.2.0.1:7003").To("10.2.0.2:9")
		s.Root.Diag("udp", b0)
		s.Root.Destroy("udp", "10.2.0.1:7003", "10.2.0.2:9", b0)
		c.Peer()
		six := s.Root.UDP6("six").On(b0).At("[::]:7002")
		s.Root.Destroy("udp6", "[::ffff:10.2.0.1]:7002", "[::ffff:10.2.0.2]:9", b0)
		six.Error()
		six.Device()
	},
	want: `
nobody: destroy udp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = EPERM
net_raw: destroy udp 10.1.0.1:7000 > 10.1.0.2:5000 on 3 = ENOENT
destroy udp 10.1.0.2:5000 > 10.1.0.1:7000 on 2 = ENOENT
destroy udp 10.1.0.1:7000 > 10.1.0.2:5000 on 3 = ENOENT
u device = 2, "a0"
to 10.2.0.1:7000 via b0: nobody
net_admin: destroy udp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = ok
u device = 0, ""
u getsockname = 0.0.0.0:7000
u recv = ECONNABORTED
to 10.2.0.1:7000 via b0: u
diag udp = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
destroy udp 0.0.0.0:7001 > 0.0.0.0:0 on 4242 = ok
stale error = ECONNABORTED
stale device = 0, ""
diag udp 3 = ESTAB 10.2.0.1%b0:7003 10.2.0.2:9, idiag_if 3
destroy udp 10.2.0.1:7003 > 10.2.0.2:9 on 3 = ok
c getpeername = ENOTCONN
destroy udp6 [::ffff:10.2.0.1]:7002 > [::ffff:10.2.0.2]:9 on 3 = ok
six error = ECONNABORTED
six device = 0, ""
`,
}, {
	id:      "OBS-06-destroy-tcp",
	because: "SOCK_DESTROY of a connection resets it, of a listener ends its listening, of a request forgets it. The device stays",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Left()
		l := s.Root.TCP("l").On(a0).At("0.0.0.0:7000").Listening()
		c := handshake(s, l, a0, "10.1.0.2:5000")
		s.ArriveTCP(a0, "S", "10.1.0.2:5001", "10.1.0.1:7000")
		s.ArriveTCP(a0, "S", "10.1.0.2:5002", "10.1.0.1:7000")
		s.ArriveTCP(a0, "A", "10.1.0.2:5002", "10.1.0.1:7000")
		s.Left(a0, b0)
		s.Root.Destroy("tcp", "10.1.0.1:7000", "10.1.0.2:5000", b0)
		s.Root.Destroy("tcp", "10.1.0.1:7000", "10.1.0.2:5000", 0)
		s.Proc(plane.None).Destroy("tcp", "10.1.0.1:7000", "10.1.0.2:5000", a0)
		s.Root.Destroy("tcp", "10.1.0.1:7000", "10.1.0.2:5000", a0)
		s.Left(a0, b0)
		c.Device()
		c.Recv()
		c.Recv()
		c.Send("")
		s.Root.Diag("tcp")
		s.Root.Destroy("tcp", "10.1.0.1:7000", "10.1.0.2:5001", a0)
		s.Left(a0, b0)
		s.Root.Diag("tcp")
		s.Root.Destroy("tcp", "0.0.0.0:7000", "0.0.0.0:0", a0)
		s.Left(a0, b0)
		l.Accept("d")
		l.Error()
		l.Device()
		s.Root.DiagStates("tcp", emu.TCP_LISTEN, emu.TCP_ESTABLISHED)
		l.Listen(8)
		s.Root.Diag("tcp")
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5002 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5002 > 10.1.0.1:7000 TCP ACK via a0
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP SYN ACK, a0 10.1.0.1:7000 > 10.1.0.2:5001 TCP SYN ACK, a0 10.1.0.1:7000 > 10.1.0.2:5002 TCP SYN ACK
destroy tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 3 = ENOENT
destroy tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 0 = ENOENT
nobody: destroy tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = EPERM
destroy tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP RST ACK
c device = 2, "a0"
c recv = ECONNABORTED
c recv = end
c send = EPIPE
diag tcp = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5002, idiag_if 2
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
destroy tcp 10.1.0.1:7000 > 10.1.0.2:5001 on 2 = ok
left: nothing
diag tcp = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5002, idiag_if 2
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
destroy tcp 0.0.0.0:7000 > 0.0.0.0:0 on 2 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5002 TCP RST ACK
l accept = EINVAL
l error = ECONNABORTED
l device = 2, "a0"
diag tcp in [10 1] = none
l listen 8 = ok
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
`,
}, {
	id:      "OBS-06-destroy-wait",
	because: "SOCK_DESTROY ends a TIME_WAIT entry, since Linux 6.0",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At("0.0.0.0:7000").Listening()
		c := handshake(s, l, a0, "10.1.0.2:5000")
		c.Shutdown(emu.SHUT_WR)
		s.ArriveTCP(a0, "FA", "10.1.0.2:5000", "10.1.0.1:7000")
		s.Proc(plane.None).Destroy("tcp", "10.1.0.1:7000", "10.1.0.2:5000", a0)
		s.Root.Destroy("tcp", "10.1.0.1:7000", "10.1.0.2:5000", a0)
		s.Root.Diag("tcp")
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c shutdown 1 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP FIN ACK via a0
nobody: destroy tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = EPERM
destroy tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = ok
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
`,
	older: older{{before: emu.Linux(6, 0), want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c shutdown 1 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP FIN ACK via a0
nobody: destroy tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = EPERM
destroy tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = EOPNOTSUPP
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp = TIME-WAIT 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
`}},
}, {
	id:      "OBS-06-destroy-nobody",
	because: "SOCK_DESTROY of a connection that nobody has accepted yet, and of one whose socket is closed, resets them; a socket that waits for an answer to its SYN hears of it",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Left()
		l := s.Root.TCP("l").On(a0).At("0.0.0.0:7000").Listening()
		s.ArriveTCP(a0, "S", "10.1.0.2:5000", "10.1.0.1:7000")
		s.ArriveTCP(a0, "A", "10.1.0.2:5000", "10.1.0.1:7000")
		s.Left(a0, b0)
		s.Root.Destroy("tcp", "10.1.0.1:7000", "10.1.0.2:5000", a0)
		s.Left(a0, b0)
		s.Root.Diag("tcp")
		l.Accept("c")
		d := handshake(s, l, a0, "10.1.0.2:5001")
		d.Close()
		s.Left(a0, b0)
		s.Root.Destroy("tcp", "10.1.0.1:7000", "10.1.0.2:5001", a0)
		s.Left(a0, b0)
		s.Root.Diag("tcp")
		out := s.Root.TCP("out").On(a0).At("10.1.0.1:7001")
		out.Connect("10.1.0.2:9")
		s.Left(a0, b0)
		s.Root.Destroy("tcp", "10.1.0.1:7001", "10.1.0.2:9", a0)
		s.Left(a0, b0)
		out.Connect("10.1.0.2:9")
		out.Device()
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP SYN ACK
destroy tcp 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP RST ACK
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
l accept = from 10.1.0.2:5000
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5001 > 10.1.0.1:7000 TCP ACK via a0
l accept = from 10.1.0.2:5001
c close = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5001 TCP SYN ACK, a0 10.1.0.1:7000 > 10.1.0.2:5001 TCP FIN ACK
destroy tcp 10.1.0.1:7000 > 10.1.0.2:5001 on 2 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5001 TCP RST ACK
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
out connect 10.1.0.2:9 = EINPROGRESS
left: a0 10.1.0.1:7001 > 10.1.0.2:9 TCP SYN
destroy tcp 10.1.0.1:7001 > 10.1.0.2:9 on 2 = ok
left: nothing
out connect 10.1.0.2:9 = ECONNABORTED
out device = 2, "a0"
`,
}, {
	id:      "OBS-06-early",
	because: "a request for one socket is looked up without early demux: before Linux 6.13 the score decides, and since 5.15 for the bound one, where a packet is for the newest of the chain",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		bound := s.Root.UDP("bound").Flag(emu.SO_REUSEADDR).On(a0).At("10.1.0.1:7000").To("10.1.0.2:5000")
		unbound := s.Root.UDP("unbound").Flag(emu.SO_REUSEADDR).At("10.1.0.1:7000").To("10.1.0.2:5000")
		s.Root.DiagGet("udp", "10.1.0.2:5000", "10.1.0.1:7000", a0)
		s.Arrive(a0, "10.1.0.1:7000", bound, unbound)
	},
	want: `
diag udp 10.1.0.2:5000 > 10.1.0.1:7000 on 2 = ESTAB 10.1.0.1:7000 10.1.0.2:5000, idiag_if 0
to 10.1.0.1:7000 via a0: unbound
`,
	older: older{
		{before: emu.Linux(5, 15), want: `
diag udp 10.1.0.2:5000 > 10.1.0.1:7000 on 2 = ESTAB 10.1.0.1:7000 10.1.0.2:5000, idiag_if 0
to 10.1.0.1:7000 via a0: unbound
`},
		{before: emu.Linux(6, 13), want: `
diag udp 10.1.0.2:5000 > 10.1.0.1:7000 on 2 = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
to 10.1.0.1:7000 via a0: unbound
`},
	},
}, {
	id:      "OBS-06-udplite",
	because: "UDP-Lite is told of by itself, and SOCK_DESTROY knows nothing of it",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.UDP("u").At("0.0.0.0:7000")
		l := s.Root.UDPLite("l").On(a0).At("0.0.0.0:7000")
		s.Root.UDPLite6("six").On(4242).At("[::]:7001")
		s.Root.Diag("udplite")
		s.Root.Diag("udplite", b0)
		s.Root.Diag("udplite6")
		s.Root.Diag("udp")
		s.Root.DiagGet("udplite", "10.1.0.2:5000", "10.1.0.1:7000", a0)
		s.Root.DiagGet("udplite", "10.1.0.2:5000", "10.1.0.1:7000", b0)
		s.Root.DiagGet("udplite", "10.1.0.2:5000", "10.1.0.1:7001", 4242)
		s.Root.Destroy("udplite", "10.1.0.1:7000", "10.1.0.2:5000", a0)
		l.Device()
		l.Error()
	},
	want: `
diag udplite = UNCONN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag udplite 3 = none
diag udplite6 = UNCONN *%if4242:7001 *:*, idiag_if 4242
diag udp = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udplite 10.1.0.2:5000 > 10.1.0.1:7000 on 2 = UNCONN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag udplite 10.1.0.2:5000 > 10.1.0.1:7000 on 3 = ENOENT
diag udplite 10.1.0.2:5000 > 10.1.0.1:7001 on 4242 = UNCONN *%if4242:7001 *:*, idiag_if 4242
destroy udplite 10.1.0.1:7000 > 10.1.0.2:5000 on 2 = EOPNOTSUPP
l device = 2, "a0"
l error = ok
`,
}, {
	id:      "OBS-06-errors",
	because: "ping sockets cannot be asked for; of families without sock_diag, and of what is none",
	program: func(s *plane.Script) {
		s.Root.Diag("icmp")
		s.Root.Diag("icmp6")
		s.Root.DiagGet("icmp", "10.1.0.1:7", "", 0)
		s.Root.Destroy("icmp", "10.1.0.1:7", "", 0)
		s.Root.DiagGet("udp", "10.1.0.1:7", "", 0)
		for _, family := range []int{0, 45, 46, 255} {
			_, err := s.Root.Sys().SockDiag(emu.DiagRequest{Family: family, Protocol: emu.IPPROTO_UDP})
			s.Say("family %d: %s", family, plane.Result(err))
			err = s.Root.Sys().SockDestroy(emu.DiagRequest{Family: family, Protocol: emu.IPPROTO_UDP})
			s.Say("destroy in family %d: %s", family, plane.Result(err))
		}
		_, err := s.Root.Sys().SockDiag(emu.DiagRequest{Family: emu.AF_INET})
		s.Say("protocol 0: %s", plane.Result(err))
	},
	want: `
diag icmp = ENOENT
diag icmp6 = ENOENT
diag icmp 10.1.0.1:7 >  on 0 = ENOENT
destroy icmp 10.1.0.1:7 >  on 0 = ENOENT
diag udp 10.1.0.1:7 >  on 0 = ENOENT
family 0: ENOENT
destroy in family 0: ENOENT
family 45: ENOENT
destroy in family 45: ENOENT
family 46: EINVAL
destroy in family 46: EINVAL
family 255: EINVAL
destroy in family 255: EINVAL
protocol 0: ENOENT
`,
}}

func rawSockets(s *plane.Script, a0, b0 int) (a, c *plane.Socket) {
	s.Root.Raw("none", 253)
	a = s.Root.Raw("a", 253).On(a0).At("10.1.0.1")
	s.Root.Raw("stale", 254).On(4242)
	c = s.Root.Raw("c", 252).On(b0).To("10.2.0.2")
	s.Root.Raw6("six", 253).On(b0)
	s.Root.Raw6("six", 254).To("[fe80::9%a0]:0")
	return a, c
}
