package emu

import (
	"encoding/binary"

	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// sizeofLinklayer is the size of struct sockaddr_ll.
const sizeofLinklayer = 20

// forPacket reads the bytes as struct sockaddr_ll: the protocol, and the index
// of a device (packet_bind). EINVAL if it is too short, or of another family.
func (a *address) forPacket() (protocol uint16, index int32, err error) {
	if a.n < sizeofLinklayer || a.family() != sock.AF_PACKET {
		return 0, 0, netdev.EINVAL
	}
	return binary.BigEndian.Uint16(a.b[2:]), int32(binary.NativeEndian.Uint32(a.b[4:])), nil
}

// sizeofXDP is the size of struct sockaddr_xdp.
const sizeofXDP = 16

// forXDP reads the bytes as struct sockaddr_xdp: flags, and the index of a device
// (xsk_bind). EINVAL if it is too short, or of another family.
func (a *address) forXDP() (flags uint16, index int32, err error) {
	if a.n < sizeofXDP || a.family() != sock.AF_XDP {
		return 0, 0, netdev.EINVAL
	}
	return binary.NativeEndian.Uint16(a.b[2:]), int32(binary.NativeEndian.Uint32(a.b[4:])), nil
}

// linklayer is a struct sockaddr_ll. There are no hardware addresses here.
func linklayer(protocol uint16, index int32, kind uint8) SockaddrRaw {
	const ethernet, loopback = 1, 772 // ARPHRD_ETHER, ARPHRD_LOOPBACK
	b := make([]byte, sizeofLinklayer)
	binary.NativeEndian.PutUint16(b, sock.AF_PACKET)
	binary.BigEndian.PutUint16(b[2:], protocol)
	binary.NativeEndian.PutUint32(b[4:], uint32(index))
	hardware := uint16(ethernet)
	if index == 1 {
		hardware = loopback
	}
	binary.NativeEndian.PutUint16(b[8:], hardware)
	b[10], b[11] = kind, 6
	return b
}

// receiveFrame is recvmsg() of a socket of AF_PACKET: an IP packet, with a
// header of the link before it if the socket is raw.
func receiveFrame(t *sched.Task, s *sock.Sock, b []byte, flags int) (n, recvflags int, from Sockaddr, err error) {
	receive := s.Receive
	if flags&MSG_PEEK != 0 {
		receive = func(t *sched.Task) (sock.Received, error) { return s.Peek(t, len(b)) }
	}
	r, err := receive(t)
	if err != nil {
		return 0, 0, nil, err
	}
	frame := wire.Build(&r.Packet)
	if isRaw(s) {
		frame = wire.BuildFrame(wire.MAC{}, wire.MAC{}, &r.Packet)
	}
	n = copy(b, frame)
	if n < len(frame) {
		recvflags |= MSG_TRUNC
		if flags&MSG_TRUNC != 0 {
			n = len(frame)
		}
	}
	return n, recvflags, linklayer(r.Frame.Protocol, r.Dif, r.Frame.Kind), nil
}
