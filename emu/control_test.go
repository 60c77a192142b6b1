package emu

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// cmsg is a control message.
func cmsg(level, kind int, data ...byte) []byte {
	b := binary.NativeEndian.AppendUint64(nil, uint64(sizeofCmsghdr+len(data)))
	b = binary.NativeEndian.AppendUint32(b, uint32(level))
	b = binary.NativeEndian.AppendUint32(b, uint32(kind))
	b = append(b, data...)
	return append(b, make([]byte, -len(b)&(cmsgAlign-1))...)
}

func info4(index int32, source string) []byte {
	b := binary.NativeEndian.AppendUint32(nil, uint32(index))
	return append(append(b, netip.MustParseAddr(source).AsSlice()...), 0, 0, 0, 0)
}

func info6(index int32, source string) []byte {
	return binary.NativeEndian.AppendUint32(netip.MustParseAddr(source).AsSlice(), uint32(index))
}

func join(all ...[]byte) (b []byte) {
	for _, one := range all {
		b = append(b, one...)
	}
	return b
}

// TestReadControl: the row of the kernel is OUT-20-control.
func TestReadControl(t *testing.T) {
	p, fds := socketsOfAllKinds(t)
	type info = sock.PktInfo
	at := func(index int32, source string) info {
		return info{Set: true, Index: index, Addr: netip.MustParseAddr(source)}
	}
	one := binary.NativeEndian.AppendUint32(nil, 1)
	many := binary.NativeEndian.AppendUint32(nil, 256)
	less := binary.NativeEndian.AppendUint32(nil, 1<<32-1)
	for _, tt := range []struct {
		kind string
		v4   bool
		oob  []byte
		want info
		err  error
		why  string
	}{
		{"udp", true, nil, info{}, nil, "none"},
		{"udp", true, make([]byte, 15), info{}, nil, "too short to be one"},
		{"udp", true, make([]byte, 16), info{}, netdev.EINVAL, "of length 0"},
		{"udp", true, cmsg(77, 1)[:16], info{}, nil, "of a level that is not looked at"},
		{"udp", true, append(cmsg(77, 1, 1), make([]byte, 16)...), info{}, netdev.EINVAL, "the second is of length 0"},
		{"udp", true, cmsg(77, 1, 1)[:16], info{}, netdev.EINVAL, "longer than what there is"},
		{"udp", true, cmsg(77, 1, 1)[:17], info{}, nil, "its padding may be missing"},
		{"udp", true, cmsg(IPPROTO_IP, IP_PKTINFO, info4(3, "10.1.0.1")...), at(3, "10.1.0.1"), nil, "OUT-20: device and source"},
		{"udp", true, cmsg(IPPROTO_IP, IP_PKTINFO, info4(-1, "0.0.0.0")...), at(-1, "0.0.0.0"), nil, "any source"},
		{"udp", true, cmsg(IPPROTO_IP, IP_PKTINFO, info4(3, "0.0.0.0")[:11]...), info{}, netdev.EINVAL, "too short"},
		{"udp", true, cmsg(IPPROTO_IP, IP_PKTINFO, append(info4(3, "0.0.0.0"), 0)...), info{}, netdev.EINVAL, "too long"},
		{"udp", true, join(cmsg(77, 1, 1), cmsg(IPPROTO_IP, IP_PKTINFO, info4(2, "10.1.0.1")...), cmsg(IPPROTO_IP, IP_PKTINFO, info4(3, "10.2.0.1")...)), at(3, "10.2.0.1"), nil, "the last counts"},
		{"udp", true, cmsg(IPPROTO_IP, ipTTL, one...), info{}, nil, "a TTL of 1"},
		{"udp", true, cmsg(IPPROTO_IP, ipTTL, 0, 0, 0, 0), info{}, netdev.EINVAL, "a TTL of 0"},
		{"udp", true, cmsg(IPPROTO_IP, ipProtocol, many...), info{}, netdev.EINVAL, "protocol 256"},
		{"udp", true, cmsg(IPPROTO_IP, IP_TOS, 1), info{}, nil, "a TOS of a byte"},
		{"udp", true, cmsg(IPPROTO_IP, IP_TOS, many...), info{}, netdev.EINVAL, "a TOS of 256"},
		{"udp", true, cmsg(IPPROTO_IP, 99), info{}, netdev.EINVAL, "unknown"},
		{"udp", true, cmsg(SOL_SOCKET, scmRights, 1), info{}, nil, "SCM_RIGHTS mean nothing"},
		{"udp", true, cmsg(SOL_SOCKET, scmCredentials), info{}, nil, "nor do credentials"},
		{"udp", true, cmsg(SOL_SOCKET, 99), info{}, netdev.EINVAL, "unknown"},
		{"udp", true, cmsg(IPPROTO_IPV6, 99), info{}, nil, "of IPv6, which is not asked"},
		{"udp", true, cmsg(IPPROTO_IPV6, IPV6_PKTINFO, info6(3, "::ffff:10.1.0.1")...), info{}, nil, "of IPv6, which is not asked"},
		{"udp6", false, cmsg(IPPROTO_IP, 99), info{}, nil, "of IPv4, which is not asked"},
		{"udp6", false, cmsg(IPPROTO_IPV6, IPV6_PKTINFO, info6(3, "fd01::1")...), at(3, "fd01::1"), nil, "OUT-21: device and source"},
		{"udp6", false, cmsg(IPPROTO_IPV6, IPV6_PKTINFO, append(info6(3, "::"), 0, 0)...), info{Set: true, Index: 3}, nil, "any source, and bytes too many"},
		{"udp6", false, cmsg(IPPROTO_IPV6, IPV6_PKTINFO, info6(3, "::")[:19]...), info{}, netdev.EINVAL, "too short"},
		{"udp6", false, cmsg(IPPROTO_IPV6, ipv6OldPktInfo, info6(4, "::1")...), at(4, "::1"), nil, "its old name"},
		{"udp6", false, cmsg(IPPROTO_IPV6, ipv6HopLimit, less...), info{}, nil, "the default hop limit"},
		{"udp6", false, cmsg(IPPROTO_IPV6, ipv6OldHopLimit, many...), info{}, netdev.EINVAL, "256 hops"},
		{"udp6", false, cmsg(IPPROTO_IPV6, ipv6TClass, 1), info{}, netdev.EINVAL, "a class of a byte"},
		{"udp6", false, cmsg(IPPROTO_IPV6, ipv6DontFragment, one...), info{}, nil, "do not fragment"},
		{"udp6", false, cmsg(IPPROTO_IPV6, ipv6DontFragment, many...), info{}, netdev.EINVAL, "neither 0 nor 1"},
		{"udp6", true, cmsg(IPPROTO_IPV6, IPV6_PKTINFO, info6(3, "::ffff:10.1.0.1")...), at(3, "10.1.0.1"), nil, "to an IPv4 address: from one"},
		{"udp6", true, cmsg(IPPROTO_IPV6, IPV6_PKTINFO, info6(3, "::")...), info{}, netdev.EINVAL, "and from no other"},
		{"udp6", true, cmsg(IPPROTO_IPV6, IPV6_PKTINFO, info6(3, "::")[:19]...), info{}, netdev.EINVAL, "too short"},
		{"udp6", true, cmsg(IPPROTO_IPV6, 99), info{}, nil, "others of IPv6 are not asked then"},
		{"udp6", true, cmsg(IPPROTO_IP, IP_PKTINFO, info4(3, "10.1.0.1")...), at(3, "10.1.0.1"), nil, "those of IPv4 are"},
		{"tcp", true, cmsg(IPPROTO_IP, 99), info{}, nil, "a stream looks at SOL_SOCKET alone"},
		{"tcp6", false, cmsg(IPPROTO_IPV6, 99), info{}, nil, "a stream looks at SOL_SOCKET alone"},
		{"tcp", true, cmsg(SOL_SOCKET, 99), info{}, netdev.EINVAL, "there it knows them"},
	} {
		s, err := p.Sock(fds[tt.kind])
		ok(t, err)
		got, err := readControl(s, tt.oob, tt.v4)
		if !errors.Is(err, tt.err) || tt.err == nil && (err != nil || got != tt.want) {
			t.Errorf("%s % x: %+v, %v; want %+v, %v: %s", tt.kind, tt.oob, got, err, tt.want, tt.err, tt.why)
		}
	}
}

// TestPutControl: the row of the kernel is UDP-33-control.
func TestPutControl(t *testing.T) {
	for _, tt := range []struct {
		room, n, size int
		cut           bool
	}{
		{0, 0, 0, true}, {15, 0, 0, true}, {16, 16, 16, true}, {27, 27, 27, true},
		{28, 28, 28, false}, {31, 31, 28, false}, {32, 32, 28, false}, {100, 32, 28, false},
	} {
		oob := make([]byte, tt.room)
		n, cut := putControl(oob, IPPROTO_IP, IP_PKTINFO, make([]byte, sizeofPktInfo4))
		size := 0
		if n >= sizeofCmsghdr {
			size = int(binary.NativeEndian.Uint64(oob))
		}
		if n != tt.n || cut != tt.cut || size != tt.size {
			t.Errorf("%d bytes: %d, length %d, cut %v; want %d, %d, %v", tt.room, n, size, cut, tt.n, tt.size, tt.cut)
		}
	}
}

// TestOutgoingInfo: IP_PKTINFO takes a packet out of another device than the
// socket is bound to (OUT-20), and IPV6_PKTINFO does not (OUT-21).
func TestOutgoingInfo(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	fd := udpSocket(t, p)
	ok(t, p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 2))
	to := &SockaddrInet4{Port: 68, Addr: [4]byte{10, 2, 0, 2}}
	ok(t, p.Sendmsg(fd, []byte("x"), cmsg(IPPROTO_IP, IP_PKTINFO, info4(3, "0.0.0.0")...), to, 0))
	if sent, _ := k.Init().Sent(3); len(sent) != 1 || sent[0].Src.Addr().String() != "10.2.0.1" {
		t.Errorf("OUT-20: device 3 sent %v", sent)
	}
	bad := cmsg(IPPROTO_IP, 99)
	for what, tt := range map[string]struct {
		to   Sockaddr
		want error
	}{
		"no peer":    {nil, netdev.EDESTADDRREQ},
		"some peer":  {to, netdev.EINVAL},
		"bad sender": {raw4(2, 3), netdev.EINVAL},
	} {
		if err := p.Sendmsg(fd, nil, bad, tt.to, 0); !errors.Is(err, tt.want) {
			t.Errorf("a bad control message and %s: %v, want %v", what, err, tt.want)
		}
	}
	six, err := p.Socket(AF_INET6, SOCK_DGRAM, 0)
	ok(t, err)
	ok(t, p.Connect(six, raw4(2, 16)))
	if err := p.Sendmsg(six, nil, bad, nil, 0); !errors.Is(err, netdev.EINVAL) {
		t.Errorf("a socket of IPv6 with a peer of IPv4: %v, want EINVAL", err)
	}
}
