package emu

import (
	"encoding/binary"

	"boundif/sched"
	"boundif/sock"
)

// Where an error comes from, in struct sock_extended_err.
const (
	originICMP   = 2 // SO_EE_ORIGIN_ICMP
	originICMPv6 = 3 // SO_EE_ORIGIN_ICMP6

	sizeofExtendedErr = 16
)

// receiveError is recvmsg() with MSG_ERRQUEUE (ip_recv_error, ipv6_recv_error):
// what was quoted of the lost packet, where it was to go, and a control message
// with the error and who sent it.
func receiveError(t *sched.Task, s *sock.Sock, b, oob []byte) (n, oobn, recvflags int, from Sockaddr, err error) {
	e, err := s.TakeQueuedError(t)
	if err != nil {
		return 0, 0, 0, nil, err
	}
	recvflags = MSG_ERRQUEUE
	n = copy(b, e.Payload)
	if n < len(e.Payload) {
		recvflags |= MSG_TRUNC
	}
	oobn, cut := writePktInfo(oob, &e.Message)
	m, more := writeError(oob[oobn:], s.Family(), &e)
	if cut || more {
		recvflags |= MSG_CTRUNC
	}
	return n, oobn + m, recvflags, copyOut(s.Family(), e.To), nil
}

// writeError writes IP_RECVERR or IPV6_RECVERR: a struct sock_extended_err and
// the address of who sent the ICMP message.
func writeError(oob []byte, family int, e *sock.QueuedError) (n int, cut bool) {
	var data [sizeofExtendedErr + sizeofInet6]byte
	icmp := &e.Message.ICMP
	binary.NativeEndian.PutUint32(data[:], uint32(e.Errno))
	data[4], data[5], data[6] = originICMP, icmp.Type, icmp.Code
	if e.Message.Dst.Addr().Is6() {
		data[4] = originICMPv6
	}
	binary.NativeEndian.PutUint32(data[8:], e.Info)
	by, err := copyIn(copyOut(family, e.Message.Src))
	if err != nil {
		panic("emu: " + err.Error()) // it is a good address
	}
	copy(data[sizeofExtendedErr:], by.b[:])
	if family == AF_INET6 {
		return putControl(oob, IPPROTO_IPV6, IPV6_RECVERR, data[:])
	}
	return putControl(oob, IPPROTO_IP, IP_RECVERR, data[:sizeofExtendedErr+sizeofInet4])
}
