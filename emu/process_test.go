package emu

import (
	"errors"
	"net/netip"
	"testing"

	"boundif/netdev"
)

// TestUserNamespaces: capabilities are judged against who owns the socket's
// network namespace, and names are looked up there.
func TestUserNamespaces(t *testing.T) {
	k, root := world(t, Linux(6, 18))
	user := k.Init().User(1000)
	inner := user.Unshare()
	set := func(p *Process, fd, index int) error { return p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, index) }

	outside := udpSocket(t, user)
	ok(t, set(user, outside, 2))
	passed, err := user.Pass(outside, inner)
	ok(t, err)
	if err := set(inner, passed, 3); !errors.Is(err, netdev.EPERM) {
		t.Errorf("OPT-42: root of a child user namespace on a socket of the parent: %v, want EPERM", err)
	}
	inside := udpSocket(t, inner)
	ok(t, set(inner, inside, 5))
	if err := set(inner, inside, 6); err != nil {
		t.Errorf("OPT-42: and on its own: %v", err)
	}
	back, err := inner.Pass(inside, root)
	ok(t, err)
	if err := set(root, back, 7); err != nil {
		t.Errorf("OPT-42: root above: %v", err)
	}
	back, err = inner.Pass(inside, user)
	ok(t, err)
	if err := set(user, back, 8); err != nil {
		t.Errorf("OPT-42: who made the namespace: %v", err)
	}
	back, err = inner.Pass(inside, k.Init().User(1001))
	ok(t, err)
	if err := set(k.Init().User(1001), back, 8); !errors.Is(err, netdev.EBADF) {
		t.Errorf("descriptors of another process: %v, want EBADF", err)
	}

	index, err := inner.LinkAdd("only-inside", 0)
	ok(t, err)
	if _, err := root.IfNameToIndex("only-inside"); !errors.Is(err, netdev.ENODEV) {
		t.Errorf("OPT-43: outside it is unknown: %v", err)
	}
	there, err := inner.Pass(udpSocket(t, inner), root)
	ok(t, err)
	ok(t, root.SetsockoptString(there, SOL_SOCKET, SO_BINDTODEVICE, "only-inside"))
	if name, err := root.GetsockoptString(there, SOL_SOCKET, SO_BINDTODEVICE); name != "only-inside" || err != nil {
		t.Errorf("OPT-43: read back %q, %v", name, err)
	}
	if got, _ := root.GetsockoptInt(there, SOL_SOCKET, SO_BINDTOIFINDEX); got != index {
		t.Errorf("OPT-43: bound to %d, want %d", got, index)
	}
	if _, err := inner.LinkAdd("x", 0); err != nil {
		t.Errorf("REG-13: root of the child in its own namespace: %v", err)
	}
	if inner.Namespace() == user.Namespace() || inner.Namespace().Net() == k.Init().Net() {
		t.Error("Unshare made no namespace")
	}
}

func TestAdminNeedsCapability(t *testing.T) {
	k, root := world(t, Linux(6, 18))
	other := k.NewNamespace()
	for name, call := range map[string]func(p *Process) error{
		"LinkAdd":        func(p *Process) error { _, err := p.LinkAdd("x", 0); return err },
		"LinkDel":        func(p *Process) error { return p.LinkDel(99) },
		"LinkSetName":    func(p *Process) error { return p.LinkSetName(99, "x") },
		"IfRename":       func(p *Process) error { return p.IfRename("nosuch", "x") },
		"LinkSetUp":      func(p *Process) error { return p.LinkSetUp(99) },
		"LinkSetDown":    func(p *Process) error { return p.LinkSetDown(99) },
		"LinkAddAltname": func(p *Process) error { return p.LinkAddAltname(99, "x") },
		"LinkDelAltname": func(p *Process) error { return p.LinkDelAltname(99, "x") },
		"AddrAdd":        func(p *Process) error { return p.AddrAdd(99, netip.MustParsePrefix("10.0.0.1/8")) },
		"LinkSetNetns":   func(p *Process) error { return p.LinkSetNetns(99, other, "", 0) },
	} {
		if err := call(k.Init().User(1000, CAP_NET_RAW)); !errors.Is(err, netdev.EPERM) {
			t.Errorf("REG-13: %s without CAP_NET_ADMIN: %v, want EPERM", name, err)
		}
		want := error(netdev.ENODEV)
		if name == "LinkAdd" {
			want = nil
		}
		if err := call(k.Init().User(1000, CAP_NET_ADMIN)); !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("REG-13: %s with it: %v, want %v", name, err, want)
		}
	}
	inner := k.Init().User(1000).Unshare()
	index, err := inner.LinkAdd("x", 0)
	ok(t, err)
	if err := inner.LinkSetNetns(index, k.Init(), "", 0); !errors.Is(err, netdev.EPERM) {
		t.Errorf("into a namespace of the parent: %v, want EPERM", err)
	}
	ok(t, root.LinkSetNetns(2, other, "lan0", 9))
	if name, err := other.Root().IfIndexToName(9); name != "lan0" || err != nil {
		t.Errorf("REG-54: moved to %q, %v", name, err)
	}
}
