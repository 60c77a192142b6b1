package raw

import (
	"net/netip"
	"slices"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

func (w *world) open6(protocol int, dev int32) *sock.Sock {
	w.Helper()
	s, err := w.inet.Socket(nil, w.root, sock.AF_INET6, sock.SOCK_RAW, protocol)
	if err != nil {
		w.Fatal(err)
	}
	s.BindToIndex(nil, w.root, dev)
	return s
}

// in6 lets a packet from fd01::2 to dst arrive on a.
func (w *world) in6(dst string) []*sock.Sock {
	return w.inet.Input(nil, a, netdev.Packet{Protocol: ospf, Src: at("fd01::2"), Dst: at(dst), Payload: []byte("hello")})
}

func TestLookup6(t *testing.T) {
	bind := func(addr string) func(w *world, s *sock.Sock) error {
		return func(_ *world, s *sock.Sock) error { return s.Bind(nil, at(addr)) }
	}
	connect := func(addr string) func(w *world, s *sock.Sock) error {
		return func(_ *world, s *sock.Sock) error { return s.Connect(nil, at(addr)) }
	}
	for _, tt := range []struct {
		protocol int
		dev      int32
		set      func(w *world, s *sock.Sock) error
		dst      string
		want     bool
		rule     string
		why      string
	}{
		{ospf, 0, nil, "fd01::1", true, "RAW-03", "on no device: from all"},
		{ospf, a, nil, "fd01::1", true, "RAW-03", "on the device of the packet"},
		{ospf, b, nil, "fd01::1", false, "RAW-03", "on another device"},
		{ospf, 4242, nil, "fd01::1", false, "RAW-03", "on no device that exists"},
		{ospf + 16, 0, nil, "fd01::1", false, "RAW-03", "another protocol, though of the same chain"},
		{ospf, b, func(w *world, s *sock.Sock) error { return s.BindToIndex(nil, w.root, a) }, "fd01::1", true, "RH-01", "a change of device counts at once"},
		{ospf, a, bind("fd01::1"), "fd01::1", true, "RAW-03", "bound to the destination"},
		{ospf, a, bind("fd02::1"), "fd01::1", false, "RAW-03", "bound to another address"},
		{ospf, 0, bind("fe80::a%2"), "fe80::a", true, "WR-01", "bound to the destination with its scope"},
		{ospf, 0, bind("fe80::b%3"), "fe80::a", false, "WR-01", "the scope has become the device"},
		{ospf, a, connect("fd01::2"), "fd01::1", true, "RAW-03", "connected to the source"},
		{ospf, a, connect("fd01::3"), "fd01::1", false, "RAW-03", "connected to somebody else"},
		{ospf, a, func(_ *world, s *sock.Sock) error { return s.Disconnect(nil) }, "fd01::1", false, "RAW-02", "after connect(AF_UNSPEC) it is deaf"},
		{ospf, a, func(_ *world, s *sock.Sock) error { s.Close(nil); return nil }, "fd01::1", false, "RAW-03", "closed"},
		{ospf, 0, nil, "ff02::1", true, "RAW-03", "multicast for a wildcard socket"},
		{ospf, b, nil, "ff02::1", false, "RAW-03", "multicast on another device"},
		{ospf, 0, bind("ff02::1%2"), "ff02::1", true, "WR-06", "bound to the group"},
		{ospf, 0, bind("fd01::1"), "ff02::1", true, "RAW-03", "an address does not keep multicast away"},
		{ospf, 0, func(w *world, s *sock.Sock) error {
			s.Bind(nil, at("fd01::1"))
			return s.Setsockopt(nil, w.root, 41, 29, []byte{0, 0, 0, 0}, 4)
		}, "ff02::1", false, "RAW-03", "but IPV6_MULTICAST_ALL does"},
	} {
		w := newWorld(t)
		s := w.open6(tt.protocol, tt.dev)
		if tt.set != nil {
			if err := tt.set(w, s); err != nil {
				t.Fatalf("%s: %s: %v", tt.rule, tt.why, err)
			}
		}
		if got := slices.Contains(w.in6(tt.dst), s); got != tt.want {
			t.Errorf("%s: protocol %d on %d gets the packet to %s: %v, want %v: %s", tt.rule, tt.protocol, tt.dev, tt.dst, got, tt.want, tt.why)
		}
	}
}

// TestFamilies: neither family's sockets get the other's packets.
func TestFamilies(t *testing.T) {
	w := newWorld(t)
	four, six := w.open(ospf, 0), w.open6(ospf, 0)
	if got := w.in(ospf, a); !slices.Equal(got, []*sock.Sock{four}) {
		t.Errorf("RAW-01: %d sockets got an IPv4 packet", len(got))
	}
	if got := w.in6("fd01::1"); !slices.Equal(got, []*sock.Sock{six}) {
		t.Errorf("RAW-03: %d sockets got an IPv6 packet", len(got))
	}
}

func TestMulticast4(t *testing.T) {
	w := newWorld(t)
	group := netip.MustParseAddr("224.0.0.77")
	if err := w.inet.Net.JoinGroup(nil, a, group); err != nil {
		t.Fatal(err)
	}
	every, none, onB := w.open(ospf, 0), w.open(ospf, 0), w.open(ospf, b)
	if err := none.Setsockopt(nil, w.root, 0, 49, []byte{0, 0, 0, 0}, 4); err != nil {
		t.Fatal(err)
	}
	got := w.inet.Input(nil, a, netdev.Packet{Protocol: ospf, Src: at("10.1.0.2"), Dst: at("224.0.0.77")})
	if !slices.Equal(got, []*sock.Sock{every}) || slices.Contains(got, onB) {
		t.Errorf("UDP-21: %d sockets got multicast, want that with IP_MULTICAST_ALL on the device", len(got))
	}
}

// vrfWorld is newWorld with a enslaved to a VRF.
func vrfWorld(t *testing.T) (w *world, red int32) {
	w = newWorld(t)
	n := w.inet.Net
	dev, err := n.RegisterVRF(nil, "red", 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	red = dev.Index(nil)
	n.SetUp(nil, red, true)
	if err := n.SetMaster(nil, a, red); err != nil {
		t.Fatal(err)
	}
	n.AddAddr(nil, a, netip.MustParsePrefix("fd01::1/64")) // enslaving took it
	return w, red
}

func TestL3mdevAccept(t *testing.T) {
	w, red := vrfWorld(t)
	for _, accept := range []uint32{1, 0} {
		w.inet.Sysctl.RawL3mdevAccept.Store(nil, accept)
		for _, tt := range []struct {
			dev  int32
			want bool
		}{{0, accept == 1}, {red, true}, {a, true}, {b, false}} {
			s, six := w.open(ospf, tt.dev), w.open6(ospf, tt.dev)
			if got := slices.Contains(w.in(ospf, a), s); got != tt.want {
				t.Errorf("L3-40: accept %d, on %d gets the VRF's packet: %v", accept, tt.dev, got)
			}
			if got := slices.Contains(w.in6("fd01::1"), six); got != tt.want {
				t.Errorf("L3-40: accept %d, on %d gets the VRF's IPv6 packet: %v", accept, tt.dev, got)
			}
		}
	}
}

func TestExplain(t *testing.T) {
	w := newWorld(t)
	socks := map[string]*sock.Sock{}
	add := func(why string, s *sock.Sock, err error) {
		if err != nil {
			t.Fatalf("%s: %v", why, err)
		}
		socks[why] = s
	}
	u := w.open6(ospf, 0)
	add("every raw socket that matches gets a copy", u, nil)
	add("bound to another device, or to none and raw_l3mdev_accept is off", w.open6(ospf, b), nil)
	s := w.open6(ospf, 0)
	add("another local address", s, s.Bind(nil, at("fd02::1")))
	s = w.open6(ospf, 0)
	add("connected to somebody else", s, s.Connect(nil, at("fd01::3")))
	add("another protocol, though of this chain", w.open6(ospf+16, 0), nil)
	k := &sock.Key{Protocol: ospf, Src: at("fd01::2"), Dst: at("fd01::1"), Dif: a}
	all := u.Proto().Explain(nil, k)
	if len(all) != len(socks) {
		t.Errorf("%d candidates, want all %d of the chain", len(all), len(socks))
	}
	found := u.Proto().Lookup(nil, k, nil)
	for _, c := range all {
		if socks[c.Reason] != c.Sock {
			t.Errorf("%+v: not the reason", c)
		}
		if c.Chosen != slices.Contains(found, c.Sock) || c.Chosen != (c.Score >= 0) {
			t.Errorf("%+v: and lookup found %v", c, slices.Contains(found, c.Sock))
		}
	}
}

func TestLookupAllocatesNothing(t *testing.T) {
	w := newWorld(t)
	four, six := w.open(ospf, 0), w.open6(ospf, a)
	k4 := &sock.Key{Protocol: ospf, Src: at("10.1.0.2"), Dst: at("10.1.0.1"), Dif: a}
	k6 := &sock.Key{Protocol: ospf, Src: at("fd01::2"), Dst: at("fd01::1"), Dif: a}
	found := make([]*sock.Sock, 0, 4)
	if n := testing.AllocsPerRun(100, func() {
		four.Proto().Lookup(nil, k4, found)
		six.Proto().Lookup(nil, k6, found)
	}); n != 0 {
		t.Errorf("a lookup allocates %v times", n)
	}
}

func TestBind6(t *testing.T) {
	for _, tt := range []struct {
		rule    string
		dev     int32
		addr    string
		err     error
		devThen int32
		why     string
	}{
		{"WR-01", 0, "fe80::a%2", nil, a, "the scope becomes the device"},
		{"WR-02", b, "fe80::a%2", nil, a, "whatever it was"},
		{"WR-03", a, "fe80::a", nil, a, "without scope it is the device's"},
		{"WR-03", 0, "fe80::a", netdev.EINVAL, 0, "there is none"},
		{"WR-04", b, "fe80::a%4242", netdev.ENODEV, 4242, "written before it is looked up"},
		{"WR-04", a, "fe80::a%3", netdev.EADDRNOTAVAIL, b, "and before the address is"},
		{"WR-05", b, "fd01::1%2", nil, b, "a scope means nothing with a global address"},
		{"WR-06", 0, "ff02::5%2", nil, a, "multicast has one"},
		{"WR-06", 0, "ff05::5%2", nil, 0, "if it is of the link"},
		{"WR-08", 4242, "fd01::1", netdev.ENODEV, 4242, "the device does not exist"},
		{"WR-08", 4242, "::", nil, 4242, "which is not asked for the wildcard"},
		{"WR-12", 0, "::ffff:10.1.0.1", netdev.EADDRNOTAVAIL, 0, "raw sockets of IPv6 are of IPv6 only"},
		{"WR-11", 0, "fd01::77", netdev.EADDRNOTAVAIL, 0, "not our address"},
		{"WR-11", b, "::1", netdev.EADDRNOTAVAIL, b, "on another device"},
	} {
		w := newWorld(t)
		s := w.open6(ospf, tt.dev)
		if err := s.Bind(nil, at(tt.addr)); err != tt.err || s.BoundDevIf(nil) != tt.devThen {
			t.Errorf("%s: bind to %s on %d: %v and device %d, want %v and %d: %s", tt.rule, tt.addr, tt.dev, err, s.BoundDevIf(nil), tt.err, tt.devThen, tt.why)
		}
	}
}

// TestMulticastIsNotSentFrom: a socket that has a group for its address sends
// from the route's.
func TestMulticastIsNotSentFrom(t *testing.T) {
	w := newWorld(t)
	s := w.open6(ospf, 0)
	if err := s.Bind(nil, at("ff02::5%2")); err != nil {
		t.Fatal(err)
	}
	if err := s.Send(nil, nil, at("fd01::2")); err != nil {
		t.Fatal(err)
	}
	if sent := w.inet.Net.ByIndex(nil, a).Sent(nil); len(sent) != 1 || sent[0].Src != at("fd01::1") {
		t.Errorf("WR-06: sent %v, want it from fd01::1", sent)
	}
}

func TestRebind6(t *testing.T) {
	w := newWorld(t)
	s := w.open6(ospf, 0)
	for _, addr := range []string{"fd01::1", "fd02::1", "fe80::a%2", "fe80::b%3", "::"} {
		if err := s.Bind(nil, at(addr)); err != nil {
			t.Errorf("WR-09: bind to %s: %v: a raw socket may be bound again", addr, err)
		}
	}
	s.BindToIndex(nil, w.root, 0)
	if err := s.Connect(nil, at("fd01::2")); err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{"fe80::b%3", "::"} {
		if err := s.Bind(nil, at(addr)); err != netdev.EINVAL || s.BoundDevIf(nil) != 0 {
			t.Errorf("WR-09: bind to %s while connected: %v, device %d", addr, err, s.BoundDevIf(nil))
		}
	}
	if err := s.Connect(nil, at("10.1.0.2")); err != netdev.EAFNOSUPPORT {
		t.Errorf("connect to IPv4: %v", err)
	}
	four := w.open(ospf, 0)
	four.Connect(nil, at("10.1.0.2"))
	if err := four.Bind(nil, at("10.1.0.1")); err != netdev.EINVAL {
		t.Errorf("WR-09: bind of a connected IPv4 socket: %v", err)
	}
}

func TestDisconnect6(t *testing.T) {
	w := newWorld(t)
	s := w.open6(ospf, a)
	if err := s.Connect(nil, at("fd01::2")); err != nil {
		t.Fatal(err)
	}
	s.Disconnect(nil)
	if got := s.Addr(nil).String(); got != "[::]:0" || s.BoundDevIf(nil) != 0 {
		t.Errorf("WR-22: %s on %d after connect(AF_UNSPEC)", got, s.BoundDevIf(nil))
	}
	if err := s.Send(nil, nil, netip.AddrPort{}); err != netdev.EDESTADDRREQ {
		t.Errorf("WR-20: it is still connected: %v", err)
	}
	if err := s.Bind(nil, at("fd01::1")); err != nil {
		t.Errorf("RAW-02: it may be bound again: %v", err)
	}
}
