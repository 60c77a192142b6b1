package main

import (
	"cmp"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"
)

// disagreements lists what two of the sources say differently about the row.
func (m *measured) disagreements() (out []string) {
	differ := func(what string, a, b int, who, whom string) {
		if a != 0 && b != 0 && a != b {
			out = append(out, fmt.Sprintf("%s: %s has %s, %s %s", what, who, group(a), whom, group(b)))
		}
	}
	if m.own > 0 {
		differ("classes", m.DPOR.Classes, m.own, "DPOR", "by recorded footprints there should be")
	} else {
		differ("classes", m.DPOR.Classes, m.classes, "DPOR", "the table")
	}
	differ("classes", m.Sleep.Classes, m.DPOR.Classes, "the sleep-set search", "DPOR")
	differ("states", m.Every.States, m.states, "the stateful search", "the table")
	differ("states", m.SPIN.States, m.states, "SPIN", "the table")
	differ("states", m.SPIN.States, m.Every.States, "SPIN", "the stateful search")
	differ("outcomes", m.Stateful.Outcomes, m.DPOR.Outcomes, "the stateful search", "DPOR")
	if n := m.schedules; n != "" && m.counted() != nil && !saidSchedules(n, m.counted()) {
		out = append(out, fmt.Sprintf("schedules: counted %v, the table has %s", m.counted(), n))
	}
	if m.Schedules != nil && m.ByStates != nil && m.Schedules.Cmp(m.ByStates) != 0 {
		out = append(out, fmt.Sprintf("schedules: %v by classes, %v by states", m.Schedules, m.ByStates))
	}
	return out
}

// counted is the number of schedules, by classes if they could be counted so;
// nil if they could not be counted at all.
func (m *measured) counted() *big.Int {
	if m.Schedules != nil {
		return m.Schedules
	}
	return m.ByStates
}

// best is the fastest of boundif's complete searches.
func (m *measured) best() (name string, took time.Duration, executions int) {
	if m.DPOR.Took < m.Stateful.Took {
		return "DPOR", m.DPOR.Took, m.DPOR.Executions
	}
	return "stateful", m.Stateful.Took, m.Stateful.Executions
}

// verdict says whether the row is as fast as it should be, and by how much.
func (m *measured) verdict() string {
	var out []string
	if m.bar > 0 {
		out = append(out, "a tenth of Nidhugg's "+nidhugg.String()+", DPOR: "+against(m.DPOR.Took, m.bar))
	}
	if m.Reduced.Took > 0 {
		name, took, executions := m.best()
		run := against(took, m.Reduced.Process)
		if took > m.Reduced.Process {
			run += " with " + group(executions) + " executions"
		}
		out = append(out, fmt.Sprintf("%s: %s; its search alone: %s", name, run, against(took, m.Reduced.Took)))
	}
	return strings.Join(out, "; ")
}

func against(took, bar time.Duration) string {
	if took <= bar {
		return fmt.Sprintf("met, %.1f times as fast", float64(bar)/float64(took))
	}
	return fmt.Sprintf("**missed**, takes %.1f times as long", float64(took)/float64(bar))
}

// page writes the document.
func page(w io.Writer, machine string, spin bool, list []*measured) {
	fmt.Fprintf(w, top, machine)
	fmt.Fprint(w, countsHead)
	for _, m := range list {
		agrees := "yes"
		if m.own > 0 {
			agrees = "all but the golden classes[^1]"
		}
		if d := m.disagreements(); len(d) > 0 {
			agrees = "**NO**: " + strings.Join(d, "; ")
		}
		line(w, m.String(), count(m.classes), count(m.DPOR.Classes), count(m.Sleep.Classes),
			cmp.Or(m.schedules, none), long(m.counted()),
			count(m.states), count(m.Every.States), count(m.SPIN.States), agrees)
	}
	for _, m := range list {
		if m.own > 0 {
			fmt.Fprint(w, apart)
			break
		}
	}
	fmt.Fprint(w, timesHead, timesColumns)
	for _, m := range list {
		line(w, m.String(), count(m.DPOR.Executions), show(m.DPOR.Took), count(m.Sleep.Executions), show(m.Sleep.Took),
			count(m.Stateful.States), show(m.Stateful.Took), show(m.Every.Took),
			show(m.SPIN.Took), count(m.Reduced.States), show(m.Reduced.Took), show(m.Reduced.Process),
			show(max(m.SPIN.Compile, m.Reduced.Compile)), cmp.Or(m.verdict(), none))
	}
	if !spin {
		fmt.Fprint(w, "\nSPIN was not installed.\n")
	}
	fmt.Fprint(w, why, bottom)
}

func line(w io.Writer, cells ...string) { fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | ")) }

const none = "—"

const top = `# The explorer, beside SPIN

Written by ` + "`go run ./internal/explorers -update`" + `, in one run on one
machine: %s.

A scenario is NAMES/INDICES/RENAMERS: tasks that bind by name, tasks that bind
by index, tasks that swap two devices by three renames. *shared*: all bind one
socket. *atomic*: a rename is one step. *hotplug*: one more task deletes a
device and makes another. The program is internal/abstract: the few steps that
the race needs, written with the types of package sched.

## What they count

* *Golden* is what others found on models of their own: the states are SPIN's,
  the classes of the atomic rows Nidhugg's and GenMC's.
* *DPOR* and *sleep sets* are boundif's two searches by execution, one for each
  Mazurkiewicz class. The second is given up after 100,000 executions.
* *Counted* are the schedules behind the classes and the paths through the
  states, each where they are few enough; the two must be equal.
* *Stateful* is boundif's search by states, with its reduction turned off.
* *SPIN* reads the model that ` + "`boundif export`" + ` writes, with all its
  optimisations turned off. Nothing is subtracted from its count.

A dash: nobody said, or too much to run here. A row agrees if no two of its
numbers differ, and all of boundif's searches end in the same outcomes.
`

const countsHead = `
| scenario | classes: golden | DPOR | sleep sets | schedules: golden | counted | states: golden | stateful | SPIN | agrees |
|---|--:|--:|--:|--:|--:|--:|--:|--:|---|
`

const apart = `
[^1]: Open. What a class is depends on what a step is said to touch. The golden
    classes of the two hotplug rows come from a prototype whose footprints were
    written by hand, and no other tool has confirmed them; boundif's footprints
    are recorded from the model, and both of its searches by classes give the
    same number where the second comes to its end. States and schedules, which
    depend on no footprint, are the golden ones.
`

const timesHead = `
## How long they take

Each time is the median of 25 runs (below 5 ms) or 5 runs, or one run (above
3 s); the searches take turns.

* boundif's times are those of the whole of sched.Explore, from the closures to
  the report. *Stateful* has its reduction; *every state* has not.
* *SPIN, reduced* has partial order reduction and all its other optimisations.
  The export makes it easy for the reduction: what only one task touches is a
  local variable. A model with globals for all that would give it nothing to do.
* SPIN's *search* is by its own clock, made finer; its *run* is the whole process.
  *Compile* is spin and gcc before that, for the slower of the two models. None
  of them has the export in it.

The bar of every row: the faster of DPOR and stateful takes no longer than the
run of SPIN, reduced. Beside it stands the same for SPIN's search alone.
`

const timesColumns = `
| scenario | DPOR: executions | time | sleep sets: executions | time | stateful: states | time | every state: time | SPIN, every state: search | SPIN, reduced: states | search | run | compile | bar |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
`

const why = `
Where the run is missed, it is by the executions that the row names: boundif
runs the closures to their end for every class or final state, for Finally to
judge it. SPIN is asked for no judgement. With the same work to do for many
states and few ends, boundif is faster.

Where only SPIN's search alone is faster, it is by the beginning: boundif makes
coroutines and runs the closures until it knows the automaton of each task,
which by then the export, spin and gcc have done for SPIN.
`

const bottom = `
## What can be exported

` + "`boundif export --scenario \"2/2/1 shared\" > race.pml`" + ` writes any scenario of
this page. The comment at the top of the file says how to run SPIN on it, and
how to make SPIN show a schedule for each outcome.

The model is no second implementation. It is made of what the tasks did when
boundif explored them, with the values that they read and stored. Package
internal/promela does this for every body whose tasks share sched.Var and
sched.Mutex and nothing else. A sched.Ptr or sched.List is refused by name, and
so are objects that tasks create, and read-side sections that span steps: the
code of netdev, sock and proto has all of them, and is explored, not exported.
`

// group is n with a comma between thousands.
func group(n int) string { return groupDigits(fmt.Sprint(n)) }

func groupDigits(s string) string {
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count is n, a dash if it is 0.
func count(n int) string {
	if n == 0 {
		return none
	}
	return group(n)
}

// long is n, in two digits if it is long.
func long(n *big.Int) string {
	switch {
	case n == nil:
		return none
	case len(n.String()) > 12:
		return rounded(n)
	}
	return groupDigits(n.String())
}

// show is a time in two or three digits.
func show(d time.Duration) string {
	switch {
	case d == 0:
		return none
	case d < 100*time.Microsecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1e3)
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
