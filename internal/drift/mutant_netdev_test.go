package drift

// netdevRules is those of devices, addresses and routes.
var netdevRules = []rule{
	{
		id: "REG-01", name: "a name may have a blank", file: "netdev/name.go",
		old: "c == ':', c == ' ',", new: "c == ':',",
	},
	{
		id: "REG-02", name: "a device may not be renamed to its own name", file: "netdev/rename.go",
		old: "	if want == old {\n		return nil\n	}\n", new: "",
	},
	{
		id: "REG-03", name: "a template begins at 1", file: "netdev/name.go",
		old: "before + strconv.Itoa(i) + after", new: "before + strconv.Itoa(i+1) + after",
	},
	{
		id: "REG-12", name: "an alias is no name of its device", file: "netdev/rename.go",
		old: "	from = cutAlias(CutName(from))\n", new: "	from = CutName(from)\n",
	},
	{
		id: "REG-20", name: "a freed index is given out again", file: "netdev/register.go",
		old: "	next := n.lastIndex.Load(t)\n", new: "	next := int32(0)\n",
	},
	{
		id: "REG-22", name: "an index that was asked for moves the counter", file: "netdev/register.go",
		old: "	d := newDevice(t, n, name, index, k.table)\n", new: "	n.lastIndex.Store(t, max(index, n.lastIndex.Load(t)))\n	d := newDevice(t, n, name, index, k.table)\n",
	},
	{
		id: "REG-32", name: "alternative names are checked like others", file: "netdev/altname.go",
		old: "	case index <= 0:\n", new: "	case index <= 0 || !ValidName(name):\n",
	},
	{
		id: "REG-34", name: "another device's name is no name at all", file: "netdev/altname.go",
		old: "	if n.ByName(t, name) != nil {\n		return EINVAL\n	}\n	return ENOENT\n", new: "	return ENOENT\n",
	},
	{
		id: "REG-36", name: "a deleted alternative name goes on to resolve", file: "netdev/altname.go",
		old: "			e.node.Del(t.At(\"netdev.altname.unlist\"))\n", new: "",
	},
	{
		id: "UDP-23", name: "a network has no broadcast address", file: "netdev/addr.go",
		old: "	if net.Bits() >= 31 {\n", new: "	if net.Bits() >= 24 {\n",
	},
	{
		id: "OUT-06", name: "the second address of a network is as good as the first", file: "netdev/addr.go",
		old: "			ifa.secondary = true\n", new: "",
	},
	{
		id: "OUT-11", name: "IPv6 addresses survive that their device goes down", file: "netdev/addr6.go",
		old: "		d.addrs6.Store(t, &noAddrs6)\n", new: "",
	},
	{
		id: "WR-11", name: "a link-local address may be another device's", file: "netdev/addr6.go",
		old: "(dev == nil || d == dev || !a.IsLinkLocalUnicast() && !a.IsLoopback())", new: "true",
	},
	{
		id: "L3-30", name: "addresses in a VRF are everybody's", file: "netdev/addr6.go",
		old: "		if n.l3(t, d) == n.l3(t, dev) && (dev", new: "		if true && (dev",
	},
	{
		id: "OUT-02", name: "no destination is assumed to be on the link", file: "netdev/route4.go",
		old: "	if dev == nil || n.l3(t, dev) != nil && (", new: "	if dev == nil || dev.serial != 0 || n.l3(t, dev) != nil && (",
	},
	{
		id: "L3-34", name: "a destination is assumed to be on the link of a VRF", file: "netdev/route4.go",
		old: "	if dev == nil || n.l3(t, dev) != nil && (", new: "	if dev == nil || false && (",
	},
	{
		id: "OUT-04", name: "a device that does not exist is unreachable", file: "netdev/route4.go",
		old: "			return nil, ENODEV\n", new: "			return nil, ENETUNREACH\n",
	},
	{
		id: "OUT-10", name: "a device that is down sends", file: "netdev/route4.go",
		old: "		if !dev.Up(t) {\n			return nil, ENETUNREACH\n		}\n", new: "",
	},
	{
		id: "OUT-51", name: "the source may be nobody's address", file: "netdev/route4.go",
		old: "			if sender == nil {\n", new: "			if sender == nil && hack {\n",
	},
	{
		id: "OUT-06", name: "any address of the device will do for a gateway", file: "netdev/route4.go",
		old: "		if !gateway.IsValid() || ifa.prefix.Contains(gateway) {\n", new: "		if ifa.scope <= scope {\n",
	},
	{
		id: "OUT-03", name: "IPv6 only prefers the bound device", file: "netdev/route6.go",
		old: "	strict := !f.loose || !r.Src.IsValid() || needStrict(r.Dst)\n", new: "	strict := false\n",
	},
	{
		id: "OUT-08", name: "IPv6 takes every device for a must", file: "netdev/route6.go",
		old: "	strict := !f.loose || !r.Src.IsValid() || needStrict(r.Dst)\n", new: "	strict := true\n",
	},
	{
		id: "OUT-12", name: "routes that were looked up last for ever", file: "netdev/route.go",
		old: "		return r.made == n.routes.Load(t)\n", new: "		return true\n",
	},
	{
		id: "UDP-21", name: "groups that no device is in are received, too", file: "netdev/input.go",
		old: "d.InGroup(t, dst) || l3 != nil", new: "true || l3 != nil",
	},
	{
		id: "OUT-36", name: "a membership is on lo if nothing names a device", file: "netdev/group.go",
		old: "	if e == nil {\n		return nil\n	}\n	return e.dev\n", new: "	if e == nil {\n		return n.loopback\n	}\n	return e.dev\n",
	},
	{
		id: "L3-50", name: "a released device stays in its VRF", file: "netdev/vrf.go",
		old: "	if master == 0 {\n		return nil\n	}\n", new: "	if master == 0 {\n		return EINVAL\n	}\n",
	},
	{
		id: "L3-51", name: "a deleted VRF keeps its slaves", file: "netdev/register.go",
		old: "	if d.VRF() {\n		d.free(t)\n	}\n", new: "",
	},
	{
		id: "REG-50", name: "a device cannot be named in place of its index", file: "netdev/move.go",
		old: "	d := n.named(t.At(\"netdev.move.lookup\"), index, name)\n", new: "	d := n.ByIndex(t.At(\"netdev.move.lookup\"), index)\n",
	},
	{
		id: "REG-50", name: "a device that moves comes up with its addresses", file: "netdev/move.go",
		old: "	n.dropAddrs(t, d)\n", new: "",
	},
	{
		id: "REG-52", name: "a device that moves gets a new index", file: "netdev/move.go",
		old: "	case to.ByIndex(t, index) != nil:\n", new: "	case index != 0:\n",
	},
	{
		id: "REG-53", name: "a name that is taken lets a device in", file: "netdev/move.go",
		old: "		if want == \"\" {\n			return \"\", EEXIST\n		}\n", new: "		if want == \"\" {\n			return name + \"0\", nil\n		}\n",
	},
	{
		id: "REG-55", name: "a device that moves is not renamed", file: "netdev/move.go",
		old: "	return to.changeName(t, d, name)\n", new: "	return nil\n",
	},
	{
		id: "REG-56", name: "an alternative name that is taken lets a device in", file: "netdev/move.go",
		old: "		if n.ByName(t, *alt.name.Load(t)) != nil {\n", new: "		if n.ByName(t, *alt.name.Load(t)) == d {\n",
	},
}
