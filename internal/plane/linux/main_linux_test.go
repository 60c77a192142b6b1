package linux

import (
	"errors"
	"net/netip"
	"os"
	"testing"

	"boundif/emu"
)

// deaf is the environment variable that makes the tests forget to call Child.
const deaf = "BOUNDIF_TEST_DEAF"

func TestMain(m *testing.M) {
	if os.Getenv(deaf) == "" && Child() {
		return
	}
	if code, done := Reexec(); done {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// fresh makes a namespace for one test.
func fresh(t testing.TB) *Net {
	t.Helper()
	Require(t)
	n, err := New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

func proc(t testing.TB, n *Net, caps Caps) *Sys {
	t.Helper()
	s, err := n.NewSys(caps)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// root is a process with all capabilities in a namespace of its own.
func root(t testing.TB) *Sys {
	t.Helper()
	return proc(t, fresh(t), All)
}

// device creates one, and fails the test if that fails.
func device(t testing.TB, s *Sys, name string, index int) int {
	t.Helper()
	index, err := s.LinkAdd(name, index)
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// udpSocket opens a socket.
func udpSocket(t testing.TB, s *Sys) int {
	t.Helper()
	fd, err := s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	return fd
}

// check compares an error with an errno, 0 for success, and explains.
func check(t testing.TB, what string, err error, want emu.Errno) {
	t.Helper()
	switch {
	case want == 0 && err != nil:
		t.Errorf("%s: %v, want success", what, err)
	case want != 0 && !errors.Is(err, want):
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// must fails the test at the first error.
func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// since reports whether the running kernel is at least this release.
func since(t testing.TB, major, minor int) bool {
	t.Helper()
	a, b, err := Release()
	if err != nil {
		t.Fatal(err)
	}
	return a > major || a == major && b >= minor
}

// hasIPv6 reports whether the kernel has it: it can be a module not loaded.
func hasIPv6() bool {
	_, err := os.Stat("/proc/sys/net/ipv6")
	return err == nil
}

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func inet(port int, a, b, c, d byte) *emu.SockaddrInet4 {
	return &emu.SockaddrInet4{Port: port, Addr: [4]byte{a, b, c, d}}
}
