package prototest

import (
	"boundif/sched"
	"boundif/sock"
)

// dump compares what the Dump hook lists with the sockets that are in the
// tables. A protocol without the hook is not asked.
func (w *world) dump(t *sched.Task) *finding {
	for ns, p := range w.protos {
		if p == nil || p.Dump == nil {
			continue
		}
		listed := map[*sock.Sock]int{}
		for _, d := range p.Dump(t) {
			if s := d.Sock; s != nil {
				listed[s]++
				if have := int(s.BoundDevIf(t)); d.ID.Device != have {
					return found(dumpDiffers, "Dump says that a socket is bound to %d, which is bound to %d", d.ID.Device, have)
				}
			}
		}
		for _, h := range w.socks {
			st, n := w.state(h), listed[h.s]
			in := h.ns == ns && w.present(h, &st)
			switch {
			case in && n != 1:
				return found(dumpDiffers, "Dump lists socket %d, which is in the tables, %d times", h.name, n)
			case !in && n > 0 && (w.c.hashed == nil || h.closed || h.ns != ns):
				return found(dumpDiffers, "Dump lists socket %d, which is in no table", h.name)
			}
		}
	}
	return nil
}
