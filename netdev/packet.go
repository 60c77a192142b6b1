package netdev

import (
	"net/netip"

	"boundif/sched"
)

// A Packet is an IPv4 or IPv6 packet as far as the model looks into it. As
// bytes it exists at the edges only: package wire of boundif reads and writes
// those. Addresses have no zones.
type Packet struct {
	Protocol uint8          // IPPROTO_UDP, ...; of IPv6 the last next header
	Coverage uint16         // of UDP-Lite: how many bytes from its header on the checksum is of; 0 for all
	Src, Dst netip.AddrPort // ports are 0 where the protocol has none
	Payload  []byte         // what follows the transport header

	// Malformed is a packet whose bytes behind the IP header, all of them in
	// Payload, are not what the protocol number says: raw sockets send and
	// receive such packets, nobody else.
	Malformed bool

	TCP  TCP     // of a TCP segment
	ICMP ICMP    // of an ICMP or ICMPv6 message
	Err  *Packet // the packet that an ICMP error is about, as far as it was quoted
}

// TCP is what a segment has beyond its ports.
type TCP struct {
	Seq, Ack uint32
	Flags    uint8 // FIN, SYN, ...
	Window   uint16
}

// Flags of a TCP segment.
const (
	FIN = 1 << iota
	SYN
	RST
	PSH
	ACK
)

// ICMP is what begins a message of ICMP or ICMPv6.
type ICMP struct {
	Type, Code uint8
	ID, Seq    uint16 // of an echo request or reply
	Info       uint32 // of an error: the MTU of "too big"
}

// transmitQueue is what has left a device. It is emptied, not freed, as a
// socket's queue is.
type transmitQueue struct {
	mu      sched.Mutex
	packets []Packet
}

// Transmit sends a packet out of the device (dev_queue_xmit): onto the wire,
// where Sent finds it. A device that is down loses it without a word.
func (d *Device) Transmit(t *sched.Task, p *Packet) {
	d.xmit.mu.Lock(t.At("netdev.xmit"))
	if d.Up(t) {
		d.xmit.packets = append(d.xmit.packets, *p)
	}
	d.xmit.mu.Unlock(t)
}

// Sent takes all packets that have left the device since the last call.
func (d *Device) Sent(t *sched.Task) []Packet { return d.AppendSent(t, nil) }

// AppendSent is Sent, but appends them to buf.
func (d *Device) AppendSent(t *sched.Task, buf []Packet) []Packet {
	d.xmit.mu.Lock(t.At("netdev.sent"))
	defer d.xmit.mu.Unlock(t)
	buf = append(buf, d.xmit.packets...)
	clear(d.xmit.packets)
	d.xmit.packets = d.xmit.packets[:0]
	return buf
}
