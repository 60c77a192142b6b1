package sock

import (
	"boundif/netdev"
	"boundif/sched"
)

// A parcel is a packet on its way.
type parcel struct {
	route  *netdev.Route
	packet netdev.Packet
}

// OutputLater is Output for a caller who holds the socket lock: the packet
// goes out when the lock is free again, after those that came before it. A
// packet for this host may need the very lock that its sender holds; the kernel
// parks it in the backlog of the socket or sends it from softirq context, which
// comes to the same.
func (s *Sock) OutputLater(t *sched.Task, r *netdev.Route, p netdev.Packet) {
	if s.later == nil {
		s.later = &[]parcel{}
	}
	*s.later = append(*s.later, parcel{r, p})
}

// Unlock frees the lock (release_sock), in step sock.unlock, and sends what
// waits for that.
func (s *Sock) Unlock(t *sched.Task) {
	later := s.later
	s.later = nil
	s.lock.Unlock(t.At("sock.unlock"))
	if later == nil {
		return
	}
	for _, p := range *later {
		s.Output(t, p.route, p.packet)
	}
}
