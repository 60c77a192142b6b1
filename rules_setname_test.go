package boundif_test

import (
	"math"

	"boundif/emu"
	"boundif/internal/plane"
)

// page is more memory than any option reads, beginning with a name.
func page(name string) []byte { return append([]byte(name), make([]byte, 4096)...) }

const (
	name15 = "abcdefghijklmno"
	name18 = name15 + "pqr"
)

// setByName is setsockopt(SO_BINDTODEVICE), section 1.2.
var setByName = []rule{{
	id:      "OPT-01",
	because: "any length is accepted; at most 15 bytes are read; no NUL is needed",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		a.Set(plane.ByName, []byte("lo"), 2)
		a.Device()
		a.Set(plane.ByName, []byte("lo\x00"), 3)
		a.Set(plane.ByName, page("lo")[:15], 16)
		a.Set(plane.ByName, page("lo")[:15], 200)
		a.Set(plane.ByName, page("lo")[:15], math.MaxInt32)
		a.Device()
	},
	want: `
a set BINDTODEVICE "lo", 2 = ok
a device = 1, "lo"
a set BINDTODEVICE "lo\x00", 3 = ok
a set BINDTODEVICE "lo\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 16 = ok
a set BINDTODEVICE "lo\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 200 = ok
a set BINDTODEVICE "lo\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 2147483647 = ok
a device = 1, "lo"
`,
}, {
	id:      "OPT-02",
	because: "the name ends at the first NUL; the length cuts it",
	program: func(s *plane.Script) {
		s.DownLink("va")
		a := s.Root.UDP("a")
		a.Set(plane.ByName, []byte("lo\x00junkjunk"), 11)
		a.Device()
		a.Set(plane.ByName, []byte("va"), 1)
		a.Set(plane.ByName, []byte("va"), 2)
		a.Device()
	},
	want: `
a set BINDTODEVICE "lo\x00junkjunk", 11 = ok
a device = 1, "lo"
a set BINDTODEVICE "va", 1 = ENODEV
a set BINDTODEVICE "va", 2 = ok
a device = 2, "va"
`,
}, {
	id:      "OPT-03",
	because: "a name is cut to 15 bytes without a word, and so can lead to another device",
	program: func(s *plane.Script) {
		s.DownLink(name15)
		a, b := s.Root.UDP("a"), s.Root.UDP("b")
		a.Set(plane.ByName, []byte(name18[:16]), 16)
		a.Device()
		b.Set(plane.ByName, []byte(name18), 18)
		b.Device()
	},
	want: `
a set BINDTODEVICE "abcdefghijklmnop", 16 = ok
a device = 2, "abcdefghijklmno"
b set BINDTODEVICE "abcdefghijklmnopqr", 18 = ok
b device = 2, "abcdefghijklmno"
`,
}, {
	id:      "OPT-04",
	because: "NULL is fine with length 0; a negative length is refused first",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a").On(1)
		a.Set(plane.ByName, nil, 4)
		a.Set(plane.ByName, nil, -1)
		a.Set(plane.ByName, []byte("lo"), -1)
		a.Set(plane.ByName, nil, math.MinInt32)
		a.Device()
		a.Set(plane.ByName, nil, 0)
		a.Device()
	},
	want: `
a set BINDTODEVICE NULL, 4 = EFAULT
a set BINDTODEVICE NULL, -1 = EINVAL
a set BINDTODEVICE "lo", -1 = EINVAL
a set BINDTODEVICE NULL, -2147483648 = EINVAL
a device = 1, "lo"
a set BINDTODEVICE NULL, 0 = ok
a device = 0, ""
`,
}, {
	id:      "OPT-05",
	because: "the lookup compares bytes; nothing is trimmed, expanded or loaded",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		for _, name := range []string{"LO", "lo ", "lo\n", "lo:0", "%d", "lo%d", "l", "loo", "."} {
			a.SetName(name)
		}
		a.Device()
	},
	want: `
a set BINDTODEVICE "LO" = ENODEV
a set BINDTODEVICE "lo " = ENODEV
a set BINDTODEVICE "lo\n" = ENODEV
a set BINDTODEVICE "lo:0" = ENODEV
a set BINDTODEVICE "%d" = ENODEV
a set BINDTODEVICE "lo%d" = ENODEV
a set BINDTODEVICE "l" = ENODEV
a set BINDTODEVICE "loo" = ENODEV
a set BINDTODEVICE "." = ENODEV
a device = 0, ""
`,
}, {
	id:      "OPT-06",
	because: "length 0, or NUL as the first byte, unbinds; an unknown name changes nothing",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a").On(1)
		a.SetName("nothing")
		a.Device()
		a.Set(plane.ByName, []byte("lo"), 0)
		a.Device()
		a.On(1).Set(plane.ByName, []byte("\x00lo"), 3)
		a.Device()
		a.Set(plane.ByName, []byte("\x00"), 1)
		a.Device()
	},
	want: `
a set BINDTODEVICE "nothing" = ENODEV
a device = 1, "lo"
a set BINDTODEVICE "lo", 0 = ok
a device = 0, ""
a set BINDTODEVICE "\x00lo", 3 = ok
a device = 0, ""
a set BINDTODEVICE "\x00", 1 = ok
a device = 0, ""
`,
}, {
	id:      "OPT-07",
	because: "min(length, 15) bytes must be readable, even if the name ends before",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		a.Set(plane.ByName, []byte("lo"), 16)
		a.Set(plane.ByName, []byte("lo"), 3)
		a.Set(plane.ByName, []byte{}, 1)
		a.Set(plane.ByName, page("lo")[:14], 100)
		a.Device()
		a.Set(plane.ByName, []byte("lo"), 2)
		a.Set(plane.ByName, page("lo")[:15], 100)
		a.Device()
	},
	want: `
a set BINDTODEVICE "lo", 16 = EFAULT
a set BINDTODEVICE "lo", 3 = EFAULT
a set BINDTODEVICE "", 1 = EFAULT
a set BINDTODEVICE "lo\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 100 = EFAULT
a device = 0, ""
a set BINDTODEVICE "lo", 2 = ok
a set BINDTODEVICE "lo\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 100 = ok
a device = 1, "lo"
`,
}, {
	id:      "OPT-09",
	because: "a bad descriptor with a negative length: EBADF, but EINVAL before 6.7, which looked at the length first",
	program: func(s *plane.Script) {
		a := s.Root.FD("closed", 1<<20)
		a.Set(plane.ByName, nil, -1)
		a.Set(plane.ByIndex, nil, -1)
		a.Set(plane.ByName, nil, 0)
		a.Get(plane.ByName, -1, -1)
	},
	want: `
closed set BINDTODEVICE NULL, -1 = EBADF
closed set BINDTOIFINDEX NULL, -1 = EBADF
closed set BINDTODEVICE NULL, 0 = EBADF
closed get BINDTODEVICE NULL, -1 = EBADF, length -1
`,
	older: older{{emu.Linux(6, 7), `
closed set BINDTODEVICE NULL, -1 = EINVAL
closed set BINDTOIFINDEX NULL, -1 = EINVAL
closed set BINDTODEVICE NULL, 0 = EBADF
closed get BINDTODEVICE NULL, -1 = EBADF, length -1
`}},
}}
