package netdev

import "boundif/sched"

// RegisterVRF adds a VRF device with a forwarding table, by which its slaves
// are routed (vrf_newlink). From the first one on the tables of the namespace
// are asked one after the other: local, that of the VRF, main, default.
//
// Errors: as for Register; EINVAL for table 0, after EEXIST.
func (n *Net) RegisterVRF(t *sched.Task, name string, index int32, table uint32) (*Device, error) {
	return n.register(t, name, index, kind{vrf: true, table: table})
}

// SetMaster enslaves the device with that index to the VRF with index master,
// or releases it if master is 0 (do_set_master, do_vrf_add_slave). The device
// loses its IPv6 addresses and all routes but those of its IPv4 addresses,
// which move to the VRF's table or back; if it is up it goes down and up again.
//
// Errors: EINVAL for a negative index, ENODEV; EINVAL if nothing has the index
// master or the device is a VRF itself; EOPNOTSUPP if the master is no VRF, or
// for the loopback device. A device that had another master is released also
// if one of the latter stops the rest.
func (n *Net) SetMaster(t *sched.Task, index, master int32) error {
	if index < 0 {
		return EINVAL
	}
	defer n.lockRtnl(t).unlock(t)
	d := n.ByIndex(t.At("netdev.master.lookup"), index)
	if d == nil {
		return ENODEV
	}
	if old := d.master.Load(t); old != nil {
		if old.index.Load(t) == master {
			return nil
		}
		d.setMaster(t, nil)
	}
	if master == 0 {
		return nil
	}
	m := n.ByIndex(t.At("netdev.master.lookup"), master)
	switch {
	case m == nil:
		return EINVAL
	case !m.VRF():
		return EOPNOTSUPP
	case d.VRF():
		return EINVAL
	case d.fixed:
		return EOPNOTSUPP
	}
	d.setMaster(t, m)
	return nil
}

// setMaster enslaves the device, or releases it, which counts from the next
// packet on (L3-50). All that belongs to the old table goes; what an up device
// keeps comes back in the new one (cycle_netdev).
func (d *Device) setMaster(t *sched.Task, m *Device) {
	n := d.Net(t)
	d.master.Store(t.At("netdev.master.store"), m)
	d.dropRoutes(t, true)
	d.down6(t)
	n.flushRoutes(t)
	n.event(t, LinkEvent{Kind: NewLink}, d)
	if d.Up(t.At("netdev.master.flags")) {
		d.setUp(t, false)
		d.setUp(t, true)
	}
}

// free releases all slaves of a VRF that is deleted (vrf_dellink). Sockets that
// are bound to it are not told (L3-51).
func (d *Device) free(t *sched.Task) {
	for _, o := range *d.Net(t).devices.Load(t.At("netdev.master.lookup")) {
		if o.master.Load(t) == d {
			o.setMaster(t, nil)
		}
	}
}

// Master is the VRF that d is enslaved to, nil if there is none
// (netdev_master_upper_dev_get_rcu).
func (d *Device) Master(t *sched.Task) *Device { return d.master.Load(t) }

// VRF reports whether d is a VRF device (netif_is_l3_master).
func (d *Device) VRF() bool { return d.table != 0 }

// l3 is the VRF that d is or belongs to, nil if there is none
// (l3mdev_master_dev_rcu). Where there never was a VRF it looks at nothing of d.
func (n *Net) l3(t *sched.Task, d *Device) *Device {
	switch {
	case d == nil || n.vrfs.Load(t) == 0:
		return nil
	case d.VRF():
		return d
	}
	return d.master.Load(t)
}

// VRFDown reports whether d belongs to a VRF that is down: that loses what goes
// through it, to other hosts and to its own addresses, but for what stays on the
// link (vrf_ip_out_redirect, vrf_ip6_out_redirect).
func (d *Device) VRFDown(t *sched.Task) bool {
	m := d.Net(t).l3(t, d)
	return m != nil && !m.Up(t)
}

// l3Table is the table of d's VRF, or the other one if d is in none
// (l3mdev_fib_table).
func (n *Net) l3Table(t *sched.Task, d *Device, other uint32) uint32 {
	if m := n.l3(t, d); m != nil {
		return m.table
	}
	return other
}

// byIndexL3 is the VRF that the device with that index is or belongs to.
func (n *Net) byIndexL3(t *sched.Task, index int32) *Device {
	if index == 0 || n.vrfs.Load(t) == 0 {
		return nil
	}
	return n.l3(t, n.ByIndex(t, index))
}

// L3Master is the index of the VRF that the device with that index is or
// belongs to, 0 if it is in none or does not exist
// (l3mdev_master_ifindex_by_index).
func (n *Net) L3Master(t *sched.Task, index int32) int32 {
	if m := n.byIndexL3(t, index); m != nil {
		return m.index.Load(t)
	}
	return 0
}

// L3Table is the forwarding table of that VRF, 0 if there is none
// (l3mdev_fib_table_by_index).
func (n *Net) L3Table(t *sched.Task, index int32) uint32 {
	if m := n.byIndexL3(t, index); m != nil {
		return m.table
	}
	return 0
}

// Arrival is what a packet that arrives on d counts as having arrived on
// (l3mdev_l3_rcv; RX-01): dif is d, or its VRF. sdif is not 0 if the packet is
// in a VRF: then it is the device itself. What arrives outside of it is nothing
// to a socket that is bound to the VRF (L3-02).
func (d *Device) Arrival(t *sched.Task) (dif, sdif int32) {
	index := d.index.Load(t)
	m := d.Net(t).l3(t, d)
	if m == nil {
		return index, 0
	}
	return m.index.Load(t), index
}
