package sock

import (
	"bytes"
	"encoding/binary"
	"testing"

	"boundif/netdev"
)

// TestSetsockopt: which option each socket has, and what lengths and values
// give. The rows OUT-30-length of the rules ask a kernel the same.
func TestSetsockopt(t *testing.T) {
	one := User(word(1))
	for _, tt := range []struct {
		family, typ int
		level, name int
		val         User
		length      int
		err         error
		rule        string
		why         string
	}{
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_PKTINFO, one, -1, netdev.EINVAL, "OPT-01", "a negative length"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_PKTINFO, one, 4, nil, "UDP-33", "an int"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_PKTINFO, one[:1], 1, nil, "UDP-33", "a byte"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_PKTINFO, nil, 0, nil, "UDP-33", "nothing is 0"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_PKTINFO, nil, 4, netdev.EFAULT, "UDP-33", "NULL"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_PKTINFO, nil, 1, netdev.EFAULT, "UDP-33", "NULL for a byte"},
		{AF_INET, SOCK_DGRAM, SOL_IP, 999, nil, 4, netdev.ENOPROTOOPT, "OUT-30", "no such option"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_FREEBIND, nil, 0, netdev.EINVAL, "WR-12", "needs a byte"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_MULTICAST_ALL, User(word(2)), 4, netdev.EINVAL, "UDP-21", "only 0 and 1"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_HDRINCL, one, 4, netdev.ENOPROTOOPT, "OUT-30", "for raw sockets"},
		{AF_INET, SOCK_RAW, SOL_IP, IP_HDRINCL, one, 4, nil, "OUT-30", "this is one"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_TOS, one, 4, nil, "OUT-30", "kept"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_LOCAL_PORT_RANGE, User(word(2000<<16 | 2001)), 4, netdev.EINVAL, "BND-20", "upside down"},
		{AF_INET, SOCK_DGRAM, SOL_IP, IP_LOCAL_PORT_RANGE, one, 3, netdev.EINVAL, "BND-20", "the length"},
		{AF_INET, SOCK_DGRAM, SOL_IPV6, IPV6_V6ONLY, one, 4, netdev.ENOPROTOOPT, "OUT-30", "not of IPv6"},
		{AF_INET6, SOCK_DGRAM, SOL_IP, IP_PKTINFO, one, 4, nil, "OUT-30", "IPv6 sockets have the options of IPv4"},
		{AF_INET6, SOCK_RAW, SOL_IP, IP_PKTINFO, one, 4, netdev.ENOPROTOOPT, "OUT-30", "but raw ones"},
		{AF_INET6, SOCK_RAW, 58, 999, one, 4, netdev.EOPNOTSUPP, "OUT-30", "not a socket of ICMPv6"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_V6ONLY, one, 3, netdev.EINVAL, "WR-12", "the length"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_V6ONLY, one[:3], 4, netdev.EFAULT, "WR-12", "not readable"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_RECVPKTINFO, nil, 4, nil, "UDP-33", "NULL is 0"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_RECVPKTINFO, one, 3, netdev.EINVAL, "UDP-33", "the length"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_MULTICAST_LOOP, User(word(2)), 4, netdev.EINVAL, "UDP-24", "only 0 and 1"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_HDRINCL, one, 4, netdev.ENOPROTOOPT, "OUT-30", "for raw sockets"},
		{AF_INET6, SOCK_RAW, SOL_IPV6, IPV6_HDRINCL, one, 4, nil, "OUT-30", "this is one"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_PKTINFO, make(User, 20), 20, nil, "OUT-22", "none"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_PKTINFO, make(User, 20), 19, netdev.EINVAL, "OUT-22", "the length"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_PKTINFO, nil, 20, netdev.EINVAL, "OUT-22", "NULL"},
		{AF_INET6, SOCK_DGRAM, SOL_IPV6, IPV6_PKTINFO, make(User, 19), 20, netdev.EFAULT, "OUT-22", "not readable"},
		{AF_INET, SOCK_DGRAM, 17, 999, one, 4, netdev.ENOPROTOOPT, "OUT-30", "the protocol has no options"},
		{AF_INET, SOCK_DGRAM, 99, 999, one, 4, netdev.ENOPROTOOPT, "OUT-30", "no such level"},
		{AF_UNIX, SOCK_DGRAM, SOL_IP, IP_PKTINFO, one, 4, netdev.EOPNOTSUPP, "OPT-30", "AF_UNIX"},
		{AF_NETLINK, SOCK_RAW, SOL_IP, IP_PKTINFO, one, 4, netdev.ENOPROTOOPT, "OPT-30", "AF_NETLINK"},
		{AF_UNIX, SOCK_DGRAM, SOL_SOCKET, SO_REUSEPORT, one, 4, netdev.EOPNOTSUPP, "OPT-30", "for IPv4 and IPv6"},
		{AF_UNIX, SOCK_DGRAM, SOL_SOCKET, SO_REUSEADDR, one, 4, nil, "OPT-30", "for all"},
	} {
		d := newDual(t)
		s, err := d.Socket(nil, root(d.Inet), tt.family, tt.typ, map[bool]int{true: 200}[tt.typ == SOCK_RAW && tt.family != AF_NETLINK])
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Setsockopt(nil, root(d.Inet), tt.level, tt.name, tt.val, tt.length); err != tt.err {
			t.Errorf("%s: family %d, type %d, level %d, option %d, length %d: %v, want %v: %s", tt.rule, tt.family, tt.typ, tt.level, tt.name, tt.length, err, tt.err, tt.why)
		}
	}
	d := newDual(t)
	if err := d.udp(0).Setsockopt(nil, nobody(d.Inet), SOL_IP, IP_TRANSPARENT, one, 4); err != netdev.EPERM {
		t.Errorf("WR-12: IP_TRANSPARENT by nobody: %v, want EPERM", err)
	}
	old := NewInet(nil, netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Release{Major: 6})), &UserNS{})
	old.Register(d.proto(AF_INET, SOCK_DGRAM, 17))
	s, _ := old.Socket(nil, root(old), AF_INET, SOCK_DGRAM, 0)
	if err := s.Setsockopt(nil, root(old), SOL_IP, IP_LOCAL_PORT_RANGE, one, 4); err != netdev.ENOPROTOOPT {
		t.Errorf("BND-20: IP_LOCAL_PORT_RANGE before 6.1: %v, want ENOPROTOOPT", err)
	}
	if _, err := s.Getsockopt(nil, SOL_IP, IP_LOCAL_PORT_RANGE, make(User, 4), 4); err != netdev.ENOPROTOOPT {
		t.Errorf("BND-20: IP_LOCAL_PORT_RANGE before 6.1: %v, want ENOPROTOOPT", err)
	}
}

func TestGetsockopt(t *testing.T) {
	d := newDual(t)
	v4, v6, raw6 := d.udp(0), d.udp6(0), d.sock(AF_INET6, SOCK_RAW, 0)
	d.set(v4, SOL_IP, IP_UNICAST_IF, bigEndian(eth1))
	d.set(v6, SOL_IPV6, IPV6_UNICAST_IF, bigEndian(eth0))
	d.set(v6, SOL_IPV6, IPV6_MULTICAST_IF, eth1)
	d.set(v4, SOL_IP, IP_TOS, 0x10)
	d.set(v4, SOL_IP, IP_LOCAL_PORT_RANGE, 3000<<16|2000)
	if err := v4.Setsockopt(nil, nil, SOL_IP, IP_MULTICAST_IF, User{10, 1, 0, 1}, 4); err != nil {
		t.Fatal(err)
	}
	unix, _ := d.Socket(nil, root(d.Inet), AF_UNIX, SOCK_DGRAM, 0)
	for _, tt := range []struct {
		s           *Sock
		level, name int
		length      int
		want        []byte
		err         error
		why         string
	}{
		{v4, SOL_IP, IP_UNICAST_IF, 4, word(bigEndian(eth1)), nil, "in network order"},
		{v6, SOL_IPV6, IPV6_UNICAST_IF, 4, word(bigEndian(eth0)), nil, "in network order"},
		{v6, SOL_IPV6, IPV6_MULTICAST_IF, 4, word(eth1), nil, "in the machine's"},
		{v4, SOL_IP, IP_MULTICAST_IF, 4, []byte{10, 1, 0, 1}, nil, "an address"},
		{v4, SOL_IP, IP_MULTICAST_IF, 2, []byte{10, 1}, nil, "a part of it"},
		{v4, SOL_IP, IP_TOS, 8, word(0x10), nil, "an int"},
		{v4, SOL_IP, IP_TOS, 3, []byte{0x10}, nil, "one byte, if the length says less than four"},
		{v4, SOL_IP, IP_TOS, 0, nil, nil, "nothing"},
		{v4, SOL_IP, IP_LOCAL_PORT_RANGE, 4, word(3000<<16 | 2000), nil, "two ports"},
		{v4, SOL_IP, IP_MULTICAST_LOOP, 4, word(1), nil, "on from the start"},
		{v4, SOL_IP, 999, 4, nil, netdev.ENOPROTOOPT, "no such option"},
		{v4, SOL_IP, IP_TOS, -1, nil, netdev.EINVAL, "a negative length"},
		{v4, SOL_IPV6, IPV6_V6ONLY, 4, nil, netdev.EOPNOTSUPP, "a level that IPv4 has not"},
		{v4, 17, 1, 4, nil, netdev.ENOPROTOOPT, "the protocol has no options"},
		{v6, SOL_IPV6, IPV6_V6ONLY, 4, word(0), nil, "of both families"},
		{v6, SOL_IPV6, IPV6_MULTICAST_ALL, 2, word(1)[:2], nil, "the low bytes"},
		{v6, SOL_IPV6, IPV6_PKTINFO, 20, nil, netdev.ENOPROTOOPT, "cannot be read"},
		{v6, 99, 1, 4, nil, netdev.ENOPROTOOPT, "a level that IPv6 has not"},
		{raw6, SOL_IP, IP_TOS, 4, nil, netdev.ENOPROTOOPT, "not of raw sockets of IPv6"},
		{raw6, 58, 1, 4, nil, netdev.EOPNOTSUPP, "not one of ICMPv6"},
		{unix, SOL_IP, IP_TOS, 4, nil, netdev.EOPNOTSUPP, "AF_UNIX"},
		{v6, SOL_SOCKET, SO_DOMAIN, 4, word(AF_INET6), nil, "the family"},
		{unix, SOL_SOCKET, SO_DOMAIN, 4, word(AF_UNIX), nil, "the family"},
		{v6, SOL_SOCKET, SO_ACCEPTCONN, 4, word(0), nil, "it does not listen"},
	} {
		val := make(User, max(tt.length, 0))
		n, err := tt.s.Getsockopt(nil, tt.level, tt.name, val, tt.length)
		if err != tt.err || err == nil && !bytes.Equal(val[:n], tt.want) || err != nil && n != tt.length {
			t.Errorf("OUT-30: level %d, option %d, length %d: %x, length %d, %v; want %x, %v: %s", tt.level, tt.name, tt.length, val, n, err, tt.want, tt.err, tt.why)
		}
	}
	if n, err := v4.Getsockopt(nil, SOL_IP, IP_TOS, nil, 4); err != netdev.EFAULT || n != 4 {
		t.Errorf("OUT-30: into NULL: %d, %v; want EFAULT", n, err)
	}
	for _, tt := range []struct {
		s           *Sock
		level, name int
		size        int
		n           int
		err         error
		why         string
	}{
		{v6, SOL_IPV6, IPV6_V6ONLY, 4, 4, nil, "for IPv6 it is a large one"},
		{v6, SOL_IPV6, IPV6_V6ONLY, 1, 4, netdev.EFAULT, "for which there must be room"},
		{v6, SOL_IPV6, IPV6_PKTINFO, 4, -1, netdev.ENOPROTOOPT, "an option that cannot be read"},
		{v6, SOL_IP, IP_TOS, 4, -1, netdev.EINVAL, "not so for IPv4"},
		{raw6, SOL_IP, IP_TOS, 4, -1, netdev.ENOPROTOOPT, "a level that is not there comes first"},
	} {
		if n, err := tt.s.Getsockopt(nil, tt.level, tt.name, make(User, tt.size), -1); n != tt.n || err != tt.err {
			t.Errorf("OPT-22: level %d, option %d, length -1, %d bytes: length %d, %v; want %d, %v: %s", tt.level, tt.name, tt.size, n, err, tt.n, tt.err, tt.why)
		}
	}
}

// TestDeviceOptions: OUT-30, OUT-32, L3-33.
func TestDeviceOptions(t *testing.T) {
	for _, tt := range []struct {
		bound  int32
		index  int32
		uc, mc error // of IPv4
		uc6    error
		mc6    error
	}{
		{0, eth0, nil, nil, nil, nil},
		{0, stale, netdev.EADDRNOTAVAIL, netdev.EADDRNOTAVAIL, netdev.EADDRNOTAVAIL, netdev.ENODEV},
		{eth0, eth0, netdev.EINVAL, nil, netdev.EINVAL, nil},
		{eth0, eth1, netdev.EINVAL, netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{eth0, stale, netdev.EADDRNOTAVAIL, netdev.EADDRNOTAVAIL, netdev.EADDRNOTAVAIL, netdev.ENODEV},
		{eth0, 0, nil, nil, nil, nil},
		{red, red, nil, nil, netdev.EINVAL, nil},
		{red, eth2, nil, nil, netdev.EINVAL, nil},
		{red, eth0, netdev.EINVAL, netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
	} {
		d := newDual(t)
		v4, v6 := d.udp(tt.bound), d.udp6(tt.bound)
		for _, o := range []struct {
			s    *Sock
			lvl  int
			name int
			val  User
			want error
		}{
			{v4, SOL_IP, IP_UNICAST_IF, word(bigEndian(tt.index)), tt.uc},
			{v4, SOL_IP, IP_MULTICAST_IF, append(make(User, 8), word(tt.index)...), tt.mc},
			{v6, SOL_IPV6, IPV6_UNICAST_IF, word(bigEndian(tt.index)), tt.uc6},
			{v6, SOL_IPV6, IPV6_MULTICAST_IF, word(tt.index), tt.mc6},
		} {
			if err := o.s.Setsockopt(nil, root(d.Inet), o.lvl, o.name, o.val, len(o.val)); err != o.want {
				t.Errorf("OUT-30, OUT-32: bound to %d, option %d of level %d to %d: %v, want %v", tt.bound, o.name, o.lvl, tt.index, err, o.want)
			}
		}
	}
	d := newDual(t)
	for _, tt := range []struct {
		s    *Sock
		lvl  int
		name int
		val  User
		n    int
		want error
		why  string
	}{
		{d.sock(AF_INET, SOCK_STREAM, 0), SOL_IP, IP_MULTICAST_IF, make(User, 4), 4, netdev.EINVAL, "a stream"},
		{d.sock(AF_INET6, SOCK_STREAM, 0), SOL_IPV6, IPV6_MULTICAST_IF, make(User, 4), 4, netdev.ENOPROTOOPT, "a stream of IPv6"},
		{d.udp(0), SOL_IP, IP_MULTICAST_IF, make(User, 4), 3, netdev.EINVAL, "the length"},
		{d.udp6(0), SOL_IPV6, IPV6_MULTICAST_IF, make(User, 4), 3, netdev.EINVAL, "the length"},
		{d.udp(0), SOL_IP, IP_UNICAST_IF, make(User, 8), 8, netdev.EINVAL, "the length"},
		{d.udp6(0), SOL_IPV6, IPV6_UNICAST_IF, make(User, 8), 8, netdev.EINVAL, "the length"},
		{d.udp(0), SOL_IP, IP_MULTICAST_IF, User{192, 0, 2, 1}, 4, netdev.EADDRNOTAVAIL, "nobody's address"},
		{d.udp(0), SOL_IP, IP_MULTICAST_IF, User{0, 0, 0, 0, 10, 2, 0, 1}, 8, nil, "struct ip_mreq"},
		{d.udp(0), SOL_IP, IP_MULTICAST_IF, nil, 4, netdev.EFAULT, "NULL"},
		{d.udp(0), SOL_IP, IP_MULTICAST_IF, make(User, 4), 12, netdev.EFAULT, "not readable"},
		{d.udp6(eth0), SOL_IPV6, IPV6_PKTINFO, append(make(User, 16), word(eth1)...), 20, netdev.EINVAL, "not the bound device"},
	} {
		if err := tt.s.Setsockopt(nil, root(d.Inet), tt.lvl, tt.name, tt.val, tt.n); err != tt.want {
			t.Errorf("OUT-32: option %d of level %d, length %d: %v, want %v: %s", tt.name, tt.lvl, tt.n, err, tt.want, tt.why)
		}
	}
	s := d.udp6(0)
	s.Bind(nil, port("[::]:7"))
	if err := s.Setsockopt(nil, nil, SOL_IPV6, IPV6_V6ONLY, User(word(1)), 4); err != netdev.EINVAL {
		t.Errorf("WR-12: IPV6_V6ONLY of a bound socket: %v, want EINVAL", err)
	}
}

// TestProtocolOptions: those at the protocol's own level.
func TestProtocolOptions(t *testing.T) {
	i, p := newTiny(t, netdev.Newest)
	var got []byte
	proto := i.protos[0]
	proto.SetOption = func(_ task, _ *Cred, _ *Sock, name int, val []byte) error { got = val; return nil }
	proto.GetOption = func(_ task, _ *Sock, name int) ([]byte, error) { return []byte{1, 2, 3, 4}, nil }
	s := open(t, p.inet)
	if err := s.Setsockopt(nil, root(i), 99, 1, User{5, 6, 7, 8, 9}, 4); err != nil || !bytes.Equal(got, []byte{5, 6, 7, 8}) {
		t.Errorf("the hook got %v, %v", got, err)
	}
	if err := s.Setsockopt(nil, root(i), 99, 1, User{5, 6}, 4); err != netdev.EFAULT {
		t.Errorf("%v, want EFAULT for memory that is not there", err)
	}
	val := make(User, 2)
	if n, err := s.Getsockopt(nil, 99, 1, val, 2); n != 2 || err != nil || val[1] != 2 {
		t.Errorf("the hook's answer is %v, %d, %v", val, n, err)
	}
}

func TestReaders(t *testing.T) {
	d := newDual(t)
	s, s6 := d.udp(0), d.udp6(0)
	if s.NoPort(nil) || s.HdrIncl(nil) || s.RecvErr(nil) || s6.RecvErr(nil) || s.Nonlocal(nil) || s.Broadcast(nil) {
		t.Error("a new socket has options")
	}
	d.set(s, SOL_IP, IP_BIND_ADDRESS_NO_PORT, 1)
	d.set(s, SOL_IP, IP_RECVERR, 1)
	d.set(s6, SOL_IPV6, IPV6_RECVERR, 1)
	d.set(s, SOL_IP, IP_FREEBIND, 1)
	d.set(s, SOL_SOCKET, SO_BROADCAST, 1)
	if !s.NoPort(nil) || !s.RecvErr(nil) || !s6.RecvErr(nil) || !s.Nonlocal(nil) || !s.Broadcast(nil) {
		t.Error("an option is not there")
	}
	d.set(s6, SOL_IP, IP_RECVERR, 1)
	d.set(s6, SOL_IPV6, IPV6_RECVERR, 0)
	if s6.RecvErr(nil) {
		t.Error("a socket of IPv6 has an option of its own for errors")
	}
	v4, v6 := packet(protoICMP, "10.1.0.2", "10.1.0.1"), packet(protoICMPv6, "fd01::2", "fd01::1")
	if !s6.RecvErrFor(nil, &v4) || s6.RecvErrFor(nil, &v6) {
		t.Error("UDP-40: an error of IPv4 asks for the option of IPv4")
	}
	for _, tt := range []struct{ v, first, last uint32 }{
		{0, 32768, 60999}, {50000<<16 | 40000, 40000, 50000}, {50000 << 16, 32768, 50000}, {40000, 40000, 60999}, {100, 32768, 60999},
	} {
		d.set(s, SOL_IP, IP_LOCAL_PORT_RANGE, int32(tt.v))
		if first, last := s.PortRange(nil); first != tt.first || last != tt.last {
			t.Errorf("BND-20: IP_LOCAL_PORT_RANGE %#x: %d to %d, want %d to %d", tt.v, first, last, tt.first, tt.last)
		}
	}
}

// TestComesBy: a new connection begins with the device that its peer came by as
// IPV6_MULTICAST_IF, which it may still change like others (WR-31).
func TestComesBy(t *testing.T) {
	d := newDual(t)
	s := d.udp6(0)
	s.ComesBy(nil, eth1)
	val := make(User, 4)
	if _, err := s.Getsockopt(nil, SOL_IPV6, IPV6_MULTICAST_IF, val, 4); err != nil || int32(binary.NativeEndian.Uint32(val)) != eth1 {
		t.Errorf("WR-31: %v, %v; want %d", val, err, eth1)
	}
	if s.BoundDevIf(nil) != 0 {
		t.Errorf("WR-31: it is bound to %d, want to nothing", s.BoundDevIf(nil))
	}
}
