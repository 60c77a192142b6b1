package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// A Proto is what a protocol does with its sockets (struct proto): a table of
// hooks over tables of its own. One Proto serves one network namespace.
//
// Hooks with a *Sock are called with that socket's lock held, unless they say
// otherwise. A nil hook is a protocol without that feature, as in the kernel.
type Proto struct {
	Name   string
	Family int   // AF_INET6; 0 is AF_INET
	Number uint8 // IPPROTO_...; 0 if each socket says its own, as raw sockets do
	Type   int   // SOCK_...

	// PortUnreachable says that a packet for a port without a socket is
	// answered by ICMP (udp_rcv). A protocol with an Input hook does that itself.
	PortUnreachable bool

	// Reuse says that sockets are born with SO_REUSEADDR (INET_PROTOSW_REUSE;
	// PNG-03).
	Reuse bool

	// BindUnlocked says that Bind is called without the socket lock and takes it
	// itself, when it has to (ping_bind; WR-13).
	BindUnlocked bool

	inet *Inet // where it is registered

	// Init prepares a new socket, before anybody else can reach it
	// (proto->init), or refuses to make it.
	Init func(t *sched.Task, c *Cred, s *Sock) error

	// Bind gives the socket a local address and hashes it; port 0 asks for
	// any. A failed Bind leaves the socket as it was. (proto->get_port, or
	// proto->bind for protocols without ports.)
	Bind func(t *sched.Task, s *Sock, local netip.AddrPort) error

	// NoAutobind says that a socket needs no port before Connect and Send are
	// called (proto->no_autobind).
	NoAutobind bool

	// GetPort is optional: it gives a socket any port, for a call that needs
	// one, in place of a Bind to port 0 (proto->get_port, in inet_autobind).
	GetPort func(t *sched.Task, s *Sock, port uint32) error

	// Connect fixes the peer. Disconnect is connect() with AF_UNSPEC.
	// MayConnect is optional: it says what connect() returns before it looks at
	// the address, if it does not look.
	MayConnect func(t *sched.Task, s *Sock) (decided bool, err error)
	Connect    func(t *sched.Task, s *Sock, peer netip.AddrPort) error
	Disconnect func(t *sched.Task, s *Sock) error

	// Connected is optional: it says whether Peer has anything to tell. Without
	// the lock; nil is: if there is a peer's port.
	Connected func(t *sched.Task, s *Sock) bool

	// Sport is optional: the port that Addr tells, where that is not the one
	// that the socket has (inet_sport).
	Sport func(t *sched.Task, s *Sock) uint32

	// SoftError is optional: it takes an error that only SO_ERROR tells, 0 if
	// there is none (sk_err_soft). Without the lock.
	SoftError func(t *sched.Task, s *Sock) netdev.Errno

	// MayNumber is optional: it says why SO_TIMESTAMPING may not begin to number
	// what the socket sends (SOF_TIMESTAMPING_OPT_ID).
	MayNumber func(t *sched.Task, s *Sock) error

	// Listen makes the socket wait for connections, Accept takes one, and
	// Shutdown ends the connection in one direction or both. Accept is called
	// without the lock.
	Listen   func(t *sched.Task, s *Sock, backlog int) error
	Accept   func(t *sched.Task, s *Sock) (*Sock, error)
	Shutdown func(t *sched.Task, s *Sock, how int) error

	// Hash is for protocols whose sockets are in the tables from the start:
	// socket() calls it, without the lock, before anybody else can reach the
	// socket (inet_create).
	Hash func(t *sched.Task, s *Sock)

	// Unhash takes the socket out of all tables of the protocol, if it is in
	// any (proto->unhash). After it no lookup that begins finds the socket.
	Unhash func(t *sched.Task, s *Sock)

	// Rehash is optional. It is called after the socket's bound device or
	// local address has changed and puts the socket where lookups of its new
	// values look (proto->rehash; RH-01, RH-02).
	Rehash func(t *sched.Task, s *Sock)

	// Refresh is optional: Unlock calls it before the lock is free
	// (proto->release_cb). See RefreshRoute.
	Refresh func(t *sched.Task, s *Sock)

	// Close ends the socket; what is nil is Unhash alone (proto->close).
	Close func(t *sched.Task, s *Sock)

	// Send sends a message. It is called WITHOUT the socket lock (OUT-48).
	Send func(t *sched.Task, s *Sock, m Msg) error

	// Recv is optional: it takes what recvmsg() gives, at most max bytes of it
	// if the protocol is a stream, in place of the packet at the head of the
	// queue. It is called without the lock.
	Recv func(t *sched.Task, s *Sock, max int) (Received, error)

	// Peek is Recv that takes nothing (MSG_PEEK).
	Peek func(t *sched.Task, s *Sock, max int) (Received, error)

	// Payload is optional: what recvmsg() gives of a packet, in place of its
	// Payload.
	Payload func(p *netdev.Packet) []byte

	// Lookup appends to found the sockets that get a packet with that key. It
	// takes no lock, allocates nothing, and may run while anything changes.
	Lookup func(t *sched.Task, k *Key, found []*Sock) []*Sock

	// Explain is Lookup, and tells of each socket that it looked at what
	// became of it, in the order in which it looked. The code is the same.
	Explain func(t *sched.Task, k *Key) []Candidate

	// Input is optional: it takes a packet that has arrived, in place of
	// putting it into the queues of the sockets that Lookup finds
	// (net_protocol->handler). It returns the sockets that it was for.
	Input func(t *sched.Task, k *Key, p *netdev.Packet, found []*Sock) []*Sock

	// Err is told of an ICMP error about a packet that this host sent
	// (net_protocol->err_handler): k is the key of a packet from the peer that
	// the lost one was for, errno what the error means.
	Err func(t *sched.Task, k *Key, errno netdev.Errno, icmp *netdev.Packet)

	// Dump is optional: it lists what hangs in the protocol's tables, each once
	// and in any order (inet_diag_handler->dump). Nil: sock_diag knows nothing of
	// the protocol. DumpOne is what Lookup finds, where that can be something
	// else than a socket (dump_one). DiagSwapped says that dump_one takes the
	// two addresses for those of a packet, not of a socket.
	Dump        func(t *sched.Task) []Diag
	DumpOne     func(t *sched.Task, k *Key) (d Diag, ok bool)
	DiagSwapped bool

	// Abort is optional: it ends a socket with an error, for somebody else than
	// its owner (proto->diag_destroy). It is called without the lock.
	Abort func(t *sched.Task, s *Sock, e netdev.Errno) error

	// SetOption and GetOption are options at the protocol's own level.
	SetOption func(t *sched.Task, c *Cred, s *Sock, name int, val []byte) error
	GetOption func(t *sched.Task, s *Sock, name int) (val []byte, err error)
}

func (p *Proto) family() int {
	if p.Family == 0 {
		return AF_INET
	}
	return p.Family
}

// A Msg is what sendmsg() sends.
type Msg struct {
	Payload []byte
	To      netip.AddrPort // with the scope id as zone, in decimal; not valid: the connected peer
	Flags   int            // MSG_MORE
	PktInfo PktInfo        // of a control message
}

// PktInfo is what IP_PKTINFO and IPV6_PKTINFO say of one packet: sent from
// which address, by which device.
type PktInfo struct {
	Set   bool
	Index int32      // 0: as without
	Addr  netip.Addr // source; not valid or the wildcard: the route chooses. The family says which of the two it is
}

// A Candidate is a socket that a lookup looked at.
type Candidate struct {
	Sock   *Sock
	Stage  string // where the lookup came by it, as in "chain of the wildcard address"
	Score  int    // -1: the packet is not for it
	Reason string // in words: what the score is made of, or what did not match
	Chosen bool   // it gets the packet
}

// A Key is what of a packet an inbound lookup looks at.
type Key struct {
	Src, Dst netip.AddrPort
	Dif      int32 // index of the device that the packet arrived on, or of its VRF
	Sdif     int32 // if that is a VRF: the device of the VRF that it arrived on
	Dev      int32 // as Dif, but "lo" for what the host sent to itself (skb->dev); 0: as Dif
	Protocol uint8

	Kind     netdev.Kind // what Dst is to this host; the zero Kind counts as Local
	Looped   bool        // it comes from this host, with a route: no early demux
	Astray   bool        // it came over "lo" for an address that "lo" does not have (rt_type is RTN_UNICAST)
	FromPeer bool        // set by Lookup: it is for a connected socket (see IncomingCPU)
}

// ToMany reports whether the packet is for every socket that matches, as it is
// multicast or a broadcast.
func (k *Key) ToMany() bool { return k.Kind == netdev.Multicast || k.Kind == netdev.Broadcast }
