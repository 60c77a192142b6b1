package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// Inet6Bind is InetBind for a socket of IPv6 (__inet6_bind). An address that
// needs a scope id, and has one, binds the socket to that device first: without
// a capability, whatever it is bound to and whoever did that, and for good, also
// if the bind then fails (WR-01 to WR-06, WR-10, WR-60, RACE-18). Nobody is told
// about it (WR-13).
//
// A local address that is not valid is no address: it asks for a port only
// (inet_autobind).
//
// The order of checks:
//
//  1. multicast for a stream, or the socket has a port: EINVAL (WR-09)
//  2. an IPv4 address in IPv6 form: EINVAL if the socket is of IPv6 only, ENODEV
//     if it is bound to an index without device (WR-12), EADDRNOTAVAIL as IPv4
//  3. the scope id is stored; an address that needs a device and has none: EINVAL
//  4. bound to an index without device: ENODEV (WR-08)
//  5. the address is nobody's or, if it needs a scope or is ::1, not the bound
//     device's, or of another VRF: EADDRNOTAVAIL (WR-11, L3-30)
//  6. the errors of getPort; these undo the address
func Inet6Bind(t *sched.Task, s *Sock, local netip.AddrPort, getPort func(t *sched.Task, s *Sock, port uint32) error) error {
	addr, _ := Scope(local.Addr())
	port := uint32(local.Port())
	if !addr.IsValid() {
		return getPort(t, s, port)
	}
	if multicast6(addr) && s.prot.Type == SOCK_STREAM {
		return netdev.EINVAL
	}
	if s.Num.Load(t.At("sock.inet_bind.check")) != 0 {
		return netdev.EINVAL
	}
	v4, err := s.BindAddr6(t, local.Addr())
	if err != nil {
		return err
	}
	only := s.V6Only(t.At("sock.inet_bind.rcv_saddr"))
	s.setLocal6(t, addr, v4)
	if !addr.IsUnspecified() && !addr.Is4In6() {
		s.SetV6Only(t, true)
	}
	if port != 0 || !s.NoPort(t) {
		if err := getPort(t, s, port); err != nil {
			s.SetV6Only(t.At("sock.inet_bind.undo"), only)
			s.resetLocal(t)
			return err
		}
	}
	s.lockBound(!addr.IsUnspecified(), port != 0)
	return nil
}

// setLocal6 stores a local address of both families. Multicast is not sent from.
func (s *Sock) setLocal6(t *sched.Task, addr netip.Addr, v4 uint32) {
	s.RcvSaddr.Store(t, v4)
	s.Saddr.Store(t, v4)
	s.SetRcvSaddr6(t, addr)
	if !multicast6(addr) {
		s.SetSaddr6(t, addr)
	}
}

// resetLocal makes the local address the wildcard again (inet_reset_saddr). The
// caller has announced a step.
func (s *Sock) resetLocal(t *sched.Task) {
	s.RcvSaddr.Store(t, 0)
	s.Saddr.Store(t, 0)
	if s.Family() == AF_INET6 {
		s.SetRcvSaddr6(t, netip.Addr{})
		s.SetSaddr6(t, netip.Addr{})
	}
}

// BindAddr6 is steps 2 to 5 of Inet6Bind, with the write of the scope id. It
// returns the IPv4 address that goes with the other.
func (s *Sock) BindAddr6(t *sched.Task, local netip.Addr) (v4 uint32, err error) {
	addr, scope := Scope(local)
	switch {
	case addr.IsUnspecified():
		return 0, nil
	case addr.Is4In6():
		if s.V6Only(t.At("sock.inet6_bind.device")) {
			return 0, netdev.EINVAL
		}
		if _, err := s.boundDevice(t); err != nil {
			return 0, err
		}
		if _, err := s.BindAddr(t, addr.Unmap()); err != nil {
			return 0, err
		}
		return FromAddr(addr.Unmap()), nil
	}
	t.At("sock.inet6_bind.device")
	if NeedsScope(addr) {
		if scope != 0 {
			s.boundDevIf.Store(t, scope)
		}
		if s.boundDevIf.Load(t) == 0 {
			return 0, netdev.EINVAL
		}
	}
	if _, err := s.boundDevice(t); err != nil {
		return 0, err
	}
	if !addr.IsMulticast() && s.inet(t).bits&(freebind|transparent) == 0 &&
		s.Net().AddrType(t, addr, s.boundDevIf.Load(t)) != netdev.Local {
		return 0, netdev.EADDRNOTAVAIL
	}
	return Loopback4, nil
}

// boundDevice is the device that the socket is bound to, nil if to none, ENODEV
// if there is none with that index.
func (s *Sock) boundDevice(t *sched.Task) (*netdev.Device, error) {
	index := s.boundDevIf.Load(t)
	if index == 0 {
		return nil, nil
	}
	if dev := s.Net().ByIndex(t, index); dev != nil {
		return dev, nil
	}
	return nil, netdev.ENODEV
}
