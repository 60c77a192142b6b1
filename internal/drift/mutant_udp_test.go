package drift

// udpRules is those of UDP.
var udpRules = []rule{
	{
		id: "UDP-03", name: "the bound device counts nothing", file: "proto/udp/score.go",
		old: "	case bound && q.tb.preferBound:\n", new: "	case bound && q == nil:\n",
	},
	{
		id: "UDP-09", name: "a socket of IPv6 is as good as one of IPv4", file: "proto/udp/score.go",
		old: "		v--\n", new: "",
	},
	{
		id: "BND-04", name: "IPV6_V6ONLY lets IPv4 packets through", file: "proto/udp/score.go",
		old: "		if s.V6Only(t) {\n			return refuse(onlyIPv6)\n		}\n", new: "",
	},
	{
		id: "UDP-10", name: "a connected address counts nothing", file: "proto/udp/score.go",
		old: "		v += 4 | isConnected | hasPeer\n", new: "		v |= isConnected | hasPeer\n",
	},
	{
		id: "UDP-15", name: "a connected socket gets packets of others", file: "proto/udp/score.go",
		old: "		if peer != q.saddr {\n			return refuse(otherPeer)\n		}\n", new: "",
	},
	{
		id: "UDP-04", name: "the wildcard comes before the address", file: "proto/udp/lookup.go",
		old: "	s := sl.best(t, q, q.chainOf(), ofAddress)\n	if s == nil {\n		s = sl.best(t, q, 0, ofWildcard)\n	}\n",
		new: "	s := sl.best(t, q, 0, ofWildcard)\n	if s == nil {\n		s = sl.best(t, q, q.chainOf(), ofAddress)\n	}\n",
	},
	{
		id: "UDP-05", name: "of equals the oldest wins", file: "proto/udp/lookup.go",
		old: "	return score+s.IncomingCPU(t) > high+other.IncomingCPU(t)\n", new: "	return score+s.IncomingCPU(t) >= high+other.IncomingCPU(t)\n",
	},
	{
		id: "UDP-11", name: "no early demux", file: "proto/udp/lookup.go",
		old: "			if s == c.head && q.early(t) {\n", new: "			if false {\n",
	},
	{
		id: "UDP-20", name: "only one socket gets what is for a group", file: "proto/udp/lookup.go",
		old: "		if v&isRefused == 0 {\n", new: "		if v&isRefused == 0 && len(found) == 0 {\n",
	},
	{
		id: "RPT-05", name: "a better socket takes the packet from a group", file: "proto/udp/lookup.go",
		old: "				best, over = m, !g.HasConns(t)\n", new: "				best, over = m, g == nil\n",
	},
	{
		id: "BND-03", name: "SO_REUSEADDR of one is enough", file: "proto/udp/bind.go",
		old: "!(s.ReuseAddr(t) && o.ReuseAddr(t)) &&", new: "!(s.ReuseAddr(t) || o.ReuseAddr(t)) &&",
	},
	{
		id: "BND-02", name: "addresses do not count in a conflict", file: "proto/udp/bind.go",
		old: " && sock.RcvSaddrEqual(t, s, o, true)\n", new: "\n",
	},
	{
		id: "RPT-01", name: "a group is of all devices", file: "proto/udp/bind.go",
		old: "			o.BoundDevIf(t) == s.BoundDevIf(t) && o.ReusePort", new: "			o.ReusePort",
	},
	{
		id: "RPT-02", name: "a rehash leaves the group as it was", file: "proto/udp/rehash.go",
		old: "	defer func() { sl.lock.Unlock(t.At(\"udp.rehash.unlock\")) }()\n	s.LeaveGroup(t)\n", new: "	defer func() { sl.lock.Unlock(t.At(\"udp.rehash.unlock\")) }()\n",
	},
	{
		id: "UDP-41", name: "an unconnected socket is told of errors", file: "proto/udp/err.go",
		old: "	} else if s.HasPeer(t) && (", new: "	} else if s != nil && (",
	},
	{
		id: "UDP-40", name: "no error is told", file: "proto/udp/err.go",
		old: "		s.SetError(t, errno)\n", new: "",
	},
	{
		id: "BND-04", name: "a socket of IPv6 only sends IPv4", file: "proto/udp/send.go",
		old: "		if s.V6Only(t) {\n			return netdev.ENETUNREACH\n		}\n", new: "",
	},
	{
		id: "WR-21", name: "port 0 is a port to send to", file: "proto/udp/send.go",
		old: "	case peer.Port() == 0 && !connected:\n", new: "	case peer.Port() == 0 && !connected && peer.Addr().Is6():\n",
	},
	{
		id: "BND-03", name: "two users share a port by SO_REUSEPORT", file: "proto/udp/bind.go",
		old: "s.Group(t) == nil && s.UID() == o.UID()\n", new: "s.Group(t) == nil\n",
	},
	{
		id: "BND-20", name: "inet_autobind looks at the address again", file: "sock/sock.go",
		old: "	if s.prot.GetPort != nil {\n		if", new: "	if s.prot.GetPort != nil && s.prot.Number == 1 {\n		if",
	},
	{
		id: "OUT-47", name: "nobody looks whether a datagram is open", file: "proto/udp/send.go",
		old: "	case c != nil:\n		return tb.append(t, s, m)\n", new: "	case c != nil && s == nil:\n		return tb.append(t, s, m)\n",
	},
	{
		id: "OUT-47", name: "a datagram that is open has the route of now", file: "proto/udp/send.go",
		old: "	tb.output(t, s, c.Route, p)\n", new: "	if r, err := tb.inet.Net.RouteOutput(t, c.Route.Dst, c.Route.Src, s.BoundDevIf(t)); err == nil {\n		tb.output(t, s, r, p)\n	}\n",
	},
}
