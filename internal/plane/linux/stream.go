package linux

import "boundif/emu"

// Getpeername is getpeername(2).
func (s *Sys) Getpeername(fd int) (sa emu.Sockaddr, err error) {
	t := s.begin("getpeername")
	s.on(func() { sa, err = s.raw.Getpeername(fd) })
	return sa, s.end(t, err, 0, "getpeername(%d, %s)", fd, sockaddr{sa})
}

// Listen is listen(2).
func (s *Sys) Listen(fd, backlog int) (err error) {
	t := s.begin("listen")
	s.on(func() { err = s.raw.Listen(fd, backlog) })
	return s.end(t, err, 0, "listen(%d, %d)", fd, backlog)
}

// Accept is accept(2). It says EAGAIN if there is no connection, once nothing
// is under way any more.
func (s *Sys) Accept(fd int) (nfd int, sa emu.Sockaddr, err error) {
	t := s.begin("accept")
	s.on(func() { nfd, sa, err = s.raw.Accept(fd) })
	return nfd, sa, s.end(t, err, nfd, "accept(%d, %s)", fd, sockaddr{sa})
}

// Shutdown is shutdown(2).
func (s *Sys) Shutdown(fd, how int) (err error) {
	t := s.begin("shutdown")
	s.on(func() { err = s.raw.Shutdown(fd, how) })
	return s.end(t, err, 0, "shutdown(%d, %d)", fd, how)
}

// Sendmsg is sendmsg(2); a nil address is NULL.
func (s *Sys) Sendmsg(fd int, p, oob []byte, to emu.Sockaddr, flags int) (err error) {
	t := s.begin("sendmsg")
	s.on(func() { err = s.raw.Sendmsg(fd, p, oob, to, flags) })
	return s.end(t, err, len(p), "sendmsg(%d, %q, %q, %s, %#x)", fd, p, oob, sockaddr{to}, flags)
}

// Recvmsg is recvmsg(2). It waits as Recvfrom does, but never for errors
// (MSG_ERRQUEUE).
func (s *Sys) Recvmsg(fd int, p, oob []byte, flags int) (n, oobn, recvflags int, from emu.Sockaddr, err error) {
	t := s.begin("recvmsg")
	s.on(func() { n, oobn, recvflags, from, err = s.raw.Recvmsg(fd, p, oob, flags) })
	return n, oobn, recvflags, from, s.end(t, err, n, "recvmsg(%d, %q, %q, %s, %#x)",
		fd, p[:min(n, len(p))], oob[:oobn], sockaddr{from}, flags)
}
