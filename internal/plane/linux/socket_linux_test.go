package linux

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"boundif/emu"
	"boundif/netdev"
)

const badFd = 1 << 20 // beyond every limit of descriptors that is in use here

func TestUnknownDescriptor(t *testing.T) {
	s := root(t)
	sa := inet(1, 127, 0, 0, 1)
	_, nameErr := s.Getsockname(badFd)
	_, intErr := s.GetsockoptInt(badFd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)
	_, stringErr := s.GetsockoptString(badFd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE)
	_, rawErr := s.Getsockopt(badFd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, nil, 0)
	_, _, recvErr := s.Recvfrom(badFd, make([]byte, 1), 0)
	for what, err := range map[string]error{
		"bind":             s.Bind(badFd, sa),
		"connect":          s.Connect(badFd, sa),
		"getsockname":      nameErr,
		"close":            s.Close(badFd),
		"SetsockoptInt":    s.SetsockoptInt(badFd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1),
		"SetsockoptString": s.SetsockoptString(badFd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "lo"),
		"GetsockoptInt":    intErr,
		"GetsockoptString": stringErr,
		"Setsockopt":       s.Setsockopt(badFd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, nil, 0),
		"Getsockopt":       rawErr,
		"sendto":           s.Sendto(badFd, []byte("x"), 0, sa),
		"recvfrom":         recvErr,
	} {
		check(t, what+" on a descriptor that is not open", err, netdev.EBADF)
	}
}

func TestNotASocket(t *testing.T) {
	s := root(t)
	var p [2]int
	if err := unix.Pipe2(p[:], unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	defer unix.Close(p[0])
	defer unix.Close(p[1])
	check(t, "OPT-25: the option on a pipe", s.SetsockoptInt(p[0], emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1), netdev.ENOTSOCK)
}

func TestSocketErrors(t *testing.T) {
	s := root(t)
	_, err := s.Socket(-1, emu.SOCK_DGRAM, 0)
	check(t, "socket of an impossible family", err, netdev.EAFNOSUPPORT)
	_, err = s.Socket(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_TCP)
	check(t, "a datagram socket for TCP", err, netdev.EPROTONOSUPPORT)
	if want := "socket(AF_INET, SOCK_DGRAM, 6): EPROTONOSUPPORT"; err.Error() != want {
		t.Errorf("the error is %q, want %q", err, want)
	}
	if !errors.Is(err, unix.EPROTONOSUPPORT) {
		t.Errorf("%v does not match the host's errno", err)
	}
}

// TestSendReceive sends over lo, and goes through all the addresses that
// calls can be given.
func TestSendReceive(t *testing.T) {
	s := root(t)
	a, b, c := udpSocket(t, s), udpSocket(t, s), udpSocket(t, s)
	check(t, "lo starts down: send", s.Sendto(c, []byte("x"), 0, inet(9, 127, 0, 0, 1)), netdev.ENETUNREACH)
	check(t, "a send that failed has bound a port", s.Bind(c, inet(0, 0, 0, 0, 0)), netdev.EINVAL)
	must(t, s.LinkSetUp(1))
	check(t, "bind to a foreign address", s.Bind(a, inet(0, 10, 9, 9, 9)), netdev.EADDRNOTAVAIL)
	must(t, s.Bind(a, inet(7000, 127, 0, 0, 1)))
	check(t, "bind to an address in use", s.Bind(b, inet(7000, 127, 0, 0, 1)), netdev.EADDRINUSE)
	check(t, "bind to NULL", s.Bind(b, nil), netdev.EINVAL)
	check(t, "bind to port 65536", s.Bind(b, inet(1<<16, 127, 0, 0, 1)), netdev.EINVAL)
	check(t, "bind(AF_UNSPEC, 0.0.0.0:0) counts as AF_INET", s.Bind(b, &emu.SockaddrUnspec{}), 0)

	_, _, err := s.Recvfrom(a, make([]byte, 8), emu.MSG_DONTWAIT)
	check(t, "nothing there", err, netdev.EAGAIN)
	check(t, "send without an address", s.Sendto(b, []byte("x"), 0, nil), netdev.EDESTADDRREQ)
	must(t, s.Connect(b, inet(7000, 127, 0, 0, 1)))
	must(t, s.Sendto(b, []byte("hello"), 0, nil))
	from, err := s.Getsockname(b)
	must(t, err)
	buf := make([]byte, 8)
	n, sender, err := s.Recvfrom(a, buf, 0)
	must(t, err)
	if string(buf[:n]) != "hello" || *sender.(*emu.SockaddrInet4) != *from.(*emu.SockaddrInet4) {
		t.Errorf("got %q from %v, want hello from %v", buf[:n], sockaddr{sender}, sockaddr{from})
	}
	must(t, s.Connect(b, &emu.SockaddrUnspec{}))
	check(t, "send after disconnecting", s.Sendto(b, []byte("x"), 0, nil), netdev.EDESTADDRREQ)
	must(t, s.Sendto(b, nil, 0, inet(7000, 127, 0, 0, 1)))
	if n, _, err := s.Recvfrom(a, buf, 0); n != 0 || err != nil {
		t.Errorf("an empty datagram: %d, %v", n, err)
	}
	before := time.Now()
	_, _, err = s.Recvfrom(a, buf, 0)
	check(t, "waiting for nothing", err, netdev.EAGAIN)
	if d := time.Since(before); d < patience {
		t.Errorf("gave up after %v, want %v", d, patience)
	}
	must(t, s.Close(b))
	check(t, "close twice", s.Close(b), netdev.EBADF)
}
