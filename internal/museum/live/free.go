package live

import (
	"errors"
	"slices"
	"sync"
	"time"

	"boundif/internal/museum"
	"boundif/internal/plane"
)

// enough is how many trials of an exhibit are enough that goes wrong by the
// order of whole calls.
const enough = 50

// free runs the body of an exhibit again and again, each time on a machine of
// its own, and counts the runs that broke the property.
func free(body func(*museum.Scene), limit time.Duration) (c Count, err error) {
	for start := time.Now(); err == nil && c.Trials < enough && time.Since(start) < limit; {
		var seen bool
		if seen, err = once(body, c.Trials%2 == 1); err == nil {
			c.Trials++
		}
		if seen {
			c.Seen++
		}
	}
	return c, err
}

// once runs the body with a thread for each task, which all begin at once, the
// last perhaps a little earlier than the first, or backwards the other way.
func once(body func(*museum.Scene), backwards bool) (seen bool, err error) {
	machine, err := plane.Live()
	if err != nil {
		return false, err
	}
	defer machine.Close()
	defer rescue(&err)
	var tasks, judges []func()
	body(&museum.Scene{
		Plane:   machine,
		Go:      func(_ string, fn func()) { tasks = append(tasks, fn) },
		Finally: func(fn func()) { judges = append(judges, fn) },
		Errorf:  func(string, ...any) { seen = true },
	})
	if backwards {
		slices.Reverse(tasks)
	}
	errs := make([]error, len(tasks))
	begin := make(chan struct{})
	var all sync.WaitGroup
	for i, fn := range tasks {
		all.Go(func() {
			defer rescue(&errs[i])
			<-begin
			fn()
		})
	}
	close(begin)
	all.Wait()
	for _, judge := range judges {
		judge()
	}
	return seen, errors.Join(errs...)
}
