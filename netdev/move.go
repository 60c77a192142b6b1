package netdev

import "boundif/sched"

// Move takes the device with that index to another namespace of the same
// kernel (do_setlink with IFLA_NET_NS_FD, __dev_change_net_namespace). It
// arrives down and without addresses. It gets newIndex, or if that is 0 keeps
// its index if it is free there, and else gets the next automatic one; before
// Linux 5.13 newIndex counts as 0. Sockets that are bound to the old index stay
// behind with it (REG-50 to REG-59, RACE-16).
//
// name, if not empty, serves twice: the device arrives under it if its own is
// taken, and when it has arrived, or was there already, it is renamed to it.
// So a template can count two numbers. Index 0 means the device that has the
// name, which is not renamed then.
//
// Errors: ERANGE for a name of 16 bytes or more or a negative newIndex; EINVAL
// for a negative index; ENODEV; EINVAL for the loopback device or a VRF; EEXIST if the
// name or an alternative name is taken; EBUSY if newIndex is. After these
// nothing has moved. Errors of the rename that follows are those of Rename;
// the device has moved then.
func (n *Net) Move(t *sched.Task, index int32, to *Net, name string, newIndex int32) error {
	if to == nil || to.rtnl != n.rtnl {
		panic("netdev: Move to a namespace of another kernel, or to none")
	}
	if !n.Release().Has(WantedIndex) {
		newIndex = 0
	}
	if len(name) >= IFNAMSIZ || newIndex < 0 {
		return ERANGE
	}
	if index < 0 {
		return EINVAL
	}
	defer n.lockRtnl(t).unlock(t)
	d := n.named(t.At("netdev.move.lookup"), index, name)
	if d == nil || index == 0 && name == "" { // "" can be an alternative name
		return ENODEV
	}
	if d.fixed || d.VRF() {
		return EINVAL
	}
	if n != to {
		if err := n.move(t, d, to, name, newIndex); err != nil {
			return err
		}
	}
	if name == "" || index == 0 {
		return nil
	}
	return to.changeName(t, d, name)
}

// move is __dev_change_net_namespace.
func (n *Net) move(t *sched.Task, d *Device, to *Net, name string, newIndex int32) error {
	arrival, err := to.arrivalName(t, d, name)
	if err != nil {
		return err
	}
	index := d.index.Load(t)
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

// arrivalName is what d will be called in n: its own name, or the wanted one
// if that is taken.
func (n *Net) arrivalName(t *sched.Task, d *Device, want string) (string, error) {
	name := *d.primary.name.Load(t)
	if n.ByName(t, name) != nil {
		if want == "" {
			return "", EEXIST
		}
		var err error
		if name, err = n.pickName(t, want); err != nil {
			return "", err
		}
	}
	for _, alt := range d.alts {
		if n.ByName(t, *alt.name.Load(t)) != nil {
			return "", EEXIST
		}
	}
	return name, nil
}
