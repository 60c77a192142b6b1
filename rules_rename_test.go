package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// renames is the rest of section 2.1: what a rename does, and who hears of it.
var renames = []rule{{
	id:      "REG-10",
	because: "a device that is up can be renamed since 6.2; before it is busy",
	program: func(s *plane.Script) {
		d, e := s.Link("a0"), s.Link("b0")
		s.Lo()
		for _, name := range []string{"", "a0", "a1", "all", "x y"} {
			s.Root.Rename(d, name)
		}
		s.Root.IoctlRename("b0", "b0")
		s.Root.IoctlRename("b0", "b1")
		s.Root.Rename(1, "loop")
		s.Root.Name(d)
		s.Root.Name(e)
		s.Root.Name(1)
		s.Root.Down(1)
		s.Root.Rename(1, "idle")
	},
	want: `
rename 2 "" = ok
rename 2 "a0" = ok
rename 2 "a1" = ok
rename 2 "all" = EINVAL
rename 2 "x y" = EINVAL
SIOCSIFNAME "b0" "b0" = ok
SIOCSIFNAME "b0" "b1" = ok
rename 1 "loop" = ok
SIOCGIFNAME 2 = "a1"
SIOCGIFNAME 3 = "b1"
SIOCGIFNAME 1 = "loop"
down 1 = ok
rename 1 "idle" = ok
`,
	older: older{{emu.Linux(6, 2), `
rename 2 "" = ok
rename 2 "a0" = EBUSY
rename 2 "a1" = EBUSY
rename 2 "all" = EBUSY
rename 2 "x y" = EBUSY
SIOCSIFNAME "b0" "b0" = EBUSY
SIOCSIFNAME "b0" "b1" = EBUSY
rename 1 "loop" = EBUSY
SIOCGIFNAME 2 = "a0"
SIOCGIFNAME 3 = "b0"
SIOCGIFNAME 1 = "lo"
down 1 = ok
rename 1 "idle" = ok
`}},
}, {
	id:      "REG-11",
	because: "after a rename the old name is gone for new binds; sockets keep their index and tell the new name",
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		a, b := s.Root.UDP("a"), s.Root.UDP("b")
		a.SetName("a0")
		s.Root.Rename(d, "a1")
		a.Device()
		b.SetName("a0")
		b.SetName("a1")
		b.Device()
		s.Root.Lookup("a0")
		s.Root.Lookup("a1")
		s.Root.Add("a0", 0)
		a.Device()
	},
	want: `
a set BINDTODEVICE "a0" = ok
rename 2 "a1" = ok
a device = 2, "a1"
b set BINDTODEVICE "a0" = ENODEV
b set BINDTODEVICE "a1" = ok
b device = 2, "a1"
SIOCGIFINDEX "a0" = ENODEV
SIOCGIFINDEX "a1" = 2
add "a0" = 3
a device = 2, "a1"
`,
}, {
	id:      "REG-12",
	because: "SIOCSIFNAME finds the device by its old name, without an alias suffix; the new name is as in REG-02, cut to 15 bytes",
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		s.DownLink("b0")
		s.Root.IoctlRename("none", "x")
		s.Root.IoctlRename("a0", "b0")
		s.Root.IoctlRename("a0", "a0")
		s.Root.IoctlRename("a0:1", "a1")
		s.Root.IoctlRename("a1:", "a2")
		s.Root.IoctlRename("a2", "")
		s.Root.IoctlRename("a2", "x y")
		s.Root.IoctlRename("a2", "all")
		s.Root.IoctlRename("", "x")
		s.Root.IoctlRename("a2", name18)
		s.Root.IoctlRename(name18, "a%d")
		s.Root.Name(d)
		s.Root.Lookup(name18)
		s.Root.Lookup("a0")
	},
	want: `
SIOCSIFNAME "none" "x" = ENODEV
SIOCSIFNAME "a0" "b0" = EEXIST
SIOCSIFNAME "a0" "a0" = ok
SIOCSIFNAME "a0:1" "a1" = ok
SIOCSIFNAME "a1:" "a2" = ok
SIOCSIFNAME "a2" "" = EINVAL
SIOCSIFNAME "a2" "x y" = EINVAL
SIOCSIFNAME "a2" "all" = EINVAL
SIOCSIFNAME "" "x" = ENODEV
SIOCSIFNAME "a2" "abcdefghijklmnopqr" = ok
SIOCSIFNAME "abcdefghijklmnopqr" "a%d" = ok
SIOCGIFNAME 2 = "a0"
SIOCGIFINDEX "abcdefghijklmnopqr" = ENODEV
SIOCGIFINDEX "a0" = 2
`,
}, {
	id:      "REG-12-altname",
	because: "the old name of SIOCSIFNAME may be an altname",
	since:   emu.Linux(5, 15),
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		s.Root.AddAlt(d, "alt")
		s.Root.IoctlRename("alt", "a1")
		s.Root.Name(d)
	},
	want: `
altname 2 "alt" = ok
SIOCSIFNAME "alt" "a1" = ok
SIOCGIFNAME 2 = "a1"
`,
}, {
	id:      "REG-13",
	because: "every change of a device needs CAP_NET_ADMIN, and is judged before the device is looked up",
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		for _, c := range []plane.Caps{plane.None, plane.NetRaw} {
			p := s.Proc(c)
			p.Rename(d, "x")
			p.Rename(4242, "x")
			p.IoctlRename("a0", "x")
			p.IoctlRename("none", "x")
			p.Add("x", 0)
			p.Del(d)
			p.Up(d)
			p.Addr(d, "10.1.0.1/24")
			p.Name(d)
		}
		p := s.Proc(plane.NetAdmin)
		p.Rename(d, "a1")
		p.IoctlRename("a1", "a2")
		p.Up(d)
		p.Del(d)
	},
	want: `
nobody: rename 2 "x" = EPERM
nobody: rename 4242 "x" = EPERM
nobody: SIOCSIFNAME "a0" "x" = EPERM
nobody: SIOCSIFNAME "none" "x" = EPERM
nobody: add "x" = EPERM
nobody: delete 2 = EPERM
nobody: up 2 = EPERM
nobody: address 2 10.1.0.1/24 = EPERM
nobody: SIOCGIFNAME 2 = "a0"
net_raw: rename 2 "x" = EPERM
net_raw: rename 4242 "x" = EPERM
net_raw: SIOCSIFNAME "a0" "x" = EPERM
net_raw: SIOCSIFNAME "none" "x" = EPERM
net_raw: add "x" = EPERM
net_raw: delete 2 = EPERM
net_raw: up 2 = EPERM
net_raw: address 2 10.1.0.1/24 = EPERM
net_raw: SIOCGIFNAME 2 = "a0"
net_admin: rename 2 "a1" = ok
net_admin: SIOCSIFNAME "a1" "a2" = ok
net_admin: up 2 = ok
net_admin: delete 2 = ok
`,
}, {
	id:      "REG-15",
	because: "one event of a rename that changes something, with the new name; none of one that does not",
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		s.DownLink("b0")
		events := s.Events()
		s.Root.Rename(d, "a0")
		s.Root.Rename(d, "b0")
		s.Root.Rename(d, "")
		s.Root.Rename(d, "x y")
		events.Say()
		s.Root.Rename(d, "a1")
		events.Say()
		s.Root.IoctlRename("a1", "a2")
		events.Say()
	},
	want: `
rename 2 "a0" = ok
rename 2 "b0" = EEXIST
rename 2 "" = ok
rename 2 "x y" = EINVAL
events: none
rename 2 "a1" = ok
events: RTM_NEWLINK 2 a1
SIOCSIFNAME "a1" "a2" = ok
events: RTM_NEWLINK 2 a2
`,
}, {
	id:      "REG-16",
	because: "a rename that a notifier refuses has been visible for a moment",
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		events := s.Events()
		s.Root.Rename(d, "all")
		events.Say()
		s.Root.Name(d)
	},
	want: `
rename 2 "all" = EINVAL
events: RTM_NEWLINK 2 all, RTM_NEWLINK 2 a0
SIOCGIFNAME 2 = "a0"
`,
}}
