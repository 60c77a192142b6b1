package boundif_test

import (
	"encoding/binary"
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
)

// infos6 is what IPV6_PKTINFO does: OUT-21 and OUT-22.
var infos6 = []rule{{
	id:      "OUT-21",
	because: "the device of IPV6_PKTINFO must be the bound one; with index 0 the bound one is looked up",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		u, a, stale := s.Root.UDP6("unbound").At("[::]:7000"), s.Root.UDP6("a").On(a0).At("[::]:7001"), s.Root.UDP6("stale").On(4242).At("[::]:7002")
		raw := s.Root.Raw6("raw", 200).On(a0)
		for _, p := range []*plane.Socket{u, a, stale, raw} {
			for _, via := range []int{b0, 0, 4242, a0} {
				to := "[fd01::2]:9"
				if p == raw {
					to = "[fd01::2]:0"
				}
				p.SendVia(to, "", via)
				if p != raw {
					s.Left(a0, b0)
				}
			}
		}
		u.SendVia("[fe80::2%a0]:9", "", b0)
		u.SendVia("[fe80::2%a0]:9", "", a0)
		s.Left(a0, b0)
		u.SendVia("[fe80::2]:9", "", b0)
		s.Left(a0, b0)
		a.SendVia("[fe80::2%b0]:9", "", b0)
		s.Left(a0, b0)
		a.SendVia("[fe80::2%b0]:9", "", a0)
		a.Connect("[fd01::2]:9")
		a.SendVia("", "fd09::9", 0)
		s.Left(a0, b0)
		a.Send("")
		s.Left(a0, b0)
	},
	want: `
unbound send to [fd01::2]:9, info any 3 = ENETUNREACH
left: nothing
unbound send to [fd01::2]:9, info any 0 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
unbound send to [fd01::2]:9, info any 4242 = ENODEV
left: nothing
unbound send to [fd01::2]:9, info any 2 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
a send to [fd01::2]:9, info any 3 = EINVAL
left: nothing
a send to [fd01::2]:9, info any 0 = ok
left: a0 [fd01::1]:7001 > [fd01::2]:9
a send to [fd01::2]:9, info any 4242 = EINVAL
left: nothing
a send to [fd01::2]:9, info any 2 = ok
left: a0 [fd01::1]:7001 > [fd01::2]:9
stale send to [fd01::2]:9, info any 3 = EINVAL
left: nothing
stale send to [fd01::2]:9, info any 0 = ENODEV
left: nothing
stale send to [fd01::2]:9, info any 4242 = ENODEV
left: nothing
stale send to [fd01::2]:9, info any 2 = EINVAL
left: nothing
raw send to [fd01::2]:0, info any 3 = EINVAL
raw send to [fd01::2]:0, info any 0 = ok
raw send to [fd01::2]:0, info any 4242 = EINVAL
raw send to [fd01::2]:0, info any 2 = ok
unbound send to [fe80::2%a0]:9, info any 3 = EINVAL
unbound send to [fe80::2%a0]:9, info any 2 = ok
left: a0 fd01::1 > fd01::2 protocol 200, a0 fd01::1 > fd01::2 protocol 200, a0 [fe80::a]:7000 > [fe80::2]:9
unbound send to [fe80::2]:9, info any 3 = ok
left: b0 [fe80::b]:7000 > [fe80::2]:9
a send to [fe80::2%b0]:9, info any 3 = ok
left: b0 [fe80::b]:7001 > [fe80::2]:9
a send to [fe80::2%b0]:9, info any 2 = EINVAL
a connect [fd01::2]:9 = ok
a send, info fd09::9 0 = ok
left: a0 [fd09::9]:7001 > [fd01::2]:9
a send = ok
left: a0 [fd01::1]:7001 > [fd01::2]:9
`,
}, {
	id:      "OUT-21-source",
	because: "the source of IPV6_PKTINFO must be the host's, and a link-local one or ::1 the device's",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		u := s.Root.UDP6("u").At("[::]:7000")
		for _, src := range []string{"fd01::1", "fd02::1", "fd09::9", "fd01::7", "::1", "fe80::a", "fe80::b", "fe80::1", "ff02::1", "ff05::1", "::ffff:10.1.0.1"} {
			for _, via := range []int{0, a0, 1} {
				u.SendVia("[fd01::2]:9", src, via)
				s.Left(a0, b0)
			}
		}
	},
	want: `
u send to [fd01::2]:9, info fd01::1 0 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fd01::1 2 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fd01::1 1 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fd02::1 0 = ok
left: a0 [fd02::1]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fd02::1 2 = ok
left: a0 [fd02::1]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fd02::1 1 = ok
left: a0 [fd02::1]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fd09::9 0 = ok
left: a0 [fd09::9]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fd09::9 2 = ok
left: a0 [fd09::9]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fd09::9 1 = ok
left: a0 [fd09::9]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fd01::7 0 = EINVAL
left: nothing
u send to [fd01::2]:9, info fd01::7 2 = EINVAL
left: nothing
u send to [fd01::2]:9, info fd01::7 1 = EINVAL
left: nothing
u send to [fd01::2]:9, info ::1 0 = ok
left: a0 [::1]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info ::1 2 = EINVAL
left: nothing
u send to [fd01::2]:9, info ::1 1 = ok
left: a0 [::1]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fe80::a 0 = EINVAL
left: nothing
u send to [fd01::2]:9, info fe80::a 2 = ok
left: a0 [fe80::a]:7000 > [fd01::2]:9
u send to [fd01::2]:9, info fe80::a 1 = EINVAL
left: nothing
u send to [fd01::2]:9, info fe80::b 0 = EINVAL
left: nothing
u send to [fd01::2]:9, info fe80::b 2 = EINVAL
left: nothing
u send to [fd01::2]:9, info fe80::b 1 = EINVAL
left: nothing
u send to [fd01::2]:9, info fe80::1 0 = EINVAL
left: nothing
u send to [fd01::2]:9, info fe80::1 2 = EINVAL
left: nothing
u send to [fd01::2]:9, info fe80::1 1 = EINVAL
left: nothing
u send to [fd01::2]:9, info ff02::1 0 = EINVAL
left: nothing
u send to [fd01::2]:9, info ff02::1 2 = EINVAL
left: nothing
u send to [fd01::2]:9, info ff02::1 1 = EINVAL
left: nothing
u send to [fd01::2]:9, info ff05::1 0 = EINVAL
left: nothing
u send to [fd01::2]:9, info ff05::1 2 = EINVAL
left: nothing
u send to [fd01::2]:9, info ff05::1 1 = EINVAL
left: nothing
u send to [fd01::2]:9, info ::ffff:10.1.0.1 0 = EINVAL
left: nothing
u send to [fd01::2]:9, info ::ffff:10.1.0.1 2 = EINVAL
left: nothing
u send to [fd01::2]:9, info ::ffff:10.1.0.1 1 = EINVAL
left: nothing
`,
}, {
	id:      "OUT-21-mapped",
	because: "to an IPv4 address IPV6_PKTINFO works as IP_PKTINFO does, with a source in that form only; each control message is ignored where it does not belong",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		u := s.Root.UDP6("u").On(a0).At("[::]:7000")
		for _, src := range []string{"", "fd01::1", "::ffff:10.2.0.1", "::ffff:0.0.0.0", "::ffff:10.1.0.7"} {
			for _, via := range []int{0, b0, 4242} {
				u.SendVia("[::ffff:10.1.0.2]:9", src, via)
				s.Left(a0, b0)
			}
		}
		u.SendVia("10.1.0.2:9", "::ffff:10.2.0.1", b0)
		s.Left(a0, b0)
	},
	want: `
u send to [::ffff:10.1.0.2]:9, info any 0 = EINVAL
left: nothing
u send to [::ffff:10.1.0.2]:9, info any 3 = EINVAL
left: nothing
u send to [::ffff:10.1.0.2]:9, info any 4242 = EINVAL
left: nothing
u send to [::ffff:10.1.0.2]:9, info fd01::1 0 = EINVAL
left: nothing
u send to [::ffff:10.1.0.2]:9, info fd01::1 3 = EINVAL
left: nothing
u send to [::ffff:10.1.0.2]:9, info fd01::1 4242 = EINVAL
left: nothing
u send to [::ffff:10.1.0.2]:9, info ::ffff:10.2.0.1 0 = ok
left: a0 10.2.0.1:7000 > 10.1.0.2:9
u send to [::ffff:10.1.0.2]:9, info ::ffff:10.2.0.1 3 = ok
left: b0 10.2.0.1:7000 > 10.1.0.2:9
u send to [::ffff:10.1.0.2]:9, info ::ffff:10.2.0.1 4242 = ENODEV
left: nothing
u send to [::ffff:10.1.0.2]:9, info ::ffff:0.0.0.0 0 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
u send to [::ffff:10.1.0.2]:9, info ::ffff:0.0.0.0 3 = ok
left: b0 10.2.0.1:7000 > 10.1.0.2:9
u send to [::ffff:10.1.0.2]:9, info ::ffff:0.0.0.0 4242 = ENODEV
left: nothing
u send to [::ffff:10.1.0.2]:9, info ::ffff:10.1.0.7 0 = ENETUNREACH
left: nothing
u send to [::ffff:10.1.0.2]:9, info ::ffff:10.1.0.7 3 = ENETUNREACH
left: nothing
u send to [::ffff:10.1.0.2]:9, info ::ffff:10.1.0.7 4242 = ENETUNREACH
left: nothing
u send to 10.1.0.2:9, info ::ffff:10.2.0.1 3 = ok
left: b0 10.2.0.1:7000 > 10.1.0.2:9
`,
}, {
	id:      "OUT-21-wildcard",
	because: "a socket with an IPv4 address sends to the IPv6 wildcard as to 127.0.0.1, and listens to IP_PKTINFO",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		for _, p := range []*plane.Socket{s.Root.UDP6("v4").To("[::ffff:10.2.0.2]:5000"), s.Root.UDP6("v6").To("[fd02::2]:5000")} {
			for _, src := range []string{"10.7.7.7", "10.2.0.1"} {
				for _, via := range []int{0, 1, b0, 4242} {
					info := make([]byte, 12)
					binary.NativeEndian.PutUint32(info, uint32(via))
					a := netip.MustParseAddr(src).As4()
					copy(info[4:], a[:])
					b := binary.NativeEndian.AppendUint64(nil, 28)
					b = binary.NativeEndian.AppendUint32(b, emu.IPPROTO_IP)
					b = append(append(binary.NativeEndian.AppendUint32(b, emu.IP_PKTINFO), info...), 0, 0, 0, 0)
					err := s.Root.Sys().Sendmsg(p.Number(), []byte("hello"), b, &emu.SockaddrInet6{Port: 7000}, 0)
					s.Say("from %s: %s", src, plane.Result(err))
				}
			}
		}
	},
	want: `
from 10.7.7.7: ENETUNREACH
from 10.7.7.7: ENETUNREACH
from 10.7.7.7: ENETUNREACH
from 10.7.7.7: ENETUNREACH
from 10.2.0.1: ok
from 10.2.0.1: ok
from 10.2.0.1: ok
from 10.2.0.1: ENODEV
from 10.7.7.7: ok
from 10.7.7.7: ok
from 10.7.7.7: ok
from 10.7.7.7: ok
from 10.2.0.1: ok
from 10.2.0.1: ok
from 10.2.0.1: ok
from 10.2.0.1: ok
`,
}, {
	id:      "OUT-21-ping",
	because: "a ping socket compares IPV6_PKTINFO with the device of IPV6_UNICAST_IF or IPV6_MULTICAST_IF, too; UDP and raw sockets take it instead of that",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		for i, p := range []*plane.Socket{s.Root.Ping6("ping"), s.Root.UDP6("udp"), s.Root.Raw6("raw", 200)} {
			p.SetDev(emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF, a0)
			p.MulticastIf(a0)
			for _, to := range []string{"fd01::2", "ff05::5"} {
				for name, via := range []int{a0, b0, 4242} {
					sa := &emu.SockaddrInet6{Addr: netip.MustParseAddr(to).As16()}
					if i == 1 {
						sa.Port = 9
					}
					err := s.Root.Sys().Sendmsg(p.Number(), []byte{128, 0, 0, 0, 0, 0, 0, 0}, info6(via), sa, 0)
					s.Say("%s via %s: %s", to, []string{"a0", "b0", "4242"}[name], plane.Result(err))
				}
			}
		}
	},
	want: `
ping set IPV6_UNICAST_IF 2 = ok
ping set IPV6_MULTICAST_IF 2 = ok
fd01::2 via a0: ok
fd01::2 via b0: EINVAL
fd01::2 via 4242: EINVAL
ff05::5 via a0: ok
ff05::5 via b0: EINVAL
ff05::5 via 4242: EINVAL
udp set IPV6_UNICAST_IF 2 = ok
udp set IPV6_MULTICAST_IF 2 = ok
fd01::2 via a0: ok
fd01::2 via b0: ENETUNREACH
fd01::2 via 4242: ENODEV
ff05::5 via a0: ok
ff05::5 via b0: ok
ff05::5 via 4242: ENODEV
raw set IPV6_UNICAST_IF 2 = ok
raw set IPV6_MULTICAST_IF 2 = ok
fd01::2 via a0: ok
fd01::2 via b0: ENETUNREACH
fd01::2 via 4242: ENODEV
ff05::5 via a0: ok
ff05::5 via b0: ok
ff05::5 via 4242: ENODEV
`,
}, {
	id:      "OUT-22",
	because: "the socket option IPV6_PKTINFO is for the bound device; set before, it is ignored once the socket is bound; its address is never used",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		u := s.Root.UDP6("u").At("[::]:7000")
		u.SetInfo("fd09::9", 0)
		u.Send("[fd01::2]:9")
		s.Left(a0, b0)
		u.SetInfo("", b0)
		u.Send("[fd01::2]:9")
		u.Send("[fe80::2]:9")
		s.Left(a0, b0)
		u.Send("[ff02::5]:9")
		s.Left(a0, b0)
		u.SendVia("[fd01::2]:9", "", a0)
		u.SendVia("[fe80::2%a0]:9", "", a0)
		s.Left(a0, b0)
		u.Connect("[fd01::2]:9")
		u.Connect("[fe80::2]:9")
		u.SetIndex(a0)
		u.Send("[fd01::2]:9")
		s.Left(a0, b0)
		u.SetInfo("", b0)
		u.SetInfo("", 4242)
		u.SetInfo("", a0)
		u.SetInfo("", 0)
		raw := s.Root.Raw6("raw", 200)
		raw.SetInfo("", b0)
		raw.Send("[fd01::2]:0")
		raw.Connect("[fd01::2]:0")
		v := s.Root.UDP6("v")
		v.SetInfo("", 4242)
		v.Send("[fd01::2]:9")
		v.Connect("[fd01::2]:9")
		v.Send("[::ffff:10.1.0.2]:9")
	},
	want: `
u set IPV6_PKTINFO info fd09::9 0 = ok
u send to [fd01::2]:9 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
u set IPV6_PKTINFO info any 3 = ok
u send to [fd01::2]:9 = ENETUNREACH
u send to [fe80::2]:9 = ok
left: b0 [fe80::b]:7000 > [fe80::2]:9
u send to [ff02::5]:9 = ok
left: b0 [fe80::b]:7000 > [ff02::5]:9
u send to [fd01::2]:9, info any 2 = EINVAL
u send to [fe80::2%a0]:9, info any 2 = ok
left: a0 [fe80::a]:7000 > [fe80::2]:9
u connect [fd01::2]:9 = ENETUNREACH
u connect [fe80::2]:9 = EINVAL
u set BINDTOIFINDEX 2 = ok
u send to [fd01::2]:9 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
u set IPV6_PKTINFO info any 3 = EINVAL
u set IPV6_PKTINFO info any 4242 = EINVAL
u set IPV6_PKTINFO info any 2 = ok
u set IPV6_PKTINFO info any 0 = EINVAL
raw set IPV6_PKTINFO info any 3 = ok
raw send to [fd01::2]:0 = ok
raw connect [fd01::2]:0 = ENETUNREACH
v set IPV6_PKTINFO info any 4242 = ok
v send to [fd01::2]:9 = ENETUNREACH
v connect [fd01::2]:9 = ENETUNREACH
v send to [::ffff:10.1.0.2]:9 = ok
`,
}, {
	id:      "L3-32-info",
	because: "a socket that is bound to a VRF may name a slave in IPV6_PKTINFO, and no other device",
	program: func(s *plane.Script) {
		red, a0, b0 := redAB(s)
		s.Left()
		for _, at := range []int{red, a0} {
			a := s.Root.UDP6("a").At("[::]:7000")
			a.SetIndex(at)
			for _, via := range []int{a0, b0, red, 0, 4242} {
				a.SendVia("[fd01::2]:9", "", via)
				s.Left(a0, b0)
				a.SetInfo("", via)
			}
			a.Shut()
		}
		v := s.Root.UDP("v").On(red).At("0.0.0.0:7000")
		for _, via := range []int{a0, b0, red, 0, 4242} {
			v.SendVia("10.1.0.2:9", "", via)
			s.Left(a0, b0)
		}
	},
	want: `
up 3 = ok
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
a set BINDTOIFINDEX 2 = ok
a send to [fd01::2]:9, info any 3 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
a set IPV6_PKTINFO info any 3 = ok
a send to [fd01::2]:9, info any 4 = EINVAL
left: nothing
a set IPV6_PKTINFO info any 4 = EINVAL
a send to [fd01::2]:9, info any 2 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
a set IPV6_PKTINFO info any 2 = ok
a send to [fd01::2]:9, info any 0 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
a set IPV6_PKTINFO info any 0 = EINVAL
a send to [fd01::2]:9, info any 4242 = EINVAL
left: nothing
a set IPV6_PKTINFO info any 4242 = EINVAL
a set BINDTOIFINDEX 3 = ok
a send to [fd01::2]:9, info any 3 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
a set IPV6_PKTINFO info any 3 = ok
a send to [fd01::2]:9, info any 4 = EINVAL
left: nothing
a set IPV6_PKTINFO info any 4 = EINVAL
a send to [fd01::2]:9, info any 2 = EINVAL
left: nothing
a set IPV6_PKTINFO info any 2 = EINVAL
a send to [fd01::2]:9, info any 0 = ok
left: a0 [fd01::1]:7000 > [fd01::2]:9
a set IPV6_PKTINFO info any 0 = EINVAL
a send to [fd01::2]:9, info any 4242 = EINVAL
left: nothing
a set IPV6_PKTINFO info any 4242 = EINVAL
v send to 10.1.0.2:9, info any 3 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
v send to 10.1.0.2:9, info any 4 = ok
left: b0 10.2.0.1:7000 > 10.1.0.2:9
v send to 10.1.0.2:9, info any 2 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
v send to 10.1.0.2:9, info any 0 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
v send to 10.1.0.2:9, info any 4242 = ENODEV
left: nothing
`,
}}

// info6 is a control message with the device of IPV6_PKTINFO.
func info6(index int) []byte {
	b := binary.NativeEndian.AppendUint64(nil, 36)
	b = binary.NativeEndian.AppendUint32(b, emu.IPPROTO_IPV6)
	b = binary.NativeEndian.AppendUint32(b, emu.IPV6_PKTINFO)
	return append(binary.NativeEndian.AppendUint32(append(b, make([]byte, 16)...), uint32(index)), 0, 0, 0, 0)
}
