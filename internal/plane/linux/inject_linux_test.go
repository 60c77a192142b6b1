package linux

import (
	"fmt"
	"net/netip"
	"testing"

	"boundif/emu"
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
		packet := udp(own, own, payload)
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
		t.Error("took a packet that is not IPv4")
	}
	a := device(t, s, "a0", 0)
	must(t, s.LinkSetUp(a))
	check(t, "more than the MTU", n.InjectUDP(a, v4, v4, make([]byte, 2000)), netdev.EMSGSIZE)
}
