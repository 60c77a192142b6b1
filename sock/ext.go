package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// An Ext is what only some sockets have. A socket has it from its creation if
// it is of IPv6 or its protocol's Init asks for it, and else from the first
// time that something of it is set.
type Ext struct {
	// IPv6 addresses, nil for the wildcard (inet6_sk). A socket of IPv6 that
	// has an IPv4 address has both kinds, the one here written as ::ffff:a.b.c.d.
	RcvSaddr6 sched.Ptr[netip.Addr] // sk_v6_rcv_saddr
	Saddr6    sched.Ptr[netip.Addr] // np->saddr
	Daddr6    sched.Ptr[netip.Addr] // sk_v6_daddr

	dst         sched.Ptr[netdev.Route] // sk_dst_cache, which only connected sockets fill
	Err         sched.Var[uint32]       // sk_err: an Errno that the next call gets, 0 if none
	Priv        any                     // of the protocol; set by Init and not changed after it
	inetOptions sched.Ptr[inetOptions]
	errors      []QueuedError  // sk_error_queue; under queueLock
	tap         sched.Ptr[tap] // of AF_PACKET
	later       []parcel       // what OutputLater keeps; under the lock
	sharing                    // group of SO_REUSEPORT, and what UDP keeps
}

func newExt(t *sched.Task) *Ext {
	e := &Ext{}
	sched.Own(t, "sock_ext", e)
	return e
}

// Ext is the socket's extension, nil if it has none.
func (s *Sock) Ext(t *sched.Task) *Ext { return s.ext.Load(t) }

// MakeExt is Ext, but makes it.
func (s *Sock) MakeExt(t *sched.Task) *Ext {
	if e := s.ext.Load(t.At("sock.ext")); e != nil {
		return e
	}
	s.queueLock.Lock(t.At("sock.ext.make"))
	defer s.queueLock.Unlock(t)
	e := s.ext.Load(t)
	if e == nil {
		e = newExt(t)
		s.ext.Store(t, e)
	}
	return e
}

// SetError is what an ICMP error or a reset leaves for the next call
// (sk->sk_err).
func (s *Sock) SetError(t *sched.Task, e netdev.Errno) {
	s.MakeExt(t).Err.Store(t.At("sock.error.store"), uint32(e))
}

// SockErr takes it; nil if there is none (sock_error). It belongs to the step
// that the caller has announced.
func (s *Sock) SockErr(t *sched.Task) error {
	if e := s.takeErrno(t); e != 0 {
		return e
	}
	return nil
}

func (s *Sock) takeErrno(t *sched.Task) netdev.Errno {
	x := s.ext.Load(t)
	if x == nil {
		return 0
	}
	e := x.Err.Load(t)
	if e != 0 {
		x.Err.Store(t, 0)
	}
	return netdev.Errno(e)
}
