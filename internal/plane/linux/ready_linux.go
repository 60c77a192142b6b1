package linux

import (
	"encoding/binary"
	"net/netip"
	"time"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// IPv6 is not ready when rtnetlink says that all is well. A device that comes up
// is made known to it by one worker of the kernel (linkwatch_event), which also
// brings the route for multicast; a new address gets its route of type local
// from another (addrconf_dad_work), and until then packets for it leave by the
// wire. The calls that bring this about wait for it.

// ready waits until the IPv6 addresses of a device are usable: a list of
// addresses, or all that it has. Most of those of a device that is down are
// soon; for one that will never be it does not wait long.
func (p *process) ready(index int, addrs ...netip.Addr) {
	deadline := time.Now().Add(2 * patience)
	for tries := 0; ; tries++ {
		l, err := getLink(p.rtnl, index, "")
		if err != nil {
			return
		}
		if l.flags&unix.IFF_UP == 0 || l.kind == "vrf" {
			deadline = time.Now().Add(patience / 30)
			break
		}
		if l.operates || time.Now().After(deadline) {
			break
		}
		giveWay(tries)
	}
	if addrs == nil {
		addrs = p.addrs6(index)
	}
	for _, a := range addrs {
		for tries := 0; !p.local(index, a) && time.Now().Before(deadline); tries++ {
			giveWay(tries)
		}
	}
}

// giveWay lets workers of the kernel run. On a machine with one CPU and a slow
// clock even the shortest sleep takes ten milliseconds.
func giveWay(tries int) {
	if tries < 20 {
		_, _, _ = unix.RawSyscall(unix.SYS_SCHED_YIELD, 0, 0, 0)
	} else {
		time.Sleep(50 * time.Microsecond)
	}
}

// addrs6 are the IPv6 addresses of a device.
func (p *process) addrs6(index int) (addrs []netip.Addr) {
	reply, err := request(p.rtnl, unix.RTM_GETADDR, netlink.Dump, unix.IfAddrmsg{Family: unix.AF_INET6}, nil)
	if err != nil {
		return nil
	}
	for _, m := range reply {
		var header unix.IfAddrmsg
		if _, err := binary.Decode(m.Data, binary.NativeEndian, &header); err != nil || int(header.Index) != index {
			continue
		}
		a, err := netlink.NewAttributeDecoder(m.Data[unix.SizeofIfAddrmsg:])
		if err != nil {
			continue
		}
		for a.Next() {
			if a.Type() != unix.IFA_ADDRESS {
				continue
			}
			if addr, ok := netip.AddrFromSlice(a.Bytes()); ok {
				addrs = append(addrs, addr)
			}
		}
	}
	return addrs
}

// local reports whether the route to an address, asked by its device, is of
// type local.
func (p *process) local(index int, addr netip.Addr) bool {
	header := unix.RtMsg{Family: unix.AF_INET6, Dst_len: 128, Flags: unix.RTM_F_FIB_MATCH}
	reply, err := request(p.rtnl, unix.RTM_GETROUTE, 0, header, func(e *netlink.AttributeEncoder) {
		e.Bytes(unix.RTA_DST, addr.AsSlice())
		e.Uint32(unix.RTA_OIF, uint32(index))
	})
	if err != nil || len(reply) == 0 {
		return false
	}
	var route unix.RtMsg
	_, err = binary.Decode(reply[0].Data, binary.NativeEndian, &route)
	return err == nil && route.Type == unix.RTN_LOCAL
}
