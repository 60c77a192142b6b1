package plane

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/wire"
	"boundif/netdev"
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

	// Other makes a process of another user, without capabilities. It returns
	// errors.ErrUnsupported where there is one user only.
	Other() (emu.Syscalls, error)

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

	// Move moves a device of a process's namespace into that of another
	// process. A name or an index that are not empty and not 0 are what it
	// shall have there.
	Move(by emu.Syscalls, index int, to emu.Syscalls, name string, newIndex int) error

	// Inject makes an IPv4 or IPv6 packet arrive on a device of the first
	// namespace. When it returns, the packet is in the queues of the sockets
	// that get it, and what it is answered with has left.
	Inject(index int, ip []byte) error

	// InjectElsewhere is Inject in the second namespace.
	InjectElsewhere(index int, ip []byte) error

	// InjectUDP is Inject of a UDP packet.
	InjectUDP(index int, src, dst netip.AddrPort, payload []byte) error

	// Warnings is how many warnings of TCP's bind() the kernel's log holds. It
	// returns errors.ErrUnsupported where that may not be read.
	Warnings() (int, error)

	// Settle returns when the packets that are under way have arrived.
	Settle() error

	// Capture begins to record the packets that leave the devices of the first
	// namespace, but for those that look for neighbours and report groups.
	Capture() (Capture, error)

	// Events subscribes to the link events of the first namespace
	// (RTMGRP_LINK).
	Events() (Events, error)

	Close() error
}

// A Capture is a record of packets.
type Capture interface {
	// Packets takes what has left the device since the last call.
	Packets(index int) ([]netdev.Packet, error)

	// Take is Packets in words: see [wire.Describe].
	Take(index int) ([]string, error)
}

// Events is a subscription.
type Events interface {
	// Next is the oldest event that has not been read: "RTM_NEWLINK 2 a0".
	// ok is false if there is none.
	Next() (event string, ok bool, err error)
}

// udp is a UDP packet as bytes.
func udp(src, dst netip.AddrPort, payload []byte) []byte {
	return wire.Build(&netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: src, Dst: dst, Payload: payload})
}

// describe is packets in words.
func describe(packets []netdev.Packet) (words []string) {
	for _, p := range packets {
		words = append(words, wire.Describe(&p))
	}
	return words
}
