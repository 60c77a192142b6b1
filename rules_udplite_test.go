package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/wire"
	"boundif/netdev"
)

// lites runs a program with UDP-Lite of each family, on one machine.
func lites(s *plane.Script, program func(f *family)) {
	program(&family{s, "v4", s.Root.UDPLite, any7000, s7000, "10.9.9.9:7001", "10.1.0.2:"})
	program(&family{s, "v6", s.Root.UDPLite6, any7000v6, s7000v6, "[fd09::9]:7001", "[fd01::2]:"})
}

// liteFlows is flows of UDP-Lite packets.
func (m *members) liteFlows(via string, index int) {
	for i := range 64 {
		p := litePacket(m.to, 0)
		p.Src = netip.AddrPortFrom(p.Src.Addr(), uint16(5000+i))
		mustDo(m.s.Plane.Inject(index, wire.Build(&p)))
	}
	m.divided(via)
}

const (
	liteLevel = emu.IPPROTO_UDPLITE
	sendCov   = emu.UDPLITE_SEND_CSCOV
	recvCov   = emu.UDPLITE_RECV_CSCOV
)

// litePacket is a packet that arrives with this field in its header.
func litePacket(dst string, coverage uint16) netdev.Packet {
	p := netdev.Packet{
		Protocol: emu.IPPROTO_UDPLITE, Src: netip.MustParseAddrPort("10.1.0.2:5000"), Dst: netip.MustParseAddrPort(dst),
		Payload: []byte("hello world"), Coverage: coverage,
	}
	if p.Dst.Addr().Is6() {
		p.Src = netip.MustParseAddrPort("[fd01::2]:5000")
	}
	return p
}

// udplite is UDP-Lite where it gets packets: section 4 once more, as far as it is
// the same.
var udplite = []rule{{
	id:      "OPT-30-udplite",
	because: "a UDP-Lite socket has the options of a UDP socket",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDPLite("lite"), s.Root.UDPLite6("lite6")} {
			a.Device()
			a.SetName("b0")
			a.Device()
			a.SetIndex(a0)
			a.SetIndex(4242)
			a.Device()
			a.SetIndex(0)
			a.SetName("nope")
			a.Device()
			a.GetInt(emu.SOL_SOCKET, emu.SO_DOMAIN)
			a.GetInt(emu.SOL_SOCKET, emu.SO_TYPE)
			a.GetInt(emu.SOL_SOCKET, emu.SO_PROTOCOL)
			a.GetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR)
		}
		for _, domain := range []int{emu.AF_INET, emu.AF_INET6} {
			for _, typ := range []int{1, 2, 3, 5} {
				s.Root.Open(domain, typ, emu.IPPROTO_UDPLITE)
			}
		}
		nobody := s.Proc(plane.None)
		nobody.Open(emu.AF_INET, emu.SOCK_RAW, emu.IPPROTO_UDPLITE)
		a := nobody.UDPLite("lite")
		a.On(a0)
		a.SetIndex(0)
		a.Disconnect()
		a.Device()
	},
	since: emu.Linux(5, 7),
	want: `
lite device = 0, ""
lite set BINDTODEVICE "b0" = ok
lite device = 3, "b0"
lite set BINDTOIFINDEX 2 = ok
lite set BINDTOIFINDEX 4242 = ok
lite device = 4242, ENODEV
lite set BINDTOIFINDEX 0 = ok
lite set BINDTODEVICE "nope" = ENODEV
lite device = 0, ""
lite get DOMAIN = 2
lite get TYPE = 2
lite get PROTOCOL = 136
lite get REUSEADDR = 0
lite6 device = 0, ""
lite6 set BINDTODEVICE "b0" = ok
lite6 device = 3, "b0"
lite6 set BINDTOIFINDEX 2 = ok
lite6 set BINDTOIFINDEX 4242 = ok
lite6 device = 4242, ENODEV
lite6 set BINDTOIFINDEX 0 = ok
lite6 set BINDTODEVICE "nope" = ENODEV
lite6 device = 0, ""
lite6 get DOMAIN = 10
lite6 get TYPE = 2
lite6 get PROTOCOL = 136
lite6 get REUSEADDR = 0
socket 2, 1, 136 = EPROTONOSUPPORT
socket 2, 2, 136 = ok
socket 2, 3, 136 = ok
socket 2, 5, 136 = ESOCKTNOSUPPORT
socket 10, 1, 136 = EPROTONOSUPPORT
socket 10, 2, 136 = ok
socket 10, 3, 136 = ok
socket 10, 5, 136 = ESOCKTNOSUPPORT
nobody: socket 2, 3, 136 = EPERM
nobody: lite set BINDTOIFINDEX 0 = EPERM
nobody: lite connect AF_UNSPEC = ok
nobody: lite device = 0, ""
`,
}, {
	id:      "OPT-30-udplite-ports",
	because: "the ports of UDP-Lite are not those of UDP, and each gets its own packets; among themselves its sockets conflict as UDP's do (BND-01, BND-03, BND-04, BND-10)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		u, l := s.Root.UDP("udp").At(any7000), s.Root.UDPLite("lite").At(any7000)
		s.Arrive(a0, s7000, u, l)
		s.ArriveLite(a0, s7000, u, l)
		u.Shut()
		l.Shut()
		kinds := []func(*plane.Socket) *plane.Socket{plain, on(a0), on(b0), on(4242)}
		for i, first := range kinds {
			for j, second := range kinds {
				a, b := first(s.Root.UDPLite("first")).At(any7000), second(s.Root.UDPLite("second"))
				s.Say("%d, %d: %s", i, j, plane.Result(b.TryBind(any7000)))
				a.Shut()
				b.Shut()
			}
		}
		v6, v4 := s.Root.UDPLite6("v6").On(a0).At(any7000v6), s.Root.UDPLite("v4")
		v4.Bind(any7000)
		v4.SetIndex(b0)
		v4.Bind(any7000)
		v4.SetIndex(a0)
		third := s.Root.UDPLite("third").On(a0)
		third.Bind(any7000)
		third.SetIndex(b0)
		third.Bind(any7000)
		v6.Addr()
		s.Sysctl("net/ipv4/ip_local_port_range", "40000 40000")
		for _, dev := range []int{a0, b0, a0, 0} {
			s.Root.UDPLite("auto").On(dev).Bind("0.0.0.0:0")
		}
		s.Root.UDP("udp").Bind("0.0.0.0:0")
		s.Root.UDPLite("auto").Connect(peer5000)
	},
	want: `
to 10.9.9.9:7000 via a0: udp
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: lite
0, 0: EADDRINUSE
0, 1: EADDRINUSE
0, 2: EADDRINUSE
0, 3: EADDRINUSE
1, 0: EADDRINUSE
1, 1: EADDRINUSE
1, 2: ok
1, 3: ok
2, 0: EADDRINUSE
2, 1: ok
2, 2: EADDRINUSE
2, 3: ok
3, 0: EADDRINUSE
3, 1: ok
3, 2: ok
3, 3: EADDRINUSE
v4 bind 0.0.0.0:7000 = EADDRINUSE
v4 set BINDTOIFINDEX 3 = ok
v4 bind 0.0.0.0:7000 = ok
v4 set BINDTOIFINDEX 2 = ok
third bind 0.0.0.0:7000 = EADDRINUSE
third set BINDTOIFINDEX 3 = ok
third bind 0.0.0.0:7000 = ok
v6 getsockname = [::]:7000
auto bind 0.0.0.0:0 = ok
auto bind 0.0.0.0:0 = ok
auto bind 0.0.0.0:0 = EADDRINUSE
auto bind 0.0.0.0:0 = EADDRINUSE
udp bind 0.0.0.0:0 = ok
auto connect 10.1.0.2:5000 = EAGAIN
`,
}, {
	id:      "UDP-01-udplite",
	because: "the lookup of UDP-Lite is UDP's: by device, the bound one first, a specific address before that, the newest of equals, and a connected one before all; its device is the present one",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		lites(s, func(f *family) {
			u, a, b := f.open("unbound").Flag(emu.SO_REUSEADDR), f.open("a").Flag(emu.SO_REUSEADDR).On(a0), f.open("b").Flag(emu.SO_REUSEADDR).On(b0)
			all := []*plane.Socket{u, a, b}
			for _, x := range all {
				x.At(f.any)
			}
			stale := f.open("stale").Flag(emu.SO_REUSEADDR).On(4242).At(f.any)
			lo := f.open("lo").Flag(emu.SO_REUSEADDR).On(1).At(f.any)
			all = append(all, stale, lo)
			arrive := func() {
				s.ArriveLite(a0, f.to, all...)
				s.ArriveLite(b0, f.to, all...)
			}
			arrive()
			at := f.open("at S").Flag(emu.SO_REUSEADDR).At(f.to)
			all = append(all, at)
			arrive()
			at.SetIndex(b0)
			arrive()
			a.SetIndex(b0)
			arrive()
			a.SetIndex(0)
			arrive()
			a.To(f.peer + "5000")
			arrive()
			tx := f.open("tx")
			tx.Send(f.to)
			s.Got(all...)
			tx.SetIndex(1)
			tx.Send(f.to)
			s.Got(all...)
			for _, x := range append(all, tx) {
				x.Shut()
			}
		})
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: b
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: at S
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
at S set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
a set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: unbound
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
a set BINDTOIFINDEX 0 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: unbound
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: at S
tx send to 10.9.9.9:7000 = ok
got it: lo
tx set BINDTOIFINDEX 1 = ok
tx send to 10.9.9.9:7000 = ok
got it: lo
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: a
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: b
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: at S
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
at S set BINDTOIFINDEX 3 = ok
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: a
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
a set BINDTOIFINDEX 3 = ok
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: unbound
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
a set BINDTOIFINDEX 0 = ok
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: a
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: unbound
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via b0: at S
tx send to [fd09::9]:7000 = ok
got it: lo
tx set BINDTOIFINDEX 1 = ok
tx send to [fd09::9]:7000 = ok
got it: lo
`,
}, {
	id:      "UDP-09-udplite",
	because: "an IPv4 packet is for a socket of IPv4 before one of both, unless that is bound to the device; a multicast one is for all that are, as in UDP",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		v4, v6 := s.Root.UDPLite("v4").Flag(emu.SO_REUSEADDR).At(any7000), s.Root.UDPLite6("v6").Flag(emu.SO_REUSEADDR).At(any7000v6)
		s.ArriveLite(a0, s7000, v4, v6)
		v6.SetIndex(a0)
		s.ArriveLite(a0, s7000, v4, v6)
		s.ArriveLite(b0, s7000, v4, v6)
		v4.SetIndex(b0)
		s.ArriveLite(b0, s7000, v4, v6)
		u := s.Root.UDPLite("unbound").Flag(emu.SO_REUSEADDR).At(any7000)
		u.Join("224.1.2.3", a0)
		u.Join("224.1.2.3", b0)
		for _, dst := range []string{"224.1.2.3:7000", "10.1.0.255:7000", "255.255.255.255:7000"} {
			s.ArriveLite(a0, dst, v4, v6, u)
			s.ArriveLite(b0, dst, v4, v6, u)
		}
		tx := s.Root.UDPLite("tx").On(a0)
		tx.Send("224.1.2.3:7000")
		s.Got(v4, v6, u)
	},
	since: emu.Linux(5, 15),
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: v4
v6 set BINDTOIFINDEX 2 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: v6
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: v4
v4 set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via b0: v4
unbound set IP_ADD_MEMBERSHIP 224.1.2.3 2 = ok
unbound set IP_ADD_MEMBERSHIP 224.1.2.3 3 = ok
10.1.0.2:5000 > 224.1.2.3:7000 UDP-Lite via a0: unbound
10.1.0.2:5000 > 224.1.2.3:7000 UDP-Lite via b0: v4, unbound
10.1.0.2:5000 > 10.1.0.255:7000 UDP-Lite via a0: v6, unbound
10.1.0.2:5000 > 10.1.0.255:7000 UDP-Lite via b0: v4, unbound
10.1.0.2:5000 > 255.255.255.255:7000 UDP-Lite via a0: v6, unbound
10.1.0.2:5000 > 255.255.255.255:7000 UDP-Lite via b0: v4, unbound
tx send to 224.1.2.3:7000 = ok
got it: unbound
`,
}, {
	id:      "UDP-11-udplite",
	because: "no early demux, and no table of 4-tuples: of two sockets connected to one peer the bound one wins by its score, whoever is newer or connected last",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		lites(s, func(f *family) {
			for _, early := range []string{"1", "0"} {
				s.Sysctl("net/ipv4/ip_early_demux", early)
				for _, c := range []struct{ caFirst, caConnectsLast bool }{{true, false}, {true, true}, {false, false}, {false, true}} {
					var ca, cu *plane.Socket
					open := func(name string, index int) *plane.Socket {
						return f.open(name).Flag(emu.SO_REUSEADDR).On(index).At(f.to)
					}
					if c.caFirst {
						ca, cu = open("ca", a0), open("cu", 0)
					} else {
						cu, ca = open("cu", 0), open("ca", a0)
					}
					peer := f.peer + "5000"
					if c.caConnectsLast {
						cu.To(peer)
						ca.To(f.peer + "6000").To(peer)
					} else {
						ca.To(peer)
						cu.To(peer)
					}
					s.ArriveLite(a0, f.to, ca, cu)
					ca.Shut()
					cu.Shut()
				}
			}
		})
	},
	since: emu.Linux(5, 15),
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
10.1.0.2:5000 > 10.9.9.9:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
[fd01::2]:5000 > [fd09::9]:7000 UDP-Lite via a0: ca
`,
}, {
	id:      "RH-01-udplite",
	because: "UDP-Lite has UDP's rehash hook: connect() moves a socket to the chain of its address, AF_UNSPEC back, and every change of device takes it out of its group (RPT-02, RPT-09)",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		lites(s, func(f *family) {
			a := f.open("a").On(a0).At(f.any)
			a.To(f.peer + "5000")
			a.Addr()
			b := f.open("b").Flag(emu.SO_REUSEADDR).On(b0).At(f.any)
			local := map[string]string{"v4": "10.1.0.1:7000", "v6": "[fd01::1]:7000"}[f.name]
			s.ArriveLite(a0, local, a, b)
			s.ArriveLite(b0, local, a, b)
			a.SetIndex(b0)
			s.ArriveLite(b0, local, a, b)
			a.Disconnect()
			a.Device()
			a.Addr()
			s.ArriveLite(a0, local, a, b)
			a.Shut()
			b.Shut()
			m := f.members()
			a1 := m.add("a1", a0, f.any)
			m.add("a2", a0, f.any)
			m.add("a3", a0, f.any)
			m.liteFlows("a0", a0)
			a1.SetIndex(a0)
			m.liteFlows("a0", a0)
			m.close()
		})
	},
	since: emu.Linux(5, 6),
	want: `
a getsockname = 10.1.0.1:7000
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via b0: b
a set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via b0: a
a connect AF_UNSPEC = ok
a device = 0, ""
a getsockname = 0.0.0.0:7000
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
v4: flows via a0: a1 gets some, a2 gets some, a3 gets some
v4 a1 set BINDTOIFINDEX 2 = ok
v4: flows via a0: a2 gets some, a3 gets some
a getsockname = [fd01::1]:7000
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via a0: a
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via b0: b
a set BINDTOIFINDEX 3 = ok
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via b0: a
a connect AF_UNSPEC = ok
a device = 0, ""
a getsockname = [::]:7000
[fd01::2]:5000 > [fd01::1]:7000 UDP-Lite via a0: a
v6: flows via a0: a1 gets some, a2 gets some, a3 gets some
v6 a1 set BINDTOIFINDEX 2 = ok
v6: flows via a0: a1 gets all
`,
}, {
	id:      "L3-01-udplite",
	because: "whether an unbound socket is one for packets of a VRF UDP-Lite has from udp_l3mdev_accept, and from nothing else: the leak of UDP's early demux is not there (L3-03)",
	program: func(s *plane.Script) {
		a0, b0, red := vrf(s)
		for _, accept := range []string{"0", "1"} {
			s.Sysctl("net/ipv4/udp_l3mdev_accept", accept)
			s.Sysctl("net/ipv4/tcp_l3mdev_accept", map[string]string{"0": "1", "1": "0"}[accept])
			for _, dev := range []int{0, red, a0, b0} {
				a := s.Root.UDPLite("a").On(dev).At(any7000)
				s.ArriveLite(a0, in7000, a)
				a.Shut()
			}
			a := s.Root.UDPLite("connected").On(red).At(in7000).To(peer5000)
			a.SetIndex(0)
			s.ArriveLite(a0, in7000, a)
			a.Shut()
		}
		u, r := s.Root.UDPLite("u").At(any7000), s.Root.UDPLite("r").On(red)
		r.Bind(any7000)
		u.Shut()
		r.Bind(any7000)
		slave := s.Root.UDPLite("slave").On(a0)
		slave.Bind(any7000)
		s.ArriveLite(a0, in7000, r, slave)
	},
	since: emu.Linux(5, 15),
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: nobody
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: nobody
connected set BINDTOIFINDEX 0 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: nobody
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: a
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: nobody
connected set BINDTOIFINDEX 0 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: connected
r bind 0.0.0.0:7000 = EADDRINUSE
r bind 0.0.0.0:7000 = ok
slave bind 0.0.0.0:7000 = ok
10.1.0.2:5000 > 10.1.0.1:7000 UDP-Lite via a0: slave
`,
}}
