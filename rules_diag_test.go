package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// diags is what sock_diag tells, section 8.
var diags = []rule{{
	id:      "OBS-01",
	because: "a dump has the index that each socket is bound to, and ss turns it into the name that it has then; an index without a device is told as it is",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.UDP("none").At("0.0.0.0:7000")
		a := s.Root.UDP("a").On(a0).At("0.0.0.0:7001")
		s.Root.UDP("addr").On(b0).At("10.1.0.1:7002")
		stale := s.Root.UDP("stale").On(4242).At("0.0.0.0:7003")
		s.Root.UDP("unbound").On(a0)
		s.Root.UDP("connected").On(b0).At("0.0.0.0:7004").To("10.2.0.2:9")
		s.Proc(plane.None).Diag("udp")
		a.SetIndex(b0)
		stale.SetName("a0")
		s.Root.Diag("udp")
		a.SetIndex(0)
		a.Close()
		s.Root.Diag("udp")
	},
	want: `
nobody: diag udp = ESTAB 10.2.0.1%b0:7004 10.2.0.2:9, idiag_if 3
nobody: diag udp = UNCONN 0.0.0.0%a0:7001 0.0.0.0:*, idiag_if 2
nobody: diag udp = UNCONN 0.0.0.0%if4242:7003 0.0.0.0:*, idiag_if 4242
nobody: diag udp = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
nobody: diag udp = UNCONN 10.1.0.1%b0:7002 0.0.0.0:*, idiag_if 3
a set BINDTOIFINDEX 3 = ok
stale set BINDTODEVICE "a0" = ok
diag udp = ESTAB 10.2.0.1%b0:7004 10.2.0.2:9, idiag_if 3
diag udp = UNCONN 0.0.0.0%a0:7003 0.0.0.0:*, idiag_if 2
diag udp = UNCONN 0.0.0.0%b0:7001 0.0.0.0:*, idiag_if 3
diag udp = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp = UNCONN 10.1.0.1%b0:7002 0.0.0.0:*, idiag_if 3
a set BINDTOIFINDEX 0 = ok
a close = ok
diag udp = ESTAB 10.2.0.1%b0:7004 10.2.0.2:9, idiag_if 3
diag udp = UNCONN 0.0.0.0%a0:7003 0.0.0.0:*, idiag_if 2
diag udp = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp = UNCONN 10.1.0.1%b0:7002 0.0.0.0:*, idiag_if 3
`,
}, {
	id:      "OBS-01-v6",
	because: "IPv6 alike, also for an index that a scope id has written; dual-stack sockets are of IPv6 only",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.UDP6("none").At("[::]:7000")
		s.Root.UDP6("only").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1).On(b0).At("[::]:7001")
		s.Root.UDP6("scope").At("[fe80::a%a0]:7002")
		s.Root.UDP6("mapped").On(a0).At("[::ffff:10.1.0.1]:7003")
		c := s.Root.UDP6("c").At("[::]:7004").To("[fe80::9%b0]:9")
		s.Root.UDP6("four").At("[::]:7005").To("[::ffff:10.1.0.2]:9")
		s.Root.TCP6("l").On(b0).At("[::]:7006").Listening()
		s.Root.Diag("udp6")
		s.Root.Diag("udp6", a0)
		s.Root.Diag("tcp6")
		s.Root.Diag("udp")
		c.Disconnect()
		s.Root.Diag("udp6", 0)
	},
	want: `
diag udp6 = ESTAB [::ffff:10.1.0.1]:7005 [::ffff:10.1.0.2]:9, idiag_if 0
diag udp6 = ESTAB [fe80::b]%b0:7004 [fe80::9]:9, idiag_if 3
diag udp6 = UNCONN *:7000 *:*, idiag_if 0
diag udp6 = UNCONN [::]%b0:7001 [::]:*, idiag_if 3
diag udp6 = UNCONN [::ffff:10.1.0.1]%a0:7003 *:*, idiag_if 2
diag udp6 = UNCONN [fe80::a]%a0:7002 [::]:*, idiag_if 2
diag udp6 2 = UNCONN [::ffff:10.1.0.1]%a0:7003 *:*, idiag_if 2
diag udp6 2 = UNCONN [fe80::a]%a0:7002 [::]:*, idiag_if 2
diag tcp6 = LISTEN *%b0:7006 *:*, idiag_if 3
diag udp = none
c connect AF_UNSPEC = ok
diag udp6 0 = ESTAB [::ffff:10.1.0.1]:7005 [::ffff:10.1.0.2]:9, idiag_if 0
diag udp6 0 = UNCONN *:7000 *:*, idiag_if 0
diag udp6 0 = UNCONN *:7004 [fe80::9]:*, idiag_if 0
`,
}, {
	id:      "OBS-02",
	because: "a filter for devices compares the field: also with indexes that no device has, and with none. A dump does not look at the index in the request, but at its ports",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.UDP("none").At("0.0.0.0:7000")
		s.Root.UDP("a").On(a0).At("0.0.0.0:7001")
		s.Root.UDP("a").On(a0).At("0.0.0.0:7002")
		s.Root.UDP("b").On(b0).At("0.0.0.0:7001").To("10.2.0.2:9")
		s.Root.UDP("stale").On(4242).At("0.0.0.0:7001")
		s.Root.Diag("udp", a0)
		s.Root.Diag("udp", b0)
		s.Root.Diag("udp", 4242)
		s.Root.Diag("udp", 0)
		s.Root.Diag("udp", 77)
		s.Root.Diag("udp", a0, 4242, 77)
		s.Root.DiagPorts("udp", 7001, 0, a0)
		s.Root.DiagPorts("udp", 0, 9, a0)
		s.Root.DiagPorts("udp", 0, 0, a0)
		s.Root.DiagStates("udp", emu.TCP_CLOSE)
		s.Root.DiagStates("udp", emu.TCP_ESTABLISHED)
		s.Root.DiagStates("udp", emu.TCP_LISTEN)
	},
	want: `
diag udp 2 = UNCONN 0.0.0.0%a0:7001 0.0.0.0:*, idiag_if 2
diag udp 2 = UNCONN 0.0.0.0%a0:7002 0.0.0.0:*, idiag_if 2
diag udp 3 = ESTAB 10.2.0.1%b0:7001 10.2.0.2:9, idiag_if 3
diag udp 4242 = UNCONN 0.0.0.0%if4242:7001 0.0.0.0:*, idiag_if 4242
diag udp 0 = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp 77 = none
diag udp 2 4242 77 = UNCONN 0.0.0.0%a0:7001 0.0.0.0:*, idiag_if 2
diag udp 2 4242 77 = UNCONN 0.0.0.0%a0:7002 0.0.0.0:*, idiag_if 2
diag udp 2 4242 77 = UNCONN 0.0.0.0%if4242:7001 0.0.0.0:*, idiag_if 4242
diag udp with 7001, 0, 2 = ESTAB 10.2.0.1%b0:7001 10.2.0.2:9, idiag_if 3
diag udp with 7001, 0, 2 = UNCONN 0.0.0.0%a0:7001 0.0.0.0:*, idiag_if 2
diag udp with 7001, 0, 2 = UNCONN 0.0.0.0%if4242:7001 0.0.0.0:*, idiag_if 4242
diag udp with 0, 9, 2 = ESTAB 10.2.0.1%b0:7001 10.2.0.2:9, idiag_if 3
diag udp with 0, 0, 2 = ESTAB 10.2.0.1%b0:7001 10.2.0.2:9, idiag_if 3
diag udp with 0, 0, 2 = UNCONN 0.0.0.0%a0:7001 0.0.0.0:*, idiag_if 2
diag udp with 0, 0, 2 = UNCONN 0.0.0.0%a0:7002 0.0.0.0:*, idiag_if 2
diag udp with 0, 0, 2 = UNCONN 0.0.0.0%if4242:7001 0.0.0.0:*, idiag_if 4242
diag udp with 0, 0, 2 = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp in [7] = UNCONN 0.0.0.0%a0:7001 0.0.0.0:*, idiag_if 2
diag udp in [7] = UNCONN 0.0.0.0%a0:7002 0.0.0.0:*, idiag_if 2
diag udp in [7] = UNCONN 0.0.0.0%if4242:7001 0.0.0.0:*, idiag_if 4242
diag udp in [7] = UNCONN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag udp in [1] = ESTAB 10.2.0.1%b0:7001 10.2.0.2:9, idiag_if 3
diag udp in [10] = none
`,
}, {
	id:      "OBS-03",
	because: "after a rename the new name is told, which another device may have had; the index is the same",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		s.Root.UDP("a").On(a0).At("0.0.0.0:7000")
		s.Root.UDP("b").At("0.0.0.0:7001").SetName("b0")
		s.Root.TCP("l").On(a0).At("0.0.0.0:7000").Listening()
		s.Root.Diag("udp")
		s.Root.Down(a0)
		s.Root.Down(b0)
		s.Root.Rename(a0, "x0")
		s.Root.Rename(b0, "a0")
		s.Root.Diag("udp")
		s.Root.Diag("tcp")
		s.Root.Del(b0)
		s.Root.Diag("udp")
		s.Root.Add("b0", b0)
		s.Root.Diag("udp")
		s.Root.Diag("udp", b0)
	},
	want: `
b set BINDTODEVICE "b0" = ok
diag udp = UNCONN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag udp = UNCONN 0.0.0.0%b0:7001 0.0.0.0:*, idiag_if 3
down 2 = ok
down 3 = ok
rename 2 "x0" = ok
rename 3 "a0" = ok
diag udp = UNCONN 0.0.0.0%a0:7001 0.0.0.0:*, idiag_if 3
diag udp = UNCONN 0.0.0.0%x0:7000 0.0.0.0:*, idiag_if 2
diag tcp = LISTEN 0.0.0.0%x0:7000 0.0.0.0:*, idiag_if 2
delete 3 = ok
diag udp = UNCONN 0.0.0.0%if3:7001 0.0.0.0:*, idiag_if 3
diag udp = UNCONN 0.0.0.0%x0:7000 0.0.0.0:*, idiag_if 2
add "b0" as 3 = 3
diag udp = UNCONN 0.0.0.0%b0:7001 0.0.0.0:*, idiag_if 3
diag udp = UNCONN 0.0.0.0%x0:7000 0.0.0.0:*, idiag_if 2
diag udp 3 = UNCONN 0.0.0.0%b0:7001 0.0.0.0:*, idiag_if 3
`,
}, {
	id:      "OBS-01-netns",
	because: "a dump lists the sockets of its namespace, whoever has them, and whatever has become of their devices; ones that were passed elsewhere are told where they were made",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		there := s.Elsewhere()
		u := s.Root.UDP("u").On(a0).At("0.0.0.0:7000")
		u.By(there)
		there.UDP("v").On(a0).At("0.0.0.0:7001")
		there.Diag("udp")
		s.Proc(plane.None).Diag("udp")
		s.Root.Move(a0, there, "", 0)
		there.Diag("udp")
		s.Root.Diag("udp")
	},
	want: `
elsewhere: diag udp = UNCONN 0.0.0.0%if2:7001 0.0.0.0:*, idiag_if 2
nobody: diag udp = UNCONN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
move 2 elsewhere = ok
elsewhere: diag udp = UNCONN 0.0.0.0%a0:7001 0.0.0.0:*, idiag_if 2
diag udp = UNCONN 0.0.0.0%if2:7000 0.0.0.0:*, idiag_if 2
`,
}, {
	id:      "OBS-05-diag",
	because: "requests, connections and TIME_WAIT entries each have a device of their own in a dump: what the listener had when the SYN came, what the connection is bound to now, and what it was bound to when it ended",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At("0.0.0.0:7000").Listening()
		c := handshake(s, l, a0, "10.1.0.2:5000")
		s.ArriveTCP(a0, "S", "10.1.0.2:5001", "10.1.0.1:7000")
		s.Root.Diag("tcp")
		l.SetIndex(b0)
		s.Root.Diag("tcp")
		s.Root.Diag("tcp", a0)
		s.Root.DiagStates("tcp", emu.TCP_SYN_RECV)
		s.Root.DiagStates("tcp", emu.TCP_ESTABLISHED, emu.TCP_LISTEN)
		s.Root.DiagPorts("tcp", 0, 5001, 0)
		c.SetIndex(0)
		s.Root.Diag("tcp", 0)
		c.SetIndex(4242)
		s.Root.Diag("tcp", 4242)
		c.SetIndex(a0)
		c.Shutdown(emu.SHUT_WR)
		s.Root.Diag("tcp", a0)
		s.ArriveTCP(a0, "A", "10.1.0.2:5000", "10.1.0.1:7000")
		s.Root.Diag("tcp", a0)
		s.ArriveTCP(a0, "FA", "10.1.0.2:5000", "10.1.0.1:7000")
		c.SetIndex(b0)
		s.Root.DiagStates("tcp", emu.TCP_TIME_WAIT)
		s.Root.DiagStates("tcp", emu.TCP_FIN_WAIT2)
		s.Root.Diag("tcp")
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
diag tcp = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
l set BINDTOIFINDEX 3 = ok
diag tcp = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp = LISTEN 0.0.0.0%b0:7000 0.0.0.0:*, idiag_if 3
diag tcp = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
diag tcp 2 = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp 2 = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
diag tcp in [3] = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
diag tcp in [1 10] = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp in [1 10] = LISTEN 0.0.0.0%b0:7000 0.0.0.0:*, idiag_if 3
diag tcp with 0, 5001, 0 = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
c set BINDTOIFINDEX 0 = ok
diag tcp 0 = ESTAB 10.1.0.1:7000 10.1.0.2:5000, idiag_if 0
c set BINDTOIFINDEX 4242 = ok
diag tcp 4242 = ESTAB 10.1.0.1%if4242:7000 10.1.0.2:5000, idiag_if 4242
c set BINDTOIFINDEX 2 = ok
c shutdown 1 = ok
diag tcp 2 = FIN-WAIT-1 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp 2 = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
diag tcp 2 = FIN-WAIT-2 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp 2 = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
10.1.0.2:5000 > 10.1.0.1:7000 TCP FIN ACK via a0
c set BINDTOIFINDEX 3 = ok
diag tcp in [6] = TIME-WAIT 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp in [5] = none
diag tcp = LISTEN 0.0.0.0%b0:7000 0.0.0.0:*, idiag_if 3
diag tcp = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
diag tcp = TIME-WAIT 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
`,
}, {
	id:      "OBS-05-states",
	because: "the states that a connection goes through; when its socket is closed, a TIME_WAIT entry that waits for the peer's FIN says FIN_WAIT2. What waits for accept() is there, too",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At("0.0.0.0:7000").Listening()
		c := handshake(s, l, a0, "10.1.0.2:5000")
		c.Close()
		s.Root.Diag("tcp")
		s.ArriveTCP(a0, "A", "10.1.0.2:5000", "10.1.0.1:7000")
		s.Root.Diag("tcp")
		s.Root.DiagStates("tcp", emu.TCP_TIME_WAIT)
		s.Root.DiagStates("tcp", emu.TCP_FIN_WAIT2)
		s.ArriveTCP(a0, "FA", "10.1.0.2:5000", "10.1.0.1:7000")
		d := handshake(s, l, a0, "10.1.0.2:5001")
		s.ArriveTCP(a0, "FA", "10.1.0.2:5001", "10.1.0.1:7000")
		s.Root.Diag("tcp")
		d.Shutdown(emu.SHUT_WR)
		s.ArriveTCP(a0, "S", "10.1.0.2:5002", "10.1.0.1:7000")
		s.ArriveTCP(a0, "A", "10.1.0.2:5002", "10.1.0.1:7000")
		s.Root.TCP("out").On(a0).Connect("10.1.0.2:9")
		s.ArriveTCP(a0, "S", "10.1.0.2:5003", "10.1.0.1:7000")
		s.Root.Diag("tcp")
		l.Close()
		s.Root.Diag("tcp")
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
c close = ok
diag tcp = FIN-WAIT-1 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
diag tcp = FIN-WAIT-2 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp in [6] = none
diag tcp in [5] = FIN-WAIT-2 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
10.1.0.2:5000 > 10.1.0.1:7000 TCP FIN ACK via a0
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5001 > 10.1.0.1:7000 TCP ACK via a0
l accept = from 10.1.0.2:5001
10.1.0.2:5001 > 10.1.0.1:7000 TCP FIN ACK via a0
diag tcp = CLOSE-WAIT 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp = TIME-WAIT 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
c shutdown 1 = ok
10.1.0.2:5002 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5002 > 10.1.0.1:7000 TCP ACK via a0
out connect 10.1.0.2:9 = EINPROGRESS
10.1.0.2:5003 > 10.1.0.1:7000 TCP SYN via a0
diag tcp = ESTAB 10.1.0.1%a0:7000 10.1.0.2:5002, idiag_if 2
diag tcp = LAST-ACK 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
diag tcp = LISTEN 0.0.0.0%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5003, idiag_if 2
diag tcp = SYN-SENT 10.1.0.1%a0:auto 10.1.0.2:9, idiag_if 2
diag tcp = TIME-WAIT 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
l close = ok
diag tcp = LAST-ACK 10.1.0.1%a0:7000 10.1.0.2:5001, idiag_if 2
diag tcp = SYN-RECV 10.1.0.1%a0:7000 10.1.0.2:5003, idiag_if 2
diag tcp = SYN-SENT 10.1.0.1%a0:auto 10.1.0.2:9, idiag_if 2
diag tcp = TIME-WAIT 10.1.0.1%a0:7000 10.1.0.2:5000, idiag_if 2
`,
}, {
	id:      "OBS-05-six",
	because: "a connection of IPv4 to a listener of IPv6 is of IPv6, and so are its request and its TIME_WAIT entry; the request of a link-local peer has the device that the SYN came by",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		l := s.Root.TCP6("l").At("[::]:7000").Listening()
		s.ArriveTCP(a0, "S", "10.1.0.2:5001", "10.1.0.1:7000")
		s.Root.Diag("tcp")
		s.Root.Diag("tcp6")
		c := handshake(s, l, a0, "10.1.0.2:5000")
		s.Root.Diag("tcp6")
		c.SetIndex(a0)
		c.Shutdown(emu.SHUT_WR)
		s.ArriveTCP(a0, "FA", "10.1.0.2:5000", "10.1.0.1:7000")
		s.Root.Diag("tcp6")
		s.ArriveTCP(a0, "S", "[fe80::9]:5000", "[fe80::a]:7000")
		s.Root.Diag("tcp6")
	},
	want: `
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
diag tcp = none
diag tcp6 = LISTEN *:7000 *:*, idiag_if 0
diag tcp6 = SYN-RECV [::ffff:10.1.0.1]:7000 [::ffff:10.1.0.2]:5001, idiag_if 0
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from [::ffff:10.1.0.2]:5000
diag tcp6 = ESTAB [::ffff:10.1.0.1]:7000 [::ffff:10.1.0.2]:5000, idiag_if 0
diag tcp6 = LISTEN *:7000 *:*, idiag_if 0
diag tcp6 = SYN-RECV [::ffff:10.1.0.1]:7000 [::ffff:10.1.0.2]:5001, idiag_if 0
c set BINDTOIFINDEX 2 = ok
c shutdown 1 = ok
10.1.0.2:5000 > 10.1.0.1:7000 TCP FIN ACK via a0
diag tcp6 = LISTEN *:7000 *:*, idiag_if 0
diag tcp6 = SYN-RECV [::ffff:10.1.0.1]:7000 [::ffff:10.1.0.2]:5001, idiag_if 0
diag tcp6 = TIME-WAIT [::ffff:10.1.0.1]%a0:7000 [::ffff:10.1.0.2]:5000, idiag_if 2
[fe80::9]:5000 > [fe80::a]:7000 TCP SYN via a0
diag tcp6 = LISTEN *:7000 *:*, idiag_if 0
diag tcp6 = SYN-RECV [::ffff:10.1.0.1]:7000 [::ffff:10.1.0.2]:5001, idiag_if 0
diag tcp6 = SYN-RECV [fe80::a]%a0:7000 [fe80::9]:5000, idiag_if 2
diag tcp6 = TIME-WAIT [::ffff:10.1.0.1]%a0:7000 [::ffff:10.1.0.2]:5000, idiag_if 2
`,
}, {
	id:      "OBS-05-vrf",
	because: "with tcp_l3mdev_accept the request and the connection of an unbound listener have the index of the VRF",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		v := s.VRF("v", 10)
		s.Enslave(a0, v)
		s.Sysctl("net/ipv4/tcp_l3mdev_accept", "1")
		l := s.Root.TCP("l").At("0.0.0.0:7000").Listening()
		handshake(s, l, a0, "10.1.0.2:5000")
		s.ArriveTCP(a0, "S", "10.1.0.2:5001", "10.1.0.1:7000")
		s.Root.Diag("tcp")
		s.Root.Diag("tcp", v)
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from 10.1.0.2:5000
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
diag tcp = ESTAB 10.1.0.1%v:7000 10.1.0.2:5000, idiag_if 4
diag tcp = LISTEN 0.0.0.0:7000 0.0.0.0:*, idiag_if 0
diag tcp = SYN-RECV 10.1.0.1%v:7000 10.1.0.2:5001, idiag_if 4
diag tcp 4 = ESTAB 10.1.0.1%v:7000 10.1.0.2:5000, idiag_if 4
diag tcp 4 = SYN-RECV 10.1.0.1%v:7000 10.1.0.2:5001, idiag_if 4
`,
}, {
	id:      "OBS-01-bound",
	because: "sockets of TCP that have a port and nothing else are listed for who asks for them, since Linux 6.8; ports in the request do not matter then",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		b := s.Root.TCP("b").On(a0).At("10.1.0.1:7000")
		s.Root.TCP("none")
		s.Root.TCP6("six").At("[::]:7001")
		s.Root.Diag("tcp")
		s.Root.DiagStates("tcp", emu.TCP_CLOSE)
		s.Root.DiagStates("tcp", emu.TCP_BOUND_INACTIVE)
		s.Root.DiagPorts("tcp", 7000, 0, 0)
		s.Root.DiagPorts("tcp", 7009, 0, 0)
		s.Root.DiagPorts("tcp", 0, 9, 0)
		s.Root.Diag("tcp6")
		s.Root.Diag("tcp", 0)
		b.Connect("10.1.0.2:9")
		s.Root.Diag("tcp")
		b.Disconnect()
		s.Root.Diag("tcp")
	},
	want: `
diag tcp = UNCONN 10.1.0.1%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp in [7] = none
diag tcp in [13] = UNCONN 10.1.0.1%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp with 7000, 0, 0 = UNCONN 10.1.0.1%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp with 7009, 0, 0 = UNCONN 10.1.0.1%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp with 0, 9, 0 = UNCONN 10.1.0.1%a0:7000 0.0.0.0:*, idiag_if 2
diag tcp6 = UNCONN *:7001 *:*, idiag_if 0
diag tcp 0 = none
b connect 10.1.0.2:9 = EINPROGRESS
diag tcp = SYN-SENT 10.1.0.1%a0:7000 10.1.0.2:9, idiag_if 2
b connect AF_UNSPEC = ok
diag tcp = UNCONN 10.1.0.1%a0:7000 10.1.0.2:*, idiag_if 2
`,
	older: older{{before: emu.Linux(6, 8), want: `
diag tcp = none
diag tcp in [7] = none
diag tcp in [13] = none
diag tcp with 7000, 0, 0 = none
diag tcp with 7009, 0, 0 = none
diag tcp with 0, 9, 0 = none
diag tcp6 = none
diag tcp 0 = none
b connect 10.1.0.2:9 = EINPROGRESS
diag tcp = SYN-SENT 10.1.0.1%a0:7000 10.1.0.2:9, idiag_if 2
b connect AF_UNSPEC = ok
diag tcp = none
`}},
}, {
	id:      "OBS-01-leftover",
	because: "a socket of TCP that has lost its connection is in no table; bind() lets it forget the peer, but for an IPv6 address, and connect(AF_UNSPEC) only the peer's port; of a connect() that fails an IPv6 address stays, too",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		l := s.Root.TCP6("l").At("[::]:7000").Listening()
		c := handshake(s, l, a0, "10.1.0.2:5000")
		d := handshake(s, l, a0, "10.1.0.2:5001")
		s.ArriveTCP(a0, "R", "10.1.0.2:5000", "10.1.0.1:7000")
		s.ArriveTCP(a0, "R", "10.1.0.2:5001", "10.1.0.1:7000")
		l.Close()
		s.Root.Diag("tcp6")
		c.Bind("[::]:7001")
		d.Disconnect()
		d.Listen(8)
		s.Root.Diag("tcp6")
		out := s.Root.TCP("out").On(a0)
		out.Connect("10.1.0.2:9")
		out.Disconnect()
		out.Bind("0.0.0.0:7002")
		s.Root.Diag("tcp")
		six := s.Root.TCP6("six").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1)
		six.Connect("[::ffff:10.1.0.2]:9")
		six.Listening()
		far := s.Root.TCP6("far").At("[::]:7003")
		far.Connect("[fd07::7]:9")
		s.Root.Diag("tcp6")
	},
	want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from [::ffff:10.1.0.2]:5000
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5001 > 10.1.0.1:7000 TCP ACK via a0
l accept = from [::ffff:10.1.0.2]:5001
10.1.0.2:5000 > 10.1.0.1:7000 TCP RST via a0
10.1.0.2:5001 > 10.1.0.1:7000 TCP RST via a0
l close = ok
diag tcp6 = none
c bind [::]:7001 = ok
c connect AF_UNSPEC = ok
c listen 8 = ok
diag tcp6 = LISTEN *:auto [::ffff:10.1.0.2]:*, idiag_if 0
diag tcp6 = UNCONN *:7001 [::ffff:10.1.0.2]:*, idiag_if 0
out connect 10.1.0.2:9 = EINPROGRESS
out connect AF_UNSPEC = ok
out bind 0.0.0.0:7002 = ok
diag tcp = UNCONN 0.0.0.0%a0:7002 0.0.0.0:*, idiag_if 2
six connect [::ffff:10.1.0.2]:9 = ENETUNREACH
far connect [fd07::7]:9 = ENETUNREACH
diag tcp6 = LISTEN *:auto [::ffff:10.1.0.2]:*, idiag_if 0
diag tcp6 = LISTEN [::]:auto [::ffff:10.1.0.2]:*, idiag_if 0
diag tcp6 = UNCONN *:7001 [::ffff:10.1.0.2]:*, idiag_if 0
diag tcp6 = UNCONN *:7003 [fd07::7]:*, idiag_if 0
`,
	older: older{{before: emu.Linux(6, 8), want: `
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5000 > 10.1.0.1:7000 TCP ACK via a0
l accept = from [::ffff:10.1.0.2]:5000
10.1.0.2:5001 > 10.1.0.1:7000 TCP SYN via a0
10.1.0.2:5001 > 10.1.0.1:7000 TCP ACK via a0
l accept = from [::ffff:10.1.0.2]:5001
10.1.0.2:5000 > 10.1.0.1:7000 TCP RST via a0
10.1.0.2:5001 > 10.1.0.1:7000 TCP RST via a0
l close = ok
diag tcp6 = none
c bind [::]:7001 = ok
c connect AF_UNSPEC = ok
c listen 8 = ok
diag tcp6 = LISTEN *:auto [::ffff:10.1.0.2]:*, idiag_if 0
out connect 10.1.0.2:9 = EINPROGRESS
out connect AF_UNSPEC = ok
out bind 0.0.0.0:7002 = ok
diag tcp = none
six connect [::ffff:10.1.0.2]:9 = ENETUNREACH
far connect [fd07::7]:9 = ENETUNREACH
diag tcp6 = LISTEN *:auto [::ffff:10.1.0.2]:*, idiag_if 0
diag tcp6 = LISTEN [::]:auto [::ffff:10.1.0.2]:*, idiag_if 0
`}},
}}

// handshake lets a peer that is not of this host connect to a listener of port
// 7000.
func handshake(s *plane.Script, l *plane.Socket, device int, peer string) *plane.Socket {
	s.ArriveTCP(device, "S", peer, "10.1.0.1:7000")
	s.ArriveTCP(device, "A", peer, "10.1.0.1:7000")
	return l.Accept("c")
}
