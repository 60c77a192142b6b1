package netdev

import "boundif/sched"

// Move takes the device with that index to another namespace of the same
// kernel (__dev_change_net_namespace). It arrives down and without addresses.
// It keeps its name and its index if they are free there. If the index is
// taken it gets the next automatic one, or index if that is not 0; name, if
// not empty, is what it is called on arrival. Sockets that are bound to the
// old index stay behind with it (REG-50 to REG-59).
//
// Errors: ENODEV; EINVAL for the loopback device; EEXIST if the name or an
// alternative name is taken; EBUSY if the wanted index is; ERANGE and EINVAL
// for the new name as for Register. After an error nothing has moved.
func (n *Net) Move(t *sched.Task, index int32, to *Net, name string, newIndex int32) error {
	if len(name) >= IFNAMSIZ {
		return ERANGE
	}
	defer n.lockRtnl(t)()
	d := n.ByIndex(t.At("netdev.move.lookup"), index)
	if d == nil {
		return ENODEV
	}
	if d.fixed {
		return EINVAL
	}
	if n == to {
		return nil
	}
	arrival, err := to.arrivalName(t, d, name)
	if err != nil {
		return err
	}
	switch {
	case newIndex != 0 && to.ByIndex(t, newIndex) != nil:
		return EBUSY
	case newIndex != 0:
		index = newIndex
	case to.ByIndex(t, index) != nil:
		index = to.nextIndex(t)
	}
	d.setUp(t, false)
	n.unlist(t, d)
	n.dropAddrs(t, d)
	n.forget(t, d)
	n.notify(t, Unregistered, d)
	n.event(t, LinkEvent{Kind: DelLink}, d)
	d.net.Store(t.At("netdev.move.net"), to)
	d.index.Store(t, index)
	d.primary.name.Store(t, &arrival)
	to.list(t, d)
	to.notify(t, Registered, d)
	to.event(t, LinkEvent{Kind: NewLink}, d)
	return nil
}

// arrivalName is what d will be called in n: the wanted name, else its own.
func (n *Net) arrivalName(t *sched.Task, d *Device, want string) (string, error) {
	for _, alt := range d.alts {
		if n.ByName(t, *alt.name.Load(t)) != nil {
			return "", EEXIST
		}
	}
	if want == "" {
		want = *d.primary.name.Load(t)
	}
	return n.pickName(t, want)
}
