package boundif_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"boundif/emu"
	"boundif/netdev"
	"boundif/sched"
)

// TestTheoremClasses explores programs on the real code. P1, P3 and P6 are
// checked on every execution of each, P7 by the explorer; the number of
// classes is a golden count. A number that changed says that a step now
// touches more or less than it did: find out why before you change it here.
func TestTheoremClasses(t *testing.T) {
	for _, row := range []struct {
		program
		classes int
		why     string
		slow    bool
	}{
		{program{byName: 1}, 1, "control: nobody renames", false},
		{program{byName: 1, unrelated: true}, 1, "control: renaming another device interferes with nothing", false},
		{program{byName: 1, renamers: 1}, 10, "the name path sees each step of the renames that touch its name", false},
		{program{byName: 1, byIndex: 1, renamers: 1}, 10, "an index binder adds no class", false},
		{program{byName: 1, renamers: 2}, 290, "two renamers: 20 orders of their critical sections", false},
		{program{byName: 2, byIndex: 2, renamers: 1}, 100, "name binders on their own sockets are independent: 10 squared", false},
		{program{byName: 3, byIndex: 3, renamers: 1}, 1000, "10 cubed", true},
		{program{byName: 2, byIndex: 2, renamers: 2}, 4250, "the largest", true},
		{program{byName: 1, byIndex: 1, renamers: 1, shared: true}, 14, "on one socket the order of the two binders counts", false},
		{program{byName: 2, byIndex: 2, renamers: 1, shared: true}, 744, "four binders on one socket", false},
		{program{byName: 1, byIndex: 1, renamers: 1, shared: true, keyed: true}, 14, "the rehash happens under the socket lock", false},
		{program{byIndex: 2, shared: true, keyed: true}, 2, "two binders on one socket: whoever is first", false},
		{program{byIndex: 3, shared: true, keyed: true}, 6, "three: any order", false},
		{program{byIndex: 3, shared: true, unprivileged: true}, 6, "OPT-44: one wins, the others are denied", false},
		{program{byName: 1, hotplug: true}, 4, "a device that is replaced", false},
		{program{byIndex: 1, hotplug: true}, 1, "an index is not affected by what becomes of its device", false},
		{program{byName: 1, byIndex: 1, renamers: 1, hotplug: true}, 68, "both kinds of change", false},
	} {
		t.Run(row.program.String(), func(t *testing.T) {
			if row.slow && testing.Short() {
				t.Skip("skipped: -short, and this takes about a second")
			}
			r := emu.Explore(t, row.body)
			if r.Classes != row.classes {
				t.Errorf("%d classes, want %d (%s)", r.Classes, row.classes, row.why)
			}
		})
	}
}

// TestP1IndexPathIsOneClass is P1 without a bound: an index binder and the
// renamers touch nothing in common, as recorded by the types, so whatever the
// renamers do, every schedule is equivalent to one without interference.
func TestP1IndexPathIsOneClass(t *testing.T) {
	for renamers := range 3 {
		alone := emu.Explore(t, program{renamers: renamers, unrelated: true}.body)
		for binders := 1; binders <= 2; binders++ {
			p := program{byIndex: binders, renamers: renamers, unrelated: true}
			r := emu.Explore(t, p.body)
			if r.Classes != alone.Classes {
				t.Errorf("%s: %d classes, but %d without the binders", p, r.Classes, alone.Classes)
			}
			for _, a := range r.Tasks {
				for _, b := range r.Tasks {
					if strings.HasPrefix(a, "index") && a != b {
						if cells := r.Shared(a, b); len(cells) != 0 {
							t.Errorf("%s: %s and %s share %q", p, a, b, cells)
						}
					}
				}
			}
		}
	}
}

// TestP2NamePathIsUnsafe finds both ways to go wrong, although the device is
// there all the time, and replays the shortest schedule of each.
func TestP2NamePathIsUnsafe(t *testing.T) {
	p := program{byName: 1, renamers: 1}
	r := emu.Explore(t, p.body, emu.Witness())
	for _, want := range []string{"name0 ENODEV", "name0 wrong"} {
		o := outcome(r, want)
		if o == nil {
			t.Errorf("no execution ends with %q: %+v", want, r.Outcomes)
			continue
		}
		trace := emu.Replay(t, o.Witness, p.body)
		if trace.Outcome != want {
			t.Errorf("the witness of %q ends with %q", want, trace.Outcome)
		}
	}
}

// TestP2NeedsTwoRenames: one rename can make the call fail, and only two can
// lead it to another device.
func TestP2NeedsTwoRenames(t *testing.T) {
	body := func(renames int) func(k *emu.Kernel) {
		return func(k *emu.Kernel) {
			r := newRun(program{}, k)
			root := k.Init().Root()
			first, second := must(root.LinkAdd("eth0", 0)), must(root.LinkAdd("eth1", 0))
			r.bind("name0", first)
			k.Go("udev", func() {
				root.LinkSetName(first, "lan0")
				if renames == 2 {
					root.LinkSetName(second, "eth0")
				}
			})
			k.Observe(r.observe)
			k.Finally(r.judge)
		}
	}
	one, two := emu.Explore(t, body(1)), emu.Explore(t, body(2))
	if got := labels(one); !slices.Equal(got, []string{"name0 ENODEV", "name0 d*"}) {
		t.Errorf("one rename: outcomes %q", got)
	}
	if got := labels(two); !slices.Equal(got, []string{"name0 ENODEV", "name0 d*", "name0 wrong"}) {
		t.Errorf("two renames: outcomes %q", got)
	}
}

// TestP5RenameIsTwoSteps: during one rename the device answers to neither
// name (RACE-01), so a program that tries both may fail twice.
func TestP5RenameIsTwoSteps(t *testing.T) {
	r := emu.Explore(t, func(k *emu.Kernel) {
		root, daemon := k.Init().Root(), k.Init().Root()
		dev := must(root.LinkAdd("eth0", 0))
		fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
		var old, new error
		k.Go("daemon", func() {
			old = daemon.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "eth0")
			new = daemon.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "lan0")
		})
		k.Go("udev", func() { root.LinkSetName(dev, "lan0") })
		k.Finally(func() { k.Outcome(errname(old) + " " + errname(new)) })
	})
	want := []string{"ENODEV ENODEV", "ENODEV ok", "ok ENODEV", "ok ok"}
	if got := labels(r); !slices.Equal(got, want) {
		t.Errorf("bind(old), bind(new) end in %q, want %q", got, want)
	}
}

// TestP6CachedRouteIsGone: a bind that returned has dropped the route that
// the connected socket had cached for the device before (OUT-40), however
// another binder interferes.
func TestP6CachedRouteIsGone(t *testing.T) {
	r := emu.Explore(t, func(k *emu.Kernel) {
		r := newRun(program{shared: true}, k)
		root := k.Init().Root()
		for i, name := range []string{"eth0", "eth1"} {
			dev := must(root.LinkAdd(name, 0))
			check(root.LinkSetUp(dev))
			r.bind(fmt.Sprintf("index%d", i), dev)
		}
		b := r.binders[0]
		check(b.proc.SetsockoptInt(b.fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, b.device))
		check(b.proc.Connect(b.fd, &emu.SockaddrInet4{Port: 9, Addr: [4]byte{192, 0, 2, 1}}))
		if b.sock.CachedRoute(nil) == nil {
			k.Errorf("connect() cached no route: the test tests nothing")
		}
		k.Observe(r.observe)
		k.Finally(r.judge)
	})
	if r.Classes != 2 {
		t.Errorf("%d classes, want 2: the orders of the two binders", r.Classes)
	}
}

// TestLookupBeforeLock is RACE-10 to RACE-12, and OPT-70: the name is resolved before the
// socket lock is taken. While the caller waits for the lock, which another
// task holds, the name can go to another device, or the device can go.
func TestLookupBeforeLock(t *testing.T) {
	for _, row := range []struct {
		what  string
		event func(root *emu.Process, first, second int)
		want  string
	}{
		{"names are swapped while it waits: it gets the device that had the name",
			func(root *emu.Process, first, second int) {
				root.LinkSetName(first, "tmp0")
				root.LinkSetName(second, "eth0")
			}, "ok, on the first device, now called tmp0"},
		{"the device is deleted while it waits: success, and a stale index",
			func(root *emu.Process, first, second int) { root.LinkDel(first) }, "ok, on no device"},
		{"the index is given to a newcomer while it waits: success, on the impostor",
			func(root *emu.Process, first, second int) {
				root.LinkDel(first)
				root.LinkAdd("evil0", first)
			}, "ok, on the first device, now called evil0"},
	} {
		const schedule = "v1:other=sock.lock,name=sock.bindtodevice.lookup,udev,other,name"
		trace := emu.Replay(t, schedule, func(k *emu.Kernel) {
			root, daemon := k.Init().Root(), k.Init().Root()
			first, second := must(root.LinkAdd("eth0", 0)), must(root.LinkAdd("eth1", 0))
			fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
			var err error
			k.Go("name", func() { err = daemon.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "eth0") })
			k.Go("other", func() { daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_REUSEADDR, 1) })
			k.Go("udev", func() { row.event(root, first, second) })
			k.Finally(func() {
				where := "another device"
				switch name, nameErr := daemon.GetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE); {
				case errors.Is(nameErr, netdev.ENODEV):
					where = "no device"
				case must(daemon.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)) == first:
					where = "the first device, now called " + name
				}
				k.Outcome(errname(err) + ", on " + where)
			})
		})
		if trace.Outcome != row.want {
			t.Errorf("%s: got %q, want %q", row.what, trace.Outcome, row.want)
		}
	}
}

// labels are the outcomes of a report.
func labels(r *sched.Report) []string {
	set := map[string]bool{}
	for _, o := range r.Outcomes {
		set[o.Label] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// outcome is the row of a report with that label, nil if there is none.
func outcome(r *sched.Report, label string) *sched.Outcome {
	for i := range r.Outcomes {
		if r.Outcomes[i].Label == label {
			return &r.Outcomes[i]
		}
	}
	return nil
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// errname is the error number of a call, by name.
func errname(err error) string {
	var e netdev.Errno
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &e):
		return e.Error()
	}
	return err.Error()
}
