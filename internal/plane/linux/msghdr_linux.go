package linux

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"boundif/emu"
)

// msghdr is what struct msghdr leads to.
type msghdr struct {
	name    []byte
	data    []byte
	control []byte
}

// header is the struct msghdr, with one struct iovec.
func (m *msghdr) header(iov *unix.Iovec) *unix.Msghdr {
	h := &unix.Msghdr{Name: (*byte)(pointer(m.name)), Namelen: uint32(len(m.name)), Iov: iov, Control: (*byte)(pointer(m.control))}
	iov.Base = (*byte)(pointer(m.data))
	iov.SetLen(len(m.data))
	h.SetIovlen(1)
	h.SetControllen(len(m.control))
	return h
}

// receive is recvmsg(2) without MSG_DONTWAIT. It cuts name and control to what
// the kernel wrote.
func (m *msghdr) receive(fd, flags int) (n, recvflags int, e unix.Errno) {
	h := m.header(&unix.Iovec{})
	k, _, e := unix.Syscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(h)), uintptr(flags|unix.MSG_DONTWAIT))
	if e == 0 {
		m.name, m.control = m.name[:h.Namelen], m.control[:h.Controllen]
	}
	return int(k), int(h.Flags), e
}

// receive has nothing that is under way missed. Where recvmsg(2) would wait, it
// does so for a moment.
func (p *process) receive(m *msghdr, fd, flags int) (n, recvflags int, err error) {
	deadline := time.Now().Add(patience)
	for waited := false; ; {
		n, recvflags, e := m.receive(fd, flags)
		left := time.Until(deadline)
		switch {
		case e == unix.EINTR: // a signal of the Go runtime
		case e == unix.EAGAIN && !waited:
			waited = true
			if err := p.ns.settled(); err != nil {
				return 0, 0, err
			}
		case e == unix.EAGAIN && flags&(unix.MSG_DONTWAIT|unix.MSG_ERRQUEUE) == 0 && left > 0:
			await(fd, left)
		case e != 0:
			return 0, 0, emu.Errno(e)
		default:
			return n, recvflags, nil
		}
	}
}

func (p *process) Sendmsg(fd int, b, oob []byte, to emu.Sockaddr, flags int) error {
	p.ns.sends()
	defer p.ns.sends()
	raw, err := toRaw(to)
	if err != nil {
		return err
	}
	if waits(fd) {
		flags |= unix.MSG_DONTWAIT
	}
	m := msghdr{name: raw, data: b, control: oob}
	for {
		_, _, e := unix.Syscall(unix.SYS_SENDMSG, uintptr(fd), uintptr(unsafe.Pointer(m.header(&unix.Iovec{}))), uintptr(flags))
		if e != unix.EINTR {
			return result(e)
		}
	}
}

func (p *process) Recvmsg(fd int, b, oob []byte, flags int) (n, oobn, recvflags int, from emu.Sockaddr, err error) {
	m := msghdr{name: make([]byte, sizeofStorage), data: b, control: oob}
	n, recvflags, err = p.receive(&m, fd, flags)
	if err != nil {
		return 0, 0, 0, nil, err
	}
	return n, len(m.control), recvflags, fromRaw(m.name), nil
}
