package sched

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"testing"
)

// found is what a search says about a program, in terms that do not depend on
// how it searched.
type found struct {
	classes   map[string]int // signature -> executions
	endings   map[string]bool
	schedules *big.Int
	err       error
	stopped   error // the search was not finished
	report    *Report
}

func search(s Search, opt Options, body func(*World)) found {
	f := found{classes: map[string]int{}, endings: map[string]bool{}}
	opt.Search, opt.Count = s, true
	x := newExplorer(opt, body)
	x.each = func(w *World) {
		f.classes[w.signature()]++
		ending := w.outcome
		if w.runs() {
			ending += "; " + w.blocked()
		}
		f.endings[ending] = true
	}
	f.report, f.err = x.run()
	f.stopped = x.stopped
	f.schedules = f.report.Schedules
	return f
}

// runs reports whether some task has not ended.
func (w *World) runs() bool {
	return slices.ContainsFunc(w.tasks[1:], func(t *Task) bool { return !t.done })
}

// differ compares what two searches say about one program: "" if it is the
// same.
func differ(f, g found) string {
	for sig := range f.classes {
		if g.classes[sig] == 0 {
			return fmt.Sprintf("one class in %d is missed by the other, which found %d", len(f.classes), len(g.classes))
		}
	}
	for sig := range g.classes {
		if f.classes[sig] == 0 {
			return fmt.Sprintf("one class in the other's %d is missed, %d were found", len(g.classes), len(f.classes))
		}
	}
	if !maps.Equal(f.endings, g.endings) {
		return fmt.Sprintf("the executions end in %q, the other's in %q", slices.Sorted(maps.Keys(f.endings)), slices.Sorted(maps.Keys(g.endings)))
	}
	if f.schedules != nil && g.schedules != nil && f.schedules.Cmp(g.schedules) != 0 {
		return fmt.Sprintf("%v schedules, the other %v", f.schedules, g.schedules)
	}
	if (f.err == nil) != (g.err == nil) {
		return fmt.Sprintf("error %v, the other %v", f.err, g.err)
	}
	return ""
}

// twice is a class that was executed more than once.
func (f found) twice() bool {
	for _, n := range f.classes {
		if n > 1 {
			return true
		}
	}
	return false
}

// searches compares the two reducing searches with the full one: "" if the
// three agree and no class is executed twice.
func searches(p program) (full found, complaint string) {
	full = search(Full, Options{}, p.body)
	for _, s := range []Search{DPOR, SleepSets} {
		got := search(s, Options{}, p.body)
		if d := differ(got, full); d != "" {
			return full, fmt.Sprintf("%s against every schedule: %s", names[s], d)
		}
		if got.twice() {
			return full, fmt.Sprintf("%s executes a class twice", names[s])
		}
	}
	return full, ""
}

var names = map[Search]string{DPOR: "source-DPOR", SleepSets: "sleep sets", Full: "the full search"}

// smallPrograms have all their classes and schedules counted by hand.
var smallPrograms = []struct {
	name, why string
	tasks     []string
	classes   int
	schedules int64
	deadlock  bool
}{
	{"nothing", "a world without tasks has one empty execution", nil, 1, 1, false},
	{"no steps", "a task that touches nothing takes no step", []string{"", ""}, 1, 1, false},
	{"one task", "nobody to interleave with", []string{"store v0; load v0"}, 1, 1, false},
	{"readers", "reads commute", []string{"load v0; load v0", "load v0; load v0"}, 1, 6, false},
	{"private", "different cells commute", []string{"store v0; store v0", "store v1; store v1"}, 1, 6, false},
	{"writers", "two writes of one cell come in two orders", []string{"store v0", "store v0"}, 2, 2, false},
	{"read and write", "a read comes before or after a write", []string{"load v0", "store v0"}, 2, 2, false},
	{"lost update", "3 places for each pair of load and store, and they overlap",
		[]string{"load v0; store v0", "load v0; store v0"}, 4, 6, false},
	{"atomic update", "load and store in one step: two orders", []string{"load v0; +store v0", "load v0; +store v0"}, 2, 2, false},
	{"store buffer", "of the 4 combinations, both reading 0 is impossible under sequential consistency",
		[]string{"store v0; load v1", "store v1; load v0"}, 3, 6, false},
	{"three writers", "3! orders", []string{"store v0", "store v0", "store v0"}, 6, 6, false},
	{"mutex", "sections come in two orders", []string{"lock m0; store v0; unlock m0", "lock m0; load v0; unlock m0"}, 2, 2, false},
	{"three sections", "3! orders", []string{"lock m0; +unlock m0", "lock m0; unlock m0", "lock m0; unlock m0"}, 6, 6, false},
	{"same order", "nested in one order: no deadlock",
		[]string{"lock m0; lock m1; +unlock m1; +unlock m0", "lock m0; lock m1; +unlock m1; +unlock m0"}, 2, 2, false},
	{"abba", "nested in both orders: one class is a deadlock",
		[]string{"lock m0; lock m1; unlock m1; unlock m0", "lock m1; lock m0; unlock m0; unlock m1"}, 3, 6, true},
	{"never unlocked", "the others starve, and in which order they got there does not matter",
		[]string{"lock m0", "load v0; lock m0", "store v0"}, 4, 9, true},
	{"reader", "a grace period before, during (which waits) and after the section",
		[]string{"rlock; +load v0; load v0; +runlock", "sync"}, 3, 3, false},
	{"short reader", "a section within one step is not seen", []string{"rlock; +load v0; +runlock", "sync"}, 1, 2, false},
}

func TestSearches(t *testing.T) {
	for _, c := range smallPrograms {
		t.Run(c.name, func(t *testing.T) {
			full, complaint := searches(prog(c.tasks...))
			if complaint != "" {
				t.Errorf("%s: %s", c.why, complaint)
			}
			if len(full.classes) != c.classes || full.schedules.Cmp(big.NewInt(c.schedules)) != 0 {
				t.Errorf("%s: %d classes of %v schedules, want %d of %d", c.why, len(full.classes), full.schedules, c.classes, c.schedules)
			}
			if (full.err != nil) != c.deadlock {
				t.Errorf("%s: error %v", c.why, full.err)
			}
		})
	}
}

// hardPrograms are the programs that rapid found against earlier versions of
// the explorer, shrunk: each was under-explored, or panicked, for the reason
// that it gives.
var hardPrograms = []struct {
	why   string
	tasks []string
}{
	{"an access that joins an Unlock races with one that joins the next Lock, but cannot come after it",
		[]string{"lock m0; store v0; +unlock m0", "lock m0; +load v0; unlock m0"}},
	{"an access that joins a Lock is ordered after the section before it, which must not hide the race for the mutex",
		[]string{"lock m0; store v0; unlock m0; store v1", "lock m0; +load v0; +load v1; unlock m0", "load v0; store v1"}},
	{"what a third task did on the way to the release is not between two tasks that want the mutex",
		[]string{"lock m0; store v0; lock m1; unlock m1; unlock m0", "lock m1; load v0; store v1; unlock m1", "lock m0; +load v1; unlock m0"}},
	{"a grace period commutes with sections that the reader opens after the one it waited for",
		[]string{"rlock; +load v0; load v0; +runlock; rlock; +load v0; load v0; +runlock", "sync"}},
	{"an access that joins the end of a grace period cannot come before the end of the section",
		[]string{"rlock; +load v0; load v0; +runlock", "sync; +store v0"}},
	{"what a step reads first decides what it touches then: t2 sleeps having touched v1, runs without",
		[]string{"load v0", "load v0; +store v0", "store v0; load v0; +skip; +load v1", "store v1"}},
	{"the mutex is never freed and the execution is cut by sleep sets before anything is complete",
		[]string{"load v0", "load v0; lock m0", "lock m0; +load v0; +unlock m0; +store v0"}},
	{"a task blocked for good never shows what would have joined its Lock",
		[]string{"load v0; lock m0; +load v0", "load v0; lock m0", "load v0", "store v0"}},
	{"the reversal of a Lock must come before what conflicts with the accesses that join it, and also after",
		[]string{"load v0; lock m1; lock m0; +load v0", "load v0; lock m0; unlock m0", "store v0"}},
	{"when a sleeper's step turns out to touch other cells, what ran before it, since it slept, counts too and not only what comes",
		[]string{"load v0; load v0; lock m0", "load v0; sync", "load v0; +rlock; store v0; lock m0; +runlock"}},
}

func TestSoundness(t *testing.T) {
	for _, c := range hardPrograms {
		p := prog(c.tasks...)
		if _, complaint := searches(p); complaint != "" {
			t.Errorf("%s: %s\nprogram:%v", c.why, complaint, p)
		}
	}
}
