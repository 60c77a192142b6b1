package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A figure is what one benchmark has measured, each the median of its runs.
type figure struct{ ns, allocs, bytesPerSocket float64 }

// A measurement is the figures by benchmark, as in "Lookup/1-socket-1-device/boundif",
// on one core, and with "-4" behind it on four.
type measurement map[string]figure

var line = regexp.MustCompile(`^Benchmark(\S+)\s+\d+\s+(.*)$`)

// parse reads what go test -bench prints.
func parse(out string) (measurement, error) {
	type runs struct{ ns, allocs, bytes []float64 }
	all := map[string]*runs{}
	for text := range strings.Lines(out) {
		m := line.FindStringSubmatch(strings.TrimSpace(text))
		if m == nil {
			continue
		}
		r := all[m[1]]
		if r == nil {
			r = &runs{}
			all[m[1]] = r
		}
		words := strings.Fields(m[2])
		for i := 0; i+1 < len(words); i += 2 {
			v, err := strconv.ParseFloat(words[i], 64)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", text, err)
			}
			switch words[i+1] {
			case "ns/op":
				r.ns = append(r.ns, v)
			case "allocs/op":
				r.allocs = append(r.allocs, v)
			case "B/socket":
				r.bytes = append(r.bytes, v)
			}
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no benchmark has run:\n%s", out)
	}
	m := measurement{}
	for name, r := range all {
		m[name] = figure{median(r.ns), median(r.allocs), median(r.bytes)}
	}
	return m, nil
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return (v[len(v)/2] + v[(len(v)-1)/2]) / 2
}
