package netdev

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// sharing returns n names that fall into the same chain of the name table as
// name, and one that does not.
func sharing(name string, n int) (same []string, other string) {
	for i := 0; len(same) < n || other == ""; i++ {
		s := "n" + strconv.Itoa(i)
		switch {
		case nameHash(s) != nameHash(name):
			other = s
		case len(same) < n:
			same = append(same, s)
		}
	}
	return same, other
}

// A device that nobody renames must always be found, whatever happens to the
// devices that share its chains. The kernel has a grace period between taking
// a node out of one chain and putting it into another; a real goroutine that
// walks the old chain has none, and must not end up in the new one.
func TestStableDeviceStaysFindable(t *testing.T) {
	_, n := newTestNet(t)
	_, away := newTestNetOf(t, n.rtnl)
	stable := mustRegister(t, n, "stable", 7)
	same, other := sharing("stable", 3)
	var movers []*Device
	for i, name := range same {
		movers = append(movers, mustRegister(t, n, name, int32(7+hashSize*(i+1)))) // the same chain by index, too
	}

	var stop atomic.Bool
	var readers, writers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for !stop.Load() {
				if n.ByName(nil, "stable") != stable {
					t.Error("by name: a lookup missed a device that nobody touched")
					return
				}
				if n.ByIndex(nil, 7) != stable {
					t.Error("by index: a lookup missed a device that nobody touched")
					return
				}
			}
		})
	}
	writers.Go(func() {
		for range 20000 {
			d := movers[0]
			if err := n.Rename(nil, d.Index(nil), other); err != nil {
				t.Error(err)
			}
			if err := n.Rename(nil, d.Index(nil), same[0]); err != nil {
				t.Error(err)
			}
		}
	})
	writers.Go(func() {
		d := movers[1]
		for range 5000 {
			if err := n.Move(nil, d.Index(nil), away, "", 0); err != nil {
				t.Error(err)
			}
			if err := away.Move(nil, d.Index(nil), n, "", 0); err != nil {
				t.Error(err)
			}
		}
	})
	writers.Wait()
	stop.Store(true)
	readers.Wait()
}

// Registering, renaming, naming, moving and removing at once leaves tables
// that agree with each other.
func TestRegistryUnderLoad(t *testing.T) {
	r, n := newTestNet(t)
	_, other := newTestNetOf(t, r)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			base := "g" + strconv.Itoa(g) + "-"
			for i := range 200 {
				d, err := n.Register(nil, base+"%d", 0)
				if err != nil {
					t.Error(err)
					return
				}
				index := d.Index(nil)
				n.AddAltname(nil, index, base+"alt")
				n.DelAltname(nil, index, base+"alt")
				n.SetUp(nil, index, i%2 == 0)
				n.Rename(nil, index, base+"x")
				if n.ByIndex(nil, index) != d {
					t.Errorf("device %d is gone by index", index)
				}
				if name, err := n.NameOf(nil, index); name != base+"x" || err != nil {
					t.Errorf("NameOf(%d) = %q, %v", index, name, err)
				}
				switch i % 4 {
				case 0:
					if err := n.Move(nil, index, other, "m%d", 0); err != nil {
						t.Error(err)
					}
				default:
					if err := n.Unregister(nil, index); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if got := len(n.Devices(nil)); got != 1 {
		t.Errorf("%d devices left, want lo alone", got)
	}
	if got := len(other.Devices(nil)); got != 1+8*50 {
		t.Errorf("%d devices in the other namespace, want lo and 400", got)
	}
	for _, ns := range []*Net{n, other} {
		checkTables(t, ns)
	}
}

// checkTables compares the two hash tables with the list of devices.
func checkTables(t *testing.T, n *Net) {
	t.Helper()
	listed := 0
	for i := range n.byIndex {
		for e := n.byIndex[i].First(nil); e != nil; e = e.Next(nil) {
			listed++
		}
	}
	devices := n.Devices(nil)
	if listed != len(devices) {
		t.Errorf("%d devices in the index table, %d in the list", listed, len(devices))
	}
	names := 0
	for i := range n.byName {
		for e := n.byName[i].First(nil); e != nil; e = e.Next(nil) {
			names++
		}
	}
	want := 0
	for _, d := range devices {
		want += 1 + len(d.alts)
		if n.ByIndex(nil, d.Index(nil)) != d {
			t.Errorf("%s is not found by its index %d", d.Name(nil), d.Index(nil))
		}
		if n.ByName(nil, d.Name(nil)) != d {
			t.Errorf("%s is not found by its name", d.Name(nil))
		}
		for _, alt := range d.alts {
			if n.ByName(nil, *alt.name.Load(nil)) != d {
				t.Errorf("%s is not found by its alternative name", d.Name(nil))
			}
		}
		if d.Net(nil) != n {
			t.Errorf("%s says that it is in another namespace", d.Name(nil))
		}
	}
	if names != want {
		t.Errorf("%d names in the name table, want %d", names, want)
	}
}
