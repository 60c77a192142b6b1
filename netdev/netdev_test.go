package netdev

import (
	"net/netip"
	"testing"
)

func newTestNet(t testing.TB) (*Rtnl, *Net) { return newTestNetOf(t, NewRtnl(nil, Newest)) }

func newTestNetOf(t testing.TB, r *Rtnl) (*Rtnl, *Net) {
	t.Helper()
	return r, NewNet(nil, r)
}

func mustRegister(t testing.TB, n *Net, name string, index int32) *Device {
	t.Helper()
	d, err := n.Register(nil, name, index)
	if err != nil {
		t.Fatalf("Register(%q, %d): %v", name, index, err)
	}
	return d
}

// up brings a device up and gives it addresses.
func up(t testing.TB, n *Net, d *Device, prefixes ...string) {
	t.Helper()
	if err := n.SetUp(nil, d.Index(nil), true); err != nil {
		t.Fatal(err)
	}
	for _, p := range prefixes {
		if err := n.AddAddr(nil, d.Index(nil), netip.MustParsePrefix(p)); err != nil {
			t.Fatalf("AddAddr(%s): %v", p, err)
		}
	}
}

func drain(e *Events) (all []LinkEvent) {
	for ev, ok := e.Next(nil); ok; ev, ok = e.Next(nil) {
		all = append(all, ev)
	}
	return all
}
