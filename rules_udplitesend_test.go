package boundif_test

import (
	"boundif/internal/plane"
)

// udpliteSends is UDP-Lite where it sends, and is told of errors.
var udpliteSends = []rule{{
	id:      "UDP-40-udplite",
	because: "an ICMP error is for the socket that would get the packet, by device and by protocol; a packet for no socket is answered by one",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		lites(s, func(f *family) {
			by := map[string]string{"v4": "10.1.0.2", "v6": "fd01::2"}[f.name]
			local := map[string]string{"v4": "10.1.0.1:7000", "v6": "[fd01::1]:7000"}[f.name]
			a := f.open("a").On(a0).At(local).To(f.peer + "5000")
			udp := map[string]func(string) *plane.Socket{"v4": s.Root.UDP, "v6": s.Root.UDP6}[f.name]("udp").At(local).To(f.peer + "5000")
			s.ArriveLiteUnreachable(b0, by, local, f.peer+"5000")
			a.Error()
			s.ArriveUnreachable(a0, by, local, f.peer+"5000")
			a.Error()
			udp.Error()
			s.ArriveLiteUnreachable(a0, by, local, f.peer+"5000")
			udp.Error()
			a.Recv()
			a.Send("")
			s.Left(a0, b0)
			s.ArriveLite(b0, local, a, udp)
			s.Left(a0, b0)
			s.ArriveLite(a0, f.to7001, a, udp)
			s.Left(a0, b0)
			a.Shut()
			udp.Shut()
		})
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 0) via b0
a error = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP) via a0
a error = ok
udp error = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 0) via a0
udp error = ok
a recv = ECONNREFUSED
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via b0: nobody
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite)
10.1.0.2:5000 > 10.9.9.9:7001 UDP-Lite via a0: nobody
left: a0 10.9.9.9 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.9.9.9:7001 UDP-Lite)
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 0) via b0
a error = ok
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP) via a0
a error = ok
udp error = ECONNREFUSED
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 0) via a0
udp error = ok
a recv = ECONNREFUSED
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via b0: nobody
left: a0 fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd01::1]:7000 UDP-Lite)
[fd01::2]:5000 > [fd09::9]:7001 UDP-Lite via a0: nobody
left: a0 fd09::9 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fd09::9]:7001 UDP-Lite)
`,
}, {
	id:      "OUT-40-udplite",
	because: "a send goes as UDP's does: by the bound device, by the cached route until that changes, by IP_PKTINFO, by the scope id; MSG_MORE keeps the route; a dead index is ENODEV and ENETUNREACH",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Left()
		lites(s, func(f *family) {
			c := f.open("c").At(f.any).To(f.peer + "5000")
			c.Send("")
			s.Left(a0, b0)
			c.SetIndex(b0)
			c.Send("")
			s.Left(a0, b0)
			c.SetIndex(4242)
			c.Send("")
			c.SetIndex(0)
			c.SendMore("")
			c.SetIndex(4242)
			c.Send("")
			s.Left(a0, b0)
			u := f.open("u").On(b0)
			u.Send(f.peer + "9")
			s.Left(a0, b0)
			u.SetIndex(4242)
			u.Send(f.peer + "9")
			c.Shut()
			u.Shut()
		})
		six := s.Root.UDPLite6("six").On(a0)
		six.Send("[fe80::99%b0]:9")
		s.Left(a0, b0)
		six.Send("[::ffff:10.1.0.2]:9")
		s.Left(a0, b0)
	},
	want: `
c send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
c set BINDTOIFINDEX 3 = ok
c send = ok
left: b0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
c set BINDTOIFINDEX 4242 = ok
c send = ENODEV
c set BINDTOIFINDEX 0 = ok
c send more = ok
c set BINDTOIFINDEX 4242 = ok
c send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
u send to 10.1.0.2:9 = ok
left: b0 10.2.0.1:auto > 10.1.0.2:9 UDP-Lite
u set BINDTOIFINDEX 4242 = ok
u send to 10.1.0.2:9 = ENODEV
c send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
c set BINDTOIFINDEX 3 = ok
c send = ENETUNREACH
left: nothing
c set BINDTOIFINDEX 4242 = ok
c send = ENETUNREACH
c set BINDTOIFINDEX 0 = ok
c send more = ok
c set BINDTOIFINDEX 4242 = ok
c send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
u send to [fd01::2]:9 = ENETUNREACH
left: nothing
u set BINDTOIFINDEX 4242 = ok
u send to [fd01::2]:9 = ENETUNREACH
six send to [fe80::99%b0]:9 = ok
left: b0 [fe80::b]:auto > [fe80::99]:9 UDP-Lite
six send to [::ffff:10.1.0.2]:9 = ok
left: a0 10.1.0.1:auto > 10.1.0.2:9 UDP-Lite
`,
}}
