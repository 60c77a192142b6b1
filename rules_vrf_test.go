package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// redroutes is vrf with a router: a0 is in red, whose table is 10, and b0 is not.
func redroutes(s *plane.Script) router {
	a0, b0, red := vrf(s)
	return router{s, map[string]int{"lo": 1, "a0": a0, "b0": b0, "red": red}}
}

// ways has sockets bound to nothing and to each device connect to every address,
// and says what they send from.
func (r router) ways(dsts ...string) {
	for _, dev := range []string{"", "red", "a0", "b0"} {
		for _, dst := range dsts {
			a := r.Root.UDP("on " + dev)
			if dst[0] == '[' {
				a = r.Root.UDP6("on " + dev)
			}
			a.On(r.devs[dev]).Connect(dst)
			a.Addr()
			a.Shut()
		}
	}
}

// vrfs is section 9 as far as devices and routes go.
var vrfs = []rule{{
	id:      "L3-34",
	since:   emu.Linux(5, 18), // before, a slave stood for its VRF; no such kernel is at hand
	because: "nothing is assumed to be on the link of a VRF or of its slaves; of b0, which is in none, it is",
	program: func(s *plane.Script) {
		redroutes(s).ways("10.1.0.5:9", "10.2.0.5:9", "10.77.0.5:9")
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
on  connect 10.1.0.5:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on  connect 10.2.0.5:9 = ok
on  getsockname = 10.2.0.1:auto
on  connect 10.77.0.5:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on red connect 10.1.0.5:9 = ok
on red getsockname = 10.1.0.1:auto
on red connect 10.2.0.5:9 = ok
on red getsockname = 10.1.0.1:auto
on red connect 10.77.0.5:9 = ENETUNREACH
on red getsockname = 0.0.0.0:auto
on a0 connect 10.1.0.5:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect 10.2.0.5:9 = ENETUNREACH
on a0 getsockname = 0.0.0.0:auto
on a0 connect 10.77.0.5:9 = ENETUNREACH
on a0 getsockname = 0.0.0.0:auto
on b0 connect 10.1.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect 10.2.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect 10.77.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
`,
}, {
	id:      "L3-34-six",
	since:   emu.Linux(5, 18), // before, a slave stood for its VRF; no such kernel is at hand
	because: "IPv6: a VRF has the routes of its slaves and those of the main table, a slave its own; nothing link-local is sent on a VRF, which has no link",
	program: func(s *plane.Script) {
		r := redroutes(s)
		s.Root.Addr(r.devs["a0"], "fe80::1/64")
		r.ways("[fd01::5]:9", "[fd02::5]:9", "[fd77::5]:9", "[::1]:9", "[fd01::1]:9", "[fd02::1]:9")
		for _, dev := range []string{"red", "a0", "b0"} {
			a := s.Root.UDP6("on " + dev).On(r.devs[dev])
			a.Send("[fe80::5]:9")
			a.Send("[ff02::5]:9")
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::1/64 = ok
on  connect [fd01::5]:9 = ENETUNREACH
on  getsockname = [::]:auto
on  connect [fd02::5]:9 = ok
on  getsockname = [fd02::1]:auto
on  connect [fd77::5]:9 = ENETUNREACH
on  getsockname = [::]:auto
on  connect [::1]:9 = ok
on  getsockname = [::1]:auto
on  connect [fd01::1]:9 = ENETUNREACH
on  getsockname = [::]:auto
on  connect [fd02::1]:9 = ok
on  getsockname = [fd02::1]:auto
on red connect [fd01::5]:9 = ok
on red getsockname = [fd01::1]:auto
on red connect [fd02::5]:9 = ok
on red getsockname = [fd01::1]:auto
on red connect [fd77::5]:9 = ENETUNREACH
on red getsockname = [::]:auto
on red connect [::1]:9 = EADDRNOTAVAIL
on red getsockname = [::]:auto
on red connect [fd01::1]:9 = ok
on red getsockname = [fd01::1]:auto
on red connect [fd02::1]:9 = ok
on red getsockname = [fd01::1]:auto
on a0 connect [fd01::5]:9 = ok
on a0 getsockname = [fd01::1]:auto
on a0 connect [fd02::5]:9 = ENETUNREACH
on a0 getsockname = [::]:auto
on a0 connect [fd77::5]:9 = ENETUNREACH
on a0 getsockname = [::]:auto
on a0 connect [::1]:9 = EADDRNOTAVAIL
on a0 getsockname = [::]:auto
on a0 connect [fd01::1]:9 = ok
on a0 getsockname = [fd01::1]:auto
on a0 connect [fd02::1]:9 = ENETUNREACH
on a0 getsockname = [::]:auto
on b0 connect [fd01::5]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
on b0 connect [fd02::5]:9 = ok
on b0 getsockname = [fd02::1]:auto
on b0 connect [fd77::5]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
on b0 connect [::1]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
on b0 connect [fd01::1]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
on b0 connect [fd02::1]:9 = ok
on b0 getsockname = [fd02::1]:auto
on red send to [fe80::5]:9 = ENETUNREACH
on red send to [ff02::5]:9 = ENETUNREACH
on a0 send to [fe80::5]:9 = ok
on a0 send to [ff02::5]:9 = ok
on b0 send to [fe80::5]:9 = ENETUNREACH
on b0 send to [ff02::5]:9 = ok
`,
}, {
	id:      "L3-34-tables",
	since:   emu.Linux(5, 18), // before, a slave stood for its VRF; no such kernel is at hand
	because: "what is bound to a VRF asks the tables local, that of the VRF, main; a route out of the VRF has the VRF's own address as source",
	program: func(s *plane.Script) {
		r := redroutes(s)
		r.add("10.3.0.0/24 via 10.1.0.9", "10.3.0.0/24 via 10.1.0.9 table 10", "10.4.0.0/24 via 10.2.0.9", "10.4.0.0/24 via 10.2.0.9 table 10",
			"fd03::/64 via fd01::9", "fd03::/64 via fd01::9 table 10", "fd04::/64 via fd02::9", "10.5.0.0/24 dev b0 src 10.1.0.1", "10.5.0.0/24 dev a0 src 10.1.0.1 table 10")
		r.ways("10.3.0.5:9", "10.4.0.5:9", "10.5.0.5:9", "127.0.0.1:9", "10.2.0.1:9", "[fd03::5]:9", "[fd04::5]:9")
		s.Root.Addr(r.devs["red"], "10.10.10.10/32")
		s.Root.Addr(r.devs["red"], "fd10::10/128")
		r.ways("10.4.0.5:9", "10.10.10.10:9", "[fd04::5]:9", "[fd10::10]:9")
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
route 10.3.0.0/24 via 10.1.0.9 = ENETUNREACH
route 10.3.0.0/24 via 10.1.0.9 table 10 = ok
route 10.4.0.0/24 via 10.2.0.9 = ok
route 10.4.0.0/24 via 10.2.0.9 table 10 = ok
route fd03::/64 via fd01::9 = EHOSTUNREACH
route fd03::/64 via fd01::9 table 10 = ok
route fd04::/64 via fd02::9 = ok
route 10.5.0.0/24 dev 4 src 10.1.0.1 = EINVAL
route 10.5.0.0/24 dev 3 table 10 src 10.1.0.1 = ok
on  connect 10.3.0.5:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on  connect 10.4.0.5:9 = ok
on  getsockname = 10.2.0.1:auto
on  connect 10.5.0.5:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on  connect 127.0.0.1:9 = ok
on  getsockname = 127.0.0.1:auto
on  connect 10.2.0.1:9 = ok
on  getsockname = 10.2.0.1:auto
on  connect [fd03::5]:9 = ENETUNREACH
on  getsockname = [::]:auto
on  connect [fd04::5]:9 = ok
on  getsockname = [fd02::1]:auto
on red connect 10.3.0.5:9 = ok
on red getsockname = 10.1.0.1:auto
on red connect 10.4.0.5:9 = ok
on red getsockname = 10.1.0.1:auto
on red connect 10.5.0.5:9 = ok
on red getsockname = 10.1.0.1:auto
on red connect 127.0.0.1:9 = ok
on red getsockname = 127.0.0.1:auto
on red connect 10.2.0.1:9 = ok
on red getsockname = 10.2.0.1:auto
on red connect [fd03::5]:9 = ok
on red getsockname = [fd01::1]:auto
on red connect [fd04::5]:9 = ok
on red getsockname = [fd01::1]:auto
on a0 connect 10.3.0.5:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect 10.4.0.5:9 = ENETUNREACH
on a0 getsockname = 0.0.0.0:auto
on a0 connect 10.5.0.5:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect 127.0.0.1:9 = ENETUNREACH
on a0 getsockname = 0.0.0.0:auto
on a0 connect 10.2.0.1:9 = ENETUNREACH
on a0 getsockname = 0.0.0.0:auto
on a0 connect [fd03::5]:9 = ok
on a0 getsockname = [fd01::1]:auto
on a0 connect [fd04::5]:9 = ENETUNREACH
on a0 getsockname = [::]:auto
on b0 connect 10.3.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect 10.4.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect 10.5.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect 127.0.0.1:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect 10.2.0.1:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect [fd03::5]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
on b0 connect [fd04::5]:9 = ok
on b0 getsockname = [fd02::1]:auto
address 2 10.10.10.10/32 = ok
address 2 fd10::10/128 = ok
on  connect 10.4.0.5:9 = ok
on  getsockname = 10.2.0.1:auto
on  connect 10.10.10.10:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on  connect [fd04::5]:9 = ok
on  getsockname = [fd02::1]:auto
on  connect [fd10::10]:9 = ENETUNREACH
on  getsockname = [::]:auto
on red connect 10.4.0.5:9 = ok
on red getsockname = 10.10.10.10:auto
on red connect 10.10.10.10:9 = ok
on red getsockname = 10.10.10.10:auto
on red connect [fd04::5]:9 = ok
on red getsockname = [fd10::10]:auto
on red connect [fd10::10]:9 = ok
on red getsockname = [fd10::10]:auto
on a0 connect 10.4.0.5:9 = ENETUNREACH
on a0 getsockname = 0.0.0.0:auto
on a0 connect 10.10.10.10:9 = ENETUNREACH
on a0 getsockname = 0.0.0.0:auto
on a0 connect [fd04::5]:9 = ENETUNREACH
on a0 getsockname = [::]:auto
on a0 connect [fd10::10]:9 = ENETUNREACH
on a0 getsockname = [::]:auto
on b0 connect 10.4.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect 10.10.10.10:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect [fd04::5]:9 = ok
on b0 getsockname = [fd02::1]:auto
on b0 connect [fd10::10]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
`,
}, {
	id:      "L3-34-groups",
	since:   emu.Linux(5, 18), // before, a slave stood for its VRF; no such kernel is at hand
	because: "to everybody and to groups: a slave sends on its link; a VRF as if it had one, but only what needs no route",
	program: func(s *plane.Script) {
		r := redroutes(s)
		for _, dev := range []string{"red", "a0", "b0"} {
			a := s.Root.UDP("on " + dev).On(r.devs[dev]).Flag(emu.SO_BROADCAST)
			for _, dst := range []string{"255.255.255.255:9", "224.0.0.5:9", "10.1.0.255:9"} {
				a.Connect(dst)
				a.Addr()
				a.Disconnect()
				a.On(r.devs[dev])
			}
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
on red connect 255.255.255.255:9 = ok
on red getsockname = 10.1.0.1:auto
on red connect AF_UNSPEC = ok
on red connect 224.0.0.5:9 = ENETUNREACH
on red getsockname = 0.0.0.0:auto
on red connect AF_UNSPEC = ok
on red connect 10.1.0.255:9 = ok
on red getsockname = 10.1.0.1:auto
on red connect AF_UNSPEC = ok
on a0 connect 255.255.255.255:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect AF_UNSPEC = ok
on a0 connect 224.0.0.5:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect AF_UNSPEC = ok
on a0 connect 10.1.0.255:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect AF_UNSPEC = ok
on b0 connect 255.255.255.255:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect AF_UNSPEC = ok
on b0 connect 224.0.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect AF_UNSPEC = ok
on b0 connect 10.1.0.255:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect AF_UNSPEC = ok
`,
}, {
	id:      "L3-34-down",
	since:   emu.Linux(5, 18), // before, a slave stood for its VRF; no such kernel is at hand
	because: "a VRF that is down does not keep its slaves from sending, nor does a slave that is down leave the VRF a route",
	program: func(s *plane.Script) {
		r := redroutes(s)
		s.Root.Down(r.devs["red"])
		r.ways("10.1.0.5:9", "[fd01::5]:9")
		s.Root.Up(r.devs["red"])
		s.Root.Down(r.devs["a0"])
		r.ways("10.1.0.5:9", "[fd01::5]:9")
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
down 2 = ok
on  connect 10.1.0.5:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on  connect [fd01::5]:9 = ENETUNREACH
on  getsockname = [::]:auto
on red connect 10.1.0.5:9 = ENETUNREACH
on red getsockname = 0.0.0.0:auto
on red connect [fd01::5]:9 = ok
on red getsockname = [fd01::1]:auto
on a0 connect 10.1.0.5:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect [fd01::5]:9 = ok
on a0 getsockname = [fd01::1]:auto
on b0 connect 10.1.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect [fd01::5]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
up 2 = ok
down 3 = ok
on  connect 10.1.0.5:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on  connect [fd01::5]:9 = ENETUNREACH
on  getsockname = [::]:auto
on red connect 10.1.0.5:9 = ENETUNREACH
on red getsockname = 0.0.0.0:auto
on red connect [fd01::5]:9 = EADDRNOTAVAIL
on red getsockname = [::]:auto
on a0 connect 10.1.0.5:9 = ENETUNREACH
on a0 getsockname = 0.0.0.0:auto
on a0 connect [fd01::5]:9 = EADDRNOTAVAIL
on a0 getsockname = [::]:auto
on b0 connect 10.1.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect [fd01::5]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
`,
}, {
	id:      "L3-50",
	since:   emu.Linux(5, 18), // before, a slave stood for its VRF; no such kernel is at hand
	because: "a device that is released, or enslaved, takes its IPv4 addresses to the other table, and loses its IPv6 ones and all other routes",
	program: func(s *plane.Script) {
		r := redroutes(s)
		a0 := r.devs["a0"]
		r.add("10.3.0.0/24 via 10.1.0.9 table 10")
		try := func() {
			s.Root.UDP("u").Bind("10.1.0.1:0")
			s.Root.UDP6("u").Bind("[fd01::1]:0")
			r.ways("10.1.0.5:9", "10.3.0.5:9", "[fd01::5]:9")
		}
		s.Root.Enslave(a0, 0)
		try()
		s.Root.Addr(a0, "fd01::1/64")
		s.Root.Enslave(a0, r.devs["red"])
		try()
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
route 10.3.0.0/24 via 10.1.0.9 table 10 = ok
enslave 3 to 0 = ok
u bind 10.1.0.1:0 = ok
u bind [fd01::1]:0 = EADDRNOTAVAIL
on  connect 10.1.0.5:9 = ok
on  getsockname = 10.1.0.1:auto
on  connect 10.3.0.5:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on  connect [fd01::5]:9 = ENETUNREACH
on  getsockname = [::]:auto
on red connect 10.1.0.5:9 = ok
on red getsockname = 0.0.0.0:auto
on red connect 10.3.0.5:9 = ENETUNREACH
on red getsockname = 0.0.0.0:auto
on red connect [fd01::5]:9 = EADDRNOTAVAIL
on red getsockname = [::]:auto
on a0 connect 10.1.0.5:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect 10.3.0.5:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect [fd01::5]:9 = ENETUNREACH
on a0 getsockname = [::]:auto
on b0 connect 10.1.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect 10.3.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect [fd01::5]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
address 3 fd01::1/64 = ok
enslave 3 to 2 = ok
u bind 10.1.0.1:0 = EADDRNOTAVAIL
u bind [fd01::1]:0 = EADDRNOTAVAIL
on  connect 10.1.0.5:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on  connect 10.3.0.5:9 = ENETUNREACH
on  getsockname = 0.0.0.0:auto
on  connect [fd01::5]:9 = ENETUNREACH
on  getsockname = [::]:auto
on red connect 10.1.0.5:9 = ok
on red getsockname = 10.1.0.1:auto
on red connect 10.3.0.5:9 = ENETUNREACH
on red getsockname = 0.0.0.0:auto
on red connect [fd01::5]:9 = EADDRNOTAVAIL
on red getsockname = [::]:auto
on a0 connect 10.1.0.5:9 = ok
on a0 getsockname = 10.1.0.1:auto
on a0 connect 10.3.0.5:9 = ENETUNREACH
on a0 getsockname = 0.0.0.0:auto
on a0 connect [fd01::5]:9 = EADDRNOTAVAIL
on a0 getsockname = [::]:auto
on b0 connect 10.1.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect 10.3.0.5:9 = ok
on b0 getsockname = 10.2.0.1:auto
on b0 connect [fd01::5]:9 = ENETUNREACH
on b0 getsockname = [::]:auto
`,
}, {
	id:      "L3-50-down",
	because: "a device that is enslaved or released while it is down has no own address at all until it comes up",
	program: func(s *plane.Script) {
		r := redroutes(s)
		a0 := r.devs["a0"]
		try := func() {
			s.Root.UDP("u").Bind("10.1.0.1:0")
			s.Root.UDP("red").On(r.devs["red"]).Bind("10.1.0.1:0")
		}
		s.Root.Down(a0)
		try()
		s.Root.Enslave(a0, 0)
		try()
		s.Root.Up(a0)
		try()
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
down 3 = ok
u bind 10.1.0.1:0 = EADDRNOTAVAIL
red bind 10.1.0.1:0 = ok
enslave 3 to 0 = ok
u bind 10.1.0.1:0 = EADDRNOTAVAIL
red bind 10.1.0.1:0 = EADDRNOTAVAIL
up 3 = ok
u bind 10.1.0.1:0 = ok
red bind 10.1.0.1:0 = EADDRNOTAVAIL
`,
}, {
	id:      "L3-50-errors",
	because: "who can be whose master",
	program: func(s *plane.Script) {
		s.Lo()
		s.Root.AddVRF("bad", 0, 0)
		red := s.Root.AddVRF("red", 0, 10)
		s.Root.AddVRF("red", 0, 11)
		s.Root.AddVRF("x", red, 11)
		blue := s.Root.AddVRF("blue", 77, 10)
		a0, b0 := s.DownLink("a0"), s.DownLink("b0")
		s.Root.Enslave(a0, b0)
		s.Root.Enslave(a0, 4242)
		s.Root.Enslave(4242, red)
		s.Root.Enslave(1, red)
		s.Root.Enslave(red, blue)
		s.Root.Enslave(red, red)
		s.Root.Enslave(a0, 0)
		s.Root.Enslave(a0, red)
		s.Root.Enslave(a0, red)
		e := s.Events()
		s.Root.Enslave(a0, blue)
		e.Say()
		s.Root.Enslave(a0, b0)
		e.Say()
		s.Root.Enslave(a0, red)
		e.Skip()
		s.Root.Del(red)
		e.Say()
		s.Root.Enslave(a0, 0)
		e.Say()
	},
	want: `
add VRF "bad" table 0 = EINVAL
add VRF "red" table 10 = 2
add VRF "red" table 11 = EEXIST
add VRF "x" table 11 = EEXIST
add VRF "blue" table 10 = 77
enslave 3 to 4 = EOPNOTSUPP
enslave 3 to 4242 = EINVAL
enslave 4242 to 2 = ENODEV
enslave 1 to 2 = EOPNOTSUPP
enslave 2 to 77 = EINVAL
enslave 2 to 2 = EINVAL
enslave 3 to 0 = ok
enslave 3 to 2 = ok
enslave 3 to 2 = ok
enslave 3 to 77 = ok
events: RTM_NEWLINK 3 a0, RTM_NEWLINK 3 a0
enslave 3 to 4 = EOPNOTSUPP
events: RTM_NEWLINK 3 a0
enslave 3 to 2 = ok
delete 2 = ok
events: RTM_NEWLINK 3 a0, RTM_DELLINK 2 red
enslave 3 to 0 = ok
events: none
`,
}, {
	id:      "L3-51",
	because: "what is bound to a VRF that is deleted is bound to nothing; its slaves are free, and sockets that are bound to those go on outside",
	program: func(s *plane.Script) {
		r := redroutes(s)
		red := s.Root.UDP("red").On(r.devs["red"])
		connected := s.Root.UDP("connected").On(r.devs["red"]).To("10.1.0.5:9")
		six := s.Root.UDP6("six").On(r.devs["red"])
		a := s.Root.UDP("a").On(r.devs["a0"])
		for range 2 {
			red.Device()
			red.Send("10.1.0.5:9")
			connected.Send("")
			six.Send("[fd01::5]:9")
			a.Send("10.1.0.5:9")
			s.Root.UDP("u").Bind("10.1.0.1:0")
			s.Root.Del(r.devs["red"])
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
red device = 2, "red"
red send to 10.1.0.5:9 = ok
connected send = ok
six send to [fd01::5]:9 = ok
a send to 10.1.0.5:9 = ok
u bind 10.1.0.1:0 = EADDRNOTAVAIL
delete 2 = ok
red device = 2, ENODEV
red send to 10.1.0.5:9 = ENODEV
connected send = ENODEV
six send to [fd01::5]:9 = ENETUNREACH
a send to 10.1.0.5:9 = ok
u bind 10.1.0.1:0 = ok
delete 2 = ENODEV
`,
}}
