package tcp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// timewait stands for a connection that is over, or that only waits for the
// peer's FIN and has no socket any more (struct inet_timewait_sock). It has the
// device that the connection had at its end (TCP-32, OBS-05).
type timewait struct {
	dev       int32
	local     local
	reuse     bool // SO_REUSEADDR
	reuseport bool
	stamps    bool // its segments had time stamps (tw_ts_recent_stamp)

	substate sched.Var[uint32] // FIN_WAIT2 or TIME_WAIT
	received sched.Var[uint32] // rcv_nxt
	next     uint32            // snd_nxt

	owner *owner // place in the bind bucket; under slot.bind
}

// linger puts a TIME_WAIT entry in the place of the connection (tcp_time_wait,
// inet_twsk_hashdance). The socket, if anybody holds it still, is closed.
func (tb *table) linger(t *sched.Task, c *conn, substate uint32) {
	s := c.sk
	tw := &timewait{
		dev: s.BoundDevIf(t.At("tcp.timewait.device")), local: localOf(t, s),
		reuse: s.ReuseAddr(t), reuseport: s.ReusePort(t), next: c.stream.next, stamps: c.stream.stamps,
	}
	sched.Own(t, "tcp_timewait_sock", tw)
	tw.substate.Store(t, substate)
	tw.received.Store(t, c.stream.received)
	e := newEntry(t, c.tuple)
	e.tw = tw
	if c.owner != nil {
		sl := tb.slot(t.At("tcp.timewait.slot"), s.Num.Load(t))
		sl.bind.Lock(t.At("tcp.bind.lock"))
		tw.owner = &owner{tw: tw, connects: c.owner.connects}
		c.owner.bucket.add(c.owner.addr.addr, tw.owner)
		sl.bind.Unlock(t.At("tcp.bind.unlock"))
	}
	chain := c.entry.chain
	chain.lock.Lock(t.At("tcp.hash.lock"))
	chain.add(t.At("tcp.hash.add"), e)
	c.entry.node.Del(t.At("tcp.hash.unhash"))
	chain.lock.Unlock(t.At("tcp.hash.unlock"))
	c.entry = nil
	tb.finish(t, c)
}

// expire takes a TIME_WAIT entry away (inet_twsk_kill). It reports whether it
// was still there.
func (tb *table) expire(t *sched.Task, e *entry) bool {
	if !e.drop(t) {
		return false
	}
	tb.release(t, e)
	return true
}

// release takes a TIME_WAIT entry out of the bucket of its port
// (inet_twsk_bind_unhash).
func (tb *table) release(t *sched.Task, e *entry) {
	if o := e.tw.owner; o != nil {
		sl := tb.slot(t.At("tcp.timewait.slot"), uint32(e.local.Port()))
		sl.bind.Lock(t.At("tcp.putport.lock"))
		sl.remove(o, tb.back())
		sl.bind.Unlock(t.At("tcp.putport.unlock"))
	}
}

// Expire lets a minute pass, after which there are no TIME_WAIT entries. It
// returns how many there were. s is any TCP socket of the namespace.
func Expire(t *sched.Task, s *sock.Sock) int {
	tb := of(t, s).tb
	n := 0
	for i := range tb.established {
		conns := tb.established[i].Load(t.At("tcp.expire"))
		if conns == nil {
			continue
		}
		for j := range conns.chains {
			for node := conns.chains[j].entries.First(t); node != nil; node = node.Next(t) {
				if node.Val.tw != nil && tb.expire(t, node.Val) {
					n++
				}
			}
		}
	}
	return n
}

// toTimewait is tcp_timewait_state_process. It reports whether the segment is
// done with; if not, it begins a new connection in the place of the old, which
// is gone now.
func (tb *table) toTimewait(t *sched.Task, e *entry, k *sock.Key, p *netdev.Packet) bool {
	tw, h, seg := e.tw, p.TCP, segmentOf(p)
	next := tw.received.Load(t.At("tcp.timewait.rcv"))
	if tw.substate.Load(t) == FIN_WAIT2 {
		tb.lastFin(t, e, k, p)
		return true
	}
	switch {
	case h.Flags&netdev.RST != 0:
		if h.Seq == next {
			tb.expire(t, e)
		}
	case h.Seq == next && seg.end() == seg.seq:
		// nothing new
	case h.Flags&(netdev.SYN|netdev.ACK) == netdev.SYN && before(next, h.Seq):
		if tb.listens(t, k) && tb.expire(t, e) {
			return false
		}
		fallthrough
	default:
		tb.twAck(t, tw, k)
	}
	return true
}

// listens reports whether somebody would take a connection.
func (tb *table) listens(t *sched.Task, k *sock.Key) bool {
	t.At("tcp.lookup").RCULock()
	defer t.RCUUnlock()
	return tb.lookupListener(t, &tuple{local: k.Dst, remote: k.Src}, k, nil) != nil
}

// lastFin is what comes for a connection whose socket is gone before the peer
// has sent its FIN. Anything else that is new is refused.
func (tb *table) lastFin(t *sched.Task, e *entry, k *sock.Key, p *netdev.Packet) {
	tw, h, seg := e.tw, p.TCP, segmentOf(p)
	next := tw.received.Load(t.At("tcp.timewait.rcv"))
	switch {
	case before(seg.end(), next) || !before(seg.seq, next+window):
		if h.Flags&netdev.RST == 0 {
			tb.twAck(t, tw, k)
		}
	case h.Flags&netdev.RST != 0:
		tb.expire(t, e)
	case h.Flags&netdev.SYN != 0:
		tb.reset(t, k, p, tw.dev, nil)
	case h.Flags&netdev.ACK == 0 || !before(next, seg.end()):
		// nothing new
	case h.Flags&netdev.FIN == 0 || seg.end() != next+1:
		tb.expire(t, e)
		tb.reset(t, k, p, tw.dev, nil)
	default:
		tw.substate.Store(t, TIME_WAIT)
		tw.received.Store(t, seg.end())
		tb.twAck(t, tw, k)
	}
}

// twAck repeats what the connection has said last, by the device that it had
// (tcp_v4_timewait_ack; OUT-49).
func (tb *table) twAck(t *sched.Task, tw *timewait, k *sock.Key) {
	h := netdev.TCP{Seq: tw.next, Ack: tw.received.Load(t.At("tcp.timewait.ack")), Flags: netdev.ACK, Window: window}
	tb.answer(t, k, tw.dev, h, nil)
}
