package gvisor

import (
	"net/netip"
	"slices"
	"strings"

	"boundif/internal/drift"
)

// A sight is what a program has made, as its answers tell.
type sight struct {
	devices []*device
	sockets []*socket
}

type device struct {
	label    string
	name     string
	up       bool
	prefixes []netip.Prefix
}

type socket struct {
	label, sort   string
	device        string         // its label; "" for none
	frozen        string         // what that was when it was bound or connected
	bound         netip.AddrPort // what bind() gave it
	peer          netip.AddrPort
	accepted      bool
	leaks         bool       // its device was set between bind() and connect()
	local         netip.Addr // what connect() gave it
	chance        bool       // which device has its address, netstack let a map of Go say
	listens, open bool
	reuseport     bool
}

// fixed reports whether netstack has a copy of the device.
func (s *socket) fixed() bool { return s.bound.IsValid() || s.peer.IsValid() }

func newSight() *sight { return &sight{devices: []*device{{label: "lo", name: "lo"}}} }

// see reads what there is before the last operation.
func (q question) see() *sight {
	w := newSight()
	for i, o := range q.program[:len(q.program)-1] {
		w.read(o, q.answers[i])
	}
	return w
}

func (w *sight) read(o drift.Op, answer string) {
	switch o.Verb {
	case "add":
		if answer[0] >= '0' && answer[0] <= '9' {
			w.devices = append(w.devices, &device{label: "d" + digits(len(w.devices)), name: o.Args[0]})
		}
		return
	case "socket":
		if answer == "ok" {
			w.sockets = append(w.sockets, &socket{label: "s" + digits(len(w.sockets)+1), sort: o.Args[1], open: true})
		}
		return
	case "accept":
		if strings.HasPrefix(answer, "s") {
			w.sockets = append(w.sockets, &socket{label: "s" + digits(len(w.sockets)+1), sort: "tcp", open: true, accepted: true})
		}
		return
	}
	if o.Verb == "rename-by-name" && answer == "ok" {
		w.named(o.Args[0]).name = o.Args[1]
		return
	}
	if d := w.device(o.Args[0]); d != nil && answer == "ok" {
		switch o.Verb {
		case "up":
			d.up = true
		case "down":
			d.up = false
		case "address":
			d.prefixes = append(d.prefixes, netip.MustParsePrefix(o.Args[1]))
		case "rename":
			d.name = o.Args[1]
		case "del":
			d.up, d.prefixes, d.name = false, nil, ""
		}
	}
	if s := w.of(o); s != nil {
		var from netip.Addr
		if o.Verb == "connect" {
			from = w.towards(netip.MustParseAddrPort(o.Args[1]).Addr())
		}
		s.read(o, answer, from)
		if o.Verb == "bind" && s.bound.IsValid() {
			s.chance = len(w.owners(s.bound.Addr())) > 1
		}
		if o.Verb == "bindtodevice" && answer == "ok" && o.Args[2] != "" {
			s.device = w.named(o.Args[2]).label
		}
	}
}

func (s *socket) read(o drift.Op, answer string, from netip.Addr) {
	switch done := answer == "ok" || answer == "EINPROGRESS"; {
	case !done:
	case o.Verb == "bindtoifindex" || o.Verb == "bindtodevice":
		s.device = strings.TrimSuffix(o.Args[2], "#0")
	case o.Verb == "unbind":
		s.device = ""
	case o.Verb == "bind":
		s.bound, s.frozen = netip.MustParseAddrPort(o.Args[1]), s.device
	case o.Verb == "connect":
		s.leaks = s.leaks || s.bound.IsValid() && s.frozen != s.device
		s.peer, s.frozen = netip.MustParseAddrPort(o.Args[1]), s.device
		if !s.local.IsValid() {
			s.local = from
		}
	case o.Verb == "disconnect":
		s.peer, s.local = netip.AddrPort{}, netip.Addr{}
	case o.Verb == "listen":
		s.listens = true
	case o.Verb == "close":
		s.open = false
	case o.Verb == "flag" && o.Args[1] == "REUSEPORT":
		s.reuseport = o.Args[2] == "1"
	}
}

func digits(n int) string { return string(rune('0' + n)) }

func (w *sight) device(label string) *device {
	for _, d := range w.devices {
		if d.label == label {
			return d
		}
	}
	return nil
}

// near reports whether an address is in a network of the device.
func (d *device) near(a netip.Addr) bool {
	return slices.ContainsFunc(d.prefixes, func(p netip.Prefix) bool { return p.Contains(a) })
}

// source is the address that the socket sends from, if it has one.
func (s *socket) source() netip.Addr {
	if s.bound.IsValid() && !s.bound.Addr().IsUnspecified() {
		return s.bound.Addr()
	}
	return s.local
}

// owners are the devices that have the address.
func (w *sight) owners(a netip.Addr) (all []*device) {
	for _, d := range w.devices {
		if slices.ContainsFunc(d.prefixes, func(p netip.Prefix) bool { return p.Addr() == a }) {
			all = append(all, d)
		}
	}
	return all
}

// byChance reports whether netstack's answer is not always the same: what is
// sent from or to an address that two devices have leaves, or arrives, by one of
// them.
func (w *sight) byChance(o drift.Op) bool {
	s := w.of(o)
	if o.Verb == "send" && s != nil && len(w.owners(netip.MustParseAddrPort(o.Args[1]).Addr())) > 1 {
		return true
	}
	return s != nil && s.chance && (o.Verb == "send" || o.Verb == "connect" && s.sort == "tcp")
}

// towards is the address of this host in the network of another.
func (w *sight) towards(a netip.Addr) netip.Addr {
	for _, d := range w.devices {
		for _, p := range d.prefixes {
			if d.up && p.Contains(a) {
				return p.Addr()
			}
		}
	}
	return netip.Addr{}
}

// named is the device with a name that a system call has found.
func (w *sight) named(name string) *device {
	for _, d := range w.devices {
		if d.name == name {
			return d
		}
	}
	return &device{}
}

// of is the socket that the operation is about; nil if it is about none.
func (w *sight) of(o drift.Op) *socket {
	label := o.Args[0]
	if label == "root" {
		label = o.Args[1]
	}
	for _, s := range w.sockets {
		if s.label == label {
			return s
		}
	}
	return nil
}
