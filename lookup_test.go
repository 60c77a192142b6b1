package boundif_test

import (
	"net/netip"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// TestLookupNeverCrossesDevices: a packet goes to no socket that was bound to
// another device all the time of its lookup, whatever the devices do
// meanwhile; and a lookup during a change of device finds the socket as it
// was or as it is to be (UDP-01, UDP-07).
func TestLookupNeverCrossesDevices(t *testing.T) {
	r := emu.Explore(t, func(k *emu.Kernel) {
		ns := k.Init()
		root, daemon := ns.Root(), ns.Root()
		first, second := must(root.LinkAdd("eth0", 0)), must(root.LinkAdd("eth1", 0))
		for _, dev := range []int{first, second} {
			check(root.LinkSetUp(dev))
			check(root.AddrAdd(dev, netip.MustParsePrefix("192.0.2.1/32")))
		}
		open := func(device int) int {
			fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
			check(daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, device))
			check(daemon.Bind(fd, &emu.SockaddrInet4{Port: 67}))
			return fd
		}
		moving, still := open(first), open(second) // the newest comes first in its chain
		got := ""
		k.Go("packet", func() {
			src, dst := netip.MustParseAddrPort("192.0.2.9:68"), netip.MustParseAddrPort("192.0.2.1:67")
			for _, s := range must(ns.DeliverUDP(first, src, dst, nil)) {
				switch s {
				case must(daemon.Sock(still)):
					k.Errorf("UDP-01: a packet on device %d went to a socket that is bound to %d", first, second)
				case must(daemon.Sock(moving)):
					got = "the moving socket"
				}
			}
		})
		k.Go("daemon", func() {
			check(daemon.SetsockoptInt(moving, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, second))
		})
		k.Go("udev", func() {
			root.LinkSetName(first, "tmp0")
			root.LinkSetName(second, "eth0")
		})
		k.Finally(func() {
			if got == "" {
				got = netdev.ECONNREFUSED.Error()
			}
			k.Outcome(got)
		})
	})
	if outcome(r, "the moving socket") == nil || outcome(r, "ECONNREFUSED") == nil {
		t.Errorf("outcomes %q, want both before and after the move", labels(r))
	}
}
