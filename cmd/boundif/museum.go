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
	"boundif/internal/plane/linux"
)

// liveLimit is how long a bug is looked for on the running kernel.
var liveLimit = 2 * time.Second

type museumFlags struct {
	list, asJSON, serve bool
	replay              string
	exhibits            []*museum.Exhibit
}

// tour is what the museum command finds out; its JSON form is the output of
// --json.
type tour struct {
	Exhibits     []exhibitResult  `json:"exhibits"`
	NotExhibited []museum.Missing `json:"not_exhibited,omitempty"`
	NoLinux      string           `json:"no_linux,omitempty"` // why the running kernel was not asked
	Held         bool             `json:"all_as_the_museum_says"`
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
	if !f.list {
		t.confirm(f.exhibits)
	}
	if f.asJSON {
		e := json.NewEncoder(stdout)
		e.SetIndent("", "  ")
		err = e.Encode(t)
	} else {
		_, err = io.WriteString(stdout, t.text(f.list))
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
	fs.BoolVar(&f.serve, serveFlag[1:], false, "")
	if err = fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stdout, "usage: boundif museum [flags] [exhibit ...]\n\n"+
				"explores the exhibits, or all of them: real bugs of Linux, on a release that\n"+
				"has each and on one that has not, and looks for some on the running kernel.\n\n"+
				"  --list             only list the exhibits\n"+
				"  --json             print JSON\n"+
				"  --replay SCHEDULE  run only this schedule of one exhibit, and show its trace\n\n"+
				"Exit status: 0 each bug was found where it is and not where it is not, 1 one\n"+
				"was not, 2 bad command line.\n")
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

// text is the tour for people.
func (t *tour) text(list bool) string {
	b := &strings.Builder{}
	for i := range t.Exhibits {
		if list {
			fmt.Fprintf(b, "%-15s %s\n%15s releases: %s\n", t.Exhibits[i].Name, t.Exhibits[i].Title, "", t.Exhibits[i].Span)
		} else {
			t.Exhibits[i].print(b)
		}
	}
	if t.NotExhibited != nil {
		fmt.Fprintf(b, "\nNot exhibited:\n\n")
		for _, m := range t.NotExhibited {
			fmt.Fprintf(b, "  %s\n    %s\n    %s\n", m.What, m.Commits, m.Why)
		}
	}
	if list {
		return b.String()
	}
	if t.NoLinux != "" {
		fmt.Fprintf(b, "\nThe running kernel was not asked. %s\n", t.NoLinux)
	}
	if t.Held {
		fmt.Fprintf(b, "\nEach bug was found where it is, and not where it is not.\n")
	} else {
		fmt.Fprintf(b, "\nAN EXHIBIT IS NOT WHAT IT SAYS; see above.\n")
	}
	return b.String()
}

func (x *exhibitResult) print(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s: %s\n\n", x.Name, x.Title)
	for _, line := range [][2]string{
		{"releases", x.Span}, {"commit", x.Commit}, {"ledger", x.Ledger}, {"seen", x.Saw},
		{"program", x.Program}, {"property", x.Property}, {"repair", x.Repair},
	} {
		if line[1] != "" {
			fmt.Fprintf(b, "  %-9s %s\n", line[0], wrap(line[1], 66, "\n            "))
		}
	}
	f := x.Found
	fmt.Fprintf(b, "\n  %s: ", f.heading())
	if f.First == 0 {
		fmt.Fprintf(b, "NOT FOUND in %d executions\n", f.Executions)
	} else {
		fmt.Fprintf(b, "found by execution %d of %d. %s\n\n%s  again: go run ./cmd/boundif museum --replay %s %s\n",
			f.First, f.Executions, f.Violation, indent(f.trace), f.Schedule, x.Name)
	}
	if g := x.Gone; g != nil {
		fmt.Fprintf(b, "\n  %s: ", g.heading())
		if g.Violation == "" {
			fmt.Fprintf(b, "holds in all %d classes\n", g.Classes)
		} else {
			fmt.Fprintf(b, "NOT GONE: %s\n  schedule: %s\n", g.Violation, g.Schedule)
		}
	}
	switch c := x.Linux; {
	case c == nil:
	case c.Error != "":
		fmt.Fprintf(b, "\n  On the running kernel: not looked for. %s\n", c.Error)
	default:
		fmt.Fprintf(b, "\n  On the running kernel, threads running free: seen in %d of %d trials\n", c.Seen, c.Trials)
	}
}

func (h *hallResult) heading() string {
	if h.What == "" {
		return "Linux " + h.Kernel
	}
	return fmt.Sprintf("Linux %s (%s)", h.Kernel, h.What)
}

// wrap breaks a text into lines of at most so many bytes, between words.
func wrap(text string, width int, separator string) string {
	var b strings.Builder
	length := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case length+1+len(word) > width:
			b.WriteString(separator)
			length = 0
		default:
			b.WriteByte(' ')
			length++
		}
		b.WriteString(word)
		length += len(word)
	}
	return b.String()
}
