package drift

// tcpRules is those of TCP.
var tcpRules = []rule{
	{
		id: "BND-05", name: "SO_REUSEADDR hides a listener", file: "proto/tcp/bucket.go",
		old: "	case s.ReuseAddr(t) && reuse && state != LISTEN:\n", new: "	case s.ReuseAddr(t) && reuse:\n",
	},
	{
		id: "L3-20", name: "ports of a VRF are those of everybody", file: "proto/tcp/bucket.go",
		old: "		if b.l3mdev == l3mdev {\n", new: "		if b.l3mdev >= 0 {\n",
	},
	{
		id: "BND-01", name: "devices do not count in a conflict", file: "proto/tcp/bucket.go",
		old: "	case !sock.DevicesOverlap(s.BoundDevIf(t), dev):\n		return false\n", new: "	case dev < 0:\n		return false\n",
	},
	{
		id: "BND-12", name: "listen() does not ask for the port again", file: "proto/tcp/listen.go",
		old: "	err := tb.getPort(t, s, s.Num.Load(t.At(\"tcp.listen.port\")))\n",
		new: "	err := error(nil)\n	if s.Num.Load(t.At(\"tcp.listen.port\")) == 0 {\n		err = tb.getPort(t, s, 0)\n	}\n",
	},
	{
		id: "TCP-03", name: "the oldest listener is found first", file: "proto/tcp/listen.go",
		old: "		c.socks.AddHead(t, &s.PortaddrNode)\n", new: "		c.socks.AddTail(t, &s.PortaddrNode)\n",
	},
	{
		id: "TCP-09", name: "the bound device counts nothing", file: "proto/tcp/lookup.go",
		old: "	if bound && tb.has(netdev.BoundPreferred) {\n", new: "	if bound && tb == nil {\n",
	},
	{
		id: "TCP-01", name: "a listener takes connections of every device", file: "proto/tcp/lookup.go",
		old: "	if !match || s.Num.Load(t)", new: "	if !match && !bound || s.Num.Load(t)",
	},
	{
		id: "TCP-01", name: "a segment for nobody is not answered", file: "proto/tcp/input.go",
		old: "		tb.reset(t, k, p, 0, nil)\n", new: "",
	},
	{
		id: "WR-30", name: "connections are bound to no device", file: "proto/tcp/request.go",
		old: "	s.SetBoundDevIf(t.At(\"tcp.child.device\"), req.dev)\n", new: "	s.SetBoundDevIf(t.At(\"tcp.child.device\"), 0)\n",
	},
	{
		id: "WR-32", name: "a link-local peer does not bind the connection", file: "proto/tcp/request.go",
		old: "dev == 0 || slave && !cookie {", new: "dev < 0 || slave && !cookie {",
	},
	{
		id: "WR-20", name: "disconnecting unbinds a stream", file: "proto/tcp/connect.go",
		old: "	c.progress = unconnected\n	tb.hangUp(t, c)\n	return nil\n", new: "	c.progress = unconnected\n	tb.hangUp(t, c)\n	s.ClearDevice(t)\n	return nil\n",
	},
	{
		id: "WR-15", name: "a scope id moves a stream that is bound elsewhere", file: "proto/tcp/connect.go",
		old: "			if !s.SameL3Scope(t.At(\"tcp.connect.scope\"), id) {\n				return peer, netdev.EINVAL\n			}\n", new: "",
	},
	{
		id: "WR-18", name: "a stream connects to a group", file: "proto/tcp/connect.go",
		old: "	if r.Kind == netdev.Multicast || r.Kind == netdev.Broadcast {\n", new: "	if r.Kind == netdev.Broadcast {\n",
	},
	{
		id: "TCP-20", name: "a connection gets segments of every device", file: "proto/tcp/ehash.go",
		old: "	return e.tuple == *tu && tb.deviceFits(t, e.dev(t), dif, sdif)\n", new: "	return e.tuple == *tu\n",
	},
	{
		id: "WR-31", name: "a connection of IPv6 has no IPV6_MULTICAST_IF", file: "proto/tcp/request.go",
		old: "		s.ComesBy(t, k.Dif)\n", new: "		s.ComesBy(t, 0)\n",
	},
	{
		id: "BND-03", name: "two users share a port of TCP by SO_REUSEPORT", file: "proto/tcp/bucket.go",
		old: "state != TIME_WAIT && uid != s.UID()", new: "state != TIME_WAIT && uid&^uid != 0",
	},
	{
		id: "WR-35", name: "a listener with backlog 0 has no room", file: "proto/tcp/listen.go",
		old: "		room++\n", new: "		room += 0\n",
	},
}
