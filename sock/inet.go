package sock

import (
	"boundif/netdev"
	"boundif/sched"
)

// Address families and socket types.
const (
	AF_UNSPEC = 0
	AF_INET   = 2
	AF_INET6  = 10

	SOCK_STREAM = 1
	SOCK_DGRAM  = 2
	SOCK_RAW    = 3
)

// maxProtocol is IPPROTO_MAX: numbers beyond a byte name protocols that have no
// number in the packet of their own.
const maxProtocol = 263

// Inet is the IPv4 and IPv6 socket layer of one network namespace: its devices, its
// protocols, and the way of a packet between them.
type Inet struct {
	Net    *netdev.Net
	UserNS *UserNS // owns Net: capabilities are judged against it
	Sysctl Sysctl

	// Secret is mixed into the hash by which a SO_REUSEPORT group shares its
	// packets. A kernel makes one up when it boots; here it is 0, which leaves
	// the hash alone, unless somebody sets it before the first socket.
	Secret uint32

	// SkLookup is optional: it stands in the place of a BPF program of type
	// BPF_PROG_TYPE_SK_LOOKUP, which Linux has since 5.9. UDP and TCP ask it about
	// packets for one socket that no connected socket takes, before wildcard
	// sockets and listeners are looked at; what it returns gets the packet, or its
	// group of SO_REUSEPORT does. See Redirect. It allocates nothing, takes no lock,
	// and is set before the first packet comes.
	SkLookup func(t *sched.Task, k *Key) *Sock

	protos []*Proto

	warnings warnings
	packets  packets
}

// NewInet makes a socket layer without protocols.
func NewInet(t *sched.Task, n *netdev.Net, owner *UserNS) *Inet {
	if n == nil || owner == nil {
		panic("sock: NewInet without a network namespace or without the user namespace that owns it")
	}
	i := &Inet{Net: n, UserNS: owner}
	sched.Own(t, "inet", i)
	i.Sysctl.init(t)
	return i
}

// Register adds a protocol (inet_register_protosw). All are registered before
// the first socket is made.
func (i *Inet) Register(p *Proto) {
	if p == nil || p.inet != nil {
		panic("sock: Register of no Proto, or of one that is registered")
	}
	p.inet = i
	i.protos = append(i.protos, p)
}

// Socket makes a socket of a family, type and protocol number, 0 being the
// type's own (inet_create, inet6_create). A raw socket needs CAP_NET_RAW.
//
// Errors: EINVAL for a number outside 0 to 262, ESOCKTNOSUPPORT if there is no
// protocol of the type, EPROTONOSUPPORT if none of those has the number, EPERM,
// and what the protocol's Init says.
func (i *Inet) Socket(t *sched.Task, c *Cred, family, typ, number int) (*Sock, error) {
	if c == nil {
		panic("sock: Socket without credentials")
	}
	if family != AF_INET && family != AF_INET6 && HasFamily(family) {
		return i.inertSocket(t, c, family, typ, number)
	}
	if number < 0 || number >= maxProtocol {
		return nil, netdev.EINVAL
	}
	err := error(netdev.ESOCKTNOSUPPORT)
	for _, p := range i.protos {
		if p.Type != typ || p.family() != family {
			continue
		}
		err = netdev.EPROTONOSUPPORT
		if number != int(p.Number) && (number == 0) == (p.Number == 0) {
			continue
		}
		if number == 0 && p.Number == 0 {
			continue // a raw socket must say its protocol
		}
		if typ == SOCK_RAW && !c.Capable(i.UserNS, CAP_NET_RAW) {
			return nil, netdev.EPERM
		}
		s := newSock(t, p, c.UID)
		if p.Init != nil {
			if err := p.Init(t, c, s); err != nil {
				return nil, err
			}
		}
		if p.Hash != nil {
			s.Num.Store(t.At("sock.create"), uint32(number))
			if typ == SOCK_RAW && number == SOL_RAW {
				s.setInet(t, func(o *inetOptions) { o.setBit(hdrIncl, true) }) // IPPROTO_RAW
			}
			p.Hash(t, s)
		}
		return s, nil
	}
	return nil, err
}
