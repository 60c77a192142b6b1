package netdev

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMove(t *testing.T) {
	type state struct {
		Where string // here or there
		Name  string
		Index int32
	}
	for _, tt := range []struct {
		there string // "name" or "name=index" of what the other namespace has
		index int32
		name  string
		want  int32 // the index asked for
		err   error
		got   state
		rule  string
		why   string
	}{
		{"", 5, "", 0, nil, state{"there", "eth0", 5}, "REG-50", "the index is kept if it is free"},
		{"x=5", 5, "", 0, nil, state{"there", "eth0", 2}, "REG-52", "if not there is a new automatic one"},
		{"eth0", 5, "", 0, EEXIST, state{"here", "eth0", 5}, "REG-53", "the name is taken and nothing moves"},
		{"eth0", 5, "lan0", 0, nil, state{"there", "lan0", 5}, "REG-53", "unless the request has a name"},
		{"eth0", 5, "lan%d", 0, nil, state{"there", "lan1", 5}, "REG-53", "a template counts on arrival, and again in the rename that follows"},
		{"eth0", 5, "a/b", 0, EINVAL, state{"here", "eth0", 5}, "REG-53", "the fallback must be valid"},
		{"eth0 lan0", 5, "lan0", 0, EEXIST, state{"here", "eth0", 5}, "REG-53", "and free"},
		{"", 5, "lan0", 0, nil, state{"there", "lan0", 5}, "REG-55", "a name without need renames after the move"},
		{"lan0", 5, "lan0", 0, EEXIST, state{"there", "eth0", 5}, "REG-55", "and if that fails the device has moved all the same"},
		{"", 5, "", 9, nil, state{"there", "eth0", 9}, "REG-54", "the wanted index"},
		{"x=9", 5, "", 9, EBUSY, state{"here", "eth0", 5}, "REG-54", "the wanted index is taken"},
		{"", 5, "", -1, ERANGE, state{"here", "eth0", 5}, "REG-54", "no index is negative"},
		{"", 5, strings.Repeat("x", 16), 0, ERANGE, state{"here", "eth0", 5}, "REG-01", "the netlink attribute ends at 15 bytes"},
		{"alt", 5, "", 0, EEXIST, state{"here", "eth0", 5}, "REG-56", "an alternative name is taken there"},
		{"", 1, "", 0, EINVAL, state{"here", "eth0", 5}, "REG-57", "lo stays"},
		{"", -1, "", 0, EINVAL, state{"here", "eth0", 5}, "REG-50", "no index is negative"},
		{"", 0, "eth0", 0, nil, state{"there", "eth0", 5}, "REG-50", "index 0: who has the name"},
		{"", 0, "alt", 0, nil, state{"there", "eth0", 5}, "REG-50", "and it is not renamed"},
		{"", 0, "", 0, ENODEV, state{"here", "eth0", 5}, "REG-50", "nobody"},
		{"", 99, "", 0, ENODEV, state{"here", "eth0", 5}, "REG-50", "there must be such a device"},
	} {
		r, here := newTestNet(t)
		_, there := newTestNetOf(t, r)
		d := mustRegister(t, here, "eth0", 5)
		here.AddAltname(nil, 5, "alt")
		for _, s := range strings.Fields(tt.there) {
			name, index, _ := strings.Cut(s, "=")
			mustRegister(t, there, name, map[string]int32{"": 0, "5": 5, "9": 9}[index])
		}
		err := here.Move(nil, tt.index, there, tt.name, tt.want)
		got := state{"here", d.Name(nil), d.Index(nil)}
		if d.Net(nil) == there {
			got.Where = "there"
		}
		if err != tt.err || got != tt.got {
			t.Errorf("%s: with %q there, Move(%d, %q, %d): %v and %v, want %v and %v: %s",
				tt.rule, tt.there, tt.index, tt.name, tt.want, err, got, tt.err, tt.got, tt.why)
		}
		checkTables(t, here)
		checkTables(t, there)
	}
}

func TestMoveWithinANamespaceRenames(t *testing.T) {
	_, n := newTestNet(t)
	d := mustRegister(t, n, "eth0", 0)
	up(t, n, d)
	if err := n.Move(nil, 2, n, "", 0); err != nil || d.Name(nil) != "eth0" || !d.Up(nil) {
		t.Errorf("Move to where it is: %v, name %q, up %v; want nothing to happen", err, d.Name(nil), d.Up(nil))
	}
	if err := n.Move(nil, 2, n, "lan0", 0); err != nil || d.Name(nil) != "lan0" {
		t.Errorf("Move to where it is, with a name: %v, name %q", err, d.Name(nil))
	}
}

func TestMoveTakesDownAndTellsBoth(t *testing.T) {
	r, here := newTestNet(t)
	_, there := newTestNetOf(t, r)
	d := mustRegister(t, here, "eth0", 5)
	here.AddAltname(nil, 5, "alt")
	up(t, here, d, "10.1.0.1/24")
	left, arrived := here.Subscribe(nil), there.Subscribe(nil)
	var kinds []NotifyKind
	hear := func(_ task, kind NotifyKind, _ *Device) error {
		kinds = append(kinds, kind)
		return nil
	}
	here.AddNotifier(nil, hear)
	there.AddNotifier(nil, hear)
	if err := here.Move(nil, 5, there, "", 0); err != nil {
		t.Fatal(err)
	}
	if d.Up(nil) || there.IsLocal(nil, addr("10.1.0.1")) || here.IsLocal(nil, addr("10.1.0.1")) {
		t.Error("REG-50: the device arrives down and without addresses")
	}
	if here.ByIndex(nil, 5) != nil || here.ByName(nil, "eth0") != nil || here.ByName(nil, "alt") != nil {
		t.Error("REG-51: it can still be found where it was")
	}
	if there.ByName(nil, "alt") != d {
		t.Error("its alternative name did not come with it")
	}
	if diff := cmp.Diff([]NotifyKind{Unregistered, Registered}, kinds); diff != "" {
		t.Errorf("notifiers (-want +got):\n%s", diff)
	}
	want := []LinkEvent{{Kind: NewLink, Index: 5, Name: "eth0"}, {Kind: DelLink, Index: 5, Name: "eth0"}}
	if diff := cmp.Diff(want, drain(left)); diff != "" {
		t.Errorf("events where it left (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]LinkEvent{{Kind: NewLink, Index: 5, Name: "eth0"}}, drain(arrived)); diff != "" {
		t.Errorf("events where it arrived (-want +got):\n%s", diff)
	}

	squatter := mustRegister(t, here, "squatter", 5)
	if here.ByIndex(nil, 5) != squatter {
		t.Error("REG-58: the old index is free at once")
	}
	if err := there.Move(nil, 5, here, "", 0); err != nil || d.Index(nil) == 5 {
		t.Errorf("REG-59: moving back: %v, index %d; want a new index", err, d.Index(nil))
	}
}
