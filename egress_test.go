package boundif_test

import (
	"testing"

	"boundif/emu"
	"boundif/sched"
)

// egress is a connected IPv4 UDP socket on eth0 that is moved to eth1 while
// other tasks send. When all have ended one more datagram is sent, and the
// outcome says by which device it left.
func egress(senders int) func(k *emu.Kernel) {
	return func(k *emu.Kernel) {
		ns := k.Init()
		root, daemon := ns.Root(), ns.Root()
		first, second := must(root.LinkAdd("eth0", 0)), must(root.LinkAdd("eth1", 0))
		check(root.LinkSetUp(first))
		check(root.LinkSetUp(second))
		fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
		check(daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, first))
		peer := &emu.SockaddrInet4{Port: 9, Addr: [4]byte{192, 0, 2, 1}}
		check(daemon.Connect(fd, peer))
		s := must(daemon.Sock(fd))
		s.SetRoute(k.Task(), nil) // as after a route change: the next sender must look it up
		for i := range senders {
			k.Go([]string{"sender0", "sender1", "sender2", "sender3"}[i], func() {
				check(daemon.Sendto(fd, []byte("early"), 0, nil))
			})
		}
		k.Go("binder", func() { check(daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, second)) })
		k.Finally(func() {
			must(ns.Sent(first))
			must(ns.Sent(second))
			check(daemon.Sendto(fd, []byte("late"), 0, nil))
			switch late := must(ns.Sent(second)); {
			case must(daemon.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)) != second:
				k.Errorf("the bind succeeded, but the option does not say so")
			case len(late) == 1:
				k.Outcome("by the bound device")
			case len(must(ns.Sent(first))) == 1:
				k.Outcome("by the old device")
			default:
				k.Errorf("the datagram left by no device")
			}
		})
	}
}

// TestP8Egress is RACE-40, a race that is in Linux still: a sender that has
// read the old device stores its route after the bind has reset the cache, and
// every later datagram leaves by the old device while getsockopt shows the new
// one. The explorer finds the shortest schedule: two context switches.
func TestP8Egress(t *testing.T) {
	for senders := 1; senders <= 2; senders++ {
		r := emu.Explore(t, egress(senders), emu.Witness())
		bad := outcome(r, "by the old device")
		if bad == nil || outcome(r, "by the bound device") == nil {
			t.Fatalf("%d senders: outcomes %q, want both", senders, labels(r))
		}
		if senders > 1 {
			continue
		}
		if bad.Switches != 2 {
			t.Errorf("the shortest schedule switches %d times, want 2: into the bind and back", bad.Switches)
		}
		trace := emu.Replay(t, bad.Witness, egress(senders))
		if at := lastBefore(trace, "udp.send.dst_set", "sock.bind.dst_reset"); at {
			t.Errorf("the route was stored before the reset: that is not RACE-40\n%s", trace)
		}
	}
}

// TestP8NobodySends is the control: without a concurrent sender a bind holds.
func TestP8NobodySends(t *testing.T) {
	r := emu.Explore(t, egress(0))
	if outcome(r, "by the old device") != nil {
		t.Errorf("outcomes %q", labels(r))
	}
}

// lastBefore reports whether the last step a comes before the last step b.
func lastBefore(trace *sched.Trace, a, b string) bool {
	at := map[string]int{}
	for i, s := range trace.Steps {
		at[s.Name] = i
	}
	return at[a] < at[b]
}
