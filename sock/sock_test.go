package sock

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/sched"
)

var (
	local = netip.MustParseAddrPort("10.1.0.1:67")
	peer  = netip.MustParseAddrPort("10.1.0.2:68")
	any4  = netip.MustParseAddrPort("0.0.0.0:0")
)

func TestCapable(t *testing.T) {
	initial := &UserNS{}
	child := &UserNS{Parent: initial, Owner: 1000}
	grandchild := &UserNS{Parent: child, Owner: 7}
	for _, tt := range []struct {
		c    Cred
		ns   *UserNS
		want bool
		why  string
	}{
		{Cred{NS: initial, Caps: CAP_NET_RAW}, initial, true, "the capability in one's own namespace"},
		{Cred{NS: initial, Caps: CAP_NET_ADMIN}, initial, false, "another capability"},
		{Cred{NS: initial, UID: 0}, initial, false, "user 0 without capabilities is nobody"},
		{Cred{NS: initial, Caps: CAP_NET_RAW}, child, true, "and in those below"},
		{Cred{NS: initial, Caps: CAP_NET_RAW}, grandchild, true, "however deep"},
		{Cred{NS: child, UID: 1000, Caps: CAP_NET_RAW}, initial, false, "root of a child is nobody above"},
		{Cred{NS: child, Caps: CAP_NET_RAW}, grandchild, true, "but somebody below"},
		{Cred{NS: initial, UID: 1000}, child, true, "who made a namespace has all in it"},
		{Cred{NS: initial, UID: 1001}, child, false, "others have not"},
		{Cred{NS: initial, UID: 1000}, grandchild, true, "it counts for what is below as well"},
		{Cred{NS: grandchild, Caps: CAP_NET_RAW}, child, false, "not for what is above"},
		{Cred{NS: child, UID: 7}, grandchild, true, "the owner of a grandchild, in the child"},
		{Cred{}, initial, false, "the zero Cred has nothing"},
		{Cred{NS: initial, Caps: CAP_NET_RAW}, nil, false, "nobody owns it"},
	} {
		if got := tt.c.Capable(tt.ns, CAP_NET_RAW); got != tt.want {
			t.Errorf("OPT-42: %+v: %v, want %v: %s", tt.c, got, tt.want, tt.why)
		}
	}
}

func TestSocket(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	i.Register(&Proto{Name: "RAW", Type: SOCK_RAW, Hash: func(task, *Sock) {}})
	for _, tt := range []struct {
		cred        *Cred
		typ, number int
		err         error
		why         string
	}{
		{nobody(i), SOCK_DGRAM, 0, nil, "0 is the type's own protocol"},
		{nobody(i), SOCK_DGRAM, 99, nil, "its number"},
		{nobody(i), SOCK_DGRAM, 98, netdev.EPROTONOSUPPORT, "another number"},
		{nobody(i), 1, 0, netdev.ESOCKTNOSUPPORT, "no protocol of that type"},
		{nobody(i), SOCK_DGRAM, -1, netdev.EINVAL, "no number is negative"},
		{nobody(i), SOCK_DGRAM, 256, netdev.EPROTONOSUPPORT, "numbers go on after 255"},
		{nobody(i), SOCK_DGRAM, 263, netdev.EINVAL, "but end at 262"},
		{root(i), SOCK_RAW, 89, nil, "raw sockets are for any number"},
		{root(i), SOCK_RAW, 0, netdev.EPROTONOSUPPORT, "but must say one"},
		{nobody(i), SOCK_RAW, 89, netdev.EPERM, "and need CAP_NET_RAW"},
		{nobody(i), SOCK_RAW, 0, netdev.EPROTONOSUPPORT, "which is looked at last"},
	} {
		s, err := i.Socket(nil, tt.cred, AF_INET, tt.typ, tt.number)
		if err != tt.err {
			t.Errorf("socket(%d, %d): %v, want %v: %s", tt.typ, tt.number, err, tt.err, tt.why)
		}
		if err == nil && (s.Inet() != i || s.Net() != i.Net || s.UID() != tt.cred.UID || s.Proto().Type != tt.typ) {
			t.Errorf("socket(%d, %d) belongs to somebody else", tt.typ, tt.number)
		}
		if err == nil && tt.typ == SOCK_RAW {
			if n, _ := s.GetInt(nil, SO_PROTOCOL); n != int32(tt.number) {
				t.Errorf("a raw socket of protocol %d says %d", tt.number, n)
			}
		}
	}
}

func TestCallsOnASocket(t *testing.T) {
	v6, mapped := netip.MustParseAddrPort("[::1]:67"), netip.MustParseAddrPort("[::ffff:10.1.0.1]:67")
	for _, tt := range []struct {
		call  func(s *Sock) error
		err   error
		hooks string
		why   string
	}{
		{func(s *Sock) error { return s.Bind(nil, local) }, nil, "bind 10.1.0.1:67", "bind"},
		{func(s *Sock) error { return s.Bind(nil, v6) }, netdev.EAFNOSUPPORT, "", "not IPv4"},
		{func(s *Sock) error { return s.Bind(nil, mapped) }, netdev.EAFNOSUPPORT, "", "IPv4 in disguise"},
		{func(s *Sock) error { return s.Bind(nil, netip.AddrPort{}) }, netdev.EAFNOSUPPORT, "", "no address"},
		{func(s *Sock) error { return s.Connect(nil, peer) }, nil, "bind 0.0.0.0:0,connect 10.1.0.2:68", "connect gives a port first"},
		{func(s *Sock) error { s.Bind(nil, local); return s.Connect(nil, peer) }, nil, "bind 10.1.0.1:67,connect 10.1.0.2:68", "unless there is one"},
		{func(s *Sock) error { return s.Connect(nil, v6) }, netdev.EAFNOSUPPORT, "", "not IPv4"},
		{func(s *Sock) error { return s.Disconnect(nil) }, nil, "disconnect", "disconnect"},
		{func(s *Sock) error { return s.Send(nil, nil, peer) }, nil, "bind 0.0.0.0:0,send 10.1.0.2:68", "send gives a port first"},
		{func(s *Sock) error { return s.Send(nil, nil, netip.AddrPort{}) }, nil, "bind 0.0.0.0:0,send invalid AddrPort", "send to the connected peer"},
		{func(s *Sock) error { return s.Send(nil, nil, mapped) }, netdev.EAFNOSUPPORT, "bind 0.0.0.0:0", "IPv4 in disguise, seen after that"},
		{func(s *Sock) error { s.Close(nil); return nil }, nil, "unhash", "close"},
		{func(s *Sock) error { s.Close(nil); return s.Bind(nil, local) }, nil, "unhash", "after close nothing is hashed"},
		{func(s *Sock) error { s.Close(nil); return s.Connect(nil, peer) }, nil, "unhash", "after close nothing is hashed"},
		{func(s *Sock) error { s.Close(nil); return s.Disconnect(nil) }, nil, "unhash", "after close nothing is hashed"},
		{func(s *Sock) error { s.Close(nil); return s.Autobind(nil) }, nil, "unhash", "after close nothing is hashed"},
	} {
		i, p := newTiny(t, netdev.Newest)
		s := open(t, i)
		if err := tt.call(s); err != tt.err {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.err)
		}
		if got := strings.Join(p.calls, ","); got != tt.hooks {
			t.Errorf("%s: hooks %q, want %q", tt.why, got, tt.hooks)
		}
	}
}

func TestAutobindFails(t *testing.T) {
	i, p := newTiny(t, netdev.Newest)
	p.fail = netdev.EADDRINUSE
	if err := open(t, i).Connect(nil, peer); err != netdev.EAGAIN {
		t.Errorf("BND-21: %v, want EAGAIN: there is no free port", err)
	}
	if err := open(t, i).Bind(nil, local); err != netdev.EADDRINUSE {
		t.Errorf("bind: %v, want what the protocol says", err)
	}
}

// TestProtocolWithoutHooks: a hook that is missing is a feature that is
// missing, not a crash.
func TestProtocolWithoutHooks(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	i.Register(&Proto{Name: "NOTHING", Number: 1, Type: 5})
	s, err := i.Socket(nil, nobody(i), AF_INET, 5, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"bind": s.Bind(nil, local), "connect": s.Connect(nil, peer),
		"disconnect": s.Disconnect(nil), "send": s.Send(nil, nil, peer),
	} {
		if err != netdev.EOPNOTSUPP {
			t.Errorf("%s: %v, want EOPNOTSUPP", name, err)
		}
	}
	if err := s.Autobind(nil); err != nil {
		t.Errorf("autobind: %v", err)
	}
	if err := s.BindToIndex(nil, nobody(i), 2); err != nil || s.BoundDevIf(nil) != 2 {
		t.Errorf("RH-01: a protocol needs no Rehash: %v", err)
	}
	if got := i.Input(nil, 2, netdev.Packet{Src: peer, Dst: local}); got != nil {
		t.Errorf("%d sockets got a packet", len(got))
	}
	s.Close(nil)
}

func TestBoundDevMatch(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	for _, tt := range []struct {
		dev, dif, sdif int32
		accept         bool
		match, bound   bool
	}{
		{0, 2, 0, false, true, false}, {2, 2, 0, false, true, true}, {3, 2, 0, true, false, true}, {4242, 2, 0, false, false, true},
		{0, 2, 3, false, false, false}, {0, 2, 3, true, true, false}, {2, 2, 3, false, true, true}, {3, 2, 3, false, true, true}, {4, 2, 3, true, false, true},
	} {
		s := open(t, i)
		s.BindToIndex(nil, root(i), tt.dev)
		if match, bound := s.BoundDevMatch(nil, tt.dif, tt.sdif, tt.accept); match != tt.match || bound != tt.bound {
			t.Errorf("RX-01: bound to %d, packet on %d and %d, l3mdev_accept %v: %v, %v; want %v, %v", tt.dev, tt.dif, tt.sdif, tt.accept, match, bound, tt.match, tt.bound)
		}
	}
	for _, tt := range []struct {
		a, b int32
		want bool
	}{{0, 0, true}, {0, 2, true}, {2, 0, true}, {2, 2, true}, {2, 3, false}} {
		if got := DevicesOverlap(tt.a, tt.b); got != tt.want {
			t.Errorf("BND-01: DevicesOverlap(%d, %d) = %v", tt.a, tt.b, got)
		}
	}
}

// TestQueue: packets are read in order and survive a change of device.
func TestQueue(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	s := open(t, i)
	if _, err := s.Receive(nil); err != netdev.EAGAIN {
		t.Errorf("an empty queue: %v, want EAGAIN", err)
	}
	s.Bind(nil, local)
	in := func(dif int32, text string) []*Sock {
		return i.Input(nil, dif, netdev.Packet{Protocol: 99, Src: peer, Dst: local, Payload: []byte(text)})
	}
	for range 3 { // more than once, for the queue reuses its memory
		in(2, "one")
		in(3, "two")
		s.BindToIndex(nil, root(i), 3)
		if got := in(2, "not for us"); got != nil {
			t.Errorf("UDP-01: %d sockets got the packet of another device", len(got))
		}
		if got := in(3, "three"); !slices.Equal(got, []*Sock{s}) {
			t.Error("UDP-01: the socket misses a packet of its device")
		}
		for _, want := range []struct {
			text string
			dif  int32
		}{{"one", 2}, {"two", 3}, {"three", 3}} {
			r, err := s.Receive(nil)
			if err != nil || string(r.Payload) != want.text || r.Dif != want.dif || r.Src != peer {
				t.Errorf("UDP-08: received %q from device %d, %v; want %q from %d", r.Payload, r.Dif, err, want.text, want.dif)
			}
		}
		if _, err := s.Receive(nil); err != netdev.EAGAIN {
			t.Errorf("the queue should be empty: %v", err)
		}
		s.BindToIndex(nil, root(i), 0)
	}
	if n := cap(s.queue.packets); n > 4 {
		t.Errorf("the queue never held more than 3 packets, but has room for %d", n)
	}
}

// TestRawSocketHasNoPort: its number takes the place of a port until it is
// forgotten, and it is told no port of a sender (WR-22, RAW-01).
func TestRawSocketHasNoPort(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	var all []*Sock
	i.Register(&Proto{
		Name: "RAW", Type: SOCK_RAW,
		Hash:   func(_ task, s *Sock) { all = append(all, s) },
		Lookup: func(_ task, _ *Key, found []*Sock) []*Sock { return append(found, all...) },
	})
	s, err := i.Socket(nil, root(i), AF_INET, SOCK_RAW, 89)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Addr(nil).Port(); got != 89 {
		t.Errorf("WR-22: port %d, want the protocol number", got)
	}
	s.ForgetPort(nil)
	if got := s.Addr(nil).Port(); got != 0 || s.Num.Load(nil) != 89 {
		t.Errorf("WR-22: port %d, want none", got)
	}
	i.Input(nil, 2, netdev.Packet{Protocol: 89, Src: peer, Dst: local})
	if r, err := s.Receive(nil); err != nil || r.Src.Port() != 0 || r.Src.Addr() != peer.Addr() {
		t.Errorf("RAW-01: from %v, %v; want an address without a port", r.Src, err)
	}
}

func TestInputDrops(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	s := open(t, i)
	s.Bind(nil, local)
	for _, tt := range []struct {
		src, dst string
		want     int
		why      string
	}{
		{"10.1.0.2:68", "10.1.0.1:67", 1, "for this host"},
		{"10.1.0.2:68", "10.2.0.1:67", 1, "for this host, by another device's address"},
		{"10.1.0.2:68", "10.1.0.9:67", 0, "for another host"},
		{"10.1.0.2:68", "[::ffff:10.1.0.1]:67", 0, "not IPv4"},
		{"[::1]:68", "10.1.0.1:67", 0, "not from IPv4"},
	} {
		p := netdev.Packet{Protocol: 99, Src: netip.MustParseAddrPort(tt.src), Dst: netip.MustParseAddrPort(tt.dst)}
		if got := len(i.Input(nil, 2, p)); got != tt.want {
			t.Errorf("%s > %s: %d sockets got it, want %d: %s", tt.src, tt.dst, got, tt.want, tt.why)
		}
	}
	if got := i.Input(nil, 2, netdev.Packet{}); got != nil {
		t.Error("an empty packet reached somebody")
	}
}

func TestOutput(t *testing.T) {
	for _, tt := range []struct {
		dst  string
		oif  int32
		dif  int32 // where it arrives, 0 if it does not
		wire int32 // where it leaves, 0 if it does not
		rule string
		why  string
	}{
		{"10.1.0.2", 0, 0, 2, "OUT-01", "to the network of eth0"},
		{"10.2.0.1", 2, 0, 2, "UDP-31", "an own address searched on another link"},
		{"10.1.0.1", 0, 2, 0, "UDP-30", "an own address counts as its device"},
		{"127.0.0.1", 0, 1, 0, "UDP-30", "127.0.0.1 counts as lo"},
		{"10.1.0.1", 1, 1, 0, "UDP-31", "bound to lo: it counts as lo"},
		{"0.0.0.0", 0, 1, 0, "OUT-01", "0.0.0.0 is this host"},
	} {
		i, _ := newTiny(t, netdev.Newest)
		s := open(t, i)
		s.Bind(nil, any4)
		r, err := i.Net.RouteOutput(nil, netip.MustParseAddr(tt.dst), netip.Addr{}, tt.oif)
		if err != nil {
			t.Fatal(err)
		}
		i.Output(nil, r, netdev.Packet{Protocol: 99, Src: netip.AddrPortFrom(r.Src, 1), Dst: netip.AddrPortFrom(r.Dst, 2)})
		got, err := s.Receive(nil)
		if got.Dif != tt.dif || (err == nil) != (tt.dif != 0) {
			t.Errorf("%s: to %s via %d: arrived on %d, %v; want %d: %s", tt.rule, tt.dst, tt.oif, got.Dif, err, tt.dif, tt.why)
		}
		for _, d := range i.Net.Devices(nil) {
			if left := len(d.Sent(nil)) == 1; left != (d.Index(nil) == tt.wire) {
				t.Errorf("%s: to %s via %d: left by %s: %v: %s", tt.rule, tt.dst, tt.oif, d.Name(nil), left, tt.why)
			}
		}
	}
}

// TestBindingDropsTheRoute: every successful set does, a failed one does not.
func TestBindingDropsTheRoute(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	s := open(t, i)
	r, err := i.Net.RouteOutput(nil, peer.Addr(), netip.Addr{}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what string
		do   func() error
		kept bool
		rule string
	}{
		{"nothing", func() error { return nil }, true, "OUT-40"},
		{"a set by index", func() error { return s.BindToIndex(nil, root(i), 2) }, false, "OUT-40"},
		{"the same again", func() error { return s.BindToIndex(nil, root(i), 2) }, false, "OPT-23"},
		{"a set by name", func() error { return s.BindToDevice(nil, root(i), "eth0") }, false, "OUT-40"},
		{"a refused set", func() error { s.BindToIndex(nil, nobody(i), 3); return nil }, true, "OUT-40"},
		{"a rename", func() error { return i.Net.Rename(nil, 2, "lan0") }, true, "OUT-53"},
		{"going down", func() error { return i.Net.SetUp(nil, 2, false) }, false, "OUT-10"},
	} {
		s.SetRoute(nil, r)
		if err := tt.do(); err != nil {
			t.Fatal(err)
		}
		if got := s.CachedRoute(nil) != nil; got != tt.kept {
			t.Errorf("%s: after %s the route is cached: %v, want %v", tt.rule, tt.what, got, tt.kept)
		}
	}
}

// TestTwoFirstBinders: the permission is judged under the socket lock, so of
// two unprivileged first binders exactly one succeeds (OPT-44).
func TestTwoFirstBinders(t *testing.T) {
	_, err := sched.Explore(sched.Options{}, func(w *sched.World) {
		n := netdev.NewNet(w.Setup(), netdev.NewRtnl(w.Setup(), netdev.Newest))
		i := NewInet(nil, n, &UserNS{})
		i.Register(&Proto{Type: SOCK_DGRAM, Number: 17})
		s, _ := i.Socket(w.Setup(), nobody(i), AF_INET, SOCK_DGRAM, 0)
		var errs [2]error
		for k := range errs {
			w.Go(string(rune('a'+k)), func(t *sched.Task) { errs[k] = s.BindToIndex(t, nobody(i), int32(k+1)) })
		}
		w.Finally(func(*sched.Task) {
			if (errs[0] == nil) == (errs[1] == nil) || errs[0] != nil && errs[0] != netdev.EPERM || errs[1] != nil && errs[1] != netdev.EPERM {
				w.Errorf("OPT-44: %v and %v, want one success and one EPERM", errs[0], errs[1])
			}
		})
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAddr(t *testing.T) {
	for _, s := range []string{"0.0.0.0", "10.1.0.1", "255.255.255.255", "127.0.0.1"} {
		if a := netip.MustParseAddr(s); ToAddr(FromAddr(a)) != a {
			t.Errorf("%v becomes %v", a, ToAddr(FromAddr(a)))
		}
	}
	if FromAddr(netip.Addr{}) != 0 || FromAddr(netip.MustParseAddr("::1")) != 0 {
		t.Error("what is not IPv4 is the wildcard")
	}
	i, _ := newTiny(t, netdev.Newest)
	s := open(t, i)
	s.Bind(nil, local)
	if got := s.Addr(nil); got != local {
		t.Errorf("the socket says %v, want %v", got, local)
	}
}

// TestMisuse: wrong use of the package panics with a sentence.
func TestMisuse(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	s := open(t, i)
	s.BindToIndex(nil, root(i), 2)
	for name, fn := range map[string]func(){
		"NewInet without a namespace": func() { NewInet(nil, nil, &UserNS{}) },
		"NewInet without an owner":    func() { NewInet(nil, i.Net, nil) },
		"Register of nothing":         func() { i.Register(nil) },
		"Register twice":              func() { i.Register(s.Proto()) },
		"Socket for nobody":           func() { i.Socket(nil, nil, AF_INET, SOCK_DGRAM, 0) },
		"a set for nobody":            func() { s.BindToIndex(nil, nil, 3) },
	} {
		func() {
			defer func() {
				if s, ok := recover().(string); !ok || !strings.HasPrefix(s, "sock: ") {
					t.Errorf("%s: the panic is %v, want a sentence of this package", name, s)
				}
			}()
			fn()
			t.Errorf("%s: no panic", name)
		}()
	}
}
