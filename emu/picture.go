package emu

import (
	"bytes"
	"fmt"
	"os"

	"boundif/internal/picture"
	"boundif/sched"
)

// Picture makes Explore and Replay write a page that shows the schedule of
// their failure step by step: one HTML file that any browser opens, without a
// network. Their message names it. Replay writes it also if nothing fails.
func Picture(file string) Option { return func(c *config) { c.picture = file } }

// draw writes the picture, if there is to be one, and says where it is: as
// text that follows other text. f is nil if nothing failed.
func (c config) draw(test string, tr *sched.Trace, f *sched.Failure) string {
	if c.picture == "" || tr == nil {
		return ""
	}
	p := picture.Picture{Title: test, Trace: tr, Replay: c.replayLine(tr.Schedule)}
	if f != nil {
		p.Bad, p.Notes, p.Replay = true, f.Messages, c.replayLine(f.Schedule)
	}
	var page bytes.Buffer
	err := picture.Write(&page, fmt.Sprintf("%s, Linux %s", test, c.release), p)
	if err == nil {
		err = os.WriteFile(c.picture, page.Bytes(), 0o666)
	}
	if err != nil {
		return fmt.Sprintf("\n\nThere is no picture of it: %v", err)
	}
	return "\n\nA picture of it is in " + c.picture
}

// replayLine is the line of Go that runs the schedule again.
func (c config) replayLine(schedule string) string {
	return fmt.Sprintf("emu.Replay(t, %q, body%s)", schedule, c.replay())
}
