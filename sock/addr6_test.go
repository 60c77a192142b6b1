package sock

import (
	"net/netip"
	"testing"
)

func TestScope(t *testing.T) {
	for _, tt := range []struct {
		in   string
		addr string
		id   int32
		why  string
	}{
		{"fe80::1%3", "fe80::1", 3, "a scope id is a zone in decimal"},
		{"fe80::1", "fe80::1", 0, "none"},
		{"fe80::1%4294967295", "fe80::1", -1, "all 32 bits of it"},
		{"fe80::1%eth0", "fe80::1", 0, "not a number"},
		{"fe80::1%4294967296", "fe80::1", 0, "too large for one"},
		{"10.1.0.1", "10.1.0.1", 0, "IPv4"},
	} {
		addr, id := Scope(ip(tt.in))
		if addr != ip(tt.addr) || id != tt.id {
			t.Errorf("Scope(%s) = %v, %d; want %s, %d: %s", tt.in, addr, id, tt.addr, tt.id, tt.why)
		}
	}
	for _, tt := range []struct {
		in    string
		needs bool
	}{
		{"fe80::1", true}, {"ff02::1", true}, {"ff01::1", true}, {"ff12::1", true}, {"ff05::1", false}, {"fd01::1", false}, {"::1", false},
		{"::", false}, {"169.254.0.1", false}, {"224.0.0.1", false}, {"::ffff:169.254.0.1", false},
	} {
		a := ip(tt.in)
		if NeedsScope(a) != tt.needs {
			t.Errorf("WR-05: %v needs a scope id: %v, want %v", a, !tt.needs, tt.needs)
		}
		if got := WithScope(a, 7).Zone() == "7"; got != tt.needs {
			t.Errorf("OBS-10: %v with scope: %v", a, WithScope(a, 7))
		}
		if got := WithScope(a, 0); got != a {
			t.Errorf("OBS-10: %v with no device: %v", a, got)
		}
	}
	if NeedsScope(netip.Addr{}) {
		t.Error("no address needs no scope")
	}
}

func TestAddresses6(t *testing.T) {
	d := newDual(t)
	s := d.udp6(0)
	for _, tt := range []struct {
		name string
		get  func(task) netip.Addr
		set  func(task, netip.Addr)
	}{{"RcvSaddr6", s.RcvSaddr6, s.SetRcvSaddr6}, {"Saddr6", s.Saddr6, s.SetSaddr6}, {"Daddr6", s.Daddr6, s.SetDaddr6}} {
		for _, a := range []string{"fd01::1", "::ffff:10.1.0.1", "::"} {
			tt.set(nil, ip(a))
			if got := tt.get(nil); got != ip(a) {
				t.Errorf("%s is %v, want %s", tt.name, got, a)
			}
		}
	}
	v4 := d.udp(0)
	for _, got := range []netip.Addr{v4.RcvSaddr6(nil), v4.Saddr6(nil), v4.Daddr6(nil)} {
		if !got.IsUnspecified() {
			t.Errorf("a socket of IPv4 has the IPv6 address %v", got)
		}
	}
	if v4.Ext(nil) != nil || s.Ext(nil) == nil {
		t.Error("only sockets of IPv6 have an Ext from the start")
	}
	if x := v4.MakeExt(nil); x == nil || x != v4.MakeExt(nil) || x != v4.Ext(nil) {
		t.Error("MakeExt makes one Ext and keeps it")
	}
}

func TestSameL3Scope(t *testing.T) {
	d := newDual(t)
	for _, tt := range []struct {
		bound, index int32
		want         bool
		why          string
	}{
		{0, eth0, true, "bound to none"},
		{0, stale, true, "whatever it is"},
		{eth0, eth0, true, "the same"},
		{eth0, eth1, false, "another"},
		{red, eth2, true, "a slave of the VRF"},
		{eth2, red, false, "the VRF of the slave"},
		{red, red, true, "the VRF itself"},
		{red, eth0, false, "not in the VRF"},
		{stale, eth0, false, "bound to nothing that is"},
	} {
		if got := d.udp6(tt.bound).SameL3Scope(nil, tt.index); got != tt.want {
			t.Errorf("L3-31: bound to %d, asked for %d: %v, want %v: %s", tt.bound, tt.index, got, tt.want, tt.why)
		}
	}
}
