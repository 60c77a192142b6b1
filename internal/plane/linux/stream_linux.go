package linux

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"boundif/emu"
)

func (p *process) Listen(fd, backlog int) error { return errno(unix.Listen(fd, backlog)) }

func (p *process) Shutdown(fd, how int) error {
	p.ns.sends()
	defer p.ns.sends()
	return errno(unix.Shutdown(fd, how))
}

// Accept waits for connections that are under way on this machine, and for no
// others.
func (p *process) Accept(fd int) (int, emu.Sockaddr, error) {
	raw := make([]byte, sizeofStorage)
	for waited := false; ; waited = true {
		size := uint32(len(raw))
		nfd, e := accept(fd, raw, &size)
		switch {
		case e == unix.EAGAIN && !waited:
			if err := p.ns.settled(); err != nil {
				return -1, nil, err
			}
		case e == unix.EINTR:
		case e != 0:
			return -1, nil, emu.Errno(e)
		default:
			p.keep(nfd)
			return nfd, fromRaw(raw[:size]), nil
		}
	}
}

// accept is accept4(2) on a socket that is made not to block: there is no flag
// for one call.
func accept(fd int, raw []byte, size *uint32) (nfd int, e unix.Errno) {
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	if err != nil {
		return -1, err.(unix.Errno)
	}
	if flags&unix.O_NONBLOCK == 0 {
		if err := unix.SetNonblock(fd, true); err != nil {
			return -1, err.(unix.Errno)
		}
		defer func() { _ = unix.SetNonblock(fd, false) }()
	}
	got, _, e := unix.Syscall6(unix.SYS_ACCEPT4, uintptr(fd), uintptr(pointer(raw)), uintptr(unsafe.Pointer(size)), unix.SOCK_CLOEXEC, 0, 0)
	return int(got), e
}
