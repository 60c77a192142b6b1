package sock

import (
	"slices"
	"testing"

	"boundif/netdev"
)

func TestConnectDatagram6(t *testing.T) {
	for _, tt := range []struct {
		bound int32
		mcIf  int32
		peer  string
		err   error
		dev   int32
		local string
		got   string // what getpeername() tells; "" for ENOTCONN
		rule  string
		why   string
	}{
		{0, 0, "[fd01::2]:9", nil, 0, "[fd01::1]:1000", "[fd01::2]:9", "WR-17", "a global peer"},
		{0, 0, "[fd01::2%3]:9", nil, 0, "[fd01::1]:1000", "[fd01::2]:9", "WR-17", "its scope id is ignored"},
		{0, 0, "[fe80::2%2]:9", nil, eth0, "[fe80::a%2]:1000", "[fe80::2%2]:9", "WR-15", "the scope id binds the socket"},
		{eth1, 0, "[fe80::2%2]:9", netdev.EINVAL, eth1, "[::]:1000", "", "WR-15", "but not one that is bound"},
		{eth1, 0, "[fe80::2]:9", nil, eth1, "[fe80::b%3]:1000", "[fe80::2%3]:9", "WR-15", "the binding counts"},
		{0, 0, "[fe80::2]:9", netdev.EINVAL, 0, "[::]:1000", "", "WR-15", "there is none"},
		{0, 0, "[fe80::2%4242]:9", netdev.ENETUNREACH, stale, "[::]:1000", "", "WR-16", "written before the route is looked for"},
		{0, eth1, "[ff02::5]:9", nil, eth1, "[fe80::b%3]:1000", "[ff02::5%3]:9", "WR-18", "IPV6_MULTICAST_IF is written"},
		{0, eth1, "[ff05::5]:9", nil, 0, "[fd02::1]:1000", "[ff05::5]:9", "WR-18", "or only used, if the group is a wide one"},
		{0, eth1, "[ff02::5%2]:9", nil, eth0, "[fe80::a%2]:1000", "[ff02::5%2]:9", "WR-18", "a scope id counts more"},
		{0, 0, "[ff02::5]:9", netdev.EINVAL, 0, "[::]:1000", "", "WR-18", "no device at all"},
		{eth1, 0, "[fd01::2]:9", netdev.ENETUNREACH, eth1, "[::]:1000", "", "WR-19", "no route by the bound device"},
		{red, 0, "[fe80::2%5]:9", nil, eth2, "[fe80::c%5]:1000", "[fe80::2%5]:9", "L3-31", "from the VRF to the slave"},
		{eth2, 0, "[fe80::2%4]:9", netdev.EINVAL, eth2, "[::]:1000", "", "L3-31", "and not back"},
		{0, 0, "[::]:9", nil, 0, "[::1]:1000", "[::1]:9", "WR-15", "the wildcard is this host"},
		{0, 0, "[::ffff:10.1.0.2]:9", nil, 0, "[::ffff:10.1.0.1]:1000", "[::ffff:10.1.0.2]:9", "WR-15", "IPv4 in IPv6 form"},
		{0, 0, "10.1.0.2:9", nil, 0, "[::ffff:10.1.0.1]:1000", "[::ffff:10.1.0.2]:9", "WR-15", "IPv4"},
		{0, 0, "[::ffff:0.0.0.0]:9", nil, 0, "[::ffff:127.0.0.1]:1000", "[::ffff:127.0.0.1]:9", "WR-15", "the wildcard of IPv4"},
		{stale, 0, "10.1.0.2:9", netdev.ENODEV, stale, "[::]:1000", "", "OUT-04", "the errors of IPv4"},
	} {
		d := newDual(t)
		s := d.udp6(tt.bound)
		if tt.mcIf != 0 {
			d.set(s, SOL_IPV6, IPV6_MULTICAST_IF, tt.mcIf)
		}
		if err := s.Connect(nil, port(tt.peer)); err != tt.err || s.BoundDevIf(nil) != tt.dev {
			t.Errorf("%s: bound to %d, connect(%s): %v, bound to %d; want %v, %d: %s", tt.rule, tt.bound, tt.peer, err, s.BoundDevIf(nil), tt.err, tt.dev, tt.why)
		}
		if got := s.Addr(nil); got != port(tt.local) {
			t.Errorf("%s: connect(%s): from %v, want %s: %s", tt.rule, tt.peer, got, tt.local, tt.why)
		}
		got, err := s.Peer(nil)
		if tt.got == "" && err != netdev.ENOTCONN || tt.got != "" && got != port(tt.got) {
			t.Errorf("%s: connect(%s): to %v, %v; want %q: %s", tt.rule, tt.peer, got, err, tt.got, tt.why)
		}
		if (s.CachedRoute(nil) != nil) != (tt.err == nil) {
			t.Errorf("%s: connect(%s): a route is cached: %v", tt.rule, tt.peer, s.CachedRoute(nil) != nil)
		}
		if slices.Contains(d.calls, "rehash") != (tt.err == nil) {
			t.Errorf("RH-02: connect(%s) called %v", tt.peer, d.calls)
		}
	}
}

func TestConnectOfOneFamily(t *testing.T) {
	for _, tt := range []struct {
		at   string
		only bool
		peer string
		err  error
		why  string
	}{
		{"", true, "10.1.0.2:9", netdev.EAFNOSUPPORT, "IPv6 only"},
		{"", true, "[::ffff:10.1.0.2]:9", netdev.ENETUNREACH, "IPv6 only, and IPv4 in IPv6 form"},
		{"[fd01::1]:7", false, "[::ffff:10.1.0.2]:9", netdev.ENETUNREACH, "an IPv6 address makes it one of IPv6 only"},
		{"[::ffff:10.1.0.1]:7", false, "[fd01::2]:9", netdev.EAFNOSUPPORT, "an IPv4 address cannot send to IPv6"},
		{"[::ffff:10.1.0.1]:7", false, "[2001:db8::1]:9", netdev.ENETUNREACH, "where there is no route, that is said first"},
		{"[::ffff:10.1.0.1]:7", false, "[::]:9", nil, "the wildcard is 127.0.0.1 then"},
	} {
		d := newDual(t)
		s := d.udp6(0)
		if tt.only {
			d.set(s, SOL_IPV6, IPV6_V6ONLY, 1)
		}
		if tt.at != "" {
			s.Bind(nil, port(tt.at))
		}
		if err := s.Connect(nil, port(tt.peer)); err != tt.err {
			t.Errorf("WR-15: at %s, connect(%s): %v, want %v: %s", tt.at, tt.peer, err, tt.err, tt.why)
		}
	}
}

func TestConnectIPv4(t *testing.T) {
	for _, tt := range []struct {
		bound     int32
		opt       int
		index     int32
		broadcast int32
		peer      string
		err       error
		from      string
		rule      string
		why       string
	}{
		{0, 0, 0, 0, "10.1.0.255:9", netdev.EACCES, "", "OUT-34", "a broadcast needs an option"},
		{0, 0, 0, 1, "10.1.0.255:9", nil, "10.1.0.1", "OUT-34", "with it"},
		{0, IP_UNICAST_IF, eth1, 0, "10.1.0.2:9", nil, "10.2.0.1", "OUT-31", "by the device of IP_UNICAST_IF"},
		{0, IP_MULTICAST_IF, eth1, 0, "224.0.0.5:9", nil, "10.2.0.1", "OUT-33", "multicast by that of IP_MULTICAST_IF"},
		{eth0, 0, 0, 0, "224.0.0.5:9", nil, "10.1.0.1", "OUT-33", "or the bound one"},
		{0, 0, 0, 0, "224.0.0.5:9", netdev.ENETUNREACH, "", "OUT-35", "or none"},
	} {
		d := newDual(t)
		s := d.udp(tt.bound)
		d.set(s, SOL_SOCKET, SO_BROADCAST, tt.broadcast)
		switch tt.opt {
		case IP_UNICAST_IF:
			d.set(s, SOL_IP, IP_UNICAST_IF, bigEndian(tt.index))
		case IP_MULTICAST_IF:
			if err := s.Setsockopt(nil, root(d.Inet), SOL_IP, IP_MULTICAST_IF, append(make(User, 8), word(tt.index)...), 12); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Connect(nil, port(tt.peer)); err != tt.err || err == nil && s.Addr(nil).Addr() != ip(tt.from) {
			t.Errorf("%s: connect(%s): %v, from %v; want %v, %s: %s", tt.rule, tt.peer, err, s.Addr(nil), tt.err, tt.from, tt.why)
		}
	}
}

// TestDisconnect6: what connect(AF_UNSPEC) takes from a socket of IPv6, and
// that it leaves the address of the peer.
func TestDisconnect6(t *testing.T) {
	d := newDual(t)
	s := d.udp6(0)
	s.Connect(nil, port("[fe80::2%2]:9"))
	s.Disconnect(nil)
	if s.BoundDevIf(nil) != 0 || s.Addr(nil) != port("[::]:0") || s.Dport.Load(nil) != 0 {
		t.Errorf("WR-20: bound to %d, at %v", s.BoundDevIf(nil), s.Addr(nil))
	}
	if _, err := s.Peer(nil); err != netdev.ENOTCONN {
		t.Errorf("WR-20: getpeername: %v, want ENOTCONN", err)
	}
	if s.Daddr6(nil) != ip("fe80::2") {
		t.Errorf("WR-20: the peer's address is %v; Linux leaves it, and lookups read it", s.Daddr6(nil))
	}
	d.calls = nil
	s = d.udp6(0)
	s.Bind(nil, port("[::]:7"))
	s.Connect(nil, port("[fd01::2]:9"))
	s.Disconnect(nil)
	if s.Addr(nil) != port("[::]:7") || len(d.calls) != 2 {
		t.Errorf("RH-02: at %v after %v; want the port kept and two rehashes", s.Addr(nil), d.calls)
	}
}
