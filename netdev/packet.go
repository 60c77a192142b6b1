package netdev

import (
	"net/netip"

	"boundif/sched"
)

// A Packet is an IPv4 packet as far as the model looks into it.
type Packet struct {
	Protocol uint8          // IPPROTO_UDP, ...
	Src, Dst netip.AddrPort // ports are 0 where the protocol has none
	Payload  []byte         // what follows the transport header
}

// transmitQueue is what has left a device.
type transmitQueue struct {
	mu      sched.Mutex
	packets []Packet
}

// Transmit sends a packet out of the device (dev_queue_xmit): onto the wire,
// where Sent finds it.
func (d *Device) Transmit(t *sched.Task, p Packet) {
	d.xmit.mu.Lock(t.At("netdev.xmit"))
	d.xmit.packets = append(d.xmit.packets, p)
	d.xmit.mu.Unlock(t)
}

// Sent takes all packets that have left the device since the last call.
func (d *Device) Sent(t *sched.Task) []Packet {
	d.xmit.mu.Lock(t.At("netdev.sent"))
	defer d.xmit.mu.Unlock(t)
	sent := d.xmit.packets
	d.xmit.packets = nil
	return sent
}
