package sched

import (
	"sync"
	"sync/atomic"
	"testing"
)

// The bar for plain mode: within 2 ns of the bare thing per access, and no
// allocation. Compare the sub-benchmarks of one run.

var (
	plainTask *Task // a variable, so that nil is not a constant
	sink      uint32
	sinkPtr   *int
)

func BenchmarkLoad(b *testing.B) {
	b.Run("atomic", func(b *testing.B) {
		var v atomic.Uint32
		for b.Loop() {
			sink = v.Load()
		}
	})
	b.Run("Var", func(b *testing.B) {
		var v Var[uint32]
		t := plainTask
		for b.Loop() {
			sink = v.Load(t.At("sock.bind.load"))
		}
	})
}

func BenchmarkStore(b *testing.B) {
	b.Run("atomic", func(b *testing.B) {
		var v atomic.Uint32
		for b.Loop() {
			v.Store(7)
		}
	})
	b.Run("Var", func(b *testing.B) {
		var v Var[uint32]
		t := plainTask
		for b.Loop() {
			v.Store(t.At("sock.bind.store"), 7)
		}
	})
}

func BenchmarkPtrLoad(b *testing.B) {
	b.Run("atomic", func(b *testing.B) {
		var p atomic.Pointer[int]
		for b.Loop() {
			sinkPtr = p.Load()
		}
	})
	b.Run("Ptr", func(b *testing.B) {
		var p Ptr[int]
		t := plainTask
		for b.Loop() {
			sinkPtr = p.Load(t.At("sock.dst.load"))
		}
	})
}

func BenchmarkPtrStore(b *testing.B) {
	x := new(int)
	b.Run("atomic", func(b *testing.B) {
		var p atomic.Pointer[int]
		for b.Loop() {
			p.Store(x)
		}
	})
	b.Run("Ptr", func(b *testing.B) {
		var p Ptr[int]
		t := plainTask
		for b.Loop() {
			p.Store(t.At("sock.dst.store"), x)
		}
	})
}

func BenchmarkMutex(b *testing.B) {
	b.Run("sync", func(b *testing.B) {
		var m sync.Mutex
		for b.Loop() {
			m.Lock()
			//lint:ignore SA2001 locking is what is measured
			m.Unlock()
		}
	})
	b.Run("sched", func(b *testing.B) {
		var m Mutex
		t := plainTask
		for b.Loop() {
			m.Lock(t.At("sock.lock"))
			m.Unlock(t)
		}
	})
}

// BenchmarkWalk is a lookup: a chain of ten nodes under RCU.
func BenchmarkWalk(b *testing.B) {
	type bare struct {
		next atomic.Pointer[bare]
		val  *int
	}
	b.Run("atomic", func(b *testing.B) {
		var head atomic.Pointer[bare]
		for range 10 {
			n := &bare{val: new(int)}
			n.next.Store(head.Load())
			head.Store(n)
		}
		for b.Loop() {
			for n := head.Load(); n != nil; n = n.next.Load() {
				sinkPtr = n.val
			}
		}
	})
	b.Run("List", func(b *testing.B) {
		var l List[int]
		for range 10 {
			l.AddHead(nil, &Node[int]{Val: new(int)})
		}
		t := plainTask
		for b.Loop() {
			t.At("udp.lookup").RCULock()
			for n := l.First(t); n != nil; n = n.Next(t) {
				sinkPtr = n.Val
			}
			t.RCUUnlock()
		}
	})
}

// BenchmarkSteps is the speed of the explorer on one long execution: all that
// a step costs, the switches between tasks included.
func BenchmarkSteps(b *testing.B) {
	for _, tasks := range []int{1, 2, 6} {
		b.Run(sprint(tasks)+" tasks", func(b *testing.B) {
			const each = 100
			var fns []func(t *Task, s *state)
			for range tasks {
				fns = append(fns, func(t *Task, s *state) {
					for range each {
						s.x.Load(t.At("load"))
					}
				})
			}
			body := with(fns...)
			for b.Loop() {
				if _, err := Explore(Options{}, body); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*tasks*each)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

// BenchmarkSearch compares the searches on one program of 90 classes.
func BenchmarkSearch(b *testing.B) {
	store := func(t *Task, s *state) {
		s.a.Lock(t.At("lock"))
		s.x.Store(t.At("store"), 1)
		s.a.Unlock(t)
		s.y.Load(t.At("load"))
		s.y.Store(t.At("store"), 1)
	}
	for _, s := range []Search{DPOR, SleepSets} {
		b.Run(names[s], func(b *testing.B) {
			classes := 0
			for b.Loop() {
				r, err := Explore(Options{Search: s}, with(store, store, store))
				if err != nil {
					b.Fatal(err)
				}
				classes = r.Classes
			}
			b.ReportMetric(float64(b.N*classes)/b.Elapsed().Seconds(), "classes/s")
		})
	}
}
