package sock

import (
	"cmp"
	"net/netip"
	"slices"

	"boundif/netdev"
	"boundif/sched"
)

// A DiagRequest asks about the sockets of a protocol and a family (struct
// inet_diag_req_v2).
type DiagRequest struct {
	Family   int // AF_INET or AF_INET6
	Protocol int // IPPROTO_TCP, ...; IPPROTO_RAW for all raw sockets

	// Of a dump: which sockets it lists.
	States  uint32 // those in these states, 1<<TCP_LISTEN and so on; 0: in all
	Devices []int  // those bound to one of these indexes, 0 being none (INET_DIAG_BC_DEV_COND); empty: to any

	// ID is the socket that is asked for. A dump looks at the ports alone, where
	// they are not 0.
	ID          DiagID
	RawProtocol int // of a raw socket that is asked for
}

// A DiagID is what a socket is known by (struct inet_diag_sockid): its local
// address, its peer's, and the index of the device that it is bound to.
type DiagID struct {
	Src, Dst netip.AddrPort // not valid: the wildcard of the family
	Device   int            // idiag_if
}

// A DiagMsg is what there is to know of a socket (struct inet_diag_msg), or of
// what TCP has in place of one.
type DiagMsg struct {
	Family int
	State  int // TCP_LISTEN, ...; others than TCP's are TCP_ESTABLISHED or TCP_CLOSE
	ID     DiagID
	UID    uint32 // owner; 0 if it is no socket
	V6Only bool   // INET_DIAG_SKV6ONLY, which is told in TCP_LISTEN and TCP_CLOSE only
}

// A Diag is one entry of a protocol's tables.
type Diag struct {
	DiagMsg
	Sock *Sock // nil if it is none: a request, or a TIME_WAIT entry

	// Abort is SOCK_DESTROY of what is no socket, if there is that.
	Abort func(t *sched.Task) error
}

// The states of sockets (include/net/tcp_states.h).
const (
	TCP_ESTABLISHED = 1 + iota
	TCP_SYN_SENT
	TCP_SYN_RECV
	TCP_FIN_WAIT1
	TCP_FIN_WAIT2
	TCP_TIME_WAIT
	TCP_CLOSE
	TCP_CLOSE_WAIT
	TCP_LAST_ACK
	TCP_LISTEN
	TCP_CLOSING

	TCP_BOUND_INACTIVE = 13 // to ask for those that bind() has given a port, and no more; they are in TCP_CLOSE
)

const maxFamily = 46 // AF_MAX

// Diag is the entry of the socket (inet_sk_diag_fill), in step sock.diag. It
// takes no lock.
func (s *Sock) Diag(t *sched.Task) Diag {
	t.At("sock.diag")
	d := Diag{Sock: s}
	d.Family, d.State, d.UID = s.Family(), TCP_CLOSE, s.uid
	if s.HasPeer(t) {
		d.State = TCP_ESTABLISHED
	}
	src, dst := ToAddr(s.RcvSaddr.Load(t)), ToAddr(s.Daddr.Load(t))
	if s.Family() == AF_INET6 {
		src, dst = s.RcvSaddr6(t), s.Daddr6(t)
	}
	d.ID = DiagID{
		Src:    netip.AddrPortFrom(src, uint16(s.Num.Load(t))),
		Dst:    netip.AddrPortFrom(dst, uint16(s.Dport.Load(t))),
		Device: int(s.boundDevIf.Load(t)),
	}
	d.V6Only = s.Family() == AF_INET6 && s.V6Only(t)
	return d
}

// AbortDatagram is the Abort hook of UDP and raw sockets (udp_abort, raw_abort):
// the next call gets the error, and the socket is disconnected. So it forgets the
// device that it was bound to, and if bind() gave it its port it goes on to
// receive, of every device (WR-20).
func AbortDatagram(t *sched.Task, s *Sock, e netdev.Errno) error {
	s.Lock(t)
	defer s.Unlock(t)
	if s.dead {
		return nil
	}
	s.SetError(t, e)
	return s.prot.Disconnect(t, s)
}

// DiagDump lists sockets (inet_diag_dump), in the order of [DiagMsg.Compare]. A
// kernel lists them in that of its hashes, which says nothing.
//
// Errors: EINVAL for a family that is none, and for addresses of another one;
// ENOENT for a family that is not IPv4 or IPv6, and for a protocol that has
// nothing to tell.
func (i *Inet) DiagDump(t *sched.Task, r *DiagRequest) ([]DiagMsg, error) {
	p, err := i.diagProto(r)
	if p == nil {
		return nil, err
	}
	var all []DiagMsg
	for _, d := range p.Dump(t) {
		if r.wants(p, &d.DiagMsg) {
			all = append(all, d.told())
		}
	}
	slices.SortStableFunc(all, DiagMsg.Compare)
	return all, nil
}

// diagProto is the protocol that a request is for, nil without an error if it
// has no sockets of the family.
func (i *Inet) diagProto(r *DiagRequest) (*Proto, error) {
	_, ok1 := r.end(r.ID.Src)
	_, ok2 := r.end(r.ID.Dst)
	switch {
	case r.Family < 0 || r.Family >= maxFamily, !ok1, !ok2:
		return nil, netdev.EINVAL
	case r.Family != AF_INET && r.Family != AF_INET6:
		return nil, netdev.ENOENT
	}
	err := error(netdev.ENOENT)
	for _, p := range i.protos {
		number := int(p.Number)
		if p.Type == SOCK_RAW {
			number = SOL_RAW
		}
		if p.Dump == nil || number != r.Protocol {
			continue
		}
		if p.family() == r.Family {
			return p, nil
		}
		err = nil
	}
	return nil, err
}

// wants reports whether a dump lists the entry (inet_diag_dump_icsk, udp_dump,
// raw_diag_dump, inet_diag_bc_sk). The device is what the socket has now (OBS-02).
// States do not matter to raw sockets, nor ports to TCP_BOUND_INACTIVE.
func (r *DiagRequest) wants(p *Proto, m *DiagMsg) bool {
	states := cmp.Or(r.States, ^uint32(0))
	src, dst := r.ID.Src.Port(), r.ID.Dst.Port()
	switch {
	case m.Family != r.Family, states>>m.State&1 == 0 && p.Type != SOCK_RAW:
		return false
	case m.State == TCP_BOUND_INACTIVE:
	case src != 0 && src != m.ID.Src.Port(), dst != 0 && dst != m.ID.Dst.Port():
		return false
	}
	return len(r.Devices) == 0 || slices.Contains(r.Devices, m.ID.Device)
}

// told is the entry as programs see it.
func (d Diag) told() DiagMsg {
	if d.State == TCP_BOUND_INACTIVE {
		d.State = TCP_CLOSE
	}
	d.V6Only = d.V6Only && (d.State == TCP_CLOSE || d.State == TCP_LISTEN)
	return d.DiagMsg
}

// DiagOne is the socket that a request's ID leads to: the one that the
// protocol's lookup finds for a packet from ID.Dst to ID.Src which arrives on
// ID.Device, be there such a device or not (OBS-06). For UDP the packet goes
// from ID.Src to ID.Dst.
//
// Errors: as DiagDump, and ENOENT if there is none.
func (i *Inet) DiagOne(t *sched.Task, r *DiagRequest) (DiagMsg, error) {
	d, err := i.diagFind(t, r, false)
	return d.told(), err
}

// DiagDestroy is SOCK_DESTROY: it aborts the socket that a request's ID leads
// to, with ECONNABORTED, as DiagOne finds it; but for UDP, too, ID.Src is the
// socket's address.
//
// Errors: as DiagOne, then EPERM without CAP_NET_ADMIN, and EOPNOTSUPP for what
// cannot be aborted.
func (i *Inet) DiagDestroy(t *sched.Task, c *Cred, r *DiagRequest) error {
	d, err := i.diagFind(t, r, true)
	switch {
	case err != nil:
		return err
	case !c.Capable(i.UserNS, CAP_NET_ADMIN): // sock_diag_destroy
		return netdev.EPERM
	case d.Sock != nil && d.Sock.prot.Abort != nil:
		return d.Sock.prot.Abort(t, d.Sock, netdev.ECONNABORTED)
	case d.Abort != nil:
		return d.Abort(t)
	}
	return netdev.EOPNOTSUPP
}

func (i *Inet) diagFind(t *sched.Task, r *DiagRequest, destroy bool) (Diag, error) {
	p, err := i.diagProto(r)
	if err != nil {
		return Diag{}, err
	}
	src, _ := r.end(r.ID.Src)
	dst, _ := r.end(r.ID.Dst)
	switch {
	case p == nil:
		return Diag{}, netdev.ENOENT
	case p.DiagSwapped && !destroy:
		src, dst = dst, src
	case src.Addr().Is4In6() && dst.Addr().Is4In6() && p.Type != SOCK_RAW:
		src = netip.AddrPortFrom(src.Addr().Unmap(), src.Port())
		dst = netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port())
	}
	k := Key{Protocol: uint8(r.Protocol), Src: dst, Dst: src, Dif: int32(r.ID.Device), Looped: true}
	if p.Type == SOCK_RAW {
		k.Protocol = uint8(r.RawProtocol)
	}
	if p.DumpOne != nil {
		if d, ok := p.DumpOne(t, &k); ok {
			return d, nil
		}
	} else if found := p.Lookup(t, &k, nil); len(found) > 0 {
		return found[0].Diag(t), nil
	}
	return Diag{}, netdev.ENOENT
}

// end is an address of an ID as the kernel gets it. It reports whether that is
// possible.
func (r *DiagRequest) end(a netip.AddrPort) (netip.AddrPort, bool) {
	switch addr := a.Addr(); {
	case !addr.IsValid() && r.Family == AF_INET:
		return netip.AddrPortFrom(netip.IPv4Unspecified(), a.Port()), true
	case !addr.IsValid():
		return netip.AddrPortFrom(netip.IPv6Unspecified(), a.Port()), true
	case r.Family == AF_INET:
		return a, addr.Is4()
	}
	return netip.AddrPortFrom(netip.AddrFrom16(a.Addr().As16()), a.Port()), true
}
