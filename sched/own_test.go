package sched

//lint:file-ignore U1000 the fields are there for Own to find

import (
	"slices"
	"strings"
	"testing"
)

type inner struct {
	count Var[uint32]
	deep  struct{ lock Mutex }
}

type Embedded struct{ flag Var[int32] }

// outer has cells in every place where Own looks, and some where it does not.
type outer struct {
	Embedded
	plain int
	name  Ptr[string]
	in    inner
	two   [2]inner
	head  List[int]
	table [2]List[int]
	away  *inner // behind a pointer: has an owner of its own
	none  [0]Mutex
}

func TestOwnNames(t *testing.T) {
	var names []string
	_, err := Explore(Options{}, func(w *World) {
		o := &outer{away: &inner{}}
		Own(w.Setup(), "outer", o)
		Own(w.Setup(), "inner", o.away)
		Own(w.Setup(), "inner", &inner{})
		names = nil
		for c := range w.cells[0][1:] {
			names = append(names, w.describe(uint32(c+1)))
		}
		if o.away.count.c.id == 0 || o.two[1].deep.lock.c.id == 0 {
			t.Error("a cell has no identity")
		}
	})
	want := []string{"outer#1.flag", "outer#1.name", "outer#1.in.count", "outer#1.in.deep.lock",
		"outer#1.two[0].count", "outer#1.two[0].deep.lock", "outer#1.two[1].count", "outer#1.two[1].deep.lock",
		"outer#1.head.first", "outer#1.table[0].first", "outer#1.table[1].first",
		"inner#1.count", "inner#1.deep.lock", "inner#2.count", "inner#2.deep.lock"}
	if err != nil || !slices.Equal(names, want) {
		t.Errorf("the cells are called\n%q, want\n%q, error %v", names, want, err)
	}
}

// TestOwnIdentity: objects that tasks create are named by their creator, so
// that a cell is the same one in every schedule.
func TestOwnIdentity(t *testing.T) {
	body := func(w *World) {
		s := &state{}
		var shared struct{ in [2]Ptr[inner] }
		Own(w.Setup(), "state", s)
		Own(w.Setup(), "shared", &shared)
		for i := range 2 {
			w.Go("t"+sprint(i), func(t *Task) {
				in := &inner{}
				s.x.Load(t.At("before"))
				Own(t, "inner", in)
				shared.in[i].Store(t.At("publish"), in)
				if other := shared.in[1-i].Load(t.At("find")); other != nil {
					other.count.Load(t.At("touch"))
				}
			})
		}
	}
	seen := map[string]bool{}
	for _, schedule := range []string{"v1:t0,t1", "v1:t1,t0", "v1:t0=publish,t1,t0", "v1:t1=publish,t0,t1"} {
		trace, err := Replay(schedule, Options{}, body)
		if err != nil {
			t.Fatal(err)
		}
		for _, st := range trace.Steps {
			if st.Name != "touch" {
				continue
			}
			other := map[string]string{"t0": "t1", "t1": "t0"}[st.Task]
			if len(st.Touched) != 1 || !strings.Contains(st.Touched[0], other+"/inner#1.count") {
				t.Errorf("%s: task %s touches %q, want the object of %s", schedule, st.Task, st.Touched, other)
			}
			seen[st.Touched[0]] = true
		}
	}
	if len(seen) != 2 {
		t.Errorf("touched were %v, want the object of each task", seen)
	}
	if _, err := Explore(Options{}, body); err != nil {
		t.Errorf("the search finds other cells in other schedules: %v", err)
	}
}

func TestOwnPlain(t *testing.T) {
	o := &outer{}
	Own[outer](nil, "outer", o)
	if o.name.c.id != 0 {
		t.Error("Own numbers cells in plain mode")
	}
}

func TestOwnTooMany(t *testing.T) {
	type page struct{ v [1 << 10]Var[uint32] }
	f := explore(t, "more cells than fit", with(func(t *Task, s *state) {
		s.x.Load(t.At("x"))
		p := &page{}
		for range 1 << 10 {
			Own(t, "page", p)
		}
	}))
	contains(t, "more cells than fit", f.Messages[0], "more than a million cells")
}

func TestShared(t *testing.T) {
	r, err := Explore(Options{}, with(
		func(t *Task, s *state) { s.a.Lock(t.At("lock")); s.x.Store(t, 1); s.a.Unlock(t) },
		func(t *Task, s *state) { s.x.Load(t.At("x")); s.y.Load(t); s.a.Lock(t.At("lock")); s.a.Unlock(t) },
		func(t *Task, s *state) { s.y.Load(t.At("y")) },
		func(t *Task, s *state) { t.RCULock(); s.p.Load(t.At("in")); s.p.Load(t.At("out")); t.RCUUnlock() },
		func(t *Task, s *state) { t.At("sync").RCUSync() }))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		why, a, b string
		want      []string
	}{
		{"a lock, and a variable that one of them writes", "t0", "t1", []string{"state#1.a", "state#1.x"}},
		{"the same from the other side", "t1", "t0", []string{"state#1.a", "state#1.x"}},
		{"a variable that both only read", "t1", "t2", nil},
		{"nothing", "t0", "t2", nil},
		{"a reader and who waits for it", "t3", "t4", []string{"rcu_reader#4"}},
	} {
		if got := r.Shared(c.a, c.b); !slices.Equal(got, c.want) {
			t.Errorf("%s: %s and %s share %q, want %q", c.why, c.a, c.b, got, c.want)
		}
	}
	defer func() { contains(t, "unknown task", sprint(recover()), `Shared("t0", "t9"): the tasks are`) }()
	r.Shared("t0", "t9")
}
