package sock

import (
	"net/netip"
	"testing"

	"boundif/netdev"
)

func TestFlow4(t *testing.T) {
	type opts struct {
		uc, mc int32
		mcAddr string
	}
	for _, tt := range []struct {
		bound     int32
		at        string
		o         opts
		info      PktInfo
		dst       string
		connected bool
		want      Flow
		rule      string
		why       string
	}{
		{0, "", opts{}, PktInfo{}, "10.1.0.2", true, Flow{Connected: true}, "OUT-01", "not bound"},
		{eth0, "10.1.0.1:7", opts{}, PktInfo{}, "10.1.0.2", false, Flow{Oif: eth0, Src: ip("10.1.0.1")}, "OUT-06", "bound, with an address"},
		{eth0, "", opts{}, PktInfo{Set: true, Index: eth1}, "10.1.0.2", true, Flow{Oif: eth1}, "OUT-20", "IP_PKTINFO replaces the device"},
		{eth0, "10.1.0.1:7", opts{}, PktInfo{Set: true, Addr: ip("0.0.0.0")}, "10.1.0.2", false, Flow{Oif: eth0}, "OUT-20", "index 0 leaves it; no source is none"},
		{eth0, "", opts{}, PktInfo{Set: true, Addr: ip("10.2.0.1")}, "10.1.0.2", false, Flow{Oif: eth0, Src: ip("10.2.0.1")}, "OUT-20", "a source"},
		{eth0, "10.1.0.1:7", opts{}, PktInfo{Set: true, Index: eth1, Addr: ip("::")}, "10.1.0.2", true, Flow{Oif: eth0, Src: ip("10.1.0.1"), Connected: true}, "OUT-20", "IPV6_PKTINFO is not for a socket of IPv4"},
		{0, "", opts{uc: eth1}, PktInfo{}, "10.1.0.2", true, Flow{Oif: eth1, Connected: true}, "OUT-31", "IP_UNICAST_IF"},
		{0, "", opts{uc: eth1}, PktInfo{Set: true, Index: eth0}, "10.1.0.2", false, Flow{Oif: eth0}, "OUT-31", "is ignored with a device"},
		{0, "", opts{uc: eth1, mc: eth0}, PktInfo{}, "224.0.0.5", true, Flow{Oif: eth0}, "OUT-33", "multicast has its own option"},
		{eth1, "", opts{mc: eth1}, PktInfo{}, "224.0.0.5", false, Flow{Oif: eth1}, "OUT-33", "the bound device comes first"},
		{0, "", opts{mcAddr: "10.2.0.1"}, PktInfo{}, "224.0.0.5", false, Flow{Oif: eth1, Src: ip("10.2.0.1")}, "OUT-33", "its address is the source"},
		{0, "10.1.0.1:7", opts{mcAddr: "10.2.0.1"}, PktInfo{}, "224.0.0.5", false, Flow{Oif: eth1, Src: ip("10.1.0.1")}, "OUT-33", "unless the socket has one"},
		{red, "", opts{mc: eth2}, PktInfo{}, "224.0.0.5", false, Flow{Oif: eth2}, "L3-33", "a VRF is no device for multicast"},
		{red, "", opts{uc: eth2}, PktInfo{}, "255.255.255.255", false, Flow{Oif: eth2}, "L3-33", "nor for 255.255.255.255"},
		{red, "", opts{uc: eth2}, PktInfo{}, "10.3.0.2", false, Flow{Oif: red}, "L3-33", "for the rest it is"},
	} {
		d := newDual(t)
		s := d.udp(0)
		if tt.at != "" {
			s.Bind(nil, port(tt.at))
		}
		s.SetBoundDevIf(nil, tt.bound)
		s.setInet(nil, func(o *inetOptions) {
			o.ucIndex, o.mcIndex = tt.o.uc, tt.o.mc
			if tt.o.mcAddr != "" {
				o.mcIndex, o.mcAddr = eth1, ip(tt.o.mcAddr).As4()
			}
		})
		tt.want.Dst = ip(tt.dst)
		got, err := s.Flow4(nil, &Msg{PktInfo: tt.info}, ip(tt.dst), tt.connected)
		if got != tt.want || err != nil {
			t.Errorf("%s: bound to %d, to %s: %+v, %v; want %+v: %s", tt.rule, tt.bound, tt.dst, got, err, tt.want, tt.why)
		}
	}
	d := newDual(t)
	s := d.udp6(0)
	for _, tt := range []struct {
		addr string
		err  error
		src  netip.Addr
	}{{"fd01::1", netdev.EINVAL, netip.Addr{}}, {"::", netdev.EINVAL, netip.Addr{}}, {"::ffff:10.1.0.1", nil, ip("10.1.0.1")}} {
		f, err := s.Flow4(nil, &Msg{PktInfo: PktInfo{Set: true, Addr: ip(tt.addr)}}, ip("10.1.0.2"), false)
		if err != tt.err || err == nil && f.Src != tt.src {
			t.Errorf("OUT-21: IPV6_PKTINFO %s to an IPv4 address: %+v, %v; want %v", tt.addr, f, err, tt.err)
		}
	}
}

func TestFlow6(t *testing.T) {
	for _, tt := range []struct {
		typ    int
		bound  int32
		sticky int32
		uc, mc int32
		info   PktInfo
		dst    string
		want   Flow
		err    error
		rule   string
		why    string
	}{
		{SOCK_DGRAM, 0, 0, 0, 0, PktInfo{}, "fd01::2", Flow{Connected: true}, nil, "OUT-01", "not bound"},
		{SOCK_DGRAM, 0, 0, 0, 0, PktInfo{}, "::", Flow{Dst: ip("::1"), Connected: true}, nil, "OUT-01", "the wildcard is this host"},
		{SOCK_DGRAM, eth0, 0, 0, 0, PktInfo{}, "fe80::2%3", Flow{Oif: eth1, Connected: true}, nil, "OUT-23", "the scope id beats the binding"},
		{SOCK_DGRAM, eth0, 0, 0, 0, PktInfo{}, "fe80::2", Flow{Oif: eth0, Connected: true}, nil, "OUT-23", "without one the binding counts"},
		{SOCK_DGRAM, eth0, 0, 0, 0, PktInfo{}, "fd01::2%3", Flow{Oif: eth0, Connected: true}, nil, "OUT-23", "where none is needed it is ignored"},
		{SOCK_DGRAM, 0, eth1, 0, 0, PktInfo{}, "fd01::2", Flow{Oif: eth1, Connected: true}, nil, "OUT-22", "the socket option IPV6_PKTINFO"},
		{SOCK_DGRAM, eth0, eth1, 0, 0, PktInfo{}, "fd01::2", Flow{Oif: eth0, Connected: true}, nil, "OUT-22", "is ignored while bound"},
		{SOCK_RAW, 0, eth1, 0, 0, PktInfo{}, "fd01::2", Flow{Connected: true}, nil, "OUT-22", "and by raw sockets"},
		{SOCK_DGRAM, eth0, 0, 0, 0, PktInfo{Set: true, Index: eth1}, "fd01::2", Flow{}, netdev.EINVAL, "OUT-21", "another device than the bound one"},
		{SOCK_DGRAM, eth0, 0, 0, 0, PktInfo{Set: true, Index: eth0}, "fd01::2", Flow{Oif: eth0}, nil, "OUT-21", "the bound one"},
		{SOCK_DGRAM, red, 0, 0, 0, PktInfo{Set: true, Index: eth2}, "fd03::2", Flow{Oif: eth2}, nil, "L3-32", "a slave of the bound VRF"},
		{SOCK_DGRAM, 0, 0, 0, 0, PktInfo{Set: true, Index: stale}, "fd01::2", Flow{}, netdev.ENODEV, "OUT-21", "no such device"},
		{SOCK_DGRAM, stale, 0, 0, 0, PktInfo{Set: true}, "fd01::2", Flow{}, netdev.ENODEV, "OUT-21", "index 0: the bound one is looked up"},
		{SOCK_DGRAM, eth0, 0, 0, 0, PktInfo{Set: true, Index: eth1, Addr: ip("10.1.0.1")}, "fd01::2", Flow{Oif: eth0, Connected: true}, nil, "OUT-21", "IP_PKTINFO is not for IPv6"},
		{SOCK_DGRAM, 0, 0, 0, 0, PktInfo{Set: true, Addr: ip("fd02::1")}, "fd01::2", Flow{Src: ip("fd02::1")}, nil, "OUT-21", "a source"},
		{SOCK_DGRAM, 0, 0, 0, 0, PktInfo{Set: true, Addr: ip("fd02::7")}, "fd01::2", Flow{}, netdev.EINVAL, "OUT-21", "not the host's"},
		{SOCK_DGRAM, 0, 0, 0, 0, PktInfo{Set: true, Addr: ip("fe80::a")}, "fd01::2", Flow{}, netdev.EINVAL, "OUT-21", "link-local without device"},
		{SOCK_DGRAM, 0, 0, 0, 0, PktInfo{Set: true, Index: eth1, Addr: ip("fe80::a")}, "fd01::2", Flow{}, netdev.EINVAL, "OUT-21", "not that device's"},
		{SOCK_DGRAM, 0, 0, 0, 0, PktInfo{Set: true, Index: eth0, Addr: ip("fe80::a")}, "fd01::2", Flow{Oif: eth0, Src: ip("fe80::a")}, nil, "OUT-21", "that device's"},
		{SOCK_DGRAM, 0, 0, eth1, 0, PktInfo{}, "fd01::2", Flow{Oif: eth1, Connected: true}, nil, "OUT-31", "IPV6_UNICAST_IF"},
		{SOCK_DGRAM, 0, 0, eth1, eth0, PktInfo{}, "ff05::5", Flow{Oif: eth0}, nil, "OUT-33", "IPV6_MULTICAST_IF"},
		{SOCK_DGRAM, eth1, 0, 0, eth0, PktInfo{}, "ff05::5", Flow{Oif: eth1, Connected: true}, nil, "OUT-33", "the bound device comes first"},
	} {
		d := newDual(t)
		s := d.sock(AF_INET6, tt.typ, tt.bound)
		s.setInet(nil, func(o *inetOptions) { o.ucOif, o.mcOif, o.sticky.Index = tt.uc, tt.mc, tt.sticky })
		if !tt.want.Dst.IsValid() {
			tt.want.Dst, _ = Scope(ip(tt.dst))
		}
		got, err := s.Flow6(nil, &Msg{PktInfo: tt.info}, ip(tt.dst), true)
		if err != tt.err || err == nil && got != tt.want {
			t.Errorf("%s: bound to %d, to %s: %+v, %v; want %+v, %v: %s", tt.rule, tt.bound, tt.dst, got, err, tt.want, tt.err, tt.why)
		}
	}
	d := newDual(t)
	s := d.udp6(0)
	s.Bind(nil, port("[fd01::1]:7"))
	if f, _ := s.Flow6(nil, &Msg{}, ip("fd01::2"), false); f.Src != ip("fd01::1") {
		t.Errorf("OUT-06: from %v, want the socket's address", f.Src)
	}
}

func TestRoute(t *testing.T) {
	d := newDual(t)
	s, s6 := d.udp(0), d.udp6(0)
	if _, err := s.Route4(nil, Flow{Dst: ip("10.1.0.255")}); err != netdev.EACCES {
		t.Errorf("OUT-34: a broadcast: %v, want EACCES", err)
	}
	if _, err := s.Route4(nil, Flow{Dst: ip("10.1.0.2"), Src: ip("192.0.2.1")}); err != netdev.ENETUNREACH {
		t.Errorf("OUT-07: a source that is nobody's: %v, want ENETUNREACH", err)
	}
	d.set(s, SOL_IP, IP_TRANSPARENT, 1)
	if r, err := s.Route4(nil, Flow{Dst: ip("10.1.0.2"), Src: ip("192.0.2.1")}); err != nil || r.Src != ip("192.0.2.1") || r.Index != eth0 {
		t.Errorf("WR-12: with IP_TRANSPARENT: %+v, %v", r, err)
	}
	if _, err := s6.Route6(nil, Flow{Dst: ip("fd01::2"), Src: ip("::ffff:10.1.0.1")}); err != netdev.EAFNOSUPPORT {
		t.Errorf("WR-15: from an IPv4 address: %v, want EAFNOSUPPORT", err)
	}
	r, err := s6.Route6(nil, Flow{Dst: ip("fd01::2"), Src: ip("fd02::1"), Oif: eth1})
	if err != nil || r.Index != eth0 {
		t.Errorf("OUT-08: with a source, a device that is not bound is only preferred: %+v, %v", r, err)
	}
	s6.SetBoundDevIf(nil, eth1)
	if _, err := s6.Route6(nil, Flow{Dst: ip("fd01::2"), Src: ip("fd02::1"), Oif: eth1}); err != netdev.ENETUNREACH {
		t.Errorf("OUT-03: a bound one is the only one: %v", err)
	}
	for _, tt := range []struct {
		f    Flow
		want bool
		why  string
	}{
		{Flow{Dst: ip("fd01::2")}, true, "the same destination"},
		{Flow{Dst: ip("fd01::3")}, false, "another"},
		{Flow{Dst: ip("fd01::2"), Oif: eth0}, true, "its device"},
		{Flow{Dst: ip("fd01::2"), Oif: eth1}, false, "another device"},
	} {
		s6.SetRoute(nil, r)
		if got := s6.CachedRoute6(nil, tt.f) != nil; got != tt.want {
			t.Errorf("OUT-48: the cached route is for %+v: %v, want %v: %s", tt.f, got, tt.want, tt.why)
		}
	}
	s6.SetRoute(nil, nil)
	if s6.CachedRoute6(nil, Flow{Dst: ip("fd01::2")}) != nil {
		t.Error("OUT-48: there is none")
	}
}

// TestOutputLoops: which packets come back to this host, and how they count.
func TestOutputLoops(t *testing.T) {
	for _, tt := range []struct {
		dst       string
		oif       int32
		loop      int32
		dif, sdif int32 // 0: it does not come back
		sent      int32 // device that it leaves by
		rule      string
		why       string
	}{
		{"239.1.2.3", eth0, 1, eth0, 0, eth0, "UDP-24", "multicast comes back on the device that it leaves by"},
		{"239.1.2.3", eth0, 0, 0, 0, eth0, "UDP-24", "not without IP_MULTICAST_LOOP"},
		{"239.1.2.3", eth1, 1, 0, 0, eth1, "UDP-24", "nor if the device is not in the group"},
		{"ff05::5", eth0, 1, eth0, 0, eth0, "UDP-24", "IPv6"},
		{"ff05::5", eth0, 0, 0, 0, eth0, "UDP-24", "without IPV6_MULTICAST_LOOP"},
		{"10.1.0.255", eth0, 0, eth0, 0, eth0, "UDP-24", "a broadcast always does"},
		{"10.1.0.1", 0, 0, eth0, 0, 0, "UDP-30", "an own address is its owner's"},
		{"fd01::1", 0, 0, eth0, 0, 0, "UDP-30", "IPv6"},
		{"10.3.0.2", red, 0, 0, 0, eth2, "L3-01", "a packet by a VRF leaves by its slave"},
	} {
		d := newDual(t)
		family := AF_INET
		if ip(tt.dst).Is6() {
			family = AF_INET6
		}
		s := d.sock(family, SOCK_DGRAM, 0)
		s.Bind(nil, netip.AddrPortFrom(map[int]netip.Addr{AF_INET: ip("0.0.0.0"), AF_INET6: ip("::")}[family], 7))
		d.set(s, SOL_IP, IP_MULTICAST_LOOP, tt.loop)
		if family == AF_INET6 {
			d.set(s, SOL_IPV6, IPV6_MULTICAST_LOOP, tt.loop)
		}
		d.Net.JoinGroup(nil, eth0, ip("239.1.2.3"))
		d.Net.JoinGroup(nil, eth0, ip("ff05::5"))
		r, err := d.Net.RouteOutput(nil, ip(tt.dst), netip.Addr{}, tt.oif)
		if err != nil {
			t.Fatalf("%s: %v", tt.dst, err)
		}
		s.Output(nil, r, &netdev.Packet{Protocol: 17, Src: netip.AddrPortFrom(r.Src, 7), Dst: netip.AddrPortFrom(r.Dst, 7)})
		got, _ := s.Receive(nil)
		if got.Dif != tt.dif || got.Sdif != tt.sdif {
			t.Errorf("%s: to %s: came back by %d, %d; want %d, %d: %s", tt.rule, tt.dst, got.Dif, got.Sdif, tt.dif, tt.sdif, tt.why)
		}
		for _, dev := range d.Net.Devices(nil) {
			if left := len(dev.Sent(nil)) > 0; left != (dev.Index(nil) == tt.sent) {
				t.Errorf("%s: to %s: left by %s: %v: %s", tt.rule, tt.dst, dev.Name(nil), left, tt.why)
			}
		}
	}
}

// TestVRFBroadcast: a VRF is no link; what leaves by it asks again.
func TestVRFBroadcast(t *testing.T) {
	d := newDual(t)
	s := d.udp(red)
	out := func(r *netdev.Route) {
		s.Output(nil, r, &netdev.Packet{Protocol: 17, Src: netip.AddrPortFrom(r.Src, 7), Dst: netip.AddrPortFrom(r.Dst, 7)})
	}
	r, err := d.Net.RouteOutput(nil, ip("255.255.255.255"), netip.Addr{}, red)
	if err != nil {
		t.Fatal(err)
	}
	out(r)
	if n := len(d.Net.ByIndex(nil, eth2).Sent(nil)); n != 1 {
		t.Errorf("L3-33: %d packets left by the slave that has the source address, want 1", n)
	}
	r.Src = ip("192.0.2.1") // as if somebody had bound it
	out(r)
	if n := len(d.Net.ByIndex(nil, eth2).Sent(nil)); n != 0 {
		t.Errorf("L3-33: %d packets left, want none, as no slave has the address", n)
	}
}

// TestOutputLater: packets that are sent under the lock go out in order when
// it is free.
func TestOutputLater(t *testing.T) {
	d := newDual(t)
	s := d.udp(0)
	s.Bind(nil, port("10.1.0.1:7"))
	r, err := d.Net.RouteOutput(nil, ip("10.1.0.1"), netip.Addr{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	s.Lock(nil)
	for _, text := range []string{"one", "two"} {
		s.OutputLater(nil, r, netdev.Packet{Protocol: 17, Src: port("10.1.0.1:7"), Dst: port("10.1.0.1:7"), Payload: []byte(text)})
	}
	if _, err := s.Receive(nil); err != netdev.EAGAIN {
		t.Errorf("with the lock held: %v, want EAGAIN", err)
	}
	s.Unlock(nil)
	for _, want := range []string{"one", "two"} {
		if p, err := s.Receive(nil); err != nil || string(p.Payload) != want {
			t.Errorf("received %q, %v; want %q", p.Payload, err, want)
		}
	}
	s.Lock(nil)
	s.Unlock(nil)
	if _, err := s.Receive(nil); err != netdev.EAGAIN {
		t.Error("packets are sent once")
	}
}
