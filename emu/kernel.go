package emu

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// A Release is a version of Linux.
type Release = netdev.Release

// Linux is the release major.minor.
func Linux(major, minor int) Release { return Release{Major: major, Minor: minor} }

// A Kernel is one emulated machine.
type Kernel struct {
	release Release
	rtnl    *netdev.Rtnl
	initNS  *sock.UserNS
	world   *sched.World // nil unless the kernel is being explored
	init    *Namespace
	scene   scene // of a kernel that is explored
}

// New makes a machine that runs the release, with one network namespace, in
// which "lo" is down. It panics if the release is not modelled: see
// [netdev.ParseRelease] for input that may be wrong.
func New(r Release) *Kernel { return newKernel(r, nil) }

func newKernel(r Release, w *sched.World) *Kernel {
	if !r.Modelled() {
		panic("emu: Linux " + r.String() + " is not modelled: want " + netdev.Oldest.String() + " to " + netdev.Newest.String())
	}
	k := &Kernel{release: r, world: w, initNS: &sock.UserNS{}}
	if w != nil {
		w.Show(k.show)
	}
	k.rtnl = netdev.NewRtnl(k.task(), r)
	k.init = k.NewNamespace()
	return k
}

// Release is the version that the kernel behaves as.
func (k *Kernel) Release() Release { return k.release }

// Task is the task that runs now, the kernel's current; nil unless the kernel
// is explored. The packages below emu take it first.
func (k *Kernel) Task() *sched.Task { return k.task() }

func (k *Kernel) task() *sched.Task {
	if k == nil {
		panic("emu: a Namespace or Process that was not made by a Kernel")
	}
	if k.world == nil {
		return nil
	}
	return k.world.Current()
}

// Init is the namespace that the machine started with.
func (k *Kernel) Init() *Namespace {
	if k.init == nil {
		panic("emu: a Kernel that was not made by New")
	}
	return k.init
}
