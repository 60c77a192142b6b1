package linux

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"boundif/emu"
)

func (p *process) Socket(domain, typ, proto int) (fd int, err error) {
	open := func() { fd, err = unix.Socket(domain, typ|unix.SOCK_CLOEXEC, proto) }
	if p.thread != nil {
		open() // this is p.thread
	} else {
		p.ns.home.do(open)
	}
	if err != nil {
		return -1, errno(err)
	}
	p.keep(fd)
	return fd, nil
}

// keep remembers a descriptor, to be closed when the process ends.
func (p *process) keep(fd int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open[fd] = true
}

func (p *process) Close(fd int) error {
	// The kernel may give the number to somebody else as soon as it is free.
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, fd)
	p.ns.sends() // TCP says goodbye
	defer p.ns.sends()
	return errno(unix.Close(fd))
}

func (p *process) Bind(fd int, sa emu.Sockaddr) error {
	return withAddr(unix.SYS_BIND, fd, sa)
}

// Connect waits for answers that are under way on this machine, and for no
// others: where connect(2) on a stream would go on waiting it is EINPROGRESS.
func (p *process) Connect(fd int, sa emu.Sockaddr) error {
	p.ns.sends()
	defer p.ns.sends()
	if !waits(fd) {
		return withAddr(unix.SYS_CONNECT, fd, sa)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return errno(err)
	}
	defer func() { _ = unix.SetNonblock(fd, false) }()
	err := withAddr(unix.SYS_CONNECT, fd, sa)
	if err != emu.Errno(unix.EINPROGRESS) {
		return err
	}
	p.ns.sends()
	if err := p.ns.settled(); err != nil {
		return err
	}
	// A second call says what has become of the first.
	if err := withAddr(unix.SYS_CONNECT, fd, sa); err != emu.Errno(unix.EALREADY) {
		return err
	}
	return emu.Errno(unix.EINPROGRESS)
}

// waits reports whether a descriptor is a stream socket that blocks.
func waits(fd int) bool {
	typ, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TYPE)
	if err != nil || typ != unix.SOCK_STREAM {
		return false
	}
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_NONBLOCK == 0
}

// withAddr is bind(2) or connect(2). x/sys/unix cannot pass NULL, nor a bare
// AF_UNSPEC, nor bytes.
func withAddr(trap uintptr, fd int, sa emu.Sockaddr) error {
	raw, err := toRaw(sa)
	if err != nil {
		return err
	}
	for {
		_, _, e := unix.Syscall(trap, uintptr(fd), uintptr(pointer(raw)), uintptr(len(raw)))
		if e != unix.EINTR {
			return result(e)
		}
	}
}

func (p *process) Getsockname(fd int) (emu.Sockaddr, error) {
	return askAddr(unix.SYS_GETSOCKNAME, fd)
}

func (p *process) Getpeername(fd int) (emu.Sockaddr, error) {
	return askAddr(unix.SYS_GETPEERNAME, fd)
}

func (p *process) Sendto(fd int, b []byte, flags int, to emu.Sockaddr) error {
	p.ns.sends()
	defer p.ns.sends()
	raw, err := toRaw(to)
	if err != nil {
		return err
	}
	if waits(fd) {
		flags |= unix.MSG_DONTWAIT // a stream that is not connected yet
	}
	for {
		_, _, e := unix.Syscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))),
			uintptr(len(b)), uintptr(flags), uintptr(pointer(raw)), uintptr(len(raw)))
		if e != unix.EINTR {
			return result(e)
		}
	}
}

// patience is how long Recvfrom waits for a packet that is on its way.
const patience = time.Second

func (p *process) Recvfrom(fd int, b []byte, flags int) (n int, from emu.Sockaddr, err error) {
	m := msghdr{name: make([]byte, sizeofStorage), data: b}
	n, _, err = p.receive(&m, fd, flags)
	if err != nil {
		return 0, nil, err
	}
	return n, fromRaw(m.name), nil
}

// await waits until a descriptor may have something to read. Why it returned
// is for the next read to find out.
func await(fd int, limit time.Duration) {
	_, _ = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, int(limit.Milliseconds())+1)
}

// result is the error of a raw system call.
func result(e unix.Errno) error {
	if e != 0 {
		return emu.Errno(e)
	}
	return nil
}
