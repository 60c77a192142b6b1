package netdev

import (
	"net/netip"

	"boundif/sched"
)

// A Route is the answer of an output route lookup (struct rtable, struct
// rt6_info). It does not change once it is made.
type Route struct {
	Dev     *Device    // the packet leaves by it or, if Local, arrives on it
	Index   int32      // Dev's index at the time of the lookup
	Sdif    int32      // of a Local route in a VRF: the index of the VRF
	Kind    Kind       // Unicast, Local, Broadcast or Multicast
	Local   bool       // the destination is an address of this namespace
	Loop    bool       // a copy, or all there is on "lo", arrives on Dev at once: see RouteOutput
	made    uint32     // generation of Net.routes or Net.routes6
	Src     netip.Addr // source address; the one asked for, if any
	Dst     netip.Addr // destination; never 0.0.0.0 or ::, which stand for this host
	Gateway netip.Addr // not valid: the destination is on the link
}

// Valid reports whether a route that was looked up in n may still be used
// (ipv4_dst_check, ip6_dst_check): not after a device went up or down, left, or
// got or lost an address or, while it is up, an altname, or a route was added or
// deleted (rt_cache_flush;
// OUT-10, OUT-12, OUT-51, OUT-52). A rename leaves routes alone (OUT-53). Like a
// lookup it belongs to the step that the caller announces.
func (n *Net) Valid(t *sched.Task, r *Route) bool {
	if r.Dst.Is4() {
		return r.made == n.routes.Load(t)
	}
	return r.made == n.routes6.Load(t)
}

// flushRoutes makes all IPv4 routes of the namespace invalid. The caller holds
// rtnl.
func (n *Net) flushRoutes(t *sched.Task) { n.routes.Store(t, n.routes.Load(t)+1) }

// RouteOutput finds where a packet to dst goes. src is the source address or the
// zero Addr. oif is the index of the device it must leave by, 0 if any will do;
// an IPv6 address has its scope there, not in a zone. It is one step.
//
// Of IPv4 the order of checks is (ip_route_output_key_hash_rcu; OUT-07):
//
//  0. an address that is not valid, or addresses of two families: EINVAL
//  1. a source address that is multicast, 0.0.0.0 or 255.255.255.255: EINVAL;
//     one that is no address of the namespace: ENETUNREACH (OUT-51). Without
//     oif its device sends multicast and to 255.255.255.255
//  2. oif names no device: ENODEV (OUT-04, OUT-42, RACE-14); the device is down:
//     ENETUNREACH (OUT-10, OUT-50)
//  3. to 255.255.255.255 and 224.0.0.0/24 the device needs no route (OUT-34)
//  4. the tables, where all routes count if there is no oif (OUT-01), else only
//     those by the device (UDP-31). Of one table, and of local and main while there is no VRF, the longest prefix wins;
//     then the metric; then the oldest
//  5. bound, and not in a VRF: the destination is assumed to be on the link
//     (OUT-02, L3-34), to multicast also by a slave; else ENETUNREACH (OUT-35)
//  6. a source in 127.0.0.0/8 and a device that is not "lo": EINVAL; before
//     Linux 5.3 also a source or destination in 0.0.0.0/8
//
// Of IPv6 (ip6_route_output, ip6_dst_lookup_tail):
//
//  1. the tables local, that of the VRF, main; only routes by the device count
//     (OUT-03, OUT-08, WR-19)
//  2. no source was given and the namespace has none to choose: EADDRNOTAVAIL
//  3. no route, or oif names no device: ENETUNREACH (OUT-04)
//
// Loop says that the packet, or a copy of it, comes back to this host as one
// that arrives on Dev (ip_mc_output, ip6_finish_output2): a broadcast, multicast
// to a group that Dev is in at that moment, and of IPv4 all that leaves by "lo".
func (n *Net) RouteOutput(t *sched.Task, dst, src netip.Addr, oif int32) (*Route, error) {
	return n.route(t, &flow{dst: dst, src: src, oif: oif})
}

// RoutePrefer is RouteOutput for an oif that is not the device that the socket
// is bound to, such as that of IPV6_PKTINFO: IPv6 prefers it, but takes another
// one if there is a source address and the destination is global
// (ip6_route_output_flags; OUT-08).
func (n *Net) RoutePrefer(t *sched.Task, dst, src netip.Addr, oif int32) (*Route, error) {
	return n.route(t, &flow{dst: dst, src: src, oif: oif, loose: true})
}

// RouteAnySource is RouteOutput for a socket that may send from addresses that
// are not the namespace's (FLOWI_FLAG_ANYSRC): IPv4 does not look for the source.
func (n *Net) RouteAnySource(t *sched.Task, dst, src netip.Addr, oif int32) (*Route, error) {
	return n.route(t, &flow{dst: dst, src: src, oif: oif, anySource: true})
}

// A flow is the question (struct flowi4, struct flowi6).
type flow struct {
	dst, src  netip.Addr
	oif       int32
	loose     bool // oif is a wish
	anySource bool
}

func (n *Net) route(t *sched.Task, f *flow) (*Route, error) {
	if !f.dst.IsValid() || f.src.IsValid() && f.src.Is4() != f.dst.Is4() {
		return nil, EINVAL
	}
	t = t.At("netdev.route.lookup")
	if f.dst.Is4() {
		return n.output4(t, f)
	}
	return n.output6(t, f)
}
