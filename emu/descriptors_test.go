package emu

import (
	"errors"
	"math"
	"net/netip"
	"testing"

	"boundif/netdev"
)

// TestBadDescriptors: every call says EBADF of a descriptor that is not open
// and ENOTSOCK of what is no socket (OPT-25).
func TestBadDescriptors(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	closed := udpSocket(t, p)
	ok(t, p.Close(closed))
	calls := map[string]func(fd int) error{
		"bind":        func(fd int) error { return p.Bind(fd, &SockaddrInet4{}) },
		"connect":     func(fd int) error { return p.Connect(fd, &SockaddrInet4{}) },
		"getsockname": func(fd int) error { _, err := p.Getsockname(fd); return err },
		"sendto":      func(fd int) error { return p.Sendto(fd, nil, 0, nil) },
		"recvfrom":    func(fd int) error { _, _, err := p.Recvfrom(fd, nil, 0); return err },
		"getpeername": func(fd int) error { _, err := p.Getpeername(fd); return err },
		"listen":      func(fd int) error { return p.Listen(fd, 1) },
		"accept":      func(fd int) error { _, _, err := p.Accept(fd); return err },
		"shutdown":    func(fd int) error { return p.Shutdown(fd, SHUT_RD) },
		"sendmsg":     func(fd int) error { return p.Sendmsg(fd, nil, nil, nil, 0) },
		"recvmsg":     func(fd int) error { _, _, _, _, err := p.Recvmsg(fd, nil, nil, 0); return err },
		"setint":      func(fd int) error { return p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 2) },
		"setstring":   func(fd int) error { return p.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, "eth0") },
		"set":         func(fd int) error { return p.Setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, nil, 0) },
		"getint":      func(fd int) error { _, err := p.GetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX); return err },
		"getstring":   func(fd int) error { _, err := p.GetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE); return err },
		"get":         func(fd int) error { _, err := p.Getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, nil, 0); return err },
		"pass":        func(fd int) error { _, err := p.Pass(fd, k.Init().Root()); return err },
		"sock":        func(fd int) error { _, err := p.Sock(fd); return err },
	}
	for name, call := range calls {
		for _, fd := range []int{-1, 0, 1, 1<<30 - 1, closed, 1<<30 + 5, 1<<30 + 100000, math.MaxInt, math.MinInt} {
			if err := call(fd); !errors.Is(err, netdev.EBADF) {
				t.Errorf("OPT-25: %s(%d): %v, want EBADF", name, fd, err)
			}
		}
	}
	for _, fd := range []int{-1, 0, closed, 1<<30 + 100000} {
		if err := p.Close(fd); !errors.Is(err, netdev.EBADF) {
			t.Errorf("close(%d): %v, want EBADF", fd, err)
		}
	}
	null, err := p.OpenNull()
	ok(t, err)
	delete(calls, "pass")
	for name, call := range calls {
		if err := call(null); !errors.Is(err, netdev.ENOTSOCK) {
			t.Errorf("OPT-25: %s of /dev/null: %v, want ENOTSOCK", name, err)
		}
	}
	ok(t, p.Close(null))
	if err := p.Close(null); !errors.Is(err, netdev.EBADF) {
		t.Errorf("close twice: %v, want EBADF", err)
	}
}

func TestDescriptors(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	var fds []int
	for range 40 {
		fds = append(fds, udpSocket(t, p))
	}
	for i, fd := range fds {
		if fd != 1<<30+i {
			t.Fatalf("descriptor %d is %d, want %d", i, fd, 1<<30+i)
		}
	}
	for _, i := range []int{30, 7, 20} {
		ok(t, p.Close(fds[i]))
	}
	for _, want := range []int{7, 20, 30, 40} {
		if got := udpSocket(t, p) - 1<<30; got != want {
			t.Errorf("the lowest free descriptor is %d, got %d", want, got)
		}
	}
	if got := udpSocket(t, k.Init().Root()); got != 1<<30 {
		t.Errorf("another process begins at %d", got)
	}
}

// TestPass: two descriptors in two processes lead to one socket; the last
// close closes it (WR-70).
func TestPass(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	q := k.Init().User(1000)
	fd := udpSocket(t, p)
	ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
	there, err := p.Pass(fd, q)
	ok(t, err)
	ok(t, q.SetsockoptInt(there, SOL_SOCKET, SO_BINDTOIFINDEX, 3))
	if got, _ := p.GetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX); got != 3 {
		t.Errorf("WR-70: bound to %d in one process and to 3 in the other", got)
	}
	ok(t, p.Close(fd))
	other := udpSocket(t, p)
	if err := p.Bind(other, &SockaddrInet4{Port: 67}); !errors.Is(err, netdev.EADDRINUSE) {
		t.Errorf("WR-70: %v, want EADDRINUSE: the socket is still open", err)
	}
	ok(t, q.Close(there))
	ok(t, p.Bind(other, &SockaddrInet4{Port: 67}))
}

func TestDescriptorsRunOut(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	fd := udpSocket(t, p)
	full := k.Init().Root()
	for range maxFiles {
		if _, err := p.Pass(fd, full); err != nil {
			t.Fatal(err)
		}
	}
	refused := []error{}
	_, err := p.Pass(fd, full)
	refused = append(refused, err)
	_, err = full.Socket(AF_INET, SOCK_RAW, 89)
	refused = append(refused, err)
	_, err = full.OpenNull()
	refused = append(refused, err)
	for i, err := range refused {
		if !errors.Is(err, netdev.EMFILE) {
			t.Errorf("call %d: %v, want EMFILE", i, err)
		}
	}
	p2 := netdev.Packet{Protocol: 89, Src: netip.MustParseAddrPort("10.1.0.2:0"), Dst: netip.MustParseAddrPort("10.1.0.1:0")}
	if got := k.Init().Inet().Input(nil, 2, p2); got != nil {
		t.Error("the socket that got no descriptor receives packets")
	}
	s, err := p.Sock(fd)
	ok(t, err)
	ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
	ok(t, p.Close(fd))
	for n := range maxFiles {
		if !s.Node.Listed() {
			t.Fatalf("closed after %d of %d descriptors", n, maxFiles)
		}
		ok(t, full.Close(1<<30+n))
	}
	if s.Node.Listed() {
		t.Error("all descriptors are closed, the socket is not")
	}
}

// TestPassOfAFileThatIsBeingClosed: Close took the descriptor's last hold
// after Pass had found the file.
func TestPassOfAFileThatIsBeingClosed(t *testing.T) {
	_, p := world(t, Linux(6, 18))
	f, err := p.files.get(nil, udpSocket(t, p))
	ok(t, err)
	f.put(nil)
	if f.hold(nil) {
		t.Error("a closed file can be held again")
	}
}
