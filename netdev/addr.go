package netdev

import (
	"maps"
	"net/netip"
	"slices"

	"boundif/sched"
)

// AddAddr gives the device with that index an IPv4 address (RTM_NEWADDR).
// Bits of the prefix beyond its length are the host part.
//
// Errors: EINVAL if the prefix is not IPv4, ENODEV, EEXIST.
func (n *Net) AddAddr(t *sched.Task, index int32, p netip.Prefix) error {
	if !p.IsValid() || !p.Addr().Is4() {
		return EINVAL
	}
	defer n.lockRtnl(t)()
	d := n.ByIndex(t.At("netdev.addr.lookup"), index)
	if d == nil {
		return ENODEV
	}
	if slices.Contains(*d.addrs.Load(t), p) {
		return EEXIST
	}
	d.addAddr(t, p)
	return nil
}

func (d *Device) addAddr(t *sched.Task, p netip.Prefix) {
	n := d.net.Load(t)
	addrs := append(slices.Clone(*d.addrs.Load(t)), p)
	locals := maps.Clone(*n.locals.Load(t))
	locals[p.Addr()] = append(slices.Clone(locals[p.Addr()]), d)
	d.addrs.Store(t.At("netdev.addr.store"), &addrs)
	n.locals.Store(t, &locals)
	n.flushRoutes(t)
}

// dropAddrs takes all addresses from a device that leaves.
func (n *Net) dropAddrs(t *sched.Task, d *Device) {
	locals := maps.Clone(*n.locals.Load(t.At("netdev.addr.drop")))
	for addr, devs := range locals {
		locals[addr] = slices.DeleteFunc(slices.Clone(devs), func(o *Device) bool { return o == d })
		if len(locals[addr]) == 0 {
			delete(locals, addr)
		}
	}
	n.locals.Store(t, &locals)
	d.addrs.Store(t, &[]netip.Prefix{})
	n.flushRoutes(t)
}

// owner is the device that answers for a local address; only dev counts if it
// is not nil. Of the loopback device's prefixes every address is local, also
// after it went down (fib_add_ifaddr).
func (n *Net) owner(t *sched.Task, a netip.Addr, dev *Device) *Device {
	for _, d := range (*n.locals.Load(t))[a] {
		if dev == nil || d == dev {
			return d
		}
	}
	if lo := n.loopback; dev == nil || dev == lo {
		for _, p := range *lo.addrs.Load(t) {
			if p.Contains(a) {
				return lo
			}
		}
	}
	return nil
}

// IsLocal reports whether a is an address of the namespace, on whatever
// device, up or down (inet_addr_type, RTN_LOCAL). It is one step.
func (n *Net) IsLocal(t *sched.Task, a netip.Addr) bool {
	return n.owner(t.At("netdev.addr.type"), a, nil) != nil
}
