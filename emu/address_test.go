package emu

import (
	"bytes"
	"errors"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/netdev"
)

// raw4 and raw6 are an address in bytes, of n bytes and some family.
func raw4(family byte, n int) SockaddrRaw {
	return append([]byte{family, 0, 0x1b, 0x58, 127, 0, 0, 1}, make([]byte, 200)...)[:n]
}

func raw6(family byte, n int) SockaddrRaw {
	b := append([]byte{family, 0, 0x1b, 0x58}, make([]byte, 200)...)
	b[8], b[9], b[23], b[24] = 0xfe, 0x80, 1, 7
	return b[:n]
}

// socketsOfAllKinds is a world with a socket of each kind.
func socketsOfAllKinds(t *testing.T) (p *Process, fds map[string]int) {
	t.Helper()
	_, p = world(t, Linux(6, 18))
	ok(t, p.Sysctl("net/ipv4/ping_group_range", "0 0"))
	fds = map[string]int{}
	for name, kind := range map[string][3]int{
		"udp": {AF_INET, SOCK_DGRAM, 0}, "udp6": {AF_INET6, SOCK_DGRAM, 0},
		"tcp": {AF_INET, SOCK_STREAM, 0}, "tcp6": {AF_INET6, SOCK_STREAM, 0},
		"raw": {AF_INET, SOCK_RAW, 89}, "raw6": {AF_INET6, SOCK_RAW, 89},
		"ping": {AF_INET, SOCK_DGRAM, IPPROTO_ICMP}, "ping6": {AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6},
	} {
		fd, err := p.Socket(kind[0], kind[1], kind[2])
		ok(t, err)
		fds[name] = fd
	}
	return p, fds
}

// TestSockaddrs: which lengths and families each kind of socket takes, and what
// it makes of them. Rows of the kernel: WR-07-bind, WR-23-connect, WR-23-send.
func TestSockaddrs(t *testing.T) {
	const v4, v6, scoped, nothing = "127.0.0.1:7000", "[fe80::1]:7000", "[fe80::1%7]:7000", "invalid AddrPort"
	p, fds := socketsOfAllKinds(t)
	for _, tt := range []struct {
		call string // b bind, c connect, s send
		kind string
		sa   Sockaddr
		want any // a string, or an Errno
		why  string
	}{
		{"bcs", "udp", raw4(2, 15), netdev.EINVAL, "a byte too few"},
		{"bcs", "udp", raw4(2, 16), v4, "just enough"},
		{"bcs", "udp", raw4(2, 128), v4, "the rest is not looked at"},
		{"bcs", "udp", raw4(1, 16), netdev.EAFNOSUPPORT, "AF_UNIX"},
		{"bcs", "udp", raw6(10, 28), netdev.EAFNOSUPPORT, "IPv6"},
		{"b", "udp", raw4(0, 16), netdev.EAFNOSUPPORT, "no family, but an address"},
		{"s", "udp", raw4(0, 16), v4, "no family is the socket's"},
		{"b", "udp", &SockaddrUnspec{}, "0.0.0.0:0", "no family and the wildcard"},
		{"bcs", "tcp", raw4(2, 15), netdev.EINVAL, "a byte too few"},
		{"c", "tcp", raw4(1, 16), netdev.EAFNOSUPPORT, "AF_UNIX"},
		{"b", "raw", raw4(1, 16), v4, "raw sockets of IPv4 look at no family"},
		{"bcs", "raw", raw4(2, 15), netdev.EINVAL, "but at the length"},
		{"cs", "raw", raw4(1, 16), netdev.EAFNOSUPPORT, "nor do they in bind() alone"},
		{"s", "raw", raw4(0, 16), v4, "no family is the socket's"},
		{"s", "raw", SockaddrRaw{}, nothing, "no bytes are no address"},
		{"s", "udp", SockaddrRaw{}, netdev.EINVAL, "to a raw socket alone"},
		{"s", "ping", raw4(0, 16), netdev.EAFNOSUPPORT, "a ping socket wants the family"},
		{"bcs", "ping", raw4(2, 16), v4, "its own"},
		{"bcs", "udp6", raw6(10, 23), netdev.EINVAL, "a byte too few"},
		{"bcs", "udp6", raw6(10, 24), v6, "WR-07: 24 bytes have no scope"},
		{"bcs", "udp6", raw6(10, 27), v6, "WR-07: nor have 27"},
		{"bcs", "udp6", raw6(10, 28), scoped, "WR-07: 28 have"},
		{"b", "udp6", raw4(2, 16), netdev.EINVAL, "an IPv4 address is too short to be bound to"},
		{"b", "udp6", raw4(2, 28), netdev.EAFNOSUPPORT, "or of the wrong family"},
		{"cs", "udp6", raw4(2, 16), v4, "but a peer may have one"},
		{"cs", "udp6", raw4(2, 15), netdev.EINVAL, "of 16 bytes"},
		{"c", "udp6", raw6(1, 28), netdev.EAFNOSUPPORT, "AF_UNIX"},
		{"s", "udp6", raw6(1, 28), netdev.EINVAL, "AF_UNIX is another error here"},
		{"s", "udp6", raw6(0, 2), nothing, "no family is no address"},
		{"s", "udp6", raw6(0, 1), netdev.EINVAL, "2 bytes of it at least"},
		{"bc", "tcp6", raw4(2, 16), netdev.EINVAL, "no IPv4 addresses for TCP of IPv6"},
		{"bc", "tcp6", raw4(2, 28), netdev.EAFNOSUPPORT, "however long"},
		{"bc", "tcp6", raw6(10, 28), scoped, "a scope"},
		{"b", "raw6", raw6(1, 28), netdev.EINVAL, "a raw socket of IPv6 calls it so"},
		{"cs", "raw6", raw6(1, 28), netdev.EAFNOSUPPORT, "when it is bound"},
		{"s", "raw6", raw6(0, 24), v6, "no family is the socket's"},
		{"c", "raw6", raw4(2, 16), v4, "an IPv4 address is for the socket to refuse"},
		{"s", "raw6", raw4(2, 16), netdev.EINVAL, "this one is too short"},
		{"bs", "ping6", raw6(10, 27), netdev.EINVAL, "ping sockets of IPv6 want the scope"},
		{"c", "ping6", raw6(10, 24), v6, "unless they connect"},
		{"bcs", "ping6", raw6(10, 28), scoped, "all of it"},
	} {
		s, err := p.Sock(fds[tt.kind])
		ok(t, err)
		a, err := copyIn(tt.sa)
		ok(t, err)
		for _, call := range tt.call {
			fn := a.forBind
			switch call {
			case 'c':
				fn = a.forConnect
			case 's':
				fn = a.forSend
			}
			got, err := fn(s)
			if want, failed := tt.want.(netdev.Errno); failed && err != want || !failed && (err != nil || got.String() != tt.want) {
				t.Errorf("%c %s %x: %v, %v; want %v: %s", call, tt.kind, tt.sa, got, err, tt.want, tt.why)
			}
		}
	}
}

func TestSockaddrsThatAreNone(t *testing.T) {
	for _, sa := range []Sockaddr{
		(*SockaddrInet4)(nil), (*SockaddrInet6)(nil), &SockaddrInet4{Port: -1}, &SockaddrInet6{Port: 65536}, raw4(2, 129),
	} {
		if _, err := copyIn(sa); err != netdev.EINVAL {
			t.Errorf("%#v: %v, want EINVAL", sa, err)
		}
	}
	for _, sa := range []Sockaddr{nil, SockaddrRaw(nil), SockaddrRaw{}} {
		if a, err := copyIn(sa); a.n != 0 || err != nil {
			t.Errorf("%#v: %d bytes, %v", sa, a.n, err)
		}
	}
	a, err := copyIn(&SockaddrInet6{Port: 7000, ZoneId: 1 << 31, Addr: [16]byte{0: 0xfe, 1: 0x80, 15: 1}})
	if got := a.inet6().String(); err != nil || got != "[fe80::1%2147483648]:7000" {
		t.Errorf("a scope id with its highest bit: %s, %v", got, err)
	}
	b, err := copyIn(raw6(10, 28))
	if err != nil || !bytes.Equal(b.b[:], raw6(10, 28)) {
		t.Errorf("bytes come through as %x, %v", b.b, err)
	}
}

func TestAddressesForPrograms(t *testing.T) {
	for _, tt := range []struct {
		family int
		addr   string
		want   Sockaddr
	}{
		{AF_INET, "10.1.0.2:68", &SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}}},
		{AF_INET6, "10.1.0.2:68", &SockaddrInet6{Port: 68, Addr: [16]byte{10: 0xff, 11: 0xff, 12: 10, 13: 1, 15: 2}}},
		{AF_INET6, "[fe80::1%7]:68", &SockaddrInet6{Port: 68, ZoneId: 7, Addr: [16]byte{0: 0xfe, 1: 0x80, 15: 1}}},
		{AF_INET6, "[fe80::1%4294967295]:68", &SockaddrInet6{Port: 68, ZoneId: 1<<32 - 1, Addr: [16]byte{0: 0xfe, 1: 0x80, 15: 1}}},
	} {
		if diff := cmp.Diff(tt.want, copyOut(tt.family, netip.MustParseAddrPort(tt.addr))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.addr, diff)
		}
	}
	for family, want := range map[int]Sockaddr{AF_INET: &SockaddrInet4{}, AF_INET6: &SockaddrInet6{}} {
		if diff := cmp.Diff(want, copyOut(family, netip.AddrPort{})); diff != "" {
			t.Errorf("no address (-want +got):\n%s", diff)
		}
	}
}

// TestRefusedAddressesGivePorts: a datagram socket has a port after a connect()
// or a sendto() that refused the address; a stream has none.
func TestRefusedAddressesGivePorts(t *testing.T) {
	p, fds := socketsOfAllKinds(t)
	for _, tt := range []struct {
		kind string
		port bool
		call func(fd int) error
		want error
	}{
		{"udp", true, func(fd int) error { return p.Connect(fd, raw4(2, 8)) }, netdev.EINVAL},
		{"udp6", true, func(fd int) error { return p.Sendto(fd, nil, 0, raw6(10, 8)) }, netdev.EINVAL},
		{"tcp", false, func(fd int) error { return p.Connect(fd, raw4(2, 8)) }, netdev.EINVAL},
		{"tcp6", false, func(fd int) error { return p.Sendmsg(fd, nil, make([]byte, 16), nil, 0) }, netdev.EINVAL},
	} {
		err := tt.call(fds[tt.kind])
		s, _ := p.Sock(fds[tt.kind])
		if port := s.Addr(nil).Port(); !errors.Is(err, tt.want) || (port != 0) != tt.port {
			t.Errorf("%s: %v, and port %d", tt.kind, err, port)
		}
	}
	// No port is left: that error comes first.
	ok(t, p.Sysctl("net/ipv4/ip_local_port_range", "7000 7000"))
	taken, last := udpSocket(t, p), udpSocket(t, p)
	ok(t, p.Bind(taken, &SockaddrInet4{Port: 7000}))
	for name, call := range map[string]func() error{
		"connect": func() error { return p.Connect(last, raw4(2, 8)) },
		"sendto":  func() error { return p.Sendto(last, nil, 0, raw4(2, 8)) },
		"sendmsg": func() error { return p.Sendmsg(last, nil, make([]byte, 16), raw4(2, 16), 0) },
	} {
		if err := call(); !errors.Is(err, netdev.EAGAIN) {
			t.Errorf("%s without a free port: %v, want EAGAIN", name, err)
		}
	}
}
