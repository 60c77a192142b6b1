package drift

// sockRules is those of sockets.
var sockRules = []rule{
	{
		id: "OPT-21", name: "a negative index is taken for a device", file: "sock/bind.go",
		old: "	if index < 0 {\n		return netdev.EINVAL\n	}\n	s.boundDevIf",
		new: "	s.boundDevIf",
	},
	{
		id: "OPT-22", name: "only indexes of devices are taken", file: "sock/bind.go",
		old: "	if index < 0 {\n",
		new: "	if index < 0 || index != 0 && s.Net().ByIndex(t, index) == nil {\n",
	},
	{
		id: "OPT-40", name: "anybody may change the device of a bound socket", file: "sock/bind.go",
		old: "	return c.Capable(s.Inet().UserNS, CAP_NET_RAW)\n",
		new: "	return true\n",
	},
	{
		id: "OPT-40", name: "nobody without capability may bind at all", file: "sock/bind.go",
		old: "	if s.boundDevIf.Load(t) == 0 && s.Net()",
		new: "	if false && s.Net()",
	},
	{
		id: "RPT-02", name: "a change of device leaves the group as it was", file: "sock/bind.go",
		old: "	s.Rehash(t)\n", new: "",
	},
	{
		id: "OUT-40", name: "a change of device keeps the cached route", file: "sock/bind.go",
		old: "	s.SetRoute(t.At(\"sock.bind.dst_reset\"), nil)\n", new: "",
	},
	{
		id: "OPT-01", name: "a name may have 16 bytes", file: "sock/option.go",
		old: "min(length, netdev.IFNAMSIZ-1)", new: "min(length, netdev.IFNAMSIZ)",
	},
	{
		id: "OPT-03", name: "a name that is too long is not cut", file: "sock/bind.go",
		old: "	name = netdev.CutName(name)\n", new: "",
	},
	{
		id: "OPT-11", name: "any length is enough to get a name", file: "sock/option.go",
		old: "	if length < netdev.IFNAMSIZ {\n		return length, netdev.EINVAL\n	}\n", new: "",
	},
	{
		id: "OPT-20", name: "three bytes are enough for an index", file: "sock/option.go",
		old: "	if length < 4 {\n		return netdev.EINVAL\n	}\n	if isTimestamping", new: "	if length < 3 {\n		return netdev.EINVAL\n	}\n	if isTimestamping",
	},
	{
		id: "OPT-24", name: "an index is got in full or not at all", file: "sock/option.go",
		old: "	n := min(length, len(b))\n", new: "	n := len(b)\n",
	},
	{
		id: "RX-01", name: "the slave of a VRF does not count", file: "sock/sock.go",
		old: "	return dev == dif || dev == sdif, true\n", new: "	return dev == dif, true\n",
	},
	{
		id: "RX-01", name: "a bound socket matches everywhere", file: "sock/sock.go",
		old: "	return dev == dif || dev == sdif, true\n", new: "	return true, true\n",
	},
	{
		id: "L3-01", name: "unbound sockets get what came by a VRF", file: "sock/sock.go",
		old: "		return sdif == 0 || l3mdevAccept, false\n", new: "		return true, false\n",
	},
	{
		id: "BND-01", name: "an unbound socket stands in nobody's way", file: "sock/sock.go",
		old: "return a == 0 || b == 0 || a == b", new: "return a == b",
	},
	{
		id: "BND-01", name: "sockets of two devices stand in each other's way", file: "sock/sock.go",
		old: "return a == 0 || b == 0 || a == b", new: "return true",
	},
	{
		id: "WR-20", name: "disconnecting keeps the device", file: "sock/sock.go",
		old: "{ s.boundDevIf.Store(t, 0) }", new: "{ s.boundDevIf.Load(t) }",
	},
	{
		id: "L3-31", name: "no move from a VRF to its slave", file: "sock/addr6.go",
		old: "	return dev == 0 || dev == index || dev == s.Net().L3Master(t, index)\n", new: "	return dev == 0 || dev == index\n",
	},
	{
		id: "WR-15", name: "a scope id moves a socket that is bound elsewhere", file: "sock/datagram.go",
		old: "		if !s.SameL3Scope(t, scope) {\n			return netdev.EINVAL\n		}\n", new: "",
	},
	{
		id: "WR-16", name: "the scope id of a peer is not stored", file: "sock/datagram.go",
		old: "		s.boundDevIf.Store(t, scope)\n", new: "",
	},
	{
		id: "WR-18", name: "a group without scope id is not that of IPV6_MULTICAST_IF", file: "sock/datagram.go",
		old: "		s.boundDevIf.Store(t, s.inet(t).mcOif)\n", new: "",
	},
	{
		id: "UDP-13", name: "connect() leaves the socket in the wildcard's chain", file: "sock/datagram.go",
		old: "FromAddr(r.Src))\n		s.Rehash(t)\n", new: "FromAddr(r.Src))\n",
	},
	{
		id: "WR-21", name: "disconnecting forgets a port that was asked for", file: "sock/datagram.go",
		old: "	if s.Locked&PortLocked == 0 {\n", new: "	if true {\n",
	},
	{
		id: "WR-22", name: "disconnecting keeps every address", file: "sock/datagram.go",
		old: "	if s.Locked&AddrLocked == 0 {\n", new: "	if false {\n",
	},
	{
		id: "RH-02", name: "disconnecting leaves the socket in the chain of its address", file: "sock/datagram.go",
		old: "	if s.Locked&PortLocked != 0 && s.Net()", new: "	if false && s.Net()",
	},
	{
		id: "WR-12", name: "IPv4 may only have addresses of the bound device", file: "sock/inet_bind.go",
		old: "	case netdev.Local:\n",
		new: "	case netdev.Local:\n		if d := s.Net().ByAddr(t, a); d != nil && !DevicesOverlap(s.boundDevIf.Load(t), d.Index(t)) {\n			return 0, netdev.EADDRNOTAVAIL\n		}\n",
	},
	{
		id: "WR-01", name: "the scope id of a local address is not stored", file: "sock/inet6_bind.go",
		old: "		if scope != 0 {\n			s.boundDevIf.Store(t, scope)\n		}\n", new: "		_ = scope\n",
	},
	{
		id: "WR-08", name: "nobody asks whether the bound device exists", file: "sock/inet6_bind.go",
		old: "	if _, err := s.boundDevice(t); err != nil {\n		return 0, err\n	}\n	if !addr", new: "	if !addr",
	},
	{
		id: "BND-04", name: "an address of IPv6 does not make a socket one of IPv6 only", file: "sock/inet6_bind.go",
		old: "		s.SetV6Only(t, true)\n", new: "		s.SetV6Only(t, only)\n",
	},
	{
		id: "UDP-43", name: "a packet for nobody is not answered", file: "sock/input.go",
		old: "		if proto.PortUnreachable && len", new: "		if false && len",
	},
	{
		id: "UDP-24", name: "own multicast does not come back", file: "sock/input.go",
		old: "		if !loop || !r.Loop ||", new: "		if !loop || r.Kind == netdev.Multicast || !r.Loop ||",
	},
	{
		id: "UDP-30", name: "what the host sends to itself arrives on lo", file: "sock/input.go",
		old: "Kind: netdev.Local, Dif: r.Index,", new: "Kind: netdev.Local, Dif: loopback,",
	},
	{
		id: "RAW-01", name: "raw sockets are told a port", file: "sock/queue.go",
		old: "		port = 0 // raw_recvmsg\n", new: "		port++\n",
	},
	{
		id: "UDP-21", name: "only members get what is for a group", file: "sock/membership.go",
		old: "	return o.bits&multicastAll != 0\n", new: "	return false\n",
	},
	{
		id: "UDP-22", name: "a membership on one device is one on all", file: "sock/membership.go",
		old: "(group.Is6() || g.index == dif || sdif != 0 && g.index == sdif)", new: "true",
	},
	{
		id: "OUT-30", name: "IP_UNICAST_IF is for bound sockets, too", file: "sock/option_ip.go",
		old: "s.Net().L3Master(t, index) != dev {", new: "dev < 0 {",
	},
	{
		id: "OUT-32", name: "IP_MULTICAST_IF may be another device than the bound one", file: "sock/option_ip.go",
		old: "bound != 0 && bound != m.index && bound", new: "bound < 0 && bound",
	},
	{
		id: "OUT-20", name: "the bound device beats IP_PKTINFO", file: "sock/output.go",
		old: "		if p.Index != 0 {\n			f.Oif = p.Index\n", new: "		if p.Index != 0 && f.Oif == 0 {\n			f.Oif = p.Index\n",
	},
	{
		id: "OUT-21", name: "IPV6_PKTINFO may name another device than the bound one", file: "sock/output.go",
		old: "		if f.Oif != 0 && p.Index != f.Oif && (bound", new: "		if false && (bound",
	},
	{
		id: "OUT-22", name: "the bound device does not beat the sticky one", file: "sock/output.go",
		old: "	if f.Oif == 0 && s.prot.Type != SOCK_RAW {\n", new: "	if o.sticky.Index != 0 && s.prot.Type != SOCK_RAW {\n",
	},
	{
		id: "OUT-23", name: "the bound device beats the scope id of a destination", file: "sock/output.go",
		old: "		f.Oif = scope\n", new: "		if f.Oif = scope; bound != 0 {\n			f.Oif = bound\n		}\n",
	},
	{
		id: "OUT-33", name: "IP_MULTICAST_IF beats the bound device", file: "sock/output.go",
		old: "	if f.Oif == 0 {\n		f.Oif = o.mcIndex\n	}\n", new: "	if o.mcIndex != 0 {\n		f.Oif = o.mcIndex\n	}\n",
	},
	{
		id: "OUT-34", name: "a broadcast needs no SO_BROADCAST", file: "sock/output.go",
		old: "r.Kind == netdev.Broadcast && !s.Broadcast(t) {", new: "r.Kind == netdev.Nobody {",
	},
	{
		id: "WR-04", name: "the scope id is stored only if the bind succeeds", file: "sock/inet6_bind.go",
		old: "	if !addr.IsMulticast() && s.inet(t).bits&(freebind|transparent) == 0 &&\n		s.Net().AddrType(t, addr, s.boundDevIf.Load(t)) != netdev.Local {\n",
		new: "	if !addr.IsMulticast() && s.inet(t).bits&(freebind|transparent) == 0 &&\n		s.Net().AddrType(t, addr, s.boundDevIf.Load(t)) != netdev.Local {\n		s.boundDevIf.Store(t, 0)\n",
	},
	{
		id: "OUT-31", name: "IP_UNICAST_IF beats the bound device", file: "sock/output.go",
		old: "	case f.Oif == 0:\n		f.Oif = o.ucIndex\n", new: "	case o.ucIndex != 0:\n		f.Oif = o.ucIndex\n",
	},
	{
		id: "OUT-41", name: "IPv6 takes the cached route of another destination", file: "sock/output.go",
		old: "	if r == nil || r.Dst != f.Dst || f.Oif != 0 && f.Oif != r.Index {\n", new: "	if r == nil {\n",
	},
	{
		id: "RPT-10", name: "a group hands packets to members that are connected", file: "sock/reuseport.go",
		old: "members[(from+i)%n]; !s.HasPeer(t) {", new: "members[(from+i)%n]; s != nil {",
	},
	{
		id: "OPT-22", name: "a negative length is refused at IPPROTO_IPV6, too", file: "sock/setsockopt.go",
		old: "	case level == SOL_IPV6 && s.Family() == AF_INET6:\n		b, err = s.getIPv6(t, name)\n", new: "	case level == SOL_IPV6 && s.Family() == AF_INET6 && length >= 0:\n		b, err = s.getIPv6(t, name)\n",
	},
	{
		id: "OPT-22", name: "a negative length comes before the level", file: "sock/setsockopt.go",
		old: "	case length < 0 && s.hasLevel(level):\n", new: "	case length < 0:\n",
	},
	{
		id: "OPT-22", name: "what does not fit is not written in part", file: "sock/option.go",
		old: "	if copy(u, b) < len(b) {\n		return netdev.EFAULT\n	}\n", new: "	if len(u) < len(b) {\n		return netdev.EFAULT\n	}\n	copy(u, b)\n",
	},
}
