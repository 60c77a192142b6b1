package ping

import (
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

func TestBind(t *testing.T) {
	before := netdev.Release{Major: 5, Minor: 17}
	for _, tt := range []struct {
		rule    string
		release netdev.Release
		dev     int32
		addr    string
		err     error
		devThen int32
		why     string
	}{
		{"WR-01", netdev.Newest, 0, "[fe80::a%2]:500", nil, a, "the scope becomes the device"},
		{"WR-02", netdev.Newest, b, "[fe80::a%2]:500", nil, a, "whatever it was"},
		{"WR-02", netdev.Newest, 4242, "[fe80::a%2]:500", nil, a, "even stale"},
		{"WR-03", netdev.Newest, a, "[fe80::a]:500", netdev.EINVAL, a, "it has to be said"},
		{"WR-04", netdev.Newest, b, "[fe80::a%4242]:500", netdev.ENODEV, b, "looked up before it is written"},
		{"WR-04", netdev.Newest, a, "[fe80::a%3]:500", netdev.EADDRNOTAVAIL, a, "the address too"},
		{"WR-05", netdev.Newest, b, "[fd01::1%2]:500", nil, b, "a scope means nothing with a global address"},
		{"WR-05", netdev.Newest, b, "[fd01::1%4242]:500", netdev.ENODEV, b, "but it is looked up"},
		{"WR-06", netdev.Newest, 0, "[ff02::5%2]:500", netdev.EINVAL, 0, "no multicast"},
		{"WR-08", netdev.Newest, 4242, "[::]:500", netdev.ENODEV, 4242, "the bound device is looked up"},
		{"WR-08", before, 4242, "[::]:500", nil, 4242, "since 5.18"},
		{"WR-08", netdev.Newest, 4242, "10.1.0.1:500", nil, 4242, "not with IPv4"},
		{"WR-11", netdev.Newest, b, "[fd01::1]:500", nil, b, "a global address of another device"},
		{"WR-11", netdev.Newest, b, "[::1]:500", netdev.EADDRNOTAVAIL, b, "::1 is lo's"},
		{"WR-11", before, b, "[::1]:500", nil, b, "since 5.18"},
		{"WR-12", netdev.Newest, b, "10.1.0.1:500", nil, b, "IPv4 does not compare"},
		{"WR-12", netdev.Newest, 0, "[::ffff:10.1.0.1]:500", netdev.EINVAL, 0, "no IPv4 in IPv6 clothes"},
		{"WR-12", netdev.Newest, 0, "10.1.0.77:500", netdev.EADDRNOTAVAIL, 0, "not our address"},
		{"WR-12", netdev.Newest, 0, "10.1.0.255:500", netdev.EADDRNOTAVAIL, 0, "broadcast"},
		{"WR-12", netdev.Newest, 0, "224.0.0.1:500", netdev.EADDRNOTAVAIL, 0, "multicast"},
		{"WR-11", netdev.Newest, 0, "[fd01::77]:500", netdev.EADDRNOTAVAIL, 0, "not our address"},
	} {
		w := newWorld(t, tt.release)
		addr := netip.MustParseAddrPort(tt.addr)
		family := sock.AF_INET6
		if addr.Addr().Is4() {
			family = sock.AF_INET
		}
		s := w.open(family, tt.dev, "")
		if err := s.Bind(nil, addr); err != tt.err || s.BoundDevIf(nil) != tt.devThen {
			t.Errorf("%s: Linux %s: bind to %s on %d: %v and device %d, want %v and %d: %s",
				tt.rule, tt.release, tt.addr, tt.dev, err, s.BoundDevIf(nil), tt.err, tt.devThen, tt.why)
		}
	}
}

// TestNonlocal: IP_FREEBIND lets addresses of others through, but no groups.
func TestNonlocal(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	for addr, want := range map[string]error{
		"10.1.0.77:500": nil, "[fd01::77]:500": nil,
		"224.0.0.1:500": netdev.EADDRNOTAVAIL, "10.1.0.255:500": netdev.EADDRNOTAVAIL, "[ff05::1]:500": netdev.EINVAL,
	} {
		addr := netip.MustParseAddrPort(addr)
		family := sock.AF_INET6
		if addr.Addr().Is4() {
			family = sock.AF_INET
		}
		s := w.open(family, 0, "")
		if err := s.Setsockopt(nil, w.root, 0, 15, []byte{1, 0, 0, 0}, 4); err != nil {
			t.Fatal(err)
		}
		if err := s.Bind(nil, addr); err != want {
			t.Errorf("bind to %s with IP_FREEBIND: %v, want %v", addr, err, want)
		}
	}
}

// TestSecondBind is WR-09: refused, and yet the device has changed; only a
// conflict puts it back.
func TestSecondBind(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.open6(a, "[fe80::a%2]:500")
	if err := s.Bind(nil, netip.MustParseAddrPort("[fe80::b%3]:501")); err != netdev.EINVAL || s.BoundDevIf(nil) != b {
		t.Errorf("WR-09: a second bind: %v, device %d, want EINVAL and b", err, s.BoundDevIf(nil))
	}
	if got := s.Addr(nil).String(); got != "[fe80::a%3]:500" {
		t.Errorf("WR-09: and the address is %s", got)
	}
	taken := w.open6(0, "")
	taken.SetInt(nil, w.root, sock.SO_REUSEADDR, 0)
	taken.Bind(nil, netip.MustParseAddrPort("[::]:600"))
	other := w.open6(a, "")
	if err := other.Bind(nil, netip.MustParseAddrPort("[fe80::b%3]:600")); err != netdev.EADDRINUSE || other.BoundDevIf(nil) != a {
		t.Errorf("WR-09: a conflict: %v, device %d, want EADDRINUSE and a", err, other.BoundDevIf(nil))
	}
	if got := other.Addr(nil).String(); got != "[::]:0" {
		t.Errorf("WR-09: and the address is %s", got)
	}
}

// TestConflict is BND-50 and PNG-03.
func TestConflict(t *testing.T) {
	for _, tt := range []struct {
		cleared1, cleared2 bool
		first, second      string
		dev1, dev2         int32
		want               error
		why                string
	}{
		{false, false, "0.0.0.0:500", "0.0.0.0:500", a, b, nil, "both share from birth"},
		{false, false, "0.0.0.0:500", "0.0.0.0:500", 0, 0, nil, "even on one device"},
		{true, false, "0.0.0.0:500", "0.0.0.0:500", a, b, netdev.EADDRINUSE, "the first does not, and devices do not count"},
		{false, true, "0.0.0.0:500", "0.0.0.0:500", a, b, netdev.EADDRINUSE, "the second does not"},
		{true, true, "10.1.0.1:500", "10.2.0.1:500", 0, 0, netdev.EADDRINUSE, "addresses do not count"},
		{true, true, "0.0.0.0:500", "[::]:500", 0, 0, netdev.EADDRINUSE, "families do not count"},
		{true, true, "0.0.0.0:500", "0.0.0.0:564", 0, 0, nil, "another identifier of the chain"},
	} {
		w := newWorld(t, netdev.Newest)
		open := func(addr string, dev int32, cleared bool) (*sock.Sock, error) {
			to := netip.MustParseAddrPort(addr)
			family := sock.AF_INET6
			if to.Addr().Is4() {
				family = sock.AF_INET
			}
			s := w.open(family, dev, "")
			if cleared {
				s.SetInt(nil, w.root, sock.SO_REUSEADDR, 0)
			}
			return s, s.Bind(nil, to)
		}
		first, err := open(tt.first, tt.dev1, tt.cleared1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open(tt.second, tt.dev2, tt.cleared2); err != tt.want {
			t.Errorf("BND-50: %s then %s: %v, want %v: %s", tt.first, tt.second, err, tt.want, tt.why)
		}
		first.Close(nil)
		if _, err := open(tt.second, tt.dev2, true); err != nil && tt.want != nil {
			t.Errorf("BND-50: the first is closed, and yet: %v", err)
		}
	}
}

// TestAutomatic: identifiers go up, past those that anybody has, and around; 0
// is none.
func TestAutomatic(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	tb := w.tb
	ident := func(s *sock.Sock) uint16 { return s.Addr(nil).Port() }
	w.open6(0, "[::]:2")
	if got := []uint16{ident(w.open4(0, "0.0.0.0:0")), ident(w.open4(b, "0.0.0.0:0"))}; got[0] != 1 || got[1] != 3 {
		t.Errorf("automatic identifiers %v, want 1 and, as a socket of IPv6 has 2, 3", got)
	}
	s := w.open4(0, "")
	s.Send(nil, []byte{8, 0, 0, 0, 0, 0, 0, 1}, at("10.1.0.2"))
	if got := ident(s); got != 4 {
		t.Errorf("a send gave identifier %d, want 4", got)
	}
	for id := 5; id < 1<<16; id++ { // as if that many sockets had been bound
		o := w.open4(0, "")
		o.Num.Store(nil, uint32(id))
		tb.chain(uint32(id)).AddHead(nil, &o.Node)
	}
	if got := w.open4(0, ""); got.Bind(nil, at("0.0.0.0")) != netdev.EADDRINUSE {
		t.Errorf("there is no identifier left, and a socket got %d", ident(got))
	} else if err := got.Connect(nil, at("10.1.0.2")); err != netdev.EAGAIN {
		t.Errorf("BND-21: connect without identifier: %v, want EAGAIN", err)
	}
	s.Close(nil)
	if got := ident(w.open4(0, "0.0.0.0:0")); got != 4 {
		t.Errorf("identifier %d, want the 4 that has become free", got)
	}
}

// TestDisconnect is WR-20 to WR-22.
func TestDisconnect(t *testing.T) {
	for _, tt := range []struct {
		bind, connect, then string
		found               bool
		why                 string
	}{
		{"0.0.0.0:500", "10.1.0.2", "0.0.0.0:500", true, "the identifier was asked for, the address not"},
		{"10.1.0.1:500", "10.1.0.2", "10.1.0.1:500", true, "both were"},
		{"10.1.0.1:0", "10.1.0.2", "10.1.0.1:0", false, "the address was"},
		{"", "10.1.0.2", "0.0.0.0:0", false, "nothing was"},
		{"[::]:500", "fd01::2", "[::]:500", true, "IPv6: the identifier"},
		{"", "fe80::2%2", "[::]:0", false, "IPv6: nothing"},
	} {
		w := newWorld(t, netdev.Newest)
		peer := at(tt.connect)
		family, dst := sock.AF_INET6, "fd01::1"
		if peer.Addr().Is4() {
			family, dst = sock.AF_INET, "10.1.0.1"
		}
		s := w.open(family, a, tt.bind)
		if err := s.Connect(nil, peer); err != nil {
			t.Fatal(err)
		}
		if err := s.Disconnect(nil); err != nil {
			t.Fatal(err)
		}
		if got := s.Addr(nil).String(); got != tt.then || s.BoundDevIf(nil) != 0 {
			t.Errorf("WR-21: %s to %s and AF_UNSPEC: %s on %d, want %s: %s", tt.bind, tt.connect, got, s.BoundDevIf(nil), tt.then, tt.why)
		}
		if got := len(w.in(dst, 500)) == 1; got != tt.found {
			t.Errorf("WR-21: %s to %s and AF_UNSPEC: found %v: %s", tt.bind, tt.connect, got, tt.why)
		}
	}
}

func TestConnect6(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.open6(0, "")
	for addr, want := range map[string]error{"10.1.0.2": netdev.EAFNOSUPPORT, "::ffff:10.1.0.2": netdev.ENETUNREACH, "fd01::2": nil} {
		if err := s.Connect(nil, at(addr)); err != want {
			t.Errorf("connect to %s: %v, want %v", addr, err, want)
		}
	}
}

// TestBindAfterClose: a bind that comes too late finds nothing to do.
func TestBindAfterClose(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.open4(0, "")
	s.Close(nil)
	if err := s.Bind(nil, netip.MustParseAddrPort("0.0.0.0:500")); err != nil || len(w.in("10.1.0.1", 500)) != 0 {
		t.Errorf("bind of a closed socket: %v", err)
	}
}
