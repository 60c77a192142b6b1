package tcp

import (
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

func TestConnectErrors(t *testing.T) {
	for _, row := range []struct {
		because string
		family  int
		on      string
		bind    string
		to      string
		want    error
		device  string // afterwards
	}{
		{"no such device", 4, "stale", "", "10.1.0.2:80", netdev.ENODEV, "stale"},
		{"no such device, this host", 4, "stale", "", "127.0.0.1:80", netdev.ENODEV, "stale"},
		{"no such device, IPv6", 6, "stale", "", "[::1]:80", netdev.ENETUNREACH, "stale"},
		{"no such device, IPv4 as IPv6", 6, "stale", "", "[::ffff:10.1.0.2]:80", netdev.ENODEV, "stale"},
		{"no way", 4, "", "", "10.77.0.1:80", netdev.ENETUNREACH, ""},
		{"a neighbour on b0, it seems", 4, "b0", "", "10.1.0.2:80", netdev.EINPROGRESS, "b0"},
		{"IPv6 does not guess", 6, "b0", "", "[fd01::2]:80", netdev.ENETUNREACH, "b0"},
		{"multicast", 4, "a0", "", "224.0.0.1:80", netdev.ENETUNREACH, "a0"},
		{"broadcast", 4, "a0", "", "10.1.0.255:80", netdev.ENETUNREACH, "a0"},
		{"multicast of IPv6", 6, "", "", "[ff02::1%2]:80", netdev.ENETUNREACH, ""},
		{"link-local", 6, "", "", "[fe80::2]:80", netdev.EINVAL, ""},
		{"link-local with scope", 6, "", "", "[fe80::2%2]:80", netdev.EINPROGRESS, "a0"},
		{"link-local with the device of the socket", 6, "a0", "", "[fe80::2]:80", netdev.EINPROGRESS, "a0"},
		{"link-local with another scope", 6, "b0", "", "[fe80::2%2]:80", netdev.EINVAL, "b0"},
		{"link-local with the scope of no device", 6, "", "", "[fe80::2%4242]:80", netdev.ENETUNREACH, "stale"},
		{"global with scope", 6, "", "", "[fd01::2%3]:80", netdev.EINPROGRESS, ""},
		{"from IPv4 to IPv6", 6, "", "[::ffff:10.1.0.1]:0", "[fd01::2]:80", netdev.EAFNOSUPPORT, ""},
		{"IPv6 only", 6, "", "[fd01::1]:0", "[::ffff:10.1.0.2]:80", netdev.ENETUNREACH, ""},
		{"nobody there", 4, "", "", "127.0.0.1:80", netdev.ECONNREFUSED, ""},
		{"nobody there, IPv6", 6, "", "", "[::]:80", netdev.ECONNREFUSED, ""},
		{"nobody there, IPv4 as IPv6", 6, "", "[::ffff:127.0.0.1]:0", "[::]:80", netdev.ECONNREFUSED, ""},
		{"no address is this host", 4, "", "", "0.0.0.0:80", netdev.ECONNREFUSED, ""},
		{"unless that is not on the device", 4, "b0", "10.9.9.9:0", "0.0.0.0:80", netdev.EINPROGRESS, "b0"},
	} {
		h := newHost(t, newest)
		devs := map[string]int32{"": 0, "a0": h.a0, "b0": h.b0, "stale": 4242}
		s := h.socket(row.family)
		if row.bind != "" {
			s.at(row.bind)
		}
		s.on(devs[row.on])
		local := s.Addr(nil)
		s.want(row.because, s.connect(row.to), row.want)
		if got := s.BoundDevIf(nil); got != devs[row.device] {
			t.Errorf("%s: bound to %d afterwards, want %d", row.because, got, devs[row.device])
		}
		if _, err := s.Peer(nil); err != netdev.ENOTCONN {
			t.Errorf("%s: getpeername: %v", row.because, err)
		}
		if row.want != netdev.EINPROGRESS && s.Addr(nil).Addr() != local.Addr() {
			t.Errorf("%s: the socket is at %s, and was at %s", row.because, s.Addr(nil), local)
		}
	}
}

// A 4-tuple, and who may have it beside whom (TCP-30, TCP-31).
func TestUnique(t *testing.T) {
	for _, row := range []struct {
		first, second string
		want          error
	}{
		{"", "", netdev.EADDRNOTAVAIL},
		{"a0", "", netdev.EINPROGRESS},
		{"", "a0", netdev.EADDRNOTAVAIL},
		{"a0", "a0", netdev.EADDRNOTAVAIL},
		{"a0", "b0", netdev.EINPROGRESS},
	} {
		h := newHost(t, newest)
		devs := map[string]int32{"a0": h.a0, "b0": h.b0}
		dial := func(on string) (*end, error) {
			s := h.socket(4).flag(sock.SO_REUSEADDR).on(devs[on]).at("10.1.0.1:6000")
			return s, s.connect("10.1.0.2:80")
		}
		if _, err := dial(row.first); err != netdev.EINPROGRESS {
			t.Fatal(err)
		}
		s, err := dial(row.second)
		s.want("connect on "+row.second+" after "+row.first, err, row.want)
		s.want("bind again", s.bind("10.1.0.1:6001"), netdev.EINVAL)
	}
}

// A connection hears what arrives on the device that it is bound to now
// (TCP-20 to TCP-23, OUT-43 to OUT-46).
func TestMovedConnection(t *testing.T) {
	h := newHost(t, newest)
	c, p := dialled(h)
	c.on(h.b0)
	p.expect("to one that was moved", p.says("A", "x"), "a0 R")
	h.must(c.send("hello"))
	p.expect("what it sends", p.hears(), "b0 PA hello")
	p.dev, p.seq = h.b0, p.seq-1
	p.expect("on its new device", p.says("A", "x"), "b0 A")
	c.on(4242)
	h.must(c.send("world"))
	p.expect("on an index without device", p.hears(), "")
	c.on(h.a0)
	if got := c.recv(); got != "x" {
		t.Errorf("recv: %q", got)
	}
	Retransmit(nil, c.Sock)
	p.expect("when it is back, again", p.hears(), "a0 PA world")

	c, p = dialledAgain(h)
	c.on(h.b0)
	c.on(h.a0)
	p.expect("to one that was away", p.says("A", "x"), "a0 A")
}

// dialledAgain is dialled, from another port.
func dialledAgain(h *host) (*end, *peer) {
	h.tb.Helper()
	c := h.socket(4).at("10.1.0.1:6001").dials("10.1.0.2:80")
	p := h.peer(h.a0, "10.1.0.2:80", "10.1.0.1:6001")
	p.hears()
	p.says("SA", "")
	return c, p
}

// IPv6 without a way tells SO_ERROR of it, once; IPv4 does not.
func TestSoftError(t *testing.T) {
	h := newHost(t, newest)
	c := h.socket(6).at("[fd01::1]:6000").dials("[fd01::2]:80")
	p := h.peer(h.a0, "[fd01::2]:80", "[fd01::1]:6000")
	p.hears()
	p.says("SA", "")
	soError := func(e *end) netdev.Errno {
		v, err := e.GetInt(nil, sock.SO_ERROR)
		h.must(err)
		return netdev.Errno(v)
	}
	c.on(h.b0)
	h.must(c.send("x"))
	if got := [2]netdev.Errno{soError(c), soError(c)}; got != [2]netdev.Errno{netdev.ENETUNREACH, 0} {
		t.Errorf("SO_ERROR is %v", got)
	}
	c4, _ := dialled(h)
	c4.on(4242)
	h.must(c4.send("x"))
	if got := soError(c4); got != 0 {
		t.Errorf("SO_ERROR of IPv4 is %v", got)
	}
}

// What ICMP errors are to connections and requests.
func TestICMP(t *testing.T) {
	h := newHost(t, newest)
	// says lets an error about a segment of this host arrive.
	says := func(dev int32, code uint8, seq uint32, p *peer) {
		h.inet.Input(nil, dev, netdev.Packet{
			Protocol: 1, Src: netip.AddrPortFrom(p.local.Addr(), 0), Dst: netip.AddrPortFrom(p.here.Addr(), 0),
			ICMP: netdev.ICMP{Type: 3, Code: code},
			Err:  &netdev.Packet{Protocol: IPPROTO_TCP, Src: p.here, Dst: p.local, TCP: netdev.TCP{Seq: seq, Flags: netdev.SYN}},
		})
	}
	c := h.socket(4).on(h.a0).at("10.1.0.1:6000").dials("10.1.0.2:80")
	p := h.peer(h.a0, "10.1.0.2:80", "10.1.0.1:6000")
	p.hears()
	says(h.b0, 3, p.ack-1, p)
	c.want("an error on another device", c.connect("10.1.0.2:80"), netdev.EALREADY)
	says(h.a0, 3, p.ack+9, p)
	c.want("an error about what was not sent", c.connect("10.1.0.2:80"), netdev.EALREADY)
	says(h.a0, 4, p.ack-1, p)
	c.want("too big", c.connect("10.1.0.2:80"), netdev.EALREADY)
	says(h.a0, 3, p.ack-1, p)
	c.want("an error", c.connect("10.1.0.2:80"), netdev.ECONNREFUSED)
	says(h.a0, 3, p.ack-1, p) // to nobody

	h.must(c.Setsockopt(nil, h.root, 0, 11, []byte{1, 0, 0, 0}, 4))
	c.dials("10.1.0.2:80")
	p.hears()
	says(h.a0, 1, p.ack-1, p)
	c.want("an error for one with IP_RECVERR", c.connect("10.1.0.2:80"), netdev.EHOSTUNREACH)
	if e, err := c.TakeQueuedError(nil); err != nil || e.Errno != netdev.EHOSTUNREACH {
		t.Errorf("the queue of errors has %v, %v", e, err)
	}

	d, q := dialledAgain(h)
	says(h.a0, 1, q.ack, q)
	h.must(d.send("x"))
	if got, _ := d.GetInt(nil, sock.SO_ERROR); netdev.Errno(got) != netdev.EHOSTUNREACH {
		t.Errorf("SO_ERROR is %v", netdev.Errno(got))
	}
	h.must(d.Setsockopt(nil, h.root, 0, 11, []byte{1, 0, 0, 0}, 4))
	says(h.a0, 1, q.ack, q)
	d.want("send", d.send("x"), netdev.EHOSTUNREACH)

	l := h.socket(4).at("0.0.0.0:7000").listening()
	r := h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000")
	r.says("S", "")
	says(h.a0, 3, r.ack-1, r)
	r.expect("the port of a request", r.says("A", ""), "")
	l.accepts(t, true)
	r = h.peer(h.a0, "10.1.0.2:5001", "10.9.9.9:7000")
	r.says("S", "")
	says(h.a0, 1, r.ack-1, r)
	r.expect("the host of a request", r.says("A", ""), "a0 R")
	if hostUnreachable(&netdev.Packet{Dst: netip.MustParseAddrPort("[::1]:0"), ICMP: netdev.ICMP{Type: 1, Code: 0}}) {
		t.Error("no route is fatal for IPv6")
	}
}

// What calls say that do not fit the state.
func TestCalls(t *testing.T) {
	h := newHost(t, newest)
	u := h.socket(4)
	u.want("send", u.send("x"), netdev.EPIPE)
	if got := u.recv(); got != "ENOTCONN" {
		t.Errorf("recv: %s", got)
	}
	u.want("shutdown", u.Shutdown(nil, shutWrite), netdev.ENOTCONN)
	_, err := u.Accept(nil)
	u.want("accept", err, netdev.EINVAL)

	l := h.socket(4).at("127.0.0.1:7000").listening()
	u.to("127.0.0.1:7000")
	u.want("send after shutdown", u.send("x"), netdev.EPIPE)
	l.accepts(t, true)
	l.want("send of a listener", l.send("x"), netdev.EPIPE)
	l.want("connect of a listener", l.connect("127.0.0.1:7000"), netdev.EISCONN)
	l.want("bind of a listener", l.bind("127.0.0.1:7001"), netdev.EINVAL)
	if got := l.recv(); got != "ENOTCONN" {
		t.Errorf("recv of a listener: %s", got)
	}
	h.must(l.Shutdown(nil, shutWrite))
	if l.state() != LISTEN {
		t.Error("a listener has stopped by SHUT_WR")
	}
	c := h.socket(4).to("127.0.0.1:7000")
	c.want("connect", c.connect("127.0.0.1:7000"), netdev.EISCONN)
	c.want("connect to an address of another family", c.connect("[::1]:7000"), netdev.EISCONN)
	l.want("connect of a listener to one", l.connect("[::1]:7000"), netdev.EISCONN)
	n := h.socket(4)
	n.want("connect of one that is new to one", n.connect("[::1]:7000"), netdev.EAFNOSUPPORT)
	n.dials("10.1.0.9:80")
	n.want("connect of one that waits to one", n.connect("[::1]:7000"), netdev.EALREADY)
	n.Close(nil)
	c.want("listen", c.Listen(nil, 1), netdev.EINVAL)
	h.must(c.Shutdown(nil, shutRead))
	if got := c.recv(); got != "" {
		t.Errorf("recv after SHUT_RD: %q", got)
	}
	d := l.accepted()
	h.must(c.Disconnect(nil))
	if got := d.recv() + d.recv(); got != "ECONNRESET" {
		t.Errorf("recv after the peer's AF_UNSPEC: %q", got)
	}
	c.want("send after AF_UNSPEC", c.send("x"), netdev.ECONNRESET)
	c.to("127.0.0.1:7000")

	w := h.socket(4).on(h.a0).dials("10.1.0.2:80")
	h.must(w.Shutdown(nil, shutWrite))
	if w.state() != CLOSE || w.BoundDevIf(nil) != h.a0 || w.Addr(nil).Port() == 0 {
		t.Errorf("after shutdown() of one that waits: state %d, device %d, at %s", w.state(), w.BoundDevIf(nil), w.Addr(nil))
	}
	w.dials("10.1.0.2:80")
	h.must(w.Disconnect(nil))
	if w.BoundDevIf(nil) != h.a0 {
		t.Error("AF_UNSPEC takes the device")
	}
	w.dials("10.1.0.2:80")
	w.Close(nil)
	a := h.socket(4).dials("10.1.0.3:80")
	h.must(a.Disconnect(nil))
	p := h.peer(h.a0, "10.1.0.2:80", "10.1.0.1:1")
	p.hears()
	b := h.socket(4).dials("10.1.0.4:80")
	q := h.peer(h.a0, "10.1.0.4:80", b.Addr(nil).String())
	q.hears()
	q.says("SA", "")
	h.must(b.Shutdown(nil, shutRead)) // progress of a connect() that nobody has asked about
	b.want("connect", b.connect("10.1.0.4:80"), netdev.EISCONN)
}

// TestBindForgetsPeer: a socket whose connect() has failed still has its peer, until
// it is bound.
func TestBindForgetsPeer(t *testing.T) {
	for _, row := range []struct {
		family                        int
		dst, peer, bind, before, then string
	}{
		{4, "10.1.0.2:80", "10.1.0.1", "10.1.0.1:7000", "10.1.0.2:80", "0.0.0.0:0"},
		{4, "10.1.0.2:80", "10.1.0.1", "10.9.9.8:7000", "10.1.0.2:80", "10.1.0.2:80"}, // nobody's address
		{6, "[fd01::2]:80", "[fd01::1]", "[fd01::1]:7000", "[fd01::2]:80", "[fd01::2]:0"},
	} {
		h := newHost(t, newest)
		s := h.socket(row.family).dials(row.dst)
		p := h.peer(h.a0, row.dst, s.Addr(nil).String())
		p.hears()
		p.expect("a reset", p.says("RA", ""), "")
		if got := s.Diag(nil).ID.Dst.String(); got != row.before {
			t.Errorf("to %s: the peer is %s by then", row.dst, got)
		}
		err := s.bind(row.bind)
		if got := s.Diag(nil).ID.Dst.String(); got != row.then {
			t.Errorf("bind %s: %v; the peer is %s, want %s", row.bind, err, got, row.then)
		}
	}
}

// connect() within the host whose peer closes at once: there is no error to
// tell, but no connection either.
func TestConnectAborted(t *testing.T) {
	h := newHost(t, newest)
	s := h.socket(4).dials("10.1.0.2:80")
	c := of(nil, s.Sock)
	c.tb.setClosed(nil, c)
	s.want("connect", s.connect("10.1.0.2:80"), netdev.ECONNABORTED)
}
