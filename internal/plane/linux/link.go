package linux

import (
	"net/netip"

	"boundif/emu"
)

// IfIndexToName is ioctl(SIOCGIFNAME). The error for an unknown number is the
// kernel's, ENODEV, where the C library says ENXIO.
func (s *Sys) IfIndexToName(index int) (name string, err error) {
	t := s.begin("if_indextoname")
	s.on(func() { name, err = s.raw.IfIndexToName(index) })
	return name, s.end(t, err, 0, "if_indextoname(%d, %q)", index, name)
}

// IfNameToIndex is ioctl(SIOCGIFINDEX). Of a name that does not fit into
// struct ifreq the kernel sees the first 15 bytes: C programs copy with
// strncpy, and the kernel ends what they copied.
func (s *Sys) IfNameToIndex(name string) (index int, err error) {
	t := s.begin("if_nametoindex")
	s.on(func() { index, err = s.raw.IfNameToIndex(name) })
	return index, s.end(t, err, index, "if_nametoindex(%q)", name)
}

// IfRename is ioctl(SIOCSIFNAME). Long names are cut as IfNameToIndex cuts
// them, both.
func (s *Sys) IfRename(oldname, newname string) (err error) {
	t := s.begin("if_rename")
	s.on(func() { err = s.raw.IfRename(oldname, newname) })
	return s.end(t, err, 0, "ioctl(SIOCSIFNAME, %q, %q)", oldname, newname)
}

// LinkSetName renames by number, through rtnetlink.
func (s *Sys) LinkSetName(index int, name string) (err error) {
	t := s.begin("link_set_name")
	s.on(func() { err = s.raw.LinkSetName(index, name) })
	return s.end(t, err, 0, "rename(%d, %q)", index, name)
}

// LinkAdd creates a device that is down, and returns its number. The name goes
// to the kernel as it is, so templates like "eth%d" work and odd names get the
// kernel's answer.
func (s *Sys) LinkAdd(name string, index int) (got int, err error) {
	t := s.begin("link_add")
	s.on(func() { got, err = s.raw.LinkAdd(name, index) })
	return got, s.end(t, err, 0, "link_add(%q, %d)", name, index)
}

// LinkDel deletes a device.
func (s *Sys) LinkDel(index int) (err error) {
	t := s.begin("link_del")
	s.on(func() { err = s.raw.LinkDel(index) })
	return s.end(t, err, 0, "link_del(%d)", index)
}

// LinkSetUp sets IFF_UP.
func (s *Sys) LinkSetUp(index int) (err error) {
	t := s.begin("link_set_up")
	s.on(func() { err = s.raw.LinkSetUp(index) })
	return s.end(t, err, 0, "link_set_up(%d)", index)
}

// LinkSetDown clears IFF_UP.
func (s *Sys) LinkSetDown(index int) (err error) {
	t := s.begin("link_set_down")
	s.on(func() { err = s.raw.LinkSetDown(index) })
	return s.end(t, err, 0, "link_set_down(%d)", index)
}

// LinkAddAltname gives a device an alternative name.
func (s *Sys) LinkAddAltname(index int, name string) (err error) {
	t := s.begin("link_add_altname")
	s.on(func() { err = s.raw.LinkAddAltname(index, name) })
	return s.end(t, err, 0, "link_add_altname(%d, %q)", index, name)
}

// LinkDelAltname takes an alternative name from a device.
func (s *Sys) LinkDelAltname(index int, name string) (err error) {
	t := s.begin("link_del_altname")
	s.on(func() { err = s.raw.LinkDelAltname(index, name) })
	return s.end(t, err, 0, "link_del_altname(%d, %q)", index, name)
}

// AddrAdd gives a device an IPv4 or IPv6 address; IPv6 addresses are usable at
// once, without duplicate address detection.
func (s *Sys) AddrAdd(index int, prefix netip.Prefix) (err error) {
	t := s.begin("addr_add")
	s.on(func() { err = s.raw.AddrAdd(index, prefix) })
	return s.end(t, err, 0, "addr_add(%d, %s)", index, prefix)
}

// AddrDel takes an address from a device.
func (s *Sys) AddrDel(index int, prefix netip.Prefix) (err error) {
	t := s.begin("addr_del")
	s.on(func() { err = s.raw.AddrDel(index, prefix) })
	return s.end(t, err, 0, "addr_del(%d, %s)", index, prefix)
}

// LinkAddVRF creates a VRF that is down, and returns its number. The error is
// [errors.ErrUnsupported] on kernels without VRF.
func (s *Sys) LinkAddVRF(name string, index, table int) (got int, err error) {
	t := s.begin("link_add_vrf")
	s.on(func() { got, err = s.raw.LinkAddVRF(name, index, table) })
	return got, s.end(t, err, got, "link_add_vrf(%q, %d, %d)", name, index, table)
}

// LinkSetMaster enslaves a device, to a VRF for instance; 0 releases it.
func (s *Sys) LinkSetMaster(index, master int) (err error) {
	t := s.begin("link_set_master")
	s.on(func() { err = s.raw.LinkSetMaster(index, master) })
	return s.end(t, err, 0, "link_set_master(%d, %d)", index, master)
}

// LinkSetNetns moves a device into the namespace of another process of this
// program. A name or a number that are not empty and not 0 are what it shall
// have there.
func (s *Sys) LinkSetNetns(index int, to *Sys, name string, newIndex int) (err error) {
	t := s.begin("link_set_netns")
	s.on(func() { err = s.move(index, to, name, newIndex) })
	return s.end(t, err, 0, "link_set_netns(%d, %q, %d)", index, name, newIndex)
}

// RouteAdd adds a route of type unicast: to the link if it has no gateway.
func (s *Sys) RouteAdd(r emu.Route) (err error) {
	t := s.begin("route_add")
	s.on(func() { err = s.raw.RouteAdd(r) })
	return s.end(t, err, 0, "route_add(%s)", route{r})
}

// RouteDel deletes the first route that has what r says.
func (s *Sys) RouteDel(r emu.Route) (err error) {
	t := s.begin("route_del")
	s.on(func() { err = s.raw.RouteDel(r) })
	return s.end(t, err, 0, "route_del(%s)", route{r})
}

// Sysctl writes a value of the process's network namespace.
func (s *Sys) Sysctl(name, value string) (err error) {
	t := s.begin("sysctl")
	s.on(func() { err = s.raw.Sysctl(name, value) })
	return s.end(t, err, 0, "sysctl(%q, %q)", name, value)
}
