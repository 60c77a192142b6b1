package sock

import (
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sched"
)

type task = *sched.Task

// tiny is a protocol with one list of sockets, which all get every packet of
// their device, and a record of the hooks that were called.
type tiny struct {
	inet  *Inet
	socks []*Sock
	calls []string
	fail  error // what Bind answers
}

func (p *tiny) log(hook string) { p.calls = append(p.calls, hook) }

// newTiny makes a namespace with eth0 (2) and eth1 (3), up, with addresses
// 10.1.0.1/24 and 10.2.0.1/24, and a tiny protocol in it.
func newTiny(t testing.TB, release netdev.Release) (*Inet, *tiny) {
	t.Helper()
	n := netdev.NewNet(nil, netdev.NewRtnl(nil, release))
	for _, dev := range []struct{ name, addr string }{{"eth0", "10.1.0.1/24"}, {"eth1", "10.2.0.1/24"}} {
		d, err := n.Register(nil, dev.name, 0)
		if err != nil {
			t.Fatal(err)
		}
		n.SetUp(nil, d.Index(nil), true)
		if err := n.AddAddr(nil, d.Index(nil), netip.MustParsePrefix(dev.addr)); err != nil {
			t.Fatal(err)
		}
	}
	n.SetUp(nil, 1, true)
	i := NewInet(nil, n, &UserNS{})
	p := &tiny{inet: i}
	i.Register(&Proto{
		Name: "TINY", Number: 99, Type: SOCK_DGRAM,
		Bind: func(t task, s *Sock, local netip.AddrPort) error {
			p.log("bind " + local.String())
			if p.fail != nil {
				return p.fail
			}
			port := uint32(local.Port())
			if port == 0 {
				port = 1000
			}
			s.Num.Store(t, port)
			s.Saddr.Store(t, FromAddr(local.Addr()))
			s.RcvSaddr.Store(t, FromAddr(local.Addr()))
			p.socks = append(p.socks, s)
			return nil
		},
		Connect:    func(_ task, _ *Sock, peer netip.AddrPort) error { p.log("connect " + peer.String()); return nil },
		Disconnect: func(t task, s *Sock) error { p.log("disconnect"); s.ClearDevice(t); return nil },
		Unhash:     func(task, *Sock) { p.log("unhash") },
		Rehash:     func(task, *Sock) { p.log("rehash") },
		Send:       func(_ task, _ *Sock, m Msg) error { p.log("send " + m.To.String()); return nil },
		Lookup: func(t task, k *Key, found []*Sock) []*Sock {
			for _, s := range p.socks {
				if match, _ := s.BoundDevMatch(t, k.Dif, 0, false); match {
					found = append(found, s)
				}
			}
			return found
		},
	})
	return i, p
}

// root has all capabilities in the namespace, nobody has none.
func root(i *Inet) *Cred { return &Cred{NS: i.UserNS, Caps: CAP_NET_ADMIN | CAP_NET_RAW} }
func nobody(i *Inet) *Cred {
	return &Cred{NS: i.UserNS, UID: 65534}
}

func open(t testing.TB, i *Inet) *Sock {
	t.Helper()
	s, err := i.Socket(nil, root(i), AF_INET, SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
