package raw

import (
	"boundif/sched"
	"boundif/sock"
)

// dump lists the sockets of the family (raw_diag_dump). In place of a port each
// has its protocol number.
func (tb *table) dump(t *sched.Task) (all []sock.Diag) {
	t.At("raw.diag").RCULock()
	defer t.RCUUnlock()
	for i := range tb.chains {
		for n := tb.chains[i].First(t); n != nil; n = n.Next(t) {
			all = append(all, n.Val.Diag(t))
		}
	}
	return all
}
