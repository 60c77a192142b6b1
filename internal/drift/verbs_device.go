package drift

import (
	"fmt"
	"net/netip"
	"strconv"

	"boundif/emu"
)

var deviceVerbs = map[string]verb{
	"add": {weight: 5, args: []kind{name, number("0", "0", "0", "0", "7", "3", "-1")}, run: func(m *machine, a []string) string {
		index, _ := strconv.Atoi(a[1])
		if index > 0 {
			index += m.first - 2
		}
		got, err := m.root().LinkAdd(a[0], index)
		if err != nil {
			return result(err)
		}
		m.links = append(m.links, got)
		delete(m.vrfs, got)
		return result(nil, m.level(got))
	}},
	"del":  {weight: 2, args: []kind{device}, run: onDevice(func(m *machine, d int, _ []string) error { return m.root().LinkDel(d) })},
	"up":   {weight: 7, args: []kind{device}, run: onDevice(func(m *machine, d int, _ []string) error { return m.root().LinkSetUp(d) })},
	"down": {weight: 2, args: []kind{device}, run: onDevice(func(m *machine, d int, _ []string) error { return m.root().LinkSetDown(d) })},
	"rename": {weight: 5, args: []kind{device, name}, run: onDevice(func(m *machine, d int, a []string) error {
		return m.root().LinkSetName(d, a[1])
	})},
	"rename-by-name": {weight: 2, args: []kind{name, name}, run: func(m *machine, a []string) string {
		return result(m.root().IfRename(a[0], a[1]))
	}},
	"altname": {weight: 2, args: []kind{device, name}, run: onDevice(func(m *machine, d int, a []string) error {
		return m.root().LinkAddAltname(d, a[1])
	})},
	"no-altname": {weight: 1, args: []kind{device, name}, run: onDevice(func(m *machine, d int, a []string) error {
		return m.root().LinkDelAltname(d, a[1])
	})},
	"address": {weight: 7, args: []kind{device, prefix}, run: func(m *machine, a []string) string {
		d, ok := m.device(a[0])
		p := netip.MustParsePrefix(a[1])
		other, taken := m.owner[p.Addr()]
		again := taken && other != d && !p.Addr().IsLinkLocalUnicast()
		if !ok || again && len(m.vrfs) > 0 {
			return absent // see twice
		}
		err := m.root().AddrAdd(d, p)
		if err == nil {
			m.owner[p.Addr()] = d
			m.twice = m.twice || again
		}
		return result(err)
	}},
	"no-address": {weight: 2, args: []kind{device, prefix}, run: onDevice(func(m *machine, d int, a []string) error {
		return m.root().AddrDel(d, netip.MustParsePrefix(a[1]))
	})},
	"vrf": {vrf: true, weight: 2, args: []kind{oneOf("red", "red", "blue", "a0", "lo"), number("10", "10", "11", "0")}, run: func(m *machine, a []string) string {
		table, err := strconv.Atoi(a[1])
		must(err)
		if m.twice {
			return absent
		}
		got, err := m.root().LinkAddVRF(a[0], 0, table)
		if err != nil {
			return result(err)
		}
		m.links = append(m.links, got)
		m.vrfs[got] = true
		// Its table shall exist: that of an earlier program may.
		own := netip.MustParsePrefix("10.99.99.99/32")
		must(m.root().AddrAdd(got, own))
		must(m.root().AddrDel(got, own))
		return result(nil, m.level(got))
	}},
	"enslave": {vrf: true, weight: 3, args: []kind{device, device}, run: func(m *machine, a []string) string {
		d, ok := m.device(a[0])
		master, ok2 := m.device(a[1])
		if !ok || !ok2 {
			return absent
		}
		return result(m.root().LinkSetMaster(d, master))
	}},
	"release": {vrf: true, weight: 2, args: []kind{device}, run: onDevice(func(m *machine, d int, _ []string) error { return m.root().LinkSetMaster(d, 0) })},
	"route": {weight: 3, args: []kind{network, gateway, device, table}, run: onRoute(func(m *machine, r emu.Route) error {
		return m.root().RouteAdd(r)
	})},
	"route-from": {weight: 1, args: []kind{network, device, srcAddr, number("0", "5", "2000")}, run: func(m *machine, a []string) string {
		d, ok := m.device(a[1])
		if !ok {
			return absent
		}
		metric, err := strconv.Atoi(a[3])
		must(err)
		r := emu.Route{Dst: netip.MustParsePrefix(a[0]), Dev: d, Src: netip.MustParseAddr(a[2]), Metric: metric}
		if r.Src.Is4() != r.Dst.Addr().Is4() {
			return absent // each plane has its own way to say that
		}
		return result(m.root().RouteAdd(r))
	}},
	"no-route": {weight: 1, args: []kind{network, gateway, device, table}, run: onRoute(func(m *machine, r emu.Route) error {
		return m.root().RouteDel(r)
	})},
	"sysctl": {weight: 2, args: []kind{sysctl, bit}, run: func(m *machine, a []string) string {
		value := a[1]
		switch {
		case a[0] == "net/ipv4/ping_group_range":
			value = "0 0" // the one group that user namespaces without root have
		case a[0] == portRange && value == "0":
			value = "32768 60999"
		case a[0] == portRange:
			value = "7001 7001" // with two to choose from, who knows which is taken?
		}
		return result(m.root().Sysctl(a[0], value))
	}},
	"move": {weight: 2, args: []kind{device, newName}, run: func(m *machine, a []string) string {
		return m.move(a[0], a[1], "root", "elsewhere")
	}},
	"return": {weight: 2, args: []kind{device, newName}, run: func(m *machine, a []string) string {
		return m.move(a[0], a[1], "elsewhere", "root")
	}},
	"name-of": {weight: 1, args: []kind{device}, run: func(m *machine, a []string) string {
		d, ok := m.device(a[0])
		if !ok {
			return absent
		}
		name, err := m.root().IfIndexToName(d)
		return result(err, name)
	}},
	"index-of": {weight: 1, args: []kind{name}, run: func(m *machine, a []string) string {
		index, err := m.root().IfNameToIndex(a[0])
		return result(err, m.level(index))
	}},
}

// onDevice is an operation whose first argument is a device.
func onDevice(fn func(m *machine, index int, a []string) error) func(*machine, []string) string {
	return func(m *machine, a []string) string {
		d, ok := m.device(a[0])
		if !ok {
			return absent
		}
		return result(fn(m, d, a))
	}
}

// move takes a device to another namespace, and answers with the index and the
// name that it has there.
func (m *machine) move(a, wish, from, to string) string {
	d, ok := m.device(a)
	at := m.link(d)
	if to == "root" && at >= 0 {
		d, ok = m.away[at]
	} else if _, gone := m.away[at]; gone {
		ok = false
	}
	if !ok {
		return absent
	}
	left := m.delivered() // what it sent from here
	name, absence := m.as(from).IfIndexToName(d)
	if absence == nil {
		if _, taken := m.as(to).IfNameToIndex(name); taken == nil {
			name = wish // the one that it arrives under
		}
	}
	err := m.plane.Move(m.as(from), d, m.as(to), wish, 0)
	if _, gone := m.as(from).IfIndexToName(d); gone == nil || absence != nil {
		return result(err) + ": " + left
	}
	if wish != "" && err == nil {
		name = wish
	}
	got, lost := m.as(to).IfNameToIndex(name)
	must(lost)
	if to == "root" {
		m.links[at] = got
		delete(m.away, at)
	} else {
		m.away[at] = got
	}
	return fmt.Sprintf("%s: %d %s: %s", result(err), m.level(got), name, left)
}

// onRoute is an operation on a route.
func onRoute(fn func(m *machine, r emu.Route) error) func(*machine, []string) string {
	return func(m *machine, a []string) string {
		d, ok := m.device(a[2])
		if !ok {
			return absent
		}
		table, err := strconv.Atoi(a[3])
		must(err)
		r := emu.Route{Dst: netip.MustParsePrefix(a[0]), Dev: d, Table: table}
		if a[1] != "-" {
			r.Gateway = netip.MustParseAddr(a[1])
			if r.Gateway.Is4() != r.Dst.Addr().Is4() {
				return absent // each plane has its own way to say that
			}
		}
		return result(fn(m, r))
	}
}
