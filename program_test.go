package boundif_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"boundif/emu"
	"boundif/netdev"
	"boundif/sock"
)

// program is a scenario of the theorem on the real code: tasks that bind a
// socket to device 0, of which they hold the index, and tasks that rename or
// replace devices meanwhile. Its body carries the checks of P1, P3 and P6;
// deadlocks (P7) the explorer reports by itself.
type program struct {
	byName, byIndex int
	renamers        int  // each swaps the names of devices 0 and 1, thrice renaming
	unrelated       bool // a task that renames a third device to and fro
	hotplug         bool // a task that deletes device 0 and makes one of its name
	shared          bool // all binders bind one socket
	keyed           bool // sockets of a protocol that hashes by device, not UDP
	unprivileged    bool // the binders lack CAP_NET_RAW
}

func (p program) String() string {
	s := fmt.Sprintf("%d by name, %d by index, %d renamers", p.byName, p.byIndex, p.renamers)
	for _, o := range []struct {
		set  bool
		text string
	}{
		{p.unrelated, "unrelated renames"}, {p.hotplug, "hotplug"}, {p.shared, "one socket"},
		{p.keyed, "hashed by device"}, {p.unprivileged, "unprivileged"},
	} {
		if o.set {
			s += ", " + o.text
		}
	}
	return s
}

// run is one execution of a program.
type run struct {
	program
	k       *emu.Kernel
	net     *netdev.Net
	binders []*binder
	byTask  map[string]*binder
}

// binder is a task that binds, and what is known of it.
type binder struct {
	proc *emu.Process
	fd   int
	sock *sock.Sock
	task string
	err  error

	device int           // index that it holds
	dstar  netdev.Serial // the device that had it at the start

	name   string        // by name: as if_indextoname answered
	early  bool          // that name did not lead to d* even then
	found  netdev.Serial // device that the name led to at the lookup, 0 if none
	looked bool
	moved  int // rename steps between the two
}

func (p program) body(k *emu.Kernel) {
	r := newRun(p, k)
	root := k.Init().Root()
	first := must(root.LinkAdd("eth0", 0))
	second := must(root.LinkAdd("eth1", 0))
	other := must(root.LinkAdd("wlan7", 0))
	if p.keyed {
		newKeyed(k.Task(), k.Init().Inet())
	}
	for i := range p.byName {
		r.bind(fmt.Sprintf("name%d", i), first)
	}
	for i := range p.byIndex {
		r.bind(fmt.Sprintf("index%d", i), first)
	}
	for i := range p.renamers {
		tmp := fmt.Sprintf("tmp%d", i)
		k.Go(fmt.Sprintf("udev%d", i), func() {
			root.LinkSetName(first, tmp)
			root.LinkSetName(second, "eth0")
			root.LinkSetName(first, "eth1")
		})
	}
	if p.unrelated {
		k.Go("other", func() {
			root.LinkSetName(other, "wlan8")
			root.LinkSetName(other, "wlan7")
		})
	}
	if p.hotplug {
		k.Go("hotplug", func() {
			root.LinkDel(first)
			root.LinkAdd("eth0", 0)
		})
	}
	k.Observe(r.observe)
	k.Finally(r.judge)
}

func newRun(p program, k *emu.Kernel) *run {
	return &run{program: p, k: k, net: k.Init().Net(), byTask: map[string]*binder{}}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// bind starts a task that binds a socket, its own or the shared one, to the
// device with that index: by name if the task's name says so.
func (r *run) bind(task string, device int) {
	b := &binder{task: task, device: device, dstar: r.net.ByIndex(nil, int32(device)).Serial()}
	if r.shared && len(r.binders) > 0 {
		b.proc, b.fd = r.binders[0].proc, r.binders[0].fd
	} else {
		b.proc = r.k.Init().Root()
		if r.unprivileged {
			b.proc = r.k.Init().User(1000)
		}
		number := emu.IPPROTO_UDP
		if r.keyed {
			number = keyedNumber
		}
		b.fd = must(b.proc.Socket(emu.AF_INET, emu.SOCK_DGRAM, number))
	}
	b.sock = must(b.proc.Sock(b.fd))
	r.binders = append(r.binders, b)
	r.byTask[task] = b
	r.k.Go(task, b.run)
}

func (b *binder) byIndex() bool { return strings.HasPrefix(b.task, "index") }

func (b *binder) run() {
	if b.byIndex() {
		b.err = b.proc.SetsockoptInt(b.fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, b.device)
		return
	}
	var name string
	if name, b.err = b.proc.IfIndexToName(b.device); b.err == nil {
		b.err = b.proc.SetsockoptString(b.fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, name)
	}
}

// serial is the device that a name leads to now, 0 if none.
func (r *run) serial(name string) netdev.Serial {
	if dev := r.net.ByName(nil, name); dev != nil {
		return dev.Serial()
	}
	return 0
}

// observe looks at the state after every step.
func (r *run) observe(task, step string) {
	b := r.byTask[task]
	switch {
	case b != nil && step == "netdev.name.get":
		b.name, _ = r.net.NameOf(nil, int32(b.device))
		b.early = r.serial(b.name) != b.dstar
	case b != nil && step == "sock.bindtodevice.lookup":
		b.looked, b.found = true, r.serial(b.name)
	case b != nil && step == "sock.bind.store" && b.byIndex():
		if got := b.sock.BoundDevIf(nil); got != int32(b.device) {
			r.k.Errorf("P1 (index safety): %s asked for index %d and stored %d", b.task, b.device, got)
		}
	case b != nil && step == "sock.unlock":
		r.consistent(b)
	case b == nil && strings.HasPrefix(step, "netdev."):
		for _, b := range r.binders {
			if b.name != "" && !b.looked {
				b.moved++
			}
		}
	}
}

// consistent is P6: whenever the socket's lock is free, the socket hangs where
// its bound device says, and no route of an earlier device is cached.
func (r *run) consistent(b *binder) {
	if at, ok := keyedAt(b.sock); ok && at != b.sock.BoundDevIf(nil) {
		r.k.Errorf("P6 (consistency): %s leaves the socket bound to %d but hashed for %d", b.task, b.sock.BoundDevIf(nil), at)
	}
	if b.err == nil && b.sock.CachedRoute(nil) != nil {
		r.k.Errorf("P6 (consistency): %s leaves the route of the device before", b.task)
	}
}

// judge checks P1 and P3 when all tasks have ended, and labels the outcome.
func (r *run) judge() {
	var label []string
	denied := 0
	for _, b := range r.binders {
		bound := int(b.sock.BoundDevIf(nil))
		dev := r.net.ByIndex(nil, int32(bound))
		what := "d*"
		switch {
		case errors.Is(b.err, netdev.EPERM):
			denied++
			what = "EPERM"
		case errors.Is(b.err, netdev.ENODEV):
			what = "ENODEV"
		case b.err != nil:
			what = b.err.Error()
		case dev == nil:
			what = "stale"
		case dev.Serial() != b.dstar:
			what = "wrong"
		}
		label = append(label, b.task+" "+what)
		if b.byIndex() {
			r.safe(b, bound, dev)
		} else {
			r.locus(b, what)
		}
	}
	if r.unprivileged && r.shared && denied != len(r.binders)-1 {
		r.k.Errorf("OPT-44: of %d unprivileged binders of one socket %d were denied", len(r.binders), denied)
	}
	r.k.Outcome(strings.Join(label, ", "))
}

// safe is P1: the call by index does not fail for want of a device, and what
// it bound the socket to is d* or nothing, for ever.
func (r *run) safe(b *binder, bound int, dev *netdev.Device) {
	switch {
	case errors.Is(b.err, netdev.ENODEV):
		r.k.Errorf("P1 (index safety): %s failed with ENODEV", b.task)
	case b.err != nil || r.shared: // EPERM, or another binder had the last word
	case bound != b.device:
		r.k.Errorf("P1 (index safety): %s asked for index %d and is bound to %d", b.task, b.device, bound)
	case dev != nil && dev.Serial() != b.dstar:
		r.k.Errorf("P1 (index safety): %s is bound to another device than it asked for", b.task)
	case dev == nil && r.alive(b.dstar):
		r.k.Errorf("P1 (index safety): %s is bound to index %d, which its living device has lost", b.task, bound)
	}
}

// alive reports whether the device is still registered.
func (r *run) alive(d netdev.Serial) bool {
	return slices.ContainsFunc(r.net.Devices(nil), func(dev *netdev.Device) bool { return dev.Serial() == d })
}

// locus is P3: a bind by name goes wrong exactly when the name did not lead to
// d* at the moment of the kernel's lookup, and then a device was being changed.
func (r *run) locus(b *binder, what string) {
	if b.err != nil && !b.looked || errors.Is(b.err, netdev.EPERM) || r.shared {
		return // the index had lost its device before there was a name, or no verdict of this call's own
	}
	wrong := what == "ENODEV" || what == "wrong" || what == "stale" && b.found != b.dstar
	switch {
	case wrong != (b.found != b.dstar):
		r.k.Errorf("P3 (locus): %s: at the lookup %q led to device %d, d* is %d, yet: %s", b.task, b.name, b.found, b.dstar, what)
	case wrong && b.moved == 0 && !b.early:
		r.k.Errorf("P3 (locus): %s: %s, although no device changed between if_indextoname and the lookup", b.task, what)
	}
}
