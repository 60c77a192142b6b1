package plane

import (
	"errors"
	"net/netip"
	"testing"

	"boundif/emu"
	"boundif/internal/plane/linux"
)

// TestSameWords: a call that fails is described alike by both, so that traces
// can stand beside each other.
func TestSameWords(t *testing.T) {
	linux.Require(t)
	p, err := Live()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	live, err := p.Process(All)
	if err != nil {
		t.Fatal(err)
	}
	model, err := Model(p.Release()).Process(All)
	if err != nil {
		t.Fatal(err)
	}
	const bad = 1 << 20
	ten, six := &emu.SockaddrInet4{Port: 9, Addr: [4]byte{10, 0, 0, 1}}, &emu.SockaddrInet6{Port: 9, ZoneId: 3, Addr: [16]byte{0xfe, 0x80, 15: 1}}
	prefix := netip.MustParsePrefix("10.9.0.0/16")
	for _, call := range []func(s emu.Syscalls) error{
		func(s emu.Syscalls) error { _, err := s.Socket(emu.AF_INET6, emu.SOCK_STREAM, 99); return err },
		func(s emu.Syscalls) error { _, err := s.Socket(emu.AF_INET, emu.SOCK_RAW, 999); return err },
		func(s emu.Syscalls) error { return s.Bind(bad, ten) },
		func(s emu.Syscalls) error { return s.Bind(bad, six) },
		func(s emu.Syscalls) error { return s.Connect(bad, nil) },
		func(s emu.Syscalls) error { return s.Connect(bad, &emu.SockaddrUnspec{}) },
		func(s emu.Syscalls) error { return s.Connect(bad, emu.SockaddrRaw("\x0a\x00")) },
		func(s emu.Syscalls) error { _, err := s.Getsockname(bad); return err },
		func(s emu.Syscalls) error { _, err := s.Getpeername(bad); return err },
		func(s emu.Syscalls) error { return s.Listen(bad, 5) },
		func(s emu.Syscalls) error { _, _, err := s.Accept(bad); return err },
		func(s emu.Syscalls) error { return s.Shutdown(bad, 1) },
		func(s emu.Syscalls) error { return s.Close(bad) },
		func(s emu.Syscalls) error { return s.SetsockoptInt(bad, emu.SOL_SOCKET, emu.SO_ERROR, 1) },
		func(s emu.Syscalls) error { return s.SetsockoptInt(bad, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1) },
		func(s emu.Syscalls) error { return s.SetsockoptInt(bad, emu.IPPROTO_IP, emu.IP_PKTINFO, 1) },
		func(s emu.Syscalls) error { return s.SetsockoptInt(bad, emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1) },
		func(s emu.Syscalls) error { return s.SetsockoptInt(bad, 99, 7, 1) },
		func(s emu.Syscalls) error { return s.SetsockoptString(bad, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "lo") },
		func(s emu.Syscalls) error {
			_, err := s.GetsockoptInt(bad, emu.IPPROTO_IP, emu.IP_UNICAST_IF)
			return err
		},
		func(s emu.Syscalls) error {
			_, err := s.GetsockoptString(bad, emu.SOL_SOCKET, emu.SO_BINDTODEVICE)
			return err
		},
		func(s emu.Syscalls) error {
			return s.Setsockopt(bad, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, []byte("lo"), 2)
		},
		func(s emu.Syscalls) error {
			_, err := s.Getsockopt(bad, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, nil, 2)
			return err
		},
		func(s emu.Syscalls) error { return s.Sendto(bad, []byte("x"), 0x40, six) },
		func(s emu.Syscalls) error { _, _, err := s.Recvfrom(bad, make([]byte, 4), 0x40); return err },
		func(s emu.Syscalls) error { return s.Sendmsg(bad, []byte("x"), []byte("c"), ten, 0x40) },
		func(s emu.Syscalls) error {
			_, _, _, _, err := s.Recvmsg(bad, make([]byte, 4), make([]byte, 4), 0x40)
			return err
		},
		func(s emu.Syscalls) error { _, err := s.IfIndexToName(4242); return err },
		func(s emu.Syscalls) error { _, err := s.IfNameToIndex("none"); return err },
		func(s emu.Syscalls) error { return s.IfRename("none", "x") },
		func(s emu.Syscalls) error { return s.LinkSetName(4242, "x") },
		func(s emu.Syscalls) error { _, err := s.LinkAdd("lo", 0); return err },
		func(s emu.Syscalls) error { return s.LinkDel(4242) },
		func(s emu.Syscalls) error { return s.LinkSetUp(4242) },
		func(s emu.Syscalls) error { return s.LinkSetDown(4242) },
		func(s emu.Syscalls) error { return s.LinkAddAltname(4242, "x") },
		func(s emu.Syscalls) error { return s.LinkDelAltname(4242, "x") },
		func(s emu.Syscalls) error { return s.AddrAdd(4242, prefix) },
		func(s emu.Syscalls) error { return s.AddrDel(4242, prefix) },
		func(s emu.Syscalls) error { return s.LinkSetMaster(4242, 1) },
		func(s emu.Syscalls) error { return s.RouteDel(emu.Route{Dst: prefix}) },
		func(s emu.Syscalls) error {
			return s.RouteDel(emu.Route{Dst: prefix, Gateway: netip.MustParseAddr("10.1.0.2"), Dev: 4, Table: 10, Src: netip.MustParseAddr("10.1.0.1"), Metric: 5})
		},
		func(s emu.Syscalls) error { return s.Sysctl("net/none", "1") },
		func(s emu.Syscalls) error { _, err := s.SockDiag(emu.DiagRequest{Family: 46}); return err },
		func(s emu.Syscalls) error {
			_, err := s.SockDiag(emu.DiagRequest{Family: emu.AF_INET, Protocol: 256})
			return err
		},
		func(s emu.Syscalls) error {
			_, err := s.SockDiag(emu.DiagRequest{
				Family: emu.AF_INET, Protocol: emu.IPPROTO_UDP, ID: emu.DiagID{Src: netip.MustParseAddrPort("[::1]:1")}})
			return err
		},
		func(s emu.Syscalls) error {
			_, err := s.SockDiagGet(emu.DiagRequest{
				Family: emu.AF_INET6, Protocol: emu.IPPROTO_UDP, RawProtocol: 253, Devices: []int{2, 0}, States: 1 << emu.TCP_LISTEN,
				ID: emu.DiagID{Src: netip.MustParseAddrPort("[::1]:1"), Device: 4242}})
			return err
		},
		func(s emu.Syscalls) error {
			return s.SockDestroy(emu.DiagRequest{Family: emu.AF_INET, Protocol: emu.IPPROTO_TCP, ID: emu.DiagID{Device: -1}})
		},
	} {
		a, b := call(model), call(live)
		if number := emu.Errno(0); errors.Is(b, errors.ErrUnsupported) && !errors.As(b, &number) {
			t.Logf("not asked: %v", b) // the kernel was built without it
			continue
		}
		if a == nil || b == nil {
			t.Errorf("success: model %v, live %v", a, b)
		} else if a.Error() != b.Error() {
			t.Errorf("model: %v\nlive:  %v", a, b)
		}
	}
}
