package clock

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"boundif/sched"
)

// deadline is what Near looks for in a testing.T.
type deadline struct {
	at time.Time
	ok bool
}

func (d deadline) Deadline() (time.Time, bool) { return d.at, d.ok }

func TestNear(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		why  string
		tb   any
		some bool
		near bool
	}{
		{"not a test", 7, false, false},
		{"go test -timeout 0", deadline{}, false, false},
		{"an hour", deadline{now.Add(time.Hour), true}, true, false},
		{"less than the least reserve", deadline{now.Add(leastReserve / 2), true}, true, true},
		{"over", deadline{now.Add(-time.Second), true}, true, true},
	} {
		near := Near(c.tb)
		if (near != nil) != c.some || near != nil && near() != c.near {
			t.Errorf("%s: function: %v, want %v; near: want %v", c.why, near != nil, c.some, c.near)
		}
	}
	near := Near(deadline{time.Now().Add(leastReserve + 20*time.Millisecond), true})
	for begin := time.Now(); !near(); time.Sleep(time.Millisecond) {
		if time.Since(begin) > 10*time.Second {
			t.Fatal("it does not get near")
		}
	}
}

// kennel is where a watchdog barks.
type kennel struct {
	mu   sync.Mutex
	text strings.Builder
	bark func()
}

func (k *kennel) Write(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.bark()
	return k.text.Write(b)
}

// TestWatchdog explores tasks that wait for what is not sched's. All would
// hang until the timeout of go test; the watchdog names the task and the step,
// and here also lets them go on.
func TestWatchdog(t *testing.T) {
	var mu sync.Mutex
	never := make(chan int)
	var freed atomic.Bool
	for _, c := range []struct {
		why  string
		task func(t *sched.Task, x *sched.Var[uint32])
		free func()
		want []string
	}{
		{"a mutex of the user's own, held from one step to the next", func(t *sched.Task, x *sched.Var[uint32]) {
			x.Load(t.At("before"))
			mu.Lock()
			x.Load(t.At("inside"))
			if !freed.Load() {
				mu.Unlock()
			}
		}, mu.Unlock, []string{" has not come back from step before, number ", "[sync.Mutex.Lock]"}},
		{"before the first step", func(t *sched.Task, x *sched.Var[uint32]) {
			if t.Name() == "c" && !freed.Load() {
				<-never
			}
			x.Load(t.At("load"))
		}, func() { never <- 1 }, []string{"task c has not come back from what it does before its first step", "[chan receive"}},
		{"a channel", func(t *sched.Task, x *sched.Var[uint32]) {
			x.Load(t.At("receive"))
			if t.Name() == "b" && !freed.Load() {
				<-never
			}
		}, func() { never <- 1 }, []string{"task b has not come back from step receive", "[chan receive"}},
	} {
		k := &kennel{}
		freed.Store(false)
		k.bark = func() {
			if freed.CompareAndSwap(false, true) {
				go func() { time.Sleep(100 * time.Millisecond); c.free() }() // five times the watchdog's patience
			}
		}
		w := newWatchdog(k, 20*time.Millisecond)
		sched.Explore(sched.Options{Before: w.Step, Stop: freed.Load}, func(w *sched.World) {
			x := &struct{ v sched.Var[uint32] }{}
			sched.Own(w.Setup(), "x", x)
			w.Go("a", func(t *sched.Task) { x.v.Store(t.At("first"), 1); c.task(t, &x.v) })
			w.Go("b", func(t *sched.Task) { c.task(t, &x.v) })
			w.Go("c", func(t *sched.Task) { c.task(t, &x.v) })
		})
		w.Stop()
		for _, want := range append(c.want, "clock_test.go:") {
			if !strings.Contains(k.text.String(), want) {
				t.Errorf("%s: %q is missing from: %s", c.why, want, &k.text)
			}
		}
		if n, stacks := strings.Count(k.text.String(), "boundif: task"), strings.Count(k.text.String(), "sched.(*carrier).run("); n != 1 || stacks != 1 {
			t.Errorf("%s: %d complaints with %d stacks, want the one of the task that waits: %s", c.why, n, stacks, &k.text)
		}
	}
}

// TestWatchdogIsQuiet: while no task runs nobody is stuck, however long it
// takes until the next step.
func TestWatchdogIsQuiet(t *testing.T) {
	k := &kennel{bark: func() {}}
	w := newWatchdog(k, 5*time.Millisecond)
	thinks := func() bool { time.Sleep(30 * time.Millisecond); return false }
	sched.Explore(sched.Options{Before: w.Step, Stop: thinks}, func(w *sched.World) {
		x := &struct{ v sched.Var[uint32] }{}
		sched.Own(w.Setup(), "x", x)
		for _, name := range []string{"a", "b"} {
			w.Go(name, func(t *sched.Task) { x.v.Store(t.At("store"), 1) })
		}
	})
	w.Stop()
	if k.text.Len() > 0 {
		t.Error(k.text.String())
	}
}
