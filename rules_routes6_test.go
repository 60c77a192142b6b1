package boundif_test

import (
	"net/netip"
	"strconv"
	"strings"

	"boundif/emu"
	"boundif/internal/plane"
)

// A router adds and deletes routes that are written as ip(8) wants them:
//
//	10.3.0.0/24 via 10.1.0.9 dev a0 table 10 src 10.1.0.1 metric 5
type router struct {
	*plane.Script
	devs map[string]int
}

func (r router) add(routes ...string) {
	for _, text := range routes {
		r.Root.RouteAdd(r.parse(text))
	}
}

func (r router) del(routes ...string) {
	for _, text := range routes {
		r.Root.RouteDel(r.parse(text))
	}
}

func (r router) parse(text string) (route emu.Route) {
	w := strings.Fields(text)
	route.Dst = netip.MustParsePrefix(w[0])
	for i := 1; i+1 < len(w); i += 2 {
		n, _ := strconv.Atoi(w[i+1])
		switch w[i] {
		case "via":
			route.Gateway = netip.MustParseAddr(w[i+1])
		case "src":
			route.Src = netip.MustParseAddr(w[i+1])
		case "table":
			route.Table = n
		case "metric":
			route.Metric = n
		case "dev":
			if route.Dev = r.devs[w[i+1]]; n != 0 {
				route.Dev = n
			}
		}
	}
	return route
}

// ab6routes is ab6 with a router.
func ab6routes(s *plane.Script) router {
	a0, b0 := ab6(s)
	return router{s, map[string]int{"lo": 1, "a0": a0, "b0": b0}}
}

// send has an unbound socket send to each address.
func (r router) send(dsts ...string) {
	u := r.Root.UDP("u").At(any7000)
	u6 := r.Root.UDP6("u").At("[::]:7001")
	for _, dst := range dsts {
		if strings.HasPrefix(dst, "[") {
			u6.Send(dst)
		} else {
			u.Send(dst)
		}
	}
	r.Left(r.devs["a0"], r.devs["b0"])
	u.Shut()
	u6.Shut()
}

// routing is sections 6.1 and 6.2 as far as tables, addresses and both families go.
var routing = []rule{{
	id:      "OUT-01-tables",
	because: "the longest prefix wins, then the least metric; a gateway's route has the source of the gateway's network; tables that no rule names are not asked",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		s.Left()
		r.send("10.3.0.5:9", "[fd03::5]:9")
		r.add("0.0.0.0/0 via 10.1.0.9", "::/0 via fd01::9")
		r.send("10.3.0.5:9", "[fd03::5]:9")
		r.add("10.3.0.0/24 via 10.2.0.9", "fd03::/64 via fd02::9")
		r.send("10.3.0.5:9", "[fd03::5]:9")
		r.add("10.3.0.0/24 dev a0 metric 5", "fd03::/64 dev a0 metric 5")
		r.send("10.3.0.5:9", "[fd03::5]:9")
		r.add("10.3.0.5/32 dev a0 table 77", "fd03::5/128 dev b0 table 77")
		r.send("10.3.0.5:9", "[fd03::5]:9")
		r.del("10.3.0.0/24 metric 5", "fd03::/64 metric 5", "0.0.0.0/0", "::/0")
		r.send("10.3.0.5:9", "[fd03::5]:9", "10.4.0.5:9", "[fd04::5]:9")
	},
	want: `
u send to 10.3.0.5:9 = ENETUNREACH
u send to [fd03::5]:9 = ENETUNREACH
left: nothing
route 0.0.0.0/0 via 10.1.0.9 = ok
route ::/0 via fd01::9 = ok
u send to 10.3.0.5:9 = ok
u send to [fd03::5]:9 = ok
left: a0 10.1.0.1:7000 > 10.3.0.5:9, a0 [fd01::1]:7001 > [fd03::5]:9
route 10.3.0.0/24 via 10.2.0.9 = ok
route fd03::/64 via fd02::9 = ok
u send to 10.3.0.5:9 = ok
u send to [fd03::5]:9 = ok
left: b0 10.2.0.1:7000 > 10.3.0.5:9, b0 [fd02::1]:7001 > [fd03::5]:9
route 10.3.0.0/24 dev 2 metric 5 = ok
route fd03::/64 dev 2 metric 5 = ok
u send to 10.3.0.5:9 = ok
u send to [fd03::5]:9 = ok
left: a0 [fd01::1]:7001 > [fd03::5]:9, b0 10.2.0.1:7000 > 10.3.0.5:9
route 10.3.0.5/32 dev 2 table 77 = ok
route fd03::5/128 dev 3 table 77 = ok
u send to 10.3.0.5:9 = ok
u send to [fd03::5]:9 = ok
left: a0 [fd01::1]:7001 > [fd03::5]:9, b0 10.2.0.1:7000 > 10.3.0.5:9
delete route 10.3.0.0/24 metric 5 = ok
delete route fd03::/64 metric 5 = ok
delete route 0.0.0.0/0 = ok
delete route ::/0 = ok
u send to 10.3.0.5:9 = ok
u send to [fd03::5]:9 = ok
u send to 10.4.0.5:9 = ENETUNREACH
u send to [fd04::5]:9 = ENETUNREACH
left: b0 10.2.0.1:7000 > 10.3.0.5:9, b0 [fd02::1]:7001 > [fd03::5]:9
`,
}, {
	id:      "OUT-01-bound",
	because: "bound, only routes by the device count, be they longer or shorter",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		r.add("0.0.0.0/0 via 10.1.0.9", "::/0 via fd01::9", "10.3.0.0/24 via 10.2.0.9", "fd03::/64 via fd02::9")
		s.Left()
		for _, dev := range []string{"a0", "b0", "lo"} {
			a, a6 := s.Root.UDP(dev).On(r.devs[dev]), s.Root.UDP6(dev).On(r.devs[dev])
			for _, dst := range []string{"10.3.0.5:9", "10.4.0.5:9"} {
				a.Connect(dst)
				a.Addr()
			}
			for _, dst := range []string{"[fd03::5]:9", "[fd04::5]:9"} {
				a6.Connect(dst)
				a6.Addr()
			}
		}
	},
	want: `
route 0.0.0.0/0 via 10.1.0.9 = ok
route ::/0 via fd01::9 = ok
route 10.3.0.0/24 via 10.2.0.9 = ok
route fd03::/64 via fd02::9 = ok
a0 connect 10.3.0.5:9 = ok
a0 getsockname = 10.1.0.1:auto
a0 connect 10.4.0.5:9 = ok
a0 getsockname = 10.1.0.1:auto
a0 connect [fd03::5]:9 = ok
a0 getsockname = [fd01::1]:auto
a0 connect [fd04::5]:9 = ok
a0 getsockname = [fd01::1]:auto
b0 connect 10.3.0.5:9 = ok
b0 getsockname = 10.2.0.1:auto
b0 connect 10.4.0.5:9 = ok
b0 getsockname = 10.2.0.1:auto
b0 connect [fd03::5]:9 = ok
b0 getsockname = [fd02::1]:auto
b0 connect [fd04::5]:9 = ENETUNREACH
b0 getsockname = [fd02::1]:auto
lo connect 10.3.0.5:9 = ok
lo getsockname = 10.9.9.9:auto
lo connect 10.4.0.5:9 = ok
lo getsockname = 10.9.9.9:auto
lo connect [fd03::5]:9 = ENETUNREACH
lo getsockname = [::]:auto
lo connect [fd04::5]:9 = ENETUNREACH
lo getsockname = [::]:auto
`,
}, {
	id:      "OUT-01-errors",
	because: "what is wrong with a route of IPv4, in the order in which it is noticed",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		r.add("10.3.0.1/24 dev 4242", "10.3.0.0/24", "10.3.0.0/24 dev 4242", "10.3.0.0/24 via 10.77.0.1", "10.3.0.0/24 via 10.1.0.9 dev b0",
			"10.3.0.0/24 via 10.1.0.9 dev 4242 src 10.77.0.1", "10.3.0.0/24 via 224.0.0.1", "10.3.0.0/24 via 10.1.0.255",
			"10.1.0.0/24 via 10.1.0.9 src 10.77.0.1", "10.1.0.0/24 via 10.1.0.9", "10.1.0.0/24 via 10.1.0.9 metric 7", "10.1.0.1/32 dev b0",
			"10.3.0.0/24 via 10.1.0.9", "10.3.0.0/24 via 10.2.0.9", "10.4.0.0/24 via 10.3.0.9", "10.5.0.0/24 dev b0", "10.6.0.0/24 via 10.5.0.9",
			"10.7.0.0/24 via 10.1.0.1", "10.8.0.0/24 dev a0 table 77", "10.9.0.0/24 via 10.8.0.9", "10.9.0.0/24 via 10.8.0.9 table 77")
		s.Root.Down(r.devs["b0"])
		r.add("10.10.0.0/24 dev b0", "10.10.0.0/24 via 10.2.0.9", "10.10.0.0/24 via 10.2.0.1")
		r.del("10.3.0.1/24", "10.3.0.0/24 table 78", "10.3.0.0/24 via 10.1.0.8", "10.3.0.0/24 dev b0", "10.3.0.0/24 src 10.1.0.1",
			"10.3.0.0/24 metric 7", "10.3.0.0/24 via 10.1.0.9 dev a0", "10.3.0.0/24", "10.1.0.0/24", "10.1.0.0/24", "10.1.0.0/24")
	},
	want: `
route 10.3.0.1/24 dev 4242 = EINVAL
route 10.3.0.0/24 = ENODEV
route 10.3.0.0/24 dev 4242 = ENODEV
route 10.3.0.0/24 via 10.77.0.1 = ENETUNREACH
route 10.3.0.0/24 via 10.1.0.9 dev 3 = ENETUNREACH
route 10.3.0.0/24 via 10.1.0.9 dev 4242 src 10.77.0.1 = ENETUNREACH
route 10.3.0.0/24 via 224.0.0.1 = ENETUNREACH
route 10.3.0.0/24 via 10.1.0.255 = EINVAL
route 10.1.0.0/24 via 10.1.0.9 src 10.77.0.1 = EINVAL
route 10.1.0.0/24 via 10.1.0.9 = EEXIST
route 10.1.0.0/24 via 10.1.0.9 metric 7 = ok
route 10.1.0.1/32 dev 3 = ok
route 10.3.0.0/24 via 10.1.0.9 = ok
route 10.3.0.0/24 via 10.2.0.9 = EEXIST
route 10.4.0.0/24 via 10.3.0.9 = ENETUNREACH
route 10.5.0.0/24 dev 3 = ok
route 10.6.0.0/24 via 10.5.0.9 = ok
route 10.7.0.0/24 via 10.1.0.1 = ok
route 10.8.0.0/24 dev 2 table 77 = ok
route 10.9.0.0/24 via 10.8.0.9 = ENETUNREACH
route 10.9.0.0/24 via 10.8.0.9 table 77 = ok
down 3 = ok
route 10.10.0.0/24 dev 3 = ENETDOWN
route 10.10.0.0/24 via 10.2.0.9 = ENETUNREACH
route 10.10.0.0/24 via 10.2.0.1 = ENETDOWN
delete route 10.3.0.1/24 = EINVAL
delete route 10.3.0.0/24 table 78 = ESRCH
delete route 10.3.0.0/24 via 10.1.0.8 = ESRCH
delete route 10.3.0.0/24 dev 3 = ESRCH
delete route 10.3.0.0/24 src 10.1.0.1 = ESRCH
delete route 10.3.0.0/24 metric 7 = ESRCH
delete route 10.3.0.0/24 via 10.1.0.9 dev 2 = ok
delete route 10.3.0.0/24 = ESRCH
delete route 10.1.0.0/24 = ok
delete route 10.1.0.0/24 = ok
delete route 10.1.0.0/24 = ESRCH
`,
}, {
	id:      "OUT-03-errors",
	because: "the same of IPv6, where no gateway may be this host's, and bits beyond the prefix are cut off",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		s.Root.Addr(r.devs["b0"], "fe80::9/64")
		r.add("fd03::/64", "fd03::/64 dev 4242", "fd03::/64 via fd01::9 dev 4242", "fd03::/64 via fd77::1", "fd03::/64 via fd01::9 dev b0",
			"fd03::/64 via fd01::1", "fd03::/64 via fd02::1 dev a0", "fd03::/64 via ::1", "fd03::/64 via ff02::1 dev a0",
			"fd03::/64 via fe80::5", "fd03::/64 via fe80::5 dev lo", "fd03::/64 via fe80::9 dev b0", "fd03::/64 dev a0 src fd77::1",
			"fd03::1/64 via fe80::9 dev a0 src fd02::1", "fd03::/64 dev b0", "fd03::/64 dev b0 metric 1024", "fd03::/64 dev b0 metric 7",
			"fd04::/64 via fd01::9 metric 7", "fd05::/64 via fd04::9", "fd06::/64 dev lo", "fd07::/64 via fd06::9")
		s.Root.Down(r.devs["b0"])
		r.add("fd08::/64 dev b0", "fd08::/64 via fd02::9")
		r.del("fd03::/64 dev b0", "fd03::/64 via fd01::8", "fd03::/64 metric 7", "fd03::/64 table 78", "fd03::/64 dev a0", "fd03::/64",
			"::/0", "::/0 dev a0", "::/0 table 78")
	},
	want: `
address 3 fe80::9/64 = ok
route fd03::/64 = ENODEV
route fd03::/64 dev 4242 = ENODEV
route fd03::/64 via fd01::9 dev 4242 = ENODEV
route fd03::/64 via fd77::1 = EHOSTUNREACH
route fd03::/64 via fd01::9 dev 3 = EHOSTUNREACH
route fd03::/64 via fd01::1 = EINVAL
route fd03::/64 via fd02::1 dev 2 = EINVAL
route fd03::/64 via ::1 = EINVAL
route fd03::/64 via ff02::1 dev 2 = EINVAL
route fd03::/64 via fe80::5 = EINVAL
route fd03::/64 via fe80::5 dev 1 = EINVAL
route fd03::/64 via fe80::9 dev 3 = EINVAL
route fd03::/64 dev 2 src fd77::1 = EINVAL
route fd03::1/64 via fe80::9 dev 2 src fd02::1 = ok
route fd03::/64 dev 3 = EEXIST
route fd03::/64 dev 3 metric 1024 = EEXIST
route fd03::/64 dev 3 metric 7 = ok
route fd04::/64 via fd01::9 metric 7 = ok
route fd05::/64 via fd04::9 = EHOSTUNREACH
route fd06::/64 dev 1 = ok
route fd07::/64 via fd06::9 = EHOSTUNREACH
down 3 = ok
route fd08::/64 dev 3 = ENETDOWN
route fd08::/64 via fd02::9 = EHOSTUNREACH
delete route fd03::/64 dev 3 = ESRCH
delete route fd03::/64 via fd01::8 = ESRCH
delete route fd03::/64 metric 7 = ESRCH
delete route fd03::/64 table 78 = ESRCH
delete route fd03::/64 dev 2 = ok
delete route fd03::/64 = ESRCH
delete route ::/0 = ENOENT
delete route ::/0 dev 2 = ESRCH
delete route ::/0 table 78 = ESRCH
`,
}, {
	id:      "OUT-10-routes",
	because: "with its device a route goes and does not come back; addresses of IPv4 stay, and their networks come back; those of IPv6 go",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		a0 := r.devs["a0"]
		r.add("10.3.0.0/24 via 10.1.0.9", "fd03::/64 via fd01::9")
		s.Left()
		s.Root.Down(a0)
		r.send("10.1.0.5:9", "10.3.0.5:9", "[fd01::5]:9", "[fd03::5]:9")
		s.Root.UDP("u").Bind("10.1.0.1:0")
		s.Root.UDP6("u").Bind("[fd01::1]:0")
		s.Root.Up(a0)
		r.send("10.1.0.5:9", "10.3.0.5:9", "[fd01::5]:9", "[fd03::5]:9")
		s.Root.Addr(a0, "fd01::1/64")
		r.send("[fd01::5]:9")
	},
	want: `
route 10.3.0.0/24 via 10.1.0.9 = ok
route fd03::/64 via fd01::9 = ok
down 2 = ok
u send to 10.1.0.5:9 = ENETUNREACH
u send to 10.3.0.5:9 = ENETUNREACH
u send to [fd01::5]:9 = ENETUNREACH
u send to [fd03::5]:9 = ENETUNREACH
left: nothing
u bind 10.1.0.1:0 = ok
u bind [fd01::1]:0 = EADDRNOTAVAIL
up 2 = ok
u send to 10.1.0.5:9 = ok
u send to 10.3.0.5:9 = ENETUNREACH
u send to [fd01::5]:9 = ENETUNREACH
u send to [fd03::5]:9 = ENETUNREACH
left: a0 10.1.0.1:7000 > 10.1.0.5:9
address 2 fd01::1/64 = ok
u send to [fd01::5]:9 = ok
left: a0 [fd01::1]:7001 > [fd01::5]:9
`,
}, {
	id:      "OUT-03",
	because: "bound, IPv6 assumes nothing: without a route by the device the network is unreachable; so it is for an index that nothing has, and for a device that is down",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		s.Left()
		for _, dev := range []int{0, r.devs["a0"], r.devs["b0"], 4242} {
			a := s.Root.UDP6("a").On(dev)
			a.Send("[fd01::5]:9")
			a.Send("[fd77::5]:9")
			a.Shut()
		}
		s.Left(r.devs["a0"], r.devs["b0"])
		s.Root.Down(r.devs["a0"])
		s.Root.UDP6("a").On(r.devs["a0"]).Send("[fd01::5]:9")
		s.Root.UDP6("a").On(r.devs["a0"]).Connect("[fd01::5]:9")
	},
	want: `
a send to [fd01::5]:9 = ok
a send to [fd77::5]:9 = ENETUNREACH
a send to [fd01::5]:9 = ok
a send to [fd77::5]:9 = ENETUNREACH
a send to [fd01::5]:9 = ENETUNREACH
a send to [fd77::5]:9 = ENETUNREACH
a send to [fd01::5]:9 = ENETUNREACH
a send to [fd77::5]:9 = ENETUNREACH
left: a0 [fd01::1]:auto > [fd01::5]:9, a0 [fd01::1]:auto > [fd01::5]:9
down 2 = ok
a send to [fd01::5]:9 = ENETUNREACH
a connect [fd01::5]:9 = ENETUNREACH
`,
}, {
	id:      "OUT-03-empty",
	because: "where there is no IPv6 address at all, a send fails for the source before the way",
	program: func(s *plane.Script) {
		a0 := s.Link("a0")
		s.Root.UDP6("u").Send("[fd77::5]:9")
		s.Root.UDP6("a").On(a0).Send("[fd77::5]:9")
		s.Root.UDP6("a").On(a0).Send("[ff02::5]:9")
		s.Lo()
		s.Root.UDP6("u").Send("[fd77::5]:9")
		s.Root.UDP6("a").On(a0).Send("[ff02::5]:9")
	},
	want: `
u send to [fd77::5]:9 = EADDRNOTAVAIL
a send to [fd77::5]:9 = EADDRNOTAVAIL
a send to [ff02::5]:9 = EADDRNOTAVAIL
u send to [fd77::5]:9 = ENETUNREACH
a send to [ff02::5]:9 = EADDRNOTAVAIL
`,
}, {
	id:      "OUT-35-routes",
	because: "unbound, IPv4 multicast and 255.255.255.255 leave by a route, also the default one, or by the device of the bound address",
	program: func(s *plane.Script) {
		r := ab6routes(s)
		a := s.Root.UDP("a").At("10.2.0.1:7002").Flag(emu.SO_BROADCAST)
		u := s.Root.UDP("u").At(any7000).Flag(emu.SO_BROADCAST)
		s.Left()
		send := func() {
			for _, dst := range []string{"239.1.1.1:9", "224.0.0.5:9", "255.255.255.255:9", "10.1.0.255:9"} {
				a.Send(dst)
				u.Send(dst)
			}
			s.Left(r.devs["a0"], r.devs["b0"])
		}
		send()
		r.add("0.0.0.0/0 via 10.1.0.9")
		send()
		r.add("224.0.0.0/4 dev b0")
		send()
	},
	want: `
a send to 239.1.1.1:9 = ok
u send to 239.1.1.1:9 = ENETUNREACH
a send to 224.0.0.5:9 = ok
u send to 224.0.0.5:9 = ENETUNREACH
a send to 255.255.255.255:9 = ok
u send to 255.255.255.255:9 = ENETUNREACH
a send to 10.1.0.255:9 = ok
u send to 10.1.0.255:9 = ok
left: a0 10.2.0.1:7002 > 10.1.0.255:9, a0 10.1.0.1:7000 > 10.1.0.255:9, b0 10.2.0.1:7002 > 239.1.1.1:9, b0 10.2.0.1:7002 > 224.0.0.5:9, b0 10.2.0.1:7002 > 255.255.255.255:9
route 0.0.0.0/0 via 10.1.0.9 = ok
a send to 239.1.1.1:9 = ok
u send to 239.1.1.1:9 = ok
a send to 224.0.0.5:9 = ok
u send to 224.0.0.5:9 = ok
a send to 255.255.255.255:9 = ok
u send to 255.255.255.255:9 = ok
a send to 10.1.0.255:9 = ok
u send to 10.1.0.255:9 = ok
left: a0 10.1.0.1:7000 > 239.1.1.1:9, a0 10.1.0.1:7000 > 224.0.0.5:9, a0 10.1.0.1:7000 > 255.255.255.255:9, a0 10.2.0.1:7002 > 10.1.0.255:9, a0 10.1.0.1:7000 > 10.1.0.255:9, b0 10.2.0.1:7002 > 239.1.1.1:9, b0 10.2.0.1:7002 > 224.0.0.5:9, b0 10.2.0.1:7002 > 255.255.255.255:9
route 224.0.0.0/4 dev 3 = ok
a send to 239.1.1.1:9 = ok
u send to 239.1.1.1:9 = ok
a send to 224.0.0.5:9 = ok
u send to 224.0.0.5:9 = ok
a send to 255.255.255.255:9 = ok
u send to 255.255.255.255:9 = ok
a send to 10.1.0.255:9 = ok
u send to 10.1.0.255:9 = ok
left: a0 10.1.0.1:7000 > 255.255.255.255:9, a0 10.2.0.1:7002 > 10.1.0.255:9, a0 10.1.0.1:7000 > 10.1.0.255:9, b0 10.2.0.1:7002 > 239.1.1.1:9, b0 10.2.0.1:7000 > 239.1.1.1:9, b0 10.2.0.1:7002 > 224.0.0.5:9, b0 10.2.0.1:7000 > 224.0.0.5:9, b0 10.2.0.1:7002 > 255.255.255.255:9
`,
}, {
	id:      "OUT-34-first",
	because: "the first address of a network is an ordinary one since 5.14; before it was a broadcast address, a row of the model only",
	program: func(s *plane.Script) {
		ab(s)
		s.Root.UDP("u").Send("10.1.0.0:9")
		s.Root.UDP("u").Send("10.1.0.255:9")
	},
	want: `
u send to 10.1.0.0:9 = ok
u send to 10.1.0.255:9 = EACCES
`,
	older: older{{emu.Linux(5, 14), `
u send to 10.1.0.0:9 = EACCES
u send to 10.1.0.255:9 = EACCES
`}},
}}
