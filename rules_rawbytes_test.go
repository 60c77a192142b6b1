package boundif_test

import (
	"encoding/hex"
	"errors"
	"time"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/netdev"
)

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

// rawBytes is what raw sockets read and write.
var rawBytes = []rule{{
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
}}
