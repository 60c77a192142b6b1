package netdev

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// TestErrorsOfRoutes is the error of the last call.
func TestErrorsOfRoutes(t *testing.T) {
	here := []string{"up lo", "up a0", "up b0", "add a0 10.1.0.1/24", "add b0 10.2.0.1/24", "add a0 fd01::1/64", "add b0 fd02::1/64"}
	for _, tt := range []struct {
		ops string // after those of here; separated by commas
		err error
		why string
	}{
		{"route 10.3.0.0/24", ENODEV, "neither device nor gateway"},
		{"route 10.3.0.0/24 dev 4242", ENODEV, "no such device"},
		{"route 10.3.0.0/24 via 0.0.0.0", ENODEV, "0.0.0.0 is no gateway"},
		{"route 10.3.0.0/24 via 10.9.9.9", ENETUNREACH, "no way to the gateway"},
		{"route 10.3.0.0/24 via 10.1.0.9 dev b0", ENETUNREACH, "not by that device"},
		{"route 10.3.0.0/24 via 10.1.0.9 dev 4242", ENETUNREACH, "nor by none"},
		{"route 10.3.0.0/24 via 224.0.0.1", ENETUNREACH, "nobody knows where a group is"},
		{"route 10.3.0.0/24 via 10.1.0.255", EINVAL, "a broadcast address is no gateway"},
		{"route 10.3.0.0/24 via 10.1.0.1", nil, "an own address is: the destination is on the link"},
		{"route 10.3.0.0/24 via 127.0.0.1", nil, "even this one"},
		{"route 10.3.0.0/24 via 10.1.0.9,route 10.4.0.0/24 via 10.3.0.1", ENETUNREACH, "a gateway behind a gateway"},
		{"route 10.3.0.0/24 dev b0,route 10.4.0.0/24 via 10.3.0.1", nil, "a gateway on a link"},
		{"route 10.3.0.0/24 dev b0 table 77,route 10.4.0.0/24 via 10.3.0.1", ENETUNREACH, "but of another table"},
		{"route 10.3.0.0/24 dev b0 table 77,route 10.4.0.0/24 via 10.3.0.1 table 77", nil, "or of its own"},
		{"route 10.4.0.0/24 via 10.1.0.9 table 77", nil, "then as for everybody"},
		{"route 10.3.0.1/24 dev 4242", EINVAL, "bits beyond the prefix come first"},
		{"route 10.3.0.0/24 via fd01::9", EINVAL, "two families"},
		{"route 10.3.0.0/24 dev a0 src fd01::1", EINVAL, "two families"},
		{"route 10.3.0.0/24 dev a0 src 10.9.9.9", EINVAL, "a source that is nobody's"},
		{"route 10.1.0.0/24 dev a0 src 10.9.9.9", EINVAL, "before it is a second route"},
		{"route 10.3.0.0/24 dev a0 src 10.2.0.1", nil, "a source of another device"},
		{"route 10.3.0.0/24 dev a0 src 10.2.0.1 table 77", nil, "in whatever table"},
		{"route 10.3.0.0/24 dev a0 src 0.0.0.0", nil, "0.0.0.0 is no source"},
		{"down b0,route 10.3.0.0/24 dev b0", ENETDOWN, "the device is down"},
		{"down b0,route 10.3.0.0/24 via 10.2.0.9", ENETUNREACH, "so is the network"},
		{"down b0,route 10.3.0.0/24 via 10.2.0.1", ENETDOWN, "but not its own address"},
		{"route 10.1.0.0/24 dev b0", EEXIST, "there is one"},
		{"route 10.1.0.0/24 dev b0 metric 5", nil, "with another metric"},
		{"route 10.1.0.1/32 dev b0", nil, "in another table"},
		{"route 10.1.0.1/32 dev b0 table 255", EEXIST, "in the same table"},
		{"route 0.0.0.0/0 via 10.1.0.9,route 0.0.0.0/0 via 10.2.0.9", EEXIST, "a second default route"},
		{"unroute 10.3.0.0/24", ESRCH, "none"},
		{"unroute 10.3.0.1/24", EINVAL, "bits beyond the prefix"},
		{"unroute 10.3.0.0/24 table 77", ESRCH, "no such table"},
		{"route 10.3.0.0/24 via 10.1.0.9,unroute 10.3.0.0/24", nil, "all fit"},
		{"route 10.3.0.0/24 via 10.1.0.9,unroute 10.3.0.0/24 via 10.1.0.9 dev a0", nil, "this one fits"},
		{"route 10.3.0.0/24 via 10.1.0.9,unroute 10.3.0.0/24 via 10.1.0.8", ESRCH, "another gateway"},
		{"route 10.3.0.0/24 via 10.1.0.9,unroute 10.3.0.0/24 dev b0", ESRCH, "another device"},
		{"route 10.3.0.0/24 via 10.1.0.9,unroute 10.3.0.0/24 metric 7", ESRCH, "another metric"},
		{"route 10.3.0.0/24 via 10.1.0.9,unroute 10.3.0.0/24 src 10.1.0.1", ESRCH, "another source"},
		{"route 10.3.0.0/24 via 10.1.0.9,unroute 10.3.0.0/24 table 77", ESRCH, "another table"},
		{"unroute 10.1.0.0/24", nil, "routes of addresses go, too"},
		{"unroute 10.1.0.1/32 table 255", nil, "even those to own addresses"},
		{"unroute 10.1.0.1/32 table 255 dev b0", ESRCH, "of the right device"},
		{"unroute 10.1.0.255/32 table 255", nil, "and to broadcast addresses"},
		{"unroute fd01::1/128 table 255", nil, "of both families"},

		{"route fd03::/64", ENODEV, "neither device nor gateway"},
		{"route fd03::/64 dev 4242", ENODEV, "no such device"},
		{"route fd03::/64 via fd01::9 dev 4242", ENODEV, "also with a gateway"},
		{"route fd03::/64 via fd99::1", EHOSTUNREACH, "no way to the gateway"},
		{"route fd03::/64 via fd01::9 dev b0", EHOSTUNREACH, "not by that device"},
		{"route fd03::/64 via fd01::1", EINVAL, "an own address is no gateway"},
		{"route fd03::/64 via fd02::1 dev a0", EINVAL, "nor is another device's"},
		{"route fd03::/64 via ::1", EINVAL, "nor this"},
		{"route fd03::/64 via ff02::1 dev a0", EINVAL, "nor a group"},
		{"route fd03::/64 via :: dev a0", EINVAL, "nor that"},
		{"route fd03::/64 via fe80::9", EINVAL, "on which link?"},
		{"route fd03::/64 via fe80::9 dev lo", EINVAL, "nobody is there"},
		{"route fd03::/64 via fe80::9 dev b0", nil, "anybody may be here"},
		{"add b0 fe80::9/64,route fd03::/64 via fe80::9 dev a0", nil, "an own address of another link is another host's here"},
		{"add b0 fe80::9/64,route fd03::/64 via fe80::9 dev b0", EINVAL, "of this link it is not"},
		{"route fd03::/64 via fd01::9,route fd04::/64 via fd03::1", EHOSTUNREACH, "a gateway behind a gateway"},
		{"route fd03::/64 dev lo,route fd04::/64 via fd03::1", EHOSTUNREACH, "a gateway behind lo"},
		{"route fd03::/64 dev b0,route fd04::/64 via fd03::1", nil, "a gateway on a link"},
		{"route fd03::/64 dev b0 table 77,route fd04::/64 via fd03::1 table 77", nil, "or of its own table"},
		{"route fd03::5/64 dev b0,route fd03::/64 dev a0", EEXIST, "bits beyond the prefix are cut off"},
		{"route fd03::/64 dev b0,route fd03::/64 dev a0 metric 1024", EEXIST, "metric 0 is 1024"},
		{"route fd03::/64 dev b0 metric 5,route fd03::/64 dev a0", nil, "with another metric"},
		{"route fd01::/64 dev b0 metric 256", EEXIST, "as that of the address"},
		{"route fd03::/64 dev a0 src fd99::1", EINVAL, "a source that is nobody's"},
		{"route fd03::/64 dev a0 src fd02::1", nil, "a source of another device"},
		{"down b0,route fd03::/64 dev b0", ENETDOWN, "the device is down"},
		{"unroute fd03::/64", ESRCH, "none"},
		{"unroute fd01::/64 dev b0", ESRCH, "another device"},
		{"unroute fd01::/64 via fd01::9", ESRCH, "another gateway"},
		{"unroute fd01::/64 via ::", nil, "no gateway"},
		{"unroute ::/0", ENOENT, "no default route"},
		{"unroute ::/0 table 77", ESRCH, "no such table"},
		{"route ::/0 via fd01::9,unroute ::/0 via ::", ESRCH, "a default route, but with a gateway"},
		{"route ::/0 via fd01::9,unroute ::/0 dev lo", ESRCH, "a default route, but not by lo"},
		{"unroute ::/0 dev lo", ENOENT, "lo has what stands for none"},
		{"unroute ::/0 via fd01::9", ESRCH, "which has no gateway"},
		{"route ::/0 dev a0 table 77,unroute ::/0", ENOENT, "a default route of another table"},
		{"unroute ::/0 dev a0", ESRCH, "none by that device"},
		{"route ::/0 via fd01::9,unroute ::/0 dev a0", nil, "a default route"},
		{"route ::/0 via fd01::9,unroute ::/0 metric 3", ESRCH, "another metric"},
		{"route ::/0 via fd01::9,unroute ::/0 dev b0", ESRCH, "another device"},

		{"del a0 10.1.0.1/25", EADDRNOTAVAIL, "another length"},
		{"del b0 10.1.0.1/24", EADDRNOTAVAIL, "another device"},
		{"del 4242 10.1.0.1/24", ENODEV, "no device"},
		{"del a0 fd01::1/65", EADDRNOTAVAIL, "another length"},
		{"del a0 fd01::9/64", EADDRNOTAVAIL, "another address"},
		{"add a0 fd01::1/80", EEXIST, "the same address with another length"},
		{"add b0 fd01::1/64", nil, "on another device"},
		{"add a0 ::1/128", EADDRNOTAVAIL, "only lo"},
		{"add lo ::1/128", EEXIST, "which has it"},
		{"add a0 ff02::5/64", EADDRNOTAVAIL, "a group"},
		{"add a0 ::/64", EADDRNOTAVAIL, "none"},
		{"add lo 127.0.0.5/8", EINVAL, "127.0.0.1 reaches less far"},
		{"add lo 127.0.0.5/9", nil, "another network"},
		{"add a0 ::ffff:1.2.3.4/128", nil, "an IPv6 address"},
	} {
		s := newScript(t, Newest)
		if err := s.do(append(slices.Clone(here), strings.Split(tt.ops, ",")...)...); err != tt.err {
			t.Errorf("%s: %v, want %v: %s", tt.ops, err, tt.err, tt.why)
		}
	}
	s := newScript(t, Newest)
	if err := s.n.AddRoute(nil, RouteConfig{Dev: 2}); err != EINVAL {
		t.Errorf("a route to nothing: %v, want EINVAL", err)
	}
	if err := s.n.DelRoute(nil, RouteConfig{Dev: 2}); err != EINVAL {
		t.Errorf("a route to nothing deleted: %v, want EINVAL", err)
	}
	if err := s.n.DelAddr(nil, 2, netip.Prefix{}); err != EINVAL {
		t.Errorf("no address deleted: %v, want EINVAL", err)
	}
}
