package boundif_test

import (
	"fmt"
	"strings"

	"boundif/emu"
	"boundif/internal/plane"
)

// ab6 is ab with IPv6 beside it: S is also fd09::9.
func ab6(s *plane.Script) (a0, b0 int) {
	s.Lo("10.9.9.9/32", "fd09::9/128")
	return s.Link("a0", "10.1.0.1/24", "fd01::1/64"), s.Link("b0", "10.2.0.1/24", "fd02::1/64")
}

const s7000v6 = "[fd09::9]:7000"

// A family is IPv4 or IPv6 in a program that asks both the same.
type family struct {
	s               *plane.Script
	name            string
	open            func(label string) *plane.Socket
	any, to, to7001 string
	peer            string // prefix of the sender's address with port
}

// families runs a program with each, on one machine.
func families(s *plane.Script, program func(f *family)) {
	program(&family{s, "v4", s.Root.UDP, any7000, s7000, "10.9.9.9:7001", "10.1.0.2:"})
	program(&family{s, "v6", s.Root.UDP6, "[::]:7000", s7000v6, "[fd09::9]:7001", "[fd01::2]:"})
}

// members are sockets with SO_REUSEPORT of which a program asks who gets what.
type members struct {
	*family
	names []string
	socks []*plane.Socket
}

func (f *family) members() *members { return &members{family: f} }

// add opens a socket with SO_REUSEPORT on a device and binds it.
func (m *members) add(name string, index int, at string) *plane.Socket {
	a := m.open(m.name + " " + name).Flag(emu.SO_REUSEPORT).On(index).At(at)
	m.names, m.socks = append(m.names, name), append(m.socks, a)
	return a
}

// without takes a socket out of the count.
func (m *members) close() {
	for _, a := range m.socks {
		a.Shut()
	}
	m.socks, m.names = nil, nil
}

// flows lets a packet of each of 64 flows arrive and says which sockets got
// some. How a group divides them is up to a hash with a secret in it.
func (m *members) flows(via string, index int) { m.flowsTo(via, index, m.to) }

func (m *members) flowsTo(via string, index int, dst string) {
	for i := range 64 {
		m.s.Inject(fmt.Sprintf("%s%d", m.peer, 5000+i), index, dst)
	}
	m.divided(via)
}

// divided says which sockets got some of 64 packets.
func (m *members) divided(via string) {
	var got []string
	for i, a := range m.socks {
		n := 0
		for ; ; n++ {
			if _, _, err := m.s.Root.Sys().Recvfrom(a.Number(), make([]byte, 10), emu.MSG_DONTWAIT); err != nil {
				break
			}
		}
		switch {
		case n == 64:
			got = append(got, m.names[i]+" gets all")
		case n > 0:
			got = append(got, m.names[i]+" gets some")
		}
	}
	if got == nil {
		got = []string{"nobody"}
	}
	m.s.Say("%s: flows via %s: %s", m.name, via, strings.Join(got, ", "))
}

// reuseports is the part of section 4.5 about groups of SO_REUSEPORT.
var reuseports = []rule{{
	id:      "RPT-01",
	because: "sockets with SO_REUSEPORT of one port, address and device divide its packets; those of another device are another group",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			m.add("a1", a0, f.any)
			m.add("a2", a0, f.any)
			m.add("b1", b0, f.any)
			m.add("b2", b0, f.any)
			m.flows("a0", a0)
			m.flows("b0", b0)
			m.flows("lo", 1)
			m.close()
		})
	},
	want: `
v4: flows via a0: a1 gets some, a2 gets some
v4: flows via b0: b1 gets some, b2 gets some
v4: flows via lo: nobody
v6: flows via a0: a1 gets some, a2 gets some
v6: flows via b0: b1 gets some, b2 gets some
v6: flows via lo: nobody
`,
}, {
	id:      "RPT-02",
	because: "a naive model lets a member that is bound to its device once more stay in the group. It leaves: the set itself calls the rehash hook, and that takes it out (RH-03, RH-07). Then it gets packets only if it wins as one socket: of IPv4 the newest, of IPv6 the oldest wins",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			a1 := m.add("a1", a0, f.any)
			m.add("a2", a0, f.any)
			m.add("a3", a0, f.any)
			m.flows("a0", a0)
			a1.SetIndex(a0)
			m.flows("a0", a0)
			m.close()
		})
	},
	want: `
v4: flows via a0: a1 gets some, a2 gets some, a3 gets some
v4 a1 set BINDTOIFINDEX 2 = ok
v4: flows via a0: a2 gets some, a3 gets some
v6: flows via a0: a1 gets some, a2 gets some, a3 gets some
v6 a1 set BINDTOIFINDEX 2 = ok
v6: flows via a0: a1 gets all
`,
}, {
	id:      "RPT-03",
	because: "the same when the newest member is bound once more: it is the head of the IPv4 chain and gets all as one socket, and the last of the IPv6 chain and gets nothing. The ledger has it the other way round for IPv4: the kernels say this",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			m.add("a1", a0, f.any)
			m.add("a2", a0, f.any)
			a3 := m.add("a3", a0, f.any)
			a3.SetIndex(a0)
			m.flows("a0", a0)
			m.close()
		})
	},
	want: `
v4 a3 set BINDTOIFINDEX 2 = ok
v4: flows via a0: a3 gets all
v6 a3 set BINDTOIFINDEX 2 = ok
v6: flows via a0: a1 gets some, a2 gets some
`,
}, {
	id:      "RPT-04",
	because: "moved away and back is not put back; the others go on dividing",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			m.add("a1", a0, f.any)
			a2 := m.add("a2", a0, f.any)
			m.add("a3", a0, f.any)
			a2.SetIndex(b0)
			m.flows("a0", a0)
			m.flows("b0", b0)
			a2.SetIndex(a0)
			m.flows("a0", a0)
			m.close()
		})
	},
	want: `
v4 a2 set BINDTOIFINDEX 3 = ok
v4: flows via a0: a1 gets some, a3 gets some
v4: flows via b0: a2 gets all
v4 a2 set BINDTOIFINDEX 2 = ok
v4: flows via a0: a1 gets some, a3 gets some
v6 a2 set BINDTOIFINDEX 3 = ok
v6: flows via a0: a1 gets some, a3 gets some
v6: flows via b0: a2 gets all
v6 a2 set BINDTOIFINDEX 2 = ok
v6: flows via a0: a1 gets some, a3 gets some
`,
}, {
	id:      "RPT-05",
	because: "the first group of the chain takes all, whatever its score: newer unbound sockets take what is for older bound ones of IPv4, older ones of IPv6",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			m.add("a1", a0, f.any)
			m.add("a2", a0, f.any)
			m.add("u1", 0, f.any)
			m.add("u2", 0, f.any)
			m.flows("a0", a0)
			m.flows("b0", b0)
			m.close()
			m.add("u1", 0, f.any)
			m.add("u2", 0, f.any)
			m.add("a1", a0, f.any)
			m.add("a2", a0, f.any)
			m.flows("a0", a0)
			m.flows("b0", b0)
			m.close()
		})
	},
	want: `
v4: flows via a0: u1 gets some, u2 gets some
v4: flows via b0: u1 gets some, u2 gets some
v4: flows via a0: a1 gets some, a2 gets some
v4: flows via b0: u1 gets some, u2 gets some
v6: flows via a0: a1 gets some, a2 gets some
v6: flows via b0: u1 gets some, u2 gets some
v6: flows via a0: u1 gets some, u2 gets some
v6: flows via b0: u1 gets some, u2 gets some
`,
}, {
	id:      "RPT-06",
	because: "the same with groups of one socket each",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			m.add("a1", a0, f.any)
			m.add("u1", 0, f.any)
			m.add("b1", b0, f.any)
			m.flows("a0", a0)
			m.flows("b0", b0)
			m.close()
		})
	},
	want: `
v4: flows via a0: u1 gets all
v4: flows via b0: b1 gets all
v6: flows via a0: a1 gets all
v6: flows via b0: u1 gets all
`,
}, {
	id:      "RPT-07",
	because: "sockets that are bound to their device after bind() were put together while unbound, and each left when it moved: no group",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			a1 := m.add("a1", 0, f.any)
			a2 := m.add("a2", 0, f.any)
			m.flows("a0", a0)
			a1.SetIndex(a0)
			a2.SetIndex(a0)
			m.flows("a0", a0)
			m.close()
		})
	},
	want: `
v4: flows via a0: a1 gets some, a2 gets some
v4 a1 set BINDTOIFINDEX 2 = ok
v4 a2 set BINDTOIFINDEX 2 = ok
v4: flows via a0: a2 gets all
v6: flows via a0: a1 gets some, a2 gets some
v6 a1 set BINDTOIFINDEX 2 = ok
v6 a2 set BINDTOIFINDEX 2 = ok
v6: flows via a0: a1 gets all
`,
}, {
	id:      "RPT-08",
	because: "a new socket joins the first one that fits, and brings that back into a group if it had left: one of the two that had",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			a1 := m.add("a1", a0, f.any)
			a2 := m.add("a2", a0, f.any)
			a1.SetIndex(a0)
			a2.SetIndex(a0)
			m.flows("a0", a0)
			m.add("a3", a0, f.any)
			m.flows("a0", a0)
			m.close()
		})
	},
	want: `
v4 a1 set BINDTOIFINDEX 2 = ok
v4 a2 set BINDTOIFINDEX 2 = ok
v4: flows via a0: a2 gets all
v4: flows via a0: a2 gets some, a3 gets some
v6 a1 set BINDTOIFINDEX 2 = ok
v6 a2 set BINDTOIFINDEX 2 = ok
v6: flows via a0: a1 gets all
v6: flows via a0: a1 gets some, a3 gets some
`,
}, {
	id:      "RPT-09",
	because: "connect() with AF_UNSPEC takes a member with a port of its own and no address out as well, and its device with it; not before 5.6, where it calls no rehash hook (RH-02)",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			u1 := m.add("u1", 0, f.any)
			m.add("u2", 0, f.any)
			m.add("u3", 0, f.any)
			u1.Disconnect()
			m.flows("a0", a0)
			m.close()
			m.add("s1", 0, f.to)
			s2 := m.add("s2", 0, f.to)
			s2.Disconnect()
			m.flows("a0", a0)
			m.close()
		})
	},
	want: `
v4 u1 connect AF_UNSPEC = ok
v4: flows via a0: u2 gets some, u3 gets some
v4 s2 connect AF_UNSPEC = ok
v4: flows via a0: s1 gets some, s2 gets some
v6 u1 connect AF_UNSPEC = ok
v6: flows via a0: u1 gets all
v6 s2 connect AF_UNSPEC = ok
v6: flows via a0: s1 gets some, s2 gets some
`,
	older: older{{emu.Linux(5, 6), `
v4 u1 connect AF_UNSPEC = ok
v4: flows via a0: u1 gets some, u2 gets some, u3 gets some
v4 s2 connect AF_UNSPEC = ok
v4: flows via a0: s1 gets some, s2 gets some
v6 u1 connect AF_UNSPEC = ok
v6: flows via a0: u1 gets some, u2 gets some, u3 gets some
v6 s2 connect AF_UNSPEC = ok
v6: flows via a0: s1 gets some, s2 gets some
`}},
}, {
	id:      "RPT-10",
	because: "a member that is connected gets what its peer sends and nothing else; the others divide the rest",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			m.add("s1", 0, f.to)
			s2 := m.add("s2", 0, f.to)
			m.add("s3", 0, f.to)
			s2.Connect(f.peer + "4999")
			m.flows("a0", a0)
			s.ArriveFrom(f.peer+"4999", a0, f.to, m.socks...)
			m.close()
		})
	},
	want: `
v4 s2 connect 10.1.0.2:4999 = ok
v4: flows via a0: s1 gets some, s3 gets some
to 10.9.9.9:7000 via a0: v4 s2
v6 s2 connect [fd01::2]:4999 = ok
v6: flows via a0: s1 gets some, s3 gets some
to [fd09::9]:7000 via a0: v6 s2
`,
}, {
	id:      "RPT-11",
	because: "the same of wildcard members, which connect() moves to the chain of their new address; before 5.6 it does not come back (RH-02)",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		own := map[string]string{"v4": "10.1.0.1:7000", "v6": "[fd01::1]:7000"}
		families(s, func(f *family) {
			m := f.members()
			m.add("u1", 0, f.any)
			u2 := m.add("u2", 0, f.any)
			m.add("u3", 0, f.any)
			u2.Connect(f.peer + "4999")
			u2.Addr()
			m.flowsTo("a0", a0, own[f.name])
			s.ArriveFrom(f.peer+"4999", a0, own[f.name], m.socks...)
			u2.Disconnect()
			m.flowsTo("a0", a0, own[f.name])
			m.close()
		})
	},
	want: `
v4 u2 connect 10.1.0.2:4999 = ok
v4 u2 getsockname = 10.1.0.1:7000
v4: flows via a0: u1 gets some, u3 gets some
to 10.1.0.1:7000 via a0: v4 u2
v4 u2 connect AF_UNSPEC = ok
v4: flows via a0: u2 gets all
v6 u2 connect [fd01::2]:4999 = ok
v6 u2 getsockname = [fd01::1]:7000
v6: flows via a0: u1 gets some, u3 gets some
to [fd01::1]:7000 via a0: v6 u2
v6 u2 connect AF_UNSPEC = ok
v6: flows via a0: u2 gets all
`,
	older: older{{emu.Linux(5, 6), `
v4 u2 connect 10.1.0.2:4999 = ok
v4 u2 getsockname = 10.1.0.1:7000
v4: flows via a0: u1 gets some, u3 gets some
to 10.1.0.1:7000 via a0: v4 u2
v4 u2 connect AF_UNSPEC = ok
v4: flows via a0: u1 gets some, u3 gets some
v6 u2 connect [fd01::2]:4999 = ok
v6 u2 getsockname = [fd01::1]:7000
v6: flows via a0: u1 gets some, u3 gets some
to [fd01::1]:7000 via a0: v6 u2
v6 u2 connect AF_UNSPEC = ok
v6: flows via a0: u1 gets some, u3 gets some
`}},
}, {
	id:      "RPT-01-keys",
	because: "a group is of one user, one address and one family; a dual-stack socket of IPv6 and one of IPv4 are not one group, and of two wildcards the IPv4 one has the higher score",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		f4 := &family{s, "v4", s.Root.UDP, any7000, s7000, "", "10.1.0.2:"}
		m := f4.members()
		m.add("old", a0, any7000)
		m.add("specific", a0, s7000)
		m.add("new", a0, any7000)
		m.flows("a0", a0)
		m.flowsTo("a0", a0, "10.1.0.1:7000")
		m.close()
		m.add("v4", a0, any7000)
		m.socks = append(m.socks, s.Root.UDP6("v6").Flag(emu.SO_REUSEPORT).On(a0).At("[::]:7000"))
		m.names = append(m.names, "v6")
		m.flows("a0", a0)
	},
	want: `
v4: flows via a0: specific gets all
v4: flows via a0: old gets some, new gets some
v4: flows via a0: v4 gets all
`,
}, {
	id:      "RPT-08-set",
	because: "SO_REUSEPORT that is set after bind() makes no group, and a later socket brings in the one that has it",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		families(s, func(f *family) {
			m := f.members()
			first := f.open("first").On(a0).At(f.any).Flag(emu.SO_REUSEPORT)
			m.socks, m.names = append(m.socks, first), append(m.names, "first")
			m.add("second", a0, f.any)
			m.flows("a0", a0)
			m.close()
		})
	},
	want: `
v4: flows via a0: first gets some, second gets some
v6: flows via a0: first gets some, second gets some
`,
}}
