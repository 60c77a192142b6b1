package gvisor

import (
	"net/netip"
	"slices"
	"strings"

	"boundif/internal/drift"
)

// sends reports whether the last operation is the socket's own output, or shows it.
func sends(q question, w *sight) bool {
	switch q.last().Verb {
	case "send-connected", "getsockname", "send":
		s := w.of(q.last())
		return s != nil && s.peer.IsValid()
	}
	return false
}

// overRoute: connect() looks for a route as if the socket had no device.
var overRoute = as(func(q question) drift.Program {
	w := q.see()
	o := q.last()
	return q.without(func(d drift.Op) bool {
		for _, s := range w.sockets {
			if !sets(d, s) {
				continue
			}
			own := w.of(o) == s && (o.Verb == "connect" || s.peer.IsValid() && (o.Verb == "send-connected" || o.Verb == "getsockname"))
			return own || s.sort == "tcp" && s.peer.IsValid() && strings.Contains(q.answer(), "TCP SYN")
		}
		return false
	})
})

// forgets: connect(AF_UNSPEC) keeps the device.
var forgets = as(func(q question) (p drift.Program) {
	w := newSight()
	for i, o := range q.program {
		s := w.of(o)
		device := ""
		if s != nil {
			device = s.device
		}
		p = append(p, o)
		if i == len(q.program)-1 {
			break
		}
		if o.Verb == "disconnect" && device != "" {
			p = append(p, line("bindtoifindex", "root", s.label, device))
		}
		w.read(o, q.answers[i])
	}
	return p
})

// idle: connect(AF_UNSPEC) does nothing to a socket that is not connected.
var idle = as(func(q question) drift.Program {
	w := newSight()
	i := -1
	return q.without(func(o drift.Op) bool {
		if i++; i == len(q.program)-1 {
			return false
		}
		s := w.of(o)
		drop := o.Verb == "disconnect" && s != nil && !s.peer.IsValid()
		w.read(o, q.answers[i])
		return drop
	})
})

// likeName: an index that there is not is as a name that there is not.
func likeName(when func(w *sight, index string) bool) way {
	return as(func(q question) drift.Program {
		o := q.last()
		if o.Verb != "bindtoifindex" || !when(q.see(), o.Args[2]) {
			return nil
		}
		return q.instead(line("bindtodevice", o.Args[0], o.Args[1], "nobody"))
	})
}

// anyName: a name that Linux does not take is as one that it takes.
func anyName(when func(w *sight, name string) bool) way {
	return as(func(q question) drift.Program {
		o := q.last()
		at := 1
		switch o.Verb {
		case "add":
			at = 0
		case "rename", "rename-by-name":
		default:
			return nil
		}
		if !when(q.see(), o.Args[at]) {
			return nil
		}
		o.Args = slices.Clone(o.Args)
		o.Args[at] = "other"
		return q.instead(o)
	})
}

// noRoute: a device that no route goes by leads nowhere.
var noRoute way = func(q question) (drift.Program, func(string) string) {
	w := q.see()
	leads := func(label string, to netip.Addr) bool {
		d := w.device(label)
		return d == nil || d.near(to)
	}
	o := q.last()
	if s := w.of(o); s != nil && s.device != "" && (o.Verb == "send" || o.Verb == "connect") {
		if !leads(s.device, netip.MustParseAddrPort(o.Args[1]).Addr()) {
			return q.before(line("down", s.device)), nil
		}
	}
	_, src, _, ok := q.arrival()
	return nil, func(answer string) string {
		return parts(answer, func(p string) bool {
			on, _, sends := strings.Cut(p, " sends ")
			return !ok || !sends || !strings.Contains(p, "> "+src.Addr().String()) || leads(on, src.Addr())
		})
	}
}

// gone: a device that was removed is as one that is down; what is connected
// has its own word for that.
var gone way = func(q question) (p drift.Program, edit func(string) string) {
	o := q.last()
	if o.Verb != "send" && o.Verb != "connect" && o.Verb != "send-connected" {
		return nil, nil
	}
	removed := false
	for _, o := range q.program {
		if o.Verb == "down" {
			removed = true
		}
		if o.Verb == "del" {
			o, removed = line("down", o.Args[0]), true
		}
		p = append(p, o)
	}
	if s := q.see().of(o); removed && o.Verb == "send-connected" && s != nil && s.sort != "tcp" {
		edit = func(answer string) string { return strings.Replace(answer, "ENETUNREACH", "EINVAL", 1) }
	}
	return p, edit
}

// again: a SYN of which the answer is known is acknowledged.
var again = says(func(q question, answer string) string {
	for i, o := range q.program[:len(q.program)-1] {
		if o.Verb == "syn" && o.Args[1] == q.last().Args[len(q.last().Args)-1] && strings.Contains(q.answers[i], "TCP SYN ACK") {
			return strings.Replace(answer, "TCP SYN ACK", "TCP ACK", 1)
		}
	}
	return answer
})

// leftAddress: a bind() that fails for the port leaves the address, also for a
// later one that has none.
var leftAddress way = func(q question) (p drift.Program, edit func(string) string) {
	w := q.see()
	left := map[string]netip.Addr{}
	for i, o := range q.program {
		if s := w.of(o); s != nil && o.Verb == "bind" && s.sort == "tcp" && i < len(q.program)-1 {
			to := netip.MustParseAddrPort(o.Args[1])
			switch {
			case q.answers[i] == "EADDRINUSE":
				left[s.label] = to.Addr()
				if !s.bound.IsValid() {
					to = netip.AddrPortFrom(to.Addr(), 0)
				}
			case q.answers[i] == "ok" && to.Addr().IsUnspecified() && left[s.label].IsValid():
				to = netip.AddrPortFrom(left[s.label], to.Port())
			}
			o = line("bind", s.label, to.String())
		}
		p = append(p, o)
	}
	if s := w.of(q.last()); s != nil && q.last().Verb == "getsockname" && strings.HasSuffix(q.answer(), ":0") && left[s.label].IsValid() {
		edit = func(answer string) string { return strings.Replace(answer, ":auto", ":0", 1) }
	}
	return p, edit
}

// besideListener: that another socket listens does not count.
var besideListener = as(func(q question) drift.Program {
	if q.last().Verb != "bind" && q.last().Verb != "listen" {
		return nil
	}
	i := -1
	return q.without(func(o drift.Op) bool { i++; return o.Verb == "listen" && i < len(q.program)-1 })
})

// bySource: what has an address leaves by the device that has it.
var bySource = as(func(q question) (p drift.Program) {
	w := q.see()
	now := newSight()
	for i, o := range q.program {
		s, last := now.of(o), i == len(q.program)-1
		if s != nil && (last || s.sort == "tcp") && (o.Verb == "send" || o.Verb == "connect" || o.Verb == "send-connected") {
			if all := w.owners(s.source()); len(all) > 0 {
				p = append(p, line("bindtoifindex", "root", s.label, all[0].label))
			}
		}
		if p = append(p, o); !last {
			now.read(o, q.answers[i])
		}
	}
	return p
})

// sameDevice: an answer leaves by the device that was asked, or not at all.
var sameDevice = says(func(q question, answer string) string {
	on, src, _, ok := q.arrival()
	if !ok || q.last().Verb == "send" {
		return answer
	}
	d := q.see().device(on)
	result, all := delivered(answer)
	for i, p := range all {
		by, what, sends := strings.Cut(p, " sends ")
		if sends && by != on && !unasked(p) && d != nil && d.near(src.Addr()) {
			all[i] = on + " sends " + what
		}
	}
	return parts(result+strings.Join(all, "; "), func(p string) bool {
		return !strings.Contains(p, " sends ") || strings.HasPrefix(p, on+" ") || unasked(p)
	})
})

// unasked reports whether a packet is not the answer to one that arrived.
func unasked(p string) bool {
	return strings.HasSuffix(p, "TCP SYN") || strings.HasSuffix(p, "TCP FIN ACK")
}

// pingsAll: what asks for an echo of all in a network is answered.
var pingsAll = as(func(q question) drift.Program {
	on, src, dst, ok := q.arrival()
	d := q.see().device(on)
	if !ok || q.last().Verb != "ping" || !several(dst.Addr()) || d == nil || len(d.prefixes) == 0 {
		return nil
	}
	return q.instead(line("ping", on, src.String()+">"+netip.AddrPortFrom(d.prefixes[0].Addr(), dst.Port()).String()))
})

// saidAlready: that a socket is bound is looked at before its new address is.
var saidAlready = as(func(q question) drift.Program {
	o := q.last()
	if o.Verb != "bind" || q.answer() != "EADDRNOTAVAIL" {
		return nil
	}
	return q.instead(line("bind", o.Args[0], "0.0.0.0:0"))
})

// refuses says so of an operation on a socket.
func refuses(verb, errno string, when func(s *socket) bool) way {
	return says(func(q question, answer string) string {
		if s := q.see().of(q.last()); q.last().Verb != verb || s == nil || !when(s) {
			return answer
		}
		return errno
	})
}

// failedBinds: a connect() that fails does not bind the socket.
var failedBinds = as(func(q question) drift.Program {
	w := newSight()
	i := -1
	return q.without(func(o drift.Op) bool {
		if i++; i == len(q.program)-1 {
			return false
		}
		w.read(o, q.answers[i])
		return o.Verb == "connect" && q.answers[i] != "ok" && q.answers[i] != "EINPROGRESS"
	})
})

// elsewhere: a source that connect() chose is not that of what goes to another
// peer, by send() or after another connect().
var elsewhere = as(func(q question) drift.Program {
	w := q.see()
	verb := q.last().Verb
	if verb != "send" && verb != "send-connected" && verb != "getsockname" {
		return nil
	}
	i, last := -1, -1
	for at, o := range q.program[:len(q.program)-1] {
		if o.Verb == "connect" && w.of(o) == w.of(q.last()) && verb != "send" {
			last = at
		}
	}
	return q.without(func(o drift.Op) bool {
		i++
		return o.Verb == "connect" && w.of(o) == w.of(q.last()) && i != last
	})
})

// child: an accepted socket has no device.
var child = as(func(q question) drift.Program {
	s := q.see().of(q.last())
	if q.last().Verb != "device" || s == nil || !s.accepted {
		return nil
	}
	return q.before(line("unbind", "root", s.label))
})

// keptPort: a port outlives its socket if the device was set between bind() and
// connect().
var keptPort = as(func(q question) drift.Program {
	if o := q.last(); q.answer() == "EADDRINUSE" || o.Verb != "bind" && o.Verb != "connect" && o.Verb != "listen" {
		return nil
	}
	w := q.see()
	return q.without(func(o drift.Op) bool { s := w.of(o); return s != nil && o.Verb == "close" && s.leaks })
})

// staysHere: what is for an address of this host does not leave it.
var staysHere = as(func(q question) drift.Program {
	s := q.see().of(q.last())
	if _, _, _, ok := q.arrival(); !ok || s == nil || s.device == "" {
		return nil
	}
	return q.before(line("unbind", "root", s.label))
})

// downAddress: the addresses of a device that is down are not this host's, and
// not another's.
var downAddress = says(func(q question, answer string) string {
	on, _, _, ok := q.arrival()
	if d := q.see().device(on); !ok || q.last().Verb != "send" || d == nil || d.up {
		return answer
	}
	return "EINVAL: nothing"
})

// noLoopback: what this host sends to itself needs no lo.
var noLoopback = as(func(q question) drift.Program {
	if _, _, _, ok := q.arrival(); !ok || q.last().Verb != "send" {
		return nil
	}
	return q.before(line("up", "lo"))
})

// failedListen: a socket whose listen() failed is at its end.
var failedListen = says(func(q question, answer string) string {
	if answer == "-" || answer == "not sent" || !strings.Contains(answer, " ") && answer != "nothing" {
		return answer
	}
	w := q.see()
	ended := map[string]bool{}
	for i, o := range q.program[:len(q.program)-1] {
		ended[o.Args[0]] = ended[o.Args[0]] || o.Verb == "listen" && q.answers[i] == "EADDRINUSE"
	}
	result, all := delivered(answer)
	if all[0] == "nothing" {
		all = nil
	}
	var more []string
	for _, s := range w.sockets {
		for len(all) > 0 && strings.HasPrefix(all[0], s.label+" ") {
			more, all = append(more, all[0]), all[1:]
		}
		if ended[s.label] && s.open {
			more = append(more, s.label+" gets 0 from none")
		}
	}
	if more = append(more, all...); len(more) == 0 {
		return answer
	}
	return result + strings.Join(more, "; ")
})

// sameConnection: of two sockets whose device was set after bind(), one can be
// connected to a peer.
var sameConnection = says(func(q question, answer string) string {
	o, w := q.last(), q.see()
	s := w.of(o)
	if o.Verb != "connect" || s == nil || !s.bound.IsValid() {
		return answer
	}
	for _, other := range w.sockets {
		if other != s && other.open && other.bound == s.bound && other.peer.String() == o.Args[1] && other.device == s.device && s.frozen != s.device {
			return "EADDRINUSE"
		}
	}
	return answer
})

// silentClose: close() of a connection that is half open says nothing.
var silentClose = says(func(q question, answer string) string {
	if !slices.ContainsFunc(q.see().sockets, func(s *socket) bool { return s.sort == "tcp" && !s.open && s.peer.IsValid() }) {
		return answer
	}
	return parts(answer, func(p string) bool { return !strings.HasSuffix(p, "TCP FIN ACK") })
})
