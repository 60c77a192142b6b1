package linux

import (
	"errors"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"boundif/emu"
	"boundif/netdev"
)

// TestOther: another user's sockets do not share a port with root's, as those of
// one user do, and it may do nothing to devices.
func TestOther(t *testing.T) {
	n := fresh(t)
	other, err := n.NewOther()
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("skipped: %v", err)
	}
	must(t, err)
	_, err = other.LinkAdd("a0", 0)
	check(t, "a device of another user", err, netdev.EPERM)
	for _, tt := range []struct {
		who  *Sys
		want emu.Errno
	}{{proc(t, n, None), 0}, {other, netdev.EADDRINUSE}, {proc(t, n, All), 0}} {
		fd := udpSocket(t, tt.who)
		must(t, tt.who.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_REUSEPORT, 1))
		check(t, "bind", tt.who.Bind(fd, inet(7000, 0, 0, 0, 0)), tt.want)
	}
}

// TestSetFromChild: who is root of a namespace below is nobody to the socket,
// once that is bound.
func TestSetFromChild(t *testing.T) {
	s := root(t)
	fd := udpSocket(t, s)
	index := device(t, s, "a0", 0)
	must(t, s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, index))
	err := SetFromChild(fd, emu.SO_BINDTOIFINDEX, 0)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("skipped: %v", err)
	}
	check(t, "a stranger", err, netdev.EPERM)
	check(t, "what everybody may", SetFromChild(fd, emu.SO_REUSEADDR, 1), 0)
	check(t, "no socket", SetFromChild(-1, emu.SO_REUSEADDR, 1), netdev.EBADF)
}

// TestChild: a program is the child only if it is told so, and does nothing
// where it is in the namespace of its parent.
func TestChild(t *testing.T) {
	here, err := os.Readlink(userNS)
	must(t, err)
	for order, want := range map[string]string{
		"":                noOrder,
		"nonsense":        noOrder,
		here + ",25,1":    noNamespace,
		"user:[1],9999,1": "", // some errno: descriptor 3 is not this test's to choose
	} {
		t.Setenv(childMark, order)
		said := stdout(t, func() {
			if !Child() {
				os.Stdout.WriteString(noOrder)
			}
		})
		if said != want && (want != "" || strings.Trim(said, "0123456789") != "") {
			t.Errorf("%q: it says %q, want %q", order, said, want)
		}
	}
}

const noOrder = "not the child"

// stdout is what fn prints.
func stdout(t *testing.T, fn func()) string {
	t.Helper()
	r, w, err := os.Pipe()
	must(t, err)
	old := os.Stdout
	os.Stdout = w
	fn()
	os.Stdout = old
	w.Close()
	b, err := io.ReadAll(r)
	must(t, err)
	return string(b)
}

// TestReexec: outside, the program runs once more, and its exit code is that of
// the second run; inside, it does not.
func TestReexec(t *testing.T) {
	Require(t)
	if _, done := Reexec(); done {
		t.Error("it ran once more inside")
	}
	t.Setenv(mark, "")
	args, err := os.Args, os.Stderr
	defer func() { os.Args, os.Stderr = args, err }()
	os.Stderr, _ = os.Open(os.DevNull)
	for arg, want := range map[string]int{"-test.run=^$": 0, "-test.nonsense": 2} {
		os.Args = []string{args[0], arg}
		stdout(t, func() {
			if code, done := Reexec(); code != want || !done {
				t.Errorf("%s: %d, %v, want %d", arg, code, done, want)
			}
		})
	}
	if err := runBound(exec.Command("/nothing")); err == nil {
		t.Error("a program that does not exist ran")
	}
}

func TestFullRelease(t *testing.T) {
	full, err := FullRelease()
	if major, _, _ := strings.Cut(full, "."); err != nil || len(major) != 1 {
		t.Errorf("%q, %v", full, err)
	}
}

// TestNoDescriptors: where a program may not open any more, each says so, and
// works again later.
func TestNoDescriptors(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	must(t, s.LinkSetUp(1))
	_, err := theSettlers()
	must(t, err)
	here, there := netip.MustParseAddrPort("127.0.0.1:5"), netip.MustParseAddrPort("127.0.0.1:6")
	calls := map[string]func() error{
		"a namespace":    func() error { n, err := New(); return closing(n, err) },
		"a process":      func() error { _, err := n.NewSys(None); return err },
		"events":         func() error { e, err := n.Events(); return closing(e, err) },
		"a capture":      func() error { h, _ := theHidden(); return onThread(h.openTap) },
		"a packet on lo": func() error { return n.InjectUDP(1, here, there, nil) },
		"sock_diag":      func() error { _, err := s.SockDiag(diagUDP()); return err },
		"the end of one": func() error { return s.SockDestroy(diagUDP()) },
		"lo":             loUp,
		"a name":         func() error { _, err := Warnings("x"); return err },
	}
	for what, call := range calls {
		var limit unix.Rlimit
		must(t, unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
		must(t, unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 0, Max: limit.Max}))
		err := call()
		must(t, unix.Setrlimit(unix.RLIMIT_NOFILE, &limit))
		if !errors.Is(err, unix.EMFILE) && !errors.Is(err, emu.Errno(unix.EMFILE)) {
			t.Errorf("%s: %v, want EMFILE", what, err)
		}
	}
	must(t, n.InjectUDP(1, here, there, nil))
}

func closing(c io.Closer, err error) error {
	if err == nil {
		_ = c.Close()
	}
	return err
}
