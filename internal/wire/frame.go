package wire

import (
	"encoding/binary"

	"gvisor.dev/gvisor/pkg/tcpip/header"

	"boundif/netdev"
)

// A MAC is an Ethernet address.
type MAC [header.EthernetAddressSize]byte

// ParseFrame is Parse of what an Ethernet frame carries (eth_type_trans). Its
// addresses are not looked at. A type other than IPv4's and IPv6's is
// [UnknownProtocol], one that contradicts the packet is [BadHeader].
func ParseFrame(b []byte) (netdev.Packet, error) {
	if len(b) < header.EthernetMinimumSize {
		return netdev.Packet{}, FrameTooShort
	}
	kind, b := header.Ethernet(b).Type(), b[header.EthernetMinimumSize:]
	switch {
	case kind != header.IPv4ProtocolNumber && kind != header.IPv6ProtocolNumber:
		return netdev.Packet{}, UnknownProtocol
	case len(b) > 0 && (b[0]>>4 == 4) != (kind == header.IPv4ProtocolNumber):
		return netdev.Packet{}, BadHeader
	}
	return Parse(b)
}

// BuildFrame is the packet in an Ethernet frame.
func BuildFrame(dst, src MAC, p *netdev.Packet) []byte {
	b := make([]byte, 0, header.EthernetMinimumSize+room(p))
	b = append(append(b, dst[:]...), src[:]...)
	kind := header.IPv6ProtocolNumber
	if p.Src.Addr().Is4() {
		kind = header.IPv4ProtocolNumber
	}
	return AppendBuild(binary.BigEndian.AppendUint16(b, uint16(kind)), p)
}
