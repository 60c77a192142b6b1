package sock

import (
	"testing"

	"boundif/netdev"
)

// TestTimestampingClock: SOF_TIMESTAMPING_BIND_PHC asks for the device that the
// socket is bound to (OBS-20).
func TestTimestampingClock(t *testing.T) {
	d := newDual(t)
	c := root(d.Inet)
	for _, s := range []*Sock{d.udp(0), d.sock(AF_INET6, SOCK_STREAM, 0)} {
		d.set(s, SOL_SOCKET, SO_TIMESTAMPING, 16)
		for _, tt := range []struct {
			dev   int32
			flags int32
			want  error
			why   string
		}{
			{0, SOF_TIMESTAMPING_BIND_PHC, netdev.EOPNOTSUPP, "not bound"},
			{0, SOF_TIMESTAMPING_BIND_PHC | SOF_TIMESTAMPING_OPT_STATS, netdev.EINVAL, "other flags come first"},
			{0, SOF_TIMESTAMPING_BIND_PHC | 1<<30, netdev.EINVAL, "so do unknown ones"},
			{stale, SOF_TIMESTAMPING_BIND_PHC, netdev.EOPNOTSUPP, "no such device"},
			{-1, SOF_TIMESTAMPING_BIND_PHC, netdev.EOPNOTSUPP, "nor this"},
			{eth0, SOF_TIMESTAMPING_BIND_PHC, netdev.EINVAL, "the device has no such clock"},
			{1, SOF_TIMESTAMPING_BIND_PHC, netdev.EINVAL, "nor has lo"},
		} {
			s.SetBoundDevIf(nil, tt.dev)
			val := append(word(tt.flags), 0, 0, 0, 0)
			for _, n := range []int{4, 8} {
				if err := s.Setsockopt(nil, c, SOL_SOCKET, SO_TIMESTAMPING, val, n); err != tt.want {
					t.Errorf("OBS-20: bound to %d, flags %#x, %d bytes: %v, want %v: %s", tt.dev, tt.flags, n, err, tt.want, tt.why)
				}
			}
			if err := s.SetInt(nil, c, SO_TIMESTAMPING_NEW, tt.flags); err != tt.want {
				t.Errorf("OBS-20: the new number: %v, want %v", err, tt.want)
			}
		}
		if v, _ := s.GetInt(nil, SO_TIMESTAMPING); v != 16 {
			t.Errorf("OBS-20: %d after failures, want 16", v)
		}
	}
}

// TestTimestampingFlags: which flags the releases know, and which go together.
func TestTimestampingFlags(t *testing.T) {
	for _, tt := range []struct {
		release netdev.Release
		want    int32
	}{
		{netdev.Oldest, 0x7fff}, {netdev.Release{Major: 5, Minor: 14}, 0xffff}, {netdev.Release{Major: 6, Minor: 2}, 0x1ffff},
		{netdev.Release{Major: 6, Minor: 12}, 0x3ffff}, {netdev.Newest, 0x7ffff},
	} {
		if got := timestampingFlags(tt.release); got != tt.want {
			t.Errorf("Linux %v knows %#x, want %#x", tt.release, got, tt.want)
		}
	}
	d := newDual(t)
	s := d.udp(0)
	for _, tt := range []struct {
		flags int32
		want  error
	}{
		{SOF_TIMESTAMPING_OPT_ID_TCP, netdev.EINVAL}, {SOF_TIMESTAMPING_OPT_ID_TCP | SOF_TIMESTAMPING_OPT_ID, nil},
		{SOF_TIMESTAMPING_OPT_STATS, netdev.EINVAL}, {SOF_TIMESTAMPING_OPT_STATS | SOF_TIMESTAMPING_OPT_TSONLY, nil},
		{SOF_TIMESTAMPING_OPT_RX_FILTER | SOF_TIMESTAMPING_TX_COMPLETION, nil}, {-1, netdev.EINVAL}, {0, nil},
	} {
		if err := s.SetInt(nil, root(d.Inet), SO_TIMESTAMPING, tt.flags); err != tt.want {
			t.Errorf("flags %#x: %v, want %v", tt.flags, err, tt.want)
		}
	}
}

// TestTimestampingNumbers: a protocol can refuse to number what is sent, which
// is asked only when that begins.
func TestTimestampingNumbers(t *testing.T) {
	d := newDual(t)
	s := d.udp(0)
	var err error = netdev.EINVAL
	s.prot.MayNumber = func(task, *Sock) error { return err }
	set := func(flags int32) error { return s.SetInt(nil, root(d.Inet), SO_TIMESTAMPING, flags) }
	if got := set(SOF_TIMESTAMPING_OPT_ID); got != err {
		t.Errorf("%v, want %v", got, err)
	}
	if err := set(1); err != nil {
		t.Error(err)
	}
	err = nil
	if got := set(SOF_TIMESTAMPING_OPT_ID); got != nil {
		t.Error(got)
	}
	err = netdev.EINVAL
	if got := set(SOF_TIMESTAMPING_OPT_ID | 1); got != nil {
		t.Errorf("it is numbered already: %v", got)
	}
}

// TestTimestampingBytes: what is copied in and out, and which of the two numbers
// tells.
func TestTimestampingBytes(t *testing.T) {
	d := newDual(t)
	s, c := d.sock(AF_INET, SOCK_DGRAM, 0), root(d.Inet)
	for _, tt := range []struct {
		val    User
		length int
		want   error
	}{
		{word(9), 3, netdev.EINVAL}, {word(9), 4, nil}, {word(9), 8, netdev.EFAULT}, {append(word(9), 1, 1, 1, 1), 8, nil},
		{nil, 4, netdev.EFAULT}, {word(9), 12, nil}, {word(9), -1, netdev.EINVAL},
	} {
		if err := s.SetOption(nil, c, SO_TIMESTAMPING, tt.val, tt.length); err != tt.want {
			t.Errorf("%v, %d: %v, want %v", tt.val, tt.length, err, tt.want)
		}
	}
	get := func(s *Sock, name, room, length int) (int, []byte, error) {
		b := make([]byte, room)
		n, err := s.GetOption(nil, name, b, length)
		return n, b, err
	}
	for _, n := range []int{0, 1, 4, 7, 8} {
		if got, b, err := get(s, SO_TIMESTAMPING, 8, n); got != n || err != nil || n > 0 && b[0] != 9 {
			t.Errorf("of %d bytes: %d, %v, %v", n, got, b, err)
		}
	}
	if got, _, err := get(s, SO_TIMESTAMPING, 8, 12); got != 8 || err != nil {
		t.Errorf("of 12 bytes: %d, %v", got, err)
	}
	if n, _, err := get(s, SO_TIMESTAMPING, 3, 8); n != 8 || err != netdev.EFAULT {
		t.Errorf("into 3 bytes: %d, %v", n, err)
	}
	if _, b, _ := get(s, SO_TIMESTAMPING_NEW, 8, 8); b[0] != 0 {
		t.Error("the new number tells what the old one has set")
	}
	if err := s.SetOption(nil, c, SO_TIMESTAMPING_NEW, word(5), 4); err != nil {
		t.Fatal(err)
	}
	for _, name := range []int{SO_TIMESTAMPING, SO_TIMESTAMPING_NEW} {
		if v, _ := s.GetInt(nil, name); v != 5 {
			t.Errorf("option %d is %d", name, v)
		}
	}
	old := NewInet(nil, netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Oldest)), &UserNS{})
	u, err := old.Socket(nil, root(old), AF_UNIX, SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	if n, _, err := get(u, SO_TIMESTAMPING, 8, 8); n != 4 || err != nil {
		t.Errorf("before Linux 5.14: %d bytes, %v", n, err)
	}
}
