package udp

import (
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// TestDemux: two sockets connected to one peer, cu to no device, ca to a. Each
// row says who gets what the peer sends on a (UDP-11, UDP-16 to UDP-18).
func TestDemux(t *testing.T) {
	const other = "10.1.0.77:1"
	old := netdev.Release{Major: 6, Minor: 12}
	for _, tt := range []struct {
		rule    string
		release netdev.Release
		early   uint32
		make    func(w *world)
		want    string
		why     string
	}{
		{"UDP-11", netdev.Newest, 1, twins(false, client), "ca", "early demux: the head of the chain"},
		{"UDP-11", netdev.Newest, 1, twins(true, client), "cu", "whatever it is bound to"},
		{"UDP-11", old, 1, twins(true, client), "cu", "in all releases"},
		{"UDP-11", old, 0, twins(true, client), "ca", "without: the score, before 6.13"},
		{"UDP-11", netdev.Newest, 0, twins(true, client), "ca", "the last to connect, since"},
		{"UDP-11", netdev.Newest, 0, func(w *world) {
			twins(true, client)(w)
			w.tb.putAt(nil, w.socks["cu"], w.socks["cu"].Place(nil).Tuple)
		}, "cu", "the head of the chain of the 4-tuple"},
		{"UDP-18", netdev.Newest, 0, twins(false, other, client), "cu", "a second connect leaves ca in its old chain"},
		{"UDP-18", old, 0, twins(false, other, client), "ca", "there was no such chain"},
		{"UDP-18", netdev.Newest, 0, func(w *world) {
			twins(false, other, client)(w)
			w.set(w.socks["ca"], a)
		}, "ca", "RH-05: the device set repairs that"},
		{"UDP-17", netdev.Newest, 0, func(w *world) {
			twins(false, client)(w)
			w.set(w.socks["ca"], b)
			w.socks["cu"].Disconnect(nil)
		}, "cu", "not on its device: the scores decide"},
		{"UDP-11", netdev.Newest, 1, func(w *world) {
			twins(false, client)(w)
			w.socks["ca"].Close(nil)
		}, "cu", "gone"},
	} {
		w := newWorld(t, tt.release)
		w.inet.Sysctl.UDPEarlyDemux.Store(nil, tt.early)
		tt.make(w)
		if got := w.who(a, client, server); got != tt.want {
			t.Errorf("%s: Linux %s, early demux %d: %q gets it, want %q: %s", tt.rule, tt.release, tt.early, got, tt.want, tt.why)
		}
	}
}

// twins binds ca and cu, the one that is named first first, and connects cu,
// then ca to each of the peers.
func twins(caFirst bool, peers ...string) func(w *world) {
	return func(w *world) {
		if caFirst {
			w.share("ca", sock.SO_REUSEADDR, a, server)
		}
		w.share("cu", sock.SO_REUSEADDR, 0, server)
		if !caFirst {
			w.share("ca", sock.SO_REUSEADDR, a, server)
		}
		w.connect(w.socks["cu"], client)
		for _, peer := range peers {
			w.connect(w.socks["ca"], peer)
		}
	}
}

// TestEarlyDemuxIsForStrangers: what this host sends has a route, and no early
// demux; the other switch ends it, too.
func TestEarlyDemuxIsForStrangers(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	twins(true, client)(w)
	k := sock.Key{Protocol: IPPROTO_UDP, Dif: a, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)}
	for _, tt := range []struct {
		looped bool
		all    uint32
		want   string
	}{{false, 1, "cu"}, {true, 1, "ca"}, {false, 0, "ca"}} {
		w.inet.Sysctl.EarlyDemux.Store(nil, tt.all)
		k.Looped = tt.looped
		if found := w.tb.lookup(nil, &k, nil); len(found) != 1 || found[0] != w.socks[tt.want] {
			t.Errorf("UDP-11: looped %v, ip_early_demux %d: want %s", tt.looped, tt.all, tt.want)
		}
	}
}

// TestPlaces: when a socket gets a place in the table of 4-tuples, when that
// moves, and when it goes.
func TestPlaces(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.bind("x", 0, any67)
	tuple := func() uint64 {
		if p := s.Place(nil); p != nil {
			return p.Tuple
		}
		return 0
	}
	same := func(what string, want uint64) {
		t.Helper()
		if got := tuple(); got != want {
			t.Errorf("%s: place %x, want %x", what, got, want)
		}
	}
	here, there := hash4(sock.FromAddr(netip.MustParseAddr("10.1.0.1")), sock.FromAddr(netip.MustParseAddr("10.1.0.2")), 67, 68),
		hash4(sock.FromAddr(netip.MustParseAddr("10.1.0.1")), sock.FromAddr(netip.MustParseAddr("10.1.0.2")), 67, 69)
	same("not connected", 0)
	w.connect(s, client)
	same("connected", here)
	w.connect(s, "10.1.0.2:69")
	same("UDP-18: connected again", here)
	w.set(s, a)
	same("RH-05: set to a device", there)
	order := s.Place(nil).Order
	w.set(s, a)
	if same("set again", there); s.Place(nil).Order != order {
		t.Error("a place that is right already moved to the head")
	}
	s.Disconnect(nil)
	same("disconnected, the address with it", 0)
	w.connect(s, client)
	same("connected once more", here)
	s.Close(nil)
	same("closed", 0)
	s = w.bind("y", 0, server)
	w.connect(s, client)
	s.Disconnect(nil)
	same("disconnected from an address of its own", here)
	old := newWorld(t, netdev.Release{Major: 6, Minor: 12})
	s = old.bind("x", 0, server)
	old.connect(s, client)
	same("there was no table", 0)
}
