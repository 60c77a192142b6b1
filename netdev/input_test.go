package netdev

import (
	"slices"
	"strings"
	"testing"
)

// TestRouteInput is what a packet that arrives is to the host.
func TestRouteInput(t *testing.T) {
	a0b0 := []string{"up lo", "up a0", "up b0", "add a0 10.1.0.1/24", "add b0 10.2.0.1/24", "add a0 fd01::1/64", "add a0 fe80::1/64", "add b0 fe80::2/64"}
	vrf := append(slices.Clone(a0b0), "vrf red 10", "up red", "add red 10.10.10.10/32", "master a0 red", "add a0 fd01::1/64", "add a0 fe80::1/64")
	for _, tt := range []struct {
		given    []string
		dev      string
		src, dst string
		want     Kind
		why      string
	}{
		{a0b0, "a0", "10.1.0.9", "10.1.0.1", Local, "an address of the device"},
		{a0b0, "a0", "10.1.0.9", "10.2.0.1", Local, "of another"},
		{a0b0, "a0", "10.2.0.1", "10.1.0.1", Local, "from an own address"},
		{a0b0, "a0", "10.77.0.1", "10.1.0.1", Local, "from where nobody would answer"},
		{a0b0, "a0", "10.1.0.9", "10.1.0.7", Nobody, "another host's"},
		{a0b0, "a0", "10.1.0.9", "10.9.9.9", Nobody, "nobody's"},
		{a0b0, "a0", "10.1.0.9", "127.0.0.1", Nobody, "127.0.0.1 does not come from the wire"},
		{a0b0, "a0", "127.0.0.1", "10.1.0.1", Nobody, "nor go there"},
		{a0b0, "a0", "224.0.0.1", "10.1.0.1", Nobody, "a group sends nothing"},
		{a0b0, "a0", "255.255.255.255", "10.1.0.1", Nobody, "nor does everybody"},
		{a0b0, "a0", "0.0.0.0", "10.1.0.1", Nobody, "nor nobody"},
		{a0b0, "a0", "10.1.0.9", "0.0.0.0", Nobody, "nor is anything sent there"},
		{a0b0, "a0", "0.0.0.0", "0.0.0.0", Broadcast, "but both together are a broadcast of old"},
		{a0b0, "a0", "0.0.0.0", "255.255.255.255", Broadcast, "who has no address yet asks everybody"},
		{a0b0, "a0", "10.1.0.9", "10.1.0.255", Broadcast, "everybody in the network"},
		{a0b0, "b0", "10.1.0.9", "10.1.0.255", Broadcast, "from whatever link"},
		{a0b0, "a0", "10.1.0.9", "10.3.0.255", Nobody, "another network"},
		{a0b0, "a0", "10.1.0.9", "224.0.0.1", Multicast, "every host is in this group"},
		{a0b0, "a0", "10.1.0.9", "239.1.1.1", Multicast, "joined"},
		{a0b0, "b0", "10.1.0.9", "239.1.1.1", Nobody, "on another device"},
		{a0b0, "a0", "10.1.0.9", "239.1.1.2", Nobody, "not joined"},
		{a0b0, "a0", "127.0.0.1", "239.1.1.1", Nobody, "127.0.0.1 has no link"},
		{a0b0, "a0", "0.0.0.0", "239.1.1.1", Nobody, "nor has nobody"},
		{a0b0, "a0", "0.0.0.0", "224.0.0.1", Multicast, "except to the groups of the link"},
		{a0b0, "a0", "fd01::9", "10.1.0.1", Nobody, "two families"},
		{a0b0, "a0", "fd01::9", "", Nobody, "to nothing"},

		{a0b0, "a0", "fd01::9", "fd01::1", Local, "an address of the device"},
		{a0b0, "b0", "fd01::9", "fd01::1", Local, "of another"},
		{a0b0, "a0", "fd01::9", "fd01::7", Unicast, "another host's"},
		{a0b0, "a0", "fe80::9", "fe80::1", Local, "link-local: of the device"},
		{a0b0, "b0", "fe80::9", "fe80::1", Unicast, "of another it is another host's"},
		{a0b0, "a0", "::1", "fd01::1", Nobody, "::1 does not come from the wire"},
		{a0b0, "a0", "fd01::9", "::1", Nobody, "nor go there"},
		{a0b0, "lo", "::1", "::1", Local, "but over lo"},
		{a0b0, "a0", "ff02::1", "fd01::1", Nobody, "a group sends nothing"},
		{a0b0, "a0", "fe80::9", "ff02::1", Multicast, "every host is in this group"},
		{a0b0, "a0", "fe80::9", "ff05::5", Multicast, "joined"},
		{a0b0, "b0", "fe80::9", "ff05::5", Nobody, "on another device"},
		{a0b0, "a0", "fe80::9", "ff01::1", Nobody, "a group that does not leave a host"},
		{a0b0, "a0", "fe80::9", "ff00::1", Nobody, "no group"},
		{a0b0, "a0", "fe80::9", "ff02::1:ff00:1", Multicast, "whoever has an address that ends so"},
		{a0b0, "a0", "fe80::9", "ff02::1:ff00:2", Nobody, "not on this device"},

		{vrf, "a0", "10.1.0.9", "10.1.0.1", Local, "L3-01: an address of the VRF"},
		{vrf, "a0", "10.1.0.9", "10.10.10.10", Local, "L3-01: the VRF's own"},
		{vrf, "a0", "10.1.0.9", "10.2.0.1", Local, "the local table comes first, also for what arrives in a VRF"},
		{vrf, "b0", "10.2.0.9", "10.1.0.1", Nobody, "L3-02: outside nobody has it"},
		{vrf, "a0", "10.1.0.9", "10.1.0.255", Broadcast, "a network of the VRF"},
		{vrf, "b0", "10.1.0.9", "10.1.0.255", Nobody, "outside it is not"},
		{vrf, "a0", "10.1.0.9", "239.1.1.1", Multicast, "joined on the slave"},
		{vrf, "a0", "10.1.0.9", "239.9.9.9", Multicast, "joined on the VRF"},
		{vrf, "b0", "10.1.0.9", "239.9.9.9", Nobody, "not by others"},
		{vrf, "a0", "fd01::9", "fd01::1", Local, "IPv6 alike"},
		{vrf, "a0", "fe80::9", "fe80::1", Local, "IPv6 alike"},
		{vrf, "b0", "fd01::9", "fd01::1", Nobody, "IPv6 alike"},
		{vrf, "b0", "fe80::9", "fe80::1", Unicast, "IPv6 alike"},
		{slices.Concat(vrf, []string{"del a0 fe80::1/64", "add red fe80::77/64"}), "a0", "fd01::9", "fe80::77", Local, "L3-11: the VRF's own link-local address, asked by its slave"},
		{slices.Concat(vrf, []string{"route fd77::/64 dev lo"}), "b0", "fd01::9", "fd77::1", Nobody, "UDP-43: a route over lo leads nowhere"},
	} {
		s := newScript(t, Newest)
		s.do(tt.given...)
		for _, join := range []string{"a0 239.1.1.1", "a0 ff05::5", "red 239.9.9.9"} {
			dev, group, _ := strings.Cut(join, " ")
			s.n.JoinGroup(nil, s.index(dev), addr(group))
		}
		d := s.n.ByName(nil, tt.dev)
		if got := s.n.RouteInput(nil, d, addr(tt.src), addr(tt.dst)); got != tt.want {
			t.Errorf("on %s from %s to %s: %v, want %v: %s", tt.dev, tt.src, tt.dst, got, tt.want, tt.why)
		}
	}
}

// TestAddrType is whether a socket may have the address.
func TestAddrType(t *testing.T) {
	given := []string{"up lo", "up a0", "up b0", "add b0 10.2.0.1/24", "add b0 fd02::1/64", "add b0 fe80::2/64", "add lo 10.9.0.1/16",
		"vrf red 10", "up red", "add red 10.10.10.10/32", "master a0 red", "add a0 10.1.0.1/24", "add a0 fd01::1/64", "add a0 fe80::1/64"}
	for _, tt := range []struct {
		addr, bound string
		want        Kind
		why         string
	}{
		{"10.2.0.1", "", Local, "not bound, not in a VRF"},
		{"10.2.0.1", "b0", Local, "bound to its device"},
		{"10.2.0.1", "lo", Local, "WR-12: or to another outside"},
		{"10.2.0.1", "4242", Local, "WR-08: even to nothing"},
		{"10.2.0.1", "red", Unicast, "L3-30: not in a VRF"},
		{"10.2.0.1", "a0", Unicast, "L3-30: nor on a slave"},
		{"10.1.0.1", "", Unicast, "L3-30: an address in a VRF is not for others"},
		{"10.1.0.1", "red", Local, "L3-30: but for those in it"},
		{"10.1.0.1", "a0", Local, "L3-30: and on its slaves"},
		{"10.10.10.10", "a0", Local, "L3-30: as is the VRF's"},
		{"10.9.7.7", "", Local, "lo's whole network"},
		{"127.0.0.1", "", Local, "this host"},
		{"127.0.0.1", "red", Unicast, "L3-30: is not in a VRF"},
		{"10.2.0.255", "", Broadcast, "a broadcast address"},
		{"10.1.0.255", "", Unicast, "of a VRF"},
		{"10.1.0.255", "red", Broadcast, "of a VRF"},
		{"10.2.0.9", "", Unicast, "another host's"},
		{"10.77.0.1", "", Unicast, "nobody's"},
		{"224.0.0.1", "", Multicast, "a group"},
		{"255.255.255.255", "", Broadcast, "everybody"},
		{"0.0.0.0", "", Broadcast, "as the kernel says"},
		{"fd02::1", "", Local, "not bound"},
		{"fd02::1", "b0", Local, "bound to its device"},
		{"fd02::1", "lo", Local, "WR-11: or to another outside"},
		{"fd02::1", "4242", Local, "that there is no such device is the caller's to see"},
		{"fd02::1", "red", Unicast, "L3-30: not in a VRF"},
		{"fd01::1", "", Unicast, "L3-30: an address in a VRF is not for others"},
		{"fd01::1", "red", Local, "L3-30: but for those in it"},
		{"fe80::2", "", Local, "link-local, on some link"},
		{"fe80::2", "b0", Local, "WR-11: on its link"},
		{"fe80::2", "lo", Unicast, "WR-11: not on another"},
		{"fe80::1", "red", Unicast, "WR-11: and a VRF is no link"},
		{"::1", "", Local, "this host"},
		{"::1", "lo", Local, "WR-11: on lo"},
		{"::1", "b0", Unicast, "WR-11: not on another"},
		{"fd99::1", "", Unicast, "nobody's"},
		{"ff02::1", "", Multicast, "a group"},
	} {
		s := newScript(t, Newest)
		if err := s.do(given...); err != nil {
			t.Fatal(err)
		}
		if got := s.n.AddrType(nil, addr(tt.addr), s.index(tt.bound)); got != tt.want {
			t.Errorf("%s on %q: %v, want %v: %s", tt.addr, tt.bound, got, tt.want, tt.why)
		}
	}
}

func TestByAddr(t *testing.T) {
	s := newScript(t, Newest)
	s.do("up lo", "add a0 10.1.0.1/24", "add b0 10.1.0.1/24", "add a0 fd01::1/64", "vrf red 10", "master c0 red", "add c0 10.3.0.1/24")
	s.do("add c0 10.4.0.1/24", "del c0 10.4.0.1/24", "add c0 fd04::1/64", "del c0 fd04::1/64")
	s.do("vrf blue 20", "add blue 10.5.0.1/24", "add blue fd05::1/64", "delete blue", "up b0", "add b0 fd06::1/64", "down b0")
	for a, want := range map[string]string{
		"10.4.0.1":  "", // deleted
		"fd04::1":   "",
		"10.5.0.1":  "", // with the device
		"fd05::1":   "",
		"fd06::1":   "",   // went with the flag
		"10.1.0.1":  "b0", // the newest owner
		"10.3.0.1":  "c0", // also in a VRF
		"127.1.2.3": "lo", // of its network
		"fd01::1":   "a0",
		"10.1.0.9":  "",
		"fd01::9":   "",
	} {
		got := ""
		if d := s.n.ByAddr(nil, addr(a)); d != nil {
			got = d.Name(nil)
		}
		if got != want {
			t.Errorf("%s belongs to %q, want %q", a, got, want)
		}
	}
}

func TestKinds(t *testing.T) {
	for k, want := range map[Kind]string{Nobody: "nobody", Unicast: "unicast", Local: "local", Broadcast: "broadcast", Multicast: "multicast"} {
		if k.String() != want {
			t.Errorf("Kind %d is called %q, want %q", k, k, want)
		}
	}
}

// TestAddrTypeWithoutTable: while there is no table, all is broadcast.
func TestAddrTypeWithoutTable(t *testing.T) {
	s := newScript(t, Newest)
	check := func(when, a, bound string, want Kind) {
		t.Helper()
		if got := s.n.AddrType(nil, addr(a), s.index(bound)); got != want {
			t.Errorf("%s: %s on %q is %v, want %v", when, a, bound, got, want)
		}
	}
	check("fresh", "10.9.9.9", "", Broadcast)
	check("fresh", "224.0.0.1", "", Multicast)
	check("fresh", "fd09::9", "", Unicast)
	if s.n.IsLocal(nil, addr("10.9.9.9")) {
		t.Error("fresh: an address is local that nobody has")
	}
	s.do("vrf red 10", "master a0 red", "add b0 10.2.0.1/24")
	check("after the first address", "10.9.9.9", "", Unicast)
	check("a VRF has its table from the start", "10.9.9.9", "red", Unicast)
	s.do("add a0 10.1.0.1/24", "del a0 10.1.0.1/24", "del b0 10.2.0.1/24")
	check("tables stay", "10.9.9.9", "", Unicast)
	check("tables stay", "10.9.9.9", "red", Unicast)
}

// TestAddrTypeBesideRoutes: while local and main are one table, a route into one
// of lo's networks takes its addresses away.
func TestAddrTypeBesideRoutes(t *testing.T) {
	s := newScript(t, Newest)
	s.do("up lo", "up a0", "add lo 10.9.0.1/16", "route 10.9.7.0/24 dev a0")
	if got := s.n.AddrType(nil, addr("10.9.7.7"), 0); got != Unicast {
		t.Errorf("without a VRF 10.9.7.7 is %v, want unicast", got)
	}
	s.do("vrf red 10")
	if got := s.n.AddrType(nil, addr("10.9.7.7"), 0); got != Local {
		t.Errorf("with a VRF 10.9.7.7 is %v, want local", got)
	}
}
