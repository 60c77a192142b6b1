package emu

import (
	"errors"
	"testing"

	"boundif/netdev"
)

// TestSysctl: the row of the kernel is L3-40-sysctl.
func TestSysctl(t *testing.T) {
	k, root := world(t, Linux(6, 18))
	c := &k.Init().Inet().Sysctl
	for _, tt := range []struct {
		name, value string
		want        [2]uint32
		err         error
	}{
		{"tcp_l3mdev_accept", "1", [2]uint32{1, 0}, nil},
		{"tcp_l3mdev_accept", "2", [2]uint32{1, 0}, netdev.EINVAL},
		{"udp_early_demux", "255", [2]uint32{255, 0}, nil},
		{"udp_early_demux", "256", [2]uint32{255, 0}, netdev.EINVAL},
		{"udp_early_demux", "-1", [2]uint32{255, 0}, netdev.EINVAL},
		{"udp_early_demux", "0x10", [2]uint32{16, 0}, nil},
		{"udp_early_demux", "0X11", [2]uint32{17, 0}, nil},
		{"udp_early_demux", "\t010 and more", [2]uint32{8, 0}, nil},
		{"udp_early_demux", "08", [2]uint32{8, 0}, netdev.EINVAL},
		{"udp_early_demux", "1,2", [2]uint32{8, 0}, netdev.EINVAL},
		{"udp_early_demux", "", [2]uint32{8, 0}, netdev.EINVAL},
		{"udp_early_demux", "0x", [2]uint32{8, 0}, netdev.EINVAL},
		{"udp_early_demux", "000000000000000000001", [2]uint32{1, 0}, nil},
		{"udp_early_demux", "0000000000000000000001", [2]uint32{1, 0}, netdev.EINVAL},
		{"udp_early_demux", "0", [2]uint32{0, 0}, nil},
		{"ip_local_port_range", "4000 5000", [2]uint32{4000, 5000}, nil},
		{"ip_local_port_range", "4500", [2]uint32{4500, 5000}, nil},
		{"ip_local_port_range", "5001", [2]uint32{4500, 5000}, netdev.EINVAL},
		{"ip_local_port_range", "1023 5000", [2]uint32{4500, 5000}, netdev.EINVAL},
		{"ip_local_port_range", "1024 65536", [2]uint32{4500, 5000}, netdev.EINVAL},
		{"ip_local_port_range", "1024 x", [2]uint32{4500, 5000}, netdev.EINVAL},
		{"ip_local_port_range", "1024\t65535\n7", [2]uint32{1024, 65535}, nil},
		{"ping_group_range", "0 4294967294", [2]uint32{0, 4294967294}, nil},
		{"ping_group_range", "0 4294967295", [2]uint32{0, 4294967294}, netdev.EINVAL},
		{"ping_group_range", "7 6", [2]uint32{1, 0}, nil},
	} {
		err := root.Sysctl("net/ipv4/"+tt.name, tt.value)
		got := map[string][2]uint32{
			"tcp_l3mdev_accept":   {c.TCPL3mdevAccept.Load(nil)},
			"udp_early_demux":     {c.UDPEarlyDemux.Load(nil)},
			"ip_local_port_range": {c.FirstPort.Load(nil), c.LastPort.Load(nil)},
			"ping_group_range":    {c.PingFirst.Load(nil), c.PingLast.Load(nil)},
		}[tt.name]
		if got != tt.want || !errors.Is(err, tt.err) || tt.err == nil && err != nil {
			t.Errorf("%s = %q: %v, %v; want %v, %v", tt.name, tt.value, got, err, tt.want, tt.err)
		}
	}
	for name := range sysctls {
		if err := root.Sysctl(name, "1 1"); err != nil && name != "net/ipv4/ip_local_port_range" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for v, name := range map[uint32]string{
		c.UDPL3mdevAccept.Load(nil): "udp_l3mdev_accept", c.RawL3mdevAccept.Load(nil): "raw_l3mdev_accept",
		c.EarlyDemux.Load(nil): "ip_early_demux", c.TCPEarlyDemux.Load(nil): "tcp_early_demux", c.BindV6Only.Load(nil): "bindv6only",
	} {
		if v != 1 {
			t.Errorf("%s is %d after 1 was written", name, v)
		}
	}
}

func TestWhoMayWriteSysctls(t *testing.T) {
	k, _ := world(t, Linux(6, 18))
	user := k.Init().User(1000)
	inner := user.Unshare()
	const name = "net/ipv4/udp_l3mdev_accept"
	for who, tt := range map[string]struct {
		p    *Process
		want error
	}{
		"a user":                                {user, netdev.EACCES},
		"a user with another capability":        {k.Init().User(1000, CAP_NET_RAW), netdev.EACCES},
		"a user with CAP_NET_ADMIN":             {k.Init().User(1000, CAP_NET_ADMIN), nil},
		"user 0 without capabilities":           {k.Init().User(0), nil},
		"root of a child in its own namespace":  {inner, nil},
		"another user in that of a child":       {inner.Namespace().User(1001), netdev.EACCES},
		"who made the child, in its namespace":  {inner.Namespace().User(1000), nil},
		"root of the machine, in the child's":   {inner.Namespace().Root(), nil},
		"user 0 without capabilities, likewise": {inner.Namespace().User(0), netdev.EACCES},
	} {
		if err := tt.p.Sysctl(name, "1"); !errors.Is(err, tt.want) || tt.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", who, err, tt.want)
		}
		if err := tt.p.Sysctl("net/ipv4/nosuch", "1"); !errors.Is(err, netdev.ENOENT) {
			t.Errorf("%s: %v, want ENOENT", who, err)
		}
	}
}
