package sched

import (
	"slices"
	"strings"
	"testing"
)

// TestRCU publishes a pointer, waits for readers and then poisons what it
// pointed to: the life of everything that the kernel frees after a grace
// period. What the reader may see tells whether RCUSync waits.
func TestRCU(t *testing.T) {
	nested := false
	reader := func(enter, leave func(t *Task)) func(t *Task, s *state) {
		return func(t *Task, s *state) {
			enter(t)
			old := s.x.Load(t.At("fetch")) == 0
			if nested {
				t.RCULock()
				s.p.Load(t.At("inner"))
				t.RCUUnlock()
			}
			poisoned := s.y.Load(t.At("use")) == 1
			leave(t)
			if old && poisoned {
				s.unused.Store(t, 1)
			}
		}
	}
	writer := func(sync bool) func(t *Task, s *state) {
		return func(t *Task, s *state) {
			s.x.Store(t.At("unpublish"), 1)
			if sync {
				t.At("sync").RCUSync()
			}
			s.y.Store(t.At("poison"), 1)
		}
	}
	none := func(*Task) {}
	for _, c := range []struct {
		why   string
		tasks []func(t *Task, s *state)
		bad   bool // use after free is possible
	}{
		{"section and grace period", []func(*Task, *state){reader((*Task).RCULock, (*Task).RCUUnlock), writer(true)}, false},
		{"section, no grace period", []func(*Task, *state){reader((*Task).RCULock, (*Task).RCUUnlock), writer(false)}, true},
		{"no section, grace period", []func(*Task, *state){reader(none, none), writer(true)}, true},
		{"nested sections: the end of the inner one ends nothing", []func(*Task, *state){reader((*Task).RCULock, (*Task).RCUUnlock), writer(true)}, false},
		{"two readers", []func(*Task, *state){reader((*Task).RCULock, (*Task).RCUUnlock), reader((*Task).RCULock, (*Task).RCUUnlock), writer(true)}, false},
	} {
		bad := false
		nested = strings.HasPrefix(c.why, "nested")
		_, err := Explore(Options{}, func(w *World) {
			s := &state{}
			Own(w.Setup(), "state", s)
			for i, fn := range c.tasks {
				w.Go("t"+sprint(i), func(t *Task) { fn(t, s) })
			}
			w.Finally(func(t *Task) { bad = bad || s.unused.Load(t) == 1 })
		})
		if err != nil || bad != c.bad {
			t.Errorf("%s: use after free %t, error %v", c.why, bad, err)
		}
	}
}

// TestRCULater: a grace period waits for the sections that were open when it
// began, not for those that open while it waits.
func TestRCULater(t *testing.T) {
	body := with(
		func(t *Task, s *state) {
			for range 2 {
				t.RCULock()
				s.x.Load(t.At("in"))
				s.x.Load(t.At("out"))
				t.RCUUnlock()
			}
		},
		func(t *Task, s *state) { t.At("sync").RCUSync() })
	for _, c := range []struct {
		why, schedule string
		ok            bool
	}{
		{"no reader yet", "v1:t1,t0", true},
		{"the section is open", "v1:t0=in,t1", false},
		{"it has ended", "v1:t0=in,t1=sync,t0=out,t1", true},
		{"it has ended and the next one is open, which began later", "v1:t0=in,t1=sync,t0=in,t1", true},
		{"the first has ended before the grace period began, the second is open", "v1:t0=in:2,t1", false},
	} {
		_, err := Replay(c.schedule, Options{}, body)
		if (err == nil) != c.ok {
			t.Errorf("%s: schedule %s: error %v", c.why, c.schedule, err)
		}
		if err != nil {
			contains(t, c.why, err.Error(), "task t1 stands before sync and waits for readers")
		}
	}
}

// TestRCUFootprint pins which steps of a reader a grace period can see.
func TestRCUFootprint(t *testing.T) {
	for _, c := range []struct {
		why  string
		task func(t *Task, s *state)
		want []string // per step
	}{
		{"a section within one step leaves no mark", func(t *Task, s *state) {
			t.At("one").RCULock()
			s.x.Load(t)
			t.RCUUnlock()
		}, []string{"read state#1.x"}},
		{"a section opened before its step is announced belongs to that step", func(t *Task, s *state) {
			s.y.Load(t.At("before"))
			t.RCULock()
			s.x.Load(t.At("one"))
			t.RCUUnlock()
		}, []string{"read state#1.y", "read state#1.x"}},
		{"the same as a task's first act", func(t *Task, s *state) {
			t.RCULock()
			s.x.Load(t.At("one"))
			t.RCUUnlock()
		}, []string{"read state#1.x"}},
		{"a section that spans steps is written where it opens and where it ends", func(t *Task, s *state) {
			t.RCULock()
			s.x.Load(t.At("one"))
			s.x.Load(t.At("two"))
			s.x.Load(t.At("three"))
			t.RCUUnlock()
			s.y.Load(t.At("after"))
		}, []string{"read state#1.x; write rcu_reader#1", "read state#1.x", "read state#1.x; write rcu_reader#1", "read state#1.y"}},
		{"a grace period reads every other task's mark", func(t *Task, s *state) {
			t.At("sync").RCUSync()
		}, []string{"read rcu_reader#2"}},
	} {
		trace, err := Replay("v1:t0", Options{}, with(c.task, func(t *Task, s *state) {}))
		if err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		var got []string
		for _, st := range trace.Steps {
			got = append(got, strings.Join(st.Touched, "; "))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: footprints %q, want %q", c.why, got, c.want)
		}
	}
}

// TestRCUCalls: with whole calls as steps no section can be open elsewhere.
func TestRCUCalls(t *testing.T) {
	r, err := Explore(Options{Grain: Calls}, with(
		func(t *Task, s *state) {
			t.Call("read")
			t.RCULock()
			s.x.Load(t.At("in"))
			s.x.Load(t.At("out"))
			t.RCUUnlock()
		},
		func(t *Task, s *state) { t.Call("sync"); t.At("sync").RCUSync() }))
	if err != nil || r.Classes != 1 {
		t.Errorf("a call with a section and a call with a grace period: %d classes, error %v", r.Classes, err)
	}
}
