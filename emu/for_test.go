package emu

import (
	"flag"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"boundif/sched"
)

// quiet is a testing.T for rapid that keeps what a failing property says.
type quiet struct {
	recorder
	errors strings.Builder
	failed bool
}

func (q *quiet) Helper()              {}
func (q *quiet) Name() string         { return "TestOfAUser" }
func (q *quiet) Log(args ...any)      { fmt.Fprintln(&q.log, args...) }
func (q *quiet) Skip(args ...any)     { runtime.Goexit() }
func (q *quiet) Skipf(string, ...any) { runtime.Goexit() }
func (q *quiet) SkipNow()             { runtime.Goexit() }
func (q *quiet) Error(args ...any)    { q.failed = true; fmt.Fprintln(&q.errors, args...) }
func (q *quiet) Errorf(format string, args ...any) {
	q.failed = true
	fmt.Fprintf(&q.errors, format+"\n", args...)
}
func (q *quiet) Fatal(args ...any)                 { q.Error(args...); runtime.Goexit() }
func (q *quiet) Fatalf(format string, args ...any) { q.Errorf(format, args...); runtime.Goexit() }
func (q *quiet) FailNow()                          { q.failed = true; runtime.Goexit() }
func (q *quiet) Fail()                             { q.failed = true }
func (q *quiet) Failed() bool                      { return q.failed }

// onItsOwn runs fn on a goroutine of its own, as tests run, and reports
// whether it returned.
func onItsOwn(fn func()) (returned bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { defer wg.Done(); fn(); returned = true }()
	wg.Wait()
	return returned
}

// noFailFiles keeps rapid from writing down failures that are meant.
func noFailFiles(t *testing.T) {
	f := flag.Lookup("rapid.nofailfile")
	before := f.Value.String()
	f.Value.Set("true")
	t.Cleanup(func() { f.Value.Set(before) })
}

// devices is a body whose property breaks inside a task when it is run with
// three devices or more.
func devices(n int, fail func(format string, args ...any)) func(k *Kernel) {
	return func(k *Kernel) {
		root := k.Init().Root()
		k.Go("udev", func() {
			for i := range n {
				root.LinkAdd(fmt.Sprint("eth", i), 0)
			}
		})
		k.Go("daemon", func() {
			if _, err := root.IfNameToIndex("eth2"); err == nil {
				fail("there is an eth2 among %d devices", n)
			}
		})
	}
}

// TestRapidShrinks: rapid finds the least value for which a property fails,
// although the failure is raised inside a task.
func TestRapidShrinks(t *testing.T) {
	noFailFiles(t)
	for name, property := range map[string]func(t *rapid.T, body func(k *Kernel)){
		"Explore": func(t *rapid.T, body func(k *Kernel)) { Explore(t, body) },
		"Search":  func(t *rapid.T, body func(k *Kernel)) { Search(body, For(t)) },
		"Run": func(t *rapid.T, body func(k *Kernel)) {
			Run(func([]string) int { return 0 }, body, For(t))
		},
		"Replay": func(t *rapid.T, body func(k *Kernel)) { Replay(t, "v1:udev,daemon", body) },
	} {
		tb := &quiet{}
		least := 1 << 30
		onItsOwn(func() {
			rapid.Check(tb, func(t *rapid.T) {
				// Not IntRange: rapid does not shrink its greatest value.
				n := len(rapid.SliceOfN(rapid.Bool(), 0, 40).Draw(t, "n"))
				property(t, devices(n, func(format string, args ...any) {
					least = min(least, n)
					t.Fatalf(format, args...)
				}))
			})
		})
		said := tb.errors.String()
		if least != 3 || !strings.Contains(said, "there is an eth2 among 3 devices") {
			t.Errorf("%s: shrunk to %d devices, want 3:\n%s", name, least, said)
		}
		if strings.Contains(said, "flaky") || strings.Contains(said, "panic after") {
			t.Errorf("%s: rapid takes it for something else than a failure:\n%s", name, said)
		}
		for _, part := range []string{"schedule: v1:", ".devices.", "for_test.go:"} {
			if log := tb.log.String(); !strings.Contains(log+said, part) {
				t.Errorf("%s: the log lacks %q:\n%s\n%s", name, part, log, said)
			}
		}
	}
}

// TestRapidSkips: a task may also find that the drawn value is of no use.
func TestRapidSkips(t *testing.T) {
	tb, runs := &quiet{}, 0
	rapid.Check(tb, func(t *rapid.T) {
		n := rapid.IntRange(0, 9).Draw(t, "n")
		Explore(t, devices(n, func(string, ...any) { t.Skip() }))
		runs++
	})
	if tb.failed || runs == 0 {
		t.Errorf("%d runs were not skipped; failed: %v\n%s", runs, tb.failed, tb.errors.String())
	}
}

// TestFailNowInATask: with a testing.T the goroutine ends. The schedule is in
// the log.
func TestFailNowInATask(t *testing.T) {
	for name, run := range map[string]func(tb *quiet, body func(k *Kernel)){
		"Explore": func(tb *quiet, body func(k *Kernel)) { Explore(tb, body) },
		"Walk":    func(tb *quiet, body func(k *Kernel)) { Explore(tb, body, RandomWalk(1, 100)) },
		"Replay":  func(tb *quiet, body func(k *Kernel)) { Replay(tb, "v1:udev,daemon", body) },
	} {
		tb := &quiet{}
		if onItsOwn(func() { run(tb, devices(3, tb.Fatalf)) }) || !tb.failed {
			t.Errorf("%s returned; failed: %v", name, tb.failed)
		}
		for _, part := range []string{"task daemon ended its goroutine", "schedule: v1:", ".devices."} {
			if !strings.Contains(tb.log.String(), part) {
				t.Errorf("%s: the log lacks %q:\n%s", name, part, &tb.log)
			}
		}
	}
}

// TestPlainPanicInATask: any other panic is a failure with its schedule, under
// rapid too.
func TestPlainPanicInATask(t *testing.T) {
	noFailFiles(t)
	type bug struct{ n int }
	for name, value := range map[string]any{"a string": "boom", "an error": fmt.Errorf("boom"), "a type of its own": bug{7}} {
		body := devices(3, func(string, ...any) { panic(value) })
		tb := &quiet{}
		onItsOwn(func() { rapid.Check(tb, func(t *rapid.T) { Explore(t, body) }) })
		for _, part := range []string{"task daemon panicked: " + fmt.Sprint(value), `emu.Replay(t, "v1:`} {
			if !strings.Contains(tb.errors.String(), part) {
				t.Errorf("%s: the failure lacks %q:\n%s", name, part, &tb.errors)
			}
		}
		if strings.Contains(tb.errors.String(), "flaky") {
			t.Errorf("%s: rapid cannot repeat it:\n%s", name, &tb.errors)
		}
	}
}

// timed is a TB with a deadline.
type timed struct {
	recorder
	deadline time.Time
}

func (d *timed) Deadline() (time.Time, bool) { return d.deadline, !d.deadline.IsZero() }

// TestDeadline: an exploration gives up when the deadline of its test is near,
// and also when it is told to.
func TestDeadline(t *testing.T) {
	for _, c := range []struct {
		why      string
		deadline time.Time
		opts     []Option
		want     string // "" is the failure that the exploration finds
	}{
		{"no deadline", time.Time{}, nil, ""},
		{"far away", time.Now().Add(time.Hour), nil, ""},
		{"over", time.Now().Add(-time.Hour), nil, "stopped after 1 executions: nothing is proved, an estimated 50 % of the search is done; the deadline of the test is near (go test -timeout)"},
		{"told to", time.Now().Add(time.Hour), []Option{Until(func() bool { return true })}, "stopped after 1 executions: nothing is proved, an estimated 50 % of the search is done\n"},
	} {
		tb := &timed{recorder{name: "TestOfAUser"}, c.deadline}
		report := Explore(tb, swap(false), c.opts...)
		said := tb.fatal.String()
		if c.want == "" && !strings.Contains(said, "RACE-31") || !strings.Contains(said, c.want) {
			t.Errorf("%s: %s", c.why, said)
		}
		if report.Complete != (c.want == "") {
			t.Errorf("%s: complete: %v", c.why, report.Complete)
		}
	}
}

// TestSamplingSaysSo: a test that samples and passes says how much it saw.
func TestSamplingSaysSo(t *testing.T) {
	for _, c := range []struct {
		opt  Option
		want string
	}{
		{RandomWalk(1, 200), "random walk, seed 1: sampled 200 of an estimated 1,110,000 schedules (± 0 %)"},
		{PCT(1, 200, 3), "PCT of depth 3, seed 1: sampled "},
		{Preemptions(1), "schedules with at most 1 preemption: all "},
	} {
		tb := &recorder{}
		report := Explore(tb, swap(true), c.opt)
		if log := tb.log.String(); !strings.Contains(log, c.want) || !strings.Contains(log, "nothing is proved") || tb.fatal.Len() > 0 {
			t.Errorf("the log is %q, the failure %q; want %q", log, &tb.fatal, c.want)
		}
		if report.Sample == nil {
			t.Error("the report says nothing of a sample")
		}
		tb = &recorder{}
		if Explore(tb, swap(false), c.opt); !strings.Contains(tb.fatal.String(), "RACE-31") {
			t.Errorf("%s does not find the race: %s", report.Sample.Bound, &tb.fatal)
		}
	}
}

// TestBefore: the function is called before the n-th step of a replay, when
// the state is as the trace shows it after the one before.
func TestBefore(t *testing.T) {
	const schedule = "v1:daemon=netdev.name.get,udev=netdev.rename.list:2,daemon"
	trace, _ := ReplaySchedule(schedule, swap(false))
	for _, n := range []int{1, 2, 9, len(trace.Steps)} {
		calls, name := 0, ""
		var kernel *Kernel
		ReplaySchedule(schedule, func(k *Kernel) { kernel = k; swap(false)(k) }, Before(n, func() {
			calls++
			name, _ = kernel.Init().Net().NameOf(nil, 2)
		}))
		writes := 0
		for _, st := range trace.Steps[:n-1] {
			if st.Name == "netdev.rename.write" {
				writes++
			}
		}
		want := []string{"eth0", "tmp", "tmp", "eth1"}[writes]
		if calls != 1 || name != want {
			t.Errorf("before step %d: %d calls, the name is %q, want %q", n, calls, name, want)
		}
	}
	if _, err := ReplaySchedule("v1:", swap(true), Before(1, func() {})); err != nil {
		t.Errorf("a step that comes: %v", err)
	}
	_, err := ReplaySchedule("v1:", swap(true), Before(99, func() { t.Error("called") }))
	if err == nil || !strings.Contains(err.Error(), "emu: Before(99): the execution has not so many steps") {
		t.Errorf("a step that does not come: %v", err)
	}
}

// TestProgress: an exploration says how far it has come.
func TestProgress(t *testing.T) {
	calls := 0
	report, _ := Search(swap(false), Progress(func(sched.Progress) { calls++ }))
	if calls != report.Executions-1 {
		t.Errorf("%d calls between %d executions", calls, report.Executions)
	}
}

// TestWatchdogStands: an exploration for a test is watched, except while a
// debugger may stand in it.
func TestWatchdogStands(t *testing.T) {
	for _, c := range []struct {
		why  string
		opts []Option
		want bool
	}{
		{"for a test", []Option{For(t)}, true},
		{"for nobody", nil, false},
		{"with a function of the user's", []Option{For(t), Before(1, func() {})}, false},
	} {
		config := configure(c.opts)
		own := config.Options.Before
		end := config.attend()
		if watched := config.Options.Before != nil && own == nil; watched != c.want {
			t.Errorf("%s: watched: %v", c.why, watched)
		}
		end()
	}
}
