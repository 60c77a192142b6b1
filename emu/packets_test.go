package emu

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"boundif/internal/wire"
	"boundif/netdev"
)

func TestDeliverUDP(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	fd := udpSocket(t, p)
	ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
	if _, err := p.Socket(AF_INET, SOCK_RAW, IPPROTO_UDP); err != nil {
		t.Fatal(err)
	}
	ok(t, p.LinkSetDown(3))
	huge := math.MaxInt32
	huge = 2*huge + 4 // 1<<32 + 2, or 2 where an int has 32 bits
	for _, tt := range []struct {
		index    int
		src, dst string
		n        int
		err      error
		why      string
	}{
		{2, "10.1.0.2:68", "10.1.0.1:67", 2, nil, "the UDP socket, and the raw one"},
		{2, "10.1.0.2:68", "10.1.0.1:66", 1, nil, "the raw one alone"},
		{2, "10.1.0.2:68", "10.1.0.9:67", 0, nil, "not for this host"},
		{3, "10.1.0.2:68", "10.1.0.1:67", 0, netdev.ENETDOWN, "the device is down"},
		{99, "10.1.0.2:68", "10.1.0.1:67", 0, netdev.ENODEV, "there is no such device"},
		{-1, "10.1.0.2:68", "10.1.0.1:67", 0, netdev.ENODEV, "no index is negative"},
		{2, "[::ffff:10.1.0.2]:68", "10.1.0.1:67", 0, netdev.EAFNOSUPPORT, "IPv4 in disguise"},
		{2, "10.1.0.2:68", "[::ffff:10.1.0.1]:67", 0, netdev.EAFNOSUPPORT, "IPv4 in disguise"},
		{2, "[::1]:68", "10.1.0.1:67", 0, netdev.EAFNOSUPPORT, "IPv6"},
	} {
		got, err := k.Init().DeliverUDP(tt.index, netip.MustParseAddrPort(tt.src), netip.MustParseAddrPort(tt.dst), nil)
		if len(got) != tt.n || !errors.Is(err, tt.err) || tt.err == nil && err != nil {
			t.Errorf("%s > %s on %d: %d sockets, %v; want %d, %v: %s", tt.src, tt.dst, tt.index, len(got), err, tt.n, tt.err, tt.why)
		}
	}
	if _, err := k.Init().DeliverUDP(2, netip.AddrPort{}, netip.AddrPort{}, nil); !errors.Is(err, netdev.EAFNOSUPPORT) {
		t.Errorf("no addresses: %v, want EAFNOSUPPORT", err)
	}
	if huge != 2 {
		if _, err := k.Init().DeliverUDP(huge, netip.MustParseAddrPort("10.1.0.2:68"), netip.MustParseAddrPort("10.1.0.1:67"), nil); !errors.Is(err, netdev.ENODEV) {
			t.Errorf("index %d: %v, want ENODEV", huge, err)
		}
	}
}

// packetOf is the bytes of a packet; change may spoil them.
func packetOf(p netdev.Packet, change func(b []byte)) []byte {
	b := wire.Build(&p)
	if change != nil {
		change(b)
	}
	return b
}

func udpPacket(src, dst, payload string) netdev.Packet {
	return netdev.Packet{Protocol: IPPROTO_UDP, Src: netip.MustParseAddrPort(src), Dst: netip.MustParseAddrPort(dst), Payload: []byte(payload)}
}

// TestInject: what is dropped is counted; raw sockets get what only UDP
// refuses. The rows of the kernel are RX-bytes4 and RX-bytes6.
func TestInject(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	ns := k.Init()
	ok(t, p.AddrAdd(2, netip.MustParsePrefix("fd01::1/64")))
	fd, err := p.Socket(AF_INET6, SOCK_DGRAM, 0)
	ok(t, err)
	ok(t, p.Bind(fd, &SockaddrInet6{Port: 67}))
	raw, err := p.Socket(AF_INET, SOCK_RAW, IPPROTO_UDP)
	ok(t, err)
	v4, v6 := udpPacket("10.1.0.2:68", "10.1.0.1:67", "hello"), udpPacket("[fd01::2]:68", "[fd01::1]:67", "hello")
	frame := wire.BuildFrame(wire.MAC{}, wire.MAC{}, &v4)
	arp := append([]byte(nil), frame...)
	arp[13] = 6
	for _, tt := range []struct {
		frame bool
		b     []byte
		n     int
		drop  string
	}{
		{false, packetOf(v4, nil), 2, ""},
		{false, packetOf(v6, nil), 1, ""},
		{true, frame, 2, ""},
		{true, arp, 0, "unknown protocol"},
		{true, frame[:13], 0, "frame too short"},
		{false, nil, 0, "packet too short"},
		{false, packetOf(v4, func(b []byte) { b[0] = 0x55 }), 0, "ip header"},
		{false, packetOf(v4, func(b []byte) { b[8]++ }), 0, "ip header checksum"},
		{false, packetOf(v4, func(b []byte) { b[30]++ }), 1, "udp checksum"},
		{false, packetOf(v6, func(b []byte) { b[50]++ }), 0, "udp checksum"},
		{false, packetOf(v4, nil)[:30], 0, "packet truncated"},
	} {
		before := ns.Drops()
		inject := ns.Inject
		if tt.frame {
			inject = ns.InjectFrame
		}
		got, err := inject(2, tt.b)
		want := before
		if tt.drop != "" {
			want = counted(before, tt.drop)
		}
		if diff := cmp.Diff(want, ns.Drops(), cmpopts.SortSlices(func(a, b Drop) bool { return a.Reason < b.Reason })); len(got) != tt.n || err != nil || diff != "" {
			t.Errorf("% x: %d sockets, %v; want %d and drop %q (-want +got):\n%s", tt.b, len(got), err, tt.n, tt.drop, diff)
		}
		if tt.b != nil && len(got) > 0 {
			clear(tt.b) // the packet is a copy
		}
	}
	if diff := cmp.Diff(ns.Drops(), ns.Drops()); diff != "" {
		t.Errorf("the order of drops:\n%s", diff)
	}
	b := make([]byte, 100)
	if n, from, err := p.Recvfrom(fd, b, 0); string(b[:n]) != "hello" || err != nil || from.(*SockaddrInet6).Port != 68 {
		t.Errorf("received %q from %v, %v", b[:n], from, err)
	}
	if n, _, err := p.Recvfrom(raw, b, 0); n != 33 || b[0] != 0x45 || err != nil {
		t.Errorf("RAW: received % x, %v", b[:n], err)
	}
	ok(t, p.LinkSetDown(3))
	for index, want := range map[int]error{3: netdev.ENETDOWN, 99: netdev.ENODEV, -1: netdev.ENODEV} {
		if _, err := ns.Inject(index, frame); !errors.Is(err, want) {
			t.Errorf("device %d: %v, want %v", index, err, want)
		}
	}
}

// counted is one more drop for a reason.
func counted(drops []Drop, reason string) (more []Drop) {
	found := false
	for _, d := range drops {
		if d.Reason == reason {
			d.Count, found = d.Count+1, true
		}
		more = append(more, d)
	}
	if !found {
		more = append(more, Drop{reason, 1})
	}
	return more
}

// TestFrames: what leaves is a packet that other stacks can read, an answer
// from the host itself included.
func TestFrames(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	ns := k.Init()
	fd := udpSocket(t, p)
	ok(t, p.Sendto(fd, []byte("hello"), 0, &SockaddrInet4{Port: 9, Addr: [4]byte{10, 1, 0, 2}}))
	echo := netdev.Packet{Protocol: IPPROTO_ICMP, Src: netip.MustParseAddrPort("10.1.0.2:0"), Dst: netip.MustParseAddrPort("10.1.0.1:0"),
		ICMP: netdev.ICMP{Type: 8, ID: 7, Seq: 8}, Payload: []byte("echo")}
	_, err := ns.Inject(2, wire.Build(&echo))
	ok(t, err)
	lost := udpPacket("10.1.0.2:68", "10.1.0.1:4242", strings.Repeat("x", 1000))
	_, err = ns.Inject(2, wire.Build(&lost))
	ok(t, err)
	frames, err := ns.Frames(2)
	ok(t, err)
	var said []string
	for _, b := range frames {
		p, err := wire.Parse(b)
		ok(t, err)
		said = append(said, wire.Describe(&p))
	}
	if diff := cmp.Diff([]string{
		"10.1.0.1:32768 > 10.1.0.2:9",
		"10.1.0.1 > 10.1.0.2 ICMP echo reply",
		"10.1.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:68 > 10.1.0.1:4242 UDP)",
	}, said); diff != "" {
		t.Errorf("what left (-want +got):\n%s", diff)
	}
	if len(frames) == 3 && len(frames[2]) != 576 {
		t.Errorf("the error has %d bytes", len(frames[2]))
	}
	if again, err := ns.Frames(2); again != nil || err != nil {
		t.Errorf("and again %d frames, %v", len(again), err)
	}
	if _, err := ns.Frames(99); !errors.Is(err, netdev.ENODEV) {
		t.Errorf("frames of no device: %v", err)
	}
}

// TestInjectIntoVRF: a packet that arrives on a device of a VRF is for sockets
// of the VRF and of the device, and for unbound ones only if udp_l3mdev_accept
// says so.
func TestInjectIntoVRF(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	red, err := p.LinkAddVRF("red", 0, 10)
	ok(t, err)
	ok(t, p.LinkSetUp(red))
	ok(t, p.LinkSetMaster(2, red))
	b := packetOf(udpPacket("10.1.0.2:68", "10.1.0.1:67", "hello"), nil)
	for _, tt := range []struct {
		index  int
		accept string
		n      int
		why    string
	}{
		{red, "0", 1, "L3-01: bound to the VRF"},
		{2, "0", 1, "L3-01: bound to the device"},
		{3, "0", 0, "bound to a device outside"},
		{0, "0", 0, "L3-40: not bound"},
		{0, "1", 1, "L3-40: not bound, and udp_l3mdev_accept is on"},
	} {
		ok(t, p.Sysctl("net/ipv4/udp_l3mdev_accept", tt.accept))
		fd := udpSocket(t, p)
		ok(t, p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, tt.index))
		ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
		got, err := k.Init().Inject(2, b)
		if len(got) != tt.n || err != nil {
			t.Errorf("%s: %d sockets, %v; want %d", tt.why, len(got), err, tt.n)
		}
		if len(got) == 1 {
			r, err := got[0].Receive(nil)
			if err != nil || r.Dif != int32(red) || r.Sdif != 2 {
				t.Errorf("%s: arrived by %d and %d, %v", tt.why, r.Dif, r.Sdif, err)
			}
		}
		ok(t, p.Close(fd))
	}
}

// TestInjectInAnExploration: whoever drops packets at the same time, the count
// is right; whoever counts meanwhile has counted some of them.
func TestInjectInAnExploration(t *testing.T) {
	bad := packetOf(udpPacket("10.1.0.2:68", "10.1.0.1:67", "hello"), func(b []byte) { b[8]++ })
	report := Explore(t, func(k *Kernel) {
		ns := k.Init()
		root := ns.Root()
		index, _ := root.LinkAdd("eth0", 0)
		root.LinkSetUp(index)
		meanwhile := 0
		for _, name := range []string{"a", "b"} {
			k.Go(name, func() { ns.Inject(index, bad) })
		}
		k.Go("counter", func() {
			for _, d := range ns.Drops() {
				meanwhile += d.Count
			}
		})
		k.Finally(func() {
			k.Outcome(fmt.Sprint(meanwhile, " of ", ns.Drops()[0].Count))
		})
	})
	var got []string
	for _, o := range report.Outcomes {
		got = append(got, o.Label)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"0 of 2", "1 of 2", "2 of 2"}, got); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

// TestInjectInParallel: packets in, packets out and counts, from many
// goroutines at once.
func TestInjectInParallel(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	ns := k.Init()
	fd := udpSocket(t, p)
	ok(t, p.Bind(fd, &SockaddrInet4{Port: 67}))
	good := packetOf(udpPacket("10.1.0.2:68", "10.1.0.1:67", "hello"), nil)
	bad := packetOf(udpPacket("10.1.0.2:68", "10.1.0.1:67", "hello"), func(b []byte) { b[8]++ })
	const rounds = 200
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range rounds {
				ns.Inject(2, good)
				ns.Inject(2, bad)
				p.Recvfrom(fd, make([]byte, 9), 0)
				p.Sendto(fd, []byte("hello"), 0, &SockaddrInet4{Port: 68, Addr: [4]byte{10, 1, 0, 2}})
				ns.Frames(2)
				ns.Drops()
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff([]Drop{{"ip header checksum", 4 * rounds}}, ns.Drops()); diff != "" {
		t.Errorf("drops (-want +got):\n%s", diff)
	}
}
