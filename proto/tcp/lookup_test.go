package tcp

import (
	"fmt"
	"math/rand"
	"net/netip"
	"slices"
	"testing"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// key is a segment's, from src to dst, that arrives on a device.
func (h *host) key(dev int32, src, dst string) *sock.Key {
	h.tb.Helper()
	d := h.inet.Net.ByIndex(nil, dev)
	k := &sock.Key{Protocol: IPPROTO_TCP, Src: netip.MustParseAddrPort(src), Dst: netip.MustParseAddrPort(dst), Kind: netdev.Local}
	k.Dif, k.Sdif = d.Arrival(nil)
	return k
}

// finds is who gets a segment from the port 5000 of a peer.
func (h *host) finds(dev int32, dst string) *sock.Sock {
	h.tb.Helper()
	src := "10.1.0.2:5000"
	if dst[0] == '[' {
		src = "[fd01::2]:5000"
	}
	return h.asks(h.key(dev, src, dst))
}

func (h *host) asks(k *sock.Key) *sock.Sock {
	h.tb.Helper()
	p := h.socket(4).Proto()
	found := p.Lookup(nil, k, nil)
	switch len(found) {
	case 0:
		return nil
	case 1:
		return found[0]
	}
	h.tb.Fatalf("%d sockets get one segment", len(found))
	return nil
}

// The order in which listeners are preferred. Each row has listeners, the
// oldest first, and the one that wins.
func TestListenerOrder(t *testing.T) {
	type l struct {
		name   string
		family int
		addr   string
		on     string
		opts   []int
	}
	const port = sock.SO_REUSEPORT
	four := func(name, addr, on string, opts ...int) l { return l{name, 4, addr, on, opts} }
	six := func(name, addr, on string, opts ...int) l { return l{name, 6, addr, on, opts} }
	for _, row := range []struct {
		because   string
		listeners []l
		dev       string
		dst       string
		want      string // since Linux 5.15
		older     string // before, if that differs
	}{
		{"nobody", nil, "a0", "10.9.9.9:7000", "", ""},
		{"another port", []l{four("a", "0.0.0.0:7001", "")}, "a0", "10.9.9.9:7000", "", ""},
		{"another device", []l{four("a", "0.0.0.0:7000", "a0")}, "b0", "10.9.9.9:7000", "", ""},
		{"another address", []l{four("a", "10.1.0.1:7000", "")}, "a0", "10.9.9.9:7000", "", ""},
		{"another family", []l{four("a", "0.0.0.0:7000", "")}, "a0", "[fd09::9]:7000", "", ""},
		{"address before device", []l{four("a", "10.9.9.9:7000", "", port), four("b", "0.0.0.0:7000", "a0", port)}, "a0", "10.9.9.9:7000", "a", ""},
		{"address on another device", []l{four("a", "10.9.9.9:7000", "b0"), four("b", "0.0.0.0:7000", "a0")}, "a0", "10.9.9.9:7000", "b", ""},
		{"the wildcard of IPv6 takes IPv4", []l{six("a", "[::]:7000", "")}, "a0", "10.9.9.9:7000", "a", ""},
		{"an address of IPv6 does not", []l{six("a", "[fd09::9]:7000", "")}, "a0", "10.9.9.9:7000", "", ""},
		{"IPv4 written as IPv6", []l{six("a", "[::ffff:10.9.9.9]:7000", "")}, "a0", "10.9.9.9:7000", "a", ""},
		{"and IPv4 is preferred to it", []l{four("a", "10.9.9.9:7000", "", port), six("b", "[::ffff:10.9.9.9]:7000", "", port)}, "a0", "10.9.9.9:7000", "a", ""},
		{"bound IPv6 and unbound IPv4 are equals, and the newest wins", []l{six("a", "[::]:7000", "a0", port), four("b", "0.0.0.0:7000", "", port)}, "a0", "10.9.9.9:7000", "b", ""},
		{"reuseport of IPv4: the newest, be it unbound", []l{four("a", "0.0.0.0:7000", "a0", port), four("b", "0.0.0.0:7000", "", port)}, "a0", "10.9.9.9:7000", "b", ""},
		{"reuseport of IPv6: the oldest, be it unbound", []l{six("a", "[::]:7000", "", port), six("b", "[::]:7000", "a0", port)}, "a0", "[fd09::9]:7000", "a", ""},
		{"reuseport of IPv6 for IPv4, too", []l{six("a", "[::]:7000", "", port), six("b", "[::]:7000", "a0", port)}, "a0", "10.9.9.9:7000", "a", ""},
	} {
		for _, release := range []netdev.Release{{Major: 5, Minor: 14}, {Major: 5, Minor: 15}, newest} {
			h := newHost(t, release)
			devs := map[string]int32{"a0": h.a0, "b0": h.b0}
			names := map[*sock.Sock]string{nil: ""}
			for _, l := range row.listeners {
				s := h.socket(l.family).flag(l.opts...).on(devs[l.on]).at(l.addr).listening()
				names[s.Sock] = l.name
			}
			want := row.want
			if row.older != "" && !release.Has(netdev.BoundPreferred) {
				want = row.older
			}
			if got := names[h.finds(devs[row.dev], row.dst)]; got != want {
				t.Errorf("%s (Linux %s): %q gets it, want %q", row.because, release, got, want)
			}
		}
	}
}

// Listeners that a change of device has put together: the bound one, since
// Linux 5.15, and else the newest (TCP-06, TCP-09).
func TestMovedListeners(t *testing.T) {
	for release, bound := range map[netdev.Release]bool{{Major: 5, Minor: 14}: false, newest: true} {
		for _, dst := range []string{"10.9.9.9:7000", "[fd09::9]:7000"} {
			h := newHost(t, release)
			family, any := 4, "0.0.0.0:7000"
			if dst[0] == '[' {
				family, any = 6, "[::]:7000"
			}
			a := h.socket(family).on(h.a0).at(any).listening()
			b := h.socket(family).on(h.b0).at(any).listening()
			b.on(0)
			if got := h.finds(h.a0, dst) == a.Sock; got != bound {
				t.Errorf("Linux %s, %s: the bound one gets it: %v", release, dst, got)
			}
			if h.finds(h.b0, dst) != b.Sock {
				t.Errorf("Linux %s, %s: the unbound one does not get what arrives on b0", release, dst)
			}
			a.on(0)
			if h.finds(h.a0, dst) != b.Sock {
				t.Errorf("Linux %s, %s: the newest does not get it", release, dst)
			}
		}
	}
}

// A group divides connections; a member that has moved stays in it (TCP-07).
func TestGroup(t *testing.T) {
	h := newHost(t, newest)
	stays := h.socket(4).flag(sock.SO_REUSEPORT).on(h.a0).at("0.0.0.0:7000").listening()
	moved := h.socket(4).flag(sock.SO_REUSEPORT).on(h.a0).at("0.0.0.0:7000").listening()
	other := h.socket(4).flag(sock.SO_REUSEPORT).on(h.b0).at("0.0.0.0:7000").listening()
	share := func(dev int32) map[*sock.Sock]int {
		n := map[*sock.Sock]int{}
		for port := range 100 {
			n[h.asks(h.key(dev, fmt.Sprintf("10.1.0.2:%d", 5000+port), "10.9.9.9:7000"))]++
		}
		return n
	}
	if n := share(h.a0); n[stays.Sock] < 20 || n[moved.Sock] < 20 || n[stays.Sock]+n[moved.Sock] != 100 {
		t.Errorf("of 100 one gets %d and the other %d", n[stays.Sock], n[moved.Sock])
	}
	moved.on(h.b0)
	if n := share(h.a0); n[stays.Sock] < 20 || n[moved.Sock] < 20 || n[stays.Sock]+n[moved.Sock] != 100 {
		t.Errorf("after the move, of 100 one gets %d and the other %d", n[stays.Sock], n[moved.Sock])
	}
	// On b0 the newest decides, which is alone in its group.
	if n := share(h.b0); n[other.Sock] != 100 {
		t.Errorf("on b0 it gets %d of 100", n[other.Sock])
	}
	other.Close(nil)
	if n := share(h.b0); n[stays.Sock]+n[moved.Sock] != 100 || n[stays.Sock] == 0 {
		t.Errorf("on b0, of 100 the one that is on a0 gets %d, the other %d", n[stays.Sock], n[moved.Sock])
	}
	stays.Close(nil)
	if n := share(h.b0); n[moved.Sock] != 100 {
		t.Errorf("alone it gets %d of 100", n[moved.Sock])
	}
	moved.unflag(sock.SO_REUSEPORT)
	if h.finds(h.a0, "10.9.9.9:7000") != nil || h.finds(h.b0, "10.9.9.9:7000") != moved.Sock {
		t.Error("without the option its group does not count, and its device does")
	}
	h.must(moved.Disconnect(nil))
	again := h.socket(4).on(h.b0)
	again.want("beside it", again.bind("0.0.0.0:7000"), netdev.EADDRINUSE)
}

// A listener with SO_REUSEPORT that is in no group, as it got the option later,
// is one like any other.
func TestReuseportLater(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).at("0.0.0.0:7000").listening().flag(sock.SO_REUSEPORT)
	if h.finds(h.a0, "10.9.9.9:7000") != l.Sock {
		t.Error("it is not found")
	}
	g := h.socket(4).flag(sock.SO_REUSEPORT).at("0.0.0.0:7001")
	g.listening()
	m := h.socket(4).flag(sock.SO_REUSEPORT).at("0.0.0.0:7001").listening()
	if g.Group(nil) == nil || g.Group(nil) != m.Group(nil) {
		t.Error("the two are in no group, or not in one")
	}
	b := h.socket(4).flag(sock.SO_REUSEPORT)
	b.want("a third", b.bind("0.0.0.0:7001"), nil)
	h.must(b.Listen(nil, 1))
}

// Who gets a segment of a VRF (L3-10).
func TestListenerVRF(t *testing.T) {
	for _, dst := range []string{"10.1.0.1:7000", "[fd01::1]:7000"} {
		h := newHost(t, newest)
		red := h.red()
		family, any := 4, "0.0.0.0:7000"
		if dst[0] == '[' {
			family, any = 6, "[::]:7000"
		}
		u := h.socket(family).at(any).listening()
		if h.finds(h.a0, dst) != nil {
			t.Errorf("%s: an unbound listener gets what comes by a VRF", dst)
		}
		if h.finds(h.b0, dst) != u.Sock {
			t.Errorf("%s: it does not get what comes by none", dst)
		}
		h.inet.Sysctl.TCPL3mdevAccept.Store(nil, 1)
		if h.finds(h.a0, dst) != u.Sock {
			t.Errorf("%s: nor with tcp_l3mdev_accept", dst)
		}
		h.inet.Sysctl.TCPL3mdevAccept.Store(nil, 0)
		r := h.socket(family).on(red).at(any).listening()
		if h.finds(h.a0, dst) != r.Sock {
			t.Errorf("%s: one of the VRF does not get it", dst)
		}
		a := h.socket(family).on(h.a0).at(any).listening()
		if h.finds(h.a0, dst) != a.Sock {
			t.Errorf("%s: of the slave's and the VRF's, the newest does not get it", dst)
		}
		if h.finds(h.b0, dst) != u.Sock {
			t.Errorf("%s: the unbound one does not get what arrives on b0", dst)
		}
	}
}

// other protocols and kinds of packets are nobody's.
func TestNotForTCP(t *testing.T) {
	h := newHost(t, newest)
	h.socket(4).at("0.0.0.0:7000").listening()
	k := h.key(h.a0, "10.1.0.2:5000", "10.9.9.9:7000")
	p := h.socket(4).Proto()
	k.Protocol = 17
	if p.Lookup(nil, k, nil) != nil || p.Explain(nil, k) != nil || p.Input(nil, k, &netdev.Packet{}, nil) != nil {
		t.Error("a UDP packet finds a TCP socket")
	}
	k.Protocol, k.Kind = IPPROTO_TCP, netdev.Broadcast
	if p.Input(nil, k, &netdev.Packet{TCP: netdev.TCP{Flags: netdev.SYN}}, nil) != nil {
		t.Error("a broadcast SYN is taken")
	}
}

// Explain says whom Lookup chooses, in any state of affairs.
func TestExplainIsLookup(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	pick := func(n ...string) string { return n[rnd.Intn(len(n))] }
	chosen, tw, reqs := 0, 0, 0
	for range 300 {
		h := newHost(t, []netdev.Release{{Major: 5, Minor: 14}, newest}[rnd.Intn(2)])
		if rnd.Intn(3) == 0 {
			h.red()
			h.inet.Sysctl.TCPL3mdevAccept.Store(nil, uint32(rnd.Intn(2)))
		}
		devs := []int32{0, h.a0, h.b0, 4}
		var socks []*end
		for range 8 {
			s, local, peer := h.socket(4), "", "10.1.0.2:5000"
			if rnd.Intn(2) == 0 {
				s, local, peer = h.socket(6), pick("[::]:7000", "[fd01::1]:7000", "[::ffff:10.9.9.9]:7000"), "[fd01::2]:5000"
			} else {
				local = pick("0.0.0.0:7000", "10.9.9.9:7000")
			}
			s.flag(sock.SO_REUSEADDR)
			if rnd.Intn(2) == 0 {
				s.flag(sock.SO_REUSEPORT)
			}
			_ = s.BindToIndex(nil, h.root, devs[rnd.Intn(4)])
			if s.bind(local) != nil {
				continue
			}
			if rnd.Intn(3) > 0 {
				_ = s.Listen(nil, 5)
			} else {
				_ = s.connect(peer)
			}
			_ = s.BindToIndex(nil, h.root, devs[rnd.Intn(4)])
			socks = append(socks, s)
		}
		for range 10 {
			dev := devs[1+rnd.Intn(2)]
			src, dst := pick("10.1.0.2:5000", "10.1.0.2:5001"), pick("10.9.9.9:7000", "10.1.0.1:7000")
			if rnd.Intn(2) == 0 {
				src, dst = pick("[fd01::2]:5000", "[fd01::2]:5001"), pick("[fd01::1]:7000", "[fd09::9]:7000")
			}
			k := h.key(dev, src, dst)
			var explained []*sock.Sock
			p := h.socket(4).Proto()
			for _, c := range p.Explain(nil, k) {
				if c.Chosen {
					explained = append(explained, c.Sock)
				}
				if c.Reason == "" || c.Stage == "" {
					t.Fatalf("a candidate without a word: %+v", c)
				}
				switch c.Stage {
				case "requests":
					reqs++
				case "TIME_WAIT entries":
					tw++
				}
			}
			found := p.Lookup(nil, k, nil)
			if !slices.Equal(found, explained) {
				t.Fatalf("lookup finds %v, and explain says %v of %+v", found, explained, p.Explain(nil, k))
			}
			chosen += len(found)
			peer := &peer{h: h, dev: dev, local: k.Src, here: k.Dst, seq: 1000}
			peer.says(pick("S", "SA", "FA", "A"), "")
			if rnd.Intn(2) == 0 {
				peer.says("A", "")
			}
			for _, l := range socks {
				if c, err := l.Accept(nil); err == nil && rnd.Intn(2) == 0 {
					c.Close(nil)
					peer.hears()
					peer.says("FA", "")
				}
			}
		}
	}
	if chosen < 100 || reqs < 20 || tw < 20 {
		t.Errorf("the test is no good: %d sockets found, %d requests, %d TIME_WAIT entries", chosen, reqs, tw)
	}
}

// Lookups allocate nothing, whatever they find.
func TestLookupAllocates(t *testing.T) {
	h := newHost(t, newest)
	h.socket(4).at("0.0.0.0:7000").listening()
	h.socket(6).flag(sock.SO_REUSEPORT).at("[::]:7001").listening()
	h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000").shakes()
	p := h.socket(4).Proto()
	found := make([]*sock.Sock, 0, 4)
	for _, k := range []*sock.Key{
		h.key(h.a0, "10.1.0.2:5000", "10.9.9.9:7000"),
		h.key(h.a0, "10.1.0.2:5001", "10.9.9.9:7000"),
		h.key(h.a0, "[fd01::2]:5001", "[fd09::9]:7001"),
		h.key(h.a0, "10.1.0.2:5001", "10.9.9.9:7002"),
	} {
		if n := testing.AllocsPerRun(100, func() { found = p.Lookup(nil, k, found[:0]) }); n != 0 {
			t.Errorf("a lookup from %s to %s allocates %v times", k.Src, k.Dst, n)
		}
	}
}

// The time of a lookup does not depend on the number of listeners of other
// ports.
func BenchmarkLookupListener(b *testing.B) {
	for _, n := range []int{1, 100, 10000} {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			h := newHost(b, newest)
			for i := range n {
				h.socket(4).at(fmt.Sprintf("0.0.0.0:%d", 10000+i)).listening()
			}
			p := h.socket(4).Proto()
			k := h.key(h.a0, "10.1.0.2:5000", "10.9.9.9:10000")
			var found []*sock.Sock
			b.ReportAllocs()
			for b.Loop() {
				found = p.Lookup(nil, k, found[:0])
			}
			if len(found) != 1 {
				b.Fatal("not found")
			}
		})
	}
}

// Of IPv4 and IPv6, IPv4 is preferred for IPv4, though IPv6 comes first.
func TestFamilyPreferred(t *testing.T) {
	h := newHost(t, newest)
	four := h.socket(4).on(h.a0).at("0.0.0.0:7000").listening()
	six := h.socket(6).on(h.b0).at("[::]:7000").listening()
	four.on(0)
	six.on(0)
	if h.finds(h.a0, "10.9.9.9:7000") != four.Sock || h.finds(h.a0, "[fd09::9]:7000") != six.Sock {
		t.Error("each family has its own listener, and one gets what is the other's")
	}
}

func TestIPv6Only(t *testing.T) {
	h := newHost(t, newest)
	s := h.socket(6)
	s.SetV6Only(nil, true)
	s.at("[::]:7000").listening()
	if h.finds(h.a0, "10.9.9.9:7000") != nil || h.finds(h.a0, "[fd09::9]:7000") != s.Sock {
		t.Error("a socket for IPv6 only takes IPv4, or not IPv6")
	}
}

// A connection comes before the listener that it belongs to.
func TestConnectionFirst(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).at("0.0.0.0:7000").listening()
	h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000").shakes()
	c := l.accepted()
	if h.finds(h.a0, "10.9.9.9:7000") != c.Sock {
		t.Error("the listener gets what is for its connection")
	}
	c.on(h.b0)
	if h.finds(h.a0, "10.9.9.9:7000") != l.Sock {
		t.Error("the listener does not get what a device keeps from its connection")
	}
}

// What connections of a VRF hear, and unbound ones do not (RX-03).
func TestConnectionVRF(t *testing.T) {
	h := newHost(t, newest)
	red := h.red()
	l := h.socket(4).on(red).at("0.0.0.0:7000").listening()
	h.peer(h.a0, "10.1.0.2:5000", "10.1.0.1:7000").shakes()
	c := l.accepted()
	l.Close(nil)
	for _, row := range []struct {
		dev    int32
		accept uint32
		want   bool
	}{{red, 0, true}, {h.a0, 0, true}, {h.b0, 0, false}, {0, 0, false}, {0, 1, true}} {
		c.on(row.dev)
		h.inet.Sysctl.TCPL3mdevAccept.Store(nil, row.accept)
		if got := h.finds(h.a0, "10.1.0.1:7000") == c.Sock; got != row.want {
			t.Errorf("bound to %d, accept %d: hears what comes by the VRF: %v", row.dev, row.accept, got)
		}
	}
}

// TestSkLookup: a function in the place of a BPF program names the listener that
// gets a SYN, whatever device it is bound to (UDP-50).
func TestSkLookup(t *testing.T) {
	h := newHost(t, newest)
	var want *sock.Sock
	h.inet.SkLookup = func(*sched.Task, *sock.Key) *sock.Sock { return want }
	k := &sock.Key{Protocol: IPPROTO_TCP, Dif: h.a0, Src: netip.MustParseAddrPort("10.1.0.2:5000"), Dst: netip.MustParseAddrPort("10.1.0.1:80")}
	proto := h.socket(4).Proto()
	find := func() *sock.Sock {
		found := proto.Lookup(nil, k, nil)
		if len(found) == 0 {
			return nil
		}
		return found[0]
	}
	target := h.socket(4).at("0.0.0.0:9000")
	h.must(target.BindToIndex(nil, h.root, h.b0))
	want = target.Sock
	if got := find(); got != nil {
		t.Errorf("UDP-50: a socket that does not listen gets it: %v", got)
	}
	target.listening()
	if got := find(); got != target.Sock {
		t.Error("UDP-50: a listener on another device does not get it")
	}
	all := proto.Explain(nil, k)
	if len(all) != 1 || all[0].Stage != "program" || !all[0].Chosen {
		t.Errorf("UDP-50: explained as %+v", all)
	}
	own := h.socket(4).at("10.1.0.1:80").listening()
	if got := find(); got != target.Sock {
		t.Error("UDP-50: the port's own listener comes before it")
	}
	want = nil
	if got := find(); got != own.Sock {
		t.Error("UDP-50: none is named, and the port's own listener does not get it")
	}

	// Of a group a member gets it.
	var group []*sock.Sock
	for range 2 {
		s := h.socket(4)
		h.must(s.SetInt(nil, h.root, sock.SO_REUSEPORT, 1))
		group = append(group, s.at("0.0.0.0:9001").listening().Sock)
	}
	want = group[0]
	seen := map[*sock.Sock]bool{}
	for port := range uint16(64) {
		k.Src = netip.AddrPortFrom(k.Src.Addr(), 1000+port)
		seen[find()] = true
	}
	if len(seen) != 2 || !seen[group[0]] || !seen[group[1]] {
		t.Errorf("UDP-50: %d sockets of a group of two", len(seen))
	}
	if all := proto.Explain(nil, k); len(all) == 0 || !all[len(all)-1].Chosen {
		t.Errorf("UDP-50: explained as %+v", all)
	}
}
