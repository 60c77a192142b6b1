package netdev

import (
	"net/netip"

	"boundif/sched"
)

// A Serial is the ghost identity of a device: each registration in a kernel
// gets the next, and none is ever used again. Linux has no such number; the
// theorem is stated with it.
type Serial uint64

// A Device is a registered network device (struct net_device).
type Device struct {
	serial  Serial
	primary nameNode
	index   sched.Var[int32]
	hash    *sched.Node[Device] // place in Net.byIndex
	flags   sched.Var[uint32]
	net     sched.Ptr[Net]
	addrs   sched.Ptr[[]ifAddr]
	addrs6  sched.Ptr[[]netip.Prefix]
	groups  sched.Ptr[[]group]
	master  sched.Ptr[Device]
	alts    []*nameNode // under rtnl
	fixed   bool        // the loopback device: cannot change namespace
	table   uint32      // of a VRF; 0 otherwise
	xmit    transmitQueue
}

// IFF_UP is the flag of a device that is up.
const IFF_UP = 1

func newDevice(t *sched.Task, n *Net, name string, index int32, table uint32) *Device {
	n.rtnl.serial++
	d := &Device{serial: n.rtnl.serial, table: table}
	sched.Own(t, "net_device", d)
	d.primary.dev = d
	d.primary.name.Store(t.At("netdev.register.init"), &name)
	d.index.Store(t, index)
	d.net.Store(t, n)
	d.addrs.Store(t, &noAddrs)
	d.addrs6.Store(t, &noAddrs6)
	return d
}

// What a device begins with. It is replaced, never changed.
var (
	noAddrs  []ifAddr
	noAddrs6 []netip.Prefix
)

// Serial is the device's ghost identity.
func (d *Device) Serial() Serial { return d.serial }

// Index is the device's index in its namespace. It changes only when the
// device moves to another one.
func (d *Device) Index(t *sched.Task) int32 { return d.index.Load(t) }

// Name is the device's primary name at this moment; during a rename it is
// the new one before that resolves.
func (d *Device) Name(t *sched.Task) string { return *d.primary.name.Load(t) }

// Net is the namespace that the device is in.
func (d *Device) Net(t *sched.Task) *Net { return d.net.Load(t) }

// Up reports whether the device is up.
func (d *Device) Up(t *sched.Task) bool { return d.flags.Load(t)&IFF_UP != 0 }

// Loopback reports whether the device is its namespace's "lo".
func (d *Device) Loopback() bool { return d.fixed }

// SetUp brings the device with that index up or takes it down (dev_open,
// dev_close), and sends a link event if that changed anything.
//
// Errors: EINVAL for a negative index, ENODEV.
func (n *Net) SetUp(t *sched.Task, index int32, up bool) error {
	if index < 0 {
		return EINVAL
	}
	defer n.lockRtnl(t).unlock(t)
	d := n.ByIndex(t.At("netdev.flags.lookup"), index)
	if d == nil {
		return ENODEV
	}
	d.setUp(t, up)
	return nil
}

// lockRtnl takes the rtnl mutex: defer n.lockRtnl(t).unlock(t).
func (n *Net) lockRtnl(t *sched.Task) *Rtnl {
	n.rtnl.mu.Lock(t.At("netdev.rtnl.lock"))
	return n.rtnl
}

func (r *Rtnl) unlock(t *sched.Task) { r.mu.Unlock(t.At("netdev.rtnl.unlock")) }

// setUp is dev_open or dev_close, with what IPv4 and IPv6 do then (fib_netdev_event,
// inetdev_event, addrconf_notify). "lo" gets its addresses when it comes up.
func (d *Device) setUp(t *sched.Task, up bool) {
	if d.Up(t.At("netdev.flags.load")) == up {
		return
	}
	flags := uint32(0)
	if up {
		flags = IFF_UP
	}
	n := d.net.Load(t)
	d.flags.Store(t.At("netdev.flags.store"), flags)
	n.flushRoutes(t)
	if up {
		for _, ifa := range *d.addrs.Load(t) {
			d.addRoutes(t, ifa)
		}
		d.up6(t)
		if d.fixed {
			d.addAddr(t, netip.PrefixFrom(localhost, 8), scopeHost)
		}
	} else {
		d.dropRoutes(t, false)
		d.down6(t)
	}
	n.event(t, LinkEvent{Kind: NewLink}, d)
}
