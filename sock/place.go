package sock

import (
	"boundif/netdev"
	"boundif/sched"
)

// sharing is what few sockets need, and lookups of UDP and TCP read.
type sharing struct {
	group sched.Ptr[Group]         // sk_reuseport_cb
	place sched.Ptr[Place]         // in UDP's table of 4-tuples
	cork  sched.Ptr[Cork]          // a datagram that waits for its end
	flow  sched.Ptr[netdev.Packet] // see CorkFlow

	incoming sched.Var[uint32] // see IncomingCPU
}

// A Place is where a connected UDP socket hangs in the table of 4-tuples that
// Linux has since 6.13 (udp_lrpa_hash, udp_lrpa_node). It does not change.
type Place struct {
	Tuple uint64 // hash of the 4-tuple whose chain it is
	Order uint32 // the higher, the nearer to the head of that chain
}

// Place is the socket's place, nil if it has none.
func (s *Sock) Place(t *sched.Task) *Place {
	if x := s.Ext(t); x != nil {
		return x.place.Load(t)
	}
	return nil
}

// SetPlace gives the socket a place, or takes it away. The caller holds the
// socket lock.
func (s *Sock) SetPlace(t *sched.Task, p *Place) {
	if x := s.Ext(t); x != nil || p != nil {
		s.extHere(t).place.Store(t, p)
	}
}

// IncomingCPU is 1 if a packet was handled for the socket while it was
// connected, which leaves the number of the processor in it (sk_incoming_cpu):
// lookups prefer it a little from then on. The model has one processor, so that
// all packets are handled by that one.
func (s *Sock) IncomingCPU(t *sched.Task) int {
	if x := s.Ext(t); x != nil {
		return int(x.incoming.Load(t))
	}
	return 0
}

// SetIncomingCPU says that a packet was handled for a connected socket
// (sk_incoming_cpu_update).
func (s *Sock) SetIncomingCPU(t *sched.Task) {
	if x := s.Ext(t); x != nil && x.incoming.Load(t) == 0 {
		x.incoming.Store(t, 1)
	}
}

// A Cork is a datagram that has begun with MSG_MORE: what the route lookup for
// its first part gave is what all of it is sent with (struct inet_cork;
// OUT-47). It does not change.
type Cork struct {
	Packet netdev.Packet // what there is of it so far
	Route  *netdev.Route
}

// Cork is the socket's open datagram, nil if there is none.
func (s *Sock) Cork(t *sched.Task) *Cork {
	if x := s.Ext(t); x != nil {
		return x.cork.Load(t)
	}
	return nil
}

// SetCork keeps a datagram open, or forgets it. The caller holds the socket
// lock.
func (s *Sock) SetCork(t *sched.Task, c *Cork) {
	if x := s.Ext(t); x != nil || c != nil {
		s.extHere(t).cork.Store(t, c)
	}
}

// extHere is MakeExt within the step under way, in which no other task can make
// one as well. Goroutines can, and need the lock.
func (s *Sock) extHere(t *sched.Task) *Ext {
	if t == nil {
		return s.MakeExt(nil)
	}
	if x := s.ext.Load(t); x != nil {
		return x
	}
	x := newExt(t)
	s.ext.Store(t, x)
	return x
}

// CorkFlow is the addresses of the last datagram of IPv4 that was begun with
// MSG_MORE, nil if there was none since the socket connected
// (inet->cork.fl.u.ip4). They stay behind when the datagram has gone.
func (s *Sock) CorkFlow(t *sched.Task) *netdev.Packet {
	if x := s.Ext(t); x != nil {
		return x.flow.Load(t)
	}
	return nil
}

// SetCorkFlow changes them. The caller holds the socket lock.
func (s *Sock) SetCorkFlow(t *sched.Task, p *netdev.Packet) {
	if x := s.Ext(t); x != nil || p != nil {
		s.extHere(t).flow.Store(t, p)
	}
}
