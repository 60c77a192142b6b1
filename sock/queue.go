package sock

import (
	"boundif/netdev"
	"boundif/sched"
)

// receiveQueue is sk_receive_queue: packets stay readable whatever happens to
// the socket's device afterwards (UDP-08).
type receiveQueue struct {
	lock    sched.Mutex
	packets []Received
}

// Received is a packet in a socket's queue.
type Received struct {
	netdev.Packet
	Dif int32 // index of the device that it arrived on, at that time
}

func (q *receiveQueue) put(t *sched.Task, p netdev.Packet, dif int32) {
	q.lock.Lock(t.At("sock.queue.put"))
	q.packets = append(q.packets, Received{p, dif})
	q.lock.Unlock(t)
}

// Receive takes the oldest packet from the queue; EAGAIN if there is none.
func (s *Sock) Receive(t *sched.Task) (Received, error) {
	q := &s.queue
	q.lock.Lock(t.At("sock.queue.take"))
	defer q.lock.Unlock(t)
	if len(q.packets) == 0 {
		return Received{}, netdev.EAGAIN
	}
	p := q.packets[0]
	q.packets = q.packets[1:]
	if len(q.packets) == 0 {
		q.packets = nil
	}
	return p, nil
}
