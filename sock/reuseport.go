package sock

import (
	"slices"

	"boundif/netdev"
	"boundif/sched"
)

// A Group is sockets that share a port by SO_REUSEPORT and divide its packets
// or connections among themselves (struct sock_reuseport; RPT-01). Who belongs
// together is the protocol's to say, when a socket is bound or begins to
// listen; nobody asks again later, so that a group can hold what would not be
// put together today (TCP-07).
//
// Groups are changed under the lock of the chain that their sockets hang in,
// and read without any. None of these functions announces a step.
type Group struct {
	socks    sched.Ptr[[]*Sock] // replaced, never changed
	anywhere sched.Var[uint32]  // bound to the wildcard address (bind_inany)
	conns    sched.Var[uint32]  // one of them has been connected (has_conns)
	secret   uint32             // see Inet
}

// Group is the group that the socket is in, nil if it is in none
// (sk_reuseport_cb).
func (s *Sock) Group(t *sched.Task) *Group {
	if x := s.Ext(t); x != nil {
		return x.group.Load(t)
	}
	return nil
}

// NewGroup makes a group of one socket (reuseport_alloc). A socket that has a
// group keeps it.
func (s *Sock) NewGroup(t *sched.Task, anywhere bool) *Group {
	x := s.extHere(t)
	g := x.group.Load(t)
	if g == nil {
		g = &Group{secret: s.Inet().Secret}
		sched.Own(t, "sock_reuseport", g)
		g.socks.Store(t, &[]*Sock{s})
		x.group.Store(t, g)
	}
	if anywhere {
		g.anywhere.Store(t, 1)
	}
	return g
}

// JoinGroup puts the socket last into the group of another one, which gets a
// group if it has none: so a socket that has left its group comes back into one
// (reuseport_add_sock; RPT-08).
//
// Errors: EBUSY if the socket is in a group with others.
func (s *Sock) JoinGroup(t *sched.Task, other *Sock, anywhere bool) error {
	g := other.Group(t)
	if g == nil {
		g = other.NewGroup(t, anywhere)
	}
	x := s.extHere(t)
	if old := x.group.Load(t); old != nil && len(*old.socks.Load(t)) != 1 {
		return netdev.EBUSY
	}
	members := *g.socks.Load(t)
	grown := append(slices.Clip(slices.Clone(members)), s)
	g.socks.Store(t, &grown)
	x.group.Store(t, g)
	return nil
}

// LeaveGroup takes the socket out of its group, if it is in one. The last
// socket takes its place there (reuseport_detach_sock).
func (s *Sock) LeaveGroup(t *sched.Task) {
	x := s.Ext(t)
	if x == nil {
		return
	}
	g := x.group.Load(t)
	if g == nil {
		return
	}
	members := slices.Clone(*g.socks.Load(t))
	if i := slices.Index(members, s); i >= 0 {
		last := len(members) - 1
		members[i] = members[last]
		members = members[:last]
	}
	g.socks.Store(t, &members)
	x.group.Store(t, nil)
}

// Select is the member that gets a packet or connection with that hash, of
// those that are not connected; nil if all are (reuseport_select_sock_by_hash).
// The kernel mixes a secret into the hash, so that the share of each member is
// the same from outside and no single choice can be foretold.
func (g *Group) Select(t *sched.Task, hash uint32) *Sock {
	members := *g.socks.Load(t)
	n := len(members)
	if n == 0 {
		return nil
	}
	if g.secret != 0 {
		hash = (hash ^ g.secret) * 0x9e3779b1
		hash ^= hash >> 15
	}
	from := int(uint64(hash) * uint64(n) >> 32) // reciprocal_scale
	for i := range n {
		if s := members[(from+i)%n]; !s.HasPeer(t) {
			return s
		}
	}
	return nil
}

// Members lists the sockets of the group, which must not be changed.
func (g *Group) Members(t *sched.Task) []*Sock { return *g.socks.Load(t) }

// Anywhere reports whether the group is of sockets of the wildcard address
// (bind_inany).
func (g *Group) Anywhere(t *sched.Task) bool { return g.anywhere.Load(t) != 0 }

// HasConns reports whether a member has ever been connected: a lookup that has
// found the group must then look on for that one (reuseport_has_conns).
func (g *Group) HasConns(t *sched.Task) bool { return g.conns.Load(t) != 0 }

// SetConns says that the socket has been connected to its group, if it is in
// one (reuseport_has_conns_set).
func (s *Sock) SetConns(t *sched.Task) {
	if g := s.Group(t); g != nil {
		g.conns.Store(t, 1)
	}
}

// HasPeer reports whether the socket is connected (sk_state is
// TCP_ESTABLISHED, of datagram sockets).
func (s *Sock) HasPeer(t *sched.Task) bool {
	if s.Daddr.Load(t) != 0 {
		return true
	}
	return s.Family() == AF_INET6 && s.options.Load(t)&hasPeer6 != 0
}
