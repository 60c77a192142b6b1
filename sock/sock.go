package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// A Sock is a socket of the network layer (struct sock). Its fields are those
// that protocols share (struct sock_common); lookups read them at any moment,
// writers hold the socket lock.
type Sock struct {
	// What a lookup reads comes first, in one cache line. Addresses are 0 for
	// the wildcard, ports in host order.

	PortaddrNode sched.Node[Sock]  // place in a protocol's table by address (skc_portaddr_node)
	boundDevIf   sched.Var[int32]  // sk_bound_dev_if
	RcvSaddr     sched.Var[uint32] // local address that packets must have (inet_rcv_saddr)
	Daddr        sched.Var[uint32] // connected peer (inet_daddr)
	Dport        sched.Var[uint32] // its port (inet_dport)

	prot    *Proto
	Num     sched.Var[uint32] // local port, 0 if not bound; protocol number for raw (inet_num)
	Saddr   sched.Var[uint32] // local address that is sent from (inet_saddr)
	options sched.Var[flags]  // SO_REUSEADDR and its kind

	// PortaddrHash is the local address whose chain PortaddrNode hangs in
	// (udp_portaddr_hash). It differs from RcvSaddr between a change of address
	// and the rehash that follows.
	PortaddrHash sched.Var[uint32]

	Node sched.Node[Sock] // place in a protocol's table of all sockets (sk_node)
	ext  sched.Ptr[Ext]   // see Ext
	lock sched.Mutex      // lock_sock
	uid  uint32

	queueLock sched.Mutex

	// Locked says which of the local address and port were asked for, and so
	// survive a disconnect (sk_userlocks). Under the lock.
	Locked Locks

	dead   bool     // closed; under the lock
	parked bool     // Ext has packets that OutputLater keeps; under the lock
	queue  *backlog // sk_receive_queue, nil until the first packet; under queueLock
}

// Locks is a set of things that bind() fixed.
type Locks uint8

const (
	AddrLocked Locks = 1 << iota // SOCK_BINDADDR_LOCK
	PortLocked                   // SOCK_BINDPORT_LOCK
)

// newSock makes a socket of the protocol (sk_alloc and sock_init_data).
func newSock(t *sched.Task, p *Proto, uid uint32) *Sock {
	s := &Sock{prot: p, uid: uid}
	if p.Reuse {
		s.options.Store(nil, reuseAddr)
	}
	sched.Own(t, "sock", s)
	s.Node.Val, s.PortaddrNode.Val = s, s
	if p.family() == AF_INET6 {
		s.ext.Store(t.At("sock.create"), newExt(t))
		s.SetV6Only(t, p.inet.Sysctl.BindV6Only.Load(t) != 0)
	}
	return s
}

// Net is the network namespace that the socket belongs to.
func (s *Sock) Net() *netdev.Net { return s.prot.inet.Net }

// Inet is the socket layer of that namespace.
func (s *Sock) Inet() *Inet { return s.prot.inet }

// Proto is the socket's protocol.
func (s *Sock) Proto() *Proto { return s.prot }

// Family is AF_INET or AF_INET6.
func (s *Sock) Family() int { return s.prot.family() }

// Clone makes another socket of the protocol with the device, the options and
// the owner of this one, and nothing else of it (sk_clone_lock): what a listener
// makes of a connection. The caller has announced a step.
func (s *Sock) Clone(t *sched.Task) *Sock {
	c := newSock(t, s.prot, s.uid)
	c.boundDevIf.Store(t, s.boundDevIf.Load(t))
	c.options.Store(t, s.options.Load(t)&^(acceptConn|portless))
	if x := s.ext.Load(t); x != nil {
		if o := x.inetOptions.Load(t); o != nil {
			o = o.clone()
			o.groups = nil
			if c.ext.Load(t) == nil {
				c.ext.Store(t, newExt(t))
			}
			c.ext.Load(t).inetOptions.Store(t, o)
		}
	}
	return c
}

// SetBoundDevIf writes the device without a word to anybody, as an address
// with a scope id does (WR-13). The caller holds the lock and has announced a
// step.
func (s *Sock) SetBoundDevIf(t *sched.Task, index int32) { s.boundDevIf.Store(t, index) }

// UID is the user that owns the socket (sk_uid).
func (s *Sock) UID() uint32 { return s.uid }

// BoundDevIf is the index of the device that the socket is bound to, 0 if it
// is bound to none. Nothing ties the number to a device that exists.
func (s *Sock) BoundDevIf(t *sched.Task) int32 { return s.boundDevIf.Load(t) }

// BoundDevMatch reports whether a packet is for the socket as far as devices
// go (inet_bound_dev_eq; RX-01). dif is the device that the packet arrived on;
// if that belongs to a VRF, dif is the VRF and sdif the device. A bound socket
// matches if it is bound to one of the two, an unbound one if the packet came
// by no VRF or the protocol's l3mdev_accept is on.
func (s *Sock) BoundDevMatch(t *sched.Task, dif, sdif int32, l3mdevAccept bool) (match, bound bool) {
	dev := s.boundDevIf.Load(t)
	if dev == 0 {
		return sdif == 0 || l3mdevAccept, false
	}
	return dev == dif || dev == sdif, true
}

// DevicesOverlap reports whether two sockets could get the same packet as far
// as devices go: the rule of every bind conflict (BND-01).
func DevicesOverlap(a, b int32) bool { return a == 0 || b == 0 || a == b }

// ClearDevice unbinds the socket without asking for any capability, as
// connect(AF_UNSPEC) does (__udp_disconnect; WR-20). The caller holds the
// socket lock and has announced a step.
func (s *Sock) ClearDevice(t *sched.Task) { s.boundDevIf.Store(t, 0) }

// CachedRoute is the route that the last send left for the next, nil if there
// is none or the devices have changed so that it must not be used any more
// (sk_dst_check). It can be of another device than the socket is bound to: see
// SetRoute.
func (s *Sock) CachedRoute(t *sched.Task) *netdev.Route {
	r := s.cached(t)
	if r == nil || !s.Net().Valid(t, r) {
		return nil
	}
	return r
}

func (s *Sock) cached(t *sched.Task) *netdev.Route {
	if x := s.ext.Load(t); x != nil {
		return x.dst.Load(t)
	}
	return nil
}

// SetRoute caches a route (sk_dst_set), or none. A sender calls it without
// the socket lock, so a route looked up for the old device may arrive after
// the reset that came with a new one (RACE-40).
func (s *Sock) SetRoute(t *sched.Task, r *netdev.Route) {
	if x := s.ext.Load(t); x != nil || r != nil {
		s.extHere(t).dst.Store(t, r)
	}
}

// Lock takes the socket lock (lock_sock), in step sock.lock.
func (s *Sock) Lock(t *sched.Task) { s.lock.Lock(t.At("sock.lock")) }

// Rehash runs the protocol's Rehash hook, if it has one.
func (s *Sock) Rehash(t *sched.Task) {
	if s.prot.Rehash != nil {
		s.prot.Rehash(t, s)
	}
}

// Bind gives the socket a local address (inet_bind, inet6_bind), with its scope
// id as zone.
//
// Errors: EAFNOSUPPORT for an address that is not IPv4, and EINVAL for one that
// is, if the socket is of IPv6, as it is too short; EADDRNOTAVAIL for one that
// is not local, EINVAL for a socket that has a port already, EADDRINUSE for a
// conflict; EOPNOTSUPP if the protocol has no addresses.
func (s *Sock) Bind(t *sched.Task, local netip.AddrPort) error {
	if s.prot.Bind == nil {
		return netdev.EOPNOTSUPP
	}
	switch a := local.Addr(); {
	case s.Family() == AF_INET && !a.Is4():
		return netdev.EAFNOSUPPORT
	case s.Family() == AF_INET6 && !a.Is6():
		return netdev.EINVAL
	}
	if s.prot.BindUnlocked {
		return s.prot.Bind(t, s, local)
	}
	s.Lock(t)
	if s.dead {
		s.Unlock(t)
		return nil
	}
	err := s.prot.Bind(t, s, local)
	if err == netdev.EADDRNOTAVAIL {
		s.release(t) // __inet_bind says so before it takes the lock
	} else {
		s.Unlock(t)
	}
	return err
}

// Dead reports whether the socket has been closed. The caller holds its lock.
func (s *Sock) Dead() bool { return s.dead }

// Autobind gives a socket without a port an automatic one (inet_autobind):
// EAGAIN if none is free (BND-21).
func (s *Sock) Autobind(t *sched.Task) error {
	if s.prot.Bind == nil || s.prot.NoAutobind {
		return nil
	}
	if s.Num.Load(t.At("sock.autobind.check")) != 0 {
		return nil
	}
	s.Lock(t)
	defer s.Unlock(t)
	if s.dead || s.Num.Load(t) != 0 {
		return nil
	}
	if s.prot.GetPort != nil {
		if s.prot.GetPort(t, s, 0) != nil {
			return netdev.EAGAIN
		}
		return nil
	}
	addr := netip.Addr{} // a port only
	if s.Family() == AF_INET && !s.NoPort(t) {
		addr = ToAddr(s.RcvSaddr.Load(t))
	}
	if s.prot.Bind(t, s, netip.AddrPortFrom(addr, 0)) != nil {
		return netdev.EAGAIN
	}
	return nil
}

// Connect fixes the peer of the socket (inet_dgram_connect), after an
// Autobind.
//
// Errors: EAFNOSUPPORT for an address that is not IPv4 unless the socket is of
// IPv6, then as Autobind and the protocol's route lookup; EOPNOTSUPP if the
// protocol has no connections.
func (s *Sock) Connect(t *sched.Task, peer netip.AddrPort) error {
	if s.prot.Connect == nil {
		return netdev.EOPNOTSUPP
	}
	if !peer.Addr().Is4() && (s.Family() == AF_INET || !peer.IsValid()) {
		if decided, err := s.MayConnect(t); decided {
			return err
		}
		return netdev.EAFNOSUPPORT
	}
	if err := s.Autobind(t); err != nil {
		return err
	}
	s.Lock(t)
	defer s.Unlock(t)
	if s.dead {
		return nil
	}
	return s.prot.Connect(t, s, peer)
}

// MayConnect says what connect() returns before it looks at the address: EISCONN,
// EALREADY, what has come of an earlier call; decided is false if it does look
// (__inet_stream_connect).
func (s *Sock) MayConnect(t *sched.Task) (decided bool, err error) {
	if s.prot.MayConnect == nil {
		s.pass(t) // __ip4_datagram_connect looks at the address under the lock
		return false, nil
	}
	s.Lock(t)
	defer s.Unlock(t)
	return s.prot.MayConnect(t, s)
}

// Disconnect is connect() with an address of family AF_UNSPEC: it forgets the
// peer and the bound device, for anybody who asks (WR-20).
func (s *Sock) Disconnect(t *sched.Task) error {
	if s.prot.Disconnect == nil {
		return netdev.EOPNOTSUPP
	}
	s.Lock(t)
	defer s.Unlock(t)
	if s.dead {
		return nil
	}
	return s.prot.Disconnect(t, s)
}

// Send is SendMsg of a payload to peer, or to the connected peer if peer is not
// valid.
func (s *Sock) Send(t *sched.Task, payload []byte, peer netip.AddrPort) error {
	return s.SendMsg(t, Msg{Payload: payload, To: peer})
}

// SendMsg sends a message (inet_sendmsg). A socket without a port has got one
// when it fails.
//
// Errors: EOPNOTSUPP if the protocol sends nothing, EAGAIN as Autobind,
// EAFNOSUPPORT for an address of another family, then those of the protocol.
func (s *Sock) SendMsg(t *sched.Task, m Msg) error {
	if s.prot.Send == nil {
		return netdev.EOPNOTSUPP
	}
	if err := s.Autobind(t); err != nil {
		return err
	}
	if m.To.IsValid() && !m.To.Addr().Is4() && s.Family() == AF_INET && s.Cork(t) == nil {
		return netdev.EAFNOSUPPORT
	}
	return s.prot.Send(t, s, m)
}

// Close takes the socket out of the protocol's tables (inet_release). Calls
// on the socket that another task has begun still run to their ends, as they
// would on Linux, where they hold a reference; they find nothing to hash.
func (s *Sock) Close(t *sched.Task) {
	s.Lock(t)
	defer s.Unlock(t)
	s.dead = true
	s.dropGroups(t)
	if s.Family() == AF_PACKET {
		s.Inet().packets.remove(t, s)
	}
	if s.prot.Close != nil {
		s.prot.Close(t, s)
	} else if s.prot.Unhash != nil {
		s.prot.Unhash(t, s)
	}
}

// Addr is the local address of the socket: what getsockname() tells
// (inet_getname, inet6_getname). A raw socket has its protocol number in place
// of a port, until connect(AF_UNSPEC) takes that (WR-22). The scope id of a
// link-local address is the device that the socket is bound to by now (OBS-10).
func (s *Sock) Addr(t *sched.Task) netip.AddrPort {
	defer s.nameLock(t)()
	addr, port := s.Saddr.Load(t.At("sock.getname")), s.Num.Load(t)
	if s.options.Load(t)&portless != 0 {
		port = 0
	}
	if s.prot.Sport != nil {
		port = s.prot.Sport(t, s)
	}
	if s.Family() == AF_INET6 {
		a := s.RcvSaddr6(t)
		if a.IsUnspecified() {
			a = s.Saddr6(t)
		}
		return netip.AddrPortFrom(WithScope(a, s.boundDevIf.Load(t)), uint16(port))
	}
	if rcv := s.RcvSaddr.Load(t); rcv != 0 {
		addr = rcv // multicast or broadcast, which nothing is sent from
	}
	return netip.AddrPortFrom(ToAddr(addr), uint16(port))
}

// ForgetPort makes Addr tell port 0 from now on (inet_sport = 0), while Num
// stays. The caller holds the socket lock and has announced a step.
func (s *Sock) ForgetPort(t *sched.Task) { s.setFlag(t, portless, true) }

// FromAddr is an IPv4 address as a number; what is not IPv4 is the wildcard,
// 0. The functions of this package let no such address through to a protocol.
func FromAddr(a netip.Addr) uint32 {
	if !a.Is4() {
		return 0
	}
	b := a.As4()
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

// ToAddr is the address that FromAddr gave.
func ToAddr(a uint32) netip.Addr {
	return netip.AddrFrom4([4]byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)})
}
