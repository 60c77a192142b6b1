package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// Listen makes the socket wait for connections (inet_listen).
//
// Errors: EOPNOTSUPP if the protocol has none, then those of the protocol.
func (s *Sock) Listen(t *sched.Task, backlog int) error {
	if s.prot.Listen == nil {
		return netdev.EOPNOTSUPP
	}
	s.Lock(t)
	defer s.Unlock(t)
	return s.prot.Listen(t, s, backlog)
}

// Accept takes the oldest connection that has been made to a listening socket
// (inet_accept): EAGAIN if there is none, EINVAL if the socket does not listen,
// EOPNOTSUPP if the protocol has no connections.
func (s *Sock) Accept(t *sched.Task) (*Sock, error) {
	if s.prot.Accept == nil {
		return nil, netdev.EOPNOTSUPP
	}
	return s.prot.Accept(t, s)
}

// Shutdown ends the connection in one direction or both (inet_shutdown). A
// datagram socket sends nothing more after it, even if it says ENOTCONN, for
// the want of a peer.
func (s *Sock) Shutdown(t *sched.Task, how int) error {
	s.Lock(t)
	defer s.Unlock(t)
	if s.prot.Shutdown != nil {
		return s.prot.Shutdown(t, s, how)
	}
	if how != shutRead {
		s.setFlag(t.At("sock.shutdown"), shutWrite, true)
	}
	if !s.HasPeer(t.At("sock.shutdown")) {
		return netdev.ENOTCONN
	}
	return nil
}

const shutRead = 0 // SHUT_RD

// SendErr is why a socket may not send: an error that waits for its owner, or
// EPIPE after Shutdown (sock_alloc_send_skb). It joins the caller's step.
func (s *Sock) SendErr(t *sched.Task) error {
	if err := s.SockErr(t); err != nil {
		return err
	}
	if s.options.Load(t)&shutWrite != 0 {
		return netdev.EPIPE
	}
	return nil
}

// Peer is the address that the socket is connected to: what getpeername()
// tells (inet_getname, inet6_getname), ENOTCONN if it is connected to none. The
// scope id of a link-local address is the device that the socket is bound to by
// now (OBS-10).
func (s *Sock) Peer(t *sched.Task) (netip.AddrPort, error) {
	defer s.nameLock(t)()
	if t.At("sock.getpeer"); s.prot.Connected != nil && !s.prot.Connected(t, s) {
		return netip.AddrPort{}, netdev.ENOTCONN
	}
	return s.AcceptedPeer(t)
}

// AcceptedPeer is Peer for accept(), which also takes a connection that has been
// reset since it was made.
func (s *Sock) AcceptedPeer(t *sched.Task) (netip.AddrPort, error) {
	addr, port := s.Daddr.Load(t), s.Dport.Load(t)
	if port == 0 {
		return netip.AddrPort{}, netdev.ENOTCONN
	}
	if s.Family() == AF_INET6 {
		return netip.AddrPortFrom(WithScope(s.Daddr6(t), s.boundDevIf.Load(t)), uint16(port)), nil
	}
	return netip.AddrPortFrom(ToAddr(addr), uint16(port)), nil
}
