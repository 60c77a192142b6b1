package emu

import (
	"errors"
	"fmt"
	"reflect"

	"boundif/internal/clock"
	"boundif/sched"
)

// For says which test an exploration or a run belongs to. Explore and Replay
// know; Search, Run and ReplaySchedule need it for this:
//
//   - a task may end the test, by t.FailNow, t.Skip and what calls them, in
//     the way of tb's package: with *testing.T the goroutine ends, with
//     *rapid.T a panic goes on to rapid, which shrinks. The schedule is
//     logged. Any other panic in a task is a *[sched.Failure];
//   - a search gives up when tb's deadline is near;
//   - a task that does not come back, for it waits for a channel or a mutex
//     that is not the model's, is named on standard error.
func For(tb TB) Option { return func(c *config) { c.tb = tb } }

// test is what an exploration has to do with the test that it belongs to.
type test struct {
	tb     TB
	late   bool // its deadline was near
	before int  // the step that Before waits for, 0 if none
}

// attend adds to the options what the test wants of them. The function that
// it returns must be called at the end.
func (c *config) attend() (end func()) {
	if c.tb == nil {
		return func() {}
	}
	state, stop, near := c.test, c.Stop, clock.Near(c.tb)
	if near != nil {
		c.Stop = func() bool {
			state.late = near()
			return state.late || stop != nil && stop()
		}
	}
	c.Exited = func(f *sched.Failure) { state.tb.Logf("%v", f) }
	if c.Options.Before != nil { // a debugger may take its time
		return func() {}
	}
	w := clock.NewWatchdog()
	c.Options.Before = w.Step
	return w.Stop
}

// settle passes on the panic that a task ended the test with, if it did, and
// returns err with what the test knows about it.
func (c *config) settle(err error) error {
	var f *sched.Failure
	switch {
	case errors.As(err, &f):
		if c.tb != nil && f.Panic != nil && packageOf(f.Panic) == packageOf(c.tb) {
			c.tb.Logf("%v", f)
			panic(f.Panic)
		}
	case err != nil && c.late:
		return fmt.Errorf("%w; the deadline of the test is near (go test -timeout)", err)
	case err == nil && c.before != 0:
		return fmt.Errorf("emu: Before(%d): the execution has not so many steps", c.before)
	}
	return err
}

// packageOf is the package that declares the type of v. A panic whose value
// is of a type that the test's own package declares is its way to stop.
func packageOf(v any) string {
	typ := reflect.TypeOf(v)
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	return typ.PkgPath()
}
