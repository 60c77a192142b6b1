package emu

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/internal/wire"
	"boundif/netdev"
)

// TestErrorQueue: what IP_RECVERR and IPV6_RECVERR keep. The rows of the kernel
// are UDP-40-queue and RAW-queue.
func TestErrorQueue(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	ok(t, p.AddrAdd(2, netip.MustParsePrefix("fd01::1/64")))
	for _, tt := range []struct {
		domain, level, opt int
		local              Sockaddr
		about              netdev.Packet
		by                 string
		icmp               netdev.ICMP
		err                netdev.Errno
		to                 Sockaddr
		control            []byte
	}{
		{AF_INET, IPPROTO_IP, IP_RECVERR, &SockaddrInet4{Port: 67}, udpPacket("10.1.0.1:67", "10.1.0.2:9", "hello"),
			"10.1.0.9", netdev.ICMP{Type: 3, Code: 4, Info: 1400}, netdev.EMSGSIZE,
			&SockaddrInet4{Port: 9, Addr: [4]byte{10, 1, 0, 2}},
			cmsg(IPPROTO_IP, IP_RECVERR, 90, 0, 0, 0, originICMP, 3, 4, 0, 0x78, 5, 0, 0, 0, 0, 0, 0,
				2, 0, 0, 0, 10, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0)},
		{AF_INET6, IPPROTO_IPV6, IPV6_RECVERR, &SockaddrInet6{Port: 67}, udpPacket("[fd01::1]:67", "[fd01::2]:9", "hello"),
			"fe80::9", netdev.ICMP{Type: 1, Code: 4}, netdev.ECONNREFUSED,
			copyOut(AF_INET6, netip.MustParseAddrPort("[fd01::2]:9")),
			cmsg(IPPROTO_IPV6, IPV6_RECVERR, 111, 0, 0, 0, originICMPv6, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
				10, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 2, 0, 0, 0)},
	} {
		fd, err := p.Socket(tt.domain, SOCK_DGRAM, 0)
		ok(t, err)
		ok(t, p.Bind(fd, tt.local))
		ok(t, p.SetsockoptInt(fd, tt.level, tt.opt, 1))
		icmp := netdev.Packet{Protocol: IPPROTO_ICMP, Src: netip.AddrPortFrom(netip.MustParseAddr(tt.by), 0),
			Dst: netip.AddrPortFrom(tt.about.Src.Addr(), 0), ICMP: tt.icmp, Err: &tt.about}
		if tt.domain == AF_INET6 {
			icmp.Protocol = IPPROTO_ICMPV6
		}
		inject := func() {
			t.Helper()
			_, err := k.Init().Inject(2, wire.Build(&icmp))
			ok(t, err)
		}
		inject()
		b, oob := make([]byte, 9), make([]byte, 100)
		n, oobn, flags, to, err := p.Recvmsg(fd, b, oob, MSG_ERRQUEUE)
		if string(b[:n]) != "hello" || flags != MSG_ERRQUEUE || err != nil {
			t.Errorf("%s: %q, flags %#x, %v", wire.Describe(&icmp), b[:n], flags, err)
		}
		if diff := cmp.Diff(tt.to, to) + cmp.Diff(tt.control, oob[:oobn]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", wire.Describe(&icmp), diff)
		}
		if v, err := p.GetsockoptInt(fd, SOL_SOCKET, SO_ERROR); v != 0 || err != nil {
			t.Errorf("SO_ERROR after the queue was read: %d, %v", v, err)
		}
		inject()
		if n, _, flags, _, err := p.Recvmsg(fd, b[:2], oob[:20], MSG_ERRQUEUE); n != 2 || flags != MSG_ERRQUEUE|MSG_TRUNC|MSG_CTRUNC || err != nil {
			t.Errorf("in too little room: %d, flags %#x, %v", n, flags, err)
		}
		inject()
		if err := p.Sendto(fd, nil, 0, tt.to); !errors.Is(err, tt.err) {
			t.Errorf("the next send: %v, want %v", err, tt.err)
		}
		inject()
		ok(t, p.SetsockoptInt(fd, tt.level, tt.opt, 0))
		if _, _, _, _, err := p.Recvmsg(fd, b, oob, MSG_ERRQUEUE); !errors.Is(err, netdev.EAGAIN) {
			t.Errorf("a queue that was emptied: %v, want EAGAIN", err)
		}
		ok(t, p.Close(fd))
	}
}
