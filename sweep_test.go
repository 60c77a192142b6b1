package boundif_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/plane/linux"
)

// TestSweep makes thousands of calls with odd arguments on the running kernel
// and on the model of its release. No row says what they answer: they must
// answer the same.
func TestSweep(t *testing.T) {
	linux.Require(t)
	live, err := plane.Live()
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	model := plane.Model(live.Release())
	defer model.Close()
	for _, sweep := range []struct {
		name string
		run  func(s *sweeper)
		min  int // calls: fewer, and the sweep has gone blind
	}{
		{"names", sweepNames, 250},
		{"indexes", sweepIndexes, 40},
		{"options", sweepOptions, 3900},
		{"sockets", sweepSockets, 20},
	} {
		t.Run(sweep.name, func(t *testing.T) {
			kernel, ours := newSweeper(t, live), newSweeper(t, model)
			sweep.run(kernel)
			sweep.run(ours)
			if len(kernel.said) != len(ours.said) || len(ours.said) < sweep.min {
				t.Fatalf("%d calls on the kernel, %d on the model, want the same and at least %d", len(kernel.said), len(ours.said), sweep.min)
			}
			different := 0
			for i, said := range kernel.said {
				if said != ours.said[i] {
					different++
					t.Errorf("Linux %s: %s\n     the model: %s", live.Release(), said, ours.said[i])
				}
			}
			t.Logf("%d calls, %d differ", len(kernel.said), different)
		})
	}
}

// sweeper makes calls and writes down what they say.
type sweeper struct {
	t *testing.T
	emu.Syscalls
	said []string
}

func newSweeper(t *testing.T, p plane.Plane) *sweeper {
	t.Helper()
	sys, err := p.Process(plane.All)
	if err != nil {
		t.Fatal(err)
	}
	return &sweeper{t: t, Syscalls: sys}
}

func (s *sweeper) say(err error, format string, args ...any) {
	s.said = append(s.said, fmt.Sprintf(format, args...)+" = "+errname(err))
}

// udp opens a socket, which the test closes in the end.
func (s *sweeper) udp() int {
	s.t.Helper()
	fd, err := s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { s.Close(fd) })
	return fd
}

// sweepNames makes, renames and looks up devices of all sorts of names.
func sweepNames(s *sweeper) {
	const index = 50
	for _, name := range []string{
		"eth7", strings.Repeat("l", 15), strings.Repeat("l", 16), "", "eth%d", "%d", "a%", "%5d", "%d%d", "a%%d", "%%",
		"a/b", "a:b", "a b", "a\xa0b", "a\tb", "\x7f", ".", "..", "...", "lo", "x\x00y", "\x00", "-x", "1",
	} {
		made, err := s.LinkAdd(name, 0)
		s.say(err, "LinkAdd(%q)", name)
		if err == nil {
			as, err := s.IfIndexToName(made)
			s.say(err, "  called %q", as)
			s.LinkDel(made)
		}
		if _, err := s.LinkAdd("tmp", index); err != nil {
			s.t.Fatal(err)
		}
		s.say(s.LinkSetName(index, name), "LinkSetName(%q)", name)
		as, err := s.IfIndexToName(index)
		s.say(err, "  called %q", as)
		s.LinkSetName(index, "tmp")
		s.say(s.LinkAddAltname(index, name), "LinkAddAltname(%q)", name)
		_, err = s.IfNameToIndex(name)
		s.say(err, "IfNameToIndex(%q), as an altname", name)
		s.say(s.SetsockoptString(s.udp(), emu.SOL_SOCKET, emu.SO_BINDTODEVICE, name), "SO_BINDTODEVICE %q, as an altname", name)
		s.say(s.LinkDelAltname(index, name), "LinkDelAltname(%q)", name)
		s.say(s.IfRename("tmp", name), "IfRename(%q)", name)
		as, err = s.IfIndexToName(index)
		s.say(err, "  called %q", as)
		_, err = s.IfNameToIndex(name)
		s.say(err, "IfNameToIndex(%q)", name)
		s.say(s.SetsockoptString(s.udp(), emu.SOL_SOCKET, emu.SO_BINDTODEVICE, name), "SO_BINDTODEVICE %q", name)
		s.LinkDel(index)
	}
}

// sweepIndexes asks for devices that are not there, or cannot be.
func sweepIndexes(s *sweeper) {
	for _, i := range []int{0, -1, 1, 4242, 1<<31 - 1} {
		s.say(s.LinkDel(i), "LinkDel(%d)", i)
		s.say(s.LinkSetUp(i), "LinkSetUp(%d)", i)
		s.say(s.LinkSetDown(i), "LinkSetDown(%d)", i)
		s.say(s.LinkSetName(i, "zz"), "LinkSetName(%d)", i)
		if i == 1 {
			s.say(s.LinkSetName(1, "lo"), "LinkSetName(1) back")
		}
		s.say(s.LinkAddAltname(i, "alt9"), "LinkAddAltname(%d)", i)
		s.say(s.LinkDelAltname(i, "alt9"), "LinkDelAltname(%d)", i)
		s.say(s.AddrAdd(i, netip.MustParsePrefix("10.3.0.1/24")), "AddrAdd(%d)", i)
		_, err := s.IfIndexToName(i)
		s.say(err, "IfIndexToName(%d)", i)
		if i >= 0 || s.atLeast65() {
			_, err = s.LinkAdd("neg", -1-i)
			s.say(err, "LinkAdd at %d", -1-i)
		}
	}
}

// atLeast65 reports whether a negative index is refused (REG-21): the model
// says so for every release, kernels before 6.5 do not.
func (s *sweeper) atLeast65() bool {
	major, minor, err := linux.Release()
	return err == nil && emu.Linux(major, minor).AtLeast(emu.Linux(6, 5))
}

// sweepOptions reads and writes options with every kind of length and memory.
func sweepOptions(s *sweeper) {
	buffers := [][]byte{nil, {}, {1}, {1, 0, 0}, {1, 0, 0, 0}, []byte("lo"), []byte("lo\x00xxxxxxxxxxxxxxxxx")}
	for _, bound := range []int{0, 1, 4242} {
		for _, opt := range []int{
			emu.SO_BINDTODEVICE, emu.SO_BINDTOIFINDEX, emu.SO_REUSEADDR, emu.SO_TYPE, emu.SO_BROADCAST,
			emu.SO_REUSEPORT, emu.SO_PROTOCOL, emu.SO_DOMAIN, 0, 1000,
		} {
			for _, length := range []int{-1, 0, 1, 2, 3, 4, 5, 15, 16, 17, 200} {
				for _, buffer := range buffers {
					s.option(bound, opt, length, buffer)
				}
			}
		}
	}
}

// option does one of each, on a socket that is bound to the index.
func (s *sweeper) option(bound, opt, length int, buffer []byte) {
	fd, err := s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	defer s.Close(fd)
	if err := s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, bound); err != nil {
		s.t.Fatal(err)
	}
	memory := append([]byte(nil), buffer...)
	if buffer != nil && memory == nil {
		memory = []byte{}
	}
	n, err := s.Getsockopt(fd, emu.SOL_SOCKET, opt, memory, length)
	if err != nil {
		memory = nil // what a failed call leaves there is anybody's guess
	}
	s.say(err, "bound to %d: Getsockopt(%d, %q, %d) -> %d %q", bound, opt, buffer, length, n, memory)
	if opt == emu.SO_TYPE || opt == emu.SO_PROTOCOL || opt == emu.SO_DOMAIN {
		return // read-only; the model knows no more of them
	}
	err = s.Setsockopt(fd, emu.SOL_SOCKET, opt, buffer, length)
	now, geterr := s.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)
	s.say(errors.Join(err, geterr), "bound to %d: Setsockopt(%d, %q, %d) -> bound to %d", bound, opt, buffer, length, now)
}

// sweepSockets asks for sockets and addresses that are not there. Types that
// the model does not have are left out: see the Limits of package emu.
func sweepSockets(s *sweeper) {
	for _, a := range [][3]int{
		{-1, 2, 0}, {0, 2, 0}, {46, 2, 0}, {2, 2, 6}, {2, 2, 17}, {2, 2, -1}, {2, 2, 300}, {2, 2, 263}, {2, -1, 0}, {2, 99, 0},
		{2, 3, 0}, {2, 3, 17}, {2, 3, 255}, {2, 3, 256}, {2, 3, 262}, {2, 3, 263},
	} {
		fd, err := s.Socket(a[0], a[1], a[2])
		s.say(err, "Socket(%d, %d, %d)", a[0], a[1], a[2])
		if err == nil {
			s.Close(fd)
		}
	}
	fd := s.udp()
	s.say(s.Bind(fd, nil), "Bind(NULL)")
	s.say(s.Connect(fd, nil), "Connect(NULL)")
	s.say(s.Sendto(fd, []byte("x"), 0, nil), "Sendto(NULL)")
	s.say(s.Sendto(fd, []byte("x"), 0, &emu.SockaddrUnspec{}), "Sendto(AF_UNSPEC)")
	s.say(s.Sendto(fd, []byte("x"), 0, &emu.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), "Sendto port 0")
	s.say(s.Bind(fd, &emu.SockaddrUnspec{}), "Bind(AF_UNSPEC)")
	s.say(s.Bind(s.udp(), &emu.SockaddrInet4{Port: 65536}), "Bind port 65536")
	s.say(s.Close(-1), "Close(-1)")
}
