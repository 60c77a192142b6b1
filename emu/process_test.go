package emu

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// world is a kernel with eth0 (2) and eth1 (3), up, with addresses 10.1.0.1/24
// and 10.2.0.1/24.
func world(tb testing.TB, r Release) (*Kernel, *Process) {
	tb.Helper()
	k := New(r)
	root := k.Init().Root()
	ok(tb, root.LinkSetUp(1))
	for i, name := range []string{"eth0", "eth1"} {
		index, err := root.LinkAdd(name, 0)
		ok(tb, err)
		ok(tb, root.LinkSetUp(index))
		ok(tb, root.AddrAdd(index, netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i + 1), 0, 1}), 24)))
	}
	return k, root
}

func ok(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func udpSocket(tb testing.TB, p *Process) int {
	tb.Helper()
	fd, err := p.Socket(AF_INET, SOCK_DGRAM, 0)
	ok(tb, err)
	return fd
}

func TestSocket(t *testing.T) {
	k, root := world(t, Linux(6, 18))
	user := k.Init().User(1000)
	for _, tt := range []struct {
		p                  *Process
		domain, typ, proto int
		err                error
		why                string
	}{
		{user, AF_INET, SOCK_DGRAM, 0, nil, "UDP"},
		{user, AF_INET, SOCK_DGRAM, IPPROTO_UDP, nil, "UDP by number"},
		{user, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, nil, "flags change nothing"},
		{user, AF_INET, SOCK_DGRAM | 0x10, 0, netdev.EINVAL, "an unknown flag"},
		{user, AF_INET, -1, 0, netdev.EINVAL, "no type is negative"},
		{user, AF_INET, 11, 0, netdev.EINVAL, "the types end at 10"},
		{user, AF_INET, SOCK_STREAM, 0, netdev.ESOCKTNOSUPPORT, "TCP is not modelled"},
		{user, AF_INET, SOCK_DGRAM, IPPROTO_TCP, netdev.EPROTONOSUPPORT, "TCP has no datagrams"},
		{user, AF_INET, SOCK_DGRAM, -1, netdev.EINVAL, "no protocol is negative"},
		{user, AF_UNSPEC, SOCK_DGRAM, 0, netdev.EAFNOSUPPORT, "no family"},
		{user, 10, SOCK_DGRAM, 0, netdev.EAFNOSUPPORT, "IPv6 is not modelled"},
		{user, AF_INET, SOCK_RAW, IPPROTO_ICMP, netdev.EPERM, "raw sockets need CAP_NET_RAW"},
		{k.Init().User(1000, CAP_NET_RAW), AF_INET, SOCK_RAW, IPPROTO_ICMP, nil, "which is enough"},
		{root, AF_INET, SOCK_RAW, IPPROTO_RAW, nil, "root has it"},
		{root, AF_INET, SOCK_RAW, IPPROTO_IP, netdev.EPROTONOSUPPORT, "but a protocol must be said"},
	} {
		fd, err := tt.p.Socket(tt.domain, tt.typ, tt.proto)
		if !errors.Is(err, tt.err) || (err == nil) != (fd >= 1<<30) {
			t.Errorf("socket(%d, %#x, %d): %d, %v; want %v: %s", tt.domain, tt.typ, tt.proto, fd, err, tt.err, tt.why)
		}
	}
}

func TestAddresses(t *testing.T) {
	var none *SockaddrInet4
	for _, tt := range []struct {
		call func(p *Process, fd int) error
		err  error
		why  string
	}{
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrInet4{Port: 67}) }, nil, "bind"},
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrUnspec{}) }, nil, "AF_UNSPEC is taken for AF_INET"},
		{func(p *Process, fd int) error { return p.Bind(fd, nil) }, netdev.EINVAL, "no address is too short an address"},
		{func(p *Process, fd int) error { return p.Bind(fd, none) }, netdev.EINVAL, "a nil pointer is no address either"},
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrInet4{Port: 65536}) }, netdev.EINVAL, "no such port"},
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrInet4{Port: -1}) }, netdev.EINVAL, "no such port"},
		{func(p *Process, fd int) error { return p.Bind(fd, &SockaddrInet4{Addr: [4]byte{9, 9, 9, 9}}) }, netdev.EADDRNOTAVAIL, "not our address"},
		{func(p *Process, fd int) error { return p.Connect(fd, nil) }, netdev.EINVAL, "no address"},
		{func(p *Process, fd int) error { return p.Connect(fd, none) }, netdev.EINVAL, "a nil pointer"},
		{func(p *Process, fd int) error { return p.Connect(fd, &SockaddrUnspec{}) }, nil, "disconnect"},
		{func(p *Process, fd int) error {
			return p.Connect(fd, &SockaddrInet4{Port: 1, Addr: [4]byte{9, 9, 9, 9}})
		}, netdev.ENETUNREACH, "no route"},
		{func(p *Process, fd int) error { return p.Sendto(fd, nil, 0, nil) }, netdev.EDESTADDRREQ, "not connected"},
		{func(p *Process, fd int) error { return p.Sendto(fd, nil, 0, none) }, netdev.EINVAL, "a nil pointer"},
		{func(p *Process, fd int) error { return p.Sendto(fd, nil, 0, &SockaddrInet4{Port: 70000}) }, netdev.EINVAL, "no such port"},
		{func(p *Process, fd int) error { return p.Sendto(fd, nil, 0, &SockaddrUnspec{}) }, netdev.EINVAL, "port 0"},
		{func(p *Process, fd int) error {
			return p.Sendto(fd, nil, 0, &SockaddrInet4{Port: 9, Addr: [4]byte{10, 1, 0, 2}})
		}, nil, "send"},
	} {
		_, p := world(t, Linux(6, 18))
		if err := tt.call(p, udpSocket(t, p)); !errors.Is(err, tt.err) || tt.err == nil && err != nil {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.err)
		}
	}
}

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

func TestLinkCalls(t *testing.T) {
	_, p := world(t, Linux(6, 18))
	index := func(n int, err error) string { return fmt.Sprint(n, " ", errors.Unwrap(err)) }
	name := func(s string, err error) string { return fmt.Sprint(s, " ", errors.Unwrap(err)) }
	for _, tt := range []struct{ got, want, rule string }{
		{index(p.IfNameToIndex("eth0")), "2 <nil>", "REG-37"},
		{index(p.IfNameToIndex("eth0:1")), "2 <nil>", "OPT-05"},
		{index(p.IfNameToIndex("nosuch")), "0 ENODEV", "REG-37"},
		{name(p.IfIndexToName(2)), "eth0 <nil>", "OPT-13"},
		{name(p.IfIndexToName(99)), " ENODEV", "OPT-12"},
		{name(p.IfIndexToName(-1)), " ENODEV", "OPT-12"},
		{name("", p.IfRename("eth0", "lan0")), " <nil>", "REG-12"},
		{name("", p.LinkSetName(2, "eth0")), " <nil>", "REG-02"},
		{name("", p.LinkAddAltname(2, "alt")), " <nil>", "REG-30"},
		{index(p.IfNameToIndex("alt")), "2 <nil>", "REG-37"},
		{name("", p.LinkDelAltname(2, "alt")), " <nil>", "REG-36"},
		{name("", p.LinkDelAltname(2, "alt")), " ENOENT", "REG-34"},
		{name("", p.LinkSetDown(2)), " <nil>", "OUT-10"},
		{index(p.LinkAdd("x", math.MaxInt32)), "2147483647 <nil>", "REG-21"},
		{index(p.LinkAdd("y", -1)), "0 EINVAL", "REG-21"},
		{name("", p.LinkDel(3)), " <nil>", "REG-40"},
		{name("", p.LinkDel(3)), " ENODEV", "REG-40"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.rule, tt.got, tt.want)
		}
	}
}

// TestHugeIndexes: an index that does not fit into 32 bits is no device's,
// least of all that of its lower half. Only the option cuts it, as
// golang.org/x/sys/unix does.
func TestHugeIndexes(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("skipped: an int has 32 bits here")
	}
	k, p := world(t, Linux(6, 18))
	huge := math.MaxInt32 // in steps, for where an int has 32 bits
	huge = 2*huge + 4     // 1<<32 + 2
	for name, err := range map[string]error{
		"LinkDel":      p.LinkDel(huge),
		"LinkSetName":  p.LinkSetName(huge, "x"),
		"LinkSetDown":  p.LinkSetDown(huge),
		"LinkSetNetns": p.LinkSetNetns(huge, k.NewNamespace(), "", 0),
	} {
		if !errors.Is(err, netdev.EINVAL) {
			t.Errorf("%s(%d): %v, want EINVAL", name, huge, err)
		}
	}
	if _, err := p.IfIndexToName(huge); !errors.Is(err, netdev.ENODEV) {
		t.Errorf("IfIndexToName(%d): %v, want ENODEV", huge, err)
	}
	if _, err := p.LinkAdd("x", huge); !errors.Is(err, netdev.EINVAL) {
		t.Errorf("LinkAdd(%d): %v, want EINVAL", huge, err)
	}
	if err := p.LinkSetNetns(2, k.NewNamespace(), "", huge); !errors.Is(err, netdev.ERANGE) {
		t.Errorf("LinkSetNetns to index %d: %v, want ERANGE", huge, err)
	}
	fd := udpSocket(t, p)
	ok(t, p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, huge))
	if got, _ := p.GetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX); got != 2 {
		t.Errorf("bound to %d, want 2: the option is a C int", got)
	}
}

func TestOptions(t *testing.T) {
	_, p := world(t, Linux(6, 18))
	fd := udpSocket(t, p)
	for name, call := range map[string]func() error{
		"set int":    func() error { return p.SetsockoptInt(fd, 0, 1, 1) },
		"set string": func() error { return p.SetsockoptString(fd, 0, 1, "x") },
		"set":        func() error { return p.Setsockopt(fd, 0, 1, nil, 0) },
		"get int":    func() error { _, err := p.GetsockoptInt(fd, 0, 1); return err },
		"get string": func() error { _, err := p.GetsockoptString(fd, 0, 1); return err },
		"get":        func() error { _, err := p.Getsockopt(fd, 0, 1, nil, 0); return err },
	} {
		if err := call(); !errors.Is(err, netdev.ENOPROTOOPT) {
			t.Errorf("%s at another level: %v, want ENOPROTOOPT", name, err)
		}
	}
	ok(t, p.SetsockoptString(fd, SOL_SOCKET, SO_REUSEADDR, "\x01\x00\x00\x00"))
	if v, err := p.GetsockoptInt(fd, SOL_SOCKET, SO_REUSEADDR); v != 1 || err != nil {
		t.Errorf("an int set as a string reads %d, %v", v, err)
	}
	if s, err := p.GetsockoptString(fd, SOL_SOCKET, SO_REUSEADDR); s != "\x01" || err != nil {
		t.Errorf("an int read as a string is %q, %v", s, err)
	}
	if s, err := p.GetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE); s != "" || err != nil {
		t.Errorf("OPT-10: not bound: %q, %v", s, err)
	}
	ok(t, p.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, "eth0"))
	buf := make([]byte, 16)
	if n, err := p.Getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, buf, 16); n != 5 || err != nil || string(buf[:5]) != "eth0\x00" {
		t.Errorf("OPT-11: %d, %v, %q", n, err, buf)
	}
	if n, err := p.Getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, buf, 15); n != 15 || !errors.Is(err, netdev.EINVAL) {
		t.Errorf("OPT-11: %d, %v; want the length untouched and EINVAL", n, err)
	}
	ok(t, p.Setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, nil, 0))
	if got, _ := p.GetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX); got != 0 {
		t.Errorf("OPT-04: bound to %d after NULL and 0", got)
	}
}

// TestLengthOrDescriptorFirst: OPT-09.
func TestLengthOrDescriptorFirst(t *testing.T) {
	for _, tt := range []struct {
		release Release
		err     error
	}{{Linux(6, 6), netdev.EINVAL}, {Linux(6, 7), netdev.EBADF}, {Linux(6, 18), netdev.EBADF}} {
		p := New(tt.release).Init().Root()
		if err := p.Setsockopt(-1, SOL_SOCKET, SO_BINDTODEVICE, nil, -1); !errors.Is(err, tt.err) {
			t.Errorf("OPT-09: Linux %v: a bad descriptor and a negative length: %v, want %v", tt.release, err, tt.err)
		}
		if err := p.Setsockopt(udpSocket(t, p), SOL_SOCKET, SO_BINDTODEVICE, nil, -1); !errors.Is(err, netdev.EINVAL) {
			t.Errorf("OPT-09: Linux %v: a negative length: %v, want EINVAL", tt.release, err)
		}
	}
}

func TestSendAndReceive(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	ns := k.Init()
	fd := udpSocket(t, p)
	ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
	ok(t, p.Sendto(fd, []byte("ping"), 0, &SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}}))
	sent, err := ns.Sent(2)
	ok(t, err)
	if len(sent) != 1 || string(sent[0].Payload) != "ping" || sent[0].Dst.String() != "10.1.0.2:68" {
		t.Errorf("sent %v", sent)
	}
	if _, err := ns.Sent(99); !errors.Is(err, netdev.ENODEV) {
		t.Errorf("Sent of no device: %v", err)
	}

	payload := []byte("pong")
	got, err := ns.DeliverUDP(2, netip.MustParseAddrPort("10.1.0.2:68"), netip.MustParseAddrPort("10.1.0.1:67"), payload)
	ok(t, err)
	payload[0] = 'X' // the packet is a copy
	if s, _ := p.Sock(fd); len(got) != 1 || got[0] != s {
		t.Errorf("%d sockets got the packet", len(got))
	}
	buf := make([]byte, 2)
	n, from, err := p.Recvfrom(fd, buf, MSG_DONTWAIT)
	ok(t, err)
	if n != 2 || string(buf) != "po" {
		t.Errorf("received %q: a short buffer cuts the packet", buf[:n])
	}
	if diff := cmp.Diff(Sockaddr(&SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}}), from); diff != "" {
		t.Errorf("from (-want +got):\n%s", diff)
	}
	if _, _, err := p.Recvfrom(fd, buf, 0); !errors.Is(err, netdev.EAGAIN) {
		t.Errorf("an empty queue: %v, want EAGAIN", err)
	}
	ok(t, p.Connect(fd, &SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}}))
	ok(t, p.Sendto(fd, []byte("again"), 0, nil))
	name, err := p.Getsockname(fd)
	ok(t, err)
	if diff := cmp.Diff(Sockaddr(&SockaddrInet4{Port: 67, Addr: [4]byte{10, 1, 0, 1}}), name); diff != "" {
		t.Errorf("name (-want +got):\n%s", diff)
	}
}

func TestDeliverUDP(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	fd := udpSocket(t, p)
	ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
	if _, err := p.Socket(AF_INET, SOCK_RAW, IPPROTO_UDP); err != nil {
		t.Fatal(err)
	}
	ok(t, p.LinkSetDown(3))
	huge := math.MaxInt32
	huge = 2*huge + 4 // 1<<32 + 2, or 2 where an int has 32 bits
	for _, tt := range []struct {
		index    int
		src, dst string
		n        int
		err      error
		why      string
	}{
		{2, "10.1.0.2:68", "10.1.0.1:67", 2, nil, "the UDP socket, and the raw one"},
		{2, "10.1.0.2:68", "10.1.0.1:66", 1, nil, "the raw one alone"},
		{2, "10.1.0.2:68", "10.1.0.9:67", 0, nil, "not for this host"},
		{3, "10.1.0.2:68", "10.1.0.1:67", 0, netdev.ENETDOWN, "the device is down"},
		{99, "10.1.0.2:68", "10.1.0.1:67", 0, netdev.ENODEV, "there is no such device"},
		{-1, "10.1.0.2:68", "10.1.0.1:67", 0, netdev.ENODEV, "no index is negative"},
		{2, "[::ffff:10.1.0.2]:68", "10.1.0.1:67", 0, netdev.EAFNOSUPPORT, "IPv4 in disguise"},
		{2, "10.1.0.2:68", "[::ffff:10.1.0.1]:67", 0, netdev.EAFNOSUPPORT, "IPv4 in disguise"},
		{2, "[::1]:68", "10.1.0.1:67", 0, netdev.EAFNOSUPPORT, "IPv6"},
	} {
		got, err := k.Init().DeliverUDP(tt.index, netip.MustParseAddrPort(tt.src), netip.MustParseAddrPort(tt.dst), nil)
		if len(got) != tt.n || !errors.Is(err, tt.err) || tt.err == nil && err != nil {
			t.Errorf("%s > %s on %d: %d sockets, %v; want %d, %v: %s", tt.src, tt.dst, tt.index, len(got), err, tt.n, tt.err, tt.why)
		}
	}
	if _, err := k.Init().DeliverUDP(2, netip.AddrPort{}, netip.AddrPort{}, nil); !errors.Is(err, netdev.EAFNOSUPPORT) {
		t.Errorf("no addresses: %v, want EAFNOSUPPORT", err)
	}
	if huge != 2 {
		if _, err := k.Init().DeliverUDP(huge, netip.MustParseAddrPort("10.1.0.2:68"), netip.MustParseAddrPort("10.1.0.1:67"), nil); !errors.Is(err, netdev.ENODEV) {
			t.Errorf("index %d: %v, want ENODEV", huge, err)
		}
	}
}

func TestEvents(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	events := k.Init().Events()
	ok(t, p.LinkSetName(2, "lan0"))
	ev, more := events.Next()
	if diff := cmp.Diff(netdev.LinkEvent{Kind: netdev.NewLink, Index: 2, Name: "lan0", OldName: "eth0", Up: true}, ev); diff != "" || !more {
		t.Errorf("REG-15 (-want +got):\n%s", diff)
	}
	if ev, more := events.Next(); more {
		t.Errorf("an event too many: %v", ev)
	}
}

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
		{second(user.Socket(10, 3, 1)), "socket(10, SOCK_RAW, 1): EAFNOSUPPORT"},
		{user.Close(7), "close(7): EBADF"},
		{second(user.LinkAdd("x", 0)), `link_add("x", 0): EPERM`},
		{second(k.Init().DeliverUDP(9, netip.MustParseAddrPort("1.2.3.4:5"), netip.MustParseAddrPort("6.7.8.9:10"), nil)), "deliver(9, 1.2.3.4:5 > 6.7.8.9:10): ENODEV"},
	} {
		if tt.err == nil || tt.err.Error() != tt.want {
			t.Errorf("error %q, want %q", tt.err, tt.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

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

func TestKernel(t *testing.T) {
	k := New(Linux(5, 4))
	if k.Release() != Linux(5, 4) || k.Task() != nil {
		t.Errorf("release %v, task %v", k.Release(), k.Task())
	}
	if err := k.Init().Root().LinkAddAltname(1, "x"); !errors.Is(err, netdev.EOPNOTSUPP) {
		t.Errorf("REG-30: Linux 5.4: %v, want EOPNOTSUPP", err)
	}
	var _ *sock.Inet = k.Init().Inet()
}
