package prototest_test

import (
	"net/netip"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/proto/prototest"
	"boundif/sched"
	"boundif/sock"
)

// list is a protocol of another kind: no ports, each socket says its protocol
// number, all hang in one list from the start, and every one that matches gets
// a copy.
type list struct {
	lock  sched.Mutex
	socks sched.List[sock.Sock]
}

func (l *list) proto() *sock.Proto {
	return &sock.Proto{
		Name: "LIST", Type: sock.SOCK_RAW,
		Hash: l.hash, Unhash: l.unhash, Bind: l.bind, Connect: l.connect, Lookup: l.lookup,
	}
}

func (l *list) hash(t *sched.Task, s *sock.Sock) {
	l.lock.Lock(t.At("list.hash.lock"))
	l.socks.AddHead(t.At("list.hash"), &s.Node)
	l.lock.Unlock(t.At("list.hash.unlock"))
}

func (l *list) unhash(t *sched.Task, s *sock.Sock) {
	l.lock.Lock(t.At("list.unhash.lock"))
	s.Node.Del(t.At("list.unhash"))
	l.lock.Unlock(t.At("list.unhash.unlock"))
}

func (l *list) bind(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	if !local.Addr().IsUnspecified() && !s.Net().IsLocal(t, local.Addr()) {
		return netdev.EADDRNOTAVAIL
	}
	s.RcvSaddr.Store(t.At("list.bind"), sock.FromAddr(local.Addr()))
	return nil
}

func (l *list) connect(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
	s.Daddr.Store(t.At("list.connect"), sock.FromAddr(peer.Addr()))
	return nil
}

func (l *list) lookup(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	return l.matching(t, k, found, func(t *sched.Task, s *sock.Sock) int32 { return s.BoundDevIf(t) })
}

func (l *list) matching(t *sched.Task, k *sock.Key, found []*sock.Sock, device func(*sched.Task, *sock.Sock) int32) []*sock.Sock {
	t.At("list.lookup.first").RCULock()
	defer t.RCUUnlock()
	for n := l.socks.First(t); n != nil; n = n.Next(t) {
		s := n.Val
		dev := device(t.At("list.lookup.match"), s)
		local, peer := s.RcvSaddr.Load(t), s.Daddr.Load(t)
		if s.Num.Load(t) == uint32(k.Protocol) && on(dev, k) &&
			(local == 0 || local == sock.FromAddr(k.Dst.Addr())) && (peer == 0 || peer == sock.FromAddr(k.Src.Addr())) {
			found = append(found, s)
		}
	}
	return found
}

// on is inet_bound_dev_eq.
func on(device int32, k *sock.Key) bool {
	return device == k.Dif || device == k.Sdif // the second also if both are 0: unbound, and by no VRF
}

var listOptions = []prototest.Option{prototest.WithoutPorts(), prototest.EveryReceiver()}

// newList makes the constructor of a list with a fault.
func newList(fault func(l *list, p *sock.Proto)) prototest.Constructor {
	return func(t *sched.Task, inet *sock.Inet) *sock.Proto {
		l := &list{}
		sched.Own(t, "list", l)
		p := l.proto()
		fault(l, p)
		inet.Register(p)
		return p
	}
}

func TestList(t *testing.T) {
	prototest.Run(t, newList(func(*list, *sock.Proto) {}), listOptions...)
	for _, w := range []struct {
		name, rule string
		fault      func(l *list, p *sock.Proto)
	}{
		{"only the first gets it", "not-found", func(l *list, p *sock.Proto) {
			p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
				all := l.lookup(t, k, found)
				return all[:min(len(all), len(found)+1)]
			}
		}},
		{"a rehash that nobody needs", "lookup-missed", func(l *list, p *sock.Proto) {
			p.Rehash = func(t *sched.Task, s *sock.Sock) {
				l.lock.Lock(t.At("list.rehash.lock"))
				if s.Node.Listed() {
					s.Node.Del(t.At("list.rehash.unhash"))
					l.socks.AddHead(t.At("list.rehash.hash"), &s.Node)
				}
				l.lock.Unlock(t.At("list.rehash.unlock"))
			}
		}},
		{"a copy of the device, wrong for a moment", "lookup-wrong", func(l *list, p *sock.Proto) {
			p.Rehash = func(t *sched.Task, s *sock.Sock) {
				device := s.BoundDevIf(t.At("list.rehash.load"))
				s.PortaddrHash.Store(t.At("list.rehash.clear"), 0)
				s.PortaddrHash.Store(t.At("list.rehash.copy"), uint32(device))
			}
			p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
				return l.matching(t, k, found, func(t *sched.Task, s *sock.Sock) int32 { return int32(s.PortaddrHash.Load(t)) })
			}
		}},
		{"a connect without its lock", "half-bound", func(l *list, p *sock.Proto) {
			p.Rehash = func(t *sched.Task, s *sock.Sock) {
				s.PortaddrHash.Store(t.At("list.rehash.copy"), uint32(s.BoundDevIf(t)))
			}
			p.Connect = func(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
				device := s.PortaddrHash.Load(t.At("list.connect.load"))
				s.Unlock(t)
				s.Lock(t)
				s.PortaddrHash.Store(t.At("list.connect.back"), device)
				return l.connect(t, s, peer)
			}
			p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
				return l.matching(t, k, found, func(t *sched.Task, s *sock.Sock) int32 { return int32(s.PortaddrHash.Load(t)) })
			}
		}},
		{"two locks in two orders", "deadlock", func(l *list, p *sock.Proto) {
			p.Connect = func(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
				l.lock.Lock(t.At("list.connect.lock"))
				defer l.lock.Unlock(t)
				s.Unlock(t)
				s.Lock(t)
				return l.connect(t, s, peer)
			}
		}},
	} {
		checkWrong(t, w.name, w.rule, newList(w.fault), listOptions...)
	}
}

// TestListener: a protocol whose sockets are in the tables while they listen,
// and which wants a local address.
func TestListener(t *testing.T) {
	construct := func(t *sched.Task, inet *sock.Inet) *sock.Proto {
		l := &list{}
		sched.Own(t, "list", l)
		p := &sock.Proto{
			Name: "LISTENER", Number: 125, Type: sock.SOCK_STREAM,
			Bind: func(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
				return sock.InetBind(t, s, local, func(t *sched.Task, s *sock.Sock, port uint32) error {
					s.Num.Store(t.At("list.bind.num"), max(port, 1))
					return nil
				})
			},
			Listen: func(t *sched.Task, s *sock.Sock, backlog int) error {
				if s.Num.Load(t.At("list.listen.check")) == 0 || s.Node.Listed() {
					return netdev.EINVAL
				}
				l.hash(t, s)
				return nil
			},
			Disconnect: func(t *sched.Task, s *sock.Sock) error { l.unhash(t, s); return nil },
			Unhash:     l.unhash,
			Lookup: func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
				t.At("list.lookup.first").RCULock()
				defer t.RCUUnlock()
				var best *sock.Sock
				for n := l.socks.First(t); n != nil && k.Protocol == 125; n = n.Next(t) {
					dev := n.Val.BoundDevIf(t.At("list.lookup.match"))
					if n.Val.RcvSaddr.Load(t) == sock.FromAddr(k.Dst.Addr()) && n.Val.Num.Load(t) == uint32(k.Dst.Port()) &&
						on(dev, k) && (dev != 0 || best == nil) && (best == nil || best.BoundDevIf(t) == 0) {
						best = n.Val
					}
				}
				if best != nil {
					found = append(found, best)
				}
				return found
			},
		}
		inet.Register(p)
		return p
	}
	opts := []prototest.Option{
		prototest.KeepsDevice(), prototest.Hashed(func(s *prototest.State) bool { return s.Listening }),
		prototest.Scores(prototest.Score{Device: 1}), prototest.WithoutWildcards(), prototest.AddressKeepsOrder(),
	}
	prototest.Run(t, construct, opts...)
	checkWrong(t, "wildcards wanted, not there", "not-found", construct, opts[0], opts[1])
	any := prototest.Match(func(*sock.Key, *prototest.State) (int, bool) { return 0, true })
	checkWrong(t, "all match", "unbound-missed", construct, append(opts, any)...)
}

// TestHooks: what every protocol must have is asked for first.
func TestHooks(t *testing.T) {
	for _, tt := range []struct {
		says  string
		proto *sock.Proto
	}{
		{"returns no Proto", nil},
		{"neither Hash nor Bind", &sock.Proto{
			Unhash: func(*sched.Task, *sock.Sock) {},
			Lookup: func(_ *sched.Task, _ *sock.Key, found []*sock.Sock) []*sock.Sock { return found },
		}},
		{"socket() fails with ESOCKTNOSUPPORT", newList(func(*list, *sock.Proto) {})(nil, newInet())},
	} {
		construct := func(*sched.Task, *sock.Inet) *sock.Proto { return tt.proto }
		v := &verdict{}
		if prototest.Run(v, construct); v.rule != "prototest/hook-missing" || !strings.Contains(v.text, tt.says) {
			t.Errorf("want %q, got %s", tt.says, v.text)
		}
		v = &verdict{}
		if prototest.Replay(v, construct, "open", ""); v.rule != "prototest/hook-missing" {
			t.Errorf("Replay: want %q, got %s", tt.says, v.text)
		}
	}
}

func newInet() *sock.Inet {
	return sock.NewInet(nil, netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Newest)), &sock.UserNS{})
}

// TestNondeterministic: state that is kept outside the table.
func TestNondeterministic(t *testing.T) {
	calls := 0
	checkWrong(t, "a counter outside the table", "nondeterministic", newList(func(l *list, p *sock.Proto) {
		p.Rehash = func(t *sched.Task, s *sock.Sock) {
			if calls++; calls%2 == 0 {
				l.lock.Lock(t.At("list.rehash.lock"))
				l.lock.Unlock(t)
			}
		}
	}), listOptions...)
}

// TestReplay: what Replay says of histories in which nothing is wrong, and of
// those that it cannot read.
func TestReplay(t *testing.T) {
	for _, tt := range []struct{ history, schedule, says string }{
		{"open; bind 0 10.9.9.9:67; bind 0 10.1.0.1:67", "", "open\nbind 0 10.9.9.9:67 = EADDRNOTAVAIL\nbind 0 10.1.0.1:67"},
		{"open; bind 0 10.1.0.1:67 | device 0 2; close 0; device 0 3 | lookup 2 10.1.0.9:68 10.1.0.1:67", "v1:two", "= socket 0"},
		{"open; bind 0 10.1.0.1:67 | device 0 2; close 0; device 0 3 | lookup 2 10.1.0.9:68 10.1.0.1:67", "v1:two", "= socket 0 is closed"},
		{"open; bind 0 10.1.0.1:67 | device 0 3; device 0 -1 | lookup 2 10.1.0.9:68 10.1.0.1:67", "v1:one", "= nobody"},
		{"open; bind 0 10.1.0.1:67 | device 0 3; device 0 -1 | lookup 2 10.1.0.9:68 10.1.0.1:67", "v1:one", "= EINVAL"},
		{"open; bind 0 10.1.0.1:67 | close 0 | close 0", "v1:two", "= socket 0 is closed"},
		{"open; open second | device 0 3 | listen 0", "v1:one", "= the protocol has no listen"},
		{"open | rename eth0 lan0 | rename eth9 lan9", "v1:two", "= ENODEV"},
	} {
		v := &verdict{}
		prototest.Replay(v, newDemo, tt.history, tt.schedule, allowed...)
		if said := strings.Join(v.log, "\n"); v.failed || !strings.Contains(said, tt.says) {
			t.Errorf("%q: want %q, got %s%s", tt.history, tt.says, said, v.text)
		}
	}
	for _, tt := range []struct{ history, schedule, says string }{
		{"opens", "", `operation "opens"`},
		{"open | close 0 | close 0 | close 0 | close 0 | close 0", "v1:", "more than 4 tasks"},
		{"open | close 0", "v1:three", "there is no such task"},
		{"close 0 | close 0", "v1:", "there is no socket 0"},
	} {
		v := &verdict{}
		if prototest.Replay(v, newDemo, tt.history, tt.schedule); !strings.Contains(v.text, tt.says) {
			t.Errorf("%q: want %q, got %q", tt.history, tt.says, v.text)
		}
	}
}
