package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// users are rules about sockets of two users.
var users = []rule{{
	id:      "BND-03-users",
	since:   emu.Linux(5, 7), // before, she may not bind to a device
	because: "sockets of two users share a port by SO_REUSEADDR, and not by SO_REUSEPORT (udp_lib_lport_inuse, sk_reuseport_match: uid_eq); on two devices they do not meet",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		other := s.Other()
		for _, kind := range []struct {
			name       string
			mine, hers func(string) *plane.Socket
		}{
			{"UDP", s.Root.UDP, other.UDP}, {"TCP", s.Root.TCP, other.TCP},
		} {
			for _, c := range []struct {
				what   string
				on, at int
				flags  []int
			}{
				{"addr", 0, 0, []int{emu.SO_REUSEADDR}},
				{"port", 0, 0, []int{emu.SO_REUSEPORT}},
				{"both", 0, 0, []int{emu.SO_REUSEADDR, emu.SO_REUSEPORT}},
				{"port, both on a0", a0, a0, []int{emu.SO_REUSEPORT}},
				{"port, one on a0", a0, 0, []int{emu.SO_REUSEPORT}},
				{"port, on a0 and b0", a0, b0, []int{emu.SO_REUSEPORT}},
			} {
				a, b := kind.mine("a").On(c.on), kind.hers("b").On(c.at)
				for _, f := range c.flags {
					a.Flag(f)
					b.Flag(f)
				}
				two(s, kind.name+", "+c.what, a, b, any7000, any7000)
			}
		}
	},
	want: `
UDP, addr: ok
UDP, port: EADDRINUSE
UDP, both: ok
UDP, port, both on a0: EADDRINUSE
UDP, port, one on a0: EADDRINUSE
UDP, port, on a0 and b0: ok
TCP, addr: ok
TCP, port: EADDRINUSE
TCP, both: ok
TCP, port, both on a0: EADDRINUSE
TCP, port, one on a0: EADDRINUSE
TCP, port, on a0 and b0: ok
`,
}, {
	id:      "RPT-01-users",
	because: "a group is of one user: of two that share a port by SO_REUSEADDR the newest gets all over IPv4, the oldest over IPv6 (reuseport_add_sock is for uid_eq)",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		other := s.Other()
		families(s, func(f *family) {
			m := f.members()
			for i, open := range []func(string) *plane.Socket{s.Root.UDP, other.UDP} {
				if f.name == "v6" {
					open = []func(string) *plane.Socket{s.Root.UDP6, other.UDP6}[i]
				}
				name := []string{"mine", "hers"}[i]
				m.socks = append(m.socks, open(f.name+" "+name).By(s.Root).Flag(emu.SO_REUSEADDR).Flag(emu.SO_REUSEPORT).On(a0).At(f.any))
				m.names = append(m.names, name)
			}
			m.flows("a0", a0)
			m.close()
		})
	},
	want: `
v4: flows via a0: hers gets all
v6: flows via a0: mine gets all
`,
}, {
	id:      "OPT-40-users",
	since:   emu.Linux(5, 7),
	because: "another user may bind a socket that she was given to a device, if it is bound to none; and not again (sock_setsockopt_bindtodevice, sock_bindtoindex_locked)",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		u := s.Root.UDP("u")
		hers := u.By(s.Other())
		hers.SetIndex(a0)
		hers.SetIndex(b0)
		hers.SetName("")
		u.Device()
		hers.Disconnect()
		hers.SetName("b0")
		u.Device()
	},
	want: `
other: u set BINDTOIFINDEX 2 = ok
other: u set BINDTOIFINDEX 3 = EPERM
other: u set BINDTODEVICE "" = EPERM
u device = 2, "a0"
other: u connect AF_UNSPEC = ok
other: u set BINDTODEVICE "b0" = ok
u device = 3, "b0"
`,
}}
