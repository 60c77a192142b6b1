package emu

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"boundif/netdev"
)

func TestLinkCalls(t *testing.T) {
	_, p := world(t, Linux(6, 18))
	index := func(n int, err error) string { return fmt.Sprint(n, " ", errors.Unwrap(err)) }
	name := func(s string, err error) string { return fmt.Sprint(s, " ", errors.Unwrap(err)) }
	for _, tt := range []struct{ got, want, rule string }{
		{index(p.IfNameToIndex("eth0")), "2 <nil>", "REG-37"},
		{index(p.IfNameToIndex("eth0:1")), "2 <nil>", "OPT-05"},
		{index(p.IfNameToIndex("nosuch")), "0 ENODEV", "REG-37"},
		{name(p.IfIndexToName(2)), "eth0 <nil>", "OPT-13"},
		{name(p.IfIndexToName(99)), " ENODEV", "OPT-12"},
		{name(p.IfIndexToName(-1)), " ENODEV", "OPT-12"},
		{name("", p.IfRename("eth0", "lan0")), " <nil>", "REG-12"},
		{name("", p.LinkSetName(2, "eth0")), " <nil>", "REG-02"},
		{name("", p.LinkAddAltname(2, "alt")), " <nil>", "REG-30"},
		{index(p.IfNameToIndex("alt")), "2 <nil>", "REG-37"},
		{name("", p.LinkDelAltname(2, "alt")), " <nil>", "REG-36"},
		{name("", p.LinkDelAltname(2, "alt")), " ENOENT", "REG-34"},
		{name("", p.LinkSetDown(2)), " <nil>", "OUT-10"},
		{index(p.LinkAdd("x", math.MaxInt32)), "2147483647 <nil>", "REG-21"},
		{index(p.LinkAdd("y", -1)), "0 EINVAL", "REG-21"},
		{name("", p.LinkDel(3)), " <nil>", "REG-40"},
		{name("", p.LinkDel(3)), " ENODEV", "REG-40"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.rule, tt.got, tt.want)
		}
	}
}

// TestHugeIndexes: an index that does not fit into 32 bits is no device's,
// least of all that of its lower half. Only the option cuts it, as
// golang.org/x/sys/unix does.
func TestHugeIndexes(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("skipped: an int has 32 bits here")
	}
	k, p := world(t, Linux(6, 18))
	huge := math.MaxInt32 // in steps, for where an int has 32 bits
	huge = 2*huge + 4     // 1<<32 + 2
	for name, err := range map[string]error{
		"LinkDel":      p.LinkDel(huge),
		"LinkSetName":  p.LinkSetName(huge, "x"),
		"LinkSetDown":  p.LinkSetDown(huge),
		"LinkSetNetns": p.LinkSetNetns(huge, k.NewNamespace(), "", 0),
	} {
		if !errors.Is(err, netdev.EINVAL) {
			t.Errorf("%s(%d): %v, want EINVAL", name, huge, err)
		}
	}
	if _, err := p.IfIndexToName(huge); !errors.Is(err, netdev.ENODEV) {
		t.Errorf("IfIndexToName(%d): %v, want ENODEV", huge, err)
	}
	if _, err := p.LinkAdd("x", huge); !errors.Is(err, netdev.EINVAL) {
		t.Errorf("LinkAdd(%d): %v, want EINVAL", huge, err)
	}
	if err := p.LinkSetNetns(2, k.NewNamespace(), "", huge); !errors.Is(err, netdev.ERANGE) {
		t.Errorf("LinkSetNetns to index %d: %v, want ERANGE", huge, err)
	}
	fd := udpSocket(t, p)
	ok(t, p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, huge))
	if got, _ := p.GetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX); got != 2 {
		t.Errorf("bound to %d, want 2: the option is a C int", got)
	}
}
