package udp

import (
	"testing"

	"boundif/internal/mutant"
)

// faults breaks each rule of lookup, conflict, group and send once. The tests of
// this package are compiled with them, and one must fail for each.
var faults = []struct {
	rule, name string
	file       string
	old, new   string // old stands in file exactly once
	killedBy   string
	says       string
}{
	{"UDP-04", "the wildcard's chain comes first", "lookup.go",
		"	s := sl.best(t, q, q.chainOf(), ofAddress)\n	if s == nil {\n		s = sl.best(t, q, 0, ofWildcard)\n	}\n",
		"	s := sl.best(t, q, 0, ofWildcard)\n	if s == nil {\n		s = sl.best(t, q, q.chainOf(), ofAddress)\n	}\n",
		"TestLookup", "UDP-04"},
	{"UDP-04", "the wildcard's chain is not looked at", "lookup.go", "		s = sl.best(t, q, 0, ofWildcard)\n", "", "TestLookup", "UDP-01"},
	{"UDP-05", "of equals the oldest wins", "lookup.go", "	return score+s.IncomingCPU(t) > high+", "	return score+s.IncomingCPU(t) >= high+", "TestLookup", "UDP-05"},
	{"RH-08", "no lookup by the port", "lookup.go", "if s == nil && q.tb.portOnly {", "if s == nil && q == nil {", "TestLookupDuringRehash", "RH-06"},
	{"UDP-19", "a lookup by the port finds wildcard sockets", "lookup.go", "&sl.socks, 0, ofPort)", "&sl.socks, 0, ofWildcard)", "TestLookupDuringRehash", "RH-06"},
	{"UDP-11", "no early demux", "lookup.go", "if s == c.head && q.early(t) {", "if s == c.head && q == nil {", "TestDemux", "UDP-11"},
	{"UDP-11", "early demux of any socket of the chain", "lookup.go", "if s == c.head && q.early(t) {", "if q.early(t) {", "TestIndexFindsWhatAWalkFinds", "another socket"},
	{"UDP-11", "early demux of what this host sends", "query.go", "!q.looped && c.Early", "c.Early", "TestEarlyDemuxIsForStrangers", "looped true"},
	{"UDP-11", "ip_early_demux is not asked", "query.go", "c.EarlyDemux.Load(t) != 0 && ", "", "TestEarlyDemuxIsForStrangers", "ip_early_demux 0"},
	{"UDP-11", "udp_early_demux is not asked", "query.go", " && c.UDPEarlyDemux.Load(t) != 0", "", "TestDemux", "early demux 0"},
	{"UDP-16", "no table of 4-tuples", "query.go", "r.Has(netdev.FourTupleTable)", "false", "TestPlaces", "connected"},
	{"UDP-16", "the table of 4-tuples in all releases", "query.go", "r.Has(netdev.FourTupleTable)", "true", "TestDemux", "6.12"},
	{"UDP-18", "a second connect moves the socket to its new 4-tuple", "rehash.go", "|| s.Place(t) != nil {", "|| s == nil {", "TestPlaces", "UDP-18"},
	{"RH-05", "a device set leaves the socket in its old 4-tuple", "rehash.go", "	tb.replace(t, s)\n", "", "TestPlaces", "RH-05"},
	{"RH-05", "a socket of the wildcard keeps its place", "rehash.go", "	if anywhere(t, s) {\n		s.SetPlace(t, nil)\n	} else if", "	if", "TestPlaces", "the address with it"},
	{"RPT-12", "a member that connects stays", "rehash.go", "		s.LeaveGroup(t)\n		sl.lock.Unlock(t.At(\"udp.place.unlock\"))\n", "		sl.lock.Unlock(t.At(\"udp.place.unlock\"))\n", "TestGroupLeftByConnect", "RPT-12"},
	{"RPT-01", "no groups", "bind.go", "	s.NewGroup(t, wildcard)\n", "", "TestGroupKeys", ""},
	{"RPT-01", "a group does not divide", "lookup.go", "	if g == nil {\n		return nil, nil\n	}\n	m := g", "	if g != nil {\n		return nil, nil\n	}\n	m := g", "TestGroups", "RPT-01"},
	{"RPT-01", "a group of all devices", "bind.go", "			o.BoundDevIf(t) == s.BoundDevIf(t) && ", "			", "TestGroupKeys", "another device"},
	{"RPT-01", "a group of all users", "bind.go", " && o.UID() == s.UID() &&\n", " &&\n", "TestGroupKeys", "two users"},
	{"RPT-01", "a group of both families", "bind.go", "o.Family() == s.Family() && o.V6Only(t) == s.V6Only(t) &&", "", "TestGroupKeys", "another family"},
	{"RPT-01", "a group of overlapping addresses", "bind.go", "sock.RcvSaddrEqual(t, s, o, false)", "sock.RcvSaddrEqual(t, s, o, true)", "TestGroupKeys", "another address"},
	{"RPT-02", "a device set to the same device leaves the group alone", "rehash.go", "	s.LeaveGroup(t)\n	if old == key {", "	if old == key {", "TestGroups", "RPT-02"},
	{"RPT-05", "a group wins by its score only", "lookup.go", "!g.HasConns(t)", "g == nil", "TestGroups", "RPT-05"},
	{"RPT-10", "a group with connections is the end of the walk", "lookup.go", "!g.HasConns(t)", "g != nil", "TestGroupOfConnected", "has_conns"},
	{"RPT-10", "nobody says that a member has connected", "udp.go", "		s.SetConns(t)\n", "", "TestGroupOfConnected", ""},
	{"RPT-03", "sockets of IPv6 go to the head as well", "bind.go", "last := s.Family() == sock.AF_INET6 && s.ReusePort(t)", "last := s.Family() == 0", "TestGroups", "RPT-0"},
	{"RPT-08", "a closed socket stays in its group", "bind.go", "	s.LeaveGroup(t)\n	s.Node.Del", "	s.Node.Del", "TestGroupOfConnected", "closed"},
	{"UDP-05", "the processor counts nothing", "lookup.go", "score+s.IncomingCPU(t) > high+other.IncomingCPU(t)", "score > high", "TestIncomingCPU", "a point more"},
	{"UDP-10", "a connected peer scores nothing", "score.go", "		v += 4 | isConnected | hasPeer\n", "		v |= isConnected | hasPeer\n", "TestScores", "UDP-10"},
	{"UDP-15", "the peer's address is not compared", "score.go", "		if peer != q.saddr {\n", "		if peer == 0 {\n", "TestLookup", "UDP-15"},
	{"UDP-10", "the peer's port is not compared (IPv6)", "score.go", "		if port != q.sport {\n			return refuse(otherPeerPort)\n		}\n		v++\n", "		v++\n", "TestLookup6", "UDP-10"},
	{"UDP-10", "the peer's address is not compared (IPv6)", "score.go", "		if *peer != q.saddr6 {\n", "		if peer == nil {\n", "TestLookup6", "UDP-10"},
	{"UDP-03", "a bound device scores nothing", "score.go", "		v += q.unit() | isBound\n", "		v |= isBound\n", "TestLookup", "UDP-03"},
	{"TCP-09", "a bound device scores in all releases", "query.go", "r.Has(netdev.BoundPreferred)", "true", "TestBoundIsPreferredSince515", "TCP-09"},
	{"UDP-09", "both families score alike", "score.go", "		v--\n", "", "TestLookup6", "UDP-09"},
	{"UDP-09", "a device counts one of IPv4 as well", "score.go", "	return 4\n", "	return 1\n", "TestDemux|TestLookup6|TestExplain", ""},
	{"UDP-09", "IPV6_V6ONLY does not keep IPv4 out", "score.go", "		if s.V6Only(t) {\n", "		if s == nil {\n", "TestLookup6", "UDP-09"},
	{"RX-01", "the port is not compared once more", "score.go", "	case s.Num.Load(t) != q.dport:\n		return refuse(otherPort)\n", "", "TestExplain", "leaving"},
	{"L3-01", "unbound sockets match packets of a VRF", "query.go", "		q.accept = tb.inet.Sysctl.UDPL3mdevAccept.Load(t) != 0\n", "", "TestVRF", "L3-01"},
	{"L3-03", "early demux asks udp_l3mdev_accept", "query.go", "Sysctl.TCPL3mdevAccept", "Sysctl.UDPL3mdevAccept", "TestVRF", "L3-03"},
	{"UDP-20", "only one socket gets multicast", "lookup.go", "			found = append(found, s)\n		}\n	}\n", "			return append(found, s)\n		}\n	}\n", "TestEveryone", "UDP-20"},
	{"UDP-20", "a wildcard socket gets no multicast", "score.go", "	case st == everywhere && addr == 0:\n", "", "TestEveryone", "UDP-20"},
	{"UDP-21", "IP_MULTICAST_ALL is not asked", "score.go", "	case st == everywhere && !q.wanted(t, s):\n		return refuse(notMember)\n", "", "TestExplain", ""},
	{"UDP-23", "a broadcast needs a membership", "score.go", "	if q.daddr>>28 != 14 {\n", "	if q.daddr == 1 {\n", "TestBroadcastNeedsNoMembership", "UDP-23"},
	{"UDP-40", "an error is for unconnected sockets", "err.go", "s.HasPeer(t) && ", "", "TestErrors", "not connected"},
	{"UDP-40", "every error counts", "err.go", "(sock.FatalICMP(icmp) || errno == netdev.EMSGSIZE)", "true", "TestErrors", "may pass"},
	{"UDP-40", "an error of this host arrives on the owner's device", "err.go", "		lost.Dif = lost.Dev\n", "", "TestErrors", "lo"},
	{"UDP-40", "a send takes no error", "send.go", "	if err := s.SendErr(t); err != nil {", "	if err := error(nil); err != nil {", "TestErrorEndsSend", "UDP-40"},
	{"BND-01", "devices do not matter to conflicts", "bind.go", "		sock.DevicesOverlap(s.BoundDevIf(t), o.BoundDevIf(t)) && ", "		", "TestBindConflicts", "BND-01"},
	{"BND-02", "addresses do not matter to conflicts", "bind.go", " && sock.RcvSaddrEqual(t, s, o, true)\n", "\n", "TestBindConflicts", "BND-02"},
	{"BND-03", "SO_REUSEADDR of one is enough", "bind.go", "!(s.ReuseAddr(t) && o.ReuseAddr(t))", "!(s.ReuseAddr(t) || o.ReuseAddr(t))", "TestBindConflicts", "BND-03"},
	{"BND-03", "SO_REUSEPORT of one is enough", "bind.go", "	return o.ReusePort(t) && s.Group(t) == nil && s.UID()", "	return s.Group(t) == nil && s.UID()", "TestBindConflicts", "BND-03"},
	{"BND-03", "SO_REUSEPORT of two users", "bind.go", "s.Group(t) == nil && s.UID() == o.UID()", "s.Group(t) == nil", "TestBindConflicts", "two users"},
	{"BND-20", "the range of ports is fixed", "bind.go", "	first, last := s.PortRange(t)\n", "	first, last := uint32(32768), uint32(60999)\n", "TestAutobind6", "range"},
	{"BND-20", "for an automatic port the first that may share it ends the search", "bind.go", "			if !share || !auto {\n", "			if !share || share {\n", "TestAutomaticAmongMany", "an automatic port"},
	{"BND-20", "for a port that was asked for all sockets of it count", "bind.go", "			if !share || !auto {\n				return !share\n", "			if !share {\n				return true\n", "TestAutomaticAmongMany", "asked for"},
	{"BND-20", "autobind asks about the address", "udp.go", "		GetPort:         tb.getPort,\n", "", "TestAutobindAfterDisconnect", "BND-20"},
	{"OUT-12", "an expired route waits for the next send", "udp.go", "		Refresh:         sock.RefreshRoute,\n", "", "TestRefreshHook", "OUT-12"},
	{"OUT-12", "IPv6 looks an expired route up anew", "udp.go", "	p.Refresh = nil //", "	//", "TestRefreshHook", "OUT-12: UDP of IPv6"},
	{"OBS-06", "UDP is asked like TCP", "udp.go", "		DiagSwapped:     true,\n", "", "TestDumpOne", ""},
	{"OUT-41", "a cached route of IPv6 is not compared", "send.go", "s.CachedRoute6(t.At(\"udp.send.dst_check\"), f)", "s.CachedRoute(t.At(\"udp.send.dst_check\"))", "TestConnectedSend6", "OUT-48"},
	{"OUT-47", "an open datagram goes by the present route", "send.go", "	case c != nil:\n		return tb.append(t, s, m)\n", "	case c != nil && s.BoundDevIf(t) == 2:\n		return tb.append(t, s, m)\n", "TestCork", ""},
	{"OUT-47", "connect leaves the open datagram alone", "udp.go", "		readdress(t, s)\n", "", "TestCork", "after a connect"},
	{"OUT-47", "an open datagram leaves nothing behind", "send.go", "		left = s.CorkFlow(t)\n", "", "TestCork", "to another address"},
	{"OUT-47", "MSG_MORE is not looked at", "send.go", "	if m.Flags&msgMore == 0 {\n		if left", "	if m != nil {\n		if left", "TestCork", ""},
	{"OPT-30", "UDP-Lite has early demux", "query.go", "q.tb.number == IPPROTO_UDP && ", "", "TestLiteScores", "UDP-11"},
	{"OPT-30", "UDP-Lite has a table of 4-tuples", "lite.go", "tb.number, tb.fourTuple = IPPROTO_UDPLITE, false", "tb.number = IPPROTO_UDPLITE", "TestLiteScores", "UDP-11"},
	{"OPT-30", "UDP-Lite has UDP's number", "lite.go", "tb.number, tb.fourTuple = IPPROTO_UDPLITE, false", "tb.fourTuple = false", "TestLitePorts", ""},
	{"OPT-30", "a coverage of less than a header", "lite.go", "min(max(v, 8), 0xffff)", "min(v, 0xffff)", "TestCoverageOptions", "option 1"},
	{"OPT-30", "UDP has the options", "lite.go", "tb.number != IPPROTO_UDPLITE || name", "name", "TestCoverageOptions", ""},
	{"OPT-30", "a coverage of 0 is any", "lite.go", "v&0xffff != 0 && ", "", "TestCoverage", "0 is all"},
	{"OPT-30", "nobody looks at the coverage", "lite.go", "		if enough(t.At(\"udp.input.coverage\"), s, p) {", "		if s != nil {", "TestCoverage", "0 is all"},
	{"OPT-30", "what is covered in part is answered", "lite.go", "	took := found[:from]\n", "	tb.inet.Unreachable(t, k, *p)\n	took := found[:from]\n", "TestCoverage", "answered"},
	{"UDP-50", "a program is asked before connected sockets", "lookup.go", " || found != nil && found.HasPeer(t) {", " {", "TestSkLookup", "a connected one"},
	{"UDP-50", "UDP-Lite asks the program", "lookup.go", " || q.tb.number != IPPROTO_UDP || k.ToMany()", " || k.ToMany()", "TestSkLookup", ""},
	{"UDP-50", "the socket of the program gets all of its group's", "lookup.go", "	if m, _ := q.member(t, s); m != nil {\n		s = m\n	}\n", "", "TestSkLookupGroup", "divides"},
	{"", "the index forgets who moved", "index.go", "		x.file(t, s, e.order)\n", "		x.file(t, s, x.first)\n", "TestIndexFindsWhatAWalkFinds", "another socket"},
	{"", "a change of device is not filed", "rehash.go", "			x.refile(t, s)\n", "", "TestIndexFindsWhatAWalkFinds", "another socket"},
	{"", "the index forgets the unbound sockets", "index.go", "x.newest(t, 0), nil}", "nil, nil}", "TestIndexFindsWhatAWalkFinds", "another socket"},
	{"", "the index forgets the device of a VRF", "index.go", "			if q.sdif != 0 {\n", "			if q.sdif < 0 {\n", "TestIndexFindsWhatAWalkFinds", "another socket"},
}

// TestMutants breaks the package in each of these ways and sees a test fail.
func TestMutants(t *testing.T) {
	mutant.Require(t)
	table := mutant.NewTable(t, len(faults), "rule", "mutant", "killed by")
	var all []mutant.Fault
	for _, m := range faults {
		all = append(all, mutant.Fault{File: "proto/udp/" + m.file, Edits: []mutant.Edit{{m.old, m.new}}})
	}
	b := mutant.Compile(t, "proto/udp", all, "mutant_test.go", "conformance_test.go", "example_test.go")
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
