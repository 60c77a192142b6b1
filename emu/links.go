package emu

import (
	"math"
	"net/netip"
	"strings"

	"boundif/netdev"
	"boundif/sched"
)

// IfIndexToName is the current name of the device with that index
// (SIOCGIFNAME): what if_indextoname(3) asks for. ENODEV if there is none;
// the C library turns that into ENXIO.
func (p *Process) IfIndexToName(index int) (name string, err error) {
	t := p.begin("if_indextoname")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "if_indextoname(%d, %q)", index, name)
		}
	}()
	return p.ns.net.NameOf(t.At("netdev.name.get"), ifindex(index))
}

// IfNameToIndex is the index of the device that answers to name
// (SIOCGIFINDEX): what if_nametoindex(3) asks for. Names end at 15 bytes, and
// like all these calls it cuts a ":n" suffix off (OPT-05); alternative names
// do, too (REG-37). ENODEV if there is none. What a name led to may have changed
// when the index is used (RACE-17).
func (p *Process) IfNameToIndex(name string) (index int, err error) {
	t := p.begin("if_nametoindex")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, index, "if_nametoindex(%q)", name)
		}
	}()
	plain, _, _ := strings.Cut(netdev.CutName(name), ":")
	dev := p.ns.net.ByName(t.At("netdev.index.get"), plain)
	if dev == nil {
		return 0, netdev.ENODEV
	}
	return int(dev.Index(t)), nil
}

// IfRename renames a device by its old name (SIOCSIFNAME). Both names end at
// 15 bytes; a ":n" suffix of the old one is cut off (REG-12).
//
// Errors: EPERM without CAP_NET_ADMIN, then as [netdev.Net.RenameByName].
func (p *Process) IfRename(oldname, newname string) error {
	return p.admin("if_rename", func(t *sched.Task) error {
		return p.ns.net.RenameByName(t, oldname, newname)
	}, "ioctl(SIOCSIFNAME, %q, %q)", oldname, newname)
}

// LinkSetName renames a device by its index, as udev and ip(8) do.
//
// Errors: EPERM without CAP_NET_ADMIN, then as [netdev.Net.Rename].
func (p *Process) LinkSetName(index int, name string) error {
	return p.admin("link_set_name", func(t *sched.Task) error {
		return p.ns.net.Rename(t, ifindex(index), name)
	}, "rename(%d, %q)", index, name)
}

// LinkAdd makes a device, down, and returns its index: the next one if index
// is 0.
//
// Errors: EPERM without CAP_NET_ADMIN, then as [netdev.Net.Register].
func (p *Process) LinkAdd(name string, index int) (got int, err error) {
	err = p.admin("link_add", func(t *sched.Task) error {
		dev, err := p.ns.net.Register(t, name, ifindex(index))
		if err == nil {
			got = int(dev.Index(t.At("emu.link.index")))
		}
		return err
	}, "link_add(%q, %d)", name, index)
	return got, err
}

// LinkDel removes a device.
//
// Errors: EPERM without CAP_NET_ADMIN, then as [netdev.Net.Unregister].
func (p *Process) LinkDel(index int) error {
	return p.admin("link_del", func(t *sched.Task) error {
		return p.ns.net.Unregister(t, ifindex(index))
	}, "link_del(%d)", index)
}

// LinkSetUp brings a device up. "lo" gets 127.0.0.1/8 and ::1/128.
func (p *Process) LinkSetUp(index int) error {
	return p.admin("link_set_up", func(t *sched.Task) error {
		return p.ns.net.SetUp(t, ifindex(index), true)
	}, "link_set_up(%d)", index)
}

// LinkSetDown takes a device down. It loses its IPv6 addresses.
func (p *Process) LinkSetDown(index int) error {
	return p.admin("link_set_down", func(t *sched.Task) error {
		return p.ns.net.SetUp(t, ifindex(index), false)
	}, "link_set_down(%d)", index)
}

// LinkAddAltname gives a device an alternative name.
//
// Errors: EPERM without CAP_NET_ADMIN, then as [netdev.Net.AddAltname].
func (p *Process) LinkAddAltname(index int, name string) error {
	return p.admin("link_add_altname", func(t *sched.Task) error {
		return p.ns.net.AddAltname(t, ifindex(index), name)
	}, "link_add_altname(%d, %q)", index, name)
}

// LinkDelAltname takes an alternative name away.
//
// Errors: EPERM without CAP_NET_ADMIN, then as [netdev.Net.DelAltname].
func (p *Process) LinkDelAltname(index int, name string) error {
	return p.admin("link_del_altname", func(t *sched.Task) error {
		return p.ns.net.DelAltname(t, ifindex(index), name)
	}, "link_del_altname(%d, %q)", index, name)
}

// LinkSetNetns moves a device to another network namespace of the machine.
// What name and newIndex do if they are not empty and not 0, and what happens
// without them, says [netdev.Net.Move].
//
// Errors: EPERM without CAP_NET_ADMIN in both, then as [netdev.Net.Move].
func (p *Process) LinkSetNetns(index int, to *Namespace, name string, newIndex int) error {
	if to == nil || to.k != p.k {
		panic("emu: LinkSetNetns to a namespace of another kernel, or to none")
	}
	return p.admin("link_set_netns", func(t *sched.Task) error {
		if !p.cred.Capable(to.inet.UserNS, CAP_NET_ADMIN) {
			return netdev.EPERM
		}
		return p.ns.net.Move(t, ifindex(index), to.net, name, ifindex(newIndex))
	}, "link_set_netns(%d, %q, %d)", index, name, newIndex)
}

// AddrAdd gives a device an address.
//
// Errors: EPERM without CAP_NET_ADMIN, then as [netdev.Net.AddAddr].
func (p *Process) AddrAdd(index int, prefix netip.Prefix) error {
	return p.admin("addr_add", func(t *sched.Task) error {
		return p.ns.net.AddAddr(t, ifindex(index), prefix)
	}, "addr_add(%d, %s)", index, prefix)
}

// ifindex is an index as the kernel takes it. What does not fit into 32 bits
// becomes -1, which no device has, and which many calls refuse with EINVAL.
func ifindex(n int) int32 {
	if n < math.MinInt32 || n > math.MaxInt32 {
		return -1
	}
	return int32(n)
}

// admin makes a call that needs CAP_NET_ADMIN in the process's own namespace.
func (p *Process) admin(name string, fn func(t *sched.Task) error, format string, args ...any) (err error) {
	t := p.begin(name)
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, format, args...)
		}
	}()
	if !p.cred.Capable(p.ns.inet.UserNS, CAP_NET_ADMIN) {
		return netdev.EPERM
	}
	return fn(t)
}
