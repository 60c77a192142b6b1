package tcp

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// host is a namespace with TCP, and devices a0 and b0 as in the rules: a0 has
// 10.1.0.1 and fd01::1, b0 has 10.2.0.1 and fd02::1, and lo has 10.9.9.9 and
// fd09::9.
type host struct {
	tb     testing.TB
	inet   *sock.Inet
	root   *sock.Cred
	a0, b0 int32
}

var newest = netdev.Newest

func newHost(t testing.TB, release netdev.Release) *host {
	t.Helper()
	ns := &sock.UserNS{}
	net := netdev.NewNet(nil, netdev.NewRtnl(nil, release))
	h := &host{tb: t, inet: sock.NewInet(nil, net, ns), root: &sock.Cred{NS: ns, Caps: sock.CAP_NET_RAW | sock.CAP_NET_ADMIN}}
	New(nil, h.inet)
	h.up(1, "10.9.9.9/32", "fd09::9/128")
	h.a0 = h.link("a0", "10.1.0.1/24", "fd01::1/64", "fe80::a/64")
	h.b0 = h.link("b0", "10.2.0.1/24", "fd02::1/64", "fe80::b/64")
	return h
}

func (h *host) must(err error) {
	h.tb.Helper()
	if err != nil {
		h.tb.Fatal(err)
	}
}

func (h *host) link(name string, prefixes ...string) int32 {
	h.tb.Helper()
	d, err := h.inet.Net.Register(nil, name, 0)
	h.must(err)
	h.up(d.Index(nil), prefixes...)
	return d.Index(nil)
}

func (h *host) up(index int32, prefixes ...string) {
	h.tb.Helper()
	h.must(h.inet.Net.SetUp(nil, index, true))
	for _, p := range prefixes {
		h.must(h.inet.Net.AddAddr(nil, index, netip.MustParsePrefix(p)))
	}
}

// red makes a VRF and puts a0 into it.
func (h *host) red() int32 {
	h.tb.Helper()
	d, err := h.inet.Net.RegisterVRF(nil, "red", 0, 10)
	h.must(err)
	h.up(d.Index(nil))
	h.must(h.inet.Net.SetMaster(nil, h.a0, d.Index(nil)))
	h.up(h.a0, "fd01::1/64", "fe80::a/64") // which it has lost by that
	return d.Index(nil)
}

// socket makes a socket of IPv4 or, with family 6, of IPv6.
func (h *host) socket(family int) *end {
	h.tb.Helper()
	domain := sock.AF_INET
	if family == 6 {
		domain = sock.AF_INET6
	}
	s, err := h.inet.Socket(nil, h.root, domain, sock.SOCK_STREAM, 0)
	h.must(err)
	return &end{h, s}
}

// end is a socket in the hands of a test.
type end struct {
	h *host
	*sock.Sock
}

func (e *end) on(index int32) *end {
	e.h.tb.Helper()
	e.h.must(e.BindToIndex(nil, e.h.root, index))
	return e
}

func (e *end) flag(opts ...int) *end {
	e.h.tb.Helper()
	for _, opt := range opts {
		e.h.must(e.SetInt(nil, e.h.root, opt, 1))
	}
	return e
}

func (e *end) unflag(opt int) *end {
	e.h.tb.Helper()
	e.h.must(e.SetInt(nil, e.h.root, opt, 0))
	return e
}

func (e *end) at(addr string) *end {
	e.h.tb.Helper()
	e.h.must(e.bind(addr))
	return e
}

func (e *end) bind(addr string) error { return e.Bind(nil, netip.MustParseAddrPort(addr)) }

func (e *end) connect(addr string) error { return e.Connect(nil, netip.MustParseAddrPort(addr)) }

func (e *end) to(addr string) *end {
	e.h.tb.Helper()
	e.h.must(e.connect(addr))
	return e
}

// dials connects to who does not answer at once.
func (e *end) dials(addr string) *end {
	e.h.tb.Helper()
	e.want("connect "+addr, e.connect(addr), netdev.EINPROGRESS)
	return e
}

func (e *end) listening() *end {
	e.h.tb.Helper()
	e.h.must(e.Listen(nil, 10))
	return e
}

func (e *end) accepted() *end {
	e.h.tb.Helper()
	s, err := e.Accept(nil)
	e.h.must(err)
	return &end{e.h, s}
}

func (e *end) send(text string) error { return e.Send(nil, []byte(text), netip.AddrPort{}) }

// recv is what has arrived, or the error.
func (e *end) recv() string {
	r, err := e.RecvMsg(nil, 10000)
	if err != nil {
		return err.Error()
	}
	return string(r.Payload)
}

func (e *end) state() int { return State(nil, e.Sock) }

// want complains unless err is the one that is wanted; nil is no error.
func (e *end) want(what string, err error, want error) {
	e.h.tb.Helper()
	if err != want {
		e.h.tb.Errorf("%s: %v, want %v", what, err, want)
	}
}

// peer is the other end of a connection, in the hands of a test: what it says
// arrives on a device.
type peer struct {
	h           *host
	dev         int32
	local, here netip.AddrPort // its own, and the host's
	seq, ack    uint32
}

func (h *host) peer(dev int32, local, here string) *peer {
	return &peer{h: h, dev: dev, local: netip.MustParseAddrPort(local), here: netip.MustParseAddrPort(here), seq: 1000}
}

var flagLetters = map[rune]uint8{'F': netdev.FIN, 'S': netdev.SYN, 'R': netdev.RST, 'P': netdev.PSH, 'A': netdev.ACK}

// says lets a segment arrive, with the next numbers, and what has left comes
// back as text. The peer takes note of it.
func (p *peer) says(flags, text string) string {
	p.h.tb.Helper()
	left := p.raw(flags, p.seq, p.ack, text)
	if !strings.Contains(flags, "R") {
		p.seq += uint32(len(text)) + uint32(strings.Count(flags, "S")+strings.Count(flags, "F"))
	}
	return left
}

// raw is says with numbers of one's own.
func (p *peer) raw(flags string, seq, ack uint32, text string) string {
	p.h.tb.Helper()
	pkt := netdev.Packet{Protocol: IPPROTO_TCP, Src: p.local, Dst: p.here, Payload: []byte(text)}
	pkt.TCP = netdev.TCP{Seq: seq, Window: window}
	for _, f := range flags {
		pkt.TCP.Flags |= flagLetters[f]
	}
	if strings.Contains(flags, "A") {
		pkt.TCP.Ack = ack
	}
	p.h.inet.Input(nil, p.dev, pkt)
	return p.hears()
}

// hears is what has left the devices: "a0 SA", "b0 PA hello".
func (p *peer) hears() string {
	var left []string
	for _, d := range p.h.inet.Net.Devices(nil) {
		for _, pkt := range d.Sent(nil) {
			text := ""
			for _, f := range "SFRPA" {
				if pkt.TCP.Flags&flagLetters[f] != 0 {
					text += string(f)
				}
			}
			if len(pkt.Payload) > 20 {
				text += fmt.Sprintf(" %d bytes", len(pkt.Payload))
			} else if len(pkt.Payload) > 0 {
				text += " " + string(pkt.Payload)
			}
			left = append(left, d.Name(nil)+" "+text)
			seg := segmentOf(&pkt)
			if pkt.TCP.Flags&netdev.RST == 0 && before(p.ack, seg.end()) || pkt.TCP.Flags&netdev.SYN != 0 {
				p.ack = seg.end()
			}
		}
	}
	return strings.Join(left, ", ")
}

// shakes makes a connection with a listener.
func (p *peer) shakes() *peer {
	p.h.tb.Helper()
	if got := p.says("S", ""); !strings.HasSuffix(got, " SA") {
		p.h.tb.Fatalf("a SYN is answered by %q", got)
	}
	if got := p.says("A", ""); got != "" {
		p.h.tb.Fatalf("the ACK of a handshake is answered by %q", got)
	}
	return p
}

// expect complains if what came back is something else.
func (p *peer) expect(what, got, want string) {
	p.h.tb.Helper()
	if got != want {
		p.h.tb.Errorf("%s: %q left, want %q", what, got, want)
	}
}
