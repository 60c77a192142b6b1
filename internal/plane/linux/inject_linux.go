package linux

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"

	"boundif/netdev"
)

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

func (n *namespace) inject(index int, ip []byte) error {
	if err := n.injectBare(index, ip); err != nil {
		return fmt.Errorf("linux: packet of %d bytes into device %d: %w", len(ip), index, err)
	}
	return nil
}

// injectBare has the frame sent by a thread that is bound to a CPU, which then
// waits until the queue of that CPU has settled.
func (n *namespace) injectBare(index int, ip []byte) error {
	if n.sysctl != nil {
		return n.sysctl
	}
	if err := n.settled(); err != nil { // what was sent before comes before
		return err
	}
	l, err := getLink(n.rtnl, index, "")
	if err != nil {
		return err
	}
	kind, to, err := n.frameTo(ip, l.mac)
	if err != nil {
		return err
	}
	fd, from, err := n.wayInto(l)
	if err != nil {
		return err
	}
	settlers, err := theSettlers()
	if err != nil {
		return err
	}
	s := settlers[0]
	s.thread.do(func() {
		if err = errno(unix.Sendto(fd, ethernet(to, kind, ip), 0, &unix.SockaddrLinklayer{Ifindex: from})); err == nil {
			err = s.settle()
		}
	})
	return err
}

// wayInto is a packet socket and the number of a device, from which what is
// sent arrives on the device l.
func (n *namespace) wayInto(l link) (fd, from int, err error) {
	switch {
	case l.flags&unix.IFF_UP == 0:
		return 0, 0, netdev.ENETDOWN
	case l.flags&unix.IFF_LOOPBACK != 0: // what lo sends arrives on lo
		fd, err = n.openLo()
		return fd, l.index, err
	case !l.wired:
		return 0, 0, errors.New("no end of this device is at hand: LinkAdd did not make it")
	}
	h, err := theHidden()
	if err != nil {
		return 0, 0, err
	}
	return h.wire, l.other, nil
}

// openLo opens the packet socket for lo when it is first needed.
func (n *namespace) openLo() (fd int, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.lo < 0 {
		n.home.do(func() { n.lo, err = packetSocket(0) })
	}
	return n.lo, err
}

// frameTo is the type of the frame around an IP packet and whom it is for: the
// device, everybody, or those in a group (ip_eth_mc_map, ipv6_eth_mc_map).
func (n *namespace) frameTo(ip, mac []byte) (kind tcpip.NetworkProtocolNumber, to []byte, err error) {
	switch {
	case len(ip) >= header.IPv4MinimumSize && ip[0]>>4 == 4:
		kind, to = header.IPv4ProtocolNumber, mac
		switch dst := netip.AddrFrom4([4]byte(ip[16:])); {
		case n.broadcast(dst):
			to = []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
		case dst.IsMulticast():
			to = []byte{1, 0, 0x5e, ip[17] & 0x7f, ip[18], ip[19]}
		}
	case len(ip) >= header.IPv6MinimumSize && ip[0]>>4 == 6:
		kind, to = header.IPv6ProtocolNumber, mac
		if ip[24] == 0xff {
			to = append([]byte{0x33, 0x33}, ip[36:40]...)
		}
	default:
		return 0, nil, errors.New("neither IPv4 nor IPv6")
	}
	return kind, to, nil
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
