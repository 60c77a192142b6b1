package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// race is what section 10 says about calls that come one after the other; the
// interleavings inside of calls are for exploration.
var race = []rule{{
	id:      "RACE-30",
	because: "by name: the device was renamed before the call",
	program: func(s *plane.Script) {
		d := s.DownLink("eth0")
		s.Root.Name(d)
		s.Root.Rename(d, "lan0")
		a := s.Root.UDP("a")
		a.SetName("eth0")
		a.Device()
	},
	want: `
SIOCGIFNAME 2 = "eth0"
rename 2 "lan0" = ok
a set BINDTODEVICE "eth0" = ENODEV
a device = 0, ""
`,
}, {
	id:      "RACE-31",
	because: "by name: another device has the name now, and the call succeeds with the wrong device, also if the name was just asked for by index (RACE-32)",
	program: func(s *plane.Script) {
		swap(s, func(a *plane.Socket, d int) { a.SetName("eth0") })
	},
	want: `
SIOCGIFNAME 2 = "eth0"
rename 2 "tmp" = ok
rename 3 "eth0" = ok
rename 2 "eth1" = ok
a set BINDTODEVICE "eth0" = ok
a device = 3, "eth0"
`,
}, {
	id:      "RACE-33",
	because: "by index: the same swap has no effect",
	program: func(s *plane.Script) {
		swap(s, func(a *plane.Socket, d int) { a.SetIndex(d) })
	},
	want: `
SIOCGIFNAME 2 = "eth0"
rename 2 "tmp" = ok
rename 3 "eth0" = ok
rename 2 "eth1" = ok
a set BINDTOIFINDEX 2 = ok
a device = 2, "eth1"
`,
}, {
	id:      "RACE-03",
	because: "an altname survives the swap, and a socket bound by it is on the right device",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		swap(s, func(a *plane.Socket, d int) { a.SetName("uplink") }, "uplink")
	},
	want: `
altname 2 "uplink" = ok
SIOCGIFNAME 2 = "eth0"
rename 2 "tmp" = ok
rename 3 "eth0" = ok
rename 2 "eth1" = ok
a set BINDTODEVICE "uplink" = ok
a device = 2, "eth1"
`,
}, {
	id:      "RACE-14",
	because: "by index: nothing is validated, and the error comes later",
	program: func(s *plane.Script) {
		d := s.Link("eth0", "10.1.0.1/24")
		s.Root.Del(d)
		a := s.Root.UDP("a")
		a.SetIndex(d)
		a.Send("10.1.0.2:9")
	},
	want: `
delete 2 = ok
a set BINDTOIFINDEX 2 = ok
a send to 10.1.0.2:9 = ENODEV
`,
}, {
	id:      "RACE-15",
	because: "by index: if the index was asked for again in between, the impostor is bound",
	program: func(s *plane.Script) {
		d := s.DownLink("eth0")
		s.Root.Name(d)
		s.Root.Del(d)
		s.Root.Add("impostor", d)
		a := s.Root.UDP("a")
		a.SetIndex(d)
		a.Device()
	},
	want: `
SIOCGIFNAME 2 = "eth0"
delete 2 = ok
add "impostor" as 2 = 2
a set BINDTOIFINDEX 2 = ok
a device = 2, "impostor"
`,
}}

// swap exchanges the names of two devices between what a program learns of
// the first and what it does with that.
func swap(s *plane.Script, bind func(a *plane.Socket, d int), alts ...string) {
	d, e := s.DownLink("eth0"), s.DownLink("eth1")
	for _, alt := range alts {
		s.Root.AddAlt(d, alt)
	}
	s.Root.Name(d)
	s.Root.Rename(d, "tmp")
	s.Root.Rename(e, "eth0")
	s.Root.Rename(d, "eth1")
	a := s.Root.UDP("a")
	bind(a, d)
	a.Device()
}
