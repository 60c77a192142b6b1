package udp

import (
	"boundif/sched"
	"boundif/sock"
)

// rehash is udp_lib_rehash: it moves the socket to the chain of its local
// address, if it hangs in another. The bound device is no part of where a
// UDP socket hangs, so after a change of device it finds nothing to move
// (RH-04).
//
// Between the change of the address and the end of this, a lookup by address
// finds the socket in neither chain (RH-06); since Linux 6.14 a lookup by the
// port alone makes up for that, unless the new address is the wildcard
// (UDP-19).
func (tb *table) rehash(t *sched.Task, s *sock.Sock) {
	port := s.Num.Load(t.At("udp.rehash.check"))
	if port == 0 {
		return
	}
	addr := s.RcvSaddr.Load(t)
	if s.PortaddrHash.Load(t) == addr {
		return
	}
	sl := tb.slot(t, port)
	sl.lock.Lock(t.At("udp.rehash.lock"))
	defer func() { sl.lock.Unlock(t.At("udp.rehash.unlock")) }()
	c := sl.makeChain(t.At("udp.rehash.chain"), addr)
	s.PortaddrHash.Store(t, addr)
	s.PortaddrNode.Del(t.At("udp.rehash.unhash"))
	c.socks.AddHead(t.At("udp.rehash.hash"), &s.PortaddrNode)
}
