package linux

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// TestQuiet: devices have only the addresses that a program gives them, and what
// it gives them is usable at once.
func TestQuiet(t *testing.T) {
	if !hasIPv6() {
		t.Skip("skipped: no IPv6")
	}
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	c, err := n.Capture()
	must(t, err)
	must(t, s.LinkSetUp(a), s.AddrAdd(a, prefix("fd01::1/64")))
	ll := func(zone int) *emu.SockaddrInet6 {
		return &emu.SockaddrInet6{Port: 9, ZoneId: uint32(zone), Addr: [16]byte{0xfe, 0x80, 15: 9}}
	}
	fd := open(t, s, emu.AF_INET6, emu.SOCK_DGRAM, 0)
	check(t, "no link-local address by itself", s.Connect(fd, ll(a)), netdev.ENETUNREACH)
	must(t, s.AddrAdd(a, prefix("fe80::1/64")))
	must(t, s.Connect(fd, ll(a)), s.Sendto(fd, []byte("x"), 0, nil), n.Settle())
	port, err := s.Getsockname(fd)
	must(t, err)
	got, err := c.Packets(a)
	must(t, err)
	if len(got) != 1 || got[0].Src.String() != (sockaddr{&emu.SockaddrInet6{
		Port: port.(*emu.SockaddrInet6).Port, Addr: [16]byte{0xfe, 0x80, 15: 1}}}).String() {
		t.Errorf("left: %v, want one packet from fe80::1", got)
	}
}

// TestRoutes adds and deletes routes, and looks by which device packets leave.
func TestRoutes(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a, b := device(t, s, "a0", 0), device(t, s, "b0", 0)
	must(t, s.AddrAdd(a, prefix("10.1.0.1/24")), s.AddrAdd(b, prefix("10.2.0.1/24")), s.LinkSetUp(a), s.LinkSetUp(b))
	c, err := n.Capture()
	must(t, err)
	fd := udpSocket(t, s)
	must(t, s.Bind(fd, inet(7000, 0, 0, 0, 0)))
	via := func(to *emu.SockaddrInet4) string {
		if err := s.Sendto(fd, nil, 0, to); err != nil {
			return err.(*emu.Error).Err.Error()
		}
		must(t, n.Settle())
		where := "nowhere"
		for name, index := range map[string]int{"a0": a, "b0": b} {
			left, err := c.Take(index)
			must(t, err)
			for _, text := range left {
				where = name + " " + text
			}
		}
		return where
	}
	far := inet(9, 10, 9, 0, 5)
	gw := netip.MustParseAddr("10.2.0.9")
	plain := emu.Route{Dst: prefix("10.9.0.0/16"), Gateway: gw}
	better := emu.Route{Dst: prefix("10.9.0.0/24"), Dev: a, Src: netip.MustParseAddr("10.2.0.1")}
	worse := emu.Route{Dst: prefix("10.9.0.0/24"), Dev: b, Metric: 7}
	other := emu.Route{Dst: prefix("0.0.0.0/0"), Dev: a, Table: 1000}
	if got, want := via(far), "ENETUNREACH"; got != want {
		t.Errorf("no route: %s, want %s", got, want)
	}
	must(t, s.RouteAdd(other))
	if got, want := via(far), "ENETUNREACH"; got != want {
		t.Errorf("a route in another table: %s, want %s", got, want)
	}
	must(t, s.RouteAdd(plain))
	check(t, "the same again", s.RouteAdd(plain), netdev.EEXIST)
	if got, want := via(far), "b0 10.2.0.1:7000 > 10.9.0.5:9"; got != want {
		t.Errorf("by a gateway: %s, want %s", got, want)
	}
	must(t, s.RouteAdd(worse), s.RouteAdd(better))
	if got, want := via(far), "a0 10.2.0.1:7000 > 10.9.0.5:9"; got != want {
		t.Errorf("by a longer prefix, with a source: %s, want %s", got, want)
	}
	must(t, s.RouteDel(better), s.RouteDel(emu.Route{Dst: prefix("10.9.0.0/24")}), s.RouteDel(other))
	if got, want := via(far), "b0 10.2.0.1:7000 > 10.9.0.5:9"; got != want {
		t.Errorf("deleted: %s, want %s", got, want)
	}
	must(t, s.AddrDel(b, prefix("10.2.0.1/24")))
	if got, want := via(far), "ENETUNREACH"; got != want {
		t.Errorf("without the address of the gateway: %s, want %s", got, want)
	}
	check(t, "delete what is gone", s.AddrDel(b, prefix("10.2.0.1/24")), netdev.EADDRNOTAVAIL)
	check(t, "no address", s.AddrDel(b, netip.Prefix{}), netdev.EINVAL)
}

// TestSysctl writes in the process's own namespace, and with the rights of its
// thread.
func TestSysctl(t *testing.T) {
	a, b := root(t), root(t)
	_, err := a.Socket(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP)
	check(t, "ping sockets are for nobody", err, netdev.EACCES)
	must(t, a.Sysctl("net/ipv4/ping_group_range", "0 0"))
	open(t, a, emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP)
	_, err = b.Socket(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP)
	check(t, "the other namespace", err, netdev.EACCES)
	check(t, "a value that is none", a.Sysctl("net/ipv4/ip_forward", "x"), netdev.EINVAL)
	check(t, "out of the namespace", a.Sysctl("net/../kernel/hostname", "x"), netdev.ENOENT)
	n := fresh(t)
	admin := proc(t, n, NetAdmin)
	must(t, admin.Sysctl("net/ipv4/ping_group_range", "0 0"))
	open(t, admin, emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP)
}

// TestNetns moves a device to another namespace and back: packets go into it
// and out of it where it is.
func TestNetns(t *testing.T) {
	here, there := fresh(t), fresh(t)
	a, b := proc(t, here, All), proc(t, there, All)
	one, two := device(t, a, "a0", 0), device(t, a, "b0", 0)
	device(t, b, "c0", 0)
	captured, err := there.Capture()
	must(t, err)
	check(t, "lo does not move", a.LinkSetNetns(1, b, "", 0), netdev.EINVAL)
	must(t, a.LinkSetNetns(two, b, "d0", 9))
	check(t, "it is gone", a.LinkSetUp(two), netdev.ENODEV)
	must(t, b.AddrAdd(9, prefix("10.1.0.1/24")), b.LinkSetUp(9))
	fd := udpSocket(t, b)
	must(t, b.Bind(fd, inet(7000, 0, 0, 0, 0)))
	must(t, there.InjectUDP(9, netip.MustParseAddrPort("10.1.0.2:5"), netip.MustParseAddrPort("10.1.0.1:7000"), nil))
	if _, from, err := b.Recvfrom(fd, make([]byte, 8), emu.MSG_DONTWAIT); err != nil || (sockaddr{from}).String() != "10.1.0.2:5" {
		t.Errorf("through the moved device: %v, %v", sockaddr{from}, err)
	}
	must(t, b.Sendto(fd, nil, 0, inet(9, 10, 1, 0, 2)), there.Settle())
	if left, err := captured.Take(9); len(left) != 1 || err != nil {
		t.Errorf("left by the moved device: %q, %v", left, err)
	}
	// The index is taken over there, so it gets another, and then the name is.
	check(t, "REG-53: a name that is taken", a.LinkSetNetns(one, b, "c0", 0), netdev.EEXIST)
	if name, err := b.IfIndexToName(10); name != "a0" && err == nil {
		t.Errorf("device 10 over there is %s", name)
	}
	check(t, "it has moved for all that", a.LinkSetUp(one), netdev.ENODEV)
	must(t, b.LinkSetNetns(9, a, "", 0))
	must(t, a.AddrAdd(9, prefix("10.1.0.1/24")), a.LinkSetUp(9))
	check(t, "back", here.InjectUDP(9, netip.MustParseAddrPort("10.1.0.2:5"), netip.MustParseAddrPort("10.1.0.1:7000"), nil), 0)
}

// TestVRF enslaves a device. On kernels without VRF it is the reason that is
// looked at.
func TestVRF(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	red, err := s.LinkAddVRF("red", 0, 10)
	if errors.Is(err, errors.ErrUnsupported) {
		check(t, "the number", err, netdev.EOPNOTSUPP)
		if !strings.Contains(err.Error(), "Unknown device type") {
			t.Errorf("%v does not have the kernel's words", err)
		}
		t.Skipf("skipped: %v", err)
	}
	must(t, err)
	if red != 3 {
		t.Errorf("the VRF has index %d, want 3", red)
	}
	blue, err := s.LinkAddVRF("blue", 40, 11)
	if blue != 40 || err != nil {
		t.Errorf("a VRF with an index asked for: %d, %v, want 40", blue, err)
	}
	_, err = s.LinkAddVRF("red", 0, 12)
	check(t, "a name in use", err, netdev.EEXIST)
	must(t, s.LinkSetUp(red), s.LinkSetMaster(a, red), s.LinkSetUp(a), s.AddrAdd(a, prefix("10.1.0.1/24")))
	fd := udpSocket(t, s)
	must(t, s.Bind(fd, inet(7000, 0, 0, 0, 0)))
	src, dst := netip.MustParseAddrPort("10.1.0.2:5"), netip.MustParseAddrPort("10.1.0.1:7000")
	for accept, want := range map[string]emu.Errno{"0": netdev.EAGAIN, "1": 0} {
		must(t, s.Sysctl("net/ipv4/udp_l3mdev_accept", accept), n.InjectUDP(a, src, dst, nil))
		_, _, err := s.Recvfrom(fd, make([]byte, 8), emu.MSG_DONTWAIT)
		check(t, "L3-01: an unbound socket, udp_l3mdev_accept="+accept, err, want)
	}
	must(t, s.LinkSetMaster(a, 0))
	if n.InjectUDP(red, src, dst, nil) == nil {
		t.Error("injected into a VRF, to which no wire leads")
	}
}
