package prototest_test

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"boundif/proto/prototest"
	"boundif/sched"
	"boundif/sock"
)

var update = flag.Bool("update", false, "write the failures of docs/protocol.md anew")

// hasty is demo with the Disconnect of all datagram sockets.
func hasty(t *sched.Task, inet *sock.Inet) *sock.Proto {
	d := &demo{last: 40000}
	sched.Own(t, "demo", d)
	p := d.proto()
	p.Disconnect = sock.DisconnectDatagram
	inet.Register(p)
	return p
}

// TestDocumentedFailures: the failures that docs/protocol.md shows are those
// that come.
func TestDocumentedFailures(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: with -short the kit tries fewer histories, and finds others")
	}
	const file = "../../docs/protocol.md"
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	runs := []func(v *verdict){
		func(v *verdict) { prototest.Run(v, hasty, allowed...) },
		func(v *verdict) {
			prototest.Run(v, newDemo, allowed[0], prototest.MayMiss("name", "connect", "disconnect"), allowed[2])
		},
	}
	text, n := regexp.MustCompile("(?ms)^```text\n.*?^```$"), 0
	got := text.ReplaceAllFunc(doc, func([]byte) []byte {
		v := &verdict{}
		runs[n](v)
		n++
		said := strings.ReplaceAll(v.text, ", hasty,", ", newDemo,")
		return []byte("```text\n" + strings.TrimRight(said, "\n") + "\n```")
	})
	if n != len(runs) {
		t.Fatalf("%s shows %d failures, want %d", file, n, len(runs))
	}
	switch {
	case *update:
		err = os.WriteFile(file, got, 0o666)
	case string(got) != strings.ReplaceAll(string(doc), "\r\n", "\n"):
		t.Errorf("%s shows other failures than those that come:\n%s\nIf they are right: go test ./proto/prototest -run DocumentedFailures -update", file, got)
	}
	if err != nil {
		t.Error(err)
	}
}
