package udp

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// IPPROTO_UDP is the protocol number.
const IPPROTO_UDP = 17

// New makes the UDP of one namespace, of IPv4 and of IPv6, which have one
// table, and registers it there. It returns that of IPv4.
func New(t *sched.Task, inet *sock.Inet) *sock.Proto {
	tb := newTable(t, inet)
	p := tb.proto()
	p6 := tb.proto6(p)
	inet.Register(p)
	inet.Register(p6)
	return p
}

func newTable(t *sched.Task, inet *sock.Inet) *table {
	tb := &table{inet: inet, number: IPPROTO_UDP, features: featuresOf(inet.Net.Release())}
	sched.Own(t, "udp_table", tb)
	return tb
}

func (tb *table) proto() *sock.Proto {
	return &sock.Proto{
		Name:            "UDP",
		Number:          tb.number,
		Type:            sock.SOCK_DGRAM,
		PortUnreachable: true,
		Bind:            tb.bind,
		GetPort:         tb.getPort,
		Connect:         tb.connect,
		Disconnect:      tb.disconnect,
		Unhash:          tb.unhash,
		Rehash:          tb.rehash,
		Refresh:         sock.RefreshRoute,
		Send:            tb.send,
		Lookup:          tb.lookup,
		Explain:         tb.explain,
		Err:             tb.err,
		Dump:            tb.dump,
		DiagSwapped:     true,
		Abort:           sock.AbortDatagram,
		SetOption:       tb.setOption,
		GetOption:       tb.getOption,
	}
}

// proto6 is the hooks of IPv6, which has most of them from IPv4.
func (tb *table) proto6(v4 *sock.Proto) *sock.Proto {
	p := *v4
	p.Name, p.Family = "UDPv6", sock.AF_INET6
	p.Bind, p.Connect, p.Send = tb.bind6, tb.connect6, tb.send6
	p.Refresh = nil // IPv6 asks as its sends do (ip6_datagram_release_cb): no difference shows
	return &p
}

// connect is udp_connect: a socket that has a peer tells its group so, and goes
// into the table of 4-tuples.
func (tb *table) connect(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
	err := tb.connected(t, s, sock.ConnectDatagram(t, s, peer))
	if err != nil && s.Daddr.Load(t) != 0 {
		// The lookup that failed has left its addresses where the cached route's
		// are taken from: all but the first send to the old peer go there.
		s.SetCorkFlow(t, &netdev.Packet{
			Src: netip.AddrPortFrom(sock.ToAddr(s.Saddr.Load(t)), 0), Dst: peer,
		})
	}
	return err
}

// connect6 is udpv6_connect.
func (tb *table) connect6(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
	return tb.connected(t, s, sock.ConnectDatagram6(t, s, peer))
}

func (tb *table) connected(t *sched.Task, s *sock.Sock, err error) error {
	if err == nil {
		s.SetConns(t)
		tb.place(t, s)
		readdress(t, s)
	}
	if s.Family() == sock.AF_INET6 {
		tb.refile(t, s) // a scope id binds the socket, also if connect fails
	}
	return err
}

// disconnect is __udp_disconnect, which unbinds the socket.
func (tb *table) disconnect(t *sched.Task, s *sock.Sock) error {
	err := sock.DisconnectDatagram(t, s)
	tb.refile(t, s)
	return err
}

// readdress gives the IPv4 datagram that MSG_MORE keeps open the addresses of the
// connection that has been made meanwhile, but not its route: connect() looks
// the route up with the very structure that has the open datagram's addresses
// (inet->cork.fl of __ip4_datagram_connect; OUT-47).
func readdress(t *sched.Task, s *sock.Sock) {
	c := s.Cork(t)
	if s.Daddr.Load(t) != 0 {
		s.SetCorkFlow(t, nil)
	}
	if c == nil || !c.Packet.Dst.Addr().Is4() || s.Daddr.Load(t) == 0 {
		return
	}
	p := c.Packet
	p.Src = netip.AddrPortFrom(sock.ToAddr(s.Saddr.Load(t)), p.Src.Port())
	p.Dst = netip.AddrPortFrom(sock.ToAddr(s.Daddr.Load(t)), uint16(s.Dport.Load(t)))
	s.SetCork(t, &sock.Cork{Packet: p, Route: c.Route})
}
