package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

const head = `# The ledger

What Linux does with the device that a socket is bound to, rule by rule. Written
by ` + "`go run ./internal/ledger -update`" + ` from the citations in the code and the tests,
and from the logs of the kernels that were asked; see CONTRIBUTING.md.

How a rule came to be known: **V**, kernels were asked and agree; **D**, they were
asked and differ by release; **U**, only kernels with VRF could be asked; **R**, it
was read in the source of Linux. *Kernels* are those on which a row of the table
of rules passed that says the same of the model, or on which a race was seen that
the model has: a bug of the museum, or one of TestWindows.

`

// write is the page.
func write(found map[string]*citation, c confirmed) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	fmt.Fprintf(&b, "%s\n", summary(found, c))
	section := ""
	for _, r := range rules {
		if r.section != section {
			section = r.section
			fmt.Fprintf(&b, "\n## %s\n\n| rule | | what | code | tests | kernels |\n|---|---|---|---|---|---|\n", section)
		}
		f := found[r.id]
		what := ""
		if len(f.rows) > 0 {
			what = f.own(r.id).because
		}
		if why := out[r.id]; why != "" {
			if what != "" {
				what += " "
			}
			what += "**Not here:** " + why
		}
		if why := unasked[r.id]; why != "" {
			what = strings.TrimSpace(what + " **No kernel:** " + why)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.id, r.mark, cell(what),
			cell(short(f.code, 3)), cell(short(f.checks(), 4)), strings.Join(f.kernels(c), ", "))
	}
	return b.Bytes()
}

// own is the row that is named after the rule, else the first of the table of
// rules that cites it, else the first.
func (f *citation) own(id string) row {
	best := f.rows[0]
	for _, r := range f.rows {
		if r.name == id {
			return r
		}
		if !strings.HasPrefix(best.test, "TestRules/") && strings.HasPrefix(r.test, "TestRules/") {
			best = r
		}
	}
	return best
}

// checks is the rows and the other tests.
func (f *citation) checks() (all []string) {
	for _, r := range f.rows {
		all = append(all, r.test)
	}
	for _, t := range f.tests {
		if !strings.HasPrefix(t, "rules_") || strings.Contains(t, ": Test") {
			all = append(all, t)
		}
	}
	return all
}

func (f *citation) kernels(c confirmed) (all []string) {
	for _, r := range f.rows {
		for _, release := range c.releases(r.name) {
			if !slices.Contains(all, release) {
				all = append(all, release)
			}
		}
	}
	slices.SortFunc(all, func(a, b string) int { return slices.Compare(numbers(a), numbers(b)) })
	return all
}

// short is the first few of a list, and how many more there are.
func short(list []string, n int) string {
	if len(list) > n {
		list = append(slices.Clone(list[:n]), fmt.Sprintf("and %d more", len(list)-n))
	}
	return strings.Join(list, "; ")
}

func cell(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "|", "\\|") }

// summary counts.
func summary(found map[string]*citation, c confirmed) string {
	coded, tested, asked, outside := 0, 0, 0, 0
	for _, r := range rules {
		f := found[r.id]
		switch {
		case out[r.id] != "" && len(f.rows) == 0:
			outside++
			continue
		case len(f.code) > 0:
			coded++
		}
		if len(f.checks()) > 0 {
			tested++
		}
		if len(f.kernels(c)) > 0 {
			asked++
		}
	}
	return fmt.Sprintf("%d rules: %d cited where they are coded, %d where they are tested, %d asked of a kernel; %d are not here, with the reason.",
		len(rules), coded, tested, asked, outside)
}

// gaps is the rules that have neither code, nor a test, nor a reason.
func gaps(found map[string]*citation, c confirmed) (all []string) {
	for _, r := range rules {
		f := found[r.id]
		if out[r.id] != "" {
			continue
		}
		var lacks []string
		if len(f.code) == 0 {
			lacks = append(lacks, "no code")
		}
		if len(f.checks()) == 0 {
			lacks = append(lacks, "no test")
		}
		if r.mark != "R" && len(f.kernels(c)) == 0 && unasked[r.id] == "" {
			lacks = append(lacks, "no kernel")
		}
		if lacks != nil {
			all = append(all, fmt.Sprintf("%s %s: %s", r.id, r.mark, strings.Join(lacks, ", ")))
		}
	}
	return all
}
