package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"boundif/emu"
	"boundif/sched"
)

// A watch stands beside the searches of a command. On a terminal it shows how
// far they have come, once that takes longer than a second, and it turns
// Ctrl-C into an end that still says what was covered. A second Ctrl-C ends
// the process.
type watch struct {
	out         io.Writer // the terminal; nil if there is none
	what        string    // is being searched
	now         func() time.Time
	start, last time.Time
	width       int // of the line that stands on the terminal
	signals     chan os.Signal
	interrupted bool
}

// newWatch begins to watch; end must be called.
func newWatch(stderr io.Writer) *watch {
	w := &watch{now: time.Now, signals: make(chan os.Signal, 1)}
	if terminal(stderr) {
		w.out = stderr
	}
	signal.Notify(w.signals, os.Interrupt)
	return w
}

// terminal reports whether somebody may be looking.
func terminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// over is the options of a search that the watch stands beside.
func (w *watch) over(what string) []emu.Option {
	w.what, w.start, w.last = what, w.now(), time.Time{}
	options := []emu.Option{emu.Until(w.stop)}
	if w.out != nil {
		options = append(options, emu.Progress(w.progress))
	}
	return options
}

func (w *watch) stop() bool {
	select {
	case <-w.signals:
		w.interrupted = true
		signal.Stop(w.signals)
	default:
	}
	return w.interrupted
}

// progress shows a line after the first second, and then five in a second.
func (w *watch) progress(p sched.Progress) {
	now := w.now()
	if now.Sub(w.start) < time.Second || now.Sub(w.last) < time.Second/5 {
		return
	}
	w.last = now
	line := fmt.Sprintf("%s: %d executions, %d classes, an estimated %.0f %% done in %v",
		w.what, p.Executions, p.Classes, 100*p.Done(), now.Sub(w.start).Truncate(time.Second))
	w.show(line)
}

// show replaces the line on the terminal.
func (w *watch) show(line string) {
	fmt.Fprintf(w.out, "\r%s%s", line, strings.Repeat(" ", max(0, w.width-len(line))))
	w.width = len(line)
}

// clear takes the line away.
func (w *watch) clear() {
	if w.width > 0 {
		w.show("")
		fmt.Fprint(w.out, "\r")
		w.width = 0
	}
}

// end gives Ctrl-C back to the system.
func (w *watch) end() {
	w.clear()
	signal.Stop(w.signals)
}
