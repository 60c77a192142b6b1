package udp

import (
	"net/netip"
	"slices"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// TestDump: the sockets that have a port, on whatever page of the table, in the
// middle of a long chain too. The kernel's answers are in rules_diag_test.go of
// the root.
func TestDump(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	want := map[string]int{}
	for i := range int32(3 * longChain) {
		w.bind(string('A'+i), 100+i, "0.0.0.0:7000")
		want["0.0.0.0:7000"]++
	}
	for _, local := range []string{"10.1.0.1:1", "10.2.0.1:1", "10.1.0.1:1023", "10.1.0.1:1024", "10.1.0.1:65535"} {
		w.bind(local, a, local)
		want[local]++
	}
	w.bind6("six", b, "[::]:7001")
	w.open("none", a)
	w.bind("closed", a, "10.1.0.1:2").Close(nil)
	r := sock.DiagRequest{Family: sock.AF_INET, Protocol: IPPROTO_UDP}
	all, err := w.inet.DiagDump(nil, &r)
	got := map[string]int{}
	for _, m := range all {
		got[m.ID.Src.String()]++
	}
	if err != nil || len(got) != len(want) || !slices.IsSortedFunc(all, sock.DiagMsg.Compare) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	for local, n := range want {
		if got[local] != n {
			t.Errorf("%d sockets of %s, want %d", got[local], local, n)
		}
	}
	r.Devices = []int{105, b}
	if all, err := w.inet.DiagDump(nil, &r); err != nil || len(all) != 1 || all[0].ID.Device != 105 {
		t.Errorf("of device 105: %v, %v", all, err)
	}
}

// TestDumpOne: a request is a packet from its first address to its second, but
// for SOCK_DESTROY; early demux does not look at it.
func TestDumpOne(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	w.root.Caps |= sock.CAP_NET_ADMIN
	c := w.bind("c", a, "10.1.0.1:7000")
	w.connect(c, "10.1.0.9:9")
	r := sock.DiagRequest{Family: sock.AF_INET, Protocol: IPPROTO_UDP}
	r.ID = sock.DiagID{Src: netip.MustParseAddrPort("10.1.0.9:9"), Dst: netip.MustParseAddrPort("10.1.0.1:7000"), Device: a}
	if m, err := w.inet.DiagOne(nil, &r); err != nil || m.State != sock.TCP_ESTABLISHED || m.ID.Src != r.ID.Dst {
		t.Errorf("%s, %v", m, err)
	}
	if err := w.inet.DiagDestroy(nil, w.root, &r); err != netdev.ENOENT {
		t.Errorf("destroyed by the addresses of a packet: %v", err)
	}
	for _, r.ID.Device = range []int{b, 0, stale} {
		if m, err := w.inet.DiagOne(nil, &r); err != netdev.ENOENT {
			t.Errorf("on %d: %s, %v", r.ID.Device, m, err)
		}
	}
	r.Family, r.ID.Device = sock.AF_INET6, a // as the socket has its addresses, written as those of IPv6
	r.ID.Src, r.ID.Dst = netip.MustParseAddrPort("[::ffff:10.1.0.1]:7000"), netip.MustParseAddrPort("[::ffff:10.1.0.9]:9")
	if err := w.inet.DiagDestroy(nil, w.root, &r); err != nil || c.HasPeer(nil) || c.BoundDevIf(nil) != 0 {
		t.Errorf("destroyed: %v, and the device is %d", err, c.BoundDevIf(nil))
	}
	if err := c.SockErr(nil); err != netdev.ECONNABORTED {
		t.Errorf("the error is %v", err)
	}
}
