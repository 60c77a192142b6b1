package gvisor

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"boundif/internal/drift"
)

// frozen is what they have in common who copy the device at bind() and
// connect(): that some sockets' devices are set after it counts when they do
// either again, and not before.
func frozen(when func(q question, w *sight) bool, moved func(s *socket) bool) way {
	return func(q question) (p drift.Program, edit func(string) string) {
		w := q.see()
		if !when(q, w) {
			return nil, nil
		}
		on, _, _, _ := q.arrival()
		stays := func(s *socket) bool { return q.last().Verb == "send" && s.label == q.last().Args[0] && s.frozen != on }
		if s := w.of(q.last()); s != nil && q.last().Verb == "send" && moved(s) {
			edit = func(answer string) string { return s.deaf(q, answer) }
		}
		now, later := newSight(), map[string]drift.Program{}
		for i, o := range q.program {
			s := now.of(o)
			if s != nil && i < len(q.program)-1 {
				label := s.label
				switch {
				case sets(o, s) && s.fixed() && moved(w.of(o)) && !stays(w.of(o)):
					later[label] = append(later[label], o)
					now.read(o, q.answers[i])
					continue
				case o.Verb == "connect" || o.Verb == "bind" || o.Verb == "disconnect":
					p = append(p, later[label]...)
					delete(later, label)
				}
			}
			p = append(p, o)
			if i < len(q.program)-1 {
				now.read(o, q.answers[i])
			}
		}
		return p, edit
	}
}

// deaf is what others get of what the socket sends to itself, if netstack's copy
// of its device is another than that on which it arrives.
func (s *socket) deaf(q question, answer string) string {
	on, _, _, _ := q.arrival()
	if s.frozen == "" || s.frozen == on || !strings.Contains(answer, s.label+" gets ") {
		return answer
	}
	others, err := asked(q.unbinds(func(o *socket) bool { return o.label == s.label }), q.secret)
	if err != nil {
		return answer
	}
	return strings.Replace(others.answer(), ":auto", ":"+strconv.Itoa(int(s.bound.Port())), 1)
}

func arrives(verbs ...string) func(question, *sight) bool {
	return func(q question, _ *sight) bool { return slices.Contains(verbs, q.last().Verb) }
}

func anybody(*socket) bool { return true }

// reserved is what bind() says of a port.
func reserved(linux bool) func(q question, _ *sight) bool {
	return func(q question, _ *sight) bool {
		v := q.last().Verb
		return (v == "bind" || v == "connect" || v == "listen") && (q.answer() == "EADDRINUSE") == linux
	}
}

// unbinds leaves out the binds of sockets.
func (q question) unbinds(drop func(s *socket) bool) drift.Program {
	w := q.see()
	last := len(q.program) - 1
	i := -1
	return q.without(func(o drift.Op) bool {
		i++
		s := w.of(o)
		return i != last && o.Verb == "bind" && s != nil && drop(s)
	})
}

// hides: a socket with the very address or peer, on another device, hides those
// with neither.
var hides = as(func(q question) drift.Program {
	on, src, dst, ok := q.arrival()
	if !ok {
		return nil
	}
	w := q.see()
	byAddress, byPeer := false, false
	for _, s := range w.sockets {
		if s.open && s.device != "" && s.device != on {
			byAddress = byAddress || s.bound == dst
			byPeer = byPeer || s.peer == src && s.bound.Port() == dst.Port()
		}
	}
	return q.unbinds(func(s *socket) bool {
		hidden := byPeer || byAddress && s.bound.Addr().IsUnspecified()
		return hidden && s.bound.Port() == dst.Port() && !s.peer.IsValid()
	})
})

// nearer: of sockets with one address, those of the device come first.
func nearer(when func(s *socket, dst netip.AddrPort) bool) way {
	return as(func(q question) (p drift.Program) {
		on, _, dst, ok := q.arrival()
		if !ok {
			return nil
		}
		w := q.see()
		on1 := map[netip.AddrPort]bool{}
		for _, s := range w.sockets {
			if s.open && s.device == on {
				on1[s.bound] = true
			}
		}
		if s := w.of(q.last()); s != nil && s.reuseport && on1[s.bound] {
			for _, o := range q.program {
				if o.Verb == "flag" && o.Args[1] == "REUSEPORT" {
					o = line("flag", o.Args[0], "REUSEADDR", o.Args[2]) // which prefers the device
				}
				p = append(p, o)
			}
			return p
		}
		return q.unbinds(func(s *socket) bool { return s.device == "" && on1[s.bound] && when(s, dst) })
	})
}

func shared(s *socket, _ netip.AddrPort) bool { return s.reuseport }

func group(_ *socket, dst netip.AddrPort) bool { return several(dst.Addr()) }

// several reports whether an address is a broadcast one, of those that are drawn.
func several(a netip.Addr) bool {
	b := a.As4()
	return b[3] == 255
}

// everyDevice: raw sockets hear every device.
var everyDevice = as(func(q question) drift.Program {
	w := q.see()
	if q.last().Verb == "device" {
		return nil
	}
	return q.without(func(o drift.Op) bool {
		s := w.of(o)
		return s != nil && s != w.of(q.last()) && isRaw(s) && sets(o, s)
	})
})

// deafRaw: raw sockets are told no errors.
var deafRaw = says(func(q question, answer string) string {
	w := q.see()
	return parts(answer, func(p string) bool {
		label, _, told := strings.Cut(p, " is told ")
		return !told || !slices.ContainsFunc(w.sockets, func(s *socket) bool { return s.label == label && isRaw(s) })
	})
})

// otherAddress: a device takes what is for its own addresses only.
var otherAddress = as(func(q question) drift.Program {
	on, _, dst, ok := q.arrival()
	if !ok {
		return nil
	}
	var more drift.Program
	for _, d := range q.see().devices {
		for _, p := range d.prefixes {
			if d.label != on && p.Contains(dst.Addr()) {
				more = append(more, line("no-address", d.label, p.String()))
			}
		}
	}
	return q.before(more...)
})

// parts leaves out parts of what was delivered. The result of a send stays.
func parts(answer string, keep func(string) bool) string {
	result, all := delivered(answer)
	if all = slices.DeleteFunc(all, func(p string) bool { return !keep(p) }); len(all) == 0 {
		return result + "nothing"
	}
	return result + strings.Join(all, "; ")
}

// delivered are the parts of what was delivered, and what a send said before.
func delivered(answer string) (result string, all []string) {
	if before, after, ok := strings.Cut(answer, ": "); ok && !strings.Contains(before, " ") {
		result, answer = before+": ", after
	}
	return result, strings.Split(answer, "; ")
}

// keepsHearing: connect() does not give a socket that was bound to all addresses
// the one that it sends from: it is as if bound to that which is asked for.
var keepsHearing = as(func(q question) (p drift.Program) {
	_, src, dst, arrives := q.arrival()
	w := q.see()
	all := func(s *socket) bool {
		return s != nil && s.peer.IsValid() && (s.bound.Addr().IsUnspecified() || isRaw(s)) && (s.bound.IsValid() || isRaw(s))
	}
	hears := func(s *socket) bool { return s.peer == src || isRaw(s) && s.peer.Addr() == src.Addr() }
	if o := q.last(); o.Verb == "unreachable" && several(dst.Addr()) {
		for _, s := range w.sockets {
			if all(s) && hears(s) && s.local.IsValid() {
				return q.instead(line(o.Verb, o.Args[0], src.String()+">"+netip.AddrPortFrom(s.local, dst.Port()).String()))
			}
		}
		return nil
	}
	for _, o := range q.program {
		s := w.of(o)
		switch {
		case !all(s) || arrives && !hears(s):
		case arrives && several(dst.Addr()) || q.last().Verb == "bind" && w.of(q.last()) != s:
			if o.Verb == "connect" {
				continue
			}
		case arrives && o.Verb == "bind" && !isRaw(s):
			o = line("bind", s.label, netip.AddrPortFrom(dst.Addr(), s.bound.Port()).String())
		case arrives && o.Verb == "connect" && isRaw(s) && (!s.bound.IsValid() || s.bound.Addr().IsUnspecified()):
			p = append(p, line("bind", s.label, dst.String()))
		}
		p = append(p, o)
	}
	return p
})

// forOthers: raw sockets hear what is for another host.
var forOthers way = func(q question) (drift.Program, func(string) string) {
	on, _, dst, ok := q.arrival()
	if !ok || dst.Addr() == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return nil, nil
	}
	return nil, func(answer string) string {
		w := q.see()
		there, err := asked(q.before(line("address", on, dst.Addr().String()+"/32")), q.secret)
		if err != nil {
			return answer
		}
		rawly := func(p string) bool {
			label, _, gets := strings.Cut(p, " gets ")
			return gets && slices.ContainsFunc(w.sockets, func(s *socket) bool { return s.label == label && isRaw(s) })
		}
		heard := parts(there.answer(), rawly)
		rest := parts(answer, func(p string) bool { return !rawly(p) })
		switch {
		case heard == "nothing":
			return rest
		case rest == "nothing":
			return heard
		}
		return heard + "; " + rest
	}
}

// frozenFlags: the reuse flags are copied at bind(), too.
var frozenFlags = as(func(q question) drift.Program {
	w := newSight()
	i := -1
	return q.without(func(o drift.Op) bool {
		if i++; i == len(q.program)-1 {
			return false
		}
		s := w.of(o)
		drop := o.Verb == "flag" && s != nil && s.bound.IsValid()
		w.read(o, q.answers[i])
		return drop
	})
})
