package boundif_test

import (
	"encoding/binary"
	"errors"
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
`,
}}

// TestNameIsCopiedFirst is RACE-20: the name is copied before anything is
// looked up or locked. What happens to the caller's memory after that makes no
// difference; what happens to the names does.
func TestNameIsCopiedFirst(t *testing.T) {
	const schedule = "v1:name=sock.bindtodevice.lookup,other,name"
	trace := emu.Replay(t, schedule, func(k *emu.Kernel) {
		s, buffer := newScene(k), []byte("eth0")
		k.Go("name", func() { s.err = s.daemon.Setsockopt(s.fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, buffer, len(buffer)) })
		k.Go("other", func() {
			copy(buffer, "lost")
			check(s.daemon.SetsockoptInt(s.fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1)) // nobody holds the lock
			s.swap()
		})
		k.Finally(s.judge)
	})
	if want := "ok, but another device"; trace.Outcome != want {
		t.Errorf("got %q, want %q\n%s", trace.Outcome, want, trace)
	}
}

// A race is something that happens on the running kernel inside of calls,
// where no row can wait for it. Whether it is seen is up to chance.
type race2 struct {
	id, because string
	trial       func(w *window) (seen bool)
}
