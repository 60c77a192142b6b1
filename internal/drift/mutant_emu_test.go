package drift

// emuRules is those of system calls.
var emuRules = []rule{
	{
		id: "OPT-05", name: "an alias is looked for as a name", file: "emu/links.go",
		old: "	plain, _, _ := strings.Cut(netdev.CutName(name), \":\")\n", new: "	plain, _, _ := strings.Cut(netdev.CutName(name), \"::\")\n",
	},
	{
		id: "REG-13", name: "a rename by name is one by index", file: "emu/links.go",
		old: "		return p.ns.net.RenameByName(t, oldname, newname)\n", new: "		d := p.ns.net.ByName(t, oldname)\n		if d == nil {\n			return netdev.ENODEV\n		}\n		return p.ns.net.Rename(t, d.Index(t), newname)\n",
	},
	{
		id: "WR-23", name: "an address of no family does not disconnect", file: "emu/sockets.go",
		old: "	case a.family() == AF_UNSPEC:\n		return f.sock.Disconnect(t)\n", new: "",
	},
	{
		id: "WR-12", name: "bind() refuses the wildcard of no family", file: "emu/address.go",
		old: ", a.family() == AF_UNSPEC && addr.Addr().IsUnspecified():\n", new: ":\n",
	},
	{
		id: "WR-07", name: "sockets of IPv6 connect to IPv6 only", file: "emu/address.go",
		old: "	v4 := s.Family() == AF_INET || a.family() == AF_INET && !isStream(s)\n", new: "	v4 := s.Family() == AF_INET\n",
	},
	{
		id: "WR-01", name: "no address has a scope id", file: "emu/address.go",
		old: "		if scope := binary.NativeEndian.Uint32(a.b[24:]); scope != 0 {\n", new: "		if scope := binary.NativeEndian.Uint32(a.b[24:]); scope > 1<<31 {\n",
	},
	{
		id: "BND-21", name: "an address that is refused gives no port", file: "emu/sockets.go",
		old: "	if !isStream(s) {\n", new: "	if s == nil {\n",
	},
	{
		id: "OUT-20", name: "IP_PKTINFO names no device", file: "emu/control.go",
		old: "			Index: int32(binary.NativeEndian.Uint32(data)),\n			Addr:  netip", new: "			Addr: netip",
	},
	{
		id: "RX-03", name: "a write to a sysctl changes nothing", file: "emu/sysctl.go",
		old: "		v.Store(t, values[i])\n", new: "		v.Store(t, values[i]&0)\n",
	},
	{
		id: "OPT-10", name: "the name ends where the buffer does", file: "emu/options.go",
		old: "		if c == 0 {\n			n = i\n", new: "		if c == 0 {\n			n = i + 1\n",
	},
	{
		id: "WR-23", name: "a stream that is connected looks at an address of another family", file: "emu/sockets.go",
		old: "			return told\n", new: "			_ = told\n",
	},
}
