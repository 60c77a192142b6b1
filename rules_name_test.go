package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// oddNames are names that a device may not have, and some that it may.
var oddNames = []string{
	".", "..", "a/b", "a:b", "a b", "a\tb", "a\nb", "a\vb", "a\fb", "a\rb", "a\xa0b", "all", "default",
	"...", "-x", "1", "a\x01b", "a\x7fb", "a\xffb", name15,
}

// names is section 2.1.
var names = []rule{{
	id:      "REG-01",
	because: "a primary name has 1 to 15 bytes, is not . or .., and has no slash, colon or Latin-1 white space",
	program: func(s *plane.Script) {
		for _, name := range oddNames {
			s.Root.Add(name, 0)
		}
		s.Root.Add(name15+"p", 0)
		s.Root.Add(name18, 0)
		s.Root.Add("", 0)
		s.Root.Add("lo", 0)
	},
	want: `
add "." = EINVAL
add ".." = EINVAL
add "a/b" = EINVAL
add "a:b" = EINVAL
add "a b" = EINVAL
add "a\tb" = EINVAL
add "a\nb" = EINVAL
add "a\vb" = EINVAL
add "a\fb" = EINVAL
add "a\rb" = EINVAL
add "a\xa0b" = EINVAL
add "all" = EINVAL
add "default" = EINVAL
add "..." = 4
add "-x" = 5
add "1" = 6
add "a\x01b" = 7
add "a\x7fb" = 8
add "a\xffb" = 9
add "abcdefghijklmno" = 10
add "abcdefghijklmnop" = ERANGE
add "abcdefghijklmnopqr" = ERANGE
add "" = EINVAL
add "lo" = EEXIST
`,
}, {
	id:      "REG-02",
	because: "rename: the own name and no name do nothing; others fail as at creation; a refused name is rolled back",
	program: func(s *plane.Script) {
		d := s.DownLink("a0")
		s.DownLink("b0")
		for _, name := range append([]string{"a0", "", "b0", "lo", name15 + "p"}, oddNames[:13]...) {
			s.Root.Rename(d, name)
		}
		s.Root.Name(d)
		s.Root.Lookup("a0")
		s.Root.Lookup("all")
		s.Root.Rename(4242, "x")
		s.Root.Rename(4242, name15+"p")
		s.Root.Rename(d, name15)
		s.Root.Name(d)
	},
	want: `
rename 2 "a0" = ok
rename 2 "" = ok
rename 2 "b0" = EEXIST
rename 2 "lo" = EEXIST
rename 2 "abcdefghijklmnop" = ERANGE
rename 2 "." = EINVAL
rename 2 ".." = EINVAL
rename 2 "a/b" = EINVAL
rename 2 "a:b" = EINVAL
rename 2 "a b" = EINVAL
rename 2 "a\tb" = EINVAL
rename 2 "a\nb" = EINVAL
rename 2 "a\vb" = EINVAL
rename 2 "a\fb" = EINVAL
rename 2 "a\rb" = EINVAL
rename 2 "a\xa0b" = EINVAL
rename 2 "all" = EINVAL
rename 2 "default" = EINVAL
SIOCGIFNAME 2 = "a0"
SIOCGIFINDEX "a0" = 2
SIOCGIFINDEX "all" = ENODEV
rename 4242 "x" = ENODEV
rename 4242 "abcdefghijklmnop" = ERANGE
rename 2 "abcdefghijklmno" = ok
SIOCGIFNAME 2 = "abcdefghijklmno"
`,
}, {
	id:      "REG-03",
	because: "a name with one %d gets the lowest free number, at creation and in both ways to rename; another % is invalid",
	program: func(s *plane.Script) {
		for _, name := range []string{"va%d", "va%d", "%d", "q%dz", "%s", "%%", "%5d", "a%", "%d%d", "%d%"} {
			d := s.Root.Add(name, 0)
			if d != 0 {
				s.Root.Name(d)
			}
		}
		s.Root.Del(s.Index(2))
		d := s.Root.Add("va%d", 0)
		s.Root.Name(d)
		s.Root.Rename(d, "vb%d")
		s.Root.Name(d)
		s.Root.IoctlRename("vb0", "vc%d")
		s.Root.Name(d)
		s.Root.Rename(d, "x%s")
		s.Root.IoctlRename("vc0", "x%")
		s.Root.UDP("a").SetName("va%d")
	},
	want: `
add "va%d" = 2
SIOCGIFNAME 2 = "va0"
add "va%d" = 3
SIOCGIFNAME 3 = "va1"
add "%d" = 4
SIOCGIFNAME 4 = "0"
add "q%dz" = 5
SIOCGIFNAME 5 = "q0z"
add "%s" = EINVAL
add "%%" = EINVAL
add "%5d" = EINVAL
add "a%" = EINVAL
add "%d%d" = EINVAL
add "%d%" = EINVAL
delete 2 = ok
add "va%d" = 6
SIOCGIFNAME 6 = "va0"
rename 6 "vb%d" = ok
SIOCGIFNAME 6 = "vb0"
SIOCSIFNAME "vb0" "vc%d" = ok
SIOCGIFNAME 6 = "vc0"
rename 6 "x%s" = EINVAL
SIOCSIFNAME "vc0" "x%" = EINVAL
a set BINDTODEVICE "va%d" = ENODEV
`,
}, {
	id:      "REG-03-altname",
	because: "numbers that altnames have count as taken",
	since:   emu.Linux(5, 15),
	program: func(s *plane.Script) {
		d := s.DownLink("x")
		s.Root.AddAlt(d, "va0")
		s.Root.Name(s.Root.Add("va%d", 0))
	},
	want: `
altname 2 "va0" = ok
add "va%d" = 3
SIOCGIFNAME 3 = "va1"
`,
}}
