package ping

import (
	"net/netip"
	"sync"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// TestParallel has many goroutines on the same sockets. The race detector looks
// on; the results are those of any order.
func TestParallel(t *testing.T) {
	const goroutines, rounds = 8, 100
	w := newWorld(t, netdev.Newest)
	shared := w.open6(0, "[::]:500")
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range rounds {
				s := w.open6(0, "")
				s.Bind(nil, netip.MustParseAddrPort("[fe80::a%2]:500"))
				s.Bind(nil, netip.MustParseAddrPort("[fe80::b%3]:501"))
				shared.BindToIndex(nil, w.root, int32(2+(g+i)%2))
				shared.Connect(nil, at("fe80::2%2"))
				if got := w.in("fd01::1", 500); len(got) > 1 {
					t.Errorf("PNG-01: %d sockets got a reply", len(got))
				}
				s.Send(nil, echo6, at("fe80::b%3"))
				s.Receive(nil)
				shared.Receive(nil)
				shared.Disconnect(nil)
				w.open(sock.AF_INET, 0, "0.0.0.0:0").Close(nil)
				s.Close(nil)
			}
		})
	}
	wg.Wait()
	if got := w.in("fd01::1", 500); len(got) != 1 || got[0] != shared {
		t.Errorf("PNG-01: %d sockets got a reply, want the one that is left", len(got))
	}
}
