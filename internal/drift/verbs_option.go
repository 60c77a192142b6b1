package drift

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"math/bits"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"boundif/emu"
)

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
	"set": {weight: 5, args: []kind{socketArg, oneOf("V6ONLY", "V6ONLY", "V6ONLY", "MULTICAST_ALL", "MULTICAST_LOOP", "FREEBIND", "TRANSPARENT", "NO_PORT", "PORT_RANGE", "RECVERR", "IPV6_RECVERR", "PKTINFO", "IPV6_RECVPKTINFO", "IPV6_MULTICAST_ALL", "IPV6_MULTICAST_LOOP", "TYPE"), bit}, run: owned(func(m *machine, fd int, a []string) string {
		value, err := strconv.Atoi(a[2])
		must(err)
		o := intOptions[a[1]]
		if a[1] == "PORT_RANGE" {
			value *= 7001<<16 | 7001
		}
		return result(m.root().SetsockoptInt(fd, o.level, o.name, value))
	})},
	"get": {weight: 2, args: []kind{socketArg, oneOf(append(slices.Sorted(maps.Keys(intOptions)), "ERROR", "ERROR")...)}, run: owned(func(m *machine, fd int, a []string) string {
		o := intOptions[a[1]]
		value, err := m.root().GetsockoptInt(fd, o.level, o.name)
		return result(err, value)
	})},
	"set-option": {weight: 3, args: []kind{socketArg, anyOption, valueBytes, length}, run: owned(func(m *machine, fd int, a []string) string {
		val, err := unhex(a[2])
		must(err)
		n, err := strconv.Atoi(a[3])
		must(err)
		o := anyOptions[a[1]]
		return result(m.root().Setsockopt(fd, o.level, o.name, val, n))
	})},
	"get-option": {weight: 2, args: []kind{socketArg, anyOption, number("0", "1", "3", "4", "5"), length}, run: owned(func(m *machine, fd int, a []string) string {
		size, err := strconv.Atoi(a[2])
		must(err)
		n, err := strconv.Atoi(a[3])
		must(err)
		val := bytes.Repeat([]byte{'x'}, size)
		o := anyOptions[a[1]]
		got, err := m.root().Getsockopt(fd, o.level, o.name, val, n)
		return strings.TrimSuffix(fmt.Sprintf("%s, length %d: %x", result(err), got, val), ": ")
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
	"get-device": {weight: 2, args: []kind{socketArg, oneOf("UNICAST_IF", "IPV6_UNICAST_IF", "IPV6_MULTICAST_IF")}, run: owned(func(m *machine, fd int, a []string) string {
		o := devOptions[a[1]]
		d, err := m.root().GetsockoptInt(fd, o.level, o.name)
		if a[1] != "IPV6_MULTICAST_IF" {
			d = int(int32(bits.ReverseBytes32(uint32(d)))) // from network byte order
		}
		return result(err, m.level(d))
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
	"PORT_RANGE":          {emu.IPPROTO_IP, emu.IP_LOCAL_PORT_RANGE},
	"PKTINFO":             {emu.IPPROTO_IP, emu.IP_PKTINFO},
	"IPV6_RECVPKTINFO":    {emu.IPPROTO_IPV6, emu.IPV6_RECVPKTINFO},
	"REUSEADDR":           {emu.SOL_SOCKET, emu.SO_REUSEADDR},
	"REUSEPORT":           {emu.SOL_SOCKET, emu.SO_REUSEPORT},
	"BROADCAST":           {emu.SOL_SOCKET, emu.SO_BROADCAST},
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

// anyOptions are options that are set to odd lengths.
var anyOptions = merge(intOptions, devOptions, map[string]intOption{
	"MULTICAST_IF":   {emu.IPPROTO_IP, emu.IP_MULTICAST_IF},
	"ADD_MEMBERSHIP": {emu.IPPROTO_IP, emu.IP_ADD_MEMBERSHIP},
	"JOIN_GROUP":     {emu.IPPROTO_IPV6, emu.IPV6_JOIN_GROUP},
	"IPV6_PKTINFO":   {emu.IPPROTO_IPV6, emu.IPV6_PKTINFO},
})

var anyOption = oneOf(slices.Sorted(maps.Keys(anyOptions))...)

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
