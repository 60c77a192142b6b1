package linux

// SetsockoptInt is setsockopt(2) with four bytes.
func (s *Sys) SetsockoptInt(fd, level, opt, value int) (err error) {
	t := s.begin("setsockopt")
	s.on(func() { err = s.raw.SetsockoptInt(fd, level, opt, value) })
	return s.end(t, err, 0, "setsockopt(%d, %s, [%d], 4)", fd, option{level, opt}, value)
}

// SetsockoptString is setsockopt(2) with the bytes of a string, without a
// terminating NUL.
func (s *Sys) SetsockoptString(fd, level, opt int, value string) (err error) {
	t := s.begin("setsockopt")
	s.on(func() { err = s.raw.SetsockoptString(fd, level, opt, value) })
	return s.end(t, err, 0, "setsockopt(%d, %s, %q, %d)", fd, option{level, opt}, value, len(value))
}

// GetsockoptInt is getsockopt(2) with four bytes.
func (s *Sys) GetsockoptInt(fd, level, opt int) (value int, err error) {
	t := s.begin("getsockopt")
	s.on(func() { value, err = s.raw.GetsockoptInt(fd, level, opt) })
	return value, s.end(t, err, 0, "getsockopt(%d, %s, [%d], [4])", fd, option{level, opt}, value)
}

// GetsockoptString is getsockopt(2) with 256 bytes of room; the string ends at
// the first NUL.
func (s *Sys) GetsockoptString(fd, level, opt int) (value string, err error) {
	t := s.begin("getsockopt")
	s.on(func() { value, err = s.raw.GetsockoptString(fd, level, opt) })
	return value, s.end(t, err, 0, "getsockopt(%d, %s, %q, [%d])", fd, option{level, opt}, value, len(value))
}

// Setsockopt is the raw setsockopt(2): what lies behind val really cannot be
// read. See [emu.Syscalls].
func (s *Sys) Setsockopt(fd, level, opt int, val []byte, length int) (err error) {
	t := s.begin("setsockopt")
	s.on(func() { err = s.raw.Setsockopt(fd, level, opt, val, length) })
	return s.end(t, err, 0, "setsockopt(%d, %s, %q, %d)", fd, option{level, opt}, val, length)
}

// Getsockopt is the raw getsockopt(2): what lies behind val really cannot be
// written. See [emu.Syscalls].
func (s *Sys) Getsockopt(fd, level, opt int, val []byte, length int) (n int, err error) {
	t := s.begin("getsockopt")
	s.on(func() { n, err = s.raw.Getsockopt(fd, level, opt, val, length) })
	return n, s.end(t, err, 0, "getsockopt(%d, %s, %q, [%d => %d])", fd, option{level, opt}, val, length, n)
}
