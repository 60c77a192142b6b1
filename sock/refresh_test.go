package sock

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"boundif/netdev"
)

// TestRefreshRoute: a route that has expired is looked up anew when the lock is
// freed, as if there were neither IP_UNICAST_IF nor SO_BROADCAST (OUT-12).
func TestRefreshRoute(t *testing.T) {
	for _, tt := range []struct {
		name string
		peer string
		do   func(d *dual, s *Sock)
		want int32 // device of the cached route, 0 for none
	}{
		{"nothing happens", "10.1.0.2:9", func(d *dual, s *Sock) { s.pass(nil) }, eth1},
		{"the route has expired", "10.1.0.2:9", func(d *dual, s *Sock) { d.expire(); s.pass(nil) }, eth0},
		{"nobody takes the lock", "10.1.0.2:9", func(d *dual, s *Sock) { d.expire() }, -eth1},
		{"an option without lock", "10.1.0.2:9", func(d *dual, s *Sock) { d.expire(); d.set(s, SOL_IP, IP_PKTINFO, 1) }, -eth1},
		{"an option with a lock", "10.1.0.2:9", func(d *dual, s *Sock) { d.expire(); d.set(s, SOL_IP, IP_TOS, 0) }, eth0},
		{"one that drops the route", "10.1.0.2:9", func(d *dual, s *Sock) { d.set(s, SOL_IP, IP_TOS, 8) }, 0},
		{"the address is told", "10.1.0.2:9", func(d *dual, s *Sock) { d.expire(); s.Addr(nil) }, eth0},
		{"the peer is told", "10.1.0.2:9", func(d *dual, s *Sock) { d.expire(); _, _ = s.Peer(nil) }, eth0},
		{"no route", "192.0.2.1:9", func(d *dual, s *Sock) { d.expire(); s.pass(nil) }, 0},
		{"bound", "192.0.2.1:9", func(d *dual, s *Sock) { d.expire(); s.boundDevIf.Store(nil, eth0); s.pass(nil) }, eth0},
		{"closed", "10.1.0.2:9", func(d *dual, s *Sock) { d.expire(); s.dead = true; s.pass(nil) }, -eth1},
		{"a foreign source", "10.1.0.2:9", func(d *dual, s *Sock) {
			s.setInet(nil, func(o *inetOptions) { o.bits |= transparent })
			s.Saddr.Store(nil, FromAddr(ip("192.0.2.7")))
			d.expire()
			s.pass(nil)
		}, eth0},
		{"a broadcast", "10.1.0.255:9", func(d *dual, s *Sock) { s.setFlag(nil, broadcast, false); d.expire(); s.pass(nil) }, eth0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDual(t)
			s := d.udp(0)
			s.prot.Refresh = RefreshRoute
			s.setFlag(nil, broadcast, true)
			s.setInet(nil, func(o *inetOptions) { o.ucIndex = eth1 })
			if err := s.Connect(nil, port(tt.peer)); err != nil {
				t.Fatal(err)
			}
			tt.do(d, s)
			got := int32(0)
			if r := s.cached(nil); r != nil {
				if got = r.Index; !d.Net.Valid(nil, r) {
					got = -got
				}
			}
			if got != tt.want {
				t.Errorf("the route is by %d, want %d (0: none, < 0: expired)", got, tt.want)
			}
		})
	}
}

// TestRefreshByRelease: which calls take the lock, so that an expired route is looked
// up anew when they give it back.
func TestRefreshByRelease(t *testing.T) {
	get := func(level, name int) func(*dual, *Sock) error {
		return func(_ *dual, s *Sock) error {
			_, err := s.Getsockopt(nil, level, name, make(User, 4), 4)
			return err
		}
	}
	set := func(level, name int, v int32) func(*dual, *Sock) error {
		return func(d *dual, s *Sock) error {
			return s.Setsockopt(nil, root(d.Inet), level, name, word(v), 4)
		}
	}
	name := func(_ *dual, s *Sock) error { s.Addr(nil); return nil }
	peer := func(_ *dual, s *Sock) error { _, err := s.Peer(nil); return err }
	for _, tt := range []struct {
		what          string
		do            func(d *dual, s *Sock) error
		before, since netdev.Release // the lock is taken in one of both
		locked        bool           // in since
		err           error
	}{
		{"getsockname", name, netdev.Release{Major: 5, Minor: 15}, netdev.Release{Major: 5, Minor: 16}, true, nil},
		{"getpeername", peer, netdev.Release{Major: 5, Minor: 15}, netdev.Release{Major: 5, Minor: 16}, true, nil},
		{"IP_PKTINFO", set(SOL_IP, IP_PKTINFO, 1), netdev.Release{Major: 6, Minor: 5}, netdev.Release{Major: 6, Minor: 6}, false, nil},
		{"an IP_HDRINCL that is refused", set(SOL_IP, IP_HDRINCL, 1), netdev.Release{Major: 6, Minor: 5}, netdev.Release{Major: 6, Minor: 6}, false, netdev.ENOPROTOOPT},
		{"IP_LOCAL_PORT_RANGE", set(SOL_IP, IP_LOCAL_PORT_RANGE, 0), netdev.Release{Major: 6, Minor: 5}, netdev.Release{Major: 6, Minor: 6}, false, nil},
		{"IP_TOS to read", get(SOL_IP, IP_TOS), netdev.Release{Major: 6, Minor: 6}, netdev.Release{Major: 6, Minor: 7}, false, nil},
	} {
		for _, release := range []netdev.Release{tt.before, tt.since} {
			d := newDualOf(t, release)
			s := d.udp(0)
			s.prot.Refresh = RefreshRoute
			if err := s.Connect(nil, port("10.1.0.2:9")); err != nil {
				t.Fatal(err)
			}
			d.expire()
			if err := tt.do(d, s); err != tt.err {
				t.Errorf("OUT-12: %s on Linux %s: %v, want %v", tt.what, release, err, tt.err)
			}
			want := tt.locked == (release == tt.since)
			if got := s.CachedRoute(nil) != nil; got != want {
				t.Errorf("OUT-12: %s on Linux %s: looked up anew: %v, want %v", tt.what, release, got, want)
			}
		}
	}
	d := newDualOf(t, netdev.Release{Major: 5, Minor: 19})
	s := d.udp(0)
	s.prot.Refresh = RefreshRoute
	if err := s.Connect(nil, port("10.1.0.2:9")); err != nil {
		t.Fatal(err)
	}
	d.expire()
	if err := set(SOL_IP, IP_LOCAL_PORT_RANGE, 0)(d, s); err != netdev.ENOPROTOOPT || s.CachedRoute(nil) == nil {
		t.Errorf("OUT-12: an option that is not known yet: %v, looked up anew: %v", err, s.CachedRoute(nil) != nil)
	}
}

// TestBindRefused: bind() to nobody's address fails before it takes the lock, and
// for another reason after it.
func TestBindRefused(t *testing.T) {
	for _, tt := range []struct {
		addr string
		fail error
		err  error
		want bool // the route is looked up anew
	}{
		{"10.77.0.1:7001", nil, netdev.EADDRNOTAVAIL, false},
		{"10.1.0.1:7001", netdev.EADDRINUSE, netdev.EADDRINUSE, true},
	} {
		d := newDual(t)
		s := d.udp(0)
		s.prot.Refresh = RefreshRoute
		r, err := d.Net.RouteOutput(nil, ip("10.1.0.2"), netip.Addr{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		s.SetRoute(nil, r) // as a connect() does
		s.Daddr.Store(nil, FromAddr(r.Dst))
		d.expire()
		d.fail = tt.fail
		if err := s.Bind(nil, port(tt.addr)); err != tt.err {
			t.Errorf("OUT-12: bind %s: %v, want %v", tt.addr, err, tt.err)
		}
		if got := s.CachedRoute(nil) != nil; got != tt.want {
			t.Errorf("OUT-12: bind %s: looked up anew: %v, want %v", tt.addr, got, tt.want)
		}
	}
}

// expire makes the cached routes of IPv4 invalid.
func (d *dual) expire() {
	p := prefix("10.66.0.1/24")
	if d.Net.AddAddr(nil, eth1, p) != nil || d.Net.DelAddr(nil, eth1, p) != nil {
		d.t.Fatal("an address cannot come and go")
	}
}

// TestVRFComeBack: what a VRF sends to many comes back on it, and a broadcast
// also on its slave; a VRF that is down loses what it does not leave on the link.
func TestVRFComeBack(t *testing.T) {
	for _, tt := range []struct {
		dst   string
		oif   int32
		group bool // the VRF and its slave are in the group
		down  bool
		want  string // where it came back: device, device of the VRF
		sent  string
	}{
		{"255.255.255.255", red, false, false, "4 4, 4 5", "eth2 10.3.0.1 > 255.255.255.255 message"},
		{"255.255.255.255", eth2, false, true, "4 5", "eth2 10.3.0.1 > 255.255.255.255 message"},
		{"10.3.0.255", eth2, false, false, "4 5", "eth2 10.3.0.1 > 10.3.0.255 message"},
		{"10.3.0.255", eth2, false, true, "", ""},
		{"10.3.0.2", eth2, false, true, "", ""},
		{"fd03::1", eth2, false, true, "", ""},
		{"224.0.0.5", red, true, false, "4 4", "eth2 10.3.0.1 > 224.0.0.5 message"},
		{"224.0.0.5", eth2, true, true, "4 5", "eth2 10.3.0.1 > 224.0.0.5 message"},
	} {
		d := newDual(t)
		dst := ip(tt.dst)
		if tt.group {
			d.Net.JoinGroup(nil, red, dst)
			d.Net.JoinGroup(nil, eth2, dst)
		}
		in := d.sock(map[bool]int{true: AF_INET, false: AF_INET6}[dst.Is4()], SOCK_RAW, 0)
		r, err := d.Net.RouteOutput(nil, dst, netip.Addr{}, tt.oif)
		if err != nil {
			t.Fatalf("%s: %v", tt.dst, err)
		}
		if tt.down {
			if err := d.Net.SetUp(nil, red, false); err != nil {
				t.Fatal(err)
			}
		}
		d.Output(nil, r, netdev.Packet{Protocol: 200, Src: netip.AddrPortFrom(r.Src, 0), Dst: netip.AddrPortFrom(dst, 0)})
		var got []string
		for p, err := in.Dequeue(nil); err == nil; p, err = in.Dequeue(nil) {
			got = append(got, fmt.Sprint(p.Dif, p.Sdif))
		}
		if got := strings.Join(got, ", "); got != tt.want {
			t.Errorf("to %s by %d, down %v: came back on %q, want %q", tt.dst, tt.oif, tt.down, got, tt.want)
		}
		if got := d.sent(); got != tt.sent {
			t.Errorf("to %s by %d, down %v: sent %q, want %q", tt.dst, tt.oif, tt.down, got, tt.sent)
		}
	}
}
