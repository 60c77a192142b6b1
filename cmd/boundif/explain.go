package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"boundif/internal/drift"
	"boundif/netdev"
)

const explainUsage = `usage: boundif explain [flags] FILE

runs the program in FILE on the model, "-" being standard input, and says before
each packet that arrives which sockets are looked at, with their scores, and why
it is for them or not. A program is one operation in a line:

    up lo
    address lo 10.9.9.9/32
    add a0 0
    up d1
    socket root udp
    socket root udp
    flag s1 REUSEADDR 1
    flag s2 REUSEADDR 1
    bindtoifindex root s1 d1
    bind s1 0.0.0.0:7000
    bind s2 10.9.9.9:7000
    arrive d1 10.1.0.2:5000>10.9.9.9:7000

d1 is the first device that the program makes, s1 its first socket.
`

// explainCommand is boundif explain.
func explainCommand(args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("explain", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	kernel := flags.String("kernel", netdev.Newest.String(), "the `release` of Linux to model")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stdout, explainUsage, "\nflags:\n")
			flags.SetOutput(stdout)
			flags.PrintDefaults()
			return nil
		}
		return usageError{err}
	}
	release, err := netdev.ParseRelease(*kernel)
	if err != nil {
		return usageError{err}
	}
	if flags.NArg() != 1 {
		return usageError{errors.New("explain: want one FILE, or - for standard input")}
	}
	var text []byte
	if name := flags.Arg(0); name == "-" {
		text, err = io.ReadAll(stdin)
	} else {
		text, err = os.ReadFile(name)
	}
	if err != nil {
		return err
	}
	p, err := drift.Parse(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", flags.Arg(0), err)
	}
	return p.Explain(stdout, release)
}
