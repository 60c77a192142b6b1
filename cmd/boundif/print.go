package main

import (
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strings"

	"boundif/internal/race"
	"boundif/netdev"
	"boundif/sched"
)

// print writes the result as text.
func (r *result) print(out io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, `The rename race, on the model of Linux %s.

A daemon holds the index of a device and binds a socket to it, while udev swaps
the names of %s and %s in three renames. Every interleaving of their steps:
`, r.Kernel, race.First, race.Second)
	for _, p := range r.Paths {
		p.print(b, r.Kernel)
		if p.Stopped != "" {
			_, err := io.WriteString(out, b.String())
			return err
		}
	}
	if r.Linux != nil {
		r.Linux.print(b)
	} else {
		fmt.Fprintf(b, "\nOn the running kernel: not asked. %s\n", r.NoLinux)
	}
	if r.Held {
		fmt.Fprintf(b, "\nThe theorem holds: the rename race exists only in the name path.\n")
	} else {
		fmt.Fprintf(b, "\nTHE THEOREM DOES NOT HOLD; see above.\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

var calls = map[race.Path]string{
	race.ByName:  "n = if_indextoname(i); setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, n)",
	race.ByIndex: "setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, i)",
}

func (p *pathResult) print(b *strings.Builder, kernel string) {
	fmt.Fprintf(b, "\n%s   %s\n\n", p.Path, calls[p.Path])
	fmt.Fprintf(b, "  %-14s %10s %15s\n", "outcome", "classes", "schedules")
	for _, o := range p.Outcomes {
		fmt.Fprintf(b, "  %-14s %10d %15s\n", o.Label, o.Classes, commas(o.Schedules))
	}
	if p.Stopped != "" {
		fmt.Fprintf(b, "\n  Interrupted, with this much covered: %s.\n", p.Stopped)
		if p.Violation != "" {
			fmt.Fprintf(b, "\n  A property was violated:\n%s\n", indent(p.Violation))
		}
		return
	}
	fmt.Fprintf(b, "  %-14s %10d %15s\n", "all", p.Classes, commas(p.Schedules))
	if p.Violation != "" {
		fmt.Fprintf(b, "\n  A property was violated:\n%s\n", indent(p.Violation))
		return
	}
	if p.Safe {
		fmt.Fprintf(b, "\n  Verdict: safe in all schedules. ")
		if len(p.Shared) == 0 {
			fmt.Fprintf(b, "The daemon and udev touch nothing in common, so every\n  schedule is equivalent to one without interference.\n")
		} else {
			fmt.Fprintf(b, "They share %s.\n", strings.Join(p.Shared, ", "))
		}
		return
	}
	fmt.Fprintf(b, "\n  Verdict: unsafe. The shortest ways there:\n")
	for _, o := range p.Outcomes {
		if o.Label == race.Right {
			continue
		}
		fmt.Fprintf(b, "\n  %s: %d context switches, the last after %d steps\n\n", o.Label, o.Switches, o.Steps)
		release, err := netdev.ParseRelease(kernel)
		if err != nil {
			panic(err) // it came from a Release
		}
		trace, err := p.Path.Replay(o.Witness, release)
		if err != nil {
			fmt.Fprintf(b, "  the witness cannot be replayed: %v\n", err)
			continue
		}
		b.WriteString(indent(untilDone(trace, string(p.Path)).String()))
		fmt.Fprintf(b, "  again: go run ./cmd/boundif race --kernel %s --replay %s\n", kernel, o.Witness)
	}
}

func (l *linuxResult) print(b *strings.Builder) {
	fmt.Fprintf(b, "\nOn the running kernel, Linux %s, the same system calls in every possible order:\n\n", l.Release)
	width := 0
	for _, d := range l.Driven {
		width = max(width, len(d.Schedule))
	}
	fmt.Fprintf(b, "  %-*s  %-14s %s\n", width, "schedule", "model", "kernel")
	for _, d := range l.Driven {
		mark := ""
		if d.Model != d.Kernel {
			mark = "   <- DIFFERS"
		}
		fmt.Fprintf(b, "  %-*s  %-14s %s%s\n", width, d.Schedule, d.Model, d.Kernel, mark)
	}
	fmt.Fprintf(b, "\n  and with two threads running free, %d times each:\n\n", trials)
	for _, p := range paths {
		fmt.Fprintf(b, "  %-8s", p)
		for _, label := range []string{race.Right, race.Wrong, race.NoDev} {
			fmt.Fprintf(b, "  %s %d", label, l.Free[p][label])
		}
		for _, label := range slices.Sorted(maps.Keys(l.Free[p])) {
			if label != race.Right && label != race.Wrong && label != race.NoDev {
				fmt.Fprintf(b, "  %s %d", label, l.Free[p][label])
			}
		}
		b.WriteByte('\n')
	}
	if l.Agrees {
		fmt.Fprintf(b, "\n  The kernel agrees with the model in all %d schedules.\n", len(l.Driven))
	} else {
		fmt.Fprintf(b, "\n  THE KERNEL DISAGREES WITH THE MODEL.\n")
	}
}

// untilDone is the trace up to the last step of a task: what the others do
// afterwards changes nothing for it.
func untilDone(tr *sched.Trace, task string) *sched.Trace {
	end := len(tr.Steps)
	for end > 0 && tr.Steps[end-1].Task != task {
		end--
	}
	return &sched.Trace{Tasks: tr.Tasks, Steps: tr.Steps[:end], Calls: tr.Calls}
}

// indent moves a block of lines two columns in.
func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n  ") + "\n"
}

// commas writes a number in groups of three digits.
func commas(n *big.Int) string {
	if n == nil {
		return "not counted"
	}
	s := n.String()
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
