package main

import (
	"fmt"

	"boundif/internal/museum"
	"boundif/internal/picture"
	"boundif/sched"
)

// title is the title of the page.
func (t *tour) title() string {
	if len(t.Exhibits) == 1 {
		return exhibitTitle(museum.Find(t.Exhibits[0].Name))
	}
	return "The museum of bugs around bound devices"
}

func exhibitTitle(e *museum.Exhibit) string {
	return fmt.Sprintf("%s, on the model of Linux %s", e.Title, e.Found.Release)
}

// exhibitPicture shows a schedule of the exhibit's program, where it has the
// bug; wrong is what it breaks, if anything. It opens on the call that failed,
// or else where one task gives way to another for the first time.
func exhibitPicture(e *museum.Exhibit, trace *sched.Trace, wrong []string) picture.Picture {
	p := picture.Picture{
		Title: e.Name, Trace: trace, Bad: len(wrong) > 0,
		Notes:  append(append([]string{}, wrong...), e.Saw),
		Replay: fmt.Sprintf("go run ./cmd/boundif museum --replay %s %s", trace.Schedule, e.Name),
	}
	if picture.Open(trace) < len(trace.Steps) {
		return p
	}
	for i := 1; i < len(trace.Steps); i++ {
		if trace.Steps[i].Task != trace.Steps[i-1].Task {
			p.Step = i
			break
		}
	}
	return p
}
