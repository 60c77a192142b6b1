package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// rawAB is ab with IPv6 addresses as well.
func rawAB(s *plane.Script) (a0, b0 int) {
	s.Lo("10.9.9.9/32", "fd09::9/128")
	return s.Link("a0", "10.1.0.1/24", "fd01::1/64", "fe80::a/64"), s.Link("b0", "10.2.0.1/24", "fd02::1/64", "fe80::b/64")
}

// raw6 is who gets a packet among raw sockets, by device, address and group.
var raw6 = []rule{{
	id:      "RAW-03",
	because: "every raw socket of IPv6 that matches gets a copy, by device; local packets count as on the device that owns the address; the other family's sockets get none",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		u, a, b, lo := s.Root.Raw6("unbound", 17), s.Root.Raw6("a", 17).On(a0), s.Root.Raw6("b", 17).On(b0), s.Root.Raw6("lo", 17).On(1)
		addr := s.Root.Raw6("at S", 17).At("[fd09::9]:0")
		peer := s.Root.Raw6("to peer", 17).To("[fd01::2]:0")
		stale := s.Root.Raw6("stale", 17).On(4242)
		other, v4 := s.Root.Raw6("other protocol", 33), s.Root.Raw("IPv4", 17)
		udp := s.Root.UDP6("udp").At("[::]:7000")
		all := []*plane.Socket{u, a, b, lo, addr, peer, stale, other, v4, udp}
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", all...)
		s.ArriveFrom("[fd01::2]:5000", b0, "[fd09::9]:7000", all...)
		s.ArriveFrom("[fd02::3]:5000", b0, "[fd02::1]:7000", all...)
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd01::1]:7000", all...)
		s.ArriveFrom("10.1.0.2:5000", a0, "10.1.0.1:7000", all...)
		sender := s.Root.UDP6("sender")
		sender.Send("[fd01::1]:7000")
		s.Got(all...)
		sender.Send("[::1]:7000")
		s.Got(all...)
		s.Root.Raw6("raw sender", 33).Send("[fd01::1]:0")
		s.Got(all...)
	},
	want: `
to [fd09::9]:7000 via a0: unbound, a, at S, udp
to [fd09::9]:7000 via b0: unbound, b, at S, udp
to [fd02::1]:7000 via b0: unbound, b, udp
to [fd01::1]:7000 via a0: unbound, a, to peer, udp
to 10.1.0.1:7000 via a0: IPv4, udp
sender send to [fd01::1]:7000 = ok
got it: unbound, a, udp
sender send to [::1]:7000 = ok
got it: unbound, lo, udp
raw sender send to [fd01::1]:0 = ok
got it: other protocol
`,
}, {
	id:      "RAW-multicast",
	because: "multicast that the host wants on the device is for all raw sockets that match, by device; IPv4 asks IP_MULTICAST_ALL, IPv6 only of sockets with an address",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		member := s.Root.UDP("member")
		member.Join("224.0.0.77", a0)
		r, a, b := s.Root.Raw("raw", 17), s.Root.Raw("on a", 17).On(a0), s.Root.Raw("on b", 17).On(b0)
		choosy := s.Root.Raw("choosy", 17)
		choosy.SetInt(emu.IPPROTO_IP, emu.IP_MULTICAST_ALL, 0)
		fixed, group := s.Root.Raw("at own address", 17).At("10.1.0.1:0"), s.Root.Raw("at the group", 17)
		group.Bind("224.0.0.77:0")
		group.Addr()
		all := []*plane.Socket{r, a, b, choosy, fixed, group}
		s.Arrive(a0, "224.0.0.77:7000", all...)
		s.Arrive(b0, "224.0.0.77:7000", all...)
		choosy.Join("224.0.0.77", a0)
		s.Arrive(a0, "224.0.0.77:7000", all...)
		subnet := s.Root.Raw("at the subnet's broadcast", 17)
		subnet.Bind("10.1.0.255:0")
		subnet.Addr()
		all = append(all, subnet)
		s.Arrive(a0, "10.1.0.255:7000", all...)
		s.Arrive(a0, "255.255.255.255:7000", all...)
		subnet.Send("10.1.0.2:0")
	},
	want: `
member set IP_ADD_MEMBERSHIP 224.0.0.77 2 = ok
choosy set IP_MULTICAST_ALL 0 = ok
at the group bind 224.0.0.77:0 = ok
at the group getsockname = 224.0.0.77:17
to 224.0.0.77:7000 via a0: raw, on a, at the group
to 224.0.0.77:7000 via b0: nobody
choosy set IP_ADD_MEMBERSHIP 224.0.0.77 2 = ok
to 224.0.0.77:7000 via a0: raw, on a, choosy, at the group
at the subnet's broadcast bind 10.1.0.255:0 = ok
at the subnet's broadcast getsockname = 10.1.0.255:17
to 10.1.0.255:7000 via a0: raw, on a, choosy, at the subnet's broadcast
to 255.255.255.255:7000 via a0: raw, on a, choosy
at the subnet's broadcast send to 10.1.0.2:0 = ok
`,
}, {
	id:      "RAW-multicast6",
	because: "a raw socket of the wildcard address gets all multicast of its device; one that has an address what its memberships and IPV6_MULTICAST_ALL say, whatever the address is",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		member := s.Root.UDP6("member")
		member.Join("ff02::77", a0)
		r, a, b := s.Root.Raw6("raw", 17), s.Root.Raw6("on a", 17).On(a0), s.Root.Raw6("on b", 17).On(b0)
		choosy, wild := s.Root.Raw6("choosy", 17).At("[fd01::1]:0"), s.Root.Raw6("choosy wildcard", 17)
		choosy.SetInt(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_ALL, 0)
		wild.SetInt(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_ALL, 0)
		fixed, group := s.Root.Raw6("at own address", 17).At("[fd01::1]:0"), s.Root.Raw6("at the group", 17)
		group.Bind("[ff02::77%a0]:0")
		all := []*plane.Socket{r, a, b, choosy, wild, fixed, group}
		s.ArriveFrom("[fe80::2]:5000", a0, "[ff02::77]:7000", all...)
		s.ArriveFrom("[fe80::2]:5000", b0, "[ff02::1]:7000", all...)
		choosy.Join("ff02::77", a0)
		s.ArriveFrom("[fe80::2]:5000", a0, "[ff02::77]:7000", all...)
	},
	want: `
member set IPV6_JOIN_GROUP ff02::77 2 = ok
choosy set IPV6_MULTICAST_ALL 0 = ok
choosy wildcard set IPV6_MULTICAST_ALL 0 = ok
at the group bind [ff02::77%a0]:0 = ok
to [ff02::77]:7000 via a0: raw, on a, choosy wildcard, at own address, at the group
to [ff02::1]:7000 via b0: raw, on b, choosy wildcard, at own address
choosy set IPV6_JOIN_GROUP ff02::77 2 = ok
to [ff02::77]:7000 via a0: raw, on a, choosy, choosy wildcard, at own address, at the group
`,
}, {
	id:      "RAW-loop",
	because: "what a raw or ping socket sends to a group or to everybody comes back as arriving on the output device (UDP-24); broadcast needs SO_BROADCAST (OUT-34)",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		member := s.Root.UDP("member")
		member.Join("224.0.0.77", a0)
		r, a, b, lo := s.Root.Raw("raw", 33), s.Root.Raw("on a", 33).On(a0), s.Root.Raw("on b", 33).On(b0), s.Root.Raw("on lo", 33).On(1)
		all := []*plane.Socket{r, a, b, lo}
		for _, from := range []*plane.Socket{r, a, b} {
			from.Send("224.0.0.77:0")
			s.Got(all...)
		}
		r.MulticastIf(a0)
		r.Send("224.0.0.77:0")
		s.Got(all...)
		a.SetInt(emu.IPPROTO_IP, emu.IP_MULTICAST_LOOP, 0)
		a.Send("224.0.0.77:0")
		s.Got(all...)
		p := s.Root.Ping("p").On(a0).At("0.0.0.0:500")
		for _, from := range []*plane.Socket{a, p} {
			from.Send("10.1.0.255:0")
			from.Send("255.255.255.255:0")
			from.SetInt(emu.SOL_SOCKET, emu.SO_BROADCAST, 1)
			from.Send("10.1.0.255:0")
			from.Send("255.255.255.255:0")
			s.Got(append(all, p)...)
		}
		r6, a6, b6 := s.Root.Raw6("raw6", 33), s.Root.Raw6("on a6", 33).On(a0), s.Root.Raw6("on b6", 33).On(b0)
		a6.Send("[ff02::1]:0")
		s.Got(r6, a6, b6)
		r6.Send("[ff02::1%b0]:0")
		s.Got(r6, a6, b6)
		r6.SetDev(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_IF, a0)
		r6.Send("[ff02::1]:0")
		s.Got(r6, a6, b6)
		q := s.Root.Ping6("q").On(a0).At("[::]:500")
		q.Send("[ff02::1]:0")
		s.Got(q)
	},
	want: `
member set IP_ADD_MEMBERSHIP 224.0.0.77 2 = ok
raw send to 224.0.0.77:0 = ENETUNREACH
got it: nobody
on a send to 224.0.0.77:0 = ok
got it: raw, on a
on b send to 224.0.0.77:0 = ok
got it: nobody
raw set IP_MULTICAST_IF 2 = ok
raw send to 224.0.0.77:0 = ok
got it: raw, on a
on a set IP_MULTICAST_LOOP 0 = ok
on a send to 224.0.0.77:0 = ok
got it: nobody
on a send to 10.1.0.255:0 = EACCES
on a send to 255.255.255.255:0 = EACCES
on a set BROADCAST 1 = ok
on a send to 10.1.0.255:0 = ok
on a send to 255.255.255.255:0 = ok
got it: raw, raw again, on a, on a again
p send to 10.1.0.255:0 = EACCES
p send to 255.255.255.255:0 = EACCES
p set BROADCAST 1 = ok
p send to 10.1.0.255:0 = ok
p send to 255.255.255.255:0 = ok
got it: nobody
on a6 send to [ff02::1]:0 = ok
got it: raw6, on a6
raw6 send to [ff02::1%b0]:0 = ok
got it: raw6, on b6
raw6 set IPV6_MULTICAST_IF 2 = ok
raw6 send to [ff02::1]:0 = ok
got it: raw6, on a6
q send to [ff02::1]:0 = ok
got it: q
`,
	older: older{{emu.Linux(5, 17), `
member set IP_ADD_MEMBERSHIP 224.0.0.77 2 = ok
raw send to 224.0.0.77:0 = ENETUNREACH
got it: nobody
on a send to 224.0.0.77:0 = ok
got it: raw, on a
on b send to 224.0.0.77:0 = ok
got it: nobody
raw set IP_MULTICAST_IF 2 = ok
raw send to 224.0.0.77:0 = ok
got it: raw, on a
on a set IP_MULTICAST_LOOP 0 = ok
on a send to 224.0.0.77:0 = ok
got it: nobody
on a send to 10.1.0.255:0 = EACCES
on a send to 255.255.255.255:0 = EACCES
on a set BROADCAST 1 = ok
on a send to 10.1.0.255:0 = ok
on a send to 255.255.255.255:0 = ok
got it: raw, raw again, on a, on a again
p send to 10.1.0.255:0 = EACCES
p send to 255.255.255.255:0 = EACCES
p set BROADCAST 1 = ok
p send to 10.1.0.255:0 = ok
p send to 255.255.255.255:0 = ok
got it: nobody
on a6 send to [ff02::1]:0 = ok
got it: raw6, on a6
raw6 send to [ff02::1%b0]:0 = ok
got it: raw6, on b6
raw6 set IPV6_MULTICAST_IF 2 = ok
raw6 send to [ff02::1]:0 = ok
got it: raw6, on a6
q send to [ff02::1]:0 = ok
got it: nobody
`}},
}, {
	id:      "L3-40",
	because: "with raw_l3mdev_accept 0 unbound raw sockets do not get what comes through a VRF; that is 1 from the start (RX-03). Both sysctl values count for IPv6, too, and bound sockets do not ask it",
	program: func(s *plane.Script) {
		red := s.VRF("red", 10)
		a0, b0 := s.Link("a0"), s.Link("b0", "10.2.0.1/24", "fd02::1/64")
		s.Lo()
		s.Enslave(a0, red)
		s.Root.Addr(a0, "10.1.0.1/24")
		s.Root.Addr(a0, "fd01::1/64")
		u, r, a, b := s.Root.Raw("unbound", 17), s.Root.Raw("on red", 17).On(red), s.Root.Raw("on a", 17).On(a0), s.Root.Raw("on b", 17).On(b0)
		u6, r6, a6, b6 := s.Root.Raw6("unbound6", 17), s.Root.Raw6("on red6", 17).On(red), s.Root.Raw6("on a6", 17).On(a0), s.Root.Raw6("on b6", 17).On(b0)
		all := []*plane.Socket{u, r, a, b, u6, r6, a6, b6}
		for _, accept := range []string{"1", "0"} {
			s.Root.Sysctl("net/ipv4/raw_l3mdev_accept", accept)
			s.Arrive(a0, "10.1.0.1:7000", all...)
			s.ArriveFrom("[fd01::2]:5000", a0, "[fd01::1]:7000", all...)
			s.ArriveFrom("10.2.0.2:5000", b0, "10.2.0.1:7000", all...)
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
sysctl net/ipv4/raw_l3mdev_accept 1 = ok
to 10.1.0.1:7000 via a0: unbound, on red, on a
to [fd01::1]:7000 via a0: unbound6, on red6, on a6
to 10.2.0.1:7000 via b0: unbound, on b
sysctl net/ipv4/raw_l3mdev_accept 0 = ok
to 10.1.0.1:7000 via a0: on red, on a
to [fd01::1]:7000 via a0: on red6, on a6
to 10.2.0.1:7000 via b0: unbound, on b
`,
}, {
	id:      "L3-40-local",
	because: "what a host sends to its own link-local address in a VRF arrives on the device and not on the VRF: unbound sockets get it whatever raw_l3mdev_accept says, those of the VRF never; multicast and global addresses are the VRF's. A source that IPV6_PKTINFO gives must be in the VRF of the device that it names",
	program: func(s *plane.Script) {
		red := s.VRF("red", 10)
		a0 := s.Link("a0")
		s.Lo("fd09::9/128")
		s.Enslave(a0, red)
		s.Root.Addr(a0, "fd01::1/64")
		s.Root.Addr(a0, "fe80::a/64")
		u, r, a := s.Root.Raw6("unbound", 33), s.Root.Raw6("on red", 33).On(red), s.Root.Raw6("on a", 33).On(a0)
		for _, accept := range []string{"1", "0"} {
			s.Root.Sysctl("net/ipv4/raw_l3mdev_accept", accept)
			for _, from := range []*plane.Socket{u, r, a} {
				for _, to := range []string{"[fe80::a%a0]:0", "[fd01::1]:0", "[ff02::1%a0]:0"} {
					from.Send(to)
					s.Got(u, r, a)
				}
			}
		}
		for _, index := range []int{red, a0, 0} {
			u.SendVia("[fd01::2]:0", "fd01::1", index)
			u.SendVia("[fd01::2]:0", "fd09::9", index)
		}
	},
	want: `
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
sysctl net/ipv4/raw_l3mdev_accept 1 = ok
unbound send to [fe80::a%a0]:0 = ok
got it: unbound, on a
unbound send to [fd01::1]:0 = ENETUNREACH
got it: nobody
unbound send to [ff02::1%a0]:0 = ok
got it: unbound, on red, on a
on red send to [fe80::a%a0]:0 = ok
got it: unbound, on a
on red send to [fd01::1]:0 = ok
got it: unbound, on red, on a
on red send to [ff02::1%a0]:0 = ok
got it: unbound, on red, on a
on a send to [fe80::a%a0]:0 = ok
got it: unbound, on a
on a send to [fd01::1]:0 = ok
got it: unbound, on red, on a
on a send to [ff02::1%a0]:0 = ok
got it: unbound, on red, on a
sysctl net/ipv4/raw_l3mdev_accept 0 = ok
unbound send to [fe80::a%a0]:0 = ok
got it: unbound, on a
unbound send to [fd01::1]:0 = ENETUNREACH
got it: nobody
unbound send to [ff02::1%a0]:0 = ok
got it: on red, on a
on red send to [fe80::a%a0]:0 = ok
got it: unbound, on a
on red send to [fd01::1]:0 = ok
got it: on red, on a
on red send to [ff02::1%a0]:0 = ok
got it: on red, on a
on a send to [fe80::a%a0]:0 = ok
got it: unbound, on a
on a send to [fd01::1]:0 = ok
got it: on red, on a
on a send to [ff02::1%a0]:0 = ok
got it: on red, on a
unbound send to [fd01::2]:0, info fd01::1 2 = ok
unbound send to [fd01::2]:0, info fd09::9 2 = EINVAL
unbound send to [fd01::2]:0, info fd01::1 3 = ok
unbound send to [fd01::2]:0, info fd09::9 3 = EINVAL
unbound send to [fd01::2]:0, info fd01::1 0 = EINVAL
unbound send to [fd01::2]:0, info fd09::9 0 = ENETUNREACH
`,
}}
