package main

import (
	"fmt"
	"math/big"
	"strings"

	"boundif/emu"
	"boundif/internal/plane/linux"
	"boundif/internal/race"
	"boundif/netdev"
	"boundif/sched"
)

// result is everything that the race command finds out; its JSON form is the
// output of --json.
type result struct {
	Kernel  string       `json:"kernel"` // release that the model behaves as
	Paths   []pathResult `json:"paths"`
	Linux   *linuxResult `json:"linux,omitempty"`
	NoLinux string       `json:"no_linux,omitempty"` // why the running kernel was not asked
	Held    bool         `json:"theorem_held"`
}

// pathResult is one path on the model.
type pathResult struct {
	Path      race.Path       `json:"path"`
	Schedules *big.Int        `json:"schedules"`
	Classes   int             `json:"classes"`
	Outcomes  []outcomeResult `json:"outcomes"`
	Shared    []string        `json:"shared"` // what daemon and udev can influence each other by
	Violation string          `json:"violation,omitempty"`
	Stopped   string          `json:"stopped,omitempty"` // why the search was not finished: there is no verdict
	Safe      bool            `json:"safe"`              // every schedule ended well
	Expected  bool            `json:"as_the_theorem_says"`
}

type outcomeResult struct {
	Label     string   `json:"outcome"`
	Classes   int      `json:"classes"`
	Schedules *big.Int `json:"schedules"`
	Witness   string   `json:"witness"`
	Switches  int      `json:"context_switches"`
	Steps     int      `json:"steps"`
}

func outcomeOf(o sched.Outcome) outcomeResult {
	return outcomeResult{
		Label: o.Label, Classes: o.Classes, Schedules: o.Schedules,
		Witness: o.Witness, Switches: o.Switches, Steps: o.Steps,
	}
}

// linuxResult is what the running kernel did.
type linuxResult struct {
	Release string                       `json:"release"`
	Driven  []drivenResult               `json:"driven"`
	Free    map[race.Path]map[string]int `json:"free_running"`
	Agrees  bool                         `json:"agrees"`
}

// drivenResult is one schedule of whole system calls, on both.
type drivenResult struct {
	Path     race.Path `json:"path"`
	Schedule string    `json:"schedule"`
	Model    string    `json:"model"`
	Kernel   string    `json:"kernel"`
}

var paths = []race.Path{race.ByName, race.ByIndex}

// study explores both paths on the model, beside w if that is not nil. If
// the user interrupts it the result is what was covered so far.
func study(r emu.Release, w *watch) (*result, error) {
	out := &result{Kernel: r.String(), Held: true}
	for _, p := range paths {
		var options []emu.Option
		if w != nil {
			options = w.over(string(p))
		}
		report, err := p.Explore(r, options...)
		one := pathResult{Path: p, Schedules: report.Schedules, Classes: report.Classes, Safe: true}
		if w != nil && w.stop() {
			out.interrupt(one, report, err)
			return out, errInterrupted
		}
		if f, ok := err.(*sched.Failure); ok {
			one.Violation = f.Error()
		} else if err != nil {
			return nil, err
		}
		one.Shared = report.Shared(string(p), race.Udev)
		have := map[string]bool{}
		for _, o := range report.Outcomes {
			one.Outcomes = append(one.Outcomes, outcomeOf(o))
			have[o.Label] = true
			one.Safe = one.Safe && o.Label == race.Right
		}
		switch p {
		case race.ByName: // P2: both ways to go wrong exist, and nothing else
			one.Expected = have[race.Right] && have[race.NoDev] && have[race.Wrong] && len(have) == 3
		case race.ByIndex: // P1, and the reason: nothing is shared, so all schedules are one class
			one.Expected = one.Safe && one.Classes == 1 && len(one.Shared) == 0
		}
		one.Expected = one.Expected && one.Violation == ""
		out.Held = out.Held && one.Expected
		out.Paths = append(out.Paths, one)
	}
	return out, nil
}

// interrupt adds a path that was not explored to its end: there is no verdict.
func (r *result) interrupt(p pathResult, report *sched.Report, err error) {
	for _, o := range report.Outcomes {
		p.Outcomes = append(p.Outcomes, outcomeOf(o))
	}
	p.Safe, r.Held = false, false
	p.Stopped = report.Coverage()
	if f, violated := err.(*sched.Failure); violated {
		p.Violation = f.Error()
	} else if err != nil {
		p.Stopped = strings.TrimPrefix(err.Error(), "sched: ")
	}
	r.Paths = append(r.Paths, p)
}

// confirm drives the schedules on the running kernel, if there is a way and
// the user has the patience.
func (r *result) confirm(w *watch) {
	err := r.ask()
	if err != nil && w.stop() {
		r.NoLinux = "Interrupted."
	} else if err != nil {
		r.NoLinux = err.Error()
		if _, ok := err.(*race.Unavailable); !ok {
			r.Held = false // the kernel was there, but something broke
		}
	}
}

func (r *result) ask() error {
	if err := linux.Available(); err != nil {
		return &race.Unavailable{Reason: err}
	}
	major, minor, err := linux.Release()
	if err != nil {
		return err
	}
	running := emu.Linux(major, minor)
	asModelled := running
	if !running.Modelled() {
		asModelled = netdev.Newest
	}
	req := race.Request{Schedules: map[race.Path][]string{}, Trials: trials}
	models := map[race.Path][]race.Run{}
	for _, p := range paths {
		if models[p], err = p.Calls(asModelled); err != nil {
			return err
		}
		for _, one := range models[p] {
			req.Schedules[p] = append(req.Schedules[p], one.Schedule)
		}
	}
	answer, err := race.Ask(req, "race", serveFlag)
	if err != nil {
		return err
	}
	out := &linuxResult{Release: running.String(), Free: answer.Free, Agrees: true}
	for _, p := range paths {
		if len(answer.Outcomes[p]) != len(models[p]) {
			return fmt.Errorf("the kernel answered %d of %d schedules", len(answer.Outcomes[p]), len(models[p]))
		}
		for i, one := range models[p] {
			kernel := answer.Outcomes[p][i]
			out.Driven = append(out.Driven, drivenResult{p, one.Schedule, one.Outcome, kernel})
			out.Agrees = out.Agrees && kernel == one.Outcome
		}
		out.Agrees = out.Agrees && r.possible(p, answer.Free[p])
	}
	r.Linux = out
	r.Held = r.Held && out.Agrees
	return nil
}

// possible reports whether the explorer found every outcome that free-running
// threads produced.
func (r *result) possible(p race.Path, seen map[string]int) bool {
	for label := range seen {
		known := false
		for _, one := range r.Paths {
			for _, o := range one.Outcomes {
				known = known || one.Path == p && o.Label == label
			}
		}
		if !known {
			return false
		}
	}
	return true
}
