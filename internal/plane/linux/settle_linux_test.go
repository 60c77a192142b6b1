package linux

import (
	"sync"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// TestSettle sends over lo from many threads: once it has settled every packet
// is there, and nobody waits for it.
func TestSettle(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	must(t, s.LinkSetUp(1))
	const senders, each = 8, 20
	for range 20 {
		to := udpSocket(t, s)
		must(t, s.Bind(to, inet(7000, 127, 0, 0, 1)))
		var all sync.WaitGroup
		for range senders {
			fd := udpSocket(t, s)
			all.Go(func() {
				for range each {
					if err := s.Sendto(fd, []byte("x"), 0, inet(7000, 127, 0, 0, 1)); err != nil {
						t.Error(err)
					}
				}
				_ = s.Close(fd)
			})
		}
		all.Wait()
		must(t, n.Settle())
		for i := range senders * each {
			if _, _, err := s.Recvfrom(to, make([]byte, 8), emu.MSG_DONTWAIT); err != nil {
				t.Fatalf("packet %d of %d: %v", i+1, senders*each, err)
			}
		}
		_, _, err := s.Recvfrom(to, make([]byte, 8), emu.MSG_DONTWAIT)
		check(t, "one more", err, netdev.EAGAIN)
		must(t, s.Close(to))
	}
}
