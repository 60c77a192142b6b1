package linux

import (
	"math"
	"strings"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

var (
	long15  = strings.Repeat("n", 15)
	long16  = strings.Repeat("n", 16)
	long127 = strings.Repeat("n", 127)
	long128 = strings.Repeat("n", 128)
)

func TestIndexes(t *testing.T) {
	s := root(t)
	for i, want := range []int{2, 3, 4} {
		if got := device(t, s, "d%d", 0); got != want {
			t.Errorf("REG-20: device %d of a fresh namespace has index %d, want %d", i, got, want)
		}
	}
	must(t, s.LinkDel(3))
	if got := device(t, s, "e", 0); got != 5 {
		t.Errorf("REG-20: index %d after a delete, want 5", got)
	}
	if got := device(t, s, "f", 3); got != 3 {
		t.Errorf("REG-21: a freed index asked for: got %d, want 3", got)
	}
	if got := device(t, s, "g", 7); got != 7 {
		t.Errorf("REG-21: got %d, want 7", got)
	}
	if a, b := device(t, s, "h", 0), device(t, s, "i", 0); a != 6 || b != 8 {
		t.Errorf("REG-22: automatic indexes beside an explicit one: %d, %d, want 6, 8", a, b)
	}
	_, err := s.LinkAdd("j", 7)
	check(t, "REG-21: an index in use", err, netdev.EEXIST)
	if got := device(t, s, "k", math.MaxInt32); got != math.MaxInt32 {
		t.Errorf("REG-21: got %d, want INT_MAX", got)
	}
	if since(t, 6, 5) {
		_, err = s.LinkAdd("l", -1)
		check(t, "REG-21: a negative index", err, netdev.EINVAL)
	}
	for _, index := range []int{3000, 99} {
		check(t, "delete an unknown index", s.LinkDel(index), netdev.ENODEV)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		rule, name    string
		add, set, ioc emu.Errno
	}{
		{"plain", "eth7", 0, 0, 0},
		{"15 bytes", long15, 0, 0, 0},
		{"16 bytes (ioctl: cut to 15)", long16, netdev.ERANGE, netdev.ERANGE, 0},
		{"128 bytes (ioctl: cut to 15)", long128, netdev.ERANGE, netdev.ERANGE, 0},
		{"empty (netlink rename: ignored)", "", netdev.EINVAL, 0, netdev.EINVAL},
		{"template", "eth%d", 0, 0, 0},
		{"only a template", "%d", 0, 0, 0},
		{"no template", "a%", netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{"width", "%5d", netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{"slash", "a/b", netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{"colon", "a:b", netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{"space", "a b", netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{"Latin-1 space", "a\xa0b", netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{"dot", ".", netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{"three dots", "...", 0, 0, 0},
		{"sysctl's own", "all", netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{"sysctl's own", "default", netdev.EINVAL, netdev.EINVAL, netdev.EINVAL},
		{"in use", "b0", netdev.EEXIST, netdev.EEXIST, netdev.EEXIST},
	} {
		s := root(t)
		a, b := device(t, s, "a0", 0), device(t, s, "b0", 0)
		index, err := s.LinkAdd(c.name, 0)
		check(t, c.rule+": create "+c.name, err, c.add)
		if err == nil {
			must(t, s.LinkDel(index))
		}
		if c.rule == "sysctl's own" && !hasIPv6() {
			c.set, c.ioc = 0, 0 // REG-02: it is IPv6 that refuses; IPv4 shrugs
		}
		check(t, c.rule+": rename to "+c.name, s.LinkSetName(a, c.name), c.set)
		must(t, s.LinkSetName(a, "a0"))
		check(t, c.rule+": ioctl rename to "+c.name, s.IfRename("a0", c.name), c.ioc)
		if name, err := s.IfIndexToName(b); name != "b0" || err != nil {
			t.Errorf("%s: device b0 became %q, %v", c.rule, name, err)
		}
		s.Exit()
	}
}

func TestTranslate(t *testing.T) {
	s := root(t)
	index := device(t, s, long15, 0)
	if got, err := s.IfNameToIndex(long15); got != index || err != nil {
		t.Errorf("%d, %v, want %d", got, err, index)
	}
	if got, err := s.IfNameToIndex(long128); got != index || err != nil {
		t.Errorf("a name cut to 15 bytes: %d, %v, want %d", got, err, index)
	}
	if got, err := s.IfIndexToName(index); got != long15 || err != nil {
		t.Errorf("%q, %v, want %q", got, err, long15)
	}
	_, err := s.IfNameToIndex("nothing")
	check(t, "an unknown name", err, netdev.ENODEV)
	for _, i := range []int{0, -1, 4242} {
		_, err = s.IfIndexToName(i)
		check(t, "an unknown index", err, netdev.ENODEV)
	}
	check(t, "rename an unknown name", s.IfRename("nothing", "a"), netdev.ENODEV)
	check(t, "rename an unknown index", s.LinkSetName(4242, "a"), netdev.ENODEV)
	check(t, "rename to itself", s.LinkSetName(index, long15), 0)
}

func TestRenameUp(t *testing.T) {
	want := netdev.EBUSY
	if since(t, 6, 2) {
		want = 0
	}
	s := root(t)
	index := device(t, s, "a0", 0)
	must(t, s.LinkSetUp(index))
	check(t, "REG-10: rename while up", s.LinkSetName(index, "a1"), want)
	must(t, s.LinkSetDown(index), s.LinkSetName(index, "a2"), s.LinkSetUp(index))
	check(t, "REG-10: rename while up, by ioctl", s.IfRename("a2", "a3"), want)
	check(t, "up, unknown index", s.LinkSetUp(4242), netdev.ENODEV)
	check(t, "down, unknown index", s.LinkSetDown(4242), netdev.ENODEV)
}

func TestAltnames(t *testing.T) {
	s := root(t)
	a, b := device(t, s, "a0", 0), device(t, s, "b0", 0)
	for _, name := range []string{"alt", "x/y", "z%d", "", long127} {
		check(t, "REG-32: altname "+name, s.LinkAddAltname(a, name), 0)
	}
	check(t, "REG-32: 128 bytes", s.LinkAddAltname(a, long128), netdev.ERANGE)
	check(t, "REG-32: in use", s.LinkAddAltname(b, "alt"), netdev.EEXIST)
	check(t, "REG-32: a primary name", s.LinkAddAltname(b, "a0"), netdev.EEXIST)
	check(t, "an unknown index", s.LinkAddAltname(4242, "n"), netdev.ENODEV)
	if got, err := s.IfNameToIndex("alt"); got != a || err != nil {
		t.Errorf("REG-37: %d, %v, want %d", got, err, a)
	}
	check(t, "REG-35: rename to an altname", s.LinkSetName(b, "alt"), netdev.EEXIST)
	check(t, "REG-34: delete what is not there", s.LinkDelAltname(a, "none"), netdev.ENOENT)
	check(t, "REG-34: delete another's", s.LinkDelAltname(b, "alt"), netdev.EINVAL)
	check(t, "REG-34: delete the primary name", s.LinkDelAltname(a, "a0"), netdev.EINVAL)
	must(t, s.LinkDelAltname(a, "alt"))
	_, err := s.IfNameToIndex("alt")
	check(t, "REG-36: deleted", err, netdev.ENODEV)
}

func TestAddrAdd(t *testing.T) {
	s := root(t)
	a := device(t, s, "a0", 0)
	must(t, s.AddrAdd(a, prefix("10.1.0.1/24")))
	if hasIPv6() {
		must(t, s.AddrAdd(a, prefix("fd01::1/64")))
	}
	check(t, "the same again", s.AddrAdd(a, prefix("10.1.0.1/24")), netdev.EEXIST)
	check(t, "an unknown index", s.AddrAdd(4242, prefix("10.1.0.1/24")), netdev.ENODEV)
	must(t, s.Bind(udpSocket(t, s), inet(0, 10, 1, 0, 1)))
}
