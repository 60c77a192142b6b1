package drift

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"math/bits"
	"net/netip"
	"strconv"

	"boundif/emu"
	"boundif/netdev"
)

// A verb is an operation: what it takes, how often it is drawn, what it does.
type verb struct {
	weight int
	args   []kind
	run    func(m *machine, a []string) string
	vrf    bool // only for kernels that have VRFs
}

// verbs is all operations.
var verbs = merge(deviceVerbs, socketVerbs, optionVerbs, packetVerbs)

func merge(tables ...map[string]verb) map[string]verb {
	all := map[string]verb{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

// kinds of sockets.
var sorts = map[string][3]int{
	"udp":      {emu.AF_INET, emu.SOCK_DGRAM, 0},
	"udp6":     {emu.AF_INET6, emu.SOCK_DGRAM, 0},
	"tcp":      {emu.AF_INET, emu.SOCK_STREAM, 0},
	"tcp6":     {emu.AF_INET6, emu.SOCK_STREAM, 0},
	"raw":      {emu.AF_INET, emu.SOCK_RAW, emu.IPPROTO_UDP},
	"raw6":     {emu.AF_INET6, emu.SOCK_RAW, emu.IPPROTO_UDP},
	"raw-icmp": {emu.AF_INET, emu.SOCK_RAW, emu.IPPROTO_ICMP},
	"ping":     {emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP},
	"ping6":    {emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_ICMPV6},
}

var deviceVerbs = map[string]verb{
	"add": {weight: 5, args: []kind{name, number("0", "0", "0", "0", "7", "3", "-1")}, run: func(m *machine, a []string) string {
		index, _ := strconv.Atoi(a[1])
		if index > 0 {
			index += m.first - 2
		}
		got, err := m.root().LinkAdd(a[0], index)
		if err != nil {
			return result(err)
		}
		m.links = append(m.links, got)
		delete(m.vrfs, got)
		return result(nil, m.level(got))
	}},
	"del":  {weight: 2, args: []kind{device}, run: onDevice(func(m *machine, d int, _ []string) error { return m.root().LinkDel(d) })},
	"up":   {weight: 7, args: []kind{device}, run: onDevice(func(m *machine, d int, _ []string) error { return m.root().LinkSetUp(d) })},
	"down": {weight: 2, args: []kind{device}, run: onDevice(func(m *machine, d int, _ []string) error { return m.root().LinkSetDown(d) })},
	"rename": {weight: 5, args: []kind{device, name}, run: onDevice(func(m *machine, d int, a []string) error {
		return m.root().LinkSetName(d, a[1])
	})},
	"rename-by-name": {weight: 2, args: []kind{name, name}, run: func(m *machine, a []string) string {
		return result(m.root().IfRename(a[0], a[1]))
	}},
	"altname": {weight: 2, args: []kind{device, name}, run: onDevice(func(m *machine, d int, a []string) error {
		return m.root().LinkAddAltname(d, a[1])
	})},
	"no-altname": {weight: 1, args: []kind{device, name}, run: onDevice(func(m *machine, d int, a []string) error {
		return m.root().LinkDelAltname(d, a[1])
	})},
	"address": {weight: 7, args: []kind{device, prefix}, run: func(m *machine, a []string) string {
		d, ok := m.device(a[0])
		p := netip.MustParsePrefix(a[1])
		other, taken := m.owner[p.Addr()]
		again := taken && other != d && !p.Addr().IsLinkLocalUnicast()
		if !ok || again && len(m.vrfs) > 0 {
			return absent // see twice
		}
		err := m.root().AddrAdd(d, p)
		if err == nil {
			m.owner[p.Addr()] = d
			m.twice = m.twice || again
		}
		return result(err)
	}},
	"no-address": {weight: 2, args: []kind{device, prefix}, run: onDevice(func(m *machine, d int, a []string) error {
		return m.root().AddrDel(d, netip.MustParsePrefix(a[1]))
	})},
	"vrf": {vrf: true, weight: 2, args: []kind{oneOf("red", "red", "blue", "a0", "lo"), number("10", "10", "11", "0")}, run: func(m *machine, a []string) string {
		table, err := strconv.Atoi(a[1])
		must(err)
		if m.twice {
			return absent
		}
		got, err := m.root().LinkAddVRF(a[0], 0, table)
		if err != nil {
			return result(err)
		}
		m.links = append(m.links, got)
		m.vrfs[got] = true
		// Its table shall exist: that of an earlier program may.
		own := netip.MustParsePrefix("10.99.99.99/32")
		must(m.root().AddrAdd(got, own))
		must(m.root().AddrDel(got, own))
		return result(nil, m.level(got))
	}},
	"enslave": {vrf: true, weight: 3, args: []kind{device, device}, run: func(m *machine, a []string) string {
		d, ok := m.device(a[0])
		master, ok2 := m.device(a[1])
		if !ok || !ok2 {
			return absent
		}
		return result(m.root().LinkSetMaster(d, master))
	}},
	"release": {vrf: true, weight: 2, args: []kind{device}, run: onDevice(func(m *machine, d int, _ []string) error { return m.root().LinkSetMaster(d, 0) })},
	"route": {weight: 3, args: []kind{network, gateway, device, table}, run: onRoute(func(m *machine, r emu.Route) error {
		return m.root().RouteAdd(r)
	})},
	"no-route": {weight: 1, args: []kind{network, gateway, device, table}, run: onRoute(func(m *machine, r emu.Route) error {
		return m.root().RouteDel(r)
	})},
	"sysctl": {weight: 2, args: []kind{sysctl, bit}, run: func(m *machine, a []string) string {
		value := a[1]
		if a[0] == "net/ipv4/ping_group_range" {
			value = "0 0" // the one group that user namespaces without root have
		}
		return result(m.root().Sysctl(a[0], value))
	}},
	"name-of": {weight: 1, args: []kind{device}, run: func(m *machine, a []string) string {
		d, ok := m.device(a[0])
		if !ok {
			return absent
		}
		name, err := m.root().IfIndexToName(d)
		return result(err, name)
	}},
	"index-of": {weight: 1, args: []kind{name}, run: func(m *machine, a []string) string {
		index, err := m.root().IfNameToIndex(a[0])
		return result(err, m.level(index))
	}},
}

// onDevice is an operation whose first argument is a device.
func onDevice(fn func(m *machine, index int, a []string) error) func(*machine, []string) string {
	return func(m *machine, a []string) string {
		d, ok := m.device(a[0])
		if !ok {
			return absent
		}
		return result(fn(m, d, a))
	}
}

// onRoute is an operation on a route.
func onRoute(fn func(m *machine, r emu.Route) error) func(*machine, []string) string {
	return func(m *machine, a []string) string {
		d, ok := m.device(a[2])
		if !ok {
			return absent
		}
		table, err := strconv.Atoi(a[3])
		must(err)
		r := emu.Route{Dst: netip.MustParsePrefix(a[0]), Dev: d, Table: table}
		if a[1] != "-" {
			r.Gateway = netip.MustParseAddr(a[1])
			if r.Gateway.Is4() != r.Dst.Addr().Is4() {
				return absent // each plane has its own way to say that
			}
		}
		return result(fn(m, r))
	}
}

// onSocket is an operation of a process on a socket, in that order.
func onSocket(fn func(m *machine, sys emu.Syscalls, fd int, a []string) string) func(*machine, []string) string {
	return func(m *machine, a []string) string {
		s, fd := m.sock(a[1], a[0])
		if s == nil || m.streamed && (s.sort == "tcp" || s.sort == "tcp6") {
			return absent // on which device a late acknowledgement finds a stream is a matter of timers
		}
		return fn(m, m.by[a[0]], fd, a)
	}
}

// owned is onSocket for calls that need no rights: root makes them.
func owned(fn func(m *machine, fd int, a []string) string) func(*machine, []string) string {
	return func(m *machine, a []string) string {
		s, fd := m.sock(a[0], "root")
		if s == nil {
			return absent
		}
		return fn(m, fd, a)
	}
}

// sending is owned for sends. When the peer of a stream acknowledges, and with it
// whether a third small segment waits, is a matter of timers: there is none.
func sending(fn func(m *machine, fd int, a []string) string) func(*machine, []string) string {
	return owned(func(m *machine, fd int, a []string) string {
		s, _ := m.sock(a[0], "root")
		if s.sort == "tcp" || s.sort == "tcp6" {
			if s.sent == 2 {
				return absent
			}
			m.streamed = true
			s.sent++
		}
		return fn(m, fd, a)
	})
}

// toAddress is owned with an address second.
func toAddress(fn func(m *machine, fd int, sa emu.Sockaddr) error) func(*machine, []string) string {
	return owned(func(m *machine, fd int, a []string) string {
		sa, ok := m.addr(a[1])
		if !ok {
			return absent
		}
		return result(fn(m, fd, sa))
	})
}

var socketVerbs = map[string]verb{
	"socket": {weight: 8, args: []kind{who, sortArg}, run: func(m *machine, a []string) string {
		if len(m.socks) >= maxSocks {
			return absent
		}
		kind := sorts[a[1]]
		fd, err := m.by[a[0]].Socket(kind[0], kind[1], kind[2])
		if err == nil {
			m.opened(a[0], a[1], fd)
		}
		return result(err)
	}},
	"bind": {weight: 12, args: []kind{socketArg, endpoint}, run: toAddress(func(m *machine, fd int, sa emu.Sockaddr) error {
		return m.root().Bind(fd, sa)
	})},
	"connect": {weight: 7, args: []kind{socketArg, peer}, run: toAddress(func(m *machine, fd int, sa emu.Sockaddr) error {
		return m.root().Connect(fd, sa)
	})},
	"disconnect": {weight: 3, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		return result(m.root().Connect(fd, &emu.SockaddrUnspec{}))
	})},
	"close": {weight: 2, args: []kind{socketArg}, run: func(m *machine, a []string) string {
		s, _ := m.sock(a[0], "root")
		if s == nil {
			return absent
		}
		s.open = false
		m.streamed = m.streamed || s.sort == "tcp" || s.sort == "tcp6"
		err := m.by[s.owner].Close(s.fd[s.owner])
		for who, fd := range s.fd {
			if _, own := m.by[who].(*emu.Process); own && who != s.owner { // real ones share their descriptors
				must(m.by[who].Close(fd))
			}
		}
		return result(err)
	}},
	"getsockname": {weight: 3, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		sa, err := m.root().Getsockname(fd)
		return result(err, m.show(sa))
	})},
	"listen": {weight: 3, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		return result(m.root().Listen(fd, 5))
	})},
	"accept": {weight: 4, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		if len(m.socks) >= maxSocks {
			return absent
		}
		got, sa, err := m.root().Accept(fd)
		if err != nil {
			return result(err)
		}
		return result(nil, m.opened("root", "tcp", got), "from", m.show(sa))
	})},
	"shutdown": {weight: 1, args: []kind{socketArg, number("0", "1", "2")}, run: owned(func(m *machine, fd int, a []string) string {
		how, err := strconv.Atoi(a[1])
		must(err)
		m.streamed = true
		return result(m.root().Shutdown(fd, how)) + ": " + m.delivered()
	})},
	"getpeername": {weight: 1, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		sa, err := m.root().Getpeername(fd)
		return result(err, m.show(sa))
	})},
}

// payload is what a socket sends: sockets of ICMP, an echo request.
func (m *machine) payload(a string) []byte {
	i, err := ordinal("s", a)
	must(err)
	switch m.socks[i-1].sort {
	case "raw-icmp", "ping":
		return []byte("\x08\x00\xb4\x0b\x00\x00\x00\x01hello!") // with its checksum
	case "ping6":
		return []byte("\x80\x00\x00\x00\x00\x00\x00\x01hello!")
	}
	return []byte("hello")
}

// maxSocks is how many sockets a program can open.
const maxSocks = 12

// opened takes note of a new socket and returns its label.
func (m *machine) opened(who, sort string, fd int) string {
	label := fmt.Sprintf("s%d", len(m.socks)+1)
	m.socks = append(m.socks, &socket{label: label, sort: sort, owner: who, fd: map[string]int{who: fd}, open: true})
	return label
}

var optionVerbs = map[string]verb{
	"bindtoifindex": {weight: 10, args: []kind{who, socketArg, device}, run: onSocket(func(m *machine, sys emu.Syscalls, fd int, a []string) string {
		d, ok := m.device(a[2])
		if !ok {
			return absent
		}
		return result(sys.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, d))
	})},
	"bindtodevice": {weight: 7, args: []kind{who, socketArg, name}, run: onSocket(func(m *machine, sys emu.Syscalls, fd int, a []string) string {
		return result(sys.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, a[2]))
	})},
	"unbind": {weight: 2, args: []kind{who, socketArg}, run: onSocket(func(m *machine, sys emu.Syscalls, fd int, _ []string) string {
		return result(sys.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 0))
	})},
	"set-bytes": {weight: 3, args: []kind{who, socketArg, deviceOption, hexBytes, length}, run: onSocket(func(m *machine, sys emu.Syscalls, fd int, a []string) string {
		val, err := unhex(a[3])
		must(err)
		n, err := strconv.Atoi(a[4])
		must(err)
		return result(sys.Setsockopt(fd, emu.SOL_SOCKET, deviceOptions[a[2]], val, n))
	})},
	"get-bytes": {weight: 3, args: []kind{socketArg, deviceOption, number("0", "4", "15", "16", "17"), length}, run: owned(func(m *machine, fd int, a []string) string {
		size, err := strconv.Atoi(a[2])
		must(err)
		n, err := strconv.Atoi(a[3])
		must(err)
		val := make([]byte, size)
		for i := range val {
			val[i] = 'x'
		}
		got, err := m.root().Getsockopt(fd, emu.SOL_SOCKET, deviceOptions[a[1]], val, n)
		if err != nil {
			return fmt.Sprintf("%s, length %d", result(err), got)
		}
		if a[1] == "BINDTOIFINDEX" && got == 4 && size >= 4 { // an index: level it
			return fmt.Sprintf("%d, length 4", m.level(int(int32(uint32(val[0])|uint32(val[1])<<8|uint32(val[2])<<16|uint32(val[3])<<24))))
		}
		return fmt.Sprintf("%s, length %d", hex.EncodeToString(val), got)
	})},
	"device": {weight: 4, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		name, err := m.root().GetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE)
		index, err2 := m.root().GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)
		must(err2)
		return fmt.Sprintf("%d %s", m.level(index), result(err, strconv.Quote(name)))
	})},
	"set": {weight: 5, args: []kind{socketArg, oneOf("V6ONLY", "V6ONLY", "V6ONLY", "MULTICAST_ALL", "MULTICAST_LOOP", "FREEBIND", "TRANSPARENT", "NO_PORT", "RECVERR", "IPV6_RECVERR", "IPV6_MULTICAST_ALL", "IPV6_MULTICAST_LOOP", "TYPE"), bit}, run: owned(func(m *machine, fd int, a []string) string {
		value, err := strconv.Atoi(a[2])
		must(err)
		o := intOptions[a[1]]
		return result(m.root().SetsockoptInt(fd, o.level, o.name, value))
	})},
	"get": {weight: 2, args: []kind{socketArg, oneOf("V6ONLY", "TYPE", "DOMAIN", "PROTOCOL", "ACCEPTCONN", "ERROR", "ERROR")}, run: owned(func(m *machine, fd int, a []string) string {
		o := intOptions[a[1]]
		value, err := m.root().GetsockoptInt(fd, o.level, o.name)
		return result(err, value)
	})},
	"set-device": {weight: 3, args: []kind{socketArg, oneOf("UNICAST_IF", "IPV6_UNICAST_IF", "IPV6_MULTICAST_IF"), device}, run: owned(func(m *machine, fd int, a []string) string {
		d, ok := m.device(a[2])
		if !ok {
			return absent
		}
		o := devOptions[a[1]]
		if a[1] != "IPV6_MULTICAST_IF" {
			d = int(bits.ReverseBytes32(uint32(d))) // in network byte order
		}
		return result(m.root().SetsockoptInt(fd, o.level, o.name, int(int32(d))))
	})},
	"multicast-if": {weight: 3, args: []kind{socketArg, device, ownAddr}, run: owned(func(m *machine, fd int, a []string) string {
		d, ok := m.device(a[1])
		if !ok {
			return absent
		}
		b := append(make([]byte, 4), netip.MustParseAddr(a[2]).AsSlice()...) // struct ip_mreqn
		b = binary.NativeEndian.AppendUint32(b, uint32(d))
		return result(m.root().Setsockopt(fd, emu.IPPROTO_IP, emu.IP_MULTICAST_IF, b, len(b)))
	})},
	"sticky": {weight: 2, args: []kind{socketArg, device}, run: owned(func(m *machine, fd int, a []string) string {
		d, ok := m.device(a[1])
		if !ok {
			return absent
		}
		b := binary.NativeEndian.AppendUint32(make([]byte, 16), uint32(d)) // struct in6_pktinfo
		return result(m.root().Setsockopt(fd, emu.IPPROTO_IPV6, emu.IPV6_PKTINFO, b, len(b)))
	})},
	"join":  {weight: 2, args: []kind{socketArg, group, device}, run: membership(emu.IP_ADD_MEMBERSHIP, emu.IPV6_JOIN_GROUP)},
	"leave": {weight: 1, args: []kind{socketArg, group, device}, run: membership(emu.IP_DROP_MEMBERSHIP, emu.IPV6_LEAVE_GROUP)},
	"flag": {weight: 8, args: []kind{socketArg, flag, bit}, run: owned(func(m *machine, fd int, a []string) string {
		on, err := strconv.Atoi(a[2])
		must(err)
		return result(m.root().SetsockoptInt(fd, emu.SOL_SOCKET, flags[a[1]], on))
	})},
}

// intOption is an option that is an int.
type intOption struct{ level, name int }

var intOptions = map[string]intOption{
	"V6ONLY":              {emu.IPPROTO_IPV6, emu.IPV6_V6ONLY},
	"MULTICAST_ALL":       {emu.IPPROTO_IP, emu.IP_MULTICAST_ALL},
	"MULTICAST_LOOP":      {emu.IPPROTO_IP, emu.IP_MULTICAST_LOOP},
	"FREEBIND":            {emu.IPPROTO_IP, emu.IP_FREEBIND},
	"TRANSPARENT":         {emu.IPPROTO_IP, emu.IP_TRANSPARENT},
	"NO_PORT":             {emu.IPPROTO_IP, emu.IP_BIND_ADDRESS_NO_PORT},
	"RECVERR":             {emu.IPPROTO_IP, emu.IP_RECVERR},
	"IPV6_RECVERR":        {emu.IPPROTO_IPV6, emu.IPV6_RECVERR},
	"IPV6_MULTICAST_ALL":  {emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_ALL},
	"IPV6_MULTICAST_LOOP": {emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_LOOP},
	"TYPE":                {emu.SOL_SOCKET, emu.SO_TYPE},
	"DOMAIN":              {emu.SOL_SOCKET, emu.SO_DOMAIN},
	"PROTOCOL":            {emu.SOL_SOCKET, emu.SO_PROTOCOL},
	"ACCEPTCONN":          {emu.SOL_SOCKET, emu.SO_ACCEPTCONN},
	"ERROR":               {emu.SOL_SOCKET, emu.SO_ERROR},
}

// devOptions are options that are the index of a device.
var devOptions = map[string]intOption{
	"UNICAST_IF":        {emu.IPPROTO_IP, emu.IP_UNICAST_IF},
	"IPV6_UNICAST_IF":   {emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF},
	"IPV6_MULTICAST_IF": {emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_IF},
}

var (
	deviceOptions = map[string]int{"BINDTODEVICE": emu.SO_BINDTODEVICE, "BINDTOIFINDEX": emu.SO_BINDTOIFINDEX}
	deviceOption  = oneOf("BINDTODEVICE", "BINDTOIFINDEX")
	flags         = map[string]int{"REUSEADDR": emu.SO_REUSEADDR, "REUSEPORT": emu.SO_REUSEPORT, "BROADCAST": emu.SO_BROADCAST}
	flag          = oneOf("REUSEADDR", "REUSEADDR", "REUSEPORT", "BROADCAST")
)

// membership is an option with struct ip_mreqn or struct ipv6_mreq.
func membership(v4, v6 int) func(*machine, []string) string {
	return owned(func(m *machine, fd int, a []string) string {
		d, ok := m.device(a[2])
		if !ok {
			return absent
		}
		addr := netip.MustParseAddr(a[1])
		b := addr.AsSlice()
		if addr.Is4() {
			b = binary.NativeEndian.AppendUint32(append(b, 0, 0, 0, 0), uint32(d))
			return result(m.root().Setsockopt(fd, emu.IPPROTO_IP, v4, b, len(b)))
		}
		b = binary.NativeEndian.AppendUint32(b, uint32(d))
		return result(m.root().Setsockopt(fd, emu.IPPROTO_IPV6, v6, b, len(b)))
	})
}

// pktinfo is a control message that says by which device a packet is to leave.
func pktinfo(v6 bool, index int) []byte {
	level, name, data := emu.IPPROTO_IP, emu.IP_PKTINFO, binary.NativeEndian.AppendUint32(nil, uint32(index))
	if v6 {
		level, name, data = emu.IPPROTO_IPV6, emu.IPV6_PKTINFO, append(make([]byte, 16), data...)
	} else {
		data = append(data, make([]byte, 8)...)
	}
	b := binary.NativeEndian.AppendUint64(nil, uint64(16+len(data)))
	b = binary.NativeEndian.AppendUint32(b, uint32(level))
	b = binary.NativeEndian.AppendUint32(b, uint32(name))
	b = append(b, data...)
	return append(b, make([]byte, -len(b)&7)...)
}

var packetVerbs = map[string]verb{
	"arrive": {weight: 14, args: []kind{device, flow}, run: func(m *machine, a []string) string {
		src, dst, err := ends(a[1])
		must(err)
		return m.arrive(a[0], &netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: src, Dst: dst, Payload: []byte("hello")})
	}},
	"unreachable": {weight: 3, args: []kind{device, flow}, run: func(m *machine, a []string) string {
		// The port of the source is said to be closed, by the source.
		src, dst, err := ends(a[1])
		must(err)
		p := netdev.Packet{Protocol: emu.IPPROTO_ICMP, ICMP: netdev.ICMP{Type: 3, Code: 3}}
		if src.Addr().Is6() {
			p.Protocol, p.ICMP = emu.IPPROTO_ICMPV6, netdev.ICMP{Type: 1, Code: 4}
		}
		p.Src, p.Dst = netip.AddrPortFrom(src.Addr(), 0), netip.AddrPortFrom(dst.Addr(), 0)
		p.Err = &netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: dst, Dst: src, Payload: []byte("hello")}
		return m.arrive(a[0], &p)
	}},
	"send": {weight: 6, args: []kind{socketArg, peer}, run: sending(func(m *machine, fd int, a []string) string {
		sa, ok := m.addr(a[1])
		if !ok {
			return absent
		}
		return result(m.root().Sendto(fd, m.payload(a[0]), emu.MSG_DONTWAIT, sa)) + ": " + m.delivered()
	})},
	"send-via": {weight: 3, args: []kind{socketArg, peer, device}, run: sending(func(m *machine, fd int, a []string) string {
		sa, ok := m.addr(a[1])
		d, ok2 := m.device(a[2])
		if !ok || !ok2 {
			return absent
		}
		_, v6 := sa.(*emu.SockaddrInet6)
		return result(m.root().Sendmsg(fd, m.payload(a[0]), pktinfo(v6, d), sa, emu.MSG_DONTWAIT)) + ": " + m.delivered()
	})},
	"send-from": {weight: 3, args: []kind{socketArg, peer, device, srcAddr}, run: sending(func(m *machine, fd int, a []string) string {
		sa, ok := m.addr(a[1])
		d, ok2 := m.device(a[2])
		if !ok || !ok2 {
			return absent
		}
		src := netip.MustParseAddr(a[3])
		control := pktinfo(src.Is6(), d)
		if src.Is6() {
			copy(control[16:], src.AsSlice()) // ipi6_addr
		} else {
			copy(control[20:], src.AsSlice()) // ipi_spec_dst
		}
		return result(m.root().Sendmsg(fd, m.payload(a[0]), control, sa, emu.MSG_DONTWAIT)) + ": " + m.delivered()
	})},
	"syn": {weight: 4, args: []kind{device, flow}, run: func(m *machine, a []string) string {
		src, dst, err := ends(a[1])
		must(err)
		p := netdev.Packet{Protocol: emu.IPPROTO_TCP, Src: src, Dst: dst, TCP: netdev.TCP{Seq: 1000, Flags: netdev.SYN, Window: 65535}}
		return m.arrive(a[0], &p)
	}},
	"ping": {weight: 2, args: []kind{device, flow}, run: func(m *machine, a []string) string {
		src, dst, err := ends(a[1])
		must(err)
		p := netdev.Packet{Protocol: emu.IPPROTO_ICMP, ICMP: netdev.ICMP{Type: 8, ID: src.Port(), Seq: 1}, Payload: []byte("hello")}
		if src.Addr().Is6() {
			p.Protocol, p.ICMP.Type = emu.IPPROTO_ICMPV6, 128
		}
		p.Src, p.Dst = netip.AddrPortFrom(src.Addr(), 0), netip.AddrPortFrom(dst.Addr(), 0)
		return m.arrive(a[0], &p)
	}},
	"send-connected": {weight: 4, args: []kind{socketArg}, run: sending(func(m *machine, fd int, a []string) string {
		return result(m.root().Sendto(fd, m.payload(a[0]), emu.MSG_DONTWAIT, nil)) + ": " + m.delivered()
	})},
}
