package sock

import (
	"testing"

	"boundif/netdev"
)

// TestRcvSaddrEqual: whose local addresses overlap (BND-02, BND-04).
func TestRcvSaddrEqual(t *testing.T) {
	for _, tt := range []struct {
		a, b     string // of IPv4 if it is written so; "only" is [::] of IPv6 only
		wildcard bool
		want     bool
		why      string
	}{
		{"0.0.0.0:7", "10.1.0.1:7", true, true, "the wildcard and an address"},
		{"0.0.0.0:7", "10.1.0.1:7", false, false, "if the wildcard does not count"},
		{"10.1.0.1:7", "10.1.0.1:7", false, true, "the same"},
		{"10.1.0.1:7", "10.2.0.1:7", true, false, "two"},
		{"[::]:7", "0.0.0.0:7", true, true, "both families"},
		{"0.0.0.0:7", "[::]:7", true, true, "in either order"},
		{"only", "0.0.0.0:7", true, false, "of IPv6 only"},
		{"0.0.0.0:7", "only", true, false, "in either order"},
		{"only", "[::]:7", true, true, "both of IPv6"},
		{"[fd01::1]:7", "0.0.0.0:7", true, false, "an IPv6 address and IPv4"},
		{"[fd01::1]:7", "[::]:7", true, true, "an IPv6 address and the wildcard"},
		{"[::]:7", "[fd01::1]:7", true, true, "in either order"},
		{"[fd01::1]:7", "[fd01::1]:7", false, true, "the same"},
		{"[fd01::1]:7", "[fd02::1]:7", true, false, "two"},
		{"[::ffff:10.1.0.1]:7", "10.1.0.1:7", true, true, "IPv4 in IPv6 form"},
		{"[::ffff:10.1.0.1]:7", "10.2.0.1:7", true, false, "and another"},
		{"[::ffff:10.1.0.1]:7", "only", true, false, "and IPv6 only"},
		{"only", "[::ffff:10.1.0.1]:7", true, false, "in either order"},
	} {
		d := newDual(t)
		make := func(at string) *Sock {
			if at == "only" {
				s := d.udp6(0)
				d.set(s, SOL_IPV6, IPV6_V6ONLY, 1)
				return s
			}
			a := port(at)
			s := d.udp(0)
			if a.Addr().Is6() {
				s = d.udp6(0)
			}
			if err := s.Bind(nil, a); err != nil {
				t.Fatal(err)
			}
			return s
		}
		if got := RcvSaddrEqual(nil, make(tt.a), make(tt.b), tt.wildcard); got != tt.want {
			t.Errorf("BND-04: %s and %s overlap: %v, want %v: %s", tt.a, tt.b, got, tt.want, tt.why)
		}
	}
}

// TestGroup: RPT-02, RPT-08, and how a group is divided.
func TestGroup(t *testing.T) {
	d := newDual(t)
	a, b, c := d.udp(0), d.udp(0), d.udp(0)
	a.LeaveGroup(nil)
	a.SetConns(nil)
	if a.Group(nil) != nil {
		t.Error("RPT-01: a new socket is in no group")
	}
	g := a.NewGroup(nil, true)
	if a.NewGroup(nil, false) != g || !g.Anywhere(nil) {
		t.Error("RPT-01: a socket that has a group keeps it")
	}
	if err := b.JoinGroup(nil, a, true); err != nil || b.Group(nil) != g || len(g.Members(nil)) != 2 {
		t.Errorf("RPT-01: joining: %v, %d members", err, len(g.Members(nil)))
	}
	if err := b.JoinGroup(nil, c, false); err != netdev.EBUSY {
		t.Errorf("RPT-01: joining from a group with others: %v, want EBUSY", err)
	}
	for _, tt := range []struct {
		hash uint32
		want *Sock
	}{{0, a}, {1 << 31, b}, {1<<31 - 1, a}, {1<<32 - 1, b}} {
		if got := g.Select(nil, tt.hash); got != tt.want {
			t.Errorf("RPT-01: hash %#x goes to the wrong member", tt.hash)
		}
	}
	a.Connect(nil, port("10.1.0.2:9"))
	a.SetConns(nil)
	if g.Select(nil, 0) != b || !g.HasConns(nil) || !a.HasPeer(nil) || b.HasPeer(nil) {
		t.Error("RPT-10: a connected member takes no others' packets")
	}
	b.Connect(nil, port("10.1.0.2:9"))
	if g.Select(nil, 0) != nil {
		t.Error("RPT-10: all are connected")
	}
	a.LeaveGroup(nil)
	b.LeaveGroup(nil)
	if len(g.Members(nil)) != 0 || g.Select(nil, 0) != nil || a.Group(nil) != nil {
		t.Error("RPT-02: both have left")
	}
	if err := c.JoinGroup(nil, a, false); err != nil || a.Group(nil) == nil || a.Group(nil) != c.Group(nil) {
		t.Errorf("RPT-08: a socket that has left is adopted again: %v", err)
	}
	s6 := d.udp6(0)
	s6.Connect(nil, port("[fd01::2]:9"))
	if !s6.HasPeer(nil) {
		t.Error("a connected socket of IPv6 has a peer")
	}
}

func TestPlaceAndCork(t *testing.T) {
	d := newDual(t)
	s := d.udp(0)
	s.SetPlace(nil, nil)
	s.SetCork(nil, nil)
	if s.Place(nil) != nil || s.Cork(nil) != nil || s.Ext(nil) != nil {
		t.Error("a new socket has a place, or a datagram in the making")
	}
	p, c := &Place{Order: 1}, &Cork{}
	s.SetPlace(nil, p)
	s.SetCork(nil, c)
	if s.Place(nil) != p || s.Cork(nil) != c {
		t.Error("a place and a datagram are kept")
	}
	s.SetPlace(nil, nil)
	s.SetCork(nil, nil)
	if s.Place(nil) != nil || s.Cork(nil) != nil {
		t.Error("and forgotten")
	}
	d.Warn(nil, "one")
	d.Warn(nil, "two")
	if got := d.Warnings(nil); len(got) != 2 || got[1] != "two" {
		t.Errorf("L3-25: the log is %q", got)
	}
}
