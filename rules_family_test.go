package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// otherFamilies is what all sockets have in common: OPT-30.
var otherFamilies = []rule{{
	id:      "OPT-30",
	because: "sockets of all families and types keep the device, by name, by index, a stale one, none; those without a reader, too",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		p := s.Root
		for _, a := range []*plane.Socket{
			p.UDP("udp"), p.UDP6("udp6"), p.TCP("tcp"), p.TCP6("tcp6"), p.Raw("raw", 200), p.Raw6("raw6", 200), p.Ping("ping"), p.Ping6("ping6"),
			p.Socket("unix stream", 1, 1, 0), p.Socket("unix dgram", 1, 2, 0), p.Socket("unix seqpacket", 1, 5, 0),
			p.Socket("packet raw", 17, 3, 0), p.Socket("packet dgram", 17, 2, 0), p.Socket("netlink", 16, 3, 0),
		} {
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
			a.GetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR)
		}
	},
	want: `
udp device = 0, ""
udp set BINDTODEVICE "b0" = ok
udp device = 3, "b0"
udp set BINDTOIFINDEX 2 = ok
udp set BINDTOIFINDEX 4242 = ok
udp device = 4242, ENODEV
udp set BINDTOIFINDEX 0 = ok
udp set BINDTODEVICE "nope" = ENODEV
udp device = 0, ""
udp get DOMAIN = 2
udp get TYPE = 2
udp get PROTOCOL = 17
udp get REUSEADDR = 0
udp6 device = 0, ""
udp6 set BINDTODEVICE "b0" = ok
udp6 device = 3, "b0"
udp6 set BINDTOIFINDEX 2 = ok
udp6 set BINDTOIFINDEX 4242 = ok
udp6 device = 4242, ENODEV
udp6 set BINDTOIFINDEX 0 = ok
udp6 set BINDTODEVICE "nope" = ENODEV
udp6 device = 0, ""
udp6 get DOMAIN = 10
udp6 get TYPE = 2
udp6 get PROTOCOL = 17
udp6 get REUSEADDR = 0
tcp device = 0, ""
tcp set BINDTODEVICE "b0" = ok
tcp device = 3, "b0"
tcp set BINDTOIFINDEX 2 = ok
tcp set BINDTOIFINDEX 4242 = ok
tcp device = 4242, ENODEV
tcp set BINDTOIFINDEX 0 = ok
tcp set BINDTODEVICE "nope" = ENODEV
tcp device = 0, ""
tcp get DOMAIN = 2
tcp get TYPE = 1
tcp get PROTOCOL = 6
tcp get REUSEADDR = 0
tcp6 device = 0, ""
tcp6 set BINDTODEVICE "b0" = ok
tcp6 device = 3, "b0"
tcp6 set BINDTOIFINDEX 2 = ok
tcp6 set BINDTOIFINDEX 4242 = ok
tcp6 device = 4242, ENODEV
tcp6 set BINDTOIFINDEX 0 = ok
tcp6 set BINDTODEVICE "nope" = ENODEV
tcp6 device = 0, ""
tcp6 get DOMAIN = 10
tcp6 get TYPE = 1
tcp6 get PROTOCOL = 6
tcp6 get REUSEADDR = 0
raw device = 0, ""
raw set BINDTODEVICE "b0" = ok
raw device = 3, "b0"
raw set BINDTOIFINDEX 2 = ok
raw set BINDTOIFINDEX 4242 = ok
raw device = 4242, ENODEV
raw set BINDTOIFINDEX 0 = ok
raw set BINDTODEVICE "nope" = ENODEV
raw device = 0, ""
raw get DOMAIN = 2
raw get TYPE = 3
raw get PROTOCOL = 200
raw get REUSEADDR = 1
raw6 device = 0, ""
raw6 set BINDTODEVICE "b0" = ok
raw6 device = 3, "b0"
raw6 set BINDTOIFINDEX 2 = ok
raw6 set BINDTOIFINDEX 4242 = ok
raw6 device = 4242, ENODEV
raw6 set BINDTOIFINDEX 0 = ok
raw6 set BINDTODEVICE "nope" = ENODEV
raw6 device = 0, ""
raw6 get DOMAIN = 10
raw6 get TYPE = 3
raw6 get PROTOCOL = 200
raw6 get REUSEADDR = 1
ping device = 0, ""
ping set BINDTODEVICE "b0" = ok
ping device = 3, "b0"
ping set BINDTOIFINDEX 2 = ok
ping set BINDTOIFINDEX 4242 = ok
ping device = 4242, ENODEV
ping set BINDTOIFINDEX 0 = ok
ping set BINDTODEVICE "nope" = ENODEV
ping device = 0, ""
ping get DOMAIN = 2
ping get TYPE = 2
ping get PROTOCOL = 1
ping get REUSEADDR = 1
ping6 device = 0, ""
ping6 set BINDTODEVICE "b0" = ok
ping6 device = 3, "b0"
ping6 set BINDTOIFINDEX 2 = ok
ping6 set BINDTOIFINDEX 4242 = ok
ping6 device = 4242, ENODEV
ping6 set BINDTOIFINDEX 0 = ok
ping6 set BINDTODEVICE "nope" = ENODEV
ping6 device = 0, ""
ping6 get DOMAIN = 10
ping6 get TYPE = 2
ping6 get PROTOCOL = 58
ping6 get REUSEADDR = 1
unix stream device = 0, ""
unix stream set BINDTODEVICE "b0" = ok
unix stream device = 3, "b0"
unix stream set BINDTOIFINDEX 2 = ok
unix stream set BINDTOIFINDEX 4242 = ok
unix stream device = 4242, ENODEV
unix stream set BINDTOIFINDEX 0 = ok
unix stream set BINDTODEVICE "nope" = ENODEV
unix stream device = 0, ""
unix stream get DOMAIN = 1
unix stream get TYPE = 1
unix stream get PROTOCOL = 0
unix stream get REUSEADDR = 0
unix dgram device = 0, ""
unix dgram set BINDTODEVICE "b0" = ok
unix dgram device = 3, "b0"
unix dgram set BINDTOIFINDEX 2 = ok
unix dgram set BINDTOIFINDEX 4242 = ok
unix dgram device = 4242, ENODEV
unix dgram set BINDTOIFINDEX 0 = ok
unix dgram set BINDTODEVICE "nope" = ENODEV
unix dgram device = 0, ""
unix dgram get DOMAIN = 1
unix dgram get TYPE = 2
unix dgram get PROTOCOL = 0
unix dgram get REUSEADDR = 0
unix seqpacket device = 0, ""
unix seqpacket set BINDTODEVICE "b0" = ok
unix seqpacket device = 3, "b0"
unix seqpacket set BINDTOIFINDEX 2 = ok
unix seqpacket set BINDTOIFINDEX 4242 = ok
unix seqpacket device = 4242, ENODEV
unix seqpacket set BINDTOIFINDEX 0 = ok
unix seqpacket set BINDTODEVICE "nope" = ENODEV
unix seqpacket device = 0, ""
unix seqpacket get DOMAIN = 1
unix seqpacket get TYPE = 5
unix seqpacket get PROTOCOL = 0
unix seqpacket get REUSEADDR = 0
packet raw device = 0, ""
packet raw set BINDTODEVICE "b0" = ok
packet raw device = 3, "b0"
packet raw set BINDTOIFINDEX 2 = ok
packet raw set BINDTOIFINDEX 4242 = ok
packet raw device = 4242, ENODEV
packet raw set BINDTOIFINDEX 0 = ok
packet raw set BINDTODEVICE "nope" = ENODEV
packet raw device = 0, ""
packet raw get DOMAIN = 17
packet raw get TYPE = 3
packet raw get PROTOCOL = 0
packet raw get REUSEADDR = 0
packet dgram device = 0, ""
packet dgram set BINDTODEVICE "b0" = ok
packet dgram device = 3, "b0"
packet dgram set BINDTOIFINDEX 2 = ok
packet dgram set BINDTOIFINDEX 4242 = ok
packet dgram device = 4242, ENODEV
packet dgram set BINDTOIFINDEX 0 = ok
packet dgram set BINDTODEVICE "nope" = ENODEV
packet dgram device = 0, ""
packet dgram get DOMAIN = 17
packet dgram get TYPE = 2
packet dgram get PROTOCOL = 0
packet dgram get REUSEADDR = 0
netlink device = 0, ""
netlink set BINDTODEVICE "b0" = ok
netlink device = 3, "b0"
netlink set BINDTOIFINDEX 2 = ok
netlink set BINDTOIFINDEX 4242 = ok
netlink device = 4242, ENODEV
netlink set BINDTOIFINDEX 0 = ok
netlink set BINDTODEVICE "nope" = ENODEV
netlink device = 0, ""
netlink get DOMAIN = 16
netlink get TYPE = 3
netlink get PROTOCOL = 0
netlink get REUSEADDR = 0
`,
}, {
	id:      "OPT-30-permission",
	because: "the rule of capabilities is everybody's",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		nobody := s.Proc(plane.None)
		for _, a := range []*plane.Socket{nobody.UDP6("udp6"), nobody.TCP6("tcp6"), nobody.Socket("unix", 1, 1, 0), nobody.Socket("netlink", 16, 3, 0)} {
			a.SetIndex(a0)
			a.SetIndex(a0)
			a.SetIndex(0)
			a.SetIndex(-1)
			a.SetName("nope")
		}
	},
	since: emu.Linux(5, 7),
	want: `
nobody: udp6 set BINDTOIFINDEX 2 = ok
nobody: udp6 set BINDTOIFINDEX 2 = EPERM
nobody: udp6 set BINDTOIFINDEX 0 = EPERM
nobody: udp6 set BINDTOIFINDEX -1 = EPERM
nobody: udp6 set BINDTODEVICE "nope" = ENODEV
nobody: tcp6 set BINDTOIFINDEX 2 = ok
nobody: tcp6 set BINDTOIFINDEX 2 = EPERM
nobody: tcp6 set BINDTOIFINDEX 0 = EPERM
nobody: tcp6 set BINDTOIFINDEX -1 = EPERM
nobody: tcp6 set BINDTODEVICE "nope" = ENODEV
nobody: unix set BINDTOIFINDEX 2 = ok
nobody: unix set BINDTOIFINDEX 2 = EPERM
nobody: unix set BINDTOIFINDEX 0 = EPERM
nobody: unix set BINDTOIFINDEX -1 = EPERM
nobody: unix set BINDTODEVICE "nope" = ENODEV
nobody: netlink set BINDTOIFINDEX 2 = ok
nobody: netlink set BINDTOIFINDEX 2 = EPERM
nobody: netlink set BINDTOIFINDEX 0 = EPERM
nobody: netlink set BINDTOIFINDEX -1 = EPERM
nobody: netlink set BINDTODEVICE "nope" = ENODEV
`,
}, {
	id:      "OPT-30-others",
	because: "which types and protocols the families without a reader have, and options that they have not",
	program: func(s *plane.Script) {
		for _, f := range []struct {
			domain  int
			numbers []int
		}{{1, []int{0, 1, 2}}, {16, []int{0, 1, 2, 32}}, {17, []int{0, 300}}} {
			for _, typ := range []int{1, 2, 3, 4, 5, 6, 10, 11} {
				for _, number := range f.numbers {
					s.Root.Open(f.domain, typ, number)
				}
			}
		}
		nobody := s.Proc(plane.None)
		nobody.Open(17, 3, 0)
		nobody.Open(17, 1, 0)
		for _, domain := range []int{1, 16, 17} {
			a := s.Root.Socket("a", domain, 2, 0)
			a.SetInt(emu.SOL_SOCKET, emu.SO_REUSEPORT, 1)
			a.SetInt(emu.SOL_SOCKET, emu.SO_REUSEPORT, 0)
			for _, level := range []int{emu.IPPROTO_IP, emu.IPPROTO_IPV6, 6, 17, 99, 255} {
				a.SetInt(level, 999, 1)
				a.GetInt(level, 999)
			}
		}
	},
	want: `
socket 1, 1, 0 = ok
socket 1, 1, 1 = ok
socket 1, 1, 2 = EPROTONOSUPPORT
socket 1, 2, 0 = ok
socket 1, 2, 1 = ok
socket 1, 2, 2 = EPROTONOSUPPORT
socket 1, 3, 0 = ok
socket 1, 3, 1 = ok
socket 1, 3, 2 = EPROTONOSUPPORT
socket 1, 4, 0 = ESOCKTNOSUPPORT
socket 1, 4, 1 = ESOCKTNOSUPPORT
socket 1, 4, 2 = EPROTONOSUPPORT
socket 1, 5, 0 = ok
socket 1, 5, 1 = ok
socket 1, 5, 2 = EPROTONOSUPPORT
socket 1, 6, 0 = ESOCKTNOSUPPORT
socket 1, 6, 1 = ESOCKTNOSUPPORT
socket 1, 6, 2 = EPROTONOSUPPORT
socket 1, 10, 0 = ESOCKTNOSUPPORT
socket 1, 10, 1 = ESOCKTNOSUPPORT
socket 1, 10, 2 = EPROTONOSUPPORT
socket 1, 11, 0 = EINVAL
socket 1, 11, 1 = EINVAL
socket 1, 11, 2 = EINVAL
socket 16, 1, 0 = ESOCKTNOSUPPORT
socket 16, 1, 1 = ESOCKTNOSUPPORT
socket 16, 1, 2 = ESOCKTNOSUPPORT
socket 16, 1, 32 = ESOCKTNOSUPPORT
socket 16, 2, 0 = ok
socket 16, 2, 1 = EPROTONOSUPPORT
socket 16, 2, 2 = ok
socket 16, 2, 32 = EPROTONOSUPPORT
socket 16, 3, 0 = ok
socket 16, 3, 1 = EPROTONOSUPPORT
socket 16, 3, 2 = ok
socket 16, 3, 32 = EPROTONOSUPPORT
socket 16, 4, 0 = ESOCKTNOSUPPORT
socket 16, 4, 1 = ESOCKTNOSUPPORT
socket 16, 4, 2 = ESOCKTNOSUPPORT
socket 16, 4, 32 = ESOCKTNOSUPPORT
socket 16, 5, 0 = ESOCKTNOSUPPORT
socket 16, 5, 1 = ESOCKTNOSUPPORT
socket 16, 5, 2 = ESOCKTNOSUPPORT
socket 16, 5, 32 = ESOCKTNOSUPPORT
socket 16, 6, 0 = ESOCKTNOSUPPORT
socket 16, 6, 1 = ESOCKTNOSUPPORT
socket 16, 6, 2 = ESOCKTNOSUPPORT
socket 16, 6, 32 = ESOCKTNOSUPPORT
socket 16, 10, 0 = ESOCKTNOSUPPORT
socket 16, 10, 1 = ESOCKTNOSUPPORT
socket 16, 10, 2 = ESOCKTNOSUPPORT
socket 16, 10, 32 = ESOCKTNOSUPPORT
socket 16, 11, 0 = EINVAL
socket 16, 11, 1 = EINVAL
socket 16, 11, 2 = EINVAL
socket 16, 11, 32 = EINVAL
socket 17, 1, 0 = ESOCKTNOSUPPORT
socket 17, 1, 300 = ESOCKTNOSUPPORT
socket 17, 2, 0 = ok
socket 17, 2, 300 = ok
socket 17, 3, 0 = ok
socket 17, 3, 300 = ok
socket 17, 4, 0 = ESOCKTNOSUPPORT
socket 17, 4, 300 = ESOCKTNOSUPPORT
socket 17, 5, 0 = ESOCKTNOSUPPORT
socket 17, 5, 300 = ESOCKTNOSUPPORT
socket 17, 6, 0 = ESOCKTNOSUPPORT
socket 17, 6, 300 = ESOCKTNOSUPPORT
socket 17, 10, 0 = ok
socket 17, 10, 300 = ok
socket 17, 11, 0 = EINVAL
socket 17, 11, 300 = EINVAL
nobody: socket 17, 3, 0 = EPERM
nobody: socket 17, 1, 0 = EPERM
a set REUSEPORT 1 = EOPNOTSUPP
a set REUSEPORT 0 = ok
a set (0, 999) 1 = EOPNOTSUPP
a get (0, 999) = EOPNOTSUPP
a set (41, 999) 1 = EOPNOTSUPP
a get (41, 999) = EOPNOTSUPP
a set (6, 999) 1 = EOPNOTSUPP
a get (6, 999) = EOPNOTSUPP
a set (17, 999) 1 = EOPNOTSUPP
a get (17, 999) = EOPNOTSUPP
a set (99, 999) 1 = EOPNOTSUPP
a get (99, 999) = EOPNOTSUPP
a set (255, 999) 1 = EOPNOTSUPP
a get (255, 999) = EOPNOTSUPP
a set REUSEPORT 1 = EOPNOTSUPP
a set REUSEPORT 0 = ok
a set (0, 999) 1 = ENOPROTOOPT
a get (0, 999) = ENOPROTOOPT
a set (41, 999) 1 = ENOPROTOOPT
a get (41, 999) = ENOPROTOOPT
a set (6, 999) 1 = ENOPROTOOPT
a get (6, 999) = ENOPROTOOPT
a set (17, 999) 1 = ENOPROTOOPT
a get (17, 999) = ENOPROTOOPT
a set (99, 999) 1 = ENOPROTOOPT
a get (99, 999) = ENOPROTOOPT
a set (255, 999) 1 = ENOPROTOOPT
a get (255, 999) = ENOPROTOOPT
a set REUSEPORT 1 = EOPNOTSUPP
a set REUSEPORT 0 = ok
a set (0, 999) 1 = ENOPROTOOPT
a get (0, 999) = ENOPROTOOPT
a set (41, 999) 1 = ENOPROTOOPT
a get (41, 999) = ENOPROTOOPT
a set (6, 999) 1 = ENOPROTOOPT
a get (6, 999) = ENOPROTOOPT
a set (17, 999) 1 = ENOPROTOOPT
a get (17, 999) = ENOPROTOOPT
a set (99, 999) 1 = ENOPROTOOPT
a get (99, 999) = ENOPROTOOPT
a set (255, 999) 1 = ENOPROTOOPT
a get (255, 999) = ENOPROTOOPT
`,
}}
