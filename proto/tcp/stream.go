package tcp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// send is tcp_sendmsg: the bytes are cut into segments, which leave at once
// except for a small one behind another. An address in the message is not looked
// at. That a segment finds no way out is no error: it counts as sent (TCP-23,
// OUT-44).
//
// Errors: what has ended the connection, once; EPIPE for a socket that is not
// connected or has said that it sends no more; EAGAIN while the peer has not
// answered.
func (tb *table) send(t *sched.Task, s *sock.Sock, m sock.Msg) error {
	s.Lock(t)
	defer s.Unlock(t)
	c := of(t, s)
	if err := s.SockErr(t.At("tcp.send.check")); err != nil {
		return err
	}
	switch {
	case c.in(t, SYN_SENT, SYN_RECV):
		return netdev.EAGAIN
	case c.shut&sendShutdown != 0 || !c.in(t, ESTABLISHED, CLOSE_WAIT):
		return netdev.EPIPE
	}
	c.stream.waiting = append(c.stream.waiting, m.Payload...)
	c.flush(t, false)
	return nil
}

// recv is tcp_recvmsg: at most max of the bytes that have arrived, or none
// after the peer's FIN.
//
// Errors: ENOTCONN for a socket that was never connected, what has ended the
// connection, EAGAIN.
func (tb *table) recv(t *sched.Task, s *sock.Sock, max int) (sock.Received, error) {
	return tb.read(t, s, max, false)
}

// peek is recv that leaves the bytes there (MSG_PEEK).
func (tb *table) peek(t *sched.Task, s *sock.Sock, max int) (sock.Received, error) {
	return tb.read(t, s, max, true)
}

func (tb *table) read(t *sched.Task, s *sock.Sock, max int, peek bool) (sock.Received, error) {
	s.Lock(t)
	defer s.Unlock(t)
	c := of(t, s)
	if c.in(t.At("tcp.recv.check"), LISTEN) {
		return sock.Received{}, netdev.ENOTCONN
	}
	if in := c.stream.in; len(in) > 0 {
		n := min(len(in), max)
		r := sock.Received{}
		r.Protocol, r.Src, r.Dst, r.Payload = IPPROTO_TCP, c.remote, c.local, in[:n:n]
		if !peek {
			c.stream.in = in[n:]
		}
		return r, nil
	}
	if c.done {
		return sock.Received{}, nil
	}
	if err := s.SockErr(t); err != nil {
		return sock.Received{}, err
	}
	switch {
	case c.shut&rcvShutdown != 0:
		return sock.Received{}, nil
	case c.in(t, CLOSE):
		return sock.Received{}, netdev.ENOTCONN
	}
	return sock.Received{}, netdev.EAGAIN
}

// How to shut down.
const (
	shutRead = iota
	shutWrite
	shutBoth
)

// shutdown is inet_shutdown: a listener, or a socket whose peer has not
// answered, is disconnected; a connection ends in the directions asked for.
//
// Errors: ENOTCONN, and then the directions are shut nevertheless.
func (tb *table) shutdown(t *sched.Task, s *sock.Sock, how int) error {
	c := of(t, s)
	switch c.state.Load(t.At("tcp.shutdown.state")) {
	case CLOSE:
		c.shut |= how + 1
		return netdev.ENOTCONN
	case LISTEN:
		if how == shutWrite {
			return nil
		}
		tb.hangUp(t, c)
		return nil
	case SYN_SENT:
		c.progress = unconnected
		tb.hangUp(t, c)
		return nil
	}
	c.shut |= how + 1
	if c.progress == connecting {
		c.progress = connectedTo
	}
	if how != shutRead && !c.in(t, SYN_RECV) {
		tb.sendFin(t, c)
	}
	return nil
}

// sendFin is tcp_close_state and tcp_send_fin, if there is none on its way yet.
func (tb *table) sendFin(t *sched.Task, c *conn) {
	switch c.state.Load(t.At("tcp.fin.state")) {
	case ESTABLISHED, SYN_RECV:
		c.state.Store(t, FIN_WAIT1)
	case CLOSE_WAIT:
		c.state.Store(t, LAST_ACK)
	default:
		return
	}
	c.flush(t, true)
}

// close is tcp_close: nobody holds the socket any more. The peer gets a reset
// if it has sent what nobody has read, and else a FIN; in this case the socket
// lives on until that is acknowledged.
func (tb *table) close(t *sched.Task, s *sock.Sock) {
	c := of(t, s)
	c.shut = rcvShutdown | sendShutdown
	switch state := c.state.Load(t.At("tcp.close.check")); {
	case state == LISTEN:
		tb.setClosed(t, c)
		tb.stopListening(t, c)
	case state == SYN_SENT:
		tb.setClosed(t, c)
	case len(c.stream.in) > 0 && state != CLOSE:
		tb.setClosed(t, c)
		c.abort(t, s)
	default:
		tb.sendFin(t, c)
	}
	tb.orphan(t, c)
	if c.in(t, FIN_WAIT2) {
		tb.linger(t, c, FIN_WAIT2)
	}
}

// orphan is the end of tcp_close: a socket that is closed gives up its port,
// whoever asked for it.
func (tb *table) orphan(t *sched.Task, c *conn) {
	c.orphan = true
	if c.in(t.At("tcp.close.orphan"), CLOSE) {
		tb.putPort(t, c)
	}
}
