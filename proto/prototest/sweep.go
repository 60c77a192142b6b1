package prototest

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"boundif/sched"
	"boundif/sock"
)

// A query is a packet that is looked up, and where.
type query struct {
	ns int
	sock.Key
}

func (q query) String() string {
	s := fmt.Sprintf("a packet of protocol %d from %s to %s on device %d", q.Protocol, q.Src, q.Dst, q.Dif)
	if q.Sdif != 0 {
		s = fmt.Sprintf("%s (%d of that VRF)", s, q.Sdif)
	}
	if q.ns == 1 {
		s += " in the second namespace"
	}
	return s
}

// queries is every packet that could make a difference to the sockets.
func (w *world) queries(yield func(q query) bool) {
	ports := []uint16{0}
	if w.c.ports {
		for _, h := range w.socks {
			if p := uint16(h.s.Num.Load(nil)); p != 0 && !slices.Contains(w.ports, p) {
				w.ports = append(w.ports, p)
			}
		}
		ports = w.ports
	}
	numbers := w.c.numbers
	if len(numbers) == 1 {
		numbers = []int{w.c.number, w.c.number + 1} // another protocol's packet
	}
	for ns := range w.inets {
		if w.inets[ns] == nil {
			continue
		}
		for _, number := range numbers {
			for _, p := range ports {
				for _, dst := range []netip.Addr{here1, here2} {
					for _, src := range []netip.AddrPort{peer1, peer1b, peer2} {
						for _, came := range [][2]int32{{eth0, 0}, {eth1, 0}, {vrf, eth0}} {
							k := sock.Key{Protocol: uint8(number), Src: w.c.at(src.Addr(), src.Port()), Dst: w.c.at(dst, p), Dif: came[0], Sdif: came[1]}
							if !yield(query{ns, k}) {
								return
							}
						}
					}
				}
			}
		}
	}
}

// A sentinel stands in the slice that Lookup appends to.
var sentinel = &sock.Sock{}

// lookup asks the protocol.
func (w *world) lookup(t *sched.Task, q *query, buf []*sock.Sock) ([]*sock.Sock, *finding) {
	got := w.protos[q.ns].Lookup(t, &q.Key, append(buf[:0], sentinel))
	if len(got) == 0 || got[0] != sentinel {
		return nil, found(badAppend, "Lookup has dropped what stood in the slice before")
	}
	return got[1:], nil
}

// moments is what the sockets of a namespace are now; those of the other are
// in no table of it.
func (w *world) moments(ns int) []moment {
	ms := make([]moment, len(w.socks))
	for i, h := range w.socks {
		ms[i] = w.moment(h)
		ms[i].present = ms[i].present && h.ns == ns
	}
	return ms
}

// sweep looks every packet up and compares the answers with the oracle's. Last
// is the operation that has just been done.
func (w *world) sweep(last *flight) *finding {
	ms := [2][]moment{w.moments(0), w.moments(1)}
	var buf [8]*sock.Sock
	for q := range w.queries {
		got, f := w.lookup(nil, &q, buf[:])
		if f == nil {
			f = w.compare(&q, got, ms[q.ns], last)
		}
		if explain := w.protos[q.ns].Explain; f == nil && explain != nil {
			f = explained(got, explain(nil, &q.Key))
		}
		if f != nil {
			f.detail = fmt.Sprintf("%s\nlooked up: %s\nsockets:   %s", f.detail, q, w.sockets())
			return f
		}
	}
	return nil
}

func explained(got []*sock.Sock, tried []sock.Candidate) *finding {
	var chosen []*sock.Sock
	for _, c := range tried {
		if c.Chosen && !slices.Contains(chosen, c.Sock) {
			chosen = append(chosen, c.Sock)
		}
	}
	same := len(chosen) == len(got)
	for _, s := range got {
		same = same && slices.Contains(chosen, s)
	}
	if !same {
		return found(explainDiffers, "Lookup finds %d sockets, Explain chooses %d, or others", len(got), len(chosen))
	}
	return nil
}

// sockets says what all of them are now.
func (w *world) sockets() string {
	var texts []string
	for _, h := range w.socks {
		text := w.moment(h).String()
		if h.closed {
			text = "closed"
		}
		if h.ns == 1 {
			text += " (second namespace)"
		}
		texts = append(texts, fmt.Sprintf("%d %s", h.name, text))
	}
	return strings.Join(texts, "; ")
}

// index is the number of a socket of the history, -1 if it is none.
func (w *world) index(s *sock.Sock) int {
	return slices.IndexFunc(w.socks, func(h *handle) bool { return h.s == s })
}

// compare is the finding, if the answer is not right while the sockets are as
// they are.
func (w *world) compare(q *query, got []*sock.Sock, ms []moment, last *flight) *finding {
	may, none := w.c.winners(&q.Key, ms)
	taken := make([]bool, len(ms))
	for _, s := range got {
		i := w.index(s)
		if i < 0 {
			return found(tooMany, "the lookup finds something that is no socket of the history")
		}
		if taken[i] {
			return found(tooMany, "the lookup finds socket %d twice", i)
		}
		taken[i] = true
		if f := w.mayBeFound(q, i, ms, may); f != nil {
			return f
		}
	}
	if len(got) > 1 && !w.c.every {
		return found(tooMany, "the lookup finds %d sockets", len(got))
	}
	for i := range ms {
		if may[i] && !taken[i] && (w.c.every || len(got) == 0) && !none {
			return w.missed(q, i, ms[i], last)
		}
	}
	return nil
}

// mayBeFound is the finding if a lookup must not have found socket i.
func (w *world) mayBeFound(q *query, i int, ms []moment, may []bool) *finding {
	h := w.socks[i]
	score, ok := w.c.matches(&q.Key, &ms[i])
	switch {
	case h.closed:
		return found(closedFound, "the lookup finds socket %d, which is closed", i)
	case h.ns != q.ns:
		return found(namespaceLeak, "the lookup finds socket %d of another namespace", i)
	case !ok:
		return found(w.c.why(&q.Key, ms[i]), "the lookup finds socket %d", i)
	case may[i]:
		return nil
	}
	for j := range ms {
		if s, _ := w.c.matches(&q.Key, &ms[j]); may[j] && s > score {
			return found(wrongScore, "the lookup finds socket %d with score %d; socket %d has %d", i, score, j, s)
		} else if may[j] {
			return found(notNewest, "the lookup finds socket %d; socket %d has the same score and came later", i, j)
		}
	}
	return nil
}

// missed says why socket i may be missing: what the last operation did to it.
func (w *world) missed(q *query, i int, m moment, last *flight) *finding {
	r, what := notFound, ""
	if last != nil {
		what = fmt.Sprintf(" after %q", last.op)
	}
	switch {
	case last == nil || last.h != w.socks[i]:
	case last.err != nil && last.before.present:
		r, what = failedChanges, what+", which failed"
	case !last.placed():
	case last.rehashed:
		r, what = staleChain, what+", which has called Rehash"
	default:
		r, what = rehashMissing, what+", which has not called Rehash"
	}
	if r == notFound && m.Device == 0 && w.foundIfBound(q, i) {
		r, what = unboundMissed, what+"; it would be if it were bound to the device"
	}
	return found(r, "the lookup does not find socket %d%s", i, what)
}

// placed reports whether the operation has given a socket another place after
// that in which it was hung up.
func (f *flight) placed() bool {
	if !f.before.present { // connect() finds a port first
		return f.op.verb == "connect" && f.after.present && !f.after.Local.Addr().IsUnspecified()
	}
	return f.before.Device != f.after.Device || f.before.Local != f.after.Local
}

// foundIfBound binds the socket to the device of the packet for a moment and
// looks again: the history is over anyway. In an exploration it asks nothing.
func (w *world) foundIfBound(q *query, i int) bool {
	s := w.socks[i].s
	if w.sw != nil || s.BindToIndex(nil, w.root, q.Dif) != nil {
		return false
	}
	got, f := w.lookup(nil, q, nil)
	must(s.BindToIndex(nil, w.root, 0))
	return f == nil && slices.Contains(got, s)
}
