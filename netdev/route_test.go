package netdev

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func addr(s string) netip.Addr {
	if s == "" {
		return netip.Addr{}
	}
	return netip.MustParseAddr(s)
}

// A world of five devices: a and b with a network each, dead with one but
// down, bare up without addresses, twin on the network of b.
func routedNet(t *testing.T) *Net {
	_, n := newTestNet(t)
	up(t, n, n.Loopback(), "10.9.9.9/32")
	up(t, n, mustRegister(t, n, "a", 2), "10.1.0.1/24")
	up(t, n, mustRegister(t, n, "b", 3), "10.2.0.1/24", "10.1.0.99/25")
	dead := mustRegister(t, n, "dead", 4)
	up(t, n, dead, "10.4.0.1/24")
	n.SetUp(nil, 4, false)
	up(t, n, mustRegister(t, n, "bare", 5))
	up(t, n, mustRegister(t, n, "twin", 6), "10.2.0.9/24")
	return n
}

func TestRouteOutput(t *testing.T) {
	type route struct {
		Dev      int32
		Local    bool
		Src, Dst string
	}
	for _, tt := range []struct {
		dst, src string
		oif      int32
		want     route
		err      error
		rule     string
		why      string
	}{
		{"10.1.0.200", "", 0, route{2, false, "10.1.0.1", "10.1.0.200"}, nil, "OUT-01", "not bound: the network that covers it"},
		{"10.1.0.7", "", 0, route{3, false, "10.1.0.99", "10.1.0.7"}, nil, "OUT-01", "the longest prefix wins"},
		{"10.2.0.7", "", 0, route{3, false, "10.2.0.1", "10.2.0.7"}, nil, "OUT-01", "of equal prefixes the first one that came"},
		{"10.1.0.7", "", 2, route{2, false, "10.1.0.1", "10.1.0.7"}, nil, "OUT-02", "bound: other devices' routes are invisible"},
		{"10.2.0.7", "", 2, route{2, false, "10.1.0.1", "10.2.0.7"}, nil, "OUT-02", "bound without a route: assumed on the link"},
		{"192.0.2.1", "", 0, route{}, ENETUNREACH, "OUT-02", "not bound and no route"},
		{"10.4.0.7", "", 0, route{}, ENETUNREACH, "OUT-10", "the route of a device that is down does not count"},
		{"10.1.0.7", "", 4, route{}, ENETUNREACH, "OUT-10", "bound to a device that is down"},
		{"10.1.0.7", "", 4242, route{}, ENODEV, "OUT-04", "bound to an index without device"},
		{"127.0.0.1", "", 4242, route{}, ENODEV, "OUT-04", "even for 127.0.0.1"},
		{"127.0.0.1", "", 2, route{2, false, "10.1.0.1", "127.0.0.1"}, nil, "OUT-05", "bound: 127.0.0.1 is searched on the link"},
		{"10.1.0.1", "", 3, route{3, false, "10.1.0.99", "10.1.0.1"}, nil, "OUT-05", "bound: so is another device's address"},
		{"10.1.0.1", "", 0, route{2, true, "10.1.0.1", "10.1.0.1"}, nil, "UDP-30", "an own address belongs to its device"},
		{"10.1.0.1", "", 2, route{2, true, "10.1.0.1", "10.1.0.1"}, nil, "UDP-31", "also for those bound to it"},
		{"10.9.9.9", "", 0, route{1, true, "10.9.9.9", "10.9.9.9"}, nil, "UDP-30", "an address on lo belongs to lo"},
		{"127.1.2.3", "", 0, route{1, true, "127.0.0.1", "127.1.2.3"}, nil, "UDP-30", "so does all of 127.0.0.0/8, and is sent to from the first of them"},
		{"10.1.0.7", "10.2.0.1", 2, route{2, false, "10.2.0.1", "10.1.0.7"}, nil, "OUT-06", "another device's address as source is kept"},
		{"192.0.2.1", "", 5, route{5, false, "10.9.9.9", "192.0.2.1"}, nil, "OUT-06", "no address on the device: that of another"},
		{"10.1.0.7", "192.0.2.9", 0, route{}, ENETUNREACH, "OUT-07", "the source is not local"},
		{"10.1.0.7", "192.0.2.9", 4242, route{}, ENETUNREACH, "OUT-51", "the source is looked at before the device"},
		{"10.1.0.7", "224.0.0.1", 0, route{}, EINVAL, "OUT-07", "the source is multicast"},
		{"10.1.0.7", "0.0.0.0", 0, route{}, EINVAL, "OUT-07", "the source is 0.0.0.0"},
		{"10.1.0.7", "10.4.0.1", 0, route{3, false, "10.4.0.1", "10.1.0.7"}, nil, "OUT-07", "an address of a device that is down is local"},
		{"0.0.0.0", "", 0, route{1, true, "127.0.0.1", "127.0.0.1"}, nil, "OUT-01", "0.0.0.0 stands for this host"},
		{"::ffff:10.1.0.7", "", 0, route{}, ENETUNREACH, "OUT-07", "written as an IPv6 address it is one"},
		{"", "", 0, route{}, EINVAL, "OUT-07", "no address at all"},
		{"10.1.0.7", "::1", 0, route{}, EINVAL, "OUT-07", "an IPv6 source"},
	} {
		n := routedNet(t)
		r, err := n.RouteOutput(nil, addr(tt.dst), addr(tt.src), tt.oif)
		if err != tt.err {
			t.Errorf("%s: to %q from %q via %d: error %v, want %v: %s", tt.rule, tt.dst, tt.src, tt.oif, err, tt.err, tt.why)
		}
		if err != nil {
			continue
		}
		got := route{r.Index, r.Local, r.Src.String(), r.Dst.String()}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: to %q from %q via %d: %s (-want +got):\n%s", tt.rule, tt.dst, tt.src, tt.oif, tt.why, diff)
		}
		if r.Dev != n.ByIndex(nil, r.Index) {
			t.Errorf("%s: route's device and index differ", tt.rule)
		}
	}
}

func TestSourceWithoutAnyAddress(t *testing.T) {
	_, n := newTestNet(t)
	up(t, n, mustRegister(t, n, "bare", 2))
	r, err := n.RouteOutput(nil, addr("192.0.2.1"), addr(""), 2)
	if err != nil || r.Src != addr("0.0.0.0") {
		t.Errorf("OUT-50: %+v, %v; want source 0.0.0.0: nobody has an address", r, err)
	}
}

func TestRoutesExpire(t *testing.T) {
	for _, tt := range []struct {
		what string
		do   func(n *Net)
		ok   bool
		rule string
	}{
		{"nothing", func(*Net) {}, true, "OUT-40"},
		{"a rename", func(n *Net) { n.Rename(nil, 2, "x") }, true, "OUT-53"},
		{"an altname of a device that is up", func(n *Net) { n.AddAltname(nil, 2, "x") }, false, "REG-36"},
		{"a new device", func(n *Net) { n.Register(nil, "x", 0) }, true, "OUT-50"},
		{"down", func(n *Net) { n.SetUp(nil, 2, false) }, false, "OUT-10"},
		{"down twice", func(n *Net) { n.SetUp(nil, 4, false) }, true, "OUT-10"},
		{"up", func(n *Net) { n.SetUp(nil, 4, true) }, false, "OUT-12"},
		{"an address", func(n *Net) { n.AddAddr(nil, 5, netip.MustParsePrefix("10.5.0.1/24")) }, false, "OUT-01"},
		{"a deletion", func(n *Net) { n.Unregister(nil, 2) }, false, "OUT-51"},
		{"a deletion of what is down", func(n *Net) { n.Unregister(nil, 4) }, false, "OUT-51"},
		{"a move", func(n *Net) { n.Move(nil, 2, NewNet(nil, n.rtnl), "", 0) }, false, "OUT-52"},
		{"the loss of an address", func(n *Net) { n.DelAddr(nil, 6, netip.MustParsePrefix("10.2.0.9/24")) }, false, "OUT-01"},
		{"a route", func(n *Net) { n.AddRoute(nil, RouteConfig{Dst: netip.MustParsePrefix("10.9.0.0/16"), Dev: 2}) }, false, "OUT-01"},
		{"the loss of a route", func(n *Net) { n.DelRoute(nil, RouteConfig{Dst: netip.MustParsePrefix("10.2.0.0/24")}) }, false, "OUT-01"},
		{"an IPv6 address", func(n *Net) { n.AddAddr(nil, 5, netip.MustParsePrefix("fd05::1/64")) }, true, "OUT-01"},
		{"a VRF", func(n *Net) { n.RegisterVRF(nil, "red", 0, 10) }, false, "L3-50"},
	} {
		n := routedNet(t)
		r, err := n.RouteOutput(nil, addr("10.1.0.200"), addr(""), 2)
		if err != nil {
			t.Fatal(err)
		}
		tt.do(n)
		if got := n.Valid(nil, r); got != tt.ok {
			t.Errorf("%s: after %s a route that was looked up before is valid: %v, want %v", tt.rule, tt.what, got, tt.ok)
		}
	}
}

func TestAddAddr(t *testing.T) {
	_, n := newTestNet(t)
	d := mustRegister(t, n, "eth0", 0)
	p := netip.MustParsePrefix("10.1.0.1/24")
	for _, tt := range []struct {
		index int32
		p     netip.Prefix
		err   error
		why   string
	}{
		{2, p, nil, "an address"},
		{2, p, EEXIST, "the same again"},
		{2, netip.MustParsePrefix("10.1.0.2/24"), nil, "a second one"},
		{99, p, ENODEV, "no such device"},
		{2, netip.Prefix{}, EINVAL, "no prefix"},
		{2, netip.MustParsePrefix("fd00::1/64"), nil, "an IPv6 address"},
	} {
		if err := n.AddAddr(nil, tt.index, tt.p); err != tt.err {
			t.Errorf("AddAddr(%d, %v): %v, want %v: %s", tt.index, tt.p, err, tt.err, tt.why)
		}
	}
	if !n.IsLocal(nil, p.Addr()) {
		t.Error("an address of a device that is down is local, too")
	}
	other := mustRegister(t, n, "eth1", 0)
	if err := n.AddAddr(nil, other.Index(nil), p); err != nil {
		t.Errorf("two devices may have one address: %v", err)
	}
	n.Unregister(nil, d.Index(nil))
	if !n.IsLocal(nil, p.Addr()) || n.IsLocal(nil, addr("10.1.0.2")) {
		t.Error("what is local after the first owner went: want the shared address, and not the other")
	}
}

func TestTransmit(t *testing.T) {
	_, n := newTestNet(t)
	d := mustRegister(t, n, "eth0", 0)
	p := Packet{Protocol: 17, Src: netip.MustParseAddrPort("10.1.0.1:1"), Dst: netip.MustParseAddrPort("10.1.0.2:2"), Payload: []byte("x")}
	d.Transmit(nil, &p)
	if got := d.Sent(nil); got != nil {
		t.Errorf("a device that is down sends %v", got)
	}
	n.SetUp(nil, d.Index(nil), true)
	d.Transmit(nil, &p)
	if diff := cmp.Diff([]Packet{p}, d.Sent(nil), cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if got := d.Sent(nil); got != nil {
		t.Errorf("the same packets are sent twice: %v", got)
	}
}

// TestRoutesExpire6 is the same for IPv6.
func TestRoutesExpire6(t *testing.T) {
	for _, tt := range []struct {
		op   string
		ok   bool
		rule string
	}{
		{"add b0 10.5.0.1/24", true, "OUT-01"},
		{"add b0 fd05::1/64", false, "OUT-01"},
		{"del a0 fd01::2/64", false, "OUT-01"},
		{"route fd07::/64 dev b0", false, "OUT-01"},
		{"unroute fd03::/64", false, "OUT-01"},
		{"down b0", false, "OUT-10"},
		{"up c0", false, "OUT-12"},
		{"delete b0", false, "OUT-51"},
		{"master a0 red", false, "L3-50"},
		{"vrf blue 20", true, "L3-50"},
	} {
		s := newScript(t, Newest)
		s.do("up a0", "up b0", "add a0 fd01::1/64", "add a0 fd01::2/64", "route fd03::/64 dev a0", "vrf red 10")
		r, err := s.n.RouteOutput(nil, addr("fd01::9"), addr(""), 2)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.do(tt.op); err != nil {
			t.Errorf("%s: %v", tt.op, err)
		}
		if got := s.n.Valid(nil, r); got != tt.ok {
			t.Errorf("%s: after %q a route that was looked up before is valid: %v, want %v", tt.rule, tt.op, got, tt.ok)
		}
	}
}
