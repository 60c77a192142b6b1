package sock

import (
	"fmt"
	"net/netip"
	"strings"

	"boundif/sched"
)

// Fields is the socket as a picture shows it: a table with the name that
// footprints give it, with the rows that device binding is about.
func (s *Sock) Fields(w *sched.World) []sched.Field {
	mutex, holder := w.Holder(&s.lock)
	if holder == "" {
		holder = "free"
	}
	table := strings.TrimSuffix(mutex, ".lock")
	row := func(name, value string) sched.Field { return sched.Field{Group: table, Name: name, Value: value} }
	return []sched.Field{
		row("sk_bound_dev_if", fmt.Sprint(s.BoundDevIf(nil))),
		row("socket lock", holder),
		row("sk_dst_cache", s.routeShown()),
		row("local", netip.AddrPortFrom(s.rcvSaddrShown(), uint16(s.Num.Load(nil))).String()),
		row("peer", s.peerShown()),
		row("hashed", s.hashShown()),
	}
}

func (s *Sock) routeShown() string {
	r := s.cached(nil)
	switch {
	case r == nil:
		return "none"
	case s.CachedRoute(nil) == nil:
		return fmt.Sprintf("index %d, outdated", r.Index)
	}
	return fmt.Sprintf("index %d", r.Index)
}

func (s *Sock) rcvSaddrShown() netip.Addr {
	if s.Family() == AF_INET6 {
		return s.RcvSaddr6(nil)
	}
	return ToAddr(s.RcvSaddr.Load(nil))
}

func (s *Sock) peerShown() string {
	addr, port := ToAddr(s.Daddr.Load(nil)), s.Dport.Load(nil)
	if s.Family() == AF_INET6 {
		addr = s.Daddr6(nil)
	}
	if addr.IsUnspecified() && port == 0 {
		return "none"
	}
	return netip.AddrPortFrom(addr, uint16(port)).String()
}

// hashShown is where lookups find the socket. Nobody else runs, so that the
// chains may be asked without their locks.
func (s *Sock) hashShown() string {
	var places []string
	if s.Node.Listed() {
		places = append(places, fmt.Sprintf("by port %d", s.Num.Load(nil)))
	}
	if s.PortaddrNode.Listed() {
		places = append(places, fmt.Sprintf("by address %s", ToAddr(s.PortaddrHash.Load(nil))))
	}
	if len(places) == 0 {
		return "nowhere"
	}
	return strings.Join(places, ", ")
}
