package ping

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// bind is ping_bind. In this order:
//
//  1. Without the socket lock: the address, see check. A link-local address
//     writes the device of its scope into the socket, whatever comes after.
//  2. With it: EINVAL for a socket that has an identifier. The device stays as
//     step 1 left it (WR-09).
//  3. EADDRINUSE if the identifier conflicts or none is free: here, and only
//     here, the device becomes what it was before step 1.
//  4. The address is stored, the peer forgotten, the cached route dropped.
func (tb *table) bind(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	before := s.BoundDevIf(t.At("ping.check.device"))
	addr, err := tb.check(t, s, local.Addr())
	if err != nil {
		return err
	}
	s.Lock(t)
	defer s.Unlock(t)
	if s.Dead() {
		return nil
	}
	if s.Num.Load(t.At("ping.bind.check")) != 0 {
		return netdev.EINVAL
	}
	if err := tb.getPort(t, s, uint32(local.Port())); err != nil {
		s.SetBoundDevIf(t.At("ping.bind.undo"), before)
		return err
	}
	if addr.Is4() {
		a := sock.FromAddr(addr)
		s.RcvSaddr.Store(t.At("ping.bind.saddr"), a)
		s.Saddr.Store(t, a)
	} else {
		s.SetRcvSaddr6(t.At("ping.bind.saddr"), addr)
		s.SetSaddr6(t, addr)
		s.SetDaddr6(t.At("ping.bind.daddr"), netip.IPv6Unspecified())
	}
	if !addr.IsUnspecified() {
		s.Locked |= sock.AddrLocked
	}
	if local.Port() != 0 {
		s.Locked |= sock.PortLocked
	}
	s.Daddr.Store(t.At("ping.bind.daddr"), 0)
	s.Dport.Store(t, 0)
	s.SetRoute(t.At("ping.bind.dst_reset"), nil)
	return nil
}

// check is ping_check_bind_addr: may the socket have the address? It takes the
// scope off the address, and writes it into the socket if the address is
// link-local (WR-01, WR-02). All refusals come before the write (WR-04).
func (tb *table) check(t *sched.Task, s *sock.Sock, a netip.Addr) (netip.Addr, error) {
	if a.Is4() {
		return a, tb.check4(t, s, a)
	}
	a, scope := sock.Scope(a)
	err := tb.check6(t, s, a, scope)
	if err == nil && sock.NeedsScope(a) {
		s.SetBoundDevIf(t.At("ping.check.store"), scope)
	}
	return a, err
}

// check4 asks for an address of this host; broadcast and multicast ones are
// refused even with IP_FREEBIND.
func (tb *table) check4(t *sched.Task, s *sock.Sock, a netip.Addr) error {
	if a.IsUnspecified() {
		return nil
	}
	bound := int32(0)
	if tb.inet.Net.Release().Has(netdev.PingBindDevice) {
		bound = s.BoundDevIf(t)
	}
	switch tb.inet.Net.AddrType(t, a, bound) {
	case netdev.Local:
		return nil
	case netdev.Multicast, netdev.Broadcast:
		return netdev.EADDRNOTAVAIL
	}
	if s.Nonlocal(t) {
		return nil
	}
	return netdev.EADDRNOTAVAIL
}

// check6 is the same for IPv6. Where UDP and raw sockets take the bound device
// for the scope of a link-local address, these want it said (WR-03). A scope is
// looked up even with an address that needs none, and so, since Linux 5.18, is
// the bound device, even for "::" (WR-08).
//
// Errors: EINVAL for a multicast or IPv4 address, or no scope; ENODEV;
// EADDRNOTAVAIL.
func (tb *table) check6(t *sched.Task, s *sock.Sock, a netip.Addr, scope int32) error {
	if a.IsMulticast() || a.Is4In6() || sock.NeedsScope(a) && scope == 0 {
		return netdev.EINVAL
	}
	n := tb.inet.Net
	if scope == 0 && n.Release().Has(netdev.PingBindDevice) {
		scope = s.BoundDevIf(t)
	}
	if scope != 0 && n.ByIndex(t.At("ping.check.lookup"), scope) == nil {
		return netdev.ENODEV
	}
	if a.IsUnspecified() || n.AddrType(t, a, scope) == netdev.Local || s.Nonlocal(t) {
		return nil
	}
	return netdev.EADDRNOTAVAIL
}

// connect6 is ip6_datagram_connect_v6_only. Ping sockets are born with
// IPV6_V6ONLY: an IPv4 address in IPv6 clothes is not reached.
func connect6(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
	switch {
	case peer.Addr().Is4():
		return netdev.EAFNOSUPPORT
	case peer.Addr().Is4In6():
		return netdev.ENETUNREACH
	}
	return sock.ConnectDatagram6(t, s, peer)
}
