package tcp

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// IPPROTO_TCP is the protocol number.
const IPPROTO_TCP = 6

// New makes the TCP of one namespace and registers it there, for both
// families: they share their ports. It returns the IPv4 one.
func New(t *sched.Task, inet *sock.Inet) *sock.Proto {
	tb := newTable(t, inet)
	p4 := tb.proto()
	p6 := tb.proto6(p4)
	inet.Register(p4)
	inet.Register(p6)
	return p4
}

func newTable(t *sched.Task, inet *sock.Inet) *table {
	tb := &table{inet: inet}
	sched.Own(t, "tcp_hashinfo", tb)
	return tb
}

// proto is the hooks of IPv4 (tcp_prot). There is no Rehash: no change of device
// moves a TCP socket in any table (RH-01).
func (tb *table) proto() *sock.Proto {
	return &sock.Proto{
		Name:       "TCP",
		Family:     sock.AF_INET,
		Number:     IPPROTO_TCP,
		Type:       sock.SOCK_STREAM,
		NoAutobind: true,
		Connected:  connected,
		Sport:      sport,
		SoftError:  softError,
		Init:       tb.init,
		Bind:       tb.bind4,
		MayConnect: tb.mayConnect,
		Connect:    tb.connect,
		MayNumber:  mayNumber,
		Disconnect: tb.disconnect,
		Listen:     tb.listen,
		Accept:     tb.accept,
		Shutdown:   tb.shutdown,
		Close:      tb.close,
		Unhash:     tb.close,
		Send:       tb.send,
		Recv:       tb.recv,
		Peek:       tb.peek,
		Lookup:     tb.lookup,
		Explain:    tb.explain,
		Input:      tb.input,
		Err:        tb.icmpError,
		Dump:       tb.dump,
		DumpOne:    tb.dumpOne,
		Abort:      tb.destroy,
	}
}

// proto6 is the hooks of IPv6 (tcpv6_prot), which are the same but for bind().
func (tb *table) proto6(v4 *sock.Proto) *sock.Proto {
	p := *v4
	p.Name, p.Family, p.Bind = "TCPv6", sock.AF_INET6, tb.bind6
	return &p
}

// The states of a connection, with Linux's numbers (include/net/tcp_states.h).
const (
	ESTABLISHED = 1 + iota
	SYN_SENT
	SYN_RECV
	FIN_WAIT1
	FIN_WAIT2
	TIME_WAIT
	CLOSE
	CLOSE_WAIT
	LAST_ACK
	LISTEN
	CLOSING
)

// State is the socket's state (sk_state). Anybody may ask at any moment.
func State(t *sched.Task, s *sock.Sock) int { return int(of(t, s).state.Load(t)) }

// conn is what a TCP socket has beyond a socket (struct tcp_sock). Except for
// state, the socket lock protects it.
type conn struct {
	tb    *table
	sk    *sock.Sock
	state sched.Var[uint32] // sk_state
	sport sched.Var[uint32] // inet_sport: the last port that the socket had, which getsockname() tells
	soft  sched.Var[uint32] // sk_err_soft: what may be the matter, for SO_ERROR

	progress progress // of connect()
	owner    *owner   // place in the bind buckets, nil if there is none
	entry    *entry   // place in the table of connections, nil if there is none
	queue    *queue   // of a listener: connections that wait for accept()
	shut     int      // sk_shutdown: rcvShutdown, sendShutdown
	done     bool     // SOCK_DONE: the peer's FIN is here, or a reset
	orphan   bool     // SOCK_DEAD: nobody holds the socket

	tuple         // of the connection
	stream stream // the bytes on their way
}

// progress is what connect() has come to (socket->state).
type progress int

const (
	unconnected progress = iota
	connecting
	connectedTo
)

const (
	rcvShutdown  = 1
	sendShutdown = 2
)

// init is tcp_v4_init_sock, tcp_v6_init_sock.
func (tb *table) init(t *sched.Task, _ *sock.Cred, s *sock.Sock) error {
	tb.newConn(t, s)
	return nil
}

func (tb *table) newConn(t *sched.Task, s *sock.Sock) *conn {
	c := &conn{tb: tb, sk: s}
	sched.Own(t, "tcp_sock", c)
	c.state.Store(t, CLOSE)
	s.MakeExt(t).Priv = c
	return c
}

// of is the TCP part of a socket (tcp_sk).
func of(t *sched.Task, s *sock.Sock) *conn { return s.Ext(t).Priv.(*conn) }

// in reports whether the state is one of those.
func (c *conn) in(t *sched.Task, states ...uint32) bool {
	state := c.state.Load(t)
	for _, s := range states {
		if s == state {
			return true
		}
	}
	return false
}

// connected reports whether the socket has a peer to tell of: not while the
// peer has not answered yet (inet_getname).
func connected(t *sched.Task, s *sock.Sock) bool {
	return s.Dport.Load(t) != 0 && !of(t, s).in(t, CLOSE, SYN_SENT)
}

// mayNumber refuses to number the bytes of a socket without a connection
// (sock_set_timestamping).
func mayNumber(t *sched.Task, s *sock.Sock) error {
	if of(t, s).in(t.At("tcp.number.state"), CLOSE, LISTEN) {
		return netdev.EINVAL
	}
	return nil
}

func softError(t *sched.Task, s *sock.Sock) netdev.Errno {
	c := of(t, s)
	e := c.soft.Load(t)
	c.soft.Store(t, 0)
	return netdev.Errno(e)
}

func sport(t *sched.Task, s *sock.Sock) uint32 { return of(t, s).sport.Load(t) }

// l3mdevAccept is net.ipv4.tcp_l3mdev_accept.
func (tb *table) l3mdevAccept(t *sched.Task) bool { return tb.inet.Sysctl.TCPL3mdevAccept.Load(t) != 0 }

// l3mdev is the domain whose ports the socket takes (inet_sk_bound_l3mdev): the
// VRF of its device, or one for all if tcp_l3mdev_accept is on (L3-20).
func (tb *table) l3mdev(t *sched.Task, s *sock.Sock) int32 {
	if tb.l3mdevAccept(t) {
		return 0
	}
	return tb.inet.Net.L3Master(t, s.BoundDevIf(t))
}

func (tb *table) has(f netdev.Feature) bool { return tb.inet.Net.Release().Has(f) }
