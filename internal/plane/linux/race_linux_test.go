package linux

import (
	"errors"
	"sync"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// TestFreeRunning lets two goroutines of one process bind while a third one
// renames: by index nothing can go wrong (P1), by name ENODEV can (P2).
func TestFreeRunning(t *testing.T) {
	s := root(t)
	index := device(t, s, "a0", 0)
	stop := make(chan struct{})
	var renamer, binders sync.WaitGroup
	renamer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if err := s.LinkSetName(index, []string{"a1", "a0"}[i%2]); err != nil {
				t.Error(err)
				return
			}
		}
	})
	const trials = 300
	gone := 0
	binders.Go(func() {
		for range trials {
			fd := udpSocket(t, s)
			name, err := s.IfIndexToName(index)
			if err == nil {
				err = s.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, name)
			}
			switch {
			case errors.Is(err, netdev.ENODEV):
				gone++
			case err != nil:
				t.Error(err)
			}
			must(t, s.Close(fd))
		}
	})
	binders.Go(func() {
		for range trials {
			fd := udpSocket(t, s)
			check(t, "P1: bind by index", s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, index), 0)
			must(t, s.Close(fd))
		}
	})
	binders.Wait()
	close(stop)
	renamer.Wait()
	t.Logf("by name: ENODEV in %d of %d trials", gone, trials)
}
