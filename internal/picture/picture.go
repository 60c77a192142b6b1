// Package picture draws traces: one HTML file that needs nothing else, with a
// lane for each task, time going down, and the state beside it.
//
// What a lane shows: each step, by name; system calls as boxes around their
// steps, with what they returned; mutexes as bars from the step that took them
// to the one that freed them; a hatched bar where the task could not run. An
// arrow goes from a step to one of another task that comes after it because
// the two touch the same state, unless other arrows already say so.
//
// The page is one step at a time: it opens on the step that went wrong and
// follows the arrow keys. It has no address in it but those inside itself, and
// a policy that forbids the browser to load anything.
//
// # Limits
//
// A read-side section of RCU is not drawn; who waits for one is. A mutex that
// is taken and freed within one step, as in traces of whole calls, has no bar.
package picture

import (
	"embed"
	"html/template"
	"io"

	"boundif/sched"
)

// A Picture is a trace and what a reader should be told about it.
type Picture struct {
	Title  string // of its tab
	Trace  *sched.Trace
	Bad    bool     // the outcome is one that should not be: Step, or that of a call that failed, is marked
	Notes  []string // sentences, above the trace
	Step   int      // to open on, counted from 1; 0 lets the trace decide: see [Open]
	Replay string   // the command, or the line of Go, that runs this schedule again
}

// Open is the step, counted from 1, that a picture of the trace opens on: the
// last one of the first call that failed, or else the last of all.
func Open(tr *sched.Trace) int {
	if step := failure(tr); step > 0 {
		return step
	}
	return len(tr.Steps)
}

// failure is the last step, counted from 1, of the first call that failed.
func failure(tr *sched.Trace) int {
	for _, c := range tr.Calls {
		if failed(c.Result) && c.Last < len(tr.Steps) {
			return c.Last + 1
		}
	}
	return 0
}

//go:embed page
var files embed.FS

var page = template.Must(template.ParseFS(files, "page/page.html"))

// Write writes the page: one file with a tab for each picture.
func Write(w io.Writer, title string, pictures ...Picture) error {
	d := pageData{Title: title}
	for _, p := range pictures {
		d.Pictures = append(d.Pictures, draw(p))
	}
	return page.Execute(w, struct {
		Title    string
		Pictures []Picture
		Data     pageData
		Style    template.CSS
		Script   template.JS
	}{
		title, pictures, d,
		template.CSS(read("page.css") + read("print.css")),
		template.JS(read("lanes.js") + read("side.js") + read("page.js")),
	})
}

func read(name string) string {
	b, err := files.ReadFile("page/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}
