// Boundif explores the rename race of SO_BINDTODEVICE on a model of Linux and
// confirms what it finds on the running kernel.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

const usage = `usage: boundif <command> [flags]

commands:
  race    explore a bind by name and by index while devices are renamed,
          and replay the schedules on the running Linux kernel
  museum  real bugs of Linux around bound devices, found again
  explain say which sockets are looked at for a packet, and why one gets it
  export  write a scenario of the race as a Promela model, for SPIN

boundif <command> -h describes the flags of a command.
`

// Exit codes.
const (
	exitHeld   = 0 // the claim held
	exitFailed = 1 // it did not
	exitUsage  = 2 // the command line made no sense

	exitInterrupted = 130 // Ctrl-C, as shells count it
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	switch args[0] {
	case "race":
		return status(raceCommand(args[1:], stdin, stdout, stderr), stderr)
	case "export":
		return status(exportCommand(args[1:], stdout), stderr)
	case "explain":
		return status(explainCommand(args[1:], stdin, stdout), stderr)
	case "museum":
		return status(museumCommand(args[1:], stdin, stdout, stderr), stderr)
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return exitHeld
	}
	fmt.Fprintf(stderr, "boundif: no command %q; boundif help lists them\n", args[0])
	return exitUsage
}

// A usageError is a fault of the command line: one clear line, exit status 2.
type usageError struct{ error }

// errFailed is a claim that did not hold; the output has said so.
var errFailed = errors.New("failed")

// errInterrupted is Ctrl-C; the output has said what was covered.
var errInterrupted = errors.New("interrupted")

// status turns a command's error into the exit status, saying what has not
// been said.
func status(err error, stderr io.Writer) int {
	var u usageError
	switch {
	case err == nil:
		return exitHeld
	case errors.Is(err, errFailed):
		return exitFailed
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	case errors.As(err, &u):
		fmt.Fprintf(stderr, "boundif: %v\n", err)
		return exitUsage
	}
	fmt.Fprintf(stderr, "boundif: %v\n", err)
	return exitFailed
}
