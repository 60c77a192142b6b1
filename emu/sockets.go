package emu

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// Socket makes a socket: AF_INET with SOCK_DGRAM (UDP) or SOCK_RAW. With typ
// come the flags SOCK_CLOEXEC and SOCK_NONBLOCK, which change nothing here.
//
// Errors: EINVAL for unknown flags, EAFNOSUPPORT, EINVAL for an unknown type,
// ESOCKTNOSUPPORT, EPROTONOSUPPORT, EPERM for a raw socket without
// CAP_NET_RAW, EMFILE.
func (p *Process) Socket(domain, typ, proto int) (fd int, err error) {
	t := p.begin("socket")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, fd, "socket(%s, %s, %d)", family(domain), sockType(typ), proto)
		}
	}()
	const flags = SOCK_CLOEXEC | SOCK_NONBLOCK
	switch kind := typ &^ flags; {
	case kind&^sockTypeMask != 0:
		return -1, netdev.EINVAL
	case domain != AF_INET:
		return -1, netdev.EAFNOSUPPORT
	case kind >= sockMax:
		return -1, netdev.EINVAL
	}
	s, err := p.ns.inet.Socket(t, p.cred, typ&^flags, proto)
	if err != nil {
		return -1, err
	}
	f := &file{sock: s, refs: 1}
	sched.Own(t, "file", f)
	if fd, err = p.files.install(t, f); err != nil {
		f.put(t)
		return -1, err
	}
	return fd, nil
}

// Bind gives a socket a local address.
//
// Errors: EBADF, EINVAL for no address, then as [sock.Sock.Bind].
func (p *Process) Bind(fd int, sa Sockaddr) (err error) {
	t := p.begin("bind")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "bind(%d, %s)", fd, sockaddr{sa})
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return err
	}
	local, err := inet4(sa)
	if err != nil {
		return err
	}
	return f.sock.Bind(t, local)
}

// Connect fixes the peer of a socket. With *SockaddrUnspec it forgets peer
// and bound device.
//
// Errors: EBADF, EINVAL for no address, EAGAIN, and those of the route: ENODEV,
// ENETUNREACH, EINVAL.
func (p *Process) Connect(fd int, sa Sockaddr) (err error) {
	t := p.begin("connect")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "connect(%d, %s)", fd, sockaddr{sa})
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return err
	}
	if _, ok := sa.(*SockaddrUnspec); ok {
		return f.sock.Disconnect(t)
	}
	peer, err := inet4(sa)
	if err != nil {
		return err
	}
	return f.sock.Connect(t, peer)
}

// Getsockname is the local address of a socket.
func (p *Process) Getsockname(fd int) (sa Sockaddr, err error) {
	t := p.begin("getsockname")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "getsockname(%d, %s)", fd, sockaddr{sa})
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return nil, err
	}
	return fromAddrPort(f.sock.Addr(t)), nil
}

// Close gives the descriptor up; the last one closes the socket.
func (p *Process) Close(fd int) (err error) {
	t := p.begin("close")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "close(%d)", fd)
		}
	}()
	f, err := p.files.remove(t, fd)
	if err != nil {
		return err
	}
	f.put(t)
	return nil
}

// Sendto sends a datagram, to the connected peer if to is nil. flags are not
// looked at.
//
// Errors: EBADF, EDESTADDRREQ, EAGAIN, and those of the route: ENODEV,
// ENETUNREACH, EINVAL.
func (p *Process) Sendto(fd int, b []byte, flags int, to Sockaddr) (err error) {
	t := p.begin("sendto")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, len(b), "sendto(%d, %q, %d, %#x, %s)", fd, b, len(b), flags, sockaddr{to})
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return err
	}
	var peer netip.AddrPort
	if to != nil {
		if peer, err = inet4(to); err != nil {
			return err
		}
	}
	return f.sock.Send(t, b, peer)
}

// Recvfrom takes a datagram from the socket's queue. It never waits: EAGAIN
// if there is none.
func (p *Process) Recvfrom(fd int, b []byte, flags int) (n int, from Sockaddr, err error) {
	t := p.begin("recvfrom")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, n, "recvfrom(%d, %q, %d, %#x, %s)", fd, b[:n], len(b), flags, sockaddr{from})
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return 0, nil, err
	}
	r, err := f.sock.Receive(t)
	if err != nil {
		return 0, nil, err
	}
	return copy(b, r.Payload), fromAddrPort(r.Src), nil
}

// inet4 is the IPv4 address in sa. EINVAL if there is none, or if the port is
// none: the kernel says that of the one, golang.org/x/sys/unix of the other.
func inet4(sa Sockaddr) (netip.AddrPort, error) {
	switch a := sa.(type) {
	case *SockaddrUnspec: // taken for AF_INET, as from programs that forget the family
		return netip.AddrPortFrom(netip.IPv4Unspecified(), 0), nil
	case *SockaddrInet4:
		if a != nil && a.Port >= 0 && a.Port <= 0xffff {
			return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)), nil
		}
	}
	return netip.AddrPort{}, netdev.EINVAL
}

func fromAddrPort(a netip.AddrPort) Sockaddr {
	return &SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
}
