package sched

import (
	"fmt"
	"strconv"
	"strings"
)

// A schedule string is "v1:" and a list of segments, separated by commas:
//
//	dhcp=netdev.name.load    run task dhcp up to and including that step
//	udev=netdev.rename.list:2   ... its second step of that name from here on
//	dhcp                     run task dhcp to its end
//
// After the last segment the remaining tasks run to their ends, in the order
// in which they were started. Steps are named, not counted, so a schedule
// survives new steps elsewhere; one that names a step which no longer comes
// is an error that says which.
const scheduleVersion = "v1:"

// stepDelimiters cannot stand in the name of a step.
const stepDelimiters = ",=:"

type segment struct {
	task string
	step string // "" is up to the end
	n    int    // how-manieth step of that name, from 1
}

func parseSchedule(s string) ([]segment, error) {
	rest, ok := strings.CutPrefix(s, scheduleVersion)
	if !ok {
		return nil, fmt.Errorf("sched: schedule %q: want it to begin with %q", s, scheduleVersion)
	}
	if rest == "" {
		return nil, nil
	}
	var out []segment
	for i, text := range strings.Split(rest, ",") {
		task, to, found := strings.Cut(text, "=")
		g := segment{task: task, n: 1}
		if found {
			step, n, counted := strings.Cut(to, ":")
			g.step = step
			if counted {
				var err error
				if g.n, err = strconv.Atoi(n); err != nil || g.n < 2 || strconv.Itoa(g.n) != n {
					return nil, fmt.Errorf("sched: schedule segment %d, %q: %q is not a count from 2", i+1, text, n)
				}
			}
		}
		if !validName(task) || found && (g.step == "" || strings.ContainsAny(g.step, stepDelimiters)) {
			return nil, fmt.Errorf("sched: schedule segment %d, %q: want task, task=step or task=step:count", i+1, text)
		}
		out = append(out, g)
	}
	return out, nil
}

func (g segment) String() string {
	switch {
	case g.step == "":
		return g.task
	case g.n == 1:
		return g.task + "=" + g.step
	}
	return fmt.Sprintf("%s=%s:%d", g.task, g.step, g.n)
}

// schedule is the string of the execution as it ran.
func (w *World) schedule() string {
	order := make([]int, len(w.events)-1)
	for i := range order {
		order[i] = i + 1
	}
	return w.encode(order)
}

// encode is the string of the execution's events in that order.
func (w *World) encode(order []int) string {
	left := make([]int, len(w.tasks)) // events of each task still to come
	for _, e := range order {
		left[w.events[e].task]++
	}
	var out []string
	for i := 0; i < len(order); {
		id := w.events[order[i]].task
		seen := map[string]int{}
		var step string
		for ; i < len(order) && w.events[order[i]].task == id; i++ {
			step = w.events[order[i]].step
			seen[step]++
			left[id]--
		}
		g := segment{task: w.tasks[id].name, step: step, n: seen[step]}
		if left[id] == 0 && w.tasks[id].done {
			g = segment{task: g.task, n: 1}
		}
		out = append(out, g.String())
	}
	return scheduleVersion + strings.Join(out, ",")
}
