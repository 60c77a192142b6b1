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
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open[fd] = true
	return fd, nil
}

func (p *process) Close(fd int) error {
	// The kernel may give the number to somebody else as soon as it is free.
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, fd)
	return errno(unix.Close(fd))
}

func (p *process) Bind(fd int, sa emu.Sockaddr) error {
	return withAddr(unix.SYS_BIND, fd, sa)
}

func (p *process) Connect(fd int, sa emu.Sockaddr) error {
	return withAddr(unix.SYS_CONNECT, fd, sa)
}

// withAddr is bind(2) or connect(2). x/sys/unix cannot pass NULL, nor a bare
// AF_UNSPEC.
func withAddr(trap uintptr, fd int, sa emu.Sockaddr) error {
	raw, size, err := toRaw(sa)
	if err != nil {
		return err
	}
	_, _, e := unix.Syscall(trap, uintptr(fd), uintptr(unsafe.Pointer(raw)), size)
	return result(e)
}

func (p *process) Getsockname(fd int) (emu.Sockaddr, error) {
	sa, err := unix.Getsockname(fd)
	if err != nil {
		return nil, errno(err)
	}
	return fromUnix(sa)
}

func (p *process) Sendto(fd int, b []byte, flags int, to emu.Sockaddr) error {
	raw, size, err := toRaw(to)
	if err != nil {
		return err
	}
	for {
		_, _, e := unix.Syscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))),
			uintptr(len(b)), uintptr(flags), uintptr(unsafe.Pointer(raw)), size)
		if e != unix.EINTR {
			return result(e)
		}
	}
}

// patience is how long Recvfrom waits for a packet that is on its way.
const patience = time.Second

func (p *process) Recvfrom(fd int, b []byte, flags int) (int, emu.Sockaddr, error) {
	deadline := time.Now().Add(patience)
	for {
		n, sa, err := unix.Recvfrom(fd, b, flags|unix.MSG_DONTWAIT)
		left := time.Until(deadline)
		switch {
		case err == unix.EAGAIN && flags&unix.MSG_DONTWAIT == 0 && left > 0:
			await(fd, left)
		case err == unix.EINTR: // a signal of the Go runtime
		case err != nil:
			return 0, nil, errno(err)
		case sa == nil:
			return n, nil, nil
		default:
			from, err := fromUnix(sa)
			return n, from, err
		}
	}
}

// await waits until a descriptor may have something to read. Why it returned
// is for the next read to find out.
func await(fd int, limit time.Duration) {
	_, _ = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, int(limit.Milliseconds())+1)
}

// toRaw makes an address as the kernel reads it; nil is NULL. Ports that do
// not fit into the structure are refused as x/sys/unix refuses them.
func toRaw(sa emu.Sockaddr) (raw *unix.RawSockaddrInet4, size uintptr, err error) {
	raw = new(unix.RawSockaddrInet4) // AF_UNSPEC is 0, and as long
	switch sa := sa.(type) {
	case nil:
		return nil, 0, nil
	case *emu.SockaddrUnspec:
	case *emu.SockaddrInet4:
		if sa == nil {
			return nil, 0, nil
		}
		if sa.Port < 0 || sa.Port > 0xffff {
			return nil, 0, emu.Errno(unix.EINVAL)
		}
		raw.Family = unix.AF_INET
		port := (*[2]byte)(unsafe.Pointer(&raw.Port))
		port[0], port[1] = byte(sa.Port>>8), byte(sa.Port)
		raw.Addr = sa.Addr
	default:
		return nil, 0, emu.Errno(unix.EAFNOSUPPORT)
	}
	return raw, unix.SizeofSockaddrInet4, nil
}

func fromUnix(sa unix.Sockaddr) (emu.Sockaddr, error) {
	if sa, ok := sa.(*unix.SockaddrInet4); ok {
		return &emu.SockaddrInet4{Port: sa.Port, Addr: sa.Addr}, nil
	}
	return nil, emu.Errno(unix.EAFNOSUPPORT)
}

// result is the error of a raw system call.
func result(e unix.Errno) error {
	if e != 0 {
		return emu.Errno(e)
	}
	return nil
}
