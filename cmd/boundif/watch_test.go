package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"boundif/internal/race"
	"boundif/netdev"
)

// testWatch is a watch over searches that are interrupted after so many
// executions, with a clock that goes on by a tenth of a second at each look.
func testWatch(terminal *bytes.Buffer, executions int) *watch {
	w := &watch{signals: make(chan os.Signal, 1)}
	if terminal != nil {
		w.out = terminal
	}
	ticks := 0
	w.now = func() time.Time {
		if ticks++; ticks == executions {
			w.signals <- os.Interrupt
		}
		return time.Unix(0, 0).Add(time.Duration(ticks) * time.Second / 10)
	}
	return w
}

// TestInterrupted: what was covered is printed, as text and as JSON, without
// a verdict, and the exit status is the shell's for Ctrl-C.
func TestInterrupted(t *testing.T) {
	var terminal bytes.Buffer
	r, err := study(netdev.Newest, testWatch(&terminal, 6))
	if !errors.Is(err, errInterrupted) || status(err, &bytes.Buffer{}) != 130 {
		t.Fatalf("error %v, exit status %d", err, status(err, &bytes.Buffer{}))
	}
	if len(r.Paths) != 1 || r.Held || r.Paths[0].Safe || r.Paths[0].Expected {
		t.Errorf("%+v", r)
	}
	var text, asJSON bytes.Buffer
	if err := r.write(raceFlags{}, &text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"by-name", "right device", "Interrupted, with this much covered: stopped after 5 executions: nothing is proved, an estimated "} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, &text)
		}
	}
	for _, never := range []string{"Verdict", "THEOREM", "theorem holds", "  all "} {
		if strings.Contains(text.String(), never) {
			t.Errorf("the output has %q:\n%s", never, &text)
		}
	}
	if err := r.write(raceFlags{asJSON: true}, &asJSON); err != nil {
		t.Fatal(err)
	}
	var back result
	if err := json.Unmarshal(asJSON.Bytes(), &back); err != nil || back.Held || !strings.HasPrefix(back.Paths[0].Stopped, "stopped after 5 executions") {
		t.Errorf("error %v\n%s", err, &asJSON)
	}
}

// TestInterruptedLate: Ctrl-C after the last execution of a path counts too.
func TestInterruptedLate(t *testing.T) {
	w := testWatch(nil, -1)
	w.signals <- os.Interrupt
	r, err := study(netdev.Newest, w)
	if !errors.Is(err, errInterrupted) || len(r.Paths) != 1 {
		t.Errorf("error %v after %d paths", err, len(r.Paths))
	}
	w = testWatch(nil, -1)
	w.over(string(race.ByIndex))
	w.signals <- os.Interrupt
	for range 2 {
		if !w.stop() {
			t.Error("the interrupt is forgotten")
		}
	}
}

// TestProgressLine: nothing in the first second, then at most five lines in a
// second, each over the last, and nothing is left behind.
func TestProgressLine(t *testing.T) {
	for _, c := range []struct {
		why  string
		tick time.Duration
		want []string // the line at each time
	}{
		{"nine looks within a second", time.Second / 10, nil},
		{"nine looks in 1.35 s", 3 * time.Second / 20, []string{"7 executions, 7 classes", "9 executions, 9 classes"}},
	} {
		var terminal bytes.Buffer
		w := testWatch(&terminal, -1)
		now := time.Unix(0, 0)
		w.now = func() time.Time { now = now.Add(c.tick); return now }
		if _, err := race.ByName.Explore(netdev.Newest, w.over("by-name")...); err != nil {
			t.Fatal(err)
		}
		w.end()
		lines := strings.Split(terminal.String(), "\r")[1:]
		if c.want == nil && terminal.Len() > 0 {
			t.Errorf("%s: %q", c.why, lines)
		}
		if c.want == nil {
			continue
		}
		if len(lines) != len(c.want)+2 || strings.TrimSpace(lines[len(lines)-2]+lines[len(lines)-1]) != "" || len(lines[len(lines)-2]) < len(lines[0]) {
			t.Errorf("%s: want %d lines and one that clears them: %q", c.why, len(c.want), lines)
			continue
		}
		for i, want := range c.want {
			if !strings.HasPrefix(lines[i], "by-name: "+want+", an estimated ") || !strings.Contains(lines[i], " % done in 1s") {
				t.Errorf("%s: line %q, want %q", c.why, lines[i], want)
			}
		}
	}
}

// TestNoLineElsewhere: only a terminal gets the line.
func TestNoLineElsewhere(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if terminal(&bytes.Buffer{}) || terminal(file) {
		t.Error("a buffer or a file passes for a terminal")
	}
}
