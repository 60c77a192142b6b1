package netdev

import (
	"sync"
	"testing"
)

// TestLookupsAllocateNothing: what is asked for every packet costs no memory.
func TestLookupsAllocateNothing(t *testing.T) {
	s := newScript(t, Newest)
	s.do("up lo", "up a0", "up b0", "add a0 10.1.0.1/24", "add b0 10.2.0.1/24", "add b0 fd02::1/64", "vrf red 10", "master a0 red", "add a0 fd01::1/64")
	s.n.JoinGroup(nil, 2, addr("239.1.1.1"))
	a0 := s.n.ByIndex(nil, 2)
	src, src6 := addr("10.1.0.9"), addr("fd01::9")
	for name, fn := range map[string]func(){
		"AddrType of IPv4":     func() { s.n.AddrType(nil, addr1, 2) },
		"AddrType of IPv6":     func() { s.n.AddrType(nil, addr6, 2) },
		"IsLocal":              func() { s.n.IsLocal(nil, addr1) },
		"ByAddr":               func() { s.n.ByAddr(nil, addr1) },
		"RouteInput of IPv4":   func() { s.n.RouteInput(nil, a0, src, addr1) },
		"RouteInput of IPv6":   func() { s.n.RouteInput(nil, a0, src6, addr6) },
		"RouteInput to groups": func() { s.n.RouteInput(nil, a0, src, group1) },
		"GroupDevice":          func() { s.n.GroupDevice(nil, group1) },
		"L3Master":             func() { s.n.L3Master(nil, 2) },
		"L3Table":              func() { s.n.L3Table(nil, 2) },
		"Arrival":              func() { a0.Arrival(nil) },
	} {
		if allocs := testing.AllocsPerRun(100, fn); allocs != 0 {
			t.Errorf("%s allocates %v times", name, allocs)
		}
	}
	for _, to := range []string{"10.1.0.9", "fd01::9"} {
		dst := addr(to)
		if allocs := testing.AllocsPerRun(100, func() { s.n.RouteOutput(nil, dst, addr1none, 2) }); allocs > 1 {
			t.Errorf("RouteOutput to %s allocates %v times, and should the Route alone", to, allocs)
		}
	}
}

var (
	addr1, addr6 = addr("10.1.0.1"), addr("fd01::1")
	group1       = addr("239.1.1.1")
	addr1none    = addr("")
)

// TestRoutesInParallel: lookups beside every change, for the race detector to
// watch. Whatever they find, a route is whole: its device is up or the route
// leads to an own address.
func TestRoutesInParallel(t *testing.T) {
	s := newScript(t, Newest)
	s.do("up lo", "vrf red 10", "up red")
	rounds := 300
	if testing.Short() {
		rounds = 50
	}
	var all sync.WaitGroup
	for _, ops := range [][]string{
		{"up a0", "add a0 10.1.0.1/24", "add a0 fd01::1/64", "route 10.3.0.0/24 via 10.1.0.9", "master a0 red", "release a0", "down a0", "del a0 10.1.0.1/24"},
		{"up b0", "add b0 10.2.0.1/24", "add b0 fd02::1/64", "route fd03::/64 via fd02::9", "route 10.4.0.0/24 dev b0", "unroute 10.4.0.0/24", "down b0", "del b0 10.2.0.1/24"},
	} {
		all.Go(func() {
			for range rounds {
				for _, op := range ops {
					s.do(op)
					s.n.JoinGroup(nil, 2, group1)
					s.n.LeaveGroup(nil, 2, group1)
				}
			}
		})
	}
	for range 3 {
		all.Go(func() {
			for i := range rounds * 10 {
				for _, a := range []string{"10.1.0.1", "10.1.0.9", "10.3.0.5", "fd01::1", "fd03::5", "239.1.1.1", "ff02::1"} {
					r, err := s.n.RouteOutput(nil, addr(a), addr1none, int32(i%6))
					if err == nil && (r.Dev == nil || r.Kind == Nobody || !r.Src.IsValid()) {
						t.Errorf("to %s: %+v", a, r)
					}
					s.n.RouteInput(nil, s.n.Loopback(), addr1, addr(a))
					s.n.AddrType(nil, addr(a), int32(i%6))
					s.n.L3Master(nil, int32(i%6))
				}
			}
		})
	}
	all.Wait()
}
