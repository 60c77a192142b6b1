package udp

import (
	"boundif/sched"
	"boundif/sock"
)

// dump lists the sockets that have a port (udp_dump), from the lowest port to
// the highest, one port at a time.
func (tb *table) dump(t *sched.Task) (all []sock.Diag) {
	for i := range tb.dirs {
		d := tb.dirs[i].Load(t.At("udp.diag.directory"))
		if d == nil {
			continue
		}
		for j := range d.pages {
			p := d.pages[j].Load(t)
			if p == nil {
				continue
			}
			for k := range p.slots {
				all = p.slots[k].dump(t, all)
			}
		}
	}
	return all
}

func (sl *slot) dump(t *sched.Task, all []sock.Diag) []sock.Diag {
	if sl.socks.First(t.At("udp.diag.slot")) == nil {
		return all
	}
	sl.lock.Lock(t.At("udp.diag.lock"))
	defer func() { sl.lock.Unlock(t.At("udp.diag.unlock")) }()
	for n := sl.socks.First(t); n != nil; n = n.Next(t) {
		all = append(all, n.Val.Diag(t))
	}
	return all
}
