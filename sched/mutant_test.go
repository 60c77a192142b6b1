package sched

import (
	"testing"

	"boundif/internal/mutant"
)

// A fault is put into the explorer on purpose. The tests of this package, or
// those of the abstract race model, are compiled with it, and must fail.
type fault struct {
	name     string
	file     string
	edits    []mutant.Edit
	killedBy string // pattern of the test that must fail
	says     string // what its output must contain
	abstract bool   // that test is in internal/abstract
}

// faults has a row for each check that the explorer's answer stands on: the
// relation between steps, the search, the footprints, and what it refuses.
var faults = []fault{
	{
		name: "a footprint's write bit dropped: a write that joins a read", file: "sched/world.go",
		edits:    []mutant.Edit{{"				if f.a == read {\n					f.a = a\n", "				if f.a == read {\n"}},
		killedBy: "TestSearches/atomic_update", says: "1 classes of 2 schedules",
	},
	{
		name: "a footprint's entry dropped: the third access of a step", file: "sched/world.go",
		edits:    []mutant.Edit{{"	w.foot = append(w.foot, touch{c, a})\n", "	if e.hi-e.lo == 2 {\n		return\n	}\n	w.foot = append(w.foot, touch{c, a})\n"}},
		killedBy: "TestSmallestProgram", says: "source-DPOR: the executions end",
	},
	{
		name: "acquire and acquire of one mutex do not conflict", file: "sched/order.go",
		edits: []mutant.Edit{
			{"			w.after(in.lastWrite, how)\n", "			if f.a != acquire {\n				w.after(in.lastWrite, how)\n			}\n"},
		},
		killedBy: "TestGolden/1/1/2", says: "5 classes, want 100", abstract: true,
	},
	{
		name: "a sleeper stays asleep when a step conflicts with its own", file: "sched/explore.go",
		edits:    []mutant.Edit{{"!dependent(p.feet[q], p.foot)", "true"}},
		killedBy: "TestSearches/writers", says: "is missed",
	},
	{
		name: "a sleeper wakes at every step", file: "sched/explore.go",
		edits:    []mutant.Edit{{"!dependent(p.feet[q], p.foot)", "p.feet == nil"}},
		killedBy: "TestSearches/private", says: "36 schedules, the other 6",
	},
	{
		name: "a step explored is not put to sleep for its siblings", file: "sched/explore.go",
		edits:    []mutant.Edit{{"		n.feet[n.choice] = n.foot\n", "		n.feet[n.choice] = nil\n"}, {"!dependent(p.feet[q], p.foot)", "p.feet[q] != nil && !dependent(p.feet[q], p.foot)"}},
		killedBy: "TestSearches/private", says: "36 schedules, the other 6",
	},
	{
		name: "a mutex that was free in between is not a rival's", file: "sched/order.go",
		edits:    []mutant.Edit{{"				how = rival\n", "				how = race\n"}},
		killedBy: "TestSearches/mutex", says: "is missed",
	},
	{
		name: "release is not ordered before the next acquire", file: "sched/order.go",
		edits:    []mutant.Edit{{"			in.lastFree = int32(e) // its own task's acquire comes before it\n", ""}},
		killedBy: "TestSearches/mutex", says: "no runnable task begins the reversal of a race",
	},
	{
		name: "the end of a grace period is not ordered after the readers", file: "sched/order.go",
		edits:    []mutant.Edit{{"		w.after(end, enabler)\n", "		_ = end\n"}},
		killedBy: "TestSearches/reader", says: "schedules, the other",
	},
	{
		name: "a write is not ordered after the reads before it", file: "sched/order.go",
		edits:    []mutant.Edit{{"				w.after(r, race)\n", "				_ = r\n"}},
		killedBy: "TestSearches/read_and_write", says: "is missed",
	},
	{
		name: "a read is not ordered after the write before it", file: "sched/order.go",
		edits:    []mutant.Edit{{"			w.after(in.lastWrite, race)\n", ""}},
		killedBy: "TestSearches/read_and_write", says: "3 schedules, the other 2",
	},
	{
		name: "no races", file: "sched/race.go",
		edits:    []mutant.Edit{{"			x.try(r.event, e)\n", ""}},
		killedBy: "TestSearches/writers", says: "is missed",
	},
	{
		name: "backtrack to the racing task only, not to one that leads there", file: "sched/race.go",
		edits:    []mutant.Edit{{"		for _, g := range rest {\n			if w.before(g, i) {\n				return\n			}\n		}\n", ""}},
		killedBy: "TestSoundness", says: "is missed",
	},
	{
		name: "backtrack to a task that the race does not begin with", file: "sched/race.go",
		edits:    []mutant.Edit{{"	if initials &= n.runnable; initials == 0 {", "	if initials = n.runnable &^ initials; initials == 0 {"}},
		killedBy: "TestSearches", says: "--- FAIL",
	},
	{
		name: "races of blocked tasks are not looked at", file: "sched/race.go",
		edits:    []mutant.Edit{{"	if x.opt.Search != DPOR {\n		return\n	}\n	for _, t", "	if x.opt.Search == DPOR {\n		return\n	}\n	for _, t"}},
		killedBy: "TestSearches/abba", says: "is missed",
	},
	{
		name: "steps whose footprint varies are not looked at (vary.go)", file: "sched/vary.go",
		edits:    []mutant.Edit{{"	bit := uint32(1) << ev.task\n	for d", "	bit := uint32(1) << ev.task\n	return\n	for d"}},
		killedBy: "TestSoundness", says: "what a step reads first decides",
	},
	{
		name: "a varying step is compared with later events only", file: "sched/vary.go",
		edits:    []mutant.Edit{{"				x.wake(d, ev.task, g)\n", "				_ = g\n"}},
		killedBy: "TestSoundness", says: "since it slept",
	},
	{
		name: "a grace period does not wait", file: "sched/rcu.go",
		edits:    []mutant.Edit{{"	if len(open) == 0 {\n		return\n	}\n", "	return\n"}},
		killedBy: "TestRCU", says: "FAIL",
	},
	{
		name: "a mutex does not block", file: "sched/world.go",
		edits:    []mutant.Edit{{"		return t.w.info(t.want.cell).owner == 0\n", "		return true\n"}},
		killedBy: "TestSearches/mutex", says: "is held",
	},
	{
		name: "a deadlock is an end like any other", file: "sched/explore.go",
		edits:    []mutant.Edit{{"	if deadlock != \"\" {\n", "	if false {\n"}},
		killedBy: "TestSearches/abba", says: "error <nil>",
	},
	{
		name: "another set of runnable tasks in a second run is not noticed", file: "sched/explore.go",
		edits:    []mutant.Edit{{"		if n.runnable != runnable {\n", "		if false {\n"}},
		killedBy: "TestNondeterministic|TestFewerTasks", says: "FAIL",
	},
	{
		name: "another step in a second run is not noticed", file: "sched/explore.go",
		edits:    []mutant.Edit{{"		} else if step != n.step {\n", "		} else if false {\n"}},
		killedBy: "TestNondeterministic", says: "another step in the second run",
	},
	{
		name: "another footprint in a second run is not noticed", file: "sched/explore.go",
		edits:    []mutant.Edit{{"		} else if !same(n.foot, w.footprint(e)) {\n", "		} else if false {\n"}},
		killedBy: "TestNondeterministic", says: "another variable in the second run",
	},
	{
		name: "a cell that nobody owns is left out of the footprint", file: "sched/task.go",
		edits:    []mutant.Edit{{"	if c.id == 0 {\n		panic(", "	if c.id == 0 {\n		return\n		panic("}},
		killedBy: "TestMisuse", says: "FAIL",
	},
	{
		name: "a search that was given up is no error", file: "sched/explore.go",
		edits:    []mutant.Edit{{"			x.stop()\n			return nil\n", "			return nil\n"}},
		killedBy: "TestLimits", says: "no error",
	},
	{
		name: "fingerprints cut to 24 bits", file: "sched/state_set.go",
		edits:    []mutant.Edit{{"	at, found := s.find(p)\n	if found {\n		return false", "	p = print128{lo: p.lo & (1<<24 - 1)}\n	at, found := s.find(p)\n	if found {\n		return false"}},
		killedBy: "TestFingerprints", says: "want 68921",
	},
	{
		name: "the shortest schedule is the first that was found", file: "sched/class.go",
		edits:    []mutant.Edit{{"	if c.total == 0 || n == 0 {\n		return w.asRun()", "	if true {\n		return w.asRun()"}},
		killedBy: "TestShortestWitness", says: "the fewest are",
	},
}

// notSearch are tests that no row needs. The mutants are compiled without
// them.
var notSearch = []string{"mutant_test.go", "bench_test.go", "example_test.go", "own_test.go", "plain_test.go", "show_test.go", "teardown_test.go", "trace_test.go"}

// TestMutants breaks the explorer in each of these ways and sees a test fail.
// With -v it prints the table: the smallest program of this package on which
// the searches disagree or an answer is wrong, who kills the mutant, and after
// how many executions.
func TestMutants(t *testing.T) {
	mutant.Require(t)
	table := mutant.NewTable(t, len(faults), "mutant", "smallest scope", "killed by", "after executions")
	var all []mutant.Fault
	for _, m := range faults {
		all = append(all, mutant.Fault{File: m.file, Edits: m.edits})
	}
	own := mutant.Compile(t, "sched", all, notSearch...)
	abstract := mutant.Compile(t, "internal/abstract", all)
	own.Run(mutant.None, "TestSmallestProgram|TestSearches|TestSoundness").MustPass(t, "the explorer as it is")
	for i, m := range faults {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			smallest := own.Run(i, "TestSmallestProgram")
			killed, pkg := smallest, ""
			if m.abstract {
				killed, pkg = abstract.Run(i, m.killedBy), "abstract "
			} else if m.killedBy != "TestSmallestProgram" {
				killed = own.Run(i, m.killedBy)
			}
			killed.MustKill(t, m.killedBy, m.says)
			scope, after := smallest.Value("scope"), smallest.Value("executions")
			if m.abstract {
				scope, after = "the race model", m.says
			} else if smallest.Err == nil { // all programs are as they should be
				scope, after = "that test's", "-"
			}
			table.Set(i, m.name, scope, pkg+killed.Killer(), after)
		})
	}
}
