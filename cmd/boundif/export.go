package main

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"boundif/internal/abstract"
	"boundif/internal/promela"
)

// scenario is what export writes unless told otherwise: the smallest one with
// every kind of task.
const scenario = "1/1/1"

const exportUsage = `usage: boundif export [flags] > FILE.pml

Writes a scenario of the race as a Promela model, for SPIN. The comment at its
top says how to run it.

  --scenario S   NAMES/INDICES/RENAMERS: tasks that bind by name, tasks that
                 bind by index, tasks that rename two devices; then any of the
                 words shared (all bind one socket), atomic (a rename is one
                 step) and hotplug (a device goes and another comes)
                 (default "%s")

The steps are the few that the race needs, not those of the kernel's code that
"boundif race" explores.

Exit status: 0 written, 1 not, 2 bad command line.
`

func exportCommand(args []string, stdout io.Writer) error {
	fs := flag.NewFlagSet("export", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	text := fs.String("scenario", scenario, "")
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		_, err = fmt.Fprintf(stdout, exportUsage, scenario)
		return err
	} else if err != nil {
		return usageError{err}
	}
	if fs.NArg() > 0 {
		return usageError{fmt.Errorf("export takes no arguments, got %q: quote a scenario of several words", fs.Args())}
	}
	c, err := abstract.Parse(*text)
	if err != nil {
		return usageError{fmt.Errorf("--scenario: %w", err)}
	}
	p, err := promela.Extract(c.Body)
	if err != nil {
		return err
	}
	return p.Write(stdout, "The rename race of SO_BINDTODEVICE, scenario "+c.String())
}
