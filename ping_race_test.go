package boundif_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"boundif/emu"
)

// pingConflict is a bind() of a ping socket to fe80::b%b0 under an identifier
// that somebody has, while another thread binds the socket to index 4242.
func pingConflict(k *emu.Kernel) {
	ns := k.Init()
	root, daemon := ns.Root(), ns.Root()
	b0 := must(root.LinkAdd("b0", 0))
	check(root.LinkSetUp(b0))
	check(root.AddrAdd(b0, netip.MustParsePrefix("fe80::b/64")))
	check(root.Sysctl("net/ipv4/ping_group_range", "0 0"))
	taken := must(root.Socket(emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_ICMPV6))
	check(root.SetsockoptInt(taken, emu.SOL_SOCKET, emu.SO_REUSEADDR, 0))
	check(root.Bind(taken, &emu.SockaddrInet6{Port: 600}))
	fd := must(daemon.Socket(emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_ICMPV6))
	k.Go("bind", func() {
		to := &emu.SockaddrInet6{Port: 600, ZoneId: uint32(b0), Addr: netip.MustParseAddr("fe80::b").As16()}
		if err := daemon.Bind(fd, to); !errors.Is(err, emu.Errno(98)) {
			panic(fmt.Sprintf("bind: %v, want EADDRINUSE", err))
		}
	})
	k.Go("set", func() { check(daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 4242)) })
	k.Finally(func() {
		k.Outcome(fmt.Sprintf("device %d", must(daemon.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX))))
	})
}

// TestPingBindLosesAnUpdate: ping_bind reads the device before it takes the
// socket lock, and puts back what it read if the identifier conflicts (WR-09,
// WR-13). A device that another thread set meanwhile, with success, is lost. On
// Linux 6.18 two threads that do nothing else lose every fourteenth.
func TestPingBindLosesAnUpdate(t *testing.T) {
	r, err := emu.Search(pingConflict)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := labels(r), []string{"device 0", "device 4242"}; !slices.Equal(got, want) {
		t.Errorf("WR-13: outcomes %q, want %q: the second is what either order of the calls gives", got, want)
	}
}
