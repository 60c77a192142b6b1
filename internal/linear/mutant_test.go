package linear

import (
	"testing"

	"boundif/internal/mutant"
)

// A kernel is another kernel than Linux: the real code with a few changes. The
// tests of this package are compiled with it.
type kernel struct {
	what  string
	file  string // below the module
	edits []mutant.Edit
	fails string   // test that must fail, "" if none
	says  []string // what its output must contain
	holds string   // test that must pass as it does on the kernel as it is
}

// lookupInside moves the lookup of the name under the socket lock.
var lookupInside = mutant.Edit{"	index := int32(0)\n", "	s.Lock(t)\n	defer s.Unlock(t)\n	index := int32(0)\n"}

var kernels = []kernel{
	{
		what: "the name call as one operation: lookup and store in one step, under the socket lock. P4 holds, P2 fails as before",
		file: "sock/bind.go",
		edits: []mutant.Edit{lookupInside, {"	return s.BindToIndex(t, c, index)\n", `	if !s.mayBind(t, c) {
		return netdev.EPERM
	}
	s.boundDevIf.Store(t, index)
	s.Rehash(t)
	s.SetRoute(t.At("sock.bind.dst_reset"), nil)
	return nil
`}},
		fails: "TestIntentIsAnotherProperty/Linux",
		says:  []string{"histories are explained", `outcomes ["ENODEV" "right device" "wrong device"]`},
		holds: "TestNobodyWatchesTheNameCall",
	},
	{
		what:  "the lookup under the socket lock, but steps of their own: not enough, for neither renames nor readers of the option take that lock",
		file:  "sock/bind.go",
		edits: []mutant.Edit{lookupInside, {"	return s.BindToIndex(t, c, index)\n", "	return s.bindToIndexLocked(t, c, index)\n"}},
		holds: "TestIntentIsAnotherProperty/Linux", // which says that P4 fails, and P2
	},
	{
		what: "a bind by index that unbinds the socket first",
		file: "sock/bind.go",
		edits: []mutant.Edit{{`	s.boundDevIf.Store(t.At("sock.bind.store"), index)
`, `	s.boundDevIf.Store(t.At("sock.bind.clear"), 0)
	s.boundDevIf.Store(t.At("sock.bind.store"), index)
`}},
		fails: "TestIndexCalls/a_socket_that_is_bound", says: []string{"P4 (linearizability)"},
		holds: "TestRegistryCallsAreTwoOperations/P5",
	},
	{
		what: "a rename in one step: P5 is gone",
		file: "netdev/rename.go",
		edits: []mutant.Edit{
			{`t.At("netdev.rename.unlist")`, "t"}, {`	t.At("netdev.rename.sync").RCUSync()` + "\n", ""}, {`t.At("netdev.rename.list")`, "t"},
		},
		fails: "TestRegistryCallsAreTwoOperations/P5", says: []string{"histories are explained"},
		holds: "TestNameCallsAreTwoOperations/udev_renames",
	},
}

// TestOtherKernels runs the tests of this package on kernels that differ.
func TestOtherKernels(t *testing.T) {
	mutant.Require(t)
	var all []mutant.Fault
	for _, k := range kernels {
		all = append(all, mutant.Fault{File: k.file, Edits: k.edits})
	}
	b := mutant.Compile(t, "internal/linear", all)
	for i, k := range kernels {
		t.Run(k.what, func(t *testing.T) {
			t.Parallel()
			b.Run(i, k.holds).MustPass(t, k.holds)
			if k.fails != "" {
				b.Run(i, k.fails).MustKill(t, k.fails, k.says...)
			}
		})
	}
}
