package linux

import (
	"fmt"
	"net/netip"
	"testing"

	"boundif/emu"
	"boundif/internal/wire"
	"boundif/netdev"
)

// TestInject sends packets into two devices with one address, to an unbound
// socket and to bound ones. Nothing waits: when InjectUDP has returned, what
// is not there does not come.
func TestInject(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a, b := device(t, s, "a0", 0), device(t, s, "b0", 0)
	src, dst := netip.MustParseAddrPort("10.9.9.1:5000"), netip.MustParseAddrPort("10.9.9.9:6000")
	check(t, "into a device that is down", n.InjectUDP(a, src, dst, nil), netdev.ENETDOWN)
	check(t, "into no device", n.InjectUDP(4242, src, dst, nil), netdev.ENODEV)
	for _, i := range []int{1, a, b} {
		must(t, s.LinkSetUp(i), s.AddrAdd(i, prefix("10.9.9.9/32")))
	}
	sockets := map[int]int{}
	for _, i := range []int{a, b, 0, 4242} {
		sockets[i] = udpSocket(t, s)
		must(t, s.SetsockoptInt(sockets[i], emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, i),
			s.SetsockoptInt(sockets[i], emu.SOL_SOCKET, emu.SO_REUSEADDR, 1),
			s.Bind(sockets[i], inet(6000, 10, 9, 9, 9)))
	}
	for i, want := range map[int]int{a: a, b: b, 1: 0} {
		for range 100 {
			must(t, n.InjectUDP(i, src, dst, []byte("payload")))
			for bound, fd := range sockets {
				buf := make([]byte, 16)
				k, from, err := s.Recvfrom(fd, buf, emu.MSG_DONTWAIT)
				if bound != want {
					check(t, "another socket", err, netdev.EAGAIN)
					continue
				}
				if err != nil || string(buf[:k]) != "payload" || fmt.Sprint(sockaddr{from}) != src.String() {
					t.Fatalf("via %d, the socket on %d: %q from %v, %v", i, bound, buf[:k], from, err)
				}
			}
		}
	}
}

// TestInjectOwnAddress: accept_local, and the checksum that comes out as 0.
func TestInjectOwnAddress(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	must(t, s.LinkSetUp(a), s.AddrAdd(a, prefix("10.9.9.9/24")))
	fd := udpSocket(t, s)
	must(t, s.Bind(fd, inet(6000, 0, 0, 0, 0)))
	own := netip.MustParseAddrPort("10.9.9.9:6000")
	zero := 0
	for i := range 1 << 16 {
		payload := []byte{byte(i >> 8), byte(i)}
		packet := wire.Build(&netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: own, Dst: own, Payload: payload})
		if packet[26] != 0xff || packet[27] != 0xff {
			continue
		}
		zero++
		must(t, n.InjectUDP(a, own, own, payload))
		buf := make([]byte, 4)
		if k, _, err := s.Recvfrom(fd, buf, emu.MSG_DONTWAIT); err != nil || string(buf[:k]) != string(payload) {
			t.Fatalf("payload %x: got %x, %v", payload, buf[:k], err)
		}
	}
	if zero == 0 {
		t.Error("no payload has that checksum: the test is wrong")
	}
}

func TestInjectRefuses(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	must(t, s.LinkSetUp(1))
	v4, v6 := netip.MustParseAddrPort("10.0.0.1:1"), netip.MustParseAddrPort("[fd00::1]:1")
	if n.InjectUDP(1, v4, v6, nil) == nil || n.InjectUDP(1, netip.AddrPort{}, v4, nil) == nil {
		t.Error("took a packet of two families")
	}
	a := device(t, s, "a0", 0)
	must(t, s.LinkSetUp(a))
	check(t, "more than the MTU", n.InjectUDP(a, v4, v4, make([]byte, 2000)), netdev.EMSGSIZE)
}

// TestFrameTo looks at whom frames are addressed to.
func TestFrameTo(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	must(t, s.AddrAdd(a, prefix("10.1.0.1/24")), s.AddrAdd(a, prefix("10.3.0.1/31")), s.AddrAdd(a, prefix("fd01::1/64")))
	mac := []byte{2, 0, 0, 0, 0, 9}
	for dst, want := range map[string]string{
		"10.1.0.1":        "020000000009",
		"10.1.0.255":      "ffffffffffff",
		"10.3.0.1":        "020000000009",
		"255.255.255.255": "ffffffffffff",
		"224.129.2.3":     "01005e010203",
		"fd01::1":         "020000000009",
		"ff02::1:2":       "333300010002",
	} {
		to := netip.MustParseAddr(dst)
		src := netip.IPv6Unspecified()
		if to.Is4() {
			src = netip.IPv4Unspecified()
		}
		ip := wire.Build(&netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: netip.AddrPortFrom(src, 1), Dst: netip.AddrPortFrom(to, 1)})
		if _, got, err := n.ns.frameTo(ip, mac); fmt.Sprintf("%x", got) != want || err != nil {
			t.Errorf("a packet to %s is for %x, %v, want %s", dst, got, err, want)
		}
	}
	for _, junk := range [][]byte{nil, {0x45}, {0x60, 19: 0}, make([]byte, 100)} {
		if n.Inject(a, junk) == nil {
			t.Errorf("injected %x", junk)
		}
	}
}

// TestInjectIPv6 lets packets for everybody and for one arrive.
func TestInjectIPv6(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	must(t, s.LinkSetUp(a), s.AddrAdd(a, prefix("fd01::1/64")))
	fd := open(t, s, emu.AF_INET6, emu.SOCK_DGRAM, 0)
	must(t, s.Bind(fd, &emu.SockaddrInet6{Port: 7000}))
	src := netip.MustParseAddrPort("[fe80::9]:5")
	for _, dst := range []string{"[fd01::1]:7000", "[ff02::1]:7000"} {
		must(t, n.InjectUDP(a, src, netip.MustParseAddrPort(dst), []byte("x")))
		if _, from, err := s.Recvfrom(fd, make([]byte, 8), emu.MSG_DONTWAIT); err != nil || (sockaddr{from}).String() != "[fe80::9%2]:5" {
			t.Errorf("to %s: from %v, %v", dst, sockaddr{from}, err)
		}
	}
}
