package sock

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"

	"boundif/netdev"
)

// eth is a protocol number as programs pass it to socket().
func eth(protocol uint16) int {
	return int(binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, protocol)))
}

// TestPacketSockets: who gets which frames. The bound device makes no
// difference, the one in the socket's address does (PKT-01).
func TestPacketSockets(t *testing.T) {
	d := newDual(t)
	open := func(protocol uint16, bound int32) *Sock {
		s, err := d.Socket(nil, root(d.Inet), AF_PACKET, SOCK_DGRAM, eth(protocol))
		if err != nil {
			t.Fatal(err)
		}
		s.SetBoundDevIf(nil, bound)
		return s
	}
	socks := map[string]*Sock{
		"ip": open(ethIP, 0), "ip bound": open(ethIP, eth1), "ipv6": open(ethIPv6, 0), "all": open(ethAll, stale), "none": open(0, 0), "on eth1": open(ethIP, eth0),
	}
	if err := socks["on eth1"].BindPacket(nil, 0, eth1); err != nil {
		t.Fatal(err)
	}
	if p, i := socks["on eth1"].PacketAddr(nil); p != ethIP || i != eth1 {
		t.Errorf("PKT-01: the socket is on protocol %#x of %d", p, i)
	}
	send := func(dst string, oif int32) {
		r, err := d.Net.RouteOutput(nil, ip(dst), netip.Addr{}, oif)
		if err != nil {
			t.Fatal(err)
		}
		d.Output(nil, r, packet(200, r.Src.String(), dst))
	}
	for _, tt := range []struct {
		what string
		do   func()
		want map[string][]uint8 // kinds of frames
	}{
		{"in by eth0", func() { d.Input(nil, eth0, packet(200, "10.1.0.2", "10.1.0.1")) },
			map[string][]uint8{"ip": {0}, "ip bound": {0}, "all": {0}}},
		{"in by eth1", func() { d.Input(nil, eth1, packet(200, "10.1.0.2", "10.1.0.1")) },
			map[string][]uint8{"ip": {0}, "ip bound": {0}, "all": {0}, "on eth1": {0}}},
		{"for another host", func() { d.Input(nil, eth0, packet(200, "10.1.0.2", "10.1.0.7")) },
			map[string][]uint8{"ip": {0}, "ip bound": {0}, "all": {0}}},
		{"a broadcast", func() { d.Input(nil, eth0, packet(200, "10.1.0.2", "10.1.0.255")) },
			map[string][]uint8{"ip": {1}, "ip bound": {1}, "all": {1}}},
		{"multicast of IPv6", func() { d.Input(nil, eth0, packet(200, "fd01::2", "ff05::9")) },
			map[string][]uint8{"ipv6": {2}, "all": {2}}},
		{"out", func() { send("10.1.0.2", 0) }, map[string][]uint8{"all": {4}}},
		{"to this host", func() { send("10.1.0.1", 0) }, map[string][]uint8{"ip": {0}, "ip bound": {0}, "all": {4, 0}}},
	} {
		tt.do()
		for name, s := range socks {
			var got []uint8
			for {
				r, err := s.Receive(nil)
				if err != nil {
					break
				}
				got = append(got, r.Frame.Kind)
				if r.Src.Port() != 9 {
					t.Errorf("PKT-01: %s: the packet has lost its port", tt.what)
				}
			}
			if !slices.Equal(got, tt.want[name]) {
				t.Errorf("PKT-01: %s: %s got frames of kinds %v, want %v", tt.what, name, got, tt.want[name])
			}
		}
	}
	s := socks["ip"]
	if err := s.BindPacket(nil, ethIP, stale); err != netdev.ENODEV {
		t.Errorf("PKT-01: bind to no device: %v, want ENODEV", err)
	}
	d.Net.SetUp(nil, eth1, false)
	if err := s.BindPacket(nil, ethIPv6, eth1); err != nil {
		t.Errorf("PKT-01: bind to a device that is down: %v", err)
	}
	if _, err := s.Receive(nil); err != netdev.ENETDOWN {
		t.Errorf("PKT-01: %v, want ENETDOWN by the next call", err)
	}
	if err := d.udp(0).BindPacket(nil, ethIP, 0); err != netdev.EOPNOTSUPP {
		t.Errorf("PKT-01: of UDP: %v", err)
	}
	for _, s := range socks {
		s.Close(nil)
	}
	d.Input(nil, eth0, packet(200, "10.1.0.2", "10.1.0.1"))
	if _, err := socks["all"].Receive(nil); err != netdev.EAGAIN {
		t.Errorf("PKT-01: a closed socket got a frame: %v", err)
	}
}
