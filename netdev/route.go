package netdev

import (
	"net/netip"

	"boundif/sched"
)

// A Route is the answer of an output route lookup (struct rtable). It does
// not change once it is made.
type Route struct {
	Dev   *Device    // the packet leaves by it or, if Local, arrives on it
	Index int32      // Dev's index at the time of the lookup
	Local bool       // the destination is an address of this namespace
	Src   netip.Addr // source address; the one asked for, if any
	Dst   netip.Addr // destination; never 0.0.0.0, which stands for this host

	made uint32 // generation of Net.routes
}

// Valid reports whether a route that was looked up in n may still be used
// (ipv4_dst_check): not after a device went up or down, left, or got an
// address (rt_cache_flush; OUT-10, OUT-12, OUT-51, OUT-52). A rename leaves
// routes alone (OUT-53). Like a lookup it belongs to the step that the caller
// announces.
func (n *Net) Valid(t *sched.Task, r *Route) bool { return r.made == n.routes.Load(t) }

// flushRoutes makes all routes of the namespace invalid. The caller holds rtnl.
func (n *Net) flushRoutes(t *sched.Task) { n.routes.Store(t, n.routes.Load(t)+1) }

// RouteOutput finds where an IPv4 packet to dst goes (ip_route_output_key,
// ip_route_output_key_hash_rcu). src is the source address or the zero Addr.
// oif is the index of the device it must leave by, 0 if any will do. It is
// one step.
//
// The order of checks (OUT-07):
//
//  0. an address that is not IPv4: EINVAL
//  1. a source address that is multicast or 0.0.0.0: EINVAL; one that is no
//     address of the namespace: ENETUNREACH (OUT-51)
//  2. oif names no device: ENODEV (OUT-04); the device is down: ENETUNREACH
//     (OUT-10)
//  3. an address of the namespace, on the bound device if there is one: local
//     (UDP-30, UDP-31)
//  4. the longest prefix among the addresses of the devices that are up
//  5. bound: the destination is assumed to be on the link (OUT-02); not
//     bound: ENETUNREACH
func (n *Net) RouteOutput(t *sched.Task, dst, src netip.Addr, oif int32) (*Route, error) {
	if !dst.Is4() || src.IsValid() && !src.Is4() {
		return nil, EINVAL
	}
	r := &Route{Src: src, made: n.routes.Load(t.At("netdev.route.lookup"))}
	if src.IsValid() {
		if src.IsMulticast() || src.IsUnspecified() {
			return nil, EINVAL
		}
		if n.owner(t, src, nil) == nil {
			return nil, ENETUNREACH
		}
	}
	var dev *Device
	if oif != 0 {
		if dev = n.ByIndex(t, oif); dev == nil {
			return nil, ENODEV
		}
		if !dev.Up(t) {
			return nil, ENETUNREACH
		}
	}
	if dst.IsUnspecified() {
		if dst = src; !dst.IsValid() {
			dst = netip.AddrFrom4([4]byte{127, 0, 0, 1})
		}
		dev = n.loopback
	}
	r.Dst = dst
	if own := n.owner(t, dst, dev); own != nil {
		r.Dev, r.Local = own, true
		if !src.IsValid() {
			r.Src = dst
		}
	} else if best, addr := n.connected(t, dst, dev); best != nil {
		r.Dev = best
		if !src.IsValid() {
			r.Src = addr
		}
	} else if dev != nil {
		r.Dev = dev
		if !src.IsValid() {
			r.Src = n.selectAddr(t, dev)
		}
	} else {
		return nil, ENETUNREACH
	}
	r.Index = r.Dev.index.Load(t)
	return r, nil
}

// connected is the device, up and equal to dev unless that is nil, with the
// longest prefix that covers dst, and its address there. The first that was
// configured wins a tie.
func (n *Net) connected(t *sched.Task, dst netip.Addr, dev *Device) (best *Device, addr netip.Addr) {
	bits := -1
	for _, d := range *n.devices.Load(t) {
		if dev != nil && d != dev || !d.Up(t) {
			continue
		}
		for _, p := range *d.addrs.Load(t) {
			if p.Bits() > bits && p.Bits() < 32 && p.Contains(dst) {
				best, addr, bits = d, p.Addr(), p.Bits()
			}
		}
	}
	return best, addr
}

// selectAddr is the source for a destination assumed to be on dev's link: its
// first address, else that of another device (inet_select_addr; OUT-06).
func (n *Net) selectAddr(t *sched.Task, dev *Device) netip.Addr {
	for _, p := range *dev.addrs.Load(t) {
		return p.Addr()
	}
	for _, d := range *n.devices.Load(t) {
		for _, p := range *d.addrs.Load(t) {
			if !p.Addr().IsLoopback() {
				return p.Addr()
			}
		}
	}
	return netip.IPv4Unspecified()
}
