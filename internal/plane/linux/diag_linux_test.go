package linux

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"boundif/emu"
	"boundif/netdev"
)

func diagUDP() emu.DiagRequest {
	return emu.DiagRequest{Family: emu.AF_INET, Protocol: emu.IPPROTO_UDP}
}

// TestDiag: the kernel lists sockets with the devices that they are bound to,
// and leaves out those that a program of ours for it refuses.
func TestDiag(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	var devices []int
	for i, name := range []string{"a0", "b0", "c0"} {
		d := device(t, s, name, 0)
		devices = append(devices, d)
		fd := udpSocket(t, s)
		must(t, s.Bind(fd, inet(7000+i, 0, 0, 0, 0)), s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, d))
	}
	six := open(t, s, emu.AF_INET6, emu.SOCK_DGRAM, 0)
	must(t, s.SetsockoptInt(six, emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1), s.Bind(six, &emu.SockaddrInet6{Port: 7003}))
	for want, r := range map[string]emu.DiagRequest{
		"[7000 7001 7002]": diagUDP(),
		"[7001]":           {Devices: devices[1:2]},
		"[7000 7002]":      {Devices: []int{devices[2], devices[0]}},
		"[]":               {Devices: []int{4242}},
		"[7002]":           {ID: emu.DiagID{Src: netip.AddrPortFrom(netip.Addr{}, 7002)}},
		"[7003 only]":      {Family: emu.AF_INET6},
		"[] ":              {States: 1 << emu.TCP_LISTEN},
	} {
		if r.Protocol = emu.IPPROTO_UDP; r.Family == 0 {
			r.Family = emu.AF_INET
		}
		for _, caps := range []Caps{All, None} { // one asks on a thread of its own
			all, err := proc(t, n, caps).SockDiag(r)
			got := []string{}
			for _, m := range all {
				text := fmt.Sprint(m.ID.Src.Port())
				if m.V6Only {
					text += " only"
				}
				got = append(got, text)
				if at := int(m.ID.Src.Port()) - 7000; at < len(devices) && m.ID.Device != devices[at] {
					t.Errorf("%+v: want device %d", m, devices[at])
				}
			}
			if text := fmt.Sprint(got); err != nil || text != want && text+" " != want {
				t.Errorf("%+v: %v, %v, want %s", r, got, err, want)
			}
		}
	}
}

// TestDiagOne: a question about one socket, and the end of it.
func TestDiagOne(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	fd := udpSocket(t, s)
	must(t, s.LinkSetUp(1), s.Bind(fd, inet(7000, 127, 0, 0, 1)), s.Connect(fd, inet(7001, 127, 0, 0, 1)))
	r := diagUDP()
	r.ID.Src, r.ID.Dst = netip.MustParseAddrPort("127.0.0.1:7000"), netip.MustParseAddrPort("127.0.0.1:7001")
	end := r
	r.ID.Src, r.ID.Dst = r.ID.Dst, r.ID.Src // of UDP it is asked for as a packet has them
	if m, err := s.SockDiagGet(r); err != nil || m.ID.Src != r.ID.Dst || m.ID.Dst != r.ID.Src {
		t.Errorf("%+v, %v", m, err)
	}
	r.ID.Src = netip.MustParseAddrPort("127.0.0.1:9")
	_, err := s.SockDiagGet(r)
	check(t, "a socket that is not there", err, emu.Errno(unix.ENOENT))
	if err = proc(t, n, NetRaw).SockDestroy(end); errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("skipped: %v", err)
	}
	check(t, "without CAP_NET_ADMIN", err, netdev.EPERM)
	check(t, "the end", s.SockDestroy(end), 0)
	e, err := s.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_ERROR)
	if e != int(unix.ECONNABORTED) || err != nil {
		t.Errorf("the socket is told %d, %v", e, err)
	}
}

// TestDiagNonsense: what does not fit into a request has the errno that the
// kernel has for the like.
func TestDiagNonsense(t *testing.T) {
	s := root(t)
	for _, tt := range []struct {
		r    emu.DiagRequest
		want emu.Errno
	}{
		{emu.DiagRequest{Family: 300, Protocol: emu.IPPROTO_UDP}, netdev.EINVAL},
		{emu.DiagRequest{Family: -1, Protocol: emu.IPPROTO_UDP}, netdev.EINVAL},
		{emu.DiagRequest{Family: emu.AF_INET, Protocol: 300}, emu.Errno(unix.ENOENT)},
		{emu.DiagRequest{Family: emu.AF_INET, Protocol: emu.IPPROTO_UDP, ID: emu.DiagID{Dst: netip.MustParseAddrPort("[::1]:7")}}, netdev.EINVAL},
		{emu.DiagRequest{Family: emu.AF_INET, Protocol: 250}, emu.Errno(unix.ENOENT)},
	} {
		_, err := s.SockDiag(tt.r)
		check(t, fmt.Sprintf("%+v", tt.r), err, tt.want)
	}
	if _, err := readDiag(make([]byte, 8)); err == nil {
		t.Error("half an answer was read")
	}
	if _, err := readDiag(make([]byte, 72+3)); err == nil {
		t.Error("an answer with half an attribute was read")
	}
	_, err := s.SockDiag(emu.DiagRequest{Family: emu.AF_INET, Protocol: emu.IPPROTO_RAW})
	if err != nil && !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("raw sockets: %v", err)
	}
}
