package boundif_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"boundif/emu"
	"boundif/sched"
)

// A scope is a small scene with a golden count. Each mutant of the kernel code
// must spoil one of them: an execution violates a property, or the number of
// classes or the outcomes are others.
type scope struct {
	what     string
	body     func(k *emu.Kernel)
	classes  int
	outcomes []string // nil: not looked at
}

// scopes are ordered by size: fewest tasks first.
var scopes = []scope{
	{"1 bind by index, hashed by device", program{byIndex: 1, keyed: true}.body, 1, nil},
	{"1 bind by index of a connected socket", rebind, 1, nil},
	{"1 by index, 1 rename of its device", renamed("index0"), 1, nil},
	{"1 by index, its device replaced", program{byIndex: 1, hotplug: true}.body, 1, nil},
	{"2 by index, one socket, unprivileged", program{byIndex: 2, shared: true, unprivileged: true}.body, 2, nil},
	{"1 by name, 1 rename of its device", renamed("name0"), 5, []string{"name0 ENODEV", "name0 d*"}},
	{"1 sender, 1 bind by index", egress(1), 6, []string{"by the bound device", "by the old device"}},
	{"1 packet, 1 bind by index", arrival, 2, []string{"to nobody", "to the socket"}},
	{"1 packet, 1 connect", meeting(false), 22, []string{"to the socket"}},
	{"1 packet, 1 disconnect", meeting(true), 9, []string{"to nobody", "to the socket"}},
	{"1 by name, 1 by index, 1 renamer, one socket", program{byName: 1, byIndex: 1, renamers: 1, shared: true}.body, 14, nil},
}

// rebind binds a connected socket, which has cached a route, to its device
// once more.
func rebind(k *emu.Kernel) {
	r := newRun(program{shared: true}, k)
	dev := must(r.k.Init().Root().LinkAdd("eth0", 0))
	check(k.Init().Root().LinkSetUp(dev))
	r.bind("index0", dev)
	b := r.binders[0]
	check(b.proc.SetsockoptInt(b.fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, dev))
	check(b.proc.Connect(b.fd, &emu.SockaddrInet4{Port: 9, Addr: [4]byte{192, 0, 2, 1}}))
	k.Observe(r.observe)
	k.Finally(r.judge)
}

// renamed is one bind while its device is renamed once.
func renamed(task string) func(k *emu.Kernel) {
	return func(k *emu.Kernel) {
		r := newRun(program{}, k)
		root := k.Init().Root()
		dev := must(root.LinkAdd("eth0", 0))
		r.bind(task, dev)
		k.Go("udev", func() { root.LinkSetName(dev, "lan0") })
		k.Observe(r.observe)
		k.Finally(r.judge)
	}
}

// arrival is a packet on eth0 while the only socket of its port moves from
// there to eth1.
func arrival(k *emu.Kernel) {
	ns := k.Init()
	root, daemon := ns.Root(), ns.Root()
	first, second := must(root.LinkAdd("eth0", 0)), must(root.LinkAdd("eth1", 0))
	check(root.LinkSetUp(first))
	check(root.AddrAdd(first, netip.MustParsePrefix("192.0.2.1/32")))
	fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	check(daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, first))
	check(daemon.Bind(fd, &emu.SockaddrInet4{Port: 67}))
	packet(k, first, "192.0.2.9:68", "192.0.2.1:67")
	k.Go("daemon", func() { check(daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, second)) })
}

// meeting is a packet from the peer that the socket it is for connects to, or
// disconnects from, meanwhile (RH-06, UDP-19).
func meeting(disconnect bool) func(k *emu.Kernel) {
	return func(k *emu.Kernel) {
		ns := k.Init()
		root, daemon := ns.Root(), ns.Root()
		dev := must(root.LinkAdd("eth0", 0))
		check(root.LinkSetUp(dev))
		check(root.AddrAdd(dev, netip.MustParsePrefix("192.0.2.1/24")))
		fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
		check(daemon.Bind(fd, &emu.SockaddrInet4{Port: 67}))
		peer := emu.Sockaddr(&emu.SockaddrInet4{Port: 68, Addr: [4]byte{192, 0, 2, 9}})
		if disconnect {
			check(daemon.Connect(fd, peer))
			peer = &emu.SockaddrUnspec{}
		}
		packet(k, dev, "192.0.2.9:68", "192.0.2.1:67")
		k.Go("daemon", func() { check(daemon.Connect(fd, peer)) })
	}
}

// packet starts a task that delivers one packet; the outcome says whether a
// socket got it.
func packet(k *emu.Kernel, dev int, src, dst string) {
	got := "to nobody"
	k.Go("packet", func() {
		if len(must(k.Init().DeliverUDP(dev, netip.MustParseAddrPort(src), netip.MustParseAddrPort(dst), nil))) > 0 {
			got = "to the socket"
		}
	})
	k.Finally(func() { k.Outcome(got) })
}

// TestScopes explores the scopes in order and stops at the first that is not
// as it should be. It says which that is, and after how many executions that
// was known; if an execution violated a property, also how often a random walk
// would have seen it. The table of mutants reads these lines.
func TestScopes(t *testing.T) {
	for _, sc := range scopes {
		r, err := emu.Search(sc.body)
		var f *sched.Failure
		switch {
		case errors.As(err, &f):
			t.Fatalf("%v\nscope: %s\nexecutions: %d of %d\nrandom walk: %s", err, sc.what, f.Execution, r.Executions, walk(sc.body))
		case err != nil:
			t.Fatal(err)
		case r.Classes != sc.classes:
			t.Fatalf("%s: %d classes, want %d\nscope: %s\nexecutions: all %d", sc.what, r.Classes, sc.classes, sc.what, r.Executions)
		case sc.outcomes != nil && !slices.Equal(labels(r), sc.outcomes):
			t.Fatalf("%s: outcomes %q, want %q\nscope: %s\nexecutions: all %d", sc.what, labels(r), sc.outcomes, sc.what, r.Executions)
		}
	}
}

// walk is how many of 2000 random schedules violate a property: at each step
// one of the tasks that can run, all alike (the generator is splitmix64).
func walk(body func(k *emu.Kernel)) string {
	const runs = 2000
	state, bad := uint64(0), 0
	choose := func(runnable []string) int {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return int((z ^ z>>31) % uint64(len(runnable)))
	}
	for range runs {
		if _, err := emu.Run(choose, body); err != nil {
			bad++
		}
	}
	return fmt.Sprintf("%.1f %%", 100*float64(bad)/runs)
}
