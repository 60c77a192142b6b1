package sched

import (
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// TestDone: where every choice has as many ways under it, the estimate is
// exact.
func TestDone(t *testing.T) {
	store := func(t *Task, s *state) { s.x.Store(t.At("store"), 1) }
	for _, c := range []struct {
		why string
		opt Options
		all int
	}{
		{"3! orders, all tried", Options{Search: Full}, 6},
		{"3! orders, tried without repeating a class", Options{Search: SleepSets}, 6},
		{"a random walk", Options{Bound: Walk(1, 10)}, 10},
	} {
		calls := 0
		c.opt.Progress = func(p Progress) {
			calls++
			if want := float64(calls) / float64(c.all); math.Abs(p.Done()-want) > 1e-9 || p.Executions != calls {
				t.Errorf("%s: %.3f done after %d executions, want %.3f after %d", c.why, p.Done(), p.Executions, want, calls)
			}
		}
		if _, err := Explore(c.opt, with(store, store, store)); err != nil {
			t.Fatal(err)
		}
		if calls != c.all-1 {
			t.Errorf("%s: %d calls between %d executions", c.why, calls, c.all)
		}
	}
}

// TestDoneStaysBelowOne: whatever the tree looks like, what is left to do is
// left.
func TestDoneStaysBelowOne(t *testing.T) {
	p := prog("load v0; lock m0; store v1; unlock m0", "store v0; lock m0; load v1; unlock m0", "load v1; store v0")
	last := 0.0
	opt := Options{Progress: func(p Progress) {
		if last = p.Done(); last <= 0 || last >= 1 {
			t.Errorf("%v done after %d executions, and there are more", last, p.Executions)
		}
	}}
	if _, err := Explore(opt, p.body); err != nil || last < 0.5 {
		t.Errorf("%.2f done before the last execution; error %v", last, err)
	}
}

// TestStop: the search ends after the execution under way, and says so. A
// failure that was found stays one.
func TestStop(t *testing.T) {
	store := func(t *Task, s *state) { s.x.Store(t.At("store"), 1) }
	fails := func(w *World) {
		with(store, store, store)(w)
		w.Finally(func(*Task) { w.Errorf("broken") })
	}
	for _, c := range []struct {
		why  string
		opt  Options
		body func(*World)
		want string
	}{
		{"a search", Options{Search: Full}, with(store, store, store),
			"stopped after 3 executions: nothing is proved, an estimated 50 % of the search is done"},
		{"a walk", Options{Bound: Walk(1, 12)}, with(store, store, store),
			"stopped after 3 executions: nothing is proved, an estimated 25 % of the search is done"},
		{"after a failure", Options{}, fails, "broken"},
	} {
		asked := 0
		c.opt.Stop = func() bool { asked++; return asked == 3 }
		r, err := Explore(c.opt, c.body)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.why, err, c.want)
		}
		if r.Executions != 3 || asked != 3 || r.Complete {
			t.Errorf("%s: %d executions, asked %d times, complete: %v", c.why, r.Executions, asked, r.Complete)
		}
	}
}

// TestBefore: the function is called where a debugger should stop, with the
// numbers of the trace.
func TestBefore(t *testing.T) {
	var got, begun []string
	inTask := true
	opt := Options{Before: func(n int, task, step string) {
		if n == 0 {
			begun = append(begun, task+step)
			return
		}
		got = append(got, sprint(n)+" "+task+" "+step)
		buf := make([]byte, 1<<14)
		inTask = inTask && strings.Contains(string(buf[:runtime.Stack(buf, false)]), "storeForBefore")
	}}
	body := with(storeForBefore, storeForBefore)
	trace, err := Replay("v1:t0=one,t1,t0", opt, body)
	if err != nil {
		t.Fatal(err)
	}
	for i, st := range trace.Steps {
		if want := sprint(i+1) + " " + st.Task + " " + st.Name; i >= len(got) || got[i] != want {
			t.Errorf("called with %q, want %q at %d", got, want, i)
		}
	}
	if len(got) != 4 || !inTask || sprint(begun) != "[t0 t1]" {
		t.Errorf("%d calls, all on the stack of the task: %v; before the first steps: %q", len(got), inTask, begun)
	}
	got = nil
	if _, err := Explore(opt, with(storeForBefore)); err != nil || len(got) != 4 {
		t.Errorf("two executions of two steps: called for %q, error %v", got, err)
	}
}

func storeForBefore(t *Task, s *state) {
	s.x.Store(t.At("one"), 1)
	s.x.Store(t.At("two"), 1)
}

// TestExited: a task that ends its goroutine takes the caller's with it, and
// Exited learns the schedule, in searches, samples and replays.
func TestExited(t *testing.T) {
	body := with(
		func(t *Task, s *state) { s.x.Store(t.At("x"), 1) },
		func(t *Task, s *state) {
			if s.x.Load(t.At("look")) == 1 {
				runtime.Goexit()
			}
		})
	for why, run := range map[string]func(Options){
		"a search": func(opt Options) { Explore(opt, body) },
		"a walk":   func(opt Options) { opt.Bound = Walk(1, 10); Explore(opt, body) },
		"a replay": func(opt Options) { Replay("v1:t0,t1", opt, body) },
	} {
		var f *Failure
		returned := false
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			run(Options{Exited: func(g *Failure) { f = g }})
			returned = true
		}()
		wg.Wait()
		if f == nil || returned {
			t.Errorf("%s: failure %v, returned: %v", why, f, returned)
			continue
		}
		contains(t, why, f.Error(), "task t1 ended its goroutine", "TestExited.func2", "schedule: v1:t0")
	}
}

// TestStackIsStable: the text of a panic has nothing in it that another run
// has not, or rapid would call the test flaky.
func TestStackIsStable(t *testing.T) {
	text := func() (s string) {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { // has another number each time
			defer wg.Done()
			var p *int
			_, err := Explore(Options{}, with(func(t *Task, s *state) { s.x.Store(t.At("x"), uint32(*p)) }))
			s = err.Error()
		}()
		wg.Wait()
		return s
	}
	first := text()
	contains(t, "a nil pointer", first, "nil pointer", "TestStackIsStable", "progress_test.go:")
	if _, frames, _ := strings.Cut(first, "\n"); strings.Contains(frames, "runtime.") {
		t.Errorf("the stack begins above the task's own code:\n%s", first)
	}
	if strings.Contains(first, "goroutine ") || strings.Contains(first, "0x") {
		t.Errorf("the text has numbers that change:\n%s", first)
	}
	if again := text(); again != first {
		t.Errorf("first\n%s\nand then\n%s", first, again)
	}
}
