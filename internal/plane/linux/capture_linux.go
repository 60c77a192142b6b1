package linux

import (
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// capture is a packet socket in the hidden namespace, where everything that
// leaves a device arrives on its other end.
type capture struct {
	ns  *namespace
	fd  int
	got map[int][]string // by index of the other end
}

func (n *namespace) capture() (*capture, error) {
	c := &capture{ns: n, got: map[int][]string{}}
	err := onThread(func() (err error) {
		if err := unix.Setns(n.hidden, unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("setns: %w", err)
		}
		c.fd, err = packetSocket(unix.ETH_P_IP)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("linux: capture: %w", err)
	}
	return c, nil
}

func (c *capture) close() error { return unix.Close(c.fd) }

func (c *capture) take(index int) ([]string, error) {
	b := make([]byte, 2048)
	for {
		k, from, err := unix.Recvfrom(c.fd, b, 0)
		if err == unix.EAGAIN {
			break
		} else if err == unix.EINTR {
			continue
		} else if err != nil {
			return nil, fmt.Errorf("linux: capture: %w", err)
		}
		if ll, ok := from.(*unix.SockaddrLinklayer); ok {
			if text, ok := describe(b[:k]); ok {
				c.got[ll.Ifindex] = append(c.got[ll.Ifindex], text)
			}
		}
	}
	l, err := getLink(c.ns.rtnl, index, "")
	if err != nil {
		return nil, err
	}
	taken := c.got[l.other]
	delete(c.got, l.other)
	return taken, nil
}

// describe names the addresses of a frame with a UDP packet over IPv4.
func describe(frame []byte) (text string, ok bool) {
	if len(frame) < header.EthernetMinimumSize+header.IPv4MinimumSize {
		return "", false
	}
	ip := header.IPv4(frame[header.EthernetMinimumSize:])
	if !ip.IsValid(len(ip)) || ip.TransportProtocol() != header.UDPProtocolNumber || len(ip.Payload()) < header.UDPMinimumSize {
		return "", false
	}
	u := header.UDP(ip.Payload())
	src := netip.AddrPortFrom(netip.AddrFrom4(ip.SourceAddress().As4()), u.SourcePort())
	dst := netip.AddrPortFrom(netip.AddrFrom4(ip.DestinationAddress().As4()), u.DestinationPort())
	return fmt.Sprintf("%s > %s", src, dst), true
}
