package sock

import (
	"net/netip"
	"strconv"

	"boundif/sched"
)

// Loopback4 is 127.0.0.6, the IPv4 address that a socket with a specific IPv6
// address has, so that no IPv4 packet is for it (LOOPBACK4_IPV6).
const Loopback4 = 127<<24 | 6

// Scope takes the scope id off an address: the zone, which is a number, 0 if
// there is none (sin6_scope_id).
func Scope(a netip.Addr) (netip.Addr, int32) {
	id, err := strconv.ParseUint(a.Zone(), 10, 32)
	if err != nil {
		return a.WithZone(""), 0
	}
	return a.WithZone(""), int32(uint32(id))
}

// WithScope is a with the scope id that programs see: index, if it needs one
// (ipv6_iface_scope_id).
func WithScope(a netip.Addr, index int32) netip.Addr {
	if index == 0 || !NeedsScope(a) {
		return a
	}
	return a.WithZone(strconv.FormatUint(uint64(uint32(index)), 10))
}

// NeedsScope reports whether an address means nothing without a device: it is
// link-local, or multicast of a scope not beyond the link
// (__ipv6_addr_needs_scope_id).
func NeedsScope(a netip.Addr) bool {
	return a.Is6() && !a.Is4In6() && (a.IsLinkLocalUnicast() || a.IsInterfaceLocalMulticast() || a.IsLinkLocalMulticast())
}

// multicast6 reports whether a is an IPv6 group.
func multicast6(a netip.Addr) bool { return a.IsMulticast() && !a.Unmap().Is4() }

// Addr6 is what p points to, "::" for nil.
func Addr6(p *netip.Addr) netip.Addr {
	if p == nil {
		return netip.IPv6Unspecified()
	}
	return *p
}

// pointer6 is the reverse.
func pointer6(a netip.Addr) *netip.Addr {
	if !a.IsValid() || a == netip.IPv6Unspecified() {
		return nil
	}
	return &a
}

// mapped is an IPv4 address as sockets of IPv6 have it: ::ffff:a.b.c.d.
func mapped(a uint32) netip.Addr { return netip.AddrFrom16(ToAddr(a).As16()) }

// unset reports whether a is "::", or the IPv4 wildcard (ipv6_addr_any,
// ipv6_mapped_addr_any).
func unset(a netip.Addr) bool { return a.Unmap().IsUnspecified() }

// RcvSaddr6, Saddr6 and Daddr6 are the IPv6 addresses of the socket (see
// [Ext]), "::" for the wildcard and for a socket of IPv4.
func (s *Sock) RcvSaddr6(t *sched.Task) netip.Addr {
	if x := s.ext.Load(t); x != nil {
		return Addr6(x.RcvSaddr6.Load(t))
	}
	return netip.IPv6Unspecified()
}

// Saddr6 is the address that the socket sends from.
func (s *Sock) Saddr6(t *sched.Task) netip.Addr {
	if x := s.ext.Load(t); x != nil {
		return Addr6(x.Saddr6.Load(t))
	}
	return netip.IPv6Unspecified()
}

// Daddr6 is the address of the connected peer.
func (s *Sock) Daddr6(t *sched.Task) netip.Addr {
	if x := s.ext.Load(t); x != nil {
		return Addr6(x.Daddr6.Load(t))
	}
	return netip.IPv6Unspecified()
}

// SetRcvSaddr6, SetSaddr6 and SetDaddr6 change them. The socket is of IPv6; the
// caller holds its lock and has announced a step.
func (s *Sock) SetRcvSaddr6(t *sched.Task, a netip.Addr) {
	s.ext.Load(t).RcvSaddr6.Store(t, pointer6(a))
}

// SetSaddr6 changes the address that the socket sends from.
func (s *Sock) SetSaddr6(t *sched.Task, a netip.Addr) { s.ext.Load(t).Saddr6.Store(t, pointer6(a)) }

// SetDaddr6 changes the address of the peer.
func (s *Sock) SetDaddr6(t *sched.Task, a netip.Addr) { s.ext.Load(t).Daddr6.Store(t, pointer6(a)) }

// V6Only reports whether a socket of IPv6 has nothing to do with IPv4
// (ipv6_only_sock): IPV6_V6ONLY, or it is bound to an IPv6 address.
func (s *Sock) V6Only(t *sched.Task) bool { return s.options.Load(t)&v6Only != 0 }

// SetV6Only changes that (sk_ipv6only). The caller holds the lock and has
// announced a step.
func (s *Sock) SetV6Only(t *sched.Task, on bool) { s.setFlag(t, v6Only, on) }

// SameL3Scope reports whether the device with that index is one that the
// socket may be moved to by an address: it is bound to none, to that one, or to
// the VRF that it belongs to (sk_dev_equal_l3scope; WR-15, L3-31).
func (s *Sock) SameL3Scope(t *sched.Task, index int32) bool {
	dev := s.boundDevIf.Load(t)
	return dev == 0 || dev == index || dev == s.Net().L3Master(t, index)
}
