package udp

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// newLiteWorld is newWorld with UDP-Lite in it; lite opens its sockets.
func newLiteWorld(t *testing.T, release netdev.Release) *world {
	w := newWorld(t, release)
	NewLite(nil, w.inet)
	return w
}

func (w *world) lite(name string, dev int32, local string) *sock.Sock {
	w.Helper()
	at, family := netip.MustParseAddrPort(local), sock.AF_INET
	if at.Addr().Is6() {
		family = sock.AF_INET6
	}
	s, err := w.inet.Socket(nil, w.root, family, sock.SOCK_DGRAM, IPPROTO_UDPLITE)
	w.check(err)
	w.socks[name] = s
	w.set(w.reuse(s), dev)
	w.check(s.Bind(nil, at))
	return s
}

// arrives says who gets a packet that comes in, and empties its queue.
func (w *world) arrives(dif int32, protocol uint8, src, dst string, coverage uint16) string {
	w.Helper()
	found := w.inet.Input(nil, dif, netdev.Packet{
		Protocol: protocol, Src: netip.MustParseAddrPort(src), Dst: netip.MustParseAddrPort(dst), Payload: []byte("hello"), Coverage: coverage,
	})
	names := ""
	for _, s := range found {
		if _, err := s.Receive(nil); err != nil {
			w.Errorf("it got a packet and has none: %v", err)
		}
		for name, o := range w.socks {
			if s == o {
				names += name
			}
		}
	}
	return names
}

// TestLitePorts: UDP-Lite has ports of its own, and gets its own packets only
// (OPT-30).
func TestLitePorts(t *testing.T) {
	w := newLiteWorld(t, netdev.Newest)
	w.bind("udp", 0, any67)
	w.lite("lite", a, any67)
	w.lite("six", b, "[::]:67")
	for _, tt := range []struct {
		dif      int32
		protocol uint8
		src, dst string
		want     string
	}{
		{a, IPPROTO_UDP, client, server, "udp"},
		{a, IPPROTO_UDPLITE, client, server, "lite"},
		{b, IPPROTO_UDPLITE, client, server, "six"},
		{b, IPPROTO_UDPLITE, "[fd01::2]:68", "[fd02::1]:67", "six"},
		{a, IPPROTO_UDPLITE, "[fd01::2]:68", "[fd02::1]:67", ""},
		{a, 137, client, server, ""},
	} {
		if got := w.arrives(tt.dif, tt.protocol, tt.src, tt.dst, 0); got != tt.want {
			t.Errorf("OPT-30: protocol %d to %s on %d: %q gets it, want %q", tt.protocol, tt.dst, tt.dif, got, tt.want)
		}
	}
	if n, _ := w.socks["lite"].GetInt(nil, sock.SO_PROTOCOL); n != IPPROTO_UDPLITE {
		t.Errorf("OPT-30: SO_PROTOCOL is %d", n)
	}
	s, err := w.inet.Socket(nil, w.root, sock.AF_INET, sock.SOCK_DGRAM, 0)
	if err != nil || s.Proto().Number != IPPROTO_UDP {
		t.Error("OPT-30: protocol 0 is UDP's")
	}
	sent := w.inet.Net.ByIndex(nil, a).Sent(nil)
	if len(sent) != 1 || sent[0].Protocol != 58 {
		t.Errorf("UDP-43: one packet for no socket, and what left is %v", sent)
	}
}

// TestLiteScores: neither early demux nor a table of 4-tuples comes before the
// scores (UDP-11).
func TestLiteScores(t *testing.T) {
	for _, release := range []netdev.Release{netdev.Newest, {Major: 6, Minor: 12}} {
		for _, last := range []string{"ca", "cu"} {
			w := newLiteWorld(t, release)
			ca := w.lite("ca", a, server)
			cu := w.lite("cu", 0, server)
			if last == "ca" {
				w.connect(cu, client)
				w.connect(ca, client)
			} else {
				w.connect(ca, client)
				w.connect(cu, client)
			}
			if got := w.arrives(a, IPPROTO_UDPLITE, client, server, 0); got != "ca" {
				t.Errorf("UDP-11: %s gets it on Linux %v if %s connects last, want ca", got, release, last)
			}
			if ca.Place(nil) != nil {
				t.Error("UDP-11: it hangs in the table of 4-tuples")
			}
		}
	}
}

// TestCoverageOptions: what the options take and give.
func TestCoverageOptions(t *testing.T) {
	w := newLiteWorld(t, netdev.Newest)
	word := func(v int32) []byte { return binary.NativeEndian.AppendUint32(nil, uint32(v)) }
	lite, udp := w.lite("lite", 0, any67), w.bind("udp", 0, any67)
	get := func(s *sock.Sock, level, name int) int {
		b := make([]byte, 4)
		if _, err := s.Getsockopt(nil, level, name, b, 4); err != nil {
			return -1
		}
		return int(binary.NativeEndian.Uint32(b))
	}
	for _, name := range []int{UDPLITE_SEND_CSCOV, UDPLITE_RECV_CSCOV} {
		for _, level := range []int{sock.SOL_UDP, sock.SOL_UDPLITE} {
			for v, want := range map[int32]int{0: 0, 1: 8, 7: 8, 8: 8, 9: 9, 0xffff: 0xffff, 0x10000: 0xffff, -1: 8} {
				err := lite.Setsockopt(nil, w.root, level, name, word(v), 4)
				if got := get(lite, level, name); err != nil || got != want {
					t.Errorf("option %d: %d is %d, %v; want %d", name, v, got, err, want)
				}
			}
			if err := udp.Setsockopt(nil, w.root, level, name, word(9), 4); err != netdev.ENOPROTOOPT || get(udp, level, name) != 0 {
				t.Errorf("option %d of UDP: %v, %d; want ENOPROTOOPT, 0", name, err, get(udp, level, name))
			}
		}
	}
	for _, tt := range []struct {
		val    []byte
		length int
		want   netdev.Errno
	}{{nil, 3, netdev.EINVAL}, {nil, 4, netdev.EFAULT}, {word(1), -1, netdev.EINVAL}, {word(1)[:3], 4, netdev.EFAULT}} {
		if err := lite.Setsockopt(nil, w.root, sock.SOL_UDPLITE, UDPLITE_SEND_CSCOV, tt.val, tt.length); err != tt.want {
			t.Errorf("%v, %d: %v, want %v", tt.val, tt.length, err, tt.want)
		}
	}
	if err := lite.Setsockopt(nil, w.root, sock.SOL_UDPLITE, 12, word(1), 4); err != netdev.ENOPROTOOPT || get(lite, sock.SOL_UDP, 12) != -1 {
		t.Error("there is no option 12")
	}
}

// TestCoverage: what of a packet is covered when it is sent, and how much a socket
// wants of what it gets.
func TestCoverage(t *testing.T) {
	for _, tt := range []struct {
		set  int32 // -1: not
		send uint16
		gets string // of coverages 0, 8, 12 and 13, which is all
		why  string
	}{
		{-1, 13, "yyyy", "not set: all is covered, and anything will do"},
		{0, 0, "ynny", "0 is all"},
		{8, 8, "yyyy", "the header"},
		{12, 12, "ynyy", "12"},
		{13, 13, "ynny", "all of it"},
		{14, 13, "ynny", "more than there is: all of it is enough"},
	} {
		w := newLiteWorld(t, netdev.Newest)
		s := w.lite("s", a, any67)
		if tt.set >= 0 {
			val := binary.NativeEndian.AppendUint32(nil, uint32(tt.set))
			w.check(s.Setsockopt(nil, w.root, sock.SOL_UDPLITE, UDPLITE_SEND_CSCOV, val, 4))
			w.check(s.Setsockopt(nil, w.root, sock.SOL_UDPLITE, UDPLITE_RECV_CSCOV, val, 4))
		}
		w.check(s.Send(nil, []byte("hello"), netip.MustParseAddrPort(client)))
		w.check(s.SendMsg(nil, sock.Msg{Payload: []byte("he"), To: netip.MustParseAddrPort(client), Flags: msgMore}))
		w.check(s.Send(nil, []byte("llo"), netip.MustParseAddrPort(client)))
		sent := w.inet.Net.ByIndex(nil, a).Sent(nil)
		if len(sent) != 2 || sent[0].Coverage != tt.send || sent[1].Coverage != tt.send || sent[0].Protocol != IPPROTO_UDPLITE {
			t.Errorf("%d: sent %v, want coverage %d: %s", tt.set, sent, tt.send, tt.why)
		}
		got := ""
		for _, coverage := range []uint16{0, 8, 12, 13} {
			if w.arrives(a, IPPROTO_UDPLITE, client, server, coverage) != "" {
				got += "y"
			} else {
				got += "n"
			}
		}
		if got != tt.gets {
			t.Errorf("%d: of coverages 0, 8, 12, 13 it gets %s, want %s: %s", tt.set, got, tt.gets, tt.why)
		}
		if sent := w.inet.Net.ByIndex(nil, a).Sent(nil); len(sent) != 0 {
			t.Errorf("%d: what a socket does not want is answered: %v", tt.set, sent)
		}
	}
}
