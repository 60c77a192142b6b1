package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// text is the tour for people.
func (t *tour) text(list bool) string {
	b := &strings.Builder{}
	for i := range t.Exhibits {
		if list {
			fmt.Fprintf(b, "%-16s %s\n%16s releases: %s\n", t.Exhibits[i].Name, t.Exhibits[i].Title, "", t.Exhibits[i].Span)
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
	if len(t.Exhibits) > 1 {
		t.table(b)
	}
	if t.Held {
		fmt.Fprintf(b, "\nEach bug was found where it is, and not where it is not.\n")
	} else {
		fmt.Fprintf(b, "\nAN EXHIBIT IS NOT WHAT IT SAYS; see above.\n")
	}
	return b.String()
}

// table is a line for each exhibit.
func (t *tour) table(b *strings.Builder) {
	b.WriteString("\n")
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "exhibit\tcommit\treleases\tfound by execution\tsteps\tthis kernel\n")
	for i := range t.Exhibits {
		x := &t.Exhibits[i]
		found, steps, here := "NOT FOUND", "", "not looked for"
		if f := x.Found; f.First > 0 {
			found, steps = fmt.Sprintf("%d of %d", f.First, f.Executions), fmt.Sprint(f.Steps)
		}
		if g := x.Gone; g != nil && g.Violation != "" {
			found = "NOT GONE"
		}
		if c := x.Linux; c != nil && c.Error == "" {
			here = fmt.Sprintf("seen in %d of %d trials", c.Seen, c.Trials)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", x.Name, before(x.Commit, " ,"), before(x.Span, ";,"), found, steps, here)
	}
	w.Flush()
}

// before is the text up to the first of these bytes, "-" if it is empty.
func before(text, ends string) string {
	if i := strings.IndexAny(text, ends); i >= 0 {
		text = text[:i]
	}
	if text == "" {
		return "-"
	}
	return text
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
