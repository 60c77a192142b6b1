package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// ConnectDatagram fixes the peer and caches the route to it: the Connect hook
// of UDP, raw and ping sockets (__ip4_datagram_connect). A socket without local
// address gets the route's source, and is rehashed (UDP-13).
//
// Errors: those of the route, EACCES for a broadcast without SO_BROADCAST.
func ConnectDatagram(t *sched.Task, s *Sock, peer netip.AddrPort) error {
	s.SetRoute(t.At("sock.connect.dst_reset"), nil)
	src := netip.Addr{}
	if a := s.Saddr.Load(t.At("sock.connect.load")); a != 0 {
		src = ToAddr(a)
	}
	f := s.connectFlow(t.At("sock.connect.route"), peer.Addr(), src)
	r, err := s.Route4(t, f)
	if err != nil {
		return err
	}
	if r, err = s.SecondRoute(t, peer.Addr(), r, f.Oif); err != nil {
		return err
	}
	if f.Oif != 0 && peer.Addr().IsUnspecified() { // and by the bound device
		f.Dst, f.Src = r.Dst, r.Src
		if r, err = s.Route4(t, f); err != nil {
			return err
		}
	}
	if s.Saddr.Load(t) == 0 {
		s.Saddr.Store(t.At("sock.connect.saddr"), FromAddr(r.Src))
	}
	if s.RcvSaddr.Load(t) == 0 {
		s.RcvSaddr.Store(t.At("sock.connect.rcv_saddr"), FromAddr(r.Src))
		s.Rehash(t)
	}
	s.extHere(t.At("sock.connect.daddr")) // for the route, which senders cache once there is a peer
	s.Daddr.Store(t, FromAddr(r.Dst))
	s.Dport.Store(t.At("sock.connect.dport"), uint32(peer.Port()))
	s.SetRoute(t.At("sock.connect.dst_set"), r)
	return nil
}

// SecondRoute is the route that a connect takes. One to 0.0.0.0, which means this
// host, asks for a second time, with the addresses that the first answer had and
// by the device that was wanted (ip_route_connect). The others ask again as well,
// and are told the same.
func (s *Sock) SecondRoute(t *sched.Task, peer netip.Addr, r *netdev.Route, oif int32) (*netdev.Route, error) {
	if peer != netip.IPv4Unspecified() {
		return r, nil
	}
	return s.Net().RouteOutput(t, r.Dst, r.Src, oif)
}

// connectFlow is what a connect asks the routing for. IP_UNICAST_IF counts
// since Linux 6.1 (OUT-31).
func (s *Sock) connectFlow(t *sched.Task, dst, src netip.Addr) Flow {
	f := Flow{Dst: dst, Src: src, Oif: s.boundDevIf.Load(t)}
	o := s.inet(t)
	if dst.IsMulticast() {
		f.multicast(t, s, o)
	} else if f.Oif == 0 && s.Net().Release().Has(netdev.UnicastIfConnect) {
		f.Oif = o.ucIndex
	}
	return f
}

// ConnectDatagram6 is ConnectDatagram for sockets of IPv6
// (__ip6_datagram_connect). A peer that needs a scope id, and has one, binds the
// socket to that device, before any route is looked for (WR-15, WR-16); without
// one, multicast takes the device of IPV6_MULTICAST_IF (WR-18). A socket that is
// bound stays where it is, unless it is bound to the VRF of that device (L3-31).
//
// Errors: for an address of IPv4 EAFNOSUPPORT if the socket is of IPv6 only, for
// one in IPv6 form ENETUNREACH; EINVAL for a scope that the socket is not bound
// to, or none where one is needed; those of the route.
func ConnectDatagram6(t *sched.Task, s *Sock, peer netip.AddrPort) error {
	addr, scope := Scope(peer.Addr())
	if addr.Is6() && addr.IsUnspecified() { // the sender itself
		addr = netip.IPv6Loopback()
		if s.RcvSaddr6(t).Is4In6() {
			addr = mapped(127<<24 | 1)
		}
	}
	switch only := s.V6Only(t.At("sock.connect.load")); {
	case only && addr.Is4():
		return netdev.EAFNOSUPPORT
	case only && addr.Is4In6():
		return netdev.ENETUNREACH
	}
	if addr = addr.Unmap(); addr.Is4() {
		return connectMapped(t, s, netip.AddrPortFrom(addr, peer.Port()))
	}
	if NeedsScope(addr) {
		if err := s.scopeConnect(t, addr, scope); err != nil {
			return err
		}
	}
	r, err := s.Route6(t, s.connectFlow6(t.At("sock.connect.route"), addr))
	if err != nil {
		return err
	}
	if s.Saddr6(t).IsUnspecified() {
		s.SetSaddr6(t.At("sock.connect.saddr"), r.Src)
	}
	s.SetDaddr6(t.At("sock.connect.daddr"), r.Dst)
	s.setFlag(t, hasPeer6, true)
	s.Dport.Store(t.At("sock.connect.dport"), uint32(peer.Port()))
	if s.RcvSaddr6(t).IsUnspecified() {
		s.SetRcvSaddr6(t.At("sock.connect.rcv_saddr"), r.Src)
		s.RcvSaddr.Store(t, Loopback4)
		s.Rehash(t)
	}
	s.SetRoute(t.At("sock.connect.dst_set"), r)
	return nil
}

// connectMapped connects a socket of IPv6 to an address of IPv4. It has both
// kinds of addresses afterwards.
func connectMapped(t *sched.Task, s *Sock, peer netip.AddrPort) error {
	if err := ConnectDatagram(t, s, peer); err != nil {
		return err
	}
	s.SetDaddr6(t.At("sock.connect.daddr"), mapped(s.Daddr.Load(t)))
	if unset(s.Saddr6(t)) {
		s.SetSaddr6(t.At("sock.connect.saddr"), mapped(s.Saddr.Load(t)))
	}
	if unset(s.RcvSaddr6(t)) {
		s.SetRcvSaddr6(t.At("sock.connect.rcv_saddr"), mapped(s.RcvSaddr.Load(t)))
		s.Rehash(t)
	}
	return nil
}

// scopeConnect is what the scope id of a peer does to the bound device.
func (s *Sock) scopeConnect(t *sched.Task, addr netip.Addr, scope int32) error {
	t.At("sock.connect.device")
	if scope != 0 {
		if !s.SameL3Scope(t, scope) {
			return netdev.EINVAL
		}
		s.boundDevIf.Store(t, scope)
	}
	if addr.IsMulticast() && s.boundDevIf.Load(t) == 0 {
		s.boundDevIf.Store(t, s.inet(t).mcOif)
	}
	if s.boundDevIf.Load(t) == 0 {
		return netdev.EINVAL
	}
	return nil
}

// connectFlow6 is ip6_datagram_flow_key_init.
func (s *Sock) connectFlow6(t *sched.Task, dst netip.Addr) Flow {
	f := Flow{Dst: dst, Oif: s.boundDevIf.Load(t)}
	o := s.inet(t)
	if f.Oif == 0 {
		f.Oif = o.sticky.Index
	}
	f.fallback6(o)
	if a := s.Saddr6(t); !a.IsUnspecified() {
		f.Src = a
	}
	return f
}

// DisconnectDatagram forgets the peer and the device; an address or port that
// bind() did not fix goes too (__udp_disconnect; WR-20 to WR-22, WR-26), be the
// device one that connect() chose (WR-25); no other connect() does that (WR-24). A
// socket that keeps its port but not its address is rehashed: it moves back to
// the wildcard's chain. Before Linux 5.6 it was not, and no lookup found it any
// more (RH-02). A raw socket has no port that could be fixed, so it leaves its
// table, and nothing ever puts it back: it is deaf from then on (RAW-02).
//
// The peer's IPv6 address stays in the socket, where lookups read it: a socket
// of IPv6 that has been connected to one gets packets from there only, also
// after this.
func DisconnectDatagram(t *sched.Task, s *Sock) error {
	s.Daddr.Store(t.At("sock.disconnect.daddr"), 0)
	s.Dport.Store(t.At("sock.disconnect.dport"), 0)
	s.ClearDevice(t.At("sock.disconnect.device"))
	if s.Family() == AF_INET6 {
		s.setFlag(t, hasPeer6, false)
	}
	if s.Locked&AddrLocked == 0 {
		s.Saddr.Store(t.At("sock.disconnect.saddr"), 0)
		s.RcvSaddr.Store(t.At("sock.disconnect.rcv_saddr"), 0)
		if s.Family() == AF_INET6 {
			s.SetRcvSaddr6(t, netip.Addr{})
			s.SetSaddr6(t, netip.Addr{})
		}
		if s.Locked&PortLocked != 0 && s.Net().Release().Has(netdev.DisconnectRehash) {
			s.Rehash(t)
		}
	}
	if s.Locked&PortLocked == 0 {
		s.prot.Unhash(t, s)
		if s.prot.Number == 0 {
			s.ForgetPort(t.At("sock.disconnect.sport"))
		}
	}
	s.SetRoute(t.At("sock.disconnect.dst_reset"), nil)
	return nil
}
