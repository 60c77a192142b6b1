package linux

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"

	"boundif/emu"
	"boundif/internal/wire"
	"boundif/netdev"
)

// capture is what a Capture has of the hidden namespace's tap, where everything
// that leaves a device arrives on its other end.
type capture struct {
	ns  *namespace
	got map[int][]netdev.Packet // by index of the other end; under hidden.mu
}

func (n *namespace) capture() (*capture, error) {
	h, err := theHidden()
	if err != nil {
		return nil, err
	}
	if err := n.settled(); err != nil {
		return nil, err
	}
	c := &capture{ns: n, got: map[int][]netdev.Packet{}}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.drain(); err != nil { // what came before is not for this one
		return nil, fmt.Errorf("linux: capture: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.captures = append(n.captures, c)
	for _, peer := range n.peers {
		h.wanted[peer] = c
	}
	return c, nil
}

// plugged takes note of the other end of a new device.
func (n *namespace) plugged(index, peer int) {
	h, _ := theHidden()
	h.mu.Lock()
	defer h.mu.Unlock()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.peers[index] = peer
	for _, c := range n.captures {
		h.wanted[peer] = c
	}
}

func (c *capture) close() error {
	h, err := theHidden()
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for peer, other := range h.wanted {
		if c == other {
			delete(h.wanted, peer)
		}
	}
	return nil
}

// drain gives all that has come to those who want it. The first call opens the
// tap.
func (h *hidden) drain() error {
	if h.tap < 0 {
		return onThread(h.openTap)
	}
	b := make([]byte, 1<<16)
	for {
		k, from, err := unix.Recvfrom(h.tap, b, 0)
		if err == unix.EAGAIN {
			return nil
		} else if err == unix.EINTR {
			continue
		} else if err != nil {
			return err
		}
		ll, ok := from.(*unix.SockaddrLinklayer)
		if !ok || ll.Pkttype == unix.PACKET_OUTGOING || h.wanted[ll.Ifindex] == nil {
			continue
		}
		if p, ok := packet(b[:k]); ok {
			got := h.wanted[ll.Ifindex].got
			got[ll.Ifindex] = append(got[ll.Ifindex], p)
		}
	}
}

// openTap runs on a thread of its own. The queue is for all devices of all
// Nets, and only those who want something empty it.
func (h *hidden) openTap() error {
	if err := unix.Setns(h.fd, unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("setns: %w", err)
	}
	fd, err := packetSocket(unix.ETH_P_ALL)
	if err != nil {
		return err
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 16<<20)
	if err = unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_VNET_HDR, 1); err != nil {
		_ = unix.Close(fd)
		return fmt.Errorf("packet socket: PACKET_VNET_HDR: %w", err)
	}
	h.tap = fd
	return nil
}

func (c *capture) take(index int) ([]netdev.Packet, error) {
	h, err := theHidden()
	if err != nil {
		return nil, err
	}
	if err := c.ns.settled(); err != nil {
		return nil, err
	}
	c.ns.mu.Lock()
	peer, ok := c.ns.peers[index]
	c.ns.mu.Unlock()
	if !ok { // from lo and from VRFs nothing leaves
		_, err := getLink(c.ns.rtnl, index, "")
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.drain(); err != nil {
		return nil, fmt.Errorf("linux: capture: %w", err)
	}
	taken := c.got[peer]
	delete(c.got, peer)
	return taken, nil
}

// sizeofVnetHdr is the size of struct virtio_net_hdr.
const sizeofVnetHdr = 10

// packet reads what came with PACKET_VNET_HDR. ok is false for what is not IP,
// and for what devices say to each other by themselves.
func packet(b []byte) (p netdev.Packet, ok bool) {
	if len(b) < sizeofVnetHdr+header.EthernetMinimumSize {
		return p, false
	}
	head, frame := b[:sizeofVnetHdr], append([]byte(nil), b[sizeofVnetHdr:]...)
	const needsCsum = 1 // VIRTIO_NET_HDR_F_NEEDS_CSUM
	if head[0]&needsCsum != 0 {
		finishChecksum(frame, binary.NativeEndian.Uint16(head[6:]), binary.NativeEndian.Uint16(head[8:]))
	}
	p, err := wire.ParseFrame(frame)
	if err != nil && !p.Malformed {
		return p, false
	}
	return p, !chatter(&p)
}

// finishChecksum does what a device with checksum offload would have done: the
// field holds the sum of the pseudo header so far.
func finishChecksum(frame []byte, start, offset uint16) {
	if at := int(start) + int(offset); at+2 <= len(frame) {
		sum := ^checksum.Checksum(frame[start:], 0)
		if sum == 0 {
			sum = 0xffff
		}
		binary.BigEndian.PutUint16(frame[at:], sum)
	}
}

// chatter reports whether a packet is of the protocols by which a host finds
// its neighbours and says to which groups it listens.
func chatter(p *netdev.Packet) bool {
	const igmp = 2
	switch p.Protocol {
	case igmp:
		return true
	case emu.IPPROTO_ICMPV6:
		mld := p.ICMP.Type >= 130 && p.ICMP.Type <= 132 || p.ICMP.Type == 143
		return mld || p.ICMP.Type >= 133 && p.ICMP.Type <= 137
	}
	return false
}
