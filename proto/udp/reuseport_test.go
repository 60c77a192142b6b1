package udp

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// flows are the names of the sockets that get packets of 64 flows to server on
// a, and how many each of them gets.
func (w *world) flows(v6 bool) string {
	count := map[string]int{}
	for i := range 64 {
		src, dst := fmt.Sprintf("10.1.0.2:%d", 5000+i), server
		if v6 {
			src, dst = fmt.Sprintf("[fd01::2]:%d", 5000+i), "[fd01::1]:67"
		}
		count[w.who(a, src, dst)]++
	}
	var names []string
	for name := range count {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestGroups: each row makes sockets with SO_REUSEPORT, oldest first, and says
// who get packets on a.
func TestGroups(t *testing.T) {
	type world6 = func(w *world, add func(name string, dev int32) *sock.Sock)
	for _, tt := range []struct {
		rule           string
		make           world6
		want, want6    string
		older, before6 string // before 6.13, if other
		why            string
	}{
		{rule: "RPT-01", make: func(w *world, add func(string, int32) *sock.Sock) { add("x", a); add("y", a); add("z", b) },
			want: "x y", want6: "x y", why: "a group divides, another device has another group"},
		{rule: "RPT-02", make: func(w *world, add func(string, int32) *sock.Sock) {
			x := add("x", a)
			add("y", a)
			add("z", a)
			w.set(x, a)
		}, want: "y z", want6: "x", why: "set to the same device: out of the group, and then newest or oldest first"},
		{rule: "RPT-03", make: func(w *world, add func(string, int32) *sock.Sock) {
			add("x", a)
			add("y", a)
			w.set(add("z", a), a)
		}, want: "z", want6: "x y", why: "the newest set to the same device"},
		{rule: "RPT-04", make: func(w *world, add func(string, int32) *sock.Sock) {
			add("x", a)
			y := add("y", a)
			add("z", a)
			w.set(y, b)
			w.set(y, a)
		}, want: "x z", want6: "x z", why: "away and back is out"},
		{rule: "RPT-05", make: func(w *world, add func(string, int32) *sock.Sock) { add("x", a); add("y", a); add("u", 0); add("v", 0) },
			want: "u v", want6: "x y", why: "the first group of the chain takes all, whatever its score"},
		{rule: "RPT-08", make: func(w *world, add func(string, int32) *sock.Sock) {
			x, y := add("x", a), add("y", a)
			w.set(x, a)
			w.set(y, a)
			add("z", a)
		}, want: "y z", want6: "x z", why: "a new one brings the first that fits back"},
		{rule: "RPT-10", make: func(w *world, add func(string, int32) *sock.Sock) {
			x := add("x", a)
			add("y", a)
			add("z", a)
			if x.Family() == sock.AF_INET6 {
				w.connect(x, "[fd01::2]:1")
			} else {
				w.connect(x, "10.1.0.2:1")
			}
		}, want: "y z", want6: "y z", why: "a connected member gets nothing of the others' packets"},
	} {
		for _, at := range []string{any67, "[::]:67"} {
			w := newWorld(t, netdev.Newest)
			tt.make(w, func(name string, dev int32) *sock.Sock { return w.share(name, sock.SO_REUSEPORT, dev, at) })
			v6 := at != any67
			want := tt.want
			if v6 {
				want = tt.want6
			}
			if got := w.flows(v6); got != want {
				t.Errorf("%s: at %s %q get packets, want %q: %s", tt.rule, at, got, want, tt.why)
			}
		}
	}
}

// TestGroupOfConnected: all members of a group are connected, so that it has
// nobody to hand a packet to, and the lookup goes on by scores.
func TestGroupOfConnected(t *testing.T) {
	w := newWorld(t, netdev.Release{Major: 6, Minor: 12}) // connected sockets stay in the group
	x := w.share("x", sock.SO_REUSEPORT, 0, server)
	y := w.share("y", sock.SO_REUSEPORT, 0, server)
	w.connect(x, client)
	w.connect(y, "10.1.0.2:69")
	if got := w.who(a, client, server); got != "x" {
		t.Errorf("%q gets what x's peer sends", got)
	}
	if g := x.Group(nil); g == nil || g.Select(nil, 0) != nil || !g.HasConns(nil) || len(g.Members(nil)) != 2 {
		t.Error("a group whose members are all connected selects one")
	}
	z := w.share("z", sock.SO_REUSEPORT, 0, server)
	if got := w.who(a, client, server); got != "x" {
		t.Errorf("has_conns: %q gets what x's peer sends, although z is not connected", got)
	}
	if got := w.who(a, "10.1.0.2:70", server); got != "z" {
		t.Errorf("%q gets what nobody is connected to", got)
	}
	z.Close(nil)
	if z.Group(nil) != nil {
		t.Error("a closed socket is in its group")
	}
}

// TestGroupLeftByConnect: since 6.13 a member that connects is out (RPT-12).
func TestGroupLeftByConnect(t *testing.T) {
	for release, want := range map[netdev.Release]int{{Major: 6, Minor: 12}: 2, netdev.Newest: 1} {
		w := newWorld(t, release)
		x := w.share("x", sock.SO_REUSEPORT, 0, server)
		y := w.share("y", sock.SO_REUSEPORT, 0, server)
		w.connect(x, client)
		if got := len(y.Group(nil).Members(nil)); got != want {
			t.Errorf("RPT-12: Linux %s: the group has %d members, want %d", release, got, want)
		}
	}
}

// TestGroupKeys: who is put into one group.
func TestGroupKeys(t *testing.T) {
	for _, tt := range []struct {
		rule  string
		local string
		dev   int32
		uid   uint32
		one   bool
		why   string
	}{
		{"RPT-01", any67, a, 0, true, "the same in all"},
		{"RPT-01", server, a, 0, false, "another address"},
		{"RPT-01", any67, b, 0, false, "another device"},
		{"RPT-01", any67, 0, 0, false, "no device"},
		{"RPT-01", "[::]:67", a, 0, false, "another family"},
	} {
		w := newWorld(t, netdev.Newest)
		x := w.share("x", sock.SO_REUSEPORT, a, any67)
		at := netip.MustParseAddrPort(tt.local)
		y := w.share("y", sock.SO_REUSEPORT, tt.dev, tt.local)
		if one := x.Group(nil) == y.Group(nil); one != tt.one {
			t.Errorf("%s: %s on %d: one group: %v, want %v: %s", tt.rule, at, tt.dev, one, tt.one, tt.why)
		}
	}
	w := newWorld(t, netdev.Newest)
	x := w.share("x", sock.SO_REUSEPORT, a, server)
	w.check(x.SetInt(nil, w.root, sock.SO_REUSEADDR, 1))
	if y := w.share("y", sock.SO_REUSEPORT, a, "[::ffff:10.1.0.1]:67"); x.Group(nil) == y.Group(nil) {
		t.Error("RPT-01: another family, with the same address: one group")
	}
	other := &sock.Cred{NS: w.inet.UserNS, UID: 7}
	s, _ := w.inet.Socket(nil, other, sock.AF_INET, sock.SOCK_DGRAM, 0)
	s.SetInt(nil, other, sock.SO_REUSEPORT, 1)
	s.SetInt(nil, other, sock.SO_REUSEADDR, 1)
	s.BindToIndex(nil, other, a)
	w.socks["y"].Close(nil)
	w.check(s.Bind(nil, netip.MustParseAddrPort(server)))
	if x.Group(nil) == s.Group(nil) {
		t.Error("RPT-01: two users are in one group")
	}
}
