package prototest

import (
	"errors"
	"fmt"
	"path"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"boundif/sched"
	"boundif/sock"
)

// Run judges the protocol that new makes. It draws sequential histories, and
// explores every schedule of small concurrent ones; see the package's doc. The
// test ends at the first rule that is broken, with the shortest history that
// was found and the line that replays it.
func Run(t testing.TB, new Constructor, opts ...Option) {
	t.Helper()
	c, broken := configure(new, opts)
	if broken != nil {
		c.fatal(t, broken, history{}, nil)
		return
	}
	depth := 3
	if testing.Short() {
		depth = 2
	}
	if ops, broken := c.short(depth); broken != nil {
		c.fatal(t, broken, history{setup: ops}, nil)
		return
	}
	if ops, broken := c.sequences(t); broken != nil {
		c.fatal(t, broken, history{setup: ops}, nil)
		return
	}
	if broken := c.allocations(); broken != nil {
		c.fatal(t, broken, history{setup: busy(c)}, nil)
		return
	}
	scenarios := c.scenarios()
	for _, h := range scenarios {
		broken, failure, err := c.explore(h)
		if broken != nil {
			c.fatal(t, broken, h, failure)
			return
		}
		if err != nil {
			t.Logf("prototest: %q was not explored to its end: %v", h, err)
		}
	}
	t.Logf("prototest: %d concurrent histories, %d executions", len(scenarios), c.explored)
}

// Replay does one history of a failure again, with the options of the Run
// that found it, and shows what happens. A history with tasks needs the
// schedule.
func Replay(t testing.TB, new Constructor, text, schedule string, opts ...Option) {
	t.Helper()
	c, broken := configure(new, opts)
	h, err := parse(text)
	if err == nil {
		err = h.check()
	}
	switch {
	case broken != nil:
		c.fatal(t, broken, h, nil)
		return
	case err != nil:
		t.Fatalf("prototest: history %q: %v", text, err)
		return
	case len(h.tasks) == 0:
		c.replaySequence(t, h)
		return
	}
	trace, err := sched.Replay(schedule, sched.Options{}, c.body(h))
	var failure *sched.Failure
	if errors.As(err, &failure) {
		c.fatal(t, c.read(failure), h, failure)
	} else if err != nil {
		t.Fatalf("prototest: %v", err)
	} else {
		t.Logf("%s", trace)
	}
}

func (c *config) replaySequence(t testing.TB, h history) {
	t.Helper()
	ops, broken := c.watchedFirst(h.setup, 0)
	for _, line := range c.log {
		t.Logf("%s", line)
	}
	if broken != nil {
		c.fatal(t, broken, history{setup: ops}, nil)
	}
}

// fatal reports a broken rule.
func (c *config) fatal(t testing.TB, f *finding, h history, failure *sched.Failure) {
	t.Helper()
	text := fmt.Sprintf("%s: %s\n\nrule:     %s\nLinux:    %s\n", f.id, f.detail, f.says, f.kernel)
	schedule := ""
	if h.size() > 0 {
		text += fmt.Sprintf("history:  %s (operations: %d)\n", h, h.size())
	}
	if failure != nil {
		schedule = failure.Schedule
		text += "schedule: " + schedule + "\n"
		if failure.Trace != nil {
			text += "\n" + failure.Trace.String()
		}
	}
	if h.size() > 0 {
		text += fmt.Sprintf("\nTo replay it, with the same options:\n\n\tprototest.Replay(t, %s, %q, %q)\n",
			constructorName(c.construct), h, schedule)
	}
	t.Fatalf("%s", text)
}

// constructorName is the function as the caller of Run has written it, or
// could have, if it is one without a name.
func constructorName(f Constructor) string {
	name := path.Base(runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name())
	if pkg, local, _ := strings.Cut(name, "."); strings.Contains(local, ".func") {
		return "construct"
	} else if strings.HasSuffix(pkg, "_test") {
		return local
	}
	return name
}

// busy is a history whose sockets a lookup has something to do with.
func busy(c *config) []op {
	for _, h := range c.scenarios() {
		if count(h.setup, "bind") > 0 && len(h.setup) > 2 {
			return h.setup
		}
	}
	return []op{{verb: "open"}}
}

// allocations counts what lookups allocate. Other goroutines of the test may
// allocate meanwhile, so the least of several rounds counts.
func (c *config) allocations() *finding {
	w := newWorld(nil, c, false)
	for _, o := range busy(c) {
		if w.wrong(o) == nil {
			w.do(nil, o)
		}
	}
	buf := make([]*sock.Sock, 0, 16)
	for q := range w.queries {
		least := uint64(1)
		for range 100 {
			var a, b runtime.MemStats
			runtime.ReadMemStats(&a)
			for range 10 {
				w.protos[0].Lookup(nil, &q.Key, buf)
			}
			runtime.ReadMemStats(&b)
			if least = min(least, b.Mallocs-a.Mallocs); least == 0 {
				break
			}
		}
		if least > 0 {
			return found(lookupAllocates, "ten times %s: each of 100 rounds allocates", q)
		}
	}
	return nil
}
