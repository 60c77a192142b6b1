package linux

import "boundif/emu"

// Socket is socket(2). The descriptor is not inherited by programs that this
// one starts, whatever typ says.
func (s *Sys) Socket(domain, typ, proto int) (fd int, err error) {
	t := s.begin("socket")
	s.on(func() { fd, err = s.raw.Socket(domain, typ, proto) })
	return fd, s.end(t, err, fd, "socket(%s, %s, %d)", family(domain), sockType(typ), proto)
}

// Bind is bind(2); a nil address is NULL, of length 0.
func (s *Sys) Bind(fd int, sa emu.Sockaddr) (err error) {
	t := s.begin("bind")
	s.on(func() { err = s.raw.Bind(fd, sa) })
	return s.end(t, err, 0, "bind(%d, %s)", fd, sockaddr{sa})
}

// Connect is connect(2); a nil address is NULL, of length 0. A stream socket
// waits for peers on this machine, for others the error is EINPROGRESS.
func (s *Sys) Connect(fd int, sa emu.Sockaddr) (err error) {
	t := s.begin("connect")
	s.on(func() { err = s.raw.Connect(fd, sa) })
	return s.end(t, err, 0, "connect(%d, %s)", fd, sockaddr{sa})
}

// Getsockname is getsockname(2). Addresses of families that package emu does
// not know are [emu.SockaddrRaw].
func (s *Sys) Getsockname(fd int) (sa emu.Sockaddr, err error) {
	t := s.begin("getsockname")
	s.on(func() { sa, err = s.raw.Getsockname(fd) })
	return sa, s.end(t, err, 0, "getsockname(%d, %s)", fd, sockaddr{sa})
}

// Close is close(2).
func (s *Sys) Close(fd int) (err error) {
	t := s.begin("close")
	s.on(func() { err = s.raw.Close(fd) })
	return s.end(t, err, 0, "close(%d)", fd)
}

// Sendto is sendto(2); a nil address is NULL.
func (s *Sys) Sendto(fd int, p []byte, flags int, to emu.Sockaddr) (err error) {
	t := s.begin("sendto")
	s.on(func() { err = s.raw.Sendto(fd, p, flags, to) })
	return s.end(t, err, len(p), "sendto(%d, %q, %d, %#x, %s)", fd, p, len(p), flags, sockaddr{to})
}

// Recvfrom is recvfrom(2). The model never waits, but the kernel may need
// a moment to deliver: without MSG_DONTWAIT the call waits, one second at most,
// before it says EAGAIN.
func (s *Sys) Recvfrom(fd int, p []byte, flags int) (n int, from emu.Sockaddr, err error) {
	t := s.begin("recvfrom")
	s.on(func() { n, from, err = s.raw.Recvfrom(fd, p, flags) })
	return n, from, s.end(t, err, n, "recvfrom(%d, %q, %d, %#x, %s)", fd, p[:min(n, len(p))], len(p), flags, sockaddr{from})
}
