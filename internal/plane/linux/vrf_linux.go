package linux

import (
	"errors"
	"fmt"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"

	"boundif/emu"
)

// vrfTable is IFLA_VRF_TABLE of linux/if_link.h.
const vrfTable = 1

// LinkAddVRF makes a device of kind "vrf". Where the kernel does not know that
// kind the error is errors.ErrUnsupported too, and has the kernel's words.
func (p *process) LinkAddVRF(name string, index, table int) (int, error) {
	_, err := ask(p.rtnl, unix.RTM_NEWLINK, netlink.Create|netlink.Excl|netlink.Acknowledge, info(index), func(e *netlink.AttributeEncoder) {
		e.String(unix.IFLA_IFNAME, name)
		e.Nested(unix.IFLA_LINKINFO, func(e *netlink.AttributeEncoder) error {
			e.String(unix.IFLA_INFO_KIND, "vrf")
			e.Nested(unix.IFLA_INFO_DATA, func(e *netlink.AttributeEncoder) error {
				e.Uint32(vrfTable, uint32(table))
				return nil
			})
			return nil
		})
	})
	var op *netlink.OpError
	if errors.Is(err, unix.EOPNOTSUPP) && errors.As(err, &op) {
		return -1, fmt.Errorf("a device of kind vrf: %w: %s: %w", emu.Errno(unix.EOPNOTSUPP), op.Message, errors.ErrUnsupported)
	} else if err != nil {
		return -1, errno(err)
	}
	if index != 0 {
		return index, nil
	}
	l, err := getLink(p.rtnl, 0, name)
	return l.index, err
}

func (p *process) LinkSetMaster(index, master int) error {
	err := change(p.rtnl, unix.RTM_NEWLINK, 0, info(index), func(e *netlink.AttributeEncoder) {
		e.Uint32(unix.IFLA_MASTER, uint32(master))
	})
	if err == nil {
		p.ready(index) // the device has been down and up
	}
	return err
}

// moveTo moves a device to another namespace. When the kernel refuses the name
// it may have moved the device all the same.
func (p *process) moveTo(index int, to *namespace, name string, newIndex int) error {
	err := change(p.rtnl, unix.RTM_NEWLINK, 0, info(index), func(e *netlink.AttributeEncoder) {
		e.Uint32(unix.IFLA_NET_NS_FD, uint32(to.fd))
		if name != "" {
			e.String(unix.IFLA_IFNAME, name)
		}
		if newIndex != 0 {
			e.Int32(unix.IFLA_NEW_IFINDEX, int32(newIndex))
		}
	})
	if _, e := getLink(p.ns.rtnl, index, ""); e != nil {
		p.ns.unplugged(index, to)
	}
	return err
}

// unplugged has the other end of a device follow it into another namespace.
func (n *namespace) unplugged(index int, to *namespace) {
	h, err := theHidden()
	if err != nil {
		return
	}
	n.mu.Lock()
	peer, ok := n.peers[index]
	delete(n.peers, index)
	n.mu.Unlock()
	if !ok {
		return
	}
	h.mu.Lock()
	delete(h.wanted, peer)
	h.mu.Unlock()
	if l, err := getLink(h.rtnl, peer, ""); err == nil {
		to.plugged(l.other, peer)
	}
}
