package linear

import (
	"fmt"
	"testing"

	"boundif/emu"
)

// TestRegistryCallsAreTwoOperations decides changes of the registry, and the
// one call that reads two things: each is refuted as one operation and
// explained as two.
func TestRegistryCallsAreTwoOperations(t *testing.T) {
	for _, row := range []struct {
		why            string
		histories, bad int // golden: what clients can tell apart
		one, two       Spec
		program        Program
	}{
		{"P5: during one rename the device answers to neither name (RACE-01), seen by binding", 11, 1,
			Spec{NameCalls: 2}, Spec{NameCalls: 2, Renames: 2},
			tasks(task("daemon", bindName(0, "eth0"), bindName(0, "lan0")), task("udev", rename(Eth0, "lan0")))},
		{"P5, seen by if_nametoindex", 11, 1, Spec{}, Spec{Renames: 2},
			tasks(task("reader", resolve("eth0"), resolve("lan0")), task("udev", rename(Eth0, "lan0")))},
		{"its index leads to the new name before that leads to it", 11, 1, Spec{}, Spec{Renames: 2},
			tasks(task("reader", nameOf(Eth0), resolve("lan0")), task("udev", rename(Eth0, "lan0")))},
		{"a device that is being deleted loses its name before its index", 11, 1, Spec{}, Spec{Deletes: 2},
			tasks(task("reader", resolve("eth0"), nameOf(Eth0)), task("udev", remove(Eth0)))},
		{"a new device has a name before it has an index", 11, 1, Spec{}, Spec{Creates: 2},
			tasks(task("reader", resolve("usb0"), nameOf(4)), task("udev", create("usb0")))},
		{"getsockopt(SO_BINDTODEVICE) tells a name that the socket's device never had", 9, 1, Spec{}, Spec{NameReads: 2},
			Program{Bound: [2]int{Eth0}, Tasks: []Task{task("reader", getName(0)), task("udev", bindIndex(0, Eth1), rename(Eth0, "lan0"))}}},
	} {
		t.Run(row.why, func(t *testing.T) {
			v := refutes(t, row.one, row.program)
			if v.Histories != row.histories || v.Bad != row.bad {
				t.Errorf("%d of %d histories are not explained, want %d of %d", v.Bad, v.Histories, row.bad, row.histories)
			}
			explains(t, row.two, row.program)
		})
	}
}

// TestRegistryCallsInOneTable: who looks into one table only, twice in one
// call's time, cannot tell that deletion and creation are two operations. For
// a rename he can, if the table is that of names.
func TestRegistryCallsInOneTable(t *testing.T) {
	for _, p := range []Program{
		tasks(task("reader", resolve("eth0"), resolve("eth0")), task("udev", remove(Eth0))),
		tasks(task("reader", nameOf(Eth0), nameOf(Eth0)), task("udev", remove(Eth0))),
		tasks(task("reader", resolve("usb0"), resolve("usb0")), task("udev", create("usb0"))),
		tasks(task("reader", nameOf(4), nameOf(4)), task("udev", create("usb0"))),
		tasks(task("reader", nameOf(Eth0), nameOf(Eth0)), task("udev", rename(Eth0, "lan0"))),
	} {
		explains(t, Spec{}, p)
	}
}

// TestTwoRenamers: rtnl makes the two operations of one rename come directly
// one after the other as far as other renames go, also of those that fail.
func TestTwoRenamers(t *testing.T) {
	explains(t, apart, tasks(
		task("udev0", rename(Eth0, "lan0")), task("udev1", rename(Eth1, "eth0")), task("reader", resolve("eth0"))))
	explains(t, apart, tasks(
		task("udev0", rename(Eth0, "lan0"), remove(Eth0)), task("udev1", create("lan0")), task("reader", resolve("lan0"))))
}

// TestRenameWithinOneChain: a rename overwrites the name in place while the
// device hangs in the chain of the old one (REG-13). If both names hang in one
// chain, the new one resolves at once, then it does not, then it does: three
// operations. A name that was found is then not found, and no rename to blame
// but the one that is said to bring it.
//
// Which names share a chain is nobody's business (on Linux it is one pair in
// 256, others in each namespace), so the test looks for one. Linux 6.18 does
// it: of 1,500 pairs of names 7 showed found, lost, found to a task that asks
// all the time; repeated, these showed it in 167 of 280 renames, and ten of the
// other pairs in none of 400.
func TestRenameWithinOneChain(t *testing.T) {
	for n := range 2000 {
		name := fmt.Sprintf("lan%d", n)
		p := tasks(task("reader", resolve(name), resolve(name)), task("udev", rename(Eth0, name)))
		found := false
		p.Outcome = func(h History) string {
			found = h[0].Result.Err == 0
			return ""
		}
		if _, err := emu.ReplaySchedule("v1:udev=netdev.rename.write,reader,udev", p.Body(Spec{Renames: 3})); err != nil {
			t.Fatal(err)
		}
		if found {
			t.Logf("%q shares its chain with %q", name, "eth0")
			refutes(t, Spec{Renames: 2}, p)
			explains(t, Spec{Renames: 3}, p)
			return
		}
	}
	t.Error("REG-13: of 2000 names none is found while it is being written: want one in 128")
}
