package boundif_test

import (
	"math"
	"strings"

	"boundif/emu"
	"boundif/internal/plane"
)

// byIndex is SO_BINDTOIFINDEX, section 1.4.
var byIndex = []rule{{
	id:      "OPT-20",
	because: "lengths 0 to 3 are refused before the memory is read; of more, the first 4 bytes count",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		for length := -1; length < 5; length++ {
			a.Set(plane.ByIndex, nil, length)
		}
		a.Set(plane.ByIndex, plane.Word(1)[:3], 4)
		a.Device()
		a.Set(plane.ByIndex, plane.Word(1), 5)
		a.Set(plane.ByIndex, plane.Word(1), math.MaxInt32)
		a.Device()
	},
	want: `
a set BINDTOIFINDEX NULL, -1 = EINVAL
a set BINDTOIFINDEX NULL, 0 = EINVAL
a set BINDTOIFINDEX NULL, 1 = EINVAL
a set BINDTOIFINDEX NULL, 2 = EINVAL
a set BINDTOIFINDEX NULL, 3 = EINVAL
a set BINDTOIFINDEX NULL, 4 = EFAULT
a set BINDTOIFINDEX "\x01\x00\x00", 4 = EFAULT
a device = 0, ""
a set BINDTOIFINDEX "\x01\x00\x00\x00", 5 = ok
a set BINDTOIFINDEX "\x01\x00\x00\x00", 2147483647 = ok
a device = 1, "lo"
`,
}, {
	id:      "OPT-21",
	because: "a negative index is refused and the binding stays",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		a.SetIndex(-1)
		a.On(1).SetIndex(-1)
		a.SetIndex(math.MinInt32)
		a.Device()
	},
	want: `
a set BINDTOIFINDEX -1 = EINVAL
a set BINDTOIFINDEX -1 = EINVAL
a set BINDTOIFINDEX -2147483648 = EINVAL
a device = 1, "lo"
`,
}, {
	id:      "OPT-21-nobody",
	because: "without privilege, on a bound socket: permission is judged before the range of the index",
	program: func(s *plane.Script) {
		nobody := s.Proc(plane.None)
		a := nobody.UDP("a")
		a.SetIndex(-1)
		a.SetIndex(1)
		a.SetIndex(-1)
	},
	want: `
nobody: a set BINDTOIFINDEX -1 = EINVAL
nobody: a set BINDTOIFINDEX 1 = ok
nobody: a set BINDTOIFINDEX -1 = EPERM
`,
	older: older{{emu.Linux(5, 7), `
nobody: a set BINDTOIFINDEX -1 = EPERM
nobody: a set BINDTOIFINDEX 1 = EPERM
nobody: a set BINDTOIFINDEX -1 = EPERM
`}},
}, {
	id:      "OPT-22",
	because: "nobody asks whether the index has a device",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		a.SetIndex(4242)
		a.Device()
		a.SetIndex(math.MaxInt32)
		a.Device()
	},
	want: `
a set BINDTOIFINDEX 4242 = ok
a device = 4242, ENODEV
a set BINDTOIFINDEX 2147483647 = ok
a device = 2147483647, ENODEV
`,
}, {
	id:      "OPT-23",
	because: "0 unbinds; the same index may be set again",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		a.SetIndex(0)
		a.SetIndex(1)
		a.SetIndex(1)
		a.Device()
		a.SetIndex(0)
		a.Device()
	},
	want: `
a set BINDTOIFINDEX 0 = ok
a set BINDTOIFINDEX 1 = ok
a set BINDTOIFINDEX 1 = ok
a device = 1, "lo"
a set BINDTOIFINDEX 0 = ok
a device = 0, ""
`,
}, {
	id:      "OPT-24",
	because: "get writes min(length, 4) bytes and that length; here of a little-endian machine",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a").On(0x01020304)
		for length := range 6 {
			a.Get(plane.ByIndex, 6, length)
		}
		a.Get(plane.ByIndex, 4, math.MaxInt32)
		a.Get(plane.ByIndex, -1, 0)
		a.Get(plane.ByIndex, -1, 4)
		a.Get(plane.ByIndex, 2, 4)
		a.Get(plane.ByIndex, 4, -1)
	},
	want: `
a get BINDTOIFINDEX [6], 0 = "xxxxxx", length 0
a get BINDTOIFINDEX [6], 1 = "\x04xxxxx", length 1
a get BINDTOIFINDEX [6], 2 = "\x04\x03xxxx", length 2
a get BINDTOIFINDEX [6], 3 = "\x04\x03\x02xxx", length 3
a get BINDTOIFINDEX [6], 4 = "\x04\x03\x02\x01xx", length 4
a get BINDTOIFINDEX [6], 5 = "\x04\x03\x02\x01xx", length 4
a get BINDTOIFINDEX [4], 2147483647 = "\x04\x03\x02\x01", length 4
a get BINDTOIFINDEX NULL, 0 = "", length 0
a get BINDTOIFINDEX NULL, 4 = EFAULT, length 4
a get BINDTOIFINDEX [2], 4 = EFAULT, length 4
a get BINDTOIFINDEX [4], -1 = EINVAL, length -1
`,
}, {
	id:      "OPT-25",
	because: "the descriptor is judged before everything else: EBADF, ENOTSOCK",
	program: func(s *plane.Script) {
		null, err := s.Plane.NotSocket(s.Root.Sys())
		if err != nil {
			s.Say("%v", err)
		}
		for _, a := range []*plane.Socket{s.Root.FD("closed", 1<<20), s.Root.FD("negative", -1), s.Root.FD("null", null)} {
			a.Set(plane.ByName, nil, 4)
			a.Set(plane.ByIndex, nil, 0)
			a.Get(plane.ByName, -1, -1)
			a.Get(plane.ByIndex, -1, 4)
			a.SetName(strings.Repeat("x", 20))
			a.SetIndex(-1)
			a.Device()
		}
	},
	want: `
closed set BINDTODEVICE NULL, 4 = EBADF
closed set BINDTOIFINDEX NULL, 0 = EBADF
closed get BINDTODEVICE NULL, -1 = EBADF, length -1
closed get BINDTOIFINDEX NULL, 4 = EBADF, length 4
closed set BINDTODEVICE "xxxxxxxxxxxxxxxxxxxx" = EBADF
closed set BINDTOIFINDEX -1 = EBADF
closed device = EBADF, EBADF
negative set BINDTODEVICE NULL, 4 = EBADF
negative set BINDTOIFINDEX NULL, 0 = EBADF
negative get BINDTODEVICE NULL, -1 = EBADF, length -1
negative get BINDTOIFINDEX NULL, 4 = EBADF, length 4
negative set BINDTODEVICE "xxxxxxxxxxxxxxxxxxxx" = EBADF
negative set BINDTOIFINDEX -1 = EBADF
negative device = EBADF, EBADF
null set BINDTODEVICE NULL, 4 = ENOTSOCK
null set BINDTOIFINDEX NULL, 0 = ENOTSOCK
null get BINDTODEVICE NULL, -1 = ENOTSOCK, length -1
null get BINDTOIFINDEX NULL, 4 = ENOTSOCK, length 4
null set BINDTODEVICE "xxxxxxxxxxxxxxxxxxxx" = ENOTSOCK
null set BINDTOIFINDEX -1 = ENOTSOCK
null device = ENOTSOCK, ENOTSOCK
`,
}}
