package ping

import (
	"bytes"
	"net/netip"
	"testing"

	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/sock"
)

var (
	echo  = []byte{8, 0, 0xde, 0xad, 0xbe, 0xef, 0, 7, 'd', 'a', 't', 'a'}
	echo6 = append([]byte{128}, echo[1:]...)
)

// TestExtended: extended echo requests go out since Linux 5.13.
func TestExtended(t *testing.T) {
	for release, want := range map[netdev.Release]error{{Major: 5, Minor: 12}: netdev.EINVAL, {Major: 5, Minor: 13}: nil} {
		w := newWorld(t, release)
		s := w.open4(0, "0.0.0.0:513")
		if err := s.Send(nil, append([]byte{42}, echo[1:]...), at("10.1.0.2")); err != want {
			t.Errorf("Linux %s: %v, want %v", release, err, want)
		}
		if sent := w.inet.Net.ByIndex(nil, a).Sent(nil); want == nil && (len(sent) != 1 || sent[0].ICMP.Info != 513<<16|7) {
			t.Errorf("Linux %s: sent %v", release, sent)
		}
	}
}

// TestRequest: only echo requests go out.
func TestRequest(t *testing.T) {
	for _, tt := range []struct {
		b          []byte
		err4, err6 error
		why        string
	}{
		{echo, nil, netdev.EINVAL, "an echo request of ICMP"},
		{echo6, netdev.EINVAL, nil, "one of ICMPv6"},
		{append([]byte{42}, echo[1:]...), nil, netdev.EINVAL, "an extended one of ICMP"},
		{append([]byte{160}, echo[1:]...), netdev.EINVAL, nil, "an extended one of ICMPv6"},
		{append([]byte{8, 1}, echo[2:]...), netdev.EINVAL, netdev.EINVAL, "with a code"},
		{append([]byte{0}, echo[1:]...), netdev.EINVAL, netdev.EINVAL, "a reply"},
		{append([]byte{129}, echo[1:]...), netdev.EINVAL, netdev.EINVAL, "a reply of ICMPv6"},
		{echo[:8], nil, netdev.EINVAL, "without payload"},
		{echo[:7], netdev.EINVAL, netdev.EINVAL, "less than a header"},
		{nil, netdev.EINVAL, netdev.EINVAL, "nothing"},
		{append([]byte{8}, make([]byte, 65515)...), netdev.EMSGSIZE, netdev.EINVAL, "longer than an IPv4 packet"},
		{append([]byte{128}, make([]byte, 65534)...), netdev.EINVAL, nil, "as long as can be"},
		{append([]byte{128}, make([]byte, 65535)...), netdev.EMSGSIZE, netdev.EMSGSIZE, "longer"},
	} {
		w := newWorld(t, netdev.Newest)
		if err := w.open4(0, "").Send(nil, tt.b, at("10.1.0.2")); err != tt.err4 {
			t.Errorf("%.12x over IPv4: %v, want %v: %s", tt.b, err, tt.err4, tt.why)
		}
		if err := w.open6(0, "").Send(nil, tt.b, at("fd01::2")); err != tt.err6 {
			t.Errorf("%.12x over IPv6: %v, want %v: %s", tt.b, err, tt.err6, tt.why)
		}
	}
}

func TestSend(t *testing.T) {
	for _, tt := range []struct {
		dev             int32
		connect, to     string
		err             error
		by              int32
		want, rule, why string
	}{
		{0, "", "10.1.0.2", nil, a, "10.1.0.1 > 10.1.0.2 ICMP echo request", "OUT-01", "by the route"},
		{b, "", "10.1.0.2", nil, b, "10.2.0.1 > 10.1.0.2 ICMP echo request", "OUT-02", "by the device"},
		{4242, "", "10.1.0.2", netdev.ENODEV, 0, "", "OUT-04", "no device"},
		{0, "10.1.0.2", "", nil, a, "10.1.0.1 > 10.1.0.2 ICMP echo request", "OUT-01", "to the peer"},
		{0, "", "", netdev.EDESTADDRREQ, 0, "", "OUT-01", "there is none"},
		{0, "", "10.1.0.255", netdev.EACCES, 0, "", "OUT-34", "broadcast"},
		{0, "", "fd01::2", nil, a, "fd01::1 > fd01::2 ICMPv6 echo request", "OUT-01", "by the route"},
		{4242, "", "fd01::2", netdev.ENETUNREACH, 0, "", "OUT-04", "no device"},
		{0, "fd01::2", "", nil, a, "fd01::1 > fd01::2 ICMPv6 echo request", "OUT-01", "to the peer"},
		{a, "", "fe80::2%3", netdev.EINVAL, 0, "", "OUT-23", "another scope"},
		{a, "", "fe80::2%2", nil, a, "fe80::a > fe80::2 ICMPv6 echo request", "OUT-23", "the same"},
		{a, "", "fe80::2", nil, a, "fe80::a > fe80::2 ICMPv6 echo request", "OUT-23", "none: the bound device"},
		{0, "", "fe80::2%3", nil, b, "fe80::b > fe80::2 ICMPv6 echo request", "OUT-23", "not bound"},
		{0, "", "fe80::2", netdev.EINVAL, 0, "", "OUT-23", "no device at all"},
		{a, "", "fd01::2%3", nil, a, "fd01::1 > fd01::2 ICMPv6 echo request", "OUT-23", "a global address has no scope"},
		{0, "", "::ffff:10.1.0.2", netdev.EINVAL, 0, "", "OUT-23", "IPv4 in IPv6 clothes"},
		{0, "", "::", netdev.ENETUNREACH, 0, "", "OUT-23", "not this host, as for UDP"},
	} {
		w := newWorld(t, netdev.Newest)
		family, b6 := sock.AF_INET6, echo6
		if tt.to != "" && at(tt.to).Addr().Is4() || tt.connect != "" && at(tt.connect).Addr().Is4() {
			family, b6 = sock.AF_INET, echo
		}
		if tt.to+tt.connect == "" {
			family, b6 = sock.AF_INET, echo
		}
		s := w.open(family, tt.dev, "")
		var err error
		if tt.connect != "" {
			err = s.Connect(nil, at(tt.connect))
		}
		if err == nil {
			var to netip.AddrPort
			if tt.to != "" {
				to = at(tt.to)
			}
			err = s.Send(nil, b6, to)
		}
		if err != tt.err {
			t.Errorf("%s: to %q on %d: %v, want %v: %s", tt.rule, tt.to, tt.dev, err, tt.err, tt.why)
		}
		for _, dev := range []int32{a, b} {
			sent := w.inet.Net.ByIndex(nil, dev).Sent(nil)
			switch {
			case dev != tt.by && sent != nil:
				t.Errorf("%s: to %q on %d: left by %d: %s", tt.rule, tt.to, tt.dev, dev, tt.why)
			case dev == tt.by && (len(sent) != 1 || wire.Describe(&sent[0]) != tt.want || string(sent[0].Payload) != "data" ||
				sent[0].ICMP.Seq != 7 || sent[0].ICMP.ID != s.Addr(nil).Port()):
				t.Errorf("%s: to %q on %d: sent %v, want %s: %s", tt.rule, tt.to, tt.dev, sent, tt.want, tt.why)
			}
		}
	}
}

func TestSend6Refuses(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	s := w.open6(0, "")
	if err := s.Send(nil, echo6, at("10.1.0.2")); err != netdev.EAFNOSUPPORT {
		t.Errorf("to IPv4: %v", err)
	}
	if err := s.Send(nil, echo6, netip.AddrPort{}); err != netdev.EDESTADDRREQ {
		t.Errorf("to nobody: %v", err)
	}
}

// TestScopeInVRF: a device of the VRF that the socket is bound to will do.
func TestScopeInVRF(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	red := must(w.inet.Net.RegisterVRF(nil, "red", 0, 10)).Index(nil)
	w.inet.Net.SetUp(nil, red, true)
	if err := w.inet.Net.SetMaster(nil, a, red); err != nil {
		t.Fatal(err)
	}
	w.inet.Net.AddAddr(nil, a, netip.MustParsePrefix("fe80::a/64")) // enslaving took it
	s := w.open6(red, "")
	if err := s.Send(nil, echo6, at("fe80::2%2")); err != nil {
		t.Errorf("L3-31: bound to red, to a: %v", err)
	}
	if err := s.Send(nil, echo6, at("fe80::2%3")); err != netdev.EINVAL {
		t.Errorf("OUT-23: bound to red, to b: %v", err)
	}
}

// TestPktInfo: a control message is beyond the check of the scope.
func TestPktInfo(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	four, six, bound := w.open4(a, ""), w.open6(0, ""), w.open6(a, "")
	for _, tt := range []struct {
		s    *sock.Sock
		m    sock.Msg
		want error
		by   int32
		rule string
	}{
		{four, sock.Msg{Payload: echo, To: at("10.2.0.2"), PktInfo: sock.PktInfo{Set: true, Index: b}}, nil, b, "OUT-20"},
		{four, sock.Msg{Payload: echo, To: at("10.2.0.2"), PktInfo: sock.PktInfo{Set: true, Index: 4242}}, netdev.ENODEV, 0, "OUT-20"},
		{four, sock.Msg{Payload: echo, To: at("10.2.0.2"), PktInfo: sock.PktInfo{Set: true, Addr: netip.MustParseAddr("fd01::1")}}, nil, a, "OUT-20"},
		{six, sock.Msg{Payload: echo6, To: at("fd02::2"), PktInfo: sock.PktInfo{Set: true, Index: b}}, nil, b, "OUT-21"},
		{bound, sock.Msg{Payload: echo6, To: at("fd02::2"), PktInfo: sock.PktInfo{Set: true, Index: b}}, netdev.EINVAL, 0, "OUT-21"},
		{six, sock.Msg{Payload: echo6, To: at("fd02::2"), PktInfo: sock.PktInfo{Set: true, Index: a, Addr: netip.MustParseAddr("fd02::1")}}, netdev.ENETUNREACH, 0, "OUT-21"},
		{six, sock.Msg{Payload: echo6, To: at("fd02::2"), PktInfo: sock.PktInfo{Set: true, Addr: netip.MustParseAddr("fd02::77")}}, netdev.EINVAL, 0, "OUT-21"},
	} {
		if err := tt.s.SendMsg(nil, tt.m); err != tt.want {
			t.Errorf("%s: %+v: %v, want %v", tt.rule, tt.m.PktInfo, err, tt.want)
		}
		for _, dev := range []int32{a, b} {
			if got := len(w.inet.Net.ByIndex(nil, dev).Sent(nil)) == 1; got != (dev == tt.by) {
				t.Errorf("%s: %+v: left by %d: %v", tt.rule, tt.m.PktInfo, dev, got)
			}
		}
	}
}

// TestLocal: the host answers its own pings.
func TestLocal(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	for _, tt := range []struct {
		s    *sock.Sock
		b    []byte
		to   string
		want []byte
		from string
	}{
		{w.open4(0, "0.0.0.0:513"), echo, "127.0.0.1", []byte{0, 0, 0, 0, 2, 1, 0, 7, 'd', 'a', 't', 'a'}, "127.0.0.1:0"},
		{w.open6(0, "[::]:514"), echo6, "::1", []byte{129, 0, 0, 0, 2, 2, 0, 7, 'd', 'a', 't', 'a'}, "[::1]:0"},
		{w.open6(0, "[::]:515"), echo6, "fe80::b%3", []byte{129, 0, 0, 0, 2, 3, 0, 7, 'd', 'a', 't', 'a'}, "[fe80::b%3]:0"},
	} {
		if err := tt.s.Send(nil, tt.b, at(tt.to)); err != nil {
			t.Errorf("to %s: %v", tt.to, err)
		}
		r, err := tt.s.Receive(nil)
		if err != nil {
			t.Errorf("from %s: %v", tt.to, err)
			continue
		}
		r.Payload[2], r.Payload[3] = 0, 0 // checksum
		if !bytes.Equal(r.Payload, tt.want) || r.Src.String() != tt.from {
			t.Errorf("received %x from %s, want %x from %s", r.Payload, r.Src, tt.want, tt.from)
		}
	}
}

// TestErr: which socket is told of an ICMP error, and by which call.
func TestErr(t *testing.T) {
	w := newWorld(t, netdev.Newest)
	connected, unconnected, onB, asked, six := w.open4(0, "0.0.0.0:500"), w.open4(0, "0.0.0.0:501"), w.open4(b, "0.0.0.0:502"), w.open4(0, "0.0.0.0:503"), w.open6(0, "[::]:504")
	connected.Connect(nil, at("10.1.0.2"))
	onB.Connect(nil, at("10.1.0.2"))
	six.Connect(nil, at("fd01::2"))
	if err := asked.Setsockopt(nil, w.root, 0, 11, []byte{1, 0, 0, 0}, 4); err != nil {
		t.Fatal(err)
	}
	lost := func(kind, code uint8, id uint16) {
		w.inet.Input(nil, a, netdev.Packet{
			Protocol: IPPROTO_ICMP, Src: at("10.1.0.2"), Dst: at("10.1.0.1"), ICMP: netdev.ICMP{Type: 3, Code: code},
			Err: &netdev.Packet{Protocol: IPPROTO_ICMP, Src: at("10.1.0.1"), Dst: at("10.1.0.2"), ICMP: netdev.ICMP{Type: kind, ID: id}},
		})
	}
	for _, tt := range []struct {
		kind, code uint8
		id         uint16
		s          *sock.Sock
		want       error
		why        string
	}{
		{8, 3, 500, connected, netdev.ECONNREFUSED, "connected"},
		{8, 1, 500, connected, nil, "the error is not final"},
		{0, 3, 500, connected, nil, "it was a reply that was lost"},
		{8, 3, 999, connected, nil, "another identifier"},
		{8, 3, 501, unconnected, nil, "not connected"},
		{8, 3, 502, onB, nil, "on another device"},
		{8, 3, 503, asked, netdev.ECONNREFUSED, "with IP_RECVERR"},
		{8, 1, 503, asked, netdev.EHOSTUNREACH, "which takes all"},
	} {
		lost(tt.kind, tt.code, tt.id)
		if err := tt.s.SockErr(nil); err != tt.want {
			t.Errorf("UDP-40: code %d, identifier %d: %v, want %v: %s", tt.code, tt.id, err, tt.want, tt.why)
		}
	}
	if e, err := asked.TakeQueuedError(nil); err != nil || e.Errno != netdev.ECONNREFUSED || e.To != at("10.1.0.2") || len(e.Payload) != 8 || e.Payload[0] != 8 {
		t.Errorf("IP_RECVERR: queued %+v, %v", e, err)
	}
	lost(8, 3, 500)
	if err := connected.Send(nil, echo, at("10.1.0.3")); err != netdev.ECONNREFUSED {
		t.Errorf("UDP-40: the next send: %v", err)
	}
	w.inet.Input(nil, a, netdev.Packet{
		Protocol: IPPROTO_ICMPV6, Src: at("fd01::2"), Dst: at("fd01::1"), ICMP: netdev.ICMP{Type: 1, Code: 4},
		Err: &netdev.Packet{Protocol: IPPROTO_ICMPV6, Src: at("fd01::1"), Dst: at("fd01::2"), ICMP: netdev.ICMP{Type: 128, ID: 504}},
	})
	if err := six.SockErr(nil); err != netdev.ECONNREFUSED {
		t.Errorf("UDP-40: IPv6: %v", err)
	}
	six.Setsockopt(nil, w.root, 41, 25, []byte{1, 0, 0, 0}, 4)
	w.inet.Input(nil, a, netdev.Packet{
		Protocol: IPPROTO_ICMPV6, Src: at("fd01::2"), Dst: at("fd01::1"), ICMP: netdev.ICMP{Type: 3},
		Err: &netdev.Packet{Protocol: IPPROTO_ICMPV6, Src: at("fd01::1"), Dst: at("fd01::2"), ICMP: netdev.ICMP{Type: 128, ID: 504}},
	})
	if e, err := six.TakeQueuedError(nil); err != nil || e.Errno != netdev.EHOSTUNREACH || e.Payload[0] != 128 {
		t.Errorf("IPV6_RECVERR: queued %+v, %v", e, err)
	}
}
