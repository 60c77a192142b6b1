package raw

import (
	"slices"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// TestDump: the sockets of one family, with their protocol numbers for ports, and
// the newest that would get a packet. The kernel's answers are in
// rules_diag_test.go of the root.
func TestDump(t *testing.T) {
	w := newWorld(t)
	w.root.Caps |= sock.CAP_NET_ADMIN
	w.open(ospf, 0)
	on := w.open(ospf, a)
	w.open(ospf+chains, 4242)
	w.open6(ospf, b)
	for family, want := range map[int][]string{
		sock.AF_INET:  {"UNCONN 0.0.0.0:89 0.0.0.0:*", "UNCONN 0.0.0.0%if2:89 0.0.0.0:*", "UNCONN 0.0.0.0%if4242:105 0.0.0.0:*"},
		sock.AF_INET6: {"UNCONN *%if3:89 *:*"},
	} {
		all, err := w.inet.DiagDump(nil, &sock.DiagRequest{Family: family, Protocol: protocolRaw})
		var got []string
		for _, m := range all {
			got = append(got, m.String())
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	r := sock.DiagRequest{Family: sock.AF_INET, Protocol: protocolRaw, RawProtocol: ospf}
	for device, want := range map[int]int{0: 0, a: a, b: 0, 4242: 0} {
		r.ID.Device = device
		if m, err := w.inet.DiagOne(nil, &r); err != nil || m.ID.Device != want {
			t.Errorf("on %d: %s, %v, want device %d", device, m, err, want)
		}
	}
	r.ID.Device = a
	if err := w.inet.DiagDestroy(nil, w.root, &r); err != nil || on.SockErr(nil) != netdev.ECONNABORTED || on.BoundDevIf(nil) != 0 {
		t.Errorf("destroyed: %v, and the device is %d", err, on.BoundDevIf(nil))
	}
}
