package prototest_test

import (
	"flag"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/proto/prototest"
	"boundif/sched"
	"boundif/sock"
)

func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("rapid.nofailfile", "true") // the wrong protocols fail on purpose
	os.Exit(m.Run())
}

// A verdict is a test that keeps what it is told.
type verdict struct {
	testing.TB
	failed  bool
	text    string // of the failure
	history string
	rule    string
	log     []string
}

func (v *verdict) Helper()      {}
func (v *verdict) Name() string { return "verdict" }
func (v *verdict) Logf(format string, args ...any) {
	v.log = append(v.log, fmt.Sprintf(format, args...))
}
func (v *verdict) Fatalf(format string, args ...any) {
	v.failed, v.text = true, fmt.Sprintf(format, args...)
	v.rule, _, _ = strings.Cut(v.text, ": ")
	if m := regexp.MustCompile(`(?m)^history:  (.*) \(operations: \d+\)$`).FindStringSubmatch(v.text); m != nil {
		v.history = m[1]
	}
}

// lookups makes a Lookup like demo's, of other chains or with other scores.
type lookups struct {
	devices func(k *sock.Key) []int32 // chains to look at
	score   func(t *sched.Task, s *sock.Sock, k *sock.Key, device int32, addr uint32) int
	oldest  bool
}

func (l lookups) of(d *demo) func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	if l.devices == nil {
		l.devices = func(k *sock.Key) []int32 { return []int32{k.Dif, k.Sdif, 0} }
	}
	if l.score == nil {
		l.score = demoScore
	}
	return func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
		if k.Protocol != demoNumber {
			return found
		}
		for _, addr := range []uint32{sock.FromAddr(k.Dst.Addr()), 0} {
			var best *sock.Sock
			high := 0
			for _, device := range l.devices(k) {
				for n := d.chain(device, addr, uint32(k.Dst.Port())).First(t.At("demo.lookup.first")); n != nil; n = n.Next(t) {
					sc := l.score(t.At("demo.lookup.score"), n.Val, k, device, addr)
					if sc > high || l.oldest && sc == high && sc > 0 {
						best, high = n.Val, sc
					}
				}
			}
			if best != nil {
				return append(found, best)
			}
		}
		return found
	}
}

// wrong are protocols with one fault each: what it changes in demo, and the
// rule that must name it.
var wrong = []struct {
	name  string
	rule  string
	fault func(d *demo, p *sock.Proto)
}{
	{"no rehash", "rehash-missing", func(d *demo, p *sock.Proto) { p.Rehash = nil }},
	{"rehash that does nothing", "stale-chain", func(d *demo, p *sock.Proto) {
		p.Rehash = func(*sched.Task, *sock.Sock) {}
	}},
	{"rehash outside the lock", "rehash-unlocked", func(d *demo, p *sock.Proto) {
		p.Disconnect = func(t *sched.Task, s *sock.Sock) error {
			err := sock.DisconnectDatagram(t, s)
			s.Unlock(t)
			s.Rehash(t)
			s.Lock(t)
			return err
		}
	}},
	{"rehash before the store", "rehash-early", func(d *demo, p *sock.Proto) {
		p.Disconnect = func(t *sched.Task, s *sock.Sock) error {
			s.Rehash(t)
			return sock.DisconnectDatagram(t, s)
		}
	}},
	{"stale chain after a change of address", "stale-chain", func(d *demo, p *sock.Proto) {
		hung := map[*sock.Sock]int32{}
		p.Rehash = func(t *sched.Task, s *sock.Sock) {
			if device := s.BoundDevIf(t.At("demo.rehash.check")); device != hung[s] {
				hung[s] = device
				d.rehash(t, s)
			}
		}
	}},
	{"lost on a failed bind", "failed-changes", func(d *demo, p *sock.Proto) {
		p.Bind = func(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
			d.lock.Lock(t.At("demo.bind.again"))
			s.Node.Del(t)
			d.lock.Unlock(t)
			return d.bind(t, s, local)
		}
	}},
	{"failed connect keeps the peer", "failed-changes", func(d *demo, p *sock.Proto) {
		p.Connect = func(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
			s.Daddr.Store(t.At("demo.connect.daddr"), sock.FromAddr(peer.Addr()))
			return sock.ConnectDatagram(t, s, peer)
		}
	}},
	{"unbound preferred", "wrong-score", func(d *demo, p *sock.Proto) {
		p.Lookup = lookups{score: func(t *sched.Task, s *sock.Sock, k *sock.Key, device int32, addr uint32) int {
			score := demoScore(t, s, k, device, addr)
			if score > 0 && device == 0 {
				score += 5
			}
			return score
		}}.of(d)
	}},
	{"bound sockets match other devices", "foreign-device", func(d *demo, p *sock.Proto) {
		p.Lookup = lookups{devices: func(k *sock.Key) []int32 { return []int32{k.Dif, k.Sdif, 0, 2, 3} }}.of(d)
	}},
	{"connected sockets match other peers", "foreign-peer", func(d *demo, p *sock.Proto) {
		p.Lookup = lookups{score: func(t *sched.Task, s *sock.Sock, k *sock.Key, device int32, addr uint32) int {
			if device == 0 && k.Sdif != 0 {
				return 0
			}
			if s.BoundDevIf(t) == device && s.RcvSaddr.Load(t) == addr && s.Num.Load(t) == uint32(k.Dst.Port()) {
				return 1 + int(device)
			}
			return 0
		}}.of(d)
	}},
	{"any port will do", "foreign-address", func(d *demo, p *sock.Proto) {
		lookup := p.Lookup
		p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
			other := *k
			other.Protocol = demoNumber
			return lookup(t, &other, found)
		}
	}},
	{"unbound sockets get packets of VRFs", "vrf-bleed", func(d *demo, p *sock.Proto) {
		p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
			if got := d.lookup(t, k, found); len(got) > len(found) {
				return got
			}
			other := *k
			other.Dif, other.Sdif = k.Sdif, 0
			return d.lookup(t, &other, found)
		}
	}},
	{"sockets of a VRF's device not matched", "not-found", func(d *demo, p *sock.Proto) {
		p.Lookup = lookups{devices: func(k *sock.Key) []int32 { return []int32{k.Dif, 0} }}.of(d)
	}},
	{"unbound sockets not matched", "unbound-missed", func(d *demo, p *sock.Proto) {
		p.Lookup = lookups{devices: func(k *sock.Key) []int32 { return []int32{k.Dif, max(k.Sdif, 1)} }}.of(d)
	}},
	{"bind that does not hash", "not-found", func(d *demo, p *sock.Proto) {
		p.Bind = func(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
			return sock.InetBind(t, s, local, func(t *sched.Task, s *sock.Sock, port uint32) error {
				s.Num.Store(t.At("demo.bind.num"), 5000+port)
				return nil
			})
		}
	}},
	{"oldest of equals", "not-newest", func(d *demo, p *sock.Proto) { p.Lookup = lookups{oldest: true}.of(d) }},
	{"closed sockets stay", "closed-found", func(d *demo, p *sock.Proto) { p.Unhash = func(*sched.Task, *sock.Sock) {} }},
	{"rehash hangs up what is closed", "closed-found", func(d *demo, p *sock.Proto) {
		p.Rehash = func(t *sched.Task, s *sock.Sock) {
			d.lock.Lock(t.At("demo.rehash.lock"))
			s.Node.Del(t.At("demo.rehash.unhash"))
			if s.Saddr.Load(t) != 0 || s.Num.Load(t) != 0 {
				d.hang(t.At("demo.rehash.hash"), s)
			}
			d.lock.Unlock(t.At("demo.rehash.unlock"))
		}
		p.Unhash = func(t *sched.Task, s *sock.Sock) { // and the port stays
			d.lock.Lock(t.At("demo.unhash.lock"))
			s.Node.Del(t.At("demo.unhash.hash"))
			d.lock.Unlock(t.At("demo.unhash.unlock"))
		}
		p.Disconnect = nil
	}},
	{"unhash forgets the port only", "unhashed-found", func(d *demo, p *sock.Proto) {
		unhash := p.Unhash
		p.Disconnect = func(t *sched.Task, s *sock.Sock) error {
			p.Unhash = func(t *sched.Task, s *sock.Sock) { s.Num.Store(t.At("demo.unhash.num"), 0) }
			defer func() { p.Unhash = unhash }()
			return sock.DisconnectDatagram(t, s)
		}
		p.Lookup = lookups{score: func(t *sched.Task, s *sock.Sock, k *sock.Key, device int32, addr uint32) int {
			if s.Num.Load(t) == 0 {
				return 1
			}
			return demoScore(t, s, k, device, addr)
		}}.of(d)
	}},
	{"disconnect keeps the device", "disconnect-keeps", func(d *demo, p *sock.Proto) {
		p.Disconnect = func(t *sched.Task, s *sock.Sock) error {
			s.Daddr.Store(t.At("demo.disconnect.daddr"), 0)
			s.Dport.Store(t.At("demo.disconnect.dport"), 0)
			return nil
		}
	}},
	{"lookup finds a socket twice", "too-many", func(d *demo, p *sock.Proto) {
		p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
			return d.lookup(t, k, d.lookup(t, k, found))
		}
	}},
	{"lookup drops what was found before", "append", func(d *demo, p *sock.Proto) {
		p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
			return d.lookup(t, k, found[:0])
		}
	}},
	{"lookup takes a lock", "lookup-locks", func(d *demo, p *sock.Proto) {
		p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
			d.lock.Lock(t.At("demo.lookup.lock"))
			defer d.lock.Unlock(t)
			return d.lookup(t, k, found)
		}
	}},
	{"lookup counts", "lookup-writes", func(d *demo, p *sock.Proto) {
		p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
			found = d.lookup(t, k, found)
			for _, s := range found {
				if s.Proto() == p {
					s.PortaddrHash.Store(t.At("demo.lookup.count"), 1)
				}
			}
			return found
		}
	}},
	{"lookup allocates", "lookup-allocates", func(d *demo, p *sock.Proto) {
		p.Lookup = func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
			return append(append([]*sock.Sock{}, found...), d.lookup(t, k, nil)...)
		}
	}},
	{"lookup panics on a stale device", "panic", func(d *demo, p *sock.Proto) {
		p.Rehash = func(t *sched.Task, s *sock.Sock) {
			d.rehash(t, s)
			if s.Net().ByIndex(t.At("demo.rehash.device"), s.BoundDevIf(t)) == nil && s.BoundDevIf(t) != 0 {
				panic("no such device")
			}
		}
	}},
	{"lock not freed", "deadlock", func(d *demo, p *sock.Proto) {
		p.Rehash = func(t *sched.Task, s *sock.Sock) {
			d.lock.Lock(t.At("demo.rehash.lock"))
			if !s.Node.Listed() {
				return
			}
			s.Node.Del(t.At("demo.rehash.unhash"))
			d.hang(t.At("demo.rehash.hash"), s)
			d.lock.Unlock(t.At("demo.rehash.unlock"))
		}
	}},
	{"Explain lies", "explain-differs", func(d *demo, p *sock.Proto) {
		p.Explain = func(*sched.Task, *sock.Key) []sock.Candidate { return nil }
	}},
	{"Dump misses what is bound", "dump-differs", func(d *demo, p *sock.Proto) {
		p.Dump = d.dump(func(s *sock.Sock) int {
			if s.BoundDevIf(nil) == 3 {
				return 0
			}
			return 1
		})
	}},
	{"Dump lists sockets twice", "dump-differs", func(d *demo, p *sock.Proto) {
		p.Dump = d.dump(func(*sock.Sock) int { return 2 })
	}},
	{"Dump remembers what was closed", "dump-differs", func(d *demo, p *sock.Proto) {
		var gone []*sock.Sock
		dump := d.dump(func(*sock.Sock) int { return 1 })
		p.Dump = func(t *sched.Task) []sock.Diag {
			all := dump(t)
			for _, s := range gone {
				all = append(all, s.Diag(t))
			}
			return all
		}
		p.Unhash = func(t *sched.Task, s *sock.Sock) {
			d.unhash(t, s)
			gone = append(gone, s)
		}
	}},
	{"Dump remembers devices", "dump-differs", func(d *demo, p *sock.Proto) {
		dump := d.dump(func(*sock.Sock) int { return 1 })
		was := map[*sock.Sock]int{}
		p.Dump = func(t *sched.Task) []sock.Diag {
			all := dump(t)
			for i := range all {
				if _, ok := was[all[i].Sock]; !ok {
					was[all[i].Sock] = all[i].ID.Device
				}
				all[i].ID.Device = was[all[i].Sock]
			}
			return all
		}
	}},
	{"no lookup", "hook-missing", func(d *demo, p *sock.Proto) { p.Lookup = nil }},
	{"no unhash", "hook-missing", func(d *demo, p *sock.Proto) { p.Unhash = nil }},
}

// dump makes a Dump that lists each socket so many times.
func (d *demo) dump(times func(s *sock.Sock) int) func(t *sched.Task) []sock.Diag {
	return func(t *sched.Task) (all []sock.Diag) {
		for i := range d.chains {
			for n := d.chains[i].First(t.At("demo.dump")); n != nil; n = n.Next(t) {
				for range times(n.Val) {
					all = append(all, n.Val.Diag(t))
				}
			}
		}
		return all
	}
}

// allowed is what TestDemo declares.
var allowed = []prototest.Option{
	prototest.RehashRenews(), prototest.MayMiss("device", "name", "connect", "disconnect"), prototest.Undecided(vrfAndDevice),
}

// TestWrongProtocols: each fault is found, by the rule that names it, and the
// line that is printed replays it. With -v it prints a table.
func TestWrongProtocols(t *testing.T) {
	for _, w := range wrong {
		t.Run(w.name, func(t *testing.T) {
			construct := func(t *sched.Task, inet *sock.Inet) *sock.Proto {
				d := &demo{last: 40000}
				sched.Own(t, "demo", d)
				p := d.proto()
				w.fault(d, p)
				inet.Register(p)
				return p
			}
			checkWrong(t, w.name, w.rule, construct, allowed...)
		})
	}
}

// checkWrong judges a protocol that must break the rule, and replays it.
func checkWrong(t *testing.T, name, rule string, construct prototest.Constructor, opts ...prototest.Option) {
	t.Helper()
	v := &verdict{}
	prototest.Run(v, construct, opts...)
	if !v.failed || v.rule != "prototest/"+rule {
		t.Fatalf("want rule prototest/%s to be broken, got:\n%s", rule, v.text)
	}
	size := 0
	if v.history != "" {
		size = strings.Count(v.history, ";") + strings.Count(v.history, "|") + 1
	}
	t.Logf("%-40s %-28s %d operations: %s", name, v.rule, size, v.history)
	if v.history == "" || rule == "lookup-allocates" {
		return
	}
	schedule := regexp.MustCompile(`(?m)^schedule: (.*)$`).FindStringSubmatch(v.text)
	if schedule == nil {
		schedule = []string{"", ""}
	}
	again := &verdict{}
	prototest.Replay(again, construct, v.history, schedule[1], opts...)
	if again.rule != v.rule {
		t.Errorf("the replay says %q, not %q", again.text, v.text)
	}
}

// TestNamespaceLeak: one table for all namespaces.
func TestNamespaceLeak(t *testing.T) {
	tables := map[*sock.UserNS]*demo{}
	checkWrong(t, "one table for all namespaces", "namespace-leak", func(t *sched.Task, inet *sock.Inet) *sock.Proto {
		d := tables[inet.UserNS]
		if d == nil {
			d = &demo{last: 40000}
			sched.Own(t, "demo", d)
			tables[inet.UserNS] = d
		}
		p := d.proto()
		inet.Register(p)
		return p
	}, allowed...)
}

// TestUndeclaredGap: a lookup can miss a socket that is being rehashed, and
// the kit says so if the protocol does not.
func TestUndeclaredGap(t *testing.T) {
	for _, verb := range []string{"device", "connect"} {
		var rest []string
		for _, v := range []string{"device", "name", "connect", "disconnect"} {
			if v != verb {
				rest = append(rest, v)
			}
		}
		checkWrong(t, "gap not declared: "+verb, "lookup-missed", newDemo, allowed[0], prototest.MayMiss(rest...), allowed[2])
	}
}

// TestDeclarations: what is declared about demo is needed.
func TestDeclarations(t *testing.T) {
	checkWrong(t, "rehash renews, not declared", "not-newest", newDemo, allowed[1], allowed[2])
	checkWrong(t, "missed although alone", "lookup-missed", newDemo, allowed[0],
		prototest.MayMiss("device", "name", "disconnect"), prototest.MayMissUnlessAlone("connect"), allowed[2])
	for _, opt := range []prototest.Option{prototest.AnyOfEquals(), prototest.Without("device", "name", "disconnect")} {
		v := &verdict{}
		if prototest.Run(v, newDemo, allowed[1], opt); v.failed {
			t.Error(v.text)
		}
	}
	v := &verdict{}
	if prototest.Run(v, newDemo, append(allowed, prototest.On(netdev.Release{Major: 5, Minor: 7}))...); v.rule != "prototest/not-newest" {
		t.Errorf("demo prefers a bound socket to a newer one, which Linux 5.7 does not: %q", v.text)
	}
}
