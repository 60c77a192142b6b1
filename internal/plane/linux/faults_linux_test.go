package linux

import (
	"errors"
	"net/netip"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"boundif/emu"
	"boundif/netdev"
)

// swap puts something else in place until the end of the test.
func swap[T any](t *testing.T, place *T, value T) {
	old := *place
	*place = value
	t.Cleanup(func() { *place = old })
}

// faulty checks that calls fail with EBADF.
func faulty(t *testing.T, calls map[string]func() error) {
	t.Helper()
	for what, call := range calls {
		if err := call(); !errors.Is(err, netdev.EBADF) && !errors.Is(err, unix.EBADF) {
			t.Errorf("%s: %v, want EBADF", what, err)
		}
	}
}

// TestNotSettled: if it cannot be found out whether something is under way, a
// call that has to know fails: it does not answer as if there were nothing.
func TestNotSettled(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	must(t, s.LinkSetUp(1), s.LinkSetUp(a), s.AddrAdd(a, prefix("10.1.0.1/24")))
	u, l := udpSocket(t, s), open(t, s, emu.AF_INET, emu.SOCK_STREAM, 0)
	must(t, s.Bind(l, inet(80, 10, 1, 0, 1)), s.Listen(l, 1))
	c, err := n.Capture()
	must(t, err)
	settlers, err := theSettlers()
	must(t, err)
	for _, x := range settlers {
		swap(t, &x.fd, -1)
	}
	under := func(call func() error) func() error {
		return func() error { n.ns.sends(); return call() }
	}
	faulty(t, map[string]func() error{
		"accept":    under(func() error { _, _, err := s.Accept(l); return err }),
		"connect":   under(func() error { return s.Connect(open(t, s, emu.AF_INET, emu.SOCK_STREAM, 0), inet(80, 10, 1, 0, 2)) }),
		"receive":   under(func() error { _, _, err := s.Recvfrom(u, make([]byte, 1), emu.MSG_DONTWAIT); return err }),
		"error":     under(func() error { _, err := s.GetsockoptInt(u, emu.SOL_SOCKET, emu.SO_ERROR); return err }),
		"capture":   under(func() error { _, err := n.Capture(); return err }),
		"take":      under(func() error { _, err := c.Take(a); return err }),
		"sock_diag": under(func() error { _, err := s.SockDiag(diagUDP()); return err }),
		"inject": under(func() error {
			return n.InjectUDP(a, netip.MustParseAddrPort("10.1.0.2:5"), netip.MustParseAddrPort("10.1.0.1:6"), nil)
		}),
		"settle": under(n.Settle),
	})
}

// TestBrokenTap: so is a record of packets that cannot be read, and so are
// events.
func TestBrokenTap(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	c, err := n.Capture()
	must(t, err)
	e, err := n.Events()
	must(t, err)
	defer e.Close()
	h, err := theHidden()
	must(t, err)
	swap(t, &h.tap, 1<<20)
	swap(t, &e.e.fd, 1<<20)
	swap(t, &n.ns.fd, 1<<20)
	faulty(t, map[string]func() error{
		"capture": func() error { _, err := n.Capture(); return err },
		"take":    func() error { _, err := c.Take(a); return err },
		"event":   func() error { _, _, err := e.Next(); return err },
		"process": func() error { _, err := n.NewSys(NetRaw); return err },
		"tap": func() error {
			swap(t, &h.fd, 1<<20)
			return onThread(h.openTap)
		},
	})
}

// TestGone: a process that has exited makes no calls, on no thread.
func TestGone(t *testing.T) {
	n := fresh(t)
	for _, caps := range []Caps{All, None} {
		s := proc(t, n, caps)
		s.Exit()
		s.Exit() // nothing more to do
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a process with capabilities %x lives on", caps)
				}
			}()
			_, _ = s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
		}()
	}
	must(t, n.Close(), n.Close())
}

// TestOddAddresses: addresses that are none are written as such, and
// ports that are none refused.
func TestOddAddresses(t *testing.T) {
	for _, tt := range []struct {
		sa   emu.Sockaddr
		want string
	}{
		{nil, "NULL"}, {(*emu.SockaddrInet4)(nil), "NULL"}, {(*emu.SockaddrInet6)(nil), "NULL"},
		{emu.SockaddrRaw("\n"), `"\n"`}, {&emu.SockaddrUnspec{}, "{AF_UNSPEC}"},
	} {
		if got := (sockaddr{tt.sa}).String(); got != tt.want {
			t.Errorf("%#v is written %s, want %s", tt.sa, got, tt.want)
		}
	}
	s := root(t)
	big := inet(70000, 10, 1, 0, 1)
	u := udpSocket(t, s)
	if s.Sendto(u, nil, 0, big) == nil || s.Sendmsg(u, nil, nil, big, 0) == nil || s.Bind(u, big) == nil {
		t.Error("70000 is taken for a port")
	}
}

// TestBrokenEvents: an event that cannot be read is no event without a name.
func TestBrokenEvents(t *testing.T) {
	m := syscall.NetlinkMessage{Header: syscall.NlMsghdr{Type: unix.RTM_NEWLINK}}
	for _, m.Data = range [][]byte{nil, make([]byte, unix.SizeofIfInfomsg+3)} {
		if text, err := describeLink(m); err == nil {
			t.Errorf("%d bytes are %q", len(m.Data), text)
		}
	}
}

// TestNoRtnetlink: nor does a call wait for what it cannot ask about.
func TestNoRtnetlink(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, None)
	p := n.ns.processes[0]
	must(t, p.rtnl.Close())
	defer func() { p.rtnl, _ = dialRoute() }() // to be closed at the end
	p.ready(1)
	if addrs := p.addrs6(1); addrs != nil {
		t.Errorf("addresses out of nowhere: %v", addrs)
	}
	if _, err := s.LinkAdd("a0", 0); err == nil {
		t.Error("a device was made without asking")
	}
	if _, err := message(func() {}, nil); err == nil {
		t.Error("a function was made into bytes")
	}
}
