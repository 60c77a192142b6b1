package netdev

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A script is a namespace that does what ip(8) would be told.
type script struct {
	t *testing.T
	n *Net
}

// newScript has the devices a0, b0 and c0 with the indexes 2 to 4, down.
func newScript(t *testing.T, release Release) *script {
	t.Helper()
	s := &script{t, NewNet(nil, NewRtnl(nil, release))}
	for i, name := range []string{"a0", "b0", "c0"} {
		mustRegister(t, s.n, name, int32(i+2))
	}
	return s
}

// index is that of a device's name, or the number that it is.
func (s *script) index(name string) int32 {
	if d := s.n.ByName(nil, name); d != nil {
		return d.Index(nil)
	}
	i, _ := strconv.Atoi(name)
	return int32(i)
}

// do makes the calls, which all but the last must succeed, and returns the error
// of that:
//
//	up DEV, down DEV, delete DEV
//	add DEV PREFIX, del DEV PREFIX
//	vrf NAME TABLE, master DEV VRF, release DEV
//	route, unroute PREFIX [via ADDR] [dev DEV] [table N] [src ADDR] [metric N]
func (s *script) do(ops ...string) (err error) {
	s.t.Helper()
	for i, op := range ops {
		if err = s.one(strings.Fields(op)); err != nil && i < len(ops)-1 {
			s.t.Fatalf("%s: %v", op, err)
		}
	}
	return err
}

func (s *script) one(w []string) error {
	n := s.n
	switch w[0] {
	case "up", "down":
		return n.SetUp(nil, s.index(w[1]), w[0] == "up")
	case "delete":
		return n.Unregister(nil, s.index(w[1]))
	case "add":
		return n.AddAddr(nil, s.index(w[1]), netip.MustParsePrefix(w[2]))
	case "del":
		return n.DelAddr(nil, s.index(w[1]), netip.MustParsePrefix(w[2]))
	case "vrf":
		_, err := n.RegisterVRF(nil, w[1], 0, uint32(s.index(w[2])))
		return err
	case "master":
		return n.SetMaster(nil, s.index(w[1]), s.index(w[2]))
	case "release":
		return n.SetMaster(nil, s.index(w[1]), 0)
	case "route":
		return n.AddRoute(nil, s.config(w[1:]))
	case "unroute":
		return n.DelRoute(nil, s.config(w[1:]))
	}
	s.t.Fatalf("what is %q?", w)
	return nil
}

func (s *script) config(w []string) (c RouteConfig) {
	c.Dst = netip.MustParsePrefix(w[0])
	for i := 1; i+1 < len(w); i += 2 {
		switch w[i] {
		case "via":
			c.Gateway = addr(w[i+1])
		case "dev":
			c.Dev = s.index(w[i+1])
		case "table":
			c.Table = uint32(s.index(w[i+1]))
		case "src":
			c.Src = addr(w[i+1])
		case "metric":
			c.Metric = uint32(s.index(w[i+1]))
		}
	}
	return c
}

// routes is what "ip route show table all" and "ip -6 route show table all"
// would say of tables and devices, with the main table left out.
func (s *script) routes() (all []string) {
	for _, f := range []*fib{s.n.hosts.Load(nil), s.n.fib.Load(nil), s.n.fib6.Load(nil)} {
		for _, e := range f.entries {
			line := e.kind.String() + " " + e.dst.String() + " dev " + e.dev.Name(nil)
			if e.gateway.IsValid() {
				line += " via " + e.gateway.String()
			}
			if e.table != tableMain {
				line += fmt.Sprint(" table ", e.table)
			}
			if e.src.IsValid() {
				line += " src " + e.src.String()
			}
			if e.metric != 0 {
				line += fmt.Sprint(" metric ", e.metric)
			}
			all = append(all, line)
		}
	}
	slices.Sort(all)
	return all
}

// TestRoutes is which routes come and go with addresses and devices. What is
// wanted is what Linux 6.18 showed after the same calls, the VRFs Linux 6.1.
func TestRoutes(t *testing.T) {
	for _, tt := range []struct {
		why     string
		ops     []string
		want    string
		release Release
	}{{
		why: "an address of a device that is down is local, and that is all",
		ops: []string{"add a0 10.1.0.1/24", "add a0 fd01::1/64"},
		want: `
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1
local fd01::1/128 dev a0 table 255`,
	}, {
		why: "up, there are routes to the networks, the broadcast address and the groups of IPv6",
		ops: []string{"add a0 10.1.0.1/24", "add a0 fd01::1/64", "up a0"},
		want: `
broadcast 10.1.0.255/32 dev a0 table 255 src 10.1.0.1
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1
local fd01::1/128 dev a0 table 255
multicast ff00::/8 dev a0 table 255 metric 256
unicast 10.1.0.0/24 dev a0 src 10.1.0.1
unicast fd01::/64 dev a0 metric 256`,
	}, {
		why: "before 5.14 the first address of a network was a broadcast address, too",
		ops: []string{"up a0", "add a0 10.1.0.1/24"}, release: Release{5, 13},
		want: `
broadcast 10.1.0.0/32 dev a0 table 255 src 10.1.0.1
broadcast 10.1.0.255/32 dev a0 table 255 src 10.1.0.1
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1
multicast ff00::/8 dev a0 table 255 metric 256
unicast 10.1.0.0/24 dev a0 src 10.1.0.1`,
	}, {
		why: "down again, IPv4 keeps its addresses and IPv6 does not",
		ops: []string{"up a0", "add a0 10.1.0.1/24", "add a0 fd01::1/64", "route 10.3.0.0/24 via 10.1.0.9", "route fd03::/64 via fd01::9", "down a0"},
		want: `
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1`,
	}, {
		why: "lo has 127.0.0.1 and ::1 when it comes up, whatever else it has, and all of 127.0.0.0/8 is local",
		ops: []string{"add lo 10.9.9.9/32", "up lo"},
		want: `
broadcast 127.255.255.255/32 dev lo table 255 src 127.0.0.1
local 10.9.9.9/32 dev lo table 255 src 10.9.9.9
local 127.0.0.0/8 dev lo table 255 src 127.0.0.1
local 127.0.0.1/32 dev lo table 255 src 127.0.0.1
local ::1/128 dev lo table 255`,
	}, {
		why: "lo keeps its local networks when it goes down, and has them back at once when it comes up",
		ops: []string{"up lo", "add lo 10.9.0.1/16", "down lo"},
		want: `
local 10.9.0.0/16 dev lo table 255 src 10.9.0.1
local 10.9.0.1/32 dev lo table 255 src 10.9.0.1
local 127.0.0.0/8 dev lo table 255 src 127.0.0.1
local 127.0.0.1/32 dev lo table 255 src 127.0.0.1`,
	}, {
		why: "a network that lo had goes with its address, also while lo is down",
		ops: []string{"up lo", "add lo 10.9.0.1/16", "down lo", "del lo 10.9.0.1/16", "del lo 127.0.0.1/8"},
	}, {
		why: "a second address of a network is secondary: it is sent to from the first, and goes with it",
		ops: []string{"up a0", "add a0 10.1.0.1/24", "add a0 10.1.0.2/24", "add a0 10.1.0.3/25"},
		want: `
broadcast 10.1.0.127/32 dev a0 table 255 src 10.1.0.3
broadcast 10.1.0.255/32 dev a0 table 255 src 10.1.0.1
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1
local 10.1.0.2/32 dev a0 table 255 src 10.1.0.1
local 10.1.0.3/32 dev a0 table 255 src 10.1.0.3
multicast ff00::/8 dev a0 table 255 metric 256
unicast 10.1.0.0/24 dev a0 src 10.1.0.1
unicast 10.1.0.0/25 dev a0 src 10.1.0.3`,
	}, {
		why: "secondary to the first of its own network, not to the first of all",
		ops: []string{"add a0 10.5.0.1/24", "add a0 10.1.0.1/24", "add a0 10.1.0.2/24", "add a0 10.5.0.2/24"},
		want: `
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1
local 10.1.0.2/32 dev a0 table 255 src 10.1.0.1
local 10.5.0.1/32 dev a0 table 255 src 10.5.0.1
local 10.5.0.2/32 dev a0 table 255 src 10.5.0.1`,
	}, {
		why: "deleted first addresses take the others of the network along",
		ops: []string{"up a0", "add a0 10.1.0.1/24", "add a0 10.1.0.2/24", "add a0 10.1.0.3/25", "del a0 10.1.0.1/24"},
		want: `
broadcast 10.1.0.127/32 dev a0 table 255 src 10.1.0.3
local 10.1.0.3/32 dev a0 table 255 src 10.1.0.3
multicast ff00::/8 dev a0 table 255 metric 256
unicast 10.1.0.0/25 dev a0 src 10.1.0.3`,
	}, {
		why: "what another address of the device needs stays: the same address with two lengths",
		ops: []string{"up a0", "add a0 10.1.0.1/24", "add a0 10.1.0.1/16", "del a0 10.1.0.1/24"},
		want: `
broadcast 10.1.255.255/32 dev a0 table 255 src 10.1.0.1
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1
multicast ff00::/8 dev a0 table 255 metric 256
unicast 10.1.0.0/16 dev a0 src 10.1.0.1`,
	}, {
		why: "so does a broadcast address that two of them have",
		ops: []string{"up a0", "add a0 10.1.255.1/24", "add a0 10.1.255.1/16", "del a0 10.1.255.1/24"},
		want: `
broadcast 10.1.255.255/32 dev a0 table 255 src 10.1.255.1
local 10.1.255.1/32 dev a0 table 255 src 10.1.255.1
multicast ff00::/8 dev a0 table 255 metric 256
unicast 10.1.0.0/16 dev a0 src 10.1.255.1`,
	}, {
		why: "with the last IPv4 address of a device all its IPv4 routes go; IPv6 keeps them",
		ops: []string{"up a0", "add a0 10.1.0.1/24", "add a0 fd01::1/64", "route 10.3.0.0/24 via 10.1.0.9", "route fd03::/64 via fd01::9", "route fd04::/64 dev a0", "del a0 10.1.0.1/24", "del a0 fd01::1/64"},
		want: `
multicast ff00::/8 dev a0 table 255 metric 256
unicast fd03::/64 dev a0 via fd01::9 metric 1024
unicast fd04::/64 dev a0 metric 1024`,
	}, {
		why: "with its source a route of IPv4 goes; one of IPv6 only loses the source",
		ops: []string{"up a0", "up b0", "add a0 10.1.0.1/24", "add a0 10.1.0.5/24", "add b0 10.2.0.1/32", "add a0 fd01::1/64", "add a0 fd01::2/64",
			"route 10.3.0.0/24 dev b0 src 10.1.0.5", "route fd03::/64 dev b0 src fd01::2", "del a0 10.1.0.5/24", "del a0 fd01::2/64", "del a0 10.1.0.1/24", "down a0"},
		want: `
local 10.2.0.1/32 dev b0 table 255 src 10.2.0.1
multicast ff00::/8 dev b0 table 255 metric 256
unicast fd03::/64 dev b0 metric 1024`,
	}, {
		why: "before 6.6 only by the device that had the source",
		ops: []string{"up a0", "up b0", "add a0 fd01::1/64", "route fd03::/64 dev b0 src fd01::1", "route fd04::/64 dev a0 src fd01::1", "del a0 fd01::1/64"}, release: Release{6, 5},
		want: `
multicast ff00::/8 dev a0 table 255 metric 256
multicast ff00::/8 dev b0 table 255 metric 256
unicast fd03::/64 dev b0 src fd01::1 metric 1024
unicast fd04::/64 dev a0 metric 1024`,
	}, {
		why: "an IPv6 source that another device has, too, is not lost",
		ops: []string{"up a0", "add a0 fd01::1/64", "add c0 fd01::1/64", "route fd04::/64 dev a0 src fd01::1", "del a0 fd01::1/64"},
		want: `
local fd01::1/128 dev c0 table 255
multicast ff00::/8 dev a0 table 255 metric 256
unicast fd04::/64 dev a0 src fd01::1 metric 1024`,
	}, {
		why: "a source that another device has, too, is not lost",
		ops: []string{"up b0", "add b0 10.2.0.1/32", "add a0 10.1.0.5/32", "add c0 10.1.0.5/32", "route 10.3.0.0/24 dev b0 src 10.1.0.5", "delete a0"},
		want: `
local 10.1.0.5/32 dev c0 table 255 src 10.1.0.5
local 10.2.0.1/32 dev b0 table 255 src 10.2.0.1
multicast ff00::/8 dev b0 table 255 metric 256
unicast 10.3.0.0/24 dev b0 src 10.1.0.5`,
	}, {
		why: "a device that is deleted takes all along, also routes with its addresses as source",
		ops: []string{"up a0", "up b0", "add a0 10.1.0.1/24", "add b0 10.2.0.1/32", "add a0 fd01::1/64", "route 10.3.0.0/24 dev b0 src 10.1.0.1", "route fd03::/64 dev a0", "delete a0"},
		want: `
local 10.2.0.1/32 dev b0 table 255 src 10.2.0.1
multicast ff00::/8 dev b0 table 255 metric 256`,
	}, {
		why: "the network of an IPv6 address stays as long as the device has another address of it",
		ops: []string{"up a0", "add a0 fd01::1/64", "add a0 fd01::2/64", "add a0 fe80::1/64", "del a0 fd01::1/64"},
		want: `
local fd01::2/128 dev a0 table 255
local fe80::1/128 dev a0 table 255
multicast ff00::/8 dev a0 table 255 metric 256
unicast fd01::/64 dev a0 metric 256
unicast fe80::/64 dev a0 metric 256`,
	}, {
		why: "odd networks: none of 32 bits, of 0.0.0.0 or of multicast, no broadcast in one of 31; 0.0.0.0 itself is nothing",
		ops: []string{"up a0", "add a0 10.1.0.1/32", "add a0 10.2.0.0/31", "add a0 10.5.0.1/0", "add a0 224.0.0.9/24", "add a0 0.0.0.0/24", "add a0 0.1.2.3/24"},
		want: `
broadcast 0.1.2.255/32 dev a0 table 255 src 0.1.2.3
local 0.1.2.3/32 dev a0 table 255 src 0.1.2.3
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1
local 10.2.0.0/32 dev a0 table 255 src 10.2.0.0
local 10.5.0.1/32 dev a0 table 255 src 10.5.0.1
local 224.0.0.9/32 dev a0 table 255 src 224.0.0.9
multicast ff00::/8 dev a0 table 255 metric 256
unicast 0.1.2.0/24 dev a0 src 0.1.2.3
unicast 10.2.0.0/31 dev a0 src 10.2.0.0`,
	}, {
		why: "a slave's routes are in the table of its VRF; enslaved, it loses its IPv6 addresses and the routes that were added",
		ops: []string{"up a0", "add a0 10.1.0.1/24", "add a0 fd01::1/64", "route 10.3.0.0/24 via 10.1.0.9", "vrf red 10", "master a0 red"},
		want: `
broadcast 10.1.0.255/32 dev a0 table 10 src 10.1.0.1
local 10.1.0.1/32 dev a0 table 10 src 10.1.0.1
multicast ff00::/8 dev a0 table 10 metric 256
unicast 10.1.0.0/24 dev a0 table 10 src 10.1.0.1`,
	}, {
		why: "enslaved while it is down, a device is not even local until it comes up",
		ops: []string{"add a0 10.1.0.1/24", "add a0 fd01::1/64", "vrf red 10", "master a0 red"},
	}, {
		why: "released, all goes back",
		ops: []string{"up a0", "add a0 10.1.0.1/24", "vrf red 10", "master a0 red", "release a0"},
		want: `
broadcast 10.1.0.255/32 dev a0 table 255 src 10.1.0.1
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1
multicast ff00::/8 dev a0 table 255 metric 256
unicast 10.1.0.0/24 dev a0 src 10.1.0.1`,
	}, {
		why: "a VRF that is deleted releases its slaves; routes of its table by other devices stay",
		ops: []string{"up a0", "up b0", "add a0 10.1.0.1/24", "vrf red 10", "up red", "add red 10.10.10.10/32", "add red fd10::1/128", "master a0 red", "route 10.3.0.0/24 dev b0 table 10", "delete red"},
		want: `
broadcast 10.1.0.255/32 dev a0 table 255 src 10.1.0.1
local 10.1.0.1/32 dev a0 table 255 src 10.1.0.1
multicast ff00::/8 dev a0 table 255 metric 256
multicast ff00::/8 dev b0 table 255 metric 256
unicast 10.1.0.0/24 dev a0 src 10.1.0.1
unicast 10.3.0.0/24 dev b0 table 10`,
	}} {
		if tt.release == (Release{}) {
			tt.release = Newest
		}
		s := newScript(t, tt.release)
		if err := s.do(tt.ops...); err != nil {
			t.Errorf("%q: %v", tt.ops, err)
		}
		want := strings.Split(strings.TrimPrefix(tt.want, "\n"), "\n")
		if tt.want == "" {
			want = nil
		}
		if diff := cmp.Diff(want, s.routes()); diff != "" {
			t.Errorf("%s: after %q (-want +got):\n%s", tt.why, tt.ops, diff)
		}
	}
}
