package raw

import (
	"sync"
	"testing"

	"boundif/sock"
)

// TestParallel has many goroutines on the same sockets. The race detector looks
// on; the results are those of any order.
func TestParallel(t *testing.T) {
	const goroutines, rounds = 8, 100
	w := newWorld(t)
	four, six := w.open(ospf, 0), w.open6(ospf, 0)
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range rounds {
				s := w.open6(ospf, 0)
				s.Bind(nil, at("fe80::a%2"))
				s.Bind(nil, at("fe80::b%3"))
				six.BindToIndex(nil, w.root, int32(2+(g+i)%2))
				four.BindToIndex(nil, w.root, int32(2+(g+i)%2))
				w.in6("fd01::1")
				w.in(ospf, a)
				six.SendMsg(nil, sock.Msg{Payload: []byte("part"), To: at("fd01::1"), Flags: msgMore})
				six.Send(nil, []byte("end"), at("fd01::1"))
				four.Send(nil, []byte("hello"), at("10.1.0.1"))
				four.Receive(nil)
				six.Receive(nil)
				s.Close(nil)
			}
		})
	}
	wg.Wait()
	six.BindToIndex(nil, w.root, a)
	if got := w.in6("fd01::1"); len(got) != 1 || got[0] != six {
		t.Errorf("RAW-03: %d sockets got a copy, want the one that is left", len(got))
	}
}
