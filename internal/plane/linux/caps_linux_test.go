package linux

import (
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// TestCapabilities asks, as processes with different rights, for what each
// right decides.
func TestCapabilities(t *testing.T) {
	for _, c := range []struct {
		who             string
		caps            Caps
		raw, bind, link emu.Errno
	}{
		{"root", All, 0, 0, 0},
		{"nobody", None, netdev.EPERM, netdev.EPERM, netdev.EPERM},
		{"CAP_NET_RAW (OPT-41)", NetRaw, 0, 0, netdev.EPERM},
		{"CAP_NET_ADMIN (OPT-41)", NetAdmin, netdev.EPERM, netdev.EPERM, 0},
		{"both", NetAdmin | NetRaw, 0, 0, 0},
	} {
		n := fresh(t)
		index := device(t, proc(t, n, All), "a0", 0)
		s := proc(t, n, c.caps)
		_, err := s.Socket(emu.AF_INET, emu.SOCK_RAW, emu.IPPROTO_UDP)
		check(t, c.who+": raw socket", err, c.raw)

		fd := udpSocket(t, s)
		must(t, s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, index)) // OPT-40: the first is free
		check(t, c.who+": bind again", s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1), c.bind)
		check(t, c.who+": unbind by name", s.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, ""), c.bind)

		check(t, c.who+": rename", s.LinkSetName(index, "a1"), c.link)
		check(t, c.who+": ioctl rename", s.IfRename(map[bool]string{true: "a1", false: "a0"}[c.link == 0], "a2"), c.link)
		check(t, c.who+": up", s.LinkSetUp(index), c.link)
		check(t, c.who+": address", s.AddrAdd(index, prefix("10.0.0.1/24")), c.link)
		check(t, c.who+": altname", s.LinkAddAltname(index, "alt"), c.link)
		_, err = s.LinkAdd("b0", 0)
		check(t, c.who+": create", err, c.link)
		check(t, c.who+": delete", s.LinkDel(index), c.link)
		_, err = s.IfIndexToName(1)
		check(t, c.who+": read a name", err, 0)
	}
}

// TestCallerDecides uses the descriptors of one process in another: of a
// socket's opener and its user, the user's rights count.
func TestCallerDecides(t *testing.T) {
	n := fresh(t)
	root, nobody := proc(t, n, All), proc(t, n, None)
	fd := udpSocket(t, root)
	must(t, nobody.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1))
	check(t, "OPT-42: nobody, on root's socket", nobody.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1), netdev.EPERM)
	check(t, "OPT-42: root", root.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1), 0)
}

// TestExit looks whether descriptors are closed.
func TestExit(t *testing.T) {
	n := fresh(t)
	a, b := proc(t, n, None), proc(t, n, All)
	fd := udpSocket(t, a)
	must(t, b.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_REUSEADDR, 1))
	a.Exit()
	a.Exit()
	check(t, "after its owner's exit", b.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_REUSEADDR, 1), netdev.EBADF)
}

// TestNamespacesAreApart: no device of one shows in the other, and numbers
// start over.
func TestNamespacesAreApart(t *testing.T) {
	a, b := root(t), root(t)
	if i, j := device(t, a, "a0", 0), device(t, b, "b0", 0); i != 2 || j != 2 {
		t.Errorf("first devices have indexes %d and %d, want 2", i, j)
	}
	_, err := b.IfNameToIndex("a0")
	check(t, "the other's device", err, netdev.ENODEV)
	check(t, "the other's device, bound to", b.SetsockoptString(udpSocket(t, b), emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "a0"), netdev.ENODEV)
}
