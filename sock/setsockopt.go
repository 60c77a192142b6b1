package sock

import (
	"encoding/binary"

	"boundif/netdev"
	"boundif/sched"
)

// Levels of options. A protocol's own level is its number, and that of all raw
// sockets is SOL_RAW.
const (
	SOL_IP      = 0
	SOL_UDP     = 17
	SOL_IPV6    = 41
	SOL_UDPLITE = 136
	SOL_RAW     = 255
	SOL_XDP     = 283
)

// Setsockopt is setsockopt() at any level. A failure changes nothing.
//
// Errors: EINVAL for a negative length, ENOPROTOOPT for an option or a level
// that the socket does not have, then those of the option.
func (s *Sock) Setsockopt(t *sched.Task, c *Cred, level, name int, val User, length int) error {
	switch {
	case length < 0:
		return netdev.EINVAL
	case level == SOL_SOCKET:
		return s.SetOption(t, c, name, val, length)
	case level == SOL_IP && s.hasIP():
		return s.setIP(t, c, name, val, length)
	case level == SOL_IPV6 && s.Family() == AF_INET6:
		return s.setIPv6(t, name, val, length)
	case s.Family() == AF_UNIX:
		return netdev.EOPNOTSUPP
	case s.ofUDP(level) && length < 4:
		return netdev.EINVAL // udp_lib_setsockopt
	case (level == s.level() || s.ofUDP(level)) && s.prot.SetOption != nil:
		if len(val) < min(length, 4) {
			return netdev.EFAULT
		}
		return s.prot.SetOption(t, c, s, name, val[:min(length, len(val))])
	case s.notICMPv6(t, level):
		return netdev.EOPNOTSUPP
	}
	return netdev.ENOPROTOOPT
}

// notICMPv6 reports whether the level is for raw sockets of ICMPv6, and the
// socket a raw one of IPv6 that is not of that protocol (rawv6_setsockopt).
func (s *Sock) notICMPv6(t *sched.Task, level int) bool {
	return level == protoICMPv6 && s.Family() == AF_INET6 && s.prot.Type == SOCK_RAW && s.Num.Load(t) != protoICMPv6
}

// Getsockopt is getsockopt() at any level. It returns the length word as the
// call leaves it: at levels other than SOL_SOCKET also one that then has EFAULT
// has changed it.
//
// Errors: as Setsockopt, but a socket of IPv4 answers EOPNOTSUPP for a level
// that it does not have (do_ip_getsockopt), and one of AF_XDP for an option that it
// does not have (xsk_getsockopt).
func (s *Sock) Getsockopt(t *sched.Task, level, name int, val User, length int) (int, error) {
	var b []byte
	err := error(netdev.ENOPROTOOPT)
	switch {
	case level == SOL_SOCKET:
		return s.GetOption(t, name, val, length)
	case level == SOL_IPV6 && s.Family() == AF_INET6:
		b, err = s.getIPv6(t, name)
	case length < 0 && s.hasLevel(level):
		err = netdev.EINVAL
	case level == SOL_IP && s.hasIP():
		b, err = s.getIP(t, name, length)
	case s.hasLevel(level):
		if s.prot.GetOption != nil {
			b, err = s.prot.GetOption(t, s, name)
		}
	case s.Family() == AF_INET, s.Family() == AF_UNIX, s.notICMPv6(t, level), s.Family() == AF_XDP && level == SOL_XDP:
		err = netdev.EOPNOTSUPP
	}
	if err != nil {
		return length, err
	}
	n := int(min(uint(length), uint(len(b)))) // for IPv6 a negative length is a large one
	return n, val.write(b[:n])
}

// hasIP reports whether the options of level IPPROTO_IP are the socket's: those
// of IPv6 have them too, unless they are raw (ipv6_setsockopt).
func (s *Sock) hasIP() bool {
	return s.Family() == AF_INET || s.Family() == AF_INET6 && s.prot.Type != SOCK_RAW
}

// hasLevel reports whether options of the level are IPv4's or the protocol's, and
// the socket has them.
func (s *Sock) hasLevel(level int) bool {
	return level == SOL_IP && s.hasIP() || (level == s.level() || s.ofUDP(level)) && s.isInet()
}

// level is that of the protocol's own options.
func (s *Sock) level() int {
	if s.prot.Type == SOCK_RAW {
		return SOL_RAW
	}
	return int(s.prot.Number)
}

// ofUDP reports whether the level is one of the two that UDP and UDP-Lite have in
// common, and the socket of one of those (udp_setsockopt).
func (s *Sock) ofUDP(level int) bool {
	return (level == SOL_UDP || level == SOL_UDPLITE) && (s.level() == SOL_UDP || s.level() == SOL_UDPLITE)
}

// inetOptions are those of levels IPPROTO_IP and IPPROTO_IPV6, and what few sockets
// have of SOL_SOCKET. They are
// replaced, never changed.
type inetOptions struct {
	bits    inetBits
	tos     uint8
	ucIndex int32    // IP_UNICAST_IF
	mcIndex int32    // IP_MULTICAST_IF
	mcAddr  [4]byte  // its address
	ports   uint32   // IP_LOCAL_PORT_RANGE: lowest, and highest << 16
	ucOif   int32    // IPV6_UNICAST_IF
	mcOif   int32    // IPV6_MULTICAST_IF
	sticky  PktInfo  // IPV6_PKTINFO
	groups  []member // IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP; the newest first
	stamps  timestamping
}

// inetBits are the options that are one bit.
type inetBits uint32

const (
	pktInfo        inetBits = 1 << iota // IP_PKTINFO
	recvErr                             // IP_RECVERR
	hdrIncl                             // IP_HDRINCL
	freebind                            // IP_FREEBIND
	transparent                         // IP_TRANSPARENT
	noPort                              // IP_BIND_ADDRESS_NO_PORT
	multicastLoop                       // IP_MULTICAST_LOOP
	multicastAll                        // IP_MULTICAST_ALL
	recvPktInfo6                        // IPV6_RECVPKTINFO
	recvErr6                            // IPV6_RECVERR
	multicastLoop6                      // IPV6_MULTICAST_LOOP
	multicastAll6                       // IPV6_MULTICAST_ALL
)

// fresh is the options of a socket that has set none.
var fresh = &inetOptions{bits: multicastLoop | multicastAll | multicastLoop6 | multicastAll6}

// fresh6 is the same of a socket of IPv6: inet6_create sets no MC_ALL, so that
// a dual-stack socket gets only the IPv4 multicast that it has joined.
var fresh6 = &inetOptions{bits: multicastLoop | multicastLoop6 | multicastAll6}

func (o *inetOptions) clone() *inetOptions {
	c := *o
	return &c
}

func (o *inetOptions) setBit(bit inetBits, on bool) {
	o.bits &^= bit
	if on {
		o.bits |= bit
	}
}

// inet is the socket's options of these levels. It belongs to the step under
// way.
func (s *Sock) inet(t *sched.Task) *inetOptions {
	if x := s.ext.Load(t); x != nil {
		if o := x.inetOptions.Load(t); o != nil {
			return o
		}
	}
	if s.Family() == AF_INET6 {
		return fresh6
	}
	return fresh
}

// setInet changes options. The caller holds the lock.
func (s *Sock) setInet(t *sched.Task, change func(o *inetOptions)) {
	x := s.MakeExt(t)
	o := s.inet(t.At("sock.option.store")).clone()
	change(o)
	x.inetOptions.Store(t, o)
	if asks := o.bits&(pktInfo|recvPktInfo6) != 0; asks != (s.options.Load(t)&asksInfo != 0) {
		s.setFlag(t, asksInfo, asks)
	}
}

// word is an int as getsockopt writes it.
func word(v int32) []byte { return binary.NativeEndian.AppendUint32(nil, uint32(v)) }

// bigEndian is an index as IP_UNICAST_IF and IPV6_UNICAST_IF have it: in
// network byte order. It is its own reverse.
func bigEndian(v int32) int32 {
	return int32(binary.BigEndian.Uint32(word(v)))
}
