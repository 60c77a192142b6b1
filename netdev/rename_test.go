package netdev

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/sched"
)

type task = *sched.Task

func TestRename(t *testing.T) {
	for _, tt := range []struct {
		index int32
		name  string
		err   error
		now   string // eth0's name afterwards
		rule  string
		why   string
	}{
		{2, "lan0", nil, "lan0", "REG-11", "any free name"},
		{2, "lan%d", nil, "lan0", "REG-03", "templates work for renames"},
		{2, "eth%d", nil, "eth2", "REG-03", "the device's own number counts as taken"},
		{2, "eth0", nil, "eth0", "REG-02", "its own name is accepted"},
		{2, "", nil, "eth0", "REG-01", "an empty name is ignored"},
		{2, "eth1", EEXIST, "eth0", "REG-02", "another device has that name"},
		{2, "alt0", EEXIST, "eth0", "REG-35", "it is its own alternative name"},
		{2, "alt1", EEXIST, "eth0", "REG-35", "it is another device's alternative name"},
		{2, "a/b", EINVAL, "eth0", "REG-02", "not every name is valid"},
		{2, strings.Repeat("x", 16), ERANGE, "eth0", "REG-02", "the netlink attribute ends at 15 bytes"},
		{2, "all", EINVAL, "eth0", "REG-02", "it means every device under /proc/sys/net"},
		{2, "default", EINVAL, "eth0", "REG-02", "it means future devices under /proc/sys/net"},
		{99, "lan0", ENODEV, "eth0", "REG-02", "no device has that index"},
		{-1, "lan0", EINVAL, "eth0", "REG-02", "no index is negative"},
		{99, "", ENODEV, "eth0", "REG-02", "not even for the empty name"},
	} {
		_, n := newTestNet(t)
		d := mustRegister(t, n, "eth0", 0)
		mustRegister(t, n, "eth1", 0)
		n.AddAltname(nil, 2, "alt0")
		n.AddAltname(nil, 3, "alt1")
		if err := n.Rename(nil, tt.index, tt.name); err != tt.err {
			t.Errorf("%s: Rename(%d, %q): error %v, want %v: %s", tt.rule, tt.index, tt.name, err, tt.err, tt.why)
		}
		if got := d.Name(nil); got != tt.now {
			t.Errorf("%s: after Rename(%d, %q) the name is %q, want %q: %s", tt.rule, tt.index, tt.name, got, tt.now, tt.why)
		}
		if d.Index(nil) != 2 {
			t.Errorf("REG-11: the index is %d now", d.Index(nil))
		}
		if tt.now != "eth0" && n.ByName(nil, "eth0") != nil {
			t.Error("REG-11: the old name still resolves")
		}
		checkTables(t, n)
	}
}

func TestRenameByName(t *testing.T) {
	long := strings.Repeat("x", 20)
	for _, tt := range []struct {
		from, to string
		err      error
		now      string
		why      string
	}{
		{"eth0", "lan0", nil, "lan0", "the ordinary case"},
		{"eth0", "lan%d", nil, "lan0", "templates work"},
		{"eth0", "eth0", nil, "eth0", "its own name is accepted"},
		{"eth0:1", "lan0", nil, "lan0", "a suffix of the old name is cut off"},
		{"alt", "lan0", nil, "lan0", "the old name may be an alternative one"},
		{"eth0\x00junk", "lan0", nil, "lan0", "names end at the first NUL"},
		{"eth0", long, nil, long[:15], "and after 15 bytes"},
		{"nosuch", "lan0", ENODEV, "eth0", "there must be such a device"},
		{"eth0", "lo", EEXIST, "eth0", "the name is taken"},
		{"eth0", "", EINVAL, "eth0", "unlike netlink, the ioctl takes an empty name for a name"},
	} {
		_, n := newTestNet(t)
		d := mustRegister(t, n, "eth0", 0)
		n.AddAltname(nil, d.Index(nil), "alt")
		err := n.RenameByName(nil, tt.from, tt.to)
		if err != tt.err || d.Name(nil) != tt.now {
			t.Errorf("REG-12: RenameByName(%q, %q): error %v and name %q, want %v and %q: %s",
				tt.from, tt.to, err, d.Name(nil), tt.err, tt.now, tt.why)
		}
		checkTables(t, n)
	}
}

func TestRenameOfADeviceThatIsUp(t *testing.T) {
	for _, tt := range []struct {
		release Release
		err     error
	}{
		{Release{5, 1}, EBUSY}, {Release{6, 1}, EBUSY}, {Release{6, 2}, nil}, {Newest, nil},
	} {
		n := NewNet(nil, NewRtnl(nil, tt.release))
		d := mustRegister(t, n, "eth0", 0)
		up(t, n, d)
		if err := n.Rename(nil, d.Index(nil), "lan0"); err != tt.err {
			t.Errorf("REG-10: Linux %v: %v, want %v: live renaming came with 6.2", tt.release, err, tt.err)
		}
		n.SetUp(nil, d.Index(nil), false)
		if err := n.Rename(nil, d.Index(nil), "wan0"); err != nil {
			t.Errorf("REG-10: Linux %v: %v for a device that is down", tt.release, err)
		}
	}
}

func TestRenameEvents(t *testing.T) {
	_, n := newTestNet(t)
	mustRegister(t, n, "eth0", 0)
	mustRegister(t, n, "eth1", 0)
	events := n.Subscribe(nil)
	for _, name := range []string{"eth0", "eth1", "a/b", ""} {
		n.Rename(nil, 2, name)
	}
	if got := drain(events); got != nil {
		t.Errorf("REG-15: events of renames that did nothing: %v", got)
	}
	n.Rename(nil, 2, "lan0")
	want := []LinkEvent{{Kind: NewLink, Index: 2, Name: "lan0", OldName: "eth0"}}
	if diff := cmp.Diff(want, drain(events)); diff != "" {
		t.Errorf("REG-15: one event with the new name (-want +got):\n%s", diff)
	}
}

// TestRefusedRenameIsVisible: the name "all" is refused by a notifier, after
// it was live. Everybody can see that: the notifiers that run before, and the
// listeners, who hear of both renames.
func TestRefusedRenameIsVisible(t *testing.T) {
	_, n := newTestNet(t)
	d := mustRegister(t, n, "eth0", 0)
	refused := Errno(0)
	var seen []string
	look := func() {
		for _, name := range []string{"eth0", "bad"} {
			if n.ByName(nil, name) == d {
				seen = append(seen, name)
			}
		}
	}
	n.AddNotifier(nil, func(_ task, kind NotifyKind, _ *Device) error {
		look()
		if kind == Renamed && d.Name(nil) == "bad" {
			refused = EINVAL
			return refused
		}
		return nil
	})
	events := n.Subscribe(nil)
	if err := n.Rename(nil, 2, "bad"); err != EINVAL {
		t.Fatalf("REG-16: %v, want EINVAL", err)
	}
	look()
	if want := []string{"bad", "eth0", "eth0"}; !slices.Equal(seen, want) {
		t.Errorf("REG-16: names that resolved, in order: %v, want %v: live, rolled back, and so it stays", seen, want)
	}
	back := []LinkEvent{
		{Kind: NewLink, Index: 2, Name: "bad", OldName: "eth0"},
		{Kind: NewLink, Index: 2, Name: "eth0", OldName: "bad"},
	}
	if diff := cmp.Diff(back, drain(events)); diff != "" {
		t.Errorf("REG-16: events (-want +got):\n%s", diff)
	}

	n.Rename(nil, 2, "all")
	back[0].Name, back[1].OldName = "all", "all"
	if diff := cmp.Diff(back, drain(events)); diff != "" {
		t.Errorf("REG-16: events of the rename to all (-want +got):\n%s", diff)
	}
	checkTables(t, n)
}

// TestRenameSteps looks at the tables between the steps of one rename
// (REG-13): never two names, and for a while none (RACE-01, RACE-02).
func TestRenameSteps(t *testing.T) {
	var names []string
	var n *Net
	_, err := sched.Replay("v1:", sched.Options{}, func(w *sched.World) {
		n = NewNet(w.Setup(), NewRtnl(w.Setup(), Newest))
		n.Register(w.Setup(), "eth0", 0)
		w.Go("udev", func(t *sched.Task) { n.Rename(t, 2, "lan0") })
		w.Watch(func() string {
			state := "none"
			for _, name := range []string{"eth0", "lan0"} {
				if n.ByName(nil, name) != nil {
					state = name
				}
			}
			if len(names) == 0 || names[len(names)-1] != state {
				names = append(names, state)
			}
			return state
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"eth0", "none", "lan0"}; !slices.Equal(names, want) {
		t.Errorf("RACE-01: the device answered to %v, want %v", names, want)
	}
}
