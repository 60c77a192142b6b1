package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// confirmed is which rows passed on which releases, and which races were seen
// there: row, then release.
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
	b.WriteString("# Rows of TestRules and the kernels on which they passed, races and the kernels on which they were seen. Written by internal/ledger from logs.\n")
	for _, row := range slices.Sorted(maps.Keys(c)) {
		fmt.Fprintf(&b, "%s %s\n", row, strings.Join(c.releases(row), " "))
	}
	return b.String()
}

var (
	passed = regexp.MustCompile(`--- (PASS|FAIL|SKIP): TestRules/([^/ ]+)/live `)
	asked  = regexp.MustCompile(`the live kernel is Linux (\d+\.\d+)`)
	seen   = regexp.MustCompile(`(?m)^ +\w+_test\.go:\d+: ([\w-]+): seen in [1-9]\d* of \d+ trials`)
)

// log takes in what go test -v printed on one kernel. What it
// says of a row replaces what was noted of that kernel. Of a race it is noted
// that it was seen; that it was not says nothing.
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
	for _, p := range seen.FindAllStringSubmatch(s, -1) {
		c.add(p[1], m[1])
	}
	return nil
}
