package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"boundif/internal/museum"
	"boundif/internal/museum/live"
	"boundif/internal/picture"
	"boundif/internal/plane/linux"
)

// liveLimit is how long a bug is looked for on the running kernel.
var liveLimit = 2 * time.Second

type museumFlags struct {
	list, asJSON, serve bool
	replay, html        string
	exhibits            []*museum.Exhibit
}

// tour is what the museum command finds out; its JSON form is the output of
// --json.
type tour struct {
	Exhibits     []exhibitResult  `json:"exhibits"`
	NotExhibited []museum.Missing `json:"not_exhibited,omitempty"`
	NoLinux      string           `json:"no_linux,omitempty"` // why the running kernel was not asked
	Held         bool             `json:"all_as_the_museum_says"`

	pictures []picture.Picture // one of each bug that was found
}

// exhibitResult is one exhibit. Found, Gone and Linux are nil in a list.
type exhibitResult struct {
	Name     string      `json:"name"`
	Title    string      `json:"title"`
	Ledger   string      `json:"ledger"`
	Commit   string      `json:"commit,omitempty"`
	Span     string      `json:"releases"`
	Saw      string      `json:"what_users_saw"`
	Program  string      `json:"program"`
	Property string      `json:"property"`
	Repair   string      `json:"possible_repair,omitempty"`
	Found    *hallResult `json:"where_it_is,omitempty"`
	Gone     *hallResult `json:"where_it_is_not,omitempty"`
	Linux    *live.Count `json:"linux,omitempty"` // on the running kernel, threads running free
}

// hallResult is the exploration of one hall.
type hallResult struct {
	Kernel     string `json:"kernel"`
	What       string `json:"what,omitempty"`
	Executions int    `json:"executions"`
	Classes    int    `json:"classes,omitempty"`   // where it is not
	First      int    `json:"found_by,omitempty"`  // execution that found it
	Schedule   string `json:"schedule,omitempty"`  // the shortest
	Steps      int    `json:"steps,omitempty"`     // of that schedule
	Violation  string `json:"violation,omitempty"` // of that schedule
	trace      string // of that schedule
}

func museumCommand(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	f, err := parseMuseumFlags(args, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return usageError{err}
	case f.serve:
		if !linux.Inside() {
			return usageError{fmt.Errorf("%s is for boundif itself", serveFlag)}
		}
		return live.Serve(stdin, stdout)
	case f.replay != "":
		return replayExhibit(f, stdout)
	}
	t := &tour{Held: true}
	for _, e := range f.exhibits {
		if err := t.visit(e, !f.list); err != nil {
			return err
		}
	}
	if len(f.exhibits) == len(museum.Exhibits) {
		t.NotExhibited = museum.NotExhibited
	}
	if f.html != "" {
		if err := writeHTML(f.html, t.title(), t.pictures...); err != nil {
			return err
		}
	}
	if !f.list {
		t.confirm(f.exhibits)
	}
	if f.asJSON {
		e := json.NewEncoder(stdout)
		e.SetIndent("", "  ")
		err = e.Encode(t)
	} else {
		_, err = io.WriteString(stdout, t.text(f.list))
		if f.html != "" && err == nil {
			_, err = fmt.Fprintf(stdout, "The pictures are in %s.\n", f.html)
		}
	}
	if err == nil && !t.Held {
		err = errFailed
	}
	return err
}

func parseMuseumFlags(args []string, stdout io.Writer) (f museumFlags, err error) {
	fs := flag.NewFlagSet("museum", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&f.list, "list", false, "")
	fs.BoolVar(&f.asJSON, "json", false, "")
	fs.StringVar(&f.replay, "replay", "", "")
	fs.Func("html", "", func(file string) error {
		if f.html = file; file == "" {
			return errors.New("want the name of a file")
		}
		return nil
	})
	fs.BoolVar(&f.serve, serveFlag[1:], false, "")
	if err = fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stdout, "usage: boundif museum [flags] [exhibit ...]\n\n"+
				"explores the exhibits, or all of them: real bugs of Linux, on a release that\n"+
				"has each and on one that has not, and looks for some on the running kernel.\n\n"+
				"  --list             only list the exhibits\n"+
				"  --json             print JSON\n"+
				"  --replay SCHEDULE  run only this schedule of one exhibit, and show its trace\n"+
				"  --html FILE        also write a page that shows the shortest schedule that\n"+
				"                     finds each, or the schedule of --replay, step by step\n\n"+
				"Exit status: 0 each bug was found where it is and not where it is not, 1 one\n"+
				"was not or the page could not be written, 2 bad command line.\n")
		}
		return f, err
	}
	for _, name := range fs.Args() {
		e := museum.Find(name)
		if e == nil {
			return f, fmt.Errorf("no exhibit %q; boundif museum --list names them", name)
		}
		f.exhibits = append(f.exhibits, e)
	}
	if f.replay != "" && len(f.exhibits) != 1 {
		return f, fmt.Errorf("--replay needs the name of one exhibit")
	}
	if f.html != "" && f.list {
		return f, fmt.Errorf("--html has nothing to show of --list")
	}
	if len(f.exhibits) == 0 {
		for i := range museum.Exhibits {
			f.exhibits = append(f.exhibits, &museum.Exhibits[i])
		}
	}
	return f, nil
}

// replayExhibit shows one schedule. One that does not fit is a fault of the
// command line; that it violates the property is what it is for.
func replayExhibit(f museumFlags, stdout io.Writer) error {
	e := f.exhibits[0]
	trace, err := e.Replay(f.replay)
	if trace == nil || err != nil && len(trace.Steps) == 0 {
		return usageError{fmt.Errorf("--replay: %w", err)}
	}
	verdict := "the property holds"
	if err != nil {
		message, _, _ := strings.Cut(err.Error(), "\n")
		if strings.HasPrefix(message, "sched: ") {
			return usageError{fmt.Errorf("--replay: %w", err)}
		}
		verdict = message
	}
	if f.html != "" {
		var wrong []string
		if err != nil {
			wrong = []string{verdict}
		}
		if err := writeHTML(f.html, exhibitTitle(e), exhibitPicture(e, trace, wrong)); err != nil {
			return err
		}
	}
	if f.asJSON {
		enc := json.NewEncoder(stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(trace)
	}
	_, err = fmt.Fprintf(stdout, "%s\n%s, Linux %s: %s\n", trace, e.Name, e.Found.Release, verdict)
	return err
}

// visit adds an exhibit, explored or only described.
func (t *tour) visit(e *museum.Exhibit, explore bool) error {
	x := exhibitResult{
		Name: e.Name, Title: e.Title, Ledger: e.Ledger, Commit: e.Commit, Span: e.Span,
		Saw: e.Saw, Program: e.Program, Property: e.Property, Repair: e.Repair,
	}
	if explore {
		r, err := e.Explore()
		if err != nil {
			return err
		}
		x.Found = &hallResult{Kernel: e.Found.Release.String(), What: e.Found.What, Executions: r.Of}
		if r.Found {
			x.Found.First, x.Found.Schedule = r.First, r.Bad.Schedule
			x.Found.Violation, x.Found.trace = strings.Join(r.Bad.Messages, "\n"), r.Bad.Trace.String()
			x.Found.Steps = len(r.Bad.Trace.Steps)
			t.pictures = append(t.pictures, exhibitPicture(e, r.Bad.Trace, r.Bad.Messages))
		}
		if e.Gone != nil {
			x.Gone = &hallResult{Kernel: e.Gone.Release.String(), What: e.Gone.What, Executions: r.Gone.Executions, Classes: r.Gone.Classes}
			if !r.Clean {
				x.Gone.Schedule, x.Gone.Violation = r.After.Schedule, strings.Join(r.After.Messages, "\n")
			}
		}
		t.Held = t.Held && r.Held()
	}
	t.Exhibits = append(t.Exhibits, x)
	return nil
}

// confirm looks for the bugs on the running kernel, if there is a way. That
// one is not seen proves nothing, and changes nothing.
func (t *tour) confirm(exhibits []*museum.Exhibit) {
	req := live.Request{Limit: liveLimit}
	for _, e := range exhibits {
		if e.Live {
			req.Exhibits = append(req.Exhibits, e.Name)
		}
	}
	if req.Exhibits == nil {
		return
	}
	counts, err := live.Ask(req, "museum", serveFlag)
	if err != nil {
		t.NoLinux = err.Error()
		return
	}
	for i := range t.Exhibits {
		for j := range counts {
			if counts[j].Exhibit == t.Exhibits[i].Name {
				t.Exhibits[i].Linux = &counts[j]
			}
		}
	}
}
