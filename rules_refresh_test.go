package boundif_test

import (
	"encoding/binary"
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
)

// An act is a call on a socket.
type act struct {
	what string
	do   func(a *plane.Socket)
}

// refreshing has a socket do each of these between a change of routes and its
// next send. The peer is routed by a0, and IP_UNICAST_IF says b0: a socket whose
// cached route was looked up anew by then sends by a0, one that has to look itself
// by b0.
func refreshing(s *plane.Script, acts []act) {
	a0, b0 := ab6(s)
	s.Route(emu.Route{Dst: netip.MustParsePrefix("10.7.0.0/16"), Dev: a0})
	s.Left()
	for _, act := range acts {
		a := unicastIf(s.Root.UDP("a").At("10.9.9.9:7000"), b0).To("10.7.7.7:5000")
		expire(s, b0)
		s.Say("%s:", act.what)
		act.do(a)
		a.Send("")
		s.Left(a0, b0)
		a.Shut()
	}
}

// expire makes the cached routes of IPv4 invalid.
func expire(s *plane.Script, dev int) {
	r := emu.Route{Dst: netip.MustParsePrefix("10.66.0.0/16"), Dev: dev}
	s.Route(r)
	check(s.Root.Sys().RouteDel(r))
}

// unicastIf sets IP_UNICAST_IF, as a preparation.
func unicastIf(a *plane.Socket, dev int) *plane.Socket {
	return a.FlagAt(emu.IPPROTO_IP, emu.IP_UNICAST_IF, int(int32(binary.BigEndian.Uint32(plane.Word(int32(dev))))))
}

// refreshes is what becomes of cached routes that have expired.
var refreshes = []rule{{
	id:      "OUT-12-refresh",
	because: "when a call gives a socket's lock back, a cached route of IPv4 that has expired is looked up at once, without IP_UNICAST_IF, and the next send takes that (ip4_datagram_release_cb); calls without the lock leave it, and the next send looks itself",
	program: func(s *plane.Script) {
		refreshing(s, []act{
			{"nothing", func(a *plane.Socket) {}},
			{"an option", func(a *plane.Socket) { a.SetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR, 1) }},
			{"the value that it has", func(a *plane.Socket) { a.SetInt(emu.IPPROTO_IP, emu.IP_TOS, 0) }},
			{"IP_UNICAST_IF that fails", func(a *plane.Socket) { a.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, 4242) }},
			{"a group", func(a *plane.Socket) { a.Leave("224.1.2.3", 1) }},
			{"options that do not exist", func(a *plane.Socket) { a.SetInt(emu.SOL_SOCKET, 9999, 1) }},
			{"and of IP", func(a *plane.Socket) { a.SetInt(emu.IPPROTO_IP, 254, 1) }},
			{"to read", func(a *plane.Socket) { a.GetInt(emu.IPPROTO_IP, 254) }},
			{"but not of UDP", func(a *plane.Socket) { a.SetInt(emu.IPPROTO_UDP, 9999, 1) }},
			{"nor of SOL_SOCKET to read", func(a *plane.Socket) { a.GetInt(emu.SOL_SOCKET, 9999) }},
			{"a negative index", func(a *plane.Socket) { a.SetIndex(-5) }},
			{"a name of nothing", func(a *plane.Socket) { a.SetName("nope") }},
			{"the device", func(a *plane.Socket) { a.Device() }},
			{"the error", func(a *plane.Socket) { a.Error() }},
			{"recvmsg", func(a *plane.Socket) { a.Recv() }},
			{"bind", func(a *plane.Socket) { a.Bind("10.9.9.9:7001") }},
			{"bind to nobody's address", func(a *plane.Socket) { a.Bind("10.77.0.1:7001") }},
			{"bind to another family", func(a *plane.Socket) { a.Bind("[::1]:7001") }},
			{"connect to another family", func(a *plane.Socket) { a.Connect("[::1]:7001") }},
			{"connect to nothing", func(a *plane.Socket) { a.Connect("") }},
			{"shutdown", func(a *plane.Socket) { a.Shutdown(emu.SHUT_RD) }},
			{"an impossible shutdown", func(a *plane.Socket) { a.Shutdown(7) }},
			{"listen", func(a *plane.Socket) { a.Listen(1) }},
			{"a datagram to somebody else", func(a *plane.Socket) { a.Send("10.2.0.2:9") }},
		})
	},
	want: `
nothing:
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
an option:
a set REUSEADDR 1 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
the value that it has:
a set IP_TOS 0 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
IP_UNICAST_IF that fails:
a set IP_UNICAST_IF 4242 = EADDRNOTAVAIL
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
a group:
a set IP_DROP_MEMBERSHIP 224.1.2.3 1 = EADDRNOTAVAIL
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
options that do not exist:
a set (1, 9999) 1 = ENOPROTOOPT
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
and of IP:
a set (0, 254) 1 = ENOPROTOOPT
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
to read:
a get (0, 254) = ENOPROTOOPT
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
but not of UDP:
a set (17, 9999) 1 = ENOPROTOOPT
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
nor of SOL_SOCKET to read:
a get (1, 9999) = ENOPROTOOPT
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
a negative index:
a set BINDTOIFINDEX -5 = EINVAL
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
a name of nothing:
a set BINDTODEVICE "nope" = ENODEV
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
the device:
a device = 0, ""
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
the error:
a error = ok
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
recvmsg:
a recv = EAGAIN
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
bind:
a bind 10.9.9.9:7001 = EINVAL
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
bind to nobody's address:
a bind 10.77.0.1:7001 = EADDRNOTAVAIL
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
bind to another family:
a bind [::1]:7001 = EAFNOSUPPORT
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
connect to another family:
a connect [::1]:7001 = EAFNOSUPPORT
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
connect to nothing:
a connect  = EINVAL
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
shutdown:
a shutdown 0 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
an impossible shutdown:
a shutdown 7 = EINVAL
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
listen:
a listen 1 = EOPNOTSUPP
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
a datagram to somebody else:
a send to 10.2.0.2:9 = ok
a send = ok
left: b0 10.9.9.9:7000 > 10.2.0.2:9, b0 10.9.9.9:7000 > 10.7.7.7:5000
`,
}, {
	id:      "OUT-12-refresh-lock",
	because: "which calls take the lock differs: getsockname() and getpeername() do since Linux 5.16, options of one bit did until 6.5, getsockopt() of IP until 6.6",
	program: func(s *plane.Script) {
		refreshing(s, []act{
			{"getsockname", func(a *plane.Socket) { a.Addr() }},
			{"getpeername", func(a *plane.Socket) { a.Peer() }},
			{"IP_PKTINFO", func(a *plane.Socket) { a.SetInt(emu.IPPROTO_IP, emu.IP_PKTINFO, 1) }},
			{"IP_HDRINCL", func(a *plane.Socket) { a.SetInt(emu.IPPROTO_IP, emu.IP_HDRINCL, 1) }},
			{"IP_TOS", func(a *plane.Socket) { a.GetInt(emu.IPPROTO_IP, emu.IP_TOS) }},
			{"SO_TYPE", func(a *plane.Socket) { a.SetInt(emu.SOL_SOCKET, emu.SO_TYPE, 1) }},
		})
	},
	want: `
getsockname:
a getsockname = 10.9.9.9:7000
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
getpeername:
a getpeername = 10.7.7.7:5000
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
IP_PKTINFO:
a set IP_PKTINFO 1 = ok
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
IP_HDRINCL:
a set IP_HDRINCL 1 = ENOPROTOOPT
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
IP_TOS:
a get IP_TOS = 0
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
SO_TYPE:
a set TYPE 1 = ENOPROTOOPT
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
`,
	older: older{{emu.Linux(5, 16), `
getsockname:
a getsockname = 10.9.9.9:7000
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
getpeername:
a getpeername = 10.7.7.7:5000
a send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
IP_PKTINFO:
a set IP_PKTINFO 1 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
IP_HDRINCL:
a set IP_HDRINCL 1 = ENOPROTOOPT
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
IP_TOS:
a get IP_TOS = 0
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
SO_TYPE:
a set TYPE 1 = ENOPROTOOPT
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
`}, {emu.Linux(6, 6), `
getsockname:
a getsockname = 10.9.9.9:7000
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
getpeername:
a getpeername = 10.7.7.7:5000
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
IP_PKTINFO:
a set IP_PKTINFO 1 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
IP_HDRINCL:
a set IP_HDRINCL 1 = ENOPROTOOPT
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
IP_TOS:
a get IP_TOS = 0
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
SO_TYPE:
a set TYPE 1 = ENOPROTOOPT
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000
`}},
}, {
	id:      "OUT-12-refresh-broadcast",
	because: "nor does SO_BROADCAST matter for that: a socket that has lost it goes on to send broadcasts",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		for _, refresh := range []bool{false, true} {
			a := s.Root.UDP("a").Flag(emu.SO_BROADCAST).At("10.1.0.1:7000").To("10.1.0.255:5000")
			a.SetInt(emu.SOL_SOCKET, emu.SO_BROADCAST, 0)
			a.Send("")
			expire(s, b0)
			if refresh {
				a.Shutdown(emu.SHUT_RD)
			}
			a.Send("")
			s.Left(a0, b0)
			a.Shut()
		}
	},
	want: `
a set BROADCAST 0 = ok
a send = ok
a send = EACCES
left: a0 10.1.0.1:7000 > 10.1.0.255:5000
a set BROADCAST 0 = ok
a send = ok
a shutdown 0 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.255:5000, a0 10.1.0.1:7000 > 10.1.0.255:5000
`,
}, {
	id:      "OUT-12-refresh-gone",
	because: "if there is no route then, none is cached, so that no later call refreshes any: the next send looks itself, also when the route is back",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		r := emu.Route{Dst: netip.MustParsePrefix("10.7.0.0/16"), Dev: a0}
		s.Route(r)
		s.Left()
		a := unicastIf(s.Root.UDP("a").At("10.9.9.9:7000"), b0).To("10.7.7.7:5000")
		s.Root.RouteDel(r)
		a.Shutdown(emu.SHUT_RD)
		s.Route(r)
		a.Shutdown(emu.SHUT_RD)
		a.Send("")
		expire(s, b0)
		a.Shutdown(emu.SHUT_RD)
		a.Send("")
		s.Left(a0, b0)
	},
	want: `
delete route 10.7.0.0/16 dev 2 = ok
a shutdown 0 = ok
a shutdown 0 = ok
a send = ok
a shutdown 0 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.7.7.7:5000, b0 10.9.9.9:7000 > 10.7.7.7:5000
`,
}, {
	id:      "OUT-12-refresh-others",
	because: "of raw and ping sockets, of IPv6, and of IPv4 out of a socket of IPv6, nothing of that shows: they look for each packet, or ask the same",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Route(emu.Route{Dst: netip.MustParsePrefix("10.7.0.0/16"), Dev: a0})
		s.Route(emu.Route{Dst: netip.MustParsePrefix("fd07::/16"), Dev: a0})
		s.Route(emu.Route{Dst: netip.MustParsePrefix("fd07::/16"), Dev: b0, Metric: 2000})
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		s.Left()
		for _, a := range []*plane.Socket{
			s.Root.Raw("raw", 200).At("10.9.9.9:0"), s.Root.Ping("ping").At("10.9.9.9:7"), s.Root.UDP6("mapped").At("[::ffff:10.9.9.9]:7000"),
			s.Root.UDP6("six").At("[fd09::9]:7001"),
		} {
			a.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, b0)
			a.SetDev(emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF, b0)
			for _, peer := range []string{"10.7.7.7:5000", "[::ffff:10.7.7.7]:5000", "[fd07::7]:5000"} {
				a.Connect(peer)
			}
			expire(s, b0)
			s.Root.Addr(b0, "fd08::1/64")
			a.Shutdown(emu.SHUT_RD)
			a.Send("")
			s.Left(a0, b0)
		}
	},
	want: `
raw set IP_UNICAST_IF 3 = ok
raw set IPV6_UNICAST_IF 3 = ENOPROTOOPT
raw connect 10.7.7.7:5000 = ok
raw connect [::ffff:10.7.7.7]:5000 = EAFNOSUPPORT
raw connect [fd07::7]:5000 = EAFNOSUPPORT
address 3 fd08::1/64 = ok
raw shutdown 0 = ok
raw send = ok
left: b0 10.9.9.9 > 10.7.7.7 protocol 200
ping set IP_UNICAST_IF 3 = ok
ping set IPV6_UNICAST_IF 3 = ENOPROTOOPT
ping connect 10.7.7.7:5000 = ok
ping connect [::ffff:10.7.7.7]:5000 = EAFNOSUPPORT
ping connect [fd07::7]:5000 = EAFNOSUPPORT
address 3 fd08::1/64 = EEXIST
ping shutdown 0 = ok
ping send = ok
left: b0 10.9.9.9 > 10.7.7.7 ICMP echo request
mapped set IP_UNICAST_IF 3 = ok
mapped set IPV6_UNICAST_IF 3 = ok
mapped connect 10.7.7.7:5000 = ok
mapped connect [::ffff:10.7.7.7]:5000 = ok
mapped connect [fd07::7]:5000 = EAFNOSUPPORT
address 3 fd08::1/64 = EEXIST
mapped shutdown 0 = ok
mapped send = ok
left: b0 10.9.9.9:7000 > 10.7.7.7:5000
six set IP_UNICAST_IF 3 = ok
six set IPV6_UNICAST_IF 3 = ok
six connect 10.7.7.7:5000 = EAFNOSUPPORT
six connect [::ffff:10.7.7.7]:5000 = ENETUNREACH
six connect [fd07::7]:5000 = ok
address 3 fd08::1/64 = EEXIST
six shutdown 0 = ok
six send = ok
left: a0 [fd09::9]:7001 > [fd07::7]:5000
`,
}, {
	id:      "OUT-12-tos",
	because: "IP_TOS drops the cached route if it changes anything: the next send looks for one, now by the device of IP_UNICAST_IF (ip_sock_set_tos)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		a := s.Root.UDP("a").At("10.9.9.9:7000").To(peer5000)
		unicastIf(a, b0)
		for _, tos := range []int{0, 8, 8} {
			a.SetInt(emu.IPPROTO_IP, emu.IP_TOS, tos)
			a.Send("")
			s.Left(a0, b0)
		}
		unicastIf(a, a0)
		a.SetInt(emu.IPPROTO_IP, emu.IP_TOS, 8)
		a.Send("")
		a.SetInt(emu.IPPROTO_IP, emu.IP_TOS, 0)
		a.Send("")
		s.Left(a0, b0)
	},
	want: `
a set IP_TOS 0 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000
a set IP_TOS 8 = ok
a send = ok
left: b0 10.9.9.9:7000 > 10.1.0.2:5000
a set IP_TOS 8 = ok
a send = ok
left: b0 10.9.9.9:7000 > 10.1.0.2:5000
a set IP_TOS 8 = ok
a send = ok
a set IP_TOS 0 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000, b0 10.9.9.9:7000 > 10.1.0.2:5000
`,
}, {
	id:      "OUT-12-deleted",
	because: "an address that is deleted makes cached routes expire, and IP_UNICAST_IF, which is set after that, finds a new one that it does not count for (ip4_datagram_release_cb)",
	program: func(s *plane.Script) {
		d := s.Link("d1", "10.1.0.1/24", "10.3.0.1/24")
		s.Route(emu.Route{Dst: netip.MustParsePrefix("10.7.0.0/16"), Gateway: netip.MustParseAddr("10.3.0.2"), Dev: d})
		s.Left()
		a := s.Root.UDP("a").To("10.7.7.7:5000")
		s.Root.AddrDel(d, "10.1.0.1/24")
		a.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, 1)
		a.Send("")
		s.Root.Addr(d, "10.1.0.1/24")
		a.Send("")
		s.Left(d)
	},
	want: `
delete address 2 10.1.0.1/24 = ok
a set IP_UNICAST_IF 1 = ok
a send = ok
address 2 10.1.0.1/24 = ok
a send = ENETUNREACH
left: d1 10.3.0.1:auto > 10.7.7.7:5000
`,
}}
