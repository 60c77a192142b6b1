package boundif_test

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/plane/linux"
	"boundif/netdev"
)

// gaps is what no other part of the table asks.
var gaps = []rule{{
	id:      "UDP-32",
	because: "one unbound receiver gets what this host sends to itself, from wherever that counts as arrived; what leaves by a wire it does not get",
	program: func(s *plane.Script) {
		a0, b0 := s.Link("a0", "10.1.0.1/24", "fd01::1/64"), s.Link("b0", "10.2.0.1/24", "fd02::1/64")
		s.Lo("10.9.9.9/32", "fd09::9/128")
		to := s.Root.UDP("receiver").At(any7000)
		to6 := s.Root.UDP6("receiver").FlagAt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, 1).At("[::]:7000")
		for _, from := range []struct {
			what string
			dev  int
		}{{"unbound", 0}, {"on lo", 1}, {"on a0", a0}, {"on b0", b0}} {
			for _, dst := range []string{"127.0.0.1:7000", "10.1.0.1:7000", s7000} {
				s.Root.UDP(from.what).On(from.dev).Send(dst)
				s.Got(to)
			}
			for _, dst := range []string{"[::1]:7000", "[fd01::1]:7000", "[fd09::9]:7000"} {
				s.Root.UDP6(from.what).On(from.dev).Send(dst)
				s.Got(to6)
			}
		}
	},
	want: `
unbound send to 127.0.0.1:7000 = ok
got it: receiver
unbound send to 10.1.0.1:7000 = ok
got it: receiver
unbound send to 10.9.9.9:7000 = ok
got it: receiver
unbound send to [::1]:7000 = ok
got it: receiver
unbound send to [fd01::1]:7000 = ok
got it: receiver
unbound send to [fd09::9]:7000 = ok
got it: receiver
on lo send to 127.0.0.1:7000 = ok
got it: receiver
on lo send to 10.1.0.1:7000 = ok
got it: receiver
on lo send to 10.9.9.9:7000 = ok
got it: receiver
on lo send to [::1]:7000 = ok
got it: receiver
on lo send to [fd01::1]:7000 = ENETUNREACH
got it: nobody
on lo send to [fd09::9]:7000 = ok
got it: receiver
on a0 send to 127.0.0.1:7000 = ok
got it: nobody
on a0 send to 10.1.0.1:7000 = ok
got it: receiver
on a0 send to 10.9.9.9:7000 = ok
got it: nobody
on a0 send to [::1]:7000 = ENETUNREACH
got it: nobody
on a0 send to [fd01::1]:7000 = ok
got it: receiver
on a0 send to [fd09::9]:7000 = ENETUNREACH
got it: nobody
on b0 send to 127.0.0.1:7000 = ok
got it: nobody
on b0 send to 10.1.0.1:7000 = ok
got it: nobody
on b0 send to 10.9.9.9:7000 = ok
got it: nobody
on b0 send to [::1]:7000 = ENETUNREACH
got it: nobody
on b0 send to [fd01::1]:7000 = ENETUNREACH
got it: nobody
on b0 send to [fd09::9]:7000 = ENETUNREACH
got it: nobody
`,
}}

// TestNameIsCopiedFirst is RACE-20: the name is copied before anything is
// looked up or locked. What happens to the caller's memory after that makes no
// difference; what happens to the names does.
func TestNameIsCopiedFirst(t *testing.T) {
	const schedule = "v1:name=fd.get,other,name"
	trace := emu.Replay(t, schedule, func(k *emu.Kernel) {
		s, buffer := newScene(k), []byte("eth0")
		k.Go("name", func() { s.err = s.daemon.Setsockopt(s.fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, buffer, len(buffer)) })
		k.Go("other", func() {
			check(s.daemon.SetsockoptInt(s.fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1)) // nobody holds the lock
			copy(buffer, "lost")
			s.swap()
		})
		k.Finally(s.judge)
	})
	if want := "ok, but another device"; trace.Outcome != want {
		t.Errorf("got %q, want %q\n%s", trace.Outcome, want, trace)
	}
}

// A chance is what happens on a kernel inside of calls, where no row of the
// table can make one wait for another. Whether it is seen is up to chance.
type chance struct {
	id, because string
	trial       func(w *window) (seen bool)
}

var chances = []chance{{
	id:      "RACE-01",
	because: "during a rename neither name leads to the device",
	trial:   (*window).nameless,
}, {
	id:      "RACE-10",
	because: "the name is looked up before the lock: if names are swapped while the call waits for that, it binds to the device that had the name (OPT-70)",
	trial: func(w *window) bool {
		return w.waits(w.byName, func() {
			check(w.LinkSetName(w.first, "tmp0"))
			check(w.LinkSetName(w.second, "eth0"))
		}) == "tmp0"
	},
}, {
	id:      "RACE-11",
	because: "if the device is deleted while the call waits for the lock, it succeeds, with an index of nothing",
	trial: func(w *window) bool {
		return w.waits(w.byName, func() { check(w.LinkDel(w.first)) }) == "nothing"
	},
}, {
	id:      "RACE-12",
	because: "if the index goes to a newcomer while the call waits for the lock, it binds to that one",
	trial: func(w *window) bool {
		return w.waits(w.byName, func() {
			check(w.LinkDel(w.first))
			must(w.LinkAdd("evil0", w.first))
		}) == "evil0"
	},
}, {
	id:      "RACE-13",
	because: "by index it binds to the right device, whatever names do while the call waits for the lock (OPT-71)",
	trial: func(w *window) bool {
		return w.waits(w.byIndex, func() {
			check(w.LinkSetName(w.first, "tmp0"))
			check(w.LinkSetName(w.second, "eth0"))
		}) == "tmp0"
	},
}, {
	id:      "RACE-40",
	because: "a sender that began before a bind stores its route after it: the socket says the new device, and sends by the old one from then on (RACE-41, OUT-48)",
	trial:   (*window).stale,
}}

// TestWindows looks for each on the running kernel.
func TestWindows(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short")
	}
	linux.Require(t)
	if runtime.NumCPU() == 1 {
		t.Skip("skipped: one CPU shows no race inside the kernel")
	}
	n, err := linux.New()
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	for _, c := range chances {
		w := &window{Sys: must(n.NewSys(linux.All)), t: t}
		w.first, w.second = must(w.LinkAdd("eth0", 0)), must(w.LinkAdd("eth1", 0))
		seen, trials := 0, 0
		for start := time.Now(); seen == 0 && time.Since(start) < time.Second; trials++ {
			if c.trial(w) {
				seen++
			}
		}
		t.Logf("%s: seen in %d of %d trials", c.id, seen, trials) // internal/ledger reads this
		check(w.LinkDel(w.first))
		check(w.LinkDel(w.second))
	}
}

// A window is two devices of the running kernel, the first called eth0.
type window struct {
	*linux.Sys
	t             *testing.T
	first, second int
}

func (w *window) byName(fd int) error {
	return w.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "eth0")
}

func (w *window) byIndex(fd int) error {
	return w.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, w.first)
}

// waits lets a thread bind a socket whose lock others hold nearly all the
// time, and calls event meanwhile. It says what the first device is called
// then if the bind was still waiting when event was over, had not stored
// anything, and ended on the index of the first device; "" if not. Of a bind by
// name that says that it had looked before: the name is another's by then.
func (w *window) waits(bind func(fd int) error, event func()) (name string) {
	fd := must(w.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	defer func() { check(w.Close(fd)) }()
	defer w.again()
	var stop, done atomic.Bool
	var holders, binder sync.WaitGroup
	for range 100 { // the lock is given to those who wait in turn
		holders.Go(func() {
			for !stop.Load() {
				w.hold(fd)
			}
		})
	}
	time.Sleep(time.Millisecond)
	var err error
	binder.Go(func() { err = bind(fd); done.Store(true) })
	time.Sleep(100 * time.Microsecond)
	event()
	waiting := w.bound(fd) == 0 && !done.Load()
	stop.Store(true)
	binder.Wait()
	holders.Wait()
	got := w.bound(fd)
	if errors.Is(err, netdev.ENODEV) { // it looked after the event
		return ""
	}
	if err != nil || got != w.first && got != w.second {
		w.t.Errorf("the bind ended with %v, on %d", err, got)
	}
	if !waiting || got != w.first {
		return ""
	}
	name, err = w.GetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE)
	if errors.Is(err, netdev.ENODEV) {
		return "nothing"
	}
	check(err)
	return name
}

func (w *window) bound(fd int) int {
	return must(w.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX))
}

// again gives the devices the names that they had, and makes what is gone.
func (w *window) again() {
	if _, err := w.IfIndexToName(w.first); err != nil {
		w.first = must(w.LinkAdd("tmp0", 0))
	}
	check(w.LinkSetName(w.first, "tmp0"))
	check(w.LinkSetName(w.second, "eth1"))
	check(w.LinkSetName(w.first, "eth0"))
}

// hold keeps the lock of a socket for as long as the kernel needs to take in
// the longest filter (SO_ATTACH_FILTER), one that lets everything pass. That the
// kernel then may have no room for it makes no difference.
func (w *window) hold(fd int) {
	const soAttachFilter, longest, ret = 26, 4096, 6
	filter := make([]byte, longest*8) // of struct sock_filter
	for at := range slices.Chunk(filter, 8) {
		binary.NativeEndian.PutUint16(at, ret) // BPF_RET | BPF_K
		binary.NativeEndian.PutUint32(at[4:], 0xffffffff)
	}
	var prog struct { // struct sock_fprog
		n      uint16
		filter unsafe.Pointer
	}
	prog.n, prog.filter = longest, unsafe.Pointer(&filter[0])
	size := int(unsafe.Sizeof(prog))
	w.Setsockopt(fd, emu.SOL_SOCKET, soAttachFilter, unsafe.Slice((*byte)(unsafe.Pointer(&prog)), size), size)
	runtime.KeepAlive(filter)
}

// stale binds a connected socket to two devices in turn while three threads
// send on it, until the route that it has stored is not by the device that it
// was just bound to. Then the threads rest, and one more datagram is sent: is
// that still so? A route is told by its MTU: that by lo has the largest of IPv4.
func (w *window) stale() bool {
	const ipMTU, mtuOfLo = 14, 65535
	check(w.LinkSetUp(1))
	check(w.LinkSetUp(w.first))
	if err := w.AddrAdd(w.first, netip.MustParsePrefix("10.1.0.1/24")); !errors.Is(err, netdev.EEXIST) {
		check(err)
	}
	fd := must(w.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	defer func() { check(w.Close(fd)) }()
	check(w.byIndex(fd))
	check(w.Connect(fd, &emu.SockaddrInet4{Port: 9, Addr: [4]byte{192, 0, 2, 9}}))
	send := func() { w.Sendto(fd, []byte("x"), 0, nil) }
	other := func(device int) bool { // the route is by the other device
		mtu, err := w.GetsockoptInt(fd, emu.IPPROTO_IP, ipMTU)
		return err == nil && (mtu == mtuOfLo) != (device == 1)
	}
	for _, device := range []int{1, w.first} {
		check(w.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, device))
		if send(); other(device) {
			w.t.Errorf("bound to %d: nobody else sends, and the route is by the other device", device)
		}
	}
	var stop atomic.Bool
	var senders sync.WaitGroup
	for range 3 {
		senders.Go(func() {
			for !stop.Load() {
				send()
			}
		})
	}
	device, found := 0, false
	for i := 0; i < 5000 && !found; i++ {
		device = []int{1, w.first}[i%2]
		check(w.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, device))
		found = other(device)
	}
	stop.Store(true)
	senders.Wait()
	send()
	return other(device) && w.bound(fd) == device
}

// nameless renames the first device once while another thread asks for the old
// name, and then for the new one: the first is gone, and the second not there.
func (w *window) nameless() bool {
	defer w.again()
	var stop, seen atomic.Bool
	var asker sync.WaitGroup
	asker.Go(func() {
		for !stop.Load() && !seen.Load() {
			_, err1 := w.IfNameToIndex("eth0")
			_, err2 := w.IfNameToIndex("lan0")
			seen.Store(errors.Is(err1, netdev.ENODEV) && errors.Is(err2, netdev.ENODEV))
		}
	})
	time.Sleep(100 * time.Microsecond)
	check(w.LinkSetName(w.first, "lan0"))
	stop.Store(true)
	asker.Wait()
	return seen.Load()
}
