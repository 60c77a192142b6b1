package emu

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"boundif/sched"
)

// TestPicture: with the option, the failure of a test names a page that shows
// its schedule.
func TestPicture(t *testing.T) {
	file := filepath.Join(t.TempDir(), "failure.html")
	missing := filepath.Join(t.TempDir(), "no", "such", "folder.html")
	for _, tt := range []struct {
		why     string
		run     func(tb TB)
		message string // "" if nothing fails
		log     string
		page    []string // nil if there must be none
	}{
		{"a failure of an exploration", func(tb TB) { Explore(tb, swap(false), Picture(file)) },
			"\n\nA picture of it is in " + file + "\n", "",
			[]string{"TestOfAUser, Linux 6.18", `"bad":true`, "RACE-31: asked for 2, bound to 3", `"outcome":"wrong"`, `emu.Replay(t, \"v1:daemon=`, `"group":"watched"`}},
		{"of another release, in whole calls", func(tb TB) { Explore(tb, swap(false), Picture(file), On(Linux(6, 1)), WholeCalls()) },
			"A picture of it is in " + file, "", []string{"Linux 6.1", `emu.On(emu.Linux(6, 1)), emu.WholeCalls())`}},
		{"a failure of a replay", func(tb TB) { Replay(tb, "v1:daemon=netdev.name.get,udev,daemon", swap(false), Picture(file)) },
			"A picture of it is in " + file, "", []string{`"bad":true`, `"outcome":"wrong"`}},
		{"a replay that ends well is drawn too", func(tb TB) { Replay(tb, "v1:daemon,udev", swap(false), Picture(file)) },
			"", "A picture of it is in " + file, []string{`"bad":false`, `"outcome":"right"`}},
		{"an exploration that finds nothing has nothing to show", func(tb TB) { Explore(tb, swap(true), Picture(file)) }, "", "", nil},
		{"no option, no page", func(tb TB) { Explore(tb, swap(false)) }, "RACE-31", "", nil},
		{"a file that cannot be written does not hide the failure", func(tb TB) { Explore(tb, swap(false), Picture(missing)) },
			"\n\nThere is no picture of it: open " + missing, "", nil},
	} {
		os.Remove(file)
		tb := &recorder{name: "TestOfAUser"}
		tt.run(tb)
		if got := tb.fatal.String(); tt.message == "" && got != "" || !strings.Contains(got, tt.message) {
			t.Errorf("%s: the failure message lacks %q:\n%s", tt.why, tt.message, got)
		}
		if !strings.Contains(tb.log.String(), tt.log) {
			t.Errorf("%s: the log lacks %q:\n%s", tt.why, tt.log, tb.log.String())
		}
		page, err := os.ReadFile(file)
		if (err == nil) != (tt.page != nil) {
			t.Errorf("%s: the page: %v", tt.why, err)
			continue
		}
		for _, part := range tt.page {
			if !strings.Contains(string(page), part) {
				t.Errorf("%s: the page lacks %q", tt.why, part)
			}
		}
	}
}

// TestFields follows what a picture shows of a kernel through a program.
func TestFields(t *testing.T) {
	body := func(k *Kernel) {
		root := k.Init().Root()
		eth0, err := root.LinkAdd("eth0", 0)
		if err != nil {
			t.Fatal(err)
		}
		k.Go("t", func() {
			root.LinkSetName(eth0, "lan0")
			fd, _ := root.Socket(AF_INET, SOCK_DGRAM, 0)
			root.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, eth0)
			root.Bind(fd, &SockaddrInet4{Port: 68})
			root.Close(fd)
		})
	}
	trace, err := ReplaySchedule("v1:", body)
	if err != nil {
		t.Fatal(err)
	}
	// at is the fields after the n-th step of that name; step 0 is the start.
	at := func(step string, n int) string {
		if step == "" {
			return show(trace.Shown)
		}
		for _, st := range trace.Steps {
			if st.Name == step {
				if n--; n == 0 {
					return show(st.Shown)
				}
			}
		}
		t.Fatalf("the trace has no such step %s:\n%s", step, trace)
		return ""
	}
	for _, tt := range []struct {
		why, step string
		n         int
		has, not  []string
	}{
		{"the start: the device, but not lo, and no socket", "", 0,
			[]string{"name → index eth0: 2\n", "index → name 2: eth0\n"}, []string{"lo:", "sock", "watched"}},
		{"RACE-01: the new name is written but not listed", "netdev.rename.write", 1,
			[]string{"index → name 2: lan0\n"}, []string{"name → index"}},
		{"listed", "netdev.rename.list", 1, []string{"name → index lan0: 2\n"}, []string{"eth0"}},
		{"a new socket", "fd.install", 1,
			[]string{"t/sock#1 sk_bound_dev_if: 0\n", "t/sock#1 socket lock: free\n", "t/sock#1 sk_dst_cache: none\n", "t/sock#1 hashed: nowhere\n"}, nil},
		{"locked", "sock.lock", 1, []string{"socket lock: t\n", "sk_bound_dev_if: 0\n"}, nil},
		{"bound", "sock.bind.store", 1, []string{"sk_bound_dev_if: 2\n"}, nil},
		{"in the chain of the port", "udp.bind.hash", 1, []string{"local: 0.0.0.0:68\n", "hashed: by port 68\n"}, nil},
		{"and in that of the address", "udp.bind.hash2", 1, []string{"hashed: by port 68, by address 0.0.0.0\n"}, nil},
		{"closed: no descriptor leads to it", "fd.close", 1, nil, []string{"sock"}},
	} {
		got := at(tt.step, tt.n)
		for _, part := range tt.has {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %q is missing from\n%s", tt.why, part, got)
			}
		}
		for _, part := range tt.not {
			if strings.Contains(got, part) {
				t.Errorf("%s: %q is in\n%s", tt.why, part, got)
			}
		}
	}
}

func show(fields []sched.Field) (s string) {
	for _, f := range fields {
		s += fmt.Sprintf("%s %s: %s\n", f.Group, f.Name, f.Value)
	}
	return s
}

// TestFieldsOfSendersAndNamespaces: the route that a send leaves, what makes it
// outdated, and the tables of a second namespace.
func TestFieldsOfSendersAndNamespaces(t *testing.T) {
	trace, err := ReplaySchedule("v1:", func(k *Kernel) {
		root, other := k.Init().Root(), k.NewNamespace().Root()
		if _, err := other.LinkAdd("eth9", 0); err != nil {
			t.Fatal(err)
		}
		eth0, _ := root.LinkAdd("eth0", 0)
		root.LinkSetUp(eth0)
		fd, _ := root.Socket(AF_INET, SOCK_DGRAM, 0)
		root.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, eth0)
		k.Watch(func() string { return "seen" })
		k.Go("t", func() {
			if err := root.Connect(fd, &SockaddrInet4{Port: 7, Addr: [4]byte{192, 0, 2, 1}}); err != nil {
				k.Errorf("%v", err)
			}
			root.LinkSetDown(eth0)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	start, cached, end := show(trace.Shown), "", show(trace.Steps[len(trace.Steps)-1].Shown)
	for _, st := range trace.Steps {
		if st.Name == "sock.connect.dst_set" {
			cached = show(st.Shown)
		}
	}
	for _, tt := range []struct{ why, got, part string }{
		{"the other namespace", start, "name → index (namespace 2) eth9: 2\n"},
		{"what Watch shows is there, too", start, "watched : seen\n"},
		{"no peer at the start", start, "sock#1 peer: none\n"},
		{"the peer", cached, "sock#1 peer: 192.0.2.1:7\n"},
		{"the route that is kept", cached, "sock#1 sk_dst_cache: index 2\n"},
		{"the device is down", end, "sock#1 sk_dst_cache: index 2, outdated\n"},
	} {
		if !strings.Contains(tt.got, tt.part) {
			t.Errorf("%s: %q is missing from\n%s", tt.why, tt.part, tt.got)
		}
	}
}
