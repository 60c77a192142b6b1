package netdev

import "boundif/sched"

// An Rtnl is what the network namespaces of one kernel share: the rtnl
// mutex, which serialises every change of every registry, and the count of
// registrations.
type Rtnl struct {
	mu      sched.Mutex
	release Release
	serial  Serial // of the newest device; under mu
}

// NewRtnl makes the shared part of a kernel of that release.
func NewRtnl(t *sched.Task, release Release) *Rtnl {
	r := &Rtnl{release: release}
	sched.Own(t, "rtnl", r)
	return r
}

// Release is the version of the kernel.
func (r *Rtnl) Release() Release { return r.release }

// hashSize is the number of chains of each table; the kernel has 256. Which
// names share a chain shows in one case: if a device's old and new name do,
// a rename has three stages, for the new name leads to the device as soon as
// it is written, then to nothing, then to the device again. (In the kernel
// the hash differs from boot to boot.)
const hashSize = 128

// A Net is a network namespace's registry of devices (struct net): two hash
// tables, by name and by index, that are changed under rtnl and read without
// a lock (REG-04). The name table lags behind the devices' names while a rename is
// under way (REG-13).
type Net struct {
	rtnl      *Rtnl
	byName    [hashSize]sched.List[nameNode]
	byIndex   [hashSize]sched.List[Device]
	lastIndex sched.Var[int32] // newest index given out automatically
	locals    sched.Ptr[owners]
	hosts     sched.Ptr[fib]       // routes to own addresses
	fib       sched.Ptr[fib]       // all others
	locals6   sched.Ptr[owners]    // the same of IPv6
	fib6      sched.Ptr[fib]       // with those to own addresses
	devices   sched.Ptr[[]*Device] // in order of registration
	routes    sched.Var[uint32]    // generation of the routes: see Valid
	routes6   sched.Var[uint32]
	vrfs      sched.Var[uint32] // 1 if there is or was a VRF
	notifiers []Notifier
	readers   []*Events // under rtnl
	loopback  *Device
}

// A nameNode is one name of one device in the name table
// (struct netdev_name_node). The primary name's node is the device's name
// itself: a rename overwrites it in place.
type nameNode struct {
	name sched.Ptr[string]
	node *sched.Node[nameNode]
	dev  *Device
}

// NewNet makes a namespace with its loopback device, "lo", index 1, down.
func NewNet(t *sched.Task, rtnl *Rtnl) *Net {
	if rtnl == nil {
		panic("netdev: NewNet without the Rtnl of a kernel")
	}
	n := &Net{rtnl: rtnl}
	sched.Own(t, "net", n)
	n.locals.Store(t, &nobody)
	n.hosts.Store(t, &noRoutes)
	n.fib.Store(t, &noRoutes)
	n.locals6.Store(t, &nobody)
	n.fib6.Store(t, &noRoutes6)
	n.devices.Store(t, &noDevices)
	defer n.lockRtnl(t).unlock(t)
	n.loopback = newDevice(t, n, "lo", 1, 0)
	n.loopback.fixed = true
	n.lastIndex.Store(t.At("netdev.index.store"), 1)
	n.list(t, n.loopback)
	return n
}

// What a namespace begins with. All of it is replaced, never changed.
var (
	nobody    = owners{}
	noRoutes  fib
	noRoutes6 = fib{tables: []uint32{tableMain, tableLocal}}
	noDevices []*Device
)

// Release is the version of the kernel that the namespace belongs to.
func (n *Net) Release() Release { return n.rtnl.release }

// Loopback is the namespace's "lo".
func (n *Net) Loopback() *Device { return n.loopback }

// nameHash is FNV-1a. Only how names share chains depends on it.
func nameHash(name string) uint32 {
	h := uint32(2166136261)
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return (h ^ h>>16) % hashSize
}

// ByName is the device that answers to name, primary or alternative, at this
// moment; nil if there is none (dev_get_by_name_rcu; REG-30, RACE-01). The
// comparison is of bytes (OPT-05).
//
// Like all lookups of this package it belongs to the step that the caller
// announces: net.ByName(t.At("who.lookup"), name).
func (n *Net) ByName(t *sched.Task, name string) *Device {
	for e := n.byName[nameHash(name)].First(t); e != nil; e = e.Next(t) {
		if *e.Val.name.Load(t) == name {
			return e.Val.dev
		}
	}
	return nil
}

// ByIndex is the device with that index, nil if there is none
// (dev_get_by_index_rcu).
func (n *Net) ByIndex(t *sched.Task, index int32) *Device {
	for e := n.byIndex[uint32(index)%hashSize].First(t); e != nil; e = e.Next(t) {
		if e.Val.index.Load(t) == index {
			return e.Val
		}
	}
	return nil
}

// NameOf is the current primary name of the device with that index, ENODEV if
// there is none (netdev_get_name; OPT-13). A rename never shows half a name.
func (n *Net) NameOf(t *sched.Task, index int32) (string, error) {
	dev := n.ByIndex(t, index)
	if dev == nil {
		return "", ENODEV
	}
	return dev.Name(t), nil
}

// Devices lists the devices of the namespace in the order in which they came.
func (n *Net) Devices(t *sched.Task) []*Device { return *n.devices.Load(t) }
