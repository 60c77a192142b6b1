package emu

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"testing"

	"boundif/netdev"
)

// TestRouteCalls: every call goes through to netdev, and a failure says what was
// asked for.
func TestRouteCalls(t *testing.T) {
	_, p := world(t, Linux(6, 18))
	red, err := p.LinkAddVRF("red", 0, 10)
	if err != nil || red != 4 {
		t.Fatalf("a VRF: %d, %v", red, err)
	}
	gw := netip.MustParseAddr("10.1.0.9")
	for _, tt := range []struct {
		err  error
		want error
		text string
	}{
		{p.RouteAdd(Route{Dst: prefix("10.7.0.0/16"), Gateway: gw}), nil, ""},
		{p.RouteAdd(Route{Dst: prefix("10.7.0.0/16"), Gateway: gw, Dev: 2, Table: 254, Src: netip.MustParseAddr("10.2.0.1"), Metric: 5}), nil, ""},
		{p.RouteAdd(Route{Dst: prefix("10.7.0.0/16"), Gateway: gw, Dev: 2, Table: 254, Src: netip.MustParseAddr("10.2.0.1"), Metric: 5}), netdev.EEXIST,
			"route_add(10.7.0.0/16 via 10.1.0.9 dev 2 table 254 metric 5 src 10.2.0.1): EEXIST"},
		{p.RouteDel(Route{Dst: prefix("10.7.0.0/16"), Metric: 5}), nil, ""},
		{p.RouteDel(Route{Dst: prefix("10.7.0.0/16"), Metric: 5}), netdev.ESRCH, "route_del(10.7.0.0/16 metric 5): ESRCH"},
		{p.RouteAdd(Route{Dst: prefix("10.8.0.0/16"), Dev: 2, Table: -1}), netdev.EINVAL, "route_add(10.8.0.0/16 dev 2 table -1): EINVAL"},
		{p.RouteAdd(Route{Dst: prefix("10.8.0.0/16"), Dev: 2, Metric: -1}), netdev.EINVAL, "route_add(10.8.0.0/16 dev 2 metric -1): EINVAL"},
		{p.RouteAdd(Route{}), netdev.EINVAL, "route_add(invalid Prefix): EINVAL"},
		{p.AddrDel(2, prefix("10.1.0.1/25")), netdev.EADDRNOTAVAIL, "addr_del(2, 10.1.0.1/25): EADDRNOTAVAIL"},
		{p.AddrDel(2, prefix("10.1.0.1/24")), nil, ""},
		{p.LinkSetMaster(2, red), nil, ""},
		{p.LinkSetMaster(2, 4242), netdev.EINVAL, "link_set_master(2, 4242): EINVAL"},
		{p.LinkSetMaster(2, 0), nil, ""},
		{second(p.LinkAddVRF("blue", 0, -1)), netdev.EINVAL, `link_add_vrf("blue", 0, -1): EINVAL`},
		{second(p.LinkAddVRF("blue", 0, 0)), netdev.EINVAL, `link_add_vrf("blue", 0, 0): EINVAL`},
		{second(p.LinkAddVRF("red", 0, 20)), netdev.EEXIST, `link_add_vrf("red", 0, 20): EEXIST`},
	} {
		text := ""
		if tt.err != nil {
			text = tt.err.Error()
		}
		if text != tt.text || !errors.Is(tt.err, tt.want) {
			t.Errorf("got %q, want %q", text, tt.text)
		}
	}
}

// TestRouteCallsNeedCapability: CAP_NET_ADMIN comes before everything else.
func TestRouteCallsNeedCapability(t *testing.T) {
	k, _ := world(t, Linux(6, 18))
	p := k.Init().User(1000)
	for _, err := range []error{
		p.AddrDel(99, prefix("10.1.0.1/24")),
		second(p.LinkAddVRF("red", 0, 0)),
		p.LinkSetMaster(99, 99),
		p.RouteAdd(Route{}),
		p.RouteDel(Route{}),
	} {
		if !errors.Is(err, netdev.EPERM) {
			t.Errorf("%v, want EPERM", err)
		}
	}
}

func TestNumber32(t *testing.T) {
	big := math.MaxInt
	for n, want := range map[int]string{0: "0 true", -1: "0 false", math.MaxInt32: "2147483647 true"} {
		got, ok := number32(n)
		if s := fmt.Sprint(got, ok); s != want {
			t.Errorf("number32(%d) = %s, want %s", n, s, want)
		}
	}
	if _, ok := number32(big); ok != (big == math.MaxInt32) {
		t.Errorf("number32(%d) is %v", big, ok)
	}
}
