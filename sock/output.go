package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// A Flow is what a send asks the routing for (struct flowi4, struct flowi6).
type Flow struct {
	Dst, Src  netip.Addr // without zones; Src is not valid if the route is to choose it
	Oif       int32      // 0 if any device will do
	Connected bool       // it goes to the connected peer, and the cached route may be taken and left
}

// Flow4 is the flow of an IPv4 packet of the socket to dst (ipcm_init_sk,
// ip_cmsg_send, and what udp_sendmsg, raw_sendmsg and ping_v4_sendmsg do next).
// It belongs to the step that the caller has announced; the bound device is
// what it reads first.
//
//  1. the device of IP_PKTINFO, else the bound one; the source of IP_PKTINFO, be
//     it none, else the socket's own (OUT-20)
//  2. multicast: without device, or with a VRF, that of IP_MULTICAST_IF, and
//     without source its address (OUT-33)
//  3. else without device that of IP_UNICAST_IF (OUT-31); that also if dst is
//     255.255.255.255 and the device is its VRF
//
// A control message or multicast means that the cached route is not used.
//
// Errors: EINVAL for the IPv6 source of a control message.
func (s *Sock) Flow4(t *sched.Task, m *Msg, dst netip.Addr, connected bool) (Flow, error) {
	f := Flow{Dst: dst, Oif: s.boundDevIf.Load(t), Connected: connected}
	if a := s.Saddr.Load(t); a != 0 {
		f.Src = ToAddr(a)
	}
	if p := m.PktInfo; p.Set && (s.Family() == AF_INET6 || !p.Addr.Is6()) {
		if p.Addr.Is6() && !p.Addr.Is4In6() {
			return f, netdev.EINVAL
		}
		if p.Index != 0 {
			f.Oif = p.Index
		}
		f.Connected = false
		if f.Src = p.Addr.Unmap(); f.Src.IsUnspecified() {
			f.Src = netip.Addr{}
		}
	}
	o := s.inet(t)
	switch {
	case dst.IsMulticast():
		f.multicast(t, s, o)
	case f.Oif == 0:
		f.Oif = o.ucIndex
	case dst == broadcast4 && o.ucIndex != 0 && f.Oif != o.ucIndex && f.Oif == s.Net().L3Master(t, o.ucIndex):
		f.Oif = o.ucIndex
	}
	return f, nil
}

// broadcast4 is the broadcast address of whatever link.
var broadcast4 = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// multicast is what IP_MULTICAST_IF does for a packet to a group.
func (f *Flow) multicast(t *sched.Task, s *Sock, o *inetOptions) {
	if f.Oif != 0 {
		if dev := s.Net().ByIndex(t, f.Oif); dev != nil && dev.VRF() {
			f.Oif = 0
		}
	}
	if f.Oif == 0 {
		f.Oif = o.mcIndex
	}
	if a := netip.AddrFrom4(o.mcAddr); !f.Src.IsValid() && !a.IsUnspecified() {
		f.Src = a
	}
	f.Connected = false
}

// fallback6 is what IPV6_MULTICAST_IF and IPV6_UNICAST_IF do for a packet
// without device.
func (f *Flow) fallback6(o *inetOptions) {
	switch {
	case f.Oif != 0:
	case f.Dst.IsMulticast():
		f.Oif, f.Connected = o.mcOif, false
	default:
		f.Oif = o.ucOif
	}
}

// Flow6 is Flow4 for IPv6 (udpv6_sendmsg, rawv6_sendmsg, ping_v6_sendmsg); dst
// has its scope id as zone.
//
//  1. the scope id if dst needs one (OUT-23), else the bound device, else that of
//     the socket option IPV6_PKTINFO (OUT-22)
//  2. the control message IPV6_PKTINFO, whose device must be that one or of the
//     VRF that the socket is bound to (OUT-21, L3-32)
//  3. still none: that of IPV6_MULTICAST_IF or IPV6_UNICAST_IF (OUT-31, OUT-33);
//     a ping socket takes these before the second
//
// Errors: EINVAL for another device or a source that is not the host's, ENODEV.
func (s *Sock) Flow6(t *sched.Task, m *Msg, dst netip.Addr, connected bool) (Flow, error) {
	addr, scope := Scope(dst)
	f := Flow{Dst: addr, Connected: connected}
	bound := s.boundDevIf.Load(t)
	o := s.inet(t)
	if addr.IsUnspecified() {
		f.Dst = netip.IPv6Loopback()
	}
	if NeedsScope(addr) {
		f.Oif = scope
	}
	if f.Oif == 0 {
		f.Oif = bound
	}
	if f.Oif == 0 && s.prot.Type != SOCK_RAW {
		f.Oif = o.sticky.Index
	}
	if s.prot.Number == protoICMPv6 {
		f.fallback6(o) // ping_v6_sendmsg asks for these before the control message
	}
	if p := m.PktInfo; p.Set && !p.Addr.Is4() {
		f.Connected = false
		if err := s.pktInfo6(t, &f, p); err != nil {
			return f, err
		}
	}
	if a := s.Saddr6(t); !f.Src.IsValid() && !a.IsUnspecified() {
		f.Src = a
	}
	f.fallback6(o)
	return f, nil
}

// pktInfo6 is IPV6_PKTINFO of ip6_datagram_send_ctl.
func (s *Sock) pktInfo6(t *sched.Task, f *Flow, p PktInfo) error {
	if p.Index != 0 {
		bound := s.boundDevIf.Load(t)
		if f.Oif != 0 && p.Index != f.Oif && (bound != f.Oif || !s.SameL3Scope(t, p.Index)) {
			return netdev.EINVAL
		}
		f.Oif = p.Index
	}
	n := s.Net()
	if f.Oif != 0 && n.ByIndex(t, f.Oif) == nil {
		return netdev.ENODEV
	}
	if f.Oif == 0 && p.Addr.IsLinkLocalUnicast() {
		return netdev.EINVAL
	}
	if p.Addr.IsValid() && !p.Addr.IsUnspecified() {
		if s.inet(t).bits&(freebind|transparent) == 0 && n.AddrType(t, p.Addr, f.Oif) != netdev.Local {
			return netdev.EINVAL
		}
		f.Src = p.Addr
	}
	return nil
}

// Route4 is the route of a flow (ip_route_output_flow), which a broadcast needs
// SO_BROADCAST for (OUT-34).
//
// Errors: those of netdev's RouteOutput, EACCES.
func (s *Sock) Route4(t *sched.Task, f Flow) (*netdev.Route, error) {
	r, err := s.route4(t, f)
	if err == nil && r.Kind == netdev.Broadcast && !s.Broadcast(t) {
		return nil, netdev.EACCES
	}
	return r, err
}

// Route6 is the same for IPv6 (ip6_dst_lookup_flow). A socket that is bound to a
// device gets no route by another.
//
// Errors: those of netdev's RouteOutput, EAFNOSUPPORT for a source that is an
// IPv4 address.
func (s *Sock) Route6(t *sched.Task, f Flow) (*netdev.Route, error) {
	look := s.Net().RoutePrefer
	if s.boundDevIf.Load(t) != 0 {
		look = s.Net().RouteOutput
	}
	r, err := look(t, f.Dst, f.Src, f.Oif)
	if err == nil && f.Src.Is4In6() {
		return nil, netdev.EAFNOSUPPORT
	}
	return r, err
}

// CachedRoute6 is CachedRoute for a flow: unlike IPv4, IPv6 compares the
// destination and the device, and so never takes the route of an earlier device
// (ip6_sk_dst_check; OUT-48).
func (s *Sock) CachedRoute6(t *sched.Task, f Flow) *netdev.Route {
	r := s.CachedRoute(t)
	if r == nil || r.Dst != f.Dst || f.Oif != 0 && f.Oif != r.Index {
		return nil
	}
	return r
}

// Output sends a packet of the socket along a route. The caller does not hold
// its lock: see OutputLater. Whether a copy of its multicast comes back to this
// host is the socket's IP_MULTICAST_LOOP or IPV6_MULTICAST_LOOP.
func (s *Sock) Output(t *sched.Task, r *netdev.Route, p *netdev.Packet) {
	loop := true
	if r.Kind == netdev.Multicast {
		bit := multicastLoop
		if p.Dst.Addr().Is6() {
			bit = multicastLoop6
		}
		loop = s.inet(t).bits&bit != 0
	}
	s.Inet().output(t, r, p, loop)
}
