package udp

import (
	"net/netip"
	"slices"
	"testing"

	"boundif/netdev"
)

func TestSend(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	out := func(dev int32) (all []string) {
		for _, p := range w.inet.Net.ByIndex(nil, dev).Sent(nil) {
			all = append(all, p.Src.String()+" > "+p.Dst.String()+" "+string(p.Payload))
		}
		return all
	}
	s := w.bind("x", 0, any67)
	peer, far := netip.MustParseAddrPort(client), netip.MustParseAddrPort("192.0.2.1:9")
	for _, tt := range []struct {
		dev  int32
		to   netip.AddrPort
		err  error
		by   int32
		want string
		rule string
		why  string
	}{
		{0, peer, nil, a, "10.1.0.1:67 > 10.1.0.2:68 hi", "OUT-01", "by the route"},
		{b, peer, nil, b, "10.2.0.1:67 > 10.1.0.2:68 hi", "OUT-02", "by the device"},
		{a, far, nil, a, "10.1.0.1:67 > 192.0.2.1:9 hi", "OUT-02", "assumed on the link"},
		{0, far, netdev.ENETUNREACH, 0, "", "OUT-02", "no route"},
		{stale, peer, netdev.ENODEV, 0, "", "OUT-04", "no device"},
		{0, netip.AddrPort{}, netdev.EDESTADDRREQ, 0, "", "OUT-01", "not connected"},
		{0, netip.MustParseAddrPort("10.1.0.2:0"), netdev.EINVAL, 0, "", "OUT-01", "no port"},
	} {
		w.set(s, tt.dev)
		buf := []byte("hi")
		if err := s.Send(nil, buf, tt.to); err != tt.err {
			t.Errorf("%s: to %v on %d: %v, want %v: %s", tt.rule, tt.to, tt.dev, err, tt.err, tt.why)
		}
		buf[0] = 'X' // the packet must be a copy
		for _, dev := range []int32{a, b} {
			got := out(dev)
			if dev == tt.by && !slices.Equal(got, []string{tt.want}) || dev != tt.by && got != nil {
				t.Errorf("%s: to %v on %d: left by %d: %q, want %q by %d: %s", tt.rule, tt.to, tt.dev, dev, got, tt.want, tt.by, tt.why)
			}
		}
	}
}

// TestConnectedSend: the cached route goes with a set of the device, and with
// the device, but not with a rename.
func TestConnectedSend(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	n := w.inet.Net
	s := w.bind("x", 0, any67)
	if err := s.Connect(nil, netip.MustParseAddrPort(client)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what string
		do   func() error
		err  error
		by   int32
		src  string
		rule string
	}{
		{"connect", func() error { return nil }, nil, a, server, "OUT-01"},
		{"a move to b", func() error { return s.BindToIndex(nil, w.root, b) }, nil, b, server, "OUT-40"},
		{"unbinding", func() error { return s.BindToIndex(nil, w.root, 0) }, nil, a, server, "OUT-40"},
		{"a rename", func() error { return n.Rename(nil, a, "lan0") }, nil, a, server, "OUT-53"},
		{"a binding to nothing", func() error { return s.BindToIndex(nil, w.root, stale) }, netdev.ENODEV, 0, "", "OUT-42"},
		{"binding to a", func() error { return s.BindToIndex(nil, w.root, a) }, nil, a, server, "OUT-40"},
		{"a going down", func() error { return n.SetUp(nil, a, false) }, netdev.ENETUNREACH, 0, "", "OUT-10"},
		{"a coming up", func() error { return n.SetUp(nil, a, true) }, nil, a, server, "OUT-12"},
		{"a removed", func() error { return n.Unregister(nil, a) }, netdev.ENETUNREACH, 0, "", "OUT-51"},
		{"an impostor", func() error {
			if _, err := n.Register(nil, "impostor", a); err != nil {
				return err
			}
			n.SetUp(nil, a, true)
			return n.AddAddr(nil, a, netip.MustParsePrefix("10.1.0.1/24"))
		}, nil, a, server, "OUT-51"},
		{"a moved away", func() error {
			return n.Move(nil, a, netdev.NewNet(nil, w.rtnl), "", 0)
		}, netdev.ENETUNREACH, 0, "", "OUT-52"},
	} {
		if err := tt.do(); err != nil {
			t.Fatalf("%s: %v", tt.what, err)
		}
		for range 2 { // the second send takes the route that the first one cached
			if err := s.Send(nil, nil, netip.AddrPort{}); err != tt.err {
				t.Errorf("%s: after %s: %v, want %v", tt.rule, tt.what, err, tt.err)
			}
		}
		for _, dev := range []int32{a, b} {
			d := n.ByIndex(nil, dev)
			if d == nil {
				continue
			}
			sent := d.Sent(nil)
			if want := map[bool]int{true: 2}[dev == tt.by]; len(sent) != want {
				t.Errorf("%s: after %s %d packets left by %d, want %d", tt.rule, tt.what, len(sent), dev, want)
			} else if want > 0 && sent[0].Src.String() != tt.src {
				t.Errorf("%s: after %s the source is %v, want %s", tt.rule, tt.what, sent[0].Src, tt.src)
			}
		}
	}
}

// TestStaleRouteIsUsed: a connected socket takes the cached route, even if a
// sender put it there for another device than the socket is bound to now, until
// the next set (RACE-40, RACE-41).
func TestStaleRouteIsUsed(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.bind("x", a, any67)
	if err := s.Connect(nil, netip.MustParseAddrPort(client)); err != nil {
		t.Fatal(err)
	}
	late, err := w.inet.Net.RouteOutput(nil, netip.MustParseAddr("10.1.0.2"), netip.Addr{}, b)
	if err != nil {
		t.Fatal(err)
	}
	s.SetRoute(nil, late)
	for _, want := range []int32{b, a} {
		if err := s.Send(nil, nil, netip.AddrPort{}); err != nil {
			t.Fatal(err)
		}
		for _, dev := range []int32{a, b} {
			if got := len(w.inet.Net.ByIndex(nil, dev).Sent(nil)) == 1; got != (dev == want) {
				t.Errorf("RACE-41: bound to a with a cached route by b: left by %d: %v, want by %d", dev, got, want)
			}
		}
		w.set(s, a)
	}
}
