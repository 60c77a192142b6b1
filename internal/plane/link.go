package plane

import (
	"errors"
	"fmt"
	"net/netip"

	"boundif/emu"
)

// AddrDel takes an address from a device.
func (p *Proc) AddrDel(index int, prefix string) {
	p.say(Result(p.sys.AddrDel(index, netip.MustParsePrefix(prefix))), "delete address %d %s", p.at.level(index), prefix)
}

// AddVRF makes a VRF, down; index 0 asks for the next. On a kernel that has
// none the program ends.
func (p *Proc) AddVRF(name string, index, table int) int {
	got, err := p.sys.LinkAddVRF(name, index, table)
	if _, model := p.s.Plane.(*model); !model && errors.Is(err, errors.ErrUnsupported) {
		p.s.must("VRF "+name, err)
	}
	if err == nil {
		p.at.label[got] = name
	}
	p.say(value(p.at.level(got), err), "add VRF %q table %d", name, table)
	return got
}

// Enslave puts a device into a VRF; master 0 takes it out.
func (p *Proc) Enslave(index, master int) {
	p.say(Result(p.sys.LinkSetMaster(index, master)), "enslave %d to %d", p.at.level(index), p.at.level(master))
}

// RouteAdd adds a route.
func (p *Proc) RouteAdd(r emu.Route) {
	p.say(Result(p.sys.RouteAdd(r)), "route %s", p.at.route(r))
}

// RouteDel deletes a route.
func (p *Proc) RouteDel(r emu.Route) {
	p.say(Result(p.sys.RouteDel(r)), "delete route %s", p.at.route(r))
}

func (at *place) route(r emu.Route) string {
	text := r.Dst.String()
	if r.Gateway.IsValid() {
		text += " via " + r.Gateway.String()
	}
	if r.Dev != 0 {
		text += fmt.Sprintf(" dev %d", at.level(r.Dev))
	}
	if r.Table != 0 {
		text += fmt.Sprintf(" table %d", r.Table)
	}
	if r.Src.IsValid() {
		text += " src " + r.Src.String()
	}
	if r.Metric != 0 {
		text += fmt.Sprintf(" metric %d", r.Metric)
	}
	return text
}

// Sysctl sets a value of the process's network namespace.
func (p *Proc) Sysctl(name, value string) {
	p.say(Result(p.sys.Sysctl(name, value)), "sysctl %s %s", name, value)
}

// Move moves a device into the namespace of another process. A name or an
// index that are not empty and not 0 are what it shall have there.
func (p *Proc) Move(index int, to *Proc, name string, newIndex int) {
	err := p.s.Plane.Move(p.sys, index, to.sys, name, newIndex)
	if err == nil {
		p.moved(index, to, name)
	}
	wish := ""
	if name != "" {
		wish += " as " + quote(name)
	}
	if newIndex != 0 {
		wish += fmt.Sprintf(" as %d", to.at.level(newIndex))
	}
	where := to.name
	if where == "" {
		where = "home"
	}
	p.say(Result(err), "move %d %s%s", p.at.level(index), where, wish)
}

// moved takes the label of a device along.
func (p *Proc) moved(index int, to *Proc, name string) {
	label := p.at.label[index]
	delete(p.at.label, index)
	if name == "" {
		name = label
	}
	if got, err := to.sys.IfNameToIndex(name); err == nil {
		to.at.label[got] = label
	}
}
