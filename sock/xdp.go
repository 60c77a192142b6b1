package sock

import (
	"boundif/netdev"
	"boundif/sched"
)

// xdpFlags is the flags of struct sockaddr_xdp that Linux knows: XDP_SHARED_UMEM,
// XDP_COPY, XDP_ZEROCOPY, XDP_USE_NEED_WAKEUP, XDP_USE_SG.
const xdpFlags = 1<<5 - 1

// BindXDP is bind() of a socket of AF_XDP (xsk_bind) to the device with an index.
// It never succeeds: the sockets here have no rings, and without those none can be
// bound. Up to there it answers as Linux does, which looks at the device that the
// socket is bound to before anything else but the flags (RX-40).
//
// Errors: EOPNOTSUPP for other sockets; EINVAL for unknown flags, then, since Linux
// 6.5, for another device than the bound one; ENODEV; EINVAL.
func (s *Sock) BindXDP(t *sched.Task, flags uint16, index int32) error {
	if s.Family() != AF_XDP {
		return netdev.EOPNOTSUPP
	}
	if flags&^xdpFlags != 0 {
		return netdev.EINVAL
	}
	bound := s.boundDevIf.Load(t.At("sock.xdp.bind"))
	if bound != 0 && bound != index && s.Net().Release().Has(netdev.XDPBoundDevice) {
		return netdev.EINVAL
	}
	if s.Net().ByIndex(t.At("sock.xdp.device"), index) == nil {
		return netdev.ENODEV
	}
	return netdev.EINVAL
}
