package sock

import (
	"net/netip"
	"strings"
	"testing"

	"boundif/netdev"
)

// sent is what has left the devices, in words.
func (d *dual) sent() string {
	var all []string
	for _, dev := range d.Net.Devices(nil) {
		for _, p := range dev.Sent(nil) {
			text := dev.Name(nil) + " " + p.Src.Addr().String() + " > " + p.Dst.Addr().String() + " " + map[bool]string{true: "error", false: "message"}[p.Err != nil]
			all = append(all, text)
		}
	}
	return strings.Join(all, ", ")
}

func packet(protocol uint8, src, dst string) netdev.Packet {
	return netdev.Packet{Protocol: protocol, Src: netip.AddrPortFrom(ip(src), 9), Dst: netip.AddrPortFrom(ip(dst), 7)}
}

// TestInputKinds: what arrives for whom, and who is answered when nobody takes
// it (UDP-43).
func TestInputKinds(t *testing.T) {
	for _, tt := range []struct {
		src, dst string
		dif      int32
		taken    bool // if there is a socket
		answer   string
		rule     string
		why      string
	}{
		{"10.1.0.2", "10.1.0.1", eth0, true, "eth0 10.1.0.1 > 10.1.0.2 error", "UDP-43", "for this host"},
		{"10.1.0.2", "10.1.0.1", eth1, true, "eth0 10.1.0.1 > 10.1.0.2 error", "UDP-43", "the answer goes by the routes"},
		{"10.1.0.2", "10.1.0.255", eth0, true, "", "UDP-43", "a broadcast is not answered"},
		{"10.1.0.2", "239.1.2.3", eth0, true, "", "UDP-43", "nor is multicast"},
		{"10.1.0.2", "239.1.2.4", eth0, false, "", "UDP-22", "a group that the device is not in"},
		{"10.1.0.2", "10.1.0.9", eth0, false, "", "UDP-01", "another host's"},
		{"fd01::2", "fd01::1", eth0, true, "eth0 fd01::1 > fd01::2 error", "UDP-43", "IPv6"},
		{"fe80::2", "fe80::b", eth1, true, "eth1 fe80::b > fe80::2 error", "UDP-43", "a link-local sender is answered on its link"},
		{"fe80::2", "fe80::c", eth2, true, "eth2 fe80::c > fe80::2 error", "L3-40", "also in a VRF"},
		{"fd03::2", "fd03::1", eth2, true, "eth2 fd03::1 > fd03::2 error", "L3-40", "the answer stays in the VRF"},
		{"fd03::2", "fe80::c", eth2, true, "eth2 fd03::1 > fd03::2 error", "UDP-43", "the VRF does not have that one"},
		{"fe80::2", "fd01::1", eth2, true, "eth0 fe80::c > fe80::2 error", "UDP-43", "nor this one, and its owner is another device"},
		{"fd01::2", "fd77::1", eth0, false, "eth0 fd01::1 > fd01::2 error", "UDP-43", "there is no route"},
		{"fd01::2", "fd02::2", eth0, false, "", "UDP-43", "there is, and nothing is forwarded"},
		{"fd01::2", "fe80::9", eth0, false, "", "UDP-43", "on the link"},
		{"fd01::2", "ff05::9", eth0, false, "", "UDP-43", "a group that the device is not in"},
		{"fe80::2", "fd77::1", eth2, false, "", "UDP-43", "the VRF has no link"},
		{"fd01::2", "ff05::5", eth0, true, "", "UDP-43", "multicast is not answered"},
		{"192.0.2.1", "10.1.0.1", eth0, true, "", "UDP-43", "there is no way back"},
		{"10.1.0.2", "10.1.0.1", stale, false, "", "UDP-01", "no such device"},
		{"10.1.0.2", "fd01::1", eth0, false, "", "UDP-01", "two families"},
		{"10.1.0.2", "::ffff:10.1.0.1", eth0, false, "", "UDP-01", "not a packet's address"},
	} {
		for _, here := range []bool{true, false} {
			d := newDual(t)
			d.Net.JoinGroup(nil, eth0, ip("239.1.2.3"))
			d.Net.JoinGroup(nil, eth0, ip("ff05::5"))
			if here {
				d.udp(0).Bind(nil, port("0.0.0.0:7"))
				d.udp6(0).Bind(nil, port("[::]:7"))
			}
			got := d.Input(nil, tt.dif, packet(17, tt.src, tt.dst))
			if taken := len(got) == 1; taken != (here && tt.taken) {
				t.Errorf("%s: %s > %s by %d: taken: %v: %s", tt.rule, tt.src, tt.dst, tt.dif, taken, tt.why)
			}
			want := tt.answer
			if here && tt.taken {
				want = ""
			}
			if sent := d.sent(); sent != want {
				t.Errorf("%s: %s > %s by %d, a socket: %v: sent %q, want %q: %s", tt.rule, tt.src, tt.dst, tt.dif, here, sent, want, tt.why)
			}
		}
	}
}

func TestEcho(t *testing.T) {
	for _, tt := range []struct {
		src, dst string
		dif      int32
		answer   string
		why      string
	}{
		{"10.1.0.2", "10.1.0.1", eth0, "eth0 10.1.0.1 > 10.1.0.2 message", "from the address that was asked"},
		{"10.1.0.2", "10.2.0.1", eth0, "eth0 10.2.0.1 > 10.1.0.2 message", "also if it is another device's"},
		{"10.1.0.2", "10.1.0.255", eth0, "", "not to a broadcast"},
		{"10.1.0.2", "224.0.0.1", eth0, "", "not to a group"},
		{"fd01::2", "fd01::1", eth0, "eth0 fd01::1 > fd01::2 message", "IPv6"},
		{"fe80::2", "ff02::1", eth1, "eth1 fe80::b > fe80::2 message", "a group of IPv6 is answered by one address"},
		{"10.3.0.2", "10.3.0.1", eth2, "eth2 10.3.0.1 > 10.3.0.2 message", "in a VRF"},
		{"fd03::2", "fd05::1", eth2, "eth2 fd05::1 > fd03::2 message", "from an address of the VRF itself"},
		{"fe80::2", "fd05::1", eth2, "", "by which nobody on a link is answered: the VRF is none (icmp6_dev)"},
	} {
		d := newDual(t)
		d.Net.AddAddr(nil, red, prefix("fd05::1/64"))
		p := packet(protoICMP, tt.src, tt.dst)
		p.ICMP.Type = icmpEcho
		if p.Dst.Addr().Is6() {
			p.Protocol, p.ICMP.Type = protoICMPv6, icmpv6Echo
		}
		d.Input(nil, tt.dif, p)
		if got := d.sent(); got != tt.answer {
			t.Errorf("echo request %s > %s by %d: sent %q, want %q: %s", tt.src, tt.dst, tt.dif, got, tt.answer, tt.why)
		}
	}
}

// TestICMPError: who is told about a lost packet, and as what.
func TestICMPError(t *testing.T) {
	for _, tt := range []struct {
		src, dst string // of the lost packet
		dif      int32
		typ      uint8
		code     uint8
		errno    netdev.Errno
		fatal    bool
	}{
		{"10.1.0.1", "10.1.0.2", eth0, 3, 0, netdev.ENETUNREACH, false},
		{"10.1.0.1", "10.1.0.2", eth0, 3, 1, netdev.EHOSTUNREACH, false},
		{"10.1.0.1", "10.1.0.2", eth1, 3, 3, netdev.ECONNREFUSED, true},
		{"10.1.0.1", "10.1.0.2", eth0, 3, 13, netdev.EHOSTUNREACH, true},
		{"10.1.0.1", "10.1.0.2", eth0, 3, 16, 0, false},
		{"10.1.0.1", "10.1.0.2", eth0, 11, 0, netdev.EHOSTUNREACH, false},
		{"10.1.0.1", "10.1.0.2", eth0, 12, 0, netdev.EPROTO, true},
		{"10.1.0.1", "10.1.0.2", eth0, 4, 0, 0, false},
		{"fd01::1", "fd01::2", eth0, 1, 0, netdev.ENETUNREACH, false},
		{"fd01::1", "fd01::2", eth0, 1, 1, netdev.EACCES, true},
		{"fd01::1", "fd01::2", eth0, 1, 4, netdev.ECONNREFUSED, true},
		{"fd01::1", "fd01::2", eth0, 1, 7, netdev.EPROTO, true},
		{"fd01::1", "fd01::2", eth0, 2, 0, netdev.EMSGSIZE, false},
		{"fd01::1", "fd01::2", eth0, 3, 0, netdev.EHOSTUNREACH, false},
		{"fd01::1", "fd01::2", eth0, 4, 0, netdev.EPROTO, true},
		{"fd01::1", "fd01::2", eth0, 9, 0, 0, false},
	} {
		d := newDual(t)
		about := packet(17, tt.src, tt.dst)
		p := netdev.Packet{
			Protocol: protoICMP, Src: netip.AddrPortFrom(ip(tt.dst), 0), Dst: netip.AddrPortFrom(ip(tt.src), 0),
			ICMP: netdev.ICMP{Type: tt.typ, Code: tt.code}, Err: &about,
		}
		if p.Dst.Addr().Is6() {
			p.Protocol = protoICMPv6
		}
		d.Input(nil, tt.dif, p)
		want := 2 // UDP and raw
		if tt.errno == 0 {
			want = 0
		}
		if len(d.lost) != want {
			t.Errorf("UDP-40: type %d, code %d: %d hooks were called, want %d", tt.typ, tt.code, len(d.lost), want)
		}
		for _, l := range d.lost {
			if l.errno != tt.errno || l.k.Src != about.Dst || l.k.Dst != about.Src || l.k.Dif != tt.dif || l.k.Protocol != 17 {
				t.Errorf("UDP-40: type %d, code %d: %v about %+v, want %v", tt.typ, tt.code, l.errno, l.k, tt.errno)
			}
		}
		if got := FatalICMP(&p); got != tt.fatal {
			t.Errorf("UDP-40: type %d, code %d is fatal: %v, want %v", tt.typ, tt.code, got, tt.fatal)
		}
	}
}

// TestLocalError: an error of this host itself comes by lo, as IPv4 sees it.
func TestLocalError(t *testing.T) {
	for _, tt := range []struct {
		dst      string
		oif      int32
		dif, dev int32
	}{{"10.1.0.1", 0, eth0, loopback}, {"fd01::1", 0, eth0, loopback}, {"10.3.0.1", red, eth2, red}} {
		d := newDual(t)
		r, err := d.Net.RouteOutput(nil, ip(tt.dst), netip.Addr{}, tt.oif)
		if err != nil {
			t.Fatal(err)
		}
		d.Output(nil, r, packet(17, r.Src.String(), tt.dst))
		if len(d.lost) != 2 || d.lost[0].k.Dif != tt.dif || d.lost[0].k.Dev != tt.dev || d.lost[0].errno != netdev.ECONNREFUSED {
			t.Errorf("UDP-40: to %s: %+v, want ECONNREFUSED by %d, on %d", tt.dst, d.lost, tt.dif, tt.dev)
		}
	}
	d := newDual(t)
	p := packet(17, "224.0.0.1", "10.1.0.1")
	d.Unreachable(nil, &Key{Dif: eth0}, p)
	if got := d.sent(); got != "" {
		t.Errorf("UDP-43: %q, want no answer to a group", got)
	}
}

// TestKeyOfICMP: ping sockets find the identifier where others find a port.
func TestKeyOfICMP(t *testing.T) {
	d := newDual(t)
	var got []netip.AddrPort
	for family, number := range map[int]uint8{AF_INET: protoICMP, AF_INET6: protoICMPv6} {
		d.Register(&Proto{
			Name: "PING", Family: family, Type: SOCK_DGRAM, Number: number,
			Lookup: func(_ task, k *Key, found []*Sock) []*Sock { got = append(got, k.Dst); return found },
			Err:    func(_ task, k *Key, _ netdev.Errno, _ *netdev.Packet) { got = append(got, k.Dst) },
		})
	}
	reply := packet(protoICMP, "10.1.0.2", "10.1.0.1")
	reply.ICMP = netdev.ICMP{ID: 77}
	reply.Dst = netip.AddrPortFrom(reply.Dst.Addr(), 0)
	d.Input(nil, eth0, reply)
	reply6 := packet(protoICMPv6, "fd01::2", "fd01::1")
	reply6.ICMP = netdev.ICMP{Type: icmpv6EchoReply, ID: 78}
	d.Input(nil, eth0, reply6)
	about := packet(protoICMP, "10.1.0.1", "10.1.0.2")
	about.ICMP = netdev.ICMP{Type: icmpEcho, ID: 79}
	d.Input(nil, eth0, netdev.Packet{Protocol: protoICMP, Src: about.Dst, Dst: netip.AddrPortFrom(about.Src.Addr(), 0), ICMP: netdev.ICMP{Type: 3, Code: 1}, Err: &about})
	want := []netip.AddrPort{port("10.1.0.1:77"), port("[fd01::1]:78"), port("10.1.0.1:0"), port("10.1.0.1:79")}
	if len(got) != len(want) {
		t.Fatalf("PNG-01: the hooks saw %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("PNG-01: the hooks saw %v, want %v", got, want)
		}
	}
}
