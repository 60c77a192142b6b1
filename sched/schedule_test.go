package sched

import (
	"slices"
	"strings"
	"testing"
)

func TestParseSchedule(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []segment
		err  string
	}{
		{"v1:", nil, ""},
		{"v1:udev", []segment{{"udev", "", 1}}, ""},
		{"v1:dhcp=netdev.name.load,udev", []segment{{"dhcp", "netdev.name.load", 1}, {"udev", "", 1}}, ""},
		{"v1:a-1=step:2,B_2=x:10", []segment{{"a-1", "step", 2}, {"B_2", "x", 10}}, ""},

		{"", nil, `want it to begin with "v1:"`},
		{"v2:a", nil, `want it to begin with "v1:"`},
		{"a=b", nil, `want it to begin with "v1:"`},
		{"v1:a,", nil, `segment 2, "": want task, task=step or task=step:count`},
		{"v1:,a", nil, `segment 1, ""`},
		{"v1:a,=b", nil, `segment 2, "=b"`},
		{"v1:a=", nil, `segment 1, "a="`},
		{"v1:a=b=c", nil, `segment 1, "a=b=c"`},
		{"v1:a b", nil, `segment 1, "a b"`},
		{"v1:a:2", nil, `segment 1, "a:2"`},
		{"v1:a=:2", nil, `segment 1, "a=:2"`},
		{"v1:a=b:0", nil, `"0" is not a count`},
		{"v1:a=b:1", nil, `"1" is not a count from 2`},
		{"v1:a=b:-2", nil, `"-2" is not a count`},
		{"v1:a=b:02", nil, `"02" is not a count`},
		{"v1:a=b:", nil, `"" is not a count`},
		{"v1:a=b:99999999999999999999", nil, `is not a count`},
	} {
		got, err := parseSchedule(c.in)
		if c.err != "" {
			if err == nil {
				t.Errorf("%q is accepted as %v", c.in, got)
			} else {
				contains(t, c.in, err.Error(), "sched: schedule", c.err)
			}
			continue
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, error %v", c.in, got, err)
		}
	}
}

func encodeSegments(segments []segment) string {
	var texts []string
	for _, g := range segments {
		texts = append(texts, g.String())
	}
	return scheduleVersion + strings.Join(texts, ",")
}

// FuzzSchedule: parseSchedule never panics, and of each schedule there is one
// spelling.
func FuzzSchedule(f *testing.F) {
	for _, s := range []string{"", "v1:", "v1:a", "v1:a,b=c,d=e.f:3", "v1:a=b:1", "v1:a=b:+2", "v1:=", "v1:a,,b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		segments, err := parseSchedule(s)
		if err == nil && encodeSegments(segments) != s {
			t.Errorf("%q is accepted and means %q", s, encodeSegments(segments))
		}
	})
}

// racers has steps of equal names, ends that differ and a blocked lock.
var racers = with(
	func(t *Task, s *state) {
		for range 3 {
			x := s.x.Load(t.At("look"))
			s.x.Store(t.At("inc"), x+1)
		}
	},
	func(t *Task, s *state) {
		s.a.Lock(t.At("lock"))
		s.x.Store(t.At("set"), 10)
		s.a.Unlock(t)
	},
	func(t *Task, s *state) {
		s.a.Lock(t.At("lock"))
		s.y.Store(t.At("copy"), s.x.Load(t))
		s.a.Unlock(t)
	})

// TestWitness replays the witness of every outcome, for the outcome it was
// reported for, twice to the byte.
func TestWitness(t *testing.T) {
	r, err := Explore(Options{Witness: true}, racers)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Outcomes) < 10 {
		t.Errorf("only %d outcomes: %v", len(r.Outcomes), labels(r))
	}
	for _, o := range r.Outcomes {
		trace, err := Replay(o.Witness, Options{}, racers)
		if err != nil || trace.Outcome != o.Label {
			t.Errorf("the witness %s of %q ends in %q, error %v", o.Witness, o.Label, trace.Outcome, err)
			continue
		}
		if trace.Schedule != o.Witness {
			t.Errorf("the witness %s replays as %s", o.Witness, trace.Schedule)
		}
		if n := switches(trace); n != o.Switches {
			t.Errorf("the witness %s switches %d times, reported were %d", o.Witness, n, o.Switches)
		}
		again, _ := Replay(o.Witness, Options{}, racers)
		if again.String() != trace.String() || sprint(again.Steps) != sprint(trace.Steps) {
			t.Errorf("two replays of %s:\n%v\n%v", o.Witness, trace, again)
		}
		segments, _ := parseSchedule(o.Witness)
		if encodeSegments(segments) != o.Witness {
			t.Errorf("%s is read as %s", o.Witness, encodeSegments(segments))
		}
	}
}

// TestWitnessOfNothing: worlds without steps have schedules too.
func TestWitnessOfNothing(t *testing.T) {
	for why, body := range map[string]func(*World){
		"no tasks":              func(w *World) {},
		"a task without a step": with(func(*Task, *state) {}),
	} {
		r, err := Explore(Options{Witness: true, Count: true}, body)
		if err != nil || len(r.Outcomes) != 1 {
			t.Fatalf("%s: outcomes %v, error %v", why, r.Outcomes, err)
		}
		if o := r.Outcomes[0]; o.Witness != "v1:" || o.Switches != 0 || o.Steps != 0 || o.Schedules.Int64() != 1 {
			t.Errorf("%s: %+v", why, o)
		}
		f := explore(t, why, func(w *World) { body(w); w.Finally(func(*Task) { w.Errorf("never") }) })
		if f.Schedule != "v1:" || f.Messages[0] != "never" {
			t.Errorf("%s: %v", why, f)
		}
	}
}

func switches(tr *Trace) (n int) {
	for i := 1; i < len(tr.Steps); i++ {
		if tr.Steps[i].Task != tr.Steps[i-1].Task {
			n++
		}
	}
	return n
}

func TestReplay(t *testing.T) {
	for _, c := range []struct {
		why, schedule string
		want          string // of the trace: task=step ...
		err           string
	}{
		{"nothing said: the tasks run one after the other", "v1:", "t0=look t0=inc t0=look t0=inc t0=look t0=inc t1=lock t1=set t2=lock t2=copy", ""},
		{"a whole task", "v1:t2", "t2=lock t2=copy t0=look t0=inc t0=look t0=inc t0=look t0=inc t1=lock t1=set", ""},
		{"up to a step and on", "v1:t0=look,t1,t0", "t0=look t1=lock t1=set t0=inc t0=look t0=inc t0=look t0=inc t2=lock t2=copy", ""},
		{"up to the second such step", "v1:t0=inc:2,t1,t2", "t0=look t0=inc t0=look t0=inc t1=lock t1=set t2=lock t2=copy t0=look t0=inc", ""},
		{"counts begin anew in each segment", "v1:t0=inc,t1=lock,t0=inc,t1,t2", "t0=look t0=inc t1=lock t0=look t0=inc t1=set t2=lock t2=copy t0=look t0=inc", ""},
		{"a task that has ended may be named again", "v1:t1,t1", "t1=lock t1=set t0=look t0=inc t0=look t0=inc t0=look t0=inc t2=lock t2=copy", ""},

		{"unknown task", "v1:t0=look,nobody=inc", "", `segment 2, "nobody=inc": there is no such task, but ["t0" "t1" "t2"]`},
		{"a step that does not come", "v1:t1=gone", "", `segment 1, "t1=gone": the task ended after 0 of 1 such steps`},
		{"a step that does not come that often", "v1:t0=inc:4", "", `segment 1, "t0=inc:4": the task ended after 3 of 4 such steps`},
		{"a step that cannot be taken now", "v1:t1=lock,t2=lock", "", `segment 2, "t2=lock": task t2 stands before lock, state#1.a is held by t1`},
		{"no schedule", "", "", `schedule "": want it to begin with "v1:"`},
		{"garbage", "\xff\x00", "", `want it to begin with "v1:"`},
	} {
		trace, err := Replay(c.schedule, Options{}, racers)
		if c.err != "" {
			if err == nil {
				t.Errorf("%s: %s is replayed", c.why, c.schedule)
			} else if contains(t, c.why, err.Error(), c.err); strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: the error has several lines: %v", c.why, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.why, err)
			continue
		}
		var got []string
		for _, st := range trace.Steps {
			got = append(got, st.Task+"="+st.Name)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s runs %v, want %s", c.why, c.schedule, got, c.want)
		}
	}
}

// TestScheduleSurvives: steps are named, so that a schedule outlives new
// steps, in another task or between the ones that it names.
func TestScheduleSurvives(t *testing.T) {
	version := func(steps int) func(*World) {
		extra := func(t *Task, s *state) {
			for i := range steps {
				s.unused.Load(t.At("new" + sprint(i)))
			}
		}
		return with(
			func(t *Task, s *state) {
				x := s.x.Load(t.At("look"))
				extra(t, s)
				s.x.Store(t.At("store"), x+1)
			},
			func(t *Task, s *state) {
				extra(t, s)
				x := s.x.Load(t.At("look"))
				s.x.Store(t.At("store"), x+1)
				extra(t, s)
			})
	}
	for steps := range 3 {
		trace, err := Replay("v1:t0=look,t1=store,t0,t1", Options{}, version(steps))
		if err != nil || trace.Outcome != "x=1 y=0" {
			t.Errorf("with %d new steps the lost update is %q, error %v", steps, trace.Outcome, err)
		}
	}
}
