package udp

import (
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

const (
	client6 = "[fd01::2]:68"
	server6 = "[fd01::1]:67"
	any67v6 = "[::]:67"
)

// TestLookup6: each row makes sockets, oldest first, and says who gets a packet
// of IPv6 from client6 to server6 on a, and one of IPv4 from client to server.
func TestLookup6(t *testing.T) {
	reuse := sock.SO_REUSEADDR
	for _, tt := range []struct {
		rule     string
		make     func(w *world)
		six, and string
		why      string
	}{
		{"UDP-01", func(w *world) { w.bind6("x", a, any67v6) }, "x", "x", "dual stack, bound to the device of the packet"},
		{"UDP-01", func(w *world) { w.bind6("x", b, any67v6) }, "", "", "bound to another device"},
		{"UDP-01", func(w *world) { w.bind("x", a, any67) }, "", "x", "of IPv4"},
		{"UDP-03", func(w *world) { w.share("b", reuse, a, any67v6); w.share("u", reuse, 0, any67v6) }, "b", "b", "bound beats unbound"},
		{"UDP-04", func(w *world) { w.share("s", reuse, 0, server6); w.share("w", reuse, a, any67v6) }, "s", "w", "the address comes first"},
		{"UDP-05", func(w *world) { w.share("o", reuse, a, any67v6); w.share("n", reuse, a, any67v6) }, "n", "n", "the newest"},
		{"UDP-09", func(w *world) { w.share("4", reuse, 0, any67); w.share("6", reuse, 0, any67v6) }, "6", "4", "one more for the own family"},
		{"UDP-09", func(w *world) { w.share("6", reuse, a, any67v6); w.share("4", reuse, 0, any67) }, "6", "6", "but four for the device"},
		{"UDP-09", func(w *world) { w.bind6("x", a, "[::ffff:10.1.0.1]:67") }, "", "x", "an IPv4 address"},
		{"UDP-09", func(w *world) { w.bind6("x", a, server6) }, "x", "", "an IPv6 address"},
		{"UDP-09", func(w *world) { only(w, "x", any67v6) }, "x", "", "IPv6 only"},
		{"UDP-10", func(w *world) {
			w.share("b", reuse, a, server6)
			w.connect(w.share("c", reuse, 0, server6), client6)
		}, "c", "", "address and port count more than the device"},
		{"UDP-10", func(w *world) { w.connect(w.bind6("c", a, server6), "[fd01::3]:68") }, "", "", "another peer"},
		{"UDP-10", func(w *world) { w.connect(w.bind6("c", a, server6), "[fd01::2]:69") }, "", "", "another port of the peer"},
		{"UDP-13", func(w *world) { w.connect(w.bind6("c", a, any67v6), client6) }, "c", "", "connect moves a wildcard socket, out of IPv4's reach"},
		{"UDP-13", func(w *world) { w.connect(w.bind6("c", a, any67v6), "[::ffff:10.1.0.2]:68") }, "", "c", "the other way"},
		{"UDP-07", func(w *world) { w.set(w.bind6("x", b, any67v6), a) }, "x", "x", "a change of device counts at once"},
	} {
		w := newWorld(t, netdev.Newest)
		tt.make(w)
		if got := w.who(a, client6, server6); got != tt.six {
			t.Errorf("%s: %q gets the packet of IPv6, want %q: %s", tt.rule, got, tt.six, tt.why)
		}
		if got := w.who(a, client, server); got != tt.and {
			t.Errorf("%s: %q gets the packet of IPv4, want %q: %s", tt.rule, got, tt.and, tt.why)
		}
	}
}

// only binds a socket of IPv6 only.
func only(w *world, name, local string) {
	s := w.openFamily(name, 0, sock.AF_INET6)
	s.SetV6Only(nil, true)
	w.check(s.Bind(nil, netip.MustParseAddrPort(local)))
}

// TestBindConflicts6: the second socket tries to bind beside the first.
func TestBindConflicts6(t *testing.T) {
	for _, tt := range []struct {
		rule   string
		dev1   int32
		local1 string
		dev2   int32
		local2 string
		err    error
		why    string
	}{
		{"BND-01", 0, any67v6, a, any67v6, netdev.EADDRINUSE, "unbound is in everybody's way"},
		{"BND-01", b, any67v6, a, any67v6, nil, "two devices"},
		{"BND-02", 0, server6, 0, "[fd02::1]:67", nil, "two addresses"},
		{"BND-04", a, any67v6, a, any67, netdev.EADDRINUSE, "dual stack and IPv4"},
		{"BND-04", a, any67, a, any67v6, netdev.EADDRINUSE, "the other way"},
		{"BND-04", a, any67v6, b, any67, nil, "on two devices"},
		{"BND-04", a, server6, a, any67, nil, "an IPv6 address and IPv4"},
		{"BND-04", a, server, a, server6, nil, "the other way"},
		{"BND-04", a, "[::ffff:10.1.0.1]:67", a, server, netdev.EADDRINUSE, "an IPv4 address of IPv6"},
		{"BND-04", a, server, a, "[::ffff:10.1.0.1]:67", netdev.EADDRINUSE, "the other way"},
		{"BND-04", a, "[::ffff:10.1.0.1]:67", a, "[::ffff:10.9.9.9]:67", nil, "two of them"},
		{"BND-04", a, "[::ffff:10.1.0.1]:67", a, any67v6, netdev.EADDRINUSE, "and the wildcard"},
		{"BND-04", a, any67v6, a, server6, netdev.EADDRINUSE, "the wildcard and an address"},
	} {
		w := newWorld(t, netdev.Newest)
		open := func(name string, dev int32, local string) error {
			at, family := netip.MustParseAddrPort(local), sock.AF_INET
			if at.Addr().Is6() {
				family = sock.AF_INET6
			}
			return w.openFamily(name, dev, family).Bind(nil, at)
		}
		w.check(open("first", tt.dev1, tt.local1))
		if err := open("second", tt.dev2, tt.local2); err != tt.err {
			t.Errorf("%s: %s on %d, then %s on %d: %v, want %v: %s", tt.rule, tt.local1, tt.dev1, tt.local2, tt.dev2, err, tt.err, tt.why)
		}
	}
}

// TestAutobind6: a socket of IPv6 without a port gets one when it sends.
func TestAutobind6(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.openFamily("x", 0, sock.AF_INET6)
	w.check(s.Send(nil, nil, netip.MustParseAddrPort(client6)))
	if got := s.Addr(nil).String(); got != "[::]:32768" {
		t.Errorf("BND-20: after a send it is %s", got)
	}
	w.inet.Sysctl.FirstPort.Store(nil, 9)
	w.inet.Sysctl.LastPort.Store(nil, 8)
	if err := w.open("y", 0).Bind(nil, netip.MustParseAddrPort("0.0.0.0:0")); err != netdev.EADDRINUSE {
		t.Errorf("an empty range of ports: %v", err)
	}
}

// TestSend6: what leaves which device (a: 2, b: 3).
func TestSend6(t *testing.T) {
	for _, tt := range []struct {
		rule      string
		dev       int32
		local, to string
		err       error
		left      string
		why       string
	}{
		{"OUT-01", 0, any67v6, client6, nil, "2 [fd01::1]:67 > [fd01::2]:68", "by the route"},
		{"OUT-03", b, any67v6, client6, netdev.ENETUNREACH, "", "no guess that a peer is on the link"},
		{"OUT-04", stale, any67v6, client6, netdev.ENETUNREACH, "", "no device"},
		{"OUT-23", b, any67v6, "[ff02::1%2]:68", nil, "2 [fd01::1]:67 > [ff02::1]:68", "the scope id comes before the device"},
		{"OUT-01", 0, any67v6, "[::ffff:10.2.0.2]:68", nil, "3 10.2.0.1:67 > 10.2.0.2:68", "IPv4"},
		{"OUT-01", 0, any67v6, "10.2.0.2:68", nil, "3 10.2.0.1:67 > 10.2.0.2:68", "by an address of IPv4"},
		{"OUT-01", 0, server6, "10.2.0.2:68", netdev.ENETUNREACH, "", "not from an IPv6 address"},
		{"OUT-01", 0, any67v6, "[fd01::2]:0", netdev.EINVAL, "", "no port"},
		{"OUT-01", 0, any67v6, "", netdev.EDESTADDRREQ, "", "no address"},
	} {
		w := newWorld(t, netdev.Newest)
		s := w.bind6("x", tt.dev, tt.local)
		to := netip.AddrPort{}
		if tt.to != "" {
			to = netip.MustParseAddrPort(tt.to)
		}
		if err := s.Send(nil, []byte("hello"), to); err != tt.err {
			t.Errorf("%s: from %s on %d to %s: %v, want %v: %s", tt.rule, tt.local, tt.dev, tt.to, err, tt.err, tt.why)
		}
		if got := w.left(); got != tt.left {
			t.Errorf("%s: from %s on %d to %s leaves %q, want %q: %s", tt.rule, tt.local, tt.dev, tt.to, got, tt.left, tt.why)
		}
	}
}

// left is what has left a and b.
func (w *world) left() (text string) {
	for _, d := range w.inet.Net.Devices(nil) {
		for _, p := range d.Sent(nil) {
			if text != "" {
				text += ", "
			}
			text += string(rune('0'+d.Index(nil))) + " " + p.Src.String() + " > " + p.Dst.String()
			if string(p.Payload) != "hello" {
				text += " " + string(p.Payload)
			}
		}
	}
	return text
}

// TestConnectedSend6: a cached route is compared with the device, so that none
// of an earlier one is ever used (OUT-41, OUT-48; P8 of IPv6).
func TestConnectedSend6(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.bind6("x", a, server6)
	w.connect(s, client6)
	r := s.CachedRoute(nil)
	if r == nil || r.Index != a {
		t.Fatalf("connect cached %v", r)
	}
	send := func() error { return s.Send(nil, []byte("hello"), netip.AddrPort{}) }
	w.check(send())
	w.set(s, b)
	s.SetRoute(nil, r) // as a sender that was under way would
	if err := send(); err != netdev.ENETUNREACH {
		t.Errorf("OUT-48: with the route of a cached, and bound to b: %v, want ENETUNREACH", err)
	}
	w.set(s, 0)
	w.check(send())
	if got, want := w.left(), "2 [fd01::1]:67 > [fd01::2]:68, 2 [fd01::1]:67 > [fd01::2]:68"; got != want {
		t.Errorf("it sent %s", got)
	}
	m := w.bind6("m", 0, "[::]:69")
	w.connect(m, "[::ffff:10.2.0.2]:68")
	w.check(m.Send(nil, []byte("hello"), netip.AddrPort{}))
	w.check(m.Send(nil, []byte("hello"), netip.MustParseAddrPort("[::]:70"))) // 127.0.0.1
	if got, want := w.left(), "3 10.2.0.1:69 > 10.2.0.2:68"; got != want {
		t.Errorf("a mapped peer: it sent %q, want %q", got, want)
	}
	o := w.openFamily("o", 0, sock.AF_INET6)
	o.SetV6Only(nil, true)
	if err := o.Send(nil, nil, netip.MustParseAddrPort("[::ffff:10.2.0.2]:68")); err != netdev.ENETUNREACH {
		t.Errorf("IPv6 only, to IPv4: %v", err)
	}
}

// TestScopeFilesAnew: a connect with a scope id, which calls no rehash hook,
// still leaves the index of a long chain right.
func TestScopeFilesAnew(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	crowd(w, 20)
	s := w.bind6("x", 0, "[::]:70")
	s.Close(nil)
	s = w.share("x", sock.SO_REUSEADDR, b, any67v6)
	w.set(s, 0)
	if err := s.Connect(nil, netip.MustParseAddrPort("[fe80::2%2]:68")); err != nil && s.BoundDevIf(nil) != a {
		t.Fatal(err)
	}
	if e := w.tb.slot(nil, 67).index(nil, 0).filed[s]; e != nil && e.dev != s.BoundDevIf(nil) {
		t.Errorf("bound to %d, and filed under %d", s.BoundDevIf(nil), e.dev)
	}
}
