package emu

import (
	"errors"
	"fmt"
	"testing"

	"boundif/sock"
)

// vrfExec makes a process of ns whose sockets are born bound to a device.
func vrfExec(p *Process, device int32) *Process {
	p.SockCreate(func(*sock.Sock) (int32, bool) { return device, true })
	return p
}

// TestSockCreate: the program of a control group writes the device of every new
// socket of IPv4 and IPv6, as any number (WR-50, WR-51). Real kernels with such a
// program say the same.
func TestSockCreate(t *testing.T) {
	ns := New(Linux(6, 18)).Init()
	root := ns.Root()
	if err := root.LinkSetUp(1); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		device     int32
		name, send string // what SO_BINDTODEVICE and a send say; "" is no error
	}{
		{1, "lo", "<nil>"}, {4242, "ENODEV", "ENODEV"}, {-1, "ENODEV", "ENODEV"}, {-1 << 31, "ENODEV", "ENODEV"}, {0, "", "<nil>"},
	} {
		p := vrfExec(ns.Root(), tt.device)
		for _, kind := range [][3]int{
			{AF_INET, SOCK_DGRAM, 0}, {AF_INET, SOCK_STREAM, 0}, {AF_INET, SOCK_RAW, 200}, {AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE},
			{AF_INET6, SOCK_DGRAM, 0}, {AF_INET6, SOCK_STREAM, 0}, {AF_INET6, SOCK_RAW, 200},
			{sock.AF_UNIX, SOCK_STREAM, 0}, {sock.AF_NETLINK, SOCK_RAW, 0}, {sock.AF_PACKET, SOCK_RAW, 0},
		} {
			fd := opened(t, p, kind[0], kind[1], kind[2])
			device, name := tt.device, tt.name
			if kind[0] != AF_INET && kind[0] != AF_INET6 {
				device, name = 0, ""
			}
			if v, err := p.GetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX); int32(v) != device || err != nil {
				t.Errorf("WR-50: %v: index %d, %v; want %d", kind, v, err, device)
			}
			got, err := p.GetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE)
			if err != nil {
				got = bare(err)
			}
			if got != name {
				t.Errorf("WR-51: %v: name %q, want %q", kind, got, name)
			}
			if kind[0] == AF_INET && kind[1] == SOCK_DGRAM {
				to := &SockaddrInet4{Port: 9, Addr: [4]byte{127, 0, 0, 1}}
				if got := bare(p.Sendto(fd, []byte("x"), 0, to)); got != tt.send {
					t.Errorf("WR-51: %v: send %s, want %s", kind, got, tt.send)
				}
				if got := bare(p.Connect(fd, to)); got != tt.send {
					t.Errorf("WR-51: %v: connect %s, want %s", kind, got, tt.send)
				}
			}
			if err := p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, -1); !errors.Is(err, Errno(22)) {
				t.Errorf("OPT-21: %v: %v, want EINVAL", kind, err)
			}
			if err := p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 0); err != nil {
				t.Errorf("WR-51: %v: root cannot reset it: %v", kind, err)
			}
		}
	}
}

func opened(tb testing.TB, p *Process, domain, typ, proto int) int {
	tb.Helper()
	fd, err := p.Socket(domain, typ, proto)
	ok(tb, err)
	return fd
}

// bare is an error without the call.
func bare(err error) string {
	var e Errno
	if errors.As(err, &e) {
		return e.Error()
	}
	return fmt.Sprint(err)
}

// TestSockCreateUnprivileged: for who has no capability the binding counts as
// one, and connect() with AF_UNSPEC drops it (WR-51, WR-20).
func TestSockCreateUnprivileged(t *testing.T) {
	ns := New(Linux(6, 18)).Init()
	p := vrfExec(ns.User(65534), -1)
	fd := opened(t, p, AF_INET, SOCK_DGRAM, 0)
	ask := func(what, want string, err error) {
		t.Helper()
		if got := bare(err); got != want {
			t.Errorf("WR-51: %s: %s, want %s", what, got, want)
		}
	}
	ask("unbind", "EPERM", p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 0))
	ask("bind", "EPERM", p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 1))
	ask("name", "ENODEV", p.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, "nope"))
	ask("lo", "EPERM", p.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo"))
	ask("AF_UNSPEC", "<nil>", p.Connect(fd, &SockaddrUnspec{}))
	ask("bind again", "<nil>", p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 1))
	if _, err := p.Socket(AF_INET, SOCK_RAW, 200); bare(err) != "EPERM" {
		t.Errorf("a raw socket: %v, want EPERM", err)
	}
}

// TestSockCreateRefuses: a program that says no, whom it asks, and who is in the
// group.
func TestSockCreateRefuses(t *testing.T) {
	ns := New(Linux(6, 18)).Init()
	p := ns.Root()
	asked := 0
	p.SockCreate(func(s *sock.Sock) (int32, bool) { asked++; return 0, s.Proto().Type == SOCK_STREAM })
	listener := opened(t, p, AF_INET, SOCK_STREAM, 0)
	if _, err := p.Socket(AF_INET6, SOCK_DGRAM, 0); bare(err) != "EPERM" {
		t.Errorf("WR-50: %v, want EPERM", err)
	}
	if _, err := p.Socket(AF_INET, 5, 0); bare(err) != "ESOCKTNOSUPPORT" || asked != 2 {
		t.Errorf("WR-50: %v, and it was asked %d times; want ESOCKTNOSUPPORT, and 2", err, asked)
	}
	if _, err := p.Socket(sock.AF_UNIX, SOCK_DGRAM, 0); err != nil {
		t.Errorf("WR-50: AF_UNIX: %v", err)
	}
	if _, err := p.Unshare().Socket(AF_INET, SOCK_DGRAM, 0); bare(err) != "EPERM" {
		t.Errorf("WR-50: a child: %v, want EPERM", err)
	}
	if _, err := ns.Root().Socket(AF_INET, SOCK_DGRAM, 0); err != nil {
		t.Errorf("WR-50: another process: %v", err)
	}

	// accept() does not ask.
	at := &SockaddrInet4{Port: 80, Addr: [4]byte{127, 0, 0, 1}}
	client := opened(t, p, AF_INET, SOCK_STREAM, 0)
	for _, err := range []error{p.LinkSetUp(1), p.Bind(listener, at), p.Listen(listener, 1), p.Connect(client, at)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	vrfExec(p, 4242)
	child, _, err := p.Accept(listener)
	if v, _ := p.GetsockoptInt(child, SOL_SOCKET, SO_BINDTOIFINDEX); v != 0 || err != nil {
		t.Errorf("WR-50: a child of a listener is bound to %d, %v", v, err)
	}
	p.SockCreate(nil)
	fd := opened(t, p, AF_INET, SOCK_DGRAM, 0)
	if v, _ := p.GetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX); v != 0 {
		t.Errorf("WR-50: bound to %d after the process has left the group", v)
	}
}
