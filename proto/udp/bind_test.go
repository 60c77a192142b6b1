package udp

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// TestBindConflicts: who may have a port beside whom. The first socket is
// bound when the second one tries.
func TestBindConflicts(t *testing.T) {
	type side struct {
		dev   int32
		local string
		opts  string // a: SO_REUSEADDR, p: SO_REUSEPORT
		uid   uint32
	}
	for _, tt := range []struct {
		first, second side
		err           error
		rule          string
		why           string
	}{
		{side{0, any67, "", 0}, side{0, any67, "", 0}, netdev.EADDRINUSE, "BND-01", "both unbound"},
		{side{0, any67, "", 0}, side{a, any67, "", 0}, netdev.EADDRINUSE, "BND-01", "unbound is in everybody's way"},
		{side{a, any67, "", 0}, side{0, any67, "", 0}, netdev.EADDRINUSE, "BND-01", "in both orders"},
		{side{0, any67, "", 0}, side{stale, any67, "", 0}, netdev.EADDRINUSE, "BND-01", "even of an index without device"},
		{side{a, any67, "", 0}, side{b, any67, "", 0}, nil, "BND-01", "two devices"},
		{side{a, any67, "", 0}, side{stale, any67, "", 0}, nil, "BND-01", "two indexes"},
		{side{a, any67, "", 0}, side{a, any67, "", 0}, netdev.EADDRINUSE, "BND-01", "one device"},
		{side{a, any67, "", 0}, side{0, server, "", 0}, netdev.EADDRINUSE, "BND-02", "a wildcard covers each address"},
		{side{a, server, "", 0}, side{b, server, "", 0}, nil, "BND-02", "one address on two devices"},
		{side{a, server, "", 0}, side{a, "10.2.0.1:67", "", 0}, nil, "BND-02", "two addresses on one device"},
		{side{0, server, "", 0}, side{0, "10.2.0.1:67", "", 0}, nil, "BND-02", "two addresses on no device"},
		{side{0, any67, "", 0}, side{0, "0.0.0.0:68", "", 0}, nil, "BND-01", "two ports"},
		{side{a, any67, "a", 0}, side{a, any67, "a", 0}, nil, "BND-03", "SO_REUSEADDR on both"},
		{side{a, any67, "a", 0}, side{a, any67, "", 0}, netdev.EADDRINUSE, "BND-03", "on one only"},
		{side{a, any67, "", 0}, side{a, any67, "a", 0}, netdev.EADDRINUSE, "BND-03", "on the other only"},
		{side{0, any67, "p", 5}, side{a, any67, "p", 5}, nil, "BND-03", "SO_REUSEPORT on both"},
		{side{0, any67, "p", 5}, side{a, any67, "p", 6}, netdev.EADDRINUSE, "BND-03", "but of two users"},
		{side{a, any67, "p", 0}, side{a, any67, "", 0}, netdev.EADDRINUSE, "BND-03", "on one only"},
		{side{a, any67, "ap", 0}, side{a, any67, "a", 0}, nil, "BND-03", "both options against either"},
		{side{a, any67, "ap", 0}, side{a, any67, "p", 0}, nil, "BND-03", "both options against either"},
		{side{a, any67, "a", 0}, side{a, any67, "p", 0}, netdev.EADDRINUSE, "BND-03", "one against the other"},
	} {
		w := newWorld(t, netdev.Newest)
		open := func(x side) (*sock.Sock, error) {
			c := &sock.Cred{NS: w.inet.UserNS, UID: x.uid}
			s, err := w.inet.Socket(nil, c, sock.AF_INET, sock.SOCK_DGRAM, 0)
			if err != nil {
				t.Fatal(err)
			}
			s.BindToIndex(nil, c, x.dev)
			for _, o := range x.opts {
				s.SetInt(nil, c, map[rune]int{'a': sock.SO_REUSEADDR, 'p': sock.SO_REUSEPORT}[o], 1)
			}
			return s, s.Bind(nil, netip.MustParseAddrPort(x.local))
		}
		if _, err := open(tt.first); err != nil {
			t.Fatal(err)
		}
		s, err := open(tt.second)
		if err != tt.err {
			t.Errorf("%s: %+v, then %+v: %v, want %v: %s", tt.rule, tt.first, tt.second, err, tt.err, tt.why)
		}
		if err != nil && s.Addr(nil) != netip.MustParseAddrPort("0.0.0.0:0") {
			t.Errorf("%s: the failed bind left %v", tt.rule, s.Addr(nil))
		}
	}
}

// TestConflictsFollowTheDevice: a change of device is never refused, and the
// next bind sees it.
func TestConflictsFollowTheDevice(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	try := func(dev int32) error { return w.open("", dev).Bind(nil, netip.MustParseAddrPort(any67)) }
	x := w.bind("x", a, any67)
	w.set(x, b)
	if err := try(b); err != netdev.EADDRINUSE {
		t.Errorf("BND-11: the device moved to: %v, want EADDRINUSE", err)
	}
	y := w.bind("y", a, any67) // the device moved from
	w.set(y, b)                // BND-10: a collision that bind would refuse
	if x.BoundDevIf(nil) != b || y.BoundDevIf(nil) != b {
		t.Error("BND-10: a change of device was refused")
	}
	if err := try(b); err != netdev.EADDRINUSE {
		t.Errorf("BND-10: a third socket: %v, want EADDRINUSE", err)
	}
}

func TestBind(t *testing.T) {
	for _, tt := range []struct {
		dev   int32
		local string
		err   error
		rule  string
		why   string
	}{
		{0, server, nil, "BND-02", "an own address"},
		{0, any67, nil, "BND-01", "the wildcard"},
		{b, server, nil, "WR-12", "the address of another device than the bound one"},
		{stale, server, nil, "WR-08", "nor does an index without device matter"},
		{0, "10.1.0.77:67", netdev.EADDRNOTAVAIL, "WR-12", "not our address"},
		{0, "224.0.0.1:67", nil, "WR-06", "a group"},
		{0, "10.1.0.255:67", nil, "UDP-23", "the broadcast address of a link"},
	} {
		w := newWorld(t, netdev.Newest)
		s := w.open("x", tt.dev)
		if err := s.Bind(nil, netip.MustParseAddrPort(tt.local)); err != tt.err {
			t.Errorf("%s: bind to %s on %d: %v, want %v: %s", tt.rule, tt.local, tt.dev, err, tt.err, tt.why)
		} else if err == nil {
			if got := s.Addr(nil).String(); got != tt.local {
				t.Errorf("bound to %s, it says %s", tt.local, got)
			}
			if err := s.Bind(nil, netip.MustParseAddrPort("0.0.0.0:99")); err != netdev.EINVAL {
				t.Errorf("WR-09: a second bind: %v, want EINVAL", err)
			}
		}
	}
}

// Automatic ports of a fresh namespace.
const (
	firstAuto = 32768
	lastAuto  = 60999
)

func TestAutomaticPorts(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	first := w.bind("first", 0, "0.0.0.0:0")
	second := w.bind("second", 0, "0.0.0.0:0")
	if first.Addr(nil).Port() != firstAuto || second.Addr(nil).Port() != firstAuto+1 {
		t.Errorf("ports %d and %d, want %d and the next", first.Addr(nil).Port(), second.Addr(nil).Port(), firstAuto)
	}
	w.tb.hint.Store(nil, lastAuto-firstAuto)
	if last := w.bind("last", 0, "0.0.0.0:0"); last.Addr(nil).Port() != lastAuto {
		t.Errorf("port %d, want the last, %d", last.Addr(nil).Port(), lastAuto)
	}
	if around := w.bind("around", 0, "0.0.0.0:0"); around.Addr(nil).Port() != firstAuto+2 {
		t.Errorf("port %d, want %d: the first two are taken", around.Addr(nil).Port(), firstAuto+2)
	}
}

// TestPortsRunOut: every port is taken on a; on b there are all (BND-20).
func TestPortsRunOut(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	for port := firstAuto; port <= lastAuto; port++ {
		s := w.open("x", a)
		if err := s.Bind(nil, netip.AddrPortFrom(netip.IPv4Unspecified(), uint16(port))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.open("y", a).Bind(nil, netip.MustParseAddrPort("0.0.0.0:0")); err != netdev.EADDRINUSE {
		t.Errorf("BND-20: bind: %v, want EADDRINUSE", err)
	}
	if err := w.open("y", a).Send(nil, nil, netip.MustParseAddrPort(client)); err != netdev.EAGAIN {
		t.Errorf("BND-21: send: %v, want EAGAIN", err)
	}
	if err := w.open("y", 0).Connect(nil, netip.MustParseAddrPort(client)); err != netdev.EAGAIN {
		t.Errorf("BND-21: connect of an unbound socket: %v, want EAGAIN", err)
	}
	if err := w.open("y", b).Bind(nil, netip.MustParseAddrPort("0.0.0.0:0")); err != nil {
		t.Errorf("BND-20: on another device: %v", err)
	}
}

// TestAutomaticAmongMany: for an automatic port all sockets of a port count; for one
// that was asked for the newest of those that overlap does, if the two may share it.
func TestAutomaticAmongMany(t *testing.T) {
	one := binary.NativeEndian.AppendUint32(nil, 40000<<16|40000)
	w := newWorld(t, netdev.Newest)
	x, y, z := w.open("x", a), w.open("y", b), w.open("z", 0)
	for _, s := range []*sock.Sock{x, y, z} {
		w.check(s.Setsockopt(nil, w.root, sock.SOL_IP, sock.IP_LOCAL_PORT_RANGE, one, 4))
	}
	for _, s := range []*sock.Sock{x, y} {
		w.check(s.Bind(nil, netip.MustParseAddrPort("0.0.0.0:0")))
	}
	for _, s := range []*sock.Sock{y, z} {
		w.check(s.SetInt(nil, w.root, sock.SO_REUSEPORT, 1))
	}
	if err := z.Connect(nil, netip.MustParseAddrPort(client)); err != netdev.EAGAIN {
		t.Errorf("BND-20: an automatic port: %v, want EAGAIN", err)
	}
	if err := z.Bind(nil, netip.MustParseAddrPort("0.0.0.0:40000")); err != nil {
		t.Errorf("BND-20: a port that was asked for: %v", err)
	}
}

// TestAutobindAfterDisconnect: it takes a port, and asks nobody about the address
// that the socket has.
func TestAutobindAfterDisconnect(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.bind("s", 0, "10.1.0.1:0")
	w.check(s.Disconnect(nil))
	w.check(w.inet.Net.DelAddr(nil, a, netip.MustParsePrefix("10.1.0.1/24")))
	if err := s.Autobind(nil); err != nil || s.Addr(nil).Port() == 0 {
		t.Errorf("BND-20: %v, at %v; want a port", err, s.Addr(nil))
	}
}

// TestRefreshHook: only UDP over IPv4 looks an expired route up anew when the lock
// is freed.
func TestRefreshHook(t *testing.T) {
	for _, tt := range []struct {
		name, peer string
		lite       bool
		want       bool
		rule       string
	}{
		{"UDP", client, false, true, "OUT-12"},
		{"UDP of IPv6", "[fd01::2]:68", false, false, "OUT-12"},
		{"UDP-Lite", client, true, false, "OPT-30"},
	} {
		w := newLiteWorld(t, netdev.Newest)
		at := netip.MustParseAddrPort(tt.peer)
		family, number := sock.AF_INET, 0
		if at.Addr().Is6() {
			family = sock.AF_INET6
		}
		if tt.lite {
			number = IPPROTO_UDPLITE
		}
		s, err := w.inet.Socket(nil, w.root, family, sock.SOCK_DGRAM, number)
		w.check(err)
		w.check(s.Connect(nil, at))
		for _, p := range []string{"10.66.0.1/24", "fd66::1/64"} {
			w.check(w.inet.Net.AddAddr(nil, b, netip.MustParsePrefix(p)))
		}
		if s.CachedRoute(nil) != nil {
			t.Fatalf("%s: %s: the route has not expired", tt.rule, tt.name)
		}
		s.Lock(nil)
		s.Unlock(nil)
		if got := s.CachedRoute(nil) != nil; got != tt.want {
			t.Errorf("%s: %s: looked up anew: %v, want %v", tt.rule, tt.name, got, tt.want)
		}
	}
}

func TestClose(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	x := w.bind("x", a, any67)
	x.Close(nil)
	if got := w.who(a, client, server); got != "" {
		t.Errorf("%q gets a packet after close", got)
	}
	w.bind("y", a, any67) // the port is free
	w.open("never bound", 0).Close(nil)
}
