package raw

import (
	"bytes"
	"net/netip"
	"testing"

	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/sock"
)

func TestSend6(t *testing.T) {
	for _, tt := range []struct {
		dev        int32
		connect    string
		to         string
		err        error
		by         int32
		want, rule string
		why        string
	}{
		{0, "", "[fd01::2]:0", nil, a, "fd01::1 > fd01::2", "OUT-01", "by the route"},
		{b, "", "[fd01::2]:0", netdev.ENETUNREACH, 0, "", "OUT-03", "no route on the device"},
		{4242, "", "[fd01::2]:0", netdev.ENETUNREACH, 0, "", "OUT-04", "no device"},
		{a, "", "[fe80::2%3]:0", nil, b, "fe80::b > fe80::2", "OUT-23", "the scope beats the device"},
		{a, "", "[fe80::2]:0", nil, a, "fe80::a > fe80::2", "OUT-23", "without scope the device is it"},
		{a, "", "[fd01::2%3]:0", nil, a, "fd01::1 > fd01::2", "OUT-23", "a global address has none"},
		{0, "fd01::2", "", nil, a, "fd01::1 > fd01::2", "OUT-01", "to the connected peer"},
		{0, "", "", netdev.EDESTADDRREQ, 0, "", "OUT-01", "not connected"},
		{0, "", "[fd01::2]:89", nil, a, "fd01::1 > fd01::2", "RAW-03", "the port may say the protocol"},
		{0, "", "[fd01::2]:7", netdev.EINVAL, 0, "", "RAW-03", "but no other"},
		{0, "", "10.1.0.2:0", netdev.EAFNOSUPPORT, 0, "", "RAW-03", "IPv4"},
	} {
		w := newWorld(t)
		s := w.open6(ospf, tt.dev)
		var err error
		if tt.connect != "" {
			err = s.Connect(nil, at(tt.connect))
		}
		if err == nil {
			var to netip.AddrPort
			if tt.to != "" {
				to = netip.MustParseAddrPort(tt.to)
			}
			err = s.Send(nil, []byte("hello"), to)
		}
		if err != tt.err {
			t.Errorf("%s: to %q on %d: %v, want %v: %s", tt.rule, tt.to, tt.dev, err, tt.err, tt.why)
		}
		for _, dev := range []int32{a, b} {
			sent := w.inet.Net.ByIndex(nil, dev).Sent(nil)
			switch {
			case dev != tt.by && sent != nil:
				t.Errorf("%s: to %q on %d: left by %d: %s", tt.rule, tt.to, tt.dev, dev, tt.why)
			case dev == tt.by && (len(sent) != 1 || wire.Describe(&sent[0]) != tt.want+" protocol 89" || string(sent[0].Payload) != "hello"):
				t.Errorf("%s: to %q on %d: sent %v, want %s: %s", tt.rule, tt.to, tt.dev, sent, tt.want, tt.why)
			}
		}
	}
}

// TestRefusals are messages that are refused, by protocol and length.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		protocol, n int
		err4, err6  error
		why         string
	}{
		{ospf, 0, nil, nil, "anything goes"},
		{1, 1, netdev.EFAULT, nil, "ICMP without a code"},
		{1, 2, nil, nil, "that is enough for IPv4"},
		{58, 1, nil, netdev.EFAULT, "ICMPv6 without a code"},
		{58, 3, nil, netdev.EINVAL, "ICMPv6 without room for the checksum"},
		{58, 4, nil, nil, "which is enough"},
		{58, 8, nil, nil, "a whole header"},
		{ospf, 65515, nil, nil, "the longest of IPv4"},
		{ospf, 65516, netdev.EMSGSIZE, nil, "longer"},
		{ospf, 65535, netdev.EMSGSIZE, nil, "the longest of IPv6"},
		{ospf, 65536, netdev.EMSGSIZE, netdev.EMSGSIZE, "longer"},
	} {
		w := newWorld(t)
		four, six := w.open(tt.protocol, 0), w.open6(tt.protocol, 0)
		b := make([]byte, tt.n)
		if err := four.Send(nil, b, at("10.1.0.2")); err != tt.err4 {
			t.Errorf("protocol %d, %d bytes: %v, want %v: %s", tt.protocol, tt.n, err, tt.err4, tt.why)
		}
		if err := six.Send(nil, b, at("fd01::2")); err != tt.err6 {
			t.Errorf("protocol %d, %d bytes over IPv6: %v, want %v: %s", tt.protocol, tt.n, err, tt.err6, tt.why)
		}
	}
}

func receive(t *testing.T, s *sock.Sock) []byte {
	t.Helper()
	r, err := s.Receive(nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Src.Port() != 0 {
		t.Errorf("from %v: a raw socket is told no port", r.Src)
	}
	return r.Payload
}

// TestReceivedBytes: IPv4 gives the whole packet, IPv6 what follows the header.
func TestReceivedBytes(t *testing.T) {
	w := newWorld(t)
	four, six := w.open(17, 0), w.open6(17, 0)
	for _, tt := range []struct {
		s    *sock.Sock
		p    netdev.Packet
		from int
	}{
		{four, netdev.Packet{Protocol: 17, Src: netip.MustParseAddrPort("10.1.0.2:5000"), Dst: netip.MustParseAddrPort("10.1.0.1:7000"), Payload: []byte("hello")}, 0},
		{six, netdev.Packet{Protocol: 17, Src: netip.MustParseAddrPort("[fd01::2]:5000"), Dst: netip.MustParseAddrPort("[fd01::1]:7000"), Payload: []byte("hello")}, 40},
	} {
		w.inet.Input(nil, a, tt.p)
		if got, want := receive(t, tt.s), wire.Build(&tt.p)[tt.from:]; !bytes.Equal(got, want) {
			t.Errorf("RAW-01: received %x, want %x", got, want)
		}
	}
}

// TestChecksum: the kernel sums up ICMPv6, whatever the message says, and looks
// into errors.
func TestChecksum(t *testing.T) {
	w := newWorld(t)
	s := w.open6(58, 0)
	quote := netdev.Packet{Protocol: 17, Src: netip.MustParseAddrPort("[fd01::2]:7000"), Dst: netip.MustParseAddrPort("[fd01::1]:5000")}
	for _, b := range [][]byte{
		{128, 0, 0xde, 0xad, 0, 1, 0, 2, 'x'},
		{130, 0, 0xde, 0xad, 0, 0, 0, 5},
		append([]byte{1, 4, 0, 0, 0, 0, 0, 0}, wire.Build(&quote)...),
	} {
		if err := s.Send(nil, b, at("fd01::2")); err != nil {
			t.Fatal(err)
		}
		sent := w.inet.Net.ByIndex(nil, a).Sent(nil)
		if len(sent) != 1 || sent[0].Malformed {
			t.Fatalf("sent %v", sent)
		}
		got := wire.Build(&sent[0])
		if !bytes.Equal(got[44:], b[4:]) || got[40] != b[0] {
			t.Errorf("%x left as %x", b, got[40:])
		}
		if _, err := wire.Parse(got); err != nil {
			t.Errorf("%x left with a wrong checksum: %v", b, err)
		}
		if wrong := sent[0].Err != nil; wrong != (b[0] == 1) {
			t.Errorf("%x: quotes %v", b, sent[0].Err)
		}
	}
}

// TestMore: MSG_MORE collects a packet. The first part finds the way; the
// addresses are those of the last part or, of IPv6, of the first.
func TestMore(t *testing.T) {
	const more = 0x8000
	type part struct {
		dev   int32
		to    string
		bytes int
		flags int
		err   error
	}
	for _, tt := range []struct {
		protocol int
		parts    []part
		by       int32
		want     string
		n        int
		why      string
	}{
		{33, []part{{a, "10.1.0.2", 5, more, nil}, {b, "10.2.0.2", 3, 0, nil}}, a, "10.2.0.1 > 10.2.0.2 protocol 33", 8, "IPv4"},
		{33, []part{{a, "10.1.0.2", 5, more, nil}, {4242, "10.1.0.2", 5, 0, netdev.ENODEV}, {a, "10.1.0.2", 1, 0, nil}}, a, "10.1.0.1 > 10.1.0.2 protocol 33", 6, "every part looks for a way"},
		{33, []part{{a, "10.1.0.2", 40000, more, nil}, {a, "10.1.0.2", 40000, more, netdev.EMSGSIZE}, {a, "10.1.0.2", 1, 0, nil}}, a, "10.1.0.1 > 10.1.0.2 protocol 33", 1, "too much is thrown away"},
		{33, []part{{a, "10.1.0.2", 40000, more, nil}, {a, "10.1.0.2", 40000, 0, netdev.EMSGSIZE}, {a, "10.1.0.2", 1, 0, nil}}, a, "10.1.0.1 > 10.1.0.2 protocol 33", 1, "by the last part, too"},
		{33, []part{{a, "fd01::2", 5, more, nil}, {b, "fd02::2", 3, 0, nil}}, a, "fd01::1 > fd01::2 protocol 33", 8, "IPv6"},
		{58, []part{{a, "fd01::2", 2, more, nil}, {a, "fd01::2", 6, 0, nil}}, a, "fd01::1 > fd01::2 ICMPv6 echo request", 0, "all together has room for the checksum"},
		{33, []part{{a, "fd01::2", 40000, more, nil}, {a, "fd01::2", 40000, 0, netdev.EMSGSIZE}}, 0, "", 0, "IPv6: too much"},
	} {
		w := newWorld(t)
		s := w.open(tt.protocol, 0)
		if !at(tt.parts[0].to).Addr().Is4() {
			s = w.open6(tt.protocol, 0)
		}
		for _, p := range tt.parts {
			s.BindToIndex(nil, w.root, p.dev)
			m := sock.Msg{Payload: bytes.Repeat([]byte{1}, p.bytes), To: at(p.to), Flags: p.flags}
			if tt.protocol == 58 {
				m.Payload = make([]byte, p.bytes)
				m.Payload[0] = 128
			}
			if err := s.SendMsg(nil, m); err != p.err {
				t.Errorf("OUT-47: %s: %+v: %v", tt.why, p, err)
			}
		}
		for _, dev := range []int32{a, b} {
			sent := w.inet.Net.ByIndex(nil, dev).Sent(nil)
			switch {
			case dev != tt.by && sent != nil:
				t.Errorf("OUT-47: %s: left by %d: %v", tt.why, dev, len(sent))
			case dev == tt.by && (len(sent) != 1 || len(sent[0].Payload) != tt.n):
				t.Errorf("OUT-47: %s: %d packets left", tt.why, len(sent))
			case dev == tt.by && wire.Describe(&sent[0]) != tt.want:
				t.Errorf("OUT-47: %s: left %s, want %s", tt.why, wire.Describe(&sent[0]), tt.want)
			}
		}
	}
}

// TestMalformed: raw sockets get what UDP would refuse, and nobody else does.
func TestMalformed(t *testing.T) {
	w := newWorld(t)
	s := w.open(17, 0)
	if err := s.Send(nil, []byte("no UDP"), at("10.1.0.1")); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, s); string(got[20:]) != "no UDP" {
		t.Errorf("received %q", got)
	}
}

func header(src, dst string, protocol uint8, payload string) []byte {
	p := netdev.Packet{Protocol: protocol, Src: at(src), Dst: at(dst), Payload: []byte(payload)}
	return wire.Build(&p)
}

func TestIncluded(t *testing.T) {
	good := func() []byte { return header("10.9.9.9", "10.1.0.1", ospf, "hello") }
	change := func(at int, v byte) []byte {
		b := good()
		b[at] = v
		return b
	}
	for _, tt := range []struct {
		b     []byte
		to    string
		err   error
		local bool // somebody here gets it
		left  bool
		why   string
	}{
		{good(), "10.1.0.1", nil, true, false, "to this host"},
		{good(), "10.1.0.2", nil, false, true, "the address of the call decides about the way"},
		{good()[:19], "10.1.0.1", netdev.EINVAL, false, false, "no whole header"},
		{change(0, 0x44), "10.1.0.1", netdev.EINVAL, false, false, "a header of 16 bytes"},
		{change(0, 0x4f), "10.1.0.1", netdev.EINVAL, false, false, "a header longer than the packet"},
		{change(0, 0x55), "10.1.0.1", nil, false, false, "version 5"},
		{change(0, 0x55), "10.1.0.2", nil, false, true, "version 5, for somebody else"},
		{change(6, 0x20), "10.1.0.1", nil, false, false, "a fragment"},
	} {
		w := newWorld(t)
		s, listener := w.open(255, 0), w.open(ospf, 0)
		if err := s.Send(nil, tt.b, at(tt.to)); err != tt.err {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.err)
		}
		if _, err := listener.Receive(nil); (err == nil) != tt.local {
			t.Errorf("%s: received: %v, want %v", tt.why, err == nil, tt.local)
		}
		if sent := w.inet.Net.ByIndex(nil, a).Sent(nil); (sent != nil) != tt.left {
			t.Errorf("%s: left: %v, want %v", tt.why, sent, tt.left)
		}
	}
}

// TestIncludedFills: the kernel fills in the source and the length.
func TestIncludedFills(t *testing.T) {
	w := newWorld(t)
	s, listener := w.open(255, 0), w.open(ospf, 0)
	b := header("0.0.0.0", "10.1.0.1", ospf, "hello")
	b[2], b[3], b[10], b[11] = 0, 0, 0, 0
	if err := s.Send(nil, b, at("10.1.0.1")); err != nil {
		t.Fatal(err)
	}
	if got, want := receive(t, listener), header("10.1.0.1", "10.1.0.1", ospf, "hello"); !bytes.Equal(got, want) {
		t.Errorf("received %x, want %x", got, want)
	}
	if b[2] != 0 || b[12] != 0 {
		t.Error("the program's memory has changed")
	}
}

func TestIncluded6(t *testing.T) {
	good := func() []byte { return header("fd09::9", "fd01::1", ospf, "hello") }
	for _, tt := range []struct {
		b     []byte
		to    string
		err   error
		local bool
		left  bool
		why   string
	}{
		{good(), "[fd01::1]:0", nil, true, false, "to this host"},
		{good(), "[fd01::1]:17", nil, true, false, "the port may be any protocol"},
		{good(), "[fd01::1]:256", netdev.EINVAL, false, false, "if there is one of that number"},
		{good(), "[fd01::2]:0", nil, false, true, "to somebody else"},
		{good()[:39], "[fd01::1]:0", netdev.EINVAL, false, false, "no whole header"},
		{append([]byte{0x40}, good()[1:]...), "[fd01::1]:0", nil, false, false, "version 4"},
		{append([]byte{0x40}, good()[1:]...), "[fd01::2]:0", nil, false, true, "version 4, for somebody else"},
		{header("fd09::9", "fd01::1", 17, "no UDP"), "[fd01::1]:0", nil, false, false, "another protocol"},
	} {
		w := newWorld(t)
		s, listener := w.open6(255, 0), w.open6(ospf, 0)
		if err := s.Send(nil, tt.b, netip.MustParseAddrPort(tt.to)); err != tt.err {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.err)
		}
		if r, err := listener.Receive(nil); (err == nil) != tt.local || tt.local && string(r.Payload) != "hello" {
			t.Errorf("%s: received: %q, %v, want %v", tt.why, r.Payload, err, tt.local)
		}
		if sent := w.inet.Net.ByIndex(nil, a).Sent(nil); (sent != nil) != tt.left {
			t.Errorf("%s: left: %v, want %v", tt.why, sent, tt.left)
		}
	}
}

// TestErr: who is told of an ICMP error, and by which call.
func TestErr(t *testing.T) {
	w := newWorld(t)
	unconnected, connected, onB, asked := w.open(17, 0), w.open(17, 0), w.open(17, b), w.open(17, 0)
	connected.Connect(nil, at("10.1.0.2"))
	onB.Connect(nil, at("10.1.0.2"))
	if err := asked.Setsockopt(nil, w.root, 0, 11, []byte{1, 0, 0, 0}, 4); err != nil {
		t.Fatal(err)
	}
	lost := func(code uint8) {
		w.inet.Input(nil, a, netdev.Packet{
			Protocol: 1, Src: at("10.1.0.2"), Dst: at("10.1.0.1"), ICMP: netdev.ICMP{Type: 3, Code: code},
			Err: &netdev.Packet{Protocol: 17, Src: at("10.1.0.1"), Dst: at("10.1.0.2")},
		})
	}
	for _, tt := range []struct {
		code uint8
		s    *sock.Sock
		want error
		why  string
	}{
		{3, unconnected, nil, "not connected"},
		{3, connected, netdev.ECONNREFUSED, "connected"},
		{3, onB, nil, "on another device"},
		{3, asked, netdev.ECONNREFUSED, "with IP_RECVERR"},
		{1, connected, nil, "the error is not final"},
		{1, asked, netdev.EHOSTUNREACH, "which IP_RECVERR does not mind"},
	} {
		lost(tt.code)
		if err := tt.s.SockErr(nil); err != tt.want {
			t.Errorf("UDP-40: code %d: %v, want %v: %s", tt.code, err, tt.want, tt.why)
		}
		for _, s := range []*sock.Sock{unconnected, connected, onB, asked} {
			s.SockErr(nil)
		}
	}
	for _, whole := range []byte{1, 0} {
		asked.Setsockopt(nil, w.root, 0, 3, []byte{whole, 0, 0, 0}, 4)
		for _, err := asked.TakeQueuedError(nil); err == nil; _, err = asked.TakeQueuedError(nil) {
		}
		lost(3)
		if e, err := asked.TakeQueuedError(nil); err != nil || e.Errno != netdev.ECONNREFUSED || len(e.Payload) != 8+20*int(whole) || e.To != at("10.1.0.2") {
			t.Errorf("IP_RECVERR: queued %+v, %v", e, err)
		}
	}
	lost(3)
	if err := connected.Send(nil, []byte("hello"), netip.AddrPort{}); err != nil {
		t.Errorf("an ordinary send leaves the error waiting: %v", err)
	}
	if _, err := connected.Receive(nil); err != netdev.ECONNREFUSED {
		t.Errorf("and a receive takes it: %v", err)
	}
	lost(3)
	connected.Setsockopt(nil, w.root, 0, 3, []byte{1, 0, 0, 0}, 4)
	if err := connected.Send(nil, header("10.1.0.1", "10.1.0.2", 17, ""), netip.AddrPort{}); err != netdev.ECONNREFUSED {
		t.Errorf("a send with IP_HDRINCL takes it: %v", err)
	}
	asked6 := w.open6(17, 0)
	asked6.Setsockopt(nil, w.root, 41, 25, []byte{1, 0, 0, 0}, 4)
	w.inet.Input(nil, a, netdev.Packet{
		Protocol: 58, Src: at("fd01::2"), Dst: at("fd01::1"), ICMP: netdev.ICMP{Type: 1, Code: 4},
		Err: &netdev.Packet{Protocol: 17, Src: at("fd01::1"), Dst: at("fd01::2")},
	})
	if e, err := asked6.TakeQueuedError(nil); err != nil || e.Errno != netdev.ECONNREFUSED || len(e.Payload) != 8 {
		t.Errorf("IPV6_RECVERR: queued %+v, %v", e, err)
	}
	six := w.open6(255, 0)
	six.SetError(nil, netdev.ECONNREFUSED)
	if err := six.Send(nil, header("fd01::1", "fd01::2", 17, ""), at("fd01::2")); err != netdev.ECONNREFUSED {
		t.Errorf("so does one with IPV6_HDRINCL: %v", err)
	}
}
