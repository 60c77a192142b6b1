package tcp

import (
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// explored is a host in an explored world: "a" has 10.1.0.1.
type explored struct {
	inet *sock.Inet
	root *sock.Cred
	a    int32
}

func newExplored(t *sched.Task) *explored {
	n := netdev.NewNet(t, netdev.NewRtnl(t, newest))
	ns := &sock.UserNS{}
	w := &explored{inet: sock.NewInet(t, n, ns), root: &sock.Cred{NS: ns, Caps: sock.CAP_NET_RAW}}
	n.SetUp(t, 1, true)
	d, _ := n.Register(t, "a", 0)
	w.a = d.Index(t)
	n.SetUp(t, w.a, true)
	n.AddAddr(t, w.a, netip.MustParsePrefix("10.1.0.1/24"))
	New(t, w.inet)
	return w
}

func (w *explored) socket(t *sched.Task, addr string) *sock.Sock {
	s, _ := w.inet.Socket(t, w.root, sock.AF_INET, sock.SOCK_STREAM, 0)
	s.SetInt(t, w.root, sock.SO_REUSEADDR, 1)
	if addr != "" {
		s.Bind(t, netip.MustParseAddrPort(addr))
	}
	return s
}

func text(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}

// TestInterleavings runs two calls in every order of their steps. Nothing
// deadlocks, and the outcomes are those that some order of whole calls gives,
// or that Linux has besides.
func TestInterleavings(t *testing.T) {
	const port = "10.1.0.1:7000"
	to := netip.MustParseAddrPort(port)
	connect := func(t *sched.Task, s *sock.Sock) string { return text(s.Connect(t, to)) }
	for _, row := range []struct {
		name  string
		short bool // small enough for -short
		body  func(t *sched.Task, w *explored) (one, two func(t *sched.Task) string, end func(t *sched.Task) string)
		want  []string
	}{
		{"two binds", true, func(t *sched.Task, w *explored) (one, two, end func(*sched.Task) string) {
			a, _ := w.inet.Socket(t, w.root, sock.AF_INET, sock.SOCK_STREAM, 0)
			b, _ := w.inet.Socket(t, w.root, sock.AF_INET, sock.SOCK_STREAM, 0)
			return func(t *sched.Task) string { return text(a.Bind(t, to)) }, func(t *sched.Task) string { return text(b.Bind(t, to)) }, nil
		}, []string{"EADDRINUSE, ok", "ok, EADDRINUSE"}},
		{"two connections of one 4-tuple", false, func(t *sched.Task, w *explored) (one, two, end func(*sched.Task) string) {
			a, b := w.socket(t, "10.1.0.1:6000"), w.socket(t, "10.1.0.1:6000")
			peer := netip.MustParseAddrPort("10.1.0.2:80")
			return func(t *sched.Task) string { return text(a.Connect(t, peer)) }, func(t *sched.Task) string { return text(b.Connect(t, peer)) }, nil
		}, []string{"EADDRNOTAVAIL, EINPROGRESS", "EINPROGRESS, EADDRNOTAVAIL"}},
		{"two listeners of one port", true, func(t *sched.Task, w *explored) (one, two, end func(*sched.Task) string) {
			a, b := w.socket(t, port), w.socket(t, port)
			return func(t *sched.Task) string { return text(a.Listen(t, 1)) }, func(t *sched.Task) string { return text(b.Listen(t, 1)) }, nil
		}, []string{"EADDRINUSE, EADDRINUSE", "EADDRINUSE, ok", "ok, EADDRINUSE"}},
		{"connect, and the listener moves away", false, func(t *sched.Task, w *explored) (one, two, end func(*sched.Task) string) {
			l, c := w.socket(t, port), w.socket(t, "")
			l.Listen(t, 1)
			return func(t *sched.Task) string { return connect(t, c) },
				func(t *sched.Task) string { return text(l.BindToIndex(t, w.root, 4242)) }, nil
		}, []string{"ECONNREFUSED, ok", "EINPROGRESS, ok", "ok, ok"}},
		{"connect, and the listener is closed", false, func(t *sched.Task, w *explored) (one, two, end func(*sched.Task) string) {
			l, c := w.socket(t, port), w.socket(t, "")
			l.Listen(t, 1)
			return func(t *sched.Task) string { return connect(t, c) },
				func(t *sched.Task) string { l.Close(t); return "" },
				func(t *sched.Task) string { return fmt.Sprint("state ", State(t, c)) }
		}, []string{"ECONNREFUSED, state 7", "ECONNRESET, state 7", "ok, state 7"}},
		{"send, and the peer is closed", false, func(t *sched.Task, w *explored) (one, two, end func(*sched.Task) string) {
			l, c := w.socket(t, port), w.socket(t, "")
			l.Listen(t, 1)
			c.Connect(t, to)
			s, _ := l.Accept(t)
			return func(t *sched.Task) string { return text(c.Send(t, []byte("x"), netip.AddrPort{})) },
				func(t *sched.Task) string { s.Close(t); return "" }, nil
		}, []string{"ok, "}},
		{"two ends close", false, func(t *sched.Task, w *explored) (one, two, end func(*sched.Task) string) {
			l, c := w.socket(t, port), w.socket(t, "")
			l.Listen(t, 1)
			c.Connect(t, to)
			s, _ := l.Accept(t)
			return func(t *sched.Task) string { c.Close(t); return "" },
				func(t *sched.Task) string { s.Close(t); return "" },
				func(t *sched.Task) string { return fmt.Sprint(Expire(t, l), " TIME_WAIT, ", State(t, c), State(t, s)) }
		}, []string{
			// Who ends last has none. If two packets of one socket overtake each other,
			// the entry sees the older one, answers it, and is answered by a reset.
			", 0 TIME_WAIT, 7 7", ", 1 TIME_WAIT, 7 7", ", 2 TIME_WAIT, 7 7",
		}},
		{"a segment, and its socket moves", true, func(t *sched.Task, w *explored) (one, two, end func(*sched.Task) string) {
			l := w.socket(t, port)
			l.Listen(t, 1)
			k := &sock.Key{Protocol: IPPROTO_TCP, Dif: w.a, Src: netip.MustParseAddrPort("10.1.0.2:5000"), Dst: to}
			return func(t *sched.Task) string { return fmt.Sprint(len(l.Proto().Lookup(t, k, nil)), " found") },
				func(t *sched.Task) string { return text(l.BindToIndex(t, w.root, 4242)) }, nil
		}, []string{"0 found, ok", "1 found, ok"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if testing.Short() && !row.short {
				t.Skip("skipped: -short")
			}
			report, err := sched.Explore(sched.Options{}, func(wd *sched.World) {
				w := newExplored(wd.Setup())
				one, two, end := row.body(wd.Setup(), w)
				var a, b string
				wd.Go("one", func(t *sched.Task) { a = one(t) })
				wd.Go("two", func(t *sched.Task) { b = two(t) })
				wd.Finally(func(t *sched.Task) {
					outcome := a + ", " + b
					if end != nil {
						outcome += end(t)
					}
					wd.Outcome(outcome)
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			var outcomes []string
			for _, o := range report.Outcomes {
				outcomes = append(outcomes, o.Label)
			}
			if !slices.Equal(outcomes, row.want) {
				t.Errorf("outcomes %q, want %q", outcomes, row.want)
			}
			t.Logf("%d executions", report.Executions)
		})
	}
}

// TestUnderLoad connects, talks, moves and closes at once, for the race
// detector.
func TestUnderLoad(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(6).at("[::]:7000").listening()
	var wg sync.WaitGroup
	for g := range 6 {
		wg.Go(func() {
			for i := range 60 {
				s, err := h.inet.Socket(nil, h.root, sock.AF_INET, sock.SOCK_STREAM, 0)
				if err != nil {
					t.Error(err)
					return
				}
				switch err := s.Connect(nil, netip.MustParseAddrPort("127.0.0.1:7000")); err {
				case nil, netdev.ECONNREFUSED, netdev.EINPROGRESS, netdev.ECONNRESET, netdev.EADDRNOTAVAIL:
				default:
					t.Error(err)
				}
				_ = s.Send(nil, []byte("hello"), netip.AddrPort{})
				_, _ = s.RecvMsg(nil, 10)
				if (g+i)%3 == 0 {
					_ = s.BindToIndex(nil, h.root, h.a0)
				}
				s.Close(nil)
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for i := range 200 {
				if c, err := l.Accept(nil); err == nil {
					_, _ = c.RecvMsg(nil, 10)
					_ = c.Shutdown(nil, shutWrite)
					c.Close(nil)
				}
				if i%50 == 0 {
					_ = l.BindToIndex(nil, h.root, int32(i%100))
				}
				Expire(nil, l.Sock)
			}
		})
	}
	wg.Go(func() {
		k := h.key(h.a0, "10.1.0.2:5000", "10.9.9.9:7000")
		p := l.Proto()
		for range 500 {
			p.Lookup(nil, k, nil)
			p.Explain(nil, k)
		}
	})
	wg.Go(func() {
		for i := range 100 {
			m := h.socket(4).flag(sock.SO_REUSEPORT).on(h.b0)
			if err := m.bind(fmt.Sprintf("10.2.0.1:%d", 7001+i%2)); err != nil {
				t.Error(err)
			}
			m.listening()
			m.Close(nil)
		}
	})
	wg.Wait()
}
