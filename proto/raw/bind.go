package raw

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// bind is raw_bind: any number of sockets may have one address, and a socket
// may be bound again (WR-09), but not while it is connected: EINVAL. It locks
// nothing: connect(AF_UNSPEC) takes the address as well (WR-22).
func (tb *table) bind(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	if s.HasPeer(t) {
		return netdev.EINVAL
	}
	saddr, err := s.BindAddr(t, local.Addr())
	if err != nil {
		return err
	}
	s.RcvSaddr.Store(t.At("raw.bind.rcv_saddr"), sock.FromAddr(local.Addr()))
	s.Saddr.Store(t.At("raw.bind.saddr"), saddr)
	s.SetRoute(t.At("raw.bind.dst_reset"), nil)
	return nil
}

// bind6 is rawv6_bind. The scope of a link-local address, unicast or multicast,
// becomes the bound device before anything is checked, and stays it whatever
// comes after (WR-01, WR-02, WR-04, WR-06); without a scope the bound device is
// the scope (WR-03). The cached route stays (WR-13).
//
// Errors: EADDRNOTAVAIL for an IPv4 address; EINVAL for a connected socket, and
// for a link-local address without device; ENODEV if the bound device does not
// exist, unless the address is "::" (WR-08); EADDRNOTAVAIL.
func (tb *table) bind6(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	addr, _ := sock.Scope(local.Addr())
	if addr.Is4In6() {
		return netdev.EADDRNOTAVAIL
	}
	if s.HasPeer(t) {
		return netdev.EINVAL
	}
	v4, err := s.BindAddr6(t, local.Addr())
	if err != nil {
		return err
	}
	s.RcvSaddr.Store(t.At("raw.bind6.rcv_saddr"), v4)
	s.Saddr.Store(t, v4)
	s.SetRcvSaddr6(t, addr)
	if !addr.IsMulticast() {
		s.SetSaddr6(t.At("raw.bind6.saddr"), addr)
	}
	return nil
}

// connect6 is ip6_datagram_connect_v6_only.
func connect6(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
	if peer.Addr().Is4() {
		return netdev.EAFNOSUPPORT
	}
	return sock.ConnectDatagram6(t, s, peer)
}
