package sock

import (
	"net/netip"

	"boundif/sched"
)

// A Proto is what a protocol does with its sockets (struct proto): a table of
// hooks over tables of its own. One Proto serves one network namespace.
//
// Hooks with a *Sock are called with that socket's lock held, unless they say
// otherwise. A nil hook is a protocol without that feature, as in the kernel.
type Proto struct {
	Name   string
	Number uint8 // IPPROTO_...; 0 if each socket says its own, as raw sockets do
	Type   int   // SOCK_...

	inet *Inet // where it is registered

	// Bind gives the socket a local address and hashes it; port 0 asks for
	// any. A failed Bind leaves the socket as it was. (proto->get_port, or
	// proto->bind for protocols without ports.)
	Bind func(t *sched.Task, s *Sock, local netip.AddrPort) error

	// Connect fixes the peer. Disconnect is connect() with AF_UNSPEC.
	Connect    func(t *sched.Task, s *Sock, peer netip.AddrPort) error
	Disconnect func(t *sched.Task, s *Sock) error

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

	// Send sends a datagram, to peer or, if that is not valid, to the
	// connected peer. It is called WITHOUT the socket lock (OUT-48).
	Send func(t *sched.Task, s *Sock, payload []byte, peer netip.AddrPort) error

	// Lookup appends to found the sockets that get a packet with that key. It
	// takes no lock, allocates nothing, and may run while anything changes.
	Lookup func(t *sched.Task, k *Key, found []*Sock) []*Sock
}

// A Key is what of a packet an inbound lookup looks at.
type Key struct {
	Protocol uint8
	Src, Dst netip.AddrPort
	Dif      int32 // index of the device that the packet arrived on
}
