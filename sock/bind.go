package sock

import (
	"boundif/netdev"
	"boundif/sched"
)

// BindToDevice binds the socket to the device that answers to name at this
// moment, or to none if name is empty (sock_setbindtodevice; OPT-70). The name
// ends at its first NUL, or after 15 bytes without a word (OPT-01 to OPT-03).
//
// The name is resolved first, under RCU, and only the index is kept; then the
// socket lock is taken, which may take long. Nothing checks afterwards that
// the index still belongs to that name, or to any device: this is the rename
// race (RACE-10 to RACE-12, RACE-30 to RACE-32). The name was copied before all
// that, when the caller held no lock (RACE-20).
//
// Errors: ENODEV, and then EPERM as for BindToIndex.
func (s *Sock) BindToDevice(t *sched.Task, c *Cred, name string) error {
	name = netdev.CutName(name)
	index := int32(0)
	if name != "" {
		t.At("sock.bindtodevice.lookup").RCULock()
		dev := s.Net().ByName(t, name)
		if dev != nil {
			index = dev.Index(t)
		}
		t.RCUUnlock()
		if dev == nil {
			return netdev.ENODEV
		}
	}
	return s.BindToIndex(t, c, index)
}

// BindToIndex binds the socket to whatever device has the index, now or
// later, or to none if index is 0 (sock_bindtoindex; REG-43). Whether such a
// device exists is not asked, nor whether it is up (OPT-22, OUT-11, RACE-14).
// While the call waits for the lock only the meaning of the index can change:
// no rename makes a difference (OPT-71, RACE-13, RACE-33).
//
// Errors: EPERM, then EINVAL for a negative index (OPT-21).
func (s *Sock) BindToIndex(t *sched.Task, c *Cred, index int32) error {
	s.Lock(t)
	defer s.Unlock(t)
	return s.bindToIndexLocked(t, c, index)
}

// bindToIndexLocked is sock_bindtoindex_locked: permission, range, store,
// rehash, and a route cached for the old device is dropped, in this order,
// also if the index is the old one (OPT-23, OUT-40).
func (s *Sock) bindToIndexLocked(t *sched.Task, c *Cred, index int32) error {
	if !s.mayBind(t, c) {
		return netdev.EPERM
	}
	if index < 0 {
		return netdev.EINVAL
	}
	s.boundDevIf.Store(t.At("sock.bind.store"), index)
	s.Rehash(t)
	s.SetRoute(t.At("sock.bind.dst_reset"), nil)
	return nil
}

// mayBind is the permission rule (OPT-40, OPT-41, OPT-42): CAP_NET_RAW in the
// user namespace that owns the socket's network namespace; since Linux 5.7
// only for a socket that is bound already, be it to an index without device.
// The caller holds the lock, so that of two first binders without the
// capability one gets EPERM (OPT-44).
func (s *Sock) mayBind(t *sched.Task, c *Cred) bool {
	if s.boundDevIf.Load(t) == 0 && s.Net().Release().Has(netdev.UnprivilegedFirstBind) {
		return true
	}
	return c.Capable(s.Inet().UserNS, CAP_NET_RAW)
}
