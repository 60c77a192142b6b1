package linux

import "net/netip"

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
