package netdev

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// out is a route as "unicast a0 src 10.1.0.1 via 10.1.0.9", or an error.
func (s *script) out(find func(task, netip.Addr, netip.Addr, int32) (*Route, error), to string) string {
	var src, oif string
	dst, rest, _ := strings.Cut(to, " ")
	for w := strings.Fields(rest); len(w) > 1; w = w[2:] {
		switch w[0] {
		case "from":
			src = w[1]
		case "by":
			oif = w[1]
		}
	}
	r, err := find(nil, addr(dst), addr(src), s.index(oif))
	if err != nil {
		return err.Error()
	}
	got := fmt.Sprintf("%s %s src %s", r.Kind, r.Dev.Name(nil), r.Src)
	if r.Gateway.IsValid() {
		got += " via " + r.Gateway.String()
	}
	if r.Loop {
		got += " loop"
	}
	if r.Sdif != 0 {
		got += fmt.Sprint(" sdif ", r.Sdif)
	}
	if r.Index != r.Dev.Index(nil) {
		got += fmt.Sprint(" as ", r.Index)
	}
	if r.Local != (r.Kind == Local) {
		got += " and it is wrong about being local"
	}
	if !s.n.Valid(nil, r) {
		got += " and it is not valid"
	}
	return got
}

// TestRouteOutputMore is what TestRouteOutput leaves out: routes by tables,
// broadcast, multicast, IPv6, and VRFs.
func TestRouteOutputMore(t *testing.T) {
	a0b0 := []string{"up lo", "up a0", "up b0", "add a0 10.1.0.1/24", "add b0 10.2.0.1/24", "add a0 fd01::1/64", "add b0 fd02::1/64", "add a0 fe80::1/64"}
	vrf := append(slices.Clone(a0b0), "vrf red 10", "up red", "add red 10.10.10.10/32", "add red fd10::10/128", "master a0 red", "add a0 fd01::1/64", "add a0 fe80::1/64")
	for _, tt := range []struct {
		given []string
		ops   string
		to    string
		want  string
		rule  string
		why   string
	}{
		{a0b0, "", "10.9.9.9", "ENETUNREACH", "OUT-01", "no route"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9", "10.9.9.9", "unicast a0 src 10.1.0.1 via 10.1.0.9", "OUT-01", "a default route"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9,route 10.9.0.0/16 dev b0", "10.9.9.9", "unicast b0 src 10.2.0.1", "OUT-01", "the longest prefix"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9,route 0.0.0.0/0 via 10.2.0.9 metric 5", "10.9.9.9", "unicast a0 src 10.1.0.1 via 10.1.0.9", "OUT-01", "the least metric"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9 metric 5,route 0.0.0.0/0 via 10.2.0.9", "10.9.9.9", "unicast b0 src 10.2.0.1 via 10.2.0.9", "OUT-01", "in either order"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9", "10.9.9.9 by b0", "unicast b0 src 10.2.0.1", "OUT-02", "not by the bound device: on its link"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9", "10.9.9.9 by a0", "unicast a0 src 10.1.0.1 via 10.1.0.9", "OUT-02", "by the bound device"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9 src 10.2.0.1", "10.9.9.9", "unicast a0 src 10.2.0.1 via 10.1.0.9", "OUT-06", "the route says from where"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9 src 10.2.0.1", "10.9.9.9 from 10.1.0.1", "unicast a0 src 10.1.0.1 via 10.1.0.9", "OUT-06", "the socket knows better"},
		{a0b0, "add a0 10.3.0.1/24,route 0.0.0.0/0 via 10.3.0.9", "10.9.9.9", "unicast a0 src 10.3.0.1 via 10.3.0.9", "OUT-06", "the address in the gateway's network"},
		{a0b0, "route 10.3.0.0/24 via 10.1.0.1", "10.3.0.5", "unicast a0 src 10.1.0.1", "OUT-01", "a gateway that is this host is none"},
		{a0b0, "add a0 10.3.0.1/24", "10.9.9.9 by a0", "unicast a0 src 10.1.0.1", "OUT-06", "the first of two addresses"},
		{a0b0, "up c0,route 10.3.0.0/24 dev c0", "10.3.0.5", "unicast c0 src 10.1.0.1", "OUT-06", "no address there: that of another"},
		{a0b0, "route 10.3.0.0/24 dev b0 table 253", "10.3.0.5", "unicast b0 src 10.2.0.1", "OUT-01", "the last table, default"},
		{a0b0, "route 10.3.0.0/24 dev b0 table 77", "10.3.0.5", "ENETUNREACH", "OUT-01", "no table that anybody asks"},
		{a0b0, "route 127.5.0.0/16 dev b0", "127.5.0.1", "unicast b0 src 10.2.0.1", "OUT-01", "local and main are one table"},
		{a0b0, "route 127.5.0.0/16 dev b0,vrf red 10", "127.5.0.1", "local lo src 127.0.0.1", "OUT-01", "until there is a VRF"},
		{a0b0, "add a0 10.1.0.2/24", "10.1.0.2", "local a0 src 10.1.0.1", "UDP-30", "a secondary address is sent to from the first"},
		{a0b0, "", "10.1.0.9 from 127.0.0.1", "EINVAL", "OUT-07", "127.0.0.1 does not leave the host"},
		{a0b0, "", "127.0.0.1 from 127.0.0.1 by a0", "EINVAL", "OUT-07", "not even to itself"},
		{a0b0, "", "10.1.0.9 from 255.255.255.255", "EINVAL", "OUT-07", "nobody is called so"},
		{a0b0, "", "0.0.0.0 by a0", "local lo src 10.1.0.1 as 2", "OUT-07", "0.0.0.0 is this host, and arrives as by the bound device"},
		{a0b0, "", "0.0.0.0 from 10.2.0.1", "local lo src 10.2.0.1", "OUT-07", "the host is called as the sender"},
		{a0b0, "del a0 10.1.0.1/24,del b0 10.2.0.1/24,del lo 127.0.0.1/8", "0.0.0.0 by a0", "local lo src 127.0.0.1 as 2", "OUT-07", "without any address"},
		{a0b0, "", "127.0.0.1 by lo", "local lo src 127.0.0.1", "OUT-05", "bound to lo"},
		{a0b0, "", "10.1.0.1 by lo", "unicast lo src 10.1.0.1 loop", "UDP-31", "another device's address by lo: delivered, as lo"},
		{a0b0, "", "10.9.9.9 by lo", "unicast lo src 10.1.0.1 loop", "OUT-06", "127.0.0.1 is not for others"},

		{a0b0, "", "255.255.255.255", "ENETUNREACH", "OUT-34", "which link?"},
		{a0b0, "", "255.255.255.255 by b0", "broadcast b0 src 10.2.0.1 loop", "OUT-34", "the bound device's"},
		{a0b0, "", "255.255.255.255 from 10.2.0.1", "broadcast b0 src 10.2.0.1 loop", "OUT-34", "the sender's"},
		{a0b0, "", "255.255.255.255 from 10.9.9.9", "ENETUNREACH", "OUT-34", "who is that?"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9", "255.255.255.255", "broadcast a0 src 10.1.0.1 loop", "OUT-34", "that of the default route"},
		{a0b0, "", "10.1.0.255", "broadcast a0 src 10.1.0.1 loop", "OUT-34", "the broadcast address of a network"},
		{a0b0, "", "10.1.0.255 by b0", "unicast b0 src 10.2.0.1", "OUT-34", "of another link it is nothing special"},
		{a0b0, "", "10.1.0.0", "unicast a0 src 10.1.0.1", "OUT-34", "nor is the first address"},
		{a0b0, "", "127.255.255.255", "broadcast lo src 127.0.0.1 loop", "OUT-34", "that of lo"},
		{a0b0, "", "224.0.0.5", "ENETUNREACH", "OUT-35", "which link?"},
		{a0b0, "", "224.0.0.5 by b0", "multicast b0 src 10.2.0.1", "OUT-35", "the bound device's"},
		{a0b0, "", "239.1.1.1 by b0", "multicast b0 src 10.2.0.1", "OUT-35", "also of groups that leave the link"},
		{a0b0, "", "239.1.1.1 from 10.2.0.1", "multicast b0 src 10.2.0.1", "OUT-35", "the sender's"},
		{a0b0, "", "224.0.0.1 by b0", "multicast b0 src 10.2.0.1 loop", "UDP-24", "every device is in this one"},
		{a0b0, "route 224.0.0.0/4 dev b0", "239.1.1.1", "multicast b0 src 10.2.0.1", "OUT-35", "a route to all groups"},
		{a0b0, "route 0.0.0.0/0 via 10.1.0.9", "239.1.1.1", "multicast a0 src 10.1.0.1", "OUT-35", "the default route, without its gateway"},
		{a0b0, "route 224.0.0.0/4 via 10.1.0.9", "239.1.1.1", "multicast a0 src 10.1.0.1 via 10.1.0.9", "OUT-35", "a route to the groups alone, with its gateway"},
		{a0b0, "route 239.0.0.0/8 via 10.1.0.9", "239.1.1.1", "multicast a0 src 10.1.0.1 via 10.1.0.9", "OUT-35", "a route of its own, with its gateway"},
		{a0b0, "up c0,route 239.0.0.0/8 dev b0 src 10.1.0.1", "239.1.1.1 by b0", "multicast b0 src 10.2.0.1", "OUT-06", "bound: from the device"},

		{a0b0, "", "fd01::9", "unicast a0 src fd01::1", "OUT-03", "not bound"},
		{a0b0, "", "fd01::9 by a0", "unicast a0 src fd01::1", "OUT-03", "bound to the right device"},
		{a0b0, "", "fd01::9 by b0", "ENETUNREACH", "OUT-03", "bound to another: nothing is assumed"},
		{a0b0, "", "fd01::9 from fd01::1 by b0", "ENETUNREACH", "OUT-08", "also with a source"},
		{a0b0, "", "fd01::9 by 4242", "ENETUNREACH", "OUT-04", "bound to nothing"},
		{a0b0, "", "::1 by 4242", "ENETUNREACH", "OUT-04", "even for ::1"},
		{a0b0, "", "fd99::1", "ENETUNREACH", "OUT-03", "no route"},
		{a0b0, "down a0", "fd01::9 by a0", "ENETUNREACH", "OUT-10", "the device is down"},
		{nil, "up a0", "fd01::9", "EADDRNOTAVAIL", "OUT-03", "and nobody to send it from"},
		{a0b0, "", "::1", "local lo src ::1", "UDP-30", "this host"},
		{a0b0, "", "::", "ENETUNREACH", "UDP-30", "an address that no route has: callers for whom it is this host say so"},
		{a0b0, "route ::/0 dev a0", "::", "unicast a0 src fd01::1", "UDP-30", "or the default route"},
		{a0b0, "", "::1 from ::", "local lo src ::1", "UDP-30", "from nowhere in particular"},
		{a0b0, "", "fd01::1", "local a0 src fd01::1", "UDP-30", "an own address"},
		{a0b0, "", "fd01::1 by a0", "local a0 src fd01::1", "UDP-31", "by its device"},
		{a0b0, "", "fd01::1 by b0", "ENETUNREACH", "UDP-31", "by another"},
		{a0b0, "", "fd01::1 by lo", "ENETUNREACH", "UDP-31", "or by lo"},
		{a0b0, "", "::1 by a0", "ENETUNREACH", "UDP-31", "or the other way round"},
		{a0b0, "", "fe80::9", "unicast a0 src fe80::1", "OUT-23", "without scope: the first link"},
		{a0b0, "add b0 fe80::2/64", "fe80::9 by b0", "unicast b0 src fe80::2", "OUT-23", "the scope"},
		{a0b0, "", "fe80::9 by b0", "ENETUNREACH", "OUT-23", "a device without link-local address"},
		{a0b0, "", "ff02::1 by b0", "multicast b0 src fd02::1 loop", "OUT-23", "the scope, and everybody is in it"},
		{a0b0, "", "ff02::5 by a0", "multicast a0 src fe80::1", "OUT-23", "the narrowest address that reaches as far"},
		{a0b0, "", "ff0e::5 by a0", "multicast a0 src fd01::1", "OUT-23", "as far as all the world"},
		{a0b0, "", "ff02::5", "multicast a0 src fe80::1", "OUT-23", "without scope: the first device"},
		{a0b0, "", "ff02::5 by lo", "ENETUNREACH", "OUT-23", "lo has no groups"},
		{a0b0, "up c0", "ff02::5 by c0", "EADDRNOTAVAIL", "OUT-23", "nor c0 an address"},
		{a0b0, "route ff05::/16 dev b0", "ff05::1", "multicast a0 src fd01::1", "OUT-23", "the groups' own routes come first"},
		{a0b0, "", "ff02::1:ff00:1 by a0", "multicast a0 src fe80::1 loop", "UDP-24", "a group of its own address"},
		{a0b0, "route ::/0 via fd01::9", "fd99::1", "unicast a0 src fd01::1 via fd01::9", "OUT-03", "a default route"},
		{a0b0, "route ::/0 via fd01::9", "fd99::1 by b0", "ENETUNREACH", "OUT-03", "not by the bound device"},
		{a0b0, "route ::/0 via fd01::9 src fd02::1", "fd99::1", "unicast a0 src fd02::1 via fd01::9", "OUT-03", "the route says from where"},
		{a0b0, "route ::/0 via fd01::9,route ::/0 via fd02::9 metric 5", "fd99::1", "unicast b0 src fd02::1 via fd02::9", "OUT-03", "the least metric"},
		{a0b0, "add b0 fd01::5/64", "fd01::9", "unicast a0 src fd01::1", "OUT-03", "of equal routes the first"},

		{vrf, "", "10.1.0.9", "ENETUNREACH", "L3-34", "a slave's routes are not for others"},
		{vrf, "", "10.1.0.9 by red", "unicast a0 src 10.1.0.1", "L3-34", "but for its VRF"},
		{vrf, "", "10.1.0.9 by a0", "unicast a0 src 10.1.0.1", "L3-34", "and for itself"},
		{vrf, "", "10.1.0.9 by b0", "unicast b0 src 10.2.0.1", "L3-34", "the guess is on for others"},
		{vrf, "", "10.9.9.9 by red", "ENETUNREACH", "L3-34", "it is off for the VRF"},
		{vrf, "", "10.9.9.9 by a0", "ENETUNREACH", "L3-34", "and for its slaves"},
		{vrf, "", "10.1.0.1 by red", "local a0 src 10.1.0.1 sdif 5", "L3-01", "an own address of the VRF arrives on both"},
		{vrf, "", "10.1.0.1 by a0", "local a0 src 10.1.0.1 sdif 5", "L3-01", "also for the slave"},
		{vrf, "", "10.10.10.10 by red", "local red src 10.10.10.10 sdif 5", "L3-01", "the VRF's own"},
		{vrf, "", "10.10.10.10 by a0", "ENETUNREACH", "L3-34", "which is not the slave's"},
		{vrf, "", "10.1.0.1", "ENETUNREACH", "L3-30", "nobody's outside"},
		{vrf, "", "10.2.0.1 by red", "local b0 src 10.2.0.1", "L3-34", "the local table comes first, for all"},
		{vrf, "", "127.0.0.1 by red", "local lo src 127.0.0.1", "L3-34", "so 127.0.0.1 is there"},
		{vrf, "", "127.0.0.1 by a0", "ENETUNREACH", "L3-34", "but not on a slave"},
		{vrf, "", "10.2.0.9 by red", "unicast b0 src 10.10.10.10", "L3-34", "main comes after the VRF's table; from the VRF's address"},
		{vrf, "route 10.3.0.0/24 via 10.1.0.9 table 10", "10.3.0.5 by red", "unicast a0 src 10.1.0.1 via 10.1.0.9", "L3-34", "a route of the VRF"},
		{vrf, "route 10.3.0.0/24 via 10.1.0.9 table 10", "10.3.0.5", "ENETUNREACH", "L3-34", "of nobody else"},
		{vrf, "route 10.3.0.0/24 dev b0 table 253", "10.3.0.5 by red", "unicast b0 src 10.10.10.10", "L3-34", "the last table"},
		{vrf, "", "10.1.0.255 by red", "broadcast a0 src 10.1.0.1 loop", "L3-34", "a network of the VRF"},
		{vrf, "", "255.255.255.255 by red", "broadcast red src 10.10.10.10 loop", "L3-34", "the VRF itself"},
		{vrf, "", "224.0.0.5 by red", "multicast red src 10.10.10.10", "L3-34", "the VRF itself"},
		{vrf, "", "239.1.1.1 by red", "ENETUNREACH", "L3-34", "only on the link"},
		{vrf, "", "239.1.1.1 by a0", "multicast a0 src 10.1.0.1", "L3-34", "a slave guesses about groups"},
		{vrf, "del a0 10.1.0.1/24", "239.1.1.1 by a0", "multicast a0 src 10.10.10.10", "L3-34", "the VRF's address stands in for the slave's"},
		{vrf, "del a0 10.1.0.1/24,del red 10.10.10.10/32", "239.1.1.1 by a0", "multicast a0 src 0.0.0.0", "L3-34", "nobody else's does"},
		{vrf, "down red", "10.1.0.9 by red", "ENETUNREACH", "OUT-10", "the VRF is down"},
		{vrf, "down red", "10.1.0.9 by a0", "unicast a0 src 10.1.0.1", "OUT-10", "that is not its slave's matter"},
		{vrf, "delete red", "10.1.0.9 by 5", "ENODEV", "L3-51", "the VRF is gone"},
		{vrf, "delete red", "10.1.0.9 by a0", "unicast a0 src 10.1.0.1", "L3-51", "its slave is free"},
		{vrf, "", "fd01::9", "ENETUNREACH", "L3-34", "IPv6 alike"},
		{vrf, "", "fd01::9 by red", "unicast a0 src fd01::1", "L3-34", "IPv6 alike"},
		{vrf, "", "fd01::9 by a0", "unicast a0 src fd01::1", "L3-34", "IPv6 alike"},
		{vrf, "", "fd01::1 by red", "local a0 src fd01::1 sdif 5", "L3-01", "IPv6 alike"},
		{vrf, "", "fd10::10 by a0", "ENETUNREACH", "L3-34", "IPv6 alike"},
		{vrf, "", "::1 by red", "local lo src fd10::10", "L3-34", "::1 is not in the VRF: from the VRF's address"},
		{vrf, "del red fd10::10/128", "::1 by red", "EADDRNOTAVAIL", "L3-34", "which must have one"},
		{vrf, "", "ff02::1 by red", "ENETUNREACH", "L3-34", "a VRF has no link"},
		{vrf, "", "fe80::9 by red", "ENETUNREACH", "L3-34", "a VRF has no link"},
		{vrf, "del red fd10::10/128", "ff02::1 by red", "ENETUNREACH", "L3-34", "nor is it asked for an address then"},
		{vrf, "del red fd10::10/128", "fe80::9 by red", "ENETUNREACH", "L3-34", "nor is it asked for an address then"},
		{vrf, "del red fd10::10/128", "fd99::1 by red", "ENETUNREACH", "L3-34", "as it is for others, and then its slaves are"},
		{vrf, "del red fd10::10/128,del a0 fd01::1/64,del a0 fe80::1/64", "fd99::1 by red", "EADDRNOTAVAIL", "L3-34", "and they have none"},
		{vrf, "", "fe80::9 by a0", "unicast a0 src fe80::1", "L3-34", "its slave has one"},
		{vrf, "route ::/0 dev a0", "fe80::9 by b0", "ENETUNREACH", "L3-34", "and b0 has none"},
		{vrf, "del a0 fe80::1/64,route ::/0 dev a0", "fe80::9 by a0", "ENETUNREACH", "L3-34", "link-local: only the VRF's table counts"},
		{vrf, "route ::/0 via fd02::9", "fd99::1 by red", "unicast b0 src fd10::10 via fd02::9", "L3-34", "main comes after the VRF's table; from the VRF's address"},
	} {
		s := newScript(t, Newest)
		ops := slices.Clone(tt.given)
		if tt.ops != "" {
			ops = append(ops, strings.Split(tt.ops, ",")...)
		}
		if err := s.do(ops...); err != nil {
			t.Errorf("%s: %v", tt.ops, err)
		}
		if got := s.out(s.n.RouteOutput, tt.to); got != tt.want {
			t.Errorf("%s: %s: to %s:\n got %s\nwant %s\n%s", tt.rule, tt.ops, tt.to, got, tt.want, tt.why)
		}
	}
}

// TestRoutePrefer: a device that the socket is not bound to is a wish to IPv6.
func TestRoutePrefer(t *testing.T) {
	s := newScript(t, Newest)
	s.do("up a0", "up b0", "add a0 fd01::1/64", "add b0 fd02::1/64", "add a0 10.1.0.1/24", "add b0 fe80::1/64", "route fd07::/64 dev a0", "route fd07::/64 dev b0 metric 2000", "add b0 fd01::2/64")
	for _, tt := range []struct{ to, want, why string }{
		{"fd01::9 by b0", "unicast b0 src fd01::2", "without source it is more than a wish: only routes by b0"},
		{"fd02::9 from fd01::1 by a0", "unicast b0 src fd01::1", "with a source it is one"},
		{"fd01::9 from fd01::1 by b0", "unicast b0 src fd01::1", "which is heard if there are two routes alike"},
		{"fd07::9 from fd01::1 by b0", "unicast a0 src fd01::1", "but not if the other is better"},
		{"fd02::9 from fd01::1 by 4242", "unicast b0 src fd01::1", "nobody looks whether there is such a device"},
		{"fd99::9 from fd01::1 by b0", "ENETUNREACH", "no route"},
		{"fe80::9 from fd01::1 by a0", "ENETUNREACH", "link-local: more than a wish"},
		{"ff02::9 from fd01::1 by a0", "multicast a0 src fd01::1", "multicast: more than a wish"},
		{"10.1.0.9 from 10.1.0.1 by b0", "unicast b0 src 10.1.0.1", "IPv4 knows no wishes"},
	} {
		if got := s.out(s.n.RoutePrefer, tt.to); got != tt.want {
			t.Errorf("OUT-08: to %s: got %s, want %s: %s", tt.to, got, tt.want, tt.why)
		}
	}
	for to, want := range map[string]string{
		"10.1.0.9 from 10.9.9.9":        "unicast a0 src 10.9.9.9",
		"10.1.0.9 from 224.0.0.1":       "EINVAL",
		"255.255.255.255 from 10.9.9.9": "ENETUNREACH",
	} {
		if got := s.out(s.n.RouteAnySource, to); got != want {
			t.Errorf("any source: to %s: got %s, want %s", to, got, want)
		}
	}
}

// TestOldSlaves: before Linux 5.18 a slave stood for its whole VRF.
func TestOldSlaves(t *testing.T) {
	s := newScript(t, Release{5, 17})
	s.do("up a0", "up b0", "add a0 10.1.0.1/24", "add b0 10.2.0.1/24", "vrf red 10", "up red", "master a0 red", "master b0 red", "add a0 fd01::1/64", "add b0 fd02::1/64")
	for to, want := range map[string]string{
		"10.1.0.9 by b0":   "unicast a0 src 10.1.0.1",
		"fd01::9 by b0":    "unicast a0 src fd01::1",
		"10.9.9.9 by b0":   "ENETUNREACH",
		"239.1.1.1 by red": "multicast red src 10.1.0.1",
	} {
		if got := s.out(s.n.RouteOutput, to); got != want {
			t.Errorf("L3-34 on 5.17: to %s: got %s, want %s", to, got, want)
		}
	}
}

// TestZeroNetwork: before Linux 5.3 nobody could have an address that begins
// with 0.
func TestZeroNetwork(t *testing.T) {
	for release, want := range map[Release][]string{
		{5, 2}: {"EINVAL", "EINVAL", "EINVAL", "broadcast", "nobody"},
		{5, 3}: {"unicast a0 src 0.1.2.3", "unicast a0 src 0.1.2.3", "unicast b0 src 10.2.0.1", "local", "local"},
	} {
		s := newScript(t, release)
		s.do("up a0", "up b0", "add b0 10.2.0.1/24", "add a0 0.1.2.3/24", "route 10.7.0.0/16 dev a0")
		got := []string{
			s.out(s.n.RouteOutput, "10.7.0.9 from 0.1.2.3"),
			s.out(s.n.RouteOutput, "0.1.2.9 by a0"),
			s.out(s.n.RouteOutput, "0.1.2.9 by b0"),
			s.n.AddrType(nil, addr("0.1.2.3"), 0).String(),
			s.n.RouteInput(nil, s.n.ByName(nil, "a0"), addr("0.1.2.9"), addr("0.1.2.3")).String(),
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("OUT-07 on %v (-want +got):\n%s", release, diff)
		}
	}
}

// TestSourceAddress is RFC 6724 as Linux does it.
func TestSourceAddress(t *testing.T) {
	for _, tt := range []struct {
		addrs string // DEV ADDR, ...; c0 is where packets leave
		dst   string
		want  string
		why   string
	}{
		{"c0 fd01::1/64,a0 fd01::2/64", "fd01::2", "fd01::2", "1: the destination itself, wherever it is"},
		{"c0 fd01::1/64,c0 fe80::1/64", "fe80::9", "fe80::1", "2: link-local for link-local"},
		{"c0 fe80::1/64,a0 2001:db8::1/64", "2001:db8::9", "2001:db8::1", "2: a scope that reaches, though of another device"},
		{"c0 fec0::1/64,c0 2001:db8::1/64", "fec0::9", "fec0::1", "2: the narrowest that reaches"},
		{"c0 fe80::1/64,c0 fec0::1/64", "2001:db8::9", "fec0::1", "2: if none reaches, the widest"},
		{"a0 2001:db8::1/64,c0 2001:db8:1::1/64", "2001:db8::9", "2001:db8:1::1", "3: the device comes before the prefix"},
		{"c0 fd00::1/64,c0 2001:db8::1/64", "fc00::9", "fd00::1", "4: a unique local address for another"},
		{"c0 2002::1/64,c0 2001:db8::1/64", "2002:1::9", "2002::1", "4: 6to4 for 6to4"},
		{"c0 2001:db8::1/32,c0 2001:db8:1::1/48", "2001:db8:1:9::9", "2001:db8:1::1", "5: the longer common prefix"},
		{"c0 2001:db8:1::1/48,c0 2001:db8::1/32", "2001:db8:1:9::9", "2001:db8:1::1", "5: in either order"},
		{"c0 2001:db8:1::1/16,c0 2001:db8::1/64", "2001:db8:1::9", "2001:db8::1", "5: but not longer than its own"},
		{"c0 2001:db8::1/64,c0 2001:db8::2/64", "2001:db8::9", "2001:db8::2", "6: the newest"},
		{"b0 2001:db8::1/64,a0 2001:db8::2/64", "2001:db8::9", "2001:db8::2", "6: of other devices the first"},
		{"a0 fd01::1/64", "ff02::5", "", "multicast: only the device's"},
		{"a0 fe80::1/64", "fe80::9", "", "link-local: only the device's"},
		{"c0 ::ffff:1.2.3.4/128,c0 fd01::1/64", "::ffff:1.2.3.9", "::ffff:1.2.3.4", "4: an IPv4 address written as IPv6 one for another"},
		{"c0 ::1.2.3.4/128,c0 fd01::1/64", "::1.2.3.9", "::1.2.3.4", "4: even in the old way"},
	} {
		s := newScript(t, Newest)
		s.do("up lo", "up a0", "up b0", "up c0")
		for _, a := range strings.Split(tt.addrs, ",") {
			if err := s.do("add " + a); err != nil {
				t.Fatal(err)
			}
		}
		if got := s.n.selectAddr6(nil, s.n.ByName(nil, "c0"), addr(tt.dst)); got != addr(tt.want) {
			t.Errorf("with %s, to %s from %v, want %s: %s", tt.addrs, tt.dst, got, tt.want, tt.why)
		}
	}
}

func TestScope6(t *testing.T) {
	for a, want := range map[string]int{
		"::1": 2, "fe80::1": 2, "febf::1": 2, "fec0::1": 5, "feff::1": 5, "fe00::1": 14, "fd01::1": 14, "ffff::": 15,
		"c0c0::1": 14, "2001:db8::1": 14, "::ffff:1.2.3.4": 14, "ff01::1": 1, "ff02::1": 2, "ff05::1": 5, "ff0e::1": 14,
	} {
		if got := scope6(addr(a)); got != want {
			t.Errorf("scope of %s: %d, want %d", a, got, want)
		}
	}
}

// TestSourceFor: the address of a device for an answer, or else one of another
// device (UDP-33, UDP-43).
func TestSourceFor(t *testing.T) {
	_, n := newTestNet(t)
	up(t, n, n.Loopback())
	a, b := mustRegister(t, n, "a0", 0), mustRegister(t, n, "b0", 0)
	up(t, n, a, "10.1.0.1/24", "10.3.0.1/24", "fd01::1/64", "fe80::a/64")
	up(t, n, b)
	for _, tt := range []struct {
		d         *Device
		dst, want string
		why       string
	}{
		{a, "192.0.2.1", "10.1.0.1", "the first one"},
		{a, "10.3.0.2", "10.3.0.1", "the one of its network"},
		{b, "192.0.2.1", "10.1.0.1", "another device's"},
		{a, "fd01::2", "fd01::1", "IPv6"},
		{a, "fe80::2", "fe80::a", "the smallest scope that will do"},
		{b, "fd01::2", "fd01::1", "another device's"},
		{b, "fe80::2", "", "but not on a link"},
	} {
		want := netip.Addr{}
		if tt.want != "" {
			want = addr(tt.want)
		}
		if got := tt.d.SourceFor(nil, addr(tt.dst)); got != want {
			t.Errorf("UDP-33: of %s for %s: %v, want %v: %s", tt.d.Name(nil), tt.dst, got, want, tt.why)
		}
	}
}
