package netdev

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRegisterVRF(t *testing.T) {
	_, n := newTestNet(t)
	for _, tt := range []struct {
		name  string
		index int32
		table uint32
		err   error
		why   string
	}{
		{"red", 0, 0, EINVAL, "a VRF needs a table"},
		{"red", 5, 10, nil, "a VRF"},
		{"red", 0, 11, EEXIST, "the name is taken"},
		{"blue", 5, 11, EEXIST, "the index is taken"},
		{"blue", 0, 10, nil, "two VRFs may have one table"},
		{"a/b", 0, 11, EINVAL, "names are as everywhere"},
	} {
		d, err := n.RegisterVRF(nil, tt.name, tt.index, tt.table)
		if err != tt.err || err == nil && (!d.VRF() || d.Name(nil) != tt.name) {
			t.Errorf("RegisterVRF(%q, %d, %d): %v, %v; want %v: %s", tt.name, tt.index, tt.table, d, err, tt.err, tt.why)
		}
	}
	if mustRegister(t, n, "eth0", 0).VRF() {
		t.Error("an ordinary device is a VRF")
	}
	if err := n.Move(nil, 5, NewNet(nil, n.rtnl), "", 0); err != EINVAL {
		t.Errorf("REG-57: moving a VRF: %v, want EINVAL", err)
	}
}

// TestSetMaster is the error of the last call, and who is a0's master then.
func TestSetMaster(t *testing.T) {
	for _, tt := range []struct {
		ops    []string
		err    error
		master string
		why    string
	}{
		{[]string{"master a0 red"}, nil, "red", "enslaved"},
		{[]string{"master a0 red", "master a0 red"}, nil, "red", "twice"},
		{[]string{"master a0 red", "master a0 blue"}, nil, "blue", "to another"},
		{[]string{"master a0 red", "release a0"}, nil, "", "released"},
		{[]string{"release a0"}, nil, "", "released though it was free"},
		{[]string{"master a0 4242"}, EINVAL, "", "no such master"},
		{[]string{"master a0 red", "master a0 4242"}, EINVAL, "", "it is released all the same"},
		{[]string{"master a0 b0"}, EOPNOTSUPP, "", "b0 is no master"},
		{[]string{"master a0 red", "master a0 b0"}, EOPNOTSUPP, "", "it is released all the same"},
		{[]string{"master lo red"}, EOPNOTSUPP, "", "not lo"},
		{[]string{"master red blue"}, EINVAL, "", "not a VRF"},
		{[]string{"master red red"}, EINVAL, "", "not even itself"},
		{[]string{"master 4242 red"}, ENODEV, "", "no such device"},
		{[]string{"master -1 red"}, EINVAL, "", "no index is negative"},
		{[]string{"master 0 red"}, ENODEV, "", "nothing has index 0"},
		{[]string{"master a0 red", "delete red"}, nil, "", "L3-51: a VRF that is gone has no slaves"},
		{[]string{"master a0 red", "delete blue"}, nil, "red", "another VRF's end is no matter"},
	} {
		s := newScript(t, Newest)
		s.do("vrf red 10", "vrf blue 20", "up a0")
		if err := s.do(tt.ops...); err != tt.err {
			t.Errorf("%q: %v, want %v: %s", tt.ops, err, tt.err, tt.why)
		}
		got := ""
		if m := s.n.ByName(nil, "a0").Master(nil); m != nil {
			got = m.Name(nil)
		}
		if got != tt.master || !s.n.ByName(nil, "a0").Up(nil) {
			t.Errorf("%q: then a0's master is %q, want %q, and it is up as before: %s", tt.ops, got, tt.master, tt.why)
		}
	}
}

// TestL3: who is in which VRF, by index.
func TestL3(t *testing.T) {
	type answers struct {
		Master    int32
		Table     uint32
		Dif, Sdif int32
	}
	s := newScript(t, Newest)
	ask := func(index int32) (a answers) {
		a.Master, a.Table = s.n.L3Master(nil, index), s.n.L3Table(nil, index)
		if d := s.n.ByIndex(nil, index); d != nil {
			a.Dif, a.Sdif = d.Arrival(nil)
		}
		return a
	}
	check := func(when string, want map[int32]answers) {
		t.Helper()
		for index, want := range want {
			if diff := cmp.Diff(want, ask(index)); diff != "" {
				t.Errorf("%s, index %d (-want +got):\n%s", when, index, diff)
			}
		}
	}
	check("without a VRF", map[int32]answers{2: {0, 0, 2, 0}, 0: {}, 4242: {}})
	s.do("vrf red 10", "master a0 red")
	check("with a VRF", map[int32]answers{2: {5, 10, 5, 2}, 3: {0, 0, 3, 0}, 5: {5, 10, 5, 5}, 0: {}, 4242: {}})
	s.do("release a0")
	check("L3-50: released", map[int32]answers{2: {0, 0, 2, 0}, 5: {5, 10, 5, 5}})
	s.do("master a0 red", "delete red")
	check("L3-51: deleted", map[int32]answers{2: {0, 0, 2, 0}, 5: {}})
	s.do("vrf red 10", "master a0 red", "delete a0")
	check("the slave is gone", map[int32]answers{2: {}, 6: {6, 10, 6, 6}})
}

// TestVRFEvents: a device that is enslaved is announced once, and if it is up
// twice more, for it goes down and up.
func TestVRFEvents(t *testing.T) {
	s := newScript(t, Newest)
	s.do("vrf red 10")
	e := s.n.Subscribe(nil)
	s.do("master a0 red", "up a0", "release a0")
	a0 := LinkEvent{Kind: NewLink, Index: 2, Name: "a0"}
	up := a0
	up.Up = true
	if diff := cmp.Diff([]LinkEvent{a0, up, up, a0, up}, drain(e)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestSlaveMoves: a slave that moves to another namespace is free there.
func TestSlaveMoves(t *testing.T) {
	s := newScript(t, Newest)
	s.do("vrf red 10", "up a0", "master a0 red", "add a0 10.1.0.1/24")
	s.n.JoinGroup(nil, 2, addr("239.1.1.1"))
	there := NewNet(nil, s.n.rtnl)
	if err := s.n.Move(nil, 2, there, "", 0); err != nil {
		t.Fatal(err)
	}
	d := there.ByName(nil, "a0")
	if d.Master(nil) != nil || d.InGroup(nil, addr("239.1.1.1")) || s.routes() != nil {
		t.Errorf("it has master %v, its groups: %v, and has left %q behind", d.Master(nil), d.InGroup(nil, addr("239.1.1.1")), s.routes())
	}
}

// TestMasterFlushes: routes that were looked up are not valid any more, also if
// the device is down.
func TestMasterFlushes(t *testing.T) {
	s := newScript(t, Newest)
	s.do("vrf red 10", "add a0 10.1.0.1/24")
	r, err := s.n.RouteOutput(nil, addr("10.1.0.1"), addr(""), 0)
	if err != nil {
		t.Fatal(err)
	}
	s.do("master a0 red")
	if s.n.Valid(nil, r) {
		t.Error("a route to an address that went into a VRF is valid")
	}
}

// TestVRFDown: a VRF that is down loses what goes through it, and so do its slaves.
func TestVRFDown(t *testing.T) {
	_, n := newTestNet(t)
	red, err := n.RegisterVRF(nil, "red", 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	a, b := mustRegister(t, n, "a0", 0), mustRegister(t, n, "b0", 0)
	if err := n.SetMaster(nil, a.Index(nil), red.Index(nil)); err != nil {
		t.Fatal(err)
	}
	for _, isUp := range []bool{false, true} {
		if err := n.SetUp(nil, red.Index(nil), isUp); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			d    *Device
			want bool
		}{{red, !isUp}, {a, !isUp}, {b, false}, {n.Loopback(), false}} {
			if got := tt.d.VRFDown(nil); got != tt.want {
				t.Errorf("L3-33: the VRF is up: %v; for %s it is down: %v, want %v", isUp, tt.d.Name(nil), got, tt.want)
			}
		}
	}
}
