package tcp

import (
	"fmt"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// Who may have a port beside whom. The rules of the module ask kernels the
// same; here every pair is asked in both orders.
func TestConflicts(t *testing.T) {
	type is struct {
		family int
		addr   string
		on     string // "a0", "b0" or ""
		opts   []int
		listen bool
	}
	any4 := is{family: 4, addr: "0.0.0.0"}
	on := func(dev string) is { return is{family: 4, addr: "0.0.0.0", on: dev} }
	addr := func(family int, a string) is { return is{family: family, addr: a} }
	with := func(opts ...int) is { return is{family: 4, addr: "0.0.0.0", opts: opts} }
	const reuse, port, only = sock.SO_REUSEADDR, sock.SO_REUSEPORT, -1
	for _, row := range []struct {
		a, b     is
		ab, ba   error // b after a, a after b
		releases []netdev.Release
	}{
		{a: any4, b: any4, ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: any4, b: on("a0"), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: on("a0"), b: on("b0")},
		{a: addr(4, "10.1.0.1"), b: any4, ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: addr(4, "10.1.0.1"), b: addr(4, "10.2.0.1")},
		{a: addr(6, "[::]"), b: any4, ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: addr(6, "[::]"), b: addr(6, "[::]"), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: addr(6, "[::]"), b: addr(4, "10.1.0.1"), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: addr(6, "[::]"), b: addr(6, "[fd01::1]"), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: addr(6, "[::]"), b: addr(6, "[::ffff:10.1.0.1]"), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: addr(6, "[fd01::1]"), b: any4},
		{a: addr(6, "[fd01::1]"), b: addr(6, "[fd01::1]"), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: addr(6, "[fd01::1]"), b: addr(6, "[fd02::1]")},
		{a: addr(6, "[fd01::1]"), b: addr(6, "[::ffff:10.1.0.1]")},
		{a: addr(6, "[::ffff:10.1.0.1]"), b: addr(4, "10.1.0.1"), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: addr(6, "[::ffff:0.0.0.0]"), b: addr(4, "10.1.0.1"), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: addr(6, "[::ffff:0.0.0.0]"), b: addr(6, "[fd01::1]")},
		{a: is{family: 6, addr: "[::]", opts: []int{only}}, b: any4},
		{a: is{family: 6, addr: "[::]", opts: []int{only}}, b: addr(6, "[::ffff:10.1.0.1]")},
		{a: is{family: 6, addr: "[::]", opts: []int{only}}, b: addr(6, "[fd01::1]"), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: with(reuse), b: any4, ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: with(reuse), b: with(reuse)},
		{a: with(port), b: with(port)},
		{a: with(port), b: with(reuse), ab: netdev.EADDRINUSE, ba: netdev.EADDRINUSE},
		{a: with(reuse, port), b: with(port)},
		{a: with(reuse, port), b: with(reuse)},
		{a: is{family: 4, addr: "0.0.0.0", opts: []int{reuse}, listen: true}, b: with(reuse), ab: netdev.EADDRINUSE},
		{a: is{family: 4, addr: "0.0.0.0", opts: []int{port}, listen: true}, b: with(port)},
	} {
		for _, release := range []netdev.Release{netdev.Oldest, {Major: 6, Minor: 1}, newest} {
			h := newHost(t, release)
			bind := func(x is) error {
				s := h.socket(x.family)
				for _, o := range x.opts {
					if o == only {
						s.SetV6Only(nil, true)
					} else {
						s.flag(o)
					}
				}
				s.on(map[string]int32{"a0": h.a0, "b0": h.b0}[x.on])
				err := s.bind(x.addr + ":7000")
				if err == nil && x.listen {
					s.listening()
				}
				return err
			}
			try := func(first, second is, want error) {
				h = newHost(t, release)
				h.must(bind(first))
				if err := bind(second); err != want {
					t.Errorf("Linux %s: %+v after %+v: %v, want %v", release, second, first, err, want)
				}
			}
			try(row.a, row.b, row.ab)
			try(row.b, row.a, row.ba)
		}
	}
}

// Users share a port by SO_REUSEADDR, and not by SO_REUSEPORT.
func TestUsers(t *testing.T) {
	h := newHost(t, newest)
	h.socket(4).flag(sock.SO_REUSEPORT).at("0.0.0.0:7000")
	h.socket(4).flag(sock.SO_REUSEADDR).at("0.0.0.0:7001")
	h.root = &sock.Cred{NS: h.root.NS, UID: 1, Caps: h.root.Caps}
	other := h.socket(4).flag(sock.SO_REUSEPORT)
	other.want("SO_REUSEPORT of two users", other.bind("0.0.0.0:7000"), netdev.EADDRINUSE)
	h.socket(4).flag(sock.SO_REUSEADDR).at("0.0.0.0:7001")
}

// What the bucket of a port remembers of sockets that are no longer what they
// were (BND-41), by release.
func TestBucketRemembers(t *testing.T) {
	for _, row := range []struct {
		opt         int
		first, then string
		old, new    error // before Linux 6.8, and since
	}{
		{sock.SO_REUSEADDR, "0.0.0.0", "0.0.0.0", nil, netdev.EADDRINUSE},
		{sock.SO_REUSEPORT, "0.0.0.0", "0.0.0.0", nil, nil},
		{sock.SO_REUSEPORT, "10.1.0.1", "0.0.0.0", nil, netdev.EADDRINUSE},
		{sock.SO_REUSEPORT, "10.1.0.1", "10.1.0.1", nil, nil},
		{sock.SO_REUSEPORT, "[::ffff:10.1.0.1]", "10.1.0.1", nil, nil},
		{sock.SO_REUSEPORT, "[fd01::1]", "[fd01::1]", nil, nil},
		{sock.SO_REUSEPORT, "[fd01::1]", "[::]", nil, netdev.EADDRINUSE},
	} {
		for release, want := range map[netdev.Release]error{{Major: 6, Minor: 7}: row.old, {Major: 6, Minor: 8}: row.new} {
			h := newHost(t, release)
			family := func(a string) int {
				if a[0] == '[' {
					return 6
				}
				return 4
			}
			h.socket(family(row.first)).flag(row.opt).at(row.first + ":7000").unflag(row.opt)
			s := h.socket(family(row.then)).flag(row.opt)
			s.want(fmt.Sprintf("Linux %s: option %d, %s after %s", release, row.opt, row.then, row.first), s.bind(row.then+":7000"), want)
		}
	}
}

// A bucket that has forgotten describes its newest socket with SO_REUSEPORT.
func TestBucketStrict(t *testing.T) {
	h := newHost(t, newest)
	h.socket(4).at("10.1.0.1:7000")                              // none has the option
	s := h.socket(4).flag(sock.SO_REUSEPORT).at("10.2.0.1:7000") // this one has
	h.socket(4).flag(sock.SO_REUSEPORT).at("10.2.0.1:7000")      // as that
	s.unflag(sock.SO_REUSEPORT)                                  // remembered
	h.socket(4).flag(sock.SO_REUSEPORT).at("10.2.0.1:7000")      // and so no conflict
	h.socket(4).at("10.9.9.9:7000")                              // now it is forgotten
	last := h.socket(4).flag(sock.SO_REUSEPORT)
	last.want("after all that", last.bind("10.2.0.1:7000"), netdev.EADDRINUSE)
	last.want("of another address", last.bind("127.0.0.1:7000"), nil)
	last.want("a second bind", last.bind("127.0.0.1:7001"), netdev.EINVAL)
	h.socket(4).flag(sock.SO_REUSEPORT, sock.SO_REUSEADDR).on(h.b0).at("127.0.0.2:7000")
}

func TestAutomaticPorts(t *testing.T) {
	h := newHost(t, newest)
	h.inet.Sysctl.FirstPort.Store(nil, 7100)
	h.inet.Sysctl.LastPort.Store(nil, 7105)
	var ports []uint16
	for range 6 {
		ports = append(ports, h.socket(4).at("0.0.0.0:0").Addr(nil).Port())
	}
	if got := fmt.Sprint(ports); got != "[7101 7103 7105 7100 7102 7104]" {
		t.Errorf("bind() gives out %s", got)
	}
	s := h.socket(4)
	s.want("bind with none left", s.bind("0.0.0.0:0"), netdev.EADDRINUSE)
	s.want("connect with none left", s.connect("10.1.0.2:80"), netdev.EADDRNOTAVAIL)
	s.want("listen with none left", s.Listen(nil, 1), netdev.EADDRINUSE)
	if got := s.Addr(nil).String(); got != "0.0.0.0:0" {
		t.Errorf("the socket is at %s", got)
	}

	h = newHost(t, newest)
	h.inet.Sysctl.FirstPort.Store(nil, 7100)
	h.inet.Sysctl.LastPort.Store(nil, 7105)
	ports = nil
	for range 3 {
		ports = append(ports, h.socket(4).dials("10.1.0.2:80").Addr(nil).Port())
	}
	l := h.socket(4).listening()
	ports = append(ports, l.Addr(nil).Port())
	if got := fmt.Sprint(ports); got != "[7100 7102 7104 7101]" {
		t.Errorf("connect() and listen() give out %s", got)
	}
	if got := fmt.Sprint(parity(0, 1, 1), even(1), even(7)); got != "0 1 6" {
		t.Errorf("%s", got)
	}
}

// Ports go back to connect() when only its own are left, since Linux 6.18.
func TestPortBack(t *testing.T) {
	for release, want := range map[netdev.Release]error{{Major: 6, Minor: 17}: netdev.EADDRNOTAVAIL, newest: netdev.EINPROGRESS} {
		for _, at := range []string{"10.1.0.1:7100", "10.9.9.9:7100"} {
			h := newHost(t, release)
			h.inet.Sysctl.FirstPort.Store(nil, 7100)
			h.inet.Sysctl.LastPort.Store(nil, 7100)
			c := h.socket(4).flag(sock.SO_REUSEADDR).dials("10.1.0.2:80")
			b := h.socket(4).flag(sock.SO_REUSEADDR).at(at)
			d := h.socket(4)
			d.want("beside one that is bound", d.connect("10.1.0.2:81"), netdev.EADDRNOTAVAIL)
			b.Close(nil)
			d.want(fmt.Sprintf("Linux %s, after that", release), d.connect("10.1.0.2:81"), want)
			c.Close(nil)
			d.Close(nil)
			h.socket(4).at("0.0.0.0:7100")
		}
	}
}

// A socket of a VRF has other ports, and one that moves between domains keeps
// the port of the old one (L3-20, L3-25).
func TestDomains(t *testing.T) {
	h := newHost(t, newest)
	red := h.red()
	h.socket(4).at("0.0.0.0:7000")
	h.socket(4).on(red).at("0.0.0.0:7000")
	h.socket(4).on(h.a0).at("0.0.0.0:7000")
	s := h.socket(4).on(h.b0)
	s.want("b0 beside unbound", s.bind("0.0.0.0:7000"), netdev.EADDRINUSE)

	m := h.socket(4).at("0.0.0.0:7001").on(red).listening()
	if got := h.inet.Warnings(nil); len(got) != 2 {
		t.Errorf("the kernel's log: %q", got)
	}
	m.Close(nil)
	h.socket(4).at("0.0.0.0:7001")
	h.socket(4).on(red).at("0.0.0.0:7001")

	h.inet.Sysctl.TCPL3mdevAccept.Store(nil, 1)
	h.socket(4).at("0.0.0.0:7002").on(red).listening()
	if got := h.inet.Warnings(nil); len(got) != 2 {
		t.Errorf("the kernel's log: %q", got)
	}
	r := h.socket(4).on(red)
	r.want("red beside red, which was unbound", r.bind("0.0.0.0:7002"), netdev.EADDRINUSE)
}

// listen() looks for conflicts that a change of device has made, once (BND-12,
// BND-13).
func TestListenAgain(t *testing.T) {
	h := newHost(t, newest)
	a := h.socket(4).on(h.a0).at("0.0.0.0:7000")
	b := h.socket(4).on(h.b0).at("0.0.0.0:7000")
	b.on(h.a0)
	a.want("listen of the first", a.Listen(nil, 1), netdev.EADDRINUSE)
	b.want("listen of the second", b.Listen(nil, 1), netdev.EADDRINUSE)
	b.on(h.b0)
	a.listening()
	b.listening()
	b.on(h.a0)
	a.listening()
	b.listening()
}

// An automatic port is not shared, whatever the options.
func TestAutomaticShared(t *testing.T) {
	h := newHost(t, newest)
	h.inet.Sysctl.FirstPort.Store(nil, 7100)
	h.inet.Sysctl.LastPort.Store(nil, 7100)
	for _, opt := range []int{sock.SO_REUSEADDR, sock.SO_REUSEPORT} {
		a := h.socket(4).flag(opt).at("0.0.0.0:0")
		b := h.socket(4).flag(opt)
		b.want("a second", b.bind("0.0.0.0:0"), netdev.EADDRINUSE)
		b.on(h.b0)
		b.want("on a device", b.bind("0.0.0.0:0"), netdev.EADDRINUSE)
		a.on(h.a0)
		b.want("when the first is on another", b.bind("0.0.0.0:0"), nil)
		a.Close(nil)
		b.Close(nil)
	}
}

// A TIME_WAIT entry has the port, the device and the options of its socket.
func TestTimeWaitPort(t *testing.T) {
	for _, opt := range []int{0, sock.SO_REUSEADDR, sock.SO_REUSEPORT} {
		h := newHost(t, newest)
		l := h.socket(4).on(h.a0)
		if opt != 0 {
			l.flag(opt)
		}
		l.at("0.0.0.0:7000").listening()
		p := h.peer(h.a0, "10.1.0.2:5000", "10.9.9.9:7000").shakes()
		l.accepted().Close(nil)
		l.Close(nil)
		p.hears()
		p.says("FA", "")
		for _, row := range []struct {
			what string
			opt  int
			on   int32
			addr string
			free bool
		}{
			{"as it was", opt, h.a0, "0.0.0.0:7000", opt != 0},
			{"without the option", 0, h.a0, "0.0.0.0:7000", false},
			{"unbound", 0, 0, "0.0.0.0:7000", false},
			{"on another device", 0, h.b0, "0.0.0.0:7000", true},
			{"of another address", 0, h.a0, "10.1.0.1:7000", true},
		} {
			s := h.socket(4).on(row.on)
			if row.opt != 0 {
				s.flag(row.opt)
			}
			err := s.bind(row.addr)
			if (err == nil) != row.free {
				t.Errorf("option %d, %s: %v", opt, row.what, err)
			}
			s.Close(nil)
		}
		if Expire(nil, l.Sock) != 1 {
			t.Error("no TIME_WAIT entry")
		}
		h.socket(4).at("0.0.0.0:7000")
	}
}
