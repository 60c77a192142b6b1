package boundif_test

import (
	"strings"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/sock"
)

const (
	stamping    = emu.SO_TIMESTAMPING
	stampingNew = sock.SO_TIMESTAMPING_NEW
	bindPHC     = sock.SOF_TIMESTAMPING_BIND_PHC
)

// stamps says what the option is, as bytes.
func stamps(s *plane.Script, a *plane.Socket, name, n int) {
	b := make([]byte, n)
	length, err := s.Root.Sys().Getsockopt(a.Number(), emu.SOL_SOCKET, name, b, n)
	s.Say("%d: %v, length %d, %s", name, b, length, plane.Result(err))
}

// stampingFlags is what the row of the flags says.
const stampingFlags = `
listener set TIMESTAMPING 128 = EINVAL
listener listen 1 = ok
syn sent connect 10.1.0.77:80 = EINPROGRESS
[0 1 2 3 4 5 6 7 8 9 10 11 13 14 17 18]
udp6 set TIMESTAMPING 65664 = ok
udp6 set TIMESTAMPING 6144 = ok
udp6 set TIMESTAMPING 71680 = EINVAL
udp6 get TIMESTAMPING = 6144
[0 1 2 3 4 5 6 8 9 10 11 13 14 17 18]
tcp set TIMESTAMPING 65664 = EINVAL
tcp set TIMESTAMPING 6144 = ok
tcp set TIMESTAMPING 71680 = EINVAL
tcp get TIMESTAMPING = 6144
[0 1 2 3 4 5 6 8 9 10 11 13 14 17 18]
listener set TIMESTAMPING 65664 = EINVAL
listener set TIMESTAMPING 6144 = ok
listener set TIMESTAMPING 71680 = EINVAL
listener get TIMESTAMPING = 6144
[0 1 2 3 4 5 6 7 8 9 10 11 13 14 17 18]
client set TIMESTAMPING 65664 = ok
client set TIMESTAMPING 6144 = ok
client set TIMESTAMPING 71680 = EINVAL
client get TIMESTAMPING = 6144
[0 1 2 3 4 5 6 7 8 9 10 11 13 14 17 18]
syn sent set TIMESTAMPING 65664 = ok
syn sent set TIMESTAMPING 6144 = ok
syn sent set TIMESTAMPING 71680 = EINVAL
syn sent get TIMESTAMPING = 6144
[0 1 2 3 4 5 6 7 8 9 10 11 13 14 17 18]
raw6 set TIMESTAMPING 65664 = ok
raw6 set TIMESTAMPING 6144 = ok
raw6 set TIMESTAMPING 71680 = EINVAL
raw6 get TIMESTAMPING = 6144
[0 1 2 3 4 5 6 7 8 9 10 11 13 14 17 18]
packet set TIMESTAMPING 65664 = ok
packet set TIMESTAMPING 6144 = ok
packet set TIMESTAMPING 71680 = EINVAL
packet get TIMESTAMPING = 6144
`

// stampings is what of section 8 is about SO_TIMESTAMPING.
var stampings = []rule{{
	id:      "OBS-20",
	because: "SO_TIMESTAMPING with SOF_TIMESTAMPING_BIND_PHC wants a socket that is bound to a device that there is, and then a clock that the device has; other flags come first. A failure changes nothing",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		for _, a := range []*plane.Socket{s.Root.UDP("udp"), s.Root.TCP6("tcp6"), s.Root.Raw("raw", 200), s.Root.Socket("unix", 1, 1, 0)} {
			a.SetInt(emu.SOL_SOCKET, stamping, 16)
			ask := func() {
				a.SetInt(emu.SOL_SOCKET, stamping, bindPHC)
				a.SetInt(emu.SOL_SOCKET, stamping, bindPHC|1<<12)
				a.SetInt(emu.SOL_SOCKET, stamping, bindPHC|1<<30)
				a.Set(stamping, append(plane.Word(bindPHC), plane.Word(0)...), 8)
				a.Set(stampingNew, append(plane.Word(bindPHC), plane.Word(-1)...), 8)
			}
			ask()
			a.SetIndex(4242)
			ask()
			a.SetIndex(a0)
			ask()
			a.SetIndex(1)
			ask()
			a.GetInt(emu.SOL_SOCKET, stamping)
			a.Shut()
		}
		a := s.Root.UDP("udp").On(a0)
		s.Root.Del(a0)
		a.SetInt(emu.SOL_SOCKET, stamping, bindPHC)
		nobody := s.Proc(plane.None).UDP("udp").On(1)
		nobody.SetInt(emu.SOL_SOCKET, stamping, bindPHC)
		nobody.SetInt(emu.SOL_SOCKET, stamping, 1)
	},
	since: emu.Linux(5, 14),
	want: `
udp set TIMESTAMPING 16 = ok
udp set TIMESTAMPING 32768 = EOPNOTSUPP
udp set TIMESTAMPING 36864 = EINVAL
udp set TIMESTAMPING 1073774592 = EINVAL
udp set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EOPNOTSUPP
udp set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EOPNOTSUPP
udp set BINDTOIFINDEX 4242 = ok
udp set TIMESTAMPING 32768 = EOPNOTSUPP
udp set TIMESTAMPING 36864 = EINVAL
udp set TIMESTAMPING 1073774592 = EINVAL
udp set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EOPNOTSUPP
udp set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EOPNOTSUPP
udp set BINDTOIFINDEX 2 = ok
udp set TIMESTAMPING 32768 = EINVAL
udp set TIMESTAMPING 36864 = EINVAL
udp set TIMESTAMPING 1073774592 = EINVAL
udp set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EINVAL
udp set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EINVAL
udp set BINDTOIFINDEX 1 = ok
udp set TIMESTAMPING 32768 = EINVAL
udp set TIMESTAMPING 36864 = EINVAL
udp set TIMESTAMPING 1073774592 = EINVAL
udp set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EINVAL
udp set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EINVAL
udp get TIMESTAMPING = 16
tcp6 set TIMESTAMPING 16 = ok
tcp6 set TIMESTAMPING 32768 = EOPNOTSUPP
tcp6 set TIMESTAMPING 36864 = EINVAL
tcp6 set TIMESTAMPING 1073774592 = EINVAL
tcp6 set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EOPNOTSUPP
tcp6 set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EOPNOTSUPP
tcp6 set BINDTOIFINDEX 4242 = ok
tcp6 set TIMESTAMPING 32768 = EOPNOTSUPP
tcp6 set TIMESTAMPING 36864 = EINVAL
tcp6 set TIMESTAMPING 1073774592 = EINVAL
tcp6 set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EOPNOTSUPP
tcp6 set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EOPNOTSUPP
tcp6 set BINDTOIFINDEX 2 = ok
tcp6 set TIMESTAMPING 32768 = EINVAL
tcp6 set TIMESTAMPING 36864 = EINVAL
tcp6 set TIMESTAMPING 1073774592 = EINVAL
tcp6 set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EINVAL
tcp6 set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EINVAL
tcp6 set BINDTOIFINDEX 1 = ok
tcp6 set TIMESTAMPING 32768 = EINVAL
tcp6 set TIMESTAMPING 36864 = EINVAL
tcp6 set TIMESTAMPING 1073774592 = EINVAL
tcp6 set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EINVAL
tcp6 set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EINVAL
tcp6 get TIMESTAMPING = 16
raw set TIMESTAMPING 16 = ok
raw set TIMESTAMPING 32768 = EOPNOTSUPP
raw set TIMESTAMPING 36864 = EINVAL
raw set TIMESTAMPING 1073774592 = EINVAL
raw set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EOPNOTSUPP
raw set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EOPNOTSUPP
raw set BINDTOIFINDEX 4242 = ok
raw set TIMESTAMPING 32768 = EOPNOTSUPP
raw set TIMESTAMPING 36864 = EINVAL
raw set TIMESTAMPING 1073774592 = EINVAL
raw set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EOPNOTSUPP
raw set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EOPNOTSUPP
raw set BINDTOIFINDEX 2 = ok
raw set TIMESTAMPING 32768 = EINVAL
raw set TIMESTAMPING 36864 = EINVAL
raw set TIMESTAMPING 1073774592 = EINVAL
raw set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EINVAL
raw set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EINVAL
raw set BINDTOIFINDEX 1 = ok
raw set TIMESTAMPING 32768 = EINVAL
raw set TIMESTAMPING 36864 = EINVAL
raw set TIMESTAMPING 1073774592 = EINVAL
raw set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EINVAL
raw set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EINVAL
raw get TIMESTAMPING = 16
unix set TIMESTAMPING 16 = ok
unix set TIMESTAMPING 32768 = EOPNOTSUPP
unix set TIMESTAMPING 36864 = EINVAL
unix set TIMESTAMPING 1073774592 = EINVAL
unix set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EOPNOTSUPP
unix set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EOPNOTSUPP
unix set BINDTOIFINDEX 4242 = ok
unix set TIMESTAMPING 32768 = EOPNOTSUPP
unix set TIMESTAMPING 36864 = EINVAL
unix set TIMESTAMPING 1073774592 = EINVAL
unix set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EOPNOTSUPP
unix set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EOPNOTSUPP
unix set BINDTOIFINDEX 2 = ok
unix set TIMESTAMPING 32768 = EINVAL
unix set TIMESTAMPING 36864 = EINVAL
unix set TIMESTAMPING 1073774592 = EINVAL
unix set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EINVAL
unix set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EINVAL
unix set BINDTOIFINDEX 1 = ok
unix set TIMESTAMPING 32768 = EINVAL
unix set TIMESTAMPING 36864 = EINVAL
unix set TIMESTAMPING 1073774592 = EINVAL
unix set TIMESTAMPING "\x00\x80\x00\x00\x00\x00\x00\x00", 8 = EINVAL
unix set (1, 65) "\x00\x80\x00\x00\xff\xff\xff\xff", 8 = EINVAL
unix get TIMESTAMPING = 16
delete 2 = ok
udp set TIMESTAMPING 32768 = EOPNOTSUPP
nobody: udp set TIMESTAMPING 32768 = EINVAL
nobody: udp set TIMESTAMPING 1 = ok
`,
}, {
	id:      "OBS-20-flags",
	because: "the other flags: unknown ones are EINVAL, as are some without others; what is numbered of TCP must have a connection. Newer releases know more of them",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		l := s.Root.TCP("listener").At("10.1.0.1:80")
		l.SetInt(emu.SOL_SOCKET, stamping, 1<<7)
		l.Listen(1)
		c := s.Root.TCP("client").To("10.1.0.1:80")
		syn := s.Root.TCP("syn sent").On(a0)
		syn.Connect("10.1.0.77:80")
		for _, a := range []*plane.Socket{s.Root.UDP6("udp6"), s.Root.TCP("tcp"), l, c, syn, s.Root.Raw6("raw6", 6), s.Root.Socket("packet", 17, 2, 0)} {
			known := []int{}
			for bit := range 32 {
				if s.Root.Sys().SetsockoptInt(a.Number(), emu.SOL_SOCKET, stamping, int(int32(uint32(1)<<bit))) == nil {
					known = append(known, bit)
				}
			}
			s.Say("%v", known)
			a.SetInt(emu.SOL_SOCKET, stamping, 1<<16|1<<7)
			a.SetInt(emu.SOL_SOCKET, stamping, 1<<12|1<<11)
			a.SetInt(emu.SOL_SOCKET, stamping, 1<<12|1<<11|1<<16)
			a.GetInt(emu.SOL_SOCKET, stamping)
		}
	},
	since: emu.Linux(5, 14),
	older: older{
		{emu.Linux(6, 2), strings.ReplaceAll(strings.ReplaceAll(stampingFlags, " 17 18]", "]"), "65664 = ok", "65664 = EINVAL")},
		{emu.Linux(6, 12), strings.ReplaceAll(stampingFlags, " 17 18]", "]")},
		{emu.Linux(6, 15), strings.ReplaceAll(stampingFlags, " 18]", "]")},
	},
	want: stampingFlags,
}, {
	id:      "OBS-20-bytes",
	because: "the value is an int, or the structure if the length is that one's; what is asked of the new number is 0 unless that was the one that was set",
	program: func(s *plane.Script) {
		a := s.Root.UDP("udp")
		for _, name := range []int{stamping, stampingNew} {
			for _, b := range []struct {
				val []byte
				n   int
			}{{nil, 0}, {plane.Word(16), 3}, {plane.Word(17), 4}, {append(plane.Word(18), 0), 5}, {append(plane.Word(19), zeros(4)...), 8}, {append(plane.Word(20), 7, 7, 7, 7), 8},
				{append(plane.Word(21), zeros(8)...), 12}, {plane.Word(22), 8}, {plane.Word(23), 12}, {nil, 4}, {plane.Word(24), -1}} {
				err := s.Root.Sys().Setsockopt(a.Number(), emu.SOL_SOCKET, name, b.val, b.n)
				s.Say("%d %v, %d: %s", name, b.val, b.n, plane.Result(err))
				stamps(s, a, stamping, 8)
				stamps(s, a, stampingNew, 8)
			}
		}
		for _, n := range []int{0, 1, 4, 7, 9} {
			stamps(s, a, stamping, n)
		}
		for _, n := range []int{-1, 4} {
			length, err := s.Root.Sys().Getsockopt(a.Number(), emu.SOL_SOCKET, stamping, nil, n)
			s.Say("NULL, %d: length %d, %s", n, length, plane.Result(err))
		}
	},
	since: emu.Linux(5, 14),
	want: `
37 [], 0: EINVAL
37: [0 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [16 0 0 0], 3: EINVAL
37: [0 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [17 0 0 0], 4: ok
37: [17 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [18 0 0 0 0], 5: ok
37: [18 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [19 0 0 0 0 0 0 0], 8: ok
37: [19 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [20 0 0 0 7 7 7 7], 8: ok
37: [20 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [21 0 0 0 0 0 0 0 0 0 0 0], 12: ok
37: [21 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [22 0 0 0], 8: EFAULT
37: [21 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [23 0 0 0], 12: ok
37: [23 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [], 4: EFAULT
37: [23 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
37 [24 0 0 0], -1: EINVAL
37: [23 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
65 [], 0: EINVAL
37: [23 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
65 [16 0 0 0], 3: EINVAL
37: [23 0 0 0 0 0 0 0], length 8, ok
65: [0 0 0 0 0 0 0 0], length 8, ok
65 [17 0 0 0], 4: ok
37: [17 0 0 0 0 0 0 0], length 8, ok
65: [17 0 0 0 0 0 0 0], length 8, ok
65 [18 0 0 0 0], 5: ok
37: [18 0 0 0 0 0 0 0], length 8, ok
65: [18 0 0 0 0 0 0 0], length 8, ok
65 [19 0 0 0 0 0 0 0], 8: ok
37: [19 0 0 0 0 0 0 0], length 8, ok
65: [19 0 0 0 0 0 0 0], length 8, ok
65 [20 0 0 0 7 7 7 7], 8: ok
37: [20 0 0 0 0 0 0 0], length 8, ok
65: [20 0 0 0 0 0 0 0], length 8, ok
65 [21 0 0 0 0 0 0 0 0 0 0 0], 12: ok
37: [21 0 0 0 0 0 0 0], length 8, ok
65: [21 0 0 0 0 0 0 0], length 8, ok
65 [22 0 0 0], 8: EFAULT
37: [21 0 0 0 0 0 0 0], length 8, ok
65: [21 0 0 0 0 0 0 0], length 8, ok
65 [23 0 0 0], 12: ok
37: [23 0 0 0 0 0 0 0], length 8, ok
65: [23 0 0 0 0 0 0 0], length 8, ok
65 [], 4: EFAULT
37: [23 0 0 0 0 0 0 0], length 8, ok
65: [23 0 0 0 0 0 0 0], length 8, ok
65 [24 0 0 0], -1: EINVAL
37: [23 0 0 0 0 0 0 0], length 8, ok
65: [23 0 0 0 0 0 0 0], length 8, ok
37: [], length 0, ok
37: [23], length 1, ok
37: [23 0 0 0], length 4, ok
37: [23 0 0 0 0 0 0], length 7, ok
37: [23 0 0 0 0 0 0 0 0], length 8, ok
NULL, -1: length -1, EINVAL
NULL, 4: length 4, EFAULT
`,
}}
