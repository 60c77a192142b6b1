package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"

	"boundif/emu"
	"boundif/internal/plane/linux"
	"boundif/internal/race"
	"boundif/netdev"
)

// serveFlag makes the race command the one that asks the kernel; it runs
// itself with it inside new namespaces.
const serveFlag = "-on-this-kernel"

// trials is how often each path is tried against a free-running udev.
const trials = 5000

type raceFlags struct {
	release emu.Release
	asJSON  bool
	replay  string
	html    string
	serve   bool
}

func raceCommand(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	f, err := parseRaceFlags(args, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return usageError{err}
	case f.serve:
		if !linux.Inside() {
			return usageError{fmt.Errorf("%s is for boundif itself", serveFlag)}
		}
		return race.Serve(stdin, stdout)
	case f.replay != "":
		return replay(f, stdout)
	}
	w := newWatch(stderr)
	defer w.end()
	r, err := study(f.release, w)
	w.clear()
	if errors.Is(err, errInterrupted) {
		return errors.Join(err, r.write(f, stdout))
	}
	if err != nil {
		return err
	}
	if f.html != "" {
		pictures, err := r.pictures()
		if err == nil {
			err = writeHTML(f.html, raceTitle(f.release), pictures...)
		}
		if err != nil {
			return err
		}
	}
	r.confirm(w)
	if err := r.write(f, stdout); err != nil {
		return err
	}
	if w.stop() {
		return errInterrupted
	}
	if f.html != "" && !f.asJSON {
		fmt.Fprintf(stdout, "The pictures are in %s.\n", f.html)
	}
	if !r.Held {
		return errFailed
	}
	return nil
}

// write prints the result in the form that was asked for.
func (r *result) write(f raceFlags, stdout io.Writer) error {
	if !f.asJSON {
		return r.print(stdout)
	}
	e := json.NewEncoder(stdout)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

func parseRaceFlags(args []string, stdout io.Writer) (f raceFlags, err error) {
	fs := flag.NewFlagSet("race", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	kernel := fs.String("kernel", netdev.Newest.String(), "model this release of Linux, from "+netdev.Oldest.String()+" to "+netdev.Newest.String())
	fs.BoolVar(&f.asJSON, "json", false, "print JSON")
	fs.StringVar(&f.replay, "replay", "", "run only this schedule, and show its trace")
	fs.Func("html", "write the pictures to this file", func(file string) error {
		if f.html = file; file == "" {
			return errors.New("want the name of a file")
		}
		return nil
	})
	fs.BoolVar(&f.serve, serveFlag[1:], false, "")
	if err = fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stdout, "usage: boundif race [flags]\n\n"+
				"  --kernel RELEASE   %s (default %s)\n"+
				"  --json             print JSON\n"+
				"  --replay SCHEDULE  run only this schedule, and show its trace\n"+
				"  --html FILE        also write a page that shows the bad outcomes, or the\n"+
				"                     schedule of --replay, step by step\n\n"+
				"Exit status: 0 the theorem held, 1 it did not or the page could not be\n"+
				"written, 2 bad command line, 130 interrupted.\n",
				fs.Lookup("kernel").Usage, netdev.Newest)
		}
		return f, err
	}
	if fs.NArg() > 0 {
		return f, fmt.Errorf("race takes no arguments, got %q", fs.Args())
	}
	f.release, err = netdev.ParseRelease(*kernel)
	if err != nil {
		return f, fmt.Errorf("--kernel: %w", err)
	}
	return f, nil
}

// replay shows one schedule. A schedule that does not fit is a fault of the
// command line.
func replay(f raceFlags, stdout io.Writer) error {
	p, err := race.PathOf(f.replay)
	if err != nil {
		return usageError{fmt.Errorf("--replay: %w", err)}
	}
	trace, err := p.Replay(f.replay, f.release)
	if err != nil {
		return usageError{fmt.Errorf("--replay: %w", err)}
	}
	if f.html != "" {
		if err := writeHTML(f.html, raceTitle(f.release), pictureOf(p, trace, f.release)); err != nil {
			return err
		}
	}
	if f.asJSON {
		e := json.NewEncoder(stdout)
		e.SetIndent("", "  ")
		return e.Encode(trace)
	}
	_, err = fmt.Fprintf(stdout, "%s\n%s, Linux %s: %s\n", trace, p, f.release, trace.Outcome)
	return err
}
