package udp

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// everyone are the sockets that get a packet to many, by name.
func (w *world) everyone(dif, sdif int32, src, dst string) string {
	k := sock.Key{Protocol: IPPROTO_UDP, Dif: dif, Sdif: sdif, Src: netip.MustParseAddrPort(src), Dst: netip.MustParseAddrPort(dst)}
	k.Kind = netdev.Broadcast
	if k.Dst.Addr().IsMulticast() {
		k.Kind = netdev.Multicast
	}
	var names []string
	for _, s := range w.tb.lookup(nil, &k, nil) {
		for name, o := range w.socks {
			if s == o {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestEveryone: each row says who of a (on a), b (on b), u (on none), g (bound
// to the group), s (to server) and p (with peer) get a copy.
func TestEveryone(t *testing.T) {
	const group = "239.1.1.1:67"
	for _, tt := range []struct {
		rule      string
		dif, sdif int32
		src, dst  string
		want, why string
	}{
		{"UDP-20", a, 0, client, group, "a g p u", "all that match the device and the group"},
		{"UDP-20", b, 0, client, group, "b g p u", "on b"},
		{"UDP-20", a, 0, "10.1.0.2:69", group, "a g u", "not from p's peer"},
		{"UDP-23", a, 0, client, "255.255.255.255:67", "a p u", "broadcast"},
		{"UDP-23", a, 0, client, "10.1.0.255:67", "a p u", "of a link"},
		{"UDP-20", a, 0, client, "239.1.1.1:68", "", "another port"},
		{"L3-01", 9, a, client, group, "a", "by a VRF: the unbound do not"},
	} {
		w := newWorld(t, netdev.Newest)
		w.share("a", sock.SO_REUSEADDR, a, any67)
		w.share("b", sock.SO_REUSEADDR, b, any67)
		w.share("u", sock.SO_REUSEADDR, 0, any67)
		w.share("g", sock.SO_REUSEADDR, 0, group)
		w.share("s", sock.SO_REUSEADDR, 0, server)
		w.connect(w.share("p", sock.SO_REUSEADDR, 0, any67), client)
		w.socks["p"].RcvSaddr.Store(nil, 0)
		if got := w.everyone(tt.dif, tt.sdif, tt.src, tt.dst); got != tt.want {
			t.Errorf("%s: %s to %s on %d: %q get a copy, want %q: %s", tt.rule, tt.src, tt.dst, tt.dif, got, tt.want, tt.why)
		}
	}
}

// TestBroadcastNeedsNoMembership: a dual-stack socket is born without
// IP_MULTICAST_ALL, which has nothing to do with broadcasts.
func TestBroadcastNeedsNoMembership(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	w.share("six", sock.SO_REUSEADDR, 0, any67v6)
	if got := w.everyone(a, 0, client, "255.255.255.255:67"); got != "six" {
		t.Errorf("UDP-23: %q gets a broadcast", got)
	}
	if got := w.everyone(a, 0, client, "239.1.1.1:67"); got != "" {
		t.Errorf("UDP-21: %q gets multicast", got)
	}
}

// TestEveryone6 is the same for IPv6.
func TestEveryone6(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	w.share("a", sock.SO_REUSEADDR, a, any67v6)
	w.share("u", sock.SO_REUSEADDR, 0, any67v6)
	w.share("g", sock.SO_REUSEADDR, 0, "[ff05::77]:67")
	w.share("4", sock.SO_REUSEADDR, 0, any67)
	w.connect(w.share("p", sock.SO_REUSEADDR, 0, any67v6), "[fd01::3]:1")
	for dst, want := range map[string]string{"[ff05::77]:67": "a g u", "[ff05::78]:67": "a u"} {
		if got := w.everyone(a, 0, client6, dst); got != want {
			t.Errorf("UDP-20: to %s: %q get a copy, want %q", dst, got, want)
		}
	}
}

// TestErrors: who learns of an ICMP error about what server sent to client.
func TestErrors(t *testing.T) {
	port := netdev.ICMP{Type: 3, Code: 3}
	for _, tt := range []struct {
		rule  string
		dev   int32
		peer  string
		k     sock.Key
		icmp  netdev.ICMP
		errno netdev.Errno
		want  error
		why   string
	}{
		{"UDP-40", a, client, sock.Key{Dif: a}, port, netdev.ECONNREFUSED, netdev.ECONNREFUSED, "connected, on its device"},
		{"UDP-41", a, client, sock.Key{Dif: b}, port, netdev.ECONNREFUSED, nil, "on another device"},
		{"UDP-41", 0, client, sock.Key{Dif: b}, port, netdev.ECONNREFUSED, netdev.ECONNREFUSED, "bound to none"},
		{"UDP-40", a, "", sock.Key{Dif: a}, port, netdev.ECONNREFUSED, nil, "not connected"},
		{"UDP-40", a, client, sock.Key{Dif: a}, netdev.ICMP{Type: 3, Code: 1}, netdev.EHOSTUNREACH, nil, "an error that may pass"},
		{"UDP-40", a, client, sock.Key{Dif: a}, netdev.ICMP{Type: 3, Code: 4}, netdev.EMSGSIZE, netdev.EMSGSIZE, "too big"},
		{"UDP-40", a, client, sock.Key{Dif: a, Dev: 1}, port, netdev.ECONNREFUSED, nil, "from this host: on lo"},
		{"UDP-40", 1, client, sock.Key{Dif: a, Dev: 1}, port, netdev.ECONNREFUSED, netdev.ECONNREFUSED, "bound to lo"},
		{"UDP-41", a, client, sock.Key{Dif: 9, Sdif: a}, port, netdev.ECONNREFUSED, netdev.ECONNREFUSED, "by a VRF"},
	} {
		w := newWorld(t, netdev.Newest)
		s := w.bind("x", tt.dev, server)
		if tt.peer != "" {
			s.BindToIndex(nil, w.root, 0)
			w.connect(s, tt.peer)
			s.BindToIndex(nil, w.root, tt.dev)
		}
		k := tt.k
		k.Protocol, k.Src, k.Dst = IPPROTO_UDP, netip.MustParseAddrPort(client), netip.MustParseAddrPort(server)
		w.tb.err(nil, &k, tt.errno, &netdev.Packet{ICMP: tt.icmp, Dst: k.Dst})
		if got := s.SockErr(nil); got != tt.want {
			t.Errorf("%s: %+v: %v, want %v: %s", tt.rule, tt.k, got, tt.want, tt.why)
		}
	}
	w := newWorld(t, netdev.Newest)
	k := sock.Key{Protocol: IPPROTO_UDP, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)}
	w.tb.err(nil, &k, netdev.ECONNREFUSED, &netdev.Packet{ICMP: port, Dst: k.Dst}) // for nobody
}

// TestErrorEndsSend: an error that waits is what the next send gives, once,
// after the route has been looked for.
func TestErrorEndsSend(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.bind("x", 0, server)
	w.connect(s, client)
	s.SetError(nil, netdev.ECONNREFUSED)
	if err := s.Send(nil, nil, netip.MustParseAddrPort("192.0.2.1:1")); err != netdev.ENETUNREACH {
		t.Errorf("to nowhere: %v", err)
	}
	for _, want := range []error{netdev.ECONNREFUSED, nil} {
		if err := s.Send(nil, []byte("hello"), netip.AddrPort{}); err != want {
			t.Errorf("UDP-40: send: %v, want %v", err, want)
		}
	}
	if got := w.left(); got != "2 10.1.0.1:67 > 10.1.0.2:68" {
		t.Errorf("it sent %q", got)
	}
}

// TestCork: a datagram that MSG_MORE keeps open (OUT-47).
func TestCork(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.bind("x", a, any67)
	send := func(s *sock.Sock, payload, to string, flags int) error {
		m := sock.Msg{Payload: []byte(payload), Flags: flags}
		if to != "" {
			m.To = netip.MustParseAddrPort(to)
		}
		return s.SendMsg(nil, m)
	}
	w.check(send(s, "he", client, msgMore))
	w.set(s, stale)
	w.check(send(s, "l", "10.2.0.2:1", msgMore))
	if got := w.left(); got != "" {
		t.Errorf("an open datagram left: %s", got)
	}
	w.check(send(s, "lo", "", 0))
	if got := w.left(); got != "2 10.1.0.1:67 > 10.1.0.2:68" {
		t.Errorf("OUT-47: it sent %q", got)
	}
	if err := send(s, "hello", client, 0); err != netdev.ENODEV {
		t.Errorf("the next one: %v, want ENODEV", err)
	}
	w.set(s, 0)
	w.check(send(s, "hel", client, msgMore))
	w.connect(s, "10.2.0.2:70")
	w.check(s.Disconnect(nil))
	w.check(send(s, "lo", "[fd01::2]:1", 0))
	if got := w.left(); got != "2 10.2.0.1:67 > 10.2.0.2:70" {
		t.Errorf("OUT-47: after a connect it sent %q", got)
	}
	w.connect(s, client)
	w.check(send(s, "hel", "10.2.0.2:70", msgMore))
	w.check(send(s, "lo", "", 0))
	w.check(send(s, "hello", "", 0))
	w.set(s, 0)
	w.check(send(s, "hello", "", 0))
	w.connect(s, client)
	w.check(send(s, "hello", "", 0))
	if got := w.left(); got != "2 10.1.0.1:67 > 10.2.0.2:70, 2 10.1.0.1:67 > 10.1.0.2:68, 2 10.1.0.1:67 > 10.1.0.2:68, 3 10.1.0.1:67 > 10.2.0.2:70" {
		t.Errorf("OUT-47: after an open datagram to another address it sent %q", got)
	}
	six := w.bind6("six", 0, "[::]:68")
	w.check(send(six, "hel", client6, msgMore))
	if err := send(six, "", "[::ffff:10.1.0.2]:68", 0); err != netdev.EINVAL {
		t.Errorf("IPv4 into an open datagram of IPv6: %v, want EINVAL", err)
	}
	w.check(send(six, "lo", "", 0))
	w.check(send(six, "hel", "[::ffff:10.1.0.2]:68", msgMore))
	w.check(send(six, "lo", client6, 0))
	if got := w.left(); got != "2 [fd01::1]:68 > [fd01::2]:68, 2 10.1.0.1:68 > 10.1.0.2:68" {
		t.Errorf("OUT-47: it sent %q", got)
	}
	r := six.CachedRoute(nil)
	six.SetCork(nil, &sock.Cork{Route: r})
	if err := w.tb.transmit(nil, six, &sock.Msg{Flags: msgMore}, &netdev.Route{}, 1, nil); err != netdev.EINVAL {
		t.Errorf("two threads that begin a datagram: %v, want EINVAL", err)
	}
	six.SetCork(nil, nil)
	w.check(w.tb.append(nil, six, sock.Msg{Payload: []byte("hello"), To: netip.MustParseAddrPort(client6)}))
	if got := w.left(); got != "2 [fd01::1]:68 > [fd01::2]:68" {
		t.Errorf("an open datagram that has gone meanwhile: it sent %q", got)
	}
}

// TestVRF: packets by a VRF, index 9, and its device a (L3-01 to L3-03).
func TestVRF(t *testing.T) {
	for _, tt := range []struct {
		rule     string
		release  netdev.Release
		dev      int32
		udp, tcp uint32
		early    uint32
		peer     bool
		want     string
		why      string
	}{
		{"L3-01", netdev.Newest, a, 0, 0, 1, false, "x", "bound to the device"},
		{"L3-01", netdev.Newest, 9, 0, 0, 1, false, "x", "bound to the VRF"},
		{"L3-01", netdev.Newest, b, 1, 1, 1, false, "", "bound to another"},
		{"L3-01", netdev.Newest, 0, 0, 0, 1, false, "", "not bound"},
		{"L3-01", netdev.Newest, 0, 1, 0, 1, false, "x", "not bound, and udp_l3mdev_accept"},
		{"L3-03", netdev.Newest, 0, 0, 1, 1, true, "x", "early demux asks tcp_l3mdev_accept"},
		{"L3-03", netdev.Newest, 0, 0, 1, 0, true, "x", "and the table of 4-tuples"},
		{"L3-03", netdev.Release{Major: 6, Minor: 12}, 0, 0, 1, 0, true, "", "which there was not"},
		{"L3-03", netdev.Newest, 0, 1, 0, 1, true, "x", "the scores ask udp_l3mdev_accept"},
		{"L3-03", netdev.Newest, 0, 0, 0, 1, true, "", "neither"},
	} {
		w := newWorld(t, tt.release)
		s := w.bind("x", 0, server)
		if tt.peer {
			w.connect(s, client)
		}
		w.set(s, tt.dev)
		c := &w.inet.Sysctl
		c.UDPL3mdevAccept.Store(nil, tt.udp)
		c.TCPL3mdevAccept.Store(nil, tt.tcp)
		c.EarlyDemux.Store(nil, tt.early)
		k := sock.Key{Protocol: IPPROTO_UDP, Dif: 9, Sdif: a, Src: netip.MustParseAddrPort(client), Dst: netip.MustParseAddrPort(server)}
		got := ""
		if found := w.tb.lookup(nil, &k, nil); len(found) == 1 && found[0] == s {
			got = "x"
		}
		if got != tt.want {
			t.Errorf("%s: Linux %s: %q gets it, want %q: %s", tt.rule, tt.release, got, tt.want, tt.why)
		}
	}
}
