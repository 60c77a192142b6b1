package tcp

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// dump is what sock_diag lists: "LISTEN 10.1.0.1%if2:7000 ...".
func (h *host) dump(family int, devices ...int) []string {
	h.tb.Helper()
	all, err := h.inet.DiagDump(nil, &sock.DiagRequest{Family: family, Protocol: IPPROTO_TCP, Devices: devices})
	h.must(err)
	got := []string{}
	for _, m := range all {
		got = append(got, m.String())
	}
	return got
}

func (h *host) lists(family int, want ...string) {
	h.tb.Helper()
	if got := h.dump(family); !slices.Equal(got, want) {
		h.tb.Errorf("listed are\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// one asks for the socket of two addresses, and destroys it if that is wanted.
func (h *host) one(src, dst string, device int32) (string, error) {
	m, err := h.inet.DiagOne(nil, diagRequest(src, dst, device))
	return m.String(), err
}

func (h *host) destroy(src, dst string, device int32) error {
	return h.inet.DiagDestroy(nil, h.root, diagRequest(src, dst, device))
}

func diagRequest(src, dst string, device int32) *sock.DiagRequest {
	r := &sock.DiagRequest{Family: sock.AF_INET6, Protocol: IPPROTO_TCP}
	r.ID = sock.DiagID{Src: netip.MustParseAddrPort(src), Dst: netip.MustParseAddrPort(dst), Device: int(device)}
	if r.ID.Src.Addr().Is4() {
		r.Family = sock.AF_INET
	}
	return r
}

// TestDump: each entry has the device that it was made with, or a socket's of
// now. The kernel's answers are in rules_diag_test.go of the root.
func TestDump(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).on(h.a0).at("10.1.0.1:7000").listening()
	h.socket(6).on(4242).at("[::]:7001").listening()
	h.socket(4).on(h.b0).at("10.1.0.1:7002")
	h.peer(h.a0, "10.1.0.2:5000", "10.1.0.1:7000").shakes()
	c := l.accepted().on(h.b0)
	p := h.peer(h.a0, "10.1.0.2:5001", "10.1.0.1:7000").shakes()
	l.accepted().Close(nil)
	p.hears()
	p.says("FA", "")
	h.peer(h.a0, "10.1.0.2:5002", "10.1.0.1:7000").says("S", "")
	l.on(0)
	h.lists(sock.AF_INET,
		"LISTEN 10.1.0.1:7000 0.0.0.0:*", "ESTAB 10.1.0.1%if3:7000 10.1.0.2:5000",
		"TIME-WAIT 10.1.0.1%if2:7000 10.1.0.2:5001", "SYN-RECV 10.1.0.1%if2:7000 10.1.0.2:5002",
		"UNCONN 10.1.0.1%if3:7002 0.0.0.0:*")
	h.lists(sock.AF_INET6, "LISTEN *%if4242:7001 *:*")
	if got := h.dump(sock.AF_INET, int(h.b0)); len(got) != 2 {
		t.Errorf("on b0 are %q", got)
	}
	for dst, want := range map[string]string{
		"10.1.0.2:5000": "LISTEN 10.1.0.1:7000 0.0.0.0:*", // the connection has another device
		"10.1.0.2:5001": "TIME-WAIT 10.1.0.1%if2:7000 10.1.0.2:5001",
		"10.1.0.2:5002": "SYN-RECV 10.1.0.1%if2:7000 10.1.0.2:5002",
	} {
		if got, err := h.one("10.1.0.1:7000", dst, h.a0); got != want || err != nil {
			t.Errorf("for %s there is %s, %v, want %s", dst, got, err, want)
		}
	}
	l.Close(nil)
	if got, err := h.one("10.1.0.1:7000", "10.1.0.2:5000", h.a0); err != netdev.ENOENT {
		t.Errorf("for nobody there is %s, %v", got, err)
	}
	c.Close(nil)
}

// TestDumpOlder: before Linux 6.8 nobody tells of sockets that only have a port.
func TestDumpOlder(t *testing.T) {
	h := newHost(t, netdev.Release{Major: 6, Minor: 7})
	h.socket(4).at("10.1.0.1:7002")
	h.lists(sock.AF_INET)
}

// TestDestroy: what becomes of each state.
func TestDestroy(t *testing.T) {
	for _, release := range []netdev.Release{newest, netdev.Oldest} {
		h := newHost(t, release)
		l := h.socket(6).on(h.a0).at("[::]:7000").listening()
		p := h.peer(h.a0, "10.1.0.2:5000", "10.1.0.1:7000").shakes()
		c := l.accepted()
		l.want("on another device", h.destroy("10.1.0.1:7000", "10.1.0.2:5000", h.b0), netdev.ENOENT)
		l.want("connection", h.destroy("[::ffff:10.1.0.1]:7000", "[::ffff:10.1.0.2]:5000", h.a0), nil)
		p.expect("to the peer", p.hears(), "a0 RA")
		if got := c.recv(); got != "ECONNABORTED" || c.BoundDevIf(nil) != h.a0 || c.state() != CLOSE {
			t.Errorf("recv: %s; the device is %d, the state %d", got, c.BoundDevIf(nil), c.state())
		}
		l.want("twice", c.Proto().Abort(nil, c.Sock, netdev.ECONNABORTED), netdev.ENOENT)

		h.peer(h.a0, "10.1.0.2:5001", "10.1.0.1:7000").says("S", "")
		l.want("request", h.destroy("10.1.0.1:7000", "10.1.0.2:5001", h.a0), nil)
		p.expect("to its peer", p.hears(), "")

		p = h.peer(h.a0, "10.1.0.2:5002", "10.1.0.1:7000").shakes()
		l.accepted().Close(nil)
		p.hears()
		p.says("FA", "")
		before, gone := h.dump(sock.AF_INET6), error(nil)
		if !release.Has(netdev.TimeWaitAbort) {
			gone = netdev.EOPNOTSUPP
		}
		l.want("TIME_WAIT", h.destroy("10.1.0.1:7000", "10.1.0.2:5002", h.a0), gone)
		if after := h.dump(sock.AF_INET6); (len(after) < len(before)) != (gone == nil) {
			t.Errorf("on Linux %s there were %q, and are %q", release, before, after)
		}

		p = h.peer(h.a0, "10.1.0.2:5003", "10.1.0.1:7000").shakes()
		l.want("listener", h.destroy("0.0.0.0:7000", "0.0.0.0:0", h.a0), nil)
		p.expect("to who waits for accept()", p.hears(), "a0 RA")
		if _, err := l.Accept(nil); err != netdev.EINVAL || l.SockErr(nil) != netdev.ECONNABORTED || l.state() != CLOSE {
			t.Errorf("accept: %v in state %d", err, l.state())
		}

		d := h.socket(4).on(h.a0).at("10.1.0.1:7001").dials("10.1.0.2:9")
		p.hears()
		d.want("connecting", h.destroy("10.1.0.1:7001", "10.1.0.2:9", h.a0), nil)
		p.expect("to nobody", p.hears(), "")
		d.want("connect", d.connect("10.1.0.2:9"), netdev.ECONNABORTED)
	}
}
