package sock

import (
	"boundif/netdev"
	"boundif/sched"
)

// The options that protocols read. Each belongs to the step under way.

// NoPort reports whether IP_BIND_ADDRESS_NO_PORT is set: a bind() to port 0
// leaves the choice of a port to connect().
func (s *Sock) NoPort(t *sched.Task) bool { return s.inet(t).bits&noPort != 0 }

// HdrIncl reports whether IP_HDRINCL is set.
func (s *Sock) HdrIncl(t *sched.Task) bool { return s.inet(t).bits&hdrIncl != 0 }

// RecvErr reports whether IP_RECVERR is set or, for a socket of IPv6,
// IPV6_RECVERR.
func (s *Sock) RecvErr(t *sched.Task) bool {
	if s.Family() == AF_INET6 {
		return s.inet(t).bits&recvErr6 != 0
	}
	return s.inet(t).bits&recvErr != 0
}

// RecvErrFor is RecvErr for an ICMP error: one of IPv4 asks for IP_RECVERR, also
// if the socket is of IPv6.
func (s *Sock) RecvErrFor(t *sched.Task, icmp *netdev.Packet) bool {
	bit := recvErr
	if icmp.Dst.Addr().Is6() {
		bit = recvErr6
	}
	return s.inet(t).bits&bit != 0
}

// Nonlocal reports whether the socket may have addresses that are not the
// host's: IP_FREEBIND or IP_TRANSPARENT.
func (s *Sock) Nonlocal(t *sched.Task) bool { return s.inet(t).bits&(freebind|transparent) != 0 }

// PortRange is the range of automatic ports: that of the namespace, narrowed by
// IP_LOCAL_PORT_RANGE, whose ends count only if they are within
// (inet_sk_get_local_port_range).
func (s *Sock) PortRange(t *sched.Task) (first, last uint32) {
	c := &s.Inet().Sysctl
	first, last = c.FirstPort.Load(t), c.LastPort.Load(t)
	v := s.inet(t).ports
	low, high := v&0xffff, v>>16
	if first <= low && low <= last {
		first = low
	}
	if first <= high && high <= last {
		last = high
	}
	return first, last
}
