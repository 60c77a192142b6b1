package linux

import (
	"fmt"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// vethInfoPeer is VETH_INFO_PEER of linux/veth.h.
const vethInfoPeer = 1

// LinkAdd makes a veth pair across the namespaces. The peer has a name of its
// own, and knows the number of the device, which rtnetlink only tells since
// 6.2. Nobody answers on the wire, so the device does not ask who has an
// address: what is sent leaves at once.
func (p *process) LinkAdd(name string, index int) (int, error) {
	h, err := theHidden()
	if err != nil {
		return 0, err
	}
	peer := fmt.Sprintf("p%d", h.peers.Add(1))
	err = change(p.rtnl, unix.RTM_NEWLINK, netlink.Create|netlink.Excl, flagged(index, unix.IFF_NOARP, unix.IFF_NOARP), func(e *netlink.AttributeEncoder) {
		e.String(unix.IFLA_IFNAME, name)
		e.Nested(unix.IFLA_LINKINFO, func(e *netlink.AttributeEncoder) error {
			e.String(unix.IFLA_INFO_KIND, "veth")
			e.Nested(unix.IFLA_INFO_DATA, func(e *netlink.AttributeEncoder) error {
				e.Do(vethInfoPeer, func() ([]byte, error) {
					return message(info(0), func(e *netlink.AttributeEncoder) {
						e.String(unix.IFLA_IFNAME, peer)
						e.Uint32(unix.IFLA_NET_NS_FD, uint32(h.fd))
					})
				})
				return nil
			})
			return nil
		})
	})
	if err != nil {
		return 0, err
	}
	l, err := getLink(h.rtnl, 0, peer)
	if err != nil {
		return 0, fmt.Errorf("linux: the other end: %w", err)
	}
	// Up for good: so the device has carrier as soon as it is up itself.
	if err := change(h.rtnl, unix.RTM_NEWLINK, 0, flagged(l.index, unix.IFF_UP, unix.IFF_UP), nil); err != nil {
		return 0, fmt.Errorf("linux: the other end: %w", err)
	}
	p.ns.plugged(l.other, l.index)
	return l.other, nil
}

func (p *process) LinkDel(index int) error {
	err := change(p.rtnl, unix.RTM_DELLINK, 0, info(index), nil)
	if err == nil {
		p.ns.mu.Lock()
		delete(p.ns.peers, index)
		p.ns.mu.Unlock()
	}
	return err
}

func (p *process) LinkSetName(index int, name string) error {
	return change(p.rtnl, unix.RTM_NEWLINK, 0, info(index), func(e *netlink.AttributeEncoder) {
		e.String(unix.IFLA_IFNAME, name)
	})
}

func (p *process) LinkSetUp(index int) error {
	err := change(p.rtnl, unix.RTM_NEWLINK, 0, flagged(index, unix.IFF_UP, unix.IFF_UP), nil)
	if err == nil {
		p.ready(index)
	}
	return err
}

func (p *process) LinkSetDown(index int) error {
	return change(p.rtnl, unix.RTM_NEWLINK, 0, flagged(index, 0, unix.IFF_UP), nil)
}

func (p *process) LinkAddAltname(index int, name string) error {
	return change(p.rtnl, unix.RTM_NEWLINKPROP, netlink.Create|netlink.Excl|netlink.Append, info(index), altname(name))
}

func (p *process) LinkDelAltname(index int, name string) error {
	return change(p.rtnl, unix.RTM_DELLINKPROP, 0, info(index), altname(name))
}

func altname(name string) attrs {
	return func(e *netlink.AttributeEncoder) {
		e.Nested(unix.IFLA_PROP_LIST, func(e *netlink.AttributeEncoder) error {
			e.String(unix.IFLA_ALT_IFNAME, name)
			return nil
		})
	}
}
