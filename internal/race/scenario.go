// Package race is the main job: a daemon that holds the index of a device
// binds a socket to it while udev renames devices. One program, [Scenario],
// runs under the explorer, under a replay, and on a real kernel.
package race

import (
	"errors"
	"fmt"

	"boundif/emu"
	"boundif/netdev"
)

// A Path is a way to bind a socket to a device of which one has the index.
type Path string

// The paths, named as their tasks are in schedule strings.
const (
	ByName  Path = "by-name"  // if_indextoname, then SO_BINDTODEVICE
	ByIndex Path = "by-index" // SO_BINDTOIFINDEX
)

// What can become of the call.
const (
	Right  = "right device"
	Wrong  = "wrong device" // the call said success
	NoDev  = "ENODEV"       // though the device was there all the time
	Others = "other"        // never seen; a defect of boundif or of the kernel
)

// Udev is the name of the task that renames.
const Udev = "udev"

// The devices: udev swaps the names of the first two through the third.
const (
	First, Second, Temporary = "eth0", "eth1", "tmp0"
)

// A Stage is what a Scenario runs on: the emulated kernel or a real one, with
// two devices, called First and Second in any order, both down.
type Stage struct {
	Daemon, Udev emu.Syscalls
	Go           func(task string, fn func())
	Finally      func(fn func())
	Outcome      func(label string)
}

// Bind is the system calls of the daemon: it binds the socket to the device
// that has the index, and says what came of it.
func (p Path) Bind(sys emu.Syscalls, fd, index int) error {
	if p == ByIndex {
		return sys.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, index)
	}
	name, err := sys.IfIndexToName(index)
	if err != nil {
		return err
	}
	return sys.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, name)
}

// Judge names the outcome of a Bind.
func Judge(sys emu.Syscalls, fd, index int, err error) string {
	switch got, geterr := sys.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX); {
	case errors.Is(err, netdev.ENODEV):
		return NoDev
	case err != nil:
		return Others + ": " + err.Error()
	case geterr != nil:
		return Others + ": " + geterr.Error()
	case got == index:
		return Right
	case got == 0:
		return Others + ": success, but not bound"
	}
	return Wrong
}

// Swap is what udev does: three renames that swap two devices' names.
func Swap(sys emu.Syscalls, first, second int) error {
	return errors.Join(
		sys.LinkSetName(first, Temporary),
		sys.LinkSetName(second, First),
		sys.LinkSetName(first, Second),
	)
}

// Play sets up the scenario: one socket, one daemon, one udev.
func (p Path) Play(st Stage) error {
	first, err1 := st.Udev.IfNameToIndex(First)
	second, err2 := st.Udev.IfNameToIndex(Second)
	fd, err3 := st.Daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
	if err := errors.Join(err1, err2, err3); err != nil {
		return fmt.Errorf("setting the scene: %w", err)
	}
	var bound, swapped error
	st.Go(string(p), func() { bound = p.Bind(st.Daemon, fd, first) })
	st.Go(Udev, func() { swapped = Swap(st.Udev, first, second) })
	st.Finally(func() {
		outcome := Judge(st.Daemon, fd, first, bound)
		if err := errors.Join(swapped, st.Daemon.Close(fd)); err != nil {
			outcome = Others + ": " + err.Error()
		}
		st.Outcome(outcome)
	})
	return nil
}
