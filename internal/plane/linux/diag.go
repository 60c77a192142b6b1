package linux

import "boundif/emu"

// SockDiag lists sockets, as ss(8) does. Its error is [errors.ErrUnsupported] if
// the kernel cannot tell of raw sockets.
func (s *Sys) SockDiag(r emu.DiagRequest) (all []emu.DiagMsg, err error) {
	t := s.begin("sock_diag")
	s.on(func() { all, err = s.raw.SockDiag(r) })
	return all, s.end(t, err, 0, "sock_diag(%s)", r)
}

// SockDiagGet is the socket that a packet finds.
func (s *Sys) SockDiagGet(r emu.DiagRequest) (m emu.DiagMsg, err error) {
	t := s.begin("sock_diag_get")
	s.on(func() { m, err = s.raw.SockDiagGet(r) })
	return m, s.end(t, err, 0, "sock_diag_get(%s)", r)
}

// SockDestroy ends that socket. Its error is [errors.ErrUnsupported] if the
// kernel cannot.
func (s *Sys) SockDestroy(r emu.DiagRequest) (err error) {
	t := s.begin("sock_destroy")
	s.on(func() { err = s.raw.SockDestroy(r) })
	return s.end(t, err, 0, "sock_destroy(%s)", r)
}
