package sock

import (
	"cmp"
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// A backlog is what sk_receive_queue holds: packets, from head on. It is
// emptied, not freed: a socket that keeps up with its packets allocates no
// more.
type backlog struct {
	packets []queued
	head    int
}

// queued is what a queue knows of a packet (struct sk_buff): see Received.
type queued struct {
	netdev.Packet
	dif, sdif int32
	frame     Frame
	unasked   bool // see Received
}

// Received is a packet in a socket's queue.
type Received struct {
	netdev.Packet
	Dif  int32 // index of the device that it arrived on, or of its VRF, at that time
	Sdif int32 // if that is a VRF: the device of the VRF

	// PktInfo is what IP_PKTINFO or IPV6_PKTINFO tells, if the option is on:
	// the device that it arrived on and the address that it was for. Spec is the
	// third field of the former, the address that an answer should come from.
	PktInfo PktInfo
	Spec    netip.Addr

	Frame Frame // what a socket of AF_PACKET learns beside Dif

	unasked bool // neither IP_PKTINFO nor IPV6_RECVPKTINFO was on when it arrived
}

// A Frame is what carried a packet.
type Frame struct {
	Protocol uint16 // ETH_P_IP or ETH_P_IPV6
	Kind     uint8  // PACKET_HOST, ...
}

// Enqueue puts a packet last into the socket's queue. It stays readable there
// whatever happens to the socket's device afterwards (UDP-08).
func (s *Sock) Enqueue(t *sched.Task, k *Key, p *netdev.Packet) {
	dif, sdif := k.Dif, k.Sdif
	if k.Looped {
		dif, sdif = s.fromHere(k)
	}
	s.put(t, p, dif, sdif, Frame{})
	if k.FromPeer {
		s.SetIncomingCPU(t)
	}
}

// fromHere is where a packet of this host says that it came from: within a VRF by
// the VRF and the device that owns the address, as from outside. A ping socket of
// IPv4 is told the device that the packet was looped over (struct inet_skb_parm).
func (s *Sock) fromHere(k *Key) (dif, sdif int32) {
	switch {
	case s.isPing4():
		return cmp.Or(k.Sdif, loopback), 0
	case k.Sdif != 0 && !k.ToMany():
		return k.Sdif, k.Dif
	}
	return k.Dif, k.Sdif
}

func (s *Sock) isPing4() bool {
	return s.prot.Number == protoICMP && s.prot.Type == SOCK_DGRAM && s.Family() == AF_INET
}

func (s *Sock) put(t *sched.Task, p *netdev.Packet, dif, sdif int32, f Frame) {
	s.queueLock.Lock(t.At("sock.queue.put"))
	if s.queue == nil {
		s.queue = &backlog{}
	}
	unasked := s.options.Load(t)&asksInfo == 0
	s.queue.packets = append(s.queue.packets, queued{*p, dif, sdif, f, unasked})
	s.queueLock.Unlock(t)
}

// RecvMsg is recvmsg(): the protocol's Recv, or Receive.
func (s *Sock) RecvMsg(t *sched.Task, max int) (Received, error) {
	if s.prot.Recv != nil {
		return s.prot.Recv(t, s, max)
	}
	return s.receive(t, false)
}

// Receive takes the oldest packet from the queue: EAGAIN if there is none. An
// error that waits for the socket comes first (sock_error).
//
// The sender is told as programs of the socket's family see it, with a scope id
// if it is link-local. A raw socket is told no port (RAW-01).
func (s *Sock) Receive(t *sched.Task) (Received, error) { return s.receive(t, false) }

// Peek is RecvMsg that leaves things as they are (MSG_PEEK).
func (s *Sock) Peek(t *sched.Task, max int) (Received, error) {
	if s.prot.Peek != nil {
		return s.prot.Peek(t, s, max)
	}
	return s.receive(t, true)
}

func (s *Sock) receive(t *sched.Task, peek bool) (p Received, err error) {
	if err := s.dequeue(t, &p, peek); err != nil {
		return p, err
	}
	if s.prot.Payload != nil {
		whole := p.Packet // so that only such a protocol's packets move to the heap
		p.Payload = s.prot.Payload(&whole)
	}
	s.tell(t, &p)
	return p, nil
}

// Dequeue is Receive without what programs are told: for Recv hooks.
func (s *Sock) Dequeue(t *sched.Task) (p Received, err error) {
	err = s.dequeue(t, &p, false)
	return p, err
}

func (s *Sock) dequeue(t *sched.Task, p *Received, peek bool) error {
	s.queueLock.Lock(t.At("sock.queue.take"))
	defer s.queueLock.Unlock(t)
	if err := s.SockErr(t); err != nil {
		return err
	}
	b := s.queue
	if b == nil || b.head == len(b.packets) {
		return netdev.EAGAIN
	}
	q := &b.packets[b.head]
	p.Packet, p.Dif, p.Sdif, p.Frame, p.unasked = q.Packet, q.dif, q.sdif, q.frame, q.unasked
	if peek {
		return nil
	}
	*q = queued{}
	if b.head++; b.head == len(b.packets) {
		b.packets, b.head = b.packets[:0], 0
	}
	return nil
}

// tell fills in what a program sees of a packet (ipv4_pktinfo_prepare,
// ip6_datagram_recv_ctl). The device is the one that the packet arrived on, not
// its VRF (UDP-33). An IPv4 packet that was there before the option was on tells
// neither device nor local address, but a ping socket the device.
func (s *Sock) tell(t *sched.Task, p *Received) {
	src, dst := p.Src.Addr(), p.Dst.Addr()
	o := s.inet(t)
	index := p.Dif
	if p.Sdif != 0 {
		index = p.Sdif
	}
	unprepared := p.unasked && dst.Is4() && !s.isPing4()
	if unprepared {
		index = 0
	}
	if o.bits&pktInfo != 0 && dst.Is4() {
		p.PktInfo = PktInfo{Set: true, Index: index, Addr: dst}
		p.Spec = netip.IPv4Unspecified()
		if !s.isPing4() && !unprepared { // a ping socket never prepares it (ping_queue_rcv_skb)
			p.Spec = s.specDst(t, p)
		}
	}
	if s.Family() == AF_INET6 {
		dst = netip.AddrFrom16(dst.As16())
		src = WithScope(netip.AddrFrom16(src.As16()), p.Dif)
		if o.bits&recvPktInfo6 != 0 {
			p.PktInfo = PktInfo{Set: true, Index: index, Addr: dst}
		}
	}
	port := p.Src.Port()
	if s.prot.Number == 0 && s.isInet() {
		port = 0 // raw_recvmsg
	}
	p.Src = netip.AddrPortFrom(src, port)
}

// specDst is the address that an answer should come from: the one that the
// packet was for or, if that is multicast or broadcast, the one that the route to
// the sender has, or else the device (fib_compute_spec_dst).
func (s *Sock) specDst(t *sched.Task, p *Received) netip.Addr {
	n := s.Net()
	dst := p.Dst.Addr()
	if n.AddrType(t, dst, p.Dif) == netdev.Local || n.AddrType(t, dst, 0) == netdev.Local { // the table of local addresses comes before a VRF's
		return dst
	}
	if r, err := n.RouteOutput(t, p.Src.Addr(), netip.Addr{}, n.L3Master(t, p.Dif)); err == nil {
		return r.Src
	}
	if dev := n.ByIndex(t, p.Dif); dev != nil {
		return dev.SourceFor(t, p.Src.Addr())
	}
	return dst
}
