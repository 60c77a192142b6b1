package emu

import (
	"encoding/binary"
	"net/netip"

	"boundif/netdev"
	"boundif/sock"
)

// Control messages, beside those that are options too.
const (
	sizeofCmsghdr = 16 // struct cmsghdr where a long has 64 bits
	cmsgAlign     = 8

	sizeofInt        = 4
	sizeofPktInfo4   = 12 // struct in_pktinfo
	sizeofPktInfo6   = 20 // struct in6_pktinfo
	scmRights        = 1
	scmCredentials   = 2
	ipTTL            = 2
	ipProtocol       = 52
	ipv6OldPktInfo   = 2 // IPV6_2292PKTINFO
	ipv6OldHopLimit  = 8 // IPV6_2292HOPLIMIT
	ipv6HopLimit     = 52
	ipv6DontFragment = 62
	ipv6TClass       = 67
)

// readControl looks at the control messages of a send (CMSG_FIRSTHDR,
// CMSG_NXTHDR) and returns what they say about device and source address. v4 is
// whether the message leaves as IPv4. EINVAL for a message that is malformed, or
// unknown at a level that counts.
func readControl(s *sock.Sock, oob []byte, v4 bool) (info sock.PktInfo, err error) {
	for len(oob) >= sizeofCmsghdr {
		n := binary.NativeEndian.Uint64(oob)
		if n < sizeofCmsghdr || n > uint64(len(oob)) {
			return info, netdev.EINVAL // !CMSG_OK
		}
		level, kind := int(int32(binary.NativeEndian.Uint32(oob[8:]))), int(int32(binary.NativeEndian.Uint32(oob[12:])))
		data := oob[sizeofCmsghdr:n]
		switch {
		case level == SOL_SOCKET:
			err = socketControl(kind)
		case isStream(s):
		case level == IPPROTO_IP && v4:
			err = control4(&info, kind, data)
		case level == IPPROTO_IPV6 && v4 && s.Family() == AF_INET6 && kind == IPV6_PKTINFO:
			err = controlMapped(&info, data)
		case level == IPPROTO_IPV6 && !v4:
			err = control6(&info, kind, data)
		}
		if err != nil {
			return info, err
		}
		oob = oob[min(len(oob), (int(n)+cmsgAlign-1)&^(cmsgAlign-1)):]
	}
	return info, nil
}

// socketControl is __sock_cmsg_send: rights and credentials are for AF_UNIX.
func socketControl(kind int) error {
	if kind == scmRights || kind == scmCredentials {
		return nil
	}
	return netdev.EINVAL
}

// control4 is ip_cmsg_send. The source that IP_PKTINFO gives takes the place of
// the socket's own, 0.0.0.0 included: that leaves the choice to the route.
func control4(info *sock.PktInfo, kind int, data []byte) error {
	switch {
	case kind == IP_PKTINFO && len(data) == sizeofPktInfo4:
		*info = sock.PktInfo{
			Set:   true,
			Index: int32(binary.NativeEndian.Uint32(data)),
			Addr:  netip.AddrFrom4([4]byte(data[4:])), // ipi_spec_dst
		}
		return nil
	case kind == ipTTL && len(data) == sizeofInt, kind == ipProtocol && len(data) == sizeofInt:
		return inRange(data, 1, 255)
	case kind == IP_TOS && len(data) == sizeofInt:
		return inRange(data, 0, 255)
	case kind == IP_TOS && len(data) == 1:
		return nil
	}
	return netdev.EINVAL
}

// controlMapped is IPV6_PKTINFO of a socket of IPv6 that sends IPv4
// (ip_cmsg_send with allow_ipv6).
func controlMapped(info *sock.PktInfo, data []byte) error {
	if len(data) < sizeofPktInfo6 {
		return netdev.EINVAL
	}
	addr := netip.AddrFrom16([16]byte(data))
	if !addr.Is4In6() {
		return netdev.EINVAL
	}
	*info = sock.PktInfo{Set: true, Index: int32(binary.NativeEndian.Uint32(data[16:])), Addr: addr.Unmap()}
	return nil
}

// control6 is ip6_datagram_send_ctl, as far as it does not ask for devices.
func control6(info *sock.PktInfo, kind int, data []byte) error {
	switch {
	case (kind == IPV6_PKTINFO || kind == ipv6OldPktInfo) && len(data) >= sizeofPktInfo6:
		*info = sock.PktInfo{Set: true, Index: int32(binary.NativeEndian.Uint32(data[16:]))}
		if addr := netip.AddrFrom16([16]byte(data)); !addr.IsUnspecified() {
			info.Addr = addr
		}
		return nil
	case (kind == ipv6HopLimit || kind == ipv6OldHopLimit || kind == ipv6TClass) && len(data) == sizeofInt:
		return inRange(data, -1, 255)
	case kind == ipv6DontFragment && len(data) == sizeofInt:
		return inRange(data, 0, 1)
	}
	return netdev.EINVAL
}

// inRange reads an int; EINVAL if it is not one of those.
func inRange(data []byte, low, high int32) error {
	if v := int32(binary.NativeEndian.Uint32(data)); v < low || v > high {
		return netdev.EINVAL
	}
	return nil
}

// writePktInfo writes the control message of a packet that has been received,
// if the socket asked for one (ip_cmsg_recv_pktinfo,
// ip6_datagram_recv_common_ctl).
func writePktInfo(oob []byte, r *sock.Received) (n int, cut bool) {
	info := &r.PktInfo
	if !info.Set {
		return 0, false
	}
	var data [sizeofPktInfo6]byte
	if info.Addr.Is4() {
		binary.NativeEndian.PutUint32(data[:], uint32(info.Index))
		addr := info.Addr.As4()
		copy(data[8:], addr[:])
		if r.Spec.Is4() {
			addr = r.Spec.As4()
		}
		copy(data[4:], addr[:])
		return putControl(oob, IPPROTO_IP, IP_PKTINFO, data[:sizeofPktInfo4])
	}
	addr := info.Addr.As16()
	copy(data[:], addr[:])
	binary.NativeEndian.PutUint32(data[16:], uint32(info.Index))
	return putControl(oob, IPPROTO_IPV6, IPV6_PKTINFO, data[:])
}

// putControl is put_cmsg: as much of a control message as fits, its length
// saying how much that is, and whether something is missing. The first bytes
// behind it are its padding, if there is room.
func putControl(oob []byte, level, kind int, data []byte) (n int, cut bool) {
	if len(oob) < sizeofCmsghdr {
		return 0, true
	}
	size := sizeofCmsghdr + len(data)
	if size > len(oob) {
		size, cut = len(oob), true
	}
	binary.NativeEndian.PutUint64(oob, uint64(size))
	binary.NativeEndian.PutUint32(oob[8:], uint32(level))
	binary.NativeEndian.PutUint32(oob[12:], uint32(kind))
	copy(oob[sizeofCmsghdr:size], data)
	return min(len(oob), (sizeofCmsghdr+len(data)+cmsgAlign-1)&^(cmsgAlign-1)), cut
}
