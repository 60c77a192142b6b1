package raw

import (
	"encoding/binary"
	"net/netip"

	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// Lengths of the IP headers.
const (
	header4 = 20
	header6 = 40
)

// included is raw_send_hdrinc: the message begins with the IP header
// (IP_HDRINCL, which sockets of IPPROTO_RAW are born with). The kernel fills in
// the total length, the checksum and, if it is 0.0.0.0, the source. The route is
// that of the address passed to sendto(); where the header says that it goes
// matters to who gets it only.
//
// Errors: EINVAL if the header is not all there, and one that waits for the
// socket: other raw sends leave that waiting (ip_append_data, sock_alloc_send_skb).
func (tb *table) included(t *sched.Task, s *sock.Sock, r *netdev.Route, b []byte) error {
	if len(b) < header4 {
		return netdev.EINVAL
	}
	if err := s.SendErr(t); err != nil {
		return err
	}
	head := int(b[0]&0xf) * 4
	if head < header4 || head > len(b) {
		return netdev.EINVAL
	}
	b = append([]byte(nil), b...)
	if src := b[12:16]; binary.BigEndian.Uint32(src) == 0 {
		copy(src, r.Src.AsSlice())
	}
	src, dst := netip.AddrFrom4([4]byte(b[12:16])), netip.AddrFrom4([4]byte(b[16:20]))
	p, _ := wire.ParseTransport(b[9], src, dst, b[head:])
	whole := binary.BigEndian.Uint16(b[6:])&0x3fff == 0 // no fragment
	tb.emit(t, s, r, p, b[0]>>4 == 4 && whole)
	return nil
}

// included6 is rawv6_send_hdrinc, which fills in nothing.
func (tb *table) included6(t *sched.Task, s *sock.Sock, r *netdev.Route, b []byte) error {
	if len(b) < header6 {
		return netdev.EINVAL
	}
	if err := s.SendErr(t); err != nil {
		return err
	}
	b = append([]byte(nil), b...)
	p, err := wire.Parse(b)
	good := (err == nil || p.Malformed) && b[0]>>4 == 6
	if !good {
		src, dst := netip.AddrFrom16([16]byte(b[8:24])), netip.AddrFrom16([16]byte(b[24:40]))
		p = netdev.Packet{
			Protocol: b[6], Src: netip.AddrPortFrom(src, 0), Dst: netip.AddrPortFrom(dst, 0),
			Payload: b[header6:], Malformed: true,
		}
	}
	tb.emit(t, s, r, p, good)
	return nil
}

// emit sends the packet. One whose IP header the receiving side would refuse
// leaves by a device, but nobody here gets it.
func (tb *table) emit(t *sched.Task, s *sock.Sock, r *netdev.Route, p netdev.Packet, good bool) {
	if good || !r.Local && !r.Loop && !r.Dev.Loopback() {
		s.Output(t, r, &p)
	}
}
