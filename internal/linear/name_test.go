package linear

import (
	"slices"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// apart is the specification that describes the kernel.
var apart = Spec{NameCalls: 2, Renames: 2, Deletes: 2, Creates: 2, NameReads: 2}

// observed is the smallest program that refutes the name call: bind() has to
// come before the rename, for it found the old name, and after the get that
// follows the rename, for that found the socket unbound.
var observed = tasks(task("daemon", bindName(0, "eth0")), task("udev", rename(Eth0, "lan0"), get(0)))

// namePrograms bind by name while somebody observes the socket.
var namePrograms = []struct {
	why            string
	histories, bad int // golden: what clients can tell apart
	program        Program
}{
	{"udev renames the device and reads the socket", 9, 1, observed},
	{"another task reads the socket", 119, 7,
		tasks(task("daemon", bindName(0, "eth0")), task("udev", rename(Eth0, "lan0")), task("reader", get(0), get(0)))},
	{"the name goes to another device meanwhile", 19, 1,
		tasks(task("daemon", bindName(0, "eth0")), task("udev", rename(Eth0, "tmp0"), rename(Eth1, "eth0"), get(0)))},
	{"udev binds the socket itself: the call that came first has the last word", 9, 1,
		tasks(task("daemon", bindName(0, "eth0")), task("udev", rename(Eth0, "lan0"), bindIndex(0, Eth1)))},
	{"two bind one socket by name, and who looked first stores last", 29, 1,
		tasks(task("a", bindName(0, "eth0")), task("b", bindName(0, "eth1")), task("udev", rename(Eth0, "lan0")))},
	{"the device is deleted meanwhile", 9, 1,
		tasks(task("daemon", bindName(0, "eth0")), task("udev", remove(Eth0), get(0)))},
}

// TestNameCallsAreTwoOperations is P4 for SO_BINDTODEVICE: as one operation it
// is refuted, though renames are granted their two; as two, resolve and bind by
// index, every history is explained.
func TestNameCallsAreTwoOperations(t *testing.T) {
	one := apart
	one.NameCalls = 1
	for _, row := range namePrograms {
		t.Run(row.why, func(t *testing.T) {
			v := refutes(t, one, row.program)
			if v.Histories != row.histories || v.Bad != row.bad {
				t.Errorf("%d of %d histories are not explained, want %d of %d", v.Bad, v.Histories, row.bad, row.histories)
			}
			explains(t, apart, row.program)
		})
	}
}

// TestNobodyWatchesTheNameCall: without somebody who observes the socket while
// it is being bound, nobody can tell: the call might as well have happened all
// at once when the name was looked up. Everybody may look at the end.
func TestNobodyWatchesTheNameCall(t *testing.T) {
	for _, p := range []Program{
		tasks(task("daemon", bindName(0, "eth0")), task("udev", rename(Eth0, "tmp0"), rename(Eth1, "eth0"), rename(Eth0, "eth1"))),
		tasks(task("daemon", bindName(0, "eth0"), get(0)), task("udev", remove(Eth0), create("eth0"))),
		tasks(task("a", bindName(0, "eth0")), task("b", bindName(1, "eth0")), task("udev", rename(Eth0, "lan0"))),
	} {
		explains(t, Spec{}, p)
	}
}

// TestAtomicNameCalls is the same programs on kernels whose name call is one
// operation: in one, every call is one step; in the other SO_BINDTODEVICE takes
// rtnl, which keeps renames out between lookup and store. So it is that gap
// that refutes P4 on Linux, and nothing else.
func TestAtomicNameCalls(t *testing.T) {
	for _, row := range namePrograms {
		explains(t, Spec{}, row.program, emu.WholeCalls())
		row.program.UnderRtnl = true
		explains(t, Spec{}, row.program)
	}
}

// intent is P2 and P4 in one program: the daemon holds an index, asks for the
// name and binds by it; udev gives the name away and looks at the socket.
var intent = Program{
	Tasks: []Task{
		task("daemon", nameOf(Eth0), bindName(0, Told)),
		task("udev", rename(Eth0, "tmp0"), rename(Eth1, "eth0"), get(0)),
	},
	Outcome: func(h History) string {
		for _, c := range h {
			if c.Op.Kind == BindName && c.Result.Err == netdev.ENODEV {
				return "ENODEV"
			}
		}
		if end := h[len(h)-1]; end.Result.Index != Eth0 {
			return "wrong device"
		}
		return "right device"
	},
}

// TestIntentIsAnotherProperty: kernels whose name call is one operation satisfy
// P4 and fail P2 as Linux does. Nobody has promised the caller that the name
// still means what it meant when he was told. (mutant_test.go builds one more
// such kernel by changing the real code.)
func TestIntentIsAnotherProperty(t *testing.T) {
	bad := []string{"ENODEV", "right device", "wrong device"}
	underRtnl := intent
	underRtnl.UnderRtnl = true
	for _, row := range []struct {
		what    string
		program Program
		opts    []emu.Option
		want    []string
	}{
		{"every call is one step", intent, []emu.Option{emu.WholeCalls()}, bad},
		{"SO_BINDTODEVICE takes rtnl, which keeps renames out", underRtnl, nil, bad},
	} {
		t.Run(row.what, func(t *testing.T) {
			v := explains(t, Spec{}, row.program, row.opts...)
			if !slices.Equal(v.Outcomes, row.want) {
				t.Errorf("P2 (name unsafety): outcomes %q, want %q", v.Outcomes, row.want)
			}
		})
	}
	t.Run("Linux", func(t *testing.T) {
		v := refutes(t, Spec{Renames: 2}, intent)
		t.Logf("P2 fails too: outcomes %q", v.Outcomes)
		if !slices.Equal(v.Outcomes, bad) {
			t.Errorf("P2 (name unsafety): outcomes %q, want %q", v.Outcomes, bad)
		}
	})
	t.Run("by index", func(t *testing.T) {
		byIndex := intent
		byIndex.Tasks = []Task{task("daemon", bindIndex(0, Eth0)), intent.Tasks[1]}
		v := explains(t, Spec{}, byIndex)
		if want := []string{"right device"}; !slices.Equal(v.Outcomes, want) {
			t.Errorf("P1 (index safety): outcomes %q, want %q", v.Outcomes, want)
		}
	})
}
