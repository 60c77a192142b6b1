package drift

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/netdev"
)

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
	"arrive-lite": {weight: 2, args: []kind{device, flow}, run: func(m *machine, a []string) string {
		src, dst, err := ends(a[1])
		must(err)
		return m.arrive(a[0], &netdev.Packet{Protocol: emu.IPPROTO_UDPLITE, Src: src, Dst: dst, Payload: []byte("hello")})
	}},
	"icmp-error": {weight: 3, args: []kind{device, flow, oneOf("udp", "ping"), oneOf("3.3", "3.1", "3.13", "11.0", "12.0")}, run: func(m *machine, a []string) string {
		src, dst, err := ends(a[1])
		must(err)
		about := netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: dst, Dst: src, Payload: []byte("hello")}
		if a[2] == "ping" {
			about.Protocol, about.ICMP = emu.IPPROTO_ICMP, netdev.ICMP{Type: 8, ID: dst.Port(), Seq: 1}
		}
		var p netdev.Packet
		p.Protocol = emu.IPPROTO_ICMP
		_, err = fmt.Sscanf(a[3], "%d.%d", &p.ICMP.Type, &p.ICMP.Code)
		must(err)
		if src.Addr().Is6() {
			p.Protocol = emu.IPPROTO_ICMPV6
			p.ICMP = map[string]netdev.ICMP{"3.3": {Type: 1, Code: 4}, "3.1": {Type: 1, Code: 3}, "3.13": {Type: 1, Code: 1}, "11.0": {Type: 3}, "12.0": {Type: 4}}[a[3]]
			if a[2] == "ping" {
				about.Protocol, about.ICMP.Type = emu.IPPROTO_ICMPV6, 128
			}
		}
		if a[2] == "ping" {
			about.Src, about.Dst = netip.AddrPortFrom(dst.Addr(), 0), netip.AddrPortFrom(src.Addr(), 0)
		}
		p.Src, p.Dst, p.Err = netip.AddrPortFrom(src.Addr(), 0), netip.AddrPortFrom(dst.Addr(), 0), &about
		return m.arrive(a[0], &p)
	}},
	"errors": {weight: 2, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		b, oob := make([]byte, 100), make([]byte, 200)
		n, oobn, _, to, err := m.root().Recvmsg(fd, b, oob, emu.MSG_ERRQUEUE|emu.MSG_DONTWAIT)
		return result(err, n, plane.QueuedError(oob[:oobn]), m.show(to))
	})},
	"send-more": {weight: 2, args: []kind{socketArg, peer}, run: beginning(sending(func(m *machine, fd int, a []string) string {
		sa, ok := m.addr(a[1])
		if !ok || m.isStream(a[0]) {
			return absent // a stream would wait for a timer
		}
		return result(m.root().Sendto(fd, m.payload(a[0]), emu.MSG_DONTWAIT|emu.MSG_MORE, sa)) + ": " + m.delivered()
	}))},
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
