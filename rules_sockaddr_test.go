package boundif_test

import (
	"encoding/binary"
	"fmt"
	"strings"

	"boundif/emu"
	"boundif/internal/plane"
)

// A kind is a kind of socket, in programs that ask all of them the same.
type kind struct {
	name                  string
	domain, typ, protocol int
}

var kinds = []kind{
	{"UDP", emu.AF_INET, emu.SOCK_DGRAM, 0},
	{"TCP", emu.AF_INET, emu.SOCK_STREAM, 0},
	{"raw", emu.AF_INET, emu.SOCK_RAW, 89},
	{"ping", emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP},
	{"UDPv6", emu.AF_INET6, emu.SOCK_DGRAM, 0},
	{"TCPv6", emu.AF_INET6, emu.SOCK_STREAM, 0},
	{"rawv6", emu.AF_INET6, emu.SOCK_RAW, 89},
	{"pingv6", emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_ICMPV6},
}

// addressed makes a call with addresses of every length and of several families,
// each on a socket of its own, and says what came of it.
func addressed(s *plane.Script, v4, v6 string, call func(sys emu.Syscalls, k kind, fd int, sa []byte) error) {
	s.Lo()
	s.Sysctl("net/ipv4/ping_group_range", "0 0")
	sys := s.Root.Sys()
	try := func(k kind, sa []byte) string {
		fd, err := sys.Socket(k.domain, k.typ, k.protocol)
		if err != nil {
			return "socket: " + plane.Result(err)
		}
		defer sys.Close(fd)
		result := plane.Result(call(sys, k, fd, sa))
		if name, err := sys.Getsockname(fd); err == nil && k.typ == emu.SOCK_DGRAM {
			if a, ok := name.(*emu.SockaddrInet4); ok && a.Port != 0 {
				result += "*"
			} else if a, ok := name.(*emu.SockaddrInet6); ok && a.Port != 0 {
				result += "*"
			}
		}
		return result
	}
	for _, k := range kinds {
		own, other := v4, v6
		if k.domain == emu.AF_INET6 {
			own, other = v6, v4
		}
		var line []string
		last := ""
		for _, n := range []int{0, 1, 2, 7, 8, 15, 16, 23, 24, 27, 28, 128, 129} {
			sa := append(s.Bytes(own), make([]byte, 129)...)[:n]
			if got := try(k, sa); got != last {
				line = append(line, fmt.Sprintf("%d %s", n, got))
				last = got
			}
		}
		line = append(line, "other "+try(k, s.Bytes(other)))
		families := []uint16{emu.AF_INET, emu.AF_INET6}
		if k.typ != emu.SOCK_RAW { // SELinux looks at those families, where it is on: not the kernel itself
			families = append(families, emu.AF_UNSPEC, 1, 77)
		}
		for _, family := range families {
			sa := append(s.Bytes(own), make([]byte, 12)...)[:28]
			binary.NativeEndian.PutUint16(sa, family)
			line = append(line, fmt.Sprintf("as %d %s", family, try(k, sa)))
		}
		s.Say("%s: %s", k.name, strings.Join(line, ", "))
	}
}

func payload(k kind) []byte {
	switch {
	case k.protocol == emu.IPPROTO_ICMP:
		return []byte{8, 0, 0, 0, 0, 0, 0, 1}
	case k.protocol == emu.IPPROTO_ICMPV6:
		return []byte{128, 0, 0, 0, 0, 0, 0, 1}
	}
	return []byte("hello")
}

// sockaddrs is what system calls make of addresses of odd length and family,
// and of odd control messages. A star says that the socket has got a port.
var sockaddrs = []rule{{
	id:      "WR-07-bind",
	because: "which lengths and families bind() takes",
	program: func(s *plane.Script) {
		addressed(s, "0.0.0.0:7000", "[::]:7000", func(sys emu.Syscalls, k kind, fd int, sa []byte) error {
			return sys.Bind(fd, emu.SockaddrRaw(sa))
		})
	},
	want: `
UDP: 0 EINVAL, 16 ok*, 129 EINVAL, other EAFNOSUPPORT, as 2 ok*, as 10 EAFNOSUPPORT, as 0 ok*, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
TCP: 0 EINVAL, 16 ok, 129 EINVAL, other EAFNOSUPPORT, as 2 ok, as 10 EAFNOSUPPORT, as 0 ok, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
raw: 0 EINVAL, 16 ok, 129 EINVAL, other ok, as 2 ok, as 10 ok
ping: 0 EINVAL, 16 ok*, 129 EINVAL, other EAFNOSUPPORT, as 2 ok*, as 10 EAFNOSUPPORT, as 0 ok*, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
UDPv6: 0 EINVAL, 24 ok*, 129 EINVAL, other EINVAL, as 2 EAFNOSUPPORT, as 10 ok*, as 0 EAFNOSUPPORT, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
TCPv6: 0 EINVAL, 24 ok, 129 EINVAL, other EINVAL, as 2 EAFNOSUPPORT, as 10 ok, as 0 EAFNOSUPPORT, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
rawv6: 0 EINVAL, 24 ok, 129 EINVAL, other EINVAL, as 2 EINVAL, as 10 ok
pingv6: 0 EINVAL, 28 ok*, 129 EINVAL, other EINVAL, as 2 EAFNOSUPPORT, as 10 ok*, as 0 EAFNOSUPPORT, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
`,
}, {
	id:      "WR-07-bind-address",
	because: "and those of an address that is not the wildcard",
	program: func(s *plane.Script) {
		addressed(s, "127.0.0.1:7000", "[::1]:7000", func(sys emu.Syscalls, k kind, fd int, sa []byte) error {
			return sys.Bind(fd, emu.SockaddrRaw(sa))
		})
	},
	want: `
UDP: 0 EINVAL, 16 ok*, 129 EINVAL, other EAFNOSUPPORT, as 2 ok*, as 10 EAFNOSUPPORT, as 0 EAFNOSUPPORT, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
TCP: 0 EINVAL, 16 ok, 129 EINVAL, other EAFNOSUPPORT, as 2 ok, as 10 EAFNOSUPPORT, as 0 EAFNOSUPPORT, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
raw: 0 EINVAL, 16 ok, 129 EINVAL, other ok, as 2 ok, as 10 ok
ping: 0 EINVAL, 16 ok*, 129 EINVAL, other EAFNOSUPPORT, as 2 ok*, as 10 EAFNOSUPPORT, as 0 EAFNOSUPPORT, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
UDPv6: 0 EINVAL, 24 ok*, 129 EINVAL, other EINVAL, as 2 EAFNOSUPPORT, as 10 ok*, as 0 EAFNOSUPPORT, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
TCPv6: 0 EINVAL, 24 ok, 129 EINVAL, other EINVAL, as 2 EAFNOSUPPORT, as 10 ok, as 0 EAFNOSUPPORT, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
rawv6: 0 EINVAL, 24 ok, 129 EINVAL, other EINVAL, as 2 EINVAL, as 10 ok
pingv6: 0 EINVAL, 28 ok*, 129 EINVAL, other EINVAL, as 2 EAFNOSUPPORT, as 10 ok*, as 0 EAFNOSUPPORT, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
`,
}, {
	id:      "WR-23-connect",
	because: "which lengths and families connect() takes, and that a datagram socket has a port afterwards",
	program: func(s *plane.Script) {
		addressed(s, "127.0.0.1:7000", "[::1]:7000", func(sys emu.Syscalls, k kind, fd int, sa []byte) error {
			return sys.Connect(fd, emu.SockaddrRaw(sa))
		})
	},
	want: `
UDP: 0 EINVAL, 2 EINVAL*, 16 ok*, 129 EINVAL, other EAFNOSUPPORT*, as 2 ok*, as 10 EAFNOSUPPORT*, as 0 ok, as 1 EAFNOSUPPORT*, as 77 EAFNOSUPPORT*
TCP: 0 EINVAL, 16 ECONNREFUSED, 129 EINVAL, other EAFNOSUPPORT, as 2 ECONNREFUSED, as 10 EAFNOSUPPORT, as 0 ok, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
raw: 0 EINVAL, 16 ok, 129 EINVAL, other EAFNOSUPPORT, as 2 ok, as 10 EAFNOSUPPORT
ping: 0 EINVAL, 2 EINVAL*, 16 ok*, 129 EINVAL, other EAFNOSUPPORT*, as 2 ok*, as 10 EAFNOSUPPORT*, as 0 ok, as 1 EAFNOSUPPORT*, as 77 EAFNOSUPPORT*
UDPv6: 0 EINVAL, 2 EINVAL*, 24 ok*, 129 EINVAL, other ok*, as 2 ok*, as 10 ok*, as 0 ok, as 1 EAFNOSUPPORT*, as 77 EAFNOSUPPORT*
TCPv6: 0 EINVAL, 24 ECONNREFUSED, 129 EINVAL, other EINVAL, as 2 EAFNOSUPPORT, as 10 ECONNREFUSED, as 0 ok, as 1 EAFNOSUPPORT, as 77 EAFNOSUPPORT
rawv6: 0 EINVAL, 24 ok, 129 EINVAL, other EAFNOSUPPORT, as 2 EAFNOSUPPORT, as 10 ok
pingv6: 0 EINVAL, 2 EINVAL*, 24 ok*, 129 EINVAL, other EAFNOSUPPORT*, as 2 EAFNOSUPPORT*, as 10 ok*, as 0 ok, as 1 EAFNOSUPPORT*, as 77 EAFNOSUPPORT*
`,
}, {
	id:      "WR-23-send",
	because: "which lengths and families sendto() takes",
	program: func(s *plane.Script) {
		addressed(s, "127.0.0.1:7000", "[::1]:7000", func(sys emu.Syscalls, k kind, fd int, sa []byte) error {
			if k.typ == emu.SOCK_STREAM {
				return nil // nobody is there
			}
			return sys.Sendto(fd, payload(k), 0, emu.SockaddrRaw(sa))
		})
	},
	want: `
UDP: 0 EINVAL*, 16 ok*, 129 EINVAL, other EAFNOSUPPORT*, as 2 ok*, as 10 EAFNOSUPPORT*, as 0 ok*, as 1 EAFNOSUPPORT*, as 77 EAFNOSUPPORT*
TCP: 0 ok, other ok, as 2 ok, as 10 ok, as 0 ok, as 1 ok, as 77 ok
raw: 0 EDESTADDRREQ, 1 EINVAL, 16 ok, 129 EINVAL, other EAFNOSUPPORT, as 2 ok, as 10 EAFNOSUPPORT
ping: 0 EINVAL*, 16 ok*, 129 EINVAL, other EAFNOSUPPORT*, as 2 ok*, as 10 EAFNOSUPPORT*, as 0 EAFNOSUPPORT*, as 1 EAFNOSUPPORT*, as 77 EAFNOSUPPORT*
UDPv6: 0 EINVAL*, 24 ok*, 129 EINVAL, other ok*, as 2 ok*, as 10 ok*, as 0 EDESTADDRREQ*, as 1 EINVAL*, as 77 EINVAL*
TCPv6: 0 ok, other ok, as 2 ok, as 10 ok, as 0 ok, as 1 ok, as 77 ok
rawv6: 0 EINVAL, other EINVAL, as 2 EAFNOSUPPORT, as 10 EINVAL
pingv6: 0 EINVAL*, 28 ok*, 129 EINVAL, other EINVAL*, as 2 EAFNOSUPPORT*, as 10 ok*, as 0 EAFNOSUPPORT*, as 1 EAFNOSUPPORT*, as 77 EAFNOSUPPORT*
`,
}}
