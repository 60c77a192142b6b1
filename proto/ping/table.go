package ping

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// table is where the ping sockets of one namespace hang (struct ping_table):
// in chains by identifier, those of both families together, the newest first.
type table struct {
	inet   *sock.Inet
	lock   sched.Mutex
	rover  sched.Var[uint32] // the last automatic identifier (ping_port_rover)
	chains [chains]sched.List[sock.Sock]
}

const (
	chains = 64 // PING_HTABLE_SIZE
	idents = 1 << 16
)

func (tb *table) chain(ident uint32) *sched.List[sock.Sock] { return &tb.chains[ident%chains] }

// getPort is ping_get_port: it gives the socket an identifier, 0 asking for one
// that nobody has, and hashes it. EADDRINUSE if that conflicts, or if none is
// free.
func (tb *table) getPort(t *sched.Task, s *sock.Sock, ident uint32) error {
	tb.lock.Lock(t.At("ping.port.lock"))
	defer func() { tb.lock.Unlock(t.At("ping.port.unlock")) }()
	if ident == 0 {
		if ident = tb.free(t); ident == 0 {
			return netdev.EADDRINUSE
		}
		tb.rover.Store(t, ident)
	} else if tb.conflict(t.At("ping.port.conflict"), s, ident) {
		return netdev.EADDRINUSE
	}
	s.Num.Store(t.At("ping.port.num"), ident)
	tb.chain(ident).AddHead(t.At("ping.port.hash"), &s.Node)
	return nil
}

// free is the next identifier after the last automatic one that no socket has,
// whatever its device, address and family; 0 if there is none. The kernel asks for
// each identifier in turn who has it, which comes to the same.
func (tb *table) free(t *sched.Task) uint32 {
	last := tb.rover.Load(t.At("ping.port.rover"))
	taken := [idents / 64]uint64{0: 1} // 0 is no identifier
	for i := range tb.chains {
		for n := tb.chains[i].First(t); n != nil; n = n.Next(t) {
			ident := n.Val.Num.Load(t)
			taken[ident/64] |= 1 << (ident % 64)
		}
	}
	for i := range uint32(idents) {
		ident := (last + 1 + i) % idents
		if taken[ident/64]&(1<<(ident%64)) == 0 {
			return ident
		}
	}
	return 0
}

// conflict reports whether another socket has the identifier and one of the two
// has cleared SO_REUSEADDR. Neither the devices nor the addresses nor the
// families count (BND-50, PNG-03).
func (tb *table) conflict(t *sched.Task, s *sock.Sock, ident uint32) bool {
	reuse := s.ReuseAddr(t)
	for n := tb.chain(ident).First(t); n != nil; n = n.Next(t) {
		if o := n.Val; o.Num.Load(t) == ident && !(reuse && o.ReuseAddr(t)) {
			return true
		}
	}
	return false
}

// unhash is ping_unhash.
func (tb *table) unhash(t *sched.Task, s *sock.Sock) {
	tb.lock.Lock(t.At("ping.unhash.lock"))
	defer func() { tb.lock.Unlock(t.At("ping.unhash.unlock")) }()
	if s.Node.Listed() {
		s.Node.Del(t.At("ping.unhash.hash"))
		s.Num.Store(t.At("ping.unhash.num"), 0)
	}
}
