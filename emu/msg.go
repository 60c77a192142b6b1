package emu

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// Sendto sends a message, to the connected peer if to is nil. A stream looks at
// no address.
//
// Errors: EBADF, EAGAIN, EINVAL for an address that is too short, EAFNOSUPPORT
// for one of another family, EDESTADDRREQ, and those of the protocol and the
// route: ENODEV, ENETUNREACH, EINVAL, EMSGSIZE, EPIPE.
func (p *Process) Sendto(fd int, b []byte, flags int, to Sockaddr) (err error) {
	t := p.begin("sendto")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, len(b), "sendto(%d, %q, %d, %#x, %s)", fd, b, len(b), flags, sockaddr{to})
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return err
	}
	return send(t, f.sock, b, nil, to, flags)
}

// Sendmsg is Sendto with control messages, of which IP_PKTINFO and
// IPV6_PKTINFO have an effect.
//
// Errors: as Sendto; EINVAL for control messages that are malformed or unknown
// at the socket's level.
func (p *Process) Sendmsg(fd int, b, oob []byte, to Sockaddr, flags int) (err error) {
	t := p.begin("sendmsg")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, len(b), "sendmsg(%d, %q, %q, %s, %#x)", fd, b, oob, sockaddr{to}, flags)
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return err
	}
	return send(t, f.sock, b, oob, to, flags)
}

func send(t *sched.Task, s *sock.Sock, b, oob []byte, to Sockaddr, flags int) error {
	m := sock.Msg{Payload: b, Flags: flags}
	if to != nil {
		a, err := copyIn(to)
		if err != nil {
			return err
		}
		if !isStream(s) {
			if m.To, err = a.forSend(s); err != nil {
				err = bound(t, s, err)
				if s.Family() != AF_INET || s.Proto().Type != SOCK_DGRAM || s.Cork(t) == nil {
					return err
				}
				m.To = netip.AddrPort{} // an open datagram of UDP has its address: nobody looks at this one
			}
		}
	}
	if len(oob) > 0 && (s.Proto().Type != SOCK_DGRAM || s.Cork(t) == nil) { // nor at what comes with more of one
		v4 := toIPv4(t, s, m.To)
		var err error
		m.PktInfo, err = readControl(s, oob, v4)
		switch {
		case err != nil && v4 && s.Family() == AF_INET6 && s.V6Only(t):
			return bound(t, s, netdev.ENETUNREACH)
		case err != nil && !isStream(s) && !m.To.IsValid() && !s.HasPeer(t):
			return bound(t, s, netdev.EDESTADDRREQ)
		case err != nil:
			return bound(t, s, err)
		}
	}
	return s.SendMsg(t, m)
}

// toIPv4 reports whether a message leaves as IPv4. Of the sockets of IPv6 only
// those of UDP and UDP-Lite send any.
func toIPv4(t *sched.Task, s *sock.Sock, to netip.AddrPort) bool {
	if s.Family() == AF_INET {
		return true
	}
	if n := s.Proto().Number; n != IPPROTO_UDP && n != IPPROTO_UDPLITE {
		return false
	}
	if !to.IsValid() {
		to, _ = s.AcceptedPeer(t.At("emu.send.peer"))
	}
	a := to.Addr()
	return a.Unmap().Is4() || a.IsUnspecified() && s.Saddr6(t).Is4In6()
}

// Recvfrom takes a message from the socket's queue, or what a stream has for
// it. It never waits: EAGAIN if there is none. With MSG_PEEK the message stays
// there; with MSG_TRUNC n is its whole length, however much fits into b, but the
// bytes of a stream are dropped unread. A stream says nothing about from.
func (p *Process) Recvfrom(fd int, b []byte, flags int) (n int, from Sockaddr, err error) {
	t := p.begin("recvfrom")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, n, "recvfrom(%d, %q, %d, %#x, %s)", fd, b[:min(n, len(b))], len(b), flags, sockaddr{from})
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return 0, nil, err
	}
	n, _, _, from, err = receive(t, f.sock, b, nil, flags)
	return n, from, err
}

// Recvmsg is Recvfrom with control messages, which it writes to oob: IP_PKTINFO
// or IPV6_PKTINFO if the socket has asked for that. recvflags has MSG_TRUNC if
// the message did not fit into b, MSG_CTRUNC if they did not fit into oob.
func (p *Process) Recvmsg(fd int, b, oob []byte, flags int) (n, oobn, recvflags int, from Sockaddr, err error) {
	t := p.begin("recvmsg")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, n, "recvmsg(%d, %q, %q, %s, %#x)", fd, b[:min(n, len(b))], oob[:oobn], sockaddr{from}, flags)
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return 0, 0, 0, nil, err
	}
	return receive(t, f.sock, b, oob, flags)
}

func receive(t *sched.Task, s *sock.Sock, b, oob []byte, flags int) (n, oobn, recvflags int, from Sockaddr, err error) {
	var r sock.Received
	switch {
	case flags&MSG_ERRQUEUE != 0:
		return receiveError(t, s, b, oob)
	case s.Family() == sock.AF_PACKET:
		n, recvflags, from, err = receiveFrame(t, s, b, flags)
		return n, 0, recvflags, from, err
	case flags&MSG_PEEK == 0:
		r, err = s.RecvMsg(t, len(b))
	default:
		r, err = s.Peek(t, len(b))
	}
	if err != nil {
		return 0, 0, 0, nil, err
	}
	if isStream(s) {
		if flags&MSG_TRUNC == 0 {
			copy(b, r.Payload)
		}
		return len(r.Payload), 0, 0, nil, nil
	}
	n = copy(b, r.Payload)
	if n < len(r.Payload) {
		recvflags |= MSG_TRUNC
		if flags&MSG_TRUNC != 0 {
			n = len(r.Payload)
		}
	}
	oobn, cut := writePktInfo(oob, &r)
	if cut {
		recvflags |= MSG_CTRUNC
	}
	return n, oobn, recvflags, copyOut(s.Family(), r.Src), nil
}
