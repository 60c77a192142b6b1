package plane

import "boundif/emu"

// more are the sentences about lists of sockets, UDP-Lite, users and time.
var more = []sentence{{about: "lists of sockets",
	program: func(s *Script) {
		a0, b0 := two(s)
		u := s.Root.UDP("u").At("0.0.0.0:7000").On(a0)
		s.Root.UDP6("v").At("[fd02::1]:7001").On(b0)
		l := s.Root.TCP("l").At("0.0.0.0:7002").On(a0)
		l.Listen(5)
		s.Root.Diag("udp")
		s.Root.Diag("udp6", a0)
		s.Root.Diag("udp6", b0)
		s.Root.Diag("tcp", b0)
		s.Root.DiagStates("tcp", emu.TCP_LISTEN)
		s.Root.DiagPorts("udp", 7001, 0, b0)
		s.Root.DiagGet("udp", "10.1.0.1:7000", "10.1.0.2:5", a0)
		s.Root.DiagGet("udp", "10.1.0.2:5", "10.1.0.1:7000", a0)
		s.Root.DiagGet("udp", "10.1.0.2:5", "10.1.0.1:7000", b0)
		s.Root.DiagGet("tcp", "10.1.0.1:7002", "", a0)
		s.Root.Del(a0)
		s.Root.Diag("udp")
		u.Close()
	},
	want: `
l listen 5 = ok
diag udp = UNCONN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag udp6 2 = none
diag udp6 3 = UNCONN [fd02::1]%b0:7001 [::]:*, idiag_if 3
diag tcp 3 = none
diag tcp in [10] = LISTEN 0.0.0.0%a0:7002 0.0.0.0:*, idiag_if 2
diag udp with 7001, 0, 3 = none
diag udp 10.1.0.1:7000 > 10.1.0.2:5 on 2 = ENOENT
diag udp 10.1.0.2:5 > 10.1.0.1:7000 on 2 = UNCONN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag udp 10.1.0.2:5 > 10.1.0.1:7000 on 3 = ENOENT
diag tcp 10.1.0.1:7002 >  on 2 = LISTEN 0.0.0.0%a0:7002 0.0.0.0:*, idiag_if 2
delete 2 = ok
diag udp = UNCONN 0.0.0.0%if2:7000 0.0.0.0:*, idiag_if 2
u close = ok
`,
}, {about: "a list of raw sockets",
	program: func(s *Script) {
		a0, _ := two(s)
		s.Root.Socket("r", emu.AF_INET, emu.SOCK_RAW, 253).On(a0)
		s.Root.Diag("raw:253")
		s.Root.Diag("raw:254")
	},
	want: `
diag raw:253 = UNCONN 0.0.0.0%a0:253 0.0.0.0:*, idiag_if 2
diag raw:254 = UNCONN 0.0.0.0%a0:253 0.0.0.0:*, idiag_if 2
`,
}, {about: "the end of a socket",
	program: func(s *Script) {
		a0, _ := two(s)
		u := s.Root.UDP("u").At("0.0.0.0:7000").On(a0)
		s.Proc(NetRaw).Destroy("udp", "10.1.0.1:7000", "10.1.0.2:5", a0)
		s.Root.Destroy("udp", "10.1.0.1:7000", "10.1.0.2:5", a0)
		u.Error()
	},
	want: `
net_raw: destroy udp 10.1.0.1:7000 > 10.1.0.2:5 on 2 = EPERM
destroy udp 10.1.0.1:7000 > 10.1.0.2:5 on 2 = ok
u error = ECONNABORTED
`,
}, {about: "UDP-Lite",
	program: func(s *Script) {
		s.Root.Needs(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_UDPLITE)
		a0, _ := two(s)
		u, v, w := s.Root.UDPLite("u").At("0.0.0.0:7000"), s.Root.UDPLite6("v").At("[::]:7001"), s.Root.UDP("w").At("0.0.0.0:7000")
		u.FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		s.ArriveLite(a0, "10.1.0.1:7000", u, v, w)
		s.ArriveLiteFrom("[fd01::2]:5", a0, "[fd01::1]:7001", u, v, w)
		s.ArriveLiteUnreachable(a0, "10.1.0.2", "10.1.0.1:7000", "10.1.0.2:5")
		u.RecvError()
		s.Left(a0)
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: u
[fd01::2]:5 > [fd01::1]:7001 UDP-Lite via a0: v
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5 UDP-Lite, coverage 0) via a0
u recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.2, to 10.1.0.2:5
left: nothing
`,
}, {about: "another user",
	program: func(s *Script) {
		other := s.Other()
		a, b := other.UDP("a"), s.Root.UDP("b")
		a.Flag(emu.SO_REUSEPORT)
		b.Flag(emu.SO_REUSEPORT)
		a.Bind("0.0.0.0:7000")
		b.Bind("0.0.0.0:7000")
	},
	want: `
other: a bind 0.0.0.0:7000 = ok
b bind 0.0.0.0:7000 = EADDRINUSE
`,
}, {about: "time",
	program: func(s *Script) {
		a0, _ := two(s)
		c := s.Root.TCP("c").At("0.0.0.0:7000")
		c.Connect("10.1.0.2:5")
		s.Left(a0)
		s.Retransmit(c)
		s.Left(a0)
	},
	want: `
c connect 10.1.0.2:5 = EINPROGRESS
left: a0 10.1.0.1:7000 > 10.1.0.2:5 TCP SYN
left: a0 10.1.0.1:7000 > 10.1.0.2:5 TCP SYN
`,
}, {about: "the kernel's log",
	program: func(s *Script) {
		s.Warned()
		s.Say("in between")
		s.Warned()
	},
	want: `
in between
warnings: 0
`,
}}
