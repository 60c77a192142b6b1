package udp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// err is __udp4_lib_err and __udp6_lib_err: an ICMP error is for the socket
// that would get a packet from the peer on the device where the error arrived,
// so that one which is bound to another device never learns of it (UDP-40,
// UDP-41). IPv4 goes by the device of the error itself, which is "lo" for one
// of this host. A socket that is not connected is told only if it has set
// IP_RECVERR.
func (tb *table) err(t *sched.Task, k *sock.Key, errno netdev.Errno, icmp *netdev.Packet) {
	lost := *k
	lost.Kind, lost.Looped = netdev.Local, true // no early demux
	if lost.Dev != 0 && lost.Dst.Addr().Is4() {
		lost.Dif = lost.Dev
	}
	var buf [1]*sock.Sock
	found := tb.find(t, &lost, buf[:0], nil)
	if len(found) == 0 {
		return
	}
	s := found[0]
	if s.RecvErrFor(t, icmp) {
		s.QueueError(t, k, errno, icmp, k.Src, icmp.Err.Payload)
	} else if s.HasPeer(t) && (sock.FatalICMP(icmp) || errno == netdev.EMSGSIZE) {
		s.SetError(t, errno)
	}
}
