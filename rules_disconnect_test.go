package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// disconnect is section 3.3: connect(AF_UNSPEC).
var disconnect = []rule{{
	id:      "WR-20",
	because: "connect(AF_UNSPEC) unbinds a UDP or raw socket, connected or not, for anybody; then the first bind is free again",
	program: func(s *plane.Script) {
		nobody := s.Proc(plane.None)
		for _, mine := range []*plane.Socket{s.Root.UDP("udp").On(1), s.Root.Raw("raw", 200).On(1)} {
			a := mine.By(nobody)
			a.SetIndex(0)
			a.Disconnect()
			a.Device()
			a.SetIndex(4242)
			mine.Device()
		}
	},
	want: `
nobody: udp set BINDTOIFINDEX 0 = EPERM
nobody: udp connect AF_UNSPEC = ok
nobody: udp device = 0, ""
nobody: udp set BINDTOIFINDEX 4242 = ok
udp device = 4242, ENODEV
nobody: raw set BINDTOIFINDEX 0 = EPERM
nobody: raw connect AF_UNSPEC = ok
nobody: raw device = 0, ""
nobody: raw set BINDTOIFINDEX 4242 = ok
raw device = 4242, ENODEV
`,
	older: older{{emu.Linux(5, 7), `
nobody: udp set BINDTOIFINDEX 0 = EPERM
nobody: udp connect AF_UNSPEC = ok
nobody: udp device = 0, ""
nobody: udp set BINDTOIFINDEX 4242 = EPERM
udp device = 0, ""
nobody: raw set BINDTOIFINDEX 0 = EPERM
nobody: raw connect AF_UNSPEC = ok
nobody: raw device = 0, ""
nobody: raw set BINDTOIFINDEX 4242 = EPERM
raw device = 0, ""
`}},
}, {
	id:      "WR-21",
	because: "connect(AF_UNSPEC) keeps a port that bind() fixed and gives up an automatic one; one whose address was not fixed is found under the wildcard again since Linux 5.6 (WR-26)",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.UDP("fixed").At(any7000).On(a0).To("10.1.0.2:5000")
		a.Disconnect()
		a.Addr()
		b := s.Root.UDP("automatic").To("10.1.0.2:5000")
		b.Addr()
		b.Disconnect()
		b.Addr()
		b.Bind("0.0.0.0:7001")
		c := s.Root.UDP("asked for any").At("0.0.0.0:0").To("10.1.0.2:5000")
		c.Disconnect()
		c.Addr()
		s.Root.UDP("d").Disconnect()
		s.Arrive(a0, s7000, a)
	},
	want: `
fixed connect AF_UNSPEC = ok
fixed getsockname = 0.0.0.0:7000
automatic getsockname = 10.1.0.1:auto
automatic connect AF_UNSPEC = ok
automatic getsockname = 0.0.0.0:0
automatic bind 0.0.0.0:7001 = ok
asked for any connect AF_UNSPEC = ok
asked for any getsockname = 0.0.0.0:0
d connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: fixed
`,
	older: older{{emu.Linux(5, 6), `
fixed connect AF_UNSPEC = ok
fixed getsockname = 0.0.0.0:7000
automatic getsockname = 10.1.0.1:auto
automatic connect AF_UNSPEC = ok
automatic getsockname = 0.0.0.0:0
automatic bind 0.0.0.0:7001 = ok
asked for any connect AF_UNSPEC = ok
asked for any getsockname = 0.0.0.0:0
d connect AF_UNSPEC = ok
to 10.9.9.9:7000 via a0: nobody
`}},
}, {
	id:      "WR-22",
	because: "connect(AF_UNSPEC) gives up an address that connect() chose and keeps one that bind() fixed; raw sockets keep neither that nor the port of getsockname, which the ledger does not say. Before 5.6 a socket that had given up its address was found no more (303d0403b8c2; the ledger has it in 5.4, where a stable release brought it)",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		a := s.Root.UDP("chosen").At(any7000).To("10.1.0.2:5000")
		a.Addr()
		a.Disconnect()
		a.Addr()
		s.Arrive(a0, s7000, a)
		b := s.Root.UDP("fixed").At("10.9.9.9:7001").To("10.1.0.2:5000")
		b.Disconnect()
		b.Addr()
		c := s.Root.UDP("address fixed, port not").At("10.9.9.9:0")
		c.Disconnect()
		c.Addr()
		r := s.Root.Raw("raw", 200).To("10.1.0.2:0")
		r.Addr()
		r.Disconnect()
		r.Addr()
		q := s.Root.Raw("raw fixed", 200).At("10.9.9.9:0").To("10.1.0.2:0")
		q.Disconnect()
		q.Addr()
	},
	want: `
chosen getsockname = 10.1.0.1:7000
chosen connect AF_UNSPEC = ok
chosen getsockname = 0.0.0.0:7000
to 10.9.9.9:7000 via a0: chosen
fixed connect AF_UNSPEC = ok
fixed getsockname = 10.9.9.9:7001
address fixed, port not connect AF_UNSPEC = ok
address fixed, port not getsockname = 10.9.9.9:0
raw getsockname = 10.1.0.1:200
raw connect AF_UNSPEC = ok
raw getsockname = 0.0.0.0:0
raw fixed connect AF_UNSPEC = ok
raw fixed getsockname = 0.0.0.0:0
`,
	older: older{{emu.Linux(5, 6), `
chosen getsockname = 10.1.0.1:7000
chosen connect AF_UNSPEC = ok
chosen getsockname = 0.0.0.0:7000
to 10.9.9.9:7000 via a0: nobody
fixed connect AF_UNSPEC = ok
fixed getsockname = 10.9.9.9:7001
address fixed, port not connect AF_UNSPEC = ok
address fixed, port not getsockname = 10.9.9.9:0
raw getsockname = 10.1.0.1:200
raw connect AF_UNSPEC = ok
raw getsockname = 0.0.0.0:0
raw fixed connect AF_UNSPEC = ok
raw fixed getsockname = 0.0.0.0:0
`}},
}, {
	id:      "WR-23",
	because: "an address too short to have a family is refused and changes nothing",
	program: func(s *plane.Script) {
		for _, a := range []*plane.Socket{s.Root.UDP("udp").On(1), s.Root.Raw("raw", 200).On(1)} {
			a.Connect("")
			a.Device()
		}
	},
	want: `
udp connect  = EINVAL
udp device = 1, "lo"
raw connect  = EINVAL
raw device = 1, "lo"
`,
}, {
	id:      "WR-24",
	because: "connecting again, to another peer, keeps the device",
	program: func(s *plane.Script) {
		a0, _ := ab(s)
		for _, a := range []*plane.Socket{s.Root.UDP("udp").On(a0), s.Root.Raw("raw", 200).On(a0)} {
			a.Connect("10.1.0.2:5000")
			a.Connect("10.1.0.3:5000")
			a.Device()
			a.Addr()
		}
	},
	want: `
udp connect 10.1.0.2:5000 = ok
udp connect 10.1.0.3:5000 = ok
udp device = 2, "a0"
udp getsockname = 10.1.0.1:auto
raw connect 10.1.0.2:5000 = ok
raw connect 10.1.0.3:5000 = ok
raw device = 2, "a0"
raw getsockname = 10.1.0.1:200
`,
}}
