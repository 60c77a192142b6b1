package tcp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// maxBacklog is net.core.somaxconn.
const maxBacklog = 4096

// queue is the connections of a listener that wait for accept(), the oldest
// first (struct request_sock_queue).
type queue struct {
	lock     sched.Mutex
	ready    []*sock.Sock
	requests int // connections of which only the SYN has come
	max      int
	shut     int  // what the listener had shut before; its connections have it, too
	open     bool // the listener listens
}

// listen is inet_listen and inet_csk_listen_start. A socket that does not
// listen yet asks for its port once more, now as one that SO_REUSEADDR cannot
// hide from others (BND-05, BND-12); one that does only gets another backlog
// (BND-13).
//
// Errors: EINVAL for a socket that is or was to be connected, EADDRINUSE.
func (tb *table) listen(t *sched.Task, s *sock.Sock, backlog int) error {
	c := of(t, s)
	if backlog < 0 || backlog > maxBacklog {
		backlog = maxBacklog
	}
	if c.progress != unconnected || !c.in(t.At("tcp.listen.check"), CLOSE, LISTEN) {
		return netdev.EINVAL
	}
	if c.in(t, LISTEN) {
		c.queue.lock.Lock(t.At("tcp.listen.backlog"))
		c.queue.max = backlog
		c.queue.lock.Unlock(t)
		return nil
	}
	q := &queue{max: backlog, shut: c.shut, open: true}
	sched.Own(t, "tcp_accept_queue", q)
	c.queue = q
	c.state.Store(t.At("tcp.listen.state"), LISTEN)
	err := tb.getPort(t, s, s.Num.Load(t.At("tcp.listen.port")))
	if err == nil {
		s.SetRoute(t.At("tcp.listen.dst_reset"), nil)
		err = tb.hashListener(t, s)
	}
	if err != nil {
		c.state.Store(t.At("tcp.listen.undo"), CLOSE)
		return err
	}
	s.SetAcceptConn(t.At("tcp.listen.done"), true)
	return nil
}

// hashListener is __inet_hash for a listener: the newest first, except for
// those of IPv6 with SO_REUSEPORT, which hang last (TCP-03).
func (tb *table) hashListener(t *sched.Task, s *sock.Sock) error {
	addr := chainAddr(t.At("tcp.listen.addr"), s)
	sl := tb.slot(t, s.Num.Load(t))
	sl.listen.Lock(t.At("tcp.listen.lock"))
	defer func() { sl.listen.Unlock(t.At("tcp.listen.unlock")) }()
	c := sl.makeChain(t.At("tcp.listen.chain"), addr)
	if s.ReusePort(t) {
		if err := tb.group(t.At("tcp.listen.group"), s, c); err != nil {
			return err
		}
	}
	s.PortaddrHash.Store(t.At("tcp.listen.hash"), sock.FromAddr(addr))
	if s.ReusePort(t) && s.Family() == sock.AF_INET6 {
		c.socks.AddTail(t, &s.PortaddrNode)
	} else {
		c.socks.AddHead(t, &s.PortaddrNode)
	}
	return nil
}

// group is inet_reuseport_add_sock: the listener joins the first one that is
// its like, device included, or begins a group. This is the only time that
// devices are compared (TCP-07).
func (tb *table) group(t *sched.Task, s *sock.Sock, c *chain) error {
	me, any := localOf(t, s), chainAddr(t, s) == chain{}.addr
	for n := c.socks.First(t); n != nil; n = n.Next(t) {
		o := n.Val
		if o.Family() == s.Family() && o.V6Only(t) == s.V6Only(t) && o.BoundDevIf(t) == s.BoundDevIf(t) &&
			tb.sameBucket(t, o, s) && o.ReusePort(t) && o.UID() == s.UID() && me.equal(localOf(t, o), false, false) {
			return s.JoinGroup(t, o, any)
		}
	}
	s.NewGroup(t, any)
	return nil
}

// sameBucket reports whether two sockets of one port are in one l3 domain, or
// were when they got the port. Neither changes its bucket while it listens.
func (tb *table) sameBucket(t *sched.Task, a, b *sock.Sock) bool {
	return of(t, a).owner.bucket == of(t, b).owner.bucket
}

// grouped reports whether the socket is in a group.
func grouped(t *sched.Task, s *sock.Sock) bool { return s.Group(t) != nil }

// unlisten takes a listener out of its chain and its group (inet_unhash,
// reuseport_stop_listen_sock).
func (tb *table) unlisten(t *sched.Task, s *sock.Sock) {
	sl := tb.slot(t.At("tcp.unlisten.slot"), s.Num.Load(t))
	sl.listen.Lock(t.At("tcp.unlisten.lock"))
	defer func() { sl.listen.Unlock(t.At("tcp.unlisten.unlock")) }()
	s.LeaveGroup(t.At("tcp.unlisten.group"))
	s.PortaddrNode.Del(t.At("tcp.unlisten.hash"))
	s.SetAcceptConn(t.At("tcp.unlisten.done"), false)
}

// stopListening ends the connections that nobody has accepted
// (inet_csk_listen_stop): their peers get resets. Requests are left alone, and
// find out when their peers answer.
func (tb *table) stopListening(t *sched.Task, c *conn) {
	q := c.queue
	q.lock.Lock(t.At("tcp.listen.stop"))
	ready := q.ready
	q.ready, q.open = nil, false
	q.lock.Unlock(t)
	for _, child := range ready {
		tb.forget(t, c.sk, of(t, child))
	}
}

// forget ends a connection that has no owner yet (inet_child_forget). What it
// has to say goes out when the lock of s is free.
func (tb *table) forget(t *sched.Task, s *sock.Sock, c *conn) {
	c.sk.Lock(t)
	if !c.in(t, CLOSE) {
		c.abort(t, s)
	}
	tb.setClosed(t, c)
	tb.orphan(t, c)
	c.sk.Unlock(t)
}

// accept is inet_csk_accept. It never waits.
//
// Errors: EINVAL for a socket that does not listen, EAGAIN.
func (tb *table) accept(t *sched.Task, s *sock.Sock) (*sock.Sock, error) {
	s.Lock(t)
	defer s.Unlock(t)
	c := of(t, s)
	if !c.in(t.At("tcp.accept.check"), LISTEN) {
		return nil, netdev.EINVAL
	}
	q := c.queue
	q.lock.Lock(t.At("tcp.accept.take"))
	defer q.lock.Unlock(t)
	if len(q.ready) == 0 {
		return nil, netdev.EAGAIN
	}
	child := q.ready[0]
	q.ready = q.ready[1:]
	return child, nil
}

// full reports whether no more connection fits (sk_acceptq_is_full), and
// whether no more request does (inet_csk_reqsk_queue_is_full).
func (q *queue) full(t *sched.Task, r netdev.Release) (connections, requests bool) {
	q.lock.Lock(t.At("tcp.accept.full"))
	defer q.lock.Unlock(t)
	room := q.max
	if r.Has(netdev.ZeroBacklog) {
		room++
	}
	return len(q.ready) > q.max, q.requests >= room
}

// count adds to the number of requests, or takes from it.
func (q *queue) count(t *sched.Task, n int) {
	q.lock.Lock(t.At("tcp.request.count"))
	q.requests += n
	q.lock.Unlock(t)
}

// add puts a connection last, unless the listener has stopped
// (inet_csk_reqsk_queue_add).
func (q *queue) add(t *sched.Task, child *sock.Sock) bool {
	q.lock.Lock(t.At("tcp.accept.add"))
	defer q.lock.Unlock(t)
	if q.open {
		q.ready = append(q.ready, child)
	}
	return q.open
}
