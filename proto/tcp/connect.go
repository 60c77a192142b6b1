package tcp

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// connect is __inet_stream_connect: a first call sends a SYN, and waits no
// longer than the packets that this leads to within the host; a later one asks
// what has come of it.
//
// Errors: EISCONN, EALREADY if there is still no answer, ECONNREFUSED and
// whatever else has ended the connection, EINPROGRESS where a blocking call
// would go on waiting, and those of begin.
func (tb *table) connect(t *sched.Task, s *sock.Sock, peer netip.AddrPort) error {
	c := of(t, s)
	waiting := error(netdev.EALREADY)
	switch c.progress {
	case connectedTo:
		return netdev.EISCONN
	case unconnected:
		if !c.in(t.At("tcp.connect.check"), CLOSE) {
			return netdev.EISCONN
		}
		if err := tb.begin(t, c, peer); err != nil {
			return err
		}
		c.progress = connecting
		waiting = netdev.EINPROGRESS
		s.Unlock(t) // inet_wait_for_connect: now the SYN leaves
		s.Lock(t)
	}
	switch {
	case c.in(t.At("tcp.connect.result"), SYN_SENT, SYN_RECV):
		return waiting
	case !c.in(t, CLOSE):
		c.progress = connectedTo
		return nil
	}
	err := s.SockErr(t)
	if err == nil {
		err = netdev.ECONNABORTED
	}
	c.progress = unconnected
	tb.hangUp(t, c)
	return err
}

// mayConnect is what of connect comes before the address: all, unless the socket
// has yet to begin.
func (tb *table) mayConnect(t *sched.Task, s *sock.Sock) (decided bool, err error) {
	if c := of(t, s); c.progress == unconnected && c.in(t.At("tcp.connect.check"), CLOSE) {
		return false, nil
	}
	return true, tb.connect(t, s, netip.AddrPort{})
}

// begin is tcp_v4_connect and tcp_v6_connect: route, local address, port and
// 4-tuple, in this order, and then the SYN.
//
// Errors: those of the route (OUT-04, OUT-10), ENETUNREACH for multicast and
// broadcast (WR-18), EAFNOSUPPORT from an IPv4 address to an IPv6 one, EINVAL for a link-local peer without a device or on
// another than the socket's (WR-15), EADDRNOTAVAIL if no port or not this one
// is free towards the peer.
func (tb *table) begin(t *sched.Task, c *conn, peer netip.AddrPort) error {
	peer, err := tb.scope(t, c, peer)
	if err != nil {
		return err
	}
	s := c.sk
	dst := peer.Addr().Unmap()
	src := c.source(t.At("tcp.connect.source"), dst)
	r, err := tb.inet.Net.RouteOutput(t.At("tcp.connect.route"), dst, src, s.BoundDevIf(t))
	if err != nil {
		return err
	}
	if r, err = s.SecondRoute(t, dst, r, s.BoundDevIf(t)); err != nil {
		return err
	}
	if r.Kind == netdev.Multicast || r.Kind == netdev.Broadcast {
		return netdev.ENETUNREACH
	}
	if src.Is4In6() && dst.Is6() {
		return netdev.EAFNOSUPPORT // ip6_dst_lookup_tail
	}
	if !src.IsValid() {
		tb.moveAddr(t, c, func() { c.setLocal(t.At("tcp.connect.saddr"), r.Src) })
	}
	s.SockErr(t) // tcp_connect_init
	c.remote = netip.AddrPortFrom(r.Dst, peer.Port())
	c.setPeer(t.At("tcp.connect.daddr"), c.remote)
	c.state.Store(t.At("tcp.connect.state"), SYN_SENT)
	isn, err := tb.hashConnect(t, c, r.Src)
	if err != nil {
		c.state.Store(t.At("tcp.connect.undo"), CLOSE)
		tb.resetSaddr(t, c)
		s.Dport.Store(t.At("tcp.connect.daddr"), 0) // sock_diag still tells the address
		return err
	}
	s.SetRoute(t.At("tcp.connect.dst_set"), r)
	c.stream = stream{unread: isn, next: isn}
	c.push(t, netdev.SYN, nil)
	return nil
}

// scope is what tcp_v6_connect does with an IPv6 address: none stands for this
// host; a link-local one needs a device, and its scope id binds the socket to
// one, which stays so whatever comes of it (WR-15, WR-16). So does the address,
// for sock_diag to tell. The device of an IPv4 address is none of its business
// (WR-17).
func (tb *table) scope(t *sched.Task, c *conn, peer netip.AddrPort) (netip.AddrPort, error) {
	s := c.sk
	addr, id := sock.Scope(peer.Addr())
	switch {
	case !addr.Is6():
	case addr.Is4In6():
	case addr.IsUnspecified():
		addr = netip.IPv6Loopback()
		if s.RcvSaddr6(t.At("tcp.connect.any")).Is4In6() {
			addr = netip.AddrFrom16(netip.AddrFrom4([4]byte{127, 0, 0, 1}).As16())
		}
	case addr.IsMulticast():
		return peer, netdev.ENETUNREACH
	case addr.IsLinkLocalUnicast():
		if id != 0 {
			if !s.SameL3Scope(t.At("tcp.connect.scope"), id) {
				return peer, netdev.EINVAL
			}
			s.SetBoundDevIf(t.At("tcp.connect.device"), id)
		}
		if s.BoundDevIf(t.At("tcp.connect.device")) == 0 {
			return peer, netdev.EINVAL
		}
	}
	if addr.Is6() {
		s.SetDaddr6(t, addr)
	}
	if addr.Is4In6() && s.V6Only(t.At("tcp.connect.v6only")) {
		return peer, netdev.ENETUNREACH
	}
	return netip.AddrPortFrom(addr, peer.Port()), nil
}

// source is the address that the socket is bound to, none if it is to none
// or, being of the other family, to one that does not count.
func (c *conn) source(t *sched.Task, dst netip.Addr) netip.Addr {
	a := netip.Addr{}
	if dst.Is4() {
		a = sock.ToAddr(c.sk.Saddr.Load(t))
	} else {
		a = c.sk.RcvSaddr6(t)
	}
	if a.IsUnspecified() {
		return netip.Addr{}
	}
	return a
}

// setPeer stores the peer, of both families if it is one of IPv4.
func (c *conn) setPeer(t *sched.Task, peer netip.AddrPort) {
	s, a := c.sk, peer.Addr()
	s.Daddr.Store(t, sock.FromAddr(a))
	if s.Family() == sock.AF_INET6 {
		s.SetDaddr6(t, netip.AddrFrom16(a.As16()))
	}
	s.Dport.Store(t, uint32(peer.Port()))
}

// hashConnect is __inet_hash_connect: the socket gets a place among the
// connections, and first, if it has none, a port. A port that another socket
// got from connect() will do if the 4-tuple is free; one that a socket is bound
// to will not (BND-22). Ports of the range's first parity come first.
func (tb *table) hashConnect(t *sched.Task, c *conn, src netip.Addr) (isn uint32, err error) {
	s := c.sk
	if port := s.Num.Load(t.At("tcp.connect.port")); port != 0 {
		c.local = netip.AddrPortFrom(src, uint16(port))
		return tb.take(t, c)
	}
	low, high := s.PortRange(t.At("tcp.autobind.range"))
	count := even(high - low + 1)
	from := tb.hint.Load(t.At("tcp.autobind.hint"))
	for i := range count {
		port := low + parity(from+i, count, 0)
		c.local = netip.AddrPortFrom(src, uint16(port))
		if isn, err = tb.share(t, c, port); err == nil {
			tb.hint.Store(t.At("tcp.autobind.hint"), from+i+1)
			return isn, nil
		}
	}
	return 0, netdev.EADDRNOTAVAIL
}

// share gives the socket a port that only connect() has given to others, and
// the 4-tuple.
func (tb *table) share(t *sched.Task, c *conn, port uint32) (isn uint32, err error) {
	sl := tb.makeSlot(t, port)
	sl.bind.Lock(t.At("tcp.bind.lock"))
	defer func() { sl.bind.Unlock(t.At("tcp.bind.unlock")) }()
	l3mdev := tb.l3mdev(t.At("tcp.bind.domain"), c.sk)
	b := sl.bucket(l3mdev)
	if b != nil && !b.connects {
		return 0, netdev.EADDRNOTAVAIL
	}
	if isn, err = tb.take(t, c); err != nil {
		return 0, err
	}
	if b == nil {
		b = sl.makeBucket(l3mdev)
		b.fast = fast{connects: true}
	}
	key := localOf(t.At("tcp.bind.hash"), c.sk).key()
	if b.at(key) == nil {
		b.makeAt(key).connects = true
	}
	c.owner = &owner{sk: c.sk, connects: true}
	b.add(key, c.owner)
	c.setPort(t.At("tcp.bind.num"), port)
	return isn, nil
}

// take hangs the socket among the connections.
func (tb *table) take(t *sched.Task, c *conn) (isn uint32, err error) {
	e := newEntry(t, c.tuple)
	e.sk = c.sk
	if isn, err = tb.unique(t, e); err == nil {
		c.entry = e
	}
	return isn, err
}

// disconnect is connect() with AF_UNSPEC. The socket keeps its device, unlike
// one of UDP (WR-20).
func (tb *table) disconnect(t *sched.Task, s *sock.Sock) error {
	c := of(t, s)
	c.progress = unconnected
	tb.hangUp(t, c)
	return nil
}

// hangUp is tcp_disconnect: it ends whatever the socket does, at once, and
// makes it fit for something new.
func (tb *table) hangUp(t *sched.Task, c *conn) {
	s := c.sk
	state := c.state.Load(t.At("tcp.disconnect.state"))
	if state == ESTABLISHED || state == SYN_RECV || state == CLOSE_WAIT || state == FIN_WAIT1 || state == FIN_WAIT2 {
		c.abort(t, s) // tcp_need_reset
		s.SetError(t, netdev.ECONNRESET)
	}
	if state != CLOSE { // otherwise the port stays, asked for or not
		tb.setClosed(t, c)
	}
	switch state {
	case LISTEN:
		tb.stopListening(t, c)
	case SYN_SENT:
		s.SetError(t, netdev.ECONNRESET)
	}
	s.Dport.Store(t.At("tcp.disconnect.daddr"), 0)
	tb.resetSaddr(t, c)
	c.shut, c.done = 0, false
	c.stream = stream{}
	s.SetRoute(t.At("tcp.disconnect.dst_reset"), nil)
}

// setClosed is tcp_set_state(TCP_CLOSE): the socket leaves the listeners or the
// connections, and gives up a port that bind() did not fix.
func (tb *table) setClosed(t *sched.Task, c *conn) {
	if c.in(t, LISTEN) {
		tb.unlisten(t, c.sk)
	}
	c.state.Store(t.At("tcp.close.state"), CLOSE)
	if c.entry != nil {
		c.entry.drop(t)
		c.entry = nil
	}
	if c.sk.Locked&sock.PortLocked == 0 {
		tb.putPort(t, c)
	}
}
