package emu

import (
	"encoding/binary"
	"net/netip"
	"strconv"

	"boundif/netdev"
	"boundif/sock"
)

// Sizes of addresses.
const (
	sizeofFamily  = 2
	sizeofInet4   = 16
	sizeofInet6   = 28
	sizeofRFC2133 = 24  // of an IPv6 address without scope id (SIN6_LEN_RFC2133)
	sizeofStorage = 128 // no address is longer
)

// address is a struct sockaddr that a call has copied in: its length, and the
// part of it that anything looks at, zeros following.
type address struct {
	b [sizeofInet6]byte
	n int
}

// copyIn makes the bytes of an address, none for nil (move_addr_to_kernel).
// EINVAL for one that is too long, and for a nil pointer or a port that is
// none: the kernel says that of the first, golang.org/x/sys/unix of the others.
func copyIn(sa Sockaddr) (a address, err error) {
	port := 0
	switch sa := sa.(type) {
	case *SockaddrUnspec:
		a.n = sizeofInet4
	case *SockaddrInet4:
		if sa == nil {
			return a, netdev.EINVAL
		}
		a.n, port = sizeofInet4, sa.Port
		binary.NativeEndian.PutUint16(a.b[:], AF_INET)
		copy(a.b[4:], sa.Addr[:])
	case *SockaddrInet6:
		if sa == nil {
			return a, netdev.EINVAL
		}
		a.n, port = sizeofInet6, sa.Port
		binary.NativeEndian.PutUint16(a.b[:], AF_INET6)
		copy(a.b[8:], sa.Addr[:])
		binary.NativeEndian.PutUint32(a.b[24:], sa.ZoneId)
	case SockaddrRaw:
		a.n = len(sa)
		copy(a.b[:], sa)
		if a.n > sizeofStorage {
			return a, netdev.EINVAL
		}
		return a, nil
	}
	if port < 0 || port > 0xffff {
		return a, netdev.EINVAL
	}
	binary.BigEndian.PutUint16(a.b[2:], uint16(port))
	return a, nil
}

func (a *address) family() int { return int(binary.NativeEndian.Uint16(a.b[:])) }

// inet4 reads the bytes as struct sockaddr_in.
func (a *address) inet4() netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte(a.b[4:])), binary.BigEndian.Uint16(a.b[2:]))
}

// inet6 reads the bytes as struct sockaddr_in6. The scope id becomes the zone,
// in decimal; an address of 24 to 27 bytes has none (WR-07).
func (a *address) inet6() netip.AddrPort {
	addr := netip.AddrFrom16([16]byte(a.b[8:]))
	if a.n >= sizeofInet6 {
		if scope := binary.NativeEndian.Uint32(a.b[24:]); scope != 0 {
			addr = addr.WithZone(strconv.FormatUint(uint64(scope), 10))
		}
	}
	return netip.AddrPortFrom(addr, binary.BigEndian.Uint16(a.b[2:]))
}

func isRaw(s *sock.Sock) bool    { return s.Proto().Type == SOCK_RAW }
func isStream(s *sock.Sock) bool { return s.Proto().Type == SOCK_STREAM }
func isPing(s *sock.Sock) bool {
	n := s.Proto().Number
	return s.Proto().Type == SOCK_DGRAM && (n == IPPROTO_ICMP || n == IPPROTO_ICMPV6)
}

// isInet reports whether a socket has addresses at all: those of other families
// have options and nothing else.
func isInet(s *sock.Sock) bool { return s.Family() == AF_INET || s.Family() == AF_INET6 }

// forBind is the address for bind(): EINVAL if it is too short, EAFNOSUPPORT if
// it is of another family than the socket (inet_bind_sk, __inet6_bind,
// ping_check_bind_addr). AF_UNSPEC is taken for AF_INET with the wildcard. A raw
// socket of IPv4 does not look at the family (raw_bind), one of IPv6 calls
// another one EINVAL (rawv6_bind).
func (a *address) forBind(s *sock.Sock) (netip.AddrPort, error) {
	if !isInet(s) {
		return netip.AddrPort{}, netdev.EOPNOTSUPP
	}
	if s.Family() == AF_INET {
		switch addr := a.inet4(); {
		case a.n < sizeofInet4:
			return netip.AddrPort{}, netdev.EINVAL
		case isRaw(s), a.family() == AF_INET, a.family() == AF_UNSPEC && addr.Addr().IsUnspecified():
			return addr, nil
		}
		return netip.AddrPort{}, netdev.EAFNOSUPPORT
	}
	switch {
	case a.n < sizeofRFC2133, a.n < sizeofInet6 && isPing(s):
		return netip.AddrPort{}, netdev.EINVAL
	case a.family() == AF_INET6:
		return a.inet6(), nil
	case isRaw(s):
		return netip.AddrPort{}, netdev.EINVAL
	}
	return netip.AddrPort{}, netdev.EAFNOSUPPORT
}

// forConnect is the address for connect(): EINVAL if it is too short,
// EAFNOSUPPORT if it is of another family (ip4_datagram_connect,
// ip6_datagram_connect, tcp_v4_connect, tcp_v6_connect). Sockets of IPv6 take
// addresses of IPv4, but for those of TCP.
func (a *address) forConnect(s *sock.Sock) (netip.AddrPort, error) {
	v4 := s.Family() == AF_INET || a.family() == AF_INET && !isStream(s)
	switch {
	case !isInet(s):
		return netip.AddrPort{}, netdev.EOPNOTSUPP
	case v4 && a.n < sizeofInet4, !v4 && a.n < sizeofRFC2133:
		return netip.AddrPort{}, netdev.EINVAL
	case v4 && a.family() == AF_INET:
		return a.inet4(), nil
	case !v4 && a.family() == AF_INET6:
		return a.inet6(), nil
	}
	return netip.AddrPort{}, netdev.EAFNOSUPPORT
}

// forSend is the address for sendto() and sendmsg(), not valid if there is
// none: EINVAL if it is too short, EAFNOSUPPORT if it is of another family,
// where AF_UNSPEC passes for the socket's (udp_sendmsg, raw_sendmsg,
// rawv6_sendmsg), for no address (udpv6_sendmsg), or for another family
// (ping_v4_sendmsg, ping_v6_sendmsg). UDP of IPv6 takes addresses of IPv4. An
// address of no bytes is none to a raw socket of IPv4.
func (a *address) forSend(s *sock.Sock) (none netip.AddrPort, err error) {
	v4, family := s.Family() == AF_INET, a.family()
	if !isInet(s) {
		return none, netdev.EOPNOTSUPP
	}
	if v4 && isRaw(s) && a.n == 0 {
		return none, nil
	}
	if !v4 && !isRaw(s) && !isPing(s) {
		switch {
		case a.n < sizeofFamily:
			return none, netdev.EINVAL
		case family == AF_UNSPEC:
			return none, nil
		case family != AF_INET && family != AF_INET6:
			return none, netdev.EINVAL
		}
		v4 = family == AF_INET
	}
	short := a.n < sizeofRFC2133 || a.n < sizeofInet6 && isPing(s)
	if v4 {
		short = a.n < sizeofInet4
	}
	switch {
	case short:
		return none, netdev.EINVAL
	case family != s.Family() && (family != AF_UNSPEC || isPing(s)) && !(v4 && family == AF_INET):
		return none, netdev.EAFNOSUPPORT
	case v4:
		return a.inet4(), nil
	}
	return a.inet6(), nil
}

// copyOut is an address as a program gets it from a socket of that family. One
// of IPv4 is written as ::ffff:a.b.c.d for a socket of IPv6.
func copyOut(family int, a netip.AddrPort) Sockaddr {
	if family == AF_INET6 {
		addr, scope := sock.Scope(a.Addr())
		sa := &SockaddrInet6{Port: int(a.Port()), ZoneId: uint32(scope)}
		if addr.IsValid() {
			sa.Addr = addr.As16()
		}
		return sa
	}
	sa := &SockaddrInet4{Port: int(a.Port())}
	if addr := a.Addr(); addr.Is4() {
		sa.Addr = addr.As4()
	}
	return sa
}
