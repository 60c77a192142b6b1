package linux

import (
	"net/netip"
	"slices"
	"testing"

	"boundif/emu"
	"boundif/internal/wire"
	"boundif/netdev"
)

// TestCapture looks at which device a packet leaves by, and that it leaves
// though nobody has its address.
func TestCapture(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a, b := device(t, s, "a0", 0), device(t, s, "b0", 0)
	must(t, s.AddrAdd(a, prefix("10.1.0.1/24")), s.AddrAdd(b, prefix("10.2.0.1/24")), s.LinkSetUp(a), s.LinkSetUp(b))
	c, err := n.Capture()
	must(t, err)
	defer c.Close()
	fd := udpSocket(t, s)
	must(t, s.Bind(fd, inet(7000, 0, 0, 0, 0)))
	must(t, s.Sendto(fd, []byte("x"), 0, inet(9, 10, 2, 0, 2)))
	for index, want := range map[int][]string{a: nil, b: {"10.2.0.1:7000 > 10.2.0.2:9"}} {
		if got, err := c.Take(index); !slices.Equal(got, want) || err != nil {
			t.Errorf("left by device %d: %q, %v, want %q", index, got, err, want)
		}
	}
	if got, err := c.Take(b); len(got) != 0 || err != nil {
		t.Errorf("taken twice: %q, %v", got, err)
	}
}

// TestEvents reads what a rename and a delete are heard as.
func TestEvents(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	e, err := n.Events()
	must(t, err)
	defer e.Close()
	must(t, s.LinkSetName(a, "a1"), s.LinkDel(a))
	for _, want := range []string{"RTM_NEWLINK 2 a1", "RTM_DELLINK 2 a1", ""} {
		if got, ok, err := e.Next(); got != want || ok != (want != "") || err != nil {
			t.Errorf("event %q, %v, %v, want %q", got, ok, err, want)
		}
	}
}

// TestSetFromChildIsRefused: without [Child] in its main function a program
// runs on, and its output is not mistaken for an answer.
func TestSetFromChildIsRefused(t *testing.T) {
	s := root(t)
	t.Setenv(deaf, "1")
	if err := SetFromChild(udpSocket(t, s), emu.SO_BINDTOIFINDEX, 1); err == nil {
		t.Error("success of a child that was never asked")
	}
}

// TestCaptures: two namespaces with the same devices and addresses do not hear
// each other, and a capture hears nothing from before.
func TestCaptures(t *testing.T) {
	var captures []*Capture
	var last *Sys
	for range 2 {
		n := fresh(t)
		last = proc(t, n, All)
		a := device(t, last, "a0", 0)
		must(t, last.AddrAdd(a, prefix("10.1.0.1/24")), last.LinkSetUp(a))
		must(t, last.Sendto(udpSocket(t, last), nil, 0, inet(8, 10, 1, 0, 2)), n.Settle())
		c, err := n.Capture()
		must(t, err)
		captures = append(captures, c)
		b := device(t, last, "b0", 0) // one that comes later
		must(t, last.AddrAdd(b, prefix("10.2.0.1/24")), last.LinkSetUp(b))
	}
	fd := udpSocket(t, last)
	must(t, last.Bind(fd, inet(7000, 0, 0, 0, 0)))
	must(t, last.Sendto(fd, nil, 0, inet(9, 10, 1, 0, 2)), last.Sendto(fd, nil, 0, inet(9, 10, 2, 0, 2)), last.ns.settled())
	for i, want := range [][2][]string{{nil, nil}, {{"10.1.0.1:7000 > 10.1.0.2:9"}, {"10.2.0.1:7000 > 10.2.0.2:9"}}} {
		for j, device := range []int{2, 3} {
			if got, err := captures[i].Take(device); !slices.Equal(got, want[j]) || err != nil {
				t.Errorf("namespace %d, device %d: %q, %v, want %q", i, device, got, err, want[j])
			}
		}
		if got, err := captures[i].Take(1); got != nil || err != nil {
			t.Errorf("left by lo: %q, %v", got, err)
		}
		_, err := captures[i].Take(4242)
		check(t, "a device that is not there", err, netdev.ENODEV)
		must(t, captures[i].Close())
	}
}

// TestCaptureKinds looks at what the kernel answers by itself.
func TestCaptureKinds(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	must(t, s.AddrAdd(a, prefix("10.1.0.1/24")), s.AddrAdd(a, prefix("fd01::1/64")), s.LinkSetUp(a))
	c, err := n.Capture()
	must(t, err)
	packet := func(protocol uint8, src, dst string) *netdev.Packet {
		return &netdev.Packet{Protocol: protocol, Src: netip.MustParseAddrPort(src), Dst: netip.MustParseAddrPort(dst)}
	}
	syn, echo := packet(emu.IPPROTO_TCP, "10.1.0.2:5", "10.1.0.1:80"), packet(emu.IPPROTO_ICMPV6, "[fd01::2]:0", "[fd01::1]:0")
	syn.TCP = netdev.TCP{Seq: 1, Flags: netdev.SYN, Window: 1000}
	echo.ICMP = netdev.ICMP{Type: 128, ID: 7, Seq: 1}
	for _, p := range []*netdev.Packet{syn, echo, packet(emu.IPPROTO_UDP, "10.1.0.2:5", "10.1.0.1:9"), packet(emu.IPPROTO_UDP, "[fd01::2]:5", "[fd01::1]:9")} {
		for range 20 { // more than ICMP is allowed to send by default
			must(t, n.Inject(a, wire.Build(p)))
		}
		got, err := c.Take(a)
		must(t, err)
		if len(got) != 20 {
			t.Errorf("%d answers to 20 packets: %q", len(got), got)
		}
	}
}

// TestChatter: frames that are not IP, and talk among neighbours, are not
// recorded.
func TestChatter(t *testing.T) {
	frame := func(p *netdev.Packet) []byte {
		return append(make([]byte, sizeofVnetHdr), wire.BuildFrame(wire.MAC{}, wire.MAC{}, p)...)
	}
	four, six := netip.MustParseAddrPort("10.1.0.1:0"), netip.MustParseAddrPort("[fe80::1]:0")
	icmp6 := func(kind uint8) *netdev.Packet {
		return &netdev.Packet{Protocol: emu.IPPROTO_ICMPV6, Src: six, Dst: six, ICMP: netdev.ICMP{Type: kind}}
	}
	for _, c := range []struct {
		what string
		b    []byte
		want bool
	}{
		{"nothing", nil, false},
		{"ARP", append(make([]byte, sizeofVnetHdr+12), 8, 6, 0, 1), false},
		{"IGMP", frame(&netdev.Packet{Protocol: 2, Src: four, Dst: four, Payload: []byte("report")}), false},
		{"neighbour solicitation", frame(icmp6(135)), false},
		{"listener report", frame(icmp6(143)), false},
		{"older listener report", frame(icmp6(131)), false},
		{"echo request", frame(icmp6(128)), true},
		{"UDP", frame(&netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: four, Dst: four}), true},
		{"another protocol", frame(&netdev.Packet{Protocol: 253, Src: four, Dst: four}), true},
	} {
		if _, ok := packet(c.b); ok != c.want {
			t.Errorf("%s: recorded %v, want %v", c.what, ok, c.want)
		}
	}
}
