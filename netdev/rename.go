package netdev

import "boundif/sched"

// Rename gives the device with that index another primary name, as
// RTM_NEWLINK does (do_setlink). The name ends at its first NUL; an empty one
// is ignored. Index 0 means the device that has the name already.
//
// Errors: ERANGE for 16 bytes or more; EINVAL for a negative index; ENODEV;
// EBUSY if the device is up and the release is older than live renaming
// (REG-10); EINVAL and EEXIST as for Register; EINVAL for "all" and "default",
// after those names were live for a moment (REG-16). A device's own current
// name is accepted without effect; an alternative name is taken, also if it is
// the device's own (REG-35). The old name leads nowhere from then on (REG-11).
func (n *Net) Rename(t *sched.Task, index int32, name string) error {
	if len(name) >= IFNAMSIZ {
		return ERANGE
	}
	if index < 0 {
		return EINVAL
	}
	name = CutName(name)
	defer n.lockRtnl(t).unlock(t)
	d := n.named(t.At("netdev.rename.lookup"), index, name)
	if d == nil {
		return ENODEV
	}
	if name == "" || index == 0 {
		return nil
	}
	return n.changeName(t, d, name)
}

// RenameByName does what ioctl(SIOCSIFNAME) does (dev_ifsioc): the device is
// looked up by its old name, primary or alternative, with any ":n" suffix cut
// off (REG-12). Both names end at 15 bytes.
func (n *Net) RenameByName(t *sched.Task, from, to string) error {
	from = cutAlias(CutName(from))
	defer n.lockRtnl(t).unlock(t)
	d := n.ByName(t.At("netdev.rename.lookup"), from)
	if d == nil {
		return ENODEV
	}
	return n.changeName(t, d, CutName(to))
}

// CutName is a device name as it arrives in a buffer of IFNAMSIZ bytes: at
// most 15 bytes of it, up to the first NUL.
func CutName(s string) string {
	for i := range len(s) {
		if s[i] == 0 || i == IFNAMSIZ-1 {
			return s[:i]
		}
	}
	return s
}

func cutAlias(s string) string {
	for i := range len(s) {
		if s[i] == ':' {
			return s[:i]
		}
	}
	return s
}

// changeName is dev_change_name (netif_change_name since 6.18). The caller
// holds rtnl, which keeps writers out but not readers: between unlist and
// list the device answers to neither name (RACE-01).
func (n *Net) changeName(t *sched.Task, d *Device, want string) error {
	if d.Up(t.At("netdev.rename.check")) && !n.Release().Has(LiveRename) {
		return EBUSY
	}
	old := *d.primary.name.Load(t)
	if want == old {
		return nil
	}
	name, err := n.pickName(t, want)
	if err != nil {
		return err
	}
	n.moveName(t, d, name)
	if err := n.renamed(t, d, old); err != nil {
		n.moveName(t, d, old)
		n.renamed(t, d, name)
		return err
	}
	return nil
}

// moveName is the rename proper, in its real steps (REG-13). The bytes change
// while the name hangs in the chain of the old one, then it is in no chain for a
// grace period (RACE-02).
func (n *Net) moveName(t *sched.Task, d *Device, name string) {
	d.primary.name.Store(t.At("netdev.rename.write"), &name)
	d.primary.node.Del(t.At("netdev.rename.unlist"))
	t.At("netdev.rename.sync").RCUSync()
	n.addName(t.At("netdev.rename.list"), &d.primary)
}

// renamed tells the notifiers and the readers of link events (REG-15).
func (n *Net) renamed(t *sched.Task, d *Device, old string) error {
	err := n.notify(t, Renamed, d)
	n.event(t, LinkEvent{Kind: NewLink, OldName: old}, d)
	return err
}
