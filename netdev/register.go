package netdev

import (
	"math"
	"slices"

	"boundif/sched"
)

// Register adds a device under name, which may be a template, with the index
// that was asked for, or the next automatic one if index is 0
// (rtnl_newlink, register_netdevice). The name ends at its first NUL.
//
// Errors: ERANGE for a name of 16 bytes or more, EINVAL for any other name
// that is not valid and for a negative index, EEXIST if the name or the index
// is taken (REG-01, REG-02, REG-21). The names "all" and "default" are
// refused by a notifier: EINVAL.
func (n *Net) Register(t *sched.Task, name string, index int32) (*Device, error) {
	return n.register(t, name, index, kind{})
}

// A kind is what sort of device to make (IFLA_INFO_KIND).
type kind struct {
	vrf   bool
	table uint32 // of the VRF
}

func (n *Net) register(t *sched.Task, name string, index int32, k kind) (*Device, error) {
	if len(name) >= IFNAMSIZ {
		return nil, ERANGE
	}
	if name = CutName(name); index < 0 {
		return nil, EINVAL
	}
	defer n.lockRtnl(t).unlock(t)
	if n.named(t.At("netdev.register.check"), index, name) != nil {
		return nil, EEXIST // before the name is looked at (rtnl_newlink)
	}
	if name == "" || k.vrf && k.table == 0 {
		return nil, EINVAL
	}
	if index != 0 {
		t.At("netdev.register.check")
	}
	name, err := n.pickName(t, name)
	if err != nil {
		return nil, err
	}
	if index == 0 {
		index = n.nextIndex(t)
	}
	d := newDevice(t, n, name, index, k.table)
	n.list(t, d)
	if err := n.notify(t, Registered, d); err != nil {
		n.unlist(t, d)
		n.forget(t, d)
		n.notify(t, Unregistered, d)
		return nil, err
	}
	if k.vrf && n.vrfs.Load(t.At("netdev.vrf.rules")) == 0 {
		n.vrfs.Store(t, 1) // vrf_add_fib_rules
		n.flushRoutes(t)
	}
	n.event(t, LinkEvent{Kind: NewLink}, d)
	return d, nil
}

// named is the device that a request of rtnetlink means: the one with that
// index or, if that is 0, with that name (rtnl_dev_get).
func (n *Net) named(t *sched.Task, index int32, name string) *Device {
	if index != 0 {
		return n.ByIndex(t, index)
	}
	return n.ByName(t, name)
}

// nextIndex is the next automatic index: they rise by one, skip what is
// taken, and start again at 1 after the largest (dev_new_index,
// dev_index_reserve; REG-20, REG-22). Since Linux 6.6 an xarray finds it, to the
// same end (REG-23).
func (n *Net) nextIndex(t *sched.Task) int32 {
	next := n.lastIndex.Load(t)
	for {
		if next == math.MaxInt32 {
			next = 0
		}
		next++
		if n.ByIndex(t, next) == nil {
			n.lastIndex.Store(t, next)
			return next
		}
	}
}

// list makes the device findable, first by name, then by index
// (list_netdevice).
func (n *Net) list(t *sched.Task, d *Device) {
	n.addName(t.At("netdev.register.name"), &d.primary)
	for _, alt := range d.alts {
		n.addName(t, alt)
	}
	d.hash = newNode(t, "dev_index_node", d)
	n.byIndex[uint32(d.index.Load(t))%hashSize].AddHead(t.At("netdev.register.index"), d.hash)
	devices := append(slices.Clip(*n.devices.Load(t)), d)
	n.devices.Store(t, &devices)
}

// addName hangs a name into the chain of what it says now.
func (n *Net) addName(t *sched.Task, e *nameNode) {
	chain := &n.byName[nameHash(*e.name.Load(t))]
	e.node = newNode(t, "dev_name_node", e)
	chain.AddHead(t, e.node)
}

// newNode makes a node that is used for one chain and never for another. In
// the kernel a grace period keeps a reader that stands on a node from being
// led into the chain that the node moves to; goroutines of plain mode have
// none, and would miss devices that nobody has touched.
func newNode[T any](t *sched.Task, label string, v *T) *sched.Node[T] {
	node := &sched.Node[T]{Val: v}
	sched.Own(t, label, node)
	return node
}

// unlist is the reverse (unlist_netdevice); then it waits for the readers
// that may have found the device.
func (n *Net) unlist(t *sched.Task, d *Device) {
	for _, alt := range d.alts {
		alt.node.Del(t.At("netdev.unregister.name"))
	}
	d.primary.node.Del(t.At("netdev.unregister.name"))
	d.hash.Del(t.At("netdev.unregister.index"))
	t.At("netdev.unregister.sync").RCUSync()
}

// forget drops the device from the list of the namespace.
func (n *Net) forget(t *sched.Task, d *Device) {
	devices := slices.DeleteFunc(slices.Clone(*n.devices.Load(t)), func(o *Device) bool { return o == d })
	n.devices.Store(t, &devices)
}

// Unregister removes the device with that index (unregister_netdevice_many).
// Sockets that are bound to the index are not told (REG-40, REG-44); the
// index is free at once for those who ask for it (REG-21), and automatic
// numbering comes back to it only after all others. So a new device with the
// old name is none of these sockets' (REG-41), one with the old index is
// (REG-42, RACE-15).
//
// Errors: EINVAL for an index that is not positive, ENODEV, EOPNOTSUPP for the
// loopback device.
func (n *Net) Unregister(t *sched.Task, index int32) error {
	if index <= 0 {
		return EINVAL
	}
	defer n.lockRtnl(t).unlock(t)
	d := n.ByIndex(t.At("netdev.unregister.lookup"), index)
	if d == nil {
		return ENODEV
	}
	if d.fixed {
		return EOPNOTSUPP
	}
	if d.VRF() {
		d.free(t)
	}
	d.setUp(t, false)
	n.unlist(t, d)
	n.dropAddrs(t, d)
	n.forget(t, d)
	n.notify(t, Unregistered, d)
	n.event(t, LinkEvent{Kind: DelLink}, d)
	return nil
}
