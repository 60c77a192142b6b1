package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// A QueuedError is an ICMP error that waits to be read with MSG_ERRQUEUE
// (struct sock_exterr_skb).
type QueuedError struct {
	Errno   netdev.Errno
	Info    uint32         // MTU
	Message Received       // the ICMP message, as the socket sees packets
	To      netip.AddrPort // where the lost packet was to go; port 0 if the protocol does not say
	Payload []byte         // of the lost packet, as far as it was quoted
}

// QueueError puts an ICMP error into the queue of a socket that has set
// IP_RECVERR or IPV6_RECVERR (ip_icmp_error, ipv6_icmp_error), and makes it the
// error of the next call. k and icmp are those of an Err hook, to is where the
// lost packet was to go, payload what the socket had given for it.
func (s *Sock) QueueError(t *sched.Task, k *Key, errno netdev.Errno, icmp *netdev.Packet, to netip.AddrPort, payload []byte) {
	e := QueuedError{Errno: errno, To: to, Payload: payload, Message: Received{Packet: *icmp, Dif: k.Dif, Sdif: k.Sdif}}
	if errno == netdev.EMSGSIZE || to.Addr().Is6() {
		e.Info = icmp.ICMP.Info
	}
	s.SetError(t, errno)
	s.queueLock.Lock(t.At("sock.error.queue"))
	x := s.ext.Load(t)
	x.errors = append(x.errors, e)
	s.queueLock.Unlock(t)
}

// TakeQueuedError takes the oldest error from the queue: EAGAIN if there is
// none. The error of the next call becomes that of the next one in the queue, or
// none (sock_dequeue_err_skb).
func (s *Sock) TakeQueuedError(t *sched.Task) (QueuedError, error) {
	s.queueLock.Lock(t.At("sock.error.take"))
	x := s.ext.Load(t)
	if x == nil || len(x.errors) == 0 {
		s.queueLock.Unlock(t)
		return QueuedError{}, netdev.EAGAIN
	}
	e, rest := x.errors[0], x.errors[1:]
	x.errors = rest
	next := uint32(0)
	if len(rest) > 0 {
		next = uint32(rest[0].Errno)
	}
	x.Err.Store(t, next)
	s.queueLock.Unlock(t)
	s.tell(t, &e.Message)
	if s.Family() == AF_INET6 {
		e.To = netip.AddrPortFrom(WithScope(netip.AddrFrom16(e.To.Addr().As16()), e.Message.Dif), e.To.Port())
	}
	return e, nil
}

// purgeErrors empties the queue, as IP_RECVERR does when it is cleared
// (skb_errqueue_purge).
func (s *Sock) purgeErrors(t *sched.Task) {
	s.queueLock.Lock(t.At("sock.error.purge"))
	defer s.queueLock.Unlock(t)
	if x := s.ext.Load(t); x != nil {
		x.errors = nil
	}
}
