package udp

import (
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// TestSkLookup: a function in the place of a BPF program names the socket that
// gets a packet, whatever device it is bound to (UDP-50). Real kernels with such a
// program say the same.
func TestSkLookup(t *testing.T) {
	w := newLiteWorld(t, netdev.Newest)
	var want *sock.Sock
	asked := 0
	w.inet.SkLookup = func(_ *sched.Task, k *sock.Key) *sock.Sock {
		if asked++; k.Dst.Port() == 67 {
			return want
		}
		return nil
	}
	udp := func(what, name string) {
		t.Helper()
		if got := w.arrives(a, IPPROTO_UDP, client, server, 0); got != name {
			t.Errorf("UDP-50: %s: %q gets it, want %q", what, got, name)
		}
	}
	want = w.bind("target", b, "0.0.0.0:9000")
	udp("no socket on the port", "target")
	w.share("wild", sock.SO_REUSEADDR, 0, any67)
	udp("a wildcard socket", "target")
	w.share("specific", sock.SO_REUSEADDR, 0, server)
	udp("a specific one", "target")
	connected := w.share("connected", sock.SO_REUSEADDR, 0, server)
	w.connect(connected, client)
	udp("a connected one", "connected")
	connected.Close(nil)

	want = w.bind("stale", stale, "0.0.0.0:9001")
	udp("a stale one", "stale")
	for what, s := range map[string]*sock.Sock{
		"nobody": nil, "UDP-Lite": w.lite("lite", 0, "0.0.0.0:9002"), "IPv6 only": w.bind6("six", 0, "[::1]:9003"), "connected": w.bind("other", b, "0.0.0.0:9004"),
	} {
		if what == "connected" {
			w.connect(s, "10.2.0.9:9")
		}
		if what == "IPv6 only" {
			s.SetV6Only(nil, true)
		}
		want = s
		udp(what, "specific")
	}

	want = w.socks["target"]
	if got := w.everyone(a, 0, client, "255.255.255.255:67"); got != "wild" {
		t.Errorf("UDP-50: a broadcast is for %q, want wild", got)
	}
	w.lite("own", 0, any67)
	if got := w.arrives(a, IPPROTO_UDPLITE, client, server, 0); got != "own" {
		t.Errorf("UDP-50: UDP-Lite does not ask, and %q gets it", got)
	}
	before := asked
	if got := w.arrives(a, IPPROTO_UDPLITE, client, "10.1.0.1:9", 0); got != "" || asked != before {
		t.Errorf("UDP-50: UDP-Lite does not ask, and %q gets it", got)
	}
	if got := w.arrives(a, IPPROTO_UDP, client, "10.1.0.1:99", 0); got != "" {
		t.Errorf("UDP-50: another port: %q gets it", got)
	}
	v6 := w.bind6("six too", b, "[::]:9005")
	for _, s := range []*sock.Sock{v6, w.socks["target"]} {
		want = s
		got, name := w.arrives(a, IPPROTO_UDP, "[fd01::2]:68", "[fd01::1]:67", 0), ""
		if s == v6 {
			name = "six too"
		}
		if got != name {
			t.Errorf("UDP-50: IPv6: %q gets it, want %q", got, name)
		}
	}
}

// TestSkLookupGroup: of a group a member gets it, and a socket that has left its
// group gets all (RPT-02).
func TestSkLookupGroup(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	first := w.share("first", sock.SO_REUSEPORT, b, "0.0.0.0:9000")
	w.share("second", sock.SO_REUSEPORT, b, "0.0.0.0:9000")
	w.inet.SkLookup = func(*sched.Task, *sock.Key) *sock.Sock { return first }
	count := func() map[string]int {
		got := map[string]int{}
		for port := range uint16(64) {
			got[w.who(a, netip.AddrPortFrom(netip.MustParseAddr("10.1.0.2"), 1000+port).String(), server)]++
		}
		return got
	}
	if got := count(); got["first"] == 0 || got["second"] == 0 || got["first"]+got["second"] != 64 {
		t.Errorf("UDP-50: a group divides: %v", got)
	}
	w.set(first, b)
	if got := count(); got["first"] != 64 {
		t.Errorf("UDP-50: one that has left its group gets all: %v", got)
	}
	k := sock.Key{Protocol: IPPROTO_UDP, Dif: a, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)}
	if all := w.tb.explain(nil, &k); len(all) != 1 || !all[0].Chosen || all[0].Stage != "program" || all[0].Reason == "" {
		t.Errorf("UDP-50: explained as %+v", all)
	}
}
