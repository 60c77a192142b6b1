package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/wire"
)

// coverages is what UDP-Lite has beyond UDP: checksums of a part of a packet.
var coverages = []rule{{
	id:      "OPT-30-udplite-coverage",
	because: "how much a checksum is of is 0 for all, else 8 at least and 65535 at most; UDP has not the options, but can be asked for them; both levels will do",
	program: func(s *plane.Script) {
		for _, a := range []*plane.Socket{s.Root.UDPLite("lite"), s.Root.UDPLite6("lite6"), s.Root.UDP("udp"), s.Root.UDP6("udp6"), s.Root.TCP("tcp"), s.Root.Raw("raw", liteLevel)} {
			for _, level := range []int{liteLevel, 17} {
				for _, opt := range []int{sendCov, recvCov, 99} {
					a.GetInt(level, opt)
					a.SetInt(level, opt, 20)
					a.GetInt(level, opt)
				}
			}
		}
		a := s.Root.UDPLite("lite")
		for _, v := range []int{0, 1, 7, 8, 9, 65535, 65536, -1} {
			for _, opt := range []int{sendCov, recvCov} {
				a.SetInt(liteLevel, opt, v)
				a.GetInt(liteLevel, opt)
			}
		}
		for _, b := range []struct {
			val []byte
			n   int
		}{{[]byte{9, 0, 0}, 3}, {nil, 3}, {nil, 4}, {plane.Word(9)[:2], 4}, {append(plane.Word(9), 1, 2), 6}, {plane.Word(9), -1}} {
			for _, a := range []*plane.Socket{a, s.Root.UDP("udp")} {
				err := s.Root.Sys().Setsockopt(a.Number(), liteLevel, sendCov, b.val, b.n)
				s.Say("%v, %d: %s", b.val, b.n, plane.Result(err))
			}
		}
		a.GetInt(liteLevel, sendCov)
	},
	want: `
lite get UDPLITE_SEND_CSCOV = 0
lite set UDPLITE_SEND_CSCOV 20 = ok
lite get UDPLITE_SEND_CSCOV = 20
lite get UDPLITE_RECV_CSCOV = 0
lite set UDPLITE_RECV_CSCOV 20 = ok
lite get UDPLITE_RECV_CSCOV = 20
lite get (136, 99) = ENOPROTOOPT
lite set (136, 99) 20 = ENOPROTOOPT
lite get (136, 99) = ENOPROTOOPT
lite get (17, 10) = 20
lite set (17, 10) 20 = ok
lite get (17, 10) = 20
lite get (17, 11) = 20
lite set (17, 11) 20 = ok
lite get (17, 11) = 20
lite get (17, 99) = ENOPROTOOPT
lite set (17, 99) 20 = ENOPROTOOPT
lite get (17, 99) = ENOPROTOOPT
lite6 get UDPLITE_SEND_CSCOV = 0
lite6 set UDPLITE_SEND_CSCOV 20 = ok
lite6 get UDPLITE_SEND_CSCOV = 20
lite6 get UDPLITE_RECV_CSCOV = 0
lite6 set UDPLITE_RECV_CSCOV 20 = ok
lite6 get UDPLITE_RECV_CSCOV = 20
lite6 get (136, 99) = ENOPROTOOPT
lite6 set (136, 99) 20 = ENOPROTOOPT
lite6 get (136, 99) = ENOPROTOOPT
lite6 get (17, 10) = 20
lite6 set (17, 10) 20 = ok
lite6 get (17, 10) = 20
lite6 get (17, 11) = 20
lite6 set (17, 11) 20 = ok
lite6 get (17, 11) = 20
lite6 get (17, 99) = ENOPROTOOPT
lite6 set (17, 99) 20 = ENOPROTOOPT
lite6 get (17, 99) = ENOPROTOOPT
udp get UDPLITE_SEND_CSCOV = 0
udp set UDPLITE_SEND_CSCOV 20 = ENOPROTOOPT
udp get UDPLITE_SEND_CSCOV = 0
udp get UDPLITE_RECV_CSCOV = 0
udp set UDPLITE_RECV_CSCOV 20 = ENOPROTOOPT
udp get UDPLITE_RECV_CSCOV = 0
udp get (136, 99) = ENOPROTOOPT
udp set (136, 99) 20 = ENOPROTOOPT
udp get (136, 99) = ENOPROTOOPT
udp get (17, 10) = 0
udp set (17, 10) 20 = ENOPROTOOPT
udp get (17, 10) = 0
udp get (17, 11) = 0
udp set (17, 11) 20 = ENOPROTOOPT
udp get (17, 11) = 0
udp get (17, 99) = ENOPROTOOPT
udp set (17, 99) 20 = ENOPROTOOPT
udp get (17, 99) = ENOPROTOOPT
udp6 get UDPLITE_SEND_CSCOV = 0
udp6 set UDPLITE_SEND_CSCOV 20 = ENOPROTOOPT
udp6 get UDPLITE_SEND_CSCOV = 0
udp6 get UDPLITE_RECV_CSCOV = 0
udp6 set UDPLITE_RECV_CSCOV 20 = ENOPROTOOPT
udp6 get UDPLITE_RECV_CSCOV = 0
udp6 get (136, 99) = ENOPROTOOPT
udp6 set (136, 99) 20 = ENOPROTOOPT
udp6 get (136, 99) = ENOPROTOOPT
udp6 get (17, 10) = 0
udp6 set (17, 10) 20 = ENOPROTOOPT
udp6 get (17, 10) = 0
udp6 get (17, 11) = 0
udp6 set (17, 11) 20 = ENOPROTOOPT
udp6 get (17, 11) = 0
udp6 get (17, 99) = ENOPROTOOPT
udp6 set (17, 99) 20 = ENOPROTOOPT
udp6 get (17, 99) = ENOPROTOOPT
tcp get UDPLITE_SEND_CSCOV = EOPNOTSUPP
tcp set UDPLITE_SEND_CSCOV 20 = ENOPROTOOPT
tcp get UDPLITE_SEND_CSCOV = EOPNOTSUPP
tcp get UDPLITE_RECV_CSCOV = EOPNOTSUPP
tcp set UDPLITE_RECV_CSCOV 20 = ENOPROTOOPT
tcp get UDPLITE_RECV_CSCOV = EOPNOTSUPP
tcp get (136, 99) = EOPNOTSUPP
tcp set (136, 99) 20 = ENOPROTOOPT
tcp get (136, 99) = EOPNOTSUPP
tcp get (17, 10) = EOPNOTSUPP
tcp set (17, 10) 20 = ENOPROTOOPT
tcp get (17, 10) = EOPNOTSUPP
tcp get (17, 11) = EOPNOTSUPP
tcp set (17, 11) 20 = ENOPROTOOPT
tcp get (17, 11) = EOPNOTSUPP
tcp get (17, 99) = EOPNOTSUPP
tcp set (17, 99) 20 = ENOPROTOOPT
tcp get (17, 99) = EOPNOTSUPP
raw get UDPLITE_SEND_CSCOV = EOPNOTSUPP
raw set UDPLITE_SEND_CSCOV 20 = ENOPROTOOPT
raw get UDPLITE_SEND_CSCOV = EOPNOTSUPP
raw get UDPLITE_RECV_CSCOV = EOPNOTSUPP
raw set UDPLITE_RECV_CSCOV 20 = ENOPROTOOPT
raw get UDPLITE_RECV_CSCOV = EOPNOTSUPP
raw get (136, 99) = EOPNOTSUPP
raw set (136, 99) 20 = ENOPROTOOPT
raw get (136, 99) = EOPNOTSUPP
raw get (17, 10) = EOPNOTSUPP
raw set (17, 10) 20 = ENOPROTOOPT
raw get (17, 10) = EOPNOTSUPP
raw get (17, 11) = EOPNOTSUPP
raw set (17, 11) 20 = ENOPROTOOPT
raw get (17, 11) = EOPNOTSUPP
raw get (17, 99) = EOPNOTSUPP
raw set (17, 99) 20 = ENOPROTOOPT
raw get (17, 99) = EOPNOTSUPP
lite set UDPLITE_SEND_CSCOV 0 = ok
lite get UDPLITE_SEND_CSCOV = 0
lite set UDPLITE_RECV_CSCOV 0 = ok
lite get UDPLITE_RECV_CSCOV = 0
lite set UDPLITE_SEND_CSCOV 1 = ok
lite get UDPLITE_SEND_CSCOV = 8
lite set UDPLITE_RECV_CSCOV 1 = ok
lite get UDPLITE_RECV_CSCOV = 8
lite set UDPLITE_SEND_CSCOV 7 = ok
lite get UDPLITE_SEND_CSCOV = 8
lite set UDPLITE_RECV_CSCOV 7 = ok
lite get UDPLITE_RECV_CSCOV = 8
lite set UDPLITE_SEND_CSCOV 8 = ok
lite get UDPLITE_SEND_CSCOV = 8
lite set UDPLITE_RECV_CSCOV 8 = ok
lite get UDPLITE_RECV_CSCOV = 8
lite set UDPLITE_SEND_CSCOV 9 = ok
lite get UDPLITE_SEND_CSCOV = 9
lite set UDPLITE_RECV_CSCOV 9 = ok
lite get UDPLITE_RECV_CSCOV = 9
lite set UDPLITE_SEND_CSCOV 65535 = ok
lite get UDPLITE_SEND_CSCOV = 65535
lite set UDPLITE_RECV_CSCOV 65535 = ok
lite get UDPLITE_RECV_CSCOV = 65535
lite set UDPLITE_SEND_CSCOV 65536 = ok
lite get UDPLITE_SEND_CSCOV = 65535
lite set UDPLITE_RECV_CSCOV 65536 = ok
lite get UDPLITE_RECV_CSCOV = 65535
lite set UDPLITE_SEND_CSCOV -1 = ok
lite get UDPLITE_SEND_CSCOV = 8
lite set UDPLITE_RECV_CSCOV -1 = ok
lite get UDPLITE_RECV_CSCOV = 8
[9 0 0], 3: EINVAL
[9 0 0], 3: EINVAL
[], 3: EINVAL
[], 3: EINVAL
[], 4: EFAULT
[], 4: EFAULT
[9 0], 4: EFAULT
[9 0], 4: EFAULT
[9 0 0 0 1 2], 6: ok
[9 0 0 0 1 2], 6: ENOPROTOOPT
[9 0 0 0], -1: EINVAL
[9 0 0 0], -1: EINVAL
lite get UDPLITE_SEND_CSCOV = 9
`,
}, {
	id:      "OPT-30-udplite-sent",
	because: "a packet is covered as the sender wants it, by all of it if it is shorter; the length of MSG_MORE's is that of the whole",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		s.Left()
		lites(s, func(f *family) {
			a := f.open("a").At(f.any).To(f.peer + "5000")
			for _, v := range []int{-2, 0, 8, 9, 12, 13, 14, 65535} {
				if v != -2 {
					a.SetInt(liteLevel, sendCov, v)
				}
				a.Send("")
				s.Left(a0)
			}
			a.SetInt(liteLevel, sendCov, 15)
			a.SendMore("")
			a.Send("")
			s.Left(a0)
			a.SendBytes("", nil)
			s.Left(a0)
			a.Shut()
		})
	},
	want: `
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 0 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 0
a set UDPLITE_SEND_CSCOV 8 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 8
a set UDPLITE_SEND_CSCOV 9 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 9
a set UDPLITE_SEND_CSCOV 12 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 12
a set UDPLITE_SEND_CSCOV 13 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 14 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 65535 = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 15 = ok
a send more = ok
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite, coverage 15
a send = ok
left: a0 10.1.0.1:7000 > 10.1.0.2:5000 UDP-Lite
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 0 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 0
a set UDPLITE_SEND_CSCOV 8 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 8
a set UDPLITE_SEND_CSCOV 9 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 9
a set UDPLITE_SEND_CSCOV 12 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 12
a set UDPLITE_SEND_CSCOV 13 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 14 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 65535 = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
a set UDPLITE_SEND_CSCOV 15 = ok
a send more = ok
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite, coverage 15
a send = ok
left: a0 [fd01::1]:7000 > [fd01::2]:5000 UDP-Lite
`,
}, {
	id:      "OPT-30-udplite-received",
	because: "a socket gets packets that are covered in part unless it has said how much that has to be at least; 0 is all. The others are lost, without an answer",
	program: func(s *plane.Script) {
		a0, b0 := ab6(s)
		s.Left()
		lites(s, func(f *family) {
			a := f.open("a").At(f.any)
			for _, least := range []int{-2, 0, 8, 12, 18, 19, 20, 65535} {
				if least != -2 {
					a.SetInt(liteLevel, recvCov, least)
				}
				got := []int{}
				for _, coverage := range []int{0, 8, 12, 18, 19} {
					p := litePacket(f.to, uint16(coverage))
					mustDo(s.Plane.Inject(a0, wire.Build(&p)))
					if _, _, err := s.Root.Sys().Recvfrom(a.Number(), make([]byte, 20), emu.MSG_DONTWAIT); err == nil {
						got = append(got, coverage)
					}
				}
				s.Say("%s: of 19 bytes %v", f.name, got)
			}
			s.Left(a0, b0)
			a.Shut()
		})
	},
	want: `
v4: of 19 bytes [0 8 12 18 19]
a set UDPLITE_RECV_CSCOV 0 = ok
v4: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 8 = ok
v4: of 19 bytes [0 8 12 18 19]
a set UDPLITE_RECV_CSCOV 12 = ok
v4: of 19 bytes [0 12 18 19]
a set UDPLITE_RECV_CSCOV 18 = ok
v4: of 19 bytes [0 18 19]
a set UDPLITE_RECV_CSCOV 19 = ok
v4: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 20 = ok
v4: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 65535 = ok
v4: of 19 bytes [0 19]
left: nothing
v6: of 19 bytes [0 8 12 18 19]
a set UDPLITE_RECV_CSCOV 0 = ok
v6: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 8 = ok
v6: of 19 bytes [0 8 12 18 19]
a set UDPLITE_RECV_CSCOV 12 = ok
v6: of 19 bytes [0 12 18 19]
a set UDPLITE_RECV_CSCOV 18 = ok
v6: of 19 bytes [0 18 19]
a set UDPLITE_RECV_CSCOV 19 = ok
v6: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 20 = ok
v6: of 19 bytes [0 19]
a set UDPLITE_RECV_CSCOV 65535 = ok
v6: of 19 bytes [0 19]
left: nothing
`,
}, {
	id:      "OPT-30-udplite-bytes",
	because: "what is dropped unseen: a coverage of less than a header or more than there is, a checksum of 0 or one that is wrong where it covers; where it does not, nobody looks",
	program: func(s *plane.Script) {
		a0, _ := ab6(s)
		s.Left()
		lites(s, func(f *family) {
			head := map[string]int{"v4": 20, "v6": 40}[f.name]
			a := f.open("a").At(f.any)
			raw := s.Root.Socket("raw", map[string]int{"v4": emu.AF_INET, "v6": emu.AF_INET6}[f.name], emu.SOCK_RAW, liteLevel)
			for _, c := range []struct {
				coverage uint16
				at       int
				bytes    []byte
				what     string
			}{
				{0, 0, nil, "as it is"},
				{0, 4, []byte{0, 7}, "coverage 7"},
				{0, 4, []byte{0, 1}, "coverage 1"},
				{0, 4, []byte{0, 20}, "coverage 20 of 19"},
				{0, 6, []byte{0, 0}, "checksum 0"},
				{8, 6, []byte{0, 0}, "checksum 0, coverage 8"},
				{0, 18, []byte("D"), "another last byte"},
				{19, 18, []byte("D"), "another last byte, coverage 19"},
				{18, 18, []byte("D"), "another last byte, coverage 18"},
				{18, 17, []byte("L"), "another byte before, coverage 18"},
				{8, 8, []byte("HELLO WORLD"), "another payload, coverage 8"},
				{8, 0, []byte{19, 137}, "another source port, coverage 8"},
			} {
				p := litePacket(f.to, c.coverage)
				b := wire.Build(&p)
				copy(b[head+c.at:], c.bytes)
				mustDo(s.Plane.Inject(a0, b))
				read := func(from *plane.Socket) []byte {
					b := make([]byte, 100)
					n, _, _ := s.Root.Sys().Recvfrom(from.Number(), b, emu.MSG_DONTWAIT)
					return b[:max(n, 0)]
				}
				s.Say("%s %s: %q, raw %d bytes", f.name, c.what, read(a), len(read(raw)))
			}
			s.Left(a0)
			a.Shut()
			raw.Shut()
		})
	},
	want: `
v4 as it is: "hello world", raw 39 bytes
v4 coverage 7: "", raw 39 bytes
v4 coverage 1: "", raw 39 bytes
v4 coverage 20 of 19: "", raw 39 bytes
v4 checksum 0: "", raw 39 bytes
v4 checksum 0, coverage 8: "", raw 39 bytes
v4 another last byte: "", raw 39 bytes
v4 another last byte, coverage 19: "", raw 39 bytes
v4 another last byte, coverage 18: "hello worlD", raw 39 bytes
v4 another byte before, coverage 18: "", raw 39 bytes
v4 another payload, coverage 8: "HELLO WORLD", raw 39 bytes
v4 another source port, coverage 8: "", raw 39 bytes
left: nothing
v6 as it is: "hello world", raw 19 bytes
v6 coverage 7: "", raw 19 bytes
v6 coverage 1: "", raw 19 bytes
v6 coverage 20 of 19: "", raw 19 bytes
v6 checksum 0: "", raw 19 bytes
v6 checksum 0, coverage 8: "", raw 19 bytes
v6 another last byte: "", raw 19 bytes
v6 another last byte, coverage 19: "", raw 19 bytes
v6 another last byte, coverage 18: "hello worlD", raw 19 bytes
v6 another byte before, coverage 18: "", raw 19 bytes
v6 another payload, coverage 8: "HELLO WORLD", raw 19 bytes
v6 another source port, coverage 8: "", raw 19 bytes
left: nothing
`,
}}
