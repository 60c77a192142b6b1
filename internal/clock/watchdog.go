package clock

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

// A Watchdog says where a task is that does not come back: it waits for
// something that is not sched's, a channel or a mutex of the user's own, and
// with it everything waits, for only one task runs at a time. The Go runtime
// finds such a deadlock only if nothing else runs, and go test has a timer.
type Watchdog struct {
	out      io.Writer
	patience time.Duration
	timer    *time.Timer

	mu      sync.Mutex
	steps   int
	n       int // of the newest step
	task    string
	step    string
	seen    int // steps at the last look
	idle    int // looks since then that saw no other
	barked  bool
	stopped bool
}

// NewWatchdog makes a watchdog that complains on standard error of a task that
// is in one step for ten seconds or longer.
func NewWatchdog() *Watchdog { return newWatchdog(os.Stderr, 10*time.Second) }

func newWatchdog(out io.Writer, patience time.Duration) *Watchdog {
	d := &Watchdog{out: out, patience: patience}
	d.timer = time.AfterFunc(patience/looks, d.look)
	return d
}

// Step says that a task begins a step, the n-th of its execution, or with 0
// that it runs up to its first step. It is a function for sched.Options.Before.
func (d *Watchdog) Step(n int, task, step string) {
	d.mu.Lock()
	d.steps++
	d.n, d.task, d.step = n, task, step
	d.mu.Unlock()
}

// Stop ends the watch.
func (d *Watchdog) Stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopped = true
	d.timer.Stop()
}

// looks is how often the watchdog looks before it loses its patience.
const looks = 4

// look runs again and again. It complains once about each step.
func (d *Watchdog) look() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return
	}
	defer d.timer.Reset(d.patience / looks)
	d.idle++
	if d.steps != d.seen {
		d.seen, d.idle, d.barked = d.steps, 0, false
	}
	if d.idle < looks || d.barked {
		return
	}
	if stacks := stuck(); stacks != "" {
		d.barked = true
		where := fmt.Sprintf("from step %s, number %d of the execution", d.step, d.n)
		if d.n == 0 {
			where = "from what it does before its first step"
		}
		fmt.Fprintf(d.out, "boundif: task %s has not come back %s, for %v. "+
			"A task must not wait for anything but what the model provides: no channel, no mutex or WaitGroup of its own, no sleep. It is here:\n\n%s\n",
			d.task, where, d.patience, stacks)
	}
}

// stuck is the stacks of the goroutines that run a task and have not handed
// control back; "" if there is none.
func stuck() string {
	buf := make([]byte, 1<<20)
	var out []string
	for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		state, _, _ := strings.Cut(g, "\n")
		if strings.Contains(g, "sched.(*carrier).run(") && !strings.Contains(state, "[coroutine") {
			out = append(out, g)
		}
	}
	return strings.Join(out, "\n\n")
}
