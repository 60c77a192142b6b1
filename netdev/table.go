package netdev

import (
	"net/netip"
	"slices"

	"boundif/sched"
)

// A RouteConfig is a route as a program asks for it (struct fib_config, struct
// fib6_config).
type RouteConfig struct {
	Dst     netip.Prefix
	Gateway netip.Addr // not valid: Dst is on the link
	Dev     int32      // index; 0: that of the gateway
	Table   uint32     // 0: main
	Src     netip.Addr // preferred source, or not valid
	Metric  uint32
}

// normal is the request with what it leaves out, if it makes sense.
func (c RouteConfig) normal() (RouteConfig, error) {
	is4 := c.Dst.Addr().Is4()
	switch {
	case !c.Dst.IsValid():
		return c, EINVAL
	case c.Gateway.IsValid() && c.Gateway.Is4() != is4, c.Src.IsValid() && c.Src.Is4() != is4:
		return c, EINVAL
	case is4 && c.Dst != c.Dst.Masked():
		return c, EINVAL // IPv6 cuts the rest off
	}
	c.Dst = c.Dst.Masked()
	if c.Table == 0 {
		c.Table = tableMain
	}
	if is4 && c.Gateway.IsUnspecified() {
		c.Gateway = netip.Addr{}
	}
	if c.Src.IsUnspecified() {
		c.Src = netip.Addr{}
	}
	return c, nil
}

// AddRoute adds a route to a table (RTM_NEWROUTE with NLM_F_CREATE and
// NLM_F_EXCL). It goes when its device goes down, leaves, or changes its master;
// one of IPv4 also with the last address of the device, or with its source.
//
// Errors, in this order: EINVAL for a prefix, gateway or source that is not
// valid or of another family, and for bits beyond an IPv4 prefix; ENODEV if
// nothing has the index, or there is neither device nor gateway; of a gateway
// that is not on the link of a route of the same table, or of a general lookup,
// ENETUNREACH (IPv4) or EHOSTUNREACH (IPv6); EINVAL for one that is a broadcast
// address (IPv4), or an own address or "lo" (IPv6); ENETDOWN; EINVAL for a source
// that is not an own address; EEXIST for a second route to one destination with
// one metric in one table. An IPv4 gateway with an index that nothing has is
// ENETUNREACH, too. Of IPv6 metric 0 stands for 1024.
func (n *Net) AddRoute(t *sched.Task, c RouteConfig) error {
	c, err := c.normal()
	if err != nil {
		return err
	}
	defer n.lockRtnl(t).unlock(t)
	e := &fibEntry{dst: c.Dst, table: c.Table, kind: Unicast, gateway: c.Gateway, src: c.Src, metric: c.Metric}
	t = t.At("netdev.fib.check")
	if c.Dst.Addr().Is4() {
		return n.addRoute4(t, c, e)
	}
	return n.addRoute6(t, c, e)
}

// addRoute4 is fib_table_insert, with fib_create_info.
func (n *Net) addRoute4(t *sched.Task, c RouteConfig, e *fibEntry) error {
	if err := n.nexthop4(t, c, e); err != nil {
		return err
	}
	if !e.dev.Up(t) {
		return ENETDOWN
	}
	table := c.Table
	if table == tableMain {
		table = tableLocal
	}
	if c.Src.IsValid() && !n.isLocal(t, c.Src, table) && !n.isLocal(t, c.Src, tableLocal) {
		return EINVAL // fib_valid_prefsrc
	}
	routes := n.fib.Load(t)
	if routes.taken(c.Table, c.Dst, c.Metric) || n.hosts.Load(t).taken(c.Table, c.Dst, c.Metric) {
		return EEXIST
	}
	n.fib.Store(t.At("netdev.fib.store"), routes.with(e))
	n.flushRoutes(t)
	return nil
}

// nexthop4 fills in the device of a route (fib_check_nh). A gateway must be on
// the link: a route to it by another gateway does not count. An own address as a
// gateway makes the destination on-link.
func (n *Net) nexthop4(t *sched.Task, c RouteConfig, e *fibEntry) error {
	var dev *Device
	if c.Dev != 0 {
		dev = n.ByIndex(t, c.Dev)
	}
	if !c.Gateway.IsValid() {
		if dev == nil {
			return ENODEV
		}
		e.dev, e.scope = dev, scopeLink
		return nil
	}
	if c.Dev != 0 && dev == nil {
		return ENETUNREACH
	}
	var way *fibEntry
	if c.Table != tableMain {
		way = n.fib.Load(t).find(c.Gateway, c.Table, dev, scopeLink)
		way = longer(n.hosts.Load(t).find(c.Gateway, c.Table, dev, scopeLink), way)
	}
	if way == nil {
		if way = n.lookup4(t, c.Gateway, dev, n.l3(t, dev), scopeLink); way == nil {
			return ENETUNREACH
		}
	}
	if way.kind == Broadcast {
		return EINVAL
	}
	e.dev, e.own = way.dev, way.kind == Local
	return nil
}

// addRoute6 is ip6_route_add, with fib6_nh_init.
func (n *Net) addRoute6(t *sched.Task, c RouteConfig, e *fibEntry) error {
	if c.Dev != 0 {
		if e.dev = n.ByIndex(t, c.Dev); e.dev == nil {
			return ENODEV
		}
	}
	if c.Gateway.IsValid() {
		if err := n.gateway6(t, c, e); err != nil {
			return err
		}
	}
	if e.dev == nil {
		return ENODEV
	}
	if !e.dev.Up(t) {
		return ENETDOWN
	}
	if c.Src.IsValid() && n.addrType6(t, c.Src, e.dev.index.Load(t)) != Local {
		return EINVAL
	}
	if e.metric == 0 {
		e.metric = metricUser
	}
	routes := n.fib6.Load(t)
	if routes.taken(c.Table, c.Dst, e.metric) {
		return EEXIST
	}
	n.setFib6(t.At("netdev.fib.store"), routes.with(e))
	return nil
}

// gateway6 checks the gateway of a route and fills in its device
// (ip6_validate_gw, ip6_route_check_nh). A link-local one is on the link of the
// device that comes with it; another one must be reached by a route without
// gateway.
func (n *Net) gateway6(t *sched.Task, c RouteConfig, e *fibEntry) error {
	own := func() bool {
		for _, d := range n.owners(t, c.Gateway) {
			if n.l3(t, d) == n.l3(t, e.dev) && (d == e.dev || !c.Gateway.IsLinkLocalUnicast()) {
				return true
			}
		}
		return false
	}
	if c.Gateway.IsUnspecified() || c.Gateway.IsMulticast() || e.dev != nil && own() {
		return EINVAL
	}
	if !c.Gateway.IsLinkLocalUnicast() {
		far := func(way *fibEntry) bool {
			return way == nil || way.gateway.IsValid() || way.dev.fixed && way.kind != Local
		}
		way := n.fib6.Load(t).find(c.Gateway, c.Table, e.dev, 0)
		if far(way) {
			way = n.lookup6(t, c.Gateway, e.dev, n.l3(t, e.dev), true)
		}
		if far(way) || e.dev != nil && way.dev != e.dev {
			return EHOSTUNREACH
		}
		e.dev = way.dev
	}
	if e.dev == nil || e.dev.fixed || own() {
		return EINVAL
	}
	return nil
}

// DelRoute deletes the first route that fits (RTM_DELROUTE): gateway, device,
// source (of IPv4) and metric count as far as they are given.
//
// Errors: EINVAL as for AddRoute, ESRCH. To ask for a default route of IPv6 where
// there is none is ENOENT.
func (n *Net) DelRoute(t *sched.Task, c RouteConfig) error {
	c, err := c.normal()
	if err != nil {
		return err
	}
	defer n.lockRtnl(t).unlock(t)
	t = t.At("netdev.fib.check")
	if c.Dst.Addr().Is4() {
		for _, cell := range []*sched.Ptr[fib]{&n.hosts, &n.fib} {
			f := cell.Load(t)
			if e := f.match(t, c); e != nil {
				cell.Store(t.At("netdev.fib.store"), f.without(e.same))
				n.flushRoutes(t)
				return nil
			}
		}
		return ESRCH
	}
	f := n.fib6.Load(t)
	if c.Dst.Bits() == 0 && c.Metric == 0 && f.nullEntry(c, n.loopback.index.Load(t)) {
		return ENOENT
	}
	e := f.match(t, c)
	if e == nil {
		return ESRCH
	}
	n.setFib6(t.At("netdev.fib.store"), f.without(e.same))
	return nil
}

// match is the first route that fits a request, nil if there is none.
func (f *fib) match(t *sched.Task, c RouteConfig) *fibEntry {
	is4 := c.Dst.Addr().Is4()
	for _, e := range f.entries {
		switch {
		case e.table != c.Table || e.dst != c.Dst:
		case c.Gateway.IsValid() && c.Gateway != e.gateway && (e.gateway.IsValid() || !c.Gateway.IsUnspecified()):
		case c.Dev != 0 && c.Dev != e.dev.index.Load(t):
		case is4 && c.Src.IsValid() && c.Src != e.src:
		case c.Metric != 0 && c.Metric != e.metric:
		default:
			return e
		}
	}
	return nil
}

// nullEntry reports whether a request to delete a default route of IPv6 hits
// what every table has in the place of one: unreachable, of "lo", without
// gateway (ip6_null_entry). There is a table once it has had a route.
func (f *fib) nullEntry(c RouteConfig, lo int32) bool {
	for _, e := range f.entries {
		if e.table == c.Table && e.dst.Bits() == 0 {
			return false
		}
	}
	return slices.Contains(f.tables, c.Table) && (c.Dev == 0 || c.Dev == lo) &&
		(!c.Gateway.IsValid() || c.Gateway.IsUnspecified())
}
