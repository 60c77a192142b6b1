package sock

import (
	"boundif/netdev"
	"boundif/sched"
)

// RefreshRoute looks the cached route up anew if it must not be used any more: a
// Refresh hook for datagrams of IPv4 (ip4_datagram_release_cb). It asks as no send
// does: for the peer and by the bound device, but neither IP_UNICAST_IF nor
// SO_BROADCAST counts. So a socket that has IP_UNICAST_IF and a peer goes on by
// another device once routes have changed and, after that, any call has taken its
// lock, be it getsockname().
func RefreshRoute(t *sched.Task, s *Sock) {
	r := s.cached(t)
	if r == nil || s.dead || s.Net().Valid(t, r) {
		return
	}
	f := Flow{Dst: ToAddr(s.Daddr.Load(t)), Oif: s.boundDevIf.Load(t)}
	if a := s.Saddr.Load(t); a != 0 {
		f.Src = ToAddr(a)
	}
	r, _ = s.route4(t, f) // or none
	s.SetRoute(t.At("sock.refresh.dst_set"), r)
}

// pass takes the lock and gives it back, as calls do that find out under it that
// they have nothing to do.
func (s *Sock) pass(t *sched.Task) {
	s.Lock(t)
	s.Unlock(t)
}

// nameLock takes the lock for what tells the socket's addresses, and returns what
// frees it. Before Linux 5.16 they did without (inet_getname, inet6_getname).
func (s *Sock) nameLock(t *sched.Task) func() {
	if !s.Net().Release().Has(netdev.NameUnderLock) {
		return func() {}
	}
	s.Lock(t)
	return func() { s.Unlock(t) }
}

// route4 is the route of a flow. A socket with IP_TRANSPARENT may send from any
// source (FLOWI_FLAG_ANYSRC).
func (s *Sock) route4(t *sched.Task, f Flow) (*netdev.Route, error) {
	look := s.Net().RouteOutput
	if f.Src.IsValid() && s.inet(t).bits&transparent != 0 {
		look = s.Net().RouteAnySource
	}
	return look(t, f.Dst, f.Src, f.Oif)
}
