package sock

import (
	"net/netip"
	"testing"

	"boundif/netdev"
)

// request is struct ip_mreqn, or struct ipv6_mreq.
func request(group string, index int32) User {
	a := ip(group)
	b := a.AsSlice()
	if a.Is4() {
		b = append(b, 0, 0, 0, 0)
	}
	return append(b, word(index)...)
}

func TestMemberships(t *testing.T) {
	d := newDual(t)
	v4, v6 := d.udp(0), d.udp6(0)
	for _, tt := range []struct {
		s    *Sock
		name int
		val  User
		n    int // 0: all of it
		err  error
		why  string
	}{
		{v4, IP_ADD_MEMBERSHIP, request("239.1.2.3", eth0), 0, nil, "by index"},
		{v4, IP_ADD_MEMBERSHIP, request("239.1.2.3", eth0), 0, netdev.EADDRINUSE, "a second time"},
		{v4, IP_ADD_MEMBERSHIP, request("239.1.2.3", eth1), 0, nil, "on another device"},
		{v4, IP_ADD_MEMBERSHIP, request("239.1.2.3", stale), 0, netdev.ENODEV, "no such device"},
		{v4, IP_ADD_MEMBERSHIP, request("239.1.2.4", 0), 0, netdev.ENODEV, "no route to the group"},
		{v4, IP_ADD_MEMBERSHIP, request("10.1.0.2", eth0), 0, netdev.EINVAL, "no group"},
		{v4, IP_ADD_MEMBERSHIP, User{239, 1, 2, 5, 10, 2, 0, 1}, 0, nil, "by an address"},
		{v4, IP_ADD_MEMBERSHIP, User{239, 1, 2, 5, 192, 0, 2, 1}, 0, netdev.ENODEV, "nobody's address"},
		{v4, IP_ADD_MEMBERSHIP, request("239.1.2.3", eth0), 7, netdev.EINVAL, "the length"},
		{v4, IP_ADD_MEMBERSHIP, nil, 12, netdev.EFAULT, "NULL"},
		{d.sock(AF_INET, SOCK_STREAM, 0), IP_ADD_MEMBERSHIP, request("239.1.2.3", eth0), 0, netdev.EPROTO, "a stream"},
		{v4, IP_DROP_MEMBERSHIP, request("239.1.2.4", 0), 0, netdev.ENODEV, "nothing tells a device"},
		{v4, IP_DROP_MEMBERSHIP, request("239.1.2.4", eth0), 0, netdev.EADDRNOTAVAIL, "not a member"},
		{v4, IP_DROP_MEMBERSHIP, request("239.1.2.3", stale), 0, netdev.EADDRNOTAVAIL, "not on a device that is none"},
		{v4, IP_DROP_MEMBERSHIP, request("239.1.2.3", eth1), 0, nil, "by index"},
		{v4, IP_DROP_MEMBERSHIP, User{239, 1, 2, 5, 192, 0, 2, 1}, 0, netdev.EADDRNOTAVAIL, "by an address that it was not joined by"},
		{v4, IP_DROP_MEMBERSHIP, User{239, 1, 2, 5, 10, 2, 0, 1}, 0, nil, "by address"},
		{v6, IPV6_JOIN_GROUP, request("ff05::5", eth0), 0, nil, "by index"},
		{v6, IPV6_JOIN_GROUP, request("ff05::5", eth0), 0, netdev.EADDRINUSE, "a second time"},
		{v6, IPV6_JOIN_GROUP, request("ff05::5", 0), 0, netdev.EADDRINUSE, "any membership counts"},
		{v6, IPV6_JOIN_GROUP, request("ff05::5", eth1), 0, nil, "on another device"},
		{v6, IPV6_JOIN_GROUP, request("ff05::6", stale), 0, netdev.ENODEV, "no such device"},
		{v6, IPV6_JOIN_GROUP, request("ff05::6", 0), 0, nil, "IPv6 has a route to every group"},
		{v6, IPV6_JOIN_GROUP, request("fd01::2", eth0), 0, netdev.EINVAL, "no group"},
		{v6, IPV6_JOIN_GROUP, request("::ffff:239.1.2.3", eth0), 0, netdev.EINVAL, "no group of IPv6"},
		{v6, IPV6_JOIN_GROUP, request("ff05::6", eth0), 19, netdev.EINVAL, "the length"},
		{v6, IPV6_JOIN_GROUP, make(User, 19), 20, netdev.EFAULT, "not readable"},
		{d.sock(AF_INET6, SOCK_STREAM, 0), IPV6_JOIN_GROUP, request("ff05::6", eth0), 0, netdev.EPROTO, "a stream"},
		{v6, IPV6_LEAVE_GROUP, request("ff05::5", stale), 0, netdev.EADDRNOTAVAIL, "not there"},
		{v6, IPV6_LEAVE_GROUP, request("ff05::5", 0), 0, nil, "any of them"},
		{v6, IPV6_LEAVE_GROUP, request("ff05::5", eth0), 0, nil, "the other"},
	} {
		level := SOL_IP
		if tt.s.Family() == AF_INET6 {
			level = SOL_IPV6
		}
		n := tt.n
		if n == 0 {
			n = len(tt.val)
		}
		if err := tt.s.Setsockopt(nil, root(d.Inet), level, tt.name, tt.val, n); err != tt.err {
			t.Errorf("OUT-36: option %d, %v: %v, want %v: %s", tt.name, tt.val, err, tt.err, tt.why)
		}
	}
	in := func(index int32, group string) bool { return d.Net.ByIndex(nil, index).InGroup(nil, ip(group)) }
	if !in(eth0, "239.1.2.3") || in(eth1, "239.1.2.3") || in(eth0, "ff05::5") {
		t.Error("OUT-36: the devices are not in the groups of the sockets")
	}
	v4.Close(nil)
	v6.Close(nil)
	if in(eth0, "239.1.2.3") || in(eth0, "ff05::6") {
		t.Error("OUT-36: a socket that closes leaves its groups")
	}
}

func TestMembershipLimit(t *testing.T) {
	d := newDual(t)
	s := d.udp(0)
	for i := range maxMemberships + 1 {
		group := netip.AddrFrom4([4]byte{239, 1, 2, byte(i)}).String()
		want := error(nil)
		if i == maxMemberships {
			want = netdev.ENOBUFS
		}
		if err := s.Setsockopt(nil, root(d.Inet), SOL_IP, IP_ADD_MEMBERSHIP, request(group, eth0), 12); err != want {
			t.Errorf("OUT-36: membership %d: %v, want %v", i+1, err, want)
		}
	}
	d.Net.Unregister(nil, eth0)
	if err := s.Setsockopt(nil, root(d.Inet), SOL_IP, IP_DROP_MEMBERSHIP, request("239.1.2.0", eth0), 12); err != nil {
		t.Errorf("OUT-36: leaving after the device went: %v", err)
	}
}

func TestWantsMulticast(t *testing.T) {
	for _, tt := range []struct {
		all       int32
		group     string
		dif, sdif int32
		want      bool
		why       string
	}{
		{1, "239.1.2.9", eth1, 0, true, "all groups of the host, at first"},
		{0, "239.1.2.3", eth0, 0, true, "joined there"},
		{0, "239.1.2.3", eth1, 0, false, "joined elsewhere"},
		{0, "239.1.2.3", red, eth0, true, "joined on the device of the VRF"},
		{0, "239.1.2.9", eth0, 0, false, "not joined"},
		{1, "ff05::9", eth1, 0, true, "all groups of the host, at first"},
		{0, "ff05::5", eth0, 0, true, "joined there"},
		{0, "ff05::5", eth1, 0, true, "IPv6 does not look at the device"},
		{0, "ff05::9", eth0, 0, false, "not joined"},
	} {
		d := newDual(t)
		s := d.udp6(0)
		d.set(s, SOL_IP, IP_MULTICAST_ALL, tt.all)
		d.set(s, SOL_IPV6, IPV6_MULTICAST_ALL, tt.all)
		for group, o := range map[string][2]int{"239.1.2.3": {SOL_IP, IP_ADD_MEMBERSHIP}, "ff05::5": {SOL_IPV6, IPV6_JOIN_GROUP}} {
			val := request(group, eth0)
			if err := s.Setsockopt(nil, root(d.Inet), o[0], o[1], val, len(val)); err != nil {
				t.Fatal(err)
			}
		}
		if got := s.WantsMulticast(nil, ip(tt.group), tt.dif, tt.sdif); got != tt.want {
			t.Errorf("UDP-21: %s by %d, %d: %v, want %v: %s", tt.group, tt.dif, tt.sdif, got, tt.want, tt.why)
		}
	}
}
