package emu

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"boundif/netdev"
)

func TestSendAndReceive(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	ns := k.Init()
	fd := udpSocket(t, p)
	ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
	ok(t, p.Sendto(fd, []byte("ping"), 0, &SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}}))
	sent, err := ns.Sent(2)
	ok(t, err)
	if len(sent) != 1 || string(sent[0].Payload) != "ping" || sent[0].Dst.String() != "10.1.0.2:68" {
		t.Errorf("sent %v", sent)
	}
	if _, err := ns.Sent(99); !errors.Is(err, netdev.ENODEV) {
		t.Errorf("Sent of no device: %v", err)
	}

	payload := []byte("pong")
	got, err := ns.DeliverUDP(2, netip.MustParseAddrPort("10.1.0.2:68"), netip.MustParseAddrPort("10.1.0.1:67"), payload)
	ok(t, err)
	payload[0] = 'X' // the packet is a copy
	if s, _ := p.Sock(fd); len(got) != 1 || got[0] != s {
		t.Errorf("%d sockets got the packet", len(got))
	}
	buf := make([]byte, 2)
	n, from, err := p.Recvfrom(fd, buf, MSG_DONTWAIT)
	ok(t, err)
	if n != 2 || string(buf) != "po" {
		t.Errorf("received %q: a short buffer cuts the packet", buf[:n])
	}
	if diff := cmp.Diff(Sockaddr(&SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}}), from); diff != "" {
		t.Errorf("from (-want +got):\n%s", diff)
	}
	if _, _, err := p.Recvfrom(fd, buf, 0); !errors.Is(err, netdev.EAGAIN) {
		t.Errorf("an empty queue: %v, want EAGAIN", err)
	}
	ok(t, p.Connect(fd, &SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}}))
	ok(t, p.Sendto(fd, []byte("again"), 0, nil))
	name, err := p.Getsockname(fd)
	ok(t, err)
	if diff := cmp.Diff(Sockaddr(&SockaddrInet4{Port: 67, Addr: [4]byte{10, 1, 0, 1}}), name); diff != "" {
		t.Errorf("name (-want +got):\n%s", diff)
	}
}

// deliver lets a packet of UDP arrive on device 2.
func deliver(t *testing.T, k *Kernel, src, dst, payload string) {
	t.Helper()
	_, err := k.Init().DeliverUDP(2, netip.MustParseAddrPort(src), netip.MustParseAddrPort(dst), []byte(payload))
	ok(t, err)
}

// TestFlagsOfReceive: the row of the kernel is UDP-08-flags.
func TestFlagsOfReceive(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	fd := udpSocket(t, p)
	ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
	deliver(t, k, "10.1.0.2:68", "10.1.0.1:67", "hello")
	for _, tt := range []struct {
		size, flags int
		n, out      int
		err         error
	}{
		{3, MSG_ERRQUEUE, 0, 0, netdev.EAGAIN},
		{3, MSG_PEEK, 3, MSG_TRUNC, nil},
		{3, MSG_PEEK | MSG_TRUNC, 5, MSG_TRUNC, nil},
		{5, MSG_PEEK | MSG_TRUNC, 5, 0, nil},
		{0, MSG_TRUNC, 5, MSG_TRUNC, nil},
		{9, MSG_PEEK, 0, 0, netdev.EAGAIN},
	} {
		n, oobn, out, from, err := p.Recvmsg(fd, make([]byte, tt.size), nil, tt.flags)
		if n != tt.n || oobn != 0 || out != tt.out || !errors.Is(err, tt.err) || (err == nil) != (from != nil) {
			t.Errorf("%d bytes, flags %#x: %d, %d, %#x, %v, %v; want %d, flags %#x, %v", tt.size, tt.flags, n, oobn, out, from, err, tt.n, tt.out, tt.err)
		}
	}
	deliver(t, k, "10.1.0.2:68", "10.1.0.1:67", "hello")
	if n, _, err := p.Recvfrom(fd, make([]byte, 2), MSG_TRUNC); n != 5 || err != nil {
		t.Errorf("recvfrom: %d, %v", n, err)
	}
}

// TestIncomingInfo: a packet tells the device that it came by and the address
// that it was for (UDP-33).
func TestIncomingInfo(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	ok(t, p.AddrAdd(2, netip.MustParsePrefix("fd01::1/64")))
	for _, tt := range []struct {
		domain, level, opt int
		src, dst           string
		want               []byte
		from               Sockaddr
	}{
		{AF_INET, IPPROTO_IP, IP_PKTINFO, "10.1.0.2:68", "10.1.0.1:67",
			cmsg(IPPROTO_IP, IP_PKTINFO, 2, 0, 0, 0, 10, 1, 0, 1, 10, 1, 0, 1), &SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}}},
		{AF_INET, IPPROTO_IP, IP_PKTINFO, "10.1.0.2:68", "10.1.0.255:67",
			cmsg(IPPROTO_IP, IP_PKTINFO, 2, 0, 0, 0, 10, 1, 0, 1, 10, 1, 0, 255), &SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}}},
		{AF_INET6, IPPROTO_IPV6, IPV6_RECVPKTINFO, "[fe80::2%9]:68", "[fd01::1]:67",
			cmsg(IPPROTO_IPV6, IPV6_PKTINFO, info6(2, "fd01::1")...), &SockaddrInet6{Port: 68, ZoneId: 2, Addr: [16]byte{0: 0xfe, 1: 0x80, 15: 2}}},
		{AF_INET6, IPPROTO_IPV6, IPV6_RECVPKTINFO, "10.1.0.2:68", "10.1.0.1:67",
			cmsg(IPPROTO_IPV6, IPV6_PKTINFO, info6(2, "::ffff:10.1.0.1")...), copyOut(AF_INET6, netip.MustParseAddrPort("10.1.0.2:68"))},
		{AF_INET6, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, "10.1.0.2:68", "10.1.0.1:67", nil, copyOut(AF_INET6, netip.MustParseAddrPort("10.1.0.2:68"))},
	} {
		fd, err := p.Socket(tt.domain, SOCK_DGRAM, 0)
		ok(t, err)
		ok(t, p.SetsockoptInt(fd, tt.level, tt.opt, 1))
		if tt.domain == AF_INET6 {
			ok(t, p.Bind(fd, &SockaddrInet6{Port: 67}))
		} else {
			ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
		}
		deliver(t, k, tt.src, tt.dst, "hello")
		oob := make([]byte, 100)
		n, oobn, flags, from, err := p.Recvmsg(fd, make([]byte, 9), oob, 0)
		if n != 5 || flags != 0 || err != nil {
			t.Errorf("%s > %s: %d, flags %#x, %v", tt.src, tt.dst, n, flags, err)
		}
		if diff := cmp.Diff(tt.want, oob[:oobn:oobn], cmpopts.EquateEmpty()) + cmp.Diff(tt.from, from); diff != "" {
			t.Errorf("%s > %s (-want +got):\n%s", tt.src, tt.dst, diff)
		}
		deliver(t, k, tt.src, tt.dst, "hello")
		if _, _, flags, _, err := p.Recvmsg(fd, make([]byte, 9), make([]byte, 20), 0); (flags == MSG_CTRUNC) != (tt.want != nil) || err != nil {
			t.Errorf("%s > %s with 20 bytes of room: flags %#x, %v", tt.src, tt.dst, flags, err)
		}
		ok(t, p.Close(fd))
	}
}

// TestOpenDatagram: nobody looks at the address, or at what comes with it, of more
// of a datagram of UDP that MSG_MORE has begun (OUT-47). The row of the kernel is
// OUT-47-rest.
func TestOpenDatagram(t *testing.T) {
	for _, tt := range []struct {
		kind string
		to   Sockaddr
		oob  []byte
		err  error
		sent string // to, or nothing
	}{
		{"udp", raw4(1, 16), nil, nil, "10.1.0.2:68"},
		{"udp", raw6(10, 28), nil, nil, "10.1.0.2:68"},
		{"udp", nil, cmsg(IPPROTO_IP, IP_PKTINFO, info4(4242, "0.0.0.0")...), nil, "10.1.0.2:68"},
		{"udp", nil, cmsg(IPPROTO_IP, 4242), nil, "10.1.0.2:68"},
		{"udp6", raw6(1, 28), nil, netdev.EINVAL, ""},
		{"raw", raw4(1, 16), nil, netdev.EAFNOSUPPORT, ""},
	} {
		p, fds := socketsOfAllKinds(t)
		fd, to := fds[tt.kind], Sockaddr(&SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}})
		if tt.kind == "udp6" {
			to = copyOut(AF_INET6, netip.MustParseAddrPort("[::ffff:10.1.0.2]:68"))
		}
		if tt.kind == "raw" {
			to = &SockaddrInet4{Addr: [4]byte{10, 1, 0, 2}}
		}
		ok(t, p.Sendto(fd, []byte("one "), MSG_MORE, to))
		drop, err := p.ns.Sent(2)
		ok(t, err)
		if tt.kind != "raw" && len(drop) != 0 {
			t.Errorf("OUT-47: %s: %d packets were sent before the end", tt.kind, len(drop))
		}
		if err := p.Sendmsg(fd, []byte("two"), tt.oob, tt.to, 0); !errors.Is(err, tt.err) {
			t.Errorf("OUT-47: %s: more to %v, with %v: %v, want %v", tt.kind, sockaddr{tt.to}, tt.oob, err, tt.err)
		}
		sent, err := p.ns.Sent(2)
		ok(t, err)
		got := ""
		if len(sent) == 1 && string(sent[0].Payload) == "one two" {
			got = sent[0].Dst.String()
		}
		if got != tt.sent {
			t.Errorf("OUT-47: %s: sent %+v, want one packet to %q", tt.kind, sent, tt.sent)
		}
	}
}

// TestConnectDecided: a stream that is connected, or about to be, says so before it
// looks at the family of an address (WR-23).
func TestConnectDecided(t *testing.T) {
	p, fds := socketsOfAllKinds(t)
	other := raw6(1, 28) // AF_UNIX
	for _, tt := range []struct {
		kind  string
		begin error // of the first connect()
		want  error
	}{
		{"tcp", netdev.EINPROGRESS, netdev.EALREADY},
		{"tcp6", netdev.EINPROGRESS, netdev.EALREADY},
		{"udp", nil, netdev.EAFNOSUPPORT},
		{"udp6", nil, netdev.EAFNOSUPPORT},
	} {
		fd, to := fds[tt.kind], netip.MustParseAddrPort("10.1.0.2:80")
		if err := p.Connect(fd, other); !errors.Is(err, netdev.EAFNOSUPPORT) {
			t.Errorf("WR-23: %s, new: connect: %v, want EAFNOSUPPORT", tt.kind, err)
		}
		domain := map[bool]int{true: AF_INET6, false: AF_INET}[tt.kind[3:] == "6"]
		if err := p.Connect(fd, copyOut(domain, to)); !errors.Is(err, tt.begin) {
			t.Errorf("WR-23: %s: connect: %v, want %v", tt.kind, err, tt.begin)
		}
		if err := p.Connect(fd, other); !errors.Is(err, tt.want) {
			t.Errorf("WR-23: %s: connect again: %v, want %v", tt.kind, err, tt.want)
		}
	}
}
