package netdev

import (
	"net/netip"

	"boundif/sched"
)

// Arrive is the device with that index and what RouteInput says of a packet that
// arrives on it; nil and Nobody if there is none. It is one step.
func (n *Net) Arrive(t *sched.Task, index int32, src, dst netip.Addr) (*Device, Kind) {
	d := n.ByIndex(t.At("netdev.addr.type"), index)
	if d == nil {
		return nil, Nobody
	}
	return d, n.RouteInput(t, d, src, dst)
}

// RouteInput says what a packet that arrives on d is to this host: Local,
// Broadcast, Multicast if d is in the group, Unicast if it is an IPv6 packet that
// a router would forward, or Nobody if it is dropped. Like a lookup it belongs to
// the step that the caller announces.
//
// Sources are not held against routes, and may be the host's own (rp_filter 0,
// accept_local 1). Which device has the destination does not matter, but for
// link-local addresses of IPv6. In a VRF the addresses of the VRF count, and
// those outside of all VRFs.
func (n *Net) RouteInput(t *sched.Task, d *Device, src, dst netip.Addr) Kind {
	if dst.Is4() != src.Is4() || !dst.IsValid() {
		return Nobody
	}
	if dst.Is4() {
		return n.input4(t, d, src, dst)
	}
	return n.input6(t, d, src, dst)
}

// input4 is ip_route_input_rcu and ip_route_input_slow. Dropped are: a source
// that is multicast, 255.255.255.255, or 127.0.0.0/8; a source 0.0.0.0, but for
// broadcast and 224.0.0.0/24; a destination 127.0.0.0/8 or 0.0.0.0.
func (n *Net) input4(t *sched.Task, d *Device, src, dst netip.Addr) Kind {
	if src.IsMulticast() || src == limitedBroadcast {
		return Nobody
	}
	l3 := n.l3(t, d)
	switch {
	case dst.IsMulticast():
		if src.IsLoopback() || n.zeronet(src) && !localGroups.Contains(dst) {
			return Nobody
		}
		if d.InGroup(t, dst) || l3 != nil && l3.InGroup(t, dst) {
			return Multicast
		}
		return Nobody
	case dst == limitedBroadcast, dst.IsUnspecified() && src.IsUnspecified():
		return Broadcast
	case n.zeronet(src), n.zeronet(dst), src.IsLoopback(), dst.IsLoopback():
		return Nobody
	}
	e := n.lookup4(t, dst, nil, l3, 0)
	if e == nil || e.kind == Unicast {
		return Nobody
	}
	return e.kind
}

// input6 is ip6_rcv_core, ip6_route_input and ip6_mc_input. Dropped are: a
// source that is multicast; a source or destination ::1; the groups of scope 0,
// and those of scope 1, which do not leave a host.
func (n *Net) input6(t *sched.Task, d *Device, src, dst netip.Addr) Kind {
	if src.IsMulticast() {
		return Nobody
	}
	if (src.IsLoopback() || dst.IsLoopback()) && !d.fixed && !d.VRF() {
		return Nobody
	}
	if dst.IsMulticast() {
		if scope := scope6(dst); scope == 0 || scope == scope6Node && !d.fixed || !d.InGroup(t, dst) {
			return Nobody
		}
		return Multicast
	}
	dev := d
	if !needStrict(dst) {
		dev = nil
	}
	l3 := n.l3(t, d)
	e := n.lookup6(t, dst, dev, l3, true)
	if e == nil && dev != nil && l3 != nil { // it counts as having come by the VRF (vrf_ip6_input_dst)
		e = n.fib6.Load(t).find(dst, l3.table, l3, 0)
	}
	if e == nil || e.dev.fixed && e.kind != Local { // a route over "lo" leads nowhere (fib6_is_reject)
		return Nobody
	}
	return e.kind
}
