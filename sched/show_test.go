package sched

import (
	"reflect"
	"testing"
)

// TestAfter: a step names the steps of other tasks that it comes directly
// after, and none that follows from those.
func TestAfter(t *testing.T) {
	type task = func(*Task, *state)
	read := func(step string) task { return func(t *Task, s *state) { s.x.Load(t.At(step)) } }
	write := func(t *Task, s *state) { s.x.Store(t.At("write"), 1) }
	lock := func(t *Task, s *state) { s.a.Lock(t.At("lock")); s.a.Unlock(t.At("unlock")) }
	for _, c := range []struct {
		why, schedule string
		tasks         []task
		want          [][]int // by step
	}{
		{"a read comes after the write", "v1:t0,t1", []task{write, read("read")}, [][]int{nil, {0}}},
		{"and a write after the read", "v1:t1,t0", []task{write, read("read")}, [][]int{nil, {0}}},
		{"reads order nothing", "v1:t0,t1", []task{read("a"), read("b")}, [][]int{nil, nil}},
		{"a write comes after all reads, and so not directly after the write that those had read", "v1:t0,t1,t2,t3",
			[]task{write, read("a"), read("b"), write}, [][]int{nil, {0}, {0}, {1, 2}}},
		{"what a task's own step came after is not said again", "v1:t0,t1",
			[]task{write, func(t *Task, s *state) { s.x.Load(t.At("a")); s.x.Load(t.At("b")) }}, [][]int{nil, {0}, nil}},
		{"nor what the step of a third task came after", "v1:t0,t1,t2", []task{
			write,
			func(t *Task, s *state) { s.x.Load(t.At("a")); s.y.Store(t.At("b"), 1) },
			func(t *Task, s *state) { s.y.Load(t.At("c")); s.x.Load(t) },
		}, [][]int{nil, {0}, nil, {2}}},
		{"a lock is taken after it has been freed", "v1:t0,t1", []task{lock, lock}, [][]int{nil, nil, {1}, nil}},
		{"RCUSync, which looks for readers first, comes after the end of the section that it finds", "v1:t0=a,t1=sync,t0,t1", []task{
			func(t *Task, s *state) { t.At("a").RCULock(); s.x.Load(t); s.x.Load(t.At("b")); t.RCUUnlock() },
			func(t *Task, s *state) { t.At("sync").RCUSync() },
		}, [][]int{nil, {0}, {1}, {2}}},
	} {
		trace, err := Replay(c.schedule, Options{}, with(c.tasks...))
		if err != nil {
			t.Errorf("%s: %v", c.why, err)
			continue
		}
		var got [][]int
		for _, st := range trace.Steps {
			got = append(got, st.After)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: the steps come after %v, want %v\n%s", c.why, got, c.want, trace)
		}
	}
}

// TestBlocked: after each step a trace says who cannot run, and why.
func TestBlocked(t *testing.T) {
	body := with(
		func(t *Task, s *state) {
			s.a.Lock(t.At("lock"))
			s.x.Store(t.At("write"), 1)
			s.a.Unlock(t.At("unlock"))
		},
		func(t *Task, s *state) { s.a.Lock(t.At("want")); s.a.Unlock(t) },
		func(t *Task, s *state) { t.At("look").RCULock(); s.x.Load(t); s.x.Load(t.At("again")); t.RCUUnlock() },
		func(t *Task, s *state) { t.At("sync").RCUSync() },
	)
	trace, err := Replay("v1:t0=lock,t2=look,t3=sync,t0,t2", Options{}, body)
	if err != nil {
		t.Fatal(err)
	}
	mutex := Wait{"t1", "want", "state#1.a, held by t0"}
	rcu := Wait{"t3", "sync", "readers: t2"}
	want := [][]Wait{{mutex}, {mutex}, {mutex, rcu}, {mutex, rcu}, {rcu}, nil, nil, nil}
	for i, st := range trace.Steps {
		if !reflect.DeepEqual(st.Blocked, want[i]) {
			t.Errorf("after step %d, %s of %s: blocked %v, want %v", i+1, st.Name, st.Task, st.Blocked, want[i])
		}
	}
	if len(trace.Steps) != len(want) {
		t.Errorf("%d steps, want %d:\n%s", len(trace.Steps), len(want), trace)
	}
}

// TestShow: the fields before the first step and after each, by Show or else
// by Watch, and who holds a mutex.
func TestShow(t *testing.T) {
	for _, c := range []struct {
		why  string
		show func(w *World, s *state)
		want []string
	}{
		{"nobody asked for it", func(w *World, s *state) {}, []string{"[]", "[]", "[]", "[]"}},
		{"what Watch shows is one field",
			func(w *World, s *state) { w.Watch(func() string { return sprint(s.x.Load(nil)) }) },
			[]string{"[{state  0}]", "[{state  0}]", "[{state  1}]", "[{state  1}]"}},
		{"Show comes before Watch", func(w *World, s *state) {
			w.Watch(func() string { return "watched" })
			w.Show(func() []Field {
				mutex, holder := w.Holder(&s.a)
				_, none := w.Holder(&Mutex{})
				return []Field{{mutex, "holder", holder + none}}
			})
		}, []string{"[{state#1.a holder }]", "[{state#1.a holder t}]", "[{state#1.a holder t}]", "[{state#1.a holder }]"}},
	} {
		trace, err := Replay("v1:", Options{}, func(w *World) {
			s := &state{}
			Own(w.Setup(), "state", s)
			w.Go("t", func(t *Task) { s.a.Lock(t.At("lock")); s.x.Store(t.At("write"), 1); s.a.Unlock(t.At("unlock")) })
			c.show(w, s)
		})
		if err != nil {
			t.Fatal(err)
		}
		got := []string{sprint(trace.Shown)}
		for _, st := range trace.Steps {
			got = append(got, sprint(st.Shown))
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: shown %v, want %v", c.why, got, c.want)
		}
	}
}
