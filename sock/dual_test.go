package sock

import (
	"net/netip"
	"testing"

	"boundif/netdev"
)

// dual is a namespace with sockets of both families:
//
//	eth0 (2)  10.1.0.1/24  fd01::1/64  fe80::a/64
//	eth1 (3)  10.2.0.1/24  fd02::1/64  fe80::b/64
//	red  (4)  a VRF
//	eth2 (5)  10.3.0.1/24  fd03::1/64  fe80::c/64  in red
type dual struct {
	*Inet
	t     testing.TB
	calls []string
	fail  error // what getPort answers
	socks []*Sock
	lost  []lost
}

// lost is a call of an Err hook.
type lost struct {
	k     Key
	errno netdev.Errno
}

const (
	eth0 = 2 + iota
	eth1
	red
	eth2
	stale = 4242
)

func newDual(t testing.TB) *dual {
	t.Helper()
	return newDualOf(t, netdev.Newest)
}

func newDualOf(t testing.TB, release netdev.Release) *dual {
	t.Helper()
	n := netdev.NewNet(nil, netdev.NewRtnl(nil, release))
	d := &dual{Inet: NewInet(nil, n, &UserNS{}), t: t}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(n.SetUp(nil, 1, true))
	add := func(name string, index int32, prefixes ...string) {
		t.Helper()
		must(n.SetUp(nil, index, true))
		for _, p := range prefixes {
			must(n.AddAddr(nil, index, netip.MustParsePrefix(p)))
		}
	}
	for _, name := range []string{"eth0", "eth1"} {
		_, err := n.Register(nil, name, 0)
		must(err)
	}
	_, err := n.RegisterVRF(nil, "red", red, 10)
	must(err)
	_, err = n.Register(nil, "eth2", eth2)
	must(err)
	must(n.SetMaster(nil, eth2, red))
	add("eth0", eth0, "10.1.0.1/24", "fd01::1/64", "fe80::a/64")
	add("eth1", eth1, "10.2.0.1/24", "fd02::1/64", "fe80::b/64")
	add("red", red)
	add("eth2", eth2, "10.3.0.1/24", "fd03::1/64", "fe80::c/64")
	for _, family := range []int{AF_INET, AF_INET6} {
		d.Register(d.proto(family, SOCK_DGRAM, 17))
		tcp := d.proto(family, SOCK_STREAM, 6)
		tcp.Listen = func(t task, s *Sock, _ int) error { s.SetAcceptConn(t, true); return nil }
		d.Register(tcp)
		raw := d.proto(family, SOCK_RAW, 0)
		raw.Hash = func(_ task, s *Sock) { d.socks = append(d.socks, s) }
		d.Register(raw)
	}
	return d
}

// proto is a protocol whose sockets get what is for their port, or for their
// number.
func (d *dual) proto(family, typ int, number uint8) *Proto {
	p := &Proto{Name: "DUAL", Family: family, Type: typ, Number: number, PortUnreachable: typ == SOCK_DGRAM}
	getPort := func(t task, s *Sock, port uint32) error {
		if d.fail != nil {
			return d.fail
		}
		if port == 0 {
			port = 1000
		}
		s.Num.Store(t, port)
		d.socks = append(d.socks, s)
		return nil
	}
	p.Bind = func(t task, s *Sock, local netip.AddrPort) error { return InetBind(t, s, local, getPort) }
	p.Connect = ConnectDatagram
	if family == AF_INET6 {
		p.Bind = func(t task, s *Sock, local netip.AddrPort) error { return Inet6Bind(t, s, local, getPort) }
		p.Connect = ConnectDatagram6
	}
	p.Disconnect = DisconnectDatagram
	p.Unhash = func(t task, s *Sock) { s.Num.Store(t, 0) }
	p.Rehash = func(task, *Sock) { d.calls = append(d.calls, "rehash") }
	p.Send = func(t task, s *Sock, m Msg) error { return nil }
	p.Lookup = func(t task, k *Key, found []*Sock) []*Sock {
		for _, s := range d.socks {
			if s.prot == p && (number == 0 && s.Num.Load(t) == uint32(k.Protocol) || number != 0 && s.Num.Load(t) == uint32(k.Dst.Port())) {
				found = append(found, s)
			}
		}
		return found
	}
	p.Err = func(_ task, k *Key, errno netdev.Errno, _ *netdev.Packet) { d.lost = append(d.lost, lost{*k, errno}) }
	return p
}

// sock makes a socket that is bound to a device.
func (d *dual) sock(family, typ int, dev int32) *Sock {
	d.t.Helper()
	number := 0
	if typ == SOCK_RAW {
		number = 200
	}
	s, err := d.Socket(nil, root(d.Inet), family, typ, number)
	if err != nil {
		d.t.Fatal(err)
	}
	s.SetBoundDevIf(nil, dev)
	return s
}

func (d *dual) udp(dev int32) *Sock  { d.t.Helper(); return d.sock(AF_INET, SOCK_DGRAM, dev) }
func (d *dual) udp6(dev int32) *Sock { d.t.Helper(); return d.sock(AF_INET6, SOCK_DGRAM, dev) }

func (d *dual) set(s *Sock, level, name int, value int32) {
	d.t.Helper()
	if err := s.Setsockopt(nil, root(d.Inet), level, name, word(value), 4); err != nil {
		d.t.Fatalf("option %d of level %d: %v", name, level, err)
	}
}

func prefix(p string) netip.Prefix { return netip.MustParsePrefix(p) }
func port(a string) netip.AddrPort { return netip.MustParseAddrPort(a) }
func ip(a string) netip.Addr {
	if a == "" {
		return netip.Addr{}
	}
	return netip.MustParseAddr(a)
}
