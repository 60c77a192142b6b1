package tcp

import (
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// dialled is a connection from 10.1.0.1:6000 to a peer.
func dialled(h *host) (*end, *peer) {
	h.tb.Helper()
	c := h.socket(4).at("10.1.0.1:6000").dials("10.1.0.2:80")
	p := h.peer(h.a0, "10.1.0.2:80", "10.1.0.1:6000")
	p.expect("connect", p.hears(), "a0 S")
	p.expect("the answer", p.says("SA", ""), "a0 A")
	return c, p
}

// answered is a connection that a peer has made to a listener.
func answered(h *host) (*end, *peer) {
	h.tb.Helper()
	l := h.socket(4).at("0.0.0.0:7000").listening()
	p := h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000").shakes()
	return l.accepted(), p
}

func TestSynSent(t *testing.T) {
	h := newHost(t, newest)
	c := h.socket(4).at("10.1.0.1:6000").dials("10.1.0.2:80")
	p := h.peer(h.a0, "10.1.0.2:80", "10.1.0.1:6000")
	p.hears()
	c.want("a second connect", c.connect("10.1.0.2:80"), netdev.EALREADY)
	c.want("send", c.send("x"), netdev.EAGAIN)
	if got := c.recv(); got != "EAGAIN" {
		t.Errorf("recv: %s", got)
	}
	p.expect("an ACK of something else", p.raw("SA", 1000, p.ack+1, ""), "a0 R")
	p.expect("a reset of something else", p.raw("RA", 1000, p.ack+1, ""), "")
	p.expect("a reset of nothing", p.raw("R", 1000, 0, ""), "")
	p.expect("an ACK without SYN", p.raw("A", 1000, p.ack, ""), "")
	p.expect("no flag", p.raw("", 1000, 0, ""), "")
	if c.state() != SYN_SENT {
		t.Fatalf("state %d, want SYN_SENT", c.state())
	}
	p.expect("the answer", p.says("SA", ""), "a0 A")
	c.want("connect", c.connect("10.1.0.2:80"), nil)
	c.want("connect once more", c.connect("10.1.0.2:80"), netdev.EISCONN)
}

// Two SYNs that cross make a connection; so does one that meets itself.
func TestCrossed(t *testing.T) {
	crossed := func() (*end, *peer) {
		h := newHost(t, newest)
		c := h.socket(4).at("10.1.0.1:6000").dials("10.1.0.2:80")
		p := h.peer(h.a0, "10.1.0.2:80", "10.1.0.1:6000")
		p.hears()
		p.expect("a SYN that crosses", p.says("S", ""), "a0 SA")
		if c.state() != SYN_RECV {
			t.Fatalf("state %d, want SYN_RECV", c.state())
		}
		c.want("connect", c.connect("10.1.0.2:80"), netdev.EALREADY)
		c.want("send", c.send("x"), netdev.EAGAIN)
		return c, p
	}
	c, p := crossed()
	p.expect("the SYN once more", p.raw("SA", p.seq-1, p.ack, ""), "a0 A")
	p.expect("ACK", p.says("A", ""), "")
	c.want("connect", c.connect("10.1.0.2:80"), nil)

	c, p = crossed()
	p.expect("ACK and FIN", p.says("FA", ""), "a0 A")
	if c.state() != CLOSE_WAIT {
		t.Errorf("state %d, want CLOSE_WAIT", c.state())
	}
	c, p = crossed()
	c.h.must(c.Shutdown(nil, shutWrite))
	p.expect("shutdown", p.hears(), "")
	p.expect("ACK", p.says("A", ""), "a0 FA")
	c, p = crossed()
	c.h.must(c.Disconnect(nil))
	p.expect("AF_UNSPEC", p.hears(), "a0 RA")
	c, p = crossed()
	c.Close(nil)
	p.expect("close", p.hears(), "a0 FA")

	h := newHost(t, newest)
	self := h.socket(4).at("127.0.0.1:7000").to("127.0.0.1:7000")
	h.must(self.send("hello"))
	if got := self.recv(); got != "hello" {
		t.Errorf("recv: %q", got)
	}
}

func TestSynSentRefused(t *testing.T) {
	h := newHost(t, newest)
	c := h.socket(4).dials("10.1.0.2:80")
	p := h.peer(h.a0, "10.1.0.2:80", c.Addr(nil).String())
	p.hears()
	p.expect("the reset", p.says("RA", ""), "")
	if c.state() != CLOSE {
		t.Errorf("state %d, want CLOSE", c.state())
	}
	c.want("connect", c.connect("10.1.0.2:80"), netdev.ECONNREFUSED)
	c.want("connect to another", c.connect("10.1.0.3:80"), netdev.EINPROGRESS)
	if got := p.hears(); got != "a0 S" {
		t.Errorf("%q left", got)
	}
}

// What is out of order is kept, what came before is not taken twice, and what
// does not fit is answered by an ACK.
func TestOrder(t *testing.T) {
	h := newHost(t, newest)
	c, p := answered(h)
	first := p.seq
	for _, row := range []struct {
		what, flags, text string
		seq               uint32
		left, got         string
	}{
		{"ahead", "A", "cd", first + 2, "a0 A", "EAGAIN"},
		{"further ahead", "A", "gh", first + 6, "a0 A", "EAGAIN"},
		{"the same again", "A", "cd", first + 2, "a0 A", "EAGAIN"},
		{"the gap", "A", "ab", first, "a0 A", "abcd"},
		{"old", "A", "ab", first, "a0 A", "EAGAIN"},
		{"half old, and the gap", "A", "cdef", first + 2, "a0 A", "efgh"},
		{"beyond the window", "A", "x", first + 8 + window, "a0 A", "EAGAIN"},
		{"without ACK", "", "ij", first + 8, "", "EAGAIN"},
		{"a SYN", "S", "", first + 8, "a0 A", "EAGAIN"},
		{"a reset that is not the next", "R", "", first + 9, "a0 A", "EAGAIN"},
		{"a reset beyond the window", "R", "", first + 8 + window, "", "EAGAIN"},
		{"an ACK of what was not sent", "A", "ij", first + 8, "a0 A", "EAGAIN"},
		{"the next", "A", "ij", first + 8, "a0 A", "ij"},
		{"a FIN ahead", "FA", "l", first + 11, "a0 A", "EAGAIN"},
		{"the gap before it", "A", "k", first + 10, "a0 A", "kl"},
		{"after the FIN", "A", "m", first + 13, "", ""},
		{"the FIN again", "FA", "", first + 12, "a0 A", ""},
	} {
		ack := p.ack
		if row.what == "an ACK of what was not sent" {
			ack += 10
		}
		p.expect(row.what, p.raw(row.flags, row.seq, ack, row.text), row.left)
		if got := c.recv(); got != row.got {
			t.Errorf("%s: recv gives %q, want %q", row.what, got, row.got)
		}
	}
	if c.state() != CLOSE_WAIT {
		t.Errorf("state %d, want CLOSE_WAIT", c.state())
	}
}

// Small segments wait for each other, full ones do not, and a FIN takes with it
// what waits.
func TestNagle(t *testing.T) {
	h := newHost(t, newest)
	c, p := dialled(h)
	h.must(c.send("one"))
	p.expect("the first", p.hears(), "a0 PA one")
	h.must(c.send("two"))
	h.must(c.send("three"))
	p.expect("while that is on its way", p.hears(), "")
	p.expect("its ACK", p.says("A", ""), "a0 PA twothree")
	h.must(c.send(strings.Repeat("x", 2*segmentSize+100)))
	p.expect("full ones", p.hears(), "a0 A 1440 bytes, a0 A 1440 bytes")
	if !Retransmit(nil, c.Sock) {
		t.Error("nothing to send again")
	}
	p.expect("again", p.hears(), "a0 PA twothree")
	h.must(c.Shutdown(nil, shutWrite))
	p.expect("the end", p.hears(), "a0 FPA 100 bytes")
	p.expect("all is acknowledged", p.says("A", ""), "")
	if Retransmit(nil, c.Sock) {
		t.Error("something to send again")
	}
	if c.state() != FIN_WAIT2 {
		t.Errorf("state %d, want FIN_WAIT2", c.state())
	}
}

// Each row is what the two ends say, and the state after it.
func TestEnds(t *testing.T) {
	type row struct {
		what  string
		do    func(c *end, p *peer) string // what has left
		left  string
		state int
	}
	says := func(flags, text string) func(*end, *peer) string {
		return func(_ *end, p *peer) string { return p.says(flags, text) }
	}
	shut := func(c *end, p *peer) string { c.h.must(c.Shutdown(nil, shutWrite)); return p.hears() }
	closes := func(c *end, p *peer) string { c.Close(nil); return p.hears() }
	for _, run := range []struct {
		name string
		rows []row
		tw   int // TIME_WAIT entries in the end
	}{
		{"this end first", []row{
			{"shutdown", shut, "a0 FA", FIN_WAIT1},
			{"again", shut, "", FIN_WAIT1},
			{"ACK", says("A", ""), "", FIN_WAIT2},
			{"data", says("A", "x"), "a0 A", FIN_WAIT2},
			{"FIN", says("FA", ""), "a0 A", CLOSE},
		}, 1},
		{"both at once", []row{
			{"shutdown", shut, "a0 FA", FIN_WAIT1},
			{"FIN", func(c *end, p *peer) string {
				left := p.raw("FA", p.seq, p.ack-1, "")
				p.seq++
				return left
			}, "a0 A", CLOSING},
			{"ACK", says("A", ""), "", CLOSE},
		}, 1},
		{"the peer first", []row{
			{"FIN", says("FA", ""), "a0 A", CLOSE_WAIT},
			{"close", closes, "a0 FA", LAST_ACK},
			{"ACK", says("A", ""), "", CLOSE},
		}, 0},
		{"FIN and ACK in one, nobody there", []row{
			{"close", closes, "a0 FA", FIN_WAIT1},
			{"FIN", says("FA", ""), "a0 A", CLOSE},
			{"FIN again", func(c *end, p *peer) string { p.seq--; return p.says("FA", "") }, "a0 A", CLOSE},
		}, 1},
		{"nobody there, FIN comes late", []row{
			{"close", closes, "a0 FA", FIN_WAIT1},
			{"ACK", says("A", ""), "", CLOSE},
			{"nothing new", says("A", ""), "", CLOSE},
			{"old", func(c *end, p *peer) string { return p.raw("A", p.seq-1, p.ack, "") }, "a0 A", CLOSE},
			{"FIN", says("FA", ""), "a0 A", CLOSE},
			{"nothing new", says("A", ""), "", CLOSE},
		}, 1},
		{"nobody there, data comes", []row{
			{"close", closes, "a0 FA", FIN_WAIT1},
			{"ACK", says("A", ""), "", CLOSE},
			{"data", says("A", "x"), "a0 R", CLOSE},
			{"data again", says("A", "x"), "a0 R", CLOSE},
		}, 0},
		{"nobody there, data comes before the ACK", []row{
			{"close", closes, "a0 FA", FIN_WAIT1},
			{"data", func(c *end, p *peer) string { return p.raw("A", p.seq, p.ack-1, "x") }, "a0 R", CLOSE},
			{"data again", says("A", "x"), "a0 R", CLOSE},
		}, 0},
		{"nobody there, a SYN comes", []row{
			{"close", closes, "a0 FA", FIN_WAIT1},
			{"ACK", says("A", ""), "", CLOSE},
			{"SYN", func(c *end, p *peer) string { return p.raw("S", p.seq, 0, "") }, "a0 RA", CLOSE},
			{"reset", says("R", ""), "", CLOSE},
		}, 0},
		{"close after shutdown and ACK", []row{
			{"shutdown", shut, "a0 FA", FIN_WAIT1},
			{"ACK", says("A", ""), "", FIN_WAIT2},
			{"close", closes, "", CLOSE},
			{"FIN", says("FA", ""), "a0 A", CLOSE},
		}, 1},
		{"data after shutdown of both directions", []row{
			{"shutdown", func(c *end, p *peer) string { c.h.must(c.Shutdown(nil, shutBoth)); return p.hears() }, "a0 FA", FIN_WAIT1},
			{"data", says("A", "x"), "a0 R", CLOSE},
			{"recv", func(c *end, p *peer) string { return c.recv() }, "ECONNRESET", CLOSE},
		}, 0},
		{"close with something unread", []row{
			{"data", says("A", "x"), "a0 A", ESTABLISHED},
			{"close", closes, "a0 RA", CLOSE},
		}, 0},
		{"reset", []row{
			{"reset", says("R", ""), "", CLOSE},
		}, 0},
		{"reset after FIN", []row{
			{"FIN", says("FA", ""), "a0 A", CLOSE_WAIT},
			{"reset", says("R", ""), "", CLOSE},
			{"send", func(c *end, p *peer) string { c.want("send", c.send("x"), netdev.EPIPE); return p.hears() }, "", CLOSE},
		}, 0},
	} {
		t.Run(run.name, func(t *testing.T) {
			h := newHost(t, newest)
			c, p := dialled(h)
			for _, r := range run.rows {
				p.expect(r.what, r.do(c, p), r.left)
				if c.state() != r.state {
					t.Fatalf("%s: state %d, want %d", r.what, c.state(), r.state)
				}
			}
			if n := Expire(nil, c.Sock); n != run.tw {
				t.Errorf("%d TIME_WAIT entries, want %d", n, run.tw)
			}
		})
	}
}

// died is the end of a connection to a listener, which this host has ended
// first.
func died(h *host) (l *end, p *peer) {
	h.tb.Helper()
	l = h.socket(4).at("0.0.0.0:7000").listening()
	p = h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000").shakes()
	c := l.accepted()
	c.Close(nil)
	p.hears()
	p.expect("FIN", p.says("FA", ""), "a0 A")
	return l, p
}

func TestTimeWait(t *testing.T) {
	h := newHost(t, newest)
	l, p := died(h)
	p.expect("nothing new", p.says("A", ""), "")
	p.expect("an old SYN", p.raw("S", p.seq-5, 0, ""), "a0 A")
	p.expect("a reset that is not the next", p.raw("R", p.seq+1, 0, ""), "")
	p.seq += 100
	if got := p.says("S", ""); got != "a0 SA" {
		t.Errorf("a new SYN is answered by %q", got)
	}
	p.says("A", "")
	l.accepted()
	if n := Expire(nil, l.Sock); n != 0 {
		t.Errorf("%d TIME_WAIT entries", n)
	}

	h = newHost(t, newest)
	l, p = died(h)
	l.Close(nil)
	p.expect("a new SYN for nobody", p.raw("S", p.seq+100, 0, ""), "a0 A")
	p.expect("a reset", p.says("R", ""), "")
	p.expect("a SYN after that", p.says("S", ""), "a0 RA")
	if n := Expire(nil, l.Sock); n != 0 {
		t.Errorf("%d TIME_WAIT entries", n)
	}
}

// A segment whose socket was closed after the lookup is for somebody else.
func TestClosedMeanwhile(t *testing.T) {
	h := newHost(t, newest)
	c, _ := dialled(h)
	tb := of(nil, c.Sock).tb
	h.must(c.Disconnect(nil))
	k := &sock.Key{Protocol: IPPROTO_TCP, Dif: h.a0}
	if tb.toConnection(nil, c.Sock, k, &netdev.Packet{}) {
		t.Error("a connection that was closed takes a segment")
	}
	l := h.socket(4).at("0.0.0.0:7000")
	if tb.toListener(nil, l.Sock, k, &netdev.Packet{}) {
		t.Error("a listener that is none takes a segment")
	}
}

// A TIME_WAIT entry keeps the device that the connection had (OBS-05, TCP-32).
func TestTimeWaitDevice(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).on(h.a0).at("0.0.0.0:7000").listening()
	p := h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000").shakes()
	c := l.accepted()
	h.must(c.Shutdown(nil, shutWrite))
	p.hears()
	p.expect("FIN", p.says("FA", ""), "a0 A")
	c.on(h.b0)
	p.seq--
	p.dev = h.b0
	p.expect("FIN again on another device", p.says("FA", ""), "a0 R")
	p.seq--
	p.dev = h.a0
	p.expect("FIN again", p.says("FA", ""), "a0 A")
}

// connect() from a port that the socket has takes the place of a TIME_WAIT entry
// of this host.
func TestTimeWaitTaken(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).at("127.0.0.1:7000").listening()
	dial := func() (*end, error) {
		c := h.socket(4).flag(sock.SO_REUSEADDR).at("127.0.0.1:6000")
		return c, c.connect("127.0.0.1:7000")
	}
	c, err := dial()
	h.must(err)
	d := l.accepted()
	c.Close(nil)
	d.Close(nil)
	c, err = dial()
	c.want("connect over TIME_WAIT", err, nil)
	if n := Expire(nil, l.Sock); n != 0 {
		t.Errorf("%d TIME_WAIT entries", n)
	}

	h = newHost(t, newest)
	e := h.socket(4).flag(sock.SO_REUSEADDR).at("10.1.0.1:6000").dials("10.1.0.2:80")
	p := h.peer(h.a0, "10.1.0.2:80", "10.1.0.1:6000")
	p.hears()
	p.says("SA", "")
	e.Close(nil)
	p.hears()
	p.says("FA", "")
	f := h.socket(4).flag(sock.SO_REUSEADDR).at("10.1.0.1:6000")
	f.want("connect over TIME_WAIT of another host", f.connect("10.1.0.2:80"), netdev.EADDRNOTAVAIL)
	Expire(nil, f.Sock)
	f.want("after that", f.connect("10.1.0.2:80"), netdev.EINPROGRESS)
}
