package plane

import (
	"encoding/binary"
	"fmt"
	"math/bits"

	"boundif/emu"
)

// optionNames are the options as transcripts call them.
var optionNames = map[[2]int]string{
	{emu.SOL_SOCKET, ByName}:           "BINDTODEVICE",
	{emu.SOL_SOCKET, ByIndex}:          "BINDTOIFINDEX",
	{emu.SOL_SOCKET, emu.SO_REUSEADDR}: "REUSEADDR",
	{emu.SOL_SOCKET, emu.SO_REUSEPORT}: "REUSEPORT",
	{emu.SOL_SOCKET, emu.SO_TYPE}:      "TYPE", {emu.SOL_SOCKET, emu.SO_ERROR}: "ERROR",
	{emu.SOL_SOCKET, emu.SO_BROADCAST}: "BROADCAST", {emu.SOL_SOCKET, emu.SO_ACCEPTCONN}: "ACCEPTCONN",
	{emu.SOL_SOCKET, emu.SO_PROTOCOL}: "PROTOCOL", {emu.SOL_SOCKET, emu.SO_DOMAIN}: "DOMAIN",
	{emu.SOL_SOCKET, emu.SO_TIMESTAMPING}:         "TIMESTAMPING",
	{emu.IPPROTO_UDPLITE, emu.UDPLITE_SEND_CSCOV}: "UDPLITE_SEND_CSCOV",
	{emu.IPPROTO_UDPLITE, emu.UDPLITE_RECV_CSCOV}: "UDPLITE_RECV_CSCOV",

	{emu.IPPROTO_IP, emu.IP_TOS}: "IP_TOS", {emu.IPPROTO_IP, emu.IP_HDRINCL}: "IP_HDRINCL",
	{emu.IPPROTO_IP, emu.IP_PKTINFO}: "IP_PKTINFO", {emu.IPPROTO_IP, emu.IP_RECVERR}: "IP_RECVERR",
	{emu.IPPROTO_IP, emu.IP_FREEBIND}: "IP_FREEBIND", {emu.IPPROTO_IP, emu.IP_TRANSPARENT}: "IP_TRANSPARENT",
	{emu.IPPROTO_IP, emu.IP_BIND_ADDRESS_NO_PORT}: "IP_BIND_ADDRESS_NO_PORT",
	{emu.IPPROTO_IP, emu.IP_MULTICAST_IF}:         "IP_MULTICAST_IF",
	{emu.IPPROTO_IP, emu.IP_MULTICAST_LOOP}:       "IP_MULTICAST_LOOP",
	{emu.IPPROTO_IP, emu.IP_ADD_MEMBERSHIP}:       "IP_ADD_MEMBERSHIP",
	{emu.IPPROTO_IP, emu.IP_DROP_MEMBERSHIP}:      "IP_DROP_MEMBERSHIP",
	{emu.IPPROTO_IP, emu.IP_MULTICAST_ALL}:        "IP_MULTICAST_ALL",
	{emu.IPPROTO_IP, emu.IP_UNICAST_IF}:           "IP_UNICAST_IF",
	{emu.IPPROTO_IP, emu.IP_LOCAL_PORT_RANGE}:     "IP_LOCAL_PORT_RANGE",

	{emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_IF}:   "IPV6_MULTICAST_IF",
	{emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_LOOP}: "IPV6_MULTICAST_LOOP",
	{emu.IPPROTO_IPV6, emu.IPV6_JOIN_GROUP}:     "IPV6_JOIN_GROUP",
	{emu.IPPROTO_IPV6, emu.IPV6_LEAVE_GROUP}:    "IPV6_LEAVE_GROUP",
	{emu.IPPROTO_IPV6, emu.IPV6_RECVERR}:        "IPV6_RECVERR",
	{emu.IPPROTO_IPV6, emu.IPV6_V6ONLY}:         "IPV6_V6ONLY",
	{emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_ALL}:  "IPV6_MULTICAST_ALL",
	{emu.IPPROTO_IPV6, emu.IPV6_RECVPKTINFO}:    "IPV6_RECVPKTINFO",
	{emu.IPPROTO_IPV6, emu.IPV6_PKTINFO}:        "IPV6_PKTINFO",
	{emu.IPPROTO_IPV6, emu.IPV6_UNICAST_IF}:     "IPV6_UNICAST_IF",
}

func optionName(level, opt int) string {
	if name, ok := optionNames[[2]int{level, opt}]; ok {
		return name
	}
	return fmt.Sprintf("(%d, %d)", level, opt)
}

// SetInt sets an option that is an int.
func (a *Socket) SetInt(level, opt, value int) {
	err := a.p.sys.SetsockoptInt(a.fd, level, opt, value)
	a.say(Result(err), "set %s %d", optionName(level, opt), value)
}

// GetInt asks for an option that is an int.
func (a *Socket) GetInt(level, opt int) {
	v, err := a.p.sys.GetsockoptInt(a.fd, level, opt)
	a.say(value(v, err), "get %s", optionName(level, opt))
}

// SetDev sets an option that is the index of a device, in the order of bytes
// that the option has.
func (a *Socket) SetDev(level, opt, index int) {
	err := a.p.sys.SetsockoptInt(a.fd, level, opt, ordered(level, opt, index))
	a.say(Result(err), "set %s %d", optionName(level, opt), a.p.at.level(index))
}

// GetDev asks for an option that is the index of a device.
func (a *Socket) GetDev(level, opt int) {
	v, err := a.p.sys.GetsockoptInt(a.fd, level, opt)
	a.say(value(a.p.at.level(ordered(level, opt, v)), err), "get %s", optionName(level, opt))
}

// ordered turns the bytes of an index around for the options that want it in
// network order, and back.
func ordered(level, opt, index int) int {
	if network := level == emu.IPPROTO_IP && opt == emu.IP_UNICAST_IF || level == emu.IPPROTO_IPV6 && opt == emu.IPV6_UNICAST_IF; !network {
		return index
	}
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		return index // this is the order of the machine
	}
	return int(int32(bits.ReverseBytes32(uint32(index))))
}

// FlagAt sets an option that is an int, as a preparation.
func (a *Socket) FlagAt(level, opt, value int) *Socket {
	a.p.s.must(optionName(level, opt), a.p.sys.SetsockoptInt(a.fd, level, opt, value))
	return a
}

// Error asks for the error that waits in the socket, and takes it.
func (a *Socket) Error() {
	v, err := a.p.sys.GetsockoptInt(a.fd, emu.SOL_SOCKET, emu.SO_ERROR)
	if err == nil && v != 0 {
		err = emu.Errno(v)
	}
	a.say(Result(err), "error")
}

// setBytes sets an option that is a structure.
func (a *Socket) setBytes(level, opt int, val []byte, format string, args ...any) {
	err := a.p.sys.SetsockoptString(a.fd, level, opt, string(val))
	a.say(Result(err), "set %s "+format, append([]any{optionName(level, opt)}, args...)...)
}

// MulticastIf chooses the device for multicast packets, by index.
func (a *Socket) MulticastIf(index int) {
	if a.kind.domain == emu.AF_INET6 {
		a.SetDev(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_IF, index)
		return
	}
	a.setBytes(emu.IPPROTO_IP, emu.IP_MULTICAST_IF, mreqn("", "", index), "%d", a.p.at.level(index))
}

// MulticastIfAddr chooses it by one of its addresses.
func (a *Socket) MulticastIfAddr(addr string) {
	a.setBytes(emu.IPPROTO_IP, emu.IP_MULTICAST_IF, mreqn("", addr, 0), "%s", addr)
}

// Join makes the socket a member of a group on a device, 0 for one that the
// kernel chooses.
func (a *Socket) Join(group string, index int) {
	a.member(emu.IP_ADD_MEMBERSHIP, emu.IPV6_JOIN_GROUP, group, index)
}

// Leave ends the membership.
func (a *Socket) Leave(group string, index int) {
	a.member(emu.IP_DROP_MEMBERSHIP, emu.IPV6_LEAVE_GROUP, group, index)
}

func (a *Socket) member(opt, opt6 int, group string, index int) {
	level, val := emu.IPPROTO_IP, []byte(nil)
	if addr, _ := parse(group); addr.Is4() {
		val = mreqn(group, "", index)
	} else {
		level, opt = emu.IPPROTO_IPV6, opt6
		val = binary.NativeEndian.AppendUint32(addr.AsSlice(), uint32(index))
	}
	a.setBytes(level, opt, val, "%s %d", group, a.p.at.level(index))
}

// mreqn is struct ip_mreqn.
func mreqn(group, addr string, index int) []byte {
	return binary.NativeEndian.AppendUint32(append(four(group), four(addr)...), uint32(index))
}

func four(addr string) []byte {
	if addr == "" {
		return make([]byte, 4)
	}
	a, _ := parse(addr)
	return a.AsSlice()
}
