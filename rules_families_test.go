package boundif_test

import (
	"encoding/binary"
	"fmt"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/sock"
)

// xdpAddr is a struct sockaddr_xdp.
func xdpAddr(family, flags, index int) []byte {
	b := binary.NativeEndian.AppendUint16(nil, uint16(family))
	b = binary.NativeEndian.AppendUint16(b, uint16(flags))
	return append(binary.NativeEndian.AppendUint32(b, uint32(index)), zeros(8)...)
}

// moreFamilies is section 1.5 for families that not every kernel has.
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
}}
