package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
)

// cached are rules about what makes a connected socket look its route up anew.
var cached = []rule{{
	id:      "OUT-41-group",
	because: "a device that enters its first group of IPv4, or leaves its last, makes the cached routes of IPv4 invalid (ip_rt_multicast_event); more members do not, and IPv6 does not",
	program: func(s *plane.Script) {
		s.Link("a0", "10.1.0.1/24")
		b0 := s.Link("b0", "10.2.0.1/24", "fd02::1/64")
		// IP_UNICAST_IF does not touch a cached route, and lo is down.
		first, second, third := s.Root.UDP("first"), s.Root.UDP6("second"), s.Root.UDP("third")
		const lo = 1 << 24 // in network byte order
		for _, do := range []func(){
			func() {},
			func() { first.Join("239.1.2.3", b0) },
			func() { second.Join("ff05::5", b0) },
			func() { third.Join("239.1.2.3", b0) },
			func() { first.Leave("239.1.2.3", b0) },
			func() { third.Close() },
		} {
			u := s.Root.UDP("u").To("10.1.0.2:9")
			u.FlagAt(emu.IPPROTO_IP, emu.IP_UNICAST_IF, lo)
			do()
			u.Send("")
			u.Shut()
		}
	},
	want: `
u send = ok
first set IP_ADD_MEMBERSHIP 239.1.2.3 3 = ok
u send = ENETUNREACH
second set IPV6_JOIN_GROUP ff05::5 3 = ok
u send = ok
third set IP_ADD_MEMBERSHIP 239.1.2.3 3 = ok
u send = ok
first set IP_DROP_MEMBERSHIP 239.1.2.3 3 = ok
u send = ok
third close = ok
u send = ENETUNREACH
`,
}, {
	id:      "OUT-23-any",
	because: "for UDP and raw sockets :: is this host; a ping socket asks for a route to it like to any address, and sends by the default route (ping_v6_sendmsg)",
	program: func(s *plane.Script) {
		s.Root.Sysctl("net/ipv4/ping_group_range", "0 0")
		p, u := s.Root.Ping6("p"), s.Root.UDP6("u")
		p.Send("[::]:1")
		u.Send("[::]:9")
		a0 := s.Link("a0", "fd01::1/64")
		p.Send("[::]:1")
		u.Send("[::]:9")
		s.Root.RouteAdd(emu.Route{Dst: netip.MustParsePrefix("::/0"), Gateway: netip.MustParseAddr("fd01::2"), Dev: a0})
		p.Send("[::]:1")
		s.Lo()
		p.Send("[::]:1")
		u.Send("[::]:9")
	},
	want: `
sysctl net/ipv4/ping_group_range 0 0 = ok
p send to [::]:1 = EADDRNOTAVAIL
u send to [::]:9 = EADDRNOTAVAIL
p send to [::]:1 = ENETUNREACH
u send to [::]:9 = ENETUNREACH
route ::/0 via fd01::2 dev 2 = ok
p send to [::]:1 = ok
p send to [::]:1 = ok
u send to [::]:9 = ok
`,
}}
