package emu

import (
	"errors"
	"testing"

	"boundif/netdev"
)

func TestSocket(t *testing.T) {
	k, root := world(t, Linux(6, 18))
	user := k.Init().User(1000)
	for _, tt := range []struct {
		p                  *Process
		domain, typ, proto int
		err                error
		why                string
	}{
		{user, AF_INET, SOCK_DGRAM, 0, nil, "UDP"},
		{user, AF_INET, SOCK_DGRAM, IPPROTO_UDP, nil, "UDP by number"},
		{user, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, nil, "flags change nothing"},
		{user, AF_INET, SOCK_DGRAM | 0x10, 0, netdev.EINVAL, "an unknown flag"},
		{user, AF_INET, -1, 0, netdev.EINVAL, "no type is negative"},
		{user, AF_INET, 11, 0, netdev.EINVAL, "the types end at 10"},
		{user, AF_INET, SOCK_STREAM, 0, nil, "TCP"},
		{user, AF_INET, SOCK_STREAM, IPPROTO_UDP, netdev.EPROTONOSUPPORT, "UDP is no stream"},
		{user, AF_INET, 5, 0, netdev.ESOCKTNOSUPPORT, "SOCK_SEQPACKET has no protocol"},
		{user, AF_INET, SOCK_DGRAM, IPPROTO_TCP, netdev.EPROTONOSUPPORT, "TCP has no datagrams"},
		{user, AF_INET, SOCK_DGRAM, -1, netdev.EINVAL, "no protocol is negative"},
		{user, AF_UNSPEC, SOCK_DGRAM, 0, netdev.EAFNOSUPPORT, "no family"},
		{user, 9, SOCK_DGRAM, 0, netdev.EAFNOSUPPORT, "AF_X25 is not modelled"},
		{user, 1, SOCK_STREAM, 0, nil, "AF_UNIX"},
		{user, 17, SOCK_RAW, 0, netdev.EPERM, "AF_PACKET needs CAP_NET_RAW"},
		{user, AF_INET6, SOCK_DGRAM, 0, nil, "UDP of IPv6"},
		{user, AF_INET6, SOCK_STREAM, IPPROTO_TCP, nil, "TCP of IPv6"},
		{user, AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, netdev.EPERM, "raw sockets of IPv6 need CAP_NET_RAW too"},
		{user, AF_INET, SOCK_DGRAM, IPPROTO_ICMP, netdev.EACCES, "nobody may have ping sockets at first"},
		{user, AF_INET, SOCK_RAW, IPPROTO_ICMP, netdev.EPERM, "raw sockets need CAP_NET_RAW"},
		{k.Init().User(1000, CAP_NET_RAW), AF_INET, SOCK_RAW, IPPROTO_ICMP, nil, "which is enough"},
		{root, AF_INET, SOCK_RAW, IPPROTO_RAW, nil, "root has it"},
		{root, AF_INET, SOCK_RAW, IPPROTO_IP, netdev.EPROTONOSUPPORT, "but a protocol must be said"},
	} {
		fd, err := tt.p.Socket(tt.domain, tt.typ, tt.proto)
		if !errors.Is(err, tt.err) || (err == nil) != (fd >= 1<<30) {
			t.Errorf("socket(%d, %#x, %d): %d, %v; want %v: %s", tt.domain, tt.typ, tt.proto, fd, err, tt.err, tt.why)
		}
	}
}

func TestAddresses(t *testing.T) {
	var none *SockaddrInet4
	for _, tt := range []struct {
		call func(p *Process, fd int) error
		err  error
		why  string
	}{
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrInet4{Port: 67}) }, nil, "bind"},
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrUnspec{}) }, nil, "AF_UNSPEC is taken for AF_INET"},
		{func(p *Process, fd int) error { return p.Bind(fd, nil) }, netdev.EINVAL, "no address is too short an address"},
		{func(p *Process, fd int) error { return p.Bind(fd, none) }, netdev.EINVAL, "a nil pointer is no address either"},
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrInet4{Port: 65536}) }, netdev.EINVAL, "no such port"},
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrInet4{Port: -1}) }, netdev.EINVAL, "no such port"},
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrInet4{Addr: [4]byte{9, 9, 9, 9}}) }, netdev.EADDRNOTAVAIL, "not our address"},
		{func(p *Process, fd int) error { return p.Connect(fd, nil) }, netdev.EINVAL, "no address"},
		{func(p *Process, fd int) error { return p.Connect(fd, none) }, netdev.EINVAL, "a nil pointer"},
		{func(p *Process, fd int) error { return p.Connect(fd, &SockaddrUnspec{}) }, nil, "disconnect"},
		{func(p *Process, fd int) error {
			return p.Connect(fd, &SockaddrInet4{Port: 1, Addr: [4]byte{9, 9, 9, 9}})
		}, netdev.ENETUNREACH, "no route"},
		{func(p *Process, fd int) error { return p.Sendto(fd, nil, 0, nil) }, netdev.EDESTADDRREQ, "not connected"},
		{func(p *Process, fd int) error { return p.Sendto(fd, nil, 0, none) }, netdev.EINVAL, "a nil pointer"},
		{func(p *Process, fd int) error { return p.Sendto(fd, nil, 0, &SockaddrInet4{Port: 70000}) }, netdev.EINVAL, "no such port"},
		{func(p *Process, fd int) error { return p.Sendto(fd, nil, 0, &SockaddrUnspec{}) }, netdev.EINVAL, "port 0"},
		{func(p *Process, fd int) error {
			return p.Sendto(fd, nil, 0, &SockaddrInet4{Port: 9, Addr: [4]byte{10, 1, 0, 2}})
		}, nil, "send"},
	} {
		_, p := world(t, Linux(6, 18))
		if err := tt.call(p, udpSocket(t, p)); !errors.Is(err, tt.err) || tt.err == nil && err != nil {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.err)
		}
	}
}

// TestSocketsWithoutAddresses: those of AF_UNIX and AF_NETLINK have options and
// nothing else.
func TestSocketsWithoutAddresses(t *testing.T) {
	_, p := world(t, Linux(6, 18))
	for family, typ := range map[int]int{1: SOCK_DGRAM, 16: SOCK_RAW} {
		fd, err := p.Socket(family, typ, 0)
		ok(t, err)
		ok(t, p.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, "eth0"))
		for name, call := range map[string]func() error{
			"bind":        func() error { return p.Bind(fd, raw4(byte(family), 16)) },
			"connect":     func() error { return p.Connect(fd, raw4(byte(family), 16)) },
			"disconnect":  func() error { return p.Connect(fd, &SockaddrUnspec{}) },
			"sendto":      func() error { return p.Sendto(fd, nil, 0, raw4(byte(family), 16)) },
			"getsockname": func() error { _, err := p.Getsockname(fd); return err },
			"listen":      func() error { return p.Listen(fd, 1) },
		} {
			if err := call(); !errors.Is(err, netdev.EOPNOTSUPP) {
				t.Errorf("%s of family %d: %v, want EOPNOTSUPP", name, family, err)
			}
		}
		if _, _, err := p.Recvfrom(fd, nil, 0); !errors.Is(err, netdev.EAGAIN) {
			t.Errorf("recvfrom of family %d: %v, want EAGAIN", family, err)
		}
	}
}
