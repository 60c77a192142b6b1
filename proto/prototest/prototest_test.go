package prototest

import (
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"boundif/sched"
	"boundif/sock"
)

// TestRulesAreDocumented: the package's doc lists every rule with its function
// of Linux, and nothing else.
func TestRulesAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(doc), "// # The rules")
	list, _, _ = strings.Cut(list, "// # Limits")
	var documented, want []string
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z-]+) +([a-z_0-9A-Z ]*?)  `).FindAllStringSubmatch(list, -1) {
		documented = append(documented, m[1]+" "+strings.TrimSpace(m[2]))
	}
	for _, r := range rules {
		want = append(want, strings.TrimPrefix(r.id, "prototest/")+" "+r.kernel)
		if r.says == "" || r.kernel == "" && r != nondeterministic {
			t.Errorf("%s has no words or no function", r.id)
		}
	}
	if !slices.Equal(documented, want) {
		t.Errorf("doc.go lists\n%s\nbut the rules are\n%s", strings.Join(documented, "\n"), strings.Join(want, "\n"))
	}
}

// TestRulesAreBroken: for each rule there is a protocol that breaks it.
func TestRulesAreBroken(t *testing.T) {
	var tests []byte
	for _, file := range []string{"wrong_test.go", "kinds_test.go"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tests = append(tests, b...)
	}
	for _, r := range rules {
		id := strings.TrimPrefix(r.id, "prototest/")
		if !strings.Contains(string(tests), `"`+id+`"`) && !strings.Contains(string(tests), `"`+r.id+`"`) {
			t.Errorf("no protocol of the tests breaks %s", r.id)
		}
	}
}

// TestHistoriesAreRead: what a failure prints is what Replay reads.
func TestHistoriesAreRead(t *testing.T) {
	for _, text := range []string{
		"open; open second; open 253; open second 253",
		"open; bind 0 10.1.0.1:67; device 0 3; device 0 -1 nobody; name 0 eth1; name 0 none nobody",
		"open; connect 0 10.1.0.9:68; disconnect 0; reuseaddr 0; reuseport 0; listen 0; close 0; rename eth0 lan0",
		"open | device 0 2; device 0 3 | lookup 2 10.1.0.9:68 10.1.0.1:67",
	} {
		h, err := parse(text)
		if err != nil || h.String() != text {
			t.Errorf("%q is read as %q, %v", text, h, err)
		}
	}
	for _, text := range []string{
		"opens", "open x", "bind 0", "bind x 10.1.0.1:67", "bind 0 10.1.0.1", "device 0 eth0", "device 0 99999999999",
		"lookup 2 10.1.0.9:68 nobody", "lookup x 10.1.0.9:68 10.1.0.1:67", "lookup 2 x 10.1.0.1:67", "rename eth0", "close",
	} {
		if _, err := parse(text); err == nil || !strings.Contains(err.Error(), strings.Fields(text)[0]) {
			t.Errorf("%q is read: %v", text, err)
		}
	}
	if _, err := parseOp(" "); err == nil {
		t.Error("an empty operation is read")
	}
}

// TestWithout: a socket that is left out of a history takes its operations
// with it, and the others move up.
func TestWithout(t *testing.T) {
	h, _ := parse("open; bind 0 10.1.0.1:67; open; bind 1 10.2.0.1:67; rename eth0 lan0; close 1")
	for i, want := range []string{
		"open; bind 0 10.2.0.1:67; rename eth0 lan0; close 0",
		"open; open; bind 1 10.2.0.1:67; rename eth0 lan0; close 1",
		"open; bind 0 10.1.0.1:67; rename eth0 lan0",
	} {
		if rest, _ := without(h.setup, i); join(rest) != want {
			t.Errorf("without %q: %q, want %q", h.setup[i], join(rest), want)
		}
	}
	if _, ok := without(h.setup[:1], 0); ok {
		t.Error("nothing is left of a history, and that is said to be one")
	}
}

// TestScenarios: every template can be read, and a protocol with all hooks
// meets all of them.
func TestScenarios(t *testing.T) {
	c := &config{ports: true, hooks: sock.Proto{
		Bind:       func(*sched.Task, *sock.Sock, netip.AddrPort) error { return nil },
		Connect:    func(*sched.Task, *sock.Sock, netip.AddrPort) error { return nil },
		Disconnect: func(*sched.Task, *sock.Sock) error { return nil },
	}}
	if n := len(c.scenarios()); n < 250 {
		t.Errorf("%d scenarios", n)
	}
	if n := len((&config{}).scenarios()); n == 0 || n > 150 {
		t.Errorf("%d scenarios for a protocol without hooks", n)
	}
}

// TestDocumentIsTheExample: the Go code of docs/protocol.md, block after block,
// is example_test.go, and the failure that it shows is the one that comes.
func TestDocumentIsTheExample(t *testing.T) {
	read := func(file string) string {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(b), "\r\n", "\n")
	}
	var blocks []string
	for _, m := range regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllStringSubmatch(read("../../docs/protocol.md"), -1) {
		blocks = append(blocks, m[1])
	}
	if got, want := strings.Join(blocks, "\n"), read("example_test.go"); got != want {
		n := 0
		for n < len(got) && n < len(want) && got[n] == want[n] {
			n++
		}
		t.Errorf("docs/protocol.md and example_test.go differ from here on:\n%.200s\n--- and\n%.200s", got[n:], want[n:])
	}
}
