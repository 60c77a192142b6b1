package sched

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Trace is one replayed execution.
type Trace struct {
	Tasks   []string
	Steps   []Step
	Calls   []Call // in the order in which they returned
	Outcome string // as World.Outcome named it

	Schedule string // the schedule as it ran, complete: for Replay

	Shown []Field `json:",omitempty"` // what World.Show showed before the first step
}

// A Step is one step of a trace.
type Step struct {
	Task    string
	Name    string
	Call    int      // number of the task's call that it belongs to, from 1; 0 if none
	Touched []string // footprint: "write sock#1.boundDevIf"
	State   string   // what World.Watch showed after the step

	After   []int   `json:",omitempty"` // steps of other tasks that it comes directly after, as indices in Trace.Steps
	Shown   []Field `json:",omitempty"` // what World.Show showed after the step
	Blocked []Wait  `json:",omitempty"` // the tasks that cannot run after the step
}

// A Call is one system call of a trace.
type Call struct {
	Task   string
	Number int    // counts the task's calls from 1
	Text   string // the call and its arguments
	Result string // what it returned
	Last   int    // index in Steps of its last step
}

// String draws the trace: a column for each task, time going down, the state
// at the right. A call stands above its steps, its result below them.
func (tr *Trace) String() string {
	rows := tr.rows()
	width := make([]int, len(tr.Tasks))
	for k, name := range tr.Tasks {
		width[k] = utf8.RuneCountInString(name)
	}
	for _, r := range rows {
		width[r.col] = max(width[r.col], utf8.RuneCountInString(r.text))
	}
	var b strings.Builder
	line := func(no string, cells func(k int) string, state string) {
		s := fmt.Sprintf("%4s ", no)
		for k := range tr.Tasks {
			s += fmt.Sprintf(" %-*s ", width[k], cells(k))
		}
		if state != "" {
			s += "| " + state
		}
		b.WriteString(strings.TrimRight(s, " ") + "\n")
	}
	line("", func(k int) string { return tr.Tasks[k] }, "")
	state := ""
	for _, r := range rows {
		shown := ""
		if r.state != state && r.state != "" {
			shown, state = r.state, r.state
		}
		line(r.no, func(k int) string {
			if k == r.col {
				return r.text
			}
			return ""
		}, shown)
	}
	return b.String()
}

// row is one line of the drawing.
type row struct {
	no    string
	col   int
	text  string
	state string
}

func (tr *Trace) rows() []row {
	col := map[string]int{}
	for k, name := range tr.Tasks {
		col[name] = k
	}
	type key struct {
		task string
		call int
	}
	calls := map[key]Call{}
	for _, c := range tr.Calls {
		calls[key{c.Task, c.Number}] = c
	}
	var rows []row
	begun := map[key]bool{}
	for i, st := range tr.Steps {
		k := key{st.Task, st.Call}
		c, known := calls[k]
		if known && !begun[k] {
			begun[k] = true
			rows = append(rows, row{col: col[st.Task], text: c.Text})
		}
		rows = append(rows, row{no: fmt.Sprint(i + 1), col: col[st.Task], text: "  " + st.Name, state: st.State})
		for _, done := range tr.Calls { // a call without steps of its own ends here too
			if done.Task == st.Task && done.Last == i {
				d := key{done.Task, done.Number}
				if !begun[d] {
					begun[d] = true
					rows = append(rows, row{col: col[st.Task], text: done.Text})
				}
				rows = append(rows, row{col: col[st.Task], text: "= " + done.Result})
			}
		}
	}
	return rows
}
