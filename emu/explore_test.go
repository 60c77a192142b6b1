package emu

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/sched"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// recorder is a TB that records and does not stop the test.
type recorder struct {
	name       string
	log, fatal strings.Builder
}

func (r *recorder) Helper()                           {}
func (r *recorder) Name() string                      { return r.name }
func (r *recorder) Logf(format string, args ...any)   { fmt.Fprintf(&r.log, format+"\n", args...) }
func (r *recorder) Fatalf(format string, args ...any) { fmt.Fprintf(&r.fatal, format+"\n", args...) }

// swap is the scenario of the rename race: a daemon holds an index and binds,
// while udev swaps the names of two devices.
func swap(byIndex bool) func(k *Kernel) {
	return func(k *Kernel) {
		root, daemon := k.Init().Root(), k.Init().Root()
		eth0, _ := root.LinkAdd("eth0", 0)
		eth1, _ := root.LinkAdd("eth1", 0)
		fd, _ := daemon.Socket(AF_INET, SOCK_DGRAM, 0)
		var err error
		k.Go("daemon", func() {
			if byIndex {
				err = daemon.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, eth0)
				return
			}
			var name string
			if name, err = daemon.IfIndexToName(eth0); err == nil {
				err = daemon.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, name)
			}
		})
		k.Go("udev", func() {
			root.LinkSetName(eth0, "tmp")
			root.LinkSetName(eth1, "eth0")
			root.LinkSetName(eth0, "eth1")
		})
		k.Watch(func() string {
			var names []string
			for _, name := range []string{"eth0", "eth1", "tmp"} {
				if d := k.Init().Net().ByName(nil, name); d != nil {
					names = append(names, fmt.Sprint(name, "=", d.Index(nil)))
				}
			}
			return strings.Join(names, " ")
		})
		k.Finally(func() {
			got, _ := daemon.GetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX)
			switch {
			case err != nil:
				k.Outcome(errors.Unwrap(err).Error())
			case got == eth0:
				k.Outcome("right")
			default:
				k.Outcome("wrong")
				k.Errorf("RACE-31: asked for %d, bound to %d", eth0, got)
			}
		})
	}
}

func TestExploreFindsTheRace(t *testing.T) {
	tb := &recorder{name: "TestOfAUser/by name"}
	Explore(tb, swap(false))
	failure := tb.fatal.String()
	_, rest, _ := strings.Cut(failure, "emu.Replay(t, \"")
	schedule, _, found := strings.Cut(rest, "\"")
	for what, part := range map[string]string{
		"the rule":              "RACE-31: asked for 2, bound to 3",
		"the trace's call":      `setsockopt(1073741824, SOL_SOCKET, SO_BINDTODEVICE, "eth0", 4)`,
		"the trace's steps":     "netdev.rename.unlist",
		"the state":             "eth0=3",
		"the schedule":          "\nschedule: v1:",
		"the replay line":       `emu.Replay(t, "v1:`,
		"its end, no options":   `", body)`,
		"the command to run it": "go test -run '^TestOfAUser/by name$'",
	} {
		if !strings.Contains(failure, part) {
			t.Errorf("the failure message lacks %s, %q:\n%s", what, part, failure)
		}
	}
	if !found {
		return
	}

	again := &recorder{name: "TestOfAUser"}
	trace := Replay(again, schedule, swap(false))
	if !strings.Contains(again.fatal.String(), "RACE-31: asked for 2, bound to 3") {
		t.Errorf("the schedule %s does not replay the failure:\n%s", schedule, again.fatal.String())
	}
	if trace.Outcome != "wrong" || !strings.Contains(again.log.String(), trace.String()) {
		t.Errorf("the replay logged another trace, of outcome %q:\n%s", trace.Outcome, again.log.String())
	}
}

// TestReplayLineNamesTheOptions: a schedule fits the options that it was found
// with.
func TestReplayLineNamesTheOptions(t *testing.T) {
	for _, tt := range []struct {
		opts []Option
		want string
	}{
		{nil, `", body)`},
		{[]Option{WholeCalls()}, `", body, emu.WholeCalls())`},
		{[]Option{On(Linux(6, 12)), EverySchedule(), MaxRuns(100000), WholeCalls()}, `", body, emu.On(emu.Linux(6, 12)), emu.WholeCalls())`},
	} {
		tb := &recorder{name: "TestX"}
		Explore(tb, swap(false), tt.opts...)
		if !strings.Contains(tb.fatal.String(), tt.want) {
			t.Errorf("the failure message lacks %q:\n%s", tt.want, tb.fatal.String())
		}
	}
}

func TestExploreProves(t *testing.T) {
	report := Explore(t, swap(true), Count(), Witness())
	if report.Classes != 1 || len(report.Outcomes) != 1 || report.Outcomes[0].Label != "right" || report.Schedules == nil {
		t.Errorf("by index: %d classes, outcomes %+v; want one class that is right", report.Classes, report.Outcomes)
	}
	if cells := report.Shared("daemon", "udev"); cells != nil {
		t.Errorf("by index the two touch %q", cells)
	}
	if trace := Replay(t, report.Outcomes[0].Witness, swap(true)); trace.Outcome != "right" {
		t.Errorf("the witness ends in %q", trace.Outcome)
	}
}

func TestExploreOptions(t *testing.T) {
	var on []Release
	runs := 0
	_, err := Search(func(k *Kernel) {
		on = append(on, k.Release())
		k.Go("a", func() { runs++ })
	}, On(Linux(5, 1)), Each(func(schedule, outcome string) {
		if schedule != "v1:" && schedule != "v1:a" || outcome != "" {
			t.Errorf("execution %q, %q", schedule, outcome)
		}
	}))
	if err != nil || runs == 0 || on[0] != Linux(5, 1) {
		t.Errorf("%v after %d runs on %v", err, runs, on)
	}
	tb := &recorder{}
	Explore(tb, swap(false), MaxRuns(1))
	if !strings.Contains(tb.fatal.String(), "nothing is proved") {
		t.Errorf("given up, but it says %q", tb.fatal.String())
	}
	tb = &recorder{}
	Replay(tb, "nonsense", swap(false))
	if !strings.Contains(tb.fatal.String(), "v1:") {
		t.Errorf("a schedule that is none: %q", tb.fatal.String())
	}
	trace, err := Run(func([]string) int { return 0 }, swap(true))
	if err != nil || trace.Outcome != "right" {
		t.Errorf("Run: %v", err)
	}
}

// TestGolden replays schedules and compares the traces, byte for byte, on
// every operating system.
func TestGolden(t *testing.T) {
	for _, tt := range []struct {
		name     string
		schedule string
		body     func(*Kernel)
		opts     []Option
	}{
		{"by_name_finds_nothing", "v1:daemon=netdev.name.get,udev=netdev.rename.unlist,daemon", swap(false), nil},
		{"by_name_binds_another_device", "v1:daemon=netdev.name.get,udev=netdev.rename.list:2,daemon", swap(false), nil},
		{"by_name_in_whole_calls", "v1:daemon=if_indextoname,udev=link_set_name:2,daemon", swap(false), []Option{WholeCalls()}},
		{"by_index_is_right", "v1:daemon=sock.lock,udev,daemon", swap(true), nil},
		{"all_calls", "v1:", allCalls, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var first string
			for run := range 2 {
				trace, err := ReplaySchedule(tt.schedule, tt.body, tt.opts...)
				if f := (*sched.Failure)(nil); err != nil && !errors.As(err, &f) {
					t.Fatal(err)
				}
				got := fmt.Sprintf("schedule: %s\noutcome: %s\n%s", tt.schedule, trace.Outcome, trace)
				for _, step := range trace.Steps {
					got += fmt.Sprintf("%s %s: %s\n", step.Task, step.Name, strings.Join(step.Touched, ", "))
				}
				if run == 0 {
					first = got
				} else if got != first {
					t.Fatalf("the same schedule gave another trace:\n%s\nand first:\n%s", got, first)
				}
			}
			golden(t, tt.name, first)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the trace differs from %s. If that is right, run\n\n\tgo test -run '^%s$' ./emu -update\n\ngot:\n%s\nwant:\n%s", file, t.Name(), got, want)
	}
}

// allCalls makes each system call once, in one task beside an idle one.
func allCalls(k *Kernel) {
	ns := k.Init()
	p, q := ns.Root(), ns.User(1000)
	other := k.NewNamespace()
	k.Go("idle", func() {})
	k.Go("all", func() {
		p.LinkSetUp(1)
		eth0, _ := p.LinkAdd("eth%d", 0)
		p.LinkSetUp(eth0)
		p.AddrAdd(eth0, prefix("10.1.0.1/24"))
		p.LinkAddAltname(eth0, "alt")
		p.IfRename("alt", "lan0")
		p.LinkDelAltname(eth0, "alt")
		p.LinkSetName(eth0, "all")
		p.IfNameToIndex("lan0")
		p.IfIndexToName(eth0)
		fd, _ := p.Socket(AF_INET, SOCK_DGRAM, 0)
		p.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, "lan0")
		p.GetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE)
		p.Setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, []byte("lan0"), 16)
		p.Getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, make([]byte, 16), 16)
		p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, eth0)
		p.GetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX)
		p.Bind(fd, &SockaddrInet4{Port: 67})
		p.Connect(fd, &SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}})
		p.Getsockname(fd)
		p.Sendto(fd, []byte("hello"), 0, nil)
		ns.DeliverUDP(eth0, addrPort("10.1.0.2:68"), addrPort("10.1.0.1:67"), []byte("you"))
		p.Recvfrom(fd, make([]byte, 8), 0)
		p.Connect(fd, &SockaddrUnspec{})
		there, _ := p.Pass(fd, q)
		q.Close(there)
		p.Close(fd)
		raw, _ := p.Socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)
		p.Sendto(raw, []byte("echo"), 0, &SockaddrInet4{Addr: [4]byte{10, 1, 0, 1}})
		p.Recvfrom(raw, make([]byte, 8), 0)
		p.Close(raw)
		null, _ := p.OpenNull()
		p.Close(null)
		p.LinkSetNetns(eth0, other, "", 0)
		p.LinkDel(eth0)
		p.LinkSetDown(1)
		events := ns.Events()
		events.Next()
		p.Close(-1)
	})
	k.Finally(func() { k.Outcome(fmt.Sprint(len(ns.Net().Devices(nil)), " device left")) })
}

// TestReleasesDiffer: the same body on two releases.
func TestReleasesDiffer(t *testing.T) {
	for release, want := range map[Release]error{Linux(6, 1): netdev.EBUSY, Linux(6, 2): nil} {
		var err error
		Explore(t, func(k *Kernel) {
			p := k.Init().Root()
			eth0, _ := p.LinkAdd("eth0", 0)
			p.LinkSetUp(eth0)
			k.Go("udev", func() { err = p.LinkSetName(eth0, "lan0") })
		}, On(release))
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("REG-10: Linux %v: %v, want %v", release, err, want)
		}
	}
}
