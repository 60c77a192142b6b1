package emu

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/sock"
)

// TestBindXDP: struct sockaddr_xdp as bytes (RX-40).
func TestBindXDP(t *testing.T) {
	_, root := world(t, Linux(6, 18))
	fd := opened(t, root, sock.AF_XDP, SOCK_RAW, 0)
	ok(t, root.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 2))
	addr := func(family, flags uint16, index uint32, n int) SockaddrRaw {
		b := binary.NativeEndian.AppendUint16(nil, family)
		b = binary.NativeEndian.AppendUint16(b, flags)
		return append(binary.NativeEndian.AppendUint32(b, index), make([]byte, 20)...)[:n]
	}
	for _, tt := range []struct {
		sa        Sockaddr
		want, why string
	}{
		{addr(sock.AF_XDP, 0, 2, 16), "EINVAL", "no rings"},
		{addr(sock.AF_XDP, 0, 4242, 16), "EINVAL", "another device"},
		{addr(AF_INET, 0, 2, 16), "EINVAL", "another family"},
		{addr(sock.AF_XDP, 0, 2, 15), "EINVAL", "too short"},
		{nil, "EINVAL", "nothing"},
		{(*SockaddrInet4)(nil), "EINVAL", "a nil pointer"},
	} {
		if got := bare(root.Bind(fd, tt.sa)); got != tt.want {
			t.Errorf("RX-40: %v: %s, want %s: %s", tt.sa, got, tt.want, tt.why)
		}
	}
	ok(t, root.LinkDel(2))
	if got := bare(root.Bind(fd, addr(sock.AF_XDP, 0, 2, 20))); got != "ENODEV" {
		t.Errorf("RX-40: the bound device, which is gone: %s, want ENODEV", got)
	}
	if _, err := root.Getsockname(fd); bare(err) != "EOPNOTSUPP" {
		t.Errorf("getsockname: %v", err)
	}
}

// TestUDPLite: a packet of UDP-Lite in and out as bytes, and IP_PKTINFO of one
// that a socket of IPv6 sends as IPv4.
func TestUDPLite(t *testing.T) {
	k, root := world(t, Linux(6, 18))
	fd := opened(t, root, AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE)
	ok(t, root.Bind(fd, &SockaddrInet6{Port: 7000}))
	ok(t, root.SetsockoptInt(fd, IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV, 8))
	in := netdev.Packet{
		Protocol: IPPROTO_UDPLITE, Coverage: 9, Payload: []byte("hello"),
		Src: netip.MustParseAddrPort("10.1.0.2:5000"), Dst: netip.MustParseAddrPort("10.1.0.1:7000"),
	}
	if found, err := k.Init().Inject(2, wire.Build(&in)); len(found) != 1 || err != nil {
		t.Fatalf("%d sockets got it, %v", len(found), err)
	}
	b := make([]byte, 10)
	n, from, err := root.Recvfrom(fd, b, 0)
	if err != nil || string(b[:n]) != "hello" {
		t.Fatalf("%q, %v", b[:n], err)
	}
	info := binary.NativeEndian.AppendUint64(nil, 28)
	info = binary.NativeEndian.AppendUint32(binary.NativeEndian.AppendUint32(info, IPPROTO_IP), IP_PKTINFO)
	info = append(binary.NativeEndian.AppendUint32(info, 3), make([]byte, 12)...) // by eth1
	ok(t, root.Sendmsg(fd, b[:n], info, from, 0))
	frames, err := k.Init().Frames(3)
	if err != nil || len(frames) != 1 {
		t.Fatalf("%d packets have left, %v", len(frames), err)
	}
	out, err := wire.Parse(frames[0])
	if err != nil || out.Protocol != IPPROTO_UDPLITE || out.Coverage != 8 || out.Dst != in.Src || out.Src.Addr().String() != "10.2.0.1" {
		t.Errorf("%v, %v", out, err)
	}
}
