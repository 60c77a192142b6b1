package emu

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"boundif/netdev"
	"boundif/sched"
)

func TestErrors(t *testing.T) {
	k, _ := world(t, Linux(6, 18))
	user := k.Init().User(1000)
	fd := udpSocket(t, user)
	ok(t, user.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 2))
	err := user.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 3)
	if !errors.Is(err, syscall.EPERM) || !errors.Is(err, fs.ErrPermission) || !errors.Is(err, netdev.EPERM) {
		t.Errorf("%v matches neither EPERM nor fs.ErrPermission", err)
	}
	var e *Error
	if !errors.As(err, &e) || e.Err != netdev.EPERM {
		t.Errorf("%#v is no *Error", err)
	}
	var number Errno
	if !errors.As(err, &number) || number != 1 {
		t.Errorf("number %d", number)
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{err, "setsockopt(1073741824, SOL_SOCKET, SO_BINDTOIFINDEX, [3], 4): EPERM"},
		{user.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, "nosuch"), `setsockopt(1073741824, SOL_SOCKET, SO_BINDTODEVICE, "nosuch", 6): ENODEV`},
		{user.SetsockoptInt(fd, 41, 76, 3), "setsockopt(1073741824, 41, 76, [3], 4): ENOPROTOOPT"},
		{user.Setsockopt(fd, SOL_SOCKET, 999, nil, 4), `setsockopt(1073741824, SOL_SOCKET, 999, "", 4): EFAULT`},
		{user.Bind(fd, &SockaddrInet4{Port: 67, Addr: [4]byte{9, 9, 9, 9}}), "bind(1073741824, 9.9.9.9:67): EADDRNOTAVAIL"},
		{user.Bind(fd, nil), "bind(1073741824, NULL): EINVAL"},
		{user.Bind(-1, &SockaddrUnspec{}), "bind(-1, {AF_UNSPEC}): EBADF"},
		{second(user.Socket(AF_INET, SOCK_RAW|SOCK_CLOEXEC|SOCK_NONBLOCK, 1)), "socket(AF_INET, SOCK_RAW|SOCK_NONBLOCK|SOCK_CLOEXEC, 1): EPERM"},
		{second(user.Socket(AF_INET6, SOCK_RAW, 1)), "socket(AF_INET6, SOCK_RAW, 1): EPERM"},
		{second(user.Socket(9, SOCK_STREAM, 0)), "socket(9, SOCK_STREAM, 0): EAFNOSUPPORT"},
		{user.Bind(fd, &SockaddrInet6{Port: 67, Addr: [16]byte{0: 0xfe, 1: 0x80, 15: 1}, ZoneId: 7}), "bind(1073741824, [fe80::1%7]:67): EAFNOSUPPORT"},
		{user.Bind(fd, (*SockaddrInet6)(nil)), "bind(1073741824, NULL): EINVAL"},
		{user.Connect(fd, SockaddrRaw("\x02")), `connect(1073741824, "\x02"): EINVAL`},
		{user.Sendmsg(fd, []byte("x"), []byte("oob"), &SockaddrInet4{}, MSG_MORE), `sendmsg(1073741824, "x", "oob", 0.0.0.0:0, 0x8000): EINVAL`},
		{user.Sysctl("net/ipv4/nosuch", "1"), `sysctl("net/ipv4/nosuch", "1"): ENOENT`},
		{user.Shutdown(fd, 9), "shutdown(1073741824, 9): EINVAL"},
		{user.Listen(fd, 9), "listen(1073741824, 9): EOPNOTSUPP"},
		{second(user.Getpeername(fd)), "getpeername(1073741824, NULL): ENOTCONN"},
		{second(k.Init().Inject(9, make([]byte, 20))), "inject(9, 20 bytes): ENODEV"},
		{second(k.Init().InjectFrame(9, nil)), "inject_frame(9, 0 bytes): ENODEV"},
		{user.Close(7), "close(7): EBADF"},
		{second(user.LinkAdd("x", 0)), `link_add("x", 0): EPERM`},
		{second(k.Init().DeliverUDP(9, netip.MustParseAddrPort("1.2.3.4:5"), netip.MustParseAddrPort("6.7.8.9:10"), nil)), "deliver(9, 1.2.3.4:5 > 6.7.8.9:10): ENODEV"},
	} {
		if tt.err == nil || tt.err.Error() != tt.want {
			t.Errorf("error %q, want %q", tt.err, tt.want)
		}
	}
}

// TestMisuse: wrong use of the API panics with a sentence.
func TestMisuse(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	stranger := New(Linux(6, 18))
	k.Init().Net().AddNotifier(nil, func(_ *sched.Task, _ netdev.NotifyKind, d *netdev.Device) error {
		if d.Name(nil) == "bad" {
			return fmt.Errorf("no number")
		}
		return nil
	})
	for name, fn := range map[string]func(){
		"a release too old":          func() { New(Linux(5, 0)) },
		"a release too new":          func() { New(Linux(7, 0)) },
		"an exploration of one":      func() { Search(func(*Kernel) {}, On(Linux(2, 6))) },
		"Go":                         func() { k.Go("x", func() {}) },
		"Finally":                    func() { k.Finally(func() {}) },
		"Errorf":                     func() { k.Errorf("x") },
		"Outcome":                    func() { k.Outcome("x") },
		"Watch":                      func() { k.Watch(nil) },
		"Observe":                    func() { k.Observe(nil) },
		"Pass to nobody":             func() { p.Pass(udpSocket(t, p), nil) },
		"Pass to another kernel":     func() { p.Pass(udpSocket(t, p), stranger.Init().Root()) },
		"a move to nowhere":          func() { p.LinkSetNetns(2, nil, "", 0) },
		"a move to another kernel":   func() { p.LinkSetNetns(2, stranger.Init(), "", 0) },
		"a Process of one's own":     func() { new(Process).Socket(AF_INET, SOCK_DGRAM, 0) },
		"a Namespace of one's own":   func() { new(Namespace).DeliverUDP(1, netip.AddrPort{}, netip.AddrPort{}, nil) },
		"a Kernel of one's own":      func() { new(Kernel).Init() },
		"a notifier without numbers": func() { p.LinkSetName(2, "bad") },
	} {
		func() {
			defer func() {
				if s, ok := recover().(string); !ok || !strings.HasPrefix(s, "emu: ") {
					t.Errorf("%s: the panic is %v, want a sentence of this package", name, s)
				}
			}()
			fn()
			t.Errorf("%s: no panic", name)
		}()
	}
}
