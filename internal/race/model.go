package race

import (
	"fmt"
	"slices"
	"strings"

	"boundif/emu"
	"boundif/sched"
)

// Body is the scenario on the emulated kernel, with the checks that hold on
// every execution.
func (p Path) Body(k *emu.Kernel) {
	ns := k.Init()
	udev := ns.Root()
	for _, name := range []string{First, Second} {
		if _, err := udev.LinkAdd(name, 0); err != nil {
			panic(err)
		}
	}
	names := func() string { return nameTable(ns) }
	k.Watch(names)
	k.Show(k.Fields) // not the watched names again
	l := &locus{ns: ns, task: string(p)}
	l.device, _ = udev.IfNameToIndex(First)
	k.Observe(l.observe)
	outcome := ""
	err := p.Play(Stage{
		Daemon: ns.Root(), Udev: udev,
		Go: k.Go, Finally: k.Finally,
		Outcome: func(label string) { outcome = label },
	})
	if err != nil {
		panic(err)
	}
	k.Finally(func() {
		k.Outcome(outcome)
		l.judge(k, p, outcome)
	})
}

// locus checks property P3 (and P1 for the index path) on one execution: the
// name path goes wrong exactly when the name did not lead to the device at the
// moment of the kernel's lookup. Then a rename step came between that lookup
// and if_indextoname, or if_indextoname gave a name that led nowhere yet: a
// rename writes the name before it lists the device under it, so that the
// index shows the new name while neither name resolves.
type locus struct {
	ns     *emu.Namespace
	task   string
	device int // d*

	name    string // n, as if_indextoname answered
	early   bool   // n did not lead to the device even then
	found   int    // index that n led to at the lookup, 0 if none
	looked  bool
	renames int // rename steps between the two
}

// observe looks at the name table after each step; with whole calls as steps,
// a call is all of its steps.
func (l *locus) observe(task, step string) {
	net := l.ns.Net()
	switch {
	case task == l.task && (step == "netdev.name.get" || step == "if_indextoname"):
		l.name, _ = net.NameOf(nil, int32(l.device))
		dev := net.ByName(nil, l.name)
		l.early = dev == nil || int(dev.Index(nil)) != l.device
	case task == l.task && (step == "sock.bindtodevice.lookup" || step == "setsockopt"):
		l.looked = true
		if dev := net.ByName(nil, l.name); dev != nil {
			l.found = int(dev.Index(nil))
		}
	case l.name != "" && !l.looked && (strings.HasPrefix(step, "netdev.rename.") || step == "link_set_name"):
		l.renames++
	}
}

func (l *locus) judge(k *emu.Kernel, p Path, outcome string) {
	switch {
	case p == ByIndex:
		if outcome != Right {
			k.Errorf("P1 (index safety): SO_BINDTOIFINDEX of a living device ended in %q", outcome)
		}
	case !l.looked:
		k.Errorf("P3 (locus): no lookup was seen")
	case (outcome != Right) != (l.found != l.device):
		k.Errorf("P3 (locus): at the lookup %q led to index %d, the device's is %d, yet the outcome is %q", l.name, l.found, l.device, outcome)
	case outcome != Right && l.renames == 0 && !l.early:
		k.Errorf("P3 (locus): %q, although no rename was under way or came between if_indextoname and the lookup", outcome)
	}
}

// nameTable shows which names lead to which index now.
func nameTable(ns *emu.Namespace) string {
	var out []string
	for _, name := range []string{First, Second, Temporary} {
		if dev := ns.Net().ByName(nil, name); dev != nil {
			out = append(out, fmt.Sprintf("%s=%d", name, dev.Index(nil)))
		}
	}
	return strings.Join(out, " ")
}

// Explore explores every interleaving of the steps of both tasks.
func (p Path) Explore(r emu.Release, more ...emu.Option) (*sched.Report, error) {
	return emu.Search(p.Body, append(more, emu.On(r), emu.Count(), emu.Witness())...)
}

// A Run is one schedule and what came of it.
type Run struct {
	Schedule string `json:"schedule"`
	Outcome  string `json:"outcome"`
}

// Calls runs every schedule of whole system calls: what can be driven on a
// real kernel from outside.
func (p Path) Calls(r emu.Release) ([]Run, error) {
	var runs []Run
	_, err := emu.Search(p.Body, emu.On(r), emu.WholeCalls(), emu.EverySchedule(),
		emu.Each(func(schedule, outcome string) { runs = append(runs, Run{schedule, outcome}) }))
	slices.SortFunc(runs, func(a, b Run) int { return strings.Compare(a.Schedule, b.Schedule) })
	return runs, err
}

// PathOf is the path that a schedule string is about.
func PathOf(schedule string) (Path, error) {
	for _, p := range []Path{ByName, ByIndex} {
		if strings.Contains(schedule, string(p)) {
			return p, nil
		}
	}
	return "", fmt.Errorf("schedule %q has neither a task %s nor %s", schedule, ByName, ByIndex)
}

// Replay runs one schedule of steps.
func (p Path) Replay(schedule string, r emu.Release) (*sched.Trace, error) {
	return emu.ReplaySchedule(schedule, p.Body, emu.On(r))
}
