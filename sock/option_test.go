package sock

import (
	"encoding/binary"
	"math"
	"testing"

	"boundif/netdev"
)

// u32 is an int in the caller's memory.
func u32(v int32) User { return binary.NativeEndian.AppendUint32(nil, uint32(v)) }

const keep = -99 // the binding stays as it was

// TestSetDevice: all lengths and all kinds of memory of SO_BINDTODEVICE. The
// socket is bound to eth1 (3) before each call.
func TestSetDevice(t *testing.T) {
	page := User("eth0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	for _, tt := range []struct {
		val    User
		length int
		err    error
		index  int32
		rule   string
		why    string
	}{
		{User("eth0"), 4, nil, 2, "OPT-01", "no NUL is needed"},
		{page, 16, nil, 2, "OPT-01", "IFNAMSIZ bytes"},
		{page, math.MaxInt32, nil, 2, "OPT-01", "no more than 15 bytes are ever read"},
		{User("eth0\x00junk"), 9, nil, 2, "OPT-02", "the name ends at the first NUL"},
		{User("eth0"), 3, netdev.ENODEV, keep, "OPT-02", "the length cuts the name"},
		{User("fifteen-letters-and-more"), 24, nil, 4, "OPT-03", "what is longer than 15 bytes is cut without a word"},
		{nil, 0, nil, 0, "OPT-04", "NULL without length unbinds"},
		{nil, 4, netdev.EFAULT, keep, "OPT-04", "NULL with a length cannot be read"},
		{User("eth0"), -1, netdev.EINVAL, keep, "OPT-04", "no length is negative"},
		{nil, -1, netdev.EINVAL, keep, "OPT-04", "that is seen before the memory"},
		{User("ETH0"), 4, netdev.ENODEV, keep, "OPT-05", "names are bytes: case matters"},
		{User("eth0 "), 5, netdev.ENODEV, keep, "OPT-05", "so does a blank"},
		{User("eth0:0"), 6, netdev.ENODEV, keep, "OPT-05", "no suffix is cut off, unlike in ioctls"},
		{User("eth%d"), 5, netdev.ENODEV, keep, "OPT-05", "no template"},
		{User("eth0"), 0, nil, 0, "OPT-06", "length 0 unbinds"},
		{User("\x00eth0"), 5, nil, 0, "OPT-06", "so does an empty name"},
		{User("nosuch"), 6, netdev.ENODEV, keep, "OPT-06", "an unknown name leaves the binding"},
		{User("eth0"), 16, netdev.EFAULT, keep, "OPT-07", "15 bytes must be readable then"},
		{page[:15], 100, nil, 2, "OPT-07", "and 15 suffice"},
		{page[:14], 100, netdev.EFAULT, keep, "OPT-07", "but 14 do not"},
		{User("alt"), 3, nil, 2, "REG-30", "an alternative name resolves"},
		{User("x/y"), 3, nil, 2, "REG-33", "also an odd one"},
		{User("twenty-bytes-altname"), 20, netdev.ENODEV, keep, "REG-31", "but not a longer one: it is cut"},
	} {
		i, _ := newTiny(t, netdev.Newest)
		i.Net.Register(nil, "fifteen-letters", 4)
		for _, alt := range []string{"alt", "x/y", "twenty-bytes-altname"} {
			i.Net.AddAltname(nil, 2, alt)
		}
		s := open(t, i)
		s.BindToIndex(nil, root(i), 3)
		err := s.SetOption(nil, root(i), SO_BINDTODEVICE, tt.val, tt.length)
		want := tt.index
		if want == keep {
			want = 3
		}
		if got := s.BoundDevIf(nil); err != tt.err || got != want {
			t.Errorf("%s: set %q, length %d: %v and index %d, want %v and %d: %s",
				tt.rule, tt.val, tt.length, err, got, tt.err, want, tt.why)
		}
		if tt.val != nil && tt.length == len(tt.val) { // the way of SetsockoptString
			s.BindToIndex(nil, root(i), 3)
			if err := s.BindToDevice(nil, root(i), string(tt.val)); err != tt.err || s.BoundDevIf(nil) != want {
				t.Errorf("%s: BindToDevice(%q): %v and index %d, want %v and %d: %s",
					tt.rule, tt.val, err, s.BoundDevIf(nil), tt.err, want, tt.why)
			}
		}
	}
}

// TestSetIndex: the same for SO_BINDTOIFINDEX.
func TestSetIndex(t *testing.T) {
	for _, tt := range []struct {
		val    User
		length int
		err    error
		index  int32
		rule   string
		why    string
	}{
		{u32(2), 4, nil, 2, "OPT-20", "an index"},
		{append(u32(2), 9, 9), 6, nil, 2, "OPT-20", "only 4 bytes are looked at"},
		{u32(2), 3, netdev.EINVAL, keep, "OPT-20", "4 bytes are needed"},
		{nil, 3, netdev.EINVAL, keep, "OPT-20", "even with NULL"},
		{nil, 0, netdev.EINVAL, keep, "OPT-20", "even without length"},
		{nil, 4, netdev.EFAULT, keep, "OPT-20", "NULL cannot be read"},
		{u32(2)[:3], 4, netdev.EFAULT, keep, "OPT-20", "4 bytes must be readable"},
		{u32(2), -1, netdev.EINVAL, keep, "OPT-20", "no length is negative"},
		{u32(-1), 4, netdev.EINVAL, keep, "OPT-21", "no index is negative"},
		{u32(math.MinInt32), 4, netdev.EINVAL, keep, "OPT-21", "no index is negative"},
		{u32(4242), 4, nil, 4242, "OPT-22", "nobody asks whether there is such a device"},
		{u32(math.MaxInt32), 4, nil, math.MaxInt32, "OPT-22", "not even for the largest"},
		{u32(0), 4, nil, 0, "OPT-23", "0 unbinds"},
		{u32(3), 4, nil, 3, "OPT-23", "the same index may be set again"},
	} {
		i, p := newTiny(t, netdev.Newest)
		s := open(t, i)
		s.BindToIndex(nil, root(i), 3)
		p.calls = nil
		err := s.SetOption(nil, root(i), SO_BINDTOIFINDEX, tt.val, tt.length)
		want := tt.index
		if want == keep {
			want = 3
		}
		if got := s.BoundDevIf(nil); err != tt.err || got != want {
			t.Errorf("%s: set % x, length %d: %v and index %d, want %v and %d: %s",
				tt.rule, []byte(tt.val), tt.length, err, got, tt.err, want, tt.why)
		}
		if rehashed := len(p.calls) == 1 && p.calls[0] == "rehash"; rehashed != (err == nil) {
			t.Errorf("RH-02: set % x: hooks called: %q; want rehash if, and only if, the set succeeds", []byte(tt.val), p.calls)
		}
	}
}

// TestGetDevice: the length word and the buffer of SO_BINDTODEVICE.
func TestGetDevice(t *testing.T) {
	long := "fifteen-letters"
	for _, tt := range []struct {
		index  int32
		val    User
		length int
		word   int
		out    string
		err    error
		rule   string
		why    string
	}{
		{0, make(User, 16), 16, 0, "", nil, "OPT-10", "not bound: length 0"},
		{0, nil, 0, 0, "", nil, "OPT-10", "whatever the length"},
		{0, nil, 4, 0, "", nil, "OPT-10", "nothing is written, so NULL is fine"},
		{0, nil, -1, -1, "", netdev.EINVAL, "OPT-10", "but no length is negative"},
		{2, make(User, 16), 16, 5, "eth0\x00", nil, "OPT-11", "the name and its NUL"},
		{2, make(User, 100), 100, 5, "eth0\x00", nil, "OPT-11", "no more, whatever the length"},
		{2, make(User, 16), 15, 15, "", netdev.EINVAL, "OPT-11", "even a short name needs IFNAMSIZ bytes"},
		{2, nil, 16, 16, "", netdev.EFAULT, "OPT-11", "NULL cannot be written"},
		{2, make(User, 4), 16, 16, "eth0", netdev.EFAULT, "OPT-11", "nor all of it where memory ends too early"},
		{4, make(User, 16), 16, 16, long + "\x00", nil, "OPT-11", "15 letters and a NUL"},
		{4242, make(User, 16), 16, 16, "", netdev.ENODEV, "OPT-12", "no device has the index"},
		{4242, make(User, 16), 15, 15, "", netdev.EINVAL, "OPT-12", "the length is looked at first"},
		{2, nil, -1, -1, "", netdev.EINVAL, "OPT-11", "no length is negative"},
	} {
		i, _ := newTiny(t, netdev.Newest)
		i.Net.Register(nil, long, 4)
		s := open(t, i)
		s.BindToIndex(nil, root(i), tt.index)
		word, err := s.GetOption(nil, SO_BINDTODEVICE, tt.val, tt.length)
		if err != tt.err || word != tt.word {
			t.Errorf("%s: bound to %d, length %d: length word %d, %v; want %d, %v: %s",
				tt.rule, tt.index, tt.length, word, err, tt.word, tt.err, tt.why)
		}
		if got := string(tt.val[:len(tt.out)]); got != tt.out {
			t.Errorf("%s: bound to %d: wrote %q, want %q: %s", tt.rule, tt.index, got, tt.out, tt.why)
		}
		for _, b := range tt.val[len(tt.out):] {
			if b != 0 {
				t.Errorf("%s: bound to %d: wrote more than %q", tt.rule, tt.index, tt.out)
			}
		}
	}
}

func TestGetIndex(t *testing.T) {
	for _, tt := range []struct {
		val    User
		length int
		word   int
		err    error
		why    string
	}{
		{make(User, 4), 4, 4, nil, "the index"},
		{make(User, 8), 8, 4, nil, "4 bytes and no more"},
		{make(User, 2), 2, 2, nil, "fewer bytes can be read"},
		{nil, 0, 0, nil, "even none, and then NULL is fine"},
		{nil, -1, -1, netdev.EINVAL, "no length is negative"},
		{nil, 4, 4, netdev.EFAULT, "NULL cannot be written"},
		{make(User, 3), 4, 4, netdev.EFAULT, "nor what ends too early"},
	} {
		i, _ := newTiny(t, netdev.Newest)
		s := open(t, i)
		s.BindToIndex(nil, root(i), 0x01020304)
		word, err := s.GetOption(nil, SO_BINDTOIFINDEX, tt.val, tt.length)
		if err != tt.err || word != tt.word {
			t.Errorf("OPT-24: length %d: length word %d, %v; want %d, %v: %s", tt.length, word, err, tt.word, tt.err, tt.why)
		}
		if err == nil && string(tt.val[:word]) != string(u32(0x01020304)[:word]) {
			t.Errorf("OPT-24: length %d: wrote % x: %s", tt.length, []byte(tt.val), tt.why)
		}
	}
}

// TestNameFollowsTheDevice: what is read back is the name of now (OPT-13,
// REG-11, REG-40 to REG-43).
func TestNameFollowsTheDevice(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	i.Net.AddAltname(nil, 2, "alt")
	s := open(t, i)
	check := func(rule, want string, wantErr error) {
		t.Helper()
		if got, err := s.Device(nil); got != want || err != wantErr {
			t.Errorf("%s: device %q, %v; want %q, %v", rule, got, err, want, wantErr)
		}
	}
	check("OPT-10", "", nil)
	s.BindToDevice(nil, root(i), "alt")
	check("OPT-13", "eth0", nil)
	i.Net.Rename(nil, 2, "lan0")
	check("REG-11", "lan0", nil)
	i.Net.Unregister(nil, 2)
	check("REG-40", "", netdev.ENODEV)
	i.Net.Register(nil, "lan0", 0)
	check("REG-41", "", netdev.ENODEV)
	i.Net.Register(nil, "impostor", 2)
	check("REG-42", "impostor", nil)
	s.BindToIndex(nil, root(i), 50)
	check("REG-43", "", netdev.ENODEV)
	i.Net.Register(nil, "late", 50)
	check("REG-43", "late", nil)
}

// TestPermission: going from unbound to bound is free since Linux 5.7, the
// rest needs CAP_NET_RAW.
func TestPermission(t *testing.T) {
	index := func(i int32) func(*Sock, *Cred) error {
		return func(s *Sock, c *Cred) error { return s.SetInt(nil, c, SO_BINDTOIFINDEX, i) }
	}
	name := func(n string) func(*Sock, *Cred) error {
		return func(s *Sock, c *Cred) error { return s.BindToDevice(nil, c, n) }
	}
	for _, tt := range []struct {
		release netdev.Release
		bound   int32
		caps    Cap
		set     func(*Sock, *Cred) error
		err     error
		rule    string
		why     string
	}{
		{netdev.Newest, 0, 0, index(2), nil, "OPT-40", "the first binding is free"},
		{netdev.Newest, 0, 0, name("eth0"), nil, "OPT-40", "by name as well"},
		{netdev.Newest, 0, 0, index(0), nil, "OPT-40", "unbinding what is not bound is free"},
		{netdev.Newest, 0, 0, index(-1), netdev.EINVAL, "OPT-21", "not bound: the range is what fails"},
		{netdev.Newest, 2, 0, index(3), netdev.EPERM, "OPT-40", "the second is not"},
		{netdev.Newest, 2, 0, index(2), netdev.EPERM, "OPT-40", "not even to the same device"},
		{netdev.Newest, 2, 0, index(0), netdev.EPERM, "OPT-40", "nor unbinding"},
		{netdev.Newest, 2, 0, name(""), netdev.EPERM, "OPT-40", "nor that by name"},
		{netdev.Newest, 2, 0, index(-1), netdev.EPERM, "OPT-21", "bound: permission is looked at first"},
		{netdev.Newest, 2, 0, name("nosuch"), netdev.ENODEV, "OPT-40", "but a name is looked up before that"},
		{netdev.Newest, 4242, 0, index(2), netdev.EPERM, "OPT-40", "an index without device counts as bound"},
		{netdev.Newest, 2, CAP_NET_ADMIN, index(3), netdev.EPERM, "OPT-41", "CAP_NET_ADMIN does not help"},
		{netdev.Newest, 2, CAP_NET_RAW, index(3), nil, "OPT-41", "CAP_NET_RAW does"},
		{netdev.Release{Major: 5, Minor: 6}, 0, 0, index(2), netdev.EPERM, "OPT-40", "before 5.7 all needed it"},
		{netdev.Release{Major: 5, Minor: 6}, 0, CAP_NET_RAW, index(2), nil, "OPT-40", "before 5.7 all needed it"},
		{netdev.Release{Major: 5, Minor: 7}, 0, 0, index(2), nil, "OPT-40", "5.7 is the first"},
	} {
		i, _ := newTiny(t, tt.release)
		s := open(t, i)
		if err := s.BindToIndex(nil, root(i), tt.bound); err != nil {
			t.Fatal(err)
		}
		c := nobody(i)
		c.Caps = tt.caps
		if err := tt.set(s, c); err != tt.err {
			t.Errorf("%s: Linux %v, bound to %d, capabilities %b: %v, want %v: %s", tt.rule, tt.release, tt.bound, tt.caps, err, tt.err, tt.why)
		} else if err != nil && s.BoundDevIf(nil) != tt.bound {
			t.Errorf("%s: the failure changed the binding to %d", tt.rule, s.BoundDevIf(nil))
		}
	}
}

func TestOtherOptions(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	s := open(t, i)
	c := nobody(i)
	for _, opt := range []int{SO_REUSEADDR, SO_REUSEPORT, SO_BROADCAST} {
		for _, v := range []int32{1, 0, -7} {
			if err := s.SetOption(nil, c, opt, u32(v), 4); err != nil {
				t.Fatal(err)
			}
			want := int32(0)
			if v != 0 {
				want = 1
			}
			if got, err := s.GetInt(nil, opt); got != want || err != nil {
				t.Errorf("option %d set to %d reads %d, %v", opt, v, got, err)
			}
		}
		s.SetInt(nil, c, opt, 0)
	}
	s.SetInt(nil, c, SO_REUSEADDR, 1)
	if !s.ReuseAddr(nil) || s.ReusePort(nil) {
		t.Error("SO_REUSEADDR sets SO_REUSEADDR and nothing else")
	}
	for opt, want := range map[int]int32{SO_TYPE: SOCK_DGRAM, SO_PROTOCOL: 99, SO_DOMAIN: AF_INET} {
		if got, err := s.GetInt(nil, opt); got != want || err != nil {
			t.Errorf("option %d is %d, %v; want %d", opt, got, err, want)
		}
		if err := s.SetInt(nil, c, opt, 1); err != netdev.ENOPROTOOPT {
			t.Errorf("option %d can be set: %v", opt, err)
		}
	}
	if _, err := s.GetInt(nil, 999); err != netdev.ENOPROTOOPT {
		t.Errorf("an unknown option reads %v, want ENOPROTOOPT", err)
	}
	if n, err := s.GetOption(nil, 999, make(User, 4), 4); n != 4 || err != netdev.ENOPROTOOPT {
		t.Errorf("an unknown option reads %d, %v; want 4, ENOPROTOOPT", n, err)
	}
	if err := s.SetOption(nil, c, 999, u32(1), 4); err != netdev.ENOPROTOOPT {
		t.Errorf("an unknown option is set: %v", err)
	}
}

// TestDeviceAsInt: SO_BINDTODEVICE through the calls for ints.
func TestDeviceAsInt(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	s := open(t, i)
	if v, err := s.GetInt(nil, SO_BINDTODEVICE); v != 0 || err != nil {
		t.Errorf("OPT-10: not bound: %d, %v; want 0 and success", v, err)
	}
	if err := s.SetInt(nil, root(i), SO_BINDTODEVICE, 0); err != nil {
		t.Errorf("OPT-06: four NUL bytes are an empty name: %v", err)
	}
	name := int32(binary.NativeEndian.Uint32([]byte("eth0")))
	if err := s.SetInt(nil, root(i), SO_BINDTODEVICE, name); err != nil || s.BoundDevIf(nil) != 2 {
		t.Errorf("OPT-01: the four bytes of eth0: %v, index %d", err, s.BoundDevIf(nil))
	}
	if _, err := s.GetInt(nil, SO_BINDTODEVICE); err != netdev.EINVAL {
		t.Errorf("OPT-11: bound: %v, want EINVAL: 4 bytes are fewer than 16", err)
	}
}
