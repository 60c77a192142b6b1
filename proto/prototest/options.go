package prototest

import (
	"net/netip"
	"slices"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// A Constructor makes the protocol of one namespace and registers it there.
// udp.New and raw.New are two.
type Constructor func(t *sched.Task, inet *sock.Inet) *sock.Proto

// An Option says in what a protocol differs from UDP over IPv4.
type Option func(*config)

type config struct {
	construct  Constructor
	release    netdev.Release
	ports      bool
	wildcards  bool
	every      bool // every matching socket gets a packet, not one
	anyOfEqual bool
	renews     bool // a rehash makes the socket the newest
	addrKeeps  bool // a new address does not
	keepsDev   bool // disconnect keeps the device
	vrfAccept  bool // unbound sockets get packets of VRFs
	undecided  func(a, b *State) bool
	score      Score
	match      func(k *sock.Key, s *State) (score int, ok bool)
	hashed     func(s *State) bool
	without    []string
	gaps       map[string]gap

	number   int // of the protocol, 0 if each socket says its own
	family   int
	typ      int
	hooks    sock.Proto // as the constructor filled them
	numbers  []int      // protocol numbers that sockets are made with
	explored int        // executions
	log      []outcome  // of the newest sequence
}

// gap is when a lookup may miss a socket that an operation moves.
type gap int

const (
	noGap gap = iota
	gapUnlessAlone
	gapAlways
)

// A Score is what a match is worth: the socket with the highest sum gets the
// packet. What is 0 must match, too, but gives no preference.
type Score struct {
	Address  int // the local address is specific
	Peer     int // connected: the peer's address
	PeerPort int // connected: its port
	Device   int // bound to the device
}

// UDP4 is how UDP over IPv4 scores (compute_score of net/ipv4/udp.c): the
// chain of a specific address is searched first, and a hit there ends the
// search (UDP-04).
var UDP4 = Score{Address: 100, Peer: 4, PeerPort: 4, Device: 4}

// State is what of a socket decides about a packet.
type State struct {
	Protocol             uint8
	Device               int32          // sk_bound_dev_if
	Local                netip.AddrPort // an unspecified address is the wildcard; without ports the port is 0
	Peer                 netip.AddrPort // an unspecified address is no peer
	ReuseAddr, ReusePort bool
	Listening            bool // listen() has succeeded
}

// On runs the protocol on another release than the newest.
func On(r netdev.Release) Option { return func(c *config) { c.release = r } }

// WithoutPorts is for protocols whose packets have no ports, as raw sockets.
func WithoutPorts() Option { return func(c *config) { c.ports = false } }

// WithoutWildcards is for protocols in which a socket without a local address
// gets no packets.
func WithoutWildcards() Option { return func(c *config) { c.wildcards = false } }

// Without leaves operations out, by their verbs; see the package's doc.
// Operations whose hooks are nil are left out anyway.
func Without(verbs ...string) Option {
	return func(c *config) { c.without = append(c.without, verbs...) }
}

// UnboundGetsVRF is for protocols whose sockets without a device get packets
// that come by a VRF, too, as raw sockets (net.ipv4.raw_l3mdev_accept).
func UnboundGetsVRF() Option { return func(c *config) { c.vrfAccept = true } }

// EveryReceiver is for protocols that give every matching socket a copy, as
// raw sockets. Scores do not matter then.
func EveryReceiver() Option { return func(c *config) { c.every = true } }

// Scores replaces UDP4.
func Scores(s Score) Option { return func(c *config) { c.score = s } }

// Match replaces the rule by which a socket matches and scores: ok is false if
// a packet is not for the socket. It sees only what s says, and asks nobody
// else.
func Match(match func(k *sock.Key, s *State) (score int, ok bool)) Option {
	return func(c *config) { c.match = match }
}

// Hashed replaces the rule which sockets are in the tables. Without it those
// are, of a protocol with a Hash hook, all from Hash to Unhash, and else all
// that have a port.
func Hashed(hashed func(s *State) bool) Option { return func(c *config) { c.hashed = hashed } }

// AnyOfEquals is for protocols in which it does not matter which of several
// sockets with the same score gets a packet. Without it, it is the newest: the
// one that got its port, or its present local address, last.
func AnyOfEquals() Option { return func(c *config) { c.anyOfEqual = true } }

// Undecided declares pairs of sockets of which either may get a packet that is
// for both, whatever their scores say.
func Undecided(pair func(a, b *State) bool) Option { return func(c *config) { c.undecided = pair } }

// RehashRenews is for protocols whose Rehash hangs the socket anew each time,
// and so makes it the newest.
func RehashRenews() Option { return func(c *config) { c.renews = true } }

// AddressKeepsOrder is for protocols that hang sockets by the port alone, so
// that a new local address makes none the newest.
func AddressKeepsOrder() Option { return func(c *config) { c.addrKeeps = true } }

// KeepsDevice is for protocols whose Disconnect keeps the device, as TCP.
func KeepsDevice() Option { return func(c *config) { c.keepsDev = true } }

// MayMiss declares that a lookup that runs during one of these operations, by
// their verbs, may miss any socket of the protocol: the one that is on its
// way from one chain to another, and those behind it, if the lookup follows
// it into the other chain.
func MayMiss(verbs ...string) Option { return gaps(gapAlways, verbs) }

// MayMissUnlessAlone is MayMiss as long as there is more than one socket: a
// second way finds the only one.
func MayMissUnlessAlone(verbs ...string) Option { return gaps(gapUnlessAlone, verbs) }

func gaps(g gap, verbs []string) Option {
	return func(c *config) {
		for _, v := range verbs {
			c.gaps[v] = g
		}
	}
}

// configure puts the options together and looks at the protocol.
func configure(construct Constructor, opts []Option) (*config, *finding) {
	c := &config{
		construct: construct, release: netdev.Newest, ports: true, wildcards: true, score: UDP4,
		gaps: map[string]gap{},
	}
	for _, o := range opts {
		o(c)
	}
	if !c.release.Has(netdev.BoundPreferred) {
		c.score.Device = 0
	}
	return c, c.study()
}

// study constructs the protocol once and checks what every protocol must have.
func (c *config) study() *finding {
	owner := &sock.UserNS{}
	inet := sock.NewInet(nil, netdev.NewNet(nil, netdev.NewRtnl(nil, c.release)), owner)
	p := c.construct(nil, inet)
	switch {
	case p == nil:
		return found(hookMissing, "the constructor returns no Proto")
	case p.Lookup == nil:
		return found(hookMissing, "there is no Lookup")
	case p.Unhash == nil:
		return found(hookMissing, "there is no Unhash")
	case p.Hash == nil && p.Bind == nil:
		return found(hookMissing, "there is neither Hash nor Bind: no socket can ever be found")
	}
	c.hooks = *p
	c.number, c.family, c.typ = int(p.Number), p.Family, p.Type
	if c.family == 0 {
		c.family = sock.AF_INET
	}
	c.numbers = []int{c.number}
	if c.number == 0 {
		c.numbers = []int{253, 125} // the low bits are the same, so that they are likely to share a chain
	}
	root := &sock.Cred{NS: owner, Caps: sock.CAP_NET_ADMIN | sock.CAP_NET_RAW}
	if _, err := inet.Socket(nil, root, c.family, c.typ, c.numbers[0]); err != nil {
		return found(hookMissing, "socket() fails with %v: Register, Type, Number or Init is not right", err)
	}
	return nil
}

// has reports whether the protocol can do an operation.
func (c *config) has(verb string) bool {
	if slices.Contains(c.without, verb) {
		return false
	}
	switch verb {
	case "bind":
		return c.hooks.Bind != nil
	case "connect":
		return c.hooks.Connect != nil
	case "disconnect":
		return c.hooks.Disconnect != nil
	case "listen":
		return c.hooks.Listen != nil
	}
	return true
}
