package linear

import (
	"testing"

	"boundif/netdev"
)

// TestSpecIsTheKernelAlone: one task that makes all the calls, failures
// included, has one history, and the specification explains it however calls
// are divided. So what the other tests refute is what tasks do to each other.
func TestSpecIsTheKernelAlone(t *testing.T) {
	for _, p := range []Program{
		tasks(task("a", bindName(0, "eth0"), get(0), rename(Eth0, "eth1"), rename(Eth0, "eth0"), rename(Eth0, "lan0"), bindName(0, "eth0"),
			getName(0), rename(9, "lan1"), resolve("lan0"), resolve("eth0"), nameOf(Eth0), nameOf(9), bindIndex(0, -1), get(0))),
		tasks(task("a", bindIndex(0, Eth0), remove(Eth0), getName(0), get(0), remove(Eth0), create("eth1"), create("eth0"), create("eth2"),
			nameOf(Eth0), resolve("eth0"), bindIndex(0, 77), get(0), bindIndex(0, 0), getName(0))),
		{Unprivileged: true, Tasks: []Task{task("a", bindName(0, "eth0"), bindName(0, "eth1"), bindName(0, "none"), bindIndex(0, 0), get(0), getName(0))}},
	} {
		for _, s := range []Spec{{}, apart, {Renames: 3}} {
			if v := explains(t, s, p); v.Histories != 1 {
				t.Errorf("%d histories of one task, want 1", v.Histories)
			}
		}
	}
}

// TestSpecRefuses: histories that no kernel of the specification gives. The
// first of each pair shows that the second is refused for the one thing in
// which they differ.
func TestSpecRefuses(t *testing.T) {
	start := state{last: Eth1}
	start.devices[Eth0], start.devices[Eth1] = device{"eth0", true, true}, device{"eth1", true, true}
	at := func(begin, end int64, op Op, r Result) *Call {
		return &Call{Client: "c", Op: op, Result: r, Begin: begin, End: end}
	}
	index := func(n int) Result { return Result{Index: n} }
	name := func(s string) Result { return Result{Name: s} }
	failed := func(e netdev.Errno) Result { return Result{Err: e} }
	ok := Result{}
	for _, row := range []struct {
		why          string
		spec         Spec
		allowed, not History
	}{
		{"a get that overlaps the bind may see it; one that begins when it has returned must", Spec{},
			History{at(1, 3, bindIndex(0, 2), ok), at(2, 4, get(0), index(0))},
			History{at(1, 2, bindIndex(0, 2), ok), at(3, 4, get(0), index(0))}},
		{"readers agree on the order of two binds", Spec{},
			History{at(1, 9, bindIndex(0, 2), ok), at(1, 9, bindIndex(0, 3), ok), at(2, 3, get(0), index(2)), at(4, 5, get(0), index(3))},
			History{at(1, 9, bindIndex(0, 2), ok), at(1, 9, bindIndex(0, 3), ok), at(2, 3, get(0), index(2)), at(4, 5, get(0), index(3)), at(6, 7, get(0), index(2))}},
		{"sockets are apart", Spec{},
			History{at(1, 2, bindIndex(0, 2), ok), at(3, 4, get(1), index(0))},
			History{at(1, 2, bindIndex(0, 2), ok), at(3, 4, get(1), index(2))}},
		{"a bind by name binds to what the name led to", apart,
			History{at(1, 2, bindName(0, "eth0"), ok), at(3, 4, get(0), index(2))},
			History{at(1, 2, bindName(0, "eth0"), ok), at(3, 4, get(0), index(3))}},
		{"a failed bind by name changes nothing", apart,
			History{at(1, 2, bindName(0, "none"), failed(netdev.ENODEV)), at(3, 4, get(0), index(0))},
			History{at(1, 2, bindName(0, "eth0"), failed(netdev.ENODEV)), at(3, 4, get(0), index(0))}},
		{"both operations of a bind by name lie in its time", apart,
			History{at(1, 5, bindName(0, "lan0"), ok), at(2, 3, rename(2, "lan0"), ok)},
			History{at(1, 5, bindName(0, "lan0"), ok), at(6, 7, rename(2, "lan0"), ok)}},
		{"resolve comes before bind: there is no moment at which the socket is bound to what was not looked up yet", apart,
			History{at(1, 2, bindIndex(0, 3), ok), at(3, 9, bindName(0, "eth0"), ok), at(4, 5, get(0), index(3))},
			History{at(1, 2, bindIndex(0, 3), ok), at(3, 9, bindName(0, "eth0"), ok), at(4, 5, get(0), index(0))}},
		{"a device that is being renamed may be nameless, but not when the call has returned", apart,
			History{at(1, 5, rename(2, "lan0"), ok), at(2, 3, resolve("lan0"), failed(netdev.ENODEV))},
			History{at(1, 2, rename(2, "lan0"), ok), at(3, 4, resolve("lan0"), failed(netdev.ENODEV))}},
		{"never both names", apart,
			History{at(1, 9, rename(2, "lan0"), ok), at(2, 3, resolve("eth0"), index(2)), at(4, 5, resolve("lan0"), index(2))},
			History{at(1, 9, rename(2, "lan0"), ok), at(2, 3, resolve("lan0"), index(2)), at(4, 5, resolve("eth0"), index(2))}},
		{"rtnl is held from the first operation to the last", apart,
			History{at(1, 9, rename(2, "lan0"), ok), at(1, 9, rename(3, "eth0"), ok), at(2, 3, resolve("eth0"), failed(netdev.ENODEV)), at(4, 5, resolve("lan0"), index(2))},
			History{at(1, 9, rename(2, "lan0"), ok), at(1, 9, rename(3, "eth0"), ok), at(2, 3, resolve("eth0"), index(3)), at(4, 5, resolve("lan0"), failed(netdev.ENODEV))}},
		{"a name is taken once", Spec{},
			History{at(1, 2, rename(2, "eth1"), failed(netdev.EEXIST))},
			History{at(1, 2, rename(2, "eth1"), ok)}},
		{"the next index, not a free one", Spec{},
			History{at(1, 2, remove(2), ok), at(3, 4, create("usb0"), index(4)), at(5, 6, nameOf(4), name("usb0"))},
			History{at(1, 2, remove(2), ok), at(3, 4, create("usb0"), index(2)), at(5, 6, nameOf(2), name("usb0"))}},
	} {
		for i, h := range []History{row.allowed, row.not} {
			for id, c := range h {
				c.id = id
			}
			if want := i == 0; h.explained(row.spec, start) != want {
				t.Errorf("%s: explained is %t, want %t, if %v:\n%s", row.why, !want, want, row.spec, h)
			}
		}
	}
}

// TestHistoryIsDrawn pins what a failure shows of a history.
func TestHistoryIsDrawn(t *testing.T) {
	h := History{
		{Client: "daemon", Op: bindName(0, "eth0"), Begin: 1, End: 7, id: 0},
		{Client: "udev", Op: rename(2, "lan0"), Begin: 2, End: 3, id: 1},
		{Client: "udev", Op: get(0), Begin: 4, End: 5, id: 2},
	}
	want := `  daemon   |---------|  bind(s0, "eth0") -> ok
  udev       |-|        rename(2, "lan0") -> ok
  udev           |-|    get(s0) -> 0
`
	if h.String() != want {
		t.Errorf("got\n%swant\n%s", h, want)
	}
	start := state{last: Eth1}
	start.devices[Eth0] = device{"eth0", true, true}
	if got, want := h.furthest(Spec{}, start), `daemon: bind(s0, "eth0") -> ok; udev: rename(2, "lan0") -> ok`; got != want {
		t.Errorf("as far as it goes: %q, want %q", got, want)
	}
	if got, want := h.order(), (order{2: 1 << 1}); got != want {
		t.Errorf("order %v, want %v: only the rename came before the get", got, want)
	}
}
