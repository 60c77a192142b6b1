package netdev

import (
	"net/netip"

	"boundif/sched"
)

// output4 is ip_route_output_key_hash_rcu.
func (n *Net) output4(t *sched.Task, f *flow) (*Route, error) {
	r := &Route{Src: f.src, Dst: f.dst, made: n.routes.Load(t)}
	far := f.dst.IsMulticast() || f.dst == limitedBroadcast
	if f.src.IsValid() {
		if f.src.IsMulticast() || f.src == limitedBroadcast || n.zeronet(f.src) {
			return nil, EINVAL
		}
		hack := f.oif == 0 && far
		if hack || !f.anySource {
			sender := n.ByAddr(t, f.src)
			if sender == nil {
				return nil, ENETUNREACH
			}
			if hack {
				return n.make4(t, r, nil, sender)
			}
		}
	}
	var dev *Device
	if f.oif != 0 {
		if dev = n.ByIndex(t, f.oif); dev == nil {
			return nil, ENODEV
		}
		if !dev.Up(t) {
			return nil, ENETUNREACH
		}
		if f.dst == limitedBroadcast || localGroups.Contains(f.dst) {
			return n.make4(t, r, nil, dev)
		}
	}
	if f.dst.IsUnspecified() {
		return n.self4(t, r, f.oif, dev)
	}
	if e := n.lookup4(t, f.dst, dev, n.l3(t, dev), 0); e != nil {
		return n.along4(t, r, e, dev)
	}
	if dev == nil || n.l3(t, dev) != nil && (!f.dst.IsMulticast() || dev.VRF() && n.Release().Has(SlaveRoutes)) {
		return nil, ENETUNREACH
	}
	return n.make4(t, r, nil, dev)
}

var (
	localhost   = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	localGroups = netip.PrefixFrom(netip.AddrFrom4([4]byte{224, 0, 0, 0}), 24)
)

// lookup4 asks the tables for a route to dst that leaves by dev, if that is not
// nil, and is no farther than scope (fib_lookup). l3 is the VRF of the lookup. A
// VRF itself stands for all of its slaves; before Linux 5.18 a slave did, too.
func (n *Net) lookup4(t *sched.Task, dst netip.Addr, dev, l3 *Device, scope uint8) *fibEntry {
	dev = n.strict(dev, l3)
	hosts, routes := n.hosts.Load(t), n.fib.Load(t)
	ask := func(table uint32) *fibEntry {
		e := hosts.find(dst, table, dev, scope)
		if e.longest() {
			return e
		}
		return longer(e, routes.find(dst, table, dev, scope))
	}
	if n.vrfs.Load(t) == 0 { // local and main are one table
		e := ask(tableLocal)
		if e.longest() {
			return e
		}
		if e = longer(e, ask(tableMain)); e != nil {
			return e
		}
		return ask(tableDefault)
	}
	e := ask(tableLocal)
	if e == nil && l3 != nil {
		e = ask(l3.table)
	}
	if e == nil {
		e = ask(tableMain)
	}
	if e == nil {
		e = ask(tableDefault)
	}
	return e
}

// strict is the device that routes must leave by in a lookup for dev
// (l3mdev_update_flow).
func (n *Net) strict(dev, l3 *Device) *Device {
	if l3 != nil && (dev == l3 || !n.Release().Has(SlaveRoutes)) {
		return nil
	}
	return dev
}

// self4 is the route to 0.0.0.0: to the source address, over the loopback
// device, counting as the bound device.
func (n *Net) self4(t *sched.Task, r *Route, oif int32, dev *Device) (*Route, error) {
	if !r.Src.IsValid() && dev != nil {
		r.Src = n.selectAddr(t, dev, netip.Addr{}, scopeHost)
	}
	if !r.Src.IsValid() || r.Src.IsUnspecified() {
		r.Src = localhost
	}
	r.Dst, r.Kind, r.Local, r.Dev, r.Index = r.Src, Local, true, n.loopback, oif
	if oif == 0 {
		r.Index = n.loopback.index.Load(t)
	}
	return r, nil
}

// along4 is the end of a lookup that found a route. The local address of a VRF
// is reached through the VRF, so the packet has arrived on both.
func (n *Net) along4(t *sched.Task, r *Route, e *fibEntry, bound *Device) (*Route, error) {
	if e.kind == Local {
		if !r.Src.IsValid() {
			r.Src = e.src
		}
		r.Kind, r.Local, r.Dev, r.Index = Local, true, e.dev, e.dev.index.Load(t)
		if m := n.l3(t, e.dev); m != nil {
			r.Sdif = m.index.Load(t)
		}
		return r, nil
	}
	if m := n.l3(t, bound); !r.Src.IsValid() {
		switch {
		case r.Dst.IsMulticast() && bound != nil:
			r.Src = n.selectAddr(t, bound, netip.Addr{}, scopeUniverse)
		case m != nil && n.l3(t, e.dev) != m: // the route leaves the VRF
			r.Src = n.selectAddr(t, m, netip.Addr{}, scopeLink)
		case e.src.IsValid():
			r.Src = e.src
		default:
			r.Src = n.selectAddr(t, e.dev, e.gateway, e.scope)
		}
	}
	return n.make4(t, r, e, e.dev)
}

// make4 is __mkroute_output for what leaves by dev, along e if that is not nil.
func (n *Net) make4(t *sched.Task, r *Route, e *fibEntry, dev *Device) (*Route, error) {
	if !r.Src.IsValid() {
		r.Src = n.selectAddr(t, dev, netip.Addr{}, scopeLink)
	}
	if r.Src.IsLoopback() && !dev.fixed && !dev.VRF() || n.zeronet(r.Dst) {
		return nil, EINVAL
	}
	r.Dev, r.Index, r.Kind = dev, dev.index.Load(t), Unicast
	switch {
	case r.Dst == limitedBroadcast:
		r.Kind, r.Loop = Broadcast, true
	case r.Dst.IsMulticast():
		r.Kind, r.Loop = Multicast, dev.InGroup(t, r.Dst)
		if e != nil && e.dst.Bits() >= 4 {
			r.Gateway = e.next()
		}
	case e != nil && e.kind == Broadcast:
		r.Kind, r.Loop = Broadcast, true
	default:
		r.Loop = dev.fixed
		if e != nil {
			r.Gateway = e.next()
		}
	}
	return r, nil
}

// selectAddr is the source for what leaves by dev: its first address, one in
// the network of the gateway before others; else that of its VRF, or of another
// device of the VRF, or outside of all VRFs (inet_select_addr; OUT-06). Only
// addresses count that reach as far as scope; 0.0.0.0 if there is none.
func (n *Net) selectAddr(t *sched.Task, dev *Device, gateway netip.Addr, scope uint8) netip.Addr {
	var first netip.Addr
	for _, ifa := range *dev.addrs.Load(t) {
		if ifa.secondary || ifa.scope > scope {
			continue
		}
		if !gateway.IsValid() || ifa.prefix.Contains(gateway) {
			return ifa.prefix.Addr()
		}
		if !first.IsValid() {
			first = ifa.prefix.Addr()
		}
	}
	if first.IsValid() {
		return first
	}
	l3 := n.l3(t, dev)
	if l3 != nil {
		if a := l3.anyAddr(t, scope); a.IsValid() {
			return a
		}
	}
	for _, d := range *n.devices.Load(t) {
		if n.l3(t, d) == l3 {
			if a := d.anyAddr(t, scope); a.IsValid() {
				return a
			}
		}
	}
	return netip.IPv4Unspecified()
}

// anyAddr is the first address of the device that reaches as far as scope and
// farther than the link (in_dev_select_addr).
func (d *Device) anyAddr(t *sched.Task, scope uint8) netip.Addr {
	for _, ifa := range *d.addrs.Load(t) {
		if !ifa.secondary && ifa.scope != scopeLink && ifa.scope <= scope {
			return ifa.prefix.Addr()
		}
	}
	return netip.Addr{}
}
