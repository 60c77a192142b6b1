package emu

import (
	"fmt"
	"math"
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// AddrDel takes an address from a device.
//
// Errors: EPERM without CAP_NET_ADMIN, then as [netdev.Net.DelAddr].
func (p *Process) AddrDel(index int, prefix netip.Prefix) error {
	return p.admin("addr_del", func(t *sched.Task) error {
		return p.ns.net.DelAddr(t, ifindex(index), prefix)
	}, "addr_del(%d, %s)", index, prefix)
}

// LinkAddVRF makes a VRF with a forwarding table, down, and returns its index:
// the next one if index is 0.
//
// Errors: EPERM without CAP_NET_ADMIN; EINVAL for a table that is no number of
// 32 bits; then as [netdev.Net.RegisterVRF].
func (p *Process) LinkAddVRF(name string, index, table int) (got int, err error) {
	err = p.admin("link_add_vrf", func(t *sched.Task) error {
		number, ok := number32(table)
		if !ok {
			return netdev.EINVAL
		}
		dev, err := p.ns.net.RegisterVRF(t, name, ifindex(index), number)
		if err == nil {
			got = int(dev.Index(t.At("emu.link.index")))
		}
		return err
	}, "link_add_vrf(%q, %d, %d)", name, index, table)
	return got, err
}

// LinkSetMaster enslaves a device to a VRF, or releases it if master is 0.
//
// Errors: EPERM without CAP_NET_ADMIN, then as [netdev.Net.SetMaster].
func (p *Process) LinkSetMaster(index, master int) error {
	return p.admin("link_set_master", func(t *sched.Task) error {
		return p.ns.net.SetMaster(t, ifindex(index), ifindex(master))
	}, "link_set_master(%d, %d)", index, master)
}

// RouteAdd adds a route.
//
// Errors: EPERM without CAP_NET_ADMIN; EINVAL for a table or metric that is no
// number of 32 bits; then as [netdev.Net.AddRoute].
func (p *Process) RouteAdd(r Route) error {
	return p.route("route_add", (*netdev.Net).AddRoute, r)
}

// RouteDel deletes the first route that fits.
//
// Errors: EPERM without CAP_NET_ADMIN; EINVAL for a table or metric that is no
// number of 32 bits; then as [netdev.Net.DelRoute].
func (p *Process) RouteDel(r Route) error {
	return p.route("route_del", (*netdev.Net).DelRoute, r)
}

func (p *Process) route(name string, call func(*netdev.Net, *sched.Task, netdev.RouteConfig) error, r Route) error {
	return p.admin(name, func(t *sched.Task) error {
		table, ok1 := number32(r.Table)
		metric, ok2 := number32(r.Metric)
		if !ok1 || !ok2 {
			return netdev.EINVAL
		}
		return call(p.ns.net, t, netdev.RouteConfig{
			Dst: r.Dst, Gateway: r.Gateway, Dev: ifindex(r.Dev), Table: table, Src: r.Src, Metric: metric,
		})
	}, name+"(%s)", r)
}

// number32 is a number as the kernel takes it from 32 bits without sign.
func number32(n int) (uint32, bool) {
	if n < 0 || int64(n) > math.MaxUint32 {
		return 0, false
	}
	return uint32(n), true
}

// String is the route as ip(8) shows it, with an index for the device.
func (r Route) String() string {
	s := r.Dst.String()
	if r.Gateway.IsValid() {
		s += fmt.Sprintf(" via %s", r.Gateway)
	}
	for _, part := range []struct {
		name  string
		value int
	}{{"dev", r.Dev}, {"table", r.Table}, {"metric", r.Metric}} {
		if part.value != 0 {
			s += fmt.Sprintf(" %s %d", part.name, part.value)
		}
	}
	if r.Src.IsValid() {
		s += fmt.Sprintf(" src %s", r.Src)
	}
	return s
}
