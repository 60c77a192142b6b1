package netdev

import (
	"net/netip"
	"testing"

	"boundif/sched"
)

func TestGroups(t *testing.T) {
	s := newScript(t, Newest)
	s.do("up lo", "up a0", "add a0 fd01::12:3456/64", "vrf red 10", "add lo fd09::9/128")
	for _, tt := range []struct {
		do    string // join, leave, or nothing
		dev   string
		group string
		err   error
		in    bool
		why   string
	}{
		{"", "a0", "239.1.1.1", nil, false, "not yet"},
		{"leave", "a0", "239.1.1.1", nil, false, "leaving what was not joined"},
		{"join", "a0", "239.1.1.1", nil, true, "joined"},
		{"join", "a0", "239.1.1.1", nil, true, "twice"},
		{"", "b0", "239.1.1.1", nil, false, "on another device"},
		{"leave", "a0", "239.1.1.1", nil, true, "left once"},
		{"join", "a0", "ff05::5", nil, true, "of IPv6"},
		{"leave", "a0", "239.1.1.1", nil, false, "left as often as joined"},
		{"", "a0", "ff05::5", nil, true, "the other is not touched"},
		{"join", "a0", "10.1.0.1", EINVAL, false, "no group"},
		{"leave", "a0", "fd01::1", EINVAL, false, "no group"},
		{"", "b0", "224.0.0.1", nil, true, "everybody is in this one"},
		{"", "b0", "ff02::1", nil, true, "and in this"},
		{"", "lo", "ff01::1", nil, true, "and in this"},
		{"", "a0", "ff02::1:ff12:3456", nil, true, "the group of its address"},
		{"", "a0", "ff02::1:ff12:3457", nil, false, "of another address"},
		{"", "lo", "ff02::1:ff00:9", nil, false, "lo joins none for its addresses"},
	} {
		var err error
		switch tt.do {
		case "join":
			err = s.n.JoinGroup(nil, s.index(tt.dev), addr(tt.group))
		case "leave":
			err = s.n.LeaveGroup(nil, s.index(tt.dev), addr(tt.group))
		}
		if in := s.n.ByName(nil, tt.dev).InGroup(nil, addr(tt.group)); err != tt.err || in != tt.in {
			t.Errorf("%s %s on %s: %v, in it %v; want %v, %v: %s", tt.do, tt.group, tt.dev, err, in, tt.err, tt.in, tt.why)
		}
	}
	if err := s.n.JoinGroup(nil, 4242, addr("239.1.1.1")); err != ENODEV {
		t.Errorf("no such device: %v, want ENODEV", err)
	}
	s.do("down a0")
	if d := s.n.ByName(nil, "a0"); !d.InGroup(nil, addr("ff05::5")) {
		t.Error("a device that goes down stays in its groups")
	}
	s.do("delete a0")
	if d := mustRegister(t, s.n, "a0", 2); d.InGroup(nil, addr("ff05::5")) {
		t.Error("a device that comes to the index is in the groups of the one before")
	}
}

// TestGroupsFlushRoutes: who connects before a device enters a group, or leaves
// it, looks the route up anew; IPv6 has nothing of the kind.
func TestGroupsFlushRoutes(t *testing.T) {
	s := newScript(t, Newest)
	a0 := s.index("a0")
	for _, tt := range []struct {
		change func(*sched.Task, int32, netip.Addr) error
		group  string
		flush  bool
		why    string
	}{
		{s.n.JoinGroup, "239.1.1.1", true, "in"},
		{s.n.JoinGroup, "239.1.1.1", false, "it was in"},
		{s.n.LeaveGroup, "239.1.1.1", false, "it is still in"},
		{s.n.LeaveGroup, "239.1.1.1", true, "out"},
		{s.n.LeaveGroup, "239.1.1.1", false, "it was not in"},
		{s.n.JoinGroup, "ff05::5", false, "a group of IPv6"},
	} {
		before := s.n.routes.Load(nil)
		if err := tt.change(nil, a0, addr(tt.group)); err != nil {
			t.Fatal(err)
		}
		if flush := s.n.routes.Load(nil) != before; flush != tt.flush {
			t.Errorf("%s: routes flushed: %v, want %v: %s", tt.group, flush, tt.flush, tt.why)
		}
	}
}

// TestGroupDevice is OUT-36: a membership without device is for that of the
// route to the group.
func TestGroupDevice(t *testing.T) {
	for _, tt := range []struct {
		ops   []string
		group string
		want  string
		why   string
	}{
		{nil, "239.1.1.1", "", "no route"},
		{[]string{"route 224.0.0.0/4 dev b0"}, "239.1.1.1", "b0", "a route to the groups"},
		{[]string{"route 0.0.0.0/0 dev b0"}, "239.1.1.1", "b0", "the default route"},
		{nil, "ff05::5", "a0", "IPv6: the first device"},
		{[]string{"down a0", "down b0"}, "ff05::5", "", "if one is up"},
	} {
		s := newScript(t, Newest)
		s.do("up a0", "up b0")
		s.do(tt.ops...)
		got := ""
		if d := s.n.GroupDevice(nil, addr(tt.group)); d != nil {
			got = d.Name(nil)
		}
		if got != tt.want {
			t.Errorf("%q: %s is joined on %q, want %q: %s", tt.ops, tt.group, got, tt.want, tt.why)
		}
	}
}
