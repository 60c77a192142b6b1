package sock

import (
	"encoding/binary"

	"boundif/netdev"
	"boundif/sched"
)

// Options at level IPPROTO_IP.
const (
	IP_TOS                  = 1
	IP_HDRINCL              = 3
	IP_PKTINFO              = 8
	IP_RECVERR              = 11
	IP_FREEBIND             = 15
	IP_TRANSPARENT          = 19
	IP_BIND_ADDRESS_NO_PORT = 24
	IP_MULTICAST_IF         = 32
	IP_MULTICAST_LOOP       = 34
	IP_ADD_MEMBERSHIP       = 35
	IP_DROP_MEMBERSHIP      = 36
	IP_MULTICAST_ALL        = 49
	IP_UNICAST_IF           = 50
	IP_LOCAL_PORT_RANGE     = 51
)

var ipBits = map[int]inetBits{
	IP_PKTINFO: pktInfo, IP_RECVERR: recvErr, IP_HDRINCL: hdrIncl, IP_FREEBIND: freebind, IP_TRANSPARENT: transparent,
	IP_BIND_ADDRESS_NO_PORT: noPort, IP_MULTICAST_LOOP: multicastLoop, IP_MULTICAST_ALL: multicastAll,
}

// setIP is do_ip_setsockopt. Most options are an int or, if the length says
// less than four, one byte.
func (s *Sock) setIP(t *sched.Task, c *Cred, name int, val User, length int) error {
	switch name {
	case IP_MULTICAST_IF:
		return s.setMulticastIf(t, val, length)
	case IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP:
		return s.setMembership4(t, name, val, length)
	}
	bit, flag := ipBits[name]
	if !flag && name != IP_UNICAST_IF && name != IP_LOCAL_PORT_RANGE && name != IP_TOS {
		s.pass(t)
		return netdev.ENOPROTOOPT
	}
	v, err := val.intOrByte(length)
	if err != nil {
		return err
	}
	switch name {
	case IP_UNICAST_IF:
		return s.setUnicastIf(t, bigEndian(v), length)
	case IP_LOCAL_PORT_RANGE:
		return s.setPortRange(t, uint32(v), length)
	case IP_TOS:
		s.setTOS(t, uint8(v))
		return nil
	}
	if err := s.mayFlag(c, name, v, length); err != nil {
		if !s.Net().Release().Has(netdev.LocklessFlags) {
			s.pass(t)
		}
		return err
	}
	s.changeInet(t, func(o *inetOptions) { o.setBit(bit, v != 0) })
	if name == IP_RECVERR && v == 0 {
		s.purgeErrors(t)
	}
	return nil
}

// mayFlag says why an option that is one bit is refused.
func (s *Sock) mayFlag(c *Cred, name int, v int32, length int) error {
	switch name {
	case IP_HDRINCL:
		if s.prot.Type != SOCK_RAW {
			return netdev.ENOPROTOOPT
		}
	case IP_TRANSPARENT:
		if v != 0 && !c.Capable(s.Inet().UserNS, CAP_NET_RAW) && !c.Capable(s.Inet().UserNS, CAP_NET_ADMIN) {
			return netdev.EPERM
		}
		fallthrough
	case IP_FREEBIND, IP_MULTICAST_LOOP, IP_MULTICAST_ALL:
		if length < 1 || name == IP_MULTICAST_ALL && v != 0 && v != 1 {
			return netdev.EINVAL
		}
	}
	return nil
}

// setTOS is IP_TOS. A change drops the cached route (ip_sock_set_tos).
func (s *Sock) setTOS(t *sched.Task, tos uint8) {
	s.Lock(t)
	defer s.Unlock(t)
	if s.inet(t).tos != tos {
		s.setInet(t, func(o *inetOptions) { o.tos = tos })
		s.SetRoute(t.At("sock.option.dst_reset"), nil)
	}
}

// changeInet is setInet for a caller without the lock. Linux takes it for that
// until 6.5 only, so that nothing is refreshed since then.
func (s *Sock) changeInet(t *sched.Task, change func(o *inetOptions)) {
	s.Lock(t)
	s.setInet(t, change)
	if !s.Net().Release().Has(netdev.LocklessFlags) {
		s.Unlock(t)
		return
	}
	s.release(t)
}

// intOrByte reads an int, or one byte of less than four; nothing is 0.
func (u User) intOrByte(length int) (int32, error) {
	if length >= 4 {
		b, err := u.read(4)
		if err != nil {
			return 0, err
		}
		return int32(binary.NativeEndian.Uint32(b)), nil
	}
	b, err := u.read(min(length, 1))
	if err != nil || length == 0 {
		return 0, err
	}
	return int32(b[0]), nil
}

// setUnicastIf is IP_UNICAST_IF: not for a socket that is bound, not even to
// the same device, but for one that is bound to the device's VRF (OUT-30,
// L3-33).
//
// Errors: EINVAL for the length, EADDRNOTAVAIL if there is no such device,
// EINVAL.
func (s *Sock) setUnicastIf(t *sched.Task, index int32, length int) error {
	s.Lock(t)
	defer s.Unlock(t)
	if length != 4 {
		return netdev.EINVAL
	}
	if index != 0 {
		if s.Net().ByIndex(t.At("sock.option.device"), index) == nil {
			return netdev.EADDRNOTAVAIL
		}
		if dev := s.boundDevIf.Load(t); dev != 0 && s.Net().L3Master(t, index) != dev {
			return netdev.EINVAL
		}
	}
	s.setInet(t, func(o *inetOptions) { o.ucIndex = index })
	return nil
}

// setMulticastIf is IP_MULTICAST_IF: an address, struct ip_mreq or struct
// ip_mreqn, told apart by their lengths. The device must be the one that the
// socket is bound to, or be in that VRF (OUT-32, L3-33).
//
// Errors: EINVAL for a stream or a short length, EFAULT, EADDRNOTAVAIL if there
// is no such device or no device has the address, EINVAL.
func (s *Sock) setMulticastIf(t *sched.Task, val User, length int) error {
	s.Lock(t)
	defer s.Unlock(t)
	if s.prot.Type == SOCK_STREAM || length < 4 {
		return netdev.EINVAL
	}
	m, err := readMreq(val, length)
	if err != nil {
		return err
	}
	t.At("sock.option.device")
	if m.index == 0 && m.iface.IsUnspecified() {
		m.iface = ToAddr(0)
	} else {
		var dev *netdev.Device
		if m.index != 0 {
			dev = s.Net().ByIndex(t, m.index)
		} else if dev = s.Net().ByAddr(t, m.iface); dev != nil {
			m.index = dev.Index(t)
		}
		if dev == nil {
			return netdev.EADDRNOTAVAIL
		}
		if bound := s.boundDevIf.Load(t); bound != 0 && bound != m.index && bound != s.Net().L3Master(t, m.index) {
			return netdev.EINVAL
		}
	}
	s.setInet(t, func(o *inetOptions) { o.mcIndex, o.mcAddr = m.index, m.iface.As4() })
	return nil
}

// setPortRange is IP_LOCAL_PORT_RANGE: the lowest automatic port, and in the
// upper half the highest; 0 is that of the namespace.
func (s *Sock) setPortRange(t *sched.Task, v uint32, length int) error {
	low, high := v&0xffff, v>>16
	switch {
	case !s.Net().Release().Has(netdev.SocketPortRange):
		s.pass(t)
		return netdev.ENOPROTOOPT
	case length != 4, low != 0 && high != 0 && low > high:
		return netdev.EINVAL
	}
	s.changeInet(t, func(o *inetOptions) { o.ports = v })
	return nil
}

// getIP is do_ip_getsockopt. A small value goes into one byte if the length is
// 1, 2 or 3. Before Linux 6.7 it took the socket lock.
func (s *Sock) getIP(t *sched.Task, name, length int) ([]byte, error) {
	if !s.Net().Release().Has(netdev.LocklessReads) {
		s.Lock(t)
		defer s.Unlock(t)
	}
	o := s.inet(t.At("sock.option.load"))
	var v int32
	switch name {
	case IP_MULTICAST_IF:
		return o.mcAddr[:], nil
	case IP_UNICAST_IF:
		v = bigEndian(o.ucIndex)
	case IP_TOS:
		v = int32(o.tos)
	case IP_LOCAL_PORT_RANGE:
		if !s.Net().Release().Has(netdev.SocketPortRange) {
			return nil, netdev.ENOPROTOOPT
		}
		v = int32(o.ports)
	default:
		bit, ok := ipBits[name]
		if !ok {
			if s.Net().Release().Has(netdev.LocklessReads) {
				s.pass(t)
			}
			return nil, netdev.ENOPROTOOPT
		}
		v = boolInt(o.bits&bit != 0)
	}
	if length > 0 && length < 4 && v >= 0 && v <= 255 {
		return []byte{byte(v)}, nil
	}
	return word(v), nil
}
