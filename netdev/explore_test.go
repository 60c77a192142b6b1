package netdev

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/sched"
)

// TestLookupsBesideChanges explores every order of one change and one lookup:
// the answers are those of before and after, and sometimes one of between, where
// the kernel has such a moment, too.
func TestLookupsBesideChanges(t *testing.T) {
	route := func(dst string, oif int32) func(*Net, task) string {
		return func(n *Net, t task) string {
			r, err := n.RouteOutput(t, addr(dst), netip.Addr{}, oif)
			if err != nil {
				return err.Error()
			}
			return r.Kind.String() + " from " + r.Src.String()
		}
	}
	for _, tt := range []struct {
		what   string
		change func(n *Net, t task) error
		ask    func(n *Net, t task) string
		want   []string
	}{
		{"a device goes down", func(n *Net, t task) error { return n.SetUp(t, 2, false) },
			route("10.1.0.9", 0), []string{"ENETUNREACH", "unicast from 10.1.0.1"}},
		{"IPv6 addresses go with it", func(n *Net, t task) error { return n.SetUp(t, 2, false) },
			route("fd01::9", 0), []string{"ENETUNREACH", "unicast from fd01::1"}},
		{"a route is added", func(n *Net, t task) error {
			return n.AddRoute(t, RouteConfig{Dst: netip.MustParsePrefix("10.3.0.0/24"), Dev: 2})
		}, route("10.3.0.9", 0), []string{"ENETUNREACH", "unicast from 10.1.0.1"}},
		{"a route is deleted", func(n *Net, t task) error {
			return n.DelRoute(t, RouteConfig{Dst: netip.MustParsePrefix("fd01::/64")})
		}, route("fd01::9", 0), []string{"ENETUNREACH", "unicast from fd01::1"}},
		{"an address is deleted", func(n *Net, t task) error { return n.DelAddr(t, 2, netip.MustParsePrefix("10.1.0.1/24")) },
			route("10.1.0.1", 0), []string{"ENETUNREACH", "local from 10.1.0.1"}},
		{"a device is enslaved: its routes leave main, are nowhere, and come back in the VRF", func(n *Net, t task) error { return n.SetMaster(t, 2, 5) },
			route("10.1.0.9", 5), []string{"ENETUNREACH", "unicast from 0.0.0.0", "unicast from 10.1.0.1"}},
		{"a device is enslaved: nobody outside has its address", func(n *Net, t task) error { return n.SetMaster(t, 2, 5) },
			func(n *Net, t task) string { return n.AddrType(t, addr("10.1.0.1"), 0).String() }, []string{"local", "unicast"}},
		{"a group is joined", func(n *Net, t task) error { return n.JoinGroup(t, 2, addr("239.1.1.1")) },
			func(n *Net, t task) string {
				return n.RouteInput(t.At("netdev.route.lookup"), n.ByIndex(t, 2), addr("10.1.0.9"), addr("239.1.1.1")).String()
			}, []string{"multicast", "nobody"}},
		{"the first VRF is made: tables are told apart", func(n *Net, t task) error {
			_, err := n.RegisterVRF(t, "blue", 0, 20)
			return err
		}, func(n *Net, t task) string { return n.AddrType(t.At("netdev.addr.type"), addr("10.1.0.1"), 2).String() }, []string{"local"}},
	} {
		report, err := sched.Explore(sched.Options{}, func(w *sched.World) {
			setup := w.Setup()
			n := NewNet(setup, NewRtnl(setup, Newest))
			for i, name := range []string{"a0", "b0", "c0"} {
				n.Register(setup, name, int32(i+2))
			}
			n.RegisterVRF(setup, "red", 5, 10)
			n.SetUp(setup, 1, true)
			n.SetUp(setup, 2, true)
			n.SetUp(setup, 5, true)
			n.AddAddr(setup, 2, netip.MustParsePrefix("10.1.0.1/24"))
			n.AddAddr(setup, 2, netip.MustParsePrefix("fd01::1/64"))
			got := ""
			w.Go("change", func(t *sched.Task) {
				if err := tt.change(n, t); err != nil {
					w.Errorf("%v", err)
				}
			})
			w.Go("ask", func(t *sched.Task) { got = tt.ask(n, t) })
			w.Finally(func(*sched.Task) { w.Outcome(got) })
		})
		if err != nil {
			t.Errorf("%s: %v", tt.what, err)
			continue
		}
		var got []string
		for _, o := range report.Outcomes {
			got = append(got, o.Label)
		}
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: a lookup beside it says (-want +got):\n%s", tt.what, diff)
		}
	}
}
