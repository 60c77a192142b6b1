package ping

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// err is ping_err: an ICMP error about an echo request is for the socket that
// its reply would have been for, by the device that the error arrived on. A
// socket without IP_RECVERR hears of it only if it is connected and the error is
// final.
func (tb *table) err(t *sched.Task, k *sock.Key, errno netdev.Errno, icmp *netdev.Packet) {
	lost := icmp.Err
	if lost == nil || !tb.supported(lost.ICMP.Type, lost.ICMP.Code, k.Dst.Addr().Is4()) {
		return
	}
	s := tb.first(t, k)
	if s == nil {
		return
	}
	if s.RecvErr(t.At("ping.err.peer")) {
		payload := payload4
		if k.Dst.Addr().Is6() {
			payload = payload6
		}
		s.QueueError(t, k, errno, icmp, netip.AddrPortFrom(k.Src.Addr(), 0), payload(lost))
	} else if sock.FatalICMP(icmp) && s.HasPeer(t) {
		s.SetError(t, errno)
	}
}
