package plane

import (
	"net/netip"

	"boundif/emu"
	"boundif/netdev"
)

// A stream is one direction of a TCP connection.
type stream struct{ from, to netip.AddrPort }

// segments is what a direction has come to.
type segments struct {
	last uint32 // sequence number of the newest segment
	next uint32 // that of the next one
}

// follow takes note of a segment that has left.
func (s *Script) follow(p netdev.Packet) {
	if p.Protocol != emu.IPPROTO_TCP || p.Malformed || p.TCP.Flags&netdev.RST != 0 {
		return
	}
	s.streams[stream{p.Src, p.Dst}] = after(p)
}

func after(p netdev.Packet) *segments {
	next := p.TCP.Seq + uint32(len(p.Payload))
	if p.TCP.Flags&netdev.SYN != 0 {
		next++
	}
	if p.TCP.Flags&netdev.FIN != 0 {
		next++
	}
	return &segments{last: p.TCP.Seq, next: next}
}

// firstSeq is where the sequence numbers of arriving streams begin.
const firstSeq = 1000

var flagLetters = map[rune]uint8{
	'F': netdev.FIN, 'S': netdev.SYN, 'R': netdev.RST, 'P': netdev.PSH, 'A': netdev.ACK,
}

// ArriveTCP lets a segment arrive, with flags such as "S", "SA", "A", "FA", "R"
// or "PA", which carries "hello". Its numbers go on where the segments in both
// directions have stopped, those that have left included.
func (s *Script) ArriveTCP(index int, flags, src, dst string, sockets ...*Socket) {
	s.sniff()
	from, to := s.ends(src, dst)
	p := netdev.Packet{Protocol: emu.IPPROTO_TCP, Src: from, Dst: to}
	p.TCP = netdev.TCP{Seq: firstSeq, Window: 0xffff}
	for _, letter := range flags {
		p.TCP.Flags |= flagLetters[letter]
	}
	there, back := stream{from, to}, stream{to, from}
	if mine := s.streams[there]; mine != nil && p.TCP.Flags&netdev.SYN == 0 {
		p.TCP.Seq = mine.next
	}
	if theirs := s.streams[back]; theirs != nil && p.TCP.Flags&netdev.ACK != 0 {
		p.TCP.Ack = theirs.next
	}
	if p.TCP.Flags&netdev.PSH != 0 {
		p.Payload = []byte("hello")
	}
	if p.TCP.Flags&netdev.RST == 0 {
		s.streams[there] = after(p)
	}
	s.ArrivePacket(index, p, sockets...)
}
