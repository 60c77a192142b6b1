package picture

import (
	"slices"
	"strings"

	"boundif/sched"
)

// pageData is what the page's script reads. Steps are counted from 0.
type pageData struct {
	Title    string        `json:"title"`
	Pictures []pictureData `json:"pictures"`
}

type pictureData struct {
	Title    string      `json:"title"`
	Outcome  string      `json:"outcome"`
	Bad      bool        `json:"bad"`
	Notes    []string    `json:"notes"`
	Schedule string      `json:"schedule"`
	Replay   string      `json:"replay"`
	Open     int         `json:"open"`  // steps done when the page opens
	Wrong    int         `json:"wrong"` // the step that went wrong, counted from 1; 0 if none is known
	Tasks    []string    `json:"tasks"`
	Steps    []stepData  `json:"steps"`
	Calls    []callData  `json:"calls"`
	Locks    []lockData  `json:"locks"`
	Waits    []waitData  `json:"waits"`
	Fields   []fieldData `json:"fields"`
	Start    []*string   `json:"start"` // values of Fields before the first step, null where there is none
}

type stepData struct {
	Task    int       `json:"task"`
	Name    string    `json:"name"`
	Kernel  string    `json:"kernel"` // function of the kernel
	Says    string    `json:"says"`
	Touched []string  `json:"touched"`
	After   []int     `json:"after"`
	Values  []*string `json:"values"` // of Fields, after the step
}

// callData is a system call: the box around steps First to Last.
type callData struct {
	Task   int    `json:"task"`
	Text   string `json:"text"`
	Result string `json:"result"`
	Failed bool   `json:"failed"`
	First  int    `json:"first"` // -1 if no step is its own: it stands behind Last
	Last   int    `json:"last"`
	Done   bool   `json:"done"` // it returned within the trace
}

// lockData is a mutex held from step First to step Last.
type lockData struct {
	Task  int    `json:"task"`
	Name  string `json:"name"`
	First int    `json:"first"`
	Last  int    `json:"last"`
	Freed bool   `json:"freed"` // by step Last; otherwise it is held at the end
	Depth int    `json:"depth"` // how many mutexes the task held before
}

// waitData is a task that cannot run after step First and until after Last.
type waitData struct {
	Task  int    `json:"task"`
	First int    `json:"first"`
	Last  int    `json:"last"`
	For   string `json:"for"`
}

type fieldData struct {
	Group string `json:"group"`
	Name  string `json:"name"`
}

func draw(p Picture) pictureData {
	tr := p.Trace
	d := pictureData{
		Title: p.Title, Outcome: tr.Outcome, Bad: p.Bad, Notes: append([]string{}, p.Notes...),
		Schedule: tr.Schedule, Replay: p.Replay, Open: p.Step,
		Tasks: append([]string{}, tr.Tasks...), Steps: []stepData{}, Calls: calls(tr), Locks: locks(tr), Waits: waits(tr),
	}
	known := d.Open >= 1 && d.Open <= len(tr.Steps)
	if !known {
		d.Open = Open(tr)
	}
	if p.Bad && (known || failure(tr) > 0) {
		d.Wrong = d.Open
	}
	d.Fields = fields(tr)
	d.Start = values(d.Fields, tr.Shown)
	for _, st := range tr.Steps {
		k := kernelOf(st.Name)
		d.Steps = append(d.Steps, stepData{
			Task: slices.Index(tr.Tasks, st.Task), Name: st.Name, Kernel: k.function, Says: k.says,
			Touched: append([]string{}, st.Touched...), After: append([]int{}, st.After...),
			Values: values(d.Fields, st.Shown),
		})
	}
	return d
}

// calls finds the steps of each call. A trace that was cut off knows calls
// that return after its end, and one that failed has calls that never return,
// of which only the number is known.
func calls(tr *sched.Trace) []callData {
	type key struct {
		task string
		call int
	}
	end := len(tr.Steps)
	at := map[key]int{}
	out := []callData{}
	for i, st := range tr.Steps {
		k := key{st.Task, st.Call}
		if st.Call == 0 {
			continue
		}
		if n, ok := at[k]; ok {
			out[n].Last = i
			continue
		}
		at[k] = len(out)
		out = append(out, callData{Task: slices.Index(tr.Tasks, st.Task), Text: "a call that did not return", First: i, Last: i})
	}
	for _, c := range tr.Calls {
		n, ok := at[key{c.Task, c.Number}]
		if !ok && c.Last >= end {
			continue
		}
		if !ok {
			n = len(out)
			out = append(out, callData{Task: slices.Index(tr.Tasks, c.Task), First: -1, Last: c.Last})
		}
		out[n].Text = c.Text
		if c.Last < end {
			out[n].Last, out[n].Done = c.Last, true
			out[n].Result, out[n].Failed = c.Result, failed(c.Result)
		}
	}
	return out
}

// failed reports whether a result, in strace's notation, is that of a failure.
func failed(result string) bool { return strings.HasPrefix(result, "-1") }

// locks finds from the footprints which task held which mutex when.
func locks(tr *sched.Trace) []lockData {
	out := []lockData{}
	held := map[string]int{} // mutex -> place in out
	for i, st := range tr.Steps {
		task := slices.Index(tr.Tasks, st.Task)
		for _, touched := range st.Touched {
			what, mutex, _ := strings.Cut(touched, " ")
			switch n, ok := held[mutex]; {
			case what == "acquire":
				depth := 0
				for _, m := range held {
					if out[m].Task == task {
						depth = max(depth, out[m].Depth+1)
					}
				}
				held[mutex] = len(out)
				out = append(out, lockData{Task: task, Name: mutex, First: i, Last: i, Depth: depth})
			case what == "release" && ok:
				out[n].Last, out[n].Freed = i, true
				delete(held, mutex)
			}
		}
	}
	for _, n := range held {
		out[n].Last = len(tr.Steps) - 1
	}
	return out
}

// waits joins the steps during which a task waited for the same.
func waits(tr *sched.Trace) []waitData {
	out := []waitData{}
	for i, st := range tr.Steps {
		for _, b := range st.Blocked {
			task := slices.Index(tr.Tasks, b.Task)
			n := slices.IndexFunc(out, func(w waitData) bool { return w.Task == task && w.Last == i-1 && w.For == b.For })
			if n < 0 {
				n = len(out)
				out = append(out, waitData{Task: task, First: i, For: b.For})
			}
			out[n].Last = i
		}
	}
	return out
}

// fields lists every field that the trace shows at any time, the tables in the
// order in which they appear, and within each table new rows at its end.
func fields(tr *sched.Trace) []fieldData {
	var groups []string
	rows := map[string][]string{}
	see := func(shown []sched.Field) {
		for _, f := range shown {
			if !slices.Contains(groups, f.Group) {
				groups = append(groups, f.Group)
			}
			if !slices.Contains(rows[f.Group], f.Name) {
				rows[f.Group] = append(rows[f.Group], f.Name)
			}
		}
	}
	see(tr.Shown)
	for _, st := range tr.Steps {
		see(st.Shown)
	}
	out := []fieldData{}
	for _, g := range groups {
		for _, name := range rows[g] {
			out = append(out, fieldData{g, name})
		}
	}
	return out
}

func values(fields []fieldData, shown []sched.Field) []*string {
	out := make([]*string, len(fields))
	for _, f := range shown {
		out[slices.Index(fields, fieldData{f.Group, f.Name})] = &f.Value
	}
	return out
}
