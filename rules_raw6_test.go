package boundif_test

import (
	"encoding/hex"
	"errors"
	"time"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/netdev"
)

// rawAB is ab with IPv6 addresses as well.
func rawAB(s *plane.Script) (a0, b0 int) {
	s.Lo("10.9.9.9/32", "fd09::9/128")
	return s.Link("a0", "10.1.0.1/24", "fd01::1/64", "fe80::a/64"), s.Link("b0", "10.2.0.1/24", "fd02::1/64", "fe80::b/64")
}

// gotBytes says what recvfrom() gives, byte for byte.
func gotBytes(s *plane.Script, label string, a *plane.Socket) {
	buf := make([]byte, 200)
	for range 5 {
		n, _, err := s.Root.Sys().Recvfrom(a.Number(), buf, emu.MSG_DONTWAIT)
		if err == nil {
			s.Say("%s read %s", label, hex.EncodeToString(buf[:n]))
			return
		}
		if !errors.Is(err, emu.Errno(netdev.EAGAIN)) {
			s.Say("%s read %s", label, plane.Result(err))
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.Say("%s read nothing", label)
}

// udpBytes is a UDP datagram from port 9000 to port 7000, without checksum.
func udpBytes(payload string) []byte {
	return append([]byte{9000 >> 8, 9000 & 0xff, 7000 >> 8, 7000 & 0xff, 0, byte(8 + len(payload)), 0, 0}, payload...)
}

// Echo requests; the kernel sums up those of ICMPv6.
var (
	echoRequest  = []byte{8, 0, 0xf7, 0xfe, 0, 0, 0, 1}
	echoRequest6 = []byte{128, 0, 0, 0, 0, 0, 0, 1}
)

// raw6 is sections 3 to 6 as far as they are about raw sockets.
var raw6 = []rule{{
	id:      "RAW-03",
	because: "every raw socket of IPv6 that matches gets a copy, by device; local packets count as on the device that owns the address; the other family's sockets get none",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		u, a, b, lo := s.Root.Raw6("unbound", 17), s.Root.Raw6("a", 17).On(a0), s.Root.Raw6("b", 17).On(b0), s.Root.Raw6("lo", 17).On(1)
		addr := s.Root.Raw6("at S", 17).At("[fd09::9]:0")
		peer := s.Root.Raw6("to peer", 17).To("[fd01::2]:0")
		stale := s.Root.Raw6("stale", 17).On(4242)
		other, v4 := s.Root.Raw6("other protocol", 33), s.Root.Raw("IPv4", 17)
		udp := s.Root.UDP6("udp").At("[::]:7000")
		all := []*plane.Socket{u, a, b, lo, addr, peer, stale, other, v4, udp}
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", all...)
		s.ArriveFrom("[fd01::2]:5000", b0, "[fd09::9]:7000", all...)
		s.ArriveFrom("[fd02::3]:5000", b0, "[fd02::1]:7000", all...)
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd01::1]:7000", all...)
		s.ArriveFrom("10.1.0.2:5000", a0, "10.1.0.1:7000", all...)
		sender := s.Root.UDP6("sender")
		sender.Send("[fd01::1]:7000")
		s.Got(all...)
		sender.Send("[::1]:7000")
		s.Got(all...)
		s.Root.Raw6("raw sender", 33).Send("[fd01::1]:0")
		s.Got(all...)
	},
	want: `
to [fd09::9]:7000 via a0: unbound, a, at S, udp
to [fd09::9]:7000 via b0: unbound, b, at S, udp
to [fd02::1]:7000 via b0: unbound, b, udp
to [fd01::1]:7000 via a0: unbound, a, to peer, udp
to 10.1.0.1:7000 via a0: IPv4, udp
sender send to [fd01::1]:7000 = ok
got it: unbound, a, udp
sender send to [::1]:7000 = ok
got it: unbound, lo, udp
raw sender send to [fd01::1]:0 = ok
got it: other protocol
`,
}, {
	id:      "RAW-03-bind",
	because: "rawv6_bind: the scope of a link-local address becomes the device, before anything is checked (WR-01, WR-02, WR-04); a raw socket may be bound again, and again writes (WR-09); without scope the device is the scope (WR-03)",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		r := s.Root.Raw6("r", 200)
		step := func(addr string) {
			r.Bind(addr)
			r.Device()
			r.Addr()
		}
		step("[fe80::a]:0")
		step("[fe80::a%a0]:0")
		step("[fe80::b%b0]:0")
		step("[fe80::a%b0]:0")
		step("[fe80::b%4242]:0")
		step("[::]:0")
		step("[fd01::1]:0")
		r.SetIndex(b0)
		step("[fd01::1]:0")
		step("[fd01::1%a0]:0")
		step("[fe80::b]:0")
		step("[fe80::a]:0")
		step("[::1]:0")
		step("[fd01::77]:0")
		step("[::ffff:10.1.0.1]:0")
		step("[ff02::5%a0]:0")
		step("[ff01::5%b0]:0")
		step("[ff05::5%a0]:0")
		r.SetIndex(a0)
		step("[ff02::5]:0")
	},
	want: `
r bind [fe80::a]:0 = EINVAL
r device = 0, ""
r getsockname = [::]:200
r bind [fe80::a%a0]:0 = ok
r device = 2, "a0"
r getsockname = [fe80::a%2]:200
r bind [fe80::b%b0]:0 = ok
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [fe80::a%b0]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [fe80::b%4242]:0 = ENODEV
r device = 4242, ENODEV
r getsockname = [fe80::b%4242]:200
r bind [::]:0 = ok
r device = 4242, ENODEV
r getsockname = [::]:200
r bind [fd01::1]:0 = ENODEV
r device = 4242, ENODEV
r getsockname = [::]:200
r set BINDTOIFINDEX 3 = ok
r bind [fd01::1]:0 = ok
r device = 3, "b0"
r getsockname = [fd01::1]:200
r bind [fd01::1%a0]:0 = ok
r device = 3, "b0"
r getsockname = [fd01::1]:200
r bind [fe80::b]:0 = ok
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [fe80::a]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [::1]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [fd01::77]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [::ffff:10.1.0.1]:0 = EADDRNOTAVAIL
r device = 3, "b0"
r getsockname = [fe80::b%3]:200
r bind [ff02::5%a0]:0 = ok
r device = 2, "a0"
r getsockname = [ff02::5%2]:200
r bind [ff01::5%b0]:0 = ok
r device = 3, "b0"
r getsockname = [ff01::5%3]:200
r bind [ff05::5%a0]:0 = ok
r device = 3, "b0"
r getsockname = [ff05::5]:200
r set BINDTOIFINDEX 2 = ok
r bind [ff02::5]:0 = ok
r device = 2, "a0"
r getsockname = [ff02::5%2]:200
`,
}, {
	id:      "WR-02-raw",
	because: "anybody moves a raw socket that root has bound, by an address with a scope",
	program: func(s *plane.Script) {
		_, b0 := rawAB(s)
		mine := s.Root.Raw6("r", 200).On(b0)
		r := mine.By(s.Proc(plane.None))
		r.SetIndex(0)
		r.Bind("[fe80::a%a0]:0")
		mine.Device()
		r.Bind("[fe80::a%4242]:0")
		mine.Device()
	},
	want: `
nobody: r set BINDTOIFINDEX 0 = EPERM
nobody: r bind [fe80::a%a0]:0 = ok
r device = 2, "a0"
nobody: r bind [fe80::a%4242]:0 = ENODEV
r device = 4242, ENODEV
`,
}, {
	id:      "WR-09-raw",
	because: "a raw socket may be bound again unless it is connected, which the ledger does not say",
	program: func(s *plane.Script) {
		rawAB(s)
		r := s.Root.Raw("v4", 200)
		for _, addr := range []string{"10.1.0.1:0", "10.2.0.1:0", "0.0.0.0:0", "10.1.0.77:0"} {
			r.Bind(addr)
		}
		r.Connect("10.1.0.2:0")
		r.Bind("10.1.0.1:0")
		r.Bind("0.0.0.0:0")
		r.Addr()
		r.Disconnect()
		r.Bind("10.1.0.1:0")
		q := s.Root.Raw6("v6", 200)
		q.Bind("[fd01::1]:0")
		q.Bind("[fd02::1]:0")
		q.Connect("[fd01::2]:0")
		q.Bind("[fd01::1]:0")
		q.Bind("[fe80::a%a0]:0")
		q.Device()
		q.Disconnect()
		q.Bind("[fd01::1]:0")
	},
	want: `
v4 bind 10.1.0.1:0 = ok
v4 bind 10.2.0.1:0 = ok
v4 bind 0.0.0.0:0 = ok
v4 bind 10.1.0.77:0 = EADDRNOTAVAIL
v4 connect 10.1.0.2:0 = ok
v4 bind 10.1.0.1:0 = EINVAL
v4 bind 0.0.0.0:0 = EINVAL
v4 getsockname = 10.1.0.1:200
v4 connect AF_UNSPEC = ok
v4 bind 10.1.0.1:0 = ok
v6 bind [fd01::1]:0 = ok
v6 bind [fd02::1]:0 = ok
v6 connect [fd01::2]:0 = ok
v6 bind [fd01::1]:0 = EINVAL
v6 bind [fe80::a%a0]:0 = EINVAL
v6 device = 0, ""
v6 connect AF_UNSPEC = ok
v6 bind [fd01::1]:0 = ok
`,
}, {
	id:      "WR-15-raw",
	because: "connect() with a scope binds a raw socket, and refuses another device than the bound one; a failure leaves the device",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		step := func(r *plane.Socket, addr string) {
			r.Connect(addr)
			r.Device()
		}
		r := s.Root.Raw6("r", 200)
		step(r, "[fe80::2]:0")
		step(r, "[fe80::2%a0]:0")
		r.Addr()
		r.Peer()
		step(r, "[fe80::2%b0]:0")
		step(r, "[fe80::2]:0")
		step(r, "[fd02::2]:0")
		step(s.Root.Raw6("stale", 200), "[fe80::2%4242]:0")
		step(s.Root.Raw6("global", 200).On(b0), "[fd02::2%a0]:7")
		step(s.Root.Raw6("multicast", 200), "[ff02::1%a0]:0")
		step(s.Root.Raw6("wide multicast", 200), "[ff05::1%a0]:0")
		step(s.Root.Raw6("mapped", 200).On(a0), "[::ffff:10.1.0.2]:0")
		step(s.Root.Raw6("v4", 200), "10.1.0.2:0")
		step(s.Root.Raw("v6", 200), "[fd01::2]:0")
	},
	want: `
r connect [fe80::2]:0 = EINVAL
r device = 0, ""
r connect [fe80::2%a0]:0 = ok
r device = 2, "a0"
r getsockname = [fe80::a%2]:200
r getpeername = ENOTCONN
r connect [fe80::2%b0]:0 = EINVAL
r device = 2, "a0"
r connect [fe80::2]:0 = ok
r device = 2, "a0"
r connect [fd02::2]:0 = ENETUNREACH
r device = 2, "a0"
stale connect [fe80::2%4242]:0 = ENETUNREACH
stale device = 4242, ENODEV
global connect [fd02::2%a0]:7 = ok
global device = 3, "b0"
multicast connect [ff02::1%a0]:0 = ok
multicast device = 2, "a0"
wide multicast connect [ff05::1%a0]:0 = ok
wide multicast device = 0, ""
mapped connect [::ffff:10.1.0.2]:0 = ok
mapped device = 2, "a0"
v4 connect 10.1.0.2:0 = EAFNOSUPPORT
v4 device = 0, ""
v6 connect [fd01::2]:0 = EAFNOSUPPORT
v6 device = 0, ""
`,
}, {
	id:      "WR-20-raw6",
	because: "connect(AF_UNSPEC) unbinds a raw socket of IPv6 for anybody, takes its address and makes it deaf, even if it is bound again (RAW-02, WR-22)",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		mine := s.Root.Raw6("r", 17).At("[fd09::9]:0").On(a0)
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", mine)
		r := mine.By(s.Proc(plane.None))
		r.SetIndex(0)
		r.Disconnect()
		mine.Device()
		mine.Addr()
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", mine)
		mine.Bind("[fd09::9]:0")
		mine.Addr()
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", mine)
		mine.Send("")
		mine.Connect("[fd01::2]:0")
		mine.Addr()
		s.ArriveFrom("[fd01::2]:5000", a0, "[fd09::9]:7000", mine)
		mine.Send("")
	},
	want: `
to [fd09::9]:7000 via a0: r
nobody: r set BINDTOIFINDEX 0 = EPERM
nobody: r connect AF_UNSPEC = ok
r device = 0, ""
r getsockname = [::]:0
to [fd09::9]:7000 via a0: nobody
r bind [fd09::9]:0 = ok
r getsockname = [fd09::9]:0
to [fd09::9]:7000 via a0: nobody
r send = EDESTADDRREQ
r connect [fd01::2]:0 = ok
r getsockname = [fd09::9]:0
to [fd09::9]:7000 via a0: nobody
r send = ok
`,
}, {
	id:      "RAW-bytes",
	because: "recvfrom() on a raw socket gives the whole packet, for IPv6 what follows the IP header",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		r, q := s.Root.Raw("v4", 17), s.Root.Raw6("v6", 17)
		s.Inject("10.1.0.2:5000", a0, "10.1.0.1:7000")
		gotBytes(s, "v4", r)
		s.Inject("[fd01::2]:5000", a0, "[fd01::1]:7000")
		gotBytes(s, "v6", q)
	},
	want: `
v4 read 4500002100004000401126c80a0100020a01000113881b58000d791d68656c6c6f
v6 read 13881b58000d931b68656c6c6f
`,
}, {
	id:      "RAW-udp",
	because: "UDP may be sent by a raw socket: UDP sockets get what is right, raw ones all there is",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		raw, rawA, rawB := s.Root.Raw("raw", 17), s.Root.Raw("raw on a", 17).On(a0), s.Root.Raw("raw on b", 17).On(b0)
		a, b := s.Root.UDP("udp on a").On(a0).At(any7000), s.Root.UDP("udp on b").On(b0).At(any7000)
		all := []*plane.Socket{raw, rawA, rawB, a, b}
		for _, to := range []string{"10.1.0.1:0", "10.2.0.1:0", "127.0.0.1:0"} {
			raw.SendBytes(to, udpBytes("hello"))
			s.Got(all...)
		}
		raw.SendBytes("10.1.0.1:7000", []byte("short"))
		s.Got(all...)
		raw.SendBytes("10.1.0.1:0", udpBytes("hello")[:12])
		s.Got(all...)
		raw.SendBytes("10.1.0.1:0", udpBytes("hello"))
		gotBytes(s, "udp on a", a)
		a.Recv()
		raw.Recv()
		raw6, udp6 := s.Root.Raw6("raw6", 17), s.Root.UDP6("udp6").At("[::]:7001")
		raw6.SendBytes("[fd01::1]:0", udpBytes("hello"))
		s.Got(raw6, udp6)
		raw6.SendBytes("[fd01::1]:17", udpBytes("hello"))
		s.Got(raw6, udp6)
		raw6.SendBytes("[fd01::1]:7", udpBytes("hello"))
	},
	want: `
raw send to 10.1.0.1:0 = ok
got it: raw, raw on a, udp on a
raw send to 10.2.0.1:0 = ok
got it: raw, raw on b, udp on b
raw send to 127.0.0.1:0 = ok
got it: raw
raw send to 10.1.0.1:7000 = ok
got it: raw, raw on a
raw send to 10.1.0.1:0 = ok
got it: raw, raw on a
raw send to 10.1.0.1:0 = ok
udp on a read 68656c6c6f
udp on a recv = EAGAIN
raw recv = from 10.1.0.1:0
raw6 send to [fd01::1]:0 = ok
got it: raw6
raw6 send to [fd01::1]:17 = ok
got it: raw6
raw6 send to [fd01::1]:7 = EINVAL
`,
}, {
	id:      "RAW-icmp",
	because: "an echo request by a raw socket is answered, and answer and question are for all raw sockets of ICMP; a message without type and code is EFAULT, one of ICMPv6 without room for its checksum EINVAL",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		r, a, b := s.Root.Raw("raw", 1), s.Root.Raw("on a", 1).On(a0), s.Root.Raw("on b", 1).On(b0)
		r.SendBytes("10.1.0.1:0", echoRequest)
		s.Got(r, a, b)
		r6, a6, b6 := s.Root.Raw6("raw6", 58), s.Root.Raw6("on a6", 58).On(a0), s.Root.Raw6("on b6", 58).On(b0)
		r6.SendBytes("[fd01::1]:0", echoRequest6)
		s.Got(r6, a6, b6)
		r6.SendBytes("[fe80::b%b0]:0", echoRequest6)
		s.Got(r6, a6, b6)
		for n := range 5 {
			r.SendBytes("10.7.7.7:0", make([]byte, n))
			r6.SendBytes("[fd01::1]:0", make([]byte, n))
		}
	},
	want: `
raw send to 10.1.0.1:0 = ok
got it: raw, raw again, on a, on a again
raw6 send to [fd01::1]:0 = ok
got it: raw6, raw6 again, on a6, on a6 again
raw6 send to [fe80::b%b0]:0 = ok
got it: raw6, raw6 again, on b6, on b6 again
raw send to 10.7.7.7:0 = EFAULT
raw6 send to [fd01::1]:0 = EFAULT
raw send to 10.7.7.7:0 = EFAULT
raw6 send to [fd01::1]:0 = EFAULT
raw send to 10.7.7.7:0 = ENETUNREACH
raw6 send to [fd01::1]:0 = EINVAL
raw send to 10.7.7.7:0 = ENETUNREACH
raw6 send to [fd01::1]:0 = EINVAL
raw send to 10.7.7.7:0 = ENETUNREACH
raw6 send to [fd01::1]:0 = ok
`,
}, {
	id:      "RAW-hdrincl",
	because: "with IP_HDRINCL, which sockets of IPPROTO_RAW are born with, the program writes the IP header; the route is that of the address in the call",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		udp, b := s.Root.UDP("udp").At(any7000), s.Root.Raw("raw on b", 17).On(b0)
		r := s.Root.Raw("r", 255)
		q := s.Root.Raw("q", 200)
		r.GetInt(emu.IPPROTO_IP, emu.IP_HDRINCL)
		q.GetInt(emu.IPPROTO_IP, emu.IP_HDRINCL)
		header := func(src, dst byte) []byte {
			return append([]byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 10, src, 0, src, 10, dst, 0, dst}, udpBytes("hello")...)
		}
		packet := header(9, 1)
		copy(packet[12:], []byte{0, 0, 0, 0, 10, 1, 0, 1})
		r.SendBytes("10.1.0.1:0", packet)
		udp.Recv()
		s.Got(udp, b)
		r.SendBytes("10.2.0.1:0", packet)
		s.Got(udp, b)
		q.SetInt(emu.IPPROTO_IP, emu.IP_HDRINCL, 1)
		q.SendBytes("10.1.0.1:0", packet)
		s.Got(udp, b)
		q.SendBytes("10.1.0.1:0", packet[:19])
		q.SendBytes("10.1.0.1:0", packet[:20])
		s.Got(udp, b)
		packet[0] = 0x44
		q.SendBytes("10.1.0.1:0", packet)
		packet[0] = 0x4f
		q.SendBytes("10.1.0.1:0", packet)
		packet[0] = 0x55
		q.SendBytes("10.1.0.1:0", packet)
		s.Got(udp, b)
		packet[0], packet[6] = 0x45, 0x20
		q.SendBytes("10.1.0.1:0", packet)
		s.Got(udp, b)
		packet[6] = 0
		s.Left()
		q.SendBytes("10.1.0.2:0", packet)
		s.Left(a0, b0)
		q.SetInt(emu.IPPROTO_IP, emu.IP_HDRINCL, 0)
		q.GetInt(emu.IPPROTO_IP, emu.IP_HDRINCL)
	},
	want: `
r get IP_HDRINCL = 1
q get IP_HDRINCL = 0
r send to 10.1.0.1:0 = ok
udp recv = from 10.1.0.1:9000
got it: nobody
r send to 10.2.0.1:0 = ok
got it: udp, raw on b
q set IP_HDRINCL 1 = ok
q send to 10.1.0.1:0 = ok
got it: udp
q send to 10.1.0.1:0 = EINVAL
q send to 10.1.0.1:0 = ok
got it: nobody
q send to 10.1.0.1:0 = EINVAL
q send to 10.1.0.1:0 = EINVAL
q send to 10.1.0.1:0 = ok
got it: nobody
q send to 10.1.0.1:0 = ok
got it: nobody
q send to 10.1.0.2:0 = ok
left: a0 10.1.0.1:9000 > 10.1.0.1:7000
q set IP_HDRINCL 0 = ok
q get IP_HDRINCL = 0
`,
}, {
	id:      "RAW-hdrincl6",
	because: "the same for IPv6, where the kernel fills in nothing and a socket of IPPROTO_RAW may put any protocol in place of the port",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		raw, b := s.Root.Raw6("raw", 33), s.Root.Raw6("on b", 33).On(b0)
		r := s.Root.Raw6("r", 255)
		packet := make([]byte, 45)
		packet[0], packet[5], packet[6], packet[7] = 0x60, 5, 33, 64
		copy(packet[8:], []byte{0xfd, 9})
		packet[23] = 9
		copy(packet[24:], []byte{0xfd, 1})
		packet[39] = 1
		copy(packet[40:], "hello")
		r.SendBytes("[fd01::1]:0", packet)
		gotBytes(s, "raw", raw)
		s.Got(raw, b)
		r.SendBytes("[fd02::1]:0", packet)
		s.Got(raw, b)
		r.SendBytes("[fd02::1]:33", packet)
		s.Got(raw, b)
		r.SendBytes("[fd02::1]:300", packet)
		r.SendBytes("[fd02::1]:0", packet[:39])
		packet[0] = 0x40
		r.SendBytes("[fd01::1]:0", packet)
		s.Got(raw, b)
		packet[0] = 0x60
		s.Left()
		r.SendBytes("[fd01::2]:0", packet)
		s.Left(a0, b0)
		const IPV6_HDRINCL = 36
		r.GetInt(emu.IPPROTO_IPV6, IPV6_HDRINCL)
		q, udp := s.Root.Raw6("q", 200), s.Root.UDP6("udp")
		q.GetInt(emu.IPPROTO_IPV6, IPV6_HDRINCL)
		q.SetInt(emu.IPPROTO_IPV6, IPV6_HDRINCL, 1)
		q.SendBytes("[fd01::1]:0", packet)
		s.Got(raw, b)
		udp.SetInt(emu.IPPROTO_IPV6, IPV6_HDRINCL, 1)
		udp.GetInt(emu.IPPROTO_IPV6, IPV6_HDRINCL)
		q.SetInt(emu.IPPROTO_IP, emu.IP_HDRINCL, 1)
	},
	want: `
r send to [fd01::1]:0 = ok
raw read 68656c6c6f
got it: nobody
r send to [fd02::1]:0 = ok
got it: raw, on b
r send to [fd02::1]:33 = ok
got it: raw, on b
r send to [fd02::1]:300 = EINVAL
r send to [fd02::1]:0 = EINVAL
r send to [fd01::1]:0 = ok
got it: nobody
r send to [fd01::2]:0 = ok
left: a0 fd09::9 > fd01::1 protocol 33
r get (41, 36) = 1
q get (41, 36) = 0
q set (41, 36) 1 = ok
q send to [fd01::1]:0 = ok
got it: raw
udp set (41, 36) 1 = ENOPROTOOPT
udp get (41, 36) = ENOPROTOOPT
q set IP_HDRINCL 1 = ENOPROTOOPT
`,
}, {
	id:      "OUT-04-raw",
	because: "a raw socket whose index no device has: ENODEV with IPv4, even to 127.0.0.1, ENETUNREACH with IPv6, even to ::1; of a device that is down: ENETUNREACH (OUT-10)",
	program: func(s *plane.Script) {
		rawAB(s)
		down := s.DownLink("down", "10.3.0.1/24")
		for _, index := range []int{4242, down} {
			r, q := s.Root.Raw("v4", 200).On(index), s.Root.Raw6("v6", 200).On(index)
			for _, to := range []string{"10.1.0.2:0", "10.1.0.1:0", "127.0.0.1:0", "10.3.0.2:0"} {
				r.Send(to)
			}
			for _, to := range []string{"[fd01::2]:0", "[fd01::1]:0", "[::1]:0", "[fe80::2]:0", "[::]:0"} {
				q.Send(to)
			}
			r.Connect("10.1.0.2:0")
			q.Connect("[fd01::2]:0")
		}
	},
	want: `
v4 send to 10.1.0.2:0 = ENODEV
v4 send to 10.1.0.1:0 = ENODEV
v4 send to 127.0.0.1:0 = ENODEV
v4 send to 10.3.0.2:0 = ENODEV
v6 send to [fd01::2]:0 = ENETUNREACH
v6 send to [fd01::1]:0 = ENETUNREACH
v6 send to [::1]:0 = ENETUNREACH
v6 send to [fe80::2]:0 = ENETUNREACH
v6 send to [::]:0 = ENETUNREACH
v4 connect 10.1.0.2:0 = ENODEV
v6 connect [fd01::2]:0 = ENETUNREACH
v4 send to 10.1.0.2:0 = ENETUNREACH
v4 send to 10.1.0.1:0 = ENETUNREACH
v4 send to 127.0.0.1:0 = ENETUNREACH
v4 send to 10.3.0.2:0 = ENETUNREACH
v6 send to [fd01::2]:0 = ENETUNREACH
v6 send to [fd01::1]:0 = ENETUNREACH
v6 send to [::1]:0 = ENETUNREACH
v6 send to [fe80::2]:0 = ENETUNREACH
v6 send to [::]:0 = ENETUNREACH
v4 connect 10.1.0.2:0 = ENETUNREACH
v6 connect [fd01::2]:0 = ENETUNREACH
`,
}, {
	id:      "OUT-20-raw",
	because: "IP_PKTINFO replaces the bound device of a raw socket for the packet, for anybody and also if the socket is connected or its device is gone; IPV6_PKTINFO may not differ from the bound device (OUT-21)",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		r, stale, to := s.Root.Raw("r", 17).On(a0), s.Root.Raw("stale", 17).On(4242), s.Root.Raw("connected", 17).On(a0).To("10.1.0.2:0")
		s.Left()
		send := func(a *plane.Socket, dst, src string, index int) {
			a.SendVia(dst, src, index)
		}
		send(r, "10.2.0.2:0", "", b0)
		s.Left(a0, b0)
		send(r.By(s.Proc(plane.None)), "10.2.0.2:0", "", b0)
		s.Left(a0, b0)
		send(stale, "10.2.0.2:0", "", b0)
		s.Left(a0, b0)
		send(to, "", "", b0)
		s.Left(a0, b0)
		send(r, "10.2.0.2:0", "", 0)
		s.Left(a0, b0)
		send(r, "10.2.0.2:0", "10.9.9.9", b0)
		s.Left(a0, b0)
		send(r, "10.2.0.2:0", "", 4242)
		send(stale, "10.2.0.2:0", "", 0)
		q, stale6 := s.Root.Raw6("q", 200).On(a0), s.Root.Raw6("stale6", 200).On(4242)
		send(q, "[fd01::2]:0", "", a0)
		send(q, "[fd02::2]:0", "", b0)
		send(q, "[fd01::2]:0", "", 4242)
		send(q, "[fd01::2]:0", "", 0)
		send(stale6, "[fd01::2]:0", "", 0)
	},
	want: `
r send to 10.2.0.2:0, info any 3 = ok
left: b0 10.2.0.1 > 10.2.0.2 protocol 17 malformed
nobody: r send to 10.2.0.2:0, info any 3 = ok
left: b0 10.2.0.1 > 10.2.0.2 protocol 17 malformed
stale send to 10.2.0.2:0, info any 3 = ok
left: b0 10.2.0.1 > 10.2.0.2 protocol 17 malformed
connected send, info any 3 = ok
left: b0 10.2.0.1 > 10.1.0.2 protocol 17 malformed
r send to 10.2.0.2:0, info any 0 = ok
left: a0 10.1.0.1 > 10.2.0.2 protocol 17 malformed
r send to 10.2.0.2:0, info 10.9.9.9 3 = ok
left: b0 10.9.9.9 > 10.2.0.2 protocol 17 malformed
r send to 10.2.0.2:0, info any 4242 = ENODEV
stale send to 10.2.0.2:0, info any 0 = ENODEV
q send to [fd01::2]:0, info any 2 = ok
q send to [fd02::2]:0, info any 3 = EINVAL
q send to [fd01::2]:0, info any 4242 = EINVAL
q send to [fd01::2]:0, info any 0 = ok
stale6 send to [fd01::2]:0, info any 0 = ENODEV
`,
}, {
	id:      "OUT-23-raw",
	because: "the scope id of the destination beats the bound device of a raw socket, also of a connected one; with a global address it is ignored",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		r := s.Root.Raw6("r", 33).On(a0)
		u := s.Root.Raw6("unbound", 33)
		s.Left()
		for _, to := range []string{"[fe80::2%b0]:0", "[ff02::1%b0]:0", "[fe80::2]:0", "[fd01::2%b0]:0"} {
			r.Send(to)
			s.Left(a0, b0)
		}
		r.Connect("[fe80::2%a0]:0")
		r.Send("[fe80::2%b0]:0")
		s.Left(a0, b0)
		r.Send("")
		s.Left(a0, b0)
		r.Send("[fe80::2%4242]:0")
		u.Send("[fe80::2]:0")
		s.Left(a0, b0)
		u.Send("[::ffff:10.1.0.2]:0")
		u.Send("10.1.0.2:0")
		r.Send("10.1.0.2:0")
	},
	want: `
r send to [fe80::2%b0]:0 = ok
left: b0 fe80::b > fe80::2 protocol 33
r send to [ff02::1%b0]:0 = ok
left: b0 fe80::b > ff02::1 protocol 33
r send to [fe80::2]:0 = ok
left: a0 fe80::a > fe80::2 protocol 33
r send to [fd01::2%b0]:0 = ok
left: a0 fd01::1 > fd01::2 protocol 33
r connect [fe80::2%a0]:0 = ok
r send to [fe80::2%b0]:0 = ok
left: b0 fe80::a > fe80::2 protocol 33
r send = ok
left: a0 fe80::a > fe80::2 protocol 33
r send to [fe80::2%4242]:0 = ENETUNREACH
unbound send to [fe80::2]:0 = ok
left: a0 fe80::a > fe80::2 protocol 33
unbound send to [::ffff:10.1.0.2]:0 = ENETUNREACH
unbound send to 10.1.0.2:0 = EINVAL
r send to 10.1.0.2:0 = EINVAL
`,
}, {
	id:      "RAW-multicast",
	because: "multicast that the host wants on the device is for all raw sockets that match, by device; IPv4 asks IP_MULTICAST_ALL, IPv6 only of sockets with an address",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		member := s.Root.UDP("member")
		member.Join("224.0.0.77", a0)
		r, a, b := s.Root.Raw("raw", 17), s.Root.Raw("on a", 17).On(a0), s.Root.Raw("on b", 17).On(b0)
		choosy := s.Root.Raw("choosy", 17)
		choosy.SetInt(emu.IPPROTO_IP, emu.IP_MULTICAST_ALL, 0)
		fixed, group := s.Root.Raw("at own address", 17).At("10.1.0.1:0"), s.Root.Raw("at the group", 17)
		group.Bind("224.0.0.77:0")
		group.Addr()
		all := []*plane.Socket{r, a, b, choosy, fixed, group}
		s.Arrive(a0, "224.0.0.77:7000", all...)
		s.Arrive(b0, "224.0.0.77:7000", all...)
		choosy.Join("224.0.0.77", a0)
		s.Arrive(a0, "224.0.0.77:7000", all...)
		subnet := s.Root.Raw("at the subnet's broadcast", 17)
		subnet.Bind("10.1.0.255:0")
		subnet.Addr()
		all = append(all, subnet)
		s.Arrive(a0, "10.1.0.255:7000", all...)
		s.Arrive(a0, "255.255.255.255:7000", all...)
		subnet.Send("10.1.0.2:0")
	},
	want: `
member set IP_ADD_MEMBERSHIP 224.0.0.77 2 = ok
choosy set IP_MULTICAST_ALL 0 = ok
at the group bind 224.0.0.77:0 = ok
at the group getsockname = 224.0.0.77:17
to 224.0.0.77:7000 via a0: raw, on a, at the group
to 224.0.0.77:7000 via b0: nobody
choosy set IP_ADD_MEMBERSHIP 224.0.0.77 2 = ok
to 224.0.0.77:7000 via a0: raw, on a, choosy, at the group
at the subnet's broadcast bind 10.1.0.255:0 = ok
at the subnet's broadcast getsockname = 10.1.0.255:17
to 10.1.0.255:7000 via a0: raw, on a, choosy, at the subnet's broadcast
to 255.255.255.255:7000 via a0: raw, on a, choosy
at the subnet's broadcast send to 10.1.0.2:0 = ok
`,
}, {
	id:      "RAW-multicast6",
	because: "a raw socket of the wildcard address gets all multicast of its device; one that has an address what its memberships and IPV6_MULTICAST_ALL say, whatever the address is",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		member := s.Root.UDP6("member")
		member.Join("ff02::77", a0)
		r, a, b := s.Root.Raw6("raw", 17), s.Root.Raw6("on a", 17).On(a0), s.Root.Raw6("on b", 17).On(b0)
		choosy, wild := s.Root.Raw6("choosy", 17).At("[fd01::1]:0"), s.Root.Raw6("choosy wildcard", 17)
		choosy.SetInt(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_ALL, 0)
		wild.SetInt(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_ALL, 0)
		fixed, group := s.Root.Raw6("at own address", 17).At("[fd01::1]:0"), s.Root.Raw6("at the group", 17)
		group.Bind("[ff02::77%a0]:0")
		all := []*plane.Socket{r, a, b, choosy, wild, fixed, group}
		s.ArriveFrom("[fe80::2]:5000", a0, "[ff02::77]:7000", all...)
		s.ArriveFrom("[fe80::2]:5000", b0, "[ff02::1]:7000", all...)
		choosy.Join("ff02::77", a0)
		s.ArriveFrom("[fe80::2]:5000", a0, "[ff02::77]:7000", all...)
	},
	want: `
member set IPV6_JOIN_GROUP ff02::77 2 = ok
choosy set IPV6_MULTICAST_ALL 0 = ok
choosy wildcard set IPV6_MULTICAST_ALL 0 = ok
at the group bind [ff02::77%a0]:0 = ok
to [ff02::77]:7000 via a0: raw, on a, choosy wildcard, at own address, at the group
to [ff02::1]:7000 via b0: raw, on b, choosy wildcard, at own address
choosy set IPV6_JOIN_GROUP ff02::77 2 = ok
to [ff02::77]:7000 via a0: raw, on a, choosy, choosy wildcard, at own address, at the group
`,
}, {
	id:      "RAW-err",
	because: "an ICMP error is for every raw socket that the answer would have been for, if it is connected and the error final, or has IP_RECVERR",
	program: func(s *plane.Script) {
		a0, b0 := rawAB(s)
		u, on := s.Root.Raw("not connected", 17), s.Root.Raw("connected", 17).To("10.1.0.2:0")
		b := s.Root.Raw("connected, on b", 17).On(b0).To("10.1.0.2:0")
		want := s.Root.Raw("with RECVERR", 17).FlagAt(emu.IPPROTO_IP, emu.IP_RECVERR, 1)
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:9000", "10.1.0.2:7000")
		for _, r := range []*plane.Socket{u, on, b, want} {
			r.Error()
		}
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:9000", "10.1.0.2:7000")
		on.Send("")
		on.Recv()
		on.SetInt(emu.IPPROTO_IP, emu.IP_HDRINCL, 1)
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:9000", "10.1.0.2:7000")
		on.SendBytes("", append([]byte{0x45}, make([]byte, 19)...))
		s.ArriveUnreachable(a0, "10.1.0.2", "10.1.0.1:9000", "10.1.0.2:7000")
		want.RecvError()
		want.RecvError()
		want.RecvError()
		u6, on6 := s.Root.Raw6("not connected6", 17), s.Root.Raw6("connected6", 17).To("[fd01::2]:0")
		s.ArriveUnreachable(a0, "fd01::2", "[fd01::1]:9000", "[fd01::2]:7000")
		u6.Error()
		on6.Error()
	},
	want: `
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:9000 > 10.1.0.2:7000 UDP) via a0
not connected error = ok
connected error = ECONNREFUSED
connected, on b error = ok
with RECVERR error = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:9000 > 10.1.0.2:7000 UDP) via a0
connected send = ok
connected recv = ECONNREFUSED
connected set IP_HDRINCL 1 = ok
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:9000 > 10.1.0.2:7000 UDP) via a0
connected send = ECONNREFUSED
10.1.0.2 > 10.1.0.1 ICMP port unreachable (10.1.0.1:9000 > 10.1.0.2:7000 UDP) via a0
with RECVERR recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.2, to 10.1.0.2:0
with RECVERR recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.2, to 10.1.0.2:0
with RECVERR recv error = ECONNREFUSED, ICMP 3.3 from 10.1.0.2, to 10.1.0.2:0
fd01::2 > fd01::1 ICMPv6 port unreachable ([fd01::1]:9000 > [fd01::2]:7000 UDP) via a0
not connected6 error = ok
connected6 error = ECONNREFUSED
`,
}, {
	id:      "RAW-reuse",
	because: "raw and ping sockets are born with SO_REUSEADDR, UDP ones without",
	program: func(s *plane.Script) {
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		for _, a := range []*plane.Socket{
			s.Root.UDP("udp"), s.Root.UDP6("udp6"), s.Root.Raw("raw", 200), s.Root.Raw6("raw6", 200), s.Root.Ping("ping"), s.Root.Ping6("ping6"),
		} {
			a.GetInt(emu.SOL_SOCKET, emu.SO_REUSEADDR)
		}
	},
	want: `
udp get REUSEADDR = 0
udp6 get REUSEADDR = 0
raw get REUSEADDR = 1
raw6 get REUSEADDR = 1
ping get REUSEADDR = 1
ping6 get REUSEADDR = 1
`,
}, {
	id:      "L3-40",
	because: "with raw_l3mdev_accept 0 unbound raw sockets do not get what comes through a VRF; that is 1 from the start (RX-03). Both sysctl values count for IPv6, too, and bound sockets do not ask it",
	program: func(s *plane.Script) {
		red := s.VRF("red", 10)
		a0, b0 := s.Link("a0"), s.Link("b0", "10.2.0.1/24", "fd02::1/64")
		s.Lo()
		s.Enslave(a0, red)
		s.Root.Addr(a0, "10.1.0.1/24")
		s.Root.Addr(a0, "fd01::1/64")
		u, r, a, b := s.Root.Raw("unbound", 17), s.Root.Raw("on red", 17).On(red), s.Root.Raw("on a", 17).On(a0), s.Root.Raw("on b", 17).On(b0)
		u6, r6, a6, b6 := s.Root.Raw6("unbound6", 17), s.Root.Raw6("on red6", 17).On(red), s.Root.Raw6("on a6", 17).On(a0), s.Root.Raw6("on b6", 17).On(b0)
		all := []*plane.Socket{u, r, a, b, u6, r6, a6, b6}
		for _, accept := range []string{"1", "0"} {
			s.Root.Sysctl("net/ipv4/raw_l3mdev_accept", accept)
			s.Arrive(a0, "10.1.0.1:7000", all...)
			s.ArriveFrom("[fd01::2]:5000", a0, "[fd01::1]:7000", all...)
			s.ArriveFrom("10.2.0.2:5000", b0, "10.2.0.1:7000", all...)
		}
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
sysctl net/ipv4/raw_l3mdev_accept 1 = ok
to 10.1.0.1:7000 via a0: unbound, on red, on a
to [fd01::1]:7000 via a0: unbound6, on red6, on a6
to 10.2.0.1:7000 via b0: unbound, on b
sysctl net/ipv4/raw_l3mdev_accept 0 = ok
to 10.1.0.1:7000 via a0: on red, on a
to [fd01::1]:7000 via a0: on red6, on a6
to 10.2.0.1:7000 via b0: unbound, on b
`,
}, {
	id:      "RAW-loop",
	because: "what a raw or ping socket sends to a group or to everybody comes back as arriving on the output device (UDP-24); broadcast needs SO_BROADCAST (OUT-34)",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		member := s.Root.UDP("member")
		member.Join("224.0.0.77", a0)
		r, a, b, lo := s.Root.Raw("raw", 33), s.Root.Raw("on a", 33).On(a0), s.Root.Raw("on b", 33).On(b0), s.Root.Raw("on lo", 33).On(1)
		all := []*plane.Socket{r, a, b, lo}
		for _, from := range []*plane.Socket{r, a, b} {
			from.Send("224.0.0.77:0")
			s.Got(all...)
		}
		r.MulticastIf(a0)
		r.Send("224.0.0.77:0")
		s.Got(all...)
		a.SetInt(emu.IPPROTO_IP, emu.IP_MULTICAST_LOOP, 0)
		a.Send("224.0.0.77:0")
		s.Got(all...)
		p := s.Root.Ping("p").On(a0).At("0.0.0.0:500")
		for _, from := range []*plane.Socket{a, p} {
			from.Send("10.1.0.255:0")
			from.Send("255.255.255.255:0")
			from.SetInt(emu.SOL_SOCKET, emu.SO_BROADCAST, 1)
			from.Send("10.1.0.255:0")
			from.Send("255.255.255.255:0")
			s.Got(append(all, p)...)
		}
		r6, a6, b6 := s.Root.Raw6("raw6", 33), s.Root.Raw6("on a6", 33).On(a0), s.Root.Raw6("on b6", 33).On(b0)
		a6.Send("[ff02::1]:0")
		s.Got(r6, a6, b6)
		r6.Send("[ff02::1%b0]:0")
		s.Got(r6, a6, b6)
		r6.SetDev(emu.IPPROTO_IPV6, emu.IPV6_MULTICAST_IF, a0)
		r6.Send("[ff02::1]:0")
		s.Got(r6, a6, b6)
		q := s.Root.Ping6("q").On(a0).At("[::]:500")
		q.Send("[ff02::1]:0")
		s.Got(q)
	},
	want: `
member set IP_ADD_MEMBERSHIP 224.0.0.77 2 = ok
raw send to 224.0.0.77:0 = ENETUNREACH
got it: nobody
on a send to 224.0.0.77:0 = ok
got it: raw, on a
on b send to 224.0.0.77:0 = ok
got it: nobody
raw set IP_MULTICAST_IF 2 = ok
raw send to 224.0.0.77:0 = ok
got it: raw, on a
on a set IP_MULTICAST_LOOP 0 = ok
on a send to 224.0.0.77:0 = ok
got it: nobody
on a send to 10.1.0.255:0 = EACCES
on a send to 255.255.255.255:0 = EACCES
on a set BROADCAST 1 = ok
on a send to 10.1.0.255:0 = ok
on a send to 255.255.255.255:0 = ok
got it: raw, raw again, on a, on a again
p send to 10.1.0.255:0 = EACCES
p send to 255.255.255.255:0 = EACCES
p set BROADCAST 1 = ok
p send to 10.1.0.255:0 = ok
p send to 255.255.255.255:0 = ok
got it: nobody
on a6 send to [ff02::1]:0 = ok
got it: raw6, on a6
raw6 send to [ff02::1%b0]:0 = ok
got it: raw6, on b6
raw6 set IPV6_MULTICAST_IF 2 = ok
raw6 send to [ff02::1]:0 = ok
got it: raw6, on a6
q send to [ff02::1]:0 = ok
got it: q
`,
	older: older{{emu.Linux(5, 17), `
member set IP_ADD_MEMBERSHIP 224.0.0.77 2 = ok
raw send to 224.0.0.77:0 = ENETUNREACH
got it: nobody
on a send to 224.0.0.77:0 = ok
got it: raw, on a
on b send to 224.0.0.77:0 = ok
got it: nobody
raw set IP_MULTICAST_IF 2 = ok
raw send to 224.0.0.77:0 = ok
got it: raw, on a
on a set IP_MULTICAST_LOOP 0 = ok
on a send to 224.0.0.77:0 = ok
got it: nobody
on a send to 10.1.0.255:0 = EACCES
on a send to 255.255.255.255:0 = EACCES
on a set BROADCAST 1 = ok
on a send to 10.1.0.255:0 = ok
on a send to 255.255.255.255:0 = ok
got it: raw, raw again, on a, on a again
p send to 10.1.0.255:0 = EACCES
p send to 255.255.255.255:0 = EACCES
p set BROADCAST 1 = ok
p send to 10.1.0.255:0 = ok
p send to 255.255.255.255:0 = ok
got it: nobody
on a6 send to [ff02::1]:0 = ok
got it: raw6, on a6
raw6 send to [ff02::1%b0]:0 = ok
got it: raw6, on b6
raw6 set IPV6_MULTICAST_IF 2 = ok
raw6 send to [ff02::1]:0 = ok
got it: raw6, on a6
q send to [ff02::1]:0 = ok
got it: nobody
`}},
}, {
	id:      "L3-30-raw",
	because: "raw and ping sockets bound to a VRF or to a device of it have the addresses of the VRF, others do not; a scope of the VRF's device is within the VRF (L3-31, L3-32), and IPv4 guesses no link there (L3-34)",
	program: func(s *plane.Script) {
		red := s.VRF("red", 10)
		a0, b0 := s.Link("a0"), s.Link("b0", "10.2.0.1/24", "fd02::1/64", "fe80::b/64")
		s.Lo()
		s.Sysctl("net/ipv4/ping_group_range", "0 0")
		s.Enslave(a0, red)
		s.Root.Addr(a0, "10.1.0.1/24")
		s.Root.Addr(a0, "fd01::1/64")
		s.Root.Addr(a0, "fe80::a/64")
		for _, dev := range []int{red, a0, b0, 0} {
			r, r6 := s.Root.Raw("raw", 200).On(dev), s.Root.Raw6("raw6", 200).On(dev)
			for _, addr := range []string{"10.1.0.1:0", "10.2.0.1:0", "127.0.0.1:0"} {
				r.Bind(addr)
			}
			for _, addr := range []string{"[fd01::1]:0", "[fd02::1]:0", "[::1]:0", "[fe80::a]:0"} {
				r6.Bind(addr)
			}
		}
		for _, dev := range []int{red, a0} {
			q, r6, p := s.Root.Ping6("ping6").On(dev).At("[::]:500"), s.Root.Raw6("raw6", 33).On(dev), s.Root.Ping("ping").On(dev)
			for _, a := range []*plane.Socket{q, r6} {
				for _, to := range []string{"[fe80::2%a0]:0", "[fe80::2%red]:0", "[fd01::2]:0"} {
					a.Send(to)
				}
				a.SendVia("[fd01::2]:0", "", a0)
				a.SendVia("[fd01::2]:0", "", b0)
				a.Connect("[fe80::2%a0]:0")
				a.Device()
			}
			p.Send("10.1.0.2:0")
			p.Send("10.7.7.7:0")
			q.Shut()
		}
		s.Root.Ping("ping").On(b0).Send("10.7.7.7:0")
	},
	want: `
address 3 10.1.0.1/24 = ok
address 3 fd01::1/64 = ok
address 3 fe80::a/64 = ok
raw bind 10.1.0.1:0 = ok
raw bind 10.2.0.1:0 = EADDRNOTAVAIL
raw bind 127.0.0.1:0 = EADDRNOTAVAIL
raw6 bind [fd01::1]:0 = ok
raw6 bind [fd02::1]:0 = EADDRNOTAVAIL
raw6 bind [::1]:0 = EADDRNOTAVAIL
raw6 bind [fe80::a]:0 = EADDRNOTAVAIL
raw bind 10.1.0.1:0 = ok
raw bind 10.2.0.1:0 = EADDRNOTAVAIL
raw bind 127.0.0.1:0 = EADDRNOTAVAIL
raw6 bind [fd01::1]:0 = ok
raw6 bind [fd02::1]:0 = EADDRNOTAVAIL
raw6 bind [::1]:0 = EADDRNOTAVAIL
raw6 bind [fe80::a]:0 = ok
raw bind 10.1.0.1:0 = EADDRNOTAVAIL
raw bind 10.2.0.1:0 = ok
raw bind 127.0.0.1:0 = ok
raw6 bind [fd01::1]:0 = EADDRNOTAVAIL
raw6 bind [fd02::1]:0 = ok
raw6 bind [::1]:0 = EADDRNOTAVAIL
raw6 bind [fe80::a]:0 = EADDRNOTAVAIL
raw bind 10.1.0.1:0 = EADDRNOTAVAIL
raw bind 10.2.0.1:0 = ok
raw bind 127.0.0.1:0 = ok
raw6 bind [fd01::1]:0 = EADDRNOTAVAIL
raw6 bind [fd02::1]:0 = ok
raw6 bind [::1]:0 = ok
raw6 bind [fe80::a]:0 = EINVAL
ping6 send to [fe80::2%a0]:0 = ok
ping6 send to [fe80::2%red]:0 = ENETUNREACH
ping6 send to [fd01::2]:0 = ok
ping6 send to [fd01::2]:0, info any 3 = ok
ping6 send to [fd01::2]:0, info any 4 = EINVAL
ping6 connect [fe80::2%a0]:0 = ok
ping6 device = 3, "a0"
raw6 send to [fe80::2%a0]:0 = ok
raw6 send to [fe80::2%red]:0 = ENETUNREACH
raw6 send to [fd01::2]:0 = ok
raw6 send to [fd01::2]:0, info any 3 = ok
raw6 send to [fd01::2]:0, info any 4 = EINVAL
raw6 connect [fe80::2%a0]:0 = ok
raw6 device = 3, "a0"
ping send to 10.1.0.2:0 = ok
ping send to 10.7.7.7:0 = ENETUNREACH
ping6 send to [fe80::2%a0]:0 = ok
ping6 send to [fe80::2%red]:0 = EINVAL
ping6 send to [fd01::2]:0 = ok
ping6 send to [fd01::2]:0, info any 3 = ok
ping6 send to [fd01::2]:0, info any 4 = EINVAL
ping6 connect [fe80::2%a0]:0 = ok
ping6 device = 3, "a0"
raw6 send to [fe80::2%a0]:0 = ok
raw6 send to [fe80::2%red]:0 = ENETUNREACH
raw6 send to [fd01::2]:0 = ok
raw6 send to [fd01::2]:0, info any 3 = ok
raw6 send to [fd01::2]:0, info any 4 = EINVAL
raw6 connect [fe80::2%a0]:0 = ok
raw6 device = 3, "a0"
ping send to 10.1.0.2:0 = ok
ping send to 10.7.7.7:0 = ENETUNREACH
ping send to 10.7.7.7:0 = ok
`,
}, {
	id:      "RAW-more",
	because: "MSG_MORE keeps a packet of a raw socket open: the first part decides about the way (OUT-47), but every part looks for one, and fails without; ping sockets do not know it",
	program: func(s *plane.Script) {
		a0, b0 := pingAB(s)
		r, in := s.Root.Raw("r", 33).On(a0), s.Root.Raw("in", 33)
		s.Left()
		r.SendMore("10.1.0.2:0")
		s.Left(a0, b0)
		r.SetIndex(b0)
		r.Send("10.2.0.2:0")
		s.Left(a0, b0)
		r.Send("10.2.0.2:0")
		s.Left(a0, b0)
		r.SendMore("10.2.0.1:0")
		s.Got(in)
		r.SetIndex(4242)
		r.Send("10.2.0.1:0")
		s.Got(in)
		r.SetIndex(0)
		r.Send("10.1.0.1:0")
		s.Got(in)
		q, in6 := s.Root.Raw6("q", 33), s.Root.Raw6("in6", 33)
		q.SendMore("[fd01::2]:0")
		q.SetIndex(b0)
		q.Send("[fd02::2]:0")
		s.Left(a0, b0)
		q.SendMore("[fd02::1]:0")
		q.Send("[fd01::1]:0")
		q.Send("[fd02::1]:0")
		gotBytes(s, "in6", in6)
		p := s.Root.Ping("p").At("0.0.0.0:500")
		p.SendMore("10.1.0.2:0")
		s.Left(a0, b0)
		r.SetIndex(0)
		r.SendMore("10.1.0.2:0")
		r.Disconnect()
		r.Send("10.1.0.2:0")
		s.Left(a0, b0)
		long := make([]byte, 40000)
		r.SendMore("10.1.0.1:0")
		r.SendBytes("10.1.0.1:0", long)
		s.Got(in)
	},
	want: `
r send more to 10.1.0.2:0 = ok
left: nothing
r set BINDTOIFINDEX 3 = ok
r send to 10.2.0.2:0 = ok
left: a0 10.2.0.1 > 10.2.0.2 protocol 33
r send to 10.2.0.2:0 = ok
left: b0 10.2.0.1 > 10.2.0.2 protocol 33
r send more to 10.2.0.1:0 = ok
got it: nobody
r set BINDTOIFINDEX 4242 = ok
r send to 10.2.0.1:0 = ENODEV
got it: nobody
r set BINDTOIFINDEX 0 = ok
r send to 10.1.0.1:0 = ok
got it: in
q send more to [fd01::2]:0 = ok
q set BINDTOIFINDEX 3 = ok
q send to [fd02::2]:0 = ok
left: a0 fd01::1 > fd01::2 protocol 33
q send more to [fd02::1]:0 = ok
q send to [fd01::1]:0 = ENETUNREACH
q send to [fd02::1]:0 = ok
in6 read 68656c6c6f68656c6c6f
p send more to 10.1.0.2:0 = ok
left: a0 10.1.0.1 > 10.1.0.2 ICMP echo request
r set BINDTOIFINDEX 0 = ok
r send more to 10.1.0.2:0 = ok
r connect AF_UNSPEC = ok
r send to 10.1.0.2:0 = ok
left: a0 10.1.0.1 > 10.1.0.2 protocol 33
r send more to 10.1.0.1:0 = ok
r send to 10.1.0.1:0 = ok
got it: in
`,
}}
