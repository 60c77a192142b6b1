package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// pair binds two UDP sockets, each of which setup prepares, and says whether
// the second could be bound.
func pair(s *plane.Script, what string, first, second func(*plane.Socket) *plane.Socket, at1, at2 string) {
	a, b := first(s.Root.UDP("a")), second(s.Root.UDP("b"))
	err := a.TryBind(at1)
	if err == nil {
		err = b.TryBind(at2)
	}
	s.Say("%s: %s", what, plane.Result(err))
	a.Shut()
	b.Shut()
}

func plain(a *plane.Socket) *plane.Socket { return a }

func on(index int) func(*plane.Socket) *plane.Socket {
	return func(a *plane.Socket) *plane.Socket { return a.On(index) }
}

// conflicts is section 5 as far as UDP goes, and WR-12.
var conflicts = []rule{{
	id:      "BND-01",
	because: "two wildcards on one port are in each other's way unless they are on two devices; a stale index is a device",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		for _, c := range []struct {
			what string
			a, b int
		}{
			{"unbound, unbound", 0, 0}, {"unbound, a0", 0, a0}, {"a0, unbound", a0, 0},
			{"unbound, stale", 0, 4242}, {"stale, unbound", 4242, 0},
			{"a0, b0", a0, b0}, {"a0, stale", a0, 4242}, {"a0, a0", a0, a0}, {"stale, stale", 4242, 4242},
		} {
			pair(s, c.what, on(c.a), on(c.b), any7000, any7000)
		}
	},
	want: `
unbound, unbound: EADDRINUSE
unbound, a0: EADDRINUSE
a0, unbound: EADDRINUSE
unbound, stale: EADDRINUSE
stale, unbound: EADDRINUSE
a0, b0: ok
a0, stale: ok
a0, a0: EADDRINUSE
stale, stale: EADDRINUSE
`,
}, {
	id:      "BND-02",
	because: "addresses must overlap as well; on two devices even one address is no conflict",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a1 := "10.1.0.1:7000"
		pair(s, "a0 wildcard, unbound specific", on(a0), plain, any7000, a1)
		pair(s, "unbound specific, a0 wildcard", plain, on(a0), a1, any7000)
		pair(s, "a0 wildcard, a0 specific", on(a0), on(a0), any7000, a1)
		pair(s, "a0 wildcard, b0 specific", on(a0), on(b0), any7000, a1)
		pair(s, "a0, b0, one address", on(a0), on(b0), a1, a1)
		pair(s, "a0, two addresses", on(a0), on(a0), a1, s7000)
		pair(s, "unbound, two addresses", plain, plain, a1, s7000)
		pair(s, "another port", plain, plain, any7000, "0.0.0.0:7001")
	},
	want: `
a0 wildcard, unbound specific: EADDRINUSE
unbound specific, a0 wildcard: EADDRINUSE
a0 wildcard, a0 specific: EADDRINUSE
a0 wildcard, b0 specific: ok
a0, b0, one address: ok
a0, two addresses: ok
unbound, two addresses: ok
another port: ok
`,
}, {
	id:      "BND-03",
	because: "REUSEADDR on both, or REUSEPORT on both and one user, share; on one only, or one of each, do not",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		flags := func(opts ...int) func(*plane.Socket) *plane.Socket {
			return func(a *plane.Socket) *plane.Socket {
				for _, o := range opts {
					a.Flag(o)
				}
				return a
			}
		}
		const addr, port = emu.SO_REUSEADDR, emu.SO_REUSEPORT
		none, addrs, ports, both := flags(), flags(addr), flags(port), flags(addr, port)
		for _, c := range []struct {
			what string
			a, b func(*plane.Socket) *plane.Socket
		}{
			{"addr, addr", addrs, addrs}, {"addr, none", addrs, none}, {"none, addr", none, addrs},
			{"port, port", ports, ports}, {"port, none", ports, none}, {"none, port", none, ports},
			{"both, addr", both, addrs}, {"addr, both", addrs, both}, {"both, port", both, ports}, {"port, both", ports, both},
			{"addr, port", addrs, ports}, {"port, addr", ports, addrs}, {"both, both", both, both},
		} {
			pair(s, "unbound, "+c.what, c.a, c.b, any7000, any7000)
			pair(s, "one unbound, "+c.what, c.a, func(a *plane.Socket) *plane.Socket { return c.b(a.On(a0)) }, any7000, any7000)
			pair(s, "a0, "+c.what, func(a *plane.Socket) *plane.Socket { return c.a(a.On(a0)) },
				func(a *plane.Socket) *plane.Socket { return c.b(a.On(a0)) }, any7000, s7000)
		}
	},
	want: `
unbound, addr, addr: ok
one unbound, addr, addr: ok
a0, addr, addr: ok
unbound, addr, none: EADDRINUSE
one unbound, addr, none: EADDRINUSE
a0, addr, none: EADDRINUSE
unbound, none, addr: EADDRINUSE
one unbound, none, addr: EADDRINUSE
a0, none, addr: EADDRINUSE
unbound, port, port: ok
one unbound, port, port: ok
a0, port, port: ok
unbound, port, none: EADDRINUSE
one unbound, port, none: EADDRINUSE
a0, port, none: EADDRINUSE
unbound, none, port: EADDRINUSE
one unbound, none, port: EADDRINUSE
a0, none, port: EADDRINUSE
unbound, both, addr: ok
one unbound, both, addr: ok
a0, both, addr: ok
unbound, addr, both: ok
one unbound, addr, both: ok
a0, addr, both: ok
unbound, both, port: ok
one unbound, both, port: ok
a0, both, port: ok
unbound, port, both: ok
one unbound, port, both: ok
a0, port, both: ok
unbound, addr, port: EADDRINUSE
one unbound, addr, port: EADDRINUSE
a0, addr, port: EADDRINUSE
unbound, port, addr: EADDRINUSE
one unbound, port, addr: EADDRINUSE
a0, port, addr: EADDRINUSE
unbound, both, both: ok
one unbound, both, both: ok
a0, both, both: ok
`,
}, {
	id:      "BND-10",
	because: "after bind() every change of device succeeds, collisions included; only the next bind() is refused",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a, b := s.Root.UDP("a").On(a0).At(any7000), s.Root.UDP("b").On(b0).At(any7000)
		b.SetIndex(a0)
		s.Root.UDP("c").On(a0).Bind(any7000)
		s.Root.UDP("d").On(b0).Bind(any7000)
		a.SetIndex(0)
		b.SetIndex(0)
		s.Root.UDP("e").Bind(any7000)
	},
	want: `
b set BINDTOIFINDEX 2 = ok
c bind 0.0.0.0:7000 = EADDRINUSE
d bind 0.0.0.0:7000 = ok
a set BINDTOIFINDEX 0 = ok
b set BINDTOIFINDEX 0 = ok
e bind 0.0.0.0:7000 = EADDRINUSE
`,
}, {
	id:      "BND-11",
	because: "conflicts are judged by the devices of this moment",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		a := s.Root.UDP("a").On(a0).At(any7000)
		a.SetIndex(b0)
		s.Root.UDP("b").On(b0).Bind(any7000)
		s.Root.UDP("c").On(a0).Bind(any7000)
		d := s.Root.UDP("d").At("0.0.0.0:7001")
		s.Root.UDP("e").On(b0).Bind("0.0.0.0:7001")
		d.SetIndex(a0)
		s.Root.UDP("f").On(b0).Bind("0.0.0.0:7001")
	},
	want: `
a set BINDTOIFINDEX 3 = ok
b bind 0.0.0.0:7000 = EADDRINUSE
c bind 0.0.0.0:7000 = ok
e bind 0.0.0.0:7001 = EADDRINUSE
d set BINDTOIFINDEX 2 = ok
f bind 0.0.0.0:7001 = ok
`,
}, {
	id:      "WR-12",
	because: "bind() of IPv4 never compares the address with the bound device, nor asks whether device exists or is up (WR-08)",
	program: func(s *plane.Script) {
		a0, b0 := ab(s)
		d := s.DownLink("d0", "10.3.0.1/24")
		s.Root.UDP("a").On(a0).Bind("10.2.0.1:7000")
		s.Root.UDP("b").On(b0).Bind("127.0.0.1:7000")
		s.Root.UDP("c").On(4242).Bind("10.1.0.1:7001")
		s.Root.UDP("d").On(d).Bind("10.3.0.1:7000")
		s.Root.UDP("e").Bind("10.3.0.1:7001")
		s.Root.UDP("f").Bind("10.1.0.77:7000")
		s.Root.Raw("g", 200).On(b0).Bind("10.1.0.1:0")
		s.Root.Raw("h", 200).On(b0).Bind("10.1.0.77:0")
	},
	want: `
a bind 10.2.0.1:7000 = ok
b bind 127.0.0.1:7000 = ok
c bind 10.1.0.1:7001 = ok
d bind 10.3.0.1:7000 = ok
e bind 10.3.0.1:7001 = ok
f bind 10.1.0.77:7000 = EADDRNOTAVAIL
g bind 10.1.0.1:0 = ok
h bind 10.1.0.77:0 = EADDRNOTAVAIL
`,
}, {
	id:      "WR-12-loopback",
	because: "every address within a prefix of lo is an address of this host, up or down; of other devices only their own",
	program: func(s *plane.Script) {
		s.Lo("10.8.0.1/16")
		s.Link("a0", "10.1.0.1/24")
		for _, at := range []string{"127.255.0.9:7000", "10.8.5.5:7000", "10.1.0.5:7000"} {
			s.Root.UDP("b").Bind(at)
		}
		s.Root.Down(1)
		s.Root.UDP("c").Bind("127.255.0.8:7000")
		s.Root.UDP("d").Bind("10.8.5.6:7000")
	},
	want: `
b bind 127.255.0.9:7000 = ok
b bind 10.8.5.5:7000 = ok
b bind 10.1.0.5:7000 = EADDRNOTAVAIL
down 1 = ok
c bind 127.255.0.8:7000 = ok
d bind 10.8.5.6:7000 = ok
`,
}, {
	id:      "WR-12-errors",
	because: "bind() refuses a second time, and addresses of other families, in this order",
	program: func(s *plane.Script) {
		s.Lo()
		a := s.Root.UDP("a").At(any7000)
		a.Bind("0.0.0.0:7001")
		a.Bind("10.1.0.77:7001")
		a.Bind("")
		b := s.Root.UDP("b")
		b.BindUnspec()
		b.Bind("127.0.0.1:7000")
		c := s.Root.UDP("c").At("0.0.0.0:0")
		c.Addr()
	},
	want: `
a bind 0.0.0.0:7001 = EINVAL
a bind 10.1.0.77:7001 = EADDRNOTAVAIL
a bind  = EINVAL
b bind AF_UNSPEC = ok
b bind 127.0.0.1:7000 = EINVAL
c getsockname = 0.0.0.0:auto
`,
}}
