package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// permission is section 1.6.
var permission = []rule{{
	id:      "OPT-40",
	because: "going from unbound to anything is free since 5.7; from bound to anything, itself included, needs CAP_NET_RAW",
	program: func(s *plane.Script) {
		nobody := s.Proc(plane.None)
		a := nobody.UDP("a")
		a.SetIndex(0)
		a.SetName("")
		a.SetName("lo")
		a.SetName("lo")
		a.SetIndex(1)
		a.SetIndex(4242)
		a.SetIndex(0)
		a.SetName("")
		a.SetIndex(-1)
		a.SetName("nothing")
		a.Set(plane.ByName, nil, 4)
		a.Set(plane.ByIndex, nil, 2)
		a.Device()
	},
	want: `
nobody: a set BINDTOIFINDEX 0 = ok
nobody: a set BINDTODEVICE "" = ok
nobody: a set BINDTODEVICE "lo" = ok
nobody: a set BINDTODEVICE "lo" = EPERM
nobody: a set BINDTOIFINDEX 1 = EPERM
nobody: a set BINDTOIFINDEX 4242 = EPERM
nobody: a set BINDTOIFINDEX 0 = EPERM
nobody: a set BINDTODEVICE "" = EPERM
nobody: a set BINDTOIFINDEX -1 = EPERM
nobody: a set BINDTODEVICE "nothing" = ENODEV
nobody: a set BINDTODEVICE NULL, 4 = EFAULT
nobody: a set BINDTOIFINDEX NULL, 2 = EINVAL
nobody: a device = 1, "lo"
`,
	older: older{{emu.Linux(5, 7), `
nobody: a set BINDTOIFINDEX 0 = EPERM
nobody: a set BINDTODEVICE "" = EPERM
nobody: a set BINDTODEVICE "lo" = EPERM
nobody: a set BINDTODEVICE "lo" = EPERM
nobody: a set BINDTOIFINDEX 1 = EPERM
nobody: a set BINDTOIFINDEX 4242 = EPERM
nobody: a set BINDTOIFINDEX 0 = EPERM
nobody: a set BINDTODEVICE "" = EPERM
nobody: a set BINDTOIFINDEX -1 = EPERM
nobody: a set BINDTODEVICE "nothing" = ENODEV
nobody: a set BINDTODEVICE NULL, 4 = EFAULT
nobody: a set BINDTOIFINDEX NULL, 2 = EINVAL
nobody: a device = 0, ""
`}},
}, {
	id:      "OPT-40-bogus",
	because: "an index without device counts as bound",
	since:   emu.Linux(5, 7),
	program: func(s *plane.Script) {
		nobody := s.Proc(plane.None)
		a := nobody.UDP("a")
		a.SetIndex(4242)
		a.SetName("lo")
		a.Device()
	},
	want: `
nobody: a set BINDTOIFINDEX 4242 = ok
nobody: a set BINDTODEVICE "lo" = EPERM
nobody: a device = 4242, ENODEV
`,
}, {
	id:      "OPT-41",
	because: "CAP_NET_RAW is what is needed; CAP_NET_ADMIN does not help",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a").On(1)
		for _, c := range []plane.Caps{plane.NetAdmin, plane.NetRaw} {
			b := a.By(s.Proc(c))
			b.SetIndex(4242)
			b.SetName("lo")
			b.SetName("")
		}
		a.Device()
	},
	want: `
net_admin: a set BINDTOIFINDEX 4242 = EPERM
net_admin: a set BINDTODEVICE "lo" = EPERM
net_admin: a set BINDTODEVICE "" = EPERM
net_raw: a set BINDTOIFINDEX 4242 = ok
net_raw: a set BINDTODEVICE "lo" = ok
net_raw: a set BINDTODEVICE "" = ok
a device = 0, ""
`,
}, {
	id:      "OPT-42",
	because: "the capability is that of the caller, not of who opened the socket",
	program: func(s *plane.Script) {
		nobody := s.Proc(plane.None)
		mine := s.Root.UDP("mine").On(1)
		mine.By(nobody).SetIndex(4242)
		theirs := nobody.UDP("theirs")
		theirs.By(s.Root).SetIndex(1)
		theirs.SetIndex(0)
		theirs.By(s.Root).SetIndex(0)
		theirs.Device()
	},
	want: `
nobody: mine set BINDTOIFINDEX 4242 = EPERM
theirs set BINDTOIFINDEX 1 = ok
nobody: theirs set BINDTOIFINDEX 0 = EPERM
theirs set BINDTOIFINDEX 0 = ok
nobody: theirs device = 0, ""
`,
}, {
	id:      "OPT-42-child",
	because: "the capability must be held where the socket's network namespace belongs: root of a user namespace below has none",
	since:   emu.Linux(5, 7),
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		a.Stranger(1)
		a.Device()
		a.Stranger(0)
		a.Device()
	},
	want: `
stranger: a set BINDTOIFINDEX 1 = ok
a device = 1, "lo"
stranger: a set BINDTOIFINDEX 0 = EPERM
a device = 1, "lo"
`,
}, {
	id:      "OPT-43",
	because: "names and indexes are those of the socket's network namespace, not of the caller's",
	program: func(s *plane.Script) {
		there := s.Elsewhere()
		s.DownLink("here")
		a := s.Root.UDP("a")
		there.Add("there", 0)
		b := a.By(there)
		b.SetName("there")
		b.SetName("here")
		b.Device()
		there.UDP("b").SetName("here")
	},
	want: `
elsewhere: add "there" = 2
elsewhere: a set BINDTODEVICE "there" = ENODEV
elsewhere: a set BINDTODEVICE "here" = ok
elsewhere: a device = 2, "here"
elsewhere: b set BINDTODEVICE "here" = ENODEV
`,
}, {
	id:      "WR-70",
	because: "processes that share a socket share its device, whoever opened it and whoever closes it first",
	program: func(s *plane.Script) {
		a := s.Root.UDP("a")
		b := a.By(s.Proc(plane.NetRaw))
		a.SetIndex(1)
		b.Device()
		b.SetIndex(4242)
		a.Device()
	},
	want: `
a set BINDTOIFINDEX 1 = ok
net_raw: a device = 1, "lo"
net_raw: a set BINDTOIFINDEX 4242 = ok
a device = 4242, ENODEV
`,
}, {
	id:      "OPT-44",
	because: "permission is judged under the socket lock: of two first binders without privilege exactly one gets through",
	since:   emu.Linux(5, 7),
	program: func(s *plane.Script) {
		var a, b *plane.Socket
		one, two := s.Proc(plane.None), s.Proc(plane.None)
		s.Race(200, func() {
			shared := s.Root.UDP("shared")
			a, b = shared.By(one), shared.By(two)
		}, func() error { return a.TryIndex(1) }, func() error { return b.TryIndex(4242) })
	},
	want: `
200 races: EPERM + ok
`,
}}
