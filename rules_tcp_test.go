package boundif_test

import (
	"maps"
	"net/netip"
	"slices"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/wire"
	"boundif/netdev"
)

// tcpPeer is who the segments of the rules come from, unless they say
// otherwise; tcpS is the port that they are for.
const (
	tcpPeer  = "10.1.0.2:5000"
	tcpPeer6 = "[fd01::2]:5000"
	tcpLocal = "[fe80::2]:5000"
	tcpAny   = "0.0.0.0:7000"
	tcpAny6  = "[::]:7000"
	tcpS     = "10.9.9.9:7000"
	tcpS6    = "[fd09::9]:7000"
)

// shake makes a connection arrive: SYN and, after the answer, ACK.
func shake(s *plane.Script, index int, src, dst string) {
	s.ArriveTCP(index, "S", src, dst)
	s.ArriveTCP(index, "A", src, dst)
}

// tcpListeners is section 4.6, of listeners.
var tcpListeners = []rule{{
	id:      "TCP-01",
	because: "a listener on a0 is not there for what arrives on b0: that is reset, by the way that the peer is routed",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		s.Left()
		s.ArriveTCP(b0, "S", "10.2.0.2:5000", tcpS)
		s.Left(a0, b0)
		s.ArriveTCP(a0, "S", tcpPeer, tcpS)
		s.Left(a0, b0)
		s.ArriveTCP(b0, "S", "10.1.0.2:5001", tcpS)
		s.Left(a0, b0)
		l.Accept("c")
	},
	want: `
10.2.0.2:5000 > 10.9.9.9:7000 TCP SYN via b0
left: b0 10.9.9.9:7000 > 10.2.0.2:5000 TCP RST ACK
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
left: a0 10.9.9.9:7000 > 10.1.0.2:5000 TCP SYN ACK
10.1.0.2:5001 > 10.9.9.9:7000 TCP SYN via b0
left: a0 10.9.9.9:7000 > 10.1.0.2:5001 TCP RST ACK
l accept = EAGAIN
`,
}, {
	id:      "TCP-01-6",
	because: "the same for IPv6",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP6("l").On(a0).At(tcpAny6).Listening()
		s.Left()
		s.ArriveTCP(b0, "S", "[fd02::2]:5000", tcpS6)
		s.Left(a0, b0)
		s.ArriveTCP(a0, "S", tcpPeer6, tcpS6)
		s.Left(a0, b0)
		s.ArriveTCP(b0, "S", "[fd01::2]:5001", tcpS6)
		s.Left(a0, b0)
		l.Accept("c")
	},
	want: `
[fd02::2]:5000 > [fd09::9]:7000 TCP SYN via b0
left: b0 [fd09::9]:7000 > [fd02::2]:5000 TCP RST ACK
[fd01::2]:5000 > [fd09::9]:7000 TCP SYN via a0
left: a0 [fd09::9]:7000 > [fd01::2]:5000 TCP SYN ACK
[fd01::2]:5001 > [fd09::9]:7000 TCP SYN via b0
left: a0 [fd09::9]:7000 > [fd01::2]:5001 TCP RST ACK
l accept = EAGAIN
`,
}, {
	id:      "TCP-02",
	because: "listeners of two devices share a port and split its connections",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		a := s.Root.TCP("a").On(a0).At(tcpAny).Listening()
		b := s.Root.TCP("b").On(b0).At(tcpAny).Listening()
		shake(s, a0, tcpPeer, tcpS)
		shake(s, b0, "10.2.0.2:5000", tcpS)
		a.Accept("ca")
		a.Accept("ca again")
		b.Accept("cb").Device()
		b.Accept("cb again")
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
10.2.0.2:5000 > 10.9.9.9:7000 TCP SYN via b0
10.2.0.2:5000 > 10.9.9.9:7000 TCP ACK via b0
a accept = from 10.1.0.2:5000
a accept = EAGAIN
b accept = from 10.2.0.2:5000
cb device = 3, "b0"
b accept = EAGAIN
`,
}, {
	id:      "TCP-03",
	because: "with SO_REUSEPORT the order of listen() counts and not the device: the newest of IPv4, the oldest of IPv6",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		a := s.Root.TCP("bound").Flag(emu.SO_REUSEPORT).On(a0).At(tcpAny).Listening()
		u := s.Root.TCP("unbound").Flag(emu.SO_REUSEPORT).At(tcpAny).Listening()
		shake(s, a0, tcpPeer, tcpS)
		a.Accept("c")
		u.Accept("c")
		u = s.Root.TCP("unbound").Flag(emu.SO_REUSEPORT).At("0.0.0.0:7001").Listening()
		a = s.Root.TCP("bound").Flag(emu.SO_REUSEPORT).On(a0).At("0.0.0.0:7001").Listening()
		shake(s, a0, tcpPeer, "10.9.9.9:7001")
		a.Accept("c")
		u.Accept("c")
		a = s.Root.TCP6("bound 6").Flag(emu.SO_REUSEPORT).On(a0).At("[::]:7002").Listening()
		u = s.Root.TCP6("unbound 6").Flag(emu.SO_REUSEPORT).At("[::]:7002").Listening()
		shake(s, a0, tcpPeer6, "[fd09::9]:7002")
		a.Accept("c")
		u.Accept("c")
		u = s.Root.TCP6("unbound 6").Flag(emu.SO_REUSEPORT).At("[::]:7003").Listening()
		a = s.Root.TCP6("bound 6").Flag(emu.SO_REUSEPORT).On(a0).At("[::]:7003").Listening()
		shake(s, a0, tcpPeer6, "[fd09::9]:7003")
		a.Accept("c")
		u.Accept("c")
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
bound accept = EAGAIN
unbound accept = from 10.1.0.2:5000
10.1.0.2:5000 > 10.9.9.9:7001 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7001 TCP ACK via a0
bound accept = from 10.1.0.2:5000
unbound accept = EAGAIN
[fd01::2]:5000 > [fd09::9]:7002 TCP SYN via a0
[fd01::2]:5000 > [fd09::9]:7002 TCP ACK via a0
bound 6 accept = from [fd01::2]:5000
unbound 6 accept = EAGAIN
[fd01::2]:5000 > [fd09::9]:7003 TCP SYN via a0
[fd01::2]:5000 > [fd09::9]:7003 TCP ACK via a0
bound 6 accept = EAGAIN
unbound 6 accept = from [fd01::2]:5000
`,
}, {
	id:      "TCP-04",
	because: "a listener of the address without device wins over one of the wildcard with device",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		a := s.Root.TCP("wildcard bound").Flag(emu.SO_REUSEPORT).On(a0).At(tcpAny).Listening()
		b := s.Root.TCP("specific").Flag(emu.SO_REUSEPORT).At(tcpS).Listening()
		shake(s, a0, tcpPeer, tcpS)
		a.Accept("c")
		b.Accept("c")
		a6 := s.Root.TCP6("wildcard bound 6").Flag(emu.SO_REUSEPORT).On(a0).At("[::]:7001").Listening()
		b6 := s.Root.TCP6("specific 6").Flag(emu.SO_REUSEPORT).At("[fd09::9]:7001").Listening()
		shake(s, a0, tcpPeer6, "[fd09::9]:7001")
		a6.Accept("c")
		b6.Accept("c")
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
wildcard bound accept = EAGAIN
specific accept = from 10.1.0.2:5000
[fd01::2]:5000 > [fd09::9]:7001 TCP SYN via a0
[fd01::2]:5000 > [fd09::9]:7001 TCP ACK via a0
wildcard bound 6 accept = EAGAIN
specific 6 accept = from [fd01::2]:5000
`,
}, {
	id:      "TCP-05",
	because: "a change of device after listen() counts from the next SYN on",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		l := s.Root.TCP("l").On(a0).At(tcpAny).Listening()
		l.SetIndex(b0)
		shake(s, a0, tcpPeer, tcpS)
		l.Accept("c")
		shake(s, b0, "10.2.0.2:5000", tcpS)
		l.Accept("c").Device()
		l.SetIndex(0)
		shake(s, a0, "10.1.0.2:5001", tcpS)
		l.Accept("c").Device()
	},
	want: `
l set BINDTOIFINDEX 3 = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
l accept = EAGAIN
10.2.0.2:5000 > 10.9.9.9:7000 TCP SYN via b0
10.2.0.2:5000 > 10.9.9.9:7000 TCP ACK via b0
l accept = from 10.2.0.2:5000
c device = 3, "b0"
l set BINDTOIFINDEX 0 = ok
10.1.0.2:5001 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5001 > 10.9.9.9:7000 TCP ACK via a0
l accept = from 10.1.0.2:5001
c device = 0, ""
`,
}, {
	id:      "TCP-06",
	because: "of two listeners that a change of device has put on one port, the bound one is preferred on its device; of two unbound ones the last to listen; before 5.15 the last to listen in any case (TCP-09)",
	program: func(s *plane.Script) {
		a0, b0 := tcpAB(s)
		a := s.Root.TCP("a").On(a0).At(tcpAny).Listening()
		b := s.Root.TCP("b").On(b0).At(tcpAny).Listening()
		b.SetIndex(0)
		shake(s, a0, tcpPeer, tcpS)
		a.Accept("c")
		b.Accept("c")
		shake(s, b0, "10.2.0.2:5000", tcpS)
		a.Accept("c")
		b.Accept("c")
		a.SetIndex(0)
		shake(s, a0, "10.1.0.2:5001", tcpS)
		a.Accept("c")
		b.Accept("c")
	},
	want: `
b set BINDTOIFINDEX 0 = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
a accept = from 10.1.0.2:5000
b accept = EAGAIN
10.2.0.2:5000 > 10.9.9.9:7000 TCP SYN via b0
10.2.0.2:5000 > 10.9.9.9:7000 TCP ACK via b0
a accept = EAGAIN
b accept = from 10.2.0.2:5000
a set BINDTOIFINDEX 0 = ok
10.1.0.2:5001 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5001 > 10.9.9.9:7000 TCP ACK via a0
a accept = EAGAIN
b accept = from 10.1.0.2:5001
`,
	older: older{{emu.Linux(5, 15), `
b set BINDTOIFINDEX 0 = ok
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
a accept = EAGAIN
b accept = from 10.1.0.2:5000
10.2.0.2:5000 > 10.9.9.9:7000 TCP SYN via b0
10.2.0.2:5000 > 10.9.9.9:7000 TCP ACK via b0
a accept = EAGAIN
b accept = from 10.2.0.2:5000
a set BINDTOIFINDEX 0 = ok
10.1.0.2:5001 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5001 > 10.9.9.9:7000 TCP ACK via a0
a accept = EAGAIN
b accept = from 10.1.0.2:5001
`}},
}, {
	id:      "TCP-08",
	because: "of an IPv4 listener and a dual-stack one bound to the device the IPv4 one gets IPv4, in either order",
	program: func(s *plane.Script) {
		a0, _ := tcpAB(s)
		six := s.Root.TCP6("dual").Flag(emu.SO_REUSEPORT).On(a0).At(tcpAny6).Listening()
		four := s.Root.TCP("IPv4").Flag(emu.SO_REUSEPORT).At(tcpAny).Listening()
		shake(s, a0, tcpPeer, tcpS)
		six.Accept("c")
		four.Accept("c")
		four = s.Root.TCP("IPv4").Flag(emu.SO_REUSEPORT).At("0.0.0.0:7001").Listening()
		six = s.Root.TCP6("dual").Flag(emu.SO_REUSEPORT).On(a0).At("[::]:7001").Listening()
		shake(s, a0, tcpPeer, "10.9.9.9:7001")
		six.Accept("c")
		four.Accept("c")
		four.Shut()
		shake(s, a0, "10.1.0.2:5001", "10.9.9.9:7001")
		six.Accept("c").Addr()
	},
	want: `
10.1.0.2:5000 > 10.9.9.9:7000 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7000 TCP ACK via a0
dual accept = EAGAIN
IPv4 accept = from 10.1.0.2:5000
10.1.0.2:5000 > 10.9.9.9:7001 TCP SYN via a0
10.1.0.2:5000 > 10.9.9.9:7001 TCP ACK via a0
dual accept = EAGAIN
IPv4 accept = from 10.1.0.2:5000
10.1.0.2:5001 > 10.9.9.9:7001 TCP SYN via a0
10.1.0.2:5001 > 10.9.9.9:7001 TCP ACK via a0
dual accept = from [::ffff:10.1.0.2]:5001
c getsockname = [::ffff:10.9.9.9]:7001
`,
}, {
	id: "TCP-07",
	because: "no change of device moves a listener out of its group: the group of a0 sends its share of what arrives on a0 to a member that is on b0 now, " +
		"whose SYN-ACK leaves b0; the peer's answer, on a0, then finds nobody",
	program: tcp07,
	want: `
stays listen 100 = ok
moved listen 100 = ok
moved set BINDTOIFINDEX 3 = ok
SYN-ACK by a0, then nothing
SYN-ACK by b0, then RST by b0
stays accept = from 10.1.0.2:auto
moved accept = EAGAIN
`,
}}

// tcp07 lets SYNs arrive from 40 ports, and answers what comes back. Which
// member gets which is up to a secret of the kernel, so only what happens at
// all is told.
func tcp07(s *plane.Script) {
	a0, b0 := tcpAB(s)
	stays := s.Root.TCP("stays").Flag(emu.SO_REUSEPORT).On(a0).At(tcpAny)
	stays.Listen(100)
	moved := s.Root.TCP("moved").Flag(emu.SO_REUSEPORT).On(a0).At(tcpAny)
	moved.Listen(100)
	moved.SetIndex(b0)
	capture, err := s.Plane.Capture()
	mustDo(err)
	// left is what has left, as "flags by device".
	left := func() (what string, p netdev.Packet) {
		mustDo(s.Plane.Settle())
		for index, name := range map[int]string{a0: "a0", b0: "b0"} {
			packets, err := capture.Packets(index)
			mustDo(err)
			for _, p = range packets {
				flags := map[uint8]string{netdev.SYN | netdev.ACK: "SYN-ACK", netdev.RST: "RST"}[p.TCP.Flags]
				return flags + " by " + name, p
			}
		}
		return "nothing", p
	}
	seen := map[string]bool{}
	for port := range uint16(40) {
		p := netdev.Packet{
			Protocol: emu.IPPROTO_TCP, Src: netip.AddrPortFrom(netip.MustParseAddr("10.1.0.2"), 40000+port),
			Dst: netip.MustParseAddrPort(tcpS), TCP: netdev.TCP{Seq: 1000, Flags: netdev.SYN, Window: 0xffff},
		}
		mustDo(s.Plane.Inject(a0, wire.Build(&p)))
		first, answer := left()
		p.TCP = netdev.TCP{Seq: 1001, Ack: answer.TCP.Seq + 1, Flags: netdev.ACK, Window: 0xffff}
		mustDo(s.Plane.Inject(a0, wire.Build(&p)))
		second, _ := left()
		seen[first+", then "+second] = true
	}
	for _, line := range slices.Sorted(maps.Keys(seen)) {
		s.Say("%s", line)
	}
	stays.Accept("c")
	moved.Accept("none")
}

// mustDo ends the program if one of its preparations has failed.
func mustDo(err error) {
	if err != nil {
		panic(err)
	}
}
