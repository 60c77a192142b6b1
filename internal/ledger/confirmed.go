package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// confirmed is which rows passed on which releases: row, then release.
type confirmed map[string]map[string]bool

func readConfirmed(s string) (confirmed, error) {
	c := confirmed{}
	for line := range strings.Lines(s) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if len(words) < 2 {
			return nil, fmt.Errorf("%q: want a row and releases", line)
		}
		for _, release := range words[1:] {
			c.add(words[0], release)
		}
	}
	return c, nil
}

func (c confirmed) add(row, release string) {
	if c[row] == nil {
		c[row] = map[string]bool{}
	}
	c[row][release] = true
}

// releases of a row, the oldest first.
func (c confirmed) releases(row string) []string {
	return slices.SortedFunc(maps.Keys(c[row]), func(a, b string) int { return slices.Compare(numbers(a), numbers(b)) })
}

func numbers(release string) []int {
	var major, minor int
	fmt.Sscanf(release, "%d.%d", &major, &minor)
	return []int{major, minor}
}

func (c confirmed) String() string {
	var b strings.Builder
	b.WriteString("# Rows of TestRules and the kernels on which they passed, from logs. Written by internal/ledger.\n")
	for _, row := range slices.Sorted(maps.Keys(c)) {
		fmt.Fprintf(&b, "%s %s\n", row, strings.Join(c.releases(row), " "))
	}
	return b.String()
}

var (
	passed = regexp.MustCompile(`--- (PASS|FAIL|SKIP): TestRules/([^/ ]+)/live `)
	asked  = regexp.MustCompile(`the live kernel is Linux (\d+\.\d+)`)
)

// log takes in what go test -v -run TestRules printed on one kernel. What it
// says of a row replaces what was noted of that kernel.
func (c confirmed) log(s string) error {
	m := asked.FindStringSubmatch(s)
	if m == nil {
		return fmt.Errorf("it does not say which kernel it is of: want the output of go test -v -run TestRules")
	}
	for _, p := range passed.FindAllStringSubmatch(s, -1) {
		delete(c[p[2]], m[1])
		if len(c[p[2]]) == 0 {
			delete(c, p[2])
		}
		if p[1] == "PASS" {
			c.add(p[2], m[1])
		}
	}
	return nil
}
