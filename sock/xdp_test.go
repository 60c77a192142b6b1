package sock

import (
	"testing"

	"boundif/netdev"
)

// TestBindXDP: the bound device is compared before the device is looked up
// (RX-40).
func TestBindXDP(t *testing.T) {
	for _, release := range []netdev.Release{{Major: 6, Minor: 4}, netdev.Newest} {
		n := netdev.NewNet(nil, netdev.NewRtnl(nil, release))
		i := NewInet(nil, n, &UserNS{})
		s, err := i.Socket(nil, root(i), AF_XDP, SOCK_RAW, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			bound, index int32
			flags        uint16
			want, old    netdev.Errno
			why          string
		}{
			{0, 1, 0, netdev.EINVAL, netdev.EINVAL, "there are no rings"},
			{0, stale, 0, netdev.ENODEV, netdev.ENODEV, "no such device"},
			{0, 0, 0, netdev.ENODEV, netdev.ENODEV, "no device"},
			{0, stale, 16, netdev.ENODEV, netdev.ENODEV, "the last flag that there is"},
			{0, stale, 32, netdev.EINVAL, netdev.EINVAL, "an unknown one"},
			{1, 1, 0, netdev.EINVAL, netdev.EINVAL, "the bound one, without rings"},
			{1, stale, 0, netdev.EINVAL, netdev.ENODEV, "another"},
			{stale, stale, 0, netdev.ENODEV, netdev.ENODEV, "the bound one, which there is not"},
			{stale, 0, 0, netdev.EINVAL, netdev.ENODEV, "none is another"},
			{-1, -1, 0, netdev.ENODEV, netdev.ENODEV, "the bound one, as the program of a control group makes it"},
		} {
			s.SetBoundDevIf(nil, tt.bound)
			want := tt.want
			if release != netdev.Newest {
				want = tt.old
			}
			if err := s.BindXDP(nil, tt.flags, tt.index); err != want {
				t.Errorf("RX-40: Linux %v: bound to %d, to %d with flags %d: %v, want %v: %s", release, tt.bound, tt.index, tt.flags, err, want, tt.why)
			}
		}
		unix, _ := i.Socket(nil, root(i), AF_UNIX, SOCK_STREAM, 0)
		if err := unix.BindXDP(nil, 0, 1); err != netdev.EOPNOTSUPP {
			t.Errorf("AF_UNIX: %v, want EOPNOTSUPP", err)
		}
		if _, err := s.Getsockopt(nil, SOL_XDP, 99, make(User, 4), 4); err != netdev.EOPNOTSUPP {
			t.Errorf("an unknown option of AF_XDP: %v, want EOPNOTSUPP", err)
		}
	}
}
