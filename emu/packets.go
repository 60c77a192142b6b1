package emu

import (
	"bytes"
	"fmt"
	"net/netip"

	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/proto/udp"
	"boundif/sched"
	"boundif/sock"
)

// drops counts the packets that were refused, by reason.
type drops struct {
	mu sched.Mutex
	n  [wire.Reasons]int // under mu
}

// A Drop is how many packets a namespace has refused for one reason, such as
// "udp checksum".
type Drop struct {
	Reason string
	Count  int
}

// Drops is how many packets of [Namespace.Inject] and [Namespace.InjectFrame]
// were refused, in an order that is always the same. Reasons that there was
// none of are left out. Packets that nobody wanted do not count.
func (ns *Namespace) Drops() []Drop {
	t := ns.k.task()
	ns.drops.mu.Lock(t.At("emu.drops"))
	defer ns.drops.mu.Unlock(t)
	var found []Drop
	for i, n := range ns.drops.n {
		if n != 0 {
			found = append(found, Drop{wire.Reason(i).String(), n})
		}
	}
	return found
}

// Inject lets the bytes of an IPv4 or IPv6 packet arrive on the device with
// that index and returns the sockets that got it. The packet is in their queues
// when it returns, or its answer has left: see [Namespace.Frames].
//
// A packet that Linux would drop unseen is counted in [Namespace.Drops], and
// that is no error. One with a bad checksum of UDP, TCP or ICMP is counted, and
// raw sockets get it all the same (raw_local_deliver).
//
// Errors, after which nobody has got the packet: ENODEV, ENETDOWN if the device
// is down.
func (ns *Namespace) Inject(index int, packet []byte) ([]*sock.Sock, error) {
	return ns.inject("inject", index, packet, wire.Parse)
}

// Explain tells who would get the packet if it arrived on the device with that
// index now, and why: every socket that a lookup looks at, with its score and the
// reason. It changes nothing.
//
// Errors: ENODEV; EINVAL for bytes that are no packet.
func (ns *Namespace) Explain(index int, packet []byte) ([]sock.Candidate, error) {
	t := ns.k.task()
	t.Call("explain")
	p, err := wire.Parse(packet)
	switch {
	case err != nil:
		err = netdev.EINVAL
	case ns.net.ByIndex(t.At("emu.explain.lookup"), ifindex(index)) == nil:
		err = netdev.ENODEV
	}
	if err != nil {
		return nil, wrap(fmt.Sprintf("explain(%d)", index), err)
	}
	return ns.inet.Explain(t, ifindex(index), p), nil
}

// InjectFrame is Inject of an Ethernet frame. Its addresses are not looked at;
// a type other than IPv4 and IPv6 is dropped, and counted.
func (ns *Namespace) InjectFrame(index int, frame []byte) ([]*sock.Sock, error) {
	return ns.inject("inject_frame", index, frame, wire.ParseFrame)
}

func (ns *Namespace) inject(name string, index int, b []byte, parse func([]byte) (netdev.Packet, error)) ([]*sock.Sock, error) {
	t := ns.k.task()
	t.Call(name)
	if err := ns.carrier(t, index); err != nil {
		return nil, wrap(fmt.Sprintf("%s(%d, %d bytes)", name, index, len(b)), err)
	}
	p, err := parse(b)
	if reason, ok := err.(wire.Reason); ok {
		ns.drops.mu.Lock(t.At("emu.inject.drop"))
		ns.drops.n[reason]++
		ns.drops.mu.Unlock(t)
		if !p.Malformed {
			return nil, nil
		}
	}
	p.Payload = bytes.Clone(p.Payload)
	if p.Err != nil {
		p.Err.Payload = bytes.Clone(p.Err.Payload)
	}
	found := ns.inet.Input(t, ifindex(index), p)
	if t.Tracing() {
		t.Result(fmt.Sprintf("%s(%d, %s)", name, index, wire.Describe(&p)), takers(found))
	}
	return found, nil
}

// takers says in a trace who got a packet.
func takers(found []*sock.Sock) string {
	if len(found) == 1 {
		return "1 socket"
	}
	return fmt.Sprintf("%d sockets", len(found))
}

// carrier says whether packets can arrive on the device with that index.
func (ns *Namespace) carrier(t *sched.Task, index int) error {
	dev := ns.net.ByIndex(t.At("emu.deliver.lookup"), ifindex(index))
	switch {
	case dev == nil:
		return netdev.ENODEV
	case !dev.Up(t):
		return netdev.ENETDOWN
	}
	return nil
}

// DeliverUDP is Inject of a UDP packet, without the bytes. It returns the
// sockets that got it, UDP and raw ones.
//
// Errors, after which nobody has got the packet: EAFNOSUPPORT if src and dst are
// not of one family (unmap IPv4 addresses that are written as IPv6 ones), ENODEV,
// ENETDOWN if the device is down.
func (ns *Namespace) DeliverUDP(index int, src, dst netip.AddrPort, payload []byte) ([]*sock.Sock, error) {
	t := ns.k.task()
	t.Call("deliver")
	err := ns.carrier(t, index)
	if !src.IsValid() || src.Addr().Is4() != dst.Addr().Is4() || src.Addr().Is6() != dst.Addr().Is6() {
		err = netdev.EAFNOSUPPORT
	}
	if err != nil {
		return nil, wrap(fmt.Sprintf("deliver(%d, %s > %s)", index, src, dst), err)
	}
	found := ns.inet.Input(t, ifindex(index), netdev.Packet{
		Protocol: udp.IPPROTO_UDP, Src: noZone(src), Dst: noZone(dst), Payload: append([]byte(nil), payload...),
	})
	if t.Tracing() {
		t.Result(fmt.Sprintf("deliver(%d, %s > %s)", index, src, dst), takers(found))
	}
	return found, nil
}

// noZone takes the scope id off: packets have none.
func noZone(a netip.AddrPort) netip.AddrPort {
	if a.Addr().Zone() == "" {
		return a
	}
	return netip.AddrPortFrom(a.Addr().WithZone(""), a.Port())
}

// Sent takes the packets that have left the device with that index since the
// last call of Sent or Frames.
func (ns *Namespace) Sent(index int) ([]netdev.Packet, error) {
	return ns.appendSent(nil, index)
}

func (ns *Namespace) appendSent(buf []netdev.Packet, index int) ([]netdev.Packet, error) {
	t := ns.k.task()
	dev := ns.net.ByIndex(t.At("emu.sent.lookup"), ifindex(index))
	if dev == nil {
		return nil, wrap(fmt.Sprintf("sent(%d)", index), netdev.ENODEV)
	}
	return dev.AppendSent(t, buf), nil
}

// Frames is Sent in bytes: IPv4 and IPv6 packets, without Ethernet headers.
func (ns *Namespace) Frames(index int) ([][]byte, error) {
	var one [1]netdev.Packet // what there is nearly always
	sent, err := ns.appendSent(one[:0], index)
	if len(sent) == 0 {
		return nil, err
	}
	frames := make([][]byte, len(sent))
	for i := range sent {
		frames[i] = wire.Build(&sent[i])
	}
	return frames, nil
}
