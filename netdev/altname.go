package netdev

import "boundif/sched"

// AddAltname gives the device with that index one more name
// (netdev_name_node_alt_create). Alternative names are not checked as primary
// ones are: anything shorter than 128 bytes goes, even "x/y" (REG-32). They
// resolve like primary names, if they fit where the name is given (REG-30,
// REG-31).
//
// Errors: EOPNOTSUPP before Linux 5.5, ERANGE, ENODEV, EEXIST.
func (n *Net) AddAltname(t *sched.Task, index int32, name string) error {
	if !n.Release().Has(AltNames) {
		return EOPNOTSUPP
	}
	if len(name) >= ALTIFNAMSIZ {
		return ERANGE
	}
	defer n.lockRtnl(t)()
	d := n.ByIndex(t.At("netdev.altname.lookup"), index)
	if d == nil {
		return ENODEV
	}
	if n.ByName(t, name) != nil {
		return EEXIST
	}
	e := &nameNode{dev: d}
	sched.Own(t, "netdev_name_node", e)
	e.node.Val = e
	e.name.Store(t, &name)
	d.alts = append(d.alts, e)
	n.addName(t.At("netdev.altname.list"), e)
	n.altnameEvent(t, d)
	return nil
}

// DelAltname takes an alternative name away; it stops resolving at once
// (REG-36).
//
// Errors: EOPNOTSUPP, ERANGE and ENODEV as for AddAltname; ENOENT if nothing
// has the name; EINVAL if it is a primary name or another device's (REG-34).
func (n *Net) DelAltname(t *sched.Task, index int32, name string) error {
	if !n.Release().Has(AltNames) {
		return EOPNOTSUPP
	}
	if len(name) >= ALTIFNAMSIZ {
		return ERANGE
	}
	defer n.lockRtnl(t)()
	d := n.ByIndex(t.At("netdev.altname.lookup"), index)
	if d == nil {
		return ENODEV
	}
	for i, e := range d.alts {
		if *e.name.Load(t) == name {
			d.alts = append(d.alts[:i:i], d.alts[i+1:]...)
			e.node.Del(t.At("netdev.altname.unlist"))
			t.At("netdev.altname.sync").RCUSync()
			n.altnameEvent(t, d)
			return nil
		}
	}
	if n.ByName(t, name) != nil {
		return EINVAL
	}
	return ENOENT
}

// altnameEvent sends a link event if the device is up (REG-36).
func (n *Net) altnameEvent(t *sched.Task, d *Device) {
	if d.Up(t.At("netdev.altname.flags")) {
		n.event(t, LinkEvent{Kind: NewLink}, d)
	}
}
