package sock

import (
	"boundif/netdev"
	"boundif/sched"
)

// Address families and socket types.
const (
	AF_UNSPEC = 0
	AF_INET   = 2

	SOCK_DGRAM = 2
	SOCK_RAW   = 3
)

// maxProtocol is IPPROTO_MAX: numbers beyond a byte name protocols that have no
// number in the packet of their own.
const maxProtocol = 263

// Inet is the IPv4 socket layer of one network namespace: its devices, its
// protocols, and the way of a packet between them.
type Inet struct {
	Net    *netdev.Net
	UserNS *UserNS // owns Net: capabilities are judged against it
	protos []*Proto
}

// NewInet makes a socket layer without protocols.
func NewInet(n *netdev.Net, owner *UserNS) *Inet {
	if n == nil || owner == nil {
		panic("sock: NewInet without a network namespace or without the user namespace that owns it")
	}
	return &Inet{Net: n, UserNS: owner}
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

// Socket makes a socket of a type and protocol number, 0 being the type's own
// (inet_create). A raw socket needs CAP_NET_RAW.
//
// Errors: EINVAL for a number outside 0 to 262, ESOCKTNOSUPPORT if there is no
// protocol of the type, EPROTONOSUPPORT if none of those has the number, EPERM.
func (i *Inet) Socket(t *sched.Task, c *Cred, typ int, number int) (*Sock, error) {
	if c == nil {
		panic("sock: Socket without credentials")
	}
	if number < 0 || number >= maxProtocol {
		return nil, netdev.EINVAL
	}
	err := error(netdev.ESOCKTNOSUPPORT)
	for _, p := range i.protos {
		if p.Type != typ {
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
		if p.Hash != nil {
			s.Num.Store(t.At("sock.create"), uint32(number))
			p.Hash(t, s)
		}
		return s, nil
	}
	return nil, err
}

// Input takes a packet that arrived on the device with index dif and puts it
// into the queue of every socket that a protocol's lookup finds
// (ip_local_deliver). It returns those sockets. A packet for an address that
// is not the namespace's own is dropped, as a host that forwards nothing
// does; so is one whose addresses are not IPv4.
func (i *Inet) Input(t *sched.Task, dif int32, p netdev.Packet) []*Sock {
	if !p.Src.Addr().Is4() || !p.Dst.Addr().Is4() {
		return nil
	}
	if !i.Net.IsLocal(t, p.Dst.Addr()) {
		return nil
	}
	return i.deliver(t, dif, p)
}

func (i *Inet) deliver(t *sched.Task, dif int32, p netdev.Packet) []*Sock {
	k := Key{Protocol: p.Protocol, Src: p.Src, Dst: p.Dst, Dif: dif}
	var found []*Sock
	for _, proto := range i.protos {
		if proto.Lookup == nil {
			continue
		}
		from := len(found)
		found = proto.Lookup(t, &k, found)
		for _, s := range found[from:] {
			s.enqueue(t, p, dif)
		}
	}
	return found
}

// Output sends a packet along a route (ip_send_skb). A local destination is
// reached through the device that owns its address, which counts as the one
// that the packet arrived on (RX-02, UDP-30). A socket bound to the loopback
// device reaches this host under every address (__mkroute_output; OUT-05).
// The way of both leads over the loopback device: while that is down, packets
// are lost without an error.
func (i *Inet) Output(t *sched.Task, r *netdev.Route, p netdev.Packet) {
	if !r.Local && !r.Dev.Loopback() {
		r.Dev.Transmit(t, p)
	} else if i.Net.Loopback().Up(t.At("sock.output.loopback")) {
		i.deliver(t, r.Index, p)
	}
}
