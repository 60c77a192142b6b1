package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// orders is what is looked at first, and what then does not count any more.
var orders = []rule{{
	id:      "WR-15-state",
	because: "connect() of a stream looks at its state before it looks at the address, a datagram at the address alone (__inet_stream_connect)",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		s.Left()
		for _, addr := range []string{"10.1.0.2:80", "[fd01::2]:80", "[ff02::1]:80"} {
			w := s.Root.TCP("waiting").At("10.1.0.1:0")
			w.Connect(peer5000)
			w.Connect(addr)
			w.Shut()
			l := s.Root.TCP("listening").At(any7000).Listening()
			l.Connect(addr)
			l.Shut()
			u := s.Root.UDP("udp").To(peer5000)
			u.Connect(addr)
		}
		c := s.Root.TCP("c").At("10.1.0.1:7000")
		c.Connect(peer5000)
		s.Left(a0)
		s.ArriveTCP(a0, "SA", peer5000, "10.1.0.1:7000")
		for _, addr := range []string{"10.1.0.2:80", "[fd01::2]:80"} {
			c.Connect(addr)
		}
		c.ConnectBytes(s.Bytes("10.1.0.2:80")[:1], "1 byte")
	},
	want: `
waiting connect 10.1.0.2:5000 = EINPROGRESS
waiting connect 10.1.0.2:80 = EALREADY
listening connect 10.1.0.2:80 = EISCONN
udp connect 10.1.0.2:80 = ok
waiting connect 10.1.0.2:5000 = EINPROGRESS
waiting connect [fd01::2]:80 = EALREADY
listening connect [fd01::2]:80 = EISCONN
udp connect [fd01::2]:80 = EAFNOSUPPORT
waiting connect 10.1.0.2:5000 = EINPROGRESS
waiting connect [ff02::1]:80 = EALREADY
listening connect [ff02::1]:80 = EISCONN
udp connect [ff02::1]:80 = EAFNOSUPPORT
c connect 10.1.0.2:5000 = EINPROGRESS
left: a0 10.1.0.1:auto > 10.1.0.2:5000 TCP SYN, a0 10.1.0.1:auto > 10.1.0.2:5000 TCP SYN, a0 10.1.0.1:auto > 10.1.0.2:5000 TCP SYN, a0 10.1.0.1:7000 > 10.1.0.2:5000 TCP SYN
10.1.0.2:5000 > 10.1.0.1:7000 TCP SYN ACK via a0
c connect 10.1.0.2:80 = ok
c connect [fd01::2]:80 = EISCONN
c connect 1 byte = EINVAL
`,
}, {
	id:      "WR-15-v4",
	because: "from an IPv4 address in IPv6 form nothing of IPv6 is reached: EAFNOSUPPORT; to IPv4 it is (ip6_dst_lookup_tail)",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		s.Left()
		for _, a := range []*plane.Socket{s.Root.UDP6("udp"), s.Root.TCP6("tcp")} {
			a.Bind("[::ffff:10.1.0.1]:7000")
			a.Connect("[fd01::2]:80")
			a.Connect("[fd77::2]:80")
			a.Connect("[::1]:80")
			a.Connect("[::ffff:10.1.0.2]:80")
			a.Addr()
			a.Peer()
		}
		u := s.Root.UDP6("u").At("[::ffff:10.1.0.1]:7001")
		u.Send("[fd01::2]:80")
		u.Send("[fd77::2]:80")
		u.Send("[::1]:80")
		u.Send("[::]:80")
		u.Send("[::ffff:10.1.0.2]:80")
		s.Left(a0)
	},
	want: `
udp bind [::ffff:10.1.0.1]:7000 = ok
udp connect [fd01::2]:80 = EAFNOSUPPORT
udp connect [fd77::2]:80 = ENETUNREACH
udp connect [::1]:80 = EAFNOSUPPORT
udp connect [::ffff:10.1.0.2]:80 = ok
udp getsockname = [::ffff:10.1.0.1]:7000
udp getpeername = [::ffff:10.1.0.2]:80
tcp bind [::ffff:10.1.0.1]:7000 = ok
tcp connect [fd01::2]:80 = EAFNOSUPPORT
tcp connect [fd77::2]:80 = ENETUNREACH
tcp connect [::1]:80 = EAFNOSUPPORT
tcp connect [::ffff:10.1.0.2]:80 = EINPROGRESS
tcp getsockname = [::ffff:10.1.0.1]:7000
tcp getpeername = ENOTCONN
u send to [fd01::2]:80 = EAFNOSUPPORT
u send to [fd77::2]:80 = ENETUNREACH
u send to [::1]:80 = EAFNOSUPPORT
u send to [::]:80 = ok
u send to [::ffff:10.1.0.2]:80 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:80 TCP SYN, a0 10.1.0.1:7001 > 10.1.0.2:80
`,
}, {
	id:      "OUT-47-family",
	because: "an open datagram of IPv4 has its address, and nobody looks at that of a later part, be it of another family or none (udp_sendmsg)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		for _, addr := range []string{"[fd01::2]:5000", "10.1.0.2:0", "10.7.7.7:9", "255.255.255.255:9"} {
			a := s.Root.UDP("a").At("10.1.0.1:7000")
			a.SendMore(peer5000)
			a.Send(addr)
			s.Left(a0, b0)
			a.Send(addr)
			a.Shut()
			b := s.Root.UDP6("b").At("[::]:7001")
			b.SendMore("[fd01::2]:5000")
			b.Send(addr)
			b.Send("[fd02::2]:9")
			s.Left(a0, b0)
			b.Shut()
		}
	},
	want: `
a send more to 10.1.0.2:5000 = ok
a send to [fd01::2]:5000 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000
a send to [fd01::2]:5000 = EAFNOSUPPORT
b send more to [fd01::2]:5000 = ok
b send to [fd01::2]:5000 = ok
b send to [fd02::2]:9 = ok
left: a0 [fd01::1]:7001 > [fd01::2]:5000, b0 [fd02::1]:7001 > [fd02::2]:9
a send more to 10.1.0.2:5000 = ok
a send to 10.1.0.2:0 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000
a send to 10.1.0.2:0 = EINVAL
b send more to [fd01::2]:5000 = ok
b send to 10.1.0.2:0 = EINVAL
b send to [fd02::2]:9 = ok
left: a0 [fd01::1]:7001 > [fd01::2]:5000
a send more to 10.1.0.2:5000 = ok
a send to 10.7.7.7:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000
a send to 10.7.7.7:9 = ENETUNREACH
b send more to [fd01::2]:5000 = ok
b send to 10.7.7.7:9 = EINVAL
b send to [fd02::2]:9 = ok
left: a0 [fd01::1]:7001 > [fd01::2]:5000
a send more to 10.1.0.2:5000 = ok
a send to 255.255.255.255:9 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000
a send to 255.255.255.255:9 = EACCES
b send more to [fd01::2]:5000 = ok
b send to 255.255.255.255:9 = EINVAL
b send to [fd02::2]:9 = ok
left: a0 [fd01::1]:7001 > [fd01::2]:5000
`,
}, {
	id:      "OUT-33-ping",
	because: "a ping socket of IPv6 asks IPV6_MULTICAST_IF and IPV6_UNICAST_IF before it reads IPV6_PKTINFO, which then has to name that device (ping_v6_sendmsg); others ask after it",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		s.Left()
		for _, a := range []*plane.Socket{s.Root.Ping6("ping").At("[::]:7"), s.Root.UDP6("udp").At("[::]:7000")} {
			a.SetDev(emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF, b0)
			a.SetDev(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_IF, b0)
			for _, dst := range []string{"[fd01::2]:9", "[fd02::2]:9", "[ff05::5]:9"} {
				for _, dev := range []int{0, a0, b0} {
					a.SendVia(dst, "", dev)
				}
			}
			s.Left(a0, b0)
		}
	},
	want: `
ping set IPV6_UNICAST_IF 3 = ok
ping set IPV6_MULTICAST_IF 3 = ok
ping send to [fd01::2]:9, info any 0 = ENETUNREACH
ping send to [fd01::2]:9, info any 2 = EINVAL
ping send to [fd01::2]:9, info any 3 = ENETUNREACH
ping send to [fd02::2]:9, info any 0 = ok
ping send to [fd02::2]:9, info any 2 = EINVAL
ping send to [fd02::2]:9, info any 3 = ok
ping send to [ff05::5]:9, info any 0 = ok
ping send to [ff05::5]:9, info any 2 = EINVAL
ping send to [ff05::5]:9, info any 3 = ok
left: b0 fd02::1 > fd02::2 ICMPv6 echo request, b0 fd02::1 > fd02::2 ICMPv6 echo request, b0 fd02::1 > ff05::5 ICMPv6 echo request, b0 fd02::1 > ff05::5 ICMPv6 echo request
udp set IPV6_UNICAST_IF 3 = ok
udp set IPV6_MULTICAST_IF 3 = ok
udp send to [fd01::2]:9, info any 0 = ENETUNREACH
udp send to [fd01::2]:9, info any 2 = ok
udp send to [fd01::2]:9, info any 3 = ENETUNREACH
udp send to [fd02::2]:9, info any 0 = ok
udp send to [fd02::2]:9, info any 2 = ENETUNREACH
udp send to [fd02::2]:9, info any 3 = ok
udp send to [ff05::5]:9, info any 0 = ok
udp send to [ff05::5]:9, info any 2 = ok
udp send to [ff05::5]:9, info any 3 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9, a0 [fd01::1]:7000 > [ff05::5]:9, b0 [fd02::1]:7000 > [fd02::2]:9, b0 [fd02::1]:7000 > [fd02::2]:9, b0 [fd02::1]:7000 > [ff05::5]:9, b0 [fd02::1]:7000 > [ff05::5]:9
`,
}, {
	id:      "REG-02-zero",
	because: "a device that exists is in the way before anybody looks at the name or the index that is asked for",
	program: func(s *plane.Script) {
		a0 := s.DownLink("a0")
		s.Root.Add("a0", 0)
		s.Root.Add("a0", a0)
		s.Root.Add("b0", a0)
		s.Root.Add("a/b", a0)
		s.Root.Add("a/b", 0)
		s.Root.Add("a0", -1)
		s.Root.Add("b0", -1)
		s.Root.Add("a-name-that-is-too-long", a0)
		s.Root.Add("", a0)
		s.Root.Add("all", 0)
		s.Root.Rename(0, "a0")
		s.Root.Rename(0, "b0")
		s.Root.Rename(-1, "b0")
		s.Root.Rename(4242, "b0")
		s.Root.Rename(a0, "")
	},
	want: `
add "a0" = EEXIST
add "a0" as 2 = EEXIST
add "b0" as 2 = EEXIST
add "a/b" as 2 = EEXIST
add "a/b" = EINVAL
add "a0" as -1 = EINVAL
add "b0" as -1 = EINVAL
add "a-name-that-is-too-long" as 2 = ERANGE
add "" as 2 = EEXIST
add "all" = EINVAL
rename 0 "a0" = ok
rename 0 "b0" = ENODEV
rename -1 "b0" = EINVAL
rename 4242 "b0" = ENODEV
rename 2 "" = ok
`,
}}
