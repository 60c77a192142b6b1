package udp

import (
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// world is a namespace with a (2) and b (3), up, with addresses 10.1.0.1/24 and
// 10.2.0.1/24 as well as 10.9.9.9/32 on lo, and sockets by name. It has IPv6 as
// well: fd01::1/64, fd02::1/64, fd09::9/128.
type world struct {
	*testing.T
	rtnl  *netdev.Rtnl
	inet  *sock.Inet
	tb    *table
	root  *sock.Cred
	socks map[string]*sock.Sock
}

const (
	a     = 2
	b     = 3
	stale = 4242
)

func newWorld(t *testing.T, release netdev.Release) *world {
	t.Helper()
	rtnl := netdev.NewRtnl(nil, release)
	n := netdev.NewNet(nil, rtnl)
	w := &world{T: t, rtnl: rtnl, inet: sock.NewInet(nil, n, &sock.UserNS{}), socks: map[string]*sock.Sock{}}
	w.root = &sock.Cred{NS: w.inet.UserNS, Caps: sock.CAP_NET_RAW}
	w.tb = newTable(nil, w.inet)
	p := w.tb.proto()
	p6 := w.tb.proto6(p)
	w.inet.Register(p)
	w.inet.Register(p6)
	for _, dev := range []struct{ name, addr, addr6 string }{
		{"lo", "10.9.9.9/32", "fd09::9/128"}, {"a", "10.1.0.1/24", "fd01::1/64"}, {"b", "10.2.0.1/24", "fd02::1/64"},
	} {
		d := n.ByName(nil, dev.name)
		if d == nil {
			d, _ = n.Register(nil, dev.name, 0)
		}
		n.SetUp(nil, d.Index(nil), true)
		for _, addr := range []string{dev.addr, dev.addr6} {
			if err := n.AddAddr(nil, d.Index(nil), netip.MustParsePrefix(addr)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return w
}

// open makes a socket of that name on a device.
func (w *world) open(name string, dev int32) *sock.Sock {
	w.Helper()
	return w.openFamily(name, dev, sock.AF_INET)
}

func (w *world) openFamily(name string, dev int32, family int) *sock.Sock {
	w.Helper()
	s, err := w.inet.Socket(nil, w.root, family, sock.SOCK_DGRAM, IPPROTO_UDP)
	if err != nil {
		w.Fatal(err)
	}
	w.socks[name] = s
	w.set(s, dev)
	return s
}

func (w *world) set(s *sock.Sock, dev int32) {
	w.Helper()
	if err := s.BindToIndex(nil, w.root, dev); err != nil {
		w.Fatal(err)
	}
}

// bind opens a socket and binds it.
func (w *world) bind(name string, dev int32, local string) *sock.Sock {
	w.Helper()
	s := w.open(name, dev)
	if err := s.Bind(nil, netip.MustParseAddrPort(local)); err != nil {
		w.Fatalf("bind %s to %s: %v", name, local, err)
	}
	return s
}

// bind6 is bind of a socket of IPv6.
func (w *world) bind6(name string, dev int32, local string) *sock.Sock {
	w.Helper()
	s := w.openFamily(name, dev, sock.AF_INET6)
	if err := s.Bind(nil, netip.MustParseAddrPort(local)); err != nil {
		w.Fatalf("bind %s to %s: %v", name, local, err)
	}
	return s
}

// share opens a socket with SO_REUSEADDR or SO_REUSEPORT and binds it.
func (w *world) share(name string, option int, dev int32, local string) *sock.Sock {
	w.Helper()
	at, family := netip.MustParseAddrPort(local), sock.AF_INET
	if at.Addr().Is6() {
		family = sock.AF_INET6
	}
	s := w.openFamily(name, dev, family)
	w.check(s.SetInt(nil, w.root, option, 1))
	w.check(s.Bind(nil, at))
	return s
}

func (w *world) connect(s *sock.Sock, peer string) {
	w.Helper()
	w.check(s.Connect(nil, netip.MustParseAddrPort(peer)))
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) reuse(s *sock.Sock) *sock.Sock {
	s.SetInt(nil, w.root, sock.SO_REUSEADDR, 1)
	return s
}

// who is the name of the socket that gets a packet, without putting it there.
func (w *world) who(dif int32, src, dst string) string {
	k := sock.Key{Protocol: IPPROTO_UDP, Dif: dif, Src: netip.MustParseAddrPort(src), Dst: netip.MustParseAddrPort(dst)}
	found := w.tb.lookup(nil, &k, nil)
	if len(found) == 0 {
		return ""
	}
	if k.FromPeer { // as the queue does
		found[0].SetIncomingCPU(nil)
	}
	for name, s := range w.socks {
		if s == found[0] && len(found) == 1 {
			return name
		}
	}
	w.Fatalf("lookup found %d sockets, none of ours", len(found))
	return ""
}

const (
	client = "10.1.0.2:68"
	server = "10.1.0.1:67"
	any67  = "0.0.0.0:67"
)
