package linux

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"boundif/emu"
	"boundif/netdev"
)

// TestSockaddr turns addresses into bytes and back.
func TestSockaddr(t *testing.T) {
	var no4 *emu.SockaddrInet4
	var no6 *emu.SockaddrInet6
	six := &emu.SockaddrInet6{Port: 0x1234, ZoneId: 7, Addr: [16]byte{0xfe, 0x80, 15: 9}}
	for _, c := range []struct {
		what string
		sa   emu.Sockaddr
		size int
		back emu.Sockaddr
		err  error
	}{
		{"NULL", nil, 0, nil, nil},
		{"no IPv4 address", no4, 0, nil, nil},
		{"no IPv6 address", no6, 0, nil, nil},
		{"no bytes", emu.SockaddrRaw(nil), 0, nil, nil},
		{"AF_UNSPEC", &emu.SockaddrUnspec{}, 16, emu.SockaddrRaw(make([]byte, 16)), nil},
		{"IPv4", inet(0x1234, 10, 0, 0, 1), 16, inet(0x1234, 10, 0, 0, 1), nil},
		{"IPv6", six, 28, six, nil},
		{"bytes", emu.SockaddrRaw{1}, 1, emu.SockaddrRaw{1}, nil},
		{"a short IPv6 address", emu.SockaddrRaw{unix.AF_INET6, 0, 0, 0}, 4, emu.SockaddrRaw{unix.AF_INET6, 0, 0, 0}, nil},
		{"port 65536", inet(1<<16, 1, 2, 3, 4), 0, nil, netdev.EINVAL},
		{"port -1", &emu.SockaddrInet6{Port: -1}, 0, nil, netdev.EINVAL},
	} {
		raw, err := toRaw(c.sa)
		if len(raw) != c.size || err != c.err {
			t.Errorf("%s: %d bytes, %v, want %d, %v", c.what, len(raw), err, c.size, c.err)
		}
		if diff := cmp.Diff(c.back, fromRaw(raw)); diff != "" {
			t.Errorf("%s came back as (-want +got):\n%s", c.what, diff)
		}
	}
	if p, err := toRaw(emu.SockaddrRaw{}); p == nil || pointer(p) == nil || err != nil {
		t.Error("an address of no bytes is not NULL")
	}
}

// TestStrace: arguments read as in the model.
func TestStrace(t *testing.T) {
	var no6 *emu.SockaddrInet6
	for _, c := range []struct{ got, want string }{
		{sockaddr{&emu.SockaddrInet6{Port: 7, ZoneId: 3, Addr: [16]byte{0xfe, 0x80}}}.String(), "[fe80::%3]:7"},
		{sockaddr{&emu.SockaddrInet6{Port: 7}}.String(), "[::]:7"},
		{sockaddr{no6}.String(), "NULL"},
		{sockaddr{emu.SockaddrRaw("\x0a\x00")}.String(), `"\n\x00"`},
		{family(emu.AF_INET6), "AF_INET6"},
		{route{emu.Route{Dst: prefix("10.9.0.0/16"), Gateway: prefix("10.1.0.2/32").Addr(), Dev: 2, Table: 10,
			Src: prefix("10.1.0.1/32").Addr(), Metric: 5}}.String(), "10.9.0.0/16 via 10.1.0.2 dev 2 table 10 metric 5 src 10.1.0.1"},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}
