package sock

import (
	"net/netip"
	"testing"

	"boundif/netdev"
)

// TestTold: the device and the addresses that IP_PKTINFO and IPV6_PKTINFO tell of
// a packet, which arrived or was sent by this host to itself. Port 7 has a socket.
func TestTold(t *testing.T) {
	const udp, ping, ping6 = 17, protoICMP, protoICMPv6
	for _, tt := range []struct {
		number   uint8
		src, dst string
		dif, oif int32 // arrives on dif, or if that is 0 is sent by oif
		want     PktInfo
		spec     string
		rule     string
		why      string
	}{
		{udp, "10.1.0.2", "10.1.0.1", eth0, 0, PktInfo{Index: eth0}, "10.1.0.1", "UDP-33", "for this host: answer from that address"},
		{udp, "10.1.0.2", "10.2.0.1", eth0, 0, PktInfo{Index: eth0}, "10.2.0.1", "UDP-33", "also if it is another device's"},
		{udp, "10.1.0.2", "10.1.0.255", eth0, 0, PktInfo{Index: eth0}, "10.1.0.1", "UDP-33", "a broadcast: as the route to the sender says"},
		{udp, "10.1.0.2", "255.255.255.255", eth1, 0, PktInfo{Index: eth1}, "10.1.0.1", "UDP-33", "also if it goes by another device"},
		{udp, "192.0.2.1", "255.255.255.255", eth1, 0, PktInfo{Index: eth1}, "10.2.0.1", "UDP-33", "without a route the device says"},
		{udp, "10.3.0.2", "10.3.0.1", eth2, 0, PktInfo{Index: eth2}, "10.3.0.1", "UDP-33", "in a VRF: the slave"},
		{udp, "10.3.0.2", "10.3.0.255", eth2, 0, PktInfo{Index: eth2}, "10.3.0.1", "UDP-33", "and its routes"},
		{udp, "10.1.0.2", "255.255.255.255", eth2, 0, PktInfo{Index: eth2}, "10.3.0.1", "UDP-33", "not those outside"},
		{udp, "fd03::2", "fd03::1", eth2, 0, PktInfo{Index: eth2}, "", "UDP-33", "IPv6"},
		{udp, "10.1.0.1", "10.1.0.1", 0, 0, PktInfo{Index: eth0}, "10.1.0.1", "UDP-33", "of this host: who has the address"},
		{udp, "fd01::1", "fd01::1", 0, 0, PktInfo{Index: eth0}, "", "UDP-33", "IPv6"},
		{udp, "10.3.0.1", "10.3.0.1", 0, red, PktInfo{Index: eth2}, "10.3.0.1", "UDP-33", "within a VRF: the slave"},
		{udp, "fd03::1", "fd03::1", 0, eth2, PktInfo{Index: eth2}, "", "UDP-33", "IPv6"},
		{udp, "10.3.0.1", "10.3.0.255", 0, eth2, PktInfo{Index: eth2}, "10.3.0.1", "UDP-33", "what comes back"},
		{ping, "10.1.0.2", "10.1.0.1", eth0, 0, PktInfo{Index: eth0}, "0.0.0.0", "PNG-01", "ping: no address to answer from"},
		{ping, "10.1.0.1", "10.1.0.1", 0, 0, PktInfo{Index: loopback}, "0.0.0.0", "PNG-01", "and the device that it was looped over"},
		{ping, "10.3.0.1", "10.3.0.1", 0, red, PktInfo{Index: red}, "0.0.0.0", "PNG-01", "which is the VRF"},
		{ping6, "fd01::1", "fd01::1", 0, 0, PktInfo{Index: eth0}, "", "PNG-01", "but not of IPv6"},
	} {
		d := newDual(t)
		src, dst := ip(tt.src), ip(tt.dst)
		family := map[bool]int{true: AF_INET, false: AF_INET6}[dst.Is4()]
		if tt.number != udp {
			d.Register(d.proto(family, SOCK_DGRAM, tt.number))
		}
		s, err := d.Socket(nil, root(d.Inet), family, SOCK_DGRAM, int(tt.number))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Bind(nil, map[int]netip.AddrPort{AF_INET: port("0.0.0.0:7"), AF_INET6: port("[::]:7")}[family]); err != nil {
			t.Fatal(err)
		}
		s.setInet(nil, func(o *inetOptions) { o.bits |= pktInfo | recvPktInfo6 })
		p := packet(tt.number, tt.src, tt.dst)
		if p.ICMP.ID = 7; tt.number == ping6 {
			p.ICMP.Type = icmpv6EchoReply
		}
		if tt.dif != 0 {
			d.Input(nil, tt.dif, p)
		} else if r, err := d.Net.RouteOutput(nil, dst, src, tt.oif); err == nil {
			d.Output(nil, r, p)
		}
		tt.want.Set, tt.want.Addr = true, dst
		got, err := s.Receive(nil)
		if err != nil || got.PktInfo != tt.want || got.Spec != ip(tt.spec) {
			t.Errorf("%s: protocol %d, %s > %s by %d or to %d: told %+v, answer from %v, %v; want %+v, %q: %s",
				tt.rule, tt.number, src, dst, tt.dif, tt.oif, got.PktInfo, got.Spec, err, tt.want, tt.spec, tt.why)
		}
	}
}

// TestToldLate: an IPv4 packet that was there before the option was on tells neither
// device nor local address.
func TestToldLate(t *testing.T) {
	for _, tt := range []struct {
		src, dst string
		index    int32
		spec     string
	}{
		{"10.1.0.2", "10.1.0.1", 0, "0.0.0.0"},
		{"fd01::2", "fd01::1", eth0, ""},
	} {
		d := newDual(t)
		s, at := d.udp(0), "0.0.0.0:7"
		if ip(tt.dst).Is6() {
			s, at = d.udp6(0), "[::]:7"
		}
		if err := s.Bind(nil, port(at)); err != nil {
			t.Fatal(err)
		}
		d.Input(nil, eth0, packet(17, tt.src, tt.dst))
		s.setInet(nil, func(o *inetOptions) { o.bits |= pktInfo | recvPktInfo6 })
		got, err := s.Receive(nil)
		if want := (PktInfo{Set: true, Index: tt.index, Addr: ip(tt.dst)}); err != nil || got.PktInfo != want || got.Spec != ip(tt.spec) {
			t.Errorf("UDP-33: %s > %s: told %+v, answer from %v, %v; want %+v, %q", tt.src, tt.dst, got.PktInfo, got.Spec, err, want, tt.spec)
		}
	}
}

// TestLoopDown: while "lo" is down the host does not reach itself, but in a VRF it
// does, except by link-local addresses.
func TestLoopDown(t *testing.T) {
	for _, tt := range []struct {
		dst  string
		oif  int32
		want bool
		rule string
	}{
		{"10.1.0.1", 0, false, "OUT-05"},
		{"fd01::1", 0, false, "OUT-05"},
		{"10.3.0.1", red, true, "L3-01"},
		{"fd03::1", eth2, true, "L3-01"},
		{"fe80::c", eth2, false, "L3-01"},
	} {
		d := newDual(t)
		if err := d.Net.SetUp(nil, loopback, false); err != nil {
			t.Fatal(err)
		}
		dst := ip(tt.dst)
		s := d.sock(map[bool]int{true: AF_INET, false: AF_INET6}[dst.Is4()], SOCK_RAW, 0)
		r, err := d.Net.RouteOutput(nil, dst, dst, tt.oif)
		if err != nil {
			t.Fatalf("%s: %v", tt.dst, err)
		}
		d.Output(nil, r, packet(200, tt.dst, tt.dst))
		if _, err := s.Receive(nil); (err == nil) != tt.want {
			t.Errorf("%s: to %s by %d: %v, want it to arrive: %v", tt.rule, tt.dst, tt.oif, err, tt.want)
		}
	}
}

// TestRouteOverLo: of IPv6, a route over "lo" leads nowhere. What arrives for it is
// answered, and what the host sends there is lost (UDP-43).
func TestRouteOverLo(t *testing.T) {
	d := newDual(t)
	if err := d.Net.AddRoute(nil, netdev.RouteConfig{Dst: prefix("fd77::/64"), Dev: loopback}); err != nil {
		t.Fatal(err)
	}
	d.Input(nil, eth0, packet(17, "fd01::2", "fd77::1"))
	if got, want := d.sent(), "eth0 fd01::1 > fd01::2 error"; got != want {
		t.Errorf("UDP-43: sent %q, want %q", got, want)
	}
	r, err := d.Net.RouteOutput(nil, ip("fd77::1"), netip.Addr{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	s := d.sock(AF_INET6, SOCK_RAW, 0)
	d.Output(nil, r, packet(200, r.Src.String(), "fd77::1"))
	if _, err := s.Receive(nil); err != netdev.EAGAIN {
		t.Errorf("UDP-43: what was sent to nowhere came back: %v", err)
	}
	if got := d.sent(); got != "" {
		t.Errorf("UDP-43: and it left %q", got)
	}
}

// TestVRFAddress: what leaves by a VRF from an address that the VRF has itself
// comes back twice, and leaves by no link (UDP-24).
func TestVRFAddress(t *testing.T) {
	for _, tt := range []struct {
		dst   string
		group bool
		times int
	}{
		{"10.5.0.255", false, 2},
		{"255.255.255.255", false, 2},
		{"224.0.0.5", false, 0},
		{"224.0.0.5", true, 2},
	} {
		d := newDual(t)
		if err := d.Net.AddAddr(nil, red, prefix("10.5.0.1/24")); err != nil {
			t.Fatal(err)
		}
		if tt.group {
			d.Net.JoinGroup(nil, red, ip(tt.dst))
		}
		s := d.sock(AF_INET, SOCK_RAW, 0)
		r, err := d.Net.RouteOutput(nil, ip(tt.dst), ip("10.5.0.1"), red)
		if err != nil {
			t.Fatalf("%s: %v", tt.dst, err)
		}
		d.Output(nil, r, packet(200, "10.5.0.1", tt.dst))
		times := 0
		for p, err := s.Receive(nil); err == nil; p, err = s.Receive(nil) {
			if times++; p.Dif != red {
				t.Errorf("UDP-24: to %s: came back on %d, want the VRF", tt.dst, p.Dif)
			}
		}
		if got := d.sent(); times != tt.times || got != "" {
			t.Errorf("UDP-24: to %s, group %v: came back %d times and sent %q, want %d times", tt.dst, tt.group, times, got, tt.times)
		}
	}
}

// TestInputHook: a protocol with one takes packets by it, and answers for nobody
// itself.
func TestInputHook(t *testing.T) {
	d := newDual(t)
	var got []uint8
	lite := d.proto(AF_INET, SOCK_DGRAM, 136)
	lite.Input = func(_ task, k *Key, p *netdev.Packet, found []*Sock) []*Sock {
		got = append(got, k.Protocol)
		p.Payload = nil // it is a copy
		return found
	}
	d.Register(lite)
	raw, err := d.Socket(nil, root(d.Inet), AF_INET, SOCK_RAW, 136)
	if err != nil {
		t.Fatal(err)
	}
	p := packet(136, "10.1.0.2", "10.1.0.1")
	p.Payload = []byte("text")
	d.protos[0], d.protos[len(d.protos)-1] = d.protos[len(d.protos)-1], d.protos[0] // before raw sockets
	d.Input(nil, eth0, p)
	if len(got) != 1 || got[0] != 136 {
		t.Errorf("OPT-30: the hook saw %v, want one packet of protocol 136", got)
	}
	if r, err := raw.Receive(nil); err != nil || string(r.Payload) != "text" {
		t.Errorf("OPT-30: a raw socket got %q, %v", r.Payload, err)
	}
	if sent := d.sent(); sent != "" {
		t.Errorf("OPT-30: %q was sent", sent)
	}
}
