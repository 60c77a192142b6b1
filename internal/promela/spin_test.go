package promela

import (
	"os"
	"strings"
	"testing"

	"boundif/internal/abstract"
	"boundif/sched"
)

// spin makes sure that SPIN can be run, or ends the test.
func spin(t *testing.T) {
	t.Helper()
	switch why := Missing(); {
	case why == "":
	case os.Getenv("CI") == "true":
		t.Fatalf("CI must run SPIN: %s", why)
	default:
		t.Skipf("skipped: SPIN is needed (Debian packages spin and gcc): %s", why)
	}
}

// check exports body and runs SPIN on it once.
func check(t *testing.T, body func(*sched.World), mode Mode) Result {
	t.Helper()
	p, err := Extract(body)
	if err != nil {
		t.Fatal(err)
	}
	return p.check(t, mode)
}

func (p *Program) check(t *testing.T, mode Mode) Result {
	t.Helper()
	c, err := p.Build(t.TempDir(), t.Name(), mode)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Run()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestGoldenStates: SPIN finds as many states of the exported model as the
// table of golden counts says.
func TestGoldenStates(t *testing.T) {
	spin(t)
	for _, row := range []struct {
		abstract.Config
		states int
	}{
		{abstract.Config{ByName: 1, Renamers: 1, Atomic: true}, 40},
		{abstract.Config{ByName: 1, ByIndex: 1, Renamers: 1, Atomic: true}, 200},
		{abstract.Config{ByName: 1, ByIndex: 1, Renamers: 1}, 650},
		{abstract.Config{ByName: 1, ByIndex: 1, Renamers: 1, Shared: true}, 485},
		{abstract.Config{ByName: 1, ByIndex: 1, Renamers: 2}, 7_175},
		{abstract.Config{ByName: 2, ByIndex: 2, Renamers: 1}, 35_150},
		{abstract.Config{ByName: 2, ByIndex: 2, Renamers: 1, Shared: true}, 10_502},
		{abstract.Config{ByName: 2, ByIndex: 2, Renamers: 2}, 437_225},
	} {
		t.Run(row.String(), func(t *testing.T) {
			t.Parallel()
			r := check(t, row.Body, Mode{})
			if r.States != row.states || r.Errors != 0 {
				t.Errorf("SPIN stores %d states and reports %d errors, want %d and none\n%s", r.States, r.Errors, row.states, r.Output)
			}
			if small := check(t, row.Body, Mode{Reduce: true}); small.States >= row.states || small.Errors != 0 {
				t.Errorf("with partial order reduction %d states and %d errors, want fewer than %d and none",
					small.States, small.Errors, row.states)
			}
		})
	}
}

// TestOutcomes: SPIN reaches each outcome that boundif found, and no other.
func TestOutcomes(t *testing.T) {
	spin(t)
	for _, c := range []abstract.Config{
		{ByName: 1, ByIndex: 1, Renamers: 1, Shared: true},
		{ByName: 1, Renamers: 2},
	} {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			p, err := Extract(c.Body)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Outcomes) != 3 {
				t.Fatalf("%d outcomes, want 3: bound to the device, to the other, ENODEV", len(p.Outcomes))
			}
			for n := range len(p.Outcomes) + 1 {
				want, why := 1, "boundif found this outcome, SPIN does not"
				if n == 0 {
					want, why = 0, "SPIN finds an outcome that boundif did not"
				}
				if r := p.check(t, Mode{Find: true, Outcome: n, Reduce: true}); r.Errors != want {
					t.Errorf("outcome %d: %d errors, want %d: %s\n%s", n, r.Errors, want, why, r.Output)
				}
			}
			p.Outcomes = p.Outcomes[1:]
			if r := p.check(t, Mode{Find: true, Reduce: true}); r.Errors != 1 {
				t.Errorf("an outcome was left out of the model, and SPIN did not notice")
			}
		})
	}
}

// TestMissedValue: a process for which the extraction has missed a value
// blocks there, and SPIN says so.
func TestMissedValue(t *testing.T) {
	spin(t)
	c := abstract.Config{ByName: 1, Renamers: 1}
	p, err := Extract(c.Body)
	if err != nil {
		t.Fatal(err)
	}
	lookup := &p.Tasks[0].Places[0]
	lookup.Moves = lookup.Moves[:len(lookup.Moves)-1]
	if r := p.check(t, Mode{}); r.Errors != 1 || !strings.Contains(r.Output, "invalid end state") {
		t.Errorf("a move was left out of the model, and SPIN did not notice:\n%s", r.Output)
	}
}

// TestDeadlock: what deadlocks under sched deadlocks under SPIN.
func TestDeadlock(t *testing.T) {
	spin(t)
	type locks struct{ a, b sched.Mutex }
	for _, row := range []struct {
		why     string
		crossed bool
	}{
		{"both tasks take the locks in one order", false},
		{"the tasks take them in opposite orders", true},
	} {
		body := func(w *sched.World) {
			l := &locks{}
			sched.Own(w.Setup(), "l", l)
			take := func(x, y *sched.Mutex) func(*sched.Task) {
				return func(t *sched.Task) {
					x.Lock(t.At("first"))
					y.Lock(t.At("second"))
					y.Unlock(t.At("back"))
					x.Unlock(t.At("out"))
				}
			}
			w.Go("p", take(&l.a, &l.b))
			if row.crossed {
				w.Go("q", take(&l.b, &l.a))
			} else {
				w.Go("q", take(&l.a, &l.b))
			}
		}
		if r := check(t, body, Mode{Reduce: true}); (r.Errors == 1) != row.crossed {
			t.Errorf("%s, and SPIN reports %d errors:\n%s", row.why, r.Errors, r.Output)
		}
	}
}

// TestToolFails: the error names the tool and has what it printed.
func TestToolFails(t *testing.T) {
	spin(t)
	p := &Program{Tasks: []Task{{Name: "do", Places: []Place{{Done: true}}}}}
	if _, err := p.Build(t.TempDir(), "", Mode{}); err == nil || !strings.Contains(err.Error(), "promela: spin") && !strings.Contains(err.Error(), "promela: gcc") {
		t.Errorf("a process named do: error %v, want SPIN's", err)
	}
}

func TestParse(t *testing.T) {
	const good = "State-vector 24 byte, depth reached 8, errors: 0\n       40 states, stored\n       19 states, matched\n" +
		"       59 transitions (= stored+matched)\n\npan: elapsed time 4.1e-05 seconds\n"
	r, err := parse(good)
	if err != nil || r.States != 40 || r.Transitions != 59 || r.Errors != 0 || r.Search.Microseconds() != 41 {
		t.Errorf("parsed %+v, error %v", r, err)
	}
	for _, bad := range []string{
		"", strings.Replace(good, "stored", "kept", 1), good + "error: max search depth too small\n",
		good + "pan: out of memory\n", "Warning: Search not completed\n" + good,
	} {
		if _, err := parse(bad); err == nil {
			t.Errorf("no error for\n%s", bad)
		}
	}
	if _, err := parse("Warning: Search not completed\n" + strings.Replace(good, "errors: 0", "errors: 1", 1)); err != nil {
		t.Errorf("a search that ends at a failed assertion is complete: %v", err)
	}
}
