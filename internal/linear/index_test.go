package linear

import (
	"slices"
	"strings"
	"testing"

	"boundif/emu"
	"boundif/sched"
)

// indexPrograms bind by index while others bind, read, rename and delete.
var indexPrograms = []struct {
	why       string
	histories int // golden: what clients can tell apart
	program   Program
}{
	{"the device is renamed and the socket read meanwhile: the program that refutes the name path", 8,
		tasks(task("daemon", bindIndex(0, Eth0)), task("udev", rename(Eth0, "lan0"), get(0)))},
	{"names are swapped meanwhile", 19,
		tasks(task("daemon", bindIndex(0, Eth0)), task("udev", rename(Eth0, "tmp0"), rename(Eth1, "eth0"), rename(Eth0, "eth1"), get(0)))},
	{"two binders, somebody reads twice: whoever saw the later value must not see the earlier one", 178,
		tasks(task("a", bindIndex(0, Eth0)), task("b", bindIndex(0, Eth1)), task("reader", get(0), get(0)))},
	{"a socket that is bound already moves: there is no moment at which it is bound to nothing", 10,
		Program{Bound: [2]int{Eth0}, Tasks: []Task{task("daemon", bindIndex(0, Eth1)), task("reader", get(0), get(0))}}},
	{"two sockets, bound one after the other: who sees the second one bound sees the first one bound", 25,
		tasks(task("daemon", bindIndex(0, Eth0), bindIndex(1, Eth1)), task("reader", get(1), get(0)))},
	{"the device is deleted meanwhile, and a new one gets its name: an index is a number, no more", 48,
		tasks(task("daemon", bindIndex(0, Eth0), get(0)), task("udev", remove(Eth0), create("eth0"), get(0)))},
	{"without CAP_NET_RAW (OPT-40, OPT-44): one of two is denied, and denied by the other", 22,
		Program{Unprivileged: true, Tasks: []Task{task("a", bindIndex(0, Eth0), get(0)), task("b", bindIndex(0, Eth1), get(0))}}},
	{"a negative index changes nothing (OPT-21)", 21,
		tasks(task("a", bindIndex(0, Eth0), get(0)), task("b", bindIndex(0, -1), get(0)))},
}

// TestIndexCalls is P4 for SO_BINDTOIFINDEX: every history is explained by
// calls that are one operation each, whoever looks.
func TestIndexCalls(t *testing.T) {
	for _, row := range indexPrograms {
		t.Run(row.why, func(t *testing.T) {
			v := explains(t, Spec{}, row.program)
			if v.Histories != row.histories {
				t.Errorf("%d histories, want %d", v.Histories, row.histories)
			}
		})
	}
}

// TestIndexCallsHaveOneMoment is P4 for SO_BINDTOIFINDEX without a bound. In
// every execution a bind by index writes the bound index once, reading it back
// reads it once, and changes of the registry leave it alone. So order the calls
// by these moments, and changes of the registry by any moment at which they
// hold rtnl: the order keeps to real time, each moment being in its call's
// time, and explains every result, whatever the number of calls. (The
// permission check reads the index too; with CAP_NET_RAW nothing comes of it.
// That the call then succeeds and writes what it was given is P1.)
func TestIndexCallsHaveOneMoment(t *testing.T) {
	for _, p := range []Program{
		tasks(task("a", bindIndex(0, Eth0)), task("b", bindIndex(0, Eth1)), task("reader", get(0))),
		tasks(task("a", bindIndex(0, Eth0)), task("reader", get(0)), task("udev", rename(Eth0, "lan0"), remove(Eth0))),
	} {
		body := p.Body(Spec{})
		var schedules []string
		if _, err := emu.Search(body, emu.Each(func(s, _ string) { schedules = append(schedules, s) })); err != nil {
			t.Fatal(err)
		}
		for _, s := range schedules {
			trace, err := emu.ReplaySchedule(s, body)
			if err != nil {
				t.Fatal(err)
			}
			got := accesses(trace)
			for task, want := range map[string]string{"a": "rw", "b": "rw", "reader": "r", "udev": ""} {
				if got[task] != want && slices.Contains(trace.Tasks, task) {
					t.Fatalf("%s accesses the bound index %q, want %q:\n%s", task, got[task], want, trace)
				}
			}
		}
		t.Logf("%d executions", len(schedules))
	}
}

// accesses is by task what it did to the socket's bound index: "r" for a step
// that read it, "w" for one that wrote it.
func accesses(trace *sched.Trace) map[string]string {
	got := map[string]string{}
	for _, step := range trace.Steps {
		for _, what := range step.Touched {
			if access, cell, _ := strings.Cut(what, " "); strings.HasSuffix(cell, ".boundDevIf") {
				got[step.Task] += access[:1]
			}
		}
	}
	return got
}
