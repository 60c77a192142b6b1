package clock

import "time"

// Bounds of the time that is kept in reserve before a deadline: a twentieth
// of what there is, for the report and the functions that tests clean up with.
const (
	leastReserve = 100 * time.Millisecond
	mostReserve  = 10 * time.Second
)

// Near returns a function that reports whether the deadline of tb is near; nil
// if tb, a *testing.T or something like it, has none.
func Near(tb any) func() bool {
	d, ok := tb.(interface {
		Deadline() (deadline time.Time, ok bool)
	})
	if !ok {
		return nil
	}
	deadline, ok := d.Deadline()
	if !ok {
		return nil
	}
	reserve := min(max(time.Until(deadline)/20, leastReserve), mostReserve)
	return func() bool { return time.Until(deadline) < reserve }
}
