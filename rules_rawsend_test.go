package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// rawSend is section 6 as far as it is about raw sockets, and errors that come back.
var rawSend = []rule{{
	id:      "OUT-04-raw",
	because: "a raw socket whose index no device has: ENODEV with IPv4, even to 127.0.0.1, ENETUNREACH with IPv6, even to ::1; of a device that is down: ENETUNREACH (OUT-10)",
	program: func(s *plane.Script) {
		rawAB(s)
		down := s.DownLink("down", "10.3.0.1/24")
		for _, index := range []int{4242, down} {
			r, q := s.Root.Raw("v4", 200).On(index), s.Root.Raw6("v6", 200).On(index)
			for _, to := range []string{"10.1.0.2:0", "10.1.0.1:0", "127.0.0.1:0", "10.3.0.2:0"} {
				r.Send(to)
			}
			for _, to := range []string{"[fd01::2]:0", "[fd01::1]:0", "[::1]:0", "[fe80::2]:0", "[::]:0"} {
				q.Send(to)
			}
			r.Connect("10.1.0.2:0")
			q.Connect("[fd01::2]:0")
		}
	},
	want: `
v4 send to 10.1.0.2:0 = ENODEV
v4 send to 10.1.0.1:0 = ENODEV
v4 send to 127.0.0.1:0 = ENODEV
v4 send to 10.3.0.2:0 = ENODEV
v6 send to [fd01::2]:0 = ENETUNREACH
v6 send to [fd01::1]:0 = ENETUNREACH
v6 send to [::1]:0 = ENETUNREACH
v6 send to [fe80::2]:0 = ENETUNREACH
v6 send to [::]:0 = ENETUNREACH
v4 connect 10.1.0.2:0 = ENODEV
v6 connect [fd01::2]:0 = ENETUNREACH
v4 send to 10.1.0.2:0 = ENETUNREACH
v4 send to 10.1.0.1:0 = ENETUNREACH
v4 send to 127.0.0.1:0 = ENETUNREACH
v4 send to 10.3.0.2:0 = ENETUNREACH
v6 send to [fd01::2]:0 = ENETUNREACH
v6 send to [fd01::1]:0 = ENETUNREACH
v6 send to [::1]:0 = ENETUNREACH
v6 send to [fe80::2]:0 = ENETUNREACH
v6 send to [::]:0 = ENETUNREACH
v4 connect 10.1.0.2:0 = ENETUNREACH
v6 connect [fd01::2]:0 = ENETUNREACH
`,
}, {
	id:      "OUT-20-raw",
	because: "IP_PKTINFO replaces the bound device of a raw socket for the packet, for anybody and also if the socket is connected or its device is gone; IPV6_PKTINFO may not differ from the bound device (OUT-21)",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		r, stale, to := s.Root.Raw("r", 17).On(a0), s.Root.Raw("stale", 17).On(4242), s.Root.Raw("connected", 17).On(a0).To("10.1.0.2:0")
		s.Left()
		send := func(a *plane.Socket, dst, src string, index int) {
			a.SendVia(dst, src, index)
		}
		send(r, "10.2.0.2:0", "", b0)
		s.Left(a0, b0)
		send(r.By(s.Proc(plane.None)), "10.2.0.2:0", "", b0)
		s.Left(a0, b0)
		send(stale, "10.2.0.2:0", "", b0)
		s.Left(a0, b0)
		send(to, "", "", b0)
		s.Left(a0, b0)
		send(r, "10.2.0.2:0", "", 0)
		s.Left(a0, b0)
		send(r, "10.2.0.2:0", "10.9.9.9", b0)
		s.Left(a0, b0)
		send(r, "10.2.0.2:0", "", 4242)
		send(stale, "10.2.0.2:0", "", 0)
		q, stale6 := s.Root.Raw6("q", 200).On(a0), s.Root.Raw6("stale6", 200).On(4242)
		send(q, "[fd01::2]:0", "", a0)
		send(q, "[fd02::2]:0", "", b0)
		send(q, "[fd01::2]:0", "", 4242)
		send(q, "[fd01::2]:0", "", 0)
		send(stale6, "[fd01::2]:0", "", 0)
	},
	want: `
r send to 10.2.0.2:0, info any 3 = ok
left: b0 10.2.0.1 > 10.2.0.2 protocol 17 malformed
nobody: r send to 10.2.0.2:0, info any 3 = ok
left: b0 10.2.0.1 > 10.2.0.2 protocol 17 malformed
stale send to 10.2.0.2:0, info any 3 = ok
left: b0 10.2.0.1 > 10.2.0.2 protocol 17 malformed
connected send, info any 3 = ok
left: b0 10.2.0.1 > 10.1.0.2 protocol 17 malformed
r send to 10.2.0.2:0, info any 0 = ok
left: a0 10.1.0.1 > 10.2.0.2 protocol 17 malformed
r send to 10.2.0.2:0, info 10.9.9.9 3 = ok
left: b0 10.9.9.9 > 10.2.0.2 protocol 17 malformed
r send to 10.2.0.2:0, info any 4242 = ENODEV
stale send to 10.2.0.2:0, info any 0 = ENODEV
q send to [fd01::2]:0, info any 2 = ok
q send to [fd02::2]:0, info any 3 = EINVAL
q send to [fd01::2]:0, info any 4242 = EINVAL
q send to [fd01::2]:0, info any 0 = ok
stale6 send to [fd01::2]:0, info any 0 = ENODEV
`,
}, {
	id:      "OUT-23-raw",
	because: "the scope id of the destination beats the bound device of a raw socket, also of a connected one; with a global address it is ignored",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		r := s.Root.Raw6("r", 33).On(a0)
		u := s.Root.Raw6("unbound", 33)
		s.Left()
		for _, to := range []string{"[fe80::2%b0]:0", "[ff02::1%b0]:0", "[fe80::2]:0", "[fd01::2%b0]:0"} {
			r.Send(to)
			s.Left(a0, b0)
		}
		r.Connect("[fe80::2%a0]:0")
		r.Send("[fe80::2%b0]:0")
		s.Left(a0, b0)
		r.Send("")
		s.Left(a0, b0)
		r.Send("[fe80::2%4242]:0")
		u.Send("[fe80::2]:0")
		s.Left(a0, b0)
		u.Send("[::ffff:10.1.0.2]:0")
		u.Send("10.1.0.2:0")
		r.Send("10.1.0.2:0")
	},
	want: `
r send to [fe80::2%b0]:0 = ok
left: b0 fe80::b > fe80::2 protocol 33
r send to [ff02::1%b0]:0 = ok
left: b0 fe80::b > ff02::1 protocol 33
r send to [fe80::2]:0 = ok
left: a0 fe80::a > fe80::2 protocol 33
r send to [fd01::2%b0]:0 = ok
left: a0 fd01::1 > fd01::2 protocol 33
r connect [fe80::2%a0]:0 = ok
r send to [fe80::2%b0]:0 = ok
left: b0 fe80::a > fe80::2 protocol 33
r send = ok
left: a0 fe80::a > fe80::2 protocol 33
r send to [fe80::2%4242]:0 = ENETUNREACH
unbound send to [fe80::2]:0 = ok
left: a0 fe80::a > fe80::2 protocol 33
unbound send to [::ffff:10.1.0.2]:0 = ENETUNREACH
unbound send to 10.1.0.2:0 = EINVAL
r send to 10.1.0.2:0 = EINVAL
`,
}, {
	id:      "RAW-more",
	because: "MSG_MORE keeps a packet of a raw socket open: the first part decides about the way (OUT-47), but every part looks for one, and fails without; ping sockets do not know it",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		r, in := s.Root.Raw("r", 33).On(a0), s.Root.Raw("in", 33)
		s.Left()
		r.SendMore("10.1.0.2:0")
		s.Left(a0, b0)
		r.SetIndex(b0)
		r.Send("10.2.0.2:0")
		s.Left(a0, b0)
		r.Send("10.2.0.2:0")
		s.Left(a0, b0)
		r.SendMore("10.2.0.1:0")
		s.Got(in)
		r.SetIndex(4242)
		r.Send("10.2.0.1:0")
		s.Got(in)
		r.SetIndex(0)
		r.Send("10.1.0.1:0")
		s.Got(in)
		q, in6 := s.Root.Raw6("q", 33), s.Root.Raw6("in6", 33)
		q.SendMore("[fd01::2]:0")
		q.SetIndex(b0)
		q.Send("[fd02::2]:0")
		s.Left(a0, b0)
		q.SendMore("[fd02::1]:0")
		q.Send("[fd01::1]:0")
		q.Send("[fd02::1]:0")
		gotBytes(s, "in6", in6)
		p := s.Root.Ping("p").At("0.0.0.0:500")
		p.SendMore("10.1.0.2:0")
		s.Left(a0, b0)
		r.SetIndex(0)
		r.SendMore("10.1.0.2:0")
		r.Disconnect()
		r.Send("10.1.0.2:0")
		s.Left(a0, b0)
		long := make([]byte, 40000)
		r.SendMore("10.1.0.1:0")
		r.SendBytes("10.1.0.1:0", long)
		s.Got(in)
	},
	want: `
r send more to 10.1.0.2:0 = ok
left: nothing
r set BINDTOIFINDEX 3 = ok
r send to 10.2.0.2:0 = ok
left: a0 10.2.0.1 > 10.2.0.2 protocol 33
r send to 10.2.0.2:0 = ok
left: b0 10.2.0.1 > 10.2.0.2 protocol 33
r send more to 10.2.0.1:0 = ok
got it: nobody
r set BINDTOIFINDEX 4242 = ok
r send to 10.2.0.1:0 = ENODEV
got it: nobody
r set BINDTOIFINDEX 0 = ok
r send to 10.1.0.1:0 = ok
got it: in
q send more to [fd01::2]:0 = ok
q set BINDTOIFINDEX 3 = ok
q send to [fd02::2]:0 = ok
left: a0 fd01::1 > fd01::2 protocol 33
q send more to [fd02::1]:0 = ok
q send to [fd01::1]:0 = ENETUNREACH
q send to [fd02::1]:0 = ok
in6 read 68656c6c6f68656c6c6f
p send more to 10.1.0.2:0 = ok
left: a0 10.1.0.1 > 10.1.0.2 ICMP echo request
r set BINDTOIFINDEX 0 = ok
r send more to 10.1.0.2:0 = ok
r connect AF_UNSPEC = ok
r send to 10.1.0.2:0 = ok
left: a0 10.1.0.1 > 10.1.0.2 protocol 33
r send more to 10.1.0.1:0 = ok
r send to 10.1.0.1:0 = ok
got it: in
`,
}, {
	id:      "RAW-err",
	because: "an ICMP error is for every raw socket that the answer would have been for, if it is connected and the error final, or has IP_RECVERR",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		u, on := s.Root.Raw("not connected", 17), s.Root.Raw("connected", 17).To("10.1.0.2:0")
		b := s.Root.Raw("connected, on b", 17).On(b0).To("10.1.0.2:0")
		want := s.Root.Raw("with RECVERR", 17).FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:9000", "10.1.0.2:7000")
		for _, r := range []*plane.Socket{u, on, b, want} {
			r.Error()
		}
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:9000", "10.1.0.2:7000")
		on.Send("")
		on.Recv()
		on.SetInt(emu.IPPROTO_IP, emu.IP_HDRINCL, 1)
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:9000", "10.1.0.2:7000")
		on.SendBytes("", append([]byte{0x45}, make([]byte, 19)...))
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:9000", "10.1.0.2:7000")
		want.RecvError()
		want.RecvError()
		want.RecvError()
		u6, on6 := s.Root.Raw6("not connected6", 17), s.Root.Raw6("connected6", 17).To("[fd01::2]:0")
		s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:9000", "[fd01::2]:7000")
		u6.Error()
		on6.Error()
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:9000 > 10.1.0.2:7000 UDP) via a0
not connected error = ok
connected error = ECONNREFUSED
connected, on b error = ok
with RECVERR error = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:9000 > 10.1.0.2:7000 UDP) via a0
connected send = ok
connected recv = ECONNREFUSED
connected set IP_HDRINCL 1 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:9000 > 10.1.0.2:7000 UDP) via a0
connected send = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:9000 > 10.1.0.2:7000 UDP) via a0
with RECVERR recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.2, to 10.1.0.2:0
with RECVERR recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.2, to 10.1.0.2:0
with RECVERR recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.2, to 10.1.0.2:0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:9000 > [fd01::2]:7000 UDP) via a0
not connected6 error = ok
connected6 error = ECONNREFUSED
`,
}, {
	id:      "RAW-reuse",
	because: "raw and ping sockets are born with SO_REUSEADDR, UDP ones without",
	program: func(s *plane.Script) {
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		for _, a := range []*plane.Socket{
			s.Root.UDP("udp"), s.Root.UDP6("udp6"), s.Root.Raw("raw", 200), s.Root.Raw6("raw6", 200), s.Root.Ping("ping"), s.Root.Ping6("ping6"),
		} {
			a.GetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR)
		}
	},
	want: `
udp get REUSEADDR = 0
udp6 get REUSEADDR = 0
raw get REUSEADDR = 1
raw6 get REUSEADDR = 1
ping get REUSEADDR = 1
ping6 get REUSEADDR = 1
`,
}}
