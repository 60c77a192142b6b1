package plane

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"boundif/emu"
)

// SendVia is Send with a control message that names the source address, "" for
// any, and the device, 0 for any: IP_PKTINFO, or IPV6_PKTINFO.
func (a *Socket) SendVia(addr, src string, index int) {
	a.p.s.local = true
	level, typ, info := a.info(src, index)
	err := a.p.sys.Sendmsg(a.fd, a.payload(), control(level, typ, info), a.p.at.sockaddr(addr), 0)
	a.say(Result(err), "send%s, %s", to(addr), a.infoText(src, index))
}

// SetInfo sets IPV6_PKTINFO for every packet.
func (a *Socket) SetInfo(src string, index int) {
	level, typ, info := a.info(src, index)
	a.setBytes(level, typ, info, "%s", a.infoText(src, index))
}

func (a *Socket) infoText(src string, index int) string {
	if src == "" {
		src = "any"
	}
	return fmt.Sprintf("info %s %d", src, a.p.at.level(index))
}

// info is struct in_pktinfo or struct in6_pktinfo.
func (a *Socket) info(src string, index int) (level, typ int, info []byte) {
	if a.kind.domain == emu.AF_INET6 {
		addr := netip.IPv6Unspecified()
		if src != "" {
			addr, _ = parse(src)
			addr = netip.AddrFrom16(addr.As16())
		}
		return emu.IPPROTO_IPV6, emu.IPV6_PKTINFO, binary.NativeEndian.AppendUint32(addr.AsSlice(), uint32(index))
	}
	info = binary.NativeEndian.AppendUint32(nil, uint32(index))
	return emu.IPPROTO_IP, emu.IP_PKTINFO, append(append(info, four(src)...), 0, 0, 0, 0)
}

// sizeofCmsg is the size of struct cmsghdr on machines of 64 bits.
const sizeofCmsg = 16

// control is one control message.
func control(level, typ int, data []byte) []byte {
	b := binary.NativeEndian.AppendUint64(nil, uint64(sizeofCmsg+len(data)))
	b = binary.NativeEndian.AppendUint32(b, uint32(level))
	b = binary.NativeEndian.AppendUint32(b, uint32(typ))
	b = append(b, data...)
	return append(b, make([]byte, -len(b)&7)...)
}

// find is the data of the first control message of that kind.
func find(oob []byte, level, typ int) []byte {
	for len(oob) >= sizeofCmsg {
		size := binary.NativeEndian.Uint64(oob)
		if size < sizeofCmsg || size > uint64(len(oob)) {
			return nil
		}
		if int(binary.NativeEndian.Uint32(oob[8:])) == level && int(binary.NativeEndian.Uint32(oob[12:])) == typ {
			return oob[sizeofCmsg:size]
		}
		oob = oob[min(uint64(len(oob)), (size+7)&^7):]
	}
	return nil
}

// WantInfo asks for what RecvInfo shows, as a preparation.
func (a *Socket) WantInfo() *Socket {
	if a.kind.domain == emu.AF_INET6 {
		return a.FlagAt(emu.IPPROTO_IPV6, emu.IPV6_RECVPKTINFO, 1)
	}
	return a.FlagAt(emu.IPPROTO_IP, emu.IP_PKTINFO, 1)
}

// RecvInfo is Recv, and says to which address the packet was sent, by which
// device it came, and, if that is another one, the local address (ipi_spec_dst).
func (a *Socket) RecvInfo() {
	_, oob, flags, from, err := a.recvmsg(emu.MSG_DONTWAIT)
	text := "from " + a.p.at.text(from)
	if info := PacketInfo(oob, a.p.at.device); info != "" {
		text += " " + info
	} else {
		text += ", no info"
	}
	if flags&emu.MSG_CTRUNC != 0 {
		text += ", cut"
	}
	a.say(value(text, err), "recv")
}

// PacketInfo is IP_PKTINFO or IPV6_PKTINFO among the control messages of a
// packet, in words; "" if there is neither. device names a device.
func PacketInfo(oob []byte, device func(index int) string) (text string) {
	if info := find(oob, emu.IPPROTO_IP, emu.IP_PKTINFO); len(info) == 12 {
		local, dst := netip.AddrFrom4([4]byte(info[4:])), netip.AddrFrom4([4]byte(info[8:]))
		text = "to " + dst.String()
		if local != dst {
			text += fmt.Sprintf(" (local %s)", local)
		}
		return text + " via " + device(int(int32(binary.NativeEndian.Uint32(info))))
	}
	if info := find(oob, emu.IPPROTO_IPV6, emu.IPV6_PKTINFO); len(info) == 20 {
		return fmt.Sprintf("to %s via %s", netip.AddrFrom16([16]byte(info)), device(int(int32(binary.NativeEndian.Uint32(info[16:])))))
	}
	return ""
}

func (a *Socket) recvmsg(flags int) (data, oob []byte, got int, from emu.Sockaddr, err error) {
	a.p.s.await(func() bool {
		data, oob = make([]byte, 100), make([]byte, 200)
		var n, oobn int
		n, oobn, got, from, err = a.p.sys.Recvmsg(a.fd, data, oob, flags)
		data, oob = data[:n], oob[:oobn]
		return Result(err) != "EAGAIN"
	})
	return data, oob, got, from, err
}

// RecvError takes an error from the queue that IP_RECVERR or IPV6_RECVERR
// opens: what it is, the ICMP message and who sent it, and where the packet
// was to go.
func (a *Socket) RecvError() {
	_, oob, _, dst, err := a.recvmsg(emu.MSG_ERRQUEUE | emu.MSG_DONTWAIT)
	text := QueuedError(oob)
	if text == "" {
		text = "no error message"
	} else {
		text += ", to " + a.p.at.text(dst)
	}
	a.say(value(text, err), "recv error")
}

// QueuedError is the struct sock_extended_err among the control messages of what
// came with MSG_ERRQUEUE, and the address behind it, in words; "" if there is
// none.
func QueuedError(oob []byte) string {
	e := find(oob, emu.IPPROTO_IP, emu.IP_RECVERR)
	if e == nil {
		e = find(oob, emu.IPPROTO_IPV6, emu.IPV6_RECVERR)
	}
	if len(e) < 16 {
		return ""
	}
	text := emu.Errno(binary.NativeEndian.Uint32(e)).Error()
	switch origin := e[4]; origin {
	case 1:
		return text + ", local"
	case 2, 3:
		text += fmt.Sprintf(", ICMP%s %d.%d", [...]string{2: "", 3: "v6"}[origin], e[5], e[6])
	}
	switch by := e[16:]; {
	case len(by) >= 16 && binary.NativeEndian.Uint16(by) == emu.AF_INET:
		text += " from " + netip.AddrFrom4([4]byte(by[4:])).String()
	case len(by) >= 28 && binary.NativeEndian.Uint16(by) == emu.AF_INET6:
		text += " from " + netip.AddrFrom16([16]byte(by[8:])).String()
	}
	return text
}
