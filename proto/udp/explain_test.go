package udp

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// explained is what Explain says of a packet, with the names of the sockets.
func (w *world) explained(k *sock.Key) string {
	var lines []string
	for _, c := range w.tb.explain(nil, k) {
		name := "?"
		for n, s := range w.socks {
			if s == c.Sock {
				name = n
			}
		}
		line := fmt.Sprintf("%s: %s %d: %s", c.Stage, name, c.Score, c.Reason)
		if c.Chosen {
			line += ", and gets it"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestExplain(t *testing.T) {
	key := sock.Key{Protocol: IPPROTO_UDP, Dif: a, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)}
	for _, tt := range []struct {
		make func(w *world, k *sock.Key)
		want string
	}{
		{func(w *world, k *sock.Key) {
			w.share("specific", sock.SO_REUSEADDR, b, server)
			w.share("wild", sock.SO_REUSEADDR, a, any67)
			w.share("unbound", sock.SO_REUSEADDR, 0, any67)
			only(w, "six", any67v6)
		}, `chain of the address: specific -1: is bound to another device
chain of the wildcard address: six -1: is of IPv6 only
chain of the wildcard address: unbound 2: matches: 2
chain of the wildcard address: wild 6: matches, bound to the device: 6, and gets it`},
		{func(w *world, k *sock.Key) {
			w.connect(w.share("other", sock.SO_REUSEADDR, 0, server), "10.1.0.77:1")
			w.connect(w.share("port", sock.SO_REUSEADDR, 0, server), "10.1.0.2:1")
			w.connect(w.share("mine", sock.SO_REUSEADDR, 0, server), client)
		}, `chain of the address: mine 10: matches, connected to the sender: 10
early demux: mine 0: is the head of the chain and connected to the sender, and gets it`},
		{func(w *world, k *sock.Key) {
			k.Looped = true
			w.connect(w.share("other", sock.SO_REUSEADDR, 0, server), "10.1.0.77:1")
			w.connect(w.share("port", sock.SO_REUSEADDR, 0, server), "10.1.0.2:1")
			w.connect(w.share("mine", sock.SO_REUSEADDR, 0, server), client)
		}, `chain of the address: mine 10: matches, connected to the sender: 10
chain of the address: port -1: is connected to another port
chain of the address: other -1: is connected to another address
table of 4-tuples: mine 0: is the newest that hangs there for this 4-tuple, and gets it`},
		{func(w *world, k *sock.Key) { w.share("x", sock.SO_REUSEPORT, 0, any67) },
			`chain of the wildcard address: x 2: matches: 2
group of SO_REUSEPORT: x 0: is the member that the hash of the packet falls on, and gets it`},
		{func(w *world, k *sock.Key) {
			k.Dif, k.Sdif = 9, a
			w.share("x", sock.SO_REUSEADDR, 0, any67)
			w.share("y", sock.SO_REUSEADDR, a, any67)
		}, `chain of the wildcard address: y 6: matches, bound to the device: 6, and gets it
chain of the wildcard address: x -1: is not bound, and the packet came by a VRF`},
		{func(w *world, k *sock.Key) {
			k.Kind, k.Dst = netdev.Multicast, netip.MustParseAddrPort("239.1.1.1:67")
			w.share("x", sock.SO_REUSEADDR, 0, any67)
			w.share("y", sock.SO_REUSEADDR, a, server)
			w.share("six", sock.SO_REUSEADDR, a, any67v6)
		}, `all of the port: six -1: has not joined the group
all of the port: y -1: has another local address
all of the port: x 2: matches: 2, and gets it`},
		{func(w *world, k *sock.Key) {
			k.Src, k.Dst = netip.MustParseAddrPort(client6), netip.MustParseAddrPort(server6)
			w.bind("four", a, any67)
			x := w.share("leaving", sock.SO_REUSEADDR, b, any67v6)
			w.set(x, a)
			x.Num.Store(nil, 0)
		}, `chain of the wildcard address: leaving -1: is leaving the port
chain of the wildcard address: four -1: is of IPv4
chain of the port: leaving -1: has another local address
chain of the port: four -1: is of IPv4`},
	} {
		w := newWorld(t, netdev.Newest)
		k := key
		tt.make(w, &k)
		if got := w.explained(&k); got != tt.want {
			t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
		}
	}
}

// TestExplainChoosesWhatLookupFinds: for populations and packets drawn at
// random.
func TestExplainChoosesWhatLookupFinds(t *testing.T) {
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		release := []netdev.Release{netdev.Oldest, {Major: 6, Minor: 1}, {Major: 6, Minor: 12}, netdev.Newest}[seed%4]
		w := newWorld(t, release)
		w.inet.Sysctl.UDPL3mdevAccept.Store(nil, uint32(seed/4%2))
		w.inet.Sysctl.TCPL3mdevAccept.Store(nil, uint32(seed/8%2))
		pick := func(all ...string) string { return all[rnd.IntN(len(all))] }
		for i := range rnd.IntN(24) {
			at := netip.MustParseAddrPort(pick(any67, server, "239.1.1.1:67", any67v6, server6, "[::ffff:10.1.0.1]:67"))
			family := sock.AF_INET
			if at.Addr().Is6() {
				family = sock.AF_INET6
			}
			s := w.openFamily(fmt.Sprint(i), []int32{0, a, b}[rnd.IntN(3)], family)
			s.SetInt(nil, w.root, []int{sock.SO_REUSEADDR, sock.SO_REUSEPORT}[rnd.IntN(2)], 1)
			s.Bind(nil, at)
			if rnd.IntN(3) == 0 {
				s.Connect(nil, netip.MustParseAddrPort(pick(client, client6, "10.1.0.2:70", "[::ffff:10.1.0.2]:68")))
			}
			if rnd.IntN(4) == 0 {
				s.BindToIndex(nil, w.root, []int32{0, a, b}[rnd.IntN(3)])
			}
		}
		for range 40 {
			k := sock.Key{Protocol: IPPROTO_UDP, Dif: []int32{a, b, 9}[rnd.IntN(3)], Looped: rnd.IntN(2) == 0}
			if k.Dif == 9 {
				k.Sdif = a
			}
			k.Src, k.Dst = netip.MustParseAddrPort(client), netip.MustParseAddrPort(pick(server, "10.9.9.9:67", "239.1.1.1:67"))
			if rnd.IntN(2) == 0 {
				k.Src, k.Dst = netip.MustParseAddrPort(client6), netip.MustParseAddrPort(pick(server6, "[fd09::9]:67", "[ff05::1]:67"))
			}
			if k.Dst.Addr().IsMulticast() {
				k.Kind = netdev.Multicast
			}
			found := w.tb.lookup(nil, &k, nil)
			var chosen []*sock.Sock
			for _, c := range w.tb.explain(nil, &k) {
				if c.Chosen {
					chosen = append(chosen, c.Sock)
				}
			}
			if fmt.Sprint(found) != fmt.Sprint(chosen) {
				t.Fatalf("seed %d: %s to %s on %d: lookup finds %d sockets, and this explains it:\n%s",
					seed, k.Src, k.Dst, k.Dif, len(found), w.explained(&k))
			}
		}
	}
}
