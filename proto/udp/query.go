package udp

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// query is a packet as a lookup asks about it: a Key with IPv4 addresses as
// numbers, and what the namespace and the release have to say.
type query struct {
	tb             *table
	v6             bool
	saddr, daddr   uint32
	saddr6, daddr6 netip.Addr
	sport, dport   uint32
	dif, sdif      int32
	accept         bool // unbound sockets match: no VRF, or udp_l3mdev_accept
	tcpAccept      bool // the same with tcp_l3mdev_accept: see exact
	looped         bool // from this host
	fromPeer       bool // found: a connected socket
	trace          *[]sock.Candidate
}

// ask turns a key into a query. A packet that came by no VRF needs no sysctl.
func (q *query) ask(t *sched.Task, tb *table, k *sock.Key) {
	q.tb = tb
	q.sport, q.dport = uint32(k.Src.Port()), uint32(k.Dst.Port())
	q.dif, q.sdif, q.looped = k.Dif, k.Sdif, k.Looped
	if k.Dst.Addr().Is4() {
		q.saddr, q.daddr = sock.FromAddr(k.Src.Addr()), sock.FromAddr(k.Dst.Addr())
	} else {
		q.v6, q.saddr6, q.daddr6 = true, k.Src.Addr(), k.Dst.Addr()
	}
	q.accept, q.tcpAccept = true, true
	if k.Sdif != 0 {
		q.accept = tb.inet.Sysctl.UDPL3mdevAccept.Load(t) != 0
		q.tcpAccept = tb.inet.Sysctl.TCPL3mdevAccept.Load(t) != 0
	}
}

// chainOf is the key of the chain that the packet's address leads to.
func (q *query) chainOf() uint32 {
	if q.v6 {
		return chainKey6(q.daddr6)
	}
	return q.daddr
}

// chainKey6 is the chain of an IPv6 address: that of the wildcard and those of
// IPv4 addresses are shared with IPv4 (ipv6_portaddr_hash). Others may share
// one, as in the kernel.
func chainKey6(a netip.Addr) uint32 {
	switch {
	case a.Is4In6():
		return sock.FromAddr(a.Unmap())
	case a.IsUnspecified():
		return 0
	}
	h := uint32(2166136261)
	for _, b := range a.As16() {
		h = (h ^ uint32(b)) * 16777619
	}
	return h
}

// chainKey is the chain that a socket's local address leads to. The caller has
// announced a step.
func chainKey(t *sched.Task, s *sock.Sock) uint32 {
	addr := s.RcvSaddr.Load(t)
	if s.Family() == sock.AF_INET6 {
		return chainKey6(s.RcvSaddr6(t))
	}
	return addr
}

// early reports whether the packet may be given to the head of its chain
// before any route is looked up for it (udp_v4_early_demux,
// udp_v6_early_demux). Packets from this host have a route already, and those of
// UDP-Lite are not asked about.
func (q *query) early(t *sched.Task) bool {
	c := &q.tb.inet.Sysctl
	return q.tb.number == IPPROTO_UDP && !q.looped && c.EarlyDemux.Load(t) != 0 && c.UDPEarlyDemux.Load(t) != 0
}

// hash is a hash of the packet's 4-tuple (udp_ehashfn, udp6_ehashfn). The
// kernel's has a secret in it.
func (q *query) hash() uint64 {
	if q.v6 {
		return hash6(q.daddr6, q.saddr6, q.dport, q.sport)
	}
	return hash4(q.daddr, q.saddr, q.dport, q.sport)
}

func hash4(local, peer, port, peerPort uint32) uint64 {
	return mix(mix(uint64(local)<<32|uint64(peer)) ^ uint64(port)<<16 ^ uint64(peerPort))
}

func hash6(local, peer netip.Addr, port, peerPort uint32) uint64 {
	h := uint64(0)
	for _, a := range [2]netip.Addr{local, peer} {
		b := a.As16()
		for i := range b {
			h = h<<8 | h>>56 ^ uint64(b[i])
			if i%8 == 7 {
				h = mix(h)
			}
		}
	}
	return mix(h ^ uint64(port)<<16 ^ uint64(peerPort))
}

// mix is the finalizer of splitmix64.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// features are the behaviours that the release has, asked once.
type features struct {
	preferBound, portOnly, fourTuple bool
}

func featuresOf(r netdev.Release) features {
	return features{
		preferBound: r.Has(netdev.BoundPreferred),
		portOnly:    r.Has(netdev.PortOnlyFallback),
		fourTuple:   r.Has(netdev.FourTupleTable),
	}
}
