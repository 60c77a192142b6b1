package main

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"runtime"
	"slices"
	"time"

	"boundif/internal/promela"
	"boundif/sched"
)

// nidhugg is what Nidhugg was once seen to take for the 7,350 classes.
const nidhugg = 1800 * time.Millisecond

// A measured is a row with what all explorers said about it, and when.
type measured struct {
	row

	DPOR struct {
		Classes, Executions int
		Took                time.Duration
		Outcomes            int
	}
	Sleep struct {
		Classes, Executions int // 0 if it was given up
		Took                time.Duration
	}
	Schedules *big.Int // behind the classes; nil if they were too many to count
	ByStates  *big.Int // on the paths through the states; nil likewise
	Every     struct { // stateful, every state
		States int
		Took   time.Duration
	}
	Stateful struct { // with its reduction
		States, Ends, Executions int
		Outcomes                 int
		Took                     time.Duration
	}
	SPIN, Reduced struct { // every state, and with partial order reduction
		States  int
		Took    time.Duration // of the search, by SPIN's own clock
		Process time.Duration // of the run: the search, with the start and end of its process
		Compile time.Duration // of spin and gcc before it
	}
}

// How often a search is repeated: the time is the median. A long one runs once.
const (
	often   = 25
	several = 5
	short   = 5 * time.Millisecond
	lengthy = 3 * time.Second
)

// sleepRuns is where the sleep-set search is given up: without races to guide
// it, it starts many executions that it has to cut off.
const sleepRuns = 100_000

// meter repeats searches, taking turns among them, so that whatever else the
// machine does falls on all alike.
type meter []*turn

type turn struct {
	search func() (time.Duration, error)
	took   []time.Duration
	to     *time.Duration
}

func (m *meter) add(to *time.Duration, search func() (time.Duration, error)) {
	*m = append(*m, &turn{search: search, to: to})
}

// median of times, which it sorts.
func median(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}

func (m meter) run(times int) error {
	for i := range times {
		for _, t := range m {
			if i > 0 && t.took[0] > lengthy || i >= several && t.took[0] > short {
				continue
			}
			took, err := t.search()
			if err != nil {
				return err
			}
			t.took = append(t.took, took)
		}
	}
	for _, t := range m {
		*t.to = median(t.took)
	}
	return nil
}

// explore runs one search and says how long it took.
func explore(opt sched.Options, body func(*sched.World)) (*sched.Report, time.Duration, error) {
	runtime.GC()
	begun := time.Now()
	r, err := sched.Explore(opt, body)
	return r, time.Since(begun), err
}

// measure asks every explorer about the row, so many times at most. Without
// spin it asks all but SPIN.
func (r row) measure(spin bool, times int, log io.Writer) (*measured, error) {
	m := &measured{row: r}
	var turns meter
	turns.add(&m.DPOR.Took, func() (time.Duration, error) {
		report, took, err := explore(sched.Options{}, r.Body)
		m.DPOR.Classes, m.DPOR.Executions, m.DPOR.Outcomes = report.Classes, report.Executions, len(report.Outcomes)
		return took, err
	})
	turns.add(&m.Stateful.Took, func() (time.Duration, error) {
		report, took, err := explore(sched.Options{Search: sched.Stateful, CellsOnly: true}, r.Body)
		m.Stateful.States, m.Stateful.Ends, m.Stateful.Executions = report.States, report.Ends, report.Executions
		m.Stateful.Outcomes = len(report.Outcomes)
		return took, err
	})
	if r.every {
		turns.add(&m.Every.Took, func() (time.Duration, error) {
			report, took, err := explore(sched.Options{Search: sched.Stateful, EveryState: true, CellsOnly: true}, r.Body)
			m.Every.States = report.States
			return took, err
		})
	}
	if report, _, err := explore(sched.Options{Search: sched.SleepSets, MaxRuns: sleepRuns}, r.Body); err == nil {
		m.Sleep.Classes, m.Sleep.Executions = report.Classes, report.Executions
		turns.add(&m.Sleep.Took, func() (time.Duration, error) {
			_, took, err := explore(sched.Options{Search: sched.SleepSets, MaxRuns: sleepRuns}, r.Body)
			return took, err
		})
	}
	if spin {
		remove, err := m.addSPIN(&turns)
		defer remove()
		if err != nil {
			return nil, err
		}
	}
	fmt.Fprintf(log, "%v\n", r.Config)
	if err := turns.run(times); err != nil {
		return nil, fmt.Errorf("%v: %w", r.Config, err)
	}
	return m, m.count()
}

// addSPIN makes SPIN's checkers of the row and adds their runs.
func (m *measured) addSPIN(turns *meter) (remove func(), err error) {
	var dirs []string
	remove = func() {
		for _, dir := range dirs {
			os.RemoveAll(dir)
		}
	}
	p, err := promela.Extract(m.Body)
	if err != nil {
		return remove, err
	}
	for _, reduce := range []bool{false, true} {
		if !reduce && !m.every {
			continue
		}
		dir, err := os.MkdirTemp("", "boundif-spin-")
		if err != nil {
			return remove, err
		}
		dirs = append(dirs, dir)
		c, err := p.Build(dir, m.String(), promela.Mode{Reduce: reduce})
		if err != nil {
			return remove, err
		}
		to := &m.SPIN
		if reduce {
			to = &m.Reduced
		}
		to.Compile = c.Compile
		var process []time.Duration
		turns.add(&to.Took, func() (time.Duration, error) {
			r, err := c.Run()
			if err == nil && r.Errors > 0 {
				err = errors.New("SPIN reports an error:\n" + r.Output)
			}
			process = append(process, r.Process)
			to.States, to.Process = r.States, median(process)
			return max(r.Search, 1), err
		})
	}
	return remove, nil
}

// Up to where schedules are counted. The work is that many cuts of each class,
// or a number for each state.
const (
	countClasses = 1_000
	countStates  = 3_000_000
)

// count counts the schedules in the two ways that there are.
func (m *measured) count() error {
	if m.DPOR.Classes <= countClasses {
		report, err := sched.Explore(sched.Options{Count: true}, m.Body)
		if err != nil {
			return err
		}
		m.Schedules = report.Schedules
	}
	if m.Every.States > 0 && m.Every.States <= countStates {
		report, err := sched.Explore(sched.Options{Search: sched.Stateful, CellsOnly: true, Count: true}, m.Body)
		if err != nil {
			return err
		}
		m.ByStates = report.Schedules
	}
	return nil
}
