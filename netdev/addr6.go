package netdev

import (
	"maps"
	"net/netip"
	"slices"

	"boundif/sched"
)

// metricKernel is the metric of IPv6 routes that come with addresses and
// devices (IP6_RT_PRIO_ADDRCONF); others have metricUser unless they say
// otherwise (IP6_RT_PRIO_USER).
const (
	metricKernel = 256
	metricUser   = 1024
)

// Scopes of IPv6 addresses, as in the second byte of a multicast one
// (IPV6_ADDR_SCOPE_LINKLOCAL and its siblings).
const (
	scope6Node   = 0x1
	scope6Link   = 0x2
	scope6Site   = 0x5
	scope6Global = 0xe
)

// scope6 is how far an IPv6 address reaches (__ipv6_addr_src_scope). ::1 counts
// as link-local.
func scope6(a netip.Addr) int {
	b := a.As16()
	switch {
	case a.IsMulticast():
		return int(b[1] & 0xf)
	case a.IsLinkLocalUnicast(), a == netip.IPv6Loopback():
		return scope6Link
	case b[0] == 0xfe && b[1]&0xc0 == 0xc0:
		return scope6Site
	}
	return scope6Global
}

// needStrict reports whether packets to a must leave by the device that was
// asked for (rt6_need_strict).
func needStrict(a netip.Addr) bool {
	return a.IsMulticast() || a.IsLinkLocalUnicast() || a.IsLoopback()
}

// addAddr6 is inet6_addr_add, with the route to the network or without. The newest address of a scope stands first,
// scopes that reach farther before others (ipv6_link_dev_addr).
func (d *Device) addAddr6(t *sched.Task, p netip.Prefix, network bool) error {
	a := p.Addr()
	if a.IsUnspecified() || a.IsMulticast() || a == netip.IPv6Loopback() && !d.fixed && !d.VRF() {
		return EADDRNOTAVAIL
	}
	addrs := *d.addrs6.Load(t)
	if slices.ContainsFunc(addrs, func(o netip.Prefix) bool { return o.Addr() == a }) {
		return EEXIST
	}
	at := slices.IndexFunc(addrs, func(o netip.Prefix) bool { return scope6(a) >= scope6(o.Addr()) })
	if at < 0 {
		at = len(addrs)
	}
	n := d.Net(t)
	addrs = slices.Insert(slices.Clone(addrs), at, p)
	own := maps.Clone(*n.locals6.Load(t))
	own[a] = append([]*Device{d}, own[a]...)
	d.addrs6.Store(t, &addrs)
	n.locals6.Store(t, &own)
	f := n.fib6.Load(t).with(d.hostRoute6(t, a))
	if network {
		f = f.with(d.netRoute6(t, p))
	}
	n.setFib6(t, f)
	return nil
}

// delAddr6 is inet6_addr_del. The route to the network stays if the device has
// another address of it (check_cleanup_prefix_route). Routes that have the
// address as their source lose the source, not more (rt6_remove_prefsrc): before
// Linux 6.6 those by the device, then all, unless another device has it.
func (d *Device) delAddr6(t *sched.Task, p netip.Prefix) error {
	addrs := *d.addrs6.Load(t)
	at := slices.Index(addrs, p)
	if at < 0 {
		return EADDRNOTAVAIL
	}
	n := d.Net(t)
	addrs = slices.Delete(slices.Clone(addrs), at, at+1)
	own := maps.Clone(*n.locals6.Load(t))
	own.remove(p.Addr(), d)
	d.addrs6.Store(t.At("netdev.addr.delete"), &addrs)
	n.locals6.Store(t, &own)
	f := n.fib6.Load(t).without(d.hostRoute6(t, p.Addr()).same)
	if !slices.ContainsFunc(addrs, func(o netip.Prefix) bool { return o.Masked() == p.Masked() }) {
		f = f.without(d.netRoute6(t, p).same)
	}
	n.setFib6(t, f.forget(p.Addr(), func(e *fibEntry) bool {
		if n.Release().Has(SourceOfAnyDevice) {
			return n.addrType6(t, p.Addr(), e.dev.index.Load(t)) != Local
		}
		return e.dev == d
	}))
	return nil
}

// forget is the fib without the source of routes that have src and that gone
// picks.
func (f *fib) forget(src netip.Addr, gone func(e *fibEntry) bool) *fib {
	kept := slices.Clone(f.entries)
	for i, e := range kept {
		if e.src == src && gone(e) {
			bare := *e
			bare.src = netip.Addr{}
			kept[i] = &bare
		}
	}
	return &fib{kept, f.tables}
}

// hostRoute6 is the route to an own address (addrconf_f6i_alloc).
func (d *Device) hostRoute6(t *sched.Task, a netip.Addr) *fibEntry {
	return &fibEntry{dst: netip.PrefixFrom(a, 128), table: d.Net(t).l3Table(t, d, tableLocal), kind: Local, dev: d}
}

// netRoute6 is the route to an address's network (addrconf_prefix_route).
func (d *Device) netRoute6(t *sched.Task, p netip.Prefix) *fibEntry {
	return &fibEntry{dst: p.Masked(), table: d.Net(t).l3Table(t, d, tableMain), kind: Unicast, dev: d, metric: metricKernel}
}

// up6 is what IPv6 does when a device comes up (addrconf_notify, NETDEV_UP):
// addresses that were there before get the routes to their networks, "lo" gets
// ::1, others a route to all multicast groups.
func (d *Device) up6(t *sched.Task) {
	n := d.Net(t)
	f, addrs := n.fib6.Load(t), *d.addrs6.Load(t)
	for _, p := range addrs {
		f = f.with(d.netRoute6(t, p))
	}
	if !d.fixed && !d.VRF() {
		f = f.with(&fibEntry{dst: groups6, table: n.l3Table(t, d, tableLocal), kind: Multicast, dev: d, metric: metricKernel})
	}
	n.setFib6(t, f)
	if d.fixed {
		d.addAddr6(t, netip.PrefixFrom(netip.IPv6Loopback(), 128), false)
	}
}

var groups6 = netip.PrefixFrom(netip.AddrFrom16([16]byte{0xff}), 8)

// down6 takes the device's IPv6 addresses and routes away: when it goes down,
// leaves, or comes to another VRF (addrconf_ifdown with keep_addr_on_down off).
func (d *Device) down6(t *sched.Task) {
	n := d.Net(t)
	if addrs := *d.addrs6.Load(t); len(addrs) > 0 {
		own := maps.Clone(*n.locals6.Load(t))
		for _, p := range addrs {
			own.remove(p.Addr(), d)
		}
		n.locals6.Store(t, &own)
		d.addrs6.Store(t, &noAddrs6)
	}
	n.setFib6(t, n.fib6.Load(t).without(func(e *fibEntry) bool { return e.dev == d }))
}

// setFib6 replaces the routes of IPv6 and makes those that were looked up
// before invalid.
func (n *Net) setFib6(t *sched.Task, f *fib) {
	if f != n.fib6.Load(t) {
		n.fib6.Store(t, f)
		n.routes6.Store(t, n.routes6.Load(t)+1)
	}
}

// addrType6 is AddrType for IPv6 (ipv6_chk_addr).
func (n *Net) addrType6(t *sched.Task, a netip.Addr, bound int32) Kind {
	if a.IsMulticast() {
		return Multicast
	}
	var dev *Device
	if bound != 0 {
		dev = n.ByIndex(t, bound)
	}
	for _, d := range n.owners(t, a) {
		if n.l3(t, d) == n.l3(t, dev) && (dev == nil || d == dev || !a.IsLinkLocalUnicast() && !a.IsLoopback()) {
			return Local
		}
	}
	return Unicast
}
