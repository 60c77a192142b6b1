package linux

import (
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"boundif/emu"
)

// TestTextIsWhatSsPrints: the command is asked about the same sockets.
func TestTextIsWhatSsPrints(t *testing.T) {
	ss, err := exec.LookPath("ss")
	if err != nil {
		t.Skipf("skipped: %v", err)
	}
	for _, k := range []struct {
		flag               string
		domain, typ, proto int
		addresses          []string
	}{
		{flag: "-4u", domain: emu.AF_INET, typ: emu.SOCK_DGRAM, proto: emu.IPPROTO_UDP, addresses: []string{"0.0.0.0", "127.0.0.1"}},
		{flag: "-4t", domain: emu.AF_INET, typ: emu.SOCK_STREAM, proto: emu.IPPROTO_TCP, addresses: []string{"0.0.0.0", "127.0.0.1"}},
		{flag: "-6u", domain: emu.AF_INET6, typ: emu.SOCK_DGRAM, proto: emu.IPPROTO_UDP, addresses: []string{"::", "fe80::1", "::ffff:127.0.0.1"}},
		{flag: "-6t", domain: emu.AF_INET6, typ: emu.SOCK_STREAM, proto: emu.IPPROTO_TCP, addresses: []string{"::", "fe80::1", "::ffff:127.0.0.1"}},
	} {
		s := root(t)
		a0 := device(t, s, "a0", 0)
		must(t, s.LinkSetUp(a0), s.AddrAdd(a0, prefix("fe80::1/64")))
		port := 1000
		for _, text := range k.addresses {
			for i, bound := range []int{0, a0, 4242} {
				port++
				fd := open(t, s, k.domain, k.typ, 0)
				addr := netip.MustParseAddr(text)
				var sa emu.Sockaddr = &emu.SockaddrInet6{Port: port, Addr: addr.As16(), ZoneId: uint32(a0)}
				if addr.Is4() {
					sa = &emu.SockaddrInet4{Port: port, Addr: addr.As4()}
				} else if addr.IsUnspecified() {
					must(t, s.SetsockoptInt(fd, emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, i%2))
				}
				must(t, s.Bind(fd, sa), s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, bound))
				if k.typ == emu.SOCK_STREAM {
					must(t, s.Listen(fd, 8))
				}
			}
		}
		var out []byte
		s.ns.home.do(func() { out, err = exec.Command(ss, "-H", "-n", "-a", k.flag).Output() })
		must(t, err)
		var want, got []string
		for line := range strings.Lines(string(out)) {
			f := strings.Fields(line) // state, two counts, two addresses
			want = append(want, f[0]+" "+f[3]+" "+f[4])
		}
		all, err := s.SockDiag(emu.DiagRequest{Family: k.domain, Protocol: k.proto})
		must(t, err)
		for _, m := range all {
			got = append(got, m.Text(s.IfIndexToName))
			if m.UID != uint32(os.Getuid()) {
				t.Errorf("%s is user %d's, want this one's, %d", m, m.UID, os.Getuid())
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if n := port - 1000; !slices.Equal(got, want) || len(got) != n {
			t.Errorf("%s of %d sockets:\n%s\nss prints\n%s", k.flag, n, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestDiagOfManySockets: more than fit into one answer, and filters that have
// more steps than one.
func TestDiagOfManySockets(t *testing.T) {
	s := root(t)
	const n = 500
	for i := range n {
		fd := udpSocket(t, s)
		must(t, s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1000+i), s.Bind(fd, inet(2000+i, 0, 0, 0, 0)))
	}
	r := emu.DiagRequest{Family: emu.AF_INET, Protocol: emu.IPPROTO_UDP}
	all, err := s.SockDiag(r)
	if err != nil || len(all) != n || !slices.IsSortedFunc(all, emu.DiagMsg.Compare) {
		t.Errorf("%d sockets, %v; want %d in order", len(all), err, n)
	}
	for _, devices := range [][]int{{1003}, {1003, 1001}, {1499, 0, 1000, 1250, -1}, {5, 6, 7}} {
		want := 0
		for _, d := range devices {
			if d >= 1000 && d < 1000+n {
				want++
			}
		}
		r.Devices = devices
		all, err := s.SockDiag(r)
		if err != nil || len(all) != want {
			t.Errorf("of the devices %v there are %v, %v", devices, all, err)
		}
		for _, m := range all {
			if !slices.Contains(devices, m.ID.Device) {
				t.Errorf("of the devices %v there is %s", devices, m)
			}
		}
	}
}
