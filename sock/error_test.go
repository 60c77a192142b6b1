package sock

import (
	"net/netip"
	"testing"

	"boundif/netdev"
)

// TestSocketError: an error is told once, by whoever asks first.
func TestSocketError(t *testing.T) {
	d := newDual(t)
	s := d.udp(0)
	s.Bind(nil, port("10.1.0.1:7"))
	d.Input(nil, eth0, packet(17, "10.1.0.2", "10.1.0.1"))
	if v, err := s.GetInt(nil, SO_ERROR); v != 0 || err != nil {
		t.Errorf("UDP-40: SO_ERROR %d, %v of a socket without one", v, err)
	}
	s.SetError(nil, netdev.ECONNREFUSED)
	if _, err := s.RecvMsg(nil, 100); err != netdev.ECONNREFUSED {
		t.Errorf("UDP-40: recvmsg: %v, want the error first", err)
	}
	if _, err := s.RecvMsg(nil, 100); err != nil {
		t.Errorf("UDP-40: recvmsg: %v, want the packet then", err)
	}
	s.SetError(nil, netdev.ECONNREFUSED)
	if v, err := s.GetInt(nil, SO_ERROR); v != 111 || err != nil {
		t.Errorf("UDP-40: SO_ERROR is %d, %v", v, err)
	}
	if err := s.SockErr(nil); err != nil {
		t.Errorf("UDP-40: %v, want it told once", err)
	}
}

// TestTell: what programs learn about a packet.
func TestTell(t *testing.T) {
	for _, tt := range []struct {
		family   int
		options  bool
		src, dst string
		dif      int32
		from     string
		info     PktInfo
		spec     string
		rule     string
		why      string
	}{
		{AF_INET, false, "10.1.0.2", "10.1.0.1", eth0, "10.1.0.2:9", PktInfo{}, "", "UDP-33", "not asked for"},
		{AF_INET, true, "10.1.0.2", "10.1.0.1", eth1, "10.1.0.2:9", PktInfo{true, eth1, ip("10.1.0.1")}, "10.1.0.1", "UDP-33", "the device that it came by"},
		{AF_INET, true, "10.2.0.2", "10.1.0.255", eth0, "10.2.0.2:9", PktInfo{true, eth0, ip("10.1.0.255")}, "10.2.0.1", "UDP-33", "a broadcast is answered by the route"},
		{AF_INET, true, "192.0.2.1", "10.1.0.255", eth0, "192.0.2.1:9", PktInfo{true, eth0, ip("10.1.0.255")}, "10.1.0.1", "UDP-33", "there is none: by the device"},
		{AF_INET, true, "10.3.0.2", "10.3.0.1", eth2, "10.3.0.2:9", PktInfo{true, eth2, ip("10.3.0.1")}, "10.3.0.1", "L3-32", "the slave, not the VRF"},
		{AF_INET6, false, "fe80::2", "fe80::a", eth0, "[fe80::2%2]:9", PktInfo{}, "", "OBS-10", "a link-local sender has a scope"},
		{AF_INET6, true, "fe80::2", "fe80::c", eth2, "[fe80::2%4]:9", PktInfo{true, eth2, ip("fe80::c")}, "", "L3-32", "the scope is the VRF, the device the slave"},
		{AF_INET6, true, "fd01::2", "fd01::1", eth0, "[fd01::2]:9", PktInfo{true, eth0, ip("fd01::1")}, "", "UDP-33", "IPv6"},
	} {
		d := newDual(t)
		s := d.sock(tt.family, SOCK_DGRAM, 0)
		s.Bind(nil, netip.AddrPortFrom(map[int]netip.Addr{AF_INET: ip("0.0.0.0"), AF_INET6: ip("::")}[tt.family], 7))
		if tt.options && tt.family == AF_INET {
			d.set(s, SOL_IP, IP_PKTINFO, 1)
		} else if tt.options {
			d.set(s, SOL_IPV6, IPV6_RECVPKTINFO, 1)
		}
		d.Input(nil, tt.dif, packet(17, tt.src, tt.dst))
		r, err := s.Receive(nil)
		if err != nil || r.Src != port(tt.from) || r.PktInfo != tt.info || r.Spec != ip(tt.spec) {
			t.Errorf("%s: %s > %s: from %v, %+v, spec %v, %v; want %s, %+v, %s: %s", tt.rule, tt.src, tt.dst, r.Src, r.PktInfo, r.Spec, err, tt.from, tt.info, tt.spec, tt.why)
		}
	}
}

// TestTellMapped: an IPv4 packet in a socket of IPv6.
func TestTellMapped(t *testing.T) {
	d := newDual(t)
	s := d.udp6(0)
	d.set(s, SOL_IPV6, IPV6_RECVPKTINFO, 1)
	k := Key{Protocol: 17, Dif: eth0}
	p := packet(17, "10.1.0.2", "10.1.0.1")
	s.Enqueue(nil, &k, &p)
	r, err := s.Receive(nil)
	if err != nil || r.Src != port("[::ffff:10.1.0.2]:9") || r.PktInfo != (PktInfo{true, eth0, ip("::ffff:10.1.0.1")}) {
		t.Errorf("UDP-33: from %v, %+v, %v", r.Src, r.PktInfo, err)
	}
	if k.ToMany() || !(&Key{Kind: netdev.Multicast}).ToMany() || !(&Key{Kind: netdev.Broadcast}).ToMany() {
		t.Error("UDP-20: multicast and broadcast are for many")
	}
}
