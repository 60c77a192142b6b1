package peer

import (
	"net/netip"
	"runtime"
	"strconv"
	"testing"

	"boundif/emu"
	"boundif/netdev"
	"boundif/sock"
)

const (
	port      = 67
	ports     = 50000
	clientStr = "10.0.0.2:68"
)

var (
	client = netip.MustParseAddrPort(clientStr)
	server = netip.MustParseAddr("10.0.0.1")
)

func check(tb testing.TB, err error) {
	if err != nil {
		tb.Helper() // it costs more than what is measured
		tb.Fatal(err)
	}
}

// model is a machine with devices of index 2, 3, ... that are up, the first
// with an address.
func model(tb testing.TB, devices int) (*emu.Kernel, *emu.Process) {
	tb.Helper()
	k := emu.New(emu.Linux(6, 18))
	p := k.Init().Root()
	for i := range devices {
		index, err := p.LinkAdd("eth"+strconv.Itoa(i), 0)
		check(tb, err)
		check(tb, p.LinkSetUp(index))
		if i == 0 {
			check(tb, p.AddrAdd(index, netip.PrefixFrom(server, 24)))
		}
	}
	return k, p
}

// place is where socket i of n goes: at most two sockets share a port, on
// different devices.
func place(i, devices int) (port, device int) {
	return 1 + i%ports, (i + i/ports) % devices
}

func modelSocket(tb testing.TB, p *emu.Process, device, port int) int {
	fd, err := p.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
	check(tb, err)
	check(tb, p.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, device))
	check(tb, p.Bind(fd, &emu.SockaddrInet4{Port: port}))
	return fd
}

func BenchmarkSetByIndex(b *testing.B) {
	b.Run("boundif", func(b *testing.B) {
		_, p := model(b, 2)
		fd := modelSocket(b, p, 2, port)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if p.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 2+i&1) != nil {
				b.Fatal("refused")
			}
		}
	})
	b.Run("gvisor-without-effect", func(b *testing.B) {
		s := netstack(b, 2)
		ep := s.socket(b, 1, port)
		defer ep.Close()
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if ep.SocketOptions().SetBindToDevice(int32(1+i&1)) != nil {
				b.Fatal("refused")
			}
		}
	})
	b.Run("linux", func(b *testing.B) { linuxSet(b, true) })
}

func BenchmarkSetByName(b *testing.B) {
	b.Run("boundif", func(b *testing.B) {
		_, p := model(b, 2)
		fd := modelSocket(b, p, 2, port)
		names := [2]string{"eth0", "eth1"}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if p.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, names[i&1]) != nil {
				b.Fatal("refused")
			}
		}
	})
	b.Run("linux", func(b *testing.B) { linuxSet(b, false) })
}

func BenchmarkGetDevice(b *testing.B) {
	b.Run("index/boundif", func(b *testing.B) {
		_, p := model(b, 2)
		fd := modelSocket(b, p, 2, port)
		b.ReportAllocs()
		for b.Loop() {
			p.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)
		}
	})
	b.Run("index/gvisor", func(b *testing.B) {
		s := netstack(b, 2)
		ep := s.socket(b, 1, port)
		defer ep.Close()
		b.ReportAllocs()
		for b.Loop() {
			ep.SocketOptions().GetBindToDevice()
		}
	})
	b.Run("index/linux", func(b *testing.B) { linuxGet(b, true) })
	b.Run("name/boundif", func(b *testing.B) {
		_, p := model(b, 2)
		fd := modelSocket(b, p, 2, port)
		b.ReportAllocs()
		for b.Loop() {
			p.GetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE)
		}
	})
	b.Run("name/linux", func(b *testing.B) { linuxGet(b, false) })
}

var scales = []struct {
	name                     string
	sockets, devices, stride int
}{
	{"1-socket-1-device", 1, 1, 1},
	{"1e3-sockets-1e3-devices", 1000, 1000, 1},
	{"1e5-sockets-1e3-devices", 100000, 1000, 1},
	{"1e5-sockets-scattered", 100000, 1000, 7919}, // no cache helps
}

func BenchmarkLookup(b *testing.B) {
	for _, sc := range scales {
		b.Run(sc.name+"/boundif", func(b *testing.B) {
			_, p := model(b, sc.devices)
			var first *sock.Sock
			for i := range sc.sockets {
				port, device := place(i, sc.devices)
				s, err := p.Sock(modelSocket(b, p, 2+device, port))
				check(b, err)
				if first == nil {
					first = s
				}
			}
			lookup := first.Proto().Lookup
			var buf [1]*sock.Sock
			k := sock.Key{Protocol: emu.IPPROTO_UDP, Src: client}
			b.ReportAllocs()
			for i := 0; b.Loop(); i += sc.stride {
				port, device := place(i%sc.sockets, sc.devices)
				k.Dst, k.Dif = netip.AddrPortFrom(server, uint16(port)), int32(2+device)
				if len(lookup(nil, &k, buf[:0])) != 1 {
					b.Fatal("not found")
				}
			}
		})
		b.Run(sc.name+"/gvisor", func(b *testing.B) {
			s := netstack(b, sc.devices)
			for i := range sc.sockets {
				port, device := place(i, sc.devices)
				s.socket(b, 1+device, port)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i += sc.stride {
				port, device := place(i%sc.sockets, sc.devices)
				if !s.lookup(1+device, uint16(port)) {
					b.Fatal("not found")
				}
			}
		})
	}
}

// BenchmarkLookupOnePort is k sockets of k devices on one port.
func BenchmarkLookupOnePort(b *testing.B) {
	for _, n := range []int{1, 1000, 10000} {
		b.Run(strconv.Itoa(n)+"/boundif", func(b *testing.B) {
			_, p := model(b, n)
			var s *sock.Sock
			for i := range n {
				var err error
				s, err = p.Sock(modelSocket(b, p, 2+i, port))
				check(b, err)
			}
			lookup := s.Proto().Lookup
			var buf [1]*sock.Sock
			k := sock.Key{Protocol: emu.IPPROTO_UDP, Src: client, Dst: netip.AddrPortFrom(server, port), Dif: 2}
			b.ReportAllocs()
			for b.Loop() {
				lookup(nil, &k, buf[:0])
			}
		})
		if n > 1000 {
			continue // its devices take too long to make
		}
		b.Run(strconv.Itoa(n)+"/gvisor", func(b *testing.B) {
			s := netstack(b, n)
			for i := range n {
				s.socket(b, 1+i, port)
			}
			b.ReportAllocs()
			for b.Loop() {
				s.lookup(1, port)
			}
		})
	}
}

// BenchmarkLookupParallel is the lookup of one socket from all cores.
func BenchmarkLookupParallel(b *testing.B) {
	_, p := model(b, 1)
	s, err := p.Sock(modelSocket(b, p, 2, port))
	check(b, err)
	lookup := s.Proto().Lookup
	b.RunParallel(func(pb *testing.PB) {
		var buf [1]*sock.Sock
		k := sock.Key{Protocol: emu.IPPROTO_UDP, Src: client, Dst: netip.AddrPortFrom(server, port), Dif: 2}
		for pb.Next() {
			lookup(nil, &k, buf[:0])
		}
	})
}

// BenchmarkBind opens, binds and closes a socket, beside none and beside a
// thousand devices.
func BenchmarkBind(b *testing.B) {
	for _, devices := range []int{1, 1000} {
		b.Run(strconv.Itoa(devices)+"-devices/boundif", func(b *testing.B) {
			_, p := model(b, devices)
			sa := &emu.SockaddrInet4{Port: port}
			b.ReportAllocs()
			for b.Loop() {
				fd, _ := p.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
				if p.Bind(fd, sa) != nil || p.Close(fd) != nil {
					b.Fatal("refused")
				}
			}
		})
		b.Run(strconv.Itoa(devices)+"-devices/gvisor", func(b *testing.B) {
			s := netstack(b, devices)
			b.ReportAllocs()
			for b.Loop() {
				s.socket(b, 0, port).Close()
			}
		})
	}
	b.Run("linux", linuxBind)
}

// BenchmarkWorld makes a machine with 3 devices and 8 bound sockets, and
// closes them.
func BenchmarkWorld(b *testing.B) {
	b.Run("boundif", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, p := model(b, 3)
			var fds [8]int
			for i := range fds {
				fds[i] = modelSocket(b, p, 2+i%3, port+i)
			}
			for _, fd := range fds {
				p.Close(fd)
			}
		}
	})
	b.Run("gvisor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s := netstack(b, 3)
			for i := range 8 {
				s.socket(b, 1+i%3, port+i).Close()
			}
			s.Destroy()
		}
	})
}

// BenchmarkInjectReceive lets a packet arrive and reads it.
func BenchmarkInjectReceive(b *testing.B) {
	payload := make([]byte, 100)
	b.Run("boundif", func(b *testing.B) {
		k, p := model(b, 1)
		fd := modelSocket(b, p, 2, port)
		dst := netip.AddrPortFrom(server, port)
		buf := make([]byte, 200)
		b.ReportAllocs()
		for b.Loop() {
			k.Init().DeliverUDP(2, client, dst, payload)
			if n, _, _ := p.Recvfrom(fd, buf, 0); n != len(payload) {
				b.Fatal("nothing received")
			}
		}
	})
	b.Run("gvisor", func(b *testing.B) {
		s := netstack(b, 1)
		ep := s.socket(b, 1, port)
		b.ReportAllocs()
		for b.Loop() {
			s.inject(1, port, payload)
			if !s.receive(ep, len(payload)) {
				b.Fatal("nothing received")
			}
		}
	})
}

// BenchmarkMemory reports bytes per bound socket.
func BenchmarkMemory(b *testing.B) {
	grow := func(b *testing.B, n int, open func(i int)) {
		b.Helper()
		heap := func() uint64 {
			var m runtime.MemStats
			runtime.GC()
			runtime.GC()
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		before := heap()
		for i := range n {
			open(i)
		}
		b.ReportMetric(float64(heap()-before)/float64(n), "B/socket")
	}
	const n = 50000
	for name, devices := range map[string]int{"a-port-each": 1, "1e3-on-each-port": 1000} {
		b.Run(name+"/boundif", func(b *testing.B) {
			for b.Loop() {
				_, p := model(b, devices)
				grow(b, n, func(i int) { modelSocket(b, p, 2+i%devices, 1+i/devices) })
				runtime.KeepAlive(p)
			}
		})
	}
	b.Run("a-port-each/gvisor", func(b *testing.B) {
		for b.Loop() {
			s := netstack(b, 1)
			grow(b, n, func(i int) { s.socket(b, 1, 1+i) })
			runtime.KeepAlive(s)
		}
	})
}

// TestPlace: the benchmarks look up what they opened.
func TestPlace(t *testing.T) {
	seen := map[[2]int]bool{}
	for i := range 100000 {
		port, device := place(i, 1000)
		if seen[[2]int{port, device}] || port < 1 || port > 65535 {
			t.Fatalf("socket %d: port %d, device %d", i, port, device)
		}
		seen[[2]int{port, device}] = true
	}
	if netdev.Newest != emu.Linux(6, 18) {
		t.Error("the benchmarks run on an old release")
	}
}
