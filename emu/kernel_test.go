package emu

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/netdev"
	"boundif/sock"
)

func TestEvents(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	events := k.Init().Events()
	ok(t, p.LinkSetName(2, "lan0"))
	ev, more := events.Next()
	if diff := cmp.Diff(netdev.LinkEvent{Kind: netdev.NewLink, Index: 2, Name: "lan0", OldName: "eth0", Up: true}, ev); diff != "" || !more {
		t.Errorf("REG-15 (-want +got):\n%s", diff)
	}
	if ev, more := events.Next(); more {
		t.Errorf("an event too many: %v", ev)
	}
}

func TestKernel(t *testing.T) {
	k := New(Linux(5, 4))
	if k.Release() != Linux(5, 4) || k.Task() != nil {
		t.Errorf("release %v, task %v", k.Release(), k.Task())
	}
	if err := k.Init().Root().LinkAddAltname(1, "x"); !errors.Is(err, netdev.EOPNOTSUPP) {
		t.Errorf("REG-30: Linux 5.4: %v, want EOPNOTSUPP", err)
	}
	var _ *sock.Inet = k.Init().Inet()
}
