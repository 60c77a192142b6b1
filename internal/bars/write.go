package main

import (
	"bytes"
	"fmt"
	"strings"
)

// A row is one kind of work.
type row struct {
	what  string
	name  string // of the benchmark, without who
	peers []string
	bars  []bar
	why   string // said if a bar is missed
}

// A bar is what a row has to reach. It says so in words, by how much it is
// missed if it is, and ok if not.
type bar func(m measurement, r row) (words string, ok bool)

func (r row) own(m measurement) figure { return m[r.name+"/boundif"] }

func atMost(ns float64) bar {
	return func(m measurement, r row) (string, bool) {
		return fmt.Sprintf("at most %s", duration(ns)), r.own(m).ns <= ns
	}
}

func noAllocs(m measurement, r row) (string, bool) {
	return "no allocation", r.own(m).allocs == 0
}

func faster(than string, times float64) bar {
	return func(m measurement, r row) (string, bool) {
		return fmt.Sprintf("%g times as fast as %s", times, than), r.own(m).ns*times <= m[r.name+"/"+than].ns
	}
}

// near compares with another row of our own.
func near(other, words string, times float64) bar {
	return func(m measurement, r row) (string, bool) {
		return fmt.Sprintf("at most %g times %s", times, words), r.own(m).ns <= times*m[other+"/boundif"].ns
	}
}

func bytesAtMost(n float64) bar {
	return func(m measurement, r row) (string, bool) {
		return fmt.Sprintf("at most %g B", n), r.own(m).bytesPerSocket <= n
	}
}

func cores(times float64) bar {
	return func(m measurement, r row) (string, bool) {
		return fmt.Sprintf("four cores do %g times as much as one", times), m[r.name].ns >= times*m[r.name+"-4"].ns
	}
}

var rows = []row{
	{"UDP lookup, 1 socket, 1 device", "Lookup/1-socket-1-device", []string{"gvisor"}, []bar{noAllocs}, ""},
	{"UDP lookup, 1e3 sockets, 1e3 devices", "Lookup/1e3-sockets-1e3-devices", []string{"gvisor"}, []bar{noAllocs}, ""},
	{"UDP lookup, 1e5 sockets, 1e3 devices", "Lookup/1e5-sockets-1e3-devices", []string{"gvisor"},
		[]bar{atMost(150), noAllocs, faster("gvisor", 4), near("Lookup/1-socket-1-device", "1 socket", 2)}, ""},
	{"the same, in an order that no cache helps", "Lookup/1e5-sockets-scattered", []string{"gvisor"}, []bar{noAllocs}, ""},
	{"UDP lookup, four cores", "LookupParallel", nil, []bar{cores(3)}, ""},
	{"1 socket on the port", "LookupOnePort/1", []string{"gvisor"}, []bar{noAllocs}, ""},
	{"1e3 sockets of other devices on it", "LookupOnePort/1000", []string{"gvisor"}, []bar{near("LookupOnePort/1", "1 socket", 2), noAllocs}, ""},
	{"1e4 sockets of other devices on it", "LookupOnePort/10000", nil, []bar{near("LookupOnePort/1", "1 socket", 2), noAllocs}, ""},
	{"setsockopt by index, bound UDP socket", "SetByIndex", []string{"linux"}, []bar{atMost(200), noAllocs}, ""},
	{"setsockopt by name", "SetByName", []string{"linux"}, []bar{noAllocs}, ""},
	{"getsockopt, index", "GetDevice/index", []string{"gvisor", "linux"}, nil, ""},
	{"getsockopt, name", "GetDevice/name", []string{"linux"}, nil, ""},
	{"socket, bind, close; 1 device", "Bind/1-devices", []string{"gvisor"}, []bar{atMost(1000)}, ""},
	{"socket, bind, close; 1e3 devices", "Bind/1000-devices", []string{"gvisor"}, []bar{atMost(1000), near("Bind/1-devices", "1 device", 1.5)}, ""},
	{"memory of a bound UDP socket", "Memory/a-port-each", []string{"gvisor"}, []bar{bytesAtMost(300)}, "a socket, 192 bytes, has a descriptor, 40, and the chains of its port, 64"},
	{"world: 3 devices and 8 sockets", "World", []string{"gvisor"}, []bar{atMost(20_000)}, "nearly half of the allocations are the hooks of the protocols, a closure each"},
	{"inject to receive, parsed", "InjectReceive", []string{"gvisor"}, []bar{atMost(500)}, "three allocations: the copy of the payload, the key of the lookup with what it finds, and the sender's address"},
	{"inject to receive, bytes in", "InjectBytesReceive", []string{"gvisor"}, []bar{atMost(500)}, "three allocations: the copy of the bytes, the key of the lookup with what it finds, and the sender's address"},
	{"send, bytes out", "BytesOut", []string{"gvisor"}, []bar{atMost(500)}, "four allocations: the route, the copy of the payload, the list of frames, the bytes"},
}

func duration(ns float64) string {
	switch {
	case ns >= 1e6:
		return fmt.Sprintf("%.3g ms", ns/1e6)
	case ns >= 1e4:
		return fmt.Sprintf("%.3g µs", ns/1e3)
	}
	return fmt.Sprintf("%.3g ns", ns)
}

func (f figure) String() string {
	if f.bytesPerSocket > 0 {
		return fmt.Sprintf("%.0f B", f.bytesPerSocket)
	}
	if f.ns == 0 {
		return "—"
	}
	return duration(f.ns)
}

// over is how many times as much b is as a.
func over(a, b figure) string {
	switch {
	case b.bytesPerSocket > 0 && a.bytesPerSocket > 0:
		return fmt.Sprintf(" (%.2g×)", b.bytesPerSocket/a.bytesPerSocket)
	case a.ns > 0 && b.ns > 0:
		return fmt.Sprintf(" (%.2g×)", b.ns/a.ns)
	}
	return ""
}

const head = `# Bars

How fast boundif is, beside gVisor's netstack and the system calls of the kernel
that ran this, all in one run. Written by ` + "`go run ./internal/bars -update`" + `:
%s, medians of %d runs.

In brackets is how many times as long the other one takes. What each benchmark
does stands in internal/peer; gVisor's set of a device is not here, for it has no
effect on a bound endpoint.

| work | boundif | allocations | gVisor | Linux | bar |
|---|--:|--:|--:|--:|---|
`

func write(m measurement, machine string, count int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, head, machine, count)
	for _, r := range rows {
		own := r.own(m)
		if own == (figure{}) {
			own = m[r.name] // of our own alone
		}
		cells := map[string]string{"gvisor": "", "linux": ""}
		for _, p := range r.peers {
			f := m[r.name+"/"+p]
			cells[p] = f.String() + over(own, f)
		}
		var verdicts []string
		missed := false
		for _, bar := range r.bars {
			words, ok := bar(m, r)
			if !ok {
				words, missed = "**missed**: "+words, true
			}
			verdicts = append(verdicts, words)
		}
		if missed && r.why != "" {
			verdicts = append(verdicts, r.why)
		}
		fmt.Fprintf(&b, "| %s | %s | %.0f | %s | %s | %s |\n", r.what, own, own.allocs, cells["gvisor"], cells["linux"], strings.Join(verdicts, "; "))
	}
	return b.Bytes()
}
