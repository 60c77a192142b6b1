package tcp

import (
	"testing"

	"boundif/internal/mutant"
)

// faults has a row for each rule that decides who gets a segment, a port or a
// connection. A test of this package must fail for it.
var faults = []struct {
	name     string
	file     string
	old, new string
	killedBy string
}{
	{"a connection matches on any device", "ehash.go",
		`e.tuple == *tu && tb.deviceFits(t, e.dev(t), dif, sdif)`, `e.tuple == *tu`, "TestMovedConnection"},
	{"an unbound connection gets what comes by a VRF", "ehash.go",
		`		return sdif == 0 || tb.l3mdevAccept(t)`, `		return true`, "TestConnectionVRF"},
	{"a connection of the VRF does not get what its slave gets", "ehash.go",
		`	return dev == dif || dev == sdif`, `	return dev == max(sdif, dif-dif)`, "TestDeviceOfConnection|TestConnectionVRF"},
	{"a request matches by the device of its listener", "ehash.go",
		`		return e.req.dev`, `		return e.req.listener.sk.BoundDevIf(t)`, "TestDeviceOfConnection"},
	{"connect() takes a 4-tuple that an entry of another device has not", "ehash.go",
		`	old := tb.find(t.At("tcp.hash.check"), c, &e.tuple, dif, sdif)`,
		`	old := tb.find(t.At("tcp.hash.check"), c, &e.tuple, dif, sdif)
	if n := c.entries.First(t); n != nil {
		old = n.Val
	}`, "TestUnique"},
	{"connect() takes a 4-tuple that is taken", "ehash.go",
		`	if old != nil && (old.tw == nil || !old.tw.stamps || e.sk.Num.Load(t) == 0) {`,
		`	if old = nil; dif < 0 && sdif < 0 {`, "TestUnique"},
	{"connect() takes the place of any TIME_WAIT entry", "ehash.go",
		`!old.tw.stamps || `, ``, "TestTimeWaitTaken"},
	{"connect() takes the place of no TIME_WAIT entry", "ehash.go",
		`(old.tw == nil || !old.tw.stamps || e.sk.Num.Load(t) == 0)`, `true`, "TestTimeWaitTaken"},
	{"connections are looked up last", "lookup.go",
		`	switch e := tb.lookupEstablished(t, &tu, k, tr); {
	case e == nil:
		return tb.lookupListener(t, &tu, k, tr)`,
		`	if l := tb.lookupListener(t, &tu, k, tr); l != nil {
		return l
	}
	switch e := tb.lookupEstablished(t, &tu, k, tr); {
	case e == nil:
		return nil`, "TestExplainIsLookup|TestConnectionFirst"},
	{"the wildcard is asked first", "lookup.go",
		`	s := sl.best(t, tb, tu, k, k.Dst.Addr(), tr)
	if s == nil {
		s = sl.best(t, tb, tu, k, netip.Addr{}, tr)
	}`,
		`	s := sl.best(t, tb, tu, k, netip.Addr{}, tr)
	if s == nil {
		s = sl.best(t, tb, tu, k, k.Dst.Addr(), tr)
	}`, "TestListenerOrder"},
	{"the wildcard is not asked", "lookup.go",
		`	if s == nil {
		s = sl.best(t, tb, tu, k, netip.Addr{}, tr)
	}`, ``, "TestListenerOrder"},
	{"of equals the last wins", "lookup.go", `		if sc <= high {`, `		if sc == 0 || sc < high {`, "TestMovedListeners"},
	{"a bound listener is not preferred", "lookup.go",
		`	if bound && tb.has(netdev.BoundPreferred) {
		sc++
	}`, `	_ = bound`, "TestMovedListeners"},
	{"a bound listener is preferred in every release", "lookup.go",
		`bound && tb.has(netdev.BoundPreferred)`, `bound`, "TestMovedListeners"},
	{"IPv4 is not preferred for IPv4", "lookup.go",
		`		if s.Family() == sock.AF_INET {
			sc++
		}`, ``, "TestFamilyPreferred"},
	{"a listener matches on any device", "lookup.go",
		`	if !match || s.Num.Load(t)`, `	if match = true; !match || s.Num.Load(t)`, "TestListenerOrder"},
	{"IPv6 only takes IPv4", "lookup.go",
		`s.V6Only(t) || s.RcvSaddr.Load(t)`, `s.RcvSaddr.Load(t)`, "TestIPv6Only"},
	{"a socket of IPv4 takes IPv6", "lookup.go",
		`s.Family() != sock.AF_INET6 || s.RcvSaddr6(t)`, `s.RcvSaddr6(t)`, "TestListenerOrder"},
	{"the first with SO_REUSEPORT does not end the search", "lookup.go",
		`		if s.ReusePort(t) {
			if member`, `		if s.ReusePort(t) && false {
			if member`, "TestGroup"},
	{"a group does without members that have moved", "lookup.go",
		`	return g.Select(t, tu.hash())`,
		`	m := g.Select(t, tu.hash())
	if m != nil && m.BoundDevIf(t) != s.BoundDevIf(t) {
		return s
	}
	return m`, "TestGroup"},
	{"a change of device leaves the group", "tcp.go",
		`		Sport:      sport,`, `		Sport:      sport,
		Rehash:     func(t *sched.Task, s *sock.Sock) { s.LeaveGroup(t) },`, "TestGroup"},
	{"groups of all devices are one", "listen.go",
		` && o.BoundDevIf(t) == s.BoundDevIf(t) &&`, ` &&`, "TestGroup"},
	{"listeners of IPv6 with SO_REUSEPORT hang first", "listen.go",
		`	if s.ReusePort(t) && s.Family() == sock.AF_INET6 {`, `	if false {`, "TestListenerOrder"},
	{"listen() does not ask for the port again", "listen.go",
		`	err := tb.getPort(t, s, s.Num.Load(t.At("tcp.listen.port")))`,
		`	err := error(nil)
	if s.Num.Load(t.At("tcp.listen.port")) == 0 {
		err = tb.getPort(t, s, 0)
	}`, "TestListenAgain"},
	{"listen() again asks for the port again", "listen.go",
		`	if c.in(t, LISTEN) {
		c.queue`, `	if c.in(t, LISTEN) {
		if err := tb.getPort(t, s, s.Num.Load(t)); err != nil {
			return err
		}
		c.queue`, "TestListenAgain"},
	{"the device of the ACK counts", "request.go",
		`	s.SetBoundDevIf(t.At("tcp.child.device"), req.dev)`,
		`	s.SetBoundDevIf(t.At("tcp.child.device"), l.sk.BoundDevIf(t))`, "TestDeviceOfConnection"},
	{"a cookie remembers the device of the SYN", "request.go",
		`iss: iss, dev: tb.requestDev(t, l.sk, k, true),`, `iss: iss, dev: 0,`, "TestCookies"},
	{"a link-local peer does not bind", "request.go",
		`slave := tb.arrival(t, k); dev == 0 || slave && !cookie {`, `slave := tb.arrival(t, k); dev < 0 && slave {`, "TestDeviceOfConnection"},
	{"a link-local peer binds to the VRF", "output.go",
		`		return k.Sdif, true`, `		return k.Dif, true`, "TestDeviceOfConnection"},
	{"tcp_l3mdev_accept does not bind", "request.go",
		`		return tb.inet.Net.L3Master(t, k.Dif)`, `		return 0`, "TestDeviceOfConnection"},
	{"a reset of nobody's goes back by the device of arrival", "output.go",
		`	} else if dev == 0 && k.Sdif != 0 {
		dev = tb.inet.Net.L3Master(t, k.Dif)`, `	} else if dev == 0 {
		dev = k.Dif`, "TestReset"},
	{"a reset of a listener's takes any device", "input.go",
		`		tb.reset(t, k, p, s.BoundDevIf(t.At("tcp.reset.device")), nil)
	}
	return true`, `		tb.reset(t, k, p, 0, nil)
	}
	return true`, "TestRequest"},
	{"devices do not count among ports", "bucket.go",
		`	case !sock.DevicesOverlap(s.BoundDevIf(t), dev):
		return false
`, `	case dev < 0:
		return false
`, "TestConflicts"},
	{"SO_REUSEADDR helps against a listener", "bucket.go",
		`s.ReuseAddr(t) && reuse && state != LISTEN`, `s.ReuseAddr(t) && reuse`, "TestConflicts"},
	{"SO_REUSEPORT is for all users", "bucket.go",
		`state != TIME_WAIT && uid != s.UID()`, `state != TIME_WAIT && uid != s.UID() && false`, "TestUsers"},
	{"an automatic port is shared", "bind.go",
		`		if tb.claim(t, s, port, false) == nil {`, `		if tb.claim(t, s, port, true) == nil {`, "TestAutomaticShared"},
	{"all domains have the same ports", "tcp.go",
		`	return tb.inet.Net.L3Master(t, s.BoundDevIf(t))
}`, `	return 0
}`, "TestDomains"},
	{"tcp_l3mdev_accept keeps domains apart", "tcp.go",
		`	if tb.l3mdevAccept(t) {
		return 0
	}`, ``, "TestDomains"},
	{"no bucket remembers", "bucket.go",
		`len(b.addrs) > 0 && (b.reuse && reuse || b.matches(t, s))`, `false && reuse`, "TestBucketRemembers"},
	{"a bucket is empty for its first socket in every release", "bind.go",
		`b.empty() && !tb.has(netdev.BucketNeverEmpty)`, `b.empty()`, "TestBucketRemembers"},
	{"a strict bucket does not look at addresses", "bucket.go",
		`	return b.local.equal(localOf(t, s), true, false)`, `	return true`, "TestBucketStrict|TestBucketRemembers"},
	{"ports never go back to connect()", "bucket.go",
		`func (tb *table) back() bool { return tb.has(netdev.PortBackToConnect) }`, `func (tb *table) back() bool { return false }`, "TestPortBack"},
	{"connect() takes a port that is bound", "connect.go",
		`	if b != nil && !b.connects {`, `	if b != nil && !b.connects && b.l3mdev < 0 {`, "TestPortBack"},
	{"AF_UNSPEC takes the device", "connect.go",
		`	c.progress = unconnected
	tb.hangUp(t, c)
	return nil
}`, `	c.progress = unconnected
	tb.hangUp(t, c)
	s.ClearDevice(t)
	return nil
}`, "TestCalls"},
	{"a scope id is written when the way is known", "connect.go",
		`			s.SetBoundDevIf(t.At("tcp.connect.device"), id)`,
		`			if tb.inet.Net.ByIndex(t, id) == nil {
				return peer, netdev.ENETUNREACH
			}
			s.SetBoundDevIf(t.At("tcp.connect.device"), id)`, "TestConnectErrors"},
	{"a scope id moves a socket that is bound", "connect.go",
		`			if !s.SameL3Scope(t.At("tcp.connect.scope"), id) {
				return peer, netdev.EINVAL
			}
`, ``, "TestConnectErrors"},
	{"a TIME_WAIT entry follows its socket", "ehash.go",
		`	return e.tw.dev
}`, `	return e.tw.dev * 0
}`, "TestTimeWaitDevice"},
	{"a listener with backlog 0 has no room", "listen.go", `		room++`, `		room += 0`, "TestZeroBacklog"},
	{"it had room in every release", "listen.go", `	if r.Has(netdev.ZeroBacklog) {`, `	if q != nil {`, "TestZeroBacklog"},
	{"there is always room", "listen.go", `q.requests >= room`, `q.requests > room`, "TestZeroBacklog"},
	{"a connection of IPv6 has no IPV6_MULTICAST_IF", "request.go", `		s.ComesBy(t, k.Dif)`, `		s.ComesBy(t, 0)`, "TestDeviceOfConnection"},
	{"a socket that is bound has a peer still", "bind.go", `		s.Dport.Store(t, 0)`, `		s.Dport.Load(t)`, "TestBindForgetsPeer"},
	{"a bind() that fails forgets the peer", "bind.go", `	if err == nil && (s.Daddr`, `	if err != netdev.EBUSY && (s.Daddr`, "TestBindForgetsPeer"},
	{"sock_diag tells the device of the connection, not of the TIME_WAIT entry", "diag.go", `	d.ID.Device = int(e.dev(t.At("tcp.diag.entry")))`, `	d.ID.Device = int(e.dev(t.At("tcp.diag.entry")) * 0)`, "TestDump"},
	{"sockets with a port and nothing else are listed by every release", "diag.go", `	if !tb.has(netdev.BoundInactive) {`, `	if tb == nil {`, "TestDumpOlder"},
	{"listeners of the wildcard are not listed", "diag.go", `	all = sl.any.dump(t, all)`, ``, "TestDump"},
	{"a TIME_WAIT entry is destroyed by every release", "diag.go", `	case tb.has(netdev.TimeWaitAbort):`, `	case tb != nil:`, "TestDestroy|TestDumpOlder"},
	{"a connection that was moved sends by the route that it had", "output.go",
		`		oif := c.sk.BoundDevIf(t.At("tcp.xmit.route"))`, `		oif := int32(0) * c.sk.BoundDevIf(t.At("tcp.xmit.route"))`, "TestMovedConnection"},
}

// TestMutants breaks each of these rules and sees a test fail.
func TestMutants(t *testing.T) {
	mutant.Require(t)
	table := mutant.NewTable(t, len(faults), "mutant", "killed by")
	var all []mutant.Fault
	for _, m := range faults {
		all = append(all, mutant.Fault{File: "proto/tcp/" + m.file, Edits: []mutant.Edit{{m.old, m.new}}})
	}
	b := mutant.Compile(t, "proto/tcp", all, "mutant_test.go")
	b.Run(mutant.None, "Test.*").MustPass(t, "the code as it is")
	for i, m := range faults {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			r := b.Run(i, m.killedBy)
			r.MustKill(t, m.killedBy, "")
			table.Set(i, m.name, r.Killer())
		})
	}
}
