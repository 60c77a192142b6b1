package plane

import (
	"io"
	"net/netip"
	"os"

	"boundif/emu"
	"boundif/internal/plane/linux"
)

// Live is the running kernel, in namespaces of its own. The program must have
// been started inside: see [linux.Reexec].
func Live() (Plane, error) {
	major, minor, err := linux.Release()
	if err != nil {
		return nil, err
	}
	n, err := linux.New()
	if err != nil {
		return nil, err
	}
	return &live{net: n, release: emu.Linux(major, minor)}, nil
}

type live struct {
	net, other *linux.Net
	release    emu.Release
	closers    []io.Closer
}

var liveCaps = map[Caps]linux.Caps{
	None: linux.None, NetAdmin: linux.NetAdmin, NetRaw: linux.NetRaw, All: linux.All,
}

func (l *live) Release() emu.Release { return l.release }

func (l *live) Process(c Caps) (emu.Syscalls, error) { return l.net.NewSys(liveCaps[c]) }

func (l *live) Other() (emu.Syscalls, error) {
	s, err := l.net.NewOther()
	if err != nil {
		return nil, err // not an interface that holds a nil pointer
	}
	return s, nil
}

func (l *live) Elsewhere() (emu.Syscalls, error) {
	if l.other == nil {
		n, err := linux.New()
		if err != nil {
			return nil, err
		}
		l.other = n
	}
	return l.other.NewSys(linux.All)
}

// Pass has nothing to do: all processes share this program's descriptors.
func (l *live) Pass(_ emu.Syscalls, fd int, _ emu.Syscalls) (int, error) { return fd, nil }

func (l *live) NotSocket(emu.Syscalls) (int, error) {
	f, err := os.Open(os.DevNull)
	if err != nil {
		return -1, err
	}
	l.closers = append(l.closers, f)
	return int(f.Fd()), nil
}

func (l *live) Move(by emu.Syscalls, index int, to emu.Syscalls, name string, newIndex int) error {
	return by.(*linux.Sys).LinkSetNetns(index, to.(*linux.Sys), name, newIndex)
}

func (l *live) Inject(index int, ip []byte) error          { return l.net.Inject(index, ip) }
func (l *live) InjectElsewhere(index int, ip []byte) error { return l.other.Inject(index, ip) }

func (l *live) InjectUDP(index int, src, dst netip.AddrPort, payload []byte) error {
	return l.Inject(index, udp(src, dst, payload))
}

func (l *live) Warnings() (int, error) { return linux.Warnings("net/ipv4/inet_connection_sock.c") }

func (l *live) Settle() error {
	err := l.net.Settle()
	if l.other != nil && err == nil {
		err = l.other.Settle() // a process there may have sent with a socket of here
	}
	return err
}

func (l *live) Capture() (Capture, error) {
	c, err := l.net.Capture()
	if err != nil {
		return nil, err
	}
	l.closers = append(l.closers, c)
	return c, nil
}

func (l *live) Events() (Events, error) {
	e, err := l.net.Events()
	if err != nil {
		return nil, err
	}
	l.closers = append(l.closers, e)
	return e, nil
}

func (l *live) Close() error {
	for _, c := range l.closers {
		_ = c.Close()
	}
	if l.other != nil {
		_ = l.other.Close()
	}
	return l.net.Close()
}

func (l *live) Stranger(_ emu.Syscalls, fd, index int) error {
	return linux.SetFromChild(fd, emu.SO_BINDTOIFINDEX, index)
}
