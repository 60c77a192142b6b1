package boundif_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// A valuable case is one that a naive model gets wrong. checks is who would
// notice: rows of the table of rules, or a test with its file. A case that is
// out of scope has a reason in their place.
type valuable struct {
	naive  string // what is easily believed, and false
	checks string
	out    string
}

// forty is the forty most valuable cases of the ledger, in its order.
var forty = []valuable{
	{naive: "when a bind has succeeded, and getsockopt() shows the new device, nothing is sent by the old one any more",
		checks: "egress_test.go:TestP8Egress proto/udp/race_test.go:TestStaleRouteIsOfIPv4 internal/museum/live/live_test.go:TestTry"},
	{naive: "a bind by name ends on the device that has the name, or fails",
		checks: "theorem_test.go:TestLookupBeforeLock rules_gaps_test.go:TestWindows"},
	{naive: "while a device is renamed, one of its two names leads to it",
		checks: "theorem_test.go:TestP5RenameIsTwoSteps rules_gaps_test.go:TestWindows internal/race/confirm_test.go:TestIndexShowsNameTooEarly"},
	{naive: "to bind a member of a UDP group to the device that it is on changes nothing", checks: "RPT-02"},
	{naive: "a TCP listener that moves to another device leaves the group of the old one", checks: "TCP-07"},
	{naive: "a binding to a device that was deleted is dead for ever, and fails in one way", checks: "REG-42 OUT-51"},
	{naive: "an IPv6 bind() that fails has changed nothing", checks: "WR-04 WR-04-tcp WR-10"},
	{naive: "who may not unbind a socket cannot", checks: "WR-20 WR-20-ping WR-20-tcp"},
	{naive: "control messages obey the binding, or both families let them replace it", checks: "OUT-20 OUT-20-raw OUT-21"},
	{naive: "the binding comes before the scope id of a destination", checks: "OUT-23 OUT-23-raw OUT-23-ping"},
	{naive: "a socket that is bound to nothing real counts as unbound, and any set wants the same capability", checks: "OPT-40 OPT-40-bogus"},
	{naive: "a bound socket always comes before one that is not", checks: "UDP-04 TCP-04"},
	{naive: "groups of SO_REUSEPORT are asked after the devices, alike in both families", checks: "RPT-05 TCP-03"},
	{naive: "a socket that connects once more is found by its new peer like any other", checks: "UDP-18 UDP-18-alone UDP-18-unspec"},
	{naive: "who wins among connected sockets is the same on all releases, whatever the sysctls say", checks: "UDP-11 UDP-16"},
	{naive: "two connections either conflict or not, whichever came first", checks: "TCP-30"},
	{naive: "what could not be bound cannot come about by a change of device, and who is bound can listen", checks: "BND-10 BND-10-tcp BND-12"},
	{naive: "to move a connection to another device does no more than to move it", checks: "TCP-20 OUT-43"},
	{naive: "what a host sends to itself arrives on lo", checks: "RX-02 UDP-33 UDP-32"},
	{naive: "without a route by the device IPv4 and IPv6 both fail", checks: "OUT-02 OUT-03"},
	{naive: "an index of nothing gives one error", checks: "OUT-04 OUT-04-tcp TCP-23"},
	{naive: "a name that is too long is refused", checks: "OPT-03 REG-31"},
	{naive: "getsockopt() wants the same room, bound or not", checks: "OPT-11 OPT-10"},
	{naive: "an index that nothing has is refused, or never becomes a device's", checks: "OPT-22 REG-43"},
	{naive: "a bind() that says EINVAL to a ping socket has not moved it", checks: "WR-09-ping"},
	{naive: "a connection has the device of its listener at accept(), and none if that has none", checks: "WR-31 WR-32"},
	{naive: "a device that is up cannot be renamed", checks: "REG-10"},
	{naive: "nobody sees a rename that is refused", checks: "REG-16"},
	{naive: "a device keeps its index when it changes its namespace, and its sockets when it comes back", checks: "REG-52 REG-54 REG-58 REG-59"},
	{naive: "who has left a group stays out", checks: "RPT-08"},
	{naive: "a raw socket that is disconnected receives as it did before it was connected", checks: "RAW-02"},
	{naive: "a socket of MPTCP can be moved at any time", out: "MPTCP is not modelled: a socket of it is several sockets of TCP, and its option has a path of its own"},
	{naive: "an automatic port is given out once", checks: "BND-20 BND-20-tcp"},
	{naive: "an ICMP error reaches the socket that it is about, and a packet for a port that is in use is not answered by one", checks: "UDP-41 UDP-43"},
	{naive: "the scope id of an address is that of bind() or connect()", checks: "OBS-10"},
	{naive: "a datagram that waits for more leaves by the device of the moment when it is sent", checks: "OUT-47"},
	{naive: "no socket can have a negative device, and programs of BPF may do what their caller may not", out: "BPF is not modelled"},
	{naive: "IP_UNICAST_IF may name the device that the socket is bound to", checks: "OUT-30"},
	{naive: "the ports of a VRF and of no VRF are the same ports, and a change of device between them goes unnoticed", checks: "L3-20-tcp L3-25"},
	{naive: "alternative names are checked as primary names are", checks: "REG-32 REG-33"},
}

// TestForty: each of them is checked by something that exists.
func TestForty(t *testing.T) {
	var ids []string
	for _, r := range rules() {
		ids = append(ids, r.id)
	}
	if len(forty) != 40 {
		t.Errorf("%d cases, want 40", len(forty))
	}
	for i, c := range forty {
		if c.naive == "" || (c.checks == "") != (c.out != "") {
			t.Errorf("case %d: want words, and either checks or a reason: %+v", i+1, c)
		}
		for check := range strings.FieldsSeq(c.checks) {
			if file, test, ok := strings.Cut(check, ":"); !ok && !slices.Contains(ids, check) {
				t.Errorf("case %d: there is no row %s", i+1, check)
			} else if ok && !slices.Contains(tests(t, file), test) {
				t.Errorf("case %d: there is no test %s in %s", i+1, test, file)
			}
		}
	}
}

// tests is the names of the tests of a file.
func tests(t *testing.T, file string) (names []string) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return nil
	}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test") {
			names = append(names, fn.Name.Name)
		}
	}
	return names
}
