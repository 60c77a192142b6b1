package plane

import (
	"net/netip"

	"boundif/emu"
)

// Caps is what a process may do.
type Caps int

// The sets of capabilities that device binding can tell apart.
const (
	None Caps = iota
	NetAdmin
	NetRaw
	All
)

func (c Caps) String() string {
	return [...]string{"nobody", "net_admin", "net_raw", "root"}[c]
}

// A Plane is a machine that answers system calls. Its first network namespace
// is fresh: "lo" is down.
type Plane interface {
	// Release is the version of Linux that the machine behaves as.
	Release() emu.Release

	// Process makes a process in the namespace. All have one user id.
	Process(Caps) (emu.Syscalls, error)

	// Elsewhere makes a process with all capabilities in a second network
	// namespace, the same one each time.
	Elsewhere() (emu.Syscalls, error)

	// Pass gives another process a descriptor for the same socket, as
	// SCM_RIGHTS does.
	Pass(from emu.Syscalls, fd int, to emu.Syscalls) (int, error)

	// Stranger sets SO_BINDTOIFINDEX on the socket as root of a user namespace
	// below the machine's own, who is nobody here. It returns
	// errors.ErrUnsupported where there are no such namespaces.
	Stranger(owner emu.Syscalls, fd, index int) error

	// NotSocket opens a file that is no socket.
	NotSocket(emu.Syscalls) (fd int, err error)

	// InjectUDP makes a packet arrive on a device of the first namespace. When
	// it returns, the packet is in the queues of the sockets that get it.
	InjectUDP(index int, src, dst netip.AddrPort, payload []byte) error

	// Capture begins to record the UDP packets that leave the devices of the
	// first namespace.
	Capture() (Capture, error)

	// Events subscribes to the link events of the first namespace
	// (RTMGRP_LINK).
	Events() (Events, error)

	Close() error
}

// A Capture is a record of packets.
type Capture interface {
	// Take takes what has left the device since the last call, as
	// "src > dst".
	Take(index int) ([]string, error)
}

// Events is a subscription.
type Events interface {
	// Next is the oldest event that has not been read: "RTM_NEWLINK 2 a0".
	// ok is false if there is none.
	Next() (event string, ok bool, err error)
}
