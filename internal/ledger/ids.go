package main

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
)

//go:embed ids.txt
var idsText string

// A rule is an entry of the list of all rules. Its mark says how it came to be
// known: V, kernels were asked and agree; D, they differ; U, only kernels with
// VRF were asked; R, it was read in the source.
type rule struct {
	id, mark, section string
}

var rules = readRules(idsText)

func readRules(text string) (all []rule) {
	section := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "# "); ok {
			section = title
		} else if id, mark, ok := strings.Cut(line, " "); ok {
			all = append(all, rule{id, mark, section})
		}
	}
	return all
}

var known = func() map[string]bool {
	m := map[string]bool{}
	for _, r := range rules {
		m[r.id] = true
	}
	return m
}()

var cited = regexp.MustCompile(`\b([A-Z][A-Z0-9]{1,3})-([0-9][0-9A-Z])(?:(?:\s+to\s+|\.\.)(?:([A-Z][A-Z0-9]{1,3})-)?([0-9][0-9]))?`)

// citations is the rules that a text names, ranges included.
func citations(text string) (ids []string) {
	for _, m := range cited.FindAllStringSubmatch(text, -1) {
		if m[4] == "" || m[3] != "" && m[3] != m[1] {
			if id := m[1] + "-" + m[2]; known[id] {
				ids = append(ids, id)
			}
			continue
		}
		from, err1 := strconv.Atoi(m[2])
		to, err2 := strconv.Atoi(m[4])
		if err1 != nil || err2 != nil {
			continue
		}
		for n := from; n <= to; n++ {
			id := m[1] + "-" + strconv.Itoa(n/10) + strconv.Itoa(n%10)
			if known[id] {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
