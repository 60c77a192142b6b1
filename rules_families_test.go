package boundif_test

import (
	"encoding/binary"
	"fmt"
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

// xdpAddr is a struct sockaddr_xdp.
func xdpAddr(family, flags, index int) []byte {
	b := binary.NativeEndian.AppendUint16(nil, uint16(family))
	b = binary.NativeEndian.AppendUint16(b, uint16(flags))
	return append(binary.NativeEndian.AppendUint32(b, uint32(index)), zeros(8)...)
}

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

// moreFamilies is section 1.5 for families that not every kernel has, and what of
// section 8 is about SO_TIMESTAMPING.
var moreFamilies = []rule{{
	id:      "OPT-30-vsock",
	because: "AF_VSOCK keeps the device and never looks at it; its setsockopt() of its own hands these options on (OPT-32), and has none at other levels. Datagrams need a transport, which neither the kernels asked nor the model have",
	program: func(s *plane.Script) {
		s.Root.Needs(sock.AF_VSOCK, emu.SOCK_STREAM, 0)
		a0, _ := rawAB(s)
		for _, typ := range []int{1, 2, 3, 4, 5, 6, 10, 11} {
			for _, number := range []int{0, 1, 40} {
				s.Root.Open(sock.AF_VSOCK, typ, number)
			}
		}
		nobody := s.Proc(plane.None)
		for _, a := range []*plane.Socket{s.Root.Socket("stream", sock.AF_VSOCK, emu.SOCK_STREAM, 40), nobody.Socket("seqpacket", sock.AF_VSOCK, sock.SOCK_SEQPACKET, 0)} {
			a.Device()
			a.SetName("b0")
			a.Device()
			a.SetIndex(a0)
			a.SetIndex(4242)
			a.Device()
			a.SetIndex(0)
			a.SetIndex(-1)
			a.SetName("nope")
			a.Device()
			a.Set(plane.ByIndex, plane.Word(1), 3)
			a.Set(plane.ByIndex, nil, 4)
			a.Set(plane.ByName, nil, -1)
			a.Get(plane.ByIndex, 4, 2)
			a.Get(plane.ByName, 16, 15)
			a.GetInt(emu.SOL_SOCKET, emu.SO_DOMAIN)
			a.GetInt(emu.SOL_SOCKET, emu.SO_TYPE)
			a.GetInt(emu.SOL_SOCKET, emu.SO_PROTOCOL)
			a.SetInt(emu.SOL_SOCKET, emu.SO_REUSEPORT, 1)
			a.SetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR, 1)
			a.GetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR)
			for _, level := range []int{emu.IPPROTO_IP, emu.IPPROTO_IPV6, 6, 17, 99, liteLevel, 255} {
				a.SetInt(level, 999, 1)
				a.GetInt(level, 999)
			}
		}
	},
	since: emu.Linux(5, 7),
	want: `
socket 40, 1, 0 = ok
socket 40, 1, 1 = EPROTONOSUPPORT
socket 40, 1, 40 = ok
socket 40, 2, 0 = ENODEV
socket 40, 2, 1 = EPROTONOSUPPORT
socket 40, 2, 40 = ENODEV
socket 40, 3, 0 = ESOCKTNOSUPPORT
socket 40, 3, 1 = EPROTONOSUPPORT
socket 40, 3, 40 = ESOCKTNOSUPPORT
socket 40, 4, 0 = ESOCKTNOSUPPORT
socket 40, 4, 1 = EPROTONOSUPPORT
socket 40, 4, 40 = ESOCKTNOSUPPORT
socket 40, 5, 0 = ok
socket 40, 5, 1 = EPROTONOSUPPORT
socket 40, 5, 40 = ok
socket 40, 6, 0 = ESOCKTNOSUPPORT
socket 40, 6, 1 = EPROTONOSUPPORT
socket 40, 6, 40 = ESOCKTNOSUPPORT
socket 40, 10, 0 = ESOCKTNOSUPPORT
socket 40, 10, 1 = EPROTONOSUPPORT
socket 40, 10, 40 = ESOCKTNOSUPPORT
socket 40, 11, 0 = EINVAL
socket 40, 11, 1 = EINVAL
socket 40, 11, 40 = EINVAL
stream device = 0, ""
stream set BINDTODEVICE "b0" = ok
stream device = 3, "b0"
stream set BINDTOIFINDEX 2 = ok
stream set BINDTOIFINDEX 4242 = ok
stream device = 4242, ENODEV
stream set BINDTOIFINDEX 0 = ok
stream set BINDTOIFINDEX -1 = EINVAL
stream set BINDTODEVICE "nope" = ENODEV
stream device = 0, ""
stream set BINDTOIFINDEX "\x01\x00\x00\x00", 3 = EINVAL
stream set BINDTOIFINDEX NULL, 4 = EFAULT
stream set BINDTODEVICE NULL, -1 = EINVAL
stream get BINDTOIFINDEX [4], 2 = "\x00\x00xx", length 2
stream get BINDTODEVICE [16], 15 = "xxxxxxxxxxxxxxxx", length 0
stream get DOMAIN = 40
stream get TYPE = 1
stream get PROTOCOL = 0
stream set REUSEPORT 1 = EOPNOTSUPP
stream set REUSEADDR 1 = ok
stream get REUSEADDR = 1
stream set (0, 999) 1 = ENOPROTOOPT
stream get (0, 999) = ENOPROTOOPT
stream set (41, 999) 1 = ENOPROTOOPT
stream get (41, 999) = ENOPROTOOPT
stream set (6, 999) 1 = ENOPROTOOPT
stream get (6, 999) = ENOPROTOOPT
stream set (17, 999) 1 = ENOPROTOOPT
stream get (17, 999) = ENOPROTOOPT
stream set (99, 999) 1 = ENOPROTOOPT
stream get (99, 999) = ENOPROTOOPT
stream set (136, 999) 1 = ENOPROTOOPT
stream get (136, 999) = ENOPROTOOPT
stream set (255, 999) 1 = ENOPROTOOPT
stream get (255, 999) = ENOPROTOOPT
nobody: seqpacket device = 0, ""
nobody: seqpacket set BINDTODEVICE "b0" = ok
nobody: seqpacket device = 3, "b0"
nobody: seqpacket set BINDTOIFINDEX 2 = EPERM
nobody: seqpacket set BINDTOIFINDEX 4242 = EPERM
nobody: seqpacket device = 3, "b0"
nobody: seqpacket set BINDTOIFINDEX 0 = EPERM
nobody: seqpacket set BINDTOIFINDEX -1 = EPERM
nobody: seqpacket set BINDTODEVICE "nope" = ENODEV
nobody: seqpacket device = 3, "b0"
nobody: seqpacket set BINDTOIFINDEX "\x01\x00\x00\x00", 3 = EINVAL
nobody: seqpacket set BINDTOIFINDEX NULL, 4 = EFAULT
nobody: seqpacket set BINDTODEVICE NULL, -1 = EINVAL
nobody: seqpacket get BINDTOIFINDEX [4], 2 = "\x03\x00xx", length 2
nobody: seqpacket get BINDTODEVICE [16], 15 = EINVAL, length 15
nobody: seqpacket get DOMAIN = 40
nobody: seqpacket get TYPE = 5
nobody: seqpacket get PROTOCOL = 0
nobody: seqpacket set REUSEPORT 1 = EOPNOTSUPP
nobody: seqpacket set REUSEADDR 1 = ok
nobody: seqpacket get REUSEADDR = 1
nobody: seqpacket set (0, 999) 1 = ENOPROTOOPT
nobody: seqpacket get (0, 999) = ENOPROTOOPT
nobody: seqpacket set (41, 999) 1 = ENOPROTOOPT
nobody: seqpacket get (41, 999) = ENOPROTOOPT
nobody: seqpacket set (6, 999) 1 = ENOPROTOOPT
nobody: seqpacket get (6, 999) = ENOPROTOOPT
nobody: seqpacket set (17, 999) 1 = ENOPROTOOPT
nobody: seqpacket get (17, 999) = ENOPROTOOPT
nobody: seqpacket set (99, 999) 1 = ENOPROTOOPT
nobody: seqpacket get (99, 999) = ENOPROTOOPT
nobody: seqpacket set (136, 999) 1 = ENOPROTOOPT
nobody: seqpacket get (136, 999) = ENOPROTOOPT
nobody: seqpacket set (255, 999) 1 = ENOPROTOOPT
nobody: seqpacket get (255, 999) = ENOPROTOOPT
`,
}, {
	id:      "OPT-30-xdp",
	because: "AF_XDP keeps the device; a socket needs CAP_NET_RAW before its type and protocol are looked at",
	program: func(s *plane.Script) {
		s.Root.Needs(sock.AF_XDP, emu.SOCK_RAW, 0)
		a0, _ := rawAB(s)
		for _, typ := range []int{1, 2, 3, 5, 10, 11} {
			for _, number := range []int{0, 1, 44} {
				s.Root.Open(sock.AF_XDP, typ, number)
			}
		}
		for _, caps := range []plane.Caps{plane.None, plane.NetAdmin, plane.NetRaw} {
			p := s.Proc(caps)
			p.Open(sock.AF_XDP, 3, 0)
			p.Open(sock.AF_XDP, 2, 1)
			p.Open(sock.AF_XDP, 11, 1)
		}
		a := s.Root.Socket("xdp", sock.AF_XDP, emu.SOCK_RAW, 0)
		a.Device()
		a.SetName("b0")
		a.Device()
		a.SetIndex(a0)
		a.SetIndex(4242)
		a.Device()
		a.SetIndex(0)
		a.SetName("nope")
		a.Device()
		a.GetInt(emu.SOL_SOCKET, emu.SO_DOMAIN)
		a.GetInt(emu.SOL_SOCKET, emu.SO_TYPE)
		a.GetInt(emu.SOL_SOCKET, emu.SO_PROTOCOL)
		a.SetInt(emu.SOL_SOCKET, emu.SO_REUSEPORT, 1)
		for _, level := range []int{emu.IPPROTO_IP, emu.IPPROTO_IPV6, 6, 17, 99, 255, 283} {
			a.SetInt(level, 999, 1)
			a.GetInt(level, 999)
		}
		a.Addr()
		a.Disconnect()
		a.Connect(peer5000)
	},
	want: `
socket 44, 1, 0 = ESOCKTNOSUPPORT
socket 44, 1, 1 = ESOCKTNOSUPPORT
socket 44, 1, 44 = ESOCKTNOSUPPORT
socket 44, 2, 0 = ESOCKTNOSUPPORT
socket 44, 2, 1 = ESOCKTNOSUPPORT
socket 44, 2, 44 = ESOCKTNOSUPPORT
socket 44, 3, 0 = ok
socket 44, 3, 1 = EPROTONOSUPPORT
socket 44, 3, 44 = EPROTONOSUPPORT
socket 44, 5, 0 = ESOCKTNOSUPPORT
socket 44, 5, 1 = ESOCKTNOSUPPORT
socket 44, 5, 44 = ESOCKTNOSUPPORT
socket 44, 10, 0 = ESOCKTNOSUPPORT
socket 44, 10, 1 = ESOCKTNOSUPPORT
socket 44, 10, 44 = ESOCKTNOSUPPORT
socket 44, 11, 0 = EINVAL
socket 44, 11, 1 = EINVAL
socket 44, 11, 44 = EINVAL
nobody: socket 44, 3, 0 = EPERM
nobody: socket 44, 2, 1 = EPERM
nobody: socket 44, 11, 1 = EINVAL
net_admin: socket 44, 3, 0 = EPERM
net_admin: socket 44, 2, 1 = EPERM
net_admin: socket 44, 11, 1 = EINVAL
net_raw: socket 44, 3, 0 = ok
net_raw: socket 44, 2, 1 = ESOCKTNOSUPPORT
net_raw: socket 44, 11, 1 = EINVAL
xdp device = 0, ""
xdp set BINDTODEVICE "b0" = ok
xdp device = 3, "b0"
xdp set BINDTOIFINDEX 2 = ok
xdp set BINDTOIFINDEX 4242 = ok
xdp device = 4242, ENODEV
xdp set BINDTOIFINDEX 0 = ok
xdp set BINDTODEVICE "nope" = ENODEV
xdp device = 0, ""
xdp get DOMAIN = 44
xdp get TYPE = 3
xdp get PROTOCOL = 0
xdp set REUSEPORT 1 = EOPNOTSUPP
xdp set (0, 999) 1 = ENOPROTOOPT
xdp get (0, 999) = ENOPROTOOPT
xdp set (41, 999) 1 = ENOPROTOOPT
xdp get (41, 999) = ENOPROTOOPT
xdp set (6, 999) 1 = ENOPROTOOPT
xdp get (6, 999) = ENOPROTOOPT
xdp set (17, 999) 1 = ENOPROTOOPT
xdp get (17, 999) = ENOPROTOOPT
xdp set (99, 999) 1 = ENOPROTOOPT
xdp get (99, 999) = ENOPROTOOPT
xdp set (255, 999) 1 = ENOPROTOOPT
xdp get (255, 999) = ENOPROTOOPT
xdp set (283, 999) 1 = ENOPROTOOPT
xdp get (283, 999) = EOPNOTSUPP
xdp getsockname = EOPNOTSUPP
xdp connect AF_UNSPEC = EOPNOTSUPP
xdp connect 10.1.0.2:5000 = EOPNOTSUPP
`,
}, {
	id:      "RX-40",
	because: "bind() of AF_XDP refuses every device but the bound one, before it asks if there is one; a socket without rings is never bound",
	program: func(s *plane.Script) {
		s.Root.Needs(sock.AF_XDP, emu.SOCK_RAW, 0)
		a0, b0 := rawAB(s)
		a := s.Root.Socket("xdp", sock.AF_XDP, emu.SOCK_RAW, 0)
		name := func(index int) string {
			return map[int]string{a0: "a0", b0: "b0", -1: "-1", 0: "0", 1: "lo", 0x7fffffff: "2147483647"}[index]
		}
		for _, bound := range []int{0, a0, 4242, 0x7fffffff} {
			a.SetIndex(bound)
			for _, index := range []int{0, a0, b0, 1, 0x7fffffff, -1} {
				a.BindBytes(xdpAddr(44, 0, index), name(index))
			}
			a.BindBytes(xdpAddr(44, 0, bound)[:15], "15 bytes")
			a.BindBytes(append(xdpAddr(44, 0, bound), 1, 2, 3), "19 bytes")
			a.BindBytes(xdpAddr(2, 0, bound), "AF_INET")
			a.BindBytes(nil, "nothing")
			for bit := range 16 {
				a.BindBytes(xdpAddr(44, 1<<bit, 4242), fmt.Sprintf("4242, flag %d", bit))
			}
			a.Device()
		}
		s.Root.Del(a0)
		a.SetIndex(a0)
		a.BindBytes(xdpAddr(44, 0, a0), "a0, which is gone")
		a.BindBytes(xdpAddr(44, 0, b0), "b0")
		nobody := a.By(s.Proc(plane.None))
		nobody.BindBytes(xdpAddr(44, 0, a0), "a0")
		nobody.SetIndex(b0)
	},
	since: emu.Linux(6, 5),
	want: `
xdp set BINDTOIFINDEX 0 = ok
xdp bind 0 = ENODEV
xdp bind a0 = EINVAL
xdp bind b0 = EINVAL
xdp bind lo = EINVAL
xdp bind 2147483647 = ENODEV
xdp bind -1 = ENODEV
xdp bind 15 bytes = EINVAL
xdp bind 19 bytes = ENODEV
xdp bind AF_INET = EINVAL
xdp bind nothing = EINVAL
xdp bind 4242, flag 0 = ENODEV
xdp bind 4242, flag 1 = ENODEV
xdp bind 4242, flag 2 = ENODEV
xdp bind 4242, flag 3 = ENODEV
xdp bind 4242, flag 4 = ENODEV
xdp bind 4242, flag 5 = EINVAL
xdp bind 4242, flag 6 = EINVAL
xdp bind 4242, flag 7 = EINVAL
xdp bind 4242, flag 8 = EINVAL
xdp bind 4242, flag 9 = EINVAL
xdp bind 4242, flag 10 = EINVAL
xdp bind 4242, flag 11 = EINVAL
xdp bind 4242, flag 12 = EINVAL
xdp bind 4242, flag 13 = EINVAL
xdp bind 4242, flag 14 = EINVAL
xdp bind 4242, flag 15 = EINVAL
xdp device = 0, ""
xdp set BINDTOIFINDEX 2 = ok
xdp bind 0 = EINVAL
xdp bind a0 = EINVAL
xdp bind b0 = EINVAL
xdp bind lo = EINVAL
xdp bind 2147483647 = EINVAL
xdp bind -1 = EINVAL
xdp bind 15 bytes = EINVAL
xdp bind 19 bytes = EINVAL
xdp bind AF_INET = EINVAL
xdp bind nothing = EINVAL
xdp bind 4242, flag 0 = EINVAL
xdp bind 4242, flag 1 = EINVAL
xdp bind 4242, flag 2 = EINVAL
xdp bind 4242, flag 3 = EINVAL
xdp bind 4242, flag 4 = EINVAL
xdp bind 4242, flag 5 = EINVAL
xdp bind 4242, flag 6 = EINVAL
xdp bind 4242, flag 7 = EINVAL
xdp bind 4242, flag 8 = EINVAL
xdp bind 4242, flag 9 = EINVAL
xdp bind 4242, flag 10 = EINVAL
xdp bind 4242, flag 11 = EINVAL
xdp bind 4242, flag 12 = EINVAL
xdp bind 4242, flag 13 = EINVAL
xdp bind 4242, flag 14 = EINVAL
xdp bind 4242, flag 15 = EINVAL
xdp device = 2, "a0"
xdp set BINDTOIFINDEX 4242 = ok
xdp bind 0 = EINVAL
xdp bind a0 = EINVAL
xdp bind b0 = EINVAL
xdp bind lo = EINVAL
xdp bind 2147483647 = EINVAL
xdp bind -1 = EINVAL
xdp bind 15 bytes = EINVAL
xdp bind 19 bytes = ENODEV
xdp bind AF_INET = EINVAL
xdp bind nothing = EINVAL
xdp bind 4242, flag 0 = ENODEV
xdp bind 4242, flag 1 = ENODEV
xdp bind 4242, flag 2 = ENODEV
xdp bind 4242, flag 3 = ENODEV
xdp bind 4242, flag 4 = ENODEV
xdp bind 4242, flag 5 = EINVAL
xdp bind 4242, flag 6 = EINVAL
xdp bind 4242, flag 7 = EINVAL
xdp bind 4242, flag 8 = EINVAL
xdp bind 4242, flag 9 = EINVAL
xdp bind 4242, flag 10 = EINVAL
xdp bind 4242, flag 11 = EINVAL
xdp bind 4242, flag 12 = EINVAL
xdp bind 4242, flag 13 = EINVAL
xdp bind 4242, flag 14 = EINVAL
xdp bind 4242, flag 15 = EINVAL
xdp device = 4242, ENODEV
xdp set BINDTOIFINDEX 2147483647 = ok
xdp bind 0 = EINVAL
xdp bind a0 = EINVAL
xdp bind b0 = EINVAL
xdp bind lo = EINVAL
xdp bind 2147483647 = ENODEV
xdp bind -1 = EINVAL
xdp bind 15 bytes = EINVAL
xdp bind 19 bytes = ENODEV
xdp bind AF_INET = EINVAL
xdp bind nothing = EINVAL
xdp bind 4242, flag 0 = EINVAL
xdp bind 4242, flag 1 = EINVAL
xdp bind 4242, flag 2 = EINVAL
xdp bind 4242, flag 3 = EINVAL
xdp bind 4242, flag 4 = EINVAL
xdp bind 4242, flag 5 = EINVAL
xdp bind 4242, flag 6 = EINVAL
xdp bind 4242, flag 7 = EINVAL
xdp bind 4242, flag 8 = EINVAL
xdp bind 4242, flag 9 = EINVAL
xdp bind 4242, flag 10 = EINVAL
xdp bind 4242, flag 11 = EINVAL
xdp bind 4242, flag 12 = EINVAL
xdp bind 4242, flag 13 = EINVAL
xdp bind 4242, flag 14 = EINVAL
xdp bind 4242, flag 15 = EINVAL
xdp device = 2147483647, ENODEV
delete 2 = ok
xdp set BINDTOIFINDEX 2 = ok
xdp bind a0, which is gone = ENODEV
xdp bind b0 = EINVAL
nobody: xdp bind a0 = ENODEV
nobody: xdp set BINDTOIFINDEX 3 = EPERM
`,
}, {
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
