package emu

import (
	"encoding/binary"

	"boundif/netdev"
)

// SetsockoptInt sets an option whose value is a C int: value is cut to 32 bits,
// as golang.org/x/sys/unix does.
//
// Errors of SO_BINDTOIFINDEX: EBADF, EPERM, EINVAL; else EBADF, then as
// [sock.Sock.Setsockopt].
func (p *Process) SetsockoptInt(fd, level, opt, value int) (err error) {
	t := p.begin("setsockopt")
	f, err := p.files.get(t, fd)
	switch {
	case err != nil:
	case level == SOL_SOCKET:
		err = f.sock.SetInt(t, p.cred, opt, int32(value))
	default:
		var b [sizeofInt]byte
		binary.NativeEndian.PutUint32(b[:], uint32(value))
		err = f.sock.Setsockopt(t, p.cred, level, opt, b[:], len(b))
	}
	if err != nil || t.Tracing() {
		p.end(t, &err, 0, "setsockopt(%d, %s, [%d], 4)", fd, option{level, opt}, value)
	}
	return err
}

// SetsockoptString sets an option whose value is a string, without a
// terminating NUL, as golang.org/x/sys/unix does.
//
// Errors of SO_BINDTODEVICE: EBADF, ENODEV, EPERM.
func (p *Process) SetsockoptString(fd, level, opt int, s string) (err error) {
	t := p.begin("setsockopt")
	f, err := p.files.get(t, fd)
	switch {
	case err != nil:
	case level == SOL_SOCKET && opt == SO_BINDTODEVICE:
		err = f.sock.BindToDevice(t, p.cred, netdev.CutName(s))
	default:
		err = f.sock.Setsockopt(t, p.cred, level, opt, []byte(s), len(s))
	}
	if err != nil || t.Tracing() {
		p.end(t, &err, 0, "setsockopt(%d, %s, %q, %d)", fd, option{level, opt}, s, len(s))
	}
	return err
}

// GetsockoptInt is the value of an option that is an int.
func (p *Process) GetsockoptInt(fd, level, opt int) (value int, err error) {
	t := p.begin("getsockopt")
	f, err := p.files.get(t, fd)
	switch {
	case err != nil:
	case level == SOL_SOCKET:
		var v int32
		v, err = f.sock.GetInt(t, opt)
		value = int(v)
	default:
		var b [sizeofInt]byte
		_, err = f.sock.Getsockopt(t, level, opt, b[:], len(b))
		value = int(int32(binary.NativeEndian.Uint32(b[:])))
	}
	if err != nil || t.Tracing() {
		p.end(t, &err, 0, "getsockopt(%d, %s, [%d], [4])", fd, option{level, opt}, value)
	}
	return value, err
}

// GetsockoptString is the value of an option that is a string, up to its
// first NUL: for SO_BINDTODEVICE the current name of the device, "" if the
// socket is not bound.
//
// Errors of SO_BINDTODEVICE: EBADF, ENODEV.
func (p *Process) GetsockoptString(fd, level, opt int) (s string, err error) {
	t := p.begin("getsockopt")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "getsockopt(%d, %s, %q, [%d])", fd, option{level, opt}, s, len(s))
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return "", err
	}
	var buf [256]byte
	n, err := f.sock.Getsockopt(t, level, opt, buf[:], len(buf))
	if err != nil {
		return "", err
	}
	for i, c := range buf[:n] {
		if c == 0 {
			n = i
			break
		}
	}
	return string(buf[:n]), nil
}

// Setsockopt is the raw system call.
//
// Errors: EBADF and, for a negative length, EINVAL, in the order of the
// release (OPT-09); then as [sock.Sock.Setsockopt].
func (p *Process) Setsockopt(fd, level, opt int, val []byte, length int) (err error) {
	t := p.begin("setsockopt")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "setsockopt(%d, %s, %q, %d)", fd, option{level, opt}, val, length)
		}
	}()
	if length < 0 && !p.k.release.Has(netdev.DescriptorBeforeLength) {
		return netdev.EINVAL
	}
	f, err := p.files.get(t, fd)
	if err != nil {
		return err
	}
	return f.sock.Setsockopt(t, p.cred, level, opt, val, length)
}

// Getsockopt is the raw system call. It returns the length word as the call
// left it.
//
// Errors: EBADF, then as [sock.Sock.Getsockopt].
func (p *Process) Getsockopt(fd, level, opt int, val []byte, length int) (n int, err error) {
	t := p.begin("getsockopt")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "getsockopt(%d, %s, %q, [%d => %d])", fd, option{level, opt}, val, length, n)
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return length, err
	}
	return f.sock.Getsockopt(t, level, opt, val, length)
}
