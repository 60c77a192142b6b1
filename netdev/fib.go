package netdev

import (
	"net/netip"
	"slices"
)

// A Kind is what an address is to a host, or a destination to a route
// (RTN_UNICAST and its siblings).
type Kind uint8

// The kinds of addresses and routes.
const (
	Nobody    Kind = iota // nobody's: an arriving packet is dropped
	Unicast               // another host's
	Local                 // an address of this namespace
	Broadcast             // 255.255.255.255 or the last address of a network
	Multicast             // 224.0.0.0/4 or ff00::/8
)

func (k Kind) String() string {
	return [...]string{"nobody", "unicast", "local", "broadcast", "multicast"}[k]
}

// Forwarding tables that have names (RT_TABLE_MAIN and its siblings).
const (
	tableDefault = 253
	tableMain    = 254
	tableLocal   = 255
)

// How far away a destination or an address of IPv4 is (RT_SCOPE_LINK and its
// siblings): the larger, the nearer.
const (
	scopeUniverse = 0
	scopeLink     = 253
	scopeHost     = 254
)

// A fibEntry is a route of a table (fib_info and fib_alias; fib6_info). It
// does not change.
type fibEntry struct {
	dst     netip.Prefix
	table   uint32
	kind    Kind
	dev     *Device
	gateway netip.Addr // as it was asked for; not valid: none
	own     bool       // the gateway is an address of this host, so dst is on the link
	src     netip.Addr // preferred source, or not valid
	metric  uint32
	scope   uint8 // of IPv4
}

// next is the gateway that packets are sent to, if any.
func (e *fibEntry) next() netip.Addr {
	if e.own {
		return netip.Addr{}
	}
	return e.gateway
}

// same reports whether the entries are one route.
func (e *fibEntry) same(o *fibEntry) bool { return *e == *o }

// A fib is the routes of all tables of one family; of IPv4 there is a second
// one, of the routes to addresses of the namespace. It is replaced, never
// changed.
type fib struct {
	entries []*fibEntry // longest prefix first, then by metric, then by age
	tables  []uint32    // that have or had routes
}

// with is the fib with one more route, unless it has that one.
func (f *fib) with(e *fibEntry) *fib {
	if slices.ContainsFunc(f.entries, e.same) {
		return f
	}
	at := slices.IndexFunc(f.entries, func(o *fibEntry) bool {
		return o.dst.Bits() < e.dst.Bits() || o.dst.Bits() == e.dst.Bits() && o.metric > e.metric
	})
	if at < 0 {
		at = len(f.entries)
	}
	tables := f.tables
	if !slices.Contains(tables, e.table) {
		tables = append(slices.Clone(tables), e.table)
	}
	return &fib{slices.Concat(f.entries[:at], []*fibEntry{e}, f.entries[at:]), tables}
}

// without is the fib without the routes that gone picks, or f itself if it
// picks none.
func (f *fib) without(gone func(e *fibEntry) bool) *fib {
	if !slices.ContainsFunc(f.entries, gone) {
		return f
	}
	return &fib{slices.DeleteFunc(slices.Clone(f.entries), gone), f.tables}
}

// find is the first, and so the longest, route of a table to dst that leaves by
// dev, or by any device if dev is nil, and is no farther than scope
// (fib_table_lookup).
func (f *fib) find(dst netip.Addr, table uint32, dev *Device, scope uint8) *fibEntry {
	for _, e := range f.entries {
		if e.table == table && (dev == nil || e.dev == dev) && e.scope >= scope && e.dst.Contains(dst) {
			return e
		}
	}
	return nil
}

// prefer is find for a device that is only preferred: of the routes with the
// longest prefix and the least metric the one that leaves by dev, else the
// first (find_rr_leaf).
func (f *fib) prefer(dst netip.Addr, table uint32, dev *Device) *fibEntry {
	first := f.find(dst, table, nil, 0)
	if first == nil {
		return nil
	}
	for _, e := range f.entries {
		if e.table == table && e.dev == dev && e.dst == first.dst && e.metric == first.metric {
			return e
		}
	}
	return first
}

// taken reports whether the table has a route to dst of that metric.
func (f *fib) taken(table uint32, dst netip.Prefix, metric uint32) bool {
	return slices.ContainsFunc(f.entries, func(e *fibEntry) bool {
		return e.table == table && e.dst == dst && e.metric == metric
	})
}

// longest reports whether the route is one to a single address, so that no other
// has a longer prefix.
func (e *fibEntry) longest() bool { return e != nil && e.dst.IsSingleIP() }

// longer is the route with the longer prefix, a if they are equal.
func longer(a, b *fibEntry) *fibEntry {
	if a == nil || b != nil && b.dst.Bits() > a.dst.Bits() {
		return b
	}
	return a
}

// owners is who has which address, the newest first (inet_addr_lst,
// inet6_addr_lst). It is replaced, never changed.
type owners map[netip.Addr][]*Device
