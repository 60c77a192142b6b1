package sock

import (
	"encoding/binary"
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// Options at level IPPROTO_IPV6.
const (
	IPV6_MULTICAST_IF   = 17
	IPV6_MULTICAST_LOOP = 19
	IPV6_JOIN_GROUP     = 20
	IPV6_LEAVE_GROUP    = 21
	IPV6_RECVERR        = 25
	IPV6_V6ONLY         = 26
	IPV6_MULTICAST_ALL  = 29
	IPV6_HDRINCL        = 36
	IPV6_RECVPKTINFO    = 49
	IPV6_PKTINFO        = 50
	IPV6_UNICAST_IF     = 76
)

var ipv6Bits = map[int]inetBits{
	IPV6_MULTICAST_LOOP: multicastLoop6, IPV6_MULTICAST_ALL: multicastAll6,
	IPV6_RECVERR: recvErr6, IPV6_RECVPKTINFO: recvPktInfo6,
	IPV6_HDRINCL: hdrIncl, // of raw sockets only
}

// bit6 is the bit of an option that the socket has.
func (s *Sock) bit6(name int) (bit inetBits, ok bool) {
	bit, ok = ipv6Bits[name]
	return bit, ok && (name != IPV6_HDRINCL || s.prot.Type == SOCK_RAW)
}

// setIPv6 is do_ipv6_setsockopt. Four bytes are read first, whatever the
// option; of NULL they are 0.
func (s *Sock) setIPv6(t *sched.Task, name int, val User, length int) error {
	v := int32(0)
	if val != nil && length >= 4 {
		b, err := val.read(4)
		if err != nil {
			return err
		}
		v = int32(binary.NativeEndian.Uint32(b))
	}
	switch name {
	case IPV6_JOIN_GROUP, IPV6_LEAVE_GROUP:
		return s.setMembership6(t, name, val, length)
	case IPV6_PKTINFO:
		return s.setSticky(t, val, length)
	case IPV6_UNICAST_IF:
		return s.setUnicastIf6(t, bigEndian(v), length)
	case IPV6_MULTICAST_IF:
		return s.setMulticastIf6(t, v, length)
	case IPV6_V6ONLY:
		s.Lock(t)
		defer s.Unlock(t)
		if length < 4 || s.Num.Load(t) != 0 {
			return netdev.EINVAL
		}
		s.setFlag(t.At("sock.option.store"), v6Only, v != 0)
		return nil
	}
	bit, ok := s.bit6(name)
	switch {
	case !ok:
		return netdev.ENOPROTOOPT
	case length < 4, name == IPV6_MULTICAST_LOOP && v != 0 && v != 1:
		return netdev.EINVAL
	}
	s.changeInet(t, func(o *inetOptions) { o.setBit(bit, v != 0) })
	if name == IPV6_RECVERR && v == 0 {
		s.purgeErrors(t)
	}
	return nil
}

// setSticky is IPV6_PKTINFO as a socket option: for a device that the socket
// may be moved to (OUT-22). The address in it is kept and never used.
func (s *Sock) setSticky(t *sched.Task, val User, length int) error {
	if length < 20 || val == nil {
		return netdev.EINVAL
	}
	b, err := val.read(20)
	if err != nil {
		return err
	}
	info := PktInfo{Set: true, Addr: netip.AddrFrom16([16]byte(b)), Index: int32(binary.NativeEndian.Uint32(b[16:]))}
	s.Lock(t)
	defer s.Unlock(t)
	if !s.SameL3Scope(t, info.Index) {
		return netdev.EINVAL
	}
	s.setInet(t, func(o *inetOptions) { o.sticky = info })
	return nil
}

// setUnicastIf6 is IPV6_UNICAST_IF: for sockets that are not bound (OUT-30).
// Here a VRF makes no difference (L3-33).
//
// Errors: EINVAL for the length, EADDRNOTAVAIL if there is no such device,
// EINVAL.
func (s *Sock) setUnicastIf6(t *sched.Task, index int32, length int) error {
	if length != 4 {
		return netdev.EINVAL
	}
	s.Lock(t)
	defer s.Unlock(t)
	if index != 0 {
		if s.Net().ByIndex(t.At("sock.option.device"), index) == nil {
			return netdev.EADDRNOTAVAIL
		}
		if s.boundDevIf.Load(t) != 0 {
			return netdev.EINVAL
		}
	}
	s.setInet(t, func(o *inetOptions) { o.ucOif = index })
	return nil
}

// ComesBy gives a new connection of IPv6 the device that its peer came by, as
// what IPV6_MULTICAST_IF tells (tcp_v6_syn_recv_sock: mcast_oif). Nobody else has
// the socket yet.
func (s *Sock) ComesBy(t *sched.Task, index int32) {
	s.setInet(t, func(o *inetOptions) { o.mcOif = index })
}

// setMulticastIf6 is IPV6_MULTICAST_IF (OUT-32).
//
// Errors: ENOPROTOOPT for a stream, EINVAL for the length, ENODEV, EINVAL for
// another device than the socket is bound to or that VRF has.
func (s *Sock) setMulticastIf6(t *sched.Task, index int32, length int) error {
	if s.prot.Type == SOCK_STREAM {
		return netdev.ENOPROTOOPT
	}
	if length < 4 {
		return netdev.EINVAL
	}
	s.Lock(t)
	defer s.Unlock(t)
	if index != 0 {
		if s.Net().ByIndex(t.At("sock.option.device"), index) == nil {
			return netdev.ENODEV
		}
		if !s.SameL3Scope(t, index) {
			return netdev.EINVAL
		}
	}
	s.setInet(t, func(o *inetOptions) { o.mcOif = index })
	return nil
}

// getIPv6 is do_ipv6_getsockopt.
func (s *Sock) getIPv6(t *sched.Task, name int) ([]byte, error) {
	if name == IPV6_V6ONLY {
		return word(boolInt(s.V6Only(t.At("sock.option.load")))), nil
	}
	o := s.inet(t.At("sock.option.load"))
	switch name {
	case IPV6_MULTICAST_IF:
		return word(o.mcOif), nil
	case IPV6_UNICAST_IF:
		return word(bigEndian(o.ucOif)), nil
	}
	bit, ok := s.bit6(name)
	if !ok {
		return nil, netdev.ENOPROTOOPT
	}
	return word(boolInt(o.bits&bit != 0)), nil
}
