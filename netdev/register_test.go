package netdev

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRegister(t *testing.T) {
	for _, tt := range []struct {
		name  string
		index int32
		err   error
		rule  string
		why   string
	}{
		{"eth1", 0, nil, "REG-20", "index 0 asks for the next one"},
		{"eth1", 7, nil, "REG-21", "an index that is free can be had"},
		{"eth1", math.MaxInt32, nil, "REG-21", "even the largest"},
		{"eth1", 2, EEXIST, "REG-21", "eth0 has index 2"},
		{"eth1", -1, EINVAL, "REG-21", "no index is negative"},
		{"eth0", 0, EEXIST, "REG-02", "the name is taken"},
		{"alt", 0, EEXIST, "REG-32", "so is the alternative name"},
		{"", 0, EINVAL, "REG-01", "a device has a name"},
		{"a/b", 0, EINVAL, "REG-01", "not every name is valid"},
		{"a/b", 2, EEXIST, "REG-21", "the index is looked at before the name"},
		{strings.Repeat("x", 16), 0, ERANGE, "REG-01", "the netlink attribute ends at 15 bytes"},
		{"all", 0, EINVAL, "REG-02", "it means every device under /proc/sys/net"},
		{"default", 0, EINVAL, "REG-02", "it means future devices under /proc/sys/net"},
	} {
		_, n := newTestNet(t)
		eth0 := mustRegister(t, n, "eth0", 0)
		n.AddAltname(nil, eth0.Index(nil), "alt")
		d, err := n.Register(nil, tt.name, tt.index)
		if err != tt.err {
			t.Errorf("%s: Register(%q, %d): error %v, want %v: %s", tt.rule, tt.name, tt.index, err, tt.err, tt.why)
		}
		if err != nil {
			if len(n.Devices(nil)) != 2 {
				t.Errorf("%s: Register(%q, %d) failed and left something behind", tt.rule, tt.name, tt.index)
			}
		} else if d.Name(nil) != tt.name || tt.index != 0 && d.Index(nil) != tt.index || d.Up(nil) || d.Net(nil) != n || d.Loopback() {
			t.Errorf("%s: Register(%q, %d) made %q, index %d, up %v", tt.rule, tt.name, tt.index, d.Name(nil), d.Index(nil), d.Up(nil))
		}
		checkTables(t, n)
	}
}

func TestNewNet(t *testing.T) {
	r, n := newTestNet(t)
	lo := n.Loopback()
	if lo.Name(nil) != "lo" || lo.Index(nil) != 1 || lo.Up(nil) || !lo.Loopback() || n.ByName(nil, "lo") != lo {
		t.Errorf("a new namespace has %q with index %d, up %v; want lo, 1, down", lo.Name(nil), lo.Index(nil), lo.Up(nil))
	}
	if r.Release() != Newest || n.Release() != Newest {
		t.Errorf("release %v and %v, want %v", r.Release(), n.Release(), Newest)
	}
	_, other := newTestNetOf(t, r)
	if other.Loopback().Serial() == lo.Serial() {
		t.Error("two devices have one identity")
	}
}

func TestAutomaticIndexes(t *testing.T) {
	_, n := newTestNet(t)
	a := mustRegister(t, n, "a", 0)
	b := mustRegister(t, n, "b", 0)
	if a.Index(nil) != 2 || b.Index(nil) != 3 {
		t.Errorf("REG-20: indexes %d and %d, want 2 and 3", a.Index(nil), b.Index(nil))
	}
	if err := n.Unregister(nil, 3); err != nil {
		t.Fatal(err)
	}
	if c := mustRegister(t, n, "c", 0); c.Index(nil) != 4 {
		t.Errorf("REG-20: index %d, want 4: that of a deleted device does not come back", c.Index(nil))
	}
	mustRegister(t, n, "d", 100)
	if e := mustRegister(t, n, "e", 0); e.Index(nil) != 5 {
		t.Errorf("REG-22: index %d, want 5: an index that was asked for does not move the counter", e.Index(nil))
	}
	mustRegister(t, n, "f", 6)
	if g := mustRegister(t, n, "g", 0); g.Index(nil) != 7 {
		t.Errorf("REG-22: index %d, want 7: 6 is taken", g.Index(nil))
	}
}

func TestIndexWrapsAround(t *testing.T) {
	_, n := newTestNet(t)
	a := mustRegister(t, n, "a", 0)
	n.lastIndex.Store(nil, math.MaxInt32-1)
	if d := mustRegister(t, n, "last", 0); d.Index(nil) != math.MaxInt32 {
		t.Errorf("REG-20: index %d, want the largest", d.Index(nil))
	}
	if d := mustRegister(t, n, "first", 0); d.Index(nil) != 3 {
		t.Errorf("REG-20: index %d, want 3: it starts again at 1, lo has that and a has %d", d.Index(nil), a.Index(nil))
	}
}

func TestSerialIsNeverReused(t *testing.T) {
	_, n := newTestNet(t)
	seen := map[Serial]bool{n.Loopback().Serial(): true}
	for range 5 {
		d := mustRegister(t, n, "a", 9)
		if seen[d.Serial()] {
			t.Fatalf("identity %d comes twice", d.Serial())
		}
		seen[d.Serial()] = true
		if err := n.Unregister(nil, 9); err != nil {
			t.Fatal(err)
		}
	}
}

func TestUnregister(t *testing.T) {
	_, n := newTestNet(t)
	d := mustRegister(t, n, "eth0", 0)
	n.AddAltname(nil, d.Index(nil), "alt")
	up(t, n, d, "10.1.0.1/24")
	events := n.Subscribe(nil)
	if err := n.Unregister(nil, 99); err != ENODEV {
		t.Errorf("Unregister of no device: %v, want ENODEV", err)
	}
	for _, index := range []int32{0, -1} {
		if err := n.Unregister(nil, index); err != EINVAL {
			t.Errorf("Unregister(%d): %v, want EINVAL", index, err)
		}
	}
	if err := n.Unregister(nil, 1); err != EOPNOTSUPP {
		t.Errorf("Unregister of lo: %v, want EOPNOTSUPP", err)
	}
	if err := n.Unregister(nil, d.Index(nil)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"eth0", "alt"} {
		if n.ByName(nil, name) != nil {
			t.Errorf("%q resolves after the device is gone", name)
		}
	}
	if n.ByIndex(nil, d.Index(nil)) != nil {
		t.Error("the index resolves after the device is gone")
	}
	if n.IsLocal(nil, addr("10.1.0.1")) {
		t.Error("its address is still local")
	}
	want := []LinkEvent{{Kind: NewLink, Index: 2, Name: "eth0"}, {Kind: DelLink, Index: 2, Name: "eth0"}}
	if diff := cmp.Diff(want, drain(events)); diff != "" {
		t.Errorf("events: it goes down, then it goes (-want +got):\n%s", diff)
	}
	checkTables(t, n)

	if again := mustRegister(t, n, "eth0", 0); again.Index(nil) == d.Index(nil) {
		t.Error("REG-41: a device of the same name has the old index")
	}
	if other := mustRegister(t, n, "wlan0", d.Index(nil)); n.ByIndex(nil, d.Index(nil)) != other {
		t.Error("REG-42: another device can have the old index")
	}
}

// TestNotifierRefuses: a notifier's error undoes a registration, those before
// it in the chain are told, and a device that goes cannot be held.
func TestNotifierRefuses(t *testing.T) {
	_, n := newTestNet(t)
	var heard []NotifyKind
	n.AddNotifier(nil, func(_ task, kind NotifyKind, _ *Device) error {
		heard = append(heard, kind)
		return nil
	})
	refuse := true
	n.AddNotifier(nil, func(_ task, _ NotifyKind, _ *Device) error {
		if refuse {
			return EACCES
		}
		return nil
	})
	events := n.Subscribe(nil)
	if _, err := n.Register(nil, "eth0", 5); err != EACCES {
		t.Fatalf("Register: %v, want the notifier's EACCES", err)
	}
	if n.ByName(nil, "eth0") != nil || n.ByIndex(nil, 5) != nil || len(n.Devices(nil)) != 1 {
		t.Error("the refused device can be found")
	}
	if diff := cmp.Diff([]NotifyKind{Registered, Unregistered}, heard); diff != "" {
		t.Errorf("the first notifier heard (-want +got):\n%s", diff)
	}
	if got := drain(events); got != nil {
		t.Errorf("events of a device that never was: %v", got)
	}
	refuse = false
	d := mustRegister(t, n, "eth0", 5)
	refuse = true
	if err := n.Rename(nil, 5, "eth1"); err != EACCES || d.Name(nil) != "eth0" {
		t.Errorf("Rename: %v and name %q, want EACCES and eth0", err, d.Name(nil))
	}
	if err := n.Unregister(nil, 5); err != nil {
		t.Errorf("Unregister: %v: no notifier can refuse that", err)
	}
}

func TestUpAndDown(t *testing.T) {
	_, n := newTestNet(t)
	d := mustRegister(t, n, "eth0", 0)
	events := n.Subscribe(nil)
	for _, state := range []bool{true, true, false, false} {
		if err := n.SetUp(nil, d.Index(nil), state); err != nil || d.Up(nil) != state {
			t.Fatalf("SetUp(%v): %v, and up is %v", state, err, d.Up(nil))
		}
	}
	want := []LinkEvent{{Kind: NewLink, Index: 2, Name: "eth0", Up: true}, {Kind: NewLink, Index: 2, Name: "eth0"}}
	if diff := cmp.Diff(want, drain(events)); diff != "" {
		t.Errorf("events only of changes (-want +got):\n%s", diff)
	}
	if err := n.SetUp(nil, 99, true); err != ENODEV {
		t.Errorf("SetUp of no device: %v, want ENODEV", err)
	}
	if err := n.SetUp(nil, -1, true); err != EINVAL {
		t.Errorf("SetUp(-1): %v, want EINVAL", err)
	}
	if n.IsLocal(nil, addr("127.0.0.1")) {
		t.Error("127.0.0.1 is local while lo is down")
	}
	n.SetUp(nil, 1, true)
	n.SetUp(nil, 1, false)
	n.SetUp(nil, 1, true) // the address is given once
	if !n.IsLocal(nil, addr("127.0.0.1")) || !n.IsLocal(nil, addr("127.9.9.9")) {
		t.Error("127.0.0.0/8 is not local though lo is up")
	}
}

func TestLinkKindString(t *testing.T) {
	for kind, want := range map[LinkKind]string{NewLink: "RTM_NEWLINK", DelLink: "RTM_DELLINK", 7: "LinkKind(7)"} {
		if got := kind.String(); got != want {
			t.Errorf("%d is %q, want %q", int(kind), got, want)
		}
	}
}

// TestMisuse: wrong use of the package panics with a sentence.
func TestMisuse(t *testing.T) {
	_, n := newTestNet(t)
	_, foreign := newTestNet(t)
	for name, fn := range map[string]func(){
		"NewNet without a kernel": func() { NewNet(nil, nil) },
		"AddNotifier of nothing":  func() { n.AddNotifier(nil, nil) },
		"Move to nowhere":         func() { n.Move(nil, 1, nil, "", 0) },
		"Move to another kernel":  func() { n.Move(nil, 1, foreign, "", 0) },
	} {
		func() {
			defer func() {
				if s, ok := recover().(string); !ok || !strings.HasPrefix(s, "netdev: ") {
					t.Errorf("%s: the panic is %v, want a sentence of this package", name, s)
				}
			}()
			fn()
			t.Errorf("%s: no panic", name)
		}()
	}
}
