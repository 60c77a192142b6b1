package udp

import (
	"net/netip"
	"strconv"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// TestLookup: each row makes sockets, oldest first, and says who gets a packet
// from 10.1.0.2:68 to 10.1.0.1:67 on a.
func TestLookup(t *testing.T) {
	connected := func(w *world, s *sock.Sock) {
		if err := s.Connect(nil, netip.MustParseAddrPort(client)); err != nil {
			w.Fatal(err)
		}
	}
	for _, tt := range []struct {
		rule string
		make func(w *world)
		want string
		why  string
	}{
		{"UDP-01", func(w *world) { w.bind("x", a, any67) }, "x", "bound to the device of the packet"},
		{"UDP-01", func(w *world) { w.bind("x", b, any67) }, "", "bound to another device"},
		{"UDP-07", func(w *world) { w.bind("x", stale, any67) }, "", "bound to no device that exists"},
		{"UDP-02", func(w *world) { w.bind("x", a, any67); w.bind("y", b, any67) }, "x", "two devices split one port"},
		{"UDP-03", func(w *world) {
			w.bind("bound", a, any67)
			w.set(w.bind("unbound", b, any67), 0)
		}, "bound", "bound beats unbound, although that is newer"},
		{"UDP-03", func(w *world) {
			w.set(w.bind("unbound", b, any67), 0)
			w.set(w.open("bound", a), a)
			w.reuse(w.socks["bound"])
			w.reuse(w.socks["unbound"])
			w.socks["bound"].Bind(nil, netip.MustParseAddrPort(any67))
		}, "bound", "or older"},
		{"UDP-04", func(w *world) {
			w.bind("specific", b, server)
			w.bind("wildcard", a, any67)
			w.set(w.socks["specific"], 0)
		}, "specific", "a specific address beats a bound device"},
		{"UDP-04", func(w *world) {
			w.bind("specific", b, server)
			w.bind("wildcard", a, any67)
		}, "wildcard", "unless its own device forbids it"},
		{"UDP-05", func(w *world) {
			w.bind("old", a, any67)
			w.set(w.bind("new", b, any67), a)
		}, "new", "of equals the newest gets all"},
		{"UDP-06", func(w *world) {
			w.bind("old", a, any67)
			w.set(w.bind("new", b, any67), a)
			w.set(w.socks["old"], a)
		}, "new", "setting the device again changes no order"},
		{"UDP-07", func(w *world) { w.set(w.bind("x", b, any67), a) }, "x", "a change after bind counts for the next packet"},
		{"UDP-07", func(w *world) { w.set(w.bind("x", b, any67), 0) }, "x", "so does unbinding"},
		{"UDP-10", func(w *world) {
			w.bind("bound", a, server)
			s := w.bind("connected", b, server)
			w.set(s, 0)
			connected(w, s)
		}, "connected", "connected and unbound beats bound and unconnected"},
		{"UDP-12", func(w *world) {
			for _, dev := range []int32{a, b} {
				s := w.bind("on "+strconv.Itoa(int(dev)), dev, server)
				connected(w, s)
			}
		}, "on 2", "two connections with one peer split by device"},
		{"UDP-13", func(w *world) {
			w.bind("specific", b, server)
			s := w.bind("connected", a, any67)
			w.set(w.socks["specific"], 0)
			connected(w, s)
		}, "connected", "connect moves a wildcard socket to its source's chain"},
		{"UDP-14", func(w *world) {
			s := w.bind("connected", a, any67)
			connected(w, s)
			w.set(s, b)
		}, "", "a connected socket follows its device, too"},
		{"UDP-15", func(w *world) {
			s := w.bind("connected", a, any67)
			s.Connect(nil, netip.MustParseAddrPort("10.1.0.77:1"))
			w.bind("wildcard", b, any67)
			w.set(w.socks["wildcard"], 0)
		}, "wildcard", "what is not from its peer goes to the others"},
		{"UDP-15", func(w *world) { w.connect(w.bind("x", a, server), "10.1.0.77:68") }, "", "nor what is from its peer's port elsewhere"},
		{"UDP-17", func(w *world) {
			w.bind("wildcard", b, "10.1.0.1:67")
			w.set(w.socks["wildcard"], 0)
			w.reuse(w.socks["wildcard"])
			s := w.reuse(w.open("connected", b))
			s.Bind(nil, netip.MustParseAddrPort(server))
			connected(w, s)
		}, "wildcard", "a connection on another device does not count"},
		{"UDP-05", func(w *world) { w.bind("x", a, "10.2.0.1:67") }, "", "another address"},
		{"UDP-05", func(w *world) { w.bind("x", a, "0.0.0.0:68") }, "", "another port"},
	} {
		w := newWorld(t, netdev.Newest)
		tt.make(w)
		if got := w.who(a, client, server); got != tt.want {
			t.Errorf("%s: %q gets the packet, want %q: %s", tt.rule, got, tt.want, tt.why)
		}
	}
}

// TestScores: where neither early demux nor the table of 4-tuples comes first.
func TestScores(t *testing.T) {
	for _, tt := range []struct {
		rule string
		make func(w *world)
		want string
		why  string
	}{
		{"UDP-10", func(w *world) {
			w.connect(w.share("connected", sock.SO_REUSEADDR, 0, server), client)
			w.share("bound", sock.SO_REUSEADDR, a, server)
		}, "connected", "address and port of the peer count more than the device"},
		{"UDP-11", func(w *world) { twins(true, client)(w) }, "ca", "of two connected ones the bound one"},
		{"UDP-12", func(w *world) {
			w.connect(w.share("on b", sock.SO_REUSEADDR, b, server), client)
			w.share("wild", sock.SO_REUSEADDR, 0, any67)
		}, "wild", "a connected one on another device does not count"},
	} {
		w := newWorld(t, netdev.Release{Major: 6, Minor: 12})
		w.inet.Sysctl.EarlyDemux.Store(nil, 0)
		tt.make(w)
		if got := w.who(a, client, server); got != tt.want {
			t.Errorf("%s: %q gets the packet, want %q: %s", tt.rule, got, tt.want, tt.why)
		}
	}
}

// TestIncomingCPU: a socket that got a packet while it was connected has one
// point more from then on.
func TestIncomingCPU(t *testing.T) {
	for _, tt := range []struct {
		packet string // that old gets while it is connected
		young  string // who comes later: u unbound, b bound, 6 of IPv6
		want   string
		why    string
	}{
		{"", "u", "new", "of equals the newest"},
		{client, "u", "old", "but old has a point more"},
		{client, "b", "new", "a device is worth four"},
		{client, "6", "old", "and IPv4 one"},
	} {
		w := newWorld(t, netdev.Newest)
		old := w.share("old", sock.SO_REUSEADDR, 0, any67)
		w.connect(old, client)
		if tt.packet != "" && w.who(a, tt.packet, server) != "old" {
			t.Fatal("old got no packet")
		}
		w.check(old.Disconnect(nil))
		switch tt.young {
		case "u":
			w.share("new", sock.SO_REUSEADDR, 0, any67)
		case "b":
			w.share("new", sock.SO_REUSEADDR, a, any67)
		default:
			w.share("new", sock.SO_REUSEADDR, 0, any67v6)
		}
		for range 2 {
			if got := w.who(a, "10.1.0.2:99", server); got != tt.want {
				t.Errorf("UDP-05: %q gets the packet, want %q: %s", got, tt.want, tt.why)
			}
		}
	}
	w := newWorld(t, netdev.Newest)
	x := w.share("x", sock.SO_REUSEADDR, 0, any67v6)
	w.connect(x, client6)
	w.who(a, client6, server6)
	w.who(a, client, server)
	x.Disconnect(nil)
	w.share("y", sock.SO_REUSEADDR, 0, any67v6)
	if got := w.who(a, "[fd01::3]:1", server6); got != "y" {
		t.Errorf("UDP-10: %q gets the packet: x is still of its peer's address", got)
	}
}

// From Linux 5.0 to 5.14 a bound device scored nothing.
func TestBoundIsPreferredSince515(t *testing.T) {
	for _, tt := range []struct {
		release netdev.Release
		want    string
	}{
		{netdev.Release{Major: 5, Minor: 14}, "unbound"}, {netdev.Release{Major: 5, Minor: 15}, "bound"}, {netdev.Newest, "bound"},
	} {
		w := newWorld(t, tt.release)
		w.bind("bound", a, any67)
		w.set(w.bind("unbound", b, any67), 0)
		if got := w.who(a, client, server); got != tt.want {
			t.Errorf("TCP-09: Linux %v: %q gets the packet, want %q", tt.release, got, tt.want)
		}
	}
}

func TestLookupOfOtherProtocols(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	w.bind("x", a, any67)
	k := sock.Key{Protocol: 6, Dif: a, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)}
	if found := w.tb.lookup(nil, &k, nil); found != nil {
		t.Error("UDP took a packet of TCP")
	}
}
