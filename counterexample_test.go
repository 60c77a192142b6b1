package boundif_test

import (
	"errors"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// scene is two devices, a daemon with a socket, and root.
type scene struct {
	k             *emu.Kernel
	root, daemon  *emu.Process
	first, second int
	fd            int
	err           error // of the daemon's bind
	dstar         netdev.Serial
}

func newScene(k *emu.Kernel) *scene {
	s := &scene{k: k, root: k.Init().Root(), daemon: k.Init().Root()}
	s.first, s.second = must(s.root.LinkAdd("eth0", 0)), must(s.root.LinkAdd("eth1", 0))
	s.dstar = k.Init().Net().ByIndex(nil, int32(s.first)).Serial()
	s.fd = must(s.daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	return s
}

func (s *scene) bindIndex(index int) {
	s.err = s.daemon.SetsockoptInt(s.fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, index)
}

func (s *scene) swap() {
	s.root.LinkSetName(s.first, "tmp0")
	s.root.LinkSetName(s.second, "eth0")
	s.root.LinkSetName(s.first, "eth1")
}

// judge labels the outcome: what the socket is bound to in the end.
func (s *scene) judge() {
	index := must(s.daemon.GetsockoptInt(s.fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX))
	dev := s.k.Init().Net().ByIndex(nil, int32(index))
	switch {
	case s.err != nil:
		s.k.Outcome(errname(s.err))
	case dev == nil:
		s.k.Outcome("ok, but no such device")
	case dev.Serial() != s.dstar:
		s.k.Outcome("ok, but another device")
	default:
		s.k.Outcome("ok")
	}
}

// TestNotClaimed has a counterexample for each thing that the theorem does not
// claim of the index path. They end with a replay that shows the shortest.
func TestNotClaimed(t *testing.T) {
	for _, row := range []struct {
		name, why string
		body      func(s *scene)
		bad       string
	}{
		{
			"index reuse", "E3: a newcomer asks for the freed index and captures the binding (REG-42, RACE-15)",
			func(s *scene) {
				s.k.Go("daemon", func() { s.bindIndex(s.first) })
				s.k.Go("admin", func() {
					s.root.LinkDel(s.first)
					s.root.LinkAdd("evil0", s.first)
				})
			},
			"ok, but another device",
		},
		{
			"name to index", "if_nametoindex before the call moves the race to user space (RACE-17)",
			func(s *scene) {
				s.k.Go("daemon", func() {
					index, err := s.daemon.IfNameToIndex("eth0")
					if err != nil {
						s.err = err
						return
					}
					s.bindIndex(index)
				})
				s.k.Go("udev", s.swap)
			},
			"ok, but another device",
		},
		{
			"dead index", "nobody asks whether the index exists (OPT-22, RACE-14)",
			func(s *scene) {
				s.k.Go("daemon", func() { s.bindIndex(s.first) })
				s.k.Go("admin", func() { s.root.LinkDel(s.first) })
			},
			"ok, but no such device",
		},
		{
			"namespace move", "the device leaves, and the binding stays (REG-51, RACE-16)",
			func(s *scene) {
				there := s.k.NewNamespace()
				s.k.Go("daemon", func() { s.bindIndex(s.first) })
				s.k.Go("admin", func() { s.root.LinkSetNetns(s.first, there, "", 0) })
			},
			"ok, but no such device",
		},
		{
			"there and back", "the device comes back under another index, a newcomer has the old one (REG-58, REG-59)",
			func(s *scene) {
				there := s.k.NewNamespace()
				inside := there.Root()
				s.k.Go("daemon", func() { s.bindIndex(s.first) })
				s.k.Go("admin", func() {
					s.root.LinkSetNetns(s.first, there, "", 0)
					s.root.LinkAdd("evil0", s.first)
					inside.LinkSetNetns(s.first, s.k.Init(), "", 0)
				})
			},
			"ok, but another device",
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			body := func(k *emu.Kernel) {
				s := newScene(k)
				row.body(s)
				k.Finally(s.judge)
			}
			r := emu.Explore(t, body, emu.Witness())
			o := outcome(r, row.bad)
			if o == nil {
				t.Fatalf("%s: not found; outcomes: %+v", row.why, r.Outcomes)
			}
			emu.Replay(t, o.Witness, body)
		})
	}
}

// TestReadBack is a mitigation of the name path for kernels without the index
// option's setter: bind by name, read the index back, and try again if it is
// another. It never ends on the wrong device; it may give up.
func TestReadBack(t *testing.T) {
	const tries = 2
	r := emu.Explore(t, func(k *emu.Kernel) {
		s := newScene(k)
		s.k.Go("daemon", func() {
			for range tries {
				name, err := s.daemon.IfIndexToName(s.first)
				if err == nil {
					err = s.daemon.SetsockoptString(s.fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, name)
				}
				got, _ := s.daemon.GetsockoptInt(s.fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)
				if err == nil && got == s.first {
					s.err = nil
					return
				}
				s.err = errors.Join(netdev.ENODEV, err) // gave up, if this was the last
			}
		})
		s.k.Go("udev", s.swap)
		k.Finally(func() {
			if s.err != nil {
				k.Outcome("gave up")
				return
			}
			s.judge()
		})
	})
	for _, o := range r.Outcomes {
		if o.Label != "ok" && o.Label != "gave up" {
			t.Errorf("%d classes end in %q", o.Classes, o.Label)
		}
	}
	if outcome(r, "ok") == nil || outcome(r, "gave up") == nil {
		t.Errorf("outcomes %q, want both ok and gave up", labels(r))
	}
}
