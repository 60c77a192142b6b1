package tcp

import (
	"encoding/binary"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// What a connection is bound to (WR-30 to WR-37).
func TestDeviceOfConnection(t *testing.T) {
	const a, b, red = "a0", "b0", "red"
	for _, row := range []struct {
		because  string
		on       string // the listener
		src, dst string
		by       string
		vrf      bool
		accept   uint32
		want     string
	}{
		{"an unbound listener", "", "10.1.0.2:5000", "10.9.9.9:7000", a, false, 0, ""},
		{"a bound one", a, "10.1.0.2:5000", "10.9.9.9:7000", a, false, 0, a},
		{"IPv4 to a dual-stack listener", "", "10.2.0.2:5000", "10.9.9.9:7000", b, false, 0, ""},
		{"a global peer", "", "[fd01::2]:5000", "[fd09::9]:7000", a, false, 0, ""},
		{"a link-local peer", "", "[fe80::2]:5000", "[fe80::b]:7000", b, false, 0, b},
		{"a link-local peer, to a bound listener", b, "[fe80::2]:5000", "[fe80::b]:7000", b, false, 0, b},
		{"a VRF, accepted by the unbound", "", "10.1.0.2:5000", "10.1.0.1:7000", a, true, 1, red},
		{"a VRF, by one of the VRF", red, "10.1.0.2:5000", "10.1.0.1:7000", a, true, 0, red},
		{"a VRF, by one of the slave", a, "10.1.0.2:5000", "10.1.0.1:7000", a, true, 0, a},
		{"no VRF, accepted by the unbound", "", "10.2.0.2:5000", "10.2.0.1:7000", b, true, 1, ""},
		{"a VRF, a link-local peer", red, "[fe80::2]:5000", "[fe80::a]:7000", a, true, 0, a},
		{"a VRF, a link-local peer, accepted by the unbound", "", "[fe80::2]:5000", "[fe80::a]:7000", a, true, 1, a},
	} {
		h := newHost(t, newest)
		devs := map[string]int32{"": 0, a: h.a0, b: h.b0}
		if row.vrf {
			devs[red] = h.red()
		}
		h.inet.Sysctl.TCPL3mdevAccept.Store(nil, row.accept)
		l := h.socket(6).on(devs[row.on]).at("[::]:7000").listening()
		p := h.peer(devs[row.by], row.src, row.dst)
		p.expect(row.because, p.says("S", ""), row.by+" SA")
		l.on(h.b0)
		l.on(4242)
		p.expect(row.because, p.says("A", ""), "")
		c := l.accepted()
		if got := c.BoundDevIf(nil); got != devs[row.want] {
			t.Errorf("%s: bound to %d, want %d", row.because, got, devs[row.want])
		}
		by := devs[row.by] // or its VRF (WR-31)
		if row.vrf && row.by == a {
			by = devs[red]
		}
		val := make(sock.User, 4)
		if _, err := c.Getsockopt(nil, sock.SOL_IPV6, sock.IPV6_MULTICAST_IF, val, 4); err != nil || int32(binary.NativeEndian.Uint32(val)) != by {
			t.Errorf("%s: IPV6_MULTICAST_IF is %v, %v; want %d", row.because, val, err, by)
		}
	}
}

// What comes for a request.
func TestRequest(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).on(h.b0).at("0.0.0.0:7000").listening()
	p := h.peer(h.b0, "10.1.0.2:5000", "10.9.9.9:7000")
	p.expect("a SYN", p.says("S", ""), "b0 SA")
	l.on(0)
	p.expect("the SYN again", p.raw("S", 1000, 0, ""), "b0 SA")
	p.expect("an ACK of something else", p.raw("A", p.seq, p.ack+1, ""), "a0 R")
	l.on(h.b0)
	p.expect("the same, for a listener that is bound", p.raw("A", p.seq, p.ack+1, ""), "b0 R")
	p.expect("out of order", p.raw("A", p.seq-1, p.ack, ""), "b0 A")
	p.expect("a reset out of order", p.raw("R", p.seq-1, 0, ""), "")
	p.expect("no ACK", p.raw("", p.seq, 0, ""), "")
	l.accepts(t, false)
	p.expect("the ACK, with data", p.says("A", "hello"), "b0 A")
	if got := l.accepted().recv(); got != "hello" {
		t.Errorf("recv: %q", got)
	}

	p = h.peer(h.b0, "10.1.0.2:5001", "10.9.9.9:7000")
	p.says("S", "")
	p.expect("a SYN in order", p.raw("S", p.seq, 0, ""), "b0 RA")
	p.expect("the ACK, too late", p.says("A", ""), "b0 R")
	p.says("S", "")
	p.expect("a reset in order", p.raw("R", p.seq, 0, ""), "")
	p.expect("the ACK, too late", p.says("A", ""), "b0 R")
	l.accepts(t, false)

	p = h.peer(h.b0, "10.1.0.2:5002", "10.9.9.9:7000")
	for _, flags := range []string{"R", "F", "SF", "SR", ""} {
		p.expect("to a listener, "+flags, p.raw(flags, 1000, 0, ""), "")
	}
	p.expect("to a listener, an ACK", p.raw("SA", 1000, 7, ""), "b0 R")
}

// accepts complains unless there is a connection to accept, or none.
func (e *end) accepts(t *testing.T, want bool) {
	t.Helper()
	if _, err := e.Accept(nil); (err == nil) != want {
		t.Errorf("accept: %v, want a connection: %v", err, want)
	}
}

// More connections than fit are neither begun nor made.
func TestBacklog(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).at("0.0.0.0:7000")
	h.must(l.Listen(nil, 0))
	early := h.peer(h.a0, "10.1.0.2:4999", "10.9.9.9:7000")
	early.expect("a SYN", early.says("S", ""), "a0 SA")
	h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000").shakes()
	late := h.peer(h.a0, "10.1.0.2:5001", "10.9.9.9:7000")
	late.expect("a SYN to a full queue", late.says("S", ""), "")
	early.expect("an ACK to a full queue", early.says("A", ""), "")
	l.accepts(t, true)
	l.accepts(t, false)
	early.expect("the ACK again", early.says("A", ""), "")
	l.accepts(t, true)
	h.must(l.Listen(nil, 5)) // no more than another backlog
	h.must(l.Listen(nil, -1))
	for port := range 3 {
		h.peer(h.a0, []string{"10.1.0.2:5010", "10.1.0.2:5011", "10.1.0.2:5012"}[port], "10.9.9.9:7000").shakes()
	}
}

// TestZeroBacklog: a listener with backlog 0 has room for one request and one
// connection, before Linux 6.1 for no request (WR-35).
func TestZeroBacklog(t *testing.T) {
	for release, want := range map[netdev.Release]string{{Major: 6, Minor: 0}: "", newest: "a0 SA"} {
		h := newHost(t, release)
		h.inet.Sysctl.TCPSyncookies.Store(nil, 0)
		l := h.socket(4).at("0.0.0.0:7000")
		h.must(l.Listen(nil, 0))
		for _, c := range []struct{ peer, want string }{{"10.1.0.2:5000", want}, {"10.1.0.2:5001", ""}} {
			p := h.peer(h.a0, c.peer, "10.9.9.9:7000")
			p.expect("WR-35: Linux "+release.String()+": a SYN of "+c.peer, p.says("S", ""), c.want)
		}
	}
}

// A SYN or an ACK from where no way leads back is lost.
func TestNoWayBack(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).at("0.0.0.0:7000").listening()
	p := h.peer(h.a0, "10.77.0.1:5000", "10.9.9.9:7000")
	p.expect("a SYN", p.says("S", ""), "")
	p = h.peer(h.a0, "10.77.0.1:5001", "10.9.9.9:7001")
	p.expect("a SYN for nobody", p.says("S", ""), "")
	p = h.peer(h.a0, "10.1.0.2:5002", "10.9.9.9:7000")
	p.expect("a SYN", p.says("S", ""), "a0 SA")
	h.must(h.inet.Net.SetUp(nil, h.a0, false))
	p.dev = h.b0
	p.expect("an ACK, and the way is gone", p.says("A", ""), "")
	l.accepts(t, false)
}

// A listener that goes leaves nothing behind.
func TestListenerGone(t *testing.T) {
	for name, gone := range map[string]func(l *end){
		"close":      func(l *end) { l.Close(nil) },
		"disconnect": func(l *end) { l.h.must(l.Disconnect(nil)) },
		"shutdown":   func(l *end) { l.h.must(l.Shutdown(nil, shutRead)) },
	} {
		h := newHost(t, newest)
		l := h.socket(4).at("0.0.0.0:7000").listening()
		p := h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000").shakes()
		q := h.peer(h.a0, "10.1.0.2:5001", "10.9.9.9:7000")
		q.says("S", "")
		r := h.peer(h.a0, "10.1.0.2:5002", "10.9.9.9:7000").shakes()
		r.says("R", "")
		gone(l)
		p.expect(name+": a connection", p.hears(), "a0 RA")
		q.expect(name+": a request", q.says("A", ""), "a0 R")
		p.expect(name+": the connection once more", p.says("A", "x"), "a0 R")
		other := h.socket(4)
		if name == "close" {
			other.want("its port", other.bind("0.0.0.0:7000"), nil)
		} else {
			other.want("its port", other.bind("0.0.0.0:7000"), netdev.EADDRINUSE)
			l.listening()
			p.seq += 100
			p.shakes()
			l.accepts(t, true)
		}
	}
}

// A connection that is made while its listener stops is reset.
func TestListenerStops(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).at("0.0.0.0:7000").listening()
	p := h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000")
	p.says("S", "")
	c := of(nil, l.Sock)
	c.queue.open = false
	p.expect("the queue has closed", p.says("A", ""), "a0 RA")
	p.says("S", "")
	c.queue.open = true
	o := c.owner
	c.owner = nil
	p.expect("the port is gone", p.says("A", ""), "a0 R")
	c.owner = o
	p.says("S", "")
	tb := c.tb
	e := tb.conns(nil, (&tuple{p.here, p.local}).hash()).entries.First(nil).Val
	if e.req == nil {
		t.Fatal("no request")
	}
	e.dropRequest(nil)
	e.dropRequest(nil)
	if child, gone := tb.child(nil, e, &sock.Key{}); child != nil || !gone {
		t.Error("a request that is gone becomes a connection")
	}
	twice := newEntry(nil, tuple{p.here, p.local})
	twice.req = &request{listener: c}
	if !tb.insertRequest(nil, twice) {
		t.Error("a request is refused")
	}
	again := newEntry(nil, tuple{p.here, p.local})
	again.req = &request{listener: c}
	if tb.insertRequest(nil, again) {
		t.Error("two requests for one SYN")
	}
}

// Replies go by the device of what answers, and else by the VRF or the link that
// the segment came by (OUT-49).
func TestReset(t *testing.T) {
	h := newHost(t, newest)
	p := h.peer(h.b0, "10.1.0.2:5000", "10.9.9.9:7000")
	p.expect("a SYN", p.says("S", ""), "a0 RA")
	p.expect("data", p.raw("A", 5, 7, "x"), "a0 R")
	p.expect("a reset", p.says("R", ""), "")
	for dev, name := range map[int32]string{h.a0: "a0", h.b0: "b0"} {
		p = h.peer(dev, "[fe80::2]:5000", map[string]string{"a0": "[fe80::a]:7000", "b0": "[fe80::b]:7000"}[name])
		p.expect("a link-local SYN", p.says("S", ""), name+" RA")
	}
	h.red()
	p = h.peer(h.a0, "10.1.0.2:5000", "10.1.0.1:7000")
	p.expect("a SYN by a VRF", p.says("S", ""), "a0 RA")
	p = h.peer(h.a0, "[fe80::2]:5000", "[fe80::a]:7000")
	p.expect("a link-local SYN by a VRF", p.says("S", ""), "a0 RA")
}

// A SYN too many is answered by a cookie, from which the connection is made when
// it is acknowledged: with the device that the listener has then (WR-35).
func TestCookies(t *testing.T) {
	for _, row := range []struct {
		because  string
		sysctl   uint32
		backlog  int
		src, dst string
		then     string // the listener when the ACK comes
		want     string
	}{
		{"always", 2, 10, "10.1.0.2:5000", "10.9.9.9:7000", "a0", "a0"},
		{"always, unbound", 2, 10, "10.1.0.2:5000", "10.9.9.9:7000", "", ""},
		{"with a full queue", 1, 0, "10.1.0.2:5000", "10.9.9.9:7000", "a0", "a0"},
		{"IPv6", 2, 10, "[fd01::2]:5000", "[fd09::9]:7000", "a0", "a0"},
		{"a link-local peer", 2, 10, "[fe80::2]:5000", "[fe80::a]:7000", "", "a0"},
	} {
		h := newHost(t, newest)
		devs := map[string]int32{"": 0, "a0": h.a0, "b0": h.b0}
		h.inet.Sysctl.TCPSyncookies.Store(nil, row.sysctl)
		l := h.socket(6).at("[::]:7000")
		h.must(l.Listen(nil, row.backlog))
		if row.sysctl == 1 {
			h.peer(h.a0, "10.1.0.2:4999", row.dst).says("S", "") // fills the queue
		}
		p := h.peer(h.a0, row.src, row.dst)
		p.expect(row.because+": SYN", p.says("S", ""), "a0 SA")
		l.on(devs[row.then])
		p.expect(row.because+": an ACK of something else", p.raw("A", p.seq, p.ack+1, ""), "a0 R")
		p.expect(row.because+": of another SYN", p.raw("A", p.seq+1, p.ack, ""), "a0 R")
		p.expect(row.because+": ACK", p.says("A", "hello"), "a0 A")
		c := l.accepted()
		if got := c.BoundDevIf(nil); got != devs[row.want] || c.recv() != "hello" {
			t.Errorf("%s: bound to %d, want %d", row.because, got, devs[row.want])
		}
		if l.finds(p) != c.Sock {
			t.Errorf("%s: the connection is not found", row.because)
		}
	}

	h := newHost(t, newest)
	h.inet.Sysctl.TCPSyncookies.Store(nil, 0)
	l := h.socket(4).at("0.0.0.0:7000")
	h.must(l.Listen(nil, 1))
	p := h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000")
	p.expect("the first", p.says("S", ""), "a0 SA")
	second := h.peer(h.a0, "10.1.0.2:5003", "10.9.9.9:7000")
	second.expect("one more than the backlog", second.says("S", ""), "a0 SA")
	q := h.peer(h.a0, "10.1.0.2:5001", "10.9.9.9:7000")
	q.expect("one too many, without cookies", q.says("S", ""), "")
	p.says("A", "")
	q.seq--
	q.expect("when the first is complete", q.says("S", ""), "a0 SA")

	// A cookie is worth nothing to who has a connection already.
	h.inet.Sysctl.TCPSyncookies.Store(nil, 2)
	r := h.peer(h.a0, "10.1.0.2:5002", "10.9.9.9:7000")
	r.says("S", "")
	r.says("A", "")
	c := of(nil, l.Sock)
	e := &entry{tuple: tuple{r.here, r.local}}
	e.req = &request{listener: c, irs: 1, iss: e.cookie(1)}
	l.accepts(t, true)
	if child, gone := c.tb.child(nil, e, &sock.Key{}); child != nil || !gone {
		t.Error("a second connection of one 4-tuple")
	}
}

// finds is who gets what the peer says.
func (e *end) finds(p *peer) *sock.Sock {
	return e.h.asks(&sock.Key{Protocol: IPPROTO_TCP, Src: p.local, Dst: p.here, Dif: p.dev})
}

// A connection within a VRF, to an address of its slave, from a link-local one.
func TestLocalVRF(t *testing.T) {
	h := newHost(t, newest)
	red := h.red()
	dial := func() (*end, error) {
		s := h.socket(6).at("[fe80::a%2]:0")
		return s, s.connect("[fd01::1]:7000")
	}
	s, err := dial()
	s.want("without listener", err, netdev.ECONNREFUSED)
	l := h.socket(6).on(red).at("[::]:7000").listening()
	s, err = dial()
	s.want("with one of the VRF", err, nil)
	if got := l.accepted().BoundDevIf(nil); got != h.a0 {
		t.Errorf("bound to %d, want %d", got, h.a0)
	}
}

// ::1 hears nothing from the address of a device, not even a reset.
func TestResetLoopback(t *testing.T) {
	h := newHost(t, newest)
	s := h.socket(6).at("[::1]:0")
	s.want("to a device's address", s.connect("[fd01::1]:7000"), netdev.EINPROGRESS)
	s = h.socket(6).at("[::1]:0")
	s.want("to ::1", s.connect("[::1]:7000"), netdev.ECONNREFUSED)
	s.want("from a device's address", h.socket(6).at("[fd01::1]:0").connect("[::1]:7000"), netdev.ECONNREFUSED)
}

// What a socket has shut before it listens, its connections have shut, too.
func TestShutListener(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).at("0.0.0.0:7000")
	l.want("shutdown", l.Shutdown(nil, shutWrite), netdev.ENOTCONN)
	l.listening()
	p := h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000")
	p.says("S", "")
	p.expect("ACK", p.says("A", ""), "a0 FA")
	c := l.accepted()
	c.want("send", c.send("x"), netdev.EPIPE)
}
