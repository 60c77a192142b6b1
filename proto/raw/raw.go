package raw

import (
	"boundif/sched"
	"boundif/sock"
)

// table is where the raw sockets of one family and namespace hang (struct
// raw_hashinfo): hashed by protocol number, the newest first. The kernel has
// a chain for each number; how many share one is not to be seen from outside.
type table struct {
	inet   *sock.Inet
	lock   sched.Mutex
	chains [chains]sched.List[sock.Sock]
}

const chains = 16

// Protocol numbers with rules of their own.
const (
	protocolICMP   = 1
	protocolICMPv6 = 58
	protocolRaw    = 255
)

// New makes the raw sockets of one namespace, of both families, and registers
// them there. There is no Rehash: where a raw socket hangs depends on its
// protocol number only, which never changes (RH-01).
func New(t *sched.Task, inet *sock.Inet) (v4, v6 *sock.Proto) {
	tb := newTable(t, "raw_table", inet)
	v4 = tb.proto("RAW", sock.AF_INET)
	v4.Bind, v4.Connect = tb.bind, sock.ConnectDatagram
	v4.Send, v4.Payload = tb.send, payload
	tb = newTable(t, "raw6_table", inet)
	v6 = tb.proto("RAWv6", sock.AF_INET6)
	v6.Bind, v6.Connect = tb.bind6, connect6
	v6.Send, v6.Payload = tb.send6, payload6
	inet.Register(v4)
	inet.Register(v6)
	return v4, v6
}

func newTable(t *sched.Task, label string, inet *sock.Inet) *table {
	tb := &table{inet: inet}
	sched.Own(t, label, tb)
	return tb
}

func (tb *table) proto(name string, family int) *sock.Proto {
	return &sock.Proto{
		Name: name, Family: family, Type: sock.SOCK_RAW,
		Reuse:      true,
		Disconnect: sock.DisconnectDatagram,
		Hash:       tb.hash, Unhash: tb.unhash,
		Lookup: tb.lookup, Explain: tb.explain,
		Err: tb.err, Dump: tb.dump, Abort: sock.AbortDatagram,
	}
}

// hash is raw_hash_sk; every raw socket is hashed from birth.
func (tb *table) hash(t *sched.Task, s *sock.Sock) {
	tb.lock.Lock(t.At("raw.hash.lock"))
	tb.chains[s.Num.Load(t)%chains].AddHead(t.At("raw.hash"), &s.Node)
	tb.lock.Unlock(t.At("raw.hash.unlock"))
}

func (tb *table) unhash(t *sched.Task, s *sock.Sock) {
	tb.lock.Lock(t.At("raw.unhash.lock"))
	s.Node.Del(t.At("raw.unhash"))
	tb.lock.Unlock(t.At("raw.unhash.unlock"))
}
