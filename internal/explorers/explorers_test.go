package main

import (
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"boundif/internal/abstract"
	"boundif/internal/promela"
)

// sample is a row on which all agree.
func sample() *measured {
	m := &measured{row: row{Config: abstract.Config{ByName: 1, ByIndex: 1, Renamers: 1}, classes: 4, schedules: "2.1e7", states: 650}}
	m.DPOR.Classes, m.DPOR.Executions, m.DPOR.Outcomes, m.DPOR.Took = 4, 5, 3, 3*time.Millisecond
	m.Sleep.Classes, m.Sleep.Executions, m.Sleep.Took = 4, 90, time.Millisecond
	m.Schedules = big.NewInt(20_708_145)
	m.Every.States, m.Every.Took = 650, time.Millisecond
	m.Stateful.States, m.Stateful.Executions, m.Stateful.Outcomes, m.Stateful.Took = 6, 4, 3, 2*time.Millisecond
	m.SPIN.States, m.SPIN.Took = 650, 20*time.Microsecond
	m.Reduced.States, m.Reduced.Took, m.Reduced.Process = 55, time.Millisecond, 4*time.Millisecond
	m.Reduced.Compile = 2 * time.Second
	return m
}

// TestDisagreements: a difference between any two sources is reported.
func TestDisagreements(t *testing.T) {
	if d := sample().disagreements(); d != nil {
		t.Fatalf("all agree, and it reports %q", d)
	}
	for _, row := range []struct {
		why    string
		change func(*measured)
		says   string
	}{
		{"DPOR misses a class", func(m *measured) { m.DPOR.Classes = 3 }, "classes: DPOR has 3, the table 4"},
		{"DPOR has the golden number where it is known not to", func(m *measured) { m.own = 5 }, "classes: DPOR has 4, by recorded footprints there should be 5"},
		{"sleep sets find one more", func(m *measured) { m.Sleep.Classes = 5 }, "classes: the sleep-set search has 5, DPOR 4"},
		{"schedules get lost", func(m *measured) { m.Schedules = big.NewInt(20_408_145) }, "schedules: counted 20408145"},
		{"the two ways to count differ", func(m *measured) { m.ByStates = big.NewInt(20_708_146) }, "20708145 by classes, 20708146 by states"},
		{"only the paths were counted", func(m *measured) { m.Schedules, m.ByStates = nil, big.NewInt(1) }, "schedules: counted 1, the table"},
		{"the stateful search merges too much", func(m *measured) { m.Every.States = 649 }, "states: the stateful search has 649, the table 650"},
		{"SPIN stores one more", func(m *measured) { m.SPIN.States = 651 }, "states: SPIN has 651, the table 650"},
		{"nobody said, and the two differ", func(m *measured) { m.states, m.SPIN.States = 0, 651 }, "states: SPIN has 651, the stateful search 650"},
		{"the reduction loses an outcome", func(m *measured) { m.Stateful.Outcomes = 2 }, "outcomes: the stateful search has 2, DPOR 3"},
	} {
		m := sample()
		row.change(m)
		if got := strings.Join(m.disagreements(), "; "); !strings.Contains(got, row.says) {
			t.Errorf("%s: %q does not say %q", row.why, got, row.says)
		}
		var b strings.Builder
		page(&b, "here", true, []*measured{m})
		if !strings.Contains(b.String(), "**NO**: ") {
			t.Errorf("%s: the page does not say NO", row.why)
		}
	}
	m := sample()
	m.Sleep.Classes, m.SPIN.States, m.Schedules = 0, 0, nil
	if d := m.disagreements(); d != nil {
		t.Errorf("what was not run cannot disagree: %q", d)
	}
}

// TestVerdict: the bar is the run of SPIN with reduction, against the faster
// of the two searches.
func TestVerdict(t *testing.T) {
	m := sample()
	const want = "stateful: met, 2.0 times as fast; its search alone: **missed**, takes 2.0 times as long"
	if got := m.verdict(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	m.Reduced.Process = time.Millisecond
	if got := m.verdict(); !strings.HasPrefix(got, "stateful: **missed**, takes 2.0 times as long with 4 executions; ") {
		t.Errorf("a missed run: %q", got)
	}
	m.bar = nidhugg / 10
	m.DPOR.Took = 360 * time.Millisecond
	if got := m.verdict(); !strings.HasPrefix(got, "a tenth of Nidhugg's 1.8s, DPOR: **missed**, takes 2.0 times as long; ") {
		t.Errorf("Nidhugg's bar: %q", got)
	}
}

func TestSaidSchedules(t *testing.T) {
	for _, row := range []struct {
		want, n string
		said    bool
	}{
		{"44", "44", true}, {"44", "45", false},
		{"9.9e5", "987949", true}, {"9.9e5", "1000000", false},
		{"2.4e16", "23666938155037800", true}, {"2.4e16", "23466938155037800", false},
		{">1e26", "100000000000000000000000001", true}, {">1e26", "99999999999999999999999999", false},
	} {
		n, _ := new(big.Int).SetString(row.n, 10)
		if saidSchedules(row.want, n) != row.said {
			t.Errorf("the table says %s: is it %s? want %v", row.want, row.n, row.said)
		}
	}
}

// TestMeter: short searches run often, long ones once, and the time is the
// median.
func TestMeter(t *testing.T) {
	for _, row := range []struct {
		first time.Duration
		runs  int
	}{{time.Millisecond, often}, {time.Second, several}, {time.Minute, 1}} {
		var m meter
		var to time.Duration
		n := 0
		m.add(&to, func() (time.Duration, error) { n++; return row.first * time.Duration(n), nil })
		if err := m.run(often); err != nil || n != row.runs || to != row.first*time.Duration(n/2+1) {
			t.Errorf("%v: %d runs, median %v, error %v, want %d runs", row.first, n, to, err, row.runs)
		}
	}
	var m meter
	var to time.Duration
	m.add(&to, func() (time.Duration, error) { return 0, io.ErrUnexpectedEOF })
	if err := m.run(1); err != io.ErrUnexpectedEOF {
		t.Errorf("a search fails, and the error is %v", err)
	}
}

// TestDocument: docs/explorer.md has every row, in both tables, and every row
// agrees. If this fails, run go run ./internal/explorers -update.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", document))
	if err != nil {
		t.Fatal(err)
	}
	var tables [2][]string
	table := -1
	for _, line := range strings.Split(string(text), "\n") {
		switch {
		case strings.HasPrefix(line, "| scenario"):
			table++
		case strings.HasPrefix(line, "| ") && table >= 0 && table < len(tables):
			tables[table] = append(tables[table], line)
		}
	}
	for i, lines := range tables {
		if len(lines) != len(rows) {
			t.Errorf("table %d has %d rows, want %d", i+1, len(lines), len(rows))
			continue
		}
		for k, r := range rows {
			if !strings.HasPrefix(lines[k], fmt.Sprintf("| %v |", r.Config)) {
				t.Errorf("table %d, row %d: %q is not %v", i+1, k+1, lines[k], r.Config)
			}
			agrees := "| yes |"
			if r.own > 0 {
				agrees = "| all but the golden classes[^1] |"
			}
			if i == 0 && !strings.HasSuffix(lines[k], agrees) {
				t.Errorf("the row does not agree: %s", lines[k])
			}
			golden := []string{count(r.classes), count(r.states)}
			if cells := strings.Split(lines[k], " | "); i == 0 && (cells[1] != golden[0] || cells[6] != golden[1]) {
				t.Errorf("the golden numbers have changed to %q: %s", golden, lines[k])
			}
		}
	}
}

// TestQuick runs what each change is checked with.
func TestQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	if missing := promela.Missing(); missing != "" && os.Getenv("CI") != "true" {
		t.Logf("without SPIN (Debian packages spin and gcc): %s", missing)
	}
	var out strings.Builder
	if err := run(&out, io.Discard, false, false, "1/1/1 shared"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "| 1/1/1 shared | 6 | 6 | 6 | 9.9e5 | 987,949 | 485 | 485 |") {
		t.Errorf("the page lacks the row:\n%s", &out)
	}
	if err := run(io.Discard, io.Discard, false, false, "9/9/9"); err == nil {
		t.Error("no error for a scenario that is not there")
	}
}
