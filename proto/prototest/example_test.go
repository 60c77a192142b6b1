package prototest_test

import (
	"net/netip"
	"testing"

	"boundif/proto/prototest"
	"boundif/sched"
	"boundif/sock"
)

// demo is a datagram protocol with ports and connected peers. Its sockets hang
// in chains by bound device, local address and port.
type demo struct {
	lock   sched.Mutex // for writers
	last   uint32      // newest automatic port; under lock
	chains [64]sched.List[sock.Sock]
}

const demoNumber = 253 // IANA's number for experiments

// newDemo makes the protocol of one namespace and registers it there.
func newDemo(t *sched.Task, inet *sock.Inet) *sock.Proto {
	d := &demo{last: 40000}
	sched.Own(t, "demo", d)
	p := d.proto()
	inet.Register(p)
	return p
}

func (d *demo) proto() *sock.Proto {
	return &sock.Proto{
		Name: "DEMO", Number: demoNumber, Type: sock.SOCK_DGRAM,
		Bind: d.bind, Connect: sock.ConnectDatagram, Disconnect: d.disconnect,
		Unhash: d.unhash, Rehash: d.rehash, Lookup: d.lookup,
	}
}

// bind lets the socket layer check and store the address.
func (d *demo) bind(t *sched.Task, s *sock.Sock, local netip.AddrPort) error {
	return sock.InetBind(t, s, local, d.getPort)
}

// getPort gives the socket a port and hangs it up. Ports can be shared.
func (d *demo) getPort(t *sched.Task, s *sock.Sock, port uint32) error {
	d.lock.Lock(t.At("demo.bind.lock"))
	if port == 0 {
		d.last++
		port = d.last
	}
	s.Num.Store(t.At("demo.bind.num"), port)
	d.hang(t.At("demo.bind.hash"), s)
	d.lock.Unlock(t.At("demo.bind.unlock"))
	return nil
}

// hang puts the socket first into the chain of its fields, under the lock.
func (d *demo) hang(t *sched.Task, s *sock.Sock) {
	device, addr, port := s.BoundDevIf(t), s.RcvSaddr.Load(t), s.Num.Load(t)
	d.chain(device, addr, port).AddHead(t, &s.Node)
}

func (d *demo) chain(device int32, addr, port uint32) *sched.List[sock.Sock] {
	return &d.chains[(uint32(device)*31+addr*17+port)%uint32(len(d.chains))]
}

// unhash takes the socket out of its chain, if it is in one.
func (d *demo) unhash(t *sched.Task, s *sock.Sock) {
	d.lock.Lock(t.At("demo.unhash.lock"))
	s.Node.Del(t.At("demo.unhash.hash"))
	s.Num.Store(t.At("demo.unhash.num"), 0)
	d.lock.Unlock(t.At("demo.unhash.unlock"))
}

// rehash moves the socket to where its fields now say.
func (d *demo) rehash(t *sched.Task, s *sock.Sock) {
	d.lock.Lock(t.At("demo.rehash.lock"))
	if s.Node.Listed() {
		s.Node.Del(t.At("demo.rehash.unhash"))
		d.hang(t.At("demo.rehash.hash"), s)
	}
	d.lock.Unlock(t.At("demo.rehash.unlock"))
}

// disconnect is that of all datagram sockets. It clears the device, and calls
// Rehash only if it clears the address, too: that is not enough here.
func (d *demo) disconnect(t *sched.Task, s *sock.Sock) error {
	err := sock.DisconnectDatagram(t, s)
	s.Rehash(t)
	return err
}

// lookup tries the packet's address, then the wildcard. Of each it looks at
// the sockets of the packet's device, of that device within a VRF, and of none:
// the best wins.
func (d *demo) lookup(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	if k.Protocol != demoNumber {
		return found
	}
	t.At("demo.lookup.begin").RCULock()
	defer t.RCUUnlock()
	for _, addr := range [2]uint32{sock.FromAddr(k.Dst.Addr()), 0} {
		var best *sock.Sock
		high := 0
		for _, device := range [3]int32{k.Dif, k.Sdif, 0} {
			chain := d.chain(device, addr, uint32(k.Dst.Port()))
			for n := chain.First(t.At("demo.lookup.first")); n != nil; n = n.Next(t) {
				if sc := demoScore(t.At("demo.lookup.score"), n.Val, k, device, addr); sc > high {
					best, high = n.Val, sc
				}
			}
		}
		if best != nil {
			return append(found, best)
		}
	}
	return found
}

// demoScore is 0 if the packet is not for a socket of that chain. Otherwise a
// device counts 4, and so do the two halves of a peer's address.
func demoScore(t *sched.Task, s *sock.Sock, k *sock.Key, device int32, addr uint32) int {
	if s.BoundDevIf(t) != device || s.RcvSaddr.Load(t) != addr || s.Num.Load(t) != uint32(k.Dst.Port()) {
		return 0
	}
	if device == 0 && k.Sdif != 0 { // it came by a VRF
		return 0
	}
	score := 1
	if peer, port := s.Daddr.Load(t), s.Dport.Load(t); peer != 0 {
		if peer != sock.FromAddr(k.Src.Addr()) || port != 0 && port != uint32(k.Src.Port()) {
			return 0
		}
		score += 8
	}
	if device != 0 {
		score += 4
	}
	return score
}

func TestDemo(t *testing.T) {
	prototest.Run(t, newDemo,
		prototest.RehashRenews(),
		prototest.Undecided(vrfAndDevice),
		prototest.MayMiss("device", "name", "connect", "disconnect"))
}

// vrfAndDevice is a pair of which one is bound to a VRF, the other to a device
// of it. They hang in different chains, so that nobody knows which came later.
func vrfAndDevice(a, b *prototest.State) bool {
	return a.Device != b.Device && a.Device != 0 && b.Device != 0
}
