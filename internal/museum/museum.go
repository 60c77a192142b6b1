// Package museum shows real bugs of Linux around bound devices: each is a
// program and a property that the explorer breaks on a release that has the
// bug, and cannot break on one that has not. A fault that no release ever had
// is no exhibit; those are in the tables of mutants.
package museum

import (
	"errors"
	"fmt"

	"boundif/emu"
	"boundif/sched"
)

// An Exhibit is one bug.
type Exhibit struct {
	Name     string // for the command line and for task names
	Title    string
	Ledger   string // ids of the rules
	Commit   string // of the fix, or of the change that brought the bug; "" if there is none
	Span     string // the releases that have it
	Saw      string // what users saw
	Program  string // the tasks
	Property string // what must hold
	Found    Hall   // where it does not
	Gone     *Hall  // where it does; nil if the bug is in the newest release still
	Repair   string // of a bug that is there still: what a fix could be; TestRepairs tries it
	Live     bool   // package live can look for it on the running kernel

	// Free is the body of Found for a kernel where the tasks run free, nil if
	// that would hardly ever meet the bug. Live is true then.
	Free func(s *Scene)
}

// A Hall is a release and a program: a body that says with Errorf that the
// property does not hold.
type Hall struct {
	Release emu.Release
	What    string // how it differs from the other hall
	Body    func(k *emu.Kernel)
}

// A Result is what the exploration of an exhibit found.
type Result struct {
	Found bool           // the bug was found where it should be
	Clean bool           // and not where it should not be, or there is no such place
	First int            // executions until it was found
	Of    int            // executions of the whole search there
	Bad   *sched.Failure // the shortest
	Gone  *sched.Report  // nil if Gone is
	After *sched.Failure // if it is not clean
}

// Held reports whether the exhibit is what it says.
func (r *Result) Held() bool { return r.Found && r.Clean }

// Explore explores both halls of the exhibit.
func (e *Exhibit) Explore() (*Result, error) {
	r := &Result{Clean: true}
	before, err := e.Found.search()
	if before == nil {
		return nil, fmt.Errorf("%s, Linux %s: %w", e.Name, e.Found.Release, err)
	}
	r.Of = before.Executions
	if r.Found = errors.As(err, &r.Bad); r.Found {
		r.First = r.Bad.Execution
	}
	if e.Gone == nil {
		return r, nil
	}
	if r.Gone, err = e.Gone.search(); r.Gone == nil {
		return nil, fmt.Errorf("%s, Linux %s: %w", e.Name, e.Gone.Release, err)
	}
	r.Clean = !errors.As(err, &r.After)
	return r, nil
}

// search explores a hall. The report is nil if the search was not finished.
func (h *Hall) search() (*sched.Report, error) {
	report, err := emu.Search(h.Body, emu.On(h.Release))
	var f *sched.Failure
	if err != nil && (!errors.As(err, &f) || f.Trace == nil) { // nil: the body panicked
		return nil, err
	}
	return report, err
}

// Replay runs one schedule where the bug is.
func (e *Exhibit) Replay(schedule string) (*sched.Trace, error) {
	return emu.ReplaySchedule(schedule, e.Found.Body, emu.On(e.Found.Release))
}

// Missing is a bug that is not exhibited.
type Missing struct {
	Commits string
	What    string
	Why     string
}

// Find is the exhibit of that name, nil if there is none.
func Find(name string) *Exhibit {
	for i := range Exhibits {
		if Exhibits[i].Name == name {
			return &Exhibits[i]
		}
	}
	return nil
}
