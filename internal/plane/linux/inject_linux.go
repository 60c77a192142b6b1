package linux

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"

	"boundif/netdev"
)

// markerType is one of the two ethertypes that IEEE 802 keeps for local
// experiments: no protocol of the kernel takes such frames.
const markerType = 0x88b5

// wire is the way into the devices.
type wire struct {
	peer   int    // packet socket of the hidden namespace: what it sends arrives on the other end
	tap    int    // packet socket of the visible namespace, which gets the markers
	marker uint64 // the newest one
}

// openWire opens the packet sockets when the first packet is injected: each
// makes the kernel wait for tens of milliseconds when it is closed.
func (n *namespace) openWire() (err error) {
	if n.wire.peer < 0 {
		err = onThread(func() error {
			if err := unix.Setns(n.hidden, unix.CLONE_NEWNET); err != nil {
				return fmt.Errorf("setns: %w", err)
			}
			n.wire.peer, err = packetSocket(0)
			return err
		})
	}
	if err == nil && n.wire.tap < 0 {
		n.wire.tap, err = packetSocket(markerType)
	}
	return err
}

// packetSocket opens a packet socket that sends frames as they are and gets
// those of one ethertype, 0 for none.
func packetSocket(ethertype uint16) (int, error) {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, int(networkOrder(ethertype)))
	if err != nil {
		return -1, fmt.Errorf("packet socket: %w", err)
	}
	// A peer gets its queue some time after it has carrier; go past it.
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_QDISC_BYPASS, 1); err != nil {
		_ = unix.Close(fd)
		return -1, fmt.Errorf("packet socket: PACKET_QDISC_BYPASS: %w", err)
	}
	return fd, nil
}

func networkOrder(v uint16) uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, v))
}

func (n *namespace) injectUDP(index int, src, dst netip.AddrPort, payload []byte) (err error) {
	n.home.do(func() { err = n.inject(index, src, dst, payload) })
	if err != nil {
		return fmt.Errorf("linux: UDP packet %s to %s into device %d: %w", src, dst, index, err)
	}
	return nil
}

// inject runs on the home thread. One CPU's frames are dealt with in order
// and that thread has one CPU, so when the marker that follows the packet
// comes out, the packet is through.
func (n *namespace) inject(index int, src, dst netip.AddrPort, payload []byte) error {
	if n.sysctl != nil {
		return n.sysctl
	}
	if !src.Addr().Is4() || !dst.Addr().Is4() {
		return errors.New("want IPv4 addresses")
	}
	l, err := getLink(n.rtnl, index, "")
	if err != nil {
		return err
	}
	if err := n.openWire(); err != nil {
		return err
	}
	fd, from := n.wire.peer, l.other
	switch {
	case l.flags&unix.IFF_UP == 0:
		return netdev.ENETDOWN
	case l.flags&unix.IFF_LOOPBACK != 0:
		fd, from = n.wire.tap, index // what lo sends arrives on lo
	case !l.wired:
		return errors.New("no end of this device is at hand: LinkAdd did not make it")
	}
	n.wire.marker++
	marker := binary.BigEndian.AppendUint64(nil, n.wire.marker)
	for _, frame := range [][]byte{
		ethernet(l.mac, header.IPv4ProtocolNumber, udp(src, dst, payload)),
		ethernet(l.mac, markerType, marker),
	} {
		if err := unix.Sendto(fd, frame, 0, &unix.SockaddrLinklayer{Ifindex: from}); err != nil {
			return errno(err)
		}
	}
	return n.wire.awaitMarker()
}

// awaitMarker waits until the newest marker has come out.
func (w *wire) awaitMarker() error {
	deadline := time.Now().Add(2 * patience)
	var b [header.EthernetMinimumSize + 8]byte
	for {
		k, _, err := unix.Recvfrom(w.tap, b[:], 0)
		switch {
		case err == nil && k == len(b) && binary.BigEndian.Uint64(b[header.EthernetMinimumSize:]) == w.marker:
			return nil
		case err == nil || err == unix.EINTR:
			continue
		case err != unix.EAGAIN:
			return errno(err)
		}
		left := time.Until(deadline)
		if left <= 0 {
			return errors.New("the marker frame behind it did not arrive")
		}
		await(w.tap, left)
	}
}

// ethernet puts a frame around data, from an address that nobody has.
func ethernet(to []byte, ethertype tcpip.NetworkProtocolNumber, data []byte) []byte {
	frame := make([]byte, header.EthernetMinimumSize, header.EthernetMinimumSize+len(data))
	header.Ethernet(frame).Encode(&header.EthernetFields{
		SrcAddr: "\x02\x00\x00\x00\x00\x01",
		DstAddr: tcpip.LinkAddress(to),
		Type:    ethertype,
	})
	return append(frame, data...)
}

// udp makes an IPv4 packet with correct checksums.
func udp(src, dst netip.AddrPort, payload []byte) []byte {
	size := header.IPv4MinimumSize + header.UDPMinimumSize + len(payload)
	packet := make([]byte, size)
	ip := header.IPv4(packet)
	ip.Encode(&header.IPv4Fields{
		TotalLength: uint16(size),
		TTL:         64,
		Protocol:    uint8(header.UDPProtocolNumber),
		SrcAddr:     tcpip.AddrFrom4(src.Addr().As4()),
		DstAddr:     tcpip.AddrFrom4(dst.Addr().As4()),
	})
	ip.SetChecksum(^ip.CalculateChecksum())
	u := header.UDP(packet[header.IPv4MinimumSize:])
	u.Encode(&header.UDPFields{SrcPort: src.Port(), DstPort: dst.Port(), Length: uint16(len(u))})
	copy(u.Payload(), payload)
	pseudo := header.PseudoHeaderChecksum(header.UDPProtocolNumber, ip.SourceAddress(), ip.DestinationAddress(), uint16(len(u)))
	sum := ^u.CalculateChecksum(checksum.Combine(pseudo, checksum.Checksum(payload, 0)))
	if sum == 0 {
		sum = 0xffff // on the wire 0 means "no checksum"
	}
	u.SetChecksum(sum)
	return packet
}
