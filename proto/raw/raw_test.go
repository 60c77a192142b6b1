package raw

import (
	"net/netip"
	"slices"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

const (
	ospf = 89
	a    = 2
	b    = 3
)

type world struct {
	*testing.T
	inet *sock.Inet
	root *sock.Cred
}

func newWorld(t *testing.T) *world {
	t.Helper()
	n := netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Newest))
	w := &world{t, sock.NewInet(nil, n, &sock.UserNS{}), nil}
	w.root = &sock.Cred{NS: w.inet.UserNS, Caps: sock.CAP_NET_RAW}
	New(nil, w.inet)
	n.SetUp(nil, 1, true)
	for _, dev := range []struct {
		name  string
		addrs []string
	}{{"a", []string{"10.1.0.1/24", "fd01::1/64", "fe80::a/64"}}, {"b", []string{"10.2.0.1/24", "fd02::1/64", "fe80::b/64"}}} {
		d, err := n.Register(nil, dev.name, 0)
		if err != nil {
			t.Fatal(err)
		}
		n.SetUp(nil, d.Index(nil), true)
		for _, a := range dev.addrs {
			n.AddAddr(nil, d.Index(nil), netip.MustParsePrefix(a))
		}
	}
	return w
}

func (w *world) open(protocol int, dev int32) *sock.Sock {
	w.Helper()
	s, err := w.inet.Socket(nil, w.root, sock.AF_INET, sock.SOCK_RAW, protocol)
	if err != nil {
		w.Fatal(err)
	}
	s.BindToIndex(nil, w.root, dev)
	return s
}

func at(s string) netip.AddrPort { return netip.AddrPortFrom(netip.MustParseAddr(s), 0) }

// in lets a packet from 10.1.0.2 to 10.1.0.1 arrive.
func (w *world) in(protocol uint8, dif int32) []*sock.Sock {
	return w.inet.Input(nil, dif, netdev.Packet{Protocol: protocol, Src: at("10.1.0.2"), Dst: at("10.1.0.1")})
}

func TestLookup(t *testing.T) {
	for _, tt := range []struct {
		protocol int
		dev      int32
		set      func(w *world, s *sock.Sock) error
		want     bool
		rule     string
		why      string
	}{
		{ospf, 0, nil, true, "RAW-01", "on no device: from all"},
		{ospf, a, nil, true, "RAW-01", "on the device of the packet"},
		{ospf, b, nil, false, "RAW-01", "on another device"},
		{ospf, 4242, nil, false, "RAW-01", "on no device that exists"},
		{ospf + 16, 0, nil, false, "RAW-01", "another protocol, though of the same chain"},
		{ospf + 1, 0, nil, false, "RAW-01", "another protocol"},
		{ospf, b, func(w *world, s *sock.Sock) error { return s.BindToIndex(nil, w.root, a) }, true, "RH-01", "a change of device counts at once"},
		{ospf, a, func(_ *world, s *sock.Sock) error { return s.Bind(nil, at("10.1.0.1")) }, true, "RAW-01", "bound to the destination"},
		{ospf, a, func(_ *world, s *sock.Sock) error { return s.Bind(nil, at("10.2.0.1")) }, false, "RAW-01", "bound to another address"},
		{ospf, a, func(_ *world, s *sock.Sock) error { return s.Connect(nil, at("10.1.0.2")) }, true, "RAW-01", "connected to the source"},
		{ospf, a, func(_ *world, s *sock.Sock) error { return s.Connect(nil, at("10.1.0.3")) }, false, "RAW-01", "connected to somebody else"},
		{ospf, a, func(_ *world, s *sock.Sock) error { return s.Disconnect(nil) }, false, "RAW-02", "after connect(AF_UNSPEC) it is deaf"},
		{ospf, a, func(_ *world, s *sock.Sock) error { s.Disconnect(nil); return s.Bind(nil, at("10.1.0.1")) }, false, "RAW-02", "and a bind does not help"},
		{ospf, a, func(_ *world, s *sock.Sock) error { s.Close(nil); return nil }, false, "RAW-01", "closed"},
	} {
		w := newWorld(t)
		s := w.open(tt.protocol, tt.dev)
		if tt.set != nil {
			if err := tt.set(w, s); err != nil {
				t.Fatalf("%s: %s: %v", tt.rule, tt.why, err)
			}
		}
		if got := slices.Contains(w.in(ospf, a), s); got != tt.want {
			t.Errorf("%s: protocol %d on %d gets the packet: %v, want %v: %s", tt.rule, tt.protocol, tt.dev, got, tt.want, tt.why)
		}
	}
}

func TestAllMatchesGetACopy(t *testing.T) {
	w := newWorld(t)
	first, second, third := w.open(ospf, 0), w.open(ospf, a), w.open(ospf, b)
	if got := w.in(ospf, a); !slices.Equal(got, []*sock.Sock{second, first}) {
		t.Errorf("RAW-01: %d sockets, want the two that are not on b, the newest first", len(got))
	}
	for _, s := range []*sock.Sock{first, second} {
		if r, err := s.Receive(nil); err != nil || r.Dif != a {
			t.Errorf("RAW-01: received %+v, %v", r, err)
		}
	}
	if _, err := third.Receive(nil); err != netdev.EAGAIN {
		t.Errorf("RAW-01: a socket on b received from a: %v", err)
	}
}

func TestBind(t *testing.T) {
	w := newWorld(t)
	s, other := w.open(ospf, 0), w.open(ospf, 0)
	for _, tt := range []struct {
		to  string
		err error
		why string
	}{
		{"10.1.0.1", nil, "an own address"},
		{"10.2.0.1", nil, "another one: a raw socket may be bound again"},
		{"0.0.0.0", nil, "and back"},
		{"10.1.0.77", netdev.EADDRNOTAVAIL, "not our address"},
	} {
		if err := s.Bind(nil, at(tt.to)); err != tt.err {
			t.Errorf("WR-09: bind to %s: %v, want %v: %s", tt.to, err, tt.err, tt.why)
		}
		if err := other.Bind(nil, at(tt.to)); err != tt.err {
			t.Errorf("WR-09: a second socket on %s: %v, want %v: nothing conflicts", tt.to, err, tt.err)
		}
	}
}

func TestDisconnect(t *testing.T) {
	w := newWorld(t)
	s := w.open(ospf, a)
	if err := s.Connect(nil, at("10.1.0.2")); err != nil {
		t.Fatal(err)
	}
	if got := s.Addr(nil).Addr().String(); got != "10.1.0.1" {
		t.Errorf("OUT-06: connected from %s, want the address of a", got)
	}
	if err := s.Disconnect(nil); err != nil {
		t.Fatal(err)
	}
	if s.BoundDevIf(nil) != 0 {
		t.Error("WR-20: the device stays")
	}
	if got := s.Addr(nil).String(); got != "0.0.0.0:0" {
		t.Errorf("WR-22: the local address is %s after connect(AF_UNSPEC)", got)
	}
	if err := s.Send(nil, nil, netip.AddrPort{}); err != netdev.EDESTADDRREQ {
		t.Errorf("WR-20: it is still connected: %v", err)
	}
}

func TestSend(t *testing.T) {
	for _, tt := range []struct {
		dev        int32
		connect    string
		to         string
		err        error
		by         int32
		want, rule string
		why        string
	}{
		{0, "", "10.1.0.2", nil, a, "10.1.0.1 > 10.1.0.2", "OUT-01", "by the route"},
		{b, "", "10.1.0.2", nil, b, "10.2.0.1 > 10.1.0.2", "OUT-02", "by the device"},
		{0, "", "192.0.2.1", netdev.ENETUNREACH, 0, "", "OUT-02", "no route"},
		{4242, "", "10.1.0.2", netdev.ENODEV, 0, "", "OUT-04", "no device"},
		{0, "10.1.0.2", "", nil, a, "10.1.0.1 > 10.1.0.2", "OUT-01", "to the connected peer"},
		{0, "10.1.0.2", "10.2.0.2", nil, b, "10.1.0.1 > 10.2.0.2", "OUT-06", "the source stays"},
		{0, "", "", netdev.EDESTADDRREQ, 0, "", "OUT-01", "not connected"},
		{0, "192.0.2.1", "", netdev.ENETUNREACH, 0, "", "OUT-02", "connect finds no route"},
	} {
		w := newWorld(t)
		s := w.open(ospf, tt.dev)
		var err error
		if tt.connect != "" {
			err = s.Connect(nil, at(tt.connect))
		}
		if err == nil {
			var to netip.AddrPort
			if tt.to != "" {
				to = at(tt.to)
			}
			err = s.Send(nil, []byte("hello"), to)
		}
		if err != tt.err {
			t.Errorf("%s: to %q on %d: %v, want %v: %s", tt.rule, tt.to, tt.dev, err, tt.err, tt.why)
		}
		for _, dev := range []int32{a, b} {
			sent := w.inet.Net.ByIndex(nil, dev).Sent(nil)
			if dev != tt.by {
				if sent != nil {
					t.Errorf("%s: to %q on %d: left by %d: %s", tt.rule, tt.to, tt.dev, dev, tt.why)
				}
				continue
			}
			if len(sent) != 1 || sent[0].Src.Addr().String()+" > "+sent[0].Dst.Addr().String() != tt.want ||
				sent[0].Protocol != ospf || string(sent[0].Payload) != "hello" {
				t.Errorf("%s: to %q on %d: sent %v, want %s: %s", tt.rule, tt.to, tt.dev, sent, tt.want, tt.why)
			}
		}
	}
}

// TestRouteIsNotCached: a raw socket looks its route up for each packet.
func TestRouteFollowsTheDevice(t *testing.T) {
	w := newWorld(t)
	s := w.open(ospf, a)
	s.Connect(nil, at("10.1.0.2"))
	s.BindToIndex(nil, w.root, b)
	if err := s.Send(nil, nil, netip.AddrPort{}); err != nil {
		t.Fatal(err)
	}
	if got := len(w.inet.Net.ByIndex(nil, b).Sent(nil)); got != 1 {
		t.Errorf("OUT-40: %d packets left by b, want 1", got)
	}
}
