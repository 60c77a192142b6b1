package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// infos is what IP_PKTINFO does: OUT-20, and UDP-33 of both families.
var infos = []rule{{
	id:      "OUT-20",
	because: "the device of IP_PKTINFO replaces the bound one for a packet, unchecked and for anybody; index 0 leaves it, an index without device is ENODEV",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		nobody := s.Proc(plane.None)
		a := s.Root.UDP("a").On(a0).At("0.0.0.0:7000").By(nobody)
		conn := s.Root.UDP("connected").On(a0).At("0.0.0.0:7001").To("10.1.0.2:9").By(nobody)
		stale := s.Root.UDP("stale").On(4242).At("0.0.0.0:7002").By(nobody)
		raw := s.Root.Raw("raw", 200).On(a0).By(nobody)
		for _, p := range []*plane.Socket{a, conn, stale, raw} {
			to := "10.1.0.2:9"
			if p == conn {
				to = ""
			}
			for _, via := range []int{b0, 0, 4242, a0} {
				p.SendVia(to, "", via)
				if p != raw {
					s.Left(a0, b0)
				}
			}
			p.Device()
		}
	},
	want: `
nobody: a send to 10.1.0.2:9, info any 3 = ok
left: b0 10.2.0.1:7000 > 10.1.0.2:9
nobody: a send to 10.1.0.2:9, info any 0 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
nobody: a send to 10.1.0.2:9, info any 4242 = ENODEV
left: nothing
nobody: a send to 10.1.0.2:9, info any 2 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
nobody: a device = 2, "a0"
nobody: connected send, info any 3 = ok
left: b0 10.2.0.1:7001 > 10.1.0.2:9
nobody: connected send, info any 0 = ok
left: a0 10.1.0.1:7001 > 10.1.0.2:9
nobody: connected send, info any 4242 = ENODEV
left: nothing
nobody: connected send, info any 2 = ok
left: a0 10.1.0.1:7001 > 10.1.0.2:9
nobody: connected device = 2, "a0"
nobody: stale send to 10.1.0.2:9, info any 3 = ok
left: b0 10.2.0.1:7002 > 10.1.0.2:9
nobody: stale send to 10.1.0.2:9, info any 0 = ENODEV
left: nothing
nobody: stale send to 10.1.0.2:9, info any 4242 = ENODEV
left: nothing
nobody: stale send to 10.1.0.2:9, info any 2 = ok
left: a0 10.1.0.1:7002 > 10.1.0.2:9
nobody: stale device = 4242, ENODEV
nobody: raw send to 10.1.0.2:9, info any 3 = ok
nobody: raw send to 10.1.0.2:9, info any 0 = ok
nobody: raw send to 10.1.0.2:9, info any 4242 = ENODEV
nobody: raw send to 10.1.0.2:9, info any 2 = ok
nobody: raw device = 2, "a0"
`,
}, {
	id:      "OUT-20-source",
	because: "the source of IP_PKTINFO must be the host's; without one the route chooses, even if the socket has one",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		a := s.Root.UDP("a").At("10.2.0.1:7000")
		for _, src := range []string{"", "10.2.0.1", "10.9.9.9", "10.1.0.7", "127.0.0.1", "224.0.0.5", "10.1.0.255"} {
			for _, via := range []int{0, b0} {
				a.SendVia("10.1.0.2:9", src, via)
				s.Left(a0, b0)
			}
		}
		a.Send("10.1.0.2:9")
		s.Left(a0, b0)
		a.Connect("10.1.0.2:9")
		a.SendVia("", "10.1.0.1", 0)
		s.Left(a0, b0)
		a.Send("")
		s.Left(a0, b0)
	},
	want: `
a send to 10.1.0.2:9, info any 0 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
a send to 10.1.0.2:9, info any 3 = ok
left: b0 10.2.0.1:7000 > 10.1.0.2:9
a send to 10.1.0.2:9, info 10.2.0.1 0 = ok
left: a0 10.2.0.1:7000 > 10.1.0.2:9
a send to 10.1.0.2:9, info 10.2.0.1 3 = ok
left: b0 10.2.0.1:7000 > 10.1.0.2:9
a send to 10.1.0.2:9, info 10.9.9.9 0 = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:9
a send to 10.1.0.2:9, info 10.9.9.9 3 = ok
left: b0 10.9.9.9:7000 > 10.1.0.2:9
a send to 10.1.0.2:9, info 10.1.0.7 0 = ENETUNREACH
left: nothing
a send to 10.1.0.2:9, info 10.1.0.7 3 = ENETUNREACH
left: nothing
a send to 10.1.0.2:9, info 127.0.0.1 0 = EINVAL
left: nothing
a send to 10.1.0.2:9, info 127.0.0.1 3 = EINVAL
left: nothing
a send to 10.1.0.2:9, info 224.0.0.5 0 = EINVAL
left: nothing
a send to 10.1.0.2:9, info 224.0.0.5 3 = EINVAL
left: nothing
a send to 10.1.0.2:9, info 10.1.0.255 0 = ENETUNREACH
left: nothing
a send to 10.1.0.2:9, info 10.1.0.255 3 = ENETUNREACH
left: nothing
a send to 10.1.0.2:9 = ok
left: a0 10.2.0.1:7000 > 10.1.0.2:9
a connect 10.1.0.2:9 = ok
a send, info 10.1.0.1 0 = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:9
a send = ok
left: a0 10.2.0.1:7000 > 10.1.0.2:9
`,
}, {
	id:      "OUT-20-transparent",
	because: "with IP_TRANSPARENT a source need not be the host's, but multicast is none",
	program: func(s *plane.Script) {
		a0, b0 := heardAB(s)
		a := s.Root.UDP("a").FlagAt(emu.IPPROTO_IP, emu.IP_TRANSPARENT, 1).At("0.0.0.0:7000")
		for _, src := range []string{"192.0.2.1", "239.1.2.3", "255.255.255.255", "10.1.0.255", "10.2.0.1"} {
			for _, to := range []string{"10.1.0.2:9", "192.0.2.9:9"} {
				a.SendVia(to, src, 0)
				s.Left(a0, b0)
			}
			a.SendVia("192.0.2.9:9", src, b0)
			s.Left(a0, b0)
		}
	},
	want: `
a send to 10.1.0.2:9, info 192.0.2.1 0 = ok
left: a0 192.0.2.1:7000 > 10.1.0.2:9
a send to 192.0.2.9:9, info 192.0.2.1 0 = ENETUNREACH
left: nothing
a send to 192.0.2.9:9, info 192.0.2.1 3 = ok
left: b0 192.0.2.1:7000 > 192.0.2.9:9
a send to 10.1.0.2:9, info 239.1.2.3 0 = EINVAL
left: nothing
a send to 192.0.2.9:9, info 239.1.2.3 0 = EINVAL
left: nothing
a send to 192.0.2.9:9, info 239.1.2.3 3 = EINVAL
left: nothing
a send to 10.1.0.2:9, info 255.255.255.255 0 = EINVAL
left: nothing
a send to 192.0.2.9:9, info 255.255.255.255 0 = EINVAL
left: nothing
a send to 192.0.2.9:9, info 255.255.255.255 3 = EINVAL
left: nothing
a send to 10.1.0.2:9, info 10.1.0.255 0 = ok
left: a0 10.1.0.255:7000 > 10.1.0.2:9
a send to 192.0.2.9:9, info 10.1.0.255 0 = ENETUNREACH
left: nothing
a send to 192.0.2.9:9, info 10.1.0.255 3 = ok
left: b0 10.1.0.255:7000 > 192.0.2.9:9
a send to 10.1.0.2:9, info 10.2.0.1 0 = ok
left: a0 10.2.0.1:7000 > 10.1.0.2:9
a send to 192.0.2.9:9, info 10.2.0.1 0 = ENETUNREACH
left: nothing
a send to 192.0.2.9:9, info 10.2.0.1 3 = ok
left: b0 10.2.0.1:7000 > 192.0.2.9:9
`,
}, {
	id:      "UDP-33",
	because: "IP_PKTINFO and IPV6_PKTINFO tell the address and the device that the packet was for: this host's own packets count as the owner's",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		v4, v6 := s.Root.UDP("v4").WantInfo().At("0.0.0.0:7000"), s.Root.UDP6("v6").WantInfo().At("[::]:7001")
		none := s.Root.UDP("no option").At("0.0.0.0:7002")
		tx, tx6 := s.Root.UDP("tx"), s.Root.UDP6("tx6")
		for _, to := range []string{"127.0.0.1", "10.1.0.1", "10.9.9.9"} {
			tx.Send(to + ":7000")
			v4.RecvInfo()
			tx.Send(to + ":7001")
			v6.RecvInfo()
		}
		for _, to := range []string{"[::1]", "[fd01::1]", "[fd09::9]", "[fe80::a%a0]"} {
			tx6.Send(to + ":7001")
			v6.RecvInfo()
		}
		s.Inject("10.1.0.2:9", b0, "10.1.0.1:7000")
		v4.RecvInfo()
		s.Inject("10.1.0.2:9", a0, "10.1.0.255:7000")
		v4.RecvInfo()
		s.Inject("10.1.0.2:9", a0, "224.0.0.1:7000")
		v4.RecvInfo()
		s.Inject("[fd01::2]:9", b0, "[fd01::1]:7001")
		v6.RecvInfo()
		s.Inject("[fd01::2]:9", a0, "[ff02::1]:7001")
		v6.RecvInfo()
		s.Inject("10.1.0.2:9", a0, "10.1.0.1:7002")
		none.RecvInfo()
	},
	want: `
tx send to 127.0.0.1:7000 = ok
v4 recv = from 127.0.0.1:auto to 127.0.0.1 via lo
tx send to 127.0.0.1:7001 = ok
v6 recv = from [::ffff:127.0.0.1]:auto to ::ffff:127.0.0.1 via lo
tx send to 10.1.0.1:7000 = ok
v4 recv = from 10.1.0.1:auto to 10.1.0.1 via a0
tx send to 10.1.0.1:7001 = ok
v6 recv = from [::ffff:10.1.0.1]:auto to ::ffff:10.1.0.1 via a0
tx send to 10.9.9.9:7000 = ok
v4 recv = from 10.9.9.9:auto to 10.9.9.9 via lo
tx send to 10.9.9.9:7001 = ok
v6 recv = from [::ffff:10.9.9.9]:auto to ::ffff:10.9.9.9 via lo
tx6 send to [::1]:7001 = ok
v6 recv = from [::1]:auto to ::1 via lo
tx6 send to [fd01::1]:7001 = ok
v6 recv = from [fd01::1]:auto to fd01::1 via a0
tx6 send to [fd09::9]:7001 = ok
v6 recv = from [fd09::9]:auto to fd09::9 via lo
tx6 send to [fe80::a%a0]:7001 = ok
v6 recv = from [fe80::a%2]:auto to fe80::a via a0
v4 recv = from 10.1.0.2:9 to 10.1.0.1 via b0
v4 recv = from 10.1.0.2:9 to 10.1.0.255 (local 10.1.0.1) via a0
v4 recv = from 10.1.0.2:9 to 224.0.0.1 (local 10.1.0.1) via a0
v6 recv = from [fd01::2]:9 to fd01::1 via b0
v6 recv = from [fd01::2]:9 to ff02::1 via a0
no option recv = from 10.1.0.2:9, no info
`,
}, {
	id:      "L3-32-recv",
	because: "a packet that came by a slave is told with the slave",
	program: func(s *plane.Script) {
		red, a0, _ := redAB(s)
		v4, v6 := s.Root.UDP("v4").WantInfo().On(red).At("0.0.0.0:7000"), s.Root.UDP6("v6").WantInfo().On(red).At("[::]:7001")
		s.Inject("10.1.0.2:9", a0, "10.1.0.1:7000")
		v4.RecvInfo()
		s.Inject("[fd01::2]:9", a0, "[fd01::1]:7001")
		v6.RecvInfo()
		s.Inject("[fe80::2]:9", a0, "[fe80::a]:7001")
		v6.RecvInfo()
		s.Inject("10.1.0.2:9", a0, "10.1.0.1:7001")
		v6.RecvInfo()
	},
	want: `
up 3 = ok
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
v4 recv = from 10.1.0.2:9 to 10.1.0.1 via a0
v6 recv = from [fd01::2]:9 to fd01::1 via a0
v6 recv = from [fe80::2%2]:9 to fe80::a via a0
v6 recv = from [::ffff:10.1.0.2]:9 to ::ffff:10.1.0.1 via a0
`,
}, {
	id:      "UDP-33-late",
	because: "an IPv4 packet that came before the option was on tells no device and no local address, for it was not prepared (ipv4_pktinfo_prepare); one of IPv6 does, and a ping socket tells the device",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		s.Root.Sysctl("net/ipv4/ping_group_range", "0 0")
		tx, tx6 := s.Root.UDP("tx"), s.Root.UDP6("tx6")
		v4, v6 := s.Root.UDP("v4").At("0.0.0.0:7000"), s.Root.UDP6("v6").At("[::]:7001")
		raw := s.Root.Raw("raw", emu.IPPROTO_UDP)
		both := s.Root.UDP6("both").At("[::]:7002").FlagAt(emu.IPPROTO_IP, emu.IP_PKTINFO, 1)
		tx.Send("10.1.0.1:7000")
		s.Inject("10.1.0.2:9", a0, "10.1.0.255:7000")
		tx6.Send("[fd01::1]:7001")
		tx.Send("10.1.0.1:7001")
		tx.Send("10.1.0.1:7002")
		for range 2 {
			v4.WantInfo().RecvInfo()
			v6.WantInfo().RecvInfo()
		}
		both.FlagAt(emu.IPPROTO_IP, emu.IP_PKTINFO, 0).WantInfo().RecvInfo()
		raw.WantInfo().RecvInfo()
		p := s.Root.Ping("ping").At("10.1.0.1:7003")
		p.Send("10.1.0.1:1")
		p.WantInfo().RecvInfo()
	},
	want: `
sysctl net/ipv4/ping_group_range 0 0 = ok
tx send to 10.1.0.1:7000 = ok
tx6 send to [fd01::1]:7001 = ok
tx send to 10.1.0.1:7001 = ok
tx send to 10.1.0.1:7002 = ok
v4 recv = from 10.1.0.1:auto to 10.1.0.1 (local 0.0.0.0) via 0
v6 recv = from [fd01::1]:auto to fd01::1 via a0
v4 recv = from 10.1.0.2:9 to 10.1.0.255 (local 0.0.0.0) via 0
v6 recv = from [::ffff:10.1.0.1]:auto to ::ffff:10.1.0.1 via 0
both recv = from [::ffff:10.1.0.1]:auto to ::ffff:10.1.0.1 via a0
raw recv = from 10.1.0.1:0 to 10.1.0.1 (local 0.0.0.0) via 0
ping send to 10.1.0.1:1 = ok
ping recv = from 10.1.0.1:0 to 10.1.0.1 (local 0.0.0.0) via lo
`,
}}

// heardAB is rawAB, and what leaves is recorded.
func heardAB(s *plane.Script) (a0, b0 int) {
	a0, b0 = rawAB(s)
	s.Left()
	return a0, b0
}
