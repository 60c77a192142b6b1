package linux

import (
	"math"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// TestRawLengths is what only the raw calls can ask.
func TestRawLengths(t *testing.T) {
	const dev, ifindex = emu.SO_BINDTODEVICE, emu.SO_BINDTOIFINDEX
	page := make([]byte, 4096)
	copy(page, "lo")
	for _, c := range []struct {
		rule   string
		opt    int
		val    []byte
		length int
		want   emu.Errno
	}{
		{"OPT-01: no NUL needed", dev, []byte("lo"), 2, 0},
		{"OPT-01: 15 bytes are enough for any length", dev, page[:15], math.MaxInt32, 0},
		{"OPT-01: a whole page", dev, page, 4096, 0},
		{"OPT-02: the length cuts", dev, []byte("lo"), 1, netdev.ENODEV},
		{"OPT-02: a NUL ends the name", dev, []byte("lo\x00junk"), 7, 0},
		{"OPT-04: NULL and 0 unbind", dev, nil, 0, 0},
		{"OPT-04: NULL and 4", dev, nil, 4, netdev.EFAULT},
		{"OPT-04: a negative length comes first", dev, nil, -1, netdev.EINVAL},
		{"OPT-06: no bytes, unmapped, unbind", dev, []byte{}, 0, 0},
		{"no bytes, unmapped, but read", dev, []byte{}, 1, netdev.EFAULT},
		{"OPT-07: two readable bytes, 16 asked for", dev, []byte("lo"), 16, netdev.EFAULT},
		{"OPT-07: 14 readable bytes, 100 asked for", dev, page[:14], 100, netdev.EFAULT},
		{"OPT-20: too short, even with NULL", ifindex, nil, 3, netdev.EINVAL},
		{"OPT-20: NULL", ifindex, nil, 4, netdev.EFAULT},
		{"OPT-20: three of four bytes", ifindex, []byte{1, 0, 0}, 4, netdev.EFAULT},
		{"OPT-20: more than four", ifindex, []byte{0, 0, 0, 0}, 5, 0},
		{"OPT-21: a negative index", ifindex, []byte{255, 255, 255, 255}, 4, netdev.EINVAL},
	} {
		s := root(t)
		fd := udpSocket(t, s)
		check(t, c.rule, s.Setsockopt(fd, emu.SOL_SOCKET, c.opt, c.val, c.length), c.want)
		s.Exit()
	}
}

// TestRawGet reads back through buffers of all sizes.
func TestRawGet(t *testing.T) {
	const dev, ifindex = emu.SO_BINDTODEVICE, emu.SO_BINDTOIFINDEX
	s := root(t)
	fd := udpSocket(t, s)
	for _, c := range []struct {
		rule   string
		bound  int
		opt    int
		val    []byte
		length int
		want   emu.Errno
		word   int
		left   string // what is in val then
	}{
		{"OPT-10: not bound", 0, dev, []byte("xx"), 2, 0, 0, "xx"},
		{"OPT-10: not bound, NULL", 0, dev, nil, 16, 0, 0, ""},
		{"a negative length", 0, dev, nil, -5, netdev.EINVAL, -5, ""},
		{"OPT-11: the length word needs IFNAMSIZ", 1, dev, []byte("xxxxxxxxxxxxxxxx"), 15, netdev.EINVAL, 15, "xxxxxxxxxxxxxxxx"},
		{"OPT-11: only the name is written", 1, dev, []byte("xxxxx"), 16, 0, 3, "lo\x00xx"},
		{"two writable bytes for three", 1, dev, []byte("xx"), 16, netdev.EFAULT, 16, ""},
		{"OPT-11: NULL", 1, dev, nil, 16, netdev.EFAULT, 16, ""},
		{"OPT-12: a stale index", 4242, dev, nil, 16, netdev.ENODEV, 16, ""},
		{"OPT-12: the length is judged first", 4242, dev, nil, 15, netdev.EINVAL, 15, ""},
		{"OPT-24: a truncated index", 4242, ifindex, []byte("xxxx"), 1, 0, 1, "\x92xxx"},
		{"OPT-24: more than four", 4242, ifindex, []byte("xxxxx"), 5, 0, 4, "\x92\x10\x00\x00x"},
		{"OPT-24: NULL and 0", 4242, ifindex, nil, 0, 0, 0, ""},
		{"OPT-24: NULL and 4", 4242, ifindex, nil, 4, netdev.EFAULT, 4, ""},
	} {
		must(t, s.SetsockoptInt(fd, emu.SOL_SOCKET, ifindex, c.bound))
		word, err := s.Getsockopt(fd, emu.SOL_SOCKET, c.opt, c.val, c.length)
		check(t, c.rule, err, c.want)
		if c.want == netdev.EFAULT {
			c.left = string(c.val) // what fits may have been written or not
		}
		if word != c.word || string(c.val) != c.left {
			t.Errorf("%s: length %d, buffer %q, want %d, %q", c.rule, word, c.val, c.word, c.left)
		}
	}
}

// TestNameAndIndex binds both ways and reads both ways.
func TestNameAndIndex(t *testing.T) {
	s := root(t)
	index := device(t, s, "a0", 0)
	fd := udpSocket(t, s)
	check(t, "an unknown name", s.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "b0"), netdev.ENODEV)
	must(t, s.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "a0"))
	if got, err := s.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX); got != index || err != nil {
		t.Errorf("bound by name to a0: index %d, %v, want %d", got, err, index)
	}
	must(t, s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1))
	if got, err := s.GetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE); got != "lo" || err != nil {
		t.Errorf("bound by index to lo: name %q, %v", got, err)
	}
	must(t, s.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, ""))
	if got, err := s.GetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE); got != "" || err != nil {
		t.Errorf("unbound: name %q, %v", got, err)
	}
}
