package ping

import (
	"net/netip"
	"slices"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

const (
	a = 2
	b = 3
)

type world struct {
	*testing.T
	inet *sock.Inet
	root *sock.Cred
	tb   *table
}

func newWorld(t *testing.T, r netdev.Release) *world {
	t.Helper()
	n := netdev.NewNet(nil, netdev.NewRtnl(nil, r))
	w := &world{t, sock.NewInet(nil, n, &sock.UserNS{}), nil, nil}
	w.root = &sock.Cred{NS: w.inet.UserNS, Caps: sock.CAP_NET_RAW}
	w.tb = newTable(nil, w.inet)
	w.tb.register()
	w.inet.Sysctl.PingFirst.Store(nil, 0)
	n.SetUp(nil, 1, true)
	for _, dev := range []struct {
		name  string
		addrs []string
	}{{"a", []string{"10.1.0.1/24", "fd01::1/64", "fe80::a/64"}}, {"b", []string{"10.2.0.1/24", "fd02::1/64", "fe80::b/64"}}} {
		d, err := n.Register(nil, dev.name, 0)
		if err != nil {
			t.Fatal(err)
		}
		n.SetUp(nil, d.Index(nil), true)
		for _, addr := range dev.addrs {
			n.AddAddr(nil, d.Index(nil), netip.MustParsePrefix(addr))
		}
	}
	return w
}

// open makes a socket of the family, on a device, with an address and
// identifier; "" is none.
func (w *world) open(family int, dev int32, addr string) *sock.Sock {
	w.Helper()
	number := IPPROTO_ICMP
	if family == sock.AF_INET6 {
		number = IPPROTO_ICMPV6
	}
	s, err := w.inet.Socket(nil, w.root, family, sock.SOCK_DGRAM, number)
	if err != nil {
		w.Fatal(err)
	}
	s.BindToIndex(nil, w.root, dev)
	if addr != "" {
		if err := s.Bind(nil, netip.MustParseAddrPort(addr)); err != nil {
			w.Fatal(err)
		}
	}
	return s
}

func (w *world) open4(dev int32, addr string) *sock.Sock {
	w.Helper()
	return w.open(sock.AF_INET, dev, addr)
}
func (w *world) open6(dev int32, addr string) *sock.Sock {
	w.Helper()
	return w.open(sock.AF_INET6, dev, addr)
}

func at(s string) netip.AddrPort { return netip.AddrPortFrom(netip.MustParseAddr(s), 0) }

// reply is an echo reply from the neighbour of a to dst.
func reply(dst string, id uint16) netdev.Packet {
	if netip.MustParseAddr(dst).Is4() {
		return netdev.Packet{Protocol: IPPROTO_ICMP, Src: at("10.1.0.2"), Dst: at(dst), ICMP: netdev.ICMP{ID: id, Seq: 1}}
	}
	return netdev.Packet{Protocol: IPPROTO_ICMPV6, Src: at("fd01::2"), Dst: at(dst), ICMP: netdev.ICMP{Type: 129, ID: id, Seq: 1}}
}

func (w *world) in(dst string, id uint16) []*sock.Sock { return w.inet.Input(nil, a, reply(dst, id)) }

func TestLookup(t *testing.T) {
	type spec struct {
		family int
		dev    int32
		addr   string
	}
	v4, v6 := sock.AF_INET, sock.AF_INET6
	for _, tt := range []struct {
		socks []spec // the oldest first
		dst   string
		want  int // which gets it, -1: none
		rule  string
		why   string
	}{
		{[]spec{{v4, 0, "0.0.0.0:500"}}, "10.1.0.1", 0, "PNG-01", "the identifier"},
		{[]spec{{v4, 0, "0.0.0.0:564"}}, "10.1.0.1", -1, "PNG-01", "another, of the same chain"},
		{[]spec{{v4, a, "0.0.0.0:500"}, {v4, 0, "0.0.0.0:500"}}, "10.1.0.1", 1, "PNG-02", "the newest, though not bound"},
		{[]spec{{v4, 0, "0.0.0.0:500"}, {v4, a, "0.0.0.0:500"}}, "10.1.0.1", 1, "PNG-01", "the newest"},
		{[]spec{{v4, 0, "0.0.0.0:500"}, {v4, b, "0.0.0.0:500"}}, "10.1.0.1", 0, "PNG-01", "the newest is on another device"},
		{[]spec{{v4, 4242, "0.0.0.0:500"}}, "10.1.0.1", -1, "PNG-01", "on none that exists"},
		{[]spec{{v4, 0, "10.1.0.1:500"}, {v4, 0, "0.0.0.0:500"}}, "10.1.0.1", 1, "PNG-01", "an address is not preferred"},
		{[]spec{{v4, 0, "0.0.0.0:500"}, {v4, 0, "10.2.0.1:500"}}, "10.1.0.1", 0, "PNG-01", "another address"},
		{[]spec{{v4, 0, "0.0.0.0:500"}, {v6, 0, "[::]:500"}}, "10.1.0.1", 0, "PNG-01", "the other family"},
		{[]spec{{v6, 0, "[::]:500"}, {v4, 0, "0.0.0.0:500"}}, "fd01::1", 0, "PNG-01", "the other family"},
		{[]spec{{v6, 0, "[fd01::1]:500"}, {v6, 0, "[fd02::1]:500"}}, "fd01::1", 0, "PNG-01", "another address"},
		{[]spec{{v6, a, "[::]:500"}, {v6, b, "[::]:500"}}, "fd01::1", 0, "PNG-01", "another device"},
		{[]spec{{v6, 0, "[fe80::b%3]:500"}}, "fe80::b", -1, "WR-01", "the scope has become the device"},
	} {
		w := newWorld(t, netdev.Newest)
		var all []*sock.Sock
		for _, s := range tt.socks {
			all = append(all, w.open(s.family, s.dev, s.addr))
		}
		var want []*sock.Sock
		if tt.want >= 0 {
			want = all[tt.want : tt.want+1]
		}
		if got := w.in(tt.dst, 500); !slices.Equal(got, want) {
			t.Errorf("%s: %v: %d sockets got it, want number %d: %s", tt.rule, tt.socks, len(got), tt.want, tt.why)
		}
	}
}

// TestNoReply: only echo replies are for ping sockets.
func TestNoReply(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	w.open4(0, "0.0.0.0:500")
	p := reply("10.1.0.1", 500)
	p.ICMP.Type = 8
	if got := w.inet.Input(nil, a, p); len(got) != 0 {
		t.Error("a ping socket got a request")
	}
	p.ICMP = netdev.ICMP{Type: 0, ID: 0}
	if got := w.inet.Input(nil, a, p); len(got) != 0 {
		t.Error("a ping socket got identifier 0")
	}
	s := w.open4(0, "")
	k := &sock.Key{Protocol: 17, Src: at("10.1.0.2"), Dst: netip.MustParseAddrPort("10.1.0.1:500"), Dif: a}
	if got := s.Proto().Lookup(nil, k, nil); got != nil || s.Proto().Explain(nil, k) != nil {
		t.Error("a ping socket got UDP")
	}
}

// TestDeviceChanges: where a socket hangs has nothing to do with its device.
func TestDeviceChanges(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.open4(b, "0.0.0.0:500")
	s.BindToIndex(nil, w.root, a)
	if got := w.in("10.1.0.1", 500); !slices.Equal(got, []*sock.Sock{s}) {
		t.Error("RH-01: moved to a, it does not get what arrives there")
	}
	s.Close(nil)
	if got := w.in("10.1.0.1", 500); len(got) != 0 {
		t.Error("a closed socket got a reply")
	}
}

// TestArrival: before 5.17 the device was that which the packet came over.
func TestArrival(t *testing.T) {
	for _, tt := range []struct {
		release    netdev.Release
		slave, red bool // sockets bound to the two get what comes by the VRF
		owner, lo  bool // what the host sends to its own address
		rule       string
	}{
		{netdev.Newest, true, true, true, false, "PNG-04"},
		{netdev.Release{Major: 5, Minor: 17}, true, true, true, false, "PNG-04"},
		{netdev.Release{Major: 5, Minor: 16}, false, true, false, true, "PNG-04"},
	} {
		w := newWorld(t, tt.release)
		for dev, want := range map[int32]bool{b: tt.owner, 1: tt.lo, a: false, 0: true} {
			s := w.open4(dev, "0.0.0.0:500")
			w.inet.Output(nil, must(w.inet.Net.RouteOutput(nil, netip.MustParseAddr("10.2.0.1"), netip.Addr{}, 0)), netdev.Packet{
				Protocol: IPPROTO_ICMP, Src: at("10.2.0.1"), Dst: at("10.2.0.1"), ICMP: netdev.ICMP{ID: 500},
			})
			if _, err := s.Receive(nil); (err == nil) != want {
				t.Errorf("%s: Linux %s: on %d got a reply to the address of b: %v", tt.rule, tt.release, dev, err == nil)
			}
			s.Close(nil)
		}
		red := must(w.inet.Net.RegisterVRF(nil, "red", 0, 10)).Index(nil)
		w.inet.Net.SetUp(nil, red, true)
		if err := w.inet.Net.SetMaster(nil, a, red); err != nil {
			t.Fatal(err)
		}
		for dev, want := range map[int32]bool{a: tt.slave, red: tt.red, b: false, 0: true} {
			s := w.open4(dev, "0.0.0.0:500")
			if got := w.in("10.1.0.1", 500); (len(got) == 1) != want {
				t.Errorf("%s: Linux %s: on %d got a reply by the VRF: %v", tt.rule, tt.release, dev, len(got) == 1)
			}
			s.Close(nil)
		}
	}
}

// TestKeyWithoutDev: who asks with a key of his own need not say Dev.
func TestKeyWithoutDev(t *testing.T) {
	w := newWorld(t, netdev.Oldest)
	s := w.open4(a, "0.0.0.0:500")
	k := &sock.Key{Protocol: IPPROTO_ICMP, Src: at("10.1.0.2"), Dst: netip.MustParseAddrPort("10.1.0.1:500"), Dif: a}
	if got := s.Proto().Lookup(nil, k, nil); len(got) != 1 {
		t.Error("not found")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestExplain(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	w.open4(0, "0.0.0.0:500") // the oldest, which nobody looks at
	taker := w.open4(0, "0.0.0.0:500")
	want := []sock.Candidate{
		{Sock: w.open4(0, "0.0.0.0:564"), Score: -1, Reason: "another identifier, though of this chain"},
		{Sock: w.open6(0, "[::]:500"), Score: -1, Reason: "the other family"},
		{Sock: w.open4(0, "10.2.0.1:500"), Score: -1, Reason: "another local address"},
		{Sock: w.open4(b, "0.0.0.0:500"), Score: -1, Reason: "bound to another device"},
	}
	slices.Reverse(want)
	want = append(want, sock.Candidate{Sock: taker, Chosen: true, Reason: "the newest that matches: nobody is preferred, and nobody looks further"})
	for i := range want {
		want[i].Stage = "chain of identifier 500"
	}
	k := &sock.Key{Protocol: IPPROTO_ICMP, Src: at("10.1.0.2"), Dst: netip.MustParseAddrPort("10.1.0.1:500"), Dif: a}
	if got := taker.Proto().Explain(nil, k); !slices.Equal(got, want) {
		t.Errorf("PNG-01: %+v\nwant %+v", got, want)
	}
	if got := taker.Proto().Lookup(nil, k, nil); !slices.Equal(got, []*sock.Sock{taker}) {
		t.Error("PNG-01: lookup says something else")
	}
	taker.Close(nil)
	k.Dst = netip.MustParseAddrPort("10.9.9.9:501")
	if got := taker.Proto().Explain(nil, k); got != nil {
		t.Errorf("%+v for an identifier that nobody has", got)
	}
}

func TestLookupAllocatesNothing(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.open4(0, "0.0.0.0:500")
	w.open6(a, "[::]:500")
	k4 := &sock.Key{Protocol: IPPROTO_ICMP, Src: at("10.1.0.2"), Dst: netip.MustParseAddrPort("10.1.0.1:500"), Dif: a}
	k6 := &sock.Key{Protocol: IPPROTO_ICMPV6, Src: at("fd01::2"), Dst: netip.MustParseAddrPort("[fd01::1]:500"), Dif: a}
	found := make([]*sock.Sock, 0, 4)
	if n := testing.AllocsPerRun(100, func() {
		s.Proto().Lookup(nil, k4, found)
		s.Proto().Lookup(nil, k6, found)
	}); n != 0 {
		t.Errorf("a lookup allocates %v times", n)
	}
}

func TestGroupRange(t *testing.T) {
	for _, tt := range []struct {
		low, high uint32
		cred      sock.Cred
		want      error
		why       string
	}{
		{1, 0, sock.Cred{Caps: sock.CAP_NET_RAW | sock.CAP_NET_ADMIN}, netdev.EACCES, "nobody, as it is at first"},
		{5, 7, sock.Cred{GID: 5}, nil, "the first group"},
		{5, 7, sock.Cred{GID: 7}, nil, "the last"},
		{5, 7, sock.Cred{GID: 8}, netdev.EACCES, "beyond"},
		{5, 7, sock.Cred{GID: 4}, netdev.EACCES, "before"},
		{5, 7, sock.Cred{GID: 8, Groups: []uint32{1, 6}}, nil, "a supplementary group"},
		{5, 7, sock.Cred{GID: 8, Groups: []uint32{1, 8}}, netdev.EACCES, "others"},
	} {
		w := newWorld(t, netdev.Newest)
		w.inet.Sysctl.PingFirst.Store(nil, tt.low)
		w.inet.Sysctl.PingLast.Store(nil, tt.high)
		for family, number := range map[int]int{sock.AF_INET: IPPROTO_ICMP, sock.AF_INET6: IPPROTO_ICMPV6} {
			if _, err := w.inet.Socket(nil, &tt.cred, family, sock.SOCK_DGRAM, number); err != tt.want {
				t.Errorf("groups %d to %d: %v, want %v: %s", tt.low, tt.high, err, tt.want, tt.why)
			}
		}
	}
}
