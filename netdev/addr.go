package netdev

import (
	"maps"
	"net/netip"
	"slices"

	"boundif/sched"
)

// An ifAddr is an IPv4 address of a device (struct in_ifaddr). One in a network
// that the device has an address of already is secondary to that.
type ifAddr struct {
	prefix    netip.Prefix
	scope     uint8
	secondary bool
}

// AddAddr gives the device with that index an address (RTM_NEWADDR): the routes
// to it, to its network, and to the network's broadcast address come with it,
// those two if the device is up. Bits of the prefix beyond its length are the
// host part. IPv6 addresses are usable at once: no duplicates are looked for.
//
// Errors: EINVAL if the prefix is not valid, or for a network that the device
// has an address of with another scope, as "lo" has 127.0.0.1; ENODEV; EEXIST;
// EADDRNOTAVAIL for an IPv6 address that no device, or only "lo", can have.
func (n *Net) AddAddr(t *sched.Task, index int32, p netip.Prefix) error {
	if !p.IsValid() {
		return EINVAL
	}
	defer n.lockRtnl(t).unlock(t)
	d := n.ByIndex(t.At("netdev.addr.lookup"), index)
	switch {
	case d == nil:
		return ENODEV
	case !p.Addr().Is4():
		return d.addAddr6(t.At("netdev.addr.store"), p, d.Up(t))
	case p.Addr().IsUnspecified():
		return nil // success, and nothing happens
	}
	return d.addAddr(t, p, scopeUniverse)
}

// addAddr is inet_insert_ifa. Primary addresses stand before secondary ones,
// those that reach farther behind the others.
func (d *Device) addAddr(t *sched.Task, p netip.Prefix, scope uint8) error {
	addrs := *d.addrs.Load(t)
	ifa, at := ifAddr{p, scope, false}, 0
	for i, o := range addrs {
		if !o.secondary && scope <= o.scope {
			at = i + 1
		}
		if o.prefix.Masked() == p.Masked() {
			switch {
			case o.prefix == p:
				return EEXIST
			case o.scope != scope:
				return EINVAL
			}
			ifa.secondary = true
		}
	}
	if ifa.secondary {
		at = len(addrs)
	}
	addrs = slices.Insert(slices.Clone(addrs), at, ifa)
	own := maps.Clone(*d.Net(t).locals.Load(t))
	own[p.Addr()] = append([]*Device{d}, own[p.Addr()]...)
	d.addrs.Store(t.At("netdev.addr.store"), &addrs)
	d.Net(t).locals.Store(t, &own)
	d.addRoutes(t, ifa)
	d.Net(t).flushRoutes(t)
	return nil
}

// DelAddr takes an address from the device with that index (RTM_DELADDR), with
// its routes as far as no other address of the device needs them, and of IPv4
// with all routes that have it as their source. The first address of an IPv4
// network takes the others of it along; with the last one of a device all its
// IPv4 routes go (fib_disable_ip).
//
// Errors: EINVAL if the prefix is not valid, ENODEV, EADDRNOTAVAIL if the device
// does not have the address with that length.
func (n *Net) DelAddr(t *sched.Task, index int32, p netip.Prefix) error {
	if !p.IsValid() {
		return EINVAL
	}
	defer n.lockRtnl(t).unlock(t)
	d := n.ByIndex(t.At("netdev.addr.lookup"), index)
	if d == nil {
		return ENODEV
	}
	if !p.Addr().Is4() {
		return d.delAddr6(t, p)
	}
	addrs := *d.addrs.Load(t)
	at := slices.IndexFunc(addrs, func(o ifAddr) bool { return o.prefix == p })
	if at < 0 {
		return EADDRNOTAVAIL
	}
	t.At("netdev.addr.delete")
	ifa := addrs[at]
	if !ifa.secondary {
		for _, o := range addrs {
			if o.secondary && o.prefix.Masked() == p.Masked() {
				d.delAddr(t, o)
			}
		}
	}
	d.delAddr(t, ifa)
	if len(*d.addrs.Load(t)) == 0 {
		d.dropRoutes(t, true)
	}
	n.flushRoutes(t)
	return nil
}

// delAddr is one address of inet_del_ifa, with fib_del_ifaddr.
func (d *Device) delAddr(t *sched.Task, ifa ifAddr) {
	n := d.Net(t)
	old := d.routesOf(t, ifa, true)
	addrs := slices.DeleteFunc(slices.Clone(*d.addrs.Load(t)), func(o ifAddr) bool { return o == ifa })
	d.addrs.Store(t, &addrs)
	own := owners(maps.Clone(*n.locals.Load(t)))
	own.remove(ifa.prefix.Addr(), d)
	n.locals.Store(t, &own)
	var needed []*fibEntry
	for _, o := range addrs {
		needed = append(needed, d.routesOf(t, o, true)...)
	}
	unused := func(e *fibEntry) bool {
		return slices.ContainsFunc(old, e.same) && !slices.ContainsFunc(needed, e.same)
	}
	n.setHosts(t, n.hosts.Load(t).without(unused))
	n.setFib(t, n.fib.Load(t).without(unused))
	d.dropSource(t, ifa.prefix.Addr())
}

// dropSource takes the routes away that have a as their source, if it is no
// address any more (fib_sync_down_addr).
func (d *Device) dropSource(t *sched.Task, a netip.Addr) {
	n := d.Net(t)
	if n.isLocal(t, a, n.l3Table(t, d, tableLocal)) {
		return
	}
	table := n.l3Table(t, d, tableMain)
	n.setFib(t, n.fib.Load(t).without(func(e *fibEntry) bool { return e.table == table && e.src == a }))
}

// routesOf is the routes that come with an address of a device that is up, or
// is not (fib_add_ifaddr). Before Linux 5.14 the first address of a network was
// a broadcast address, too.
func (d *Device) routesOf(t *sched.Task, ifa ifAddr, up bool) []*fibEntry {
	n := d.Net(t)
	local, main := n.l3Table(t, d, tableLocal), n.l3Table(t, d, tableMain)
	net, src := ifa.prefix.Masked(), ifa.prefix.Addr()
	if ifa.secondary {
		for _, o := range *d.addrs.Load(t) {
			if !o.secondary && o.prefix.Masked() == net {
				src = o.prefix.Addr()
				break
			}
		}
	}
	host := func(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a, 32) }
	routes := []*fibEntry{{dst: host(ifa.prefix.Addr()), table: local, kind: Local, dev: d, src: src, scope: scopeHost}}
	if !up || ifa.secondary || n.zeronet(net.Addr()) || net.Addr().IsMulticast() || net.Bits() == 32 {
		return routes
	}
	e := &fibEntry{dst: net, table: main, kind: Unicast, dev: d, src: src, scope: scopeLink}
	if d.fixed {
		e.table, e.kind, e.scope = local, Local, scopeHost
	}
	routes = append(routes, e)
	if net.Bits() >= 31 {
		return routes
	}
	last := []netip.Addr{lastOf(net)}
	if !n.Release().Has(UnicastNetworkAddress) {
		last = append(last, net.Addr())
	}
	for _, a := range last {
		routes = append(routes, &fibEntry{dst: host(a), table: local, kind: Broadcast, dev: d, src: src, scope: scopeLink})
	}
	return routes
}

// zeronet reports whether an IPv4 address is nobody's: 0.0.0.0 and, before Linux
// 5.3, all that begin with 0 (ipv4_is_zeronet).
func (n *Net) zeronet(a netip.Addr) bool {
	return a.IsUnspecified() || a.As4()[0] == 0 && !n.Release().Has(ZeroNetwork)
}

// lastOf is the last address of an IPv4 network.
func lastOf(p netip.Prefix) netip.Addr {
	a := p.Addr().As4()
	for i := p.Bits(); i < 32; i++ {
		a[i/8] |= 0x80 >> (i % 8)
	}
	return netip.AddrFrom4(a)
}

// addRoutes adds the routes of an address that are not there yet.
func (d *Device) addRoutes(t *sched.Task, ifa ifAddr) {
	n := d.Net(t)
	for _, e := range d.routesOf(t, ifa, d.Up(t)) {
		if e.kind == Local {
			n.setHosts(t, n.hosts.Load(t).with(e))
		} else {
			n.setFib(t, n.fib.Load(t).with(e))
		}
	}
}

// dropRoutes takes the device's IPv4 routes away, those to its own addresses
// only if all is set (fib_disable_ip): what a device that goes down keeps
// (OUT-07).
func (d *Device) dropRoutes(t *sched.Task, all bool) {
	n := d.Net(t)
	by := func(e *fibEntry) bool { return e.dev == d }
	n.setFib(t, n.fib.Load(t).without(by))
	if all {
		n.setHosts(t, n.hosts.Load(t).without(by))
	}
}

func (n *Net) setFib(t *sched.Task, f *fib) {
	if f != n.fib.Load(t) {
		n.fib.Store(t, f)
	}
}

func (n *Net) setHosts(t *sched.Task, f *fib) {
	if f != n.hosts.Load(t) {
		n.hosts.Store(t, f)
	}
}

// remove takes one owner of an address away. The caller owns the map.
func (o owners) remove(a netip.Addr, d *Device) {
	if at := slices.Index(o[a], d); at >= 0 {
		o[a] = slices.Delete(slices.Clone(o[a]), at, at+1)
	}
	if len(o[a]) == 0 {
		delete(o, a)
	}
}

// dropAddrs takes all addresses and routes from a device that leaves.
func (n *Net) dropAddrs(t *sched.Task, d *Device) {
	own := owners(maps.Clone(*n.locals.Load(t.At("netdev.addr.drop"))))
	addrs := *d.addrs.Load(t)
	for _, ifa := range addrs {
		own.remove(ifa.prefix.Addr(), d)
	}
	n.locals.Store(t, &own)
	d.addrs.Store(t, &noAddrs)
	d.dropRoutes(t, true)
	for _, ifa := range addrs {
		d.dropSource(t, ifa.prefix.Addr())
	}
	d.down6(t)
	d.groups.Store(t, nil)
	d.master.Store(t, nil)
	n.flushRoutes(t)
}
