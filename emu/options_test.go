package emu

import (
	"errors"
	"testing"

	"boundif/netdev"
)

func TestOptions(t *testing.T) {
	_, p := world(t, Linux(6, 18))
	fd := udpSocket(t, p)
	for name, call := range map[string]func() error{
		"set int":    func() error { return p.SetsockoptInt(fd, 77, 1, 1) },
		"set string": func() error { return p.SetsockoptString(fd, 77, 1, "x") },
		"set":        func() error { return p.Setsockopt(fd, 77, 1, nil, 0) },
	} {
		if err := call(); !errors.Is(err, netdev.ENOPROTOOPT) {
			t.Errorf("%s at an unknown level: %v, want ENOPROTOOPT", name, err)
		}
	}
	for name, call := range map[string]func() error{
		"get int":    func() error { _, err := p.GetsockoptInt(fd, 77, 1); return err },
		"get string": func() error { _, err := p.GetsockoptString(fd, 77, 1); return err },
		"get":        func() error { _, err := p.Getsockopt(fd, 77, 1, nil, 0); return err },
	} {
		if err := call(); !errors.Is(err, netdev.EOPNOTSUPP) {
			t.Errorf("%s at an unknown level: %v, want EOPNOTSUPP", name, err)
		}
	}
	ok(t, p.SetsockoptInt(fd, IPPROTO_IP, IP_UNICAST_IF, 0x02000000))
	if v, err := p.GetsockoptInt(fd, IPPROTO_IP, IP_UNICAST_IF); v != 0x02000000 || err != nil {
		t.Errorf("OUT-31: IP_UNICAST_IF reads %#x, %v", v, err)
	}
	ok(t, p.SetsockoptString(fd, IPPROTO_IP, IP_PKTINFO, "\x01"))
	if s, err := p.GetsockoptString(fd, IPPROTO_IP, IP_PKTINFO); s != "\x01" || err != nil {
		t.Errorf("IP_PKTINFO reads %q, %v", s, err)
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
