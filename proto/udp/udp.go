package udp

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// IPPROTO_UDP is the protocol number.
const IPPROTO_UDP = 17

// New makes the UDP of one namespace and registers it there.
func New(t *sched.Task, inet *sock.Inet) *sock.Proto {
	p := newTable(t, inet).proto()
	inet.Register(p)
	return p
}

func newTable(t *sched.Task, inet *sock.Inet) *table {
	tb := &table{inet: inet}
	sched.Own(t, "udp_table", tb)
	return tb
}

func (tb *table) proto() *sock.Proto {
	return &sock.Proto{
		Name:       "UDP",
		Number:     IPPROTO_UDP,
		Type:       sock.SOCK_DGRAM,
		Bind:       tb.bind,
		Connect:    tb.connect,
		Disconnect: tb.disconnect,
		Unhash:     tb.unhash,
		Rehash:     tb.rehash,
		Send:       tb.send,
		Lookup:     tb.lookup,
	}
}

// connect fixes the peer and caches the route to it (__ip4_datagram_connect).
// A socket without local address gets the route's source and moves to that
// address's chain (UDP-13).
func (tb *table) connect(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
	s.SetRoute(t.At("udp.connect.dst_reset"), nil)
	src := netip.Addr{}
	if a := s.Saddr.Load(t.At("udp.connect.load")); a != 0 {
		src = sock.ToAddr(a)
	}
	r, err := tb.inet.Net.RouteOutput(t.At("udp.connect.route"), peer.Addr(), src, s.BoundDevIf(t))
	if err != nil {
		return err
	}
	if s.Saddr.Load(t) == 0 {
		s.Saddr.Store(t.At("udp.connect.saddr"), sock.FromAddr(r.Src))
	}
	if s.RcvSaddr.Load(t) == 0 {
		s.RcvSaddr.Store(t.At("udp.connect.rcv_saddr"), sock.FromAddr(r.Src))
		s.Rehash(t)
	}
	s.Daddr.Store(t.At("udp.connect.daddr"), sock.FromAddr(r.Dst))
	s.Dport.Store(t.At("udp.connect.dport"), uint32(peer.Port()))
	s.SetRoute(t.At("udp.connect.dst_set"), r)
	return nil
}

// disconnect forgets the peer and the device; an address or port that bind()
// did not fix goes too (__udp_disconnect; WR-20, WR-21, WR-22). A socket that
// keeps its port but not its address moves back to the wildcard's chain. Before
// Linux 5.6 it did not, and no lookup found it any more (RH-02).
func (tb *table) disconnect(t *sched.Task, s *sock.Sock) error {
	s.Daddr.Store(t.At("udp.disconnect.daddr"), 0)
	s.Dport.Store(t.At("udp.disconnect.dport"), 0)
	s.ClearDevice(t.At("udp.disconnect.device"))
	if s.Locked&sock.AddrLocked == 0 {
		s.Saddr.Store(t.At("udp.disconnect.saddr"), 0)
		s.RcvSaddr.Store(t.At("udp.disconnect.rcv_saddr"), 0)
		if s.Locked&sock.PortLocked != 0 && tb.inet.Net.Release().Has(netdev.DisconnectRehash) {
			s.Rehash(t)
		}
	}
	if s.Locked&sock.PortLocked == 0 {
		tb.unhash(t, s)
	}
	s.SetRoute(t.At("udp.disconnect.dst_reset"), nil)
	return nil
}

// send is udp_sendmsg, without the socket lock. The bound device is read once,
// at the start. A connected socket takes the cached route if there is one, and
// caches the route that it had to look up: after a change of device that came
// in between, this leaves the old device's route in place (RACE-40).
func (tb *table) send(t *sched.Task, s *sock.Sock, payload []byte, peer netip.AddrPort) error {
	connected := !peer.IsValid()
	if connected {
		daddr := s.Daddr.Load(t.At("udp.send.peer"))
		if daddr == 0 {
			return netdev.EDESTADDRREQ
		}
		peer = netip.AddrPortFrom(sock.ToAddr(daddr), uint16(s.Dport.Load(t)))
	} else if peer.Port() == 0 {
		return netdev.EINVAL
	}
	oif := s.BoundDevIf(t.At("udp.send.device"))
	src := netip.Addr{}
	if a := s.Saddr.Load(t); a != 0 {
		src = sock.ToAddr(a)
	}
	var r *netdev.Route
	if connected {
		r = s.CachedRoute(t.At("udp.send.dst_check"))
	}
	if r == nil {
		var err error
		if r, err = tb.inet.Net.RouteOutput(t.At("udp.send.route"), peer.Addr(), src, oif); err != nil {
			return err
		}
		if connected {
			s.SetRoute(t.At("udp.send.dst_set"), r)
		}
	}
	tb.inet.Output(t, r, netdev.Packet{
		Protocol: IPPROTO_UDP,
		Src:      netip.AddrPortFrom(r.Src, uint16(s.Num.Load(t.At("udp.send.port")))),
		Dst:      netip.AddrPortFrom(r.Dst, peer.Port()),
		Payload:  append([]byte(nil), payload...),
	})
	return nil
}
