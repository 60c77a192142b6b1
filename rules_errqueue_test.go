package boundif_test

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/netdev"
)

// lost is an ICMP error about a packet from one address to another.
func lost(by string, icmp netdev.ICMP, protocol uint8, from, to, payload string) netdev.Packet {
	about := netdev.Packet{Protocol: protocol, Src: netip.MustParseAddrPort(from), Dst: netip.MustParseAddrPort(to), Payload: []byte(payload)}
	if protocol != emu.IPPROTO_UDP {
		about.Src, about.Dst = netip.AddrPortFrom(about.Src.Addr(), 0), netip.AddrPortFrom(about.Dst.Addr(), 0)
	}
	p := netdev.Packet{Protocol: emu.IPPROTO_ICMP, ICMP: icmp, Err: &about,
		Src: netip.AddrPortFrom(netip.MustParseAddr(by), 0), Dst: netip.AddrPortFrom(about.Src.Addr(), 0)}
	if about.Src.Addr().Is6() {
		p.Protocol = emu.IPPROTO_ICMPV6
	}
	return p
}

// errorQueues is what IP_RECVERR and IPV6_RECVERR keep for MSG_ERRQUEUE.
var errorQueues = []rule{{
	id:      "UDP-40-queue",
	because: "with IP_RECVERR every ICMP error waits in a queue; who reads it from there has also taken the error of the socket, or got that of the next",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		v4 := s.Root.UDP("v4").At("10.1.0.1:7000").FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		v6 := s.Root.UDP6("v6").At("[fd01::1]:7000").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_RECVERR, 1)
		for _, p := range []netdev.Packet{
			lost("10.1.0.9", netdev.ICMP{Type: 3, Code: 3}, 17, "10.1.0.1:7000", "10.1.0.2:9", "hello"),
			lost("10.1.0.9", netdev.ICMP{Type: 3, Code: 4, Info: 1400}, 17, "10.1.0.1:7000", "10.1.0.3:9", "world"),
			lost("10.1.0.9", netdev.ICMP{Type: 11}, 17, "10.1.0.1:7000", "10.1.0.3:9", ""),
			lost("fd01::9", netdev.ICMP{Type: 1, Code: 4}, 17, "[fd01::1]:7000", "[fd01::2]:9", "hello"),
			lost("fe80::9", netdev.ICMP{Type: 1, Code: 0, Info: 77}, 17, "[fd01::1]:7000", "[fd01::3]:9", "world"),
		} {
			s.ArrivePacket(a0, p)
		}
		for _, a := range []*plane.Socket{v4, v6} {
			a.RecvError()
			a.Error()
			a.RecvError()
			b, oob := make([]byte, 3), make([]byte, 20)
			n, oobn, flags, from, err := s.Root.Sys().Recvmsg(a.Number(), b, oob, emu.MSG_ERRQUEUE|emu.MSG_TRUNC)
			s.Say("recvmsg: %d %q, %d of %d, flags %#x, from %v, %s", n, b, oobn, len(oob), flags, from != nil, plane.Result(err))
			a.Error()
			a.RecvError()
			a.Recv()
		}
	},
	want: `
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
10.1.0.9 > 10.1.0.1 ICMP fragmentation needed (10.1.0.1:7000 > 10.1.0.3:9 UDP) via a0
10.1.0.9 > 10.1.0.1 ICMP time exceeded (10.1.0.1:7000 > 10.1.0.3:9 UDP) via a0
fd01::9 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:9 UDP) via a0
fe80::9 > fd01::1 ICMPv6 no route ([fd01::1]:7000 > [fd01::3]:9 UDP) via a0
v4 recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.9, to 10.1.0.2:9
v4 error = EMSGSIZE
v4 recv error = EMSGSIZE, ICMP 3.4 from 10.1.0.9, to 10.1.0.3:9
recvmsg: 0 "\x00\x00\x00", 20 of 20, flags 0x2008, from true, ok
v4 error = ok
v4 recv error = EAGAIN
v4 recv = EAGAIN
v6 recv error = ECONNREFUSED, ICMPv6 1.4 from fd01::9, to [fd01::2]:9
v6 error = ENETUNREACH
v6 recv error = ENETUNREACH, ICMPv6 1.0 from fe80::9, to [fd01::3]:9
recvmsg: 0 "\x00\x00\x00", 0 of 20, flags 0x0, from false, EAGAIN
v6 error = ok
v6 recv error = EAGAIN
v6 recv = EAGAIN
`,
}, {
	id:      "UDP-40-queue-data",
	because: "the message is what was quoted behind the UDP header",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		a := s.Root.UDP("a").At("10.1.0.1:7000").FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		for _, room := range []int{10, 5, 3, 0} {
			s.ArrivePacket(a0, lost("10.1.0.9", netdev.ICMP{Type: 3, Code: 3}, 17, "10.1.0.1:7000", "10.1.0.2:9", "hello"))
			b := make([]byte, room)
			n, oobn, flags, _, err := s.Root.Sys().Recvmsg(a.Number(), b, make([]byte, 200), emu.MSG_ERRQUEUE)
			s.Say("recvmsg: %d %q, %d, flags %#x, %s", n, b, oobn, flags, plane.Result(err))
		}
		a.WantInfo()
		s.ArrivePacket(a0, lost("10.1.0.9", netdev.ICMP{Type: 3, Code: 3}, 17, "10.1.0.1:7000", "10.1.0.2:9", "hello"))
		n, oobn, flags, _, err := s.Root.Sys().Recvmsg(a.Number(), make([]byte, 9), make([]byte, 200), emu.MSG_ERRQUEUE)
		s.Say("with IP_PKTINFO: %d, %d, flags %#x, %s", n, oobn, flags, plane.Result(err))
		a.FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 0)
		s.ArrivePacket(a0, lost("10.1.0.9", netdev.ICMP{Type: 3, Code: 3}, 17, "10.1.0.1:7000", "10.1.0.2:9", "hello"))
		a.RecvError()
		a.FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		s.ArrivePacket(a0, lost("10.1.0.9", netdev.ICMP{Type: 3, Code: 3}, 17, "10.1.0.1:7000", "10.1.0.2:9", "hello"))
		a.FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 0)
		a.RecvError()
		a.Error()
	},
	want: `
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
recvmsg: 5 "hello\x00\x00\x00\x00\x00", 48, flags 0x2000, ok
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
recvmsg: 5 "hello", 48, flags 0x2000, ok
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
recvmsg: 3 "hel", 48, flags 0x2020, ok
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
recvmsg: 0 "", 48, flags 0x2020, ok
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
with IP_PKTINFO: 5, 80, flags 0x2000, ok
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
a recv error = EAGAIN
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:9 UDP) via a0
a recv error = EAGAIN
a error = ECONNREFUSED
`,
}, {
	id:      "RAW-queue",
	because: "a raw socket and a ping socket are told no port, and get the headers too",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		raw := s.Root.Raw("raw", 89).FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		raw6 := s.Root.Raw6("raw6", 89).FlagAt(emu.IPPROTO_IPV6, emu.IPV6_RECVERR, 1)
		ping := s.Root.Ping("ping").At("10.1.0.1:77").FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		ping6 := s.Root.Ping6("ping6").At("[fd01::1]:77").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_RECVERR, 1)
		echo := lost("10.1.0.9", netdev.ICMP{Type: 3, Code: 3}, 1, "10.1.0.1:0", "10.1.0.2:0", "data")
		echo.Err.ICMP = netdev.ICMP{Type: 8, ID: 77, Seq: 1}
		echo6 := lost("fd01::9", netdev.ICMP{Type: 1, Code: 4}, 58, "[fd01::1]:0", "[fd01::2]:0", "data")
		echo6.Err.ICMP = netdev.ICMP{Type: 128, ID: 77, Seq: 1}
		for _, p := range []netdev.Packet{
			lost("10.1.0.9", netdev.ICMP{Type: 3, Code: 1}, 89, "10.1.0.1:0", "10.1.0.2:0", "12345678"),
			lost("fd01::9", netdev.ICMP{Type: 2, Info: 1280}, 89, "[fd01::1]:0", "[fd01::2]:0", "12345678"),
			echo, echo6,
		} {
			for range 2 {
				s.ArrivePacket(a0, p)
			}
		}
		for _, a := range []*plane.Socket{raw, raw6, ping, ping6} {
			a.RecvError()
			b := make([]byte, 20)
			n, oobn, flags, from, err := s.Root.Sys().Recvmsg(a.Number(), b, make([]byte, 100), emu.MSG_ERRQUEUE)
			s.Say("recvmsg: %d, %q, %d, flags %#x, from %v, %s", n, b[8:n], oobn, flags, from != nil, plane.Result(err))
			a.Error()
		}
	},
	want: `
10.1.0.9 > 10.1.0.1 ICMP host unreachable (10.1.0.1 > 10.1.0.2 protocol 89) via a0
10.1.0.9 > 10.1.0.1 ICMP host unreachable (10.1.0.1 > 10.1.0.2 protocol 89) via a0
fd01::9 > fd01::1 ICMPv6 packet too big (fd01::1 > fd01::2 protocol 89) via a0
fd01::9 > fd01::1 ICMPv6 packet too big (fd01::1 > fd01::2 protocol 89) via a0
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1 > 10.1.0.2 ICMP echo request) via a0
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1 > 10.1.0.2 ICMP echo request) via a0
fd01::9 > fd01::1 ICMPv6 port unreachable (fd01::1 > fd01::2 ICMPv6 echo request) via a0
fd01::9 > fd01::1 ICMPv6 port unreachable (fd01::1 > fd01::2 ICMPv6 echo request) via a0
raw recv error = EHOSTUNREACH, ICMP 3.1 from 10.1.0.9, to 10.1.0.2:0
recvmsg: 8, "", 48, flags 0x2000, from true, ok
raw error = ok
raw6 recv error = EMSGSIZE, ICMPv6 2.0 from fd01::9, to [fd01::2]:0
recvmsg: 8, "", 64, flags 0x2000, from true, ok
raw6 error = ok
ping recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.9, to 10.1.0.2:0
recvmsg: 12, "data", 48, flags 0x2000, from true, ok
ping error = ok
ping6 recv error = ECONNREFUSED, ICMPv6 1.4 from fd01::9, to [fd01::2]:0
recvmsg: 12, "data", 64, flags 0x2000, from true, ok
ping6 error = ok
`,
}, {
	id:      "TCP-23-queue",
	because: "a connection that asked for all errors gets them, and its queue keeps those of the attempt to connect",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		for _, to := range []string{"10.1.0.2:80", "[fd01::2]:80"} {
			local, by, typ, level, opt := "10.1.0.1:7000", "10.1.0.9", emu.AF_INET, emu.IPPROTO_IP, emu.IP_RECVERR
			if to[0] == '[' {
				local, by, typ, level, opt = "[fd01::1]:7000", "fd01::9", emu.AF_INET6, emu.IPPROTO_IPV6, emu.IPV6_RECVERR
			}
			s.Left()
			a := s.Root.Socket("a", typ, emu.SOCK_STREAM, 0).At(local).FlagAt(level, opt, 1)
			a.Connect(to)
			s.ArriveTCPUnreachable(a0, by, local, to)
			a.RecvError()
			a.Error()
			a.RecvError()
			a.Shut()
		}
	},
	want: `
a connect 10.1.0.2:80 = EINPROGRESS
10.1.0.9 > 10.1.0.1 ICMP port unreachable (10.1.0.1:7000 > 10.1.0.2:80 TCP SYN) via a0
a recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.9, to 10.1.0.2:80
a error = ok
a recv error = EAGAIN
left: nothing
a connect [fd01::2]:80 = EINPROGRESS
fd01::9 > fd01::1 ICMPv6 port unreachable ([fd01::1]:7000 > [fd01::2]:80 TCP SYN) via a0
a recv error = ECONNREFUSED, ICMPv6 1.4 from fd01::9, to [fd01::2]:80
a error = ok
a recv error = EAGAIN
`,
}}
