package udp

import (
	"net/netip"
	"strconv"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// bench is a namespace without devices, for what asks the table alone.
type bench struct {
	inet *sock.Inet
	root *sock.Cred
	p    *sock.Proto
	k    sock.Key
	buf  [1]*sock.Sock
}

func newBench() *bench {
	b := &bench{inet: sock.NewInet(nil, netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Newest)), &sock.UserNS{})}
	b.root = &sock.Cred{NS: b.inet.UserNS, Caps: sock.CAP_NET_RAW}
	b.p = New(nil, b.inet)
	b.k = sock.Key{Protocol: IPPROTO_UDP, Src: netip.MustParseAddrPort(client)}
	return b
}

func (b *bench) bind(dev int32, port uint16) *sock.Sock {
	s, _ := b.inet.Socket(nil, b.root, sock.AF_INET, sock.SOCK_DGRAM, 0)
	s.BindToIndex(nil, b.root, dev)
	if err := s.Bind(nil, netip.AddrPortFrom(netip.IPv4Unspecified(), port)); err != nil {
		panic(err)
	}
	return s
}

func (b *bench) lookup(tb *testing.B, dev int32, port uint16) {
	b.k.Dif = dev
	b.k.Dst = netip.AddrPortFrom(benchAddr, port)
	if len(b.p.Lookup(nil, &b.k, b.buf[:0])) != 1 {
		tb.Fatal("not found")
	}
}

var benchAddr = netip.AddrFrom4([4]byte{10, 0, 0, 1})

// BenchmarkLookupOnePort is one packet for a port that k sockets of k devices
// share: its cost should not depend on k.
func BenchmarkLookupOnePort(b *testing.B) {
	for _, k := range []int{1, 16, 1000, 10000} {
		b.Run(strconv.Itoa(k), func(b *testing.B) {
			w := newBench()
			for i := range k {
				w.bind(int32(2+i), 67)
			}
			b.ReportAllocs()
			for b.Loop() {
				w.lookup(b, 2, 67)
			}
		})
	}
}

// BenchmarkLookupScattered is 1e5 sockets on 5e4 ports, asked in an order that
// no cache likes.
func BenchmarkLookupScattered(b *testing.B) {
	w := newBench()
	const n, ports = 100000, 50000
	for i := range n {
		w.bind(int32(2+(i+i/ports)%1000), uint16(1+i%ports))
	}
	for i := 0; b.Loop(); i = (i + 7919) % n {
		w.lookup(b, int32(2+(i+i/ports)%1000), uint16(1+i%ports))
	}
}

// BenchmarkBindOnePort binds and closes a socket beside k of other devices.
func BenchmarkBindOnePort(b *testing.B) {
	for _, k := range []int{1, 1000} {
		b.Run(strconv.Itoa(k), func(b *testing.B) {
			w := newBench()
			for i := range k {
				w.bind(int32(3+i), 67)
			}
			for b.Loop() {
				w.bind(2, 67).Close(nil)
			}
		})
	}
}
