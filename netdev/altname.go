package netdev

import (
	"strings"

	"boundif/sched"
)

// AddAltname gives the device with that index one more name
// (netdev_name_node_alt_create). Alternative names are not checked as primary
// ones are: anything shorter than 128 bytes goes, even "x/y" (REG-32). They
// resolve like primary names, if they fit where the name is given (REG-30,
// REG-31, REG-33), and no rename takes them away (RACE-03).
//
// Errors: EOPNOTSUPP before Linux 5.5, ERANGE, EINVAL for an index that is not
// positive, ENODEV, EEXIST.
func (n *Net) AddAltname(t *sched.Task, index int32, name string) error {
	name, err := n.altname(index, name)
	if err != nil {
		return err
	}
	defer n.lockRtnl(t).unlock(t)
	d := n.ByIndex(t.At("netdev.altname.lookup"), index)
	if d == nil {
		return ENODEV
	}
	if n.ByName(t, name) != nil {
		return EEXIST
	}
	e := &nameNode{dev: d}
	sched.Own(t, "netdev_name_node", e)
	e.name.Store(t, &name)
	d.alts = append(d.alts, e)
	n.addName(t.At("netdev.altname.list"), e)
	n.altnameEvent(t, d)
	return nil
}

// DelAltname takes an alternative name away; it stops resolving at once
// (REG-36).
//
// Errors: EOPNOTSUPP, ERANGE, EINVAL and ENODEV as for AddAltname; ENOENT if
// nothing has the name; EINVAL if it is a primary name or another device's
// (REG-34).
func (n *Net) DelAltname(t *sched.Task, index int32, name string) error {
	name, err := n.altname(index, name)
	if err != nil {
		return err
	}
	defer n.lockRtnl(t).unlock(t)
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

// altname is what a request for that index means by name, which ends at its
// first NUL, if the request makes sense (rtnl_linkprop).
func (n *Net) altname(index int32, name string) (string, error) {
	switch {
	case !n.Release().Has(AltNames):
		return "", EOPNOTSUPP
	case len(name) >= ALTIFNAMSIZ:
		return "", ERANGE
	case index <= 0:
		return "", EINVAL
	}
	name, _, _ = strings.Cut(name, "\x00")
	return name, nil
}

// altnameEvent sends a link event if the device is up (REG-36). Cached routes of
// IPv4 are looked up anew after that (netdev_state_change, rt_cache_flush).
func (n *Net) altnameEvent(t *sched.Task, d *Device) {
	if d.Up(t.At("netdev.altname.flags")) {
		n.flushRoutes(t)
		n.event(t, LinkEvent{Kind: NewLink}, d)
	}
}
