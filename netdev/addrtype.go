package netdev

import (
	"net/netip"
	"slices"

	"boundif/sched"
)

// ByAddr is the device that has the address, in a VRF or not; nil if none has
// (ip_dev_find, ipv6_dev_find). Of several the newest owner counts. Of IPv4 all
// addresses of the loopback device's networks belong to it.
func (n *Net) ByAddr(t *sched.Task, a netip.Addr) *Device {
	own := n.owners(t, a)
	if len(own) > 0 {
		return own[0]
	}
	if a.Is4() {
		if e := n.find4(t, a, tableLocal); e != nil && e.kind == Local {
			return e.dev
		}
	}
	return nil
}

// owners is the devices that have the address.
func (n *Net) owners(t *sched.Task, a netip.Addr) []*Device {
	if a.Is4() {
		return (*n.locals.Load(t))[a]
	}
	return (*n.locals6.Load(t))[a]
}

// IsLocal reports whether a is an address of the namespace outside VRFs, on
// whatever device, up or down: AddrType for a socket that is not bound. It is
// one step.
func (n *Net) IsLocal(t *sched.Task, a netip.Addr) bool { return n.AddrType(t, a, 0) == Local }

// AddrType is what the address a is to a socket that is bound to the device
// with index bound, 0 if to none (inet_addr_type_table, ipv6_chk_addr): Local,
// Broadcast, Multicast, or Unicast if it is not the namespace's. Addresses in a
// VRF exist for the sockets that are bound to it or its slaves, and only for
// those (L3-30). An IPv6 address that is link-local, or ::1, must be on the
// bound device, if there is one (WR-11); IPv4 does not ask (WR-12). Before a
// namespace has its first IPv4 address there is no table to look into, and every
// IPv4 address counts as Broadcast; a VRF has its table from the start
// (vrf_rtable_create). It is one step.
func (n *Net) AddrType(t *sched.Task, a netip.Addr, bound int32) Kind {
	t = t.At("netdev.addr.type")
	if !a.Is4() {
		return n.addrType6(t, a, bound)
	}
	table := n.L3Table(t, bound)
	if table == 0 {
		table = tableLocal
	}
	switch {
	case n.zeronet(a), a == limitedBroadcast:
		return Broadcast
	case a.IsMulticast():
		return Multicast
	}
	e := n.find4(t, a, table)
	switch {
	case e != nil:
		return e.kind
	case table == tableLocal && !slices.Contains(n.hosts.Load(t).tables, table) && !slices.Contains(n.fib.Load(t).tables, table):
		return Broadcast
	}
	return Unicast
}

// find4 is the route of one table to a (fib_table_lookup). While there is no VRF
// local and main are one.
func (n *Net) find4(t *sched.Task, a netip.Addr, table uint32) *fibEntry {
	e := n.hosts.Load(t).find(a, table, nil, 0)
	if e != nil && e.dst.Bits() == 32 {
		return e
	}
	routes := n.fib.Load(t)
	e = longer(e, routes.find(a, table, nil, 0))
	if table == tableLocal && n.vrfs.Load(t) == 0 {
		e = longer(e, routes.find(a, tableMain, nil, 0))
	}
	return e
}

// isLocal reports whether a is an own address by one table.
func (n *Net) isLocal(t *sched.Task, a netip.Addr, table uint32) bool {
	e := n.find4(t, a, table)
	return e != nil && e.kind == Local
}

var limitedBroadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})
