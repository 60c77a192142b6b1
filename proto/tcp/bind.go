package tcp

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// bind4 and bind6 are inet_bind and inet6_bind for TCP.
func (tb *table) bind4(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	return forget(t, s, sock.InetBind(t, s, local, tb.getPort))
}

func (tb *table) bind6(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	return forget(t, s, sock.Inet6Bind(t, s, local, tb.getPort))
}

// forget is the end of __inet_bind and __inet6_bind: a socket that had a peer,
// or tried to, forgets that one, but for its IPv6 address.
func forget(t *sched.Task, s *sock.Sock, err error) error {
	if err == nil && (s.Daddr.Load(t) != 0 || s.Dport.Load(t) != 0) {
		s.Daddr.Store(t, 0)
		s.Dport.Store(t, 0)
	}
	return err
}

// getPort is inet_csk_get_port: it finds a port, 0 asking for a free one, and
// hangs the socket into a bucket of it. listen() calls it once more for the
// port that the socket has (BND-12).
func (tb *table) getPort(t *sched.Task, s *sock.Sock, port uint32) error {
	if port == 0 {
		return tb.openPort(t, s)
	}
	return tb.claim(t, s, port, true)
}

// openPort is inet_csk_find_open_port. It takes a port with the other parity
// than connect() prefers, if it can. The kernel begins its search at random;
// here it begins after the last port given out.
func (tb *table) openPort(t *sched.Task, s *sock.Sock) error {
	low, high := s.PortRange(t.At("tcp.autobind.range"))
	count := even(high - low + 1)
	from := tb.hint.Load(t.At("tcp.autobind.hint"))
	for i := range count {
		port := low + parity(from+i, count, 1)
		if tb.claim(t, s, port, false) == nil {
			tb.hint.Store(t.At("tcp.autobind.hint"), from+i+1)
			return nil
		}
	}
	return netdev.EADDRINUSE
}

// even is a number of ports without the last if that has no pair: the search
// never comes to it.
func even(count uint32) uint32 {
	if count > 1 {
		return count &^ 1
	}
	return count
}

// parity is the i-th of count ports in the order of a search: half of them are
// first, those of the given parity.
func parity(i, count, first uint32) uint32 {
	if count == 1 {
		return 0
	}
	i %= count
	half := count / 2
	return i%half*2 + (i/half^first)&1
}

// claim hangs the socket into the bucket of a port unless that conflicts. If
// it hangs in one already, that is only compared and described anew. If that
// is the bucket of another l3 domain, because the device has changed since, the
// kernel goes on with a warning (L3-25).
func (tb *table) claim(t *sched.Task, s *sock.Sock, port uint32, share bool) error {
	c := of(t, s)
	reuse := s.ReuseAddr(t.At("tcp.bind.reuse")) && c.state.Load(t) != LISTEN
	sl := tb.makeSlot(t, port)
	sl.bind.Lock(t.At("tcp.bind.lock"))
	defer func() { sl.bind.Unlock(t.At("tcp.bind.unlock")) }()
	l3mdev := tb.l3mdev(t.At("tcp.bind.domain"), s)
	b := sl.bucket(l3mdev)
	if t.At("tcp.bind.conflict"); b != nil && !(share && b.allows(t, s, reuse)) && b.conflicts(t, s, share) {
		return netdev.EADDRINUSE
	}
	if b == nil {
		b = sl.makeBucket(l3mdev)
	}
	first := b.empty() && !tb.has(netdev.BucketNeverEmpty)
	a := b.makeAt(localOf(t, s).key())
	b.update(t, s, a, reuse, first)
	if c.owner == nil {
		c.owner = &owner{sk: s}
		b.add(a.addr, c.owner)
		c.setPort(t.At("tcp.bind.num"), port)
	}
	if c.owner.bucket != b {
		tb.inet.Warn(t, "WARNING in inet_csk_get_port: the socket hangs in the bind bucket of another l3 domain")
	}
	if c.owner.addr != a && tb.has(netdev.BindByAddress) {
		tb.inet.Warn(t, "WARNING in inet_csk_get_port: the socket hangs in the bind bucket of another l3 domain or address")
	}
	return nil
}

func (c *conn) setPort(t *sched.Task, port uint32) {
	c.sk.Num.Store(t, port)
	c.sport.Store(t, port)
}

// putPort takes the socket out of its bucket (inet_put_port).
func (tb *table) putPort(t *sched.Task, c *conn) {
	if c.owner == nil {
		return
	}
	sl := tb.slot(t.At("tcp.putport.slot"), c.sk.Num.Load(t))
	sl.bind.Lock(t.At("tcp.putport.lock"))
	defer func() { sl.bind.Unlock(t.At("tcp.putport.unlock")) }()
	sl.remove(c.owner, tb.back())
	c.owner = nil
	c.sk.Num.Store(t.At("tcp.putport.num"), 0)
}

// moveAddr gives the socket another local address, and with it another place
// in the bucket (inet_bhash2_update_saddr). set stores the address.
func (tb *table) moveAddr(t *sched.Task, c *conn, set func()) {
	if c.owner == nil {
		set()
		return
	}
	sl := tb.slot(t.At("tcp.saddr.slot"), c.sk.Num.Load(t))
	sl.bind.Lock(t.At("tcp.saddr.lock"))
	defer func() { sl.bind.Unlock(t.At("tcp.saddr.unlock")) }()
	b := c.owner.bucket
	b.remove(c.owner, tb.back())
	set()
	b.add(localOf(t.At("tcp.saddr.hash"), c.sk).key(), c.owner)
}

// resetSaddr forgets an address that bind() did not fix
// (inet_bhash2_reset_saddr).
func (tb *table) resetSaddr(t *sched.Task, c *conn) {
	if c.sk.Locked&sock.AddrLocked != 0 {
		return
	}
	tb.moveAddr(t, c, func() { c.setLocal(t.At("tcp.saddr.reset"), netip.Addr{}) })
}

// setLocal stores the local address, both that packets must have and that is
// sent from; none is the wildcard. The caller has announced a step.
func (c *conn) setLocal(t *sched.Task, a netip.Addr) {
	s := c.sk
	if s.Family() == sock.AF_INET6 {
		a6 := netip.IPv6Unspecified()
		if a.IsValid() {
			a6 = netip.AddrFrom16(a.As16())
		}
		s.SetRcvSaddr6(t, a6)
		s.SetSaddr6(t, a6)
	}
	a4 := sock.FromAddr(a.Unmap())
	if a.Is6() && !a.Is4In6() {
		a4 = sock.Loopback4
	}
	s.RcvSaddr.Store(t, a4)
	s.Saddr.Store(t, a4)
}
