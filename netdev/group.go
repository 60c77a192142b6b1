package netdev

import (
	"net/netip"
	"slices"

	"boundif/sched"
)

// A group is how often a device has joined a multicast group (struct
// ip_mc_list, struct ifmcaddr6).
type group struct {
	addr  netip.Addr
	users int
}

// JoinGroup makes the device with that index a member of a multicast group,
// once more each time (ip_mc_inc_group, ipv6_dev_mc_inc). Memberships last until
// the device leaves the namespace. The first one, and the end of the last one,
// make cached routes of IPv4 invalid (ip_rt_multicast_event).
//
// Errors: EINVAL if group is no multicast address, ENODEV.
func (n *Net) JoinGroup(t *sched.Task, index int32, addr netip.Addr) error {
	return n.changeGroup(t, index, addr, 1)
}

// LeaveGroup takes one membership back, also from a device that has come to the
// index since. One that is not a member is left alone.
//
// Errors: EINVAL if group is no multicast address, ENODEV.
func (n *Net) LeaveGroup(t *sched.Task, index int32, addr netip.Addr) error {
	return n.changeGroup(t, index, addr, -1)
}

func (n *Net) changeGroup(t *sched.Task, index int32, addr netip.Addr, by int) error {
	if !addr.IsMulticast() {
		return EINVAL
	}
	defer n.lockRtnl(t).unlock(t)
	d := n.ByIndex(t.At("netdev.group.lookup"), index)
	if d == nil {
		return ENODEV
	}
	groups := slices.Clone(d.joined(t))
	before := len(groups)
	at := slices.IndexFunc(groups, func(g group) bool { return g.addr == addr })
	switch {
	case at >= 0:
		groups[at].users += by
		if groups[at].users == 0 {
			groups = slices.Delete(groups, at, at+1)
		}
	case by > 0:
		groups = append(groups, group{addr, 1})
	}
	d.groups.Store(t.At("netdev.group.store"), &groups)
	if addr.Is4() && len(groups) != before {
		n.flushRoutes(t)
	}
	return nil
}

func (d *Device) joined(t *sched.Task) []group {
	if p := d.groups.Load(t); p != nil {
		return *p
	}
	return nil
}

// InGroup reports whether the device receives what is sent to a multicast group
// (ip_check_mc_rcu, ipv6_chk_mcast_addr): it has joined it, or it is one that
// every device is in (224.0.0.1, ff01::1, ff02::1), or one that comes with an
// IPv6 address of its own (ff02::1:ff00:0/104).
func (d *Device) InGroup(t *sched.Task, addr netip.Addr) bool {
	switch addr {
	case allHosts, allNodesHere, allNodes:
		return true
	}
	for _, g := range d.joined(t) {
		if g.addr == addr {
			return true
		}
	}
	if a := addr.As16(); solicited.Contains(addr) && !d.fixed && !d.VRF() {
		for _, p := range *d.addrs6.Load(t) {
			if own := p.Addr().As16(); [3]byte(own[13:]) == [3]byte(a[13:]) {
				return true
			}
		}
	}
	return false
}

// Groups that devices are in by themselves.
var (
	allHosts     = netip.AddrFrom4([4]byte{224, 0, 0, 1})
	allNodesHere = netip.AddrFrom16([16]byte{0: 0xff, 1: 1, 15: 1})
	allNodes     = netip.IPv6LinkLocalAllNodes()
	solicited    = netip.PrefixFrom(netip.AddrFrom16([16]byte{0: 0xff, 1: 2, 11: 1, 12: 0xff}), 104)
)

// GroupDevice is the device that a membership without a device is for: that of
// the route to the group, nil if there is none (ip_mc_find_dev, ipv6_sock_mc_join;
// OUT-36).
func (n *Net) GroupDevice(t *sched.Task, addr netip.Addr) *Device {
	t = t.At("netdev.route.lookup")
	var e *fibEntry
	if addr.Is4() {
		e = n.lookup4(t, addr, nil, nil, 0)
	} else {
		e = n.lookup6(t, addr, nil, nil, true)
	}
	if e == nil {
		return nil
	}
	return e.dev
}
