package raw

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// table is where the raw sockets of one namespace hang (struct
// raw_hashinfo): hashed by protocol number, the newest first. The kernel has
// a chain for each number; how many share one is not to be seen from outside.
type table struct {
	inet   *sock.Inet
	lock   sched.Mutex
	chains [chains]sched.List[sock.Sock]
}

const chains = 16

// New makes the raw sockets of one namespace and registers them there. There
// is no Rehash: where a raw socket hangs depends on its protocol number only,
// which never changes (RH-01).
func New(t *sched.Task, inet *sock.Inet) *sock.Proto {
	tb := &table{inet: inet}
	sched.Own(t, "raw_table", tb)
	p := &sock.Proto{
		Name:    "RAW",
		Type:    sock.SOCK_RAW,
		Bind:    tb.bind,
		Connect: tb.connect, Disconnect: tb.disconnect,
		Hash: tb.hash, Unhash: tb.unhash,
		Send:   tb.send,
		Lookup: tb.lookup,
	}
	inet.Register(p)
	return p
}

// hash is raw_hash_sk; every raw socket is hashed from birth.
func (tb *table) hash(t *sched.Task, s *sock.Sock) {
	tb.lock.Lock(t.At("raw.hash.lock"))
	tb.chains[s.Num.Load(t)%chains].AddHead(t.At("raw.hash"), &s.Node)
	tb.lock.Unlock(t.At("raw.hash.unlock"))
}

func (tb *table) unhash(t *sched.Task, s *sock.Sock) {
	tb.lock.Lock(t.At("raw.unhash.lock"))
	s.Node.Del(t.At("raw.unhash"))
	tb.lock.Unlock(t.At("raw.unhash.unlock"))
}

// bind is raw_bind: any number of sockets may have one address, and a socket
// may be bound again. It locks nothing: connect(AF_UNSPEC) takes the address
// as well (WR-22).
func (tb *table) bind(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	addr := sock.FromAddr(local.Addr())
	if addr != 0 && !tb.inet.Net.IsLocal(t, local.Addr()) {
		return netdev.EADDRNOTAVAIL
	}
	s.RcvSaddr.Store(t.At("raw.bind.rcv_saddr"), addr)
	s.Saddr.Store(t.At("raw.bind.saddr"), addr)
	s.SetRoute(t.At("raw.bind.dst_reset"), nil)
	return nil
}

// connect is ip4_datagram_connect; nothing is rehashed.
func (tb *table) connect(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
	s.SetRoute(t.At("raw.connect.dst_reset"), nil)
	r, err := tb.route(t, s, peer.Addr())
	if err != nil {
		return err
	}
	if s.Saddr.Load(t.At("raw.connect.load")) == 0 {
		s.Saddr.Store(t.At("raw.connect.saddr"), sock.FromAddr(r.Src))
	}
	if s.RcvSaddr.Load(t) == 0 {
		s.RcvSaddr.Store(t.At("raw.connect.rcv_saddr"), sock.FromAddr(r.Src))
	}
	s.Daddr.Store(t.At("raw.connect.daddr"), sock.FromAddr(r.Dst))
	s.Dport.Store(t, uint32(peer.Port()))
	s.SetRoute(t.At("raw.connect.dst_set"), r)
	return nil
}

// disconnect is __udp_disconnect, which raw sockets share. They have no port
// lock, so it takes them out of their table, and nothing ever puts them back:
// the socket is deaf from then on (RAW-02).
func (tb *table) disconnect(t *sched.Task, s *sock.Sock) error {
	s.Daddr.Store(t.At("raw.disconnect.daddr"), 0)
	s.Dport.Store(t, 0)
	s.ClearDevice(t.At("raw.disconnect.device"))
	s.Saddr.Store(t.At("raw.disconnect.saddr"), 0)
	s.RcvSaddr.Store(t.At("raw.disconnect.rcv_saddr"), 0)
	tb.unhash(t, s)
	s.ForgetPort(t.At("raw.disconnect.sport"))
	s.SetRoute(t.At("raw.disconnect.dst_reset"), nil)
	return nil
}

// route looks up the way to dst from the socket as it stands.
func (tb *table) route(t *sched.Task, s *sock.Sock, dst netip.Addr) (*netdev.Route, error) {
	oif := s.BoundDevIf(t.At("raw.route.device"))
	src := netip.Addr{}
	if a := s.Saddr.Load(t); a != 0 {
		src = sock.ToAddr(a)
	}
	return tb.inet.Net.RouteOutput(t.At("raw.route"), dst, src, oif)
}

// send is raw_sendmsg: every packet is routed anew.
func (tb *table) send(t *sched.Task, s *sock.Sock, payload []byte, peer netip.AddrPort) error {
	if !peer.IsValid() {
		daddr := s.Daddr.Load(t.At("raw.send.peer"))
		if daddr == 0 {
			return netdev.EDESTADDRREQ
		}
		peer = netip.AddrPortFrom(sock.ToAddr(daddr), 0)
	}
	r, err := tb.route(t, s, peer.Addr())
	if err != nil {
		return err
	}
	tb.inet.Output(t, r, netdev.Packet{
		Protocol: uint8(s.Num.Load(t.At("raw.send.protocol"))),
		Src:      netip.AddrPortFrom(r.Src, 0),
		Dst:      netip.AddrPortFrom(r.Dst, 0),
		Payload:  append([]byte(nil), payload...),
	})
	return nil
}

// lookup finds every socket that gets a copy of the packet
// (raw_v4_input, raw_v4_match; RAW-01): the protocol number is the socket's,
// the addresses match or are wildcards, and so does the device.
func (tb *table) lookup(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	t.At("raw.lookup.first").RCULock()
	defer t.RCUUnlock()
	saddr, daddr := sock.FromAddr(k.Src.Addr()), sock.FromAddr(k.Dst.Addr())
	for n := tb.chains[k.Protocol%chains].First(t); n != nil; n = n.Next(t) {
		s := n.Val
		if s.Num.Load(t.At("raw.lookup.match")) != uint32(k.Protocol) {
			continue
		}
		if peer := s.Daddr.Load(t); peer != 0 && peer != saddr {
			continue
		}
		if local := s.RcvSaddr.Load(t); local != 0 && local != daddr {
			continue
		}
		if match, _ := s.BoundDevMatch(t, k.Dif); match {
			found = append(found, s)
		}
	}
	return found
}
