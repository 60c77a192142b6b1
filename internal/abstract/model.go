// Package abstract is the race model that the golden counts of the theorem
// are stated for: a handful of steps per task, with nothing of the kernel in
// it but what the race needs. It is written with sched's types, so that it
// tests the explorer against figures that other model checkers gave.
//
// The real code (netdev, sock, proto) has more steps and golden counts of its
// own; this package never stands in for it.
package abstract

import (
	"fmt"

	"boundif/sched"
)

// A Config is a row of the table of golden counts.
type Config struct {
	ByName   int  // tasks that bind device 0 by its name
	ByIndex  int  // tasks that bind device 0 by its index
	Renamers int  // tasks that swap the names of devices 0 and 1
	Shared   bool // all binders use one socket
	Atomic   bool // a rename is one step
	Hotplug  bool // a task that deletes device 0 and then makes device 2, of name 0
}

func (c Config) String() string {
	s := fmt.Sprintf("%d/%d/%d", c.ByName, c.ByIndex, c.Renamers)
	if c.Shared {
		s += " shared"
	}
	if c.Atomic {
		s += " atomic"
	}
	if c.Hotplug {
		s += " hotplug"
	}
	return s
}

// enodev is the outcome of a bind whose lookup found nothing.
const enodev = -1

// sock is a socket: what it is bound to (1 + device, 0 if none), and the hash
// position that follows it.
type sock struct {
	lock  sched.Mutex
	bound sched.Var[int32]
	hash  sched.Var[int32]
}

// caller is what a task that binds by name keeps for itself.
type caller struct {
	errno sched.Var[int32]
	found sched.Var[int32] // 1 + device, 0 if none: a local variable, which counts as part of the state
}

// entry is a place in the name table. From the first half of a rename to the
// second the device has claimed its new name and is listed under neither.
type entry struct{ dev sched.Var[int32] } // 1 + device if listed, -(1 + device) if claimed, 0 if free

// registry has two devices, named 0 and 1, and one temporary name per renamer.
// Device 0 keeps the name that it had when it was deleted.
type registry struct {
	rtnl  sched.Mutex
	names []*entry
	name  [2]sched.Var[uint32] // device -> name
	gone  sched.Var[uint32]    // device 0 has been deleted
}

// Body is the program to explore.
func (c Config) Body(w *sched.World) {
	setup := w.Setup()
	reg := &registry{}
	sched.Own(setup, "registry", reg)
	for n := range 2 + c.Renamers {
		e := &entry{}
		sched.Own(setup, "name", e)
		reg.names = append(reg.names, e)
		if n < 2 {
			reg.name[n].Store(setup, uint32(n))
			e.dev.Store(setup, int32(n+1))
		}
	}
	var socks []*sock
	newSock := func() *sock {
		if c.Shared && len(socks) > 0 {
			return socks[0]
		}
		s := &sock{}
		sched.Own(setup, "sock", s)
		socks = append(socks, s)
		return s
	}
	var callers []*caller
	for i := range c.ByName {
		s, me := newSock(), &caller{}
		sched.Own(setup, "caller", me)
		callers = append(callers, me)
		w.Go(fmt.Sprintf("name%d", i), func(t *sched.Task) { me.byName(t, s, reg) })
	}
	for i := range c.ByIndex {
		s := newSock()
		w.Go(fmt.Sprintf("index%d", i), func(t *sched.Task) { s.bind(t, 1) })
	}
	for i := range c.Renamers {
		temporary := uint32(2 + i)
		rename := reg.rename
		if c.Atomic {
			rename = reg.renameAtomic
		}
		w.Go(fmt.Sprintf("rename%d", i), func(t *sched.Task) {
			rename(t, 0, temporary)
			rename(t, 1, 0)
			rename(t, 0, 1)
		})
	}
	if c.Hotplug {
		w.Go("hotplug", reg.hotplug)
	}
	w.Finally(func(t *sched.Task) {
		label := ""
		for _, s := range socks {
			bound := s.bound.Load(t)
			if s.hash.Load(t) != bound {
				w.Errorf("P6: a socket bound to %d is hashed for %d", bound, s.hash.Load(t))
			}
			label += fmt.Sprintf("%d ", bound)
		}
		for _, me := range callers {
			label += fmt.Sprintf("%d ", me.errno.Load(t))
		}
		w.Outcome(label)
	})
}

func (me *caller) byName(t *sched.Task, s *sock, reg *registry) {
	dev := reg.names[0].dev.Load(t.At("lookup"))
	me.found.Store(t, max(dev, 0))
	t.Keep(uint32(max(dev, 0)))
	if dev <= 0 {
		me.errno.Store(t.At("enodev"), enodev)
		return
	}
	s.bind(t, dev)
}

func (s *sock) bind(t *sched.Task, dev int32) {
	s.lock.Lock(t.At("lock"))
	s.bound.Store(t.At("store"), dev)
	s.hash.Store(t.At("rehash"), dev)
	s.lock.Unlock(t.At("unlock"))
}

// rename gives device dev the name to, in four steps. One that cannot be, or
// that changes nothing because the device has that name, still takes its two
// inner steps. What it has read is of no use to the renames that follow.
func (r *registry) rename(t *sched.Task, dev, to uint32) {
	r.rtnl.Lock(t.At("rtnl.lock"))
	claimed := r.unlist(t.At("unlist"), dev, to)
	if claimed {
		t.Keep(1)
		r.names[to].dev.Store(t.At("list"), int32(dev+1))
	} else {
		t.Keep(0)
		r.name[dev].Load(t.At("list"))
	}
	t.Keep()
	r.rtnl.Unlock(t.At("rtnl.unlock"))
}

// unlist writes the new name and takes the device out of the table, as one
// step. It reports whether there is anything left to list.
func (r *registry) unlist(t *sched.Task, dev, to uint32) bool {
	from := r.name[dev].Load(t)
	switch {
	case dev == 0 && r.gone.Load(t) == 1: // ENODEV
		return false
	case from == to:
		r.names[to].dev.Store(t, int32(dev+1))
		return false
	case r.names[to].dev.Load(t) != 0: // EEXIST
		return false
	}
	r.name[dev].Store(t, to)
	r.names[from].dev.Store(t, 0)
	r.names[to].dev.Store(t, -int32(dev+1))
	return true
}

// renameAtomic is the rename that Linux does not have: one step.
func (r *registry) renameAtomic(t *sched.Task, dev, to uint32) {
	r.rtnl.Lock(t.At("rename"))
	if from := r.name[dev].Load(t); from != to && (dev != 0 || r.gone.Load(t) == 0) && r.names[to].dev.Load(t) == 0 {
		r.name[dev].Store(t, to)
		r.names[from].dev.Store(t, 0)
		r.names[to].dev.Store(t, int32(dev+1))
	}
	r.rtnl.Unlock(t)
	t.Keep()
}

// hotplug deletes device 0, whatever its name is by then, and makes a newcomer
// that asks for name 0, which may be taken: three steps each.
func (r *registry) hotplug(t *sched.Task) {
	r.rtnl.Lock(t.At("rtnl.lock"))
	r.gone.Store(t.At("delete"), 1)
	r.names[r.name[0].Load(t)].dev.Store(t, 0)
	r.rtnl.Unlock(t.At("rtnl.unlock"))
	t.Keep()
	r.rtnl.Lock(t.At("rtnl.lock"))
	if r.names[0].dev.Load(t.At("create")) == 0 {
		r.names[0].dev.Store(t, 3)
	}
	r.rtnl.Unlock(t.At("rtnl.unlock"))
	t.Keep()
}
