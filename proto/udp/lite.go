package udp

import (
	"encoding/binary"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// IPPROTO_UDPLITE is the protocol number of UDP-Lite.
const IPPROTO_UDPLITE = 136

// Options of UDP-Lite, at levels SOL_UDP and SOL_UDPLITE.
const (
	UDPLITE_SEND_CSCOV = 10 // how many bytes of a packet its checksum is of
	UDPLITE_RECV_CSCOV = 11 // of how many it must be at least
)

// NewLite makes the UDP-Lite of one namespace, of IPv4 and of IPv6, and registers
// it there. It returns that of IPv4.
//
// It is UDP, with a table of its own, which the kernel has only one of for all
// namespaces (udplite_table), so that its ports are not UDP's, and with these
// differences (OPT-30):
//
//   - No early demux, and no table of 4-tuples: connect() does not hang a socket
//     into it (ip4_datagram_connect, not udp_connect). So it is always the score
//     that decides, as in UDP before Linux 6.13 without early demux (UDP-11).
//   - No look at the cached route when the socket lock is freed: of udp_prot's
//     release_cb udplite_prot has nothing; nor of diag_destroy, so that SOCK_DESTROY
//     gives EOPNOTSUPP (OBS-06).
//   - Packets can be covered by their checksum in part.
func NewLite(t *sched.Task, inet *sock.Inet) *sock.Proto {
	tb := newLiteTable(t, inet)
	p := tb.proto()
	p6 := tb.proto6(p)
	inet.Register(tb.lite(p, "UDP-Lite"))
	inet.Register(tb.lite(p6, "UDP-Litev6"))
	return p
}

func newLiteTable(t *sched.Task, inet *sock.Inet) *table {
	tb := newTable(t, inet)
	tb.number, tb.fourTuple = IPPROTO_UDPLITE, false
	return tb
}

func (tb *table) lite(p *sock.Proto, name string) *sock.Proto {
	p.Name, p.Init, p.Input = name, tb.initLite, tb.inputLite
	p.PortUnreachable = false // inputLite does that
	p.Refresh, p.Abort = nil, nil
	return p
}

// coverage is what a UDP-Lite socket has beyond a UDP socket (pcslen and pcrlen
// of struct udp_sock): 0 if the option was never set, else its value and isSet.
type coverage struct{ send, recv sched.Var[uint32] }

const isSet = 1 << 16

// initLite is udplite_sk_init.
func (tb *table) initLite(t *sched.Task, _ *sock.Cred, s *sock.Sock) error {
	c := &coverage{}
	sched.Own(t, "udplite_cscov", c)
	s.MakeExt(t).Priv = c
	return nil
}

func coverageOf(t *sched.Task, s *sock.Sock) *coverage { return s.Ext(t).Priv.(*coverage) }

// setOption is udp_lib_setsockopt: what is less than a header is one, unless it
// is 0, which stands for the whole packet. UDP has neither option.
func (tb *table) setOption(t *sched.Task, c *sock.Cred, s *sock.Sock, name int, val []byte) error {
	if tb.number != IPPROTO_UDPLITE || name != UDPLITE_SEND_CSCOV && name != UDPLITE_RECV_CSCOV {
		return netdev.ENOPROTOOPT
	}
	v := int32(binary.NativeEndian.Uint32(val))
	if v != 0 {
		v = min(max(v, 8), 0xffff)
	}
	lite := coverageOf(t.At("udp.option.load"), s)
	if name == UDPLITE_SEND_CSCOV {
		lite.send.Store(t.At("udp.option.store"), isSet|uint32(v))
	} else {
		lite.recv.Store(t.At("udp.option.store"), isSet|uint32(v))
	}
	return nil
}

// getOption is udp_lib_getsockopt. UDP has the options as far as this goes: they
// are 0.
func (tb *table) getOption(t *sched.Task, s *sock.Sock, name int) ([]byte, error) {
	if name != UDPLITE_SEND_CSCOV && name != UDPLITE_RECV_CSCOV {
		return nil, netdev.ENOPROTOOPT
	}
	v := uint32(0)
	if t.At("udp.option.load"); tb.number == IPPROTO_UDPLITE {
		c := coverageOf(t, s)
		if v = c.recv.Load(t); name == UDPLITE_SEND_CSCOV {
			v = c.send.Load(t)
		}
	}
	return binary.NativeEndian.AppendUint32(nil, v&0xffff), nil
}

// sendCoverage is what a packet with n bytes of payload says of its checksum
// (udplite_csum).
func sendCoverage(t *sched.Task, s *sock.Sock, n int) uint16 {
	n += 8
	if v := coverageOf(t, s).send.Load(t); v&isSet != 0 && int(v&0xffff) < n {
		n = int(v & 0xffff)
	}
	return uint16(n)
}

// inputLite is udp_queue_rcv_one_skb for the sockets that a packet was found to
// be for: one that is covered in part, and less than a socket wants, is lost, and
// nobody is told.
func (tb *table) inputLite(t *sched.Task, k *sock.Key, p *netdev.Packet, found []*sock.Sock) []*sock.Sock {
	from := len(found)
	found = tb.lookup(t, k, found)
	if len(found) == from && k.Kind == netdev.Local {
		tb.inet.Unreachable(t, k, *p)
	}
	took := found[:from]
	for _, s := range found[from:] {
		if enough(t.At("udp.input.coverage"), s, p) {
			s.Enqueue(t, k, p)
			took = append(took, s)
		}
	}
	return took
}

// enough reports whether a packet is covered as far as the socket wants: in
// part only if it has said how much that is at least.
func enough(t *sched.Task, s *sock.Sock, p *netdev.Packet) bool {
	v := coverageOf(t, s).recv.Load(t)
	whole := p.Coverage == 0 || int(p.Coverage) == 8+len(p.Payload)
	return whole || v&isSet == 0 || v&0xffff != 0 && uint32(p.Coverage) >= v&0xffff
}
