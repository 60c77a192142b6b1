package emu

import (
	"net/netip"
	"testing"
)

// world is a kernel with eth0 (2) and eth1 (3), up, with addresses 10.1.0.1/24
// and 10.2.0.1/24.
func world(tb testing.TB, r Release) (*Kernel, *Process) {
	tb.Helper()
	k := New(r)
	root := k.Init().Root()
	ok(tb, root.LinkSetUp(1))
	for i, name := range []string{"eth0", "eth1"} {
		index, err := root.LinkAdd(name, 0)
		ok(tb, err)
		ok(tb, root.LinkSetUp(index))
		ok(tb, root.AddrAdd(index, netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i + 1), 0, 1}), 24)))
	}
	return k, root
}

func ok(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func udpSocket(tb testing.TB, p *Process) int {
	tb.Helper()
	fd, err := p.Socket(AF_INET, SOCK_DGRAM, 0)
	ok(tb, err)
	return fd
}

func second[T any](_ T, err error) error { return err }
