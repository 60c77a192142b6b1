package netdev

import (
	"net/netip"

	"boundif/sched"
)

// output6 is ip6_dst_lookup_tail: a route, a source address if none was given,
// and then the errors.
func (n *Net) output6(t *sched.Task, f *flow) (*Route, error) {
	r := &Route{Src: f.src, Dst: f.dst, made: n.routes6.Load(t)}
	if r.Src.IsUnspecified() {
		r.Src = netip.Addr{}
	}
	var e *fibEntry
	var dev *Device
	if f.oif != 0 {
		dev = n.ByIndex(t, f.oif)
	}
	strict := !f.loose || !r.Src.IsValid() || needStrict(r.Dst)
	if f.oif == 0 || dev != nil || !strict {
		e = n.lookup6(t, r.Dst, dev, n.l3(t, dev), strict)
	}
	if !r.Src.IsValid() {
		l3 := n.l3(t, dev)
		if e == nil && (r.Dst.IsMulticast() || r.Dst.IsLinkLocalUnicast()) {
			l3 = nil // nobody has asked for the VRF of oif by then
		}
		if r.Src = n.source6(t, e, r.Dst, l3); !r.Src.IsValid() {
			return nil, EADDRNOTAVAIL
		}
	}
	if e == nil {
		return nil, ENETUNREACH
	}
	r.Dev, r.Index, r.Gateway, r.Kind = e.dev, e.dev.index.Load(t), e.next(), e.kind
	switch {
	case e.kind == Local:
		r.Local = true
		if m := n.l3(t, e.dev); m != nil && !r.Dst.IsLinkLocalUnicast() { // link-local ones are reached without the VRF
			r.Sdif = m.index.Load(t)
		}
	case r.Dst.IsMulticast():
		r.Kind, r.Loop = Multicast, e.dev.InGroup(t, r.Dst)
	}
	return r, nil
}

// lookup6 asks the tables for a route to dst by dev, if that is not nil: only by
// it, or by another one if strict is not set and dev has none as good
// (ip6_pol_route_output, rt6_score_route; OUT-03, OUT-08). Link-local addresses
// and groups are looked for in the table of the VRF alone, and on the VRF itself,
// which has no link, there are none (vrf_link_scope_lookup).
func (n *Net) lookup6(t *sched.Task, dst netip.Addr, dev, l3 *Device, strict bool) *fibEntry {
	routes := n.fib6.Load(t)
	if l3 != nil && dev != nil && (dst.IsMulticast() || dst.IsLinkLocalUnicast()) {
		if dev == l3 {
			return nil
		}
		return routes.find(dst, l3.table, n.strict(dev, l3), 0)
	}
	dev = n.strict(dev, l3)
	ask := func(table uint32) *fibEntry {
		if strict || dev == nil {
			return routes.find(dst, table, dev, 0)
		}
		return routes.prefer(dst, table, dev)
	}
	e := ask(tableLocal)
	if e == nil && l3 != nil {
		e = ask(l3.table)
	}
	if e == nil {
		e = ask(tableMain)
	}
	return e
}

// source6 is the source address for dst along e, nil if there is no route
// (ip6_route_get_saddr): that of the route, or the best that there is.
func (n *Net) source6(t *sched.Task, e *fibEntry, dst netip.Addr, l3 *Device) netip.Addr {
	var dev *Device
	if e != nil {
		dev = e.dev
	}
	if l3 != nil && n.l3(t, dev) != l3 { // the route leaves the VRF
		dev, e = l3, nil
	}
	if e != nil && e.src.IsValid() {
		return e.src
	}
	return n.selectAddr6(t, dev, dst)
}

// SourceFor is the address of the device that a packet to dst would best be
// sent from, or one of another device (inet_select_addr, ipv6_dev_get_saddr). It
// joins the caller's step.
func (d *Device) SourceFor(t *sched.Task, dst netip.Addr) netip.Addr {
	if dst.Is4() {
		return d.net.Load(t).selectAddr(t, d, dst, scopeUniverse)
	}
	return d.net.Load(t).selectAddr6(t, d, dst)
}

// selectAddr6 is the best source address for a packet to dst that leaves by dev,
// nil if nobody knows by what (ipv6_dev_get_saddr, ipv6_get_saddr_eval; RFC
// 6724). For multicast and link-local destinations the address must be dev's;
// for others any of the same VRF, or of no VRF, will do. In this order an address
// is better:
//
//  1. it is dst
//  2. its scope fits: the smallest that is not smaller than dst's, else the
//     largest
//  3. it is on dev
//  4. it is of dst's kind: see label
//  5. the longer prefix in common with dst, up to the length of its own
//
// and the first of equal ones counts: devices as they came, but in a VRF first
// dev and then the VRF; of one device the newest address.
func (n *Net) selectAddr6(t *sched.Task, dev *Device, dst netip.Addr) netip.Addr {
	var best score
	if dev != nil && (dst.IsMulticast() || scope6(dst) <= scope6Link) {
		best.consider(t, dev, dev, dst)
		return best.addr
	}
	l3 := n.l3(t, dev)
	if l3 != nil {
		best.consider(t, dev, dev, dst)
		best.consider(t, l3, dev, dst)
	}
	for _, d := range *n.devices.Load(t) {
		if n.l3(t, d) == l3 {
			best.consider(t, d, dev, dst)
		}
	}
	return best.addr
}

// A score is the best address so far (struct ipv6_saddr_score).
type score struct {
	addr netip.Addr
	rank [5]int
}

// consider compares the addresses of d with the best so far.
func (s *score) consider(t *sched.Task, d, dev *Device, dst netip.Addr) {
	for _, p := range *d.addrs6.Load(t) {
		a := p.Addr()
		rank := [5]int{b2i(a == dst), scope6(a), b2i(dev == nil || d == dev), b2i(label(a) == label(dst)), min(common(a, dst), p.Bits())}
		if rank[1] >= scope6(dst) {
			rank[1] = -rank[1]
		} else {
			rank[1] -= 128
		}
		if !s.addr.IsValid() || less(s.rank, rank) {
			s.addr, s.rank = a, rank
		}
	}
}

func less(a, b [5]int) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// common is the number of bits that two addresses begin with alike.
func common(a, b netip.Addr) (bits int) {
	x, y := a.As16(), b.As16()
	for bits < 128 && (x[bits/8]^y[bits/8])>>(7-bits%8)&1 == 0 {
		bits++
	}
	return bits
}

// labels are the kinds of addresses (ip6addrlbl_init_table), the longest prefix
// first.
var labels = []struct {
	prefix netip.Prefix
	label  int
}{
	{netip.MustParsePrefix("::1/128"), 0},
	{netip.MustParsePrefix("::ffff:0:0/96"), 4},
	{netip.MustParsePrefix("::/96"), 3},
	{netip.MustParsePrefix("2001::/32"), 6},
	{netip.MustParsePrefix("2001:10::/28"), 7},
	{netip.MustParsePrefix("3ffe::/16"), 12},
	{netip.MustParsePrefix("2002::/16"), 2},
	{netip.MustParsePrefix("fec0::/10"), 11},
	{netip.MustParsePrefix("fc00::/7"), 5},
}

// label is the kind of an address, 1 if it is none of those in the table.
func label(a netip.Addr) int {
	for _, l := range labels {
		if l.prefix.Contains(a) {
			return l.label
		}
	}
	return 1
}
