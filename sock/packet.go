package sock

import (
	"net/netip"
	"slices"

	"boundif/netdev"
	"boundif/sched"
)

// Numbers of protocols on the link (ETH_P_...) and kinds of frames (PACKET_...).
const (
	ethIP   = 0x0800
	ethAll  = 0x0003
	ethIPv6 = 0x86dd

	PACKET_HOST      = 0
	PACKET_BROADCAST = 1
	PACKET_MULTICAST = 2
	PACKET_OTHERHOST = 3
	PACKET_OUTGOING  = 4
)

// A tap is what a socket of AF_PACKET looks at (struct packet_sock). It is
// replaced, never changed. The device that it is on has nothing to do with the
// one that the socket is bound to by an option (PKT-01).
type tap struct {
	protocol uint16 // 0: nothing yet
	index    int32  // 0: all devices
}

// packets is the sockets of AF_PACKET of a namespace.
type packets struct {
	mu    sched.Mutex
	socks sched.Ptr[[]*Sock] // replaced, never changed; nil for none
}

// add puts a new socket into the list, and remove takes it out.
func (l *packets) add(t *sched.Task, s *Sock) {
	l.mu.Lock(t.At("sock.packet.add"))
	defer l.mu.Unlock(t)
	socks := []*Sock{s}
	if old := l.socks.Load(t); old != nil {
		socks = append(slices.Clone(*old), s)
	}
	l.socks.Store(t, &socks)
}

func (l *packets) remove(t *sched.Task, s *Sock) {
	l.mu.Lock(t.At("sock.packet.remove"))
	defer l.mu.Unlock(t)
	socks := slices.DeleteFunc(slices.Clone(*l.socks.Load(t)), func(o *Sock) bool { return o == s })
	l.socks.Store(t, &socks)
}

// BindPacket is bind() of a socket of AF_PACKET (packet_do_bind): to the frames
// of a protocol, 0 leaving it as it is, on the device with an index, 0 for all.
//
// Errors: EOPNOTSUPP for other sockets, ENODEV; a device that is down is an
// error of the next call.
func (s *Sock) BindPacket(t *sched.Task, protocol uint16, index int32) error {
	if s.Family() != AF_PACKET {
		return netdev.EOPNOTSUPP
	}
	s.Lock(t)
	defer s.Unlock(t)
	x := s.ext.Load(t.At("sock.packet.bind"))
	if protocol == 0 {
		protocol = x.tap.Load(t).protocol
	}
	if index != 0 {
		dev := s.Net().ByIndex(t, index)
		if dev == nil {
			return netdev.ENODEV
		}
		if !dev.Up(t) {
			x.Err.Store(t, uint32(netdev.ENETDOWN))
		}
	}
	x.tap.Store(t, &tap{protocol, index})
	return nil
}

// PacketAddr is the protocol and the device of a socket of AF_PACKET
// (packet_getname).
func (s *Sock) PacketAddr(t *sched.Task) (protocol uint16, index int32) {
	x := s.ext.Load(t.At("sock.getname"))
	tap := x.tap.Load(t)
	return tap.protocol, tap.index
}

// tapped gives a frame on a device to the sockets of AF_PACKET (packet_rcv).
// What leaves is for those of all protocols only (dev_queue_xmit_nit). It belongs
// to the step under way, unless there are such sockets.
func (i *Inet) tapped(t *sched.Task, index int32, kind uint8, p *netdev.Packet) {
	socks := i.packets.socks.Load(t)
	if socks == nil {
		return
	}
	protocol := uint16(ethIP)
	if p.Dst.Addr().Is6() {
		protocol = ethIPv6
	}
	for _, s := range *socks {
		tap := s.ext.Load(t).tap.Load(t)
		if tap.protocol != ethAll && (kind == PACKET_OUTGOING || tap.protocol != protocol) || tap.index != 0 && tap.index != index {
			continue
		}
		s.put(t, p, index, 0, Frame{protocol, kind})
	}
}

// frameKind is how a device takes a packet that arrives (eth_type_trans).
func frameKind(k netdev.Kind, dst netip.Addr) uint8 {
	switch {
	case k == netdev.Broadcast:
		return PACKET_BROADCAST
	case dst.IsMulticast():
		return PACKET_MULTICAST
	}
	return PACKET_HOST
}
