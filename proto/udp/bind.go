package udp

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// Automatic ports (net.ipv4.ip_local_port_range).
const (
	firstAuto = 32768
	lastAuto  = 60999
)

// bind is inet_bind for UDP: the address must be local or the wildcard (IPv4
// never compares it with the bound device: WR-12), and the port free.
func (tb *table) bind(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	addr := sock.FromAddr(local.Addr())
	if addr != 0 && !tb.inet.Net.IsLocal(t, local.Addr()) {
		return netdev.EADDRNOTAVAIL
	}
	if s.Num.Load(t.At("udp.bind.check")) != 0 {
		return netdev.EINVAL
	}
	s.RcvSaddr.Store(t.At("udp.bind.rcv_saddr"), addr)
	s.Saddr.Store(t.At("udp.bind.saddr"), addr)
	if err := tb.getPort(t, s, uint32(local.Port())); err != nil {
		s.RcvSaddr.Store(t.At("udp.bind.undo"), 0)
		s.Saddr.Store(t, 0)
		return err
	}
	if addr != 0 {
		s.Locked |= sock.AddrLocked
	}
	if local.Port() != 0 {
		s.Locked |= sock.PortLocked
	}
	return nil
}

// getPort is udp_lib_get_port: it finds a port, 0 asking for a free one, and
// hangs the socket into both chains. The kernel starts its search for a free
// port at random; here it starts after the last one given out.
func (tb *table) getPort(t *sched.Task, s *sock.Sock, port uint32) error {
	if port != 0 {
		return tb.claim(t, s, port)
	}
	const count = lastAuto - firstAuto + 1
	from := tb.hint.Load(t.At("udp.autobind.hint"))
	for i := range uint32(count) {
		next := (from + i) % count
		if tb.claim(t, s, firstAuto+next) == nil {
			tb.hint.Store(t.At("udp.autobind.hint"), next+1)
			return nil
		}
	}
	return netdev.EADDRINUSE
}

// claim hangs the socket at a port unless that conflicts. The head of the
// chain is its newest socket.
func (tb *table) claim(t *sched.Task, s *sock.Sock, port uint32) error {
	addr := s.RcvSaddr.Load(t.At("udp.slot"))
	sl := tb.makeSlot(t, port, addr)
	sl.lock.Lock(t.At("udp.bind.lock"))
	defer func() { sl.lock.Unlock(t.At("udp.bind.unlock")) }()
	if conflict(t.At("udp.bind.conflict"), sl, s) {
		return netdev.EADDRINUSE
	}
	s.Num.Store(t.At("udp.bind.num"), port)
	sl.socks.AddHead(t.At("udp.bind.hash"), &s.Node)
	c := sl.makeChain(t.At("udp.bind.chain"), addr)
	s.PortaddrHash.Store(t, addr)
	c.socks.AddHead(t.At("udp.bind.hash2"), &s.PortaddrNode)
	return nil
}

// conflict is udp_lib_lport_inuse: another socket of the port stands in the
// way if the two do not both set SO_REUSEADDR, their devices overlap, their
// addresses overlap, and they are not both SO_REUSEPORT of one user (BND-01
// to BND-03, BND-41). It compares devices as they are now; changing a device
// later is never refused (BND-10).
func conflict(t *sched.Task, sl *slot, s *sock.Sock) bool {
	reuse, port := s.ReuseAddr(t), s.ReusePort(t)
	dev, addr := s.BoundDevIf(t), s.RcvSaddr.Load(t)
	for n := sl.socks.First(t); n != nil; n = n.Next(t) {
		o := n.Val
		theirs := o.RcvSaddr.Load(t)
		switch {
		case reuse && o.ReuseAddr(t):
		case !sock.DevicesOverlap(dev, o.BoundDevIf(t)):
		case addr != 0 && theirs != 0 && addr != theirs:
		case port && o.ReusePort(t) && s.UID() == o.UID():
			return false // the kernel looks no further: the two form a group
		default:
			return true
		}
	}
	return false
}

// unhash takes the socket out of both chains (udp_lib_unhash).
func (tb *table) unhash(t *sched.Task, s *sock.Sock) {
	port := s.Num.Load(t.At("udp.unhash.check"))
	if port == 0 {
		return
	}
	sl := tb.slot(t, port)
	sl.lock.Lock(t.At("udp.unhash.lock"))
	defer func() { sl.lock.Unlock(t.At("udp.unhash.unlock")) }()
	s.Node.Del(t.At("udp.unhash.hash"))
	s.Num.Store(t.At("udp.unhash.num"), 0)
	s.PortaddrNode.Del(t.At("udp.unhash.hash2"))
}
