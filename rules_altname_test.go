package boundif_test

import (
	"strings"

	"boundif/emu"
	"boundif/internal/plane"
)

// altnames is section 2.2.
var altnames = []rule{{
	id:      "REG-30",
	because: "an altname binds, and the socket tells the primary name",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		s.Root.AddAlt(d, "alt")
		s.Root.AddAlt(d, strings.ToUpper(name15))
		a := s.Root.UDP("a")
		a.SetName("alt")
		a.Device()
		a.SetName(strings.ToUpper(name15))
		a.Device()
		s.Root.AddAlt(4242, "x")
	},
	want: `
altname 2 "alt" = ok
altname 2 "ABCDEFGHIJKLMNO" = ok
a set BINDTODEVICE "alt" = ok
a device = 2, "a0"
a set BINDTODEVICE "ABCDEFGHIJKLMNO" = ok
a device = 2, "a0"
altname 4242 "x" = ENODEV
`,
}, {
	id:      "REG-30-before",
	because: "before 5.5 the message is unknown; a row of the model only, as no such kernel is at hand",
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		s.Root.AddAlt(d, "alt")
		s.Root.UDP("a").SetName("alt")
	},
	want: `
altname 2 "alt" = ok
a set BINDTODEVICE "alt" = ok
`,
	older: older{{emu.Linux(5, 5), `
altname 2 "alt" = EOPNOTSUPP
a set BINDTODEVICE "alt" = ENODEV
`}},
}, {
	id:      "REG-31",
	because: "an altname of more than 15 bytes cannot bind: it is cut, and finds nothing or another device",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		s.Root.AddAlt(d, name18)
		a := s.Root.UDP("a")
		a.SetName(name18)
		s.DownLink(name15)
		a.SetName(name18)
		a.Device()
	},
	want: `
altname 2 "abcdefghijklmnopqr" = ok
a set BINDTODEVICE "abcdefghijklmnopqr" = ENODEV
a set BINDTODEVICE "abcdefghijklmnopqr" = ok
a device = 3, "abcdefghijklmno"
`,
}, {
	id:      "REG-32",
	because: "altnames are not checked like primary names; they have at most 127 bytes and share one pool with them",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		d, e := s.DownLink("a0"), s.DownLink("b0")
		for _, name := range []string{"x/y", "x y", "x:y", "z%d", "", ".", "all", strings.Repeat("n", 127), strings.Repeat("n", 128)} {
			s.Root.AddAlt(d, name)
		}
		s.Root.AddAlt(e, "x/y")
		s.Root.AddAlt(d, "x/y")
		s.Root.AddAlt(e, "")
		s.Root.AddAlt(e, "a0")
		s.Root.AddAlt(d, "a0")
		s.Root.Add("all", 0)
		s.Root.AddAlt(e, "plain")
		s.Root.Add("plain", 0)
	},
	want: `
altname 2 "x/y" = ok
altname 2 "x y" = ok
altname 2 "x:y" = ok
altname 2 "z%d" = ok
altname 2 "" = ok
altname 2 "." = ok
altname 2 "all" = ok
altname 2 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" = ok
altname 2 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" = ERANGE
altname 3 "x/y" = EEXIST
altname 2 "x/y" = EEXIST
altname 3 "" = EEXIST
altname 3 "a0" = EEXIST
altname 2 "a0" = EEXIST
add "all" = EEXIST
altname 3 "plain" = ok
add "plain" = EEXIST
`,
}, {
	id:      "REG-33",
	because: "such altnames bind as they are, but not the empty one",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		a := s.Root.UDP("a")
		for _, name := range []string{"x/y", "x y", "x:y", "z%d", ""} {
			s.Root.AddAlt(d, name)
			a.SetName(name)
			a.Device()
		}
	},
	want: `
altname 2 "x/y" = ok
a set BINDTODEVICE "x/y" = ok
a device = 2, "a0"
altname 2 "x y" = ok
a set BINDTODEVICE "x y" = ok
a device = 2, "a0"
altname 2 "x:y" = ok
a set BINDTODEVICE "x:y" = ok
a device = 2, "a0"
altname 2 "z%d" = ok
a set BINDTODEVICE "z%d" = ok
a device = 2, "a0"
altname 2 "" = ok
a set BINDTODEVICE "" = ok
a device = 0, ""
`,
}, {
	id:      "REG-34",
	because: "deleting an altname that nothing has: ENOENT; a primary name or one of another device: EINVAL",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		d, e := s.DownLink("a0"), s.DownLink("b0")
		s.Root.AddAlt(d, "alt")
		s.Root.DelAlt(d, "none")
		s.Root.DelAlt(d, "a0")
		s.Root.DelAlt(d, "b0")
		s.Root.DelAlt(e, "alt")
		s.Root.DelAlt(4242, "alt")
		s.Root.DelAlt(d, strings.Repeat("n", 128))
		s.Root.DelAlt(d, "alt")
		s.Root.DelAlt(d, "alt")
	},
	want: `
altname 2 "alt" = ok
delete altname 2 "none" = ENOENT
delete altname 2 "a0" = EINVAL
delete altname 2 "b0" = EINVAL
delete altname 3 "alt" = EINVAL
delete altname 4242 "alt" = ENODEV
delete altname 2 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" = ERANGE
delete altname 2 "alt" = ok
delete altname 2 "alt" = ENOENT
`,
}, {
	id:      "REG-35",
	because: "a device cannot be renamed to an altname, its own included",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		d, e := s.DownLink("a0"), s.DownLink("b0")
		s.Root.AddAlt(d, "alt")
		s.Root.Rename(d, "alt")
		s.Root.Rename(e, "alt")
		s.Root.IoctlRename("a0", "alt")
		s.Root.IoctlRename("alt", "alt")
		s.Root.Name(d)
	},
	want: `
altname 2 "alt" = ok
rename 2 "alt" = EEXIST
rename 3 "alt" = EEXIST
SIOCSIFNAME "a0" "alt" = EEXIST
SIOCSIFNAME "alt" "alt" = EEXIST
SIOCGIFNAME 2 = "a0"
`,
}, {
	id:      "REG-36",
	because: "a deleted altname stops binding at once; both changes send an event only if the device is up",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		events := s.Events()
		s.Root.AddAlt(d, "alt")
		a := s.Root.UDP("a")
		a.SetName("alt")
		s.Root.DelAlt(d, "alt")
		a.SetName("alt")
		a.Device()
		events.Say()
		s.Lo()
		events.Skip()
		s.Root.AddAlt(1, "loop")
		events.Say()
		s.Root.DelAlt(1, "loop")
		events.Say()
	},
	want: `
altname 2 "alt" = ok
a set BINDTODEVICE "alt" = ok
delete altname 2 "alt" = ok
a set BINDTODEVICE "alt" = ENODEV
a device = 2, "a0"
events: none
altname 1 "loop" = ok
events: RTM_NEWLINK 1 lo
delete altname 1 "loop" = ok
events: RTM_NEWLINK 1 lo
`,
}, {
	id:      "REG-37",
	because: "SIOCGIFINDEX knows altnames of at most 15 bytes; SIOCGIFNAME tells the primary one",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		s.Root.AddAlt(d, "alt")
		s.Root.AddAlt(d, name18)
		s.Root.Lookup("alt")
		s.Root.Lookup(name18)
		s.Root.Name(d)
		s.Root.Name(0)
		s.Root.Name(-1)
		s.Root.Lookup("")
	},
	want: `
altname 2 "alt" = ok
altname 2 "abcdefghijklmnopqr" = ok
SIOCGIFINDEX "alt" = 2
SIOCGIFINDEX "abcdefghijklmnopqr" = ENODEV
SIOCGIFNAME 2 = "a0"
SIOCGIFNAME 0 = ENODEV
SIOCGIFNAME -1 = ENODEV
SIOCGIFINDEX "" = ENODEV
`,
}, {
	id:      "OUT-12-altname",
	because: "an altname that a device which is up gets or loses makes cached routes of IPv4 invalid, one of a device that is down does not: the sends of a connected socket go on as they were until then, whatever IP_UNICAST_IF says by now (netdev_state_change, rt_cache_flush)",
	since:   emu.Linux(5, 6),
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		c0 := s.DownLink("c0")
		s.Left()
		a := s.Root.UDP("a").At("10.9.9.9:7000").To(peer5000)
		step := func() {
			a.Send("")
			s.Left(a0, b0)
		}
		a.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, b0)
		step()
		s.Root.AddAlt(c0, "down")
		step()
		s.Root.AddAlt(b0, "up")
		step()
		a.SetDev(emu.IPPROTO_IP, emu.IP_UNICAST_IF, a0)
		s.Root.DelAlt(c0, "down")
		step()
		s.Root.DelAlt(b0, "up")
		step()
	},
	want: `
a set IP_UNICAST_IF 3 = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000
altname 4 "down" = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000
altname 3 "up" = ok
a send = ok
left: b0 10.9.9.9:7000 > 10.1.0.2:5000
a set IP_UNICAST_IF 2 = ok
delete altname 4 "down" = ok
a send = ok
left: b0 10.9.9.9:7000 > 10.1.0.2:5000
delete altname 3 "up" = ok
a send = ok
left: a0 10.9.9.9:7000 > 10.1.0.2:5000
`,
}}
