package plane

import (
	"errors"

	"boundif/emu"
	"boundif/netdev"
)

// UDPLite opens a UDP-Lite socket.
func (p *Proc) UDPLite(label string) *Socket {
	return p.Socket(label, emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_UDPLITE)
}

// UDPLite6 opens a UDP-Lite socket of IPv6.
func (p *Proc) UDPLite6(label string) *Socket {
	return p.Socket(label, emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_UDPLITE)
}

// ArriveLite is Arrive of a UDP-Lite packet that its checksum covers as a whole.
func (s *Script) ArriveLite(index int, dst string, sockets ...*Socket) {
	s.ArriveLiteFrom(peerOf(dst), index, dst, sockets...)
}

// ArriveLiteFrom is ArriveLite with another sender.
func (s *Script) ArriveLiteFrom(src string, index int, dst string, sockets ...*Socket) {
	from, to := s.ends(src, dst)
	const hello = "hello"
	s.ArrivePacket(index, netdev.Packet{
		Protocol: emu.IPPROTO_UDPLITE, Src: from, Dst: to, Payload: []byte(hello), Coverage: uint16(8 + len(hello)),
	}, sockets...)
}

// ArriveLiteUnreachable is ArriveUnreachable about a packet of UDP-Lite.
func (s *Script) ArriveLiteUnreachable(index int, by, src, dst string) {
	s.unreachable(index, by, src, dst, emu.IPPROTO_UDPLITE)
}

// Needs ends the program, with errors.ErrUnsupported, on a kernel that has no
// sockets of the family.
func (p *Proc) Needs(domain, typ, protocol int) {
	fd, err := p.sys.Socket(domain, typ, protocol)
	if errors.Is(err, netdev.EAFNOSUPPORT) {
		panic(broken{errors.Join(errors.ErrUnsupported, err)})
	}
	p.s.must("a socket", err)
	p.s.must("close", p.sys.Close(fd))
}
