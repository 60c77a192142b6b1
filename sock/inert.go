package sock

import (
	"encoding/binary"

	"boundif/netdev"
	"boundif/sched"
)

// Families whose sockets keep the bound device and never look at it.
const (
	AF_UNIX    = 1
	AF_NETLINK = 16
	AF_PACKET  = 17
	AF_VSOCK   = 40
	AF_XDP     = 44

	SOCK_SEQPACKET = 5
	SOCK_PACKET    = 10
)

// HasFamily reports whether Socket makes sockets of the family.
func HasFamily(family int) bool {
	switch family {
	case AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_XDP:
		return true
	}
	return false
}

// inertSocket makes a socket that has options and nothing else (unix_create,
// netlink_create, vsock_create; OPT-30), or one that gets frames (packet_create),
// or one that can ask for a device (xsk_create; see BindXDP). Whatever device it is
// bound to, nobody else reads it (PKT-01). AF_VSOCK is one of the families with a
// setsockopt() of its own for SOL_SOCKET, which for these options calls the common
// one (vsock_connectible_setsockopt; OPT-32).
//
// Errors: EPROTONOSUPPORT, ESOCKTNOSUPPORT, EPERM for AF_PACKET and AF_XDP without
// CAP_NET_RAW, each family in its own order; ENODEV for datagrams of AF_VSOCK,
// which only a machine with a transport for them has.
func (i *Inet) inertSocket(t *sched.Task, c *Cred, family, typ, number int) (*Sock, error) {
	switch family {
	case AF_UNIX:
		if number != 0 && number != AF_UNIX {
			return nil, netdev.EPROTONOSUPPORT
		}
		switch number = 0; typ {
		case SOCK_RAW:
			typ = SOCK_DGRAM
		case SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET:
		default:
			return nil, netdev.ESOCKTNOSUPPORT
		}
	case AF_NETLINK:
		if typ != SOCK_RAW && typ != SOCK_DGRAM {
			return nil, netdev.ESOCKTNOSUPPORT
		}
		switch number {
		case 0, 2, 4, 15, 16: // NETLINK_ROUTE, _USERSOCK, _SOCK_DIAG, _KOBJECT_UEVENT, _GENERIC
		default:
			return nil, netdev.EPROTONOSUPPORT
		}
	case AF_VSOCK:
		if number != 0 && number != AF_VSOCK {
			return nil, netdev.EPROTONOSUPPORT
		}
		switch number = 0; typ {
		case SOCK_STREAM, SOCK_SEQPACKET:
		case SOCK_DGRAM:
			return nil, netdev.ENODEV
		default:
			return nil, netdev.ESOCKTNOSUPPORT
		}
	case AF_XDP:
		switch {
		case !c.Capable(i.UserNS, CAP_NET_RAW):
			return nil, netdev.EPERM
		case typ != SOCK_RAW:
			return nil, netdev.ESOCKTNOSUPPORT
		case number != 0:
			return nil, netdev.EPROTONOSUPPORT
		}
	default:
		if !c.Capable(i.UserNS, CAP_NET_RAW) {
			return nil, netdev.EPERM
		}
		if typ != SOCK_RAW && typ != SOCK_DGRAM && typ != SOCK_PACKET {
			return nil, netdev.ESOCKTNOSUPPORT
		}
		s := newSock(t, &Proto{Family: family, Type: typ, inet: i}, c.UID)
		x := newExt(t)
		s.ext.Store(t.At("sock.create"), x)
		x.tap.Store(t, &tap{protocol: netOrder(number)})
		i.packets.add(t, s)
		return s, nil
	}
	s := newSock(t, &Proto{Family: family, Type: typ, inet: i}, c.UID)
	s.Num.Store(t.At("sock.create"), uint32(number))
	return s, nil
}

// netOrder is a number of 16 bits that a program passes in network byte order.
func netOrder(number int) uint16 {
	return binary.BigEndian.Uint16(binary.NativeEndian.AppendUint16(nil, uint16(number)))
}

// isInet reports whether the socket is of IPv4 or IPv6 (sk_is_inet).
func (s *Sock) isInet() bool { return s.Family() == AF_INET || s.Family() == AF_INET6 }
