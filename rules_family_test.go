package boundif_test

import (
	"encoding/binary"

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
}, {
	id:      "PKT-01",
	because: "sockets of AF_PACKET get the frames of their protocol on the device in their address, whatever device they are bound to",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		const all, dgram, ip, ipv6 = 0, 2, 0x0800, 0x86dd
		open := func(label string, protocol uint16) *plane.Socket {
			return s.Root.Socket(label, 17, dgram, int(binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, protocol))))
		}
		address := func(protocol uint16, index int) []byte {
			b := binary.NativeEndian.AppendUint16(nil, 17)
			b = binary.BigEndian.AppendUint16(b, protocol)
			return append(binary.NativeEndian.AppendUint32(b, uint32(index)), make([]byte, 12)...)
		}
		any, six, none := open("any", ip), open("IPv6", ipv6), open("none", 0)
		bound := open("bound to b0", ip).On(b0)
		stale := open("stale", ip).On(4242)
		on := open("on a0", ip)
		on.BindBytes(address(0, a0), "a0")
		both := open("on a0, bound to b0", ip).On(b0)
		both.BindBytes(address(ip, a0), "a0")
		none.BindBytes(address(ip, b0)[:19], "19 bytes")
		none.BindBytes(address(ip, 4242), "4242")
		socks := []*plane.Socket{any, six, none, bound, stale, on, both}
		for _, via := range []int{a0, b0} {
			s.Arrive(via, "10.1.0.1:7000", socks...)
			s.Arrive(via, "[fd01::1]:7000", socks...)
		}
		on.BindBytes(address(0, all), "all devices")
		none.BindBytes(address(ip, all), "IPv4 on all devices")
		s.Arrive(b0, "10.1.0.1:7000", socks...)
		s.Arrive(b0, "10.7.7.7:7000", socks...)
		tx := s.Root.UDP("tx").At("0.0.0.0:7001")
		tx.Send("127.0.0.1:7001")
		s.Got(socks...)
		tx.Send("10.1.0.1:7001")
		s.Got(socks...)
		tx.Send("10.1.0.2:9")
		s.Got(socks...)
		any.Disconnect()
		s.Root.Down(b0)
		on.BindBytes(address(ip, b0), "b0, which is down")
		on.Recv()
		on.Close()
		for _, dst := range []string{"10.1.0.1:7000", "10.1.0.255:7000", "224.0.0.1:7000", "224.0.0.9:7000", "255.255.255.255:7000", "10.1.0.7:7000"} {
			s.Inject("10.1.0.2:5000", a0, dst)
			b := make([]byte, 100)
			n, from, err := s.Root.Sys().Recvfrom(any.Number(), b, emu.MSG_DONTWAIT)
			ll, _ := from.(emu.SockaddrRaw)
			s.Say("%s: %x, %d bytes of address, protocol %x, index %d, kind %d, %s", dst, b[:n], len(ll), ll[2:4], binary.NativeEndian.Uint32(ll[4:])-uint32(a0)+2, ll[10], plane.Result(err))
		}
	},
	want: `
on a0 bind a0 = ok
on a0, bound to b0 bind a0 = ok
none bind 19 bytes = EINVAL
none bind 4242 = ENODEV
to 10.1.0.1:7000 via a0: any, bound to b0, stale, on a0, on a0, bound to b0
to [fd01::1]:7000 via a0: IPv6
to 10.1.0.1:7000 via b0: any, bound to b0, stale
to [fd01::1]:7000 via b0: IPv6
on a0 bind all devices = ok
none bind IPv4 on all devices = ok
to 10.1.0.1:7000 via b0: any, none, bound to b0, stale, on a0
to 10.7.7.7:7000 via b0: any, none, bound to b0, stale, on a0
tx send to 127.0.0.1:7001 = ok
got it: any, none, bound to b0, stale, on a0
tx send to 10.1.0.1:7001 = ok
got it: any, none, bound to b0, stale, on a0
tx send to 10.1.0.2:9 = ok
got it: nobody
any connect AF_UNSPEC = EOPNOTSUPP
down 3 = ok
on a0 bind b0, which is down = ok
on a0 recv = ENETDOWN
on a0 close = ok
10.1.0.1:7000: 4500002100004000401126c80a0100020a01000113881b58000d791d68656c6c6f, 20 bytes of address, protocol 0800, index 2, kind 0, ok
10.1.0.255:7000: 4500002100004000401125ca0a0100020a0100ff13881b58000d781f68656c6c6f, 20 bytes of address, protocol 0800, index 2, kind 1, ok
224.0.0.1:7000: 4500002100004000401150c80a010002e000000113881b58000da31d68656c6c6f, 20 bytes of address, protocol 0800, index 2, kind 2, ok
224.0.0.9:7000: 4500002100004000401150c00a010002e000000913881b58000da31568656c6c6f, 20 bytes of address, protocol 0800, index 2, kind 2, ok
255.255.255.255:7000: 4500002100004000401130ca0a010002ffffffff13881b58000d831f68656c6c6f, 20 bytes of address, protocol 0800, index 2, kind 1, ok
10.1.0.7:7000: 4500002100004000401126c20a0100020a01000713881b58000d791768656c6c6f, 20 bytes of address, protocol 0800, index 2, kind 0, ok
`,
}}
