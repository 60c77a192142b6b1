package sock

import (
	"testing"

	"boundif/netdev"
)

func TestInet6Bind(t *testing.T) {
	for _, tt := range []struct {
		typ   int
		bound int32
		addr  string
		err   error
		dev   int32  // bound afterwards
		name  string // what getsockname() tells; "" for [::]:0
		rule  string
		why   string
	}{
		{SOCK_DGRAM, 0, "[fe80::a%2]:7", nil, eth0, "[fe80::a%2]:7", "WR-01", "the scope id binds the socket"},
		{SOCK_DGRAM, eth1, "[fe80::a%2]:7", nil, eth0, "[fe80::a%2]:7", "WR-02", "and overrides a binding"},
		{SOCK_DGRAM, 0, "[fe80::a]:7", netdev.EINVAL, 0, "", "WR-03", "no device"},
		{SOCK_DGRAM, eth0, "[fe80::a]:7", nil, eth0, "[fe80::a%2]:7", "WR-03", "the bound one counts"},
		{SOCK_DGRAM, eth1, "[fe80::a%4242]:7", netdev.ENODEV, stale, "", "WR-04", "written before the checks"},
		{SOCK_DGRAM, eth1, "[fe80::b%2]:7", netdev.EADDRNOTAVAIL, eth0, "", "WR-04", "written before the checks"},
		{SOCK_DGRAM, eth1, "[fd01::1%2]:7", nil, eth1, "[fd01::1]:7", "WR-05", "a global address needs none"},
		{SOCK_DGRAM, eth1, "[::%2]:7", nil, eth1, "[::]:7", "WR-05", "nor does the wildcard"},
		{SOCK_DGRAM, 0, "[ff02::9%2]:7", nil, eth0, "[ff02::9%2]:7", "WR-06", "multicast of the link"},
		{SOCK_DGRAM, 0, "[ff05::9%2]:7", nil, 0, "[ff05::9]:7", "WR-06", "multicast beyond it"},
		{SOCK_STREAM, 0, "[ff02::9%2]:7", netdev.EINVAL, 0, "", "WR-06", "not for a stream"},
		{SOCK_DGRAM, stale, "[fd01::1]:7", netdev.ENODEV, stale, "", "WR-08", "bound to no device that is"},
		{SOCK_DGRAM, stale, "[::]:7", nil, stale, "[::]:7", "WR-08", "the wildcard does not ask"},
		{SOCK_DGRAM, eth1, "[::1]:7", netdev.EADDRNOTAVAIL, eth1, "", "WR-11", "::1 is lo's"},
		{SOCK_DGRAM, 1, "[::1]:7", nil, 1, "[::1]:7", "WR-11", "bound to lo"},
		{SOCK_DGRAM, stale, "[::ffff:10.1.0.1]:7", netdev.ENODEV, stale, "", "WR-12", "IPv4 in IPv6 form asks for the device"},
		{SOCK_DGRAM, eth1, "[::ffff:10.1.0.1]:7", nil, eth1, "[::ffff:10.1.0.1]:7", "WR-12", "and not for its addresses"},
		{SOCK_DGRAM, 0, "[::ffff:10.9.9.9]:7", netdev.EADDRNOTAVAIL, 0, "", "WR-12", "nobody's"},
		{SOCK_DGRAM, 0, "10.1.0.1:7", netdev.EINVAL, 0, "", "WR-07", "an IPv4 address is too short"},
		{SOCK_DGRAM, red, "[fd03::1]:7", nil, red, "[fd03::1]:7", "L3-30", "an address of the VRF"},
		{SOCK_DGRAM, 0, "[fd03::1]:7", netdev.EADDRNOTAVAIL, 0, "", "L3-30", "from outside"},
		{SOCK_DGRAM, eth2, "[fd01::1]:7", netdev.EADDRNOTAVAIL, eth2, "", "L3-30", "from inside"},
		{SOCK_DGRAM, red, "[::ffff:10.3.0.1]:7", nil, red, "[::ffff:10.3.0.1]:7", "L3-30", "IPv4 as well"},
	} {
		d := newDual(t)
		s := d.sock(AF_INET6, tt.typ, tt.bound)
		if err := s.Bind(nil, port(tt.addr)); err != tt.err {
			t.Errorf("%s: bound to %d, bind(%s): %v, want %v: %s", tt.rule, tt.bound, tt.addr, err, tt.err, tt.why)
		}
		if got := s.BoundDevIf(nil); got != tt.dev {
			t.Errorf("%s: bound to %d after bind(%s), want %d: %s", tt.rule, got, tt.addr, tt.dev, tt.why)
		}
		want := tt.name
		if want == "" {
			want = "[::]:0"
		}
		if got := s.Addr(nil); got != port(want) {
			t.Errorf("%s: bind(%s) made it %v, want %s: %s", tt.rule, tt.addr, got, want, tt.why)
		}
		if len(d.calls) > 0 {
			t.Errorf("WR-13: bind(%s) called %v", tt.addr, d.calls)
		}
	}
}

// TestInet6BindTwice: what a bind leaves behind.
func TestInet6BindTwice(t *testing.T) {
	d := newDual(t)
	s := d.udp6(0)
	if s.V6Only(nil) {
		t.Error("a new socket is of both families")
	}
	s.Bind(nil, port("[fe80::a%2]:7"))
	if err := s.Bind(nil, port("[fe80::b%3]:7")); err != netdev.EINVAL || s.BoundDevIf(nil) != eth0 {
		t.Errorf("WR-09: %v, bound to %d; want EINVAL before the scope id is looked at", err, s.BoundDevIf(nil))
	}
	if !s.V6Only(nil) || s.RcvSaddr.Load(nil) != Loopback4 {
		t.Errorf("WR-12: a socket with an IPv6 address is of IPv6 only: %v, with %v of IPv4", s.V6Only(nil), ToAddr(s.RcvSaddr.Load(nil)))
	}
	if s.Locked != AddrLocked|PortLocked {
		t.Errorf("WR-22: locked %v", s.Locked)
	}
	d.fail = netdev.EADDRINUSE
	s = d.udp6(eth0)
	if err := s.Bind(nil, port("[fe80::b%3]:7")); err != netdev.EADDRINUSE || s.BoundDevIf(nil) != eth1 {
		t.Errorf("WR-10: %v, bound to %d; want EADDRINUSE and eth1", err, s.BoundDevIf(nil))
	}
	if s.V6Only(nil) || s.RcvSaddr.Load(nil) != 0 || !s.Saddr6(nil).IsUnspecified() || s.Locked != 0 {
		t.Error("WR-10: a conflict undoes the address")
	}
	v4 := d.udp(0)
	if err := v4.Bind(nil, port("10.1.0.1:7")); err != netdev.EADDRINUSE || v4.Addr(nil) != port("0.0.0.0:0") || v4.Locked != 0 {
		t.Errorf("BND-01: %v, at %v; want EADDRINUSE and no address", err, v4.Addr(nil))
	}
	d.fail = nil
	v4.Bind(nil, port("10.1.0.1:7"))
	if err := v4.Bind(nil, port("10.2.0.1:7")); err != netdev.EINVAL {
		t.Errorf("WR-09: a second bind: %v, want EINVAL", err)
	}
	only := d.udp6(0)
	d.set(only, SOL_IPV6, IPV6_V6ONLY, 1)
	if err := only.Bind(nil, port("[::ffff:10.1.0.1]:7")); err != netdev.EINVAL {
		t.Errorf("WR-12: %v, want EINVAL for a socket of IPv6 only", err)
	}
}

func TestInetBindKinds(t *testing.T) {
	for _, tt := range []struct {
		bound int32
		addr  string
		opt   int
		err   error
		saddr string
		rule  string
		why   string
	}{
		{0, "10.1.0.1:7", 0, nil, "10.1.0.1", "WR-12", "local"},
		{eth1, "10.1.0.1:7", 0, nil, "10.1.0.1", "WR-12", "of another device"},
		{stale, "10.1.0.1:7", 0, nil, "10.1.0.1", "WR-08", "a stale index does not matter"},
		{0, "224.0.0.9:7", 0, nil, "0.0.0.0", "OUT-34", "multicast is not sent from"},
		{0, "10.1.0.255:7", 0, nil, "0.0.0.0", "OUT-34", "nor is a broadcast address"},
		{0, "255.255.255.255:7", 0, nil, "0.0.0.0", "OUT-34", "nor the one of every link"},
		{0, "192.0.2.1:7", 0, netdev.EADDRNOTAVAIL, "0.0.0.0", "WR-12", "nobody's"},
		{0, "192.0.2.1:7", IP_FREEBIND, nil, "192.0.2.1", "WR-12", "but with IP_FREEBIND"},
		{0, "192.0.2.1:7", IP_TRANSPARENT, nil, "192.0.2.1", "WR-12", "or with IP_TRANSPARENT"},
		{red, "10.3.0.1:7", 0, nil, "10.3.0.1", "L3-30", "of the VRF"},
		{0, "10.3.0.1:7", 0, netdev.EADDRNOTAVAIL, "0.0.0.0", "L3-30", "of a VRF, from outside"},
		{0, "10.1.0.1:0", IP_BIND_ADDRESS_NO_PORT, nil, "10.1.0.1", "BND-21", "a port can wait"},
	} {
		d := newDual(t)
		s := d.udp(tt.bound)
		if tt.opt != 0 {
			d.set(s, SOL_IP, tt.opt, 1)
		}
		if err := s.Bind(nil, port(tt.addr)); err != tt.err || ToAddr(s.Saddr.Load(nil)) != ip(tt.saddr) {
			t.Errorf("%s: bound to %d, bind(%s): %v, sends from %v; want %v, %s: %s", tt.rule, tt.bound, tt.addr, err, ToAddr(s.Saddr.Load(nil)), tt.err, tt.saddr, tt.why)
		}
		if got := s.Addr(nil); err(tt.err) == "ok" && got != port(tt.addr) {
			t.Errorf("%s: getsockname: %v, want %s", tt.rule, got, tt.addr)
		}
		if tt.opt == IP_BIND_ADDRESS_NO_PORT {
			if e := s.Autobind(nil); e != nil || s.Num.Load(nil) != 1000 || s.Addr(nil) != port("10.1.0.1:1000") {
				t.Errorf("BND-21: %v, %v: a port is found when one is needed", e, s.Addr(nil))
			}
		}
	}
}

func err(e error) string {
	if e == nil {
		return "ok"
	}
	return e.Error()
}

// TestAutobind6: an address that bind() fixed stays when a port is found for
// the socket, and is not asked for again.
func TestAutobind6(t *testing.T) {
	d := newDual(t)
	s := d.udp6(0)
	s.Bind(nil, port("[fe80::a%2]:0"))
	s.Disconnect(nil)
	if got := s.Addr(nil); got != port("[fe80::a]:0") {
		t.Errorf("WR-21: %v, want the address without port and device", got)
	}
	if e := s.Send(nil, nil, port("[fd01::2]:9")); e != nil || s.Addr(nil) != port("[fe80::a]:1000") {
		t.Errorf("WR-21: %v, %v; want a port for the same address", e, s.Addr(nil))
	}
	d.fail = netdev.EADDRINUSE
	if e := d.udp6(0).Connect(nil, port("[fd01::2]:9")); e != netdev.EAGAIN {
		t.Errorf("BND-21: %v, want EAGAIN", e)
	}
}
