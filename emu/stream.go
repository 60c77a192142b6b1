package emu

import (
	"boundif/netdev"
	"boundif/sched"
)

// Getpeername is the address of the socket's peer: ENOTCONN if it has none.
func (p *Process) Getpeername(fd int) (sa Sockaddr, err error) {
	t := p.begin("getpeername")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "getpeername(%d, %s)", fd, sockaddr{sa})
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return nil, err
	}
	peer, err := f.sock.Peer(t)
	if err != nil {
		return nil, err
	}
	return copyOut(f.sock.Family(), peer), nil
}

// Listen makes a socket wait for connections.
//
// Errors: EBADF, EOPNOTSUPP if the protocol has no connections, and those of
// the protocol: EADDRINUSE, EINVAL.
func (p *Process) Listen(fd, backlog int) (err error) {
	t := p.begin("listen")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "listen(%d, %d)", fd, backlog)
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return err
	}
	return f.sock.Listen(t, backlog)
}

// Accept takes the oldest connection that has been made to a listening
// socket. It never waits: EAGAIN if there is none.
func (p *Process) Accept(fd int) (nfd int, sa Sockaddr, err error) {
	t := p.begin("accept")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, nfd, "accept(%d, %s)", fd, sockaddr{sa})
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return -1, nil, err
	}
	s, err := f.sock.Accept(t)
	if err != nil {
		return -1, nil, err
	}
	peer, err := s.AcceptedPeer(t)
	if err != nil {
		s.Close(t)
		return -1, nil, netdev.ECONNABORTED
	}
	child := &file{sock: s, refs: 1}
	sched.Own(t, "file", child)
	if nfd, err = p.files.install(t, child); err != nil {
		child.put(t)
		return -1, nil, err
	}
	return nfd, copyOut(s.Family(), peer), nil
}

// Shutdown ends a connection in one direction, SHUT_RD or SHUT_WR, or both.
//
// Errors: EBADF, EINVAL for another how, ENOTCONN.
func (p *Process) Shutdown(fd, how int) (err error) {
	t := p.begin("shutdown")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "shutdown(%d, %d)", fd, how)
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return err
	}
	if how < SHUT_RD || how > SHUT_RDWR {
		return netdev.EINVAL
	}
	return f.sock.Shutdown(t, how)
}
