package prototest

import "slices"

// interval checks the answer of a lookup that ran while sockets changed.
//
// A lookup looks at one socket after the other, without a lock, so that each
// has a moment of its own. For each socket there is a set of states that the
// lookup may take it for:
//
//   - what its fields were at each moment from the lookup's begin to its end;
//   - for each operation on it that was under way at one of those moments,
//     what it was before the operation and what it is after it;
//   - in no table, if the protocol declares with MayMiss that a lookup may miss
//     a socket during an operation that was under way.
//
// The answer must be right for some choice of one state for each socket. If
// one socket changes at a time this is: the answer was right at some moment
// of the interval.
func (e *concurrent) interval(l *looked) *finding {
	absent := false
	states := make([][]moment, len(e.socks))
	for i := range e.socks {
		for _, ms := range e.ms[l.from : l.to+1] {
			add(&states[i], ms[i])
		}
	}
	during := ""
	for _, f := range e.flying {
		if f.from > l.to || l.from > f.to {
			continue
		}
		during += " || " + f.op.String()
		if f.h != nil {
			add(&states[f.h.name], f.before)
			add(&states[f.h.name], f.after)
		}
		g := e.c.gaps[f.op.verb]
		absent = absent || g == gapAlways || g == gapUnlessAlone && len(e.socks) > 1
	}
	if absent {
		for i := range states {
			gone := states[i][0]
			gone.present = false
			add(&states[i], gone)
		}
	}
	if e.explainable(l, states, make([]moment, 0, len(states))) {
		return nil
	}
	what := l.op.String() + during + " finds " + e.names(l.found)
	for _, s := range l.found {
		i := e.index(s)
		fits := slices.ContainsFunc(states[i], func(m moment) bool { _, ok := e.c.matches(&l.key.Key, &m); return ok })
		if !fits {
			return found(lookupWrong, "%s, which the packet was for at no moment of the lookup", what)
		}
	}
	if len(l.found) == 0 || e.c.every {
		return found(lookupMissed, "%s, although another matched at every moment of the lookup", what)
	}
	return found(lookupWrong, "%s, which was the right answer at no moment of the lookup", what)
}

func add(ms *[]moment, m moment) {
	if !slices.Contains(*ms, m) {
		*ms = append(*ms, m)
	}
}

// explainable tries every choice of a state for each socket.
func (e *concurrent) explainable(l *looked, states [][]moment, chosen []moment) bool {
	if len(chosen) < len(states) {
		for _, m := range states[len(chosen)] {
			if e.explainable(l, states, append(chosen, m)) {
				return true
			}
		}
		return false
	}
	may, none := e.c.winners(&l.key.Key, chosen)
	if len(l.found) == 0 {
		return none
	}
	if !e.c.every {
		return len(l.found) == 1 && e.index(l.found[0]) >= 0 && may[e.index(l.found[0])]
	}
	for i, h := range e.socks {
		if may[i] != slices.Contains(l.found, h.s) {
			return false
		}
	}
	return true
}
