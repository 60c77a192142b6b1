package sched

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// lostUpdate is two tasks that each load and store one variable: 6 schedules
// in 4 classes.
var lostUpdate = prog("load v0; store v0", "load v0; store v0")

// schedules runs body and lists the schedules of the executions.
func schedules(t *testing.T, opt Options, body func(*World)) ([]string, *Report) {
	t.Helper()
	var all []string
	opt.Each = func(schedule, _ string) { all = append(all, schedule) }
	r, err := Explore(opt, body)
	if _, violated := err.(*Failure); err != nil && !violated {
		t.Fatal(err)
	}
	return all, r
}

// TestSeed: a seed means the same schedules on every machine, so they are
// written down here.
func TestSeed(t *testing.T) {
	for _, c := range []struct {
		why  string
		b    Bound
		want []string
	}{
		{"a walk", Walk(7, 8), []string{"v1:t0,t1", "v1:t0=load0,t1=load0,t0,t1", "v1:t1,t0", "v1:t1=load0,t0=load0,t1,t0", "v1:t1=load0,t0,t1"}},
		{"the same again", Walk(7, 8), []string{"v1:t0,t1", "v1:t0=load0,t1=load0,t0,t1", "v1:t1,t0", "v1:t1=load0,t0=load0,t1,t0", "v1:t1=load0,t0,t1"}},
		{"another seed", Walk(8, 8), []string{"v1:t1,t0", "v1:t0=load0,t1,t0", "v1:t0,t1", "v1:t1=load0,t0,t1"}},
		{"PCT", PCT(7, 12, 2), []string{"v1:t0,t1", "v1:t1,t0", "v1:t0=load0,t1,t0", "v1:t1=load0,t0,t1"}},
	} {
		got, _ := schedules(t, Options{Bound: c.b}, lostUpdate.body)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s, %s:\n%q, want\n%q", c.why, c.b, got, c.want)
		}
	}
}

// TestCoverage: what reports say. None but the whole search may sound like a
// proof.
func TestCoverage(t *testing.T) {
	for _, c := range []struct {
		why  string
		opt  Options
		want string
		p    program
	}{
		{"the whole search", Options{}, "every schedule: 4 classes in 4 executions", lostUpdate},
		{"a search that was given up", Options{MaxRuns: 2}, "2 executions of 2 classes; nothing is proved", lostUpdate},
		{"a walk", Options{Bound: Walk(1, 1000)},
			"random walk, seed 1: sampled 6 of an estimated 6 schedules (± 0 %) in 1,000 executions; nothing is proved", lostUpdate},
		{"a walk among schedules that are not alike", Options{Bound: Walk(1, 100)},
			"random walk, seed 1: sampled 5 of an estimated 5 schedules (± 7 %) in 100 executions; nothing is proved", prog("lock m0; store v0; unlock m0", "lock m0; unlock m0; load v0")},
		{"PCT", Options{Bound: PCT(1, 1000, 3)},
			"PCT of depth 3, seed 1: sampled 6 of an estimated 6 schedules (± 0 %) in 1,000 executions; nothing is proved; if no execution has more than 4 steps, each of the prioritized ones met a bug of this depth with a probability of 1 in 32 or more", lostUpdate},
		{"no preemption", Options{Bound: Preemptions(0)}, "schedules with at most 0 preemptions: all 2 of them; nothing is proved about the others", lostUpdate},
		{"one preemption", Options{Bound: Preemptions(1)}, "schedules with at most 1 preemption: all 4 of them; nothing is proved about the others", lostUpdate},
		{"a bounded search that was given up", Options{Bound: Preemptions(1), MaxRuns: 3}, "schedules with at most 1 preemption: 3 of them, not all; nothing is proved", lostUpdate},
	} {
		r, _ := Explore(c.opt, c.p.body)
		if got := r.Coverage(); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
		if complete := c.opt.MaxRuns == 0 && !strings.Contains(c.want, "sampled"); r.Complete != complete {
			t.Errorf("%s: complete: %v", c.why, r.Complete)
		}
		if c.opt.Bound != nil && strings.Count(r.Coverage(), "nothing is proved") != 1 {
			t.Errorf("%s: %q does not say that nothing is proved", c.why, r.Coverage())
		}
	}
}

// TestSamplesAreSchedules: what Walk and PCT run are schedules of the program,
// each counted once, and with enough of them all classes are met.
func TestSamplesAreSchedules(t *testing.T) {
	p := prog("load v0; store v0; load v1", "load v0; store v0", "store v1; lock m0; unlock m0")
	full, every := schedules(t, Options{Search: Full}, p.body)
	for _, b := range []Bound{Walk(3, 3000), PCT(3, 3000, 4)} {
		drawn, r := schedules(t, Options{Bound: b}, p.body)
		for _, s := range drawn {
			if !slices.Contains(full, s) {
				t.Errorf("%s drew %s, which is no schedule", b, s)
			}
		}
		slices.Sort(drawn)
		if len(slices.Compact(drawn)) != r.Sample.Schedules || r.Executions != 3000 || r.Complete {
			t.Errorf("%s: %d schedules in %d executions, complete: %v, but there were %d",
				b, r.Sample.Schedules, r.Executions, r.Complete, len(slices.Compact(drawn)))
		}
		if r.Classes != every.Classes {
			t.Errorf("%s: %d classes in 3000 executions, there are %d", b, r.Classes, every.Classes)
		}
	}
}

// TestSampleFindsFailures: failures, deadlocks and panics are reported as a
// search does, and replay.
func TestSampleFindsFailures(t *testing.T) {
	for _, c := range []struct {
		why, want string
		body      func(*World)
	}{
		{"a deadlock", "deadlock: ", prog("lock m0; lock m1; unlock m1; unlock m0", "lock m1; lock m0; unlock m0; unlock m1").body},
		{"a property", "torn", with(
			func(t *Task, s *state) { s.x.Store(t.At("x"), 1); s.y.Store(t.At("y"), 1) },
			func(t *Task, s *state) {
				if s.x.Load(t.At("x")) != s.y.Load(t.At("y")) {
					t.w.Errorf("torn")
				}
			})},
		{"a panic", "task t1 panicked: boom", with(
			func(t *Task, s *state) { s.x.Store(t.At("x"), 1) },
			func(t *Task, s *state) {
				if s.x.Load(t.At("x")) == 1 {
					panic("boom")
				}
			})},
	} {
		for _, b := range []Bound{Walk(1, 100), PCT(1, 100, 2), Preemptions(1)} {
			_, err := Explore(Options{Bound: b}, c.body)
			f, violated := err.(*Failure)
			if !violated || !strings.HasPrefix(f.Messages[0], c.want) {
				t.Errorf("%s, %s: %v", c.why, b, err)
				continue
			}
			if _, err := Replay(f.Schedule, Options{}, c.body); err == nil {
				t.Errorf("%s, %s: %s does not replay", c.why, b, f.Schedule)
			}
		}
	}
}

// TestPCTGuarantee measures how often an execution meets a bug of known depth,
// and compares it with the bound of the paper.
func TestPCTGuarantee(t *testing.T) {
	torn := func(t *Task, s *state) { // depth 2: t1 must come between two stores
		for range 5 {
			s.y.Load(t.At("before"))
		}
		s.x.Store(t.At("on"), 1)
		s.x.Store(t.At("off"), 0)
		for range 5 {
			s.y.Load(t.At("after"))
		}
	}
	met := 0
	body := with(torn, func(t *Task, s *state) {
		if s.x.Load(t.At("look")) == 1 {
			met++
		}
	}, torn)
	const executions = 5000
	for depth, finds := range map[int]bool{1: false, 2: true, 3: true} {
		r, err := Explore(Options{Bound: PCT(1, executions, depth)}, body)
		if err != nil {
			t.Fatal(err)
		}
		walks := executions / 10
		met = 0
		if _, err := Explore(Options{Bound: Walk(1, walks)}, body); err != nil { // the walks that PCT began with
			t.Fatal(err)
		}
		byWalks := met
		met = 0
		if _, err := Explore(Options{Bound: PCT(1, executions, depth)}, body); err != nil {
			t.Fatal(err)
		}
		rate := float64(met-byWalks) / float64(executions-walks)
		if finds && rate < r.Sample.Chance || !finds && rate > 0 {
			t.Errorf("depth %d: the bug of depth 2 was met with a rate of %.4f; promised: %.4f", depth, rate, r.Sample.Chance)
		}
		if r.Sample.Tasks != 3 || r.Sample.Steps != 25 {
			t.Errorf("depth %d: measured %d tasks and %d steps, want 3 and 25", depth, r.Sample.Tasks, r.Sample.Steps)
		}
	}
}

// TestPreemptions compares the bounded search with all schedules, of which the
// preemptions are counted another way: on the traces.
func TestPreemptions(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := drawProgram(rt, 7)
		if search(Full, Options{MaxRuns: 400}, p.body).stopped != nil {
			rt.Skip("too big")
		}
		full, _ := schedules(t, Options{Search: Full}, p.body)
		needs := map[string]int{}
		for _, s := range full {
			trace, _ := Replay(s, Options{}, p.body)
			needs[s] = preemptionsOf(trace)
		}
		for n := range 3 {
			got, r := schedules(t, Options{Bound: Preemptions(n)}, p.body)
			want := slices.DeleteFunc(slices.Clone(full), func(s string) bool { return needs[s] > n })
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				rt.Fatalf("%s: %d schedules %q, want %d %q\nprogram:%v", Preemptions(n), len(got), got, len(want), want, p)
			}
			if !r.Complete || r.Sample.Schedules != len(want) {
				rt.Fatalf("%s: complete: %v, %d schedules, want %d", Preemptions(n), r.Complete, r.Sample.Schedules, len(want))
			}
		}
	})
}

// preemptionsOf counts the switches away from a task that could go on: it is
// not blocked after its step, and it takes another later or is blocked then.
func preemptionsOf(tr *Trace) (n int) {
	for i, st := range tr.Steps {
		if i+1 == len(tr.Steps) || tr.Steps[i+1].Task == st.Task {
			continue
		}
		blocked := func(after []Wait) bool {
			return slices.ContainsFunc(after, func(w Wait) bool { return w.Task == st.Task })
		}
		more := slices.ContainsFunc(tr.Steps[i+1:], func(o Step) bool { return o.Task == st.Task }) ||
			blocked(tr.Steps[len(tr.Steps)-1].Blocked)
		if more && !blocked(st.Blocked) {
			n++
		}
	}
	return n
}

// TestSampleNoticesNondeterminism: a schedule that is drawn twice must do the
// same twice.
func TestSampleNoticesNondeterminism(t *testing.T) {
	run := 0
	_, err := Explore(Options{Bound: Walk(1, 100)}, func(w *World) {
		run++
		with(func(t *Task, s *state) { s.x.Store(t.At("step"+sprint(run/50)), 1) })(w)
	})
	if err == nil {
		t.Fatal("no error")
	}
	contains(t, "another step from the 50th execution on", err.Error(), "nondeterministic", "nothing is proved")
}

// TestBoundMisuse: a bound that bounds nothing is a mistake of the caller.
func TestBoundMisuse(t *testing.T) {
	for want, fn := range map[string]func(){
		"sched: a random walk of 0 executions":                            func() { Walk(1, 0) },
		"sched: PCT of 1 executions and depth 2: want at least 2 and 1":   func() { PCT(1, 1, 2) },
		"sched: PCT of 100 executions and depth 0: want at least 2 and 1": func() { PCT(1, 100, 0) },
		"sched: a bound of -1 preemptions":                                func() { Preemptions(-1) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panic %v, want %q", got, want)
				}
			}()
			fn()
		}()
	}
}

// TestEstimateIsNoLess: there are at least as many schedules as were seen.
func TestEstimateIsNoLess(t *testing.T) {
	for seen, want := range map[int]int64{3: 6, 9: 9} {
		var k knuth
		k.begin()
		k.passed(1, 6)
		k.end()
		s := &Sample{Schedules: seen}
		if k.estimate(s); s.Estimate.Int64() != want {
			t.Errorf("%d seen, 6 estimated: %v, want %d", seen, s.Estimate, want)
		}
	}
}
