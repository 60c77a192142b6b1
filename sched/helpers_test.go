package sched

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func sprint(v any) string { return fmt.Sprint(v) }

// labels are the outcomes of a report, in its order.
func labels(r *Report) (out []string) {
	for _, o := range r.Outcomes {
		out = append(out, o.Label)
	}
	return out
}

// state is what most tests share.
type state struct {
	a, b   Mutex
	x, y   Var[uint32]
	p      Ptr[int]
	unused Var[int32]
}

// with makes a body of tasks named t0, t1, ... that share one state.
func with(tasks ...func(t *Task, s *state)) func(*World) {
	return func(w *World) {
		s := &state{}
		Own(w.Setup(), "state", s)
		for i, fn := range tasks {
			w.Go(fmt.Sprintf("t%d", i), func(t *Task) { fn(t, s) })
		}
		w.Finally(func(t *Task) { w.Outcome(fmt.Sprintf("x=%d y=%d", s.x.Load(t), s.y.Load(t))) })
	}
}

// explore fails the test unless the exploration ends with a Failure.
func explore(t *testing.T, why string, body func(*World)) *Failure {
	t.Helper()
	_, err := Explore(Options{}, body)
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("%s: error %v, want a Failure", why, err)
	}
	return f
}

// contains complains about each part that is missing from text.
func contains(t *testing.T, why, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s: %q is missing from: %s", why, p, text)
		}
	}
}
