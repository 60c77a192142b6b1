package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// InetBind gives a socket an IPv4 address and, by the protocol's getPort, a
// port (__inet_bind): the Bind hook of protocols with ports. See BindAddr for the
// addresses; one that is not valid is none, and only a port is wanted
// (inet_autobind). getPort has port 0 to find a free one; its error undoes the
// address.
//
// Errors: EADDRNOTAVAIL, EINVAL for a socket that has a port, those of getPort.
func InetBind(t *sched.Task, s *Sock, local netip.AddrPort, getPort func(t *sched.Task, s *Sock, port uint32) error) error {
	if !local.Addr().IsValid() {
		return getPort(t, s, uint32(local.Port()))
	}
	addr := FromAddr(local.Addr())
	saddr, err := s.BindAddr(t, local.Addr())
	if err != nil {
		return err
	}
	if s.Num.Load(t.At("sock.inet_bind.check")) != 0 {
		return netdev.EINVAL
	}
	s.RcvSaddr.Store(t.At("sock.inet_bind.rcv_saddr"), addr)
	s.Saddr.Store(t.At("sock.inet_bind.saddr"), saddr)
	if local.Port() != 0 || !s.NoPort(t) {
		if err := getPort(t, s, uint32(local.Port())); err != nil {
			s.RcvSaddr.Store(t.At("sock.inet_bind.undo"), 0)
			s.Saddr.Store(t, 0)
			return err
		}
	}
	s.lockBound(addr != 0, local.Port() != 0)
	return nil
}

// lockBound remembers what was asked for.
func (s *Sock) lockBound(addr, port bool) {
	if addr {
		s.Locked |= AddrLocked
	}
	if port {
		s.Locked |= PortLocked
	}
}

// BindAddr says whether a socket may have an IPv4 address, and which one it
// then sends from (inet_addr_valid_or_nonlocal): the wildcard, one of the
// namespace's or, if the socket is bound to a VRF, of the VRF's (L3-30);
// multicast and broadcast, which are not sent from; others with IP_FREEBIND or
// IP_TRANSPARENT. Otherwise IPv4 never compares the address with the bound
// device, not even with one that does not exist (WR-08, WR-12).
func (s *Sock) BindAddr(t *sched.Task, a netip.Addr) (saddr uint32, err error) {
	if a.IsUnspecified() {
		return 0, nil
	}
	switch s.Net().AddrType(t, a, s.boundDevIf.Load(t)) {
	case netdev.Local:
	case netdev.Multicast, netdev.Broadcast:
		return 0, nil
	default:
		if s.inet(t).bits&(freebind|transparent) == 0 {
			return 0, netdev.EADDRNOTAVAIL
		}
	}
	return FromAddr(a), nil
}
