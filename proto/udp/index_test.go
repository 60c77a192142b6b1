package udp

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// crowd binds n sockets with SO_REUSEADDR to devices 100, 101, ... on *:67.
func crowd(w *world, n int) {
	for i := range n {
		w.share(fmt.Sprint("crowd ", i), sock.SO_REUSEADDR, int32(100+i), any67)
	}
}

// TestIndexComesAndGoes: a chain has an index while it is long.
func TestIndexComesAndGoes(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	w.share("x", sock.SO_REUSEADDR, a, any67)
	crowd(w, longChain-1)
	sl := w.tb.slot(nil, 67)
	if sl.index(nil, 0) != nil {
		t.Error("a short chain has an index")
	}
	y := w.share("y", sock.SO_REUSEADDR, a, any67)
	if x := sl.index(nil, 0); x == nil || len(x.filed) != longChain+1 {
		t.Error("a long chain has none")
	}
	if got := w.who(a, client, server); got != "y" {
		t.Errorf("%q gets the packet, want the newest", got)
	}
	y.Close(nil)
	if sl.index(nil, 0) != nil || sl.wild.First(nil).Val == nil {
		t.Error("a chain that is short again has an index")
	}
	if got := w.who(a, client, server); got != "x" {
		t.Errorf("%q gets the packet", got)
	}
}

// TestIndexFindsWhatAWalkFinds: populations that change at random, on long
// chains. The lookup by device must find what a walk along the whole chain
// finds, for each device, with and without early demux.
func TestIndexFindsWhatAWalkFinds(t *testing.T) {
	for seed := range uint64(40) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(t, netdev.Newest)
		var socks []*sock.Sock
		dev := func() int32 { return []int32{0, a, b, a + 4096, 77}[rnd.IntN(5)] }
		local := func() string {
			return []string{any67, any67, server, any67v6, "[::ffff:10.1.0.1]:67", server6}[rnd.IntN(6)]
		}
		option := sock.SO_REUSEADDR
		if seed%2 == 1 {
			option = sock.SO_REUSEPORT
		}
		for step := range 120 {
			switch n := rnd.IntN(10); {
			case n < 4 || len(socks) < 12:
				at, family := netip.MustParseAddrPort(local()), sock.AF_INET
				if at.Addr().Is6() {
					family = sock.AF_INET6
				}
				s := w.openFamily(fmt.Sprint(step), dev(), family)
				s.SetInt(nil, w.root, option, 1)
				if s.Bind(nil, at) == nil {
					socks = append(socks, s)
				}
			case n < 7:
				w.set(socks[rnd.IntN(len(socks))], dev())
			case n < 8:
				s := socks[rnd.IntN(len(socks))]
				peer := client
				if s.Family() == sock.AF_INET6 && !s.RcvSaddr6(nil).Is4In6() {
					peer = client6
				}
				s.Connect(nil, netip.MustParseAddrPort(peer))
			case n < 9:
				socks[rnd.IntN(len(socks))].Disconnect(nil)
			default:
				i := rnd.IntN(len(socks))
				socks[i].Close(nil)
				socks = append(socks[:i], socks[i+1:]...)
			}
			w.inet.Sysctl.EarlyDemux.Store(nil, uint32(step&1))
			for _, k := range []sock.Key{
				{Dif: a, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)},
				{Dif: b, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)},
				{Dif: b, Sdif: a, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)},
				{Dif: a, Src: netip.MustParseAddrPort(client6), Dst: netip.MustParseAddrPort(server6)},
			} {
				k.Protocol = IPPROTO_UDP
				found := w.tb.lookup(nil, &k, nil)
				want := w.plainly(&k)
				if k.FromPeer && rnd.IntN(2) == 0 {
					found[0].SetIncomingCPU(nil)
				}
				if len(found) != 1 && want != nil || len(found) == 1 && found[0] != want {
					t.Fatalf("seed %d, step %d: on %d (%d) to %s the index finds another socket than a walk", seed, step, k.Dif, k.Sdif, k.Dst)
				}
			}
		}
	}
}

// plainly is what a walk along the chains finds, with rules that are written
// down a second time.
func (w *world) plainly(k *sock.Key) *sock.Sock {
	q := query{}
	q.ask(nil, w.tb, k)
	sl := w.tb.makeSlot(nil, 67)
	chainOf := func(key uint32) (all []*sock.Sock) {
		for n := sl.spot(nil, key).list.First(nil); n != nil; n = n.Next(nil) {
			if n.Val != nil {
				all = append(all, n.Val)
			}
		}
		return all
	}
	of := chainOf(q.chainOf())
	if len(of) > 0 && q.early(nil) && q.score(nil, of[0], ofAddress)&isExact != 0 {
		return of[0]
	}
	var newest *sock.Sock
	for _, s := range of {
		p := s.Place(nil)
		if q.score(nil, s, ofAddress)&isExact != 0 && p != nil && p.Tuple == q.hash() && (newest == nil || p.Order > newest.Place(nil).Order) {
			newest = s
		}
	}
	if newest != nil {
		return newest
	}
	for i, all := range [][]*sock.Sock{of, chainOf(0)} {
		var best *sock.Sock
		high := -1
		for _, s := range all {
			sc := q.score(nil, s, stage(i)).score()
			if sc >= 0 {
				sc += s.IncomingCPU(nil)
			}
			if sc <= high {
				continue
			}
			best, high = s, sc
			if g := s.Group(nil); s.ReusePort(nil) && g != nil && !s.HasPeer(nil) {
				if m := g.Select(nil, uint32(q.hash()>>32)); m != nil {
					if best = m; !g.HasConns(nil) {
						break
					}
				}
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

// TestIndexedConflicts: on a port with an index, a bind asks the sockets of its
// device and the unbound ones, and those of other chains.
func TestIndexedConflicts(t *testing.T) {
	for _, tt := range []struct {
		make func(w *world)
		dev  int32
		err  error
		why  string
	}{
		{func(w *world) {}, a, nil, "nobody of the device"},
		{func(w *world) { w.bind("x", a, any67) }, a, netdev.EADDRINUSE, "one of the device"},
		{func(w *world) { w.bind("x", a, any67) }, b, nil, "one of another"},
		{func(w *world) { w.bind("x", a, server) }, a, netdev.EADDRINUSE, "one of an address"},
		{func(w *world) { w.set(w.bind("x", a, any67), 0) }, b, netdev.EADDRINUSE, "an unbound one"},
		{func(w *world) {}, 0, netdev.EADDRINUSE, "all of them"},
	} {
		w := newWorld(t, netdev.Newest)
		crowd(w, 12)
		tt.make(w)
		if err := w.open("y", tt.dev).Bind(nil, netip.MustParseAddrPort(any67)); err != tt.err {
			t.Errorf("bind on %d beside %s: %v, want %v", tt.dev, tt.why, err, tt.err)
		}
	}
}

// TestIndexUnderLoad: sockets of a long chain come, go and move while others
// stay, and are found at every moment.
func TestIndexUnderLoad(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	crowd(w, 20)
	stay := w.share("stay", sock.SO_REUSEADDR, a, any67)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 300 {
				s, err := w.inet.Socket(nil, w.root, sock.AF_INET, sock.SOCK_DGRAM, 0)
				if err != nil {
					t.Error(err)
					return
				}
				w.reuse(s).BindToIndex(nil, w.root, int32(1000+g))
				s.Bind(nil, netip.MustParseAddrPort(any67))
				s.BindToIndex(nil, w.root, int32(2000+i))
				s.Close(nil)
			}
		})
	}
	wg.Go(func() {
		k := sock.Key{Protocol: IPPROTO_UDP, Dif: a, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)}
		for range 3000 {
			if found := w.tb.lookup(nil, &k, nil); len(found) != 1 || found[0] != stay {
				t.Error("a socket that stays is not found")
				return
			}
		}
	})
	wg.Wait()
}
