package plane

import (
	"net/netip"
	"strings"

	"boundif/emu"
)

// machine are the sentences about options, routes, devices and namespaces.
var machine = []sentence{{about: "options",
	program: func(s *Script) {
		a0, b0 := two(s)
		m, n := s.Root.UDP("m"), s.Root.UDP6("n")
		m.SetInt(emu.IPPROTO_IP, emu.IP_TOS, 8)
		m.GetInt(emu.IPPROTO_IP, emu.IP_TOS)
		m.GetInt(emu.SOL_SOCKET, emu.SO_PROTOCOL)
		n.SetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1)
		n.GetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY)
		n.SetInt(emu.IPPROTO_IPV6, 254, 1)
		m.MulticastIf(b0)
		m.MulticastIfAddr("10.1.0.1")
		m.MulticastIfAddr("10.9.0.1")
		n.MulticastIf(b0)
		n.GetDev(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_IF)
		m.Join("224.1.2.3", a0)
		m.Join("224.1.2.3", a0)
		m.Join("224.1.2.3", 0)
		m.Leave("224.1.2.3", b0)
		m.Leave("224.1.2.3", a0)
		n.Join("ff02::77", a0)
		n.Leave("ff02::77", a0)
		m.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, b0)
		m.GetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF)
		n.SetDev(emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF, 4242)
		n.SetInfo("fd01::1", a0)
		m.Send("10.1.0.2:9")
		n.Send("[ff02::1]:9")
		n.Send("[fd01::2]:9")
		m.SendMore("10.1.0.2:10")
		m.Send("10.1.0.2:10")
		s.Left(a0, b0)
	},
	want: `
m set IP_TOS 8 = ok
m get IP_TOS = 8
m get PROTOCOL = 17
n set IPV6_V6ONLY 1 = ok
n get IPV6_V6ONLY = 1
n set (41, 254) 1 = ENOPROTOOPT
m set IP_MULTICAST_IF 3 = ok
m set IP_MULTICAST_IF 10.1.0.1 = ok
m set IP_MULTICAST_IF 10.9.0.1 = EADDRNOTAVAIL
n set IPV6_MULTICAST_IF 3 = ok
n get IPV6_MULTICAST_IF = 3
m set IP_ADD_MEMBERSHIP 224.1.2.3 2 = ok
m set IP_ADD_MEMBERSHIP 224.1.2.3 2 = EADDRINUSE
m set IP_ADD_MEMBERSHIP 224.1.2.3 0 = ENODEV
m set IP_DROP_MEMBERSHIP 224.1.2.3 3 = EADDRNOTAVAIL
m set IP_DROP_MEMBERSHIP 224.1.2.3 2 = ok
n set IPV6_JOIN_GROUP ff02::77 2 = ok
n set IPV6_LEAVE_GROUP ff02::77 2 = ok
m set IP_UNICAST_IF 3 = ok
m get IP_UNICAST_IF = 3
n set IPV6_UNICAST_IF 4242 = EADDRNOTAVAIL
n set IPV6_PKTINFO info fd01::1 2 = ok
m send to 10.1.0.2:9 = ok
n send to [ff02::1]:9 = ok
n send to [fd01::2]:9 = ok
m send more to 10.1.0.2:10 = ok
m send to 10.1.0.2:10 = ok
left: a0 [fe80::1]:auto > [ff02::1]:9, a0 [fd01::1]:auto > [fd01::2]:9, b0 10.2.0.1:auto > 10.1.0.2:9, b0 10.2.0.1:auto > 10.1.0.2:10
`,
}, {
	about: "routes and addresses",
	program: func(s *Script) {
		a0, b0 := two(s)
		u := s.Root.UDP("u").At("0.0.0.0:7000")
		r := emu.Route{Dst: netip.MustParsePrefix("10.9.0.0/16"), Gateway: netip.MustParseAddr("10.2.0.9")}
		u.Send("10.9.0.5:9")
		s.Root.RouteAdd(r)
		s.Root.RouteAdd(r)
		u.Send("10.9.0.5:9")
		s.Route(emu.Route{Dst: netip.MustParsePrefix("10.9.0.0/24"), Dev: a0, Src: netip.MustParseAddr("10.2.0.1")})
		u.Send("10.9.0.5:9")
		s.Root.RouteAdd(emu.Route{Dst: netip.MustParsePrefix("fd09::/16"), Dev: b0, Table: 300, Metric: 5, Src: netip.MustParseAddr("fd02::1")})
		s.Root.RouteDel(emu.Route{Dst: netip.MustParsePrefix("10.9.0.0/16")})
		s.Root.RouteDel(emu.Route{Dst: netip.MustParsePrefix("10.9.0.0/16")})
		s.Root.AddrDel(b0, "10.2.0.1/24")
		s.Root.AddrDel(b0, "10.2.0.1/24")
		u.Send("10.2.0.5:9")
		s.Left(a0, b0)
	},
	want: `
u send to 10.9.0.5:9 = ENETUNREACH
route 10.9.0.0/16 via 10.2.0.9 = ok
route 10.9.0.0/16 via 10.2.0.9 = EEXIST
u send to 10.9.0.5:9 = ok
u send to 10.9.0.5:9 = ok
route fd09::/16 dev 3 table 300 src fd02::1 metric 5 = ok
delete route 10.9.0.0/16 = ok
delete route 10.9.0.0/16 = ESRCH
delete address 3 10.2.0.1/24 = ok
delete address 3 10.2.0.1/24 = EADDRNOTAVAIL
u send to 10.2.0.5:9 = ENETUNREACH
left: a0 10.2.0.1:7000 > 10.9.0.5:9, b0 10.2.0.1:7000 > 10.9.0.5:9
`,
}, {
	about: "two namespaces",
	program: func(s *Script) {
		a0, b0 := two(s)
		there := s.Elsewhere()
		there.Add("c0", 0)
		s.Root.Move(1, there, "", 0)
		s.Root.Move(b0, there, "", 0)
		s.Root.Name(b0)
		there.Up(b0)
		there.Addr(b0, "10.2.0.1/24")
		x := there.UDP("x").At("10.2.0.1:7000")
		s.ArriveElsewhere("10.2.0.2:5", b0, "10.2.0.1:7000", x)
		there.Move(b0, s.Root, "d0", 9)
		s.Root.Name(9)
		s.Root.Del(9)
		s.Left(a0)
	},
	want: `
elsewhere: add "c0" = 2
move 1 elsewhere = EINVAL
move 3 elsewhere = ok
SIOCGIFNAME 3 = ENODEV
elsewhere: up 3 = ok
elsewhere: address 3 10.2.0.1/24 = ok
elsewhere to 10.2.0.1:7000 via b0: x
elsewhere: move 3 home as "d0" as 9 = ok
SIOCGIFNAME 9 = "d0"
delete 9 = ok
left: nothing
`,
}, {
	about: "VRFs",
	program: func(s *Script) {
		a0, _ := two(s)
		red := s.VRF("red", 10)
		s.Enslave(a0, red)
		s.Root.AddVRF("blue", 0, 11)
		s.Root.AddVRF("red", 0, 12)
		u := s.Root.UDP("u").At("0.0.0.0:7000")
		s.Arrive(a0, "10.1.0.1:7000", u)
		s.Sysctl("net/ipv4/udp_l3mdev_accept", "1")
		s.Arrive(a0, "10.1.0.1:7000", u)
		u.On(red).WantInfo()
		s.Inject("10.1.0.2:5", a0, "10.1.0.1:7000")
		u.RecvInfo()
		u.Send("10.1.0.2:9")
		s.Left(a0)
		s.Root.Enslave(a0, 0)
		s.Arrive(a0, "10.1.0.1:7000", u)
	},
	want: `
add VRF "blue" table 11 = 5
add VRF "red" table 12 = EEXIST
to 10.1.0.1:7000 via a0: nobody
to 10.1.0.1:7000 via a0: u
u recv = from 10.1.0.2:5 to 10.1.0.1 via a0
u send to 10.1.0.2:9 = ok
left: a0 10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.1.0.1:7000 UDP), a0 10.1.0.1:7000 > 10.1.0.2:9
enslave 2 to 0 = ok
to 10.1.0.1:7000 via a0: nobody
`,
}, {
	about: "devices, names and events",
	program: func(s *Script) {
		e := s.Root
		heard := s.Events()
		d := e.Add("d0", 0)
		heard.Skip()
		e.Rename(d, "d1")
		e.IoctlRename("d1", "d2")
		e.AddAlt(d, "alias")
		e.DelAlt(d, "alias")
		e.DelAlt(d, "alias")
		e.Lookup("d2")
		e.Lookup("d0")
		e.Up(d)
		e.Down(d)
		heard.Skip()
		heard.Say()
		e.Del(d)
		heard.Say()
		s.Proc(NetRaw).Up(1)
		s.Proc(NetAdmin).Open(emu.AF_INET, emu.SOCK_RAW, 1)
		s.Proc(None).Open(emu.AF_INET, emu.SOCK_DGRAM, 0)
		s.Root.Add("k0", s.Index(9))
		_, err := s.Root.Sys().LinkAdd("k0", 0)
		s.Say("by hand: %s", Result(err))
		u := s.Root.UDP("u")
		s.Race(10, func() {}, func() error { return u.TryIndex(1) }, func() error { return u.TryIndex(1) })
	},
	want: `
add "d0" = 2
rename 2 "d1" = ok
SIOCSIFNAME "d1" "d2" = ok
altname 2 "alias" = ok
delete altname 2 "alias" = ok
delete altname 2 "alias" = ENOENT
SIOCGIFINDEX "d2" = 2
SIOCGIFINDEX "d0" = ENODEV
up 2 = ok
down 2 = ok
events: none
delete 2 = ok
events: RTM_DELLINK 2 d2
net_raw: up 1 = EPERM
net_admin: socket 2, 3, 1 = EPERM
nobody: socket 2, 2, 0 = ok
add "k0" as 9 = 9
by hand: EEXIST
10 races: ok + ok
`,
}, {
	about: "options as bytes, and sockets in other hands",
	program: func(s *Script) {
		s.Lo("10.9.9.9/32")
		u := s.Root.UDP("u").Flag(emu.SO_REUSEADDR).At("10.9.9.9:7000")
		u.Set(ByName, []byte("lo"), 2)
		u.Set(ByName, nil, 4)
		u.Set(ByIndex, Word(1), 3)
		u.Set(ByName, []byte(strings.Repeat("x", 40)), 40)
		u.Get(ByName, 16, 16)
		u.Get(ByName, -1, 16)
		n := s.Proc(None)
		v := u.By(n)
		v.SetIndex(1)
		v.Disconnect()
		v.SetIndex(1)
		w := s.Root.UDP("w").On(1)
		w.Stranger(1)
		w.BindUnspec()
		w.Bind("")
		w.SetName("")
		w.Shut()
		fd, err := s.Plane.NotSocket(s.Root.Sys())
		s.must("file", err)
		s.Root.FD("file", fd).SetIndex(1)
		s.Say("a descriptor: %v", u.Number() >= 0)
		u.Recv()
		s.must("packet", s.Plane.InjectUDP(1, netip.MustParseAddrPort("10.9.9.8:5"), netip.MustParseAddrPort("10.9.9.9:7000"), nil))
		u.Recv()
	},
	want: `
u set BINDTODEVICE "lo", 2 = ok
u set BINDTODEVICE NULL, 4 = EFAULT
u set BINDTOIFINDEX "\x01\x00\x00\x00", 3 = EINVAL
u set BINDTODEVICE "xxxxxxxx"... (40 bytes), 40 = ENODEV
u get BINDTODEVICE [16], 16 = "lo\x00xxxxxxxxxxxxx", length 3
u get BINDTODEVICE NULL, 16 = EFAULT, length 16
nobody: u set BINDTOIFINDEX 1 = EPERM
nobody: u connect AF_UNSPEC = ok
nobody: u set BINDTOIFINDEX 1 = ok
stranger: w set BINDTOIFINDEX 1 = EPERM
w bind AF_UNSPEC = ok
w bind  = EINVAL
w set BINDTODEVICE "" = ok
file set BINDTOIFINDEX 1 = ENOTSOCK
a descriptor: true
u recv = EAGAIN
u recv = from 10.9.9.8:5
`,
}}
