package linux

import (
	"fmt"
	"strconv"

	"boundif/emu"
	"boundif/sched"
)

var _ emu.Syscalls = (*Sys)(nil)

// Sys is a process as system calls see it: a network namespace and
// capabilities. [Net.NewSys] makes one. Its methods are real
// system calls of the running kernel.
//
// Errors are *[emu.Error] with the errno that the kernel returned. Descriptors
// are valid in all processes of the program, as if each had been passed on.
//
// A Sys with the capabilities [All] may be used by many goroutines at once,
// each of which then races with the others inside the kernel. One with fewer
// runs on an operating system thread of its own, one call after the other.
type Sys struct {
	// World, if it is set, decides when each call may begin: every method
	// announces itself as a system call of the task that runs in it. With the
	// grain [sched.Calls], [sched.Replay] then drives real system calls in
	// the order of a schedule. Nil means free running.
	World *sched.World

	raw  emu.Syscalls // returns bare errnos
	on   func(func()) // runs a function where the process lives
	exit func()
	move func(index int, to *Sys, name string, newIndex int) error
	ns   *namespace
}

// Exit ends the process: it closes what Socket opened and was not closed.
func (s *Sys) Exit() { s.exit() }

// begin starts a system call: of the task that runs now, if a schedule decides.
func (s *Sys) begin(name string) *sched.Task {
	if s.World == nil {
		return nil
	}
	t := s.World.Current()
	t.Call(name)
	return t
}

// end finishes it: the error is wrapped with the call, and a replay is told
// about it, both in the words of the model. Calls that succeed outside of a
// replay are not described, for the sake of their speed.
func (s *Sys) end(t *sched.Task, err error, result int, format string, args ...any) error {
	if err == nil && !t.Tracing() {
		return nil
	}
	call := fmt.Sprintf(format, args...)
	if err == nil {
		t.Result(call, strconv.Itoa(result))
		return nil
	}
	t.Result(call, "-1 "+err.Error())
	if e, ok := err.(emu.Errno); ok {
		return &emu.Error{Call: call, Err: e}
	}
	return fmt.Errorf("%s: %w", call, err)
}
