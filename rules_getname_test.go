package boundif_test

import (
	"math"

	"boundif/internal/plane"
)

// getByName is getsockopt(SO_BINDTODEVICE), section 1.3.
var getByName = []rule{{
	id:      "OPT-10",
	because: "a socket that is not bound: success for every length, length 0, and the buffer is left alone",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		a.Get(plane.ByName, 4, 4)
		a.Get(plane.ByName, 16, 16)
		a.Get(plane.ByName, 4, 0)
		a.Get(plane.ByName, -1, 0)
		a.Get(plane.ByName, -1, 16)
		a.Get(plane.ByName, 2, math.MaxInt32)
		a.Get(plane.ByName, 2, -1)
	},
	want: `
a get BINDTODEVICE [4], 4 = "xxxx", length 0
a get BINDTODEVICE [16], 16 = "xxxxxxxxxxxxxxxx", length 0
a get BINDTODEVICE [4], 0 = "xxxx", length 0
a get BINDTODEVICE NULL, 0 = "", length 0
a get BINDTODEVICE NULL, 16 = "", length 0
a get BINDTODEVICE [2], 2147483647 = "xx", length 0
a get BINDTODEVICE [2], -1 = EINVAL, length -1
`,
}, {
	id:      "OPT-11",
	because: "bound: the length must be 16 or more; only the name and its NUL are written, and counted",
	program: func(s *plane.Script) {
		s.DownLink(name15)
		a, b := s.Root.UDP("a").On(1), s.Root.UDP("b").On(s.Index(2))
		for _, length := range []int{0, 3, 15} {
			a.Get(plane.ByName, 16, length)
		}
		a.Get(plane.ByName, 16, 16)
		a.Get(plane.ByName, 3, 16)
		a.Get(plane.ByName, 5, math.MaxInt32)
		b.Get(plane.ByName, 17, 17)
		a.Get(plane.ByName, -1, 16)
		a.Get(plane.ByName, 2, 16)
		a.Get(plane.ByName, 16, -1)
	},
	want: `
a get BINDTODEVICE [16], 0 = EINVAL, length 0
a get BINDTODEVICE [16], 3 = EINVAL, length 3
a get BINDTODEVICE [16], 15 = EINVAL, length 15
a get BINDTODEVICE [16], 16 = "lo\x00xxxxxxxxxxxxx", length 3
a get BINDTODEVICE [3], 16 = "lo\x00", length 3
a get BINDTODEVICE [5], 2147483647 = "lo\x00xx", length 3
b get BINDTODEVICE [17], 17 = "abcdefghijklmno\x00x", length 16
a get BINDTODEVICE NULL, 16 = EFAULT, length 16
a get BINDTODEVICE [2], 16 = EFAULT, length 16
a get BINDTODEVICE [16], -1 = EINVAL, length -1
`,
}, {
	id:      "OPT-12",
	because: "an index without device: ENODEV, but EINVAL first if the length is short; the length word stays",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a").On(4242)
		a.Get(plane.ByName, 16, 16)
		a.Get(plane.ByName, 15, 15)
		a.Get(plane.ByName, -1, 0)
		a.Get(plane.ByName, -1, 16)
	},
	want: `
a get BINDTODEVICE [16], 16 = ENODEV, length 16
a get BINDTODEVICE [15], 15 = EINVAL, length 15
a get BINDTODEVICE NULL, 0 = EINVAL, length 0
a get BINDTODEVICE NULL, 16 = ENODEV, length 16
`,
}, {
	id:      "OPT-13",
	because: "the name that is told is the device's primary name at this moment",
	program: func(s *plane.Script) {
		d := s.DownLink("va")
		a := s.Root.UDP("a")
		a.SetName("va")
		s.Root.Rename(d, "vb")
		a.Device()
		s.Root.Rename(d, "vc")
		a.Device()
	},
	want: `
a set BINDTODEVICE "va" = ok
rename 2 "vb" = ok
a device = 2, "vb"
rename 2 "vc" = ok
a device = 2, "vc"
`,
}}
