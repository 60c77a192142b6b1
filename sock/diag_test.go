package sock

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"testing"

	"boundif/netdev"
)

// newDumped is newTiny whose protocol has a Dump hook.
func newDumped(t *testing.T) (*Inet, *tiny) {
	i, p := newTiny(t, netdev.Release{Major: 6, Minor: 18})
	i.protos[0].Abort = AbortDatagram
	i.protos[0].Dump = func(t task) (all []Diag) {
		for _, s := range slices.Backward(p.socks) {
			all = append(all, s.Diag(t))
		}
		return all
	}
	return i, p
}

func tinyRequest() DiagRequest { return DiagRequest{Family: AF_INET, Protocol: 99} }

// at makes a socket with a device and an address.
func at(t *testing.T, i *Inet, device int32, addr string) *Sock {
	t.Helper()
	s := open(t, i)
	if err := errors.Join(s.BindToIndex(nil, root(i), device), s.Bind(nil, netip.MustParseAddrPort(addr))); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDiagDump: which sockets a dump lists, in which order.
func TestDiagDump(t *testing.T) {
	i, _ := newDumped(t)
	at(t, i, 4242, "10.2.0.1:2")
	at(t, i, 2, "10.1.0.1:1")
	at(t, i, 3, "10.1.0.1:1")
	c := at(t, i, 0, "10.1.0.1:2")
	c.Daddr.Store(nil, FromAddr(netip.MustParseAddr("10.1.0.9")))
	c.Dport.Store(nil, 9)
	const a, b, d, e = "UNCONN 10.1.0.1%if2:1 0.0.0.0:*", "UNCONN 10.1.0.1%if3:1 0.0.0.0:*",
		"ESTAB 10.1.0.1:2 10.1.0.9:9", "UNCONN 10.2.0.1%if4242:2 0.0.0.0:*"
	port := func(src, dst uint16) DiagID {
		return DiagID{netip.AddrPortFrom(netip.Addr{}, src), netip.AddrPortFrom(netip.Addr{}, dst), 3}
	}
	for _, tt := range []struct {
		r    DiagRequest
		want []string
	}{
		{DiagRequest{}, []string{a, b, d, e}},
		{DiagRequest{Devices: []int{2, 4242}}, []string{a, e}},
		{DiagRequest{Devices: []int{0}}, []string{d}},
		{DiagRequest{Devices: []int{7}}, nil},
		{DiagRequest{States: 1 << TCP_ESTABLISHED}, []string{d}},
		{DiagRequest{States: 1<<TCP_CLOSE | 1<<TCP_LISTEN}, []string{a, b, e}},
		{DiagRequest{States: 1 << TCP_LISTEN}, nil},
		{DiagRequest{ID: port(1, 0)}, []string{a, b}},
		{DiagRequest{ID: port(0, 9)}, []string{d}},
		{DiagRequest{ID: port(1, 9)}, nil},
	} {
		tt.r.Family, tt.r.Protocol = AF_INET, 99
		all, err := i.DiagDump(nil, &tt.r)
		var got []string
		for _, m := range all {
			got = append(got, m.String())
		}
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %q, %v, want %q", tt.r, got, err, tt.want)
		}
	}
}

// TestDiagErrors: what is asked wrongly, or about nothing. The kernel's answers
// are in rules_diag_test.go of the root.
func TestDiagErrors(t *testing.T) {
	i, _ := newDumped(t)
	i.Register(&Proto{Name: "SILENT", Number: 98, Type: SOCK_DGRAM})
	six := netip.MustParseAddrPort("[::1]:1")
	for _, tt := range []struct {
		r        DiagRequest
		dump, id error
	}{
		{DiagRequest{Family: -1, Protocol: 99}, netdev.EINVAL, netdev.EINVAL},
		{DiagRequest{Family: 46, Protocol: 99}, netdev.EINVAL, netdev.EINVAL},
		{DiagRequest{Family: 0, Protocol: 99}, netdev.ENOENT, netdev.ENOENT},
		{DiagRequest{Family: AF_INET, Protocol: 98}, netdev.ENOENT, netdev.ENOENT},
		{DiagRequest{Family: AF_INET, Protocol: 97}, netdev.ENOENT, netdev.ENOENT},
		{DiagRequest{Family: AF_INET, Protocol: 99}, nil, netdev.ENOENT},
		{DiagRequest{Family: AF_INET6, Protocol: 99}, nil, netdev.ENOENT},
		{DiagRequest{Family: AF_INET, Protocol: 99, ID: DiagID{Src: six}}, netdev.EINVAL, netdev.EINVAL},
		{DiagRequest{Family: AF_INET, Protocol: 99, ID: DiagID{Dst: six}}, netdev.EINVAL, netdev.EINVAL},
		{DiagRequest{Family: AF_INET6, Protocol: 99, ID: DiagID{Dst: netip.MustParseAddrPort("10.1.0.1:1")}}, nil, netdev.ENOENT},
	} {
		all, err := i.DiagDump(nil, &tt.r)
		if len(all) > 0 || err != tt.dump {
			t.Errorf("%s: %v, %v, want nothing and %v", tt.r, all, err, tt.dump)
		}
		if _, err := i.DiagOne(nil, &tt.r); err != tt.id {
			t.Errorf("one of %s: %v, want %v", tt.r, err, tt.id)
		}
		if err := i.DiagDestroy(nil, root(i), &tt.r); err != tt.id {
			t.Errorf("destroy %s: %v, want %v", tt.r, err, tt.id)
		}
	}
}

// TestDiagDestroy: it wants a capability, and a protocol that knows how.
func TestDiagDestroy(t *testing.T) {
	i, p := newDumped(t)
	s := at(t, i, 2, "10.1.0.1:1")
	r := tinyRequest()
	r.ID.Device = 2
	if m, err := i.DiagOne(nil, &r); err != nil || m.ID.Device != 2 {
		t.Fatalf("%v, %v", m, err)
	}
	if err := i.DiagDestroy(nil, nobody(i), &r); err != netdev.EPERM {
		t.Errorf("without a capability: %v", err)
	}
	p.calls = nil
	if err := i.DiagDestroy(nil, root(i), &r); err != nil || !slices.Equal(p.calls, []string{"disconnect"}) {
		t.Errorf("%v after the calls %q", err, p.calls)
	}
	if err := s.SockErr(nil); err != netdev.ECONNABORTED || s.BoundDevIf(nil) != 0 {
		t.Errorf("the socket has the error %v and the device %d", err, s.BoundDevIf(nil))
	}
	s.Close(nil)
	p.calls = nil
	if err := i.DiagDestroy(nil, root(i), &r); err != nil || p.calls != nil { // the list of tiny still has it
		t.Errorf("of a closed socket: %v after the calls %q", err, p.calls)
	}
	i.protos[0].Abort = nil
	if err := i.DiagDestroy(nil, root(i), &r); err != netdev.EOPNOTSUPP {
		t.Errorf("a protocol that cannot: %v", err)
	}
}

// TestDiagFind: the packet that a protocol's lookup is asked about, or its hook
// for one socket.
func TestDiagFind(t *testing.T) {
	const a, b, six, seven, m4 = "10.1.0.1:1", "10.1.0.2:2", "[fd01::1]:1", "[fd01::2]:2", "[::ffff:10.1.0.1]:1"
	for _, tt := range []struct {
		rule     string
		change   func(p *Proto)
		family   int
		src, dst string
		raw      int
		destroy  bool
		want     string // protocol, from, to
		why      string
	}{
		{"OBS-06", func(p *Proto) {}, AF_INET, a, b, 0, false, "99 10.1.0.2:2 10.1.0.1:1", "what its peer would send"},
		{"OBS-06", func(p *Proto) { p.DiagSwapped = true }, AF_INET, a, b, 0, false, "99 10.1.0.1:1 10.1.0.2:2", "UDP has it the other way round"},
		{"OBS-06", func(p *Proto) { p.DiagSwapped = true }, AF_INET, a, b, 0, true, "99 10.1.0.2:2 10.1.0.1:1", "but not to destroy"},
		{"OBS-06", func(p *Proto) {}, AF_INET6, six, seven, 0, false, "99 [fd01::2]:2 [fd01::1]:1", "IPv6"},
		{"OBS-06", func(p *Proto) {}, AF_INET6, m4, m4, 0, false, "99 10.1.0.1:1 10.1.0.1:1", "IPv4 addresses are looked up as such"},
		{"OBS-06", func(p *Proto) {}, AF_INET6, m4, six, 0, false, "99 [fd01::1]:1 [::ffff:10.1.0.1]:1", "if both are"},
		{"OBS-06", func(p *Proto) { p.Type = SOCK_RAW }, AF_INET6, m4, m4, 7, false, "7 [::ffff:10.1.0.1]:1 [::ffff:10.1.0.1]:1", "not for raw sockets, which are asked for by protocol"},
		{"OBS-06", func(p *Proto) { p.DiagSwapped = true }, AF_INET6, m4, m4, 0, false, "99 [::ffff:10.1.0.1]:1 [::ffff:10.1.0.1]:1", "nor for UDP"},
	} {
		for _, one := range []bool{false, true} {
			i, _ := newTiny(t, netdev.Newest)
			var got []string
			see := func(k *Key) {
				got = append(got, fmt.Sprint(k.Protocol, " ", k.Src, " ", k.Dst))
				if k.Dif != 4242 || !k.Looped {
					t.Errorf("%s: asked about %+v, want a packet of this host by 4242: %s", tt.rule, k, tt.why)
				}
			}
			p := i.protos[0]
			p.Family = tt.family
			p.Dump = func(task) []Diag { return nil }
			p.Lookup = func(_ task, k *Key, found []*Sock) []*Sock { see(k); return found }
			if tt.change(p); one {
				p.DumpOne = func(_ task, k *Key) (Diag, bool) { see(k); return Diag{}, true }
			}
			r := DiagRequest{Family: tt.family, Protocol: 99, RawProtocol: tt.raw, ID: DiagID{port(tt.src), port(tt.dst), 4242}}
			if p.Type == SOCK_RAW {
				r.Protocol = SOL_RAW
			}
			var err error
			if tt.destroy {
				err = i.DiagDestroy(nil, root(i), &r)
			} else {
				_, err = i.DiagOne(nil, &r)
			}
			want := map[bool]error{false: netdev.ENOENT, true: nil}[one]
			if one && tt.destroy {
				want = netdev.EOPNOTSUPP // what was found has no Abort
			}
			if len(got) != 1 || got[0] != tt.want || err != want {
				t.Errorf("%s: asked about %q, %v; want %q, %v: %s", tt.rule, got, err, tt.want, want, tt.why)
			}
		}
	}
}

// TestDiagAbort: what is no socket says itself how it ends.
func TestDiagAbort(t *testing.T) {
	i, _ := newDumped(t)
	i.protos[0].DumpOne = func(task, *Key) (Diag, bool) {
		return Diag{Abort: func(task) error { return netdev.EBUSY }}, true
	}
	r := tinyRequest()
	if err := i.DiagDestroy(nil, root(i), &r); err != netdev.EBUSY {
		t.Errorf("OBS-05: %v, want what the entry says", err)
	}
	i.protos[0].DumpOne = func(task, *Key) (Diag, bool) { return Diag{}, false }
	if err := i.DiagDestroy(nil, root(i), &r); err != netdev.ENOENT {
		t.Errorf("OBS-05: %v, want ENOENT: there is none", err)
	}
}

// TestDiagStates: sockets with a port and nothing else are listed whatever port is
// asked for; raw ones whatever state is.
func TestDiagStates(t *testing.T) {
	i, p := newDumped(t)
	s := at(t, i, 2, "10.1.0.1:1")
	p.socks = []*Sock{s}
	state := TCP_CLOSE
	i.protos[0].Dump = func(t task) []Diag {
		d := s.Diag(t)
		d.State = state
		return []Diag{d}
	}
	for _, tt := range []struct {
		typ, state int
		states     uint32
		port       uint16
		want       int
		rule       string
	}{
		{SOCK_DGRAM, TCP_CLOSE, 1 << TCP_CLOSE, 1, 1, "OBS-02"},
		{SOCK_DGRAM, TCP_CLOSE, 1 << TCP_CLOSE, 7, 0, "OBS-02"},
		{SOCK_DGRAM, TCP_CLOSE, 1 << TCP_BOUND_INACTIVE, 1, 0, "OBS-02"},
		{SOCK_DGRAM, TCP_BOUND_INACTIVE, 1 << TCP_BOUND_INACTIVE, 7, 1, "OBS-02"},
		{SOCK_DGRAM, TCP_BOUND_INACTIVE, 1 << TCP_CLOSE, 1, 0, "OBS-02"},
		{SOCK_RAW, TCP_CLOSE, 1 << TCP_LISTEN, 1, 1, "OBS-02"},
	} {
		i.protos[0].Type, state = tt.typ, tt.state
		r := tinyRequest()
		if tt.typ == SOCK_RAW {
			r.Protocol = SOL_RAW
		}
		r.States, r.ID.Src = tt.states, netip.AddrPortFrom(netip.Addr{}, tt.port)
		all, err := i.DiagDump(nil, &r)
		if err != nil || len(all) != tt.want || len(all) > 0 && all[0].State != TCP_CLOSE {
			t.Errorf("%s: in state %d, asked for %#x and port %d: %v, %v; want %d in state CLOSE", tt.rule, tt.state, tt.states, tt.port, all, err, tt.want)
		}
	}
}

// TestDiag6: the addresses of a socket of IPv6.
func TestDiag6(t *testing.T) {
	d := newDual(t)
	s := d.udp6(eth0)
	if err := errors.Join(s.Bind(nil, port("[fd01::1]:7")), s.Connect(nil, port("[fd01::2]:9"))); err != nil {
		t.Fatal(err)
	}
	if got, want := s.Diag(nil).String(), "ESTAB [fd01::1]%if2:7 [fd01::2]:9"; got != want {
		t.Errorf("OBS-02: %q, want %q", got, want)
	}
}

// TestDiagText: as ss(8) prints it; internal/plane/linux compares with the
// command.
func TestDiagText(t *testing.T) {
	names := func(index int) (string, error) {
		if index == 2 {
			return "a0", nil
		}
		return "", netdev.ENODEV
	}
	ends := func(src, dst string, device int) DiagID {
		return DiagID{netip.MustParseAddrPort(src), netip.MustParseAddrPort(dst), device}
	}
	for _, tt := range []struct {
		m          DiagMsg
		want, bare string
	}{
		{DiagMsg{State: TCP_CLOSE, ID: ends("0.0.0.0:67", "0.0.0.0:0", 2)}, "UNCONN 0.0.0.0%a0:67 0.0.0.0:*", "UNCONN 0.0.0.0%if2:67 0.0.0.0:*"},
		{DiagMsg{State: TCP_LISTEN, ID: ends("[::]:80", "[::]:0", 4242)}, "LISTEN *%if4242:80 *:*", "LISTEN *%if4242:80 *:*"},
		{DiagMsg{State: TCP_LISTEN, V6Only: true, ID: ends("[::]:80", "[::]:0", 0)}, "LISTEN [::]:80 [::]:*", "LISTEN [::]:80 [::]:*"},
		{DiagMsg{State: TCP_TIME_WAIT, ID: ends("[fe80::1]:80", "[fe80::2]:9", 2)}, "TIME-WAIT [fe80::1]%a0:80 [fe80::2]:9", "TIME-WAIT [fe80::1]%if2:80 [fe80::2]:9"},
		{DiagMsg{State: 12, ID: ends("10.1.0.1:0", "10.1.0.2:9", -1)}, "12 10.1.0.1%if4294967295:* 10.1.0.2:9", "12 10.1.0.1%if4294967295:* 10.1.0.2:9"},
		{DiagMsg{}, "0 invalid IP:* invalid IP:*", "0 invalid IP:* invalid IP:*"},
	} {
		if got := tt.m.Text(names); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
		if got := tt.m.String(); got != tt.bare {
			t.Errorf("without names: %q, want %q", got, tt.bare)
		}
	}
	r := DiagRequest{Family: AF_INET, Protocol: 255, RawProtocol: 253, States: 2, Devices: []int{0, 3}, ID: ends("10.1.0.1:1", "10.1.0.2:2", 4)}
	for _, tt := range []struct {
		r    DiagRequest
		want string
	}{
		{r, "AF_INET, 255, raw 253, states 0x2, dev [0 3], {10.1.0.1:1, 10.1.0.2:2, 4}"},
		{DiagRequest{Family: AF_INET6, Protocol: 17}, "AF_INET6, 17"},
		{DiagRequest{Family: 1}, "1, 0"},
	} {
		if got := tt.r.String(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// TestDiagTold: what a kernel does not say in some states.
func TestDiagTold(t *testing.T) {
	for state, want := range map[int]DiagMsg{
		TCP_CLOSE:          {State: TCP_CLOSE, V6Only: true},
		TCP_LISTEN:         {State: TCP_LISTEN, V6Only: true},
		TCP_BOUND_INACTIVE: {State: TCP_CLOSE, V6Only: true},
		TCP_ESTABLISHED:    {State: TCP_ESTABLISHED},
		TCP_SYN_SENT:       {State: TCP_SYN_SENT},
	} {
		if got := (Diag{DiagMsg: DiagMsg{State: state, V6Only: true}}).told(); got != want {
			t.Errorf("state %d: %+v, want %+v", state, got, want)
		}
	}
}

// TestDiagCompare: by port, address, peer, device, state, family and owner.
func TestDiagCompare(t *testing.T) {
	end := netip.MustParseAddrPort
	m := DiagMsg{Family: AF_INET, State: 1, ID: DiagID{end("10.1.0.1:5"), end("10.1.0.2:5"), 5}, UID: 5}
	var ordered []DiagMsg
	for _, change := range []func(m *DiagMsg){
		func(m *DiagMsg) {},
		func(m *DiagMsg) { m.UID = 6 },
		func(m *DiagMsg) { m.Family = AF_INET6 },
		func(m *DiagMsg) { m.State = 2 },
		func(m *DiagMsg) { m.ID.Device = 6 },
		func(m *DiagMsg) { m.ID.Dst = end("10.1.0.3:5") },
		func(m *DiagMsg) { m.ID.Src = end("10.1.0.2:5") },
		func(m *DiagMsg) { m.ID.Src = end("10.1.0.1:6") },
	} {
		o := m
		change(&o)
		ordered = append(ordered, o)
	}
	for i, a := range ordered {
		for j, b := range ordered {
			if got, want := a.Compare(b), (DiagMsg{UID: uint32(i)}).Compare(DiagMsg{UID: uint32(j)}); got != want {
				t.Errorf("%d and %d: %d, want %d", i, j, got, want)
			}
		}
	}
}
