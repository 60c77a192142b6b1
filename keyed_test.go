package boundif_test

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// keyed is a protocol whose sockets hang in a chain per bound device: the
// shape in which a missing, early or late rehash shows at once. UDP's chains
// do not depend on the device, so UDP cannot show it.
type keyed struct {
	lock   sched.Mutex
	chains [8]sched.List[sock.Sock]
}

const keyedNumber = 253 // IANA's number for experiments

// newKeyed makes the protocol and registers it.
func newKeyed(t *sched.Task, inet *sock.Inet) {
	kd := &keyed{}
	sched.Own(t, "keyed", kd)
	inet.Register(&sock.Proto{
		Name: "KEYED", Number: keyedNumber, Type: sock.SOCK_DGRAM,
		Bind: func(*sched.Task, *sock.Sock, netip.AddrPort) error { return netdev.EOPNOTSUPP },
		Hash: kd.rehash, Unhash: kd.unhash, Rehash: kd.rehash,
		Lookup: kd.lookup,
	})
}

// keyedAt is the device whose chain the socket hangs in; ok is false for
// sockets of other protocols.
func keyedAt(s *sock.Sock) (device int32, ok bool) {
	return int32(s.PortaddrHash.Load(nil)), s.Proto().Name == "KEYED"
}

func (kd *keyed) chain(device int32) *sched.List[sock.Sock] {
	return &kd.chains[uint32(device)%uint32(len(kd.chains))]
}

func (kd *keyed) rehash(t *sched.Task, s *sock.Sock) {
	kd.lock.Lock(t.At("keyed.rehash.lock"))
	device := s.BoundDevIf(t)
	s.Node.Del(t.At("keyed.rehash.unhash"))
	s.PortaddrHash.Store(t.At("keyed.rehash.hash"), uint32(device))
	kd.chain(device).AddHead(t, &s.Node)
	kd.lock.Unlock(t.At("keyed.rehash.unlock"))
}

func (kd *keyed) unhash(t *sched.Task, s *sock.Sock) {
	kd.lock.Lock(t.At("keyed.unhash.lock"))
	s.Node.Del(t)
	kd.lock.Unlock(t)
}

// lookup finds the socket bound to the packet's device, else an unbound one; of
// what comes by a VRF, one bound to the VRF or to its device.
func (kd *keyed) lookup(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
	if k.Protocol != keyedNumber {
		return found
	}
	devices := [2]int32{k.Dif, 0}
	if k.Sdif != 0 {
		devices[1] = k.Sdif
	}
	for _, device := range devices {
		for n := kd.chain(device).First(t.At("keyed.lookup")); n != nil; n = n.Next(t) {
			if n.Val.BoundDevIf(t.At("keyed.lookup.match")) == device {
				return append(found, n.Val)
			}
		}
	}
	return found
}
