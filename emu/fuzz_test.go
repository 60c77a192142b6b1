package emu

import (
	"net/netip"
	"testing"

	"boundif/internal/wire"
	"boundif/netdev"
)

// FuzzInject: no packet panics in a world with sockets of all kinds, and what
// leaves as an answer is a packet that would be taken.
func FuzzInject(f *testing.F) {
	f.Add(false, uint8(17), uint8(0), uint8(0), uint16(9), uint16(67), uint8(0), []byte("hello"), false)
	f.Add(true, uint8(6), uint8(0), uint8(0), uint16(9), uint16(80), uint8(netdev.SYN), []byte(nil), false)
	f.Add(false, uint8(6), uint8(0), uint8(0), uint16(9), uint16(80), uint8(netdev.ACK), []byte("x"), false)
	f.Add(false, uint8(1), uint8(8), uint8(0), uint16(9), uint16(67), uint8(2), []byte("echo"), false)
	f.Add(true, uint8(58), uint8(1), uint8(4), uint16(67), uint16(9), uint8(17), []byte("lost"), true)
	f.Add(false, uint8(1), uint8(3), uint8(3), uint16(80), uint16(9), uint8(6), []byte("lost"), true)
	f.Fuzz(func(t *testing.T, v6 bool, protocol, kind, code uint8, sport, dport uint16, flags uint8, payload []byte, spoil bool) {
		_, p := socketsEverywhere(t)
		ns := p.Namespace()
		peers, own := []string{"10.1.0.2", "0.0.0.0", "127.0.0.1", "10.1.0.1", "224.0.0.1"}, []string{"10.1.0.1", "10.1.0.255", "224.0.0.1", "127.0.0.1"}
		if v6 {
			peers, own = []string{"fd01::2", "fe80::2", "::", "::1", "fd01::1", "::ffff:10.1.0.2"}, []string{"fd01::1", "fe80::1", "ff02::1", "::ffff:10.1.0.1"}
		}
		src, dst := netip.MustParseAddr(peers[int(code)%len(peers)]), netip.MustParseAddr(own[int(flags)%len(own)])
		packet := netdev.Packet{
			Protocol: protocol, Src: netip.AddrPortFrom(src, sport), Dst: netip.AddrPortFrom(dst, dport), Payload: payload,
			TCP:  netdev.TCP{Seq: uint32(sport), Ack: uint32(dport), Flags: flags, Window: 1000},
			ICMP: netdev.ICMP{Type: kind, Code: code, ID: sport, Seq: dport, Info: uint32(kind)},
		}
		lost := packet
		lost.Protocol, lost.Src, lost.Dst = flags, netip.AddrPortFrom(dst, sport), netip.AddrPortFrom(src, dport)
		packet.Err = &lost
		if len(payload) > 60000 {
			return
		}
		for range 2 {
			b := wire.Build(&packet)
			if spoil && len(b) > 0 {
				b[int(sport)%len(b)] ^= 1 << (dport % 8)
			}
			if _, err := ns.Inject(2, b); err != nil {
				t.Fatal(err)
			}
			frames, err := ns.Frames(2)
			ok(t, err)
			for _, b := range frames {
				if p, err := wire.Parse(b); err != nil && err != wire.BadQuote { // an error about a short packet
					t.Errorf("%s: %v", wire.Describe(&p), err)
				}
			}
		}
		for fd := firstFD; fd < firstFD+12; fd++ {
			p.Recvmsg(fd, make([]byte, 20), make([]byte, 100), 0)
			p.Recvmsg(fd, make([]byte, 20), make([]byte, 100), MSG_ERRQUEUE)
			p.Accept(fd)
			p.Sendto(fd, payload, int(flags), nil)
		}
		frames, err := ns.Frames(2)
		ok(t, err)
		for _, b := range frames {
			wire.Parse(b) // raw sockets may have sent anything
		}
	})
}

// socketsEverywhere is a world with addresses of both families and sockets of
// all kinds, which ask for all there is to tell.
func socketsEverywhere(t *testing.T) (map[string]int, *Process) {
	p, fds := socketsOfAllKinds(t)
	ok(t, p.AddrAdd(2, netip.MustParsePrefix("fd01::1/64")))
	ok(t, p.AddrAdd(2, netip.MustParsePrefix("fe80::1/64")))
	for kind, fd := range fds {
		s, err := p.Sock(fd)
		ok(t, err)
		var local Sockaddr = &SockaddrInet4{Port: 67}
		if s.Family() == AF_INET6 {
			local = &SockaddrInet6{Port: 68}
			ok(t, p.SetsockoptInt(fd, IPPROTO_IPV6, IPV6_RECVERR, 1))
			ok(t, p.SetsockoptInt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1))
		} else {
			ok(t, p.SetsockoptInt(fd, IPPROTO_IP, IP_RECVERR, 1))
			ok(t, p.SetsockoptInt(fd, IPPROTO_IP, IP_PKTINFO, 1))
		}
		if kind == "tcp" {
			local = &SockaddrInet4{Port: 80}
		}
		ok(t, p.Bind(fd, local))
		if isStream(s) {
			ok(t, p.Listen(fd, 3))
		}
	}
	for _, protocol := range []int{IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP} {
		_, err := p.Socket(AF_INET, SOCK_RAW, protocol)
		ok(t, err)
	}
	_, err := p.Socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6)
	ok(t, err)
	return fds, p
}
