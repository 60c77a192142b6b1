package udp

import (
	"net/netip"
	"slices"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

func TestConnect(t *testing.T) {
	for _, tt := range []struct {
		dev   int32
		local string
		peer  string
		err   error
		now   string
		rule  string
		why   string
	}{
		{0, any67, client, nil, server, "UDP-13", "the source of the route becomes the address"},
		{b, any67, client, nil, "10.2.0.1:67", "OUT-06", "that of the bound device"},
		{0, "10.9.9.9:67", client, nil, "10.9.9.9:67", "OUT-06", "unless there is one"},
		{0, any67, "192.0.2.1:1", netdev.ENETUNREACH, any67, "OUT-02", "no route"},
		{stale, any67, client, netdev.ENODEV, any67, "OUT-04", "no device"},
		{0, any67, "0.0.0.0:5", nil, "127.0.0.1:67", "OUT-01", "0.0.0.0 is this host"},
	} {
		w := newWorld(t, netdev.Newest)
		s := w.bind("x", tt.dev, tt.local)
		if err := s.Connect(nil, netip.MustParseAddrPort(tt.peer)); err != tt.err {
			t.Errorf("%s: connect to %s on %d: %v, want %v: %s", tt.rule, tt.peer, tt.dev, err, tt.err, tt.why)
		}
		if got := s.Addr(nil).String(); got != tt.now {
			t.Errorf("%s: after connect to %s on %d: %s, want %s: %s", tt.rule, tt.peer, tt.dev, got, tt.now, tt.why)
		}
		if s.Daddr.Load(nil) == 0 && tt.err == nil {
			t.Errorf("%s: connected to nobody", tt.rule)
		}
	}
}

// TestRehashMovesChains: connect and disconnect of a socket with a port of its
// own but no address (RH-02, RH-04).
func TestRehashMovesChains(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.bind("x", 0, any67)
	chain := func(addr string) bool {
		n := w.tb.slot(nil, 67).spot(nil, sock.FromAddr(netip.MustParseAddr(addr))).list.First(nil)
		return n != nil && n.Val == s
	}
	where := func() (in []string) {
		for _, addr := range []string{"0.0.0.0", "10.1.0.1", "10.2.0.1"} {
			if chain(addr) {
				in = append(in, addr)
			}
		}
		return in
	}
	for _, tt := range []struct {
		what string
		do   func() error
		want string
	}{
		{"bind", func() error { return nil }, "0.0.0.0"},
		{"a set of the device", func() error { return s.BindToIndex(nil, w.root, a) }, "0.0.0.0"},
		{"connect", func() error { return s.Connect(nil, netip.MustParseAddrPort(client)) }, "10.1.0.1"},
		{"connect to somebody else", func() error { return s.Connect(nil, netip.MustParseAddrPort("10.1.0.3:1")) }, "10.1.0.1"},
		{"disconnect", func() error { return s.Disconnect(nil) }, "0.0.0.0"},
		{"connect by b", func() error { return s.Connect(nil, netip.MustParseAddrPort("10.2.0.3:1")) }, "10.2.0.1"},
	} {
		if err := tt.do(); err != nil {
			t.Fatal(err)
		}
		if got := where(); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("RH-04: after %s the socket hangs in the chains of %v, want %s", tt.what, got, tt.want)
		}
		if got := sock.ToAddr(s.PortaddrHash.Load(nil)).String(); got != tt.want {
			t.Errorf("RH-04: after %s udp_portaddr_hash says %s, want %s", tt.what, got, tt.want)
		}
	}
}

func TestDisconnect(t *testing.T) {
	for _, tt := range []struct {
		local  string // "" is not bound
		now    string
		hashed bool
		rule   string
		why    string
	}{
		{server, server, true, "WR-22", "what bind fixed stays"},
		{any67, any67, true, "WR-22", "the address that connect chose goes"},
		{"10.1.0.1:0", "10.1.0.1:0", false, "WR-21", "an automatic port goes"},
		{"", "0.0.0.0:0", false, "WR-21", "both go"},
	} {
		w := newWorld(t, netdev.Newest)
		nobody := &sock.Cred{NS: w.inet.UserNS, UID: 65534}
		s := w.open("x", a)
		if tt.local != "" {
			if err := s.Bind(nil, netip.MustParseAddrPort(tt.local)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Connect(nil, netip.MustParseAddrPort(client)); err != nil {
			t.Fatal(err)
		}
		if err := s.Disconnect(nil); err != nil {
			t.Fatal(err)
		}
		if got := s.Addr(nil).String(); got != tt.now || s.Node.Listed() != tt.hashed {
			t.Errorf("%s: bound to %q, connected, disconnected: %s, hashed %v; want %s, %v: %s",
				tt.rule, tt.local, got, s.Node.Listed(), tt.now, tt.hashed, tt.why)
		}
		if s.BoundDevIf(nil) != 0 {
			t.Error("WR-20: the device stays")
		}
		if err := s.BindToIndex(nil, nobody, b); err != nil {
			t.Errorf("WR-20: after that the first binding is free again: %v", err)
		}
		if err := s.Send(nil, nil, netip.AddrPort{}); err != netdev.EDESTADDRREQ {
			t.Errorf("WR-20: it is still connected: %v", err)
		}
	}
}
