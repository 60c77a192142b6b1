package drift

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"boundif/internal/mutant"
)

// A rule is one of Linux's that the model is made to break.
type rule struct {
	id       string // in the ledger
	name     string // what the model does instead
	file     string
	old, new string // old stands in file exactly once
}

// rules is what the recorded answers must notice, each rule broken alone.
var rules = []rule{
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
		old: "	s.dst.Store(t.At(\"sock.bind.dst_reset\"), nil)\n", new: "",
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
		old: "	if length < 4 {\n		return netdev.EINVAL\n	}\n	b, err := val.read(4)", new: "	if length < 3 {\n		return netdev.EINVAL\n	}\n	b, err := val.read(4)",
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
		old: "		d.addrs6.Store(t, &[]netip.Prefix{})\n", new: "",
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
		id: "RAW-01", name: "a connected raw socket gets packets of others", file: "proto/raw/lookup.go",
		old: "	if peer := s.Daddr.Load(t); peer != 0 && peer", new: "	if peer := s.Daddr.Load(t); peer != 0 && peer == 1 && peer",
	},
}

// folders is how many rules at least are broken in each part of the model.
var folders = map[string]int{"sock": 4, "netdev": 4, "proto/udp": 4, "proto/tcp": 4, "proto/raw": 4, "proto/ping": 4, "emu": 4}

// TestCorpusMutants breaks the rules in turn and sees TestCorpus alone notice
// each. With -v it prints how many of the recorded programs do; without, the
// first is enough.
func TestCorpusMutants(t *testing.T) {
	mutant.Require(t)
	if os.Getenv("CI") == "" {
		t.Skip("skipped: it takes most of a minute; to run it: CI=true go test -v -run TestCorpusMutants ./internal/drift")
	}
	table := mutant.NewTable(t, len(rules), "rule", "broken in", "the model does instead", "programs that notice")
	left := map[string]int{}
	for folder, n := range folders {
		left[folder] = n
	}
	var all []mutant.Fault
	for _, r := range rules {
		all = append(all, mutant.Fault{File: r.file, Edits: []mutant.Edit{{r.old, r.new}}})
		left[r.file[:strings.LastIndexByte(r.file, '/')]]--
	}
	for folder, n := range left {
		if n > 0 {
			t.Errorf("%s: %d rules too few are broken", folder, n)
		}
	}
	if !testing.Verbose() {
		t.Setenv(firstOnly, "1")
	}
	b := mutant.Compile(t, "internal/drift", all, "mutant_test.go")
	if b.Run(mutant.None, "TestCorpus").MustPass(t, "the code as it is"); t.Failed() {
		return // everything would seem to be noticed
	}
	for i, r := range rules {
		t.Run(r.id+" "+r.name, func(t *testing.T) {
			t.Parallel()
			result := b.Run(i, "TestCorpus")
			result.MustKill(t, "TestCorpus")
			table.Set(i, r.id, r.file, r.name, noticed(result.Output))
		})
	}
}

var noticing = regexp.MustCompile(`: (\d+) of (\d+) programs`)

// noticed is how many programs were answered otherwise, as TestCorpus says for
// each kernel.
func noticed(output string) string {
	differ, programs := 0, 0
	for _, m := range noticing.FindAllStringSubmatch(output, -1) {
		n, _ := strconv.Atoi(m[1])
		of, _ := strconv.Atoi(m[2])
		differ, programs = differ+n, programs+of
	}
	return fmt.Sprintf("%d of %d", differ, programs)
}
