package linux

import (
	"errors"
	"testing"

	"boundif/emu"
	"boundif/netdev"
	"boundif/sched"
)

// TestReplay drives the race of the name path on the running kernel, call by
// call: the same program gives each of its outcomes under its own schedule.
func TestReplay(t *testing.T) {
	for _, c := range []struct {
		schedule string
		want     string
	}{
		{"v1:binder,renamer", "bound to 2"},
		{"v1:binder=if_indextoname,renamer,binder", "ENODEV"},
	} {
		s := root(t)
		index := device(t, s, "a0", 0)
		fd := udpSocket(t, s)
		body := func(w *sched.World) {
			s.World = w
			must(t, s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 0)) // the body makes no steps
			var bindErr error
			w.Go("binder", func(*sched.Task) {
				name, err := s.IfIndexToName(index)
				if bindErr = err; err == nil {
					bindErr = s.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, name)
				}
			})
			w.Go("renamer", func(*sched.Task) {
				if err := s.LinkSetName(index, "a1"); err != nil {
					w.Errorf("%v", err)
				}
			})
			w.Finally(func(*sched.Task) {
				if errors.Is(bindErr, netdev.ENODEV) {
					w.Outcome("ENODEV")
				} else if got, err := s.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX); got == index && err == nil {
					w.Outcome("bound to 2")
				}
			})
		}
		trace, err := sched.Replay(c.schedule, sched.Options{Grain: sched.Calls}, body)
		if err != nil {
			t.Fatal(err)
		}
		if trace.Outcome != c.want {
			t.Errorf("%s: %q, want %q", c.schedule, trace.Outcome, c.want)
		}
		for _, call := range trace.Calls {
			t.Logf("%-8s %s = %s", call.Task, call.Text, call.Result)
		}
	}
}
