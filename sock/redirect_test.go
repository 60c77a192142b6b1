package sock

import (
	"testing"

	"boundif/netdev"
)

// TestRedirect: which sockets a function in the place of a BPF program may name
// for a packet (UDP-50).
func TestRedirect(t *testing.T) {
	d := newDual(t)
	var want *Sock
	u4, u6, only := d.udp(eth1), d.udp6(stale), d.udp6(0)
	only.SetV6Only(nil, true)
	connected, connected6 := d.udp(0), d.udp6(0)
	connected.Daddr.Store(nil, 1)
	connected6.setFlag(nil, hasPeer6, true)
	stream := d.sock(AF_INET, SOCK_STREAM, 0)
	for _, tt := range []struct {
		s    *Sock
		dst  string
		took bool
		why  string
	}{
		{nil, "10.1.0.1:7", false, "none"},
		{u4, "10.1.0.1:7", true, "on another device"},
		{u6, "10.1.0.1:7", true, "of both, on no device that there is"},
		{u6, "[fd01::1]:7", true, "of IPv6"},
		{u4, "[fd01::1]:7", false, "of IPv4, for IPv6"},
		{only, "10.1.0.1:7", false, "of IPv6 only, for IPv4"},
		{only, "[fd01::1]:7", true, "of IPv6 only"},
		{connected, "10.1.0.1:7", false, "connected"},
		{connected6, "[fd01::1]:7", false, "connected"},
		{stream, "10.1.0.1:7", false, "a stream that does not listen"},
	} {
		k := &Key{Dst: port(tt.dst), Dif: eth0}
		if tt.s != nil {
			k.Protocol = tt.s.prot.Number
		}
		if got := d.Redirect(nil, k); got != nil {
			t.Fatal("UDP-50: nobody names a socket, and there is one")
		}
		want = tt.s
		d.SkLookup = func(task, *Key) *Sock { return want }
		if got := d.Redirect(nil, k); (got == tt.s && got != nil) != tt.took {
			t.Errorf("UDP-50: to %s: %v, want %v: %s", tt.dst, got != nil, tt.took, tt.why)
		}
		k.Protocol++
		if d.Redirect(nil, k) != nil {
			t.Errorf("UDP-50: to %s: a socket of another protocol", tt.dst)
		}
		d.SkLookup = nil
	}
	stream.SetAcceptConn(nil, true)
	d.SkLookup = func(task, *Key) *Sock { return stream }
	if d.Redirect(nil, &Key{Dst: port("10.1.0.1:7"), Protocol: stream.prot.Number}) != stream {
		t.Error("UDP-50: a listener")
	}
}

// TestLevelsOfUDP: both levels are those of UDP and of UDP-Lite, and an int is
// wanted before it is looked for.
func TestLevelsOfUDP(t *testing.T) {
	d := newDual(t)
	for _, tt := range []struct {
		number uint8
		level  int
		short  error
	}{
		{SOL_UDP, SOL_UDP, netdev.EINVAL}, {SOL_UDP, SOL_UDPLITE, netdev.EINVAL}, {SOL_UDPLITE, SOL_UDP, netdev.EINVAL},
		{SOL_UDPLITE, SOL_UDPLITE, netdev.EINVAL}, {SOL_UDP, 6, netdev.ENOPROTOOPT}, {6, SOL_UDP, netdev.ENOPROTOOPT},
	} {
		s := d.udp(0)
		before := s.prot.Number
		s.prot.Number = tt.number
		if err := s.Setsockopt(nil, root(d.Inet), tt.level, 10, nil, 2); err != tt.short {
			t.Errorf("protocol %d, level %d: %v, want %v", tt.number, tt.level, err, tt.short)
		}
		s.prot.Number = before
	}
}
