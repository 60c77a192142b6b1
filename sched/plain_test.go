package sched

import (
	"sync"
	"testing"
)

// TestPlain uses every type from eight goroutines without a task: run it with
// -race.
func TestPlain(t *testing.T) {
	const goroutines, rounds = 8, 200
	s, ch := &state{}, &chain{}
	Own[state](nil, "state", s)
	items := newItems(nil, goroutines)
	sum := 0 // guarded by s.a
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			var none *Task
			for i := range rounds {
				s.a.Lock(none.At("lock"))
				sum++
				s.x.Store(none, s.x.Load(none)+1)
				s.a.Unlock(none)

				v := i
				s.p.Store(none.At("publish"), &v)
				none.RCULock()
				if p := s.p.Load(none); p == nil || *p < 0 || *p >= rounds {
					t.Error("a pointer that nobody stored")
				}
				for n := ch.head[0].First(none); n != nil; n = n.Next(none) {
					if *n.Val < 0 || *n.Val >= goroutines {
						t.Error("a value that nobody listed")
					}
				}
				none.RCUUnlock()

				ch.lock.Lock(none)
				if n := &items[g].node; n.Listed() {
					n.Del(none)
				} else if i%2 == 0 {
					ch.head[0].AddHead(none, n)
				} else {
					ch.head[0].AddTail(none, n)
				}
				ch.lock.Unlock(none)
				none.RCUSync()
			}
		})
	}
	wg.Wait()
	if want := goroutines * rounds; sum != want || s.x.Load(nil) != uint32(want) {
		t.Errorf("%d increments under the lock gave %d and %d", want, sum, s.x.Load(nil))
	}
	if left := ch.head[0].values(nil); len(left) != 0 {
		t.Errorf("each goroutine has listed and deleted its node %d times, yet %v are left", rounds/2, left)
	}
}

// TestPlainTask: what a nil task answers.
func TestPlainTask(t *testing.T) {
	var none *Task
	if none.At("x") != nil || none.Name() != "" || none.Tracing() {
		t.Error("a nil task has a name, traces, or does not stay nil")
	}
	none.Call("bind")
	none.Result("bind", "0")
	none.RCUSync()
}

func TestPlainAllocs(t *testing.T) {
	s, ch := &state{}, &chain{}
	n := &newItems(nil, 1)[0].node
	v := new(int)
	for name, fn := range map[string]func(t *Task){
		"Own":          func(t *Task) { Own(t, "state", s) },
		"At":           func(t *Task) { t.At("step") },
		"Var.Load":     func(t *Task) { s.x.Load(t.At("step")) },
		"Var.Store":    func(t *Task) { s.x.Store(t.At("step"), 1) },
		"Ptr.Load":     func(t *Task) { s.p.Load(t.At("step")) },
		"Ptr.Store":    func(t *Task) { s.p.Store(t.At("step"), v) },
		"Mutex":        func(t *Task) { s.a.Lock(t.At("step")); s.a.Unlock(t) },
		"RCU":          func(t *Task) { t.RCULock(); t.RCUUnlock(); t.RCUSync() },
		"List":         func(t *Task) { ch.head[0].AddHead(t, n); ch.head[0].First(t); n.Del(t) },
		"Call, Result": func(t *Task) { t.Call("bind"); t.Result("bind", "0") },
	} {
		if got := testing.AllocsPerRun(100, func() { fn(nil) }); got != 0 {
			t.Errorf("%s allocates %v times in plain mode", name, got)
		}
	}
}
