package linux

import (
	"encoding/binary"
	"net/netip"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"

	"boundif/emu"
)

func (p *process) AddrAdd(index int, prefix netip.Prefix) error {
	err := p.changeAddr(unix.RTM_NEWADDR, netlink.Create|netlink.Excl, index, prefix)
	if err == nil && prefix.Addr().Is6() {
		p.ready(index, prefix.Addr())
	}
	return err
}

func (p *process) AddrDel(index int, prefix netip.Prefix) error {
	return p.changeAddr(unix.RTM_DELADDR, 0, index, prefix)
}

func (p *process) changeAddr(typ netlink.HeaderType, flags netlink.HeaderFlags, index int, prefix netip.Prefix) error {
	if !prefix.IsValid() {
		return emu.Errno(unix.EINVAL)
	}
	header := unix.IfAddrmsg{Family: familyOf(prefix.Addr()), Prefixlen: uint8(prefix.Bits()), Index: uint32(index)}
	if header.Family == unix.AF_INET6 {
		header.Flags = unix.IFA_F_NODAD
	}
	if typ == unix.RTM_NEWADDR {
		p.ns.knowBroadcast(prefix)
	}
	return change(p.rtnl, typ, flags, header, func(e *netlink.AttributeEncoder) {
		e.Bytes(unix.IFA_LOCAL, prefix.Addr().AsSlice())
		e.Bytes(unix.IFA_ADDRESS, prefix.Addr().AsSlice())
	})
}

// knowBroadcast remembers the address of everybody in a prefix, to which
// frames have to be addressed in the same way.
func (n *namespace) knowBroadcast(prefix netip.Prefix) {
	if !prefix.Addr().Is4() || prefix.Bits() > 30 {
		return
	}
	last := prefix.Addr().As4()
	host := binary.BigEndian.Uint32(last[:]) | (1<<(32-prefix.Bits()) - 1)
	binary.BigEndian.PutUint32(last[:], host)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.broadcasts[netip.AddrFrom4(last)] = true
}

func (n *namespace) broadcast(a netip.Addr) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.broadcasts[a] || a == netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

func familyOf(a netip.Addr) uint8 {
	if a.Is4() {
		return unix.AF_INET
	}
	return unix.AF_INET6
}

func (p *process) RouteAdd(r emu.Route) error {
	header := routeHeader(r)
	header.Protocol, header.Type = unix.RTPROT_BOOT, unix.RTN_UNICAST
	if header.Family == unix.AF_INET && !r.Gateway.IsValid() {
		header.Scope = unix.RT_SCOPE_LINK
	}
	return p.changeRoute(unix.RTM_NEWROUTE, netlink.Create|netlink.Excl, header, r)
}

func (p *process) RouteDel(r emu.Route) error {
	header := routeHeader(r)
	header.Scope = unix.RT_SCOPE_NOWHERE // whatever it is
	return p.changeRoute(unix.RTM_DELROUTE, 0, header, r)
}

func routeHeader(r emu.Route) unix.RtMsg {
	table := r.Table
	if table == 0 {
		table = unix.RT_TABLE_MAIN
	} else if table > 255 {
		table = unix.RT_TABLE_UNSPEC // RTA_TABLE has it
	}
	return unix.RtMsg{Family: familyOf(r.Dst.Addr()), Dst_len: uint8(r.Dst.Bits()), Table: uint8(table)}
}

func (p *process) changeRoute(typ netlink.HeaderType, flags netlink.HeaderFlags, header unix.RtMsg, r emu.Route) error {
	if !r.Dst.IsValid() {
		return emu.Errno(unix.EINVAL)
	}
	return change(p.rtnl, typ, flags, header, func(e *netlink.AttributeEncoder) {
		if r.Dst.Bits() > 0 {
			e.Bytes(unix.RTA_DST, r.Dst.Addr().AsSlice())
		}
		if r.Gateway.IsValid() {
			e.Bytes(unix.RTA_GATEWAY, r.Gateway.AsSlice())
		}
		if r.Dev != 0 {
			e.Uint32(unix.RTA_OIF, uint32(r.Dev))
		}
		if r.Src.IsValid() {
			e.Bytes(unix.RTA_PREFSRC, r.Src.AsSlice())
		}
		if r.Metric != 0 {
			e.Uint32(unix.RTA_PRIORITY, uint32(r.Metric))
		}
		if r.Table != 0 {
			e.Uint32(unix.RTA_TABLE, uint32(r.Table))
		}
	})
}
