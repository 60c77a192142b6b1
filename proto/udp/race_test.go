package udp

import (
	"net/netip"
	"slices"
	"sync"
	"testing"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// TestLookupDuringRehash: a lookup that runs while the socket moves to another
// chain may miss it (RH-06). Linux 6.14 looks at the port alone then, but lets
// no socket of the wildcard address win there (UDP-19): connect is repaired,
// and disconnect, which moves the socket back, is not.
func TestLookupDuringRehash(t *testing.T) {
	connect := func(t *sched.Task, s *sock.Sock) { s.Connect(t, netip.MustParseAddrPort(client)) }
	disconnect := func(t *sched.Task, s *sock.Sock) { s.Disconnect(t) }
	for _, row := range []struct {
		release       netdev.Release
		what          string
		before, while func(t *sched.Task, s *sock.Sock)
		want          []string
	}{
		{netdev.Release{Major: 6, Minor: 13}, "connect", nil, connect, []string{"found", "missed"}},
		{netdev.Release{Major: 6, Minor: 14}, "connect", nil, connect, []string{"found"}},
		{netdev.Release{Major: 6, Minor: 13}, "disconnect", connect, disconnect, []string{"found", "missed"}},
		{netdev.Newest, "disconnect", connect, disconnect, []string{"found", "missed"}},
	} {
		report, err := sched.Explore(sched.Options{}, func(wd *sched.World) {
			s := exploredSocket(wd.Setup(), row.release)
			if row.before != nil {
				row.before(wd.Setup(), s)
			}
			got := 0
			wd.Go("daemon", func(t *sched.Task) { row.while(t, s) })
			wd.Go("packet", func(t *sched.Task) {
				k := sock.Key{Protocol: IPPROTO_UDP, Dif: a, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)}
				got = len(s.Proto().Lookup(t, &k, nil))
			})
			wd.Finally(func(*sched.Task) { wd.Outcome(map[int]string{0: "missed", 1: "found"}[got]) })
		})
		if err != nil {
			t.Fatal(err)
		}
		var outcomes []string
		for _, o := range report.Outcomes {
			outcomes = append(outcomes, o.Label)
		}
		if !slices.Equal(outcomes, row.want) {
			t.Errorf("RH-06: Linux %s, a lookup during %s: outcomes %q, want %q", row.release, row.what, outcomes, row.want)
		}
	}
}

// exploredSocket is a socket on *:67 in a namespace that belongs to t's world.
func exploredSocket(t *sched.Task, release netdev.Release) *sock.Sock {
	n := netdev.NewNet(t, netdev.NewRtnl(t, release))
	d, _ := n.Register(t, "a", 0)
	n.SetUp(t, d.Index(t), true)
	n.AddAddr(t, d.Index(t), netip.MustParsePrefix("10.1.0.1/24"))
	i := sock.NewInet(t, n, &sock.UserNS{})
	New(t, i)
	s, _ := i.Socket(t, &sock.Cred{NS: i.UserNS}, sock.AF_INET, sock.SOCK_DGRAM, 0)
	s.Bind(t, netip.MustParseAddrPort(any67))
	return s
}

// TestUnderLoad binds, connects, moves, looks up and closes at once.
func TestUnderLoad(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for range 300 {
				s, err := w.inet.Socket(nil, w.root, sock.AF_INET, sock.SOCK_DGRAM, 0)
				if err != nil {
					t.Error(err)
					return
				}
				dev := int32(100 + g)
				w.reuse(s).BindToIndex(nil, w.root, dev)
				if err := s.Bind(nil, netip.MustParseAddrPort(any67)); err != nil {
					t.Error(err)
				}
				k := sock.Key{Protocol: IPPROTO_UDP, Dif: dev, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)}
				var buf [4]*sock.Sock
				if found := w.tb.lookup(nil, &k, buf[:0]); len(found) > 1 {
					t.Errorf("%d sockets got one packet", len(found))
				}
				s.BindToIndex(nil, w.root, a)
				s.Connect(nil, netip.MustParseAddrPort(client))
				s.Disconnect(nil)
				s.Close(nil)
				if s.Node.Listed() || s.PortaddrNode.Listed() {
					t.Error("a closed socket is still in a chain")
				}
			}
		})
	}
	wg.Wait()
	sl := w.tb.slot(nil, 67)
	if sl.socks.First(nil) != nil {
		t.Error("the port's chain is not empty")
	}
	for _, addr := range []string{"0.0.0.0", "10.1.0.1"} {
		if sl.spot(nil, sock.FromAddr(netip.MustParseAddr(addr))).list.First(nil) != nil {
			t.Errorf("the chain of %s is not empty", addr)
		}
	}
}

// TestStaleRouteIsOfIPv4: a sender and a change of device at once. Which way the
// next packet goes when both have ended: IPv4 may have cached the route of the
// old device (RACE-40); IPv6 compares the route with the device, and never takes
// it (OUT-48).
func TestStaleRouteIsOfIPv4(t *testing.T) {
	for _, tt := range []struct {
		family      int
		local, peer string
		want        []string
	}{
		{sock.AF_INET, "10.1.0.1:67", "10.1.0.2:68", []string{"by a", "by b"}},
		{sock.AF_INET6, "[fd01::1]:67", "[fd01::2]:68", []string{"by b"}},
	} {
		peer := netip.MustParseAddrPort(tt.peer)
		report, err := sched.Explore(sched.Options{}, func(wd *sched.World) {
			t := wd.Setup()
			n := netdev.NewNet(t, netdev.NewRtnl(t, netdev.Newest))
			for _, name := range []string{"a", "b"} {
				d, _ := n.Register(t, name, 0)
				n.SetUp(t, d.Index(t), true)
				n.AddAddr(t, d.Index(t), netip.MustParsePrefix("10.1.0.1/24"))
				n.AddAddr(t, d.Index(t), netip.MustParsePrefix("fd01::1/64"))
			}
			i := sock.NewInet(t, n, &sock.UserNS{})
			New(t, i)
			root := &sock.Cred{NS: i.UserNS, Caps: sock.CAP_NET_RAW}
			s, _ := i.Socket(t, root, tt.family, sock.SOCK_DGRAM, 0)
			s.BindToIndex(t, root, a)
			if s.Bind(t, netip.MustParseAddrPort(tt.local)) != nil || s.Connect(t, peer) != nil {
				panic("not connected")
			}
			s.SetRoute(t, nil)
			wd.Go("sender", func(t *sched.Task) { s.Send(t, nil, netip.AddrPort{}) })
			wd.Go("binder", func(t *sched.Task) { s.BindToIndex(t, root, b) })
			wd.Finally(func(t *sched.Task) {
				n.ByIndex(t, a).Sent(t)
				n.ByIndex(t, b).Sent(t)
				s.Send(t, nil, netip.AddrPort{})
				if len(n.ByIndex(t, b).Sent(t)) == 1 {
					wd.Outcome("by b")
				} else {
					wd.Outcome("by a")
				}
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		var outcomes []string
		for _, o := range report.Outcomes {
			outcomes = append(outcomes, o.Label)
		}
		slices.Sort(outcomes)
		if !slices.Equal(outcomes, tt.want) {
			t.Errorf("RACE-40, OUT-48: family %d: the next packet leaves %q, want %q", tt.family, outcomes, tt.want)
		}
	}
}

// TestGroupUnderLoad: members come and go while packets fall on the group.
func TestGroupUnderLoad(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	stay := w.share("stay", sock.SO_REUSEPORT, a, any67)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 200 {
				s, err := w.inet.Socket(nil, w.root, sock.AF_INET, sock.SOCK_DGRAM, 0)
				if err != nil {
					t.Error(err)
					return
				}
				s.SetInt(nil, w.root, sock.SO_REUSEPORT, 1)
				s.BindToIndex(nil, w.root, a)
				if err := s.Bind(nil, netip.MustParseAddrPort(any67)); err != nil {
					t.Error(err)
				}
				s.BindToIndex(nil, w.root, a)
				s.Close(nil)
			}
		})
	}
	wg.Go(func() {
		for i := range 3000 {
			k := sock.Key{Protocol: IPPROTO_UDP, Dif: a, Src: netip.AddrPortFrom(netip.MustParseAddr("10.1.0.2"), uint16(i)), Dst: netip.MustParseAddrPort(server)}
			if found := w.tb.lookup(nil, &k, nil); len(found) != 1 {
				t.Errorf("%d sockets got a packet", len(found))
				return
			}
		}
	})
	wg.Wait()
	if g := stay.Group(nil); g == nil || len(g.Members(nil)) != 1 {
		t.Error("those who left are still in the group")
	}
}
