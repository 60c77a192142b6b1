package emu

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// Socket makes a socket. Those of other families than AF_INET, AF_INET6,
// AF_PACKET and AF_XDP have options and nothing else. With typ come the flags SOCK_CLOEXEC and
// SOCK_NONBLOCK, which change nothing here.
//
// Errors: EINVAL for unknown flags, EAFNOSUPPORT, EINVAL for an unknown type,
// ESOCKTNOSUPPORT, EPROTONOSUPPORT, EPERM for a raw socket without
// CAP_NET_RAW, or if the function of SockCreate says so, ENODEV for datagrams of
// AF_VSOCK, EMFILE.
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
	case !sock.HasFamily(domain):
		return -1, netdev.EAFNOSUPPORT
	case kind >= sockMax:
		return -1, netdev.EINVAL
	}
	s, err := p.ns.inet.Socket(t, p.cred, domain, typ&^flags, proto)
	if err != nil {
		return -1, err
	}
	if err := p.created(t, s); err != nil {
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
// Errors: EBADF, EINVAL for no address or one that is too short, EAFNOSUPPORT
// for one of another family, then as [sock.Sock.Bind].
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
	a, err := copyIn(sa)
	if err != nil {
		return err
	}
	if f.sock.Family() == sock.AF_PACKET {
		protocol, index, err := a.forPacket()
		if err != nil {
			return err
		}
		return f.sock.BindPacket(t, protocol, index)
	}
	if f.sock.Family() == sock.AF_XDP {
		flags, index, err := a.forXDP()
		if err != nil {
			return err
		}
		return f.sock.BindXDP(t, flags, index)
	}
	local, err := a.forBind(f.sock)
	if err != nil {
		return err
	}
	return f.sock.Bind(t, local)
}

// Connect fixes the peer of a socket. With *SockaddrUnspec it forgets peer
// and bound device; of such an address 2 bytes are enough (WR-23).
//
// Errors: EBADF, EINVAL for no address or one that is too short, EAGAIN,
// EAFNOSUPPORT, and those of the route: ENODEV, ENETUNREACH, EINVAL.
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
	a, err := copyIn(sa)
	switch {
	case err != nil:
		return err
	case a.n < sizeofFamily:
		return netdev.EINVAL
	case a.family() == AF_UNSPEC:
		return f.sock.Disconnect(t)
	}
	peer, err := a.forConnect(f.sock)
	if err != nil {
		if decided, told := f.sock.MayConnect(t); decided {
			return told
		}
		return bound(t, f.sock, err)
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
	if !isInet(f.sock) {
		return nil, netdev.EOPNOTSUPP // see Limits
	}
	return copyOut(f.sock.Family(), f.sock.Addr(t)), nil
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

// bound is the error of a call that refuses an address: it has given the
// socket a port all the same, unless the socket is a stream
// (inet_dgram_connect, inet_send_prepare).
func bound(t *sched.Task, s *sock.Sock, err error) error {
	if !isStream(s) {
		if err := s.Autobind(t); err != nil {
			return err
		}
	}
	return err
}
