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
	x := s.extHere(t)
	x.later = append(x.later, parcel{r, p})
	s.parked = true
}

// Unlock runs the protocol's Refresh hook, frees the lock, in step sock.unlock,
// and sends what waits for that (release_sock).
func (s *Sock) Unlock(t *sched.Task) {
	var later []parcel
	if s.parked {
		x := s.ext.Load(t)
		later, x.later, s.parked = x.later, nil, false
	}
	if s.prot.Refresh != nil {
		s.prot.Refresh(t, s)
	}
	s.release(t)
	for _, p := range later {
		s.Output(t, p.route, &p.packet)
	}
}

// release is Unlock for a call that Linux makes without the lock: nothing is
// refreshed, and nothing may wait.
func (s *Sock) release(t *sched.Task) { s.lock.Unlock(t.At("sock.unlock")) }
