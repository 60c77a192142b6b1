package raw

import (
	"net/netip"

	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// err tells every socket that an ICMP error concerns, as far as it wants to
// know: with IP_RECVERR all errors, else those that are final and only if it is
// connected (raw_icmp_error, raw_err; raw6_icmp_error, rawv6_err). IPv4 takes the
// device that the message itself came by, "lo" for one of this host.
func (tb *table) err(t *sched.Task, k *sock.Key, errno netdev.Errno, icmp *netdev.Packet) {
	lookup := *k
	if k.Dev != 0 && k.Dst.Addr().Is4() {
		lookup.Dif = k.Dev
	}
	for _, s := range tb.lookup(t, &lookup, nil) {
		if s.RecvErr(t.At("raw.err.peer")) {
			s.QueueError(t, k, errno, icmp, netip.AddrPortFrom(k.Src.Addr(), 0), lost(t, s, icmp.Err))
		} else if sock.FatalICMP(icmp) && s.HasPeer(t) {
			s.SetError(t, errno)
		}
	}
}

// lost is what the socket sent of the lost packet: with IP_HDRINCL all of it.
func lost(t *sched.Task, s *sock.Sock, p *netdev.Packet) []byte {
	b := wire.Build(p)
	if s.HdrIncl(t) {
		return b
	}
	if s.Family() == sock.AF_INET6 {
		return b[header6:]
	}
	return b[header4:]
}
