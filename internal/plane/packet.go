package plane

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"boundif/emu"
	"boundif/internal/wire"
	"boundif/netdev"
)

// Arrive lets a UDP packet arrive on a device, from 10.1.0.2:5000 or
// [fd01::2]:5000, and says which of the sockets got it.
func (s *Script) Arrive(index int, dst string, sockets ...*Socket) {
	s.ArriveFrom(peerOf(dst), index, dst, sockets...)
}

// peerOf is the usual sender of a packet for dst.
func peerOf(dst string) string {
	if addr, _ := parse(dst); addr.Is6() {
		return "[fd01::2]:5000"
	}
	return "10.1.0.2:5000"
}

// ArriveFrom is Arrive with another sender.
func (s *Script) ArriveFrom(src string, index int, dst string, sockets ...*Socket) {
	s.Inject(src, index, dst)
	s.Say("to %s via %s: %s", dst, s.here.device(index), s.takers(sockets))
}

// Inject lets a UDP packet arrive and says nothing.
func (s *Script) Inject(src string, index int, dst string) {
	from, to := s.ends(src, dst)
	s.must("packet", s.Plane.Inject(index, udp(from, to, []byte("hello"))))
}

// ArriveElsewhere is ArriveFrom in the second namespace.
func (s *Script) ArriveElsewhere(src string, index int, dst string, sockets ...*Socket) {
	from, to := s.ends(src, dst)
	s.must("packet", s.Plane.InjectElsewhere(index, udp(from, to, []byte("hello"))))
	s.Say("elsewhere to %s via %s: %s", dst, s.there.device(index), s.takers(sockets))
}

// ends are the addresses of a packet, which has no scopes. A port of dst that is
// "auto" is the one from which a packet has left for src.
func (s *Script) ends(src, dst string) (from, to netip.AddrPort) {
	from = end(src)
	host, auto := strings.CutSuffix(dst, ":auto")
	if !auto {
		return from, end(dst)
	}
	s.sniff()
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	s.must(dst, err)
	addr = addr.WithZone("")
	for i := len(s.seen) - 1; i >= 0; i-- {
		if p := s.seen[i]; p.Dst == from && p.Src.Addr() == addr {
			return from, p.Src
		}
	}
	panic(broken{fmt.Errorf("nothing has left from %s for %s", host, src)})
}

func end(text string) netip.AddrPort {
	addr, port := parse(text)
	return netip.AddrPortFrom(addr.WithZone(""), uint16(port))
}

// ArrivePacket lets any packet arrive. Without sockets it only says what came.
func (s *Script) ArrivePacket(index int, p netdev.Packet, sockets ...*Socket) {
	s.must("packet", s.Plane.Inject(index, wire.Build(&p)))
	line := autoPort(wire.Describe(&p)) + " via " + s.here.device(index)
	if len(sockets) > 0 {
		line += ": " + s.takers(sockets)
	}
	s.Say("%s", line)
}

// ArriveUnreachable lets an ICMP message arrive: a host says that nobody has the
// port to which a UDP packet was sent, from src to dst.
func (s *Script) ArriveUnreachable(index int, by, src, dst string) {
	s.unreachable(index, by, src, dst, emu.IPPROTO_UDP)
}

// ArriveTCPUnreachable is ArriveUnreachable about a segment of TCP.
func (s *Script) ArriveTCPUnreachable(index int, by, src, dst string) {
	s.unreachable(index, by, src, dst, emu.IPPROTO_TCP)
}

func (s *Script) unreachable(index int, by, src, dst string, protocol uint8) {
	to, from := s.ends(dst, src)
	about := netdev.Packet{Protocol: protocol, Src: from, Dst: to, Payload: []byte("hello")}
	if protocol == emu.IPPROTO_TCP {
		// The sequence number has to be one that is not acknowledged yet.
		s.sniff()
		if seg := s.streams[stream{from, to}]; seg != nil {
			about.TCP = netdev.TCP{Seq: seg.last, Flags: netdev.SYN}
		}
		about.Payload = nil
	}
	p := netdev.Packet{Protocol: emu.IPPROTO_ICMP, ICMP: netdev.ICMP{Type: 3, Code: 3}, Err: &about,
		Src: end(by), Dst: netip.AddrPortFrom(from.Addr(), 0)}
	if from.Addr().Is6() {
		p.Protocol, p.ICMP = emu.IPPROTO_ICMPV6, netdev.ICMP{Type: 1, Code: 4}
	}
	s.ArrivePacket(index, p)
}

// ArriveEcho lets an echo request arrive.
func (s *Script) ArriveEcho(index int, src, dst string, id int, sockets ...*Socket) {
	s.echo(index, src, dst, id, [2]uint8{8, 128}, sockets)
}

// ArriveEchoReply lets an echo reply arrive.
func (s *Script) ArriveEchoReply(index int, src, dst string, id int, sockets ...*Socket) {
	s.echo(index, src, dst, id, [2]uint8{0, 129}, sockets)
}

func (s *Script) echo(index int, src, dst string, id int, types [2]uint8, sockets []*Socket) {
	p := netdev.Packet{Protocol: emu.IPPROTO_ICMP, Src: end(src), Dst: end(dst), Payload: []byte("hello")}
	p.ICMP = netdev.ICMP{Type: types[0], ID: uint16(id), Seq: 1}
	if p.Src.Addr().Is6() {
		p.Protocol, p.ICMP.Type = emu.IPPROTO_ICMPV6, types[1]
	}
	s.ArrivePacket(index, p, sockets...)
}

// Got says which of the sockets have got what sockets of the program sent.
func (s *Script) Got(sockets ...*Socket) { s.Say("got it: %s", s.takers(sockets)) }

// takers empties the sockets and names those that had something.
func (s *Script) takers(sockets []*Socket) string {
	var got []string
	for _, a := range sockets {
		for n := 0; ; n++ {
			text, err := a.recv()
			if err != nil || text == endOfStream {
				break
			} else if n == 0 {
				got = append(got, a.label)
			} else {
				got = append(got, a.label+" again")
			}
		}
	}
	if got == nil {
		return "nobody"
	}
	return strings.Join(got, ", ")
}

// Left says what has left the devices since the last time. The first call, of
// no devices, begins the record.
func (s *Script) Left(indexes ...int) {
	if !s.recording {
		s.sniff()
		s.recording = true
		clear(s.pending)
		return
	}
	s.sniff()
	var left []string
	for _, i := range indexes {
		for _, p := range s.pending[i] {
			left = append(left, s.here.device(i)+" "+autoPort(wire.Describe(&p)))
		}
		delete(s.pending, i)
	}
	if left == nil {
		left = []string{"nothing"}
	}
	s.Say("left: %s", strings.Join(left, ", "))
}

// sniff takes what has left all devices so far.
func (s *Script) sniff() {
	if s.capture == nil {
		c, err := s.Plane.Capture()
		s.must("capture", err)
		s.capture = c
	}
	s.settle()
	for _, index := range slices.Sorted(maps.Keys(s.here.label)) {
		packets, err := s.capture.Packets(index)
		if errors.Is(err, netdev.ENODEV) {
			continue // it has been deleted
		}
		s.must("what was sent", err)
		for _, p := range packets {
			if before := s.pending[index]; p.Protocol == emu.IPPROTO_TCP && len(before) > 0 && reflect.DeepEqual(p, before[len(before)-1]) {
				continue // a timer has sent it again, as the machine is slow
			}
			s.pending[index] = append(s.pending[index], p)
			s.seen = append(s.seen, p)
			s.follow(p)
		}
	}
}

// await tries something again once the packets that sockets of the program have
// sent have arrived: on a real kernel another thread may have to carry them.
func (s *Script) await(done func() bool) {
	if !done() && s.local {
		s.settle()
		done()
	}
}

// settle waits until nothing is under way.
func (s *Script) settle() {
	if s.local {
		s.must("settle", s.Plane.Settle())
		s.local = false
	}
}
