package drift

// rawRules is those of raw and ping sockets.
var rawRules = []rule{
	{
		id: "WR-09", name: "a raw socket is bound once only", file: "proto/raw/bind.go",
		old: "	saddr, err := s.BindAddr(t, local.Addr())\n", new: "	if s.RcvSaddr.Load(t) != 0 {\n		return netdev.EINVAL\n	}\n	saddr, err := s.BindAddr(t, local.Addr())\n",
	},
	{
		id: "WR-22", name: "a raw socket is bound while it is connected", file: "proto/raw/bind.go",
		old: "	if s.HasPeer(t) {\n		return netdev.EINVAL\n	}\n	saddr", new: "	saddr",
	},
	{
		id: "RAW-01", name: "only one raw socket gets a packet", file: "proto/raw/lookup.go",
		old: "		if tb.match(t.At(\"raw.lookup.match\"), n.Val, k) == \"\" {\n			found", new: "		if len(found) == 0 && tb.match(t.At(\"raw.lookup.match\"), n.Val, k) == \"\" {\n			found",
	},
	{
		id: "RAW-01", name: "raw sockets get packets of every device", file: "proto/raw/lookup.go",
		old: "	match, _ := s.BoundDevMatch(t, k.Dif, k.Sdif, accept)\n	return match\n", new: "	return accept || s.BoundDevIf(t) != 0\n",
	},
	{
		id: "L3-40", name: "unbound raw sockets see what comes by a VRF", file: "proto/raw/lookup.go",
		old: "	accept := k.Sdif == 0 || tb.inet.Sysctl.RawL3mdevAccept.Load(t) != 0\n", new: "	accept := true\n",
	},
	{
		id: "RAW-02", name: "a raw socket survives that it is disconnected", file: "proto/raw/raw.go",
		old: "	s.Node.Del(t.At(\"raw.unhash\"))\n", new: "	if s.Dead() {\n		s.Node.Del(t.At(\"raw.unhash\"))\n	}\n",
	},
	{
		id: "OUT-23", name: "a raw socket sends to any port", file: "proto/raw/send.go",
		old: "		if port != num && num != protocolRaw || port > 255 {\n			return netdev.EINVAL\n		}\n", new: "",
	},
	{
		id: "RAW-01", name: "a connected raw socket gets packets of others", file: "proto/raw/lookup.go",
		old: "	if peer := s.Daddr.Load(t); peer != 0 && peer", new: "	if peer := s.Daddr.Load(t); peer != 0 && peer == 1 && peer",
	},
	{
		id: "WR-03", name: "a ping socket takes its device for the scope", file: "proto/ping/bind.go",
		old: " || sock.NeedsScope(a) && scope == 0 {\n", new: " {\n",
	},
	{
		id: "WR-08", name: "nobody asks whether the bound device exists", file: "proto/ping/bind.go",
		old: "	if scope != 0 && n.ByIndex(t.At(\"ping.check.lookup\"), scope) == nil {\n		return netdev.ENODEV\n	}\n", new: "",
	},
	{
		id: "WR-09", name: "a second bind() leaves the device alone", file: "proto/ping/bind.go",
		old: "	if s.Num.Load(t.At(\"ping.bind.check\")) != 0 {\n", new: "	if s.Num.Load(t.At(\"ping.bind.check\")) != 0 {\n		s.SetBoundDevIf(t, before)\n",
	},
	{
		id: "WR-06", name: "a ping socket may have the address of a group", file: "proto/ping/bind.go",
		old: "	case netdev.Multicast, netdev.Broadcast:\n		return netdev.EADDRNOTAVAIL\n", new: "	case netdev.Multicast, netdev.Broadcast:\n		return nil\n",
	},
	{
		id: "PNG-03", name: "an identifier is one socket's", file: "proto/ping/table.go",
		old: " && !(reuse && o.ReuseAddr(t)) {\n", new: " {\n		_ = reuse\n",
	},
	{
		id: "BND-50", name: "SO_REUSEADDR does not matter for identifiers", file: "proto/ping/table.go",
		old: " && !(reuse && o.ReuseAddr(t)) {\n", new: " && reuse != o.ReuseAddr(t) && false {\n",
	},
	{
		id: "PNG-01", name: "the device does not count for replies", file: "proto/ping/lookup.go",
		old: "	if ok, _ := s.BoundDevMatch(t, dif, sdif, true); !ok {\n", new: "	if false {\n",
	},
	{
		id: "PNG-02", name: "the oldest socket gets the reply", file: "proto/ping/table.go",
		old: "	tb.chain(ident).AddHead(", new: "	tb.chain(ident).AddTail(",
	},
	{
		id: "OUT-23", name: "a scope id beats the bound device of a ping socket", file: "proto/ping/send.go",
		old: "		return nil\n	}\n	return netdev.EINVAL\n", new: "		return nil\n	}\n	return nil\n",
	},
	{
		id: "OUT-23", name: "a ping socket takes :: for this host", file: "proto/ping/send.go",
		old: "		f.Dst = dst // for", new: "		f.Dst = netip.IPv6Loopback() // for",
	},
}
