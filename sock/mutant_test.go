package sock

import (
	"testing"

	"boundif/internal/mutant"
)

// faults breaks rules that sockets of every protocol share. A test of this package
// must fail for each.
var faults = []struct {
	rule, name string
	file       string
	old, new   string // old stands in file exactly once
	killedBy   string
	says       string
}{
	{"OUT-12", "a cached route that has expired is not looked up anew", "refresh.go", "	if r == nil || s.dead || ", "	if true || r == nil || s.dead || ", "TestRefreshRoute", ""},
	{"OUT-12", "a closed socket looks for a route", "refresh.go", "r == nil || s.dead || ", "r == nil || ", "TestRefreshRoute", ""},
	{"OUT-12", "a refresh asks for SO_BROADCAST", "refresh.go", "	r, _ = s.route4(t, f) // or none\n", "	r, _ = s.Route4(t, f)\n", "TestRefreshRoute", ""},
	{"OUT-12", "a refresh goes by IP_UNICAST_IF", "refresh.go", "	if a := s.Saddr.Load(t); a != 0 {\n", "	if f.Oif == 0 {\n		f.Oif = s.inet(t).ucIndex\n	}\n	if a := s.Saddr.Load(t); a != 0 {\n", "TestRefreshRoute", ""},
	{"OUT-12", "a refresh does not go by the bound device", "refresh.go", ", Oif: s.boundDevIf.Load(t)}", "}", "TestRefreshRoute", ""},
	{"OUT-12", "getsockname() takes no lock", "refresh.go", "	if !s.Net().Release().Has(netdev.NameUnderLock) {\n", "	if s != nil {\n", "TestRefreshByRelease", "OUT-12"},
	{"OUT-12", "getsockname() took a lock before 5.16", "refresh.go", "	if !s.Net().Release().Has(netdev.NameUnderLock) {\n", "	if s == nil {\n", "TestRefreshByRelease", "OUT-12"},
	{"OUT-12", "an option of one bit takes the lock", "option_ip.go", "	if !s.Net().Release().Has(netdev.LocklessFlags) {\n		s.Unlock(t)\n", "	if s != nil {\n		s.Unlock(t)\n", "TestRefreshByRelease", "OUT-12"},
	{"OUT-12", "an option that is refused took no lock before 6.6", "option_ip.go", "		if !s.Net().Release().Has(netdev.LocklessFlags) {\n			s.pass(t)\n", "		if s == nil {\n			s.pass(t)\n", "TestRefreshByRelease", "OUT-12"},
	{"OUT-12", "an option is read under the lock", "option_ip.go", "	if !s.Net().Release().Has(netdev.LocklessReads) {\n", "	if s != nil {\n", "TestRefreshByRelease", "OUT-12"},
	{"UDP-33", "a packet tells the VRF that it came by", "queue.go", "		index = p.Sdif\n", "		index = p.Dif\n", "TestTold", "UDP-33"},
	{"UDP-33", "what the host sends to itself tells the VRF", "queue.go", "		return k.Sdif, k.Dif\n", "		return k.Sdif, 0\n", "TestTold", "UDP-33"},
	{"UDP-33", "what comes back to many is taken for what came by the VRF", "queue.go", "	case k.Sdif != 0 && !k.ToMany():\n", "	case k.Sdif != 0:\n", "TestTold", "UDP-33"},
	{"UDP-33", "an answer is from an address outside of the VRF", "queue.go", "netip.Addr{}, n.L3Master(t, p.Dif));", "netip.Addr{}, 0);", "TestTold", "UDP-33"},
	{"UDP-33", "without a route nobody knows an address", "queue.go", "		return dev.SourceFor(t, p.Src.Addr())\n", "		return dst\n", "TestTold", "UDP-33"},
	{"UDP-33", "an option that is set late tells the device", "queue.go", "	unprepared := p.unasked && ", "	unprepared := p == nil && ", "TestToldLate", "UDP-33"},
	{"UDP-33", "and an address to answer from", "queue.go", "		if !s.isPing4() && !unprepared { //", "		if !s.isPing4() { //", "TestToldLate", "UDP-33"},
	{"PNG-01", "a ping socket is told the owner of the address", "queue.go", "cmp.Or(k.Sdif, loopback), 0\n", "cmp.Or(k.Dif, loopback), 0\n", "TestTold", "PNG-01"},
	{"PNG-01", "a ping socket is told an address to answer from", "queue.go", "		if !s.isPing4() && !unprepared { //", "		if !unprepared { //", "TestTold", "PNG-01"},
	{"PNG-01", "ping sockets of both families are told the same", "queue.go", "	return s.prot.Number == protoICMP && s.prot.Type == SOCK_DGRAM && s.Family() == AF_INET\n", "	return s.prot.Number != 17 && s.prot.Type == SOCK_DGRAM\n", "TestTold", "PNG-01"},
	{"L3-01", "the way within a VRF leads over lo", "input.go", "	if i.Net.L3Master(t, r.Index) != 0 && !NeedsScope(r.Dst) {\n", "	if r == nil {\n", "TestLoopDown", "L3-01"},
	{"L3-01", "also that of link-local addresses leads over the VRF", "input.go", "	if i.Net.L3Master(t, r.Index) != 0 && !NeedsScope(r.Dst) {\n", "	if i.Net.L3Master(t, r.Index) != 0 {\n", "TestLoopDown", "L3-01"},
	{"OUT-05", "the host reaches itself without lo", "input.go", "	return i.Net.Loopback().Up(t)\n", "	return true\n", "TestLoopDown", "OUT-05"},
	{"UDP-24", "what a VRF sends to many does not come back on it", "input.go", "		if loop && r.Loop { //", "		if r == nil { //", "TestVRFComeBack", "came back on"},
	{"UDP-24", "what is for the VRF's own network does not come back twice", "input.go", "			i.comeBack(t, again, p)\n", "", "TestVRFAddress", "UDP-24"},
	{"L3-33", "a VRF that is down loses nothing", "input.go", "!NeedsScope(r.Dst) && r.Dev.VRFDown(t) {", "!NeedsScope(r.Dst) && r == nil {", "TestVRFComeBack", "down true"},
	{"UDP-43", "what is sent over lo comes back", "input.go", "	if local && !r.Local && r.Kind == netdev.Unicast && r.Dst.Is6() {\n", "	if r == nil {\n", "TestRouteOverLo", "UDP-43"},
	{"UDP-43", "nobody is told that there is no route", "input.go", "		i.noRoute(t, k, dev, p)\n", "", "TestInputKinds", "there is no route"},
	{"UDP-43", "a link-local sender is told so by a VRF", "icmp.go", "	if NeedsScope(src) && k.Sdif != 0 {\n", "	if dev == nil {\n", "TestInputKinds", "the VRF has no link"},
	{"UDP-43", "an answer is from an address that the VRF does not have", "icmp.go", "		src = netip.Addr{} // the VRF does not have it (ipv6_chk_addr)\n		if dev != nil && !k.Looped {", "		if dev == nil {", "TestInputKinds", "UDP-43"},
	{"OBS-06", "UDP is asked like TCP", "diag.go", "	case p.DiagSwapped && !destroy:\n", "	case p == nil:\n", "TestDiagFind", "OBS-06"},
	{"OBS-06", "IPv4 addresses of a socket of IPv6 are looked up as such", "diag.go", "	case src.Addr().Is4In6() && dst.Addr().Is4In6() && p.Type != SOCK_RAW:\n", "	case p == nil:\n", "TestDiagFind", "OBS-06"},
	{"OBS-06", "all raw sockets have one protocol", "diag.go", "		k.Protocol = uint8(r.RawProtocol)\n", "", "TestDiagFind", "OBS-06"},
	{"OBS-06", "anybody may destroy a socket", "diag.go", "	case !c.Capable(i.UserNS, CAP_NET_ADMIN): //", "	case c == nil: //", "TestDiagDestroy", "without a capability"},
	{"OBS-02", "the device that is asked for does not count", "diag.go", "	return len(r.Devices) == 0 || slices.Contains(r.Devices, m.ID.Device)\n", "	return true\n", "TestDiagDump", ""},
	{"OBS-02", "TCP_BOUND_INACTIVE is told as it is", "diag.go", "	if d.State == TCP_BOUND_INACTIVE {\n", "	if d.State < 0 {\n", "TestDiagTold", "state 13"},
	{"OBS-20", "a clock is asked of no device", "timestamping.go", "		if index == 0 || s.Net().ByIndex(t, index) == nil {\n", "		if index < 0 {\n", "TestTimestamping.*", ""},
	{"OBS-20", "every release knows every flag", "timestamping.go", "		if r.Has(one.feature) {\n", "		if r != (netdev.Release{}) {\n", "TestTimestamping.*", ""},
	{"RX-40", "the bound device does not count for AF_XDP", "xdp.go", "	if bound != 0 && bound != index && s.Net()", "	if bound < 0 && s.Net()", "TestBindXDP", ""},
	{"RX-40", "it counted before 6.5", "xdp.go", " && s.Net().Release().Has(netdev.XDPBoundDevice) {\n", " {\n", "TestBindXDP", ""},
	{"UDP-50", "a program may name a socket of another protocol", "redirect.go", "	case s == nil, s.prot.Number != k.Protocol,\n", "	case s == nil,\n", "TestRedirect", ""},
	{"WR-31", "a new connection is bound to the device that its peer came by", "option_ipv6.go", "	s.setInet(t, func(o *inetOptions) { o.mcOif = index })\n}\n\n// setMulticastIf6", "	s.boundDevIf.Store(t, index)\n}\n\n// setMulticastIf6", "TestComesBy", "WR-31"},
	{"OPT-22", "a negative length is a short one", "setsockopt.go", "	n := int(min(uint(length), uint(len(b))))", "	n := max(0, min(length, len(b)))", "TestGetsockopt", ""},
	{"OPT-32", "AF_VSOCK has datagrams", "inert.go", "			return nil, netdev.ENODEV\n", "			break\n", "TestOtherFamilies", ""},
	{"OUT-12", "bind() to nobody's address looks the route up anew", "sock.go", "		s.release(t) // __inet_bind", "		s.Unlock(t) // __inet_bind", "TestBindRefused", "OUT-12"},
}

// TestMutants breaks the package in each of these ways and sees a test fail.
func TestMutants(t *testing.T) {
	mutant.Require(t)
	table := mutant.NewTable(t, len(faults), "rule", "mutant", "killed by")
	var all []mutant.Fault
	for _, m := range faults {
		all = append(all, mutant.Fault{File: "sock/" + m.file, Edits: []mutant.Edit{{m.old, m.new}}})
	}
	b := mutant.Compile(t, "sock", all, "mutant_test.go", "example_test.go")
	b.Run(mutant.None, "Test.*").MustPass(t, "the code as it is")
	for i, m := range faults {
		t.Run(m.rule+" "+m.name, func(t *testing.T) {
			t.Parallel()
			killer := b.Run(i, m.killedBy)
			killer.MustKill(t, m.killedBy, m.says)
			table.Set(i, m.rule, m.name, killer.Killer())
		})
	}
}
