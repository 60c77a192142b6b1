package plane

import (
	"net/netip"

	"boundif/emu"
)

// A Proc is a process of a Script.
type Proc struct {
	s    *Script
	sys  emu.Syscalls
	at   *place
	name string // "" for root
}

// Proc makes a process.
func (s *Script) Proc(c Caps) *Proc {
	sys, err := s.Plane.Process(c)
	s.must("process", err)
	p := &Proc{s: s, sys: sys, at: s.here}
	if c != All {
		p.name = c.String()
	}
	return p
}

// Other makes a process of another user. Where there is none the program ends,
// with errors.ErrUnsupported.
func (s *Script) Other() *Proc {
	sys, err := s.Plane.Other()
	s.must("process of another user", err)
	return &Proc{s, sys, s.here, "other"}
}

// Elsewhere makes a process in another network namespace.
func (s *Script) Elsewhere() *Proc {
	sys, err := s.Plane.Elsewhere()
	s.must("process elsewhere", err)
	if s.there == nil {
		s.there = newPlace(sys)
	}
	return &Proc{s, sys, s.there, "elsewhere"}
}

// say adds a line for a call of the process.
func (p *Proc) say(result, format string, args ...any) {
	if p.name != "" {
		format = p.name + ": " + format
	}
	p.s.Say(format+" = %s", append(args, result)...)
}

// Sys is the process's system calls, for what has no method here.
func (p *Proc) Sys() emu.Syscalls { return p.sys }

// Add makes a device, down; index 0 asks for the next.
func (p *Proc) Add(name string, index int) int {
	got, err := p.sys.LinkAdd(name, index)
	if err == nil {
		p.at.label[got] = name
	}
	if index == 0 {
		p.say(value(p.at.level(got), err), "add %q", name)
	} else {
		p.say(value(p.at.level(got), err), "add %q as %d", name, p.at.level(index))
	}
	return got
}

// Del removes a device.
func (p *Proc) Del(index int) {
	p.say(Result(p.sys.LinkDel(index)), "delete %d", p.at.level(index))
}

// Up brings a device up.
func (p *Proc) Up(index int) {
	p.say(Result(p.sys.LinkSetUp(index)), "up %d", p.at.level(index))
}

// Down takes a device down.
func (p *Proc) Down(index int) {
	p.say(Result(p.sys.LinkSetDown(index)), "down %d", p.at.level(index))
}

// Addr gives a device an address.
func (p *Proc) Addr(index int, prefix string) {
	p.say(Result(p.sys.AddrAdd(index, netip.MustParsePrefix(prefix))), "address %d %s", p.at.level(index), prefix)
}

// Rename renames a device by its index, through rtnetlink.
func (p *Proc) Rename(index int, name string) {
	p.say(Result(p.sys.LinkSetName(index, name)), "rename %d %q", p.at.level(index), name)
}

// IoctlRename renames a device by its old name.
func (p *Proc) IoctlRename(from, to string) {
	p.say(Result(p.sys.IfRename(from, to)), "SIOCSIFNAME %q %q", from, to)
}

// AddAlt gives a device an alternative name.
func (p *Proc) AddAlt(index int, name string) {
	p.say(Result(p.sys.LinkAddAltname(index, name)), "altname %d %q", p.at.level(index), name)
}

// DelAlt takes it away.
func (p *Proc) DelAlt(index int, name string) {
	p.say(Result(p.sys.LinkDelAltname(index, name)), "delete altname %d %q", p.at.level(index), name)
}

// Name asks for the name of an index.
func (p *Proc) Name(index int) {
	name, err := p.sys.IfIndexToName(index)
	if err == nil {
		name = quote(name)
	}
	p.say(value(name, err), "SIOCGIFNAME %d", p.at.level(index))
}

// Lookup asks for the index of a name.
func (p *Proc) Lookup(name string) {
	index, err := p.sys.IfNameToIndex(name)
	p.say(value(p.at.level(index), err), "SIOCGIFINDEX %q", name)
}

// Open opens a socket of any kind and closes it.
func (p *Proc) Open(domain, typ, protocol int) {
	fd, err := p.sys.Socket(domain, typ, protocol)
	if err == nil {
		p.s.must("close", p.sys.Close(fd))
	}
	p.say(Result(err), "socket %d, %d, %d", domain, typ, protocol)
}
