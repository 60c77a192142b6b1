package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// A backlog is what sk_receive_queue holds: packets, from head on. It is
// emptied, not freed: a socket that keeps up with its packets allocates no
// more.
type backlog struct {
	packets []Received
	head    int
}

// Received is a packet in a socket's queue.
type Received struct {
	netdev.Packet
	Dif int32 // index of the device that it arrived on, at that time
}

// enqueue puts a packet last into the socket's queue. It stays readable there
// whatever happens to the socket's device afterwards (UDP-08).
func (s *Sock) enqueue(t *sched.Task, p netdev.Packet, dif int32) {
	s.queueLock.Lock(t.At("sock.queue.put"))
	if s.queue == nil {
		s.queue = &backlog{}
	}
	s.queue.packets = append(s.queue.packets, Received{p, dif})
	s.queueLock.Unlock(t)
}

// Receive takes the oldest packet from the queue; EAGAIN if there is none. A
// raw socket is told no port of the sender (RAW-01).
func (s *Sock) Receive(t *sched.Task) (Received, error) {
	s.queueLock.Lock(t.At("sock.queue.take"))
	defer s.queueLock.Unlock(t)
	b := s.queue
	if b == nil || b.head == len(b.packets) {
		return Received{}, netdev.EAGAIN
	}
	p := b.packets[b.head]
	b.packets[b.head] = Received{}
	if b.head++; b.head == len(b.packets) {
		b.packets, b.head = b.packets[:0], 0
	}
	if s.prot.Number == 0 {
		p.Src = netip.AddrPortFrom(p.Src.Addr(), 0) // raw_recvmsg
	}
	return p, nil
}
